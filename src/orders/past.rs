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
    let lines = match sees_allergens {
        true => events::history_with_personal(view, "order", id)?,
        false => events::history(view, "order", id)?,
    };
    Ok(told(lines, sees_allergens))
}

/// As [`history`], one part of it.
///
/// # Errors
/// Only those of the database.
pub fn history_part(
    view: &View,
    id: OrderId,
    sees_allergens: bool,
    part: events::Part,
) -> Result<Vec<HistoryLine>> {
    let lines = events::history_part(view, "order", id, sees_allergens, part)?;
    Ok(told(lines, sees_allergens))
}

fn told(mut lines: Vec<HistoryLine>, sees_allergens: bool) -> Vec<HistoryLine> {
    if sees_allergens {
        return lines;
    }
    for changes in lines
        .iter_mut()
        .filter_map(|line| line.additional_data.as_mut())
    {
        // Lines of before it was kept beside the history.
        if let Value::Object(changes) = changes {
            changes.remove("allergen_override");
        }
    }
    lines
}
