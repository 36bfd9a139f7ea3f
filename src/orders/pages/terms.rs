//! The terms of an order and its lines as its page has them.

use super::draft::price_of;
use super::{joined, named, options};
use crate::customers::{self, Contact};
use crate::db::View;
use crate::error::{FieldErrors, Message, Result};
use crate::i18n::Lang;
use crate::orders::{
    self, Amount, Change, Line, LineChange, Meaning, NewLine, Order, PaymentMethod, Priority, entry,
};
use crate::values::calendar::short;
use crate::values::format;
use crate::values::money::{Money, Rate};
use crate::values::{NumberStyle, counted, parse_number, round_half_away};
use crate::web::Form;

/// Delivery points of the customer, where there are several to choose from.
///
/// # Errors
/// Those of the database.
pub(super) fn points(view: &View, order: &Order) -> Result<Vec<(String, String)>> {
    let points: Vec<(String, String)> = customers::points(view, order.customer_id)?
        .into_iter()
        .filter(|point| point.is_active || Some(point.id) == order.delivery_point_id)
        .map(|point| (point.id.to_string(), point.name))
        .collect();
    Ok(if points.len() > 1 { points } else { Vec::new() })
}

/// What may be chosen of a field.
pub(super) fn choices(lang: Lang, field: &str) -> Vec<(String, String)> {
    let (kind, codes): (_, Vec<&'static str>) = match field {
        "priority" => (
            "priority",
            Priority::ALL.iter().map(|one| one.code()).collect(),
        ),
        "communication_preference" => (
            "contact",
            Contact::ALL.iter().map(|one| one.code()).collect(),
        ),
        _ => (
            "payment",
            PaymentMethod::ALL.iter().map(|one| one.code()).collect(),
        ),
    };
    options(lang, kind, &codes)
}

/// Every field of the terms.
const FIELDS: [&str; 15] = [
    "requested_date",
    "requested_time",
    "delivery_point_id",
    "delivery_method",
    "priority",
    "payment_method",
    "communication_preference",
    "discount_percentage",
    "shipping_amount",
    "deposit_amount",
    "delivery_address",
    "billing_address",
    "notes",
    "delivery_notes",
    "internal_notes",
];

/// The terms as the form has them: as typed, else as stored.
pub(super) fn shown(lang: Lang, order: &Order, typed: &Form) -> Form {
    let mut shown = Form::default();
    for field in FIELDS {
        match typed.has(field) {
            true => shown.set(field, typed.text(field)),
            false => shown.set(field, stored(lang, order, field)),
        }
    }
    shown
}

/// A field as it is stored, as people type it.
pub(super) fn stored(lang: Lang, order: &Order, field: &str) -> String {
    let amount = |amount: Money| match amount.is_zero() {
        true => String::new(),
        false => format::bare_money(lang, amount),
    };
    match field {
        "requested_date" => short(order.requested_date, lang),
        "requested_time" => order
            .requested_time
            .map(|time| time.to_string())
            .unwrap_or_default(),
        "delivery_point_id" => order
            .delivery_point_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        "delivery_method" => order.delivery_method.code().to_owned(),
        "priority" => order.priority.code().to_owned(),
        "payment_method" => order
            .payment_method
            .map_or("", PaymentMethod::code)
            .to_owned(),
        "communication_preference" => order
            .communication_preference
            .map_or("", Contact::code)
            .to_owned(),
        "discount_percentage" => format::typed(lang, order.discount_percentage.decimal(), 2),
        "shipping_amount" => amount(order.shipping_charge),
        "deposit_amount" => amount(order.deposit_amount),
        "delivery_address" => order.delivery_address.clone(),
        "billing_address" => order.billing_address.clone(),
        "notes" => order.notes.clone(),
        "delivery_notes" => order.delivery_notes.clone(),
        _ => order.internal_notes.clone(),
    }
}

/// What was agreed besides day and place, in words; what is as always is left out.
pub(super) fn agreed(lang: Lang, order: &Order) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let mut say = |key: &str, words: String| said.push((lang.t(key), words));
    if order.priority != Priority::Standard {
        let words = named(lang, "priority", order.priority.code());
        say("orders-priority", words);
    }
    if let Some(method) = order.payment_method {
        say("orders-payment", named(lang, "payment", method.code()));
    }
    if order.deposit_amount.is_positive() {
        let words = format::money(lang, order.deposit_amount);
        say("orders-deposit-label", words);
    }
    if let Some(contact) = order.communication_preference {
        say("orders-contact", named(lang, "contact", contact.code()));
    }
    if let Some(model) = order.business_model {
        let words = named(lang, "model", model.code());
        say("orders-business-model", words);
    }
    if !order.billing_address.is_empty() && order.billing_address != order.delivery_address {
        say("orders-billing-address", order.billing_address.clone());
    }
    said
}

