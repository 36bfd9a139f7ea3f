//! Settings, copies, the phone, help, health, the API's page, live screens.

use std::io::Read;
use std::time::Duration;

use hornada::db::snapshot;
use hornada::house::help;
use hornada::i18n::Lang;
use hornada::people::roles::Role;
use hornada::settings::{DEFINITIONS, Kind};
use serde_json::json;

use crate::support::{TestApp, attr, line_with, listen, texts};

#[test]
fn every_setting_has_a_name_in_both_languages() {
    for definition in DEFINITIONS {
        let key = format!("setting-{}", definition.key.replace(['.', '_'], "-"));
        for lang in Lang::ALL {
            assert!(lang.has(&key), "{key} in {lang}");
            assert!(lang.has(&format!("settings-{}", definition.section)));
            assert!(lang.has(&format!("settings-{}-about", definition.section)));
            if let Kind::Choice(choices) = definition.kind {
                for choice in choices {
                    assert!(
                        lang.has(&format!("{key}-{choice}")),
                        "{key}-{choice} in {lang}"
                    );
                }
            }
        }
    }
}

/// What a browser would send for a section: every field of it as it stands.
fn section(app: &TestApp, name: &str) -> Vec<(String, String)> {
    let settings = app.db.settings();
    let fields = DEFINITIONS
        .iter()
        .filter(|definition| definition.section == name);
    fields
        .map(|definition| {
            (
                definition.key.to_owned(),
                settings.text(definition.key).to_owned(),
            )
        })
        .filter(|(key, value)| {
            let is_switch = DEFINITIONS
                .iter()
                .any(|one| one.key == key && matches!(one.kind, Kind::Switch));
            !is_switch || value == "true"
        })
        .collect()
}

