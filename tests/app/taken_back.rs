//! Goods that were booked in by mistake, in two goes, or that a baker waits for.

use hornada::people::roles::Role;
use hornada::planning;
use hornada::purchasing::state::Status;
use hornada::stock::counting::{self, CountedLot, Kind, NewCount, NewCountLine, Waste};
use hornada::stock::{self, Issue, Reason, Receipt, UNTRACKED};
use hornada::suppliers;
use hornada::values::StockValue;
use hornada::values::ids::{ItemId, PurchaseId, SupplierProductId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::planning::used_daily;
use crate::purchasing::World;
use crate::suppliers::{day, kg};
use crate::support::{Client, TestApp, attr, texts};

const ORDERS: &str = "/api/v1/procurement/purchase-orders";

/// Flour that is there before: first to expire, so that it is used first.
fn old_flour(app: &TestApp, flour: ItemId) {
    app.write(move |tx| {
        let receipt = Receipt {
            expiry: Some(day("2026-12-01")),
            ..Receipt::of(
                flour,
                kg("50"),
                "25".parse::<StockValue>().unwrap(),
                Reason::Opening,
                "count",
                None,
            )
        };
        stock::receive(tx, receipt).map(drop)
    });
}

fn bake_with(app: &TestApp, flour: ItemId, amount: &str) {
    let issue = Issue {
        item: flour,
        quantity: kg(amount),
        reason: Reason::Consumption,
        day: app.db.today(),
        document_kind: "batch",
        document_id: None,
        note: String::new(),
    };
    app.write(move |tx| stock::issue(tx, issue).map(drop));
}

fn on_hand(world: &World) -> hornada::values::Quantity {
    world.app.read(|view| stock::on_hand(view, world.flour))
}

/// Books so much in on the page, and where it leads.
fn book(client: &Client, world: &World, id: PurchaseId, fields: &[(&str, &str)]) -> String {
    let line = world.line(id).id;
    let named: Vec<(String, &str)> = fields
        .iter()
        .map(|(name, value)| match *name {
            "accept_more" | "again" | "supplier_delivery_note" => ((*name).to_owned(), *value),
            name => (format!("lines.{line}.{name}"), *value),
        })
        .collect();
    let named: Vec<(&str, &str)> = named
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    client
        .post(&format!("/purchases/{id}/receive"), &named)
        .location()
}

#[test]
fn a_receipt_that_was_a_slip_is_taken_back_as_if_it_had_never_been() {
    let world = World::new();
    let (app, flour) = (&world.app, world.flour);
    old_flour(app, flour);
    let (id, owner, baker) = (
        world.at(Status::Confirmed),
        app.owner(),
        app.role(Role::Baker),
    );
    let slip = [
        ("delivered_quantity", "250"),
        ("batch_lot_number", "H-9"),
        ("expiry_date", "31/03/2027"),
        ("unit_price", "0,64"),
        ("supplier_delivery_note", "A-17"),
        ("accept_more", "on"),
    ];
    let place = book(&owner, &world, id, &slip);
    assert_eq!(world.find(id).status, Status::Received);
    bake_with(app, flour, "10");
    assert_eq!(on_hand(&world), kg("290"));
    // A reason is needed; nothing happens without.
    let shown = baker.get(&place).page(200);
    let version = attr(&shown, "form[action$=reverse] [name=version]", "value").unwrap();
    let reverse = format!("{place}/reverse");
    let silent = baker.post(&reverse, &[("version", &version)]).page(422);
    assert_eq!(texts(&silent, ".field__error"), ["Di por qué se anula."]);
    assert_eq!(on_hand(&world), kg("290"));
    let why = [("version", version.as_str()), ("reason", "Eran 25 kg")];
    assert_eq!(baker.post(&reverse, &why).location(), place);
    // Stock and what it is worth, the order, its line, the supplier's price and its history are as before.
    assert_eq!(on_hand(&world), kg("40"));
    let cost = app.read(|view| stock::average_cost(view, flour)).unwrap();
    assert_eq!(cost.normalize().to_string(), "0.5");
    let order = world.find(id);
    assert_eq!(
        (order.status, order.actual_delivery_date, order.received_at),
        (Status::Confirmed, None, None)
    );
    assert!(world.line(id).quantity_received.is_zero());
    assert_eq!(
        app.value::<i64>("SELECT unit_price FROM supplier_products"),
        6000
    );
    let delivered = "SELECT count(*) FROM supplier_price_history WHERE source = 'delivery'";
    assert_eq!(app.value::<i64>(delivered), 0);
    // The record stays, and says who, when and why.
    let told = texts(&baker.get(&place).page(200), ".note--warning").join(" ");
    assert!(
        told.contains("Anulada por") && told.contains("Eran 25 kg"),
        "{told}"
    );
    assert!(
        owner
            .get(&format!("/purchases/{id}"))
            .body
            .contains("Entrada anulada")
    );
    assert_eq!(baker.post(&reverse, &why).status, 409, "once");
    // The goods are booked in again under the same paper, and the lot as it really is.
    let right = [
        ("delivered_quantity", "25"),
        ("batch_lot_number", "H-9"),
        ("expiry_date", "30/04/2027"),
        ("supplier_delivery_note", "A-17"),
    ];
    book(&baker, &world, id, &right);
    assert_eq!(on_hand(&world), kg("65"));
    assert_eq!(world.find(id).status, Status::PartiallyReceived);
    let until = "SELECT expiry_date FROM lots WHERE lot_number = 'H-9'";
    assert_eq!(app.value::<String>(until), "2027-04-30");
}

#[test]
fn a_receipt_of_which_some_is_used_is_not_taken_back() {
    let world = World::new();
    let (app, id) = (&world.app, world.at(Status::Sent));
    let baker = app.role(Role::Baker);
    let fields = [("delivered_quantity", "100"), ("batch_lot_number", "H-9")];
    let place = book(&baker, &world, id, &fields);
    bake_with(app, world.flour, "30");
    let movements = || app.value::<i64>("SELECT count(*) FROM movements");
    let before = movements();
    let why = [("version", "1"), ("reason", "Era otro proveedor")];
    let page = baker.post(&format!("{place}/reverse"), &why).page(409);
    let told = texts(&page, ".field__error").join(" ");
    assert!(told.contains("lote H-9: quedan 70 kg de 100 kg"), "{told}");
    assert!(told.contains("recuento"), "{told}");
    assert_eq!(
        (movements(), world.find(id).status),
        (before, Status::Received)
    );
    let path = format!(
        "/api/v1/procurement{}/reverse",
        place.replace("purchases", "purchase-orders")
    );
    let body = json!({ "reason": "Era otro proveedor" });
    let refused = baker.api("POST", &path, Some(body.clone())).json(409);
    assert_eq!(refused["used"][0]["on_hand"], "70000", "{refused}");
    assert_eq!(
        app.role(Role::Driver).api("POST", &path, Some(body)).status,
        403
    );
}

#[test]
fn of_two_receipts_the_one_that_was_wrong_is_taken_back_over_the_api() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Sent), world.app.owner());
    let path = format!("{ORDERS}/{id}/deliveries");
    let line = world.line(id).id;
    let came = |amount: &str| json!({ "items": [{ "purchase_order_item_id": line, "delivered_quantity": amount }] });
    owner.api("POST", &path, Some(came("40"))).json(201);
    let second = owner.api("POST", &path, Some(came("60"))).json(201);
    let later = json!({ "status": "scheduled" });
    assert_eq!(owner.api("POST", &path, Some(later)).status, 409);
    assert_eq!(world.find(id).status, Status::Received);
    let at = format!("{path}/{}", second["id"].as_str().unwrap());
    let tag = owner.api("GET", &at, None).header("etag").to_owned();
    let reverse = |tag: &str, body: Value| {
        owner.api_with(
            "POST",
            &format!("{at}/reverse"),
            &[("if-match", tag)],
            Some(body),
        )
    };
    let why = json!({ "reason": "No ha llegado" });
    assert_eq!(reverse("\"99\"", why.clone()).status, 412);
    assert_eq!(reverse(&tag, json!({})).status, 422);
    let gone = reverse(&tag, why.clone()).json(200);
    assert_eq!(
        (&gone["status"], &gone["reversal_reason"]),
        (&json!("rejected"), &json!("No ha llegado"))
    );
    assert!(gone["reversed_at"].is_string(), "{gone}");
    assert_eq!(
        owner
            .api("POST", &format!("{at}/reverse"), Some(why))
            .status,
        409
    );
    assert_eq!(world.find(id).status, Status::PartiallyReceived);
    assert_eq!(
        (on_hand(&world), world.line(id).quantity_received),
        (kg("40"), kg("40"))
    );
    // What was announced, and no longer awaited once all had come, is awaited again when some of it is taken back.
    owner
        .api("POST", &path, Some(json!({ "status": "in_transit" })))
        .json(201);
    owner
        .api("POST", &path, Some(json!({ "status": "scheduled" })))
        .json(201);
    let rest = owner.api("POST", &path, Some(came("60"))).json(201);
    let words = || {
        let page = owner.get(&format!("/purchases/{id}")).page(200);
        texts(&page, "li small").join(" | ")
    };
    assert!(words().contains("ya no se espera"), "{}", words());
    let at = format!("{path}/{}/reverse", rest["id"].as_str().unwrap());
    owner
        .api("POST", &at, Some(json!({ "reason": "Tampoco" })))
        .json(200);
    assert!(words().contains("prevista"), "{}", words());
    assert!(!words().contains("ya no se espera"), "{}", words());
}

