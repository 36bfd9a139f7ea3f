//! Invoices: which deliveries, when, at which number, with which sums; what cannot be invoiced and why.

use std::collections::BTreeSet;

use hornada::catalog;
use hornada::customers::{self, CustomerType, NewCustomer, Rhythm};
use hornada::db::{Actor, Tx};
use hornada::error::{Error, Result};
use hornada::fulfilment::{self, Handover};
use hornada::invoices::{self, Issued};
use hornada::orders::days;
use hornada::payments;
use hornada::people::roles::Role;
use hornada::values::calendar::Day;
use hornada::values::ids::{CustomerId, InvoiceId, LineId, NoteId, NoteLineId, OrderId};
use hornada::values::tax::{self, TaxLine, TaxMode};
use hornada::values::{Money, PriceUnit, Quantity, Rate, line_total};
use rusqlite::params;
use serde_json::json;

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{TestApp, texts};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A business that can be invoiced: every fortnight, thirty days.
pub fn business(name: &str) -> NewCustomer {
    NewCustomer {
        customer_type: CustomerType::Hotel,
        business_name: name.into(),
        contact_name: "Luisa Prado".into(),
        email: Some(format!(
            "{}@demo.test",
            name.to_lowercase().replace(' ', "-")
        )),
        tax_id: Some("A58818501".into()),
        address_line1: "Paseo Marítimo 120".into(),
        postal_code: "29016".into(),
        city: "Málaga".into(),
        credit_term_days: Some(30),
        invoice_rhythm: Rhythm::Fortnightly,
        ..NewCustomer::default()
    }
}

pub fn customer(app: &TestApp, new: NewCustomer) -> CustomerId {
    app.write(move |tx| customers::create(tx, new))
}

/// Pieces, price and rate of a delivered line.
pub type Line = (&'static str, i64, &'static str, &'static str);

/// A delivered note as it stands in the file after its hand-over.
#[derive(Clone, Copy)]
pub struct Delivery {
    pub day: &'static str,
    pub lines: &'static [Line],
    pub discount: &'static str,
    pub line_discount: &'static str,
    pub shipping: &'static str,
    pub mode: &'static str,
}

pub fn on(day: &'static str, lines: &'static [Line]) -> Delivery {
    Delivery {
        day,
        lines,
        discount: "0",
        line_discount: "0",
        shipping: "0",
        mode: "net",
    }
}

pub fn delivered(app: &TestApp, customer: CustomerId, what: Delivery) -> NoteId {
    app.write(move |tx| insert(tx, customer, &what))
}

fn insert(tx: &Tx, customer: CustomerId, what: &Delivery) -> Result<NoteId> {
    let (order, note): (OrderId, NoteId) = (tx.id(), tx.id());
    let number = tx.next_number("test notes")?;
    let list = catalog::price_lists(tx)?[0].id;
    let rate = |text: &str| text.parse::<Rate>().unwrap();
    let amounts: Vec<i64> = what
        .lines
        .iter()
        .map(|(_, pieces, price, _)| {
            let quantity = Quantity::whole(u32::try_from(*pieces).unwrap());
            let price = price.parse().unwrap();
            line_total(price, quantity, PriceUnit::Piece, rate(what.line_discount))
                .unwrap()
                .cents()
        })
        .collect();
    let sum: i64 = amounts.iter().sum();
    let taxed = what
        .lines
        .iter()
        .zip(&amounts)
        .map(|(line, cents)| TaxLine {
            rate: rate(line.3),
            amount: Money::from_cents(*cents),
        });
    // With tax in the prices the order is kept as if it had none.
    let rows: Vec<(Rate, i64, i64)> = if what.mode == "net" {
        let lines: Vec<TaxLine> = taxed.collect();
        let totals = tax::tax_rows(TaxMode::Net, &lines, Money::ZERO, Money::ZERO).unwrap();
        let row = |row: &tax::TaxRow| (row.rate, row.base.cents(), row.tax.cents());
        totals.rows.iter().map(row).collect()
    } else {
        vec![(Rate::ZERO, sum, 0)]
    };
    let tax: i64 = rows.iter().map(|row| row.2).sum();
    tx.execute(
        "INSERT INTO orders (id, order_number, customer_id, order_type, order_source, status, order_date, requested_date,
                             price_list_id, tax_mode, subtotal, tax_amount, total_amount, delivery_method, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'wholesale', 'phone', 'completed', ?4, ?4, ?5, ?6, ?7, ?9, ?7 + ?9, 'pickup', ?8, ?8)",
        params![order, format!("ORD-{number:03}"), customer, what.day, list, what.mode, sum, tx.now, tax],
    )?;
    for (rate, base, tax) in rows {
        tx.execute(
            "INSERT INTO order_tax_rows (order_id, rate, base, tax) VALUES (?1, ?2, ?3, ?4)",
            params![order, rate, base, tax],
        )?;
    }
    tx.execute(
        "INSERT INTO notes (id, note_number, order_id, customer_id, day, delivery_method, status, with_prices, tax_mode,
                            discount_percentage, shipping_amount, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'pickup', 'delivered', 1, ?6, ?7, ?8, ?9, ?9)",
        params![
            note,
            format!("A26-{number:03}"),
            order,
            customer,
            what.day,
            what.mode,
            rate(what.discount),
            what.shipping.parse::<hornada::values::Money>().unwrap(),
            tx.now
        ],
    )?;
    let lines = what.lines.iter().zip(amounts);
    for (at, ((name, pieces, price, tax), amount)) in (0_i64..).zip(lines) {
        let price: hornada::values::Price = price.parse().unwrap();
        tx.execute(
            "INSERT INTO order_items (id, order_id, position, product_name, quantity, unit, unit_size, unit_price, price_unit,
                                      price_unit_size, line_total, tax_rate, created_at, updated_at, discount_percentage)
             VALUES (?1, ?2, ?3, ?4, ?5, 'unit', 1000, ?6, 'unit', 1000, ?7, ?8, ?9, ?9, ?10)",
            params![tx.id::<LineId>(), order, at, name, pieces * 1000, price, amount, rate(tax), tx.now, rate(what.line_discount)],
        )?;
        tx.execute(
            "INSERT INTO note_lines (id, note_id, position, product_name, unit, unit_size, ordered, delivered, unit_price, price_unit,
                                     price_unit_size, discount_percentage, tax_rate, line_total)
             VALUES (?1, ?2, ?3, ?4, 'unit', 1000, ?5, ?5, ?6, 'unit', 1000, ?7, ?8, ?9)",
            params![
                tx.id::<NoteLineId>(),
                note,
                at,
                name,
                pieces * 1000,
                price,
                rate(what.line_discount),
                rate(tax),
                amount
            ],
        )?;
    }
    settle(tx, note)?;
    Ok(note)
}

