//! Orders that are changed or taken back: what was agreed stays agreed, and what is late stays late.

use hornada::catalog;
use hornada::customers::{self, NewPoint};
use hornada::orders::{self, Order, Status, days};
use hornada::people::roles::Role;
use hornada::values::Rate;
use hornada::values::ids::OrderId;
use hornada::{fulfilment, payments, production};
use serde_json::{Value, json};

use crate::invoices::{business, customer, delivered, issue_due, on, refused};
use crate::orders::{MONDAY, SATURDAY, World, day, order, take, world};
use crate::support::{Client, Reply, TestApp, texts};

fn start() -> (TestApp, World) {
    let app = TestApp::new();
    let world = world(&app);
    (app, world)
}

fn find(app: &TestApp, id: OrderId) -> Order {
    app.read(|view| orders::find(view, id))
}

/// Changes the order as it stands.
fn put(app: &TestApp, client: &Client, id: OrderId, rest: &str, body: Value) -> Reply {
    let version = format!("\"{}\"", find(app, id).version);
    let path = format!("/api/v1/orders/{id}{rest}");
    client.api_with("PUT", &path, &[("if-match", &version)], Some(body))
}

fn undo_change(app: &TestApp, client: &Client, id: OrderId) {
    let version = format!("\"{}\"", find(app, id).version);
    let path = format!("/api/v1/orders/{id}/undo-change");
    client
        .api_with("POST", &path, &[("if-match", &version)], None)
        .json(200);
}

/// A late order of two loaves for Saturday, taken by this person.
fn taken_late(world: World, client: &Client) -> OrderId {
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY, "late_reason": "boda",
                       "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let made = client.api("POST", "/api/v1/orders", Some(body)).json(201);
    made["id"].as_str().unwrap().parse().unwrap()
}

#[test]
fn an_order_just_taken_late_is_taken_back_free_by_who_took_it_and_by_nobody_else() {
    let (app, world) = start();
    let (owner, manager) = (app.owner(), app.role(Role::Manager));
    app.at_local("2026-11-20", "20:30");
    app.set("orders.late_cancellation", "refused");
    let undo = |client: &Client, id: OrderId| client.post(&format!("/orders/{id}/undo"), &[]);
    let id = taken_late(world, &owner);
    assert_eq!(undo(&owner, id).status, 303);
    let order = find(&app, id);
    assert_eq!(order.status, Status::Cancelled);
    assert!(order.cancellation_charge.is_zero());
    let id = taken_late(world, &owner);
    assert_eq!(undo(&manager, id).status, 409, "not theirs");
    app.set("orders.late_cancellation", "charged");
    app.at_local("2026-11-20", "20:41");
    assert_eq!(undo(&owner, id).status, 303);
    let charge = find(&app, id).cancellation_charge.to_string();
    assert_eq!(charge, "2.20", "ten minutes later it is a cancellation");
}

#[test]
fn an_order_that_was_never_confirmed_costs_nothing_to_call_off() {
    let (app, world) = start();
    let ids = [(); 2].map(|()| take(&app, order(world.hotel, SATURDAY, &[(world.barra, 10)])));
    assert_eq!(find(&app, ids[0]).status, Status::Pending);
    app.at_local("2026-11-20", "21:00");
    for (id, how) in ids.into_iter().zip(["refused", "charged"]) {
        app.set("orders.late_cancellation", how);
        let reply = app
            .owner()
            .post(&format!("/orders/{id}/cancel"), &[("reason", "no")]);
        assert_eq!(reply.status, 303, "{how}: {}", reply.body);
        assert!(find(&app, id).cancellation_charge.is_zero(), "{how}");
    }
}

