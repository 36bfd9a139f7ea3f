//! What the description of the API promises: parameters once, bodies and answers by their kind, cursors that lead to the
//! end, keys under which a thing is done once.

use std::collections::BTreeSet;

use hornada::people::roles::Role;
use hornada::routes;
use serde_json::{Value, json};

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{Client, TestApp};

const NOBODY: &str = "01935a00-0000-7000-8000-000000000000";

/// Every operation: method, path and what is said of it.
fn operations(description: &Value) -> Vec<(String, String, &Value)> {
    let paths = description["paths"].as_object().unwrap();
    let verbs = paths.iter().flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().unwrap().iter();
        verbs.map(move |(verb, about)| (verb.to_uppercase(), path.clone(), about))
    });
    verbs.collect()
}

/// The path with an id of nobody in each place.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{day}" => SATURDAY,
        part if part.starts_with('{') => NOBODY,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn an_operation_names_each_parameter_once_and_every_body_it_reads() {
    let app = TestApp::new();
    let owner = app.owner();
    let description = owner.api("GET", "/api/openapi.json", None).json(200);
    for (method, path, about) in operations(&description) {
        let parameters = about["parameters"].as_array().unwrap();
        let names: Vec<_> = parameters
            .iter()
            .map(|parameter| (parameter["in"].as_str(), parameter["name"].as_str()))
            .collect();
        let once: BTreeSet<_> = names.iter().collect();
        assert_eq!(once.len(), names.len(), "{method} {path}: {names:?}");
        let responses = about["responses"].as_object().unwrap();
        let done = responses.iter().find(|(status, _)| *status != "default");
        let (status, answer) = done.unwrap();
        let is_told = answer["content"].is_object();
        assert_eq!(is_told, status != "204", "{method} {path}: {answer}");
    }
    for route in routes::table().iter().filter(|route| route.is_api()) {
        let changes = matches!(route.method.as_str(), "POST" | "PUT" | "PATCH");
        let verb = route.method.as_str().to_lowercase();
        let about = &description["paths"][route.path][&verb];
        if !changes || about["requestBody"].is_object() || route.path.ends_with("/auth/logout") {
            continue;
        }
        // What is not told of is not read: a field that nobody knows would be refused by its name.
        let headers = [("if-match", "\"1\"")];
        let body = json!({ "nothing_like_it": 1 });
        let reply = owner.api_with(
            route.method.as_str(),
            &filled(route.path),
            &headers,
            Some(body),
        );
        assert!(
            !reply.body.contains("nothing_like_it"),
            "{verb} {}",
            route.path
        );
    }
}

#[test]
fn a_list_takes_a_cursor_or_says_that_it_takes_none() {
    let app = TestApp::new();
    let owner = app.owner();
    for route in routes::table() {
        let Some(doc) = route.doc.as_ref().filter(|doc| doc.is_list) else {
            continue;
        };
        let path = filled(route.path);
        let reply = owner.api("GET", &format!("{path}?limit=0"), None);
        // The number of a request is made up of any digits: only what is said of the field counts.
        let errors = reply.json(422)["errors"].to_string();
        let says_range = errors.contains("200");
        assert_eq!(says_range, doc.is_paged, "{path}: {errors}");
    }
}

/// All rows of a list, a few at a time.
fn walked(owner: &Client, path: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), String::new());
    let joined = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = owner.api("GET", &format!("{path}{joined}limit={limit}{after}"), None);
        let page = page.json(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        rows.extend(items.iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return rows,
        }
        assert!(rows.len() < 1_000, "{path} has no end");
    }
}

fn different(rows: &[Value], key: &str) -> usize {
    let keys: BTreeSet<String> = rows.iter().map(|row| row[key].to_string()).collect();
    keys.len()
}

