//! Buying, where the figures of an order, of a supplier's list and of a delivery meet: what was seen is what is approved, a
//! list price changes only for a reason, an announced delivery comes once.

use hornada::people::roles::Role;
use hornada::planning;
use hornada::purchasing::{self, NewLine, NewPurchase, state::Status};
use hornada::suppliers::{self, Break, NewProduct};
use hornada::values::ids::{ItemId, PurchaseId, SupplierId, SupplierProductId};
use serde_json::{Value, json};

use crate::planning::used_daily;
use crate::purchasing::World;
use crate::suppliers::{ingredient, kg, mill, product, sells};
use crate::support::{Client, Reply, TestApp, attr, texts};

const ORDERS: &str = "/api/v1/procurement/purchase-orders";
const SUPPLIERS: &str = "/api/v1/procurement/suppliers";

/// What a form of a page sends: its hidden fields but the token.
fn hidden(page: &scraper::Html, action: &str) -> Vec<(String, String)> {
    let all = format!("form[action='{action}'] input[type=hidden]");
    let all = scraper::Selector::parse(&all).unwrap();
    let fields = page.select(&all).map(|field| {
        let of = |name: &str| field.attr(name).unwrap_or_default().to_owned();
        (of("name"), of("value"))
    });
    fields.filter(|(name, _)| name != "_csrf").collect()
}

fn send(
    client: &Client,
    action: &str,
    fields: &[(String, String)],
    more: &[(&str, &str)],
) -> Reply {
    let fields = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.chain(more.iter().copied()).collect();
    client.post(action, &fields)
}

/// Somebody raises the price of the order's line a hundredfold.
fn raise(world: &World, id: PurchaseId) {
    world.app.write(move |tx| {
        let line = purchasing::lines(tx, id)?.remove(0);
        let version = purchasing::find(tx, id)?.version;
        let dearer = NewLine {
            unit_price: Some("60".parse().unwrap()),
            ..NewLine::of(line.ingredient_id, line.quantity_ordered)
        };
        purchasing::change_line(tx, id, line.id, version, &dearer)
    });
}

#[test]
fn nobody_approves_another_amount_than_they_saw() {
    for page in ["/", "the order's own page"] {
        let world = World::new();
        let owner = world.app.owner();
        let id = world.at(Status::PendingApproval);
        let place = format!("/purchases/{id}");
        let page = if page == "/" { page } else { &place };
        let approve = format!("{place}/approve");
        let seen = hidden(&owner.get(page).page(200), &approve);
        raise(&world, id);
        let told = send(&owner, &approve, &seen, &[]).page(412);
        let head = texts(&told, ".form__summary").join(" ");
        assert!(
            head.contains("eran 62,40 €, ahora son 6.240,00 €"),
            "{head}"
        );
        assert_eq!(world.find(id).status, Status::PendingApproval);
        assert_eq!(world.app.value::<i64>("SELECT count(*) FROM mails"), 0);
        // Who has seen it by now may approve it.
        let again = hidden(&told, &approve);
        assert_eq!(send(&owner, &approve, &again, &[]).status, 303);
        assert_eq!(world.find(id).status, Status::Sent);
        assert_eq!(
            send(&owner, &approve, &again, &[]).status,
            409,
            "a second click finds it sent, not changed"
        );
    }
}

#[test]
fn nobody_rejects_or_submits_another_order_than_they_saw() {
    let world = World::new();
    let owner = world.app.owner();
    let id = world.at(Status::PendingApproval);
    let reject = format!("/purchases/{id}/reject");
    let why = [("reason", "Queda harina")];
    let seen = hidden(&owner.get("/").page(200), &reject);
    raise(&world, id);
    let told = send(&owner, &reject, &seen, &why).page(412);
    assert_eq!(attr(&told, "#f-reason-reject", "value").unwrap(), why[0].1);
    assert_eq!(world.find(id).status, Status::PendingApproval);
    let again = hidden(&told, &reject);
    assert_eq!(send(&owner, &reject, &again, &why).status, 303);
    let draft = world.draft();
    let submit = format!("/purchases/{draft}/submit");
    let seen = hidden(
        &owner.get(&format!("/purchases/{draft}")).page(200),
        &submit,
    );
    raise(&world, draft);
    assert_eq!(send(&owner, &submit, &seen, &[]).status, 412);
    assert_eq!(world.find(draft).status, Status::Draft);
    assert_eq!(owner.post(&submit, &[]).status, 412, "nothing was seen");
}

