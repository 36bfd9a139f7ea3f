//! What changes an order's rows.

use rusqlite::{Connection, Row, params};

use super::super::codes::{LineStatus, PaymentMethod, PaymentStatus};
use super::super::quote::QuotedLine;
use super::super::state::Status;
use super::super::{NewOrder, OrderNote};
use super::{Line, Order};
use crate::catalog::Allergen;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::Quantity;
use crate::values::calendar::Day;
use crate::values::ids::{InvoiceId, ItemId, LineId, OrderId, OrderNoteId, PointId, RouteId};
use crate::values::money::{Money, Rate};
use crate::values::tax::Totals;

/// What follows from an order's quote and is stored with it.
#[derive(Debug)]
pub(in crate::orders) struct Figures<'a> {
    pub totals: &'a Totals,
    pub discount_percentage: Rate,
    pub delivery_method: super::DeliveryMethod,
    pub route_id: Option<RouteId>,
    pub delivery_point_id: Option<PointId>,
    pub payment_due_date: Option<Day>,
    pub cost_amount: Option<Money>,
    pub delivery_address: &'a str,
    pub billing_address: &'a str,
}

/// Writes a new order as it stands.
pub(in crate::orders) fn insert(tx: &Tx, order: &Order) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO orders (id, order_number, customer_id, delivery_point_id, order_type, order_source, status, priority,
             order_date, requested_date, requested_time, price_list_id, tax_mode, subtotal, discount_percentage,
             discount_amount, shipping_amount, shipping_charge, tax_amount, total_amount, payment_method, payment_status,
             payment_due_date, deposit_amount, delivery_method, route_id, delivery_address, billing_address, delivery_notes,
             internal_notes, notes, communication_preference, business_model, late_reason, standing_order_id, standing_date,
             day_version, cost_amount, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
             ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41)",
    )?
    .execute(params![
        order.id,
        order.order_number,
        order.customer_id,
        order.delivery_point_id,
        order.order_type,
        order.order_source,
        order.status,
        order.priority,
        order.order_date,
        order.requested_date,
        order.requested_time,
        order.price_list_id,
        order.tax_mode,
        order.subtotal,
        order.discount_percentage,
        order.discount_amount,
        order.shipping_amount,
        order.shipping_charge,
        order.tax_amount,
        order.total_amount,
        order.payment_method,
        order.payment_status,
        order.payment_due_date,
        order.deposit_amount,
        order.delivery_method,
        order.route_id,
        order.delivery_address,
        order.billing_address,
        order.delivery_notes,
        order.internal_notes,
        order.notes,
        order.communication_preference,
        order.business_model,
        order.late_reason,
        order.standing_order_id,
        order.standing_date,
        order.day_version,
        order.cost_amount,
        order.created_by,
        order.created_at,
        order.updated_at,
    ])?;
    Ok(())
}

/// Writes a changed order; false when its version or state is another by now.
pub(in crate::orders) fn update(
    tx: &Tx,
    id: OrderId,
    version: i64,
    new: &NewOrder,
    figures: &Figures,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET delivery_point_id = ?3, priority = ?4, requested_date = ?5, requested_time = ?6, subtotal = ?7,
                 discount_percentage = ?8, discount_amount = ?9, shipping_amount = ?10, shipping_charge = ?11, tax_amount = ?12,
                 total_amount = ?13, payment_method = ?14, payment_due_date = ?15, deposit_amount = ?16, delivery_method = ?17,
                 route_id = ?18, delivery_address = ?19, billing_address = ?20, delivery_notes = ?21, internal_notes = ?22,
                 notes = ?23, communication_preference = ?24, late_reason = coalesce(nullif(?25, ''), late_reason),
                 cost_amount = ?26, updated_at = ?27, version = version + 1
             WHERE id = ?1 AND version = ?2 AND status IN ('pending', 'confirmed')",
        )?
        .execute(params![
            id,
            version,
            figures.delivery_point_id,
            new.priority,
            new.requested_date,
            new.requested_time,
            figures.totals.subtotal,
            figures.discount_percentage,
            figures.totals.discount,
            figures.totals.shipping,
            new.shipping_charge,
            figures.totals.tax,
            figures.totals.total,
            new.payment_method,
            figures.payment_due_date,
            new.deposit_amount,
            figures.delivery_method,
            figures.route_id,
            figures.delivery_address,
            figures.billing_address,
            new.delivery_notes.trim(),
            new.internal_notes.trim(),
            new.notes.trim(),
            new.communication_preference,
            new.late_reason.trim(),
            figures.cost_amount,
            tx.now,
        ])?;
    Ok(changed == 1)
}

