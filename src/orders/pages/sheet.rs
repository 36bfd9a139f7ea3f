//! The order form as it is drawn: what was typed, and what the bakery makes of it.

use super::draft::{self, TypedLine};
use super::named;
use crate::catalog::{self, Item};
use crate::customers;
use crate::db::View;
use crate::error::{FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{
    self, DeliveryMethod, NewOrder, NotTomorrow, PriceSource, Quote, QuotedLine, Who,
};
use crate::people::roles::Permission;
use crate::settings;
use crate::values::calendar::{self, Day, short, words};
use crate::values::format;
use crate::values::ids::CustomerId;
use crate::values::{Quantity, Unit};
use crate::web::answer::speak_fields;
use crate::web::{Form, Signed};

/// A button that adds or chooses something: its value, big and small words.
#[derive(Debug, Clone)]
pub(super) struct Tile {
    pub value: String,
    pub words: String,
    pub small: String,
}

#[derive(Debug, Clone)]
pub(super) struct LineView {
    pub number: usize,
    pub typed: TypedLine,
    pub name: String,
    /// Why the price is what it is, and what the item holds.
    pub why: String,
    pub list_price: String,
    pub amount: String,
    pub is_free: bool,
    pub avoided: bool,
}

#[derive(Debug, Clone)]
pub(super) struct CustomerView {
    pub about: String,
    pub points: Vec<(String, String)>,
    pub note: String,
}

/// An order that its customer has for the same day.
#[derive(Debug, Clone)]
pub(super) struct Other {
    pub id: String,
    pub number: String,
    pub words: String,
    /// Lines can still be added to it.
    pub is_open: bool,
}

/// The sums, as the form and the live total show them.
#[derive(Debug, Clone, Default)]
pub(super) struct TotalsView {
    /// The delivery day in words.
    pub day: String,
    pub rows: Vec<(String, String)>,
    pub total: String,
    pub credit: String,
    pub over_credit: bool,
}

/// What the entry line came to, when it could not simply be added.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The text that goes back into the line.
    pub entry: String,
    pub hint: String,
    pub products: Vec<Tile>,
    pub customers: Vec<Tile>,
    /// Nobody fits: the fields of a new customer are shown.
    pub new_customer: bool,
}

impl Asked {
    /// Whether nothing is asked about the customer.
    fn is_quiet(&self) -> bool {
        self.customers.is_empty() && !self.new_customer
    }
}

#[derive(Debug)]
pub(super) struct Sheet {
    pub form: Form,
    pub lines: Vec<LineView>,
    pub customer: Option<CustomerView>,
    pub asked: Asked,
    /// Who ordered last, to be chosen without typing while nobody is.
    pub recent: Vec<Tile>,
    /// Why the day that is proposed is not tomorrow; empty as a rule.
    pub day_note: String,
    /// What the customer has ordered for that day already.
    pub others: Vec<Other>,
    /// What stands against the day.
    pub day_trouble: Vec<String>,
    /// The next day that works, in figures and in words.
    pub next: Option<(String, String)>,
    pub may_be_late: bool,
    pub is_late: bool,
    pub warnings: Vec<(String, String)>,
    pub totals: TotalsView,
    pub usual: Vec<Tile>,
    pub last: Option<String>,
    pub methods: Vec<(String, String)>,
    pub method: String,
    pub tax_classes: Vec<(String, String)>,
}

