//! Lines and head of an order that has not been sent.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Head, Line, NewLine, Purchase, find, line, lines, refused, store, totals};
use crate::catalog::{self, Item};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::planning;
use crate::suppliers::{self, Supplier, unit_of};
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PurchaseId, PurchaseLineId};
use crate::values::{Price, Quantity, Rate, Unit, line_total};
use rust_decimal::Decimal;

/// Most kilograms, litres or pieces of one line: more is a slip of the fingers.
const MOST: i64 = 1_000_000;

/// What of a line cannot be, whatever the supplier sells.
fn check(item: &Item, new: &NewLine) -> FieldErrors {
    let mut errors = FieldErrors::default();
    if !item.is_bought {
        errors.add("ingredient_id", "suppliers-not-bought");
    }
    let amount = new.quantity_ordered.in_unit(unit_of(item.base_unit));
    if !new.quantity_ordered.is_positive() {
        errors.add("quantity_ordered", "suppliers-above-zero");
    } else if !new.quantity_ordered.can_be_of(item.base_unit) {
        errors.add("quantity_ordered", "catalog-whole-pieces");
    } else if amount > Decimal::from(MOST) {
        let message = Message::new("purchasing-too-much").arg("most", MOST);
        errors.add("quantity_ordered", message);
    }
    if new.unit_price.is_some_and(|price| price.is_negative()) {
        errors.add("unit_price", "catalog-not-negative");
    }
    if !new.discount_percentage.is_share() {
        errors.add("discount_percentage", catalog::between(0, 100));
    }
    if new.tax_rate.is_some_and(|rate| !rate.is_share()) {
        errors.add("tax_rate", catalog::between(0, 100));
    }
    errors
}

/// The line as it would be stored, without id and place, and the days that the supplier needs for it.
pub(super) fn draw(tx: &Tx, supplier: &Supplier, new: &NewLine) -> Result<(Line, i64)> {
    let item = catalog::find(tx, new.ingredient_id)
        .map_err(|_| Error::field("ingredient_id", "suppliers-not-bought"))?;
    let mut errors = check(&item, new);
    let sold = suppliers::products_of(tx, supplier.id)?
        .into_iter()
        .find(|product| product.ingredient_id == item.id);
    let quote = sold
        .as_ref()
        .filter(|product| product.is_active)
        .map(|product| product.quote(new.quantity_ordered, tx.today()).price);
    let price = new.unit_price.or(quote);
    if price.is_none() {
        errors.add("unit_price", "purchasing-no-price");
    }
    errors.or(())?;
    let price = price.unwrap_or_default();
    let unit = item.base_unit.price_unit();
    let total = line_total(price, new.quantity_ordered, unit, new.discount_percentage)
        .map_err(|_| Error::field("quantity_ordered", "field-amount"))?;
    let one = one_of(unit_of(item.base_unit))?;
    let days = sold
        .as_ref()
        .map_or(supplier.lead_time_days, |product| product.lead_days());
    let line = Line {
        id: PurchaseLineId(uuid::Uuid::nil()),
        purchase_order_id: PurchaseId(uuid::Uuid::nil()),
        position: 0,
        ingredient_id: item.id,
        ingredient_name: item.full_name(),
        base_unit: item.base_unit,
        supplier_product_code: sold
            .as_ref()
            .map(|product| product.supplier_product_code.clone())
            .unwrap_or_default(),
        quantity_ordered: new.quantity_ordered,
        quantity_received: Quantity::ZERO,
        pack_name: sold
            .as_ref()
            .map(|product| product.pack_name.clone())
            .unwrap_or_default(),
        pack_size: sold.as_ref().map_or(one, |product| product.pack_size),
        unit_price: price,
        discount_percentage: new.discount_percentage,
        line_total: total,
        tax_rate: match new.tax_rate.or(sold.map(|product| product.tax_rate)) {
            Some(rate) => rate,
            None => suppliers::usual_rate(tx, item.id)?,
        },
        quality_notes: new.quality_notes.trim().to_owned(),
    };
    Ok((line, days))
}

