//! Planning: needs by hand-computed vectors, one suggestion for an item, projection, reorder points.

use hornada::people::roles::Role;
use hornada::planning::{self, maths::Urgency};
use hornada::production;
use hornada::purchasing;
use hornada::recipes;
use hornada::stock::{self, Reason, Receipt};
use hornada::suppliers;
use hornada::values::ids::ItemId;
use hornada::values::{Day, Quantity};
use serde_json::json;

use crate::orders::SATURDAY;
use crate::production::{recipes_of, with_order};
use crate::stock::{bought, receive};
use crate::suppliers::{day, ingredient, kg, mill, product, sells};
use crate::support::{TestApp, texts};

const NEEDS: &str = "/api/v1/procurement/needs";

/// So much was used on that day, and is gone.
pub fn used(app: &TestApp, item: ItemId, on: Day, amount: &str) {
    let amount = kg(amount);
    app.write(move |tx| {
        let sql = "INSERT INTO daily_consumption (item_id, day, quantity) VALUES (?1, ?2, ?3)";
        tx.execute(sql, rusqlite::params![item, on, amount])?;
        Ok(())
    });
}

/// The same every day of the last 90.
pub fn used_daily(app: &TestApp, item: ItemId, amount: &str) {
    let today = app.db.today();
    for back in 1..=90 {
        used(app, item, today.add_days(-back), amount);
    }
}

pub fn in_stock(app: &TestApp, item: ItemId, amount: &str) {
    let amount = kg(amount);
    app.write(move |tx| {
        let value = "10".parse().unwrap();
        stock::receive(
            tx,
            Receipt::of(item, amount, value, Reason::Opening, "count", None),
        )
        .map(drop)
    });
}

fn calculate(app: &TestApp) {
    app.write(|tx| planning::calculate(tx, tx.today()));
}

fn only_need(app: &TestApp) -> planning::Need {
    let needs = app.read(|view| planning::needs(view));
    assert_eq!(needs.len(), 1);
    needs.into_iter().next().unwrap()
}

#[test]
fn a_need_is_what_is_missing_to_the_reorder_point_in_whole_sacks() {
    let app = TestApp::new();
    app.set("buying.holding_rate", "0.00");
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    used_daily(&app, flour, "10");
    in_stock(&app, flour, "35");
    calculate(&app);
    // 10 kg each day, no deviation: reorder point 10 × 2 + 0 = 20. End = 35 + 0 − 10 × (2 + 1) = 5 < 20, short by 15, and
    // H = 0 makes the economic quantity 0: one sack. It lasts 3.5 days, more than one and a half lead times: medium.
    let need = only_need(&app);
    assert_eq!(
        (need.reorder_point, need.safety_stock),
        (kg("20"), Quantity::ZERO)
    );
    assert_eq!(
        (need.projected_consumption, need.workings.suggestion.end),
        (kg("30"), kg("5"))
    );
    assert_eq!(
        (
            need.workings.suggestion.shortage,
            need.recommended_order_quantity
        ),
        (kg("15"), kg("25"))
    );
    assert_eq!(
        (need.urgency, need.estimated_stockout_date),
        (Urgency::Medium, Some(day("2026-11-23")))
    );
    assert_eq!(need.estimated_cost, Some("15.00".parse().unwrap()));
    assert_eq!(need.recommended_supplier_id, Some(mill));
    let record = &app.owner().api("GET", NEEDS, None).json(200)["items"][0];
    assert_eq!(
        (
            &record["recommended_order_quantity"],
            &record["recommended_order_unit"]
        ),
        (&json!("25"), &json!("kg"))
    );
    assert_eq!(record["workings"]["shortage"], "15");
    let page = app
        .owner()
        .get(&format!("/buying/needs/{}", need.id))
        .page(200);
    let told = texts(&page, "td.num").join(" | ");
    for figure in [
        "35 kg",
        "− 30 kg",
        "= 5 kg",
        "20 kg",
        "15 kg",
        "1 saco · 25 kg",
    ] {
        assert!(told.contains(figure), "{figure} in {told}");
    }
}

#[test]
fn enough_in_stock_needs_nothing() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    used_daily(&app, flour, "10");
    in_stock(&app, flour, "60");
    // Nobody sells it: the usual lead time of 3 days; end = 60 − 40 = 20 < 30 would be a need, so more is brought in.
    in_stock(&app, flour, "10");
    calculate(&app);
    assert_eq!(app.read(|view| planning::needs(view)).len(), 0);
    let page = app.owner().get("/buying").page(200);
    assert_eq!(texts(&page, ".empty p").len(), 1);
}

