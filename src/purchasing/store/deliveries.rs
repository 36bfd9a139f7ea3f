//! SQL of deliveries.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::purchasing::receiving::NewDelivery;
use crate::purchasing::state::DeliveryStatus;
use crate::purchasing::{Delivery, DeliveryItem};
use crate::values::calendar::{Day, Instant};
use crate::values::fold;
use crate::values::ids::{DeliveryId, PurchaseId, PurchaseLineId};

const DELIVERY: &str = "SELECT d.id, d.purchase_order_id, d.delivery_number, d.status, d.delivery_date, d.supplier_delivery_note,
    d.notes, d.received_by, u.name, d.created_at, d.version, d.reversed_at, d.reversed_by, r.name, d.reversal_reason,
    d.awaited_as IS NOT NULL
    FROM deliveries d LEFT JOIN users u ON u.id = d.received_by LEFT JOIN users r ON r.id = d.reversed_by";

fn delivery_from_row(row: &Row) -> rusqlite::Result<Delivery> {
    let status: String = row.get(3)?;
    Ok(Delivery {
        id: row.get(0)?,
        purchase_order_id: row.get(1)?,
        delivery_number: row.get(2)?,
        status: DeliveryStatus::from_code(&status).unwrap_or(DeliveryStatus::Scheduled),
        delivery_date: row.get(4)?,
        supplier_delivery_note: row.get(5)?,
        notes: row.get(6)?,
        received_by: row.get(7)?,
        received_by_name: row.get(8)?,
        created_at: row.get(9)?,
        version: row.get(10)?,
        reversed_at: row.get(11)?,
        reversed_by: row.get(12)?,
        reversed_by_name: row.get(13)?,
        reversal_reason: row.get(14)?,
        no_longer_awaited: row.get(15)?,
    })
}

/// The deliveries of an order, newest first.
///
/// # Errors
/// Only those of the database.
pub fn deliveries(conn: &Connection, order: PurchaseId) -> Result<Vec<Delivery>> {
    let mut statement = conn.prepare_cached(&format!(
        "{DELIVERY} WHERE d.purchase_order_id = ?1 ORDER BY d.created_at DESC, d.id DESC LIMIT 200"
    ))?;
    let rows = statement.query_map([order], delivery_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`Error::NotFound`] when there is no such delivery.
pub fn delivery(conn: &Connection, id: DeliveryId) -> Result<Delivery> {
    let mut statement = conn.prepare_cached(&format!("{DELIVERY} WHERE d.id = ?1"))?;
    Ok(statement.query_row([id], delivery_from_row)?)
}

/// What came with a delivery.
///
/// # Errors
/// Only those of the database.
pub fn delivery_items(conn: &Connection, id: DeliveryId) -> Result<Vec<DeliveryItem>> {
    let mut statement = conn.prepare_cached(
        "SELECT d.purchase_order_item_id, d.ingredient_id, l.ingredient_name, i.base_unit, l.quantity_ordered, d.delivered_quantity,
                d.accepted_quantity, d.rejected_quantity, d.rejection_reason, d.batch_lot_number, d.expiry_date,
                d.quality_grade, d.unit_price, d.lot_id
         FROM delivery_items d JOIN purchase_order_items l ON l.id = d.purchase_order_item_id JOIN items i ON i.id = d.ingredient_id
         WHERE d.delivery_id = ?1 ORDER BY l.position, d.id",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(DeliveryItem {
            purchase_order_item_id: row.get(0)?,
            ingredient_id: row.get(1)?,
            ingredient_name: row.get(2)?,
            base_unit: row.get(3)?,
            quantity_ordered: row.get(4)?,
            delivered_quantity: row.get(5)?,
            accepted_quantity: row.get(6)?,
            rejected_quantity: row.get(7)?,
            rejection_reason: row.get(8)?,
            batch_lot_number: row.get(9)?,
            expiry_date: row.get(10)?,
            quality_grade: row.get(11)?,
            unit_price: row.get(12)?,
            lot_id: row.get(13)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::purchasing) fn count_deliveries(conn: &Connection, order: PurchaseId) -> Result<i64> {
    let mut statement =
        conn.prepare_cached("SELECT count(*) FROM deliveries WHERE purchase_order_id = ?1")?;
    Ok(statement.query_row([order], |row| row.get(0))?)
}

/// The announced delivery of an order that is to come first.
pub(in crate::purchasing) fn first_announced(
    conn: &Connection,
    order: PurchaseId,
) -> Result<Option<DeliveryId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM deliveries WHERE purchase_order_id = ?1 AND status IN ('scheduled', 'in_transit')
         ORDER BY delivery_date, created_at, id LIMIT 1",
    )?;
    let found = statement.query_row([order], |row| row.get(0)).optional()?;
    Ok(found)
}

