//! No list grows slow with the years: every SELECT behind the pages, the API's lists and the jobs is asked for its plan.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;

use hornada::routes;
use rusqlite::params_from_iter;
use rusqlite::types::Null;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stories::{Teller, text};
use crate::support::TestApp;

/// What was asked of the file since the world was made.
static HEARD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn hear(sql: &str) {
    if sql.starts_with("SELECT") || sql.starts_with("WITH") {
        HEARD.lock().unwrap().insert(sql.to_owned());
    }
}

/// Tables that a bakery of fifty years holds no more of than one of five: every other one grows. Recipes and what is kept
/// an item are as many as the assortment.
const SMALL: &[&str] = &[
    "alerts",
    "balances",
    "closed_days",
    "counters",
    "cutoffs",
    "drafts",
    "job_clocks",
    "locations",
    "login_tries",
    "meta",
    "item_stock",
    "price_lists",
    "recipe_lines",
    "recipes",
    "reorder_points",
    "routes",
    "sessions",
    "settings",
    "sqlite_sequence",
    "tax_classes",
    "tax_rates",
    "users",
];

/// Indexes that hold only what is open, or only the businesses: reading one through is reading what is asked for.
const HOLD_LITTLE: &[&str] = &[
    "invoice_balances_open",
    "invoice_balances_by_customer",
    "missed_dates_waiting",
    "customers_invoiced",
];

/// Reads whole tables on purpose: a part of the statement, and why.
const ON_PURPOSE: &[(&str, &str)] = &[
    ("SELECT NOT EXISTS (SELECT 1 FROM", "stops at the first row"),
    (
        "FROM items WHERE is_made = 1 AND",
        "the bake sheet is of everything that is made",
    ),
];

const SATURDAY: &str = "2026-11-21";

/// Two or more of everything that lists show, made over the API.
fn fill(app: &TestApp) {
    let we = Teller::new(app);
    let (barra, mollete) = (we.sold("Barra", "0.50"), we.sold("Mollete", "0.35"));
    let (flour, salt) = (we.bought("Harina"), we.bought("Sal"));
    for product in [&barra, &mollete] {
        let lines = [(flour.as_str(), "2500"), (salt.as_str(), "50")];
        we.recipe(product, "product", ("10", "unit"), &lines);
    }
    let opening = [&flour, &salt]
        .map(|item| json!({ "item_id": item, "counted": "30000", "unit_cost": "0.50" }));
    we.make(
        "stock/counts",
        json!({ "kind": "opening", "lines": opening }),
    );
    let hotels = ["Hotel Miramar", "Hotel Central"].map(|name| we.business(name, "per_order"));
    for hotel in &hotels {
        we.make(
            "standing-orders",
            json!({ "customer_id": hotel, "frequency": "daily", "delivery_method": "delivery",
                "start_date": "2026-11-23", "order_items": [{ "product_id": barra, "quantity": "5" }] }),
        );
    }
    let orders = hotels
        .each_ref()
        .map(|hotel| we.order(hotel, SATURDAY, &[(&barra, "40"), (&mollete, "9")]));
    we.job("cutoff", SATURDAY);
    we.make(
        &format!("production/{SATURDAY}/tick"),
        json!({ "product_id": barra }),
    );
    app.at_local(SATURDAY, "07:30");
    for order in &orders {
        let note = text(&we.note_of(order), "id");
        we.make(&format!("notes/{note}/deliver"), json!({}));
    }
    app.at_local("2026-11-22", "06:00");
    we.job("invoices", "2026-11-22");
    for hotel in &hotels {
        let paid = json!({ "customer_id": hotel, "amount": "5.00", "payment_method": "transfer" });
        we.make("payments", paid);
    }
    for (name, item) in [("Harinas del Sur", &flour), ("Salinas", &salt)] {
        let mail = format!("{}@molinos.test", name.to_lowercase().replace(' ', "-"));
        let supplier = we.supplier(name, &mail, item, "0.60", "25000");
        we.order(&hotels[0], "2026-11-24", &[(&barra, "900")]);
        we.job("needs", "2026-11-22");
        let wanted = json!({ "supplier_id": supplier, "from_needs": true, "submit": true });
        let made =
            we.owner
                .borrow()
                .api("POST", "/api/v1/procurement/purchase-orders", Some(wanted));
        if made.status == 201 {
            let id = text(&made.json(201), "id");
            let path = format!("procurement/purchase-orders/{id}");
            we.make(&format!("{path}/approve"), json!({}));
            we.make(&format!("{path}/receive"), json!({}));
        }
    }
}

