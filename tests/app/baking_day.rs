//! A frozen day stays as it was printed: stock and extra in its counts, doughs and orders in its versions, differences on
//! every sheet; and what a hand-over does to the day, the lots and the lines.

use hornada::documents::Document;
use hornada::fulfilment::{self, Handover, Note};
use hornada::orders::{self, Status};
use hornada::people::roles::Role;
use hornada::values::Quantity;
use hornada::values::ids::ItemId;
use hornada::{production, recipes, stock};
use serde_json::json;

use crate::orders::{MONDAY, SATURDAY, World, day, order, take, world};
use crate::production::{recipes_of, with_order};
use crate::stock::{bought, receive};
use crate::support::{TestApp, texts};

fn from_stock(app: &TestApp, item: ItemId) {
    app.write(move |tx| Ok(tx.execute("UPDATE items SET from_stock = 1 WHERE id = ?1", [item])?));
}

fn freeze(app: &TestApp) -> i64 {
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)))
}

fn late(app: &TestApp, world: World, lines: &[(ItemId, i64)]) {
    let mut late = order(world.ana, SATURDAY, lines);
    (late.may_be_late, late.late_reason) = (true, "ha llamado".into());
    take(app, late);
    app.write(|tx| production::refresh(tx, day(SATURDAY)));
}

fn to_bake(app: &TestApp, date: &str, item: ItemId) -> String {
    app.read(|view| production::to_bake(view, day(date), item))
        .to_string()
}

fn note(app: &TestApp) -> Note {
    app.read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0)
}

fn line_status(app: &TestApp, item: ItemId) -> (String, i64) {
    let query =
        "SELECT fulfillment_status, fulfilled_quantity FROM order_items WHERE product_id = ?1";
    app.read(|view| Ok(view.query_row(query, [item], |row| Ok((row.get(0)?, row.get(1)?)))?))
}

#[test]
fn what_the_stock_has_is_not_baked_again() {
    let app = TestApp::new();
    let world = world(&app);
    from_stock(&app, world.croissant);
    receive(&app, world.croissant, "4", "1.00");
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.croissant, 10), (world.barra, 2)],
        ),
    );
    take(&app, order(world.ana, MONDAY, &[(world.croissant, 3)]));
    assert_eq!(to_bake(&app, SATURDAY, world.croissant), "6");
    assert_eq!(
        to_bake(&app, MONDAY, world.croissant),
        "3",
        "Saturday has the four that are there"
    );
    freeze(&app);
    let baker = app.role(Role::Baker);
    let tick = |item: ItemId| {
        let form = [("product_id", item.to_string())];
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        baker
            .post(&format!("/production/{SATURDAY}/tick"), &form)
            .status
    };
    let page = baker.get(&format!("/production?day={SATURDAY}")).page(200);
    assert_eq!(texts(&page, "a.bignum"), ["6", "2"]);
    assert_eq!(line_status(&app, world.barra).0, "pending");
    assert_eq!(tick(world.barra), 303);
    assert_eq!(line_status(&app, world.barra), ("prepared".into(), 0));
    assert_eq!(line_status(&app, world.croissant).0, "pending");
    assert_eq!(
        app.read(|view| orders::find(view, id)).status,
        Status::Preparing,
        "six are still missing"
    );
    assert_eq!(tick(world.croissant), 303);
    assert_eq!(
        app.read(|view| orders::find(view, id)).status,
        Status::Ready
    );
    assert_eq!(
        app.write(|tx| production::refresh(tx, day(SATURDAY))),
        None,
        "what was baked does not change the sheet"
    );
    let mine = note(&app).id;
    app.write(move |tx| fulfilment::deliver(tx, mine, &Handover::default()));
    assert_eq!(app.write(|tx| production::refresh(tx, day(SATURDAY))), None);
    assert!(
        app.read(|view| stock::on_hand(view, world.croissant))
            .is_zero()
    );
    assert_eq!(to_bake(&app, SATURDAY, world.croissant), "6");
    assert_eq!(to_bake(&app, MONDAY, world.croissant), "3");
}

