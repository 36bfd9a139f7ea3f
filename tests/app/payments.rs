//! Payments: spread, kept as credit, undone; statements, reminders, how customers stand.

use hornada::customers::{self, NewCustomer, Rhythm, Standing};
use hornada::invoices;
use hornada::payments::{self, Method, NewPayment, jobs};
use hornada::people::roles::Role;
use hornada::values::Money;
use hornada::values::ids::{CustomerId, InvoiceId, PaymentId};
use rusqlite::params;
use serde_json::json;

use crate::invoices::{
    business, customer, day, delivered, find, issue_due, on, refused, take_back,
};
use crate::support::{TestApp, attr, texts};

fn euros(text: &str) -> Money {
    text.parse().unwrap()
}

/// Three invoices of 104.00 each, due on 2, 5 and 10 December.
pub fn three_invoices(app: &TestApp) -> (CustomerId, [InvoiceId; 3]) {
    let new = NewCustomer {
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Hotel Miramar")
    };
    let hotel = customer(app, new);
    for day in ["2026-11-02", "2026-11-05", "2026-11-10"] {
        delivered(app, hotel, on(day, &[("Barra de pan", 100, "1.00", "4")]));
    }
    let made = issue_due(app, "2026-11-16").made;
    (hotel, made.try_into().unwrap())
}

pub fn payment(customer_id: CustomerId, amount: &str) -> NewPayment {
    NewPayment {
        customer_id,
        payment_date: day("2026-11-20"),
        method: Method::Transfer,
        reference: String::new(),
        amount: euros(amount),
        notes: String::new(),
        allocations: Vec::new(),
        confirm_amount: false,
    }
}

pub fn take(app: &TestApp, new: NewPayment) -> PaymentId {
    app.write(move |tx| payments::take(tx, &new))
}

pub fn due(app: &TestApp, ids: [InvoiceId; 3]) -> [String; 3] {
    ids.map(|id| find(app, id).amount_due.to_string())
}

fn credit(app: &TestApp, customer: CustomerId) -> String {
    app.read(|view| payments::credit(view, customer))
        .to_string()
}

fn standing(app: &TestApp, customer: CustomerId) -> Standing {
    app.read(|view| customers::find(view, customer))
        .payment_status
}

#[test]
fn a_payment_goes_first_to_what_is_due_first() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    take(&app, payment(hotel, "150.00"));
    assert_eq!(due(&app, ids), ["0.00", "58.00", "104.00"]);
    assert_eq!(find(&app, ids[0]).status, "paid");
    assert!(find(&app, ids[0]).paid_at.is_some());
    assert_eq!(credit(&app, hotel), "0.00");
    let owed = app.read(|view| customers::exposure(view, hotel));
    assert_eq!(owed.to_string(), "162.00");
    let states = "SELECT group_concat(payment_status) FROM (SELECT payment_status FROM orders ORDER BY requested_date)";
    assert_eq!(app.value::<String>(states), "paid,partial,unpaid");
}

#[test]
fn typed_amounts_go_where_they_were_typed_and_never_beyond_what_is_due() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let typed = NewPayment {
        allocations: vec![(ids[2], euros("104.00")), (ids[1], euros("4.00"))],
        ..payment(hotel, "120.00")
    };
    take(&app, typed);
    // What is left of it pays what is due first.
    assert_eq!(due(&app, ids), ["92.00", "100.00", "0.00"]);
    assert_eq!(credit(&app, hotel), "0.00");
    let wrong = |shares: Vec<(InvoiceId, &str)>, amount: &str| {
        let allocations = shares
            .into_iter()
            .map(|(id, share)| (id, euros(share)))
            .collect();
        let new = NewPayment {
            allocations,
            ..payment(hotel, amount)
        };
        refused(&app, move |tx| payments::take(tx, &new))
    };
    assert_eq!(
        wrong(vec![(ids[0], "92.01")], "200.00"),
        "payments-more-than-due"
    );
    assert_eq!(
        wrong(vec![(ids[2], "1.00")], "1.00"),
        "payments-more-than-due"
    );
    assert_eq!(
        wrong(vec![(ids[0], "20.00")], "10.00"),
        "payments-shares-too-much"
    );
    assert_eq!(wrong(vec![(ids[0], "-5.00")], "10.00"), "payments-share");
    assert_eq!(
        wrong(vec![(ids[0], "5.00"), (ids[0], "5.00")], "10.00"),
        "payments-share"
    );
    assert_eq!(wrong(vec![], "0.00"), "payments-amount");
    let other = customer(&app, business("Bar Manolo"));
    let new = NewPayment {
        allocations: vec![(ids[0], euros("5.00"))],
        ..payment(other, "5.00")
    };
    assert_eq!(
        refused(&app, move |tx| payments::take(tx, &new)),
        "payments-other-customer"
    );
    let future = NewPayment {
        payment_date: day("2026-11-21"),
        ..payment(hotel, "5.00")
    };
    assert_eq!(
        refused(&app, move |tx| payments::take(tx, &future)),
        "payments-future"
    );
    let rows = "SELECT count(*) FROM payments WHERE payment_method <> 'credit'";
    assert_eq!(app.value::<i64>(rows), 1);
}

