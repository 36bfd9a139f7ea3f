//! Lines typed for a new order that join one which its customer has for the same day: they are shown on the page of that
//! order, beside its own, and added when it is saved. Until then they are kept as the draft of the new order.

use super::draft::{self, TypedLine};
use super::entry::DRAFT;
use super::sheet::{self, LineView};
use super::terms;
use crate::customers;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{self, Agreed, Change, NewOrder, Order, PaymentStatus, Status, Who};
use crate::values::ids::{OrderId, PointId, UserId};
use crate::web::drafts;
use crate::web::{Answer, Ctx, Form};

/// What the names of their fields begin with.
const ADDED: &str = "add-";
/// The key of the new order that they were typed for.
const KEY: &str = "draft_key";
/// What was typed for the new order and is otherwise on the one that they join, in words.
const LEFT: &str = "draft_left";

/// Texts that are joined too, below what stands there.
const NOTES: [&str; 3] = ["notes", "delivery_notes", "internal_notes"];

/// What an order has once: it is taken over only where the order has none.
const ONCE: [(&str, &str); 8] = [
    ("requested_time", "orders-time"),
    ("shipping_amount", "orders-shipping"),
    ("deposit_amount", "orders-deposit-label"),
    ("payment_method", "orders-payment"),
    ("communication_preference", "orders-contact"),
    ("delivery_address", "orders-address"),
    ("billing_address", "orders-billing-address"),
    ("delivery_method", "orders-method"),
];

/// `POST /orders/new/join`: keeps what was typed and goes to the order `to`, which it is to join.
///
/// # Errors
/// [`Error::NotFound`] without such an order; a conflict when it cannot be changed any more.
pub async fn join(ctx: Ctx) -> Answer {
    let mut form = ctx.form()?;
    let id: OrderId = form.text("to").parse().map_err(|_| Error::NotFound)?;
    form.remove("to");
    let user = ctx.signed()?.user_id;
    ctx.write(move |tx| drafts::keep(tx, user, DRAFT, &form))
        .await?;
    let order = ctx.read(move |view| orders::find(view, id)).await?;
    if !order.status.is_editable() {
        return Err(Error::conflict(match order.status {
            Status::Cancelled => "orders-cancelled-stays",
            _ => "orders-not-editable",
        }));
    }
    Ok(ctx.see(format!("/orders/{id}?add=1")))
}

/// The fields of the order's page with what was typed for the new one; nothing of a draft for somebody else.
pub(super) fn carried(view: &View, lang: Lang, user: UserId, id: OrderId) -> Result<Form> {
    let order = orders::find(view, id)?;
    let Some(typed) = drafts::find(view, user, DRAFT)? else {
        return Ok(Form::default());
    };
    if draft::known_customer(&typed) != Some(order.customer_id) || !order.status.is_editable() {
        return Ok(Form::default());
    }
    let mut form = Form::from_pairs(draft::fields_of(&draft::lines_of(&typed), ADDED));
    form.set(KEY, typed.text("_key"));
    for field in ["entry", "late_reason", "allergen_override"] {
        if let Some(text) = typed.optional(field) {
            form.set(field, text);
        }
    }
    for field in NOTES {
        if let Some(text) = typed.optional(field) {
            let stands = terms::stored(lang, &order, field);
            let both = format!("{stands}\n{text}");
            form.set(field, both.trim());
        }
    }
    let mut left = stays(lang, &order, &typed);
    for (field, name) in ONCE {
        let Some(text) = typed.optional(field) else {
            continue;
        };
        match terms::stored(lang, &order, field).as_str() {
            "" | "0" => form.set(field, text),
            stands if stands == text => {}
            _ => left.push(format!("{} {}", lang.t(name), said(lang, field, text))),
        }
    }
    left.extend(other_point(view, lang, &order, &typed)?);
    form.set(LEFT, left.join(", "));
    Ok(form)
}

/// What is never taken over, because it would change what was agreed of the other lines, or what was paid: in words, where
/// the order has it otherwise.
fn stays(lang: Lang, order: &Order, typed: &Form) -> Vec<String> {
    let discount = terms::stored(lang, order, "discount_percentage");
    let model = order.business_model.map_or("", |model| model.code());
    let mut left = Vec::new();
    let mut differs = |field: &str, name: &str, kind: &str, stands: &str| {
        if let Some(text) = typed.optional(field).filter(|text| *text != stands) {
            let said = match kind {
                "" => text.to_owned(),
                kind => super::named(lang, kind, text),
            };
            left.push(format!("{} {said}", lang.t(name)));
        }
    };
    differs("discount_percentage", "orders-discount", "", &discount);
    differs("order_type", "orders-type", "type", order.order_type.code());
    let priority = order.priority.code();
    differs("priority", "orders-priority", "priority", priority);
    differs("business_model", "orders-business-model", "model", model);
    if typed.is_on("is_paid") && order.payment_status != PaymentStatus::Paid {
        left.push(lang.t("orders-is-paid"));
    }
    left
}

