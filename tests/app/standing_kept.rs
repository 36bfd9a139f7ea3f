//! What a change of a standing order leaves as it was, and what it must not be refused for.

use hornada::orders::{self, Order, Status};
use hornada::standing_orders::dates::Frequency;
use hornada::standing_orders::{self as standing, NewTemplate, NewTemplateLine};
use hornada::values::ids::{CustomerId, ItemId, OrderId, TemplateId};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::orders::{World, bakery, day, order, take};
use crate::standing::daily;
use crate::support::{Client, Reply, TestApp, attr};
use crate::undo::undo_of;

// The clock of the tests stands on Friday 20 November 2026, 17:00; the cut-off is 20:00 the day before.
const SATURDAY: &str = "2026-11-21";
const SUNDAY: &str = "2026-11-22";
const MONDAY: &str = "2026-11-23";

/// So many of an item every day from tomorrow.
fn every_day(app: &TestApp, customer: CustomerId, item: ItemId, count: i64) -> TemplateId {
    let new = NewTemplate {
        recurring_name: String::new(),
        customer_id: customer,
        delivery_point_id: None,
        frequency: Frequency::Weekly,
        delivery_method: orders::DeliveryMethod::Pickup,
        delivery_time: None,
        delivery_notes: String::new(),
        start_date: day(SATURDAY),
        end_date: None,
        lines: vec![NewTemplateLine {
            product_id: item,
            unit: String::new(),
            week: [Decimal::from(count); 7],
            custom_instructions: String::new(),
        }],
    };
    app.write(move |tx| standing::create(tx, new)).0
}

/// The order made of a date, wherever it goes by now.
fn made(app: &TestApp, date: &str) -> Order {
    let date = day(date);
    app.read(move |view| {
        let id: OrderId = view.query_row(
            "SELECT id FROM orders WHERE standing_date = ?1",
            [date],
            |row| row.get(0),
        )?;
        orders::find(view, id)
    })
}

/// Pieces of the only line of the order made of a date.
fn pieces(app: &TestApp, date: &str) -> i64 {
    let order = made(app, date).id;
    let lines = app.read(move |view| orders::lines(view, order));
    assert_eq!(lines.len(), 1);
    lines[0].quantity.thousandths() / 1000
}

fn put_order(client: &Client, order: &Order, body: Value) -> Reply {
    let version = format!("\"{}\"", order.version);
    let path = format!("/api/v1/orders/{}", order.id);
    client.api_with("PUT", &path, &[("if-match", &version)], Some(body))
}

fn decide(client: &Client, id: TemplateId, body: Value) -> Reply {
    let path = format!("/api/v1/standing-orders/{id}/dates");
    client.api("POST", &path, Some(body))
}

/// So many on every day from Saturday on, and what else is said.
fn edit(client: &Client, app: &TestApp, id: TemplateId, count: i64, more: Value) -> Value {
    let found = app.read(move |view| standing::find(view, id, view.today()));
    let mut body = json!({ "customer_id": found.customer_id, "frequency": "weekly", "from": SATURDAY,
        "delivery_day": "1 2 3 4 5 6 7", "delivery_method": found.delivery_method, "delivery_time": found.delivery_time,
        "order_items": [{ "product_id": found.schedule.lines[0].product_id, "quantity": count.to_string() }] });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let version = format!("\"{}\"", found.version);
    let path = format!("/api/v1/standing-orders/{id}");
    let headers = [("if-match", version.as_str())];
    client
        .api_with("PUT", &path, &headers, Some(body))
        .json(200)["effects"]
        .take()
}

/// How many orders were made, changed, called off and left.
fn numbers(effects: &Value) -> [usize; 4] {
    ["made", "changed", "cancelled", "left"].map(|what| effects[what].as_array().unwrap().len())
}

fn field(refused: &Value) -> &str {
    refused["errors"][0]["field"].as_str().unwrap()
}