/// Puts the reason for which an order was late in the place of the present one.
pub(in crate::orders) fn set_late_reason(tx: &Tx, id: OrderId, reason: Option<&str>) -> Result<()> {
    tx.prepare_cached("UPDATE orders SET late_reason = ?2 WHERE id = ?1")?
        .execute(params![id, reason])?;
    Ok(())
}

/// Base and tax by rate, in the place of those before.
pub(in crate::orders) fn set_tax_rows(tx: &Tx, id: OrderId, totals: &Totals) -> Result<()> {
    tx.prepare_cached("DELETE FROM order_tax_rows WHERE order_id = ?1")?
        .execute([id])?;
    insert_tax_rows(tx, id, totals)
}

/// Base and tax by rate of an order that has none.
pub(in crate::orders) fn insert_tax_rows(tx: &Tx, id: OrderId, totals: &Totals) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO order_tax_rows (order_id, rate, base, tax) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for row in &totals.rows {
        statement.execute(params![id, row.rate, row.base, row.tax])?;
    }
    Ok(())
}

fn overridden(line: &QuotedLine) -> Option<String> {
    (!line.avoided.is_empty()).then(|| Allergen::to_codes(&line.avoided))
}

/// Writes a new line; answers it as it is stored.
pub(in crate::orders) fn insert_line(
    tx: &Tx,
    order_id: OrderId,
    position: i64,
    quoted: &QuotedLine,
    line_cost: Option<Money>,
) -> Result<Line> {
    let line = Line {
        id: tx.id(),
        order_id,
        position,
        product_id: quoted.product_id(),
        product_name: quoted.product_name.clone(),
        product_sku: quoted.product_sku.clone(),
        variant_name: quoted.variant_name.clone(),
        quantity: quoted.quantity,
        unit: quoted.unit.clone(),
        unit_size: quoted.unit_size,
        unit_price: quoted.unit_price,
        price_unit: quoted.price_unit,
        price_source: quoted.price_source,
        discount_percentage: quoted.discount_percentage,
        line_total: quoted.line_total,
        tax_rate: quoted.tax_rate,
        line_cost,
        custom_instructions: quoted.custom_instructions.clone(),
        allergen_override: overridden(quoted),
        fulfilled_quantity: Quantity::ZERO,
        fulfillment_status: LineStatus::Pending,
        created_at: tx.now,
        updated_at: tx.now,
    };
    tx.prepare_cached(
        "INSERT INTO order_items (id, order_id, position, product_id, product_name, product_sku, variant_name, quantity, unit,
             unit_size, unit_price, price_unit, price_unit_size, price_source, discount_percentage, line_total, tax_rate,
             custom_instructions, allergen_override, line_cost, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?21)",
    )?
    .execute(params![
        line.id,
        line.order_id,
        line.position,
        line.product_id,
        line.product_name,
        line.product_sku,
        line.variant_name,
        line.quantity,
        line.unit,
        line.unit_size,
        line.unit_price,
        line.price_unit.code(),
        Quantity::exact(line.price_unit.in_base()).map_err(Error::internal)?,
        line.price_source,
        line.discount_percentage,
        line.line_total,
        line.tax_rate,
        line.custom_instructions,
        line.allergen_override,
        line.line_cost,
        tx.now,
    ])?;
    Ok(line)
}

