//! The runner of the table in `schedule.rs`: looks at what is due, runs it once, writes down how it went.
//!
//! A run is a row `(job, occurrence)`, unique, made in the same transaction as the job's effects; the clock only says
//! when to look. After a stop the missed occurrences are caught up. An occurrence that failed is recorded and shown; it
//! is tried again by hand, or the job runs again at its next occurrence.

pub mod api;
pub mod heartbeat;
pub mod house;
pub mod pages;

mod store;
pub mod times;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::TimeDelta;

use crate::db::{Actor, Db, Tx, View};
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::production;
use crate::schedule::{CatchUp, JOBS, Job, When, Work};
use crate::values::calendar::{Day, Instant};

pub use store::{How, Outcome, Run, last_runs, run_of, runs};
pub use times::{Occurrence, next_after};

/// Later than this after its time, a run is called caught up.
const ON_TIME: TimeDelta = TimeDelta::minutes(5);
/// Days ahead that a job by delivery day is run for by hand.
const FARTHEST: i64 = 31;
/// A clock that stands this much before what was looked at was wrong then or is wrong now; it is followed.
const JUMP_BACK: TimeDelta = TimeDelta::hours(2);
/// A clock that jumped this far ahead is not believed until somebody says that it is right.
const UNBELIEVABLE: TimeDelta = TimeDelta::days(400);

/// Notes where the scheduler stands for jobs that are new in the table: nothing before now is due for them, but days whose
/// cut-off has gone are frozen.
fn begin(db: &Db, jobs: &'static [Job]) -> Result<()> {
    let known = db.read_blocking(|view| store::clocks(view))?;
    if jobs
        .iter()
        .all(|job| known.iter().any(|(name, _)| name == job.name))
    {
        return Ok(());
    }
    db.write_blocking(Actor::job("scheduler"), move |tx| {
        for job in jobs {
            let is_new = store::clock(tx, job.name)?.is_none();
            store::begin_clock(tx, job.name)?;
            if is_new && matches!(job.when, When::Cutoffs) {
                production::jobs::freeze_passed(tx)?;
            }
        }
        Ok(())
    })
}

/// Whether the clock is believed; if not, since when nothing was looked at.
///
/// # Errors
/// Only those of the database.
pub fn paused_since(view: &View) -> Result<Option<Instant>> {
    let newest = store::clocks(view)?.into_iter().map(|(_, at)| at).max();
    Ok(newest.filter(|at| view.now.since(*at) > UNBELIEVABLE))
}

/// Somebody says that the clock is right: nothing before now is due any more, but days whose cut-off has gone are frozen.
///
/// # Errors
/// Only those of the database.
pub fn go_on_from_now(tx: &Tx) -> Result<()> {
    for job in JOBS {
        store::set_clock(tx, job.name, tx.now)?;
    }
    production::jobs::freeze_passed(tx)?;
    Ok(())
}

/// Runs everything that is due at `now`, one job after the other, oldest occurrences first; returns how many ran.
///
/// # Errors
/// Only those of the database; what a job fails with is recorded.
pub fn tick(db: &Db, now: Instant) -> Result<usize> {
    tick_table(db, now, JOBS)
}

/// As [`tick`], for another table.
///
/// # Errors
/// As [`tick`].
pub fn tick_table(db: &Db, now: Instant, jobs: &'static [Job]) -> Result<usize> {
    let _alone = db.one_job_at_a_time();
    begin(db, jobs)?;
    if db.read_blocking(paused_since)?.is_some() {
        tracing::warn!(
            "the clock jumped more than a year ahead: jobs wait for a word on the page of jobs"
        );
        return Ok(0);
    }
    follow_back(db, now)?;
    let mut ran = 0;
    for job in jobs {
        let due = db.read_blocking(|view| due(view, job, now))?;
        ran += run_due(db, job, due, now)?;
    }
    Ok(ran)
}

/// A clock that was put back by hours is followed. What has run keeps its row, so nothing is done twice; a clock that
/// is back by less soon comes to where it was.
fn follow_back(db: &Db, now: Instant) -> Result<()> {
    // A computer whose battery died starts years ago until the network tells it the day: that is not followed, and what
    // was due meanwhile is caught up.
    let ahead = move |at: Instant| (JUMP_BACK..=UNBELIEVABLE).contains(&at.since(now));
    let clocks = db.read_blocking(|view| store::clocks(view))?;
    if !clocks.iter().any(|(_, at)| ahead(*at)) {
        return Ok(());
    }
    tracing::warn!("the clock was put back by hours: jobs follow it");
    db.write_blocking(Actor::job("scheduler"), move |tx| {
        for (job, at) in clocks {
            if ahead(at) {
                store::set_clock(tx, &job, now)?;
            }
        }
        Ok(())
    })
}

/// What of a job is due and has no row yet, oldest first.
fn due(view: &View, job: &Job, now: Instant) -> Result<Vec<Occurrence>> {
    let Some(looked_until) = store::clock(view, job.name)? else {
        return Ok(Vec::new());
    };
    let due = times::between(view, job.when, looked_until, now)?;
    let mut kept = Vec::with_capacity(due.len());
    for occurrence in due {
        if !store::has_run(view, job.name, &occurrence.key)? {
            kept.push(occurrence);
        }
    }
    Ok(kept)
}

