//! Items, packs, pictures, price lists with dated prices, tax classes with dated rates.

use hornada::catalog::{self, Filter, NewItem};
use hornada::people::roles::Role;
use hornada::values::ids::{ItemId, PriceListId, TaxClassId};
use hornada::values::{BaseUnit, Day, Price, TaxMode};
use hornada::web::session;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, attr, texts};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

fn class(app: &TestApp, code: &str) -> TaxClassId {
    let classes = app.read(|view| catalog::tax_classes(view));
    classes.iter().find(|class| class.code == code).unwrap().id
}

fn list(app: &TestApp, mode: TaxMode) -> PriceListId {
    app.read(|view| catalog::default_price_list(view, mode)).id
}

fn item(app: &TestApp, name: &str) -> ItemId {
    let new = NewItem::new(name, BaseUnit::Piece, class(app, "bread"));
    app.write(move |tx| catalog::create(tx, new))
}

fn typed<'a>(class: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("unit", "unit"),
        ("tax_class_id", class),
        ("is_sold", "on"),
        ("is_made", "on"),
        ("weekdays", "1"),
        ("weekdays", "6"),
        ("allergens", "gluten"),
        ("allergens", "milk"),
        ("piece_weight", "0,25 kg"),
        ("lead_days", "1"),
    ]
}

