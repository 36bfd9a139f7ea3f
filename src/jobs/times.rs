//! When jobs are due: wall-clock times first, computed as if there were no zones, then turned into instants of the
//! bakery's zone. So each local time comes once a day, also on the days of 23 and 25 hours.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};

use crate::customers::rounds;
use crate::db::View;
use crate::error::{Error, Result};
use crate::schedule::When;
use crate::values::calendar::{Day, Instant, Time, Zone};

/// One time at which a job is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// What makes it itself, whatever the clock says: its wall-clock time, and the day it is for where that differs.
    pub key: String,
    pub due: Instant,
    pub as_of: Day,
}

/// Wall-clock times this much around the span are looked at: more than any change of a zone's clocks.
const MARGIN: TimeDelta = TimeDelta::hours(26);

/// The occurrences with `from <= due <= until`, oldest first.
///
/// # Errors
/// Those of the database; an internal error for a line of the table that is no cron line.
pub fn between(view: &View, when: When, from: Instant, until: Instant) -> Result<Vec<Occurrence>> {
    if from > until {
        return Ok(Vec::new());
    }
    let mut found = match when {
        When::Cutoffs => cutoffs(view, from, until, false)?,
        When::EarlierCutoffs => cutoffs(view, from, until, true)?,
        _ => walls(&cron(when)?, view.zone, from, until)?,
    };
    found.retain(|occurrence| (from..=until).contains(&occurrence.due));
    found.sort_by(|one, other| (one.due, &one.key).cmp(&(other.due, &other.key)));
    Ok(found)
}

/// The first occurrence after `now`, within a little more than a year.
///
/// # Errors
/// As [`between`].
pub fn next_after(view: &View, when: When, now: Instant) -> Result<Option<Occurrence>> {
    for days in [2, 40, 400] {
        let until = now.plus(TimeDelta::days(days));
        let found = between(view, when, now.plus(TimeDelta::milliseconds(1)), until)?;
        if let Some(first) = found.into_iter().next() {
            return Ok(Some(first));
        }
    }
    Ok(None)
}

/// The cron line of `when`.
///
/// # Errors
/// An internal error when it is none.
fn cron(when: When) -> Result<Cron> {
    let line = match when {
        When::Daily(time) => {
            let time: Time = time.parse().map_err(Error::internal)?;
            format!("{} {} * * *", time.minute(), time.hour())
        }
        When::Hourly => "0 * * * *".to_owned(),
        When::Cron(line) => line.to_owned(),
        When::Cutoffs | When::EarlierCutoffs => {
            return Err(Error::internal("cut-offs have no cron line"));
        }
    };
    CronParser::builder()
        .seconds(Seconds::Disallowed)
        .build()
        .parse(&line)
        .map_err(Error::internal)
}

fn walls(cron: &Cron, zone: Zone, from: Instant, until: Instant) -> Result<Vec<Occurrence>> {
    let (start, end) = (zone.local(from) - MARGIN, zone.local(until) + MARGIN);
    let mut found = Vec::new();
    // UTC has no changes: a wall-clock time dressed as UTC is just that.
    let mut at: DateTime<Utc> = start.and_utc();
    loop {
        at = cron
            .find_next_occurrence(&at, false)
            .map_err(Error::internal)?;
        if at.naive_utc() > end {
            return Ok(found);
        }
        found.extend(occurrence(zone, at.naive_utc()));
    }
}

fn occurrence(zone: Zone, wall: NaiveDateTime) -> Option<Occurrence> {
    let as_of = Day::from_date(wall.date())?;
    let time = Time::from_clock(wall.time());
    Some(Occurrence {
        key: format!("{as_of} {time}"),
        due: zone.instant(as_of, time).into(),
        as_of,
    })
}

/// The freeze of every delivery day, or every earlier cut-off of one.
fn cutoffs(view: &View, from: Instant, until: Instant, earlier: bool) -> Result<Vec<Occurrence>> {
    let (first, last) = (view.zone.day_of(from), view.zone.day_of(until));
    let mut found: Vec<Occurrence> = Vec::new();
    for day in first.to(last.add_days(rounds::LONGEST_CUTOFF)) {
        let dues = if earlier {
            rounds::earlier_cutoffs(view, day)?
        } else {
            vec![rounds::freezes_at(view, day)?]
        };
        for due in dues {
            let wall = view.zone.local(due);
            found.push(Occurrence {
                key: format!("{} for {day}", wall.format("%Y-%m-%d %H:%M")),
                due,
                as_of: day,
            });
        }
    }
    Ok(found)
}