fn one_of(unit: Unit) -> Result<Quantity> {
    Quantity::of(Decimal::ONE, unit).map_err(Error::internal)
}

/// Sums the lines up into the head.
pub(super) fn count(tx: &Tx, id: PurchaseId) -> Result<()> {
    let totals = totals(&lines(tx, id)?)?;
    store::set_totals(tx, id, totals.subtotal, totals.tax, totals.total)
}

/// The order, when its lines may change and it is the version that was read.
fn open(tx: &Tx, id: PurchaseId, version: i64) -> Result<Purchase> {
    let purchase = find(tx, id)?;
    if !purchase.status.is_editable() {
        return Err(refused(purchase.status));
    }
    if !store::touch(tx, id, version)? {
        return Err(Error::Stale);
    }
    Ok(purchase)
}

/// Adds a line to a draft, or to one that waits for approval. The open need of its item is ordered by it, or is smaller by it.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; a conflict once it is approved; [`Error::Invalid`] with every wrong field.
pub fn add_line(tx: &Tx, id: PurchaseId, version: i64, new: &NewLine) -> Result<PurchaseLineId> {
    let purchase = open(tx, id, version)?;
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let (drawn, _) = draw(tx, &supplier, new)?;
    let before = lines(tx, id)?;
    if before
        .iter()
        .any(|line| line.ingredient_id == drawn.ingredient_id)
    {
        return Err(Error::field("ingredient_id", "purchasing-twice"));
    }
    let position = before.last().map_or(1, |line| line.position + 1);
    let line = Line {
        id: tx.id(),
        purchase_order_id: id,
        position,
        ..drawn
    };
    store::insert_line(tx, &line)?;
    count(tx, id)?;
    planning::order_by_hand(tx, line.ingredient_id, line.quantity_ordered, id)?;
    let changes = json!({ "line": [null, told(&line)] });
    edited(tx, id, "line_added", changes)?;
    Ok(line.id)
}

/// Changes quantity, price, discount or note of a line; what it brings more or less of is needed less or again.
///
/// # Errors
/// As [`add_line`]; not found when the line is not of this order.
pub fn change_line(
    tx: &Tx,
    id: PurchaseId,
    line_id: PurchaseLineId,
    version: i64,
    new: &NewLine,
) -> Result<()> {
    let purchase = open(tx, id, version)?;
    let before = line(tx, id, line_id)?;
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let new = NewLine {
        ingredient_id: before.ingredient_id,
        ..new.clone()
    };
    let (drawn, _) = draw(tx, &supplier, &new)?;
    store::update_line(
        tx,
        &Line {
            id: line_id,
            purchase_order_id: id,
            position: before.position,
            ..drawn.clone()
        },
    )?;
    count(tx, id)?;
    let more = drawn.quantity_ordered - before.quantity_ordered;
    if more.is_positive() {
        planning::order_by_hand(tx, before.ingredient_id, more, id)?;
    } else if more.is_negative() {
        planning::reopen(tx, id, &[before.ingredient_id])?;
    }
    edited(
        tx,
        id,
        "line_changed",
        json!({ "line": [told(&before), told(&drawn)] }),
    )
}

/// Takes a line out; what it was to bring is needed again.
///
/// # Errors
/// As [`change_line`].
pub fn remove_line(tx: &Tx, id: PurchaseId, line_id: PurchaseLineId, version: i64) -> Result<()> {
    open(tx, id, version)?;
    let before = line(tx, id, line_id)?;
    store::delete_line(tx, id, line_id)?;
    count(tx, id)?;
    planning::reopen(tx, id, &[before.ingredient_id])?;
    edited(
        tx,
        id,
        "line_removed",
        json!({ "line": [told(&before), null] }),
    )
}

