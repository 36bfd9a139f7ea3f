//! The program itself: its commands, what it refuses beside a server, and that its log holds no secret.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::support::TestApp;
use crate::support::smtp::SmtpServer;

fn hornada(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hornada"))
        .args(["--data", &folder.to_string_lossy()])
        .args(args)
        .output()
        .unwrap()
}

/// As [`hornada`], in the folder itself and with these variables.
fn hornada_with(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hornada"))
        .current_dir(folder)
        .envs(variables.iter().copied())
        .args(["--data", "."])
        .args(args)
        .output()
        .unwrap()
}

/// A database of somebody else's.
fn foreign(file: &Path) {
    let conn = rusqlite::Connection::open(file).unwrap();
    conn.execute_batch("CREATE TABLE things (id); INSERT INTO things VALUES (1);")
        .unwrap();
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A bakery that is set up, whose server has stopped.
fn bakery(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hornada-cli-{name}-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let app = TestApp::new();
    let copy = app.db.paths().backup_file();
    hornada::db::snapshot::publish(&app.db).unwrap();
    let restored = hornada(&folder, &["restore", &copy.to_string_lossy()]);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    assert!(
        !text(&restored.stdout).contains("is kept"),
        "nothing was there"
    );
    folder
}

#[test]
fn a_job_is_run_for_a_day_from_the_command_line_and_not_beside_a_server() {
    let folder = bakery("job");
    let done = hornada(
        &folder,
        &["run-job", "housekeeping", "--as-of", "2026-11-20"],
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).starts_with("housekeeping for 2026-11-20: "));
    let unknown = hornada(&folder, &["run-job", "nothing"]);
    assert_eq!(unknown.status.code(), Some(64));
    assert!(text(&unknown.stderr).contains("housekeeping, backup, check"));
    std::fs::remove_dir_all(folder).unwrap();
    let app = TestApp::new();
    for (args, page) in [
        (vec!["run-job", "housekeeping"], "/jobs"),
        (vec!["user", "reset-password", "owner@demo.test"], "/people"),
        (
            vec!["user", "add", "--name", "Eva", "--email", "eva@demo.test"],
            "/people",
        ),
    ] {
        let refused = hornada(app.db.data(), &args);
        assert_eq!(refused.status.code(), Some(73), "{args:?}");
        assert!(
            text(&refused.stderr).contains(page),
            "{}",
            text(&refused.stderr)
        );
    }
}

