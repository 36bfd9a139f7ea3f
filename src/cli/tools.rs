//! The tools beside the server. `backup` and `check` run next to it; what changes the file refuses while it runs.

use std::collections::BTreeSet;

use super::{Failure, say};
use crate::config::Config;
use crate::db::{Actor, Db, OpenError, Options, Paths, check, snapshot, target};
use crate::error::Error;
use crate::exchange;
use crate::i18n::Lang;
use crate::jobs;
use crate::values::calendar::Day;

/// A command makes no new bakery: that is for `serve`. A file that was there and is gone is told of when it is opened.
fn there_is_one(config: &Config) -> Result<(), Failure> {
    let paths = Paths {
        data: config.data.clone(),
    };
    if paths.live_file().exists() || paths.backup_file().exists() {
        return Ok(());
    }
    let folder = config.data.display();
    Err(Failure(format!("there is no Hornada in {folder}"), 66))
}

pub(super) fn beside(config: &Config) -> Result<Db, Failure> {
    there_is_one(config)?;
    Ok(Db::open(Options {
        beside: true,
        readers: 1,
        ..Options::new(&config.data)
    })?)
}

pub(super) fn backup(config: &Config, file: &std::path::Path) -> Result<(), Failure> {
    let db = beside(config)?;
    target::check(db.paths(), file).map_err(|why| Failure(why.to_string(), why.exit_code()))?;
    snapshot::copy_of(&db, file)?;
    say(file.display());
    Ok(())
}

pub(super) fn restore(config: &Config, file: &std::path::Path) -> Result<(), Failure> {
    let kept = snapshot::restore(
        &Paths {
            data: config.data.clone(),
        },
        file,
    )?;
    let file = file.display();
    match kept {
        Some(kept) => say(format_args!(
            "restored from {file}; what was there is kept as {}",
            kept.display()
        )),
        None => say(format_args!("restored from {file}")),
    }
    Ok(())
}

pub(super) fn check_file(config: &Config) -> Result<(), Failure> {
    let findings = beside(config)?.read_blocking(|view| check::file(view))?;
    for finding in &findings {
        say(format_args!("{finding}"));
    }
    if findings.is_empty() {
        say("all is well");
        return Ok(());
    }
    Err(Failure(format!("{} findings", findings.len()), 65))
}

/// The file for a change; while a server has it, `page` is where the same is done.
pub(super) fn alone(config: &Config, page: &str) -> Result<Db, Failure> {
    there_is_one(config)?;
    let options = Options {
        holder: format!("pid {}, a command", std::process::id()),
        starts_at: config.now,
        ..Options::new(&config.data)
    };
    Db::open(options).map_err(|error| match &error {
        OpenError::Locked(..) => Failure(
            format!("{error} Or do it there, on the page {page}"),
            error.exit_code(),
        ),
        _ => error.into(),
    })
}

pub(super) fn run_job(config: &Config, name: &str, as_of: Option<Day>) -> Result<(), Failure> {
    if crate::schedule::find(name).is_none() {
        let names: Vec<&str> = crate::schedule::JOBS.iter().map(|job| job.name).collect();
        return Err(Failure(
            format!("there is no job {name:?}; there are: {}", names.join(", ")),
            64,
        ));
    }
    let db = alone(config, "/jobs")?;
    let as_of = as_of.unwrap_or_else(|| db.today());
    let key = crate::web::session::new_token()?;
    let run = match jobs::run_by_hand(&db, name, as_of, &key[..16], Actor::job(name)) {
        Err(error @ Error::Invalid(_)) => {
            return Err(Failure(jobs::words(&error, db.settings().language()), 64));
        }
        run => run?,
    };
    db.close()?;
    if run.outcome == jobs::Outcome::Done {
        say(format_args!("{name} for {as_of}: {}", run.detail));
        return Ok(());
    }
    Err(Failure(format!("{name} for {as_of}: {}", run.detail), 75))
}

/// A file that was named is not there, or cannot be read (`EX_NOINPUT`).
const NO_INPUT: u8 = 66;

pub(super) fn import(
    config: &Config,
    kind: &str,
    file: &std::path::Path,
    dry_run: bool,
) -> Result<(), Failure> {
    let Some(kind) = exchange::Kind::from_code(kind) else {
        let kinds = exchange::Kind::ALL.map(exchange::Kind::code).join(", ");
        return Err(Failure(
            format!("there is no kind {kind:?}; there are: {kinds}"),
            64,
        ));
    };
    let db = alone(config, "/import")?;
    let lang = db.settings().language();
    let bytes = exchange::command::read(file, lang).map_err(|words| Failure(words, NO_INPUT))?;
    let report = exchange::command::run(&db, kind, (file, bytes), dry_run)
        .map_err(|error| in_words(&error, lang))?;
    for line in report.lines(lang) {
        say(format_args!("{line}"));
    }
    db.close()?;
    if report.faults.is_empty() {
        return Ok(());
    }
    let rows: BTreeSet<usize> = report.faults.iter().map(|fault| fault.row).collect();
    let refused = lang.with1("import-refused", "count", rows.len());
    Err(Failure(refused, 65))
}

/// An error in the bakery's language; what is wrong with a file is told apart from what is wrong with the program.
fn in_words(error: &Error, lang: Lang) -> Failure {
    let code = match error {
        Error::Invalid(_) | Error::Conflict(..) => 65,
        _ => 70,
    };
    Failure(jobs::words(error, lang), code)
}

pub(super) fn export(config: &Config, folder: &std::path::Path) -> Result<(), Failure> {
    let db = beside(config)?;
    for (table, rows) in db.read_blocking(|view| exchange::export::tables(view, folder))? {
        say(format_args!("{table}.csv: {rows}"));
    }
    Ok(())
}

/// What the program is started with and, if there is a file, every setting that was set.
pub(super) fn show_config(config: &Config) -> Result<(), Failure> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    say(format_args!("data      {}", config.data.display()));
    say(format_args!("listen    {}", config.listen));
    say(format_args!(
        "smtp_url  {}",
        or_none(config.smtp_url.as_ref().map(ToString::to_string))
    ));
    say(format_args!("hosts     {}", config.hosts.join(", ")));
    say(format_args!(
        "base_url  {}",
        or_none(config.base_url.clone())
    ));
    say(format_args!("log       {:?}", config.log));
    let paths = Paths {
        data: config.data.clone(),
    };
    if !paths.live_file().exists() {
        return Ok(());
    }
    let settings = beside(config)?.settings();
    for definition in crate::settings::DEFINITIONS {
        let from = if settings.is_set(definition.key) {
            "set"
        } else {
            "default"
        };
        say(format_args!(
            "{} = {:?} ({from})",
            definition.key,
            settings.text(definition.key)
        ));
    }
    Ok(())
}
