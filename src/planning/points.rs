//! Reorder points: as they are kept, and set by hand.

use std::collections::HashMap;

use serde_json::json;

use super::maths::{self, Method, ReorderPoint};
use super::{ItemFacts, PointRow, ahead, load, rules, store};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::Quantity;
use crate::values::ids::ItemId;

/// The reorder points of all items that are bought, by name.
///
/// # Errors
/// Only those of the database.
pub fn reorder_points(view: &View) -> Result<Vec<PointRow>> {
    let mut rows = store::point_rows(view, view.today())?;
    let (rules, today) = (rules(view), view.today());
    let mut items = store::items(view, None)?;
    store::fill_sellers(view, &mut items)?;
    let items: HashMap<ItemId, ItemFacts> = items.into_iter().map(|item| (item.id, item)).collect();
    for row in &mut rows {
        let price = items.get(&row.item).and_then(|item| item.price(today).0);
        if let (Some(average), Some(price)) = (row.average, price) {
            row.economic = Some(maths::economic_quantity(
                average,
                price,
                row.base_unit,
                &rules,
            )?);
        }
    }
    Ok(rows)
}

/// The reorder point of one item that is bought.
///
/// # Errors
/// [`Error::NotFound`] when it is not an active item that is bought.
pub fn reorder_point(view: &View, item: ItemId) -> Result<PointRow> {
    let mut rows = reorder_points(view)?.into_iter();
    rows.find(|row| row.item == item).ok_or(Error::NotFound)
}

/// Sets an item's reorder point by hand, or (`None`) lets it be calculated again; `version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when somebody set it meanwhile; [`Error::Invalid`] for figures below zero; not found when the item is not bought.
pub fn set_reorder_point(
    tx: &Tx,
    item: ItemId,
    version: i64,
    by_hand: Option<(Quantity, Quantity)>,
) -> Result<()> {
    let today = tx.today();
    let facts = load(tx, today, Some(item), ahead(tx))?;
    let facts = facts.first().ok_or(Error::NotFound)?;
    let calculated = facts.calculated(tx, &rules(tx))?;
    let point = match by_hand {
        None => calculated,
        Some((point, safety)) if point.is_negative() || safety.is_negative() => {
            return Err(Error::field("reorder_point", "field-amount"));
        }
        Some((point, safety)) => ReorderPoint {
            method: Method::Manual,
            point,
            safety,
            ..calculated
        },
    };
    store::keep_point(tx, item, &point)?;
    if !store::take_version(tx, item, version)? {
        return Err(Error::Stale);
    }
    let before = facts.kept.as_ref();
    let changes = json!({
        "calculation_method": [before.map(|kept| kept.method.code()), point.method.code()],
        "reorder_point": [before.map(|kept| kept.point), point.point],
        "safety_stock": [before.map(|kept| kept.safety), point.safety],
    });
    events::record(
        tx,
        Happened::new("item", Some(item.0), "reorder_point_set").changes(changes),
    )
}

impl ReorderPoint {
    /// What is kept of it is the same.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        (
            self.method,
            self.point,
            self.safety,
            self.average,
            self.lead_days,
        ) == (
            other.method,
            other.point,
            other.safety,
            other.average,
            other.lead_days,
        )
    }
}
