//! The published copy, `backup/hornada.db`: made with `VACUUM INTO`, opened and checked, fsynced, renamed into place.
//! Whoever copies it, whenever, gets a whole file.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::open::{OpenError, Paths, connect};
use super::schema::schema_version;
use super::whose::known;
use super::{Db, LATEST_MIGRATION, check, guard, target};
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
    // The copies' own thread, the job and the page's button: one at a time, for they share the file being made.
    let _alone = db.one_copy_at_a_time();
    let temporary = paths.backup_dir().join("being-made.db");
    let (made_at, commits) = (db.now(), db.commits());
    let conn = connect(&paths.live_file(), false).map_err(Error::internal)?;
    let orders = make(&conn, &temporary)?;
    drop(conn);
    let (bytes, sha256) = digest(&temporary).map_err(storage)?;
    let about = Published {
        made_at,
        bytes,
        sha256,
        orders,
    };
    fs::rename(&temporary, paths.backup_file()).map_err(storage)?;
    guard::sync_dir(&paths.backup_file()).map_err(storage)?;
    let text = serde_json::to_vec_pretty(&about)?;
    guard::write_durably(&paths.backup_dir().join("hornada.json"), &text)
        .map_err(Error::internal)?;
    db.published(&about, commits);
    super::kept::after_publication(db);
    Ok(about)
}

/// Writes a checked copy of this file to `target`, beside a running server too; [`target::check`] tells whether it may
/// be written there.
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
    let temporary = target::being_made(target);
    make(conn, &temporary)?;
    fs::rename(&temporary, target).map_err(storage)?;
    guard::sync_dir(target).map_err(storage)
}

/// Makes a checked copy as `target`; what could not be finished is not left lying on a disk that may be full.
fn make(conn: &Connection, target: &Path) -> Result<i64> {
    remove(target)?;
    let made = vacuum_into(conn, target);
    if made.is_err() {
        for end in ["", "-journal"] {
            if let Err(error) = remove(&guard::side_file(target, end)) {
                tracing::warn!(%error, "an unfinished copy was left");
            }
        }
    }
    made
}

fn vacuum_into(conn: &Connection, target: &Path) -> Result<i64> {
    conn.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    let copy = Connection::open(target)?;
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    guard::mark_copy(&copy)?;
    let findings = check::whole(&copy)?;
    if let Some(first) = findings.first() {
        return Err(Error::Internal(format!("the copy is not whole: {first}")));
    }
    // Figures that do not agree are a reason to have copies, not to have none; and an older file has other tables.
    if schema_version(&copy)? == LATEST_MIGRATION {
        for finding in check::figures(&copy)? {
            tracing::error!(finding, "the figures of the file do not agree");
        }
    }
    let orders = match copy.table_exists(None, "orders")? {
        true => copy.query_row("SELECT count(*) FROM orders", [], |row| row.get(0))?,
        false => 0,
    };
    copy.close().map_err(|(_, error)| Error::from(error))?;
    guard::sync_file(target).map_err(storage)?;
    Ok(orders)
}

/// Puts `source` in the place of the live file; what was there, if anything, is kept as `live/before-restore-N.db`, and
/// that name is answered.
///
/// # Errors
/// When `source` is not a whole Hornada file, is newer than this program, or another process has the folder.
pub fn restore(paths: &Paths, source: &Path) -> std::result::Result<Option<PathBuf>, OpenError> {
    let damaged = |what: String| OpenError::Damaged {
        path: source.to_owned(),
        what,
        backup: paths.last_copy(),
    };
    if !source.is_file() {
        return Err(damaged("there is no such file".into()));
    }
    guard::whole(source).map_err(damaged)?;
    known(&guard::immutable(source)?, source)?;
    fs::create_dir_all(paths.live_dir()).map_err(|e| OpenError::Io(paths.live_dir(), e))?;
    fs::create_dir_all(paths.backup_dir()).map_err(|e| OpenError::Io(paths.backup_dir(), e))?;
    let lock = super::Lock::take(paths, "hornada restore")?;
    let incoming = paths.live_dir().join("incoming.db");
    if let Err(refused) = take_in(source, &incoming, damaged) {
        for end in ["", "-journal"] {
            if let Err(error) = remove(&guard::side_file(&incoming, end)) {
                tracing::warn!(%error, "what was not restored was left");
            }
        }
        return Err(refused);
    }
    let kept = keep_live(paths)?;
    fs::rename(&incoming, paths.live_file()).map_err(|e| OpenError::Io(paths.live_file(), e))?;
    guard::sync_dir(&paths.live_file()).map_err(|e| OpenError::Io(paths.live_dir(), e))?;
    // A kill before this leaves the old log beside the new file; the next start sees that they do not belong together.
    for end in ["-wal", "-shm"] {
        let side = guard::side_file(&paths.live_file(), end);
        remove(&side).map_err(|e| OpenError::Io(side, std::io::Error::other(e)))?;
    }
    drop(lock);
    Ok(kept)
}

