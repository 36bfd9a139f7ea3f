//! SQL that makes notes out of orders and moves them on.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Note, notes};
use crate::db::Tx;
use crate::error::Result;
use crate::fulfilment::state::Status;
use crate::values::ids::{
    CustomerId, InvoiceId, ItemId, LineId, NoteId, NoteLineId, OrderId, PointId, RouteId, UserId,
};
use crate::values::{Day, Instant, Money, Quantity, Rate, TaxMode, Totals};

/// What an order says of its note: everything that follows the order until the hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fulfilment) struct Header {
    pub order_id: OrderId,
    pub customer_id: CustomerId,
    pub delivery_point_id: Option<PointId>,
    pub delivery_method: String,
    pub route_id: Option<RouteId>,
    pub stop_order: i64,
    pub with_prices: bool,
    pub tax_mode: TaxMode,
    pub discount_percentage: Rate,
    pub shipping_amount: Money,
}

impl From<&Note> for Header {
    fn from(note: &Note) -> Self {
        Self {
            order_id: note.order_id,
            customer_id: note.customer_id,
            delivery_point_id: note.delivery_point_id,
            delivery_method: note.delivery_method.clone(),
            route_id: note.route_id,
            stop_order: note.stop_order,
            with_prices: note.with_prices,
            tax_mode: note.tax_mode,
            discount_percentage: note.discount_percentage,
            shipping_amount: note.shipping_amount,
        }
    }
}

const HEADER: &str = "SELECT o.id, o.customer_id, o.delivery_point_id, o.delivery_method,
        CASE o.delivery_method WHEN 'pickup' THEN NULL ELSE ifnull(o.route_id, p.route_id) END,
        ifnull(p.stop_order, 0), c.notes_with_prices, o.tax_mode, o.discount_percentage, o.shipping_charge
    FROM orders o JOIN customers c ON c.id = o.customer_id LEFT JOIN delivery_points p ON p.id = o.delivery_point_id";

fn header(row: &Row) -> rusqlite::Result<Header> {
    Ok(Header {
        order_id: row.get(0)?,
        customer_id: row.get(1)?,
        delivery_point_id: row.get(2)?,
        delivery_method: row.get(3)?,
        route_id: row.get(4)?,
        stop_order: row.get(5)?,
        with_prices: row.get(6)?,
        tax_mode: row.get(7)?,
        discount_percentage: row.get(8)?,
        shipping_amount: row.get(9)?,
    })
}

/// The orders of a day that need a note: confirmed and not cancelled.
pub(in crate::fulfilment) fn orders_of(conn: &Connection, day: Day) -> Result<Vec<Header>> {
    let mut statement = conn.prepare_cached(&format!(
        "{HEADER} WHERE o.requested_date = ?1
            AND o.status IN ('confirmed', 'preparing', 'ready', 'dispatched', 'completed')
         ORDER BY o.order_number"
    ))?;
    let rows = statement.query_map([day], header)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One order, in whatever state.
pub(in crate::fulfilment) fn order(conn: &Connection, id: OrderId) -> Result<Header> {
    let mut statement = conn.prepare_cached(&format!("{HEADER} WHERE o.id = ?1"))?;
    Ok(statement.query_row([id], header)?)
}

/// Notes of a day that wait for a hand-over whose order was cancelled or is for another day.
pub(in crate::fulfilment) fn without_order(conn: &Connection, day: Day) -> Result<Vec<Note>> {
    let rest = "WHERE n.day = ?1 AND n.status IN ('prepared', 'not_delivered')
        AND (o.status IN ('cancelled', 'refunded') OR o.requested_date <> n.day)";
    notes(conn, rest, &[&day])
}

pub(in crate::fulfilment) fn insert(
    tx: &Tx,
    id: NoteId,
    number: &str,
    day: Day,
    header: &Header,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO notes (id, note_number, order_id, customer_id, delivery_point_id, day, delivery_method, route_id, stop_order,
                            status, with_prices, tax_mode, discount_percentage, shipping_amount, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'prepared', ?10, ?11, ?12, ?13, ?14, ?14)",
    )?
    .execute(params![
        id,
        number,
        header.order_id,
        header.customer_id,
        header.delivery_point_id,
        day,
        header.delivery_method,
        header.route_id,
        header.stop_order,
        header.with_prices,
        header.tax_mode,
        header.discount_percentage,
        header.shipping_amount,
        tx.now,
    ])?;
    Ok(())
}

