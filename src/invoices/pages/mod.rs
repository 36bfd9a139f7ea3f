//! Invoices: the list with its figures, what is to be issued, one invoice as it was printed.

mod due;

pub use due::{due, issue};

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use askama::Template;

use super::api::{self, filter_of};
use super::{BilledNote, Filter, Invoice, InvoiceMail, Payer, Show};
use crate::documents::InvoiceDocument;
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::invoices;
use crate::payments::{self, Allocation, Figures};
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day, Instant, Zone};
use crate::values::format;
use crate::values::ids::InvoiceId;
use crate::values::money::{Money, Rate};
use crate::web::api::Paging;
use crate::web::{Answer, Ctx, Frame, Stored, session};

/// Rows of a page of the list.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "invoices/index.html")]
struct IndexPage {
    frame: Frame,
    figures: Figures,
    rows: Vec<Invoice>,
    filter: Filter,
    customer: Option<Payer>,
    month: String,
    next: String,
    is_first: bool,
}

#[derive(Template)]
#[template(path = "invoices/show.html")]
struct InvoicePage {
    frame: Frame,
    invoice: Invoice,
    document: InvoiceDocument,
    notes: Vec<BilledNote>,
    payments: Vec<Allocation>,
    mails: Vec<InvoiceMail>,
    history: Vec<HistoryLine>,
    zone: Zone,
    key: String,
}

/// The words of a state, and the kind of its tag.
pub fn state(lang: Lang, invoice: &Invoice) -> (&'static str, String) {
    match invoice.status.as_str() {
        "paid" => ("done", lang.t("invoices-state-paid")),
        "overdue" => (
            "late",
            lang.with1("invoices-state-overdue", "days", invoice.days_overdue),
        ),
        "sent" => ("", lang.t("invoices-state-sent")),
        _ => ("", lang.t("invoices-state-issued")),
    }
}

impl IndexPage {
    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn day(&self, day: &Day) -> String {
        calendar::short(*day, self.frame.lang)
    }

    fn state(&self, invoice: &Invoice) -> (&'static str, String) {
        state(self.frame.lang, invoice)
    }

    /// The filters in a line: address, words, whether it is this one.
    fn shows(&self) -> Vec<(String, String, bool)> {
        Show::ALL
            .into_iter()
            .map(|show| {
                (
                    self.href(show),
                    self.frame.t(&format!("invoices-show-{}", show.code())),
                    show == self.filter.show,
                )
            })
            .collect()
    }

    fn href(&self, show: Show) -> String {
        let mut href = format!("/invoices?status={}", show.code());
        if let Some(customer) = self.filter.customer {
            href.push_str(&format!("&customer={customer}"));
        }
        if !self.month.is_empty() {
            href.push_str(&format!("&month={}", self.month));
        }
        href
    }

    fn days_to_payment(&self) -> String {
        self.figures.days_to_payment.map_or_else(
            || self.frame.t("invoices-no-figure"),
            |days| format::number(self.frame.lang, days),
        )
    }

    /// Words and amounts of the ageing, whether the band is late.
    fn ageing(&self) -> Vec<(String, String, bool)> {
        let ageing = &self.figures.ageing;
        [
            ("invoices-age-not-due", ageing.not_due),
            ("invoices-age-30", ageing.days_1_30),
            ("invoices-age-60", ageing.days_31_60),
            ("invoices-age-90", ageing.days_61_90),
            ("invoices-age-more", ageing.days_over_90),
        ]
        .into_iter()
        .enumerate()
        .map(|(at, (key, amount))| {
            let late = at > 0 && amount.is_positive();
            (self.frame.t(key), self.money(&amount), late)
        })
        .collect()
    }

    fn weeks(&self) -> Vec<(String, String)> {
        self.figures
            .expected
            .iter()
            .map(|week| {
                let day = calendar::day_month(week.from, self.frame.lang);
                let key = match week.until {
                    Some(_) => "invoices-week-of",
                    None => "invoices-week-later",
                };
                (self.frame.t1(key, "day", day), self.money(&week.amount))
            })
            .collect()
    }
}

/// `GET /invoices`
///
/// # Errors
/// 422 for a filter that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let mut filter = filter_of(&ctx.query)?;
    let month = ctx.query.text("month").to_owned();
    let paging = Paging::of(&ctx)?;
    filter.after = paging.cursor()?;
    ctx.page(move |view, frame| {
        let mut rows = invoices::list(view, &filter, ROWS)?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let customer = filter
            .customer
            .map(|id| invoices::payer(view, id))
            .transpose()?;
        let mut page = IndexPage {
            frame,
            figures: payments::figures(view, view.today())?,
            customer,
            month,
            next: String::new(),
            is_first: filter.after.is_none(),
            rows,
            filter,
        };
        if let Some(last) = page.rows.last().filter(|_| more) {
            page.next = format!(
                "{}&after={}",
                page.href(page.filter.show),
                page.filter.cursor(last)
            );
        }
        Ok(page)
    })
    .await
}

