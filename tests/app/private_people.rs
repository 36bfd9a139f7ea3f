//! Invoices of private people: issued on the day of the delivery, as the law wants them.

use hornada::customers::{self, CustomerType, NewCustomer, Rhythm};
use hornada::invoices;
use hornada::payments::jobs;
use hornada::schedule::{self, When};
use hornada::values::ids::CustomerId;

use crate::invoices::{business, customer, day, delivered, on};
use crate::support::{TestApp, attr, texts};

/// A private person who is invoiced, having given the tax id.
fn person(app: &TestApp, rhythm: Rhythm) -> CustomerId {
    let new = NewCustomer {
        customer_type: CustomerType::Retail,
        business_name: String::new(),
        contact_name: "Ana Ruiz".into(),
        invoice_rhythm: rhythm,
        ..business("Ana")
    };
    customer(app, new)
}

fn issued(app: &TestApp) -> Vec<String> {
    let all = app.read(|view| invoices::list(view, &invoices::Filter::default(), 50));
    all.into_iter()
        .rev()
        .map(|invoice| {
            format!(
                "{} {} {}",
                invoice.invoice_number, invoice.invoice_date, invoice.customer_name
            )
        })
        .collect()
}

fn run(app: &TestApp, on: &str, at: &str) {
    app.at_local(on, at);
    let on = day(on);
    app.write(move |tx| jobs::issue(tx, on));
}

#[test]
fn a_private_person_is_invoiced_on_the_evening_of_the_delivery_and_a_business_the_day_after() {
    let app = TestApp::new();
    let ana = person(&app, Rhythm::PerOrder);
    let hotel = customer(
        &app,
        NewCustomer {
            invoice_rhythm: Rhythm::PerOrder,
            ..business("Hotel Miramar")
        },
    );
    for payer in [ana, hotel] {
        delivered(
            &app,
            payer,
            on("2026-11-30", &[("Barra de pan", 100, "1.00", "4")]),
        );
    }
    run(&app, "2026-11-30", "06:00");
    assert_eq!(issued(&app), [""; 0], "it may still be corrected");
    app.at_local("2026-11-30", "12:00");
    let page = app.owner().get("/invoices/due").page(200);
    assert!(
        texts(&page, "main").join(" ").contains("Ana Ruiz"),
        "it waits in sight"
    );
    run(&app, "2026-11-30", "23:00");
    assert_eq!(issued(&app), ["F26-000001 2026-11-30 Ana Ruiz"]);
    run(&app, "2026-11-30", "23:00");
    run(&app, "2026-12-01", "06:00");
    run(&app, "2026-12-01", "23:00");
    let all = [
        "F26-000001 2026-11-30 Ana Ruiz",
        "F26-000002 2026-12-01 Hotel Miramar",
    ];
    assert_eq!(issued(&app), all);
}

#[test]
fn one_invoice_for_several_deliveries_of_a_private_person_is_of_their_month() {
    let app = TestApp::new();
    let ana = person(&app, Rhythm::Monthly);
    for day in ["2026-11-03", "2026-11-30"] {
        delivered(&app, ana, on(day, &[("Barra de pan", 10, "1.00", "4")]));
    }
    run(&app, "2026-11-29", "23:00");
    assert_eq!(issued(&app), [""; 0]);
    run(&app, "2026-11-30", "23:00");
    assert_eq!(issued(&app), ["F26-000001 2026-11-30 Ana Ruiz"]);
}

#[test]
fn what_an_evening_missed_is_issued_the_next_morning_and_what_cannot_be_is_said() {
    let app = TestApp::new();
    let ana = person(&app, Rhythm::PerOrder);
    let bread = on("2026-11-18", &[("Barra de pan", 10, "1.00", "4")]);
    delivered(&app, ana, bread);
    app.write(move |tx| Ok(tx.execute("UPDATE customers SET address_line1 = ''", [])?));
    app.at_local("2026-11-18", "23:00");
    let said = app.write(|tx| jobs::issue(tx, day("2026-11-18")));
    assert!(said.contains("Ana Ruiz: "), "{said}");
    app.write(move |tx| Ok(tx.execute("UPDATE customers SET address_line1 = 'Calle Sol 1'", [])?));
    run(&app, "2026-11-19", "06:00");
    assert_eq!(issued(&app), ["F26-000001 2026-11-19 Ana Ruiz"]);
}

#[test]
fn the_job_of_the_invoices_runs_in_the_morning_and_in_the_evening() {
    let job = schedule::find("invoices").unwrap();
    assert!(matches!(job.when, When::Cron("0 6,23 * * *")));
    let app = TestApp::new();
    let page = app.owner().get("/jobs").page(200);
    assert!(page.html().contains("cada día a las 06:00 y a las 23:00"));
}

#[test]
fn a_private_customer_of_before_with_fortnightly_invoices_is_offered_one_for_each_order() {
    let app = TestApp::new();
    let owner = app.owner();
    let ana = person(&app, Rhythm::Fortnightly);
    let hotel = customer(&app, business("Hotel Miramar"));
    let card = format!("/customers/{ana}");
    let page = owner.get(&card).page(200);
    assert_eq!(
        attr(&page, "#per-order input[name=invoice_rhythm]", "value").as_deref(),
        Some("per_order")
    );
    let business = owner.get(&format!("/customers/{hotel}")).page(200);
    assert!(texts(&business, "#per-order").is_empty());
    let change = [("invoice_rhythm", "per_order")];
    assert_eq!(
        owner.post(&format!("{card}/rhythm"), &change).location(),
        card
    );
    assert_eq!(
        app.read(|view| customers::find(view, ana)).invoice_rhythm,
        Rhythm::PerOrder
    );
    assert!(texts(&owner.get(&card).page(200), "#per-order").is_empty());
}
