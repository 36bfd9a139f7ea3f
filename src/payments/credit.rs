//! Credit: what came and no invoice has used yet pays what is open, the oldest first, without anybody asking. So nobody is
//! reminded, suspended or held back for what is paid.

use super::{Method, NewPayment, propose, store, take, undo};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::{CustomerId, PaymentId};
use crate::values::money::Money;

/// Uses a customer's credit on what is due first: an entry of its own, with its history, that can be undone as any payment.
/// None where there is nothing to use, or nothing that is open.
///
/// # Errors
/// Only those of the database.
pub fn use_credit(tx: &Tx, customer: CustomerId) -> Result<Option<PaymentId>> {
    let credit = store::credit(tx, customer)?;
    if !credit.is_positive() {
        return Ok(None);
    }
    let allocations = propose(tx, customer, credit)?;
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

/// Uses the credit of everybody who owes something.
///
/// # Errors
/// Only those of the database.
pub fn use_all(tx: &Tx) -> Result<()> {
    for customer in store::who_owes(tx)? {
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
    while store::credit(tx, customer)?.is_negative() {
        let used = store::newest_use_of_credit(tx, customer)?;
        let used = used.ok_or_else(|| Error::conflict("payments-credit-used"))?;
        undo(tx, used, reason)?;
    }
    Ok(())
}