/// An address as it counts: which record, day or row it is about does not matter.
fn kind_of(path: &str) -> String {
    let mut kind = String::new();
    let mut is_cursor = false;
    for part in path.split_inclusive(['/', '?', '&', '=', '#']) {
        let (word, sign) = match part.strip_suffix(['/', '?', '&', '=', '#']) {
            Some(word) => (word, &part[word.len()..]),
            None => (part, ""),
        };
        // Days, months and numbers lead on and on.
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        kind += if is_cursor {
            "{row}"
        } else if is_number || word.parse::<Uuid>().is_ok() {
            "{id}"
        } else {
            word
        };
        kind += sign;
        is_cursor = word == "after" || word == "before";
    }
    kind
}

/// What is drawn or fetched elsewhere, and asks the file nothing that lists.
const NOT_WALKED: &[&str] = &[
    "/a/",
    "/pdf",
    "/stream",
    "/help",
    "/backups/",
    "/file",
    "/design",
    "/picture",
    "/phone",
    "/ready",
];

/// Every page without a name in its path, and whatever pages lead to.
fn walk_pages(app: &TestApp) {
    let owner = app.owner();
    let mut waiting: VecDeque<String> = routes::table()
        .iter()
        .filter(|route| route.method == "GET" && !route.is_api() && !route.path.contains('{'))
        .map(|route| route.path.to_owned())
        .collect();
    let found = ["/search", "/customers/find", "/items/find"].map(|path| format!("{path}?q=hotel"));
    waiting.extend(found);
    waiting.extend(
        [
            "/orders?q=hotel",
            "/orders?sort=total_down",
            "/orders?sort=taken_up&from=2020-01-01",
            "/orders?q=hotel&sort=customer_up",
            "/customers?q=hotel",
            "/items?q=barra",
        ]
        .map(str::to_owned),
    );
    let mut seen = BTreeSet::new();
    let links = Selector::parse("a[href]").unwrap();
    while let Some(path) = waiting.pop_front() {
        if NOT_WALKED.iter().any(|part| path.contains(part)) || !seen.insert(kind_of(&path)) {
            continue;
        }
        assert!(seen.len() < 500, "the walk leads on and on: {seen:#?}");
        let reply = owner.get(&path);
        assert!(reply.status < 500, "{path}: {}", reply.body);
        if !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        let page = Html::parse_document(&reply.body);
        for link in page.select(&links) {
            let href = link.attr("href").unwrap_or_default();
            let href = href.split('#').next().unwrap_or_default();
            match href.strip_prefix('?') {
                Some(query) => {
                    let own = path.split('?').next().unwrap_or_default();
                    waiting.push_back(format!("{own}?{query}"));
                }
                None if href.starts_with('/') => waiting.push_back(href.to_owned()),
                None => {}
            }
        }
    }
    assert!(seen.len() > 80, "the walk ended early: {seen:?}");
}

/// Words for a parameter of the API, several where each is another statement.
fn words(name: &str) -> &'static [&'static str] {
    match name {
        "status" => &[
            "confirmed",
            "delivered",
            "prepared",
            "waiting",
            "failed",
            "sent",
            "received",
            "pending",
        ],
        "show" => &["open", "paid", "overdue"],
        "from" | "to" | "until" | "day" | "as_of" | "requested_date" | "on" => &[SATURDAY],
        "month" => &["2026-11"],
        "q" => &["hotel", "60", "a@b.test"],
        "order_number" => &["ORD-2026"],
        "order_type" => &["wholesale"],
        "order_source" => &["phone"],
        "delivery_method" => &["delivery"],
        "customer_type" => &["hotel"],
        "payment_status" => &["good_standing"],
        "sort" => &[
            "requested_date",
            "-requested_date",
            "created_at",
            "-total_amount",
            "customer_name",
        ],
        "job" => &["invoices"],
        "category" | "kind" | "reason" => &["waste", "bread"],
        "quantity" | "days" => &["7"],
        "limit" | "after" | "dry_run" | "file_name" | "copy" => &[],
        name if name.ends_with("_id") => &["01935a00-0000-7000-8000-000000000000"],
        _ => &["true"],
    }
}

