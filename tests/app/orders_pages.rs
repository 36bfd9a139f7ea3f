//! Orders on pages and over the API: entry without JavaScript, the list, one order, the search, and their twins.

use hornada::customers::{self, AllergenNotes};
use hornada::orders::{self, Status};
use hornada::people::roles::Role;
use serde_json::{Value, json};

use crate::orders::{MONDAY, SATURDAY, World, day, order, take, world};
use crate::support::{Client, Reply, TestApp, attr, texts};

pub type Fields = Vec<(String, String)>;

/// The fields of the order form as a browser would send them.
pub fn form_of(reply: &Reply, status: u16) -> Fields {
    use scraper::Selector;
    let page = reply.page(status);
    let mut fields = Vec::new();
    let all =
        Selector::parse("#order-form input, #order-form textarea, #order-form select").unwrap();
    for field in page.select(&all) {
        let Some(name) = field.attr("name").filter(|name| *name != "_csrf") else {
            continue;
        };
        let value = match (field.value().name(), field.attr("type")) {
            ("textarea", _) => field.text().collect(),
            ("select", _) => {
                let options = Selector::parse("option").unwrap();
                let chosen = field
                    .select(&options)
                    .find(|option| option.attr("selected").is_some())
                    .or_else(|| field.select(&options).next());
                chosen
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned()
            }
            (_, Some("checkbox")) if field.attr("checked").is_none() => continue,
            (_, Some("checkbox")) => "on".to_owned(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name.to_owned(), value));
    }
    fields
}

pub fn with(mut fields: Fields, changes: &[(&str, &str)]) -> Fields {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

pub fn post(client: &Client, path: &str, fields: &Fields) -> Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post(path, &fields)
}

/// Presses a button of the form, as a browser without JavaScript does, and reads the form that comes back.
pub fn press(client: &Client, fields: Fields, changes: &[(&str, &str)]) -> (Reply, Fields) {
    let reply = post(client, "/orders/new/line", &with(fields, changes));
    let fields = form_of(&reply, 200);
    (reply, fields)
}

pub fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

fn with_milk_notes(app: &TestApp, world: World) {
    app.write(move |tx| {
        let notes = AllergenNotes {
            allergens: vec![hornada::catalog::Allergen::Milk],
            allergen_notes: "sin leche".into(),
            consent_date: day("2026-11-01"),
        };
        customers::set_allergens(tx, world.ana, Some(notes))
    });
}

#[test]
fn an_order_is_taken_by_posts_alone() {
    let app = TestApp::new();
    world(&app);
    let counter = app.role(Role::Counter);
    let fields = form_of(&counter.get("/orders/new"), 200);
    let (_, fields) = press(&counter, fields, &[("customer_text", "612"), ("find", "1")]);
    assert_eq!(value(&fields, "customer_text"), "Ana Ruiz");
    let (_, fields) = press(&counter, fields, &[("entry", "3 barra"), ("add", "1")]);
    let (reply, fields) = press(&counter, fields, &[("entry", "cro 12"), ("add", "1")]);
    assert_eq!(value(&fields, "line-0-quantity"), "3");
    assert_eq!(value(&fields, "line-1-quantity"), "12");
    let page = reply.page(200);
    assert_eq!(texts(&page, "live-total .total b"), ["19,50 €"]);
    let why = texts(&page, "tbody th small");
    assert!(
        why.iter()
            .any(|why| why.contains("tarifa Tienda") && why.contains("gluten")),
        "{why:?}"
    );
    let fields = with(fields, &[("requested_date", "sab 10")]);
    let twice = fields.clone();
    let place = post(&counter, "/orders", &fields).location();
    assert!(
        place.starts_with("/orders/") && place.ends_with("?saved=1"),
        "{place}"
    );
    assert_eq!(
        post(&counter, "/orders", &twice).location(),
        place,
        "a form sent twice makes one order"
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 1);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM drafts"), 0);
    let stored: String = app.value("SELECT requested_date || ' ' || requested_time FROM orders");
    assert_eq!(stored, "2026-11-21 10:00");
    let page = counter.get(&place).page(200);
    assert_eq!(
        attr(&page, "[data-saved-draft]", "data-saved-draft").as_deref(),
        Some("order-new")
    );
    assert_eq!(texts(&page, "h1"), ["Ana Ruiz"]);
}

