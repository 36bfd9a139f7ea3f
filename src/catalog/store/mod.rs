//! SQL of the catalogue: items, packs, pictures.

pub(super) mod changes;
pub(super) mod prices;
pub(super) mod rates;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use sha2::{Digest, Sha256};

use super::{Allergen, Item, Kind, NewItem, Pack};
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Instant;
use crate::values::fold;
use crate::values::ids::{ItemId, PackId};
use crate::values::quantity::{PriceUnit, Quantity};

const COLUMNS: &str = "id, sku, name, variant_name, parent_id, category, is_sold, is_made, is_bought, is_service,
    base_unit, unit, price_unit, price_unit_size, piece_weight, tax_class_id, tax_confirmed, allergens, shelf_life_days,
    low_stock, weekdays, lead_days, from_stock, is_active, notes, created_at, updated_at, version, bake_extra_percentage";

/// What a list of items is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Every word must be in name, variant, category or SKU.
    pub text: String,
    pub category: Option<String>,
    pub is_sold: Option<bool>,
    pub is_bought: Option<bool>,
    pub is_made: Option<bool>,
    /// Only those whose tax class somebody has looked at, or nobody has.
    pub tax_confirmed: Option<bool>,
    /// Also those that were taken out of the lists.
    pub inactive: bool,
}

/// A picture as stored.
#[derive(Debug, Clone)]
pub struct Picture {
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub sha256: [u8; 32],
}

fn from_row(row: &Row) -> rusqlite::Result<Item> {
    let size: Quantity = row.get(13)?;
    let price_unit =
        PriceUnit::from_code(&row.get::<_, String>(12)?, Some(size)).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                12,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?;
    Ok(Item {
        id: row.get(0)?,
        sku: row.get(1)?,
        name: row.get(2)?,
        variant_name: row.get(3)?,
        parent_id: row.get(4)?,
        category: row.get(5)?,
        is_sold: row.get(6)?,
        is_made: row.get(7)?,
        is_bought: row.get(8)?,
        is_service: row.get(9)?,
        base_unit: row.get(10)?,
        unit: row.get(11)?,
        price_unit,
        piece_weight: row.get(14)?,
        tax_class_id: row.get(15)?,
        tax_confirmed: row.get(16)?,
        allergens: Allergen::from_codes(&row.get::<_, String>(17)?),
        shelf_life_days: row.get(18)?,
        low_stock: row.get(19)?,
        weekdays: row.get(20)?,
        lead_days: row.get(21)?,
        from_stock: row.get(22)?,
        is_active: row.get(23)?,
        notes: row.get(24)?,
        created_at: row.get(25)?,
        updated_at: row.get(26)?,
        version: row.get(27)?,
        bake_extra_percentage: row.get(28)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such item.
pub fn find(conn: &Connection, id: ItemId) -> Result<Item> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM items WHERE id = ?1"))?;
    Ok(statement.query_row([id], from_row)?)
}

/// The variants under an item, by name.
///
/// # Errors
/// Only those of the database.
pub fn children(conn: &Connection, id: ItemId) -> Result<Vec<Item>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM items WHERE parent_id = ?1 ORDER BY variant_name, id LIMIT 200"
    ))?;
    let rows = statement.query_map([id], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether items in use stand under this one: it holds what they share, and they are sold in its place.
///
/// # Errors
/// Only those of the database.
pub fn has_variants(conn: &Connection, id: ItemId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM items WHERE parent_id = ?1 AND is_active = 1 AND is_sold = 1)",
    )?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// Up to four words of a search, folded; the rest of them empty, which every text holds.
fn words(text: &str) -> [String; 4] {
    let folded = fold(text);
    let mut words = folded.split_whitespace().map(str::to_owned);
    std::array::from_fn(|_| words.next().unwrap_or_default())
}

