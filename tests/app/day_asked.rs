//! What is asked before it is done about a day, and what of an order is taken back: cut-offs into the past, late orders,
//! versions for packing alone, corrections, hand-overs, steps of an order, what was given back.

use hornada::customers::{self, NewCustomer, NewPoint, Rhythm};
use hornada::fulfilment;
use hornada::orders::{self, Status, days};
use hornada::people::roles::Role;
use hornada::production;
use hornada::standing_orders as standing;
use hornada::values::ids::{NoteId, OrderId};
use serde_json::{Value, json};

use crate::invoices::{business, customer, delivered, on};
use crate::orders::{MONDAY, SATURDAY, World, day, order, take, world};
use crate::production::{recipes_of, with_order};
use crate::rounds::over_those_shown;
use crate::stock::{bought, receive};
use crate::support::{Client, Reply, TestApp, attr, texts};
use crate::undo::undo_of;

fn start() -> (TestApp, World) {
    let app = TestApp::new();
    let world = world(&app);
    (app, world)
}

fn status(app: &TestApp, id: OrderId) -> Status {
    app.read(move |view| orders::find(view, id)).status
}

fn field(reply: &Reply) -> String {
    let problem: Value = serde_json::from_str(&reply.body).unwrap();
    problem["errors"][0]["field"].as_str().unwrap().to_owned()
}

/// The bakery's cut-off for every weekday.
fn cutoffs(days_before: i64, at: &str) -> Vec<(String, String)> {
    (1..=7)
        .flat_map(|weekday| {
            [
                (format!("days.all.{weekday}"), days_before.to_string()),
                (format!("at.all.{weekday}"), at.to_owned()),
            ]
        })
        .collect()
}

fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    client.post(path, &fields)
}

#[test]
fn only_the_owner_takes_an_order_after_the_cutoff_and_the_manager_is_told_so() {
    let (app, world) = start();
    let (owner, manager) = (app.owner(), app.role(Role::Manager));
    let early = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    app.at_local("2026-11-20", "20:30");
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY, "late_reason": "boda",
                       "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let refused = manager.api("POST", "/api/v1/orders", Some(body.clone()));
    assert_eq!(
        (refused.status, field(&refused).as_str()),
        (422, "requested_date")
    );
    assert!(
        refused.body.contains("solo puede meterlo el dueño"),
        "{}",
        refused.body
    );
    let page = manager.get(&format!("/orders/{early}")).page(200);
    assert!(page.html().contains("solo puede meterlo el dueño"));
    assert!(texts(&page, "#f-late_reason").is_empty());
    owner.api("POST", "/api/v1/orders", Some(body)).json(201);
    // Until when orders are taken is the manager's affair all the same, and none of the counter's.
    let all = cutoffs(1, "20:00");
    assert_eq!(
        post(
            &manager,
            "/rounds/cutoffs",
            &over_those_shown(&manager, &all)
        )
        .status,
        303,
        "nothing is closed by this"
    );
    let counter = app.role(Role::Counter);
    assert_eq!(post(&counter, "/rounds/cutoffs", &all).status, 403);
    let page = manager.get("/rounds").page(200);
    assert_eq!(attr(&page, "[name='at.all.1']", "readonly"), None);
}

#[test]
fn a_cutoff_moved_into_the_past_asks_and_makes_the_standing_orders_of_its_day_first() {
    for by_api in [false, true] {
        let (app, world) = start();
        crate::standing::daily(&app, &world);
        let owner = app.owner();
        let on_monday = || app.read(|view| orders::of_day(view, day(MONDAY)));
        let is_frozen =
            || app.read(|view| days::state(view, day(MONDAY))).state == days::Phase::Frozen;
        assert!(on_monday().is_empty(), "beyond the horizon");
        // Three days before at 16:00: Monday's has gone an hour ago.
        let save = |sure: bool| {
            if !by_api {
                let mut form = cutoffs(3, "16:00");
                if sure {
                    let days = "2026-11-21,2026-11-22,2026-11-23";
                    form.push(("confirm_closes".into(), days.into()));
                }
                return post(&owner, "/rounds/cutoffs", &over_those_shown(&owner, &form));
            }
            let read = owner.api("GET", "/api/v1/cutoffs", None);
            let mut body: Value = read.json(200);
            for cutoff in body["cutoffs"].as_array_mut().unwrap() {
                (cutoff["days_before"], cutoff["at"]) = (json!(3), json!("16:00"));
            }
            body["confirm_closes"] = json!(sure);
            let headers = [("if-match", read.header("etag"))];
            owner.api_with("PUT", "/api/v1/cutoffs", &headers, Some(body))
        };
        let asked = save(false);
        assert_eq!(asked.status, 422);
        let said = "21/11/2026, 22/11/2026, 23/11/2026, con 3 pedidos";
        assert!(asked.body.contains(said), "{}", asked.body);
        match by_api {
            true => assert_eq!(field(&asked), "confirm_closes"),
            false => assert!(attr(&asked.page(422), "#f-confirm_closes", "type").is_some()),
        }
        assert!(
            !is_frozen() && on_monday().is_empty(),
            "nothing is done unasked"
        );
        assert!(save(true).status < 400);
        assert!(is_frozen());
        let made = on_monday();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].status, Status::Preparing);
        assert!(app.read(|view| standing::missed(view)).is_empty());
    }
}

