//! The only place that asks the machine for the time. Tests and `HORNADA_NOW` set it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

use crate::values::calendar::Instant;

const RUNNING: i64 = i64::MIN;

/// Wall-clock time: the machine's, moved by an offset, or standing still.
#[derive(Debug)]
pub struct Clock {
    offset_millis: AtomicI64,
    standing_at: AtomicI64,
}

impl Clock {
    /// The machine's own time.
    pub const fn system() -> Self {
        Self {
            offset_millis: AtomicI64::new(0),
            standing_at: AtomicI64::new(RUNNING),
        }
    }

    /// A clock that starts at `instant` and runs on from there.
    pub fn starting_at(instant: Instant) -> Self {
        let offset = instant.millis() - Utc::now().timestamp_millis();
        Self {
            offset_millis: AtomicI64::new(offset),
            standing_at: AtomicI64::new(RUNNING),
        }
    }

    /// A clock that stands still until it is [set](Self::set).
    pub const fn standing(instant: Instant) -> Self {
        Self {
            offset_millis: AtomicI64::new(0),
            standing_at: AtomicI64::new(instant.millis()),
        }
    }

    /// Moves a standing clock.
    pub fn set(&self, instant: Instant) {
        self.standing_at.store(instant.millis(), Ordering::SeqCst);
    }

    /// Lets a standing clock run: from `instant` on, or with the machine's time.
    pub fn run_from(&self, instant: Option<Instant>) {
        let offset = instant.map_or(0, |at| at.millis() - Utc::now().timestamp_millis());
        self.offset_millis.store(offset, Ordering::SeqCst);
        self.standing_at.store(RUNNING, Ordering::SeqCst);
    }

    pub fn now(&self) -> Instant {
        let standing = self.standing_at.load(Ordering::SeqCst);
        if standing != RUNNING {
            return instant(standing);
        }
        let now: DateTime<Utc> = Utc::now();
        instant(now.timestamp_millis() + self.offset_millis.load(Ordering::SeqCst))
    }
}

fn instant(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap_or(Instant::from(DateTime::<Utc>::UNIX_EPOCH))
}