/// What is left of a note, as the hand-over and each return write it.
fn settle(tx: &Tx, note: NoteId) -> Result<()> {
    tx.execute(
        "WITH lines AS (SELECT sum(line_total) AS sum FROM note_lines WHERE note_id = ?1)
         UPDATE notes SET (subtotal, total_amount) = (SELECT due, due FROM (SELECT shipping_amount + sum
             - (2 * sum * discount_percentage + 10000) / 20000 AS due FROM lines)) WHERE id = ?1",
        [note],
    )?;
    Ok(())
}

/// Takes pieces of the first line of a note back.
pub fn take_back(app: &TestApp, note: NoteId, pieces: i64) {
    app.write(move |tx| {
        tx.execute(
            "INSERT INTO note_entries (note_line_id, kind, quantity, reason, at)
             SELECT id, 'returned', ?2, 'duro', ?3 FROM note_lines WHERE note_id = ?1 AND position = 0",
            params![note, pieces * 1000, tx.now],
        )?;
        tx.execute(
            "UPDATE note_lines SET line_total = line_total - unit_price * ?2 / 100 WHERE note_id = ?1 AND position = 0",
            params![note, pieces],
        )?;
        settle(tx, note)
    });
}

pub fn issue_due(app: &TestApp, as_of: &str) -> Issued {
    let as_of = day(as_of);
    app.write(move |tx| payments::issue_due(tx, as_of, as_of))
}

pub fn find(app: &TestApp, id: InvoiceId) -> invoices::Invoice {
    app.read(|view| invoices::find(view, id))
}

/// The key of the conflict that this ends in.
pub fn refused<T: Send + 'static + std::fmt::Debug>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> String {
    match app.db.write_blocking(Actor::system(), work) {
        Err(Error::Conflict(message, _)) => message.key,
        Err(Error::Invalid(fields)) => fields.0[0].message.key.clone(),
        other => panic!("{other:?}"),
    }
}

const BREAD: &[Line] = &[("Barra de pan", 10, "1.01", "4")];

#[test]
fn a_fortnight_is_invoiced_the_day_after_it_ends_and_only_once() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(&app, hotel, on("2026-11-02", BREAD));
    delivered(&app, hotel, on("2026-11-15", BREAD));
    delivered(&app, hotel, on("2026-11-16", BREAD));
    assert!(issue_due(&app, "2026-11-15").made.is_empty());
    let made = issue_due(&app, "2026-11-16").made;
    assert_eq!(made.len(), 1);
    let invoice = find(&app, made[0]);
    assert_eq!(invoice.invoice_number, "F26-000001");
    assert_eq!(invoice.invoice_date, day("2026-11-16"));
    assert_eq!(invoice.operation_from, day("2026-11-02"));
    assert_eq!(invoice.operation_until, day("2026-11-15"));
    // Thirty days from the first delivery.
    assert_eq!(invoice.due_date, day("2026-12-02"));
    // 10.10 + 10.10 = 20.20; its 4 % is 0.81, though each note's own would be 0.40.
    assert_eq!(invoice.subtotal.to_string(), "20.20");
    assert_eq!(invoice.tax_amount.to_string(), "0.81");
    assert_eq!(invoice.total_amount.to_string(), "21.01");
    assert!(issue_due(&app, "2026-11-16").made.is_empty());
    let rest = issue_due(&app, "2026-12-01").made;
    assert_eq!(find(&app, rest[0]).invoice_number, "F26-000002");
    assert_eq!(find(&app, rest[0]).due_date, day("2026-12-16"));
}

