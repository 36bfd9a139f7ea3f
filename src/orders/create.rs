//! Taking an order.

use serde::Serialize;
use serde_json::json;

use super::codes::{DeliveryMethod, OrderType, PaymentStatus, Source};
use super::cost::{self, Costs};
use super::quote::Quote;
use super::state::Status;
use super::store::{self, Figures, Line, Order};
use super::waiting::confirms_itself;
use super::{NewOrder, Who, change, days, life, limits, quote};
use crate::customers::{self, Customer, Point};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::settings;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{CustomerId, LineId, OrderId};
use crate::values::money::Money;

/// Fresh food is paid within this many days of its delivery (Ley 7/1996 art. 17.1).
const FRESH_FOOD_DAYS: i64 = 30;

/// An order as it was just taken and stored.
#[derive(Debug)]
pub struct Taken {
    pub order: Order,
    pub lines: Vec<Line>,
}

/// Takes an order: its number, lines with the prices of its day, taxes, the customer's figures, history and event, all in
/// this transaction. It is confirmed at once when the settings say so; on a frozen day it goes straight to preparing.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong with it; a conflict when orders are not taken or the day is closed.
pub fn create(tx: &Tx, mut new: NewOrder) -> Result<Taken> {
    if !tx.settings.on(settings::ORDER_PROCESSING) {
        return Err(Error::conflict("orders-not-taken"));
    }
    let mut errors = FieldErrors::default();
    identify(tx, &mut new, &mut errors)?;
    let (quote, found) = quote::draft(tx, &new)?;
    errors.0.extend(found.0);
    limits::check(tx, &new, &quote, None, &mut errors)?;
    if new.standing.is_none() {
        if new.order_source == Source::AutoRecurring {
            errors.add("order_source", "orders-source-standing");
        }
        limits::check_place(&new, &quote, &mut errors);
    }
    if let Some(customer) = quote.customer.as_ref().filter(|known| !known.is_active) {
        let message = Message::new("orders-customer-retired").arg("name", customer.name());
        errors.add("customer_id", message);
    }
    errors.or(())?;
    let (Some(customer), Some(day)) = (&quote.customer, new.requested_date) else {
        return Err(Error::field("customer_id", "orders-customer-required"));
    };
    let taken = insert(tx, &new, &quote, customer, day)?;
    customers::count_new_order(tx, customer.id, quote.totals.total, tx.today())?;
    record(tx, &taken, &quote)?;
    life::settle_exposure_of(tx, &taken.order, customer)?;
    if taken.order.status == Status::Confirmed && taken.order.day_version > 0 {
        life::step(tx, taken.order.id, Status::Confirmed, Status::Preparing, "")?;
        return reread(tx, taken.order.id);
    }
    if cfg!(debug_assertions) {
        let stored = reread(tx, taken.order.id)?;
        debug_assert_eq!((&stored.order, &stored.lines), (&taken.order, &taken.lines));
    }
    Ok(taken)
}

fn reread(view: &View, id: OrderId) -> Result<Taken> {
    Ok(Taken {
        order: store::find(view, id)?,
        lines: store::lines(view, id)?,
    })
}

