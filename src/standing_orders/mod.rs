//! Standing orders: what a customer gets again and again, and everything by which one date differs.
//!
//! [`dates`] decides what a date comes to; [`generate`] makes the orders of the days ahead, each date once; every verb
//! that changes what a date comes to settles the orders already made for it in the same transaction and says what it did
//! ([`Effects`]): changed or called off while the day is open, left alone and listed when it is frozen.

pub mod api;
pub mod dates;
mod expected;
mod generate;
pub mod jobs;
mod lines;
mod news;
mod oneoff;
pub mod pages;
mod retire;
mod settle;
mod store;
mod undo;
mod week;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::customers;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::orders::{DeliveryMethod, Status};
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{CustomerId, ItemId, OrderId, PointId, TemplateId};
use dates::{Frequency, Schedule};

pub use expected::{
    Ahead, CalendarDay, ahead, calendar, expected, expected_between, next_dates, week_totals,
};
pub use generate::{
    Failure, Generated, decide_missed, drop_all_missed, generate, make_missed, wait_again,
    wait_all_again,
};
pub use oneoff::{
    change_date, close_day, end_pause, move_date, pause, remove_pause, reopen_day, restore_date,
    resume, run_on, skip_date,
};
pub use retire::{Hanging, Retired, bring_back, hanging_on, reopening, retire};
pub use settle::{Effects, Left, LeftWhy, Touched};
pub use store::{closed_days, find, forget_withdrawn, missed, pauses};
pub use undo::take_edit_back;

/// Longest name of a standing order, in characters.
const LONGEST_NAME: usize = 120;
/// Longest note or reason, in characters.
const LONGEST_TEXT: usize = 500;

/// A standing order with all that decides its dates.
#[derive(Debug, Clone)]
pub struct Template {
    pub id: TemplateId,
    pub recurring_name: String,
    pub customer_id: CustomerId,
    pub delivery_point_id: PointId,
    pub delivery_method: DeliveryMethod,
    pub delivery_time: Option<Time>,
    pub delivery_notes: String,
    pub schedule: Schedule,
    /// Dates up to this one have been made or decided upon.
    pub generated_until: Option<Day>,
    /// Why the last run could not make an order, in the bakery's language.
    pub failure: Option<String>,
    pub failed_on: Option<Day>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
}

/// A line as typed: how many of the unit on each weekday, Monday first.
#[derive(Debug, Clone)]
pub struct NewTemplateLine {
    pub product_id: ItemId,
    /// Code of a unit or name of a pack; empty is the item's own unit.
    pub unit: String,
    pub week: [Decimal; 7],
    pub custom_instructions: String,
}

/// A standing order as typed.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// Empty is given a name.
    pub recurring_name: String,
    pub customer_id: CustomerId,
    /// None is the customer's first.
    pub delivery_point_id: Option<PointId>,
    pub frequency: Frequency,
    pub delivery_method: DeliveryMethod,
    pub delivery_time: Option<Time>,
    pub delivery_notes: String,
    pub start_date: Day,
    pub end_date: Option<Day>,
    pub lines: Vec<NewTemplateLine>,
}

/// An order that was made of a standing order.
#[derive(Debug, Clone)]
pub struct MadeOrder {
    pub order_id: OrderId,
    pub order_number: String,
    pub status: Status,
    /// The day of delivery.
    pub day: Day,
    pub version: i64,
}

/// A date that passed, or whose day was frozen, before its order could be made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissedDate {
    pub standing_order_id: TemplateId,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    #[schema(value_type = String, format = DateTime)]
    pub found_at: Instant,
    pub recurring_name: String,
    pub customer_id: CustomerId,
}

/// Makes a standing order, and at once its orders inside the horizon.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field.
pub fn create(tx: &Tx, new: NewTemplate) -> Result<(TemplateId, Effects)> {
    insert(tx, new, None)
}

