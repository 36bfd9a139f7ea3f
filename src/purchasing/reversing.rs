//! A receipt that was a slip is taken back: 250 sacks typed for 25. The record stays, and says who, when and why.

use std::collections::BTreeSet;

use serde_json::json;

use super::receiving::of;
use super::state::Status;
use super::{Purchase, delivery_items, find, lines, store};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events;
use crate::stock;
use crate::suppliers;
use crate::values::ids::{DeliveryId, PurchaseId};

/// Takes a receipt back: its lots leave stock again, the prices that it wrote are gone, its lines are open, and the order
/// stands where it stood before the goods came. They can be booked in again, under the same note number too. `version` is
/// that of the delivery as it was read; none: whatever it is now.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::Invalid`] without a reason; a conflict when it is taken back already,
/// when nothing was booked in with it, when its order was called off, and when goods of it are used: then counting puts
/// right what is there.
pub fn reverse(
    tx: &Tx,
    order: PurchaseId,
    id: DeliveryId,
    version: Option<i64>,
    reason: &str,
) -> Result<()> {
    let (before, reason) = (of(tx, order, id)?, reason.trim());
    if before.reversed_at.is_some() {
        return Err(Error::conflict("purchasing-reversed-already"));
    }
    if version.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let came = delivery_items(tx, id)?;
    if came.is_empty() {
        return Err(Error::conflict("purchasing-nothing-to-reverse"));
    }
    if reason.is_empty() {
        return Err(Error::field("reason", "purchasing-why-reversed"));
    }
    let purchase = find(tx, order)?;
    if !may_be_reopened(purchase.status) {
        return Err(Error::conflict("purchasing-reverse-cancelled"));
    }
    stock::take_back(tx, "delivery", id.0)?;
    let booked_at = store::booked_at(tx, id)?;
    let good = came
        .iter()
        .filter(|item| item.accepted_quantity.is_positive());
    let mut items = BTreeSet::new();
    for item in good {
        store::add_received(tx, item.purchase_order_item_id, -item.accepted_quantity)?;
        let (supplier, ingredient) = (purchase.supplier_id, item.ingredient_id);
        suppliers::forget_paid(tx, supplier, ingredient, item.unit_price, booked_at)?;
        items.insert(ingredient);
    }
    for item in items {
        suppliers::forget_news(tx, purchase.supplier_id, item, booked_at)?;
    }
    if !store::reverse_delivery(tx, id, before.status, reason)? {
        return Err(Error::conflict("purchasing-reversed-already"));
    }
    let status = reopen(tx, &purchase)?;
    let payload = json!({
        "delivery_id": id,
        "po_id": order,
        "po_number": purchase.po_number,
        "reason": reason,
        "status": status,
    });
    events::record(
        tx,
        super::moved(&purchase, status, "delivery_reversed")
            .because(reason)
            .changes(json!({ "delivery_id": [id, null] }))
            .event("delivery.reversed", "delivery.reversed", payload),
    )
}

/// Whether goods of an order in this state could be booked in again once a receipt is taken back.
pub(super) const fn may_be_reopened(status: Status) -> bool {
    status.is_with_supplier() || matches!(status, Status::Received)
}

/// Puts the order where what has come of it says: where it stood before the first goods when there are none left. What was
/// announced and no longer awaited is awaited again with it.
fn reopen(tx: &Tx, purchase: &Purchase) -> Result<Status> {
    // Who reads the order to book goods in has read another one.
    if !store::touch(tx, purchase.id, purchase.version)? {
        return Err(Error::Stale);
    }
    let now = lines(tx, purchase.id)?;
    let to = if now.iter().all(|line| line.open().is_zero()) {
        Status::Received
    } else if now.iter().any(|line| line.quantity_received.is_positive()) {
        Status::PartiallyReceived
    } else {
        store::stood_before_goods(tx, purchase.id)?.unwrap_or(Status::Sent)
    };
    if to != purchase.status && !store::set_status(tx, purchase.id, purchase.status, to)? {
        return Err(super::refused(purchase.status));
    }
    store::set_came(tx, purchase.id, to == Status::Received)?;
    if to != Status::Received {
        let why = tx.settings.language().t("purchasing-not-waited-for");
        store::await_again(tx, purchase.id, &why)?;
    }
    Ok(to)
}