#[test]
fn the_form_says_why_the_order_is_not_for_tomorrow() {
    let app = TestApp::new();
    world(&app);
    let owner = app.owner();
    let note = || {
        texts(
            &owner.get("/orders/new").page(200),
            "#order-form p.quiet.field--wide",
        )
    };
    app.at_local("2026-11-20", "19:59");
    assert!(note().is_empty(), "tomorrow is proposed");
    app.at_local("2026-11-20", "20:00");
    assert_eq!(note(), ["Mañana sábado ya se cerró a las 20:00."]);
    app.at_local("2026-11-21", "12:00");
    assert!(note().is_empty());
    app.set("orders.opening_days", "1,2,3,4,5,6");
    assert_eq!(note(), ["Mañana domingo está cerrado."]);
    let page = owner.get("/orders/new?date=2026-11-25").page(200);
    assert!(
        texts(&page, "#order-form p.quiet.field--wide").is_empty(),
        "a day that was chosen needs no reason"
    );
    app.set("orders.opening_days", "1,2,3,4,5,6,7");
    app.write(|tx| hornada::production::freeze_day(tx, crate::orders::day("2026-11-22")));
    assert_eq!(note(), ["Mañana domingo ya está en el obrador."]);
}

#[test]
fn the_first_button_of_the_form_adds_and_the_scripts_find_what_they_need() {
    let app = TestApp::new();
    world(&app);
    let reply = app.owner().get("/orders/new");
    let page = reply.page(200);
    assert_eq!(
        attr(&page, "#order-form button", "name").as_deref(),
        Some("add")
    );
    for needed in [
        "#order-form[action='/orders'][method=post] #order-body order-entry input[name=entry]",
        "#order-body button[name=add][formaction='/orders/new/line']",
        "#order-body button[name=find][formaction='/orders/new/line']",
        "#order-body input[name=customer_text]",
        "#order-body input[type=hidden][name=customer_id]",
        "#order-body input[name=requested_date]",
        "#order-body button[data-submit=save]",
        "#order-body button[data-submit=again]",
        "#order-body live-total[src='/orders/quote']",
        "draft-keeper[name=order-new][action='/orders/new/line']",
    ] {
        assert!(
            attr(&page, needed, "class").is_some()
                || page
                    .select(&scraper::Selector::parse(needed).unwrap())
                    .next()
                    .is_some(),
            "{needed}"
        );
    }
}

#[test]
fn an_unknown_text_comes_back_and_may_become_a_free_line() {
    let app = TestApp::new();
    world(&app);
    let owner = app.owner();
    let fields = form_of(&owner.get("/orders/new"), 200);
    let (reply, fields) = press(&owner, fields, &[("entry", "tarta de boda"), ("add", "1")]);
    assert_eq!(value(&fields, "entry"), "tarta de boda");
    assert_eq!(value(&fields, "line-0-quantity"), "");
    let page = reply.page(200);
    assert_eq!(
        texts(&page, ".entry__hint"),
        ["Nada se llama «tarta de boda»."]
    );
    let (_, fields) = press(&owner, fields, &[("free", "tarta de boda"), ("entry", "")]);
    assert_eq!(value(&fields, "line-0-name"), "tarta de boda");
    let (reply, _) = press(&owner, fields, &[("line-0-price", "120,50")]);
    assert_eq!(texts(&reply.page(200), "live-total .total b"), ["120,50 €"]);
}

#[test]
fn an_empty_order_form_names_what_is_missing_and_loses_nothing() {
    let app = TestApp::new();
    world(&app);
    let owner = app.owner();
    let page = owner.post("/orders", &[]).page(422);
    let errors = texts(&page, ".field__error");
    assert!(
        errors.contains(&"¿De quién es el pedido?".to_owned()),
        "{errors:?}"
    );
    assert!(errors.contains(&"El pedido está vacío: añade al menos una línea.".to_owned()));
    let half = [
        ("customer_text", "Ana"),
        ("entry", "3 barra"),
        ("notes", "llamar antes"),
    ];
    let page = owner.post("/orders", &half).page(422);
    assert_eq!(
        attr(&page, "input[name=entry]", "value").as_deref(),
        Some("3 barra")
    );
    assert_eq!(texts(&page, "textarea[name=notes]"), ["llamar antes"]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 0);
}

