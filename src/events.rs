//! What happened: one record from which history, the event log and live screens derive, in the same transaction.

use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Lang;
use crate::values::calendar::Instant;
use crate::values::ids::UserId;

/// Something that happened to a record. `action` is a word of the history (`created`, `confirmed`, `edited`, …).
#[derive(Debug)]
pub struct Happened {
    subject_kind: &'static str,
    subject_id: Option<Uuid>,
    action: &'static str,
    from: Option<String>,
    to: Option<String>,
    reason: Option<String>,
    changes: Option<Json>,
    personal: Option<Json>,
    told: bool,
    event: Option<(&'static str, &'static str, Json)>,
}

/// Something as JSON, or why it cannot be.
type Json = serde_json::Result<String>;

impl Happened {
    pub fn new(subject_kind: &'static str, subject_id: Option<Uuid>, action: &'static str) -> Self {
        Self {
            subject_kind,
            subject_id,
            action,
            from: None,
            to: None,
            reason: None,
            changes: None,
            personal: None,
            told: false,
            event: None,
        }
    }

    #[must_use]
    pub fn states(mut self, from: impl Into<Option<String>>, to: impl Into<String>) -> Self {
        self.from = from.into();
        self.to = Some(to.into());
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        self.reason = (!reason.is_empty()).then_some(reason);
        self
    }

    /// Before and after by field: `{"field": [before, after]}`. Never personal data.
    #[must_use]
    pub fn changes(mut self, changes: impl Serialize) -> Self {
        self.changes = Some(serde_json::to_string(&changes));
        self
    }

    /// As [`changes`](Self::changes) for personal data: kept beside the history, where it can be redacted.
    #[must_use]
    pub fn personal(mut self, changes: impl Serialize) -> Self {
        self.personal = Some(serde_json::to_string(&changes));
        self
    }

    /// The customer was told of it.
    #[must_use]
    pub const fn told(mut self) -> Self {
        self.told = true;
        self
    }

    /// Also an event for readers outside: its type (payload name of the documents), topic (routing key) and payload.
    #[must_use]
    pub fn event(
        mut self,
        event_type: &'static str,
        topic: &'static str,
        payload: impl Serialize,
    ) -> Self {
        self.event = Some((event_type, topic, serde_json::to_string(&payload)));
        self
    }
}

/// Writes history, and the event by which live screens and outside readers learn of it. A day that is cut off is worth a
/// copy at once: from then on others work by it.
///
/// # Errors
/// Only those of the database.
pub fn record(tx: &Tx, happened: Happened) -> Result<()> {
    if (happened.subject_kind, happened.action) == ("day", "frozen") {
        tx.worth_a_copy();
    }
    let id = happened.subject_id.map(|id| id.as_bytes().to_vec());
    tx.prepare_cached(
        "INSERT INTO journal (at, actor_kind, user_id, actor_name, ip, agent, subject_kind, subject_id, action,
                              from_state, to_state, reason, changes, customer_told)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        tx.now,
        tx.actor.kind.code(),
        tx.actor.user_id,
        tx.actor.name,
        tx.actor.ip,
        tx.actor.agent,
        happened.subject_kind,
        id,
        happened.action,
        happened.from,
        happened.to,
        happened.reason,
        happened.changes.transpose()?,
        happened.told,
    ])?;
    if let Some(personal) = happened.personal {
        tx.prepare_cached("INSERT INTO journal_personal (journal_id, changes) VALUES (?1, ?2)")?
            .execute(params![tx.last_insert_rowid(), personal?])?;
    }
    let (event_type, topic, payload) = happened
        .event
        .unwrap_or_else(|| (happened.action, happened.subject_kind, Ok("{}".to_owned())));
    write(
        tx,
        (event_type, topic),
        (happened.subject_kind, id),
        &payload?,
    )
}

/// An event alone, about something that keeps a history of its own: the house's jobs and copies.
///
/// # Errors
/// Only those of the database.
pub fn tell(
    tx: &Tx,
    subject_kind: &'static str,
    event_type: &'static str,
    payload: impl Serialize,
) -> Result<()> {
    write(
        tx,
        (event_type, subject_kind),
        (subject_kind, None),
        &serde_json::to_string(&payload)?,
    )
}

fn write(
    tx: &Tx,
    (event_type, topic): (&str, &str),
    (kind, id): (&str, Option<Vec<u8>>),
    payload: &str,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO events (at, event_type, topic, subject_kind, subject_id, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![tx.now, event_type, topic, kind, id, payload])?;
    tx.event_written(tx.last_insert_rowid());
    Ok(())
}

