//! Delivery notes: made at the freeze, fixed at the hand-over, corrected until invoiced; rounds and packing.

use hornada::customers::rounds::{self, NewRound};
use hornada::customers::{self, ExposureOf};
use hornada::fulfilment::{self, Note, Status};
use hornada::orders::{self, Status as OrderStatus};
use hornada::people::roles::Role;
use hornada::values::ids::{InvoiceId, RouteId, UserId};
use hornada::{production, stock};
use serde_json::json;

use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::support::{Client, TestApp, attr, texts};

/// Saturday, frozen: the hotel has 40 croissants and 10 loaves on the round of the driver, Ana comes for 3 loaves.
struct Frozen {
    app: TestApp,
    world: World,
    route: RouteId,
    hotel: Note,
    ana: Note,
}

fn driver(app: &TestApp) -> (Client, UserId) {
    let client = app.role(Role::Driver);
    let id = app.read(|view| {
        let people = hornada::people::list(view)?;
        Ok(people
            .into_iter()
            .find(|person| person.role == Role::Driver)
            .unwrap()
            .id)
    });
    (client, id)
}

/// The hotel's point becomes a stop of a round that this driver drives.
fn on_a_round(app: &TestApp, world: World, driver_id: Option<UserId>) -> RouteId {
    app.write(move |tx| {
        let route = rounds::create(
            tx,
            &NewRound {
                name: "Costa".into(),
                departs_at: "05:30".parse().unwrap(),
                driver_id,
                is_active: true,
            },
        )?;
        let point = customers::points(tx, world.hotel)?.remove(0);
        tx.execute(
            "UPDATE delivery_points SET route_id = ?2, stop_order = 1, address_line1 = 'Paseo del Puerto 1', city = 'Altea',
                    phone = '600111222', window_until = '07:00' WHERE id = ?1",
            rusqlite::params![point.id, route],
        )?;
        Ok(route)
    })
}

fn frozen() -> Frozen {
    let app = TestApp::new();
    let world = world(&app);
    let (_, driver_id) = driver(&app);
    let route = on_a_round(&app, world, Some(driver_id));
    take(
        &app,
        order(
            world.hotel,
            SATURDAY,
            &[(world.croissant, 40), (world.barra, 10)],
        ),
    );
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    app.write(move |tx| {
        for order in orders::of_day(tx, day(SATURDAY))? {
            if order.status == OrderStatus::Pending {
                orders::confirm(tx, order.id)?;
            }
        }
        production::freeze_day(tx, day(SATURDAY))
    });
    let notes = app.read(|view| fulfilment::of_day(view, day(SATURDAY)));
    let of = |customer| {
        notes
            .iter()
            .find(|note| note.customer_id == customer)
            .unwrap()
            .clone()
    };
    Frozen {
        hotel: of(world.hotel),
        ana: of(world.ana),
        app,
        world,
        route,
    }
}

impl Frozen {
    fn note(&self, note: &Note) -> Note {
        let id = note.id;
        self.app.read(|view| fulfilment::find(view, id))
    }

    fn line(&self, note: &Note, product: &str) -> fulfilment::NoteLine {
        let id = note.id;
        let lines = self.app.read(|view| fulfilment::lines(view, id));
        lines
            .into_iter()
            .find(|line| line.product_name == product)
            .unwrap()
    }

    fn deliver(&self, note: &Note) {
        let reply = self
            .app
            .owner()
            .post(&format!("/notes/{}/deliver", note.id), &[]);
        assert_eq!(reply.status, 303, "{}", reply.body);
    }

    fn owed(&self) -> String {
        let hotel = self.world.hotel;
        self.app
            .read(|view| customers::exposure(view, hotel))
            .to_string()
    }

    fn order_status(&self, note: &Note) -> OrderStatus {
        let id = note.order_id;
        self.app.read(|view| orders::find(view, id)).status
    }
}