#[test]
fn a_version_for_packing_alone_is_ticked_as_seen() {
    let (app, world) = with_order(40);
    let chapata = world.chapata;
    app.write(
        move |tx| Ok(tx.execute("UPDATE items SET from_stock = 1 WHERE id = ?1", [chapata])?),
    );
    receive(&app, world.chapata, "5000", "5.00");
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    for _ in 0..2 {
        let mut late = order(world.ana, SATURDAY, &[(world.chapata, 1)]);
        (late.may_be_late, late.late_reason) = (true, "ha llamado".into());
        take(&app, late);
        app.write(|tx| production::refresh(tx, day(SATURDAY)));
    }
    let baker = app.role(Role::Baker);
    let sheet = || baker.get(&format!("/production?day={SATURDAY}")).page(200);
    let waiting = texts(&sheet(), "#bake .list__what");
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    assert!(
        waiting[0].contains("Ana Ruiz: Chapata") && waiting[0].contains("versión 2"),
        "{waiting:?}"
    );
    app.at_local(SATURDAY, "04:12");
    let today = || baker.get("/").page(200);
    let needs = texts(&today(), "#needs .list__what a");
    assert!(
        needs.contains(&"2 cambios en los albaranes sin ver".to_owned()),
        "{needs:?}"
    );
    assert!(texts(&today(), ".strip__point")[0].contains("2 cambios"));
    let path = format!("/production/{SATURDAY}/changes");
    baker.post(&path, &[("version", "2")]).location();
    let needs = texts(&today(), "#needs .list__what a");
    assert!(
        needs.contains(&"Cambia el albarán de Ana Ruiz".to_owned()),
        "{needs:?}"
    );
    assert_eq!(
        baker.post(&path, &[("version", "2")]).status,
        409,
        "seen already"
    );
    assert_eq!(
        baker.post(&path, &[("version", "1")]).status,
        409,
        "what was printed first"
    );
    assert_eq!(baker.post(&path, &[]).status, 422);
    assert_eq!(texts(&sheet(), "#bake .list__what").len(), 1);
    let api = format!("/api/v1/days/{SATURDAY}/changes");
    let said = baker
        .api("POST", &api, Some(json!({ "version": 3 })))
        .json(200);
    assert_eq!(said["packing_changes"], json!([]));
    assert!(texts(&sheet(), "#bake .list__what").is_empty());
    assert!(
        !texts(&today(), "#needs .list__what a")
            .concat()
            .contains("albar")
    );
}

/// The note of Saturday's only order, frozen, and its line.
fn one_note(app: &TestApp) -> (NoteId, String) {
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let note = app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0)
        .id;
    let line = app
        .read(move |view| fulfilment::lines(view, note))
        .remove(0)
        .id;
    (note, line.to_string())
}