#[test]
fn the_api_heeds_the_version_where_it_is_sent() {
    let world = World::new();
    let owner = world.app.owner();
    let with = |id: PurchaseId, verb: &str, version: i64| {
        let version = format!("\"{version}\"");
        let body = Some(json!({ "reason": "Caro" })).filter(|_| verb == "reject");
        owner.api_with(
            "POST",
            &format!("{ORDERS}/{id}/{verb}"),
            &[("if-match", &version)],
            body,
        )
    };
    for verb in ["submit", "approve", "reject"] {
        let id = world.at(match verb {
            "submit" => Status::Draft,
            _ => Status::PendingApproval,
        });
        let seen = world.find(id).version;
        raise(&world, id);
        let before = world.find(id).status;
        assert_eq!(with(id, verb, seen).status, 412, "{verb}");
        assert_eq!(world.find(id).status, before);
        assert_eq!(with(id, verb, world.find(id).version).status, 200, "{verb}");
        assert_eq!(with(id, verb, seen).status, 409, "{verb}: it is done");
    }
    let id = world.at(Status::PendingApproval);
    let path = format!("{ORDERS}/{id}/approve");
    assert_eq!(owner.api("POST", &path, None).status, 200, "stays possible");
    let described = owner.api("GET", "/api/openapi.json", None).json(200);
    let parameters = &described["paths"][format!("{ORDERS}/{{id}}/approve")]["post"]["parameters"];
    let parameters = parameters.as_array().unwrap().iter();
    let header = parameters.into_iter().find(|one| one["name"] == "If-Match");
    assert_eq!(header.unwrap()["required"], false, "{described}");
}

struct Dairy {
    app: TestApp,
    butter: ItemId,
    supplier: SupplierId,
    product: SupplierProductId,
}

impl Dairy {
    fn new(price: &str, terms: impl FnOnce(NewProduct) -> NewProduct) -> Self {
        let app = TestApp::new();
        let butter = ingredient(&app, "Mantequilla", None);
        let supplier = mill(&app, "Lácteos Norte", "");
        let product = sells(&app, supplier, terms(product(butter, price, "1")));
        Self {
            app,
            butter,
            supplier,
            product,
        }
    }

    /// An order that is sent.
    fn ordered(&self, quantity: &str, discount: &str) -> PurchaseId {
        let line = NewLine {
            discount_percentage: discount.parse().unwrap(),
            ..NewLine::of(self.butter, kg(quantity))
        };
        let new = NewPurchase::to(self.supplier, vec![line]);
        self.app.write(move |tx| {
            let id = purchasing::create(tx, &new)?;
            purchasing::submit(tx, id)?;
            purchasing::approve(tx, id)?;
            purchasing::send(tx, id)?;
            Ok(id)
        })
    }

    fn received(&self, id: PurchaseId, quantity: &str, price: Option<&str>) -> Reply {
        let line = self.app.read(|view| purchasing::lines(view, id)).remove(0);
        let item = json!({ "purchase_order_item_id": line.id, "delivered_quantity": quantity, "unit_price": price });
        let body = json!({ "items": [item] });
        let path = format!("{ORDERS}/{id}/deliveries");
        self.app.owner().api("POST", &path, Some(body))
    }

    fn sold(&self) -> suppliers::SupplierProduct {
        let id = self.product;
        self.app.read(move |view| suppliers::product(view, id))
    }

    fn list_price(&self) -> String {
        self.sold().unit_price.decimal().normalize().to_string()
    }

    fn break_price(&self) -> String {
        let price = self.sold().breaks[0].unit_price;
        price.decimal().normalize().to_string()
    }

    fn pricing(&self) -> Value {
        let path = format!("{SUPPLIERS}/{}/pricing", self.supplier);
        self.app.owner().api("GET", &path, None).json(200)["items"][0].clone()
    }

    fn page(&self) -> String {
        let path = format!("/suppliers/{}/products/{}", self.supplier, self.product);
        texts(&self.app.owner().get(&path).page(200), "aside .timeline").join(" ")
    }
}

