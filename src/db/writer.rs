//! The one writer: a thread that owns the write connection. Work that waits at the same time shares one commit: the
//! first in the transaction itself, each further one in a savepoint of its own, all answered after the COMMIT. Work that
//! may be large begins a transaction of its own: inside a savepoint SQLite keeps what was there before in memory, and
//! each of its statements takes the longer the more there is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::{Actor, Shared, Tx};
use crate::error::{Error, Result};
use crate::settings::Settings;

/// Most units of work in one commit.
const MOST_SHARED: usize = 64;
/// How many may wait before senders wait too.
const QUEUE: usize = 1024;
/// The log is folded into the file in the background after so many commits, or so many rows written: before SQLite does
/// it by itself, with a writer that waits for it, and before the log outgrows what is kept of it.
const FOLD_AFTER_COMMITS: u64 = 120;
const FOLD_AFTER_ROWS: u64 = 3_000;
/// With so many pages in it the log is begun anew: while orders keep coming it never does so by itself.
const FULL_LOG: i64 = 8_000;
const FOLDS_BEFORE: usize = 2;
/// A log larger than this on the disk is cut off.
const LARGEST_LOG: u64 = 48 * 1024 * 1024;

type Reply = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;
type Work = Box<dyn FnOnce(&Tx) -> (bool, Reply) + Send>;

struct Job {
    actor: Actor,
    work: Work,
    large: bool,
}

pub(super) struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    folder: Mutex<Option<JoinHandle<()>>>,
    stopping: Arc<AtomicBool>,
    fold_conn: Arc<Mutex<Connection>>,
}

impl Writer {
    /// Starts the writer on `conn`; `fold_conn` is a second connection that checkpoints while the writer goes on.
    pub(super) fn start(
        conn: Connection,
        fold_conn: Connection,
        shared: Arc<Shared>,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(QUEUE);
        let stopping = Arc::new(AtomicBool::new(false));
        let fold_conn = Arc::new(Mutex::new(fold_conn));
        let (wake_fold, fold_asked) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                run(&conn, &shared, &receiver, &wake_fold);
            })?;
        let folder = {
            let (stopping, conn) = (Arc::clone(&stopping), Arc::clone(&fold_conn));
            std::thread::Builder::new()
                .name("checkpoint".into())
                .spawn(move || fold(&conn, &fold_asked, &stopping))?
        };
        Ok(Self {
            jobs: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
            folder: Mutex::new(Some(folder)),
            stopping,
            fold_conn,
        })
    }

    /// Hands `work` over; `large` work is not put behind other work in the same commit.
    pub(super) fn send<T: Send + 'static>(
        &self,
        actor: Actor,
        large: bool,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let work: Work = Box::new(move |tx| {
            let result = catch_unwind(AssertUnwindSafe(|| work(tx)))
                .unwrap_or_else(|_| Err(Error::internal("a unit of work panicked")));
            let keep = result.is_ok();
            let reply: Reply = Box::new(move |commit| {
                answer(match commit {
                    Ok(()) => result,
                    Err(error) => Err(Error::Storage(error)),
                });
            });
            (keep, reply)
        });
        let sender = self
            .jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let sender = sender.ok_or_else(|| Error::Storage("the server is stopping".into()))?;
        sender
            .send(Job { actor, work, large })
            .map_err(|_| Error::internal("the writer stopped"))
    }

    /// Takes no more work and waits for what was taken.
    pub(super) fn stop(&self) {
        drop(
            self.jobs
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        self.stopping.store(true, Ordering::Release);
        for handle in [&self.thread, &self.folder] {
            if let Some(thread) = handle.lock().unwrap_or_else(PoisonError::into_inner).take()
                && thread.join().is_err()
            {
                tracing::error!("a database thread panicked");
            }
        }
    }

    /// Folds the whole log into the file, so that one file is left. Call after [`stop`](Self::stop).
    pub(super) fn fold_log(&self) {
        let conn = self
            .fold_conn
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = checkpoint(&conn, "TRUNCATE") {
            tracing::warn!(%error, "the log was not folded into the file");
        }
    }
}

fn run(conn: &Connection, shared: &Shared, jobs: &Receiver<Job>, wake_fold: &SyncSender<()>) {
    let (mut commits, mut rows) = (0, 0);
    let mut last_event = newest_event(conn);
    shared.newest_event.store(last_event, Ordering::Release);
    let mut waiting = None;
    while let Some(first) = waiting.take().or_else(|| jobs.recv().ok()) {
        if let Err(error) = run_one(conn, "BEGIN IMMEDIATE") {
            let error = error.to_string();
            let (_, reply) = refuse(first, shared, conn);
            reply(Err(error));
            continue;
        }
        let (keep, reply) = work(first, shared, conn);
        if !keep {
            roll_back(conn, shared);
            // It is answered with its own error.
            reply(Ok(()));
            continue;
        }
        let mut replies = vec![reply];
        waiting = join(conn, shared, jobs, &mut replies);
        let settings = shared
            .settings_changed
            .swap(false, Ordering::AcqRel)
            .then(|| Settings::load(conn));
        let outcome = commit(conn, shared);
        if outcome.is_ok() {
            if let Some(Ok(settings)) = settings {
                *shared
                    .settings
                    .write()
                    .unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
            }
            if shared.sessions_changed.swap(false, Ordering::AcqRel) {
                shared.sessions.fetch_add(1, Ordering::AcqRel);
            }
            shared.commits.fetch_add(1, Ordering::Release);
            if shared.copy_wanted.swap(false, Ordering::AcqRel) {
                shared.copy_due.store(true, Ordering::Release);
            }
        }
        for reply in replies {
            reply(outcome.clone());
        }
        let newest = shared.newest_event.load(Ordering::Acquire);
        if newest != last_event {
            last_event = newest;
            drop(shared.committed.send(newest));
        }
        commits += 1;
        let written = conn.total_changes() - rows;
        if (commits >= FOLD_AFTER_COMMITS || written >= FOLD_AFTER_ROWS)
            && wake_fold.try_send(()).is_ok()
        {
            (commits, rows) = (0, conn.total_changes());
        }
    }
}

