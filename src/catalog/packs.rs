//! Named packs: a sack of 25 kg, a box of 24.

use serde_json::json;

use super::store;
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, Happened};
use crate::values::ids::{ItemId, PackId};
use crate::values::quantity::Quantity;
use crate::values::unit::Unit;

/// Adds a pack to an item.
///
/// # Errors
/// [`Error::Invalid`] for an empty or taken name, or a size not above zero.
pub fn add_pack(tx: &Tx, item: ItemId, name: &str, size: Quantity) -> Result<PackId> {
    let mut errors = FieldErrors::default();
    let name = name.trim();
    if name.is_empty() {
        errors.add("name", "field-required");
    }
    if name.parse::<Unit>().is_ok() {
        errors.add("name", "catalog-pack-is-unit");
    }
    let base = store::find(tx, item)?.base_unit;
    if !size.is_positive() {
        errors.add("size", "catalog-above-zero");
    } else if !size.can_be_of(base) {
        errors.add("size", "catalog-whole-pieces");
    }
    let folded = crate::values::fold(name);
    if store::packs(tx, item)?
        .iter()
        .any(|pack| crate::values::fold(&pack.name) == folded)
    {
        errors.add("name", "taken-item-packs-name");
    }
    errors.or(())?;
    let id: PackId = tx.id();
    store::insert_pack(tx, id, item, name, size)?;
    let about = json!({ "pack": [null, name], "size": [null, size] });
    events::record(
        tx,
        Happened::new("item", Some(item.0), "pack_added").changes(about),
    )?;
    Ok(id)
}

/// Takes a pack away; lines that were counted in it keep its name and size.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_pack(tx: &Tx, item: ItemId, pack: PackId) -> Result<()> {
    let packs = store::packs(tx, item)?;
    let found = packs
        .into_iter()
        .find(|known| known.id == pack)
        .ok_or(Error::NotFound)?;
    store::delete_pack(tx, pack)?;
    let about = json!({ "pack": [found.name, null], "size": [found.size, null] });
    events::record(
        tx,
        Happened::new("item", Some(item.0), "pack_removed").changes(about),
    )
}