#[test]
fn what_has_to_leave_what_is_liked_and_what_happened_is_read_to_its_end() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let wanted = [(world.barra, 2), (world.croissant, 1)];
    let ids: Vec<_> = (0..7)
        .map(|_| take(&app, order(world.ana, SATURDAY, &wanted)))
        .collect();
    for id in &ids {
        let path = format!("/api/v1/orders/{id}/status");
        let body = json!({ "status": "confirmed" });
        owner.api("PUT", &path, Some(body));
    }
    let rows = walked(&owner, "/api/v1/orders/fulfillment/pending", 3);
    assert_eq!((rows.len(), different(&rows, "id")), (7, 7));
    let liked = format!("/api/v1/customers/{}/favourites", world.ana);
    let rows = walked(&owner, &liked, 1);
    assert_eq!((rows.len(), different(&rows, "product_id")), (2, 2));
    let wrong = owner.api("GET", &format!("{liked}?after={NOBODY}"), None);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let (customer, first) = (world.ana, ids[0]);
    app.write(move |tx| {
        for _ in 0..3 {
            let seen = hornada::events::Happened::new("order", Some(first.0), "status_changed");
            hornada::events::record(tx, seen)?;
        }
        for _ in 0..620 {
            let seen = hornada::events::Happened::new("customer", Some(customer.0), "edited");
            hornada::events::record(tx, seen)?;
        }
        Ok(())
    });
    let rows = walked(
        &owner,
        &format!("/api/v1/customers/{customer}/history"),
        200,
    );
    assert!(rows.len() >= 620 && different(&rows, "id") == rows.len());
    let history = walked(&owner, &format!("/api/v1/orders/{}/history", ids[0]), 1);
    assert!(history.len() >= 4 && different(&history, "id") == history.len());
}

#[test]
fn a_key_is_kept_for_what_is_asked_however_it_is_written() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let key = [("idempotency-key", "one")];
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY,
                       "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let made = owner.api_with("POST", "/api/v1/orders", &key, Some(body.clone()));
    let again = owner.api_with("POST", "/api/v1/orders/", &key, Some(body));
    assert_eq!(made.json(201)["id"], again.json(201)["id"]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 1);
    // Every POST heeds its key: done again it says the same, with another body it is refused.
    let person = json!({ "name": "Eva", "email": "eva@demo.test", "password": "harina-de-fuerza", "role": "baker" });
    let person = owner.api("POST", "/api/v1/users", Some(person)).json(201);
    let person = person["id"].as_str().unwrap().to_owned();
    for (path, body, other) in [
        ("/api/v1/backups".to_owned(), json!({}), json!({ "x": 1 })),
        (
            "/api/v1/jobs/housekeeping/run".to_owned(),
            json!({}),
            json!({ "as_of": "2026-11-19" }),
        ),
        (
            format!("/api/v1/users/{person}/password"),
            json!({ "password": "centeno-entero" }),
            json!({ "password": "espelta-entera" }),
        ),
        (
            format!("/api/v1/users/{person}/access"),
            json!({ "disabled": true }),
            json!({ "disabled": false }),
        ),
    ] {
        let send = |body: &Value| owner.api_with("POST", &path, &key, Some(body.clone()));
        let (first, second) = (send(&body), send(&body));
        assert!(first.status < 300, "{path}: {}", first.body);
        assert_eq!(
            (first.status, &first.body),
            (second.status, &second.body),
            "{path}"
        );
        let upper = path.replace(&person, &person.to_uppercase());
        let shouted = owner.api_with("POST", &upper, &key, Some(body.clone()));
        assert_eq!(
            (shouted.status, &shouted.body),
            (first.status, &first.body),
            "{upper}"
        );
        assert_eq!(send(&other).status, 409, "{path}");
    }
    let changed =
        "SELECT count(*) FROM journal WHERE subject_kind = 'user' AND action = 'password_changed'";
    assert_eq!(app.value::<i64>(changed), 1);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM job_runs"), 1);
}

