//! Forms: what was typed, by field name, read into types with an error per field; what was typed stays for the page
//! that shows the errors.

use std::str::FromStr;

use actix_web::web::Bytes;
use rust_decimal::Decimal;

use super::body::message_of;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::values::calendar::{Day, Time, parse_day};
use crate::values::money::{Money, Price, Rate};
use crate::values::quantity::Quantity;
use crate::values::unit::{BaseUnit, Unit};
use crate::values::{NumberStyle, in_wholes, is_invisible, parse_number, unfit};

/// Most fields that one form may have.
const MOST_FIELDS: usize = 5_000;

/// A posted form or a query: all strings, in order.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded` text. Characters that nobody sees are left out: they come along when a
    /// telephone number is copied out of another program.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not that, has too many fields, or a text longer than any field could hold.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_bytes(bytes).map_err(|_| Error::field("", "form-unreadable"))?;
        Self::typed(pairs)
    }

    /// The texts of a form with files.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn of_parts(parts: &[Part]) -> Result<Self> {
        let texts = parts.iter().filter(|part| part.file_name.is_none());
        let pairs = texts.map(|part| {
            let text = std::str::from_utf8(&part.bytes);
            let text = text.map_err(|_| Error::field(&part.name, "form-unreadable"))?;
            Ok((part.name.clone(), text.to_owned()))
        });
        Self::typed(pairs.collect::<Result<_>>()?)
    }

    fn typed(mut pairs: Vec<(String, String)>) -> Result<Self> {
        if pairs.len() > MOST_FIELDS {
            return Err(Error::field("", "form-too-many-fields"));
        }
        let mut errors = FieldErrors::default();
        for (name, text) in &mut pairs {
            text.retain(|c| !is_invisible(c));
            if let Some(why) = unfit(name, text) {
                errors.add(name.as_str(), message_of(why));
            }
        }
        errors.or(())?;
        Ok(Self { pairs })
    }

    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The field as typed, blanks cut off; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// All values of a field that may stand more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.retain(|(key, _)| key != name);
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) {
        self.pairs.retain(|(key, _)| key != name);
    }

    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.text(name), "on" | "true" | "1")
    }

    /// Empty is none.
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub fn required(&self, name: &str, errors: &mut FieldErrors) -> String {
        let text = self.text(name);
        if text.is_empty() {
            errors.add(name, "field-required");
        }
        text.to_owned()
    }

    /// A value of a type that reads itself; `message` when it cannot. Empty is none.
    pub fn parsed<T: FromStr>(
        &self,
        name: &str,
        message: &str,
        errors: &mut FieldErrors,
    ) -> Option<T> {
        let text = self.optional(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            errors.add(name, Message::new(message));
        }
        value
    }

    pub fn whole(&self, name: &str, errors: &mut FieldErrors) -> Option<i64> {
        self.parsed(name, "field-whole", errors)
    }

    /// A number as people type it: `1.234,5` and `1234.5`.
    pub fn decimal(&self, name: &str, errors: &mut FieldErrors) -> Option<Decimal> {
        let text = self.optional(name)?;
        let number = parse_number(text, NumberStyle::Guess).ok();
        if number.is_none() {
            errors.add(name, "field-number");
        }
        number
    }

    pub fn money(&self, name: &str, errors: &mut FieldErrors) -> Option<Money> {
        self.amount(name, |number| Money::exact(in_wholes(number)), errors)
    }

    pub fn price(&self, name: &str, errors: &mut FieldErrors) -> Option<Price> {
        self.amount(name, Price::exact, errors)
    }

    pub fn rate(&self, name: &str, errors: &mut FieldErrors) -> Option<Rate> {
        self.amount(name, Rate::exact, errors)
    }

    fn amount<T, E>(
        &self,
        name: &str,
        read: fn(Decimal) -> Result<T, E>,
        errors: &mut FieldErrors,
    ) -> Option<T> {
        let number = self.decimal(name, errors)?;
        let amount = read(number).ok();
        if amount.is_none() {
            errors.add(name, "field-amount");
        }
        amount
    }

    /// An amount of goods as people type it, with its unit or in the base unit: `25 kg`, `2,5 l`, `3 docenas`, `250`.
    pub fn quantity(
        &self,
        name: &str,
        base: BaseUnit,
        errors: &mut FieldErrors,
    ) -> Option<Quantity> {
        let text = self.optional(name)?;
        match typed_quantity(text, base) {
            Ok(quantity) => Some(quantity),
            Err(message) => {
                errors.add(name, message);
                None
            }
        }
    }

    /// Whether one of the values of a field that may stand more than once is this.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|text| text == value)
    }

    /// A day as people say it (`mañana`, `sab`, `24/12`, `+7`, `2026-12-24`).
    pub fn day(&self, name: &str, today: Day, errors: &mut FieldErrors) -> Option<Day> {
        let text = self.optional(name)?;
        let day = parse_day(text, today);
        if day.is_none() {
            errors.add(name, "field-day");
        }
        day
    }

    pub fn time(&self, name: &str, errors: &mut FieldErrors) -> Option<Time> {
        self.parsed(name, "field-time", errors)
    }

    /// The version that was read, which a change must name.
    pub fn version(&self) -> Option<i64> {
        self.text("version").parse().ok()
    }
}

