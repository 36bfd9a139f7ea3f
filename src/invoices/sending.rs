//! The invoice's way to the payer: once by itself, again when asked.

use super::store::{self, Invoice, Payer};
use crate::db::Tx;
use crate::documents::{Document, InvoiceDocument};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::mail::{self, NewMail};
use crate::settings;
use crate::values::calendar::short;
use crate::values::format;
use crate::values::ids::{InvoiceId, MailId};
use crate::values::money::Money;

/// Puts the mail of an invoice into the outbox, in the language it was issued in; none where the payer has no address. It asks
/// for what is left after `paid`.
pub(super) fn enqueue(
    tx: &Tx,
    payer: &Payer,
    invoice: &Invoice,
    document: InvoiceDocument,
    paid: Money,
    cause: String,
) -> Result<Option<MailId>> {
    let Some(address) = payer.email.clone().filter(|email| !email.is_empty()) else {
        return Ok(None);
    };
    let lang = document.lang;
    let bakery = tx.settings.text(settings::BAKERY_NAME);
    let left = invoice.total_amount - paid;
    let key = match (paid.is_positive(), left.is_positive()) {
        (false, _) => "invoices-mail-text",
        (true, true) => "invoices-mail-text-part",
        (true, false) => "invoices-mail-text-paid",
    };
    // The paper says how where it was paid before; what came later is only said to have come.
    let how = match document.due_day.is_empty() {
        true => document.payment.method.clone(),
        false => lang.t("invoices-paid-now"),
    };
    let text = lang.with(
        key,
        &[
            ("name", (&payer.name).into()),
            ("number", (&invoice.invoice_number).into()),
            ("total", format::money(lang, invoice.total_amount).into()),
            ("due", short(invoice.due_date, lang).into()),
            ("how", how.into()),
            ("paid", format::money(lang, paid).into()),
            ("left", format::money(lang, left).into()),
            ("bakery", bakery.into()),
        ],
    );
    let mail = NewMail {
        cause,
        kind: "invoice",
        subject_kind: "invoice",
        subject_id: Some(invoice.id.0),
        to_address: address,
        to_name: payer.name.clone(),
        reply_to: Some(tx.settings.text(settings::EMAIL).to_owned()).filter(|to| !to.is_empty()),
        lang,
        subject: lang.with2(
            "invoices-mail-subject",
            "number",
            &invoice.invoice_number,
            "bakery",
            bakery,
        ),
        text_body: text,
        html_body: None,
        file_name: Some(format!("{}.pdf", invoice.invoice_number.replace('/', "-"))),
        document: Some(Document::Invoice(document)),
    };
    mail::enqueue(tx, &mail).map(Some)
}

/// Sends the invoice once more, to the payer's address of today, and says what is left of it by now. While a mail of it to that address has not left, that is
/// the one that goes: asking twice sends nothing twice.
///
/// # Errors
/// A conflict when the payer has no address.
pub fn send(tx: &Tx, id: InvoiceId) -> Result<MailId> {
    let invoice = super::find(tx, id)?;
    let payer = store::payer(tx, invoice.customer_id)?;
    let document = super::document(tx, id)?;
    let mails = store::mails(tx, id)?;
    let waits = mails.iter().find(|mail| {
        mail.kind == "invoice"
            && matches!(mail.status.as_str(), "waiting" | "sending")
            && Some(&mail.to_address) == payer.email.as_ref()
    });
    if let Some(mail) = waits {
        return Ok(mail.id);
    }
    let cause = format!("invoice:{id}:again:{}", mails.len());
    let paid = invoice.amount_paid;
    let mail = enqueue(tx, &payer, &invoice, document, paid, cause)?
        .ok_or_else(|| Error::conflict("invoices-no-address"))?;
    events::record(
        tx,
        Happened::new("invoice", Some(id.0), "sent_again").told(),
    )?;
    Ok(mail)
}
