//! THE table of recurring jobs: what runs, when on the bakery's clock, and what it does. One line per job.
//!
//! A job's occurrence is a wall-clock time in the bakery's zone. [`Work::InTx`] is done in the transaction that records
//! its run, so it happens exactly once; [`Work::Outside`] is done first and recorded after, so it must bear being done
//! twice. Both are told `as_of`, the day they are for, and never ask the clock for it.

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::jobs::house;
use crate::values::calendar::Day;
use crate::{payments, production, purchasing, standing_orders};

/// A recurring job.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// As in `hornada run-job NAME`; its words are `job-NAME` and `job-NAME-about` in the catalogues.
    pub name: &'static str,
    pub when: When,
    pub work: Work,
    pub catch_up: CatchUp,
}

/// When a job is due, on the clock of the bakery's wall. A time that the spring change skips is the first minute that
/// exists after it; one that the autumn change repeats is the first of the two.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// Every day at `HH:MM`; `as_of` is that day.
    Daily(&'static str),
    /// A cron line of five fields (minute, hour, day of month, month, day of week); `as_of` is the day it falls on.
    Cron(&'static str),
    /// At every full hour.
    Hourly,
    /// When a delivery day is frozen; `as_of` is that delivery day.
    Cutoffs,
    /// At each cut-off of a round before that; `as_of` is the delivery day.
    EarlierCutoffs,
}

/// What a job does. The answer is one line for people: what was done.
#[derive(Clone, Copy)]
pub enum Work {
    InTx(fn(&Tx, Day) -> Result<String>),
    Outside(fn(&Db, Day) -> Result<String>),
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::InTx(_) => "InTx",
            Self::Outside(_) => "Outside",
        })
    }
}

/// What happens with occurrences that were missed while the computer was off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// Each is run, in order, with its own `as_of`.
    Each,
    /// Only the newest is run; those before it are recorded as skipped.
    Latest,
}

/// A job whose missed occurrences are each run.
pub const fn each(name: &'static str, when: When, work: Work) -> Job {
    Job {
        name,
        when,
        work,
        catch_up: CatchUp::Each,
    }
}

/// A job of which only the newest missed occurrence is run.
pub const fn latest(name: &'static str, when: When, work: Work) -> Job {
    Job {
        name,
        when,
        work,
        catch_up: CatchUp::Latest,
    }
}

/// Every job, in the order in which those that are due at the same time run.
pub static JOBS: &[Job] = &[
    // Orders.
    latest(
        "standing-orders",
        When::Daily("00:30"),
        Work::InTx(standing_orders::jobs::run),
    ),
    latest(
        "round-cutoff",
        When::EarlierCutoffs,
        Work::InTx(standing_orders::jobs::before_cutoff),
    ),
    each(
        "cutoff",
        When::Cutoffs,
        Work::InTx(production::jobs::cutoff),
    ),
    // Money.
    latest(
        "invoices",
        // Businesses in the morning after their period, private people on the evening of theirs.
        When::Cron("0 6,23 * * *"),
        Work::InTx(payments::jobs::issue),
    ),
    latest(
        "reminders",
        When::Daily("08:00"),
        Work::InTx(payments::jobs::remind),
    ),
    // Buying.
    latest(
        "needs",
        When::Daily("05:00"),
        Work::InTx(purchasing::jobs::needs),
    ),
    latest(
        "overdue-deliveries",
        When::Hourly,
        Work::InTx(purchasing::jobs::overdue),
    ),
    latest(
        "approvals",
        When::Hourly,
        Work::InTx(purchasing::jobs::approvals),
    ),
    // The house.
    latest(
        "housekeeping",
        When::Daily("03:30"),
        Work::InTx(house::tidy),
    ),
    latest(
        "backup",
        When::Daily("23:50"),
        Work::Outside(house::back_up),
    ),
    latest(
        "check",
        When::Cron("15 4 * * 0"),
        Work::Outside(house::check),
    ),
];

/// The job of this name.
pub fn find(name: &str) -> Option<&'static Job> {
    JOBS.iter().find(|job| job.name == name)
}
