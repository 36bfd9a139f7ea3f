//! The order form read into an order: the same reading for saving, reckoning and drawing anew.

use rust_decimal::Decimal;

use crate::customers::Contact;
use crate::error::FieldErrors;
use crate::orders::{
    Amount, Asked, BusinessModel, DeliveryMethod, NewLine, NewOrder, OrderType, PaymentMethod,
    Priority, Source, Who, entry,
};
use crate::people::roles::Permission;
use crate::values::calendar::{Day, Time, parse_day, short};
use crate::values::ids::{CustomerId, ItemId};
use crate::values::money::Rate;
use crate::values::{NumberStyle, Price, Unit, counted, fold, parse_number};
use crate::web::{Ctx, Form};

/// Most lines that are read out of a form.
const MOST: usize = 500;

/// One line as it stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedLine {
    /// Id of the item; empty for a free line.
    pub item: String,
    pub name: String,
    pub quantity: String,
    pub unit: String,
    pub price: String,
    pub discount: String,
    pub note: String,
    pub tax: String,
}

/// What the names of a line's fields begin with.
const LINE: &str = "line-";

const PARTS: [&str; 8] = [
    "item", "name", "quantity", "unit", "price", "discount", "note", "tax",
];

impl TypedLine {
    fn part(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "item" => &mut self.item,
            "name" => &mut self.name,
            "quantity" => &mut self.quantity,
            "unit" => &mut self.unit,
            "price" => &mut self.price,
            "discount" => &mut self.discount,
            "note" => &mut self.note,
            "tax" => &mut self.tax,
            _ => return None,
        })
    }

    /// So much of an item, as the entry line or a tile adds it.
    pub fn of(item: ItemId, quantity: String, unit: String) -> Self {
        Self {
            item: item.to_string(),
            quantity,
            unit,
            ..Self::default()
        }
    }
}

/// The lines of a form, in the order of their numbers.
pub(super) fn lines_of(form: &Form) -> Vec<TypedLine> {
    let found = lines_under(form, LINE).into_iter();
    found.map(|(_, line)| line).collect()
}

/// The lines whose fields begin with this, with their numbers and in their order.
pub(super) fn lines_under(form: &Form, prefix: &str) -> Vec<(usize, TypedLine)> {
    let mut found: Vec<(usize, TypedLine)> = Vec::new();
    for (name, value) in form.pairs() {
        let Some((number, part)) = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.split_once('-'))
        else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        let at = match found.iter().position(|(known, _)| *known == number) {
            Some(at) => at,
            None if found.len() < MOST => {
                found.push((number, TypedLine::default()));
                found.len() - 1
            }
            None => continue,
        };
        if let Some(slot) = found[at].1.part(part) {
            value.trim().clone_into(slot);
        }
    }
    found.sort_by_key(|(number, _)| *number);
    found
}

/// Puts lines into the form in the place of those before, numbered from 0.
pub(super) fn put_lines(form: &mut Form, lines: &[TypedLine]) {
    let mut pairs: Vec<(String, String)> = form
        .pairs()
        .iter()
        .filter(|(name, _)| !name.starts_with(LINE))
        .cloned()
        .collect();
    pairs.extend(fields_of(lines, LINE));
    *form = Form::from_pairs(pairs);
}

/// The fields of lines, numbered from 0, whose names begin with this.
pub(super) fn fields_of(lines: &[TypedLine], prefix: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut line = line.clone();
        for part in PARTS {
            if let Some(value) = line.part(part).filter(|value| !value.is_empty()) {
                pairs.push((format!("{prefix}{number}-{part}"), std::mem::take(value)));
            }
        }
    }
    pairs
}

/// A day and perhaps a time in one field: `sab 10`, `mañana 7:30`.
pub(super) fn day_and_time(text: &str, today: Day) -> Option<(Day, Option<Time>)> {
    if let Some(day) = parse_day(text, today) {
        return Some((day, None));
    }
    let (day, time) = text.trim().rsplit_once(' ')?;
    Some((parse_day(day, today)?, Some(time.parse().ok()?)))
}

/// Writes the day in figures and the time into its own field, so that a draft means the same tomorrow.
pub(super) fn settle_day(form: &mut Form, today: Day) {
    let text = form.text("requested_date").to_owned();
    if let Some((day, time)) = day_and_time(&text, today) {
        form.set("requested_date", short(day, crate::i18n::Lang::Es));
        if let Some(time) = time {
            form.set("requested_time", time.to_string());
        }
    }
}

/// The field that says which day the form filled in by itself.
pub(super) const DAY_SHOWN: &str = "requested_date_shown";

/// Whether the day is the form's own proposal, which follows what is ordered.
pub(super) fn day_is_proposed(form: &Form) -> bool {
    form.text("requested_date") == form.text(DAY_SHOWN)
}