#[test]
fn a_delivery_that_is_booked_late_gets_an_invoice_of_its_own() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(&app, hotel, on("2026-11-02", BREAD));
    issue_due(&app, "2026-11-16");
    delivered(&app, hotel, on("2026-11-14", BREAD));
    let made = issue_due(&app, "2026-11-17").made;
    let invoice = find(&app, made[0]);
    assert_eq!(invoice.invoice_number, "F26-000002");
    assert_eq!(invoice.operation_from, day("2026-11-14"));
}

#[test]
fn each_rhythm_gathers_its_own_deliveries() {
    let app = TestApp::new();
    for (name, rhythm) in [
        ("Bar Uno", Rhythm::PerOrder),
        ("Bar Dos", Rhythm::Weekly),
        ("Bar Tres", Rhythm::Fortnightly),
        ("Bar Cuatro", Rhythm::Monthly),
    ] {
        let new = NewCustomer {
            invoice_rhythm: rhythm,
            ..business(name)
        };
        let bar = customer(&app, new);
        // The week of 30 November lies in two months.
        for day in ["2026-11-16", "2026-11-28", "2026-11-30", "2026-12-01"] {
            delivered(&app, bar, on(day, BREAD));
        }
    }
    let counts = |as_of: &str| {
        issue_due(&app, as_of);
        let names = ["Bar Uno", "Bar Dos", "Bar Tres", "Bar Cuatro"];
        names.map(|name| {
            app.value::<i64>(&format!(
                "SELECT count(*) FROM invoices i JOIN customers c ON c.id = i.customer_id WHERE c.business_name = '{name}'"
            ))
        })
    };
    assert_eq!(counts("2026-11-30"), [2, 2, 0, 0]);
    assert_eq!(counts("2026-12-01"), [3, 3, 1, 1]);
    assert_eq!(counts("2026-12-08"), [4, 4, 1, 1]);
    assert_eq!(counts("2027-01-01"), [4, 4, 2, 2]);
    let crossing = "SELECT count(*) FROM invoices WHERE substr(operation_from, 1, 7) <> substr(operation_until, 1, 7)";
    assert_eq!(app.value::<i64>(crossing), 0);
}

#[test]
fn no_invoice_is_dated_before_the_last_of_its_series_and_a_new_year_counts_anew() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(&app, hotel, on("2026-10-20", BREAD));
    let later = issue_due(&app, "2026-11-20").made[0];
    assert_eq!(find(&app, later).invoice_date, day("2026-11-20"));
    delivered(&app, hotel, on("2026-11-03", BREAD));
    let earlier = issue_due(&app, "2026-11-16").made[0];
    assert_eq!(find(&app, earlier).invoice_date, day("2026-11-20"));
    delivered(&app, hotel, on("2026-12-20", BREAD));
    let next_year = issue_due(&app, "2027-01-01").made[0];
    assert_eq!(find(&app, next_year).invoice_number, "F27-000001");
}

#[test]
fn discount_and_delivery_charge_are_split_over_the_rates() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let lines: &[Line] = &[("Barra", 100, "1.00", "4"), ("Tarta", 5, "10.00", "10")];
    delivered(
        &app,
        hotel,
        Delivery {
            discount: "10",
            shipping: "6.00",
            ..on("2026-11-02", lines)
        },
    );
    let id = issue_due(&app, "2026-11-16").made[0];
    let invoice = find(&app, id);
    // 150.00 − 15.00 + 6.00: 94.00 at 4 % is 3.76, 47.00 at 10 % is 4.70.
    assert_eq!(invoice.subtotal.to_string(), "141.00");
    assert_eq!(invoice.tax_amount.to_string(), "8.46");
    assert_eq!(invoice.total_amount.to_string(), "149.46");
    let document = app.read(|view| invoices::document(view, id));
    assert_eq!(document.lines_total, "150.00");
    assert_eq!(document.discount, "-15.00");
    assert_eq!(document.shipping, "6.00");
    assert_eq!(document.taxes[0].base, "94.00");
}

#[test]
fn prices_with_tax_are_taken_apart_once_for_each_rate() {
    let app = TestApp::new();
    let new = NewCustomer {
        customer_type: CustomerType::Retail,
        invoice_rhythm: Rhythm::PerOrder,
        ..business("Peña El Horno")
    };
    let club = customer(&app, new);
    let lines: &[Line] = &[("Barra", 10, "1.10", "4"), ("Croissant", 3, "1.35", "10")];
    delivered(
        &app,
        club,
        Delivery {
            mode: "gross",
            ..on("2026-11-19", lines)
        },
    );
    let id = issue_due(&app, "2026-11-20").made[0];
    let invoice = find(&app, id);
    // 11.00 ÷ 1.04 = 10.58; 4.05 ÷ 1.10 = 3.68; what is paid is the sum of the lines.
    assert_eq!(invoice.subtotal.to_string(), "14.26");
    assert_eq!(invoice.tax_amount.to_string(), "0.79");
    assert_eq!(invoice.total_amount.to_string(), "15.05");
    assert!(
        app.read(|view| invoices::document(view, id))
            .prices_include_tax
    );
}

