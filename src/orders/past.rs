//! What happened to an order, for who may know it.

use serde_json::Value;

use crate::db::View;
use crate::error::Result;
use crate::events::{self, HistoryLine};
use crate::values::ids::OrderId;

/// The history of an order, newest first. What a customer must not eat is health data: without `sees_allergens` nothing
/// tells that something was sold against it.
///
/// # Errors
/// Only those of the database.
pub fn history(view: &View, id: OrderId, sees_allergens: bool) -> Result<Vec<HistoryLine>> {
    if sees_allergens {
        return events::history_with_personal(view, "order", id);
    }
    let mut lines = events::history(view, "order", id)?;
    for changes in lines
        .iter_mut()
        .filter_map(|line| line.additional_data.as_mut())
    {
        // Lines of before it was kept beside the history.
        if let Value::Object(changes) = changes {
            changes.remove("allergen_override");
        }
    }
    Ok(lines)
}