#[test]
fn what_is_paid_too_much_is_credit_that_pays_a_later_invoice() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    take(&app, payment(hotel, "320.00"));
    assert_eq!(due(&app, ids), ["0.00", "0.00", "0.00"]);
    assert_eq!(credit(&app, hotel), "8.00");
    assert_eq!(
        refused(&app, move |tx| payments::take(
            tx,
            &NewPayment {
                method: Method::Credit,
                ..payment(hotel, "8.01")
            }
        )),
        "payments-credit-short"
    );
    delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 10, "1.00", "4")]),
    );
    let fourth = issue_due(&app, "2026-11-20").made[0];
    assert_eq!(credit(&app, hotel), "0.00");
    assert_eq!(find(&app, fourth).amount_due.to_string(), "2.40");
    let statement = app.read(|view| payments::statement(view, hotel, view.today()));
    assert_eq!(statement.balance.to_string(), "2.40");
}

#[test]
fn credit_must_go_wholly_to_open_invoices() {
    let app = TestApp::new();
    let (hotel, _) = three_invoices(&app);
    take(&app, payment(hotel, "320.00"));
    let new = NewPayment {
        method: Method::Credit,
        ..payment(hotel, "5.00")
    };
    assert_eq!(
        refused(&app, move |tx| payments::take(tx, &new)),
        "payments-credit-left"
    );
}

#[test]
fn a_reversed_payment_opens_its_invoices_again_once() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let id = take(&app, payment(hotel, "150.00"));
    let reversal = app.write(move |tx| payments::reverse(tx, id, "cheque devuelto"));
    assert_eq!(due(&app, ids), ["104.00", "104.00", "104.00"]);
    assert!(find(&app, ids[0]).paid_at.is_none());
    assert_eq!(app.value::<i64>("SELECT sum(amount) FROM payments"), 0);
    let states = "SELECT group_concat(DISTINCT payment_status) FROM orders";
    assert_eq!(app.value::<String>(states), "unpaid");
    let again = refused(&app, move |tx| payments::reverse(tx, id, ""));
    assert_eq!(again, "payments-reversed-already");
    let of_reversal = refused(&app, move |tx| payments::reverse(tx, reversal, ""));
    assert_eq!(of_reversal, "payments-reversed-already");
}

#[test]
fn a_payment_whose_rest_was_used_is_reversed_with_that_use() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let first = take(&app, payment(hotel, "320.00"));
    delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 10, "1.00", "4")]),
    );
    let fourth = issue_due(&app, "2026-11-20").made[0];
    let used: Vec<u8> = app.value("SELECT id FROM payments WHERE payment_method = 'credit'");
    let used = PaymentId(uuid::Uuid::from_bytes(used.try_into().unwrap()));
    assert_eq!(find(&app, fourth).amount_due.to_string(), "2.40");
    app.write(move |tx| payments::reverse(tx, first, "devuelto por el banco"));
    assert_eq!(due(&app, ids), ["104.00", "104.00", "104.00"]);
    assert_eq!(find(&app, fourth).amount_due.to_string(), "10.40");
    assert_eq!(credit(&app, hotel), "0.00");
    let use_of_it = app.read(|view| payments::find(view, used));
    assert!(use_of_it.reversed_by.is_some());
}

/// Pays 500 for three invoices of 104, and has a fourth of 104 issued by the morning's job on the 20th: all is paid.
fn paid_ahead(app: &TestApp) -> (CustomerId, PaymentId) {
    let (hotel, _) = three_invoices(app);
    let ahead = take(app, payment(hotel, "500.00"));
    assert_eq!(credit(app, hotel), "188.00");
    let owed = app.read(|view| customers::exposure(view, hotel));
    assert_eq!(owed.to_string(), "-188.00", "paid ahead");
    delivered(
        app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 100, "1.00", "4")]),
    );
    app.write(|tx| jobs::issue(tx, day("2026-11-20")));
    (hotel, ahead)
}

