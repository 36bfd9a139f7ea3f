//! Answers: redirects with a word of what was done, JSON, and the one mapping from an error to a status, a page and an
//! RFC 9457 problem.

use std::io::Write;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Serialize;
use serde_json::{Value, json};

use super::Ctx;
use super::page::Bare;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::i18n::Lang;

pub type Answer = Result<HttpResponse>;

/// An answer that can be given again for the same request: stored in the transaction of its effect.
#[derive(Debug, Clone)]
pub struct Stored {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
    /// A word for the next page; not part of what is stored.
    pub flash: Option<Flash>,
}

/// A line on the next page: what was done, how to undo it, where to go on.
#[derive(Debug, Clone, Serialize, serde::Deserialize)]
pub struct Flash {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String, String)>,
}

/// A record that tells its version, which its next change has to name in `If-Match`.
#[derive(serde::Deserialize)]
struct Versioned {
    version: i64,
}

impl Stored {
    /// 303 to a page of ours.
    pub fn see(location: impl Into<String>) -> Self {
        Self {
            status: 303,
            location: Some(location.into()),
            body: String::new(),
            flash: None,
        }
    }

    /// With a line on that page.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.flash = Some(Flash {
            text: text.into(),
            undo: None,
            links: Vec::new(),
        });
        self
    }

    /// With an address that undoes it, posted by the line's button.
    #[must_use]
    pub fn undo(mut self, action: impl Into<String>) -> Self {
        if let Some(flash) = self.flash.as_mut() {
            flash.undo = Some(action.into());
        }
        self
    }

    /// With a link beside the line: address, label, key.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>, key: &str) -> Self {
        if let Some(flash) = self.flash.as_mut() {
            flash
                .links
                .push((href.into(), label.into(), key.to_owned()));
        }
        self
    }

    /// 201 with the address of what was made.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn created(location: impl Into<String>, body: &impl Serialize) -> Result<Self> {
        Ok(Self {
            status: 201,
            location: Some(location.into()),
            body: serde_json::to_string(body)?,
            flash: None,
        })
    }

    /// 200 with a body.
    ///
    /// # Errors
    /// When the body cannot be written as JSON.
    pub fn ok(body: &impl Serialize) -> Result<Self> {
        Ok(Self {
            status: 200,
            location: None,
            body: serde_json::to_string(body)?,
            flash: None,
        })
    }

    /// 204: done, and nothing to tell.
    pub const fn done() -> Self {
        Self {
            status: 204,
            location: None,
            body: String::new(),
            flash: None,
        }
    }

    pub(super) fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(location) = &self.location {
            response.insert_header((LOCATION, location.as_str()));
        }
        if let Some(flash) = self
            .flash
            .as_ref()
            .and_then(|flash| serde_json::to_string(flash).ok())
        {
            response.cookie(super::page::flash_cookie(&flash));
        }
        if self.body.is_empty() {
            return response.finish();
        }
        // Told again out of the store, the same answer carries the same tag.
        if let Ok(Versioned { version }) = serde_json::from_str(&self.body) {
            response.insert_header(("ETag", format!("\"{version}\"")));
        }
        response
            .insert_header((CONTENT_TYPE, "application/json"))
            .body(self.body)
    }
}

/// 200 with JSON.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn json(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .body(serde_json::to_string(body)?))
}

/// 200 with JSON and the version as its `ETag`.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn json_version(body: &impl Serialize, version: i64) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header(("ETag", format!("\"{version}\"")))
        .body(serde_json::to_string(body)?))
}

pub fn html(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .body(body)
}

/// Whether a page is packed, where it is rendered: a thread that may take its time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packing(bool);

impl Packing {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let accepts = |value: &header::HeaderValue| {
            value.to_str().is_ok_and(|text| {
                text.split(',')
                    .any(|one| one.trim() == "gzip" || one.trim().starts_with("gzip;q=1"))
            })
        };
        Self(
            request
                .headers()
                .get(header::ACCEPT_ENCODING)
                .is_some_and(accepts),
        )
    }

    pub(super) fn pack(self, page: String) -> Packed {
        if !self.0 {
            return Packed::Plain(page);
        }
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        match gzip.write_all(page.as_bytes()).and_then(|()| gzip.finish()) {
            Ok(bytes) => Packed::Gzip(bytes),
            Err(_) => Packed::Plain(page),
        }
    }
}

/// A page ready to be sent.
pub(super) enum Packed {
    Plain(String),
    Gzip(Vec<u8>),
}

impl Packed {
    pub(super) fn respond(self, status: StatusCode) -> HttpResponse {
        match self {
            Self::Plain(page) => html(status, page),
            Self::Gzip(bytes) => HttpResponse::build(status)
                .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
                .insert_header((header::CONTENT_ENCODING, "gzip"))
                .insert_header((header::VARY, "accept-encoding"))
                .body(bytes),
        }
    }
}

/// A PDF, shown in the browser.
pub fn pdf(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((
            "Content-Disposition",
            format!("inline; filename=\"{name}\""),
        ))
        .body(bytes)
}