/// Runs one of the few statements that frame every unit of work; they are prepared once.
fn run_one(conn: &Connection, statement: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(statement)?.execute([]).map(drop)
}

/// Commits; the error is what every unit of work in it is answered with.
fn commit(conn: &Connection, shared: &Shared) -> std::result::Result<(), String> {
    if conn.is_autocommit() {
        shared.memory.forget();
        let error = "the transaction was ended by the database (is the disk full?)";
        tracing::error!(error, "commit failed");
        return Err(error.into());
    }
    run_one(conn, "COMMIT").map_err(|error| {
        roll_back(conn, shared);
        tracing::error!(%error, "commit failed");
        error.to_string()
    })
}

/// Undoes the transaction, unless the database did already.
fn roll_back(conn: &Connection, shared: &Shared) {
    shared.memory.forget();
    if !conn.is_autocommit() && run_one(conn, "ROLLBACK").is_err() {
        tracing::error!("a transaction could not be rolled back");
    }
}

/// Lets what waits join the transaction; returns what must begin its own.
fn join(
    conn: &Connection,
    shared: &Shared,
    jobs: &Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> Option<Job> {
    // A full disk may make SQLite end the whole transaction: what comes after would stand alone, so nothing may.
    while replies.len() < MOST_SHARED && !conn.is_autocommit() {
        let job = jobs.try_recv().ok()?;
        if job.large {
            return Some(job);
        }
        replies.push(in_savepoint(conn, shared, job));
    }
    None
}

fn work(job: Job, shared: &Shared, conn: &Connection) -> (bool, Reply) {
    let tx = Tx {
        view: shared.view(conn, Some(&shared.memory)),
        actor: job.actor,
        shared,
    };
    (job.work)(&tx)
}

fn in_savepoint(conn: &Connection, shared: &Shared, job: Job) -> Reply {
    if let Err(error) = run_one(conn, "SAVEPOINT work") {
        let (_, reply) = refuse(job, shared, conn);
        let error = error.to_string();
        return Box::new(move |_| reply(Err(error)));
    }
    let (keep, reply) = work(job, shared, conn);
    let undone = if keep {
        Ok(())
    } else {
        shared.memory.forget();
        run_one(conn, "ROLLBACK TO work")
    };
    match undone.and_then(|()| run_one(conn, "RELEASE work")) {
        Ok(()) => reply,
        Err(error) => {
            let error = error.to_string();
            Box::new(move |_| reply(Err(error)))
        }
    }
}

/// The reply of a job whose work is not run because the database would not begin.
fn refuse(job: Job, shared: &Shared, conn: &Connection) -> (bool, Reply) {
    // The closure must run to hand out its reply; outside a transaction on a `query_only` connection it can store nothing.
    let only = |on: bool| conn.pragma_update(None, "query_only", on);
    if only(true).is_err() {
        tracing::error!("could not set query_only");
    }
    let answer = work(job, shared, conn);
    if only(false).is_err() {
        tracing::error!("could not clear query_only");
    }
    answer
}

fn newest_event(conn: &Connection) -> i64 {
    conn.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .unwrap_or_default()
}

fn fold(conn: &Mutex<Connection>, asked: &Receiver<()>, stopping: &AtomicBool) {
    while !stopping.load(Ordering::Acquire) {
        match asked.recv_timeout(Duration::from_secs(30)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {
                let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
                if let Err(error) = fold_once(&conn) {
                    tracing::warn!(%error, "checkpoint failed");
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
}

/// Folds what there is beside the writer, and begins a full log anew. For that the writer must wait: what it wrote during
/// the first fold is folded by the second, and so on, until little more than the last pages is left.
fn fold_once(conn: &Connection) -> rusqlite::Result<()> {
    let pages = checkpoint(conn, "PASSIVE")?;
    let mode = if log_length(conn) > LARGEST_LOG {
        "TRUNCATE"
    } else if pages > FULL_LOG {
        "RESTART"
    } else {
        return Ok(());
    };
    for _ in 0..FOLDS_BEFORE {
        checkpoint(conn, "PASSIVE")?;
    }
    checkpoint(conn, mode).map(drop)
}

/// Bytes of the log on the disk. Readers that always overlap keep it from being begun anew by itself.
fn log_length(conn: &Connection) -> u64 {
    let log = conn.path().map(|file| format!("{file}-wal"));
    log.and_then(|log| std::fs::metadata(log).ok())
        .map_or(0, |about| about.len())
}

/// Folds the log in; answers how many pages it holds.
fn checkpoint(conn: &Connection, mode: &str) -> rusqlite::Result<i64> {
    conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
        row.get(1)
    })
}
