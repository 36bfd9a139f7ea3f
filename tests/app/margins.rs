//! What an order's goods cost, and what is left: stored with the order, fixed when it is done, shown to those who may see costs.

use hornada::catalog::{self, NewItem};
use hornada::customers;
use hornada::orders::{self, Status};
use hornada::people::roles::Role;
use hornada::recipes::{self, Kind, NewLine, NewRecipe};
use hornada::values::ids::{ItemId, OrderId};
use hornada::values::{BaseUnit, Rate, Unit};
use serde_json::{Value, json};

use crate::orders::{SATURDAY, World, order, take, world};
use crate::stock::{bought, receive};
use crate::support::{TestApp, texts};

/// A croissant is 50 g of flour, and flour is 1 € the kilo: 0.05 € and 20 % on top, 0.06 €.
fn with_recipe(app: &TestApp) -> (World, ItemId) {
    let world = world(app);
    let flour = bought(app, "Harina");
    receive(app, flour, "10000", "10");
    app.write(move |tx| {
        let line = NewLine {
            ingredient_id: flour,
            quantity: Some("5".parse().unwrap()),
            unit: Unit::Kg,
            bakers_percentage: None,
        };
        recipes::create(
            tx,
            NewRecipe {
                item_id: world.croissant,
                name: String::new(),
                kind: Kind::Product,
                yield_quantity: "100".parse().unwrap(),
                loss_percentage: Rate::ZERO,
                steps: String::new(),
                bake_minutes: None,
                bake_degrees: None,
                lines: vec![line],
            },
        )
    });
    (world, flour)
}

/// Jam from a supplier, sold as it is: 2.00 € a jar.
fn jam(app: &TestApp) -> ItemId {
    let item = app.write(|tx| {
        let class = catalog::tax_classes(tx)?
            .into_iter()
            .find(|class| class.code == "food")
            .unwrap();
        let mut new = NewItem::new("Mermelada", BaseUnit::Piece, class.id);
        (new.is_sold, new.is_made, new.is_bought) = (true, false, true);
        let id = catalog::create(tx, new)?;
        for list in catalog::price_lists(tx)? {
            let from = "2026-01-01".parse().unwrap();
            catalog::set_price(tx, list.id, id, from, "3.30".parse().unwrap())?;
        }
        Ok(id)
    });
    receive(app, item, "10", "20");
    item
}

fn costs(app: &TestApp, id: OrderId) -> (Vec<Option<String>>, Option<String>) {
    let order = app.read(|view| orders::find(view, id));
    let lines = app.read(|view| orders::lines(view, id));
    let text = |cost: Option<hornada::values::Money>| cost.map(|cost| cost.to_string());
    (
        lines.iter().map(|line| text(line.line_cost)).collect(),
        text(order.cost_amount),
    )
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

#[test]
fn made_goods_cost_their_recipe_and_bought_ones_their_average() {
    let app = TestApp::new();
    let (world, _) = with_recipe(&app);
    let jam = jam(&app);
    let id = take(
        &app,
        order(world.hotel, SATURDAY, &[(world.croissant, 120), (jam, 3)]),
    );
    assert_eq!(
        costs(&app, id),
        (some(&["7.20", "6.00"]), Some("13.20".into()))
    );
    let path = format!("/api/v1/orders/{id}");
    let seen = app.owner().api("GET", &path, None).json(200);
    // 120 × 0.62 = 74.40 less 7.20; 3 × 3.30 = 9.90 less 6.00.
    assert_eq!(seen["items"][0]["line_margin"], "67.20");
    assert_eq!(seen["items"][1]["line_margin"], "3.90");
    assert_eq!(seen["cost_amount"], "13.20");
    assert_eq!(seen["margin_amount"], "71.10");
    assert_eq!(seen["margin_percentage"], "84.34");
    let page = app.owner().get(&format!("/orders/{id}")).page(200);
    assert_eq!(texts(&page, "#margin dd"), ["13,20 €", "71,10 € · 84,34 %"]);
    assert!(page.html().contains("cuesta 7,20 €, deja 67,20 €"));
}

#[test]
fn only_those_who_may_see_costs_see_them() {
    let app = TestApp::new();
    let (world, _) = with_recipe(&app);
    let id = take(
        &app,
        order(world.hotel, SATURDAY, &[(world.croissant, 120)]),
    );
    let hidden = |value: &Value| {
        let text = value.to_string();
        assert!(!text.contains("7.20") && !text.contains("margin"), "{text}");
    };
    let counter = app.role(Role::Counter);
    hidden(
        &counter
            .api("GET", &format!("/api/v1/orders/{id}"), None)
            .json(200),
    );
    hidden(
        &counter
            .api("GET", &format!("/api/v1/orders/{id}/items"), None)
            .json(200),
    );
    hidden(&counter.api("GET", "/api/v1/orders", None).json(200));
    let page = counter.get(&format!("/orders/{id}")).page(200);
    assert!(texts(&page, "#margin").is_empty() && !page.html().contains("7,20"));
    for role in [Role::Baker, Role::Driver] {
        assert_eq!(app.role(role).get(&format!("/orders/{id}")).status, 403);
    }
    let accountant = app.role(Role::Accountant);
    let seen = accountant
        .api("GET", &format!("/api/v1/orders/{id}"), None)
        .json(200);
    assert_eq!(seen["items"][0]["line_cost"], "7.20");
}

#[test]
fn a_line_without_a_known_cost_leaves_the_order_without_one() {
    let app = TestApp::new();
    let (world, _) = with_recipe(&app);
    let lines = [(world.croissant, 10), (world.barra, 1)];
    let id = take(&app, order(world.hotel, SATURDAY, &lines));
    assert_eq!(costs(&app, id), (vec![Some("0.60".into()), None], None));
    let page = app.owner().get(&format!("/orders/{id}")).page(200);
    assert_eq!(texts(&page, "#margin dd"), ["no se conoce entero"]);
}

#[test]
fn the_cost_follows_a_change_and_is_fixed_anew_when_the_order_is_done() {
    let app = TestApp::new();
    let (world, flour) = with_recipe(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.croissant, 10)]));
    assert_eq!(costs(&app, id).1.as_deref(), Some("0.60"));
    // A gross list: 13.50 with 10 % in it is 12.27.
    let seen = app
        .owner()
        .api("GET", &format!("/api/v1/orders/{id}"), None)
        .json(200);
    assert_eq!(seen["items"][0]["line_margin"], "11.67");
    let line = seen["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/orders/{id}/items/{line}");
    let etag = format!("\"{}\"", seen["version"]);
    let body = json!({ "quantity": "20" });
    let reply = app
        .owner()
        .api_with("PUT", &path, &[("if-match", &etag)], Some(body));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(costs(&app, id).1.as_deref(), Some("1.20"));
    // Flour gets dearer: 20 kg for 40 € in all.
    receive(&app, flour, "10000", "30");
    assert_eq!(costs(&app, id).1.as_deref(), Some("1.20"));
    app.write(move |tx| orders::advance(tx, id, Status::Completed, ""));
    assert_eq!(costs(&app, id).1.as_deref(), Some("2.40"));
    receive(&app, flour, "10000", "300");
    assert_eq!(costs(&app, id).1.as_deref(), Some("2.40"));
    let ana = app.read(|view| customers::find(view, world.ana));
    assert_eq!(ana.total_orders, 1);
}
