//! The scheduler: every occurrence once, at its time on the bakery's wall, whatever happens to clock and computer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Madrid;
use hornada::clock::Clock;
use hornada::db::{Db, Options, Tx};
use hornada::error::{Error, Result};
use hornada::events::{self, Happened};
use hornada::i18n::Lang;
use hornada::jobs::{self, times};
use hornada::people::roles::Role;
use hornada::schedule::{self, Job, When, Work, each, latest};
use hornada::values::Day;
use hornada::values::ids::splitmix;
use serde_json::json;

use crate::support::{TestApp, instant, texts};

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
    if std::env::var("HORNADA_PROOF").is_ok_and(|size| size == "full") {
        (at("2026-09-01T07:00:00Z"), at("2028-09-01T07:00:00Z"))
    } else {
        (at("2027-03-20T07:00:00Z"), at("2027-04-04T07:00:00Z"))
    }
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

/// Walks on from where the last walker was killed, in steps of a minute to three hours and now and then of days.
fn walk(folder: &Path, from: DateTime<Utc>, until: DateTime<Utc>) {
    let place = folder.join("walked-until");
    let reached = std::fs::read_to_string(&place)
        .ok()
        .and_then(|text| text.parse().ok());
    let mut now =
        DateTime::from_timestamp_millis(reached.unwrap_or(from.timestamp_millis())).unwrap();
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

#[test]
#[ignore = "is started, and killed, by the test below"]
fn a_walker_in_a_process_of_its_own() {
    if let Some(folder) = std::env::var_os("HORNADA_WALK") {
        let (from, until) = span();
        walk(&PathBuf::from(folder), from, until);
    }
}

#[test]
fn every_occurrence_happens_once_through_clock_changes_and_kills() {
    let folder = std::env::temp_dir().join(format!("hornada-walk-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (from, until) = span();
    let mut kills = 0;
    let mut seed = 7;
    while !folder.join("arrived").exists() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "jobs::a_walker_in_a_process_of_its_own",
                "--ignored",
            ])
            .env("HORNADA_WALK", &folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let lives = Duration::from_millis(60 + splitmix(&mut seed) % 200);
        if kills < 50 {
            std::thread::sleep(lives);
            child.kill().unwrap();
            kills += 1;
        }
        child.wait().unwrap();
    }
    assert!(kills >= 5, "the walk was too short to be killed");
    let db = open(&folder, until);
    let found = db.read_blocking(|view| {
        let mut statement =
            view.prepare("SELECT job, occurrence, due_at, outcome FROM job_runs")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<(String, String, i64, String)>>>()?)
    });
    let found = found.unwrap();
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
    drop(db);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn times_of(app: &TestApp, when: When, from: &str, until: &str) -> Vec<(String, String)> {
    let (from, until) = (instant(from), instant(until));
    let found = app.read(|view| times::between(view, when, from, until));
    found
        .into_iter()
        .map(|one| (one.key, one.due.to_string()))
        .collect()
}

#[test]
fn a_time_that_spring_skips_is_the_first_minute_after_and_one_that_autumn_repeats_is_the_first() {
    let app = TestApp::new();
    let night = When::Daily("02:30");
    let pair = |key: &str, due: &str| (key.to_owned(), due.to_owned());
    assert_eq!(
        times_of(&app, night, "2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z"),
        [
            pair("2027-03-28 02:30", "2027-03-28T01:00:00Z"),
            pair("2027-03-29 02:30", "2027-03-29T00:30:00Z")
        ]
    );
    assert_eq!(
        times_of(&app, night, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"),
        [
            pair("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
            pair("2026-10-26 02:30", "2026-10-26T01:30:00Z")
        ]
    );
    // An early job keeps its hour on the wall: 05:00 is 03:00Z in summer and 04:00Z in winter.
    assert_eq!(
        times_of(
            &app,
            When::Daily("05:00"),
            "2026-10-24T00:00:00Z",
            "2026-10-25T12:00:00Z"
        ),
        [
            pair("2026-10-24 05:00", "2026-10-24T03:00:00Z"),
            pair("2026-10-25 05:00", "2026-10-25T04:00:00Z")
        ]
    );
    app.set("bakery.zone", "America/New_York");
    assert_eq!(
        times_of(&app, night, "2027-03-14T00:00:00Z", "2027-03-14T23:00:00Z"),
        [pair("2027-03-14 02:30", "2027-03-14T07:00:00Z")]
    );
}

static OFF: &[Job] = &[
    each(
        "each",
        When::Daily("01:00"),
        Work::InTx(|tx, day| note(tx, day, "each")),
    ),
    latest(
        "latest",
        When::Daily("01:00"),
        Work::InTx(|tx, day| note(tx, day, "latest")),
    ),
];

fn done(app: &TestApp, action: &str) -> Vec<String> {
    app.read(|view| {
        let sql = "SELECT reason FROM journal WHERE subject_kind = 'trial_job' AND action = ?1 ORDER BY id";
        let mut statement = view.prepare(sql)?;
        let rows = statement.query_map([action], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })
}

#[test]
fn after_three_days_off_each_missed_day_is_done_with_its_own_day_or_only_the_last() {
    let app = TestApp::new();
    jobs::tick_table(&app.db, app.db.now(), OFF).unwrap();
    app.at_local("2026-11-23", "08:00");
    assert_eq!(jobs::tick_table(&app.db, app.db.now(), OFF).unwrap(), 4);
    assert_eq!(jobs::tick_table(&app.db, app.db.now(), OFF).unwrap(), 0);
    assert_eq!(
        done(&app, "each"),
        ["2026-11-21", "2026-11-22", "2026-11-23"]
    );
    assert_eq!(done(&app, "latest"), ["2026-11-23"]);
    let skipped: i64 =
        app.value("SELECT count(*) FROM job_runs WHERE job = 'latest' AND outcome = 'skipped'");
    assert_eq!(skipped, 2);
    let how: String = app.value("SELECT how FROM job_runs WHERE job = 'each' LIMIT 1");
    assert_eq!(how, "caught_up");
}

#[test]
fn a_clock_that_jumps_back_doubles_nothing_and_forgets_nothing() {
    let app = TestApp::new();
    let look = |day: &str, time: &str| {
        app.at_local(day, time);
        jobs::tick_table(&app.db, app.db.now(), OFF).unwrap()
    };
    assert_eq!(look("2026-11-20", "18:00"), 0);
    assert_eq!(look("2026-11-23", "08:00"), 4);
    assert_eq!(look("2026-11-23", "00:30"), 0, "back by hours");
    assert_eq!(look("2026-11-20", "20:00"), 0, "back by days");
    assert_eq!(look("2026-11-21", "02:00"), 0, "done already");
    assert_eq!(look("2026-11-24", "02:00"), 2, "and on");
    assert_eq!(
        done(&app, "each"),
        ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]
    );
}

#[test]
fn a_clock_that_jumps_a_century_ahead_does_nothing_until_somebody_says_that_it_is_right() {
    let app = TestApp::new();
    jobs::tick(&app.db, app.db.now()).unwrap();
    app.at_local("2106-01-01", "08:00");
    assert_eq!(jobs::tick(&app.db, app.db.now()).unwrap(), 0);
    let owner = app.owner();
    assert_eq!(
        texts(&owner.get("/jobs").page(200), ".note--danger button").len(),
        1
    );
    assert_eq!(owner.post("/jobs/clock", &[]).location(), "/jobs");
    assert!(texts(&owner.get("/jobs").page(200), ".note--danger").is_empty());
    assert_eq!(
        app.role(Role::Accountant).post("/jobs/clock", &[]).status,
        403
    );
}

static FAILING: &[Job] = &[
    each(
        "fails",
        When::Daily("01:00"),
        Work::InTx(|tx, day| {
            note(tx, day, "fails")?;
            Err(Error::conflict("jobs-never"))
        }),
    ),
    each(
        "panics",
        When::Daily("01:00"),
        Work::Outside(|_, _| Err(Error::internal("boom"))),
    ),
    each(
        "after",
        When::Daily("01:00"),
        Work::InTx(|tx, day| note(tx, day, "after")),
    ),
];

#[test]
fn a_job_that_fails_leaves_nothing_is_recorded_and_holds_up_no_other() {
    let app = TestApp::new();
    jobs::tick_table(&app.db, app.db.now(), FAILING).unwrap();
    app.at_local("2026-11-21", "01:01");
    assert_eq!(jobs::tick_table(&app.db, app.db.now(), FAILING).unwrap(), 3);
    assert!(done(&app, "fails").is_empty(), "its effects are undone");
    assert_eq!(done(&app, "after").len(), 1);
    let outcome: String =
        app.value("SELECT outcome || ': ' || detail FROM job_runs WHERE job = 'fails'");
    assert_eq!(outcome, "failed: todavía no");
    assert_eq!(
        jobs::tick_table(&app.db, app.db.now(), FAILING).unwrap(),
        0,
        "by hand or next time"
    );
    app.at_local("2026-11-22", "01:01");
    assert_eq!(jobs::tick_table(&app.db, app.db.now(), FAILING).unwrap(), 3);
}

#[test]
fn a_job_is_run_by_hand_from_the_page_and_over_the_api_once_per_key() {
    let app = TestApp::new();
    let owner = app.owner();
    let form = [("as_of", "2026-11-20"), ("_key", "a-key")];
    for _ in 0..2 {
        assert_eq!(
            owner.post("/jobs/housekeeping/run", &form).location(),
            "/jobs"
        );
    }
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM job_runs WHERE how = 'by_hand'"),
        1
    );
    let who: String = app.value("SELECT detail FROM job_runs");
    assert_eq!(who, "No había nada que limpiar.");
    let body = Some(json!({ "as_of": "2026-11-20" }));
    let header = [("idempotency-key", "another")];
    for _ in 0..2 {
        let run = owner
            .api_with("POST", "/api/v1/jobs/check/run", &header, body.clone())
            .json(200);
        assert_eq!(
            (run["outcome"].as_str(), run["how"].as_str()),
            (Some("done"), Some("by_hand"))
        );
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM job_runs"), 2);
    let answer = owner
        .api("GET", "/api/v1/jobs/runs?job=check", None)
        .json(200);
    assert_eq!(answer["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        owner.api("POST", "/api/v1/jobs/nothing/run", None).status,
        404
    );
    assert_eq!(owner.post("/jobs/nothing/run", &[]).status, 404);
    assert_eq!(
        owner
            .post("/jobs/check/run", &[("as_of", "ayer no")])
            .status,
        422
    );
    let page = owner.get("/jobs").page(200);
    assert_eq!(texts(&page, "#history tbody tr").len(), 2);
    assert_eq!(app.role(Role::Counter).get("/jobs").status, 403);
}

#[test]
fn every_job_of_the_table_is_named_and_explained_and_has_a_next_time() {
    let app = TestApp::new();
    for job in schedule::JOBS {
        for lang in Lang::ALL {
            for key in ["", "-about"] {
                let key = format!("job-{}{key}", job.name);
                assert!(lang.has(&key), "{key} in {lang}");
            }
            if matches!(job.when, When::Cron(_)) {
                assert!(lang.has(&format!("job-{}-when", job.name)));
            }
        }
        let next = app.read(|view| times::next_after(view, job.when, view.now));
        // No round closes before the day does, here.
        let is_idle = matches!(job.when, When::EarlierCutoffs);
        assert!(next.is_some() != is_idle, "{}", job.name);
    }
    let answer = app.owner().api("GET", "/api/v1/jobs", None).json(200);
    assert_eq!(
        answer["items"].as_array().unwrap().len(),
        schedule::JOBS.len()
    );
}

#[test]
fn housekeeping_forgets_what_is_old_and_keeps_what_is_not() {
    let app = TestApp::new();
    let owner = app.owner();
    let make = |key: &str| owner.post("/jobs/clock", &[("_key", key)]);
    make("old-key");
    app.at_local("2027-02-18", "17:01");
    let owner = app.owner();
    owner.post("/jobs/clock", &[("_key", "new-key")]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM idempotency"), 2);
    let run = owner
        .api("POST", "/api/v1/jobs/housekeeping/run", None)
        .json(200);
    assert!(
        run["detail"].as_str().unwrap().contains("borradas"),
        "{run}"
    );
    let left: String = app.value("SELECT key FROM idempotency");
    assert_eq!(left, "new-key");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM sessions"),
        1,
        "the old one ended long ago"
    );
}
