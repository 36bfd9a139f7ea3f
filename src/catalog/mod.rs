//! The catalogue: one table of items that are sold, made and bought; their units, packs and allergens; price lists with
//! dated prices; tax classes with dated rates.

mod allergens;
pub mod api;
pub mod pages;
mod prices;
mod starter;
mod store;
mod tax;

use serde_json::{Map, Value, json};

use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, Happened};
use crate::values::calendar::{Instant, Weekdays};
use crate::values::ids::{ItemId, PackId, TaxClassId};
use crate::values::quantity::{PriceUnit, Quantity};
use crate::values::unit::{BaseUnit, Unit};

pub use allergens::Allergen;
pub use prices::{
    Bulk, DatedPrice, NewPriceList, PriceChange, PriceList, add_price_list, bulk_change,
    default_price_list, edit_price_list, list_for, plan_bulk, price_list, price_lists, price_of,
    prices_of_item, prices_on, set_price, set_prices, undo_prices,
};
pub use starter::starter;
pub use store::{
    Filter, Picture, categories, children, count_unconfirmed, find, is_empty, list, packs, picture,
};
pub use tax::{DatedRate, TaxClass, add_rate, rates, tax_class, tax_classes, tax_rate};

/// Something that is sold, made or bought.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: ItemId,
    pub sku: String,
    pub name: String,
    /// What tells it from the other items under its parent: size, sliced, wrapped.
    pub variant_name: String,
    pub parent_id: Option<ItemId>,
    pub category: String,
    pub is_sold: bool,
    pub is_made: bool,
    pub is_bought: bool,
    /// A service has no stock.
    pub is_service: bool,
    /// Fixed by its first movement.
    pub base_unit: BaseUnit,
    /// Unit in which it is usually sold or counted.
    pub unit: Unit,
    /// What its prices and costs are for.
    pub price_unit: PriceUnit,
    /// Grams of one piece.
    pub piece_weight: Option<Quantity>,
    pub tax_class_id: TaxClassId,
    /// Whether somebody has looked at the tax class; items that were imported or made by the dozen start without.
    pub tax_confirmed: bool,
    /// As told by hand; recipes add to them.
    pub allergens: Vec<Allergen>,
    pub shelf_life_days: Option<i64>,
    pub low_stock: Option<Quantity>,
    /// On which days it is made or sold.
    pub weekdays: Weekdays,
    pub lead_days: i64,
    /// Sold from stock; otherwise made to order.
    pub from_stock: bool,
    pub is_active: bool,
    pub notes: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
}

impl Item {
    /// "Barra de pan · cortada".
    pub fn full_name(&self) -> String {
        if self.variant_name.is_empty() {
            self.name.clone()
        } else {
            format!("{} · {}", self.name, self.variant_name)
        }
    }

    /// Services have none.
    pub const fn has_stock(&self) -> bool {
        !self.is_service
    }

    /// The item as it would be typed again, for edits of a field or two and for variants.
    pub fn to_new(&self) -> NewItem {
        NewItem {
            sku: self.sku.clone(),
            name: self.name.clone(),
            variant_name: self.variant_name.clone(),
            parent_id: self.parent_id,
            category: self.category.clone(),
            is_sold: self.is_sold,
            is_made: self.is_made,
            is_bought: self.is_bought,
            is_service: self.is_service,
            base_unit: self.base_unit,
            unit: self.unit,
            price_unit: self.price_unit,
            piece_weight: self.piece_weight,
            tax_class_id: self.tax_class_id,
            tax_confirmed: self.tax_confirmed,
            allergens: self.allergens.clone(),
            shelf_life_days: self.shelf_life_days,
            low_stock: self.low_stock,
            weekdays: self.weekdays,
            lead_days: self.lead_days,
            from_stock: self.from_stock,
            notes: self.notes.clone(),
        }
    }
}

/// An item as typed. An empty `sku` is given the next free number.
#[derive(Debug, Clone)]
pub struct NewItem {
    pub sku: String,
    pub name: String,
    pub variant_name: String,
    pub parent_id: Option<ItemId>,
    pub category: String,
    pub is_sold: bool,
    pub is_made: bool,
    pub is_bought: bool,
    pub is_service: bool,
    pub base_unit: BaseUnit,
    pub unit: Unit,
    pub price_unit: PriceUnit,
    pub piece_weight: Option<Quantity>,
    pub tax_class_id: TaxClassId,
    pub tax_confirmed: bool,
    pub allergens: Vec<Allergen>,
    pub shelf_life_days: Option<i64>,
    pub low_stock: Option<Quantity>,
    pub weekdays: Weekdays,
    pub lead_days: i64,
    pub from_stock: bool,
    pub notes: String,
}

impl NewItem {
    /// An item that is made and sold, with nothing said but this.
    pub fn new(name: impl Into<String>, base_unit: BaseUnit, tax_class_id: TaxClassId) -> Self {
        let [small, large] = base_unit.units();
        Self {
            sku: String::new(),
            name: name.into(),
            variant_name: String::new(),
            parent_id: None,
            category: String::new(),
            is_sold: true,
            is_made: true,
            is_bought: false,
            is_service: false,
            base_unit,
            unit: if base_unit == BaseUnit::Piece {
                small
            } else {
                large
            },
            price_unit: base_unit.price_unit(),
            piece_weight: None,
            tax_class_id,
            tax_confirmed: true,
            allergens: Vec::new(),
            shelf_life_days: None,
            low_stock: None,
            weekdays: Weekdays::ALL,
            lead_days: 0,
            from_stock: false,
            notes: String::new(),
        }
    }
}

/// A named pack of an item: a sack of 25 kg, a box of 24.
#[derive(Debug, Clone)]
pub struct Pack {
    pub id: PackId,
    pub item_id: ItemId,
    pub name: String,
    /// Base units in one pack.
    pub size: Quantity,
}

/// What a line counts in: the code of a unit or the name of a pack, and its size in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineUnit {
    pub code: String,
    pub size: Quantity,
}

/// Which items a search is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Any,
    Sold,
    Made,
    Bought,
}

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
    let packs = store::packs(view, item.id)?;
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

fn between(least: i64, most: i64) -> crate::error::Message {
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
    if !size.is_positive() {
        errors.add("size", "catalog-above-zero");
    }
    store::find(tx, item)?;
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

/// Most bytes of a picture.
pub const LARGEST_PICTURE: usize = 2 * 1024 * 1024;

/// Keeps the item's picture, whose kind is told by its first bytes and by nothing else.
///
/// # Errors
/// [`Error::Invalid`] when it is no PNG, JPEG or WebP, or too large.
pub fn set_picture(tx: &Tx, id: ItemId, bytes: &[u8]) -> Result<()> {
    store::find(tx, id)?;
    if bytes.is_empty() {
        return Err(Error::field("picture", "field-required"));
    }
    if bytes.len() > LARGEST_PICTURE {
        return Err(Error::field("picture", "catalog-picture-large"));
    }
    let media = media_type(bytes).ok_or_else(|| Error::field("picture", "catalog-picture-kind"))?;
    store::put_picture(tx, id, media, bytes)?;
    events::record(tx, Happened::new("item", Some(id.0), "picture_changed"))
}

/// Takes the picture away.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_picture(tx: &Tx, id: ItemId) -> Result<()> {
    if !store::delete_picture(tx, id)? {
        return Err(Error::NotFound);
    }
    events::record(tx, Happened::new("item", Some(id.0), "picture_changed"))
}

/// What a picture is, by its first bytes.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if is_webp {
        Some("image/webp")
    } else {
        None
    }
}
