//! What is done can be undone until the day is closed; what is typed is kept.

use hornada::orders;
use hornada::purchasing::{self, NewLine, state::Status};
use hornada::standing_orders;
use hornada::values::ids::{OrderId, PurchaseId};
use serde_json::json;

use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::payments;
use crate::purchasing as buying;
use crate::stock::bought;
use crate::suppliers::{ingredient, kg};
use crate::support::{Reply, TestApp, attr, texts};

/// The undo that the flash of this answer offers.
pub fn undo_of(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie");
    let value = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
    let (_, json) = serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("f={value}"))
        .unwrap()
        .remove(0);
    let flash: serde_json::Value = serde_json::from_str(&json).unwrap();
    flash["undo"]
        .as_str()
        .expect("an undo is offered")
        .to_owned()
}

fn lines(app: &TestApp, id: OrderId) -> Vec<(String, String, String)> {
    let lines = app.read(|view| orders::lines(view, id));
    let mut found: Vec<_> = lines
        .into_iter()
        .map(|line| {
            (
                line.product_name,
                line.quantity.to_string(),
                line.unit_price.to_string(),
            )
        })
        .collect();
    found.sort();
    found
}

fn with_order() -> (TestApp, World, OrderId) {
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
    (app, world, id)
}

#[test]
fn a_changed_order_is_put_back_with_its_lines_and_prices() {
    let (app, _, id) = with_order();
    let owner = app.owner();
    let before = lines(&app, id);
    let all = app.read(|view| orders::lines(view, id));
    let (barra, croissant) = (all[0].id, all[1].id);
    let reply = owner.post(
        &format!("/orders/{id}"),
        &[
            ("version", "1"),
            (&format!("line-{barra}-remove"), "on"),
            (&format!("line-{croissant}-quantity"), "5"),
            (&format!("line-{croissant}-price"), "2,00"),
            ("entry", "2 chapata"),
        ],
    );
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert_ne!(lines(&app, id), before);
    let undo = undo_of(&reply);
    assert_eq!(owner.post(&undo, &[]).status, 303);
    assert_eq!(lines(&app, id), before);
    let total = app.read(|view| orders::find(view, id)).total_amount;
    assert_eq!(total.to_string(), "19.50");
    assert_eq!(
        owner.post(&undo, &[]).status,
        412,
        "only once, and nothing newer is lost"
    );
}

