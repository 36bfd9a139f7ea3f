//! Fulfilment: the delivery note, from the freeze of its day to its invoice.
//!
//! Every hand-over has one, pickups too. Its lines know what was ordered (fixed at cut-off), delivered (fixed at the
//! hand-over), corrected and returned (entries, added until it is invoiced, never changed).

pub mod api;
mod closing;
mod corrections;
mod documents;
mod hand_over;
pub mod pages;
pub mod reckon;
pub mod state;
mod store;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::catalog;
use crate::customers::rounds as cutoffs;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::orders;
use crate::people::roles::Permission;
use crate::stock;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{InvoiceId, NoteId, NoteLineId, OrderId};
use crate::values::money::Money;
use crate::values::quantity::Quantity;
use crate::web::Signed;

pub use closing::{close, may_reopen, reopen};
pub use corrections::{change, correct, take_back, undo_entries};
pub use documents::{file_name, note_document};
pub use hand_over::Handover;
use hand_over::is_strokes;
pub use state::Status;
use store::write;
pub use store::{
    Entry, Note, NoteLine, Pick, RoundOfDay, Stop, Wanted, entries, find, find_line, lines, list,
    of_day, of_order, of_route, picks, pickups, rounds, stop, stops, stops_of_order, to_invoice,
};

/// The kind under which a note stands in history, events and the stock ledger.
pub const KIND: &str = "note";

const LONGEST_TEXT: usize = 200;
/// From this hour on the day before, what is handed over is of the day that is frozen.
const EVENING: u32 = 18;

/// What [`prepare`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    pub made: usize,
    pub changed: usize,
    pub cancelled: usize,
    /// Which lines of the day's notes are others than they were.
    pub lines: Vec<LineChange>,
}

/// A line of a note that came, went or changed its quantity, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    pub note: NoteId,
    pub product_name: String,
    pub unit: String,
    pub unit_size: Quantity,
    pub was: Quantity,
    pub now: Quantity,
}

/// Something to be added to a line of a delivered note.
#[derive(Debug, Clone)]
pub struct Change {
    pub line: NoteLineId,
    pub kind: ChangeKind,
    /// Base units; signed for corrections, above zero for returns.
    pub quantity: Quantity,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Corrected,
    Returned,
}

impl ChangeKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Returned => "returned",
        }
    }
}

/// The day that the oven works on: from when tomorrow is frozen on it is tomorrow.
///
/// # Errors
/// Only those of the database.
pub fn oven_day(view: &View) -> Result<Day> {
    let (today, tomorrow) = (view.today(), view.today().next());
    let cut_off = view.now >= cutoffs::freezes_at(view, tomorrow)?;
    Ok(if cut_off { tomorrow } else { today })
}

/// Makes the notes of a day out of its orders, one each, pickups too. Called again it follows the orders: notes for new
/// ones, lines of changed ones, and a cancelled note where the order is cancelled or for another day. What is handed
/// over stays.
///
/// # Errors
/// Only those of the database.
pub fn prepare(tx: &Tx, day: Day) -> Result<Prepared> {
    let mut done = Prepared::default();
    for note in write::without_order(tx, day)? {
        done.lines
            .extend(differences(note.id, &lines(tx, note.id)?, &[]));
        cancel(tx, &note)?;
        done.cancelled += 1;
    }
    for header in write::orders_of(tx, day)? {
        match store::of_order(tx, header.order_id)? {
            None => {
                let note = make(tx, day, &header)?;
                done.lines.extend(differences(note, &[], &lines(tx, note)?));
                done.made += 1;
            }
            Some(note) if note.day != day && !matches!(note.status, Status::Delivered) => {
                cancel(tx, &note)?;
                let note = make(tx, day, &header)?;
                done.lines.extend(differences(note, &[], &lines(tx, note)?));
                done.made += 1;
            }
            Some(note) if note.status == Status::Prepared => {
                let before = lines(tx, note.id)?;
                if follow(tx, &note, &header)? {
                    let after = lines(tx, note.id)?;
                    done.lines.extend(differences(note.id, &before, &after));
                    done.changed += 1;
                }
            }
            Some(_) => {}
        }
    }
    Ok(done)
}