#[test]
fn the_freeze_makes_one_note_for_each_order_pickups_too() {
    let frozen = frozen();
    assert_eq!(frozen.hotel.note_number, "AL-2026-000001");
    assert_eq!(frozen.ana.note_number, "AL-2026-000002");
    assert_eq!(frozen.hotel.route_id, Some(frozen.route));
    assert!(frozen.ana.is_pickup() && frozen.ana.route_id.is_none());
    assert_eq!(
        frozen.line(&frozen.hotel, "Croissant").ordered.to_string(),
        "40"
    );
    assert_eq!(frozen.order_status(&frozen.hotel), OrderStatus::Preparing);
    let again = frozen
        .app
        .write(|tx| fulfilment::prepare(tx, day(SATURDAY)));
    assert_eq!(again, fulfilment::Prepared::default());
}

#[test]
fn a_hand_over_fixes_the_lines_completes_the_order_and_takes_the_goods_out() {
    let frozen = frozen();
    // 40 × 0.62 = 24.80 at 10 %, 10 × 0.54 = 5.40 at 4 %: 24.80 + 2.48 + 5.40 + 0.22.
    assert_eq!(frozen.owed(), "32.90");
    let form = [("receiver_name", "Luisa"), ("signature", "M10 20L500 120")];
    let owner = frozen.app.owner();
    let reply = owner.post(&format!("/notes/{}/deliver", frozen.hotel.id), &form);
    assert_eq!(reply.location(), format!("/notes/{}", frozen.hotel.id));
    let note = frozen.note(&frozen.hotel);
    assert_eq!(
        (note.status, note.receiver_name.as_str()),
        (Status::Delivered, "Luisa")
    );
    assert_eq!(note.total_amount.to_string(), "32.90");
    assert_eq!(
        (note.subtotal.to_string(), note.tax_amount.to_string()),
        ("30.20".into(), "2.70".into())
    );
    assert_eq!(frozen.order_status(&note), OrderStatus::Completed);
    let croissant = frozen.world.croissant;
    assert_eq!(
        frozen
            .app
            .read(|view| stock::on_hand(view, croissant))
            .to_string(),
        "-40"
    );
    assert_eq!(
        owner
            .post(&format!("/notes/{}/deliver", note.id), &[])
            .status,
        409
    );
    let page = owner.get(&format!("/notes/{}", note.id)).page(200);
    assert!(texts(&page, ".total")[0].contains("32,90 €"));
    assert_eq!(
        attr(&page, "svg.signature path", "d").unwrap(),
        "M10 20L500 120"
    );
}

#[test]
fn less_than_ordered_is_billed_as_delivered() {
    let frozen = frozen();
    let line = frozen.line(&frozen.hotel, "Croissant");
    let field = format!("delivered.{}", line.id);
    let path = format!("/notes/{}/deliver", frozen.hotel.id);
    let owner = frozen.app.owner();
    let page = owner.post(&path, &[(&field, "muchos")]).page(422);
    assert_eq!(
        texts(&page, "td input").len(),
        4,
        "what was typed stays with the form"
    );
    assert_eq!(frozen.note(&frozen.hotel).status, Status::Prepared);
    assert_eq!(owner.post(&path, &[(&field, "-1")]).status, 422);
    assert_eq!(owner.post(&path, &[(&field, "38")]).status, 303);
    // 38 × 0.62 = 23.56 and 5.40; tax 2.36 and 0.22.
    assert_eq!(frozen.note(&frozen.hotel).total_amount.to_string(), "31.54");
    assert_eq!(frozen.owed(), "31.54");
    let fulfilled: i64 = frozen
        .app
        .value("SELECT fulfilled_quantity FROM order_items WHERE product_name = 'Croissant'");
    assert_eq!(fulfilled, 38_000);
}

