//! What a person chooses of the list and keeps, the order form's rarer fields, pictures, and a customer's week over the API.

use hornada::orders;
use hornada::people::roles::Role;
use serde_json::{Value, json};

use crate::catalog::upload;
use crate::orders::{MONDAY, SATURDAY, day, order, take, world};
use crate::orders_pages::{form_of, post, press, value, with};
use crate::standing;
use crate::support::{TestApp, attr, texts};

const WEBP: &str = "RIFF0000WEBPVP8 ";

#[test]
fn the_rare_fields_of_an_order_are_taken_in_the_form() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let fields = form_of(
        &owner.get(&format!("/orders/new?customer={}", world.ana)),
        200,
    );
    let (_, fields) = press(&owner, fields, &[("entry", "10 barra"), ("add", "1")]);
    let changes = [
        ("billing_address", "Calle del Río 4"),
        ("business_model", "central_bakery"),
        ("line-0-discount", "10"),
    ];
    let (reply, fields) = press(
        &owner,
        with(fields, &changes),
        &[("entry", "2 crois"), ("add", "1")],
    );
    assert_eq!(
        value(&fields, "line-0-discount"),
        "10",
        "what was typed stays"
    );
    let page = reply.page(200);
    assert!(attr(&page, "details.fold", "open").is_some());
    let place = post(&owner, "/orders", &fields).location();
    let id = place["/orders/".len()..]
        .split('?')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let stored = app.read(move |view| orders::find(view, id));
    assert_eq!(stored.billing_address, "Calle del Río 4");
    assert_eq!(
        stored.business_model.map(|model| model.code()),
        Some("central_bakery")
    );
    let lines = app.read(move |view| orders::lines(view, id));
    assert_eq!(lines[0].line_total.to_string(), "9.90");
    assert_eq!(lines[1].discount_percentage.to_string(), "0.00");
}

#[test]
fn discounts_of_lines_addresses_and_notes_are_changed_on_the_page_of_an_order() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 10)]));
    let line = app.read(move |view| orders::lines(view, id)).remove(0).id;
    let discount = format!("line-{line}-discount");
    let owner = app.owner();
    let path = format!("/orders/{id}");
    let form = [
        ("version", "1"),
        (discount.as_str(), "20"),
        ("shipping_amount", "3,50"),
        ("deposit_amount", "5"),
        ("billing_address", "Calle del Río 4"),
        ("notes", "con lazo"),
        ("internal_notes", "es para una boda"),
        ("communication_preference", "whatsapp"),
    ];
    owner.post(&path, &form).location();
    let now = app.read(move |view| orders::find(view, id));
    assert_eq!(
        (
            now.shipping_charge.to_string(),
            now.deposit_amount.to_string()
        ),
        ("3.50".to_owned(), "5.00".to_owned())
    );
    assert_eq!(
        (now.billing_address.as_str(), now.notes.as_str()),
        ("Calle del Río 4", "con lazo")
    );
    assert_eq!(now.internal_notes, "es para una boda");
    assert_eq!(
        now.communication_preference.map(|contact| contact.code()),
        Some("whatsapp")
    );
    let stored = app.read(move |view| orders::lines(view, id)).remove(0);
    assert_eq!(stored.line_total.to_string(), "8.80");
    let page = owner.get(&path).page(200);
    let shown = attr(&page, &format!("[name='{discount}']"), "value");
    assert_eq!(shown.as_deref(), Some("20"));
    // What is sent as it stands is no change of it, and what is wrong is named with what was typed.
    owner
        .post(
            &path,
            &[
                ("version", "2"),
                ("notes", "con  lazo\r\n"),
                ("shipping_amount", "3.50"),
            ],
        )
        .location();
    assert_eq!(app.read(move |view| orders::find(view, id)).version, 2);
    let wrong = [
        ("version", "2"),
        (discount.as_str(), "mucho"),
        ("deposit_amount", "x"),
    ];
    let page = owner.post(&path, &wrong).page(422);
    assert_eq!(texts(&page, ".form__summary li").len(), 2);
    assert_eq!(
        attr(&page, "#f-deposit_amount", "value").as_deref(),
        Some("x")
    );
}

