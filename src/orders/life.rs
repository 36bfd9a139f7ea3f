//! The life of an order after it was taken: moved on, cancelled, brought back, paid, handed over.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::codes::{LineStatus, PaymentMethod, PaymentStatus};
use super::state::Status;
use super::store::{self, Order};
use super::{cost, days, limits, quote};
use crate::customers::{self, Customer, ExposureOf};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::settings;
use crate::values::ids::{InvoiceId, ItemId, LineId, OrderId};
use crate::values::money::Money;
use crate::values::{Day, Quantity};

/// So long may who took an order take it back as if it had never been.
pub(super) const TAKEN_BACK_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// Confirms a pending order; on a frozen day it goes on to preparing.
///
/// # Errors
/// A conflict in any other state, and when the customer's credit is checked and does not allow it.
pub fn confirm(tx: &Tx, id: OrderId) -> Result<()> {
    advance(tx, id, Status::Confirmed, "")
}

/// Moves an order to `to`, passing missing forward steps, each with its line of history. `how` is kept as the reason.
///
/// # Errors
/// A conflict naming the states that are allowed when there is no way from where it is; cancelling is [`cancel`],
/// giving back [`super::refund`].
pub fn advance(tx: &Tx, id: OrderId, to: Status, how: &str) -> Result<()> {
    let order = store::find(tx, id)?;
    if to == Status::Cancelled {
        return cancel(tx, id, how);
    }
    if to == Status::Refunded {
        return super::back::refund(tx, id, how);
    }
    let Some(steps) = order.status.path(to, order.delivery_method) else {
        return Err(refused(&order, to));
    };
    if order.status == Status::Pending {
        check_credit(tx, &order, order.total_amount)?;
    }
    let mut from = order.status;
    for next in steps {
        step(tx, id, from, next, how)?;
        from = next;
    }
    enter_day(tx, id)?;
    settle_exposure(tx, &store::find(tx, id)?)
}

/// A confirmed order on a day that is in the bakehouse's hands already is prepared at once, and new in the next version.
pub(super) fn enter_day(tx: &Tx, id: OrderId) -> Result<()> {
    let order = store::find(tx, id)?;
    let day = days::state(tx, order.requested_date)?;
    if order.status == Status::Confirmed && day.state != days::Phase::Open {
        step(tx, id, order.status, Status::Preparing, "")?;
        store::set_day_version(tx, id, order.day_version.max(day.version + 1))?;
    }
    Ok(())
}

pub(super) fn refused(order: &Order, to: Status) -> Error {
    let allowed = order.status.reachable(order.delivery_method);
    Error::Conflict(
        Message::new("orders-no-such-move")
            .arg("from", order.status.code())
            .arg("to", to.code()),
        Some(json!({ "status_now": order.status, "allowed": allowed })),
    )
}

/// With credit checks on, an order waits until the limit allows `more` than is owed already, tax included.
pub(super) fn check_credit(view: &View, order: &Order, more: Money) -> Result<()> {
    if !view.settings.on(settings::CREDIT_CHECK) {
        return Ok(());
    }
    let customer = customers::find(view, order.customer_id)?;
    if !quote::on_credit(&customer) || order.payment_status == PaymentStatus::Paid {
        return Ok(());
    }
    let exposure = customers::exposure(view, customer.id)? + more;
    if is_over(&customer, exposure) || quote::is_suspended(&customer) {
        return Err(Error::Conflict(
            Message::new("orders-over-credit").arg("name", order.customer_name.as_str()),
            Some(json!({ "exposure": exposure, "credit_limit": customer.credit_limit })),
        ));
    }
    Ok(())
}

/// Whether so much is more than may be owed.
pub(super) fn is_over(customer: &Customer, exposure: Money) -> bool {
    customer.credit_limit.is_some_and(|limit| exposure > limit)
}