#[test]
fn opening_days_changed_and_set_back_bring_the_same_orders_back() {
    let (app, world) = bakery();
    let owner = app.owner();
    daily(&app, &world);
    let set = |values: Value| {
        let reply = owner.api("GET", "/api/v1/settings", None);
        let headers = [("if-match", reply.header("etag"))];
        let body = json!({ "values": values });
        owner
            .api_with("PUT", "/api/v1/settings", &headers, Some(body))
            .json(200)["effects"]
            .take()
    };
    let closed = set(json!({ "orders.opening_days": "1,2,3,4,5,7" }));
    assert_eq!(numbers(&closed), [0, 0, 1, 0]);
    assert_eq!(made(&app, SATURDAY).status, Status::Cancelled);
    // Begun meanwhile, one that is fetched: the other settings that are sent count for it too.
    every_day(&app, world.ana, world.barra, 3);
    app.set("orders.pickup_on", "false");
    let back = set(json!({ "orders.opening_days": "1,2,3,4,5,6,7", "orders.pickup_on": "true" }));
    assert_eq!(numbers(&back), [2, 0, 0, 0], "{back}");
    assert_eq!(back["made"][0]["day"], SATURDAY);
    assert_eq!(made(&app, SATURDAY).status, Status::Confirmed);
    let plain = owner.api("GET", "/api/v1/settings", None).json(200);
    assert_eq!(plain.get("effects"), None);
}

#[test]
fn a_small_standing_order_is_changed_and_brought_back_below_the_least_value() {
    let (app, world) = bakery();
    let owner = app.owner();
    app.set("orders.least_value", "10.00");
    let id = every_day(&app, world.ana, world.barra, 4);
    let body = json!({ "day": SATURDAY, "action": "change",
        "order_items": [{ "product_id": world.barra, "quantity": "3" }] });
    assert_eq!(numbers(&decide(&owner, id, body).json(200)), [0, 1, 0, 0]);
    assert_eq!(pieces(&app, SATURDAY), 3);
    let effects = edit(&owner, &app, id, 5, json!({}));
    assert_eq!(numbers(&effects), [0, 1, 0, 0], "{effects}");
    assert_eq!(pieces(&app, SUNDAY), 5);
    for action in ["skip", "restore"] {
        decide(&owner, id, json!({ "day": SUNDAY, "action": action })).json(200);
    }
    assert_eq!(made(&app, SUNDAY).status, Status::Confirmed);
    // Nor is it by hand refused for what it never had.
    let body = json!({ "items": [{ "product_id": world.barra, "quantity": "2" }] });
    put_order(&owner, &made(&app, SUNDAY), body).json(200);
}

#[test]
fn one_that_needs_two_days_is_brought_back_the_day_before() {
    let (app, world) = bakery();
    let owner = app.owner();
    app.write(|tx| Ok(tx.execute("UPDATE items SET lead_days = 2", [])?));
    let id = every_day(&app, world.ana, world.barra, 10);
    for action in ["skip", "restore"] {
        decide(&owner, id, json!({ "day": SATURDAY, "action": action })).json(200);
    }
    assert_eq!(made(&app, SATURDAY).status, Status::Confirmed);
    let pauses = format!("/api/v1/customers/{}/pauses", world.ana);
    let pause = owner
        .api("POST", &pauses, Some(json!({ "from_day": SATURDAY })))
        .json(201);
    let one = format!("{pauses}/{}", pause["id"].as_str().unwrap());
    let back = owner.api("DELETE", &one, None).json(200);
    assert_eq!(numbers(&back), [2, 0, 0, 0], "{back}");
}

#[test]
fn an_agreed_order_is_changed_whatever_limits_were_set_since_that_it_does_not_touch() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 4)]));
    let find = || app.read(move |view| orders::find(view, id));
    app.set("orders.least_value", "30.00");
    app.set("orders.pickup_on", "false");
    app.write(|tx| Ok(tx.execute("UPDATE items SET lead_days = 2", [])?));
    put_order(&owner, &find(), json!({ "notes": "sin bolsa" })).json(200);
    let items =
        |count: &str| json!({ "items": [{ "product_id": world.barra, "quantity": count }] });
    let refused = put_order(&owner, &find(), items("3")).json(422);
    assert_eq!(
        field(&refused),
        "items",
        "smaller than it was, below the least"
    );
    let refused = put_order(&owner, &find(), items("50")).json(422);
    assert_eq!(
        field(&refused),
        "items.0.product_id",
        "more of it needs two days"
    );
    app.set("orders.least_value", "0.00");
    put_order(&owner, &find(), items("3")).json(200);
    app.set("orders.most_value", "2.00");
    put_order(&owner, &find(), items("2")).json(200);
    let by_van = take_by_van(&app, world);
    let refused = put_order(&owner, &by_van, json!({ "delivery_method": "pickup" })).json(422);
    assert_eq!(field(&refused), "delivery_method", "another way is judged");
}

