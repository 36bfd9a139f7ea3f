//! A second order for the same day: what was typed for it joins the first; drafts that come back; changes that change
//! nothing.

use hornada::catalog::Allergen;
use hornada::customers::{self, AllergenNotes};
use hornada::orders::{self, Status};
use hornada::values::ids::OrderId;
use serde_json::{Value, json};

use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::orders_pages::{Fields, form_of, post, press, with};
use crate::support::{Client, Reply, TestApp, attr, texts};
use crate::thousands::as_it_stands;
use crate::undo::undo_of;

/// Ana's order of two barras for Saturday, and a new one for her as it is being typed: six croissants, a message on a cake
/// and a note.
fn typed_twice() -> (TestApp, World, OrderId, Fields) {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let path = format!("/orders/new?customer={}&date={SATURDAY}", world.ana);
    let fields = form_of(&owner.get(&path), 200);
    let (_, fields) = press(&owner, fields, &[("entry", "6 croissant"), ("add", "1")]);
    let (page, fields) = press(&owner, fields, &[("free", "Vela")]);
    let number = app.read(move |view| orders::find(view, id)).order_number;
    assert_eq!(
        texts(&page.page(200), "[data-same-day] button"),
        [format!("Añadir estas líneas a {number}")]
    );
    let typed = [
        ("line-1-price", "0,50"),
        ("notes", "con lazo"),
        ("entry", "1 chapata"),
    ];
    (app, world, id, with(fields, &typed))
}

fn join(client: &Client, fields: Fields, id: OrderId) -> Reply {
    let to = id.to_string();
    post(client, "/orders/new/join", &with(fields, &[("to", &to)]))
}

fn names(app: &TestApp, id: OrderId) -> Vec<String> {
    let lines = app.read(move |view| orders::lines(view, id));
    lines.into_iter().map(|line| line.product_name).collect()
}

/// The form of an order's page as it stands.
fn of_page(client: &Client, page: &str, id: OrderId) -> Fields {
    as_it_stands(client, page, &format!("/orders/{id}"))
}

#[test]
fn lines_typed_for_a_new_order_join_the_one_of_the_same_day_when_that_is_saved() {
    let (app, _, id, fields) = typed_twice();
    let owner = app.owner();
    let place = join(&owner, fields, id).location();
    assert_eq!(place, format!("/orders/{id}?add=1"));
    let page = owner.get(&place).page(200);
    let rows = texts(&page, "tr.is-new th").join(" ");
    assert!(
        rows.contains("Croissant") && rows.contains("se añade"),
        "{rows}"
    );
    assert!(texts(&page, "tr.is-new").concat().contains("8,10 €"));
    assert_eq!(names(&app, id), ["Barra de pan"], "nothing is saved yet");
    let form = of_page(&owner, &place, id);
    let has = |name: &str, value: &str| form.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        has("add-0-quantity", "6") && has("add-1-price", "0,50"),
        "{form:?}"
    );
    assert!(
        has("entry", "1 chapata") && has("notes", "con lazo"),
        "{form:?}"
    );
    let saved = post(&owner, &format!("/orders/{id}"), &form);
    assert_eq!(saved.location(), format!("/orders/{id}?saved=1"));
    assert_eq!(
        names(&app, id),
        ["Barra de pan", "Croissant", "Vela", "Chapata"]
    );
    let order = app.read(move |view| orders::find(view, id));
    // 2.20 + 8.10 + 0.50 + 4.20.
    assert_eq!(order.total_amount.to_string(), "15.00");
    assert_eq!(order.notes, "con lazo");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 1);
    let new = owner.get("/orders/new").page(200);
    assert!(attr(&new, "a[href='/orders/new?draft=1']", "href").is_none());
    assert!(texts(&owner.get(&place).page(200), "tr.is-new").is_empty());
}

