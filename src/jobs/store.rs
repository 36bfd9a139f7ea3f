//! Rows of runs and of where the scheduler stands.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::times::Occurrence;
use crate::db::Tx;
use crate::error::Result;
use crate::events;
use crate::values::calendar::Instant;

/// Why a run happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Schedule,
    CaughtUp,
    ByHand,
}

impl How {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::CaughtUp => "caught_up",
            Self::ByHand => "by_hand",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "caught_up" => Self::CaughtUp,
            "by_hand" => Self::ByHand,
            _ => Self::Schedule,
        }
    }
}

/// How a run went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Failed,
    Skipped,
}

impl Outcome {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "done" => Self::Done,
            "skipped" => Self::Skipped,
            _ => Self::Failed,
        }
    }
}

/// One run of a job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Run {
    pub id: i64,
    pub job: String,
    /// Wall-clock time in the bakery's zone.
    pub occurrence: String,
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub finished_at: Instant,
    pub how: How,
    pub outcome: Outcome,
    /// What was done, or why not, in the bakery's language.
    pub detail: String,
}

fn run(row: &Row) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        job: row.get(1)?,
        occurrence: row.get(2)?,
        due_at: row.get(3)?,
        started_at: row.get(4)?,
        finished_at: row.get(5)?,
        how: How::from_code(&row.get::<_, String>(6)?),
        outcome: Outcome::from_code(&row.get::<_, String>(7)?),
        detail: row.get(8)?,
    })
}

/// Takes an occurrence for this transaction; false when it has a row already.
pub(super) fn claim(
    tx: &Tx,
    job: &str,
    occurrence: &Occurrence,
    how: How,
    began: Instant,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "INSERT INTO job_runs (job, occurrence, due_at, started_at, finished_at, how, outcome)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5, 'failed') ON CONFLICT (job, occurrence) DO NOTHING",
        )?
        .execute(params![
            job,
            occurrence.key,
            occurrence.due,
            began,
            how.code()
        ])?;
    Ok(rows == 1)
}

pub(super) fn finish(
    tx: &Tx,
    job: &str,
    occurrence: &str,
    outcome: Outcome,
    detail: &str,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE job_runs SET finished_at = ?3, outcome = ?4, detail = ?5 WHERE job = ?1 AND occurrence = ?2",
    )?
    .execute(params![job, occurrence, tx.now, outcome.code(), detail])?;
    let payload = json!({ "job": job, "outcome": outcome.code() });
    events::tell(tx, "job", "job_ran", payload)
}

pub(super) fn has_run(conn: &Connection, job: &str, occurrence: &str) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM job_runs WHERE job = ?1 AND occurrence = ?2")?;
    Ok(statement.exists([job, occurrence])?)
}

/// The run of this occurrence.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it has not run.
pub fn run_of(conn: &Connection, job: &str, occurrence: &str) -> Result<Run> {
    let mut statement = conn.prepare_cached(
        "SELECT id, job, occurrence, due_at, started_at, finished_at, how, outcome, detail
         FROM job_runs WHERE job = ?1 AND occurrence = ?2",
    )?;
    Ok(statement.query_row([job, occurrence], run)?)
}

/// Runs, newest first, at most `limit`: of one job or of all, and only those before the id `before`.
///
/// # Errors
/// Only those of the database.
pub fn runs(
    conn: &Connection,
    job: Option<&str>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Run>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let before = before.unwrap_or(i64::MAX);
    let rows: rusqlite::Result<Vec<Run>> = match job {
        Some(job) => conn
            .prepare_cached(
                "SELECT id, job, occurrence, due_at, started_at, finished_at, how, outcome, detail
                 FROM job_runs WHERE job = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?
            .query_map(params![job, before, limit], run)?
            .collect(),
        None => conn
            .prepare_cached(
                "SELECT id, job, occurrence, due_at, started_at, finished_at, how, outcome, detail
                 FROM job_runs WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            )?
            .query_map(params![before, limit], run)?
            .collect(),
    };
    Ok(rows?)
}

/// The newest run of each of these jobs that was not skipped.
///
/// # Errors
/// Only those of the database.
pub fn last_runs<'a>(
    conn: &Connection,
    jobs: impl Iterator<Item = &'a str>,
) -> Result<Vec<Option<Run>>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, job, occurrence, due_at, started_at, finished_at, how, outcome, detail
         FROM job_runs WHERE job = ?1 AND outcome <> 'skipped' ORDER BY id DESC LIMIT 1",
    )?;
    jobs.map(|job| Ok(statement.query_row([job], run).optional()?))
        .collect()
}

pub(super) fn clocks(conn: &Connection) -> Result<Vec<(String, Instant)>> {
    let mut statement = conn.prepare_cached("SELECT job, looked_until FROM job_clocks")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn clock(conn: &Connection, job: &str) -> Result<Option<Instant>> {
    let mut statement =
        conn.prepare_cached("SELECT looked_until FROM job_clocks WHERE job = ?1")?;
    Ok(statement.query_row([job], |row| row.get(0)).optional()?)
}

pub(super) fn begin_clock(tx: &Tx, job: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO job_clocks (job, looked_until) VALUES (?1, ?2) ON CONFLICT (job) DO NOTHING",
    )?
    .execute(params![job, tx.now])?;
    Ok(())
}

pub(super) fn set_clock(tx: &Tx, job: &str, at: Instant) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO job_clocks (job, looked_until) VALUES (?1, ?2)
         ON CONFLICT (job) DO UPDATE SET looked_until = excluded.looked_until",
    )?
    .execute(params![job, at])?;
    Ok(())
}

/// Deletes what nobody needs any more; returns how many rows went.
pub(super) fn tidy(tx: &Tx, answers_before: Instant) -> Result<usize> {
    // They are numbered as they come: only as many are read as go.
    let answers = tx
        .prepare_cached(
            "DELETE FROM idempotency WHERE id < ifnull((SELECT id FROM idempotency WHERE at >= ?1 ORDER BY id LIMIT 1),
                 (SELECT max(id) + 1 FROM idempotency))",
        )?
        .execute([answers_before])?;
    let sessions = tx
        .prepare_cached("DELETE FROM sessions WHERE expires_at <= ?1")?
        .execute([tx.now])?;
    let tries = tx
        .prepare_cached("DELETE FROM login_tries WHERE since < ?1")?
        .execute([tx.now.plus(chrono::TimeDelta::days(-1))])?;
    let drafts = tx
        .prepare_cached("DELETE FROM drafts WHERE saved_at < ?1")?
        .execute([answers_before])?;
    Ok(answers + sessions + tries + drafts)
}
