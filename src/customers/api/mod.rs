//! `/api/v1/customers`, and what belongs to one: points, allergens; `/routes`, `/cutoffs`.

mod delivery_points;
mod driving;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AllergenNotes, BusinessType, Contact, Customer, CustomerType, Filter, NewCustomer, Rhythm,
};
use crate::catalog::Allergen;
use crate::db::View;
use crate::error::{Error, Result};
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::standing_orders;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, ItemId, PriceListId, RouteId};
use crate::values::money::{Money, Rate};
use crate::values::quantity::Quantity;
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging, fingerprint};
use crate::web::{Answer, Body, Ctx, Stored};

pub use delivery_points::{DeliveryPointBody, add_point, point, points, replace_point};
pub use driving::{
    CutoffsBody, CutoffsPut, RouteOut, RoutePut, add_route, cutoffs, cutoffs_version,
    replace_route, route, routes, set_cutoffs,
};

/// A customer, and what is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerOut {
    #[serde(flatten)]
    pub customer: Customer,
    /// Unpaid invoices and what is ordered and not invoiced, less what was paid ahead.
    pub exposure: Money,
    /// The agreed days cut to what the law allows: 30 from the delivery for fresh food, 60 for other.
    pub lawful_term_days: i64,
    /// With this rhythm the first deliveries of an invoice are due when it is written: fortnightly is better.
    pub breaks_fresh_term: bool,
}

fn out(view: &View, customer: Customer) -> Result<CustomerOut> {
    Ok(CustomerOut {
        exposure: super::exposure(view, customer.id)?,
        lawful_term_days: super::lawful_term_days(
            customer.credit_term_days,
            customer.fresh_food_term,
        ),
        breaks_fresh_term: super::breaks_fresh_food_term(
            customer.invoice_rhythm,
            customer.fresh_food_term,
            customer.credit_term_days,
        ),
        customer,
    })
}

/// A customer as sent; what is left out is as for a new customer, or stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct CustomerBody {
    pub customer_type: Option<CustomerType>,
    pub business_type: Option<BusinessType>,
    pub business_name: String,
    /// Who is asked for; a business may do without.
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub secondary_phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: Option<String>,
    pub tax_id: Option<String>,
    pub equivalence_surcharge: bool,
    pub price_list_id: Option<PriceListId>,
    pub discount_percentage: Rate,
    pub credit_limit: Option<Money>,
    pub credit_term_days: Option<i64>,
    /// None for a new customer: per_order for retail, fortnightly for business.
    pub invoice_rhythm: Option<Rhythm>,
    pub fresh_food_term: Option<bool>,
    pub reminders_on: Option<bool>,
    pub notes_with_prices: bool,
    pub customer_notes: String,
    pub preferred_contact_method: Option<Contact>,
    pub lang: Option<Lang>,
    pub is_active: Option<bool>,
    /// The round of the first delivery point; only for a new customer.
    pub route_id: Option<RouteId>,
}

impl CustomerBody {
    fn into_new(self) -> NewCustomer {
        let usual = NewCustomer::default();
        let customer_type = self.customer_type.unwrap_or(usual.customer_type);
        NewCustomer {
            customer_type,
            business_type: self.business_type.unwrap_or(usual.business_type),
            business_name: self.business_name,
            contact_name: self.contact_name,
            email: self.email,
            phone: self.phone,
            secondary_phone: self.secondary_phone,
            address_line1: self.address_line1,
            address_line2: self.address_line2,
            city: self.city,
            postal_code: self.postal_code,
            province: self.province,
            country: self.country.unwrap_or(usual.country),
            tax_id: self.tax_id,
            equivalence_surcharge: self.equivalence_surcharge,
            price_list_id: self.price_list_id,
            discount_percentage: self.discount_percentage,
            credit_limit: self.credit_limit,
            credit_term_days: self.credit_term_days,
            invoice_rhythm: self.invoice_rhythm.unwrap_or(customer_type.usual_rhythm()),
            fresh_food_term: self.fresh_food_term.unwrap_or(usual.fresh_food_term),
            reminders_on: self.reminders_on.unwrap_or(usual.reminders_on),
            notes_with_prices: self.notes_with_prices,
            customer_notes: self.customer_notes,
            preferred_contact_method: self.preferred_contact_method,
            lang: self.lang.unwrap_or(usual.lang),
            route_id: self.route_id,
        }
    }
}

