//! What every line of every order asks of the catalogue. The writer remembers it until something of it is written to.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Item, Pack, PriceList, prices, store, tax};
use crate::db::{Remembered, Until, View};
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PriceListId, TaxClassId};
use crate::values::money::{Price, Rate};

/// Most answers of one kind that are remembered: a few weeks of every item.
const MOST: usize = 10_000;

#[derive(Default)]
struct Shelf {
    items: HashMap<ItemId, Item>,
    with_variants: HashMap<ItemId, bool>,
    packs: HashMap<ItemId, Vec<Pack>>,
    lists: Option<Vec<PriceList>>,
    prices: HashMap<(PriceListId, ItemId, Day), Option<Price>>,
    rates: HashMap<(TaxClassId, Day), Rate>,
}

impl Remembered for Shelf {
    const UNTIL: Until =
        Until::Written(&["items", "item_packs", "price_lists", "prices", "tax_rates"]);
}

/// The answer to `key`, read when it is not known yet.
fn known<K: Eq + Hash, V: Clone>(
    answers: &mut HashMap<K, V>,
    key: K,
    read: impl FnOnce() -> Result<V>,
) -> Result<V> {
    if let Some(answer) = answers.get(&key) {
        return Ok(answer.clone());
    }
    if answers.len() >= MOST {
        answers.clear();
    }
    let answer = read()?;
    answers.insert(key, answer.clone());
    Ok(answer)
}

/// As [`super::find`], remembered.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such item.
pub fn item(view: &View, id: ItemId) -> Result<Item> {
    view.remember(|shelf: &mut Shelf| known(&mut shelf.items, id, || store::find(view, id)))
}

/// Whether only its variants are sold.
///
/// # Errors
/// Only those of the database.
pub fn has_variants(view: &View, id: ItemId) -> Result<bool> {
    view.remember(|shelf: &mut Shelf| {
        known(&mut shelf.with_variants, id, || {
            store::has_variants(view, id)
        })
    })
}

pub(super) fn packs(view: &View, id: ItemId) -> Result<Vec<Pack>> {
    view.remember(|shelf: &mut Shelf| known(&mut shelf.packs, id, || store::packs(view, id)))
}

pub(super) fn price_lists(view: &View) -> Result<Vec<PriceList>> {
    view.remember(|shelf: &mut Shelf| match &shelf.lists {
        Some(lists) => Ok(lists.clone()),
        None => Ok(shelf.lists.insert(prices::price_lists(view)?).clone()),
    })
}

/// The price of an item on a list on a day: its own, or its parent's where it has none and is priced in the same unit.
///
/// # Errors
/// Only those of the database.
pub fn price_of(view: &View, list: PriceListId, item: ItemId, day: Day) -> Result<Option<Price>> {
    let read = || prices::read_price(view, list, item, day);
    view.remember(|shelf: &mut Shelf| known(&mut shelf.prices, (list, item, day), read))
}

/// The rate of a class on a day: that of the newest date not after it.
///
/// # Errors
/// A conflict when the class has no rate yet on that day.
pub fn tax_rate(view: &View, class: TaxClassId, day: Day) -> Result<Rate> {
    let read = || tax::read_rate(view, class, day);
    view.remember(|shelf: &mut Shelf| known(&mut shelf.rates, (class, day), read))
}