fn take_by_van(app: &TestApp, world: World) -> Order {
    app.set("orders.most_value", "500.00");
    let new = orders::NewOrder {
        delivery_method: Some(orders::DeliveryMethod::Delivery),
        delivery_address: "Calle Mayor 1".into(),
        ..order(world.ana, "2026-11-25", &[(world.barra, 9)])
    };
    let id = take(app, new);
    app.read(move |view| orders::find(view, id))
}

#[test]
fn an_order_moved_by_hand_is_left_where_it_is_and_told() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = every_day(&app, world.ana, world.barra, 10);
    let body = json!({ "requested_date": MONDAY, "requested_time": "09:15", "delivery_notes": "portería" });
    put_order(&owner, &made(&app, SUNDAY), body).json(200);
    let effects = edit(&owner, &app, id, 12, json!({}));
    assert_eq!(numbers(&effects), [0, 1, 0, 1], "{effects}");
    assert_eq!(effects["left"][0]["why"], "by_hand");
    let kept = made(&app, SUNDAY);
    assert_eq!(
        (kept.requested_date, pieces(&app, SUNDAY)),
        (day(MONDAY), 10)
    );
    assert_eq!(kept.delivery_notes, "portería");
    assert_eq!(pieces(&app, SATURDAY), 12);
}

#[test]
fn what_was_set_for_one_day_stays_when_the_goods_change() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = every_day(&app, world.ana, world.barra, 10);
    let body = json!({ "requested_time": "09:15", "delivery_notes": "portería", "delivery_method": "delivery",
        "delivery_address": "Calle Mayor 1" });
    put_order(&owner, &made(&app, SUNDAY), body).json(200);
    let stays = |count: i64| {
        let kept = made(&app, SUNDAY);
        assert_eq!(kept.delivery_method, orders::DeliveryMethod::Delivery);
        assert_eq!(kept.requested_time.unwrap().to_string(), "09:15");
        assert_eq!(kept.delivery_notes, "portería");
        assert_eq!(pieces(&app, SUNDAY), count);
    };
    let effects = edit(&owner, &app, id, 12, json!({}));
    assert_eq!(numbers(&effects), [0, 2, 0, 0], "{effects}");
    stays(12);
    // A time of the standing order goes to the orders that have none of their own.
    let effects = edit(&owner, &app, id, 12, json!({ "delivery_time": "07:00" }));
    assert_eq!(numbers(&effects), [0, 1, 0, 1], "{effects}");
    stays(12);
    assert_eq!(
        made(&app, SATURDAY).requested_time.unwrap().to_string(),
        "07:00"
    );
    app.after_seconds(60);
    for action in ["skip", "restore"] {
        decide(&owner, id, json!({ "day": SUNDAY, "action": action })).json(200);
    }
    stays(12);
    assert_eq!(made(&app, SUNDAY).status, Status::Confirmed);
}

#[test]
fn a_date_is_not_moved_to_a_day_that_brings_nothing() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = daily(&app, &world);
    app.write(|tx| standing::close_day(tx, day("2026-12-08"), "Inmaculada"));
    app.write(move |tx| {
        standing::pause(
            tx,
            world.hotel,
            day("2026-12-09"),
            Some(day("2026-12-09")),
            "",
        )
    });
    app.set("orders.opening_days", "1,2,3,4,5,6");
    for (to, said) in [
        ("2026-12-08", "Inmaculada"),
        ("2026-12-09", "pausa"),
        ("2026-12-06", "cierre semanal"),
    ] {
        let body = json!({ "day": "2026-12-07", "action": "move", "moved_to": to });
        let refused = decide(&owner, id, body).json(422);
        assert_eq!(field(&refused), "moved_to");
        let words = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(words.contains(said) && words.contains(&to[8..]), "{words}");
    }
    let body = json!({ "day": "2026-12-08", "action": "change",
        "order_items": [{ "product_id": world.barra, "quantity": "3" }] });
    assert_eq!(field(&decide(&owner, id, body).json(422)), "day");
    let body = json!({ "day": "2026-12-07", "action": "move", "moved_to": "2026-12-10" });
    decide(&owner, id, body).json(200);
}

