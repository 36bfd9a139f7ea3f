//! The frozen day, its versions, the bake sheet, batches.

use hornada::catalog::{self, NewItem};
use hornada::fulfilment;
use hornada::orders::{self, Status};
use hornada::people::roles::Role;
use hornada::recipes::{self, Kind, NewLine, NewRecipe};
use hornada::values::ids::ItemId;
use hornada::values::{BaseUnit, Quantity, Rate, Unit};
use hornada::{production, schedule, stock};
use serde_json::json;

use crate::orders::{MONDAY, SATURDAY, World, day, order, take, world};
use crate::stock::{bought, receive, receive_until};
use crate::support::{TestApp, attr, texts};

/// The croissant is made of a dough of flour: 60 g of it a piece, and the dough is all flour.
pub fn recipes_of(app: &TestApp, world: World, flour: ItemId) -> ItemId {
    app.write(move |tx| {
        let mut new = NewItem::new(
            "Masa hojaldrada",
            BaseUnit::G,
            catalog::tax_classes(tx)?[0].id,
        );
        new.is_made = true;
        (new.unit, new.price_unit) = (Unit::Kg, hornada::values::PriceUnit::Kg);
        let dough = catalog::create(tx, new)?;
        let line = |ingredient_id, kilos: &str| NewLine {
            ingredient_id,
            quantity: Some(kilos.parse().unwrap()),
            unit: Unit::Kg,
            bakers_percentage: None,
        };
        let recipe = |item_id, kind, makes: &str, lines| NewRecipe {
            item_id,
            name: String::new(),
            kind,
            yield_quantity: makes.parse().unwrap(),
            loss_percentage: Rate::ZERO,
            steps: String::new(),
            bake_minutes: None,
            bake_degrees: None,
            lines,
        };
        recipes::create(
            tx,
            recipe(dough, Kind::Dough, "1000", vec![line(flour, "1")]),
        )?;
        recipes::create(
            tx,
            recipe(
                world.croissant,
                Kind::Product,
                "100",
                vec![line(dough, "6")],
            ),
        )?;
        Ok(dough)
    })
}

pub fn with_order(croissants: i64) -> (TestApp, World) {
    let app = TestApp::new();
    let world = world(&app);
    take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.croissant, croissants), (world.barra, 2)],
        ),
    );
    (app, world)
}

fn freeze(app: &TestApp) -> i64 {
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)))
}

#[test]
fn the_cutoff_freezes_the_day_as_version_one() {
    let (app, _) = with_order(40);
    let cutoff = schedule::find("cutoff").unwrap();
    let schedule::Work::InTx(work) = cutoff.work else {
        panic!("not in a transaction")
    };
    let said = app.write(move |tx| work(tx, day(SATURDAY)));
    assert!(said.contains("un pedido"), "{said}");
    assert_eq!(app.value::<i64>("SELECT version FROM days"), 1);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM day_versions"), 1);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
    let again = app.write(move |tx| work(tx, day(SATURDAY)));
    assert_eq!(again, "El día ya estaba cerrado.");
    let answer = app
        .owner()
        .api("GET", &format!("/api/v1/days/{SATURDAY}"), None)
        .json(200);
    assert_eq!(
        (&answer["state"], &answer["version"], &answer["notes"]),
        (&json!("frozen"), &json!(1), &json!(1))
    );
    assert_eq!(answer["cutoff_at"], "2026-11-20T19:00:00Z");
}

#[test]
fn before_a_day_is_cut_off_by_hand_its_sheet_says_which_orders_will_have_no_note() {
    let (app, world) = with_order(4);
    let path = format!("/production?day={SATURDAY}");
    let pending = "a[href='/orders?day=2026-11-21&status=pending']";
    let owner = app.owner();
    assert!(texts(&owner.get(&path).page(200), pending).is_empty());
    take(&app, order(world.hotel, SATURDAY, &[(world.barra, 2)]));
    assert_eq!(
        texts(&owner.get(&path).page(200), pending),
        [
            "Un pedido de ese día está sin confirmar: se hornea, pero no tiene albarán hasta que se confirme."
        ]
    );
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
}