#[test]
fn an_item_has_one_suggestion_that_is_updated_and_withdrawn() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    used_daily(&app, flour, "10");
    calculate(&app);
    let first = only_need(&app);
    assert_eq!(first.urgency, Urgency::Critical);
    in_stock(&app, flour, "20");
    app.owner()
        .api("POST", &format!("{NEEDS}/calculate"), None)
        .json(200);
    let second = only_need(&app);
    assert_eq!((second.id, second.current_stock), (first.id, kg("20")));
    in_stock(&app, flour, "5000");
    let done = app
        .owner()
        .api("POST", &format!("{NEEDS}/calculate"), None)
        .json(200);
    assert_eq!(
        (&done["needs_count"], &done["withdrawn_count"]),
        (&json!(0), &json!(1))
    );
    let withdrawn = app.read(|view| planning::need(view, first.id));
    assert_eq!(
        (withdrawn.status.code(), withdrawn.notes.as_str()),
        ("cancelled", "Ya no hace falta.")
    );
    assert_eq!(
        app.value::<i64>(
            "SELECT count(*) FROM events WHERE topic = 'procurement.needs_calculated'"
        ),
        3
    );
    assert_eq!(
        app.owner()
            .get(&format!("/buying/needs/{}", first.id))
            .status,
        200
    );
}

#[test]
fn the_greater_of_orders_and_habit_counts_less_what_was_used_today() {
    let app = TestApp::new();
    let yeast = ingredient(&app, "Levadura", None);
    let today = app.db.today();
    for week in 1..=4 {
        used(&app, yeast, today.add_days(-7 * week), "2");
    }
    used(&app, yeast, today, "0.5");
    let projection = app.read(|view| planning::projection(view, yeast, 14));
    let (first, next) = (&projection.days[0], &projection.days[1]);
    assert_eq!(
        (first.forecast, first.consumption),
        (kg("2"), kg("1.5")),
        "half a kilo is used already"
    );
    assert_eq!(next.forecast, Quantity::ZERO, "no Saturday used any");
    assert_eq!(projection.days[7].consumption, kg("2"));
    let rows = app
        .owner()
        .api(
            "GET",
            &format!("/api/v1/procurement/projections?days=7&ingredient_id={yeast}"),
            None,
        )
        .json(200);
    assert_eq!(rows["items"].as_array().unwrap().len(), 7);
    assert_eq!(
        (
            &rows["items"][0]["projected_consumption"],
            &rows["items"][0]["stockout_risk"]
        ),
        (&json!("1.5"), &json!("critical"))
    );
    assert_eq!(
        app.owner()
            .api("GET", "/api/v1/procurement/projections?days=31", None)
            .status,
        422
    );
    for path in [
        "/buying/projection",
        "/buying/projection?risky=1&days=30",
        &format!("/buying/projection/{yeast}"),
    ] {
        assert_eq!(app.owner().get(path).status, 200, "{path}");
    }
}

#[test]
fn a_reorder_point_set_by_hand_stays_until_it_is_let_go() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    used_daily(&app, flour, "10");
    calculate(&app);
    assert_eq!(
        app.value::<i64>("SELECT reorder_point FROM reorder_points"),
        30_000_000
    );
    let owner = app.owner();
    let path = format!("/buying/reorder-points/{flour}");
    assert_eq!(
        texts(&owner.post(&path, &[]).page(422), ".field__error").len(),
        1
    );
    assert_eq!(
        owner
            .post(
                &path,
                &[
                    ("version", "1"),
                    ("reorder_point", "80"),
                    ("safety_stock", "12,5")
                ]
            )
            .status,
        303
    );
    // Who had read it before is shown what stands there by now.
    let late = owner
        .post(&path, &[("version", "1"), ("reorder_point", "60")])
        .page(412);
    let told = texts(&late, ".field__error").join(" ");
    assert!(told.contains("Marta Soler"), "{told}");
    calculate(&app);
    assert_eq!(
        app.value::<i64>("SELECT reorder_point FROM reorder_points"),
        80_000_000
    );
    assert_eq!(only_need(&app).reorder_point, kg("80"));
    let api = format!("/api/v1/procurement/reorder-points/{flour}");
    let read = owner.api("GET", &api, None);
    assert_eq!(read.header("etag"), "\"2\"");
    let auto = || Some(json!({ "calculation_method": "auto_basic" }));
    let with = |version| owner.api_with("PUT", &api, &[("if-match", version)], auto());
    assert_eq!(with("\"1\"").status, 412);
    assert_eq!(owner.api("PUT", &api, auto()).status, 428);
    let back = with("\"2\"").json(200);
    assert_eq!(back["version"], 3);
    assert_eq!(
        (&back["reorder_point"], &back["unit"]),
        (&json!("30"), &json!("kg"))
    );
    assert_eq!(owner.get("/buying/reorder-points").status, 200);
}

