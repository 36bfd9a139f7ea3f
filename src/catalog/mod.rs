//! The catalogue: one table of items that are sold, made and bought; their units, packs and allergens; price lists with
//! dated prices; tax classes with dated rates.

mod allergen_words;
mod allergens;
pub mod api;
mod packs;
pub mod pages;
mod pictures;
mod prices;
mod shelf;
mod starter;
mod store;
mod tax;
mod types;

use serde_json::{Map, Value, json};

use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, Happened};
use crate::values::calendar::Instant;
use crate::values::ids::ItemId;
use crate::values::quantity::{PriceUnit, Quantity};
use crate::values::unit::{BaseUnit, Unit};

pub use allergen_words::Unread;
pub use allergens::Allergen;
pub use packs::{add_pack, remove_pack};
pub use pictures::{
    LARGEST_PICTURE, media_type, picture_kind, picture_mark, remove_picture, restore_picture,
    set_picture,
};
pub use prices::{
    Bulk, DatedPrice, NewPriceList, PriceChange, PriceList, add_price_list, bulk_change,
    default_price_list, edit_price_list, list_for, plan_bulk, price_list, price_lists,
    prices_of_item, prices_on, set_price, set_prices, undo_prices,
};
pub use shelf::{has_variants, item, price_of, tax_rate};
pub use starter::starter;
pub use store::{
    Filter, Picture, categories, children, count_unconfirmed, find, is_empty, list, packs, picture,
};
pub use tax::{
    DatedRate, NewTaxClass, TaxClass, add_rate, add_tax_class, rates, tax_class, tax_classes,
    undo_rate,
};
pub use types::{Item, Kind, LineUnit, NewItem, Pack};

/// Makes tax classes with their rates and the two price lists of a new bakery. Does nothing when they are there.
///
/// # Errors
/// Only those of the database.
pub fn begin(tx: &Tx) -> Result<()> {
    if !tax::tax_classes(tx)?.is_empty() {
        return Ok(());
    }
    tax::begin(tx)?;
    prices::begin(tx)
}

/// Items whose name, variant, category or SKU hold every word of `text`, best first; only active ones that are sold.
///
/// # Errors
/// Only those of the database.
pub fn search(view: &View, text: &str, limit: usize) -> Result<Vec<Item>> {
    search_in(view, Kind::Sold, text, limit)
}

/// As [`search`], for another kind of item.
///
/// # Errors
/// Only those of the database.
pub fn search_in(view: &View, kind: Kind, text: &str, limit: usize) -> Result<Vec<Item>> {
    store::search(view, kind, text, limit)
}

/// The unit of a line: a unit's code, a pack's name, or nothing for the item's usual unit.
///
/// # Errors
/// [`Error::Invalid`] on `unit` when it neither measures the item nor is one of its packs.
pub fn line_unit(view: &View, item: &Item, code: &str) -> Result<LineUnit> {
    let wrong = || Error::field("unit", "catalog-unit-unknown");
    let of_unit = |unit: Unit| {
        let one = Quantity::of_item(rust_decimal::Decimal::ONE, unit, item.base_unit);
        one.map(|size| LineUnit {
            code: unit.code().to_owned(),
            size,
        })
        .map_err(|_| wrong())
    };
    let code = code.trim();
    if code.is_empty() {
        return of_unit(item.unit);
    }
    let packs = shelf::packs(view, item.id)?;
    let folded = crate::values::fold(code);
    if let Some(pack) = packs
        .into_iter()
        .find(|pack| crate::values::fold(&pack.name) == folded)
    {
        return Ok(LineUnit {
            code: pack.name,
            size: pack.size,
        });
    }
    match (code, item.price_unit) {
        ("pack", PriceUnit::Pack(size)) => Ok(LineUnit {
            code: "pack".to_owned(),
            size,
        }),
        _ => of_unit(code.parse().map_err(|_| wrong())?),
    }
}

