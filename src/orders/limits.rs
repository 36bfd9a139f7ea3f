//! What the bakery takes: how much, on which days, until when.

use serde_json::json;

use super::codes::DeliveryMethod;
use super::quote::{Quote, QuotedLine};
use super::state::Status;
use super::store::{Line, Order};
use super::{NewOrder, days};
use crate::catalog::Item;
use crate::customers::rounds;
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::settings;
use crate::values::calendar::{Day, Time, short};
use crate::values::ids::RouteId;
use crate::values::money::Money;

/// How far ahead the next possible delivery day is looked for.
const DAYS_AHEAD: i64 = 60;
/// How far ahead an order may be taken.
const FURTHEST: i64 = 730;

/// An order that is changed, as it was: what it keeps of that is not judged again.
pub(super) struct Was<'o> {
    pub order: &'o Order,
    pub lines: &'o [Line],
    /// It becomes again what was agreed before.
    pub puts_back: bool,
}

impl Was<'_> {
    /// Whether it goes to another day or round.
    pub fn moves(&self, new: &NewOrder, quote: &Quote) -> bool {
        new.requested_date != Some(self.order.requested_date)
            || quote.route_id != self.order.route_id
    }

    /// Whether it is other work: other goods, or for another day or round.
    fn is_other(&self, new: &NewOrder, quote: &Quote) -> bool {
        let is_same = |line: &QuotedLine| {
            self.line(line).is_some_and(|was| {
                was.quantity == line.quantity
                    && was.unit == line.unit
                    && was.unit_price == line.unit_price
                    && was.discount_percentage == line.discount_percentage
                    && was.custom_instructions == line.custom_instructions
            })
        };
        self.moves(new, quote)
            || quote.lines.len() != self.lines.len()
            || !quote.priced().all(is_same)
    }

    fn line(&self, line: &QuotedLine) -> Option<&Line> {
        self.lines.iter().find(|was| Some(was.id) == line.id)
    }

    /// Whether so much of it was agreed for the same day.
    fn holds(&self, line: &QuotedLine, day: Day) -> bool {
        day == self.order.requested_date
            && self
                .line(line)
                .is_some_and(|was| line.quantity <= was.quantity)
    }
}

/// Adds what the limits have against the order; of one that `was` before, against what becomes another.
///
/// # Errors
/// Those of the database; a conflict when the day is closed.
pub(super) fn check(
    view: &View,
    new: &NewOrder,
    quote: &Quote,
    was: Option<&Was>,
    errors: &mut FieldErrors,
) -> Result<()> {
    check_size(view, new, quote, was, errors);
    let is_agreed = |was: &Was| was.puts_back || was.order.delivery_method == quote.delivery_method;
    if !was.is_some_and(is_agreed) {
        check_method(view, quote, errors);
    }
    check_texts(new, errors);
    if !new.allergen_override && new.standing.is_none() {
        for warning in &quote.warnings {
            for allergen in &warning.allergens {
                let message = Message::new("orders-allergen-stop")
                    .arg("name", warning.product_name.as_str())
                    .arg("allergen", allergen.code());
                errors.add("allergen_override", message);
            }
        }
    }
    let Some(day) = new.requested_date else {
        errors.add("requested_date", "orders-date-required");
        return Ok(());
    };
    match was {
        Some(was) if !was.is_other(new, quote) => Ok(()),
        None if new.standing.is_some() => Ok(()),
        // Its plan has judged the day, but not whether it can still be another order.
        Some(_) if new.standing.is_some() => {
            if is_late(view, quote.route_id, day)? {
                errors.add("requested_date", late_message(day, None));
            }
            Ok(())
        }
        was => check_day(view, new, quote, was, day, errors),
    }
}

fn check_size(
    view: &View,
    new: &NewOrder,
    quote: &Quote,
    was: Option<&Was>,
    errors: &mut FieldErrors,
) {
    if new.lines.is_empty() {
        errors.add("items", "orders-no-lines");
    }
    // What was agreed may stay beyond a limit that was set since; it goes no further.
    let most = view.settings.whole(settings::MOST_LINES);
    let is_longer = was.is_none_or(|was| new.lines.len() > was.lines.len());
    if is_longer && i64::try_from(new.lines.len()).unwrap_or(i64::MAX) > most {
        errors.add(
            "items",
            Message::new("orders-too-many-lines").arg("most", most),
        );
    }
    if quote.priced().count() < new.lines.len() || new.lines.is_empty() {
        return;
    }
    let total = quote.totals.total;
    let agreed = |beyond: fn(&Money, &Money) -> bool| {
        was.is_some_and(|was| was.puts_back || !beyond(&total, &was.order.total_amount))
    };
    let is_standing =
        new.standing.is_some() || was.is_some_and(|was| was.order.standing_order_id.is_some());
    let least = view.settings.money(settings::LEAST_VALUE);
    if total < least && !is_standing && !agreed(Money::lt) {
        errors.add(
            "items",
            Message::new("orders-too-small").arg("least", least),
        );
    }
    let most = view.settings.money(settings::MOST_VALUE);
    if total > most && !agreed(Money::gt) {
        errors.add("items", Message::new("orders-too-large").arg("most", most));
    }
    if new.shipping_charge.is_negative() {
        errors.add("shipping_amount", "orders-negative-price");
    }
    if new.deposit_amount.is_negative() || new.deposit_amount > total {
        errors.add("deposit_amount", "orders-deposit");
    }
}

