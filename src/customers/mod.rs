//! Customers: who pays, where the goods go, what is owed, what must not be on the plate.
//!
//! A customer is the payer and has one delivery point or more. What a customer owes are rows here that orders, invoices
//! and payments keep up to date through [`set_exposure`].

pub mod api;
mod check;
pub mod pages;
pub mod rounds;
mod store;
mod types;

use serde_json::json;

use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::settings;
use crate::values::PhoneDigits;
use crate::values::calendar::{Day, Time};
use crate::values::ids::{CustomerId, PointId};
use crate::values::money::Money;

pub use store::history::{
    Favourite, InvoiceLine, OrderLine, PaymentLine, favourites, invoices, last_order, orders,
    payments,
};
pub use store::{
    Filter, Found, allergen_notes, exposure, find, list, point, points, rounds_of, search,
};
pub use types::{
    AllergenNotes, BusinessType, Contact, Customer, CustomerType, ExposureOf, NewCustomer,
    NewPoint, Point, Rhythm, Standing, Tier,
};

/// Orders of this many days make the favourites.
pub const FAVOURITE_DAYS: i64 = 180;

/// Makes the cut-offs of a new bakery: 20:00 the day before, every day of the week.
///
/// # Errors
/// Only those of the database.
pub fn begin(tx: &Tx) -> Result<()> {
    begin_closing_at(tx, rounds::usual_time())
}

/// As [`begin`], for a bakery that takes orders until another time of the day before.
///
/// # Errors
/// Only those of the database.
pub fn begin_closing_at(tx: &Tx, at: Time) -> Result<()> {
    rounds::begin(tx, at)
}

/// Adds a customer and the first delivery point, at the customer's own address.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, also when e-mail or phone belong to another payer; a conflict when the
/// bakery has as many customers as its settings allow.
pub fn create(tx: &Tx, new: NewCustomer) -> Result<CustomerId> {
    let new = check::customer(tx, new, None)?;
    let most = tx.settings.whole(settings::MOST_CUSTOMERS);
    if store::count_active(tx)? >= most {
        return Err(Error::conflict(
            Message::new("customers-too-many").arg("most", most),
        ));
    }
    let id: CustomerId = tx.id();
    let code = tx.next_number("customer")?;
    store::insert(tx, id, code, &new)?;
    let about = json!({ "code": [null, code], "customer_type": [null, new.customer_type] });
    let payload = json!({ "customer_id": id, "code": code, "customer_type": new.customer_type });
    events::record(
        tx,
        Happened::new("customer", Some(id.0), "created")
            .changes(about)
            .event("customer_created", "customers.created", payload),
    )?;
    let name = if new.business_name.is_empty() {
        &new.contact_name
    } else {
        &new.business_name
    };
    let first = NewPoint {
        name: name.clone(),
        address_line1: new.address_line1.clone(),
        address_line2: new.address_line2.clone(),
        city: new.city.clone(),
        postal_code: new.postal_code.clone(),
        province: new.province.clone(),
        route_id: new.route_id,
        ..NewPoint::default()
    };
    add_point(tx, id, first)?;
    Ok(id)
}

/// The customer with this phone (exact on its digits), else with this e-mail, else a new one.
///
/// # Errors
/// A conflict naming both when phone and e-mail belong to different customers; those of [`create`].
pub fn get_or_create(
    tx: &Tx,
    phone: Option<&str>,
    name: &str,
    email: Option<&str>,
) -> Result<CustomerId> {
    let digits = PhoneDigits::new(phone.unwrap_or_default());
    let mut matches = store::with_phone(tx, digits.as_str())?;
    let by_mail = match email.map(str::trim).filter(|email| !email.is_empty()) {
        Some(email) => store::with_email(tx, email)?,
        None => None,
    };
    matches.extend(by_mail.filter(|found| !matches.contains(found)));
    match matches.as_slice() {
        [] => create(
            tx,
            NewCustomer {
                contact_name: name.to_owned(),
                phone: phone.map(str::to_owned),
                email: email.map(str::to_owned),
                lang: tx.settings.language(),
                ..NewCustomer::default()
            },
        ),
        [one] => {
            set_active(tx, *one, true)?;
            Ok(*one)
        }
        several => Err(two_matches(tx, several)?),
    }
}