#[test]
fn a_correction_to_far_more_than_ordered_has_to_be_said_twice() {
    let (app, _) = with_order(5);
    let owner = app.owner();
    let (note, line) = one_note(&app);
    owner
        .post(&format!("/notes/{note}/deliver"), &[])
        .location();
    let name = format!("corrected.{line}");
    for path in [
        format!("/notes/{note}/changes"),
        "/notes/returns".to_owned(),
    ] {
        let form = [("day", SATURDAY), (name.as_str(), "50")];
        let page = owner.post(&path, &form).page(422);
        assert!(page.html().contains("mucho más de lo pedido (5)"), "{path}");
        assert_eq!(texts(&page, "label:has(#f-accept_more)").len(), 1, "{path}");
    }
    let correct = |quantity: &str, more: bool| {
        let lines = json!([{ "note_line_id": line, "quantity": quantity }]);
        let body = json!({ "lines": lines, "accept_more": more });
        owner.api(
            "POST",
            &format!("/api/v1/notes/{note}/corrections"),
            Some(body),
        )
    };
    assert_eq!(field(&correct("50", false)), name);
    assert_eq!(
        correct("2", false).status,
        200,
        "a few more are nothing to ask about"
    );
    assert_eq!(correct("50", true).status, 200);
    assert_eq!(correct("-57", false).status, 200, "less is never too much");
    let none = correct("0", false);
    assert!(none.body.contains("no puede ser cero"), "{}", none.body);
    let less = correct("-1", false);
    assert!(
        less.body.contains("quita más de lo que se entregó"),
        "{}",
        less.body
    );
    let back = json!({ "lines": [{ "note_line_id": line, "quantity": "0" }] });
    let back = owner.api("POST", &format!("/api/v1/notes/{note}/returns"), Some(back));
    assert!(back.body.contains("más de cero"), "{}", back.body);
}

#[test]
fn a_hand_over_in_the_future_says_that_it_lies_ahead() {
    let (app, _) = with_order(5);
    let (note, _) = one_note(&app);
    let deliver = |at: &str| {
        let body = json!({ "delivered_at": at });
        app.owner()
            .api("POST", &format!("/api/v1/notes/{note}/deliver"), Some(body))
    };
    let ahead = deliver("2026-11-21T09:00:00Z");
    assert_eq!(
        (ahead.status, field(&ahead).as_str()),
        (422, "delivered_at")
    );
    assert!(ahead.body.contains("por llegar"), "{}", ahead.body);
    let long_ago = deliver("2026-09-01T09:00:00Z");
    assert!(
        long_ago.body.contains("más de 31 días"),
        "{}",
        long_ago.body
    );
}

#[test]
fn handing_over_today_what_is_due_later_asks_first() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, "2026-12-15", &[(world.barra, 3)]));
    let path = format!("/orders/{id}/status");
    let asked = owner.post(&path, &[("to", "completed")]).page(422);
    let text = texts(&asked, "#f-confirm_early").join(" ");
    assert!(
        text.contains("15/12/2026") && text.contains("20/11/2026"),
        "{text}"
    );
    assert_ne!(status(&app, id), Status::Completed);
    let sure = [("to", "completed"), ("confirm_early", "on")];
    let done = owner.post(&path, &sure);
    assert_eq!(done.status, 303);
    assert_eq!(status(&app, id), Status::Completed);
    // A hand-over is taken back by its note; the note's own page asks too.
    owner.post(&undo_of(&done), &[]).location();
    assert_eq!(status(&app, id), Status::Ready);
    let note = app
        .read(move |view| fulfilment::of_order(view, id))
        .unwrap()
        .id;
    let path = format!("/notes/{note}/deliver");
    let asked = owner.post(&path, &[]).page(422);
    assert_eq!(texts(&asked, "label:has(#f-confirm_early)").len(), 1);
    owner.post(&path, &[("confirm_early", "on")]).location();
    assert_eq!(status(&app, id), Status::Completed);
}