#[test]
fn the_day_is_filled_in_with_the_first_that_works_and_follows_what_is_ordered() {
    let app = TestApp::new();
    let world = world(&app);
    let counter = app.role(Role::Counter);
    let new = format!("/orders/new?customer={}", world.ana);
    let fields = form_of(&counter.get(&new), 200);
    assert_eq!(value(&fields, "requested_date"), "21/11/2026");
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET lead_days = 3 WHERE id = ?1",
            [world.croissant],
        )?;
        Ok(())
    });
    let (_, later) = press(
        &counter,
        fields.clone(),
        &[("entry", "2 crois"), ("add", "1")],
    );
    assert_eq!(
        value(&later, "requested_date"),
        "23/11/2026",
        "it needs three days"
    );
    let (_, sooner) = press(&counter, later, &[("remove", "0")]);
    assert_eq!(value(&sooner, "requested_date"), "21/11/2026");
    let (_, typed) = press(
        &counter,
        with(sooner, &[("requested_date", "martes")]),
        &[("entry", "1 barra"), ("add", "1")],
    );
    assert_eq!(
        value(&typed, "requested_date"),
        "24/11/2026",
        "what was typed stands"
    );
    // The day that was shown was promised: past its cut-off it is refused, not moved in silence.
    let (_, shown) = press(&counter, fields, &[("entry", "1 barra"), ("add", "1")]);
    app.at_local("2026-11-20", "20:30");
    let page = post(&counter, "/orders", &shown).page(422);
    assert_eq!(
        attr(&page, "#f-requested_date", "value").as_deref(),
        Some("21/11/2026")
    );
    assert_eq!(
        attr(&page, "button[name=move]", "value").as_deref(),
        Some("22/11/2026")
    );
    let fields = form_of(&counter.get(&new), 200);
    assert_eq!(value(&fields, "requested_date"), "22/11/2026");
}

#[test]
fn whoever_ordered_lately_is_chosen_with_one_tap() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    assert!(texts(&owner.get("/orders/new").page(200), "button[name=pick]").is_empty());
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let reply = owner.get("/orders/new");
    assert_eq!(texts(&reply.page(200), "button[name=pick] b"), ["Ana Ruiz"]);
    let id = world.ana.to_string();
    let (reply, fields) = press(&owner, form_of(&reply, 200), &[("pick", &id)]);
    assert_eq!(value(&fields, "customer_id"), id);
    assert!(texts(&reply.page(200), "button[name=pick]").is_empty());
}

#[test]
fn pictures_are_kept_with_an_order_and_come_back_when_taken_away() {
    let app = TestApp::new();
    let world = world(&app);
    let mut new = order(world.ana, MONDAY, &[(world.barra, 1)]);
    new.order_type = Some(orders::OrderType::Custom);
    let id = take(&app, new);
    let plain = take(&app, order(world.ana, MONDAY, &[(world.barra, 1)]));
    let owner = app.owner();
    let path = format!("/orders/{id}");
    let page = owner.get(&path).page(200);
    assert_eq!(texts(&page, "#pictures h2"), ["Fotos"]);
    assert!(
        texts(
            &owner.get(&format!("/orders/{plain}")).page(200),
            "#pictures"
        )
        .is_empty()
    );
    let csrf = attr(&page, "[name=_csrf]", "value").unwrap();
    assert_eq!(
        upload(&owner, &format!("{path}/pictures"), &csrf, "<svg/>"),
        422
    );
    assert_eq!(
        upload(&owner, &format!("{path}/pictures"), &csrf, WEBP),
        303
    );
    let shown = |app: &TestApp| attr(&app.owner().get(&path).page(200), "#pictures img", "src");
    let picture = shown(&app).unwrap();
    let seen = owner.get(&picture);
    assert_eq!(
        (seen.status, seen.header("content-type"), seen.body.as_str()),
        (200, "image/webp", WEBP)
    );
    assert_eq!(
        app.role(Role::Baker)
            .post(&format!("{picture}/remove"), &[])
            .status,
        403
    );
    owner.post(&format!("{picture}/remove"), &[]).location();
    assert_eq!((shown(&app), owner.get(&picture).status), (None, 404));
    assert_eq!(owner.post(&format!("{picture}/remove"), &[]).status, 404);
    owner.post(&format!("{picture}/restore"), &[]).location();
    assert_eq!(shown(&app), Some(picture));
    let api = format!("/api/v1/orders/{id}/pictures");
    for _ in 0..5 {
        owner.upload(&api, WEBP).json(201);
    }
    assert_eq!(
        owner.upload(&api, WEBP).json(422)["errors"][0]["field"],
        "picture"
    );
    let all = owner.api("GET", &api, None).json(200)["items"].clone();
    assert_eq!(all.as_array().unwrap().len(), 6);
    let one = format!("{api}/{}", all[5]["id"].as_str().unwrap());
    assert_eq!(owner.api("GET", &one, None).status, 200);
    assert_eq!(owner.api("DELETE", &one, None).status, 204);
    assert_eq!(owner.api("GET", &one, None).status, 404);
    assert_eq!(
        owner.api("POST", &format!("{one}/restore"), None).status,
        204
    );
}