fn problem_fields(reply: &Value) -> Vec<String> {
    let errors = reply["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn bread_pays_the_rate_of_its_delivery_day() {
    let app = TestApp::new();
    let bread = class(&app, "bread");
    let rate = |text: &str| {
        app.read(|view| catalog::tax_rate(view, bread, day(text)))
            .to_string()
    };
    assert_eq!(rate("2023-01-01"), "0.00");
    assert_eq!(rate("2024-09-30"), "0.00");
    assert_eq!(rate("2024-10-01"), "2.00");
    assert_eq!(rate("2025-01-01"), "4.00");
    assert_eq!(rate("2026-11-20"), "4.00");
    let before = app
        .db
        .read_blocking(|view| catalog::tax_rate(view, bread, day("2022-12-31")));
    assert!(before.is_err(), "no rate was known then");
}

#[test]
fn a_rate_of_a_class_is_added_from_a_day_on() {
    let app = TestApp::new();
    let owner = app.owner();
    let food = class(&app, "food").to_string();
    let form = [
        ("tax_class_id", food.as_str()),
        ("rate", "11,5"),
        ("valid_from", "01/01/2027"),
    ];
    assert_eq!(owner.post("/tax", &form).location(), "/tax");
    let id = class(&app, "food");
    let rate = |text: &str| {
        app.read(|view| catalog::tax_rate(view, id, day(text)))
            .to_string()
    };
    assert_eq!(
        (rate("2026-12-31"), rate("2027-01-01")),
        ("10.00".into(), "11.50".into())
    );
    let page = owner.get("/tax").page(200);
    assert!(
        texts(&page, "td")
            .iter()
            .any(|text| text.contains("11,5 % desde el 01/01/2027"))
    );

    let sent = json!({ "valid_from": "2028-01-01", "rate": "12.00" });
    owner
        .api(
            "POST",
            &format!("/api/v1/tax-classes/{food}/rates"),
            Some(sent),
        )
        .json(201);
    assert_eq!(rate("2028-05-01"), "12.00");
    let too_much = json!({ "valid_from": "2028-01-01", "rate": "112.00" });
    let reply = owner.api(
        "POST",
        &format!("/api/v1/tax-classes/{food}/rates"),
        Some(too_much),
    );
    assert_eq!(problem_fields(&reply.json(422)), ["rate"]);
}

#[test]
fn a_rate_that_counts_already_is_asked_about_before_it_is_stored() {
    let app = TestApp::new();
    let world = crate::orders::world(&app);
    let owner = app.owner();
    let food = class(&app, "food");
    let rate = || {
        app.read(|view| catalog::tax_rate(view, food, day("2026-11-21")))
            .to_string()
    };
    // Croissants pay as food: one order is delivered, two are open; one of them is for a later rate's days.
    let take = |who, when: &str| {
        let lines = [(world.croissant, 4), (world.barra, 1)];
        crate::orders::take(&app, crate::orders::order(who, when, &lines))
    };
    let delivered = take(world.hotel, "2026-11-21");
    take(world.hotel, "2026-11-23");
    take(world.ana, "2026-12-01");
    app.write(move |tx| {
        hornada::orders::confirm(tx, delivered)?;
        hornada::production::freeze_day(tx, day("2026-11-21")).map(drop)
    });
    let note = app.read(|view| hornada::fulfilment::of_day(view, day("2026-11-21")))[0].id;
    owner
        .post(&format!("/notes/{note}/deliver"), &[])
        .location();
    let id = food.to_string();
    let form = |rate, from, sure| {
        [
            ("tax_class_id", id.as_str()),
            ("rate", rate),
            ("valid_from", from),
            ("confirm_past", sure),
        ]
    };
    owner.post("/tax", &form("12", "2026-12-01", "")).location();
    let asked = owner.post("/tax", &form("11", "2026-11-01", "")).page(422);
    assert_eq!(rate(), "10.00", "nothing is stored yet");
    let said = texts(&asked, "label:has(#f-confirm_past) small").join(" ");
    assert!(said.contains("desde el 01/11/2026"), "{said}");
    assert!(
        said.contains("un pedido abierto y un albarán sin facturar"),
        "{said}"
    );
    assert_eq!(
        attr(&asked, "#f-rate", "value").as_deref(),
        Some("11"),
        "what was typed stays"
    );
    owner
        .post("/tax", &form("11", "2026-11-01", "on"))
        .location();
    assert_eq!(rate(), "11.00");
    let kept = "SELECT count(*) FROM order_items WHERE tax_rate = 1000";
    assert_eq!(
        app.value::<i64>(kept),
        3,
        "orders keep what they were taken with"
    );

    let path = format!("/api/v1/tax-classes/{id}/rates");
    let today = json!({ "valid_from": "2026-11-20", "rate": "9.00" });
    let refused = owner.api("POST", &path, Some(today)).json(422);
    assert_eq!(problem_fields(&refused), ["confirm_past"]);
    assert_eq!(rate(), "11.00");
    let sure = json!({ "valid_from": "2026-11-20", "rate": "9.00", "confirm_past": true });
    owner.api("POST", &path, Some(sure)).json(201);
    assert_eq!(rate(), "9.00");
    let same = json!({ "valid_from": "2026-11-20", "rate": "9.00" });
    owner.api("POST", &path, Some(same)).json(201);
    let tomorrow = json!({ "valid_from": "2026-11-21", "rate": "8.00" });
    owner.api("POST", &path, Some(tomorrow)).json(201);
}

#[test]
fn an_empty_rate_form_names_its_fields() {
    let app = TestApp::new();
    let page = app.owner().post("/tax", &[]).page(422);
    assert_eq!(texts(&page, ".field__error").len(), 3);
}

#[test]
fn an_item_is_made_by_form_and_shown_in_words() {
    let app = TestApp::new();
    let owner = app.owner();
    let bread = class(&app, "bread").to_string();
    let path = owner
        .post("/items", &typed(&bread, "Barra de pan"))
        .location();
    let page = owner.get(&path).page(200);
    assert_eq!(texts(&page, "h1"), ["Barra de pan"]);
    let facts = texts(&page, "dd").join(" | ");
    for words in [
        "se vende · se hace",
        "gluten, leche",
        "lun, sáb",
        "250 g",
        "un día",
        "4 %",
    ] {
        assert!(facts.contains(words), "{words} in {facts}");
    }
    let sku: String = app.value("SELECT sku FROM items");
    assert_eq!(sku, "A0001");
}

#[test]
fn an_empty_item_form_names_its_fields_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let owner = app.owner();
    let page = owner.post("/items", &[("category", "Pan")]).page(422);
    assert_eq!(attr(&page, "#f-category", "value").as_deref(), Some("Pan"));
    let links: Vec<String> = texts(&page, ".form__summary li");
    assert!(links.len() >= 3, "{links:?}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 0);
}

#[test]
fn the_same_form_sent_twice_makes_one_item() {
    let app = TestApp::new();
    let owner = app.owner();
    let bread = class(&app, "bread").to_string();
    let mut form = typed(&bread, "Barra");
    form.push(("_key", "one-click"));
    let first = owner.post("/items", &form).location();
    assert_eq!(owner.post("/items", &form).location(), first);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 1);
}

