//! Opening: the lock, the guard against blended histories, pragmas read back, migrations with a copy made first.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tokio::sync::broadcast;

use super::schema::{LATEST_MIGRATION, make_schema, schema_version};
use super::whose::{claim, known, refuse_foreign};
use super::{Db, Inner, Shared, asking, guard, readers::Readers, snapshot, writer::Writer};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::values::calendar::Instant;
use crate::values::ids::IdGenerator;

const MIB: i64 = 1024 * 1024;
/// So much of the log stays on the disk when it begins anew: writing over it costs less than growing it again.
const LOG_KEPT: i64 = 40 * MIB;
/// What the writer keeps of the file in memory: an order touches some thirty pages, many of them not those of the last.
const WRITER_CACHE_KIB: i64 = 8 * 1024;
/// What each reader keeps.
const READER_CACHE_KIB: i64 = 2 * 1024;

/// How to open.
#[derive(Debug)]
pub struct Options {
    pub data: PathBuf,
    pub clock: Clock,
    /// Some: ids come from this seed (tests and the demo).
    pub seed: Option<u64>,
    pub readers: usize,
    /// Who else would see a second start: written into the lock file.
    pub holder: String,
    /// Where the clock was set to start (`HORNADA_NOW`): only for new files and those marked as tests.
    pub starts_at: Option<Instant>,
    /// A reader beside a server takes no lock and changes nothing.
    pub beside: bool,
    /// Told every statement that readers and the writer begin: tests ask for its plan.
    pub heard: Option<fn(&str)>,
}

impl Options {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            clock: Clock::system(),
            seed: None,
            readers: 4,
            holder: format!("pid {}", std::process::id()),
            starts_at: None,
            beside: false,
            heard: None,
        }
    }
}

/// Where things lie in the data folder.
#[derive(Debug, Clone)]
pub struct Paths {
    pub data: PathBuf,
}

impl Paths {
    pub fn live_dir(&self) -> PathBuf {
        self.data.join("live")
    }

    pub fn live_file(&self) -> PathBuf {
        self.live_dir().join("hornada.db")
    }

    pub fn state_file(&self) -> PathBuf {
        self.live_dir().join("hornada.state")
    }

    pub fn backup_dir(&self) -> PathBuf {
        self.data.join("backup")
    }

    /// The last checked copy, where there is one.
    pub fn last_copy(&self) -> Option<PathBuf> {
        Some(self.backup_file()).filter(|copy| copy.exists())
    }

    pub fn backup_file(&self) -> PathBuf {
        self.backup_dir().join("hornada.db")
    }

    pub fn lock_file(&self) -> PathBuf {
        self.data.join("hornada.lock")
    }
}

/// Why a file could not be opened; each has an exit code of its own.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0} is in use by another Hornada ({1}). Stop that one first.")]
    Locked(PathBuf, String),
    #[error(
        "{path} was written by a newer Hornada (schema {found}; this program knows {known}). Nothing was changed. Start the newer program."
    )]
    Newer {
        path: PathBuf,
        found: i32,
        known: i32,
    },
    #[error("{0} is not a Hornada file")]
    NotOurs(PathBuf),
    #[error(
        "{path} is damaged: {what}. Nothing was changed.{}", last_copy(.backup.as_deref())
    )]
    Damaged {
        path: PathBuf,
        what: String,
        /// The last checked copy, where there is one.
        backup: Option<PathBuf>,
    },
    #[error(
        "HORNADA_NOW works only on a new file or on one already marked as a test; {0} is neither"
    )]
    NotATest(PathBuf),
    #[error(
        "{0} holds a bakery that is not the demo; the demo keeps a folder of its own (--data FOLDER)"
    )]
    NotADemo(PathBuf),
    #[error(
        "{0} holds the demo bakery, whose password everybody knows: start it with --demo, or name another folder (--data FOLDER)"
    )]
    IsDemo(PathBuf),
    #[error("the demo could not be made: {0}")]
    Demo(String),
    #[error("{0}: {1}. Check that the folder exists and that this user may write there.")]
    Io(PathBuf, std::io::Error),
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("migration: {0}")]
    Migration(String),
    #[error("the setting {0} of the database reads {1:?} instead of {2:?}")]
    Pragma(&'static str, String, &'static str),
}