#[test]
fn returns_are_typed_by_keypad_many_notes_in_a_row() {
    let frozen = frozen();
    frozen.deliver(&frozen.hotel);
    frozen.deliver(&frozen.ana);
    let owner = frozen.app.owner();
    let (croissants, loaves) = (
        frozen.line(&frozen.hotel, "Croissant"),
        frozen.line(&frozen.ana, "Barra de pan"),
    );
    let page = owner
        .get(&format!("/notes/returns?day={SATURDAY}"))
        .page(200);
    assert_eq!(
        texts(&page, "tbody input").len(),
        9,
        "three lines, each with returned, missing and more"
    );
    let (back, less) = (
        format!("returned.{}", croissants.id),
        format!("missing.{}", loaves.id),
    );
    let form = [
        ("day", SATURDAY),
        (back.as_str(), "6"),
        (less.as_str(), "1"),
    ];
    for path in [
        format!("/notes/returns?day={SATURDAY}"),
        format!("/notes/{}", frozen.ana.id),
    ] {
        let page = owner.get(&path).page(200);
        let keypad = "input[inputmode=decimal][name='missing.X'], input[inputmode=decimal][name='corrected.X']";
        let fields = texts(&page, &keypad.replace('X', &loaves.id.to_string()));
        assert_eq!(fields.len(), 2, "no sign is needed on {path}");
    }
    assert_eq!(
        owner.post("/notes/returns", &form).location(),
        format!("/notes/returns?day={SATURDAY}")
    );
    // 34 × 0.62 = 21.08 and 5.40; tax 2.11 and 0.22. Ana: 2 × 1.10.
    assert_eq!(frozen.note(&frozen.hotel).total_amount.to_string(), "28.81");
    assert_eq!(frozen.note(&frozen.ana).total_amount.to_string(), "2.20");
    let (barra, croissant) = (frozen.world.barra, frozen.world.croissant);
    assert_eq!(
        frozen
            .app
            .read(|view| stock::on_hand(view, croissant))
            .to_string(),
        "-40",
        "returns stay out"
    );
    assert_eq!(
        frozen
            .app
            .read(|view| stock::on_hand(view, barra))
            .to_string(),
        "-12",
        "a loaf was never left there"
    );
    assert_eq!(
        frozen.line(&frozen.hotel, "Croissant").billed().to_string(),
        "34"
    );
    assert_eq!(
        owner.post("/notes/returns", &[("day", SATURDAY)]).status,
        422,
        "nothing typed saves nothing"
    );
    let signed = [("day", SATURDAY), (less.as_str(), "-1")];
    assert_eq!(owner.post("/notes/returns", &signed).status, 422);
    let note = format!("/notes/{}/changes", frozen.ana.id);
    assert_eq!(owner.post(&note, &[(less.as_str(), "1")]).status, 303);
    assert_eq!(frozen.note(&frozen.ana).total_amount.to_string(), "1.10");
    let more = format!("corrected.{}", loaves.id);
    assert_eq!(owner.post(&note, &[(more.as_str(), "1")]).status, 303);
    assert_eq!(frozen.note(&frozen.ana).total_amount.to_string(), "2.20");
    let too_much = [("day", SATURDAY), (back.as_str(), "35")];
    let page = owner.post("/notes/returns", &too_much).page(422);
    assert!(texts(&page, "small.late")[0].contains("Vuelve más"));
    assert_eq!(
        frozen.line(&frozen.hotel, "Croissant").returned.to_string(),
        "6"
    );
}

#[test]
fn a_hand_over_is_undone_until_it_has_entries_or_an_invoice() {
    let frozen = frozen();
    let (owner, path) = (
        frozen.app.owner(),
        format!("/notes/{}/undo", frozen.hotel.id),
    );
    assert_eq!(owner.post(&path, &[]).status, 409, "nothing to undo yet");
    frozen.deliver(&frozen.hotel);
    assert_eq!(owner.post(&path, &[]).status, 303);
    let note = frozen.note(&frozen.hotel);
    assert_eq!(
        (note.status, note.total_amount.to_string()),
        (Status::Prepared, "0.00".into())
    );
    assert_eq!(frozen.order_status(&note), OrderStatus::Ready);
    let croissant = frozen.world.croissant;
    assert!(
        frozen
            .app
            .read(|view| stock::on_hand(view, croissant))
            .is_zero()
    );
    assert_eq!(frozen.owed(), "32.90");
    frozen.deliver(&frozen.hotel);
    let line = frozen.line(&frozen.hotel, "Croissant").id;
    frozen
        .app
        .write(move |tx| fulfilment::take_back(tx, line, "2".parse().unwrap(), "duros"));
    assert_eq!(owner.post(&path, &[]).status, 409, "it has a return");
}

