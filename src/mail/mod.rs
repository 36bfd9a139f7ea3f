//! Mail: a row first, with its text and a fixed Message-ID, one per cause; sent later and kept until it is.

pub mod api;
mod message;
pub mod pages;
mod relay;
mod store;
pub mod worker;

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::db::Tx;
use crate::db::snapshot::hex;
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::values::calendar::Instant;
use crate::values::ids::MailId;

pub use relay::{SmtpUrl, SmtpUrlError, Trouble};
pub use store::{Mail, Status, about, counts, file, find, in_state, is_stuck, list};

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// What it is sent for, so that it is sent once: `invoice:<id>`, `po-approved:<id>:<version>`.
    pub cause: String,
    pub kind: &'static str,
    pub subject_kind: &'static str,
    pub subject_id: Option<uuid::Uuid>,
    pub to_address: String,
    pub to_name: String,
    pub reply_to: Option<String>,
    pub lang: Lang,
    pub subject: String,
    pub text_body: String,
    pub html_body: Option<String>,
    /// Rendered to a PDF at the first sending, from this frozen snapshot.
    pub document: Option<Document>,
    pub file_name: Option<String>,
}

/// Puts a mail into the outbox; the same cause again is the mail that is there.
///
/// # Errors
/// Only those of the database.
pub fn enqueue(tx: &Tx, mail: &NewMail) -> Result<MailId> {
    let mut before = tx.prepare_cached("SELECT id FROM mails WHERE cause = ?1")?;
    if let Some(id) = before
        .query_row([&mail.cause], |row| row.get(0))
        .optional()?
    {
        return Ok(id);
    }
    let id: MailId = tx.id();
    let message_id = format!(
        "<{}@hornada>",
        hex(&Sha256::digest(format!("{id} {}", mail.cause)))[..32].to_owned()
    );
    tx.prepare_cached(
        "INSERT INTO mails (id, cause, kind, subject_kind, subject_id, message_id, to_address, to_name, reply_to, lang, subject,
                            text_body, html_body, document, file_name, status, next_try_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 'waiting', ?16, ?16)",
    )?
    .execute(params![
        id,
        mail.cause,
        mail.kind,
        mail.subject_kind,
        mail.subject_id.map(|id| id.as_bytes().to_vec()),
        message_id,
        mail.to_address,
        mail.to_name,
        mail.reply_to,
        mail.lang.code(),
        mail.subject,
        mail.text_body,
        mail.html_body,
        mail.document.as_ref().map(serde_json::to_string).transpose()?,
        mail.file_name,
        tx.now,
    ])?;
    Ok(id)
}

/// Lets a mail that nobody has tried to send yet wait until an instant, so that it can be called back; of any other,
/// nothing happens.
///
/// # Errors
/// Only those of the database.
pub fn hold(tx: &Tx, id: MailId, until: Instant) -> Result<()> {
    store::hold(tx, id, until)
}

/// Sends a mail again: one that failed, one of which it is not known whether it arrived, one that was cancelled, or
/// one that waits for its next try.
///
/// # Errors
/// A conflict when it was sent or is being sent.
pub fn retry(tx: &Tx, id: MailId) -> Result<()> {
    let mail = find(tx, id)?;
    if matches!(mail.status, Status::Sent | Status::Sending) {
        return Err(Error::conflict("mail-sent-already"));
    }
    change(tx, &mail, Status::Waiting, "retried")?;
    store::note(tx, id, 0, tx.now, mail.last_error.as_deref())
}

/// Sends every mail that failed again; returns how many.
///
/// # Errors
/// Only those of the database.
pub fn retry_all(tx: &Tx) -> Result<usize> {
    let failed = in_state(tx, Status::Failed, 1_000)?;
    for mail in &failed {
        retry(tx, mail.id)?;
    }
    Ok(failed.len())
}

/// Somebody knows that a mail arrived, of which the program does not.
///
/// # Errors
/// A conflict when it is not one of those.
pub fn mark_sent(tx: &Tx, id: MailId) -> Result<()> {
    let mail = find(tx, id)?;
    if mail.status != Status::Uncertain {
        return Err(Error::conflict("mail-not-uncertain"));
    }
    change(tx, &mail, Status::Sent, "marked_sent")
}

/// Takes waiting mails from before an instant as sent: those of a past that was made up.
///
/// # Errors
/// Only those of the database.
pub fn settle_before(tx: &Tx, before: Instant) -> Result<()> {
    store::settle_before(tx, before)
}

/// A mail that is not to be sent after all.
///
/// # Errors
/// A conflict when it was sent, is being sent or was cancelled.
pub fn cancel(tx: &Tx, id: MailId) -> Result<()> {
    let mail = find(tx, id)?;
    if matches!(
        mail.status,
        Status::Sent | Status::Sending | Status::Cancelled
    ) {
        return Err(Error::conflict("mail-sent-already"));
    }
    change(tx, &mail, Status::Cancelled, "cancelled")
}

fn change(tx: &Tx, mail: &Mail, to: Status, action: &'static str) -> Result<()> {
    if !store::set_status(tx, mail.id, mail.status, to)? {
        return Err(Error::conflict("mail-sent-already"));
    }
    events::record(
        tx,
        Happened::new("mail", Some(mail.id.0), action)
            .states(mail.status.code().to_owned(), to.code()),
    )
}
