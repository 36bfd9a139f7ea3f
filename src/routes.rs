//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::analytics::api::{Demand, Summary};
use crate::exchange;
use crate::exchange::api::{ImportBody, ReportBody};
use crate::fulfilment::api::{ChangesBody, HandoverBody, NoteShape, ReasonBody};
use crate::handler;
use crate::invoices::api::{InvoiceBody, IssueBody, IssuedBody, SentBody};
use crate::invoices::{self, Invoice};
use crate::jobs::Run;
use crate::jobs::api::{JobState, RunBody};
use crate::mail::Mail;
use crate::payments::api::{PaymentBody, ReverseBody, TakenBody};
use crate::payments::{self, Figures, Payment, Statement};
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::production::api::{DayShape, SeenBody, TickBody};
use crate::suppliers::api::{PriceBody, PricingRecord, ProductBody, ProductRecord};
use crate::suppliers::{self, NewSupplier, Supplier};
use crate::web::{Access, Route, assets, get, needs, post, put};
use crate::{analytics, fulfilment, production};
use crate::{jobs, mail};

/// Most bytes of a file to be imported.
const IMPORT_LIMIT: usize = 30 * 1024 * 1024;

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
        get(
            "/login/kept",
            Access::SignedIn,
            handler!(people::pages::kept),
        ),
        get(
            "/account",
            Access::SignedIn,
            handler!(people::pages::account::show),
        ),
        post(
            "/account/password",
            Access::SignedIn,
            handler!(people::pages::account::set_password),
        ),
        post(
            "/account/keys",
            Access::SignedIn,
            handler!(people::pages::account::set_keys),
        ),
        post(
            "/account/sessions/{id}/end",
            Access::SignedIn,
            handler!(people::pages::account::end_session),
        ),
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
        get(
            "/notes",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::index),
        ),
        get(
            "/notes/returns",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::returns),
        ),
        post(
            "/notes/returns",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::save_returns),
        ),
        get(
            "/notes/{id}",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::show),
        ),
        get(
            "/notes/{id}/pdf",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::pdf),
        ),
        get(
            "/notes/{id}/deliver",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::form),
        ),
        post(
            "/notes/{id}/deliver",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::deliver),
        ),
        post(
            "/notes/{id}/not-delivered",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::not_delivered),
        ),
        post(
            "/notes/{id}/undo",
            needs(P::Deliver),
            handler!(fulfilment::pages::notes::undo),
        ),
        post(
            "/notes/{id}/changes",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::save_note),
        ),
        get(
            "/routes",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::index),
        ),
        get(
            "/routes/{id}",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::show),
        ),
        get(
            "/routes/{id}/sheet",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::sheet),
        ),
        get(
            "/production/packing",
            needs(P::SeeProduction),
            handler!(fulfilment::pages::packing::show),
        ),
        // Production.
        get(
            "/production",
            needs(P::SeeProduction),
            handler!(production::pages::screen::show),
        ),
        get(
            "/production/sheet",
            needs(P::SeeProduction),
            handler!(production::pages::paper::sheet),
        ),
        get(
            "/production/of/{id}",
            needs(P::SeeProduction),
            handler!(production::pages::screen::part),
        ),
        post(
            "/production/{day}/tick",
            needs(P::TickProduction),
            handler!(production::pages::screen::tick),
        ),
        post(
            "/production/{day}/untick",
            needs(P::TickProduction),
            handler!(production::pages::screen::untick),
        ),
        post(
            "/production/{day}/changes",
            needs(P::TickProduction),
            handler!(production::pages::screen::tick_change),
        ),
        post(
            "/production/{day}/freeze",
            needs(P::CloseDay),
            handler!(production::pages::screen::freeze),
        ),
        post(
            "/production/{day}/close",
            needs(P::CloseDay),
            handler!(production::pages::screen::close),
        ),
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

        // Imports.
        get(
            "/import",
            needs(P::Import),
            handler!(exchange::pages::index),
        ),
        post(
            "/import",
            needs(P::Import),
            handler!(exchange::pages::preview),
        )
        .body_limit(IMPORT_LIMIT),
        post(
            "/import/take",
            needs(P::Import),
            handler!(exchange::pages::take),
        ),
        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
        get("/", needs(P::SeeToday), handler!(analytics::pages::today)),
        get("/jobs", needs(P::SeeJobs), handler!(jobs::pages::index)),
        post(
            "/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::pages::run),
        ),
        post(
            "/jobs/clock",
            needs(P::RunJobs),
            handler!(jobs::pages::clock),
        ),
        get("/mail", needs(P::SeeMail), handler!(mail::pages::index)),
        post(
            "/mail/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry_all),
        ),
        post(
            "/mail/test",
            needs(P::SeeMail),
            handler!(mail::pages::trial),
        ),
        get("/mail/{id}", needs(P::SeeMail), handler!(mail::pages::show)),
        get(
            "/mail/{id}/file",
            needs(P::SeeMail),
            handler!(mail::pages::file),
        ),
        post(
            "/mail/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry),
        ),
        post(
            "/mail/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::pages::mark_sent),
        ),
        post(
            "/mail/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::pages::cancel),
        ),
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
        get("/api/v1/notes", needs(P::Deliver), handler!(fulfilment::api::index))
            .says("Delivery notes, newest day first")
            .query(&[
                ("day", "Only of this day"),
                ("status", "prepared, delivered, not_delivered or cancelled; without it all but cancelled ones"),
                ("customer_id", "Only of this customer"),
                ("after", "Cursor of the page before"),
                ("limit", "Rows, 1 to 200"),
            ])
            .lists::<fulfilment::Note>(),
        get("/api/v1/notes/{id}", needs(P::Deliver), handler!(fulfilment::api::show))
            .says("A delivery note with its lines and entries")
            .gives::<NoteShape>(),
        post("/api/v1/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::api::deliver))
            .says("Hand a note over, as ordered unless told otherwise")
            .takes::<HandoverBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/not-delivered", needs(P::Deliver), handler!(fulfilment::api::not_delivered))
            .says("A note that came back undelivered")
            .takes::<ReasonBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/undo", needs(P::Deliver), handler!(fulfilment::api::undo))
            .says("Take a hand-over back, until it is invoiced")
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/returns", needs(P::EditNotes), handler!(fulfilment::api::returns))
            .says("What came back unsold")
            .takes::<ChangesBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/corrections", needs(P::EditNotes), handler!(fulfilment::api::corrections))
            .says("Signed differences to what was delivered")
            .takes::<ChangesBody>()
            .gives::<NoteShape>()
            .status(200),
        get("/api/v1/orders/fulfillment/picking-list", needs(P::SeeProduction), handler!(fulfilment::api::picking_list))
            .says("What is to be picked for a day, by item, with lots and customers")
            .query(&[("day", "The day; today without it"), ("route_id", "Only this round")])
            .lists::<fulfilment::Pick>(),

        // Production.
        get("/api/v1/days/{day}", needs(P::SeeProduction), handler!(production::api::day))
            .says("How far a day is: its state, version, notes and changes")
            .gives::<DayShape>(),
        post("/api/v1/days/{day}/freeze", needs(P::CloseDay), handler!(production::api::freeze))
            .says("Cut a day off now: sheet version 1 and delivery notes")
            .gives::<DayShape>()
            .status(200),
        post("/api/v1/days/{day}/close", needs(P::CloseDay), handler!(production::api::close))
            .says("Close a day whose notes are all handed over")
            .gives::<DayShape>()
            .status(200),
        post("/api/v1/days/{day}/changes", needs(P::TickProduction), handler!(production::api::seen))
            .says("A change of the sheet was seen")
            .takes::<SeenBody>()
            .gives::<DayShape>()
            .status(200),
        get("/api/v1/production/{day}", needs(P::SeeProduction), handler!(production::api::sheet))
            .says("The bake sheet of a day, by dough and item")
            .gives::<production::Sheet>(),
        post("/api/v1/production/{day}/tick", needs(P::TickProduction), handler!(production::api::tick))
            .says("Post a batch: ingredients out, a product lot in")
            .takes::<TickBody>()
            .gives::<production::Batch>(),
        post("/api/v1/production/{day}/untick", needs(P::TickProduction), handler!(production::api::untick))
            .says("Take the last batch of an item back")
            .takes::<TickBody>()
            .gives::<production::Sheet>()
            .status(200),

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
        get(
            "/api/v1/procurement/suppliers",
            needs(P::SeeBuying),
            handler!(suppliers::api::index),
        )
        .says("Suppliers, by name")
        .query(&[
            ("q", "name, contact or town holds this"),
            (
                "is_active",
                "false: those that are not bought from any more",
            ),
            ("after", "cursor of the page before"),
            ("limit", "rows, at most 200"),
        ])
        .lists::<Supplier>(),
        post(
            "/api/v1/procurement/suppliers",
            needs(P::EditBuying),
            handler!(suppliers::api::create),
        )
        .says("Add a supplier")
        .takes::<NewSupplier>()
        .gives::<Supplier>(),
        get(
            "/api/v1/procurement/suppliers/{id}",
            needs(P::SeeBuying),
            handler!(suppliers::api::show),
        )
        .says("A supplier")
        .gives::<Supplier>(),
        put(
            "/api/v1/procurement/suppliers/{id}",
            needs(P::EditBuying),
            handler!(suppliers::api::edit),
        )
        .says("Change a supplier")
        .takes::<NewSupplier>()
        .gives::<Supplier>()
        .if_match(),
        get(
            "/api/v1/procurement/suppliers/{id}/products",
            needs(P::SeeBuying),
            handler!(suppliers::api::products),
        )
        .says("What a supplier sells")
        .lists::<ProductRecord>(),
        post(
            "/api/v1/procurement/suppliers/{id}/products",
            needs(P::EditBuying),
            handler!(suppliers::api::add_product),
        )
        .says("Add a product")
        .takes::<ProductBody>()
        .gives::<ProductRecord>(),
        get(
            "/api/v1/procurement/suppliers/{id}/products/{product}",
            needs(P::SeeBuying),
            handler!(suppliers::api::product),
        )
        .says("One product of a supplier")
        .gives::<ProductRecord>(),
        put(
            "/api/v1/procurement/suppliers/{id}/products/{product}",
            needs(P::EditBuying),
            handler!(suppliers::api::edit_product),
        )
        .says("Change a product")
        .takes::<ProductBody>()
        .gives::<ProductRecord>()
        .if_match(),
        get(
            "/api/v1/procurement/suppliers/{id}/pricing",
            needs(P::SeeBuying),
            handler!(suppliers::api::pricing),
        )
        .says("Prices of a supplier, now and before")
        .lists::<PricingRecord>(),
        post(
            "/api/v1/procurement/suppliers/{id}/pricing",
            needs(P::EditBuying),
            handler!(suppliers::api::set_price),
        )
        .says("Set a list price from today")
        .takes::<PriceBody>()
        .gives::<PricingRecord>(),
        // Imports.
        get(
            "/api/v1/imports",
            needs(P::Import),
            handler!(exchange::api::index),
        )
        .says("Imports that were taken")
        .lists::<ImportBody>(),
        post(
            "/api/v1/imports/{kind}",
            needs(P::Import),
            handler!(exchange::api::take),
        )
        .says("Take a file in (the body), all or nothing")
        .query(&[
            ("dry_run", "true: only try it"),
            ("file_name", "kept with the import"),
        ])
        .gives::<ReportBody>()
        .status(200)
        .body_limit(IMPORT_LIMIT),
        // Today, settings, jobs, mail, backups, imports.
        get("/api/v1/orders/dashboard-summary", needs(P::SeeToday), handler!(analytics::api::dashboard_summary))
            .says("The day at a glance, and what needs someone")
            .gives::<Summary>(),
        get("/api/v1/orders/demand-requirements", needs(P::SeeProduction), handler!(analytics::api::demand_requirements))
            .says("What is needed by day and item")
            .query(&[("from", "First day; today without it"), ("to", "Last day; six days later without it")])
            .lists::<Demand>(),
        get(
            "/api/v1/jobs",
            needs(P::SeeJobs),
            handler!(jobs::api::index),
        )
        .says("Every recurring job: when, how it went last, when next")
        .lists::<JobState>(),
        get(
            "/api/v1/jobs/runs",
            needs(P::SeeJobs),
            handler!(jobs::api::runs),
        )
        .says("What jobs have done, newest first")
        .query(&[("job", "only the runs of this job")])
        .lists::<Run>(),
        post(
            "/api/v1/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::api::run),
        )
        .says("Run a job now, for a day")
        .takes::<RunBody>()
        .gives::<Run>()
        .status(200),
        get(
            "/api/v1/mails",
            needs(P::SeeMail),
            handler!(mail::api::index),
        )
        .says("The outbox, newest first")
        .query(&[(
            "status",
            "waiting, sending, sent, failed, uncertain or cancelled; those due first",
        )])
        .lists::<Mail>(),
        get(
            "/api/v1/mails/{id}",
            needs(P::SeeMail),
            handler!(mail::api::show),
        )
        .says("One mail")
        .gives::<Mail>(),
        post(
            "/api/v1/mails/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::api::retry),
        )
        .says("Send a mail again")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::api::mark_sent),
        )
        .says("An uncertain mail is known to have arrived")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::api::cancel),
        )
        .says("Do not send a mail")
        .gives::<Mail>()
        .status(200),
    ]
}
