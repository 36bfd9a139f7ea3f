//! Changes that are taken back by their number in the history.

use rusqlite::{Connection, params};
use serde_json::Value;
use uuid::Uuid;

use crate::error::Result;

/// The number of the newest change of this kind: the one that was just recorded.
pub(in crate::catalog) fn newest(
    conn: &Connection,
    subject_kind: &str,
    subject_id: impl Into<Uuid>,
    action: &str,
) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM journal WHERE subject_kind = ?1 AND subject_id = ?2 AND action = ?3 ORDER BY id DESC LIMIT 1",
    )?;
    let id = subject_id.into();
    Ok(
        statement.query_row(params![subject_kind, id.as_bytes(), action], |row| {
            row.get(0)
        })?,
    )
}

/// To what a change was made, and what it changed as the history holds it.
pub(in crate::catalog) fn find(
    conn: &Connection,
    number: i64,
    subject_kind: &str,
    action: &str,
) -> Result<(Uuid, Value)> {
    let mut statement = conn.prepare_cached(
        "SELECT subject_id, changes FROM journal WHERE id = ?1 AND subject_kind = ?2 AND action = ?3",
    )?;
    let (id, changes): ([u8; 16], String) = statement
        .query_row(params![number, subject_kind, action], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok((Uuid::from_bytes(id), serde_json::from_str(&changes)?))
}
