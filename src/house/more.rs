//! Everything there is, as a list: the phone's last tab, and the way to what no bar has room for.

use askama::Template;

use crate::people::roles::Permission as P;
use crate::web::{Answer, Ctx, Frame};

type Line = (&'static str, &'static str, P);

/// Groups of screens; what is not in the table of routes, or not allowed, is left out.
const GROUPS: &[(&str, &[Line])] = &[
    (
        "more-day",
        &[
            ("/", "nav-today", P::SeeToday),
            ("/orders", "nav-orders", P::SeeOrders),
            ("/orders/new", "frame-new-order", P::EditOrders),
            ("/standing-orders", "more-standing", P::SeeOrders),
            ("/production", "nav-production", P::SeeProduction),
            ("/routes", "nav-routes", P::Deliver),
            ("/notes/returns", "more-returns", P::EditNotes),
            ("/search", "frame-search", P::SeeToday),
        ],
    ),
    (
        "more-sales",
        &[
            ("/customers", "nav-customers", P::SeeCustomers),
            ("/items", "more-items", P::SeeItems),
            ("/prices", "more-price-lists", P::SeePrices),
            ("/rounds", "more-rounds", P::SeeAllRoutes),
            ("/notes", "more-notes", P::SeeInvoices),
            ("/invoices", "nav-invoices", P::SeeInvoices),
            ("/payments", "more-payments", P::SeeInvoices),
            ("/invoices/due", "more-due", P::SeeInvoices),
        ],
    ),
    (
        "more-buying",
        &[
            ("/buying", "nav-buying", P::SeeBuying),
            ("/suppliers", "more-suppliers", P::SeeBuying),
            ("/purchases", "more-purchases", P::SeeBuying),
            ("/purchases/deliveries", "more-deliveries", P::ReceiveGoods),
            ("/stock", "nav-stock", P::SeeStock),
            ("/recipes", "more-recipes", P::SeeStock),
        ],
    ),
    (
        "more-house",
        &[
            ("/settings", "frame-settings", P::SeeSettings),
            ("/people", "people-title", P::ManagePeople),
            ("/import", "import-title", P::Import),
            ("/jobs", "jobs-title", P::SeeJobs),
            ("/mail", "mail-title", P::SeeMail),
            ("/backups", "backups-title", P::SeeBackups),
            ("/phone", "phone-title", P::SeeToday),
            ("/help", "frame-help", P::SeeToday),
            ("/api", "api-title", P::SeeHistory),
        ],
    ),
];

#[derive(Template)]
#[template(path = "house/more.html")]
struct MorePage {
    frame: Frame,
    groups: Vec<(String, Vec<(&'static str, String)>)>,
}

/// `GET /more`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let there = |href: &str| {
        ctx.app
            .routes
            .iter()
            .any(|route| route.method == "GET" && route.path == href)
    };
    let groups = GROUPS
        .iter()
        .map(|(title, lines)| {
            let lines = lines
                .iter()
                .filter(|(href, _, permission)| ctx.may(*permission) && there(href))
                .map(|(href, words, _)| (*href, ctx.lang.t(words)))
                .collect::<Vec<_>>();
            (ctx.lang.t(title), lines)
        })
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    ctx.page(move |_, frame| Ok(MorePage { frame, groups }))
        .await
}