#[test]
fn the_sheet_groups_by_dough_and_a_number_can_be_opened() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    let baker = app.role(Role::Baker);
    let page = baker.get(&format!("/production?day={SATURDAY}")).page(200);
    assert_eq!(
        texts(&page, "#bake .section-head h2"),
        ["Masa hojaldrada · 2,4 kg", "Otras elaboraciones"]
    );
    assert_eq!(texts(&page, "a.bignum"), ["40", "2"]);
    assert!(texts(&page, "#bake .section-head span")[0].contains("Harina 2,4 kg"));
    assert!(!page.html().contains('€'), "bakers see no prices");
    let page = baker
        .get(&format!(
            "/production/of/{}?day={SATURDAY}",
            world.croissant
        ))
        .page(200);
    assert_eq!(texts(&page, ".list__what b"), ["Ana Ruiz"]);
    let sheet = baker
        .api("GET", &format!("/api/v1/production/{SATURDAY}"), None)
        .json(200);
    assert_eq!(
        (&sheet["state"], &sheet["doughs"][0]["amount"]),
        (&json!("open"), &json!("2400"))
    );
    let empty = baker.get("/production").page(200);
    assert!(empty.html().contains("No hay nada que hornear"));
    app.at_local("2026-11-20", "22:00");
    assert_eq!(
        texts(&baker.get("/production").page(200), "a.bignum"),
        ["40", "2"],
        "at ten the oven works on tomorrow"
    );
}

#[test]
fn eggs_of_a_dough_are_weighed_where_an_egg_has_a_weight_and_counted_with_their_unit_else() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    let dough = recipes_of(&app, world, flour);
    app.write(move |tx| {
        let egg = |name: &str, grams: Option<u32>| {
            let new = NewItem {
                is_bought: true,
                is_made: false,
                is_sold: false,
                piece_weight: grams.map(Quantity::whole),
                ..NewItem::new(name, BaseUnit::Piece, catalog::tax_classes(tx)?[0].id)
            };
            catalog::create(tx, new)
        };
        let line = |ingredient_id, count: &str| NewLine {
            ingredient_id,
            quantity: Some(count.parse().unwrap()),
            unit: Unit::Piece,
            bakers_percentage: None,
        };
        let known = recipes::active_for(tx, dough)?.unwrap();
        let mut new = known.to_new();
        new.lines.push(line(egg("Huevos", Some(50))?, "20"));
        new.lines
            .push(line(egg("Huevos de codorniz", None)?, "14.2"));
        recipes::edit(tx, known.id, known.version, new)
    });
    let page = app
        .role(Role::Baker)
        .get(&format!("/production?day={SATURDAY}"))
        .page(200);
    assert_eq!(
        texts(&page, "#bake .section-head span")[0],
        "Harina 2,4 kg · Huevos 2,4 kg · Huevos de codorniz 34,1 ud"
    );
}

#[test]
fn a_change_after_the_freeze_is_version_two_with_only_the_differences() {
    let (app, world) = with_order(40);
    assert_eq!(freeze(&app), 1);
    let mut late = order(world.ana, SATURDAY, &[(world.croissant, 20)]);
    (late.may_be_late, late.late_reason) = (true, "ha llamado".into());
    take(&app, late);
    assert_eq!(
        app.write(|tx| production::refresh(tx, day(SATURDAY))),
        Some(2)
    );
    assert_eq!(
        app.write(|tx| production::refresh(tx, day(SATURDAY))),
        None,
        "nothing more has changed"
    );
    let changes = app.read(|view| production::open_changes(view, day(SATURDAY)));
    let changes: Vec<_> = changes
        .iter()
        .map(|change| (change.was.to_string(), change.now.to_string()))
        .collect();
    assert_eq!(changes, [("40".to_owned(), "60".to_owned())]);
    let baker = app.role(Role::Baker);
    let paper = baker
        .get(&format!("/production/sheet?day={SATURDAY}"))
        .page(200);
    assert_eq!(
        texts(&paper, ".sheet__changes"),
        ["Cambia respecto a lo impreso: Croissant 40 → 60"]
    );
    assert_eq!(texts(&paper, ".bakes__count"), ["60"], "only what differs");
    let whole = baker
        .get(&format!("/production/sheet?day={SATURDAY}&whole=1"))
        .page(200);
    assert_eq!(texts(&whole, ".bakes__count"), ["60", "2"]);
    let first = baker
        .get(&format!("/production/sheet?day={SATURDAY}&version=1"))
        .page(200);
    assert_eq!(texts(&first, ".bakes__count"), ["40", "2"]);
    assert_eq!(
        baker
            .get(&format!("/production/sheet?day={SATURDAY}&version=3"))
            .status,
        404
    );
    let item = world.croissant.to_string();
    let form = [("product_id", item.as_str()), ("version", "2")];
    assert_eq!(
        baker
            .post(&format!("/production/{SATURDAY}/changes"), &[])
            .status,
        422
    );
    assert_eq!(
        baker
            .post(&format!("/production/{SATURDAY}/changes"), &form)
            .status,
        303
    );
    assert_eq!(
        baker
            .post(&format!("/production/{SATURDAY}/changes"), &form)
            .status,
        409
    );
    assert!(
        app.read(|view| production::open_changes(view, day(SATURDAY)))
            .is_empty()
    );
}

