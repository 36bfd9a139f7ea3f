//! One story a stage: what a bakery does with it, from its first row to what ends up in a mailbox or on the shelf. All of it
//! over HTTP with the words of the API, mails taken by a real server.

use std::cell::RefCell;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::smtp::{ReadFile, SmtpServer};
use crate::support::{Client, TestApp, texts};

/// Who tells the story, and the words they use.
pub struct Teller<'a> {
    app: &'a TestApp,
    pub owner: RefCell<Client>,
}

impl<'a> Teller<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        let owner = RefCell::new(app.owner());
        Self { app, owner }
    }

    /// Sets the clock and signs in again, as people do who were away for weeks.
    pub fn at(&self, day: &str, time: &str) {
        self.app.at_local(day, time);
        self.owner.replace(self.app.owner());
    }

    #[track_caller]
    pub fn make(&self, path: &str, body: Value) -> Value {
        let reply = self
            .owner
            .borrow()
            .api("POST", &format!("/api/v1/{path}"), Some(body));
        assert!(
            matches!(reply.status, 200 | 201),
            "{path}: {} {}",
            reply.status,
            reply.body
        );
        reply.json(reply.status)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.owner
            .borrow()
            .api("GET", &format!("/api/v1/{path}"), None)
            .json(200)
    }

    pub fn rows(&self, path: &str) -> Vec<Value> {
        self.get(path)["items"].as_array().unwrap().clone()
    }

    /// Runs a job for today's day, as the page of jobs does.
    #[track_caller]
    pub fn job(&self, name: &str, as_of: &str) {
        self.make(&format!("jobs/{name}/run"), json!({ "as_of": as_of }));
    }

    /// An item that is sold, at this net price.
    pub fn sold(&self, name: &str, price: &str) -> String {
        let body = json!({ "name": name, "is_sold": true, "is_made": true, "base_unit": "unit", "tax_class_id": self.class("bread") });
        let id = text(&self.make("items", body), "id");
        for list in self.rows("price-lists") {
            let price =
                json!({ "price_list_id": list["id"], "valid_from": "2026-01-01", "price": price });
            self.make(&format!("items/{id}/prices"), price);
        }
        id
    }

    /// An item that is bought by the kilogram.
    pub fn bought(&self, name: &str) -> String {
        let body = json!({ "name": name, "is_bought": true, "base_unit": "g", "unit": "kg", "price_unit": "kg", "tax_class_id": self.class("food") });
        text(&self.make("items", body), "id")
    }

    pub fn class(&self, code: &str) -> Value {
        let classes = self.rows("tax-classes");
        let found = classes.iter().find(|class| class["code"] == code);
        found.unwrap()["id"].clone()
    }

    pub fn business(&self, name: &str, rhythm: &str) -> String {
        let mail = format!("{}@bares.test", name.to_lowercase().replace(' ', "-"));
        let body = json!({ "customer_type": "hotel", "business_name": name, "contact_name": "Luisa Prado", "email": mail,
            "tax_id": "A58818501", "address_line1": "Paseo Marítimo 120", "postal_code": "29016", "city": "Málaga",
            "invoice_rhythm": rhythm, "credit_term_days": 30 });
        text(&self.make("customers", body), "id")
    }

    /// An order of a business, confirmed.
    pub fn order(&self, customer: &str, day: &str, lines: &[(&str, &str)]) -> Value {
        let items: Vec<Value> = lines
            .iter()
            .map(|(item, quantity)| json!({ "product_id": item, "quantity": quantity }))
            .collect();
        let order = self.make("orders", json!({ "customer_id": customer, "requested_date": day, "delivery_method": "delivery", "items": items }));
        let status = format!("/api/v1/orders/{}/status", text(&order, "id"));
        let confirmed = json!({ "status": "confirmed", "notes": "" });
        self.owner
            .borrow()
            .api("PATCH", &status, Some(confirmed))
            .json(200);
        order
    }

    /// A recipe: grams of each ingredient for so many pieces or grams.
    pub fn recipe(&self, product: &str, kind: &str, yields: (&str, &str), lines: &[(&str, &str)]) {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(item, grams)| json!({ "ingredient_id": item, "quantity": grams, "unit": "g" }))
            .collect();
        self.make("recipes", json!({ "product_id": product, "kind": kind, "yield_quantity": yields.0, "yield_unit": yields.1, "lines": lines }));
    }

    pub fn supplier(&self, name: &str, mail: &str, item: &str, price: &str, sack: &str) -> String {
        let body = json!({ "name": name, "email": mail, "lead_time_days": 2 });
        let id = text(&self.make("procurement/suppliers", body), "id");
        let product = json!({ "ingredient_id": item, "unit_price": price, "pack_name": "saco", "pack_size": sack, "is_preferred": true });
        self.make(&format!("procurement/suppliers/{id}/products"), product);
        id
    }

    pub fn note_of(&self, order: &Value) -> Value {
        let day = order["requested_date"].as_str().unwrap();
        let notes = self.rows(&format!("notes?day={day}"));
        let found = notes
            .into_iter()
            .find(|note| note["order_id"] == order["id"]);
        found.unwrap()
    }
}

