//! One request as handlers see it: who asks, in which language, what was sent, and the ways to answer.

use std::cell::OnceCell;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use rusqlite::{OptionalExtension, params};

use super::answer::{self, Stored};
use super::form::{Part, multipart};
use super::session::{self, Signed};
use super::{Answer, App, Form, Frame};
use crate::db::{Actor, Tx, View, asking};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission;

pub struct Ctx {
    pub app: Arc<App>,
    pub signed: Option<Arc<Signed>>,
    pub lang: Lang,
    pub ip: String,
    pub agent: String,
    pub csrf: String,
    pub query: Form,
    pub body: Bytes,
    pub request_id: String,
    pub request: HttpRequest,
    /// A cookie to be set with whatever answer comes: the visitor's, made for the form on the page.
    pub(super) new_visitor: Option<String>,
    pub(super) pattern: &'static str,
    /// What [`parts`](Self::parts) has read of the body.
    pub(super) parts: OnceCell<Option<Arc<[Part]>>>,
}

impl Ctx {
    pub fn path(&self) -> &str {
        self.request.path()
    }

    pub fn is_api(&self) -> bool {
        self.path().starts_with("/api/")
    }

    /// Whether only a part of the page is wanted (`X-Fragment: 1`).
    pub fn is_fragment(&self) -> bool {
        self.request.headers().contains_key("x-fragment")
    }