#[test]
fn ticking_a_line_takes_the_flour_out_and_puts_a_lot_in() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "5000", "3.00");
    freeze(&app);
    let baker = app.role(Role::Baker);
    let item = world.croissant.to_string();
    let path = format!("/production/{SATURDAY}/tick");
    assert_eq!(baker.post(&path, &[]).status, 422);
    assert_eq!(baker.post(&path, &[("product_id", &item)]).status, 303);
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)).to_string(),
        "2600"
    );
    assert_eq!(
        app.read(|view| stock::on_hand(view, world.croissant))
            .to_string(),
        "40"
    );
    // 2,400 g of 5,000 g worth 3.00 €.
    assert_eq!(
        app.value::<i64>("SELECT sum(value) FROM movements WHERE reason = 'production'"),
        14_400
    );
    assert_eq!(
        baker.post(&path, &[("product_id", &item)]).status,
        409,
        "all of it is baked"
    );
    let order = app
        .read(|view| orders::of_day(view, day(SATURDAY)))
        .remove(0);
    assert_eq!(
        order.status,
        Status::Preparing,
        "the loaves are still missing"
    );
    let loaves = json!({ "product_id": world.barra });
    let batch = baker
        .api(
            "POST",
            &format!("/api/v1/production/{SATURDAY}/tick"),
            Some(loaves.clone()),
        )
        .json(201);
    assert_eq!(batch["quantity"], "2");
    assert_eq!(
        app.read(|view| orders::find(view, order.id)).status,
        Status::Ready
    );
    let sheet = baker
        .api(
            "POST",
            &format!("/api/v1/production/{SATURDAY}/untick"),
            Some(loaves.clone()),
        )
        .json(200);
    assert_eq!(sheet["doughs"][1]["rows"][0]["baked"], "0");
    assert_eq!(
        app.read(|view| orders::find(view, order.id)).status,
        Status::Preparing
    );
    let nothing = baker.api(
        "POST",
        &format!("/api/v1/production/{SATURDAY}/untick"),
        Some(loaves),
    );
    assert_eq!(nothing.status, 409);
    assert_eq!(
        baker
            .post(
                &format!("/production/{SATURDAY}/untick?product_id={item}"),
                &[]
            )
            .status,
        303
    );
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)).to_string(),
        "5000"
    );
    assert!(
        app.read(|view| stock::on_hand(view, world.croissant))
            .is_zero()
    );
}

#[test]
fn short_flour_refuses_the_tick_and_says_how_much_is_missing() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "1000", "1.00");
    freeze(&app);
    let baker = app.role(Role::Baker);
    let item = world.croissant.to_string();
    let page = baker
        .post(
            &format!("/production/{SATURDAY}/tick"),
            &[("product_id", &item)],
        )
        .page(409);
    assert_eq!(texts(&page, ".list__what b"), ["Harina"]);
    assert_eq!(texts(&page, ".list__figure"), ["hacen falta 2,4 kg"]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM batches"), 0);
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)).to_string(),
        "1000"
    );
    let body = json!({ "product_id": world.croissant });
    let answer = baker
        .api(
            "POST",
            &format!("/api/v1/production/{SATURDAY}/tick"),
            Some(body),
        )
        .json(409);
    assert_eq!(answer["short"][0]["wanted"], "2400");
    let part = json!({ "product_id": world.croissant, "quantity": "15" });
    let batch = baker
        .api(
            "POST",
            &format!("/api/v1/production/{SATURDAY}/tick"),
            Some(part),
        )
        .json(201);
    assert_eq!(batch["quantity"], "15");
}

