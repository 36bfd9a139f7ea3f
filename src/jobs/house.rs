//! The house's own jobs: a copy every night, tidying, the weekly proof that the file is whole.

use chrono::TimeDelta;

use super::store;
use crate::db::{Db, Tx, check as proof, snapshot};
use crate::error::{Error, Message, Result};
use crate::values::calendar::Day;

/// Answers to repeated requests, and drafts, are kept this long.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Forgets answers older than 90 days, sessions that ended, tries at passwords.
///
/// # Errors
/// Only those of the database.
pub fn tidy(tx: &Tx, _as_of: Day) -> Result<String> {
    let gone = store::tidy(tx, tx.now.plus(-KEPT))?;
    Ok(tx.settings.language().with1("job-tidied", "count", gone))
}

/// Publishes a checked copy.
///
/// # Errors
/// When the copy could not be made or is not whole.
pub fn back_up(db: &Db, _as_of: Day) -> Result<String> {
    let copy = snapshot::publish(db)?;
    Ok(db
        .settings()
        .language()
        .with1("job-backed-up", "kilobytes", kilobytes(copy.bytes)))
}

pub(crate) fn kilobytes(bytes: u64) -> i64 {
    i64::try_from(bytes.div_ceil(1024)).unwrap_or(i64::MAX)
}

/// Proves that the file is whole and its figures agree.
///
/// # Errors
/// A conflict naming the first finding.
pub fn check(db: &Db, _as_of: Day) -> Result<String> {
    let findings = db.read_blocking(|view| proof::file(view))?;
    match findings.first() {
        None => Ok(db.settings().language().t("job-checked")),
        Some(first) => Err(Error::conflict(
            Message::new("job-check-failed")
                .arg("count", findings.len())
                .arg("first", first.as_str()),
        )),
    }
}
