//! Suppliers: what they sell, in which pack, at which price, and how it changed.

use hornada::catalog::{self, NewItem};
use hornada::people::roles::Role;
use hornada::suppliers::{self, NewProduct, NewSupplier, PriceSource};
use hornada::values::ids::{ItemId, SupplierId, SupplierProductId};
use hornada::values::{BaseUnit, Day, Price, Quantity, Rate, Unit};
use serde_json::{Value, json};

use crate::support::{TestApp, texts};

pub const SUPPLIERS: &str = "/api/v1/procurement/suppliers";

pub fn kg(number: &str) -> Quantity {
    Quantity::of(number.parse().unwrap(), Unit::Kg).unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// An ingredient that is bought by the kilo.
pub fn ingredient(app: &TestApp, name: &'static str, shelf_life_days: Option<i64>) -> ItemId {
    app.write(move |tx| {
        let class = catalog::tax_classes(tx)?[0].id;
        let new = NewItem {
            is_bought: true,
            is_made: false,
            is_sold: false,
            shelf_life_days,
            ..NewItem::new(name, BaseUnit::G, class)
        };
        catalog::create(tx, new)
    })
}

/// A mill that delivers on any day, two days after the order.
pub fn mill(app: &TestApp, name: &'static str, email: &'static str) -> SupplierId {
    app.write(move |tx| {
        let new = NewSupplier {
            name: name.into(),
            contact_name: "Rosa".into(),
            email: email.into(),
            phone: "600 100 200".into(),
            lead_time_days: 2,
            delivery_weekdays: hornada::values::Weekdays::ALL,
            ..NewSupplier::default()
        };
        suppliers::create(tx, &new)
    })
}

pub fn product(item: ItemId, price: &str, pack: &str) -> NewProduct {
    NewProduct {
        ingredient_id: item,
        supplier_product_code: "HF-25".into(),
        supplier_product_name: String::new(),
        unit_price: price.parse().unwrap(),
        pack_name: "saco".into(),
        pack_size: kg(pack),
        minimum_order_quantity: Quantity::ZERO,
        lead_time_days: None,
        is_preferred: false,
        quality_grade: String::new(),
        tax_rate: Rate::percent("4").unwrap(),
        contract_price: None,
        contract_from: None,
        contract_until: None,
        is_active: true,
        breaks: Vec::new(),
    }
}

pub fn sells(app: &TestApp, supplier: SupplierId, new: NewProduct) -> SupplierProductId {
    app.write(move |tx| suppliers::add_product(tx, supplier, &new))
}

#[test]
fn a_supplier_is_kept_with_all_their_terms() {
    let app = TestApp::new();
    let owner = app.owner();
    let body = json!({
        "name": "Harinas del Sur", "email": "pedidos@harinas.test", "phone": "600100200", "contact_name": "Rosa",
        "payment_terms": "Net 60", "delivery_weekdays": [2, 5], "minimum_order_value": "150.00", "lead_time_days": 2,
        "lang": "en", "certificates": "BIO ES-ECO-020", "is_trusted": true, "quality_rating": 90,
    });
    let made = owner.api("POST", SUPPLIERS, Some(body)).json(201);
    let id = made["id"].as_str().unwrap();
    let reply = owner.api("GET", &format!("{SUPPLIERS}/{id}"), None);
    assert_eq!(reply.header("etag"), "\"1\"");
    let read = reply.json(200);
    assert_eq!(read["minimum_order_value"], "150.00");
    assert_eq!(read["delivery_weekdays"], json!([2, 5]));
    assert_eq!(
        (&read["lang"], &read["quality_rating"]),
        (&json!("en"), &json!(90))
    );
    let page = owner.get(&format!("/suppliers/{id}")).page(200);
    assert!(texts(&page, "h1").contains(&"Harinas del Sur".to_owned()));
    let found = owner
        .api("GET", &format!("{SUPPLIERS}?q=HARINAS"), None)
        .json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[test]
fn an_empty_supplier_form_names_what_is_missing_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let owner = app.owner();
    let page = owner
        .post(
            "/suppliers",
            &[("contact_name", "Rosa"), ("email", "no es")],
        )
        .page(422);
    assert!(!texts(&page, ".field__error").is_empty());
    assert_eq!(
        crate::support::attr(&page, "#f-contact_name", "value").unwrap(),
        "Rosa"
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM suppliers"), 0);
    let problem = owner
        .api("POST", SUPPLIERS, Some(json!({ "lead_time_days": 900 })))
        .json(422);
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["name", "lead_time_days"]);
}

#[test]
fn a_supplier_typed_on_the_page_stands_once_however_often_it_is_sent() {
    let app = TestApp::new();
    let owner = app.owner();
    let form = [
        ("name", "Lácteos Norte"),
        ("lead_time_days", "1"),
        ("payment_terms", "Net 30"),
        ("delivery_weekdays", "1"),
        ("delivery_weekdays", "4"),
        ("minimum_order_value", "60,50"),
        ("is_active", "on"),
        ("_key", "one"),
    ];
    let first = owner.post("/suppliers", &form).location();
    assert_eq!(owner.post("/suppliers", &form).location(), first);
    assert_eq!(
        app.value::<i64>("SELECT minimum_order_value FROM suppliers"),
        6050
    );
    assert_eq!(
        app.value::<i64>("SELECT delivery_weekdays FROM suppliers"),
        0b1001
    );
    let again = owner.post(
        "/suppliers",
        &[
            ("name", "Lácteos Norte"),
            ("delivery_weekdays", "1"),
            ("is_active", "on"),
        ],
    );
    assert_eq!(
        texts(&again.page(422), ".field__error"),
        ["Ya hay un proveedor con ese nombre."]
    );
}

#[test]
fn two_people_cannot_change_a_supplier_over_each_other() {
    let app = TestApp::new();
    let id = mill(&app, "Harinas del Sur", "");
    let owner = app.owner();
    let path = format!("{SUPPLIERS}/{id}");
    let body = json!({ "name": "Harinas del Sur", "lead_time_days": 4 });
    assert_eq!(owner.api("PUT", &path, Some(body.clone())).status, 428);
    assert_eq!(
        owner
            .api_with("PUT", &path, &[("if-match", "\"1\"")], Some(body.clone()))
            .status,
        200
    );
    assert_eq!(
        owner
            .api_with("PUT", &path, &[("if-match", "\"1\"")], Some(body))
            .status,
        412
    );
    assert_eq!(
        owner
            .post(
                &format!("/suppliers/{id}"),
                &[("name", "X"), ("delivery_weekdays", "1"), ("version", "1")]
            )
            .status,
        412
    );
    assert_eq!(app.role(Role::Baker).get("/suppliers").status, 403);
}

#[test]
fn the_price_is_the_contracts_while_it_runs_else_the_breaks_else_the_lists() {
    let app = TestApp::new();
    let (flour, mill) = (
        ingredient(&app, "Harina", None),
        mill(&app, "Harinas del Sur", ""),
    );
    let path = format!("{SUPPLIERS}/{mill}/products");
    let body = json!({
        "ingredient_id": flour, "unit_price": "0.60", "pack_name": "saco", "pack_size": "25", "contract_price": "0.50",
        "valid_from": "2026-12-01", "valid_until": "2026-12-31",
        "breaks": [{ "from_quantity": "500", "unit_price": "0.55" }, { "from_quantity": "1000", "unit_price": "0.52" }],
    });
    let made = app.owner().api("POST", &path, Some(body.clone())).json(201);
    assert_eq!(
        (&made["unit"], &made["pack_size"]),
        (&json!("kg"), &json!("25"))
    );
    let price = |amount: &str, on: &str| -> (Price, PriceSource) {
        let quote = app
            .read(|view| suppliers::price_for(view, flour, mill, kg(amount), day(on)))
            .unwrap();
        (quote.price, quote.source)
    };
    let euros = |text: &str| -> Price { text.parse().unwrap() };
    assert_eq!(
        price("499.999", "2026-11-30"),
        (euros("0.60"), PriceSource::List)
    );
    assert_eq!(
        price("500", "2026-11-30"),
        (euros("0.55"), PriceSource::Break)
    );
    assert_eq!(
        price("2000", "2026-11-30"),
        (euros("0.52"), PriceSource::Break)
    );
    assert_eq!(
        price("2000", "2026-12-01"),
        (euros("0.50"), PriceSource::Contract)
    );
    assert_eq!(
        price("25", "2027-01-01"),
        (euros("0.60"), PriceSource::List)
    );
    let again = app.owner().api("POST", &path, Some(body)).json(422);
    assert_eq!(again["errors"][0]["field"], "ingredient_id");
}

#[test]
fn an_item_has_more_than_ten_suppliers_and_one_preferred() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    let mut ids = Vec::new();
    for number in 0..12 {
        let name: &'static str = Box::leak(format!("Molino {number:02}").into_boxed_str());
        let supplier = mill(&app, name, "");
        ids.push((
            supplier,
            sells(
                &app,
                supplier,
                product(flour, &format!("0.{}", 80 - number), "25"),
            ),
        ));
    }
    let preferred = || {
        app.read(|view| suppliers::preferred(view, flour))
            .unwrap()
            .supplier_name
    };
    assert_eq!(preferred(), "Molino 00", "the first one becomes preferred");
    let chosen = NewProduct {
        is_preferred: true,
        ..product(flour, "0.73", "25")
    };
    let id = ids[7].1;
    app.write(move |tx| suppliers::edit_product(tx, id, 1, &chosen));
    assert_eq!(preferred(), "Molino 07");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM supplier_products WHERE is_preferred = 1"),
        1
    );
    let page = app
        .owner()
        .get(&format!("/suppliers/by-item/{flour}"))
        .page(200);
    let names = texts(&page, "tbody th a");
    assert_eq!(names.len(), 12);
    assert_eq!(
        (names[0].as_str(), names[1].as_str()),
        ("Molino 07", "Molino 11"),
        "preferred first, then the cheapest"
    );
}