/// Every list and record of the API, with each parameter, and the page behind the first.
fn walk_api(app: &TestApp) {
    let owner = app.owner();
    let ask = |path: &str| {
        let reply = owner.api("GET", path, None);
        assert!(reply.status < 500, "{path}: {}", reply.body);
        serde_json::from_str::<Value>(&reply.body).unwrap_or_default()
    };
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let nobody = "01935a00-0000-7000-8000-000000000000";
    for route in routes::table() {
        let is_read = route.is_api() && route.method == "GET" && !route.path.ends_with("/stream");
        let Some(doc) = route.doc.as_ref().filter(|_| is_read) else {
            continue;
        };
        let mut path = String::new();
        for part in route.path.split_inclusive('/') {
            let name = part.trim_end_matches('/');
            if !name.starts_with('{') {
                path += part;
                continue;
            }
            let list = path.trim_end_matches('/').to_owned();
            let word = match name {
                "{day}" | "{date}" => SATURDAY.to_owned(),
                _ => ids
                    .entry(list.clone())
                    .or_insert_with(|| {
                        let first = ask(&list)["items"][0].clone();
                        let id = ["id", "item_id"]
                            .iter()
                            .find_map(|key| first[*key].as_str());
                        id.unwrap_or(nobody).to_owned()
                    })
                    .clone(),
            };
            path += &word;
            path += &part[name.len()..];
        }
        ask(&path);
        for (name, _) in doc.query {
            for word in words(name) {
                let limit = if doc.is_paged { "&limit=1" } else { "" };
                ask(&format!("{path}?{name}={word}{limit}"));
            }
        }
        if !doc.is_paged {
            continue;
        }
        if let Some(next) = ask(&format!("{path}?limit=1"))["next"].as_str() {
            let next = next.replace(' ', "%20");
            ask(&format!("{path}?limit=1&after={next}"));
        }
    }
}

/// Every job that touches the file only.
fn run_jobs(app: &TestApp) {
    let owner = app.owner();
    let jobs = owner.api("GET", "/api/v1/jobs", None).json(200);
    for job in jobs["items"].as_array().unwrap() {
        let name = job["name"].as_str().unwrap();
        if name != "backup" {
            let body = json!({ "as_of": "2026-11-23" });
            let reply = owner.api("POST", &format!("/api/v1/jobs/{name}/run"), Some(body));
            assert!(reply.status < 500, "{name}: {}", reply.body);
        }
    }
}

/// The table that goes by this name in the statement, if it is one that grows.
fn growing<'a>(sql: &'a str, name: &'a str, tables: &BTreeSet<String>) -> Option<&'a str> {
    let words: Vec<&str> = sql
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("as"))
        .collect();
    let table = match tables.contains(name) {
        true => Some(name),
        false => words
            .windows(2)
            .find(|pair| pair[1] == name && tables.contains(pair[0]))
            .map(|pair| pair[0]),
    };
    table.filter(|table| !SMALL.contains(table))
}

/// What is wrong with a plan: a growing table that is read from end to end, not even to the end of a page.
fn fault(sql: &str, plan: &[String], tables: &BTreeSet<String>) -> Option<String> {
    let sorts = plan
        .iter()
        .any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
    // A page runs through an index, or the table itself, in its own order and stops.
    let is_page = sql.contains("LIMIT") && sql.contains("ORDER BY") && !sorts;
    plan.iter().find_map(|step| {
        let scanned = step.strip_prefix("SCAN ")?;
        let (name, how) = scanned.split_once(' ').unwrap_or((scanned, ""));
        let table = growing(sql, name, tables)?;
        let is_little = HOLD_LITTLE.iter().any(|index| how.ends_with(index));
        let is_search = how.starts_with("VIRTUAL TABLE");
        (!is_page && !is_little && !is_search).then(|| format!("{table}: {step}"))
    })
}

#[test]
fn no_page_list_or_job_reads_a_growing_table_from_end_to_end() {
    let app = TestApp::heard_by(hear);
    fill(&app);
    HEARD.lock().unwrap().clear();
    walk_pages(&app);
    walk_api(&app);
    run_jobs(&app);
    let heard = std::mem::take(&mut *HEARD.lock().unwrap());
    assert!(heard.len() > 200, "only {} statements", heard.len());
    let tables: BTreeSet<String> = app.read(|view| {
        let mut statement = view.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    });
    let mut faults = Vec::new();
    for sql in &heard {
        let plan: Vec<String> = app.read(|view| {
            let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let nothing = std::iter::repeat_n(Null, statement.parameter_count());
            let steps = statement.query_map(params_from_iter(nothing), |row| row.get(3))?;
            Ok(steps.collect::<rusqlite::Result<_>>()?)
        });
        let is_on_purpose = ON_PURPOSE.iter().any(|(part, _)| sql.contains(part));
        if let Some(fault) = fault(sql, &plan, &tables).filter(|_| !is_on_purpose) {
            let folded = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            faults.push(format!("{fault}\n    {folded}"));
        }
    }
    assert!(
        faults.is_empty(),
        "{} statements:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
