//! Suppliers: who sells us what, in which pack, at which price. Quantities are 1/1,000 base units, prices are euros for
//! one kg, litre or piece ([`unit_of`] the item), whatever unit the item itself is priced in.

pub mod api;
pub mod contacts;
pub mod pages;
pub mod products;
mod store;
mod taken_back;
pub mod terms;
pub mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::SupplierId;
use crate::values::text::looks_like_mail;
use crate::values::{BaseUnit, Money, TaxId, Unit, Weekdays};

pub use contacts::{
    Contact, ContactRole, NewContact, OrderDesk, add_contact, contact, contacts, edit_contact,
    order_desk, remove_contact, restore_contact,
};
pub use products::{
    Break, Delivered, NewProduct, PricePoint, PriceSource, PriceTerms, Quote, SupplierProduct,
    add_product, edit_product, note_delivered_price, preferred, price_for, price_history,
    set_price, usual_rate,
};
pub use store::{Buyable, buyable, find, list, product, products_of, sellers};
pub use taken_back::{forget_news, forget_paid};
pub use terms::{Contract, Term, TermChange, term_changes};

/// Terms of a supplier who has no others.
pub const USUAL_TERMS: &str = "Net 30";

/// Somebody we buy from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Supplier {
    pub id: SupplierId,
    pub name: String,
    pub tax_id: Option<String>,
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address_line1: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub payment_terms: String,
    /// Days on which they deliver.
    pub delivery_weekdays: Weekdays,
    pub minimum_order_value: Money,
    pub lead_time_days: i64,
    pub lang: Lang,
    pub certificates: String,
    pub is_trusted: bool,
    /// 0 to 100, as judged by hand.
    pub quality_rating: Option<i64>,
    pub notes: String,
    pub is_active: bool,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

/// A supplier as typed or sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewSupplier {
    pub name: String,
    pub tax_id: String,
    pub contact_name: String,
    pub email: String,
    pub phone: String,
    pub address_line1: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub payment_terms: String,
    pub delivery_weekdays: Weekdays,
    pub minimum_order_value: Money,
    pub lead_time_days: i64,
    pub lang: Lang,
    pub certificates: String,
    pub is_trusted: bool,
    pub quality_rating: Option<i64>,
    pub notes: String,
    pub is_active: bool,
}

impl Default for NewSupplier {
    fn default() -> Self {
        Self {
            name: String::new(),
            tax_id: String::new(),
            contact_name: String::new(),
            email: String::new(),
            phone: String::new(),
            address_line1: String::new(),
            city: String::new(),
            postal_code: String::new(),
            province: String::new(),
            country: "España".into(),
            payment_terms: USUAL_TERMS.into(),
            delivery_weekdays: Weekdays::WORKING,
            minimum_order_value: Money::ZERO,
            lead_time_days: 3,
            lang: Lang::Es,
            certificates: String::new(),
            is_trusted: false,
            quality_rating: None,
            notes: String::new(),
            is_active: true,
        }
    }
}

/// Which suppliers a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub text: String,
    pub inactive: bool,
    /// The folded name and id after which the page begins.
    pub after: Option<(String, SupplierId)>,
    pub limit: usize,
}

/// The first of these weekdays, not before `lead_days` after `from`, on which the bakery is not `shut`; when it is shut for
/// five weeks, the first of these weekdays all the same.
pub fn first_delivery_day(
    weekdays: Weekdays,
    from: Day,
    lead_days: i64,
    shut: &BTreeSet<Day>,
) -> Day {
    let earliest = from.add_days(lead_days.max(0));
    let theirs = || {
        let days = earliest.to(earliest.add_days(34));
        days.filter(|day| weekdays.contains(*day))
    };
    let open = theirs().find(|day| !shut.contains(day));
    open.or_else(|| theirs().next()).unwrap_or(earliest)
}

impl Supplier {
    /// The day on which what is ordered on `from` comes; see [`first_delivery_day`].
    pub fn delivery_day(&self, from: Day, lead_days: i64, shut: &BTreeSet<Day>) -> Day {
        first_delivery_day(self.delivery_weekdays, from, lead_days, shut)
    }

