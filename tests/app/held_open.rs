//! Days that a round's cut-off holds open, cut-offs in two windows, and the day from which a standing order says that it changes.

use hornada::orders::days;
use hornada::people::roles::Role;
use serde_json::{Value, json};

use crate::orders::{SATURDAY, day, order, take, world};
use crate::orders_pages::{Fields, post, with};
use crate::rounds::over_those_shown;
use crate::support::{Client, TestApp, attr, texts};

/// The bakery's cut-offs at four in the afternoon of the day before, an hour ago, and a round's at eight, which holds
/// Saturday open; the path of the round.
fn held() -> (TestApp, Client, String) {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 2)]));
    let owner = app.owner();
    let round = [("name", "Norte"), ("departs_at", "5:30")];
    let path = owner.post("/rounds", &round).location();
    let id = path.rsplit('/').next().unwrap();
    let form = at(&[("all", "16:00"), (id, "20:00")]);
    let saved = post(&owner, "/rounds/cutoffs", &over_those_shown(&owner, &form));
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert!(!is_frozen(&app));
    (app, owner, path)
}

/// Cut-offs of the day before for every weekday.
fn at(times: &[(&str, &str)]) -> Fields {
    let mut form = Fields::new();
    for (column, time) in times {
        for weekday in 1..=7 {
            form.push((format!("days.{column}.{weekday}"), "1".into()));
            form.push((format!("at.{column}.{weekday}"), (*time).into()));
        }
    }
    form
}

fn is_frozen(app: &TestApp) -> bool {
    app.read(|view| days::state(view, day(SATURDAY))).state == days::Phase::Frozen
}

#[test]
fn a_round_switched_off_asks_before_it_closes_a_day() {
    let (app, owner, path) = held();
    let off = vec![
        ("name".to_owned(), "Norte".to_owned()),
        ("departs_at".to_owned(), "5:30".to_owned()),
        ("version".to_owned(), "1".to_owned()),
    ];
    let asked = post(&owner, &path, &off);
    assert!(
        asked.body.contains("21/11/2026, con un pedido"),
        "{}",
        asked.body
    );
    let tick = attr(&asked.page(422), "#f-confirm_closes", "value").unwrap();
    assert_eq!(tick, SATURDAY);
    assert!(!is_frozen(&app), "nothing is closed unasked");
    let sure = with(off.clone(), &[("confirm_closes", &tick)]);
    let counter = app.role(Role::Counter);
    assert_eq!(post(&counter, &path, &sure).status, 403);
    let nameless = with(off, &[("name", "")]);
    let page = post(&owner, &path, &nameless).page(422);
    assert!(attr(&page, "#f-confirm_closes", "value").is_none());
    post(&owner, &path, &sure).location();
    assert!(is_frozen(&app));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
}

#[test]
fn a_program_that_switches_a_round_off_is_asked_too() {
    let (app, owner, path) = held();
    let path = format!("/api/v1/routes/{}", path.rsplit('/').next().unwrap());
    let put = |more: Value| {
        let mut body = json!({ "name": "Norte", "departs_at": "05:30", "is_active": false });
        body["confirm_closes"] = more;
        owner.api_with("PUT", &path, &[("if-match", "\"1\"")], Some(body))
    };
    let asked = put(json!(false)).json(422);
    assert_eq!(asked["errors"][0]["field"], "confirm_closes");
    assert!(!is_frozen(&app));
    assert_eq!(put(json!([SATURDAY])).json(200)["is_active"], false);
    assert!(is_frozen(&app));
}

#[test]
fn cutoffs_of_a_round_that_is_switched_off_wait_until_it_is_driven_again() {
    let (app, owner, path) = held();
    let count = || app.value::<i64>("SELECT count(*) FROM cutoffs WHERE route_id IS NOT NULL");
    let sure = [
        ("name", "Norte"),
        ("departs_at", "5:30"),
        ("version", "1"),
        ("confirm_closes", SATURDAY),
    ];
    owner.post(&path, &sure).location();
    assert_eq!(count(), 7);
    let form = over_those_shown(&owner, &at(&[("all", "15:00")]));
    post(&owner, "/rounds/cutoffs", &form).location();
    assert_eq!(count(), 7, "the page has no fields for them");
}