#[test]
fn credit_pays_the_next_invoice_by_itself_and_nobody_is_reminded_of_it() {
    let app = TestApp::new();
    let (hotel, ahead) = paid_ahead(&app);
    let open = "/api/v1/invoices?status=open";
    let items = |path: &str| {
        app.owner().api("GET", path, None).json(200)["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(items(open), 0);
    assert_eq!(credit(&app, hotel), "84.00");
    let figures = app
        .owner()
        .api("GET", "/api/v1/invoices/figures", None)
        .json(200);
    assert_eq!(figures["outstanding"], "0.00");
    let statement = app.read(|view| payments::statement(view, hotel, view.today()));
    assert_eq!(statement.balance.to_string(), "-84.00");
    assert_eq!(
        (statement.amount_due - statement.credit).to_string(),
        "-84.00",
        "open invoices less credit are the balance"
    );
    assert_eq!(morning(&app, "2027-01-25"), 0);
    assert_eq!(standing(&app, hotel), Standing::Good);
    // The bank takes the money back: the fourth is open again with the others, and its history says so.
    app.write(move |tx| payments::reverse(tx, ahead, "devuelto"));
    assert_eq!(items(open), 4);
    let owed = app.read(|view| customers::exposure(view, hotel));
    assert_eq!(owed.to_string(), "416.00");
    assert_eq!(standing(&app, hotel), Standing::Suspended);
    let fourth = "SELECT group_concat(action) FROM (SELECT j.action FROM journal j JOIN invoices i ON i.id = j.subject_id
                  WHERE i.number = 4 AND j.subject_kind = 'invoice' ORDER BY j.id)";
    assert_eq!(app.value::<String>(fourth), "issued,paid,payment_reversed");
}

#[test]
fn credit_of_before_is_used_in_the_morning_before_anybody_is_judged() {
    let app = TestApp::new();
    let (hotel, _) = three_invoices(&app);
    take(&app, payment(hotel, "500.00"));
    let note = delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 100, "1.00", "4")]),
    );
    // As files of before have it: issued, and the credit left aside.
    let fourth =
        app.write(move |tx| invoices::issue(tx, hotel, &[note], day("2026-11-20"), Money::ZERO));
    assert_eq!(find(&app, fourth).amount_due.to_string(), "104.00");
    assert_eq!(morning(&app, "2027-01-25"), 0);
    assert_eq!(standing(&app, hotel), Standing::Good);
    assert_eq!(find(&app, fourth).status, "paid");
}

#[test]
fn a_payment_has_an_upper_limit_and_one_far_above_the_debt_is_asked_about() {
    let app = TestApp::new();
    let (hotel, _) = three_invoices(&app);
    let owner = app.owner();
    let pay = |amount: &str, confirmed: bool| {
        let body = json!({ "customer_id": hotel, "amount": amount, "payment_method": "transfer", "confirm_amount": confirmed });
        owner.api("POST", "/api/v1/payments", Some(body))
    };
    for amount in ["90000000000000000.00", "10000000.01"] {
        let refused = pay(amount, true).json(422).to_string();
        assert!(refused.contains("\"amount\""), "{refused}");
    }
    let asked = pay("31200.00", false).json(422);
    assert!(asked.to_string().contains("confirm_amount"), "{asked}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM payments"), 0);
    let customer = hotel.to_string();
    let mut form = vec![
        ("customer_id", customer.as_str()),
        ("amount", "31200,00"),
        ("payment_method", "transfer"),
        ("_key", "much"),
    ];
    let page = owner.post("/payments", &form).page(422);
    assert!(attr(&page, "#f-confirm_amount", "name").is_some());
    assert!(page.html().contains("31.200,00 €") && page.html().contains("312,00 €"));
    form.push(("confirm_amount", "on"));
    assert_eq!(owner.post("/payments", &form).status, 303);
    assert_eq!(credit(&app, hotel), "30888.00");
}