pub(in crate::fulfilment) fn follow(tx: &Tx, id: NoteId, header: &Header) -> Result<()> {
    tx.prepare_cached(
        "UPDATE notes SET delivery_point_id = ?2, delivery_method = ?3, route_id = ?4, stop_order = ?5, with_prices = ?6,
                          tax_mode = ?7, discount_percentage = ?8, shipping_amount = ?9, updated_at = ?10, version = version + 1
         WHERE id = ?1 AND status = 'prepared'",
    )?
    .execute(params![
        id,
        header.delivery_point_id,
        header.delivery_method,
        header.route_id,
        header.stop_order,
        header.with_prices,
        header.tax_mode,
        header.discount_percentage,
        header.shipping_amount,
        tx.now,
    ])?;
    Ok(())
}

/// Whether the lines of a prepared note are still those of its order.
pub(in crate::fulfilment) fn lines_follow(
    conn: &Connection,
    note: NoteId,
    order: OrderId,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (
            SELECT id, product_name, quantity, unit, unit_size, unit_price, discount_percentage, tax_rate, custom_instructions
            FROM order_items WHERE order_id = ?2
            EXCEPT
            SELECT order_item_id, product_name, ordered, unit, unit_size, unit_price, discount_percentage, tax_rate, custom_instructions
            FROM note_lines WHERE note_id = ?1)
         AND (SELECT count(*) FROM order_items WHERE order_id = ?2) = (SELECT count(*) FROM note_lines WHERE note_id = ?1)",
    )?;
    Ok(statement.query_row(params![note, order], |row| row.get(0))?)
}

/// Writes the lines of the order as the lines of its prepared note; what was packed and is as it was stays packed.
pub(in crate::fulfilment) fn copy_lines(tx: &Tx, note: NoteId, order: OrderId) -> Result<()> {
    let packed = packed_of(tx, note)?;
    tx.prepare_cached("DELETE FROM note_lines WHERE note_id = ?1")?
        .execute([note])?;
    let mut items =
        tx.prepare_cached("SELECT id FROM order_items WHERE order_id = ?1 ORDER BY position")?;
    let items: Vec<LineId> = items
        .query_map([order], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for item in items {
        let id: NoteLineId = tx.id();
        tx.prepare_cached(
            "INSERT INTO note_lines (id, note_id, order_item_id, position, product_id, product_name, unit, unit_size, ordered,
                                     unit_price, price_unit, price_unit_size, discount_percentage, tax_rate, custom_instructions)
             SELECT ?1, ?2, id, position, product_id, product_name, unit, unit_size, quantity,
                    unit_price, price_unit, price_unit_size, discount_percentage, tax_rate, custom_instructions
             FROM order_items WHERE id = ?3",
        )?
        .execute(params![id, note, item])?;
    }
    for (item, ordered, at, by) in packed {
        tx.prepare_cached(
            "UPDATE note_lines SET packed_at = ?4, packed_by = ?5 WHERE note_id = ?1 AND order_item_id = ?2 AND ordered = ?3",
        )?
        .execute(params![note, item, ordered, at, by])?;
    }
    Ok(())
}

type Packed = (Option<LineId>, Quantity, Instant, Option<UserId>);

fn packed_of(conn: &Connection, note: NoteId) -> Result<Vec<Packed>> {
    let mut statement = conn.prepare_cached(
        "SELECT order_item_id, ordered, packed_at, packed_by FROM note_lines WHERE note_id = ?1 AND packed_at IS NOT NULL",
    )?;
    let rows = statement.query_map([note], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Ticks a line of a prepared note off, or not any more; false when it is so already.
pub(in crate::fulfilment) fn set_packed(tx: &Tx, line: NoteLineId, packed: bool) -> Result<bool> {
    let (at, by) = match packed {
        true => (Some(tx.now), tx.actor.user_id),
        false => (None, None),
    };
    let rows = tx
        .prepare_cached(
            "UPDATE note_lines SET packed_at = ?2, packed_by = ?3 WHERE id = ?1 AND (packed_at IS NULL) = ?4",
        )?
        .execute(params![line, at, by, packed])?;
    Ok(rows == 1)
}

/// Moves a note on; false when it is in another state by now.
pub(in crate::fulfilment) fn set_status(
    tx: &Tx,
    id: NoteId,
    from: Status,
    to: Status,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE notes SET status = ?3, updated_at = ?4, version = version + 1
             WHERE id = ?1 AND status = ?2 AND invoice_id IS NULL",
        )?
        .execute(params![id, from.code(), to.code(), tx.now])?;
    Ok(rows == 1)
}

pub(in crate::fulfilment) fn set_hand_over(
    tx: &Tx,
    id: NoteId,
    at: Option<Instant>,
    receiver: &str,
    signature: Option<&str>,
    reason: Option<&str>,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE notes SET delivered_at = ?2, receiver_name = ?3, signature = ?4, not_delivered_reason = ?5 WHERE id = ?1",
    )?
    .execute(params![id, at, receiver, signature, reason])?;
    Ok(())
}

