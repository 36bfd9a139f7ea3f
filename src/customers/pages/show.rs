//! All about one customer, and what is done from there.

use askama::Template;

use crate::catalog::{self};
use crate::customers::{
    self, AllergenNotes, Customer, Favourite, InvoiceLine, OrderLine, PaymentLine, Point, Rhythm,
    Standing,
};
use crate::db::View;
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::standing_orders;
use crate::values::PhoneDigits;
use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::ids::{CustomerId, OrderId, TemplateId};
use crate::values::money::Money;
use crate::web::api::USUAL_ROWS;
use crate::web::history;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// A delivery point as the page shows it.
struct Place {
    point: Point,
    address: String,
    round: String,
    window: String,
}

#[derive(Template)]
#[template(path = "customers/show.html")]
struct ShowPage {
    frame: Frame,
    customer: Customer,
    facts: Vec<(String, String)>,
    exposure: Money,
    credit_left: Option<Money>,
    places: Vec<Place>,
    orders: Vec<OrderLine>,
    repeat: Option<OrderId>,
    favourites: Vec<Favourite>,
    invoices: Vec<InvoiceLine>,
    payments: Vec<PaymentLine>,
    allergens: Option<AllergenNotes>,
    sees_allergens: bool,
    sees_invoices: bool,
    breaks_term: bool,
    /// What retiring them would stop and leave; empty when nothing hangs on them.
    retiring: String,
    can_edit: bool,
    can_order: bool,
    history: Vec<history::Row>,
}

impl ShowPage {
    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn day(&self, day: &Day) -> String {
        short(*day, self.frame.lang)
    }

    fn total(&self, order: &OrderLine) -> String {
        order
            .total_amount
            .map_or_else(String::new, |total| self.money(&total))
    }

    fn status(&self, order: &OrderLine) -> String {
        word(self.frame.lang, &format!("orders-status-{}", order.status))
    }

    fn method(&self, payment: &PaymentLine) -> String {
        let code = payment.payment_method.replace('_', "-");
        word(self.frame.lang, &format!("customer-paid-{code}"))
    }

    fn standing(&self) -> String {
        let code = self.customer.payment_status.code().replace('_', "-");
        self.frame.t(&format!("customer-payment-status-{code}"))
    }

    fn is_good(&self) -> bool {
        self.customer.payment_status == Standing::Good
    }

    /// The number to be dialled.
    fn tel(phone: &str) -> String {
        let digits = PhoneDigits::new(phone);
        let is_spanish = digits.as_str().len() == 9;
        format!("tel:+{}{digits}", if is_spanish { "34" } else { "" })
    }

    fn allergen_words(&self, notes: &AllergenNotes) -> String {
        catalog::pages::allergen_names(self.frame.lang, &notes.allergens)
    }
}

/// A message, or the end of its key where the catalogues have none yet.
fn word(lang: Lang, key: &str) -> String {
    match lang.has(key) {
        true => lang.t(key),
        false => key.rsplit('-').next().unwrap_or_default().to_owned(),
    }
}

/// `GET /customers/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    ctx.page(move |view, frame| {
        let (lang, customer) = (frame.lang, customers::find(view, id)?);
        let sees_allergens = frame.may(P::SeeAllergenNotes);
        let sees_invoices = frame.may(P::SeeInvoices);
        let since = view.today().add_days(-customers::FAVOURITE_DAYS);
        Ok(ShowPage {
            facts: facts(view, lang, &customer)?,
            exposure: customers::exposure(view, id)?,
            credit_left: customers::credit_left(view, &customer)?,
            places: places(view, id)?,
            orders: customers::orders(view, id, None, 8)?,
            repeat: customers::last_order(view, id)?.map(|order| order.id),
            favourites: customers::favourites(view, id, since, 8)?,
            invoices: if sees_invoices {
                customers::invoices(view, id, 6)?
            } else {
                Vec::new()
            },
            payments: if sees_invoices {
                customers::payments(view, id, 6)?
            } else {
                Vec::new()
            },
            allergens: if sees_allergens {
                customers::allergen_notes(view, id)?
            } else {
                None
            },
            breaks_term: customers::breaks_fresh_food_term(
                customer.invoice_rhythm,
                customer.fresh_food_term,
                customer.credit_term_days,
            ),
            retiring: match frame.may(P::EditCustomers) && customer.is_active {
                true => retiring(view, lang, id)?,
                false => String::new(),
            },
            can_edit: frame.may(P::EditCustomers),
            can_order: frame.may(P::EditOrders) && customer.is_active,
            history: match frame.may(P::SeeHistory) {
                true => history::of(view, lang, "customer", id)?,
                false => Vec::new(),
            },
            sees_allergens,
            sees_invoices,
            frame,
            customer,
        })
    })
    .await
}

