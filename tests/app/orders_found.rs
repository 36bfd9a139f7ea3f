//! Orders that are looked for, changed back and brought back; what a request leaves out and what it takes away.

use hornada::customers;
use hornada::orders::{self, NewLine, Status};
use hornada::people::roles::Role;
use hornada::production;
use serde_json::json;

use crate::orders::{MONDAY, SATURDAY, day, order, take, units, world};
use crate::orders_pages::{form_of, value};
use crate::support::{TestApp, attr, texts};

#[test]
fn a_number_is_one_filter_among_others_and_its_list_goes_on() {
    let app = TestApp::new();
    let world = world(&app);
    for _ in 0..5 {
        take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    }
    take(&app, order(world.hotel, MONDAY, &[(world.barra, 1)]));
    let owner = app.owner();
    let list = |query: &str| {
        let found = owner.api("GET", &format!("/api/v1/orders?{query}"), None);
        let found = found.json(200);
        let numbers: Vec<String> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|order| order["order_number"].as_str().unwrap().to_owned())
            .collect();
        (numbers, found["next"].as_str().map(str::to_owned))
    };
    let (mut all, mut next) = list("order_number=ORD-2026-1120&limit=4");
    assert_eq!(all.len(), 4);
    while let Some(after) = next {
        let (more, then) = list(&format!("order_number=ORD-2026-1120&limit=4&after={after}"));
        all.extend(more);
        next = then;
    }
    let down: Vec<String> = (1..=6)
        .rev()
        .map(|n| format!("ORD-2026-1120-{n:03}"))
        .collect();
    assert_eq!(all, down);
    assert_eq!(
        list("order_number=ORD-2026-1120&status=pending").0,
        down[..1]
    );
    assert_eq!(list("q=ORD-2026-1120&order_type=retail").0, down[1..]);
    let hotel = world.hotel;
    assert_eq!(
        list(&format!("q=ORD-2026-1120&customer_id={hotel}")).0,
        down[..1]
    );
    assert_eq!(list("q=ORD-2026-1120&sort=total_amount").0.len(), 6);
    let page = owner
        .get("/orders?q=ORD-2026-1120&status=confirmed")
        .page(200);
    assert_eq!(texts(&page, ".list__what a").len(), 5);
}

#[test]
fn a_text_means_all_customers_of_that_name_or_says_that_they_are_too_many() {
    let app = TestApp::new();
    let world = world(&app);
    let known = |count: usize| {
        app.write(move |tx| {
            for _ in 0..count {
                let new = customers::NewCustomer {
                    contact_name: "Zutano Pérez".to_owned(),
                    ..customers::NewCustomer::default()
                };
                customers::create(tx, new)?;
            }
            let found = customers::search(tx, "zutano", 500)?;
            Ok(found.into_iter().map(|one| one.id).collect::<Vec<_>>())
        })
    };
    for id in known(25) {
        take(&app, order(id, SATURDAY, &[(world.barra, 1)]));
    }
    let owner = app.owner();
    let list = || owner.api("GET", "/api/v1/orders?q=zutano&limit=100", None);
    assert_eq!(list().json(200)["items"].as_array().unwrap().len(), 25);
    known(200);
    assert_eq!(list().json(422)["errors"][0]["field"], "q");
    let page = owner.get("/orders?q=zutano").page(422);
    assert_eq!(
        texts(&page, ".form__summary li"),
        ["Hay más de 200 clientes así: escribe más de su nombre."]
    );
    assert_eq!(attr(&page, "#f-q", "value").as_deref(), Some("zutano"));
}

#[test]
fn after_the_cut_off_who_cancelled_a_pending_order_brings_it_back_as_it_was() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 1)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let counter = app.role(Role::Counter);
    let page = format!("/orders/{id}");
    let why = [("reason", "se arrepintió")];
    counter.post(&format!("{page}/cancel"), &why).location();
    counter.post(&format!("{page}/restore"), &[]).location();
    let find = || app.read(|view| orders::find(view, id));
    assert_eq!(find().status, Status::Pending);
    // A day that went by and is not closed is not over: what came back too late is set right.
    app.at_local("2026-11-23", "09:00");
    counter.post(&format!("{page}/cancel"), &why);
    assert_eq!(find().status, Status::Cancelled);
    counter.post(&format!("{page}/restore"), &[]).location();
    assert_eq!(find().status, Status::Pending);
}

