//! The one way in: every request passes here. Host, route, session, permission, form token and body limit are checked
//! before a handler runs; headers are set on whatever comes out.

#![expect(clippy::result_large_err, reason = "a refusal is the answer itself")]

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, http::header};
use futures_util::StreamExt;
use subtle::ConstantTimeEq;

use super::session::{self, COOKIE, Signed, VISITOR_COOKIE};
use super::{Access, App, Ctx, Doc, Form, Handler, Route, answer, assets};
use crate::error::{FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;

/// A page slower than this is worth a line in the log.
const SLOW: std::time::Duration = std::time::Duration::from_millis(100);
/// A body must be whole within this time.
const BODY_TIME: std::time::Duration = std::time::Duration::from_secs(30);
/// The use of a session is noted at most this often.
const TOUCH_AFTER: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// Most bytes of a form that is carried through a login.
const KEPT_FORM: usize = 64 * 1024;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=()",
    ),
    ("x-frame-options", "DENY"),
];

/// Browsers take this one over HTTPS only, and complain about it on a shop's plain network.
const SECURE_HEADER: (&str, &str) = ("cross-origin-opener-policy", "same-origin");

/// What a style sheet, a script or an icon needs of them; the rest is for documents.
const ASSET_HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Handles a request to a known path; `routes` are the methods that it knows.
pub async fn enter(
    request: HttpRequest,
    payload: Payload,
    app: Data<App>,
    routes: Arc<[Route]>,
) -> HttpResponse {
    let watch = Stopwatch::now();
    let route = routes.iter().find(|route| {
        route.method == *request.method()
            || (route.method == Method::GET && *request.method() == Method::HEAD)
    });
    let is_secure = app
        .config
        .base_url
        .as_deref()
        .is_some_and(|url| url.starts_with("https://"));
    let pattern = routes.first().map_or("", |route| route.path);
    let mut ctx = match context(request, app.into_inner(), pattern).await {
        Ok(ctx) => ctx,
        Err(response) => return finish(response, None, false),
    };
    let mut response = match route {
        None => not_allowed(&ctx, &routes),
        Some(route) => match admit(&mut ctx, route, payload).await {
            Err(response) => response,
            Ok(()) => run(&mut ctx, route.handler).await,
        },
    };
    let took = watch.elapsed();
    tracing::debug!(request = %ctx.request_id, method = %ctx.request.method(), path = ctx.path(),
        status = response.status().as_u16(), micros = took.as_micros(), "answered");
    if took > SLOW && !ctx.path().ends_with("/stream") {
        tracing::warn!(request = %ctx.request_id, path = ctx.path(), millis = took.as_millis(), "slow");
    }
    if let Ok(id) = HeaderValue::from_str(&ctx.request_id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), id);
    }
    if is_secure {
        response.headers_mut().insert(
            HeaderName::from_static(SECURE_HEADER.0),
            HeaderValue::from_static(SECURE_HEADER.1),
        );
    }
    if ctx.signed.is_some() && is_page(&response) {
        let rules = assets::speculation_rules();
        let name = HeaderName::from_static("speculation-rules");
        rules.map(|rules| response.headers_mut().insert(name, rules));
    }
    finish(
        response,
        ctx.new_visitor.as_deref(),
        ctx.path().starts_with("/a/"),
    )
}

fn is_page(response: &HttpResponse) -> bool {
    let media = response.headers().get(header::CONTENT_TYPE);
    media.is_some_and(|media| media.as_bytes().starts_with(b"text/html"))
}

/// What no route knows.
pub async fn unknown(request: HttpRequest, app: Data<App>) -> HttpResponse {
    match context(request, app.into_inner(), "").await {
        Ok(ctx) => {
            let response = if ctx.app.needs_setup() && !ctx.is_api() {
                ctx.see("/setup")
            } else {
                answer::refuse_with(&ctx, StatusCode::NOT_FOUND, "error-404-text")
            };
            finish(response, ctx.new_visitor.as_deref(), false)
        }
        Err(response) => finish(response, None, false),
    }
}