#[test]
fn an_edit_of_an_item_that_changed_meanwhile_is_refused() {
    let app = TestApp::new();
    let owner = app.owner();
    let id = item(&app, "Barra");
    let bread = class(&app, "bread").to_string();
    let mut form = typed(&bread, "Barra grande");
    form.push(("version", "1"));
    assert_eq!(owner.post(&format!("/items/{id}"), &form).status, 303);
    assert_eq!(owner.post(&format!("/items/{id}"), &form).status, 412);
    assert_eq!(
        app.value::<String>("SELECT name FROM items"),
        "Barra grande"
    );
}

#[test]
fn an_item_over_the_api_goes_there_and_back() {
    let app = TestApp::new();
    let owner = app.owner();
    let body = json!({
        "name": "Harina T-65", "base_unit": "g", "is_bought": true, "tax_class_id": class(&app, "bread"),
        "price_unit": "pack", "price_unit_size": "25000", "allergens": ["gluten"], "low_stock": "50000", "weekdays": [1, 2],
    });
    let reply = owner.api("POST", "/api/v1/items", Some(body.clone()));
    let made = reply.json(201);
    let path = reply.header("location").to_owned();
    assert_eq!(made["price_unit_size"], "25000");
    assert_eq!(made["unit"], "kg");
    let shown = owner.api("GET", &path, None);
    assert_eq!(shown.header("etag"), "\"1\"");
    assert_eq!(shown.json(200)["weekdays"], json!([1, 2]));
    let mut changed = body;
    changed["name"] = json!("Harina de fuerza");
    assert_eq!(owner.api("PUT", &path, Some(changed.clone())).status, 428);
    let put = |version: &str| {
        owner.api_with(
            "PUT",
            &path,
            &[("if-match", version)],
            Some(changed.clone()),
        )
    };
    assert_eq!(put("\"1\"").json(200)["name"], "Harina de fuerza");
    assert_eq!(put("\"1\"").status, 412);
    let wrong = json!({ "name": "", "base_unit": "unit", "unit": "kg", "tax_class_id": class(&app, "bread") });
    let fields = problem_fields(&owner.api("POST", "/api/v1/items", Some(wrong)).json(422));
    assert_eq!(fields, ["name", "is_sold", "unit"]);
}

#[test]
fn a_list_of_items_is_found_filtered_and_paged() {
    let app = TestApp::new();
    for name in ["Barra integral", "Barra", "Jamón de bocadillo", "Ensaimada"] {
        item(&app, name);
    }
    let owner = app.owner();
    let names = |path: &str| {
        let page = owner.get(path).page(200);
        texts(&page, "tbody th a")
    };
    assert_eq!(
        names("/items"),
        ["Barra", "Barra integral", "Ensaimada", "Jamón de bocadillo"]
    );
    assert_eq!(names("/items?q=JAMON"), ["Jamón de bocadillo"]);
    assert_eq!(names("/items?q=integ+barra"), ["Barra integral"]);
    assert_eq!(names("/items?use=bought"), Vec::<String>::new());
    let mut seen = Vec::new();
    let mut path = "/api/v1/items?limit=3".to_owned();
    loop {
        let page = owner.api("GET", &path, None).json(200);
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|item| item["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/api/v1/items?limit=3&after={next}");
    }
    assert_eq!(
        seen,
        ["Barra", "Barra integral", "Ensaimada", "Jamón de bocadillo"]
    );
    assert_eq!(
        owner.api("GET", "/api/v1/items?is_sold=maybe", None).status,
        422
    );
}

#[test]
fn what_begins_with_the_text_is_found_first() {
    let app = TestApp::new();
    for name in ["Pan de barra", "Barra", "Palmera"] {
        item(&app, name);
    }
    let found = app.read(|view| catalog::search(view, "barr", 5));
    let names: Vec<_> = found.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Barra", "Pan de barra"]);
    let page = app.owner().get("/items/find?q=palm").page(200);
    assert_eq!(
        attr(&page, "[role=option]", "data-text").as_deref(),
        Some("Palmera")
    );
}