/// The business day that the note counts for.
pub(in crate::fulfilment) fn set_day(tx: &Tx, id: NoteId, day: Day) -> Result<()> {
    tx.prepare_cached("UPDATE notes SET day = ?2 WHERE id = ?1 AND day <> ?2")?
        .execute(params![id, day])?;
    Ok(())
}

pub(in crate::fulfilment) fn set_not_in_stock(
    tx: &Tx,
    line: NoteLineId,
    missing: Quantity,
) -> Result<()> {
    tx.prepare_cached("UPDATE note_lines SET not_in_stock = ?2 WHERE id = ?1")?
        .execute(params![line, missing])?;
    Ok(())
}

/// The lines of a note that handed over what the stock did not know of.
pub(in crate::fulfilment) fn not_in_stock(
    conn: &Connection,
    note: NoteId,
) -> Result<Vec<(NoteLineId, ItemId, Quantity)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, product_id, not_in_stock FROM note_lines
         WHERE note_id = ?1 AND not_in_stock > 0 AND product_id IS NOT NULL",
    )?;
    let rows = statement.query_map([note], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::fulfilment) fn set_delivered(
    tx: &Tx,
    line: NoteLineId,
    delivered: Quantity,
) -> Result<()> {
    tx.prepare_cached("UPDATE note_lines SET delivered = ?2 WHERE id = ?1")?
        .execute(params![line, delivered])?;
    Ok(())
}

pub(in crate::fulfilment) fn set_line_total(tx: &Tx, line: NoteLineId, total: Money) -> Result<()> {
    tx.prepare_cached("UPDATE note_lines SET line_total = ?2 WHERE id = ?1")?
        .execute(params![line, total])?;
    Ok(())
}

pub(in crate::fulfilment) fn set_totals(tx: &Tx, id: NoteId, totals: &Totals) -> Result<()> {
    let subtotal = totals.subtotal - totals.discount + totals.shipping;
    tx.prepare_cached(
        "UPDATE notes SET subtotal = ?2, tax_amount = ?3, total_amount = ?4, updated_at = ?5, version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, subtotal, totals.tax, totals.total, tx.now])?;
    Ok(())
}

pub(in crate::fulfilment) fn insert_entry(
    tx: &Tx,
    line: NoteLineId,
    kind: &str,
    quantity: Quantity,
    reason: &str,
) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO note_entries (note_line_id, kind, quantity, reason, at, user_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![line, kind, quantity, reason, tx.now, tx.actor.user_id])?;
    Ok(tx.last_insert_rowid())
}

/// The note of an entry and whether it is a correction.
pub(in crate::fulfilment) fn entry_of(conn: &Connection, entry: i64) -> Result<(NoteId, bool)> {
    let mut statement = conn.prepare_cached(
        "SELECT l.note_id, e.kind = 'corrected' FROM note_entries e JOIN note_lines l ON l.id = e.note_line_id WHERE e.id = ?1",
    )?;
    Ok(statement.query_row([entry], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// False when the entry is undone already.
pub(in crate::fulfilment) fn undo_entry(tx: &Tx, entry: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE note_entries SET undone_at = ?2 WHERE id = ?1 AND undone_at IS NULL",
        )?
        .execute(params![entry, tx.now])?;
    Ok(rows == 1)
}

/// Whether the note can take this invoice: false when it has one, or is not delivered.
pub(in crate::fulfilment) fn set_invoice(tx: &Tx, id: NoteId, invoice: InvoiceId) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE notes SET invoice_id = ?2, updated_at = ?3, version = version + 1
             WHERE id = ?1 AND status = 'delivered' AND invoice_id IS NULL",
        )?
        .execute(params![id, invoice, tx.now])?;
    Ok(rows == 1)
}

/// Who drives the route of a note.
pub(in crate::fulfilment) fn driver_of(conn: &Connection, id: NoteId) -> Result<Option<UserId>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.driver_id FROM notes n JOIN routes r ON r.id = n.route_id WHERE n.id = ?1",
    )?;
    Ok(statement
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}