pub(in crate::orders) fn update_line(
    tx: &Tx,
    id: LineId,
    position: i64,
    line: &QuotedLine,
    cost: Option<Money>,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE order_items SET position = ?2, quantity = ?3, unit = ?4, unit_size = ?5, unit_price = ?6, price_unit = ?7,
             price_unit_size = ?8, price_source = ?9, discount_percentage = ?10, line_total = ?11, tax_rate = ?12,
             custom_instructions = ?13, allergen_override = ?14, line_cost = ?15, updated_at = ?16
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        position,
        line.quantity,
        line.unit,
        line.unit_size,
        line.unit_price,
        line.price_unit.code(),
        Quantity::exact(line.price_unit.in_base()).map_err(Error::internal)?,
        line.price_source,
        line.discount_percentage,
        line.line_total,
        line.tax_rate,
        line.custom_instructions,
        overridden(line),
        cost,
        tx.now,
    ])?;
    Ok(())
}

pub(in crate::orders) fn delete_line(tx: &Tx, id: LineId) -> Result<()> {
    tx.prepare_cached("DELETE FROM order_items WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Moves an order on; false when it is not in `from` any more. The day of its fulfilment is that of the first time.
pub(in crate::orders) fn set_status(
    tx: &Tx,
    id: OrderId,
    from: Status,
    to: Status,
) -> Result<bool> {
    let fulfilled = (to == Status::Completed).then(|| tx.today());
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET status = ?3, fulfilled_date = coalesce(fulfilled_date, ?4), updated_at = ?5,
                 version = version + 1 WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from, to, fulfilled, tx.now])?;
    Ok(changed == 1)
}

pub(in crate::orders) fn set_cancelled(
    tx: &Tx,
    id: OrderId,
    from: Status,
    reason: &str,
    charge: Money,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET status = 'cancelled', cancel_reason = ?3, cancellation_charge = ?4, updated_at = ?5,
                 version = version + 1 WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from, reason, charge, tx.now])?;
    Ok(changed == 1)
}

pub(in crate::orders) fn set_restored(
    tx: &Tx,
    id: OrderId,
    to: Status,
    day_version: i64,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE orders SET status = ?2, cancel_reason = NULL, cancellation_charge = 0, day_version = ?3, updated_at = ?4,
                 version = version + 1 WHERE id = ?1 AND status = 'cancelled'",
        )?
        .execute(params![id, to, day_version, tx.now])?;
    Ok(changed == 1)
}

pub(in crate::orders) fn set_day_version(tx: &Tx, id: OrderId, version: i64) -> Result<()> {
    tx.prepare_cached("UPDATE orders SET day_version = ?2 WHERE id = ?1")?
        .execute(params![id, version])?;
    Ok(())
}

pub(in crate::orders) fn set_payment(
    tx: &Tx,
    id: OrderId,
    status: PaymentStatus,
    method: Option<PaymentMethod>,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE orders SET payment_status = ?2, payment_method = coalesce(?3, payment_method), updated_at = ?4,
             version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, status, method, tx.now])?;
    Ok(())
}

pub(in crate::orders) fn set_fulfilled(
    tx: &Tx,
    id: LineId,
    quantity: Quantity,
    status: LineStatus,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE order_items SET fulfilled_quantity = ?2, fulfillment_status = ?3, updated_at = ?4 WHERE id = ?1",
    )?
    .execute(params![id, quantity, status, tx.now])?;
    Ok(())
}

/// The lines of a day's orders that are being prepared or are ready.
pub(in crate::orders) fn lines_in_hand(
    tx: &Tx,
    day: Day,
) -> Result<Vec<(LineId, Option<ItemId>, LineStatus)>> {
    let mut statement = tx.prepare_cached(
        "SELECT l.id, l.product_id, l.fulfillment_status FROM orders o JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date = ?1 AND o.status IN ('preparing', 'ready')",
    )?;
    let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Back to an earlier state; not fulfilled any more.
pub(in crate::orders) fn set_reopened(
    tx: &Tx,
    id: OrderId,
    from: Status,
    to: Status,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE orders SET status = ?3, fulfilled_date = NULL, updated_at = ?4, version = version + 1
             WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from.code(), to.code(), tx.now])?;
    Ok(rows == 1)
}

