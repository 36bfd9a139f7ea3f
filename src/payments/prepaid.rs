//! What was paid when an order was taken counts on its invoice.

use super::{Method, NewPayment, take, use_credit};
use crate::db::Tx;
use crate::error::Result;
use crate::invoices;
use crate::orders::{self, Order};
use crate::values::ids::InvoiceId;

/// Books on new invoices what their orders were paid, or had as a deposit, when they were taken: all that was paid, of which
/// the invoice takes what is due on it; the rest (less came than was paid) is the customer's credit. Then what credit there is
/// pays what is open.
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
        use_credit(tx, invoices::find(tx, *id)?.customer_id)?;
    }
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
    take(tx, &payment).map(|_| ())
}
