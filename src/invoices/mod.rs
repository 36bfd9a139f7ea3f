//! Invoices: a payer's delivered notes, summed and frozen at a number without gap. Sent, paid and overdue are derived.

pub mod api;
pub mod draft;
pub mod pages;
mod prepaid;
pub mod rhythm;
mod sending;
pub mod snapshot;
mod store;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::customers::{self, ExposureOf};
use crate::db::{Tx, View};
use crate::documents::InvoiceDocument;
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::fulfilment;
use crate::orders::{self, PaymentStatus};
use crate::settings;
use crate::values::calendar::{Day, Period};
use crate::values::ids::{CustomerId, InvoiceId, NoteId, OrderId};
use crate::values::money::Money;

pub use draft::{Draft, Waiting, due, now, waiting};
use prepaid::Prepaid;
pub use prepaid::paid_when_taken;
pub use sending::send;
pub use store::{BilledNote, Invoice, InvoiceMail, Payer, payer};

/// Which invoices a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    Open,
    Overdue,
    Paid,
}

impl Show {
    pub const ALL: [Self; 4] = [Self::All, Self::Open, Self::Overdue, Self::Paid];

    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub show: Show,
    pub customer: Option<CustomerId>,
    /// By the invoice's date.
    pub month: Option<Period>,
    /// The cursor of the last row seen; see [`Filter::cursor`].
    pub after: Option<[String; 3]>,
}

impl Filter {
    /// The cursor of a row: of its due day where the list goes by that, else of its date and number.
    pub fn cursor(&self, row: &Invoice) -> String {
        match self.show {
            Show::Open | Show::Overdue => format!("{}~{}~", row.due_date, row.id),
            Show::All | Show::Paid => {
                format!("{}~{}~{}", row.invoice_date, row.series, row.number)
            }
        }
    }
}

/// What a run made, and whom it could not invoice and why.
#[derive(Debug, Clone, Default)]
pub struct Issued {
    pub made: Vec<InvoiceId>,
    pub refused: Vec<Refused>,
}

#[derive(Debug, Clone)]
pub struct Refused {
    pub customer_id: CustomerId,
    pub name: String,
    pub problems: Vec<Message>,
}

/// # Errors
/// [`Error::NotFound`] when there is no such invoice.
pub fn find(view: &View, id: InvoiceId) -> Result<Invoice> {
    store::find(view, id, view.today())
}

/// A page of invoices, one more than `limit` where there are more.
///
/// # Errors
/// Only those of the database.
pub fn list(view: &View, filter: &Filter, limit: usize) -> Result<Vec<Invoice>> {
    store::list(view, filter, view.today(), limit)
}

/// What a payer has not paid yet, the one that is due first ahead.
///
/// # Errors
/// Only those of the database.
pub fn open_of(view: &View, payer: CustomerId) -> Result<Vec<Invoice>> {
    store::open_of(view, payer, view.today())
}

/// What was frozen at the number.
///
/// # Errors
/// [`Error::NotFound`] when there is no such invoice.
pub fn document(view: &View, id: InvoiceId) -> Result<InvoiceDocument> {
    Ok(serde_json::from_str(&store::snapshot(view, id)?)?)
}

/// The delivery notes on an invoice, without their lines.
///
/// # Errors
/// Only those of the database.
pub fn notes_of(view: &View, id: InvoiceId) -> Result<Vec<BilledNote>> {
    store::notes_of(view, id)
}

/// Mails about the invoice, newest first.
///
/// # Errors
/// Only those of the database.
pub fn mails(view: &View, id: InvoiceId) -> Result<Vec<InvoiceMail>> {
    store::mails(view, id)
}

/// Who pays for an order's delivery, and its notes that may be invoiced.
///
/// # Errors
/// A conflict when it is not delivered or is invoiced already.
pub fn deliveries_of(view: &View, order: OrderId) -> Result<(CustomerId, Vec<NoteId>)> {
    let notes = store::notes_of_order(view, order)?;
    let Some(first) = notes.first() else {
        return Err(Error::conflict("invoices-nothing"));
    };
    Ok((store::note(view, *first)?.customer_id, notes))
}

