//! Changing an order while it is pending or confirmed.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::codes::{DeliveryMethod, PaymentMethod, Priority};
use super::quote::Quote;
use super::state::Status;
use super::store::{self, Line, Order};
use super::{
    Agreed, Amount, Asked, FromStanding, NewLine, NewOrder, PriceSource, Who, cost, create, life,
    limits, quote,
};
use crate::customers::{self, Contact};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::{Day, Time};
use crate::values::ids::{ItemId, LineId, OrderId, PointId};
use crate::values::money::{Money, Price, Rate};
use crate::values::{Quantity, round_half_away};

/// What is to be another; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub requested_date: Option<Day>,
    pub requested_time: Option<Option<Time>>,
    pub delivery_method: Option<DeliveryMethod>,
    pub delivery_point_id: Option<PointId>,
    pub priority: Option<Priority>,
    pub discount_percentage: Option<Rate>,
    pub shipping_charge: Option<Money>,
    pub payment_method: Option<Option<PaymentMethod>>,
    pub deposit_amount: Option<Money>,
    pub delivery_address: Option<String>,
    pub billing_address: Option<String>,
    pub delivery_notes: Option<String>,
    pub internal_notes: Option<String>,
    pub notes: Option<String>,
    pub communication_preference: Option<Option<Contact>>,
    /// Lines to be changed, by their id.
    pub lines: Vec<(LineId, LineChange)>,
    pub remove: Vec<LineId>,
    pub add: Vec<NewLine>,
    pub late_reason: String,
    pub may_be_late: bool,
    pub allergen_override: bool,
    /// It follows its standing order, whose orders are free of what is asked of those that people take.
    pub follows_standing: bool,
    /// Puts back what was agreed before: it is not limited anew, and the order keeps the reason for which it was late
    /// before.
    pub puts_back: Option<PutBack>,
}

/// What an undone change leaves on the order besides.
#[derive(Debug, Clone)]
pub struct PutBack {
    pub late_reason: Option<String>,
}

/// What is to be another of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineChange {
    pub quantity: Option<Amount>,
    pub unit: Option<String>,
    pub unit_price: Option<Price>,
    /// Where that price comes from; another than before is by hand unless told.
    pub price_source: Option<PriceSource>,
    pub discount_percentage: Option<Rate>,
    pub custom_instructions: Option<String>,
}

/// Changes an order and reckons it anew. Lines keep the price that was agreed; when the day changes, prices of the list
/// become those of the new day. On a day that is frozen already a confirmed order is prepared at once. Where everything
/// stands as it is asked for, nothing is written and the version stays.
///
/// # Errors
/// [`Error::Stale`] when it was changed meanwhile, a conflict from preparing on and when the customer's credit is checked and
/// does not allow a confirmed order to grow, [`Error::Invalid`] with everything that is wrong.
pub fn change(tx: &Tx, id: OrderId, version: i64, change: &Change) -> Result<()> {
    let order = store::find(tx, id)?;
    if !order.status.is_editable() {
        return Err(Error::Conflict(
            Message::new(match order.status {
                Status::Cancelled => "orders-cancelled-stays",
                Status::Dispatched | Status::Completed | Status::Refunded => "orders-done-stays",
                _ => "orders-not-editable",
            }),
            Some(json!({ "status_now": order.status })),
        ));
    }
    if order.version != version {
        return Err(Error::Stale);
    }
    let before = store::lines(tx, id)?;
    if stands(&order, &before, change) {
        return Ok(());
    }
    let new = wanted(tx, &order, &before, change)?;
    let (quote, mut errors) = quote::draft(tx, &new)?;
    if change.puts_back.is_none() {
        check_discounts(tx, &before, &new, &mut errors);
    }
    let was = limits::Was {
        order: &order,
        lines: &before,
        puts_back: change.puts_back.is_some(),
    };
    limits::check(tx, &new, &quote, Some(&was), &mut errors)?;
    let is_elsewhere = change.delivery_method.is_some()
        || change.delivery_point_id.is_some()
        || change.delivery_address.is_some();
    if is_elsewhere && order.standing_order_id.is_none() && change.puts_back.is_none() {
        limits::check_place(&new, &quote, &mut errors);
    }
    if was.moves(&new, &quote) {
        limits::check_leaving(tx, &order, &new, &mut errors)?;
    }
    errors.or(())?;
    let more = quote.totals.total - order.total_amount;
    let is_asked = order.status == Status::Confirmed && !change.follows_standing;
    if is_asked && more.is_positive() {
        life::check_credit(tx, &order, more)?;
    }
    write(tx, &order, &before, &new, &quote, change.puts_back.as_ref())?;
    life::enter_day(tx, id)
}

