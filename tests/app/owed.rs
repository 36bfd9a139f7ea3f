//! What is owed is never lost from sight, is printed as the law asks, and is asked about before it is mistyped.

use hornada::catalog;
use hornada::customers::{self, CustomerType, NewCustomer, Rhythm};
use hornada::fulfilment::{self, Handover};
use hornada::invoices;
use hornada::payments::jobs;
use hornada::production;
use hornada::stock::{self, Reason, Receipt};
use hornada::values::ids::{CustomerId, InvoiceId};
use serde_json::{Value, json};

use crate::invoices::{Delivery, business, customer, day, delivered, issue_due, on};
use crate::orders::{SATURDAY, World, order, take, world};
use crate::support::{TestApp, attr, texts};

fn frozen(app: &TestApp) -> (World, fulfilment::Note) {
    let world = world(app);
    take(app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let note = app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0);
    (world, note)
}

fn needs(app: &TestApp) -> String {
    let page = app.owner().get("/").page(200);
    texts(&page, "#needs .list__what").join(" | ")
}

#[test]
fn what_was_never_handed_over_stays_on_today_until_somebody_does_something() {
    let app = TestApp::new();
    let (_, note) = frozen(&app);
    app.at_local("2026-12-20", "10:00");
    let said = needs(&app);
    assert!(said.contains("Ana Ruiz"), "a month later: {said}");
    let id = note.id;
    app.write(move |tx| fulfilment::not_delivered(tx, id, "no estaba"));
    let said = needs(&app);
    assert!(said.contains("Ana Ruiz"), "came back: {said}");
    app.write(move |tx| fulfilment::deliver(tx, id, &Handover::default()));
    let said = needs(&app);
    assert!(!said.contains("Ana Ruiz"), "{said}");
}

#[test]
fn today_counts_all_and_not_only_the_first_two_hundred() {
    let app = TestApp::new();
    let hotel = hotel(&app);
    for _ in 0..205 {
        delivered(
            &app,
            hotel,
            on("2026-11-02", &[("Barra de pan", 100, "1.00", "4")]),
        );
    }
    assert_eq!(issue_due(&app, "2026-11-16").made.len(), 205);
    app.at_local("2027-01-10", "10:00");
    let page = app.owner().get("/").page(200);
    let said = texts(&page, "#needs .list__row").join(" | ");
    assert!(said.contains("205"), "{said}");
    assert!(said.contains("21.320,00"), "205 × 104: {said}");
}

#[test]
fn missed_dates_come_page_by_page() {
    let app = TestApp::new();
    let world = world(&app);
    crate::standing::daily(&app, &world);
    app.at_local("2026-11-26", "06:00");
    app.write(|tx| hornada::standing_orders::generate(tx, day("2026-11-28")));
    let path = "/api/v1/standing-orders/missed";
    let all = app.owner().api("GET", path, None).json(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 4);
    assert_eq!(all["next"], Value::Null);
    let mut days = Vec::new();
    let mut next = format!("{path}?limit=3");
    loop {
        let page = app.owner().api("GET", &next, None).json(200);
        let items = page["items"].as_array().unwrap().clone();
        days.extend(items.into_iter().map(|item| item["day"].clone()));
        match page["next"].as_str() {
            Some(after) => next = format!("{path}?limit=3&after={after}"),
            None => break,
        }
    }
    let expected: Vec<Value> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["day"].clone())
        .collect();
    assert_eq!(days, expected);
    let wrong = format!("{path}?after=ayer~7");
    assert_eq!(app.owner().api("GET", &wrong, None).status, 422);
}

