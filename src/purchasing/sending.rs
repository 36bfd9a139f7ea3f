//! Approval, and what the supplier gets: a document frozen by version, and a mail that carries it.
//!
//! An order is `sent` in the transaction that puts its mail into the outbox, from where it leaves at once, or a moment later
//! when a page sent it, and is kept and tried until the supplier's mail server takes it. A supplier without a mail address is
//! told by hand: the order stays `approved` until somebody says that they did.

use serde_json::json;

use super::letter::{self, address, order_mail};
use super::paper::document_of;
use super::state::Status;
use super::{Line, Purchase, find, lines, moved, refused, step, store};
use crate::db::{Tx, View};
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::mail;
use crate::suppliers;
use crate::values::Quantity;
use crate::values::calendar::Day;
use crate::values::ids::{PurchaseId, PurchaseLineId};

/// Approves an order and, when the supplier has a mail address, sends it.
///
/// # Errors
/// A conflict when it does not wait for approval, or has no lines; [`Error::Invalid`] when the day it asks for has gone by.
pub fn approve(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    let lines = lines(tx, id)?;
    if lines.is_empty() {
        return Err(Error::conflict("purchasing-no-lines"));
    }
    let is_open = purchase.status.may_become(Status::Approved);
    let day = purchase.required_delivery_date;
    if is_open && day.is_some_and(|day| day < tx.today()) {
        return Err(Error::field(
            "required_delivery_date",
            "purchasing-day-gone",
        ));
    }
    step(tx, &purchase, Status::Approved)?;
    store::set_approved(tx, id)?;
    let items: Vec<_> = lines.iter().map(item_payload).collect();
    let payload = json!({
        "po_id": id,
        "po_number": purchase.po_number,
        "supplier_id": purchase.supplier_id,
        "supplier_name": purchase.supplier_name,
        "supplier_email": purchase.contact_email,
        "supplier_phone": purchase.contact_phone,
        "total_amount": purchase.total_amount,
        "currency": "EUR",
        "required_delivery_date": purchase.required_delivery_date,
        "items": items,
        "approved_by": tx.actor.user_id,
        "approved_at": tx.now,
    });
    events::record(
        tx,
        moved(&purchase, Status::Approved, "approved").event("po.approved", "po.approved", payload),
    )?;
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    if address(tx, &purchase, &supplier)?.is_empty() {
        return Ok(());
    }
    send(tx, id)
}

fn item_payload(line: &Line) -> serde_json::Value {
    json!({
        "product_name": line.ingredient_name,
        "ordered_quantity": line.quantity_ordered.in_unit(line.unit()).normalize().to_string(),
        "unit_of_measure": line.unit().code(),
        "unit_price": line.unit_price,
        "line_total": line.line_total,
    })
}

/// Sends an approved order: freezes its document and puts the mail into the outbox; without a mail address, says that
/// the supplier was told by hand.
///
/// # Errors
/// A conflict when it is not approved.
pub fn send(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    step(tx, &purchase, Status::Sent)?;
    store::set_sent(tx, id)?;
    let mailed = freeze(tx, &find(tx, id)?)?;
    told_of_sending(tx, &purchase, mailed)
}

fn told_of_sending(tx: &Tx, purchase: &Purchase, mailed: bool) -> Result<()> {
    let payload = json!({
        "po_id": purchase.id,
        "po_number": purchase.po_number,
        "supplier_id": purchase.supplier_id,
        "document_version": purchase.document_version,
        "by_mail": mailed,
    });
    events::record(
        tx,
        moved(purchase, Status::Sent, "sent")
            .changes(json!({ "by_mail": [null, mailed] }))
            .event("po.sent_to_supplier", "po.sent_to_supplier", payload),
    )
}

/// What changes after the supplier was told.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub required_delivery_date: Option<Day>,
    pub supplier_notes: Option<String>,
    /// New quantities of lines; those not named stay.
    pub quantities: Vec<(PurchaseLineId, Quantity)>,
}