#[test]
fn a_completed_order_is_given_back_on_its_page_with_a_reason_and_comes_back() {
    let (app, world) = start();
    let (owner, counter) = (app.owner(), app.role(Role::Counter));
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 100)]));
    app.write(move |tx| orders::confirm(tx, id));
    let refund = format!("/orders/{id}/refund");
    let reason = [("reason", "estaba quemado")];
    assert_eq!(
        owner.post(&refund, &reason).status,
        409,
        "not handed over yet"
    );
    app.at_local(SATURDAY, "09:00");
    owner
        .api("POST", &format!("/api/v1/orders/{id}/complete"), None)
        .json(200);
    let hotel = world.hotel;
    let owed = || {
        app.read(|view| customers::exposure(view, hotel))
            .to_string()
    };
    let before = owed();
    assert_ne!(before, "0.00");
    assert_eq!(counter.post(&refund, &reason).status, 403);
    let by_status = json!({ "status": "refunded", "notes": "x" });
    let path = format!("/api/v1/orders/{id}/status");
    assert_eq!(counter.api("PUT", &path, Some(by_status)).status, 403);
    let page = owner.post(&refund, &[]).page(422);
    assert!(texts(&page, "#f-reason-error")[0].contains("Di por qué"));
    assert!(
        texts(
            &counter.get(&format!("/orders/{id}")).page(200),
            "#f-reason"
        )
        .is_empty()
    );
    let done = owner.post(&refund, &reason);
    assert_eq!(done.status, 303);
    assert_eq!(
        (status(&app, id), owed().as_str()),
        (Status::Refunded, "0.00")
    );
    let page = owner.get(&format!("/orders/{id}")).page(200);
    assert!(texts(&page, ".timeline li")[0].contains("estaba quemado"));
    assert_eq!(owner.post(&refund, &reason).status, 409);
    owner.post(&undo_of(&done), &[]).location();
    assert_eq!((status(&app, id), owed()), (Status::Completed, before));
    let api = format!("/api/v1/orders/{id}/refund");
    owner
        .api("POST", &api, Some(json!({ "reason": "seco" })))
        .json(200);
}

#[test]
fn a_program_that_gives_no_reason_is_obeyed_and_the_history_says_so() {
    let (app, world) = start();
    let owner = app.owner();
    for body in [None, Some(json!({ "status": "cancelled" }))] {
        let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 1)]));
        let path = format!("/api/v1/orders/{id}");
        let gone = match body {
            None => owner.api("POST", &format!("{path}/cancel"), None),
            body => owner.api("PATCH", &format!("{path}/status"), body),
        };
        assert_eq!(gone.json(200)["status"], "cancelled");
        let history = owner.api("GET", &format!("{path}/history"), None).json(200);
        assert_eq!(history["items"][0]["description"], "Sin motivo");
    }
}

#[test]
fn a_step_of_an_order_is_undone_for_ten_minutes_by_who_took_it_while_nothing_followed() {
    let (app, world) = start();
    let (owner, manager) = (app.owner(), app.role(Role::Manager));
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 10)]));
    let path = format!("/orders/{id}/status");
    let page = owner.get(&format!("/orders/{id}")).page(200);
    assert_eq!(texts(&page, ".actions .button--primary"), ["Confirmar L"]);
    owner.post(&path, &[("to", "confirmed")]).location();
    let page = owner.get(&format!("/orders/{id}")).page(200);
    assert!(
        texts(&page, ".page__head .button--primary").is_empty(),
        "not the step that locks the lines: the bar's new order is the big one"
    );
    let ready = owner.post(&path, &[("to", "ready")]);
    assert_eq!(status(&app, id), Status::Ready);
    let undo = undo_of(&ready);
    assert_eq!(manager.post(&undo, &[]).status, 409, "somebody else's");
    owner.post(&undo, &[]).location();
    assert_eq!(
        status(&app, id),
        Status::Confirmed,
        "all the steps of one press"
    );
    let page = owner.get(&format!("/orders/{id}")).page(200);
    assert!(
        attr(&page, "[name=entry]", "id").is_some(),
        "its lines can be changed again"
    );
    let past = texts(&page, ".timeline li");
    assert!(
        past[0].contains("paso deshecho") && past[1].contains("Marta"),
        "{past:?}"
    );
    assert!(
        owner.post(&undo, &[]).status >= 409,
        "a step back is not taken twice"
    );
    // Something followed.
    let ready = owner.post(&path, &[("to", "ready")]);
    app.write(move |tx| orders::set_payment_status(tx, id, orders::PaymentStatus::Paid, None));
    assert_eq!(owner.post(&undo_of(&ready), &[]).status, 412);
    // Too late.
    let other = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    let ready = owner.post(&format!("/orders/{other}/status"), &[("to", "ready")]);
    app.at_local("2026-11-20", "17:11");
    assert_eq!(owner.post(&undo_of(&ready), &[]).status, 409);
    // Over the API one step at a time, by its version.
    let api = format!("/api/v1/orders/{other}");
    owner
        .api(
            "PUT",
            &format!("{api}/status"),
            Some(json!({ "status": "dispatched" })),
        )
        .json(409);
    let third = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 10)]));
    let api = format!("/api/v1/orders/{third}");
    let now = owner.api("POST", &format!("{api}/ready"), None).json(200);
    assert_eq!(
        owner
            .api("POST", &format!("{api}/undo-status"), None)
            .status,
        428
    );
    let version = format!("\"{}\"", now["version"]);
    let headers = [("if-match", version.as_str())];
    let back = owner
        .api_with("POST", &format!("{api}/undo-status"), &headers, None)
        .json(200);
    assert_eq!(back["status"], "preparing");
}

