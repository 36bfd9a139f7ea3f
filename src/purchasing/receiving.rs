//! Deliveries: announced, on the way, taken in by line. What is accepted goes into stock at its real price in the same
//! transaction; what is refused never does.

use serde_json::json;

use super::state::{DeliveryStatus, Status};
use super::{Delivery, DeliveryItem, Line, Purchase, delivery, find, lines, refused, step, store};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::stock::{self, Reason, Receipt};
use crate::suppliers;
use crate::values::calendar::Day;
use crate::values::ids::{DeliveryId, LotId, PurchaseId, PurchaseLineId};
use crate::values::{Price, Quantity, StockValue, calendar};

/// A delivery as typed or sent.
#[derive(Debug, Clone, Default)]
pub struct NewDelivery {
    /// The version of the order that was read; none: whatever it is now.
    pub version: Option<i64>,
    /// The announced delivery that has come.
    pub announced: Option<DeliveryId>,
    /// None: today.
    pub delivery_date: Option<Day>,
    /// The number on the supplier's paper.
    pub supplier_delivery_note: String,
    pub notes: String,
    pub lines: Vec<DeliveredLine>,
    /// More than was ordered is really meant.
    pub accept_more: bool,
    /// More goods of a note of which some are booked in already.
    pub again: bool,
}

/// What came of one line.
#[derive(Debug, Clone)]
pub struct DeliveredLine {
    pub line: PurchaseLineId,
    pub delivered: Quantity,
    pub accepted: Quantity,
    pub rejection_reason: String,
    pub batch_lot_number: String,
    pub expiry: Option<Day>,
    pub quality_grade: String,
    /// What one kg, litre or piece really cost, without tax; none: as ordered, the discount taken off.
    pub unit_price: Option<Price>,
}

impl DeliveredLine {
    /// All of it came and is good.
    pub const fn whole(line: PurchaseLineId, quantity: Quantity) -> Self {
        Self {
            line,
            delivered: quantity,
            accepted: quantity,
            rejection_reason: String::new(),
            batch_lot_number: String::new(),
            expiry: None,
            quality_grade: String::new(),
            unit_price: None,
        }
    }
}

/// The delivery in which all that is open comes as it was ordered.
///
/// # Errors
/// Only those of the database.
pub fn everything_open(tx: &Tx, id: PurchaseId) -> Result<NewDelivery> {
    let open = lines(tx, id)?;
    let open = open.iter().filter(|line| line.open().is_positive());
    Ok(NewDelivery {
        lines: open
            .map(|line| DeliveredLine::whole(line.id, line.open()))
            .collect(),
        ..NewDelivery::default()
    })
}

/// Takes a delivery in: stock, average cost, price history and the order's state change together.
///
/// # Errors
/// [`Error::Invalid`] with every wrong line: more accepted than delivered, a rejection without a reason, more than was
/// ordered unless `accept_more` says that it is meant, the supplier's number of a delivery that is in already unless `again`
/// says that more came with that paper. A conflict when nothing of the order can come (any more); [`Error::Stale`] when something came of it since it was read.
pub fn receive(tx: &Tx, id: PurchaseId, new: &NewDelivery) -> Result<DeliveryId> {
    let purchase = find(tx, id)?;
    if !purchase.status.is_with_supplier() {
        return Err(refused(purchase.status));
    }
    // Each delivery takes a version, so that one that two people hold in their hands is booked once.
    let read = new.version.unwrap_or(purchase.version);
    if !store::touch(tx, id, read)? {
        return Err(Error::Stale);
    }
    let ordered = lines(tx, id)?;
    let came: Vec<&DeliveredLine> = new
        .lines
        .iter()
        .filter(|line| !line.delivered.is_zero())
        .collect();
    check(tx, &purchase, &ordered, &came, new)?;
    let status = status_of(&ordered, &came);
    let day = new.delivery_date.unwrap_or_else(|| tx.today());
    let delivery_id = begin(tx, &purchase, new, status, day)?;
    let mut told = Vec::with_capacity(came.len());
    for line in came {
        let Some(order) = ordered.iter().find(|order| order.id == line.line) else {
            return Err(Error::NotFound);
        };
        told.push(take_in(tx, &purchase, delivery_id, order, line)?);
    }
    let payload = json!({
        "delivery_id": delivery_id,
        "po_id": id,
        "po_number": purchase.po_number,
        "received_by": tx.actor.user_id,
        "received_at": tx.now,
        "items": told,
    });
    events::record(
        tx,
        Happened::new("purchase", Some(id.0), "delivery")
            .states(None, status.code())
            .changes(json!({ "delivery_id": [null, delivery_id], "items": told }))
            .event("delivery.received", "delivery.received", payload),
    )?;
    move_on(tx, &purchase, day)?;
    Ok(delivery_id)
}

