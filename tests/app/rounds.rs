//! Rounds, the order of their stops, and until when orders are taken.

use hornada::customers::{self, NewCustomer, rounds};
use hornada::orders::days;
use hornada::people::roles::Role;
use hornada::values::Day;
use hornada::values::ids::{PointId, RouteId};
use serde_json::{Value, json};

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{Client, TestApp, attr, texts};

fn round(app: &TestApp, name: &str) -> RouteId {
    let path = app
        .owner()
        .post("/rounds", &[("name", name), ("departs_at", "5:30")])
        .location();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

fn stop(app: &TestApp, name: &str, route: RouteId) {
    let new = NewCustomer {
        contact_name: name.into(),
        route_id: Some(route),
        ..NewCustomer::default()
    };
    app.write(move |tx| customers::create(tx, new));
}

fn stops(app: &TestApp, route: RouteId) -> Vec<(PointId, String)> {
    let stops = app.read(|view| rounds::stops(view, route));
    stops.into_iter().map(|stop| (stop.id, stop.name)).collect()
}

fn names(app: &TestApp, route: RouteId) -> Vec<String> {
    stops(app, route)
        .into_iter()
        .map(|(_, name)| name)
        .collect()
}

fn closes(app: &TestApp, route: Option<RouteId>, day: &str) -> String {
    let day: Day = day.parse().unwrap();
    app.read(|view| rounds::cutoff(view, route, day))
        .to_string()
}

/// The form of the cut-offs over those that the page shows now.
pub fn over_those_shown(client: &Client, form: &[(String, String)]) -> Vec<(String, String)> {
    let page = client.get("/rounds").page(200);
    let version = attr(&page, "#cutoffs [name=version]", "value").unwrap();
    let mut form = form.to_vec();
    form.push(("version".into(), version));
    form
}

#[test]
fn stops_are_moved_up_down_and_to_a_place() {
    let app = TestApp::new();
    let owner = app.owner();
    let north = round(&app, "Norte");
    for name in ["Ana", "Bea", "Cai", "Dora"] {
        stop(&app, name, north);
    }
    assert_eq!(names(&app, north), ["Ana", "Bea", "Cai", "Dora"]);
    let press = |at: usize, field: (&str, &str)| {
        let point = stops(&app, north)[at].0;
        owner
            .post(&format!("/rounds/{north}/stops/{point}"), &[field])
            .status
    };
    assert_eq!(press(1, ("move", "up")), 303);
    assert_eq!(names(&app, north), ["Bea", "Ana", "Cai", "Dora"]);
    press(0, ("move", "up"));
    press(3, ("move", "down"));
    assert_eq!(
        names(&app, north),
        ["Bea", "Ana", "Cai", "Dora"],
        "the ends stay"
    );
    press(3, ("place", "2"));
    assert_eq!(names(&app, north), ["Bea", "Dora", "Ana", "Cai"]);
    press(0, ("place", "99"));
    assert_eq!(names(&app, north), ["Dora", "Ana", "Cai", "Bea"]);
    assert_eq!(press(0, ("move", "sideways")), 422);
    let page = owner.get(&format!("/rounds/{north}")).page(200);
    assert_eq!(
        texts(&page, ".list__what a"),
        ["1. Dora", "2. Ana", "3. Cai", "4. Bea"]
    );
}

#[test]
fn a_round_leaves_with_a_driver_and_has_a_name_of_its_own() {
    let app = TestApp::new();
    let owner = app.owner();
    assert_eq!(owner.post("/rounds", &[]).status, 422);
    let id = round(&app, "Norte");
    assert_eq!(
        owner
            .post("/rounds", &[("name", "Norte"), ("departs_at", "6")])
            .status,
        422,
        "the name is taken"
    );
    app.role(Role::Driver);
    let driver: String = app.value("SELECT lower(hex(id)) FROM users WHERE role = 'driver'");
    let baker = {
        app.role(Role::Baker);
        app.value::<String>("SELECT lower(hex(id)) FROM users WHERE role = 'baker'")
    };
    let path = format!("/api/v1/routes/{id}");
    let put = |version: &str, driver: &str| {
        let body = json!({ "name": "Norte", "departs_at": "05:45", "driver_id": driver });
        owner.api_with("PUT", &path, &[("if-match", version)], Some(body))
    };
    assert_eq!(put("\"1\"", &baker).status, 422, "a baker does not drive");
    assert_eq!(put("\"1\"", &driver).json(200)["departs_at"], "05:45");
    assert_eq!(put("\"1\"", &driver).status, 412);
    let body = json!({ "name": "Sur", "departs_at": "07:00" });
    owner.api("POST", "/api/v1/routes", Some(body)).json(201);
    let all = owner.api("GET", "/api/v1/routes", None).json(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
}

#[test]
fn orders_are_taken_until_eight_the_evening_before_unless_said_otherwise() {
    let app = TestApp::new();
    // Winter time, an hour before UTC's clock.
    assert_eq!(closes(&app, None, "2026-11-21"), "2026-11-20T19:00:00Z");
    assert_eq!(closes(&app, None, "2026-07-02"), "2026-07-01T18:00:00Z");
    let north = round(&app, "Norte");
    assert_eq!(
        closes(&app, Some(north), "2026-11-21"),
        "2026-11-20T19:00:00Z",
        "the bakery's own counts"
    );
    let mut form: Vec<(String, String)> = Vec::new();
    for weekday in 1..=7 {
        form.push((format!("days.all.{weekday}"), "1".into()));
        form.push((format!("at.all.{weekday}"), "19:30".into()));
    }
    form.push((format!("days.{north}.1"), "2".into()));
    form.push((format!("at.{north}.1"), "13".into()));
    let form = over_those_shown(&app.owner(), &form);
    let fields: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        app.owner().post("/rounds/cutoffs", &fields).location(),
        "/rounds"
    );
    assert_eq!(closes(&app, None, "2026-11-21"), "2026-11-20T18:30:00Z");
    // Monday on the round: the Saturday before.
    assert_eq!(
        closes(&app, Some(north), "2026-11-23"),
        "2026-11-21T12:00:00Z"
    );
    assert_eq!(
        closes(&app, Some(north), "2026-11-24"),
        "2026-11-23T18:30:00Z"
    );
}

#[test]
fn the_bakerys_own_cutoff_stands_for_every_weekday() {
    let app = TestApp::new();
    let owner = app.owner();
    let page = owner
        .post(
            "/rounds/cutoffs",
            &[("at.all.1", "20:00"), ("days.all.1", "30")],
        )
        .page(422);
    assert!(texts(&page, ".form__summary li").len() >= 7);
    assert_eq!(owner.post("/rounds/cutoffs", &[]).status, 422);
    let all: Value = owner.api("GET", "/api/v1/cutoffs", None).json(200);
    assert_eq!(all["cutoffs"].as_array().unwrap().len(), 7);
    let fewer = json!({ "cutoffs": [{ "weekday": 1, "days_before": 1, "at": "20:00" }] });
    assert_eq!(
        owner
            .api("PUT", "/api/v1/cutoffs", Some(fewer.clone()))
            .status,
        428
    );
    assert_eq!(put(&owner, fewer).status, 422);
    let mut more = all;
    more["cutoffs"][0]["at"] = json!("18:00");
    let read_before = owner.api("GET", "/api/v1/cutoffs", None);
    put(&owner, more.clone()).json(200);
    let headers = [("if-match", read_before.header("etag"))];
    let late = owner.api_with("PUT", "/api/v1/cutoffs", &headers, Some(more));
    assert_eq!(late.status, 412, "somebody changed them since");
    assert_eq!(closes(&app, None, "2026-11-23"), "2026-11-22T17:00:00Z");
}

#[test]
fn a_point_that_changes_its_round_becomes_the_last_stop_there() {
    let app = TestApp::new();
    let owner = app.owner();
    let (north, south) = (round(&app, "Norte"), round(&app, "Sur"));
    stop(&app, "Ana", north);
    stop(&app, "Bea", south);
    let point = stops(&app, north)[0].0;
    let customer = app.read(|view| customers::point(view, point)).customer_id;
    let route = south.to_string();
    let form = [
        ("name", "Ana"),
        ("route_id", route.as_str()),
        ("version", "1"),
    ];
    owner
        .post(&format!("/customers/{customer}/points/{point}"), &form)
        .location();
    assert_eq!(names(&app, south), ["Bea", "Ana"]);
    assert!(names(&app, north).is_empty());
}

/// Sets the cut-offs over those that are read.
fn put(client: &crate::support::Client, body: Value) -> crate::support::Reply {
    let read = client.api("GET", "/api/v1/cutoffs", None);
    let headers = [("if-match", read.header("etag"))];
    client.api_with("PUT", "/api/v1/cutoffs", &headers, Some(body))
}

#[test]
fn a_cutoff_that_is_moved_into_the_past_freezes_its_day() {
    let app = TestApp::new();
    let owner = app.owner();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let frozen = |day: &str| {
        let day: Day = day.parse().unwrap();
        app.read(|view| days::state(view, day)).state == days::Phase::Frozen
    };
    let mut form: Vec<(String, String)> = Vec::new();
    for weekday in 1..=7 {
        form.push((format!("days.all.{weekday}"), "1".into()));
        form.push((format!("at.all.{weekday}"), "16:00".into()));
    }
    form.push(("confirm_closes".into(), SATURDAY.into()));
    let form = over_those_shown(&owner, &form);
    let fields: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    owner.post("/rounds/cutoffs", &fields).location();
    assert!(frozen(SATURDAY) && !frozen("2026-11-22"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
    let mut all: Value = owner.api("GET", "/api/v1/cutoffs", None).json(200);
    for cutoff in all["cutoffs"].as_array_mut().unwrap() {
        cutoff["days_before"] = json!(2);
    }
    all["confirm_closes"] = json!(true);
    put(&owner, all).json(200);
    assert!(frozen("2026-11-22") && !frozen("2026-11-23"));
}