#[test]
fn a_new_customer_is_made_with_the_order() {
    let app = TestApp::new();
    world(&app);
    let owner = app.owner();
    let fields = form_of(&owner.get("/orders/new"), 200);
    let (_, fields) = press(
        &owner,
        fields,
        &[("customer_text", "699 111 222"), ("find", "1")],
    );
    assert_eq!(value(&fields, "customer_phone"), "699 111 222");
    let (_, fields) = press(
        &owner,
        with(fields, &[("customer_name", "Berta")]),
        &[("entry", "2 barra"), ("add", "1")],
    );
    assert_eq!(value(&fields, "customer_name"), "Berta");
    post(&owner, "/orders", &fields).location();
    let name: String =
        app.value("SELECT c.contact_name FROM orders o JOIN customers c ON c.id = o.customer_id");
    assert_eq!(name, "Berta");
}

#[test]
fn a_name_typed_over_the_known_customer_is_somebody_else() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let fields = form_of(
        &owner.get(&format!("/orders/new?customer={}", world.ana)),
        200,
    );
    let (_, fields) = press(&owner, fields, &[("entry", "1 barra"), ("add", "1")]);
    let typed_over = with(fields.clone(), &[("customer_text", "Hotel Mira")]);
    assert_eq!(post(&owner, "/orders", &typed_over).status, 422);
    let (_, fields) = press(&owner, typed_over, &[("find", "1")]);
    assert_eq!(value(&fields, "customer_id"), world.hotel.to_string());
}

#[test]
fn allergens_stop_the_save_until_the_box_is_ticked() {
    let app = TestApp::new();
    let world = world(&app);
    with_milk_notes(&app, world);
    let owner = app.owner();
    let fields = form_of(
        &owner.get(&format!("/orders/new?customer={}", world.ana)),
        200,
    );
    let (reply, fields) = press(&owner, fields, &[("entry", "croissant"), ("add", "1")]);
    assert!(
        reply.body.contains("leche") || reply.body.contains("lácteos"),
        "named"
    );
    let page = post(&owner, "/orders", &fields).page(422);
    assert_eq!(texts(&page, ".form__summary li").len(), 1);
    let fields = with(fields, &[("allergen_override", "on")]);
    post(&owner, "/orders", &fields).location();
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM order_items WHERE allergen_override = 'milk'"),
        1
    );
}

#[test]
fn after_the_cut_off_the_next_day_is_one_press_away_and_the_owner_may_say_why() {
    let app = TestApp::new();
    let world = world(&app);
    app.at_local("2026-11-20", "21:00");
    let counter = app.role(Role::Counter);
    let fields = form_of(
        &counter.get(&format!("/orders/new?customer={}", world.ana)),
        200,
    );
    let (_, fields) = press(&counter, fields, &[("entry", "1 barra"), ("add", "1")]);
    let late = with(fields, &[("requested_date", "sab")]);
    let page = post(&counter, "/orders", &late).page(422);
    let next = attr(&page, "button[name=move]", "value").unwrap();
    assert_eq!(next, "22/11/2026");
    assert!(attr(&page, "input[name=late_reason]", "name").is_none());
    let (_, fields) = press(&counter, late.clone(), &[("move", &next)]);
    assert_eq!(value(&fields, "requested_date"), "22/11/2026");
    let owner = app.owner();
    let forced = with(
        late,
        &[("late_reason", "me lo pidió ayer"), ("_key", "other")],
    );
    post(&owner, "/orders", &forced).location();
    assert_eq!(
        app.value::<String>("SELECT late_reason FROM orders"),
        "me lo pidió ayer"
    );
    let unseen = with(
        fields,
        &[
            ("late_reason", "colado"),
            ("requested_date", "sab"),
            ("_key", "third"),
        ],
    );
    assert_eq!(
        post(&counter, "/orders", &unseen).status,
        422,
        "the counter may not"
    );
}

#[test]
fn the_last_order_is_repeated_and_the_usual_is_offered() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 3), (world.croissant, 12)],
        ),
    );
    let owner = app.owner();
    let fields = form_of(&owner.get(&format!("/orders/new?repeat={id}")), 200);
    assert_eq!(value(&fields, "line-1-quantity"), "12");
    let page = owner
        .get(&format!("/orders/new?customer={}", world.ana))
        .page(200);
    let tile = attr(&page, ".tiles button[name=usual]", "value").unwrap();
    let (_, fields) = press(
        &owner,
        form_of(
            &owner.get(&format!("/orders/new?customer={}", world.ana)),
            200,
        ),
        &[("usual", &tile)],
    );
    assert!(["3", "12"].contains(&value(&fields, "line-0-quantity")));
}

