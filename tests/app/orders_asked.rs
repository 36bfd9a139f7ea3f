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
            all.clone()
                .all(|one| one.starts_with(&format!("{number} "))),
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
    assert_eq!(
        entered(&app, Some(world.hotel), "3 barras"),
        ["3 Barra de pan"]
    );
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
    assert!(
        errors[0]["detail"].as_str().unwrap().contains("cortada"),
        "{errors}"
    );
    owner
        .api("POST", "/api/v1/orders", Some(body(cut)))
        .json(201);
    assert_eq!(entered(&app, None, "3 barras"), ["3 Barra de pan"]);
    let line = app.read(|view| orders::resolve(view, None, day(MONDAY), "3 barras"));
    let Meaning::One(wanted) = line else {
        panic!("several")
    };
    assert_eq!(wanted.item.id, cut);
}

#[test]
fn a_retired_customer_orders_nothing() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| customers::set_active(tx, world.hotel, false));
    let body = json!({ "customer_id": world.hotel, "requested_date": MONDAY, "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let refused = app
        .owner()
        .api("POST", "/api/v1/orders", Some(body))
        .json(422);
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
        let refused = owner
            .api("POST", "/api/v1/orders", Some(body.clone()))
            .json(422);
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
    assert_eq!(
        (&after["quantity"], &after["unit"]),
        (&json!("2"), &json!("kg"))
    );
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
    let body = json!({ "notes": "sin bolsa" });
    let headers = [("user-agent", agent), ("if-match", "\"1\"")];
    owner
        .api_with("PUT", &format!("/api/v1/orders/{id}"), &headers, Some(body))
        .json(200);
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
    let why: String = app
        .value("SELECT reason FROM journal WHERE action = 'delivered' AND subject_kind = 'order'");
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
    assert_eq!(
        app.read(move |view| orders::find(view, id)).status,
        Status::Confirmed
    );
}

#[test]
fn limits_are_said_in_the_readers_money() {
    let app = TestApp::new();
    let world = world(&app);
    app.set("orders.least_value", "12.50");
    let new = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    let refused = app
        .db
        .write_blocking(hornada::db::Actor::system(), move |tx| {
            orders::create(tx, new)
        });
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}")
    };
    let said = errors.0[0].message.speak(hornada::i18n::Lang::Es);
    assert_eq!(said, "El pedido mínimo es de 12,50 €.");
    let said = errors.0[0].message.speak(hornada::i18n::Lang::En);
    assert_eq!(said, "The smallest order is €12.50.");
}

#[test]
fn lines_that_stay_keep_what_was_agreed_when_all_lines_are_sent_anew() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 2), (world.croissant, 1)],
        ),
    );
    let before = app.read(move |view| orders::lines(view, id));
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET name = 'Barra nueva' WHERE id = ?1",
            [world.barra],
        )?;
        for list in catalog::price_lists(tx)? {
            catalog::set_price(
                tx,
                list.id,
                world.barra,
                day("2026-11-20"),
                "9".parse().unwrap(),
            )?;
        }
        Ok(())
    });
    let owner = app.owner();
    let path = format!("/api/v1/orders/{id}");
    let put = |version: i64, items: serde_json::Value| {
        let version = format!("\"{version}\"");
        owner.api_with(
            "PUT",
            &path,
            &[("if-match", &version)],
            Some(json!({ "items": items })),
        )
    };
    let items = json!([{ "id": before[0].id, "quantity": "3" }, { "product_id": world.chapata, "quantity": "1", "unit": "kg" }]);
    let now = put(1, items).json(200)["items"].clone();
    assert_eq!(now.as_array().unwrap().len(), 2, "the croissant is gone");
    assert_eq!(now[0]["id"], json!(before[0].id));
    assert_eq!(
        (
            &now[0]["product_name"],
            &now[0]["unit_price"],
            &now[0]["quantity"]
        ),
        (&json!("Barra de pan"), &json!("1.10"), &json!("3"))
    );
    let now =
        put(2, json!([{ "product_id": world.barra, "quantity": "4" }])).json(200)["items"].clone();
    assert_eq!(
        (&now[0]["id"], &now[0]["unit_price"]),
        (&json!(before[0].id), &json!("1.10"))
    );
    let wrong = put(3, json!([{ "id": before[1].id, "quantity": "4" }])).json(422);
    assert_eq!(wrong["errors"][0]["field"], "items.0.id");
    let wrong = put(
        3,
        json!([{ "id": before[0].id, "product_id": world.croissant, "quantity": "4" }]),
    )
    .json(422);
    assert_eq!(wrong["errors"][0]["field"], "items.0.product_id");
}

#[test]
fn a_cancelled_order_comes_back_over_the_api() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 2)]));
    app.write(move |tx| orders::cancel(tx, id, "error"));
    let path = format!("/api/v1/orders/{id}/restore");
    let back = app.owner().api("POST", &path, None).json(200);
    assert_eq!(back["status"], "confirmed");
    assert_eq!(app.owner().api("POST", &path, None).status, 409);
}