/// Makes a standing order; as the successor of another from a day on it takes over whether that one is active, and what was
/// decided for single dates.
fn insert(
    tx: &Tx,
    mut new: NewTemplate,
    follows: Option<(&Template, Day)>,
) -> Result<(TemplateId, Effects)> {
    let mut errors = FieldErrors::default();
    let point = check(tx, &new, &mut errors)?;
    if new.start_date < tx.today() {
        errors.add("start_date", "standing-past");
    }
    let lines = lines::read(tx, &new, None, &mut errors)?;
    if lines.is_empty() && errors.is_empty() {
        errors.add("order_items", "standing-no-lines");
    }
    errors.or(())?;
    let point = point.ok_or(Error::NotFound)?;
    new.recurring_name = name_for(tx, &new)?;
    let id: TemplateId = tx.id();
    let is_active = follows.is_none_or(|(before, _)| before.schedule.is_active);
    store::insert(tx, id, &new, point, is_active)?;
    for line in lines {
        store::insert_line(tx, id, &line.holding_from(tx.id(), new.start_date))?;
    }
    if let Some((before, from)) = follows {
        store::carry_dates(tx, before.id, id, from)?;
    }
    record(
        tx,
        id,
        &new,
        "created",
        json!({ "name": [null, new.recurring_name] }),
    )?;
    let effects = generate::make_first(tx, id)?;
    Ok((id, effects))
}

/// Changes a standing order from a day on: the dates before it stay as they were. Where fields other than the lines
/// change and dates before that day are still to be made, this one ends and a successor begins; its id is returned. Where all
/// stands so already, nothing is written and the version stays.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::Stale`] when changed meanwhile.
pub fn edit(
    tx: &Tx,
    id: TemplateId,
    version: i64,
    new: NewTemplate,
    from: Day,
) -> Result<(TemplateId, Effects)> {
    let before = store::find(tx, id, tx.today())?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let mut errors = FieldErrors::default();
    let point = check(tx, &new, &mut errors)?;
    if from < tx.today() {
        errors.add("from", "standing-past");
    }
    if new.customer_id != before.customer_id {
        errors.add("customer_id", "standing-customer-fixed");
    }
    let lines = lines::read(tx, &new, Some(&before), &mut errors)?;
    errors.or(())?;
    let after = Template {
        recurring_name: if new.recurring_name.is_empty() {
            before.recurring_name.clone()
        } else {
            new.recurring_name.clone()
        },
        delivery_point_id: point.unwrap_or(before.delivery_point_id),
        delivery_method: new.delivery_method,
        delivery_time: new.delivery_time,
        // A browser sends other line ends than were stored.
        delivery_notes: match before.delivery_notes.lines().eq(new.delivery_notes.lines()) {
            true => before.delivery_notes.clone(),
            false => new.delivery_notes.clone(),
        },
        schedule: Schedule {
            frequency: new.frequency,
            start: before.schedule.start,
            end: new.end_date,
            ..before.schedule.clone()
        },
        ..before.clone()
    };
    if is_same(&before, &after) && lines::stay(&before, &lines, from) {
        return Ok((id, Effects::default()));
    }
    if must_split(&before, &after, from) {
        return split(tx, &before, new, from);
    }
    // An earlier end counts at once, whatever the day from which the lines change.
    let first = new.end_date.map_or(from, |end| end.next().min(from));
    let window = settle::Window::dates_from(first.max(tx.today())).anew(is_other(&before, &after));
    let watch = settle::watch(tx, store::Of::One(id), window)?;
    if !store::update(tx, &after, version)? {
        return Err(Error::Stale);
    }
    lines::replace(tx, &before, lines, from)?;
    let mut changes = differences(&before, &after, from);
    changes["before"] = undo::kept(&before)?;
    events::record(
        tx,
        Happened::new("standing_order", Some(id.0), "edited").changes(changes),
    )?;
    let effects = settle::settle(tx, watch, &reason(tx, "standing-because-edited"))?;
    Ok((id, effects))
}

