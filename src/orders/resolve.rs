//! Which item a text of the entry line means. The answer depends on the text and the customer only, never on what a list
//! on the screen happened to show.

use rust_decimal::Decimal;

use super::entry::{self, Entry};
use super::store;
use crate::catalog::{self, Item};
use crate::db::View;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::CustomerId;
use crate::values::{Unit, fold};

/// How many items are offered when a text fits several.
const OFFERED: usize = 8;
/// How many items of the catalogue are looked at for one reading.
const LOOKED_AT: usize = 60;

/// What a text means.
#[derive(Debug, Clone)]
pub enum Meaning {
    One(Box<Wanted>),
    /// Several items fit alike.
    Several(Vec<Wanted>),
    Nothing,
}

/// An item and how much of it.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub item: Item,
    /// One when none was said.
    pub number: Decimal,
    /// None is the item's own.
    pub unit: Option<Unit>,
}

/// Reads a text as typed. A number that is said is a quantity: where its reading fits several items they are offered, and
/// never one that merely has the number in its own name or number (`3 barra` is not `PAN-03`).
///
/// # Errors
/// Only those of the database.
pub fn resolve(view: &View, customer: Option<CustomerId>, day: Day, text: &str) -> Result<Meaning> {
    let readings = entry::readings(text);
    let mut several = Vec::new();
    // A name that holds a number wins over that number as a quantity only when it is the whole name.
    if let Some(whole) = readings.last().filter(|_| readings.len() > 1) {
        let hits = hits(view, &whole.text)?.0;
        if let Some(item) = hits.iter().find(|item| is_exact(item, &whole.text)) {
            return Ok(Meaning::One(Box::new(wanted(item.clone(), whole))));
        }
        several.extend(hits.into_iter().map(|item| wanted(item, whole)));
    }
    for reading in readings.iter().filter(|reading| reading.number.is_some()) {
        let (hits, text) = hits(view, &reading.text)?;
        if let Some(item) = best(view, customer, day, &hits, &text)? {
            return Ok(Meaning::One(Box::new(wanted(item, reading))));
        }
        if !hits.is_empty() {
            several.extend(hits.into_iter().map(|item| wanted(item, reading)));
            several.truncate(OFFERED);
            return Ok(Meaning::Several(several));
        }
    }
    let Some(whole) = readings.last() else {
        return Ok(Meaning::Nothing);
    };
    let (hits, text) = hits(view, &whole.text)?;
    if let Some(item) = best(view, customer, day, &hits, &text)? {
        return Ok(Meaning::One(Box::new(wanted(item, whole))));
    }
    let several: Vec<Wanted> = hits
        .into_iter()
        .take(OFFERED)
        .map(|item| wanted(item, whole))
        .collect();
    Ok(if several.is_empty() {
        Meaning::Nothing
    } else {
        Meaning::Several(several)
    })
}

/// The items that a folded text names, and the text that named them: as typed, else in the singular.
fn hits(view: &View, text: &str) -> Result<(Vec<Item>, String)> {
    for text in [text.to_owned(), singular(text)] {
        let mut found = catalog::search(view, &text, LOOKED_AT)?;
        found.retain(|item| item.is_sold && names(item, &text));
        let mut sellable = Vec::with_capacity(found.len());
        for item in found {
            if !catalog::has_variants(view, item.id)? {
                sellable.push(item);
            }
        }
        if !sellable.is_empty() {
            return Ok((sellable, text));
        }
    }
    Ok((Vec::new(), text.to_owned()))
}

/// Whether a folded text names an item: it begins its number, or each word stands in its name or group; a number is the
/// whole of one there (`500` of `500 g`, never the `50` of it).
fn names(item: &Item, text: &str) -> bool {
    if fold(&item.sku).starts_with(text) {
        return true;
    }
    let name = fold(&format!("{} {}", item.full_name(), item.category));
    text.split_whitespace().all(|word| {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let begins = |part: &str| {
                part.strip_prefix(word)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            name.split(|c: char| !c.is_alphanumeric()).any(begins)
        } else {
            name.contains(word)
        }
    })
}

/// Every longer word without its plural: `barras` is `barra`, `panes` is `pan`. What is left of `molletes` begins
/// `mollete`, which is enough to find it.
fn singular(text: &str) -> String {
    let one = |word: &str| -> String {
        let cut = match word.strip_suffix('s') {
            Some(rest) if word.chars().count() > 3 => rest,
            _ => return word.to_owned(),
        };
        let before_e = cut
            .strip_suffix('e')
            .filter(|rest| rest.ends_with(|c: char| c.is_alphabetic() && !"aeiou".contains(c)));
        before_e.unwrap_or(cut).to_owned()
    };
    let words: Vec<String> = text.split_whitespace().map(one).collect();
    words.join(" ")
}

fn wanted(item: Item, reading: &Entry) -> Wanted {
    let unit = reading.unit.unwrap_or(item.unit);
    Wanted {
        item,
        number: unit.counted(reading.number.unwrap_or(Decimal::ONE)),
        unit: reading.unit,
    }
}

fn is_exact(item: &Item, text: &str) -> bool {
    fold(&item.name) == text || fold(&item.sku) == text || fold(&item.full_name()) == text
}

/// The one item that is meant: named exactly, the only one, the only one that the customer usually takes, or the one
/// whose name all the others begin with (`croissant` before `croissant de chocolate`).
fn best(
    view: &View,
    customer: Option<CustomerId>,
    day: Day,
    hits: &[Item],
    text: &str,
) -> Result<Option<Item>> {
    if let [only] = hits {
        return Ok(Some(only.clone()));
    }
    if let Some(exact) = hits.iter().find(|item| is_exact(item, text)) {
        return Ok(Some(exact.clone()));
    }
    if let Some(customer) = customer {
        let usual = store::usual(view, customer, day, 40)?;
        let mut known = hits
            .iter()
            .filter(|item| usual.iter().any(|(id, ..)| *id == item.id));
        if let (Some(item), None) = (known.next(), known.next()) {
            return Ok(Some(item.clone()));
        }
    }
    let names: Vec<(String, &Item)> = hits
        .iter()
        .map(|item| (fold(&item.full_name()), item))
        .filter(|(name, _)| name.starts_with(text))
        .collect();
    let shortest = names.iter().min_by_key(|(name, _)| name.len());
    Ok(shortest
        .filter(|(short, _)| names.iter().all(|(name, _)| name.starts_with(short)))
        .map(|(_, item)| (*item).clone()))
}