#[test]
fn an_item_is_baked_with_its_extra_in_whole_pieces_and_the_orders_wait_for_theirs_alone() {
    let (app, world) = with_order(41);
    let owner = app.owner();
    let path = format!("/api/v1/items/{}", world.croissant);
    let mut body = json!({});
    let put = |body: &serde_json::Value| {
        owner.api_with("PUT", &path, &[("if-match", "\"1\"")], Some(body.clone()))
    };
    body["bake_extra_percentage"] = json!("101");
    assert_eq!(
        put(&body).json(422)["errors"][0]["field"],
        "bake_extra_percentage"
    );
    body["bake_extra_percentage"] = json!("5");
    assert_eq!(put(&body).json(200)["bake_extra_percentage"], "5.00");
    let form = owner
        .get(&format!("/items/{}/edit", world.croissant))
        .page(200);
    assert_eq!(
        crate::support::attr(&form, "input[name=bake_extra_percentage]", "value").as_deref(),
        Some("5")
    );
    assert_eq!(to_bake(&app, SATURDAY, world.croissant), "44", "43,05");
    freeze(&app);
    let sheet = owner
        .api("GET", &format!("/api/v1/production/{SATURDAY}"), None)
        .json(200);
    let rows = sheet["doughs"][0]["rows"].as_array().unwrap();
    assert_eq!(
        (&rows[0]["quantity"], &rows[0]["needed"]),
        (&json!("44"), &json!("41"))
    );
    let page = app
        .role(Role::Baker)
        .get("/production?day=2026-11-21")
        .page(200);
    assert!(texts(&page, ".bake__what small")[0].contains("3 de más"));
    let tick = |item: ItemId, quantity: &str| {
        let body = json!({ "product_id": item, "quantity": quantity });
        owner.api(
            "POST",
            &format!("/api/v1/production/{SATURDAY}/tick"),
            Some(body),
        )
    };
    assert_eq!(
        tick(world.croissant, "99999").json(422)["errors"][0]["field"],
        "quantity"
    );
    assert_eq!(tick(world.barra, "2").status, 201);
    assert_eq!(tick(world.croissant, "41").status, 201);
    let order = app
        .read(|view| orders::of_day(view, day(SATURDAY)))
        .remove(0);
    assert_eq!(order.status, Status::Ready, "nobody waits for the extra");
}

#[test]
fn a_printed_version_keeps_its_doughs_and_its_number_of_orders() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    freeze(&app);
    let owner = app.owner();
    let recipe = app
        .read(|view| recipes::active_for(view, world.croissant))
        .unwrap();
    let mut twice = recipe.to_new();
    twice.yield_quantity = Quantity::whole(50);
    app.write(move |tx| recipes::edit(tx, recipe.id, recipe.version, twice));
    let sheet = |version: &str| {
        owner
            .api(
                "GET",
                &format!("/api/v1/production/{SATURDAY}{version}"),
                None,
            )
            .json(200)
    };
    assert_eq!(sheet("")["doughs"][0]["amount"], "2400");
    late(&app, world, &[(world.croissant, 10)]);
    let first = sheet("?version=1");
    assert_eq!(
        (&first["doughs"][0]["amount"], &first["orders"]),
        (&json!("2400"), &json!(1))
    );
    let second = sheet("?version=2");
    assert_eq!(
        (&second["doughs"][0]["amount"], &second["orders"]),
        (&json!("6000"), &json!(2)),
        "a new version is drawn by the recipe of its time"
    );
    let paper = owner
        .get(&format!("/production/sheet?day={SATURDAY}&version=2"))
        .page(200);
    assert_eq!(
        texts(&paper, ".bakes thead b"),
        ["Masa hojaldrada · 2,4 kg → 6 kg"]
    );
    let missing = owner.api(
        "GET",
        &format!("/api/v1/production/{SATURDAY}?version=9"),
        None,
    );
    assert_eq!(missing.status, 404);
}