pub(in crate::purchasing) fn insert_delivery(
    tx: &Tx,
    id: DeliveryId,
    order: PurchaseId,
    number: &str,
    status: DeliveryStatus,
    day: Day,
    new: &NewDelivery,
) -> Result<()> {
    let received_by = tx.actor.user_id.filter(|_| !status.is_announced());
    tx.prepare_cached(
        "INSERT INTO deliveries (id, purchase_order_id, delivery_number, status, delivery_date, supplier_delivery_note, notes,
             received_by, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
    )?
    .execute(params![
        id,
        order,
        number,
        status.code(),
        day,
        new.supplier_delivery_note.trim(),
        new.notes.trim(),
        received_by,
        tx.now
    ])?;
    Ok(())
}

/// The day on which a delivery of this order came in under that number of the supplier's, the last if there are more; one
/// that is only announced, was sent back whole or taken back, did not.
pub(in crate::purchasing) fn booked_under(
    conn: &Connection,
    order: PurchaseId,
    note: &str,
) -> Result<Option<Day>> {
    let mut statement = conn.prepare_cached(
        "SELECT delivery_date, supplier_delivery_note FROM deliveries
         WHERE purchase_order_id = ?1 AND status IN ('delivered', 'partially_delivered') ORDER BY delivery_date DESC",
    )?;
    let rows = statement.query_map([order], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let notes: Vec<(Day, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let same = notes.into_iter().find(|(_, own)| fold(own) == fold(note));
    Ok(same.map(|(day, _)| day))
}

/// An announced delivery that nobody waits for any more; false when it is not announced.
pub(in crate::purchasing) fn await_no_longer(tx: &Tx, id: DeliveryId, why: &str) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE deliveries SET status = 'rejected', awaited_as = status, updated_at = ?2,
                 notes = trim(notes || char(10) || ?3, char(10)), version = version + 1
             WHERE id = ?1 AND status IN ('scheduled', 'in_transit')",
        )?
        .execute(params![id, tx.now, why])?;
    Ok(rows == 1)
}

/// What was announced of an order and awaited no longer (`why` stands in its notes) is awaited as it was.
pub(in crate::purchasing) fn await_again(tx: &Tx, order: PurchaseId, why: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE deliveries SET status = awaited_as, awaited_as = NULL, updated_at = ?2,
             notes = trim(replace(notes, ?3, ''), char(10)), version = version + 1
         WHERE purchase_order_id = ?1 AND awaited_as IS NOT NULL",
    )?
    .execute(params![order, tx.now, why])?;
    Ok(())
}

