//! `hornada import KIND FILE [--dry-run]`.

use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Kind, Report, Table, import};
use crate::db::{Actor, Db};
use crate::error::{Error, Result};

/// Imports a file with a progress bar.
///
/// # Errors
/// A storage error when the file cannot be read; those of the import. Rows with faults are in the report.
pub fn run(db: &Db, kind: Kind, file: &Path, dry_run: bool) -> Result<Report> {
    let bytes = std::fs::read(file)
        .map_err(|error| Error::Storage(format!("{}: {error}", file.display())))?;
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