#[test]
fn expired_flour_is_not_taken_unasked() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    let old = receive_until(&app, flour, "1000", "1.00", Some("2026-11-12"));
    receive_until(&app, flour, "2000", "2.00", Some("2026-12-01"));
    let left = || {
        let lots = app.read(|view| stock::lots_of(view, flour));
        let old = lots.into_iter().find(|held| held.lot.id == old);
        old.map_or_else(String::new, |held| held.quantity.to_string())
    };
    freeze(&app);
    let (baker, item) = (app.role(Role::Baker), world.croissant.to_string());
    let tick = format!("/production/{SATURDAY}/tick");
    let api = |body| baker.api("POST", &format!("/api/v1{tick}"), Some(body));
    // 15 pieces take 900 g: of the lot that can be used, though the other expires first.
    api(json!({ "product_id": world.croissant, "quantity": "15" })).json(201);
    assert_eq!(left(), "1000");
    // The other 25 take 1,500 g, of which 1,100 can be used.
    let refused = api(json!({ "product_id": world.croissant })).json(409);
    let short = &refused["short"][0];
    assert_eq!(
        (&short["wanted"], &short["on_hand"]),
        (&json!("1500"), &json!("1100"))
    );
    let lot = &short["expired"][0];
    assert_eq!(
        (&lot["expiry_date"], &lot["quantity"]),
        (&json!("2026-11-12"), &json!("1000"))
    );
    let said = format!(
        "lote {}, caducado el 12/11/2026: 1 kg",
        lot["lot_number"].as_str().unwrap()
    );
    assert!(refused["detail"].as_str().unwrap().contains(&said));
    let page = baker.post(&tick, &[("product_id", &item)]).page(409);
    assert_eq!(
        texts(&page, ".list__what small"),
        [format!("hay 1,1 kg · {said}")]
    );
    assert_eq!(left(), "1000", "nothing is posted");
    let anyway = [("product_id", item.as_str()), ("accept_short", "1")];
    assert_eq!(baker.post(&tick, &anyway).status, 303);
    assert_eq!(left(), "600", "it was used all the same, last of all");
    let history: String = app.value(
        "SELECT changes FROM journal WHERE subject_kind = 'batch' AND action = 'posted' AND changes LIKE '%expired%'",
    );
    assert!(history.contains("\"taken\":\"400\""), "{history}");
    let untick = format!("/production/{SATURDAY}/untick");
    assert_eq!(baker.post(&untick, &[("product_id", &item)]).status, 303);
    receive_until(&app, flour, "400", "0.40", Some("2026-11-20"));
    api(json!({ "product_id": world.croissant })).json(201);
    assert_eq!(left(), "1000", "on its last day a lot is good");
}