/// Adds an item.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field.
pub fn create(tx: &Tx, mut new: NewItem) -> Result<ItemId> {
    check(tx, &new, None)?;
    if new.sku.trim().is_empty() {
        new.sku = next_sku(tx)?;
    }
    let id: ItemId = tx.id();
    store::insert(tx, id, &new)?;
    let about = json!({ "name": [null, new.name], "tax_class": [null, tax::code_of(tx, new.tax_class_id)?] });
    events::record(
        tx,
        Happened::new("item", Some(id.0), "created")
            .changes(about)
            .event(
                "item_created",
                "catalog.items",
                json!({ "item_id": id, "sku": new.sku, "name": new.name }),
            ),
    )?;
    Ok(id)
}

/// The next SKU that nobody has: A0001, A0002 …
fn next_sku(tx: &Tx) -> Result<String> {
    loop {
        let sku = format!("A{:04}", tx.next_number("sku")?);
        if !store::has_sku(tx, &sku)? {
            return Ok(sku);
        }
    }
}

fn check(tx: &Tx, new: &NewItem, before: Option<&Item>) -> Result<()> {
    let mut errors = FieldErrors::default();
    if new.name.trim().is_empty() {
        errors.add("name", "field-required");
    }
    if !(new.is_sold || new.is_made || new.is_bought || new.is_service) {
        errors.add("is_sold", "catalog-needs-a-use");
    }
    if new.unit.fits(new.base_unit).is_err() {
        errors.add("unit", "catalog-unit-unfit");
    }
    if !price_unit_fits(new.price_unit, new.base_unit) {
        errors.add("price_unit", "catalog-unit-unfit");
    }
    for (field, amount) in [
        ("piece_weight", new.piece_weight),
        ("low_stock", new.low_stock),
    ] {
        let least = if field == "piece_weight" { 1 } else { 0 };
        if amount.is_some_and(|amount| amount.thousandths() < least) {
            errors.add(field, "catalog-not-negative");
        }
    }
    if let PriceUnit::Pack(size) = new.price_unit
        && !size.can_be_of(new.base_unit)
    {
        errors.add("price_unit_size", "catalog-whole-pieces");
    }
    if !new.bake_extra_percentage.is_share() {
        errors.add("bake_extra_percentage", between(0, 100));
    }
    if !(0..=365).contains(&new.lead_days) {
        errors.add("lead_days", between(0, 365));
    }
    if new
        .shelf_life_days
        .is_some_and(|days| !(0..=3650).contains(&days))
    {
        errors.add("shelf_life_days", between(0, 3650));
    }
    if !tax::exists(tx, new.tax_class_id)? {
        errors.add("tax_class_id", "field-required");
    }
    check_parent(tx, new, before, &mut errors)?;
    if let Some(before) = before
        && before.base_unit != new.base_unit
        && store::has_moved(tx, before.id)?
    {
        errors.add("base_unit", "catalog-base-unit-fixed");
    }
    errors.or(())
}

/// What to say of a number that is not within these.
pub(crate) fn between(least: i64, most: i64) -> crate::error::Message {
    crate::error::Message::new("setting-between")
        .arg("least", least)
        .arg("most", most)
}

/// A parent has no parent itself, and measures as its variants do.
fn check_parent(
    tx: &Tx,
    new: &NewItem,
    before: Option<&Item>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let Some(parent) = new.parent_id else {
        return Ok(());
    };
    let itself = before.is_some_and(|item| item.id == parent);
    let has_children = match before {
        Some(item) => !store::children(tx, item.id)?.is_empty(),
        None => false,
    };
    let fits = match store::find(tx, parent) {
        Ok(parent) => parent.parent_id.is_none() && parent.base_unit == new.base_unit,
        Err(Error::NotFound) => false,
        Err(error) => return Err(error),
    };
    if itself || has_children || !fits {
        errors.add("parent_id", "catalog-parent-unfit");
        return Ok(());
    }
    check_variant_name(tx, parent, new, before, errors)
}

