//! The outbox: what failed first, what waits, what went out; one mail with its text and its PDF; a trial of the server.

use actix_web::http::StatusCode;
use askama::Template;

use super::store::{self, Mail, Status};
use super::worker;
use crate::db::View;
use crate::documents;
use crate::error::{Error, Message, Result};
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::purchasing;
use crate::values::calendar::{self, Instant};
use crate::values::ids::MailId;
use crate::values::text::looks_like_mail;
use crate::web::answer;
use crate::web::{Answer, Ctx, Frame, Stored};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "mail/index.html")]
struct OutboxPage {
    frame: Frame,
    relay: String,
    has_sender: bool,
    open: Vec<MailLine>,
    failed: i64,
    waiting: i64,
    all: Vec<MailLine>,
    older: String,
    newest: String,
    trial_to: String,
    errors: Vec<(String, String)>,
}

impl OutboxPage {
    fn error(&self, field: &str) -> &str {
        self.errors
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, text)| text)
    }
}

#[derive(Template)]
#[template(path = "mail/show.html")]
struct MailPage {
    frame: Frame,
    line: MailLine,
    mail: Mail,
    has_file: bool,
    about: Option<(String, String)>,
    history: Vec<(String, String, HistoryLine)>,
}

struct MailLine {
    id: MailId,
    subject: String,
    to: String,
    at: String,
    state: String,
    tag: &'static str,
    said: String,
    next: String,
    may_retry: bool,
    is_uncertain: bool,
    may_cancel: bool,
}

fn line(view: &View, frame: &Frame, mail: &Mail) -> MailLine {
    let lang = frame.lang;
    let is_late = mail.attempts > 0 && mail.status == Status::Waiting;
    MailLine {
        id: mail.id,
        subject: mail.subject.clone(),
        to: match mail.to_name.as_str() {
            "" => mail.to_address.clone(),
            name => format!("{name} · {}", mail.to_address),
        },
        at: calendar::moment(mail.sent_at.unwrap_or(mail.created_at), view.zone, lang),
        state: lang.t(&format!("mail-state-{}", mail.status.code())),
        tag: match mail.status {
            Status::Sent => "done",
            Status::Failed | Status::Uncertain => "late",
            Status::Cancelled => "off",
            Status::Waiting | Status::Sending => "soon",
        },
        said: mail.last_error.clone().unwrap_or_default(),
        next: match is_late {
            true => lang.with1(
                "mail-next-try",
                "at",
                calendar::moment(mail.next_try_at, view.zone, lang),
            ),
            false => String::new(),
        },
        may_retry: matches!(
            mail.status,
            Status::Failed | Status::Uncertain | Status::Cancelled
        ) || is_late,
        is_uncertain: mail.status == Status::Uncertain,
        may_cancel: matches!(
            mail.status,
            Status::Waiting | Status::Failed | Status::Uncertain
        ),
    }
}

/// `GET /mail`
///
/// # Errors
/// Those of the database; 422 for a place in the list that is none.
pub async fn index(ctx: Ctx) -> Answer {
    outbox(&ctx, Vec::new()).await
}

async fn outbox(ctx: &Ctx, errors: Vec<(String, String)>) -> Answer {
    let before = match ctx.query.optional("before") {
        None => None,
        Some(text) => Some(cursor(text)?),
    };
    let relay = match &ctx.app.config.smtp_url {
        Some(url) => url.to_string(),
        None => String::new(),
    };
    let form = ctx.form().unwrap_or_default();
    let typed = form.optional("to").map(str::to_owned);
    let trial_to = typed.unwrap_or_else(|| {
        ctx.signed
            .as_ref()
            .map_or_else(String::new, |signed| signed.email.clone())
    });
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    ctx.page_with(status, move |view, frame| {
        let mut open = store::in_state(view, Status::Uncertain, ROWS)?;
        open.extend(store::in_state(view, Status::Failed, ROWS)?);
        let [failed, waiting] = store::counts(view, [Status::Failed, Status::Waiting])?;
        let mut all = store::list(view, before, ROWS + 1)?;
        let more = all.len() > ROWS;
        all.truncate(ROWS);
        let older = match all.last() {
            Some(last) if more => format!("/mail?before={}", cursor_of(last)),
            _ => String::new(),
        };
        let lines = |mails: &[Mail]| mails.iter().map(|mail| line(view, &frame, mail)).collect();
        Ok(OutboxPage {
            relay,
            has_sender: super::message::sender(&view.settings).is_some(),
            open: lines(&open),
            failed,
            waiting,
            all: lines(&all),
            older,
            newest: before.map_or_else(String::new, |_| "/mail".into()),
            trial_to,
            errors,
            frame,
        })
    })
    .await
}

/// Where a mail stands in the list: `millis~id`.
pub(super) fn cursor_of(mail: &Mail) -> String {
    format!("{}~{}", mail.created_at.millis(), mail.id)
}

/// # Errors
/// 422 when it is not one of ours.
pub(super) fn cursor(text: &str) -> Result<(Instant, MailId)> {
    let wrong = || Error::field("before", "field-cursor");
    let (millis, id) = text.split_once('~').ok_or_else(wrong)?;
    let at = millis.parse().ok().and_then(Instant::from_millis);
    Ok((at.ok_or_else(wrong)?, id.parse().map_err(|_| wrong())?))
}

