//! Credit: what came and no invoice has used yet pays what is open, the oldest first, without anybody asking. So nobody is
//! reminded, suspended or held back for what is paid. Where somebody took such a use back by hand, that invoice is left to them.

use super::{Allocation, Method, NewPayment, spread, store, take, undo};
use crate::customers::{self, ExposureOf};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::invoices;
use crate::values::ids::{CustomerId, PaymentId};
use crate::values::money::Money;

/// What a customer paid and no invoice has used yet.
///
/// # Errors
/// Only those of the database.
pub fn credit(view: &View, customer: CustomerId) -> Result<Money> {
    Ok(-customers::owed_for(view, ExposureOf::Credit(customer))?)
}

/// Keeps the sum of a customer's credit: what came without an invoice, below zero what one has used.
pub(super) fn keep(tx: &Tx, customer: CustomerId, more: Money) -> Result<()> {
    let kept = credit(tx, customer)? + more;
    customers::set_exposure(tx, ExposureOf::Credit(customer), customer, -kept)
}

/// Uses a customer's credit on what is due first: an entry of its own, with its history, that can be undone as any payment.
/// None where there is nothing to use, or nothing that is open and not held back.
///
/// # Errors
/// Only those of the database.
pub fn use_credit(tx: &Tx, customer: CustomerId) -> Result<Option<PaymentId>> {
    let credit = credit(tx, customer)?;
    if !credit.is_positive() {
        return Ok(None);
    }
    let mut open = invoices::open_of(tx, customer)?;
    open.retain(|invoice| !invoice.credit_held);
    let allocations = spread(&open, credit);
    let amount: Money = allocations.iter().map(|(_, share)| *share).sum();
    if !amount.is_positive() {
        return Ok(None);
    }
    let used = NewPayment {
        customer_id: customer,
        payment_date: tx.today(),
        method: Method::Credit,
        reference: String::new(),
        amount,
        notes: String::new(),
        allocations,
        confirm_amount: true,
    };
    take(tx, &used).map(Some)
}

/// Uses the credit of everybody who has some.
///
/// # Errors
/// Only those of the database.
pub fn use_all(tx: &Tx) -> Result<()> {
    for customer in store::who_has_credit(tx)? {
        use_credit(tx, customer)?;
    }
    Ok(())
}

/// Takes back what credit was used for, the newest first, until no more is used than there is: the payment that it came from
/// was undone.
///
/// # Errors
/// A conflict when what is used cannot be taken back.
pub(super) fn give_back(tx: &Tx, customer: CustomerId, reason: &str) -> Result<()> {
    while credit(tx, customer)?.is_negative() {
        let used = store::newest_use_of_credit(tx, customer)?;
        let used = used.ok_or_else(|| Error::conflict("payments-credit-used"))?;
        undo(tx, used, reason)?;
    }
    Ok(())
}

/// Makes room on invoices for what is to pay them again: what credit has paid of them meanwhile is given back, the newest use
/// first, as far as it is in the way. Credit itself makes no room for credit.
///
/// # Errors
/// A conflict naming the invoice that is paid in another way by now.
pub(super) fn make_room(tx: &Tx, shares: &[Allocation], method: Method) -> Result<()> {
    for share in shares {
        while invoices::find(tx, share.invoice_id)?.amount_due < share.amount {
            let in_the_way = match method {
                Method::Credit => None,
                _ => store::newest_credit_on(tx, share.invoice_id)?,
            };
            let Some(used) = in_the_way else {
                let message = Message::new("payments-paid-otherwise");
                let number = share.invoice_number.as_str();
                return Err(Error::conflict(message.arg("number", number)));
            };
            let reason = tx.settings.language().t("payments-made-room");
            undo(tx, used, &reason)?;
        }
    }
    Ok(())
}
