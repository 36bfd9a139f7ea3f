//! Payments: taking one with the amount already there, the list, one payment and its undoing, a customer's statement.

mod statement;

pub use statement::{send_statement, show_statement, statement_pdf};

use actix_web::http::StatusCode;
use askama::Template;

use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::invoices::{self, Invoice, Payer};
use crate::payments::{self, Allocation, Debtor, Filter, Method, NewPayment, Payment};
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day, Instant, Zone};
use crate::values::format;
use crate::values::ids::{CustomerId, InvoiceId, PaymentId};
use crate::values::money::Money;
use crate::web::answer::speak_fields;
use crate::web::api::Paging;
use crate::web::{Answer, Ctx, Form, Frame, Stored, session};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "payments/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Payment>,
    customer: Option<Payer>,
    next: String,
}

#[derive(Template)]
#[template(path = "payments/choose.html")]
struct ChoosePage {
    frame: Frame,
    debtors: Vec<Debtor>,
    /// A payment came without its customer.
    error: String,
}

#[derive(Template)]
#[template(path = "payments/new.html")]
struct NewPage {
    frame: Frame,
    payer: Payer,
    open: Vec<Invoice>,
    /// What each open invoice would get of the amount as it stands.
    proposed: Vec<Money>,
    credit: Money,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
}

#[derive(Template)]
#[template(path = "payments/show.html")]
struct PaymentPage {
    frame: Frame,
    payment: Payment,
    shares: Vec<Allocation>,
    warning: String,
    history: Vec<HistoryLine>,
    zone: Zone,
    key: String,
}

/// "Transferencia", "Cash".
pub fn method_words(lang: Lang, code: &str) -> String {
    lang.t(&format!("payments-method-{}", code.replace('_', "-")))
}

/// The tones that every page here shares.
macro_rules! speaks {
    ($($page:ident),+) => {$(
        impl $page {
            fn money(&self, amount: &Money) -> String {
                format::money(self.frame.lang, *amount)
            }

            fn day(&self, day: &Day) -> String {
                calendar::short(*day, self.frame.lang)
            }
        }
    )+};
}

pub(super) use speaks;

speaks!(IndexPage, ChoosePage, NewPage, PaymentPage);

impl IndexPage {
    fn method(&self, payment: &Payment) -> String {
        method_words(self.frame.lang, &payment.payment_method)
    }

    fn may_take(&self) -> bool {
        self.frame.may(Permission::TakePayments)
    }
}

fn customer_of(ctx: &Ctx) -> Result<Option<CustomerId>> {
    ctx.query
        .optional("customer")
        .map(|id| id.parse().map_err(|_| Error::NotFound))
        .transpose()
}

/// `GET /payments`
///
/// # Errors
/// 422 for a cursor that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let filter = Filter {
        customer: customer_of(&ctx)?,
        after: Paging::of(&ctx)?.cursor()?,
    };
    ctx.page(move |view, frame| {
        let mut rows = payments::list(view, &filter, ROWS)?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let next = rows
            .last()
            .filter(|_| more)
            .map_or_else(String::new, |row| {
                let customer = filter
                    .customer
                    .map_or_else(String::new, |id| format!("customer={id}&"));
                format!("/payments?{customer}after={}~{}", row.payment_date, row.id)
            });
        let customer = filter
            .customer
            .map(|id| invoices::payer(view, id))
            .transpose()?;
        Ok(IndexPage {
            frame,
            rows,
            customer,
            next,
        })
    })
    .await
}

