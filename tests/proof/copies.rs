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
    let caller = Caller::sign_in(&server);
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
        if number % 20 == 0 {
            // Whoever presses the button publishes beside the server's own thread.
            caller.make("/api/v1/backups", &serde_json::Value::Null);
        }
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
    let caller = Caller::sign_in(&server);
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
fn a_tool_that_is_first_to_open_a_naive_copy_notices_it_too() {
    let folder = Folder::new("tool");
    let copied = killed_with_a_log(&folder);
    std::fs::copy(folder.0.join("stick.db"), folder.0.join("live/hornada.db")).unwrap();
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
    assert_eq!(stored(&folder.0), copied);
    Server::start(&folder.0).stop();
    assert_eq!(stored(&folder.0), copied);
}

#[test]
fn what_restore_replaces_is_kept_whole_and_a_missing_file_is_no_new_bakery() {
    let folder = Folder::new("kept");
    killed_with_a_log(&folder);
    let before = {
        let copy = Folder::new("before");
        std::fs::create_dir_all(copy.0.join("live")).unwrap();
        for end in ["", "-wal"] {
            let name = format!("live/hornada.db{end}");
            std::fs::copy(folder.0.join(&name), copy.0.join(&name)).unwrap();
        }
        stored(&copy.0)
    };
    assert_eq!(before.len(), 3);
    let stick = folder.0.join("stick.db");
    let (well, text) = hornada(&["restore", stick.to_str().unwrap()], &folder.0);
    assert!(well, "{text}");
    let kept = folder.0.join("live/before-restore-1.db");
    let (well, text) = hornada(&["restore", kept.to_str().unwrap()], &folder.0);
    assert!(well, "{text}");
    Server::start(&folder.0).stop();
    assert_eq!(stored(&folder.0), before);
    std::fs::remove_file(folder.0.join("live/hornada.db")).unwrap();
    let (well, text) = hornada(&["run-job", "housekeeping"], &folder.0);
    assert!(!well && text.contains("hornada restore"), "{text}");
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
