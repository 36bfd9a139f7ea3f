//! Cut-offs of rounds and of the day; what a late cancellation costs, on the payer's next invoice.

use hornada::customers::rounds::{self, Cutoff, NewRound};
use hornada::customers::{self, CustomerType, NewCustomer, Rhythm};
use hornada::orders::{self, Status};
use hornada::values::ids::{CustomerId, OrderId, RouteId};
use hornada::{invoices, payments, schedule};
use serde_json::json;

use crate::invoices::{business, issue_due};
use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::support::{TestApp, texts};

fn round(app: &TestApp, name: &'static str, closes: &'static str) -> RouteId {
    app.write(move |tx| {
        let id = rounds::create(
            tx,
            &NewRound {
                name: name.into(),
                departs_at: "05:30".parse().unwrap(),
                driver_id: None,
                is_active: true,
            },
        )?;
        let mut all = rounds::cutoffs(tx)?;
        all.push(Cutoff {
            route_id: Some(id),
            weekday: 6,
            days_before: 1,
            at: closes.parse().unwrap(),
        });
        rounds::set_cutoffs(tx, &all)?;
        Ok(id)
    })
}

fn onto(app: &TestApp, customer: CustomerId, route: RouteId) {
    app.write(move |tx| {
        let point = customers::points(tx, customer)?.remove(0);
        tx.execute(
            "UPDATE delivery_points SET route_id = ?2, stop_order = 1 WHERE id = ?1",
            rusqlite::params![point.id, route],
        )?;
        Ok(())
    });
}

fn due_times(app: &TestApp, job: &str) -> Vec<String> {
    let when = schedule::find(job).unwrap().when;
    let (from, until) = ("2026-11-20T00:00:00Z", "2026-11-20T23:00:00Z");
    let (from, until) = (
        crate::support::instant(from),
        crate::support::instant(until),
    );
    let found = app.read(|view| hornada::jobs::times::between(view, when, from, until));
    let saturday = found.iter().filter(|at| at.as_of == day(SATURDAY));
    saturday.map(|at| at.key.clone()).collect()
}

