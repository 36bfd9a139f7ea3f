//! The scheduler walks through two years of a bakery's clock, in a process that is killed again and again.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Madrid;
use hornada::clock::Clock;
use hornada::db::{Db, Options, Tx};
use hornada::error::Result;
use hornada::events::{self, Happened};
use hornada::jobs;
use hornada::schedule::{Job, When, Work, each, latest};
use hornada::values::Day;
use hornada::values::ids::splitmix;

use super::harness::{Folder, Moments};
use super::size;

fn note(tx: &Tx, as_of: Day, name: &'static str) -> Result<String> {
    events::record(
        tx,
        Happened::new("trial_job", None, name).because(as_of.to_string()),
    )?;
    Ok(String::new())
}

static WALKED: &[Job] = &[
    each(
        "half-past-midnight",
        When::Daily("00:30"),
        Work::InTx(|tx, day| note(tx, day, "half-past-midnight")),
    ),
    each(
        "in-the-gap",
        When::Daily("02:30"),
        Work::InTx(|tx, day| note(tx, day, "in-the-gap")),
    ),
    each(
        "cutoff",
        When::Cutoffs,
        Work::InTx(|tx, day| note(tx, day, "cutoff")),
    ),
    each(
        "sundays",
        When::Cron("15 2 * * 0"),
        Work::InTx(|tx, day| note(tx, day, "sundays")),
    ),
    latest(
        "hourly",
        When::Hourly,
        Work::InTx(|tx, day| note(tx, day, "hourly")),
    ),
];

/// The instant of a wall-clock time by chrono's own rules: the first that exists at or after it, the first of two.
fn wall(at: NaiveDateTime) -> DateTime<Utc> {
    (0..120)
        .find_map(|minutes| {
            Madrid
                .from_local_datetime(&(at + TimeDelta::minutes(minutes)))
                .earliest()
        })
        .unwrap()
        .to_utc()
}

/// What must have happened in a span: occurrence → instant, for a daily time.
fn expected(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    hour: u32,
    minute: u32,
) -> BTreeMap<String, i64> {
    let first = from.with_timezone(&Madrid).date_naive().pred_opt().unwrap();
    let days = first
        .iter_days()
        .take_while(|day| day.and_hms_opt(0, 0, 0).unwrap().and_utc() < until + TimeDelta::days(2));
    days.map(|day| day.and_hms_opt(hour, minute, 0).unwrap())
        .map(|at| (at.format("%Y-%m-%d %H:%M").to_string(), wall(at)))
        .filter(|(_, at)| (from..=until).contains(at))
        .map(|(key, at)| (key, at.timestamp_millis()))
        .collect()
}

/// Fails with what is missing and what is too much, not with thousands of lines.
#[track_caller]
fn same(found: &BTreeMap<String, i64>, wanted: &BTreeMap<String, i64>) {
    let only = |one: &BTreeMap<String, i64>, other: &BTreeMap<String, i64>| -> Vec<String> {
        let differing = one.iter().filter(|(key, at)| other.get(*key) != Some(at));
        differing
            .take(5)
            .map(|(key, at)| format!("{key} at {at}"))
            .collect()
    };
    let (missing, extra) = (only(wanted, found), only(found, wanted));
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing {missing:?}, too much {extra:?}"
    );
    assert!(!wanted.is_empty());
}

fn span() -> (DateTime<Utc>, DateTime<Utc>) {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let spans = [
        ("2027-03-14T07:00:00Z", "2027-04-04T07:00:00Z"),
        ("2026-09-01T07:00:00Z", "2028-09-01T07:00:00Z"),
    ];
    let (from, until) = spans[size(0, 1)];
    (at(from), at(until))
}

fn open(folder: &Path, at: DateTime<Utc>) -> Db {
    let options = Options {
        clock: Clock::standing(at.into()),
        seed: Some(1),
        readers: 1,
        ..Options::new(folder)
    };
    Db::open(options).unwrap()
}

/// How far the walker has come.
fn reached(folder: &Path) -> Option<DateTime<Utc>> {
    let text = std::fs::read_to_string(folder.join("walked-until")).ok()?;
    DateTime::from_timestamp_millis(text.parse().ok()?)
}