#[test]
fn a_later_version_says_on_every_sheet_what_is_not_as_printed() {
    let (app, world) = with_order(40);
    freeze(&app);
    let owner = app.owner();
    let packing = |query: &str| {
        owner
            .get(&format!("/production/packing?day={SATURDAY}{query}"))
            .page(200)
    };
    assert!(texts(&packing(""), ".sheet__meta")[0].contains("Versión 1"));
    assert!(texts(&packing(""), ".sheet__changes").is_empty());
    late(&app, world, &[(world.croissant, 20)]);
    late(&app, world, &[(world.barra, 1)]);
    let page = packing("");
    assert!(texts(&page, ".sheet__meta")[0].contains("Versión 3"));
    let changes = texts(&page, ".sheet__changes");
    assert!(
        changes[0].contains("Ana Ruiz: Croissant 0 → 20"),
        "{changes:?}"
    );
    assert!(
        changes[0].contains("Ana Ruiz: Barra de pan 0 → 1"),
        "{changes:?}"
    );
    let only = packing("&version=2");
    let changes = texts(&only, ".sheet__changes");
    assert!(!changes[0].contains("Barra"), "{changes:?}");
    assert_eq!(texts(&only, "table").len(), 0, "no table of everything");
    assert_eq!(
        texts(&only, ".drop__line").len(),
        1,
        "only the crate that changed"
    );
    let said = owner
        .api("GET", &format!("/api/v1/days/{SATURDAY}"), None)
        .json(200);
    let first = &said["note_changes"][0];
    assert_eq!(
        (&first["version"], &first["was"], &first["now"]),
        (&json!(2), &json!("0"), &json!("20"))
    );
    let paper = owner
        .get(&format!("/production/sheet?day={SATURDAY}"))
        .page(200);
    let changes = texts(&paper, ".sheet__changes");
    assert_eq!(changes.len(), 2, "its own, and what nobody has ticked yet");
    assert!(changes[1].contains("Croissant 40 → 60"), "{changes:?}");
}

#[test]
fn a_change_that_is_nothing_to_the_oven_is_still_a_version_for_packing() {
    let (app, world) = with_order(40);
    from_stock(&app, world.chapata);
    receive(&app, world.chapata, "5000", "5.00");
    freeze(&app);
    late(&app, world, &[(world.chapata, 1)]);
    assert_eq!(app.value::<i64>("SELECT version FROM days"), 2);
    let paper = app
        .owner()
        .get(&format!("/production/sheet?day={SATURDAY}"))
        .page(200);
    assert!(paper.html().contains("Para el horno no cambia nada"));
}

#[test]
fn days_far_off_are_not_cut_off_by_hand() {
    let (app, _) = with_order(1);
    let owner = app.owner();
    for far in ["2027-06-01", "2020-01-01"] {
        let answer = owner.api("POST", &format!("/api/v1/days/{far}/freeze"), None);
        assert_eq!(answer.json(422)["errors"][0]["field"], "day", "{far}");
        assert_eq!(
            owner.post(&format!("/production/{far}/freeze"), &[]).status,
            422
        );
    }
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM days WHERE state <> 'open'"),
        0
    );
}

#[test]
fn far_more_than_ordered_has_to_be_said_twice() {
    let (app, _) = with_order(5);
    freeze(&app);
    let owner = app.owner();
    let note = note(&app);
    let line = app.read(|view| fulfilment::lines(view, note.id)).remove(0);
    let path = format!("/api/v1/notes/{}/deliver", note.id);
    let deliver = |quantity: &str, more: bool| {
        let lines = json!([{ "note_line_id": line.id, "quantity": quantity }]);
        let body = json!({ "lines": lines, "accept_more": more });
        owner.api("POST", &path, Some(body))
    };
    let field = format!("delivered.{}", line.id);
    assert_eq!(
        deliver("50", false).json(422)["errors"][0]["field"],
        field.as_str()
    );
    assert_eq!(deliver("999999999", true).status, 422);
    let form = [(field.as_str(), "50")];
    let page = owner
        .post(&format!("/notes/{}/deliver", note.id), &form)
        .page(422);
    assert_eq!(texts(&page, "label:has(#f-accept_more)").len(), 1);
    assert_eq!(deliver("50", true).status, 200);
}

