//! What is taken back, and what it leaves behind: refunds undone, steps of orders on frozen days and after vain visits,
//! changes of a note's line that undo one another, hand-overs with returns.

use hornada::customers;
use hornada::fulfilment;
use hornada::orders::{self, Status};
use hornada::production;
use hornada::values::ids::{NoteId, OrderId};
use serde_json::{Value, json};

use crate::orders::{SATURDAY, World, bakery, day, order, take};
use crate::support::{Client, Reply, TestApp, attr};
use crate::undo::undo_of;

fn status(app: &TestApp, id: OrderId) -> Status {
    app.read(move |view| orders::find(view, id)).status
}

fn owed(app: &TestApp, world: World) -> String {
    app.read(move |view| customers::exposure(view, world.hotel))
        .to_string()
}

fn note_of(app: &TestApp, id: OrderId) -> NoteId {
    app.read(move |view| fulfilment::of_order(view, id))
        .unwrap()
        .id
}

fn first_line(app: &TestApp, note: NoteId) -> String {
    let lines = app.read(move |view| fulfilment::lines(view, note));
    lines[0].id.to_string()
}

/// A hundred loaves for the hotel, confirmed and handed over on their day.
fn completed(app: &TestApp, world: World) -> OrderId {
    let id = take(app, order(world.hotel, SATURDAY, &[(world.barra, 100)]));
    app.write(move |tx| orders::confirm(tx, id));
    app.at_local(SATURDAY, "09:00");
    app.owner()
        .api("POST", &format!("/api/v1/orders/{id}/complete"), None)
        .json(200);
    id
}

fn refund(app: &TestApp, id: OrderId) -> Reply {
    let done = app
        .owner()
        .post(&format!("/orders/{id}/refund"), &[("reason", "quemado")]);
    assert_eq!(done.status, 303, "{}", done.body);
    done
}

fn correct(owner: &Client, note: NoteId, lines: Value) -> Reply {
    owner.api(
        "POST",
        &format!("/api/v1/notes/{note}/corrections"),
        Some(json!({ "lines": lines })),
    )
}

/// Undoes the last step over the API.
fn undo_status(owner: &Client, id: OrderId) -> Reply {
    let path = format!("/api/v1/orders/{id}");
    let read = owner.api("GET", &path, None).json(200);
    let version = format!("\"{}\"", read["version"]);
    let headers = [("if-match", version.as_str())];
    owner.api_with("POST", &format!("{path}/undo-status"), &headers, None)
}

#[test]
fn a_refund_undone_owes_what_the_note_says_by_then() {
    let (app, world) = bakery();
    let id = completed(&app, world);
    let note = note_of(&app, id);
    let line = first_line(&app, note);
    // 100 × 0.54 and 4 %.
    assert_eq!(owed(&app, world), "56.16");
    let done = refund(&app, id);
    let half = json!([{ "note_line_id": line, "quantity": "-50" }]);
    correct(&app.owner(), note, half).json(200);
    assert_eq!(owed(&app, world), "0.00");
    app.owner().post(&undo_of(&done), &[]).location();
    assert_eq!(status(&app, id), Status::Completed);
    assert_eq!(owed(&app, world), "28.08");
}

#[test]
fn a_refunded_order_leaves_the_figures_of_its_customer_until_that_is_undone() {
    let (app, world) = bakery();
    let id = completed(&app, world);
    let figures = || {
        let hotel = app.read(move |view| customers::find(view, world.hotel));
        let total = hotel.total_lifetime_value.to_string();
        (hotel.total_orders, total, hotel.last_order_date)
    };
    let before = (1, "56.16".to_owned(), Some(day("2026-11-20")));
    assert_eq!(figures(), before);
    let done = refund(&app, id);
    assert_eq!(figures(), (0, "0.00".to_owned(), None));
    app.owner().post(&undo_of(&done), &[]).location();
    assert_eq!(figures(), before);
}

#[test]
fn an_order_keeps_the_day_of_its_fulfilment_when_a_refund_is_undone() {
    let (app, world) = bakery();
    let id = completed(&app, world);
    let fulfilled = || app.read(move |view| orders::find(view, id)).fulfilled_date;
    app.at_local(SATURDAY, "23:58");
    let done = refund(&app, id);
    app.at_local("2026-11-22", "00:03");
    app.owner().post(&undo_of(&done), &[]).location();
    assert_eq!(status(&app, id), Status::Completed);
    assert_eq!(fulfilled(), Some(day(SATURDAY)));
}

