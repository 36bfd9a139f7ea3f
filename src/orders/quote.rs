//! What an order comes to: the one place where its lines are priced, taxed and summed, for what is being typed as for
//! what is saved.

use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{DeliveryMethod, OrderType, PriceSource};
use super::{Amount, Asked, NewLine, NewOrder, Who, store};
use crate::catalog::{self, Allergen, Item, PriceList};
use crate::customers::{self, Customer, Point, Standing};
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::recipes;
use crate::settings;
use crate::stock;
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, LineId, RouteId, TaxClassId};
use crate::values::money::{AmountError, Money, Price, Rate};
use crate::values::quantity::as_written;
use crate::values::tax::{TaxLine, TaxMode, Totals, tax_rows};
use crate::values::{BaseUnit, PriceUnit, Quantity, line_total};

/// Most of one item in one line, in base units of an item: enough for any bakery, too little for a slip of the keyboard.
const MOST_BASE: u32 = 10_000_000;

/// A line with everything that is kept of it.
#[derive(Debug, Clone)]
pub struct QuotedLine {
    pub id: Option<LineId>,
    pub item: Option<Item>,
    pub product_name: String,
    pub product_sku: String,
    pub variant_name: String,
    pub quantity: Quantity,
    pub unit: String,
    pub unit_size: Quantity,
    pub unit_price: Price,
    pub price_unit: PriceUnit,
    pub price_source: PriceSource,
    pub discount_percentage: Rate,
    pub line_total: Money,
    pub tax_rate: Rate,
    pub custom_instructions: String,
    /// What it holds, by its own declaration and its recipe.
    pub allergens: Vec<Allergen>,
    /// What it holds that the customer avoids.
    pub avoided: Vec<Allergen>,
    /// What is left of goods from stock, in base units; none of what is made to order, or when this is not looked at.
    pub on_hand: Option<Quantity>,
}

impl QuotedLine {
    pub fn product_id(&self) -> Option<ItemId> {
        self.item.as_ref().map(|item| item.id)
    }

    pub fn base_unit(&self) -> BaseUnit {
        self.item
            .as_ref()
            .map_or(BaseUnit::Piece, |item| item.base_unit)
    }
}

/// A product that holds what the customer avoids.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AllergenWarning {
    /// Place of the line in the order, from 0.
    pub line: usize,
    pub product_name: String,
    pub allergens: Vec<Allergen>,
}

/// What the customer may still owe.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Credit {
    pub limit: Option<Money>,
    /// Unpaid invoices and confirmed orders without invoice, this order not among them.
    pub exposure: Money,
    /// What this order leaves; below zero when it is over the limit.
    pub left: Option<Money>,
}

/// An order reckoned, not yet stored.
#[derive(Debug, Clone)]
pub struct Quote {
    pub customer: Option<Customer>,
    pub point: Option<Point>,
    pub order_type: OrderType,
    pub delivery_method: DeliveryMethod,
    pub route_id: Option<RouteId>,
    pub price_list: PriceList,
    /// The delivery day, or tomorrow while none is said.
    pub day: Day,
    pub discount_percentage: Rate,
    /// As asked for; a line that cannot be priced is none.
    pub lines: Vec<Option<QuotedLine>>,
    pub totals: Totals,
    pub warnings: Vec<AllergenWarning>,
    pub credit: Option<Credit>,
}

impl Quote {
    pub fn is_business(&self) -> bool {
        self.customer.as_ref().is_some_and(Customer::is_business)
    }

    /// The lines that could be priced.
    pub fn priced(&self) -> impl Iterator<Item = &QuotedLine> {
        self.lines.iter().flatten()
    }
}

/// Reckons the order as [`super::create`] will.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong with its lines; nothing is said of limits and days.
pub fn quote(view: &View, new: &NewOrder) -> Result<Quote> {
    let (quote, errors) = draft(view, new)?;
    errors.or(quote)
}

/// As [`quote`], for an order that is still being typed: what can be reckoned, and what is wrong.
///
/// # Errors
/// Those of the database, and [`Error::NotFound`] for a customer that does not exist.
pub fn draft(view: &View, new: &NewOrder) -> Result<(Quote, FieldErrors)> {
    let mut errors = FieldErrors::default();
    let mut quote = terms(view, new)?;
    let avoided = avoided(view, &quote)?;
    for (place, line) in new.lines.iter().enumerate() {
        let mut wrong = FieldErrors::default();
        let priced = price_line(view, new, &quote, line, &avoided, &mut wrong)?;
        for error in wrong.0 {
            errors.add(format!("items.{place}.{}", error.field), error.message);
        }
        if let Some(line) = priced.as_ref().filter(|line| !line.avoided.is_empty()) {
            quote.warnings.push(AllergenWarning {
                line: place,
                product_name: line.product_name.clone(),
                allergens: line.avoided.clone(),
            });
        }
        quote.lines.push(priced);
    }
    check_discounts(view, new, &quote, &mut errors);
    match totals(&quote, new.shipping_charge) {
        Ok(totals) => quote.totals = totals,
        Err(AmountError::NothingToSplit) => {}
        Err(_) => errors.add("items", "field-amount"),
    }
    quote.credit = credit(view, &quote)?;
    Ok((quote, errors))
}