#[test]
fn what_was_typed_is_offered_again_and_can_be_discarded() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let fields = form_of(
        &owner.get(&format!("/orders/new?customer={}", world.ana)),
        200,
    );
    press(&owner, fields, &[("entry", "7 barra"), ("add", "1")]);
    let page = owner.get("/orders/new").page(200);
    assert_eq!(
        attr(&page, "draft-keeper a", "href").as_deref(),
        Some("/orders/new?draft=1")
    );
    let fields = form_of(&owner.get("/orders/new?draft=1"), 200);
    assert_eq!(value(&fields, "line-0-quantity"), "7");
    assert_eq!(
        owner.post("/orders/new/discard", &[]).location(),
        "/orders/new?saved=1"
    );
    let page = owner.get("/orders/new").page(200);
    assert_eq!(attr(&page, "draft-keeper a", "href"), None);
}

#[test]
fn the_quote_answers_the_sums_of_the_server() {
    let app = TestApp::new();
    let world = world(&app);
    let reply = app.owner().post(
        "/orders/quote",
        &[
            ("line-0-item", &world.barra.to_string()),
            ("line-0-quantity", "80"),
            ("customer_id", &world.hotel.to_string()),
        ],
    );
    let page = reply.page(200);
    assert_eq!(texts(&page, ".total b"), ["44,93 €"]);
    assert_eq!(texts(&page, ".total small"), ["crédito libre 455,07 €"]);
}

#[test]
fn an_order_is_moved_changed_noted_cancelled_and_brought_back_on_its_page() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.hotel, MONDAY, &[(world.barra, 80)]));
    let owner = app.owner();
    let place = format!("/orders/{id}");
    let page = owner.get(&place).page(200);
    assert_eq!(texts(&page, ".page__head form button"), ["Confirmar L"]);
    owner
        .post(&format!("{place}/status"), &[("to", "confirmed")])
        .location();
    let line = app.read(|view| orders::lines(view, id)).remove(0).id;
    let version = app.read(|view| orders::find(view, id)).version.to_string();
    let quantity = format!("line-{line}-quantity");
    let changed = [
        (quantity.as_str(), "90"),
        ("entry", "12 cro"),
        ("version", version.as_str()),
    ];
    owner.post(&place, &changed).location();
    assert_eq!(
        owner.post(&place, &changed).status,
        412,
        "changed meanwhile"
    );
    let lines = app.read(|view| orders::lines(view, id));
    assert_eq!(
        (lines.len(), lines[0].quantity),
        (2, hornada::values::Quantity::whole(90))
    );
    let version = app.read(|view| orders::find(view, id)).version.to_string();
    let wrong = [(quantity.as_str(), "muchas"), ("version", version.as_str())];
    let page = owner.post(&place, &wrong).page(422);
    assert_eq!(
        attr(&page, "[aria-invalid=true]", "value").as_deref(),
        Some("muchas")
    );
    assert_eq!(
        owner
            .post(&format!("{place}/notes"), &[("note", " ")])
            .status,
        422
    );
    owner
        .post(&format!("{place}/notes"), &[("note", "puerta de atrás")])
        .location();
    let note = app.read(|view| orders::notes_of(view, id)).remove(0);
    assert!(note.is_internal);
    owner
        .post(
            &format!("{place}/notes/{}", note.id),
            &[
                ("version", "1"),
                ("note", "puerta lateral"),
                ("visible", "on"),
            ],
        )
        .location();
    assert!(
        !app.read(|view| orders::notes_of(view, id))
            .remove(0)
            .is_internal
    );
    assert_eq!(owner.post(&format!("{place}/cancel"), &[]).status, 422);
    owner
        .post(&format!("{place}/cancel"), &[("reason", "obras")])
        .location();
    assert_eq!(
        app.read(|view| orders::find(view, id)).status,
        Status::Cancelled
    );
    owner.post(&format!("{place}/restore"), &[]).location();
    assert_eq!(
        app.read(|view| orders::find(view, id)).status,
        Status::Confirmed
    );
    let history = texts(&owner.get(&place).page(200), ".timeline li > div");
    assert!(history[0].starts_with("Ahora: confirmado"), "{history:?}");
    assert!(
        history
            .iter()
            .any(|line| line.contains("puerta de atrás → puerta lateral")),
        "{history:?}"
    );
    owner
        .post(&format!("{place}/status"), &[("to", "ready")])
        .location();
    assert_eq!(
        owner
            .post(&format!("{place}/status"), &[("to", "pending")])
            .status,
        409
    );
    assert_eq!(
        owner.post(&place, &[("version", "1")]).status,
        409,
        "in the bakehouse"
    );
    let ticket = owner.get(&format!("{place}/ticket")).page(200);
    assert_eq!(texts(&ticket, ".ticket h1"), ["Hotel Miramar"]);
}

