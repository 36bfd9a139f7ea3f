//! Approval, and what the supplier gets: a document frozen by version, and a mail that carries it.
//!
//! An order is `sent` in the transaction that puts its mail into the outbox, from where it is kept and tried until the
//! supplier's mail server takes it. A supplier without a mail address is told by hand: the order stays `approved` until
//! somebody says that they did.

use askama::Template;
use serde_json::json;

use super::state::Status;
use super::{Line, Purchase, find, lines, moved, refused, step, store, totals};
use crate::db::{Tx, View};
use crate::documents::{Document, Party, Place, PurchaseDocument, PurchaseLine, TaxRow};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::mail::{self, NewMail};
use crate::settings;
use crate::suppliers::{self, Supplier, words};
use crate::values::calendar::{self, Day};
use crate::values::ids::{PurchaseId, PurchaseLineId};
use crate::values::{Quantity, format};

#[derive(Template)]
#[template(path = "purchases/mail.html")]
struct MailPage {
    lang: Lang,
    title: String,
    lead: String,
    rows: Vec<(String, String)>,
    lines: Vec<(String, String, String)>,
    notes: String,
    closing: String,
    bakery: String,
}

/// Approves an order and, when the supplier has a mail address, sends it.
///
/// # Errors
/// A conflict when it does not wait for approval, or has no lines.
pub fn approve(tx: &Tx, id: PurchaseId) -> Result<()> {
    let purchase = find(tx, id)?;
    let lines = lines(tx, id)?;
    if lines.is_empty() {
        return Err(Error::conflict("purchasing-no-lines"));
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
    if address(&purchase, &supplier).is_empty() {
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
    if day.is_some_and(|day| day < purchase.order_date) {
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

/// The mail address that the order goes to: the order's, else the supplier's of today.
fn address(purchase: &Purchase, supplier: &Supplier) -> String {
    match purchase.contact_email.as_str() {
        "" => supplier.email.clone().unwrap_or_default(),
        email => email.to_owned(),
    }
}

/// Freezes the document of this version and puts its mail into the outbox; false when there is no address.
fn freeze(tx: &Tx, purchase: &Purchase) -> Result<bool> {
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let lines = lines(tx, purchase.id)?;
    let document = Document::PurchaseOrder(document_of(tx, purchase, &supplier, &lines)?);
    store::insert_version(tx, purchase, &serde_json::to_string(&document)?)?;
    let to = address(purchase, &supplier);
    if to.is_empty() {
        return Ok(false);
    }
    let mail = order_mail(tx, purchase, &supplier, &lines, to, document)?;
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

fn document_of(
    view: &View,
    purchase: &Purchase,
    supplier: &Supplier,
    lines: &[Line],
) -> Result<PurchaseDocument> {
    let lang = supplier.lang;
    let totals = totals(lines)?;
    let text = |key| view.settings.text(key).to_owned();
    let (street, postcode, town) = (
        text(settings::STREET),
        text(settings::POSTCODE),
        text(settings::TOWN),
    );
    let own = super::own_address(view);
    let elsewhere = purchase.delivery_address != own;
    Ok(PurchaseDocument {
        lang,
        number: purchase.po_number.clone(),
        version: u32::try_from(purchase.document_version).unwrap_or(1),
        day: purchase.order_date.to_string(),
        sent_at: view.now.to_string(),
        required_day: purchase
            .required_delivery_date
            .map(|day| day.to_string())
            .unwrap_or_default(),
        supplier: supplier_party(supplier),
        bakery: bakery_party(view),
        deliver_to: Place {
            name: text(settings::BAKERY_NAME),
            street: if elsewhere {
                purchase.delivery_address.clone()
            } else {
                street
            },
            postcode: if elsewhere { String::new() } else { postcode },
            town: if elsewhere { String::new() } else { town },
            phone: text(settings::PHONE),
            ..Place::default()
        },
        reply_to: text(settings::EMAIL),
        lines: lines
            .iter()
            .map(|line| printed(lang, line))
            .collect::<Result<_>>()?,
        taxes: totals.rows.iter().map(tax_row).collect(),
        subtotal: totals.subtotal.to_string(),
        tax: totals.tax.to_string(),
        total: totals.total.to_string(),
        terms: words::terms(lang, &purchase.payment_terms),
        notes: purchase.supplier_notes.clone(),
        ..PurchaseDocument::default()
    })
}

fn tax_row(row: &crate::values::TaxRow) -> TaxRow {
    TaxRow {
        rate: row.rate.to_string(),
        base: row.base.to_string(),
        tax: row.tax.to_string(),
        ..TaxRow::default()
    }
}

fn supplier_party(supplier: &Supplier) -> Party {
    Party {
        name: supplier.name.clone(),
        tax_id: supplier.tax_id.clone().unwrap_or_default(),
        street: supplier.address_line1.clone(),
        postcode: supplier.postal_code.clone(),
        town: supplier.city.clone(),
        province: supplier.province.clone(),
        country: if supplier.country == "España" {
            String::new()
        } else {
            supplier.country.clone()
        },
        phone: supplier.phone.clone().unwrap_or_default(),
        email: supplier.email.clone().unwrap_or_default(),
        ..Party::default()
    }
}

fn bakery_party(view: &View) -> Party {
    let text = |key| view.settings.text(key).to_owned();
    let legal = text(settings::LEGAL_NAME);
    Party {
        name: if legal.is_empty() {
            text(settings::BAKERY_NAME)
        } else {
            legal
        },
        trade_name: text(settings::BAKERY_NAME),
        tax_id: text(settings::TAX_ID),
        street: text(settings::STREET),
        postcode: text(settings::POSTCODE),
        town: text(settings::TOWN),
        province: text(settings::PROVINCE),
        phone: text(settings::PHONE),
        email: text(settings::EMAIL),
        registry: text(settings::REGISTRY),
        ..Party::default()
    }
}

/// A line as it is printed: packs with the price of a pack where it is whole packs, else loose with the price of a unit.
fn printed(lang: Lang, line: &Line) -> Result<PurchaseLine> {
    let net = line.net_price()?;
    let unit = line.base_unit.price_unit();
    let per_pack = net
        .for_quantity(line.pack_size, unit)
        .map_err(Error::internal)?;
    let packs = line.whole_packs();
    let pack = format!(
        "{} · {}",
        line.pack_name,
        words::goods(lang, line.pack_size, line.base_unit)
    );
    Ok(PurchaseLine {
        code: line.supplier_product_code.clone(),
        name: match line.quality_notes.as_str() {
            "" => line.ingredient_name.clone(),
            notes => format!("{} ({notes})", line.ingredient_name),
        },
        packs: packs.map(|packs| packs.to_string()).unwrap_or_default(),
        pack: if packs.is_some() { pack } else { String::new() },
        quantity: line
            .quantity_ordered
            .in_unit(line.unit())
            .normalize()
            .to_string(),
        unit: words::unit(lang, line.base_unit),
        unit_price: match packs {
            Some(_) => crate::values::round_half_away(per_pack, 4)
                .normalize()
                .to_string(),
            None => net.to_string(),
        },
        amount: line.line_total.to_string(),
        rate: line.tax_rate.to_string(),
    })
}

fn order_mail(
    tx: &Tx,
    purchase: &Purchase,
    supplier: &Supplier,
    lines: &[Line],
    to: String,
    document: Document,
) -> Result<NewMail> {
    let lang = supplier.lang;
    let bakery = tx.settings.text(settings::BAKERY_NAME).to_owned();
    let again = purchase.document_version > 1;
    let word = |key: &str| {
        lang.with2(
            key,
            "number",
            purchase.po_number.as_str(),
            "bakery",
            bakery.as_str(),
        )
    };
    let version = purchase.document_version;
    let page = MailPage {
        lang,
        title: word(if again {
            "purchasing-mail-subject-again"
        } else {
            "purchasing-mail-subject"
        }),
        lead: word(if again {
            "purchasing-mail-lead-again"
        } else {
            "purchasing-mail-lead"
        }),
        rows: mail_rows(lang, purchase),
        lines: lines.iter().map(|line| mail_line(lang, line)).collect(),
        notes: purchase.supplier_notes.clone(),
        closing: word("purchasing-mail-closing"),
        bakery,
    };
    let suffix = if again {
        format!("-v{version}")
    } else {
        String::new()
    };
    Ok(NewMail {
        cause: format!("purchase:{}:{version}", purchase.id),
        document: Some(document),
        file_name: Some(format!("{}{suffix}.pdf", purchase.po_number)),
        ..plain_mail(tx, purchase, supplier, to, &page)?
    })
}

/// When, where, how much and on what terms.
fn mail_rows(lang: Lang, purchase: &Purchase) -> Vec<(String, String)> {
    let day = purchase
        .required_delivery_date
        .map(|day| calendar::words(day, lang));
    let total = format::money(lang, purchase.total_amount);
    [
        ("purchasing-mail-required", day.unwrap_or_default()),
        ("purchasing-mail-address", purchase.delivery_address.clone()),
        ("purchasing-mail-total", total),
        (
            "purchasing-mail-terms",
            words::terms(lang, &purchase.payment_terms),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (lang.t(key), value))
    .collect()
}

fn mail_line(lang: Lang, line: &Line) -> (String, String, String) {
    let packs = line.whole_packs().map_or_else(String::new, |packs| {
        format!("{packs} × {} ", line.pack_name)
    });
    let goods = words::goods(lang, line.quantity_ordered, line.base_unit);
    let goods = if packs.is_empty() {
        goods
    } else {
        format!("{packs}({goods})")
    };
    (
        line.ingredient_name.clone(),
        goods,
        line.supplier_product_code.clone(),
    )
}

/// The mail without its document: HTML, and the same as text.
fn plain_mail(
    tx: &Tx,
    purchase: &Purchase,
    supplier: &Supplier,
    to: String,
    page: &MailPage,
) -> Result<NewMail> {
    let reply_to = tx.settings.text(settings::EMAIL).to_owned();
    Ok(NewMail {
        cause: String::new(),
        kind: "purchase",
        subject_kind: "purchase",
        subject_id: Some(purchase.id.0),
        to_address: to,
        to_name: match supplier.contact_name.as_str() {
            "" => supplier.name.clone(),
            contact => contact.to_owned(),
        },
        reply_to: Some(reply_to).filter(|address| !address.is_empty()),
        lang: supplier.lang,
        subject: page.title.clone(),
        text_body: page.as_text(),
        html_body: Some(page.render().map_err(Error::internal)?),
        document: None,
        file_name: None,
    })
}

impl MailPage {
    fn as_text(&self) -> String {
        let mut text = format!("{}\n\n", self.lead);
        for (item, goods, code) in &self.lines {
            let code = if code.is_empty() {
                String::new()
            } else {
                format!(" [{code}]")
            };
            text.push_str(&format!("- {item}{code}: {goods}\n"));
        }
        if !self.lines.is_empty() {
            text.push('\n');
        }
        for (label, value) in &self.rows {
            text.push_str(&format!("{label}: {value}\n"));
        }
        if !self.notes.is_empty() {
            text.push_str(&format!("\n{}\n", self.notes));
        }
        text.push_str(&format!("\n{}\n{}\n", self.closing, self.bakery));
        text
    }
}

/// Tells the supplier that the order is called off; false when they have no mail address.
pub(super) fn mail_cancelled(tx: &Tx, purchase: &Purchase, reason: &str) -> Result<bool> {
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let to = address(purchase, &supplier);
    if to.is_empty() {
        return Ok(false);
    }
    let lang = supplier.lang;
    let bakery = tx.settings.text(settings::BAKERY_NAME).to_owned();
    let word = |key: &str| {
        lang.with2(
            key,
            "number",
            purchase.po_number.as_str(),
            "bakery",
            bakery.as_str(),
        )
    };
    let page = MailPage {
        lang,
        title: word("purchasing-mail-cancelled"),
        lead: word("purchasing-mail-cancelled-lead"),
        rows: vec![(lang.t("purchasing-reason"), reason.to_owned())],
        lines: Vec::new(),
        notes: String::new(),
        closing: word("purchasing-mail-closing"),
        bakery,
    };
    let mail = NewMail {
        cause: format!("{CANCELLED}{}:{}", purchase.id, purchase.version),
        ..plain_mail(tx, purchase, &supplier, to, &page)?
    };
    mail::enqueue(tx, &mail)?;
    Ok(true)
}

/// How the causes of mails about cancellations begin.
const CANCELLED: &str = "purchase-cancelled:";

/// The mail that tells of a cancellation does not leave after all.
///
/// # Errors
/// A conflict when it has left, or is about to.
pub(super) fn call_back_cancelled(tx: &Tx, purchase: &Purchase) -> Result<()> {
    for mail in mail::about(tx, "purchase", purchase.id.0)? {
        if mail.cause.starts_with(CANCELLED) && mail.status != mail::Status::Cancelled {
            mail::cancel(tx, mail.id).map_err(|_| Error::conflict("purchasing-supplier-told"))?;
        }
    }
    Ok(())
}
