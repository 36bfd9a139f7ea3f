//! Money that the bakery has already: no invoice, mail or sum asks for it, and what somebody takes back by hand stays so.

use hornada::customers::{self, NewCustomer, Rhythm};
use hornada::documents::InvoiceDocument;
use hornada::invoices;
use hornada::payments::{self, jobs};
use hornada::values::ids::{CustomerId, InvoiceId, NoteId, PaymentId};
use serde_json::json;

use crate::invoices::{business, customer, day, delivered, find, on, take_back};
use crate::payments::{payment, take};
use crate::support::{TestApp, texts};

/// A hotel that is invoiced for each order, and has paid so much before anything was delivered.
fn paid_ahead(app: &TestApp, amount: &str) -> CustomerId {
    let new = NewCustomer {
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Hotel Miramar")
    };
    let hotel = customer(app, new);
    if amount != "0" {
        pays(app, hotel, amount);
    }
    hotel
}

fn pays(app: &TestApp, hotel: CustomerId, amount: &str) -> PaymentId {
    let mut new = payment(hotel, amount);
    new.confirm_amount = true;
    take(app, new)
}

/// A hundred loaves: 104.00.
fn bread(app: &TestApp, hotel: CustomerId, day: &'static str) -> NoteId {
    delivered(app, hotel, on(day, &[("Barra de pan", 100, "1.00", "4")]))
}

/// What the morning's job issues, in the order of its numbers.
fn morning(app: &TestApp) -> Vec<InvoiceId> {
    app.write(|tx| jobs::issue(tx, day("2026-11-20")));
    let mut all = app.read(|view| invoices::list(view, &invoices::Filter::default(), 50));
    all.reverse();
    all.into_iter().map(|invoice| invoice.id).collect()
}

fn paper(app: &TestApp, id: InvoiceId) -> InvoiceDocument {
    app.read(|view| invoices::document(view, id))
}

/// The newest mail of an invoice.
fn mail(app: &TestApp, id: InvoiceId) -> String {
    app.read(move |view| {
        let mut statement = view.prepare(
            "SELECT text_body FROM mails WHERE subject_id = ?1 AND kind = 'invoice' ORDER BY created_at DESC, id DESC LIMIT 1",
        )?;
        Ok(statement.query_row([id], |row| row.get(0))?)
    })
}

fn credit(app: &TestApp, hotel: CustomerId) -> String {
    app.read(|view| payments::credit(view, hotel)).to_string()
}

fn newest_use(app: &TestApp) -> PaymentId {
    let id: Vec<u8> = app.value(
        "SELECT id FROM payments WHERE payment_method = 'credit' AND reverses_id IS NULL ORDER BY id DESC LIMIT 1",
    );
    PaymentId(uuid::Uuid::from_bytes(id.try_into().unwrap()))
}

#[test]
fn an_invoice_that_credit_pays_as_it_is_issued_asks_for_nothing() {
    let app = TestApp::new();
    app.set("bakery.iban", "ES9121000418450200051332");
    let hotel = paid_ahead(&app, "104.00");
    bread(&app, hotel, "2026-11-18");
    let id = morning(&app)[0];
    let invoice = find(&app, id);
    assert_eq!(
        (invoice.status.as_str(), invoice.amount_due.to_string()),
        ("paid", "0.00".into())
    );
    let paper = paper(&app, id);
    assert_eq!(
        (
            paper.payment.method.as_str(),
            paper.payment.iban.as_str(),
            paper.due_day.as_str(),
            paper.prepaid.as_str()
        ),
        ("Pagada con saldo a favor", "", "", "104.00")
    );
    let said = mail(&app, id);
    assert!(
        said.contains("Pagada con saldo a favor: no queda nada por pagar"),
        "{said}"
    );
    assert!(!said.contains("Se paga el"), "{said}");
    let pdf = app.owner().get(&format!("/invoices/{id}/pdf"));
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let stands = app.read(|view| payments::statement(view, hotel, view.today()));
    assert!(stands.invoices.is_empty());
    assert_eq!(stands.balance.to_string(), "0.00");
    app.at_local("2027-01-25", "08:00");
    app.write(|tx| jobs::remind(tx, day("2027-01-25")));
    let reminders = "SELECT count(*) FROM mails WHERE kind = 'reminder'";
    assert_eq!(app.value::<i64>(reminders), 0);
}