#[test]
fn people_are_let_in_from_the_command_line_when_nobody_can_sign_in() {
    let folder = bakery("user");
    let listed = hornada(&folder, &["user", "list"]);
    assert_eq!(
        text(&listed.stdout),
        "owner  owner@demo.test  Marta Soler\n"
    );
    let reset = hornada(&folder, &["user", "reset-password", "OWNER@demo.test"]);
    let password = text(&reset.stdout)
        .split_whitespace()
        .nth(1)
        .unwrap()
        .to_owned();
    assert_eq!(password.len(), 19);
    let added = hornada(
        &folder,
        &[
            "user",
            "add",
            "--name",
            "Eva",
            "--email",
            "eva@demo.test",
            "--role",
            "baker",
        ],
    );
    assert!(added.status.success(), "{}", text(&added.stderr));
    let twice = hornada(
        &folder,
        &["user", "add", "--name", "Eva", "--email", "eva@demo.test"],
    );
    assert_eq!(twice.status.code(), Some(65));
    assert_eq!(
        hornada(
            &folder,
            &[
                "user",
                "add",
                "--name",
                "E",
                "--email",
                "e@demo.test",
                "--role",
                "king"
            ]
        )
        .status
        .code(),
        Some(64)
    );
    assert_eq!(
        hornada(&folder, &["user", "reset-password", "nobody@demo.test"])
            .status
            .code(),
        Some(67)
    );
    let mut server = Server::start(&folder, &[]);
    let client = server.visitor();
    assert_eq!(
        client
            .post(
                "/login",
                &[("email", "owner@demo.test"), ("password", &password)]
            )
            .location(),
        "/"
    );
    server.stop();
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_configuration_is_shown_without_secrets() {
    let folder = bakery("config");
    std::fs::write(
        folder.join("hornada.toml"),
        "smtp_url = \"smtp://horno:s3creto@mail.demo.test\"\n",
    )
    .unwrap();
    let shown = hornada(&folder, &["config"]);
    let said = text(&shown.stdout);
    assert!(
        said.contains("smtp://horno:***@mail.demo.test:587"),
        "{said}"
    );
    assert!(
        said.contains("bakery.name = \"Panadería La Espiga\" (set)"),
        "{said}"
    );
    assert!(!said.contains("s3creto"));
    // A line that cannot be read is not repeated either.
    for wrong in [
        "smtp_url = \"http://horno:s3creto@mail.demo.test\"\n",
        "smtp_url = \"smtp://horno:s3creto@mail.demo.test\n",
    ] {
        std::fs::write(folder.join("hornada.toml"), wrong).unwrap();
        let refused = hornada(&folder, &["config"]);
        assert_eq!(refused.status.code(), Some(78));
        assert!(
            !text(&refused.stderr).contains("s3creto"),
            "{}",
            text(&refused.stderr)
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// The real program, serving.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hornada"))
            .args([
                "--data",
                &folder.to_string_lossy(),
                "serve",
                "--listen",
                "127.0.0.1:0",
            ])
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split(" · ")
            .nth(1)
            .unwrap()
            .trim()
            .trim_end_matches('/')
            .to_owned();
        Self { child, address }
    }

    fn visitor(&self) -> crate::support::Client {
        crate::support::Client::at(&self.address)
    }

    /// Tells it to stop, as the system does; returns its log.
    fn stop(&mut self) -> String {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        assert!(self.child.wait().unwrap().success(), "{log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_running_program_sends_mail_looks_at_its_jobs_stops_cleanly_and_logs_no_secret() {
    let folder = bakery("serve");
    let smtp = SmtpServer::with_tls("horno", "s3creto-del-correo");
    let url = format!(
        "smtp://horno:s3creto-del-correo@127.0.0.1:{}?ca={}",
        smtp.port(),
        smtp.ca()
    );
    let variables = [
        ("HORNADA_SMTP_URL", url.as_str()),
        ("RUST_LOG", "trace"),
        ("HORNADA_LOG", "json"),
    ];
    let mut server = Server::start(&folder, &variables);
    let visitor = server.visitor();
    let password = crate::support::PASSWORD;
    let body = serde_json::json!({ "email": "owner@demo.test", "password": password });
    let answer = visitor
        .api("POST", "/api/v1/auth/login", Some(body))
        .json(200);
    let token = answer["token"].as_str().unwrap().to_owned();
    visitor
        .post(
            "/login",
            &[("email", "owner@demo.test"), ("password", password)],
        )
        .location();
    let owner = crate::support::Client::with_token(&server.address, &token);
    let ready = owner.api("GET", "/ready", None);
    assert!(ready.status == 200, "{}", ready.body);
    let said = owner.post("/mail/test", &[("to", "marta@demo.test")]);
    assert_eq!(said.location(), "/mail");
    assert_eq!(smtp.mails().len(), 1);
    let log = server.stop();
    for secret in ["s3creto", password, token.as_str(), "hornada_s="] {
        assert!(!log.contains(secret), "the log holds {secret:?}");
    }
    assert!(
        log.lines()
            .any(|line| line.starts_with('{') && line.contains("\"request\"")),
        "one JSON line per request"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_command_makes_no_bakery_and_says_so() {
    let folder = std::env::temp_dir().join(format!("hornada-cli-none-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    let file = std::env::temp_dir().join(format!("hornada-cli-items-{}.csv", std::process::id()));
    std::fs::write(&file, "sku;nombre\nBAR;Barra\n").unwrap();
    let refused = hornada(&folder, &["import", "items", &file.to_string_lossy()]);
    assert_eq!(refused.status.code(), Some(66));
    assert!(text(&refused.stderr).contains("there is no Hornada in"));
    let refused = hornada(&folder, &["restore", "/nowhere/hornada.db"]);
    assert_eq!(refused.status.code(), Some(65));
    let said = text(&refused.stderr);
    assert!(!said.contains("last checked copy"), "{said}");
    assert!(!folder.exists());
    std::fs::remove_file(file).unwrap();
}

#[test]
fn an_import_says_that_its_file_is_missing_and_counts_one_row_as_one() {
    let folder = bakery("import");
    let none = hornada(&folder, &["import", "items", "/nowhere/items.csv"]);
    assert_eq!(none.status.code(), Some(66));
    let said = text(&none.stderr);
    assert!(
        said.contains("No hay ningún fichero «/nowhere/items.csv»"),
        "{said}"
    );
    let file = folder.join("one.csv");
    std::fs::write(&file, "nombre;iva\nBarra;77\n").unwrap();
    let one = hornada(&folder, &["import", "items", &file.to_string_lossy()]);
    assert_eq!(one.status.code(), Some(65));
    let said = text(&one.stderr);
    assert!(said.contains("Una fila no entra"), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_port_that_is_taken_leaves_no_folder_behind() {
    let folder = std::env::temp_dir().join(format!("hornada-cli-port-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = hornada(&folder, &["serve", "--listen", &address]);
    assert_eq!(refused.status.code(), Some(69));
    assert!(!folder.exists());
}

#[test]
fn who_stops_reading_a_list_ends_no_command_badly() {
    let folder = bakery("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_hornada"))
        .args(["--data", &folder.to_string_lossy(), "config"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_copy_is_written_over_no_file_in_use_and_over_none_that_is_no_copy() {
    let folder = bakery("target");
    // The first look at a restored file turns its log on.
    assert!(hornada(&folder, &["check"]).status.success());
    let live = std::fs::read(folder.join("live/hornada.db")).unwrap();
    std::fs::write(folder.join("list.txt"), "harina").unwrap();
    foreign(&folder.join("other.db"));
    std::os::unix::fs::symlink("live/hornada.db", folder.join("link.db")).unwrap();
    std::fs::create_dir(folder.join("stick")).unwrap();
    for (file, code, words) in [
        ("live/hornada.db", 64, "the files that it works with"),
        ("live/new.db", 64, "the files that it works with"),
        ("stick/../backup/x.db", 64, "the files that it works with"),
        ("link.db", 64, "the files that it works with"),
        ("list.txt", 73, "no copy that Hornada made"),
        ("other.db", 73, "no copy that Hornada made"),
        ("stick", 64, "is a folder"),
        ("nowhere/x.db", 73, "there is no folder"),
    ] {
        let refused = hornada_with(&folder, &[], &["backup", file]);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(code), "{file}: {said}");
        assert!(said.contains(words), "{file}: {said}");
    }
    assert_eq!(std::fs::read(folder.join("live/hornada.db")).unwrap(), live);
    assert_eq!(std::fs::read(folder.join("list.txt")).unwrap(), b"harina");
    // A bare name is one in the present folder; a copy may take the place of a copy.
    for file in ["bare.db", "bare.db", "stick/hornada.db"] {
        let made = hornada_with(&folder, &[], &["backup", file]);
        assert!(made.status.success(), "{file}: {}", text(&made.stderr));
        hornada::db::check::file(&rusqlite::Connection::open(folder.join(file)).unwrap()).unwrap();
    }
    // A file that another bakery works with is none either.
    let other = bakery("target-other");
    assert!(
        hornada(
            &other,
            &["user", "add", "--name", "E", "--email", "e@demo.test"]
        )
        .status
        .success()
    );
    let theirs = other.join("live/hornada.db").to_string_lossy().into_owned();
    let refused = hornada_with(&folder, &[], &["backup", &theirs]);
    assert_eq!(refused.status.code(), Some(73), "{}", text(&refused.stderr));
    std::fs::remove_dir_all(other).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn tools_read_no_file_of_a_newer_program_and_none_of_another() {
    let folder = bakery("beside");
    let file = folder.join("live/hornada.db");
    rusqlite::Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let out = folder.join("out").to_string_lossy().into_owned();
    let tools = [
        vec!["check"],
        vec!["export", &out],
        vec!["user", "list"],
        vec!["config"],
        vec!["backup", "x.db"],
    ];
    for args in &tools {
        let refused = hornada_with(&folder, &[], args);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(78), "{args:?}: {said}");
        assert!(said.contains("newer Hornada (schema 99"), "{said}");
    }
    std::fs::remove_file(&file).unwrap();
    foreign(&file);
    let before = std::fs::read(&file).unwrap();
    for args in &tools {
        let refused = hornada_with(&folder, &[], args);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(78), "{args:?}: {said}");
        assert!(said.contains("is not a Hornada file"), "{said}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before, "not a byte of it");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_bakery_is_not_restored_and_leaves_nothing_behind() {
    let folder = bakery("foreign");
    assert!(hornada(&folder, &["check"]).status.success());
    let live = std::fs::read(folder.join("live/hornada.db")).unwrap();
    foreign(&folder.join("other.db"));
    std::fs::write(folder.join("empty.db"), "").unwrap();
    let newer = hornada_with(&folder, &[], &["backup", "newer.db"]);
    assert!(newer.status.success(), "{}", text(&newer.stderr));
    rusqlite::Connection::open(folder.join("newer.db"))
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for (file, words) in [
        ("other.db", "is not a Hornada file"),
        ("empty.db", "is not a Hornada file"),
        ("newer.db", "newer Hornada"),
    ] {
        let refused = hornada_with(&folder, &[], &["restore", file]);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(78), "{file}: {said}");
        assert!(said.contains(words), "{file}: {said}");
        assert!(!folder.join("live/incoming.db").exists(), "{file}");
    }
    assert_eq!(std::fs::read(folder.join("live/hornada.db")).unwrap(), live);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_demo_is_not_served_as_a_bakery_of_ones_own() {
    let folder = bakery("demo");
    let mark = "INSERT INTO meta (key, value) VALUES ('demo', '1')";
    let conn = rusqlite::Connection::open(folder.join("live/hornada.db")).unwrap();
    conn.execute(mark, []).unwrap();
    drop(conn);
    let refused = hornada(&folder, &["serve", "--listen", "127.0.0.1:0"]);
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(78), "{said}");
    assert!(said.contains("start it with --demo"), "{said}");
    // The file's own mark shows on every page, however it was opened.
    let app = TestApp::at(folder);
    let page = app.owner().get("/").page(200);
    let banners = crate::support::texts(&page, ".banner").join(" ");
    assert!(banners.contains("Demostración"), "{banners}");
    assert_eq!(app.owner().get("/design").status, 200);
}

#[test]
fn a_variable_that_is_empty_says_nothing_and_a_name_can_be_listened_on() {
    let folder = bakery("variables");
    let empty = [
        ("HORNADA_NOW", ""),
        ("HORNADA_LISTEN", ""),
        ("HORNADA_LOG", " "),
        ("HORNADA_HOSTS", ""),
        ("HORNADA_BASE_URL", ""),
    ];
    let shown = hornada_with(&folder, &empty, &["config"]);
    let said = text(&shown.stdout);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert!(said.contains("listen    0.0.0.0:8080"), "{said}");
    assert!(said.contains("base_url  none"), "{said}");
    let named = hornada_with(
        &folder,
        &[("HORNADA_LISTEN", "localhost:8116")],
        &["config"],
    );
    let said = text(&named.stdout);
    assert!(said.contains("listen    127.0.0.1:8116"), "{said}");
    let wrong = hornada_with(&folder, &[("HORNADA_LISTEN", "8116")], &["config"]);
    assert_eq!(wrong.status.code(), Some(78));
    assert!(
        text(&wrong.stderr).contains("localhost:8080"),
        "{}",
        text(&wrong.stderr)
    );
    let wrong = hornada_with(&folder, &[], &["serve", "--listen", "8116"]);
    assert!(
        text(&wrong.stderr).contains("localhost:8080"),
        "{}",
        text(&wrong.stderr)
    );
    let help = text(&hornada_with(&folder, &[], &["serve", "--help"]).stdout);
    assert!(help.contains("HORNADA_LISTEN"), "{help}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_import_speaks_the_bakerys_language_and_counts_rows_not_faults() {
    let folder = bakery("import-words");
    std::fs::write(folder.join("two.csv"), "nombre;iva;precio\nBarra;77;x\n").unwrap();
    let one = hornada_with(&folder, &[], &["import", "items", "two.csv"]);
    let said = text(&one.stderr);
    assert!(
        said.contains("Una fila no entra"),
        "{said} {}",
        text(&one.stdout)
    );
    std::fs::write(folder.join("no.xlsx"), "PK\u{3}\u{4}nothing").unwrap();
    let unreadable = hornada_with(&folder, &[], &["import", "items", "no.xlsx"]);
    let said = text(&unreadable.stderr);
    assert_eq!(unreadable.status.code(), Some(65), "{said}");
    assert!(
        !said.contains("cannot") && !said.contains(" the "),
        "{said}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}