/// What lines of a note say that they did not say before, by product and unit.
fn differences(note: NoteId, before: &[NoteLine], after: &[NoteLine]) -> Vec<LineChange> {
    let mut changes: Vec<LineChange> = Vec::new();
    let all = before.iter().map(|line| (line, true));
    for (line, is_before) in all.chain(after.iter().map(|line| (line, false))) {
        let known = changes
            .iter()
            .position(|it| it.product_name == line.product_name && it.unit == line.unit);
        let at = known.unwrap_or_else(|| {
            changes.push(LineChange {
                note,
                product_name: line.product_name.clone(),
                unit: line.unit.clone(),
                unit_size: line.unit_size,
                was: Quantity::ZERO,
                now: Quantity::ZERO,
            });
            changes.len() - 1
        });
        if is_before {
            changes[at].was += line.ordered;
        } else {
            changes[at].now += line.ordered;
        }
    }
    changes.retain(|change| change.was != change.now);
    changes
}

/// The note of an order, made now when its day is not frozen yet: somebody hands it over before.
///
/// # Errors
/// [`Error::NotFound`]; a conflict when the order is cancelled.
pub fn note_for(tx: &Tx, order: OrderId) -> Result<NoteId> {
    if let Some(note) = store::of_order(tx, order)? {
        return Ok(note.id);
    }
    let found = orders::find(tx, order)?;
    if !found.status.is_open() {
        return Err(Error::conflict(
            Message::new("note-order-closed").arg("number", found.order_number),
        ));
    }
    make(tx, found.requested_date, &write::order(tx, order)?)
}

fn make(tx: &Tx, day: Day, header: &write::Header) -> Result<NoteId> {
    let id: NoteId = tx.id();
    let year = day.year();
    let number = format!("AL-{year}-{:06}", tx.next_number(&format!("note-{year}"))?);
    write::insert(tx, id, &number, day, header)?;
    write::copy_lines(tx, id, header.order_id)?;
    let payload =
        json!({ "note_id": id, "note_number": number, "order_id": header.order_id, "day": day });
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), "prepared")
            .states(None, Status::Prepared.code())
            .event("note_prepared", "notes.prepared", payload),
    )?;
    Ok(id)
}

/// Writes a prepared note anew where its order is another than it was; says whether it was.
fn follow(tx: &Tx, note: &Note, header: &write::Header) -> Result<bool> {
    let same_header = write::Header::from(note) == *header;
    let same_lines = write::lines_follow(tx, note.id, note.order_id)?;
    if same_header && same_lines {
        return Ok(false);
    }
    write::follow(tx, note.id, header)?;
    if !same_lines {
        write::copy_lines(tx, note.id, note.order_id)?;
    }
    events::record(tx, Happened::new(KIND, Some(note.id.0), "followed_order"))?;
    Ok(true)
}

fn cancel(tx: &Tx, note: &Note) -> Result<()> {
    move_on(tx, note, Status::Cancelled)?;
    events::record(
        tx,
        Happened::new(KIND, Some(note.id.0), "cancelled")
            .states(note.status.code().to_owned(), Status::Cancelled.code()),
    )
}

/// Hands a note over: fixes what was delivered, takes the goods out of the stock, completes the order.
///
/// # Errors
/// A conflict unless the note is prepared or came back undelivered; [`Error::Invalid`] for a quantity below zero, a line
/// of another note, or a text that is too long.
pub fn deliver(tx: &Tx, id: NoteId, handover: &Handover) -> Result<()> {
    deliver_because(tx, id, handover, "")
}

