//! Reminders: each step once per invoice, one mail per customer and day, with the statement; they stop when paid.

use std::collections::BTreeMap;

use super::statement::{self, statement};
use super::store::{self, Remindable};
use crate::db::Tx;
use crate::documents::Document;
use crate::error::Result;
use crate::events::{self, Happened};
use crate::invoices::{self, Payer};
use crate::mail::{self, NewMail};
use crate::settings;
use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::ids::{CustomerId, InvoiceId, MailId};

/// Before the due day nobody is reminded of an invoice that has only just come.
const SETTLING_DAYS: i64 = 3;

/// The three tones: by the step in days after the due day, and by what was said before. A customer who was off, or had no
/// address, or whose bakery's computer was off is not told of notes that never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// It will be due.
    Before,
    /// It may have been forgotten.
    Friendly,
    /// From fifteen days on, when a friendly one was sent.
    Firm,
}

impl Tone {
    pub const fn of(step: i64, was_reminded: bool) -> Self {
        match (step, was_reminded) {
            (..=0, _) => Self::Before,
            (1..=14, _) | (_, false) => Self::Friendly,
            (_, true) => Self::Firm,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Friendly => "friendly",
            Self::Firm => "firm",
        }
    }
}

/// The steps of an invoice that a day has reached and that were not made: the last is made, those before it are passed over
/// (the program was off, or the invoice is late already).
pub fn steps_reached(
    steps: &[i64],
    made: &[i64],
    invoice_date: Day,
    due: Day,
    as_of: Day,
) -> (Option<i64>, Vec<i64>) {
    let days = due.days_until(as_of);
    let settled = invoice_date.days_until(as_of) >= SETTLING_DAYS;
    let mut reached: Vec<i64> = steps
        .iter()
        .copied()
        .filter(|step| *step <= days && !made.contains(step) && (*step > 0 || settled))
        .collect();
    reached.sort_unstable();
    reached.dedup();
    let newest_made = made.iter().copied().max();
    let step = reached.pop();
    // A word before the due day comes too late after it; a milder step never follows a harder one.
    let too_late =
        |step: i64| (step <= 0 && days > 0) || newest_made.is_some_and(|made| made > step);
    match step {
        Some(step) if too_late(step) => {
            reached.push(step);
            (None, reached)
        }
        step => (step, reached),
    }
}

/// A reminder that is to be made.
struct Due {
    invoice: InvoiceId,
    step: i64,
    tone: Tone,
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    pub mails: usize,
    /// Customers who should be reminded and have no address.
    pub without_address: usize,
}

/// Makes the reminders of a day.
///
/// # Errors
/// Only those of the database.
pub fn remind(tx: &Tx, as_of: Day) -> Result<Run> {
    let mut run = Run::default();
    if !tx.settings.on(settings::REMINDERS_ON) {
        return Ok(run);
    }
    let steps = tx.settings.numbers(settings::REMINDER_STEPS);
    let Some(first) = steps.iter().min() else {
        return Ok(run);
    };
    let mut by_customer: BTreeMap<CustomerId, Vec<Due>> = BTreeMap::new();
    for invoice in store::remindable(tx, as_of.add_days(-first))? {
        if let Some(step) = next_step(tx, &steps, &invoice, as_of)? {
            by_customer
                .entry(invoice.customer_id)
                .or_default()
                .push(Due {
                    invoice: invoice.id,
                    step,
                    tone: Tone::of(step, invoice.was_reminded),
                });
        }
    }
    for (customer, due) in by_customer {
        let mail = write(tx, customer, &due, as_of)?;
        match mail {
            Some(_) => run.mails += 1,
            None => run.without_address += 1,
        }
        for Due { invoice, step, .. } in due {
            store::reminded(tx, invoice, step, as_of, mail)?;
            if mail.is_some() {
                events::record(
                    tx,
                    Happened::new("invoice", Some(invoice.0), "reminded")
                        .because(format!("{step:+}"))
                        .told(),
                )?;
            }
        }
    }
    Ok(run)
}

/// The step to be made now; those passed over are noted without a mail.
fn next_step(tx: &Tx, steps: &[i64], invoice: &Remindable, as_of: Day) -> Result<Option<i64>> {
    let (step, passed) = steps_reached(
        steps,
        &invoice.steps_made,
        invoice.invoice_date,
        invoice.due,
        as_of,
    );
    for step in passed {
        store::reminded(tx, invoice.id, step, as_of, None)?;
    }
    Ok(step)
}

/// Writes the customer's mail of the day, with the statement. Every invoice is spoken of in the tone that it has earned; the
/// subject and the statement, which stand for all of them, take the mildest.
fn write(tx: &Tx, customer: CustomerId, due: &[Due], as_of: Day) -> Result<Option<MailId>> {
    let payer = invoices::payer(tx, customer)?;
    let Some(address) = payer.email.clone().filter(|email| !email.is_empty()) else {
        return Ok(None);
    };
    let lang = payer.lang;
    let mildest = due.iter().map(|due| due.tone).min();
    let mildest = mildest.unwrap_or(Tone::Before);
    let mut by_tone: BTreeMap<Tone, Vec<String>> = BTreeMap::new();
    for due in due {
        let invoice = invoices::find(tx, due.invoice)?;
        by_tone.entry(due.tone).or_default().push(lang.with(
            "payments-reminder-line",
            &[
                ("number", invoice.invoice_number.into()),
                ("due", short(invoice.due_date, lang).into()),
                ("amount", format::money(lang, invoice.amount_due).into()),
            ],
        ));
    }
    let bakery = tx.settings.text(settings::BAKERY_NAME);
    let key = |part: &str, tone: Tone| format!("payments-reminder-{part}-{}", tone.code());
    // Interest and the 40 € are between businesses (Ley 3/2004 art. 3): nothing of them to a private person.
    let lawful = |part: &str, tone: Tone| match (tone, payer.is_private) {
        (Tone::Firm, true) => format!("{}-private", key(part, tone)),
        _ => key(part, tone),
    };
    let name = payer.name.as_str();
    let mut parts = vec![lang.with1(&key("greeting", mildest), "name", name)];
    for (tone, lines) in by_tone {
        parts.push(lang.t(&lawful("text", tone)));
        parts.push(lines.join("\n"));
    }
    parts.push(lang.with1("payments-reminder-closing", "bakery", bakery));
    let text = format!("{}\n", parts.join("\n\n"));
    let document = reminder_document(tx, &payer, as_of, lang.t(&lawful("intro", mildest)))?;
    let mail = NewMail {
        cause: format!("reminder:{customer}:{as_of}"),
        kind: "reminder",
        subject_kind: "customer",
        subject_id: Some(customer.0),
        to_address: address,
        to_name: payer.name.clone(),
        reply_to: Some(tx.settings.text(settings::EMAIL).to_owned()).filter(|to| !to.is_empty()),
        lang,
        subject: lang.with1(&key("subject", mildest), "bakery", bakery),
        text_body: text,
        html_body: None,
        document: Some(document),
        file_name: Some(lang.with1("payments-statement-file", "day", as_of.to_string())),
    };
    mail::enqueue(tx, &mail).map(Some)
}

fn reminder_document(tx: &Tx, payer: &Payer, as_of: Day, intro: String) -> Result<Document> {
    let as_it_stands = statement(tx, payer.id, as_of)?;
    Ok(Document::Statement(statement::document(
        tx,
        payer,
        &as_it_stands,
        intro,
    )))
}