#[test]
fn an_order_just_taken_is_undone_with_one_press() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    app.owner()
        .post(&format!("/orders/{id}/undo"), &[])
        .location();
    assert_eq!(
        app.read(|view| orders::find(view, id)).status,
        Status::Cancelled
    );
}

#[test]
fn the_list_filters_by_what_stands_in_its_address_and_pages_by_key() {
    let app = TestApp::new();
    let world = world(&app);
    let counter = app.role(Role::Counter);
    assert!(texts(&counter.get("/orders").page(200), ".empty")[0].starts_with("No hay pedidos"));
    for number in 0..55 {
        let who = if number % 5 == 0 {
            world.hotel
        } else {
            world.ana
        };
        take(
            &app,
            order(
                who,
                if number < 30 { SATURDAY } else { MONDAY },
                &[(world.barra, 1)],
            ),
        );
    }
    let rows = |path: &str| {
        let page = counter.get(path).page(200);
        (
            texts(&page, ".list__what a").len(),
            attr(&page, "a[rel=next]", "href"),
        )
    };
    let (first, next) = rows("/orders");
    assert_eq!(first, 50);
    assert_eq!(rows(&next.unwrap()), (5, None));
    assert_eq!(rows("/orders?day=2026-11-21").0, 30);
    assert_eq!(rows("/orders?status=pending").0, 11);
    assert_eq!(rows("/orders?status=pending&type=retail").0, 0);
    assert_eq!(rows("/orders?q=miramar").0, 11);
    assert_eq!(rows("/orders?q=7").0, 1);
    assert_eq!(rows("/orders?q=ORD-2026-1120-05").0, 6);
    assert_eq!(rows("/orders?source=online").0, 0);
    assert_eq!(rows("/orders?unpaid=on&from=lunes&until=lunes").0, 25);
    assert_eq!(counter.get("/orders?status=none").status, 422);
    let page = counter.get("/orders?source=online").page(200);
    assert_eq!(
        texts(&page, ".empty p"),
        ["Ningún pedido encaja con esos filtros."]
    );
}

#[test]
fn the_search_opens_the_only_hit_and_mixes_the_rest() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    let owner = app.owner();
    assert_eq!(
        owner.get("/search?q=ORD-2026-1120-001").location(),
        format!("/orders/{id}")
    );
    assert_eq!(
        owner.get("/search?q=ruiz").location(),
        format!("/customers/{}", world.ana)
    );
    assert_eq!(owner.get("/search?q=%3Eclientes").location(), "/customers");
    let page = owner.get("/search?q=c").page(200);
    assert!(texts(&page, ".list__what a").len() > 1);
    let page = owner.get("/search?q=xyzzy").page(200);
    assert_eq!(texts(&page, ".empty p"), ["Nada con «xyzzy»."]);
    assert_eq!(owner.get("/search").status, 200);
}

fn body(world: World) -> Value {
    json!({
        "customer_id": world.hotel, "order_source": "email", "requested_date": MONDAY, "requested_time": "06:00",
        "items": [{ "product_id": world.barra, "quantity": "80" }, { "product_name": "Tarta", "unit_price": "30", "quantity": 1 }],
    })
}