#[test]
fn an_invoiced_note_changes_no_more() {
    let frozen = frozen();
    frozen.deliver(&frozen.hotel);
    let (note, hotel) = (frozen.hotel.id, frozen.world.hotel);
    let due = frozen
        .app
        .read(|view| fulfilment::to_invoice(view, hotel, day("2026-11-01"), day(SATURDAY)));
    assert_eq!(due.len(), 1);
    let invoice = InvoiceId(uuid::Uuid::from_u128(7));
    frozen
        .app
        .write(move |tx| fulfilment::mark_invoiced(tx, &[note], invoice));
    let left = frozen
        .app
        .read(|view| fulfilment::to_invoice(view, hotel, day("2026-11-01"), day(SATURDAY)));
    assert!(left.is_empty());
    let owner = frozen.app.owner();
    let line = frozen.line(&frozen.hotel, "Croissant").id;
    let body = json!({ "lines": [{ "note_line_id": line, "quantity": "1" }] });
    for what in ["returns", "corrections"] {
        let reply = owner.api(
            "POST",
            &format!("/api/v1/notes/{note}/{what}"),
            Some(body.clone()),
        );
        assert_eq!(reply.json(409)["code"], "note-invoiced", "{what}");
    }
    assert_eq!(owner.post(&format!("/notes/{note}/undo"), &[]).status, 409);
    assert_eq!(
        owner.post(&format!("/notes/{note}/deliver"), &[]).status,
        409
    );
    let again = frozen
        .app
        .db
        .write_blocking(hornada::db::Actor::system(), move |tx| {
            fulfilment::mark_invoiced(tx, &[note], invoice)
        });
    assert!(again.is_err(), "a note stands on one invoice");
    frozen
        .app
        .write(move |tx| Ok(tx.execute("UPDATE notes SET invoice_id = NULL", [])?));
}

#[test]
fn a_visit_in_vain_says_why_and_owes_nothing() {
    let frozen = frozen();
    let (owner, path) = (
        frozen.app.owner(),
        format!("/notes/{}/not-delivered", frozen.hotel.id),
    );
    let page = owner.post(&path, &[]).page(422);
    assert_eq!(texts(&page, ".field__error"), ["Hace falta."]);
    assert_eq!(
        owner.post(&path, &[("reason", "Estaba cerrado")]).status,
        303
    );
    let note = frozen.note(&frozen.hotel);
    assert_eq!(note.status, Status::NotDelivered);
    assert_eq!(frozen.owed(), "0.00");
    let line = frozen.line(&frozen.hotel, "Croissant").id;
    let body = json!({ "lines": [{ "note_line_id": line, "quantity": "1" }] });
    let reply = owner.api(
        "POST",
        &format!("/api/v1/notes/{}/returns", note.id),
        Some(body),
    );
    assert_eq!(reply.json(409)["code"], "note-came-back");
    frozen.deliver(&frozen.hotel);
    assert_eq!(frozen.owed(), "32.90");
}

