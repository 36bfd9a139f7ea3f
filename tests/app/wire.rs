//! What other programs rely on: every route of the papers that is built answers, and the description hides no shape.

use hornada::routes;
use hornada::web::openapi;

use crate::support::TestApp;

/// The routes of the papers that belong to what is built; `{}` is any id.
const PROMISED: &[&str] = &[
    "GET orders/dashboard-summary",
    "GET orders/demand-requirements",
    "GET orders/status",
    "GET orders",
    "POST orders",
    "GET orders/{}",
    "PUT orders/{}",
    "DELETE orders/{}",
    "PUT orders/{}/status",
    "PATCH orders/{}/status",
    "POST orders/{}/cancel",
    "POST orders/{}/complete",
    "GET orders/{}/items",
    "POST orders/{}/items",
    "PUT orders/{}/items/{}",
    "DELETE orders/{}/items/{}",
    "GET orders/{}/history",
    "GET orders/{}/notes",
    "POST orders/{}/notes",
    "POST orders/{}/prepare",
    "POST orders/{}/ready",
    "POST orders/{}/deliver",
    "GET customers",
    "POST customers",
    "GET customers/{}",
    "PUT customers/{}",
    "GET customers/{}/orders",
    "GET orders/wholesale",
    "POST orders/wholesale/recurring",
    "GET orders/wholesale/invoices",
    "POST orders/wholesale/invoices",
    "POST orders/wholesale/invoices/{}/send",
    "GET orders/wholesale/overdue",
    "GET orders/fulfillment/pending",
    "GET orders/fulfillment/picking-list",
    "GET procurement/needs",
    "POST procurement/needs/calculate",
    "GET procurement/needs/{}",
    "GET procurement/projections",
    "GET procurement/purchase-orders",
    "POST procurement/purchase-orders",
    "GET procurement/purchase-orders/overdue",
    "GET procurement/purchase-orders/{}",
    "PUT procurement/purchase-orders/{}",
    "POST procurement/purchase-orders/{}/approve",
    "POST procurement/purchase-orders/{}/reject",
    "POST procurement/purchase-orders/{}/send",
    "POST procurement/purchase-orders/{}/receive",
    "POST procurement/purchase-orders/{}/cancel",
    "GET procurement/purchase-orders/{}/overdue-status",
    "GET procurement/purchase-orders/{}/deliveries",
    "POST procurement/purchase-orders/{}/deliveries",
    "GET procurement/purchase-orders/{}/deliveries/{}",
    "PATCH procurement/purchase-orders/{}/deliveries/{}/status",
    "GET procurement/purchase-orders/{}/items",
    "POST procurement/purchase-orders/{}/items",
    "PUT procurement/purchase-orders/{}/items/{}",
    "DELETE procurement/purchase-orders/{}/items/{}",
    "GET procurement/suppliers/{}/products",
    "GET procurement/suppliers/{}/pricing",
    "POST procurement/suppliers/{}/pricing",
];

fn any_id(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => "{}",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_of_the_papers_that_is_built_is_mounted_with_and_without_a_slash() {
    let table: Vec<String> = routes::table()
        .iter()
        .map(|route| format!("{} {}", route.method, any_id(route.path)))
        .collect();
    let app = TestApp::new();
    let visitor = app.visitor();
    let mut missing = Vec::new();
    for promised in PROMISED {
        let (method, path) = promised.split_once(' ').unwrap();
        if !table.contains(&format!("{method} /api/v1/{path}")) {
            missing.push(*promised);
            continue;
        }
        let path = path.replace("{}", "01935a00-0000-7000-8000-000000000000");
        for end in ["", "/"] {
            let path = format!("/api/v1/{path}{end}");
            // Who is not signed in is told so only where there is a route.
            assert_eq!(
                visitor.send(method, &path, &[], None).status,
                401,
                "{method} {path}"
            );
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(
        visitor.send("GET", "/api/v1/nothing/", &[], None).status,
        404
    );
}

#[test]
fn no_two_shapes_share_a_name_in_the_description() {
    assert_eq!(openapi::collisions(&routes::table()), Vec::<String>::new());
}

#[test]
fn a_filter_that_does_not_exist_is_refused_and_those_there_are_are_named() {
    let app = TestApp::new();
    let owner = app.owner();
    let refused = owner
        .api(
            "GET",
            "/api/v1/orders?source=phone&type=retail&limit=5",
            None,
        )
        .json(422);
    let errors = refused["errors"].as_array().unwrap();
    let fields: Vec<&str> = errors
        .iter()
        .filter_map(|error| error["field"].as_str())
        .collect();
    assert_eq!(fields, ["source", "type"]);
    let said = errors[0]["detail"].as_str().unwrap();
    assert!(said.contains("order_source"), "{said}");
    // Every list and every record keeps to what the description says of it.
    hornada::db::snapshot::publish(&app.db).unwrap();
    for route in routes::table() {
        let Some(doc) = route.doc.as_ref().filter(|_| route.method == "GET") else {
            continue;
        };
        let path = any_id(route.path).replace("{}", "01935a00-0000-7000-8000-000000000000");
        let reply = owner.api("GET", &format!("{path}?nothing_like_it=1"), None);
        assert_eq!(reply.status, 422, "{path} {}", reply.body);
        if path.contains("0000-") || path.ends_with("/stream") {
            continue;
        }
        let known = doc.query.iter().map(|(name, _)| format!("{name}="));
        let reply = owner.api(
            "GET",
            &format!("{path}?{}", known.collect::<Vec<_>>().join("&")),
            None,
        );
        assert_eq!(reply.status, 200, "{path} {}", reply.body);
    }
}