/// Puts the line back that was taken out last, where it stood. `version` is the order's since then, so nothing newer is
/// lost.
///
/// # Errors
/// As [`add_line`]; a conflict when something else was done since.
pub fn put_line_back(tx: &Tx, id: PurchaseId, version: i64) -> Result<()> {
    let newest = events::history(tx, "purchase", id)?.into_iter().next();
    let removed = newest
        .filter(|line| line.action == "line_removed")
        .and_then(|line| line.additional_data)
        .and_then(|mut data| {
            data.get_mut("line")?
                .get_mut(0)
                .map(serde_json::Value::take)
        })
        .and_then(|line| serde_json::from_value::<Told>(line).ok());
    let Some(removed) = removed else {
        return Err(Error::conflict("purchasing-nothing-to-undo"));
    };
    let added = add_line(tx, id, version, &removed.line()?)?;
    store::set_position(tx, added, removed.position)
}

/// Changes the head of a draft, or of one that waits for approval.
///
/// # Errors
/// As [`add_line`].
pub fn edit(tx: &Tx, id: PurchaseId, version: i64, head: &Head) -> Result<()> {
    let before = open(tx, id, version)?;
    let day = head.required_delivery_date;
    if day != before.required_delivery_date && day.is_some_and(|day| day < tx.today()) {
        return Err(Error::field(
            "required_delivery_date",
            "purchasing-day-past",
        ));
    }
    if head.payment_terms.trim().is_empty() {
        return Err(Error::field("payment_terms", "field-required"));
    }
    store::set_head(tx, id, head)?;
    let changes = json!({
        "required_delivery_date": [before.required_delivery_date, head.required_delivery_date],
        "priority": [before.priority, head.priority],
        "payment_terms": [before.payment_terms, head.payment_terms],
        "supplier_notes": [before.supplier_notes, head.supplier_notes],
    });
    edited(tx, id, "edited", changes)
}

/// Asks for the goods on another day.
///
/// # Errors
/// As [`edit`].
pub fn ask_for(tx: &Tx, id: PurchaseId, day: Day) -> Result<()> {
    let now = find(tx, id)?;
    let head = Head {
        required_delivery_date: Some(day),
        priority: now.priority,
        payment_terms: now.payment_terms,
        delivery_address: now.delivery_address,
        internal_notes: now.internal_notes,
        supplier_notes: now.supplier_notes,
    };
    edit(tx, id, now.version, &head)
}

/// A line as the history keeps it.
#[derive(Serialize, Deserialize)]
struct Told {
    ingredient_id: ItemId,
    ingredient_name: String,
    quantity_ordered: String,
    unit: String,
    unit_price: Price,
    discount_percentage: Rate,
    tax_rate: Rate,
    quality_notes: String,
    position: i64,
}

impl Told {
    fn line(&self) -> Result<NewLine> {
        let unit: Unit = self.unit.parse().map_err(Error::internal)?;
        let number: Decimal = self.quantity_ordered.parse().map_err(Error::internal)?;
        let quantity = Quantity::of(number, unit).map_err(Error::internal)?;
        Ok(NewLine {
            unit_price: Some(self.unit_price),
            discount_percentage: self.discount_percentage,
            tax_rate: Some(self.tax_rate),
            quality_notes: self.quality_notes.clone(),
            ..NewLine::of(self.ingredient_id, quantity)
        })
    }
}

fn told(line: &Line) -> Told {
    Told {
        ingredient_id: line.ingredient_id,
        ingredient_name: line.ingredient_name.clone(),
        quantity_ordered: line
            .quantity_ordered
            .in_unit(line.unit())
            .normalize()
            .to_string(),
        unit: line.unit().code().to_owned(),
        unit_price: line.unit_price,
        discount_percentage: line.discount_percentage,
        tax_rate: line.tax_rate,
        quality_notes: line.quality_notes.clone(),
        position: line.position,
    }
}

fn edited(tx: &Tx, id: PurchaseId, action: &'static str, changes: serde_json::Value) -> Result<()> {
    let payload = json!({ "po_id": id, "changes": changes });
    events::record(
        tx,
        Happened::new("purchase", Some(id.0), action)
            .changes(changes)
            .event("po.changed", "po.changed", payload),
    )
}
