//! What somebody was typing when the page was left: one draft for each person and form, kept until it is saved.

use rusqlite::{OptionalExtension, params};

use super::Form;
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::values::ids::UserId;

/// Keeps the fields of a form; what guards the form itself is left out.
///
/// # Errors
/// Only those of the database.
pub fn keep(tx: &Tx, user: UserId, form: &str, fields: &Form) -> Result<()> {
    let pairs: Vec<&(String, String)> = fields
        .pairs()
        .iter()
        .filter(|(name, value)| name != "_csrf" && !value.is_empty())
        .collect();
    tx.prepare_cached(
        "INSERT INTO drafts (user_id, form, fields, saved_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, form) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at",
    )?
    .execute(params![user, form, serde_json::to_string(&pairs)?, tx.now])?;
    Ok(())
}

/// The fields that were kept, if any.
///
/// # Errors
/// Only those of the database.
pub fn find(view: &View, user: UserId, form: &str) -> Result<Option<Form>> {
    let mut statement =
        view.prepare_cached("SELECT fields FROM drafts WHERE user_id = ?1 AND form = ?2")?;
    let fields: Option<String> = statement
        .query_row(params![user, form], |row| row.get(0))
        .optional()?;
    Ok(fields
        .and_then(|fields| serde_json::from_str(&fields).ok())
        .map(Form::from_pairs))
}

/// Forgets the draft: it was saved, or is not wanted.
///
/// # Errors
/// Only those of the database.
pub fn forget(tx: &Tx, user: UserId, form: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM drafts WHERE user_id = ?1 AND form = ?2")?
        .execute(params![user, form])?;
    Ok(())
}

/// The name under which a draft that was not wanted waits for its undo.
fn discarded(form: &str) -> String {
    format!("{form}.discarded")
}

/// Puts the draft aside as not wanted; [`bring_back`] undoes it. Whether there is one that can be brought back.
///
/// # Errors
/// Only those of the database.
pub fn discard(tx: &Tx, user: UserId, form: &str) -> Result<bool> {
    if let Some(fields) = find(tx, user, form)? {
        keep(tx, user, &discarded(form), &fields)?;
        forget(tx, user, form)?;
    }
    Ok(find(tx, user, &discarded(form))?.is_some())
}

/// Brings back the draft that was discarded last.
///
/// # Errors
/// A conflict when it is gone, or another was begun since.
pub fn bring_back(tx: &Tx, user: UserId, form: &str) -> Result<()> {
    let fields = find(tx, user, &discarded(form))?;
    let fields = fields.ok_or_else(|| Error::conflict("frame-draft-gone"))?;
    if find(tx, user, form)?.is_some() {
        return Err(Error::conflict("frame-draft-newer"));
    }
    keep(tx, user, form, &fields)?;
    forget(tx, user, &discarded(form))
}
