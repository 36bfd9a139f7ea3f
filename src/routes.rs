//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::handler;
use crate::invoices::api::{InvoiceBody, IssueBody, IssuedBody, SentBody};
use crate::invoices::{self, Invoice};
use crate::payments::api::{PaymentBody, ReverseBody, TakenBody};
use crate::payments::{self, Figures, Payment, Statement};
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::web::{Access, Route, assets, get, needs, post};

/// Every route.
pub fn table() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(api());
    routes
}

fn pages() -> Vec<Route> {
    vec![
        // The frame.
        get(
            "/a/{hash}/{file:.*}",
            Access::Public,
            handler!(assets::serve),
        ),
        get(
            "/manifest.webmanifest",
            Access::Public,
            handler!(assets::manifest),
        ),
        // People.
        get("/setup", Access::Public, handler!(people::pages::setup)),
        post("/setup", Access::Public, handler!(people::pages::set_up)),
        get("/login", Access::Public, handler!(people::pages::login)),
        post("/login", Access::Public, handler!(people::pages::log_in)),
        post(
            "/logout",
            Access::SignedIn,
            handler!(people::pages::log_out),
        ),
        post(
            "/preferences",
            Access::SignedIn,
            handler!(people::pages::prefer),
        ),
        get(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::index),
        ),
        post(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::add),
        ),
        post(
            "/people/{id}",
            needs(P::ManagePeople),
            handler!(people::pages::edit),
        ),
        post(
            "/people/{id}/password",
            needs(P::ManagePeople),
            handler!(people::pages::set_password),
        ),
        post(
            "/people/{id}/access",
            needs(P::ManagePeople),
            handler!(people::pages::set_access),
        ),
        // Catalog.

        // Customers.

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.
        get(
            "/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::pages::index),
        ),
        get(
            "/invoices/due",
            needs(P::SeeInvoices),
            handler!(invoices::pages::due),
        ),
        post(
            "/invoices/due",
            needs(P::IssueInvoices),
            handler!(invoices::pages::issue),
        ),
        get(
            "/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::pages::show),
        ),
        get(
            "/invoices/{id}/pdf",
            needs(P::SeeInvoices),
            handler!(invoices::pages::pdf),
        ),
        post(
            "/invoices/{id}/send",
            needs(P::IssueInvoices),
            handler!(invoices::pages::send),
        ),
        get(
            "/payments",
            needs(P::SeeInvoices),
            handler!(payments::pages::index),
        ),
        post(
            "/payments",
            needs(P::TakePayments),
            handler!(payments::pages::take),
        ),
        get(
            "/payments/new",
            needs(P::TakePayments),
            handler!(payments::pages::new),
        ),
        get(
            "/payments/{id}",
            needs(P::SeeInvoices),
            handler!(payments::pages::show),
        ),
        post(
            "/payments/{id}/reverse",
            needs(P::TakePayments),
            handler!(payments::pages::reverse),
        ),
        get(
            "/customers/{id}/statement",
            needs(P::SeeInvoices),
            handler!(payments::pages::show_statement),
        ),
        get(
            "/customers/{id}/statement/pdf",
            needs(P::SeeInvoices),
            handler!(payments::pages::statement_pdf),
        ),
        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
    ]
}

fn api() -> Vec<Route> {
    vec![
        // People.
        post(
            "/api/v1/auth/login",
            Access::Public,
            handler!(people::api::login),
        )
        .says("Sign in")
        .takes::<LoginBody>()
        .gives::<TokenBody>()
        .status(200),
        post(
            "/api/v1/auth/logout",
            Access::SignedIn,
            handler!(people::api::logout),
        )
        .says("End this session")
        .status(204),
        get(
            "/api/v1/auth/me",
            Access::SignedIn,
            handler!(people::api::me),
        )
        .says("Who is signed in")
        .gives::<User>(),
        get(
            "/api/v1/users",
            needs(P::ManagePeople),
            handler!(people::api::index),
        )
        .says("Everybody")
        .lists::<User>(),
        // Catalog.

        // Customers.

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.
        get(
            "/api/v1/orders/wholesale/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::api::index),
        )
        .says("Invoices, newest first; open ones by due day")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        post(
            "/api/v1/orders/wholesale/invoices",
            needs(P::IssueInvoices),
            handler!(invoices::api::issue),
        )
        .says("Issue invoices: of an order, of notes, of a payer, or all that are due")
        .takes::<IssueBody>()
        .gives::<IssuedBody>(),
        get(
            "/api/v1/orders/wholesale/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::api::show),
        )
        .says("An invoice with its payments, mails and everything printed")
        .gives::<InvoiceBody>(),
        get(
            "/api/v1/orders/wholesale/invoices/{id}/pdf",
            needs(P::SeeInvoices),
            handler!(invoices::api::pdf),
        )
        .says("The invoice as PDF")
        .query(&[("copy", "1: marked as a duplicate")]),
        post(
            "/api/v1/orders/wholesale/invoices/{id}/send",
            needs(P::IssueInvoices),
            handler!(invoices::api::send),
        )
        .says("Send the invoice once more")
        .gives::<SentBody>()
        .status(200),
        get(
            "/api/v1/orders/wholesale/overdue",
            needs(P::SeeInvoices),
            handler!(invoices::api::overdue),
        )
        .says("Overdue invoices, longest first")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        get(
            "/api/v1/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::api::index),
        )
        .says("Invoices, newest first; open ones by due day")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        get(
            "/api/v1/invoices/figures",
            needs(P::SeeInvoices),
            handler!(payments::api::figures),
        )
        .says("Outstanding, ageing, expected cash by week, days to payment")
        .gives::<Figures>(),
        get(
            "/api/v1/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::api::show),
        )
        .says("An invoice with its payments, mails and everything printed")
        .gives::<InvoiceBody>(),
        get(
            "/api/v1/payments",
            needs(P::SeeInvoices),
            handler!(payments::api::index),
        )
        .says("Payments, newest first")
        .query(&[
            ("customer_id", "of this customer"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Payment>(),
        post(
            "/api/v1/payments",
            needs(P::TakePayments),
            handler!(payments::api::take),
        )
        .says("Take a payment")
        .takes::<PaymentBody>()
        .gives::<TakenBody>(),
        get(
            "/api/v1/payments/{id}",
            needs(P::SeeInvoices),
            handler!(payments::api::show),
        )
        .says("A payment and the invoices it pays")
        .gives::<TakenBody>(),
        post(
            "/api/v1/payments/{id}/reverse",
            needs(P::TakePayments),
            handler!(payments::api::reverse),
        )
        .says("Undo a payment by an equal one below zero")
        .takes::<ReverseBody>()
        .gives::<TakenBody>(),
        get(
            "/api/v1/customers/{id}/statement",
            needs(P::SeeInvoices),
            handler!(payments::api::statement),
        )
        .says("How a customer stands")
        .query(&[("as_of", "on this day; today where it is not said")])
        .gives::<Statement>(),
        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
    ]
}
