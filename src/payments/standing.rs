//! How customers stand: good, overdue, suspended. Kept by the daily job and by every payment.

use serde_json::json;

use super::store;
use crate::customers::{self, Standing};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Happened};
use crate::invoices;
use crate::settings;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId};

/// What the oldest open due day makes of a customer: overdue from the day after, suspended from the last reminder on.
pub fn of(oldest_due: Option<Day>, as_of: Day, last_step: i64) -> Standing {
    match oldest_due.map(|due| due.days_until(as_of)) {
        Some(days) if last_step > 0 && days >= last_step => Standing::Suspended,
        Some(days) if days > 0 => Standing::Overdue,
        _ => Standing::Good,
    }
}

/// Sets how a customer stands.
///
/// # Errors
/// Only those of the database.
pub fn refresh(tx: &Tx, customer: CustomerId, as_of: Day) -> Result<()> {
    let steps = tx.settings.numbers(settings::REMINDER_STEPS);
    let last = steps.into_iter().max().unwrap_or_default();
    let standing = of(store::oldest_due(tx, customer)?, as_of, last);
    customers::set_standing(tx, customer, standing, "")
}

/// The daily look: customers' standing, orders' payment state, and word of each invoice that is late for as long as set.
/// Returns how many were announced.
///
/// # Errors
/// Only those of the database.
pub fn look(tx: &Tx, as_of: Day) -> Result<usize> {
    for customer in store::to_judge(tx, as_of)? {
        refresh(tx, customer, as_of)?;
    }
    let mut announced = 0;
    for invoice in store::overdue(tx, as_of)? {
        invoices::stand(tx, invoice, as_of)?;
        announced += usize::from(announce(tx, invoice, as_of)?);
    }
    Ok(announced)
}

/// Says once that an invoice is overdue.
fn announce(tx: &Tx, id: InvoiceId, as_of: Day) -> Result<bool> {
    let invoice = invoices::find(tx, id)?;
    let days = invoice.due_date.days_until(as_of);
    let wait = tx.settings.whole(settings::OVERDUE_AFTER);
    if days < wait.max(1) || store::has_history(tx, id, "overdue")? {
        return Ok(false);
    }
    let payload = json!({
        "event_type": "payment_overdue",
        "invoice_id": id,
        "invoice_number": invoice.invoice_number,
        "customer_id": invoice.customer_id,
        "customer_name": invoice.customer_name,
        "amount_due": invoice.amount_due,
        "days_overdue": days,
        "due_date": invoice.due_date,
        "timestamp": tx.now,
    });
    events::record(
        tx,
        Happened::new("invoice", Some(id.0), "overdue").event(
            "payment_overdue",
            "orders.overdue",
            payload,
        ),
    )?;
    Ok(true)
}