/// Changes an order that the supplier has: the next version of its document, with a mail of its own; what was confirmed
/// has to be confirmed anew.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; a conflict unless it is sent or confirmed; [`Error::Invalid`] when nothing
/// changes, or less is ordered than has come.
pub fn amend(tx: &Tx, id: PurchaseId, version: i64, change: &Amendment) -> Result<()> {
    let purchase = find(tx, id)?;
    if !matches!(purchase.status, Status::Sent | Status::Confirmed) {
        return Err(refused(purchase.status));
    }
    if !store::touch(tx, id, version)? {
        return Err(Error::Stale);
    }
    let changed = amend_lines(tx, id, change)?;
    let day = change
        .required_delivery_date
        .or(purchase.required_delivery_date);
    let notes = change
        .supplier_notes
        .clone()
        .unwrap_or_else(|| purchase.supplier_notes.clone());
    if day != purchase.required_delivery_date && day.is_some_and(|day| day < tx.today()) {
        return Err(Error::field(
            "required_delivery_date",
            "purchasing-day-past",
        ));
    }
    let same_head =
        day == purchase.required_delivery_date && notes.trim() == purchase.supplier_notes;
    if changed.is_empty() && same_head {
        return Err(Error::field(
            "required_delivery_date",
            "purchasing-nothing-changed",
        ));
    }
    if purchase.status == Status::Confirmed {
        step(tx, &purchase, Status::Sent)?;
    }
    super::lines::count(tx, id)?;
    store::set_amended(tx, id, day, notes.trim())?;
    let now = find(tx, id)?;
    let mailed = freeze(tx, &now)?;
    let changes = json!({
        "required_delivery_date": [purchase.required_delivery_date, day],
        "supplier_notes": [purchase.supplier_notes, notes],
        "lines": changed,
        "document_version": [purchase.document_version, now.document_version],
    });
    let payload = json!({ "po_id": id, "po_number": now.po_number, "document_version": now.document_version, "by_mail": mailed });
    events::record(
        tx,
        Happened::new("purchase", Some(id.0), "amended")
            .states(purchase.status.code().to_owned(), Status::Sent.code())
            .changes(changes)
            .event("po.sent_to_supplier", "po.sent_to_supplier", payload),
    )
}

/// The lines with another quantity, as the history tells them.
fn amend_lines(tx: &Tx, id: PurchaseId, change: &Amendment) -> Result<Vec<serde_json::Value>> {
    let mut changed = Vec::new();
    for (line_id, quantity) in &change.quantities {
        let before = super::line(tx, id, *line_id)?;
        if before.quantity_ordered == *quantity {
            continue;
        }
        if !quantity.is_positive() || *quantity < before.quantity_received {
            return Err(Error::field(
                format!("quantity.{line_id}"),
                "purchasing-less-than-came",
            ));
        }
        if !quantity.can_be_of(before.base_unit) {
            return Err(Error::field(
                format!("quantity.{line_id}"),
                "catalog-whole-pieces",
            ));
        }
        let unit = before.base_unit.price_unit();
        let total = crate::values::line_total(
            before.unit_price,
            *quantity,
            unit,
            before.discount_percentage,
        )
        .map_err(|_| Error::field(format!("quantity.{line_id}"), "field-amount"))?;
        store::update_line(
            tx,
            &Line {
                quantity_ordered: *quantity,
                line_total: total,
                ..before.clone()
            },
        )?;
        changed.push(json!({ "ingredient_name": before.ingredient_name, "quantity_ordered": [before.quantity_ordered, quantity] }));
    }
    Ok(changed)
}

/// Freezes the document of this version and puts its mail into the outbox; false when there is no address.
fn freeze(tx: &Tx, purchase: &Purchase) -> Result<bool> {
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let lines = lines(tx, purchase.id)?;
    let document = Document::PurchaseOrder(document_of(tx, purchase, &supplier, &lines)?);
    store::insert_version(tx, purchase, &serde_json::to_string(&document)?)?;
    let to = address(tx, purchase, &supplier)?;
    if to.is_empty() {
        return Ok(false);
    }
    let mail = order_mail(tx, purchase, &supplier, &lines, to, document)?;
    // What has not left yet is overtaken: the supplier gets this version alone.
    letter::call_back_order(tx, purchase)?;
    mail::enqueue(tx, &mail)?;
    Ok(true)
}

/// The paper of an order as it stands, for a look before it is sent.
///
/// # Errors
/// Only those of the database.
pub fn document(view: &View, id: PurchaseId) -> Result<Document> {
    let purchase = find(view, id)?;
    let supplier = suppliers::find(view, purchase.supplier_id)?;
    let lines = lines(view, id)?;
    Ok(Document::PurchaseOrder(document_of(
        view, &purchase, &supplier, &lines,
    )?))
}
