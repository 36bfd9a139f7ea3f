//! `hornada export`: every table as a CSV file, ids as hexadecimal digits, money and quantities as they are stored.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::store;
use crate::db::snapshot::hex;
use crate::error::{Error, Result};

/// What nobody should carry about: secrets, and what can be made anew.
const LEFT_OUT: &[&str] = &[
    "sessions",
    "login_tries",
    "idempotency",
    "drafts",
    "refinery_schema_history",
];

/// Writes all tables into `folder`; answers their names and rows.
///
/// # Errors
/// A storage error when the folder cannot be written.
pub fn tables(conn: &Connection, folder: &Path) -> Result<Vec<(String, usize)>> {
    std::fs::create_dir_all(folder).map_err(storage)?;
    let names = store::tables(conn)?;
    let wanted = names
        .into_iter()
        .filter(|name| !LEFT_OUT.contains(&name.as_str()) && !name.starts_with("customer_search"));
    wanted
        .map(|name| {
            let rows = one(conn, &name, &folder.join(format!("{name}.csv")))?;
            Ok((name, rows))
        })
        .collect()
}

fn one(conn: &Connection, table: &str, file: &Path) -> Result<usize> {
    let mut writer = csv::Writer::from_path(file).map_err(storage)?;
    let mut statement = store::all_of(conn, table)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let shown: Vec<usize> = (0..names.len())
        .filter(|&n| names[n] != "password_hash")
        .collect();
    writer
        .write_record(shown.iter().map(|&n| &names[n]))
        .map_err(storage)?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cells = shown
            .iter()
            .map(|&n| Ok(cell(row.get_ref(n)?)))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        writer.write_record(cells).map_err(storage)?;
        count += 1;
    }
    writer.flush().map_err(storage)?;
    Ok(count)
}

/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(value: ValueRef) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                format!("'{text}")
            } else {
                text.into_owned()
            }
        }
        ValueRef::Blob(bytes) => hex(bytes),
    }
}

fn storage(error: impl std::fmt::Display) -> Error {
    Error::Storage(error.to_string())
}
