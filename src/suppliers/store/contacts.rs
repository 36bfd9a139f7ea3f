//! SQL of the contacts of suppliers.

use rusqlite::{Connection, Row, params};

use super::{filled, search_text};
use crate::db::Tx;
use crate::error::Result;
use crate::suppliers::contacts::{Contact, NewContact};
use crate::values::ids::{SupplierContactId, SupplierId};

const COLUMNS: &str =
    "id, supplier_id, name, role, email, phone, takes_orders, created_at, updated_at, version";

fn from_row(row: &Row) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        supplier_id: row.get(1)?,
        name: row.get(2)?,
        role: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        takes_orders: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
        version: row.get(9)?,
    })
}

/// The contacts of a supplier, by name.
///
/// # Errors
/// Only those of the database.
pub fn contacts(conn: &Connection, supplier: SupplierId) -> Result<Vec<Contact>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM supplier_contacts WHERE supplier_id = ?1 AND removed_at IS NULL ORDER BY name, id LIMIT 50"
    ))?;
    let rows = statement.query_map([supplier], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A contact that is there.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is none, or it was taken away.
pub fn contact(conn: &Connection, id: SupplierContactId) -> Result<Contact> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM supplier_contacts WHERE id = ?1 AND removed_at IS NULL"
    ))?;
    Ok(statement.query_row([id], from_row)?)
}

pub(in crate::suppliers) fn insert(
    tx: &Tx,
    id: SupplierContactId,
    supplier: SupplierId,
    new: &NewContact,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO supplier_contacts (id, supplier_id, name, role, email, phone, takes_orders, search, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
    )?
    .execute(params![
        id,
        supplier,
        new.name.trim(),
        new.role,
        filled(&new.email),
        filled(&new.phone),
        new.takes_orders,
        search_text(&new.name, &new.email, ""),
        tx.now,
    ])?;
    Ok(())
}

/// False when it is another version by now.
pub(in crate::suppliers) fn update(
    tx: &Tx,
    id: SupplierContactId,
    version: i64,
    new: &NewContact,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE supplier_contacts SET name = ?3, role = ?4, email = ?5, phone = ?6, takes_orders = ?7, search = ?8,
                 updated_at = ?9, version = version + 1
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL",
        )?
        .execute(params![
            id,
            version,
            new.name.trim(),
            new.role,
            filled(&new.email),
            filled(&new.phone),
            new.takes_orders,
            search_text(&new.name, &new.email, ""),
            tx.now,
        ])?;
    Ok(rows == 1)
}

/// False when it is another version by now.
pub(in crate::suppliers) fn remove(tx: &Tx, id: SupplierContactId, version: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE supplier_contacts SET removed_at = ?3, version = version + 1
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL",
        )?
        .execute(params![id, version, tx.now])?;
    Ok(rows == 1)
}

/// False when there is none of this supplier that was taken away.
pub(in crate::suppliers) fn restore(
    tx: &Tx,
    supplier: SupplierId,
    id: SupplierContactId,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE supplier_contacts SET removed_at = NULL, updated_at = ?3, version = version + 1
             WHERE id = ?1 AND supplier_id = ?2 AND removed_at IS NOT NULL",
        )?
        .execute(params![id, supplier, tx.now])?;
    Ok(rows == 1)
}
