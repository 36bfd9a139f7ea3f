//! SQL of invoices.

mod notes;

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Filter, Show};
use crate::db::Tx;
use crate::documents::InvoiceDocument;
use crate::error::Result;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{CustomerId, InvoiceId, MailId, OrderId};
use crate::values::money::Money;

pub use notes::{BilledLine, BilledNote, Payer, payer};
pub(super) use notes::{lines_of, note, notes_of, notes_of_order, notes_to_invoice, under_way};

/// The newest date of a series.
pub(super) fn last_date(conn: &Connection, series: &str) -> Result<Option<Day>> {
    let mut statement = conn.prepare_cached(
        "SELECT invoice_date FROM invoices WHERE series = ?1 ORDER BY number DESC LIMIT 1",
    )?;
    Ok(statement.query_row([series], |row| row.get(0)).optional()?)
}

/// What is written once.
pub(super) struct Frozen<'a> {
    pub id: InvoiceId,
    pub series: &'a str,
    pub number: i64,
    pub customer_id: CustomerId,
    pub day: Day,
    pub from: Day,
    pub until: Day,
    pub due: Day,
    pub subtotal: Money,
    pub tax: Money,
    pub total: Money,
    pub document: &'a InvoiceDocument,
    pub snapshot: &'a str,
    pub sha256: [u8; 32],
}

pub(super) fn insert(tx: &Tx, new: &Frozen) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO invoices (id, invoice_number, series, number, customer_id, invoice_date, operation_from, operation_until,
                               due_date, subtotal, tax_amount, total_amount, payment_terms, snapshot, snapshot_sha256, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        new.id,
        new.document.number,
        new.series,
        new.number,
        new.customer_id,
        new.day,
        new.from,
        new.until,
        new.due,
        new.subtotal,
        new.tax,
        new.total,
        new.document.terms,
        new.snapshot,
        new.sha256,
        tx.now,
    ])?;
    tx.prepare_cached(
        "INSERT INTO invoice_balances (invoice_id, customer_id, due_date, amount_paid, amount_due) VALUES (?1, ?2, ?3, 0, ?4)",
    )?
    .execute(params![new.id, new.customer_id, new.due, new.total])?;
    Ok(())
}

/// Moves `amount` from what is due to what is paid (or back, below zero); whether the balance allowed it.
pub(super) fn settle(tx: &Tx, id: InvoiceId, amount: Money) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE invoice_balances SET amount_paid = amount_paid + ?2, amount_due = amount_due - ?2,
                    paid_at = CASE WHEN amount_due = ?2 THEN ?3 END
             WHERE invoice_id = ?1 AND amount_due >= ?2 AND amount_paid >= -?2",
        )?
        .execute(params![id, amount, tx.now])?;
    Ok(rows == 1)
}

/// Whether credit is used on it by itself.
pub(super) fn hold_credit(tx: &Tx, id: InvoiceId, held: bool) -> Result<()> {
    tx.prepare_cached(
        "UPDATE invoice_balances SET credit_held = ?2 WHERE invoice_id = ?1 AND credit_held <> ?2",
    )?
    .execute(params![id, held])?;
    Ok(())
}

/// An invoice and how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Invoice {
    pub id: InvoiceId,
    pub invoice_number: String,
    /// The order, where the invoice is of one order alone.
    pub order_id: Option<OrderId>,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub invoice_date: Day,
    pub operation_from: Day,
    pub operation_until: Day,
    pub due_date: Day,
    pub subtotal: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    pub amount_paid: Money,
    pub amount_due: Money,
    /// issued, sent, overdue or paid: derived, never stored.
    pub status: String,
    pub days_overdue: i64,
    /// Somebody took back by hand what credit had paid of it: it is not used for it again by itself.
    pub credit_held: bool,
    pub payment_terms: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub paid_at: Option<Instant>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[serde(skip)]
    pub series: String,
    #[serde(skip)]
    pub number: i64,
}

