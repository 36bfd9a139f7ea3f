//! What is read for the road and the packing table: stops, rounds, and what goes to whom.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Note, NoteLine};
use crate::error::Result;
use crate::values::ids::{ItemId, NoteId, NoteLineId, OrderId, RouteId, UserId};
use crate::values::{Day, Quantity};

/// Where a note is handed over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stop {
    #[serde(flatten)]
    pub note: Note,
    pub contact_name: String,
    pub phone: String,
    pub address: String,
    pub city: String,
    /// Key box, back door, hours; from the point and from the order.
    pub instructions: String,
    pub window_from: String,
    pub window_until: String,
    pub lines: Vec<NoteLine>,
}

/// A route on a day: how far its van is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoundOfDay {
    pub route_id: RouteId,
    pub name: String,
    pub departs_at: String,
    pub driver_id: Option<UserId>,
    pub driver_name: String,
    pub stops: i64,
    pub delivered: i64,
    pub not_delivered: i64,
}

impl RoundOfDay {
    pub const fn open(&self) -> i64 {
        self.stops - self.delivered - self.not_delivered
    }
}

/// The active routes and how many stops of the day they have and have done; of one driver where told.
///
/// # Errors
/// Only those of the database.
pub fn rounds(conn: &Connection, day: Day, driver: Option<UserId>) -> Result<Vec<RoundOfDay>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.id, r.name, r.departs_at, r.driver_id, ifnull(u.name, ''), count(n.id),
                count(n.id) FILTER (WHERE n.status = 'delivered'), count(n.id) FILTER (WHERE n.status = 'not_delivered')
         FROM routes r LEFT JOIN users u ON u.id = r.driver_id
         LEFT JOIN notes n ON n.route_id = r.id AND n.day = ?1 AND n.status <> 'cancelled'
         WHERE (r.is_active = 1 OR n.id IS NOT NULL) AND (?2 IS NULL OR r.driver_id = ?2)
         GROUP BY r.id ORDER BY r.departs_at, r.name",
    )?;
    let rows = statement.query_map(params![day, driver], |row| {
        Ok(RoundOfDay {
            route_id: row.get(0)?,
            name: row.get(1)?,
            departs_at: row.get(2)?,
            driver_id: row.get(3)?,
            driver_name: row.get(4)?,
            stops: row.get(5)?,
            delivered: row.get(6)?,
            not_delivered: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many of the day's notes that no route takes are there, and how many are handed over.
///
/// # Errors
/// Only those of the database.
pub fn pickups(conn: &Connection, day: Day) -> Result<(i64, i64)> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE status = 'delivered') FROM notes
         WHERE day = ?1 AND route_id IS NULL AND status <> 'cancelled'",
    )?;
    Ok(statement.query_row([day], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The day's notes of one route, or of every route and the counter, in the order in which they are packed and driven.
///
/// # Errors
/// Only those of the database.
pub fn stops(conn: &Connection, day: Day, route: Option<RouteId>) -> Result<Vec<Stop>> {
    let notes = match route {
        Some(route) => super::of_route(conn, day, route)?,
        None => super::of_day(conn, day)?,
    };
    notes.into_iter().map(|note| stop(conn, note)).collect()
}

/// The note of an order with where it goes; none before its day is frozen.
///
/// # Errors
/// Only those of the database.
pub fn stops_of_order(conn: &Connection, order: OrderId) -> Result<Vec<Stop>> {
    let note = super::of_order(conn, order)?;
    note.into_iter().map(|note| stop(conn, note)).collect()
}

/// One note with where it goes.
///
/// # Errors
/// Only those of the database.
pub fn stop(conn: &Connection, note: Note) -> Result<Stop> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(nullif(p.contact_name, ''), c.contact_name), ifnull(ifnull(p.phone, c.phone), ''),
                ifnull(nullif(p.address_line1, ''), c.address_line1), ifnull(nullif(p.city, ''), c.city),
                ifnull(p.delivery_notes, ''), o.delivery_notes, ifnull(p.window_from, ''), ifnull(p.window_until, ''),
                o.delivery_address
         FROM orders o JOIN customers c ON c.id = o.customer_id LEFT JOIN delivery_points p ON p.id = o.delivery_point_id
         WHERE o.id = ?1",
    )?;
    let lines = super::lines(conn, note.id)?;
    Ok(statement.query_row([note.order_id], |row| {
        let text = |at: usize| row.get::<_, String>(at);
        let (of_point, of_order, told) = (text(4)?, text(5)?, text(8)?);
        let said = [of_point, of_order];
        let instructions: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let address = text(2)?;
        Ok(Stop {
            contact_name: text(0)?,
            phone: text(1)?,
            address: if address.is_empty() { told } else { address },
            city: text(3)?,
            instructions: instructions.join(" · "),
            window_from: text(6)?,
            window_until: text(7)?,
            lines,
            note,
        })
    })?)
}

/// One item to be picked: how much of it, from which lots, for whom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Pick {
    pub product_id: Option<ItemId>,
    pub product_name: String,
    pub quantity: Quantity,
    pub unit: String,
    pub unit_size: Quantity,
    pub lots: Vec<PickLot>,
    pub customers: Vec<PickCustomer>,
}

/// A lot to take from, first expiring first; what has expired by the delivery day last.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PickLot {
    pub lot_number: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<Day>,
    pub quantity: Quantity,
    /// Its last day is before the delivery day: it is not to be handed over.
    pub is_expired: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PickCustomer {
    pub note_id: NoteId,
    pub note_number: String,
    pub customer_name: String,
    pub stop_order: i64,
    pub quantity: Quantity,
    pub note_line_id: NoteLineId,
    pub is_packed: bool,
}

impl Pick {
    pub fn is_packed(&self) -> bool {
        self.customers.iter().all(|customer| customer.is_packed)
    }
}

/// What these stops need together, by item.
///
/// # Errors
/// Only those of the database.
pub fn picks(conn: &Connection, stops: &[Stop]) -> Result<Vec<Pick>> {
    let mut by_item: BTreeMap<(String, Option<ItemId>, String), Pick> = BTreeMap::new();
    for stop in stops {
        for line in &stop.lines {
            let key = (
                line.product_name.clone(),
                line.product_id,
                line.unit.clone(),
            );
            let pick = by_item.entry(key).or_insert_with(|| Pick {
                product_id: line.product_id,
                product_name: line.product_name.clone(),
                quantity: Quantity::ZERO,
                unit: line.unit.clone(),
                unit_size: line.unit_size,
                lots: Vec::new(),
                customers: Vec::new(),
            });
            pick.quantity += line.ordered;
            pick.customers.push(PickCustomer {
                note_id: stop.note.id,
                note_number: stop.note.note_number.clone(),
                customer_name: stop.note.customer_name.clone(),
                stop_order: stop.note.stop_order,
                quantity: line.ordered,
                note_line_id: line.id,
                is_packed: line.packed_at.is_some(),
            });
        }
    }
    let mut picks: Vec<Pick> = by_item.into_values().collect();
    let day = stops.iter().map(|stop| stop.note.day).max();
    for pick in &mut picks {
        if let (Some(item), Some(day)) = (pick.product_id, day) {
            pick.lots = lots(conn, item, day)?;
        }
    }
    Ok(picks)
}

fn lots(conn: &Connection, item: ItemId, day: Day) -> Result<Vec<PickLot>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.lot_number, l.expiry_date, sum(b.quantity), ifnull(l.expiry_date < ?2, 0) AS expired FROM balances b JOIN lots l ON l.id = b.lot_id
         WHERE b.item_id = ?1 AND b.quantity > 0 AND l.lot_number <> ''
         GROUP BY l.id ORDER BY expired, l.expiry_date IS NULL, l.expiry_date, l.id LIMIT 5",
    )?;
    let rows = statement.query_map(params![item, day], |row| {
        Ok(PickLot {
            lot_number: row.get(0)?,
            expiry_date: row.get(1)?,
            quantity: row.get(2)?,
            is_expired: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