impl OpenError {
    /// Exit codes after sysexits.h: 73 in use, 78 newer, 77 not allowed, 65 damaged, else 70.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Locked(..) => 73,
            Self::Newer { .. }
            | Self::NotATest(_)
            | Self::NotOurs(_)
            | Self::NotADemo(_)
            | Self::IsDemo(_) => 78,
            Self::Io(..) => 77,
            Self::Damaged { .. } => 65,
            Self::Sqlite(_) | Self::Migration(_) | Self::Pragma(..) | Self::Demo(_) => 70,
        }
    }
}

fn last_copy(backup: Option<&Path>) -> String {
    backup.map_or_else(String::new, |copy| {
        let copy = copy.display();
        format!(" The last checked copy is {copy}; bring it back with: hornada restore {copy}")
    })
}

/// Held for the life of the process; the system lets go of it when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the folder for this process.
    ///
    /// # Errors
    /// [`OpenError::Locked`] with who holds it.
    pub fn take(paths: &Paths, holder: &str) -> Result<Self, OpenError> {
        let path = paths.lock_file();
        let io = |error| OpenError::Io(path.clone(), error);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        if file.try_lock().is_err() {
            let mut who = String::new();
            file.read_to_string(&mut who).map_err(io)?;
            return Err(OpenError::Locked(paths.data.clone(), who.trim().to_owned()));
        }
        file.set_len(0).map_err(io)?;
        file.rewind().map_err(io)?;
        file.write_all(holder.as_bytes()).map_err(io)?;
        Ok(Self { _file: file })
    }
}

pub(super) fn open(options: Options) -> Result<Db, OpenError> {
    let paths = Paths {
        data: options.data.clone(),
    };
    if options.beside {
        let notes = look_first(&paths)?;
        known(&connect(&paths.live_file(), true)?, &paths.live_file())?;
        return assemble(options, paths, None, notes);
    }
    for dir in [paths.live_dir(), paths.backup_dir()] {
        fs::create_dir_all(&dir).map_err(|error| OpenError::Io(dir.clone(), error))?;
    }
    leave_note(&paths)?;
    let lock = Lock::take(&paths, &options.holder)?;
    guard::sync_dir(&paths.live_dir()).map_err(|error| OpenError::Io(paths.live_dir(), error))?;
    let mut notes = guard::check(&paths)?;
    refuse_foreign(&paths.live_file())?;
    let mut conn = connect(&paths.live_file(), false)?;
    let is_new = claim(&conn, &paths)?;
    migrate(&mut conn, &paths, is_new, &mut notes)?;
    let is_test = mark_test(&conn, &paths, &options, is_new)?;
    guard::stamp(&conn, &paths)?;
    drop(conn);
    let mut options = options;
    if let Some(start) = options.starts_at {
        options.clock = Clock::starting_at(start);
    }
    let db = assemble(options, paths, Some(lock), notes)?;
    debug_assert_eq!(is_test, db.is_test());
    Ok(db)
}

