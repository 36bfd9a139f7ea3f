//! What was paid before the invoice: when its orders were taken, or as credit.

use super::store::BilledNote;
use crate::db::View;
use crate::error::Result;
use crate::i18n::Lang;
use crate::orders::{self, Order, PaymentMethod, PaymentStatus};
use crate::values::money::Money;

/// What of an order was paid when it was taken, all of it or a deposit, and how: the code of a payment's method.
pub fn paid_when_taken(order: &Order) -> Option<(Money, &'static str)> {
    let paid = match order.payment_status {
        PaymentStatus::Paid => order.total_amount,
        _ => order.deposit_amount,
    };
    let method = order.payment_method.unwrap_or(PaymentMethod::Cash);
    // Credit is what came earlier: here money came.
    let code = match method {
        PaymentMethod::Credit => PaymentMethod::Cash.code(),
        method => method.code(),
    };
    paid.is_positive().then_some((paid, code))
}

/// What was paid of an invoice before it, and in which ways.
#[derive(Debug, Clone, Default)]
pub(super) struct Prepaid {
    pub amount: Money,
    codes: Vec<&'static str>,
}

impl Prepaid {
    /// What the orders were paid when they were taken, and of the rest of `total` what `credit` there is.
    pub fn of(view: &View, notes: &[BilledNote], total: Money, credit: Money) -> Result<Self> {
        let mut prepaid = Self::default();
        for note in notes {
            let order = orders::find(view, note.order_id)?;
            if let Some((amount, code)) = paid_when_taken(&order) {
                prepaid.amount += amount;
                if !prepaid.codes.contains(&code) {
                    prepaid.codes.push(code);
                }
            }
        }
        let from_credit = credit.min(total - prepaid.amount);
        if from_credit.is_positive() {
            prepaid.amount += from_credit;
            prepaid.codes.push(PaymentMethod::Credit.code());
        }
        Ok(prepaid)
    }

    /// "con tarjeta", "by card, from credit".
    pub fn how(&self, lang: Lang) -> String {
        let words = self.codes.iter();
        let words = words.map(|code| lang.t(&format!("payments-by-{}", code.replace('_', "-"))));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Whether nothing of a sum is left to pay.
    pub fn covers(&self, total: Money) -> bool {
        total.is_positive() && self.amount >= total
    }
}
