//! SQL of suppliers.

pub(super) mod contacts;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::products::{Break, NewProduct, PricePoint, SupplierProduct};
use super::{Filter, NewSupplier, Supplier};
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Lang;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, SupplierId, SupplierProductId};
use crate::values::{BaseUnit, Price, fold};

const COLUMNS: &str = "id, name, tax_id, contact_name, email, phone, address_line1, city, postal_code, province, country,
    payment_terms, delivery_weekdays, minimum_order_value, lead_time_days, lang, certificates, is_trusted, quality_rating,
    notes, is_active, created_at, updated_at, version";

fn from_row(row: &Row) -> rusqlite::Result<Supplier> {
    Ok(Supplier {
        id: row.get(0)?,
        name: row.get(1)?,
        tax_id: row.get(2)?,
        contact_name: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        address_line1: row.get(6)?,
        city: row.get(7)?,
        postal_code: row.get(8)?,
        province: row.get(9)?,
        country: row.get(10)?,
        payment_terms: row.get(11)?,
        delivery_weekdays: row.get(12)?,
        minimum_order_value: row.get(13)?,
        lead_time_days: row.get(14)?,
        lang: Lang::from_code(&row.get::<_, String>(15)?).unwrap_or_default(),
        certificates: row.get(16)?,
        is_trusted: row.get(17)?,
        quality_rating: row.get(18)?,
        notes: row.get(19)?,
        is_active: row.get(20)?,
        created_at: row.get(21)?,
        updated_at: row.get(22)?,
        version: row.get(23)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such supplier.
pub fn find(conn: &Connection, id: SupplierId) -> Result<Supplier> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM suppliers WHERE id = ?1"))?;
    Ok(statement.query_row([id], from_row)?)
}

/// A page of suppliers by name, one row more than asked for when there are more.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection, filter: &Filter) -> Result<Vec<Supplier>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM suppliers WHERE is_active = ?1 AND (search, id) > (?2, ?3)
         AND (?4 = '' OR instr(search, ?4) > 0 OR EXISTS (SELECT 1 FROM supplier_contacts c
             WHERE c.supplier_id = suppliers.id AND c.removed_at IS NULL AND instr(c.search, ?4) > 0)) ORDER BY search, id LIMIT ?5"
    ))?;
    let (name, id) = match &filter.after {
        Some((name, id)) => (name.as_str(), id.0.as_bytes().to_vec()),
        None => ("", Vec::new()),
    };
    let limit = i64::try_from(filter.limit + 1).unwrap_or(i64::MAX);
    let text = fold(filter.text.trim());
    let rows = statement.query_map(params![!filter.inactive, name, id, text, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a list is ordered by and searched in.
pub(super) fn search_text(name: &str, contact: &str, city: &str) -> String {
    fold(&format!(
        "{} {} {}",
        name.trim(),
        contact.trim(),
        city.trim()
    ))
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

pub(super) fn insert(tx: &Tx, id: SupplierId, new: &NewSupplier) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO suppliers (id, name, tax_id, contact_name, email, phone, address_line1, city, postal_code, province,
             country, payment_terms, delivery_weekdays, minimum_order_value, lead_time_days, lang, certificates, is_trusted,
             quality_rating, notes, is_active, search, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?23)",
    )?
    .execute(params![
        id,
        new.name.trim(),
        filled(&new.tax_id),
        new.contact_name.trim(),
        filled(&new.email),
        filled(&new.phone),
        new.address_line1.trim(),
        new.city.trim(),
        new.postal_code.trim(),
        new.province.trim(),
        new.country.trim(),
        new.payment_terms.trim(),
        new.delivery_weekdays,
        new.minimum_order_value,
        new.lead_time_days,
        new.lang.code(),
        new.certificates.trim(),
        new.is_trusted,
        new.quality_rating,
        new.notes.trim(),
        new.is_active,
        search_text(&new.name, &new.contact_name, &new.city),
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: SupplierId, version: i64, new: &NewSupplier) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE suppliers SET name = ?3, tax_id = ?4, contact_name = ?5, email = ?6, phone = ?7, address_line1 = ?8, city = ?9,
                 postal_code = ?10, province = ?11, country = ?12, payment_terms = ?13, delivery_weekdays = ?14,
                 minimum_order_value = ?15, lead_time_days = ?16, lang = ?17, certificates = ?18, is_trusted = ?19,
                 quality_rating = ?20, notes = ?21, is_active = ?22, search = ?23, updated_at = ?24, version = version + 1
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            new.name.trim(),
            filled(&new.tax_id),
            new.contact_name.trim(),
            filled(&new.email),
            filled(&new.phone),
            new.address_line1.trim(),
            new.city.trim(),
            new.postal_code.trim(),
            new.province.trim(),
            new.country.trim(),
            new.payment_terms.trim(),
            new.delivery_weekdays,
            new.minimum_order_value,
            new.lead_time_days,
            new.lang.code(),
            new.certificates.trim(),
            new.is_trusted,
            new.quality_rating,
            new.notes.trim(),
            new.is_active,
            search_text(&new.name, &new.contact_name, &new.city),
            tx.now,
        ])?;
    Ok(rows == 1)
}

