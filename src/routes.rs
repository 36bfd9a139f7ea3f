//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::handler;
use crate::jobs::Run;
use crate::jobs::api::{JobState, RunBody};
use crate::mail::Mail;
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::planning::api::{NeedRecord, PointBody, PointRecord, ProjectionRecord};
use crate::planning::{self, Calculated};
use crate::purchasing::{
    self,
    api::{
        ConfirmBody, DeliveryBody, DeliveryRecord, DeliveryStatusBody, EditBody, LineBody,
        LineRecord, OverdueRecord, PurchaseBody, PurchaseDetail, PurchaseRecord, ReasonBody,
    },
};
use crate::suppliers::api::{PriceBody, PricingRecord, ProductBody, ProductRecord};
use crate::suppliers::{self, NewSupplier, Supplier};
use crate::web::{Access, Route, assets, delete, get, needs, patch, post, put};
use crate::{jobs, mail};

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

        // Stock and recipes.

        // Suppliers and buying.
        get(
            "/suppliers",
            needs(P::SeeBuying),
            handler!(suppliers::pages::index),
        ),
        get(
            "/suppliers/new",
            needs(P::EditBuying),
            handler!(suppliers::pages::new),
        ),
        post(
            "/suppliers",
            needs(P::EditBuying),
            handler!(suppliers::pages::create),
        ),
        get(
            "/suppliers/by-item/{item}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::by_item),
        ),
        get(
            "/suppliers/{id}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::show),
        ),
        get(
            "/suppliers/{id}/edit",
            needs(P::EditBuying),
            handler!(suppliers::pages::edit),
        ),
        post(
            "/suppliers/{id}",
            needs(P::EditBuying),
            handler!(suppliers::pages::save),
        ),
        post(
            "/suppliers/{id}/prices",
            needs(P::EditBuying),
            handler!(suppliers::pages::save_prices),
        ),
        get(
            "/suppliers/{id}/products/new",
            needs(P::EditBuying),
            handler!(suppliers::pages::new_product),
        ),
        post(
            "/suppliers/{id}/products",
            needs(P::EditBuying),
            handler!(suppliers::pages::add_product),
        ),
        get(
            "/suppliers/{id}/products/{product}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::product),
        ),
        post(
            "/suppliers/{id}/products/{product}",
            needs(P::EditBuying),
            handler!(suppliers::pages::save_product),
        ),
        get(
            "/buying",
            needs(P::SeeBuying),
            handler!(planning::pages::suggestion),
        ),
        post(
            "/buying/calculate",
            needs(P::EditBuying),
            handler!(planning::pages::calculate),
        ),
        post(
            "/buying/order/{supplier}",
            needs(P::EditBuying),
            handler!(purchasing::pages::order_from_needs),
        ),
        get(
            "/buying/needs/{id}",
            needs(P::SeeBuying),
            handler!(planning::pages::need),
        ),
        get(
            "/buying/projection",
            needs(P::SeeBuying),
            handler!(planning::pages::projections),
        ),
        get(
            "/buying/projection/{item}",
            needs(P::SeeBuying),
            handler!(planning::pages::projection),
        ),
        get(
            "/buying/reorder-points",
            needs(P::SeeBuying),
            handler!(planning::pages::reorder_points),
        ),
        post(
            "/buying/reorder-points/{item}",
            needs(P::EditBuying),
            handler!(planning::pages::set_reorder_point),
        ),
        get(
            "/purchases",
            needs(P::SeeBuying),
            handler!(purchasing::pages::index),
        ),
        get(
            "/purchases/new",
            needs(P::EditBuying),
            handler!(purchasing::pages::new),
        ),
        post(
            "/purchases",
            needs(P::EditBuying),
            handler!(purchasing::pages::create),
        ),
        get(
            "/purchases/deliveries",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::expected),
        ),
        get(
            "/purchases/{id}",
            needs(P::SeeBuying),
            handler!(purchasing::pages::show),
        ),
        post(
            "/purchases/{id}",
            needs(P::EditBuying),
            handler!(purchasing::pages::save),
        ),
        get(
            "/purchases/{id}/pdf",
            needs(P::SeeBuying),
            handler!(purchasing::pages::pdf),
        ),
        post(
            "/purchases/{id}/items",
            needs(P::EditBuying),
            handler!(purchasing::pages::add_item),
        ),
        post(
            "/purchases/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::pages::edit_item),
        ),
        post(
            "/purchases/{id}/items/{item}/remove",
            needs(P::EditBuying),
            handler!(purchasing::pages::remove_item),
        ),
        post(
            "/purchases/{id}/submit",
            needs(P::EditBuying),
            handler!(purchasing::pages::submit),
        ),
        post(
            "/purchases/{id}/approve",
            needs(P::ApproveBuying),
            handler!(purchasing::pages::approve),
        ),
        post(
            "/purchases/{id}/reject",
            needs(P::ApproveBuying),
            handler!(purchasing::pages::reject),
        ),
        post(
            "/purchases/{id}/send",
            needs(P::EditBuying),
            handler!(purchasing::pages::send),
        ),
        post(
            "/purchases/{id}/confirm",
            needs(P::EditBuying),
            handler!(purchasing::pages::confirm),
        ),
        post(
            "/purchases/{id}/dispatch",
            needs(P::EditBuying),
            handler!(purchasing::pages::dispatch),
        ),
        post(
            "/purchases/{id}/cancel",
            needs(P::EditBuying),
            handler!(purchasing::pages::cancel),
        ),
        post(
            "/purchases/{id}/close",
            needs(P::EditBuying),
            handler!(purchasing::pages::close),
        ),
        post(
            "/purchases/{id}/amend",
            needs(P::EditBuying),
            handler!(purchasing::pages::amend),
        ),
        get(
            "/purchases/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::receive_form),
        ),
        post(
            "/purchases/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::receive),
        ),
        get(
            "/purchases/{id}/deliveries/{delivery}",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::delivery),
        ),
        post(
            "/purchases/{id}/deliveries/{delivery}/photo",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::add_photo),
        )
        .body_limit(5 * 1024 * 1024),
        get(
            "/purchases/{id}/deliveries/{delivery}/photo/{photo}",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::photo),
        ),
        // Today, settings, jobs, mail, backups, imports.
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

        // Production.

        // Invoices and payments.

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
        get(
            "/api/v1/procurement/needs",
            needs(P::SeeBuying),
            handler!(planning::api::index),
        )
        .says("What should be ordered, most urgent first")
        .lists::<NeedRecord>(),
        post(
            "/api/v1/procurement/needs/calculate",
            needs(P::EditBuying),
            handler!(planning::api::calculate),
        )
        .says("Calculate what should be ordered if it were ordered now")
        .gives::<Calculated>()
        .status(200),
        get(
            "/api/v1/procurement/needs/{id}",
            needs(P::SeeBuying),
            handler!(planning::api::show),
        )
        .says("A need with the figures behind it")
        .gives::<NeedRecord>(),
        get(
            "/api/v1/procurement/projections",
            needs(P::SeeBuying),
            handler!(planning::api::projections),
        )
        .says("Stock by item and day to come")
        .query(&[
            ("days", "days ahead, 1 to 30"),
            ("ingredient_id", "one item only"),
        ])
        .lists::<ProjectionRecord>(),
        get(
            "/api/v1/procurement/reorder-points",
            needs(P::SeeBuying),
            handler!(planning::api::reorder_points),
        )
        .says("Reorder points of all items that are bought")
        .lists::<PointRecord>(),
        put(
            "/api/v1/procurement/reorder-points/{item}",
            needs(P::EditBuying),
            handler!(planning::api::set_reorder_point),
        )
        .says("Set a reorder point by hand, or let it be calculated")
        .takes::<PointBody>()
        .gives::<PointRecord>(),
        get(
            "/api/v1/procurement/purchase-orders",
            needs(P::SeeBuying),
            handler!(purchasing::api::index),
        )
        .says("Purchase orders, newest first")
        .query(&[
            ("status", "one state only"),
            ("after", "cursor of the page before"),
            ("limit", "rows, at most 200"),
        ])
        .lists::<PurchaseRecord>(),
        post(
            "/api/v1/procurement/purchase-orders",
            needs(P::EditBuying),
            handler!(purchasing::api::create),
        )
        .says("Make a draft, by hand or from needs")
        .takes::<PurchaseBody>()
        .gives::<PurchaseDetail>(),
        get(
            "/api/v1/procurement/purchase-orders/overdue",
            needs(P::SeeBuying),
            handler!(purchasing::api::overdue),
        )
        .says("Orders whose goods are late")
        .lists::<OverdueRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}",
            needs(P::SeeBuying),
            handler!(purchasing::api::show),
        )
        .says("A purchase order with its lines")
        .gives::<PurchaseDetail>(),
        put(
            "/api/v1/procurement/purchase-orders/{id}",
            needs(P::EditBuying),
            handler!(purchasing::api::edit),
        )
        .says("Change an order; once sent, this is a new version that is mailed")
        .takes::<EditBody>()
        .gives::<PurchaseDetail>()
        .if_match(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/submit",
            needs(P::EditBuying),
            handler!(purchasing::api::submit),
        )
        .says("Ask for approval")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/approve",
            needs(P::ApproveBuying),
            handler!(purchasing::api::approve),
        )
        .says("Approve, and mail it to the supplier")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/reject",
            needs(P::ApproveBuying),
            handler!(purchasing::api::reject),
        )
        .says("Do not approve, with a reason")
        .takes::<ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/send",
            needs(P::EditBuying),
            handler!(purchasing::api::send),
        )
        .says("Send an approved order, or say that the supplier was told")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/confirm",
            needs(P::EditBuying),
            handler!(purchasing::api::confirm),
        )
        .says("The supplier said yes")
        .takes::<ConfirmBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::receive),
        )
        .says("Take in what came, or all that is open")
        .takes::<DeliveryBody>()
        .gives::<DeliveryRecord>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/cancel",
            needs(P::EditBuying),
            handler!(purchasing::api::cancel),
        )
        .says("Call an order off, with a reason")
        .takes::<ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/close",
            needs(P::EditBuying),
            handler!(purchasing::api::close),
        )
        .says("Nothing more will come")
        .takes::<ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        get(
            "/api/v1/procurement/purchase-orders/{id}/overdue-status",
            needs(P::SeeBuying),
            handler!(purchasing::api::overdue_status),
        )
        .says("Whether an order is late")
        .gives::<OverdueRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/deliveries",
            needs(P::SeeBuying),
            handler!(purchasing::api::deliveries),
        )
        .says("Deliveries of an order")
        .lists::<DeliveryRecord>(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/deliveries",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::add_delivery),
        )
        .says("Take a delivery in, or announce one")
        .takes::<DeliveryBody>()
        .gives::<DeliveryRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/deliveries/{delivery}",
            needs(P::SeeBuying),
            handler!(purchasing::api::delivery),
        )
        .says("A delivery")
        .gives::<DeliveryRecord>(),
        patch(
            "/api/v1/procurement/purchase-orders/{id}/deliveries/{delivery}/status",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::set_delivery_status),
        )
        .says("Move an announced delivery on")
        .takes::<DeliveryStatusBody>()
        .gives::<DeliveryRecord>()
        .if_match(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/items",
            needs(P::SeeBuying),
            handler!(purchasing::api::items),
        )
        .says("Lines of an order")
        .lists::<LineRecord>(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/items",
            needs(P::EditBuying),
            handler!(purchasing::api::add_item),
        )
        .says("Add a line")
        .takes::<LineBody>()
        .gives::<LineRecord>(),
        put(
            "/api/v1/procurement/purchase-orders/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::api::edit_item),
        )
        .says("Change a line; If-Match names the version of the order")
        .takes::<LineBody>()
        .gives::<LineRecord>()
        .if_match(),
        delete(
            "/api/v1/procurement/purchase-orders/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::api::remove_item),
        )
        .says("Take a line out; If-Match names the version of the order")
        .status(204)
        .if_match(),
        // Today, settings, jobs, mail, backups, imports.
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