/// Draws the form. `new` is what was read out of it.
///
/// # Errors
/// Those of the database.
pub(super) fn draw(
    view: &View,
    signed: &Signed,
    mut form: Form,
    new: &NewOrder,
    mut asked: Asked,
) -> Result<Sheet> {
    let lang = signed.lang;
    asked.new_customer |= matches!(new.who, Who::Contact { .. });
    let mut new = new.clone();
    let (mut quote, _) = orders::draft(view, &new)?;
    let mut day_note = String::new();
    if new.requested_date.is_none() {
        let first = orders::first_day(view, &quote)?;
        new.requested_date = first;
        quote = orders::draft(view, &new)?.0;
        let is_readable = form.text("requested_date").is_empty() || draft::day_is_proposed(&form);
        if let Some(first) = first.filter(|_| is_readable) {
            form.set("requested_date", short(first, lang));
            form.set(draft::DAY_SHOWN, short(first, lang));
            day_note = not_tomorrow(view, lang, &quote, first)?;
        }
    }
    draft::settle_day(&mut form, view.today());
    let typed = draft::lines_of(&form);
    let lines = typed
        .into_iter()
        .enumerate()
        .map(|(number, typed)| line_view(view, lang, &quote, number, typed))
        .collect::<Result<_>>()?;
    let is_late = orders::is_late(view, quote.route_id, quote.day)?;
    let trouble = match new.requested_date {
        Some(_) => orders::day_errors(view, &new, &quote)?,
        None => FieldErrors::default(),
    };
    let next = match trouble.is_empty() {
        true => None,
        false => next_after(view, lang, &quote)?,
    };
    let customer = quote.customer.as_ref().map(|known| known.id);
    Ok(Sheet {
        day_note,
        day_trouble: speak_fields(&trouble, lang)
            .into_iter()
            .filter(|(field, _)| field != "late_reason")
            .map(|(_, text)| text)
            .collect(),
        next,
        may_be_late: signed.may(Permission::LateOrders),
        is_late,
        warnings: warnings(lang, &quote),
        totals: totals_view(lang, &quote),
        usual: usual(view, lang, customer, quote.day)?,
        last: last(view, customer)?,
        methods: methods(view, lang, None),
        method: quote.delivery_method.code().to_owned(),
        tax_classes: tax_classes(view, lang)?,
        others: others(view, lang, &quote)?,
        customer: customer_view(view, signed, &quote)?,
        recent: match asked.is_quiet() && form.text("customer_text").is_empty() {
            true if customer.is_none() => recent(view)?,
            _ => Vec::new(),
        },
        lines,
        form,
        asked,
    })
}

fn others(view: &View, lang: Lang, quote: &Quote) -> Result<Vec<Other>> {
    let Some(customer) = &quote.customer else {
        return Ok(Vec::new());
    };
    let others = orders::others_of(view, customer.id, quote.day, None)?;
    let words = |order: &orders::Order| {
        let status = super::status_words(lang, order.status);
        lang.with2(
            "orders-same-day",
            "number",
            order.order_number.as_str(),
            "status",
            status,
        )
    };
    Ok(others
        .iter()
        .map(|order| Other {
            id: order.id.to_string(),
            words: words(order),
            number: order.order_number.clone(),
            is_open: order.status.is_editable(),
        })
        .collect())
}

/// How many customers are offered.
const RECENT: usize = 4;

fn recent(view: &View) -> Result<Vec<Tile>> {
    let mut tiles = Vec::new();
    for id in orders::recent_customers(view, RECENT)? {
        let known = customers::find(view, id)?;
        if known.is_active {
            tiles.push(Tile {
                value: id.to_string(),
                words: known.name().to_owned(),
                small: known.phone.unwrap_or_default(),
            });
        }
    }
    Ok(tiles)
}

/// Why tomorrow is not proposed: it is closed, or its cut-off has passed.
fn not_tomorrow(view: &View, lang: Lang, quote: &Quote, first: Day) -> Result<String> {
    let weekday = calendar::weekday_name(view.today().next().weekday(), lang);
    let words = orders::why_not_tomorrow(view, quote.route_id, first)?.map(|why| match why {
        NotTomorrow::Closed => lang.with1("orders-tomorrow-closed", "weekday", weekday),
        NotTomorrow::CutOff(Some(at)) => {
            let at = at.to_string();
            lang.with2("orders-tomorrow-cut-off", "weekday", weekday, "time", at)
        }
        NotTomorrow::CutOff(None) => lang.with1("orders-tomorrow-shut", "weekday", weekday),
    });
    Ok(words.unwrap_or_default())
}

fn next_after(view: &View, lang: Lang, quote: &Quote) -> Result<Option<(String, String)>> {
    let items: Vec<&Item> = quote
        .priced()
        .filter_map(|line| line.item.as_ref())
        .collect();
    let from = quote.day.max(view.today().previous());
    let next = orders::next_day(view, quote.route_id, &items, from)?;
    Ok(next.map(|day| (short(day, lang), words(day, lang))))
}