#[test]
fn the_discount_of_a_line_never_becomes_the_list_price() {
    let dairy = Dairy::new("8.20", |product| product);
    let receive = |price| {
        let id = dairy.ordered("10", "10");
        dairy.received(id, "10", price).json(201);
        dairy.list_price()
    };
    assert_eq!(receive(None), "8.2", "nothing was said of a price");
    assert_eq!(receive(Some("7.38")), "8.2", "it is as ordered");
    assert_eq!(receive(Some("8.20")), "8.2", "the discount was forgotten");
    assert_eq!(
        receive(Some("7.56")),
        "8.4",
        "another price, before the discount"
    );
    assert_eq!(dairy.pricing()["history"][0]["unit_price"], "8.40");
    // The page fills in what was ordered, the discount taken off.
    let (owner, id) = (dairy.app.owner(), dairy.ordered("10", "10"));
    let form = format!("/purchases/{id}/receive");
    let shown = owner.get(&form).page(200);
    let line = dairy
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(0)
        .id;
    let (came, price) = (
        format!("lines.{line}.delivered_quantity"),
        format!("lines.{line}.unit_price"),
    );
    let typed = attr(&shown, &format!("[name='{price}']"), "value").unwrap();
    assert_eq!(typed, "7,56");
    let sent = owner.post(&form, &[(&came, "10"), (&price, &typed)]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert_eq!(dairy.list_price(), "8.4");
}

#[test]
fn a_price_typed_for_one_order_stays_with_it() {
    let dairy = Dairy::new("5.90", |product| product);
    let id = dairy.ordered("10", "0");
    dairy.app.write(move |tx| {
        tx.execute("UPDATE purchase_order_items SET unit_price = 50000", [])?;
        Ok(())
    });
    dairy.received(id, "10", None).json(201);
    assert_eq!(dairy.list_price(), "5.9");
    dairy.app.write(move |tx| {
        tx.execute("UPDATE purchase_order_items SET unit_price = 59000", [])?;
        Ok(())
    });
}

fn with_break(product: NewProduct) -> NewProduct {
    NewProduct {
        breaks: vec![Break {
            from_quantity: kg("100"),
            unit_price: "4.00".parse().unwrap(),
        }],
        ..product
    }
}

#[test]
fn a_break_price_never_becomes_the_list_price_however_the_goods_come() {
    let dairy = Dairy::new("5.90", with_break);
    let id = dairy.ordered("120", "0");
    dairy.received(id, "60", None).json(201);
    assert_eq!(
        (dairy.list_price(), dairy.break_price()),
        ("5.9".into(), "4".into())
    );
    dairy.received(id, "60", Some("4.20")).json(201);
    assert_eq!(
        (dairy.list_price(), dairy.break_price()),
        ("5.9".into(), "4.2".into()),
        "the price of that quantity follows, and no other"
    );
    let terms = &dairy.pricing()["terms_history"];
    assert_eq!(
        (&terms[0]["term"], &terms[0]["from_quantity"]),
        (&json!("break"), &json!("100"))
    );
    assert_eq!(
        (&terms[0]["unit_price_before"], &terms[0]["unit_price"]),
        (&json!("4.00"), &json!("4.20"))
    );
    let page = dairy.page();
    assert!(
        page.contains("Desde 100 kg: 4,20 €/kg (antes: 4,00 €/kg)"),
        "{page}"
    );
    let small = dairy.ordered("10", "0");
    dairy.received(small, "10", Some("6.10")).json(201);
    assert_eq!(
        (dairy.list_price(), dairy.break_price()),
        ("6.1".into(), "4.2".into())
    );
}

#[test]
fn a_contract_stays_as_agreed_and_the_history_says_what_was_charged() {
    let dairy = Dairy::new("5.90", |product| NewProduct {
        contract_price: Some("5.00".parse().unwrap()),
        ..product
    });
    let id = dairy.ordered("10", "0");
    dairy.received(id, "10", Some("5.40")).json(201);
    let sold = dairy.sold();
    assert_eq!(sold.contract_price, Some("5.00".parse().unwrap()));
    assert_eq!(dairy.list_price(), "5.9");
    let page = dairy
        .app
        .owner()
        .get(&format!("/suppliers/{}", dairy.supplier));
    let told = texts(&page.page(200), ".timeline").join(" ");
    assert!(told.contains("Otro precio que el pactado"), "{told}");
    assert!(
        told.contains("Mantequilla: pactado a 5,00 €/kg, ha llegado a 5,40 €/kg."),
        "{told}"
    );
}

#[test]
fn a_tax_rate_of_a_line_is_between_nothing_and_all() {
    let world = World::new();
    let owner = world.app.owner();
    let line = |rate: &str| json!({ "ingredient_id": world.flour, "quantity_ordered": "10", "tax_rate": rate });
    let supplier = world.find(world.draft()).supplier_id;
    for rate in ["-3", "500"] {
        let body = json!({ "supplier_id": supplier, "items": [line(rate)] });
        let refused = owner.api("POST", ORDERS, Some(body)).json(422);
        assert_eq!(
            refused["errors"][0]["field"], "lines.0.tax_rate",
            "{refused}"
        );
    }
    let body = json!({ "supplier_id": supplier, "items": [line("100")] });
    let order = owner.api("POST", ORDERS, Some(body)).json(201);
    let path = format!(
        "{ORDERS}/{}/items/{}",
        order["id"].as_str().unwrap(),
        order["items"][0]["id"].as_str().unwrap()
    );
    let version = format!("\"{}\"", order["version"]);
    let change = |rate| owner.api_with("PUT", &path, &[("if-match", &version)], Some(line(rate)));
    assert_eq!(change("100.01").json(422)["errors"][0]["field"], "tax_rate");
    assert_eq!(change("0").status, 200);
}

#[test]
fn contracts_and_breaks_have_a_history() {
    let dairy = Dairy::new("5.90", with_break);
    let owner = dairy.app.owner();
    let path = format!("{SUPPLIERS}/{}/products/{}", dairy.supplier, dairy.product);
    let put = |price: Option<&str>, until: Option<&str>, breaks: Value| {
        let version = format!("\"{}\"", dairy.sold().version);
        let body = json!({ "ingredient_id": dairy.butter, "unit_price": "5.90", "pack_size": "1", "contract_price": price,
            "valid_until": until, "breaks": breaks });
        owner
            .api_with("PUT", &path, &[("if-match", &version)], Some(body))
            .json(200)
    };
    let same = json!([{ "from_quantity": "100", "unit_price": "4.00" }]);
    put(Some("5.00"), Some("2026-12-31"), same.clone());
    put(Some("5.00"), Some("2026-12-31"), same.clone());
    put(
        Some("4.80"),
        Some("2027-06-30"),
        json!([{ "from_quantity": "200", "unit_price": "3.90" }]),
    );
    put(
        None,
        None,
        json!([{ "from_quantity": "200", "unit_price": "3.90" }]),
    );
    let terms = dairy.pricing()["terms_history"].clone();
    let told: Vec<String> = terms
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let said = |name: &str| change[name].as_str().unwrap_or("–").to_owned();
            [
                "term",
                "from_quantity",
                "unit_price_before",
                "valid_until_before",
                "unit_price",
                "valid_until",
            ]
            .map(said)
            .join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "contract – 4.80 2027-06-30 – –",
            "contract – 5.00 2026-12-31 4.80 2027-06-30",
            "break 100 4.00 – – –",
            "break 200 – – 3.90 –",
            "contract – – – 5.00 2026-12-31",
            "break 100 – – 4.00 –",
        ],
        "what stays as it was is no news"
    );
    let page = dairy.page();
    for said in [
        "Precio pactado: ninguno (antes: 4,80 €/kg hasta 30/06/2027)",
        "Precio pactado: 4,80 €/kg hasta 30/06/2027 (antes: 5,00 €/kg hasta 31/12/2026)",
        "Desde 100 kg: ninguno (antes: 4,00 €/kg)",
        "Desde 200 kg: 3,90 €/kg (antes: ninguno)",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

/// The deliveries of an order by day: "2026-11-20 delivered".
fn states(owner: &Client, id: PurchaseId) -> Vec<String> {
    let list = owner
        .api("GET", &format!("{ORDERS}/{id}/deliveries"), None)
        .json(200);
    let list = list["items"].as_array().unwrap().iter();
    let said = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let told = list.map(|one| format!("{} {}", said(one, "delivery_date"), said(one, "status")));
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

#[test]
fn an_announced_delivery_is_the_one_that_comes() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Sent), world.app.owner());
    let place = format!("/purchases/{id}");
    let announce = format!("{place}/deliveries");
    assert_eq!(owner.post(&announce, &[]).status, 422);
    let past = [("delivery_date", "19/11/2026")];
    let wrong = owner.post(&announce, &past).page(422);
    assert_eq!(
        attr(&wrong, "#f-delivery_date", "value").unwrap(),
        past[0].1
    );
    for day in ["2026-11-23", "2026-11-21"] {
        assert_eq!(owner.post(&announce, &[("delivery_date", day)]).status, 303);
    }
    let shown = owner.get(&place).page(200);
    assert!(texts(&shown, "section li small").contains(&"prevista".to_owned()));
    let line = world
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(0)
        .id;
    let came = format!("lines.{line}.delivered_quantity");
    let part = owner.post(&format!("{place}/receive"), &[(came.as_str(), "40")]);
    assert_eq!(part.status, 303);
    assert_eq!(
        states(&owner, id),
        ["2026-11-20 partially_delivered", "2026-11-23 scheduled"],
        "the one that was to come first has come"
    );
    let rest = owner
        .api("POST", &format!("{ORDERS}/{id}/receive"), None)
        .json(200);
    assert_eq!(rest["delivery_date"], "2026-11-20");
    assert_eq!(
        states(&owner, id),
        ["2026-11-20 delivered", "2026-11-20 partially_delivered"]
    );
}