/// One step of the table, its history and its event.
pub(super) fn step(tx: &Tx, id: OrderId, from: Status, to: Status, reason: &str) -> Result<()> {
    if !store::set_status(tx, id, from, to)? {
        return Err(refused(&store::find(tx, id)?, to));
    }
    if to == Status::Completed {
        store::fulfil_all(tx, id)?;
        cost::settle(tx, id)?;
    }
    let order = store::find(tx, id)?;
    let happened = Happened::new("order", Some(id.0), to.action())
        .states(Some(from.code().to_owned()), to.code())
        .because(reason);
    let (event_type, topic) = match to {
        Status::Completed => ("order_completed", "orders.completed"),
        _ => ("order_status_changed", "orders.status_changed"),
    };
    let mut payload = about(tx, &order, event_type);
    if to == Status::Completed {
        payload["payment_status"] = json!(order.payment_status);
        payload["completed_at"] = json!(tx.now);
    }
    events::record(tx, happened.event(event_type, topic, payload))
}

/// What every event of an order says.
pub(super) fn about(tx: &Tx, order: &Order, event_type: &str) -> Value {
    json!({
        "event_type": event_type,
        "order_id": order.id,
        "order_number": order.order_number,
        "customer_id": order.customer_id,
        "status": order.status,
        "requested_date": order.requested_date,
        "total_amount": order.total_amount,
        "timestamp": tx.now,
    })
}

/// Cancels an order. After the cut-off it is refused, charged in full or free, as set; an order that was never confirmed was
/// never agreed and is always free.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a conflict when it is done or cancelled already, and for a late one where those are
/// refused.
pub fn cancel(tx: &Tx, id: OrderId, reason: &str) -> Result<()> {
    let reason = reason.trim();
    let order = store::find(tx, id)?;
    if !order.status.is_open() {
        return Err(refused(&order, Status::Cancelled));
    }
    if reason.is_empty() {
        return Err(Error::field("reason", "orders-cancel-reason"));
    }
    let charge = late_charge(tx, &order)?;
    call_off(tx, &order, reason, charge)
}

/// What cancelling costs now, with tax.
fn late_charge(view: &View, order: &Order) -> Result<Money> {
    let is_late = order.status != Status::Pending
        && limits::is_late(view, order.route_id, order.requested_date)?;
    match view.settings.text(settings::LATE_CANCEL) {
        "refused" if is_late => Err(limits::late_cancel(order.requested_date)),
        "charged" if is_late => Ok(order.total_amount),
        _ => Ok(Money::ZERO),
    }
}

/// Undoes the taking of an order: for who took it, within ten minutes and before it is baked, free at any hour. Later, and
/// for anybody else, it is a cancellation.
///
/// # Errors
/// Those of [`cancel`].
pub fn take_back(tx: &Tx, id: OrderId, reason: &str) -> Result<()> {
    let order = store::find(tx, id)?;
    let is_theirs = order.created_by.is_some() && order.created_by == tx.actor.user_id;
    let is_fresh = tx.now <= order.created_at.plus(TAKEN_BACK_WITHIN)
        && (order.status.is_editable() || order.status == Status::Preparing);
    if !(is_theirs && is_fresh) {
        return cancel(tx, id, reason);
    }
    call_off(tx, &order, reason.trim(), Money::ZERO)
}

/// Calls an order off whose goods went out and came back: nobody gave it up late, so it costs nothing, or all of it where
/// `charged`.
///
/// # Errors
/// A conflict when it is done or cancelled already.
pub fn call_off_undelivered(tx: &Tx, id: OrderId, reason: &str, charged: bool) -> Result<()> {
    let order = store::find(tx, id)?;
    if !order.status.is_open() {
        return Err(refused(&order, Status::Cancelled));
    }
    let charge = if charged {
        order.total_amount
    } else {
        Money::ZERO
    };
    call_off(tx, &order, reason, charge)
}

fn call_off(tx: &Tx, order: &Order, reason: &str, charge: Money) -> Result<()> {
    let id = order.id;
    if !store::set_cancelled(tx, id, order.status, reason, charge)? {
        return Err(refused(&store::find(tx, id)?, Status::Cancelled));
    }
    let now = store::find(tx, id)?;
    settle_exposure(tx, &now)?;
    customers::count_order(tx, order.customer_id, -order.total_amount, -1)?;
    let mut payload = about(tx, &now, "order_cancelled");
    payload["reason"] = json!(reason);
    payload["cancellation_charge"] = json!(charge);
    let mut happened = Happened::new("order", Some(id.0), "cancelled")
        .states(Some(order.status.code().to_owned()), "cancelled")
        .because(reason)
        .event("order_cancelled", "orders.cancelled", payload);
    if charge.is_positive() {
        happened = happened.changes(json!({ "cancellation_charge": ["0.00", charge] }));
    }
    events::record(tx, happened)
}