#[test]
fn prices_are_edited_in_the_list_from_a_day_on_and_taken_back() {
    let app = TestApp::new();
    let owner = app.owner();
    let (bar, roll) = (item(&app, "Barra"), item(&app, "Bollito"));
    let (shop, trade) = (list(&app, TaxMode::Gross), list(&app, TaxMode::Net));
    let (one, two, three) = (
        format!("p.{shop}.{bar}"),
        format!("p.{trade}.{bar}"),
        format!("p.{shop}.{roll}"),
    );
    let form = [
        ("from", "mañana"),
        (one.as_str(), "1,10"),
        (two.as_str(), "0,725"),
        (three.as_str(), ""),
    ];
    let reply = owner.post("/items/prices", &form);
    assert_eq!(reply.location(), "/items");
    let at =
        |list, item, text: &str| app.read(|view| catalog::price_of(view, list, item, day(text)));
    assert_eq!(at(shop, bar, "2026-11-20"), None);
    assert_eq!(at(shop, bar, "2026-11-21"), Some(price("1.10")));
    assert_eq!(at(trade, bar, "2027-03-01"), Some(price("0.725")));
    assert_eq!(at(shop, roll, "2026-11-21"), None);

    let raised = [("from", "01/12/2026"), (one.as_str(), "1,15")];
    owner.post("/items/prices", &raised).location();
    assert_eq!(at(shop, bar, "2026-11-30"), Some(price("1.10")));
    assert_eq!(at(shop, bar, "2026-12-01"), Some(price("1.15")));
    let change: i64 = app.value("SELECT max(id) FROM journal WHERE action = 'prices_set'");
    owner
        .post(&format!("/prices/changes/{change}/undo"), &[])
        .location();
    assert_eq!(at(shop, bar, "2026-12-01"), Some(price("1.10")));
    assert_eq!(owner.post("/prices/changes/999999/undo", &[]).status, 404);
}

#[test]
fn a_planned_rise_is_called_off_by_todays_price() {
    let app = TestApp::new();
    let owner = app.owner();
    let (bar, shop) = (item(&app, "Barra"), list(&app, TaxMode::Gross));
    app.write(move |tx| {
        catalog::set_price(tx, shop, bar, day("2026-11-20"), price("1.10"))?;
        catalog::set_price(tx, shop, bar, day("2026-12-01"), price("1.15"))
    });
    let (now, seen) = (format!("p.{shop}.{bar}"), format!("wp.{shop}.{bar}"));
    let form = |from| [("from", from), (&*now, "1,10"), (&*seen, "1,10")];
    let planned = || app.read(|view| catalog::price_of(view, shop, bar, day("2026-12-01")));
    owner.post("/items/prices", &form("hoy")).location();
    assert_eq!(planned(), Some(price("1.15")), "left alone");
    owner.post("/items/prices", &form("01/12/2026")).location();
    assert_eq!(planned(), Some(price("1.10")));
}

#[test]
fn what_is_only_bought_has_no_price_field_in_the_list() {
    let app = TestApp::new();
    let (bar, shop) = (item(&app, "Barra"), list(&app, TaxMode::Gross));
    let flour = app.write(|tx| {
        let class = catalog::tax_classes(tx)?[0].id;
        let mut flour = NewItem::new("Harina", BaseUnit::G, class);
        (flour.is_sold, flour.is_bought) = (false, true);
        catalog::create(tx, flour)
    });
    let page = app.owner().get("/items").page(200);
    let field = |item| attr(&page, &format!("[name='p.{shop}.{item}']"), "id");
    assert!(field(bar).is_some() && field(flour).is_none());
}

#[test]
fn a_wrong_price_in_the_list_saves_nothing_and_stays_in_its_field() {
    let app = TestApp::new();
    let (bar, roll) = (item(&app, "Barra"), item(&app, "Bollito"));
    let shop = list(&app, TaxMode::Gross);
    let (one, two) = (format!("p.{shop}.{bar}"), format!("p.{shop}.{roll}"));
    let form = [
        ("from", "hoy"),
        (one.as_str(), "1,10"),
        (two.as_str(), "caro"),
    ];
    let page = app.owner().post("/items/prices", &form).page(422);
    assert_eq!(
        attr(&page, "[aria-invalid]", "value").as_deref(),
        Some("caro")
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM prices"), 0);
    assert_eq!(app.owner().post("/items/prices", &[]).status, 422);
}

#[test]
fn a_list_is_raised_by_a_percentage_after_a_look_and_taken_back() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = item(&app, "Barra");
    let shop = list(&app, TaxMode::Gross);
    app.write(move |tx| catalog::set_price(tx, shop, bar, tx.today(), price("1.10")));
    let path = format!("/prices/{shop}/bulk");
    let look = [("percent", "3"), ("from", "01/01/2027"), ("decimals", "2")];
    let page = owner.post(&path, &look).page(200);
    assert_eq!(texts(&page, "tbody td"), ["1,10 €", "1,13 €"]);
    let at = |text: &str| app.read(|view| catalog::price_of(view, shop, bar, day(text)));
    assert_eq!(
        at("2027-01-01"),
        Some(price("1.10")),
        "looking changes nothing"
    );
    let mut form = look.to_vec();
    form.push(("do", "on"));
    owner.post(&path, &form).location();
    assert_eq!(
        (at("2026-12-31"), at("2027-01-01")),
        (Some(price("1.10")), Some(price("1.13")))
    );
    let change: i64 = app.value("SELECT max(id) FROM journal WHERE action = 'prices_set'");
    owner
        .post(&format!("/prices/changes/{change}/undo"), &[])
        .location();
    assert_eq!(at("2027-01-01"), Some(price("1.10")));
    assert_eq!(owner.post(&path, &[]).status, 422);
    assert_eq!(
        owner
            .post(&path, &[("percent", "-95"), ("from", "hoy")])
            .status,
        422
    );
}