#[test]
fn the_morning_job_calculates_and_says_so() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    used_daily(&app, flour, "10");
    let said = app.write(|tx| planning::jobs::needs(tx, tx.today()));
    assert_eq!(said, "Calculado: 1 por pedir, 1 sin margen.");
    app.set("buying.planning_on", "false");
    assert_eq!(
        app.write(|tx| planning::jobs::needs(tx, tx.today())),
        "El cálculo está apagado en los ajustes."
    );
}

#[test]
fn the_suggestion_says_what_is_below_the_suppliers_minimum() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    app.write(move |tx| {
        let new = suppliers::NewSupplier {
            name: "Harinas del Sur".into(),
            minimum_order_value: "5000".parse().unwrap(),
            ..suppliers::NewSupplier::default()
        };
        suppliers::edit(tx, mill, 1, &new)
    });
    used_daily(&app, flour, "10");
    calculate(&app);
    let page = app.owner().get("/buying").page(200);
    assert!(
        texts(&page, ".note--warning")[0].starts_with("No llega al pedido mínimo de 5.000,00 €")
    );
    let accountant = app
        .role(hornada::people::roles::Role::Accountant)
        .get("/buying")
        .page(200);
    assert!(
        texts(&accountant, "form[action^='/buying/order']").is_empty(),
        "who only reads has no buttons"
    );
}

#[test]
fn flour_taken_tonight_for_tomorrows_bread_is_not_taken_again_tomorrow() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "5000", "3.00");
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    app.at_local("2026-11-20", "22:30");
    let tomorrow = || app.read(|view| planning::projection(view, flour, 7)).days[1].clone();
    assert_eq!(tomorrow().consumption, kg("2.4"));
    let (baker, item) = (app.role(Role::Baker), world.croissant.to_string());
    let tick = format!("/production/{SATURDAY}/tick");
    let half = [("product_id", item.as_str()), ("quantity", "30")];
    assert_eq!(baker.post(&tick, &half).status, 303);
    assert_eq!(
        (tomorrow().consumption, tomorrow().closing),
        (kg("0.6"), kg("2.6"))
    );
}

#[test]
fn days_before_the_last_use_count_as_zeros_when_the_item_is_known_for_longer() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    let four_days = suppliers::NewProduct {
        lead_time_days: Some(4),
        ..product(flour, "0.60", "25")
    };
    sells(&app, mill, four_days);
    let today = app.db.today();
    used(&app, flour, today.add_days(-200), "5");
    for back in [10, 9, 8] {
        used(&app, flour, today.add_days(-back), "20");
    }
    calculate(&app);
    // 60 kg in 90 days: 0.667 a day. Squares 1,200 − 90 · 0.667² = 1,160; ÷ 89, √: 3.610. Over 4 days:
    // 2.667 + 1.65 · 3.610 · 2 = 14.580.
    let point = app.value::<i64>("SELECT reorder_point FROM reorder_points");
    assert_eq!((point + 500) / 1_000_000, 14, "{point}");
    assert!((14_579_500..14_580_500).contains(&point), "{point}");
}

#[test]
fn nothing_is_used_on_a_day_on_which_the_bakery_is_closed() {
    let app = TestApp::new();
    let flour = ingredient(&app, "Harina", None);
    used_daily(&app, flour, "10");
    // 20 November 2026 is a Friday: Monday is a holiday, on Sundays nobody works.
    let owner = app.owner();
    let closed = json!({ "day": "2026-11-23", "name": "Fiesta local" });
    let made = owner.api("POST", "/api/v1/closed-days", Some(closed));
    assert!(made.status < 300, "{}", made.status);
    app.set("orders.opening_days", "1,2,3,4,5,6");
    let days = app
        .read(|view| planning::projection(view, flour, 7))
        .days
        .iter()
        .map(|day| day.forecast)
        .collect::<Vec<_>>();
    let (ten, none) = (kg("10"), Quantity::ZERO);
    assert_eq!(days, [ten, ten, none, none, ten, ten, ten]);
}