/// Whether an order is already all that a change asks for.
fn stands(order: &Order, before: &[Line], change: &Change) -> bool {
    fn is<T: PartialEq>(wanted: &Option<T>, now: &T) -> bool {
        wanted.as_ref().is_none_or(|wanted| wanted == now)
    }
    let place = is(&change.requested_date, &order.requested_date)
        && is(&change.requested_time, &order.requested_time)
        && is(&change.delivery_method, &order.delivery_method)
        && is(
            &change.delivery_point_id.map(Some),
            &order.delivery_point_id,
        )
        && is(&change.delivery_address, &order.delivery_address);
    let terms = is(&change.priority, &order.priority)
        && is(&change.discount_percentage, &order.discount_percentage)
        && is(&change.shipping_charge, &order.shipping_charge)
        && is(&change.payment_method, &order.payment_method)
        && is(&change.deposit_amount, &order.deposit_amount)
        && is(
            &change.communication_preference,
            &order.communication_preference,
        );
    let texts = is(&change.billing_address, &order.billing_address)
        && is(&change.delivery_notes, &order.delivery_notes)
        && is(&change.internal_notes, &order.internal_notes)
        && is(&change.notes, &order.notes);
    let lines = change.lines.iter().all(|(id, wanted)| {
        let line = before.iter().find(|line| line.id == *id);
        line.is_some_and(|line| wanted.stands(line))
    });
    let whole = change.add.is_empty() && change.remove.is_empty() && change.puts_back.is_none();
    place && terms && texts && lines && whole
}

impl LineChange {
    /// Whether a line is already all that is asked for.
    fn stands(&self, line: &Line) -> bool {
        let quantity = match self.quantity {
            None => true,
            Some(Amount::Base(quantity)) => quantity == line.quantity,
            Some(Amount::Units(number)) => {
                let base = number.checked_mul(line.unit_size.decimal());
                base == Some(line.quantity.decimal())
            }
        };
        let price = self.unit_price.is_none_or(|price| price == line.unit_price)
            && self
                .price_source
                .is_none_or(|source| source == line.price_source);
        let rest = self.unit.as_ref().is_none_or(|unit| *unit == line.unit)
            && self
                .discount_percentage
                .is_none_or(|rate| rate == line.discount_percentage)
            && self
                .custom_instructions
                .as_ref()
                .is_none_or(|said| *said == line.custom_instructions);
        quantity && price && rest
    }
}

/// Lines keep the discount that was agreed; another one keeps to the most that is set.
fn check_discounts(view: &View, before: &[Line], new: &NewOrder, errors: &mut FieldErrors) {
    for (place, line) in new.lines.iter().enumerate() {
        let was = before.iter().find(|was| Some(was.id) == line.id);
        if was.is_some_and(|was| was.discount_percentage != line.discount_percentage) {
            let field = format!("items.{place}.discount_percentage");
            quote::check_discount(view, line.discount_percentage, field, errors);
        }
    }
}

