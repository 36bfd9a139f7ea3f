//! The house's own rules: every route is guarded, every message stands in both languages, rooms call one way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hornada::i18n::Lang;
use hornada::people::roles::Role;
use hornada::routes;
use hornada::web::Access;

use crate::support::TestApp;

/// Who may come in without a login: this list is all.
const PUBLIC: &[&str] = &[
    "GET /a/{hash}/{file:.*}",
    "GET /manifest.webmanifest",
    "GET /setup",
    "POST /setup",
    "GET /login",
    "POST /login",
    "POST /api/v1/auth/login",
    "GET /health",
    "GET /ready",
    "GET /api/openapi.json",
];

fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some(name) if name.starts_with("day") || name.starts_with("date") => {
            "2026-11-21".to_owned()
        }
        Some(_) => "01935a00-0000-7000-8000-000000000000".to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_but_the_listed_ones_asks_for_a_login() {
    let app = TestApp::new();
    for route in routes::table() {
        let name = format!("{} {}", route.method, route.path);
        if route.access == Access::Public {
            assert!(PUBLIC.contains(&name.as_str()), "{name} is open to anybody");
            continue;
        }
        let reply = app
            .visitor()
            .send(route.method.as_str(), &filled(route.path), &[], None);
        if route.is_api() {
            assert_eq!(reply.status, 401, "{name}");
        } else {
            assert!(
                reply.status == 303 && reply.header("location").starts_with("/login"),
                "{name}: {}",
                reply.status
            );
        }
    }
}

#[test]
fn every_route_refuses_the_roles_without_its_permission() {
    let app = TestApp::new();
    for role in Role::ALL {
        let client = app.role(role);
        for route in routes::table() {
            let Access::Needs(permission) = route.access else {
                continue;
            };
            if role.may(permission) || route.path.ends_with("/stream") {
                continue;
            }
            let path = filled(route.path);
            let reply = if route.is_api() {
                client.api_with(route.method.as_str(), &path, &[("if-match", "\"1\"")], None)
            } else if route.method == "GET" {
                client.get(&path)
            } else {
                client.post(&path, &[])
            };
            assert_eq!(
                reply.status,
                403,
                "{} {} as {}",
                route.method,
                route.path,
                role.code()
            );
        }
    }
}

#[test]
fn a_form_from_elsewhere_does_nothing() {
    let app = TestApp::new();
    let owner = app.owner();
    for route in routes::table()
        .iter()
        .filter(|route| route.method != "GET" && !route.is_api())
    {
        let path = filled(route.path);
        assert_eq!(
            owner.send("POST", &path, &[], Some(String::new())).status,
            403,
            "{path} without a token"
        );
        let foreign = [
            ("origin", "http://evil.example"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        assert_eq!(
            owner
                .send("POST", &path, &foreign, Some("_csrf=x".into()))
                .status,
            403,
            "{path} from elsewhere"
        );
    }
}

#[test]
fn a_foreign_host_name_gets_nothing() {
    let app = TestApp::new();
    assert_eq!(
        app.owner()
            .send("GET", "/people", &[("host", "evil.example")], None)
            .status,
        421
    );
    assert_eq!(
        app.owner()
            .send("GET", "/people", &[("host", "hornada.local")], None)
            .status,
        200
    );
}

#[test]
fn every_answer_carries_the_headers() {
    let app = TestApp::new();
    for path in ["/people", "/login", "/nothing-here", "/api/v1/nothing"] {
        let reply = app.owner().get(path);
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
}

fn files_under(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path);
            }
        }
    }
    found
}

/// The parts of a path under the project, whatever the folder that it lies in is called.
fn own(path: &Path) -> std::path::Components<'_> {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR"))
        .unwrap_or(path)
        .components()
}

