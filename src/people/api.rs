//! `/api/v1/auth` and `/api/v1/users`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{User, pages};
use crate::error::{Error, Result};
use crate::web::answer::{self, json, refuse_with};
use crate::web::api::List;
use crate::web::session::Kind;
use crate::web::{Answer, Body, Ctx};

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

/// `GET /api/v1/users`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let people: Result<Vec<User>> = ctx.read(|view| super::list(view)).await;
    json(&List::whole(people?))
}