/// The announced delivery that has come: that which is named, else the one that was to come first; none was announced: a
/// new one.
fn begin(
    tx: &Tx,
    purchase: &Purchase,
    new: &NewDelivery,
    status: DeliveryStatus,
    day: Day,
) -> Result<DeliveryId> {
    let announced = match new.announced {
        Some(id) => Some(id),
        None => store::first_announced(tx, purchase.id)?,
    };
    if let Some(id) = announced {
        let before = of(tx, purchase.id, id)?;
        if !before.status.may_become(status) {
            return Err(Error::conflict("purchasing-delivery-done"));
        }
        store::complete_delivery(tx, id, status, day, new)?;
        return Ok(id);
    }
    let id: DeliveryId = tx.id();
    let number = store::count_deliveries(tx, purchase.id)? + 1;
    let number = format!("{}/{number}", purchase.po_number);
    store::insert_delivery(tx, id, purchase.id, &number, status, day, new)?;
    Ok(id)
}

fn check(
    tx: &Tx,
    purchase: &Purchase,
    ordered: &[Line],
    came: &[&DeliveredLine],
    new: &NewDelivery,
) -> Result<()> {
    let mut errors = FieldErrors::default();
    if came.is_empty() {
        errors.add("lines", "purchasing-nothing-came");
    }
    let day = new.delivery_date.unwrap_or_else(|| tx.today());
    if day > tx.today() || day < purchase.order_date {
        errors.add("delivery_date", "purchasing-day-of-delivery");
    }
    if !new.again
        && let Some(asked) = note_again(tx, purchase, new.supplier_delivery_note.trim())?
    {
        errors.add("again", asked);
    }
    let mut more = Vec::new();
    for (at, line) in came.iter().enumerate() {
        let field = |name: &str| format!("lines.{}.{name}", line.line);
        let Some(order) = ordered.iter().find(|order| order.id == line.line) else {
            errors.add(field("delivered_quantity"), "purchasing-not-a-line");
            continue;
        };
        if came[..at].iter().any(|before| {
            before.line == line.line && before.batch_lot_number == line.batch_lot_number
        }) {
            errors.add(field("batch_lot_number"), "purchasing-lot-twice");
        }
        check_line(tx, line, &field, &mut errors);
        if !(line.delivered.can_be_of(order.base_unit) && line.accepted.can_be_of(order.base_unit))
        {
            errors.add(field("delivered_quantity"), "catalog-whole-pieces");
        }
        let of_line = came.iter().filter(|other| other.line == line.line);
        let accepted: Quantity = of_line.map(|other| other.accepted).sum();
        if order.quantity_received + accepted > order.quantity_ordered
            && !more.contains(&order.ingredient_name)
        {
            more.push(order.ingredient_name.clone());
        }
    }
    if !more.is_empty() && !new.accept_more {
        errors.add(
            "accept_more",
            Message::new("purchasing-more-than-ordered").arg("items", more.join(", ")),
        );
    }
    errors.or(())
}