#[test]
fn the_api_takes_changes_moves_and_cancels_orders_by_the_documents_names() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let reply = owner.api("POST", "/api/v1/orders", Some(body(world)));
    let made = reply.json(201);
    let place = reply.header("location").to_owned();
    assert_eq!(made["order_number"], "ORD-2026-1120-001");
    assert_eq!(made["total_amount"], "77.93");
    assert_eq!(made["items"][0]["quantity"], "80");
    let item = format!("{place}/items/{}", made["items"][0]["id"].as_str().unwrap());
    assert_eq!(owner.api("PUT", &place, Some(json!({}))).status, 428);
    let stale = owner.api_with(
        "PUT",
        &place,
        &[("if-match", "\"9\"")],
        Some(json!({ "notes": "x" })),
    );
    assert_eq!(stale.status, 412);
    let changed = owner
        .api_with(
            "PUT",
            &item,
            &[("if-match", "\"1\"")],
            Some(json!({ "quantity": "100" })),
        )
        .json(200);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["subtotal"], "84.00");
    let added = owner.api(
        "POST",
        &format!("{place}/items"),
        Some(json!({ "product_id": world.croissant, "quantity": "2.5", "unit": "dozen" })),
    );
    let added = added.json(201);
    assert_eq!(
        (&added["quantity"], &added["line_total"]),
        (&json!("2.5"), &json!("18.60"))
    );
    let removed = owner.api_with(
        "DELETE",
        &format!("{place}/items/{}", added["id"].as_str().unwrap()),
        &[("if-match", "\"3\"")],
        None,
    );
    assert_eq!(removed.json(200)["items"].as_array().unwrap().len(), 2);
    let whole = json!({ "items": [{ "product_id": world.croissant, "quantity": "10" }], "notes": "por detrás" });
    let whole = owner
        .api_with("PUT", &place, &[("if-match", "\"4\"")], Some(whole))
        .json(200);
    assert_eq!(
        (&whole["subtotal"], &whole["notes"]),
        (&json!("6.20"), &json!("por detrás"))
    );
    let wrong = owner.api(
        "PATCH",
        &format!("{place}/status"),
        Some(json!({ "status": "gone" })),
    );
    assert_eq!(wrong.status, 422);
    let moved = owner
        .api(
            "PATCH",
            &format!("{place}/status"),
            Some(json!({ "status": "processing" })),
        )
        .json(200);
    assert_eq!(moved["status"], "preparing");
    let back = owner
        .api(
            "PUT",
            &format!("{place}/status"),
            Some(json!({ "status": "pending" })),
        )
        .json(409);
    assert_eq!(back["allowed"], json!(["ready", "completed", "cancelled"]));
    let actions: Vec<String> = owner
        .api("GET", &format!("{place}/history"), None)
        .json(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        actions,
        [
            "processing_started",
            "confirmed",
            "edited",
            "edited",
            "edited",
            "edited",
            "created"
        ]
    );
    let gone = owner
        .api("DELETE", &format!("{place}?reason=obras"), None)
        .json(200);
    assert_eq!(
        (&gone["status"], &gone["cancel_reason"]),
        (&json!("cancelled"), &json!("obras"))
    );
}

#[test]
fn the_api_lists_filters_quotes_and_shows() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let quoted = owner
        .api("POST", "/api/v1/orders/quote", Some(body(world)))
        .json(200);
    assert_eq!(quoted["total_amount"], "77.93");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 0);
    for _ in 0..3 {
        owner
            .api("POST", "/api/v1/orders", Some(body(world)))
            .json(201);
    }
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let count = |query: &str| {
        let list = owner
            .api("GET", &format!("/api/v1/orders{query}"), None)
            .json(200);
        (
            list["items"].as_array().unwrap().len(),
            list["next"].clone(),
        )
    };
    assert_eq!(count("").0, 4);
    assert_eq!(count("?status=pending").0, 3);
    assert_eq!(count("?order_type=retail").0, 1);
    assert_eq!(count(&format!("?customer_id={}", world.ana)).0, 1);
    assert_eq!(count("/wholesale").0, 3);
    assert_eq!(count("/fulfillment/pending").0, 1);
    let (rows, next) = count("?limit=3");
    assert_eq!(rows, 3);
    assert_eq!(
        count(&format!("?limit=3&after={}", next.as_str().unwrap())),
        (1, Value::Null)
    );
    assert_eq!(
        owner.api("GET", "/api/v1/orders?status=gone", None).status,
        422
    );
    assert_eq!(owner.api("GET", "/api/v1/orders?after=x", None).status, 422);
    let states = owner
        .api(
            "GET",
            &format!("/api/v1/orders/status?requested_date={MONDAY}"),
            None,
        )
        .json(200);
    assert_eq!(states["counts"]["pending"], 3);
    assert_eq!(
        owner
            .api(
                "GET",
                "/api/v1/orders/01935a00-0000-7000-8000-000000000000",
                None
            )
            .status,
        404
    );
    let empty = owner
        .api("POST", "/api/v1/orders", Some(json!({})))
        .json(422);
    let named: Vec<&str> = empty["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["customer_id", "items", "requested_date"]);
}