/// Undoes a cancellation while its day is not closed: back to where it stood. On a day that was frozen meanwhile it is new
/// for the bakehouse, which needs the permission for late orders, unless it waits to be confirmed as before.
///
/// # Errors
/// A conflict when it is not cancelled, or its day is closed or went by without being frozen; [`Error::Forbidden`] without the permission.
pub fn restore(tx: &Tx, id: OrderId, may_be_late: bool) -> Result<()> {
    let order = store::find(tx, id)?;
    if order.status != Status::Cancelled {
        return Err(Error::conflict("orders-not-cancelled"));
    }
    if order.cancellation_invoice_id.is_some() {
        return Err(Error::conflict("orders-charge-taken"));
    }
    let day = days::state(tx, order.requested_date)?;
    let was_never_made = day.state == days::Phase::Open && order.requested_date < tx.today();
    if day.state == days::Phase::Closed || was_never_made {
        return Err(Error::conflict(
            Message::new("orders-restore-closed").arg("day", order.requested_date),
        ));
    }
    let before = store::cancelled_from(tx, id)?.unwrap_or(Status::Pending);
    let is_new_to_day = day.state == days::Phase::Frozen && before.is_editable();
    if is_new_to_day && before != Status::Pending && !may_be_late {
        return Err(Error::Forbidden);
    }
    let (to, version) = match before {
        Status::Confirmed if is_new_to_day => (Status::Preparing, day.version + 1),
        other if is_new_to_day => (other, day.version + 1),
        other => (other, order.day_version),
    };
    if !store::set_restored(tx, id, to, version)? {
        return Err(Error::conflict("orders-not-cancelled"));
    }
    let now = store::find(tx, id)?;
    settle_exposure(tx, &now)?;
    customers::count_order(tx, order.customer_id, order.total_amount, 1)?;
    let payload = about(tx, &now, "order_restored");
    events::record(
        tx,
        Happened::new("order", Some(id.0), "status_changed")
            .states(Some("cancelled".to_owned()), to.code())
            .event("order_restored", "orders.restored", payload),
    )
}

/// Takes an order back to `to` when what moved it on was undone: a hand-over that was taken back is ready again, an
/// unticked bake line is being prepared again.
///
/// # Errors
/// A conflict from any other state.
pub fn reopen(tx: &Tx, id: OrderId, to: Status) -> Result<()> {
    let order = store::find(tx, id)?;
    let may = matches!(
        (order.status, to),
        (Status::Completed, Status::Ready) | (Status::Ready, Status::Preparing)
    );
    if !may || !store::set_reopened(tx, id, order.status, to)? {
        return Err(refused(&order, to));
    }
    let now = store::find(tx, id)?;
    settle_exposure(tx, &now)?;
    let payload = about(tx, &now, "order_status_changed");
    events::record(
        tx,
        Happened::new("order", Some(id.0), "status_changed")
            .states(Some(order.status.code().to_owned()), to.code())
            .event("order_status_changed", "orders.status_changed", payload),
    )
}

/// Keeps what the customer owes for an order as its delivery note says it, instead of as it was ordered; nothing for those
/// who do not buy on credit or have paid. A cancelled or refunded order keeps what it costs, whatever becomes of its note.
///
/// # Errors
/// Those of the database.
pub fn set_owed(tx: &Tx, id: OrderId, amount: Money) -> Result<()> {
    let order = store::find(tx, id)?;
    if !order.status.counts() {
        return Ok(());
    }
    let customer = customers::find(tx, order.customer_id)?;
    let owes = quote::on_credit(&customer) && order.payment_status != PaymentStatus::Paid;
    let owed = if owes { amount } else { Money::ZERO };
    customers::set_exposure(tx, ExposureOf::Order(id), customer.id, owed)
}

