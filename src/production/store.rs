//! SQL of production: versions of a day's sheet, what changed, batches, and what a count is made of.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::demand::Made;
use super::{Counts, Group};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::fulfilment::LineChange;
use crate::values::ids::{BatchId, ItemId, LotId, NoteId, OrderId, RecipeId, RouteId};
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

/// What a version fixed beside its counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Details {
    pub orders: i64,
    pub stock: Counts,
    pub needed: Counts,
    pub doughs: Vec<Group>,
}

/// A line of a delivery note that a later version changed: for packing and route sheets.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DayNoteChange)]
pub struct NoteChange {
    pub version: i64,
    pub note_id: NoteId,
    pub note_number: String,
    pub customer_name: String,
    pub route_id: Option<RouteId>,
    pub product_name: String,
    pub unit: String,
    pub unit_size: Quantity,
    pub was: Quantity,
    pub now: Quantity,
}

/// A version that changed delivery notes and nothing that is baked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DayPackingChange)]
pub struct PackingChange {
    pub version: i64,
    pub lines: Vec<NoteChange>,
}

/// The items that are made here.
pub(super) fn made_items(conn: &Connection) -> Result<BTreeMap<ItemId, Made>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, from_stock, bake_extra_percentage FROM items WHERE is_made = 1 AND is_service = 0",
    )?;
    let rows = statement.query_map([], |row| {
        let made = Made {
            from_stock: row.get(1)?,
            extra: row.get(2)?,
        };
        Ok((row.get(0)?, made))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What there is of an item in lots that have not expired by then; below zero as the ledger says.
pub(super) fn keeps_until(conn: &Connection, item: ItemId, day: Day) -> Result<Quantity> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(b.quantity), 0) FROM balances b JOIN lots l ON l.id = b.lot_id
         WHERE b.item_id = ?1 AND b.quantity <> 0 AND (l.expiry_date IS NULL OR l.expiry_date >= ?2)",
    )?;
    Ok(statement.query_row(params![item, day], |row| row.get(0))?)
}

/// What the hand-overs of a day's orders took of an item out of the stock.
pub(super) fn taken_by(conn: &Connection, day: Day, item: ItemId) -> Result<Quantity> {
    let mut statement = conn.prepare_cached(
        "SELECT -ifnull(sum(m.quantity), 0) FROM orders o JOIN notes n ON n.order_id = o.id
         JOIN movements m ON m.document_kind = 'note' AND m.document_id = n.id
         WHERE o.requested_date = ?1 AND m.item_id = ?2",
    )?;
    Ok(statement.query_row(params![day, item], |row| row.get(0))?)
}

/// What orders for the days from `from` until before `until` still wait for.
pub(super) fn promised(conn: &Connection, item: ItemId, from: Day, until: Day) -> Result<Quantity> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(l.quantity), 0) FROM orders o JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date >= ?2 AND o.requested_date < ?3 AND l.product_id = ?1
               AND o.status IN ('pending', 'confirmed', 'preparing', 'ready', 'dispatched')",
    )?;
    Ok(statement.query_row(params![item, from, until], |row| row.get(0))?)
}

/// The doughs that items are made of by their active recipes.
pub(super) fn doughs_of(
    conn: &Connection,
    items: impl Iterator<Item = ItemId>,
) -> Result<BTreeSet<ItemId>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.ingredient_id FROM recipes r JOIN recipe_lines l ON l.recipe_id = r.id
         JOIN recipes d ON d.item_id = l.ingredient_id AND d.is_active = 1 AND d.kind = 'dough'
         WHERE r.item_id = ?1 AND r.is_active = 1",
    )?;
    let mut doughs = BTreeSet::new();
    for item in items {
        for dough in statement.query_map([item], |row| row.get(0))? {
            doughs.insert(dough?);
        }
    }
    Ok(doughs)
}

pub(super) fn insert_version(
    tx: &Tx,
    day: Day,
    version: i64,
    counts: &Counts,
    details: &Details,
) -> Result<()> {
    let sheet: BTreeMap<String, String> = counts
        .iter()
        .map(|(item, quantity)| (item.to_string(), quantity.to_string()))
        .collect();
    tx.prepare_cached(
        "INSERT INTO day_versions (day, version, made_at, sheet, details) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        day,
        version,
        tx.now,
        serde_json::to_string(&sheet)?,
        serde_json::to_string(details)?
    ])?;
    Ok(())
}