/// The order as it is to be.
fn wanted(view: &View, order: &Order, before: &[Line], change: &Change) -> Result<NewOrder> {
    let known: BTreeSet<LineId> = before.iter().map(|line| line.id).collect();
    let mut named = change.lines.iter().map(|(id, _)| id).chain(&change.remove);
    if named.any(|id| !known.contains(id)) {
        return Err(Error::NotFound);
    }
    let day = change.requested_date.unwrap_or(order.requested_date);
    let mut lines: Vec<NewLine> = before
        .iter()
        .filter(|line| !change.remove.contains(&line.id))
        .map(|line| {
            let changed = change.lines.iter().find(|(id, _)| *id == line.id);
            kept(
                line,
                changed.map(|(_, changed)| changed),
                day != order.requested_date,
            )
        })
        .collect();
    lines.extend(change.add.iter().cloned());
    let text = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
    let standing = order.standing_order_id.zip(order.standing_date);
    let standing = standing.map(|(id, date)| FromStanding { id, date });
    let discount = change
        .discount_percentage
        .unwrap_or(order.discount_percentage);
    Ok(NewOrder {
        agreed: Some(Agreed {
            price_list_id: order.price_list_id,
            discount_percentage: if change.puts_back.is_some() {
                discount
            } else {
                order.discount_percentage
            },
        }),
        delivery_point_id: change.delivery_point_id.or(order.delivery_point_id),
        order_type: Some(order.order_type),
        priority: change.priority.unwrap_or(order.priority),
        requested_date: Some(day),
        requested_time: change.requested_time.unwrap_or(order.requested_time),
        delivery_method: Some(change.delivery_method.unwrap_or(order.delivery_method)),
        discount_percentage: Some(discount),
        shipping_charge: change.shipping_charge.unwrap_or(order.shipping_charge),
        payment_method: change.payment_method.unwrap_or(order.payment_method),
        deposit_amount: change.deposit_amount.unwrap_or(order.deposit_amount),
        delivery_address: address(view, order, change)?,
        billing_address: text(&change.billing_address, &order.billing_address),
        delivery_notes: text(&change.delivery_notes, &order.delivery_notes),
        internal_notes: text(&change.internal_notes, &order.internal_notes),
        notes: text(&change.notes, &order.notes),
        communication_preference: change
            .communication_preference
            .unwrap_or(order.communication_preference),
        late_reason: change.late_reason.clone(),
        may_be_late: change.may_be_late,
        standing: standing.filter(|_| change.follows_standing),
        // What was taken knowingly before need not be said again; a new line does.
        allergen_override: change.allergen_override
            || (change.add.is_empty()
                && before.iter().any(|line| line.allergen_override.is_some())),
        lines,
        ..NewOrder::from(Who::Known(order.customer_id), order.order_source)
    })
}

/// Where it is brought: as typed, else as it was. With another delivery point the old one's address goes and the new one's
/// is taken; what somebody typed by hand in its place stays.
fn address(view: &View, order: &Order, change: &Change) -> Result<String> {
    if let Some(typed) = &change.delivery_address {
        return Ok(typed.clone());
    }
    if let (Some(was), Some(is)) = (order.delivery_point_id, change.delivery_point_id)
        && was != is
        && order.delivery_address == create::point_address(&customers::point(view, was)?)
    {
        return Ok(String::new());
    }
    Ok(order.delivery_address.clone())
}

fn kept(line: &Line, change: Option<&LineChange>, day_changes: bool) -> NewLine {
    let agreed = if day_changes && line.price_source == PriceSource::List {
        Asked::List
    } else {
        Asked::Kept(line.unit_price, line.price_source, line.price_unit)
    };
    let change = change.cloned().unwrap_or_default();
    let price = match (change.unit_price, change.price_source) {
        (Some(price), Some(source)) => Asked::Kept(price, source, line.price_unit),
        (Some(price), None) if price != line.unit_price => Asked::Hand(price),
        _ => agreed,
    };
    NewLine {
        id: Some(line.id),
        product_id: line.product_id,
        name: line.product_name.clone(),
        quantity: change.quantity.unwrap_or(Amount::Base(line.quantity)),
        unit: Some(change.unit.unwrap_or_else(|| line.unit.clone())),
        price,
        tax_class_id: None,
        tax_rate: line.product_id.is_none().then_some(line.tax_rate),
        discount_percentage: change
            .discount_percentage
            .unwrap_or(line.discount_percentage),
        custom_instructions: change
            .custom_instructions
            .unwrap_or_else(|| line.custom_instructions.clone()),
    }
}

