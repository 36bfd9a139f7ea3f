//! What rooms reckon often. The writer keeps in memory what comes from tables that are seldom written to, and forgets it
//! as soon as one of them is, by whomever, or a unit of work is undone. A reader keeps what many looks ask for, until the
//! next commit of whatever it is.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::View;
use crate::error::Result;

/// Something reckoned out of the file and nothing else.
pub trait Remembered: Any + Send + Default {
    const UNTIL: Until;
}

/// Who keeps it, and how long it holds.
#[derive(Clone, Copy)]
pub enum Until {
    /// The writer, until a row is written to one of these tables, the only ones it comes from: then all is forgotten.
    Written(&'static [&'static str]),
    /// Readers, each for itself, until the next commit.
    Committed,
}

/// What is remembered, one of each kind.
#[derive(Default)]
pub(super) struct Memory {
    kept: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
    is_stale: Arc<AtomicBool>,
    /// A reader's: the state of the file that it is of.
    state: Option<AtomicI64>,
}

impl Memory {
    pub(super) fn of_reader() -> Self {
        Self {
            state: Some(AtomicI64::new(0)),
            ..Self::default()
        }
    }

    /// Gives the writer's connection the function that its triggers call.
    pub(super) fn attach(&self, conn: &Connection) -> rusqlite::Result<()> {
        let is_stale = Arc::clone(&self.is_stale);
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
        conn.create_scalar_function("forget", 0, flags, move |_| {
            is_stale.store(true, Ordering::Release);
            Ok(false)
        })
    }

    pub(super) fn forget(&self) {
        self.is_stale.store(true, Ordering::Release);
    }

    /// Forgets what is of another state of the file than the one that is looked at.
    fn follow(&self, conn: &Connection, state: &AtomicI64) -> rusqlite::Result<()> {
        let found = conn
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        if state.swap(found, Ordering::AcqRel) != found {
            self.forget();
        }
        Ok(())
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<TypeId, Box<dyn Any + Send>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_stale.swap(false, Ordering::AcqRel) {
            kept.clear();
        }
        kept
    }
}

/// Lets every change of these tables call `forget()`, from this connection. In a transaction: undone with it.
fn watch(conn: &Connection, tables: &[&str]) -> rusqlite::Result<()> {
    for table in tables {
        for change in ["INSERT", "UPDATE", "DELETE"] {
            conn.execute_batch(&format!(
                "CREATE TEMP TRIGGER IF NOT EXISTS {table}_{change} AFTER {change} ON main.{table} BEGIN SELECT forget(); END"
            ))?;
        }
    }
    Ok(())
}

impl View<'_> {
    /// Lends what is remembered of this kind, empty when something that it came from has been written to since, and keeps
    /// what `work` leaves in it. Only what was read from the file may be put there. It is always empty to whom does not
    /// keep it, and to a thread that looks for itself.
    ///
    /// # Errors
    /// Those of `work`; then it is forgotten.
    pub fn remember<T: Remembered, R>(&self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let Some(memory) = self.memory else {
            return work(&mut T::default());
        };
        let tables: &[&str] = match (T::UNTIL, &memory.state) {
            (Until::Written(tables), None) => tables,
            (Until::Committed, Some(state)) => {
                memory.follow(self, state)?;
                &[]
            }
            _ => return work(&mut T::default()),
        };
        let found = memory.kept().remove(&TypeId::of::<T>());
        let mut kept: Box<T> = match found.and_then(|found| found.downcast().ok()) {
            Some(found) => found,
            None => {
                watch(self, tables)?;
                Box::default()
            }
        };
        let result = work(&mut kept)?;
        if !memory.is_stale.load(Ordering::Acquire) {
            memory.kept().insert(TypeId::of::<T>(), kept);
        }
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Actor, Db, Options, Tx};
    use crate::error::Error;

    #[derive(Default)]
    struct Settled(Option<i64>);

    impl Remembered for Settled {
        const UNTIL: Until = Until::Written(&["counters"]);
    }

    #[derive(Default)]
    struct Seen(bool);

    impl Remembered for Seen {
        const UNTIL: Until = Until::Committed;
    }

    fn last(tx: &Tx) -> Result<i64> {
        tx.remember(|kept: &mut Settled| {
            if let Some(last) = kept.0 {
                return Ok(last);
            }
            let last = tx.query_row("SELECT ifnull(max(last), 0) FROM counters", [], |row| {
                row.get(0)
            })?;
            kept.0 = Some(last);
            Ok(last)
        })
    }

    fn opened() -> Db {
        let folder = format!("hornada-memory-{}", uuid::Uuid::now_v7());
        Db::open(Options::new(std::env::temp_dir().join(folder)))
            .unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn gone(db: &Db) -> Result<()> {
        db.close()?;
        std::fs::remove_dir_all(db.data()).map_err(Error::internal)
    }

    #[test]
    fn what_is_remembered_is_forgotten_when_its_table_is_written_to() -> Result<()> {
        let db = opened();
        let seen = db.write_blocking(Actor::system(), |tx| {
            let before = (last(tx)?, last(tx)?);
            tx.next_number("a")?;
            tx.next_number("a")?;
            Ok((before, last(tx)?))
        })?;
        assert_eq!(seen, ((0, 0), 2));
        db.write_blocking(Actor::system(), |tx| tx.next_number("a"))?;
        assert_eq!(db.write_blocking(Actor::system(), last)?, 3);
        gone(&db)
    }

    #[test]
    fn what_a_reader_remembers_is_forgotten_at_the_next_commit() -> Result<()> {
        fn seen(view: &View) -> Result<bool> {
            view.remember(|seen: &mut Seen| Ok(std::mem::replace(&mut seen.0, true)))
        }
        let folder = format!("hornada-memory-{}", uuid::Uuid::now_v7());
        let options = Options {
            readers: 1,
            ..Options::new(std::env::temp_dir().join(folder))
        };
        let db = Db::open(options).unwrap_or_else(|error| unreachable!("{error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.map_err(Error::internal)?;
        assert!(!runtime.block_on(db.read(seen))?);
        assert!(runtime.block_on(db.read(seen))?);
        db.write_blocking(Actor::system(), |tx| tx.next_number("a"))?;
        assert!(!runtime.block_on(db.read(seen))?);
        assert!(runtime.block_on(db.read(seen))?);
        assert!(!db.read_blocking(seen)? && !db.read_blocking(seen)?);
        gone(&db)
    }

    #[test]
    fn what_was_remembered_of_undone_work_is_forgotten_with_it() -> Result<()> {
        let db = opened();
        let undone = db.write_blocking(Actor::system(), |tx| {
            tx.next_number("a")?;
            last(tx)?;
            Err::<(), _>(Error::NotFound)
        });
        assert!(undone.is_err());
        assert_eq!(db.write_blocking(Actor::system(), last)?, 0);
        // The triggers that were made in the undone work are made anew.
        db.write_blocking(Actor::system(), |tx| tx.next_number("a"))?;
        assert_eq!(db.write_blocking(Actor::system(), last)?, 1);
        gone(&db)
    }
}
