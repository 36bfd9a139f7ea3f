//! Dates that were missed, and what was decided on them.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::db::Tx;
use crate::error::Result;
use crate::standing_orders::MissedDate;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::TemplateId;

/// Whether the date was already listed, and what was decided.
pub(in crate::standing_orders) fn add_missed(tx: &Tx, id: TemplateId, day: Day) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "INSERT INTO missed_dates (standing_order_id, day, found_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (standing_order_id, day) DO NOTHING",
        )?
        .execute(params![id, day, tx.now])?;
    Ok(rows == 1)
}

/// Forgets a missed date that is made or stopped after all and that nobody has decided on.
pub(in crate::standing_orders) fn drop_missed(tx: &Tx, id: TemplateId, day: Day) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM missed_dates WHERE standing_order_id = ?1 AND day = ?2 AND decision IS NULL",
    )?
    .execute(params![id, day])?;
    Ok(())
}

/// The missed dates that wait for a decision, the oldest first.
pub fn missed(conn: &Connection) -> Result<Vec<MissedDate>> {
    missed_after(conn, None, i64::MAX)
}

/// As [`missed`], at most `limit` of them, after a day and template.
pub(in crate::standing_orders) fn missed_after(
    conn: &Connection,
    after: Option<(Day, TemplateId)>,
    limit: i64,
) -> Result<Vec<MissedDate>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.standing_order_id, m.day, m.found_at, t.recurring_name, t.customer_id
         FROM missed_dates m JOIN standing_orders t ON t.id = m.standing_order_id
         WHERE m.decision IS NULL AND (m.day, m.standing_order_id) > (ifnull(?1, ''), ifnull(?2, x''))
         ORDER BY m.day, m.standing_order_id LIMIT ?3",
    )?;
    let (day, id) = after.unzip();
    let rows = statement.query_map(params![day, id, limit], |row| {
        Ok(MissedDate {
            standing_order_id: row.get(0)?,
            day: row.get(1)?,
            found_at: row.get(2)?,
            recurring_name: row.get(3)?,
            customer_id: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The dates of a standing order from `from` on that were missed and not made, and whether they wait for a decision.
pub(in crate::standing_orders) fn missed_of(
    conn: &Connection,
    id: TemplateId,
    from: Day,
) -> Result<BTreeMap<Day, bool>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, decision IS NULL FROM missed_dates
         WHERE standing_order_id = ?1 AND day >= ?2 AND decision IS NOT 'made'",
    )?;
    let rows = statement.query_map(params![id, from], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes what was decided; false when it is not waiting.
pub(in crate::standing_orders) fn decide(
    tx: &Tx,
    id: TemplateId,
    day: Day,
    decision: &str,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE missed_dates SET decision = ?3, decided_at = ?4
             WHERE standing_order_id = ?1 AND day = ?2 AND decision IS NULL",
        )?
        .execute(params![id, day, decision, tx.now])?;
    Ok(rows == 1)
}

/// The dates that were dropped at that instant.
pub(in crate::standing_orders) fn dropped_at(
    conn: &Connection,
    at: Instant,
) -> Result<Vec<(TemplateId, Day)>> {
    let mut statement = conn.prepare_cached(
        "SELECT standing_order_id, day FROM missed_dates WHERE decision = 'dropped' AND decided_at = ?1
         ORDER BY day, standing_order_id",
    )?;
    let rows = statement.query_map([at], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes back that a date was dropped; false when it was not.
pub(in crate::standing_orders) fn undecide(tx: &Tx, id: TemplateId, day: Day) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE missed_dates SET decision = NULL, decided_at = NULL WHERE standing_order_id = ?1 AND day = ?2 AND decision = 'dropped'",
        )?
        .execute(params![id, day])?;
    Ok(rows == 1)
}
