//! Typst with our templates and font, set up once.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, Timelike};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Dict, IntoValue, Smart};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{RenderError, format};

/// Noto Sans, from the crate `notosans` (SIL Open Font License 1.1): figures of one width, bold, and the whole of
/// Latin, Greek and Cyrillic.
static ENGINE: LazyLock<TypstEngine> = LazyLock::new(|| {
    TypstEngine::builder()
        .fonts([notosans::REGULAR_TTF, notosans::BOLD_TTF])
        .with_static_source_file_resolver([
            (
                "house.typ",
                include_str!("../../templates/documents/house.typ"),
            ),
            (
                "invoice.typ",
                include_str!("../../templates/documents/invoice.typ"),
            ),
            (
                "note.typ",
                include_str!("../../templates/documents/note.typ"),
            ),
            (
                "purchase.typ",
                include_str!("../../templates/documents/purchase.typ"),
            ),
            (
                "statement.typ",
                include_str!("../../templates/documents/statement.typ"),
            ),
        ])
        .comemo_evict_max_age(Some(KEEP))
        .build()
});

/// Compilations for which typst keeps what it computed: enough to share the house's parts between documents.
const KEEP: usize = 8;

/// A document ready for its template.
pub struct Page {
    pub template: &'static str,
    /// Everything printed, as JSON.
    pub data: serde_json::Value,
    /// Identifies the document among all others.
    pub ident: String,
    /// Creation date of the file.
    pub made_at: DateTime<FixedOffset>,
}

/// The instant if there is one, else the start of the day.
pub fn made_at(instant: &str, day: &str) -> Result<DateTime<FixedOffset>, RenderError> {
    if let Some(at) = format::instant(instant)? {
        return Ok(at);
    }
    let day = format::day(day)?.ok_or(RenderError::Missing("day"))?;
    Ok(day.and_time(NaiveTime::MIN).and_utc().fixed_offset())
}

pub fn pdf(page: &Page) -> Result<Vec<u8>, RenderError> {
    export(page, &compile(page)?)
}

/// PDF/A-2u, made to be kept; plain PDF where a snapshot holds a character that no font of ours has.
pub fn export(page: &Page, document: &PagedDocument) -> Result<Vec<u8>, RenderError> {
    let archival = PdfStandards::new(&[PdfStandard::A_2u])
        .map_err(|error| RenderError::Template(error.message().to_string()))?;
    typst_pdf::pdf(document, &options(page, archival))
        .or_else(|_| typst_pdf::pdf(document, &options(page, PdfStandards::default())))
        .map_err(|errors| RenderError::Template(messages(&errors)))
}

fn options(page: &Page, standards: PdfStandards) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(page.ident.clone()),
        creator: Smart::Custom(Some("Hornada".to_owned())),
        timestamp: timestamp(page.made_at),
        standards,
        ..PdfOptions::default()
    }
}

/// The laid out pages. Warnings are ours to mend and no reason to keep a document back; tests allow none.
pub fn compile(page: &Page) -> Result<PagedDocument, RenderError> {
    let mut inputs = Dict::new();
    inputs.insert("data".into(), page.data.to_string().into_value());
    let Warned { output, warnings } =
        ENGINE.compile_with_input::<_, _, PagedDocument>(page.template, inputs);
    if !warnings.is_empty() {
        tracing::warn!(page.template, warnings = %messages(&warnings), "document template warns");
        #[cfg(test)]
        return Err(RenderError::Template(messages(&warnings)));
    }
    output.map_err(|error| match error {
        TypstAsLibError::TypstSource(errors) => RenderError::Template(messages(&errors)),
        other => RenderError::Template(other.to_string()),
    })
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    let messages: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    messages.join("; ")
}

fn timestamp(at: DateTime<FixedOffset>) -> Option<Timestamp> {
    let part = |number: u32| u8::try_from(number).ok();
    let moment = Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Timestamp::new_local(moment, at.offset().local_minus_utc() / 60)
}