#[test]
fn one_paper_unloaded_in_two_goes_is_asked_about() {
    let world = World::new();
    let (id, baker) = (world.at(Status::Sent), world.app.role(Role::Baker));
    let line = world.line(id).id;
    let paper = ("supplier_delivery_note", "A-17");
    book(&baker, &world, id, &[("delivered_quantity", "40"), paper]);
    let path = format!("/purchases/{id}/receive");
    let amount = format!("lines.{line}.delivered_quantity");
    let asked = baker
        .post(
            &path,
            &[
                (amount.as_str(), "60"),
                ("supplier_delivery_note", " a-17 "),
            ],
        )
        .page(422);
    let question = texts(&asked, ".choice small").join(" ");
    assert!(
        question.contains("ya está apuntado") && question.contains("20/11"),
        "{question}"
    );
    assert_eq!(world.line(id).quantity_received, kg("40"));
    // A window that was read before the first goods came is refused, whatever it says.
    let old = [
        (amount.as_str(), "60"),
        paper,
        ("again", "on"),
        ("version", "1"),
    ];
    let late = baker.post(&path, &old).page(412);
    assert_eq!(attr(&late, "[name=again]", "value"), None, "asked again");
    assert_eq!(world.line(id).quantity_received, kg("40"));
    book(
        &baker,
        &world,
        id,
        &[("delivered_quantity", "60"), paper, ("again", "on")],
    );
    assert_eq!(world.find(id).status, Status::Received);
    // The same over the API.
    let id = world.at(Status::Sent);
    let path = format!("{ORDERS}/{id}/deliveries");
    let item = json!({ "purchase_order_item_id": world.line(id).id, "delivered_quantity": "30" });
    let mut body = json!({ "items": [item], "supplier_delivery_note": "B-1" });
    baker.api("POST", &path, Some(body.clone())).json(201);
    let refused = baker.api("POST", &path, Some(body.clone())).json(422);
    assert_eq!(refused["errors"][0]["field"], "again", "{refused}");
    body["again"] = json!(true);
    baker.api("POST", &path, Some(body)).json(201);
    assert_eq!(world.line(id).quantity_received, kg("60"));
}

