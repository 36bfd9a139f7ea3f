//! The file: one writer whose commits are shared, readers that only read, and the published copy that may be copied.
//!
//! `Db::write` runs a closure as a unit in a transaction that it may share with others waiting at the same time;
//! it answers only after the COMMIT that holds its work has reached the disk (`synchronous=FULL`). `Db::read` runs a
//! closure in one read transaction on a `query_only` connection.

pub mod asking;
pub mod check;
mod guard;
pub mod kept;
mod memory;
mod open;
mod readers;
mod schema;
pub mod snapshot;
pub mod target;
mod whose;
mod writer;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::Connection;
use tokio::sync::{broadcast, oneshot};

pub use memory::{Remembered, Until};
pub use open::{Lock, OpenError, Options, Paths, is_demo, is_demo_done, mark_demo, mark_demo_done};

pub use schema::LATEST_MIGRATION;
#[cfg(test)]
pub(crate) use schema::make_schema;

use self::snapshot::Published;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::settings::Settings;
use crate::values::calendar::{Day, Instant, Zone};
use crate::values::ids::{IdGenerator, UserId};

/// Who acts: kept with every change.
#[derive(Debug, Clone)]
pub struct Actor {
    pub kind: ActorKind,
    pub user_id: Option<UserId>,
    pub name: String,
    pub ip: String,
    pub agent: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    User,
    Job,
    System,
}

impl ActorKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Job => "job",
            Self::System => "system",
        }
    }
}

impl Actor {
    pub fn system() -> Self {
        Self {
            kind: ActorKind::System,
            user_id: None,
            name: "hornada".into(),
            ip: String::new(),
            agent: String::new(),
        }
    }

    pub fn job(name: &str) -> Self {
        Self {
            kind: ActorKind::Job,
            name: name.into(),
            ..Self::system()
        }
    }
}

/// A consistent look at the file at one instant.
pub struct View<'c> {
    conn: &'c Connection,
    pub now: Instant,
    pub zone: Zone,
    pub settings: Arc<Settings>,
    /// What is remembered between two looks, where something is.
    memory: Option<&'c memory::Memory>,
}

impl View<'_> {
    /// Today in the bakery's zone.
    pub fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }
}

impl Deref for View<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// One unit of work: everything in it happens at `now`, by `actor`, wholly or not at all.
pub struct Tx<'c> {
    view: View<'c>,
    pub actor: Actor,
    shared: &'c Shared,
}

impl Tx<'_> {
    /// A new id of any kind.
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.shared.ids.next(self.now.into()).into()
    }

    /// Whether the file is marked as a test: its clock may be set.
    pub fn is_test(&self) -> bool {
        self.shared.is_test
    }

    /// Says that settings were written: they are read anew after the commit.
    pub fn settings_changed(&self) {
        self.shared.settings_changed.store(true, Ordering::Release);
    }

    /// Runs `work` with the settings as this transaction has them by now; the others see them after the commit.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn with_settings_anew<T>(&self, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let settings = Settings::load(self.conn)?;
        work(&Tx {
            view: View {
                conn: self.conn,
                now: self.now,
                zone: settings.zone(),
                settings: Arc::new(settings),
                memory: self.memory,
            },
            actor: self.actor.clone(),
            shared: self.shared,
        })
    }

    /// Says that an event with this number was written: who listens is told after the commit. One of undone work wakes
    /// them for nothing.
    pub fn event_written(&self, seq: i64) {
        self.shared.newest_event.store(seq, Ordering::Release);
    }

    /// Says that people or sessions were written: what was kept of them in memory is out of date from the commit on.
    pub fn sessions_changed(&self) {
        self.shared.sessions_changed.store(true, Ordering::Release);
    }

    /// Says that something was written that is worth a copy at once: it is made after the commit, whatever the pause.
    pub fn worth_a_copy(&self) {
        self.shared.copy_wanted.store(true, Ordering::Release);
    }

    /// The next number of a series, from 1; the row is counted up in this transaction, so none is lost or doubled.
    ///
    /// # Errors
    /// Only those of the database.
    pub fn next_number(&self, series: &str) -> Result<i64> {
        let mut statement = self.prepare_cached(
            "INSERT INTO counters (series, last) VALUES (?1, 1)
             ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
        )?;
        Ok(statement.query_row([series], |row| row.get(0))?)
    }

    /// Runs `work` so that its error leaves nothing behind, and the rest of the transaction goes on.
    ///
    /// # Errors
    /// The outer one is of storage and ends everything; the inner one is that of `work`.
    pub fn savepoint<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<Result<T>> {
        self.part(work, Result::is_ok)
    }

    /// Runs `work`, and keeps what it wrote only where it says so; answers what it said.
    ///
    /// # Errors
    /// That of `work`, which leaves nothing behind either.
    pub fn attempt(&self, work: impl FnOnce() -> Result<bool>) -> Result<bool> {
        self.part(work, |done| matches!(done, Ok(true)))?
    }

    /// Runs `work` in a savepoint, which stays only where `stays` says so of its result.
    fn part<T>(
        &self,
        work: impl FnOnce() -> Result<T>,
        stays: impl FnOnce(&Result<T>) -> bool,
    ) -> Result<Result<T>> {
        let run = |statement| {
            self.prepare_cached(statement)
                .and_then(|mut statement| statement.execute([]))
        };
        run("SAVEPOINT part")?;
        let done = match work() {
            // The database may have ended the whole transaction by itself, and the savepoint with it.
            Err(error @ Error::Storage(_)) => return Err(error),
            done => done,
        };
        if !stays(&done) {
            self.shared.memory.forget();
            run("ROLLBACK TO part")?;
        }
        run("RELEASE part")?;
        Ok(done)
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = View<'c>;

    fn deref(&self) -> &View<'c> {
        &self.view
    }
}