/// Everything that follows from who orders and when.
fn terms(view: &View, new: &NewOrder) -> Result<Quote> {
    let customer = match &new.who {
        Who::Known(id) => Some(customers::find(view, *id).map_err(|error| match error {
            Error::NotFound => Error::field("customer_id", "orders-customer-unknown"),
            error => error,
        })?),
        Who::Nobody | Who::Contact { .. } => None,
    };
    let point = match &customer {
        Some(customer) => point_of(view, customer, new)?,
        None => None,
    };
    let day = new.requested_date.unwrap_or_else(|| view.today().next());
    let price_list = match (new.agreed, &customer) {
        (Some(agreed), _) => catalog::price_list(view, agreed.price_list_id)?,
        (None, Some(customer)) => {
            catalog::list_for(view, customer.price_list_id, customer.customer_type, day)?
        }
        (None, None) => catalog::default_price_list(view, TaxMode::Gross)?,
    };
    let route = point.as_ref().and_then(|point| point.route_id);
    let delivery_method = new.delivery_method.unwrap_or(match route {
        Some(_) => DeliveryMethod::Delivery,
        None => DeliveryMethod::Pickup,
    });
    let is_business = customer.as_ref().is_some_and(Customer::is_business);
    let standing = customer
        .as_ref()
        .map_or(Rate::ZERO, |customer| customer.discount_percentage);
    Ok(Quote {
        order_type: match (new.standing, new.order_type, is_business) {
            (Some(_), ..) => OrderType::Standing,
            (None, Some(said), _) => said,
            (None, None, true) => OrderType::Wholesale,
            (None, None, false) => OrderType::Retail,
        },
        route_id: route.filter(|_| delivery_method == DeliveryMethod::Delivery),
        delivery_method,
        discount_percentage: new.discount_percentage.unwrap_or(standing),
        day,
        customer,
        point,
        price_list,
        lines: Vec::with_capacity(new.lines.len()),
        totals: Totals::default(),
        warnings: Vec::new(),
        credit: None,
    })
}

/// The point asked for, which must be the customer's, or the first of theirs.
fn point_of(view: &View, customer: &Customer, new: &NewOrder) -> Result<Option<Point>> {
    let points = customers::points(view, customer.id)?;
    match new.delivery_point_id {
        None => Ok(points.into_iter().find(|point| point.is_active)),
        Some(wanted) => points
            .into_iter()
            .find(|point| point.id == wanted)
            .map(Some)
            .ok_or_else(|| Error::field("delivery_point_id", "orders-not-their-point")),
    }
}

fn avoided(view: &View, quote: &Quote) -> Result<Vec<Allergen>> {
    let Some(customer) = &quote.customer else {
        return Ok(Vec::new());
    };
    let notes = customers::allergen_notes(view, customer.id)?;
    Ok(notes.map(|notes| notes.allergens).unwrap_or_default())
}

