//! What every API route keeps to: JSON bodies read strictly, lists `{"items", "next"}`, cursors, `If-Match`.
//!
//! Conventions: plural nouns; decimals and money as strings; instants RFC 3339 UTC; days `YYYY-MM-DD`; `POST` that
//! makes something answers 201 with its address; a change answers with the record and its `ETag`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::Ctx;
use crate::error::{Error, Message, Result};

/// A list: its rows and the cursor of the next page.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// Most and usual rows of a page.
pub const MOST_ROWS: usize = 200;
pub const USUAL_ROWS: usize = 50;

impl<T> List<T> {
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// A page out of `limit + 1` rows: the extra row says that there is more. `cursor` is that of a row.
    pub fn page(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }

    /// A page of rows that were all read: those after the one whose cursor is asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no such row.
    pub fn page_of_all(
        items: Vec<T>,
        paging: &Paging,
        cursor: impl Fn(&T) -> String,
    ) -> Result<Self> {
        let begin = match &paging.after {
            None => 0,
            Some(after) => {
                let place = items.iter().position(|item| cursor(item) == *after);
                place.ok_or_else(|| Error::field("after", "field-cursor"))? + 1
            }
        };
        let rest = items.into_iter().skip(begin).take(paging.limit + 1);
        Ok(Self::page(rest.collect(), paging.limit, cursor))
    }
}

/// The version of something that has no number of its own: 48 bits of the hash of what it says.
///
/// # Errors
/// Only those of writing it down.
pub fn fingerprint(body: &impl Serialize) -> Result<i64> {
    let hash = Sha256::digest(serde_json::to_vec(body)?);
    let bits = hash
        .iter()
        .take(6)
        .fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    Ok(bits)
}

/// The rows that a list was asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Paging {
    pub after: Option<String>,
    pub limit: usize,
}

impl Paging {
    /// # Errors
    /// [`Error::Invalid`] when `limit` is not a number from 1 to 200.
    pub fn of(ctx: &Ctx) -> Result<Self> {
        let limit = match ctx.query.optional("limit") {
            None => USUAL_ROWS,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST_ROWS).contains(limit))
                .ok_or_else(|| {
                    Error::field(
                        "limit",
                        Message::new("setting-between")
                            .arg("least", 1_i64)
                            .arg("most", 200_i64),
                    )
                })?,
        };
        Ok(Self {
            after: ctx.query.optional("after").map(str::to_owned),
            limit,
        })
    }

    /// The cursor, where it is one number.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not one of ours.
    pub fn number(&self) -> Result<Option<i64>> {
        let number = self.after.as_deref().map(str::parse).transpose();
        number.map_err(|_| Error::field("after", "field-cursor"))
    }

    /// The parts of the cursor, which is `part~part`.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not one of ours.
    pub fn cursor<const N: usize>(&self) -> Result<Option<[String; N]>> {
        let Some(after) = &self.after else {
            return Ok(None);
        };
        let parts: Vec<String> = after.split('~').map(str::to_owned).collect();
        parts
            .try_into()
            .map(Some)
            .map_err(|_| Error::field("after", "field-cursor"))
    }
}