/// As [`deliver`], with what was said of it, which the history of the order keeps.
///
/// # Errors
/// As [`deliver`].
pub fn deliver_because(tx: &Tx, id: NoteId, handover: &Handover, why: &str) -> Result<()> {
    handover.check(tx.now)?;
    let mut note = find(tx, id)?;
    move_on(tx, &note, Status::Delivered)?;
    let lines = lines(tx, id)?;
    let delivered = quantities(tx, &lines, handover)?;
    let at = handover.at.unwrap_or(tx.now);
    note.day = day_of_hand_over(tx, &note, handover.at)?;
    write::set_day(tx, id, note.day)?;
    for (line, quantity) in lines.iter().zip(&delivered) {
        write::set_delivered(tx, line.id, *quantity)?;
    }
    let signature = handover.signature.as_deref();
    write::set_hand_over(tx, id, Some(at), handover.receiver.trim(), signature, None)?;
    let short = move_goods(tx, &note)?;
    orders::advance(tx, note.order_id, orders::Status::Completed, why)?;
    let total = settle(tx, &note)?;
    let payload = json!({ "note_id": id, "note_number": note.note_number, "order_id": note.order_id,
                          "customer_id": note.customer_id, "day": note.day, "total_amount": total });
    let mut happened = Happened::new(KIND, Some(id.0), "delivered")
        .states(note.status.code().to_owned(), Status::Delivered.code())
        .event("note_delivered", "notes.delivered", payload);
    if !short.is_empty() {
        happened = happened.changes(json!({ "not_in_stock": [Value::Null, short] }));
    }
    events::record(tx, happened)
}

/// The business day that a hand-over counts for: that on which it happened. On the evening before, once the day is frozen, the
/// bakery works on that day already; and what is only written down later was handed over when it was due, unless told. A time
/// that was told, earlier on the day before, stands: invoice and due day go by it.
fn day_of_hand_over(view: &View, note: &Note, told: Option<Instant>) -> Result<Day> {
    let day = view.zone.day_of(told.unwrap_or(view.now));
    let is_evening = told.is_none_or(|at| view.zone.time_of(at).hour() >= EVENING);
    let eve = is_evening
        && day == note.day.previous()
        && orders::days::state(view, note.day)?.state != orders::days::Phase::Open;
    let is_due = eve || (day > note.day && told.is_none());
    Ok(if is_due { note.day } else { day })
}

/// Asks before something that is due on a later day is handed over today.
///
/// # Errors
/// [`Error::Invalid`] of `confirm_early` where `due` still lies ahead.
pub fn ask_early(view: &View, due: Day) -> Result<()> {
    let today = view.zone.day_of(view.now);
    let eve = today == due.previous()
        && orders::days::state(view, due)?.state != orders::days::Phase::Open;
    if today >= due || eve {
        return Ok(());
    }
    let message = Message::new("note-early").arg("day", due);
    Err(Error::field("confirm_early", message.arg("today", today)))
}

/// Whether there can be so much of a line; of a free one anything.
fn is_whole(view: &View, line: &NoteLine, quantity: Quantity) -> Result<bool> {
    match line.product_id {
        Some(item) => Ok(quantity.can_be_of(catalog::find(view, item)?.base_unit)),
        None => Ok(true),
    }
}

/// What was delivered of each line: as ordered unless told. Far more than was ordered is mistyped unless it is said again.
fn quantities(view: &View, lines: &[NoteLine], handover: &Handover) -> Result<Vec<Quantity>> {
    let mut errors = FieldErrors::default();
    if handover.receiver.chars().count() > LONGEST_TEXT {
        errors.add(
            "receiver_name",
            Message::new("setting-too-long").arg("most", LONGEST_TEXT),
        );
    }
    for (id, quantity) in &handover.delivered {
        let field = format!("delivered.{id}");
        let line = lines.iter().find(|line| line.id == *id);
        match line {
            Some(line) if !quantity.is_negative() => {
                if !is_whole(view, line, *quantity)? {
                    errors.add(field, "note-whole-pieces");
                } else if let Some(wrong) =
                    hand_over::too_much(line, *quantity, handover.accept_more)?
                {
                    errors.add(field, wrong);
                }
            }
            _ => errors.add(field, "note-quantity-wrong"),
        }
    }
    let told: BTreeMap<NoteLineId, Quantity> = handover.delivered.iter().copied().collect();
    let delivered = lines
        .iter()
        .map(|line| told.get(&line.id).copied().unwrap_or(line.ordered))
        .collect();
    errors.or(delivered)
}