    /// What lists are ordered by.
    pub fn sort_key(&self) -> String {
        store::search_text(&self.name, &self.contact_name, &self.city)
    }

    /// The postal address in one line.
    pub fn address(&self) -> String {
        let town = format!("{} {}", self.postal_code, self.city);
        [self.address_line1.as_str(), town.trim()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The unit that goods of this base unit are bought in: kg, l or piece. Prices and the API's quantities are for it.
pub const fn unit_of(base: BaseUnit) -> Unit {
    match base {
        BaseUnit::G => Unit::Kg,
        BaseUnit::Ml => Unit::L,
        BaseUnit::Piece => Unit::Piece,
    }
}

/// Adds a supplier.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, also when the name is taken.
pub fn create(tx: &Tx, new: &NewSupplier) -> Result<SupplierId> {
    check(new)?;
    let id: SupplierId = tx.id();
    store::insert(tx, id, new)?;
    let payload = json!({ "supplier_id": id, "name": new.name.trim() });
    events::record(
        tx,
        Happened::new("supplier", Some(id.0), "created").event(
            "supplier_created",
            "suppliers.created",
            payload,
        ),
    )?;
    Ok(id)
}

/// Changes a supplier.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::Invalid`] with every wrong field.
pub fn edit(tx: &Tx, id: SupplierId, version: i64, new: &NewSupplier) -> Result<()> {
    check(new)?;
    let before = find(tx, id)?;
    if !store::update(tx, id, version, new)? {
        return Err(Error::Stale);
    }
    let changes = json!({
        "payment_terms": [before.payment_terms, new.payment_terms],
        "lead_time_days": [before.lead_time_days, new.lead_time_days],
        "minimum_order_value": [before.minimum_order_value, new.minimum_order_value],
        "delivery_weekdays": [before.delivery_weekdays, new.delivery_weekdays],
        "is_active": [before.is_active, new.is_active],
    });
    events::record(
        tx,
        Happened::new("supplier", Some(id.0), "edited")
            .changes(only_changed(changes))
            .event(
                "supplier_changed",
                "suppliers.changed",
                json!({ "supplier_id": id }),
            ),
    )
}

/// Leaves out what stayed as it was.
fn only_changed(mut changes: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = changes.as_object_mut() {
        fields.retain(|_, pair| pair.get(0) != pair.get(1));
    }
    changes
}

fn check(new: &NewSupplier) -> Result<()> {
    let mut errors = FieldErrors::default();
    if new.name.trim().is_empty() {
        errors.add("name", "field-required");
    }
    if !new.email.trim().is_empty() && !looks_like_mail(new.email.trim()) {
        errors.add("email", "field-email");
    }
    let spanish = matches!(new.country.trim(), "" | "España" | "Spain");
    if spanish && !new.tax_id.trim().is_empty() && TaxId::parse(&new.tax_id).is_err() {
        errors.add("tax_id", "field-tax-id");
    }
    if new.payment_terms.trim().is_empty() {
        errors.add("payment_terms", "field-required");
    }
    if new.delivery_weekdays.is_empty() {
        errors.add("delivery_weekdays", "suppliers-no-weekday");
    }
    if new.minimum_order_value.is_negative() {
        errors.add("minimum_order_value", "field-amount");
    }
    between(
        "lead_time_days",
        Some(new.lead_time_days),
        0,
        365,
        &mut errors,
    );
    between("quality_rating", new.quality_rating, 0, 100, &mut errors);
    errors.or(())
}

/// Adds an error when the number is outside; none is fine.
pub(crate) fn between(
    field: &str,
    number: Option<i64>,
    least: i64,
    most: i64,
    errors: &mut FieldErrors,
) {
    if number.is_some_and(|number| !(least..=most).contains(&number)) {
        errors.add(
            field,
            Message::new("setting-between")
                .arg("least", least)
                .arg("most", most),
        );
    }
}
