//! What is added to a delivered note until it is invoiced: corrections of what was handed over, and what came back unsold.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::hand_over::too_much;
use super::{
    Change, ChangeKind, KIND, NoteLine, find, find_line, lines, move_goods, refusal, settle,
    take_goods_back, write,
};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::values::ids::{NoteId, NoteLineId};
use crate::values::quantity::Quantity;

/// Corrects what was delivered by a signed difference.
///
/// # Errors
/// As [`change`].
pub fn correct(tx: &Tx, line: NoteLineId, difference: Quantity, reason: &str) -> Result<()> {
    let kind = ChangeKind::Corrected;
    let reason = reason.to_owned();
    change(
        tx,
        &[Change {
            line,
            kind,
            quantity: difference,
            reason,
        }],
        false,
    )
    .map(|_| ())
}

/// Writes down what came back unsold. It never goes back to the stock of fresh goods.
///
/// # Errors
/// As [`change`].
pub fn take_back(tx: &Tx, line: NoteLineId, quantity: Quantity, reason: &str) -> Result<()> {
    let kind = ChangeKind::Returned;
    let reason = reason.to_owned();
    change(
        tx,
        &[Change {
            line,
            kind,
            quantity,
            reason,
        }],
        false,
    )
    .map(|_| ())
}

/// Adds corrections and returns to any number of notes, all or none; each note is reckoned anew once. Answers the entries,
/// by which [`undo_entries`] takes them back.
///
/// # Errors
/// A conflict when a note is not delivered or is invoiced; [`Error::Invalid`] for nothing, a return below zero, more taken
/// off a line than was on it, and far more put on one than was ordered unless `accept_more` says that it is meant.
pub fn change(tx: &Tx, changes: &[Change], accept_more: bool) -> Result<Vec<i64>> {
    let mut made = Vec::new();
    let mut by_note: BTreeMap<NoteId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let line = find_line(tx, change.line)?;
        by_note.entry(line.note_id).or_default().push(change);
    }
    for (id, changes) in by_note {
        made.extend(change_note(tx, id, &changes, accept_more)?);
    }
    Ok(made)
}

/// Takes corrections and returns back that were typed by mistake, until their notes are invoiced.
///
/// # Errors
/// [`Error::NotFound`] for an unknown entry; a conflict when one is taken back already or its note is invoiced, and when
/// what stays would be more than was delivered.
pub fn undo_entries(tx: &Tx, entries: &[i64]) -> Result<()> {
    let mut by_note: BTreeMap<NoteId, bool> = BTreeMap::new();
    for entry in entries {
        let (note, corrects) = write::entry_of(tx, *entry)?;
        if !find(tx, note)?.is_open() || !write::undo_entry(tx, *entry)? {
            return Err(refusal(&find(tx, note)?));
        }
        *by_note.entry(note).or_default() |= corrects;
    }
    for (id, corrects) in by_note {
        let note = find(tx, id)?;
        let less =
            |line: &NoteLine| line.billed().is_negative() || line.handed_over().is_negative();
        if lines(tx, id)?.iter().any(less) {
            return Err(Error::conflict("note-more-than-delivered"));
        }
        if corrects {
            take_goods_back(tx, &note)?;
            move_goods(tx, &note)?;
        }
        let total = settle(tx, &note)?;
        let payload =
            json!({ "note_id": id, "note_number": note.note_number, "total_amount": total });
        events::record(
            tx,
            Happened::new(KIND, Some(id.0), "entry_undone")
                .changes(json!({ "total_amount": [note.total_amount, total] }))
                .event("note_changed", "notes.changed", payload),
        )?;
    }
    Ok(())
}

/// What cannot be of a line as it stands after all of its changes, and of which kind the wrong one is.
fn wrong_with(
    line: &NoteLine,
    changes: &[&Change],
    accept_more: bool,
) -> Result<Option<(ChangeKind, Message)>> {
    let own = || changes.iter().filter(|change| change.line == line.id);
    let returns = own().any(|change| change.kind == ChangeKind::Returned);
    if line.handed_over().is_negative() || (line.billed().is_negative() && !returns) {
        let message = Message::new("note-less-than-none");
        return Ok(Some((ChangeKind::Corrected, message)));
    }
    if line.billed().is_negative() {
        let message = Message::new("note-more-than-delivered");
        return Ok(Some((ChangeKind::Returned, message)));
    }
    let adds =
        own().any(|change| change.kind == ChangeKind::Corrected && change.quantity.is_positive());
    if !adds {
        return Ok(None);
    }
    let wrong = too_much(line, line.handed_over(), accept_more)?;
    Ok(wrong.map(|message| (ChangeKind::Corrected, message)))
}

fn change_note(tx: &Tx, id: NoteId, changes: &[&Change], accept_more: bool) -> Result<Vec<i64>> {
    let mut made = Vec::new();
    let note = find(tx, id)?;
    if !note.is_open() {
        return Err(refusal(&note));
    }
    let mut errors = FieldErrors::default();
    for change in changes {
        let field = format!("{}.{}", change.kind.code(), change.line);
        let is_return = change.kind == ChangeKind::Returned;
        if is_return && !change.quantity.is_positive() {
            errors.add(field, "note-return-none");
            continue;
        }
        if change.quantity.is_zero() {
            errors.add(field, "note-correction-none");
            continue;
        }
        if !super::is_whole(tx, &find_line(tx, change.line)?, change.quantity)? {
            errors.add(field, "note-whole-pieces");
            continue;
        }
        made.push(write::insert_entry(
            tx,
            change.line,
            change.kind.code(),
            change.quantity,
            change.reason.trim(),
        )?);
    }
    for line in &lines(tx, id)? {
        if let Some((kind, wrong)) = wrong_with(line, changes, accept_more)? {
            errors.add(format!("{}.{}", kind.code(), line.id), wrong);
        }
    }
    errors.or(())?;
    let corrected = changes
        .iter()
        .any(|change| change.kind == ChangeKind::Corrected);
    if corrected {
        take_goods_back(tx, &note)?;
        move_goods(tx, &note)?;
    }
    let total = settle(tx, &note)?;
    let action = if corrected { "corrected" } else { "returned" };
    let figures: Vec<Value> = changes
        .iter()
        .map(|change| json!({ "note_line_id": change.line, "kind": change.kind.code(), "quantity": change.quantity }))
        .collect();
    let payload = json!({ "note_id": id, "note_number": note.note_number, "order_id": note.order_id,
                          "changes": figures, "total_amount": total });
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), action)
            .because(changes.first().map_or("", |change| change.reason.trim()))
            .changes(json!({ "total_amount": [note.total_amount, total] }))
            .event("note_changed", "notes.changed", payload),
    )?;
    Ok(made)
}