/// The delivery point that a phone belongs to; none for the payer's own.
///
/// # Errors
/// Only those of the database.
pub fn point_of_phone(view: &View, customer: CustomerId, phone: &str) -> Result<Option<PointId>> {
    let digits = PhoneDigits::new(phone);
    let is_own = store::payer_with_phone(view, digits.as_str())? == Some(customer);
    if is_own || digits.as_str().is_empty() {
        return Ok(None);
    }
    store::point_with_phone(view, customer, digits.as_str())
}

/// The place of a customer that was meant by the digits that were typed to find them: one place's telephone holds them, none
/// of the customer's own does. A text with letters is a name, whatever digits it has.
///
/// # Errors
/// Only those of the database.
pub fn place_meant(view: &View, customer: CustomerId, text: &str) -> Result<Option<PointId>> {
    let digits = PhoneDigits::new(text);
    if digits.as_str().len() < 3 || text.chars().any(char::is_alphabetic) {
        return Ok(None);
    }
    store::place_with_digits(view, customer, digits.as_str())
}

/// Other payers with this phone or e-mail.
///
/// # Errors
/// Only those of the database.
pub fn others_with(
    view: &View,
    phone: &str,
    email: &str,
    own: Option<CustomerId>,
) -> Result<Vec<Customer>> {
    let by_phone = store::payer_with_phone(view, PhoneDigits::new(phone).as_str())?;
    let mut ids: Vec<CustomerId> = by_phone
        .into_iter()
        .chain(store::with_email(view, email)?)
        .filter(|id| Some(*id) != own)
        .collect();
    ids.dedup();
    ids.into_iter().map(|id| store::find(view, id)).collect()
}

/// The conflict of two records for one person, with both.
fn two_matches(tx: &Tx, ids: &[CustomerId]) -> Result<Error> {
    let mut both = Vec::new();
    for id in ids {
        let customer = store::find(tx, *id)?;
        both.push(
            json!({ "id": id, "code": customer.code, "name": customer.name(),
            "phone": customer.phone, "email": customer.email }),
        );
    }
    Ok(Error::Conflict(
        "customers-two-match".into(),
        Some(json!({ "customers": both })),
    ))
}

/// Changes a customer. A delivery point that has the customer's own name or address goes on having it.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::Stale`] when changed meanwhile.
pub fn edit(tx: &Tx, id: CustomerId, version: i64, new: NewCustomer) -> Result<()> {
    let before = store::find(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let new = check::customer(tx, new, Some(&before))?;
    if !store::update(tx, id, version, &new)? {
        return Err(Error::Stale);
    }
    store::points_follow(tx, &before, &store::find(tx, id)?)?;
    store::index(tx, id)?;
    let (changes, personal) = check::differences(&before, &new);
    let mut happened = Happened::new("customer", Some(id.0), "edited")
        .changes(changes)
        .event(
            "customer_updated",
            "customers.updated",
            json!({ "customer_id": id }),
        );
    if personal != json!({}) {
        happened = happened.personal(personal);
    }
    events::record(tx, happened)
}

/// Invoices the customer in another rhythm.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_rhythm(tx: &Tx, id: CustomerId, rhythm: Rhythm) -> Result<()> {
    let customer = store::find(tx, id)?;
    edit(
        tx,
        id,
        customer.version,
        NewCustomer {
            invoice_rhythm: rhythm,
            ..customer.to_new()
        },
    )
}

/// Whether a rhythm leaves too little of the 30 days in which fresh food is to be paid (Ley 15/2010 disposición adicional
/// primera): with one invoice a month the first deliveries are already due on the day it is written.
pub const fn breaks_fresh_food_term(rhythm: Rhythm, fresh_food_term: bool, term_days: i64) -> bool {
    matches!(rhythm, Rhythm::Monthly) && fresh_food_term && term_days > 0
}