#[test]
fn a_draft_is_no_receipt_and_silences_its_item_only_until_its_day_has_gone_by() {
    let app = TestApp::new();
    app.set("buying.holding_rate", "0.00");
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    used_daily(&app, flour, "10");
    in_stock(&app, flour, "35");
    calculate(&app);
    let order = app.write(move |tx| purchasing::create_from_needs(tx, mill));
    calculate(&app);
    assert!(
        app.read(|view| planning::needs(view)).is_empty(),
        "asked for once"
    );
    let projection = app.read(|view| planning::projection(view, flour, 7));
    assert!(projection.days.iter().all(|day| day.receipts.is_zero()));
    let day = app
        .read(move |view| purchasing::find(view, order))
        .expected_delivery_date;
    let after = day.unwrap().add_days(1);
    app.write(move |tx| planning::calculate(tx, after));
    assert_eq!(only_need(&app).on_order, Quantity::ZERO);
    app.write(move |tx| purchasing::submit(tx, order));
    app.write(move |tx| purchasing::approve(tx, order).map(drop));
    let projection = app.read(|view| planning::projection(view, flour, 7));
    assert!(projection.days.iter().any(|day| day.receipts == kg("25")));
}

#[test]
fn a_batch_that_is_taken_back_leaves_the_reorder_point_as_it_was() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    recipes_of(&app, world, flour);
    receive(&app, flour, "5000", "3.00");
    let today = app.db.today();
    for back in 1..=3 {
        used(&app, flour, today.add_days(-back), "10");
    }
    let point = || {
        calculate(&app);
        app.value::<i64>(
            "SELECT reorder_point FROM reorder_points WHERE average_daily_consumption > 0",
        )
    };
    let before = point();
    let baker = app.role(Role::Baker);
    let body = json!({ "product_id": world.croissant, "quantity": "5" });
    let path = |verb: &str| format!("/api/v1/production/{}/{verb}", today.add_days(-7));
    baker
        .api("POST", &path("tick"), Some(body.clone()))
        .json(201);
    assert_ne!(point(), before, "use of a week ago counts");
    baker.api("POST", &path("untick"), Some(body)).json(200);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM daily_consumption"),
        3,
        "no day of no use is left"
    );
    assert_eq!(point(), before);
    used(&app, flour, today.add_days(-80), "0");
    assert_eq!(point(), before, "a day of no use is no first day");
}

#[test]
fn goods_that_are_late_do_not_hide_that_there_is_none_today() {
    let app = TestApp::new();
    app.set("buying.holding_rate", "0.00");
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    app.write(move |tx| {
        let lines = vec![purchasing::NewLine::of(flour, kg("25"))];
        let order = purchasing::create(tx, &purchasing::NewPurchase::to(mill, lines))?;
        purchasing::submit(tx, order)?;
        purchasing::approve(tx, order)
    });
    // It was due on 22 November.
    app.at_local("2026-11-25", "06:00");
    used_daily(&app, flour, "10");
    calculate(&app);
    let need = only_need(&app);
    assert_eq!(
        (need.urgency, need.estimated_stockout_date),
        (Urgency::Critical, Some(day("2026-11-25")))
    );
    // What is late is still on order, and not ordered twice: 0 + 25 − 30 = −5, 25 short of the 20.
    assert_eq!(
        (need.on_order, need.recommended_order_quantity),
        (kg("25"), kg("25"))
    );
    let owner = app.owner();
    let record = &owner.api("GET", NEEDS, None).json(200)["items"][0];
    assert_eq!(
        (&record["urgency"], &record["on_order"]),
        (&json!("critical"), &json!("25"))
    );
    let page = owner.get("/buying").page(200);
    assert_eq!(
        texts(&page, ".list__what small"),
        ["no queda nada · 25 kg pedidos, con 3 días de retraso"]
    );
    let days = app.read(|view| planning::projection(view, flour, 3)).days;
    assert_eq!(
        (days[0].receipts, days[1].receipts),
        (Quantity::ZERO, kg("25"))
    );
}

