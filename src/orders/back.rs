//! Ways back: a completed order that is given back, and a step that was taken by mistake.

use serde_json::json;

use super::days::{self, Phase};
use super::life::{self, TAKEN_BACK_WITHIN, about, refused, settle_exposure};
use super::state::Status;
use super::store::{self, NoteState, Order};
use crate::customers::{self, ExposureOf};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::ids::OrderId;
use crate::values::money::Money;

/// Gives a completed order back: it is neither owed nor invoiced any more, nor one of those that its customer ever had.
/// Money that was taken for it is not moved by this.
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
    customers::count_order(tx, now.customer_id, -now.total_amount, -1)?;
    let happened = Happened::new("order", Some(id.0), Status::Refunded.action())
        .states(Some(order.status.code().to_owned()), now.status.code())
        .because(reason)
        .changes(json!({ "owed": [owed, Money::ZERO] }));
    let payload = about(tx, &now, "order_status_changed");
    let event = happened.event("order_status_changed", "orders.status_changed", payload);
    events::record(tx, event)
}

/// Undoes steps of an order within ten minutes, for who took them and while nothing followed: it stands at `to` again, or
/// where its last step began. History keeps both ways. A hand-over is taken back by its delivery note instead. What is in
/// the bakehouse's hands stays there: on a day that is not open no order is merely confirmed again.
///
/// # Errors
/// [`Error::Stale`] when something followed; a conflict for the steps of others, older ones, and those that cannot be undone.
pub fn step_back(tx: &Tx, id: OrderId, version: i64, to: Option<Status>) -> Result<()> {
    let order = store::find(tx, id)?;
    if order.version != version {
        return Err(Error::Stale);
    }
    let to = steps_to(tx, &order, to)?;
    let was_given_back = order.status == Status::Refunded;
    let is_done = match was_given_back {
        true => store::set_status(tx, id, order.status, to)?,
        false => store::set_reopened(tx, id, order.status, to)?,
    };
    if !is_done {
        return Err(Error::Stale);
    }
    let now = store::find(tx, id)?;
    match store::note_of(tx, id)?.filter(|_| was_given_back) {
        // The delivery note says what is owed, corrected meanwhile or not, until its invoice does.
        Some(NoteState::Delivered(total)) => life::set_owed(tx, id, total)?,
        Some(_) => life::set_owed(tx, id, Money::ZERO)?,
        None => settle_exposure(tx, &now)?,
    }
    if was_given_back {
        customers::count_order(tx, now.customer_id, now.total_amount, 1)?;
    }
    let payload = about(tx, &now, "order_status_changed");
    events::record(
        tx,
        Happened::new("order", Some(id.0), "status_changed")
            .states(Some(order.status.code().to_owned()), to.code())
            .because(tx.settings.language().t("orders-step-undone"))
            .event("order_status_changed", "orders.status_changed", payload),
    )
}

/// Where the steps that may be undone began.
fn steps_to(tx: &Tx, order: &Order, to: Option<Status>) -> Result<Status> {
    let none = || Error::conflict("orders-no-step-back");
    let undoable = match order.status {
        Status::Refunded => true,
        // What came back undelivered is told by its note, which is taken back first.
        status if status.is_open() => {
            matches!(
                store::note_of(tx, order.id)?,
                None | Some(NoteState::Prepared)
            )
        }
        _ => false,
    };
    if !undoable || tx.actor.user_id.is_none() {
        return Err(none());
    }
    let is_day_open = days::state(tx, order.requested_date)?.state == Phase::Open;
    let mut now = order.status;
    for line in events::history(tx, "order", order.id)? {
        let own =
            line.user_id == tx.actor.user_id && tx.now <= line.created_at.plus(TAKEN_BACK_WITHIN);
        let states = line.old_status.as_deref().zip(line.new_status.as_deref());
        let Some((from, into)) = states else { break };
        let from = Status::from_code(from).filter(|from| own && is_step(*from, now));
        let (Some(from), true) = (from, into == now.code()) else {
            break;
        };
        let is_asked = |state| to.is_none_or(|to| to == state);
        if from == Status::Confirmed && !is_day_open {
            if order.status != Status::Preparing && is_asked(from) {
                return Ok(now);
            }
        } else if is_asked(from) {
            return Ok(from);
        }
        now = from;
    }
    Err(none())
}

/// Whether it went on from there: a step back is not undone by another.
fn is_step(from: Status, to: Status) -> bool {
    let place = |status| Status::ALL.iter().position(|known| *known == status);
    from != Status::Cancelled && place(from) < place(to)
}