#[test]
fn what_a_change_of_the_api_sets_to_null_is_none() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    let (owner, path) = (app.owner(), format!("/api/v1/orders/{id}"));
    let put = |version: &str, body| {
        let reply = owner.api_with("PUT", &path, &[("If-Match", version)], Some(body));
        reply.json(200)
    };
    let told = json!({
        "requested_time": "09:30", "payment_method": "card", "communication_preference": "phone"
    });
    assert_eq!(put("1", told)["requested_time"], "09:30");
    let stays = put("2", json!({ "notes": "con lazo" }));
    assert_eq!(stays["payment_method"], "card");
    let none = json!({
        "requested_time": null, "payment_method": null, "communication_preference": null
    });
    let now = put("3", none);
    for name in [
        "requested_time",
        "payment_method",
        "communication_preference",
    ] {
        assert!(now[name].is_null(), "{name}: {now}");
    }
}

#[test]
fn who_or_what_tax_is_unknown_is_an_error_of_its_field() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let nobody = uuid::Uuid::now_v7();
    let order = |customer: String, item| {
        let body = json!({ "customer_id": customer, "requested_date": SATURDAY, "items": [item] });
        owner.api("POST", "/api/v1/orders", Some(body)).json(422)
    };
    let bread = json!({ "product_id": world.barra, "quantity": "1" });
    let wrong = order(nobody.to_string(), bread);
    assert_eq!(wrong["errors"][0]["field"], "customer_id");
    let free = json!({
        "product_name": "Vela", "quantity": "1", "unit_price": "2.00", "tax_class_id": nobody
    });
    let wrong = order(world.ana.to_string(), free);
    let field = wrong["errors"][0]["field"].as_str().unwrap();
    assert!(field.ends_with("tax_class_id"), "{wrong}");
}

#[test]
fn a_cancelled_order_says_that_it_is_cancelled_and_a_change_is_undone_later_on_its_page() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let (owner, page) = (app.owner(), format!("/orders/{id}"));
    let line = app.read(|view| orders::lines(view, id)).remove(0).id;
    let quantity = format!("line-{line}-quantity");
    let undo = format!("form[action='{page}/take-back?version=2'] button");
    assert!(texts(&owner.get(&page).page(200), &undo).is_empty());
    let change = [("version", "1"), (quantity.as_str(), "5")];
    owner.post(&page, &change).location();
    assert_eq!(
        texts(&owner.get(&page).page(200), &undo),
        ["Deshacer el último cambio"]
    );
    let back = format!("{page}/take-back?version=2");
    owner.post(&back, &[]).location();
    let lines = app.read(|view| orders::lines(view, id));
    assert_eq!(lines[0].quantity, hornada::values::Quantity::whole(3));
    app.write(move |tx| orders::cancel(tx, id, "se arrepintió"));
    let put = owner.api_with(
        "PUT",
        &format!("/api/v1{page}"),
        &[("If-Match", "4")],
        Some(json!({ "notes": "x" })),
    );
    assert_eq!(put.json(409)["code"], "orders-cancelled-stays");
}

#[test]
fn a_repeated_free_line_keeps_its_tax_and_discount_and_a_note_sent_twice_is_one() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let mut new = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    let bread = app
        .read(|view| hornada::catalog::find(view, world.barra))
        .tax_class_id;
    new.lines.push(NewLine {
        name: "Pan con nombre".to_owned(),
        price: orders::Asked::Hand("10".parse().unwrap()),
        tax_class_id: Some(bread),
        discount_percentage: "20".parse().unwrap(),
        ..NewLine::of(
            hornada::values::ids::ItemId(uuid::Uuid::nil()),
            units(1),
            None,
        )
    });
    new.lines[1].product_id = None;
    let id = take(&app, new);
    let fields = form_of(&owner.get(&format!("/orders/new?repeat={id}")), 200);
    assert_eq!(value(&fields, "line-1-name"), "Pan con nombre");
    assert_eq!(value(&fields, "line-1-tax"), bread.to_string());
    assert_eq!(value(&fields, "line-1-discount"), "20.00");
    let key = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        let note = [("_key", key.as_str()), ("note", "puerta de atrás")];
        owner.post(&format!("/orders/{id}/notes"), &note).location();
    }
    assert_eq!(app.read(|view| orders::notes_of(view, id)).len(), 1);
}
