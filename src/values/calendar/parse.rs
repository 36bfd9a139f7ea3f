//! Days as people type them.

use super::{Day, month_name, weekday_name};
use crate::i18n::Lang;
use crate::values::text::fold;

/// How far ahead a day like 29 February has to be looked for: eight years, around a century without leap day.
const MONTHS_AHEAD: i32 = 8 * 12 + 1;

/// The day that `text` means when typed on `today`, in Spanish or English alike; nothing when it means none.
///
/// - `hoy`, `mañana`, `pasado`, `ayer`, `today`, `tomorrow`, `day after tomorrow`, `yesterday`; `+7`, `-1`: days from today;
/// - `lun` … `dom`, `mon` … `sun` and the full names: the next such day after today, so `lun` on a Monday is in a week;
/// - `24`: the next day with that number, today included;
/// - `24/12`, `24-12`, `24.12`, `24 dic`, `24 de diciembre`: the next such day, today included;
/// - `24/12/2026`, `24/12/26` and ISO `2026-12-24`: that day, which may be past.
pub fn parse_day(text: &str, today: Day) -> Option<Day> {
    let text = fold(text.trim());
    named(&text, today)
        .or_else(|| distance(&text, today))
        .or_else(|| weekday(&text, today))
        .or_else(|| text.parse().ok())
        .or_else(|| numbers(&text, today))
}

fn named(text: &str, today: Day) -> Option<Day> {
    match text {
        "hoy" | "today" => Some(today),
        "manana" | "tomorrow" => Some(today.add_days(1)),
        "pasado" | "pasado manana" | "day after tomorrow" => Some(today.add_days(2)),
        "ayer" | "yesterday" => Some(today.add_days(-1)),
        _ => None,
    }
}

fn distance(text: &str, today: Day) -> Option<Day> {
    let digits = text.strip_prefix(['+', '-'])?;
    let days: i64 = number(digits, 4)?.into();
    Some(today.add_days(if text.starts_with('-') { -days } else { days }))
}

fn weekday(text: &str, today: Day) -> Option<Day> {
    let wanted = (1..=7).find(|&weekday| {
        Lang::ALL
            .iter()
            .any(|&lang| is_name(text, weekday_name(weekday, lang)))
    })?;
    let ahead = (i64::from(wanted) - i64::from(today.weekday()) - 1).rem_euclid(7) + 1;
    Some(today.add_days(ahead))
}

fn numbers(text: &str, today: Day) -> Option<Day> {
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty() && *part != "de" && *part != "del")
        .collect();
    match parts.as_slice() {
        [day] => next(number(day, 2)?, None, today),
        [day, month] => next(number(day, 2)?, Some(month_number(month)?), today),
        [day, month, year] => {
            let year = match year.len() {
                2 => 2000 + number(year, 2)?,
                4 => number(year, 4)?,
                _ => return None,
            };
            Day::new(
                i32::try_from(year).ok()?,
                month_number(month)?,
                number(day, 2)?,
            )
        }
        _ => None,
    }
}

/// The first day from today with this number, and in this month if one is given.
fn next(day: u32, month: Option<u32>, today: Day) -> Option<Day> {
    (0..MONTHS_AHEAD)
        .map(|months| today.month_start().add_months(months))
        .filter(|start| month.is_none_or(|month| month == start.month()))
        .filter_map(|start| Day::new(start.year(), start.month(), day))
        .find(|found| *found >= today)
}

fn month_number(text: &str) -> Option<u32> {
    number(text, 2).or_else(|| {
        (1..=12).find(|&month| {
            Lang::ALL
                .iter()
                .any(|&lang| is_name(text, month_name(month, lang)))
        })
    })
}

/// The full name or its first three letters or more, without accents.
fn is_name(text: &str, name: &str) -> bool {
    text.len() >= 3 && fold(name).starts_with(text)
}

fn number(digits: &str, longest: usize) -> Option<u32> {
    let plain = !digits.is_empty()
        && digits.len() <= longest
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
