//! What somebody writes is what they are answered, or an error of its field; what is said at once is undone at once.

use hornada::catalog::{self, NewItem};
use hornada::exchange::{Kind, samples};
use hornada::i18n::Lang;
use hornada::values::BaseUnit;
use hornada::values::ids::ItemId;
use serde_json::{Value, json};

use crate::suppliers::{SUPPLIERS, ingredient, mill};
use crate::support::{TestApp, texts};
use crate::undo::undo_of;

fn wrong(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors
        .map(|error| error["field"].as_str().unwrap())
        .collect()
}

fn eggs(app: &TestApp) -> ItemId {
    app.write(|tx| {
        let class = catalog::tax_classes(tx)?[0].id;
        let new = NewItem {
            is_bought: true,
            ..NewItem::new("Huevos", BaseUnit::Piece, class)
        };
        catalog::create(tx, new)
    })
}

#[test]
fn more_than_three_decimals_are_an_error_and_not_rounded() {
    let app = TestApp::new();
    let owner = app.owner();
    let (flour, mill) = (
        ingredient(&app, "Harina", None),
        mill(&app, "Harinas del Sur", ""),
    );
    let api = format!("{SUPPLIERS}/{mill}/products");
    let sold = |size: &str| {
        let body = json!({ "ingredient_id": flour, "unit_price": "0.6", "pack_size": size });
        owner.api("POST", &api, Some(body))
    };
    assert_eq!(wrong(&sold("1.2345").json(422)), ["pack_size"]);
    assert_eq!(sold("1.2340").json(201)["pack_size"], "1.234");
    let point = format!("/buying/reorder-points/{flour}");
    let form = [("version", "1"), ("reorder_point", "1,2345")];
    owner.post(&point, &form).page(422);
    let item = flour.to_string();
    let waste = [
        ("item", item.as_str()),
        ("quantity", "1,2345 kg"),
        ("reason", "waste"),
    ];
    let page = owner.post("/stock/waste", &waste).page(422);
    assert_eq!(texts(&page, ".field__error").len(), 1);
    let packs = format!("/items/{flour}/packs");
    let form = [("pack_name", "bolsa"), ("pack_size", "1,2345 kg")];
    let page = owner.post(&packs, &form).page(422);
    assert!(!texts(&page, ".field__error").is_empty());
    let file = "name,sku,unit_price,pack_size\nOtro molino,Harina,0.60,1.23456\n";
    let report = owner.upload("/api/v1/imports/suppliers", file).json(422);
    assert!(report.to_string().contains("pack_size"), "{report}");
}

#[test]
fn a_pack_holds_whole_pieces() {
    let app = TestApp::new();
    let owner = app.owner();
    let (eggs, farm) = (eggs(&app), mill(&app, "Granja", ""));
    let pack = |size: &str| {
        let body = json!({ "name": "cartón", "size": size });
        owner.api("POST", &format!("/api/v1/items/{eggs}/packs"), Some(body))
    };
    assert_eq!(wrong(&pack("1.5").json(422)), ["size"]);
    pack("30").json(201);
    let body = json!({ "ingredient_id": eggs, "unit_price": "0.2", "pack_size": "1.5",
        "minimum_order_quantity": "2.5", "breaks": [{ "from_quantity": "0.5", "unit_price": "0.1" }] });
    let reply = owner.api("POST", &format!("{SUPPLIERS}/{farm}/products"), Some(body));
    assert_eq!(
        wrong(&reply.json(422)),
        [
            "pack_size",
            "minimum_order_quantity",
            "breaks.0.from_quantity"
        ]
    );
    let order = json!({ "supplier_id": farm, "items": [
        { "ingredient_id": eggs, "quantity_ordered": "1.5", "unit_price": "0.2" }] });
    let reply = owner.api("POST", "/api/v1/procurement/purchase-orders", Some(order));
    assert_eq!(wrong(&reply.json(422)), ["lines.0.quantity_ordered"]);
}