pub(super) fn search(conn: &Connection, kind: Kind, text: &str, limit: usize) -> Result<Vec<Item>> {
    let wanted = match kind {
        Kind::Any => "1",
        Kind::Sold => "is_sold",
        Kind::Made => "is_made",
        Kind::Bought => "is_bought",
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM items WHERE is_active = 1 AND {wanted} = 1
         AND instr(search, ?1) > 0 AND instr(search, ?2) > 0 AND instr(search, ?3) > 0 AND instr(search, ?4) > 0
         ORDER BY CASE WHEN sku = ?5 THEN 0 WHEN substr(search, 1, length(?1)) = ?1 THEN 1
                       WHEN instr(search, ' ' || ?1) > 0 THEN 2 ELSE 3 END, name, variant_name, id LIMIT ?6"
    ))?;
    let [first, second, third, fourth] = words(text);
    let rows = statement.query_map(
        params![
            first,
            second,
            third,
            fourth,
            text.trim(),
            i64::try_from(limit).unwrap_or(50)
        ],
        from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Items by name; `after` is the last row before, `limit` one more than the page.
///
/// # Errors
/// Only those of the database.
pub fn list(
    conn: &Connection,
    filter: &Filter,
    after: Option<ItemId>,
    limit: usize,
) -> Result<Vec<Item>> {
    let active = if filter.inactive { "(0, 1)" } else { "(1)" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM items WHERE is_active IN {active}
         AND instr(search, :w1) > 0 AND instr(search, :w2) > 0 AND instr(search, :w3) > 0 AND instr(search, :w4) > 0
         AND (:category IS NULL OR category = :category) AND (:sold IS NULL OR is_sold = :sold)
         AND (:bought IS NULL OR is_bought = :bought) AND (:made IS NULL OR is_made = :made)
         AND (:confirmed IS NULL OR tax_confirmed = :confirmed)
         AND (:after IS NULL OR (name, variant_name, id) > (SELECT name, variant_name, id FROM items WHERE id = :after))
         ORDER BY name, variant_name, id LIMIT :limit"
    ))?;
    let [w1, w2, w3, w4] = words(&filter.text);
    let rows = statement.query_map(
        named_params! {
            ":w1": w1, ":w2": w2, ":w3": w3, ":w4": w4, ":category": filter.category, ":sold": filter.is_sold,
            ":bought": filter.is_bought, ":made": filter.is_made, ":confirmed": filter.tax_confirmed, ":after": after,
            ":limit": i64::try_from(limit).unwrap_or(50),
        },
        from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether there is no item at all.
///
/// # Errors
/// Only those of the database.
pub fn is_empty(conn: &Connection) -> Result<bool> {
    Ok(
        conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM items)", [], |row| {
            row.get(0)
        })?,
    )
}

/// How many active items have a tax class that nobody has looked at.
///
/// # Errors
/// Only those of the database.
pub fn count_unconfirmed(conn: &Connection) -> Result<i64> {
    let query = "SELECT count(*) FROM items WHERE is_active = 1 AND tax_confirmed = 0";
    Ok(conn.query_row(query, [], |row| row.get(0))?)
}

/// The categories in use, by name, with how many active items each has.
///
/// # Errors
/// Only those of the database.
pub fn categories(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT category, count(*) FROM items WHERE is_active = 1 AND category <> '' GROUP BY category ORDER BY category LIMIT 200",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn has_sku(conn: &Connection, sku: &str) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE sku = ?1)")?;
    Ok(statement.query_row([sku], |row| row.get(0))?)
}

pub(super) fn has_moved(conn: &Connection, id: ItemId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM movements WHERE item_id = ?1)")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// What searches compare: name, variant, category, SKU.
fn search_text(new: &NewItem) -> String {
    let parts = [&new.name, &new.variant_name, &new.category, &new.sku];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    fold(&parts.join(" "))
}

/// 1/1,000 base units that a price is for.
fn size_of(unit: PriceUnit) -> Quantity {
    Quantity::round(unit.in_base()).unwrap_or_default()
}

pub(super) fn insert(tx: &Tx, id: ItemId, new: &NewItem) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO items (id, sku, name, variant_name, parent_id, category, is_sold, is_made, is_bought, is_service,
             base_unit, unit, price_unit, price_unit_size, piece_weight, tax_class_id, tax_confirmed, allergens,
             shelf_life_days, low_stock, weekdays, lead_days, from_stock, notes, search, created_at, updated_at,
             bake_extra_percentage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
             ?24, ?25, ?26, ?26, ?27)",
    )?
    .execute(params![
        id,
        new.sku.trim(),
        new.name.trim(),
        new.variant_name.trim(),
        new.parent_id,
        new.category.trim(),
        new.is_sold,
        new.is_made,
        new.is_bought,
        new.is_service,
        new.base_unit,
        new.unit,
        new.price_unit.code(),
        size_of(new.price_unit),
        new.piece_weight,
        new.tax_class_id,
        new.tax_confirmed,
        Allergen::to_codes(&new.allergens),
        new.shelf_life_days,
        new.low_stock,
        new.weekdays,
        new.lead_days,
        new.from_stock,
        new.notes.trim(),
        search_text(new),
        tx.now,
        new.bake_extra_percentage,
    ])?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: ItemId, version: i64, new: &NewItem) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE items SET sku = ?3, name = ?4, variant_name = ?5, parent_id = ?6, category = ?7, is_sold = ?8,
                 is_made = ?9, is_bought = ?10, is_service = ?11, base_unit = ?12, unit = ?13, price_unit = ?14,
                 price_unit_size = ?15, piece_weight = ?16, tax_class_id = ?17, tax_confirmed = ?18, allergens = ?19,
                 shelf_life_days = ?20, low_stock = ?21, weekdays = ?22, lead_days = ?23, from_stock = ?24, notes = ?25,
                 search = ?26, updated_at = ?27, bake_extra_percentage = ?28, version = version + 1
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            new.sku.trim(),
            new.name.trim(),
            new.variant_name.trim(),
            new.parent_id,
            new.category.trim(),
            new.is_sold,
            new.is_made,
            new.is_bought,
            new.is_service,
            new.base_unit,
            new.unit,
            new.price_unit.code(),
            size_of(new.price_unit),
            new.piece_weight,
            new.tax_class_id,
            new.tax_confirmed,
            Allergen::to_codes(&new.allergens),
            new.shelf_life_days,
            new.low_stock,
            new.weekdays,
            new.lead_days,
            new.from_stock,
            new.notes.trim(),
            search_text(new),
            tx.now,
            new.bake_extra_percentage,
        ])?;
    Ok(rows == 1)
}