/// Keeps what the customer owes for this order: confirmed, on credit, not paid. Invoices take it over with theirs.
pub(super) fn settle_exposure(tx: &Tx, order: &Order) -> Result<()> {
    settle_exposure_of(tx, order, &customers::find(tx, order.customer_id)?)
}

/// As [`settle_exposure`], of an order of this customer.
pub(super) fn settle_exposure_of(tx: &Tx, order: &Order, customer: &Customer) -> Result<()> {
    let owed = match order.status {
        _ if !quote::on_credit(customer) || order.payment_status == PaymentStatus::Paid => {
            Money::ZERO
        }
        Status::Pending | Status::Refunded => Money::ZERO,
        Status::Cancelled => order.cancellation_charge,
        _ => order.total_amount,
    };
    customers::set_exposure(tx, ExposureOf::Order(order.id), customer.id, owed)
}

/// Says what of an order is paid, and how; called by the rooms that know the payments.
///
/// # Errors
/// Those of the database.
pub fn set_payment_status(
    tx: &Tx,
    id: OrderId,
    status: PaymentStatus,
    method: Option<PaymentMethod>,
) -> Result<()> {
    let order = store::find(tx, id)?;
    if order.payment_status == status && (method.is_none() || method == order.payment_method) {
        return Ok(());
    }
    store::set_payment(tx, id, status, method)?;
    if status == PaymentStatus::Paid {
        customers::set_exposure(tx, ExposureOf::Order(id), order.customer_id, Money::ZERO)?;
    }
    let action = match status {
        PaymentStatus::Paid | PaymentStatus::Partial => "payment_received",
        PaymentStatus::Unpaid | PaymentStatus::Overdue => "status_changed",
    };
    let payload = about(tx, &store::find(tx, id)?, "order_payment_changed");
    events::record(
        tx,
        Happened::new("order", Some(id.0), action)
            .changes(json!({ "payment_status": [order.payment_status, status] }))
            .event("order_payment_changed", "orders.payment_changed", payload),
    )
}

/// Records how much of a line was handed over, in base units. Less than was ordered is all that comes: the line is done.
///
/// # Errors
/// Those of the database.
pub fn fulfil_line(tx: &Tx, id: LineId, quantity: Quantity) -> Result<()> {
    store::set_fulfilled(tx, id, quantity, LineStatus::Fulfilled)
}

/// A hand-over was taken back: the line stands prepared again.
///
/// # Errors
/// Those of the database.
pub fn unfulfil_line(tx: &Tx, id: LineId) -> Result<()> {
    store::set_fulfilled(tx, id, Quantity::ZERO, LineStatus::Prepared)
}

/// The lines of a day's orders in the bakehouse's hands are prepared, but for those that still wait for one of these items.
///
/// # Errors
/// Those of the database.
pub fn prepare_lines(tx: &Tx, day: Day, waiting: &BTreeSet<ItemId>) -> Result<()> {
    for (line, item, status) in store::lines_in_hand(tx, day)? {
        let waits = item.is_some_and(|item| waiting.contains(&item));
        let becomes = match status {
            LineStatus::Pending | LineStatus::Reserved if !waits => LineStatus::Prepared,
            LineStatus::Prepared if waits => LineStatus::Pending,
            _ => continue,
        };
        store::set_fulfilled(tx, line, Quantity::ZERO, becomes)?;
    }
    Ok(())
}

/// Puts the charge of a late cancellation on an invoice; it stands on one only.
///
/// # Errors
/// A conflict when there is no charge or it is invoiced already.
pub fn mark_charge_invoiced(tx: &Tx, id: OrderId, invoice: InvoiceId, number: &str) -> Result<()> {
    if !store::set_charge_invoice(tx, id, invoice)? {
        return Err(Error::conflict("orders-charge-taken"));
    }
    let payload = about(tx, &store::find(tx, id)?, "order_charge_invoiced");
    events::record(
        tx,
        Happened::new("order", Some(id.0), "edited")
            .changes(json!({ "cancellation_invoice": [null, number] }))
            .event("order_charge_invoiced", "orders.charge_invoiced", payload),
    )
}