/// Empty is not said.
fn said(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Finds the customer or makes one.
fn identify(tx: &Tx, new: &mut NewOrder, errors: &mut FieldErrors) -> Result<()> {
    match &new.who {
        Who::Known(_) => {}
        Who::Nobody => errors.add("customer_id", "orders-customer-required"),
        Who::Contact { phone, name, email } => {
            match customers::get_or_create(tx, said(phone), name.trim(), said(email)) {
                Ok(id) => {
                    // Who calls from a place of their own wants it there.
                    if new.delivery_point_id.is_none() {
                        new.delivery_point_id = customers::point_of_phone(tx, id, phone)?;
                    }
                    new.who = Who::Known(id);
                }
                Err(Error::Invalid(found)) => {
                    for error in found.0 {
                        let field = match error.field.as_str() {
                            "phone" => "customer_phone",
                            "email" => "customer_email",
                            _ => "customer_name",
                        };
                        errors.add(field, error.message);
                    }
                    new.who = Who::Nobody;
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

fn insert(tx: &Tx, new: &NewOrder, quote: &Quote, customer: &Customer, day: Day) -> Result<Taken> {
    let (delivery_address, billing_address) = addresses(new, quote);
    let costs = cost::of_quote(tx, quote)?;
    let figures = figures(
        quote,
        &costs,
        customer,
        day,
        &delivery_address,
        &billing_address,
    );
    let order = order(tx, new, quote, customer, &figures)?;
    store::insert(tx, &order)?;
    store::insert_tax_rows(tx, order.id, &quote.totals)?;
    let mut lines = Vec::with_capacity(new.lines.len());
    for ((position, line), cost) in (1..).zip(quote.priced()).zip(costs.lines) {
        lines.push(store::insert_line(tx, order.id, position, line, cost)?);
    }
    Ok(Taken { order, lines })
}

/// The order as it is taken, with its number and its first state.
fn order(
    tx: &Tx,
    new: &NewOrder,
    quote: &Quote,
    customer: &Customer,
    figures: &Figures,
) -> Result<Order> {
    let is_late = limits::is_late(tx, quote.route_id, quote.day)?;
    let day_state = days::state(tx, quote.day)?;
    Ok(Order {
        id: tx.id(),
        order_number: number(tx)?,
        customer_id: customer.id,
        customer_name: customer.name().to_owned(),
        delivery_point_id: figures.delivery_point_id,
        order_type: quote.order_type,
        order_source: new.order_source,
        status: first_status(tx, new, quote, customer),
        priority: new.priority,
        order_date: tx.today(),
        requested_date: quote.day,
        requested_time: new.requested_time,
        fulfilled_date: None,
        price_list_id: quote.price_list.id,
        tax_mode: quote.price_list.tax_mode,
        subtotal: figures.totals.subtotal,
        discount_percentage: figures.discount_percentage,
        discount_amount: figures.totals.discount,
        shipping_amount: figures.totals.shipping,
        shipping_charge: new.shipping_charge,
        tax_amount: figures.totals.tax,
        total_amount: figures.totals.total,
        cost_amount: figures.cost_amount,
        payment_method: new.payment_method,
        payment_status: if new.is_paid {
            PaymentStatus::Paid
        } else {
            PaymentStatus::Unpaid
        },
        payment_due_date: figures.payment_due_date,
        deposit_amount: new.deposit_amount,
        delivery_method: figures.delivery_method,
        route_id: figures.route_id,
        delivery_address: figures.delivery_address.to_owned(),
        billing_address: figures.billing_address.to_owned(),
        delivery_notes: new.delivery_notes.trim().to_owned(),
        internal_notes: new.internal_notes.trim().to_owned(),
        notes: new.notes.trim().to_owned(),
        communication_preference: new.communication_preference,
        business_model: new.business_model,
        late_reason: said(&new.late_reason)
            .filter(|_| is_late)
            .map(ToOwned::to_owned),
        cancel_reason: None,
        cancellation_charge: Money::ZERO,
        cancellation_invoice_id: None,
        standing_order_id: new.standing.map(|from| from.id),
        standing_date: new.standing.map(|from| from.date),
        day_version: match day_state.state {
            days::Phase::Open => 0,
            _ => day_state.version + 1,
        },
        created_by: tx.actor.user_id,
        created_at: tx.now,
        updated_at: tx.now,
        version: 1,
    })
}

/// What is stored of a quote, for new and changed orders alike.
pub(super) fn figures<'a>(
    quote: &'a Quote,
    costs: &Costs,
    customer: &Customer,
    day: Day,
    delivery_address: &'a str,
    billing_address: &'a str,
) -> Figures<'a> {
    Figures {
        totals: &quote.totals,
        discount_percentage: quote.discount_percentage,
        delivery_method: quote.delivery_method,
        route_id: quote.route_id,
        delivery_point_id: quote.point.as_ref().map(|point| point.id),
        payment_due_date: due_date(customer, day),
        cost_amount: costs.whole,
        delivery_address,
        billing_address,
    }
}

/// When a business pays: its terms from the delivery, fresh food within 30 days. Others pay when they fetch it.
fn due_date(customer: &Customer, day: Day) -> Option<Day> {
    let terms = if customer.fresh_food_term {
        customer.credit_term_days.min(FRESH_FOOD_DAYS)
    } else {
        customer.credit_term_days
    };
    customer.is_business().then(|| day.add_days(terms))
}

/// Addresses as said, else those of the delivery point and the customer, kept as they are today.
pub(super) fn addresses(new: &NewOrder, quote: &Quote) -> (String, String) {
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let delivery = said(&new.delivery_address).or_else(|| match quote.delivery_method {
        DeliveryMethod::Pickup => None,
        _ => quote.point.as_ref().map(point_address),
    });
    let billing = said(&new.billing_address).or_else(|| {
        quote.customer.as_ref().map(|customer| {
            address(
                [&customer.address_line1, &customer.address_line2],
                [&customer.postal_code, &customer.city],
                &customer.province,
            )
        })
    });
    (delivery.unwrap_or_default(), billing.unwrap_or_default())
}

pub(super) fn point_address(point: &Point) -> String {
    address(
        [&point.address_line1, &point.address_line2],
        [&point.postal_code, &point.city],
        &point.province,
    )
}

/// Postcode and town are one part; a province of the town's name is not said again.
fn address(lines: [&str; 2], town: [&str; 2], province: &str) -> String {
    let [postcode, city] = town;
    let province = Some(province).filter(|province| !province.trim().eq_ignore_ascii_case(city));
    let town = format!("{postcode} {city}");
    lines
        .into_iter()
        .chain([town.as_str()])
        .chain(province)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// `ORD-2026-1120-001`: counted per day on which orders are taken, three digits or more.
fn number(tx: &Tx) -> Result<String> {
    let today = tx.today();
    let next = tx.next_number(&format!("orders {today}"))?;
    let prefix = tx.settings.text(settings::NUMBER_PREFIX);
    let length = usize::try_from(tx.settings.whole(settings::NUMBER_LENGTH)).unwrap_or(3);
    Ok(format!(
        "{prefix}-{:04}-{:02}{:02}-{next:0length$}",
        today.year(),
        today.month(),
        today.day()
    ))
}

fn first_status(view: &View, new: &NewOrder, quote: &Quote, customer: &Customer) -> Status {
    let settings = &view.settings;
    let is_good = !customer.is_business() || is_within_credit(quote, customer);
    let confirmed = new.standing.is_some() || (confirms_itself(settings, customer) && is_good);
    let default = Status::from_code(settings.text(settings::DEFAULT_STATUS));
    let held = settings.on(settings::CREDIT_CHECK) && !is_within_credit(quote, customer);
    if confirmed {
        Status::Confirmed
    } else if held {
        Status::Pending
    } else {
        default.unwrap_or(Status::Pending)
    }
}

/// Neither suspended nor over the limit with this order.
pub(super) fn is_within_credit(quote: &Quote, customer: &Customer) -> bool {
    let over = quote
        .credit
        .and_then(|credit| credit.left)
        .is_some_and(|left| left.is_negative());
    !quote::is_suspended(customer) && !over
}

/// A line of a new order in its history.
#[derive(Serialize)]
struct Put<'a> {
    id: LineId,
    product: &'a str,
    before: Option<()>,
    after: change::Said<'a>,
}

impl<'a> Put<'a> {
    fn of(line: &'a Line) -> Self {
        Self {
            id: line.id,
            product: &line.product_name,
            before: None,
            after: change::said(line),
        }
    }
}

/// What a new order brings, in its history.
#[derive(Serialize)]
struct Brought<'a> {
    lines: Vec<Put<'a>>,
    total_amount: (Option<()>, Money),
    requested_date: (Option<()>, Day),
    #[serde(skip_serializing_if = "Option::is_none")]
    standing_order: Option<(Option<()>, Day)>,
}

/// The event of a new order, as the documents word it.
#[derive(Serialize)]
struct Created<'a> {
    event_type: &'static str,
    order_id: OrderId,
    order_number: &'a str,
    customer_id: CustomerId,
    customer_name: &'a str,
    order_type: OrderType,
    total_amount: Money,
    requested_date: Day,
    requested_time: Option<Time>,
    item_count: usize,
    timestamp: Instant,
}

/// History and event of a new order.
fn record(tx: &Tx, taken: &Taken, quote: &Quote) -> Result<()> {
    let order = &taken.order;
    let brought = Brought {
        lines: taken.lines.iter().map(Put::of).collect(),
        total_amount: (None, order.total_amount),
        requested_date: (None, order.requested_date),
        standing_order: order.standing_date.map(|date| (None, date)),
    };
    let created = Created {
        event_type: "order_created",
        order_id: order.id,
        order_number: &order.order_number,
        customer_id: order.customer_id,
        customer_name: &order.customer_name,
        order_type: order.order_type,
        total_amount: order.total_amount,
        requested_date: order.requested_date,
        requested_time: order.requested_time,
        item_count: taken.lines.len(),
        timestamp: tx.now,
    };
    let mut happened = Happened::new("order", Some(order.id.0), "created")
        .states(None, order.status.code())
        .because(order.late_reason.clone().unwrap_or_default())
        .changes(brought)
        .event("order_created", "orders.created", created);
    if !quote.warnings.is_empty() {
        let overridden = quote.warnings.iter().map(
            |warning| json!({ "product": warning.product_name, "allergens": warning.allergens }),
        );
        let overridden: Vec<_> = overridden.collect();
        // What somebody must not eat is personal, also where it was sold all the same.
        happened = happened.personal(json!({ "allergen_override": [null, overridden] }));
    }
    events::record(tx, happened)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_province_is_said_only_where_the_town_does_not_say_it() {
        let at = |city, province| address(["Calle Mayor 3", ""], ["28001", city], province);
        assert_eq!(at("Madrid", "madrid"), "Calle Mayor 3, 28001 Madrid");
        assert_eq!(
            at("Getafe", "Madrid"),
            "Calle Mayor 3, 28001 Getafe, Madrid"
        );
        assert_eq!(at("Getafe", ""), "Calle Mayor 3, 28001 Getafe");
    }
}