#[test]
fn notes_follow_late_orders_and_cancelled_ones() {
    let frozen = frozen();
    let mut late = order(frozen.world.ana, SATURDAY, &[(frozen.world.croissant, 6)]);
    (late.may_be_late, late.late_reason) = (true, "ha llamado".into());
    take(&frozen.app, late);
    let order = frozen.ana.order_id;
    frozen.app.write(move |tx| {
        orders::cancel(tx, order, "no viene")?;
        production::refresh(tx, day(SATURDAY))
    });
    assert_eq!(frozen.note(&frozen.ana).status, Status::Cancelled);
    let notes = frozen
        .app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)));
    let numbers: Vec<&str> = notes.iter().map(|note| note.note_number.as_str()).collect();
    assert_eq!(numbers, ["AL-2026-000001", "AL-2026-000003"]);
    assert_eq!(
        frozen
            .app
            .owner()
            .post(&format!("/notes/{}/deliver", frozen.ana.id), &[])
            .status,
        409
    );
}

#[test]
fn a_driver_sees_the_own_round_without_prices_and_no_other() {
    let frozen = frozen();
    let (client, _) = driver(&frozen.app);
    let page = client
        .get(&format!("/routes/{}?day={SATURDAY}", frozen.route))
        .page(200);
    assert_eq!(texts(&page, "p.bignum"), ["Hotel Miramar"]);
    assert_eq!(
        attr(&page, "a[href^='tel:']", "href").unwrap(),
        "tel:600111222"
    );
    assert!(
        attr(&page, "a[rel=noreferrer]", "href")
            .unwrap()
            .contains("Paseo%20del%20Puerto")
    );
    assert!(!page.html().contains('€'));
    let note = client
        .api("GET", &format!("/api/v1/notes/{}", frozen.hotel.id), None)
        .json(200);
    assert!(
        note.get("total_amount").is_none() && note["lines"][0].get("unit_price").is_none(),
        "{note}"
    );
    assert_eq!(note["lines"][0]["ordered"], "40");
    for path in [
        format!("/api/v1/notes/{}", frozen.ana.id),
        format!("/notes/{}/deliver", frozen.ana.id),
    ] {
        assert_eq!(client.get(&path).status, 404, "{path}");
    }
    assert_eq!(
        client
            .post(&format!("/notes/{}/deliver", frozen.ana.id), &[])
            .status,
        404
    );
    assert_eq!(
        client
            .get(&format!("/notes/{}/pdf", frozen.hotel.id))
            .status,
        403
    );
    let other = frozen.app.write(|tx| {
        let new = NewRound {
            name: "Sierra".into(),
            departs_at: "06:00".parse().unwrap(),
            driver_id: None,
            is_active: true,
        };
        rounds::create(tx, &new)
    });
    assert_eq!(
        client
            .get(&format!("/routes/{other}?day={SATURDAY}"))
            .status,
        404
    );
    let form = [("road", "1"), ("receiver_name", "Luisa")];
    let reply = client.post(&format!("/notes/{}/deliver", frozen.hotel.id), &form);
    assert_eq!(
        reply.location(),
        format!("/routes/{}?day={SATURDAY}", frozen.route)
    );
    let page = client.get(&reply.location()).page(200);
    assert!(texts(&page, ".note--done")[0].contains("Ruta terminada"));
}