#[track_caller]
pub fn text(value: &Value, name: &str) -> String {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} in {value}"))
        .to_owned()
}

/// The words of a PDF, by a program that has nothing to do with ours.
fn words_of(pdf: &ReadFile) -> String {
    let output = Command::new("pdftotext")
        .arg("-layout")
        .arg(&pdf.path)
        .arg("-")
        .output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

#[test]
fn floor_and_line() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let we = Teller::new(&app);
    let barra = we.sold("Barra", "0.50");
    let flour = we.bought("Harina");
    we.recipe(&barra, "product", ("10", "unit"), &[(&flour, "2500")]);
    let hotel = we.business("Hotel Miramar", "per_order");
    // Order, bake sheet, delivery note, invoice in a mailbox.
    let order = we.order(&hotel, "2026-11-21", &[(&barra, "40")]);
    we.job("cutoff", "2026-11-21");
    let sheet = we.get("production/2026-11-21");
    assert_eq!(sheet["doughs"][0]["rows"][0]["quantity"], "40", "{sheet}");
    let note = text(&we.note_of(&order), "id");
    app.at_local("2026-11-21", "07:30");
    we.make(
        &format!("notes/{note}/deliver"),
        json!({ "receiver_name": "Luisa" }),
    );
    app.at_local("2026-11-22", "06:00");
    we.job("invoices", "2026-11-22");
    // What was baked must be bought again: need, purchase order in a mailbox.
    we.supplier(
        "Harinas del Sur",
        "pedidos@harinas.test",
        &flour,
        "0.60",
        "25000",
    );
    we.order(&hotel, "2026-11-24", &[(&barra, "400")]);
    we.make("procurement/needs/calculate", json!({}));
    let need = we.rows("procurement/needs").remove(0);
    let purchase = we.make(
        "procurement/purchase-orders",
        json!({ "supplier_id": need["recommended_supplier_id"], "from_needs": true, "submit": true }),
    );
    we.make(
        &format!(
            "procurement/purchase-orders/{}/approve",
            text(&purchase, "id")
        ),
        json!({}),
    );
    app.after_seconds(60);
    app.drain_mail(&smtp);
    let mails = smtp.mails();
    let to = |address: &str| {
        let found = mails
            .iter()
            .find(|mail| mail.envelope_to.iter().any(|to| to == address));
        found.unwrap_or_else(|| panic!("no mail to {address}"))
    };
    let invoice = words_of(&to("hotel-miramar@bares.test").files[0]);
    assert!(
        invoice.contains("F26-000001") && invoice.contains("20,80"),
        "{invoice}"
    );
    let ordered = words_of(&to("pedidos@harinas.test").files[0]);
    assert!(
        ordered.contains(&text(&purchase, "po_number")) && ordered.contains("Harina"),
        "{ordered}"
    );
}