#[test]
fn a_missed_date_is_made_on_a_day_that_can_be_and_told_as_missed_until_then() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = daily(&app, &world);
    app.at_local("2026-11-26", "06:00");
    app.write(|tx| standing::generate(tx, day("2026-11-28")));
    app.write(|tx| standing::close_day(tx, day("2026-12-08"), "Inmaculada"));
    let status = |date: &str| {
        let path = format!("/api/v1/standing-orders/{id}/dates?from={MONDAY}");
        let dates = owner.api("GET", &path, None).json(200);
        let found = dates["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["day"] == date);
        found.unwrap()["status"].as_str().unwrap().to_owned()
    };
    let make = |date: &str, on: &str| {
        let body = json!({ "standing_order_id": id, "day": date, "decision": "made", "reason": "sí", "on": on });
        owner.api("POST", "/api/v1/standing-orders/missed", Some(body))
    };
    assert_eq!(status(MONDAY), "missed");
    for on in ["2026-12-08", "2099-01-01", "2026-11-25"] {
        assert_eq!(field(&make(MONDAY, on).json(422)), "on", "{on}");
    }
    make(MONDAY, "2026-11-26").json(200);
    assert_eq!(status(MONDAY), "made");
    app.write(move |tx| standing::decide_missed(tx, id, day("2026-11-24"), "ya no"));
    assert_eq!(status("2026-11-24"), "dropped");
    assert_eq!(status("2026-11-27"), "made");
    assert_eq!(status("2026-11-30"), "expected");
    let page = owner.get(&format!("/standing-orders/{id}")).page(200);
    let words = crate::support::texts(&page, "#ahead li").join(" ");
    assert!(words.contains("espera decisión"), "{words}");
}

#[test]
fn a_date_brought_forward_that_is_as_usual_again_is_not_missed() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = daily(&app, &world);
    decide(
        &owner,
        id,
        json!({ "day": SUNDAY, "action": "move", "moved_to": SATURDAY }),
    )
    .json(200);
    app.at_local("2026-11-20", "20:30");
    app.write(|tx| hornada::production::freeze_day(tx, day(SATURDAY)));
    app.at_local(SUNDAY, "05:00");
    let done = decide(&owner, id, json!({ "day": SUNDAY, "action": "restore" })).json(200);
    assert_eq!(numbers(&done), [0, 0, 0, 1], "{done}");
    assert_eq!(done["left"][0]["order_id"], json!(made(&app, SUNDAY).id));
    let missed = app.read(|view| standing::missed(view));
    assert!(
        missed.iter().all(|missed| missed.day != day(SUNDAY)),
        "{missed:?}"
    );
}

/// The weekdays' quantities of the lines that hold on a day.
fn weeks(app: &TestApp, id: TemplateId, date: &str) -> Vec<[i64; 7]> {
    let found = app.read(move |view| standing::find(view, id, view.today()));
    let lines = found.schedule.usual(day(date));
    lines
        .map(|line| line.week.map(|one| one.thousandths() / 1000))
        .collect()
}

#[test]
fn a_change_of_a_standing_order_is_taken_back_by_who_saw_it_last() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = every_day(&app, world.ana, world.barra, 10);
    let page = format!("/standing-orders/{id}");
    assert_eq!(button(&owner, &page), None, "nothing was changed yet");
    let (barra, croissant) = (world.barra.to_string(), world.croissant.to_string());
    let fields = [
        ("version", "1"),
        ("from", SUNDAY),
        ("frequency", "weekly"),
        ("delivery_method", "pickup"),
        ("delivery_time", "07:00"),
        ("recurring_name", "Bar"),
        ("order_items.0.product_id", barra.as_str()),
        ("order_items.0.sunday", "24"),
        ("order_items.1.product_id", croissant.as_str()),
        ("order_items.1.sunday", "6"),
    ];
    let saved = owner.post(&page, &fields);
    assert_eq!(saved.location(), page);
    assert_eq!(
        weeks(&app, id, SUNDAY),
        [[0, 0, 0, 0, 0, 0, 24], [0, 0, 0, 0, 0, 0, 6]]
    );
    assert!(made(&app, SUNDAY).requested_time.is_some());
    assert!(button(&owner, &page).is_some());
    let undo = undo_of(&saved);
    assert_eq!(owner.post(&undo, &[]).location(), page);
    assert_eq!(weeks(&app, id, SUNDAY), [[10; 7]]);
    assert_eq!(
        (pieces(&app, SUNDAY), made(&app, SUNDAY).requested_time),
        (10, None)
    );
    let now = app.read(move |view| standing::find(view, id, view.today()));
    assert_eq!(
        (now.recurring_name.as_str(), now.version),
        ("Pedido fijo", 3)
    );
    assert_eq!(
        now.schedule.lines.len(),
        1,
        "as it was, not ended and begun again"
    );
    assert_eq!(owner.post(&undo, &[]).status, 412);
    assert_eq!(button(&owner, &page), None);
    let api = format!("/api/v1{page}/take-back");
    let press = |version: i64| {
        let version = format!("\"{version}\"");
        owner.api_with("POST", &api, &[("if-match", &version)], None)
    };
    assert_eq!(press(3).status, 409, "there is nothing to take back");
    let effects = edit(&owner, &app, id, 12, json!({}));
    assert_eq!(numbers(&effects), [0, 2, 0, 0]);
    assert_eq!(press(3).status, 412);
    let back = press(4).json(200);
    assert_eq!(numbers(&back["effects"]), [0, 2, 0, 0]);
    assert_eq!((pieces(&app, SATURDAY), pieces(&app, SUNDAY)), (10, 10));
}