/// `GET /payments/new`: of `customer`, the amount being all that is open, or of one `invoice`; without a customer, who owes.
///
/// # Errors
/// 404.
pub async fn new(ctx: Ctx) -> Answer {
    let Some(customer) = customer_of(&ctx)? else {
        return choose_page(&ctx, StatusCode::OK, String::new()).await;
    };
    let invoice: Option<InvoiceId> = ctx.query.optional("invoice").and_then(|id| id.parse().ok());
    let key = session::new_token()?;
    ctx.page(move |view, frame| {
        let mut form = Form::default();
        let open = invoices::open_of(view, customer)?;
        let amount = |of: Option<InvoiceId>| -> Money {
            open.iter()
                .filter(|open| of.is_none_or(|id| id == open.id))
                .map(|open| open.amount_due)
                .sum()
        };
        let wanted = amount(invoice);
        if wanted.is_positive() {
            form.set("amount", format::bare_money(frame.lang, wanted));
        }
        if let Some(id) = invoice {
            form.set(
                &format!("invoice.{id}"),
                format::bare_money(frame.lang, wanted),
            );
        }
        form.set("payment_method", Method::Transfer.code());
        form.set("payment_date", calendar::short(view.today(), frame.lang));
        new_page(view, frame, customer, form, Vec::new(), key)
    })
    .await
}

async fn choose_page(ctx: &Ctx, status: StatusCode, error: String) -> Answer {
    ctx.page_with(status, move |view, frame| {
        Ok(ChoosePage {
            frame,
            debtors: payments::debtors(view, view.today())?,
            error,
        })
    })
    .await
}

fn new_page(
    view: &View,
    frame: Frame,
    customer: CustomerId,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
) -> Result<NewPage> {
    let open = invoices::open_of(view, customer)?;
    let mut ignored = FieldErrors::default();
    let amount = form.money("amount", &mut ignored).unwrap_or_default();
    let shares = payments::propose(view, customer, amount)?;
    let proposed = open
        .iter()
        .map(|invoice| {
            shares
                .iter()
                .find(|(id, _)| *id == invoice.id)
                .map_or(Money::ZERO, |(_, share)| *share)
        })
        .collect();
    Ok(NewPage {
        payer: invoices::payer(view, customer)?,
        credit: payments::credit(view, customer)?,
        frame,
        open,
        proposed,
        form,
        errors,
        key,
    })
}

impl NewPage {
    fn error(&self, field: &str) -> &str {
        self.errors
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, text)| text)
    }

    /// Credit is offered only where there is some.
    fn methods(&self) -> Vec<(&'static str, String, bool)> {
        Method::ALL
            .into_iter()
            .filter(|method| *method != Method::Credit || self.credit.is_positive())
            .map(|method| {
                let code = method.code();
                (
                    code,
                    method_words(self.frame.lang, code),
                    self.form.text("payment_method") == code,
                )
            })
            .collect()
    }

    /// Open invoices with what they would get, the name of their field and what was typed into it.
    fn rows(&self) -> Vec<(&Invoice, String, String, &str)> {
        self.open
            .iter()
            .zip(&self.proposed)
            .map(|(invoice, share)| {
                let name = format!("invoice.{}", invoice.id);
                let typed = self.form.text(&name);
                let share = format::bare_money(self.frame.lang, *share);
                (invoice, share, name, typed)
            })
            .collect()
    }

    fn total(&self) -> String {
        let total: Money = self.open.iter().map(|invoice| invoice.amount_due).sum();
        self.money(&total)
    }
}

/// `POST /payments`
///
/// # Errors
/// A conflict when an invoice would be paid twice.
pub async fn take(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let Ok(customer) = form.text("customer_id").parse::<CustomerId>() else {
        let error = ctx.lang.t("payments-no-customer");
        return choose_page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, error).await;
    };
    let answer = match read(&ctx, &form, customer) {
        Ok(payment) => store(&ctx, payment).await,
        Err(error) => Err(error),
    };
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            // The same key: what failed was not stored.
            let key = form.text("_key").to_owned();
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, move |view, frame| {
                new_page(view, frame, customer, form, errors, key)
            })
            .await
        }
        answer => answer,
    }
}