#[test]
fn an_expired_lot_is_marked_for_the_picker_and_taken_last() {
    let app = TestApp::new();
    let world = world(&app);
    let barra = world.barra;
    for (lot, last) in [("VIEJO", "2026-11-10"), ("BUENO", "2026-11-30")] {
        app.write(move |tx| {
            let receipt = Receipt {
                lot_number: Some(lot.into()),
                expiry: Some(day(last)),
                ..Receipt::of(
                    barra,
                    "10".parse().unwrap(),
                    "5".parse().unwrap(),
                    Reason::Receipt,
                    "delivery",
                    None,
                )
            };
            stock::receive(tx, receipt)
        });
    }
    take(&app, order(world.ana, SATURDAY, &[(barra, 3)]));
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let path = format!("/api/v1/orders/fulfillment/picking-list?day={SATURDAY}");
    let list = app.owner().api("GET", &path, None).json(200);
    let lots = &list["items"][0]["lots"];
    assert_eq!(
        (&lots[0]["lot_number"], &lots[0]["is_expired"]),
        (&json!("BUENO"), &json!(false))
    );
    assert_eq!(
        (&lots[1]["lot_number"], &lots[1]["is_expired"]),
        (&json!("VIEJO"), &json!(true))
    );
    let page = app
        .owner()
        .get(&format!("/production/packing?day={SATURDAY}"))
        .page(200);
    assert!(page.html().contains("VIEJO (caducado, no entregar)"));
    let note = app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0);
    app.at_local(SATURDAY, "09:00");
    app.write(move |tx| fulfilment::deliver(tx, note.id, &Handover::default()));
    let left: String = app.value(
        "SELECT group_concat(l.lot_number || ' ' || b.quantity, ', ') FROM balances b JOIN lots l ON l.id = b.lot_id
         WHERE l.lot_number IN ('BUENO', 'VIEJO') ORDER BY l.lot_number",
    );
    assert!(
        left.contains("VIEJO 10000") && left.contains("BUENO 7000"),
        "{left}"
    );
}

#[test]
fn a_picking_list_of_a_day_that_is_not_cut_off_says_so() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let path = format!("/api/v1/orders/fulfillment/picking-list?day={SATURDAY}");
    let list = app.owner().api("GET", &path, None).json(200);
    assert_eq!(
        (&list["items"], &list["is_cut_off"]),
        (&json!([]), &json!(false))
    );
    assert!(list["note"].is_string());
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let list = app.owner().api("GET", &path, None).json(200);
    assert_eq!(
        (&list["is_cut_off"], &list["note"]),
        (&json!(true), &Value::Null)
    );
}

#[test]
fn a_time_that_was_told_dates_the_hand_over_and_only_an_evening_is_the_next_day() {
    for (told, dated) in [
        ("2026-11-20T10:00:00Z", "2026-11-20"),
        ("2026-11-20T21:00:00Z", SATURDAY),
    ] {
        let app = TestApp::new();
        let (_, note) = frozen(&app);
        app.at_local(SATURDAY, "09:00");
        let path = format!("/api/v1/notes/{}/deliver", note.id);
        let body = json!({ "delivered_at": told });
        app.owner().api("POST", &path, Some(body)).json(200);
        assert_eq!(
            app.read(|view| fulfilment::find(view, note.id)).day,
            day(dated),
            "{told}"
        );
    }
    // Not told, on the day before: of the day that is frozen.
    let app = TestApp::new();
    let (_, note) = frozen(&app);
    app.write(move |tx| fulfilment::deliver(tx, note.id, &Handover::default()));
    assert_eq!(
        app.read(|view| fulfilment::find(view, note.id)).day,
        day(SATURDAY)
    );
}

/// A hotel that is invoiced for each order.
fn hotel(app: &TestApp) -> CustomerId {
    let new = NewCustomer {
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Hotel Miramar")
    };
    customer(app, new)
}

/// A club that buys at shop prices, invoiced for each order.
fn club(app: &TestApp) -> CustomerId {
    let new = NewCustomer {
        customer_type: CustomerType::Retail,
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Peña El Horno")
    };
    customer(app, new)
}