#[test]
fn a_view_of_the_list_is_kept_by_name_and_comes_back_when_deleted() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.hotel, MONDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let keep = |name, query| owner.post("/orders/views", &[("name", name), ("query", query)]);
    let page = keep("Hoteles", "").page(422);
    assert_eq!(
        texts(&page, ".form__summary li").len(),
        1,
        "nothing is filtered"
    );
    let place = keep("Hoteles", "q=miramar&page=9&sort=total_down").location();
    assert_eq!(place, "/orders?q=miramar&sort=total_down");
    let page = owner.get(&place).page(200);
    assert_eq!(
        texts(&page, "nav[aria-label='Mis vistas'] [aria-current]"),
        ["Hoteles"]
    );
    assert_eq!(texts(&page, "#orders-list .list__row").len(), 1);
    let page = keep("Hoteles", "status=pending").page(422);
    assert_eq!(texts(&page, "#f-name-error").len(), 1, "the name is taken");
    assert_eq!(attr(&page, "#f-name", "value").as_deref(), Some("Hoteles"));
    let counter = app.role(Role::Counter);
    assert!(
        texts(
            &counter.get("/orders").page(200),
            "nav[aria-label='Mis vistas'] a"
        )
        .is_empty()
    );
    let remove = attr(
        &owner.get(&place).page(200),
        "form[action$='/remove']",
        "action",
    )
    .unwrap();
    assert_eq!(
        counter.post(&remove, &[]).status,
        404,
        "it is nobody else's"
    );
    owner.post(&remove, &[]).location();
    let views = || owner.api("GET", "/api/v1/orders/views", None).json(200)["items"].clone();
    assert_eq!(views(), json!([]));
    let body = json!({ "name": "Hoteles", "query": "type=wholesale" });
    let made = owner
        .api("POST", "/api/v1/orders/views", Some(body.clone()))
        .json(201);
    let restore = remove.replace("/remove", "/restore");
    assert_eq!(
        owner.post(&restore, &[]).status,
        409,
        "another has its name by now"
    );
    let path = format!("/api/v1/orders/views/{}", made["id"].as_str().unwrap());
    assert_eq!(owner.api("DELETE", &path, None).status, 204);
    owner.post(&restore, &[]).location();
    assert_eq!(views()[0]["query"], "q=miramar&sort=total_down");
    let again = owner
        .api("POST", "/api/v1/orders/views", Some(body))
        .json(422);
    assert_eq!(again["errors"][0]["field"], "name");
    assert_eq!(
        owner.api("POST", &format!("{path}/restore"), None).status,
        409
    );
}

