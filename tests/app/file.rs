//! The file: shared commits, one process, refusal of what is newer or not ours, idempotent requests.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use hornada::db::{Actor, Db, OpenError, Options, Paths, check, snapshot};
use hornada::error::{Error, Result};
use hornada::settings;
use rusqlite::Connection;

use crate::support::{TestApp, attr, instant};

fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!(
        "hornada-file-{name}-{}-{number}",
        std::process::id()
    ));
    drop(std::fs::remove_dir_all(&folder));
    folder
}

fn open(folder: &PathBuf) -> std::result::Result<Db, OpenError> {
    Db::open(Options {
        readers: 1,
        ..Options::new(folder)
    })
}

fn set_name(db: &Db, name: &str) -> Result<()> {
    let typed = vec![(settings::BAKERY_NAME.to_owned(), name.to_owned())];
    db.write_blocking(Actor::system(), move |tx| settings::save(tx, &typed))
}

#[test]
fn a_second_process_is_refused_and_told_who_is_there() {
    let folder = folder("second");
    let first = open(&folder).unwrap();
    let refused = open(&folder).err().unwrap();
    assert!(
        matches!(&refused, OpenError::Locked(_, who) if who.contains("pid")),
        "{refused}"
    );
    assert_eq!(refused.exit_code(), 73);
    drop(first);
    open(&folder).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_newer_file_is_refused_and_not_touched() {
    let folder = folder("newer");
    open(&folder).unwrap().close().unwrap();
    let file = folder.join("live/hornada.db");
    Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let before = std::fs::read(&file).unwrap();
    let refused = open(&folder).err().unwrap();
    assert!(
        matches!(refused, OpenError::Newer { found: 999, .. }),
        "{refused}"
    );
    assert_eq!(refused.exit_code(), 78);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_of_another_program_is_refused() {
    let folder = folder("foreign");
    std::fs::create_dir_all(folder.join("live")).unwrap();
    Connection::open(folder.join("live/hornada.db"))
        .unwrap()
        .execute_batch("CREATE TABLE things (id)")
        .unwrap();
    assert!(matches!(open(&folder), Err(OpenError::NotOurs(_))));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_clock_is_set_only_on_a_new_file_which_is_a_test_for_ever() {
    let folder = folder("clock");
    let starts_at = Some(instant("2026-10-25T00:30:00Z"));
    let test = Db::open(Options {
        starts_at,
        ..Options::new(&folder)
    })
    .unwrap();
    assert!(test.is_test() && test.today().to_string() == "2026-10-25");
    drop(test);
    assert!(open(&folder).unwrap().is_test());
    std::fs::remove_dir_all(&folder).unwrap();
    drop(open(&folder).unwrap());
    assert!(matches!(
        Db::open(Options {
            starts_at,
            ..Options::new(&folder)
        }),
        Err(OpenError::NotATest(_))
    ));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn work_that_fails_or_panics_leaves_nothing_and_harms_no_neighbour() {
    let app = TestApp::new();
    let db = app.db.clone();
    let failing = db.write_blocking(Actor::system(), |tx| -> Result<()> {
        tx.execute(
            "INSERT INTO closed_days (day, name) VALUES ('2026-12-25', 'Navidad')",
            [],
        )?;
        Err(Error::Forbidden)
    });
    assert!(matches!(failing, Err(Error::Forbidden)));
    let panicking = db.write_blocking(Actor::system(), |tx| -> Result<()> {
        tx.execute(
            "INSERT INTO closed_days (day, name) VALUES ('2026-12-26', 'Fiesta')",
            [],
        )?;
        panic!("on purpose")
    });
    assert!(matches!(panicking, Err(Error::Internal(_))));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM closed_days"), 0);
    set_name(&db, "La Espiga de Oro").unwrap();
    assert_eq!(
        db.settings().text(settings::BAKERY_NAME),
        "La Espiga de Oro"
    );
}

#[test]
fn sixteen_writers_share_commits_and_count_without_a_gap() {
    let app = TestApp::new();
    let before = app.db.commits();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let writers = (0..16).map(|_| {
            let db = app.db.clone();
            tokio::spawn(async move {
                for _ in 0..50 {
                    db.write(Actor::system(), |tx| tx.next_number("test"))
                        .await
                        .unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
    });
    assert_eq!(
        app.value::<i64>("SELECT last FROM counters WHERE series = 'test'"),
        800
    );
    assert!(app.db.commits() - before < 800, "no commit was shared");
}

#[test]
fn work_that_fails_undoes_itself_and_nothing_else_in_the_same_commit() {
    let app = TestApp::new();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let db = &app.db;
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                let runtime = runtime.unwrap();
                for number in 0..40 {
                    let fails = (writer + number) % 3 == 0;
                    let done = runtime.block_on(db.write(Actor::system(), move |tx| {
                        let counted = tx.next_number("test")?;
                        match fails {
                            true => Err(Error::conflict("jobs-never")),
                            false => Ok(counted),
                        }
                    }));
                    assert_eq!(done.is_err(), fails);
                }
            });
        }
    });
    let kept = (0..8)
        .flat_map(|writer| (0..40).map(move |number| writer + number))
        .filter(|sum| sum % 3 != 0)
        .count();
    let last: i64 = app.value("SELECT last FROM counters WHERE series = 'test'");
    assert_eq!(usize::try_from(last).unwrap(), kept);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = folder("full");
    let db = open(&folder).unwrap();
    set_name(&db, "Antes").unwrap();
    let filled = db.write_blocking(Actor::system(), |tx| {
        tx.pragma_update(None, "max_page_count", 1)?;
        for number in 0..5_000 {
            tx.execute(
                "INSERT INTO meta (key, value) VALUES (?1, hex(randomblob(2000)))",
                [format!("fill-{number}")],
            )?;
        }
        Ok(())
    });
    assert!(matches!(filled, Err(Error::Storage(_))), "{filled:?}");
    db.write_blocking(Actor::system(), |tx| {
        Ok(tx.pragma_update(None, "max_page_count", 1_073_741_823)?)
    })
    .unwrap();
    set_name(&db, "Después").unwrap();
    assert_eq!(
        db.read_blocking(|view| check::file(view)).unwrap(),
        Vec::<String>::new()
    );
    drop(db);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_published_copy_is_whole_and_a_damaged_one_is_not_restored() {
    let folder = folder("copy");
    let db = open(&folder).unwrap();
    set_name(&db, "La Espiga").unwrap();
    let about = snapshot::publish(&db).unwrap();
    let copy = folder.join("backup/hornada.db");
    assert_eq!(std::fs::metadata(&copy).unwrap().len(), about.bytes);
    let header = std::fs::read(&copy).unwrap();
    assert_eq!(header[18..20], [1, 1], "the copy needs no side files");
    set_name(&db, "Otro nombre").unwrap();
    let paths = db.paths().clone();
    assert!(matches!(
        snapshot::restore(&paths, &copy),
        Err(OpenError::Locked(..))
    ));
    drop(db);
    snapshot::restore(&paths, &copy).unwrap();
    assert_eq!(
        open(&folder)
            .unwrap()
            .settings()
            .text(settings::BAKERY_NAME),
        "La Espiga"
    );
    std::fs::write(&copy, &header[..header.len() / 2]).unwrap();
    assert!(matches!(
        snapshot::restore(&paths, &copy),
        Err(OpenError::Damaged { .. })
    ));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn history_cannot_be_edited_or_deleted() {
    let app = TestApp::new();
    app.set(settings::BAKERY_NAME, "La Espiga de Oro");
    for statement in [
        "UPDATE journal SET actor_name = 'nobody'",
        "DELETE FROM journal",
    ] {
        let result = app
            .db
            .write_blocking(Actor::system(), move |tx| Ok(tx.execute(statement, [])?));
        assert!(result.is_err(), "{statement}");
    }
}

#[test]
fn the_same_form_sent_twice_is_done_once() {
    let app = TestApp::new();
    let owner = app.owner();
    let fields = |name: &'static str| {
        [
            ("_key", "k-1"),
            ("name", name),
            ("email", "ana@demo.test"),
            ("role", "baker"),
            ("password", "harina-de-fuerza"),
        ]
    };
    assert_eq!(owner.post("/people", &fields("Ana")).location(), "/people");
    assert_eq!(owner.post("/people", &fields("Ana")).location(), "/people");
    // Changed after Back it is another one, and says what is wrong with it.
    let changed = owner.post("/people", &fields("Berta")).page(422);
    assert_eq!(
        attr(&changed, "[value=Berta]", "name").as_deref(),
        Some("name")
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM users WHERE role = 'baker'"),
        1
    );
}

#[test]
fn a_restored_file_sends_no_old_mail_by_itself_and_nobody_is_signed_in_to_it() {
    let app = TestApp::new();
    let _signed_in = app.owner();
    app.write(|tx| hornada::mail::enqueue(tx, &crate::mail::new_mail("order:1")));
    snapshot::publish(&app.db).unwrap();
    let folder = folder("restored");
    let paths = Paths {
        data: folder.clone(),
    };
    snapshot::restore(&paths, &app.db.paths().backup_file()).unwrap();
    let db = open(&folder).unwrap();
    let found = db.read_blocking(|view| {
        let text = |sql: &str| -> hornada::error::Result<String> {
            Ok(view.query_row(sql, [], |row| row.get(0))?)
        };
        Ok((
            text("SELECT status FROM mails")?,
            text("SELECT CAST(count(*) AS TEXT) FROM sessions")?,
        ))
    });
    assert_eq!(found.unwrap(), ("uncertain".to_owned(), "0".to_owned()));
}

#[test]
fn figures_that_do_not_agree_do_not_stop_the_copies() {
    let app = TestApp::new();
    crate::orders::world(&app);
    let change = |sql: &'static str| app.write(move |tx| Ok(tx.execute_batch(sql)?));
    change("INSERT INTO item_stock (item_id, quantity, value) SELECT id, 5, 5 FROM items LIMIT 1");
    assert!(!app.findings().is_empty());
    snapshot::publish(&app.db).unwrap();
    change("DELETE FROM item_stock");
}

#[test]
fn a_day_that_is_cut_off_is_copied_at_once() {
    let app = TestApp::new();
    let published = || snapshot::newest(app.db.paths()).map(|copy| copy.sha256);
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| snapshot::keep_publishing(&app.db, &stop));
        let until = |wanted: &dyn Fn() -> bool| {
            let began = std::time::Instant::now();
            while !wanted() && began.elapsed().as_secs() < 20 {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            wanted()
        };
        assert!(until(&|| published().is_some()));
        let first = published();
        set_name(&app.db, "La Espiga de Oro").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert_eq!(published(), first, "within the pause");
        app.write(|tx| hornada::production::freeze_day(tx, "2026-11-21".parse().unwrap()));
        assert!(until(&|| published() != first), "no copy at the cut-off");
        stop.store(true, Ordering::Relaxed);
    });
}