fn newest(app: &TestApp) -> InvoiceId {
    app.value::<Vec<u8>>("SELECT id FROM invoices ORDER BY number DESC LIMIT 1")
        .try_into()
        .map(|bytes| InvoiceId(uuid::Uuid::from_bytes(bytes)))
        .unwrap()
}

#[test]
fn a_full_invoice_of_prices_with_tax_prints_each_price_without_it_too() {
    let app = TestApp::new();
    let club = club(&app);
    delivered(
        &app,
        club,
        Delivery {
            mode: "gross",
            ..on(
                "2026-11-19",
                &[("Barra", 10, "1.10", "4"), ("Croissant", 3, "1.35", "10")],
            )
        },
    );
    let id = issue_due(&app, "2026-11-20").made[0];
    let document = app.read(|view| invoices::document(view, id));
    let prices: Vec<(&str, &str)> = document.notes[0]
        .lines
        .iter()
        .map(|line| (line.unit_price.as_str(), line.net_price.as_str()))
        .collect();
    // 1.10 ÷ 1.04 and 1.35 ÷ 1.10.
    assert_eq!(prices, [("1.10", "1.0577"), ("1.35", "1.2273")]);
    let page = app.owner().get(&format!("/invoices/{id}")).page(200);
    assert!(page.html().contains("1,0577 sin IVA"));
    let print = |document: hornada::documents::InvoiceDocument| {
        hornada::documents::render(&hornada::documents::Document::Invoice(document)).unwrap()
    };
    let with = print(document.clone());
    // An invoice of before has no such prices, reads and prints as it did.
    let mut text: Value = serde_json::to_value(&document).unwrap();
    for line in text["notes"][0]["lines"].as_array_mut().unwrap() {
        line.as_object_mut().unwrap().remove("net_price");
    }
    let old: hornada::documents::InvoiceDocument = serde_json::from_value(text).unwrap();
    assert_eq!(old.notes[0].lines[0].net_price, "");
    assert_ne!(print(old), with);
}

#[test]
fn an_invoice_of_what_was_paid_when_ordered_asks_for_nothing() {
    let app = TestApp::new();
    app.set("bakery.iban", "ES9121000418450200051332");
    let hotel = hotel(&app);
    let bread = on("2026-11-18", &[("Barra de pan", 100, "1.00", "4")]);
    delivered(&app, hotel, bread);
    delivered(
        &app,
        hotel,
        Delivery {
            day: "2026-11-19",
            ..bread
        },
    );
    app.write(|tx| {
        tx.execute("UPDATE orders SET payment_status = 'paid', payment_method = 'card' WHERE order_number = 'ORD-001'", [])?;
        tx.execute("UPDATE orders SET deposit_amount = 2000 WHERE order_number = 'ORD-002'", [])?;
        jobs::issue(tx, day("2026-11-20"))
    });
    let part = app.read(|view| invoices::document(view, newest(&app)));
    assert_eq!(part.payment.iban, "ES9121000418450200051332");
    assert!(
        part.notices[0].contains("20,00 €") && part.notices[0].contains("84,00 €"),
        "{:?}",
        part.notices
    );
    let first = app.read(|view| invoices::list(view, &invoices::Filter::default(), 10))[1].id;
    let paid = app.read(|view| invoices::document(view, first));
    assert_eq!(
        (
            paid.payment.method.as_str(),
            paid.payment.iban.as_str(),
            paid.due_day.as_str(),
            paid.prepaid.as_str()
        ),
        ("Pagada con tarjeta", "", "", "104.00")
    );
    let mails: Vec<String> = app.read(|view| {
        let mut statement =
            view.prepare("SELECT text_body FROM mails WHERE kind = 'invoice' ORDER BY subject")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    assert!(
        mails[0].contains("Pagada con tarjeta: no queda nada por pagar"),
        "{}",
        mails[0]
    );
    assert!(!mails[0].contains("Se paga el"), "{}", mails[0]);
    assert!(
        mails[1].contains("Ya has pagado 20,00 €") && mails[1].contains("84,00 €"),
        "{}",
        mails[1]
    );
    let page = app.owner().get(&format!("/invoices/{first}")).page(200);
    assert!(page.html().contains("Pagada con tarjeta"));
    let pdf = app.owner().get(&format!("/invoices/{first}/pdf"));
    assert_eq!(pdf.header("content-type"), "application/pdf");
}

#[test]
fn what_was_paid_with_the_order_says_nothing_of_how_long_customers_take() {
    let app = TestApp::new();
    let hotel = hotel(&app);
    delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 100, "1.00", "4")]),
    );
    app.write(|tx| {
        tx.execute("UPDATE orders SET payment_status = 'paid', payment_method = 'card', order_date = '2026-11-10'", [])?;
        jobs::issue(tx, day("2026-11-20"))
    });
    let figures = app
        .owner()
        .api("GET", "/api/v1/invoices/figures", None)
        .json(200);
    assert_eq!(figures["days_to_payment"], Value::Null);
}