#[test]
fn what_came_back_is_not_billed_and_is_said() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let note = delivered(
        &app,
        hotel,
        on("2026-11-02", &[("Barra de pan", 10, "1.00", "4")]),
    );
    take_back(&app, note, 4);
    let empty = delivered(
        &app,
        hotel,
        on("2026-11-20", &[("Barra de pan", 3, "1.00", "4")]),
    );
    take_back(&app, empty, 3);
    let made = issue_due(&app, "2026-12-01").made;
    assert_eq!(made.len(), 1, "all of the second half came back");
    let document = app.read(|view| invoices::document(view, made[0]));
    let line = &document.notes[0].lines[0];
    assert_eq!(line.quantity, "6");
    assert_eq!(line.amount, "6.00");
    assert_eq!(line.description, "Barra de pan (entregado 10, devuelto 4)");
}

#[test]
fn a_note_of_which_all_came_back_is_none_that_a_run_reads_until_it_is_corrected() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let bread: &[Line] = &[("Barra de pan", 3, "1.00", "4")];
    let kept = delivered(&app, hotel, on("2026-11-02", bread));
    let empty = delivered(&app, hotel, on("2026-11-03", bread));
    take_back(&app, empty, 3);
    let open = || {
        let drafts = app.read(|view| invoices::due(view, day("2026-12-01"), None));
        let notes = drafts.iter().map(|draft| draft.note_ids());
        notes.flatten().collect::<Vec<_>>()
    };
    assert_eq!(open(), [kept]);
    let order = app.read(|view| Ok(fulfilment::find(view, empty)?.order_id));
    let alone = refused(&app, move |tx| {
        payments::issue_order(tx, order, day("2026-12-01"))
    });
    assert_eq!(alone, "invoices-nothing");
    app.write(move |tx| {
        let entry = "INSERT INTO note_entries (note_line_id, kind, quantity, at)
                     SELECT id, 'corrected', 1000, 0 FROM note_lines WHERE note_id = ?1";
        tx.execute(entry, [empty])?;
        let corrected =
            "UPDATE note_lines SET line_total = line_total + unit_price / 100 WHERE note_id = ?1";
        tx.execute(corrected, [empty])?;
        settle(tx, empty)
    });
    assert_eq!(open(), [kept, empty]);
    // What is read is found by the index that holds nothing else.
    let plan: String = app.read(|view| {
        let query = "EXPLAIN QUERY PLAN SELECT 1 FROM notes n WHERE n.customer_id = x'00' AND n.status = 'delivered'
            AND n.invoice_id IS NULL AND (n.total_amount <> 0 OR n.subtotal <> 0) AND n.day <= '2026-12-01'";
        Ok(view.query_row(query, [], |row| row.get(3))?)
    });
    assert!(plan.contains("notes_to_invoice"), "{plan}");
}

#[test]
fn returns_beyond_the_deliveries_lower_the_next_invoice_of_the_month_or_are_refused() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let note = delivered(
        &app,
        hotel,
        on("2026-11-02", &[("Barra de pan", 1, "1.00", "4")]),
    );
    take_back(&app, note, 6);
    let refused = issue_due(&app, "2026-11-16").refused;
    assert_eq!(refused[0].problems[0].key, "invoices-negative");
    delivered(
        &app,
        hotel,
        on("2026-11-20", &[("Barra de pan", 20, "1.00", "4")]),
    );
    let made = issue_due(&app, "2026-12-01").made;
    assert_eq!(find(&app, made[0]).subtotal.to_string(), "15.00");
    assert_eq!(find(&app, made[0]).operation_from, day("2026-11-02"));
}

#[test]
fn two_payers_of_one_name_each_have_their_own_returns_carried() {
    let app = TestApp::new();
    for email in ["norte@demo.test", "sur@demo.test"] {
        let new = NewCustomer {
            email: Some(email.into()),
            ..business("Hotel Miramar")
        };
        let hotel = customer(&app, new);
        let bread: &[Line] = &[("Barra de pan", 1, "1.00", "4")];
        let note = delivered(&app, hotel, on("2026-11-02", bread));
        take_back(&app, note, 6);
        let bread: &[Line] = &[("Barra de pan", 20, "1.00", "4")];
        delivered(&app, hotel, on("2026-11-20", bread));
    }
    let issued = issue_due(&app, "2026-12-01");
    assert!(issued.refused.is_empty(), "{:?}", issued.refused);
    let sums: Vec<String> = issued
        .made
        .iter()
        .map(|id| find(&app, *id).subtotal.to_string())
        .collect();
    assert_eq!(sums, ["15.00", "15.00"]);
}

