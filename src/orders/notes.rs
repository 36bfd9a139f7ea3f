//! Notes on an order: for the house or for the customer to see.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::store;
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::Instant;
use crate::values::ids::{OrderId, OrderNoteId, UserId};

const LONGEST: usize = 2_000;

/// A note on an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderNote {
    pub id: OrderNoteId,
    pub order_id: OrderId,
    pub note: String,
    pub is_internal: bool,
    pub notify_customer: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub notified_at: Option<Instant>,
    pub created_by: Option<UserId>,
    pub created_by_name: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    /// Another after every edit; a change names it.
    pub version: i64,
}

/// The notes of an order, oldest first.
///
/// # Errors
/// Those of the database.
pub fn notes_of(view: &View, order: OrderId) -> Result<Vec<OrderNote>> {
    store::notes(view, order)
}

/// Writes a note on an order, in any state of it.
///
/// # Errors
/// [`Error::Invalid`] when it is empty or too long; [`Error::NotFound`] when there is no such order.
pub fn add_note(tx: &Tx, order: OrderId, text: &str, is_internal: bool) -> Result<OrderNoteId> {
    let text = checked(text)?;
    store::find(tx, order)?;
    let id = store::insert_note(tx, order, text, is_internal)?;
    events::record(
        tx,
        Happened::new("order", Some(order.0), "note_added").changes(json!({
            "note": [null, text],
            "is_internal": [null, is_internal],
        })),
    )?;
    Ok(id)
}

/// Changes a note; what it said before stays in the history.
///
/// # Errors
/// [`Error::Invalid`] when it is empty or too long; [`Error::NotFound`] when the order has no such note;
/// [`Error::Stale`] when it was edited since `version`.
pub fn edit_note(
    tx: &Tx,
    order: OrderId,
    id: OrderNoteId,
    version: i64,
    text: &str,
    is_internal: bool,
) -> Result<()> {
    let before = store::note(tx, id)?;
    if before.order_id != order {
        return Err(Error::NotFound);
    }
    if before.version != version {
        return Err(Error::Stale);
    }
    let text = checked(text)?;
    store::update_note(tx, id, text, is_internal)?;
    events::record(
        tx,
        Happened::new("order", Some(order.0), "edited").changes(json!({
            "note": [before.note, text],
            "is_internal": [before.is_internal, is_internal],
        })),
    )
}

fn checked(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() {
        Err(Error::field("note", "field-required"))
    } else if text.chars().count() > LONGEST {
        Err(Error::field(
            "note",
            Message::new("setting-too-long").arg("most", LONGEST),
        ))
    } else {
        Ok(text)
    }
}
