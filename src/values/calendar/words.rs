//! Days in words. The names are facts of the calendar, so they stand here and not in the catalogues.

use super::{Day, Instant, Period, Zone};
use crate::i18n::Lang;

const WEEKDAYS_ES: [&str; 7] = [
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];
const WEEKDAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const SHORT_ES: [&str; 7] = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"];
const SHORT_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of weekday 1 (Monday) to 7 (Sunday); empty for another number.
pub fn weekday_name(weekday: u8, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Es => &WEEKDAYS_ES,
        Lang::En => &WEEKDAYS_EN,
    };
    name(names, usize::from(weekday))
}

/// Three letters: "mié", "Wed".
pub fn weekday_short(weekday: u8, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Es => &SHORT_ES,
        Lang::En => &SHORT_EN,
    };
    name(names, usize::from(weekday))
}

/// The name of month 1 to 12; empty for another number.
pub fn month_name(month: u32, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Es => &MONTHS_ES,
        Lang::En => &MONTHS_EN,
    };
    name(names, usize::try_from(month).unwrap_or_default())
}

/// "sábado 24 de diciembre", "Saturday 24 December".
pub fn words(day: Day, lang: Lang) -> String {
    format!(
        "{} {}",
        weekday_name(day.weekday(), lang),
        day_month(day, lang)
    )
}

/// "24 de diciembre", "24 December".
pub fn day_month(day: Day, lang: Lang) -> String {
    let month = month_name(day.month(), lang);
    match lang {
        Lang::Es => format!("{} de {month}", day.day()),
        Lang::En => format!("{} {month}", day.day()),
    }
}

/// "diciembre de 2026", "December 2026".
pub fn month_year(day: Day, lang: Lang) -> String {
    let month = month_name(day.month(), lang);
    match lang {
        Lang::Es => format!("{month} de {}", day.year()),
        Lang::En => format!("{month} {}", day.year()),
    }
}

/// "24/12/2026" in both languages: the day comes first, as in Spain and Britain.
pub fn short(day: Day, _lang: Lang) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// What stands in a field for a day: one that programs write (2026-12-24) as people do, anything else as it was typed.
pub fn as_typed(text: &str) -> String {
    match text.parse() {
        Ok(day) => short(day, Lang::Es),
        Err(_) => text.to_owned(),
    }
}

/// "24/12/2026 20:00" on the wall of the zone.
pub fn moment(at: Instant, zone: Zone, lang: Lang) -> String {
    format!("{} {}", short(zone.day_of(at), lang), zone.time_of(at))
}

/// One day as it is, a whole month by its name, else "del 21/12/2026 al 27/12/2026", "21/12/2026 to 27/12/2026".
pub fn period(period: Period, lang: Lang) -> String {
    let (from, to) = (period.from(), period.to());
    if from == to {
        return short(from, lang);
    }
    if period == Period::month(from) {
        return month_year(from, lang);
    }
    match lang {
        Lang::Es => format!("del {} al {}", short(from, lang), short(to, lang)),
        Lang::En => format!("{} to {}", short(from, lang), short(to, lang)),
    }
}

fn name(names: &'static [&'static str], number: usize) -> &'static str {
    number
        .checked_sub(1)
        .and_then(|at| names.get(at))
        .copied()
        .unwrap_or_default()
}
