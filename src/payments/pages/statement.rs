//! A customer's statement, as a page and as PDF.

use askama::Template;

use super::speaks;
use crate::documents::Document;
use crate::invoices::{self, Payer};
use crate::payments::{
    self, Statement,
    statement::{self, Movement},
};
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day};
use crate::values::format;
use crate::values::ids::CustomerId;
use crate::values::money::Money;
use crate::web::{Answer, Ctx, Frame, Stored, answer, session};

#[derive(Template)]
#[template(path = "payments/statement.html")]
struct StatementPage {
    frame: Frame,
    payer: Payer,
    statement: Statement,
    key: String,
}

speaks!(StatementPage);

impl StatementPage {
    fn words(&self, movement: &Movement) -> String {
        movement.words(self.frame.lang)
    }

    fn some(&self, amount: &Option<Money>) -> String {
        amount.map_or_else(String::new, |amount| self.money(&amount))
    }

    fn may_send(&self) -> bool {
        let has_address = self.payer.email.as_deref().is_some_and(|to| !to.is_empty());
        has_address && self.frame.may(Permission::IssueInvoices)
    }

    fn may_take(&self) -> bool {
        self.frame.may(Permission::TakePayments)
    }
}

/// `GET /customers/{id}/statement`; `as_of` is today where it is not said.
///
/// # Errors
/// 404.
pub async fn show_statement(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let as_of = crate::payments::api::as_of(&ctx)?;
    let key = session::new_token()?;
    ctx.page(move |view, frame| {
        let as_of = as_of.unwrap_or_else(|| view.today());
        Ok(StatementPage {
            frame,
            payer: invoices::payer(view, id)?,
            statement: payments::statement(view, id, as_of)?,
            key,
        })
    })
    .await
}

/// `GET /customers/{id}/statement/pdf`
///
/// # Errors
/// 404.
pub async fn statement_pdf(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let as_of = crate::payments::api::as_of(&ctx)?;
    let (name, document) = ctx
        .read(move |view| {
            let as_of = as_of.unwrap_or_else(|| view.today());
            let payer = invoices::payer(view, id)?;
            let stands = payments::statement(view, id, as_of)?;
            let name = payer
                .lang
                .with1("payments-statement-file", "day", as_of.to_string());
            let document = statement::document(view, &payer, &stands, String::new());
            Ok((name, document))
        })
        .await?;
    let bytes = invoices::api::render(Document::Statement(document)).await?;
    Ok(answer::pdf(&name, bytes))
}

/// `POST /customers/{id}/statement/send`
///
/// # Errors
/// Those of the verb.
pub async fn send_statement(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let (lang, app) = (ctx.lang, ctx.app.clone());
    let answer = ctx
        .once(move |tx| {
            payments::send_statement(tx, id)?;
            let to = invoices::payer(tx, id)?.email.unwrap_or_default();
            Ok(
                Stored::see(format!("/customers/{id}/statement")).saying(lang.with1(
                    "payments-statement-said",
                    "to",
                    to,
                )),
            )
        })
        .await;
    app.mail_waits.notify_one();
    answer
}