#[test]
fn invoices_of_one_morning_each_say_what_of_the_credit_is_theirs() {
    let app = TestApp::new();
    let hotel = paid_ahead(&app, "150.00");
    let notes = ["2026-11-17", "2026-11-18", "2026-11-19"].map(|day| bread(&app, hotel, day));
    // The second was paid with its order, and less came than was paid.
    app.write(|tx| {
        let paid = "UPDATE orders SET payment_status = 'paid', payment_method = 'card' WHERE order_number = 'ORD-002'";
        Ok(tx.execute(paid, [])?)
    });
    take_back(&app, notes[1], 10);
    let made = morning(&app);
    let says: Vec<(String, String)> = made
        .iter()
        .map(|id| {
            let invoice = find(&app, *id);
            (paper(&app, *id).prepaid, invoice.amount_paid.to_string())
        })
        .collect();
    let same = |amount: &str| (amount.to_owned(), amount.to_owned());
    // 104 of the credit; 93.60 of the card's 104; then 46 of the credit and 10.40 that the card paid too much.
    assert_eq!(says, [same("104.00"), same("93.60"), same("56.40")]);
    let third = mail(&app, made[2]);
    assert!(
        third.contains("Ya has pagado 56,40 €") && third.contains("47,60 €"),
        "{third}"
    );
    let notice = &paper(&app, made[2]).notices[0];
    assert!(
        notice.contains("56,40 € con saldo a favor") && notice.contains("47,60 €"),
        "{notice}"
    );
    assert_eq!(credit(&app, hotel), "0.00");
}

#[test]
fn an_invoice_issued_by_hand_says_it_too_and_one_sent_again_says_what_is_left_by_then() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = paid_ahead(&app, "84.00");
    bread(&app, hotel, "2026-11-18");
    let body = json!({ "customer_id": hotel });
    let path = "/api/v1/orders/wholesale/invoices";
    owner.api("POST", path, Some(body)).json(201);
    let id = app.read(|view| invoices::open_of(view, hotel))[0].id;
    assert_eq!(find(&app, id).amount_due.to_string(), "20.00");
    assert!(mail(&app, id).contains("los 20,00 € que quedan"));
    app.write(|tx| Ok(tx.execute("UPDATE mails SET status = 'sent', sent_at = created_at", [])?));
    pays(&app, hotel, "20.00");
    owner.post(&format!("/invoices/{id}/send"), &[]).location();
    let said = mail(&app, id);
    assert!(
        said.contains("Ya está pagada: no queda nada por pagar"),
        "{said}"
    );
}

#[test]
fn a_use_of_credit_taken_back_by_hand_is_not_made_again_by_itself() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = paid_ahead(&app, "104.00");
    bread(&app, hotel, "2026-11-17");
    let first = morning(&app)[0];
    let used = newest_use(&app);
    owner
        .post(
            &format!("/payments/{used}/reverse"),
            &[("reason", "es para otra")],
        )
        .location();
    app.write(|tx| jobs::remind(tx, day("2026-11-20")));
    assert_eq!(find(&app, first).amount_due.to_string(), "104.00");
    assert_eq!(credit(&app, hotel), "104.00");
    let page = owner.get(&format!("/invoices/{first}")).page(200);
    assert!(page.html().contains("no se usa solo en esta factura"));
    let api = format!("/api/v1/orders/wholesale/invoices/{first}");
    assert_eq!(owner.api("GET", &api, None).json(200)["credit_held"], true);
    // What is left over of another payment goes past it too, and a new invoice takes it.
    pays(&app, hotel, "110.00");
    bread(&app, hotel, "2026-11-18");
    let made = morning(&app);
    assert_eq!(
        find(&app, made[0]).amount_due.to_string(),
        "0.00",
        "new money pays it"
    );
    assert_eq!(find(&app, made[1]).status, "paid");
    assert_eq!(credit(&app, hotel), "6.00");
}

#[test]
fn credit_that_was_held_back_is_used_again_by_hand() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = paid_ahead(&app, "104.00");
    bread(&app, hotel, "2026-11-17");
    let id = morning(&app)[0];
    let used = newest_use(&app);
    let reverse = format!("/payments/{used}/reverse");
    owner.post(&reverse, &[("reason", "mejor no")]).location();
    app.write(|tx| jobs::remind(tx, day("2026-11-20")));
    assert_eq!(find(&app, id).status, "issued");
    let payer = hotel.to_string();
    let by_hand = [
        ("customer_id", payer.as_str()),
        ("amount", "104,00"),
        ("payment_method", "credit"),
    ];
    owner.post("/payments", &by_hand).location();
    let invoice = find(&app, id);
    assert_eq!(
        (invoice.status.as_str(), invoice.credit_held),
        ("paid", false)
    );
}