/// The question whether more came with a paper of which goods are booked in already.
fn note_again(tx: &Tx, purchase: &Purchase, note: &str) -> Result<Option<Message>> {
    if note.is_empty() {
        return Ok(None);
    }
    let lang = tx.settings.language();
    let booked = store::booked_under(tx, purchase.id, note)?;
    Ok(booked.map(|day| {
        Message::new("purchasing-note-again")
            .arg("note", note)
            .arg("day", calendar::short(day, lang))
    }))
}

fn check_line(
    tx: &Tx,
    line: &DeliveredLine,
    field: &impl Fn(&str) -> String,
    errors: &mut FieldErrors,
) {
    if line.delivered.is_negative() || line.accepted.is_negative() {
        errors.add(field("delivered_quantity"), "catalog-not-negative");
    }
    if line.accepted > line.delivered {
        errors.add(field("accepted_quantity"), "purchasing-more-than-came");
    }
    if line.accepted < line.delivered && line.rejection_reason.trim().is_empty() {
        errors.add(field("rejection_reason"), "purchasing-say-why");
    }
    if line.unit_price.is_some_and(|price| price.is_negative()) {
        errors.add(field("unit_price"), "catalog-not-negative");
    }
    if line.accepted.is_positive() && line.expiry.is_some_and(|day| day < tx.today()) {
        errors.add(field("expiry_date"), "purchasing-expired");
    }
}

/// Delivered when all that was open came and was good, rejected when nothing was, else partial.
fn status_of(ordered: &[Line], came: &[&DeliveredLine]) -> DeliveryStatus {
    let accepted = |id: PurchaseLineId| -> Quantity {
        came.iter()
            .filter(|line| line.line == id)
            .map(|line| line.accepted)
            .sum()
    };
    if came.iter().all(|line| line.accepted.is_zero()) {
        DeliveryStatus::Rejected
    } else if ordered.iter().all(|line| accepted(line.id) >= line.open()) {
        DeliveryStatus::Delivered
    } else {
        DeliveryStatus::PartiallyDelivered
    }
}

/// Books one line in; what it was, for the event.
fn take_in(
    tx: &Tx,
    purchase: &Purchase,
    delivery: DeliveryId,
    order: &Line,
    line: &DeliveredLine,
) -> Result<serde_json::Value> {
    let price = match line.unit_price {
        Some(price) => price,
        None => order.net_price()?,
    };
    let mut lot = None;
    if line.accepted.is_positive() {
        if super::has_stock(tx, order.ingredient_id)? {
            lot = Some(into_stock(tx, purchase, delivery, order, line, price)?);
        }
        store::add_received(tx, order.id, line.accepted)?;
        suppliers::note_delivered_price(
            tx,
            purchase.supplier_id,
            order.ingredient_id,
            &suppliers::Delivered {
                quantity_ordered: order.quantity_ordered,
                ordered_on: purchase.order_date,
                unit_price: order.unit_price,
                discount: order.discount_percentage,
                stated: line.unit_price,
            },
        )?;
    }
    let unit = order.unit();
    let item = DeliveryItem {
        purchase_order_item_id: order.id,
        ingredient_id: order.ingredient_id,
        ingredient_name: order.ingredient_name.clone(),
        base_unit: order.base_unit,
        quantity_ordered: order.quantity_ordered,
        delivered_quantity: line.delivered,
        accepted_quantity: line.accepted,
        rejected_quantity: line.delivered - line.accepted,
        rejection_reason: line.rejection_reason.trim().to_owned(),
        batch_lot_number: line.batch_lot_number.trim().to_owned(),
        expiry_date: line.expiry,
        quality_grade: line.quality_grade.trim().to_owned(),
        unit_price: price,
        lot_id: lot,
    };
    store::insert_delivery_item(tx, delivery, &item)?;
    let number = |quantity: Quantity| quantity.in_unit(unit).normalize().to_string();
    Ok(json!({
        "inventory_product_id": item.ingredient_id,
        "product_name": item.ingredient_name,
        "ordered_quantity": number(item.quantity_ordered),
        "delivered_quantity": number(item.delivered_quantity),
        "accepted_quantity": number(item.accepted_quantity),
        "rejected_quantity": number(item.rejected_quantity),
        "unit_of_measure": unit.code(),
        "batch_lot_number": item.batch_lot_number,
        "expiry_date": item.expiry_date,
        "rejection_reason": item.rejection_reason,
    }))
}

