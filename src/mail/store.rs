//! Rows of the outbox.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Instant;
use crate::values::ids::MailId;

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MailStatus)]
pub enum Status {
    /// To be sent at `next_try_at`.
    Waiting,
    /// Being handed over right now.
    Sending,
    Sent,
    /// Refused for good, or given up after three days.
    Failed,
    /// It broke while being handed over: it may have been taken or not.
    Uncertain,
    Cancelled,
}

impl Status {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Sending,
            Self::Sent,
            Self::Failed,
            Self::Uncertain,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|status| status.code() == code)
    }
}

/// A mail of the outbox, without the bytes of its PDF.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Mail {
    pub id: MailId,
    pub cause: String,
    pub kind: String,
    pub subject_kind: String,
    #[schema(value_type = Option<String>)]
    pub subject_id: Option<uuid::Uuid>,
    pub message_id: String,
    pub to_address: String,
    pub to_name: String,
    pub reply_to: Option<String>,
    pub subject: String,
    pub text_body: String,
    pub html_body: Option<String>,
    pub file_name: Option<String>,
    /// SHA-256 of the PDF that was sent, in hexadecimal digits.
    pub file_sha256: Option<String>,
    pub status: Status,
    pub attempts: i64,
    #[schema(value_type = String, format = DateTime)]
    pub next_try_at: Instant,
    /// The server's own words.
    pub last_error: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Instant>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, cause, kind, subject_kind, subject_id, message_id, to_address, to_name, reply_to, subject,
                    text_body, html_body, file_name, lower(hex(file_sha256)), status, attempts, next_try_at,
                    last_error, created_at, sent_at FROM mails ",
            $rest
        )
    };
}

fn mail(row: &Row) -> rusqlite::Result<Mail> {
    let subject_id: Option<[u8; 16]> = row.get(4)?;
    let sha256: Option<String> = row.get(13)?;
    Ok(Mail {
        id: row.get(0)?,
        cause: row.get(1)?,
        kind: row.get(2)?,
        subject_kind: row.get(3)?,
        subject_id: subject_id.map(uuid::Uuid::from_bytes),
        message_id: row.get(5)?,
        to_address: row.get(6)?,
        to_name: row.get(7)?,
        reply_to: row.get(8)?,
        subject: row.get(9)?,
        text_body: row.get(10)?,
        html_body: row.get(11)?,
        file_name: row.get(12)?,
        file_sha256: sha256.filter(|hex| !hex.is_empty()),
        status: Status::from_code(&row.get::<_, String>(14)?).unwrap_or(Status::Failed),
        attempts: row.get(15)?,
        next_try_at: row.get(16)?,
        last_error: row.get(17)?,
        created_at: row.get(18)?,
        sent_at: row.get(19)?,
    })
}

/// The mail with this id.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is none.
pub fn find(conn: &Connection, id: MailId) -> Result<Mail> {
    let mut statement = conn.prepare_cached(select!("WHERE id = ?1"))?;
    Ok(statement.query_row([id], mail)?)
}