#[test]
fn the_list_stands_by_amount_by_customer_and_by_when_it_was_taken() {
    let app = TestApp::new();
    let world = world(&app);
    let times = ["17:01", "17:02", "17:03", "17:04"];
    for (time, (who, date, number)) in times.into_iter().zip([
        (world.hotel, MONDAY, 30),
        (world.ana, "2026-11-24", 8),
        (world.hotel, SATURDAY, 200),
        (world.ana, SATURDAY, 5),
    ]) {
        app.at_local("2026-11-20", time);
        take(&app, order(who, date, &[(world.barra, number)]));
    }
    let owner = app.owner();
    let said = |query: &str| -> Vec<String> {
        let page = owner.get(&format!("/orders?{query}")).page(200);
        texts(&page, "#orders-list .list__what a")
    };
    let short = |names: Vec<String>| {
        names
            .iter()
            .map(|name| name[..1].to_owned())
            .collect::<String>()
    };
    assert_eq!(short(said("sort=total_down")), "HHAA");
    assert_eq!(short(said("sort=total_up")), "AAHH");
    assert_eq!(short(said("sort=customer_up")), "AAHH");
    assert_eq!(short(said("sort=taken_up")), "HAHA");
    assert_eq!(short(said("sort=taken_down&q=ana")), "AA");
    // Page by page over the API: nothing twice, nothing left out.
    for sort in [
        "total_amount",
        "-total_amount",
        "customer_name",
        "-created_at",
    ] {
        let mut seen: Vec<Value> = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/api/v1/orders?sort={sort}&from={SATURDAY}&limit=1{after}");
            let page = owner.api("GET", &path, None).json(200);
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let numbers: std::collections::BTreeSet<&str> = seen
            .iter()
            .map(|order| order["order_number"].as_str().unwrap())
            .collect();
        assert_eq!((seen.len(), numbers.len()), (4, 4), "{sort}");
        if sort == "-total_amount" {
            assert_eq!(seen[0]["customer_id"], json!(world.hotel));
        }
    }
    let page = owner
        .get("/orders?sort=total_down&from=2020-01-01")
        .page(422);
    let said = texts(&page, ".form__summary li").join(" ");
    assert!(said.contains("31 días"), "{said}");
    let month = attr(&page, "main p.actions a.button", "href").unwrap();
    assert_eq!(
        month,
        "/orders?sort=total_down&from=2026-11-01&until=2026-11-30"
    );
    let page = owner.get(&month).page(200);
    assert_eq!(texts(&page, "#orders-list .list__what a").len(), 4);
    assert!(attr(&page, "main p.actions a.button", "href").is_none());
    let much = owner
        .api("GET", "/api/v1/orders?sort=total_amount", None)
        .json(422);
    assert_eq!(much["errors"][0]["field"], "sort");
    owner
        .api("GET", "/api/v1/orders?sort=created_at", None)
        .json(200);
}

#[test]
fn a_note_is_changed_by_who_has_read_it() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, MONDAY, &[(world.barra, 1)]));
    let owner = app.owner();
    let notes = format!("/api/v1/orders/{id}/notes");
    let made = owner
        .api("POST", &notes, Some(json!({ "note": "sin bolsa" })))
        .json(201);
    let note = made["id"].as_str().unwrap();
    let put = |headers: &[(&str, &str)], text: &str| {
        let path = format!("{notes}/{note}");
        owner.api_with("PUT", &path, headers, Some(json!({ "note": text })))
    };
    assert_eq!(put(&[], "con bolsa").status, 428);
    assert_eq!(
        put(&[("if-match", "\"1\"")], "con bolsa").json(200)["version"],
        2
    );
    assert_eq!(put(&[("if-match", "\"1\"")], "con caja").status, 412);
    let page = format!("/orders/{id}/notes/{note}");
    let late = owner
        .post(&page, &[("version", "1"), ("note", "con caja")])
        .page(412);
    assert_eq!(
        attr(&late, "#f-note", "value").as_deref(),
        Some("con caja"),
        "nothing is lost"
    );
    owner
        .post(&page, &[("version", "2"), ("note", "con caja")])
        .location();
    // The change of a note is none of the order: that is what is taken back.
    owner
        .post(
            &format!("/orders/{id}"),
            &[("version", "1"), ("priority", "rush")],
        )
        .location();
    owner
        .post(&page, &[("version", "3"), ("note", "con lazo")])
        .location();
    owner
        .post(&format!("/orders/{id}/take-back?version=2"), &[])
        .location();
    assert_eq!(
        app.read(move |view| orders::find(view, id)).priority.code(),
        "standard"
    );
}