fn into_stock(
    tx: &Tx,
    purchase: &Purchase,
    delivery: DeliveryId,
    order: &Line,
    line: &DeliveredLine,
    price: Price,
) -> Result<LotId> {
    let value = StockValue::of(price, line.accepted, order.base_unit.price_unit())
        .map_err(Error::internal)?;
    let number = Some(line.batch_lot_number.trim().to_owned()).filter(|number| !number.is_empty());
    let receipt = Receipt {
        lot_number: number.clone(),
        supplier_lot: number.unwrap_or_default(),
        supplier_id: Some(purchase.supplier_id),
        expiry: line.expiry,
        ..Receipt::of(
            order.ingredient_id,
            line.accepted,
            value,
            Reason::Receipt,
            "delivery",
            Some(delivery.0),
        )
    };
    stock::receive(tx, receipt).map_err(|error| at_line(error, order.id))
}

/// The stock room's word on a line, at the fields of that line.
fn at_line(error: Error, line: PurchaseLineId) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for wrong in &mut errors.0 {
                let name = match wrong.field.as_str() {
                    "quantity" => "accepted_quantity",
                    "expiry" | "expiry_date" => "expiry_date",
                    _ => "batch_lot_number",
                };
                wrong.field = format!("lines.{line}.{name}");
            }
            Error::Invalid(errors)
        }
        other => other,
    }
}

/// Received when every line has come, in part when some has; nothing changes when all was refused.
fn move_on(tx: &Tx, purchase: &Purchase, day: Day) -> Result<()> {
    let now = lines(tx, purchase.id)?;
    if now.iter().all(|line| line.open().is_zero()) {
        step(tx, purchase, Status::Received)?;
        store::set_received(tx, purchase.id, Some(day))?;
        close_announced(tx, purchase)?;
        return told_of_receipt(tx, purchase, day, "", true);
    }
    let came = now.iter().any(|line| line.quantity_received.is_positive());
    if !came || purchase.status == Status::PartiallyReceived {
        return Ok(());
    }
    step(tx, purchase, Status::PartiallyReceived)?;
    let payload = json!({ "po_id": purchase.id, "po_number": purchase.po_number });
    events::record(
        tx,
        super::moved(purchase, Status::PartiallyReceived, "partially_received").event(
            "purchase_order_partially_received",
            "procurement.po_partially_received",
            payload,
        ),
    )
}

/// Closes what is announced still of an order of which nothing more will come: it is not waited for any more.
pub(super) fn close_announced(tx: &Tx, purchase: &Purchase) -> Result<()> {
    let why = tx.settings.language().t("purchasing-not-waited-for");
    while let Some(id) = store::first_announced(tx, purchase.id)? {
        let before = delivery(tx, id)?;
        let to = DeliveryStatus::Rejected;
        if !store::await_no_longer(tx, id, &why)? {
            return Err(Error::conflict("purchasing-delivery-done"));
        }
        told_of_status(tx, purchase, id, Some(before.status), to, &why)?;
    }
    Ok(())
}

pub(super) fn told_of_receipt(
    tx: &Tx,
    purchase: &Purchase,
    day: Day,
    reason: &str,
    complete: bool,
) -> Result<()> {
    let on_time = purchase
        .expected_delivery_date
        .is_none_or(|expected| day <= expected);
    let payload = json!({
        "po_id": purchase.id,
        "po_number": purchase.po_number,
        "supplier_id": purchase.supplier_id,
        "expected_delivery_date": purchase.expected_delivery_date,
        "actual_delivery_date": day,
        "on_time": on_time,
        "in_full": complete,
        "quality_issues": store::has_rejections(tx, purchase.id)?,
    });
    events::record(
        tx,
        super::moved(purchase, Status::Received, "received")
            .because(reason)
            .event(
                "purchase_order_received",
                "procurement.po_received",
                payload,
            ),
    )
}