fn keys(lang: Lang) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in files_under(&format!("templates/messages/{}", lang.code()), ".ftl") {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let Some((key, _)) = line.split_once(" =") else {
                continue;
            };
            if key.starts_with(|first: char| first.is_ascii_lowercase()) {
                assert!(keys.insert(key.to_owned()), "{key} stands twice in {lang}");
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_every_message() {
    let (spanish, english) = (keys(Lang::Es), keys(Lang::En));
    let missing: Vec<_> = spanish.symmetric_difference(&english).collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let known = keys(Lang::Es);
    let mut unknown = BTreeSet::new();
    let call = |text: &str, opening: &str, unknown: &mut BTreeSet<String>| {
        for piece in text.split(opening).skip(1) {
            let Some(key) = piece.split('"').next() else {
                continue;
            };
            let is_key = key.contains('-') || known.contains(key);
            if is_key && !key.contains('{') && !known.contains(key) {
                unknown.insert(key.to_owned());
            }
        }
    };
    for path in files_under("templates", ".html")
        .into_iter()
        .chain(files_under("src", ".rs"))
    {
        let text = without_comments(&std::fs::read_to_string(path).unwrap());
        for opening in [
            "frame.t(\"",
            "frame.t1(\"",
            "frame.t2(\"",
            "lang.t(\"",
            ".with1(\"",
            ".with2(\"",
            "Message::new(\"",
        ] {
            call(&text, opening, &mut unknown);
        }
    }
    assert!(unknown.is_empty(), "not in the catalogues: {unknown:?}");
}

/// A template without its comments.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("{#");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once("#}").map_or("", |(_, after)| after)
    })
}

/// The rooms in the order in which they may call: each only those before it.
const ROOMS: &[&str] = &[
    "people",
    "catalog",
    "customers",
    "stock",
    "suppliers",
    "recipes",
    "orders",
    "standing_orders",
    "fulfilment",
    "production",
    "invoices",
    "payments",
    "planning",
    "purchasing",
    "alerts",
    "analytics",
    "exchange",
];

#[test]
fn rooms_call_one_way_only() {
    let mut wrong = Vec::new();
    for (place, room) in ROOMS.iter().enumerate() {
        let files = files_under("src", ".rs").into_iter().filter(|path| {
            let inside = own(path).any(|part| part.as_os_str() == *room);
            let edge = ["pages.rs", "api.rs"]
                .iter()
                .any(|name| path.file_name().unwrap() == *name);
            inside
                && !edge
                && !path
                    .components()
                    .any(|part| part.as_os_str() == "pages" || part.as_os_str() == "api")
        });
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for later in &ROOMS[place + 1..] {
                if text.contains(&format!("crate::{later}::"))
                    || text.contains(&format!("use crate::{later};"))
                {
                    wrong.push(format!("{} uses {later}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_clock_is_asked_in_one_file() {
    let asking: Vec<_> = files_under("src", ".rs")
        .into_iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.contains("Utc::now")
                || text.contains("SystemTime::now")
                || text.contains("Local::now")
        })
        .filter(|path| path.file_name() != Some(Path::new("clock.rs").as_os_str()))
        .collect();
    assert!(asking.is_empty(), "{asking:?}");
}

#[test]
fn the_bundled_sqlite_is_one_without_the_wal_fault() {
    let version = rusqlite::version_number();
    assert!(version >= 3_051_003 && version != 3_052_000, "{version}");
}

/// Lines of the longest function and its name.
fn long_functions(text: &str, most: usize) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let is_function = [
            "fn ",
            "pub fn ",
            "async fn ",
            "pub async fn ",
            "pub(super) fn ",
            "pub(crate) fn ",
            "const fn ",
            "pub const fn ",
        ]
        .iter()
        .any(|begin| bare.starts_with(begin));
        if !is_function {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - bare.len()]);
        let length = lines[start..]
            .iter()
            .position(|line| *line == end)
            .unwrap_or(0)
            + 1;
        if length > most {
            long.push(format!("{bare} has {length} lines"));
        }
    }
    long
}