#[test]
fn a_private_person_is_not_told_of_the_law_between_businesses() {
    let app = TestApp::new();
    let new = NewCustomer {
        customer_type: customers::CustomerType::Retail,
        business_name: String::new(),
        contact_name: "Ana Ruiz".into(),
        invoice_rhythm: Rhythm::Fortnightly,
        ..business("Ana Ruiz")
    };
    let ana = customer(&app, new);
    let hotel = customer(
        &app,
        NewCustomer {
            email: Some("hotel@hotel.test".into()),
            ..business("Hotel Miramar")
        },
    );
    for payer in [ana, hotel] {
        delivered(
            &app,
            payer,
            on("2026-11-02", &[("Barra de pan", 100, "1.00", "4")]),
        );
    }
    issue_due(&app, "2026-11-16");
    for on in ["2026-12-10", "2026-12-20", "2027-01-03"] {
        morning(&app, on);
    }
    let told = |name: &str| -> i64 {
        app.value(&format!(
            "SELECT count(*) FROM mails WHERE kind = 'reminder' AND to_name = '{name}' AND text_body LIKE '%pago inmediato%'
             AND (text_body || ifnull(document, '')) LIKE '%Ley 3/2004%'"
        ))
    };
    let firm = |name: &str| -> i64 {
        app.value(&format!(
            "SELECT count(*) FROM mails WHERE kind = 'reminder' AND to_name = '{name}' AND text_body LIKE '%pago inmediato%'"
        ))
    };
    assert!(firm("Hotel Miramar") > 0 && firm("Ana Ruiz") > 0);
    assert_eq!(told("Hotel Miramar"), firm("Hotel Miramar"));
    assert_eq!(told("Ana Ruiz"), 0);
}

#[test]
fn a_statement_adds_up() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    app.at_local("2026-12-07", "09:00");
    let early = NewPayment {
        payment_date: day("2026-11-20"),
        ..payment(hotel, "50.00")
    };
    take(&app, early);
    let late = NewPayment {
        payment_date: day("2026-12-06"),
        ..payment(hotel, "54.00")
    };
    take(&app, late);
    let now = app.read(|view| payments::statement(view, hotel, day("2026-12-07")));
    // 312.00 − 104.00; the second is two days late, the third not due.
    assert_eq!(now.amount_due.to_string(), "208.00");
    assert_eq!(now.overdue.to_string(), "104.00");
    assert_eq!(now.balance.to_string(), "208.00");
    assert_eq!(now.ageing.days_1_30.to_string(), "104.00");
    assert_eq!(now.ageing.not_due.to_string(), "104.00");
    assert_eq!(now.invoices[0].invoice_id, ids[1]);
    assert_eq!(now.invoices[0].days_overdue, 2);
    let balances: Vec<String> = now
        .movements
        .iter()
        .map(|row| row.balance.to_string())
        .collect();
    assert_eq!(balances, ["104.00", "208.00", "312.00", "262.00", "208.00"]);
    // As it stood before the second payment.
    let then = app.read(|view| payments::statement(view, hotel, day("2026-12-05")));
    assert_eq!(then.amount_due.to_string(), "262.00");
    assert_eq!(then.overdue.to_string(), "54.00");
    // Long after, all of it is what was owed before.
    let later = app.read(|view| payments::statement(view, hotel, day("2027-06-01")));
    assert_eq!(later.opening_balance.to_string(), "208.00");
    assert!(later.movements.is_empty());
    let path = format!("/customers/{hotel}/statement");
    let page = app.owner().get(&path).page(200);
    assert_eq!(texts(&page, ".figures dd")[0], "208,00 €");
    assert_eq!(
        app.owner()
            .get(&format!("{path}/pdf"))
            .header("content-type"),
        "application/pdf"
    );
    let api = format!("/api/v1/customers/{hotel}/statement?as_of=2026-12-05");
    assert_eq!(
        app.owner().api("GET", &api, None).json(200)["amount_due"],
        "262.00"
    );
    assert_eq!(app.owner().get(&format!("{path}?as_of=ayer")).status, 422);
}

/// Runs the morning's job on a day; how many mails there are then.
fn morning(app: &TestApp, on: &str) -> i64 {
    app.at_local(on, "06:30");
    let as_of = day(on);
    app.write(move |tx| jobs::remind(tx, as_of));
    app.value("SELECT count(*) FROM mails WHERE kind = 'reminder'")
}

/// One invoice of 104.00, due on 2 December, 2026.
pub fn one_invoice(app: &TestApp) -> (CustomerId, InvoiceId) {
    let hotel = customer(app, business("Hotel Miramar"));
    delivered(
        app,
        hotel,
        on("2026-11-02", &[("Barra de pan", 100, "1.00", "4")]),
    );
    (hotel, issue_due(app, "2026-11-16").made[0])
}

