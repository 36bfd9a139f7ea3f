//! Taking the last change of an order back, while it may still be changed.

use serde_json::Value;

use super::change::{Change, LineChange, PutBack, change};
use super::store::{self, Order};
use super::{Amount, Asked, NewLine, PriceSource};
use crate::catalog;
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events;
use crate::values::ids::{ItemId, LineId, OrderId};
use crate::values::money::{Money, Rate};
use crate::values::{PriceUnit, Quantity};

/// Whether the last thing that happened to an order is a change that can be undone.
///
/// # Errors
/// Only those of the database.
pub fn may_take_change_back(view: &View, order: &Order) -> Result<bool> {
    if !order.status.is_editable() {
        return Ok(false);
    }
    let last = events::history(view, "order", order.id)?.into_iter().next();
    Ok(last.is_some_and(|line| {
        let about = line.additional_data.as_ref();
        line.action == "edited"
            && about.is_some_and(|about| about.is_object() && about.get("note").is_none())
    }))
}

/// Makes the newest change of an order undone: lines come back or go; quantities, prices and whether they are the list's,
/// day, time, place, way of delivery and of payment, priority, addresses, notes and why it was late are as they were. `version` is the order's since that change, so nothing newer is lost.
///
/// # Errors
/// [`Error::Stale`] when it was changed since; a conflict when there is no change or it may not be changed any more; those
/// of [`change`].
pub fn take_change_back(tx: &Tx, id: OrderId, version: i64, may_be_late: bool) -> Result<()> {
    let order = store::find(tx, id)?;
    if order.version != version {
        return Err(Error::Stale);
    }
    let history = events::history(tx, "order", id)?;
    let newest = history.into_iter().find(|line| {
        let about = line.additional_data.as_ref();
        // A note that was written anew is no change of the order.
        line.action == "edited" && about.is_none_or(|about| about.get("note").is_none())
    });
    let changes = newest.and_then(|line| line.additional_data);
    let Some(changes) = changes.filter(Value::is_object) else {
        return Err(Error::conflict("orders-nothing-to-undo"));
    };
    let mut wanted = Change {
        requested_date: before(&changes, "requested_date"),
        requested_time: before_or_none(&changes, "requested_time"),
        delivery_method: before(&changes, "delivery_method"),
        delivery_point_id: before(&changes, "delivery_point_id"),
        priority: before(&changes, "priority"),
        payment_method: before_or_none(&changes, "payment_method"),
        communication_preference: before_or_none(&changes, "communication_preference"),
        billing_address: before(&changes, "billing_address"),
        notes: before(&changes, "notes"),
        delivery_notes: before(&changes, "delivery_notes"),
        internal_notes: before(&changes, "internal_notes"),
        delivery_address: before(&changes, "delivery_address"),
        discount_percentage: before(&changes, "discount_percentage"),
        shipping_charge: before(&changes, "shipping_charge"),
        deposit_amount: before::<Money>(&changes, "deposit_amount"),
        late_reason: tx.settings.language().t("orders-change-undone"),
        may_be_late,
        allergen_override: true,
        // Why the change was made is in the history; the order keeps why it was late itself.
        puts_back: Some(PutBack {
            late_reason: match changes.get("late_reason") {
                Some(_) => before(&changes, "late_reason"),
                None => order.late_reason,
            },
        }),
        ..Change::default()
    };
    for line in changes
        .get("lines")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        line_back(tx, line, &mut wanted)?;
    }
    change(tx, id, version, &wanted)
}

/// The side of a pair that was there before.
fn before<T: serde::de::DeserializeOwned>(changes: &Value, key: &str) -> Option<T> {
    let was = changes.get(key)?.get(0)?;
    serde_json::from_value(was.clone()).ok()
}

/// As [`before`], of what may have been nothing.
fn before_or_none<T: serde::de::DeserializeOwned>(changes: &Value, key: &str) -> Option<Option<T>> {
    changes.get(key).map(|_| before(changes, key))
}

fn part<T: serde::de::DeserializeOwned>(side: &Value, key: &str) -> Option<T> {
    serde_json::from_value(side.get(key)?.clone()).ok()
}

/// In base units; histories of old say only that.
fn base_quantity(side: &Value) -> Option<Quantity> {
    part(side, "base_quantity").or_else(|| part(side, "quantity"))
}

fn line_back(view: &View, line: &Value, wanted: &mut Change) -> Result<()> {
    let lost = || Error::conflict("orders-nothing-to-undo");
    let id: LineId = part(line, "id").ok_or_else(lost)?;
    let (was, is) = (line.get("before"), line.get("after"));
    match (
        was.filter(|side| side.is_object()),
        is.filter(|side| side.is_object()),
    ) {
        (Some(was), Some(_)) => {
            let back = LineChange {
                quantity: base_quantity(was).map(Amount::Base),
                unit: part(was, "unit"),
                unit_price: part(was, "unit_price"),
                price_source: part(was, "price_source"),
                discount_percentage: part(was, "discount_percentage"),
                custom_instructions: part(was, "custom_instructions"),
            };
            wanted.lines.push((id, back));
        }
        (Some(was), None) => wanted.add.push(again(view, line, was).ok_or_else(lost)??),
        (None, _) => wanted.remove.push(id),
    }
    Ok(())
}

/// A line that was removed, at the price that was agreed.
fn again(view: &View, line: &Value, was: &Value) -> Option<Result<NewLine>> {
    let product_id: Option<ItemId> = part(was, "product_id");
    let price = part(was, "unit_price")?;
    let source = part(was, "price_source").unwrap_or(PriceSource::Hand);
    let unit = match product_id.map(|item| catalog::find(view, item)) {
        Some(Ok(item)) => item.price_unit,
        Some(Err(error)) => return Some(Err(error)),
        None => PriceUnit::Piece,
    };
    Some(Ok(NewLine {
        id: None,
        product_id,
        name: part(line, "product").unwrap_or_default(),
        quantity: Amount::Base(base_quantity(was)?),
        unit: part(was, "unit"),
        price: Asked::Kept(price, source, unit),
        tax_class_id: None,
        tax_rate: part::<Rate>(was, "tax_rate").filter(|_| product_id.is_none()),
        discount_percentage: part(was, "discount_percentage").unwrap_or_default(),
        custom_instructions: part(was, "custom_instructions").unwrap_or_default(),
    }))
}