/// A tool beside no server is the first to open the file after a kill: it must not blend histories either.
fn look_first(paths: &Paths) -> Result<Vec<String>, OpenError> {
    refuse_foreign(&paths.live_file())?;
    match Lock::take(paths, "a tool of Hornada that looks at the file") {
        Ok(_lock) => guard::check(paths),
        Err(OpenError::Locked(..)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn assemble(
    options: Options,
    paths: Paths,
    lock: Option<Lock>,
    notes: Vec<String>,
) -> Result<Db, OpenError> {
    let file = paths.live_file();
    let read_only = options.beside;
    let writer = heard(connect(&file, read_only)?, options.heard)?;
    writer.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    let fold = connect(&file, read_only)?;
    // Folding waits for readers with the writer held up: not for long.
    fold.busy_timeout(std::time::Duration::from_millis(50))?;
    let readers = Readers::start(file.clone(), options.readers, options.heard)?;
    let settings = Settings::load(&writer)?;
    let is_test = meta(&writer, "test")?.is_some();
    let shared = Arc::new(Shared {
        clock: options.clock,
        ids: options
            .seed
            .map_or_else(IdGenerator::random, IdGenerator::seeded),
        settings: RwLock::new(Arc::new(settings)),
        settings_changed: AtomicBool::new(false),
        sessions_changed: AtomicBool::new(false),
        copy_wanted: AtomicBool::new(false),
        copy_due: AtomicBool::new(false),
        newest_event: AtomicI64::new(0),
        sessions: AtomicU64::new(0),
        commits: AtomicU64::new(0),
        published: AtomicU64::new(u64::MAX),
        newest_copy: RwLock::new(snapshot::newest(&paths)),
        committed: broadcast::channel(256).0,
        jobs: std::sync::Mutex::default(),
        copies: std::sync::Mutex::default(),
        memory: super::memory::Memory::default(),
        notes,
        is_test,
    });
    shared.memory.attach(&writer)?;
    let writer =
        Writer::start(writer, fold, Arc::clone(&shared)).map_err(|e| OpenError::Io(file, e))?;
    let inner = Inner {
        paths,
        writer,
        readers,
        shared,
        _lock: lock,
    };
    Ok(Db {
        inner: Arc::new(inner),
    })
}

/// A statement slower than this is worth a line in the log.
const SLOW: Duration = Duration::from_millis(100);

/// Beside the work, and as long as the file is large: folding the log in, copying and looking through all of it.
const LONG: [&str; 5] = [
    "PRAGMA wal_checkpoint",
    "PRAGMA integrity_check",
    "PRAGMA foreign_key_check",
    "SELECT integrity_check",
    "VACUUM INTO",
];

/// A statement that took so long: as it is written, with `?1` where values go.
fn slow(event: &TraceEvent<'_>, limit: Duration) -> Option<(String, Duration)> {
    match event {
        TraceEvent::Profile(statement, took) if *took >= limit => {
            let sql = statement.sql().into_owned();
            let is_long = LONG.iter().any(|long| sql.starts_with(long));
            (!is_long).then_some((sql, *took))
        }
        _ => None,
    }
}

fn tell_slow(event: TraceEvent<'_>) {
    if let Some((sql, took)) = slow(&event, SLOW) {
        let request = asking::request();
        tracing::warn!(request, millis = took.as_millis(), sql, "slow statement");
    }
}

/// A connection with the house's pragmas, read back: a file system that refuses one is refused.
pub(super) fn connect(file: &Path, read_only: bool) -> Result<Connection, OpenError> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    let mut conn = Connection::open_with_flags(file, flags)?;
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(tell_slow))?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(256);
    // A plan that looks at the values put into it is made anew for each of them: that took a third of the time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA secure_delete = FAST; PRAGMA wal_autocheckpoint = 20000;
         PRAGMA temp_store = MEMORY; PRAGMA recursive_triggers = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA fullfsync = ON;",
    )?;
    conn.pragma_update(None, "journal_size_limit", LOG_KEPT)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    let durability = if cfg!(debug_assertions) {
        std::env::var("HORNADA_TEST_SYNCHRONOUS").ok()
    } else {
        None
    };
    if let Some(weaker) = durability {
        conn.pragma_update(None, "synchronous", weaker)?;
    } else {
        read_back(&conn, "synchronous", "2")?;
    }
    read_back(&conn, "journal_mode", "wal")?;
    read_back(&conn, "foreign_keys", "1")?;
    if read_only {
        conn.pragma_update(None, "query_only", true)?;
    }
    Ok(conn)
}

/// Tells each statement of the connection as it begins, for those who listen.
fn heard(mut conn: Connection, listener: Option<fn(&str)>) -> Result<Connection, OpenError> {
    if let Some(listener) = listener {
        let tell = move |event: TraceEvent<'_>| match event {
            TraceEvent::Stmt(_, sql) => listener(sql),
            event => tell_slow(event),
        };
        let both = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_PROFILE;
        conn.trace_v2(both, Some(tell))?;
    }
    Ok(conn)
}

/// A connection that only reads.
pub(super) fn reader(file: &Path, listener: Option<fn(&str)>) -> Result<Connection, OpenError> {
    let conn = connect(file, true)?;
    conn.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    heard(conn, listener)
}

fn read_back(
    conn: &Connection,
    pragma: &'static str,
    wanted: &'static str,
) -> Result<(), OpenError> {
    let found: String = conn.query_row(
        &format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"),
        [],
        |row| row.get(0),
    )?;
    if found == wanted {
        Ok(())
    } else {
        Err(OpenError::Pragma(pragma, found, wanted))
    }
}