#[test]
fn orders() {
    let app = TestApp::new();
    let we = Teller::new(&app);
    let (barra, mollete) = (we.sold("Barra", "0.50"), we.sold("Mollete", "0.35"));
    let hotel = we.business("Hotel Miramar", "fortnightly");
    // Taken, changed, repeated, cancelled; each step stands in its history.
    let order = we.order(&hotel, "2026-11-23", &[(&barra, "40"), (&mollete, "20")]);
    assert_eq!(text(&order, "total_amount"), "28.08", "27.00 net and 4 %");
    let id = text(&order, "id");
    we.make(
        &format!("orders/{id}/items"),
        json!({ "product_id": mollete, "quantity": "10" }),
    );
    let changed = we.get(&format!("orders/{id}"));
    assert_eq!(text(&changed, "total_amount"), "31.72");
    let said = json!({ "reason": "El hotel cierra" });
    we.make(&format!("orders/{id}/cancel"), said);
    assert_eq!(we.get(&format!("orders/{id}"))["status"], "cancelled");
    let history = we.rows(&format!("orders/{id}/history"));
    assert!(history.len() >= 3, "{history:?}");
    let refused = we.owner.borrow().api(
        "POST",
        &format!("/api/v1/orders/{id}/items"),
        Some(json!({ "product_id": barra, "quantity": "1" })),
    );
    assert_eq!(refused.status, 409);
    // The same every day: the horizon's orders once, however often it is asked.
    let standing = we.make("standing-orders", json!({ "customer_id": hotel, "frequency": "daily", "delivery_method": "delivery",
        "start_date": "2026-11-21", "order_items": [{ "product_id": barra, "quantities": { "saturday": "30", "sunday": "10", "monday": "25" } }] }));
    for _ in 0..2 {
        we.make(
            "standing-orders/generate",
            json!({ "through": "2026-11-23" }),
        );
    }
    let made = we.rows("orders?order_source=auto_recurring");
    let mut days: Vec<String> = made
        .iter()
        .map(|order| text(order, "requested_date"))
        .collect();
    days.sort();
    assert_eq!(days, ["2026-11-21", "2026-11-22", "2026-11-23"]);
    // One day is left out; the rest stays.
    let dates = format!("standing-orders/{}/dates", text(&standing, "id"));
    we.make(&dates, json!({ "day": "2026-11-22", "action": "skip" }));
    let left = we.rows("orders?order_source=auto_recurring&status=confirmed");
    assert_eq!(left.len(), 2, "{left:?}");
    let week = we
        .owner
        .borrow()
        .get(&format!("/customers/{hotel}/week?from=2026-11-23"))
        .page(200);
    assert!(
        texts(&week, "th, td")
            .iter()
            .any(|cell| cell.contains("Barra"))
    );
}