#[test]
fn the_grid_changes_prices_together_and_each_is_remembered() {
    let app = TestApp::new();
    let mill = mill(&app, "Harinas del Sur", "");
    let (flour, rye) = (
        ingredient(&app, "Harina", None),
        ingredient(&app, "Centeno", None),
    );
    let one = sells(&app, mill, product(flour, "0.60", "25"));
    let two = sells(&app, mill, product(rye, "0.90", "25"));
    let owner = app.owner();
    let (price, version) = (format!("price.{one}"), format!("version.{one}"));
    let (other, other_version) = (format!("price.{two}"), format!("version.{two}"));
    let save = |first: &str, second: &str| {
        owner.post(
            &format!("/suppliers/{mill}/prices"),
            &[
                (&price, first),
                (&version, "1"),
                (&other, second),
                (&other_version, "1"),
            ],
        )
    };
    assert_eq!(
        texts(&save("0,65", "mucho").page(422), ".field__error"),
        ["Un número, por favor."]
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM supplier_price_history"),
        2,
        "all or nothing"
    );
    assert_eq!(save("0,65", "0,90").status, 303);
    let history = owner
        .api("GET", &format!("{SUPPLIERS}/{mill}/pricing"), None)
        .json(200);
    let of = |name: &str| -> Value {
        history["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["ingredient_name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(of("Harina")["history"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&of("Harina")["unit_price"], &of("Centeno")["unit_price"]),
        (&json!("0.65"), &json!("0.90"))
    );
    assert_eq!(
        save("0,70", "0,90").status,
        412,
        "somebody else changed it meanwhile"
    );
    let set = json!({ "ingredient_id": rye, "unit_price": "0.95" });
    assert_eq!(
        owner
            .api("POST", &format!("{SUPPLIERS}/{mill}/pricing"), Some(set))
            .json(201)["unit_price"],
        "0.95"
    );
}

#[test]
fn an_empty_product_form_is_refused() {
    let app = TestApp::new();
    let mill = mill(&app, "Harinas del Sur", "");
    let flour = ingredient(&app, "Harina", None).to_string();
    let owner = app.owner();
    assert_eq!(
        owner.get(&format!("/suppliers/{mill}/products/new")).status,
        200
    );
    let path = format!("/suppliers/{mill}/products");
    assert_eq!(owner.post(&path, &[]).status, 422);
    let page = owner.post(&path, &[("ingredient_id", &flour)]).page(422);
    assert_eq!(texts(&page, ".field__error").len(), 2);
    let typed = [
        ("ingredient_id", flour.as_str()),
        ("unit_price", "0,59"),
        ("pack_size", "25"),
        ("pack_name", "saco"),
        ("is_active", "on"),
    ];
    assert_eq!(
        owner.post(&path, &typed).location(),
        format!("/suppliers/{mill}")
    );
    assert_eq!(
        app.value::<i64>("SELECT pack_size FROM supplier_products"),
        25_000_000
    );
    let id: String = app.value("SELECT lower(hex(id)) FROM supplier_products");
    let id = uuid::Uuid::parse_str(&id).unwrap();
    assert_eq!(owner.get(&format!("{path}/{id}")).status, 200);
    assert_eq!(owner.post(&format!("{path}/{id}"), &[]).status, 422);
}

#[test]
fn a_product_without_a_rate_is_taxed_as_its_item_is() {
    let app = TestApp::new();
    let mill = mill(&app, "Limpiezas Norte", "");
    let soap = app.write(|tx| {
        let classes = catalog::tax_classes(tx)?;
        let general = classes
            .iter()
            .find(|class| class.code == "general")
            .unwrap()
            .id;
        let new = NewItem {
            is_bought: true,
            is_made: false,
            is_sold: false,
            ..NewItem::new("Jabón", BaseUnit::Ml, general)
        };
        catalog::create(tx, new)
    });
    let owner = app.owner();
    let path = format!("{SUPPLIERS}/{mill}/products");
    let body = json!({ "ingredient_id": soap, "unit_price": "2.00", "pack_size": "5" });
    assert_eq!(
        owner.api("POST", &path, Some(body)).json(201)["tax_rate"],
        "21.00"
    );
    let oil = app.write(|tx| {
        let classes = catalog::tax_classes(tx)?;
        let general = classes
            .iter()
            .find(|class| class.code == "general")
            .unwrap()
            .id;
        let new = NewItem {
            is_bought: true,
            is_made: false,
            is_sold: false,
            ..NewItem::new("Lejía", BaseUnit::Ml, general)
        };
        catalog::create(tx, new)
    });
    let oil = oil.to_string();
    let form = [
        ("ingredient_id", oil.as_str()),
        ("unit_price", "1"),
        ("pack_size", "5"),
        ("is_active", "on"),
    ];
    assert_eq!(
        owner
            .post(&format!("/suppliers/{mill}/products"), &form)
            .status,
        303
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM supplier_products WHERE tax_rate = 2100"),
        2
    );
}

#[test]
fn boxes_of_a_choice_are_called_by_their_words() {
    let app = TestApp::new();
    let owner = app.owner();
    let ana = crate::orders::world(&app).ana;
    for (path, some) in [
        ("/suppliers/new".to_owned(), ["lun", "dom"].as_slice()),
        ("/items/new".to_owned(), &["lun", "gluten"]),
        (format!("/customers/{ana}/allergens"), &["gluten", "sésamo"]),
    ] {
        let words = texts(&owner.get(&path).page(200), ".choices .choice span");
        for word in some {
            assert!(
                words.iter().any(|it| it == word),
                "{word} in {words:?} of {path}"
            );
        }
    }
}
