//! The floor of pages and API: routes as data, one gate before every handler, forms, answers, the page frame.

pub mod answer;
pub mod api;
pub mod app;
pub mod assets;
mod body;
pub mod ctx;
pub mod drafts;
pub mod form;
pub mod gate;
pub mod history;
pub mod openapi;
pub mod overtaken;
pub mod page;
pub mod session;

pub use answer::{Answer, Stored};
pub use app::App;
pub use body::Body;
pub use ctx::Ctx;
pub use form::Form;
pub use overtaken::overtaken;
pub use page::Frame;
pub use session::Signed;

use std::future::Future;
use std::pin::Pin;

use actix_web::http::Method;
use utoipa::openapi::{RefOr, schema::Schema};

use crate::people::roles::Permission;

/// What a route asks of who calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody: the list is short and a test holds it.
    Public,
    SignedIn,
    Needs(Permission),
}

pub type Handler = fn(Ctx) -> Pin<Box<dyn Future<Output = Answer>>>;

/// Turns `async fn(Ctx) -> Answer` into a [`Handler`].
#[macro_export]
macro_rules! handler {
    ($function:expr) => {
        |ctx| Box::pin($function(ctx))
    };
}

/// A schema with its name and those that it refers to.
type Described = (String, RefOr<Schema>, Vec<(String, RefOr<Schema>)>);
type SchemaOf = fn() -> Described;

/// What the API description says of a route.
#[derive(Clone)]
pub struct Doc {
    pub summary: &'static str,
    pub query: &'static [(&'static str, &'static str)],
    pub body: Option<SchemaOf>,
    pub answer: Option<SchemaOf>,
    pub status: u16,
    pub is_list: bool,
    /// A list that is told a page at a time: takes `after` and `limit`.
    pub is_paged: bool,
    /// What a body that is a file may be; none of it is JSON.
    pub body_media: &'static [&'static str],
    /// What an answer that is a file or a stream may be.
    pub answer_media: &'static [&'static str],
    pub if_match: bool,
    /// `If-Match` is heeded when it is there, and may be left out.
    pub heeds_if_match: bool,
}

/// One line of the table of routes.
#[derive(Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    pub handler: Handler,
    pub doc: Option<Doc>,
    /// Most bytes that a body may have.
    pub body_limit: usize,
}

const BODY_LIMIT: usize = 1024 * 1024;

const fn route(method: Method, path: &'static str, access: Access, handler: Handler) -> Route {
    Route {
        method,
        path,
        access,
        handler,
        doc: None,
        body_limit: BODY_LIMIT,
    }
}

pub const fn get(path: &'static str, access: Access, handler: Handler) -> Route {
    route(Method::GET, path, access, handler)
}

pub const fn post(path: &'static str, access: Access, handler: Handler) -> Route {
    route(Method::POST, path, access, handler)
}

pub const fn put(path: &'static str, access: Access, handler: Handler) -> Route {
    route(Method::PUT, path, access, handler)
}

pub const fn patch(path: &'static str, access: Access, handler: Handler) -> Route {
    route(Method::PATCH, path, access, handler)
}

pub const fn delete(path: &'static str, access: Access, handler: Handler) -> Route {
    route(Method::DELETE, path, access, handler)
}

pub const fn needs(permission: Permission) -> Access {
    Access::Needs(permission)
}

impl Route {
    /// Describes an API route.
    #[must_use]
    pub fn says(mut self, summary: &'static str) -> Self {
        let created = self.method == Method::POST;
        self.doc = Some(Doc {
            summary,
            query: &[],
            body: None,
            answer: None,
            status: if created { 201 } else { 200 },
            is_list: false,
            is_paged: false,
            body_media: &[],
            answer_media: &[],
            if_match: false,
            heeds_if_match: false,
        });
        self
    }

    /// Query parameters: name and what it does.
    #[must_use]
    pub fn query(self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.doc(|doc| doc.query = query)
    }

    #[must_use]
    pub fn takes<T: utoipa::ToSchema>(self) -> Self {
        self.doc(|doc| doc.body = Some(openapi::schema_of::<T>))
    }

    #[must_use]
    pub fn gives<T: utoipa::ToSchema>(self) -> Self {
        self.doc(|doc| doc.answer = Some(openapi::schema_of::<T>))
    }

    /// The answer is `{"items": […], "next": null}` of `T`: all there are.
    #[must_use]
    pub fn lists<T: utoipa::ToSchema>(self) -> Self {
        self.gives::<T>().doc(|doc| doc.is_list = true)
    }

    /// As [`lists`](Self::lists), a page at a time: `next` is the cursor that `after` takes.
    #[must_use]
    pub fn pages<T: utoipa::ToSchema>(self) -> Self {
        self.lists::<T>().doc(|doc| doc.is_paged = true)
    }

    /// The body is a file of one of these kinds.
    #[must_use]
    pub fn takes_file(self, media: &'static [&'static str]) -> Self {
        self.doc(|doc| doc.body_media = media)
    }

    /// The answer is a file, or a stream, of one of these kinds.
    #[must_use]
    pub fn gives_file(self, media: &'static [&'static str]) -> Self {
        self.doc(|doc| doc.answer_media = media)
    }

    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.doc(|doc| doc.status = status)
    }

    /// A change: needs `If-Match` with the version that was read.
    #[must_use]
    pub fn if_match(self) -> Self {
        self.doc(|doc| doc.if_match = true)
    }

    /// A step that takes `If-Match` where it is sent, and can be asked for without.
    #[must_use]
    pub fn heeds_if_match(self) -> Self {
        self.doc(|doc| doc.heeds_if_match = true)
    }

    /// Takes bodies up to `bytes` (uploads).
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    fn doc(mut self, change: impl FnOnce(&mut Doc)) -> Self {
        if let Some(doc) = self.doc.as_mut() {
            change(doc);
        }
        self
    }

    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}
