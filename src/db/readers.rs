//! Read-only connections, one transaction per look. As many looks at once as there are connections; others wait.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Shared, View};
use crate::error::{Error, Result};

pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

/// One connection, given back when dropped.
pub(super) struct Reader {
    conn: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self {
            idle: Arc::new(Mutex::new(connections)),
            permits,
        }
    }

    pub(super) async fn take(&self) -> Reader {
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        self.reader(permit)
    }

    pub(super) fn take_blocking(&self) -> Reader {
        loop {
            if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
                return self.reader(Some(permit));
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn reader(&self, permit: Option<OwnedSemaphorePermit>) -> Reader {
        let conn = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        Reader {
            conn,
            idle: Arc::clone(&self.idle),
            _permit: permit,
        }
    }
}

impl Reader {
    pub(super) fn run<T>(
        self,
        shared: &Shared,
        work: impl FnOnce(&View) -> Result<T>,
    ) -> Result<T> {
        let conn = self
            .conn
            .as_ref()
            .ok_or_else(|| Error::internal("no reader is left"))?;
        conn.prepare_cached("BEGIN")?.execute([])?;
        let result = work(&shared.view(conn));
        conn.prepare_cached("COMMIT")?.execute([])?;
        result
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            // A panic in `work` may have left the transaction open; the next reader must find none.
            if !conn.is_autocommit() && conn.execute_batch("ROLLBACK").is_err() {
                tracing::error!("a read transaction could not be ended");
            }
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(conn);
        }
    }
}