const INVOICE: &str = "SELECT i.id, i.invoice_number,
    (SELECT CASE WHEN count(*) = 1 THEN min(s.order_id) END FROM (SELECT n.order_id FROM notes n WHERE n.invoice_id = i.id
        UNION ALL SELECT o.id FROM orders o WHERE o.cancellation_invoice_id = i.id) s),
    i.customer_id, CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END,
    i.invoice_date, i.operation_from, i.operation_until, i.due_date, i.subtotal, i.tax_amount, i.total_amount,
    b.amount_paid, b.amount_due, i.payment_terms,
    (SELECT max(m.sent_at) FROM mails m WHERE m.subject_kind = 'invoice' AND m.subject_id = i.id AND m.kind = 'invoice'),
    b.paid_at, i.created_at, i.series, i.number, b.credit_held";
const JOINS: &str = "JOIN customers c ON c.id = i.customer_id";

fn invoice_of(row: &Row, today: Day) -> rusqlite::Result<Invoice> {
    let (due_date, amount_due): (Day, Money) = (row.get(8)?, row.get(13)?);
    let sent_at: Option<Instant> = row.get(15)?;
    let late = due_date.days_until(today).max(0);
    let days_overdue = if amount_due.is_zero() { 0 } else { late };
    let status = match (amount_due.is_zero(), days_overdue > 0, sent_at) {
        (true, ..) => "paid",
        (_, true, _) => "overdue",
        (.., Some(_)) => "sent",
        (.., None) => "issued",
    };
    Ok(Invoice {
        id: row.get(0)?,
        invoice_number: row.get(1)?,
        order_id: row.get(2)?,
        customer_id: row.get(3)?,
        customer_name: row.get(4)?,
        invoice_date: row.get(5)?,
        operation_from: row.get(6)?,
        operation_until: row.get(7)?,
        due_date,
        subtotal: row.get(9)?,
        tax_amount: row.get(10)?,
        total_amount: row.get(11)?,
        amount_paid: row.get(12)?,
        amount_due,
        status: status.to_owned(),
        days_overdue,
        credit_held: row.get(20)?,
        payment_terms: row.get(14)?,
        sent_at,
        paid_at: row.get(16)?,
        created_at: row.get(17)?,
        series: row.get(18)?,
        number: row.get(19)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such invoice.
pub(super) fn find(conn: &Connection, id: InvoiceId, today: Day) -> Result<Invoice> {
    let query = format!(
        "{INVOICE} FROM invoices i JOIN invoice_balances b ON b.invoice_id = i.id {JOINS} WHERE i.id = ?1"
    );
    let mut statement = conn.prepare_cached(&query)?;
    Ok(statement.query_row([id], |row| invoice_of(row, today))?)
}

/// The frozen text.
pub(super) fn snapshot(conn: &Connection, id: InvoiceId) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT snapshot FROM invoices WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// The orders whose notes, or whose late cancellation, are on the invoice.
pub(super) fn orders(conn: &Connection, id: InvoiceId) -> Result<Vec<OrderId>> {
    let mut statement =
        conn.prepare_cached(
            "SELECT order_id, day FROM notes WHERE invoice_id = ?1
             UNION ALL SELECT id, requested_date FROM orders WHERE cancellation_invoice_id = ?1 ORDER BY 2",
        )?;
    let rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A page of invoices, one row more than `limit` where there are more. What is open comes by due day, everything else
/// newest first.
pub(super) fn list(
    conn: &Connection,
    filter: &Filter,
    today: Day,
    limit: usize,
) -> Result<Vec<Invoice>> {
    let (query, values) = statement(filter, today, limit);
    let mut statement = conn.prepare_cached(&query)?;
    let rows = statement.query_map(params_from_iter(values.iter()), |row| {
        invoice_of(row, today)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The query of a page, and its values. The join order is fixed: through the index that the list is in the order of.
fn statement(filter: &Filter, today: Day, limit: usize) -> (String, Vec<Box<dyn ToSql>>) {
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let (query, order) = match filter.show {
        Show::Open | Show::Overdue => (
            open_query(filter, today, &mut values),
            " ORDER BY b.due_date, b.invoice_id",
        ),
        Show::All | Show::Paid => (
            dated_query(filter, &mut values),
            " ORDER BY i.invoice_date DESC, i.series DESC, i.number DESC",
        ),
    };
    values.push(Box::new(
        i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
    ));
    (format!("{query}{order} LIMIT ?{}", values.len()), values)
}

fn open_query(filter: &Filter, today: Day, values: &mut Vec<Box<dyn ToSql>>) -> String {
    let mut query = format!(
        "{INVOICE} FROM invoice_balances b CROSS JOIN invoices i ON i.id = b.invoice_id {JOINS} WHERE b.amount_due <> 0"
    );
    if let Some(customer) = filter.customer {
        values.push(Box::new(customer));
        query.push_str(&format!(" AND b.customer_id = ?{}", values.len()));
    }
    if filter.show == Show::Overdue {
        values.push(Box::new(today));
        query.push_str(&format!(" AND b.due_date < ?{}", values.len()));
    }
    add_month(&mut query, filter, values);
    if let Some([due, id, _]) = &filter.after {
        values.push(Box::new(due.clone()));
        values.push(Box::new(
            id.parse::<InvoiceId>()
                .unwrap_or(InvoiceId(uuid::Uuid::nil())),
        ));
        let at = values.len();
        query.push_str(&format!(
            " AND (b.due_date, b.invoice_id) > (?{}, ?{at})",
            at - 1
        ));
    }
    query
}

fn dated_query(filter: &Filter, values: &mut Vec<Box<dyn ToSql>>) -> String {
    let mut query = format!(
        "{INVOICE} FROM invoices i CROSS JOIN invoice_balances b ON b.invoice_id = i.id {JOINS} WHERE TRUE"
    );
    if let Some(customer) = filter.customer {
        values.push(Box::new(customer));
        query.push_str(&format!(" AND i.customer_id = ?{}", values.len()));
    }
    if filter.show == Show::Paid {
        query.push_str(" AND b.amount_due = 0");
    }
    add_month(&mut query, filter, values);
    if let Some([day, series, number]) = &filter.after {
        values.push(Box::new(day.clone()));
        values.push(Box::new(series.clone()));
        values.push(Box::new(number.parse::<i64>().unwrap_or_default()));
        let at = values.len();
        query.push_str(&format!(
            " AND (i.invoice_date, i.series, i.number) < (?{}, ?{}, ?{at})",
            at - 2,
            at - 1
        ));
    }
    query
}

fn add_month(query: &mut String, filter: &Filter, values: &mut Vec<Box<dyn ToSql>>) {
    if let Some(month) = filter.month {
        values.push(Box::new(month.from()));
        values.push(Box::new(month.to()));
        let at = values.len();
        query.push_str(&format!(
            " AND i.invoice_date BETWEEN ?{} AND ?{at}",
            at - 1
        ));
    }
}

/// Open invoices of a payer, the one that is due first ahead.
pub(super) fn open_of(conn: &Connection, payer: CustomerId, today: Day) -> Result<Vec<Invoice>> {
    let query = format!(
        "{INVOICE} FROM invoice_balances b JOIN invoices i ON i.id = b.invoice_id {JOINS}
         WHERE b.amount_due <> 0 AND b.customer_id = ?1 ORDER BY b.due_date, i.series, i.number"
    );
    let mut statement = conn.prepare_cached(&query)?;
    let rows = statement.query_map([payer], |row| invoice_of(row, today))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A mail that went, or is to go, about an invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InvoiceMail {
    pub id: MailId,
    pub kind: String,
    pub to_address: String,
    pub subject: String,
    pub status: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Instant>,
}

pub(super) fn mails(conn: &Connection, id: InvoiceId) -> Result<Vec<InvoiceMail>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, kind, to_address, subject, status, created_at, sent_at FROM mails
         WHERE (subject_kind = 'invoice' AND subject_id = ?1)
            OR id IN (SELECT mail_id FROM reminders WHERE invoice_id = ?1 AND mail_id IS NOT NULL)
         ORDER BY created_at DESC, id DESC LIMIT 100",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(InvoiceMail {
            id: row.get(0)?,
            kind: row.get(1)?,
            to_address: row.get(2)?,
            subject: row.get(3)?,
            status: row.get(4)?,
            created_at: row.get(5)?,
            sent_at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
