//! Purchases that two people have in their hands, that wait too long, or that change after they were made.

use hornada::people::roles::Role;
use hornada::planning;
use hornada::purchasing::state::Status;
use serde_json::{Value, json};

use crate::planning::used_daily;
use crate::purchasing::World;
use crate::suppliers::{day, kg};
use crate::support::{attr, texts};

const ORDERS: &str = "/api/v1/procurement/purchase-orders";

#[test]
fn a_delivery_that_two_people_have_open_is_booked_once() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let (baker, owner) = (world.app.role(Role::Baker), world.app.owner());
    let path = format!("/purchases/{id}/receive");
    let version = |page: &scraper::Html| attr(page, "[name=version]", "value").unwrap();
    let (mine, theirs) = (
        version(&baker.get(&path).page(200)),
        version(&owner.get(&path).page(200)),
    );
    let quantity = format!("lines.{line}.delivered_quantity");
    let form = |version: &str, note: &'static str| {
        [
            ("version", version.to_owned()),
            (quantity.as_str(), "40".to_owned()),
            ("supplier_delivery_note", note.to_owned()),
        ]
    };
    let post = |client: &crate::support::Client, fields: [(&str, String); 3]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        client.post(&path, &fields)
    };
    assert_eq!(post(&baker, form(&mine, "A-17")).status, 303);
    let late = post(&owner, form(&theirs, "")).page(412);
    let told = texts(&late, ".form__summary").join(" ");
    assert!(told.contains("ha apuntado algo de este pedido"), "{told}");
    let open = texts(&late, "legend").join(" ");
    assert!(open.contains("60 kg"), "{open}");
    assert_eq!(
        attr(&late, &format!("[name='{quantity}']"), "value").unwrap(),
        "40"
    );
    let received = || world.line(id).quantity_received;
    assert_eq!(received(), kg("40"), "once");
    // The same paper is not booked twice, in whatever spelling; another one is.
    let now = version(&late);
    let twice = post(&owner, form(&now, " a-17 ")).page(422);
    let asked = texts(&twice, ".choice small").join(" ");
    assert!(asked.contains("ya está apuntado"), "{asked}");
    assert_eq!(post(&owner, form(&now, "A-18")).status, 303);
    assert_eq!(received(), kg("80"));
}

#[test]
fn a_program_says_which_version_of_an_order_its_delivery_is_of() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let baker = world.app.role(Role::Baker);
    let read = baker.api("GET", &format!("{ORDERS}/{id}/items"), None);
    let tag = read.header("etag").to_owned();
    let line = &read.json(200)["items"][0];
    assert_eq!(line["quantity_ordered"], "100");
    for hidden in ["unit_price", "line_total", "discount_percentage"] {
        assert_eq!(line[hidden], Value::Null, "{hidden} is no baker's");
    }
    let item = json!({ "purchase_order_item_id": line["id"], "delivered_quantity": "30" });
    let body = json!({ "items": [item], "supplier_delivery_note": "B-1" });
    let path = format!("{ORDERS}/{id}/deliveries");
    let send = |body: &Value| {
        baker.api_with(
            "POST",
            &path,
            &[("if-match", tag.as_str())],
            Some(body.clone()),
        )
    };
    assert_eq!(send(&body).status, 201);
    assert_eq!(send(&body).status, 412);
    let again = baker.api("POST", &path, Some(body)).json(422);
    assert_eq!(again["errors"][0]["field"], "again", "{again}");
    assert_eq!(world.line(id).quantity_received, kg("30"));
    let rows = baker.api("GET", &path, None).json(200);
    assert_eq!(rows["items"][0]["items"][0]["unit_price"], Value::Null);
    assert_eq!(
        baker.api("GET", &format!("{ORDERS}/{id}"), None).status,
        403
    );
    let priced = world
        .app
        .role(Role::Accountant)
        .api("GET", &format!("{ORDERS}/{id}/items"), None);
    assert_eq!(priced.json(200)["items"][0]["unit_price"], "0.60");
}

