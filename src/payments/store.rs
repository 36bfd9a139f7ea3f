//! SQL of payments, statements, figures and reminders.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};
use serde::Serialize;
use utoipa::ToSchema;

use super::NewPayment;
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{CustomerId, InvoiceId, MailId, PaymentId};
use crate::values::money::Money;

/// A payment, or the reversal of one (below zero).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Payment {
    pub id: PaymentId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub payment_date: Day,
    /// cash, card, transfer, direct_debit or credit.
    pub payment_method: String,
    pub reference: String,
    pub amount: Money,
    /// What of it pays invoices; the rest is the customer's credit.
    pub allocated: Money,
    pub reverses_id: Option<PaymentId>,
    pub reversed_by: Option<PaymentId>,
    pub notes: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
}

const PAYMENT: &str = "SELECT p.id, p.customer_id, CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END,
    p.payment_date, p.payment_method, p.reference, p.amount,
    (SELECT ifnull(sum(a.amount), 0) FROM payment_allocations a WHERE a.payment_id = p.id),
    p.reverses_id, r.id, p.notes, p.created_at
    FROM payments p JOIN customers c ON c.id = p.customer_id LEFT JOIN payments r ON r.reverses_id = p.id";

fn payment_of(row: &Row) -> rusqlite::Result<Payment> {
    Ok(Payment {
        id: row.get(0)?,
        customer_id: row.get(1)?,
        customer_name: row.get(2)?,
        payment_date: row.get(3)?,
        payment_method: row.get(4)?,
        reference: row.get(5)?,
        amount: row.get(6)?,
        allocated: row.get(7)?,
        reverses_id: row.get(8)?,
        reversed_by: row.get(9)?,
        notes: row.get(10)?,
        created_at: row.get(11)?,
    })
}

pub(super) fn find(conn: &Connection, id: PaymentId) -> Result<Payment> {
    let mut statement = conn.prepare_cached(&format!("{PAYMENT} WHERE p.id = ?1"))?;
    Ok(statement.query_row([id], payment_of)?)
}

#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    /// Day and id of the last row seen.
    pub after: Option<[String; 2]>,
}