#[test]
fn a_line_that_was_delivered_short_is_done_and_one_taken_back_is_prepared() {
    let (app, world) = with_order(30);
    freeze(&app);
    let note = note(&app);
    let lines = app.read(|view| fulfilment::lines(view, note.id));
    let line = lines
        .iter()
        .find(|line| line.product_id == Some(world.croissant))
        .unwrap()
        .id;
    let handover = Handover {
        delivered: vec![(line, Quantity::whole(29))],
        ..Handover::default()
    };
    app.write(move |tx| fulfilment::deliver(tx, note.id, &handover));
    assert_eq!(
        line_status(&app, world.croissant),
        ("fulfilled".into(), 29_000)
    );
    app.write(move |tx| fulfilment::undo(tx, note.id));
    assert_eq!(line_status(&app, world.croissant), ("prepared".into(), 0));
}

#[test]
fn a_note_counts_for_the_day_on_which_it_was_handed_over() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, "2026-12-15", &[(world.barra, 3)]));
    let owner = app.owner();
    let path = format!("/api/v1/orders/{id}/complete");
    assert_eq!(owner.api("POST", &path, None).status, 200);
    let note = app.read(|view| fulfilment::of_order(view, id)).unwrap();
    assert_eq!(note.day, day("2026-11-20"));
    let moved: String = app.value("SELECT max(day) FROM movements");
    assert_eq!(moved, "2026-11-20");
    app.write(move |tx| fulfilment::undo(tx, note.id));
    let note = app.read(|view| fulfilment::of_order(view, id)).unwrap();
    assert_eq!(note.day, day("2026-12-15"));
    app.at_local("2026-12-17", "09:00");
    let deliver = move |at: Option<&str>| Handover {
        at: at.map(|at| at.parse().unwrap()),
        ..Handover::default()
    };
    let due = deliver(None);
    app.write(move |tx| fulfilment::deliver(tx, note.id, &due));
    let written_down = app.read(|view| fulfilment::find(view, note.id));
    assert_eq!(
        written_down.day,
        day("2026-12-15"),
        "written down later, handed over when due"
    );
    app.write(move |tx| fulfilment::undo(tx, note.id));
    let told = deliver(Some("2026-12-16T08:00:00Z"));
    app.write(move |tx| fulfilment::deliver(tx, note.id, &told));
    let late = app.read(|view| fulfilment::find(view, note.id));
    assert_eq!(late.day, day("2026-12-16"));
}

#[test]
fn a_note_names_lots_and_tells_businesses_what_is_in_their_bread() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.hotel, SATURDAY, &[(world.croissant, 40)]));
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    app.write(|tx| {
        for order in orders::of_day(tx, day(SATURDAY))? {
            if order.status == Status::Pending {
                orders::confirm(tx, order.id)?;
            }
        }
        production::freeze_day(tx, day(SATURDAY))
    });
    let owner = app.owner();
    for item in [world.croissant, world.barra] {
        let body = json!({ "product_id": item });
        let path = format!("/api/v1/production/{SATURDAY}/tick");
        owner.api("POST", &path, Some(body)).json(201);
    }
    let printed = |customer| {
        let document = app.read(|view| {
            let notes = fulfilment::of_day(view, day(SATURDAY))?;
            let note = notes
                .iter()
                .find(|note| note.customer_id == customer)
                .unwrap();
            fulfilment::note_document(view, note.id)
        });
        match document {
            Document::DeliveryNote(note) => note.lines[0].clone(),
            _ => panic!("no delivery note"),
        }
    };
    let hotel = printed(world.hotel);
    assert!(hotel.lot.starts_with("L261121-"), "{}", hotel.lot);
    assert_eq!(hotel.allergens.len(), 3);
    assert!(printed(world.ana).allergens.is_empty());
    let mine = app.read(|view| fulfilment::of_day(view, day(SATURDAY)));
    app.write(move |tx| {
        for note in mine {
            fulfilment::deliver(tx, note.id, &Handover::default())?;
        }
        Ok(())
    });
    assert_eq!(
        printed(world.hotel).lot,
        hotel.lot,
        "what it was taken from"
    );
}