#[test]
fn a_baker_sees_over_the_api_what_is_to_come_and_takes_it_in() {
    let world = World::new();
    let (id, baker) = (world.at(Status::Sent), world.app.role(Role::Baker));
    world.draft();
    let list = baker
        .api("GET", "/api/v1/procurement/deliveries/expected", None)
        .json(200);
    let rows = list["items"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{list}");
    assert_eq!(rows[0]["id"], id.to_string());
    assert!(!list.to_string().contains("total"), "no prices: {list}");
    let path = format!("{ORDERS}/{}/receive", rows[0]["id"].as_str().unwrap());
    baker.api("POST", &path, None).json(200);
    let list = baker.api("GET", "/api/v1/procurement/deliveries/expected", None);
    assert_eq!(list.json(200)["items"], json!([]));
}

#[test]
fn goods_come_on_the_suppliers_days_and_on_no_closed_day() {
    let world = World::new();
    let app = &world.app;
    // On Thursdays alone; today is Friday the 20th, and the lead time of two days ends on Sunday.
    app.write(|tx| {
        tx.execute("UPDATE suppliers SET delivery_weekdays = 8", [])?;
        Ok(())
    });
    used_daily(app, world.flour, "10");
    let lead = || {
        app.write(|tx| planning::calculate(tx, tx.today()));
        let need = app.read(|view| planning::needs(view)).remove(0);
        assert_eq!(need.workings.reorder.lead_days, need.workings.lead_days);
        assert_eq!(need.workings.agreed_days, Some(2));
        (
            need.workings.lead_days,
            need.workings.days.len(),
            need.reorder_point,
        )
    };
    let (days, ahead, point) = lead();
    let review = app.read(|view| Ok(planning::rules(view).review_days));
    assert_eq!(days, 6, "until Thursday the 26th");
    assert_eq!(ahead, usize::try_from(6 + review).unwrap());
    assert!(point >= kg("60"), "{point}");
    let body = json!({ "day": "2026-11-26", "name": "Obras" });
    let owner = app.owner();
    let closed = owner.api("POST", "/api/v1/closed-days", Some(body));
    assert!(closed.status < 300, "{}", closed.body);
    assert_eq!(lead().0, 13, "a week later");
    let need = app.read(|view| planning::needs(view)).remove(0);
    let page = owner.get(&format!("/buying/needs/{}", need.id)).body;
    assert!(
        page.contains("días naturales, hasta su primer día de reparto tras los 2 acordados"),
        "it is explained"
    );
    let mill = world.mill;
    let order = app.write(move |tx| hornada::purchasing::create_from_needs(tx, mill));
    let asked = world.find(order).required_delivery_date;
    assert_eq!(asked, Some(day("2026-12-03")));
    let supplier = app.read(|view| suppliers::find(view, mill));
    let shut = app.read(|view| planning::shut(view, view.today()));
    assert_eq!(
        supplier.delivery_day(day("2026-11-20"), 6, &shut),
        day("2026-12-03")
    );
}

fn worth(app: &TestApp, item: ItemId) -> StockValue {
    app.read(|view| stock::stock_of(view, &stock::kept(view, item)?))
        .value
}

fn euros(amount: &str) -> StockValue {
    amount.parse().unwrap()
}

/// Goods that come with a delivery of their own, and which.
fn came(app: &TestApp, item: ItemId, amount: &str, cost: &str) -> Uuid {
    let (amount, cost) = (kg(amount), euros(cost));
    app.write(move |tx| {
        let id: Uuid = tx.id();
        let receipt = Receipt::of(item, amount, cost, Reason::Receipt, "delivery", Some(id));
        stock::receive(tx, receipt)?;
        Ok(id)
    })
}

fn taken_back(app: &TestApp, delivery: Uuid) {
    app.write(move |tx| stock::take_back(tx, "delivery", delivery));
}

fn wasted(app: &TestApp, item: ItemId, amount: &str) -> Uuid {
    let waste = Waste {
        item,
        lot: None,
        quantity: kg(amount),
        reason: "broken".into(),
        day: app.db.today(),
    };
    app.write(move |tx| counting::waste(tx, &waste))
}

#[test]
fn in_whatever_order_slips_are_taken_back_the_rest_is_worth_what_it_was() {
    const ORDERS: [[usize; 3]; 6] = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let world = World::new();
    let (app, oil) = (&world.app, world.flour);
    came(app, oil, "16.194", "27.53");
    for order in ORDERS {
        let slips = [
            came(app, oil, "7", "35"),
            came(app, oil, "3", "27"),
            came(app, oil, "11.5", "80.50"),
        ];
        for at in order {
            taken_back(app, slips[at]);
        }
        assert_eq!(worth(app, oil), euros("27.53"), "{order:?}");
    }
    // What was baked with in between, and what was taken back between, weighs as if no slip had ever been.
    for order in ORDERS {
        let a = came(app, oil, "7", "35");
        bake_with(app, oil, "1");
        let undone = wasted(app, oil, "2");
        let b = came(app, oil, "3", "27");
        app.write(move |tx| counting::undo_waste(tx, undone).map(drop));
        bake_with(app, oil, "1");
        let slips = [a, b, came(app, oil, "11.5", "80.50")];
        for at in order {
            taken_back(app, slips[at]);
        }
        let due = euros("27.53").share(on_hand(&world), kg("16.194")).unwrap();
        let now = worth(app, oil);
        assert_eq!(now.to_money(), due.to_money(), "{order:?}");
    }
    assert_eq!(on_hand(&world), kg("4.194"));
}

#[test]
fn waste_and_its_undoing_in_between_do_not_weigh_when_a_slip_is_taken_back() {
    let world = World::new();
    let (app, spelt) = (&world.app, world.flour);
    came(app, spelt, "80", "151.36");
    // Between the slip and its taking back.
    let slip = came(app, spelt, "50", "8250");
    let waste = wasted(app, spelt, "60");
    app.write(move |tx| counting::undo_waste(tx, waste).map(drop));
    taken_back(app, slip);
    assert_eq!(worth(app, spelt), euros("151.36"));
    // Wasted before the slip came, undone after.
    let waste = wasted(app, spelt, "60");
    let slip = came(app, spelt, "50", "8250");
    app.write(move |tx| counting::undo_waste(tx, waste).map(drop));
    taken_back(app, slip);
    assert_eq!(worth(app, spelt), euros("151.36"));
    assert_eq!(on_hand(&world), kg("80"));
}

#[test]
fn a_suppliers_price_keeps_nothing_of_slips_in_whatever_order_they_are_taken_back() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let price = || app.value::<i64>("SELECT unit_price FROM supplier_products");
    let slip = |unit_price: &str| {
        let id = world.at(Status::Sent);
        app.after_seconds(60);
        let fields = [("delivered_quantity", "25"), ("unit_price", unit_price)];
        let place = book(&owner, &world, id, &fields);
        app.after_seconds(60);
        place
    };
    let back = |place: &str| {
        let fields = [("version", "1"), ("reason", "Era un error")];
        owner.post(&format!("{place}/reverse"), &fields).location();
        app.after_seconds(60);
    };
    // Oldest first: the newest still says what is charged, then nothing does.
    let slips = [slip("2,00"), slip("3,00")];
    assert_eq!(price(), 30000);
    back(&slips[0]);
    assert_eq!(price(), 30000);
    back(&slips[1]);
    assert_eq!(price(), 6000);
    // Newest first.
    let slips = [slip("2,00"), slip("3,00")];
    back(&slips[1]);
    assert_eq!(price(), 20000);
    back(&slips[0]);
    assert_eq!(price(), 6000);
    // The same price twice: only the first changed it.
    let slips = [slip("2,00"), slip("2,00")];
    back(&slips[0]);
    assert_eq!(price(), 20000);
    back(&slips[1]);
    assert_eq!(price(), 6000);
    // What was typed meanwhile stays.
    let first = slip("2,00");
    let id = app.value::<SupplierProductId>("SELECT id FROM supplier_products");
    let version = app.value::<i64>("SELECT version FROM supplier_products");
    app.write(move |tx| suppliers::set_price(tx, id, version, "0.70".parse().unwrap()));
    let second = slip("3,00");
    back(&first);
    back(&second);
    assert_eq!(price(), 7000);
}

