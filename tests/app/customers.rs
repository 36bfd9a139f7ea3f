//! Customers: made, found, kept apart, their delivery points, credit and allergens.

use hornada::customers::{self, ExposureOf, NewCustomer};
use hornada::db::Actor;
use hornada::error::Error;
use hornada::people::roles::Role;
use hornada::settings;
use hornada::values::Money;
use hornada::values::ids::{CustomerId, OrderId};
use serde_json::{Value, json};

use crate::support::{TestApp, attr, texts};

fn customer(name: &str, phone: &str) -> NewCustomer {
    NewCustomer {
        contact_name: name.into(),
        phone: (!phone.is_empty()).then(|| phone.to_owned()),
        ..NewCustomer::default()
    }
}

fn made(app: &TestApp, new: NewCustomer) -> CustomerId {
    app.write(move |tx| customers::create(tx, new))
}

fn found(app: &TestApp, text: &str) -> Vec<String> {
    let found = app.read(|view| customers::search(view, text, 20));
    found.into_iter().map(|row| row.name).collect()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn problem_fields(reply: &Value) -> Vec<String> {
    let errors = reply["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_name_is_enough_for_a_customer() {
    let app = TestApp::new();
    let owner = app.owner();
    let path = owner
        .post("/customers", &[("contact_name", "Ana Muñoz")])
        .location();
    let page = owner.get(&path).page(200);
    assert_eq!(texts(&page, "h1"), ["Ana Muñoz"]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM delivery_points"), 1);
    assert_eq!(app.value::<i64>("SELECT code FROM customers"), 1);
    assert_eq!(
        app.value::<i64>("SELECT credit_term_days FROM customers"),
        0,
        "retail pays at once"
    );
}

#[test]
fn an_empty_customer_form_names_the_name_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let page = app
        .owner()
        .post("/customers", &[("city", "Getafe")])
        .page(422);
    assert_eq!(texts(&page, ".field__error"), ["Hace falta."]);
    assert_eq!(attr(&page, "#f-city", "value").as_deref(), Some("Getafe"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM customers"), 0);
}

#[test]
fn a_business_gets_the_usual_terms_and_net_prices() {
    let app = TestApp::new();
    let body = json!({ "customer_type": "hotel", "business_name": "Hotel Miramar", "tax_id": "es-b64717838",
        "phone": "+34 912 345 678", "postal_code": "28012" });
    let made = app
        .owner()
        .api("POST", "/api/v1/customers", Some(body))
        .json(201);
    assert_eq!(made["contact_name"], "Hotel Miramar");
    assert_eq!(made["tax_id"], "B64717838");
    assert_eq!(made["credit_term_days"], 30);
    assert_eq!(made["invoice_rhythm"], "fortnightly");
    assert_eq!(made["exposure"], "0.00");
    let list = app.read(|view| {
        let id: CustomerId = view.query_row("SELECT id FROM customers", [], |row| row.get(0))?;
        let customer = customers::find(view, id)?;
        hornada::catalog::list_for(view, None, customer.customer_type, view.today())
    });
    assert_eq!(list.code, "MAY");
}

#[test]
fn tax_number_phone_and_postcode_are_checked_unless_switched_off() {
    let app = TestApp::new();
    let owner = app.owner();
    let wrong = json!({ "contact_name": "Bar Pepe", "tax_id": "B64717839", "phone": "61", "postal_code": "99999",
        "email": "pepe", "credit_limit": "10000.01" });
    let fields = problem_fields(
        &owner
            .api("POST", "/api/v1/customers", Some(wrong.clone()))
            .json(422),
    );
    for field in ["tax_id", "phone", "postal_code", "email", "credit_limit"] {
        assert!(
            fields.iter().any(|name| name == field),
            "{field} in {fields:?}"
        );
    }
    app.set(settings::VALIDATION_ON, "false");
    let fields = problem_fields(
        &owner
            .api("POST", "/api/v1/customers", Some(wrong))
            .json(422),
    );
    assert_eq!(
        fields,
        ["email", "credit_limit"],
        "those are always checked"
    );
}

#[test]
fn phone_and_mail_belong_to_one_payer_and_the_form_leads_to_the_other() {
    let app = TestApp::new();
    let owner = app.owner();
    let first = made(
        &app,
        NewCustomer {
            email: Some("ana@example.test".into()),
            ..customer("Ana", "612 345 678")
        },
    );
    let form = [
        ("contact_name", "Otra"),
        ("phone", "+34 612-345-678"),
        ("email", "ANA@example.test"),
    ];
    let page = owner.post("/customers", &form).page(422);
    let errors = texts(&page, ".field__error");
    assert_eq!(
        errors,
        [
            "Ese teléfono es de Ana, cliente 1.",
            "Ese correo es de Ana, cliente 1."
        ]
    );
    assert_eq!(
        attr(&page, ".note a", "href"),
        Some(format!("/customers/{first}"))
    );
    let body = json!({ "contact_name": "Otra", "phone": "612345678" });
    let fields = problem_fields(&owner.api("POST", "/api/v1/customers", Some(body)).json(422));
    assert_eq!(fields, ["phone"]);
    // Without phone and e-mail there may be any number.
    made(&app, customer("Ana", ""));
    made(&app, customer("Ana", ""));
}

#[test]
fn any_three_digits_in_a_row_find_a_phone() {
    let app = TestApp::new();
    made(&app, customer("Ana Muñoz", "612 345 678"));
    made(&app, customer("Bea", "699 000 111"));
    for text in [
        "612",
        "345",
        "34612",
        "+34 612 345",
        "0612",
        "0034 612",
        "678",
        "612345678",
        "12 34",
    ] {
        assert_eq!(found(&app, text), ["Ana Muñoz"], "{text}");
    }
    assert!(found(&app, "613").is_empty());
}

#[test]
fn names_are_found_without_accents_by_any_part_and_by_short_starts() {
    let app = TestApp::new();
    let bar = NewCustomer {
        business_name: "Café Ñandú".into(),
        tax_id: Some("B64717838".into()),
        email: Some("pedidos@nandu.test".into()),
        city: "Alcalá".into(),
        ..customer("Íñigo Muñoz", "")
    };
    made(&app, bar);
    made(&app, customer("Lucía", "612 000 000"));
    for text in [
        "nandu",
        "ÑANDÚ",
        "ndú caf",
        "munoz",
        "4717",
        "b-64717838",
        "B64717838",
        "pedidos@nandu",
        "alcala",
        "ca",
        "cafe mu",
    ] {
        assert_eq!(found(&app, text), ["Café Ñandú"], "{text}");
    }
    assert_eq!(found(&app, "lu 612"), ["Lucía"]);
    assert_eq!(found(&app, "2"), ["Lucía"], "by the customer's number");
    assert!(found(&app, "").is_empty());
    assert!(
        found(&app, "xyz \" OR *").is_empty(),
        "no syntax of the index comes through"
    );
    let reply = app.owner().get("/customers/find?q=luc");
    let page = reply.page(200);
    assert_eq!(
        attr(&page, "[role=option]", "data-text").as_deref(),
        Some("Lucía")
    );
}

#[test]
fn whoever_ordered_last_comes_first() {
    let app = TestApp::new();
    let (old, new) = (
        made(&app, customer("Bar Norte", "")),
        made(&app, customer("Bar Sur", "")),
    );
    app.write(move |tx| {
        customers::count_new_order(tx, old, money("10.00"), "2026-11-01".parse().unwrap())?;
        customers::count_new_order(tx, new, money("20.00"), "2026-11-19".parse().unwrap())
    });
    assert_eq!(found(&app, "bar"), ["Bar Sur", "Bar Norte"]);
    let customer = app.read(|view| customers::find(view, new));
    assert_eq!(
        (customer.total_orders, customer.total_lifetime_value),
        (1, money("20.00"))
    );
    app.write(move |tx| customers::count_order(tx, new, money("-20.00"), -1));
    let customer = app.read(|view| customers::find(view, new));
    assert_eq!((customer.total_orders, customer.last_order_date), (0, None));
}

#[test]
fn what_changed_is_found_and_what_was_is_not() {
    let app = TestApp::new();
    let owner = app.owner();
    let id = made(&app, customer("Bar Pepe", "612 345 678"));
    let form = [
        ("contact_name", "Bar Lola"),
        ("phone", "699 111 222"),
        ("version", "1"),
        ("lang", "es"),
    ];
    owner.post(&format!("/customers/{id}"), &form).location();
    assert_eq!(
        owner.post(&format!("/customers/{id}"), &form).status,
        412,
        "changed meanwhile"
    );
    assert!(found(&app, "pepe").is_empty() && found(&app, "612").is_empty());
    assert_eq!(found(&app, "699"), ["Bar Lola"]);
    let point: String = app.value("SELECT name FROM delivery_points");
    assert_eq!(
        point, "Bar Lola",
        "the point at the customer's own door is named after it"
    );
    let personal: String = app.value("SELECT changes FROM journal_personal");
    assert!(personal.contains("699 111 222"));
    let open: String =
        app.value("SELECT group_concat(changes) FROM journal WHERE subject_kind = 'customer'");
    assert!(
        !open.contains("699 111 222"),
        "personal data stand beside the history: {open}"
    );
}

#[test]
fn as_you_type_reads_no_table_from_end_to_end() {
    let app = TestApp::new();
    app.write(|tx| {
        for n in 0..300 {
            customers::create(
                tx,
                customer(&format!("Cliente {n:03}"), &format!("6{n:08}")),
            )?;
        }
        Ok(())
    });
    let plan = |query: &str| -> String {
        app.read(|view| {
            let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
            let rows = statement.query_map([], |row| row.get::<_, String>(3))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
        })
    };
    let by_text = plan(
        "SELECT c.id FROM customer_search s JOIN customers c ON c.code = s.rowid
         WHERE s.text MATCH '\"123\"' AND c.is_active = 1 ORDER BY c.last_order_date DESC LIMIT 12",
    );
    assert!(
        by_text.contains("VIRTUAL TABLE") && !by_text.contains("SCAN c"),
        "{by_text}"
    );
    let by_start = plan(
        "SELECT id FROM customers c WHERE c.is_active = 1 AND c.search >= 'a' AND c.search < 'b'",
    );
    assert!(
        by_start.contains("SEARCH") && by_start.contains("customers_by_name"),
        "{by_start}"
    );
    assert_eq!(found(&app, "cliente 071"), ["Cliente 071"]);
}

#[test]
fn a_page_of_customers_follows_the_last_row() {
    let app = TestApp::new();
    for name in ["Ana", "Ana", "Bea", "Ángel", "Zoe"] {
        made(&app, customer(name, ""));
    }
    let owner = app.owner();
    let (mut seen, mut path) = (Vec::new(), "/api/v1/customers?limit=2".to_owned());
    loop {
        let page = owner.api("GET", &path, None).json(200);
        let rows = page["items"].as_array().unwrap();
        seen.extend(
            rows.iter()
                .map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/api/v1/customers?limit=2&after={next}");
    }
    assert_eq!(seen, ["Ana", "Ana", "Ángel", "Bea", "Zoe"]);
    assert_eq!(
        texts(&owner.get("/customers").page(200), "tbody th a").len(),
        5
    );
    assert_eq!(
        owner
            .api("GET", "/api/v1/customers?after=nonsense", None)
            .status,
        422
    );
}

#[test]
fn an_order_by_phone_finds_the_customer_or_makes_one() {
    let app = TestApp::new();
    let get = |phone: &'static str, name: &'static str, email: &'static str| {
        let (phone, email) = (
            Some(phone).filter(|p| !p.is_empty()),
            Some(email).filter(|e| !e.is_empty()),
        );
        app.db.write_blocking(Actor::system(), move |tx| {
            customers::get_or_create(tx, phone, name, email)
        })
    };
    let ana = get("612 345 678", "Ana", "").unwrap();
    assert_eq!(get("+34612345678", "Quien sea", "").unwrap(), ana);
    assert_ne!(
        get("612 345 679", "Otra", "").unwrap(),
        ana,
        "exact on all digits"
    );
    let bea = get("", "Bea", "bea@example.test").unwrap();
    assert_eq!(get("", "B.", "BEA@example.test").unwrap(), bea);
    assert_eq!(
        get("699 999 999", "Bea", "bea@example.test").unwrap(),
        bea,
        "then by e-mail"
    );
    let both = get("612345678", "¿Quién?", "bea@example.test");
    let Err(Error::Conflict(_, Some(extra))) = both else {
        panic!("{both:?}")
    };
    assert_eq!(extra["customers"].as_array().unwrap().len(), 2);
    let body = json!({ "phone": "612345678", "name": "x", "email": "bea@example.test" });
    let reply = app
        .owner()
        .api("POST", "/api/v1/customers/find-or-create", Some(body))
        .json(409);
    assert_eq!(reply["customers"][0]["name"], "Ana");
    // A retired one comes back.
    app.write(move |tx| customers::set_active(tx, ana, false));
    assert_eq!(get("612345678", "Ana", "").unwrap(), ana);
    assert!(app.read(|view| customers::find(view, ana)).is_active);
}

#[test]
fn a_phone_of_a_delivery_point_finds_its_payer() {
    let app = TestApp::new();
    let owner = app.owner();
    let chain = made(&app, customer("Cafés Sol", "910 000 000"));
    let form = [
        ("name", "Sol Centro"),
        ("phone", "655 111 222"),
        ("city", "Madrid"),
        ("window_from", "6:30"),
        ("window_until", "8"),
    ];
    owner
        .post(&format!("/customers/{chain}/points"), &form)
        .location();
    assert_eq!(found(&app, "655111"), ["Cafés Sol"]);
    assert_eq!(found(&app, "centro"), ["Cafés Sol"]);
    let same = app.write(|tx| customers::get_or_create(tx, Some("655111222"), "x", None));
    assert_eq!(same, chain);
}

#[test]
fn a_payer_has_any_number_of_points_but_never_none() {
    let app = TestApp::new();
    let owner = app.owner();
    let chain = made(&app, customer("Cafés Sol", ""));
    let path = format!("/customers/{chain}/points");
    assert_eq!(owner.post(&path, &[]).status, 422);
    let late = [
        ("name", "Sur"),
        ("window_from", "9:00"),
        ("window_until", "8:00"),
    ];
    assert_eq!(
        owner.post(&path, &late).status,
        422,
        "the window ends before it begins"
    );
    owner.post(&path, &[("name", "Sur")]).location();
    let api = format!("/api/v1{path}");
    let points = owner.api("GET", &api, None).json(200);
    let ids: Vec<&str> = points["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    owner
        .post(&format!("{path}/{}/active", ids[0]), &[])
        .location();
    assert_eq!(
        owner.post(&format!("{path}/{}/active", ids[1]), &[]).status,
        409,
        "goods must go somewhere"
    );
    owner
        .post(&format!("{path}/{}/enable", ids[0]), &[])
        .location();
    let body = json!({ "name": "Sol Sur", "postal_code": "28012" });
    let put = |version| {
        owner.api_with(
            "PUT",
            &format!("{api}/{}", ids[1]),
            &[("if-match", version)],
            Some(body.clone()),
        )
    };
    assert_eq!(put("\"1\"").json(200)["name"], "Sol Sur");
    assert_eq!(put("\"1\"").status, 412);
    // Another customer's address does not lead to this point.
    let other = made(&app, customer("Otro", ""));
    assert_eq!(
        owner
            .get(&format!("/customers/{other}/points/{}", ids[1]))
            .status,
        404
    );
    assert_eq!(
        owner
            .api(
                "GET",
                &format!("/api/v1/customers/{other}/points/{}", ids[1]),
                None
            )
            .status,
        404
    );
}

#[test]
fn what_is_owed_is_the_sum_of_its_rows() {
    let app = TestApp::new();
    let id = made(
        &app,
        NewCustomer {
            credit_limit: Some(money("100.00")),
            ..customer("Bar", "")
        },
    );
    let (one, two): (OrderId, OrderId) = app.write(|tx| Ok((tx.id(), tx.id())));
    app.write(move |tx| {
        customers::set_exposure(tx, ExposureOf::Order(one), id, money("30.00"))?;
        customers::set_exposure(tx, ExposureOf::Order(two), id, money("50.00"))?;
        customers::set_exposure(tx, ExposureOf::Order(one), id, money("40.00"))
    });
    assert_eq!(
        app.read(|view| customers::exposure(view, id)),
        money("90.00")
    );
    let customer = app.read(|view| customers::find(view, id));
    assert_eq!(
        app.read(|view| customers::credit_left(view, &customer)),
        Some(money("10.00"))
    );
    let page = app.owner().get(&format!("/customers/{id}")).page(200);
    assert_eq!(texts(&page, ".figures dd"), ["90,00 €", "10,00 €"]);
    app.write(move |tx| customers::set_exposure(tx, ExposureOf::Order(two), id, Money::ZERO));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM exposures"), 1);
    // There is no such order, so nothing may be owed for it.
    assert!(app.findings()[0].contains("owe for an order"));
    app.write(move |tx| customers::set_exposure(tx, ExposureOf::Order(one), id, Money::ZERO));
}

#[test]
fn allergens_are_kept_with_consent_seen_by_few_and_forgotten() {
    let app = TestApp::new();
    let owner = app.owner();
    let id = made(&app, customer("Ana", ""));
    let path = format!("/customers/{id}/allergens");
    assert_eq!(owner.post(&path, &[]).status, 422);
    let without = [("allergens", "nuts"), ("consent_date", "hoy")];
    let page = owner.post(&path, &without).page(422);
    assert_eq!(
        texts(&page, ".field__error"),
        ["Sin su permiso no se guarda."]
    );
    let with = [
        ("allergens", "nuts"),
        ("allergen_notes", "muy grave"),
        ("consent_date", "hoy"),
        ("consent", "on"),
    ];
    owner.post(&path, &with).location();
    assert!(
        owner
            .get(&format!("/customers/{id}"))
            .body
            .contains("muy grave")
    );
    let accountant = app.role(Role::Accountant);
    assert!(
        !accountant
            .get(&format!("/customers/{id}"))
            .body
            .contains("muy grave")
    );
    assert_eq!(accountant.get(&path).status, 403);
    assert_eq!(
        accountant
            .api("GET", &format!("/api/v1{path}"), None)
            .status,
        403
    );
    let journal: String = app.value("SELECT group_concat(ifnull(changes, '')) FROM journal");
    assert!(!journal.contains("muy grave"));
    let read = owner.api("GET", &format!("/api/v1{path}"), None);
    let version = [("if-match", read.header("etag"))];
    let future = json!({ "allergens": ["milk"], "consent_date": "2027-01-01" });
    assert_eq!(
        owner
            .api_with("PUT", &format!("/api/v1{path}"), &version, Some(future))
            .status,
        422
    );
    let none = json!({ "allergens": ["milk"] });
    assert_eq!(
        owner
            .api_with(
                "PUT",
                &format!("/api/v1{path}"),
                &version,
                Some(none.clone())
            )
            .status,
        422,
        "no day of consent"
    );
    let put = |headers: &[(&str, &str)]| {
        let kept = json!({ "allergens": ["milk"], "consent_date": "2026-11-20" });
        let path = format!("/api/v1{path}");
        owner.api_with("PUT", &path, headers, Some(kept)).status
    };
    assert_eq!(put(&[]), 428, "who has not read it does not replace it");
    assert_eq!(put(&version), 200);
    assert_eq!(put(&version), 412, "somebody changed it since");
    owner.post(&path, &[("forget", "on")]).location();
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM customer_allergens"),
        0
    );
}

#[test]
fn a_monthly_invoice_of_fresh_food_is_warned_of_and_made_fortnightly_by_one_tap() {
    let app = TestApp::new();
    let owner = app.owner();
    let body = json!({ "customer_type": "restaurant", "contact_name": "Casa Pepa", "invoice_rhythm": "monthly" });
    let made = owner.api("POST", "/api/v1/customers", Some(body)).json(201);
    let path = format!("/customers/{}", made["id"].as_str().unwrap());
    let warned = |client: &crate::support::Client| {
        texts(&client.get(&path).page(200), ".note--warning button")
    };
    assert_eq!(warned(&owner), ["Pasar a quincenal"]);
    assert_eq!(owner.post(&format!("{path}/rhythm"), &[]).status, 422);
    owner
        .post(
            &format!("{path}/rhythm"),
            &[("invoice_rhythm", "fortnightly")],
        )
        .location();
    assert!(warned(&owner).is_empty());
}

#[test]
fn there_are_no_more_customers_than_the_settings_allow() {
    let app = TestApp::new();
    app.set(settings::MOST_CUSTOMERS, "1");
    let first = made(&app, customer("Ana", ""));
    let body = json!({ "contact_name": "Bea" });
    assert_eq!(
        app.owner()
            .api("POST", "/api/v1/customers", Some(body.clone()))
            .status,
        409
    );
    app.write(move |tx| customers::set_active(tx, first, false));
    app.owner()
        .api("POST", "/api/v1/customers", Some(body))
        .json(201);
}

#[test]
fn a_retired_customer_is_not_found_and_comes_back() {
    let app = TestApp::new();
    let owner = app.owner();
    let id = made(&app, customer("Bar Pepe", ""));
    owner
        .post(&format!("/customers/{id}/active"), &[])
        .location();
    assert!(found(&app, "pepe").is_empty());
    assert_eq!(
        texts(&owner.get("/customers?inactive=1").page(200), "tbody th a"),
        ["Bar Pepe"]
    );
    owner
        .post(&format!("/customers/{id}/enable"), &[])
        .location();
    assert_eq!(found(&app, "pepe"), ["Bar Pepe"]);
}

#[test]
fn an_unknown_customer_is_nowhere() {
    let app = TestApp::new();
    let owner = app.owner();
    let id = "01935a00-0000-7000-8000-000000000000";
    for path in ["", "/edit", "/orders", "/allergens", "/points/new"] {
        let status = owner.get(&format!("/customers/{id}{path}")).status;
        assert_eq!(status, 404, "{path}");
    }
    assert_eq!(
        owner
            .api("GET", &format!("/api/v1/customers/{id}"), None)
            .status,
        404
    );
    assert_eq!(
        owner
            .api("GET", &format!("/api/v1/customers/{id}/orders"), None)
            .status,
        404
    );
}