#[test]
fn what_is_announced_still_when_all_has_come_is_closed() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Sent), world.app.owner());
    let path = format!("{ORDERS}/{id}/deliveries");
    for status in ["scheduled", "in_transit"] {
        owner
            .api("POST", &path, Some(json!({ "status": status })))
            .json(201);
    }
    owner
        .api("POST", &format!("{ORDERS}/{id}/receive"), None)
        .json(200);
    assert_eq!(world.find(id).status, Status::Received);
    let states = states(&owner, id);
    assert_eq!(states, ["2026-11-20 delivered", "2026-11-22 rejected"]);
    let told = owner.get(&format!("/purchases/{id}")).body;
    assert!(told.contains("Ya no se espera"), "the history says why");
}

#[test]
fn a_delivery_is_sent_back_with_a_reason() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Sent), world.app.owner());
    let path = format!("{ORDERS}/{id}/deliveries");
    let made = owner
        .api(
            "POST",
            &path,
            Some(json!({ "status": "scheduled", "notes": "Por la tarde" })),
        )
        .json(201);
    let one = format!("{path}/{}/status", made["id"].as_str().unwrap());
    let reject = |body: Value| owner.api_with("PATCH", &one, &[("if-match", "\"1\"")], Some(body));
    let refused = reject(json!({ "status": "rejected", "reason": " " })).json(422);
    assert_eq!(refused["errors"][0]["field"], "reason");
    let done =
        reject(json!({ "status": "rejected", "reason": "El camión venía sin frío" })).json(200);
    assert_eq!(
        (&done["status"], &done["notes"]),
        (
            &json!("rejected"),
            &json!("Por la tarde\nEl camión venía sin frío")
        )
    );
    let told = texts(
        &owner.get(&format!("/purchases/{id}")).page(200),
        ".timeline",
    )
    .join(" ");
    assert!(told.contains("El camión venía sin frío"), "{told}");
}

