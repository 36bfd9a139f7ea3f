//! The orders made of standing orders: read here, written by their own room; and which of them this room called off.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::quantity;
use crate::db::Tx;
use crate::error::Result;
use crate::orders::Status;
use crate::standing_orders::MadeOrder;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, ItemId, OrderId, TemplateId};
use crate::values::quantity::Quantity;

/// The orders made of a template by its dates, from `from` on. A called-off date keeps its order here only when a
/// person called it off.
pub(in crate::standing_orders) fn made(
    conn: &Connection,
    id: TemplateId,
    from: Day,
) -> Result<BTreeMap<Day, MadeOrder>> {
    let mut statement = conn.prepare_cached(
        "SELECT standing_date, id, order_number, status, requested_date, version FROM orders
         WHERE standing_order_id = ?1 AND standing_date >= ?2",
    )?;
    let rows = statement.query_map(params![id, from], |row| {
        let order = MadeOrder {
            order_id: row.get(1)?,
            order_number: row.get(2)?,
            status: row.get::<_, Status>(3)?,
            day: row.get(4)?,
            version: row.get(5)?,
        };
        Ok((row.get(0)?, order))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The orders of a day that no standing order made and that are still to be delivered.
pub(in crate::standing_orders) fn other_orders(conn: &Connection, day: Day) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM orders WHERE requested_date = ?1 AND standing_order_id IS NULL
           AND status IN ('pending', 'confirmed', 'preparing', 'ready', 'dispatched')",
    )?;
    Ok(statement.query_row([day], |row| row.get(0))?)
}

/// A customer's orders from a day on that are still to be delivered.
pub(in crate::standing_orders) fn open_orders(
    conn: &Connection,
    customer: CustomerId,
    from: Day,
) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM orders WHERE customer_id = ?1 AND requested_date >= ?2
           AND status IN ('pending', 'confirmed', 'preparing', 'ready', 'dispatched')",
    )?;
    Ok(statement.query_row(params![customer, from], |row| row.get(0))?)
}

/// Goods of orders made of standing orders, by day of delivery.
pub(in crate::standing_orders) fn made_goods(
    conn: &Connection,
    from: Day,
    to: Day,
) -> Result<Vec<(Day, ItemId, Quantity)>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.requested_date, l.product_id, sum(l.quantity) FROM orders o JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date BETWEEN ?1 AND ?2 AND o.standing_order_id IS NOT NULL
           AND o.status NOT IN ('cancelled', 'refunded') AND l.product_id IS NOT NULL
         GROUP BY o.requested_date, l.product_id",
    )?;
    let rows = statement.query_map(params![from, to], |row| {
        Ok((row.get(0)?, row.get(1)?, quantity(row, 2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many orders of standing orders each day has.
pub(in crate::standing_orders) fn made_count(
    conn: &Connection,
    from: Day,
    to: Day,
) -> Result<BTreeMap<Day, i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT requested_date, count(*) FROM orders
         WHERE requested_date BETWEEN ?1 AND ?2 AND standing_order_id IS NOT NULL
           AND status NOT IN ('cancelled', 'refunded') GROUP BY requested_date",
    )?;
    let rows = statement.query_map(params![from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last order made of a template.
pub(in crate::standing_orders) fn last_order(
    conn: &Connection,
    id: TemplateId,
) -> Result<Option<OrderId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM orders WHERE standing_order_id = ?1 AND standing_date IS NOT NULL
         ORDER BY standing_date DESC LIMIT 1",
    )?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Notes that this room called an order off, so that it can bring it back.
pub(in crate::standing_orders) fn withdraw(tx: &Tx, order: OrderId) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO standing_withdrawn (order_id) VALUES (?1) ON CONFLICT DO NOTHING",
    )?
    .execute([order])?;
    Ok(())
}

pub(in crate::standing_orders) fn is_withdrawn(conn: &Connection, order: OrderId) -> Result<bool> {
    let mut statement = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM standing_withdrawn WHERE order_id = ?1)")?;
    Ok(statement.query_row([order], |row| row.get(0))?)
}

/// The order was brought back: when it is called off again, that was done by a person unless said otherwise.
///
/// # Errors
/// Only those of the database.
pub fn forget_withdrawn(tx: &Tx, order: OrderId) -> Result<()> {
    tx.prepare_cached("DELETE FROM standing_withdrawn WHERE order_id = ?1")?
        .execute([order])?;
    Ok(())
}
