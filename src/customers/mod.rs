//! Customers: who pays, where the goods go, what is owed, what must not be on the plate.
//!
//! A customer is the payer and has one delivery point or more. What a customer owes are rows here that orders, invoices
//! and payments keep up to date through [`set_exposure`].

pub mod api;
mod check;
pub mod pages;
pub mod rounds;
mod store;

use serde_json::json;

use crate::catalog::Allergen;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::settings;
use crate::values::PhoneDigits;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::codes::codes;
use crate::values::ids::{CustomerId, InvoiceId, OrderId, PointId, PriceListId, RouteId};
use crate::values::money::{Money, Rate};
use crate::values::tax::TaxMode;

pub use store::history::{
    Favourite, InvoiceLine, OrderLine, PaymentLine, favourites, invoices, last_order, orders,
    payments,
};
pub use store::{
    Filter, Found, allergen_notes, exposure, find, list, point, points, rounds_of, search,
};

codes! {
    /// What kind of customer; retail pays gross prices, the others net ones.
    CustomerType { Retail = "retail", Wholesale = "wholesale", Restaurant = "restaurant", Hotel = "hotel" }
}
codes! {
    /// How the customer is organised.
    BusinessType { Individual = "individual", Business = "business", CentralBakery = "central_bakery" }
}
codes! {
    /// How good the customer is at paying, kept by a job.
    Standing { Good = "good_standing", Overdue = "overdue", Suspended = "suspended" }
}
codes! {
    /// How often the customer is invoiced.
    Rhythm { PerOrder = "per_order", Weekly = "weekly", Fortnightly = "fortnightly", Monthly = "monthly" }
}
codes! {
    Contact { Email = "email", Phone = "phone", Whatsapp = "whatsapp" }
}
codes! {
    Tier { Standard = "standard", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}

impl CustomerType {
    pub const fn is_business(self) -> bool {
        !matches!(self, Self::Retail)
    }
}

impl From<CustomerType> for TaxMode {
    fn from(customer_type: CustomerType) -> Self {
        if customer_type.is_business() {
            Self::Net
        } else {
            Self::Gross
        }
    }
}

/// A payer.
#[derive(Debug, Clone)]
pub struct Customer {
    pub id: CustomerId,
    /// The customer's number, from 1.
    pub code: i64,
    pub customer_type: CustomerType,
    pub business_type: BusinessType,
    pub business_name: String,
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub secondary_phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub tax_id: Option<String>,
    pub equivalence_surcharge: bool,
    pub price_list_id: Option<PriceListId>,
    /// Standing discount on every order.
    pub discount_percentage: Rate,
    pub credit_limit: Option<Money>,
    pub credit_term_days: i64,
    pub payment_status: Standing,
    pub invoice_rhythm: Rhythm,
    /// Fresh food is paid within 30 days of each delivery.
    pub fresh_food_term: bool,
    pub reminders_on: bool,
    pub notes_with_prices: bool,
    pub customer_notes: String,
    pub preferred_contact_method: Option<Contact>,
    pub loyalty_tier: Tier,
    pub lang: Lang,
    pub is_active: bool,
    pub total_lifetime_value: Money,
    pub total_orders: i64,
    pub last_order_date: Option<Day>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
}

impl Customer {
    /// The business, or the person where there is none.
    pub fn name(&self) -> &str {
        if self.business_name.is_empty() {
            &self.contact_name
        } else {
            &self.business_name
        }
    }

    pub const fn is_business(&self) -> bool {
        self.customer_type.is_business()
    }

    /// The customer as it would be typed again, for changes of a field or two.
    pub fn to_new(&self) -> NewCustomer {
        NewCustomer {
            customer_type: self.customer_type,
            business_type: self.business_type,
            business_name: self.business_name.clone(),
            contact_name: self.contact_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            secondary_phone: self.secondary_phone.clone(),
            address_line1: self.address_line1.clone(),
            address_line2: self.address_line2.clone(),
            city: self.city.clone(),
            postal_code: self.postal_code.clone(),
            province: self.province.clone(),
            country: self.country.clone(),
            tax_id: self.tax_id.clone(),
            equivalence_surcharge: self.equivalence_surcharge,
            price_list_id: self.price_list_id,
            discount_percentage: self.discount_percentage,
            credit_limit: self.credit_limit,
            credit_term_days: Some(self.credit_term_days),
            invoice_rhythm: self.invoice_rhythm,
            fresh_food_term: self.fresh_food_term,
            reminders_on: self.reminders_on,
            notes_with_prices: self.notes_with_prices,
            customer_notes: self.customer_notes.clone(),
            preferred_contact_method: self.preferred_contact_method,
            lang: self.lang,
            route_id: None,
        }
    }
}

/// A customer as typed.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    pub customer_type: CustomerType,
    pub business_type: BusinessType,
    pub business_name: String,
    /// Who is asked for; a business without one is asked for by its name.
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub secondary_phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub tax_id: Option<String>,
    pub equivalence_surcharge: bool,
    pub price_list_id: Option<PriceListId>,
    pub discount_percentage: Rate,
    pub credit_limit: Option<Money>,
    /// None: the bakery's usual terms for a business, at once for retail.
    pub credit_term_days: Option<i64>,
    pub invoice_rhythm: Rhythm,
    pub fresh_food_term: bool,
    pub reminders_on: bool,
    pub notes_with_prices: bool,
    pub customer_notes: String,
    pub preferred_contact_method: Option<Contact>,
    pub lang: Lang,
    /// The round that the first delivery point is on; not looked at in edits.
    pub route_id: Option<RouteId>,
}

