//! SQL of people.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::NewUser;
use super::roles::Role;
use crate::db::{Tx, View};
use crate::error::Result;
use crate::i18n::Lang;
use crate::values::calendar::{Instant, Zone};
use crate::values::ids::{SessionId, UserId};

/// A person as others see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub lang: Lang,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub disabled_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_login_at: Option<Instant>,
    pub version: i64,
}

const COLUMNS: &str = "id, name, email, role, lang, disabled_at, last_login_at, version";

fn from_row(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: Role::from_code(&row.get::<_, String>(3)?).unwrap_or(Role::Driver),
        lang: Lang::from_code(&row.get::<_, String>(4)?).unwrap_or_default(),
        disabled_at: row.get(5)?,
        last_login_at: row.get(6)?,
        version: row.get(7)?,
    })
}

/// Everybody, by name.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection) -> Result<Vec<User>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM users ORDER BY name LIMIT 1000"
    ))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such person.
pub fn find(conn: &Connection, id: UserId) -> Result<User> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE id = ?1"))?;
    Ok(statement.query_row([id], from_row)?)
}

pub(super) fn any(conn: &Connection) -> Result<bool> {
    Ok(conn.query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?)
}

pub(super) fn owners(conn: &Connection) -> Result<i64> {
    let query = "SELECT count(*) FROM users WHERE role = 'owner' AND disabled_at IS NULL";
    Ok(conn.query_row(query, [], |row| row.get(0))?)
}

/// Id, hash and whether the person may sign in.
pub(super) fn credentials(
    conn: &Connection,
    email: &str,
) -> Result<Option<(UserId, String, bool)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, password_hash, disabled_at IS NULL FROM users WHERE email = ?1",
    )?;
    Ok(statement
        .query_row([email], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}

pub(super) fn insert(tx: &Tx, id: UserId, person: &NewUser, hash: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO users (id, name, email, password_hash, role, lang, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, person.name.trim(), person.email, hash, person.role.code(), person.lang.code(), tx.now],
    )?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: UserId, version: i64, name: &str, role: Role) -> Result<bool> {
    tx.sessions_changed();
    let rows = tx.execute(
        "UPDATE users SET name = ?3, role = ?4, version = version + 1 WHERE id = ?1 AND version = ?2",
        params![id, version, name.trim(), role.code()],
    )?;
    Ok(rows == 1)
}

pub(super) fn set_password(tx: &Tx, id: UserId, hash: &str) -> Result<()> {
    tx.execute(
        "UPDATE users SET password_hash = ?2, version = version + 1 WHERE id = ?1",
        params![id, hash],
    )?;
    Ok(())
}

pub(super) fn set_disabled(tx: &Tx, id: UserId, disabled: bool) -> Result<()> {
    tx.sessions_changed();
    let at = disabled.then_some(tx.now);
    tx.execute(
        "UPDATE users SET disabled_at = ?2, version = version + 1 WHERE id = ?1",
        params![id, at],
    )?;
    Ok(())
}

pub(super) fn prefer(
    tx: &Tx,
    id: UserId,
    lang: Option<Lang>,
    theme: Option<Option<&str>>,
) -> Result<()> {
    tx.sessions_changed();
    if let Some(lang) = lang {
        tx.execute(
            "UPDATE users SET lang = ?2 WHERE id = ?1",
            params![id, lang.code()],
        )?;
    }
    if let Some(theme) = theme {
        tx.execute(
            "UPDATE users SET theme = ?2 WHERE id = ?1",
            params![id, theme],
        )?;
    }
    Ok(())
}

pub(super) fn signed_in(tx: &Tx, id: UserId) -> Result<()> {
    tx.execute(
        "UPDATE users SET last_login_at = ?2 WHERE id = ?1",
        params![id, tx.now],
    )?;
    Ok(())
}

pub(super) fn end_sessions(tx: &Tx, id: UserId) -> Result<()> {
    tx.sessions_changed();
    tx.execute("DELETE FROM sessions WHERE user_id = ?1", [id])?;
    Ok(())
}

pub(super) fn tries(tx: &Tx, key: &str) -> Result<Option<(i64, Instant)>> {
    let mut statement = tx.prepare_cached("SELECT tries, since FROM login_tries WHERE key = ?1")?;
    Ok(statement
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(super) fn set_tries(tx: &Tx, key: &str, tries: i64, since: Instant) -> Result<()> {
    tx.execute(
        "INSERT INTO login_tries (key, tries, since) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, since = excluded.since",
        params![key, tries, since],
    )?;
    Ok(())
}

/// Whether somebody is signed in to this account from this address.
pub(super) fn is_signed_in_from(view: &View, email: &str, ip: &str) -> Result<bool> {
    let mut statement = view.prepare_cached(
        "SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = ?1 AND s.ip = ?2 AND s.expires_at > ?3",
    )?;
    Ok(statement.exists(params![email.to_lowercase(), ip, view.now])?)
}

pub(super) fn forget_tries(tx: &Tx, key: &str) -> Result<()> {
    tx.execute("DELETE FROM login_tries WHERE key = ?1", [key])?;
    Ok(())
}

pub(super) fn password_hash(conn: &Connection, id: UserId) -> Result<String> {
    Ok(conn.query_row(
        "SELECT password_hash FROM users WHERE id = ?1",
        [id],
        |row| row.get(0),
    )?)
}

pub(super) fn set_keys(tx: &Tx, id: UserId, on: bool) -> Result<()> {
    tx.sessions_changed();
    tx.execute(
        "UPDATE users SET keys_on = ?2 WHERE id = ?1",
        params![id, on],
    )?;
    Ok(())
}

/// Somewhere a person is signed in.
pub(super) struct SessionLine {
    pub id: SessionId,
    pub agent: String,
    pub ip: String,
    pub seen_at: Instant,
    pub last_seen: String,
    pub is_this: bool,
}

pub(super) fn sessions(
    conn: &Connection,
    user: UserId,
    own: SessionId,
    zone: Zone,
) -> Result<Vec<SessionLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, agent, ip, last_seen_at FROM sessions WHERE user_id = ?1 ORDER BY last_seen_at DESC LIMIT 100",
    )?;
    let rows = statement.query_map([user], |row| {
        let (id, seen): (SessionId, Instant) = (row.get(0)?, row.get(3)?);
        let last_seen = zone.local(seen).format("%d/%m/%Y %H:%M").to_string();
        Ok(SessionLine {
            id,
            agent: row.get(1)?,
            ip: row.get(2)?,
            seen_at: seen,
            last_seen,
            is_this: id == own,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn end_session(tx: &Tx, user: UserId, id: SessionId) -> Result<bool> {
    tx.sessions_changed();
    Ok(tx.execute(
        "DELETE FROM sessions WHERE id = ?1 AND user_id = ?2",
        params![id, user],
    )? == 1)
}
