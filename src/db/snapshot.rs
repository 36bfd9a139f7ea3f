//! The published copy, `backup/hornada.db`: made with `VACUUM INTO`, opened and checked, fsynced, renamed into place.
//! Whoever copies it, whenever, gets a whole file.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::open::{OpenError, Paths, connect, schema_version};
use super::{Db, LATEST_MIGRATION, check, guard};
use crate::error::{Error, Result};
use crate::values::calendar::Instant;

/// What stands beside the copy, in `backup/hornada.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    pub made_at: Instant,
    pub bytes: u64,
    pub sha256: String,
    pub orders: i64,
}

/// Least time between two copies.
const LEAST_PAUSE: Duration = Duration::from_secs(60);

/// Makes, checks and publishes a copy now; returns what it holds.
///
/// # Errors
/// When the copy could not be made or is not whole; the one before stays in place then.
pub fn publish(db: &Db) -> Result<Published> {
    let paths = db.paths();
    let temporary = paths.backup_dir().join("being-made.db");
    remove(&temporary)?;
    let conn = connect(&paths.live_file(), false).map_err(Error::internal)?;
    let orders = make(&conn, &temporary)?;
    drop(conn);
    let bytes = fs::read(&temporary).map_err(storage)?;
    let about = Published {
        made_at: db.now(),
        bytes: bytes.len().try_into().unwrap_or_default(),
        sha256: hex(&Sha256::digest(&bytes)),
        orders,
    };
    fs::rename(&temporary, paths.backup_file()).map_err(storage)?;
    guard::sync_dir(&paths.backup_file()).map_err(storage)?;
    let text = serde_json::to_vec_pretty(&about)?;
    guard::write_durably(&paths.backup_dir().join("hornada.json"), &text)
        .map_err(Error::internal)?;
    super::kept::after_publication(db);
    Ok(about)
}

/// Writes a checked copy of this file to `target`, beside a running server too.
///
/// # Errors
/// When it could not be made or is not whole.
pub fn copy_of(db: &Db, target: &Path) -> Result<()> {
    let conn = connect(&db.live_file(), false).map_err(Error::internal)?;
    copy_to(&conn, target)
}

/// The newest published copy, if there is one.
pub fn newest(paths: &Paths) -> Option<Published> {
    let text = fs::read(paths.backup_dir().join("hornada.json")).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Writes a checked copy of the open database to `target`.
///
/// # Errors
/// When it could not be made or is not whole.
pub fn copy_to(conn: &Connection, target: &Path) -> Result<()> {
    let mut temporary = target.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = Path::new(&temporary);
    remove(temporary)?;
    make(conn, temporary)?;
    fs::rename(temporary, target).map_err(storage)?;
    guard::sync_dir(target).map_err(storage)
}

fn make(conn: &Connection, target: &Path) -> Result<i64> {
    conn.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    let copy = Connection::open(target)?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    guard::mark_copy(&copy)?;
    let findings = check::file(&copy)?;
    if let Some(first) = findings.first() {
        return Err(Error::Internal(format!("the copy is not whole: {first}")));
    }
    let orders = copy.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?;
    copy.close().map_err(|(_, error)| Error::from(error))?;
    fs::File::open(target)
        .and_then(|file| file.sync_all())
        .map_err(storage)?;
    Ok(orders)
}

/// Puts `source` in the place of the live file; what was there is kept as `live/before-restore-N.db`.
///
/// # Errors
/// When `source` is not a whole Hornada file, is newer than this program, or another process has the folder.
pub fn restore(paths: &Paths, source: &Path) -> std::result::Result<std::path::PathBuf, OpenError> {
    fs::create_dir_all(paths.live_dir()).map_err(|e| OpenError::Io(paths.live_dir(), e))?;
    fs::create_dir_all(paths.backup_dir()).map_err(|e| OpenError::Io(paths.backup_dir(), e))?;
    let lock = super::Lock::take(paths, "hornada restore")?;
    let damaged = |what: String| OpenError::Damaged {
        path: source.to_owned(),
        what,
        backup: paths.backup_file(),
    };
    if !source.is_file() {
        return Err(damaged("there is no such file".into()));
    }
    guard::whole(source).map_err(damaged)?;
    let incoming = paths.live_dir().join("incoming.db");
    fs::copy(source, &incoming).map_err(|e| OpenError::Io(incoming.clone(), e))?;
    let conn = Connection::open(&incoming)?;
    let found = schema_version(&conn)?;
    if found > LATEST_MIGRATION {
        return Err(OpenError::Newer {
            path: source.to_owned(),
            found,
            known: LATEST_MIGRATION,
        });
    }
    let findings = check::file(&conn).map_err(|error| damaged(error.to_string()))?;
    if let Some(first) = findings.first() {
        return Err(damaged(first.clone()));
    }
    guard::mark_copy(&conn)?;
    drop(conn);
    fs::File::open(&incoming)
        .and_then(|file| file.sync_all())
        .map_err(|e| OpenError::Io(incoming.clone(), e))?;
    let kept = set_live_aside(paths)?;
    fs::rename(&incoming, paths.live_file()).map_err(|e| OpenError::Io(paths.live_file(), e))?;
    guard::sync_dir(&paths.live_file()).map_err(|e| OpenError::Io(paths.live_dir(), e))?;
    drop(lock);
    Ok(kept)
}

fn set_live_aside(paths: &Paths) -> std::result::Result<std::path::PathBuf, OpenError> {
    let live = paths.live_file();
    let kept = (1..)
        .map(|n| paths.live_dir().join(format!("before-restore-{n}.db")))
        .find(|name| !name.exists())
        .unwrap_or_else(|| paths.live_dir().join("before-restore.db"));
    for end in ["", "-wal", "-shm"] {
        let (from, to) = (guard::side_file(&live, end), guard::side_file(&kept, end));
        if from.exists() {
            fs::rename(&from, &to).map_err(|e| OpenError::Io(from.clone(), e))?;
        }
    }
    Ok(kept)
}

/// Publishes again and again: when something changed and the pause is over. Runs until `stop` says so.
pub fn keep_publishing(db: &Db, stop: &std::sync::atomic::AtomicBool) {
    let mut published_at_commit = u64::MAX;
    let mut pause = Duration::ZERO;
    let mut since = Stopwatch::now();
    while !stop.load(std::sync::atomic::Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(200));
        if db.commits() == published_at_commit || since.elapsed() < pause {
            continue;
        }
        let commits = db.commits();
        let began = Stopwatch::now();
        match publish(db) {
            Ok(_) => published_at_commit = commits,
            Err(error) => tracing::error!(%error, "the backup could not be published"),
        }
        pause = least_pause().max(began.elapsed() * 50);
        since = Stopwatch::now();
    }
}

/// Tests publish more often, so that copies are taken while one is made.
fn least_pause() -> Duration {
    let shorter = if cfg!(debug_assertions) {
        std::env::var("HORNADA_TEST_COPY_PAUSE_MILLIS").ok()
    } else {
        None
    };
    shorter
        .and_then(|millis| millis.parse().ok())
        .map_or(LEAST_PAUSE, Duration::from_millis)
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(storage(error)),
        _ => Ok(()),
    }
}

fn storage(error: impl std::fmt::Display) -> Error {
    Error::Storage(error.to_string())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
