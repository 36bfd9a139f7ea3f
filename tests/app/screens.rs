//! What holds on every screen: lists change by themselves, the cursor stands where one types, one thing has one name.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use std::time::Duration;

use hornada::i18n::Lang;
use hornada::people::roles::Role;
use hornada::routes;
use hornada::web::Access;
use serde_json::json;

use crate::orders::{SATURDAY, order, take, world};
use crate::support::{TestApp, attr, texts};

/// Pages without a list that could change, and why.
const STILL: &[(&str, &str)] = &[
    ("/setup", "a form"),
    ("/login", "a form"),
    ("/login/kept", "a form"),
    ("/account", "one's own settings"),
    ("/items/new", "a form"),
    ("/customers/new", "a form"),
    ("/suppliers/new", "a form"),
    ("/recipes/new", "a form"),
    ("/orders/new", "a form"),
    ("/standing-orders/new", "a form"),
    ("/purchases/new", "a form"),
    ("/search", "an answer to what was asked"),
    ("/settings", "a form"),
    ("/phone", "addresses of this computer"),
    ("/more", "the menu"),
    ("/help", "a text"),
    ("/design", "samples"),
    ("/api", "the description of the API"),
    ("/production/sheet", "paper: it says when it was printed"),
    ("/stock/count/sheet", "paper: it says when it was printed"),
];

/// What is no page at all.
const NO_PAGE: &[&str] = &[
    "/manifest.webmanifest",
    "/items/find",
    "/customers/find",
    "/health",
    "/ready",
    "/events/stream",
    "/backups/download",
];

#[test]
fn every_list_changes_by_itself_also_while_it_is_empty() {
    for filled in [false, true] {
        let app = TestApp::new();
        if filled {
            let world = world(&app);
            take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
        }
        let owner = app.owner();
        let mut wrong = Vec::new();
        for route in routes::table() {
            let is_page = route.method == "GET" && !route.is_api() && !route.path.contains('{');
            if !is_page || NO_PAGE.contains(&route.path) || route.access == Access::Public {
                continue;
            }
            let live = live_parts(&owner.get(route.path).body);
            let is_still = STILL.iter().any(|(path, _)| *path == route.path);
            if live.is_empty() != is_still {
                wrong.push(format!("{}: {live:?}", route.path));
            }
        }
        assert!(wrong.is_empty(), "with {filled}: {wrong:#?}");
    }
}

/// The ids of what a page replaces by itself, without the frame's own.
fn live_parts(body: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(body);
    let parts = scraper::Selector::parse("main [data-live]").unwrap();
    let ids = page.select(&parts).map(|part| {
        let id = part.attr("id").expect("what is live has an id").to_owned();
        let same = scraper::Selector::parse(&format!("[id='{id}']")).unwrap();
        assert_eq!(page.select(&same).count(), 1, "{id} stands twice");
        id
    });
    ids.collect()
}

#[test]
fn lists_of_one_record_change_by_themselves_too() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let owner = app.owner();
    let round = json!({ "name": "Centro", "departs_at": "05:30" });
    let round = owner.api("POST", "/api/v1/routes", Some(round)).json(201);
    let round = round["id"].as_str().unwrap().to_owned();
    for path in [
        format!("/customers/{}/orders", world.ana),
        format!("/customers/{}/week", world.ana),
        format!("/customers/{}/statement", world.ana),
        format!("/rounds/{round}"),
        format!("/routes/{round}"),
        format!("/stock/{}", world.barra),
        format!("/suppliers/by-item/{}", world.barra),
        format!("/production/of/{}?day={SATURDAY}", world.barra),
    ] {
        let reply = owner.get(&path);
        reply.page(200);
        assert!(!live_parts(&reply.body).is_empty(), "{path}");
    }
}

#[test]
fn jobs_and_copies_are_told_to_the_screens() {
    let app = TestApp::new();
    let told = |kind: &str| {
        app.value::<i64>(&format!(
            "SELECT count(*) FROM events WHERE subject_kind = '{kind}'"
        ))
    };
    assert_eq!((told("backup"), told("job")), (0, 0));
    app.owner().post("/backups", &[]).location();
    assert_eq!(told("backup"), 1);
    let run = json!({ "as_of": "2026-11-20" });
    app.owner()
        .api("POST", "/api/v1/jobs/housekeeping/run", Some(run))
        .json(200);
    assert_eq!(told("job"), 1);
}

