//! What standing orders stop for: a customer who left, days on which the bakery never opens, a cut-off that has gone.

use hornada::customers;
use hornada::orders::{self, DeliveryMethod, Status};
use hornada::standing_orders::dates::Frequency;
use hornada::standing_orders::{self as standing, NewTemplate, NewTemplateLine};
use hornada::values::ids::{CustomerId, ItemId, TemplateId};
use rust_decimal::Decimal;
use serde_json::json;

use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::support::{TestApp, attr, texts};

fn daily(app: &TestApp, customer: CustomerId, item: ItemId) -> TemplateId {
    let new = NewTemplate {
        recurring_name: String::new(),
        customer_id: customer,
        delivery_point_id: None,
        frequency: Frequency::Weekly,
        delivery_method: DeliveryMethod::Delivery,
        delivery_time: None,
        delivery_notes: String::new(),
        start_date: day(SATURDAY),
        end_date: None,
        lines: vec![NewTemplateLine {
            product_id: item,
            unit: String::new(),
            week: [Decimal::from(20); 7],
            custom_instructions: String::new(),
        }],
    };
    app.write(move |tx| standing::create(tx, new)).0
}

fn standing_for_the_hotel() -> (TestApp, World, TemplateId) {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, world.hotel, world.barra);
    (app, world, id)
}

