//! Today, the day strip, the overview's JSON.

use hornada::people::roles::Role;
use hornada::{fulfilment, production};

use crate::orders::{SATURDAY, day, order, take, world};
use crate::support::{TestApp, texts};

#[test]
fn the_strip_tells_where_the_day_is() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let owner = app.owner();
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, ".strip b"),
        [
            "Cierre",
            "Masas",
            "Horno",
            "Reparto",
            "Tienda",
            "Vueltas",
            "Cierre de mañana"
        ]
    );
    assert_eq!(
        texts(&page, ".strip__point--now b"),
        ["Vueltas"],
        "five in the afternoon"
    );
    assert_eq!(
        texts(&page, ".strip__point--now .strip__now"),
        ["Ahora son las 17:00"]
    );
    assert_eq!(texts(&page, ".strip__point--alert em"), ["1 sin hora"]);
    app.at_local("2026-11-20", "20:30");
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, ".strip__point--now b"),
        ["Cierre"],
        "tomorrow has begun"
    );
    assert!(texts(&page, ".strip__point--now small")[0].starts_with("un pedido"));
    app.at_local(SATURDAY, "04:12");
    let page = owner.get("/").page(200);
    assert_eq!(texts(&page, ".strip__point--now b"), ["Horno"]);
    assert_eq!(texts(&page, ".strip time")[0], "20:00 ayer");
}

#[test]
fn today_lists_what_needs_someone_most_urgent_first() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    assert!(texts(&owner.get("/").page(200), ".empty p")[0].starts_with("Nada espera"));
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let mut late = order(world.ana, SATURDAY, &[(world.barra, 4)]);
    (late.may_be_late, late.late_reason) = (true, "ha llamado".into());
    take(&app, late);
    app.write(|tx| production::refresh(tx, day(SATURDAY)));
    app.at_local(SATURDAY, "04:12");
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, "#needs .list__what a")[0],
        "Cambia Barra de pan en la hoja"
    );
    assert_eq!(texts(&page, "#needs .list__figure")[0], "+4");
    assert_eq!(texts(&page, "#figures dd")[0], "7", "pieces");
    assert!(
        page.html().contains("7,70 €") || texts(&page, "#figures dd").contains(&"8 €".to_owned())
    );
    let baker = app.role(Role::Baker).get("/").page(200);
    assert!(!baker.html().contains('€'), "bakers see no money");
    app.at_local("2026-11-22", "09:00");
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, "#needs .list__what a")[0],
        "2 entregas con retraso"
    );
    let driver = app.role(Role::Driver).get("/").page(200);
    assert!(
        !driver.html().contains("Ana Ruiz"),
        "a driver sees no other's customers"
    );
}

#[test]
fn the_overview_answers_as_json() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let owner = app.owner();
    let summary = owner
        .api("GET", "/api/v1/orders/dashboard-summary", None)
        .json(200);
    assert_eq!(summary["total_orders_this_week"], 1);
    assert_eq!(summary["revenue_this_month"], "3.30");
    let baker = app.role(Role::Baker);
    let seen = baker
        .api("GET", "/api/v1/orders/dashboard-summary", None)
        .json(200);
    assert!(seen["revenue_this_month"].is_null() && seen["day"]["to_deliver"].is_null());
    let path = format!("/api/v1/orders/demand-requirements?from={SATURDAY}&to={SATURDAY}");
    let demand = baker.api("GET", &path, None).json(200);
    assert_eq!(
        (
            &demand["items"][0]["total_quantity"],
            &demand["items"][0]["order_count"]
        ),
        (&"3".into(), &1.into())
    );
    let wrong = "/api/v1/orders/demand-requirements?from=2026-11-22&to=2026-11-21";
    assert_eq!(owner.api("GET", wrong, None).status, 422);
}

#[test]
fn an_order_can_be_handed_over_before_its_day_is_frozen() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    app.write(move |tx| {
        let note = fulfilment::note_for(tx, id)?;
        fulfilment::deliver(tx, note, &fulfilment::Handover::default())
    });
    assert_eq!(
        app.value::<String>("SELECT status FROM orders"),
        "completed"
    );
    assert_eq!(app.write(|tx| production::freeze_day(tx, day(SATURDAY))), 1);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM notes"), 1);
}
