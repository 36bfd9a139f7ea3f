//! What a customer has ordered, owed and paid: rows of later rooms, only read.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, ItemId, OrderId, PaymentId};
use crate::values::money::Money;
use crate::values::quantity::Quantity;

/// An order in a customer's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderLine {
    pub id: OrderId,
    pub order_number: String,
    pub status: String,
    #[schema(value_type = String, format = Date)]
    pub order_date: Day,
    /// The delivery day.
    #[schema(value_type = String, format = Date)]
    pub requested_date: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_amount: Option<Money>,
    pub payment_status: String,
}

/// An invoice in a customer's history.
#[derive(Debug, Clone)]
pub struct InvoiceLine {
    pub id: InvoiceId,
    pub invoice_number: String,
    pub invoice_date: Day,
    pub due_date: Day,
    pub total_amount: Money,
    /// What is still open.
    pub amount_due: Money,
}

/// A payment in a customer's history.
#[derive(Debug, Clone)]
pub struct PaymentLine {
    pub id: PaymentId,
    pub payment_date: Day,
    pub payment_method: String,
    pub reference: String,
    pub amount: Money,
}

/// Something the customer orders often.
#[derive(Debug, Clone)]
pub struct Favourite {
    pub item_id: ItemId,
    pub name: String,
    /// In how many orders it stood.
    pub orders: i64,
    /// All of it, in base units.
    pub quantity: Quantity,
}

fn order_from_row(row: &Row) -> rusqlite::Result<OrderLine> {
    Ok(OrderLine {
        id: row.get(0)?,
        order_number: row.get(1)?,
        status: row.get(2)?,
        order_date: row.get(3)?,
        requested_date: row.get(4)?,
        total_amount: Some(row.get(5)?),
        payment_status: row.get(6)?,
    })
}

/// The orders of a customer, latest delivery day first; `after` is day and id of the last row before.
///
/// # Errors
/// Only those of the database.
pub fn orders(
    conn: &Connection,
    customer: CustomerId,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> Result<Vec<OrderLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, order_number, status, order_date, requested_date, total_amount, payment_status FROM orders
         WHERE customer_id = ?1 AND (?2 IS NULL OR (requested_date, id) < (?2, ?3))
         ORDER BY requested_date DESC, id DESC LIMIT ?4",
    )?;
    let (day, id) = after.unzip();
    let limit = i64::try_from(limit).unwrap_or(50);
    let rows = statement.query_map(params![customer, day, id, limit], order_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The order that "repeat" begins from: the latest that was not cancelled.
///
/// # Errors
/// Only those of the database.
pub fn last_order(conn: &Connection, customer: CustomerId) -> Result<Option<OrderLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, order_number, status, order_date, requested_date, total_amount, payment_status FROM orders
         WHERE customer_id = ?1 AND status NOT IN ('cancelled', 'refunded')
         ORDER BY requested_date DESC, id DESC LIMIT 1",
    )?;
    Ok(statement.query_row([customer], order_from_row).optional()?)
}

/// What the customer ordered most often for delivery since a day.
///
/// # Errors
/// Only those of the database.
pub fn favourites(
    conn: &Connection,
    customer: CustomerId,
    since: Day,
    limit: usize,
) -> Result<Vec<Favourite>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.product_id, i.name || CASE WHEN i.variant_name = '' THEN '' ELSE ' · ' || i.variant_name END,
                count(DISTINCT o.id) AS orders, sum(l.quantity) AS quantity
         FROM orders o JOIN order_items l ON l.order_id = o.id JOIN items i ON i.id = l.product_id
         WHERE o.customer_id = ?1 AND o.requested_date >= ?2 AND o.status NOT IN ('cancelled', 'refunded')
         GROUP BY l.product_id ORDER BY orders DESC, quantity DESC, l.product_id LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(50);
    let rows = statement.query_map(params![customer, since, limit], |row| {
        Ok(Favourite {
            item_id: row.get(0)?,
            name: row.get(1)?,
            orders: row.get(2)?,
            quantity: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The latest invoices of a customer.
///
/// # Errors
/// Only those of the database.
pub fn invoices(conn: &Connection, customer: CustomerId, limit: usize) -> Result<Vec<InvoiceLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.invoice_number, i.invoice_date, i.due_date, i.total_amount, ifnull(b.amount_due, 0)
         FROM invoices i LEFT JOIN invoice_balances b ON b.invoice_id = i.id
         WHERE i.customer_id = ?1 ORDER BY i.invoice_date DESC, i.id DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(50);
    let rows = statement.query_map(params![customer, limit], |row| {
        Ok(InvoiceLine {
            id: row.get(0)?,
            invoice_number: row.get(1)?,
            invoice_date: row.get(2)?,
            due_date: row.get(3)?,
            total_amount: row.get(4)?,
            amount_due: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The latest payments of a customer.
///
/// # Errors
/// Only those of the database.
pub fn payments(conn: &Connection, customer: CustomerId, limit: usize) -> Result<Vec<PaymentLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, payment_date, payment_method, reference, amount FROM payments
         WHERE customer_id = ?1 ORDER BY payment_date DESC, id DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(50);
    let rows = statement.query_map(params![customer, limit], |row| {
        Ok(PaymentLine {
            id: row.get(0)?,
            payment_date: row.get(1)?,
            payment_method: row.get(2)?,
            reference: row.get(3)?,
            amount: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
