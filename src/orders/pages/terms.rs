//! The terms of an order as its page has them.

use crate::error::FieldErrors;
use crate::orders::{Change, Order};
use crate::web::Form;

/// How, where, at what discount, how soon and how it is paid; what is as it stands is no change.
pub(super) fn read(order: &Order, typed: &Form, change: &mut Change, errors: &mut FieldErrors) {
    let address = typed.text("delivery_address");
    if typed.has("delivery_address") && address != order.delivery_address {
        change.delivery_address = Some(address.to_owned());
    }
    change.delivery_method = typed
        .parsed("delivery_method", "setting-choice", errors)
        .filter(|method| *method != order.delivery_method);
    change.priority = typed.parsed("priority", "setting-choice", errors);
    if typed.has("discount_percentage") {
        let rate = typed
            .rate("discount_percentage", errors)
            .unwrap_or_default();
        change.discount_percentage = Some(rate).filter(|rate| *rate != order.discount_percentage);
    }
    if typed.has("payment_method") {
        change.payment_method = Some(typed.parsed("payment_method", "setting-choice", errors));
    }
}