#[test]
fn baking_beyond_the_sheet_and_waste_leave_what_the_other_doughs_need() {
    let (app, world) = with_order(40);
    let flour = bought(&app, "Harina");
    let dough = recipes_of(&app, world, flour);
    app.write(move |tx| {
        let barra = recipes::NewRecipe {
            item_id: world.barra,
            name: String::new(),
            kind: recipes::Kind::Product,
            yield_quantity: "1".parse().unwrap(),
            loss_percentage: hornada::values::Rate::ZERO,
            steps: String::new(),
            bake_minutes: None,
            bake_degrees: None,
            lines: vec![recipes::NewLine {
                ingredient_id: dough,
                quantity: Some("250".parse().unwrap()),
                unit: hornada::values::Unit::G,
                bakers_percentage: None,
            }],
        };
        recipes::create(tx, barra)
    });
    receive(&app, flour, "50000", "30.00");
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    app.at_local(SATURDAY, "05:00");
    let today = || app.read(|view| planning::projection(view, flour, 7)).days[0].clone();
    // 40 croissants of 60 g and two loaves of 250 g.
    assert_eq!(today().consumption, kg("2.9"));
    let owner = app.owner();
    let many = json!({ "product_id": world.croissant, "quantity": "340" });
    let ticked = owner.api(
        "POST",
        &format!("/api/v1/production/{SATURDAY}/tick"),
        Some(many),
    );
    assert!(ticked.status < 300, "{}", ticked.body);
    assert_eq!(today().consumption, kg("0.5"), "the loaves still need it");
    let wasted = json!({ "item_id": flour, "quantity": "3000", "reason": "spoiled" });
    let wasted = owner.api("POST", "/api/v1/stock/waste", Some(wasted));
    assert!(wasted.status < 300, "{}", wasted.body);
    assert_eq!(today().consumption, kg("0.5"), "nor is waste a use");
}

#[test]
fn waste_takes_nothing_off_what_a_usual_day_uses() {
    let app = TestApp::new();
    let eggs = ingredient(&app, "Huevos", None);
    used_daily(&app, eggs, "10");
    in_stock(&app, eggs, "100");
    let today = || app.read(|view| planning::projection(view, eggs, 7)).days[0].clone();
    assert_eq!(today().consumption, kg("10"));
    let wasted = json!({ "item_id": eggs, "quantity": "8000", "reason": "spoiled" });
    let wasted = app.owner().api("POST", "/api/v1/stock/waste", Some(wasted));
    assert!(wasted.status < 300, "{}", wasted.body);
    assert_eq!((today().opening, today().consumption), (kg("92"), kg("10")));
}

#[test]
fn what_has_expired_is_not_there_and_what_will_expire_unused_is_ordered_anew() {
    let app = TestApp::new();
    app.set("buying.holding_rate", "0.00");
    let flour = ingredient(&app, "Harina", None);
    let mill = mill(&app, "Harinas del Sur", "");
    sells(&app, mill, product(flour, "0.60", "25"));
    used_daily(&app, flour, "10");
    let lots = [
        ("40000", "2026-11-19"),
        ("25000", "2026-11-21"),
        ("35000", "2027-01-31"),
    ]
    .map(|(amount, last)| crate::stock::receive_until(&app, flour, amount, "10.00", Some(last)));
    calculate(&app);
    // 40 have expired. Of the 25 until Saturday 20 are used; the other 5 drop out on Sunday:
    // 60 − 5 − 30 = 25 ≥ 20 is no need yet.
    assert!(app.read(|view| planning::needs(view)).is_empty());
    let path = format!("/api/v1/procurement/projections?days=7&ingredient_id={flour}");
    let days = app.owner().api("GET", &path, None).json(200)["items"].clone();
    assert_eq!(days[0]["opening_stock"], "60", "{days}");
    let expired: Vec<&str> = (0..4)
        .map(|at| days[at]["expired_stock"].as_str().unwrap())
        .collect();
    assert_eq!(expired, ["0", "0", "5", "0"]);
    assert_eq!(days[2]["projected_stock"], "25");
    let page = app.owner().get(&format!("/buying/projection/{flour}"));
    assert!(page.body.contains("más 5 kg que caducan"));
    // Half of what keeps is thrown away: 40 − 5 − 30 = 5, short by 15 of the reorder point.
    let wasted =
        json!({ "item_id": flour, "quantity": "20000", "reason": "spoiled", "lot_id": lots[2] });
    let wasted = app.owner().api("POST", "/api/v1/stock/waste", Some(wasted));
    assert!(wasted.status < 300, "{}", wasted.body);
    calculate(&app);
    let need = only_need(&app);
    assert_eq!(
        (
            need.current_stock,
            need.workings.expired,
            need.workings.expiring
        ),
        (kg("40"), kg("40"), kg("5"))
    );
    assert_eq!(need.workings.suggestion.shortage, kg("15"));
    let page = app.owner().get(&format!("/buying/needs/{}", need.id));
    assert!(page.body.contains("sin contar 40 kg que han caducado"));
    assert!(page.body.contains("− 5 kg"));
}
