//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::catalog::api::{ItemBody, ItemOut, PackBody, PackOut, PriceBody, RateBody, TaxClassOut};
use crate::catalog::{self, DatedPrice, NewPriceList, PriceList};
use crate::customers::api::{
    AllergensBody, CustomerBody, CustomerOut, CutoffsBody, PointBody, PointOut, WhoBody,
};
use crate::customers::rounds::{NewRound, Round};
use crate::customers::{self, Found, OrderLine};
use crate::events::HistoryLine;
use crate::handler;
use crate::orders::api::items::{AddOrderItemBody, OrderItemChangeBody};
use crate::orders::api::routes::StatusCounts;
use crate::orders::api::{
    CancelOrderBody, NewOrderBody, OrderBody, OrderChangeBody, OrderItemBody, OrderNoteBody,
    OrderStatusBody, QuoteBody,
};
use crate::orders::{self, Order, OrderNote};
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::web::{Access, Route, assets, delete, get, needs, patch, post, put};

/// A picture and the form around it.
const PICTURE_BODY: usize = 3 * 1024 * 1024;

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
        get(
            "/items",
            needs(P::SeeItems),
            handler!(catalog::pages::items::index),
        ),
        post(
            "/items",
            needs(P::EditItems),
            handler!(catalog::pages::item::create),
        ),
        get(
            "/items/new",
            needs(P::EditItems),
            handler!(catalog::pages::item::new),
        ),
        get(
            "/items/find",
            needs(P::SeeItems),
            handler!(catalog::pages::items::find),
        ),
        post(
            "/items/prices",
            needs(P::EditItems),
            handler!(catalog::pages::items::save_prices),
        ),
        post(
            "/items/starter",
            needs(P::EditItems),
            handler!(catalog::pages::items::starter),
        ),
        get(
            "/items/{id}",
            needs(P::SeeItems),
            handler!(catalog::pages::item::show),
        ),
        post(
            "/items/{id}",
            needs(P::EditItems),
            handler!(catalog::pages::item::save),
        ),
        get(
            "/items/{id}/edit",
            needs(P::EditItems),
            handler!(catalog::pages::item::edit),
        ),
        post(
            "/items/{id}/active",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_active),
        ),
        post(
            "/items/{id}/enable",
            needs(P::EditItems),
            handler!(catalog::pages::item::enable),
        ),
        post(
            "/items/{id}/tax-confirmed",
            needs(P::EditItems),
            handler!(catalog::pages::item::confirm_tax),
        ),
        post(
            "/items/{id}/variants",
            needs(P::EditItems),
            handler!(catalog::pages::item::add_variant),
        ),
        post(
            "/items/{id}/packs",
            needs(P::EditItems),
            handler!(catalog::pages::item::add_pack),
        ),
        post(
            "/items/{id}/packs/{pack}/remove",
            needs(P::EditItems),
            handler!(catalog::pages::item::remove_pack),
        ),
        post(
            "/items/{id}/prices",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_price),
        ),
        get(
            "/items/{id}/picture",
            needs(P::SeeItems),
            handler!(catalog::pages::item::picture),
        ),
        post(
            "/items/{id}/picture",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_picture),
        )
        .body_limit(PICTURE_BODY),
        get(
            "/prices",
            needs(P::SeePrices),
            handler!(catalog::pages::prices::index),
        ),
        post(
            "/prices",
            needs(P::EditItems),
            handler!(catalog::pages::prices::create),
        ),
        get(
            "/prices/{id}",
            needs(P::SeePrices),
            handler!(catalog::pages::prices::show),
        ),
        post(
            "/prices/{id}",
            needs(P::EditItems),
            handler!(catalog::pages::prices::save),
        ),
        post(
            "/prices/{id}/bulk",
            needs(P::EditItems),
            handler!(catalog::pages::prices::bulk),
        ),
        post(
            "/prices/changes/{changes}/undo",
            needs(P::EditItems),
            handler!(catalog::pages::prices::undo),
        ),
        get(
            "/tax",
            needs(P::SeeItems),
            handler!(catalog::pages::tax::index),
        ),
        post(
            "/tax",
            needs(P::EditItems),
            handler!(catalog::pages::tax::add_rate),
        ),
        // Customers.
        get(
            "/customers",
            needs(P::SeeCustomers),
            handler!(customers::pages::list::index),
        ),
        post(
            "/customers",
            needs(P::EditCustomers),
            handler!(customers::pages::form::create),
        ),
        get(
            "/customers/new",
            needs(P::EditCustomers),
            handler!(customers::pages::form::new),
        ),
        get(
            "/customers/find",
            needs(P::SeeCustomers),
            handler!(customers::pages::list::find),
        ),
        get(
            "/customers/{id}",
            needs(P::SeeCustomers),
            handler!(customers::pages::show::show),
        ),
        post(
            "/customers/{id}",
            needs(P::EditCustomers),
            handler!(customers::pages::form::save),
        ),
        get(
            "/customers/{id}/edit",
            needs(P::EditCustomers),
            handler!(customers::pages::form::edit),
        ),
        get(
            "/customers/{id}/orders",
            needs(P::SeeCustomers),
            handler!(customers::pages::show::orders),
        ),
        post(
            "/customers/{id}/active",
            needs(P::EditCustomers),
            handler!(customers::pages::show::set_active),
        ),
        post(
            "/customers/{id}/enable",
            needs(P::EditCustomers),
            handler!(customers::pages::show::enable),
        ),
        post(
            "/customers/{id}/rhythm",
            needs(P::EditCustomers),
            handler!(customers::pages::show::set_rhythm),
        ),
        get(
            "/customers/{id}/allergens",
            needs(P::SeeAllergenNotes),
            handler!(customers::pages::show::allergens),
        ),
        post(
            "/customers/{id}/allergens",
            needs(P::SeeAllergenNotes),
            handler!(customers::pages::show::save_allergens),
        ),
        post(
            "/customers/{id}/points",
            needs(P::EditCustomers),
            handler!(customers::pages::points::create),
        ),
        get(
            "/customers/{id}/points/new",
            needs(P::EditCustomers),
            handler!(customers::pages::points::new),
        ),
        get(
            "/customers/{id}/points/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::points::edit),
        ),
        post(
            "/customers/{id}/points/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::points::save),
        ),
        post(
            "/customers/{id}/points/{point}/active",
            needs(P::EditCustomers),
            handler!(customers::pages::points::set_active),
        ),
        post(
            "/customers/{id}/points/{point}/enable",
            needs(P::EditCustomers),
            handler!(customers::pages::points::enable),
        ),
        get(
            "/rounds",
            needs(P::SeeCustomers),
            handler!(customers::pages::rounds::index),
        ),
        post(
            "/rounds",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::create),
        ),
        post(
            "/rounds/cutoffs",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::save_cutoffs),
        ),
        get(
            "/rounds/{id}",
            needs(P::SeeCustomers),
            handler!(customers::pages::rounds::show),
        ),
        post(
            "/rounds/{id}",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::save),
        ),
        post(
            "/rounds/{id}/stops/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::move_stop),
        ),
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
        get(
            "/api/v1/items",
            needs(P::SeeItems),
            handler!(catalog::api::index),
        )
        .says("Items by name")
        .query(&[
            ("q", "Words of name, variant, category or SKU"),
            ("category", "Only this category"),
            ("is_sold", "true or false"),
            ("is_bought", "true or false"),
            ("is_made", "true or false"),
            ("inactive", "true: also those out of use"),
            ("limit", "Rows, 1 to 200"),
            ("after", "Cursor of the page before"),
        ])
        .lists::<ItemOut>(),
        post(
            "/api/v1/items",
            needs(P::EditItems),
            handler!(catalog::api::create),
        )
        .says("Add an item")
        .takes::<ItemBody>()
        .gives::<ItemOut>(),
        get(
            "/api/v1/items/{id}",
            needs(P::SeeItems),
            handler!(catalog::api::show),
        )
        .says("An item")
        .gives::<ItemOut>(),
        put(
            "/api/v1/items/{id}",
            needs(P::EditItems),
            handler!(catalog::api::replace),
        )
        .says("Change an item")
        .takes::<ItemBody>()
        .gives::<ItemOut>()
        .if_match(),
        get(
            "/api/v1/items/{id}/prices",
            needs(P::SeePrices),
            handler!(catalog::api::item_prices),
        )
        .says("Every dated price of an item")
        .lists::<DatedPrice>(),
        post(
            "/api/v1/items/{id}/prices",
            needs(P::EditItems),
            handler!(catalog::api::add_price),
        )
        .says("Set a price from a day on")
        .takes::<PriceBody>()
        .gives::<PriceBody>(),
        get(
            "/api/v1/items/{id}/packs",
            needs(P::SeeItems),
            handler!(catalog::api::packs),
        )
        .says("Packs of an item")
        .lists::<PackOut>(),
        post(
            "/api/v1/items/{id}/packs",
            needs(P::EditItems),
            handler!(catalog::api::add_pack),
        )
        .says("Add a pack")
        .takes::<PackBody>()
        .gives::<PackOut>(),
        delete(
            "/api/v1/items/{id}/packs/{pack}",
            needs(P::EditItems),
            handler!(catalog::api::remove_pack),
        )
        .says("Take a pack away")
        .status(204),
        get(
            "/api/v1/price-lists",
            needs(P::SeePrices),
            handler!(catalog::api::price_lists),
        )
        .says("Price lists")
        .lists::<PriceList>(),
        post(
            "/api/v1/price-lists",
            needs(P::EditItems),
            handler!(catalog::api::add_price_list),
        )
        .says("Add a price list")
        .takes::<NewPriceList>()
        .gives::<PriceList>(),
        get(
            "/api/v1/price-lists/{id}",
            needs(P::SeePrices),
            handler!(catalog::api::price_list),
        )
        .says("A price list")
        .gives::<PriceList>(),
        put(
            "/api/v1/price-lists/{id}",
            needs(P::EditItems),
            handler!(catalog::api::replace_price_list),
        )
        .says("Change a price list")
        .takes::<NewPriceList>()
        .gives::<PriceList>()
        .if_match(),
        get(
            "/api/v1/tax-classes",
            needs(P::SeeItems),
            handler!(catalog::api::tax_classes),
        )
        .says("Tax classes with their dated rates")
        .lists::<TaxClassOut>(),
        post(
            "/api/v1/tax-classes/{id}/rates",
            needs(P::EditItems),
            handler!(catalog::api::add_rate),
        )
        .says("Set the rate of a class from a day on")
        .takes::<RateBody>()
        .gives::<RateBody>(),
        // Customers.
        get("/api/v1/customers", needs(P::SeeCustomers), handler!(customers::api::index)).says("Customers by name, or the best matches of q").query(&[("q", "Name, phone, tax number, e-mail, town or number; best first, one page"), ("customer_type", "retail, wholesale, restaurant or hotel"), ("payment_status", "good_standing, overdue or suspended"), ("inactive", "true: those out of use"), ("limit", "Rows, 1 to 200"), ("after", "Cursor of the page before")]).lists::<Found>(),
        post("/api/v1/customers", needs(P::EditCustomers), handler!(customers::api::create)).says("Add a customer and the first delivery point").takes::<CustomerBody>().gives::<CustomerOut>(),
        post("/api/v1/customers/find-or-create", needs(P::EditCustomers), handler!(customers::api::find_or_create)).says("The customer with this phone, else this e-mail, else a new one; two different ones are a conflict").takes::<WhoBody>().gives::<CustomerOut>().status(200),
        get("/api/v1/customers/{id}", needs(P::SeeCustomers), handler!(customers::api::show)).says("A customer").gives::<CustomerOut>(),
        put("/api/v1/customers/{id}", needs(P::EditCustomers), handler!(customers::api::replace)).says("Change a customer").takes::<CustomerBody>().gives::<CustomerOut>().if_match(),
        get("/api/v1/customers/{id}/orders", needs(P::SeeCustomers), handler!(customers::api::orders)).says("Orders of a customer, latest delivery first").query(&[("limit", "Rows, 1 to 200"), ("after", "Cursor of the page before")]).lists::<OrderLine>(),
        get("/api/v1/customers/{id}/points", needs(P::SeeCustomers), handler!(customers::api::points)).says("Delivery points of a customer").lists::<PointOut>(),
        post("/api/v1/customers/{id}/points", needs(P::EditCustomers), handler!(customers::api::add_point)).says("Add a delivery point").takes::<PointBody>().gives::<PointOut>(),
        get("/api/v1/customers/{id}/points/{point}", needs(P::SeeCustomers), handler!(customers::api::point)).says("A delivery point").gives::<PointOut>(),
        put("/api/v1/customers/{id}/points/{point}", needs(P::EditCustomers), handler!(customers::api::replace_point)).says("Change a delivery point").takes::<PointBody>().gives::<PointOut>().if_match(),
        get("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::allergens)).says("What a customer must not eat").gives::<AllergensBody>(),
        put("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::set_allergens)).says("Keep what a customer must not eat, or forget it").takes::<AllergensBody>().gives::<AllergensBody>(),
        get("/api/v1/routes", needs(P::SeeCustomers), handler!(customers::api::routes)).says("Rounds").lists::<Round>(),
        post("/api/v1/routes", needs(P::EditCustomers), handler!(customers::api::add_route)).says("Add a round").takes::<NewRound>().gives::<Round>(),
        get("/api/v1/routes/{id}", needs(P::SeeCustomers), handler!(customers::api::route)).says("A round").gives::<Round>(),
        put("/api/v1/routes/{id}", needs(P::EditCustomers), handler!(customers::api::replace_route)).says("Change a round").takes::<NewRound>().gives::<Round>().if_match(),
        get("/api/v1/cutoffs", needs(P::SeeOrders), handler!(customers::api::cutoffs)).says("Until when orders are taken, by weekday and round").gives::<CutoffsBody>(),
        put("/api/v1/cutoffs", needs(P::EditCustomers), handler!(customers::api::set_cutoffs)).says("Set every cut-off").takes::<CutoffsBody>().gives::<CutoffsBody>(),

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