/// A variant is called something, and nothing that another under its parent is called. What is stored already may stay.
fn check_variant_name(
    tx: &Tx,
    parent: ItemId,
    new: &NewItem,
    before: Option<&Item>,
    errors: &mut FieldErrors,
) -> Result<()> {
    let name = new.variant_name.trim();
    let stays = before
        .is_some_and(|item| item.parent_id == Some(parent) && item.variant_name.trim() == name);
    if stays {
        return Ok(());
    }
    if name.is_empty() {
        errors.add("variant_name", "field-required");
        return Ok(());
    }
    let folded = crate::values::fold(name);
    let mut siblings = store::children(tx, parent)?;
    siblings.push(store::find(tx, parent)?);
    siblings.retain(|item| before.is_none_or(|own| own.id != item.id));
    let taken = siblings
        .iter()
        .find(|item| crate::values::fold(item.variant_name.trim()) == folded);
    if let Some(taken) = taken {
        let message = crate::error::Message::new("catalog-variant-taken");
        errors.add("variant_name", message.arg("sku", taken.sku.as_str()));
    }
    Ok(())
}

/// Whether prices for this unit can be had of goods in this base unit.
pub const fn price_unit_fits(unit: PriceUnit, base: BaseUnit) -> bool {
    match unit {
        PriceUnit::Kg => matches!(base, BaseUnit::G),
        PriceUnit::L => matches!(base, BaseUnit::Ml),
        PriceUnit::Piece => matches!(base, BaseUnit::Piece),
        PriceUnit::Pack(_) => true,
    }
}

