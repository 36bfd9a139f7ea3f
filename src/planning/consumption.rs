//! What the plan will use: orders and standing orders, made goods taken apart by their recipes, bought goods as they are.

use std::collections::HashMap;

use crate::db::View;
use crate::error::Result;
use crate::recipes::Book;
use crate::values::Quantity;
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::{orders, standing_orders};

/// Bought goods by item and day, from `first` for so many days. The recipes are read once.
///
/// # Errors
/// Those of the database, and of quantities that do not fit.
pub(super) fn planned(
    view: &View,
    first: Day,
    days: i64,
) -> Result<HashMap<ItemId, Vec<Quantity>>> {
    let mut book = Book::load(view)?;
    let mut planned: HashMap<ItemId, Vec<Quantity>> = HashMap::new();
    let length = usize::try_from(days).unwrap_or_default();
    let last = first.add_days(days - 1);
    let mut expected: HashMap<Day, Vec<(ItemId, Quantity)>> = HashMap::new();
    for ((day, item), quantity) in standing_orders::expected_between(view, first, last)? {
        expected.entry(day).or_default().push((item, quantity));
    }
    for (at, day) in first.to(last).enumerate() {
        let mut wanted = orders::demand(view, day)?;
        wanted.extend(expected.remove(&day).unwrap_or_default());
        for (item, _) in &wanted {
            book.know(view, *item)?;
        }
        for (item, quantity) in book.explode(&wanted)?.bought {
            let by_day = planned
                .entry(item)
                .or_insert_with(|| vec![Quantity::ZERO; length]);
            if let Some(place) = by_day.get_mut(at) {
                *place += quantity;
            }
        }
    }
    Ok(planned)
}