#[test]
fn what_was_put_away_comes_back_once_per_key() {
    let app = TestApp::new();
    let owner = app.owner();
    let key = [("idempotency-key", "back")];
    let body = json!({ "name": "Mías", "query": "status=confirmed" });
    let view = owner
        .api("POST", "/api/v1/orders/views", Some(body))
        .json(201);
    let path = format!("/api/v1/orders/views/{}", view["id"].as_str().unwrap());
    assert_eq!(owner.api("DELETE", &path, None).status, 204);
    let restore = format!("{path}/restore");
    assert_eq!(owner.api_with("POST", &restore, &key, None).status, 204);
    assert_eq!(owner.api("DELETE", &path, None).status, 204);
    // It was done already: it is not done again.
    assert_eq!(owner.api_with("POST", &restore, &key, None).status, 204);
    let views = owner.api("GET", "/api/v1/orders/views", None).json(200);
    assert_eq!(views["items"], json!([]));
}

#[test]
fn ones_own_language_and_password_are_changed_over_the_api_and_the_old_token_is_out() {
    let app = TestApp::new();
    let baker = app.role(Role::Baker);
    let put = |lang: &str| baker.api("PUT", "/api/v1/auth/me", Some(json!({ "lang": lang })));
    assert_eq!(put("en").json(200)["lang"], "en");
    assert_eq!(put("xx").status, 422);
    let change = |current: &str, password: &str| {
        let body = json!({ "current": current, "password": password });
        baker.api("POST", "/api/v1/auth/password", Some(body))
    };
    let refused = change("nope", "centeno-entero").json(422);
    assert_eq!(refused["errors"][0]["field"], "current");
    let weak = change(crate::support::PASSWORD, "12345678").json(422);
    assert_eq!(weak["errors"][0]["field"], "password");
    let elsewhere = app.role(Role::Baker);
    let done = change(crate::support::PASSWORD, "centeno-entero").json(200);
    for old in [&baker, &elsewhere] {
        assert_eq!(old.api("GET", "/api/v1/auth/me", None).status, 401);
    }
    let new = Client::with_token(&app.address, done["token"].as_str().unwrap());
    assert_eq!(
        new.api("GET", "/api/v1/auth/me", None).json(200)["lang"],
        "en"
    );
}

#[test]
fn a_new_password_gives_the_browser_a_new_session() {
    let app = TestApp::new();
    let baker = app.role(Role::Baker);
    let fields = [
        ("current", crate::support::PASSWORD),
        ("password", "centeno-entero"),
    ];
    let reply = baker.post("/account/password", &fields);
    assert_eq!(reply.location(), "/account");
    let cookie = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .find_map(|(_, value)| value.strip_prefix("hornada_s="))
        .unwrap();
    let token = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(baker.get("/account").location(), "/login?back=%2Faccount");
    let now = Client::with_token(&app.address, &token);
    assert_eq!(now.get("/account").status, 200);
}

#[test]
fn what_pages_do_is_done_over_the_api_too() {
    let app = TestApp::new();
    let owner = app.owner();
    let begun = owner.api("POST", "/api/v1/items/starter", None).json(201);
    let items: i64 = app.value("SELECT count(*) FROM items");
    assert_eq!(begun["items"], items);
    assert_eq!(owner.api("POST", "/api/v1/items/starter", None).status, 409);
    let item: String =
        app.value("SELECT lower(hex(id)) FROM items WHERE is_made = 1 AND is_sold = 1 LIMIT 1");
    let body = json!({ "item_id": item, "quantity": "1000", "reason": "spoiled" });
    let waste = owner
        .api("POST", "/api/v1/stock/waste", Some(body))
        .json(201);
    let undo = format!("/api/v1/stock/waste/{}/undo", waste["id"].as_str().unwrap());
    assert_eq!(owner.api("POST", &undo, None).status, 200);
    assert_eq!(owner.api("POST", &undo, None).status, 404);
    let mut mail = crate::mail::new_mail("order:1");
    mail.to_address = "nadie@demo.test".into();
    app.write(move |tx| hornada::mail::enqueue(tx, &mail));
    app.write(|tx| Ok(tx.execute("UPDATE mails SET status = 'failed'", [])?));
    let retried = owner.api("POST", "/api/v1/mails/retry", None).json(200);
    assert_eq!(retried["count"], 1);
    let waiting = owner.api("GET", "/api/v1/mails?status=waiting&limit=1", None);
    assert_eq!(waiting.json(200)["items"].as_array().unwrap().len(), 1);
    for to in ["nobody", "nadie@demo.test"] {
        let refused = owner.api("POST", "/api/v1/mails/test", Some(json!({ "to": to })));
        assert_eq!(refused.json(422)["errors"][0]["field"], "to");
    }
}

