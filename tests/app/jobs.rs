//! The scheduler: every occurrence once, at its time on the bakery's wall, whatever happens to clock and computer. Its
//! long walk through two years and many kills is in `tests/proof/scheduler.rs`.

use hornada::db::Tx;
use hornada::error::{Error, Result};
use hornada::events::{self, Happened};
use hornada::i18n::Lang;
use hornada::jobs::{self, times};
use hornada::orders::days;
use hornada::people::roles::Role;
use hornada::schedule::{self, Job, When, Work, each, latest};
use hornada::values::Day;
use serde_json::json;

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{TestApp, instant, texts};

fn note(tx: &Tx, as_of: Day, name: &'static str) -> Result<String> {
    events::record(
        tx,
        Happened::new("trial_job", None, name).because(as_of.to_string()),
    )?;
    Ok(String::new())
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
    assert!(left.starts_with("new-key."), "{left}");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM sessions"),
        1,
        "the old one ended long ago"
    );
}

#[test]
fn no_job_is_run_for_a_day_that_has_not_come_unless_it_is_a_delivery_day() {
    let app = TestApp::new();
    let owner = app.owner();
    for job in ["invoices", "reminders", "needs"] {
        let page = owner
            .post(&format!("/jobs/{job}/run"), &[("as_of", "2026-11-21")])
            .page(422);
        assert!(!texts(&page, ".form__summary li").is_empty(), "{job}");
        let path = format!("/api/v1/jobs/{job}/run");
        let body = json!({ "as_of": "2027-01-02" });
        assert_eq!(owner.api("POST", &path, Some(body)).status, 422);
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM job_runs"), 0);
    let tomorrow = [("as_of", "2026-11-21")];
    assert_eq!(
        owner.post("/jobs/cutoff/run", &tomorrow).location(),
        "/jobs"
    );
    assert!(frozen(&app, "2026-11-21"));
}

fn frozen(app: &TestApp, day: &str) -> bool {
    let day: Day = day.parse().unwrap();
    app.read(|view| days::state(view, day)).state == days::Phase::Frozen
}

#[test]
fn a_clock_that_is_first_looked_at_after_the_cutoff_freezes_the_day_it_has_missed() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    app.at_local("2026-11-20", "21:00");
    jobs::tick(&app.db, app.db.now()).unwrap();
    assert!(frozen(&app, SATURDAY));
    assert!(!frozen(&app, "2026-11-22"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
}