#[test]
fn cutoffs_saved_in_another_window_meanwhile_are_not_written_over() {
    let (app, owner, path) = held();
    let id = path.rsplit('/').next().unwrap();
    let mine = over_those_shown(&owner, &at(&[("all", "16:00"), (id, "21:00")]));
    let theirs = over_those_shown(&owner, &at(&[("all", "16:00"), (id, "20:30")]));
    let manager = app.role(Role::Manager);
    post(&manager, "/rounds/cutoffs", &theirs).location();
    let late = post(&owner, "/rounds/cutoffs", &mine);
    let page = late.page(412);
    let cell = format!("[name='at.{id}.1']");
    assert_eq!(
        attr(&page, &cell, "value").as_deref(),
        Some("21:00"),
        "as typed"
    );
    let said = texts(&page, "#cutoffs .field__error");
    assert_eq!(said.len(), 7, "{said:?}");
    assert!(said[0].contains("20:30"), "{said:?}");
    let set = "SELECT DISTINCT at FROM cutoffs WHERE route_id IS NOT NULL";
    assert_eq!(app.value::<String>(set), "20:30");
    let version = attr(&page, "#cutoffs [name=version]", "value").unwrap();
    let meant = with(mine, &[("version", &version)]);
    post(&owner, "/rounds/cutoffs", &meant).location();
    assert_eq!(app.value::<String>(set), "21:00");
}

#[test]
fn a_standing_order_that_begins_later_changes_from_the_day_that_its_head_names() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let [hotel, barra] = [world.hotel.to_string(), world.barra.to_string()];
    let form = [
        ("customer_id", hotel.as_str()),
        ("frequency", "weekly"),
        ("delivery_method", "delivery"),
        ("start_date", "22/11/2026"),
        ("order_items.0.product_id", &barra),
        ("order_items.0.sunday", "20"),
    ];
    let path = owner.post("/standing-orders", &form).location();
    let page = owner.get(&path).page(200);
    assert!(
        texts(&page, ".page__title .tag")
            .concat()
            .contains("dom 22/11")
    );
    assert_eq!(
        attr(&page, "#f-from", "value").as_deref(),
        Some("22/11/2026")
    );
}

#[test]
fn the_rhythm_of_a_standing_order_is_that_of_the_day_in_its_field() {
    let app = TestApp::new();
    let world = world(&app);
    let id = crate::standing::daily(&app, &world);
    let owner = app.owner();
    let page = format!("/standing-orders/{id}");
    let shown = || texts(&owner.get(&page).page(200), ".page__title small").concat();
    let listed = || texts(&owner.get("/standing-orders").page(200), "#standing td").concat();
    assert!(shown().contains("cada día") && listed().contains("cada día"));
    // From tomorrow on only on Mondays: the first day whose orders are still taken.
    let barra = world.barra.to_string();
    let point: String = app.value("SELECT lower(hex(delivery_point_id)) FROM standing_orders");
    let form = [
        ("version", "1"),
        ("from", "21/11/2026"),
        ("frequency", "weekly"),
        ("delivery_method", "delivery"),
        ("delivery_point_id", point.as_str()),
        ("order_items.0.product_id", &barra),
        ("order_items.0.unit", "unit"),
        ("order_items.0.monday", "20"),
    ];
    owner.post(&page, &form).location();
    assert!(shown().contains("lun") && !shown().contains("cada día"));
    assert!(
        listed().contains("lun") && !listed().contains("cada día"),
        "{}",
        listed()
    );
    // Refused, the head goes by the day that was typed.
    let wrong = [("from", "21/11/2026"), ("frequency", "monthly")];
    let refused = owner.post(&page, &wrong).page(422);
    assert!(
        texts(&refused, ".page__title small")
            .concat()
            .contains("lun")
    );
}
