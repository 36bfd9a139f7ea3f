//! Pages of standing orders.

mod ahead;
mod day;
mod from_order;
mod grid;
mod list;
mod one;
mod stops;
mod typed;
mod week;

pub use ahead::{calendar, totals};
pub use day::{change_day, day, restore_day};
pub use from_order::{from_order, from_order_form};
pub use list::{decide, drop_past, generate, index, wait_again};
pub use one::{create, edit, new, show, state, take_back};
pub use stops::{
    add_closed_day, add_pause, closed_days, end_pause, pauses, remove_closed_day, remove_pause,
    run_on,
};
pub use week::{customer_week, save_customer_week, take_week_back};

use crate::customers::Customer;
use crate::db::View;
use crate::error::Result;
use crate::i18n::{Arg, Lang};
use crate::orders::days;
use crate::values::calendar::{self, Day, Weekdays};

use super::dates::{Frequency, MonthRule, Schedule};
use super::settle::{Effects, Left, Touched};

/// The first error of a field, for the templates.
fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}

/// The first day whose orders are still taken.
fn first_open(view: &View) -> Result<Day> {
    for day in view.today().to(view.today().add_days(14)) {
        if days::is_open(view, None, day)? {
            return Ok(day);
        }
    }
    Ok(view.today().next())
}

/// "lun, mié, vie", "cada dos semanas, sáb", "el último sábado de cada mes".
fn rhythm(schedule: &Schedule, day: Day, lang: Lang) -> String {
    let weekdays: Weekdays = (1..=7)
        .filter(|weekday| {
            let at = usize::from(*weekday) - 1;
            schedule
                .usual(day.max(schedule.start))
                .any(|line| line.week.get(at).is_some_and(|one| one.is_positive()))
        })
        .collect();
    let days = weekdays.short(lang);
    match schedule.frequency {
        Frequency::Daily | Frequency::Weekly if weekdays == Weekdays::ALL => {
            lang.t("standing-rhythm-daily")
        }
        Frequency::Daily | Frequency::Weekly => lang.with1("standing-rhythm-weekly", "days", days),
        Frequency::Biweekly => lang.with1("standing-rhythm-biweekly", "days", days),
        Frequency::Monthly(MonthRule::Day(31)) => lang.t("standing-rhythm-last-day"),
        Frequency::Monthly(MonthRule::Day(day)) => {
            lang.with1("standing-rhythm-month-day", "day", i64::from(day))
        }
        Frequency::Monthly(MonthRule::Weekday { nth, weekday }) => lang.with2(
            "standing-rhythm-month-nth",
            "nth",
            i64::from(nth),
            "weekday",
            calendar::weekday_name(weekday, lang),
        ),
    }
}

/// "sáb 21/11".
fn short(day: Day, lang: Lang) -> String {
    format!(
        "{} {:02}/{:02}",
        calendar::weekday_short(day.weekday(), lang),
        day.day(),
        day.month()
    )
}

/// What was done, and what it did to orders already made, in a few sentences.
pub(crate) fn said(lang: Lang, what: String, effects: &Effects) -> String {
    let mut parts = vec![what];
    let mut touched = |key: &str, orders: &[Touched]| {
        if !orders.is_empty() {
            let numbers: Vec<&str> = orders
                .iter()
                .take(4)
                .map(|order| order.order_number.as_str())
                .collect();
            let count = Arg::from(orders.len());
            parts.push(lang.with2(key, "count", count, "numbers", some(&numbers, orders.len())));
        }
    };
    touched("standing-did-make", &effects.made);
    touched("standing-did-change", &effects.changed);
    touched("standing-did-cancel", &effects.cancelled);
    parts.extend(
        effects
            .left
            .iter()
            .take(3)
            .map(|left| left_words(lang, left)),
    );
    if effects.left.len() > 3 {
        parts.push(lang.with1("standing-left-more", "count", effects.left.len() - 3));
    }
    if effects.other_orders > 0 {
        parts.push(lang.with1("standing-left-others", "count", effects.other_orders));
    }
    parts.join(" ")
}

fn some(numbers: &[&str], all: usize) -> String {
    let text = numbers.join(", ");
    if numbers.len() < all {
        format!("{text} …")
    } else {
        text
    }
}

fn left_words(lang: Lang, left: &Left) -> String {
    let key = match &left.order_number {
        Some(_) => format!("standing-left-{}", left.why.code()),
        None => format!("standing-left-{}-day", left.why.code()),
    };
    let args = [
        (
            "number",
            Arg::from(left.order_number.clone().unwrap_or_default()),
        ),
        ("day", Arg::from(short(left.day, lang))),
        ("reason", Arg::from(left.reason.clone().unwrap_or_default())),
    ];
    lang.with(&key, &args)
}

/// "Hotel Miramar · Desayunos".
fn title(customer: &Customer, name: &str) -> String {
    format!("{} · {name}", customer.name())
}

/// A unit as people write it; a pack by its own name.
pub fn unit_words(code: &str, lang: &Lang) -> String {
    match code {
        "unit" | "dozen" => lang.t(&format!("standing-unit-{code}")),
        other => other.to_owned(),
    }
}
