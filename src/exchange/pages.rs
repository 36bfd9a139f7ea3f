//! Imports on a page: choose a file, see what would happen, take it. The file waits in the data folder in between.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::store::{self, Done};
use super::{Kind, Report, Table, import, samples};
use crate::error::{Error, FieldErrors, Result};
use crate::values::calendar::moment;
use crate::values::ids::IdGenerator;
use crate::web::answer::speak_fields;
use crate::web::form::{Part, chosen};
use crate::web::{Answer, Ctx, Frame, Stored};

/// Rows of a file shown before it is taken.
const PREVIEW_ROWS: usize = 20;

#[derive(Template)]
#[template(path = "exchange/index.html")]
struct ImportPage {
    frame: Frame,
    kind: String,
    errors: Vec<(String, String)>,
    done: Vec<Done>,
}

#[derive(Template)]
#[template(path = "exchange/preview.html")]
struct PreviewPage {
    frame: Frame,
    kind: Kind,
    file_name: String,
    waiting: String,
    table: Table,
    report: Report,
    key: String,
}

impl ImportPage {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        Kind::ALL
            .map(|kind| {
                (
                    kind.code(),
                    self.frame.t(&format!("import-kind-{}", kind.code())),
                )
            })
            .into()
    }

    /// What each kind is called, its code, and its columns in the reader's language.
    fn columns(&self) -> Vec<(String, &'static str, String)> {
        let lang = self.frame.lang;
        let of = |kind: Kind| {
            let words = self.frame.t(&format!("import-kind-{}", kind.code()));
            (words, kind.code(), kind.headings(lang).join(", "))
        };
        Kind::ALL.map(of).into()
    }

    fn when(&self, done: &Done) -> String {
        moment(done.at, self.frame.zone, self.frame.lang)
    }
}

impl PreviewPage {
    fn rows(&self) -> &[super::Row] {
        &self.table.rows[..self.table.rows.len().min(PREVIEW_ROWS)]
    }

    fn lines(&self) -> Vec<String> {
        self.report.lines(self.frame.lang)
    }

    const fn is_good(&self) -> bool {
        self.report.faults.is_empty()
    }
}

/// `GET /import`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let kind = ctx.query.text("kind").to_owned();
    import_page(&ctx, kind, FieldErrors::default(), StatusCode::OK).await
}

/// `GET /import/sample/{kind}`: a small file to begin with, in the reader's language.
///
/// # Errors
/// Not found.
pub async fn sample(ctx: Ctx) -> Answer {
    let kind = Kind::from_code(ctx.param("kind")).ok_or(Error::NotFound)?;
    let (name, text) = samples::sample(kind, ctx.lang);
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", "text/csv; charset=utf-8"))
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        ))
        .body(text))
}

async fn import_page(ctx: &Ctx, kind: String, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        Ok(ImportPage {
            frame,
            kind,
            errors,
            done: store::done(view, None, 50)?,
        })
    })
    .await
}

/// `POST /import`: the file is read and tried; nothing is stored yet.
///
/// # Errors
/// Those of the import.
pub async fn preview(ctx: Ctx) -> Answer {
    let parts = parts(&ctx)?;
    let kind_text = ctx.form()?.text("kind").to_owned();
    let file = chosen(&parts, "file");
    let (Some(kind), Some(file)) = (Kind::from_code(&kind_text), file) else {
        let errors = FieldErrors::one("file", "import-choose");
        return import_page(&ctx, kind_text, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (bytes, file_name) = (
        file.bytes.clone(),
        file.file_name.clone().unwrap_or_default(),
    );
    let waiting = fresh_name(&ctx);
    let path = waiting_path(&ctx, &waiting)?;
    let read = tokio::task::spawn_blocking(move || {
        let table = Table::read(&bytes)?;
        std::fs::write(&path, &bytes).map_err(|error| Error::Storage(error.to_string()))?;
        Ok(table)
    });
    let table: Table = match read.await.map_err(Error::internal)? {
        Ok(table) => table,
        Err(Error::Invalid(errors)) => {
            return import_page(&ctx, kind_text, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(error) => return Err(error),
    };
    let (tried, name) = (table.clone(), file_name.clone());
    let report = ctx
        .app
        .db
        .write_large(ctx.actor(), move |tx| {
            import(tx, kind, (&name, &tried), true, &|_| {})
        })
        .await?;
    let key = waiting.clone();
    ctx.page(move |_, frame| {
        Ok(PreviewPage {
            frame,
            kind,
            file_name,
            waiting,
            table,
            report,
            key,
        })
    })
    .await
}

/// `POST /import/take`: the file that was looked at is taken.
///
/// # Errors
/// A conflict when the file is gone or has faults by now.
pub async fn take(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let kind = Kind::from_code(form.text("kind")).ok_or(Error::NotFound)?;
    let waiting: Uuid = form.text("waiting").parse().map_err(|_| Error::NotFound)?;
    let path = waiting_path(&ctx, &waiting.to_string())?;
    let name = form.text("file_name").to_owned();
    let file = path.clone();
    let read = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(&file).map_err(|_| Error::conflict("import-gone"))?;
        Table::read(&bytes)
    });
    // The file is gone when the same form has been taken before: its answer is given again.
    let table = read.await.map_err(Error::internal)?;
    let lang = ctx.lang;
    let answer = ctx
        .once_large(move |tx| {
            let table = table?;
            let report = import(tx, kind, (&name, &table), false, &|_| {})?;
            if !report.faults.is_empty() {
                return Err(Error::conflict("import-faults-now"));
            }
            Ok(Stored::see("/import")
                .saying(report.lines(lang).first().cloned().unwrap_or_default()))
        })
        .await;
    if answer.is_ok() && path.exists() && std::fs::remove_file(&path).is_err() {
        tracing::warn!("the imported file could not be removed");
    }
    answer
}

fn parts(ctx: &Ctx) -> Result<Arc<[Part]>> {
    ctx.parts()
        .ok_or_else(|| Error::field("file", "form-unreadable"))
}

/// Files that were looked at and not taken yet; older ones go when a new one comes.
fn waiting_path(ctx: &Ctx, waiting: &str) -> Result<PathBuf> {
    let folder = ctx.app.db.data().join("incoming");
    let storage = |error: std::io::Error| Error::Storage(error.to_string());
    std::fs::create_dir_all(&folder).map_err(storage)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(storage)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    let path = folder.join(waiting);
    for old in files.iter().rev().skip(9).filter(|old| **old != path) {
        std::fs::remove_file(old).map_err(storage)?;
    }
    Ok(path)
}

/// A name for a file that waits: from the clock, so that names sort by age.
fn fresh_name(ctx: &Ctx) -> String {
    IdGenerator::random()
        .next(ctx.app.db.now().into())
        .to_string()
}
