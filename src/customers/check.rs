//! What is typed about a customer, put in order and checked.

use serde_json::{Map, Value, json};

use super::{Customer, NewCustomer, NewPoint, store};
use crate::catalog;
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::settings;
use crate::values::ids::CustomerId;
use crate::values::spanish::normalise;
use crate::values::text::{looks_like_mail, looks_like_phone};
use crate::values::{PhoneDigits, Postcode, Rate, TaxId};

/// Blank texts become none, texts lose their outer blanks.
fn tidy(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn tidy_customer(mut new: NewCustomer) -> NewCustomer {
    for text in [
        &mut new.business_name,
        &mut new.contact_name,
        &mut new.address_line1,
        &mut new.address_line2,
        &mut new.city,
        &mut new.postal_code,
        &mut new.province,
        &mut new.country,
        &mut new.customer_notes,
    ] {
        *text = text.trim().to_owned();
    }
    if new.contact_name.is_empty() {
        new.contact_name = new.business_name.clone();
    }
    new.email = tidy(new.email);
    new.phone = tidy(new.phone);
    new.secondary_phone = tidy(new.secondary_phone);
    new.tax_id = tidy(new.tax_id).map(|id| normalise(&id));
    new
}

/// The customer as it will be stored.
pub(super) fn customer(
    tx: &Tx,
    new: NewCustomer,
    before: Option<&Customer>,
) -> Result<NewCustomer> {
    let mut new = tidy_customer(new);
    let mut errors = FieldErrors::default();
    if new.contact_name.is_empty() {
        errors.add("contact_name", "field-required");
    }
    if new
        .email
        .as_deref()
        .is_some_and(|email| !looks_like_mail(email))
    {
        errors.add("email", "field-email");
    }
    if tx.settings.on(settings::VALIDATION_ON) {
        validate(&new, before, &mut errors);
    }
    money(tx, &mut new, &mut errors)?;
    taken(tx, &new, before.map(|customer| customer.id), &mut errors)?;
    errors.or(new)
}

/// The checks that the settings can switch off. What was stored before they were switched on may stay.
fn validate(new: &NewCustomer, before: Option<&Customer>, errors: &mut FieldErrors) {
    let is_new = |now: &Option<String>, then: Option<&Option<String>>| {
        now.is_some() && then.is_none_or(|then| then != now)
    };
    let tax_id = new.tax_id.as_deref().unwrap_or_default();
    let spanish = matches!(
        crate::values::fold(&new.country).as_str(),
        "" | "espana" | "spain"
    );
    if spanish
        && is_new(&new.tax_id, before.map(|customer| &customer.tax_id))
        && TaxId::parse(tax_id).is_err()
    {
        errors.add("tax_id", "field-tax-id");
    }
    if spanish
        && !new.postal_code.is_empty()
        && before.is_none_or(|customer| customer.postal_code != new.postal_code)
        && new.postal_code.parse::<Postcode>().is_err()
    {
        errors.add("postal_code", "customers-postcode");
    }
    for (field, now, then) in [
        ("phone", &new.phone, before.map(|customer| &customer.phone)),
        (
            "secondary_phone",
            &new.secondary_phone,
            before.map(|customer| &customer.secondary_phone),
        ),
    ] {
        if is_new(now, then) && !looks_like_phone(now.as_deref().unwrap_or_default()) {
            errors.add(field, "customers-phone");
        }
    }
}

fn money(tx: &Tx, new: &mut NewCustomer, errors: &mut FieldErrors) -> Result<()> {
    let most = tx.settings.rate(settings::MOST_DISCOUNT);
    if !(Rate::ZERO..=most).contains(&new.discount_percentage) {
        errors.add(
            "discount_percentage",
            Message::new("setting-between")
                .arg("least", Rate::ZERO)
                .arg("most", most),
        );
    }
    let usual = match new.customer_type.is_business() {
        true => tx.settings.whole(settings::DEFAULT_TERM_DAYS),
        false => 0,
    };
    let days = new.credit_term_days.unwrap_or(usual);
    new.credit_term_days = Some(days);
    if !(0..=365).contains(&days) {
        errors.add(
            "credit_term_days",
            Message::new("setting-between")
                .arg("least", 0_i64)
                .arg("most", 365_i64),
        );
    }
    let most = tx.settings.money(settings::MOST_CREDIT);
    if let Some(limit) = new.credit_limit
        && (limit.is_negative() || limit > most)
    {
        errors.add(
            "credit_limit",
            Message::new("customers-credit-most").arg("most", most),
        );
    }
    match new.price_list_id.map(|list| catalog::price_list(tx, list)) {
        Some(Err(Error::NotFound)) => errors.add("price_list_id", "field-required"),
        Some(Err(error)) => return Err(error),
        _ => {}
    }
    Ok(())
}

/// E-mail and phone belong to one payer.
fn taken(
    tx: &Tx,
    new: &NewCustomer,
    own: Option<CustomerId>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let digits = PhoneDigits::new(new.phone.as_deref().unwrap_or_default());
    let by_phone = store::payer_with_phone(tx, digits.as_str())?;
    let by_mail = match &new.email {
        Some(email) => store::with_email(tx, email)?,
        None => None,
    };
    for (field, found) in [("phone", by_phone), ("email", by_mail)] {
        if let Some(other) = found.filter(|other| Some(*other) != own) {
            let other = store::find(tx, other)?;
            let message = Message::new(format!("customers-{field}-taken"));
            errors.add(
                field,
                message.arg("name", other.name()).arg("code", other.code),
            );
        }
    }
    Ok(())
}

/// The delivery point as it will be stored.
pub(super) fn point(tx: &Tx, mut new: NewPoint) -> Result<NewPoint> {
    for text in [
        &mut new.name,
        &mut new.contact_name,
        &mut new.address_line1,
        &mut new.address_line2,
        &mut new.city,
        &mut new.postal_code,
        &mut new.province,
        &mut new.delivery_notes,
    ] {
        *text = text.trim().to_owned();
    }
    new.phone = tidy(new.phone);
    let mut errors = FieldErrors::default();
    if new.name.is_empty() {
        errors.add("name", "field-required");
    }
    if tx.settings.on(settings::VALIDATION_ON) {
        if new
            .phone
            .as_deref()
            .is_some_and(|phone| !looks_like_phone(phone))
        {
            errors.add("phone", "customers-phone");
        }
        if !new.postal_code.is_empty() && new.postal_code.parse::<Postcode>().is_err() {
            errors.add("postal_code", "customers-postcode");
        }
    }
    if let (Some(from), Some(until)) = (new.window_from, new.window_until)
        && until < from
    {
        errors.add("window_until", "customers-window");
    }
    if new
        .stop_order
        .is_some_and(|stop| !(0..=9999).contains(&stop))
    {
        errors.add(
            "stop_order",
            Message::new("setting-between")
                .arg("least", 0_i64)
                .arg("most", 9999_i64),
        );
    }
    if let Some(route) = new.route_id
        && let Err(Error::NotFound) = super::rounds::find(tx, route)
    {
        errors.add("route_id", "field-required");
    }
    errors.or(new)
}

/// Before and after: what is no secret, and what is somebody's own.
pub(super) fn differences(before: &Customer, after: &NewCustomer) -> (Value, Value) {
    let (mut open, mut personal) = (Map::new(), Map::new());
    let compare = |into: &mut Map<String, Value>, field: &str, old: Value, new: Value| {
        if old != new {
            into.insert(field.to_owned(), json!([old, new]));
        }
    };
    macro_rules! fields {
        ($into:ident: $($field:ident),+) => {
            $(compare(&mut $into, stringify!($field), json!(before.$field), json!(after.$field));)+
        };
    }
    fields!(open: customer_type, business_type, price_list_id, discount_percentage, credit_limit, invoice_rhythm,
        fresh_food_term, reminders_on, notes_with_prices, equivalence_surcharge, preferred_contact_method, lang);
    let days = json!(after.credit_term_days.unwrap_or(before.credit_term_days));
    compare(
        &mut open,
        "credit_term_days",
        json!(before.credit_term_days),
        days,
    );
    fields!(personal: business_name, contact_name, email, phone, secondary_phone, address_line1, address_line2, city,
        postal_code, province, country, tax_id, customer_notes);
    (Value::Object(open), Value::Object(personal))
}