async fn run(ctx: &mut Ctx, handler: Handler) -> HttpResponse {
    let visitor = ctx.new_visitor.clone();
    let told = Ctx {
        app: Arc::clone(&ctx.app),
        signed: ctx.signed.clone(),
        lang: ctx.lang,
        ip: ctx.ip.clone(),
        agent: ctx.agent.clone(),
        csrf: ctx.csrf.clone(),
        query: ctx.query.clone(),
        body: std::mem::take(&mut ctx.body),
        request_id: ctx.request_id.clone(),
        request: ctx.request.clone(),
        new_visitor: visitor,
        pattern: ctx.pattern,
        parts: std::mem::take(&mut ctx.parts),
    };
    handler(told)
        .await
        .unwrap_or_else(|error| answer::refuse(ctx, &error))
}

async fn context(
    request: HttpRequest,
    app: Arc<App>,
    pattern: &'static str,
) -> Result<Ctx, HttpResponse> {
    let headers = request.headers();
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let accept = text(header::ACCEPT_LANGUAGE);
    let lang = if accept.is_empty() {
        app.db.settings().language()
    } else {
        Lang::from_accept(accept)
    };
    let agent = text(header::USER_AGENT).to_owned();
    let bearer = text(header::AUTHORIZATION)
        .strip_prefix("Bearer ")
        .map(str::to_owned);
    let cookie = request
        .cookie(COOKIE)
        .map(|cookie| cookie.value().to_owned());
    let ip = request
        .peer_addr()
        .map_or_else(String::new, |peer| peer.ip().to_string());
    let query = Form::parse(request.query_string().as_bytes()).unwrap_or_default();
    let mut ctx = Ctx {
        app,
        signed: None,
        lang,
        ip,
        agent,
        csrf: String::new(),
        query,
        body: Bytes::new(),
        request_id: request_id(),
        request,
        new_visitor: None,
        pattern,
        parts: OnceCell::new(),
    };
    if !host_is_ours(&ctx) {
        return Err(answer::refuse_with(
            &ctx,
            StatusCode::MISDIRECTED_REQUEST,
            "error-421-text",
        ));
    }
    if let Some(token) = bearer.as_deref().or(cookie.as_deref()) {
        ctx.signed = signed(&ctx, token).await;
    }
    if let Some(signed) = &ctx.signed {
        ctx.lang = signed.lang;
    }
    match (&ctx.signed, cookie) {
        (Some(_), Some(token)) => ctx.csrf = session::csrf_of(&token),
        _ => bind_visitor(&mut ctx),
    }
    Ok(ctx)
}

/// Gives a visitor without a session a cookie that the forms of login and set-up are bound to.
fn bind_visitor(ctx: &mut Ctx) {
    let token = ctx.cookie(VISITOR_COOKIE).filter(|token| token.len() == 64);
    let token = token.or_else(|| {
        let token = session::new_token().ok()?;
        ctx.new_visitor = Some(token.clone());
        Some(token)
    });
    ctx.csrf = token
        .map(|token| session::csrf_of(&token))
        .unwrap_or_default();
}

async fn signed(ctx: &Ctx, token: &str) -> Option<Arc<Signed>> {
    let now = ctx.app.db.now();
    let generation = ctx.app.db.sessions_generation();
    let found = match ctx.app.seen.get(token, now, generation) {
        Some(signed) => signed,
        None => {
            let wanted = token.to_owned();
            let found = ctx
                .read(move |view| session::find(view, &wanted, now))
                .await
                .ok()
                .flatten()?;
            let found = Arc::new(found);
            ctx.app.seen.put(token, Arc::clone(&found), generation);
            found
        }
    };
    if now.since(found.last_seen_at) > TOUCH_AFTER {
        let session = found.session_id;
        let touched = ctx
            .app
            .db
            .write(found.actor(&ctx.ip, &ctx.agent), move |tx| {
                session::touch(tx, session)
            })
            .await;
        if let Err(error) = touched {
            tracing::warn!(request = %ctx.request_id, %error, "a session's use was not noted");
        }
    }
    Some(found)
}

/// Only names that are this machine's own: a page elsewhere whose name was pointed here gets nothing.
fn host_is_ours(ctx: &Ctx) -> bool {
    let mut hosts = ctx.request.headers().get_all(header::HOST);
    let (Some(host), None) = (
        hosts.next().and_then(|host| host.to_str().ok()),
        hosts.next(),
    ) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') =>
        {
            name
        }
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || ctx
            .app
            .config
            .hosts
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
}

/// Keeps that somebody was refused, in the history; a refusal is not undone because this could not be written.
async fn note_denial(ctx: &Ctx) {
    let what = format!("{} {}", ctx.request.method(), ctx.path());
    let written = ctx
        .write(move |tx| events::record(tx, Happened::new("access", None, "denied").because(what)))
        .await;
    if let Err(error) = written {
        tracing::warn!(request = %ctx.request_id, %error, "a refusal was not kept");
    }
}