/// Longest terms that the law allows, in days from a delivery (Ley 15/2010 disposición adicional primera; Ley 3/2004 art. 4).
const FRESH_FOOD_DAYS: i64 = 30;
const OTHER_FOOD_DAYS: i64 = 60;

/// The longest term that the law allows, in days.
pub const fn longest_term_days(fresh_food_term: bool) -> i64 {
    if fresh_food_term {
        FRESH_FOOD_DAYS
    } else {
        OTHER_FOOD_DAYS
    }
}

/// The agreed days, cut to what the law allows: what invoices go by.
pub fn lawful_term_days(agreed: i64, fresh_food_term: bool) -> i64 {
    agreed.clamp(0, longest_term_days(fresh_food_term))
}

/// Takes a customer out of the lists, or puts it back. Documents stay as they are.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_active(tx: &Tx, id: CustomerId, active: bool) -> Result<()> {
    let customer = store::find(tx, id)?;
    if customer.is_active == active {
        return Ok(());
    }
    store::set_active(tx, id, active)?;
    let action = if active { "enabled" } else { "disabled" };
    let payload = json!({ "customer_id": id, "is_active": active });
    events::record(
        tx,
        Happened::new("customer", Some(id.0), action).event(
            "customer_updated",
            "customers.updated",
            payload,
        ),
    )
}

/// Says how well the customer pays.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_standing(tx: &Tx, id: CustomerId, standing: Standing, reason: &str) -> Result<()> {
    let before = store::find(tx, id)?.payment_status;
    if before == standing {
        return Ok(());
    }
    store::set_standing(tx, id, standing)?;
    let payload = json!({ "customer_id": id, "payment_status": standing });
    events::record(
        tx,
        Happened::new("customer", Some(id.0), "standing_changed")
            .states(before.code().to_owned(), standing.code())
            .because(reason)
            .event("customer_updated", "customers.updated", payload),
    )
}

/// Gives the customer a loyalty tier.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_tier(tx: &Tx, id: CustomerId, tier: Tier) -> Result<()> {
    let before = store::find(tx, id)?.loyalty_tier;
    if before == tier {
        return Ok(());
    }
    store::set_tier(tx, id, tier)?;
    let changes = json!({ "loyalty_tier": [before, tier] });
    events::record(
        tx,
        Happened::new("customer", Some(id.0), "tier_changed").changes(changes),
    )
}

/// Adds a delivery point; on a round it becomes the last stop.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::NotFound`].
pub fn add_point(tx: &Tx, customer: CustomerId, new: NewPoint) -> Result<PointId> {
    store::find(tx, customer)?;
    let new = check::point(tx, new)?;
    let id: PointId = tx.id();
    let stop = match new.route_id {
        Some(route) => new
            .stop_order
            .map_or_else(|| rounds::next_stop(tx, route), Ok)?,
        None => 0,
    };
    store::insert_point(tx, id, customer, &new, stop)?;
    store::index(tx, customer)?;
    let changes = json!({ "point": [null, new.name], "route": [null, new.route_id] });
    events::record(
        tx,
        Happened::new("customer", Some(customer.0), "point_added").changes(changes),
    )?;
    Ok(id)
}

