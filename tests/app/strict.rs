//! What is sent is read strictly: unknown fields, wrong kinds, texts that no field holds; settings that cannot be.

use hornada::people::roles::Role;
use serde_json::{Value, json};

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{TestApp, attr, texts};

fn errors(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors
        .map(|error| {
            (
                error["field"].as_str().unwrap(),
                error["detail"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn a_field_that_nobody_knows_is_named_and_nothing_is_done() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let body = json!({ "status": "completed", "notes": "x" });
    let headers = [("if-match", "\"1\"")];
    let refused = owner
        .api_with("PUT", &format!("/api/v1/orders/{id}"), &headers, Some(body))
        .json(422);
    let said = "Aquí no hay ningún campo con ese nombre.";
    assert_eq!(errors(&refused), [("status", said)]);
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY,
                       "items": [{ "product_id": world.barra, "quantity": "2", "prize": "3" }] });
    let refused = owner.api("POST", "/api/v1/orders", Some(body)).json(422);
    assert_eq!(errors(&refused), [("items.0.prize", said)]);
    let body = json!({ "product_id": world.barra, "quantity": "2", "prize": "3" });
    let refused = owner
        .api("POST", &format!("/api/v1/orders/{id}/items"), Some(body))
        .json(422);
    assert_eq!(errors(&refused), [("prize", said)]);
}

#[test]
fn a_value_of_the_wrong_kind_is_named_by_its_place_in_the_callers_language() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let send = |body: Value| owner.api("POST", "/api/v1/orders", Some(body)).json(422);
    let cases = [
        (
            json!({ "items": [{ "product_id": world.barra, "quantity": "dos" }] }),
            "items.0.quantity",
        ),
        (json!({ "allergen_override": "sí" }), "allergen_override"),
        (json!({ "order_type": "retial" }), "order_type"),
        (json!({ "requested_date": "mañana" }), "requested_date"),
        (json!({ "items": {} }), "items"),
        (json!({ "customer_id": "x" }), "customer_id"),
        (json!({ "notes": 3 }), "notes"),
    ];
    for (body, field) in cases {
        let refused = send(body);
        let [(named, said)] = errors(&refused)[..] else {
            panic!("{refused}")
        };
        assert_eq!(named, field);
        for english in ["expected", "invalid", "unknown", "line 1"] {
            assert!(!said.contains(english), "{field}: {said}");
        }
    }
    let refused = owner
        .raw("POST", "/api/v1/orders", "{\"items\": [")
        .json(422);
    assert!(errors(&refused)[0].1.contains("línea 1"), "{refused}");
    assert_eq!(refused["title"], "Hay algo por corregir");
}

#[test]
fn each_status_is_a_kind_of_problem_of_its_own() {
    let app = TestApp::new();
    let owner = app.owner();
    let kind = |reply: crate::support::Reply| {
        let problem: Value = serde_json::from_str(&reply.body).unwrap();
        let kind = problem["type"].as_str().unwrap().to_owned();
        (
            reply.status,
            kind.trim_start_matches("about:blank#").to_owned(),
        )
    };
    let at = |method: &str, path: &str| kind(owner.api(method, path, None));
    assert_eq!(at("GET", "/api/v1/nowhere"), (404, "not-found".into()));
    assert_eq!(
        at("DELETE", "/api/v1/customers"),
        (405, "method-not-allowed".into())
    );
    assert_eq!(
        kind(app.visitor().api("GET", "/api/v1/orders", None)),
        (401, "not-signed-in".into())
    );
    let baker = app.role(Role::Baker).api("GET", "/api/v1/invoices", None);
    assert_eq!(kind(baker), (403, "forbidden".into()));
    let large = format!("\"{}\"", "x".repeat(1_100_000));
    let large = owner.raw("POST", "/api/v1/orders", &large);
    assert_eq!(kind(large), (413, "too-large".into()));
}

#[test]
fn texts_that_no_field_holds_are_refused_everywhere() {
    let app = TestApp::new();
    let owner = app.owner();
    let long = "x".repeat(5_000);
    let class = app
        .read(|view| hornada::catalog::tax_classes(view))
        .remove(0)
        .id;
    let cases = [
        (
            "/api/v1/customers",
            json!({ "contact_name": long }),
            "contact_name",
        ),
        (
            "/api/v1/customers",
            json!({ "contact_name": "Eva", "customer_notes": long }),
            "customer_notes",
        ),
        (
            "/api/v1/customers",
            json!({ "contact_name": "Eva\u{202e}avE" }),
            "contact_name",
        ),
        (
            "/api/v1/customers",
            json!({ "contact_name": "Eva\u{0}" }),
            "contact_name",
        ),
        (
            "/api/v1/items",
            json!({ "name": "Pan", "sku": long, "base_unit": "piece", "tax_class_id": class }),
            "sku",
        ),
        (
            "/api/v1/procurement/suppliers",
            json!({ "name": long }),
            "name",
        ),
    ];
    for (path, body, field) in cases {
        let refused = owner.api("POST", path, Some(body)).json(422);
        assert!(
            errors(&refused).iter().any(|(named, _)| *named == field),
            "{path} {refused}"
        );
    }
    let form = [("contact_name", long.as_str()), ("customer_type", "retail")];
    assert_eq!(owner.post("/customers", &form).status, 422);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM customers"), 0);
    // Marks that nobody sees come along with a copied number; a form leaves them out.
    let copied = [
        ("contact_name", "Ana Ruiz"),
        ("phone", "\u{202a}612 34 08 21\u{202c}"),
    ];
    owner.post("/customers", &copied).location();
    let kept: String = app.value("SELECT phone FROM customers");
    assert!(
        kept.chars().all(|c| c.is_ascii_digit() || " +".contains(c)),
        "{kept:?}"
    );
}

#[test]
fn settings_that_cannot_be_are_named_and_nothing_is_stored() {
    let app = TestApp::new();
    let owner = app.owner();
    let wrong = [
        ("bakery.tax_id", "B1"),
        ("bakery.iban", "ES00"),
        ("bakery.email", "nope"),
        ("bakery.name", ""),
        ("bakery.postcode", "zz"),
        ("bakery.phone", "x"),
        ("orders.opening_days", "9"),
        ("orders.number_prefix", "<x>\""),
        ("orders.number_prefix", ""),
        ("invoices.series", "\""),
        ("invoices.reminder_steps", "900"),
        ("backup.second_folder", "/nonexistent"),
        ("orders.least_value", "200000"),
        ("orders.most_discount", "101"),
    ];
    for (key, value) in wrong {
        let version = owner.api("GET", "/api/v1/settings", None);
        let headers = [("if-match", version.header("etag"))];
        let body = json!({ "values": { key: value } });
        let refused = owner
            .api_with("PUT", "/api/v1/settings", &headers, Some(body))
            .json(422);
        assert_eq!(errors(&refused)[0].0, key, "{refused}");
        assert!(!errors(&refused)[0].1.contains('['), "{refused}");
    }
    assert_eq!(app.db.settings().text("bakery.name"), "Panadería La Espiga");
    app.set("orders.opening_days", "5, 1,1,5,2");
    assert_eq!(app.db.settings().text("orders.opening_days"), "1,2,5");
    let page = owner.get("/settings").page(200);
    let version = attr(&page, "#invoices [name=version]", "value").unwrap();
    let fields = [
        ("version", version.as_str()),
        ("invoices.series", "<x>"),
        ("invoices.reminder_steps", "7"),
        ("invoices.overdue_after_days", "7"),
    ];
    let page = owner.post("/settings/invoices", &fields).page(422);
    assert_eq!(
        attr(&page, "[name='invoices.series']", "value").as_deref(),
        Some("<x>")
    );
    assert_eq!(
        texts(&page, "#invoices .field__error"),
        ["Letras sin acento, cifras y guiones."]
    );
}

#[test]
fn settings_are_checked_against_each_other_as_they_will_be() {
    let app = TestApp::new();
    let owner = app.owner();
    let put = |values: Value| {
        let version = owner.api("GET", "/api/v1/settings", None);
        let headers = [("if-match", version.header("etag"))];
        owner.api_with(
            "PUT",
            "/api/v1/settings",
            &headers,
            Some(json!({ "values": values })),
        )
    };
    put(json!({ "orders.least_value": "20", "orders.most_value": "30" })).json(200);
    let refused = put(json!({ "orders.most_value": "10" })).json(422);
    assert_eq!(
        errors(&refused),
        [(
            "orders.most_value",
            "No puede ser menos que el mínimo, 20,00 €."
        )]
    );
    put(json!({ "orders.least_value": "0", "orders.most_value": "10" })).json(200);
    let foreign = json!({ "bakery.country": "Portugal", "bakery.tax_id": "PT501442600", "bakery.postcode": "1100-053" });
    put(foreign).json(200);
}

#[test]
fn limits_are_said_as_the_reader_writes_numbers() {
    use hornada::error::Message;
    use hornada::i18n::Lang;
    let most = |lang, most: i64| {
        Message::new("purchasing-too-much")
            .arg("most", most)
            .speak(lang)
    };
    assert_eq!(most(Lang::Es, 1_000_000), "Como mucho 1.000.000.");
    assert_eq!(most(Lang::En, 1_000_000), "At most 1,000,000.");
    assert_eq!(most(Lang::Es, 120), "Como mucho 120.");
    let tenths = rust_decimal::Decimal::new(12_345, 1);
    let message = Message::new("production-too-much").arg("most", tenths);
    let said = message.arg("unit", "kg").speak(Lang::Es);
    assert_eq!(said, "Demasiado para un día: como mucho 1.234,5 kg.");
    // Plurals still go by the number.
    let orders = |count: i64| Lang::Es.with1("orders-count", "count", count);
    assert_eq!(
        (orders(1), orders(1_000)),
        ("un pedido".into(), "1.000 pedidos".into())
    );
    let app = TestApp::new();
    let world = world(&app);
    let list = app.read(|view| hornada::catalog::price_lists(view))[0].id;
    let body = json!({ "price_list_id": list, "valid_from": "2026-12-01", "price": "100001.00" });
    let path = format!("/api/v1/items/{}/prices", world.barra);
    let refused = app.owner().api("POST", &path, Some(body)).json(422);
    assert_eq!(refused["errors"][0]["detail"], "Entre 0 y 100.000.");
}

#[test]
fn a_body_that_is_a_list_is_refused_and_not_read_by_its_places() {
    let app = TestApp::new();
    let visitor = app.visitor();
    let body = json!(["owner@demo.test", crate::support::PASSWORD]);
    let refused = visitor
        .api("POST", "/api/v1/auth/login", Some(body))
        .json(422);
    assert_eq!(errors(&refused), [("", "Un objeto con sus campos.")]);
    let owner = app.owner();
    for body in [" []", "[[]]"] {
        let refused = owner.raw("POST", "/api/v1/jobs/housekeeping/run", body);
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
    let none: i64 = app.value("SELECT count(*) FROM job_runs");
    assert_eq!(none, 0);
}