/// Whether both say the same but for their lines.
fn is_same(before: &Template, after: &Template) -> bool {
    before.recurring_name == after.recurring_name
        && before.schedule.frequency == after.schedule.frequency
        && before.schedule.end == after.schedule.end
        && !is_other(before, after)
}

/// Whether a change of more than lines would reach dates before `from` that are not made yet.
fn must_split(before: &Template, after: &Template, from: Day) -> bool {
    let same = before.schedule.frequency == after.schedule.frequency && !is_other(before, after);
    let made = before.generated_until.unwrap_or(Day::FIRST);
    let open = before.schedule.start.max(made.next());
    !same && open < from
}

/// Whether it is delivered elsewhere, otherwise or at another time.
fn is_other(before: &Template, after: &Template) -> bool {
    before.delivery_point_id != after.delivery_point_id
        || before.delivery_method != after.delivery_method
        || before.delivery_time != after.delivery_time
        || before.delivery_notes != after.delivery_notes
}

/// Ends the standing order before `from` and begins a successor on it.
fn split(
    tx: &Tx,
    before: &Template,
    mut new: NewTemplate,
    from: Day,
) -> Result<(TemplateId, Effects)> {
    let start = successor_start(before, new.frequency, from);
    let window = settle::Window::dates_from(from);
    let watch = settle::watch(tx, store::Of::One(before.id), window)?;
    let ended = Template {
        schedule: Schedule {
            end: Some(from.previous()),
            ..before.schedule.clone()
        },
        ..before.clone()
    };
    if !store::update(tx, &ended, before.version)? {
        return Err(Error::Stale);
    }
    let mut effects = settle::settle(tx, watch, &reason(tx, "standing-because-edited"))?;
    new.start_date = start;
    if new.recurring_name.is_empty() {
        new.recurring_name = before.recurring_name.clone();
    }
    let (id, more) = insert(tx, new, Some((before, from)))?;
    effects.add(more);
    let about = json!({ "end_date": [before.schedule.end, from.previous()],
        "before": undo::kept(before)?, "successor": id });
    events::record(
        tx,
        Happened::new("standing_order", Some(before.id.0), "succeeded").changes(about),
    )?;
    Ok((id, effects))
}

/// A biweekly one keeps its weeks: where `from` lies in a week off, the successor starts on the Monday after it.
fn successor_start(before: &Template, frequency: Frequency, from: Day) -> Day {
    let keeps = frequency == Frequency::Biweekly && before.schedule.frequency == frequency;
    if !keeps || frequency.falls_on(from, before.schedule.start) {
        return from;
    }
    from.week_start().add_days(7)
}

/// Starts or stops a standing order. Stopping calls off the orders of open days; starting makes them again.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; a conflict when it is so already.
pub fn set_active(tx: &Tx, id: TemplateId, version: i64, active: bool) -> Result<Effects> {
    let before = store::find(tx, id, tx.today())?;
    if before.version != version {
        return Err(Error::Stale);
    }
    if before.schedule.is_active == active {
        let key = if active {
            "standing-active-already"
        } else {
            "standing-inactive-already"
        };
        return Err(Error::conflict(key));
    }
    if active && !customers::find(tx, before.customer_id)?.is_active {
        return Err(Error::conflict("standing-customer-inactive"));
    }
    let window = settle::Window::between(tx.today(), None);
    let watch = settle::watch(tx, store::Of::One(id), window)?;
    let mut after = before.clone();
    after.schedule.is_active = active;
    if !store::update(tx, &after, version)? {
        return Err(Error::Stale);
    }
    let made = before.generated_until.unwrap_or(Day::FIRST);
    // Days on which it was off are not missed.
    store::set_generated(tx, id, made.max(tx.today().previous()), None)?;
    let action = if active { "activated" } else { "deactivated" };
    events::record(tx, Happened::new("standing_order", Some(id.0), action))?;
    let mut effects = settle::settle(tx, watch, &reason(tx, "standing-because-stopped"))?;
    if active {
        effects.add(generate::make_first(tx, id)?);
    }
    Ok(effects)
}