#[test]
fn no_step_is_undone_of_an_order_that_came_back_undelivered() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 100)]));
    app.write(move |tx| {
        orders::confirm(tx, id)?;
        production::freeze_day(tx, day(SATURDAY))
    });
    app.at_local(SATURDAY, "09:00");
    owner
        .post(&format!("/orders/{id}/status"), &[("to", "ready")])
        .location();
    let note = note_of(&app, id);
    let vain = format!("/notes/{note}/not-delivered");
    owner.post(&vain, &[("reason", "cerrado")]).location();
    assert_eq!(owed(&app, world), "0.00");
    undo_status(&owner, id).json(409);
    assert_eq!(
        (status(&app, id), owed(&app, world).as_str()),
        (Status::Ready, "0.00")
    );
    owner.post(&format!("/notes/{note}/undo"), &[]).location();
    assert_eq!(undo_status(&owner, id).json(200)["status"], "preparing");
}

#[test]
fn on_a_frozen_day_an_order_goes_back_to_before_it_was_confirmed_or_not_at_all() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 10)]));
    let at_once = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let confirm = format!("/orders/{id}/status");
    let done = owner.post(&confirm, &[("to", "confirmed")]);
    assert_eq!(status(&app, id), Status::Preparing);
    let version = || app.read(move |view| orders::find(view, id)).day_version;
    let before = version();
    assert_eq!(undo_status(&owner, id).json(200)["status"], "pending");
    assert_eq!(version(), before, "a way back is nothing new to the day");
    assert_eq!(owner.post(&undo_of(&done), &[]).status, 412);
    // Who orders at the shop is confirmed at once: there is nothing before it.
    let id = at_once;
    assert_eq!(status(&app, id), Status::Preparing);
    owner
        .post(&format!("/orders/{id}/status"), &[("to", "ready")])
        .location();
    assert_eq!(undo_status(&owner, id).json(200)["status"], "preparing");
    undo_status(&owner, id).json(409);
}

#[test]
fn a_step_into_the_bakehouse_is_not_undone_once_its_day_is_cut_off() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    owner
        .post(&format!("/orders/{id}/status"), &[("to", "preparing")])
        .location();
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let version = app.read(move |view| orders::find(view, id)).version;
    undo_status(&owner, id).json(409);
    assert_eq!(
        app.read(move |view| orders::find(view, id)).version,
        version
    );
}

#[test]
fn far_more_than_ordered_is_asked_about_whatever_stands_before_it_on_its_line() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = completed(&app, world);
    let note = note_of(&app, id);
    let line = first_line(&app, note);
    let change = |quantity: &str| json!({ "note_line_id": line, "quantity": quantity });
    for much in ["100000", "500"] {
        let both = json!([change("-1"), change(much)]);
        let problem = correct(&owner, note, both).json(422);
        assert_eq!(problem["errors"][0]["field"], format!("corrected.{line}"));
    }
    correct(&owner, note, json!([change("-1"), change("3")])).json(200);
}

#[test]
fn a_hand_over_on_which_something_came_back_offers_no_undo() {
    let (app, world) = bakery();
    let owner = app.owner();
    for returned in ["", "2"] {
        let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
        let note = app.write(move |tx| fulfilment::note_for(tx, id));
        let field = format!("returned.{}", first_line(&app, note));
        let path = format!("/notes/{note}/deliver");
        let form = [("confirm_early", "on"), (field.as_str(), returned)];
        let done = owner.post(&path, &form);
        assert_eq!(done.status, 303, "{}", done.body);
        let undo = format!("/notes/{note}/undo");
        match returned {
            "" => assert_eq!(undo_of(&done), undo),
            _ => {
                let flash = done.header("set-cookie");
                assert!(flash.contains("Ana") && !flash.contains("notes"), "{flash}");
                assert_eq!(owner.post(&undo, &[]).status, 409);
            }
        }
    }
}

#[test]
fn a_refunded_order_still_stands_behind_the_number_that_it_was_baked_for() {
    let (app, world) = bakery();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 100)]));
    app.write(move |tx| {
        orders::confirm(tx, id)?;
        production::freeze_day(tx, day(SATURDAY))
    });
    app.at_local(SATURDAY, "09:00");
    app.owner()
        .api("POST", &format!("/api/v1/orders/{id}/complete"), None)
        .json(200);
    refund(&app, id);
    let parts = app.read(move |view| production::part_of(view, day(SATURDAY), world.barra));
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].quantity.to_string(), "100");
}