#[test]
fn a_changed_order_keeps_its_price_list_and_its_discount_when_the_customers_are_others_by_now() {
    let (app, world) = start();
    app.write(move |tx| {
        let agreed: Rate = "60".parse().unwrap();
        Ok(tx.execute(
            "UPDATE customers SET discount_percentage = ?2 WHERE id = ?1",
            rusqlite::params![world.hotel, agreed],
        )?)
    });
    let id = take(&app, order(world.hotel, MONDAY, &[(world.barra, 100)]));
    let before = find(&app, id);
    // 54.00 less 60 %, and 4 %.
    assert_eq!(before.total_amount.to_string(), "22.46");
    app.write(move |tx| {
        Ok(tx.execute(
            "UPDATE customers SET discount_percentage = 0,
                 price_list_id = (SELECT id FROM price_lists WHERE code = 'PVP') WHERE id = ?1",
            [world.hotel],
        )?)
    });
    let owner = app.owner();
    let changed = put(&app, &owner, id, "", json!({ "notes": "por detrás" })).json(200);
    assert_eq!(changed["total_amount"], json!(before.total_amount));
    let line = json!({ "product_id": world.croissant, "quantity": "1" });
    let added = owner.api("POST", &format!("/api/v1/orders/{id}/items"), Some(line));
    assert_eq!(added.json(201)["unit_price"], "0.62");
    let wrong = put(&app, &owner, id, "", json!({ "discount_percentage": "70" })).json(422);
    assert_eq!(wrong["errors"][0]["field"], "discount_percentage");
}

#[test]
fn an_order_moved_into_a_frozen_day_is_on_its_sheet_with_a_note() {
    let (app, world) = start();
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 5)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let body = json!({ "requested_date": SATURDAY, "late_reason": "se adelanta" });
    put(&app, &app.owner(), id, "", body).json(200);
    let moved = find(&app, id);
    assert_eq!((moved.status, moved.day_version), (Status::Preparing, 2));
    let state = app.read(|view| days::state(view, day(SATURDAY)));
    assert_eq!(state.version, 2);
    let notes = app.read(|view| fulfilment::of_day(view, day(SATURDAY)));
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].order_id, id);
}

#[test]
fn leaving_a_day_after_its_cut_off_is_late_too() {
    let (app, world) = start();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 5)]));
    let pending = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 5)]));
    app.at_local("2026-11-20", "20:30");
    let clerk = app.role(Role::Counter);
    let away = json!({ "requested_date": MONDAY });
    let refused = put(&app, &clerk, id, "", away.clone()).json(422);
    assert_eq!(refused["errors"][0]["field"], "requested_date");
    let silent = put(&app, &app.owner(), id, "", away.clone()).json(422);
    assert_eq!(silent["errors"][0]["field"], "late_reason");
    assert_eq!(find(&app, id).requested_date, day(SATURDAY));
    let said = json!({ "requested_date": MONDAY, "late_reason": "la boda es el lunes" });
    put(&app, &app.owner(), id, "", said).json(200);
    assert_eq!(find(&app, id).requested_date, day(MONDAY));
    put(&app, &clerk, pending, "", away).json(200);
}

#[test]
fn the_page_asks_why_when_an_order_moves_into_a_frozen_day_and_offers_no_undo_then() {
    let (app, world) = start();
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 5)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let (owner, path) = (app.owner(), format!("/orders/{id}"));
    let asked = owner.post(&path, &[("version", "1"), ("requested_date", SATURDAY)]);
    assert!(asked.page(422).html().contains("name=\"late_reason\""));
    let fields = [
        ("version", "1"),
        ("requested_date", SATURDAY),
        ("late_reason", "se adelanta"),
    ];
    let moved = owner.post(&path, &fields);
    assert_eq!(moved.status, 303, "{}", moved.body);
    assert!(!moved.header("set-cookie").contains("take-back"));
}

