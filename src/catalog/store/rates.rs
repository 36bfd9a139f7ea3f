//! SQL of tax classes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::catalog::tax::{DatedRate, TaxClass};
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::TaxClassId;
use crate::values::money::Rate;

fn from_row(row: &Row) -> rusqlite::Result<TaxClass> {
    Ok(TaxClass {
        id: row.get(0)?,
        code: row.get(1)?,
        name_es: row.get(2)?,
        name_en: row.get(3)?,
    })
}

/// All tax classes, in the order in which they were made.
///
/// # Errors
/// Only those of the database.
pub fn tax_classes(conn: &Connection) -> Result<Vec<TaxClass>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, code, name_es, name_en FROM tax_classes ORDER BY CASE code WHEN 'bread' THEN 0
                         WHEN 'food' THEN 1 WHEN 'general' THEN 2 ELSE 3 END, code LIMIT 100",
    )?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such class.
pub fn tax_class(conn: &Connection, id: TaxClassId) -> Result<TaxClass> {
    let mut statement =
        conn.prepare_cached("SELECT id, code, name_es, name_en FROM tax_classes WHERE id = ?1")?;
    Ok(statement.query_row([id], from_row)?)
}

/// # Errors
/// Only those of the database.
pub fn exists(conn: &Connection, id: TaxClassId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM tax_classes WHERE id = ?1)")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

pub(in crate::catalog) fn code_of(conn: &Connection, id: TaxClassId) -> Result<String> {
    Ok(tax_class(conn, id)?.code)
}

/// The rates of a class, oldest first.
///
/// # Errors
/// Only those of the database.
pub fn rates(conn: &Connection, class: TaxClassId) -> Result<Vec<DatedRate>> {
    let mut statement = conn.prepare_cached(
        "SELECT valid_from, rate FROM tax_rates WHERE tax_class_id = ?1 ORDER BY valid_from LIMIT 200",
    )?;
    let rows = statement.query_map([class], |row| {
        Ok(DatedRate {
            valid_from: row.get(0)?,
            rate: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::catalog) fn rate(
    conn: &Connection,
    class: TaxClassId,
    day: Day,
) -> Result<Option<Rate>> {
    let mut statement = conn.prepare_cached(
        "SELECT rate FROM tax_rates WHERE tax_class_id = ?1 AND valid_from <= ?2 ORDER BY valid_from DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row(params![class, day], |row| row.get(0))
        .optional()?)
}

pub(in crate::catalog) fn insert(tx: &Tx, class: &TaxClass) -> Result<()> {
    tx.execute(
        "INSERT INTO tax_classes (id, code, name_es, name_en) VALUES (?1, ?2, ?3, ?4)",
        params![class.id, class.code, class.name_es, class.name_en],
    )?;
    Ok(())
}

pub(in crate::catalog) fn put(tx: &Tx, class: TaxClassId, from: Day, rate: Rate) -> Result<()> {
    tx.execute(
        "INSERT INTO tax_rates (tax_class_id, valid_from, rate) VALUES (?1, ?2, ?3)
         ON CONFLICT (tax_class_id, valid_from) DO UPDATE SET rate = excluded.rate",
        params![class, from, rate],
    )?;
    Ok(())
}

/// The rate that was set for this very day.
pub(in crate::catalog) fn rate_from(
    conn: &Connection,
    class: TaxClassId,
    from: Day,
) -> Result<Option<Rate>> {
    let mut statement = conn
        .prepare_cached("SELECT rate FROM tax_rates WHERE tax_class_id = ?1 AND valid_from = ?2")?;
    Ok(statement
        .query_row(params![class, from], |row| row.get(0))
        .optional()?)
}

/// What was promised with another rate, for days on which this one is to count: open orders with goods of the class, and
/// delivered notes that are still to be invoiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::catalog) struct Promised {
    pub orders: i64,
    pub notes: i64,
}

pub(in crate::catalog) fn promised(
    conn: &Connection,
    class: TaxClassId,
    from: Day,
    rate: Rate,
) -> Result<Promised> {
    // Until the day on which the next rate begins.
    let mut statement = conn.prepare_cached(
        "SELECT min(valid_from) FROM tax_rates WHERE tax_class_id = ?1 AND valid_from > ?2",
    )?;
    let until: Option<Day> = statement.query_row(params![class, from], |row| row.get(0))?;
    let until = until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
    let count = |sql: &str| -> Result<i64> {
        let mut statement = conn.prepare_cached(sql)?;
        Ok(statement.query_row(params![class, from, until, rate], |row| row.get(0))?)
    };
    Ok(Promised {
        orders: count(
            "SELECT count(*) FROM orders o
             WHERE o.status IN ('pending', 'confirmed', 'preparing', 'ready', 'dispatched')
                   AND o.requested_date >= ?2 AND o.requested_date < ?3
                   AND EXISTS (SELECT 1 FROM order_items l JOIN items i ON i.id = l.product_id
                               WHERE l.order_id = o.id AND i.tax_class_id = ?1 AND l.tax_rate <> ?4)",
        )?,
        notes: count(
            "SELECT count(*) FROM customers c CROSS JOIN notes n ON n.customer_id = c.id
             WHERE (c.customer_type <> 'retail' OR c.tax_id IS NOT NULL) AND n.status = 'delivered'
                   AND n.invoice_id IS NULL AND (n.total_amount <> 0 OR n.subtotal <> 0)
                   AND n.day >= ?2 AND n.day < ?3
                   AND EXISTS (SELECT 1 FROM note_lines l JOIN items i ON i.id = l.product_id
                               WHERE l.note_id = n.id AND i.tax_class_id = ?1 AND l.tax_rate <> ?4)",
        )?,
    })
}

pub(in crate::catalog) fn delete(tx: &Tx, class: TaxClassId, from: Day) -> Result<()> {
    tx.execute(
        "DELETE FROM tax_rates WHERE tax_class_id = ?1 AND valid_from = ?2",
        params![class, from],
    )?;
    Ok(())
}