/// Issues one invoice from delivered notes of a payer, all of one calendar month and one price mode. It is dated `day`, or the
/// last date of its series where that is later; its number follows without gap, in this transaction. The notes are
/// marked, the payer's exposure moves from the orders to the invoice, and the mail is put into the outbox. Both say what was
/// paid before: with the orders, and from `credit`, of which the caller books what the invoice takes (`payments::issue` does).
///
/// # Errors
/// A conflict that says what is missing or wrong; nothing is changed then.
pub fn issue(
    tx: &Tx,
    payer: CustomerId,
    notes: &[NoteId],
    day: Day,
    credit: Money,
) -> Result<InvoiceId> {
    let payer = store::payer(tx, payer)?;
    let notes = notes
        .iter()
        .map(|id| store::note(tx, *id))
        .collect::<Result<Vec<_>>>()?;
    let sums = check(tx, &payer, &notes, day)?;
    let series = series(tx, day)?;
    let day = store::last_date(tx, &series)?.map_or(day, |last| last.max(day));
    let (first, last) = draft::span(&notes);
    let due = payer.terms.due_day(first, day);
    let number = tx.next_number(&format!("invoice {series}"))?;
    let prepaid = Prepaid::of(tx, &notes, sums.totals.total, credit)?;
    let about = snapshot::Issue {
        number: &format!("{series}-{number:06}"),
        day,
        first,
        last,
        due,
        prepaid: &prepaid,
    };
    let document = snapshot::document(tx, &payer, &notes, &sums, &about)?;
    let text = serde_json::to_string(&document)?;
    let id: InvoiceId = tx.id();
    store::insert(
        tx,
        &store::Frozen {
            id,
            series: &series,
            number,
            customer_id: payer.id,
            day,
            from: first,
            until: last,
            due,
            subtotal: sums.base(),
            tax: sums.totals.tax,
            total: sums.totals.total,
            document: &document,
            snapshot: &text,
            sha256: Sha256::digest(&text).into(),
        },
    )?;
    hand_over(tx, &payer, &notes, id)?;
    let invoice = find(tx, id)?;
    record(
        tx,
        &invoice,
        "issued",
        "invoice_created",
        "invoices.created",
    )?;
    let paid = prepaid.amount.min(invoice.total_amount);
    let cause = format!("invoice:{id}");
    sending::enqueue(tx, &payer, &invoice, document, paid, cause)?;
    Ok(id)
}

/// Notes learn that they are invoiced, and what the payer owes moves from the orders to the invoice. What an order says of its
/// payment stays until a payment says otherwise: it may have been paid when it was taken.
fn hand_over(tx: &Tx, payer: &Payer, notes: &[BilledNote], id: InvoiceId) -> Result<()> {
    let delivered = notes.iter().filter(|note| !note.is_charge);
    let ids: Vec<NoteId> = delivered.map(|note| note.id).collect();
    fulfilment::mark_invoiced(tx, &ids, id)?;
    let invoice = find(tx, id)?;
    for note in notes {
        if note.is_charge {
            orders::mark_charge_invoiced(tx, note.order_id, id, &invoice.invoice_number)?;
        }
        customers::set_exposure(tx, ExposureOf::Order(note.order_id), payer.id, Money::ZERO)?;
    }
    customers::set_exposure(tx, ExposureOf::Invoice(id), payer.id, invoice.amount_due)
}

fn check(tx: &Tx, payer: &Payer, notes: &[BilledNote], day: Day) -> Result<draft::Sums> {
    let Some(first) = notes.first() else {
        return Err(Error::conflict("invoices-nothing"));
    };
    if notes.iter().any(|note| note.customer_id != payer.id) {
        return Err(Error::conflict("invoices-other-payer"));
    }
    if notes
        .iter()
        .any(|note| !note.is_delivered || note.is_invoiced)
    {
        return Err(Error::conflict("invoices-note-taken"));
    }
    let month = Period::month(first.day);
    if notes.iter().any(|note| !month.contains(note.day)) {
        return Err(Error::conflict("invoices-two-months"));
    }
    if notes.iter().any(|note| note.tax_mode != first.tax_mode) {
        return Err(Error::conflict("invoices-two-modes"));
    }
    if notes.iter().any(|note| note.day > day) {
        return Err(Error::conflict("invoices-before-delivery"));
    }
    let mut problems = draft::problems(tx, payer);
    let sums = draft::sums(notes)?;
    if sums.totals.total.is_zero() {
        return Err(Error::conflict("invoices-nothing"));
    }
    if sums.totals.total.is_negative() {
        problems.push(Message::new("invoices-negative"));
    }
    if problems.is_empty() {
        return Ok(sums);
    }
    Err(refusal(tx, payer, &problems))
}