fn migrate(
    conn: &mut Connection,
    paths: &Paths,
    is_new: bool,
    notes: &mut Vec<String>,
) -> Result<(), OpenError> {
    let marked: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if marked == LATEST_MIGRATION {
        return Ok(());
    }
    // The mark comes last: a file that was brought this far and not marked was killed, or found not whole.
    let before = schema_version(conn)?;
    if !is_new && before > 0 && before < LATEST_MIGRATION {
        let copy = paths
            .backup_dir()
            .join(format!("before-schema-{LATEST_MIGRATION}.db"));
        snapshot::copy_to(conn, &copy).map_err(|error| OpenError::Migration(error.to_string()))?;
        notes.push(format!(
            "the file was brought from schema {before} to {LATEST_MIGRATION}; the one before is {}",
            copy.display()
        ));
    }
    make_schema(conn)?;
    conn.pragma_update(None, "user_version", LATEST_MIGRATION)?;
    Ok(())
}

/// A file whose clock was ever set is a test for ever.
fn mark_test(
    conn: &Connection,
    paths: &Paths,
    options: &Options,
    is_new: bool,
) -> Result<bool, OpenError> {
    let marked = meta(conn, "test")?.is_some();
    if options.starts_at.is_some() && !marked {
        if !is_new {
            return Err(OpenError::NotATest(paths.live_file()));
        }
        set_meta(conn, "test", "1")?;
        return Ok(true);
    }
    Ok(marked)
}

pub(super) fn meta(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| {
        row.get(0)
    })
    .optional()
}

pub(super) fn set_meta(conn: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    conn.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

/// Whether the file holds the demo bakery.
///
/// # Errors
/// Only those of the database.
pub fn is_demo(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(meta(conn, "demo")?.is_some())
}

/// Whether the demo bakery was made to its end.
///
/// # Errors
/// Only those of the database.
pub fn is_demo_done(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(meta(conn, "demo_done")?.is_some())
}

/// Marks the demo bakery as made to its end.
///
/// # Errors
/// Only those of the database.
pub fn mark_demo_done(conn: &super::Tx) -> crate::error::Result<()> {
    Ok(set_meta(conn, "demo_done", "1")?)
}

/// Marks the file as the demo bakery, for ever.
///
/// # Errors
/// Only those of the database.
pub fn mark_demo(conn: &Connection) -> crate::error::Result<()> {
    Ok(set_meta(conn, "demo", "1")?)
}

fn leave_note(paths: &Paths) -> Result<(), OpenError> {
    let path = paths.live_dir().join("LEEME-README.txt");
    let text = "Esta carpeta está en uso: no copie de aquí.\nLa copia de seguridad es ../backup/hornada.db: se puede copiar en cualquier momento.\n\n\
                This folder is in use: do not copy from here.\nThe backup is ../backup/hornada.db: it can be copied at any moment.\n";
    fs::write(&path, text).map_err(|error| OpenError::Io(path, error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use std::sync::Mutex;

    use super::*;

    fn told(limit: Duration, query: &str) -> Vec<String> {
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        let mut conn = Connection::open_in_memory().unwrap();
        let tell = move |event: TraceEvent<'_>| {
            kept.lock()
                .unwrap()
                .extend(slow(&event, limit).map(|(sql, _)| sql));
        };
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(tell))
            .unwrap();
        let row = conn.query_row(query, [], |row| row.get::<_, rusqlite::types::Value>(0));
        drop(row);
        let mut statement = conn.prepare("SELECT ?1").unwrap();
        statement
            .query_row([4_711], |row| row.get::<_, i64>(0))
            .unwrap();
        drop(statement);
        told.lock().unwrap().clone()
    }

    #[test]
    fn a_slow_statement_is_told_of_without_its_values() {
        assert_eq!(told(Duration::ZERO, "SELECT 1"), ["SELECT 1", "SELECT ?1"]);
        assert_eq!(
            told(Duration::from_secs(60), "SELECT 1"),
            Vec::<String>::new()
        );
        assert_eq!(
            told(Duration::ZERO, "PRAGMA wal_checkpoint(TRUNCATE)"),
            ["SELECT ?1"]
        );
    }
}