#[test]
fn a_step_undone_after_the_day_was_frozen_stays_in_the_bakehouse() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    let ready = owner.post(&format!("/orders/{id}/status"), &[("to", "ready")]);
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let undone = owner.post(&undo_of(&ready), &[]);
    assert_eq!(undone.status, 303, "{}", undone.body);
    assert_eq!(status(&app, id), Status::Preparing);
}

#[test]
fn the_order_form_says_what_the_customer_has_for_that_day_already() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let number = app.read(move |view| orders::find(view, id)).order_number;
    let form = |date: &str| {
        let path = format!("/orders/new?customer={}&date={date}", world.ana);
        owner.get(&path).page(200)
    };
    let page = form(SATURDAY);
    let said = texts(&page, "[data-same-day]");
    assert!(
        said[0].contains(&number) && said[0].contains("Abrir ese para añadirle"),
        "{said:?}"
    );
    assert_eq!(
        attr(&page, "[data-same-day] a", "href"),
        Some(format!("/orders/{id}"))
    );
    assert!(texts(&form(MONDAY), "[data-same-day]").is_empty());
    let quote = |date: &str| {
        let body = json!({ "customer_id": world.ana, "requested_date": date,
                           "items": [{ "product_id": world.barra, "quantity": "2" }] });
        owner
            .api("POST", "/api/v1/orders/quote", Some(body))
            .json(200)
    };
    assert_eq!(
        quote(SATURDAY)["same_day_orders"][0]["order_number"],
        json!(number)
    );
    assert_eq!(quote(MONDAY)["same_day_orders"], json!([]));
    app.write(move |tx| orders::cancel(tx, id, "no viene"));
    assert!(texts(&form(SATURDAY), "[data-same-day]").is_empty());
}

#[test]
fn an_order_that_waits_to_be_confirmed_says_why() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 2)]));
    let said =
        |id: OrderId| texts(&owner.get(&format!("/orders/{id}")).page(200), "#waits").join("");
    assert!(said(id).contains("pedidos de empresas"), "{}", said(id));
    app.set("orders.auto_approve_business", "true");
    let big = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 2000)]));
    assert!(said(big).contains("límite de crédito"), "{}", said(big));
    app.write(move |tx| orders::confirm(tx, id));
    assert_eq!(said(id), "");
}

#[test]
fn what_is_delivered_and_not_yet_due_is_shown_by_payer_with_its_day() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = NewCustomer {
        invoice_rhythm: Rhythm::Fortnightly,
        ..business("Bar Norte")
    };
    let bar = customer(&app, bar);
    delivered(
        &app,
        bar,
        on("2026-11-18", &[("Barra de pan", 10, "1.00", "4")]),
    );
    delivered(
        &app,
        bar,
        on("2026-11-19", &[("Barra de pan", 10, "1.00", "4")]),
    );
    let page = owner.get("/invoices/due").page(200);
    let rows = texts(&page, "#waiting .list__row");
    assert_eq!(rows.len(), 1, "{rows:?}");
    for part in ["Bar Norte", "2 albaranes", "01/12", "20,80"] {
        assert!(rows[0].contains(part), "{part} in {rows:?}");
    }
    assert!(texts(&page, ".empty").is_empty());
    let now = attr(&page, "#waiting a.button", "href").unwrap();
    let page = owner.get(&now).page(200);
    assert!(texts(&page, ".total")[0].contains("20,80"));
    let bar = bar.to_string();
    owner
        .post("/invoices/due", &[("customer_id", bar.as_str())])
        .location();
    let page = owner.get("/invoices/due").page(200);
    assert!(texts(&page, "#waiting").is_empty());
}