pub(super) fn confirm_tax(tx: &Tx, id: ItemId) -> Result<()> {
    tx.execute(
        "UPDATE items SET tax_confirmed = 1, updated_at = ?2, version = version + 1 WHERE id = ?1",
        params![id, tx.now],
    )?;
    Ok(())
}

/// The items whose tax class was confirmed at this instant, and that nobody has changed since.
pub(super) fn confirmed_at(conn: &Connection, at: Instant) -> Result<Vec<ItemId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM items WHERE tax_confirmed = 1 AND updated_at = ?1")?;
    let rows = statement.query_map([at], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn unconfirm_tax(tx: &Tx, id: ItemId) -> Result<()> {
    tx.execute(
        "UPDATE items SET tax_confirmed = 0, updated_at = ?2, version = version + 1 WHERE id = ?1",
        params![id, tx.now],
    )?;
    Ok(())
}

pub(super) fn set_active(tx: &Tx, id: ItemId, active: bool) -> Result<()> {
    tx.execute(
        "UPDATE items SET is_active = ?2, updated_at = ?3, version = version + 1 WHERE id = ?1",
        params![id, active, tx.now],
    )?;
    Ok(())
}

/// The packs of an item, smallest first.
///
/// # Errors
/// Only those of the database.
pub fn packs(conn: &Connection, item: ItemId) -> Result<Vec<Pack>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, item_id, name, size FROM item_packs WHERE item_id = ?1 ORDER BY size, name LIMIT 100",
    )?;
    let rows = statement.query_map([item], |row| {
        Ok(Pack {
            id: row.get(0)?,
            item_id: row.get(1)?,
            name: row.get(2)?,
            size: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_pack(
    tx: &Tx,
    id: PackId,
    item: ItemId,
    name: &str,
    size: Quantity,
) -> Result<()> {
    tx.execute(
        "INSERT INTO item_packs (id, item_id, name, size) VALUES (?1, ?2, ?3, ?4)",
        params![id, item, name, size],
    )?;
    Ok(())
}

pub(super) fn delete_pack(tx: &Tx, id: PackId) -> Result<()> {
    tx.execute("DELETE FROM item_packs WHERE id = ?1", [id])?;
    Ok(())
}

/// The item's picture, if it has one.
///
/// # Errors
/// Only those of the database.
pub fn picture(conn: &Connection, id: ItemId) -> Result<Option<Picture>> {
    let mut statement = conn
        .prepare_cached("SELECT media_type, bytes, sha256 FROM item_pictures WHERE item_id = ?1")?;
    Ok(statement
        .query_row([id], |row| {
            Ok(Picture {
                media_type: row.get(0)?,
                bytes: row.get(1)?,
                sha256: row.get(2)?,
            })
        })
        .optional()?)
}

/// Whether an item's picture is this one.
pub(super) fn has_picture(conn: &Connection, id: ItemId, bytes: &[u8]) -> Result<bool> {
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM item_pictures WHERE item_id = ?1 AND sha256 = ?2)",
        params![id, sha256],
        |row| row.get(0),
    )?)
}

pub(super) fn put_picture(tx: &Tx, id: ItemId, media: &str, bytes: &[u8]) -> Result<()> {
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    tx.execute(
        "INSERT INTO item_pictures (item_id, media_type, bytes, sha256) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (item_id) DO UPDATE SET media_type = excluded.media_type, bytes = excluded.bytes, sha256 = excluded.sha256",
        params![id, media, bytes, sha256],
    )?;
    Ok(())
}

/// Keeps the picture of now as the one of before; where there is none now, there is none of before.
pub(super) fn keep_former_picture(tx: &Tx, id: ItemId) -> Result<()> {
    tx.execute("DELETE FROM former_item_pictures WHERE item_id = ?1", [id])?;
    tx.execute(
        "INSERT INTO former_item_pictures (item_id, media_type, bytes, sha256)
         SELECT item_id, media_type, bytes, sha256 FROM item_pictures WHERE item_id = ?1",
        [id],
    )?;
    Ok(())
}

/// Puts the picture of before in the place of the one of now, and the other way round; false when there is neither.
pub(super) fn swap_picture(tx: &Tx, id: ItemId) -> Result<bool> {
    let former = tx
        .prepare_cached("SELECT media_type, bytes FROM former_item_pictures WHERE item_id = ?1")?
        .query_row([id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    keep_former_picture(tx, id)?;
    let was_there = delete_picture(tx, id)?;
    if let Some((media, bytes)) = &former {
        put_picture(tx, id, media, bytes)?;
    }
    Ok(was_there || former.is_some())
}

pub(super) fn delete_picture(tx: &Tx, id: ItemId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM item_pictures WHERE item_id = ?1", [id])? == 1)
}