/// What a version fixed beside its counts; none of a version that was made before that was kept.
pub(super) fn details(conn: &Connection, day: Day, version: i64) -> Result<Option<Details>> {
    let mut statement =
        conn.prepare_cached("SELECT details FROM day_versions WHERE day = ?1 AND version = ?2")?;
    let details: Option<Option<String>> = statement
        .query_row(params![day, version], |row| row.get(0))
        .optional()?;
    match details.flatten() {
        Some(details) => Ok(Some(serde_json::from_str(&details)?)),
        None => Ok(None),
    }
}

pub(super) fn insert_note_changes(
    tx: &Tx,
    day: Day,
    version: i64,
    lines: &[LineChange],
) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO day_note_changes (day, version, note_id, position, product_name, unit, unit_size, was, now)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (position, line) in lines.iter().enumerate() {
        let position = i64::try_from(position).map_err(Error::internal)?;
        statement.execute(params![
            day,
            version,
            line.note,
            position,
            line.product_name,
            line.unit,
            line.unit_size,
            line.was,
            line.now
        ])?;
    }
    Ok(())
}

/// What the later versions of a day changed in its delivery notes, oldest version first, then by route and stop.
///
/// # Errors
/// Only those of the database.
pub fn note_changes(conn: &Connection, day: Day) -> Result<Vec<NoteChange>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.version, c.note_id, n.note_number, CASE u.business_name WHEN '' THEN u.contact_name ELSE u.business_name END,
                n.route_id, c.product_name, c.unit, c.unit_size, c.was, c.now
         FROM day_note_changes c JOIN notes n ON n.id = c.note_id JOIN customers u ON u.id = n.customer_id
         WHERE c.day = ?1 ORDER BY c.version, n.route_id IS NULL, n.route_id, n.stop_order, n.note_number, c.position",
    )?;
    let rows = statement.query_map([day], |row| {
        Ok(NoteChange {
            version: row.get(0)?,
            note_id: row.get(1)?,
            note_number: row.get(2)?,
            customer_name: row.get(3)?,
            route_id: row.get(4)?,
            product_name: row.get(5)?,
            unit: row.get(6)?,
            unit_size: row.get(7)?,
            was: row.get(8)?,
            now: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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

/// Everything that a version changed is seen.
pub(super) fn tick_all(tx: &Tx, day: Day, version: i64) -> Result<()> {
    tx.prepare_cached(
        "UPDATE day_changes SET ticked_at = ?3, ticked_by = ?4 WHERE day = ?1 AND version = ?2 AND ticked_at IS NULL",
    )?
    .execute(params![day, version, tx.now, tx.actor.user_id])?;
    tick_packing(tx, day, version).map(drop)
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

/// The versions of a day that changed delivery notes and no count, and that nobody has seen, oldest first.
///
/// # Errors
/// Only those of the database.
pub fn open_packing(conn: &Connection, day: Day) -> Result<Vec<PackingChange>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.version FROM day_versions v WHERE v.day = ?1 AND v.version > 1 AND v.seen_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM day_changes c WHERE c.day = v.day AND c.version = v.version) ORDER BY v.version",
    )?;
    let rows = statement.query_map([day], |row| row.get(0))?;
    let versions: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let all = note_changes(conn, day)?;
    let of = |version: i64| PackingChange {
        version,
        lines: all
            .iter()
            .filter(|line| line.version == version)
            .cloned()
            .collect(),
    };
    Ok(versions.into_iter().map(of).collect())
}

/// Marks a version that changed no count as seen.
pub(super) fn tick_packing(tx: &Tx, day: Day, version: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE day_versions SET seen_at = ?3, seen_by = ?4
             WHERE day = ?1 AND version = ?2 AND version > 1 AND seen_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM day_changes c WHERE c.day = ?1 AND c.version = ?2)",
        )?
        .execute(params![day, version, tx.now, tx.actor.user_id])?;
    Ok(rows == 1)
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
         WHERE o.requested_date = ?1 AND l.product_id = ?2 AND o.status <> 'cancelled'
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
               AND o.status <> 'cancelled'
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
        "SELECT count(*) FROM orders WHERE requested_date = ?1 AND status <> 'cancelled'",
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
