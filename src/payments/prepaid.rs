//! What was paid when an order was taken counts on its invoice.

use super::{Method, NewPayment, take};
use crate::db::Tx;
use crate::error::Result;
use crate::invoices;
use crate::orders::{self, Order, PaymentStatus};
use crate::values::ids::InvoiceId;

/// Books on new invoices what their orders were paid, or had as a deposit, when they were taken: all that was paid, of which
/// the invoice takes what is due on it; the rest (less came than was paid) is the customer's credit.
///
/// # Errors
/// Only those of the database.
pub fn collect(tx: &Tx, made: &[InvoiceId]) -> Result<()> {
    for id in made {
        // All of them first: a payment on the invoice changes what each of its orders says of its own.
        let orders = invoices::notes_of(tx, *id)?
            .iter()
            .map(|note| orders::find(tx, note.order_id))
            .collect::<Result<Vec<_>>>()?;
        for order in &orders {
            book(tx, *id, order)?;
        }
    }
    Ok(())
}

fn book(tx: &Tx, invoice: InvoiceId, order: &Order) -> Result<()> {
    let paid = match order.payment_status {
        PaymentStatus::Paid => order.total_amount,
        _ => order.deposit_amount,
    };
    if !paid.is_positive() {
        return Ok(());
    }
    let share = paid.min(invoices::find(tx, invoice)?.amount_due);
    let method = order
        .payment_method
        .and_then(|method| Method::from_code(method.code()))
        .filter(|method| *method != Method::Credit)
        .unwrap_or(Method::Cash);
    let payment = NewPayment {
        customer_id: order.customer_id,
        payment_date: order.order_date.min(tx.today()),
        method,
        reference: order.order_number.clone(),
        amount: paid,
        notes: String::new(),
        // Where its invoice is paid already, it goes to what is due first.
        allocations: share
            .is_positive()
            .then_some((invoice, share))
            .into_iter()
            .collect(),
    };
    take(tx, &payment).map(|_| ())
}