/// How, where, at what discount, how soon, how it is paid and what is noted; what is as it stands is no change.
pub(super) fn read(order: &Order, typed: &Form, change: &mut Change, errors: &mut FieldErrors) {
    let text = |name: &str, was: &str| {
        let is = typed.text(name);
        // A browser sends other line ends than were stored.
        let is_same = is.split_whitespace().eq(was.split_whitespace());
        (typed.has(name) && !is_same).then(|| is.to_owned())
    };
    change.delivery_address = text("delivery_address", &order.delivery_address);
    change.billing_address = text("billing_address", &order.billing_address);
    change.notes = text("notes", &order.notes);
    change.delivery_notes = text("delivery_notes", &order.delivery_notes);
    change.internal_notes = text("internal_notes", &order.internal_notes);
    change.delivery_point_id = typed
        .parsed("delivery_point_id", "setting-choice", errors)
        .filter(|point| Some(*point) != order.delivery_point_id);
    change.delivery_method = typed
        .parsed("delivery_method", "setting-choice", errors)
        .filter(|method| *method != order.delivery_method);
    change.priority = typed.parsed("priority", "setting-choice", errors);
    if typed.has("discount_percentage") {
        let rate = typed.rate("discount_percentage", errors);
        let rate = rate.unwrap_or_default();
        change.discount_percentage = Some(rate).filter(|rate| *rate != order.discount_percentage);
    }
    let mut amount = |name: &str, was: Money| {
        let is = typed.money(name, errors).unwrap_or_default();
        (typed.has(name) && is != was).then_some(is)
    };
    change.shipping_charge = amount("shipping_amount", order.shipping_charge);
    change.deposit_amount = amount("deposit_amount", order.deposit_amount);
    if typed.has("payment_method") {
        change.payment_method = Some(typed.parsed("payment_method", "setting-choice", errors));
    }
    if typed.has("communication_preference") {
        let contact = typed.parsed("communication_preference", "setting-choice", errors);
        change.communication_preference = Some(contact);
    }
}

/// What is typed into the lines of an order, lines that join it, and the entry line that adds one. Errors count the lines
/// that stay and come.
///
/// # Errors
/// Those of the database.
pub(super) fn read_lines(
    view: &View,
    order: &Order,
    typed: &Form,
    change: &mut Change,
    errors: &mut FieldErrors,
) -> Result<()> {
    let mut place = 0;
    for line in orders::lines(view, order.id)? {
        if typed.is_on(&format!("line-{}-remove", line.id)) {
            change.remove.push(line.id);
            continue;
        }
        let wanted = read_line(&line, place, typed, errors);
        if wanted != LineChange::default() {
            change.lines.push((line.id, wanted));
        }
        place += 1;
    }
    joined::read(typed, place, change, errors);
    read_entry(view, order, typed, change, errors)
}

/// What is typed into the fields of a line; what is as they showed it is no change.
fn read_line(line: &Line, place: usize, typed: &Form, errors: &mut FieldErrors) -> LineChange {
    let field = |part: &str| format!("line-{}-{part}", line.id);
    let mut wanted = LineChange::default();
    if let Some(text) = typed.optional(&field("quantity")) {
        // As the field shows it: what stays is no change, though a third of a dozen has no end.
        let number = line.quantity.in_pack(line.unit_size).unwrap_or_default();
        let number = round_half_away(number, 3);
        let said = entry::quantity(text).map(|(number, unit)| {
            let number = match unit {
                Some(unit) => unit.counted(number),
                None => counted(number, &line.unit),
            };
            (number, unit)
        });
        match said {
            Some((said, None)) if said == number => {}
            Some((said, unit)) => {
                wanted.quantity = Some(Amount::Units(said));
                wanted.unit = unit.map(|unit| unit.code().to_owned());
            }
            None => errors.add(format!("items.{place}.quantity"), "orders-quantity"),
        }
    } else if typed.has(&field("quantity")) {
        errors.add(format!("items.{place}.quantity"), "orders-quantity-none");
    }
    if let Some(text) = typed.optional(&field("price")) {
        match price_of(text) {
            Ok(price) => wanted.unit_price = Some(price).filter(|new| *new != line.unit_price),
            Err(why) => errors.add(format!("items.{place}.unit_price"), why),
        }
    }
    if typed.has(&field("discount")) {
        match discount_of(typed.text(&field("discount"))) {
            Some(rate) => {
                wanted.discount_percentage =
                    Some(rate).filter(|rate| *rate != line.discount_percentage);
            }
            None => errors.add(format!("items.{place}.discount_percentage"), "field-number"),
        }
    }
    if typed.has(&field("note")) && typed.text(&field("note")) != line.custom_instructions {
        wanted.custom_instructions = Some(typed.text(&field("note")).to_owned());
    }
    wanted
}

/// A discount in percent; empty is none.
fn discount_of(text: &str) -> Option<Rate> {
    if text.is_empty() {
        return Some(Rate::ZERO);
    }
    let number = parse_number(text, NumberStyle::Guess).ok()?;
    Rate::exact(number).ok()
}

/// The entry line, which adds one.
fn read_entry(
    view: &View,
    order: &Order,
    typed: &Form,
    change: &mut Change,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some(text) = typed.optional("entry") else {
        return Ok(());
    };
    match orders::resolve(view, Some(order.customer_id), order.requested_date, text)? {
        Meaning::One(wanted) => change.add.push(NewLine::of(
            wanted.item.id,
            Amount::Units(wanted.number),
            wanted.unit.map(|unit| unit.code().to_owned()),
        )),
        Meaning::Several(_) => errors.add("entry", "orders-entry-several"),
        Meaning::Nothing => errors.add(
            "entry",
            Message::new("orders-entry-unknown").arg("text", text),
        ),
    }
    Ok(())
}