/// The one part of a cursor.
fn after<T: std::str::FromStr>(paging: &Paging) -> Result<Option<T>> {
    match paging.cursor::<1>()? {
        None => Ok(None),
        Some([id]) => match id.parse() {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(Error::field("after", "field-cursor")),
        },
    }
}

fn choice<T: std::str::FromStr>(ctx: &Ctx, name: &str) -> Result<Option<T>> {
    match ctx.query.optional(name).map(str::parse) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(_)) => Err(Error::field(name, "setting-choice")),
    }
}

/// `GET /api/v1/customers`: by name, or with `q` the best matches first.
///
/// # Errors
/// [`Error::Invalid`] for a wrong parameter.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let after = after(&paging)?;
    let filter = Filter {
        customer_type: choice(&ctx, "customer_type")?,
        payment_status: choice(&ctx, "payment_status")?,
        inactive: ctx.query.is_on("inactive"),
    };
    let text = ctx.query.text("q").to_owned();
    if !text.is_empty() {
        let found = ctx
            .read(move |view| super::search(view, &text, paging.limit))
            .await?;
        return json(&List::whole(found));
    }
    let limit = paging.limit;
    let rows = ctx
        .read(move |view| super::list(view, &filter, after, limit + 1))
        .await?;
    json(&List::page(rows, limit, |row| row.id.to_string()))
}

/// `POST /api/v1/customers`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: CustomerBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = super::create(tx, body.into_new())?;
        let made = out(tx, super::find(tx, id)?)?;
        Stored::created(format!("/api/v1/customers/{id}"), &made)
    })
    .await
}

/// Who is meant: a phone, a name, an e-mail.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct WhoBody {
    pub phone: Option<String>,
    pub name: String,
    pub email: Option<String>,
}

/// `POST /api/v1/customers/find-or-create`
///
/// # Errors
/// Those of the verb.
pub async fn find_or_create(ctx: Ctx) -> Answer {
    let body: WhoBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id =
            super::get_or_create(tx, body.phone.as_deref(), &body.name, body.email.as_deref())?;
        Stored::ok(&out(tx, super::find(tx, id)?)?)
    })
    .await
}

/// `GET /api/v1/customers/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let customer = ctx
        .read(move |view| out(view, super::find(view, id)?))
        .await?;
    json_version(&customer, customer.customer.version)
}

/// `PUT /api/v1/customers/{id}`: what is left out stays as it is.
///
/// # Errors
/// Those of the verb.
pub async fn replace(ctx: Ctx) -> Answer {
    let (id, version): (CustomerId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let stored = ctx
        .read(move |view| out(view, super::find(view, id)?))
        .await?;
    let body: CustomerBody = Body::over(&ctx, &stored)?;
    let customer = ctx
        .write(move |tx| {
            let active = body.is_active;
            super::edit(tx, id, version, body.into_new())?;
            match active {
                Some(true) => super::set_active(tx, id, true)?,
                Some(false) => drop(standing_orders::retire(tx, id)?),
                None => {}
            }
            out(tx, super::find(tx, id)?)
        })
        .await?;
    json_version(&customer, customer.customer.version)
}

/// `GET /api/v1/customers/{id}/orders`: latest delivery day first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn orders(ctx: Ctx) -> Answer {
    let (id, paging): (CustomerId, Paging) = (ctx.id("id")?, Paging::of(&ctx)?);
    let after = match paging.after.as_deref() {
        None => None,
        Some(text) => Some(
            super::pages::show::cursor(text)
                .ok_or_else(|| Error::field("after", "field-cursor"))?,
        ),
    };
    let (limit, sees_prices) = (paging.limit, ctx.may(P::SeePrices));
    let orders = ctx
        .read(move |view| {
            super::find(view, id)?;
            let mut orders = super::orders(view, id, after, limit + 1)?;
            if !sees_prices {
                orders
                    .iter_mut()
                    .for_each(|order| order.total_amount = None);
            }
            Ok(orders)
        })
        .await?;
    json(&List::page(orders, limit, |order| {
        format!("{}~{}", order.requested_date, order.id)
    }))
}

