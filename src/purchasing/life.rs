//! Steps of an order but approval, sending and receipt: each a verb.

use serde_json::json;

use super::state::{self, Status};
use super::{find, letter, lines, moved, receiving, refused, step, store};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events;
use crate::planning;
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PurchaseId};

/// Holds that an order is still the one that was seen by who decides about it: `version` is that which they read, `to` what
/// they want it to become. An order that cannot become that (any more) says so itself, whatever its version.
///
/// # Errors
/// [`Error::Stale`] when it was changed since.
pub fn as_seen(view: &View, id: PurchaseId, version: i64, to: Status) -> Result<()> {
    let purchase = find(view, id)?;
    if purchase.status.may_become(to) && purchase.version != version {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Asks for approval.
///
/// # Errors
/// A conflict when it is no draft, or has no lines.
pub fn submit(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    if lines(tx, id)?.is_empty() {
        return Err(Error::conflict("purchasing-no-lines"));
    }
    step(tx, &purchase, Status::PendingApproval)?;
    let severity = state::approval_alert(purchase.total_amount, purchase.priority);
    let payload = json!({
        "po_id": id,
        "po_number": purchase.po_number,
        "supplier_name": purchase.supplier_name,
        "total_amount": purchase.total_amount,
        "severity": severity,
    });
    events::record(
        tx,
        moved(&purchase, Status::PendingApproval, "submitted").event(
            "po.approval_needed",
            "po.approval_needed",
            payload,
        ),
    )
}

/// Does not approve; says why. What it was to bring is needed again.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a conflict when it does not wait for approval.
pub fn reject(tx: &Tx, id: PurchaseId, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    let purchase = find(tx, id)?;
    step(tx, &purchase, Status::Rejected)?;
    store::set_rejection(tx, id, reason)?;
    planning::reopen(tx, id, &items(tx, id)?)?;
    let payload = json!({
        "po_id": id,
        "po_number": purchase.po_number,
        "supplier_id": purchase.supplier_id,
        "supplier_name": purchase.supplier_name,
        "rejection_reason": reason,
        "rejected_by": tx.actor.user_id,
        "rejected_at": tx.now,
    });
    events::record(
        tx,
        moved(&purchase, Status::Rejected, "rejected")
            .because(reason)
            .event("po.rejected", "po.rejected", payload),
    )
}

fn items(tx: &Tx, id: PurchaseId) -> Result<Vec<ItemId>> {
    let lines = lines(tx, id)?.into_iter();
    Ok(lines.map(|line| line.ingredient_id).collect())
}

/// Calls it off, until all has come; a supplier who was told of it is told of this by mail, and one whose mail had not left
/// yet hears of neither. What came already stays; what did not come is needed again.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a conflict when it is done with.
pub fn cancel(tx: &Tx, id: PurchaseId, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    let purchase = find(tx, id)?;
    let known = letter::is_known(tx, &purchase)?;
    step(tx, &purchase, Status::Cancelled)?;
    planning::reopen(tx, id, &items(tx, id)?)?;
    letter::call_back_order(tx, &purchase)?;
    let told = known && letter::mail_cancelled(tx, &purchase, reason)?;
    let payload = json!({ "po_id": id, "po_number": purchase.po_number, "reason": reason, "supplier_told": told });
    events::record(
        tx,
        moved(&purchase, Status::Cancelled, "cancelled")
            .because(reason)
            .event("po.cancelled", "po.cancelled", payload),
    )
}

/// Takes an order back that was made a moment ago, while the mail that carries it has not left: it is called off, the supplier
/// does not hear of it, and what it was to bring is needed again.
///
/// # Errors
/// A conflict once the supplier may know of it, or when it is done with.
pub fn withdraw(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    if letter::is_known(tx, &purchase)? {
        return Err(Error::conflict("purchasing-mail-gone"));
    }
    let reason = tx.settings.language().t("purchasing-withdrawn");
    cancel(tx, id, &reason)
}

/// Undoes calling it off while nothing was done since: it stands where it stood. The mail that tells the supplier is called
/// back; once it has left, the order stays called off. A mail with the order that was called back leaves after all.
///
/// # Errors
/// A conflict when it is not cancelled, something was done since, or the supplier was told.
pub fn restore(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    let newest = events::history(tx, "purchase", id)?.into_iter().next();
    let before = newest
        .filter(|line| line.action == "cancelled")
        .and_then(|line| Status::from_code(line.old_status.as_deref()?));
    let Some(before) = before.filter(|_| purchase.status == Status::Cancelled) else {
        return Err(Error::conflict("purchasing-nothing-to-undo"));
    };
    letter::call_back_cancelled(tx, &purchase)?;
    if !store::set_status(tx, id, Status::Cancelled, before)? {
        return Err(refused(purchase.status));
    }
    if before.is_with_supplier() {
        letter::post_again(tx, &purchase)?;
    }
    for line in lines(tx, id)? {
        planning::order_by_hand(tx, line.ingredient_id, line.open(), id)?;
    }
    let payload = json!({ "po_id": id, "po_number": purchase.po_number, "status": before });
    events::record(
        tx,
        moved(&purchase, before, "restored").event("po.restored", "po.restored", payload),
    )
}

/// The supplier has said yes, perhaps for another day.
///
/// # Errors
/// [`Error::Invalid`] for a day before the order; a conflict when it was not sent.
pub fn confirm(tx: &Tx, id: PurchaseId, day: Option<Day>) -> Result<()> {
    let purchase = find(tx, id)?;
    if day.is_some_and(|day| day < purchase.order_date) {
        return Err(Error::field(
            "expected_delivery_date",
            "purchasing-day-past",
        ));
    }
    step(tx, &purchase, Status::Confirmed)?;
    let day = day.or(purchase.expected_delivery_date);
    store::set_confirmed(tx, id, day)?;
    let changes = json!({ "expected_delivery_date": [purchase.expected_delivery_date, day] });
    let payload =
        json!({ "po_id": id, "po_number": purchase.po_number, "expected_delivery_date": day });
    events::record(
        tx,
        moved(&purchase, Status::Confirmed, "confirmed")
            .changes(changes)
            .event("po.confirmed", "po.confirmed", payload),
    )
}

/// The goods are on their way.
///
/// # Errors
/// A conflict when it was not sent or confirmed.
pub fn dispatch(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    step(tx, &purchase, Status::InTransit)?;
    let payload = json!({ "po_id": id, "po_number": purchase.po_number });
    events::record(
        tx,
        moved(&purchase, Status::InTransit, "in_transit").event(
            "po.in_transit",
            "po.in_transit",
            payload,
        ),
    )
}

/// Nothing more will come of an order that came in part.
///
/// # Errors
/// [`Error::Invalid`] without a reason; a conflict when it did not come in part.
pub fn close(tx: &Tx, id: PurchaseId, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    let purchase = find(tx, id)?;
    if purchase.status != Status::PartiallyReceived {
        return Err(refused(purchase.status));
    }
    step(tx, &purchase, Status::Received)?;
    store::set_received(tx, id, None)?;
    receiving::close_announced(tx, &purchase)?;
    receiving::told_of_receipt(tx, &purchase, tx.today(), reason, false)
}