#[test]
fn private_customers_are_invoiced_per_order_and_businesses_fortnightly() {
    let app = TestApp::new();
    let owner = app.owner();
    let made = |body: Value| owner.api("POST", "/api/v1/customers", Some(body)).json(201);
    assert_eq!(
        made(json!({ "contact_name": "Ana Ruiz" }))["invoice_rhythm"],
        "per_order"
    );
    let hotel = made(
        json!({ "business_name": "Hotel Miramar", "customer_type": "hotel", "credit_term_days": 90, "invoice_rhythm": "monthly" }),
    );
    assert_eq!(
        (&hotel["lawful_term_days"], &hotel["breaks_fresh_term"]),
        (&json!(30), &json!(true))
    );
    let bar = made(json!({ "business_name": "Bar Manolo", "customer_type": "restaurant" }));
    assert_eq!(
        (&bar["invoice_rhythm"], &bar["breaks_fresh_term"]),
        (&json!("fortnightly"), &json!(false))
    );
    let path = format!("/customers/{}", hotel["id"].as_str().unwrap());
    let card = texts(&owner.get(&path).page(200), ".dl dd").join(" | ");
    assert!(card.contains("90 acordados; la ley deja 30"), "{card}");
    let by_form = owner
        .post(
            "/customers",
            &[("contact_name", "Luis Gil"), ("customer_type", "retail")],
        )
        .location();
    let id: CustomerId = by_form.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(
        app.read(|view| customers::find(view, id)).invoice_rhythm,
        Rhythm::PerOrder
    );
}

#[test]
fn what_is_to_be_invoiced_is_had_by_the_api_too() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = customer(&app, business("Hotel Miramar"));
    let shop = customer(
        &app,
        NewCustomer {
            tax_id: None,
            ..business("Bar Manolo")
        },
    );
    for payer in [hotel, shop] {
        delivered(
            &app,
            payer,
            on("2026-11-02", &[("Barra de pan", 100, "1.00", "4")]),
        );
    }
    delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 50, "1.00", "4")]),
    );
    let due = owner.api("GET", "/api/v1/invoices/due", None).json(200);
    let items = due["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let of = |name: &str| {
        items
            .iter()
            .find(|item| item["customer_name"] == name)
            .unwrap()
    };
    assert_eq!(of("Hotel Miramar")["total_amount"], "104.00");
    assert_eq!(of("Hotel Miramar")["problems"], json!([]));
    assert!(!of("Bar Manolo")["problems"].as_array().unwrap().is_empty());
    assert_eq!(due["waiting"][0]["total_amount"], "52.00");
    assert_eq!(due["waiting"][0]["issue_day"], "2026-12-01");
    let of_one = owner
        .api(
            "GET",
            &format!("/api/v1/invoices/due?customer_id={hotel}"),
            None,
        )
        .json(200);
    assert_eq!(of_one["items"][0]["total_amount"], "156.00");
    let nobody = uuid::Uuid::now_v7();
    assert_eq!(
        owner
            .api(
                "GET",
                &format!("/api/v1/invoices/due?customer_id={nobody}"),
                None
            )
            .status,
        404
    );
    // Who cannot be invoiced is refused, and who is unknown is not there.
    let issue = |id: String| {
        owner.api(
            "POST",
            "/api/v1/orders/wholesale/invoices",
            Some(json!({ "customer_id": id })),
        )
    };
    assert_eq!(issue(shop.to_string()).json(409)["code"], "invoices-cannot");
    assert_eq!(issue(nobody.to_string()).status, 404);
    assert_eq!(issue(hotel.to_string()).status, 201);
}

