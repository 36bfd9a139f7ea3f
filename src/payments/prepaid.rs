//! What was paid when an order was taken counts on its invoice.

use super::{Method, NewPayment, take};
use crate::db::Tx;
use crate::error::Result;
use crate::invoices::{self, BilledNote};
use crate::orders::{self, Order, PaymentStatus};
use crate::values::ids::InvoiceId;
use crate::values::money::Money;

/// Books on new invoices what their orders were paid, or had as a deposit, when they were taken.
///
/// # Errors
/// Only those of the database.
pub fn collect(tx: &Tx, made: &[InvoiceId]) -> Result<()> {
    for id in made {
        for note in invoices::notes_of(tx, *id)? {
            let order = orders::find(tx, note.order_id)?;
            book(tx, *id, &note, &order)?;
        }
    }
    Ok(())
}

fn book(tx: &Tx, invoice: InvoiceId, note: &BilledNote, order: &Order) -> Result<()> {
    let paid = match order.payment_status {
        PaymentStatus::Paid => invoices::note_total(tx, note.id)?,
        _ => order.deposit_amount,
    };
    let amount = paid.min(invoices::find(tx, invoice)?.amount_due);
    if amount <= Money::ZERO {
        return Ok(());
    }
    let method = order
        .payment_method
        .and_then(|method| Method::from_code(method.code()))
        .filter(|method| *method != Method::Credit)
        .unwrap_or(Method::Cash);
    let payment = NewPayment {
        customer_id: note.customer_id,
        payment_date: order.order_date.min(tx.today()),
        method,
        reference: order.order_number.clone(),
        amount,
        notes: String::new(),
        allocations: vec![(invoice, amount)],
    };
    take(tx, &payment).map(|_| ())
}