/// Changes a delivery point; on another round it becomes the last stop there.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::Stale`] when changed meanwhile.
pub fn edit_point(tx: &Tx, id: PointId, version: i64, new: NewPoint) -> Result<()> {
    let before = store::point(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let new = check::point(tx, new)?;
    let stop = match (new.route_id, new.stop_order) {
        (None, _) => 0,
        (Some(_), Some(stop)) => stop,
        (same, None) if same == before.route_id => before.stop_order,
        (Some(route), None) => rounds::next_stop(tx, route)?,
    };
    if !store::update_point(tx, id, version, &new, stop)? {
        return Err(Error::Stale);
    }
    store::index(tx, before.customer_id)?;
    let changes = json!({ "point": [before.name, new.name], "route": [before.route_id, new.route_id],
        "window_from": [before.window_from, new.window_from], "window_until": [before.window_until, new.window_until] });
    events::record(
        tx,
        Happened::new("customer", Some(before.customer_id.0), "point_edited").changes(changes),
    )
}

/// Goods go there no more, or go there again.
///
/// # Errors
/// A conflict for the customer's last active point; [`Error::NotFound`].
pub fn set_point_active(tx: &Tx, id: PointId, active: bool) -> Result<()> {
    let point = store::point(tx, id)?;
    if point.is_active == active {
        return Ok(());
    }
    let others = store::points(tx, point.customer_id)?;
    if !active && !others.iter().any(|other| other.id != id && other.is_active) {
        return Err(Error::conflict("customers-last-point"));
    }
    store::set_point_active(tx, id, active)?;
    let action = if active {
        "point_enabled"
    } else {
        "point_disabled"
    };
    let changes = json!({ "point": [point.name, point.name] });
    events::record(
        tx,
        Happened::new("customer", Some(point.customer_id.0), action).changes(changes),
    )
}

/// Keeps what a customer must not eat, or forgets it. The history says that it changed, never what it says.
///
/// # Errors
/// [`Error::Invalid`] for a day of consent in the future or notes that say nothing; [`Error::NotFound`].
pub fn set_allergens(tx: &Tx, id: CustomerId, notes: Option<AllergenNotes>) -> Result<()> {
    store::find(tx, id)?;
    let before = store::allergen_notes(tx, id)?;
    let mut errors = FieldErrors::default();
    if let Some(notes) = &notes {
        if notes.consent_date > tx.today() {
            errors.add("consent_date", "customers-consent-future");
        }
        if notes.allergens.is_empty() && notes.allergen_notes.trim().is_empty() {
            errors.add("allergen_notes", "field-required");
        }
    }
    errors.or(())?;
    store::put_allergens(tx, id, notes.as_ref())?;
    let words = |notes: Option<&AllergenNotes>| {
        notes.map(|notes| {
            json!({ "allergens": notes.allergens, "allergen_notes": notes.allergen_notes,
            "consent_date": notes.consent_date })
        })
    };
    let personal = json!({ "allergens": [words(before.as_ref()), words(notes.as_ref())] });
    events::record(
        tx,
        Happened::new("customer", Some(id.0), "allergens_changed").personal(personal),
    )
}

/// Says what an order or an invoice adds to what the customer owes, or a credit takes off it; zero takes it away.
///
/// # Errors
/// A conflict when there is no such customer.
pub fn set_exposure(tx: &Tx, of: ExposureOf, customer: CustomerId, amount: Money) -> Result<()> {
    let (kind, id) = of.row();
    store::set_exposure(tx, kind, id, customer, amount)
}

/// What an order or an invoice adds to what its customer owes, or a credit takes off it (below zero).
///
/// # Errors
/// Only those of the database.
pub fn owed_for(view: &View, of: ExposureOf) -> Result<Money> {
    let (kind, id) = of.row();
    store::owed_for(view, kind, id)
}

/// Adds an order taken on `day` to the customer's lifetime figures.
///
/// # Errors
/// Only those of the database.
pub fn count_new_order(tx: &Tx, customer: CustomerId, amount: Money, day: Day) -> Result<()> {
    store::count_new_order(tx, customer, amount, day)
}

/// Adds to the customer's lifetime figures, or takes away below zero; the last order date is read anew from the orders.
///
/// # Errors
/// Only those of the database.
pub fn count_order(
    tx: &Tx,
    customer: CustomerId,
    amount_delta: Money,
    orders_delta: i64,
) -> Result<()> {
    store::count_order(tx, customer, amount_delta, orders_delta)?;
    store::reread_last_order(tx, customer)
}

/// What may still be ordered on credit; none without a limit.
///
/// # Errors
/// Only those of the database.
pub fn credit_left(view: &View, customer: &Customer) -> Result<Option<Money>> {
    let Some(limit) = customer.credit_limit else {
        return Ok(None);
    };
    Ok(Some(limit - exposure(view, customer.id)?))
}