#[test]
fn a_line_over_the_api_says_when_and_by_what_it_is_made() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    let owner = app.owner();
    let id = app.read(|view| orders::of_day(view, day(SATURDAY)))[0].id;
    let line = || {
        owner
            .api("GET", &format!("/api/v1/orders/{id}/items"), None)
            .json(200)["items"][0]
            .clone()
    };
    let before = line();
    assert_eq!(before["created_at"], "2026-11-20T16:00:00Z");
    assert_eq!(before["updated_at"], before["created_at"]);
    assert!(
        before["recipe_id"].is_string() && before["production_batch_id"].is_null(),
        "{before}"
    );
    app.write(move |tx| {
        production::freeze_day(tx, day(SATURDAY))?;
        production::tick(
            tx,
            day(SATURDAY),
            world.croissant,
            None,
            production::WhenShort::TakeWhatIsThere,
        )
    });
    let batch = app.read(|view| production::batches_of(view, day(SATURDAY), world.croissant))[0].id;
    assert_eq!(line()["production_batch_id"], json!(batch));
}

#[test]
fn a_state_is_changed_only_over_the_version_that_was_read_where_one_is_sent() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let go = |version: &str| {
        let body = Some(json!({ "status": "ready" }));
        let path = format!("/api/v1/orders/{id}/status");
        owner.api_with("PUT", &path, &[("if-match", version)], body)
    };
    assert_eq!(go("\"77\"").status, 412);
    assert_ne!(status(&app, id), Status::Ready);
    let now = app.read(move |view| orders::find(view, id)).version;
    assert_eq!(go(&format!("\"{now}\"")).status, 200);
}