/// Payments, newest first, one row more than `limit` where there are more.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection, filter: &Filter, limit: usize) -> Result<Vec<Payment>> {
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut query = format!("{PAYMENT} WHERE TRUE");
    if let Some(customer) = filter.customer {
        values.push(Box::new(customer));
        query.push_str(&format!(" AND p.customer_id = ?{}", values.len()));
    }
    if let Some([day, id]) = &filter.after {
        values.push(Box::new(day.clone()));
        values.push(Box::new(
            id.parse::<PaymentId>()
                .unwrap_or(PaymentId(uuid::Uuid::nil())),
        ));
        let at = values.len();
        query.push_str(&format!(
            " AND (p.payment_date, p.id) < (?{}, ?{at})",
            at - 1
        ));
    }
    values.push(Box::new(
        i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
    ));
    query.push_str(&format!(
        " ORDER BY p.payment_date DESC, p.id DESC LIMIT ?{}",
        values.len()
    ));
    let mut statement = conn.prepare_cached(&query)?;
    let rows = statement.query_map(params_from_iter(values.iter()), payment_of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert(
    tx: &Tx,
    id: PaymentId,
    new: &NewPayment,
    reverses: Option<PaymentId>,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO payments (id, customer_id, payment_date, payment_method, reference, amount, reverses_id, notes, created_by,
                               created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        id,
        new.customer_id,
        new.payment_date,
        new.method.code(),
        new.reference,
        new.amount,
        reverses,
        new.notes,
        tx.actor.user_id,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn allocate(
    tx: &Tx,
    payment: PaymentId,
    invoice: InvoiceId,
    amount: Money,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO payment_allocations (payment_id, invoice_id, amount) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![payment, invoice, amount])?;
    Ok(())
}

/// A part of a payment on an invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Allocation {
    pub payment_id: PaymentId,
    pub invoice_id: InvoiceId,
    pub invoice_number: String,
    pub payment_date: Day,
    pub payment_method: String,
    pub reference: String,
    pub amount: Money,
}

const ALLOCATION: &str = "SELECT a.payment_id, a.invoice_id, i.invoice_number, p.payment_date, p.payment_method, p.reference, a.amount
    FROM payment_allocations a JOIN invoices i ON i.id = a.invoice_id JOIN payments p ON p.id = a.payment_id";

fn allocation_of(row: &Row) -> rusqlite::Result<Allocation> {
    Ok(Allocation {
        payment_id: row.get(0)?,
        invoice_id: row.get(1)?,
        invoice_number: row.get(2)?,
        payment_date: row.get(3)?,
        payment_method: row.get(4)?,
        reference: row.get(5)?,
        amount: row.get(6)?,
    })
}

pub(super) fn allocations(conn: &Connection, payment: PaymentId) -> Result<Vec<Allocation>> {
    let query =
        format!("{ALLOCATION} WHERE a.payment_id = ?1 ORDER BY i.due_date, i.series, i.number");
    let mut statement = conn.prepare_cached(&query)?;
    let rows = statement.query_map([payment], allocation_of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn of_invoice(conn: &Connection, invoice: InvoiceId) -> Result<Vec<Allocation>> {
    let query =
        format!("{ALLOCATION} WHERE a.invoice_id = ?1 ORDER BY p.payment_date DESC, p.id DESC");
    let mut statement = conn.prepare_cached(&query)?;
    let rows = statement.query_map([invoice], allocation_of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a customer had paid at the end of a day and no invoice had used.
pub(super) fn credit_on(conn: &Connection, customer: CustomerId, day: Day) -> Result<Money> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(CASE p.payment_method WHEN 'credit' THEN 0 ELSE p.amount END), 0)
                - ifnull(sum((SELECT sum(a.amount) FROM payment_allocations a WHERE a.payment_id = p.id)), 0)
         FROM payments p WHERE p.customer_id = ?1 AND p.payment_date <= ?2",
    )?;
    Ok(statement.query_row(params![customer, day], |row| row.get(0))?)
}

/// Everybody who has paid more than invoices have used.
pub(super) fn who_has_credit(conn: &Connection) -> Result<Vec<CustomerId>> {
    let mut statement = conn.prepare_cached(
        "SELECT customer_id FROM exposures WHERE source_kind = 'credit' AND amount < 0 ORDER BY customer_id",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest entry by which a customer's credit was used, and that stands.
pub(super) fn newest_use_of_credit(
    conn: &Connection,
    customer: CustomerId,
) -> Result<Option<PaymentId>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.id FROM payments p WHERE p.customer_id = ?1 AND p.payment_method = 'credit' AND p.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = p.id)
         ORDER BY p.payment_date DESC, p.id DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row([customer], |row| row.get(0))
        .optional()?)
}

/// The newest entry by which credit pays this invoice, and that stands.
pub(super) fn newest_credit_on(conn: &Connection, invoice: InvoiceId) -> Result<Option<PaymentId>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.id FROM payment_allocations a CROSS JOIN payments p ON p.id = a.payment_id
         WHERE a.invoice_id = ?1 AND p.payment_method = 'credit' AND p.reverses_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = p.id)
         ORDER BY p.payment_date DESC, p.id DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row([invoice], |row| row.get(0))
        .optional()?)
}

/// Who owes something: name, how much, how much of it is late, since when.
#[derive(Debug, Clone)]
pub struct Debtor {
    pub customer_id: CustomerId,
    pub name: String,
    pub amount_due: Money,
    pub overdue: Money,
    pub first_due: Day,
}