#[test]
fn the_description_tells_which_changes_go_by_no_version() {
    let app = TestApp::new();
    let description = app.visitor().get("/api/openapi.json").json(200);
    let told = description["info"]["description"].as_str().unwrap();
    for (method, path, about) in operations(&description) {
        if !matches!(method.as_str(), "PUT" | "PATCH" | "DELETE") {
            continue;
        }
        let parameters = about["parameters"].as_array().unwrap();
        let needs = parameters
            .iter()
            .any(|one| one["name"] == "If-Match" && one["required"] == true);
        let named = told.contains(&format!("{method} {path},"))
            || told.contains(&format!("{method} {path}."));
        assert_eq!(named, !needs, "{method} {path}");
    }
}

#[test]
fn the_same_request_sent_twice_at_once_is_done_once_and_answered_twice() {
    let app = TestApp::new();
    let owner = app.owner();
    for path in ["/api/v1/backups", "/api/v1/jobs/housekeeping/run"] {
        let key = [("idempotency-key", "at-once")];
        let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
            let sent: Vec<_> = (0..6)
                .map(|_| {
                    let client = owner.elsewhere();
                    scope.spawn(move || client.api_with("POST", path, &key, Some(json!({}))))
                })
                .collect();
            let answers = sent.into_iter().map(|one| one.join().unwrap());
            answers.map(|reply| (reply.status, reply.body)).collect()
        });
        assert!(answers[0].0 < 300, "{answers:?}");
        assert!(answers.iter().all(|one| *one == answers[0]), "{answers:?}");
    }
    let runs = "SELECT count(*) FROM job_runs WHERE job = 'housekeeping'";
    assert_eq!(app.value::<i64>(runs), 1);
}

#[test]
fn an_answer_that_tells_a_version_carries_it_as_its_tag() {
    let app = TestApp::new();
    let owner = app.owner();
    let tag = |path: &str| owner.get(path).header("etag").to_owned();
    let person = json!({ "name": "Luis", "email": "luis@bakery.test", "password": "centeno-entero", "role": "baker" });
    let made = owner.api("POST", "/api/v1/users", Some(person));
    let path = made.header("location").to_owned();
    assert_eq!(made.header("etag"), tag(&path));
    let access = format!("{path}/access");
    let key = [("idempotency-key", "off")];
    let off = || owner.api_with("POST", &access, &key, Some(json!({ "disabled": true })));
    let answers = [off(), off()];
    for answer in &answers {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("etag"), tag(&path), "told again as well");
    }
    assert_ne!(answers[0].header("etag"), made.header("etag"));
    let headers = [("if-match", answers[0].header("etag"))];
    let edit = json!({ "name": "Luis P.", "role": "baker" });
    let edited = owner.api_with("PUT", &path, &headers, Some(edit));
    assert_eq!(edited.status, 200);
    assert_eq!(edited.header("etag"), tag(&path));
    let class = app.read(|view| hornada::catalog::tax_classes(view))[0].id;
    let item =
        json!({ "name": "Rosca", "base_unit": "unit", "is_sold": true, "tax_class_id": class });
    for (path, body) in [
        ("/api/v1/items", item),
        (
            "/api/v1/customers",
            json!({ "contact_name": "Ana", "customer_type": "retail" }),
        ),
    ] {
        let made = owner.api("POST", path, Some(body));
        assert_eq!(made.status, 201, "{path}");
        assert_eq!(made.header("etag"), tag(made.header("location")), "{path}");
    }
}