#[test]
fn lines_of_a_draft_fill_needs_and_give_them_back() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    app.set("buying.holding_rate", "0.00");
    let salt = crate::suppliers::ingredient(app, "Sal", None);
    crate::suppliers::sells(
        app,
        world.mill,
        crate::suppliers::product(salt, "0.30", "25"),
    );
    used_daily(app, world.flour, "10");
    let body = json!({ "supplier_id": world.mill, "items": [{ "ingredient_id": salt, "quantity_ordered": "25" }] });
    let order = owner.api("POST", ORDERS, Some(body)).json(201);
    let path = format!("{ORDERS}/{}/items", order["id"].as_str().unwrap());
    app.write(|tx| planning::calculate(tx, tx.today()));
    let need = app.read(|view| planning::needs(view)).remove(0);
    assert_eq!(need.recommended_order_quantity, kg("50"));
    let state = || {
        let need = app.read(|view| planning::need(view, need.id));
        (need.status.code(), need.recommended_order_quantity)
    };
    let line = json!({ "ingredient_id": world.flour, "quantity_ordered": "25" });
    let added = owner.api("POST", &path, Some(line)).json(201);
    assert_eq!(state(), ("pending", kg("25")), "half of it is on the draft");
    let at = format!("{path}/{}", added["id"].as_str().unwrap());
    let version = || {
        let order = owner.api(
            "GET",
            &format!("{ORDERS}/{}", order["id"].as_str().unwrap()),
            None,
        );
        order.header("etag").to_owned()
    };
    let change = |quantity: &str| {
        let body = json!({ "ingredient_id": world.flour, "quantity_ordered": quantity });
        owner.api_with("PUT", &at, &[("if-match", &version())], Some(body))
    };
    assert_eq!(change("50").status, 200);
    assert_eq!(state().0, "ordered");
    assert_eq!(change("25").status, 200);
    assert_eq!(state(), ("pending", kg("25")));
    let gone = owner.api_with("DELETE", &at, &[("if-match", &version())], None);
    assert_eq!(gone.status, 204);
    assert_eq!(state(), ("pending", kg("50")));
    // Nobody asks for the same goods on two lines, nor for a price below zero.
    let item = json!({ "ingredient_id": salt, "quantity_ordered": "25", "unit_price": "-1" });
    let body = json!({ "supplier_id": world.mill, "items": [item, { "ingredient_id": salt, "quantity_ordered": "5", "unit_price": "1" }] });
    let refused = owner.api("POST", ORDERS, Some(body)).json(422);
    assert_eq!(refused["errors"][0]["field"], "lines.0.unit_price");
    assert!(
        refused.to_string().contains("No puede ser menos que cero"),
        "{refused}"
    );
    let item = json!({ "ingredient_id": salt, "quantity_ordered": "25" });
    let body = json!({ "supplier_id": world.mill, "items": [item, item] });
    let refused = owner.api("POST", ORDERS, Some(body)).json(422);
    assert_eq!(
        refused["errors"][0]["field"], "lines.1.ingredient_id",
        "{refused}"
    );
}

#[test]
fn an_order_whose_day_has_gone_by_is_approved_for_another_day_only() {
    let world = World::new();
    let id = world.at(Status::PendingApproval);
    let asked = world.find(id).required_delivery_date.unwrap();
    world.app.at_local(&asked.add_days(2).to_string(), "09:00");
    let owner = world.app.owner();
    let refused = owner
        .api("POST", &format!("{ORDERS}/{id}/approve"), None)
        .json(422);
    assert_eq!(refused["errors"][0]["field"], "required_delivery_date");
    assert_eq!(world.find(id).status, Status::PendingApproval);
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM mails"), 0);
    let page = format!("/purchases/{id}");
    let shown = owner.get(&page).page(200);
    let version = attr(&shown, "form[action$='/approve'] [name=version]", "value").unwrap();
    let approve = |day: &str| {
        let fields = [
            ("version", version.as_str()),
            ("required_delivery_date", day),
        ];
        owner.post(&format!("{page}/approve"), &fields)
    };
    assert_eq!(
        approve("")
            .page(422)
            .select(&scraper::Selector::parse("#f-new-day").unwrap())
            .count(),
        1
    );
    assert_eq!(approve(&asked.to_string()).status, 422, "that one is past");
    let new = asked.add_days(5);
    assert_eq!(approve(&new.to_string()).status, 303);
    let order = world.find(id);
    assert_eq!(
        (order.status, order.required_delivery_date),
        (Status::Sent, Some(new))
    );
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM mails"), 1);
}

#[test]
fn what_the_supplier_promised_stays_unless_another_day_is_asked_for() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let owner = world.app.owner();
    let asked = world.find(id).required_delivery_date.unwrap();
    let promised = asked.add_days(3);
    let yes = json!({ "expected_delivery_date": promised });
    owner
        .api("POST", &format!("{ORDERS}/{id}/confirm"), Some(yes))
        .json(200);
    let amend = |body: Value| {
        let tag = format!("\"{}\"", world.find(id).version);
        owner
            .api_with(
                "PUT",
                &format!("{ORDERS}/{id}"),
                &[("if-match", &tag)],
                Some(body),
            )
            .json(200)
    };
    amend(json!({ "supplier_notes": "Por la puerta de atrás" }));
    assert_eq!(world.find(id).expected_delivery_date, Some(promised));
    let other = day("2026-12-15");
    amend(json!({ "required_delivery_date": other }));
    let order = world.find(id);
    assert_eq!(
        (order.required_delivery_date, order.expected_delivery_date),
        (Some(other), Some(other))
    );
}
