//! Ways back: a completed order that is given back, and a step that was taken by mistake.

use serde_json::{Value, json};

use super::life::{self, TAKEN_BACK_WITHIN, about, enter_day, refused, settle_exposure};
use super::state::Status;
use super::store::{self, Order};
use crate::customers::{self, ExposureOf};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::ids::OrderId;
use crate::values::money::Money;

/// Gives a completed order back: it is neither owed nor invoiced any more. Money that was taken for it is not moved by this.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a conflict in any other state.
pub fn refund(tx: &Tx, id: OrderId, reason: &str) -> Result<()> {
    let (order, reason) = (store::find(tx, id)?, reason.trim());
    if order.status != Status::Completed {
        return Err(refused(&order, Status::Refunded));
    }
    if reason.is_empty() {
        return Err(Error::field("reason", "orders-refund-reason"));
    }
    let owed = customers::owed_for(tx, ExposureOf::Order(id))?;
    if !store::set_status(tx, id, order.status, Status::Refunded)? {
        return Err(refused(&store::find(tx, id)?, Status::Refunded));
    }
    let now = store::find(tx, id)?;
    settle_exposure(tx, &now)?;
    let happened = Happened::new("order", Some(id.0), Status::Refunded.action())
        .states(Some(order.status.code().to_owned()), now.status.code())
        .because(reason)
        .changes(json!({ "owed": [owed, Money::ZERO] }));
    let payload = about(tx, &now, "order_status_changed");
    let event = happened.event("order_status_changed", "orders.status_changed", payload);
    events::record(tx, event)
}

/// Undoes steps of an order within ten minutes, for who took them and while nothing followed: it stands at `to` again, or
/// where its last step began. History keeps both ways. A hand-over is taken back by its delivery note instead.
///
/// # Errors
/// [`Error::Stale`] when something followed; a conflict for the steps of others, older ones, and those that cannot be undone.
pub fn step_back(tx: &Tx, id: OrderId, version: i64, to: Option<Status>) -> Result<()> {
    let order = store::find(tx, id)?;
    if order.version != version {
        return Err(Error::Stale);
    }
    let (to, owed) = steps_to(tx, &order, to)?;
    let was_given_back = order.status == Status::Refunded;
    let is_done = match was_given_back {
        true => store::set_status(tx, id, order.status, to)?,
        false => store::set_reopened(tx, id, order.status, to)?,
    };
    if !is_done {
        return Err(Error::Stale);
    }
    let now = store::find(tx, id)?;
    match owed.filter(|_| was_given_back) {
        // As it stood: the delivery note and its invoice say what is owed, not the order.
        Some(owed) => customers::set_exposure(tx, ExposureOf::Order(id), now.customer_id, owed)?,
        None => settle_exposure(tx, &now)?,
    }
    let payload = about(tx, &now, "order_status_changed");
    events::record(
        tx,
        Happened::new("order", Some(id.0), "status_changed")
            .states(Some(order.status.code().to_owned()), to.code())
            .because(tx.settings.language().t("orders-step-undone"))
            .event("order_status_changed", "orders.status_changed", payload),
    )?;
    // Its day may have been frozen meanwhile.
    enter_day(tx, id)
}

/// Where the steps that may be undone began, and what was owed before the last of them.
fn steps_to(tx: &Tx, order: &Order, to: Option<Status>) -> Result<(Status, Option<Money>)> {
    let none = || Error::conflict("orders-no-step-back");
    let undoable = order.status.is_open() || order.status == Status::Refunded;
    if !undoable || tx.actor.user_id.is_none() {
        return Err(none());
    }
    let mut now = order.status;
    let mut owed = None;
    for line in events::history(tx, "order", order.id)? {
        let own =
            line.user_id == tx.actor.user_id && tx.now <= line.created_at.plus(TAKEN_BACK_WITHIN);
        let states = line.old_status.as_deref().zip(line.new_status.as_deref());
        let Some((from, into)) = states else { break };
        let from = Status::from_code(from).filter(|from| own && is_step(*from, now));
        let (Some(from), true) = (from, into == now.code()) else {
            break;
        };
        owed = owed.or(line.additional_data.as_ref().and_then(owed_before));
        now = from;
        if to.is_none_or(|to| to == now) {
            return Ok((now, owed));
        }
    }
    Err(none())
}

/// Whether it went on from there: a step back is not undone by another.
fn is_step(from: Status, to: Status) -> bool {
    let place = |status| Status::ALL.iter().position(|known| *known == status);
    from != Status::Cancelled && place(from) < place(to)
}

fn owed_before(changes: &Value) -> Option<Money> {
    serde_json::from_value(changes.get("owed")?.get(0)?.clone()).ok()
}

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
    let settings = &view.settings;
    Ok(Some(if super::quote::is_suspended(&customer) {
        Waits::Suspended
    } else if life::is_over(&customer, exposure) {
        Waits::OverCredit
    } else if customer.is_business() && !settings.on(crate::settings::AUTO_APPROVE) {
        Waits::Business
    } else if !customer.is_business() && !settings.on(crate::settings::AUTO_CONFIRM_RETAIL) {
        Waits::Retail
    } else {
        Waits::ByHand
    }))
}