    /// A part of the path by its name in the route, empty when there is none.
    pub fn param(&self, name: &str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// An id in the path.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not an id at all.
    pub fn id<T: std::str::FromStr>(&self, name: &str) -> Result<T> {
        self.param(name).parse().map_err(|_| Error::NotFound)
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.request
            .cookie(name)
            .map(|cookie| cookie.value().to_owned())
    }

    /// The posted form; of one with files, its texts.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be read.
    pub fn form(&self) -> Result<Form> {
        match self.parts() {
            Some(parts) => Form::of_parts(&parts),
            None => Form::parse(&self.body),
        }
    }

    /// The parts of a form with a file, read once; nothing of any other body, or of one that cannot be read.
    pub fn parts(&self) -> Option<Arc<[Part]>> {
        let read = || {
            let media = self.request.headers().get("content-type")?;
            Some(multipart(media.to_str().ok()?, &self.body)?.into())
        };
        self.parts.get_or_init(read).clone()
    }

    /// What was typed: in the form, or in the address of an undo that names `field`.
    ///
    /// # Errors
    /// As [`form`](Self::form).
    pub fn form_or_undo(&self, field: &str) -> Result<Form> {
        let form = self.form()?;
        if !form.has(field) && self.query.has(field) {
            return Ok(self.query.clone());
        }
        Ok(form)
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when nobody is; the gate lets nobody in where this is called.
    pub fn signed(&self) -> Result<&Signed> {
        self.signed.as_deref().ok_or(Error::Forbidden)
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.signed
            .as_ref()
            .is_some_and(|signed| signed.may(permission))
    }

    /// # Errors
    /// [`Error::Forbidden`] when who is signed in may not.
    pub fn need(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    pub fn actor(&self) -> Actor {
        match &self.signed {
            Some(signed) => signed.actor(&self.ip, &self.agent),
            None => Actor {
                ip: self.ip.clone(),
                agent: self.agent.clone(),
                ..Actor::system()
            },
        }
    }

    /// # Errors
    /// The error of `work`.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let request = self.request_id.clone();
        self.app
            .db
            .read(move |view| asking::within(request, || work(view)))
            .await
    }

    /// # Errors
    /// The error of `work`, or a storage error.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let request = self.request_id.clone();
        self.app
            .db
            .write(self.actor(), move |tx| asking::within(request, || work(tx)))
            .await
    }

    /// Does `work` once for this request's key (`Idempotency-Key`, or the form's `_key`): the same request again gets
    /// the same answer; the same key with another body is a conflict. Without a key it is simply done.
    ///
    /// # Errors
    /// The error of `work`, or a conflict of the key.
    pub async fn once(&self, work: impl FnOnce(&Tx) -> Result<Stored> + Send + 'static) -> Answer {
        let stored = self.write(self.once_only(work)?).await?;
        Ok(stored.into_response())
    }

    /// As [`once`](Self::once), for work that may be large: nobody else waits for its commit.
    ///
    /// # Errors
    /// As [`once`](Self::once).
    pub async fn once_large(
        &self,
        work: impl FnOnce(&Tx) -> Result<Stored> + Send + 'static,
    ) -> Answer {
        let work = self.once_only(work)?;
        let request = self.request_id.clone();
        let work = move |tx: &Tx| asking::within(request, || work(tx));
        let stored = self.app.db.write_large(self.actor(), work).await?;
        Ok(stored.into_response())
    }

    /// The work, done only where its key has no answer yet.
    fn once_only<W>(
        &self,
        work: W,
    ) -> Result<impl FnOnce(&Tx) -> Result<Stored> + Send + 'static + use<W>>
    where
        W: FnOnce(&Tx) -> Result<Stored> + Send + 'static,
    {
        let asked = self.key()?.map(|key| self.asked(key));
        Ok(move |tx: &Tx| {
            let Some(asked) = asked else { return work(tx) };
            if let Some(before) = find_answer(tx, &asked)? {
                return Ok(before);
            }
            let stored = work(tx)?;
            keep_answer(tx, &asked, &stored)?;
            Ok(stored)
        })
    }

    /// As [`once`](Self::once), for work that is no transaction (a copy, a job): its answer is kept after it is done. The same
    /// request sent meanwhile waits for it, and gets that answer.
    ///
    /// # Errors
    /// The error of `work`, or a conflict of the key.
    pub async fn once_outside(&self, work: impl Future<Output = Result<Stored>>) -> Answer {
        let Some(asked) = self.key()?.map(|key| Arc::new(self.asked(key))) else {
            return Ok(work.await?.into_response());
        };
        let once = (asked.user, asked.route.clone(), asked.key.clone());
        let _turn = self.app.alone(&once).await;
        let known = Arc::clone(&asked);
        if let Some(before) = self.write(move |tx| find_answer(tx, &known)).await? {
            return Ok(before.into_response());
        }
        let stored = work.await?;
        let kept = stored.clone();
        self.write(move |tx| keep_answer(tx, &asked, &kept)).await?;
        Ok(stored.into_response())
    }

    fn asked(&self, key: String) -> Asked {
        Asked {
            user: self
                .signed
                .as_ref()
                .map_or_else(uuid::Uuid::nil, |signed| signed.user_id.0),
            route: self.scope(),
            key,
            body_hash: session::hash(self.body_to_compare()),
        }
    }

    /// What a key is kept for: the route with the ids that its path names, however they were written. A form's address may
    /// name more; over the API that is part of what is sent.
    fn scope(&self) -> String {
        let path = self.pattern.split('/').map(|part| {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            let Some(name) = name.and_then(|name| name.split(':').next()) else {
                return part.to_owned();
            };
            let said = self.param(name);
            said.parse::<uuid::Uuid>()
                .map_or_else(|_| said.to_owned(), |id| id.to_string())
        });
        let path = path.collect::<Vec<_>>().join("/");
        match self.request.query_string() {
            query if self.is_api() || query.is_empty() => {
                format!("{} {path}", self.request.method())
            }
            query => format!("{} {path}?{query}", self.request.method()),
        }
    }

    fn key(&self) -> Result<Option<String>> {
        let header = self
            .request
            .headers()
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok());
        let key = match header {
            Some(key) => Some(key.to_owned()),
            None if self.is_api() => None,
            None => self.form().ok().and_then(|form| {
                // A form that was changed and sent again, after Back, is another one.
                let key = form.optional("_key")?;
                let body = crate::db::snapshot::hex(&session::hash(self.body_to_compare()));
                Some(format!("{key}.{body}"))
            }),
        };
        match key {
            Some(key) if key.is_empty() || key.len() > 255 => {
                Err(Error::field("Idempotency-Key", "key-length"))
            }
            key => Ok(key),
        }
    }