/// Where the page's button takes the last change back.
fn button(client: &Client, page: &str) -> Option<String> {
    let shown = client.get(page).page(200);
    attr(&shown, "form[action$='/take-back']", "action")
}

#[test]
fn taken_back_a_successor_stops_and_the_one_before_it_goes_on() {
    let (app, world) = bakery();
    let owner = app.owner();
    let id = every_day(&app, world.ana, world.barra, 10);
    app.write(|tx| standing::generate(tx, day("2026-11-24")));
    let page = format!("/standing-orders/{id}");
    let barra = world.barra.to_string();
    let fields = [
        ("version", "1"),
        ("from", "2026-11-26"),
        ("frequency", "daily"),
        ("delivery_method", "pickup"),
        ("order_items.0.product_id", barra.as_str()),
        ("order_items.0.each", "24"),
    ];
    let saved = owner.post(&page, &fields);
    let next: TemplateId = saved
        .location()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_ne!(next, id);
    app.write(|tx| standing::generate(tx, day("2026-11-26")));
    assert_eq!(pieces(&app, "2026-11-26"), 24);
    assert_eq!(owner.post(&undo_of(&saved), &[]).location(), page);
    let now = |id| {
        app.read(move |view| standing::find(view, id, view.today()))
            .schedule
    };
    assert_eq!((now(id).end, now(next).is_active), (None, false));
    let done = app.write(|tx| standing::generate(tx, day("2026-11-27")));
    let living: Vec<i64> = app.read(|view| {
        let mut statement = view.prepare(
            "SELECT l.quantity / 1000 FROM orders o JOIN order_items l ON l.order_id = o.id
             WHERE o.requested_date >= '2026-11-25' AND o.status <> 'cancelled' ORDER BY o.requested_date",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    assert_eq!(living, [10, 10, 10], "{done:?}");
}

#[test]
fn a_saved_week_is_taken_back_at_once() {
    let (app, world) = bakery();
    let owner = app.owner();
    let first = every_day(&app, world.ana, world.barra, 10);
    let second = every_day(&app, world.ana, world.croissant, 6);
    let week = format!("/customers/{}/week", world.ana);
    let (barra, croissant) = (world.barra.to_string(), world.croissant.to_string());
    let (one, other) = (first.to_string(), second.to_string());
    let fields = [
        ("from", SUNDAY),
        ("t.0.id", one.as_str()),
        ("t.0.version", "1"),
        ("t.0.order_items.0.product_id", barra.as_str()),
        ("t.0.order_items.0.sunday", "20"),
        ("t.1.id", other.as_str()),
        ("t.1.version", "1"),
        ("t.1.order_items.0.product_id", croissant.as_str()),
        ("t.1.order_items.0.sunday", "12"),
    ];
    let saved = owner.post(&week, &fields);
    assert_eq!(weeks(&app, first, SUNDAY), [[0, 0, 0, 0, 0, 0, 20]]);
    let undo = undo_of(&saved);
    let another = undo.replace(&world.ana.to_string(), &world.hotel.to_string());
    assert_eq!(
        owner.post(&another, &[]).status,
        404,
        "they are of somebody else"
    );
    assert_eq!(owner.post(&undo, &[]).location(), week);
    assert_eq!(weeks(&app, first, SUNDAY), [[10; 7]]);
    assert_eq!(weeks(&app, second, SUNDAY), [[6; 7]]);
    assert_eq!(owner.post(&undo, &[]).status, 412);
}