#[test]
fn each_reminder_goes_once_in_three_tones_and_stops_when_paid() {
    let app = TestApp::new();
    let (hotel, _) = one_invoice(&app);
    let made: Vec<i64> = [
        "2026-11-28",
        "2026-11-29",
        "2026-11-29",
        "2026-12-02",
        "2026-12-08",
        "2026-12-09",
        "2026-12-10",
        "2026-12-17",
        "2026-12-18",
    ]
    .into_iter()
    .map(|on| morning(&app, on))
    .collect();
    assert_eq!(made, [0, 1, 1, 1, 1, 2, 2, 3, 3]);
    let subjects: Vec<String> = app.read(|view| {
        let mut statement =
            view.prepare("SELECT subject FROM mails WHERE kind = 'reminder' ORDER BY created_at")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    assert_eq!(
        subjects,
        [
            "Pronto vence una factura de Panadería La Espiga",
            "Factura pendiente con Panadería La Espiga",
            "Facturas vencidas con Panadería La Espiga: pago inmediato",
        ]
    );
    let document: String = app.value("SELECT document FROM mails WHERE kind = 'reminder' LIMIT 1");
    assert!(
        document.contains("\"document\":\"statement\""),
        "{document}"
    );
    take(&app, payment(hotel, "104.00"));
    assert_eq!(morning(&app, "2027-01-01"), 3);
    assert_eq!(morning(&app, "2027-01-05"), 3);
}

#[test]
fn after_a_pause_one_reminder_goes_and_none_speaks_of_notes_that_never_came() {
    let app = TestApp::new();
    let last = || {
        app.value::<String>(
            "SELECT subject FROM mails WHERE kind = 'reminder' ORDER BY created_at DESC LIMIT 1",
        )
    };
    one_invoice(&app);
    assert_eq!(morning(&app, "2026-12-20"), 1);
    assert_eq!(
        app.value::<String>("SELECT group_concat(step || iif(mail_id IS NULL, '', '!')) FROM (SELECT * FROM reminders ORDER BY step)"),
        "-3,7,15!"
    );
    assert_eq!(last(), "Factura pendiente con Panadería La Espiga");
    assert_eq!(morning(&app, "2026-12-21"), 1);
    assert_eq!(morning(&app, "2027-01-01"), 2);
    assert_eq!(
        last(),
        "Facturas vencidas con Panadería La Espiga: pago inmediato"
    );
}

#[test]
fn a_mail_of_several_invoices_speaks_of_each_in_the_tone_that_it_earned() {
    let app = TestApp::new();
    let (hotel, first) = one_invoice(&app);
    delivered(
        &app,
        hotel,
        on("2026-11-17", &[("Barra de pan", 50, "1.00", "4")]),
    );
    let second = issue_due(&app, "2026-12-01").made[0];
    assert_eq!(morning(&app, "2026-12-09"), 1);
    assert_eq!(morning(&app, "2026-12-24"), 2);
    let last = |column: &str| {
        app.value::<String>(&format!(
            "SELECT {column} FROM mails WHERE kind = 'reminder' ORDER BY created_at DESC LIMIT 1"
        ))
    };
    assert_eq!(
        last("subject"),
        "Factura pendiente con Panadería La Espiga",
        "what stands for all is as mild as the mildest"
    );
    let text = last("text_body");
    let at = |what: &str| {
        text.find(what)
            .unwrap_or_else(|| panic!("{what} in {text}"))
    };
    let number = |id| find(&app, id).invoice_number;
    assert!(text.starts_with("Hola, "), "{text}");
    assert!(at("Quizá se ha pasado") < at(&number(second)));
    assert!(at(&number(second)) < at("Pese a los avisos anteriores"));
    assert!(at("Pese a los avisos anteriores") < at(&number(first)));
    assert!(!last("document").contains("pago inmediato"));
}

#[test]
fn reminders_can_be_off_for_all_or_for_one() {
    let app = TestApp::new();
    let (hotel, _) = one_invoice(&app);
    app.set("invoices.reminders_on", "false");
    assert_eq!(morning(&app, "2026-12-09"), 0);
    app.set("invoices.reminders_on", "true");
    app.write(move |tx| {
        let query = "UPDATE customers SET reminders_on = ?2 WHERE id = ?1";
        Ok(tx.execute(query, params![hotel, false])?)
    });
    assert_eq!(morning(&app, "2026-12-10"), 0);
    app.write(move |tx| {
        let query = "UPDATE customers SET reminders_on = ?2, email = NULL WHERE id = ?1";
        Ok(tx.execute(query, params![hotel, true])?)
    });
    assert_eq!(morning(&app, "2026-12-11"), 0, "there is no address");
}

#[test]
fn customers_stand_as_their_oldest_invoice_does() {
    let app = TestApp::new();
    let (hotel, id) = one_invoice(&app);
    let on = |on: &str| {
        morning(&app, on);
        standing(&app, hotel)
    };
    assert_eq!(on("2026-12-02"), Standing::Good);
    assert_eq!(on("2026-12-03"), Standing::Overdue);
    assert_eq!(
        app.value::<String>("SELECT payment_status FROM orders"),
        "overdue"
    );
    assert_eq!(on("2026-12-31"), Standing::Overdue);
    assert_eq!(on("2027-01-01"), Standing::Suspended);
    let paid = take(&app, payment(hotel, "104.00"));
    assert_eq!(standing(&app, hotel), Standing::Good);
    app.write(move |tx| payments::reverse(tx, paid, "devuelto"));
    assert_eq!(standing(&app, hotel), Standing::Suspended);
    assert_eq!(find(&app, id).days_overdue, 30);
}

#[test]
fn an_overdue_invoice_is_announced_once_after_the_days_set() {
    let app = TestApp::new();
    one_invoice(&app);
    let announced = |on: &str| {
        morning(&app, on);
        app.value::<i64>("SELECT count(*) FROM events WHERE event_type = 'payment_overdue'")
    };
    assert_eq!(announced("2026-12-08"), 0);
    assert_eq!(announced("2026-12-09"), 1);
    assert_eq!(announced("2026-12-10"), 1);
    let query = "SELECT payload FROM events WHERE event_type = 'payment_overdue'";
    let payload: serde_json::Value = serde_json::from_str(&app.value::<String>(query)).unwrap();
    assert_eq!(payload["invoice_number"], "F26-000001");
    assert_eq!(payload["customer_name"], "Hotel Miramar");
    assert_eq!(payload["amount_due"], "104.00");
    assert_eq!(payload["days_overdue"], 7);
    assert_eq!(payload["due_date"], "2026-12-02");
    assert_eq!(
        app.value::<String>("SELECT topic FROM events WHERE event_type = 'payment_overdue'"),
        "orders.overdue"
    );
}

#[test]
fn the_figures_say_what_is_out_how_old_and_when_it_comes() {
    let app = TestApp::new();
    let (hotel, _) = three_invoices(&app);
    take(&app, payment(hotel, "104.00"));
    app.at_local("2026-12-07", "09:00");
    let figures = app
        .owner()
        .api("GET", "/api/v1/invoices/figures", None)
        .json(200);
    assert_eq!(figures["outstanding"], "208.00");
    assert_eq!(figures["overdue"], "104.00");
    assert_eq!(figures["ageing"]["days_1_30"], "104.00");
    assert_eq!(figures["ageing"]["not_due"], "104.00");
    assert_eq!(figures["expected"][0]["from"], "2026-12-07");
    assert_eq!(figures["expected"][0]["amount"], "104.00");
    assert_eq!(figures["expected"][1]["amount"], "0.00");
    // Dated on 16 November, paid on the 20th.
    assert_eq!(figures["days_to_payment"], "4");
    let overdue = app
        .owner()
        .api("GET", "/api/v1/orders/wholesale/overdue", None)
        .json(200);
    assert_eq!(overdue["items"].as_array().unwrap().len(), 1);
    assert_eq!(overdue["items"][0]["days_overdue"], 2);
}

#[test]
fn a_payment_is_taken_with_enter_and_undone_from_the_next_page() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let owner = app.owner();
    let choose = owner.get("/payments/new").page(200);
    assert!(texts(&choose, ".list__row")[0].contains("312,00 €"));
    let page = owner
        .get(&format!("/payments/new?customer={hotel}"))
        .page(200);
    let amount = crate::support::attr(&page, "#f-amount", "value");
    assert_eq!(amount.as_deref(), Some("312,00"));
    assert!(crate::support::attr(&page, "#f-amount", "autofocus").is_some());
    let one = owner
        .get(&format!(
            "/payments/new?customer={hotel}&invoice={}",
            ids[1]
        ))
        .page(200);
    let amount = crate::support::attr(&one, "#f-amount", "value");
    assert_eq!(amount.as_deref(), Some("104,00"));
    let id = hotel.to_string();
    let fields = [
        ("_key", "k"),
        ("customer_id", id.as_str()),
        ("amount", "312,00"),
        ("payment_method", "transfer"),
        ("payment_date", "hoy"),
    ];
    let to = owner.post("/payments", &fields).location();
    assert_eq!(
        owner.post("/payments", &fields).location(),
        to,
        "a double click is one payment"
    );
    assert_eq!(due(&app, ids), ["0.00", "0.00", "0.00"]);
    let page = owner.get(&to).page(200);
    assert_eq!(texts(&page, ".total b"), ["312,00 €"]);
    assert_eq!(owner.post(&format!("{to}/reverse"), &[]).location(), to);
    assert_eq!(due(&app, ids), ["104.00", "104.00", "104.00"]);
    assert_eq!(owner.post(&format!("{to}/reverse"), &[]).status, 409);
    let list = owner.get("/payments").page(200);
    assert_eq!(texts(&list, "tbody tr").len(), 2);
}

#[test]
fn the_empty_form_names_what_is_missing_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let id = hotel.to_string();
    let owner = app.owner();
    let page = owner
        .post("/payments", &[("customer_id", id.as_str())])
        .page(422);
    let errors = texts(&page, ".field__error");
    assert_eq!(errors.len(), 2, "{errors:?}");
    let share = format!("invoice.{}", ids[0]);
    let fields = [
        ("customer_id", id.as_str()),
        ("amount", "diez"),
        ("payment_method", "cash"),
        ("payment_date", "nunca"),
        (share.as_str(), "5,00"),
    ];
    let page = owner.post("/payments", &fields).page(422);
    assert_eq!(texts(&page, ".field__error").len(), 2);
    let kept = crate::support::attr(&page, "#f-amount", "value");
    assert_eq!(kept.as_deref(), Some("diez"));
    assert_eq!(owner.post("/payments", &[]).status, 422, "of nobody");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM payments"), 0);
}