#[test]
fn batches_are_written_down_from_a_week_ago_to_the_next_day_with_an_oven() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "9000", "3.00");
    take(&app, order(world.ana, MONDAY, &[(world.croissant, 3)]));
    let (baker, item) = (app.role(Role::Baker), world.croissant.to_string());
    let form = [("product_id", item.as_str()), ("quantity", "5")];
    let body = json!({ "product_id": world.croissant, "quantity": "5" });
    let by_api = |day: &str, verb: &str| {
        let path = format!("/api/v1/production/{day}/{verb}");
        baker.api("POST", &path, Some(body.clone()))
    };
    // It is Friday 20 November.
    for far in ["2025-01-22", "2026-11-12", "2026-11-22", "2029-01-05"] {
        let refused = by_api(far, "tick").json(409);
        assert_eq!(
            (&refused["code"], &refused["from"], &refused["until"]),
            (
                &json!("production-tick-far"),
                &json!("2026-11-13"),
                &json!("2026-11-21")
            ),
            "{far}"
        );
        let page = baker.post(&format!("/production/{far}/tick"), &form);
        assert_eq!(page.status, 409, "{far}");
        assert!(page.body.contains("del 13 de noviembre al 21 de noviembre"));
    }
    assert_eq!(app.value::<i64>("SELECT count(*) FROM batches"), 0);
    for near in ["2026-11-13", "2026-11-20", SATURDAY] {
        by_api(near, "tick").json(201);
        by_api(near, "untick").json(200);
        let page = baker.post(&format!("/production/{near}/tick"), &form);
        assert_eq!(page.status, 303, "{near}");
    }
    let ticks = |day: &str| {
        let page = baker.get(&format!("/production?day={day}")).page(200);
        texts(&page, "#bake form[action$='/tick']").len()
    };
    assert_eq!((ticks(SATURDAY), ticks(MONDAY)), (2, 0));
    let one = format!("/production/of/{item}?day={MONDAY}");
    let page = baker.get(&one).page(200);
    assert!(attr(&page, "form[action$='/tick']", "action").is_none());
    // Nobody works at the weekend: on Friday evening the oven works on Monday.
    app.set("orders.opening_days", "1,2,3,4,5");
    assert_eq!(ticks(MONDAY), 1);
    by_api(MONDAY, "tick").json(201);
    assert_eq!(by_api("2026-11-24", "tick").status, 409);
    // A batch that was written down for a day out of reach can still be taken back.
    app.at_local("2026-12-10", "09:00");
    assert_eq!(by_api(MONDAY, "tick").status, 409);
    by_api(MONDAY, "untick").json(200);
}

#[test]
fn bread_that_is_baked_is_written_down_though_the_stock_shows_too_little() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "1000", "1.00");
    freeze(&app);
    let baker = app.role(Role::Baker);
    let item = world.croissant.to_string();
    let tick = format!("/production/{SATURDAY}/tick");
    let refused = baker.post(&tick, &[("product_id", &item)]).page(409);
    let offered = attr(
        &refused,
        "form[action$='/tick'] input[name='accept_short']",
        "value",
    );
    assert_eq!(
        offered.as_deref(),
        Some("1"),
        "the page offers to write it down"
    );
    let anyway = [("product_id", item.as_str()), ("accept_short", "1")];
    assert_eq!(baker.post(&tick, &anyway).status, 303);
    assert!(app.read(|view| stock::on_hand(view, flour)).is_zero());
    assert_eq!(
        app.read(|view| stock::on_hand(view, world.croissant))
            .to_string(),
        "40"
    );
    let history: String =
        app.value("SELECT changes FROM journal WHERE subject_kind = 'batch' AND action = 'posted'");
    assert!(history.contains("\"taken\":\"1000\""), "{history}");
    assert!(history.contains("\"wanted\":\"2400\""), "{history}");
    let untick = format!("/production/{SATURDAY}/untick");
    assert_eq!(baker.post(&untick, &[("product_id", &item)]).status, 303);
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)).to_string(),
        "1000",
        "what was taken comes back, not what was short"
    );
    let body = json!({ "product_id": world.croissant, "accept_short": true });
    let answer = baker
        .api("POST", &format!("/api/v1{tick}"), Some(body))
        .json(201);
    assert_eq!(answer["quantity"], "40");
}

#[test]
fn a_day_is_closed_when_everything_is_handed_over() {
    let (app, world) = with_order(4);
    let owner = app.owner();
    assert_eq!(
        owner
            .post(&format!("/production/{SATURDAY}/close"), &[])
            .status,
        409,
        "not frozen"
    );
    assert_eq!(
        owner
            .post(&format!("/production/{SATURDAY}/freeze"), &[])
            .status,
        303
    );
    let refused = owner
        .api("POST", &format!("/api/v1/days/{SATURDAY}/close"), None)
        .json(409);
    assert_eq!(refused["waiting"], 1);
    let note = app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0);
    assert_eq!(
        owner
            .post(&format!("/notes/{}/deliver", note.id), &[])
            .status,
        303
    );
    let closed = owner
        .api("POST", &format!("/api/v1/days/{SATURDAY}/close"), None)
        .json(200);
    assert_eq!(closed["state"], "closed");
    let body = json!({ "product_id": world.barra });
    let late = owner.api(
        "POST",
        &format!("/api/v1/production/{SATURDAY}/tick"),
        Some(body),
    );
    assert_eq!(late.json(409)["code"], "production-day-closed");
    assert_eq!(
        app.role(Role::Baker)
            .post(&format!("/production/{SATURDAY}/freeze"), &[])
            .status,
        403
    );
}