/// The delivery, when it is of this order.
pub(super) fn of(tx: &Tx, order: PurchaseId, id: DeliveryId) -> Result<Delivery> {
    let found = delivery(tx, id)?;
    if found.purchase_order_id == order {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// Notes a delivery that is to come, or is on its way.
///
/// # Errors
/// A conflict when the supplier has no order (any more); [`Error::Invalid`] for a state that means that it is here, and for
/// a day that has gone by.
pub fn announce(
    tx: &Tx,
    id: PurchaseId,
    status: DeliveryStatus,
    new: &NewDelivery,
) -> Result<DeliveryId> {
    let purchase = find(tx, id)?;
    if !purchase.status.is_with_supplier() {
        return Err(refused(purchase.status));
    }
    if !status.is_announced() {
        return Err(Error::field("status", "setting-choice"));
    }
    if new.delivery_date.is_some_and(|day| day < tx.today()) {
        return Err(Error::field("delivery_date", "purchasing-day-past"));
    }
    let delivery_id: DeliveryId = tx.id();
    let number = format!(
        "{}/{}",
        purchase.po_number,
        store::count_deliveries(tx, id)? + 1
    );
    let day = new
        .delivery_date
        .or(purchase.expected_delivery_date)
        .unwrap_or_else(|| tx.today());
    store::insert_delivery(tx, delivery_id, id, &number, status, day, new)?;
    told_of_status(tx, &purchase, delivery_id, None, status, "")?;
    if status == DeliveryStatus::InTransit {
        on_its_way(tx, &purchase)?;
    }
    Ok(delivery_id)
}

/// Moves an announced delivery on: on its way, or sent back at the door, and why. Goods are taken in by [`receive`] alone.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; a conflict for a step that there is not, or that needs the goods' lines;
/// [`Error::Invalid`] for one that is sent back without a reason.
pub fn set_delivery_status(
    tx: &Tx,
    order: PurchaseId,
    id: DeliveryId,
    version: i64,
    to: DeliveryStatus,
    reason: &str,
) -> Result<()> {
    let (before, reason) = (of(tx, order, id)?, reason.trim());
    if before.version != version {
        return Err(Error::Stale);
    }
    if matches!(
        to,
        DeliveryStatus::Delivered | DeliveryStatus::PartiallyDelivered
    ) {
        return Err(Error::conflict("purchasing-needs-lines"));
    }
    if !before.status.may_become(to) {
        return Err(Error::conflict("purchasing-delivery-done"));
    }
    if to == DeliveryStatus::Rejected && reason.is_empty() {
        return Err(Error::field("reason", "purchasing-say-why"));
    }
    if !store::set_delivery_status(tx, id, before.status, to, reason)? {
        return Err(Error::conflict("purchasing-delivery-done"));
    }
    let purchase = find(tx, order)?;
    told_of_status(tx, &purchase, id, Some(before.status), to, reason)?;
    if to == DeliveryStatus::InTransit {
        on_its_way(tx, &purchase)?;
    }
    Ok(())
}

fn on_its_way(tx: &Tx, purchase: &Purchase) -> Result<()> {
    if purchase.status.may_become(Status::InTransit) {
        super::dispatch(tx, purchase.id)?;
    }
    Ok(())
}

fn told_of_status(
    tx: &Tx,
    purchase: &Purchase,
    id: DeliveryId,
    from: Option<DeliveryStatus>,
    to: DeliveryStatus,
    reason: &str,
) -> Result<()> {
    let payload =
        json!({ "delivery_id": id, "po_id": purchase.id, "status": to, "reason": reason });
    events::record(
        tx,
        Happened::new("purchase", Some(purchase.id.0), "delivery_status")
            .states(from.map(|from| from.code().to_owned()), to.code())
            .because(reason)
            .event(
                "delivery.status_changed",
                "delivery.status_changed",
                payload,
            ),
    )
}
