//! One's own account: keys, password, where one is signed in.

use actix_web::http::StatusCode;
use askama::Template;

use super::super::store::{self, SessionLine};
use super::{blocking, hashed, with_session};
use crate::error::{Error, FieldErrors, Result};
use crate::values::ids::SessionId;
use crate::web::answer::speak_fields;
use crate::web::session::Kind;
use crate::web::{Answer, Ctx, Frame, Stored};

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    frame: Frame,
    errors: Vec<(String, String)>,
    sessions: Vec<SessionLine>,
}

impl AccountPage {
    fn error(&self, field: &str) -> &str {
        super::error_of(&self.errors, field)
    }
}

/// `GET /account`
///
/// # Errors
/// Those of the database.
pub async fn show(ctx: Ctx) -> Answer {
    page(&ctx, FieldErrors::default(), StatusCode::OK).await
}

async fn page(ctx: &Ctx, errors: FieldErrors, status: StatusCode) -> Answer {
    let (user, own) = (ctx.signed()?.user_id, ctx.signed()?.session_id);
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        Ok(AccountPage {
            frame,
            errors,
            sessions: store::sessions(view, user, own, view.zone)?,
        })
    })
    .await
}

/// `POST /account/password`: a new password for whoever knows the old one; all sessions end, and this browser has a new one.
///
/// # Errors
/// Those of the verb.
pub async fn set_password(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let (old, password) = (form.text("current"), form.text("password"));
    match change(&ctx, old.to_owned(), password.to_owned(), Kind::Browser).await {
        Ok(token) => {
            let seen = Stored::see("/account").saying(ctx.lang.t("account-password-set"));
            with_session(ctx.respond(seen), &token)
        }
        Err(Error::Invalid(errors)) => page(&ctx, errors, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(error) => Err(error),
    }
}

/// Changes one's own password; answers the token of the session that begins. It is kept nowhere, so that a second sending
/// of the same form gets none: by then its own session has ended.
///
/// # Errors
/// [`Error::Invalid`] when the old one is wrong or the new one too weak.
pub(in crate::people) async fn change(
    ctx: &Ctx,
    old: String,
    password: String,
    kind: Kind,
) -> Result<String> {
    let user = ctx.signed()?.user_id;
    let hash = ctx
        .read(move |view| store::password_hash(view, user))
        .await?;
    if !blocking(move || super::super::password_fits(Some(&hash), &old)).await? {
        return Err(Error::field("current", "account-wrong-password"));
    }
    let hash = hashed(password.clone()).await?;
    ctx.write(move |tx| super::super::change_password(tx, user, kind, &password, &hash))
        .await
}

/// `POST /account/keys`: single-letter keys on or off.
///
/// # Errors
/// Those of the database.
pub async fn set_keys(ctx: Ctx) -> Answer {
    let on = ctx.form()?.is_on("keys_on");
    let user = ctx.signed()?.user_id;
    ctx.write(move |tx| store::set_keys(tx, user, on)).await?;
    Ok(ctx.respond(Stored::see("/account").saying(ctx.lang.t("saved"))))
}

/// `POST /account/sessions/{id}/end`: ends one of one's own sessions.
///
/// # Errors
/// [`Error::NotFound`] for a session of somebody else.
pub async fn end_session(ctx: Ctx) -> Answer {
    let id: SessionId = ctx.id("id")?;
    let user = ctx.signed()?.user_id;
    let said = ctx.lang.t("account-session-ended");
    ctx.once(move |tx| {
        super::super::sign_out(tx, user, id)?;
        Ok(Stored::see("/account").saying(said))
    })
    .await
}
