//! What the plan will use: orders and standing orders, made goods taken apart by their recipes, bought goods as they are.

use std::collections::HashMap;

use super::store;
use crate::db::View;
use crate::error::Result;
use crate::recipes::Book;
use crate::values::Quantity;
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::{orders, standing_orders};

/// What the plan of a day uses of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    pub all: Quantity,
    /// Without what is baked, or handed over where it is sold as it was bought.
    pub open: Quantity,
}

/// Bought goods by item and day, from `first` for so many days. The recipes are read once. What was baked that nobody
/// asked for takes nothing off what others need.
///
/// # Errors
/// Those of the database, and of quantities that do not fit.
pub(super) fn planned(view: &View, first: Day, days: i64) -> Result<HashMap<ItemId, Vec<Plan>>> {
    let mut book = Book::load(view)?;
    let mut planned: HashMap<ItemId, Vec<Plan>> = HashMap::new();
    let length = usize::try_from(days).unwrap_or_default();
    let last = first.add_days(days - 1);
    let mut expected: HashMap<Day, Vec<(ItemId, Quantity)>> = HashMap::new();
    for ((day, item), quantity) in standing_orders::expected_between(view, first, last)? {
        expected.entry(day).or_default().push((item, quantity));
    }
    let done = done(view, &book, first)?;
    for (at, day) in first.to(last).enumerate() {
        let mut wanted: HashMap<ItemId, Quantity> = HashMap::new();
        let asked = orders::demand(view, day)?.into_iter();
        for (item, quantity) in asked.chain(expected.remove(&day).unwrap_or_default()) {
            book.know(view, item)?;
            *wanted.entry(item).or_default() += quantity;
        }
        let open = open(&wanted, day, &done);
        let all = bought(&book, wanted)?;
        let left = match open {
            Some(open) => bought(&book, open)?,
            None => all.clone(),
        };
        let none = Plan::default();
        let all = all
            .into_iter()
            .map(|(item, all)| (item, Plan { all, ..none }));
        let left = left
            .into_iter()
            .map(|(item, open)| (item, Plan { open, ..none }));
        for (item, part) in all.chain(left) {
            let by_day = planned.entry(item).or_insert_with(|| vec![none; length]);
            if let Some(plan) = by_day.get_mut(at) {
                plan.all += part.all;
                plan.open += part.open;
            }
        }
    }
    Ok(planned)
}

/// The bought goods in what is wanted.
fn bought(book: &Book, wanted: HashMap<ItemId, Quantity>) -> Result<Vec<(ItemId, Quantity)>> {
    let wanted: Vec<(ItemId, Quantity)> = wanted.into_iter().collect();
    Ok(book.explode(&wanted)?.bought)
}

/// What of a day's wishes is not done yet; nothing where none of it is done.
fn open(
    wanted: &HashMap<ItemId, Quantity>,
    day: Day,
    done: &HashMap<(Day, ItemId), Quantity>,
) -> Option<HashMap<ItemId, Quantity>> {
    if !wanted.keys().any(|item| done.contains_key(&(day, *item))) {
        return None;
    }
    let left = wanted.iter().map(|(item, wanted)| {
        let done = done.get(&(day, *item)).copied().unwrap_or_default();
        (*item, *wanted - done)
    });
    Some(left.filter(|(_, left)| left.is_positive()).collect())
}

/// What of the plan is done, by day and item: baked where there is a recipe, else handed over, on the day itself or the
/// evening before.
fn done(view: &View, book: &Book, first: Day) -> Result<HashMap<(Day, ItemId), Quantity>> {
    let mut done = store::baked(view, first)?;
    for day in [first, first.next()] {
        for (item, quantity) in store::handed_over(view, day)? {
            if book.recipe(item).is_none() {
                done.insert((day, item), quantity);
            }
        }
    }
    Ok(done)
}
