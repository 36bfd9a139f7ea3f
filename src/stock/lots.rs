//! Lots whose paper was misread.

use serde_json::json;

use super::{Lot, store};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::Day;
use crate::values::ids::LotId;

/// Corrects the last day of a lot, or says that it has none; `was` is what was read. What was baked with it stays as it was.
///
/// # Errors
/// [`Error::NotFound`] for an unknown lot and for untracked goods; [`Error::Stale`] when it is another day by now;
/// [`Error::Invalid`] for the same day, and for one before the lot was made.
pub fn set_expiry(tx: &Tx, id: LotId, was: Option<Day>, expiry: Option<Day>) -> Result<Lot> {
    let before = store::lot(tx, id)?;
    let item = before.item_id.ok_or(Error::NotFound)?;
    if before.expiry_date != was {
        return Err(Error::Stale);
    }
    if expiry == was {
        return Err(Error::field("expiry_date", "stock-expiry-same"));
    }
    if let (Some(made), Some(last)) = (before.made_on, expiry)
        && last < made
    {
        return Err(Error::field("expiry_date", "stock-expiry-before-made"));
    }
    store::set_expiry(tx, id, expiry)?;
    let payload = json!({
        "lot_id": id,
        "ingredient_id": item,
        "lot_number": before.lot_number,
        "expiry_date": expiry,
    });
    events::record(
        tx,
        Happened::new("item", Some(item.0), "lot_expiry_changed")
            .changes(json!({
                "lot": [null, before.lot_number],
                "expiry_date": [was, expiry],
            }))
            .event("inventory.lot_changed", "inventory.lot_changed", payload),
    )?;
    store::lot(tx, id)
}