fn save(app: &TestApp, name: &str, changes: &[(&str, &str)]) -> crate::support::Reply {
    let mut fields = section(app, name);
    for (key, value) in changes {
        fields.retain(|(other, _)| other != key);
        fields.push(((*key).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    app.owner().post(&format!("/settings/{name}"), &fields)
}

#[test]
fn a_section_saves_alone_and_counts_at_once() {
    let app = TestApp::new();
    let reply = save(
        &app,
        "orders",
        &[("orders.least_value", "12,50"), ("orders.most_lines", "40")],
    );
    assert_eq!(reply.location(), "/settings#orders");
    let settings = app.db.settings();
    assert_eq!(settings.text("orders.least_value"), "12.50");
    assert_eq!(settings.whole("orders.most_lines"), 40);
    assert!(
        settings.on("orders.discounts_on"),
        "a switch that was on stays on"
    );
    assert_eq!(
        settings.text("bakery.name"),
        "Panadería La Espiga",
        "other sections are untouched"
    );
    let page = app.owner().get("/settings").page(200);
    assert_eq!(
        attr(&page, "[name='orders.least_value']", "value").as_deref(),
        Some("12,50")
    );
    let hints = texts(&page, "#orders .field__hint").join(" ");
    assert!(hints.contains("De serie: 50."), "{hints}");
    let history: i64 = app.value(
        "SELECT count(*) FROM journal WHERE subject_kind = 'settings' AND action = 'edited'",
    );
    assert_eq!(history, 2, "set-up, and this");
}

#[test]
fn an_address_that_no_mail_could_use_is_named_beside_its_field() {
    let app = TestApp::new();
    let wrong = [
        ("mail.from", "pedidos de la espiga"),
        ("mail.copy_to", "uno@espiga.test, dos@espiga.test"),
    ];
    let page = save(&app, "mail", &wrong).page(422);
    let said = "Una dirección de correo como nombre@tienda.es.";
    assert_eq!(texts(&page, "#mail .field__error"), [said, said]);
    let page = save(&app, "bakery", &[("bakery.email", "espiga")]).page(422);
    assert_eq!(texts(&page, "#bakery .field__error"), [said]);
    let right = [("mail.from", "pedidos@espiga.test"), ("mail.copy_to", "")];
    assert_eq!(save(&app, "mail", &right).location(), "/settings#mail");
    assert_eq!(app.db.settings().text("mail.from"), "pedidos@espiga.test");
}

#[test]
fn a_switch_is_turned_off_by_leaving_its_box_empty() {
    let app = TestApp::new();
    let mut fields = section(&app, "orders");
    fields.retain(|(key, _)| key != "orders.discounts_on");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    app.owner().post("/settings/orders", &fields).location();
    assert!(!app.db.settings().on("orders.discounts_on"));
}

#[test]
fn wrong_settings_are_named_beside_their_fields_and_nothing_is_saved() {
    let app = TestApp::new();
    let page = save(
        &app,
        "orders",
        &[
            ("orders.most_lines", "mil"),
            ("orders.most_discount", "120"),
            ("orders.least_value", "5"),
        ],
    )
    .page(422);
    assert_eq!(texts(&page, ".field__error").len(), 2);
    assert_eq!(
        attr(&page, "[name='orders.most_lines']", "value").as_deref(),
        Some("mil"),
        "what was typed stays"
    );
    assert_eq!(app.db.settings().text("orders.least_value"), "0.00");
    assert!(
        !texts(
            &app.owner().post("/settings/orders", &[]).page(422),
            ".field__error"
        )
        .is_empty(),
        "the empty form"
    );
    assert_eq!(app.owner().post("/settings/nothing", &[]).status, 404);
    assert_eq!(
        app.role(Role::Manager).post("/settings/orders", &[]).status,
        403
    );
    assert_eq!(app.role(Role::Counter).get("/settings").status, 403);
}

#[test]
fn two_who_change_the_same_section_do_not_overwrite_each_other() {
    let app = TestApp::new();
    let page = app.owner().get("/settings").page(200);
    let version = attr(&page, "#orders [name=version]", "value").unwrap();
    assert_eq!(
        save(
            &app,
            "orders",
            &[("orders.most_lines", "40"), ("version", &version)]
        )
        .status,
        303
    );
    assert_eq!(
        save(
            &app,
            "orders",
            &[("orders.most_lines", "30"), ("version", &version)]
        )
        .status,
        412
    );
    assert_eq!(app.db.settings().whole("orders.most_lines"), 40);
}

#[test]
fn the_api_reads_and_changes_settings() {
    let app = TestApp::new();
    let owner = app.owner();
    let reply = owner.api("GET", "/api/v1/settings", None);
    let tag = reply.header("etag").to_owned();
    assert_eq!(
        reply.json(200)["items"].as_array().unwrap().len(),
        DEFINITIONS.len()
    );
    let body = |value: &str| Some(json!({ "values": { "orders.most_lines": value } }));
    let put = |tag: &str, value: &str| {
        owner.api_with("PUT", "/api/v1/settings", &[("if-match", tag)], body(value))
    };
    assert_eq!(owner.api("PUT", "/api/v1/settings", body("40")).status, 428);
    let problem = put(&tag, "mil").json(422);
    assert_eq!(problem["errors"][0]["field"], "orders.most_lines");
    app.at_local("2026-11-20", "17:30");
    let owner = app.owner();
    let changed = owner.api_with("PUT", "/api/v1/settings", &[("if-match", &tag)], body("40"));
    assert_ne!(changed.header("etag"), tag);
    changed.json(200);
    assert_eq!(
        owner
            .api_with("PUT", "/api/v1/settings", &[("if-match", &tag)], body("30"))
            .status,
        412
    );
    let unknown = Some(json!({ "values": { "orders.nothing": "1" } }));
    assert_eq!(
        owner
            .api_with("PUT", "/api/v1/settings", &[("if-match", &tag)], unknown)
            .status,
        422
    );
}

#[test]
fn a_copy_is_made_now_kept_by_day_and_downloaded_whole() {
    let app = TestApp::new();
    let owner = app.owner();
    assert_eq!(
        owner.get("/backups/download").status,
        404,
        "before the first"
    );
    assert_eq!(owner.post("/backups", &[]).location(), "/backups");
    let copy = snapshot::newest(app.db.paths()).unwrap();
    let reply = owner.get("/backups/download");
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"hornada-2026-11-20.db\""
    );
    assert_eq!(reply.header("content-length"), copy.bytes.to_string());
    assert!(reply.body.starts_with("SQLite format 3"));
    assert_eq!(owner.get("/backups/kept/2026-11-20").status, 200);
    assert_eq!(owner.get("/backups/kept/2026-11-19").status, 404);
    assert_eq!(owner.get("/backups/kept/hornada.db").status, 404);
    let taken = "SELECT count(*) FROM journal j JOIN users u ON u.id = j.user_id
         WHERE subject_kind = 'backup' AND action = 'downloaded' AND u.role = 'owner' AND reason LIKE '%.db'";
    assert_eq!(app.value::<i64>(taken), 2, "who took copies away is kept");
    app.set("backup.keep", "2");
    for day in ["2026-11-21", "2026-11-22", "2026-11-23"] {
        app.at_local(day, "12:00");
        app.owner().api("POST", "/api/v1/backups", None).json(201);
    }
    let list = app.owner().api("GET", "/api/v1/backups", None).json(200);
    let days: Vec<&str> = list["kept"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| kept["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-11-23", "2026-11-22"]);
    let counter = app.role(Role::Counter);
    assert_eq!(counter.get("/backups").status, 200);
    assert_eq!(counter.get("/backups/download").status, 403);
}

#[test]
fn the_second_folder_gets_each_copy_and_says_when_it_is_not_there() {
    let app = TestApp::new();
    let folder = std::env::temp_dir().join(format!("hornada-usb-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = folder.to_string_lossy().into_owned();
    app.set("backup.second_folder", Box::leak(text.into_boxed_str()));
    app.owner().post("/backups", &[]).location();
    let published = std::fs::read(app.db.paths().backup_file()).unwrap();
    assert_eq!(std::fs::read(folder.join("hornada.db")).unwrap(), published);
    std::fs::remove_dir_all(&folder).unwrap();
    app.owner().post("/backups", &[]).location();
    let page = app.owner().get("/backups").page(200);
    assert_eq!(
        texts(&page, ".tag--late").len(),
        1,
        "the stick was pulled out"
    );
    // Never into the folder of the data itself.
    let own = app.db.data().to_string_lossy().into_owned();
    for folder in [own.clone(), format!("{own}/live"), format!("{own}/backup")] {
        let owner = app.owner();
        let version = owner.api("GET", "/api/v1/settings", None);
        let headers = [("if-match", version.header("etag"))];
        let body = serde_json::json!({ "values": { "backup.second_folder": folder } });
        let refused = owner
            .api_with("PUT", "/api/v1/settings", &headers, Some(body))
            .json(422);
        let said = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(said.contains("de los propios datos"), "{refused}");
    }
    // A file of before this was refused may have it.
    app.write(move |tx| {
        let set =
            "INSERT INTO settings (key, value, changed_at) VALUES ('backup.second_folder', ?1, 0)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        tx.execute(set, [own])?;
        tx.settings_changed();
        Ok(())
    });
    app.owner().post("/backups", &[]).location();
    let list = app.owner().api("GET", "/api/v1/backups", None).json(200);
    assert!(list["second"]["error"].is_string());
}

#[test]
fn health_answers_anybody_and_readiness_says_what_is_missing() {
    let app = TestApp::untouched();
    assert_eq!(app.visitor().get("/health").json(200)["status"], "live");
    let missing = app.visitor().get("/ready").json(503);
    assert_eq!(
        missing["checks"]["scheduler"]["ok"], false,
        "no scheduler runs in this test"
    );
    for check in ["database", "migrations", "disk", "mail"] {
        assert_eq!(missing["checks"][check]["ok"], true, "{check}: {missing}");
    }
    app.app.pulse.beat(app.db.now());
    assert_eq!(app.visitor().get("/ready").json(200)["status"], "ready");
}

#[test]
fn every_screen_has_its_help_and_the_question_mark_finds_it() {
    let app = TestApp::new();
    let owner = app.owner();
    for topic in help::topics() {
        for lang in Lang::ALL {
            assert!(
                lang.has(&format!("help-{topic}")) && lang.has(&format!("help-{topic}-text")),
                "{topic} in {lang}"
            );
        }
        let page = owner.get(&format!("/help/{topic}")).page(200);
        assert!(!texts(&page, ".help p").is_empty(), "{topic}");
    }
    let from = |path: &str| {
        let referer = format!("{}{path}", app.address);
        texts(
            &owner
                .send("GET", "/help", &[("referer", &referer)], None)
                .page(200),
            "h1",
        )
    };
    assert_eq!(from("/mail/0193?x=1"), ["Correos"]);
    assert_eq!(from("/"), ["Hoy"]);
    assert_eq!(from("/nowhere"), ["Cómo va esto"]);
    assert_eq!(owner.get("/help/nothing").status, 404);
}

#[test]
fn more_lists_what_there_is_for_each_job() {
    let app = TestApp::new();
    let links = |role: Role| {
        let page = app.role(role).get("/more").page(200);
        texts(&page, ".tiles a")
    };
    assert!(links(Role::Owner).contains(&"Ajustes".to_owned()));
    let driver = links(Role::Driver);
    assert!(
        !driver.contains(&"Ajustes".to_owned()) && driver.contains(&"En el teléfono".to_owned()),
        "{driver:?}"
    );
    for role in Role::ALL {
        let client = app.role(role);
        let page = client.get("/more").page(200);
        let selector = scraper::Selector::parse(".tiles a").unwrap();
        for link in page.select(&selector) {
            let href = link.attr("href").unwrap();
            let status = client.get(href).status;
            assert!(
                status == 200 || status == 303,
                "{href} as {}: {status}",
                role.code()
            );
        }
    }
}

#[test]
fn the_phone_page_draws_its_addresses() {
    let app = TestApp::new();
    let reply = app.owner().get("/phone");
    let page = reply.page(200);
    let addresses = texts(&page, "figcaption b");
    assert_eq!(
        reply.body.matches("<svg").count() - 1,
        addresses.len(),
        "a picture each, and the mark of the house"
    );
    let port = app.address.rsplit(':').next().unwrap();
    for address in addresses {
        assert!(address.ends_with(&format!(":{port}/")), "{address}");
        assert!(!address.contains("127.0.0.1"));
    }
    assert!(
        !reply.body.contains("style="),
        "nothing that the policy forbids"
    );
}

#[test]
fn the_parts_are_shown_in_the_demo_only() {
    assert_eq!(TestApp::new().owner().get("/design").status, 404);
}

#[test]
fn the_api_describes_every_route_and_its_page_reads_it() {
    let app = TestApp::new();
    let description = app.visitor().get("/api/openapi.json").json(200);
    assert_eq!(description["openapi"], "3.1.0");
    for route in app.app.routes.iter().filter(|route| route.is_api()) {
        let verb = route.method.as_str().to_lowercase();
        let about = &description["paths"][route.path][&verb];
        assert!(
            about["summary"]
                .as_str()
                .is_some_and(|words| !words.is_empty()),
            "{verb} {} says nothing",
            route.path
        );
    }
    let page = app.owner().get("/api?tag=jobs").page(200);
    assert_eq!(
        texts(&page, ".api__op summary code"),
        [
            "/api/v1/jobs",
            "/api/v1/jobs/runs",
            "/api/v1/jobs/{name}/run"
        ]
    );
    assert!(texts(&page, ".api__op dt code").contains(&"as_of".to_owned()));
    assert_eq!(app.owner().get("/api").status, 200);
    assert_eq!(app.owner().get("/api?tag=nothing").status, 404);
}

#[test]
fn the_log_of_events_is_read_from_any_place_on() {
    let app = TestApp::new();
    let owner = app.owner();
    let all = owner.api("GET", "/api/v1/events?limit=200", None).json(200);
    let items = all["items"].as_array().unwrap();
    assert!(items.len() >= 2 && all["next"].is_null());
    let first = owner.api("GET", "/api/v1/events?limit=1", None).json(200);
    assert_eq!(first["items"][0], items[0]);
    let next = format!(
        "/api/v1/events?limit=200&after={}",
        first["next"].as_str().unwrap()
    );
    assert_eq!(
        owner.api("GET", &next, None).json(200)["items"]
            .as_array()
            .unwrap()[..],
        items[1..]
    );
    assert_eq!(owner.api("GET", "/api/v1/events?after=x", None).status, 422);
    assert_eq!(
        app.role(Role::Baker)
            .api("GET", "/api/v1/events", None)
            .status,
        403
    );
}

#[test]
fn every_screen_hears_of_a_change_within_a_second() {
    let app = TestApp::new();
    let mut screens: Vec<_> = (0..4)
        .map(|_| listen(&app, &app.token(Role::Owner), "/events/stream"))
        .collect();
    for screen in &mut screens {
        line_with(screen, "retry:");
    }
    let watch = std::time::Instant::now();
    app.set("orders.most_lines", "40");
    for screen in &mut screens {
        // Those who open the later streams sign in first, which is news too.
        while !line_with(screen, "data:").contains("\"topics\":[\"settings\"]") {}
    }
    assert!(watch.elapsed() < Duration::from_secs(1));
    app.app.stopping.send_replace(true);
    for mut screen in screens {
        let mut rest = String::new();
        screen.read_to_string(&mut rest).unwrap();
        assert!(
            rest.ends_with("0\r\n\r\n"),
            "the stream is ended properly when the server stops"
        );
    }
}

#[test]
fn a_reader_outside_goes_on_where_it_stopped() {
    let app = TestApp::new();
    let mut reader = listen(
        &app,
        &app.token(Role::Owner),
        "/api/v1/events/stream?after=0",
    );
    assert_eq!(line_with(&mut reader, "id:"), "id: 1");
    let line = line_with(&mut reader, "data:");
    assert!(line.contains("\"event_type\""), "{line}");
    app.app.stopping.send_replace(true);
}