/// Walks on from where the last walker was killed, in steps of a minute to three hours and now and then of days.
fn walk(folder: &Path, from: DateTime<Utc>, until: DateTime<Utc>) {
    let place = folder.join("walked-until");
    let mut now = reached(folder).unwrap_or(from);
    let db = open(folder, now);
    let mut seed = u64::try_from(now.timestamp_millis()).unwrap();
    while now < until {
        jobs::tick_table(&db, now.into(), WALKED).unwrap();
        let chance = splitmix(&mut seed);
        let minutes = if chance.is_multiple_of(97) {
            3 * 24 * 60
        } else {
            1 + chance % 180
        };
        now = (now + TimeDelta::minutes(i64::try_from(minutes).unwrap())).min(until);
        std::fs::write(
            place.with_extension("new"),
            now.timestamp_millis().to_string(),
        )
        .unwrap();
        std::fs::rename(place.with_extension("new"), &place).unwrap();
        db.clock().set(now.into());
    }
    jobs::tick_table(&db, now.into(), WALKED).unwrap();
    std::fs::write(folder.join("arrived"), "").unwrap();
}

/// Lets the walker walk and kills it at `kills` places spread over the span, each within a few milliseconds of reaching
/// it: in the middle of a job, of a commit, of its start.
fn walk_and_kill(folder: &Path, kills: usize) -> usize {
    let (from, until) = span();
    let mut moments = Moments::new();
    let mut killed = 0;
    while !folder.join("arrived").exists() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "scheduler::every_occurrence_happens_once_through_clock_changes_and_kills",
            ])
            .env("HORNADA_WALK", folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        if killed == kills {
            assert!(child.wait().unwrap().success());
            break;
        }
        let share = i32::try_from(killed + 1).unwrap();
        let place = from + (until - from) / i32::try_from(kills + 1).unwrap() * share;
        let began = Instant::now();
        while reached(folder).is_none_or(|now| now < place) && child.try_wait().unwrap().is_none() {
            assert!(
                began.elapsed() < Duration::from_secs(120),
                "it stands still"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        // Every fifth life ends before it has begun, so that starting is cut off too.
        if killed % 5 != 4 {
            std::thread::sleep(moments.millis(0, 25));
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        child.wait().unwrap();
    }
    killed
}

/// Job, occurrence, when it was due, what became of it.
type Run = (String, String, i64, String);

#[test]
fn every_occurrence_happens_once_through_clock_changes_and_kills() {
    // The walker is this same test in a process of its own, which is killed.
    if let Some(folder) = std::env::var_os("HORNADA_WALK") {
        let (from, until) = span();
        return walk(Path::new(&folder), from, until);
    }
    let folder = Folder::new("walk");
    let kills = size(10, 50);
    let killed = walk_and_kill(&folder.0, kills);
    assert_eq!(killed, kills, "it arrived before it could be killed");
    let (from, until) = span();
    let db = open(&folder.0, until);
    let found = db.read_blocking(|view| {
        let mut statement =
            view.prepare("SELECT job, occurrence, due_at, outcome FROM job_runs")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<Run>>>()?)
    });
    let found = found.unwrap();
    each_was_due_and_ran(&found, from, until);
    for job in WALKED {
        let done = found
            .iter()
            .filter(|(name, _, _, outcome)| name == job.name && outcome == "done")
            .count();
        let effects: i64 = db
            .read_blocking(|view| {
                let sql =
                    "SELECT count(*) FROM journal WHERE subject_kind = 'trial_job' AND action = ?1";
                Ok(view.query_row(sql, [job.name], |row| row.get(0))?)
            })
            .unwrap();
        assert_eq!(usize::try_from(effects).unwrap(), done, "{}", job.name);
    }
    println!(
        "scheduler: {} to {}, {killed} kills, {} occurrences, none missed, none doubled",
        from.date_naive(),
        until.date_naive(),
        found.len()
    );
}

fn each_was_due_and_ran(found: &[Run], from: DateTime<Utc>, until: DateTime<Utc>) {
    let of = |job: &str| -> BTreeMap<String, i64> {
        let rows = found.iter().filter(|(name, ..)| name == job);
        rows.map(|(_, occurrence, due, _)| (occurrence.clone(), *due))
            .collect()
    };
    same(&of("half-past-midnight"), &expected(from, until, 0, 30));
    same(&of("in-the-gap"), &expected(from, until, 2, 30));
    let mut sundays = expected(from, until, 2, 15);
    sundays.retain(|at, _| at[..10].parse::<Day>().unwrap().weekday() == 7);
    same(&of("sundays"), &sundays);
    let hours = (0..24).flat_map(|hour| expected(from, until, hour, 0));
    same(&of("hourly"), &hours.collect());
    let cutoffs = expected(from, until, 20, 0).into_iter().map(|(key, due)| {
        let day: Day = key[..10].parse().unwrap();
        (format!("{key} for {}", day.next()), due)
    });
    same(&of("cutoff"), &cutoffs.collect());
}
