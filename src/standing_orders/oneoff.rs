//! What makes a date differ: skipped, moved or changed dates, a customer's pauses, the bakery's closed days. Each verb
//! settles the orders already made and says what it did; each can be undone by its opposite.

use serde_json::json;

use super::dates::{MOST_MOVED, OneDate, Pause, Plan, Quantities, Why};
use super::settle::{self, Effects, Window};
use super::store::Of;
use super::{Template, check_text, lines, reason, store};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::{self, Day};
use crate::values::ids::{CustomerId, PauseId, TemplateId};
use crate::{catalog, customers};

/// Leaves one date out.
///
/// # Errors
/// [`Error::Invalid`] for a day that has passed or is no date of the standing order.
pub fn skip_date(tx: &Tx, id: TemplateId, day: Day, why: &str) -> Result<Effects> {
    let template = existing_date(tx, id, day, why)?;
    let one = OneDate::Skip {
        reason: why.trim().to_owned(),
    };
    set(tx, &template, day, Some(&one), "date_skipped")
}

/// Gives one date other quantities, in base units of the items; what is not named stays as usual. On a day that is no
/// date of the rhythm this is an extra delivery.
///
/// # Errors
/// [`Error::Invalid`] for a day that has passed, lies outside start and end or brings nothing, and for wrong items and
/// quantities.
pub fn change_date(
    tx: &Tx,
    id: TemplateId,
    day: Day,
    quantities: Quantities,
    why: &str,
) -> Result<Effects> {
    let template = store::find(tx, id, tx.today())?;
    let mut errors = FieldErrors::default();
    check_text("reason", why, &mut errors);
    let schedule = &template.schedule;
    let outside = day < schedule.start || schedule.end.is_some_and(|end| day > end);
    if day < tx.today() {
        errors.add("day", "standing-past");
    } else if outside {
        errors.add("day", "standing-outside");
    }
    if quantities.is_empty() {
        errors.add("quantities", "field-required");
    }
    for (product, quantity) in &quantities {
        let item = catalog::find(tx, *product)
            .map_err(|_| Error::field("quantities", "standing-no-item"))?;
        if let Err(key) = lines::checked(&item, Some(*quantity)) {
            errors.add(format!("quantities.{product}"), key);
        }
    }
    errors.or(())?;
    let before = schedule.dates.get(&day);
    let delivered = before.and_then(OneDate::moved_to).unwrap_or(day);
    check_comes(tx, &template, "day", delivered)?;
    let reason = why.trim().to_owned();
    let one = match before {
        Some(OneDate::Move { to, .. }) => OneDate::Move {
            to: *to,
            quantities,
            reason,
        },
        _ => OneDate::Change { quantities, reason },
    };
    set(tx, &template, day, Some(&one), "date_changed")
}

/// Delivers one date on another day, at most [`MOST_MOVED`] days away, at the price of that day.
///
/// # Errors
/// [`Error::Invalid`] for days that have passed or are too far apart, where there is no such date, and onto a day that
/// brings nothing.
pub fn move_date(tx: &Tx, id: TemplateId, day: Day, to: Day, why: &str) -> Result<Effects> {
    let template = existing_date(tx, id, day, why)?;
    if to < tx.today() {
        return Err(Error::field("moved_to", "standing-past"));
    }
    if to == day || day.days_until(to).abs() > MOST_MOVED {
        let message = Message::new("standing-move-distance").arg("most", MOST_MOVED);
        return Err(Error::field("moved_to", message));
    }
    check_comes(tx, &template, "moved_to", to)?;
    let before = template.schedule.dates.get(&day);
    let one = OneDate::Move {
        to,
        quantities: before
            .and_then(OneDate::quantities)
            .cloned()
            .unwrap_or_default(),
        reason: why.trim().to_owned(),
    };
    set(tx, &template, day, Some(&one), "date_moved")
}

/// Makes a date as usual again.
///
/// # Errors
/// [`Error::NotFound`] when it is as usual already.
pub fn restore_date(tx: &Tx, id: TemplateId, day: Day) -> Result<Effects> {
    let template = store::find(tx, id, tx.today().min(day))?;
    if !template.schedule.dates.contains_key(&day) {
        return Err(Error::NotFound);
    }
    set(tx, &template, day, None, "date_restored")
}