#[test]
fn bought_goods_that_are_sold_on_count_as_used_though_the_stock_knows_none() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| {
        Ok(tx.execute(
            "UPDATE items SET is_made = 0, is_bought = 1 WHERE id = ?1",
            [world.barra],
        )?)
    });
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 6)]));
    receive(&app, world.barra, "2", "1.00");
    freeze(&app);
    let id = note(&app).id;
    app.write(move |tx| fulfilment::deliver(tx, id, &Handover::default()));
    let used = || app.value::<i64>("SELECT ifnull(sum(quantity), 0) FROM daily_consumption");
    assert_eq!(used(), 6_000);
    assert!(app.read(|view| stock::on_hand(view, world.barra)).is_zero());
    let line = app.read(|view| fulfilment::lines(view, id)).remove(0).id;
    app.write(move |tx| fulfilment::correct(tx, line, -Quantity::whole(1), "sobraba"));
    assert_eq!(used(), 5_000);
    let entry = app.read(|view| fulfilment::entries(view, id)).remove(0).id;
    app.write(move |tx| fulfilment::undo_entries(tx, &[entry]));
    app.write(move |tx| fulfilment::undo(tx, id));
    assert_eq!(used(), 0);
    assert_eq!(
        app.read(|view| stock::on_hand(view, world.barra))
            .to_string(),
        "2"
    );
}

#[test]
fn one_order_is_picked_and_packed_by_itself() {
    let (app, world) = with_order(40);
    let other = take(&app, order(world.ana, SATURDAY, &[(world.barra, 7)]));
    freeze(&app);
    let baker = app.role(Role::Baker);
    let page = baker
        .get(&format!("/production/packing?order={other}"))
        .page(200);
    assert_eq!(texts(&page, ".drop__line b"), ["7"]);
    let path = format!("/api/v1/orders/fulfillment/picking-list?order_id={other}");
    let picks = baker.api("GET", &path, None).json(200);
    assert_eq!(picks["items"].as_array().unwrap().len(), 1);
    assert_eq!(picks["items"][0]["quantity"], "7");
    assert_eq!(baker.get("/production/packing?order=nothing").status, 422);
    let unknown = uuid::Uuid::now_v7();
    let path = format!("/production/packing?order={unknown}");
    assert_eq!(baker.get(&path).status, 404);
}

#[test]
fn the_ledger_says_where_and_at_what_cost_and_lists_refuse_what_they_cannot_read() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina");
    receive(&app, flour, "3000", "1.00");
    let owner = app.owner();
    let path = format!("/api/v1/stock/movements?item_id={flour}");
    let line = owner.api("GET", &path, None).json(200)["items"][0].clone();
    assert!(
        line["location"]
            .as_str()
            .is_some_and(|name| !name.is_empty())
    );
    assert_eq!(line["unit_cost"], "0.333333");
    let seen = app.role(Role::Baker).api("GET", &path, None).json(200)["items"][0].clone();
    assert!(seen["unit_cost"].is_null() && seen["location_id"].is_string());
    let held = owner
        .api("GET", &format!("/api/v1/stock/{flour}"), None)
        .json(200);
    assert_eq!(held["average_cost"], "0.333333");
    for wrong in ["400", "abc", "-1"] {
        let answer = owner.api("GET", &format!("/api/v1/stock/lots?days={wrong}"), None);
        assert_eq!(answer.json(422)["errors"][0]["field"], "days", "{wrong}");
        assert_eq!(
            owner.get(&format!("/stock/expiring?days={wrong}")).status,
            422
        );
    }
}

#[test]
fn an_order_that_names_no_day_goes_to_the_first_delivery_that_takes_it() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let made = |customer| {
        let lines = json!([{ "product_id": world.barra, "quantity": "2" }]);
        let body = json!({ "customer_id": customer, "items": lines });
        owner.api("POST", "/api/v1/orders", Some(body)).json(201)
    };
    assert_eq!(made(world.ana)["requested_date"], SATURDAY);
    app.at_local("2026-11-20", "21:00");
    freeze(&app);
    let next = made(world.ana)["requested_date"].clone();
    assert_ne!(next, SATURDAY, "that day is cut off");
    assert_eq!(next, "2026-11-22");
}
