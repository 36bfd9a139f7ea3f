//! Today, the day strip, the overview's JSON.

use hornada::people::roles::Role;
use hornada::{fulfilment, production};

use crate::orders::{SATURDAY, day, order, take, world};
use crate::payments::one_invoice;
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
fn an_empty_bakery_is_told_its_first_steps_until_there_is_an_order() {
    let app = TestApp::new();
    let (owner, counter) = (app.owner(), app.role(Role::Counter));
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, "#needs .list__what b"),
        [
            "Lo que vendes",
            "Los precios",
            "Quién te compra",
            "El primer pedido"
        ]
    );
    assert_eq!(
        texts(&page, "h1 + small"),
        ["faltan 4 pasos para tu primer día"]
    );
    assert!(texts(&page, "#needs .is-done b").is_empty());
    assert_eq!(
        texts(&page, "#needs .button--primary"),
        ["Poner artículos"],
        "one button is the next one"
    );
    for href in ["/items", "/import", "/customers/new", "/orders/new"] {
        let link = format!("#needs a[href='{href}']");
        assert!(!texts(&page, &link).is_empty(), "{href}");
        assert_eq!(owner.get(href).status, 200, "{href}");
    }
    assert!(
        texts(&page, "#figures dd").is_empty(),
        "figures of nothing are not shown"
    );
    let page = counter.get("/").page(200);
    assert_eq!(
        texts(&page, "#needs .list__what b"),
        ["Quién te compra", "El primer pedido"],
        "what the counter may do"
    );
    for role in [Role::Baker, Role::Driver, Role::Accountant] {
        let page = app.role(role).get("/").page(200);
        assert!(texts(&page, "#needs .list__what").is_empty());
        assert!(texts(&page, ".empty p")[0].starts_with("Nada espera"));
    }
    let world = world(&app);
    let page = owner.get("/").page(200);
    assert_eq!(
        texts(&page, "#needs .is-done b"),
        ["Lo que vendes", "Los precios", "Quién te compra"]
    );
    assert_eq!(
        texts(&page, "h1 + small"),
        ["falta un paso para tu primer día"]
    );
    assert_eq!(texts(&page, "#needs a.button"), ["Tomar un pedido"]);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let page = owner.get("/").page(200);
    assert!(texts(&page, "#needs .is-done").is_empty() && !page.html().contains("Primeros pasos"));
    assert!(!texts(&page, "#figures dd").is_empty());
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

#[test]
fn today_shows_what_customers_owe_today_and_this_week() {
    let app = TestApp::new();
    one_invoice(&app);
    let seen = |at: &str| {
        app.at_local(at, "09:00");
        let summary = app
            .owner()
            .api("GET", "/api/v1/orders/dashboard-summary", None)
            .json(200);
        (
            summary["day"]["cash_due"].clone(),
            summary["day"]["cash_due_week"].clone(),
        )
    };
    // 104.00 are due on 2 December.
    assert_eq!(seen("2026-11-24"), ("0.00".into(), "0.00".into()));
    assert_eq!(seen("2026-11-25"), ("0.00".into(), "104.00".into()));
    assert_eq!(seen("2026-12-02"), ("104.00".into(), "0.00".into()));
    assert_eq!(seen("2026-12-20"), ("104.00".into(), "0.00".into()));
    let page = app.owner().get("/").page(200);
    assert_eq!(texts(&page, "#figures a[href='/payments/new']"), ["104 €"]);
    let baker = app.role(Role::Baker);
    let hidden = baker
        .api("GET", "/api/v1/orders/dashboard-summary", None)
        .json(200);
    assert!(hidden["day"]["cash_due"].is_null());
}

#[test]
fn favourites_calendar_and_copies_are_had_by_the_api_too() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let owner = app.owner();
    let path = format!("/api/v1/customers/{}/favourites", world.ana);
    let most = &owner.api("GET", &path, None).json(200)["items"][0];
    assert_eq!(
        (&most["order_count"], &most["total_quantity"]),
        (&1.into(), &"3".into())
    );
    let calendar = |span: &str| {
        owner.api(
            "GET",
            &format!("/api/v1/standing-orders/calendar?{span}"),
            None,
        )
    };
    let days = calendar("from=2026-11-21&to=2026-11-27").json(200);
    assert_eq!(days["items"].as_array().unwrap().len(), 7);
    assert_eq!(
        (&days["items"][0]["to_come"], &days["items"][0]["closed"]),
        (&0.into(), &serde_json::Value::Null)
    );
    assert_eq!(calendar("from=2026-11-21&to=2027-11-21").status, 422);
    owner.api("POST", "/api/v1/backups", None);
    let copy = owner.api("GET", "/api/v1/backups/download", None);
    assert!(copy.status == 200 && copy.body.starts_with("SQLite format 3"));
    let manager = app.role(Role::Manager);
    assert_eq!(
        manager.api("GET", "/api/v1/backups/download", None).status,
        403
    );
}
