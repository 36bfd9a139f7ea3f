//! What is asked for is what is taken: the entry line, variants, retired customers, the history and why.

use hornada::catalog::{self, NewItem};
use hornada::customers;
use hornada::error::Error;
use hornada::orders::{self, Change, LineChange, Meaning, Status};
use hornada::values::BaseUnit;
use hornada::values::ids::{CustomerId, ItemId};
use serde_json::json;

use crate::orders::{MONDAY, SATURDAY, World, day, order, take, units, world};
use crate::support::{TestApp, texts};

fn sold(app: &TestApp, name: &str, sku: &str) -> ItemId {
    let (name, sku) = (name.to_owned(), sku.to_owned());
    app.write(move |tx| {
        let class = catalog::tax_classes(tx)?.remove(0).id;
        let new = NewItem {
            sku,
            is_sold: true,
            ..NewItem::new(&name, BaseUnit::Piece, class)
        };
        let id = catalog::create(tx, new)?;
        for list in catalog::price_lists(tx)? {
            catalog::set_price(tx, list.id, id, day("2026-01-01"), "1".parse().unwrap())?;
        }
        Ok(id)
    })
}

/// What the entry line makes of a text: quantity and name, each of several, or nothing.
fn entered(app: &TestApp, who: Option<CustomerId>, text: &str) -> Vec<String> {
    let said = |wanted: &orders::Wanted| format!("{} {}", wanted.number, wanted.item.name);
    app.read(|view| {
        Ok(match orders::resolve(view, who, day(MONDAY), text)? {
            Meaning::One(wanted) => vec![said(&wanted)],
            Meaning::Several(several) => {
                let mut all = vec!["?".to_owned()];
                all.extend(several.iter().map(said));
                all
            }
            Meaning::Nothing => Vec::new(),
        })
    })
}

#[test]
fn a_number_in_front_is_a_quantity_and_never_part_of_an_items_number() {
    let app = TestApp::new();
    for (name, sku) in [
        ("Pan de barra", "PAN-01"),
        ("Media barra", "PAN-02"),
        ("Sin sal en barra", "PAN-03"),
        ("Rosca de anís", "DUL-1"),
        ("Pan 500 g", "PAN-50"),
        ("Panecillo", "PAN-60"),
        ("Mollete", "PAN-70"),
    ] {
        sold(&app, name, sku);
    }
    for text in ["3 barra", "2 barra", "1 barra", "barra 3", "3 barras"] {
        let found = entered(&app, None, text);
        let number = text.chars().find(char::is_ascii_digit).unwrap();
        assert_eq!(found.len(), 4, "{text}: {found:?}");
        assert_eq!(found[0], "?", "{text}");
        let all = found[1..].iter();
        assert!(
            all.clone().all(|one| one.starts_with(&format!("{number} "))),
            "{text}: {found:?}"
        );
    }
    assert_eq!(entered(&app, None, "2 roscas"), ["2 Rosca de anís"]);
    assert_eq!(entered(&app, None, "4 molletes"), ["4 Mollete"]);
    assert_eq!(entered(&app, None, "3 pan-02"), ["3 Media barra"]);
    assert_eq!(entered(&app, None, "PAN-03"), ["1 Sin sal en barra"]);
    assert_eq!(entered(&app, None, "pan 500 g"), ["1 Pan 500 g"]);
    assert_eq!(entered(&app, None, "2 pan 500 g"), ["2 Pan 500 g"]);
    assert_eq!(entered(&app, None, "7 tarta de 3 pisos"), [""; 0]);
}

#[test]
fn the_one_of_several_that_the_customer_takes_is_meant_with_the_number_that_was_said() {
    let app = TestApp::new();
    let world = world(&app);
    sold(&app, "Barra sin sal", "PAN-03");
    take(&app, order(world.hotel, MONDAY, &[(world.barra, 5)]));
    assert_eq!(entered(&app, Some(world.hotel), "3 barras"), ["3 Barra de pan"]);
    assert_eq!(entered(&app, Some(world.ana), "3 barras")[0], "?");
}

#[test]
fn what_has_variants_is_ordered_by_its_variants() {
    let app = TestApp::new();
    let world = world(&app);
    let cut = app.write(move |tx| catalog::add_variant(tx, world.barra, "cortada"));
    let body = |item: ItemId| json!({ "customer_id": world.ana, "requested_date": SATURDAY, "items": [{ "product_id": item, "quantity": "2" }] });
    let owner = app.owner();
    let refused = owner.api("POST", "/api/v1/orders", Some(body(world.barra)));
    let errors = refused.json(422)["errors"].clone();
    assert_eq!(errors[0]["field"], "items.0.product_id");
    assert!(errors[0]["detail"].as_str().unwrap().contains("cortada"), "{errors}");
    owner.api("POST", "/api/v1/orders", Some(body(cut))).json(201);
    assert_eq!(entered(&app, None, "3 barras"), ["3 Barra de pan"]);
    let line = app.read(|view| orders::resolve(view, None, day(MONDAY), "3 barras"));
    let Meaning::One(wanted) = line else { panic!("several") };
    assert_eq!(wanted.item.id, cut);
}