#[test]
fn a_price_list_is_made_edited_and_never_loses_the_usual_one() {
    let app = TestApp::new();
    let owner = app.owner();
    let form = [
        ("name", "Hoteles"),
        ("code", "HOT"),
        ("tax_mode", "net"),
        ("valid_until", "31/12/2026"),
    ];
    let path = owner.post("/prices", &form).location();
    assert_eq!(
        owner.post("/prices", &form).status,
        422,
        "the code is taken"
    );
    assert_eq!(owner.post("/prices", &[]).status, 422);
    let id: PriceListId = path.rsplit('/').next().unwrap().parse().unwrap();
    let bar = item(&app, "Barra");
    app.write(move |tx| catalog::set_price(tx, id, bar, tx.today(), price("0.60")));
    let on = |text: &str| {
        app.read(|view| catalog::list_for(view, Some(id), TaxMode::Net, day(text)))
            .code
    };
    assert_eq!(
        (on("2026-12-31"), on("2027-01-01")),
        ("HOT".into(), "MAY".into())
    );

    let api = format!("/api/v1/price-lists/{id}");
    let body = json!({ "code": "HOT", "name": "Hoteles", "tax_mode": "gross" });
    let reply = owner.api_with("PUT", &api, &[("if-match", "\"1\"")], Some(body));
    assert_eq!(
        problem_fields(&reply.json(422)),
        ["tax_mode"],
        "it has prices"
    );
    let usual = list(&app, TaxMode::Net);
    let body =
        json!({ "code": "MAY", "name": "Mayorista", "tax_mode": "net", "is_default": false });
    let path = format!("/api/v1/price-lists/{usual}");
    let reply = owner.api_with("PUT", &path, &[("if-match", "\"1\"")], Some(body));
    assert_eq!(problem_fields(&reply.json(422)), ["is_default"]);
    let body = json!({ "code": "HOT", "name": "Hoteles", "tax_mode": "net", "is_default": true });
    owner
        .api_with("PUT", &api, &[("if-match", "\"1\"")], Some(body))
        .json(200);
    assert_eq!(list(&app, TaxMode::Net), id);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM price_lists WHERE is_default = 1"),
        2
    );
}

#[test]
fn bakers_and_the_api_of_bakers_see_no_price() {
    let app = TestApp::new();
    let bar = item(&app, "Barra");
    let shop = list(&app, TaxMode::Gross);
    app.write(move |tx| catalog::set_price(tx, shop, bar, tx.today(), price("1.19")));
    let baker = app.role(Role::Baker);
    for path in ["/items".to_owned(), format!("/items/{bar}")] {
        assert!(!baker.get(&path).body.contains("1,19"), "{path}");
        assert!(app.owner().get(&path).body.contains("1,19"), "{path}");
    }
    let shown = |client: &Client| {
        client
            .api("GET", &format!("/api/v1/items/{bar}"), None)
            .json(200)
    };
    assert_eq!(shown(&baker)["prices"], Value::Null);
    assert_eq!(shown(&app.owner())["prices"][0]["price"], "1.19");
    assert_eq!(baker.get("/prices").status, 403);
}