/// When a delivery was booked in, which is when it changed last.
pub(in crate::purchasing) fn booked_at(conn: &Connection, id: DeliveryId) -> Result<Instant> {
    let mut statement = conn.prepare_cached("SELECT updated_at FROM deliveries WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// A receipt is taken back; false when it was already.
pub(in crate::purchasing) fn reverse_delivery(
    tx: &Tx,
    id: DeliveryId,
    from: DeliveryStatus,
    reason: &str,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE deliveries SET status = 'rejected', reversed_at = ?3, reversed_by = ?4, reversal_reason = ?5,
                 updated_at = ?3, version = version + 1 WHERE id = ?1 AND status = ?2 AND reversed_at IS NULL",
        )?
        .execute(params![id, from.code(), tx.now, tx.actor.user_id, reason])?;
    Ok(rows == 1)
}

pub(in crate::purchasing) fn complete_delivery(
    tx: &Tx,
    id: DeliveryId,
    status: DeliveryStatus,
    day: Day,
    new: &NewDelivery,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE deliveries SET status = ?2, delivery_date = ?3,
             supplier_delivery_note = CASE WHEN ?4 = '' THEN supplier_delivery_note ELSE ?4 END,
             notes = CASE WHEN ?5 = '' THEN notes ELSE ?5 END, received_by = ?6,
             updated_at = ?7, version = version + 1 WHERE id = ?1",
    )?
    .execute(params![
        id,
        status.code(),
        day,
        new.supplier_delivery_note.trim(),
        new.notes.trim(),
        tx.actor.user_id,
        tx.now
    ])?;
    Ok(())
}

pub(in crate::purchasing) fn set_delivery_status(
    tx: &Tx,
    id: DeliveryId,
    from: DeliveryStatus,
    to: DeliveryStatus,
    reason: &str,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE deliveries SET status = ?3, updated_at = ?4, notes = trim(notes || char(10) || ?5, char(10)),
                 version = version + 1 WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from.code(), to.code(), tx.now, reason])?;
    Ok(rows == 1)
}

pub(in crate::purchasing) fn insert_delivery_item(
    tx: &Tx,
    delivery: DeliveryId,
    item: &DeliveryItem,
) -> Result<()> {
    let id: uuid::Uuid = tx.id();
    tx.prepare_cached(
        "INSERT INTO delivery_items (id, delivery_id, purchase_order_item_id, ingredient_id, delivered_quantity, accepted_quantity,
             rejected_quantity, rejection_reason, batch_lot_number, expiry_date, quality_grade, unit_price, lot_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id.as_bytes(),
        delivery,
        item.purchase_order_item_id,
        item.ingredient_id,
        item.delivered_quantity,
        item.accepted_quantity,
        item.rejected_quantity,
        item.rejection_reason,
        item.batch_lot_number,
        item.expiry_date,
        item.quality_grade,
        item.unit_price,
        item.lot_id,
    ])?;
    Ok(())
}

pub(in crate::purchasing) fn has_rejections(conn: &Connection, order: PurchaseId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM deliveries d JOIN delivery_items i ON i.delivery_id = d.id
         WHERE d.purchase_order_id = ?1 AND d.reversed_at IS NULL AND i.rejected_quantity > 0)",
    )?;
    Ok(statement.query_row([order], |row| row.get(0))?)
}

pub(in crate::purchasing) fn insert_photo(
    tx: &Tx,
    id: uuid::Uuid,
    delivery: DeliveryId,
    line: Option<PurchaseLineId>,
    media: &str,
    bytes: &[u8],
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO delivery_photos (id, delivery_id, purchase_order_item_id, media_type, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id.as_bytes(), delivery, line, media, bytes])?;
    Ok(())
}

/// The ids of a delivery's pictures, each with the line that it is of; none: of the whole.
///
/// # Errors
/// Only those of the database.
pub fn photos(
    conn: &Connection,
    delivery: DeliveryId,
) -> Result<Vec<(uuid::Uuid, Option<PurchaseLineId>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, purchase_order_item_id FROM delivery_photos WHERE delivery_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([delivery], |row| {
        let bytes: [u8; 16] = row.get(0)?;
        Ok((uuid::Uuid::from_bytes(bytes), row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A picture of this delivery: its media type and bytes.
///
/// # Errors
/// [`Error::NotFound`] when there is no such picture.
pub fn photo(conn: &Connection, delivery: DeliveryId, id: uuid::Uuid) -> Result<(String, Vec<u8>)> {
    let mut statement = conn.prepare_cached(
        "SELECT media_type, bytes FROM delivery_photos WHERE id = ?1 AND delivery_id = ?2",
    )?;
    let found = statement
        .query_row(params![id.as_bytes(), delivery], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    found.ok_or(Error::NotFound)
}