#[test]
fn a_price_left_alone_does_not_take_back_what_another_has_set() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let page = owner.get("/items").page(200);
    let cell = |item, end: &str| {
        let name = format!("input[name^='p.'][name$='.{item}']");
        let name = attr(&page, &name, "name").unwrap();
        let seen = attr(&page, &format!("[name='w{name}']"), "value").unwrap();
        assert_eq!(
            attr(&page, &format!("[name='{name}']"), "value").unwrap(),
            seen
        );
        (format!("{end}{name}"), seen)
    };
    let (barra, was) = cell(world.barra, "");
    let (croissant, croissant_was) = cell(world.croissant, "");
    let save = |barra_now: &str, croissant_now: &str| {
        let fields = [
            (barra.as_str(), barra_now),
            (&format!("w{barra}"), was.as_str()),
            (croissant.as_str(), croissant_now),
            (&format!("w{croissant}"), croissant_was.as_str()),
            ("from", "2026-11-20"),
        ];
        assert_eq!(owner.post("/items/prices", &fields).location(), "/items");
    };
    save("1,25", &croissant_was);
    save(&was, "1,50");
    let page = owner.get("/items").page(200);
    let now = |name: &str| attr(&page, &format!("[name='{name}']"), "value").unwrap();
    assert_eq!(
        (now(&barra), now(&croissant)),
        ("1,25".into(), "1,50".into())
    );
}

#[test]
fn the_cursor_stands_in_the_first_field_of_a_form() {
    let app = TestApp::untouched();
    let first = |body: &str| {
        let page = scraper::Html::parse_document(body);
        attr(&page, "[autofocus]", "name").unwrap_or_default()
    };
    assert_eq!(first(&app.visitor().get("/setup").body), "code");
    drop(app);
    let app = TestApp::new();
    assert_eq!(first(&app.visitor().get("/login").body), "email");
    let wrong = [("email", "owner@demo.test"), ("password", "no es esta")];
    assert_eq!(
        first(&app.visitor().post("/login", &wrong).body),
        "password"
    );
    let owner = app.owner();
    for (path, field) in [
        ("/customers/new", "contact_name"),
        ("/items/new", "name"),
        ("/suppliers/new", "name"),
    ] {
        assert_eq!(first(&owner.get(path).body), field, "{path}");
        let refused = owner.post(path.trim_end_matches("/new"), &[]).page(422);
        let focused = attr(&refused, "[autofocus]", "id").unwrap();
        assert_eq!(focused, "errors", "{path}: what is wrong comes first");
    }
    for path in ["/customers", "/items", "/orders", "/people"] {
        assert_eq!(first(&owner.get(path).body), "", "{path} is a list");
    }
}

#[test]
fn the_cutoff_is_asked_at_set_up_with_eight_in_the_evening() {
    let app = TestApp::untouched();
    let code = app.app.setup_code.lock().unwrap().clone().unwrap();
    let page = app.visitor().get("/setup").page(200);
    let proposed = attr(&page, "[name=cutoff]", "value");
    assert_eq!(proposed.as_deref(), Some("20:00"));
    let with = |cutoff: &str| {
        let fields = [
            ("code", code.as_str()),
            ("name", "Marta"),
            ("email", "marta@demo.test"),
            ("password", "masa madre 2026"),
            ("bakery", "La Espiga"),
            ("zone", "Europe/Madrid"),
            ("lang", "es"),
            ("cutoff", cutoff),
        ];
        app.visitor().post("/setup", &fields)
    };
    let page = with("tarde").page(422);
    assert_eq!(texts(&page, "#f-cutoff-error").len(), 1);
    assert_eq!(with("18:30").location(), "/");
    let kept =
        "SELECT group_concat(DISTINCT days_before || ' ' || at) || ' ' || count(*) FROM cutoffs";
    let kept = app.value::<String>(kept);
    assert!(kept.starts_with("1 ") && kept.ends_with(" 7"), "{kept}");
    let page = app.owner().get("/rounds").page(200);
    let first = attr(&page, "[name='at.general.1'], [name^='at.']", "value");
    assert_eq!(first.as_deref(), Some("18:30"));
}