#[test]
fn the_api_hands_over_and_takes_returns() {
    let frozen = frozen();
    let owner = frozen.app.owner();
    let list = owner
        .api(
            "GET",
            &format!("/api/v1/notes?day={SATURDAY}&limit=1"),
            None,
        )
        .json(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let next = list["next"].as_str().unwrap();
    let rest = owner
        .api(
            "GET",
            &format!("/api/v1/notes?day={SATURDAY}&after={next}"),
            None,
        )
        .json(200);
    assert_eq!(
        (
            rest["items"].as_array().unwrap().len(),
            rest["next"].is_null()
        ),
        (1, true)
    );
    let line = frozen.line(&frozen.hotel, "Croissant").id;
    let path = format!("/api/v1/notes/{}", frozen.hotel.id);
    let body =
        json!({ "receiver_name": "Luisa", "lines": [{ "note_line_id": line, "quantity": "39" }] });
    let note = owner
        .api("POST", &format!("{path}/deliver"), Some(body.clone()))
        .json(200);
    assert_eq!(
        (&note["status"], &note["lines"][0]["delivered"]),
        (&json!("delivered"), &json!("39"))
    );
    let refused = owner
        .api("POST", &format!("{path}/deliver"), Some(body))
        .json(409);
    assert_eq!(refused["allowed"], json!(["prepared"]));
    let body = json!({ "lines": [{ "note_line_id": line, "quantity": "4", "reason": "duros" }] });
    let note = owner
        .api("POST", &format!("{path}/returns"), Some(body))
        .json(200);
    assert_eq!(note["entries"][0]["kind"], "returned");
    assert_eq!(note["lines"][0]["line_total"], "21.70");
    assert_eq!(
        owner.api("POST", &format!("{path}/returns"), None).status,
        422
    );
    let foreign = json!({ "lines": [{ "note_line_id": frozen.line(&frozen.ana, "Barra de pan").id, "quantity": "1" }] });
    assert_eq!(
        owner
            .api("POST", &format!("{path}/returns"), Some(foreign))
            .status,
        422
    );
    let none = owner.api(
        "POST",
        &format!("/api/v1/notes/{}/not-delivered", frozen.ana.id),
        Some(json!({ "reason": " " })),
    );
    assert_eq!(none.status, 422);
}

#[test]
fn the_note_is_printed_with_or_without_prices() {
    let frozen = frozen();
    let reply = frozen
        .app
        .owner()
        .get(&format!("/notes/{}/pdf", frozen.hotel.id));
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "application/pdf")
    );
    assert!(reply.body.starts_with("%PDF"));
    let id = frozen.hotel.id;
    let document = frozen.app.read(|view| fulfilment::note_document(view, id));
    let hornada::documents::Document::DeliveryNote(note) = document else {
        panic!("another document")
    };
    assert_eq!(
        (
            note.lines[0].ordered.as_str(),
            note.lines[0].unit_price.as_str()
        ),
        ("40", "")
    );
    let hotel = frozen.world.hotel;
    frozen.app.write(move |tx| {
        tx.execute(
            "UPDATE customers SET notes_with_prices = 1 WHERE id = ?1",
            [hotel],
        )?;
        fulfilment::prepare(tx, day(SATURDAY))
    });
    let document = frozen.app.read(|view| fulfilment::note_document(view, id));
    let hornada::documents::Document::DeliveryNote(note) = document else {
        panic!("another document")
    };
    assert_eq!(
        (note.lines[0].unit_price.as_str(), note.total.as_str()),
        ("0.62", "32.90")
    );
}

#[test]
fn packing_counts_items_by_customer_in_the_order_of_the_stops() {
    let frozen = frozen();
    let baker = frozen.app.role(Role::Baker);
    let page = baker
        .get(&format!("/production/packing?day={SATURDAY}"))
        .page(200);
    assert_eq!(
        texts(&page, ".sheet__head h1, .sheet__head h2"),
        ["Costa", "Tienda"]
    );
    assert!(texts(&page, ".sheet tbody td b").contains(&"40".to_owned()));
    assert!(!page.html().contains('€'));
    let list = baker
        .api(
            "GET",
            &format!("/api/v1/orders/fulfillment/picking-list?day={SATURDAY}"),
            None,
        )
        .json(200);
    let loaves = &list["items"][0];
    assert_eq!(
        (&loaves["product_name"], &loaves["quantity"]),
        (&json!("Barra de pan"), &json!("13"))
    );
    assert_eq!(loaves["customers"].as_array().unwrap().len(), 2);
    let sheet = frozen
        .app
        .owner()
        .get(&format!("/routes/{}/sheet?day={SATURDAY}", frozen.route))
        .page(200);
    assert_eq!(texts(&sheet, "tbody th b"), ["Hotel Miramar"]);
}