impl InvoicePage {
    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn day(&self, day: &Day) -> String {
        calendar::short(*day, self.frame.lang)
    }

    /// A day of the snapshot.
    fn written_day(&self, text: &str) -> String {
        text.parse()
            .map_or_else(|_| text.to_owned(), |day| self.day(&day))
    }

    /// An amount of the snapshot.
    fn written(&self, text: &str) -> String {
        text.parse::<Money>()
            .map_or_else(|_| text.to_owned(), |amount| self.money(&amount))
    }

    /// A number of the snapshot, as many decimals as it has.
    fn figure(&self, text: &str) -> String {
        text.parse().map_or_else(
            |_| text.to_owned(),
            |number| format::number(self.frame.lang, number),
        )
    }

    fn price(&self, text: &str) -> String {
        text.parse().map_or_else(
            |_| text.to_owned(),
            |price| format::bare_price(self.frame.lang, price),
        )
    }

    fn percent(&self, text: &str) -> String {
        text.parse::<Rate>().map_or_else(
            |_| text.to_owned(),
            |rate| format::percent(self.frame.lang, rate),
        )
    }

    fn is_zero(&self, text: &str) -> bool {
        text.is_empty() || text.parse().is_ok_and(|rate: Rate| rate.is_zero())
    }

    fn at(&self, at: &Instant) -> String {
        let local = self.zone.local(*at);
        local.format("%d/%m/%Y %H:%M").to_string()
    }

    fn state(&self) -> (&'static str, String) {
        state(self.frame.lang, &self.invoice)
    }

    fn did(&self, line: &HistoryLine) -> String {
        self.frame
            .t(&format!("invoices-did-{}", line.action.replace('_', "-")))
    }

    fn method(&self, code: &str) -> String {
        payments::pages::method_words(self.frame.lang, code)
    }

    fn mail_state(&self, mail: &InvoiceMail) -> (&'static str, String) {
        let kind = match mail.status.as_str() {
            "sent" => "done",
            "failed" | "uncertain" => "late",
            _ => "",
        };
        (
            kind,
            self.frame.t(&format!("invoices-mail-{}", mail.status)),
        )
    }

    fn may_send(&self) -> bool {
        self.frame.may(Permission::IssueInvoices)
    }

    fn may_take(&self) -> bool {
        self.frame.may(Permission::TakePayments) && self.invoice.amount_due.is_positive()
    }
}

/// `GET /invoices/{id}`
///
/// # Errors
/// 404.
pub async fn show(ctx: Ctx) -> Answer {
    let id: InvoiceId = ctx.id("id")?;
    let key = session::new_token()?;
    ctx.page(move |view, frame| {
        Ok(InvoicePage {
            frame,
            invoice: invoices::find(view, id)?,
            document: invoices::document(view, id)?,
            notes: invoices::notes_of(view, id)?,
            payments: payments::of_invoice(view, id)?,
            mails: invoices::mails(view, id)?,
            history: events::history(view, "invoice", id)?,
            zone: view.zone,
            key,
        })
    })
    .await
}

/// `GET /invoices/{id}/pdf`; `copy=1` is marked as a duplicate, `download=1` is saved instead of shown.
///
/// # Errors
/// 404.
pub async fn pdf(ctx: Ctx) -> Answer {
    let download = ctx.query.is_on("download");
    let mut response = api::pdf(ctx).await?;
    let shown = response
        .headers()
        .get(CONTENT_DISPOSITION)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.replace("inline", "attachment"));
    if let Some(value) = shown
        .filter(|_| download)
        .and_then(|value| HeaderValue::from_str(&value).ok())
    {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// `POST /invoices/{id}/send`
///
/// # Errors
/// A conflict when the payer has no address.
pub async fn send(ctx: Ctx) -> Answer {
    let id: InvoiceId = ctx.id("id")?;
    let (said, app) = (ctx.lang.t("invoices-sent-again"), ctx.app.clone());
    let answer = ctx
        .once(move |tx| {
            invoices::send(tx, id)?;
            Ok(Stored::see(format!("/invoices/{id}")).saying(said))
        })
        .await;
    app.mail_waits.notify_one();
    answer
}