/// The fields of a template but its lines; the point it goes to.
fn check(tx: &Tx, new: &NewTemplate, errors: &mut FieldErrors) -> Result<Option<PointId>> {
    if new.recurring_name.chars().count() > LONGEST_NAME {
        errors.add(
            "recurring_name",
            Message::new("setting-too-long").arg("most", LONGEST_NAME),
        );
    }
    check_text("delivery_notes", &new.delivery_notes, errors);
    if new.end_date.is_some_and(|end| end < new.start_date) {
        errors.add("end_date", "standing-end-before-start");
    }
    if new.delivery_method == DeliveryMethod::Shipping {
        errors.add("delivery_method", "standing-no-shipping");
    }
    match customers::find(tx, new.customer_id) {
        Ok(customer) if !customer.is_active => {
            errors.add("customer_id", "standing-customer-inactive");
        }
        Ok(_) => {}
        Err(Error::NotFound) => {
            errors.add("customer_id", "field-required");
            return Ok(None);
        }
        Err(error) => return Err(error),
    }
    let points = customers::points(tx, new.customer_id)?;
    let point = match new.delivery_point_id {
        None => points.iter().find(|point| point.is_active),
        Some(wanted) => points.iter().find(|point| point.id == wanted),
    };
    if point.is_none() {
        errors.add("delivery_point_id", "standing-not-their-point");
    }
    Ok(point.map(|point| point.id))
}

fn check_text(field: &str, text: &str, errors: &mut FieldErrors) {
    if text.chars().count() > LONGEST_TEXT {
        errors.add(
            field,
            Message::new("setting-too-long").arg("most", LONGEST_TEXT),
        );
    }
}

/// The name as typed, else one of the bakery's language that the customer has not yet.
fn name_for(tx: &Tx, new: &NewTemplate) -> Result<String> {
    let typed = new.recurring_name.trim();
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    let plain = tx.settings.language().t("standing-usual-name");
    for number in 1..=99 {
        let name = if number == 1 {
            plain.clone()
        } else {
            format!("{plain} {number}")
        };
        if !store::has_name(tx, new.customer_id, &name)? {
            return Ok(name);
        }
    }
    Ok(plain)
}

fn record(
    tx: &Tx,
    id: TemplateId,
    new: &NewTemplate,
    action: &'static str,
    changes: Value,
) -> Result<()> {
    let payload = json!({
        "recurring_order_id": id,
        "customer_id": new.customer_id,
        "recurring_name": new.recurring_name,
        "frequency": new.frequency.code(),
    });
    events::record(
        tx,
        Happened::new("standing_order", Some(id.0), action)
            .changes(changes)
            .event("recurring_order.created", "orders", payload),
    )
}

fn differences(before: &Template, after: &Template, from: Day) -> Value {
    let mut changes = serde_json::Map::new();
    let mut compare = |field: &str, old: Value, new: Value| {
        if old != new {
            changes.insert(field.to_owned(), json!([old, new]));
        }
    };
    compare(
        "recurring_name",
        json!(before.recurring_name),
        json!(after.recurring_name),
    );
    compare(
        "frequency",
        json!(before.schedule.frequency.code()),
        json!(after.schedule.frequency.code()),
    );
    compare(
        "delivery_method",
        json!(before.delivery_method),
        json!(after.delivery_method),
    );
    compare(
        "delivery_time",
        json!(before.delivery_time),
        json!(after.delivery_time),
    );
    compare(
        "delivery_point_id",
        json!(before.delivery_point_id),
        json!(after.delivery_point_id),
    );
    compare(
        "end_date",
        json!(before.schedule.end),
        json!(after.schedule.end),
    );
    compare("from", Value::Null, json!(from));
    Value::Object(changes)
}

/// A reason as it stands in the history of the orders, in the bakery's language.
fn reason(view: &View, key: &str) -> String {
    view.settings.language().t(key)
}