/// The place that was chosen for the new order, where it is another.
fn other_point(view: &View, lang: Lang, order: &Order, typed: &Form) -> Result<Option<String>> {
    let chosen: Option<PointId> = typed.text("delivery_point_id").parse().ok();
    let other = chosen.filter(|point| Some(*point) != order.delivery_point_id);
    let Some(point) = other else {
        return Ok(None);
    };
    let name = customers::point(view, point)?.name;
    Ok(Some(format!("{} {name}", lang.t("orders-point"))))
}

/// A field as people read it.
fn said(lang: Lang, field: &str, text: &str) -> String {
    let kind = match field {
        "payment_method" => "payment",
        "communication_preference" => "contact",
        "delivery_method" => "method",
        _ => return text.to_owned(),
    };
    super::named(lang, kind, text)
}

/// What the page says of lines that join an order.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Each with its number in the form.
    pub lines: Vec<LineView>,
    /// The key of the new order; empty when nothing joins.
    pub key: String,
    /// What does not join, in words.
    pub left: String,
}

impl Joined {
    /// Those of the form, priced as the order is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(view: &View, lang: Lang, order: &Order, form: &Form) -> Result<Self> {
        let typed = draft::lines_under(form, ADDED);
        if typed.is_empty() {
            return Ok(Self::default());
        }
        let mut new = NewOrder::from(Who::Known(order.customer_id), order.order_source);
        new.agreed = Some(Agreed {
            price_list_id: order.price_list_id,
            discount_percentage: order.discount_percentage,
        });
        new.requested_date = Some(order.requested_date);
        new.delivery_point_id = order.delivery_point_id;
        new.delivery_method = Some(order.delivery_method);
        let unread = &mut FieldErrors::default();
        let lines = typed.iter().enumerate();
        new.lines = lines
            .map(|(place, (_, line))| draft::line_of(place, line, unread))
            .collect();
        let (quote, _) = orders::draft(view, &new)?;
        let view_of = |(place, (number, line)): (usize, (usize, TypedLine))| {
            let drawn = sheet::line_view(view, lang, &quote, place, line)?;
            Ok(LineView { number, ..drawn })
        };
        let lines = typed.into_iter().enumerate().map(view_of);
        Ok(Self {
            lines: lines.collect::<Result<_>>()?,
            key: form.text(KEY).to_owned(),
            left: form.text(LEFT).to_owned(),
        })
    }

    /// Whether a line is ticked to be left out.
    pub fn leaves(form: &Form, number: usize) -> bool {
        form.is_on(&format!("{ADDED}{number}-remove"))
    }
}

/// The names of their fields, those that are left out not among them.
pub(super) fn names(form: &Form) -> Vec<String> {
    let lines = draft::lines_under(form, ADDED).into_iter();
    lines
        .filter(|(number, _)| !Joined::leaves(form, *number))
        .map(|(number, _)| format!("{ADDED}{number}-quantity"))
        .collect()
}

/// Reads the lines that join an order; its own are `place` lines.
pub(super) fn read(typed: &Form, place: usize, change: &mut Change, errors: &mut FieldErrors) {
    let lines = draft::lines_under(typed, ADDED).into_iter();
    let kept = lines.filter(|(number, _)| !Joined::leaves(typed, *number));
    for (at, (_, line)) in kept.enumerate() {
        change.add.push(draft::line_of(place + at, &line, errors));
    }
}

/// Forgets the draft of the new order whose lines have joined another; whether there were any. Another draft that was
/// begun since stays.
///
/// # Errors
/// Those of the database.
pub(super) fn done(tx: &Tx, user: UserId, typed: &Form) -> Result<bool> {
    let Some(key) = typed.optional(KEY) else {
        return Ok(false);
    };
    let kept = drafts::find(tx, user, DRAFT)?;
    if kept.is_some_and(|kept| kept.text("_key") == key) {
        drafts::forget(tx, user, DRAFT)?;
    }
    Ok(true)
}