#[test]
fn a_lot_counted_once_more_in_the_same_count_keeps_why_it_differed() {
    let world = World::new();
    let (app, flour) = (&world.app, world.flour);
    came(app, flour, "10", "6");
    let lot = app.read(|view| stock::lots_of(view, flour))[0].lot.id;
    assert_ne!(lot, UNTRACKED);
    let day = app.db.today();
    let sheet = move |counted: &str, reason: &str| NewCount {
        kind: Kind::Count,
        day,
        note: String::new(),
        lines: vec![NewCountLine {
            item: flour,
            lot: CountedLot::Known(lot),
            counted: kg(counted),
            expected: None,
            unit_cost: None,
            reason: reason.into(),
        }],
    };
    let said = || app.value::<String>("SELECT reason FROM stock_count_lines");
    let first = sheet("9", "broken");
    let id = app.write(move |tx| counting::post(tx, first));
    let again = |counted: &str, reason: &str| {
        let more = sheet(counted, reason);
        app.write(move |tx| counting::go_on(tx, id, more).map(drop));
    };
    again("9", "");
    assert_eq!(said(), "broken");
    again("8", "spoiled");
    assert_eq!(said(), "spoiled");
    again("8", "");
    assert_eq!(said(), "spoiled");
    // Once nothing differs any more there is nothing to explain but what was said last.
    again("10", "entry");
    again("10", "");
    assert_eq!(said(), "");
}