/// The open file. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    paths: Paths,
    writer: writer::Writer,
    readers: readers::Readers,
    shared: Arc<Shared>,
    _lock: Option<Lock>,
}

/// What the writer, the readers and the server know in common.
pub struct Shared {
    pub clock: Clock,
    ids: IdGenerator,
    settings: RwLock<Arc<Settings>>,
    settings_changed: AtomicBool,
    sessions_changed: AtomicBool,
    /// Work of the transaction that runs asks for a copy; due once it is stored.
    copy_wanted: AtomicBool,
    copy_due: AtomicBool,
    newest_event: AtomicI64,
    /// Counts the commits that changed people or sessions.
    sessions: AtomicU64,
    commits: AtomicU64,
    /// How many commits there were when the published copy was begun.
    published: AtomicU64,
    newest_copy: RwLock<Option<Published>>,
    committed: broadcast::Sender<i64>,
    jobs: Mutex<()>,
    copies: Mutex<()>,
    memory: memory::Memory,
    pub notes: Vec<String>,
    pub is_test: bool,
}

impl Shared {
    fn settings(&self) -> Arc<Settings> {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn view<'c>(&self, conn: &'c Connection, memory: Option<&'c memory::Memory>) -> View<'c> {
        let settings = self.settings();
        View {
            conn,
            now: self.clock.now(),
            zone: settings.zone(),
            settings,
            memory,
        }
    }

    /// One read transaction.
    fn look<T>(
        &self,
        conn: &Connection,
        memory: Option<&memory::Memory>,
        work: impl FnOnce(&View) -> Result<T>,
    ) -> Result<T> {
        conn.prepare_cached("BEGIN")?.execute([])?;
        let result = work(&self.view(conn, memory));
        conn.prepare_cached("COMMIT")?.execute([])?;
        result
    }
}

impl Db {
    /// Opens the file in `options.data`, making it when it is not there, and migrates it.
    ///
    /// # Errors
    /// When another process has it, it is newer than this program, it is not whole, or it cannot be read or written.
    pub fn open(options: Options) -> std::result::Result<Self, OpenError> {
        open::open(options)
    }

    /// Runs `work` as one unit and waits until it is on the disk.
    ///
    /// # Errors
    /// The error of `work` (nothing of it is stored then), or a storage error of the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.hand_over(actor, false, work).await
    }