#[test]
fn what_a_customer_owes_moves_with_the_note() {
    let frozen = frozen();
    frozen.deliver(&frozen.hotel);
    let (order, hotel) = (frozen.hotel.order_id, frozen.world.hotel);
    frozen.app.write(move |tx| {
        customers::set_exposure(tx, ExposureOf::Order(order), hotel, "1".parse().unwrap())
    });
    let line = frozen.line(&frozen.hotel, "Barra de pan").id;
    frozen
        .app
        .write(move |tx| fulfilment::correct(tx, line, "-10".parse().unwrap(), "no llegaron"));
    assert_eq!(frozen.owed(), "27.28");
}

#[test]
fn a_hand_over_stays_once_its_day_is_closed() {
    let frozen = frozen();
    frozen.deliver(&frozen.hotel);
    frozen.deliver(&frozen.ana);
    frozen
        .app
        .write(|tx| production::close_day(tx, day(SATURDAY)));
    let owner = frozen.app.owner();
    let path = format!("/notes/{}/undo", frozen.hotel.id);
    let refused = owner.api("POST", &format!("/api/v1{path}"), None);
    assert_eq!(refused.json(409)["code"], "production-day-closed");
    assert_eq!(owner.post(&path, &[]).status, 409);
    assert_eq!(frozen.note(&frozen.hotel).status, Status::Delivered);
    assert_eq!(frozen.order_status(&frozen.hotel), OrderStatus::Completed);
}

#[test]
fn a_vain_visit_to_a_cancelled_order_leaves_nothing_owed_when_it_is_undone() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 10)]));
    let note = app.write(move |tx| {
        orders::confirm(tx, id)?;
        fulfilment::note_for(tx, id)
    });
    let owner = app.owner();
    let press = |path: String, reason: &str| {
        let reply = owner.post(&path, &[("reason", reason)]);
        assert_eq!(reply.status, 303, "{path}: {}", reply.body);
    };
    let owed = || {
        app.read(|view| customers::exposure(view, world.hotel))
            .to_string()
    };
    assert_eq!(owed(), "5.62");
    press(format!("/notes/{note}/not-delivered"), "Estaba cerrado");
    press(format!("/orders/{id}/cancel"), "cerraron");
    press(format!("/notes/{note}/undo"), "");
    assert_eq!(owed(), "0.00");
}

#[test]
fn baking_on_after_a_visit_in_vain_makes_nothing_owed() {
    let frozen = frozen();
    let owner = frozen.app.owner();
    let path = format!("/notes/{}/not-delivered", frozen.hotel.id);
    assert_eq!(
        owner.post(&path, &[("reason", "Estaba cerrado")]).status,
        303
    );
    let tick = |item| {
        frozen.app.write(move |tx| {
            let short = production::WhenShort::TakeWhatIsThere;
            production::tick(tx, day(SATURDAY), item, None, short)
        });
    };
    tick(frozen.world.croissant);
    tick(frozen.world.barra);
    assert_eq!(frozen.owed(), "0.00");
    assert_eq!(frozen.order_status(&frozen.ana), OrderStatus::Ready);
    frozen.deliver(&frozen.hotel);
    assert_eq!(frozen.owed(), "32.90");
}

#[test]
fn what_came_back_stays_unowed_when_a_batch_is_taken_back() {
    let frozen = frozen();
    let (croissant, barra) = (frozen.world.croissant, frozen.world.barra);
    frozen.app.write(move |tx| {
        for item in [croissant, barra] {
            let short = production::WhenShort::TakeWhatIsThere;
            production::tick(tx, day(SATURDAY), item, None, short)?;
        }
        Ok(())
    });
    let path = format!("/notes/{}/not-delivered", frozen.hotel.id);
    let owner = frozen.app.owner();
    assert_eq!(
        owner.post(&path, &[("reason", "Estaba cerrado")]).status,
        303
    );
    frozen
        .app
        .write(move |tx| production::untick(tx, day(SATURDAY), barra));
    assert_eq!(frozen.owed(), "0.00");
}