#[test]
fn what_is_wrong_with_a_line_that_joins_stands_beside_it_and_nothing_is_lost() {
    let (app, _, id, fields) = typed_twice();
    let owner = app.owner();
    let place = join(&owner, fields, id).location();
    let barra = app.read(move |view| orders::lines(view, id))[0].id;
    let form = of_page(&owner, &place, id);
    let form = with(
        form,
        &[
            (&format!("line-{barra}-remove"), "on"),
            ("add-1-remove", "on"),
            ("add-0-quantity", "muchos"),
        ],
    );
    let page = post(&owner, &format!("/orders/{id}"), &form).page(422);
    assert_eq!(
        attr(&page, "#f-add-0-quantity[aria-invalid]", "value").as_deref(),
        Some("muchos")
    );
    assert_eq!(texts(&page, "tr.is-new .field__error").len(), 1);
    assert!(attr(&page, "[name='add-1-remove'][checked]", "name").is_some());
    let form = with(form, &[("add-0-quantity", "7")]);
    post(&owner, &format!("/orders/{id}"), &form).location();
    assert_eq!(names(&app, id), ["Croissant", "Chapata"]);
}

#[test]
fn lines_for_an_order_that_is_in_the_bakehouse_by_then_stay_in_the_draft() {
    let (app, _, id, fields) = typed_twice();
    let owner = app.owner();
    app.write(move |tx| orders::advance(tx, id, Status::Preparing, ""));
    assert_eq!(join(&owner, fields, id).status, 409);
    let page = owner.get("/orders/new?draft=1").page(200);
    assert_eq!(
        attr(&page, "[name='line-0-quantity']", "value").as_deref(),
        Some("6")
    );
    assert!(
        texts(
            &owner.get(&format!("/orders/{id}?add=1")).page(200),
            "tr.is-new"
        )
        .is_empty()
    );
}

#[test]
fn lines_that_join_ask_about_allergens_as_any_other() {
    let (app, world, id, fields) = typed_twice();
    let owner = app.owner();
    app.write(move |tx| {
        let notes = AllergenNotes {
            allergens: vec![Allergen::Milk],
            allergen_notes: "sin leche".into(),
            consent_date: day("2026-11-01"),
        };
        customers::set_allergens(tx, world.ana, Some(notes))
    });
    let place = join(&owner, fields, id).location();
    let form = of_page(&owner, &place, id);
    let page = post(&owner, &format!("/orders/{id}"), &form).page(422);
    assert!(attr(&page, "#f-allergen_override", "type").is_some());
    assert_eq!(texts(&page, "tr.is-new").len(), 2);
}

#[test]
fn a_draft_that_was_discarded_comes_back() {
    let (app, _, _, _) = typed_twice();
    let owner = app.owner();
    let offered = || {
        let page = owner.get("/orders/new").page(200);
        attr(&page, "a[href='/orders/new?draft=1']", "href").is_some()
    };
    assert!(offered());
    let gone = owner.post("/orders/new/discard", &[]);
    assert!(!offered());
    let undo = undo_of(&gone);
    let again = owner.post("/orders/new/discard", &[]);
    assert_eq!(undo_of(&again), undo, "a second tap leaves the way back");
    let back = owner.post(&undo, &[]).location();
    let page = owner.get(&back).page(200);
    assert_eq!(
        attr(&page, "[name='line-0-quantity']", "value").as_deref(),
        Some("6")
    );
    assert!(offered());
    assert_eq!(owner.post(&undo, &[]).status, 409, "it is back already");
    owner.post("/orders/new/discard", &[]);
    let fields = form_of(&owner.get("/orders/new"), 200);
    press(&owner, fields, &[("entry", "3 barra"), ("add", "1")]);
    assert_eq!(owner.post(&undo, &[]).status, 409, "another was begun");
}

