//! Rows of days.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::days::{DayState, Phase};
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::OrderId;

/// A day without a row is open.
pub(in crate::orders) fn day(conn: &Connection, day: Day) -> Result<DayState> {
    let mut statement = conn
        .prepare_cached("SELECT state, version, frozen_at, closed_at FROM days WHERE day = ?1")?;
    let found = statement
        .query_row([day], |row| {
            Ok(DayState {
                day,
                state: row.get(0)?,
                version: row.get(1)?,
                frozen_at: row.get(2)?,
                closed_at: row.get(3)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or(DayState {
        day,
        state: Phase::Open,
        version: 0,
        frozen_at: None,
        closed_at: None,
    }))
}

/// False when the day is not open any more.
pub(in crate::orders) fn freeze_day(tx: &Tx, day: Day) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "INSERT INTO days (day, state, version, frozen_at) VALUES (?1, 'frozen', 1, ?2)
             ON CONFLICT (day) DO UPDATE SET state = 'frozen', version = 1, frozen_at = excluded.frozen_at WHERE state = 'open'",
        )?
        .execute(params![day, tx.now])?;
    Ok(changed == 1)
}

/// The version after this one, or none when the day is not frozen.
pub(in crate::orders) fn raise_version(tx: &Tx, day: Day) -> Result<Option<i64>> {
    let mut statement = tx.prepare_cached(
        "UPDATE days SET version = version + 1 WHERE day = ?1 AND state = 'frozen' RETURNING version",
    )?;
    Ok(statement.query_row([day], |row| row.get(0)).optional()?)
}

/// False when the day is not frozen.
pub(in crate::orders) fn close_day(tx: &Tx, day: Day) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE days SET state = 'closed', closed_at = ?2 WHERE day = ?1 AND state = 'frozen'",
        )?
        .execute(params![day, tx.now])?;
    Ok(changed == 1)
}

/// The confirmed orders of a day.
pub(in crate::orders) fn orders_to_prepare(conn: &Connection, day: Day) -> Result<Vec<OrderId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM orders WHERE status = 'confirmed' AND requested_date = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([day], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