#[test]
fn who_lacks_something_is_named_and_the_others_go_on() {
    let app = TestApp::new();
    let without = NewCustomer {
        tax_id: None,
        postal_code: String::new(),
        ..business("Bar Manolo")
    };
    let surcharged = NewCustomer {
        equivalence_surcharge: true,
        ..business("Ultramarinos Paco")
    };
    let (bar, shop) = (customer(&app, without), customer(&app, surcharged));
    let hotel = customer(&app, business("Hotel Miramar"));
    for payer in [bar, shop, hotel] {
        delivered(&app, payer, on("2026-11-02", BREAD));
    }
    let issued = issue_due(&app, "2026-11-16");
    assert_eq!(issued.made.len(), 1);
    let problems = |id: CustomerId| -> Vec<String> {
        let of = issued
            .refused
            .iter()
            .find(|refused| refused.customer_id == id);
        of.unwrap()
            .problems
            .iter()
            .map(|problem| problem.key.clone())
            .collect()
    };
    assert_eq!(
        problems(bar),
        ["invoices-lacks-tax-id", "invoices-lacks-postcode"]
    );
    assert_eq!(problems(shop), ["invoices-surcharge-not-yet"]);
    let page = app.owner().get("/invoices/due").page(200);
    let said = texts(&page, ".list__row .late").join(" ");
    assert!(said.contains("Falta el NIF."), "{said}");
    assert!(said.contains("recargo de equivalencia"), "{said}");
    let body = json!({ "customer_id": shop });
    let answer = app
        .owner()
        .api("POST", "/api/v1/orders/wholesale/invoices", Some(body))
        .json(409);
    assert_eq!(answer["code"], "invoices-cannot");
    assert!(answer.to_string().contains("invoices-surcharge-not-yet"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM invoices"), 1);
}

#[test]
fn a_bakery_without_its_own_details_issues_nothing() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(&app, hotel, on("2026-11-02", BREAD));
    app.set("bakery.tax_id", "");
    let issued = issue_due(&app, "2026-11-16");
    assert!(issued.made.is_empty());
    assert_eq!(issued.refused[0].problems[0].key, "invoices-bakery-lacks");
    app.set("bakery.tax_id", "B64717838");
    // No setting can say so; a file of old might.
    app.write(|tx| {
        Ok(tx.execute(
            "INSERT INTO settings (key, value, changed_at) VALUES ('invoices.series', 'F<', 0)",
            [],
        )?)
    });
    app.set("bakery.town", "Getafe");
    let note = app.read(|view| invoices::due(view, day("2026-11-16"), None))[0].note_ids();
    let key = refused(&app, move |tx| {
        payments::issue(tx, hotel, &note, day("2026-11-16"))
    });
    assert_eq!(key, "invoices-series-wrong");
}

#[test]
fn a_counter_customer_without_a_tax_id_is_left_to_the_ticket() {
    let app = TestApp::new();
    let new = NewCustomer {
        contact_name: "Ana Ruiz".into(),
        ..NewCustomer::default()
    };
    let ana = customer(&app, new);
    delivered(&app, ana, on("2026-11-02", BREAD));
    let issued = issue_due(&app, "2026-12-01");
    assert!(issued.made.is_empty() && issued.refused.is_empty());
}

#[test]
fn notes_that_do_not_go_together_are_refused() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let bar = customer(&app, business("Bar Manolo"));
    let october = delivered(&app, hotel, on("2026-10-31", BREAD));
    let november = delivered(&app, hotel, on("2026-11-01", BREAD));
    let gross = delivered(
        &app,
        hotel,
        Delivery {
            mode: "gross",
            ..on("2026-11-02", BREAD)
        },
    );
    let other = delivered(&app, bar, on("2026-11-01", BREAD));
    let try_with = |notes: &'static str, ids: Vec<NoteId>, on: &str| {
        let on = day(on);
        (
            notes,
            refused(&app, move |tx| payments::issue(tx, hotel, &ids, on)),
        )
    };
    let today = "2026-11-20";
    assert_eq!(try_with("", vec![], today).1, "invoices-nothing");
    assert_eq!(
        try_with("", vec![october, november], today).1,
        "invoices-two-months"
    );
    assert_eq!(
        try_with("", vec![november, gross], today).1,
        "invoices-two-modes"
    );
    assert_eq!(
        try_with("", vec![november, other], today).1,
        "invoices-other-payer"
    );
    assert_eq!(
        try_with("", vec![november], "2026-10-31").1,
        "invoices-before-delivery"
    );
    app.write(move |tx| payments::issue(tx, hotel, &[november], day("2026-11-20")));
    assert_eq!(try_with("", vec![november], today).1, "invoices-note-taken");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM invoices"), 1);
}

