//! `/api/v1/auth` and `/api/v1/users`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::roles::Role;
use super::{NewUser, User, pages, store};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::values::calendar::Instant;
use crate::values::ids::{SessionId, UserId};
use crate::web::answer::{self, json, refuse_with};
use crate::web::api::List;
use crate::web::session::Kind;
use crate::web::{Answer, Body, Ctx, Stored};

#[derive(Debug, Deserialize, ToSchema)]
pub struct LoginBody {
    pub email: String,
    pub password: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TokenBody {
    /// Sent as `Authorization: Bearer …`.
    pub token: String,
    pub user: User,
}

/// `POST /api/v1/auth/login`
///
/// # Errors
/// 422 for an unreadable body; 401 and 429 are answered here.
pub async fn login(ctx: Ctx) -> Answer {
    let body: LoginBody = Body::read(&ctx)?;
    match pages::authenticate(&ctx, &body.email, &body.password, Kind::Api).await {
        Ok((token, user)) => {
            let user = ctx.read(move |view| super::find(view, user)).await?;
            json(&TokenBody { token, user })
        }
        Err(Error::Conflict(message, _)) => Ok(too_many_or_wrong(&ctx, message)),
        Err(error) => Err(error),
    }
}

fn too_many_or_wrong(ctx: &Ctx, message: crate::error::Message) -> actix_web::HttpResponse {
    use actix_web::http::StatusCode;
    if message.key == "login-too-many" {
        let mut response = refuse_with(ctx, StatusCode::TOO_MANY_REQUESTS, message);
        response.headers_mut().insert(
            actix_web::http::header::RETRY_AFTER,
            actix_web::http::header::HeaderValue::from_static("180"),
        );
        return response;
    }
    refuse_with(ctx, StatusCode::UNAUTHORIZED, message)
}

/// `POST /api/v1/auth/logout`
///
/// # Errors
/// Those of the database.
pub async fn logout(ctx: Ctx) -> Answer {
    let (user, session) = (ctx.signed()?.user_id, ctx.signed()?.session_id);
    ctx.write(move |tx| super::sign_out(tx, user, session))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `GET /api/v1/auth/me`
///
/// # Errors
/// Those of the database.
pub async fn me(ctx: Ctx) -> Answer {
    let id = ctx.signed()?.user_id;
    let user = ctx.read(move |view| super::find(view, id)).await?;
    answer::json_version(&user, user.version)
}

/// One's own language; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PreferencesBody {
    /// es or en.
    pub lang: Option<String>,
}

/// `PUT /api/v1/auth/me`: one's own language.
///
/// # Errors
/// 422 for a language that there is not.
pub async fn prefer(ctx: Ctx) -> Answer {
    let body: PreferencesBody = Body::read(&ctx)?;
    let lang = body
        .lang
        .map(|code| Lang::from_code(&code).ok_or_else(|| Error::field("lang", "setting-choice")));
    let lang = lang.transpose()?;
    let id = ctx.signed()?.user_id;
    let user = ctx
        .write(move |tx| {
            super::prefer(tx, id, lang, None)?;
            super::find(tx, id)
        })
        .await?;
    answer::json_version(&user, user.version)
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct OwnPasswordBody {
    /// The present one.
    pub current: String,
    pub password: String,
}

/// `POST /api/v1/auth/password`: one's own new password; all one's sessions end, and a new one begins.
///
/// # Errors
/// 422 when the present one is wrong or the new one too weak.
pub async fn change_password(ctx: Ctx) -> Answer {
    let body: OwnPasswordBody = Body::read(&ctx)?;
    let token = pages::account::change(&ctx, body.current, body.password, Kind::Api).await?;
    let id = ctx.signed()?.user_id;
    let user = ctx.read(move |view| super::find(view, id)).await?;
    json(&TokenBody { token, user })
}

/// `GET /api/v1/users`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let people: Result<Vec<User>> = ctx.read(|view| super::list(view)).await;
    json(&List::whole(people?))
}

/// A person to be let in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UserBody {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: Role,
    /// es or en; none: as who adds them reads.
    pub lang: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct UserEditBody {
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordBody {
    pub password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct AccessBody {
    /// True: may not sign in any more; all sessions end.
    pub disabled: bool,
}

/// Somewhere who is signed in is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionRecord {
    pub id: SessionId,
    pub agent: String,
    pub ip: String,
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Instant,
    /// The one that asks.
    pub is_this: bool,
}

/// `POST /api/v1/users`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: UserBody = Body::read(&ctx)?;
    let lang = match body.lang.as_deref() {
        None => ctx.lang,
        Some(code) => {
            Lang::from_code(code).ok_or_else(|| Error::field("lang", "setting-choice"))?
        }
    };
    let person = NewUser {
        name: body.name,
        email: body.email,
        password: body.password,
        role: body.role,
        lang,
    };
    let hash = pages::hashed(person.password.clone()).await?;
    ctx.once(move |tx| {
        let id = super::add(tx, &person, hash)?;
        Stored::created(format!("/api/v1/users/{id}"), &super::find(tx, id)?)
    })
    .await
}

/// `GET /api/v1/users/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: UserId = ctx.id("id")?;
    let user = ctx.read(move |view| super::find(view, id)).await?;
    answer::json_version(&user, user.version)
}

/// `PUT /api/v1/users/{id}`: name and role.
///
/// # Errors
/// Those of the verb.
pub async fn edit(ctx: Ctx) -> Answer {
    let (id, version): (UserId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: UserEditBody = Body::read(&ctx)?;
    let user = ctx
        .write(move |tx| {
            super::edit(tx, id, version, &body.name, body.role)?;
            super::find(tx, id)
        })
        .await?;
    answer::json_version(&user, user.version)
}

/// `POST /api/v1/users/{id}/password`: a new one, for who has lost theirs; all their sessions end.
///
/// # Errors
/// Those of the verb.
pub async fn set_password(ctx: Ctx) -> Answer {
    let id: UserId = ctx.id("id")?;
    let body: PasswordBody = Body::read(&ctx)?;
    let hash = pages::hashed(body.password.clone()).await?;
    ctx.once(move |tx| {
        super::set_password(tx, id, &body.password, &hash)?;
        Ok(Stored::done())
    })
    .await
}

/// `POST /api/v1/users/{id}/access`
///
/// # Errors
/// Those of the verb.
pub async fn set_access(ctx: Ctx) -> Answer {
    let id: UserId = ctx.id("id")?;
    let body: AccessBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        super::set_disabled(tx, id, body.disabled)?;
        Stored::ok(&super::find(tx, id)?)
    })
    .await
}

/// `GET /api/v1/auth/sessions`: one's own.
///
/// # Errors
/// Those of the database.
pub async fn sessions(ctx: Ctx) -> Answer {
    let (user, own) = (ctx.signed()?.user_id, ctx.signed()?.session_id);
    let lines = ctx
        .read(move |view| store::sessions(view, user, own, view.zone))
        .await?;
    let records = lines.into_iter().map(|line| SessionRecord {
        id: line.id,
        agent: line.agent,
        ip: line.ip,
        last_seen_at: line.seen_at,
        is_this: line.is_this,
    });
    json(&List::whole(records.collect()))
}

/// `DELETE /api/v1/auth/sessions/{id}`: ends one of one's own.
///
/// # Errors
/// [`Error::NotFound`] for a session of somebody else.
pub async fn end_session(ctx: Ctx) -> Answer {
    let id: SessionId = ctx.id("id")?;
    let user = ctx.signed()?.user_id;
    ctx.write(move |tx| super::sign_out(tx, user, id)).await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}