/// Everybody who owes something, who is late longest first.
///
/// # Errors
/// Only those of the database.
pub fn debtors(conn: &Connection, today: Day) -> Result<Vec<Debtor>> {
    let mut statement = conn.prepare_cached(
        "SELECT b.customer_id, CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END AS name,
                sum(b.amount_due), sum(CASE WHEN b.due_date < ?1 THEN b.amount_due ELSE 0 END), min(b.due_date) AS first
         FROM invoice_balances b JOIN customers c ON c.id = b.customer_id WHERE b.amount_due <> 0
         GROUP BY b.customer_id ORDER BY first, name LIMIT 500",
    )?;
    let rows = statement.query_map([today], |row| {
        Ok(Debtor {
            customer_id: row.get(0)?,
            name: row.get(1)?,
            amount_due: row.get(2)?,
            overdue: row.get(3)?,
            first_due: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An invoice as it stood on a day.
pub(super) struct Standing {
    pub id: InvoiceId,
    pub number: String,
    pub day: Day,
    pub due: Day,
    pub total: Money,
    pub paid: Money,
}

/// The payer's invoices that were open on a day, the one that is due first ahead.
pub(super) fn open_on(
    conn: &Connection,
    customer: CustomerId,
    as_of: Day,
) -> Result<Vec<Standing>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.invoice_number, i.invoice_date, i.due_date, i.total_amount,
                (SELECT ifnull(sum(a.amount), 0) FROM payment_allocations a JOIN payments p ON p.id = a.payment_id
                 WHERE a.invoice_id = i.id AND p.payment_date <= ?2) AS paid
         FROM invoices i WHERE i.customer_id = ?1 AND i.invoice_date <= ?2 AND paid <> i.total_amount
         ORDER BY i.due_date, i.series, i.number",
    )?;
    let rows = statement.query_map(params![customer, as_of], |row| {
        Ok(Standing {
            id: row.get(0)?,
            number: row.get(1)?,
            day: row.get(2)?,
            due: row.get(3)?,
            total: row.get(4)?,
            paid: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What changed the payer's balance: an invoice (no method) or money that moved.
pub(super) struct Move {
    pub day: Day,
    pub reference: String,
    pub method: Option<String>,
    pub is_reversal: bool,
    pub amount: Money,
}

/// Invoices and payments of the days, oldest first. Credit used is no money that moves.
pub(super) fn moves(
    conn: &Connection,
    customer: CustomerId,
    from: Day,
    until: Day,
) -> Result<Vec<Move>> {
    let mut statement = conn.prepare_cached(
        "SELECT invoice_date AS day, invoice_number AS reference, NULL AS method, 0, total_amount, created_at AS at FROM invoices
         WHERE customer_id = ?1 AND invoice_date BETWEEN ?2 AND ?3
         UNION ALL
         SELECT payment_date, reference, payment_method, reverses_id IS NOT NULL, amount, created_at FROM payments
         WHERE customer_id = ?1 AND payment_date BETWEEN ?2 AND ?3 AND payment_method <> 'credit'
         ORDER BY day, at, reference",
    )?;
    let rows = statement.query_map(params![customer, from, until], |row| {
        Ok(Move {
            day: row.get(0)?,
            reference: row.get(1)?,
            method: row.get(2)?,
            is_reversal: row.get(3)?,
            amount: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the payer owed at the end of the day before.
pub(super) fn balance_before(conn: &Connection, customer: CustomerId, day: Day) -> Result<Money> {
    let mut statement = conn.prepare_cached(
        "SELECT (SELECT ifnull(sum(total_amount), 0) FROM invoices WHERE customer_id = ?1 AND invoice_date < ?2)
              - (SELECT ifnull(sum(amount), 0) FROM payments WHERE customer_id = ?1 AND payment_date < ?2 AND payment_method <> 'credit')",
    )?;
    Ok(statement.query_row(params![customer, day], |row| row.get(0))?)
}

/// All that is open: due day and amount.
pub(super) fn open_amounts(conn: &Connection) -> Result<Vec<(Day, Money)>> {
    let mut statement = conn.prepare_cached(
        "SELECT due_date, sum(amount_due) FROM invoice_balances WHERE amount_due <> 0 GROUP BY due_date ORDER BY due_date",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Invoices paid whole by payments since a day: their date and the day of the last payment. What was paid before its invoice,
/// when the order was taken, tells nothing of how long customers take.
pub(super) fn paid_since(conn: &Connection, since: Day) -> Result<Vec<(Day, Day)>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.invoice_date, max(p.payment_date) FROM payments p
         CROSS JOIN payment_allocations a ON a.payment_id = p.id AND a.amount > 0
         JOIN invoices i ON i.id = a.invoice_id
         JOIN invoice_balances b ON b.invoice_id = i.id AND b.amount_due = 0
         WHERE p.payment_date >= ?1 AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = p.id)
         GROUP BY i.id HAVING max(p.payment_date) >= i.invoice_date",
    )?;
    let rows = statement.query_map([since], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An open invoice that reminders look at.
pub(super) struct Remindable {
    pub id: InvoiceId,
    pub customer_id: CustomerId,
    pub invoice_date: Day,
    pub due: Day,
    pub steps_made: Vec<i64>,
    /// A mail after its due day was written, and did not fail.
    pub was_reminded: bool,
}

/// Open invoices due until a day, of customers who are to be reminded.
pub(super) fn remindable(conn: &Connection, due_until: Day) -> Result<Vec<Remindable>> {
    let mut statement = conn.prepare_cached(
        "SELECT b.invoice_id, b.customer_id, i.invoice_date, b.due_date,
                (SELECT group_concat(r.step) FROM reminders r WHERE r.invoice_id = b.invoice_id),
                EXISTS (SELECT 1 FROM reminders r JOIN mails m ON m.id = r.mail_id
                        WHERE r.invoice_id = b.invoice_id AND r.step > 0 AND m.status NOT IN ('failed', 'cancelled'))
         FROM invoice_balances b JOIN invoices i ON i.id = b.invoice_id JOIN customers c ON c.id = b.customer_id
         WHERE b.amount_due > 0 AND b.due_date <= ?1 AND c.reminders_on = 1 ORDER BY b.customer_id, b.due_date",
    )?;
    let rows = statement.query_map([due_until], |row| {
        let steps: Option<String> = row.get(4)?;
        Ok(Remindable {
            id: row.get(0)?,
            customer_id: row.get(1)?,
            invoice_date: row.get(2)?,
            due: row.get(3)?,
            steps_made: steps
                .unwrap_or_default()
                .split(',')
                .filter_map(|step| step.parse().ok())
                .collect(),
            was_reminded: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn reminded(
    tx: &Tx,
    invoice: InvoiceId,
    step: i64,
    day: Day,
    mail: Option<MailId>,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO reminders (invoice_id, step, made_on, mail_id) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![invoice, step, day, mail])?;
    Ok(())
}

/// The payer's oldest open due day.
pub(super) fn oldest_due(conn: &Connection, customer: CustomerId) -> Result<Option<Day>> {
    let mut statement = conn.prepare_cached(
        "SELECT min(due_date) FROM invoice_balances WHERE customer_id = ?1 AND amount_due <> 0",
    )?;
    Ok(statement.query_row([customer], |row| row.get(0))?)
}

/// Who owes something late, or is marked as if.
pub(super) fn to_judge(conn: &Connection, as_of: Day) -> Result<Vec<CustomerId>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT customer_id FROM invoice_balances WHERE amount_due <> 0 AND due_date < ?1
         UNION SELECT id FROM customers WHERE payment_status <> 'good_standing'",
    )?;
    let rows = statement.query_map([as_of], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Open invoices that were due before a day.
pub(super) fn overdue(conn: &Connection, as_of: Day) -> Result<Vec<InvoiceId>> {
    let mut statement = conn.prepare_cached(
        "SELECT invoice_id FROM invoice_balances WHERE amount_due <> 0 AND due_date < ?1 ORDER BY due_date, invoice_id",
    )?;
    let rows = statement.query_map([as_of], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether an invoice's history has this action.
pub(super) fn has_history(conn: &Connection, invoice: InvoiceId, action: &str) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM journal WHERE subject_kind = 'invoice' AND subject_id = ?1 AND action = ?2 LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![invoice, action], |_| Ok(()))
        .optional()?
        .is_some())
}
