//! SQL of production: versions of a day's sheet, what changed, batches, and what a count is made of.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::Counts;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::{BatchId, ItemId, LotId, OrderId, RecipeId};
use crate::values::{BaseUnit, Day, Instant, Quantity, Time};

/// A difference between two versions of a day's sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeRow {
    pub version: i64,
    pub product_id: ItemId,
    pub product_name: String,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    pub was: Quantity,
    pub now: Quantity,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ticked_at: Option<Instant>,
}

/// One order's part of a count.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderPart)]
pub struct Part {
    pub order_id: OrderId,
    pub order_number: String,
    pub customer_name: String,
    pub quantity: Quantity,
    pub custom_instructions: String,
    #[schema(value_type = Option<String>)]
    pub requested_time: Option<Time>,
    /// It came in after this print version.
    pub day_version: i64,
}

/// A posted batch.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Batch {
    pub id: BatchId,
    pub quantity: Quantity,
    pub lot_number: String,
    #[schema(value_type = String, format = DateTime)]
    pub posted_at: Instant,
    pub by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reversed_at: Option<Instant>,
}

/// Items that are baked for the day: made, and not taken from the stock.
pub(super) fn baked_items(conn: &Connection) -> Result<BTreeSet<ItemId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM items WHERE is_made = 1 AND from_stock = 0 AND is_service = 0",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_version(tx: &Tx, day: Day, version: i64, counts: &Counts) -> Result<()> {
    let sheet: BTreeMap<String, String> = counts
        .iter()
        .map(|(item, quantity)| (item.to_string(), quantity.to_string()))
        .collect();
    tx.prepare_cached(
        "INSERT INTO day_versions (day, version, made_at, sheet) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        day,
        version,
        tx.now,
        serde_json::to_string(&sheet)?
    ])?;
    Ok(())
}

/// The counts of a version; none when the day was frozen without one.
pub(super) fn version(conn: &Connection, day: Day, version: i64) -> Result<Counts> {
    let mut statement =
        conn.prepare_cached("SELECT sheet FROM day_versions WHERE day = ?1 AND version = ?2")?;
    let sheet: Option<String> = statement
        .query_row(params![day, version], |row| row.get(0))
        .optional()?;
    let Some(sheet) = sheet else {
        return Ok(Counts::new());
    };
    let sheet: BTreeMap<String, String> = serde_json::from_str(&sheet)?;
    let counts = sheet.iter().map(|(item, quantity)| {
        let item = item.parse().map_err(Error::internal)?;
        Ok((item, quantity.parse().map_err(Error::internal)?))
    });
    counts.collect()
}

pub(super) fn made_at(conn: &Connection, day: Day, version: i64) -> Result<Option<Instant>> {
    let mut statement =
        conn.prepare_cached("SELECT made_at FROM day_versions WHERE day = ?1 AND version = ?2")?;
    Ok(statement
        .query_row(params![day, version], |row| row.get(0))
        .optional()?)
}

/// The print versions of a day with when they were made.
///
/// # Errors
/// Only those of the database.
pub fn versions(conn: &Connection, day: Day) -> Result<Vec<(i64, Instant)>> {
    let mut statement = conn.prepare_cached(
        "SELECT version, made_at FROM day_versions WHERE day = ?1 ORDER BY version",
    )?;
    let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_change(
    tx: &Tx,
    day: Day,
    version: i64,
    item: ItemId,
    was: Quantity,
    now: Quantity,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO day_changes (day, version, item_id, was, now) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![day, version, item, was, now])?;
    Ok(())
}

pub(super) fn tick_change(tx: &Tx, day: Day, version: i64, item: ItemId) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE day_changes SET ticked_at = ?4, ticked_by = ?5
             WHERE day = ?1 AND version = ?2 AND item_id = ?3 AND ticked_at IS NULL",
        )?
        .execute(params![day, version, item, tx.now, tx.actor.user_id])?;
    Ok(rows == 1)
}

/// What a version changed.
///
/// # Errors
/// Only those of the database.
pub fn changes_of(conn: &Connection, day: Day, version: i64) -> Result<Vec<ChangeRow>> {
    changes(conn, "c.day = ?1 AND c.version = ?2", day, version)
}

/// What changed and nobody has ticked, oldest first.
///
/// # Errors
/// Only those of the database.
pub fn open_changes(conn: &Connection, day: Day) -> Result<Vec<ChangeRow>> {
    changes(
        conn,
        "c.day = ?1 AND c.version > ?2 AND c.ticked_at IS NULL",
        day,
        0,
    )
}