fn price_line(
    view: &View,
    new: &NewOrder,
    quote: &Quote,
    line: &NewLine,
    avoided: &[Allergen],
    errors: &mut FieldErrors,
) -> Result<Option<QuotedLine>> {
    let Some(product) = line.product_id else {
        return free_line(view, quote, line, errors);
    };
    let item = match catalog::item(view, product) {
        Ok(item) => item,
        Err(Error::NotFound) => {
            errors.add("product_id", "orders-no-item");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if line.id.is_none() {
        check_sold(view, new, &item, errors)?;
    }
    let code = line.unit.clone().unwrap_or_else(|| item.unit.code().into());
    let unit = match catalog::line_unit(view, &item, &code) {
        Ok(unit) => unit,
        Err(Error::Invalid(_) | Error::NotFound) => {
            errors.add(
                "unit",
                Message::new("orders-wrong-unit").arg("name", item.name.as_str()),
            );
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let quantity = base_quantity(line.quantity, unit.size, item.base_unit, errors);
    let price = price_of(view, quote, line, &item, errors)?;
    let (Some(quantity), Some(price)) = (quantity, price) else {
        return Ok(None);
    };
    let tax_rate = rate_of(view, item.tax_class_id, quote.day)?;
    let held = recipes::allergens(view, item.id)?;
    let base = Base {
        names: [&item.name, &item.sku, &item.variant_name].map(String::clone),
        quantity,
        unit: (unit.code, unit.size),
        price,
        tax_rate,
    };
    let looks = item.from_stock && view.settings.on(settings::CHECK_AVAILABILITY);
    let on_hand = looks.then(|| stock::on_hand(view, item.id)).transpose()?;
    let avoided = held.iter().copied().filter(|held| avoided.contains(held));
    let avoided = avoided.collect();
    Ok(finish(line, base, errors).map(|priced| QuotedLine {
        item: Some(item),
        allergens: held.into_iter().collect(),
        avoided,
        on_hand,
        ..priced
    }))
}

/// Only what is sold, in use and no mere heading of its variants gets a new line.
fn check_sold(view: &View, new: &NewOrder, item: &Item, errors: &mut FieldErrors) -> Result<()> {
    let name = item.name.as_str();
    if !(item.is_active && item.is_sold) {
        let message = Message::new("orders-not-sold").arg("name", name);
        errors.add("product_id", message);
    } else if new.standing.is_none() && catalog::has_variants(view, item.id)? {
        let variants = catalog::children(view, item.id)?;
        let names: Vec<String> = variants
            .iter()
            .filter(|variant| variant.is_active && variant.is_sold)
            .map(Item::full_name)
            .collect();
        let message = Message::new("orders-has-variants").arg("name", name);
        errors.add("product_id", message.arg("variants", names.join(", ")));
    }
    Ok(())
}

/// The price of an item's line with what it is for, as asked for.
fn price_of(
    view: &View,
    quote: &Quote,
    line: &NewLine,
    item: &Item,
    errors: &mut FieldErrors,
) -> Result<Option<(Price, PriceSource, PriceUnit)>> {
    let price = match line.price {
        Asked::Hand(price) => Some((price, PriceSource::Hand, item.price_unit)),
        Asked::Kept(price, source, unit) => Some((price, source, unit)),
        Asked::List => catalog::price_of(view, quote.price_list.id, item.id, quote.day)?
            .map(|price| (price, PriceSource::List, item.price_unit)),
    };
    if price.is_none() {
        // Nobody is there to say the price of a standing order by hand.
        let key = match quote.order_type {
            OrderType::Standing => "orders-no-price-standing",
            _ => "orders-no-price",
        };
        let message = Message::new(key).arg("name", item.name.as_str());
        let message = message.arg("list", quote.price_list.name.as_str());
        errors.add("unit_price", message.arg("day", quote.day));
    }
    Ok(price)
}

fn free_line(
    view: &View,
    quote: &Quote,
    line: &NewLine,
    errors: &mut FieldErrors,
) -> Result<Option<QuotedLine>> {
    let name = line.name.trim();
    if name.is_empty() {
        errors.add("product_name", "field-required");
    } else if name.chars().count() > 120 {
        errors.add(
            "product_name",
            Message::new("setting-too-long").arg("most", 120_i64),
        );
    }
    let one = Quantity::whole(1);
    let quantity = base_quantity(line.quantity, one, BaseUnit::Piece, errors);
    let price = match line.price {
        Asked::Hand(price) => Some((price, PriceSource::Hand, PriceUnit::Piece)),
        Asked::Kept(price, source, unit) => Some((price, source, unit)),
        Asked::List => None,
    };
    if price.is_none() {
        errors.add("unit_price", "orders-free-line-price");
    }
    let (Some(quantity), Some(price), false) = (quantity, price, name.is_empty()) else {
        return Ok(None);
    };
    let tax_rate = match (line.tax_rate, line.tax_class_id) {
        (Some(rate), _) => rate,
        (None, Some(class)) if catalog::tax_class(view, class).is_err() => {
            errors.add("tax_class_id", "setting-choice");
            return Ok(None);
        }
        (None, Some(class)) => rate_of(view, class, quote.day)?,
        (None, None) => {
            let code = view.settings.text(settings::DEFAULT_TAX);
            rate_of(view, store::tax_class(view, code)?, quote.day)?
        }
    };
    let base = Base {
        names: [name.to_owned(), String::new(), String::new()],
        quantity,
        unit: ("unit".to_owned(), one),
        price,
        tax_rate,
    };
    Ok(finish(line, base, errors))
}

/// The rate of a day. A day that has none is a wrong day.
fn rate_of(view: &View, class: TaxClassId, day: Day) -> Result<Rate> {
    catalog::tax_rate(view, class, day).map_err(|error| match error {
        Error::Conflict(..) if day < view.today() => Error::field("requested_date", "orders-past"),
        Error::Conflict(message, _) => Error::field("requested_date", message),
        error => error,
    })
}

/// What an item or a free line brings to its line.
struct Base {
    names: [String; 3],
    quantity: Quantity,
    unit: (String, Quantity),
    price: (Price, PriceSource, PriceUnit),
    tax_rate: Rate,
}

fn finish(line: &NewLine, base: Base, errors: &mut FieldErrors) -> Option<QuotedLine> {
    let [product_name, product_sku, variant_name] = base.names;
    let (unit_price, price_source, price_unit) = base.price;
    if unit_price.is_negative() {
        errors.add("unit_price", "orders-negative-price");
        return None;
    }
    let total = line_total(
        unit_price,
        base.quantity,
        price_unit,
        line.discount_percentage,
    );
    let Ok(line_total) = total else {
        errors.add("quantity", "field-amount");
        return None;
    };
    Some(QuotedLine {
        id: line.id,
        item: None,
        product_name,
        product_sku,
        variant_name,
        quantity: base.quantity,
        unit: base.unit.0,
        unit_size: base.unit.1,
        unit_price,
        price_unit,
        price_source,
        discount_percentage: line.discount_percentage,
        line_total,
        tax_rate: base.tax_rate,
        custom_instructions: line.custom_instructions.trim().to_owned(),
        allergens: Vec::new(),
        avoided: Vec::new(),
        on_hand: None,
    })
}

/// In base units; pieces are whole.
fn base_quantity(
    amount: Amount,
    size: Quantity,
    base: BaseUnit,
    errors: &mut FieldErrors,
) -> Option<Quantity> {
    let quantity = match amount {
        Amount::Base(quantity) => quantity,
        Amount::Units(number) => {
            let product = as_written(number).ok();
            let product = product.and_then(|number| number.checked_mul(size.decimal()));
            match product.and_then(|base| Quantity::exact(base).ok()) {
                Some(quantity) => quantity,
                None => {
                    errors.add("quantity", "field-amount");
                    return None;
                }
            }
        }
    };
    if !quantity.is_positive() {
        errors.add("quantity", "orders-quantity-positive");
    } else if !quantity.can_be_of(base) {
        errors.add("quantity", "orders-whole-pieces");
    } else if quantity > Quantity::whole(MOST_BASE) {
        errors.add("quantity", "orders-too-many");
    } else {
        return Some(quantity);
    }
    None
}

/// Discounts said by hand keep to the most that is set; a customer's own standing discount, and that of an order that is
/// changed, were agreed once.
fn check_discounts(view: &View, new: &NewOrder, quote: &Quote, errors: &mut FieldErrors) {
    let standing = quote
        .customer
        .as_ref()
        .map_or(Rate::ZERO, |customer| customer.discount_percentage);
    let agreed = new.agreed.map(|agreed| agreed.discount_percentage);
    let said = new
        .discount_percentage
        .filter(|rate| *rate != standing && Some(*rate) != agreed);
    if let Some(rate) = said {
        check_discount(view, rate, "discount_percentage".to_owned(), errors);
    }
    for (place, line) in new.lines.iter().enumerate() {
        if line.id.is_none() {
            let field = format!("items.{place}.discount_percentage");
            check_discount(view, line.discount_percentage, field, errors);
        }
    }
}

/// Refuses a discount below zero or over the most that is set.
pub(super) fn check_discount(view: &View, rate: Rate, field: String, errors: &mut FieldErrors) {
    let most = if view.settings.on(settings::DISCOUNTS_ON) {
        view.settings.rate(settings::MOST_DISCOUNT)
    } else {
        Rate::ZERO
    };
    if rate.is_negative() || rate > most {
        let message = Message::new("orders-discount-most").arg("most", most);
        errors.add(field, message);
    }
}

fn totals(quote: &Quote, shipping: Money) -> Result<Totals, AmountError> {
    let lines: Vec<TaxLine> = quote
        .priced()
        .map(|line| TaxLine::from((line.tax_rate, line.line_total)))
        .collect();
    let sum: Money = lines.iter().map(|line| line.amount).sum();
    let discount = sum.percent(quote.discount_percentage)?;
    tax_rows(quote.price_list.tax_mode, &lines, discount, shipping)
}

fn credit(view: &View, quote: &Quote) -> Result<Option<Credit>> {
    let Some(customer) = quote.customer.as_ref().filter(|known| on_credit(known)) else {
        return Ok(None);
    };
    let exposure = customers::exposure(view, customer.id)?;
    Ok(Some(Credit {
        limit: customer.credit_limit,
        exposure,
        left: customer
            .credit_limit
            .map(|limit| limit - exposure - quote.totals.total),
    }))
}

/// Businesses, and whoever has a limit, pay later.
pub(super) fn on_credit(customer: &Customer) -> bool {
    customer.is_business() || customer.credit_limit.is_some()
}

/// A suspended customer gets nothing on credit.
pub(super) fn is_suspended(customer: &Customer) -> bool {
    customer.payment_status == Standing::Suspended
}