#[test]
fn sixteen_at_once_and_failures_midway_leave_no_gap() {
    let app = TestApp::new();
    let payers: Vec<CustomerId> = (0..16)
        .map(|at| {
            let payer = customer(&app, business(&format!("Bar {at}")));
            delivered(&app, payer, on("2026-11-02", BREAD));
            payer
        })
        .collect();
    let owner = app.owner();
    std::thread::scope(|scope| {
        for payer in &payers {
            let (client, db, payer) = (owner.clone(), app.db.clone(), *payer);
            scope.spawn(move || {
                let failed = db.write_blocking(Actor::system(), move |tx| {
                    payments::issue_now(tx, payer, tx.today())?;
                    Err::<(), _>(Error::conflict("conflict-exists"))
                });
                assert!(failed.is_err());
                let body = json!({ "customer_id": payer });
                client
                    .api("POST", "/api/v1/orders/wholesale/invoices", Some(body))
                    .json(201);
            });
        }
    });
    let numbers: BTreeSet<i64> = app.read(|view| {
        let mut statement = view.prepare("SELECT number FROM invoices")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    assert_eq!(numbers, (1..=16).collect());
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 16);
}

#[test]
fn an_issued_invoice_is_frozen() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    delivered(&app, hotel, on("2026-11-02", BREAD));
    let id = issue_due(&app, "2026-11-16").made[0];
    let change = |query: &'static str| {
        app.db
            .write_blocking(Actor::system(), move |tx| Ok(tx.execute(query, [])?))
    };
    assert!(change("UPDATE invoices SET total_amount = 1").is_err());
    assert!(change("UPDATE invoices SET snapshot = '{}'").is_err());
    assert!(change("DELETE FROM invoices").is_err());
    // The customer moves; the invoice stays as it was printed.
    change("UPDATE customers SET business_name = 'Otro', address_line1 = 'Otra calle'").unwrap();
    let document = app.read(|view| invoices::document(view, id));
    assert_eq!(document.recipient.name, "Hotel Miramar");
    assert_eq!(document.recipient.street, "Paseo Marítimo 120");
    let fits: bool = app.read(|view| {
        let (text, kept): (String, Vec<u8>) = view.query_row(
            "SELECT snapshot, snapshot_sha256 FROM invoices",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(hornada::web::session::hash(&text).to_vec() == kept)
    });
    assert!(fits, "the hash is that of the text");
}

#[test]
fn the_mail_goes_once_by_itself_and_again_when_asked() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let english = NewCustomer {
        lang: hornada::i18n::Lang::En,
        email: None,
        ..business("Sea View")
    };
    let silent = customer(&app, english);
    for payer in [hotel, silent] {
        delivered(&app, payer, on("2026-11-02", BREAD));
    }
    let made = issue_due(&app, "2026-11-16").made;
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 1);
    assert_eq!(
        app.value::<String>("SELECT subject FROM mails"),
        "Factura F26-000001 de Panadería La Espiga"
    );
    assert_eq!(
        app.value::<String>("SELECT file_name FROM mails"),
        "F26-000001.pdf"
    );
    issue_due(&app, "2026-11-16");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 1);
    let path = format!("/api/v1/orders/wholesale/invoices/{}/send", made[0]);
    let first: Vec<u8> = app.value("SELECT id FROM mails");
    let sent = || {
        app.write(|tx| {
            let sql = "UPDATE mails SET status = 'sent', sent_at = created_at";
            Ok(tx.execute(sql, [])?)
        })
    };
    let answer = app.owner().api("POST", &path, None).json(200);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM mails"),
        1,
        "it waits still"
    );
    assert_eq!(
        answer["mail_id"],
        uuid::Uuid::from_slice(&first).unwrap().to_string()
    );
    sent();
    app.owner().api("POST", &path, None).json(200);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 2);
    sent();
    let form = [("_key", "one-click")];
    let page = format!("/invoices/{}/send", made[0]);
    app.owner().post(&page, &form).location();
    app.owner().post(&page, &form).location();
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 3);
    let none = format!("/api/v1/orders/wholesale/invoices/{}/send", made[1]);
    assert_eq!(
        app.owner().api("POST", &none, None).json(409)["code"],
        "invoices-no-address"
    );
    assert_eq!(
        app.read(|view| invoices::document(view, made[1])).lang,
        hornada::i18n::Lang::En
    );
}

#[test]
fn what_the_payer_owes_moves_from_the_orders_to_the_invoice() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let note = delivered(&app, hotel, on("2026-11-02", BREAD));
    app.write(move |tx| {
        let order: OrderId =
            tx.query_row("SELECT order_id FROM notes WHERE id = ?1", [note], |row| {
                row.get(0)
            })?;
        let amount = "10.10".parse().unwrap();
        customers::set_exposure(tx, customers::ExposureOf::Order(order), hotel, amount)
    });
    issue_due(&app, "2026-11-16");
    let owed = app.read(|view| customers::exposure(view, hotel));
    // 10.10 and 4 %.
    assert_eq!(owed.to_string(), "10.50");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM exposures WHERE source_kind = 'order'"),
        0
    );
}