fn changes(conn: &Connection, filter: &str, day: Day, version: i64) -> Result<Vec<ChangeRow>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT c.version, c.item_id, CASE i.variant_name WHEN '' THEN i.name ELSE i.name || ' · ' || i.variant_name END,
                i.base_unit, c.was, c.now, c.ticked_at
         FROM day_changes c JOIN items i ON i.id = c.item_id WHERE {filter} ORDER BY c.version, i.name"
    ))?;
    let rows = statement.query_map(params![day, version], |row| {
        Ok(ChangeRow {
            version: row.get(0)?,
            product_id: row.get(1)?,
            product_name: row.get(2)?,
            base_unit: row.get(3)?,
            was: row.get(4)?,
            now: row.get(5)?,
            ticked_at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How much of each item is baked for a day.
pub(super) fn baked(conn: &Connection, day: Day) -> Result<Counts> {
    let mut statement = conn.prepare_cached(
        "SELECT item_id, sum(quantity) FROM batches WHERE day = ?1 AND reversed_at IS NULL GROUP BY item_id",
    )?;
    let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_batch(
    tx: &Tx,
    id: BatchId,
    day: Day,
    item: ItemId,
    recipe: Option<RecipeId>,
    quantity: Quantity,
    lot: LotId,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO batches (id, day, item_id, recipe_id, quantity, lot_id, posted_at, user_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id,
        day,
        item,
        recipe,
        quantity,
        lot,
        tx.now,
        tx.actor.user_id
    ])?;
    Ok(())
}

pub(super) fn last_batch(conn: &Connection, day: Day, item: ItemId) -> Result<Option<BatchId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM batches WHERE day = ?1 AND item_id = ?2 AND reversed_at IS NULL ORDER BY id DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![day, item], |row| row.get(0))
        .optional()?)
}

pub(super) fn reverse_batch(tx: &Tx, id: BatchId) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE batches SET reversed_at = ?2 WHERE id = ?1 AND reversed_at IS NULL",
        )?
        .execute(params![id, tx.now])?;
    Ok(rows == 1)
}

/// The batches of an item for a day, newest first, also those taken back.
///
/// # Errors
/// Only those of the database.
pub fn batches_of(conn: &Connection, day: Day, item: ItemId) -> Result<Vec<Batch>> {
    let mut statement = conn.prepare_cached(
        "SELECT b.id, b.quantity, l.lot_number, b.posted_at, u.name, b.reversed_at
         FROM batches b JOIN lots l ON l.id = b.lot_id LEFT JOIN users u ON u.id = b.user_id
         WHERE b.day = ?1 AND b.item_id = ?2 ORDER BY b.id DESC",
    )?;
    let rows = statement.query_map(params![day, item], |row| {
        Ok(Batch {
            id: row.get(0)?,
            quantity: row.get(1)?,
            lot_number: row.get(2)?,
            posted_at: row.get(3)?,
            by: row.get(4)?,
            reversed_at: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a count of the sheet is made of: the orders that hold the item, largest first.
///
/// # Errors
/// Only those of the database.
pub fn part_of(conn: &Connection, day: Day, item: ItemId) -> Result<Vec<Part>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.id, o.order_number, CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END,
                l.quantity, l.custom_instructions, o.requested_time, o.day_version
         FROM orders o JOIN order_items l ON l.order_id = o.id JOIN customers c ON c.id = o.customer_id
         WHERE o.requested_date = ?1 AND l.product_id = ?2 AND o.status NOT IN ('cancelled', 'refunded')
         ORDER BY l.quantity DESC, o.order_number LIMIT 1000",
    )?;
    let rows = statement.query_map(params![day, item], |row| {
        Ok(Part {
            order_id: row.get(0)?,
            order_number: row.get(1)?,
            customer_name: row.get(2)?,
            quantity: row.get(3)?,
            custom_instructions: row.get(4)?,
            requested_time: row.get(5)?,
            day_version: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What customers want in particular, by item: "Hotel Miramar: muy hechas".
pub(super) fn wishes(conn: &Connection, day: Day) -> Result<BTreeMap<ItemId, Vec<String>>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.product_id, CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END, l.custom_instructions
         FROM orders o JOIN order_items l ON l.order_id = o.id JOIN customers c ON c.id = o.customer_id
         WHERE o.requested_date = ?1 AND l.custom_instructions <> '' AND l.product_id IS NOT NULL
               AND o.status NOT IN ('cancelled', 'refunded')
         ORDER BY o.order_number",
    )?;
    let rows = statement.query_map([day], |row| {
        let (customer, wish): (String, String) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, format!("{customer}: {wish}")))
    })?;
    let mut wishes: BTreeMap<ItemId, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (item, wish) = row?;
        wishes.entry(item).or_default().push(wish);
    }
    Ok(wishes)
}

pub(super) fn order_count(conn: &Connection, day: Day) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM orders WHERE requested_date = ?1 AND status NOT IN ('cancelled', 'refunded')",
    )?;
    Ok(statement.query_row([day], |row| row.get(0))?)
}

/// The day's orders that are prepared or ready, with the items in them; those that came back undelivered wait for nothing.
pub(super) fn orders_with_items(
    conn: &Connection,
    day: Day,
) -> Result<Vec<(OrderId, String, BTreeSet<ItemId>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.id, o.status, l.product_id FROM orders o LEFT JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date = ?1 AND o.status IN ('preparing', 'ready')
             AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.order_id = o.id AND n.status <> 'cancelled' AND n.status = 'not_delivered')
         ORDER BY o.id",
    )?;
    let rows = statement.query_map([day], |row| {
        Ok((
            row.get::<_, OrderId>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, Option<ItemId>>(2)?,
        ))
    })?;
    let mut orders: Vec<(OrderId, String, BTreeSet<ItemId>)> = Vec::new();
    for row in rows {
        let (order, status, item) = row?;
        if orders.last().is_none_or(|(last, _, _)| *last != order) {
            orders.push((order, status, BTreeSet::new()));
        }
        if let (Some((_, _, items)), Some(item)) = (orders.last_mut(), item) {
            items.insert(item);
        }
    }
    Ok(orders)
}
