//! The one writer: a thread that owns the write connection. Work that waits at the same time shares one commit: each
//! in a savepoint of its own, all answered after the COMMIT.

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
/// Commits after which the log is folded into the file in the background.
const FOLD_AFTER_COMMITS: u32 = 500;
/// A log larger than this is begun anew even if readers must be waited for.
const LARGEST_LOG: u64 = 48 * 1024 * 1024;

type Reply = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;
type Work = Box<dyn FnOnce(&Tx) -> (bool, Reply) + Send>;

struct Job {
    actor: Actor,
    work: Work,
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

    pub(super) fn send<T: Send + 'static>(
        &self,
        actor: Actor,
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
            .send(Job { actor, work })
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
    let mut since_fold = 0;
    let mut last_event = newest_event(conn);
    while let Ok(first) = jobs.recv() {
        let replies = match run_one(conn, "BEGIN IMMEDIATE") {
            Ok(()) => work_through(conn, shared, first, jobs),
            Err(error) => {
                let error = error.to_string();
                let (_, reply) = refuse(first, shared, conn);
                reply(Err(error));
                continue;
            }
        };
        let settings = shared
            .settings_changed
            .swap(false, Ordering::AcqRel)
            .then(|| Settings::load(conn));
        let outcome = commit(conn);
        if outcome.is_ok() {
            if let Some(Ok(settings)) = settings {
                *shared
                    .settings
                    .write()
                    .unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
            }
            shared.commits.fetch_add(1, Ordering::Release);
        }
        for reply in replies {
            reply(outcome.clone());
        }
        let newest = newest_event(conn);
        if newest != last_event {
            last_event = newest;
            drop(shared.committed.send(newest));
        }
        since_fold += 1;
        if since_fold >= FOLD_AFTER_COMMITS && wake_fold.try_send(()).is_ok() {
            since_fold = 0;
        }
    }
}

/// Runs one of the few statements that frame every unit of work; they are prepared once.
fn run_one(conn: &Connection, statement: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(statement)?.execute([]).map(drop)
}

/// Commits; the error is what every unit of work in it is answered with.
fn commit(conn: &Connection) -> std::result::Result<(), String> {
    if conn.is_autocommit() {
        let error = "the transaction was ended by the database (is the disk full?)";
        tracing::error!(error, "commit failed");
        return Err(error.into());
    }
    run_one(conn, "COMMIT").map_err(|error| {
        if !conn.is_autocommit() && conn.execute_batch("ROLLBACK").is_err() {
            tracing::error!("a failed commit could not be rolled back");
        }
        tracing::error!(%error, "commit failed");
        error.to_string()
    })
}

fn work_through(
    conn: &Connection,
    shared: &Shared,
    first: Job,
    jobs: &Receiver<Job>,
) -> Vec<Reply> {
    let mut replies = vec![in_savepoint(conn, shared, first)];
    // A full disk may make SQLite end the whole transaction: what comes after would stand alone, so nothing may.
    while replies.len() < MOST_SHARED && !conn.is_autocommit() {
        let Ok(job) = jobs.try_recv() else { break };
        replies.push(in_savepoint(conn, shared, job));
    }
    replies
}

fn in_savepoint(conn: &Connection, shared: &Shared, job: Job) -> Reply {
    if let Err(error) = run_one(conn, "SAVEPOINT work") {
        let (_, reply) = refuse(job, shared, conn);
        let error = error.to_string();
        return Box::new(move |_| reply(Err(error)));
    }
    let tx = Tx {
        view: shared.view(conn),
        actor: job.actor,
        shared,
    };
    let (keep, reply) = (job.work)(&tx);
    let undone = if keep {
        Ok(())
    } else {
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
    let tx = Tx {
        view: shared.view(conn),
        actor: job.actor,
        shared,
    };
    let answer = (job.work)(&tx);
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
                let folded = checkpoint(&conn, "PASSIVE").and_then(|()| {
                    if log_length(&conn) > LARGEST_LOG {
                        checkpoint(&conn, "TRUNCATE")
                    } else {
                        Ok(())
                    }
                });
                if let Err(error) = folded {
                    tracing::warn!(%error, "checkpoint failed");
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
}

/// Bytes of the log on the disk. Readers that always overlap keep it from being begun anew by itself.
fn log_length(conn: &Connection) -> u64 {
    let log = conn.path().map(|file| format!("{file}-wal"));
    log.and_then(|log| std::fs::metadata(log).ok())
        .map_or(0, |about| about.len())
}

fn checkpoint(conn: &Connection, mode: &str) -> rusqlite::Result<()> {
    conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))
}