fn write(
    tx: &Tx,
    order: &Order,
    before: &[Line],
    new: &NewOrder,
    quote: &Quote,
    back: Option<&PutBack>,
) -> Result<()> {
    let (Some(customer), Some(day)) = (&quote.customer, new.requested_date) else {
        return Err(Error::internal("a stored order without customer or day"));
    };
    let (delivery, billing) = create::addresses(new, quote);
    let costs = cost::of_quote(tx, quote)?;
    let figures = create::figures(quote, &costs, customer, day, &delivery, &billing);
    if !store::update(tx, order.id, order.version, new, &figures)? {
        return Err(Error::Stale);
    }
    if let Some(back) = back {
        store::set_late_reason(tx, order.id, back.late_reason.as_deref())?;
    }
    store::set_tax_rows(tx, order.id, &quote.totals)?;
    let staying: BTreeSet<LineId> = quote.priced().filter_map(|line| line.id).collect();
    for gone in before.iter().filter(|line| !staying.contains(&line.id)) {
        store::delete_line(tx, gone.id)?;
    }
    for ((position, line), cost) in (1..).zip(quote.priced()).zip(costs.lines) {
        match line.id {
            Some(id) => store::update_line(tx, id, position, line, cost)?,
            None => drop(store::insert_line(tx, order.id, position, line, cost)?),
        }
    }
    let now = store::find(tx, order.id)?;
    let delta = now.total_amount - order.total_amount;
    customers::count_order(tx, order.customer_id, delta, 0)?;
    life::settle_exposure(tx, &now)?;
    let after = store::lines(tx, order.id)?;
    let payload = life::about(tx, &now, "order_updated");
    events::record(
        tx,
        Happened::new("order", Some(order.id.0), "edited")
            .because(new.late_reason.trim())
            .changes(differences(order, &now, before, &after))
            .event("order_updated", "orders.updated", payload),
    )
}

/// Before and after of everything that changed.
fn differences(was: &Order, is: &Order, before: &[Line], after: &[Line]) -> Value {
    let mut changes = Map::new();
    let (old, new) = (json!(was), json!(is));
    for (key, value) in new.as_object().into_iter().flatten() {
        let ours = matches!(key.as_str(), "version" | "updated_at" | "cost_amount");
        if !ours && old.get(key) != Some(value) {
            changes.insert(key.clone(), json!([old.get(key), value]));
        }
    }
    let mut lines = Vec::new();
    for line in before {
        let now = after.iter().find(|other| other.id == line.id);
        let now = now.map(said);
        if now != Some(said(line)) {
            lines.push(json!({ "id": line.id, "product": line.product_name, "before": said(line), "after": now }));
        }
    }
    for line in after {
        if !before.iter().any(|other| other.id == line.id) {
            let now = said(line);
            lines.push(
                json!({ "id": line.id, "product": line.product_name, "before": null, "after": now }),
            );
        }
    }
    if !lines.is_empty() {
        changes.insert("lines".to_owned(), lines.into());
    }
    changes.into()
}

/// A line as the history keeps it: `quantity` is in its `unit`, `base_quantity` the same in base units.
pub(super) fn said(line: &Line) -> Said<'_> {
    let number = line.quantity.in_pack(line.unit_size).unwrap_or_default();
    Said {
        quantity: round_half_away(number, 3).normalize(),
        unit: &line.unit,
        base_quantity: line.quantity,
        unit_price: line.unit_price,
        discount_percentage: line.discount_percentage,
        custom_instructions: &line.custom_instructions,
        product_id: line.product_id,
        price_source: line.price_source,
        tax_rate: line.tax_rate,
    }
}

/// What the history keeps of a line.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Said<'a> {
    /// In `unit`.
    quantity: Decimal,
    unit: &'a str,
    base_quantity: Quantity,
    unit_price: Price,
    discount_percentage: Rate,
    custom_instructions: &'a str,
    product_id: Option<ItemId>,
    price_source: PriceSource,
    tax_rate: Rate,
}