/// `GET /mail/{id}`
///
/// # Errors
/// [`Error::NotFound`] when there is no such mail.
pub async fn show(ctx: Ctx) -> Answer {
    let id: MailId = ctx.id("id")?;
    ctx.page(move |view, frame| {
        let mail = store::find(view, id)?;
        let history = events::history(view, "mail", id.0)?;
        let history = history.into_iter().map(|line| {
            let at = calendar::moment(line.created_at, view.zone, frame.lang);
            let did = frame.t(&format!("mail-did-{}", line.action.replace('_', "-")));
            (at, did, line)
        });
        Ok(MailPage {
            line: line(view, &frame, &mail),
            has_file: mail.file_name.is_some() || store::document(view, id)?.is_some(),
            about: about(&mail, frame.lang),
            history: history.collect(),
            mail,
            frame,
        })
    })
    .await
}

/// The page of what a mail is about: its kind and address.
fn about(mail: &Mail, lang: Lang) -> Option<(String, String)> {
    let id = mail.subject_id?;
    let folder = match mail.subject_kind.as_str() {
        "order" => "orders",
        "invoice" => "invoices",
        "customer" => "customers",
        "purchase_order" | "purchase" => "purchases",
        "note" | "delivery_note" => "notes",
        "supplier" => "suppliers",
        _ => return None,
    };
    Some((
        lang.t(&format!("mail-about-{folder}")),
        format!("/{folder}/{id}"),
    ))
}

/// `GET /mail/{id}/file`: the PDF, as it was sent or will be.
///
/// # Errors
/// [`Error::NotFound`] when the mail has none.
pub async fn file(ctx: Ctx) -> Answer {
    let id: MailId = ctx.id("id")?;
    let (name, bytes) = ctx
        .read(move |view| {
            let mail = store::find(view, id)?;
            let bytes = match (store::file(view, id)?, store::document(view, id)?) {
                (Some(bytes), _) => bytes,
                (None, Some(document)) => {
                    documents::render(&serde_json::from_str(&document)?).map_err(Error::internal)?
                }
                (None, None) => return Err(Error::NotFound),
            };
            let name = mail.file_name.unwrap_or_else(|| "hornada.pdf".into());
            Ok((name, bytes))
        })
        .await?;
    Ok(answer::pdf(&name.replace(['"', '\r', '\n'], ""), bytes))
}

/// `POST /mail/{id}/retry`
///
/// # Errors
/// A conflict when it was sent.
pub async fn retry(ctx: Ctx) -> Answer {
    decide(ctx, "mail-retried", |tx, id| {
        purchasing::may_leave(tx, id)?;
        super::retry(tx, id)
    })
    .await
}

/// `POST /mail/{id}/sent`: it is known to have arrived.
///
/// # Errors
/// A conflict when the program knows itself.
pub async fn mark_sent(ctx: Ctx) -> Answer {
    decide(ctx, "mail-marked-sent", super::mark_sent).await
}

/// `POST /mail/{id}/cancel`
///
/// # Errors
/// A conflict when it was sent.
pub async fn cancel(ctx: Ctx) -> Answer {
    decide(ctx, "mail-cancelled", super::cancel).await
}

async fn decide(ctx: Ctx, said: &str, verb: fn(&crate::db::Tx, MailId) -> Result<()>) -> Answer {
    let id: MailId = ctx.id("id")?;
    let said = ctx.lang.t(said);
    let answer = ctx
        .once(move |tx| {
            verb(tx, id)?;
            Ok(Stored::see(format!("/mail/{id}")).saying(said))
        })
        .await;
    ctx.app.mail_waits.notify_one();
    answer
}

/// `POST /mail/retry`: everything that failed.
///
/// # Errors
/// Those of the database.
pub async fn retry_all(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let count = super::retry_all(tx)?;
            Ok(Stored::see("/mail").saying(lang.with1("mail-retried-all", "count", count)))
        })
        .await;
    ctx.app.mail_waits.notify_one();
    answer
}

/// `POST /mail/test`: a mail to `to`, sent now; the page shows what the server said.
///
/// # Errors
/// Those of the database.
pub async fn trial(ctx: Ctx) -> Answer {
    let to = ctx.form()?.text("to").to_owned();
    match try_mail(&ctx, to).await? {
        Ok(words) => {
            let said = ctx.lang.with1("mail-trial-done", "said", words);
            Ok(ctx.respond(Stored::see("/mail").saying(said)))
        }
        Err(why) => outbox(&ctx, vec![("to".to_owned(), why.speak(ctx.lang))]).await,
    }
}

/// Sends a mail now to try the server; answers its words, or why nothing was sent.
pub(super) async fn try_mail(
    ctx: &Ctx,
    to: String,
) -> Result<std::result::Result<String, Message>> {
    if !looks_like_mail(&to) {
        return Ok(Err("field-email".into()));
    }
    let Some(url) = ctx.app.config.smtp_url.clone() else {
        return Ok(Err("mail-no-relay".into()));
    };
    let (db, lang) = (ctx.app.db.clone(), ctx.lang);
    let said = tokio::task::spawn_blocking(move || {
        let (subject, text) = (lang.t("mail-trial-subject"), lang.t("mail-trial-text"));
        worker::send_trial(&db, &url, &to, &subject, &text)
    })
    .await
    .map_err(Error::internal)?;
    let failed = |trouble: super::Trouble| {
        Message::new("mail-trial-failed").arg("said", trouble.to_string())
    };
    Ok(said.map_err(failed))
}
