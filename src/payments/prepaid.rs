//! What was paid when an order was taken counts on its invoice.

use super::{Method, NewPayment, enter, use_credit};
use crate::db::Tx;
use crate::error::Result;
use crate::invoices;
use crate::orders::{self, Order};
use crate::values::ids::InvoiceId;

/// Books on a new invoice what its orders were paid, or had as a deposit, when they were taken: all that was paid, of which
/// the invoice takes what is due on it; the rest (less came than was paid) is the customer's credit. Then what credit there is
/// pays what is open.
///
/// # Errors
/// Only those of the database.
pub(super) fn collect(tx: &Tx, invoice: InvoiceId) -> Result<()> {
    // All of them first: a payment changes what the orders of every invoice that it reaches say of their own.
    let mut taken = Vec::new();
    for note in invoices::notes_of(tx, invoice)? {
        taken.push(orders::find(tx, note.order_id)?);
    }
    for order in &taken {
        book(tx, invoice, order)?;
    }
    use_credit(tx, invoices::find(tx, invoice)?.customer_id)?;
    Ok(())
}

fn book(tx: &Tx, invoice: InvoiceId, order: &Order) -> Result<()> {
    let Some((paid, code)) = invoices::paid_when_taken(order) else {
        return Ok(());
    };
    let share = paid.min(invoices::find(tx, invoice)?.amount_due);
    let method = Method::from_code(code).unwrap_or(Method::Cash);
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
        confirm_amount: true,
    };
    enter(tx, &payment).map(|_| ())
}