#[test]
fn functions_and_files_stay_readable() {
    let mut wrong = Vec::new();
    for path in files_under("src", ".rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > 600 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        // A table is one function as long as what it lists, a sample of a test as long as what it shows.
        let is_table = ["routes.rs", "settings.rs"]
            .iter()
            .any(|name| path.ends_with(name))
            || path.components().any(|part| part.as_os_str() == "tests");
        if !is_table {
            wrong.extend(
                long_functions(&text, 70)
                    .into_iter()
                    .map(|what| format!("{}: {what}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_stands_in_the_stores() {
    let mut wrong = Vec::new();
    let statements = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    for room in ROOMS {
        for path in files_under("src", ".rs") {
            let inside = own(&path).any(|part| part.as_os_str() == *room);
            let is_store = path
                .components()
                .any(|part| part.as_os_str().to_string_lossy().starts_with("store"));
            if !inside || is_store {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let sql = text.lines().filter(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
                    && statements
                        .iter()
                        .any(|statement| line.contains(&format!("\"{statement}")))
            });
            wrong.extend(sql.map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_path_in_the_readme_exists() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.lines().count() <= 200, "the README is too long");
    let mut missing = Vec::new();
    for piece in readme.split('`').skip(1).step_by(2) {
        let folders = [
            "src/",
            "tests/",
            "templates/",
            "static/",
            "migrations/",
            "packaging/",
            ".ci/",
        ];
        if folders.iter().any(|folder| piece.starts_with(folder))
            && !piece.contains(['*', ' ', '<'])
            && !root.join(piece).exists()
        {
            missing.push(piece.to_owned());
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// Licences that may be in the binary; a font's is named by its crate.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "CC0-1.0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
    "MPL-2.0",
    "CDLA-Permissive-2.0",
    "OFL-1.1",
    "MIT-0",
    "Apache-2.0 WITH LLVM-exception",
    "bzip2-1.0.6",
];

#[test]
fn every_dependency_has_a_licence_we_may_ship() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let said = std::process::Command::new("rustc")
        .arg("-vV")
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    // Only what is built here: the crates of other systems are not even downloaded.
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(["--filter-platform", host.unwrap(), "--manifest-path"])
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut refused = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("none");
        let allowed = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            let choice = choice.trim().trim_matches(['(', ')']);
            choice
                .split(" AND ")
                .all(|one| LICENCES.contains(&one.trim().trim_matches(['(', ')'])))
        });
        if !allowed {
            refused.push(format!(
                "{} {}: {licence}",
                package["name"], package["version"]
            ));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Whether a browser may fetch it ahead, by the rules in `static/`: their patterns have no more than `*`.
fn is_fetched_ahead(path: &str) -> bool {
    let rules = std::fs::read_to_string("static/speculation-rules.json").unwrap();
    let rules: serde_json::Value = serde_json::from_str(&rules).unwrap();
    let excluded = &rules["prefetch"][0]["where"]["and"][1]["not"]["href_matches"];
    let excluded = excluded.as_array().unwrap().iter();
    let mut patterns = excluded.map(|pattern| pattern.as_str().unwrap());
    !patterns.any(|pattern| {
        let mut rest = path;
        let mut parts = pattern.split('*');
        let begins = parts.next().is_some_and(|first| {
            let after = rest.strip_prefix(first);
            rest = after.unwrap_or_default();
            after.is_some()
        });
        let last = pattern.rsplit('*').next().unwrap_or_default();
        begins
            && parts.all(|part| match rest.find(part) {
                Some(at) => {
                    rest = &rest[at + part.len()..];
                    true
                }
                None => false,
            })
            && path.ends_with(last)
            && (pattern.contains('*') || path == pattern)
    })
}

#[test]
fn what_a_browser_fetches_ahead_changes_nothing_and_is_a_page() {
    let app = TestApp::new();
    let owner = app.owner();
    let page = owner.get("/");
    let rules = page
        .header("speculation-rules")
        .trim_matches('"')
        .to_owned();
    let file = owner.get(&rules);
    assert_eq!(file.status, 200, "{rules}");
    let media = "application/speculationrules+json";
    assert_eq!(file.header("content-type"), media);
    assert!(file.header("cache-control").contains("immutable"));
    for other in [
        app.visitor().get("/login"),
        owner.get("/api/v1/items"),
        file,
    ] {
        assert_eq!(other.header("speculation-rules"), "");
    }
    let kept = "SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM events)";
    let before: i64 = app.value(kept);
    for route in routes::table() {
        if route.method != "GET" || !is_fetched_ahead(route.path) {
            continue;
        }
        let reply = owner.get(&filled(route.path));
        let media = reply.header("content-type");
        let is_page = media.is_empty() || media.starts_with("text/html");
        let is_asked_by_scripts =
            matches!(route.path, "/health" | "/ready" | "/manifest.webmanifest");
        assert!(is_page || is_asked_by_scripts, "{}: {media}", route.path);
        assert_eq!(app.value::<i64>(kept), before, "{}", route.path);
    }
}
