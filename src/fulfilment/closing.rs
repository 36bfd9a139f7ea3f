//! What came back and is not taken out again: nothing of it was delivered, its order is called off.

use serde_json::json;

use super::{KIND, Note, Status, cancel, expose, find, move_on, refusal, store, write};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::orders;
use crate::orders::days::{self, Phase};
use crate::values::ids::NoteId;
use crate::values::money::Money;

/// The word of the history for a note that was closed by hand; one that followed its order is `cancelled`.
const CLOSED: &str = "closed";

/// Closes a note that came back: it is not delivered again. Nothing of it was delivered, and its order is called off, for
/// nothing unless `charged`: then for all of it, as a late cancellation. The page's verb: the day is reckoned anew by the caller.
///
/// # Errors
/// A conflict unless the note came back undelivered; [`Error::Invalid`] without a reason.
pub fn close(tx: &Tx, id: NoteId, reason: &str, charged: bool) -> Result<()> {
    let note = find(tx, id)?;
    let reason = reason.trim();
    if note.status != Status::NotDelivered {
        return Err(refusal(&note));
    }
    if reason.is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    // Its order is called off already: the note only follows it.
    if !orders::find(tx, note.order_id)?.status.is_open() {
        return cancel(tx, &note);
    }
    move_on(tx, &note, Status::Cancelled)?;
    orders::call_off_undelivered(tx, note.order_id, reason, charged)?;
    let payload = json!({ "note_id": id, "note_number": note.note_number, "order_id": note.order_id,
                          "reason": reason, "is_charged": charged });
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), CLOSED)
            .states(note.status.code().to_owned(), Status::Cancelled.code())
            .because(reason)
            .event("note_closed", "notes.closed", payload),
    )
}

/// Whether a note was closed by hand, nothing was made of its order since, and its day is not closed.
///
/// # Errors
/// Only those of the database.
pub fn may_reopen(view: &View, note: &Note) -> Result<bool> {
    if note.status != Status::Cancelled || store::of_order(view, note.order_id)?.is_some() {
        return Ok(false);
    }
    let order = orders::find(view, note.order_id)?;
    let day = days::state(view, order.requested_date)?;
    if order.cancellation_invoice_id.is_some() || day.state == Phase::Closed {
        return Ok(false);
    }
    let newest = events::history(view, KIND, note.id)?.into_iter().next();
    Ok(newest.is_some_and(|line| line.action == CLOSED))
}

/// Undoes [`close`]: it came back, and may be delivered again; its order stands where it stood.
///
/// # Errors
/// A conflict when it was not closed by hand, its order has another note by now, its day is closed or its charge is invoiced.
pub fn reopen(tx: &Tx, id: NoteId) -> Result<()> {
    let note = find(tx, id)?;
    let back = Status::NotDelivered;
    if !may_reopen(tx, &note)? || !write::set_status(tx, id, note.status, back)? {
        return Err(refusal(&note));
    }
    orders::restore(tx, note.order_id, true)?;
    expose(tx, &note, Money::ZERO)?;
    let payload =
        json!({ "note_id": id, "note_number": note.note_number, "order_id": note.order_id });
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), "reopened")
            .states(note.status.code().to_owned(), back.code())
            .event("note_reopened", "notes.reopened", payload),
    )
}