/// The order as typed; a day that was left empty, or is the form's own proposal, stays open.
pub(super) fn order_of(ctx: &Ctx, form: &Form, errors: &mut FieldErrors) -> NewOrder {
    let today = ctx.app.db.today();
    let mut new = NewOrder::from(
        who(form),
        code(form, "order_source").unwrap_or(Source::Phone),
    );
    let day = form.optional("requested_date");
    if let Some(text) = day.filter(|_| !day_is_proposed(form)) {
        match day_and_time(text, today) {
            Some((day, time)) => {
                new.requested_date = Some(day);
                new.requested_time = time;
            }
            None => errors.add("requested_date", "field-day"),
        }
    }
    new.requested_time = form.time("requested_time", errors).or(new.requested_time);
    new.delivery_point_id = code(form, "delivery_point_id");
    new.order_type =
        code::<OrderType>(form, "order_type").filter(|kind| *kind != OrderType::Standing);
    new.priority = code(form, "priority").unwrap_or(Priority::Standard);
    new.delivery_method = code::<DeliveryMethod>(form, "delivery_method");
    new.discount_percentage = form.rate("discount_percentage", errors);
    new.shipping_charge = form.money("shipping_amount", errors).unwrap_or_default();
    new.payment_method = code::<PaymentMethod>(form, "payment_method");
    new.is_paid = form.is_on("is_paid");
    new.deposit_amount = form.money("deposit_amount", errors).unwrap_or_default();
    form.text("delivery_address")
        .clone_into(&mut new.delivery_address);
    form.text("billing_address")
        .clone_into(&mut new.billing_address);
    new.business_model = code::<BusinessModel>(form, "business_model");
    form.text("delivery_notes")
        .clone_into(&mut new.delivery_notes);
    form.text("internal_notes")
        .clone_into(&mut new.internal_notes);
    form.text("notes").clone_into(&mut new.notes);
    new.communication_preference = code::<Contact>(form, "communication_preference");
    form.text("late_reason").clone_into(&mut new.late_reason);
    new.may_be_late = ctx.may(Permission::LateOrders);
    new.allergen_override = form.is_on("allergen_override");
    for (number, typed) in lines_of(form).iter().enumerate() {
        new.lines.push(line_of(number, typed, errors));
    }
    new
}

fn code<T: std::str::FromStr>(form: &Form, name: &str) -> Option<T> {
    form.optional(name)?.parse().ok()
}

fn who(form: &Form) -> Who {
    if let Some(id) = known_customer(form) {
        return Who::Known(id);
    }
    let [name, phone, email] =
        ["customer_name", "customer_phone", "customer_email"].map(|field| form.text(field));
    if name.is_empty() && phone.is_empty() && email.is_empty() {
        return Who::Nobody;
    }
    Who::Contact {
        phone: phone.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
    }
}

/// The customer that the form has settled on. Without JavaScript the name can be typed over while the hidden id stays, so
/// the form also says which id it was drawn with and under which name.
pub(super) fn known_customer(form: &Form) -> Option<CustomerId> {
    let id = code::<CustomerId>(form, "customer_id")?;
    let is_drawn = form.text("customer_id") == form.text("customer_drawn");
    let typed_over = is_drawn && form.text("customer_text") != form.text("customer_named");
    (!typed_over).then_some(id)
}

/// A line as typed; what is wrong with it is named by its number.
pub(super) fn line_of(number: usize, typed: &TypedLine, errors: &mut FieldErrors) -> NewLine {
    let field = |part: &str| format!("items.{number}.{part}");
    let (amount, said) = match entry::quantity(&typed.quantity) {
        Some((amount, unit)) => (
            counted(amount, unit_of(typed, unit).as_deref().unwrap_or_default()),
            unit,
        ),
        None => {
            errors.add(field("quantity"), "orders-quantity");
            (Decimal::ONE, None)
        }
    };
    let price = match typed.price.as_str() {
        "" => Asked::List,
        text => match price_of(text) {
            Ok(price) => Asked::Hand(price),
            Err(why) => {
                errors.add(field("unit_price"), why);
                Asked::List
            }
        },
    };
    let discount = match typed.discount.as_str() {
        "" => Rate::ZERO,
        text => match parse_number(text, NumberStyle::Guess).map(Rate::exact) {
            Ok(Ok(rate)) => rate,
            _ => {
                errors.add(field("discount_percentage"), "field-number");
                Rate::ZERO
            }
        },
    };
    NewLine {
        product_id: typed.item.parse().ok(),
        name: typed.name.clone(),
        unit: unit_of(typed, said),
        price,
        tax_class_id: typed.tax.parse().ok(),
        discount_percentage: discount,
        custom_instructions: typed.note.clone(),
        ..NewLine::of(ItemId(uuid::Uuid::nil()), Amount::Units(amount), None)
    }
}

/// A price as typed, or why it is none.
pub(super) fn price_of(text: &str) -> Result<Price, &'static str> {
    let number = parse_number(text, NumberStyle::Guess).map_err(|_| "field-number")?;
    Price::exact(number).map_err(|_| "field-amount")
}

/// A unit typed with the quantity wins over the one that the line had.
fn unit_of(typed: &TypedLine, said: Option<Unit>) -> Option<String> {
    said.map(|unit| unit.code().to_owned())
        .or_else(|| Some(typed.unit.clone()).filter(|unit| !unit.is_empty()))
}

/// The field of the form that an error of the order belongs to.
pub(super) fn form_field(field: &str) -> String {
    let part = |part: &str| match part {
        "product_id" => "quantity",
        "product_name" => "name",
        "unit_price" => "price",
        "discount_percentage" => "discount",
        "unit" => "quantity",
        _ => "quantity",
    };
    match field
        .strip_prefix("items.")
        .and_then(|rest| rest.split_once('.'))
    {
        Some((number, name)) => format!("line-{number}-{}", part(name)),
        None => match field {
            "items" => "entry".to_owned(),
            "customer_id" => "customer_text".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// Digits make a telephone number, anything else a name: what was looked for fills in the new customer.
pub(super) fn looks_like_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 6 && !fold(text).chars().any(char::is_alphabetic)
}