fn check_method(view: &View, quote: &Quote, errors: &mut FieldErrors) {
    let switch = match quote.delivery_method {
        DeliveryMethod::Pickup => settings::PICKUP_ON,
        DeliveryMethod::Delivery => settings::DELIVERY_ON,
        DeliveryMethod::Shipping => settings::SHIPPING_ON,
    };
    if !view.settings.on(switch) {
        errors.add("delivery_method", "orders-method-off");
    }
}

/// Goods that leave the shop need a place to go: an address said, that of the delivery point, or a round whose driver knows
/// the door.
pub(super) fn check_place(new: &NewOrder, quote: &Quote, errors: &mut FieldErrors) {
    let is_brought = quote.delivery_method != DeliveryMethod::Pickup && quote.customer.is_some();
    let is_known = quote
        .point
        .as_ref()
        .is_some_and(|point| !point.address_line1.is_empty());
    let is_said = !new.delivery_address.trim().is_empty();
    if is_brought && quote.route_id.is_none() && !is_known && !is_said {
        errors.add("delivery_address", "orders-no-address");
    }
}

fn check_texts(new: &NewOrder, errors: &mut FieldErrors) {
    let texts = [
        ("delivery_address", &new.delivery_address),
        ("billing_address", &new.billing_address),
        ("delivery_notes", &new.delivery_notes),
        ("internal_notes", &new.internal_notes),
        ("notes", &new.notes),
        ("late_reason", &new.late_reason),
    ];
    for (field, text) in texts {
        if text.chars().count() > 2000 {
            errors.add(
                field,
                Message::new("setting-too-long").arg("most", 2000_i64),
            );
        }
    }
}

fn check_day(
    view: &View,
    new: &NewOrder,
    quote: &Quote,
    was: Option<&Was>,
    day: Day,
    errors: &mut FieldErrors,
) -> Result<()> {
    let stays = was.is_some_and(|was| was.order.requested_date == day) && day >= view.today();
    if let Some(message) = impossible(view, day)?.filter(|_| !stays) {
        errors.add("requested_date", message);
        return Ok(());
    }
    let is_excused = is_excused(new) || was.is_some_and(|was| was.puts_back);
    for (place, line) in quote.lines.iter().enumerate() {
        let asked = |line: &&QuotedLine| !was.is_some_and(|was| was.holds(line, day));
        let item = line.as_ref().filter(asked).and_then(item_of);
        if let Some(message) = item.and_then(|item| not_made(view, item, day, is_excused)) {
            errors.add(format!("items.{place}.product_id"), message);
        }
    }
    if !is_late(view, quote.route_id, day)? {
        return Ok(());
    }
    if days::state(view, day)?.state == days::Phase::Closed {
        return Err(Error::conflict(
            Message::new("orders-day-closed").arg("day", short_of(day)),
        ));
    }
    if !new.may_be_late {
        let next = next_day(view, quote.route_id, &items(quote), day)?;
        errors.add("requested_date", late_message(day, next));
    } else if new.late_reason.trim().is_empty() {
        errors.add("late_reason", "orders-late-reason");
    }
    Ok(())
}

/// Taking a confirmed order off a day or round after its cut-off is as late as putting one on it. What was never confirmed
/// was never agreed and may go.
///
/// # Errors
/// Those of the database.
pub(super) fn check_leaving(
    view: &View,
    order: &Order,
    new: &NewOrder,
    errors: &mut FieldErrors,
) -> Result<()> {
    let day = order.requested_date;
    if order.status == Status::Pending || !is_late(view, order.route_id, day)? {
        return Ok(());
    }
    let is_said = |field: &str| errors.0.iter().any(|error| error.field == field);
    if !new.may_be_late {
        if !is_said("requested_date") {
            errors.add("requested_date", late_message(day, None));
        }
    } else if new.late_reason.trim().is_empty() && !is_said("late_reason") {
        errors.add("late_reason", "orders-late-reason");
    }
    Ok(())
}

/// What stands against the day of an order that is still being typed.
///
/// # Errors
/// Those of the database.
pub fn day_errors(view: &View, new: &NewOrder, quote: &Quote) -> Result<FieldErrors> {
    let mut errors = FieldErrors::default();
    let checked = check_day(view, new, quote, None, quote.day, &mut errors);
    match checked {
        Err(Error::Conflict(message, _)) => errors.add("requested_date", message),
        other => other?,
    }
    Ok(errors)
}