/// A line as it is drawn; `number` is its place in the quote.
pub(super) fn line_view(
    view: &View,
    lang: Lang,
    quote: &Quote,
    number: usize,
    typed: TypedLine,
) -> Result<LineView> {
    let priced = quote.lines.get(number).and_then(Option::as_ref);
    let is_free = typed.item.is_empty();
    let item = match (
        priced.and_then(|line| line.item.clone()),
        typed.item.parse(),
    ) {
        (Some(item), _) => Some(item),
        (None, Ok(id)) => catalog::find(view, id).ok(),
        (None, Err(_)) => None,
    };
    let list_price = match &item {
        Some(item) => catalog::price_of(view, quote.price_list.id, item.id, quote.day)?
            .map(|price| format::price_per(lang, price, item.price_unit, item.base_unit)),
        None => None,
    };
    Ok(LineView {
        number,
        name: item
            .as_ref()
            .map_or_else(|| typed.name.clone(), Item::full_name),
        why: why(lang, quote, priced, item.as_ref()),
        list_price: list_price.unwrap_or_default(),
        amount: priced
            .map(|line| format::money(lang, line.line_total))
            .unwrap_or_default(),
        avoided: priced.is_some_and(|line| !line.avoided.is_empty()),
        is_free,
        typed,
    })
}

/// "tarifa Mayorista · contiene gluten, leche".
fn why(lang: Lang, quote: &Quote, line: Option<&QuotedLine>, item: Option<&Item>) -> String {
    let mut parts = Vec::new();
    match line.map(|line| line.price_source) {
        Some(PriceSource::List) => {
            parts.push(lang.with1("orders-why-list", "name", quote.price_list.name.as_str()));
        }
        Some(PriceSource::Hand) => parts.push(lang.t("orders-why-hand")),
        None => parts.push(lang.t("orders-why-none")),
    }
    if let Some(line) = line.filter(|line| line.discount_percentage.is_positive()) {
        parts.push(format!(
            "− {}",
            format::percent(lang, line.discount_percentage)
        ));
    }
    if let Some(line) = line.filter(|line| line.unit_size != Quantity::whole(1)) {
        let natural = format::natural(lang, line.quantity, line.base_unit());
        parts.push(natural);
    }
    if let Some((line, left)) = line.and_then(|line| Some((line, line.on_hand?))) {
        let words = format::natural(lang, left.max(Quantity::ZERO), line.base_unit());
        let key = if line.quantity > left {
            "orders-left-short"
        } else {
            "orders-left"
        };
        parts.push(lang.with1(key, "amount", words));
    }
    let held = line.map(|line| &line.allergens);
    let allergens: Vec<String> = held
        .or(item.map(|item| &item.allergens))
        .into_iter()
        .flatten()
        .map(|allergen| lang.t(&allergen.key()))
        .collect();
    if !allergens.is_empty() {
        parts.push(lang.with1("orders-contains", "names", allergens.join(", ")));
    }
    parts.join(" · ")
}

/// Allergen and sentence, one for each product that holds what the customer avoids.
fn warnings(lang: Lang, quote: &Quote) -> Vec<(String, String)> {
    let customer = quote
        .customer
        .as_ref()
        .map_or("", |customer| customer.name());
    let one = |warning: &orders::AllergenWarning| {
        let names: Vec<String> = warning
            .allergens
            .iter()
            .map(|allergen| lang.t(&allergen.key()))
            .collect();
        let text = lang.with2(
            "orders-allergen-warning",
            "customer",
            customer,
            "product",
            warning.product_name.as_str(),
        );
        (names.join(", "), text)
    };
    quote.warnings.iter().map(one).collect()
}

/// The sums of a quote in words and figures.
pub(super) fn totals_view(lang: Lang, quote: &Quote) -> TotalsView {
    let totals = &quote.totals;
    let mut rows = Vec::new();
    if totals.discount.is_positive() {
        let rate = format::percent(lang, quote.discount_percentage);
        rows.push((
            lang.with1("orders-total-discount", "rate", rate),
            format::money(lang, -totals.discount),
        ));
    }
    if totals.shipping.is_positive() {
        rows.push((
            lang.t("orders-total-shipping"),
            format::money(lang, totals.shipping),
        ));
    }
    for row in &totals.rows {
        let rate = format::percent(lang, row.rate);
        rows.push((
            lang.with1("orders-total-base", "rate", rate),
            format::money(lang, row.base),
        ));
    }
    if !totals.rows.is_empty() {
        rows.push((lang.t("orders-total-tax"), format::money(lang, totals.tax)));
    }
    let left = quote.credit.and_then(|credit| credit.left);
    TotalsView {
        day: words(quote.day, lang),
        rows,
        total: format::money(lang, totals.total),
        credit: left
            .map(|left| {
                let key = if left.is_negative() {
                    "orders-credit-over"
                } else {
                    "orders-credit-left"
                };
                lang.with1(key, "amount", format::money(lang, left.abs()))
            })
            .unwrap_or_default(),
        over_credit: left.is_some_and(|left| left.is_negative()),
    }
}