#[test]
fn much_cash_from_a_business_is_warned_of() {
    let app = TestApp::new();
    let (hotel, _) = three_invoices(&app);
    let pay = |amount: &str, method: &str| {
        let body = json!({ "customer_id": hotel, "amount": amount, "payment_method": method });
        app.owner()
            .api("POST", "/api/v1/payments", Some(body))
            .json(201)
    };
    assert_eq!(pay("999.99", "cash")["warning"], serde_json::Value::Null);
    assert_eq!(
        pay("1000.00", "transfer")["warning"],
        serde_json::Value::Null
    );
    assert!(
        pay("1000.00", "cash")["warning"]
            .as_str()
            .unwrap()
            .contains("1.000 €")
    );
}

#[test]
fn the_api_takes_and_reverses_as_the_pages_do() {
    let app = TestApp::new();
    let (hotel, ids) = three_invoices(&app);
    let body = json!({
        "customer_id": hotel, "amount": "110.00", "payment_method": "card", "reference": "TPV 4471",
        "allocations": [{ "invoice_id": ids[1], "amount": "104.00" }],
    });
    let key = [("idempotency-key", "a")];
    let call = || {
        app.owner()
            .api_with("POST", "/api/v1/payments", &key, Some(body.clone()))
            .json(201)
    };
    let taken = call();
    assert_eq!(call()["id"], taken["id"]);
    assert_eq!(taken["allocated"], "104.00");
    assert_eq!(taken["customer_credit"], "0.00", "the rest pays the first");
    assert_eq!(due(&app, ids), ["98.00", "0.00", "104.00"]);
    assert_eq!(taken["allocations"][0]["invoice_number"], "F26-000002");
    let path = format!("/api/v1/payments/{}/reverse", taken["id"].as_str().unwrap());
    let reversal = app
        .owner()
        .api("POST", &path, Some(json!({ "reason": "error" })))
        .json(201);
    assert_eq!(reversal["amount"], "-110.00");
    assert_eq!(
        app.owner().api("POST", &path, None).json(409)["code"],
        "payments-reversed-already"
    );
    let list = app
        .owner()
        .api("GET", "/api/v1/payments?limit=1", None)
        .json(200);
    assert!(list["next"].is_string());
    let wrong = json!({ "customer_id": hotel, "amount": "1.00", "payment_method": "shells" });
    assert_eq!(
        app.owner()
            .api("POST", "/api/v1/payments", Some(wrong))
            .status,
        422
    );
    assert_eq!(
        app.owner().api("POST", "/api/v1/payments", None).status,
        422
    );
}