/// The first day on which the bakery could hand over this order.
///
/// # Errors
/// Those of the database.
pub fn first_day(view: &View, quote: &Quote) -> Result<Option<Day>> {
    next_day(view, quote.route_id, &items(quote), view.today().previous())
}

/// Why an order is not for tomorrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTomorrow {
    Closed,
    /// It was cut off: at that time, or by hand.
    CutOff(Option<Time>),
}

/// Why the first possible day is a later one than tomorrow, where that is not for what is ordered.
///
/// # Errors
/// Those of the database.
pub fn why_not_tomorrow(
    view: &View,
    route: Option<RouteId>,
    first: Day,
) -> Result<Option<NotTomorrow>> {
    let tomorrow = view.today().next();
    if first <= tomorrow {
        return Ok(None);
    }
    if closed(view, tomorrow)?.is_some() {
        return Ok(Some(NotTomorrow::Closed));
    }
    if days::is_open(view, route, tomorrow)? {
        return Ok(None);
    }
    let cutoff = rounds::cutoff(view, route, tomorrow)?;
    let at = (cutoff <= view.now).then(|| view.zone.time_of(cutoff));
    Ok(Some(NotTomorrow::CutOff(at)))
}

/// The owner has said why it must still go in: lead times do not stand in the way either.
fn is_excused(new: &NewOrder) -> bool {
    new.may_be_late && !new.late_reason.trim().is_empty()
}

fn late_message(day: Day, next: Option<Day>) -> Message {
    let message = match next {
        Some(next) => Message::new("orders-late").arg("next", short_of(next)),
        None => Message::new("orders-late-no-next"),
    };
    message.arg("day", short_of(day))
}

/// Both languages write days in figures alike.
fn short_of(day: Day) -> String {
    short(day, crate::i18n::Lang::Es)
}

/// Why nobody can agree on a day at all: it has gone, is too far ahead, or the bakery is closed on it.
///
/// # Errors
/// Only those of the database.
pub fn impossible(view: &View, day: Day) -> Result<Option<Message>> {
    if day < view.today() {
        Ok(Some(Message::new("orders-past")))
    } else if day > view.today().add_days(FURTHEST) {
        Ok(Some(Message::new("orders-too-far")))
    } else {
        closed(view, day)
    }
}

/// Why nothing is handed over on a day: its weekday, or a holiday.
///
/// # Errors
/// Only those of the database.
pub fn closed(view: &View, day: Day) -> Result<Option<Message>> {
    let open = view.settings.numbers(settings::OPENING_DAYS);
    if !open.contains(&i64::from(day.weekday())) {
        return Ok(Some(Message::new("orders-closed-weekday")));
    }
    let name = super::store::closed_day(view, day)?;
    Ok(name.map(|name| Message::new("orders-closed-day").arg("name", name)))
}

/// Why an item made to order cannot be had on a day: its weekdays, and the days it needs.
fn not_made(view: &View, item: &Item, day: Day, excused: bool) -> Option<Message> {
    if item.from_stock {
        return None;
    }
    let name = item.name.as_str();
    if !item.weekdays.contains(day) {
        return Some(Message::new("orders-not-that-weekday").arg("name", name));
    }
    let ready = view.today().add_days(item.lead_days);
    (day < ready && !excused).then(|| {
        Message::new("orders-lead-time")
            .arg("name", name)
            .arg("days", item.lead_days)
            .arg("day", short_of(ready))
    })
}

/// Whether orders for this route and day are no longer taken without a reason.
///
/// # Errors
/// Those of the database.
pub fn is_late(view: &View, route: Option<RouteId>, day: Day) -> Result<bool> {
    Ok(!days::is_open(view, route, day)?)
}

/// The first day after `after` on which the bakery hands over, takes orders and makes all of these.
///
/// # Errors
/// Those of the database.
pub fn next_day(
    view: &View,
    route: Option<RouteId>,
    items: &[&Item],
    after: Day,
) -> Result<Option<Day>> {
    for ahead in 1..=DAYS_AHEAD {
        let day = after.add_days(ahead);
        let made = items
            .iter()
            .all(|item| not_made(view, item, day, false).is_none());
        if made && closed(view, day)?.is_none() && !is_late(view, route, day)? {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// The items of an order that could be priced.
pub(super) fn items(quote: &Quote) -> Vec<&Item> {
    quote.priced().filter_map(item_of).collect()
}

fn item_of(line: &QuotedLine) -> Option<&Item> {
    line.item.as_ref()
}

/// A refusal to cancel after the cut-off.
pub(super) fn late_cancel(day: Day) -> Error {
    Error::Conflict(
        Message::new("orders-cancel-late").arg("day", short_of(day)),
        Some(json!({ "requested_date": day })),
    )
}
