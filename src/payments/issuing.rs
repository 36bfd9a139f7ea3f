//! Invoices as they are issued: what came before them, with their orders or as credit, is booked at once. So no invoice and no
//! mail asks for money that the bakery has already.

use super::{credit, prepaid, use_credit};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::invoices::{self, Draft, Issued, Refused};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, NoteId, OrderId};
use crate::values::money::Money;

/// Issues every invoice that is due as of a day ([`invoices::due`]), dated `day`; what is made already is not made again. Who
/// cannot be invoiced is named, and the others go on.
///
/// # Errors
/// Only those of the database; then nothing is issued.
pub fn issue_due(tx: &Tx, as_of: Day, day: Day) -> Result<Issued> {
    issue_all(tx, invoices::due(tx, as_of, None)?, day)
}

/// Issues all that a payer has received and was not invoiced for, whether its period has ended or not.
///
/// # Errors
/// [`Error::NotFound`] when there is no such customer; a conflict when there is nothing to invoice.
pub fn issue_now(tx: &Tx, payer: CustomerId, as_of: Day) -> Result<Issued> {
    invoices::payer(tx, payer)?;
    let drafts = invoices::now(tx, as_of, payer)?;
    if drafts.is_empty() {
        return Err(Error::conflict("invoices-nothing"));
    }
    issue_all(tx, drafts, as_of)
}

/// Issues the invoice of one order's delivery.
///
/// # Errors
/// A conflict when it is not delivered or is invoiced already; those of [`issue`].
pub fn issue_order(tx: &Tx, order: OrderId, as_of: Day) -> Result<InvoiceId> {
    let (payer, notes) = invoices::deliveries_of(tx, order)?;
    issue(tx, payer, &notes, as_of)
}

/// Issues one invoice ([`invoices::issue`]) and books on it what was paid with its orders and what credit there is: that
/// stands on the invoice and in its mail, with what is left.
///
/// # Errors
/// A conflict that says what is missing or wrong; nothing is changed then.
pub fn issue(tx: &Tx, payer: CustomerId, notes: &[NoteId], day: Day) -> Result<InvoiceId> {
    // What is open from before comes first: all that is left of the credit is for this one.
    use_credit(tx, payer)?;
    let credit = credit(tx, payer)?.max(Money::ZERO);
    let id = invoices::issue(tx, payer, notes, day, credit)?;
    prepaid::collect(tx, id)?;
    Ok(id)
}

fn issue_all(tx: &Tx, drafts: Vec<Draft>, as_of: Day) -> Result<Issued> {
    let mut issued = Issued::default();
    for draft in drafts {
        if draft.problems.is_empty() {
            let id = issue(tx, draft.payer.id, &draft.note_ids(), as_of)?;
            issued.made.push(id);
        } else {
            issued.refused.push(Refused {
                customer_id: draft.payer.id,
                name: draft.payer.name,
                problems: draft.problems,
            });
        }
    }
    Ok(issued)
}