#[test]
fn pages_show_what_is_to_be_issued_issue_it_and_show_it() {
    let app = TestApp::new();
    let owner = app.owner();
    assert!(texts(&owner.get("/invoices").page(200), ".empty")[0].contains("No hay facturas"));
    assert!(
        texts(&owner.get("/invoices/due").page(200), ".empty")[0].contains("nada por facturar")
    );
    let monthly = NewCustomer {
        invoice_rhythm: Rhythm::Monthly,
        ..business("Hotel Miramar")
    };
    let hotel = customer(&app, monthly);
    delivered(&app, hotel, on("2026-10-02", BREAD));
    let due = owner.get("/invoices/due").page(200);
    let row = &texts(&due, ".list__row")[0];
    assert!(
        row.contains("Hotel Miramar") && row.contains("octubre de 2026"),
        "{row}"
    );
    assert!(
        row.contains("Ha pasado el plazo"),
        "after 15 November: {row}"
    );
    assert!(row.contains("Pasar a quincenal"), "{row}");
    assert_eq!(texts(&due, ".total b"), ["10,50 €"]);
    let form = [("_key", "k1")];
    let to = owner.post("/invoices/due", &form).location();
    assert_eq!(owner.post("/invoices/due", &form).location(), to);
    let page = owner.get(&to).page(200);
    assert_eq!(texts(&page, "h1"), ["Factura F26-000001"]);
    assert!(texts(&page, ".note--warning")[0].contains("programa en pruebas"));
    assert_eq!(texts(&page, ".timeline li div")[1], "Emitida Marta Soler");
    let pdf = owner.get(&format!("{to}/pdf?copy=1&download=1"));
    assert_eq!(pdf.status, 200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert_eq!(
        pdf.header("content-disposition"),
        "attachment; filename=\"F26-000001.pdf\""
    );
    let list = owner.get("/invoices?status=overdue").page(200);
    assert_eq!(texts(&list, "tbody th"), ["F26-000001"]);
    assert_eq!(texts(&list, ".figures dd")[0], "10,50 €");
    assert_eq!(
        texts(&owner.get("/invoices?status=paid").page(200), "tbody th").len(),
        0
    );
    assert_eq!(
        texts(&owner.get("/invoices?month=2026-10").page(200), "tbody th").len(),
        0
    );
    assert_eq!(
        texts(&owner.get("/invoices?month=2026-11").page(200), "tbody th").len(),
        1
    );
    assert_eq!(owner.get("/invoices?status=lost").status, 422);
}

#[test]
fn bakers_and_drivers_see_no_invoices_and_the_counter_issues_none() {
    let app = TestApp::new();
    for role in [Role::Baker, Role::Driver] {
        let client = app.role(role);
        for path in [
            "/invoices",
            "/invoices/due",
            "/payments",
            "/payments/new",
            "/api/v1/invoices",
        ] {
            assert_eq!(client.get(path).status, 403, "{path}");
        }
    }
    let counter = app.role(Role::Counter);
    assert_eq!(counter.get("/invoices").status, 200);
    assert_eq!(counter.post("/invoices/due", &[]).status, 403);
    assert_eq!(app.role(Role::Accountant).get("/payments/new").status, 403);
}

#[test]
fn the_list_goes_on_where_it_stopped() {
    let app = TestApp::new();
    let hotel = customer(
        &app,
        NewCustomer {
            invoice_rhythm: Rhythm::PerOrder,
            ..business("Hotel Miramar")
        },
    );
    for day in [
        "2026-11-02",
        "2026-11-03",
        "2026-11-04",
        "2026-11-05",
        "2026-11-06",
    ] {
        delivered(&app, hotel, on(day, BREAD));
    }
    issue_due(&app, "2026-11-16");
    for (query, first) in [("", "F26-000005"), ("status=open&", "F26-000001")] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/api/v1/orders/wholesale/invoices?{query}limit=2{after}");
            let page = app.owner().api("GET", &path, None).json(200);
            for row in page["items"].as_array().unwrap() {
                seen.push(row["invoice_number"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 5, "{query}: {seen:?}");
        assert_eq!(
            seen.iter().collect::<BTreeSet<_>>().len(),
            5,
            "{query}: {seen:?}"
        );
        assert_eq!(seen[0], first, "{query}");
    }
    let of_nobody = format!("/api/v1/invoices?customer_id={}", uuid::Uuid::nil());
    assert_eq!(
        app.owner().api("GET", &of_nobody, None).json(200)["items"],
        json!([])
    );
}

#[test]
fn the_api_names_an_invoice_as_the_documents_do() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let note = delivered(&app, hotel, on("2026-11-02", BREAD));
    let order: OrderId = app.read(|view| {
        Ok(
            view.query_row("SELECT order_id FROM notes WHERE id = ?1", [note], |row| {
                row.get(0)
            })?,
        )
    });
    let body = json!({ "order_id": order });
    let answer = app.owner().api(
        "POST",
        "/api/v1/orders/wholesale/invoices",
        Some(body.clone()),
    );
    let location = answer.header("location").to_owned();
    answer.json(201);
    let again = app
        .owner()
        .api("POST", "/api/v1/orders/wholesale/invoices", Some(body));
    assert_eq!(again.json(409)["code"], "invoices-nothing");
    let invoice = app.owner().api("GET", &location, None).json(200);
    assert_eq!(invoice["invoice_number"], "F26-000001");
    assert_eq!(invoice["order_id"], json!(order));
    assert_eq!(invoice["subtotal"], "10.10");
    assert_eq!(invoice["tax_amount"], "0.40");
    assert_eq!(invoice["amount_paid"], "0.00");
    assert_eq!(invoice["amount_due"], "10.50");
    assert_eq!(invoice["status"], "issued");
    assert_eq!(invoice["document"]["trial"], true);
    assert_eq!(invoice["document"]["recipient"]["tax_id"], "A58818501");
    app.write(|tx| Ok(tx.execute("UPDATE mails SET status = 'sent', sent_at = ?1", [tx.now])?));
    let invoice = app.owner().api("GET", &location, None).json(200);
    assert_eq!(invoice["status"], "sent");
    assert_eq!(invoice["sent_at"], "2026-11-20T16:00:00Z");
    let missing = format!("/api/v1/orders/wholesale/invoices/{}", uuid::Uuid::nil());
    assert_eq!(app.owner().api("GET", &missing, None).status, 404);
    let wrong = json!({ "note_ids": [note] });
    let refused = app
        .owner()
        .api("POST", "/api/v1/orders/wholesale/invoices", Some(wrong));
    assert_eq!(refused.status, 422);
}

#[test]
fn an_order_that_was_handed_over_ends_on_an_invoice_that_is_paid() {
    let app = TestApp::new();
    let world = world(&app);
    let bar = customer(&app, business("Bar Manolo"));
    let id = take(
        &app,
        order(bar, SATURDAY, &[(world.barra, 80), (world.croissant, 100)]),
    );
    let note = app.write(move |tx| {
        let saturday = day(SATURDAY);
        hornada::orders::confirm(tx, id)?;
        days::freeze(tx, saturday)?;
        fulfilment::prepare(tx, saturday)?;
        let note = fulfilment::of_order(tx, id)?.unwrap();
        let lines = fulfilment::lines(tx, note.id)?;
        let handover = Handover {
            receiver: "Manolo".into(),
            delivered: vec![(lines[0].id, Quantity::whole(70))],
            ..Handover::default()
        };
        fulfilment::deliver(tx, note.id, &handover)?;
        fulfilment::take_back(tx, lines[1].id, Quantity::whole(10), "aplastados")?;
        Ok(note.id)
    });
    let made = issue_due(&app, "2026-12-01").made;
    let invoice = find(&app, made[0]);
    // 70 × 0.54 = 37.80 and 4 %: 1.51; 90 × 0.62 = 55.80 and 10 %: 5.58.
    assert_eq!(invoice.subtotal.to_string(), "93.60");
    assert_eq!(invoice.tax_amount.to_string(), "7.09");
    assert_eq!(invoice.order_id, Some(id));
    let stored: i64 = app.read(|view| {
        Ok(view.query_row(
            "SELECT total_amount FROM notes WHERE id = ?1",
            [note],
            |row| row.get(0),
        )?)
    });
    assert_eq!(
        invoice.total_amount.cents(),
        stored,
        "one note alone comes to what it says"
    );
    let owed = app.read(|view| customers::exposure(view, bar));
    assert_eq!(owed, invoice.total_amount);
    app.at_local("2026-12-02", "10:00");
    let body =
        json!({ "customer_id": bar, "amount": invoice.total_amount, "payment_method": "transfer" });
    app.owner()
        .api("POST", "/api/v1/payments", Some(body))
        .json(201);
    assert_eq!(
        app.value::<String>("SELECT payment_status FROM orders"),
        "paid"
    );
    assert!(app.read(|view| customers::exposure(view, bar)).is_zero());
    let late = refused(&app, move |tx| {
        let line = fulfilment::lines(tx, note)?[0].id;
        fulfilment::take_back(tx, line, Quantity::whole(1), "duro")
    });
    assert_eq!(late, "note-invoiced");
}

#[test]
fn one_row_is_issued_as_it_stands_on_the_page() {
    let app = TestApp::new();
    let hotel = customer(&app, business("Hotel Miramar"));
    let bar = customer(&app, business("Bar Manolo"));
    delivered(&app, hotel, on("2026-11-02", BREAD));
    delivered(&app, hotel, on("2026-11-18", BREAD));
    delivered(&app, bar, on("2026-11-02", BREAD));
    let owner = app.owner();
    let page = owner.get("/invoices/due").page(200);
    assert_eq!(texts(&page, ".list__row:has([name=note])").len(), 2);
    let id = hotel.to_string();
    let note = crate::support::attr(&page, ".list__row:nth-child(2) [name=note]", "value").unwrap();
    let only = [("customer_id", id.as_str()), ("note", note.as_str())];
    let to = owner.post("/invoices/due", &only).location();
    let count = "SELECT count(*) FROM notes WHERE invoice_id IS NOT NULL";
    assert_eq!(
        app.value::<i64>(count),
        1,
        "the running fortnight is left alone"
    );
    assert!(texts(&owner.get(&to).page(200), "h1")[0].contains("F26-000001"));
    assert_eq!(owner.post("/invoices/due", &only).status, 409);
    let now = owner.get(&format!("/invoices/due?customer={id}")).page(200);
    assert_eq!(texts(&now, ".list__row").len(), 1);
    owner
        .post("/invoices/due", &[("customer_id", id.as_str())])
        .location();
    assert_eq!(app.value::<i64>(count), 2);
    assert_eq!(
        owner
            .post("/invoices/due", &[("customer_id", id.as_str())])
            .status,
        409
    );
    assert_eq!(owner.post("/invoices/due", &[("note", "x")]).status, 404);
}
