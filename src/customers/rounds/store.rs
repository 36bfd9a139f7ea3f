//! SQL of rounds, their stops and cut-offs.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Cutoff, NewRound, Round, Stop};
use crate::customers::store as customers;
use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{PointId, RouteId};

fn from_row(row: &Row) -> rusqlite::Result<Round> {
    Ok(Round {
        id: row.get(0)?,
        name: row.get(1)?,
        departs_at: row.get(2)?,
        driver_id: row.get(3)?,
        is_active: row.get(4)?,
        version: row.get(5)?,
    })
}

/// All rounds, those that are driven first, by departure.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection) -> Result<Vec<Round>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, departs_at, driver_id, is_active, version FROM routes
         ORDER BY is_active DESC, departs_at, name LIMIT 200",
    )?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such round.
pub fn find(conn: &Connection, id: RouteId) -> Result<Round> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, departs_at, driver_id, is_active, version FROM routes WHERE id = ?1",
    )?;
    Ok(statement.query_row([id], from_row)?)
}

/// The active stops of a round in their order, with their customers.
///
/// # Errors
/// Only those of the database.
pub fn stops_with_customers(conn: &Connection, route: RouteId) -> Result<Vec<Stop>> {
    customers::rounds_of(conn, route)?
        .into_iter()
        .map(|point| {
            let customer = customers::find(conn, point.customer_id)?;
            Ok(Stop {
                customer_name: customer.name().to_owned(),
                point,
            })
        })
        .collect()
}

pub(super) fn insert(tx: &Tx, id: RouteId, new: &NewRound) -> Result<()> {
    tx.execute(
        "INSERT INTO routes (id, name, departs_at, driver_id, is_active) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, new.name.trim(), new.departs_at, new.driver_id, new.is_active],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: RouteId, version: i64, new: &NewRound) -> Result<bool> {
    let rows = tx.execute(
        "UPDATE routes SET name = ?3, departs_at = ?4, driver_id = ?5, is_active = ?6, version = version + 1
         WHERE id = ?1 AND version = ?2",
        params![id, version, new.name.trim(), new.departs_at, new.driver_id, new.is_active],
    )?;
    Ok(rows == 1)
}

pub(super) fn next_stop(conn: &Connection, route: RouteId) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(max(stop_order), 0) + 1 FROM delivery_points WHERE route_id = ?1",
    )?;
    Ok(statement.query_row([route], |row| row.get(0))?)
}

pub(super) fn set_stop(tx: &Tx, point: PointId, stop: i64) -> Result<()> {
    tx.prepare_cached(
        "UPDATE delivery_points SET stop_order = ?2, version = version + 1 WHERE id = ?1 AND stop_order <> ?2",
    )?
    .execute(params![point, stop])?;
    Ok(())
}

fn cutoff_from_row(row: &Row) -> rusqlite::Result<Cutoff> {
    Ok(Cutoff {
        route_id: row.get(0)?,
        weekday: row.get(1)?,
        days_before: row.get(2)?,
        at: row.get(3)?,
    })
}

/// Every cut-off that is set: the bakery's own first, by weekday.
///
/// # Errors
/// Only those of the database.
pub fn cutoffs(conn: &Connection) -> Result<Vec<Cutoff>> {
    let mut statement = conn.prepare_cached(
        "SELECT route_id, weekday, days_before, at FROM cutoffs ORDER BY route_id IS NOT NULL, route_id, weekday",
    )?;
    let rows = statement.query_map([], cutoff_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// That of the bakery, or of a round that is driven.
pub(super) fn cutoff(
    conn: &Connection,
    route: Option<RouteId>,
    weekday: u8,
) -> Result<Option<Cutoff>> {
    let mut statement = conn.prepare_cached(
        "SELECT route_id, weekday, days_before, at FROM cutoffs WHERE ifnull(route_id, X'00') = ifnull(?1, X'00') AND weekday = ?2
             AND (route_id IS NULL OR EXISTS (SELECT 1 FROM routes r WHERE r.id = route_id AND r.is_active = 1))",
    )?;
    Ok(statement
        .query_row(params![route, weekday], cutoff_from_row)
        .optional()?)
}

pub(super) fn clear_cutoffs(tx: &Tx) -> Result<()> {
    tx.execute("DELETE FROM cutoffs", [])?;
    Ok(())
}

pub(super) fn put_cutoff(tx: &Tx, cutoff: &Cutoff) -> Result<()> {
    tx.execute(
        "INSERT INTO cutoffs (route_id, weekday, days_before, at) VALUES (?1, ?2, ?3, ?4)",
        params![
            cutoff.route_id,
            cutoff.weekday,
            cutoff.days_before,
            cutoff.at
        ],
    )?;
    Ok(())
}