#[test]
fn a_need_opens_again_when_its_order_is_called_off_or_not_approved() {
    for verb in ["cancel", "reject"] {
        let world = World::new();
        let (app, owner) = (&world.app, world.app.owner());
        used_daily(app, world.flour, "10");
        app.write(|tx| planning::calculate(tx, tx.today()));
        let needed = app.read(|view| planning::needs(view)).remove(0);
        let supplier = needed.recommended_supplier_id.unwrap();
        let id = app.write(move |tx| {
            let id = purchasing::create_from_needs(tx, supplier)?;
            purchasing::submit(tx, id)?;
            Ok(id)
        });
        assert!(app.read(|view| planning::needs(view)).is_empty());
        let path = format!("{ORDERS}/{id}/{verb}");
        owner
            .api("POST", &path, Some(json!({ "reason": "Otro proveedor" })))
            .json(200);
        let open = app.read(|view| planning::needs(view));
        assert_eq!(open.len(), 1, "{verb}");
        assert_eq!(
            (
                open[0].id,
                open[0].recommended_order_quantity,
                open[0].purchase_order_id
            ),
            (needed.id, needed.recommended_order_quantity, None)
        );
        let shown = owner.get("/buying").page(200);
        assert!(texts(&shown, "main").join(" ").contains("Harina"));
        if verb == "cancel" {
            owner
                .api("POST", &format!("{ORDERS}/{id}/restore"), None)
                .json(200);
            let closed = app.read(|view| planning::need(view, needed.id));
            assert_eq!(
                (closed.status.code(), closed.purchase_order_id),
                ("ordered", Some(id)),
                "what was undone is ordered again"
            );
        }
    }
}

#[test]
fn a_price_of_somebody_who_sees_none_is_refused_and_not_dropped() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let line = world
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(0)
        .id;
    let baker = world.app.role(Role::Baker);
    let body = json!({ "items": [{ "purchase_order_item_id": line, "delivered_quantity": "100", "unit_price": "9.99" }] });
    let field = format!("lines.{line}.unit_price");
    for path in ["deliveries", "receive"] {
        let refused = baker
            .api("POST", &format!("{ORDERS}/{id}/{path}"), Some(body.clone()))
            .json(422);
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    let came = format!("lines.{line}.delivered_quantity");
    let form = [(came.as_str(), "100"), (field.as_str(), "9,99")];
    let path = format!("/purchases/{id}/receive");
    let page = baker.post(&path, &form).page(422);
    assert!(
        texts(&page, ".form__summary")
            .join(" ")
            .contains("Tú no ves precios")
    );
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM deliveries"), 0);
    assert_eq!(baker.post(&path, &form[..1]).status, 303);
}