/// The refusal of a run that made nothing for the payer it was for; none where it made something.
///
/// # Errors
/// The conflict.
pub fn or_refused(tx: &Tx, issued: Issued) -> Result<Issued> {
    match issued.refused.first() {
        Some(refused) if issued.made.is_empty() => {
            let payer = store::payer(tx, refused.customer_id)?;
            Err(refusal(tx, &payer, &refused.problems))
        }
        _ => Ok(issued),
    }
}

/// The refusal in one sentence, and as a list for programs.
fn refusal(view: &View, payer: &Payer, problems: &[Message]) -> Error {
    let lang = view.settings.language();
    let words: Vec<String> = problems.iter().map(|problem| problem.speak(lang)).collect();
    let keys: Vec<&str> = problems
        .iter()
        .map(|problem| problem.key.as_str())
        .collect();
    let message = Message::new("invoices-cannot")
        .arg("name", payer.name.as_str())
        .arg("problems", words.join(" "));
    Error::Conflict(message, Some(json!({ "problems": keys })))
}

/// The series of a day: the setting and the year, as `F26`.
fn series(view: &View, day: Day) -> Result<String> {
    let letters = view.settings.text(settings::INVOICE_SERIES);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.');
    if letters.is_empty() || !letters.chars().all(plain) {
        return Err(Error::conflict("invoices-series-wrong"));
    }
    Ok(format!("{letters}{:02}", day.year().rem_euclid(100)))
}

fn record(
    tx: &Tx,
    invoice: &Invoice,
    action: &'static str,
    event: &'static str,
    topic: &'static str,
) -> Result<()> {
    let payload = json!({
        "event_type": event,
        "invoice_id": invoice.id,
        "invoice_number": invoice.invoice_number,
        "order_id": invoice.order_id,
        "customer_id": invoice.customer_id,
        "customer_name": invoice.customer_name,
        "invoice_date": invoice.invoice_date,
        "due_date": invoice.due_date,
        "total_amount": invoice.total_amount,
        "amount_due": invoice.amount_due,
        "timestamp": tx.now,
    });
    events::record(
        tx,
        Happened::new("invoice", Some(invoice.id.0), action).event(event, topic, payload),
    )
}

/// Books a payment (or, below zero, its reversal) on an invoice: what is open, the exposure, and how its orders stand.
///
/// # Errors
/// A conflict when more would be paid than is due, or less than nothing.
pub fn settle(tx: &Tx, id: InvoiceId, amount: Money) -> Result<()> {
    if !store::settle(tx, id, amount)? {
        return Err(Error::conflict("payments-more-than-due"));
    }
    stand(tx, id, tx.today())
}

/// Leaves an invoice out of what credit pays by itself, or puts it back: somebody has taken such a use back by hand, or made one.
///
/// # Errors
/// Only those of the database.
pub fn hold_credit(tx: &Tx, id: InvoiceId, held: bool) -> Result<()> {
    store::hold_credit(tx, id, held)
}

/// Tells the rooms before how the invoice stands on a day: exposure, payment state of its orders.
///
/// # Errors
/// Only those of the database.
pub fn stand(tx: &Tx, id: InvoiceId, as_of: Day) -> Result<()> {
    let invoice = store::find(tx, id, as_of)?;
    customers::set_exposure(
        tx,
        ExposureOf::Invoice(id),
        invoice.customer_id,
        invoice.amount_due,
    )?;
    let status = match invoice.status.as_str() {
        "paid" => PaymentStatus::Paid,
        "overdue" => PaymentStatus::Overdue,
        _ if invoice.amount_paid.is_positive() => PaymentStatus::Partial,
        _ => PaymentStatus::Unpaid,
    };
    for order in store::orders(tx, id)? {
        orders::set_payment_status(tx, order, status, None)?;
    }
    Ok(())
}
