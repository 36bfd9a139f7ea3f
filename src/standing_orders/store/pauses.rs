//! Pauses of customers.

use rusqlite::{Connection, params};

use crate::db::Tx;
use crate::error::Result;
use crate::standing_orders::dates::Pause;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, PauseId};

/// Pauses that end on `from` or later, or have no end.
pub fn pauses(conn: &Connection, customer: CustomerId, from: Day) -> Result<Vec<Pause>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, from_day, until_day, reason FROM customer_pauses
         WHERE customer_id = ?1 AND (until_day IS NULL OR until_day >= ?2) ORDER BY from_day, id",
    )?;
    let rows = statement.query_map(params![customer, from], |row| {
        Ok(Pause {
            id: row.get(0)?,
            from: row.get(1)?,
            until: row.get(2)?,
            reason: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Everybody's pauses that end on `from` or later, with the customer.
pub(in crate::standing_orders) fn all_pauses(
    conn: &Connection,
    from: Day,
) -> Result<Vec<(CustomerId, Pause)>> {
    let mut statement = conn.prepare_cached(
        "SELECT customer_id, id, from_day, until_day, reason FROM customer_pauses
         WHERE ifnull(until_day, '9999-12-31') >= ?1 ORDER BY from_day, id LIMIT 500",
    )?;
    let rows = statement.query_map([from], |row| {
        let pause = Pause {
            id: row.get(1)?,
            from: row.get(2)?,
            until: row.get(3)?,
            reason: row.get(4)?,
        };
        Ok((row.get(0)?, pause))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The customer of a pause, and the pause.
pub(in crate::standing_orders) fn find_pause(
    conn: &Connection,
    id: PauseId,
) -> Result<(CustomerId, Pause)> {
    let mut statement = conn.prepare_cached(
        "SELECT customer_id, from_day, until_day, reason FROM customer_pauses WHERE id = ?1",
    )?;
    Ok(statement.query_row([id], |row| {
        let pause = Pause {
            id,
            from: row.get(1)?,
            until: row.get(2)?,
            reason: row.get(3)?,
        };
        Ok((row.get(0)?, pause))
    })?)
}

pub(in crate::standing_orders) fn insert_pause(
    tx: &Tx,
    customer: CustomerId,
    pause: &Pause,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO customer_pauses (id, customer_id, from_day, until_day, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![pause.id, customer, pause.from, pause.until, pause.reason])?;
    Ok(())
}

pub(in crate::standing_orders) fn end_pause(tx: &Tx, id: PauseId, last: Option<Day>) -> Result<()> {
    tx.prepare_cached("UPDATE customer_pauses SET until_day = ?2 WHERE id = ?1")?
        .execute(params![id, last])?;
    Ok(())
}

pub(in crate::standing_orders) fn delete_pause(tx: &Tx, id: PauseId) -> Result<()> {
    tx.prepare_cached("DELETE FROM customer_pauses WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}