async fn admit(ctx: &mut Ctx, route: &Route, payload: Payload) -> Result<(), HttpResponse> {
    let is_setup = route.path.starts_with("/setup")
        || route.path.starts_with("/a/")
        || matches!(route.path, "/health" | "/ready");
    if ctx.app.needs_setup() && !is_setup {
        return Err(match ctx.is_api() {
            true => answer::refuse_with(ctx, StatusCode::SERVICE_UNAVAILABLE, "error-not-set-up"),
            false => ctx.see("/setup"),
        });
    }
    match (route.access, &ctx.signed) {
        (Access::Public, _) => {}
        (_, None) => return Err(sign_in_first(ctx, route, payload).await),
        (Access::SignedIn, Some(_)) => {}
        (Access::Needs(permission), Some(signed)) if signed.may(permission) => {}
        (Access::Needs(permission), Some(signed)) => {
            tracing::warn!(request = %ctx.request_id, user = %signed.user_id, ?permission, path = ctx.path(), "permission denied");
            note_denial(ctx).await;
            return Err(answer::refuse_with(
                ctx,
                StatusCode::FORBIDDEN,
                "error-403-text",
            ));
        }
    }
    let is_safe = matches!(*ctx.request.method(), Method::GET | Method::HEAD);
    if !is_safe {
        check_origin(ctx)?;
        ctx.body = read_body(ctx, payload, route.body_limit).await?;
        check_token(ctx)?;
    }
    if route.doc.as_ref().is_some_and(|doc| doc.if_match)
        && !ctx.request.headers().contains_key("if-match")
    {
        return Err(answer::refuse_with(
            ctx,
            StatusCode::PRECONDITION_REQUIRED,
            "error-428-text",
        ));
    }
    match &route.doc {
        Some(doc) if is_safe => known_query(ctx, doc),
        _ => Ok(()),
    }
}

/// A filter that does not exist is refused: an answer without it would be taken for the filtered one.
fn known_query(ctx: &Ctx, doc: &Doc) -> Result<(), HttpResponse> {
    let paging: &[&str] = if doc.is_paged {
        &["after", "limit"]
    } else {
        &[]
    };
    let named = doc.query.iter().map(|(name, _)| *name);
    let known: BTreeSet<&str> = named.chain(paging.iter().copied()).collect();
    let mut errors = FieldErrors::default();
    for (name, _) in ctx.query.pairs() {
        if !known.contains(name.as_str()) {
            let message = if known.is_empty() {
                Message::new("query-none")
            } else {
                let known: Vec<&str> = known.iter().copied().collect();
                Message::new("query-unknown").arg("known", known.join(", "))
            };
            errors.add(name.as_str(), message);
        }
    }
    errors.or(()).map_err(|error| answer::refuse(ctx, &error))
}

/// Nobody is signed in: a page is gone back to afterwards, and what a form held is carried through the login.
async fn sign_in_first(ctx: &mut Ctx, route: &Route, payload: Payload) -> HttpResponse {
    if ctx.is_api() || ctx.is_fragment() {
        let mut response = answer::refuse_with(ctx, StatusCode::UNAUTHORIZED, "error-401-text");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let query = ctx.request.query_string();
    let mut asked = vec![(
        "back",
        if query.is_empty() {
            ctx.path().to_owned()
        } else {
            format!("{}?{query}", ctx.path())
        },
    )];
    if *ctx.request.method() != Method::GET {
        if let Err(refusal) = check_origin(ctx) {
            return refusal;
        }
        asked = vec![("back", posted_from(ctx).unwrap_or_else(|| "/".to_owned()))];
        let kept = match read_body(ctx, payload, KEPT_FORM.min(route.body_limit)).await {
            Ok(body) => {
                ctx.body = body;
                typed(ctx).and_then(|typed| ctx.app.keep_form(&ctx.csrf, ctx.path(), &typed))
            }
            Err(_) => None,
        };
        asked.extend(kept.map(|kept| ("kept", kept)));
    }
    let query = serde_urlencoded::to_string(asked).unwrap_or_default();
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, format!("/login?{query}")));
    response.finish()
}

