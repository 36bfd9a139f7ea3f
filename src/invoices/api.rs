//! `/api/v1/orders/wholesale/invoices`, `/api/v1/invoices`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Draft, Filter, Invoice, InvoiceMail, Issued, Show, Waiting};
use crate::db::View;
use crate::documents::{self, Document};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::payments::{self, Allocation};
use crate::values::calendar::{Day, Period};
use crate::values::ids::{CustomerId, InvoiceId, MailId, NoteId, OrderId};
use crate::values::money::Money;
use crate::web::answer::{self, json};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Form, Stored};

/// What is to be invoiced: nothing said is every payer whose period has ended.
#[derive(Debug, Deserialize, ToSchema)]
pub struct IssueBody {
    /// All that this payer has received and was not invoiced for.
    pub customer_id: Option<CustomerId>,
    /// The delivery of this order.
    pub order_id: Option<OrderId>,
    /// These delivery notes of the customer, on one invoice.
    #[serde(default)]
    pub note_ids: Vec<NoteId>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedBody {
    pub items: Vec<Invoice>,
    pub refused: Vec<RefusedBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedBody {
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub problems: Vec<String>,
}

/// An invoice with everything that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceBody {
    #[serde(flatten)]
    pub invoice: Invoice,
    pub order_ids: Vec<OrderId>,
    pub payments: Vec<Allocation>,
    pub mails: Vec<InvoiceMail>,
    /// Everything printed, as it was frozen.
    #[schema(value_type = Object)]
    pub document: Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SentBody {
    pub mail_id: MailId,
    pub invoice: Invoice,
}

/// What is to be invoiced, and what waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoicesDue)]
pub struct DueBody {
    pub as_of: Day,
    /// Periods that have ended; of one customer all that was received.
    pub items: Vec<DraftBody>,
    /// Delivered, and not yet due by the payer's rhythm; not told of one customer.
    pub waiting: Vec<WaitingBody>,
}

/// An invoice that could be issued.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceDraft)]
pub struct DraftBody {
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub operation_from: Day,
    pub operation_until: Day,
    /// Delivery notes; what a late cancellation costs stands under its order's id.
    pub note_ids: Vec<NoteId>,
    /// The day of payment if it were issued on `as_of`.
    pub due_date: Day,
    pub subtotal: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    /// Why it cannot be issued yet, in sentences.
    pub problems: Vec<String>,
    /// Deliveries of the period that nobody has closed yet.
    pub under_way: i64,
    /// The law's last day for it has gone.
    pub is_late: bool,
    /// With the payer's rhythm fresh food is due when its invoice is written.
    pub breaks_fresh_term: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceWaiting)]
pub struct WaitingBody {
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// The day on which it will be invoiced.
    pub issue_day: Day,
    /// The first day that it is of.
    pub operation_from: Day,
    pub notes: usize,
    pub total_amount: Money,
}

impl DraftBody {
    fn of(draft: &Draft, lang: Lang) -> Self {
        let problems = draft.problems.iter();
        Self {
            customer_id: draft.payer.id,
            customer_name: draft.payer.name.clone(),
            operation_from: draft.period.from(),
            operation_until: draft.period.to(),
            note_ids: draft.note_ids(),
            due_date: draft.due_date,
            subtotal: draft.sums.base(),
            tax_amount: draft.sums.totals.tax,
            total_amount: draft.sums.totals.total,
            problems: problems.map(|problem| problem.speak(lang)).collect(),
            under_way: draft.under_way,
            is_late: draft.is_late,
            breaks_fresh_term: draft.breaks_fresh_term,
        }
    }
}

impl From<Waiting> for WaitingBody {
    fn from(waiting: Waiting) -> Self {
        Self {
            customer_id: waiting.payer.id,
            customer_name: waiting.payer.name,
            issue_day: waiting.issue_day,
            operation_from: waiting.from,
            notes: waiting.notes,
            total_amount: waiting.total,
        }
    }
}

/// `GET /api/v1/invoices/due`: what would be issued today; of `customer_id` all that this one has received.
///
/// # Errors
/// 404 where there is no such customer.
pub async fn due(ctx: Ctx) -> Answer {
    let customer: Option<CustomerId> = match ctx.query.optional("customer_id") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let lang = ctx.lang;
    let body = ctx.read(move |view| {
        let as_of = view.today();
        let (drafts, waiting) = match customer {
            Some(id) => (
                super::now(view, as_of, super::payer(view, id)?.id)?,
                Vec::new(),
            ),
            None => (super::due(view, as_of, None)?, super::waiting(view, as_of)?),
        };
        Ok(DueBody {
            as_of,
            items: drafts
                .iter()
                .map(|draft| DraftBody::of(draft, lang))
                .collect(),
            waiting: waiting.into_iter().map(WaitingBody::from).collect(),
        })
    });
    json(&body.await?)
}

/// Reads the filters that list and page share: `status`, `customer_id`, `month` (2026-11).
pub(super) fn filter_of(query: &Form) -> Result<Filter> {
    let show = match query.optional("status") {
        None => Show::All,
        Some(code) => {
            Show::from_code(code).ok_or_else(|| Error::field("status", "setting-choice"))?
        }
    };
    let customer = match query
        .optional("customer_id")
        .or_else(|| query.optional("customer"))
    {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let month = match query.optional("month") {
        None => None,
        Some(month) => {
            let first: Day = format!("{month}-01")
                .parse()
                .map_err(|_| Error::field("month", "field-day"))?;
            Some(Period::month(first))
        }
    };
    Ok(Filter {
        show,
        customer,
        month,
        after: None,
    })
}

/// `GET /api/v1/orders/wholesale/invoices`, `GET /api/v1/invoices`
///
/// # Errors
/// 422 for a filter that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let filter = filter_of(&ctx.query)?;
    list(&ctx, filter).await
}

/// `GET /api/v1/orders/wholesale/overdue`
///
/// # Errors
/// 422 for a filter that is none.
pub async fn overdue(ctx: Ctx) -> Answer {
    let mut filter = filter_of(&ctx.query)?;
    filter.show = Show::Overdue;
    list(&ctx, filter).await
}

async fn list(ctx: &Ctx, mut filter: Filter) -> Answer {
    let paging = Paging::of(ctx)?;
    filter.after = paging.cursor()?;
    let limit = paging.limit;
    let wanted = filter.clone();
    let rows = ctx
        .read(move |view| super::list(view, &wanted, limit))
        .await?;
    json(&List::page(rows, limit, |row| filter.cursor(row)))
}

fn body_of(view: &View, id: InvoiceId) -> Result<InvoiceBody> {
    Ok(InvoiceBody {
        invoice: super::find(view, id)?,
        order_ids: super::notes_of(view, id)?
            .into_iter()
            .map(|note| note.order_id)
            .collect(),
        payments: payments::of_invoice(view, id)?,
        mails: super::mails(view, id)?,
        document: serde_json::to_value(super::document(view, id)?)?,
    })
}

/// `GET /api/v1/orders/wholesale/invoices/{id}`
///
/// # Errors
/// 404.
pub async fn show(ctx: Ctx) -> Answer {
    let id: InvoiceId = ctx.id("id")?;
    let body = ctx.read(move |view| body_of(view, id)).await?;
    json(&body)
}

/// `POST /api/v1/orders/wholesale/invoices`
///
/// # Errors
/// 409 with what is missing where one payer or order was named; 404 where there is no such payer.
pub async fn issue(ctx: Ctx) -> Answer {
    let body: IssueBody = Body::read(&ctx)?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let today = tx.today();
        let issued = match (body.order_id, body.customer_id, body.note_ids.as_slice()) {
            (Some(order), _, _) => one(payments::issue_order(tx, order, today)?),
            (None, Some(payer), []) => {
                super::or_refused(tx, payments::issue_now(tx, payer, today)?)?
            }
            (None, Some(payer), notes) => one(payments::issue(tx, payer, notes, today)?),
            (None, None, []) => payments::issue_due(tx, today, today)?,
            (None, None, _) => return Err(Error::field("customer_id", "field-required")),
        };
        let location = issued
            .made
            .first()
            .map_or("/api/v1/invoices".to_owned(), |id| {
                format!("/api/v1/orders/wholesale/invoices/{id}")
            });
        Stored::created(location, &issued_body(tx, issued, lang)?)
    })
    .await
}