/// Somebody went there in vain: nothing is handed over, the goods come back, nothing is owed.
///
/// # Errors
/// A conflict unless the note is prepared; [`Error::Invalid`] without a reason.
pub fn not_delivered(tx: &Tx, id: NoteId, reason: &str) -> Result<()> {
    let note = find(tx, id)?;
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    move_on(tx, &note, Status::NotDelivered)?;
    write::set_hand_over(tx, id, None, "", None, Some(reason.trim()))?;
    expose(tx, &note, Money::ZERO)?;
    let payload = json!({ "note_id": id, "note_number": note.note_number, "order_id": note.order_id, "reason": reason });
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), "not_delivered")
            .states(note.status.code().to_owned(), Status::NotDelivered.code())
            .because(reason)
            .event("note_not_delivered", "notes.not_delivered", payload),
    )
}

/// Takes a hand-over (or a vain visit) back until the note is invoiced: the goods are in the stock again, the order is
/// ready again.
///
/// # Errors
/// A conflict when it is invoiced, was never handed over, has corrections or returns, or its day is closed.
pub fn undo(tx: &Tx, id: NoteId) -> Result<()> {
    let note = find(tx, id)?;
    if orders::days::state(tx, note.day)?.state == orders::days::Phase::Closed {
        return Err(Error::conflict("production-day-closed"));
    }
    if !entries(tx, id)?.is_empty() {
        return Err(Error::conflict("note-has-entries"));
    }
    move_on(tx, &note, Status::Prepared)?;
    write::set_hand_over(tx, id, None, "", None, None)?;
    if note.status == Status::Delivered {
        take_goods_back(tx, &note)?;
        for line in lines(tx, id)? {
            write::set_delivered(tx, line.id, Quantity::ZERO)?;
            write::set_line_total(tx, line.id, Money::ZERO)?;
            if let Some(item) = line.order_item_id {
                orders::unfulfil_line(tx, item)?;
            }
        }
        write::set_totals(tx, id, &Default::default())?;
        orders::reopen(tx, note.order_id, orders::Status::Ready)?;
    }
    let order = orders::find(tx, note.order_id)?;
    write::set_day(tx, id, order.requested_date)?;
    expose(tx, &note, order.total_amount)?;
    events::record(
        tx,
        Happened::new(KIND, Some(id.0), "taken_back")
            .states(note.status.code().to_owned(), Status::Prepared.code())
            .event("note_reopened", "notes.reopened", json!({ "note_id": id })),
    )
}

/// Ticks lines of prepared notes off as they are put into their crates, or takes the ticks back; who and when is kept.
/// What is so already stays.
///
/// # Errors
/// [`Error::NotFound`] for an unknown line; a conflict when its note is handed over or cancelled.
pub fn pack(tx: &Tx, wanted: &[NoteLineId], packed: bool) -> Result<()> {
    let mut by_note: BTreeMap<NoteId, Vec<Value>> = BTreeMap::new();
    for id in wanted {
        let line = find_line(tx, *id)?;
        let note = find(tx, line.note_id)?;
        if note.status != Status::Prepared {
            return Err(refusal(&note));
        }
        if write::set_packed(tx, *id, packed)? {
            let about = json!({ "note_line_id": id, "product": line.product_name });
            by_note.entry(note.id).or_default().push(about);
        }
    }
    let action = if packed { "packed" } else { "unpacked" };
    for (id, lines) in by_note {
        let payload = json!({ "note_id": id, "lines": lines });
        events::record(
            tx,
            Happened::new(KIND, Some(id.0), action)
                .changes(json!({ "lines": lines }))
                .event("note_packed", "notes.packed", payload),
        )?;
    }
    Ok(())
}

/// Prices every line of a delivered note by what is billed, sums it up, tells the order what was fulfilled and the
/// customer's account what it comes to.
fn settle(tx: &Tx, note: &Note) -> Result<Money> {
    let mut lines = lines(tx, note.id)?;
    for line in &mut lines {
        line.line_total = reckon::amount(
            line.billed(),
            line.unit_price,
            line.price_unit,
            line.discount_percentage,
        )?;
        write::set_line_total(tx, line.id, line.line_total)?;
        if let Some(item) = line.order_item_id {
            orders::fulfil_line(tx, item, line.handed_over())?;
        }
    }
    let totals = reckon::totals(note, &lines)?;
    write::set_totals(tx, note.id, &totals)?;
    expose(tx, note, totals.total)?;
    Ok(totals.total)
}