#[test]
fn a_payment_taken_again_gives_back_the_credit_that_stood_in_for_it() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = paid_ahead(&app, "0");
    bread(&app, hotel, "2026-11-17");
    let id = morning(&app)[0];
    let first = pays(&app, hotel, "104.00");
    pays(&app, hotel, "60.00");
    let reverse = format!("/payments/{first}/reverse");
    owner.post(&reverse, &[("reason", "devuelto")]).location();
    assert_eq!(
        find(&app, id).amount_due.to_string(),
        "44.00",
        "credit stands in"
    );
    owner
        .post(&format!("/payments/{first}/again"), &[])
        .location();
    assert_eq!(find(&app, id).status, "paid");
    assert_eq!(credit(&app, hotel), "60.00");
    // Paid in cash meanwhile: said, with the number, and nothing is changed.
    let bank = app
        .value::<Vec<u8>>("SELECT id FROM payments WHERE amount = 10400 ORDER BY id DESC LIMIT 1");
    let bank = PaymentId(uuid::Uuid::from_bytes(bank.try_into().unwrap()));
    let api = format!("/api/v1/payments/{bank}");
    app.write(move |tx| {
        payments::reverse(tx, bank, "devuelto")?;
        payments::take(tx, &payment(hotel, "44.00"))
    });
    let refused = owner.api("POST", &format!("{api}/again"), None).json(409);
    assert_eq!(refused["code"], "payments-paid-otherwise");
    assert!(
        refused["detail"].to_string().contains("F26-000001"),
        "{refused}"
    );
    assert_eq!(find(&app, id).status, "paid");
}

#[test]
fn what_a_customer_owes_is_a_sum_of_what_is_open_however_long_the_history() {
    let app = TestApp::new();
    let hotel = paid_ahead(&app, "0");
    for _ in 0..5 {
        let id = pays(&app, hotel, "50.00");
        app.write(move |tx| payments::reverse(tx, id, "prueba"));
    }
    let rows = "SELECT count(*) FROM exposures";
    assert_eq!(app.value::<i64>(rows), 0);
    pays(&app, hotel, "50.00");
    bread(&app, hotel, "2026-11-18");
    let owed = || {
        app.read(|view| customers::exposure(view, hotel))
            .to_string()
    };
    assert_eq!((owed().as_str(), app.value::<i64>(rows)), ("-50.00", 1));
    morning(&app);
    assert_eq!((owed().as_str(), app.value::<i64>(rows)), ("54.00", 1));
}

#[test]
fn the_page_of_a_payment_says_its_amount_once() {
    let app = TestApp::new();
    let hotel = paid_ahead(&app, "0");
    bread(&app, hotel, "2026-11-17");
    morning(&app);
    let id = pays(&app, hotel, "104.00");
    let page = app.owner().get(&format!("/payments/{id}")).page(200);
    assert_eq!(page.html().matches("104,00").count(), 1);
    assert!(texts(&page, ".dl dd").join(" ").contains("F26-000001"));
    let more = pays(&app, hotel, "30.00");
    let page = app.owner().get(&format!("/payments/{more}")).page(200);
    assert!(
        texts(&page, ".dl")
            .join(" ")
            .contains("Queda a favor del cliente")
    );
}

#[test]
fn what_was_paid_ahead_and_is_taken_again_goes_past_an_invoice_that_is_held() {
    let app = TestApp::new();
    let owner = app.owner();
    let hotel = paid_ahead(&app, "104.00");
    let ahead = app.value::<Vec<u8>>("SELECT id FROM payments");
    let ahead = PaymentId(uuid::Uuid::from_bytes(ahead.try_into().unwrap()));
    bread(&app, hotel, "2026-11-17");
    let held = morning(&app)[0];
    let used = newest_use(&app);
    for payment in [used, ahead] {
        let reverse = format!("/payments/{payment}/reverse");
        owner.post(&reverse, &[("reason", "mejor no")]).location();
    }
    assert_eq!(credit(&app, hotel), "0.00");
    owner
        .post(&format!("/payments/{ahead}/again"), &[])
        .location();
    assert_eq!(find(&app, held).amount_due.to_string(), "104.00");
    assert_eq!(credit(&app, hotel), "104.00");
}
