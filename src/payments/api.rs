//! `/api/v1/payments`, `/api/v1/customers/{id}/statement`, `/api/v1/invoices/figures`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Allocation, Filter, Method, NewPayment, Payment};
use crate::db::View;
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, MailId, PaymentId};
use crate::values::money::Money;
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

#[derive(Debug, Deserialize, ToSchema)]
pub struct PaymentBody {
    pub customer_id: CustomerId,
    pub amount: Money,
    /// cash, card, transfer, direct_debit, or credit (what was paid earlier and is left).
    pub payment_method: String,
    /// Today where it is not said.
    pub payment_date: Option<Day>,
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub notes: String,
    /// What goes to which invoice; none: to those that are due first. What is left pays what else is open, as a payment by
    /// credit of its own; the rest is the customer's credit.
    #[serde(default)]
    pub allocations: Vec<ShareBody>,
    /// That an amount far above what the customer owes is meant. Without it such a payment is refused at 422.
    #[serde(default)]
    pub confirm_amount: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct ShareBody {
    pub invoice_id: InvoiceId,
    pub amount: Money,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ReverseBody {
    #[serde(default)]
    pub reason: String,
}

/// A payment, the invoices it pays, and what should be said about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenBody {
    #[serde(flatten)]
    pub payment: Payment,
    pub allocations: Vec<Allocation>,
    /// What the customer has left in all.
    pub customer_credit: Money,
    pub warning: Option<String>,
}

fn body_of(view: &View, id: PaymentId, lang: Lang) -> Result<TakenBody> {
    let payment = super::find(view, id)?;
    let warning = Method::from_code(&payment.payment_method)
        .and_then(|method| super::cash_warning(method, payment.amount));
    Ok(TakenBody {
        allocations: super::allocations(view, id)?,
        customer_credit: super::credit(view, payment.customer_id)?,
        warning: warning.map(|message| message.speak(lang)),
        payment,
    })
}

/// `GET /api/v1/payments`
///
/// # Errors
/// 422 for a cursor that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let customer = match ctx.query.optional("customer_id") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let filter = Filter {
        customer,
        after: paging.cursor()?,
    };
    let limit = paging.limit;
    let rows = ctx
        .read(move |view| super::list(view, &filter, limit))
        .await?;
    json(&List::page(rows, limit, |row| {
        format!("{}~{}", row.payment_date, row.id)
    }))
}

/// `GET /api/v1/payments/{id}`
///
/// # Errors
/// 404.
pub async fn show(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let lang = ctx.lang;
    let body = ctx.read(move |view| body_of(view, id, lang)).await?;
    json(&body)
}

/// `POST /api/v1/payments`
///
/// # Errors
/// 422 with the fields, and of `confirm_amount` far above what is owed; 409 when an invoice would be paid twice.
pub async fn take(ctx: Ctx) -> Answer {
    let body: PaymentBody = Body::read(&ctx)?;
    let method = Method::from_code(&body.payment_method)
        .ok_or_else(|| Error::field("payment_method", "setting-choice"))?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let new = NewPayment {
            customer_id: body.customer_id,
            payment_date: body.payment_date.unwrap_or_else(|| tx.today()),
            method,
            reference: body.reference,
            amount: body.amount,
            notes: body.notes,
            allocations: body
                .allocations
                .into_iter()
                .map(|share| (share.invoice_id, share.amount))
                .collect(),
            confirm_amount: body.confirm_amount,
        };
        let id = super::take(tx, &new)?;
        Stored::created(format!("/api/v1/payments/{id}"), &body_of(tx, id, lang)?)
    })
    .await
}

/// `POST /api/v1/payments/{id}/reverse`
///
/// # Errors
/// 409 when it is reversed already.
pub async fn reverse(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let body: ReverseBody = Body::read(&ctx)?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let reversal = super::reverse(tx, id, &body.reason)?;
        let location = format!("/api/v1/payments/{reversal}");
        Stored::created(location, &body_of(tx, reversal, lang)?)
    })
    .await
}

/// `POST /api/v1/payments/{id}/again`
///
/// # Errors
/// 409 when it is not reversed, or was taken again since.
pub async fn again(ctx: Ctx) -> Answer {
    let id: PaymentId = ctx.id("id")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let again = super::take_again(tx, id)?;
        let location = format!("/api/v1/payments/{again}");
        Stored::created(location, &body_of(tx, again, lang)?)
    })
    .await
}

/// `GET /api/v1/customers/{id}/statement`; `as_of` is today where it is not said.
///
/// # Errors
/// 404; 422 for a day that is none.
pub async fn statement(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let as_of = as_of(&ctx)?;
    let statement = ctx
        .read(move |view| super::statement(view, id, as_of.unwrap_or_else(|| view.today())))
        .await?;
    json(&statement)
}

/// The day in the query.
pub fn as_of(ctx: &Ctx) -> Result<Option<Day>> {
    match ctx.query.optional("as_of") {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| Error::field("as_of", "field-day")),
    }
}

/// `GET /api/v1/invoices/figures`
///
/// # Errors
/// Those of the database.
pub async fn figures(ctx: Ctx) -> Answer {
    let figures = ctx.read(|view| super::figures(view, view.today())).await?;
    json(&figures)
}

/// The mail that a statement went into.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementSent {
    pub mail_id: MailId,
}

/// `POST /api/v1/customers/{id}/statement/send`
///
/// # Errors
/// Those of the verb.
pub async fn send_statement(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let app = ctx.app.clone();
    let answer = ctx
        .once(move |tx| {
            let mail_id = super::send_statement(tx, id)?;
            Stored::ok(&StatementSent { mail_id })
        })
        .await;
    app.mail_waits.notify_one();
    answer
}
