//! SQL of price lists and prices.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::catalog::prices::{DatedPrice, NewPriceList, PriceList};
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PriceListId};
use crate::values::money::Price;
use crate::values::tax::TaxMode;

const COLUMNS: &str =
    "id, code, name, tax_mode, valid_from, valid_until, is_default, is_active, version";

fn from_row(row: &Row) -> rusqlite::Result<PriceList> {
    Ok(PriceList {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        tax_mode: row.get(3)?,
        valid_from: row.get(4)?,
        valid_until: row.get(5)?,
        is_default: row.get(6)?,
        is_active: row.get(7)?,
        version: row.get(8)?,
    })
}

/// All price lists: defaults first, gross before net, then by code.
///
/// # Errors
/// Only those of the database.
pub fn price_lists(conn: &Connection) -> Result<Vec<PriceList>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM price_lists ORDER BY is_active DESC, is_default DESC, tax_mode, code LIMIT 200"
    ))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such list.
pub fn price_list(conn: &Connection, id: PriceListId) -> Result<PriceList> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM price_lists WHERE id = ?1"))?;
    Ok(statement.query_row([id], from_row)?)
}

pub(in crate::catalog) fn insert(tx: &Tx, id: PriceListId, new: &NewPriceList) -> Result<()> {
    tx.execute(
        "INSERT INTO price_lists (id, code, name, tax_mode, valid_from, valid_until, is_default, is_active)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![id, new.code.trim(), new.name.trim(), new.tax_mode, new.valid_from, new.valid_until, new.is_default, new.is_active],
    )?;
    Ok(())
}

pub(in crate::catalog) fn update(
    tx: &Tx,
    id: PriceListId,
    version: i64,
    new: &NewPriceList,
) -> Result<bool> {
    let rows = tx.execute(
        "UPDATE price_lists SET code = ?3, name = ?4, tax_mode = ?5, valid_from = ?6, valid_until = ?7, is_default = ?8,
             is_active = ?9, version = version + 1 WHERE id = ?1 AND version = ?2",
        params![id, version, new.code.trim(), new.name.trim(), new.tax_mode, new.valid_from, new.valid_until, new.is_default, new.is_active],
    )?;
    Ok(rows == 1)
}

pub(in crate::catalog) fn no_default(tx: &Tx, mode: TaxMode) -> Result<()> {
    tx.execute(
        "UPDATE price_lists SET is_default = 0 WHERE tax_mode = ?1",
        [mode],
    )?;
    Ok(())
}

pub(in crate::catalog) fn has_prices(conn: &Connection, list: PriceListId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM prices WHERE price_list_id = ?1)")?;
    Ok(statement.query_row([list], |row| row.get(0))?)
}

/// How many items in use that are sold, and hold no variants, have no price on a list on a day, neither of their own nor of their
/// parent.
pub(in crate::catalog) fn unpriced(conn: &Connection, list: PriceListId, day: Day) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM items i WHERE i.is_active = 1 AND i.is_sold = 1
               AND NOT EXISTS (SELECT 1 FROM items v WHERE v.parent_id = i.id AND v.is_active = 1 AND v.is_sold = 1)
               AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.price_list_id = ?1 AND p.item_id = i.id AND p.valid_from <= ?2)
               AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.price_list_id = ?1 AND p.item_id = i.parent_id AND p.valid_from <= ?2)",
    )?;
    Ok(statement.query_row(params![list, day], |row| row.get(0))?)
}

pub(in crate::catalog) fn price(
    conn: &Connection,
    list: PriceListId,
    item: ItemId,
    day: Day,
) -> Result<Option<Price>> {
    let mut statement = conn.prepare_cached(
        "SELECT price FROM prices WHERE price_list_id = ?1 AND item_id = ?2 AND valid_from <= ?3
         ORDER BY valid_from DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![list, item, day], |row| row.get(0))
        .optional()?)
}

/// The price of the parent, where it is for the same unit.
pub(in crate::catalog) fn parent_price(
    conn: &Connection,
    list: PriceListId,
    item: ItemId,
    day: Day,
) -> Result<Option<Price>> {
    let mut statement = conn.prepare_cached(
        "SELECT prices.price FROM items child JOIN items parent ON parent.id = child.parent_id
         JOIN prices ON prices.price_list_id = ?1 AND prices.item_id = parent.id AND prices.valid_from <= ?3
         WHERE child.id = ?2 AND parent.price_unit = child.price_unit AND parent.price_unit_size = child.price_unit_size
         ORDER BY prices.valid_from DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![list, item, day], |row| row.get(0))
        .optional()?)
}

/// The price that was set for this very day.
pub(in crate::catalog) fn price_from(
    conn: &Connection,
    list: PriceListId,
    item: ItemId,
    from: Day,
) -> Result<Option<Price>> {
    let mut statement = conn.prepare_cached(
        "SELECT price FROM prices WHERE price_list_id = ?1 AND item_id = ?2 AND valid_from = ?3",
    )?;
    Ok(statement
        .query_row(params![list, item, from], |row| row.get(0))
        .optional()?)
}

pub(in crate::catalog) fn put(
    tx: &Tx,
    list: PriceListId,
    item: ItemId,
    from: Day,
    price: Price,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO prices (price_list_id, item_id, valid_from, price) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (price_list_id, item_id, valid_from) DO UPDATE SET price = excluded.price",
    )?
    .execute(params![list, item, from, price])?;
    Ok(())
}

pub(in crate::catalog) fn delete(
    tx: &Tx,
    list: PriceListId,
    item: ItemId,
    from: Day,
) -> Result<()> {
    tx.execute(
        "DELETE FROM prices WHERE price_list_id = ?1 AND item_id = ?2 AND valid_from = ?3",
        params![list, item, from],
    )?;
    Ok(())
}

/// Every price of an item, by list, newest first.
///
/// # Errors
/// Only those of the database.
pub fn prices_of_item(conn: &Connection, item: ItemId) -> Result<Vec<DatedPrice>> {
    let mut statement = conn.prepare_cached(
        "SELECT price_list_id, valid_from, price FROM prices WHERE item_id = ?1
         ORDER BY price_list_id, valid_from DESC LIMIT 500",
    )?;
    let rows = statement.query_map([item], |row| {
        Ok(DatedPrice {
            price_list_id: row.get(0)?,
            valid_from: row.get(1)?,
            price: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The prices of these items on a list on a day, in their order; none where there is none.
///
/// # Errors
/// Only those of the database.
pub fn prices_on(
    conn: &Connection,
    list: PriceListId,
    items: &[ItemId],
    day: Day,
) -> Result<Vec<Option<Price>>> {
    items
        .iter()
        .map(|item| price(conn, list, *item, day))
        .collect()
}

/// Active items with a price on the list on a day: id, whole name, price.
pub(in crate::catalog) fn priced(
    conn: &Connection,
    list: PriceListId,
    category: &str,
    day: Day,
) -> Result<Vec<(ItemId, String, Price)>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.name || CASE WHEN i.variant_name = '' THEN '' ELSE ' · ' || i.variant_name END,
                (SELECT p.price FROM prices p WHERE p.price_list_id = ?1 AND p.item_id = i.id AND p.valid_from <= ?2
                 ORDER BY p.valid_from DESC LIMIT 1) AS price
         FROM items i WHERE i.is_active = 1 AND (?3 = '' OR i.category = ?3) AND price IS NOT NULL
         ORDER BY i.name, i.variant_name, i.id",
    )?;
    let rows = statement.query_map(params![list, day, category], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