#[test]
fn day_and_money() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let we = Teller::new(&app);
    let barra = we.sold("Barra", "0.50");
    let hotel = we.business("Hotel Miramar", "fortnightly");
    let bar = we.business("Bar La Plaza", "per_order");
    let first = we.order(&hotel, "2026-11-21", &[(&barra, "40")]);
    we.job("cutoff", "2026-11-21");
    assert_eq!(we.get("days/2026-11-21")["version"], 1);
    // The owner lets a late order in: version 2 says only what is different.
    app.at_local("2026-11-20", "21:00");
    we.make(
        "orders",
        json!({ "customer_id": bar, "requested_date": "2026-11-21", "delivery_method": "delivery",
        "late_reason": "Bautizo", "items": [{ "product_id": barra, "quantity": "10" }] }),
    );
    let sheet = we.get("production/2026-11-21");
    assert_eq!(sheet["version"], 2, "{sheet}");
    assert_eq!(sheet["changes"].as_array().unwrap().len(), 1);
    app.at_local("2026-11-21", "05:00");
    we.make("production/2026-11-21/tick", json!({ "product_id": barra }));
    assert_eq!(
        we.get(&format!("orders/{}", text(&first, "id")))["status"],
        "ready"
    );
    // Two bars fewer than ordered, three came back the next day: 35 are invoiced.
    app.at_local("2026-11-21", "07:30");
    let note = we.note_of(&first);
    let (id, line) = (
        text(&note, "id"),
        text(
            &we.get(&format!("notes/{}", text(&note, "id")))["lines"][0],
            "id",
        ),
    );
    we.make(
        &format!("notes/{id}/deliver"),
        json!({ "receiver_name": "Luisa", "lines": [{ "note_line_id": line, "quantity": "38" }] }),
    );
    we.make(
        &format!("notes/{id}/returns"),
        json!({ "lines": [{ "note_line_id": line, "quantity": "3", "reason": "Sobró" }] }),
    );
    we.make("orders/wholesale/invoices", json!({ "customer_id": hotel }));
    let invoice = we.rows("invoices").remove(0);
    assert_eq!(text(&invoice, "invoice_number"), "F26-000001");
    assert_eq!(
        text(&invoice, "total_amount"),
        "18.20",
        "35 at 0.50 and 4 %"
    );
    // Paid in two parts; the statement says what is left, and nothing when it is paid.
    let pay = |amount: &str| {
        we.make("payments", json!({ "customer_id": hotel, "amount": amount, "payment_method": "transfer", "reference": "SEPA 1" }));
    };
    let owed = || {
        text(
            &we.get(&format!("customers/{hotel}/statement")),
            "amount_due",
        )
    };
    pay("10.00");
    assert_eq!(owed(), "8.20");
    // Late: one reminder, however often the day's job runs; paid: no second one.
    we.at("2026-12-30", "08:00");
    for _ in 0..2 {
        we.job("reminders", "2026-12-30");
    }
    app.drain_mail(&smtp);
    let reminders = || {
        let mails = smtp.mails();
        let late = mails
            .iter()
            .filter(|mail| mail.files[0].name.starts_with("estado-de-cuenta"));
        late.filter(|mail| mail.text.contains("F26-000001")).count()
    };
    assert_eq!(reminders(), 1, "{:?}", smtp.mails());
    pay("8.20");
    assert_eq!(owed(), "0.00");
    we.at("2027-01-20", "08:00");
    we.job("reminders", "2027-01-20");
    app.drain_mail(&smtp);
    assert_eq!(reminders(), 1);
}

#[test]
fn buying() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let we = Teller::new(&app);
    let (barra, flour) = (we.sold("Barra", "0.50"), we.bought("Harina"));
    let dough = text(&we.make("items", json!({ "name": "Masa", "is_made": true, "base_unit": "g", "unit": "kg", "price_unit": "kg", "tax_class_id": we.class("food") })), "id");
    we.recipe(&dough, "dough", ("1600", "g"), &[(&flour, "1000")]);
    we.recipe(&barra, "product", ("10", "unit"), &[(&dough, "3200")]);
    we.make("stock/counts", json!({ "kind": "opening", "lines": [{ "item_id": flour, "counted": "30000", "unit_cost": "0.50" }] }));
    let mill = we.supplier(
        "Harinas del Sur",
        "pedidos@harinas.test",
        &flour,
        "0.80",
        "25000",
    );
    // Forty bars take eight kilograms of flour through their dough.
    let hotel = we.business("Hotel Miramar", "fortnightly");
    we.order(&hotel, "2026-11-21", &[(&barra, "40")]);
    we.order(&hotel, "2026-11-23", &[(&barra, "200")]);
    we.job("cutoff", "2026-11-21");
    we.make("production/2026-11-21/tick", json!({ "product_id": barra }));
    let stock = || we.get(&format!("stock/{flour}"));
    assert_eq!(text(&stock(), "current_stock"), "22000", "{}", stock());
    // What is left does not last: one suggestion, accepted, approved, mailed.
    app.at_local("2026-11-21", "05:00");
    for _ in 0..2 {
        we.job("needs", "2026-11-21");
    }
    let needs = we.rows("procurement/needs");
    assert_eq!(needs.len(), 1, "one suggestion an item: {needs:?}");
    let purchase = we.make(
        "procurement/purchase-orders",
        json!({ "supplier_id": mill, "from_needs": true, "submit": true }),
    );
    let id = text(&purchase, "id");
    we.make(
        &format!("procurement/purchase-orders/{id}/approve"),
        json!({}),
    );
    app.after_seconds(60);
    app.drain_mail(&smtp);
    assert_eq!(smtp.mails().len(), 1);
    assert!(words_of(&smtp.mails()[0].files[0]).contains(&text(&purchase, "po_number")));
    // It comes late, then it comes: lot, expiry and the price that was really paid.
    app.at_local("2026-12-05", "09:00");
    we.job("overdue-deliveries", "2026-12-05");
    assert_eq!(we.rows("procurement/purchase-orders/overdue").len(), 1);
    let line = we.get(&format!("procurement/purchase-orders/{id}"))["items"][0].clone();
    let came = json!({ "purchase_order_item_id": line["id"], "delivered_quantity": line["quantity_ordered"],
        "batch_lot_number": "L-77", "expiry_date": "2027-05-31", "unit_price": "0.90" });
    we.make(
        &format!("procurement/purchase-orders/{id}/receive"),
        json!({ "items": [came] }),
    );
    assert_eq!(
        we.get(&format!("procurement/purchase-orders/{id}"))["status"],
        "received"
    );
    let lots = we.rows(&format!("stock/lots?item_id={flour}"));
    assert!(
        lots.iter()
            .any(|lot| lot["supplier_lot"] == "L-77" && lot["expiry_date"] == "2027-05-31"),
        "{lots:?}"
    );
    assert!(we.rows("procurement/purchase-orders/overdue").is_empty());
    assert!(app.findings().is_empty());
}