#[test]
fn the_day_is_frozen_at_the_last_cutoff_and_each_round_closes_at_its_own() {
    let app = TestApp::new();
    let world = world(&app);
    let early = round(&app, "Costa", "13:00");
    let late = round(&app, "Centro", "21:30");
    onto(&app, world.hotel, early);
    onto(&app, world.ana, late);
    assert_eq!(
        due_times(&app, "cutoff"),
        ["2026-11-20 21:30 for 2026-11-21"]
    );
    assert_eq!(
        due_times(&app, "round-cutoff"),
        [
            "2026-11-20 13:00 for 2026-11-21",
            "2026-11-20 20:00 for 2026-11-21"
        ]
    );
    // At 17:00 the hotel's round is closed, though the day is open and the others are not.
    let state = |path: &str| app.owner().api("GET", path, None).json(200);
    let today = state(&format!("/api/v1/days/{SATURDAY}"));
    assert_eq!(
        (&today["state"], &today["cutoff_at"]),
        (&json!("open"), &json!("2026-11-20T20:30:00Z"))
    );
    let body = |customer: CustomerId| json!({ "customer_id": customer, "requested_date": SATURDAY, "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let clerk = app.role(hornada::people::roles::Role::Counter);
    let refused = clerk.api("POST", "/api/v1/orders", Some(body(world.hotel)));
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("22/11"),
        "the next day is named: {}",
        refused.body
    );
    clerk
        .api("POST", "/api/v1/orders", Some(body(world.ana)))
        .json(201);
    app.at_local("2026-11-20", "21:00");
    clerk
        .api("POST", "/api/v1/orders", Some(body(world.ana)))
        .json(201);
    app.at_local("2026-11-20", "21:31");
    assert_eq!(
        clerk
            .api("POST", "/api/v1/orders", Some(body(world.ana)))
            .status,
        422
    );
}

fn charged(rhythm: Rhythm) -> (TestApp, World, CustomerId, OrderId) {
    let app = TestApp::new();
    let world = world(&app);
    let bar = crate::invoices::customer(
        &app,
        NewCustomer {
            customer_type: CustomerType::Hotel,
            invoice_rhythm: rhythm,
            ..business("Hotel Miramar")
        },
    );
    let id = take(
        &app,
        order(bar, SATURDAY, &[(world.barra, 100), (world.croissant, 10)]),
    );
    app.write(move |tx| orders::confirm(tx, id));
    app.at_local("2026-11-20", "22:00");
    let reply = app.owner().post(
        &format!("/orders/{id}/cancel"),
        &[("reason", "se anuló la boda")],
    );
    assert_eq!(reply.status, 303, "{}", reply.body);
    (app, world, bar, id)
}

#[test]
fn a_late_cancellation_stands_on_the_next_invoice_once() {
    let (app, _, bar, id) = charged(Rhythm::Weekly);
    let order = app.read(|view| orders::find(view, id));
    // 54.00 at 4 % and 6.20 at 10 %.
    assert_eq!(order.cancellation_charge.to_string(), "62.98");
    assert_eq!(order.status, Status::Cancelled);
    assert_eq!(
        app.read(|view| customers::exposure(view, bar)).to_string(),
        "62.98"
    );
    app.at_local("2026-11-23", "09:00");
    let due = app.owner().get("/invoices/due").page(200);
    assert!(due.html().contains("62,98"));
    let made = issue_due(&app, "2026-11-23").made;
    assert_eq!(made.len(), 1);
    assert!(issue_due(&app, "2026-11-23").made.is_empty());
    let invoice = app.read(|view| invoices::find(view, made[0]));
    assert_eq!(invoice.total_amount.to_string(), "62.98");
    assert_eq!(invoice.order_id, Some(id));
    let document = app.read(|view| invoices::document(view, made[0]));
    let lines = &document.notes[0].lines;
    assert_eq!(document.notes[0].number, order.order_number);
    assert_eq!(
        lines[0].description,
        format!("Anulación fuera de plazo del pedido {}", order.order_number)
    );
    let said: Vec<_> = lines
        .iter()
        .map(|line| (line.amount.as_str(), line.rate.as_str()))
        .collect();
    assert_eq!(said, [("54.00", "4.00"), ("6.20", "10.00")]);
    assert_eq!(
        app.read(|view| customers::exposure(view, bar)).to_string(),
        "62.98"
    );
    let page = app.owner().get(&format!("/invoices/{}", made[0])).page(200);
    assert!(texts(&page, "th[scope=rowgroup]")[0].starts_with("Pedido ORD-"));
    assert_eq!(
        app.owner()
            .get(&format!("/invoices/{}/pdf", made[0]))
            .status,
        200
    );
    let page = app.owner().get(&format!("/orders/{id}")).page(200);
    assert!(page.html().contains(&format!("/invoices/{}", made[0])));
}

#[test]
fn what_is_charged_is_not_brought_back() {
    let (app, _, bar, id) = charged(Rhythm::PerOrder);
    app.at_local("2026-11-21", "08:00");
    let made = app
        .write(move |tx| payments::issue_now(tx, bar, tx.today()))
        .made;
    assert_eq!(made.len(), 1);
    let reply = app.owner().post(&format!("/orders/{id}/restore"), &[]);
    assert_eq!(reply.status, 409);
    assert_eq!(
        crate::invoices::refused(&app, move |tx| payments::issue_order(tx, id, tx.today())),
        "invoices-nothing"
    );
}

#[test]
fn a_charge_goes_with_the_deliveries_of_its_period_and_a_free_cancellation_with_none() {
    let (app, world, bar, _) = charged(Rhythm::Weekly);
    app.set("orders.late_cancellation", "allowed");
    let mut free = order(bar, SATURDAY, &[(world.barra, 7)]);
    (free.may_be_late, free.late_reason) = (true, "olvido".into());
    let free = take(&app, free);
    app.write(move |tx| orders::cancel(tx, free, "al final no"));
    crate::invoices::delivered(
        &app,
        bar,
        crate::invoices::on("2026-11-18", &[("Barra de pan", 10, "1.00", "4")]),
    );
    app.at_local("2026-11-23", "09:00");
    let made = issue_due(&app, "2026-11-23").made;
    let invoice = app.read(|view| invoices::find(view, made[0]));
    // 64.00 at 4 % is 66.56, 6.20 at 10 % is 6.82.
    assert_eq!(invoice.total_amount.to_string(), "73.38");
    assert_eq!(invoice.order_id, None);
    assert_eq!(invoice.operation_from, day("2026-11-18"));
    assert_eq!(invoice.operation_until, day(SATURDAY));
}