const PRODUCT: &str = "SELECT p.id, p.supplier_id, s.name, p.ingredient_id, trim(i.name || ' ' || i.variant_name), i.base_unit,
    p.supplier_product_code, p.supplier_product_name, p.unit_price, p.pack_name, p.pack_size, p.minimum_order_quantity,
    p.lead_time_days, s.lead_time_days, p.is_preferred, p.quality_grade, p.tax_rate, p.contract_price, p.contract_from,
    p.contract_until, p.is_active, p.updated_at, p.version
    FROM supplier_products p JOIN suppliers s ON s.id = p.supplier_id JOIN items i ON i.id = p.ingredient_id";

fn product_from_row(row: &Row) -> rusqlite::Result<SupplierProduct> {
    Ok(SupplierProduct {
        id: row.get(0)?,
        supplier_id: row.get(1)?,
        supplier_name: row.get(2)?,
        ingredient_id: row.get(3)?,
        ingredient_name: row.get(4)?,
        base_unit: row.get(5)?,
        supplier_product_code: row.get(6)?,
        supplier_product_name: row.get(7)?,
        unit_price: row.get(8)?,
        pack_name: row.get(9)?,
        pack_size: row.get(10)?,
        minimum_order_quantity: row.get(11)?,
        lead_time_days: row.get(12)?,
        supplier_lead_time_days: row.get(13)?,
        is_preferred: row.get(14)?,
        quality_grade: row.get(15)?,
        tax_rate: row.get(16)?,
        contract_price: row.get(17)?,
        contract_from: row.get(18)?,
        contract_until: row.get(19)?,
        is_active: row.get(20)?,
        updated_at: row.get(21)?,
        version: row.get(22)?,
        breaks: Vec::new(),
    })
}