#[test]
fn a_retired_customer_orders_nothing() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| customers::set_active(tx, world.hotel, false));
    let body = json!({ "customer_id": world.hotel, "requested_date": MONDAY, "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let refused = app.owner().api("POST", "/api/v1/orders", Some(body)).json(422);
    assert_eq!(refused["errors"][0]["field"], "customer_id");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 0);
}

#[test]
fn nobody_says_by_hand_what_only_the_program_knows_or_sends_goods_nowhere() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let cases = [
        (json!({ "payment_status": "overdue" }), "payment_status"),
        (json!({ "payment_status": "partial" }), "payment_status"),
        (json!({ "order_source": "auto_recurring" }), "order_source"),
        (json!({ "delivery_method": "delivery" }), "delivery_address"),
    ];
    for (more, field) in cases {
        let mut body = json!({ "customer_id": world.ana, "requested_date": SATURDAY, "items": [{ "product_id": world.barra, "quantity": "2" }] });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let refused = owner.api("POST", "/api/v1/orders", Some(body.clone())).json(422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        if field == "delivery_address" {
            body["delivery_address"] = "Calle Mayor 3".into();
            owner.api("POST", "/api/v1/orders", Some(body)).json(201);
        }
    }
}

fn kilos(app: &TestApp, world: World) -> hornada::values::ids::OrderId {
    let mut new = order(world.ana, SATURDAY, &[(world.chapata, 1)]);
    new.lines[0].unit = Some("kg".into());
    take(app, new)
}

#[test]
fn the_history_says_quantities_in_the_unit_of_their_line_and_what_was_taken() {
    let app = TestApp::new();
    let world = world(&app);
    let id = kilos(&app, world);
    app.write(move |tx| {
        let line = orders::lines(tx, id)?.remove(0);
        let change = LineChange {
            quantity: Some(units(2)),
            ..LineChange::default()
        };
        let change = Change {
            lines: vec![(line.id, change)],
            ..Change::default()
        };
        orders::change(tx, id, 1, &change)
    });
    let owner = app.owner();
    let page = owner.get(&format!("/orders/{id}")).page(200);
    let said = texts(&page, ".timeline li").join(" | ");
    assert!(said.contains("Chapata: 1 kg → 2 kg"), "{said}");
    assert!(said.contains("Chapata: – → 1 kg"), "{said}");
    assert!(said.contains("cliente sin avisar"), "{said}");
    let path = format!("/api/v1/orders/{id}/history");
    let history = owner.api("GET", &path, None).json(200);
    let after = &history["items"][0]["additional_data"]["lines"][0]["after"];
    assert_eq!((&after["quantity"], &after["unit"]), (&json!("2"), &json!("kg")));
    owner
        .post(&format!("/orders/{id}/take-back?version=2"), &[])
        .location();
    let line = app.read(move |view| orders::lines(view, id)).remove(0);
    assert_eq!(line.quantity.to_string(), "1000");
}

#[test]
fn the_history_says_from_where_and_with_what() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let body = json!({ "notes": "sin bolsa" }).to_string();
    let headers = [("user-agent", agent), ("if-match", "\"1\""), ("content-type", "application/json")];
    owner.send("PUT", &format!("/api/v1/orders/{id}"), &headers, Some(body)).json(200);
    let page = owner.get(&format!("/orders/{id}")).page(200);
    let said = texts(&page, ".timeline li").remove(0);
    assert!(said.contains("127.0.0.1 · Firefox, Linux"), "{said}");
}

#[test]
fn why_an_order_was_completed_is_kept() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let body = json!({ "status": "delivered", "notes": "vino su hermana" });
    let path = format!("/api/v1/orders/{id}/status");
    app.owner().api("PATCH", &path, Some(body)).json(200);
    let why: String = app.value("SELECT reason FROM journal WHERE action = 'delivered' AND subject_kind = 'order'");
    assert_eq!(why, "vino su hermana");
}

#[test]
fn an_emptied_quantity_is_asked_for() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let line = app.read(move |view| orders::lines(view, id)).remove(0).id;
    let field = format!("line-{line}-quantity");
    let form = [("version", "1"), (field.as_str(), "")];
    let page = app.owner().post(&format!("/orders/{id}"), &form).page(422);
    assert_eq!(texts(&page, "tbody .field__error").len(), 1);
    assert_eq!(app.read(move |view| orders::find(view, id)).version, 1);
    assert_eq!(app.read(move |view| orders::find(view, id)).status, Status::Confirmed);
}

#[test]
fn limits_are_said_in_the_readers_money() {
    let app = TestApp::new();
    let world = world(&app);
    app.set("orders.least_value", "12.50");
    let new = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    let refused = app.db.write_blocking(hornada::db::Actor::system(), move |tx| orders::create(tx, new));
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    let said = errors.0[0].message.speak(hornada::i18n::Lang::Es);
    assert_eq!(said, "El pedido mínimo es de 12,50 €.");
    let said = errors.0[0].message.speak(hornada::i18n::Lang::En);
    assert_eq!(said, "The smallest order is €12.50.");
}