#[test]
fn the_api_takes_a_change_back_too() {
    let (app, _, id) = with_order();
    let owner = app.owner();
    let path = format!("/api/v1/orders/{id}");
    let nothing = owner.api_with(
        "POST",
        &format!("{path}/undo-change"),
        &[("if-match", "\"1\"")],
        None,
    );
    assert_eq!(nothing.status, 409);
    let line = app.read(|view| orders::lines(view, id)).remove(0).id;
    let gone = owner.api_with(
        "DELETE",
        &format!("{path}/items/{line}"),
        &[("if-match", "\"1\"")],
        None,
    );
    assert!(gone.status < 300, "{}", gone.body);
    let version = format!("\"{}\"", app.read(|view| orders::find(view, id)).version);
    let back = owner.api_with(
        "POST",
        &format!("{path}/undo-change"),
        &[("if-match", &version)],
        None,
    );
    assert_eq!(back.json(200)["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_correction_typed_by_mistake_is_taken_back_until_it_is_invoiced() {
    let (app, world, _) = with_order();
    let owner = app.owner();
    app.write(|tx| hornada::production::freeze_day(tx, day(SATURDAY)));
    let note = app
        .read(|view| hornada::fulfilment::of_day(view, day(SATURDAY)))
        .remove(0);
    let note_id = note.id;
    let line = app
        .read(|view| hornada::fulfilment::lines(view, note_id))
        .remove(0);
    assert_eq!(
        owner.post(&format!("/notes/{note_id}/deliver"), &[]).status,
        303
    );
    let total = || {
        app.read(|view| hornada::fulfilment::find(view, note_id))
            .total_amount
            .to_string()
    };
    let held = || {
        app.read(|view| hornada::stock::on_hand(view, world.barra))
            .to_string()
    };
    let (full, stock) = (total(), held());
    for (field, number) in [("returned", "2"), ("corrected", "-1")] {
        let reply = owner.post(
            &format!("/notes/{note_id}/changes"),
            &[
                (&format!("{field}.{}", line.id), number),
                ("reason", "dedo gordo"),
            ],
        );
        assert_eq!(reply.status, 303, "{}", reply.body);
        assert_ne!(total(), full);
        let undo = undo_of(&reply);
        assert_eq!(
            owner.post(&undo, &[]).location(),
            format!("/notes/{note_id}")
        );
        assert_eq!((total(), held()), (full.clone(), stock.clone()), "{field}");
        assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    }
    let path = format!("/api/v1/notes/{note_id}");
    let body = json!({ "lines": [{ "note_line_id": line.id, "quantity": "1" }] });
    let shape = owner
        .api("POST", &format!("{path}/returns"), Some(body))
        .json(200);
    let entry = &shape["entries"][0]["id"];
    let gone = owner
        .api("DELETE", &format!("{path}/entries/{entry}"), None)
        .json(200);
    assert_eq!(gone["entries"], json!([]));
    assert_eq!(
        owner
            .api("DELETE", &format!("{path}/entries/{entry}"), None)
            .status,
        404
    );
}

#[test]
fn a_closed_day_a_pause_and_a_stopped_template_are_put_back() {
    let (app, world, _) = with_order();
    let owner = app.owner();
    let closed = [("day", "2026-12-25"), ("name", "Navidad & más")];
    assert_eq!(
        owner.post("/standing-orders/closed-days", &closed).status,
        303
    );
    let reply = owner.post("/standing-orders/closed-days/2026-12-25/remove", &[]);
    let undo = undo_of(&reply);
    assert_eq!(owner.post(&undo, &[]).status, 303);
    let days = app.read(|view| standing_orders::closed_days(view, day("2026-12-25"), None));
    let found: Vec<_> = days.into_iter().collect();
    assert_eq!(found, [(day("2026-12-25"), "Navidad & más".to_owned())]);

    let customer = world.hotel.to_string();
    let pause = [
        ("customer_id", customer.as_str()),
        ("from_day", "2026-12-01"),
        ("until_day", "2026-12-08"),
        ("reason", "obras"),
    ];
    let made = owner.post("/standing-orders/pauses", &pause);
    let remove = undo_of(&made);
    let gone = owner.post(&remove, &[]);
    let undo = undo_of(&gone);
    assert_eq!(owner.post(&undo, &[]).status, 303);
    let kept: String =
        app.value("SELECT group_concat(from_day || until_day || reason) FROM customer_pauses");
    assert_eq!(kept, "2026-12-012026-12-08obras");
}

#[test]
fn long_forms_keep_what_is_typed() {
    let (app, world, id) = with_order();
    let owner = app.owner();
    let hotel = world.hotel;
    bought(&app, "Harina");
    for path in [
        "/orders/new".to_owned(),
        format!("/orders/{id}"),
        format!("/standing-orders/new?customer={hotel}"),
        "/recipes/new".to_owned(),
        "/customers/new".to_owned(),
        "/items/new".to_owned(),
    ] {
        let page = owner.get(&path).page(200);
        let keeper = attr(&page, "form draft-keeper", "name");
        assert!(keeper.is_some_and(|name| !name.is_empty()), "{path}");
        assert_eq!(texts(&page, "form draft-keeper").len(), 1, "{path}");
    }
}

#[test]
fn a_cancelled_purchase_order_stands_again_where_it_stood_until_the_supplier_was_told() {
    let world = buying::World::new();
    let owner = world.app.owner();
    let mails = |status: &str| {
        let query = format!(
            "SELECT count(*) FROM mails WHERE cause LIKE 'purchase-cancelled:%' AND status = '{status}'"
        );
        world.app.value::<i64>(&query)
    };
    for before in [Status::Draft, Status::PendingApproval, Status::Sent] {
        let id = world.at(before);
        world.mails_left();
        let reply = owner.post(&format!("/purchases/{id}/cancel"), &[("reason", "error")]);
        assert_eq!(world.find(id).status, Status::Cancelled);
        let undo = undo_of(&reply);
        owner.post(&undo, &[]).location();
        assert_eq!(world.find(id).status, before);
        assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    }
    assert_eq!(
        (mails("waiting"), mails("cancelled")),
        (0, 1),
        "called back"
    );
    // Called off for good, the supplier is told in a mail of its own; once it has left, the order stays called off.
    let id = world.at(Status::Sent);
    world.mails_left();
    let path = format!("/api/v1/procurement/purchase-orders/{id}");
    let because = || Some(json!({ "reason": "error" }));
    owner
        .api("POST", &format!("{path}/cancel"), because())
        .json(200);
    let again = owner
        .api("POST", &format!("{path}/restore"), None)
        .json(200);
    assert_eq!(again["status"], "sent");
    owner
        .api("POST", &format!("{path}/cancel"), because())
        .json(200);
    assert_eq!(mails("waiting"), 1);
    world.app.write(|tx| {
        tx.execute("UPDATE mails SET status = 'sent' WHERE status = 'waiting' AND cause LIKE 'purchase-cancelled:%'", [])?;
        Ok(())
    });
    let told = owner.api("POST", &format!("{path}/restore"), None);
    assert_eq!(told.status, 409);
    assert!(told.body.contains("El proveedor ya sabe"), "{}", told.body);
    assert_eq!(world.find(id).status, Status::Cancelled);
}

#[test]
fn a_line_taken_out_of_a_purchase_order_comes_back_where_it_stood() {
    let world = buying::World::new();
    let owner = world.app.owner();
    let sugar = ingredient(&world.app, "Azúcar", None);
    let id = world.draft();
    world.app.write(move |tx| {
        let version = purchasing::find(tx, id)?.version;
        let line = NewLine {
            unit_price: Some("1.05".parse().unwrap()),
            discount_percentage: hornada::values::Rate::percent("5").unwrap(),
            quality_notes: "sin grumos".into(),
            ..NewLine::of(sugar, kg("25"))
        };
        purchasing::add_line(tx, id, version, &line)
    });
    let shown = |id: PurchaseId| {
        let lines = world
            .app
            .read(|view| purchasing::lines(view, id))
            .into_iter();
        let told = lines.map(|line| {
            format!(
                "{} {} {} {} {} {}",
                line.position,
                line.ingredient_name,
                line.quantity_ordered,
                line.unit_price,
                line.line_total,
                line.quality_notes
            )
        });
        told.collect::<Vec<_>>()
    };
    let before = shown(id);
    let total = world.find(id).total_amount;
    let first = world
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(0)
        .id;
    let sugar_line = world
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(1)
        .id;
    for line in [first, sugar_line] {
        let version = world.find(id).version.to_string();
        let path = format!("/purchases/{id}/items/{line}/remove");
        let undo = undo_of(&owner.post(&path, &[("version", &version)]));
        assert_eq!(shown(id).len(), 1);
        owner.post(&undo, &[]).location();
        assert_eq!(shown(id), before);
        assert_eq!(world.find(id).total_amount, total);
        assert!(owner.post(&undo, &[]).status >= 409, "only once");
        assert_eq!(shown(id), before);
        // The line is another row by now.
        if line == first {
            continue;
        }
        let reply = owner.post(
            &format!(
                "/purchases/{id}/items/restore?version={}",
                world.find(id).version
            ),
            &[],
        );
        assert_eq!(reply.status, 409, "nothing to undo");
    }
}

#[test]
fn a_reversed_payment_is_taken_again_for_the_same_invoices() {
    let app = TestApp::new();
    let owner = app.owner();
    let (hotel, ids) = payments::three_invoices(&app);
    let typed = hornada::payments::NewPayment {
        allocations: vec![(ids[2], "90.00".parse().unwrap())],
        ..payments::payment(hotel, "90.00")
    };
    let id = payments::take(&app, typed);
    let paid = payments::due(&app, ids);
    let undo = undo_of(&owner.post(
        &format!("/payments/{id}/reverse"),
        &[("reason", "dedo gordo")],
    ));
    assert_ne!(payments::due(&app, ids), paid);
    let again = owner.post(&undo, &[]).location();
    assert_ne!(again, format!("/payments/{id}"));
    assert_eq!(payments::due(&app, ids), paid);
    assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    let path = format!("/api/v1{again}");
    assert_eq!(
        owner.api("POST", &format!("{path}/again"), None).status,
        409,
        "it is not reversed"
    );
    owner
        .api("POST", &format!("{path}/reverse"), Some(json!({})))
        .json(201);
    owner.api("POST", &format!("{path}/again"), None).json(201);
    assert_eq!(payments::due(&app, ids), paid);
}

#[test]
fn an_ended_pause_runs_on_as_it_would_have() {
    let (app, world, _) = with_order();
    let owner = app.owner();
    let hotel = world.hotel;
    let until = |until: Option<&str>| until.map(day);
    for end in [None, Some("2026-12-10")] {
        let end = until(end);
        let (id, _) =
            app.write(move |tx| standing_orders::pause(tx, hotel, day("2026-11-20"), end, "obras"));
        let path = format!("/standing-orders/pauses/{id}/end");
        let paused = || {
            app.read(|view| standing_orders::pauses(view, hotel, view.today()))
                .into_iter()
                .map(|pause| (pause.until, pause.reason))
                .collect::<Vec<_>>()
        };
        let before = paused();
        let undo = undo_of(&owner.post(&path, &[("on", "2026-11-25")]));
        assert_eq!(paused()[0].0, Some(day("2026-11-24")));
        let reply = owner.post(&undo, &[]);
        reply.location();
        assert_eq!(paused(), before);
        assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
        // Ended before it began to count, it is made anew.
        let undo = undo_of(&owner.post(&path, &[]));
        assert!(paused().is_empty());
        owner.post(&undo, &[]).location();
        assert_eq!(paused(), before);
        app.write(move |tx| {
            for pause in standing_orders::pauses(tx, hotel, tx.today())? {
                standing_orders::remove_pause(tx, pause.id)?;
            }
            Ok(())
        });
    }
}

#[test]
fn a_pack_that_was_recorded_or_taken_away_is_as_before() {
    let (app, world, _) = with_order();
    let owner = app.owner();
    let barra = world.barra;
    let packs = || {
        app.read(|view| hornada::catalog::packs(view, barra))
            .into_iter()
            .map(|pack| (pack.name, pack.size.to_string()))
            .collect::<Vec<_>>()
    };
    let path = format!("/items/{barra}/packs");
    let crate_of = [("pack_name", "caja & saco"), ("pack_size", "24")];
    let undo = undo_of(&owner.post(&path, &crate_of));
    let with_pack = packs();
    assert_eq!(with_pack.len(), 1);
    let back = undo_of(&owner.post(&undo, &[]));
    assert!(packs().is_empty());
    owner.post(&back, &[]).location();
    assert_eq!(packs(), with_pack);
}

#[test]
fn a_change_that_is_put_back_leaves_why_the_order_itself_was_late() {
    let (app, world, in_time) = with_order();
    app.at_local("2026-11-20", "21:00");
    let mut late = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    (late.may_be_late, late.late_reason) = (true, "olvido".into());
    let late = take(&app, late);
    let owner = app.owner();
    for (id, why) in [(in_time, None), (late, Some("olvido".to_owned()))] {
        let order = || app.read(|view| orders::find(view, id));
        let line = app.read(|view| orders::lines(view, id)).remove(0).id;
        let reply = owner.post(
            &format!("/orders/{id}"),
            &[
                ("version", &order().version.to_string()),
                (&format!("line-{line}-quantity"), "7"),
                ("late_reason", "faltan para una boda"),
            ],
        );
        assert_eq!(order().late_reason.as_deref(), Some("faltan para una boda"));
        assert_eq!(owner.post(&undo_of(&reply), &[]).status, 303);
        assert_eq!(order().late_reason, why);
    }
}

#[test]
fn a_rate_and_a_price_that_were_set_are_taken_back() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let class = app
        .read(|view| hornada::catalog::tax_classes(view))
        .into_iter()
        .find(|class| class.code == "food")
        .unwrap()
        .id
        .to_string();
    let rates = |app: &TestApp| -> Vec<String> {
        let class = class.parse().unwrap();
        let rates = app.read(|view| hornada::catalog::rates(view, class));
        let said = rates.iter();
        said.map(|rate| format!("{} {}", rate.valid_from, rate.rate))
            .collect()
    };
    let before = rates(&app);
    let form = |rate| {
        [
            ("tax_class_id", class.as_str()),
            ("rate", rate),
            ("valid_from", "2026-12-01"),
        ]
    };
    let undo = undo_of(&owner.post("/tax", &form("11")));
    assert_eq!(rates(&app).len(), before.len() + 1);
    owner.post(&undo, &[]).location();
    assert_eq!(rates(&app), before);
    assert_eq!(
        owner.post(&undo, &[]).status,
        409,
        "nothing is left to undo"
    );
    // One that replaced another for the same day brings it back, over the API.
    owner.post("/tax", &form("11")).location();
    let path = format!("/api/v1/tax-classes/{class}/rates");
    let body = json!({ "valid_from": "2026-12-01", "rate": "12.00" });
    let set = owner.api("POST", &path, Some(body)).json(201);
    let path = format!("/api/v1/tax-classes/changes/{}/undo", set["change"]);
    owner.api("POST", &path, None).json(200);
    assert_eq!(rates(&app).last().unwrap(), "2026-12-01 11.00");
    assert_eq!(owner.api("POST", &path, None).status, 409, "once only");
    let list = app
        .read(|view| hornada::catalog::price_lists(view))
        .remove(0)
        .id;
    let price = || {
        let day = crate::orders::day("2026-12-05");
        app.read(|view| hornada::catalog::price_of(view, list, world.barra, day))
    };
    let was = price();
    let body = json!({ "price_list_id": list, "valid_from": "2026-12-01", "price": "9.99" });
    let path = format!("/api/v1/items/{}/prices", world.barra);
    let set = owner.api("POST", &path, Some(body)).json(201);
    assert_ne!(price(), was);
    let path = format!("/api/v1/prices/changes/{}/undo", set["change"]);
    let undone = owner.api("POST", &path, None).json(200);
    assert_eq!((&undone["count"], price()), (&json!(1), was));
    assert_eq!(
        owner
            .api("POST", "/api/v1/prices/changes/0/undo", None)
            .status,
        404
    );
}

#[test]
fn an_undo_takes_back_its_own_rate_and_never_the_one_somebody_else_set_since() {
    let app = TestApp::new();
    let owner = app.owner();
    let class = app.read(|view| hornada::catalog::tax_classes(view))[0].id;
    let rates = || -> Vec<String> {
        let rates = app.read(|view| hornada::catalog::rates(view, class));
        let rates = rates.iter().rev().take(2).rev();
        rates
            .map(|rate| format!("{} {}", rate.valid_from, rate.rate))
            .collect()
    };
    let id = class.to_string();
    let set = |rate: &str, from: &str| {
        let form = [
            ("tax_class_id", id.as_str()),
            ("rate", rate),
            ("valid_from", from),
        ];
        undo_of(&owner.post("/tax", &form))
    };
    let (mine, theirs) = (set("5", "2026-12-01"), set("6", "2027-01-01"));
    assert_eq!(rates(), ["2026-12-01 5.00", "2027-01-01 6.00"]);
    owner.post(&mine, &[]).location();
    assert_eq!(rates(), ["2025-01-01 4.00", "2027-01-01 6.00"], "only mine");
    // For the same day, even at the same rate: theirs stands on mine.
    let on_top = set("6", "2027-01-01");
    let refused = owner.post(&theirs, &[]);
    assert_eq!(refused.status, 409);
    let said = "Después se puso otro tipo desde el 01/01/2027: deshaz antes ese.";
    assert!(refused.body.contains(said), "{}", refused.body);
    assert_eq!(rates(), ["2025-01-01 4.00", "2027-01-01 6.00"]);
    owner.post(&on_top, &[]).location();
    owner.post(&theirs, &[]).location();
    assert_eq!(rates(), ["2024-10-01 2.00", "2025-01-01 4.00"]);
    assert_eq!(owner.post(&theirs, &[]).status, 409, "once only");
    let unknown = "/api/v1/tax-classes/changes/0/undo";
    assert_eq!(owner.api("POST", unknown, None).status, 404);
}