/// A till file: three tickets an hour, a correction, and a line that stands twice.
fn till_file() -> (String, i64, i64) {
    let mut file = String::from("date,time,ticket_number,article,Quantity,unit_price\n");
    let (mut units, mut cents) = (0, 0);
    let mut line = |day: i64, hour: i64, ticket: i64, article: &str, quantity: i64, price: i64| {
        file += &format!(
            "2026-10-{day:02},{hour:02}:15,{ticket}.0,{article},{quantity}.0,\"0,{price} €\"\n"
        );
        units += quantity;
        cents += quantity * price;
    };
    for day in 1..=28 {
        for hour in 8..14 {
            let ticket = day * 100 + hour * 3;
            line(day, hour, ticket, "BARRA", 2 + hour % 3, 90);
            line(day, hour, ticket, "BARRA", 2 + hour % 3, 90);
            line(day, hour, ticket + 1, "CAFE", 1, 50);
            line(
                day,
                hour,
                ticket + 2,
                "BOLLO",
                if hour == 10 { -1 } else { 3 },
                75,
            );
        }
    }
    (file, units, cents)
}

#[test]
fn real_input() {
    let app = TestApp::new();
    let we = Teller::new(&app);
    let (file, units, cents) = till_file();
    // The till, in and in again.
    let import = |kind: &str, file: &str| {
        we.owner
            .borrow()
            .upload(&format!("/api/v1/imports/{kind}"), file)
            .json(200)
    };
    let taken = import("sales", &file);
    assert_eq!(taken["rows_added"], 28 * 6 * 4);
    assert_eq!(
        app.value::<i64>("SELECT sum(quantity) / 1000 FROM sales"),
        units
    );
    assert_eq!(app.value::<i64>("SELECT sum(amount) FROM sales"), cents);
    assert_eq!(import("sales", &file)["rows_added"], 0);
    // Recipes, the mill, and forty customers from files; a standing order each.
    import(
        "items",
        "sku,name,unit,tax,bought,service\nF,Harina,kg,food,yes,\nW,Agua,kg,food,,yes\n",
    );
    import(
        "recipes",
        "item,yield,ingredient,quantity,unit\nBARRA,10,F,2500,g\nBARRA,10,W,1600,g\n",
    );
    import(
        "suppliers",
        "name,email,plazo,sku,precio,formato,contenido\nHarinas del Sur,pedidos@harinas.test,2,F,\"0,60\",saco,25\n",
    );
    let mut customers = String::from("empresa;contacto;correo;nif;calle;cp;poblacion;ritmo\n");
    for number in 1..=40 {
        let rhythm = if number <= 2 { "por pedido" } else { "mensual" };
        customers += &format!(
            "Bar {number};Encargo;bar{number}@bares.test;A58818501;Calle {number};29001;Málaga;{rhythm}\n"
        );
    }
    assert_eq!(import("customers", &customers)["rows_added"], 40);
    let barra = app.value::<Vec<u8>>("SELECT id FROM items WHERE name = 'BARRA'");
    let barra = uuid::Uuid::from_slice(&barra).unwrap().to_string();
    for list in we.rows("price-lists") {
        we.make(
            &format!("items/{barra}/prices"),
            json!({ "price_list_id": list["id"], "valid_from": "2026-11-01", "price": "0.60" }),
        );
    }
    for customer in we.rows("customers?limit=200") {
        we.make("standing-orders", json!({ "customer_id": customer["id"], "frequency": "daily", "delivery_method": "delivery",
            "start_date": "2026-11-21", "order_items": [{ "product_id": barra, "quantity": "5" }] }));
    }
    we.make("stock/counts", json!({ "kind": "opening", "lines": [{ "item_id": item_id(&app, "Harina"), "counted": "60000", "unit_cost": "0.60" }] }));
    week(&app, &we);
}