#[test]
fn an_order_paid_when_taken_is_paid_on_its_invoice() {
    let app = TestApp::new();
    let new = NewCustomer {
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Hotel Miramar")
    };
    let hotel = customer(&app, new);
    delivered(
        &app,
        hotel,
        on("2026-11-18", &[("Barra de pan", 100, "1.00", "4")]),
    );
    delivered(
        &app,
        hotel,
        on("2026-11-19", &[("Barra de pan", 100, "1.00", "4")]),
    );
    app.write(|tx| {
        tx.execute("UPDATE orders SET payment_status = 'paid', payment_method = 'card' WHERE order_number = 'ORD-001'", [])?;
        tx.execute("UPDATE orders SET deposit_amount = 2000 WHERE order_number = 'ORD-002'", [])?;
        jobs::issue(tx, day("2026-11-20"))
    });
    let rows = app.read(|view| invoices::list(view, &invoices::Filter::default(), 10));
    let due: Vec<String> = rows.iter().map(|row| row.amount_due.to_string()).collect();
    assert_eq!(due, ["84.00", "0.00"]);
    let methods = "SELECT group_concat(payment_method) FROM (SELECT payment_method FROM payments ORDER BY amount)";
    assert_eq!(app.value::<String>(methods), "cash,card");
}

#[test]
fn orders_paid_when_taken_are_all_booked_and_what_did_not_come_is_credit() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(
        &app,
        hotel,
        on("2026-11-02", &[("Barra de pan", 100, "1.00", "4")]),
    );
    let less = delivered(
        &app,
        hotel,
        on("2026-11-03", &[("Barra de pan", 100, "1.00", "4")]),
    );
    take_back(&app, less, 20);
    app.write(|tx| {
        tx.execute("UPDATE orders SET payment_status = 'paid'", [])?;
        jobs::issue(tx, day("2026-11-16"))
    });
    let rows = app.read(|view| invoices::list(view, &invoices::Filter::default(), 10));
    assert_eq!(rows[0].total_amount.to_string(), "187.20");
    assert_eq!(rows[0].amount_due.to_string(), "0.00");
    let booked: String =
        app.value("SELECT group_concat(amount) FROM (SELECT amount FROM payments ORDER BY id)");
    assert_eq!(booked, "10400,10400");
    assert_eq!(credit(&app, hotel), "20.80");
}

