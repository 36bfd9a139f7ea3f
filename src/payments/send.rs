//! The statement by mail, when somebody asks for it.

use super::statement::{self, statement};
use crate::db::Tx;
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::invoices;
use crate::mail::{self, NewMail};
use crate::settings;
use crate::values::calendar::short;
use crate::values::ids::{CustomerId, MailId};

/// Sends a customer the statement as it stands today.
///
/// # Errors
/// [`Error::NotFound`]; a conflict when the customer has no address.
pub fn send_statement(tx: &Tx, customer: CustomerId) -> Result<MailId> {
    let payer = invoices::payer(tx, customer)?;
    let Some(address) = payer.email.clone().filter(|email| !email.is_empty()) else {
        return Err(Error::conflict("invoices-no-address"));
    };
    let (lang, today) = (payer.lang, tx.today());
    let stands = statement(tx, customer, today)?;
    let document = statement::document(tx, &payer, &stands, String::new());
    let bakery = tx.settings.text(settings::BAKERY_NAME);
    let lead = lang.with2(
        "payments-statement-text",
        "name",
        payer.name.as_str(),
        "day",
        short(today, lang),
    );
    let closing = lang.with1("payments-reminder-closing", "bakery", bakery);
    let id = mail::enqueue(
        tx,
        &NewMail {
            cause: format!("statement:{}", tx.id::<MailId>()),
            kind: "statement",
            subject_kind: "customer",
            subject_id: Some(customer.0),
            to_address: address,
            to_name: payer.name.clone(),
            reply_to: Some(tx.settings.text(settings::EMAIL).to_owned())
                .filter(|to| !to.is_empty()),
            lang,
            subject: lang.with1("payments-statement-subject", "bakery", bakery),
            text_body: format!("{lead}\n\n{closing}\n"),
            html_body: None,
            document: Some(Document::Statement(document)),
            file_name: Some(lang.with1("payments-statement-file", "day", today.to_string())),
        },
    )?;
    events::record(
        tx,
        Happened::new("customer", Some(customer.0), "statement_sent").told(),
    )?;
    Ok(id)
}