fn run_due(db: &Db, job: &'static Job, due: Vec<Occurrence>, now: Instant) -> Result<usize> {
    let newest = due.len().saturating_sub(1);
    let mut ran = 0;
    for (n, occurrence) in due.into_iter().enumerate() {
        if job.catch_up == CatchUp::Latest && n < newest {
            skip(db, job, occurrence)?;
            continue;
        }
        let how = if now.since(occurrence.due) > ON_TIME {
            How::CaughtUp
        } else {
            How::Schedule
        };
        run_one(db, job, occurrence, how, Actor::job(job.name))?;
        ran += 1;
    }
    Ok(ran)
}

fn skip(db: &Db, job: &'static Job, occurrence: Occurrence) -> Result<()> {
    db.write_blocking(Actor::job(job.name), move |tx| {
        let began = tx.now;
        let how = How::CaughtUp;
        if store::claim(tx, job.name, &occurrence, how, began)? {
            store::finish(tx, job.name, &occurrence.key, Outcome::Skipped, "")?;
        }
        store::set_clock(tx, job.name, occurrence.due)
    })
}

/// Runs one occurrence, unless it has run; a failure is its outcome and no error here.
fn run_one(
    db: &Db,
    job: &'static Job,
    occurrence: Occurrence,
    how: How,
    actor: Actor,
) -> Result<()> {
    let result = match job.work {
        Work::InTx(work) => in_tx(db, job, occurrence.clone(), how, actor.clone(), work),
        Work::Outside(work) => outside(db, job, occurrence.clone(), how, actor.clone(), work),
    };
    let Err(error) = result else { return Ok(()) };
    tracing::error!(job = job.name, occurrence = %occurrence.key, %error, "a job failed");
    db.write_blocking(actor, move |tx| {
        if store::claim(tx, job.name, &occurrence, how, tx.now)? {
            let detail = words(&error, tx.settings.language());
            store::finish(tx, job.name, &occurrence.key, Outcome::Failed, &detail)?;
        }
        move_on(tx, job, &occurrence, how)
    })
}

fn in_tx(
    db: &Db,
    job: &'static Job,
    occurrence: Occurrence,
    how: How,
    actor: Actor,
    work: fn(&Tx, Day) -> Result<String>,
) -> Result<()> {
    db.write_blocking(actor, move |tx| {
        if store::claim(tx, job.name, &occurrence, how, tx.now)? {
            let detail = work(tx, occurrence.as_of)?;
            store::finish(tx, job.name, &occurrence.key, Outcome::Done, &detail)?;
        }
        move_on(tx, job, &occurrence, how)
    })
}

fn outside(
    db: &Db,
    job: &'static Job,
    occurrence: Occurrence,
    how: How,
    actor: Actor,
    work: fn(&Db, Day) -> Result<String>,
) -> Result<()> {
    let began = db.now();
    let detail = catch_unwind(AssertUnwindSafe(|| work(db, occurrence.as_of)))
        .unwrap_or_else(|_| Err(Error::internal("the job panicked")))?;
    db.write_blocking(actor, move |tx| {
        if store::claim(tx, job.name, &occurrence, how, began)? {
            store::finish(tx, job.name, &occurrence.key, Outcome::Done, &detail)?;
        }
        move_on(tx, job, &occurrence, how)
    })
}

fn move_on(tx: &Tx, job: &Job, occurrence: &Occurrence, how: How) -> Result<()> {
    match how {
        How::ByHand => Ok(()),
        How::Schedule | How::CaughtUp => store::set_clock(tx, job.name, occurrence.due),
    }
}

/// Runs a job now, for the day `as_of`; the same `key` again is the same run.
///
/// # Errors
/// [`Error::NotFound`] for an unknown job; [`Error::Invalid`] for a day that has not come, where the job is not for a
/// delivery day (it would date its papers ahead), and for a delivery day that is far off: a mistyped year. What the job fails with is the outcome of the run that is returned.
pub fn run_by_hand(db: &Db, name: &str, as_of: Day, key: &str, actor: Actor) -> Result<Run> {
    let job = crate::schedule::find(name).ok_or(Error::NotFound)?;
    let is_by_delivery = matches!(job.when, When::Cutoffs | When::EarlierCutoffs);
    if as_of > db.today() && !is_by_delivery {
        return Err(Error::field("as_of", "jobs-as-of-future"));
    }
    if as_of > db.today().add_days(FARTHEST) {
        let message = Message::new("jobs-as-of-far").arg("days", FARTHEST);
        return Err(Error::field("as_of", message));
    }
    let _alone = db.one_job_at_a_time();
    let occurrence = Occurrence {
        key: format!("{as_of} by hand {key}"),
        due: db.now(),
        as_of,
    };
    let wanted = occurrence.key.clone();
    let before = db.read_blocking(|view| store::has_run(view, name, &wanted))?;
    if !before {
        run_one(db, job, occurrence, How::ByHand, actor)?;
    }
    db.read_blocking(|view| store::run_of(view, name, &wanted))
}

/// An error as one line for people.
pub fn words(error: &Error, lang: Lang) -> String {
    match error {
        Error::Conflict(message, _) => message.speak(lang),
        Error::Invalid(fields) => fields
            .0
            .iter()
            .map(|field| format!("{}: {}", field.field, field.message.speak(lang)))
            .collect::<Vec<_>>()
            .join("; "),
        Error::NotFound => Message::new("error-404").speak(lang),
        Error::Stale => Message::new("error-412").speak(lang),
        Error::Forbidden => Message::new("error-403").speak(lang),
        Error::Storage(_) => Message::new("error-507-text").speak(lang),
        Error::Internal(what) => what.clone(),
    }
}