/// Days with a living order.
fn days_with_orders(app: &TestApp) -> Vec<String> {
    app.read(|view| {
        let mut statement = view.prepare(
            "SELECT requested_date FROM orders WHERE status <> 'cancelled' ORDER BY requested_date",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })
}

fn is_active(app: &TestApp, id: TemplateId) -> bool {
    let found = app.read(move |view| standing::find(view, id, view.today()));
    found.schedule.is_active
}

#[test]
fn a_customer_who_is_retired_gets_no_more_bread_and_undone_gets_it_again() {
    let (app, world, id) = standing_for_the_hotel();
    let owner = app.owner();
    let other = take(&app, order(world.hotel, SATURDAY, &[(world.croissant, 2)]));
    let place = format!("/customers/{}", world.hotel);
    let said = texts(&owner.get(&place).page(200), "p.quiet").join(" ");
    assert!(said.contains("se para su pedido fijo"), "{said}");
    assert!(said.contains("3 pedidos por entregar"), "{said}");
    let reply = owner.post(&format!("{place}/active"), &[]);
    assert_eq!(reply.status, 303);
    assert_eq!(
        days_with_orders(&app),
        [SATURDAY],
        "only what was taken by hand"
    );
    assert_eq!(
        app.read(move |view| orders::find(view, other)).status,
        Status::Pending
    );
    assert!(!is_active(&app, id));
    let done = app.write(|tx| standing::generate(tx, day("2026-11-28")));
    assert_eq!((done.made, done.failed.len()), (0, 0));
    let undo = format!("{place}/enable?standing={id}");
    assert!(reply.header("set-cookie").contains("enable"), "{reply:?}");
    owner.post(&undo, &[]).location();
    assert!(is_active(&app, id));
    assert_eq!(days_with_orders(&app), [SATURDAY, SATURDAY, "2026-11-22"]);
    // Somebody who comes back by another way does not get the old bread unasked.
    owner.post(&format!("{place}/active"), &[]).location();
    owner
        .post(&format!("{place}/active"), &[("active", "on")])
        .location();
    assert!(!is_active(&app, id));
}

#[test]
fn over_the_api_too_and_their_standing_orders_do_not_start_while_they_are_away() {
    let (app, world, id) = standing_for_the_hotel();
    let owner = app.owner();
    let path = format!("/api/v1/customers/{}", world.hotel);
    let mut body =
        json!({ "customer_type": "hotel", "business_name": "Hotel Miramar", "phone": "600111222" });
    body["is_active"] = false.into();
    let headers = [("if-match", "\"1\"")];
    owner.api_with("PUT", &path, &headers, Some(body)).json(200);
    assert!(days_with_orders(&app).is_empty());
    let version = app
        .read(move |view| standing::find(view, id, view.today()))
        .version;
    let form = [
        ("version", version.to_string()),
        ("active", "on".to_owned()),
    ];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(
        owner
            .post(&format!("/standing-orders/{id}/state"), &form)
            .status,
        409
    );
}

#[test]
fn a_standing_order_of_a_customer_who_was_retired_before_makes_nothing() {
    let (app, world, _) = standing_for_the_hotel();
    app.write(move |tx| customers::set_active(tx, world.hotel, false));
    let done = app.write(|tx| standing::generate(tx, day("2026-11-28")));
    assert_eq!((done.made, done.failed.len()), (0, 0));
    let expected = app.read(|view| standing::expected(view, day("2026-11-28")));
    assert!(expected.is_empty());
}

#[test]
fn on_weekdays_on_which_the_bakery_never_opens_nothing_is_made_and_the_page_says_so() {
    let (app, _, id) = standing_for_the_hotel();
    let owner = app.owner();
    assert_eq!(days_with_orders(&app), [SATURDAY, "2026-11-22"]);
    // Closed on Sundays from now on: what was made for tomorrow's Sunday is called off.
    let page = owner.get("/settings").page(200);
    let version = attr(&page, "#orders [name=version]", "value").unwrap();
    let mut fields = vec![("version".to_owned(), version)];
    for definition in hornada::settings::DEFINITIONS
        .iter()
        .filter(|one| one.section == "orders")
    {
        let value = app.db.settings().text(definition.key).to_owned();
        fields.push((definition.key.to_owned(), value));
    }
    fields.retain(|(name, _)| name != "orders.opening_days");
    fields.push(("orders.opening_days".into(), "1,2,3,4,5,6".into()));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    owner.post("/settings/orders", &fields).location();
    assert_eq!(days_with_orders(&app), [SATURDAY]);
    let done = app.write(|tx| standing::generate(tx, day("2026-11-30")));
    assert_eq!(
        (done.made, done.failed.len()),
        (7, 0),
        "Monday to Saturday, and Monday"
    );
    assert!(!days_with_orders(&app).contains(&"2026-11-29".to_owned()));
    let path = format!("/api/v1/standing-orders/{id}/dates");
    let dates = owner.api("GET", &path, None).json(200);
    let sunday = dates["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|date| date["day"] == "2026-11-29")
        .unwrap()
        .clone();
    assert_eq!(sunday["status"], "closed", "{sunday}");
    assert!(
        app.read(|view| standing::expected(view, day("2026-12-06")))
            .is_empty()
    );
}

#[test]
fn a_day_whose_cut_off_has_gone_waits_for_a_decision() {
    let (app, _, _) = standing_for_the_hotel();
    app.at_local("2026-11-24", "20:10");
    let done = app.write(|tx| standing::generate(tx, day("2026-11-25")));
    assert_eq!(
        (done.made, done.missed),
        (1, 2),
        "a clock that is a little late has missed nothing"
    );
    app.at_local("2026-11-26", "10:00");
    let done = app.write(|tx| standing::generate(tx, day("2026-11-27")));
    assert_eq!(
        (done.made, done.missed),
        (1, 1),
        "today's was cut off last night"
    );
    let missed = app.read(|view| standing::missed(view));
    assert_eq!(missed.last().unwrap().day, day("2026-11-26"));
}

#[test]
fn the_api_says_which_part_of_a_rhythm_is_wrong_and_quantities_in_their_unit() {
    let (app, world, _) = standing_for_the_hotel();
    let owner = app.owner();
    let path = "/api/v1/standing-orders";
    let body = |more: serde_json::Value| {
        let mut body = json!({ "customer_id": world.ana, "frequency": "monthly", "delivery_method": "pickup",
            "order_items": [{ "product_id": world.chapata, "quantity": "0.5", "unit": "kg" }] });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    let cases = [
        (
            json!({ "month_nth": 2, "month_weekday": 9 }),
            "month_weekday",
        ),
        (json!({ "month_day": 40 }), "month_day"),
        (json!({ "month_nth": 2 }), "month_day"),
        (json!({ "frequency": "hourly" }), "frequency"),
    ];
    for (more, field) in cases {
        let refused = owner.api("POST", path, Some(body(more))).json(422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    let made = owner
        .api(
            "POST",
            path,
            Some(body(
                json!({ "frequency": "weekly", "delivery_day": "Saturday" }),
            )),
        )
        .json(201);
    assert_eq!(made["delivery_day"], "Saturday");
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let dates = owner.api("GET", &format!("{one}/dates"), None).json(200);
    let item = &dates["items"][0]["order_items"][0];
    assert_eq!(
        (&item["quantity"], &item["unit"]),
        (&json!("0.5"), &json!("kg"))
    );
    let version = format!("\"{}\"", made["version"]);
    let body = body(json!({ "frequency": "weekly", "delivery_day": "Saturday, Monday" }));
    let now = owner
        .api_with("PUT", &one, &[("if-match", &version)], Some(body))
        .json(200);
    assert_eq!(now["delivery_day"], "Monday, Saturday");
}