#[test]
fn a_customers_week_and_history_are_read_and_the_week_saved_over_the_api() {
    let app = TestApp::new();
    let world = world(&app);
    let id = standing::daily(&app, &world);
    let owner = app.owner();
    let path = format!("/api/v1/customers/{}/week", world.hotel);
    let read = owner.api("GET", &path, None);
    let week = read.json(200);
    let part = &week["standing_orders"][0];
    assert_eq!(part["id"], json!(id));
    assert_eq!(part["order_items"][0]["quantities"]["saturday"], "20");
    let body = |who: &str| {
        let quantities = json!({ "monday": "7", "saturday": "30" });
        json!({ "from": "2026-11-28", "standing_orders": [{ "id": who,
            "order_items": [{ "product_id": world.barra, "unit": "unit", "quantities": quantities }] }] })
    };
    let put = |version: &str, body: Value| {
        owner.api_with("PUT", &path, &[("if-match", version)], Some(body))
    };
    assert_eq!(
        owner.api("PUT", &path, Some(body(&id.to_string()))).status,
        428
    );
    let etag = read.header("etag");
    let stranger = put(etag, body("01935a00-0000-7000-8000-000000000000")).json(422);
    assert_eq!(stranger["errors"][0]["field"], "standing_orders.0.id");
    let saved = put(etag, body(&id.to_string()));
    let now = &saved.json(200)["standing_orders"][0]["order_items"][0]["quantities"];
    assert_eq!(
        (&now["monday"], &now["saturday"], &now["sunday"]),
        (&json!("7"), &json!("30"), &json!("0"))
    );
    assert_eq!(
        put(etag, body(&id.to_string())).status,
        412,
        "somebody saved it since"
    );
    let before = owner
        .api("GET", &format!("{path}?from=2026-11-23"), None)
        .json(200);
    let before = &before["standing_orders"][0]["order_items"][0]["quantities"];
    assert_eq!(before["saturday"], "20", "it counts from its day on");
    let history = format!("/api/v1/customers/{}/history", world.hotel);
    let lines = owner.api("GET", &history, None).json(200);
    assert_eq!(
        lines["items"].as_array().unwrap().last().unwrap()["action"],
        "created"
    );
    assert_eq!(
        app.role(Role::Driver).api("GET", &history, None).status,
        403
    );
    assert_eq!(day("2026-11-28").weekday(), 6);
}

#[test]
fn a_picture_form_that_is_sent_twice_adds_one_picture() {
    let app = TestApp::new();
    let world = world(&app);
    let mut new = order(world.ana, MONDAY, &[(world.barra, 1)]);
    new.order_type = Some(orders::OrderType::Custom);
    let id = take(&app, new);
    let owner = app.owner();
    let other = WEBP.replace("WEBP", "WEBP more");
    let pages = [
        (format!("/orders/{id}"), "pictures", "picture_added"),
        (
            format!("/items/{}", world.barra),
            "picture",
            "picture_changed",
        ),
    ];
    for (page, form, action) in pages {
        let shown = owner.get(&page).page(200);
        let within = |name: &str| {
            let field = format!("form[enctype] [name={name}]");
            attr(&shown, &field, "value").unwrap()
        };
        let (csrf, key) = (within("_csrf"), within("_key"));
        let send = |edge: &str, name: &str, picture: &str| {
            let fields = [("_csrf", csrf.as_str()), ("_key", key.as_str())];
            let path = format!("{page}/{form}");
            owner.post_file_between(edge, &path, &fields, ("picture", name, picture))
        };
        let count = || {
            let added = format!("SELECT count(*) FROM journal WHERE action = '{action}'");
            app.value::<i64>(&added)
        };
        let first = send("one", "tarta.webp", WEBP);
        let again = send("two", "tarta.webp", WEBP);
        assert_eq!(first.location(), again.location());
        assert_eq!(count(), 1);
        // After Back another picture is chosen in the same form.
        for (name, picture) in [("tarta.webp", other.as_str()), ("flan.webp", WEBP)] {
            assert_eq!(send("one", name, picture).status, 303);
        }
        assert_eq!(count(), 3);
    }
}