#[test]
fn what_was_paid_back_is_not_invoiced() {
    let app = TestApp::new();
    let bar = customer(&app, business("Bar Manolo"));
    let note = delivered(
        &app,
        bar,
        on("2026-11-02", &[("Barra de pan", 10, "1.00", "4")]),
    );
    let id = app.read(|view| fulfilment::find(view, note)).order_id;
    let owner = app.owner();
    let due = |owner: &Client| owner.get("/invoices/due").page(200).html();
    app.at_local("2026-12-01", "09:00");
    assert!(due(&owner).contains("10,40"));
    app.write(move |tx| {
        let handed = "UPDATE notes SET delivered_at = ?2 WHERE id = ?1";
        tx.execute(handed, rusqlite::params![note, tx.now])?;
        Ok(())
    });
    let said = |client: &Client| texts(&client.get(&format!("/notes/{note}")).page(200), ".total");
    assert!(said(&owner)[0].contains("por facturar"));
    let path = format!("/api/v1/orders/{id}/status");
    owner
        .api(
            "PATCH",
            &path,
            Some(json!({ "status": "refunded", "notes": "no era lo pedido" })),
        )
        .json(200);
    assert!(!due(&owner).contains("10,40"));
    assert!(said(&owner)[0].contains("no se factura"));
    assert!(issue_due(&app, "2026-12-01").made.is_empty());
    assert_eq!(
        refused(&app, move |tx| payments::issue_order(tx, id, tx.today())),
        "invoices-nothing"
    );
    assert_eq!(
        refused(&app, move |tx| payments::issue(
            tx,
            bar,
            &[note],
            tx.today()
        )),
        "invoices-note-taken"
    );
    let from = day("2026-11-01");
    let left = app.read(|view| fulfilment::to_invoice(view, bar, from, day("2026-11-30")));
    assert!(left.is_empty());
}

#[test]
fn a_confirmed_order_grows_only_within_the_credit() {
    let (app, world) = start();
    app.set("customers.credit_check_on", "true");
    let id = take(&app, order(world.hotel, MONDAY, &[(world.barra, 100)]));
    app.write(move |tx| orders::confirm(tx, id));
    let owner = app.owner();
    let line = app.read(|view| orders::lines(view, id)).remove(0).id;
    let pieces = |number: &str| {
        let body = json!({ "quantity": number });
        put(&app, &owner, id, &format!("/items/{line}"), body)
    };
    let over = pieces("1000").json(409);
    assert_eq!(over["code"], "orders-over-credit");
    assert_eq!(find(&app, id).total_amount.to_string(), "56.16");
    // 800 × 0.54 and 4 % are 449.28: its own 56.16 do not count twice.
    assert_eq!(pieces("800").json(200)["total_amount"], "449.28");
    app.write(move |tx| {
        Ok(tx.execute(
            "UPDATE customers SET credit_limit = 100 WHERE id = ?1",
            [world.hotel],
        )?)
    });
    assert_eq!(pieces("801").status, 409);
    pieces("700").json(200);
    app.set("customers.credit_check_on", "false");
    pieces("1000").json(200);
}

#[test]
fn the_discount_of_a_line_that_stands_keeps_to_the_most_that_is_set() {
    let (app, world) = start();
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 10)]));
    let owner = app.owner();
    let line = app.read(|view| orders::lines(view, id)).remove(0).id;
    let discount = |rate: &str| {
        let body = json!({ "discount_percentage": rate });
        put(&app, &owner, id, &format!("/items/{line}"), body)
    };
    for wrong in ["60", "-1"] {
        let refused = discount(wrong).json(422);
        let field = &refused["errors"][0]["field"];
        assert_eq!(field, "items.0.discount_percentage", "{wrong}");
    }
    assert_eq!(discount("50").json(200)["total_amount"], "5.50");
    // What was agreed once stays, and comes back, though the most is less by now.
    app.set("orders.most_discount", "10");
    let body = json!({ "quantity": "20" });
    put(&app, &owner, id, &format!("/items/{line}"), body).json(200);
    discount("0").json(200);
    undo_change(&app, &owner, id);
    assert_eq!(find(&app, id).total_amount.to_string(), "11.00");
}