fn one(id: InvoiceId) -> Issued {
    Issued {
        made: vec![id],
        refused: Vec::new(),
    }
}

fn issued_body(view: &View, issued: Issued, lang: Lang) -> Result<IssuedBody> {
    Ok(IssuedBody {
        items: issued
            .made
            .into_iter()
            .map(|id| super::find(view, id))
            .collect::<Result<_>>()?,
        refused: issued
            .refused
            .into_iter()
            .map(|refused| RefusedBody {
                customer_id: refused.customer_id,
                customer_name: refused.name,
                problems: refused
                    .problems
                    .iter()
                    .map(|problem| problem.speak(lang))
                    .collect(),
            })
            .collect(),
    })
}

/// `POST /api/v1/orders/wholesale/invoices/{id}/send`
///
/// # Errors
/// 409 when the payer has no address.
pub async fn send(ctx: Ctx) -> Answer {
    let id: InvoiceId = ctx.id("id")?;
    let app = ctx.app.clone();
    let answer = ctx
        .once(move |tx| {
            let mail_id = super::send(tx, id)?;
            let invoice = super::find(tx, id)?;
            Stored::ok(&SentBody { mail_id, invoice })
        })
        .await;
    app.mail_waits.notify_one();
    answer
}

/// `GET /invoices/{id}/pdf`, `GET /api/v1/orders/wholesale/invoices/{id}/pdf`; `copy=1` is marked as a duplicate.
///
/// # Errors
/// 404.
pub async fn pdf(ctx: Ctx) -> Answer {
    let id: InvoiceId = ctx.id("id")?;
    let copy = ctx.query.is_on("copy");
    let mut document = ctx.read(move |view| super::document(view, id)).await?;
    document.copy = copy;
    let name = format!("{}.pdf", document.number.replace('/', "-"));
    let bytes = render(Document::Invoice(document)).await?;
    Ok(answer::pdf(&name, bytes))
}

/// A document's PDF, made off the async threads.
///
/// # Errors
/// When the document cannot be printed.
pub async fn render(document: Document) -> Result<Vec<u8>> {
    tokio::task::spawn_blocking(move || documents::render(&document))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}