#[test]
fn each_verb_of_the_api_moves_one_order_and_costs_stay_hidden_from_the_counter() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    app.write(move |tx| {
        tx.execute(
            "UPDATE order_items SET line_cost = 80 WHERE order_id = ?1",
            [id],
        )?;
        tx.execute("UPDATE orders SET cost_amount = 80 WHERE id = ?1", [id])?;
        Ok(())
    });
    let counter = app.role(Role::Counter);
    let place = format!("/api/v1/orders/{id}");
    assert_eq!(
        counter.api("GET", &place, None).json(200)["cost_amount"],
        Value::Null
    );
    assert_eq!(
        app.owner().api("GET", &place, None).json(200)["cost_amount"],
        "0.80"
    );
    for (verb, status) in [
        ("prepare", "preparing"),
        ("ready", "ready"),
        ("complete", "completed"),
    ] {
        let done = counter
            .api("POST", &format!("{place}/{verb}"), None)
            .json(200);
        assert_eq!(done["status"], status);
    }
    assert_eq!(
        counter
            .api("POST", &format!("{place}/deliver"), None)
            .status,
        409
    );
    let note = counter
        .api(
            "POST",
            &format!("{place}/notes"),
            Some(json!({ "note": "vino tarde" })),
        )
        .json(201);
    let one = format!("{place}/notes/{}", note["id"].as_str().unwrap());
    let edited = counter
        .api_with(
            "PUT",
            &one,
            &[("if-match", "\"1\"")],
            Some(json!({ "note": "vino pronto", "is_internal": false })),
        )
        .json(200);
    assert_eq!(
        (&edited["note"], &edited["is_internal"]),
        (&json!("vino pronto"), &json!(false))
    );
    assert_eq!(
        counter
            .api("GET", &format!("{place}/notes"), None)
            .json(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn thirty_two_clients_with_one_key_make_one_order() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..32)
            .map(|_| {
                let owner = owner.clone();
                scope.spawn(move || {
                    let made = owner.api_with(
                        "POST",
                        "/api/v1/orders",
                        &[("idempotency-key", "uno")],
                        Some(body(world)),
                    );
                    made.json(201)["order_number"].as_str().unwrap().to_owned()
                })
            })
            .collect();
        sent.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(numbers.iter().all(|number| number == "ORD-2026-1120-001"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 1);
    let other = owner.api_with(
        "POST",
        "/api/v1/orders",
        &[("idempotency-key", "uno")],
        Some(json!({})),
    );
    assert_eq!(other.status, 409);
}

#[test]
fn the_form_says_how_much_is_left_of_goods_from_stock() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET from_stock = 1 WHERE id = ?1",
            [world.barra],
        )?;
        Ok(())
    });
    crate::stock::receive(&app, world.barra, "5", "1");
    let owner = app.owner();
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY,
                       "items": [{ "product_id": world.barra, "quantity": "3" }, { "product_id": world.croissant, "quantity": "3" }] });
    let quote = |body: &Value| {
        owner
            .api("POST", "/api/v1/orders/quote", Some(body.clone()))
            .json(200)
    };
    let told = quote(&body);
    assert_eq!(told["items"][0]["available"], "5");
    assert!(told["items"][1].get("available").is_none(), "made to order");
    let page = |entry: &str| {
        let fields = [
            ("customer_id", world.ana.to_string()),
            ("requested_date", SATURDAY.to_owned()),
            ("entry", entry.to_owned()),
            ("add", "1".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        owner.post("/orders/new/line", &fields).body
    };
    assert!(
        page("3 barra").contains("· quedan 5"),
        "{}",
        page("3 barra")
    );
    assert!(page("9 barra").contains("solo quedan 5"));
    app.set("orders.check_availability", "false");
    assert!(quote(&body)["items"][0].get("available").is_none());
}

#[test]
fn a_free_line_has_the_tax_that_the_settings_say() {
    let app = TestApp::new();
    let world = world(&app);
    let body = json!({ "customer_id": world.ana, "requested_date": SATURDAY,
                       "items": [{ "product_name": "Cesta", "unit_price": "20", "quantity": "1" }] });
    let rate = || {
        app.owner()
            .api("POST", "/api/v1/orders/quote", Some(body.clone()))
            .json(200)["items"][0]["tax_rate"]
            .clone()
    };
    assert_eq!(rate(), "10.00");
    app.set("orders.default_tax_class", "general");
    assert_eq!(rate(), "21.00");
}