fn with_breaks(
    conn: &Connection,
    mut products: Vec<SupplierProduct>,
) -> Result<Vec<SupplierProduct>> {
    let mut statement = conn.prepare_cached(
        "SELECT from_quantity, unit_price FROM supplier_price_breaks WHERE supplier_product_id = ?1 ORDER BY from_quantity",
    )?;
    for product in &mut products {
        let rows = statement.query_map([product.id], |row| {
            Ok(Break {
                from_quantity: row.get(0)?,
                unit_price: row.get(1)?,
            })
        })?;
        product.breaks = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(products)
}

/// One product.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such product.
pub fn product(conn: &Connection, id: SupplierProductId) -> Result<SupplierProduct> {
    let mut statement = conn.prepare_cached(&format!("{PRODUCT} WHERE p.id = ?1"))?;
    let product = statement.query_row([id], product_from_row)?;
    with_breaks(conn, vec![product])?
        .pop()
        .ok_or(crate::error::Error::NotFound)
}

pub(super) fn product_of(
    conn: &Connection,
    supplier: SupplierId,
    item: ItemId,
) -> Result<Option<SupplierProduct>> {
    let mut statement = conn.prepare_cached(&format!(
        "{PRODUCT} WHERE p.supplier_id = ?1 AND p.ingredient_id = ?2"
    ))?;
    let found = statement
        .query_row(params![supplier, item], product_from_row)
        .optional()?;
    Ok(with_breaks(conn, found.into_iter().collect())?.pop())
}

/// All that a supplier sells, by name, at most 1,000.
///
/// # Errors
/// Only those of the database.
pub fn products_of(conn: &Connection, supplier: SupplierId) -> Result<Vec<SupplierProduct>> {
    let mut statement = conn.prepare_cached(&format!(
        "{PRODUCT} WHERE p.supplier_id = ?1 ORDER BY p.is_active DESC, i.name, p.id LIMIT 1000"
    ))?;
    let rows = statement.query_map([supplier], product_from_row)?;
    with_breaks(conn, rows.collect::<rusqlite::Result<_>>()?)
}

/// Who sells the item: active products of active suppliers, the preferred first, then by list price; at most 200.
///
/// # Errors
/// Only those of the database.
pub fn sellers(conn: &Connection, item: ItemId) -> Result<Vec<SupplierProduct>> {
    let mut statement = conn.prepare_cached(&format!(
        "{PRODUCT} WHERE p.ingredient_id = ?1 AND p.is_active = 1 AND s.is_active = 1
         ORDER BY p.is_preferred DESC, p.unit_price, p.id LIMIT 200"
    ))?;
    let rows = statement.query_map([item], product_from_row)?;
    with_breaks(conn, rows.collect::<rusqlite::Result<_>>()?)
}

/// An item that can be bought, for choosing.
#[derive(Debug, Clone)]
pub struct Buyable {
    pub id: ItemId,
    pub name: String,
    pub base_unit: BaseUnit,
}

/// The active items that are bought, by name; without those the supplier sells already, when one is given.
///
/// # Errors
/// Only those of the database.
pub fn buyable(conn: &Connection, besides: Option<SupplierId>) -> Result<Vec<Buyable>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, trim(name || ' ' || variant_name), base_unit FROM items i WHERE is_active = 1 AND is_bought = 1
         AND NOT EXISTS (SELECT 1 FROM supplier_products p WHERE p.supplier_id = ?1 AND p.ingredient_id = i.id)
         ORDER BY name, id LIMIT 2000",
    )?;
    let rows = statement.query_map([besides], |row| {
        Ok(Buyable {
            id: row.get(0)?,
            name: row.get(1)?,
            base_unit: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn is_bought(conn: &Connection, item: ItemId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE id = ?1 AND is_bought = 1)")?;
    Ok(statement.query_row([item], |row| row.get(0))?)
}

pub(super) fn preferred(conn: &Connection, item: ItemId) -> Result<Option<SupplierProductId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM supplier_products WHERE ingredient_id = ?1 AND is_preferred = 1 AND is_active = 1",
    )?;
    Ok(statement.query_row([item], |row| row.get(0)).optional()?)
}

pub(super) fn unprefer(tx: &Tx, item: ItemId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE supplier_products SET is_preferred = 0 WHERE ingredient_id = ?1 AND is_preferred = 1",
    )?
    .execute([item])?;
    Ok(())
}

pub(super) fn insert_product(
    tx: &Tx,
    id: SupplierProductId,
    supplier: SupplierId,
    new: &NewProduct,
    is_preferred: bool,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO supplier_products (id, supplier_id, ingredient_id, supplier_product_code, supplier_product_name, unit_price,
             pack_name, pack_size, minimum_order_quantity, lead_time_days, is_preferred, quality_grade, tax_rate,
             contract_price, contract_from, contract_until, is_active, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18)",
    )?
    .execute(params![
        id,
        supplier,
        new.ingredient_id,
        new.supplier_product_code.trim(),
        new.supplier_product_name.trim(),
        new.unit_price,
        new.pack_name.trim(),
        new.pack_size,
        new.minimum_order_quantity,
        new.lead_time_days,
        is_preferred,
        new.quality_grade.trim(),
        new.tax_rate,
        new.contract_price,
        new.contract_from,
        new.contract_until,
        new.is_active,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn update_product(
    tx: &Tx,
    id: SupplierProductId,
    version: i64,
    new: &NewProduct,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE supplier_products SET supplier_product_code = ?3, supplier_product_name = ?4, unit_price = ?5, pack_name = ?6,
                 pack_size = ?7, minimum_order_quantity = ?8, lead_time_days = ?9, is_preferred = ?10, quality_grade = ?11,
                 tax_rate = ?12, contract_price = ?13, contract_from = ?14, contract_until = ?15, is_active = ?16,
                 updated_at = ?17, version = version + 1
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            new.supplier_product_code.trim(),
            new.supplier_product_name.trim(),
            new.unit_price,
            new.pack_name.trim(),
            new.pack_size,
            new.minimum_order_quantity,
            new.lead_time_days,
            new.is_preferred,
            new.quality_grade.trim(),
            new.tax_rate,
            new.contract_price,
            new.contract_from,
            new.contract_until,
            new.is_active,
            tx.now,
        ])?;
    Ok(rows == 1)
}