#[test]
fn figures_and_the_lists_of_a_customer_change_by_themselves() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let page = app.owner().get("/invoices").page(200);
    assert!(attr(&page, "#invoice-figures[data-live] dd a", "href").is_some());
    let page = app.owner().get(&format!("/customers/{hotel}")).page(200);
    for part in ["orders", "invoices", "payments", "owes"] {
        let id = format!("#customer-{part}[data-live]");
        assert!(attr(&page, &id, "id").is_some(), "{id}");
    }
}

#[test]
fn no_two_variants_of_an_item_have_one_name() {
    let app = TestApp::new();
    let owner = app.owner();
    let world = world(&app);
    let parent = world.barra.to_string();
    let path = format!("/items/{parent}/variants");
    assert_eq!(
        owner.post(&path, &[("variant_name", "cortada")]).status,
        303
    );
    assert_eq!(
        owner.post(&path, &[("variant_name", " Cortada ")]).status,
        422
    );
    let whole = owner
        .api("GET", &format!("/api/v1/items/{parent}"), None)
        .json(200);
    for name in ["", "CORTADA"] {
        let mut body = whole.clone();
        let fields = body.as_object_mut().unwrap();
        for told in [
            "contains",
            "created_at",
            "id",
            "prices",
            "tax_confirmed",
            "updated_at",
            "version",
        ] {
            fields.remove(told);
        }
        body["sku"] = json!("");
        body["parent_id"] = json!(parent);
        body["variant_name"] = json!(name);
        let refused = owner
            .api("POST", "/api/v1/items", Some(body))
            .json(422)
            .to_string();
        assert!(refused.contains("variant_name"), "{name:?}: {refused}");
    }
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE parent_id IS NOT NULL"),
        1
    );
}

#[test]
fn a_list_without_prices_becomes_the_usual_one_only_when_that_is_meant() {
    let app = TestApp::new();
    let owner = app.owner();
    world(&app);
    let body = |confirmed: bool| json!({ "code": "NUE", "name": "Nueva", "tax_mode": "gross", "is_default": true, "confirm_unpriced": confirmed });
    let asked = owner
        .api("POST", "/api/v1/price-lists", Some(body(false)))
        .json(422)
        .to_string();
    assert!(asked.contains("confirm_unpriced"), "{asked}");
    let form = [
        ("name", "Nueva"),
        ("code", "NUE"),
        ("tax_mode", "gross"),
        ("is_default", "on"),
    ];
    let page = owner.post("/prices", &form).page(422);
    assert!(attr(&page, "#f-confirm_unpriced", "name").is_some());
    assert!(page.html().contains("no tienen precio en esta tarifa"));
    let usual = "SELECT code FROM price_lists WHERE is_default = 1 AND tax_mode = 'gross'";
    assert_eq!(app.value::<String>(usual), "PVP");
    let mut meant = form.to_vec();
    meant.push(("confirm_unpriced", "on"));
    assert_eq!(owner.post("/prices", &meant).status, 303);
    assert_eq!(app.value::<String>(usual), "NUE");
    assert!(app.read(|view| catalog::price_lists(view)).len() >= 3);
}
