//! `/api/v1/mails`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, Mail};
use super::{Status, pages};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::purchasing;
use crate::values::ids::MailId;
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

/// `GET /api/v1/mails`: newest first; of one `status`, those due first.
///
/// # Errors
/// 422 for a wrong cursor or status; those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let before = paging.after.as_deref().map(pages::cursor).transpose();
    let before = before.map_err(|_| Error::field("after", "field-cursor"))?;
    let status = match ctx.query.optional("status") {
        None => None,
        Some(code) => {
            Some(Status::from_code(code).ok_or_else(|| Error::field("status", "setting-choice"))?)
        }
    };
    let limit = paging.limit;
    let mails: Vec<Mail> = ctx
        .read(move |view| match status {
            Some(status) => store::in_state_after(view, status, before, limit + 1),
            None => store::list(view, before, limit + 1),
        })
        .await?;
    let cursor = match status {
        Some(_) => |mail: &Mail| format!("{}~{}", mail.next_try_at.millis(), mail.id),
        None => pages::cursor_of,
    };
    json(&List::page(mails, limit, cursor))
}

/// How many mails are sent again.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetriedBody {
    pub count: usize,
}

/// `POST /api/v1/mails/retry`: everything that failed.
///
/// # Errors
/// Those of the database.
pub async fn retry_all(ctx: Ctx) -> Answer {
    let answer = ctx
        .once(|tx| {
            let count = super::retry_all(tx)?;
            Stored::ok(&RetriedBody { count })
        })
        .await;
    ctx.app.mail_waits.notify_one();
    answer
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct TrialBody {
    pub to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TriedBody {
    /// The server's own words.
    pub said: String,
}

/// `POST /api/v1/mails/test`: a mail to `to`, sent now.
///
/// # Errors
/// 422 for an address that is none, where there is no server, and with what the server said when it took nothing.
pub async fn trial(ctx: Ctx) -> Answer {
    let body: TrialBody = Body::read(&ctx)?;
    let tried = async {
        let said = pages::try_mail(&ctx, body.to).await?;
        let said = said.map_err(|why| Error::field("to", why))?;
        Stored::ok(&TriedBody { said })
    };
    ctx.once_outside(tried).await
}

/// `GET /api/v1/mails/{id}`
///
/// # Errors
/// [`Error::NotFound`] when there is no such mail.
pub async fn show(ctx: Ctx) -> Answer {
    let id: MailId = ctx.id("id")?;
    json(&ctx.read(move |view| store::find(view, id)).await?)
}

/// `POST /api/v1/mails/{id}/retry`
///
/// # Errors
/// A conflict when it was sent.
pub async fn retry(ctx: Ctx) -> Answer {
    decide(ctx, |tx, id| {
        purchasing::may_leave(tx, id)?;
        super::retry(tx, id)
    })
    .await
}

/// `POST /api/v1/mails/{id}/sent`
///
/// # Errors
/// A conflict when the program knows itself.
pub async fn mark_sent(ctx: Ctx) -> Answer {
    decide(ctx, super::mark_sent).await
}

/// `POST /api/v1/mails/{id}/cancel`
///
/// # Errors
/// A conflict when it was sent.
pub async fn cancel(ctx: Ctx) -> Answer {
    decide(ctx, super::cancel).await
}

async fn decide(ctx: Ctx, verb: fn(&Tx, MailId) -> Result<()>) -> Answer {
    let id: MailId = ctx.id("id")?;
    let answer = ctx
        .once(move |tx| {
            verb(tx, id)?;
            Stored::ok(&store::find(tx, id)?)
        })
        .await;
    ctx.app.mail_waits.notify_one();
    answer
}