#[test]
fn a_variant_has_its_parents_packs_and_prices() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = item(&app, "Barra");
    let shop = list(&app, TaxMode::Gross);
    app.write(move |tx| {
        catalog::set_price(tx, shop, bar, tx.today(), price("1.10"))?;
        catalog::add_pack(tx, bar, "caja", "24".parse().unwrap())
    });
    let path = owner
        .post(
            &format!("/items/{bar}/variants"),
            &[("variant_name", "cortada")],
        )
        .location();
    let copy: ItemId = path.rsplit('/').next().unwrap().parse().unwrap();
    let found = app.read(|view| catalog::find(view, copy));
    assert_eq!(
        (found.parent_id, found.full_name().as_str()),
        (Some(bar), "Barra · cortada")
    );
    assert_eq!(
        app.read(|view| catalog::price_of(view, shop, copy, view.today())),
        Some(price("1.10"))
    );
    let unit = app.read(|view| catalog::line_unit(view, &found, "Caja"));
    assert_eq!(
        (unit.code.as_str(), unit.size.to_string().as_str()),
        ("caja", "24")
    );
    assert_eq!(
        owner.post(&format!("/items/{bar}/variants"), &[]).status,
        422
    );
    // Two levels are enough.
    let again = owner
        .post(&format!("{path}/variants"), &[("variant_name", "envasada")])
        .location();
    let third: ItemId = again.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(
        app.read(|view| catalog::find(view, third)).parent_id,
        Some(bar)
    );
}

#[test]
fn an_item_without_a_price_costs_what_its_parent_costs() {
    let app = TestApp::new();
    let bar = item(&app, "Barra");
    let shop = list(&app, TaxMode::Gross);
    app.write(move |tx| catalog::set_price(tx, shop, bar, tx.today(), price("1.10")));
    let child = NewItem {
        parent_id: Some(bar),
        variant_name: "mini".into(),
        ..NewItem::new("Barra", BaseUnit::Piece, class(&app, "bread"))
    };
    let child = app.write(move |tx| catalog::create(tx, child));
    assert_eq!(
        app.read(|view| catalog::price_of(view, shop, child, view.today())),
        Some(price("1.10"))
    );
    app.write(move |tx| catalog::set_price(tx, shop, child, tx.today(), price("0.70")));
    assert_eq!(
        app.read(|view| catalog::price_of(view, shop, child, view.today())),
        Some(price("0.70"))
    );
}

#[test]
fn a_pack_is_added_once_and_removed() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = item(&app, "Barra");
    let path = format!("/items/{bar}/packs");
    let form = [("pack_name", "Caja"), ("pack_size", "2 docenas")];
    owner.post(&path, &form).location();
    assert_eq!(owner.post(&path, &form).status, 422, "the name is taken");
    assert_eq!(owner.post(&path, &[]).status, 422);
    assert_eq!(
        owner
            .post(&path, &[("pack_name", "Saco"), ("pack_size", "25 kg")])
            .status,
        422
    );
    assert_eq!(
        owner
            .post(&path, &[("pack_name", "docena"), ("pack_size", "12")])
            .status,
        422
    );
    let api = format!("/api/v1/items/{bar}/packs");
    let packs = owner.api("GET", &api, None).json(200);
    assert_eq!(packs["items"][0]["size"], "24");
    let id = packs["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        owner.api("DELETE", &format!("{api}/{id}"), None).status,
        204
    );
    assert_eq!(
        owner.api("DELETE", &format!("{api}/{id}"), None).status,
        404
    );
    owner
        .api(
            "POST",
            &api,
            Some(json!({ "name": "Bandeja", "size": "6" })),
        )
        .json(201);
    assert_eq!(
        owner
            .api("POST", &api, Some(json!({ "name": "Nada", "size": "0" })))
            .status,
        422
    );
}

#[test]
fn a_retired_item_leaves_the_lists_and_comes_back() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = item(&app, "Barra");
    owner.post(&format!("/items/{bar}/active"), &[]).location();
    assert!(
        app.read(|view| catalog::search(view, "barra", 5))
            .is_empty()
    );
    let everything = Filter {
        inactive: true,
        ..Filter::default()
    };
    assert_eq!(
        app.read(|view| catalog::list(view, &everything, None, 5))
            .len(),
        1
    );
    owner.post(&format!("/items/{bar}/enable"), &[]).location();
    assert_eq!(app.read(|view| catalog::search(view, "barra", 5)).len(), 1);
    let page = owner.get(&format!("/items/{bar}")).page(200);
    let history = texts(&page, ".timeline li").join(" ");
    assert!(
        history.contains("Retirado") && history.contains("Vuelve a usarse"),
        "{history}"
    );
}

