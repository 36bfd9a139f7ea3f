//! Read-only connections, one transaction per look. Each has a thread of its own, so that what it keeps in memory stays
//! where it was asked for; a thread that may wait looks for itself, on a connection that it borrows.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::memory::Memory;
use super::open::{self, OpenError};
use crate::error::{Error, Result};

type Look = Box<dyn FnOnce(&Connection, &Memory) + Send>;

pub(super) struct Readers {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
    file: PathBuf,
    heard: Option<fn(&str)>,
    /// For threads that may wait: opened when one is needed, kept when it is given back.
    lent: Mutex<Vec<Connection>>,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    looks: VecDeque<Look>,
    is_closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next look; none when there will be no more.
    fn next(&self) -> Option<Look> {
        let mut waiting = self.lock();
        loop {
            if let Some(look) = waiting.looks.pop_front() {
                return Some(look);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self
                .changed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Readers {
    /// Starts `count` threads with a connection each.
    pub(super) fn start(
        file: PathBuf,
        count: usize,
        heard: Option<fn(&str)>,
    ) -> Result<Self, OpenError> {
        let queue = Arc::new(Queue::default());
        let mut readers = Self {
            queue,
            threads: Vec::new(),
            file,
            heard,
            lent: Mutex::default(),
        };
        for _ in 0..count {
            let conn = readers.connect()?;
            let queue = Arc::clone(&readers.queue);
            let thread = std::thread::Builder::new()
                .name("reader".into())
                .spawn(move || serve(&queue, &conn))
                .map_err(|error| OpenError::Io(readers.file.clone(), error))?;
            readers.threads.push(thread);
        }
        Ok(readers)
    }

    fn connect(&self) -> Result<Connection, OpenError> {
        open::reader(&self.file, self.heard)
    }

    /// Hands a look to the next thread that is free.
    pub(super) fn send(&self, look: impl FnOnce(&Connection, &Memory) + Send + 'static) {
        self.queue.lock().looks.push_back(Box::new(look));
        self.queue.changed.notify_one();
    }

    /// A look from this thread.
    pub(super) fn here<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let found = self.lent().pop();
        let conn = match found {
            Some(conn) => conn,
            None => self.connect().map_err(Error::internal)?,
        };
        let result = look(&conn);
        if conn.is_autocommit() {
            self.lent().push(conn);
        }
        result
    }

    fn lent(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a thread of its own does until it is sent home.
fn serve(queue: &Queue, conn: &Connection) {
    let memory = Memory::of_reader();
    while let Some(look) = queue.next() {
        // Whoever asked sees that no answer came; the thread goes on.
        if catch_unwind(AssertUnwindSafe(|| look(conn, &memory))).is_err() {
            tracing::error!("a look at the file broke off");
            memory.forget();
        }
        // It may have left the transaction open; the next look must find none.
        if !conn.is_autocommit() && conn.execute_batch("ROLLBACK").is_err() {
            tracing::error!("a read transaction could not be ended");
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.changed.notify_all();
        for thread in self.threads.drain(..) {
            // The last handle of the file may be let go by a look itself.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a reader's thread broke off");
            }
        }
    }
}
