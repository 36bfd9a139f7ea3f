//! What the plan will use: orders and standing orders, made goods taken apart by their recipes.

use std::collections::HashMap;

use crate::db::View;
use crate::error::Result;
use crate::values::Quantity;
use crate::values::calendar::Day;
use crate::values::ids::ItemId;

/// Bought goods by item and day, from `first` for so many days.
///
/// # Errors
/// Only those of the database.
pub(super) fn planned(
    _view: &View,
    _first: Day,
    _days: i64,
) -> Result<HashMap<ItemId, Vec<Quantity>>> {
    Ok(HashMap::new())
}