#[test]
fn a_bakery_begins_with_items_and_ingredients_whose_tax_is_to_be_confirmed() {
    let app = TestApp::new();
    let owner = app.owner();
    assert_eq!(
        texts(&owner.get("/items").page(200), ".empty button"),
        ["Empezar con 20 artículos de panadería y 10 ingredientes"]
    );
    assert_eq!(owner.post("/items/starter", &[]).location(), "/items");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE tax_confirmed = 0"),
        30
    );
    let ingredients = "SELECT group_concat(name || ' ' || unit || ' ' || allergens, ';') FROM (SELECT * FROM items
        WHERE is_bought = 1 AND is_sold = 0 AND is_made = 0 ORDER BY sku)";
    let ingredients: String = app.value(ingredients);
    assert!(
        ingredients.starts_with("Harina de trigo kg gluten;"),
        "{ingredients}"
    );
    assert!(
        ingredients.contains("Leche entera l milk;Huevos unit eggs"),
        "{ingredients}"
    );
    let flours = "SELECT count(*) FROM items WHERE category = 'Harinas' AND is_bought = 1";
    assert_eq!(app.value::<i64>(flours), 3, "known to recipes as flour");
    let water = "SELECT is_service FROM items WHERE name = 'Agua del grifo'";
    assert!(app.value::<bool>(water));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM prices"), 40);
    assert_eq!(owner.post("/items/starter", &[]).status, 409);
    let id: ItemId = app.value("SELECT id FROM items ORDER BY sku LIMIT 1");
    owner
        .post(&format!("/items/{id}/tax-confirmed"), &[])
        .location();
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE tax_confirmed = 0"),
        29
    );
    let by: String = app.value("SELECT actor_name FROM journal WHERE action = 'tax_confirmed'");
    assert_eq!(by, "Marta Soler");
}

#[test]
fn items_are_listed_by_whether_their_tax_was_looked_at() {
    let app = TestApp::new();
    let owner = app.owner();
    owner.post("/items/starter", &[]).location();
    let id: ItemId = app.value("SELECT id FROM items WHERE name = 'Hogaza de pueblo'");
    owner
        .post(&format!("/items/{id}/tax-confirmed"), &[])
        .location();
    let names = |query: &str| -> Vec<String> {
        let list = owner.api("GET", &format!("/api/v1/items?limit=200{query}"), None);
        let items = list.json(200)["items"].as_array().unwrap().clone();
        let name = |item: &Value| item["name"].as_str().unwrap().to_owned();
        items.iter().map(name).collect()
    };
    assert_eq!(names("&tax_confirmed=true"), ["Hogaza de pueblo"]);
    assert_eq!(names("&tax_confirmed=false").len(), 29);
    assert_eq!(names("").len(), 30);
    let wrong = owner.api("GET", "/api/v1/items?tax_confirmed=maybe", None);
    assert_eq!(wrong.json(422)["errors"][0]["field"], "tax_confirmed");
    // A price stands in its field as one would type it.
    let page = owner.get("/items?q=roscon").page(200);
    let values = ["[name^='p.']"].map(|field| attr(&page, field, "value").unwrap());
    assert_eq!(values, ["19,00"]);
}

pub fn upload(client: &Client, path: &str, csrf: &str, file: &str) -> u16 {
    client
        .post_file_between("x", path, &[("_csrf", csrf)], ("picture", "a.svg", file))
        .status
}

#[test]
fn a_picture_is_known_by_its_first_bytes() {
    let app = TestApp::new();
    let owner = app.owner();
    let bar = item(&app, "Barra");
    let path = format!("/items/{bar}/picture");
    let page = owner.get(&format!("/items/{bar}")).page(200);
    let csrf = attr(&page, "input[name=_csrf]", "value").unwrap();
    assert_eq!(owner.get(&path).status, 404);
    assert_eq!(upload(&owner, &path, &csrf, "<svg onload=alert(1)>"), 422);
    assert_eq!(
        upload(
            &owner,
            &path,
            &csrf,
            &format!("RIFF0000WEBP{}", "x".repeat(2 * 1024 * 1024))
        ),
        422
    );
    assert_eq!(upload(&owner, &path, &csrf, ""), 422);
    assert_eq!(
        upload(
            &owner,
            &path,
            &session::csrf_of("another"),
            "RIFF0000WEBPVP8 "
        ),
        403
    );
    assert_eq!(upload(&owner, &path, &csrf, "RIFF0000WEBPVP8 "), 303);
    let picture = owner.get(&path);
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (200, "image/webp")
    );
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    owner.post(&path, &[("remove", "on")]).location();
    assert_eq!(owner.get(&path).status, 404);
}