#[test]
fn a_statement_goes_by_mail_when_somebody_asks_for_it() {
    let app = TestApp::new();
    let (hotel, _) = one_invoice(&app);
    let owner = app.owner();
    let page = owner.get(&format!("/customers/{hotel}")).page(200);
    assert!(
        page.html()
            .contains(&format!("/customers/{hotel}/statement"))
    );
    let path = format!("/customers/{hotel}/statement/send");
    let page = owner
        .get(&format!("/customers/{hotel}/statement"))
        .page(200);
    assert!(page.html().contains(&path));
    assert_eq!(owner.post(&path, &[]).status, 303);
    let mail: String =
        app.value("SELECT subject || ' ' || to_address FROM mails WHERE kind = 'statement'");
    assert_eq!(
        mail,
        "Estado de cuenta con Panadería La Espiga hotel-miramar@demo.test"
    );
    let document: String = app.value("SELECT document FROM mails WHERE kind = 'statement'");
    assert!(
        document.contains("\"document\":\"statement\""),
        "{document}"
    );
    let sent = owner.api("POST", &format!("/api/v1{path}"), None).json(200);
    assert!(sent["mail_id"].is_string());
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM mails WHERE kind = 'statement'"),
        2
    );
    app.write(move |tx| {
        tx.execute("UPDATE customers SET email = NULL WHERE id = ?1", [hotel])?;
        Ok(())
    });
    assert_eq!(owner.post(&path, &[]).status, 409);
    assert_eq!(app.role(Role::Counter).post(&path, &[]).status, 403);
}

#[test]
fn a_payment_without_customer_asks_for_one_and_amounts_have_their_cents() {
    let app = TestApp::new();
    let (hotel, _) = one_invoice(&app);
    let owner = app.owner();
    let page = owner.post("/payments", &[]).page(422);
    assert_eq!(
        texts(&page, ".field__error"),
        ["Elige de quién es el cobro."]
    );
    let page = owner
        .get(&format!("/payments/new?customer={hotel}"))
        .page(200);
    let amount = attr(&page, "input[name=amount]", "value");
    assert_eq!(amount.as_deref(), Some("104,00"));
    let cash = NewPayment {
        method: Method::Cash,
        ..payment(hotel, "4.00")
    };
    take(&app, cash);
    let page = owner
        .get(&format!("/customers/{hotel}/statement"))
        .page(200);
    assert!(page.html().contains("Pago en efectivo"));
}

#[test]
fn a_payment_of_another_century_is_a_slip_of_the_fingers() {
    let app = TestApp::new();
    let (hotel, _) = one_invoice(&app);
    let body = json!({ "customer_id": hotel, "amount": "4.00", "payment_method": "cash", "payment_date": "1999-11-20" });
    let answer = app
        .owner()
        .api("POST", "/api/v1/payments", Some(body))
        .json(422);
    assert!(answer.to_string().contains("payment_date"), "{answer}");
}
