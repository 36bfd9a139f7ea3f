//! What is to be issued, and issuing it.

use askama::Template;

use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::invoices::{self, Draft, Issued, Payer, Waiting};
use crate::payments;
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day};
use crate::values::format;
use crate::values::ids::{CustomerId, NoteId};
use crate::values::money::Money;
use crate::web::{Answer, Ctx, Frame, Stored, session};

#[derive(Template)]
#[template(path = "invoices/due.html")]
struct DuePage {
    frame: Frame,
    drafts: Vec<Draft>,
    /// Delivered, and not yet due by the payer's rhythm.
    waiting: Vec<Waiting>,
    /// Whose, where only one's are shown.
    payer: Option<Payer>,
    as_of: Day,
    key: String,
}

impl DuePage {
    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn day(&self, day: &Day) -> String {
        calendar::short(*day, self.frame.lang)
    }

    fn period(&self, draft: &Draft) -> String {
        calendar::period(draft.period, self.frame.lang)
    }

    fn say(&self, problem: &Message) -> String {
        problem.speak(self.frame.lang)
    }

    fn ready(&self) -> usize {
        self.drafts
            .iter()
            .filter(|draft| draft.problems.is_empty())
            .count()
    }

    fn may_issue(&self) -> bool {
        self.frame.may(Permission::IssueInvoices)
    }

    fn total(&self) -> String {
        let total: Money = self
            .drafts
            .iter()
            .filter(|draft| draft.problems.is_empty())
            .map(|draft| draft.sums.totals.total)
            .sum();
        self.money(&total)
    }
}

/// `GET /invoices/due`: what would be issued now; with `customer`, all that this one has received.
///
/// # Errors
/// Those of the database.
pub async fn due(ctx: Ctx) -> Answer {
    let payer = payer_of(&ctx)?;
    let key = session::new_token()?;
    ctx.page(move |view, frame| {
        let as_of = view.today();
        let drafts = match payer {
            Some(payer) => invoices::now(view, as_of, payer)?,
            None => invoices::due(view, as_of, None)?,
        };
        Ok(DuePage {
            waiting: match payer {
                Some(_) => Vec::new(),
                None => invoices::waiting(view, as_of)?,
            },
            frame,
            drafts,
            payer: payer.map(|id| invoices::payer(view, id)).transpose()?,
            as_of,
            key,
        })
    })
    .await
}

fn payer_of(ctx: &Ctx) -> Result<Option<CustomerId>> {
    ctx.query
        .optional("customer")
        .map(|id| id.parse().map_err(|_| Error::NotFound))
        .transpose()
}

/// `POST /invoices/due`: issues what is due; with `customer_id` all that this payer has received, with `note`s only those.
///
/// # Errors
/// A conflict when there is nothing, or something is missing.
pub async fn issue(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let payer: Option<CustomerId> = form
        .optional("customer_id")
        .map(|id| id.parse().map_err(|_| Error::NotFound))
        .transpose()?;
    let notes = form
        .all("note")
        .map(|id| id.parse().map_err(|_| Error::NotFound))
        .collect::<Result<Vec<NoteId>>>()?;
    let (lang, app) = (ctx.lang, ctx.app.clone());
    let answer = ctx
        .once(move |tx| {
            let issued = match payer {
                Some(payer) if !notes.is_empty() => Issued {
                    made: vec![payments::issue(tx, payer, &notes, tx.today())?],
                    refused: Vec::new(),
                },
                Some(payer) => payments::issue_now(tx, payer, tx.today())?,
                None => payments::issue_due(tx, tx.today(), tx.today())?,
            };
            Ok(Stored::see(where_to(&issued)).saying(said(lang, &issued)))
        })
        .await;
    app.mail_waits.notify_one();
    answer
}

/// To the invoice where it is one; to what is left where something was refused.
fn where_to(issued: &Issued) -> String {
    match (issued.made.as_slice(), issued.refused.is_empty()) {
        ([only], true) => format!("/invoices/{only}"),
        (_, false) => "/invoices/due".to_owned(),
        _ => "/invoices".to_owned(),
    }
}

fn said(lang: Lang, issued: &Issued) -> String {
    let made = lang.with1("invoices-job-made", "count", issued.made.len());
    if issued.refused.is_empty() {
        return made;
    }
    let refused = lang.with1("invoices-job-refused", "count", issued.refused.len());
    format!("{made} {refused}")
}
