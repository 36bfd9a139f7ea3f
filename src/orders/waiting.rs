//! Orders that wait to be confirmed, and why.

use super::state::Status;
use super::store::Order;
use super::{life, quote};
use crate::customers::{self, Customer};
use crate::db::View;
use crate::error::Result;
use crate::settings::{self, Settings};

/// Why an order waits to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Its customer gets nothing on credit.
    Suspended,
    OverCredit,
    /// Orders of businesses, or those of the shop, are confirmed by hand, as set.
    Business,
    Retail,
    /// Somebody left it so.
    ByHand,
}

impl Waits {
    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Suspended => "orders-waits-suspended",
            Self::OverCredit => "orders-waits-credit",
            Self::Business => "orders-waits-business",
            Self::Retail => "orders-waits-retail",
            Self::ByHand => "orders-waits",
        }
    }
}

/// Why an order waits to be confirmed; none when it does not.
///
/// # Errors
/// Those of the database.
pub fn why_waiting(view: &View, order: &Order) -> Result<Option<Waits>> {
    if order.status != Status::Pending {
        return Ok(None);
    }
    let customer = customers::find(view, order.customer_id)?;
    let exposure = customers::exposure(view, customer.id)? + order.total_amount;
    Ok(Some(if quote::is_suspended(&customer) {
        Waits::Suspended
    } else if life::is_over(&customer, exposure) {
        Waits::OverCredit
    } else if confirms_itself(&view.settings, &customer) {
        Waits::ByHand
    } else if customer.is_business() {
        Waits::Business
    } else {
        Waits::Retail
    }))
}

/// Whether the settings say that an order of such a customer is confirmed when it is taken.
pub(super) fn confirms_itself(settings: &Settings, customer: &Customer) -> bool {
    settings.on(match customer.is_business() {
        true => settings::AUTO_APPROVE,
        false => settings::AUTO_CONFIRM_RETAIL,
    })
}