#[test]
fn a_copy_that_does_not_reach_the_second_folder_is_told_on_today() {
    let app = TestApp::new();
    let folder = std::env::temp_dir().join(format!("hornada-gone-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = folder.to_string_lossy().into_owned();
    app.set("backup.second_folder", Box::leak(text.into_boxed_str()));
    let today =
        |client: &crate::support::Client| texts(&client.get("/").page(200), "main").join(" ");
    let owner = app.owner();
    owner.post("/backups", &[]).location();
    assert!(!today(&owner).contains("segunda carpeta"));
    std::fs::remove_dir_all(&folder).unwrap();
    owner.post("/backups", &[]).location();
    let page = today(&owner);
    assert!(
        page.contains("La copia no llega a la segunda carpeta"),
        "{page}"
    );
    assert!(page.contains("La carpeta no está") && !page.contains("os error"));
    let backups = texts(&owner.get("/backups").page(200), "#backups").join(" ");
    assert!(backups.contains("La carpeta no está") && !backups.contains("os error"));
    let list = owner.api("GET", "/api/v1/backups", None).json(200);
    assert_eq!(list["second"]["problem"], "gone");
    let needs = owner
        .api("GET", "/api/v1/orders/dashboard-summary", None)
        .json(200);
    let kinds = needs["needs"].to_string();
    assert!(kinds.contains("second-copy"), "{kinds}");
    let baker = app.role(Role::Baker);
    assert!(
        !today(&baker).contains("segunda carpeta"),
        "not the baker's affair"
    );
}

#[test]
fn on_a_phone_the_filters_of_orders_are_folded_and_say_how_many_are_set() {
    let app = TestApp::new();
    let world = world(&app);
    take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    let owner = app.owner();
    let fold = |path: &str| texts(&owner.get(path).page(200), ".fold--phone > summary");
    assert_eq!(fold("/orders"), ["Filtrar"]);
    assert_eq!(fold("/orders?status=confirmed&q=ana"), ["Filtrar (2)"]);
    let page = owner.get("/orders?from=2026-11-20&until=lun").page(200);
    let typed = |id: &str| attr(&page, id, "value").unwrap();
    assert_eq!(typed("#f-from"), "20/11/2026", "as people write it");
    assert_eq!(typed("#f-until"), "lun", "as it was typed");
}

#[test]
fn a_round_offers_to_be_driven() {
    let app = TestApp::new();
    let owner = app.owner();
    let round = json!({ "name": "Centro", "departs_at": "05:30" });
    owner.api("POST", "/api/v1/routes", Some(round)).json(201);
    let page = owner.get("/routes").page(200);
    let acts = texts(&page, "#rounds .list__action a");
    assert_eq!(acts, ["Hoja de ruta", "Ver"], "nothing to drive yet");
}

#[test]
fn several_reasons_in_one_line_read_as_a_list() {
    let app = TestApp::new();
    let world = world(&app);
    crate::standing::daily(&app, &world);
    crate::standing::daily(&app, &world);
    app.write(|tx| {
        let reason = "UPDATE standing_orders SET failure = 'Falta ' || hex(id) || '.'";
        tx.execute(reason, [])?;
        Ok(())
    });
    let told = texts(&app.owner().get("/").page(200), "#needs").join(" ");
    assert!(
        told.contains("Hotel Miramar: Falta") && !told.contains(".,"),
        "{told}"
    );
}

/// Words that were used beside another for the same thing.
const OTHER_WORDS: &[(Lang, &str, &str)] = &[
    (Lang::Es, "Productos", "Artículos"),
    (Lang::Es, "Producto", "Artículo"),
    (Lang::Es, "Devoluciones", "Vueltas"),
    (Lang::Es, "Historia", "Historial"),
    (Lang::En, "Products", "Items"),
    (Lang::En, "Product", "Item"),
];

/// Where another word means another thing: the kinds of recipe beside dough and filling; the invoice that a customer reads.
const OTHER_THINGS: &[&str] = &["recipes-show-product", "document-returns"];

#[test]
fn one_thing_has_one_name() {
    let mut wrong = Vec::new();
    for (lang, word, ours) in OTHER_WORDS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/messages");
        for entry in std::fs::read_dir(folder.join(lang.code())).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let is_there = line
                    .split(|sign: char| !sign.is_alphanumeric())
                    .any(|piece| piece == *word);
                let key = line.split(" =").next().unwrap_or_default();
                if is_there && !OTHER_THINGS.contains(&key) {
                    wrong.push(format!("{line}: say {ours}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn days_are_typed_in_one_way() {
    let mut wrong = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // Samples; and the jump to a day of a standing order, where nothing is written down.
            let is_sample = ["design/parts.html", "standing/show.html"]
                .iter()
                .any(|known| path.ends_with(known));
            if !is_sample
                && ["type=\"date\"", "kind=\"date\""]
                    .iter()
                    .any(|way| text.contains(way))
            {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "say form::day: {wrong:#?}");
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps what is logged from here on.
fn keep_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let log = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_ansi(false)
            .with_writer(|| Log);
        log.init();
    });
}

/// The first statement about customers takes its time.
fn dawdle(sql: &str) {
    static ONCE: AtomicBool = AtomicBool::new(false);
    if sql.contains("FROM customers") && !ONCE.swap(true, Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(150));
    }
}

#[test]
fn lines_of_the_log_name_the_request_that_they_are_about() {
    keep_log();
    let app = TestApp::heard_by(dawdle);
    let lines_about = |request: &str| {
        let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
        let about = log.lines().filter(|line| line.contains(request));
        about.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    let refused = app.role(Role::Driver).get("/people");
    assert_eq!(refused.status, 403);
    let lines = lines_about(refused.header("x-request-id"));
    assert!(lines.contains("permission denied"), "{lines}");
    let slow = app.owner().get("/customers");
    assert_eq!(slow.status, 200);
    let lines = lines_about(slow.header("x-request-id"));
    assert!(
        lines.contains("slow statement") && lines.contains("FROM customers"),
        "{lines}"
    );
}

#[test]
fn a_page_that_brings_back_what_was_refused_stands_still() {
    let app = TestApp::new();
    let owner = app.owner();
    let standing = |page: &scraper::Html| texts(page, "live-updates[data-refused]").len();
    assert_eq!(standing(&owner.get("/customers/new").page(200)), 0);
    assert_eq!(standing(&owner.post("/customers", &[]).page(422)), 1);
}
