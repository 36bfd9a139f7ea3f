//! What can go wrong, in few kinds. One mapping (in `web::answer`) turns a kind into a status, a page and a problem.

use rusqlite::ffi;
use serde_json::Value;

use crate::i18n::{Arg, Lang};

/// A message of the catalogues with its arguments, spoken when the reader's language is known.
#[derive(Debug, Clone)]
pub struct Message {
    pub key: String,
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    pub fn speak(&self, lang: Lang) -> String {
        lang.with(&self.key, &self.args)
    }
}

impl From<&str> for Message {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

/// What is wrong with one field of a form or a body; `field` is its name there (`lines.2.quantity`).
#[derive(Debug, Clone)]
pub struct FieldError {
    pub field: String,
    pub message: Message,
}

/// Every field error found, so that a form is mended in one go.
#[derive(Debug, Clone, Default)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<Message>) {
        self.0.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    pub fn one(field: impl Into<String>, message: impl Into<Message>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok(value)` when nothing is wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all that was found.
    pub fn or<T>(self, value: T) -> Result<T> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(Error::Invalid(self))
        }
    }
}

/// An error that a person or a program outside can be told of.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something typed is wrong: 422 with the fields.
    #[error("invalid input: {0:?}")]
    Invalid(FieldErrors),
    /// No such record: 404.
    #[error("not found")]
    NotFound,
    /// It cannot be done in this state: 409. `extra` goes into the problem (allowed states, short lines, …).
    #[error("conflict: {0:?}")]
    Conflict(Message, Option<Value>),
    /// The record changed since it was read: 412 over the API, a page with both versions in the browser.
    #[error("changed meanwhile")]
    Stale,
    /// Signed in, but not allowed: 403.
    #[error("forbidden")]
    Forbidden,
    /// The disk is full or the file cannot be written: 507.
    #[error("storage: {0}")]
    Storage(String),
    /// A fault of ours: 500, logged with its id, never shown.
    #[error("internal: {0}")]
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn conflict(message: impl Into<Message>) -> Self {
        Self::Conflict(message.into(), None)
    }

    pub fn field(field: impl Into<String>, message: impl Into<Message>) -> Self {
        Self::Invalid(FieldErrors::one(field, message))
    }

    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, text) => {
                from_sqlite(*failure, text.as_deref().unwrap_or_default())
            }
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Maps a failed constraint to the sentence that people read: `UNIQUE … items.sku` becomes `taken-items-sku`.
fn from_sqlite(failure: ffi::Error, text: &str) -> Error {
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            let columns = text.rsplit(": ").next().unwrap_or_default();
            let last = columns.rsplit(", ").next().unwrap_or_default();
            let (table, column) = last.split_once('.').unwrap_or((last, ""));
            let key = format!("taken-{table}-{}", column.trim_end_matches('\'')).replace('_', "-");
            let field = match column {
                "phone_digits" => "phone",
                other => other,
            };
            if Lang::Es.has(&key) {
                Error::field(field, Message::new(key))
            } else {
                Error::Conflict("conflict-exists".into(), None)
            }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::conflict("conflict-in-use"),
        _ if matches!(
            failure.code,
            ffi::ErrorCode::DiskFull | ffi::ErrorCode::ReadOnly
        ) =>
        {
            Error::Storage(text.to_owned())
        }
        _ if matches!(failure.code, ffi::ErrorCode::SystemIoFailure) => {
            Error::Storage(text.to_owned())
        }
        _ => Error::Internal(format!("{failure}: {text}")),
    }
}