#[test]
fn a_replaced_picture_comes_back() {
    const FIRST: &str = "RIFF0000WEBPVP8 ";
    const SECOND: &str = "RIFF0000WEBPVP8L";
    let app = TestApp::new();
    let owner = app.owner();
    let id = eggs(&app);
    let path = format!("/items/{id}/picture");
    let put = |bytes| owner.post_file(&path, &[], ("picture", "a.webp", bytes));
    let none = undo_of(&put(FIRST));
    let first = undo_of(&put(SECOND));
    assert_eq!(owner.get(&path).body, SECOND);
    assert_eq!(owner.post(&none, &[]).status, 409, "it is another by now");
    owner.post(&first, &[]).location();
    assert_eq!(owner.get(&path).body, FIRST);
    let removed = undo_of(&owner.post(&path, &[("remove", "on")]));
    assert_eq!(owner.get(&path).status, 404);
    owner.post(&removed, &[]).location();
    assert_eq!(owner.get(&path).body, FIRST);
}

#[test]
fn the_tax_of_all_items_shown_is_confirmed_in_one_tap_and_undone() {
    let app = TestApp::new();
    let owner = app.owner();
    owner.post("/items/starter", &[]).location();
    let unconfirmed = "SELECT count(*) FROM items WHERE tax_confirmed = 0";
    let page = owner.get("/items?use=unconfirmed").page(200);
    let tags = texts(&page, ".tag");
    assert_eq!(tags.len(), 30);
    assert!(
        tags.contains(&"IVA 4 %, sin confirmar".to_owned()),
        "{tags:?}"
    );
    let ids: Vec<ItemId> = app.read(|view| {
        let all = catalog::list(view, &catalog::Filter::default(), None, 50)?;
        Ok(all.into_iter().map(|item| item.id).collect())
    });
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let form: Vec<(&str, &str)> = ids.iter().map(|id| ("item", id.as_str())).collect();
    let reply = owner.post("/items/tax-confirmed", &form);
    assert_eq!(app.value::<i64>(unconfirmed), 0);
    let undo = undo_of(&reply);
    // What somebody has changed since stays as they left it.
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET updated_at = updated_at + 1 WHERE sku = (SELECT min(sku) FROM items)",
            [],
        )?;
        Ok(())
    });
    owner.post(&undo, &[]).location();
    assert_eq!(app.value::<i64>(unconfirmed), 29);
    assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    assert_eq!(
        owner.post("/items/tax-confirmed", &[("item", "x")]).status,
        404
    );
}

#[test]
fn a_price_of_an_item_with_variants_says_what_it_is_for() {
    let app = TestApp::new();
    let owner = app.owner();
    let parent = eggs(&app);
    let page = |app: &TestApp| app.owner().get(&format!("/items/{parent}")).body;
    assert!(!page(&app).contains("Tiene variantes"));
    owner
        .post(
            &format!("/items/{parent}/variants"),
            &[("variant_name", "grandes")],
        )
        .location();
    assert!(page(&app).contains("Tiene variantes"));
}

#[test]
fn the_sample_files_are_taken_as_they_are_in_either_language() {
    for lang in Lang::ALL {
        let app = TestApp::new();
        let owner = app.owner();
        for kind in [
            Kind::Items,
            Kind::Suppliers,
            Kind::Recipes,
            Kind::Prices,
            Kind::Customers,
            Kind::Sales,
        ] {
            let (name, text) = samples::sample(kind, lang);
            let report = owner.upload(&format!("/api/v1/imports/{}", kind.code()), &text);
            let rows = text.lines().count() - 1;
            let report = report.json(200);
            assert_eq!(report["rows_added"], rows, "{name}: {report}");
            assert!(!report.to_string().contains("no se toma nada"), "{report}");
        }
    }
    let app = TestApp::new();
    let page = app.owner().get("/import").body;
    assert!(page.contains("caducidad") && !page.contains("shelf_life_days"));
    let sample = app.owner().get("/import/sample/items");
    assert_eq!(sample.header("content-type"), "text/csv; charset=utf-8");
    assert!(sample.body.contains("codigo;nombre;"));
    assert_eq!(app.owner().get("/import/sample/other").status, 404);
}
