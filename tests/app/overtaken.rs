//! Two people write in the same form: who saves second loses nothing, sees what is stored by now, and may save again.

use scraper::{Html, Selector};
use serde_json::json;

use crate::orders::world;
use crate::support::{Client, TestApp, attr, texts};
use crate::{purchasing, standing, suppliers};

type Fields = Vec<(String, String)>;

/// What a browser sends of the form with this action.
fn fields_of(page: &Html, action: &str) -> Fields {
    let controls = format!("form[action='{action}'] :is(input, select, textarea)[name]");
    let (controls, chosen) = (
        Selector::parse(&controls).unwrap(),
        Selector::parse("option[selected]").unwrap(),
    );
    page.select(&controls)
        .filter_map(|control| {
            let of = |name: &str| control.attr(name).unwrap_or_default().to_owned();
            let is_box = matches!(of("type").as_str(), "checkbox" | "radio");
            if is_box && control.attr("checked").is_none() {
                return None;
            }
            let value = match control.value().name() {
                "textarea" => control.text().collect(),
                "select" => control.select(&chosen).next()?.attr("value")?.to_owned(),
                _ => of("value"),
            };
            Some((of("name"), value))
        })
        .collect()
}

fn with(fields: &Fields, changes: &[(&str, &str)]) -> Fields {
    let mut fields = fields.clone();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

fn send(client: &Client, path: &str, fields: &Fields) -> crate::support::Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| name != "_csrf" && name != "_key")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post(path, &fields)
}