#[test]
fn what_the_stock_has_or_is_bought_is_not_baked() {
    let (app, world) = with_order(4);
    app.write(move |tx| {
        Ok(tx.execute(
            "UPDATE items SET from_stock = 1 WHERE id = ?1",
            [world.barra],
        )?)
    });
    receive(&app, world.barra, "2", "1.00");
    let sheet = app.read(|view| production::sheet(view, day(SATURDAY)));
    let items: Vec<ItemId> = sheet.rows().map(|row| row.product_id).collect();
    assert_eq!(items, [world.croissant]);
    let refused = json!({ "product_id": bought(&app, "Harina") });
    let answer = app.owner().api(
        "POST",
        &format!("/api/v1/production/{SATURDAY}/tick"),
        Some(refused),
    );
    assert_eq!(answer.status, 422);
}

#[test]
fn what_pages_and_api_change_reaches_the_frozen_day() {
    let (app, world) = with_order(40);
    let kept = take(&app, order(world.ana, SATURDAY, &[(world.barra, 5)]));
    freeze(&app);
    let gone = app
        .read(|view| orders::of_day(view, day(SATURDAY)))
        .into_iter()
        .find(|order| order.id != kept)
        .unwrap();
    let owner = app.owner();
    let reply = owner.post(
        &format!("/orders/{}/cancel", gone.id),
        &[("reason", "no viene")],
    );
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert_eq!(app.value::<i64>("SELECT version FROM days"), 2);
    let cancelled: i64 = app.value("SELECT count(*) FROM notes WHERE status = 'cancelled'");
    assert_eq!(cancelled, 1);
    let answer = owner
        .api("POST", &format!("/api/v1/orders/{kept}/complete"), None)
        .json(200);
    assert_eq!(answer["status"], "completed");
    let note = app.read(|view| fulfilment::of_order(view, kept)).unwrap();
    assert_eq!(note.status, fulfilment::Status::Delivered);
    assert_eq!(note.total_amount.to_string(), "5.50");
    assert_eq!(
        owner
            .api("POST", &format!("/api/v1/orders/{kept}/complete"), None)
            .status,
        409
    );
}

#[test]
fn the_sheet_says_how_long_and_how_hot_it_is_baked() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    let owner = app.owner();
    let recipe = app
        .read(|view| recipes::active_for(view, world.croissant))
        .unwrap();
    let path = format!("/api/v1/recipes/{}", recipe.id);
    let mut body = owner.api("GET", &path, None).json(200);
    let put = |body: &serde_json::Value, version: i64| {
        let version = format!("\"{version}\"");
        owner.api_with("PUT", &path, &[("if-match", &version)], Some(body.clone()))
    };
    body["bake_minutes"] = json!(0);
    assert_eq!(put(&body, 1).status, 422);
    (body["bake_minutes"], body["bake_degrees"]) = (json!(18), json!(230));
    assert_eq!(put(&body, 1).json(200)["bake_minutes"], 18);
    let baker = app.role(Role::Baker);
    for (path, times) in [
        ("/production", ".bake__time"),
        ("/production/sheet", ".bakes__time"),
    ] {
        let page = baker.get(&format!("{path}?day={SATURDAY}")).page(200);
        assert_eq!(texts(&page, times)[0], "18 min · 230 °C", "{path}");
    }
    let page = owner.get(&format!("/recipes/{}", recipe.id)).page(200);
    assert!(page.html().contains("18 min · 230 °C"));
    let page = owner.get(&format!("/recipes/{}/edit", recipe.id)).page(200);
    assert_eq!(
        attr(&page, "input[name=bake_degrees]", "value").as_deref(),
        Some("230")
    );
}