fn read(ctx: &Ctx, form: &Form, customer_id: CustomerId) -> Result<NewPayment> {
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let amount = form.money("amount", &mut errors);
    if form.optional("amount").is_none() {
        errors.add("amount", "field-required");
    }
    let payment_date = form
        .day("payment_date", today, &mut errors)
        .unwrap_or(today);
    let method = Method::from_code(form.text("payment_method"));
    if method.is_none() {
        errors.add("payment_method", "setting-choice");
    }
    let mut allocations = Vec::new();
    for (name, _) in form.pairs() {
        let Some(id) = name
            .strip_prefix("invoice.")
            .and_then(|id| id.parse::<InvoiceId>().ok())
        else {
            continue;
        };
        if let Some(share) = form
            .money(name, &mut errors)
            .filter(|share| !share.is_zero())
        {
            allocations.push((id, share));
        }
    }
    errors.or(NewPayment {
        customer_id,
        payment_date,
        method: method.unwrap_or(Method::Transfer),
        reference: form.text("reference").to_owned(),
        amount: amount.unwrap_or_default(),
        notes: form.text("notes").to_owned(),
        allocations,
        confirm_amount: form.is_on("confirm_amount"),
    })
}

async fn store(ctx: &Ctx, payment: NewPayment) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let id = payments::take(tx, &payment)?;
        let payer = invoices::payer(tx, payment.customer_id)?;
        let mut said = lang.with2(
            "payments-taken",
            "amount",
            format::money(lang, payment.amount),
            "name",
            payer.name.as_str(),
        );
        if let Some(warning) = payments::cash_warning(payment.method, payment.amount) {
            said = format!("{said} {}", warning.speak(lang));
        }
        Ok(Stored::see(format!("/payments/{id}"))
            .saying(said)
            .undo(format!("/payments/{id}/reverse")))
    })
    .await
}

impl PaymentPage {
    fn method(&self) -> String {
        method_words(self.frame.lang, &self.payment.payment_method)
    }

    /// The invoice that takes all of it: the amount stands above already.
    fn only_share(&self) -> Option<&Allocation> {
        match self.shares.as_slice() {
            [only] if only.amount == self.payment.amount => Some(only),
            _ => None,
        }
    }

    fn rest(&self) -> Money {
        self.payment.amount - self.payment.allocated
    }

    fn may_reverse(&self) -> bool {
        self.frame.may(Permission::TakePayments)
            && self.payment.reverses_id.is_none()
            && self.payment.reversed_by.is_none()
    }

    fn at(&self, at: &Instant) -> String {
        let local = self.zone.local(*at);
        local.format("%d/%m/%Y %H:%M").to_string()
    }

    fn did(&self, line: &HistoryLine) -> String {
        self.frame
            .t(&format!("payments-did-{}", line.action.replace('_', "-")))
    }
}

/// `GET /payments/{id}`
///
/// # Errors
/// 404.
pub async fn show(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let key = session::new_token()?;
    ctx.page(move |view, frame| {
        let payment = payments::find(view, id)?;
        let warning = Method::from_code(&payment.payment_method)
            .and_then(|method| payments::cash_warning(method, payment.amount))
            .map_or_else(String::new, |warning| warning.speak(frame.lang));
        Ok(PaymentPage {
            shares: payments::allocations(view, id)?,
            history: events::history(view, "payment", id)?,
            zone: view.zone,
            frame,
            payment,
            warning,
            key,
        })
    })
    .await
}

/// `POST /payments/{id}/reverse`
///
/// # Errors
/// A conflict when it is reversed already.
pub async fn reverse(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let reason = ctx.form()?.text("reason").to_owned();
    let said = ctx.lang.t("payments-reversed");
    ctx.once(move |tx| {
        payments::reverse(tx, id, &reason)?;
        Ok(Stored::see(format!("/payments/{id}"))
            .saying(said)
            .undo(format!("/payments/{id}/again")))
    })
    .await
}

/// `POST /payments/{id}/again`: undoes a reversal.
///
/// # Errors
/// Those of the verb.
pub async fn again(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let said = ctx.lang.t("payments-again");
    ctx.once(move |tx| {
        let again = payments::take_again(tx, id)?;
        Ok(Stored::see(format!("/payments/{again}"))
            .saying(said)
            .undo(format!("/payments/{again}/reverse")))
    })
    .await
}