    /// The body without what differs between two sendings of the same form: its token, and the edge that a browser makes
    /// up anew for the parts of a form with files.
    fn body_to_compare(&self) -> Vec<u8> {
        if self.is_api() {
            let query = self.request.query_string();
            let mut sent = self.body.to_vec();
            if !query.is_empty() {
                sent.push(0);
                sent.extend(query.bytes());
            }
            return sent;
        }
        if let Some(parts) = self.parts() {
            return compared(&parts);
        }
        self.body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.starts_with(b"_csrf="))
            .collect::<Vec<_>>()
            .join(&b'&')
    }

    /// The version that a change of the API must name in `If-Match`.
    ///
    /// # Errors
    /// [`Error::Stale`] for anything that is not a version of ours.
    pub fn if_match(&self) -> Result<i64> {
        let header = self
            .request
            .headers()
            .get("if-match")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        header
            .trim()
            .trim_start_matches("W/")
            .trim_matches('"')
            .parse()
            .map_err(|_| Error::Stale)
    }

    /// As [`if_match`](Self::if_match), of a step that may also be asked for without: nothing when it is not sent.
    ///
    /// # Errors
    /// [`Error::Stale`] for anything that is not a version of ours.
    pub fn if_match_given(&self) -> Result<Option<i64>> {
        let is_given = self.request.headers().contains_key("if-match");
        is_given.then(|| self.if_match()).transpose()
    }

    /// Renders a page: `work` reads what it shows, in one look, and puts it into its template with the frame.
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn page<P: Template>(
        &self,
        work: impl FnOnce(&View, Frame) -> Result<P> + Send + 'static,
    ) -> Answer {
        self.page_with(StatusCode::OK, work).await
    }

    /// As [`page`](Self::page), with another status (422 for a form with errors).
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn page_with<P: Template>(
        &self,
        status: StatusCode,
        work: impl FnOnce(&View, Frame) -> Result<P> + Send + 'static,
    ) -> Answer {
        self.page_found(move |view, mut frame| {
            frame.refused = status.is_client_error();
            Ok((status, work(view, frame)?))
        })
        .await
    }

    /// As [`page`](Self::page), for a page of which only the reading tells the status.
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn page_found<P: Template>(
        &self,
        work: impl FnOnce(&View, Frame) -> Result<(StatusCode, P)> + Send + 'static,
    ) -> Answer {
        let (frame, completion) = (Frame::of(self), super::page::Completion::of(self));
        let packing = answer::Packing::of(&self.request);
        let (status, body) = self
            .read(move |view| {
                let frame = completion.complete(view, frame)?;
                let (status, page) = work(view, frame)?;
                let page = page.render().map_err(Error::internal)?;
                Ok((status, packing.pack(page)))
            })
            .await?;
        let mut response = body.respond(status);
        if self.cookie(super::page::FLASH_COOKIE).is_some() {
            let mut gone = super::page::flash_cookie("");
            gone.make_removal();
            if response.add_cookie(&gone).is_err() {
                tracing::warn!("the flash cookie could not be removed");
            }
        }
        Ok(response)
    }

    /// 303 to a page of ours.
    pub fn see(&self, location: impl Into<String>) -> HttpResponse {
        Stored::see(location).into_response()
    }

    pub fn respond(&self, stored: Stored) -> HttpResponse {
        stored.into_response()
    }
}

/// Names, file names and contents of parts, each with its length, so that no two forms look the same.
fn compared(parts: &[Part]) -> Vec<u8> {
    let mut all = Vec::new();
    for part in parts.iter().filter(|part| part.name != "_csrf") {
        let file_name = part.file_name.as_deref().map(str::as_bytes);
        for text in [Some(part.name.as_bytes()), file_name, Some(&part.bytes[..])] {
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            all.extend(length.to_be_bytes());
            all.extend(text.unwrap_or_default());
        }
    }
    all
}

/// What is done once: who asks for what under which key, and what was sent.
struct Asked {
    user: uuid::Uuid,
    route: String,
    key: String,
    body_hash: [u8; 32],
}

fn find_answer(tx: &Tx, asked: &Asked) -> Result<Option<Stored>> {
    let mut statement = tx.prepare_cached(
        "SELECT body_hash, status, location, body FROM idempotency WHERE user_id = ?1 AND route = ?2 AND key = ?3",
    )?;
    let found = statement
        .query_row(
            params![asked.user.as_bytes(), asked.route, asked.key],
            |row| {
                let hash: [u8; 32] = row.get(0)?;
                Ok((
                    hash,
                    Stored {
                        status: row.get(1)?,
                        location: row.get(2)?,
                        body: row.get(3)?,
                        flash: None,
                    },
                ))
            },
        )
        .optional()?;
    match found {
        Some((hash, _)) if hash != asked.body_hash => Err(Error::conflict("key-used-otherwise")),
        found => Ok(found.map(|(_, stored)| stored)),
    }
}

fn keep_answer(tx: &Tx, asked: &Asked, stored: &Stored) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO idempotency (user_id, route, key, body_hash, status, location, body, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        asked.user.as_bytes(),
        asked.route,
        asked.key,
        asked.body_hash,
        stored.status,
        stored.location,
        stored.body,
        tx.now
    ])?;
    Ok(())
}