/// The status that an error answers with.
pub const fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Conflict(..) => StatusCode::CONFLICT,
        Error::Stale => StatusCode::PRECONDITION_FAILED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Storage(_) => StatusCode::INSUFFICIENT_STORAGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error as the caller reads it.
pub fn refuse(ctx: &Ctx, error: &Error) -> HttpResponse {
    let status = status_of(error);
    if status.is_server_error() {
        tracing::error!(request = %ctx.request_id, path = ctx.path(), %error, "request failed");
    }
    let text = text_of(error).speak(ctx.lang);
    problem_or_page(ctx, status, &text, error)
}

/// A refusal that is no error of a verb (not signed in, too many tries, foreign host …).
pub fn refuse_with(ctx: &Ctx, status: StatusCode, message: impl Into<Message>) -> HttpResponse {
    let message = message.into();
    let text = message.speak(ctx.lang);
    problem_or_page(ctx, status, &text, &Error::Conflict(message, None))
}

fn problem_or_page(ctx: &Ctx, status: StatusCode, text: &str, error: &Error) -> HttpResponse {
    if ctx.is_api() {
        let body = problem(ctx, status, text, error);
        return HttpResponse::build(status)
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body(body.to_string());
    }
    let page = ErrorPage {
        frame: Bare::of(ctx),
        status: status.as_u16(),
        title: ctx.lang.t(&format!("error-{}", status.as_u16())),
        text: text.to_owned(),
        fields: match error {
            Error::Invalid(fields) => speak_fields(fields, ctx.lang),
            _ => Vec::new(),
        },
        typed: match error {
            Error::Stale => typed(ctx),
            _ => Vec::new(),
        },
        back: own_referer(ctx),
        request_id: status.is_server_error().then(|| ctx.request_id.clone()),
    };
    html(status, page.render().unwrap_or_else(|_| text.to_owned()))
}

/// What somebody wrote into the form that came too late, so that nothing has to be thought of twice.
fn typed(ctx: &Ctx) -> Vec<String> {
    let form = ctx.form().unwrap_or_default();
    let is_ours = |name: &str| {
        name.starts_with('_') || name == "version" || name == "id" || name.ends_with("_id")
    };
    form.pairs()
        .iter()
        .filter(|(name, value)| !is_ours(name) && !name.contains("password") && value != "on")
        .map(|(_, value)| value.trim().to_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

/// The page of ours that the request came from, with what is stored now; empty when that is not known.
fn own_referer(ctx: &Ctx) -> String {
    let header = |name: &str| ctx.request.headers().get(name)?.to_str().ok();
    let (Some(referer), Some(host)) = (header("referer"), header("host")) else {
        return String::new();
    };
    referer
        .split_once("://")
        .and_then(|(_, rest)| rest.strip_prefix(host))
        .filter(|path| path.starts_with('/') && *path != ctx.path())
        .unwrap_or_default()
        .to_owned()
}

fn problem(ctx: &Ctx, status: StatusCode, text: &str, error: &Error) -> Value {
    let mut problem = json!({
        "type": format!("about:blank#{}", kind(status)),
        "title": ctx.lang.t(&format!("error-{}", status.as_u16())),
        "status": status.as_u16(),
        "detail": text,
        "instance": format!("urn:request:{}", ctx.request_id),
    });
    match error {
        Error::Invalid(fields) => {
            problem["errors"] = speak_fields(fields, ctx.lang)
                .into_iter()
                .map(|(field, detail)| json!({ "field": field, "detail": detail }))
                .collect();
        }
        Error::Conflict(message, extra) => {
            problem["code"] = json!(message.key);
            if let (Some(Value::Object(extra)), Some(problem)) = (extra, problem.as_object_mut()) {
                problem.extend(extra.clone());
            }
        }
        _ => {}
    }
    problem
}

/// What kind of problem a status stands for.
fn kind(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "unreadable",
        StatusCode::UNAUTHORIZED => "not-signed-in",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
        StatusCode::REQUEST_TIMEOUT => "timeout",
        StatusCode::CONFLICT => "conflict",
        StatusCode::PRECONDITION_FAILED => "stale",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::MISDIRECTED_REQUEST => "misdirected",
        StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        StatusCode::PRECONDITION_REQUIRED => "version-required",
        StatusCode::TOO_MANY_REQUESTS => "too-many-requests",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        StatusCode::INSUFFICIENT_STORAGE => "storage",
        _ => "internal",
    }
}

fn text_of(error: &Error) -> Message {
    match error {
        Error::Conflict(message, _) => message.clone(),
        other => Message::new(format!("error-{}-text", status_of(other).as_u16())),
    }
}

pub fn speak_fields(fields: &FieldErrors, lang: Lang) -> Vec<(String, String)> {
    fields
        .0
        .iter()
        .map(|error| (error.field.clone(), error.message.speak(lang)))
        .collect()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Bare,
    status: u16,
    title: String,
    text: String,
    fields: Vec<(String, String)>,
    /// What was written into a form that somebody else was faster than.
    typed: Vec<String>,
    back: String,
    request_id: Option<String>,
}