fn expose(tx: &Tx, note: &Note, amount: Money) -> Result<()> {
    orders::set_owed(tx, note.order_id, amount)
}

/// Takes out of the stock what the note hands over: what the bakery makes, and bought goods as far as there are any (what
/// lies on the counter is stronger than a number); bought goods that the stock did not know of count as used all the
/// same, so that planning sees what is sold. Says what was missing.
fn move_goods(tx: &Tx, note: &Note) -> Result<Vec<String>> {
    let mut short = Vec::new();
    for line in lines(tx, note.id)? {
        let Some(product) = line.product_id else {
            continue;
        };
        let item = catalog::find(tx, product)?;
        let is_kept = item.is_made || item.is_bought || item.from_stock;
        if item.is_service || !is_kept {
            continue;
        }
        let mut quantity = line.handed_over();
        if !item.is_made {
            let there = stock::on_hand(tx, product)?.max(Quantity::ZERO);
            if there < quantity {
                let missing = quantity - there;
                short.push(format!("{} {missing}", item.sku));
                if item.is_bought {
                    stock::count_used(tx, product, note.day, missing)?;
                    write::set_not_in_stock(tx, line.id, missing)?;
                }
                quantity = there;
            }
        }
        if quantity.is_positive() {
            stock::issue(
                tx,
                stock::Issue {
                    item: product,
                    quantity,
                    reason: stock::Reason::Delivery,
                    day: note.day,
                    document_kind: KIND,
                    document_id: Some(note.id.0),
                    note: note.note_number.clone(),
                },
            )?;
        }
    }
    Ok(short)
}

/// Undoes what [`move_goods`] did.
fn take_goods_back(tx: &Tx, note: &Note) -> Result<()> {
    stock::reverse(tx, KIND, note.id.0)?;
    for (line, item, missing) in store::write::not_in_stock(tx, note.id)? {
        stock::count_used(tx, item, note.day, -missing)?;
        write::set_not_in_stock(tx, line, Quantity::ZERO)?;
    }
    Ok(())
}

/// Puts notes on an invoice; a note stands on one invoice only.
///
/// # Errors
/// A conflict when one of them is invoiced already or not delivered.
pub fn mark_invoiced(tx: &Tx, notes: &[NoteId], invoice: InvoiceId) -> Result<()> {
    for id in notes {
        if !write::set_invoice(tx, *id, invoice)? {
            return Err(refusal(&find(tx, *id)?));
        }
        let changes = json!({ "invoice_id": [Value::Null, invoice] });
        events::record(
            tx,
            Happened::new(KIND, Some(id.0), "invoiced").changes(changes),
        )?;
    }
    Ok(())
}

fn move_on(tx: &Tx, note: &Note, to: Status) -> Result<()> {
    if !note.status.may_become(to) || !write::set_status(tx, note.id, note.status, to)? {
        return Err(refusal(note));
    }
    Ok(())
}

/// Why nothing can be done to a note now.
pub fn refusal(note: &Note) -> Error {
    let key = match note.status {
        _ if note.invoice_id.is_some() => "note-invoiced",
        Status::Prepared => "note-not-delivered-yet",
        Status::Delivered => "note-delivered-already",
        Status::NotDelivered => "note-came-back",
        Status::Cancelled => "note-cancelled",
    };
    let allowed: Vec<&str> = note
        .status
        .next()
        .iter()
        .map(|status| status.code())
        .collect();
    let extra = json!({ "status": note.status.code(), "allowed": allowed });
    Error::Conflict(
        Message::new(key).arg("number", note.note_number.as_str()),
        Some(extra),
    )
}

/// Whether who is signed in sees the notes of everybody; drivers see those of their own routes.
fn sees_all(signed: &Signed) -> bool {
    signed.may(Permission::SeeAllRoutes) || signed.may(Permission::SeeOrders)
}

/// Whether who is signed in may see and hand over this note: drivers only those of their own routes.
///
/// # Errors
/// [`Error::NotFound`] when they may not, as if it were not there.
pub fn guard(view: &View, signed: &Signed, id: NoteId) -> Result<()> {
    let own = sees_all(signed) || write::driver_of(view, id)? == Some(signed.user_id);
    if own { Ok(()) } else { Err(Error::NotFound) }
}
