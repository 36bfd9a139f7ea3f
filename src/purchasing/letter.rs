//! The mails about an order: that carry it, and that call it off. Those of an order that somebody sends on a page leave a
//! moment later, so that a slip of the finger can be taken back before the supplier hears of it.

use askama::Template;
use chrono::TimeDelta;

use super::state::Status;
use super::{Line, Purchase};
use crate::db::{Tx, View};
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::mail::{self, NewMail};
use crate::settings;
use crate::suppliers::{self, Supplier, words};
use crate::values::calendar::Instant;
use crate::values::ids::{MailId, PurchaseId};
use crate::values::{calendar, format};

/// For how many seconds a mail that a page sends can be called back.
const HELD: i64 = 20;

/// How the causes of mails that carry an order begin, and of those that call one off.
const ORDER: &str = "purchase:";
const CANCELLED: &str = "purchase-cancelled:";

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

/// The mail addresses that the order goes to: the order's, else those of today to which the supplier's orders go.
pub(super) fn address(tx: &Tx, purchase: &Purchase, supplier: &Supplier) -> Result<String> {
    match purchase.contact_email.as_str() {
        "" => Ok(suppliers::order_desk(tx, supplier)?.email),
        email => Ok(email.to_owned()),
    }
}

pub(super) fn order_mail(
    tx: &Tx,
    purchase: &Purchase,
    supplier: &Supplier,
    lines: &[Line],
    to: String,
    document: Document,
) -> Result<NewMail> {
    let lang = supplier.lang;
    let again = purchase.document_version > 1;
    let word = |key: &str| worded(tx, purchase, lang, key);
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
        bakery: tx.settings.text(settings::BAKERY_NAME).to_owned(),
    };
    let suffix = if again {
        format!("-v{version}")
    } else {
        String::new()
    };
    Ok(NewMail {
        cause: format!("{ORDER}{}:{version}", purchase.id),
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
        words::packs(lang, packs, &line.pack_name) + " "
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
        to_name: match purchase.contact_person.as_str() {
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

/// Words about an order, with its number and who writes.
fn worded(tx: &Tx, purchase: &Purchase, lang: Lang, key: &str) -> String {
    let bakery = tx.settings.text(settings::BAKERY_NAME);
    lang.with2(key, "number", purchase.po_number.as_str(), "bakery", bakery)
}

/// Tells the supplier that the order is called off; false when they have no mail address.
pub(super) fn mail_cancelled(tx: &Tx, purchase: &Purchase, reason: &str) -> Result<bool> {
    let supplier = suppliers::find(tx, purchase.supplier_id)?;
    let to = address(tx, purchase, &supplier)?;
    if to.is_empty() {
        return Ok(false);
    }
    let lang = supplier.lang;
    let word = |key: &str| worded(tx, purchase, lang, key);
    let page = MailPage {
        lang,
        title: word("purchasing-mail-cancelled"),
        lead: word("purchasing-mail-cancelled-lead"),
        rows: vec![(lang.t("purchasing-reason"), reason.to_owned())],
        lines: Vec::new(),
        notes: String::new(),
        closing: word("purchasing-mail-closing"),
        bakery: tx.settings.text(settings::BAKERY_NAME).to_owned(),
    };
    let mail = NewMail {
        cause: format!("{CANCELLED}{}:{}", purchase.id, purchase.version),
        ..plain_mail(tx, purchase, &supplier, to, &page)?
    };
    mail::enqueue(tx, &mail)?;
    Ok(true)
}

/// Lets the mails of an order that wait and were not tried yet wait a moment more, so that they can be called back.
///
/// # Errors
/// Only those of the database.
pub fn hold(tx: &Tx, id: PurchaseId) -> Result<()> {
    let until = tx.now.plus(TimeDelta::seconds(HELD));
    for mail in mail::about(tx, "purchase", id.0)? {
        mail::hold(tx, mail.id, until)?;
    }
    Ok(())
}

/// The mails that carry the order, the newest first.
fn order_mails(view: &View, purchase: &Purchase) -> Result<Vec<mail::Mail>> {
    let mut mails = mail::about(view, "purchase", purchase.id.0)?;
    mails.retain(|mail| mail.cause.starts_with(ORDER));
    Ok(mails)
}

/// Whether the supplier may know of the order: it was sent, and not all that was mailed about it is still here.
pub(super) fn is_known(view: &View, purchase: &Purchase) -> Result<bool> {
    let mails = order_mails(view, purchase)?;
    let waits = |mail: &mail::Mail| mail.status == mail::Status::Waiting;
    let here = |mail: &mail::Mail| {
        matches!(
            mail.status,
            mail::Status::Waiting | mail::Status::Failed | mail::Status::Cancelled
        )
    };
    let all_here = mails.iter().any(waits) && mails.iter().all(here);
    let has_answered = purchase.status != Status::Sent;
    Ok(purchase.status.is_with_supplier() && (has_answered || !all_here))
}

/// When the mail that carries the order leaves; nothing when it has left, or was tried already.
///
/// # Errors
/// Only those of the database.
pub fn leaves_at(view: &View, purchase: &Purchase) -> Result<Option<Instant>> {
    let newest = order_mails(view, purchase)?.into_iter().next();
    let held = newest.filter(|mail| mail.status == mail::Status::Waiting && mail.attempts == 0);
    Ok(held.map(|mail| mail.next_try_at))
}

/// Whether a mail may be sent again: not one that carries an order which was called off.
///
/// # Errors
/// A conflict when it may not.
pub fn may_leave(tx: &Tx, id: MailId) -> Result<()> {
    let mail = mail::find(tx, id)?;
    let order = mail.subject_id.filter(|_| mail.cause.starts_with(ORDER));
    match order
        .map(|id| super::find(tx, PurchaseId(id)))
        .transpose()?
    {
        Some(order) if !order.status.is_with_supplier() => {
            Err(Error::conflict("purchasing-mail-called-back"))
        }
        _ => Ok(()),
    }
}

/// The mails that carry the order and have not left, or could not, stay here.
pub(super) fn call_back_order(tx: &Tx, purchase: &Purchase) -> Result<()> {
    for mail in order_mails(tx, purchase)? {
        if matches!(mail.status, mail::Status::Waiting | mail::Status::Failed) {
            mail::cancel(tx, mail.id)?;
        }
    }
    Ok(())
}

/// The newest mail that carries the order leaves after all, when it was called back.
pub(super) fn post_again(tx: &Tx, purchase: &Purchase) -> Result<()> {
    let newest = order_mails(tx, purchase)?.into_iter().next();
    if let Some(mail) = newest.filter(|mail| mail.status == mail::Status::Cancelled) {
        mail::retry(tx, mail.id)?;
    }
    Ok(())
}

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
