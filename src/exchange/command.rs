//! `hornada import KIND FILE [--dry-run]`.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Kind, Report, Table, import};
use crate::db::{Actor, Db};
use crate::error::Result;
use crate::i18n::Lang;

/// The bytes of a file, else what to say of it.
///
/// # Errors
/// The reason in words: there is no such file, or it cannot be read.
pub fn read(file: &Path, lang: Lang) -> std::result::Result<Vec<u8>, String> {
    let name = file.display().to_string();
    std::fs::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => lang.with1("import-no-file", "file", name),
        _ => lang.with2(
            "import-unreadable",
            "file",
            name,
            "reason",
            error.to_string(),
        ),
    })
}

/// Imports the bytes of a file with a progress bar.
///
/// # Errors
/// Those of the import. Rows with faults are in the report.
pub fn run(db: &Db, kind: Kind, (file, bytes): (&Path, Vec<u8>), dry_run: bool) -> Result<Report> {
    let table = Table::read(&bytes)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let bar = Arc::new(bar(table.rows.len()));
    let shown = Arc::clone(&bar);
    let actor = Actor {
        name: "hornada import".into(),
        ..Actor::system()
    };
    let report = db.write_blocking(actor, move |tx| {
        import(tx, kind, (&name, &table), dry_run, &|done| {
            shown.set_position(done.try_into().unwrap_or(u64::MAX))
        })
    });
    bar.finish_and_clear();
    report
}

fn bar(rows: usize) -> ProgressBar {
    let bar = ProgressBar::new(rows.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