impl Default for NewCustomer {
    fn default() -> Self {
        Self {
            customer_type: CustomerType::Retail,
            business_type: BusinessType::Individual,
            business_name: String::new(),
            contact_name: String::new(),
            email: None,
            phone: None,
            secondary_phone: None,
            address_line1: String::new(),
            address_line2: String::new(),
            city: String::new(),
            postal_code: String::new(),
            province: String::new(),
            country: "España".to_owned(),
            tax_id: None,
            equivalence_surcharge: false,
            price_list_id: None,
            discount_percentage: Rate::ZERO,
            credit_limit: None,
            credit_term_days: None,
            invoice_rhythm: Rhythm::Fortnightly,
            fresh_food_term: true,
            reminders_on: true,
            notes_with_prices: false,
            customer_notes: String::new(),
            preferred_contact_method: None,
            lang: Lang::Es,
            route_id: None,
        }
    }
}

/// Where goods go.
#[derive(Debug, Clone)]
pub struct Point {
    pub id: PointId,
    pub customer_id: CustomerId,
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub delivery_notes: String,
    pub route_id: Option<RouteId>,
    /// Its place on the round, from 1; 0 where it has none.
    pub stop_order: i64,
    pub window_from: Option<Time>,
    pub window_until: Option<Time>,
    pub is_active: bool,
    pub version: i64,
}

/// A delivery point as typed.
#[derive(Debug, Clone, Default)]
pub struct NewPoint {
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub delivery_notes: String,
    pub route_id: Option<RouteId>,
    /// None: last on the round.
    pub stop_order: Option<i64>,
    pub window_from: Option<Time>,
    pub window_until: Option<Time>,
}

/// What a person must not eat: health data, kept only with consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllergenNotes {
    pub allergens: Vec<Allergen>,
    pub allergen_notes: String,
    /// The day on which the customer agreed that this is kept.
    pub consent_date: Day,
}

/// What an amount of exposure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExposureOf {
    Order(OrderId),
    Invoice(InvoiceId),
}

/// Makes the cut-offs of a new bakery: 20:00 the day before, every day of the week.
///
/// # Errors
/// Only those of the database.
pub fn begin(tx: &Tx) -> Result<()> {
    rounds::begin(tx)
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

/// Changes a customer.
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

/// Says what an order or an invoice adds to what the customer owes; zero takes it away.
///
/// # Errors
/// A conflict when there is no such customer.
pub fn set_exposure(tx: &Tx, of: ExposureOf, customer: CustomerId, amount: Money) -> Result<()> {
    let (kind, id) = match of {
        ExposureOf::Order(id) => ("order", id.0),
        ExposureOf::Invoice(id) => ("invoice", id.0),
    };
    store::set_exposure(tx, kind, id, customer, amount)
}

/// Adds to the customer's lifetime figures, or takes away below zero. `day` is that of a new order; without one the last
/// order date is read anew from the orders.
///
/// # Errors
/// Only those of the database.
pub fn count_order(
    tx: &Tx,
    customer: CustomerId,
    amount_delta: Money,
    orders_delta: i64,
    day: Option<Day>,
) -> Result<()> {
    store::count_order(tx, customer, amount_delta, orders_delta)?;
    match day {
        Some(day) => store::ordered_on(tx, customer, day),
        None => store::reread_last_order(tx, customer),
    }
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