/// The mails about a record, newest first, at most 50.
///
/// # Errors
/// Only those of the database.
pub fn about(conn: &Connection, subject_kind: &str, subject_id: uuid::Uuid) -> Result<Vec<Mail>> {
    let mut statement = conn.prepare_cached(select!(
        "WHERE subject_kind = ?1 AND subject_id = ?2 ORDER BY created_at DESC, id DESC LIMIT 50"
    ))?;
    let rows = statement.query_map(params![subject_kind, subject_id.as_bytes()], mail)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Mails in a state, those due first, at most `limit`.
///
/// # Errors
/// Only those of the database.
pub fn in_state(conn: &Connection, status: Status, limit: usize) -> Result<Vec<Mail>> {
    let mut statement = conn.prepare_cached(select!(
        "WHERE status = ?1 ORDER BY next_try_at, id LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![status.code(), limit], mail)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// As [`in_state`], those after the mail that was due at an instant and has this id.
///
/// # Errors
/// Only those of the database.
pub fn in_state_after(
    conn: &Connection,
    status: Status,
    after: Option<(Instant, MailId)>,
    limit: usize,
) -> Result<Vec<Mail>> {
    let (due, id) = after.map_or((i64::MIN, uuid::Uuid::nil()), |(due, id)| {
        (due.millis(), id.0)
    });
    let mut statement = conn.prepare_cached(select!(
        "WHERE status = ?1 AND (next_try_at, id) > (?2, ?3) ORDER BY next_try_at, id LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![status.code(), due, id.as_bytes(), limit], mail)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All mails, newest first, those made before the mail `before` if there is one.
///
/// # Errors
/// Only those of the database.
pub fn list(
    conn: &Connection,
    before: Option<(Instant, MailId)>,
    limit: usize,
) -> Result<Vec<Mail>> {
    let (at, id) = before.map_or((i64::MAX, uuid::Uuid::max()), |(at, id)| {
        (at.millis(), id.0)
    });
    let mut statement = conn.prepare_cached(select!(
        "WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![at, id.as_bytes(), limit], mail)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many mails are in each of these states.
///
/// # Errors
/// Only those of the database.
pub fn counts<const N: usize>(conn: &Connection, states: [Status; N]) -> Result<[i64; N]> {
    let mut statement = conn.prepare_cached("SELECT count(*) FROM mails WHERE status = ?1")?;
    let mut counts = [0; N];
    for (count, status) in counts.iter_mut().zip(states) {
        *count = statement.query_row([status.code()], |row| row.get(0))?;
    }
    Ok(counts)
}

/// Whether a mail waits that was tried and not taken.
///
/// # Errors
/// Only those of the database.
pub fn is_stuck(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM mails WHERE status = 'waiting' AND attempts > 0)",
    )?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The first mail that is due at `now`.
pub(super) fn due(conn: &Connection, now: Instant) -> Result<Option<MailId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM mails WHERE status = 'waiting' AND next_try_at <= ?1 ORDER BY next_try_at, id LIMIT 1",
    )?;
    Ok(statement.query_row([now], |row| row.get(0)).optional()?)
}

/// The snapshot that its PDF is rendered from.
pub(super) fn document(conn: &Connection, id: MailId) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT document FROM mails WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// The bytes of its PDF, once they were rendered.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such mail.
pub fn file(conn: &Connection, id: MailId) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT file_bytes FROM mails WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

pub(super) fn keep_file(tx: &Tx, id: MailId, bytes: &[u8], sha256: &[u8; 32]) -> Result<()> {
    tx.prepare_cached(
        "UPDATE mails SET file_bytes = ?2, file_sha256 = ?3 WHERE id = ?1 AND file_bytes IS NULL",
    )?
    .execute(params![id, bytes, sha256])?;
    Ok(())
}

/// A change of state: false when the mail was not in `from`.
pub(super) fn set_status(tx: &Tx, id: MailId, from: Status, to: Status) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE mails SET status = ?3, sent_at = CASE ?3 WHEN 'sent' THEN ?4 ELSE sent_at END
             WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from.code(), to.code(), tx.now])?;
    Ok(rows == 1)
}

/// Notes the server's words and when to try again.
pub(super) fn note(
    tx: &Tx,
    id: MailId,
    attempts: i64,
    next_try_at: Instant,
    error: Option<&str>,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE mails SET attempts = ?2, next_try_at = ?3, last_error = ?4 WHERE id = ?1",
    )?
    .execute(params![id, attempts, next_try_at, error])?;
    Ok(())
}

pub(super) fn hold(tx: &Tx, id: MailId, until: Instant) -> Result<()> {
    tx.prepare_cached(
        "UPDATE mails SET next_try_at = ?2 WHERE id = ?1 AND status = 'waiting' AND attempts = 0",
    )?
    .execute(params![id, until])?;
    Ok(())
}

/// Mails that were being handed over when the program was killed.
pub(super) fn set_uncertain(tx: &Tx) -> Result<Vec<MailId>> {
    let mut statement = tx.prepare_cached(
        "UPDATE mails SET status = 'uncertain' WHERE status = 'sending' RETURNING id",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn settle_before(tx: &Tx, before: Instant) -> Result<()> {
    tx.execute("UPDATE mails SET status = 'sent', sent_at = created_at WHERE status = 'waiting' AND created_at < ?1", [before])?;
    Ok(())
}