    /// As [`write`](Self::write), for work that may be large: nobody else's answer waits for its commit.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_large<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.hand_over(actor, true, work).await
    }

    async fn hand_over<T: Send + 'static>(
        &self,
        actor: Actor,
        large: bool,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let reply = move |result| drop(sender.send(result));
        self.inner.writer.send(actor, large, work, reply)?;
        receiver
            .await
            .map_err(|_| Error::internal("the writer stopped"))?
    }

    /// As [`write`](Self::write), for threads that may wait, and for work that may be large.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_blocking<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.inner
            .writer
            .send(actor, true, work, move |result| drop(sender.send(result)))?;
        receiver
            .recv()
            .map_err(|_| Error::internal("the writer stopped"))?
    }

    /// Runs `work` in one read transaction, off the async threads.
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let shared = Arc::clone(&self.inner.shared);
        self.inner.readers.send(move |conn, memory| {
            // Who asked may have gone before it was their turn.
            if !sender.is_closed() {
                drop(sender.send(shared.look(conn, Some(memory), work)));
            }
        });
        receiver
            .await
            .map_err(|_| Error::internal("a look at the file broke off"))?
    }

    /// As [`read`](Self::read), for threads that may wait.
    ///
    /// # Errors
    /// The error of `work`.
    pub fn read_blocking<T>(&self, work: impl FnOnce(&View) -> Result<T>) -> Result<T> {
        let shared = &self.inner.shared;
        self.inner
            .readers
            .here(|conn| shared.look(conn, None, work))
    }

    pub fn now(&self) -> Instant {
        self.inner.shared.clock.now()
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.shared.clock
    }

    pub fn settings(&self) -> Arc<Settings> {
        self.inner.shared.settings()
    }

    /// Today in the bakery's zone.
    pub fn today(&self) -> Day {
        self.settings().zone().day_of(self.now())
    }

    pub fn paths(&self) -> &Paths {
        &self.inner.paths
    }

    pub fn data(&self) -> &Path {
        &self.inner.paths.data
    }

    pub fn live_file(&self) -> PathBuf {
        self.inner.paths.live_file()
    }

    /// How many commits there were since the start; tells whether a copy is out of date.
    pub fn commits(&self) -> u64 {
        self.inner.shared.commits.load(Ordering::Acquire)
    }

    /// What the published copy holds, without a look at the disk; none before the first.
    pub fn newest_copy(&self) -> Option<Published> {
        self.inner
            .shared
            .newest_copy
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes that a copy was published that holds so many commits.
    fn published(&self, copy: &Published, commits: u64) {
        let shared = &self.inner.shared;
        *shared
            .newest_copy
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(copy.clone());
        shared.published.store(commits, Ordering::Release);
    }

    /// Whether the published copy holds all there is.
    fn is_published(&self) -> bool {
        self.inner.shared.published.load(Ordering::Acquire) == self.commits()
    }

    /// Whether something was stored that is worth a copy at once; asking takes the answer away.
    fn copy_is_due(&self) -> bool {
        self.inner.shared.copy_due.swap(false, Ordering::AcqRel)
    }

    /// Counts the commits that changed people or sessions: what was read before the present one is out of date.
    pub fn sessions_generation(&self) -> u64 {
        self.inner.shared.sessions.load(Ordering::Acquire)
    }

    /// Told after every commit that held events: the number of the newest event.
    pub fn subscribe(&self) -> broadcast::Receiver<i64> {
        self.inner.shared.committed.subscribe()
    }

    /// Held while a recurring job runs: one at a time, whether by the clock or by hand.
    pub fn one_job_at_a_time(&self) -> MutexGuard<'_, ()> {
        self.inner
            .shared
            .jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while a copy is made and published.
    fn one_copy_at_a_time(&self) -> MutexGuard<'_, ()> {
        self.inner
            .shared
            .copies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What the start found and mended, for the log and the health page.
    pub fn notes(&self) -> &[String] {
        &self.inner.shared.notes
    }

    /// Whether this file is marked as a test for ever (its clock was set).
    pub fn is_test(&self) -> bool {
        self.inner.shared.is_test
    }

    /// Finishes what waits, folds the log into the file, publishes a last copy if there is something new.
    ///
    /// # Errors
    /// When the last copy could not be made; the file itself is whole even then.
    pub fn close(&self) -> Result<()> {
        self.inner.writer.stop();
        if !self.is_published() || !self.paths().backup_file().exists() {
            snapshot::publish(self)?;
        }
        self.inner.writer.fold_log();
        Ok(())
    }
}
