//! Days on which the bakery is closed: single ones by name, and weekdays by the settings.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::db::Tx;
use crate::error::Result;
use crate::settings::{self, Settings};
use crate::standing_orders::dates::ClosedDays;
use crate::values::calendar::Day;

/// The weekdays that the opening days of the settings leave out, as they stand in this very transaction.
pub(super) fn closed_weekdays(conn: &Connection) -> Result<BTreeSet<u8>> {
    let open = Settings::load(conn)?.numbers(settings::OPENING_DAYS);
    Ok((1..=7)
        .filter(|weekday| !open.contains(&i64::from(*weekday)))
        .collect())
}

/// Closed days from `from` on, up to `to` where given.
pub fn closed_days(conn: &Connection, from: Day, to: Option<Day>) -> Result<ClosedDays> {
    let mut statement = conn.prepare_cached(
        "SELECT day, name FROM closed_days WHERE day >= ?1 AND (?2 IS NULL OR day <= ?2) ORDER BY day",
    )?;
    let rows = statement.query_map(params![from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::standing_orders) fn close_day(tx: &Tx, day: Day, name: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO closed_days (day, name) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET name = excluded.name",
    )?
    .execute(params![day, name])?;
    Ok(())
}

pub(in crate::standing_orders) fn reopen_day(tx: &Tx, day: Day) -> Result<bool> {
    let rows = tx
        .prepare_cached("DELETE FROM closed_days WHERE day = ?1")?
        .execute([day])?;
    Ok(rows == 1)
}