#[test]
fn an_order_whose_bread_was_baked_meanwhile_is_ready_when_a_vain_visit_is_undone() {
    for api in [false, true] {
        let frozen = frozen();
        let (croissant, barra) = (frozen.world.croissant, frozen.world.barra);
        let owner = frozen.app.owner();
        let path = format!("/notes/{}", frozen.hotel.id);
        let vain = owner.post(&format!("{path}/not-delivered"), &[("reason", "cerrado")]);
        assert_eq!(vain.status, 303);
        frozen.app.write(move |tx| {
            for item in [croissant, barra] {
                let short = production::WhenShort::TakeWhatIsThere;
                production::tick(tx, day(SATURDAY), item, None, short)?;
            }
            Ok(())
        });
        assert_eq!(frozen.order_status(&frozen.hotel), OrderStatus::Preparing);
        let undone = match api {
            true => owner.api("POST", &format!("/api/v1{path}/undo"), None),
            false => owner.post(&format!("{path}/undo"), &[]),
        };
        assert!(undone.status < 400, "{}", undone.body);
        assert_eq!(frozen.order_status(&frozen.hotel), OrderStatus::Ready);
        assert_eq!(frozen.owed(), "32.90");
    }
}

#[test]
fn the_accountant_reads_every_note_and_changes_none() {
    let frozen = frozen();
    frozen.deliver(&frozen.hotel);
    let accountant = frozen.app.role(Role::Accountant);
    let rows = accountant.api("GET", "/api/v1/notes", None).json(200);
    assert_eq!(rows["items"].as_array().unwrap().len(), 2);
    let path = format!("/notes/{}", frozen.hotel.id);
    let note = accountant
        .api("GET", &format!("/api/v1{path}"), None)
        .json(200);
    assert_eq!(note["total_amount"], "32.90");
    for read in ["/notes".to_owned(), path.clone(), format!("{path}/pdf")] {
        assert_eq!(accountant.get(&read).status, 200, "{read}");
    }
    let page = accountant.get(&path).page(200);
    let link = format!("[action^='{path}'], a[href='{path}/deliver']");
    assert!(
        texts(&page, &link).is_empty(),
        "who only reads has no buttons"
    );
    for verb in ["deliver", "not-delivered", "undo", "returns", "corrections"] {
        let reply = accountant.api("POST", &format!("/api/v1{path}/{verb}"), Some(json!({})));
        assert_eq!(reply.status, 403, "{verb}");
    }
    for write in ["deliver", "not-delivered", "undo", "changes"] {
        let reply = accountant.post(&format!("{path}/{write}"), &[]);
        assert_eq!(reply.status, 403, "{write}");
    }
    let sheet = format!("/api/v1/production/{SATURDAY}");
    assert_eq!(accountant.api("GET", &sheet, None).status, 403);
    assert_eq!(accountant.get("/production").status, 403);
    let baker = frozen.app.role(Role::Baker);
    assert_eq!(baker.api("GET", "/api/v1/notes", None).status, 403);
}

#[test]
fn pieces_are_handed_over_and_corrected_whole() {
    let frozen = frozen();
    let owner = frozen.app.owner();
    let path = format!("/api/v1/notes/{}", frozen.hotel.id);
    let hotel = frozen.hotel.id;
    let lines = frozen.app.read(|view| fulfilment::lines(view, hotel));
    let barra = lines
        .iter()
        .find(|line| line.product_id == Some(frozen.world.barra))
        .unwrap()
        .id;
    let half = json!({ "lines": [{ "note_line_id": barra, "quantity": "2.5" }] });
    let refused = owner.api("POST", &format!("{path}/deliver"), Some(half.clone()));
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(
        refused.body.contains("Las piezas van enteras"),
        "{}",
        refused.body
    );
    frozen.deliver(&frozen.hotel);
    let refused = owner.api("POST", &format!("{path}/corrections"), Some(half));
    assert_eq!(refused.status, 422, "{}", refused.body);
}