#[test]
fn a_driver_reads_the_own_round_with_its_stops_and_no_other() {
    let (app, world) = start();
    let (owner, driver) = (app.owner(), app.role(Role::Driver));
    let me: String = app.value("SELECT lower(hex(id)) FROM users WHERE role = 'driver'");
    let make = |name: &str, driver: Option<&str>| {
        let body = json!({ "name": name, "departs_at": "05:30", "driver_id": driver });
        owner.api("POST", "/api/v1/routes", Some(body)).json(201)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (mine, other) = (make("Costa", Some(&me)), make("Centro", None));
    let point = app
        .read(move |view| customers::points(view, world.hotel))
        .remove(0);
    let route = mine.clone();
    app.write(move |tx| {
        let new = NewPoint {
            name: point.name.clone(),
            address_line1: "Paseo del Puerto 1".into(),
            route_id: Some(route.parse().unwrap()),
            ..NewPoint::default()
        };
        customers::edit_point(tx, point.id, point.version, new)
    });
    let told = driver
        .api("GET", &format!("/api/v1/routes/{mine}"), None)
        .json(200);
    assert_eq!(told["name"], "Costa");
    assert_eq!(told["stops"][0]["customer_name"], "Hotel Miramar");
    assert_eq!(told["stops"][0]["address_line1"], "Paseo del Puerto 1");
    assert_eq!(
        driver
            .api("GET", &format!("/api/v1/routes/{other}"), None)
            .status,
        404
    );
    let all = driver.api("GET", "/api/v1/routes", None).json(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    owner
        .api("GET", &format!("/api/v1/routes/{other}"), None)
        .json(200);
    assert_eq!(
        app.role(Role::Baker)
            .api("GET", "/api/v1/routes", None)
            .status,
        403
    );
}

#[test]
fn next_weeks_totals_of_standing_orders_are_told_over_the_api() {
    let (app, world) = start();
    crate::standing::daily(&app, &world);
    let owner = app.owner();
    let week = |query: &str| {
        owner
            .api("GET", &format!("/api/v1/standing-orders/week{query}"), None)
            .json(200)
    };
    let next = week("");
    assert_eq!(
        (&next["from"], &next["to"]),
        (&json!("2026-11-23"), &json!("2026-11-29"))
    );
    let item = &next["items"][0];
    assert_eq!(item["product_name"], "Barra de pan");
    assert_eq!(
        (&item["quantities"]["monday"], &item["total"]),
        (&json!("20"), &json!("140"))
    );
    let this = week("?from=2026-11-20");
    assert_eq!(this["items"][0]["total"], "40", "from tomorrow on");
    let wrong = owner.api("GET", "/api/v1/standing-orders/week?from=nunca", None);
    assert_eq!(wrong.status, 422);
}

#[test]
fn the_digits_of_a_places_phone_choose_the_place() {
    let (app, world) = start();
    let owner = app.owner();
    let place = |name: &'static str, phone: &'static str| {
        app.write(move |tx| {
            let new = NewPoint {
                name: name.into(),
                phone: Some(phone.into()),
                ..NewPoint::default()
            };
            customers::add_point(tx, world.hotel, new)
        })
    };
    let beach = place("Chiringuito", "655 111 222");
    place("Azotea", "655 999 000");
    let options = owner.get("/customers/find?q=655111").page(200);
    assert_eq!(
        attr(&options, "[role=option]", "data-point"),
        Some(beach.to_string())
    );
    assert!(texts(&options, "[role=option]")[0].contains("Chiringuito"));
    let options = owner.get("/customers/find?q=miramar").page(200);
    assert_eq!(attr(&options, "[role=option]", "data-point"), None);
    let chosen = |fields: &[(&str, &str)]| {
        let page = owner.post("/orders/new/line", fields).page(200);
        attr(&page, "#f-delivery_point_id option[selected]", "value")
    };
    let typed = [("customer_text", "655 111 222"), ("find", "1")];
    assert_eq!(chosen(&typed), Some(beach.to_string()));
    // As the list puts it in with JavaScript.
    let (hotel, beach) = (world.hotel.to_string(), beach.to_string());
    let picked = [
        ("customer_text", "Hotel Miramar"),
        ("customer_id", hotel.as_str()),
        ("customer_point", beach.as_str()),
        ("find", "1"),
    ];
    assert_eq!(chosen(&picked), Some(beach.clone()));
    let own = [("customer_text", "600111222"), ("find", "1")];
    assert_ne!(chosen(&own), Some(beach));
}

#[test]
fn places_made_within_one_millisecond_stand_in_the_order_of_their_making() {
    let (app, world) = start();
    let names: Vec<String> = (1..=9).map(|number| format!("Sitio {number}")).collect();
    let made = names.clone();
    app.write(move |tx| {
        for name in made {
            let new = NewPoint {
                name,
                ..NewPoint::default()
            };
            customers::add_point(tx, world.hotel, new)?;
        }
        Ok(())
    });
    let points = app.read(move |view| customers::points(view, world.hotel));
    let stand: Vec<String> = points.into_iter().skip(1).map(|point| point.name).collect();
    assert_eq!(stand, names);
}

#[test]
fn a_standing_order_says_clearly_what_is_wrong_with_its_days() {
    let (app, world) = start();
    let make = |more: Value| {
        let mut body = json!({ "customer_id": world.hotel, "frequency": "weekly",
                               "order_items": [{ "product_id": world.barra, "quantity": "5" }] });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        app.owner()
            .api("POST", "/api/v1/standing-orders", Some(body))
    };
    let both =
        make(json!({ "frequency": "monthly", "month_day": 3, "month_nth": 1, "month_weekday": 2 }));
    assert_eq!((both.status, field(&both).as_str()), (422, "month_day"));
    assert!(both.body.contains("no los dos"), "{}", both.body);
    let funny = make(json!({ "delivery_day": "Funday" }));
    assert_eq!(
        (funny.status, field(&funny).as_str()),
        (422, "delivery_day")
    );
    assert!(
        funny.body.contains("«Funday» no es un día de la semana"),
        "{}",
        funny.body
    );
    let none = make(json!({ "delivery_day": ", ;" }));
    assert_eq!((none.status, field(&none).as_str()), (422, "delivery_day"));
    make(json!({ "frequency": "monthly", "month_day": 3 })).json(201);
    let (hotel, barra) = (world.hotel.to_string(), world.barra.to_string());
    let form = [
        ("customer", hotel.as_str()),
        ("customer_id", hotel.as_str()),
        ("frequency", "monthly"),
        ("month_day", "3"),
        ("month_nth", "1"),
        ("month_weekday", "2"),
        ("start_date", "lunes"),
        ("l0.item", barra.as_str()),
        ("l0.0", "7"),
    ];
    let page = app.owner().post("/standing-orders", &form).page(422);
    assert!(texts(&page, "#f-month_day-error")[0].contains("no los dos"));
    let item = json!({ "name": "Roscón", "base_unit": "unit", "weekdays": [],
                       "tax_class_id": app.value::<String>("SELECT lower(hex(id)) FROM tax_classes LIMIT 1") });
    let refused = app.owner().api("POST", "/api/v1/items", Some(item));
    assert_eq!(
        (refused.status, field(&refused).as_str()),
        (422, "weekdays")
    );
}

#[test]
fn an_order_offers_only_the_ways_of_handing_over_that_are_on() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let offered = || {
        let page = owner.get(&format!("/orders/{id}")).page(200);
        texts(&page, "#f-delivery_method option")
    };
    app.set("orders.shipping_on", "false");
    assert_eq!(offered(), ["recogida", "reparto"]);
    app.set("orders.shipping_on", "true");
    assert_eq!(offered(), ["recogida", "reparto", "envío"]);
    // N on a customer's page is an order of theirs.
    let page = owner.get(&format!("/customers/{}", world.ana)).page(200);
    let href = attr(&page, "main [data-key=n]", "href").unwrap();
    let page = owner.get(&href).page(200);
    assert!(attr(&page, "#f-entry", "autofocus").is_some());
}

#[test]
fn days_are_typed_in_one_way_on_orders_standing_orders_and_payments() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let standing = crate::standing::daily(&app, &world);
    for (path, field) in [
        ("/orders/new".to_owned(), "requested_date"),
        (format!("/orders/{id}"), "requested_date"),
        (
            format!("/standing-orders/new?customer={}", world.hotel),
            "start_date",
        ),
        (format!("/standing-orders/{standing}"), "from"),
        (
            format!("/payments/new?customer={}", world.hotel),
            "payment_date",
        ),
    ] {
        let page = owner.get(&path).page(200);
        let field = format!("#f-{field}");
        assert_eq!(
            attr(&page, &field, "placeholder").as_deref(),
            Some("24/12"),
            "{path}"
        );
        assert_eq!(attr(&page, &field, "type"), None, "{path}");
        let value = attr(&page, &field, "value").unwrap();
        assert!(value.ends_with("/2026"), "{path}: {value}");
    }
    let version = app
        .read(|view| standing::find(view, standing, day(SATURDAY)))
        .version
        .to_string();
    let barra = world.barra.to_string();
    let form = [
        ("version", version.as_str()),
        ("frequency", "weekly"),
        ("delivery_method", "delivery"),
        ("from", "lunes"),
        ("end_date", "24/12"),
        ("l0.item", barra.as_str()),
        ("l0.0", "7"),
    ];
    let reply = owner.post(&format!("/standing-orders/{standing}"), &form);
    assert!(!reply.body.contains("No entiendo el día"), "{}", reply.body);
}