fn usual(view: &View, lang: Lang, customer: Option<CustomerId>, day: Day) -> Result<Vec<Tile>> {
    let Some(customer) = customer else {
        return Ok(Vec::new());
    };
    let mut tiles = Vec::new();
    for (id, quantity, unit) in orders::usual(view, customer, day, 8)? {
        let item = catalog::find(view, id)?;
        if !(item.is_active && item.is_sold) {
            continue;
        }
        let Ok(size) = catalog::line_unit(view, &item, &unit) else {
            continue;
        };
        let number = quantity.in_pack(size.size).unwrap_or_default();
        tiles.push(Tile {
            value: format!("{id} {} {unit}", number.normalize()),
            small: amount_words(lang, number, &unit),
            words: item.full_name(),
        });
    }
    Ok(tiles)
}

/// "12", "2,5 kg", "3 docenas", "2 bandeja de 30".
pub(super) fn amount_words(lang: Lang, number: rust_decimal::Decimal, unit: &str) -> String {
    match unit.parse::<Unit>() {
        Ok(known) => match Quantity::of(number, known) {
            Ok(quantity) => format::quantity(lang, quantity, known),
            Err(_) => number.normalize().to_string(),
        },
        Err(_) => format!("{} {unit}", format::rounded(lang, number, 3)),
    }
}

fn last(view: &View, customer: Option<CustomerId>) -> Result<Option<String>> {
    let Some(customer) = customer else {
        return Ok(None);
    };
    Ok(orders::last_of(view, customer)?.map(|order| order.id.to_string()))
}

fn customer_view(view: &View, signed: &Signed, quote: &Quote) -> Result<Option<CustomerView>> {
    let Some(customer) = &quote.customer else {
        return Ok(None);
    };
    let points: Vec<(String, String)> = customers::points(view, customer.id)?
        .into_iter()
        .filter(|point| point.is_active)
        .map(|point| (point.id.to_string(), point.name))
        .collect();
    let mut about: Vec<String> = customer.phone.iter().cloned().collect();
    about.push(quote.price_list.name.clone());
    about.retain(|part| !part.is_empty());
    let note = if signed.may(Permission::SeeAllergenNotes) {
        customers::allergen_notes(view, customer.id)?
            .map(|notes| notes.allergen_notes)
            .unwrap_or_default()
    } else {
        String::new()
    };
    Ok(Some(CustomerView {
        about: about.join(" · "),
        points,
        note,
    }))
}

/// The ways of handing over that are switched on, and the one that an order has.
pub(super) fn methods(
    view: &View,
    lang: Lang,
    own: Option<DeliveryMethod>,
) -> Vec<(String, String)> {
    [
        (DeliveryMethod::Pickup, settings::PICKUP_ON),
        (DeliveryMethod::Delivery, settings::DELIVERY_ON),
        (DeliveryMethod::Shipping, settings::SHIPPING_ON),
    ]
    .into_iter()
    .filter(|(method, switch)| view.settings.on(switch) || own == Some(*method))
    .map(|(method, _)| {
        (
            method.code().to_owned(),
            named(lang, "method", method.code()),
        )
    })
    .collect()
}

fn tax_classes(view: &View, lang: Lang) -> Result<Vec<(String, String)>> {
    let classes = catalog::tax_classes(view)?;
    let food = classes.iter().position(|class| class.code == "food");
    let mut named: Vec<(String, String)> = classes
        .iter()
        .map(|class| (class.id.to_string(), class.name(lang).to_owned()))
        .collect();
    if let Some(food) = food {
        named.swap(0, food);
    }
    Ok(named)
}
