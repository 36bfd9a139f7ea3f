//! `/api/v1/imports`.

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use super::{Kind, Report, Table, import};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::values::calendar::Instant;
use crate::values::ids::ImportId;
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Ctx, Stored};

/// An import that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    pub id: ImportId,
    pub kind: String,
    pub file_name: String,
    pub rows_read: i64,
    pub rows_added: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    pub created_by: String,
}

/// What an import did or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportBody {
    pub kind: String,
    pub dry_run: bool,
    pub rows_read: usize,
    pub rows_added: usize,
    pub rows_known: usize,
    /// In words: totals, oddities, faults.
    pub lines: Vec<String>,
    pub faults: Vec<FaultBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FaultBody {
    pub row: usize,
    /// Our name of it.
    pub column: String,
    /// What it is called in the file.
    pub heading: String,
    pub detail: String,
}

impl ReportBody {
    fn of(report: &Report, lang: Lang) -> Self {
        let faults = report.faults.iter().map(|fault| FaultBody {
            row: fault.row,
            column: fault.column.clone(),
            heading: report.heading(fault, lang).to_owned(),
            detail: fault.message.speak(lang),
        });
        Self {
            kind: report.kind.code().into(),
            dry_run: report.dry_run,
            rows_read: report.rows_read,
            rows_added: report.rows_added,
            rows_known: report.rows_known,
            lines: report.lines(lang),
            faults: faults.collect(),
        }
    }
}

/// `GET /api/v1/imports`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let before = match paging.cursor::<1>()? {
        None => None,
        Some([id]) => {
            let id = id.parse::<ImportId>();
            Some(id.map_err(|_| Error::field("after", "field-cursor"))?)
        }
    };
    let limit = paging.limit;
    let done = ctx
        .read(move |view| store::done(view, before, limit + 1))
        .await?;
    let items = done.into_iter().map(|done| ImportBody {
        id: done.id,
        kind: done.kind,
        file_name: done.file_name,
        rows_read: done.rows_read,
        rows_added: done.rows_added,
        created_at: done.at,
        created_by: done.by,
    });
    json(&List::page(items.collect(), limit, |done: &ImportBody| {
        done.id.to_string()
    }))
}

/// `POST /api/v1/imports/{kind}`: the body is the file; `?dry_run=true` tries it.
///
/// # Errors
/// [`Error::Invalid`] for a file that cannot be read; rows with faults are in the answer, and nothing is taken then.
pub async fn take(ctx: Ctx) -> Answer {
    let kind = Kind::from_code(ctx.param("kind")).ok_or(Error::NotFound)?;
    let dry_run = ctx.query.is_on("dry_run");
    let name = ctx.query.optional("file_name").unwrap_or("api").to_owned();
    let (bytes, lang) = (ctx.body.clone(), ctx.lang);
    let table: Result<Table> = tokio::task::spawn_blocking(move || Table::read(&bytes))
        .await
        .map_err(Error::internal)?;
    let table = table?;
    ctx.once_large(move |tx| {
        let report = import(tx, kind, (&name, &table), dry_run, &|_| {})?;
        let body = ReportBody::of(&report, lang);
        let mut stored = Stored::ok(&body)?;
        if !report.faults.is_empty() {
            stored.status = 422;
        }
        Ok(stored)
    })
    .await
}