/// Refuses a day of delivery on which the bakery is closed or the customer is paused: what is decided for it would be lost.
fn check_comes(tx: &Tx, template: &Template, field: &str, day: Day) -> Result<()> {
    let Some(why) = template.schedule.prevented(day) else {
        return Ok(());
    };
    let key = match &why {
        Why::Closed(name) if name.is_empty() => "standing-closed-weekday-on",
        Why::Closed(_) => "standing-closed-on",
        _ => "standing-paused-on",
    };
    let words = calendar::short(day, tx.settings.language());
    let message = Message::new(key)
        .arg("day", words)
        .arg("name", why.reason());
    Err(Error::field(field, message))
}

fn existing_date(tx: &Tx, id: TemplateId, day: Day, why: &str) -> Result<Template> {
    let template = store::find(tx, id, tx.today())?;
    let mut errors = FieldErrors::default();
    check_text("reason", why, &mut errors);
    if day < tx.today() {
        errors.add("day", "standing-past");
    } else if template.schedule.plan(day) == Plan::NoDate {
        errors.add("day", "standing-no-date");
    }
    errors.or(template)
}

fn set(
    tx: &Tx,
    template: &Template,
    day: Day,
    one: Option<&OneDate>,
    action: &'static str,
) -> Result<Effects> {
    let watch = settle::watch(tx, Of::One(template.id), Window::day(day))?;
    match one {
        Some(one) => store::set_date(tx, template.id, day, one)?,
        None => store::remove_date(tx, template.id, day)?,
    }
    let why = one.map_or("", OneDate::reason);
    let about = json!({ "day": [null, day], "moved_to": [null, one.and_then(OneDate::moved_to)] });
    events::record(
        tx,
        Happened::new("standing_order", Some(template.id.0), action)
            .because(why)
            .changes(about),
    )?;
    let because = match one {
        Some(OneDate::Skip { .. }) => "standing-because-skipped",
        Some(OneDate::Move { .. }) => "standing-because-moved",
        _ => "standing-because-changed",
    };
    settle::settle(tx, watch, &with_reason(reason(tx, because), why))
}

fn with_reason(because: String, why: &str) -> String {
    if why.trim().is_empty() {
        because
    } else {
        format!("{because}: {}", why.trim())
    }
}

/// Stops all deliveries of a customer's standing orders from a day until a day, or until further notice.
///
/// # Errors
/// [`Error::Invalid`] when it begins in the past or ends before it begins.
pub fn pause(
    tx: &Tx,
    customer: CustomerId,
    from: Day,
    until: Option<Day>,
    why: &str,
) -> Result<(PauseId, Effects)> {
    customers::find(tx, customer)?;
    let mut errors = FieldErrors::default();
    check_text("reason", why, &mut errors);
    if from < tx.today() {
        errors.add("from_day", "standing-past");
    }
    if until.is_some_and(|until| until < from) {
        errors.add("until_day", "standing-end-before-start");
    }
    errors.or(())?;
    let pause = Pause {
        id: tx.id(),
        from,
        until,
        reason: why.trim().to_owned(),
    };
    let window = Window::between(from, until);
    let watch = settle::watch(tx, Of::Customer(customer), window)?;
    store::insert_pause(tx, customer, &pause)?;
    let about = json!({ "from_day": [null, from], "until_day": [null, until] });
    told(tx, customer, "standing_paused", why, about)?;
    let because = with_reason(reason(tx, "standing-because-paused"), why);
    Ok((pause.id, settle::settle(tx, watch, &because)?))
}

/// Ends a pause: `last` is its last day. Before its first day it is removed.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a last day before yesterday.
pub fn end_pause(tx: &Tx, id: PauseId, last: Day) -> Result<Effects> {
    let (customer, pause) = store::find_pause(tx, id)?;
    if last < tx.today().previous() {
        return Err(Error::field("until_day", "standing-past"));
    }
    if last < pause.from {
        return remove_pause(tx, id);
    }
    // It may end sooner or later than it would have.
    let first = pause.until.map_or(last, |until| until.min(last)).next();
    let window = Window::between(first.max(tx.today()), None);
    let watch = settle::watch(tx, Of::Customer(customer), window)?;
    store::end_pause(tx, id, Some(last))?;
    let about = json!({ "until_day": [pause.until, last] });
    told(tx, customer, "standing_resumed", &pause.reason, about)?;
    settle::settle(tx, watch, &reason(tx, "standing-because-resumed"))
}

