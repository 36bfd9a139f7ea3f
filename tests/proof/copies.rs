//! Copies: the published one opens whole whenever it is copied; restore never mixes histories.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::harness::{Caller, Folder, Ledger, Server, hornada, stored, write_orders};
use super::size;

#[test]
fn the_published_copy_opens_whole_at_any_moment() {
    let folder = Folder::new("copies");
    let server = Server::start_with(&folder.0, &[("HORNADA_TEST_COPY_PAUSE_MILLIS", "100")]);
    let caller = Caller::sign_in(&server, &folder.0);
    let body = caller.order_body();
    let ledger = Arc::new(Ledger::default());
    let stop = Arc::new(AtomicBool::new(false));
    let writers = write_orders(&caller, &body, &ledger, 4, &stop);
    let published = folder.0.join("backup/hornada.db");
    let patience = Instant::now();
    while !published.exists() && patience.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let copies = size(40, 500);
    let mut different = std::collections::HashSet::new();
    for number in 0..copies {
        let copy = folder.0.join(format!("copy-{number}.db"));
        std::fs::copy(&published, &copy).unwrap();
        let conn = rusqlite::Connection::open_with_flags(
            &copy,
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
        )
        .unwrap();
        let whole: String = conn
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok", "copy {number}");
        assert_eq!(
            hornada::db::check::file(&conn).unwrap(),
            Vec::<String>::new(),
            "copy {number}"
        );
        different.insert(
            conn.query_row("SELECT count(*) FROM orders", [], |row| {
                row.get::<_, i64>(0)
            })
            .unwrap(),
        );
        drop(conn);
        std::fs::remove_file(&copy).unwrap();
        std::thread::sleep(Duration::from_millis(80));
    }
    stop.store(true, Ordering::Relaxed);
    writers
        .into_iter()
        .for_each(|writer| writer.join().unwrap());
    server.stop();
    println!(
        "{copies} copies whole, of {} different publications",
        different.len()
    );
    assert!(different.len() > 1, "the copy was never published anew");
}

/// A killed server with a log that is not empty, and some orders in it.
fn killed_with_a_log(folder: &Folder) -> Vec<(String, String)> {
    let server = Server::start(&folder.0);
    let caller = Caller::sign_in(&server, &folder.0);
    let body = caller.order_body();
    for key in ["first", "second"] {
        let mut body = body.clone();
        body["internal_notes"] = serde_json::json!(key);
        caller.make("/api/v1/orders", &body);
    }
    let (well, text) = hornada(
        &["backup", folder.0.join("stick.db").to_str().unwrap()],
        &folder.0,
    );
    assert!(well, "{text}");
    let mut body = body;
    body["internal_notes"] = serde_json::json!("after the copy");
    caller.make("/api/v1/orders", &body);
    server.kill();
    assert!(
        std::fs::metadata(folder.0.join("live/hornada.db-wal"))
            .unwrap()
            .len()
            > 0
    );
    let conn = rusqlite::Connection::open(folder.0.join("stick.db")).unwrap();
    let mut statement = conn
        .prepare("SELECT internal_notes, order_number FROM orders ORDER BY order_number")
        .unwrap();
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn restore_brings_a_copy_back_over_a_killed_server() {
    let folder = Folder::new("restore");
    let copied = killed_with_a_log(&folder);
    let (well, text) = hornada(
        &["restore", folder.0.join("stick.db").to_str().unwrap()],
        &folder.0,
    );
    assert!(well, "{text}");
    Server::start(&folder.0).stop();
    assert_eq!(stored(&folder.0), copied);
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
}

#[test]
fn a_naive_copy_over_a_killed_server_is_noticed_at_start() {
    let folder = Folder::new("naive");
    let copied = killed_with_a_log(&folder);
    std::fs::copy(folder.0.join("stick.db"), folder.0.join("live/hornada.db")).unwrap();
    Server::start(&folder.0).stop();
    assert_eq!(stored(&folder.0), copied);
    let aside = std::fs::read_dir(folder.0.join("live"))
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("set-aside")
        });
    assert!(aside.count() > 0, "the old log was not set aside");
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
}

#[test]
fn restore_refuses_what_is_not_whole_and_a_running_server() {
    let folder = Folder::new("refuse");
    killed_with_a_log(&folder);
    let before = stored(&folder.0);
    let broken = folder.0.join("broken.db");
    let mut bytes = std::fs::read(folder.0.join("stick.db")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5A);
    std::fs::write(&broken, &bytes).unwrap();
    assert!(!hornada(&["restore", broken.to_str().unwrap()], &folder.0).0);
    assert!(!hornada(&["restore", "/nowhere/at-all.db"], &folder.0).0);
    assert_eq!(stored(&folder.0), before);
    let server = Server::start(&folder.0);
    let (well, text) = hornada(
        &["restore", folder.0.join("stick.db").to_str().unwrap()],
        &folder.0,
    );
    assert!(!well && text.contains("in use"), "{text}");
    server.stop();
}
