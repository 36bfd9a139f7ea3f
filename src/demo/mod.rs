//! `serve --demo`: a complete made-up bakery in a folder of its own, the same every time, its days counted back from
//! today. It is made by the same verbs that pages and jobs call, a day at a time, on a clock that is set.

mod history;
mod shop;
mod story;
mod today;
mod world;

use std::path::Path;

use crate::clock::Clock;
use crate::db::{Db, OpenError, Options};
use crate::error::{Error, Result};
use crate::values::calendar::Instant;

pub const EMAIL: &str = "owner@demo.test";
pub const PASSWORD: &str = "hornada-demo";

/// Seed of everything that is drawn by lot.
const SEED: u64 = 0x0068_6F72_6E61_6461;

/// Opens the demo in `data`, making it when the folder has none; its clock starts at `starts_at` if that is given.
///
/// # Errors
/// When the folder holds another bakery, or the demo could not be made.
pub fn open(
    data: &Path,
    holder: String,
    starts_at: Option<Instant>,
) -> std::result::Result<Db, OpenError> {
    let options = || Options {
        holder: holder.clone(),
        starts_at,
        ..Options::new(data)
    };
    if data.join("live/hornada.db").exists() {
        let db = Db::open(options())?;
        let (is_demo, is_done) = db
            .read_blocking(|view| Ok((crate::db::is_demo(view)?, crate::db::is_demo_done(view)?)))
            .unwrap_or_default();
        if !is_demo {
            return Err(OpenError::NotADemo(data.to_owned()));
        }
        if is_done {
            return Ok(db);
        }
        // Stopped while its year was being made: it is made again.
        drop(db);
        for folder in ["live", "backup"] {
            let folder = data.join(folder);
            std::fs::remove_dir_all(&folder).map_err(|error| OpenError::Io(folder, error))?;
        }
    }
    let clock = Clock::standing(starts_at.unwrap_or_else(|| Clock::system().now()));
    let db = Db::open(Options {
        clock,
        seed: Some(SEED),
        ..options()
    })?;
    make(&db).map_err(|error| OpenError::Demo(error.to_string()))?;
    db.clock().run_from(starts_at);
    Ok(db)
}

/// Makes the whole bakery, its last twelve months and its tomorrow.
fn make(db: &Db) -> Result<()> {
    let now = db.now();
    let today = db.today();
    history::at(db, today.add_days(-history::DAYS_BACK), "07:00")?;
    let shop = history::step(db, |tx| {
        crate::db::mark_demo(tx)?;
        shop::open(tx)
    })?;
    history::live(db, &shop, today, now)?;
    history::step(db, crate::db::mark_demo_done)?;
    let findings = db.read_blocking(|view| crate::db::check::file(view))?;
    match findings.first() {
        Some(finding) => Err(Error::Internal(format!(
            "the demo does not add up: {finding}"
        ))),
        None => Ok(()),
    }
}
