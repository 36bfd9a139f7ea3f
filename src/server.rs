//! The server put together: the table of routes under one gate, threads for jobs, mail and copies, a clean stop.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::Compress;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as ActixApp, HttpServer};

use crate::web::{App, Route, gate};

/// A path and the routes of its methods.
type Resource = (&'static str, Arc<[Route]>);

/// Mounts every route of the table; a path's methods share one resource, so that a wrong method is a 405.
pub fn mount(app: &Data<App>) -> impl Fn(&mut ServiceConfig) + Clone + use<> {
    let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
    for route in &app.routes {
        by_path.entry(route.path).or_default().push(route.clone());
    }
    // Literal paths before those with parts that vary: `/orders/new` is not an order.
    let mut resources: Vec<Resource> = by_path
        .into_iter()
        .map(|(path, routes)| (path, routes.into()))
        .collect();
    resources.sort_by_key(|(path, _)| (path.matches('{').count(), std::cmp::Reverse(path.len())));
    let mut groups: BTreeMap<&'static str, Vec<Resource>> = BTreeMap::new();
    for (path, routes) in resources {
        groups
            .entry(group_of(path))
            .or_default()
            .push((path, routes));
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(group, _)| std::cmp::Reverse(group.len()));
    let app = app.clone();
    move |config: &mut ServiceConfig| {
        config.app_data(app.clone());
        for (group, resources) in &groups {
            let mut scope = web::scope(group);
            for (path, routes) in resources {
                for path in with_and_without_slash(path) {
                    let routes = Arc::clone(routes);
                    let rest = path.strip_prefix(group).unwrap_or(&path);
                    scope = scope.service(web::resource(rest).to(move |request, payload, app| {
                        gate::enter(request, payload, app, Arc::clone(&routes))
                    }));
                }
            }
            config.service(scope);
        }
        config.default_service(web::to(gate::unknown));
    }
}

/// The first parts of a path, by which resources are grouped: a request is compared with some dozens of names and then
/// with the patterns of one of them, not with hundreds of patterns.
fn group_of(path: &'static str) -> &'static str {
    let parts = if path.starts_with("/api/") { 3 } else { 1 };
    let literal = path.split("/{").next().unwrap_or(path);
    let end = literal.match_indices('/').nth(parts);
    let group = end.and_then(|(end, _)| literal.get(..end));
    group.unwrap_or(literal).trim_end_matches('/')
}

/// The API takes trailing slashes too.
fn with_and_without_slash(path: &'static str) -> Vec<String> {
    if path.starts_with("/api/") {
        vec![path.to_owned(), format!("{path}/")]
    } else {
        vec![path.to_owned()]
    }
}

/// The server on `listener`, to be awaited; it stops by itself when the process is told to, unless `own_signals` is off.
///
/// # Errors
/// When the address cannot be used.
pub fn start(
    app: Data<App>,
    listener: TcpListener,
    workers: usize,
    own_signals: bool,
) -> std::io::Result<Server> {
    let mount = mount(&app);
    let server = HttpServer::new(move || {
        ActixApp::new()
            .wrap(Compress::default())
            .configure(mount.clone())
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(5))
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(15))
    .shutdown_timeout(5);
    let server = if own_signals {
        server
    } else {
        server.disable_signals()
    };
    Ok(server.listen(listener)?.run())
}