/// Lines of which nothing was recorded go out as ordered.
pub(in crate::orders) fn fulfil_all(tx: &Tx, order: OrderId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE order_items SET fulfilled_quantity = quantity, fulfillment_status = 'fulfilled', updated_at = ?2
         WHERE order_id = ?1 AND fulfillment_status <> 'fulfilled' AND fulfilled_quantity = 0",
    )?
    .execute(params![order, tx.now])?;
    Ok(())
}

pub(in crate::orders) fn set_line_cost(tx: &Tx, id: LineId, cost: Option<Money>) -> Result<()> {
    tx.prepare_cached("UPDATE order_items SET line_cost = ?2 WHERE id = ?1")?
        .execute(params![id, cost])?;
    Ok(())
}

pub(in crate::orders) fn set_cost(tx: &Tx, id: OrderId, cost: Option<Money>) -> Result<()> {
    tx.prepare_cached("UPDATE orders SET cost_amount = ?2 WHERE id = ?1")?
        .execute(params![id, cost])?;
    Ok(())
}

/// False when there is no charge, or an invoice has it.
pub(in crate::orders) fn set_charge_invoice(
    tx: &Tx,
    id: OrderId,
    invoice: InvoiceId,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE orders SET cancellation_invoice_id = ?2, updated_at = ?3, version = version + 1
             WHERE id = ?1 AND status = 'cancelled' AND cancellation_charge > 0 AND cancellation_invoice_id IS NULL",
        )?
        .execute(params![id, invoice, tx.now])?;
    Ok(rows == 1)
}

const NOTE_COLUMNS: &str =
    "n.id, n.order_id, n.note, n.is_internal, n.notify_customer, n.notified_at, n.created_by,
    ifnull(u.name, ''), n.created_at, n.updated_at, n.version";

fn note_from_row(row: &Row) -> rusqlite::Result<OrderNote> {
    Ok(OrderNote {
        id: row.get(0)?,
        order_id: row.get(1)?,
        note: row.get(2)?,
        is_internal: row.get(3)?,
        notify_customer: row.get(4)?,
        notified_at: row.get(5)?,
        created_by: row.get(6)?,
        created_by_name: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
        version: row.get(10)?,
    })
}

pub(in crate::orders) fn notes(conn: &Connection, order: OrderId) -> Result<Vec<OrderNote>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {NOTE_COLUMNS} FROM order_notes n LEFT JOIN users u ON u.id = n.created_by
         WHERE n.order_id = ?1 ORDER BY n.created_at, n.id"
    ))?;
    let rows = statement.query_map([order], note_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::orders) fn note(conn: &Connection, id: OrderNoteId) -> Result<OrderNote> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {NOTE_COLUMNS} FROM order_notes n LEFT JOIN users u ON u.id = n.created_by WHERE n.id = ?1"
    ))?;
    Ok(statement.query_row([id], note_from_row)?)
}

pub(in crate::orders) fn insert_note(
    tx: &Tx,
    order: OrderId,
    text: &str,
    is_internal: bool,
) -> Result<OrderNoteId> {
    let id: OrderNoteId = tx.id();
    tx.prepare_cached(
        "INSERT INTO order_notes (id, order_id, note, is_internal, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )?
    .execute(params![
        id,
        order,
        text,
        is_internal,
        tx.actor.user_id,
        tx.now
    ])?;
    Ok(id)
}

pub(in crate::orders) fn update_note(
    tx: &Tx,
    id: OrderNoteId,
    text: &str,
    is_internal: bool,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE order_notes SET note = ?2, is_internal = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, text, is_internal, tx.now])?;
    Ok(())
}