/// What was typed into a form; files are not kept.
fn typed(ctx: &Ctx) -> Option<String> {
    match ctx.parts() {
        Some(parts) => serde_urlencoded::to_string(Form::of_parts(&parts).ok()?.pairs()).ok(),
        None => std::str::from_utf8(&ctx.body).ok().map(str::to_owned),
    }
}

/// The path of our own page that a form was posted from: after signing in one is back where one was typing.
fn posted_from(ctx: &Ctx) -> Option<String> {
    let header = |name: &str| ctx.request.headers().get(name)?.to_str().ok();
    let (referer, host) = (header("referer")?, header("host")?);
    let path = referer
        .strip_prefix("http://")
        .or_else(|| referer.strip_prefix("https://"))?
        .strip_prefix(host)?;
    path.starts_with('/').then(|| path.to_owned())
}

/// A browser says where a form was posted from; anything but our own pages is refused.
fn check_origin(ctx: &Ctx) -> Result<(), HttpResponse> {
    let refuse = || answer::refuse_with(ctx, StatusCode::FORBIDDEN, "error-origin");
    let header = |name: &str| {
        ctx.request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(origin) = header("origin") {
        let host = header("host").unwrap_or_default();
        let own = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            .unwrap_or_default();
        if !own.eq_ignore_ascii_case(host) {
            return Err(refuse());
        }
    }
    match header("sec-fetch-site") {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(refuse()),
    }
}

/// Cookies are sent by any page; the token of the form is known only to ours.
fn check_token(ctx: &Ctx) -> Result<(), HttpResponse> {
    let uses_cookie = ctx.request.headers().get(header::AUTHORIZATION).is_none();
    if ctx.is_api() && (!uses_cookie || ctx.signed.is_none()) {
        return Ok(());
    }
    let header = ctx
        .request
        .headers()
        .get("x-csrf-token")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let given = header.or_else(|| csrf_field(ctx)).unwrap_or_default();
    if !ctx.csrf.is_empty() && bool::from(given.as_bytes().ct_eq(ctx.csrf.as_bytes())) {
        return Ok(());
    }
    Err(answer::refuse_with(
        ctx,
        StatusCode::FORBIDDEN,
        "error-form-token",
    ))
}

fn csrf_field(ctx: &Ctx) -> Option<String> {
    let media = ctx
        .request
        .headers()
        .get(header::CONTENT_TYPE)?
        .to_str()
        .ok()?;
    if media.starts_with("multipart/form-data") {
        let parts = ctx.parts()?;
        let token = parts.iter().find(|part| part.name == "_csrf")?;
        return Some(std::str::from_utf8(&token.bytes).ok()?.to_owned());
    }
    // Before anything is said of its texts.
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&ctx.body).ok()?;
    let token = pairs.into_iter().find(|(name, _)| name == "_csrf");
    token.map(|(_, token)| token)
}

async fn read_body(ctx: &Ctx, mut payload: Payload, limit: usize) -> Result<Bytes, HttpResponse> {
    let too_large = || answer::refuse_with(ctx, StatusCode::PAYLOAD_TOO_LARGE, "error-413-text");
    let announced = ctx
        .request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(too_large());
    }
    let whole = async {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| {
                answer::refuse_with(ctx, StatusCode::BAD_REQUEST, "form-unreadable")
            })?;
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Bytes::from(body))
    };
    tokio::time::timeout(BODY_TIME, whole)
        .await
        .unwrap_or_else(|_| {
            Err(answer::refuse_with(
                ctx,
                StatusCode::REQUEST_TIMEOUT,
                "error-408-text",
            ))
        })
}

fn not_allowed(ctx: &Ctx, routes: &[Route]) -> HttpResponse {
    let mut response = answer::refuse_with(ctx, StatusCode::METHOD_NOT_ALLOWED, "error-405-text");
    let methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    if let Ok(allow) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn finish(mut response: HttpResponse, visitor: Option<&str>, is_asset: bool) -> HttpResponse {
    let headers = response.headers_mut();
    for (name, value) in if is_asset { ASSET_HEADERS } else { HEADERS } {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(token) = visitor.filter(|_| !is_asset) {
        let cookie = Cookie::build(VISITOR_COOKIE, token.to_owned())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .finish();
        if response.add_cookie(&cookie).is_err() {
            tracing::warn!("the visitor's cookie could not be set");
        }
    }
    response
}

fn request_id() -> String {
    let mut bytes = [0; 6];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::warn!("no random bytes for a request id");
    }
    crate::db::snapshot::hex(&bytes)
}