/// A text as it stands in an address.
pub fn in_address(text: &str) -> String {
    let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    pair.trim_start_matches('=').to_owned()
}

/// A number and a unit that measures the goods; without a unit in the base unit. Else what is wrong with it.
fn typed_quantity(text: &str, base: BaseUnit) -> std::result::Result<Quantity, &'static str> {
    const UNREADABLE: &str = "field-quantity";
    let unit_at = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let unit: Unit = match unit.trim() {
        "" => base.unit(),
        unit => unit.parse().map_err(|_| UNREADABLE)?,
    };
    let number = parse_number(number, NumberStyle::Guess).map_err(|_| UNREADABLE)?;
    let unit = unit.fits(base).map_err(|_| UNREADABLE)?;
    Quantity::written(unit.counted(number), unit).map_err(|_| "field-amount")
}

/// A part of a `multipart/form-data` body.
#[derive(Debug, Clone)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    /// A piece of the body, not a copy of it.
    pub bytes: Bytes,
}

/// The file that was chosen in a field; nothing where none was.
pub fn chosen<'a>(parts: &'a [Part], field: &str) -> Option<&'a Part> {
    let of_field = parts.iter().find(|part| part.name == field);
    of_field.filter(|part| !part.bytes.is_empty())
}

/// Reads a whole multipart body that is already in memory (bodies are limited by their route).
pub fn multipart(media: &str, body: &Bytes) -> Option<Vec<Part>> {
    let boundary = media
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="))?
        .trim_matches('"');
    let delimiter = format!("--{boundary}").into_bytes();
    let mut parts = Vec::new();
    let mut rest = &body[find(body, &delimiter)? + delimiter.len()..];
    while let Some(content) = rest.strip_prefix(b"\r\n") {
        let end = find(content, &[b"\r\n".as_slice(), &delimiter].concat())?;
        parts.extend(part(&body.slice_ref(&content[..end])));
        rest = &content[end + 2 + delimiter.len()..];
    }
    Some(parts)
}

fn part(bytes: &Bytes) -> Option<Part> {
    let head_end = find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let disposition = head.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    })?;
    let value = |key: &str| {
        let start = disposition.find(&format!("; {key}=\""))? + key.len() + 4;
        disposition[start..].split('"').next().map(str::to_owned)
    };
    Some(Part {
        name: value("name")?,
        file_name: value("filename"),
        bytes: bytes.slice(head_end + 4..),
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_form_with_files_are_pieces_of_its_body() {
        let text = "--edge\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nsaco roto\r\n\
                    --edge\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n\x01\x02\r\n--edge--\r\n";
        let body = Bytes::from(text);
        let parts = multipart("multipart/form-data; boundary=edge", &body).unwrap_or_default();
        let read: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_str(), &part.bytes[..]))
            .collect();
        assert_eq!(read, [("note", &b"saco roto"[..]), ("photo", b"\x01\x02")]);
        let within = body.as_ptr_range();
        assert!(
            parts
                .iter()
                .all(|part| within.contains(&part.bytes.as_ptr()))
        );
    }
}