/// Lets a pause that was ended run on as it would have: until `until`, or until further notice.
///
/// # Errors
/// [`Error::NotFound`]; a conflict when it does not end before that.
pub fn run_on(tx: &Tx, id: PauseId, until: Option<Day>) -> Result<Effects> {
    let (customer, pause) = store::find_pause(tx, id)?;
    let Some(ended) = pause
        .until
        .filter(|ended| until.is_none_or(|until| *ended < until))
    else {
        return Err(Error::conflict("standing-not-ended"));
    };
    let window = Window::between(ended.next().max(tx.today()), until);
    let watch = settle::watch(tx, Of::Customer(customer), window)?;
    store::end_pause(tx, id, until)?;
    let about = json!({ "until_day": [ended, until] });
    told(tx, customer, "standing_paused", &pause.reason, about)?;
    let because = with_reason(reason(tx, "standing-because-paused"), &pause.reason);
    settle::settle(tx, watch, &because)
}

/// Takes a pause back as if it had never been.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_pause(tx: &Tx, id: PauseId) -> Result<Effects> {
    let (customer, pause) = store::find_pause(tx, id)?;
    let window = Window::between(pause.from.max(tx.today()), pause.until);
    let watch = settle::watch(tx, Of::Customer(customer), window)?;
    store::delete_pause(tx, id)?;
    let about = json!({ "from_day": [pause.from, null], "until_day": [pause.until, null] });
    told(tx, customer, "standing_resumed", &pause.reason, about)?;
    settle::settle(tx, watch, &reason(tx, "standing-because-resumed"))
}

/// Delivers to a customer again from `on`: every pause that covers the day ends before it.
///
/// # Errors
/// A conflict when the customer is not paused on that day; [`Error::Invalid`] for a day that has passed.
pub fn resume(tx: &Tx, customer: CustomerId, on: Day) -> Result<Effects> {
    if on < tx.today() {
        return Err(Error::field("day", "standing-past"));
    }
    let covering: Vec<PauseId> = store::pauses(tx, customer, on)?
        .into_iter()
        .filter(|pause| pause.covers(on))
        .map(|pause| pause.id)
        .collect();
    if covering.is_empty() {
        return Err(Error::conflict("standing-not-paused"));
    }
    let mut effects = Effects::default();
    for id in covering {
        effects.add(end_pause(tx, id, on.previous())?);
    }
    Ok(effects)
}

fn told(
    tx: &Tx,
    customer: CustomerId,
    action: &'static str,
    why: &str,
    about: serde_json::Value,
) -> Result<()> {
    events::record(
        tx,
        Happened::new("customer", Some(customer.0), action)
            .because(why)
            .changes(about),
    )
}

/// Closes the bakery on a day: no standing order delivers on it. Orders that people took stay and are counted.
///
/// # Errors
/// [`Error::Invalid`] for a day that has passed or without a name.
pub fn close_day(tx: &Tx, day: Day, name: &str) -> Result<Effects> {
    let mut errors = FieldErrors::default();
    let name = name.trim();
    if day < tx.today() {
        errors.add("day", "standing-past");
    }
    if name.is_empty() {
        errors.add("name", "field-required");
    }
    check_text("name", name, &mut errors);
    errors.or(())?;
    let watch = settle::watch(tx, Of::Active, Window::day(day))?;
    store::close_day(tx, day, name)?;
    let about = json!({ "day": [null, day], "name": [null, name] });
    events::record(
        tx,
        Happened::new("closed_day", None, "created").changes(about),
    )?;
    let because = with_reason(reason(tx, "standing-because-closed"), name);
    let mut effects = settle::settle(tx, watch, &because)?;
    effects.other_orders = store::other_orders(tx, day)?;
    Ok(effects)
}

/// Opens the bakery on a closed day again.
///
/// # Errors
/// [`Error::NotFound`] when it is not closed.
pub fn reopen_day(tx: &Tx, day: Day) -> Result<Effects> {
    let watch = settle::watch(tx, Of::Active, Window::day(day))?;
    if !store::reopen_day(tx, day)? {
        return Err(Error::NotFound);
    }
    let about = json!({ "day": [day, null] });
    events::record(
        tx,
        Happened::new("closed_day", None, "removed").changes(about),
    )?;
    settle::settle(tx, watch, &reason(tx, "standing-because-reopened"))
}