#[test]
fn lists_are_filtered_by_payment_and_text_and_a_filter_that_cannot_be_is_named() {
    let app = TestApp::new();
    let world = world(&app);
    let [one, _] =
        [world.ana, world.hotel].map(|who| take(&app, order(who, MONDAY, &[(world.barra, 2)])));
    app.write(move |tx| orders::set_payment_status(tx, one, orders::PaymentStatus::Paid, None));
    let owner = app.owner();
    let count = |query: &str| {
        let list = owner
            .api("GET", &format!("/api/v1/orders?{query}"), None)
            .json(200);
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(count("payment_status=paid"), 1);
    assert_eq!(count("payment_status=unpaid"), 1);
    assert_eq!(count("q=miramar"), 1);
    assert_eq!(count("q=nadie"), 0);
    assert_eq!(count("q=ORD-2026"), 2);
    assert_eq!(
        owner
            .api("GET", "/api/v1/orders?payment_status=x", None)
            .status,
        422
    );
    let page = owner.get("/orders?paid=paid").page(200);
    assert_eq!(texts(&page, "#orders-list .list__row").len(), 1);
    for (name, value) in [
        ("from", "xx"),
        ("status", "foo"),
        ("type", "foo"),
        ("source", "x"),
        ("paid", "x"),
        ("route", "x"),
        ("sort", "x"),
        ("customer", "x"),
    ] {
        let page = owner.get(&format!("/orders?{name}={value}")).page(422);
        assert_eq!(texts(&page, ".form__summary li").len(), 1, "{name}");
    }
    let page = owner.get("/orders?from=xx").page(422);
    assert_eq!(
        crate::support::attr(&page, "[name=from]", "value").as_deref(),
        Some("xx")
    );
}

#[test]
fn everything_of_an_order_is_changed_on_its_page() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 10)]));
    let form = [
        ("version", "1"),
        ("delivery_method", "delivery"),
        ("delivery_address", "Calle Mayor 3"),
        ("discount_percentage", "10"),
        ("priority", "rush"),
        ("payment_method", "card"),
    ];
    let owner = app.owner();
    owner.post(&format!("/orders/{id}"), &form).location();
    let now = app.read(move |view| orders::find(view, id));
    assert_eq!(now.delivery_method.code(), "delivery");
    assert_eq!(now.delivery_address, "Calle Mayor 3");
    assert_eq!(now.discount_percentage.to_string(), "10.00");
    assert_eq!(now.priority.code(), "rush");
    assert_eq!(now.payment_method.map(|method| method.code()), Some("card"));
    let page = owner.get(&format!("/orders/{id}")).page(200);
    let chosen = crate::support::attr(&page, "[name=priority] option[selected]", "value");
    assert_eq!(chosen.as_deref(), Some("rush"));
    let wrong = [
        ("version", "2"),
        ("discount_percentage", "mucho"),
        ("priority", "x"),
    ];
    let page = owner.post(&format!("/orders/{id}"), &wrong).page(422);
    assert_eq!(
        crate::support::attr(&page, "[name=discount_percentage]", "value").as_deref(),
        Some("mucho")
    );
    owner
        .post(&format!("/orders/{id}/take-back?version=2"), &[])
        .location();
    let now = app.read(move |view| orders::find(view, id));
    assert_eq!(
        (
            now.priority.code(),
            now.discount_percentage.to_string().as_str()
        ),
        ("standard", "0.00")
    );
}

#[test]
fn what_a_change_of_a_customer_or_an_item_leaves_out_stays_as_it_is() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let headers = [("if-match", "\"1\"")];
    let path = format!("/api/v1/customers/{}", world.hotel);
    let now = owner
        .api_with(
            "PUT",
            &path,
            &headers,
            Some(json!({ "city": "Cádiz", "credit_limit": null })),
        )
        .json(200);
    assert_eq!(
        (&now["city"], &now["business_name"], &now["phone"]),
        (
            &json!("Cádiz"),
            &json!("Hotel Miramar"),
            &json!("600111222")
        )
    );
    assert_eq!(
        (&now["customer_type"], &now["credit_limit"]),
        (&json!("hotel"), &json!(null))
    );
    let version = app
        .read(move |view| catalog::find(view, world.croissant))
        .version;
    let version = format!("\"{version}\"");
    let path = format!("/api/v1/items/{}", world.croissant);
    let now = owner
        .api_with(
            "PUT",
            &path,
            &[("if-match", &version)],
            Some(json!({ "notes": "de mantequilla" })),
        )
        .json(200);
    assert_eq!(
        (&now["name"], &now["notes"], &now["is_sold"]),
        (&json!("Croissant"), &json!("de mantequilla"), &json!(true))
    );
    assert_eq!(now["allergens"].as_array().unwrap().len(), 3);
    let refused = owner.api_with(
        "PUT",
        &path,
        &[("if-match", &version)],
        Some(json!({ "nota": "x" })),
    );
    assert_eq!(refused.json(422)["errors"][0]["field"], "nota");
}

#[test]
fn two_letters_find_the_start_of_any_word_of_a_name() {
    let app = TestApp::new();
    let world = world(&app);
    for (text, id) in [("ru", world.ana), ("mi", world.hotel), ("an", world.ana)] {
        let found = app.read(|view| customers::search(view, text, 5));
        assert_eq!(
            found.iter().map(|one| one.id).collect::<Vec<_>>(),
            [id],
            "{text}"
        );
    }
    assert!(app.read(|view| customers::search(view, "ui", 5)).is_empty());
}