/// `GET /api/v1/customers/{id}/history`, newest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn history(ctx: Ctx) -> Answer {
    let (id, paging): (CustomerId, Paging) = (ctx.id("id")?, Paging::of(&ctx)?);
    let part = (paging.number()?, paging.limit + 1);
    let lines: Vec<HistoryLine> = ctx
        .read(move |view| {
            super::find(view, id)?;
            events::history_part(view, "customer", id, false, part)
        })
        .await?;
    json(&List::page(lines, paging.limit, |line| line.id.to_string()))
}

/// Something the customer orders often.
#[derive(Debug, Serialize, ToSchema)]
pub struct FavouriteOut {
    pub product_id: ItemId,
    pub product_name: String,
    /// In how many orders of the last half year it stood.
    pub order_count: i64,
    /// All of it, in base units (g, ml, pieces).
    pub total_quantity: Quantity,
}

/// More than any bakery sells.
const ALL_ITEMS: usize = 100_000;

/// `GET /api/v1/customers/{id}/favourites`: most ordered of the last half year.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn favourites(ctx: Ctx) -> Answer {
    let (id, paging): (CustomerId, Paging) = (ctx.id("id")?, Paging::of(&ctx)?);
    let rows = ctx
        .read(move |view| {
            super::find(view, id)?;
            let since = view.today().add_days(-super::FAVOURITE_DAYS);
            super::favourites(view, id, since, ALL_ITEMS)
        })
        .await?;
    let rows = List::page_of_all(rows, &paging, |row| row.item_id.to_string())?;
    let items = rows.items.into_iter().map(|row| FavouriteOut {
        product_id: row.item_id,
        product_name: row.name,
        order_count: row.orders,
        total_quantity: row.quantity,
    });
    json(&List {
        items: items.collect(),
        next: rows.next,
    })
}

/// What a customer must not eat.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AllergensBody {
    pub allergens: Vec<Allergen>,
    pub allergen_notes: String,
    /// The day on which the customer agreed that this is kept; none forgets everything.
    #[schema(value_type = Option<String>, format = Date)]
    pub consent_date: Option<Day>,
}

fn allergens_out(notes: Option<AllergenNotes>) -> AllergensBody {
    notes.map_or_else(AllergensBody::default, |notes| AllergensBody {
        allergens: notes.allergens,
        allergen_notes: notes.allergen_notes,
        consent_date: Some(notes.consent_date),
    })
}

/// `GET /api/v1/customers/{id}/allergens`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn allergens(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let notes = ctx
        .read(move |view| {
            super::find(view, id)?;
            super::allergen_notes(view, id)
        })
        .await?;
    told_allergens(notes)
}

/// What is kept, with its version.
fn told_allergens(notes: Option<AllergenNotes>) -> Answer {
    let body = allergens_out(notes);
    json_version(&body, fingerprint(&body)?)
}

/// `PUT /api/v1/customers/{id}/allergens`: also needs the permission to change customers.
///
/// # Errors
/// Those of the verb.
pub async fn set_allergens(ctx: Ctx) -> Answer {
    ctx.need(P::EditCustomers)?;
    let (id, version): (CustomerId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: AllergensBody = Body::read(&ctx)?;
    let says_something = !body.allergens.is_empty() || !body.allergen_notes.trim().is_empty();
    if body.consent_date.is_none() && says_something {
        return Err(Error::field("consent_date", "field-required"));
    }
    let notes = body.consent_date.map(|consent_date| AllergenNotes {
        allergens: body.allergens,
        allergen_notes: body.allergen_notes,
        consent_date,
    });
    let kept = ctx
        .write(move |tx| {
            let before = allergens_out(super::allergen_notes(tx, id)?);
            if fingerprint(&before)? != version {
                return Err(Error::Stale);
            }
            super::set_allergens(tx, id, notes)?;
            super::allergen_notes(tx, id)
        })
        .await?;
    told_allergens(kept)
}