/// Copies `source` to where it waits to become the live file, and looks at it there once more.
fn take_in(
    source: &Path,
    incoming: &Path,
    damaged: impl Fn(String) -> OpenError,
) -> std::result::Result<(), OpenError> {
    let io = |error| OpenError::Io(incoming.to_owned(), error);
    fs::copy(source, incoming).map_err(io)?;
    let conn = Connection::open(incoming)?;
    known(&conn, source)?;
    let findings = check::whole(&conn).map_err(|error| damaged(error.to_string()))?;
    if let Some(first) = findings.first() {
        return Err(damaged(first.clone()));
    }
    part_from_the_past(&conn)?;
    guard::mark_copy(&conn)?;
    drop(conn);
    guard::sync_file(incoming).map_err(io)
}

/// Nobody is signed in to a file from the past, and whether its waiting mails went out meanwhile nobody knows: they are
/// shown as uncertain, for a person to send again or not.
fn part_from_the_past(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM sessions", [])?;
    conn.execute(
        "UPDATE mails SET status = 'uncertain', last_error = 'restored from a copy' WHERE status IN ('waiting', 'sending')",
        [],
    )?;
    Ok(())
}

/// Gives what is there a second name beside it, its log folded in; at no moment is there no live file. A file that is
/// too damaged to fold is kept with its log.
fn keep_live(paths: &Paths) -> std::result::Result<Option<PathBuf>, OpenError> {
    let live = paths.live_file();
    if !live.exists() {
        return Ok(None);
    }
    let kept = (1..)
        .map(|n| paths.live_dir().join(format!("before-restore-{n}.db")))
        .find(|name| !name.exists())
        .unwrap_or_else(|| paths.live_dir().join("before-restore.db"));
    if let Err(error) = fold(&live) {
        tracing::warn!(%error, "the log of the file before was not folded in and is kept beside it");
    }
    for end in ["", "-wal"] {
        let (from, to) = (guard::side_file(&live, end), guard::side_file(&kept, end));
        if !from.exists() {
            continue;
        }
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to)
                .and_then(|_| fs::File::open(&to)?.sync_all())
                .map_err(|e| OpenError::Io(to.clone(), e))?;
        }
    }
    guard::sync_dir(&kept).map_err(|e| OpenError::Io(paths.live_dir(), e))?;
    Ok(Some(kept))
}

/// Brings the log wholly into the file; the last connection that closes takes the log away.
fn fold(live: &Path) -> std::result::Result<(), OpenError> {
    let conn = connect(live, false)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Publishes again and again: when something changed and the pause is over, or a day was cut off. Runs until `stop` says so.
pub fn keep_publishing(db: &Db, stop: &AtomicBool) {
    let mut pause = Duration::ZERO;
    let mut since = Stopwatch::now();
    while !stop.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(200));
        let is_early = !db.copy_is_due() && since.elapsed() < pause;
        if db.is_published() || is_early {
            continue;
        }
        let began = Stopwatch::now();
        if let Err(error) = publish(db) {
            tracing::error!(%error, "the backup could not be published");
        }
        pause = shorter_pause().unwrap_or_else(|| LEAST_PAUSE.max(began.elapsed() * 50));
        since = Stopwatch::now();
    }
}

/// Tests publish more often, so that copies are taken while one is made.
fn shorter_pause() -> Option<Duration> {
    let millis = if cfg!(debug_assertions) {
        std::env::var("HORNADA_TEST_COPY_PAUSE_MILLIS").ok()
    } else {
        None
    };
    Some(Duration::from_millis(millis?.parse().ok()?))
}

/// Length and SHA-256 of a file, read a piece at a time: it may be larger than the memory.
fn digest(file: &Path) -> std::io::Result<(u64, String)> {
    let mut file = fs::File::open(file)?;
    let (mut hash, mut length) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((length, hex(&hash.finalize())));
        };
        hash.update(bytes);
        length += u64::try_from(read).unwrap_or_default();
    }
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
