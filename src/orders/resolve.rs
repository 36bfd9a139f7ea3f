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

/// Reads a text as typed.
///
/// # Errors
/// Only those of the database.
pub fn resolve(view: &View, customer: Option<CustomerId>, day: Day, text: &str) -> Result<Meaning> {
    let mut several = Vec::new();
    let readings = entry::readings(text);
    // A name that holds a number wins over that number as a quantity only when it is the whole name.
    if let Some(whole) = readings.last().filter(|_| readings.len() > 1) {
        let hits = catalog::search(view, &whole.text, OFFERED)?;
        if let Some(item) = hits.into_iter().find(|item| is_exact(item, &whole.text)) {
            return Ok(Meaning::One(Box::new(wanted(item, whole))));
        }
    }
    for reading in readings {
        let hits = catalog::search(view, &reading.text, OFFERED)?;
        match best(view, customer, day, &hits, &reading.text)? {
            Some(item) => return Ok(Meaning::One(Box::new(wanted(item, &reading)))),
            None if several.is_empty() => {
                several = hits
                    .into_iter()
                    .map(|item| wanted(item, &reading))
                    .collect();
            }
            None => {}
        }
    }
    Ok(if several.is_empty() {
        Meaning::Nothing
    } else {
        Meaning::Several(several)
    })
}

fn wanted(item: Item, reading: &Entry) -> Wanted {
    Wanted {
        item,
        number: reading.number.unwrap_or(Decimal::ONE),
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