#[test]
fn a_day_before_all_rates_of_tax_is_told_as_one_that_has_passed() {
    let (app, world) = start();
    let body = json!({
        "customer_id": world.hotel,
        "requested_date": "2020-01-01",
        "items": [{ "product_id": world.barra, "quantity": "1", "unit_price": "1.00" }],
    });
    let refused = app.owner().api("POST", "/api/v1/orders", Some(body));
    let problem = refused.json(422);
    assert!(
        problem.to_string().contains("Ese día ya ha pasado."),
        "{problem}"
    );
    assert_eq!(field(&refused), "requested_date");
}

#[test]
fn a_day_ahead_is_not_finished_and_what_was_handed_over_before_its_day_waits_for_its_invoice() {
    let (app, world) = start();
    let owner = app.owner();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 3)]));
    app.write(move |tx| {
        orders::confirm(tx, id)?;
        production::freeze_day(tx, day(SATURDAY))
    });
    let path = format!("/orders/{id}/status");
    let form = [("to", "completed"), ("confirm_early", "on")];
    owner.post(&path, &form).location();
    let sheet = || owner.get(&format!("/production?day={SATURDAY}")).page(200);
    let close = "form[action$='/close'] button";
    let disabled = format!("{close}[disabled]");
    assert_eq!(texts(&sheet(), &disabled).len(), 1, "it lies ahead");
    let due = || owner.get("/invoices/due").page(200);
    assert_eq!(texts(&due(), "#waiting li").len(), 1);
    assert_eq!(texts(&due(), "#waiting .list__action").len(), 0);
    app.at_local(SATURDAY, "09:00");
    let owner = app.owner();
    let page = owner.get(&format!("/production?day={SATURDAY}")).page(200);
    assert_eq!(texts(&page, &disabled).len(), 0);
    let said = texts(&page, "form[action$='/close'] small").join(" ");
    assert!(said.contains("Queda un artículo sin marcar"), "{said}");
    let page = owner.get("/invoices/due").page(200);
    assert_eq!(texts(&page, "#waiting .list__action").len(), 1);
}