pub(super) fn update_price(tx: &Tx, id: SupplierProductId, price: Price) -> Result<()> {
    tx.prepare_cached(
        "UPDATE supplier_products SET unit_price = ?2, updated_at = ?3, version = version + 1 WHERE id = ?1",
    )?
    .execute(params![id, price, tx.now])?;
    Ok(())
}

pub(super) fn set_breaks(tx: &Tx, id: SupplierProductId, breaks: &[Break]) -> Result<()> {
    tx.prepare_cached("DELETE FROM supplier_price_breaks WHERE supplier_product_id = ?1")?
        .execute([id])?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO supplier_price_breaks (supplier_product_id, from_quantity, unit_price) VALUES (?1, ?2, ?3)",
    )?;
    for step in breaks {
        statement.execute(params![id, step.from_quantity, step.unit_price])?;
    }
    Ok(())
}

pub(super) fn add_price_point(
    tx: &Tx,
    id: SupplierProductId,
    day: Day,
    price: Price,
    source: &str,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO supplier_price_history (supplier_product_id, day, unit_price, source, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id, day, price, source, tx.now])?;
    Ok(())
}

/// Takes the newest point of that price and instant, which came with a delivery, out of the history.
pub(super) fn forget_price_point(
    tx: &Tx,
    id: SupplierProductId,
    price: Price,
    at: Instant,
) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM supplier_price_history WHERE id = (SELECT max(id) FROM supplier_price_history
             WHERE supplier_product_id = ?1 AND unit_price = ?2 AND at = ?3 AND source = 'delivery')",
    )?
    .execute(params![id, price, at])?;
    Ok(())
}

/// What the journal says of a price that changed at that very instant.
pub(super) fn price_changed_at(
    conn: &Connection,
    supplier: SupplierId,
    item: ItemId,
    at: Instant,
) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT changes FROM journal WHERE subject_kind = 'supplier' AND subject_id = ?1 AND at = ?2
         AND action = 'price_changed' AND changes ->> 'ingredient_id' = ?3 ORDER BY id DESC LIMIT 1",
    )?;
    let found = statement.query_row(params![supplier, at, item.to_string()], |row| row.get(0));
    Ok(found.optional()?)
}

pub(super) fn price_points(conn: &Connection, id: SupplierProductId) -> Result<Vec<PricePoint>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, unit_price, source, at FROM supplier_price_history WHERE supplier_product_id = ?1
         ORDER BY id DESC LIMIT 200",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(PricePoint {
            day: row.get(0)?,
            unit_price: row.get(1)?,
            source: row.get(2)?,
            at: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the journal says of contracts and breaks of what a supplier sells, newest first: the item's id, when, and the
/// changes; of one item when it is named. At most 2,000.
pub(super) fn term_lines(
    conn: &Connection,
    supplier: SupplierId,
    item: Option<ItemId>,
) -> Result<Vec<(String, Instant, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT changes ->> 'ingredient_id', at, changes FROM journal
         WHERE subject_kind = 'supplier' AND subject_id = ?1
           AND action IN ('product_added', 'product_edited', 'price_changed')
           AND (?2 IS NULL OR changes ->> 'ingredient_id' = ?2)
           AND (changes -> 'contract_price' IS NOT NULL OR changes -> 'breaks' IS NOT NULL)
         ORDER BY id DESC LIMIT 2000",
    )?;
    let item = item.map(|item| item.to_string());
    let rows = statement.query_map(params![supplier, item], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The base unit of an item; nothing when there is no such item.
pub(super) fn base_unit(conn: &Connection, item: ItemId) -> Result<Option<BaseUnit>> {
    let mut statement = conn.prepare_cached("SELECT base_unit FROM items WHERE id = ?1")?;
    Ok(statement.query_row([item], |row| row.get(0)).optional()?)
}
