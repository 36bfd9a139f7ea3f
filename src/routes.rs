//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::fulfilment::api::{ChangesBody, HandoverBody, NoteShape, ReasonBody};
use crate::{fulfilment, handler};
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
        get("/notes", needs(P::SeeOrders), handler!(fulfilment::pages::notes::index)),
        get("/notes/returns", needs(P::EditNotes), handler!(fulfilment::pages::changes::returns)),
        post("/notes/returns", needs(P::EditNotes), handler!(fulfilment::pages::changes::save_returns)),
        get("/notes/{id}", needs(P::SeeOrders), handler!(fulfilment::pages::notes::show)),
        get("/notes/{id}/pdf", needs(P::SeeOrders), handler!(fulfilment::pages::notes::pdf)),
        get("/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::pages::hand_over::form)),
        post("/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::pages::hand_over::deliver)),
        post("/notes/{id}/not-delivered", needs(P::Deliver), handler!(fulfilment::pages::hand_over::not_delivered)),
        post("/notes/{id}/undo", needs(P::Deliver), handler!(fulfilment::pages::notes::undo)),
        post("/notes/{id}/changes", needs(P::EditNotes), handler!(fulfilment::pages::changes::save_note)),
        get("/routes", needs(P::Deliver), handler!(fulfilment::pages::rounds::index)),
        get("/routes/{id}", needs(P::Deliver), handler!(fulfilment::pages::rounds::show)),
        get("/routes/{id}/sheet", needs(P::Deliver), handler!(fulfilment::pages::rounds::sheet)),
        get("/production/packing", needs(P::SeeProduction), handler!(fulfilment::pages::packing::show)),

        // Production.

        // Invoices and payments.

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

        // Invoices and payments.

        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
    ]
}
