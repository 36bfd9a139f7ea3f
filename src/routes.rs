//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::events::HistoryLine;
use crate::handler;
use crate::orders::api::items::{AddOrderItemBody, OrderItemChangeBody};
use crate::orders::api::routes::StatusCounts;
use crate::orders::api::{
    OrderChangeBody, OrderItemBody, NewOrderBody, OrderNoteBody, OrderBody, QuoteBody, CancelOrderBody, OrderStatusBody,
};
use crate::orders::{self, Order, OrderNote};
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::web::{Access, Route, assets, delete, get, needs, patch, post, put};

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
        get(
            "/orders",
            needs(P::SeeOrders),
            handler!(orders::pages::list::index),
        ),
        get(
            "/orders/new",
            needs(P::EditOrders),
            handler!(orders::pages::entry::new),
        ),
        post(
            "/orders/new/line",
            needs(P::EditOrders),
            handler!(orders::pages::entry::line),
        ),
        post(
            "/orders/new/discard",
            needs(P::EditOrders),
            handler!(orders::pages::entry::discard),
        ),
        post(
            "/orders/quote",
            needs(P::EditOrders),
            handler!(orders::pages::entry::quote),
        ),
        post(
            "/orders",
            needs(P::EditOrders),
            handler!(orders::pages::entry::create),
        ),
        get(
            "/orders/{id}",
            needs(P::SeeOrders),
            handler!(orders::pages::show::show),
        ),
        post(
            "/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::pages::show::edit),
        ),
        get(
            "/orders/{id}/ticket",
            needs(P::SeeOrders),
            handler!(orders::pages::show::ticket),
        ),
        post(
            "/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::pages::show::advance),
        ),
        post(
            "/orders/{id}/cancel",
            needs(P::EditOrders),
            handler!(orders::pages::show::cancel),
        ),
        post(
            "/orders/{id}/restore",
            needs(P::EditOrders),
            handler!(orders::pages::show::restore),
        ),
        post(
            "/orders/{id}/undo",
            needs(P::EditOrders),
            handler!(orders::pages::show::undo),
        ),
        post(
            "/orders/{id}/notes",
            needs(P::EditOrders),
            handler!(orders::pages::show::add_note),
        ),
        post(
            "/orders/{id}/notes/{note}",
            needs(P::EditOrders),
            handler!(orders::pages::show::edit_note),
        ),
        get(
            "/search",
            Access::SignedIn,
            handler!(orders::pages::search::search),
        ),
        // Standing orders.

        // Fulfilment.

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
        get(
            "/api/v1/orders",
            needs(P::SeeOrders),
            handler!(orders::api::routes::index),
        )
        .says("Orders, newest delivery day first")
        .query(ORDER_FILTERS)
        .lists::<Order>(),
        post(
            "/api/v1/orders",
            needs(P::EditOrders),
            handler!(orders::api::routes::create),
        )
        .says("Take an order")
        .takes::<NewOrderBody>()
        .gives::<OrderBody>(),
        post(
            "/api/v1/orders/quote",
            needs(P::EditOrders),
            handler!(orders::api::routes::quote),
        )
        .says("Reckon an order without storing it")
        .takes::<NewOrderBody>()
        .gives::<QuoteBody>()
        .status(200),
        get(
            "/api/v1/orders/wholesale",
            needs(P::SeeOrders),
            handler!(orders::api::routes::wholesale),
        )
        .says("Orders of businesses")
        .query(ORDER_FILTERS)
        .lists::<Order>(),
        get(
            "/api/v1/orders/fulfillment/pending",
            needs(P::SeeOrders),
            handler!(orders::api::routes::pending),
        )
        .says("Orders that still have to leave, nearest day first")
        .query(&[("limit", "rows, 1 to 200")])
        .lists::<Order>(),
        get(
            "/api/v1/orders/status",
            needs(P::SeeOrders),
            handler!(orders::api::routes::status),
        )
        .says("Whether orders are taken, and how many stand in which state for a day")
        .query(&[("requested_date", "delivery day")])
        .gives::<StatusCounts>(),
        get(
            "/api/v1/orders/{id}",
            needs(P::SeeOrders),
            handler!(orders::api::routes::show),
        )
        .says("An order with its lines")
        .gives::<OrderBody>(),
        put(
            "/api/v1/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::api::routes::change),
        )
        .says("Change an order while it is pending or confirmed")
        .takes::<OrderChangeBody>()
        .gives::<OrderBody>()
        .if_match(),
        delete(
            "/api/v1/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::api::routes::cancel),
        )
        .says("Cancel an order")
        .query(&[("reason", "why")])
        .takes::<CancelOrderBody>()
        .gives::<OrderBody>(),
        put(
            "/api/v1/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::api::routes::set_status),
        )
        .says("Move an order on, passing missing forward steps")
        .takes::<OrderStatusBody>()
        .gives::<OrderBody>(),
        patch(
            "/api/v1/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::api::routes::set_status),
        )
        .says("Move an order on, passing missing forward steps")
        .takes::<OrderStatusBody>()
        .gives::<OrderBody>(),
        post(
            "/api/v1/orders/{id}/cancel",
            needs(P::EditOrders),
            handler!(orders::api::routes::cancel),
        )
        .says("Cancel an order")
        .takes::<CancelOrderBody>()
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/prepare",
            needs(P::EditOrders),
            handler!(orders::api::routes::prepare),
        )
        .says("In the hands of the bakehouse")
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/ready",
            needs(P::EditOrders),
            handler!(orders::api::routes::ready),
        )
        .says("Ready to leave")
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/deliver",
            needs(P::EditOrders),
            handler!(orders::api::routes::deliver),
        )
        .says("Handed over by the van")
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/complete",
            needs(P::EditOrders),
            handler!(orders::api::routes::complete),
        )
        .says("Handed over")
        .gives::<OrderBody>()
        .status(200),
        get(
            "/api/v1/orders/{id}/items",
            needs(P::SeeOrders),
            handler!(orders::api::items::index),
        )
        .says("The lines of an order")
        .lists::<OrderItemBody>(),
        post(
            "/api/v1/orders/{id}/items",
            needs(P::EditOrders),
            handler!(orders::api::items::add),
        )
        .says("Add a line")
        .takes::<AddOrderItemBody>()
        .gives::<OrderItemBody>(),
        put(
            "/api/v1/orders/{id}/items/{item}",
            needs(P::EditOrders),
            handler!(orders::api::items::change),
        )
        .says("Change a line")
        .takes::<OrderItemChangeBody>()
        .gives::<OrderBody>()
        .if_match(),
        delete(
            "/api/v1/orders/{id}/items/{item}",
            needs(P::EditOrders),
            handler!(orders::api::items::remove),
        )
        .says("Remove a line")
        .gives::<OrderBody>()
        .if_match(),
        get(
            "/api/v1/orders/{id}/history",
            needs(P::SeeHistory),
            handler!(orders::api::routes::history),
        )
        .says("What happened to an order")
        .lists::<HistoryLine>(),
        get(
            "/api/v1/orders/{id}/notes",
            needs(P::SeeOrders),
            handler!(orders::api::routes::notes),
        )
        .says("Notes on an order")
        .lists::<OrderNote>(),
        post(
            "/api/v1/orders/{id}/notes",
            needs(P::EditOrders),
            handler!(orders::api::routes::add_note),
        )
        .says("Write a note on an order")
        .takes::<OrderNoteBody>()
        .gives::<OrderNote>(),
        put(
            "/api/v1/orders/{id}/notes/{note}",
            needs(P::EditOrders),
            handler!(orders::api::routes::edit_note),
        )
        .says("Change a note")
        .takes::<OrderNoteBody>()
        .gives::<OrderNote>(),
        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.

        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
    ]
}

/// What lists of orders may be filtered by.
const ORDER_FILTERS: &[(&str, &str)] = &[
    ("requested_date", "delivery day"),
    ("from", "first delivery day"),
    ("until", "last delivery day"),
    ("status", "state"),
    ("order_type", "kind"),
    ("order_source", "how it came in"),
    ("delivery_method", "how it is handed over"),
    ("route_id", "round"),
    ("customer_id", "customer"),
    ("unpaid", "true: not paid"),
    ("order_number", "beginning of the number"),
    ("sort", "requested_date or -requested_date"),
    ("after", "cursor"),
    ("limit", "rows, 1 to 200"),
];