fn item_id(app: &TestApp, name: &str) -> String {
    let id = app.value::<Vec<u8>>(&format!("SELECT id FROM items WHERE name = '{name}'"));
    uuid::Uuid::from_slice(&id).unwrap().to_string()
}

/// Seven days: cut-off, bake, deliver; each morning the jobs; what is suggested is ordered and comes.
fn week(app: &TestApp, we: &Teller) {
    let smtp = SmtpServer::new();
    let days = [
        "2026-11-21",
        "2026-11-22",
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
    ];
    let mut before = "2026-11-20";
    for day in days {
        app.at_local(before, "20:00");
        we.job("cutoff", day);
        app.at_local(day, "05:30");
        for job in [
            "standing-orders",
            "needs",
            "invoices",
            "reminders",
            "overdue-deliveries",
        ] {
            we.job(job, day);
        }
        for purchase in we.rows("procurement/purchase-orders?status=sent") {
            we.make(
                &format!(
                    "procurement/purchase-orders/{}/receive",
                    text(&purchase, "id")
                ),
                json!({}),
            );
        }
        let needs = we.rows("procurement/needs");
        if let Some(need) = needs
            .iter()
            .find(|need| !need["recommended_supplier_id"].is_null())
        {
            let purchase = we.make("procurement/purchase-orders", json!({ "supplier_id": need["recommended_supplier_id"], "from_needs": true, "submit": true }));
            we.make(
                &format!(
                    "procurement/purchase-orders/{}/approve",
                    text(&purchase, "id")
                ),
                json!({}),
            );
        }
        we.make(
            &format!("production/{day}/tick"),
            json!({ "product_id": item_id(app, "BARRA"), "accept_short": true }),
        );
        for note in we.rows(&format!("notes?day={day}&limit=200")) {
            we.make(&format!("notes/{}/deliver", text(&note, "id")), json!({}));
        }
        before = day;
    }
    app.at_local("2026-11-28", "06:00");
    we.job("invoices", "2026-11-28");
    while app.drain_mail(&smtp) > 0 {}
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM notes WHERE status = 'delivered'"),
        280
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM invoices"), 14);
    let mails = smtp.mails();
    let invoices = mails
        .iter()
        .filter(|mail| mail.subject.contains("F26-"))
        .count();
    let purchases = mails
        .iter()
        .filter(|mail| mail.envelope_to == ["pedidos@harinas.test"])
        .count();
    assert_eq!(
        invoices, 14,
        "two payers have one a delivery, the others one a month"
    );
    assert!(purchases >= 1, "flour was ordered");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM mails WHERE status <> 'sent'"),
        0
    );
    assert_eq!(app.findings(), Vec::<String>::new());
}
