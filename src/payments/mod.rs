//! Payments: what came in, which invoices it pays, what is left as the customer's credit; undone by reversal, never deleted.

pub mod api;
mod credit;
pub mod figures;
mod issuing;
pub mod jobs;
pub mod pages;
mod prepaid;
pub mod reminders;
mod send;
pub mod standing;
pub mod statement;
mod store;

use serde_json::json;

use crate::customers;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::invoices::{self, Invoice};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, PaymentId};
use crate::values::money::Money;

pub use credit::{credit, use_all, use_credit};
pub use figures::{Figures, figures};
pub use issuing::{issue, issue_due, issue_now, issue_order};
pub use send::send_statement;
pub use statement::{Statement, statement};
pub use store::{Allocation, Debtor, Filter, Payment, debtors, list};

/// How it was paid. Credit is money that came earlier and was left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Cash,
    Card,
    Transfer,
    DirectDebit,
    Credit,
}

impl Method {
    pub const ALL: [Self; 5] = [
        Self::Transfer,
        Self::Cash,
        Self::Card,
        Self::DirectDebit,
        Self::Credit,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Transfer => "transfer",
            Self::DirectDebit => "direct_debit",
            Self::Credit => "credit",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// What of an amount is money that came now.
    const fn money(self, amount: Money) -> Money {
        match self {
            Self::Credit => Money::ZERO,
            _ => amount,
        }
    }
}

/// From this amount on nothing may be paid in cash where one side is a business, as a bakery always is (Ley 7/2012 art. 7, as
/// it stands since Ley 11/2021): said, not forbidden.
const CASH_LIMIT_CENTS: i64 = 100_000;
/// Most that one payment is of: more was mistyped.
const MOST_CENTS: i64 = 1_000_000_000;
/// A payment is far above what is owed when it is more than double, and more than this above it.
const FAR_ABOVE_CENTS: i64 = 100_000;
/// Days back to which a payment may be dated: an older one is a slip of the fingers.
const OLDEST: i64 = 2 * 366;
const LONGEST_REFERENCE: usize = 120;

/// A payment as typed.
#[derive(Debug, Clone)]
pub struct NewPayment {
    pub customer_id: CustomerId,
    pub payment_date: Day,
    pub method: Method,
    pub reference: String,
    pub amount: Money,
    pub notes: String,
    /// What goes to which invoice; none: to those that are due first.
    pub allocations: Vec<(InvoiceId, Money)>,
    /// An amount far above what is owed is meant so.
    pub confirm_amount: bool,
}

/// # Errors
/// [`Error::NotFound`] when there is no such payment.
pub fn find(view: &View, id: PaymentId) -> Result<Payment> {
    store::find(view, id)
}

/// Which invoices a payment pays and how much of each.
///
/// # Errors
/// Only those of the database.
pub fn allocations(view: &View, id: PaymentId) -> Result<Vec<Allocation>> {
    store::allocations(view, id)
}

/// The payments of an invoice, newest first.
///
/// # Errors
/// Only those of the database.
pub fn of_invoice(view: &View, id: InvoiceId) -> Result<Vec<Allocation>> {
    store::of_invoice(view, id)
}

/// How `amount` would be spread: over what is due first, until it is used up.
///
/// # Errors
/// Only those of the database.
pub fn propose(
    view: &View,
    customer: CustomerId,
    amount: Money,
) -> Result<Vec<(InvoiceId, Money)>> {
    Ok(spread(&invoices::open_of(view, customer)?, amount))
}

/// Spreads `amount` over open invoices in their order.
fn spread(open: &[Invoice], amount: Money) -> Vec<(InvoiceId, Money)> {
    let mut left = amount;
    let mut shares = Vec::new();
    for invoice in open {
        let share = left.min(invoice.amount_due);
        if share.is_positive() {
            shares.push((invoice.id, share));
            left -= share;
        }
    }
    shares
}

/// What to say about more cash than the law allows.
pub fn cash_warning(method: Method, amount: Money) -> Option<Message> {
    let too_much = method == Method::Cash && amount >= Money::from_cents(CASH_LIMIT_CENTS);
    too_much.then(|| Message::new("payments-cash-limit"))
}

/// Takes a payment: spreads it over invoices, uses what is left on whatever else is open ([`use_credit`]), and keeps the rest
/// as the customer's credit for the next invoice.
///
/// # Errors
/// [`Error::Invalid`] for what was typed wrong, and of `confirm_amount` where it is far above what is owed; a conflict when an
/// invoice would be paid twice or the credit is short.
pub fn take(tx: &Tx, new: &NewPayment) -> Result<PaymentId> {
    let id = enter(tx, new)?;
    follow_up(tx, new, id)
}

/// What a payment that was booked brings with it.
fn follow_up(tx: &Tx, new: &NewPayment, id: PaymentId) -> Result<PaymentId> {
    if new.method != Method::Credit {
        use_credit(tx, new.customer_id)?;
    }
    standing::refresh(tx, new.customer_id, tx.today())?;
    Ok(id)
}

/// As [`take`], leaving what is left over as it is.
fn enter(tx: &Tx, new: &NewPayment) -> Result<PaymentId> {
    let shares = check(tx, new)?;
    book(tx, new, &shares)
}

/// Books a payment that is spread over invoices already.
fn book(tx: &Tx, new: &NewPayment, shares: &[(InvoiceId, Money)]) -> Result<PaymentId> {
    let payer = invoices::payer(tx, new.customer_id)?;
    let id: PaymentId = tx.id();
    store::insert(tx, id, new, None)?;
    for (invoice, share) in shares {
        apply(tx, id, *invoice, payer.id, *share)?;
        if new.method == Method::Credit {
            invoices::hold_credit(tx, *invoice, false)?;
        }
    }
    let used: Money = shares.iter().map(|(_, share)| *share).sum();
    credit::keep(tx, payer.id, new.method.money(new.amount) - used)?;
    let payload = json!({
        "event_type": "payment_received",
        "payment_id": id,
        "customer_id": payer.id,
        "customer_name": payer.name,
        "payment_method": new.method.code(),
        "payment_date": new.payment_date,
        "amount": new.amount,
        "invoices": shares.iter().map(|(invoice, share)| json!({ "invoice_id": invoice, "amount": share })).collect::<Vec<_>>(),
        "timestamp": tx.now,
    });
    events::record(
        tx,
        Happened::new("payment", Some(id.0), "payment_received").event(
            "payment_received",
            "payments.received",
            payload,
        ),
    )?;
    for (invoice, share) in shares {
        note_on_invoice(tx, *invoice, *share)?;
    }
    Ok(id)
}

fn check(tx: &Tx, new: &NewPayment) -> Result<Vec<(InvoiceId, Money)>> {
    let mut errors = FieldErrors::default();
    let most = Money::from_cents(MOST_CENTS);
    if !new.amount.is_positive() {
        errors.add("amount", "payments-amount");
    }
    if new.amount > most {
        errors.add("amount", Message::new("payments-most").arg("most", most));
    }
    if new.payment_date > tx.today() {
        errors.add("payment_date", "payments-future");
    }
    if new.payment_date < tx.today().add_days(-OLDEST) {
        errors.add("payment_date", "payments-too-old");
    }
    if new.reference.chars().count() > LONGEST_REFERENCE {
        errors.add(
            "reference",
            Message::new("setting-too-long").arg("most", LONGEST_REFERENCE),
        );
    }
    errors.or(())?;
    let shares = if new.allocations.is_empty() {
        propose(tx, new.customer_id, new.amount)?
    } else {
        new.allocations.clone()
    };
    let mut seen = std::collections::BTreeSet::new();
    if shares
        .iter()
        .any(|(invoice, share)| !share.is_positive() || !seen.insert(*invoice))
    {
        return Err(Error::field("amount", "payments-share"));
    }
    // A share above what is due is refused with the invoice; here only sums beyond all bounds are kept out.
    if shares.iter().any(|(_, share)| *share > most) {
        return Err(Error::field("amount", "payments-shares-too-much"));
    }
    let spread: Money = shares.iter().map(|(_, share)| *share).sum();
    if spread > new.amount {
        return Err(Error::field("amount", "payments-shares-too-much"));
    }
    if new.method == Method::Credit {
        if credit(tx, new.customer_id)? < new.amount {
            return Err(Error::conflict("payments-credit-short"));
        }
        if spread != new.amount {
            return Err(Error::field("amount", "payments-credit-left"));
        }
    }
    ask_much(tx, new)?;
    Ok(shares)
}

/// Asks before a payment far above what the customer owes: a comma left out makes a hundredfold of it.
fn ask_much(view: &View, new: &NewPayment) -> Result<()> {
    if new.confirm_amount || new.method == Method::Credit {
        return Ok(());
    }
    let owed = customers::exposure(view, new.customer_id)?.max(Money::ZERO);
    if new.amount <= owed + owed || new.amount <= owed + Money::from_cents(FAR_ABOVE_CENTS) {
        return Ok(());
    }
    let message = Message::new("payments-much").arg("amount", new.amount);
    Err(Error::field("confirm_amount", message.arg("owed", owed)))
}

/// Books a share (below zero when it is taken back) on an invoice of this customer.
fn apply(
    tx: &Tx,
    payment: PaymentId,
    invoice: InvoiceId,
    customer: CustomerId,
    share: Money,
) -> Result<()> {
    if invoices::find(tx, invoice)?.customer_id != customer {
        return Err(Error::conflict("payments-other-customer"));
    }
    store::allocate(tx, payment, invoice, share)?;
    invoices::settle(tx, invoice, share)
}

/// The invoice's own history tells of it.
fn note_on_invoice(tx: &Tx, invoice: InvoiceId, share: Money) -> Result<()> {
    let invoice = invoices::find(tx, invoice)?;
    let action = match (share.is_negative(), invoice.amount_due.is_zero()) {
        (true, _) => "payment_reversed",
        (false, true) => "paid",
        (false, false) => "partly_paid",
    };
    let changes = json!({ "amount_due": [invoice.amount_due + share, invoice.amount_due] });
    events::record(
        tx,
        Happened::new("invoice", Some(invoice.id.0), action).changes(changes),
    )
}

/// Undoes a payment by an equal one below zero; its invoices are open again, and so are those that its rest has paid since.
/// Of what credit had paid, it is not used again by itself.
///
/// # Errors
/// A conflict when it is a reversal itself or was reversed before.
pub fn reverse(tx: &Tx, id: PaymentId, reason: &str) -> Result<PaymentId> {
    let reversal = undo(tx, id, reason)?;
    let payment = store::find(tx, id)?;
    if payment.payment_method == Method::Credit.code() {
        // Who undoes that credit was used wants it for something else.
        for share in store::allocations(tx, id)? {
            invoices::hold_credit(tx, share.invoice_id, true)?;
        }
    } else {
        credit::give_back(tx, payment.customer_id, reason)?;
        use_credit(tx, payment.customer_id)?;
    }
    standing::refresh(tx, payment.customer_id, tx.today())?;
    Ok(reversal)
}

fn undo(tx: &Tx, id: PaymentId, reason: &str) -> Result<PaymentId> {
    let payment = store::find(tx, id)?;
    if payment.reverses_id.is_some() || payment.reversed_by.is_some() {
        return Err(Error::conflict("payments-reversed-already"));
    }
    let reversal: PaymentId = tx.id();
    let method = method_of(&payment)?;
    let mirrored = NewPayment {
        customer_id: payment.customer_id,
        payment_date: tx.today(),
        method,
        reference: payment.reference.clone(),
        amount: -payment.amount,
        notes: reason.to_owned(),
        allocations: Vec::new(),
        confirm_amount: true,
    };
    store::insert(tx, reversal, &mirrored, Some(id))?;
    let free = payment.allocated - method.money(payment.amount);
    credit::keep(tx, payment.customer_id, free)?;
    for share in store::allocations(tx, id)? {
        apply(
            tx,
            reversal,
            share.invoice_id,
            payment.customer_id,
            -share.amount,
        )?;
        note_on_invoice(tx, share.invoice_id, -share.amount)?;
    }
    let payload = json!({
        "event_type": "payment_reversed",
        "payment_id": id,
        "reversal_id": reversal,
        "customer_id": payment.customer_id,
        "amount": -payment.amount,
        "timestamp": tx.now,
    });
    events::record(
        tx,
        Happened::new("payment", Some(id.0), "reversed")
            .because(reason)
            .event("payment_reversed", "payments.reversed", payload),
    )?;
    Ok(reversal)
}

fn method_of(payment: &Payment) -> Result<Method> {
    Method::from_code(&payment.payment_method)
        .ok_or_else(|| Error::internal("unknown payment method"))
}

/// Undoes a reversal: the payment is taken again as it was, for the same invoices, as a payment of its own. Credit that has paid
/// them meanwhile is given back.
///
/// # Errors
/// A conflict when it was not reversed, or was taken again since, or an invoice is paid otherwise by now; those of [`take`].
pub fn take_again(tx: &Tx, id: PaymentId) -> Result<PaymentId> {
    let payment = store::find(tx, id)?;
    let newest = events::history(tx, "payment", id)?.into_iter().next();
    if newest.is_none_or(|line| line.action != "reversed") {
        return Err(Error::conflict("payments-not-reversed"));
    }
    let method = method_of(&payment)?;
    let shares = store::allocations(tx, id)?;
    credit::make_room(tx, &shares, method)?;
    let again = NewPayment {
        customer_id: payment.customer_id,
        payment_date: payment.payment_date,
        method,
        reference: payment.reference,
        amount: payment.amount,
        notes: payment.notes,
        allocations: shares
            .into_iter()
            .map(|share| (share.invoice_id, share.amount))
            .collect(),
        confirm_amount: true,
    };
    // What paid no invoice is credit again, and pays what credit may.
    let again = match again.allocations.is_empty() {
        true => follow_up(tx, &again, book(tx, &again, &[])?)?,
        false => take(tx, &again)?,
    };
    let about = json!({ "taken_again": [null, again] });
    events::record(
        tx,
        Happened::new("payment", Some(id.0), "taken_again").changes(about),
    )?;
    Ok(again)
}