#[test]
fn an_order_saved_as_it_stands_has_no_new_history() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let lines = || {
        let count = "SELECT count(*) FROM journal WHERE subject_kind = 'order'";
        app.value::<i64>(count)
    };
    let before = lines();
    let page = format!("/orders/{id}");
    let form = of_page(&owner, &page, id);
    let saved = post(&owner, &page, &form);
    saved.location();
    assert!(!saved.header("set-cookie").contains("undo"));
    let body = json!({ "notes": "", "requested_date": SATURDAY, "priority": "standard",
        "items": [{ "product_id": world.barra, "quantity": "2" }] });
    let put = |body: &Value| {
        let headers = [("if-match", "\"1\"")];
        let path = format!("/api/v1/orders/{id}");
        owner.api_with("PUT", &path, &headers, Some(body.clone()))
    };
    let answer = put(&body);
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!((answer.status, lines()), (200, before));
    let mut more = body;
    more["items"][0]["quantity"] = json!("3");
    assert_eq!(put(&more).header("etag"), "\"2\"");
    assert_eq!(lines(), before + 1);
}

#[test]
fn a_standing_order_saved_as_it_stands_has_no_new_history() {
    let app = TestApp::new();
    let world = world(&app);
    let id = crate::standing::daily(&app, &world);
    let owner = app.owner();
    let lines = || {
        let count = "SELECT count(*) FROM journal WHERE subject_kind = 'standing_order'";
        app.value::<i64>(count)
    };
    let before = lines();
    let page = format!("/standing-orders/{id}");
    let mut form = as_it_stands(&owner, &page, &page);
    let point: String = app.value("SELECT lower(hex(delivery_point_id)) FROM standing_orders");
    for (name, value) in [("frequency", "weekly"), ("delivery_method", "delivery")] {
        form.push((name.into(), value.into()));
    }
    form.push(("delivery_point_id".into(), point));
    form.push(("order_items.0.unit".into(), "unit".into()));
    let saved = post(&owner, &page, &form);
    saved.location();
    assert!(!saved.header("set-cookie").contains("undo"));
    assert_eq!(lines(), before);
    let form = with(form, &[("order_items.0.monday", "25")]);
    undo_of(&post(&owner, &page, &form));
    assert_eq!(lines(), before + 1);
}

#[test]
fn what_would_change_the_other_lines_or_was_paid_stays_behind_and_is_said() {
    let (app, _, id, fields) = typed_twice();
    let owner = app.owner();
    let typed = [
        ("discount_percentage", "10"),
        ("priority", "rush"),
        ("is_paid", "on"),
    ];
    let place = join(&owner, with(fields, &typed), id).location();
    let page = owner.get(&place).page(200);
    let said = texts(&page, "#joined").concat();
    for part in ["10", "urgente", "Ya está pagado"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let form = of_page(&owner, &place, id);
    post(&owner, &format!("/orders/{id}"), &form).location();
    let order = app.read(move |view| orders::find(view, id));
    assert_eq!(order.total_amount.to_string(), "15.00");
    assert!(order.discount_percentage.decimal().is_zero());
}

#[test]
fn a_form_that_was_refused_is_still_over_the_order_that_was_read() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let place = format!("/orders/{id}");
    let read = of_page(&owner, &place, id);
    let barra = app.read(move |view| orders::lines(view, id))[0].id;
    let quantity = format!("line-{barra}-quantity");
    let theirs = with(read.clone(), &[(&quantity, "50")]);
    post(&owner, &place, &theirs).location();
    let wrong = with(read, &[("discount_percentage", "mucho")]);
    let page = post(&owner, &place, &wrong).page(422);
    let version = attr(
        &page,
        &format!("form[action='{place}'] [name=version]"),
        "value",
    );
    let mended = with(
        wrong,
        &[
            ("discount_percentage", ""),
            ("version", version.unwrap().as_str()),
        ],
    );
    assert_eq!(post(&owner, &place, &mended).status, 412);
    let line = app.read(move |view| orders::lines(view, id)).remove(0);
    assert_eq!(line.quantity, hornada::values::Quantity::whole(50));
}