/// Opens the form at `edit` twice, saves `theirs`, then `mine`: refused, with mine in place, their value beside it and
/// nothing stored; sent once more, mine is stored and what only they had typed is mine to keep.
fn second_is_told(app: &TestApp, edit: &str, save: &str, theirs: (&str, &str), mine: (&str, &str)) {
    let owner = app.owner();
    let read = fields_of(&owner.get(edit).page(200), save);
    assert!(read.iter().any(|(name, _)| name == "version"), "{read:?}");
    let first = send(&owner, save, &with(&read, &[theirs]));
    assert_eq!(first.status, 303, "{}", first.body);
    let page = send(&owner, save, &with(&read, &[mine])).page(412);
    let head = texts(&page, ".form__summary").join(" ");
    assert!(head.contains("lo ha guardado mientras tanto"), "{head}");
    assert!(head.contains("20/11/2026 17:00"), "{head}");
    let again = fields_of(&page, save);
    let value = |name: &str| {
        let found = again.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(value(mine.0), mine.1, "what was typed is in its place");
    let said = texts(&page, ".field__error, th small.late").join(" ");
    assert!(said.contains(theirs.1), "{said}");
    assert_eq!(send(&owner, save, &again).status, 303);
    let stored = fields_of(&owner.get(edit).page(200), save);
    assert!(
        stored.contains(&(mine.0.to_owned(), mine.1.to_owned())),
        "{stored:?}"
    );
}

#[test]
fn a_customer() {
    let app = TestApp::new();
    let ana = world(&app).ana;
    second_is_told(
        &app,
        &format!("/customers/{ana}/edit"),
        &format!("/customers/{ana}"),
        ("phone", "699 111 222"),
        ("city", "Getafe"),
    );
}

#[test]
fn a_delivery_point() {
    let app = TestApp::new();
    let ana = world(&app).ana;
    let point = app
        .read(|view| hornada::customers::points(view, ana))
        .remove(0)
        .id;
    let path = format!("/customers/{ana}/points/{point}");
    second_is_told(&app, &path, &path, ("city", "Parla"), ("city", "Getafe"));
}

#[test]
fn an_item() {
    let app = TestApp::new();
    let barra = world(&app).barra;
    second_is_told(
        &app,
        &format!("/items/{barra}/edit"),
        &format!("/items/{barra}"),
        ("name", "Barra rústica"),
        ("category", "Pan del día"),
    );
}

#[test]
fn a_supplier() {
    let app = TestApp::new();
    let mill = suppliers::mill(&app, "Harinas del Sur", "");
    second_is_told(
        &app,
        &format!("/suppliers/{mill}/edit"),
        &format!("/suppliers/{mill}"),
        ("phone", "915 550 199"),
        ("payment_terms", "45 días"),
    );
}

#[test]
fn a_recipe() {
    let app = TestApp::new();
    let barra = world(&app).barra;
    let flour = suppliers::ingredient(&app, "Harina", None);
    let recipe = json!({ "product_id": barra, "kind": "product", "yield_quantity": "40", "yield_unit": "unit",
        "lines": [{ "ingredient_id": flour, "quantity": "10", "unit": "kg" }] });
    let made = app
        .owner()
        .api("POST", "/api/v1/recipes", Some(recipe))
        .json(201);
    let path = format!("/recipes/{}", made["id"].as_str().unwrap());
    second_is_told(
        &app,
        &format!("{path}/edit"),
        &path,
        ("lines.0.quantity", "11 kg"),
        ("lines.0.quantity", "12 kg"),
    );
}

#[test]
fn a_standing_order() {
    let app = TestApp::new();
    let world = world(&app);
    let id = standing::daily(&app, &world);
    let path = format!("/standing-orders/{id}");
    second_is_told(
        &app,
        &path,
        &path,
        ("order_items.0.saturday", "24"),
        ("order_items.0.saturday", "30"),
    );
}

#[test]
fn a_price_list() {
    let app = TestApp::new();
    let list = app
        .read(|view| hornada::catalog::price_lists(view))
        .remove(0)
        .id;
    let path = format!("/prices/{list}");
    second_is_told(&app, &path, &path, ("name", "Mostrador"), ("code", "MOS"));
}

#[test]
fn a_round() {
    let app = TestApp::new();
    let owner = app.owner();
    let new = [("name", "Norte"), ("departs_at", "5:30")];
    let path = owner.post("/rounds", &new).location();
    second_is_told(
        &app,
        &path,
        &path,
        ("name", "Norte y centro"),
        ("departs_at", "06:15"),
    );
}

#[test]
fn a_persons_role() {
    let app = TestApp::new();
    let owner = app.owner();
    app.role(hornada::people::roles::Role::Counter);
    let id: hornada::values::ids::UserId = app.value("SELECT id FROM users WHERE role = 'counter'");
    let path = format!("/people/{id}");
    let read = fields_of(&owner.get("/people").page(200), &path);
    assert_eq!(
        send(&owner, &path, &with(&read, &[("role", "baker")])).status,
        303
    );
    let page = send(&owner, &path, &with(&read, &[("role", "driver")])).page(412);
    let head = texts(&page, ".form__summary").join(" ");
    assert!(head.contains("lo ha guardado mientras tanto"), "{head}");
    assert_eq!(
        texts(&page, "tbody .field__error"),
        ["Guardado ahora: Obrador"]
    );
    let again = fields_of(&page, &path);
    assert!(
        again.contains(&("role".to_owned(), "driver".to_owned())),
        "{again:?}"
    );
    assert_eq!(send(&owner, &path, &again).status, 303);
    let stored: String = app.value("SELECT role FROM users WHERE name <> 'Marta Soler' LIMIT 1");
    assert_eq!(stored, "driver");
}

#[test]
fn a_customers_week() {
    let app = TestApp::new();
    let world = world(&app);
    standing::daily(&app, &world);
    let owner = app.owner();
    let path = format!("/customers/{}/week", world.hotel);
    let read = fields_of(&owner.get(&path).page(200), &path);
    let cell = "t.0.order_items.0.saturday";
    assert_eq!(
        send(&owner, &path, &with(&read, &[(cell, "24")])).status,
        303
    );
    let page = send(&owner, &path, &with(&read, &[(cell, "30")])).page(412);
    let head = texts(&page, ".form__summary").join(" ");
    assert!(head.contains("lo ha guardado mientras tanto"), "{head}");
    let said = texts(&page, "th small.late").join(" ");
    assert!(said.contains("Guardado ahora: 24"), "{said}");
    let again = fields_of(&page, &path);
    assert!(
        again.contains(&(cell.to_owned(), "30".to_owned())),
        "{again:?}"
    );
    assert_eq!(send(&owner, &path, &again).status, 303);
    let stored = fields_of(&owner.get(&path).page(200), &path);
    assert!(
        stored.contains(&(cell.to_owned(), "30".to_owned())),
        "{stored:?}"
    );
}

#[test]
fn a_box_and_a_choice_say_what_is_stored() {
    let app = TestApp::new();
    let hotel = world(&app).hotel;
    let owner = app.owner();
    let (edit, save) = (
        format!("/customers/{hotel}/edit"),
        format!("/customers/{hotel}"),
    );
    let read = fields_of(&owner.get(&edit).page(200), &save);
    let mut theirs = with(
        &read,
        &[("notes_with_prices", "on"), ("customer_type", "restaurant")],
    );
    theirs.retain(|(name, _)| name != "reminders_on");
    assert_eq!(send(&owner, &save, &theirs).status, 303);
    let page = send(&owner, &save, &read).page(412);
    assert_eq!(
        texts(&page, "#f-notes_with_prices-error"),
        ["Guardado ahora: sí"]
    );
    assert_eq!(
        texts(&page, "#f-reminders_on-error"),
        ["Guardado ahora: no"]
    );
    assert_eq!(
        texts(&page, "#f-customer_type-error"),
        ["Guardado ahora: restaurante"]
    );
    assert_eq!(
        attr(&page, "#f-notes_with_prices", "checked"),
        None,
        "what was typed stands"
    );
    assert!(texts(&page, ".form__summary li").is_empty());
}

#[test]
fn what_a_supplier_sells() {
    let app = TestApp::new();
    let flour = suppliers::ingredient(&app, "Harina", None);
    let mill = suppliers::mill(&app, "Harinas del Sur", "");
    let product = suppliers::product(flour, "0.60", "25");
    let product = app.write(move |tx| hornada::suppliers::add_product(tx, mill, &product));
    let path = format!("/suppliers/{mill}/products/{product}");
    second_is_told(
        &app,
        &path,
        &path,
        ("unit_price", "0,65"),
        ("pack_name", "saco grande"),
    );
    second_is_told(
        &app,
        &path,
        &path,
        ("supplier_product_code", "H-25"),
        ("unit_price", "0,70"),
    );
}

#[test]
fn the_head_and_a_line_of_a_purchase() {
    let world = purchasing::World::new();
    let id = world.draft();
    let path = format!("/purchases/{id}");
    second_is_told(
        &world.app,
        &path,
        &path,
        ("payment_terms", "45 días"),
        ("supplier_notes", "Por la puerta de atrás"),
    );
    let line = world
        .app
        .read(|view| hornada::purchasing::lines(view, id))
        .remove(0)
        .id;
    second_is_told(
        &world.app,
        &path,
        &format!("{path}/items/{line}"),
        (&format!("quantity.{line}"), "125"),
        (&format!("price.{line}"), "0,58"),
    );
    let late = [("version", "1"), ("payment_terms", "60 días")];
    let page = world.app.owner().post(&path, &late).page(412);
    let told = texts(&page, "aside dd");
    assert!(
        told.contains(&"30 días".to_owned()) && !told.contains(&"60 días".to_owned()),
        "what is stored stands beside the form: {told:?}"
    );
}

#[test]
fn a_section_of_the_settings() {
    let app = TestApp::new();
    second_is_told(
        &app,
        "/settings",
        "/settings/orders",
        ("orders.most_lines", "41"),
        ("orders.number_prefix", "PED"),
    );
    let owner = app.owner();
    let save = "/settings/orders";
    let read = fields_of(&owner.get("/settings").page(200), save);
    app.at_local("2026-11-20", "17:05");
    let mut theirs = read.clone();
    theirs.retain(|(name, _)| name != "orders.pickup_on");
    assert_eq!(send(&owner, save, &theirs).status, 303);
    // What somebody does in another section is not what came between.
    app.at_local("2026-11-20", "17:30");
    app.set("customers.credit_check_on", "true");
    let page = send(&owner, save, &read).page(412);
    let head = texts(&page, ".form__summary").join(" ");
    assert!(head.contains("20/11/2026 17:05"), "{head}");
    assert_eq!(
        texts(&page, "[id='f-orders.pickup_on-error']"),
        ["Guardado ahora: no"]
    );
}