#[test]
fn taking_a_change_back_brings_place_payment_and_priority_back() {
    let (app, world) = start();
    let id = take(&app, order(world.hotel, MONDAY, &[(world.barra, 10)]));
    let second = app.write(move |tx| {
        customers::add_point(
            tx,
            world.hotel,
            NewPoint {
                name: "Cafetería".into(),
                address_line1: "Calle Mayor 2".into(),
                postal_code: "03590".into(),
                city: "Altea".into(),
                province: "Alicante".into(),
                ..NewPoint::default()
            },
        )
    });
    let told = |id| {
        let order = find(&app, id);
        json!([
            order.delivery_method,
            order.delivery_point_id,
            order.delivery_address,
            order.priority,
            order.payment_method,
            order.billing_address,
            order.communication_preference,
        ])
    };
    let before = told(id);
    let body = json!({
        "delivery_method": "delivery", "delivery_point_id": second, "priority": "rush", "payment_method": "card",
        "billing_address": "Calle Nueva 1", "communication_preference": "email",
    });
    put(&app, &app.owner(), id, "", body).json(200);
    let after = told(id);
    for (was, is) in before
        .as_array()
        .unwrap()
        .iter()
        .zip(after.as_array().unwrap())
    {
        assert_ne!(was, is, "everything is another");
    }
    undo_change(&app, &app.owner(), id);
    assert_eq!(told(id), before);
}

#[test]
fn taking_a_move_back_leaves_list_prices_the_lists() {
    let (app, world) = start();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    app.write(move |tx| {
        let lists = catalog::price_lists(tx)?;
        let list = lists.iter().find(|list| list.code == "PVP").unwrap();
        let price = "1.20".parse().unwrap();
        catalog::set_price(tx, list.id, world.barra, day(MONDAY), price)
    });
    let owner = app.owner();
    let line = || {
        let line = app.read(|view| orders::lines(view, id)).remove(0);
        (line.unit_price.to_string(), line.price_source.code())
    };
    let to_monday = || put(&app, &owner, id, "", json!({ "requested_date": MONDAY })).json(200);
    to_monday();
    assert_eq!(line(), ("1.20".to_owned(), "list"));
    undo_change(&app, &owner, id);
    assert_eq!(find(&app, id).requested_date, day(SATURDAY));
    assert_eq!(line(), ("1.10".to_owned(), "list"));
    to_monday();
    assert_eq!(line(), ("1.20".to_owned(), "list"));
}

#[test]
fn another_delivery_point_brings_its_address_unless_one_was_typed_by_hand() {
    let (app, world) = start();
    let (first, second) = app.write(move |tx| {
        let at = |street: &str| NewPoint {
            name: street.into(),
            address_line1: street.into(),
            postal_code: "03590".into(),
            city: "Altea".into(),
            province: "Alicante".into(),
            ..NewPoint::default()
        };
        Ok((
            customers::add_point(tx, world.hotel, at("Calle Mayor 2"))?,
            customers::add_point(tx, world.hotel, at("Paseo del Puerto 1"))?,
        ))
    });
    let owner = app.owner();
    let moved_from = |typed: &str| {
        let mut new = order(world.hotel, MONDAY, &[(world.barra, 10)]);
        new.delivery_method = Some(orders::DeliveryMethod::Delivery);
        new.delivery_point_id = Some(first);
        new.delivery_address = typed.into();
        let id = take(&app, new);
        let before = find(&app, id).delivery_address;
        put(&app, &owner, id, "", json!({ "delivery_point_id": second })).json(200);
        let after = find(&app, id).delivery_address;
        undo_change(&app, &owner, id);
        assert_eq!(find(&app, id).delivery_address, before);
        (before, after)
    };
    let (before, after) = moved_from("");
    assert_eq!(before, "Calle Mayor 2, 03590 Altea, Alicante");
    assert_eq!(after, "Paseo del Puerto 1, 03590 Altea, Alicante");
    let by_hand = "Por el muelle, puerta 3".to_owned();
    assert_eq!(moved_from(&by_hand), (by_hand.clone(), by_hand));
}