#[test]
fn nobody_bakes_half_a_loaf() {
    let (app, world) = bakery();
    let owner = app.owner();
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    let item = world.barra.to_string();
    let form = [("product_id", item.as_str()), ("quantity", "2,5")];
    let page = owner.post(&format!("/production/{SATURDAY}/tick"), &form);
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.body.contains("Las piezas van enteras"));
    let body = json!({ "product_id": item, "quantity": "2.5" });
    let path = format!("/api/v1/production/{SATURDAY}/tick");
    let problem = owner.api("POST", &path, Some(body)).json(422);
    assert_eq!(problem["errors"][0]["field"], "quantity");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM batches"), 0);
}

#[test]
fn a_name_with_digits_chooses_no_place_by_its_telephone() {
    let (app, world) = bakery();
    app.write(move |tx| {
        let new = customers::NewPoint {
            name: "Chiringuito 111".into(),
            phone: Some("655 111 333".into()),
            ..customers::NewPoint::default()
        };
        customers::add_point(tx, world.hotel, new)
    });
    let meant = |text: &'static str| {
        app.read(move |view| customers::place_meant(view, world.hotel, text))
            .is_some()
    };
    assert!(meant("111 333"));
    assert!(!meant("Miramar 111333"));
}

/// The cut-offs that are set, all at this day and time.
fn all_at(owner: &Client, days_before: i64, at: &str) -> (String, Value) {
    let read = owner.api("GET", "/api/v1/cutoffs", None);
    let mut body: Value = read.json(200);
    for cutoff in body["cutoffs"].as_array_mut().unwrap() {
        (cutoff["days_before"], cutoff["at"]) = (json!(days_before), json!(at));
    }
    (read.header("etag").to_owned(), body)
}

#[test]
fn only_the_days_that_were_asked_about_are_closed_by_moved_cutoffs() {
    let (app, _) = bakery();
    let owner = app.owner();
    let mut form: Vec<(String, String)> = Vec::new();
    for weekday in 1..=7 {
        form.push((format!("days.all.{weekday}"), "2".into()));
        form.push((format!("at.all.{weekday}"), "17:30".into()));
    }
    let mut form = crate::rounds::over_those_shown(&owner, &form);
    let post = |form: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (&**k, &**v)).collect();
        owner.post("/rounds/cutoffs", &fields)
    };
    let asked = |reply: &Reply| attr(&reply.page(422), "#f-confirm_closes", "value").unwrap();
    let tick = asked(&post(&form));
    assert_eq!(tick, SATURDAY);
    // Today's cut-off has gone long since.
    let ahead = "SELECT count(*) FROM days WHERE state <> 'open' AND day > '2026-11-20'";
    let closed = || app.value::<i64>(ahead);
    // Half past five goes by before the tick: Sunday is another day.
    app.at_local("2026-11-20", "17:40");
    form.push(("confirm_closes".into(), tick));
    let both = format!("{SATURDAY},2026-11-22");
    assert_eq!(asked(&post(&form)), both);
    assert_eq!(closed(), 0);
    let (etag, mut body) = all_at(&owner, 2, "17:30");
    let headers = [("if-match", etag.as_str())];
    body["confirm_closes"] = json!([SATURDAY]);
    let put = |body: &Value| owner.api_with("PUT", "/api/v1/cutoffs", &headers, Some(body.clone()));
    assert_eq!(put(&body).json(422)["errors"][0]["field"], "confirm_closes");
    form.last_mut().unwrap().1 = both;
    post(&form).location();
    assert_eq!(closed(), 2);
}

#[test]
fn two_cutoffs_of_one_weekday_are_a_field_error() {
    let (app, _) = bakery();
    let owner = app.owner();
    let (etag, mut body) = all_at(&owner, 1, "20:00");
    let cutoffs = body["cutoffs"].as_array_mut().unwrap();
    cutoffs.push(cutoffs[0].clone());
    let last = cutoffs.len() - 1;
    let headers = [("if-match", etag.as_str())];
    let problem = owner
        .api_with("PUT", "/api/v1/cutoffs", &headers, Some(body))
        .json(422);
    assert_eq!(
        problem["errors"][0]["field"],
        format!("cutoffs.{last}.weekday")
    );
}
