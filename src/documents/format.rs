//! Exact strings of a snapshot as people read them on paper: "1.234,50 €", "24/12/2026", "viernes 20 de noviembre".
//! An empty string stays empty; what cannot be read is an error, never printed as it is.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Weekday};
use rust_decimal::{Decimal, RoundingStrategy};

use super::RenderError;
use crate::i18n::Lang;

/// Joins a figure and its unit so that no line breaks between them.
const NARROW: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// Formats in one language.
#[derive(Debug, Clone, Copy)]
pub struct Format(pub Lang);

impl Format {
    /// An amount without its currency, for columns: "1.234,50".
    pub fn amount(self, text: &str) -> Result<String, RenderError> {
        self.decimal(text, 2, 2)
    }

    /// An amount in euros: "1.234,50 €", "€1,234.50".
    pub fn money(self, text: &str) -> Result<String, RenderError> {
        let amount = self.amount(text)?;
        Ok(match (self.0, amount.strip_prefix(MINUS)) {
            _ if amount.is_empty() => amount,
            (Lang::Es, _) => format!("{amount}{NARROW}€"),
            (Lang::En, None) => format!("€{amount}"),
            (Lang::En, Some(positive)) => format!("{MINUS}€{positive}"),
        })
    }

    /// A unit price: at least the cents, at most a hundredth of one.
    pub fn price(self, text: &str) -> Result<String, RenderError> {
        self.decimal(text, 2, 4)
    }

    pub fn quantity(self, text: &str) -> Result<String, RenderError> {
        self.decimal(text, 0, 3)
    }

    /// "10 %", "0,5 %"; English writes it together.
    pub fn percent(self, text: &str) -> Result<String, RenderError> {
        let number = self.decimal(text, 0, 2)?;
        Ok(match self.0 {
            _ if number.is_empty() => number,
            Lang::Es => format!("{number}{NARROW}%"),
            Lang::En => format!("{number}%"),
        })
    }

    /// "24/12/2026".
    pub fn day(self, text: &str) -> Result<String, RenderError> {
        Ok(day(text)?.map_or_else(String::new, |day| day.format("%d/%m/%Y").to_string()))
    }

    /// "24 de diciembre de 2026", "24 December 2026".
    pub fn long_day(self, text: &str) -> Result<String, RenderError> {
        let Some(day) = day(text)? else {
            return Ok(String::new());
        };
        let (number, month, year) = (day.day(), self.month(day), day.year());
        Ok(match self.0 {
            Lang::Es => format!("{number} de {month} de {year}"),
            Lang::En => format!("{number} {month} {year}"),
        })
    }

    /// The name of the day in the week: "jueves".
    pub fn weekday(self, text: &str) -> Result<String, RenderError> {
        Ok(day(text)?.map_or_else(String::new, |day| weekday(self.0, day.weekday()).to_owned()))
    }

    /// The day of an instant, in the offset that it was written with.
    pub fn instant_day(self, text: &str) -> Result<String, RenderError> {
        Ok(instant(text)?.map_or_else(String::new, |at| at.format("%d/%m/%Y").to_string()))
    }

    /// The time of an instant, in the offset that it was written with: "06:12".
    pub fn time(self, text: &str) -> Result<String, RenderError> {
        Ok(instant(text)?.map_or_else(String::new, |at| at.format("%H:%M").to_string()))
    }

    fn month(self, day: NaiveDate) -> &'static str {
        let months = match self.0 {
            Lang::Es => MESES,
            Lang::En => MONTHS,
        };
        months
            .get(usize::try_from(day.month0()).unwrap_or_default())
            .unwrap_or(&"")
    }

    fn decimal(self, text: &str, least: u32, most: u32) -> Result<String, RenderError> {
        let Some(number) = number(text)? else {
            return Ok(String::new());
        };
        let number = number
            .round_dp_with_strategy(most, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        let places = usize::try_from(number.scale().max(least)).unwrap_or_default();
        let plain = format!("{:.places$}", number.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (thousands, point) = match self.0 {
            Lang::Es => ('.', ','),
            Lang::En => (',', '.'),
        };
        let mut out = String::with_capacity(plain.len() + 4);
        if number.is_sign_negative() && !number.is_zero() {
            out.push(MINUS);
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        Ok(out)
    }
}

/// Whether there is nothing to print: empty or zero.
pub fn is_nothing(text: &str) -> Result<bool, RenderError> {
    Ok(number(text)?.is_none_or(|number| number.is_zero()))
}

/// An account in groups of four, as banks print it.
pub fn iban(text: &str) -> String {
    let compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = compact
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(&NARROW.to_string())
}

pub fn number(text: &str) -> Result<Option<Decimal>, RenderError> {
    if text.is_empty() {
        return Ok(None);
    }
    Decimal::from_str_exact(text)
        .map(Some)
        .map_err(|_| RenderError::Number(text.to_owned()))
}

pub fn day(text: &str) -> Result<Option<NaiveDate>, RenderError> {
    if text.is_empty() {
        return Ok(None);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(Some)
        .map_err(|_| RenderError::Day(text.to_owned()))
}

pub fn instant(text: &str) -> Result<Option<DateTime<FixedOffset>>, RenderError> {
    if text.is_empty() {
        return Ok(None);
    }
    DateTime::parse_from_rfc3339(text)
        .map(Some)
        .map_err(|_| RenderError::Day(text.to_owned()))
}

const MESES: [&str; 12] = [
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

const MONTHS: [&str; 12] = [
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

fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match (lang, day) {
        (Lang::Es, Weekday::Mon) => "lunes",
        (Lang::Es, Weekday::Tue) => "martes",
        (Lang::Es, Weekday::Wed) => "miércoles",
        (Lang::Es, Weekday::Thu) => "jueves",
        (Lang::Es, Weekday::Fri) => "viernes",
        (Lang::Es, Weekday::Sat) => "sábado",
        (Lang::Es, Weekday::Sun) => "domingo",
        (Lang::En, Weekday::Mon) => "Monday",
        (Lang::En, Weekday::Tue) => "Tuesday",
        (Lang::En, Weekday::Wed) => "Wednesday",
        (Lang::En, Weekday::Thu) => "Thursday",
        (Lang::En, Weekday::Fri) => "Friday",
        (Lang::En, Weekday::Sat) => "Saturday",
        (Lang::En, Weekday::Sun) => "Sunday",
    }
}
