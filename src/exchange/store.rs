//! SQL of imports.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::Report;
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::{Day, Time};
use crate::values::fold;
use crate::values::ids::{CustomerId, ImportId, ItemId, SupplierId};
use crate::values::money::{Money, Price};
use crate::values::quantity::Quantity;

pub(super) fn insert_import(tx: &Tx, id: ImportId, file: &str, report: &Report) -> Result<()> {
    tx.execute(
        "INSERT INTO imports (id, kind, file_name, rows_read, rows_added, at, user_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, report.kind.code(), file, count(report.rows_read), count(report.rows_added), tx.now, tx.actor.user_id],
    )?;
    Ok(())
}

/// An import that was taken.
pub struct Done {
    pub id: ImportId,
    pub kind: String,
    pub file_name: String,
    pub rows_read: i64,
    pub rows_added: i64,
    pub at: crate::values::calendar::Instant,
    pub by: String,
}

/// The newest imports, at most so many, those before the one that is named.
///
/// # Errors
/// Only those of the database.
pub fn done(conn: &Connection, before: Option<ImportId>, limit: usize) -> Result<Vec<Done>> {
    let before = before.map_or_else(uuid::Uuid::max, |id| id.0);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.kind, i.file_name, i.rows_read, i.rows_added, i.at, ifnull(u.name, '') FROM imports i
         LEFT JOIN users u ON u.id = i.user_id WHERE i.id < ?1 ORDER BY i.id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![before.as_bytes(), limit], |row| {
        Ok(Done {
            id: row.get(0)?,
            kind: row.get(1)?,
            file_name: row.get(2)?,
            rows_read: row.get(3)?,
            rows_added: row.get(4)?,
            at: row.get(5)?,
            by: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Items by SKU and by name, both folded.
pub(super) fn items_by_name(conn: &Connection) -> Result<HashMap<String, ItemId>> {
    let mut by_name = HashMap::new();
    let mut statement = conn.prepare("SELECT id, sku, name, variant_name FROM items")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: ItemId = row.get(0)?;
        let (sku, name, variant): (String, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        by_name.insert(fold(&sku), id);
        by_name
            .entry(fold(format!("{name} {variant}").trim()))
            .or_insert(id);
    }
    Ok(by_name)
}

/// The SKUs and the names of all items, folded.
pub(super) fn item_keys(conn: &Connection) -> Result<(HashSet<String>, HashSet<String>)> {
    let (mut skus, mut names) = (HashSet::new(), HashSet::new());
    let mut statement = conn.prepare("SELECT sku, name, variant_name FROM items")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (sku, name, variant): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        skus.insert(fold(&sku));
        names.insert(fold(format!("{name} {variant}").trim()));
    }
    Ok((skus, names))
}

/// Every customer's name with the street of it, folded.
pub(super) fn customers_by_address(conn: &Connection) -> Result<HashSet<(String, String)>> {
    let mut statement = conn.prepare(
        "SELECT CASE business_name WHEN '' THEN contact_name ELSE business_name END, address_line1 FROM customers",
    )?;
    let mut rows = statement.query([])?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next()? {
        let (name, address): (String, String) = (row.get(0)?, row.get(1)?);
        found.insert((fold(name.trim()), fold(address.trim())));
    }
    Ok(found)
}

pub(super) fn suppliers_by_name(conn: &Connection) -> Result<HashMap<String, SupplierId>> {
    let mut statement = conn.prepare("SELECT name, id FROM suppliers")?;
    let rows = statement.query_map([], |row| Ok((fold(&row.get::<_, String>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The names of the customers with this tax id.
pub(super) fn names_with_tax_id(conn: &Connection, tax_id: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT CASE business_name WHEN '' THEN contact_name ELSE business_name END FROM customers
         WHERE tax_id = ?1 AND ?1 <> '' ORDER BY id",
    )?;
    let rows = statement.query_map([tax_id], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A customer with this phone (digits) or mail address.
pub(super) fn customer_with(
    conn: &Connection,
    digits: &str,
    email: &str,
) -> Result<Option<CustomerId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM customers WHERE phone_digits = ?1 AND ?1 <> '' UNION ALL
         SELECT id FROM customers WHERE email = ?2 AND ?2 <> '' LIMIT 1",
    )?;
    let mut rows = statement.query([digits, email])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

/// A line of the till.
pub(super) struct Sale<'a> {
    pub hash: [u8; 16],
    pub nth: i64,
    pub day: Day,
    pub at: Option<Time>,
    pub ticket: &'a str,
    pub item_id: ItemId,
    pub quantity: Quantity,
    pub unit_price: Price,
    pub amount: Money,
}

/// Stores a line unless it is there; whether it was new.
pub(super) fn insert_sale(tx: &Tx, sale: &Sale) -> Result<bool> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO sales (line_hash, nth, day, at, ticket, item_id, quantity, unit_price, amount)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    )?;
    let at = sale.at.map(|at| at.to_string()).unwrap_or_default();
    let rows = statement.execute(params![
        sale.hash,
        sale.nth,
        sale.day,
        at,
        sale.ticket,
        sale.item_id,
        sale.quantity,
        sale.unit_price,
        sale.amount,
    ])?;
    Ok(rows == 1)
}

pub(super) fn add_daily_sale(
    tx: &Tx,
    item: ItemId,
    day: Day,
    quantity: Quantity,
    amount: Money,
) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO daily_sales (item_id, day, quantity, amount) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (item_id, day) DO UPDATE SET quantity = quantity + excluded.quantity, amount = amount + excluded.amount",
    )?;
    statement.execute(params![item, day, quantity, amount])?;
    Ok(())
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The names of all tables.
pub(super) fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All rows of a table of ours; `table` comes from [`tables`], never from outside.
pub(super) fn all_of<'c>(conn: &'c Connection, table: &str) -> Result<rusqlite::Statement<'c>> {
    Ok(conn.prepare(&format!("SELECT * FROM \"{table}\""))?)
}