/// One line of a record's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryLine {
    pub id: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    pub performed_by: String,
    pub action: String,
    pub old_status: Option<String>,
    pub new_status: Option<String>,
    pub description: Option<String>,
    #[schema(value_type = Object)]
    pub additional_data: Option<Value>,
    pub ip_address: String,
    pub user_agent: String,
    pub customer_told: bool,
    /// A job did it: `performed_by` is its name.
    #[serde(skip)]
    pub is_job: bool,
    /// Who did it, where it was a person.
    #[serde(skip)]
    pub user_id: Option<UserId>,
}

impl HistoryLine {
    /// Who did it, in words: a job goes by what the page of jobs calls it.
    pub fn who(&self, lang: &Lang) -> String {
        let key = format!("job-{}", self.performed_by);
        if self.is_job && lang.has(&key) {
            lang.t(&key)
        } else {
            self.performed_by.clone()
        }
    }
}

/// Who did the last thing to a record, and when; without an id, to what has none of its own. Only changes for which
/// `touches` holds count.
///
/// # Errors
/// Only those of the database.
pub fn last_hand(
    conn: &Connection,
    subject_kind: &str,
    subject_id: Option<Uuid>,
    touches: impl Fn(&Value) -> bool,
) -> Result<Option<(String, Instant)>> {
    let mut statement = conn.prepare_cached(
        "SELECT actor_name, at, changes FROM journal WHERE subject_kind = ?1 AND subject_id IS ?2
         ORDER BY id DESC LIMIT 500",
    )?;
    let id = subject_id.map(|id| id.as_bytes().to_vec());
    let mut rows = statement.query(params![subject_kind, id])?;
    while let Some(row) = rows.next()? {
        let changes: Option<String> = row.get(2)?;
        let changes = changes.and_then(|text| serde_json::from_str(&text).ok());
        if touches(&changes.unwrap_or_default()) {
            return Ok(Some((row.get(0)?, row.get(1)?)));
        }
    }
    Ok(None)
}

/// The history of a record, newest first, at most 500 lines, without what is personal.
///
/// # Errors
/// Only those of the database.
pub fn history(
    conn: &Connection,
    subject_kind: &str,
    subject_id: impl Into<Uuid>,
) -> Result<Vec<HistoryLine>> {
    lines(
        conn,
        subject_kind,
        subject_id.into(),
        false,
        (None, MOST_LINES),
    )
}

/// As [`history`], with the personal changes among the others: only for those who may see them.
///
/// # Errors
/// Only those of the database.
pub fn history_with_personal(
    conn: &Connection,
    subject_kind: &str,
    subject_id: impl Into<Uuid>,
) -> Result<Vec<HistoryLine>> {
    lines(
        conn,
        subject_kind,
        subject_id.into(),
        true,
        (None, MOST_LINES),
    )
}

/// A part of a history: at most so many lines, those before the line with this number if one is named.
pub type Part = (Option<i64>, usize);

/// As [`history`], and with the personal changes where `personal` says so: one part of it.
///
/// # Errors
/// Only those of the database.
pub fn history_part(
    conn: &Connection,
    subject_kind: &str,
    subject_id: impl Into<Uuid>,
    personal: bool,
    part: Part,
) -> Result<Vec<HistoryLine>> {
    lines(conn, subject_kind, subject_id.into(), personal, part)
}

/// What a page shows of a history.
const MOST_LINES: usize = 500;

fn lines(
    conn: &Connection,
    subject_kind: &str,
    id: Uuid,
    personal: bool,
    (before, limit): Part,
) -> Result<Vec<HistoryLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT j.id, j.at, j.actor_name, j.action, j.from_state, j.to_state, j.reason, j.changes, j.ip, j.agent,
                j.customer_told, p.changes, j.actor_kind = 'job', j.user_id
         FROM journal j LEFT JOIN journal_personal p ON ?3 AND p.journal_id = j.id
         WHERE j.subject_kind = ?1 AND j.subject_id = ?2 AND j.id < ?4 ORDER BY j.id DESC LIMIT ?5",
    )?;
    let before = before.unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let asked = params![subject_kind, id.as_bytes(), personal, before, limit];
    let rows = statement.query_map(asked, |row| {
        let (changes, personal): (Option<String>, Option<String>) = (row.get(7)?, row.get(11)?);
        Ok(HistoryLine {
            id: row.get(0)?,
            created_at: row.get(1)?,
            performed_by: row.get(2)?,
            action: row.get(3)?,
            old_status: row.get(4)?,
            new_status: row.get(5)?,
            description: row.get(6)?,
            additional_data: together(changes, personal),
            ip_address: row.get(8)?,
            user_agent: row.get(9)?,
            customer_told: row.get(10)?,
            is_job: row.get(12)?,
            user_id: row.get(13)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The changes of a line and those beside it, as one object.
fn together(changes: Option<String>, personal: Option<String>) -> Option<Value> {
    let read = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    match (read(changes), read(personal)) {
        (Some(Value::Object(mut all)), Some(Value::Object(more))) => {
            all.extend(more);
            Some(all.into())
        }
        (one, other) => one.or(other),
    }
}