/// Address on one line.
pub(super) fn address(parts: [&str; 4]) -> String {
    let [line1, line2, postcode, city] = parts;
    let town = format!("{postcode} {city}");
    let parts: Vec<&str> = [line1, line2, town.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

fn facts(view: &View, lang: Lang, customer: &Customer) -> Result<Vec<(String, String)>> {
    let code = |field: &str, code: &str| {
        let key = format!("customer-{field}-{code}").replace('_', "-");
        lang.t(&key)
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let list = match customer.price_list_id {
        Some(list) => catalog::price_list(view, list)?,
        None => catalog::default_price_list(view, customer.customer_type)?,
    };
    let discount = match customer.discount_percentage.is_zero() {
        true => String::new(),
        false => format::percent(lang, customer.discount_percentage),
    };
    let home = [
        customer.address_line1.as_str(),
        &customer.address_line2,
        &customer.postal_code,
        &customer.city,
    ];
    let contact = if customer.business_name.is_empty() {
        ""
    } else {
        &customer.contact_name
    };
    let mut facts = vec![
        (
            "customer-type",
            code("customer_type", customer.customer_type.code()),
        ),
        ("customer-contact-name", contact.to_owned()),
        ("customer-phone", text(&customer.phone)),
        ("customer-secondary-phone", text(&customer.secondary_phone)),
        ("customer-email", text(&customer.email)),
        ("customer-lives-at", address(home)),
        ("customer-tax-id", text(&customer.tax_id)),
        ("price-list-one", list.name),
        ("customer-discount", discount),
        (
            "customer-rhythm",
            code("invoice_rhythm", customer.invoice_rhythm.code()),
        ),
        ("customer-terms", terms(lang, customer)),
        ("customer-orders", customer.total_orders.to_string()),
        (
            "customer-value",
            format::money(lang, customer.total_lifetime_value),
        ),
        (
            "customer-tier",
            code("loyalty_tier", customer.loyalty_tier.code()),
        ),
        ("customer-notes", customer.customer_notes.clone()),
    ];
    if customer.equivalence_surcharge {
        facts.push(("customer-surcharge", lang.t("yes")));
    }
    facts.retain(|(_, value)| !value.is_empty());
    Ok(facts
        .into_iter()
        .map(|(key, value)| (lang.t(key), value))
        .collect())
}

fn places(view: &View, id: CustomerId) -> Result<Vec<Place>> {
    let points = customers::points(view, id)?;
    let places = points.into_iter().map(|point| {
        let round = match point.route_id {
            Some(route) => customers::rounds::find(view, route)?.name,
            None => String::new(),
        };
        let window = match (point.window_from, point.window_until) {
            (None, None) => String::new(),
            (Some(from), Some(until)) => format!("{from}–{until}"),
            (Some(one), None) | (None, Some(one)) => one.to_string(),
        };
        Ok(Place {
            address: address([
                &point.address_line1,
                &point.address_line2,
                &point.postal_code,
                &point.city,
            ]),
            point,
            round,
            window,
        })
    });
    places.collect()
}

/// `POST /customers/{id}/active`: `active` on or off. Who is retired takes the standing orders along.
///
/// # Errors
/// Those of the verb.
pub async fn set_active(ctx: Ctx) -> Answer {
    if ctx.form()?.is_on("active") {
        return enable(ctx).await;
    }
    let (id, lang): (CustomerId, Lang) = (ctx.id("id")?, ctx.lang);
    ctx.once(move |tx| {
        let retired = standing_orders::retire(tx, id)?;
        let customer = customers::find(tx, id)?;
        let words = lang.with1("item-disabled", "name", customer.name());
        let mut words = standing_orders::pages::said(lang, words, &retired.effects);
        if retired.open_orders > 0 {
            let more = lang.with1("customer-retire-open", "count", retired.open_orders);
            words = format!("{words} {more}");
        }
        let stopped: Vec<String> = retired.stopped.iter().map(ToString::to_string).collect();
        let undo = format!("/customers/{id}/enable?standing={}", stopped.join("~"));
        Ok(Stored::see(format!("/customers/{id}"))
            .saying(words)
            .undo(undo))
    })
    .await
}

/// `POST /customers/{id}/enable?standing=`: takes a retirement back, with the standing orders that were stopped by it.
///
/// # Errors
/// Those of the verb.
pub async fn enable(ctx: Ctx) -> Answer {
    let (id, lang): (CustomerId, Lang) = (ctx.id("id")?, ctx.lang);
    let stopped: Vec<TemplateId> = ctx
        .query
        .text("standing")
        .split('~')
        .filter_map(|id| id.parse().ok())
        .collect();
    ctx.once(move |tx| {
        let effects = standing_orders::bring_back(tx, id, &stopped)?;
        let customer = customers::find(tx, id)?;
        let words = lang.with1("item-enabled", "name", customer.name());
        let words = standing_orders::pages::said(lang, words, &effects);
        Ok(Stored::see(format!("/customers/{id}")).saying(words))
    })
    .await
}

/// What retiring a customer stops and leaves, said beside the button.
fn retiring(view: &View, lang: Lang, id: CustomerId) -> Result<String> {
    let hanging = standing_orders::hanging_on(view, id)?;
    let mut words = Vec::new();
    if hanging.standing_orders > 0 {
        let key = "customer-retire-standing";
        words.push(lang.with1(key, "count", hanging.standing_orders));
    }
    if hanging.open_orders > 0 {
        words.push(lang.with1("customer-retire-open", "count", hanging.open_orders));
    }
    Ok(words.join(" "))
}

/// `POST /customers/{id}/rhythm`: another rhythm of invoicing, by one tap.
///
/// # Errors
/// Those of the verb.
pub async fn set_rhythm(ctx: Ctx) -> Answer {
    let (id, form): (CustomerId, Form) = (ctx.id("id")?, ctx.form()?);
    let rhythm = Rhythm::from_code(form.text("invoice_rhythm"))
        .ok_or_else(|| Error::field("invoice_rhythm", "setting-choice"))?;
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        customers::set_rhythm(tx, id, rhythm)?;
        Ok(Stored::see(format!("/customers/{id}")).saying(said))
    })
    .await
}

#[derive(Template)]
#[template(path = "customers/orders.html")]
struct OrdersPage {
    frame: Frame,
    customer: Customer,
    orders: Vec<OrderLine>,
    next: String,
}

impl OrdersPage {
    fn day(&self, day: &Day) -> String {
        short(*day, self.frame.lang)
    }

    fn total(&self, order: &OrderLine) -> String {
        let total = order.total_amount;
        total.map_or_else(String::new, |total| format::money(self.frame.lang, total))
    }

    fn status(&self, order: &OrderLine) -> String {
        word(self.frame.lang, &format!("orders-status-{}", order.status))
    }
}

/// `GET /customers/{id}/orders`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn orders(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let after = cursor(ctx.query.text("after"));
    ctx.page(move |view, frame| {
        let mut orders = customers::orders(view, id, after, USUAL_ROWS + 1)?;
        let more = orders.len() > USUAL_ROWS;
        orders.truncate(USUAL_ROWS);
        let next = orders.last().filter(|_| more).map(|last| {
            format!(
                "/customers/{id}/orders?after={}~{}",
                last.requested_date, last.id
            )
        });
        Ok(OrdersPage {
            customer: customers::find(view, id)?,
            next: next.unwrap_or_default(),
            frame,
            orders,
        })
    })
    .await
}

/// Day and id of the last row before.
pub(in crate::customers) fn cursor(text: &str) -> Option<(Day, OrderId)> {
    let (day, id) = text.split_once('~')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

/// The days to pay; where more are agreed than the law allows, both.
fn terms(lang: Lang, customer: &Customer) -> String {
    let agreed = customer.credit_term_days;
    let lawful = customers::lawful_term_days(agreed, customer.fresh_food_term);
    if lawful == agreed {
        lang.with1("customer-days", "count", agreed)
    } else {
        lang.with2("customer-terms-cut", "agreed", agreed, "count", lawful)
    }
}