#[test]
fn an_item_that_stock_was_counted_of_keeps_its_base_unit() {
    let app = TestApp::new();
    let bar = item(&app, "Barra");
    let weighed = move |tx: &hornada::db::Tx| {
        let before = catalog::find(tx, bar)?;
        let new = NewItem {
            tax_class_id: before.tax_class_id,
            ..NewItem::new("Barra", BaseUnit::G, before.tax_class_id)
        };
        catalog::edit(tx, bar, before.version, new)
    };
    app.write(weighed);
    app.write(move |tx| {
        let before = catalog::find(tx, bar)?;
        let new = NewItem::new("Barra", BaseUnit::Piece, before.tax_class_id);
        catalog::edit(tx, bar, before.version, new)
    });
    app.write(move |tx| {
        let issue = hornada::stock::Issue {
            item: bar,
            quantity: "5".parse().unwrap(),
            reason: hornada::stock::Reason::Waste,
            day: tx.today(),
            document_kind: "",
            document_id: None,
            note: String::new(),
        };
        hornada::stock::issue(tx, issue)
    });
    let refused = app.db.write_blocking(hornada::db::Actor::system(), weighed);
    assert!(refused.is_err(), "it was counted in pieces");
}

#[test]
fn a_tax_class_of_its_own_is_added_with_its_first_rate() {
    let app = TestApp::new();
    let owner = app.owner();
    let typed = [
        ("name_es", "Aceite de oliva"),
        ("class_rate", "4"),
        ("class_valid_from", "1/1/2026"),
    ];
    assert_eq!(owner.post("/tax/classes", &typed).location(), "/tax");
    let id = class(&app, "aceite-de-oliva");
    let rate = app.read(|view| catalog::tax_rate(view, id, day("2026-11-20")));
    assert_eq!(rate.to_string(), "4.00");
    assert_eq!(
        owner.post("/tax/classes", &typed).status,
        422,
        "the name is taken"
    );
    let empty = owner.post("/tax/classes", &[]).page(422);
    assert_eq!(texts(&empty, ".form__summary li").len(), 3);
    let ahead = json!({ "name_es": "Otra", "rate": "5", "valid_from": "2027-01-01" });
    let refused = owner
        .api("POST", "/api/v1/tax-classes", Some(ahead))
        .json(422);
    assert_eq!(problem_fields(&refused), ["valid_from"]);
    let body = json!({ "name_es": "Exento", "name_en": "Exempt", "code": "exempt", "rate": "0", "valid_from": "2026-01-01" });
    let made = owner
        .api("POST", "/api/v1/tax-classes", Some(body.clone()))
        .json(201);
    assert_eq!(
        (&made["code"], &made["rate"]),
        (&json!("exempt"), &json!("0.00"))
    );
    let baker = app.role(Role::Baker);
    assert_eq!(
        baker.api("POST", "/api/v1/tax-classes", Some(body)).status,
        403
    );
}

#[test]
fn a_price_beyond_all_bread_is_refused() {
    let app = TestApp::new();
    let (id, list) = (item(&app, "Barra"), list(&app, TaxMode::Gross));
    let owner = app.owner();
    let path = format!("/api/v1/items/{id}/prices");
    let set = |price: &str| {
        let body = json!({ "price_list_id": list, "valid_from": "2026-11-20", "price": price });
        owner.api("POST", &path, Some(body))
    };
    assert_eq!(problem_fields(&set("99999999999").json(422)), ["price"]);
    assert_eq!(set("100000").status, 201);
    let history = owner
        .api("GET", &format!("/api/v1/items/{id}/history"), None)
        .json(200);
    let actions: Vec<&str> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].as_str().unwrap())
        .collect();
    assert!(
        actions.contains(&"price_set") && actions.contains(&"created"),
        "{actions:?}"
    );
    assert_eq!(
        owner.get(&format!("/api/v1/items/{id}/picture")).status,
        404
    );
}