/// Changes an item. Who chooses the tax class confirms it, and the history says who.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::Stale`] when changed meanwhile.
pub fn edit(tx: &Tx, id: ItemId, version: i64, mut new: NewItem) -> Result<()> {
    let before = store::find(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    check(tx, &new, Some(&before))?;
    if new.sku.trim().is_empty() {
        new.sku = before.sku.clone();
    }
    new.tax_confirmed |= before.tax_class_id != new.tax_class_id;
    if !store::update(tx, id, version, &new)? {
        return Err(Error::Stale);
    }
    let changes = differences(tx, &before, &new)?;
    events::record(
        tx,
        Happened::new("item", Some(id.0), "edited")
            .changes(changes)
            .event("item_updated", "catalog.items", json!({ "item_id": id })),
    )
}

/// Before and after of what people look for in the history.
fn differences(tx: &Tx, before: &Item, after: &NewItem) -> Result<Value> {
    let mut changes = Map::new();
    let mut compare = |field: &str, old: Value, new: Value| {
        if old != new {
            changes.insert(field.to_owned(), json!([old, new]));
        }
    };
    compare("sku", json!(before.sku), json!(after.sku));
    compare("name", json!(before.name), json!(after.name));
    compare(
        "variant_name",
        json!(before.variant_name),
        json!(after.variant_name),
    );
    compare("category", json!(before.category), json!(after.category));
    compare("is_sold", json!(before.is_sold), json!(after.is_sold));
    compare("is_made", json!(before.is_made), json!(after.is_made));
    compare("is_bought", json!(before.is_bought), json!(after.is_bought));
    compare("base_unit", json!(before.base_unit), json!(after.base_unit));
    compare("unit", json!(before.unit), json!(after.unit));
    compare(
        "price_unit",
        json!(before.price_unit.code()),
        json!(after.price_unit.code()),
    );
    compare(
        "tax_class",
        json!(tax::code_of(tx, before.tax_class_id)?),
        json!(tax::code_of(tx, after.tax_class_id)?),
    );
    compare(
        "tax_confirmed",
        json!(before.tax_confirmed),
        json!(after.tax_confirmed),
    );
    compare("allergens", json!(before.allergens), json!(after.allergens));
    compare("weekdays", json!(before.weekdays), json!(after.weekdays));
    compare("lead_days", json!(before.lead_days), json!(after.lead_days));
    compare(
        "from_stock",
        json!(before.from_stock),
        json!(after.from_stock),
    );
    compare(
        "bake_extra_percentage",
        json!(before.bake_extra_percentage),
        json!(after.bake_extra_percentage),
    );
    compare(
        "shelf_life_days",
        json!(before.shelf_life_days),
        json!(after.shelf_life_days),
    );
    compare("low_stock", json!(before.low_stock), json!(after.low_stock));
    Ok(Value::Object(changes))
}

/// Says that the item's tax class was looked at and is right.
///
/// # Errors
/// [`Error::NotFound`].
pub fn confirm_tax(tx: &Tx, id: ItemId) -> Result<()> {
    let item = store::find(tx, id)?;
    if item.tax_confirmed {
        return Ok(());
    }
    store::confirm_tax(tx, id)?;
    let about = json!({ "tax_class": [tax::code_of(tx, item.tax_class_id)?, tax::code_of(tx, item.tax_class_id)?] });
    events::record(
        tx,
        Happened::new("item", Some(id.0), "tax_confirmed").changes(about),
    )
}

/// Says so of several; answers of how many it was news.
///
/// # Errors
/// [`Error::NotFound`].
pub fn confirm_taxes(tx: &Tx, ids: &[ItemId]) -> Result<usize> {
    let mut news = 0;
    for id in ids {
        news += usize::from(!store::find(tx, *id)?.tax_confirmed);
        confirm_tax(tx, *id)?;
    }
    Ok(news)
}

/// Takes back what was confirmed at this instant, of items that nobody has changed since.
///
/// # Errors
/// A conflict when there is none.
pub fn unconfirm_taxes(tx: &Tx, at: Instant) -> Result<usize> {
    let mut count = 0;
    for id in store::confirmed_at(tx, at)? {
        let newest = events::history(tx, "item", id)?.into_iter().next();
        if newest.is_none_or(|line| line.action != "tax_confirmed") {
            continue;
        }
        store::unconfirm_tax(tx, id)?;
        events::record(
            tx,
            Happened::new("item", Some(id.0), "tax_unconfirmed")
                .changes(json!({ "tax_confirmed": [true, false] })),
        )?;
        count += 1;
    }
    match count {
        0 => Err(Error::conflict("items-nothing-to-undo")),
        count => Ok(count),
    }
}

/// Takes an item out of the lists, or puts it back. Documents and recipes that name it stay as they are.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_active(tx: &Tx, id: ItemId, active: bool) -> Result<()> {
    let item = store::find(tx, id)?;
    if item.is_active == active {
        return Ok(());
    }
    store::set_active(tx, id, active)?;
    let action = if active { "enabled" } else { "disabled" };
    events::record(
        tx,
        Happened::new("item", Some(id.0), action).event(
            "item_updated",
            "catalog.items",
            json!({ "item_id": id, "is_active": active }),
        ),
    )
}

/// A copy of an item under the same parent (or under the item itself), with its packs and its present prices.
///
/// # Errors
/// [`Error::Invalid`] when the variant has no name; [`Error::NotFound`].
pub fn add_variant(tx: &Tx, id: ItemId, variant_name: &str) -> Result<ItemId> {
    let item = store::find(tx, id)?;
    if variant_name.trim().is_empty() {
        return Err(Error::field("variant_name", "field-required"));
    }
    let copy = create(
        tx,
        NewItem {
            sku: String::new(),
            variant_name: variant_name.trim().to_owned(),
            parent_id: item.parent_id.or(Some(id)),
            ..item.to_new()
        },
    )?;
    for pack in store::packs(tx, id)? {
        add_pack(tx, copy, &pack.name, pack.size)?;
    }
    for list in price_lists(tx)? {
        if let Some(price) = price_of(tx, list.id, id, tx.today())? {
            set_price(tx, list.id, copy, tx.today(), price)?;
        }
    }
    Ok(copy)
}
