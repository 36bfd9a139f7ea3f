//! A whole Hornada for one test: a server on a port of its own, a file of its own, a clock that stands still.

pub mod smtp;

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use hornada::clock::Clock;
use hornada::config::{Config, Flags};
use hornada::db::{Actor, Db, Options, Tx, View};
use hornada::error::Result;
use hornada::i18n::Lang;
use hornada::people::roles::Role;
use hornada::people::{self, NewUser};
use hornada::values::{Day, Instant, Time};
use hornada::web::{App, session};
use hornada::{routes, server, settings};
use scraper::{Html, Selector};
use serde_json::Value;

/// A Friday afternoon in winter time.
pub const START: &str = "2026-11-20T16:00:00Z";

pub struct TestApp {
    pub db: Db,
    pub app: Data<App>,
    pub address: String,
    folder: PathBuf,
    handle: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Somebody with a browser or a token.
#[derive(Clone)]
pub struct Client {
    address: String,
    token: Option<String>,
    visitor: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl TestApp {
    /// A bakery that is set up, with nothing in it.
    pub fn new() -> Self {
        Self::untouched().set_up()
    }

    /// As [`new`](Self::new); each statement that its database begins is told.
    pub fn heard_by(listener: fn(&str)) -> Self {
        Self::serving(Self::folder(), Some(listener)).set_up()
    }

    fn set_up(self) -> Self {
        let app = self;
        let bakery = people::NewBakery {
            name: "Panadería La Espiga".into(),
            tax_id: "B64717838".into(),
            street: "Calle del Horno 3".into(),
            postcode: "28012".into(),
            town: "Madrid".into(),
            province: "Madrid".into(),
            zone: "Europe/Madrid".into(),
            owner: person("Marta Soler", "owner@demo.test", Role::Owner),
        };
        app.write(move |tx| {
            people::set_up(tx, bakery, hash())?;
            hornada::catalog::begin(tx)?;
            hornada::customers::begin(tx)?;
            hornada::stock::begin(tx)
        });
        app.app.setup_code.lock().unwrap().take();
        app
    }

    /// A server on an empty folder, before set-up.
    pub fn untouched() -> Self {
        Self::at(Self::folder())
    }

    fn folder() -> PathBuf {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        std::env::temp_dir().join(format!("hornada-test-{}-{number}", std::process::id()))
    }

    /// A server on this folder, which may hold a bakery already.
    pub fn at(folder: PathBuf) -> Self {
        Self::serving(folder, None)
    }

    fn serving(folder: PathBuf, heard: Option<fn(&str)>) -> Self {
        let options = Options {
            heard,
            clock: Clock::standing(instant(START)),
            seed: Some(1),
            readers: 2,
            ..Options::new(&folder)
        };
        let db = Db::open(options).unwrap();
        let config = Config::read(
            &Flags {
                data: Some(folder.clone()),
                ..Flags::default()
            },
            |_| None,
        )
        .unwrap();
        let app = Data::new(App::new(
            db.clone(),
            config,
            routes::table(),
            hornada::analytics::strip_of,
        ));
        people::begin_setup(&app).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, receiver) = std::sync::mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = server::start(served, listener, 1, false).unwrap();
                sender.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = receiver.recv().unwrap();
        Self {
            db,
            app,
            address,
            folder,
            handle,
            thread: Some(thread),
        }
    }

    /// Somebody of this role, signed in.
    pub fn role(&self, role: Role) -> Client {
        let email = format!("{}@demo.test", role.code());
        let token = self.write(move |tx| {
            let id = match people::list(tx)?
                .into_iter()
                .find(|person| person.email == email)
            {
                Some(person) => person.id,
                None => people::add(tx, &person(role.code(), &email, role), hash())?,
            };
            people::sign_in(tx, id, session::Kind::Browser, &[])
        });
        Client {
            token: Some(token),
            ..self.visitor()
        }
    }

    pub fn owner(&self) -> Client {
        self.role(Role::Owner)
    }

    /// A session of somebody of this role, for connections that a [`Client`] cannot make.
    pub fn token(&self, role: Role) -> String {
        self.role(role).token.unwrap()
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        Client {
            address: self.address.clone(),
            token: None,
            visitor: "a".repeat(64),
        }
    }

    /// Lets so many seconds pass.
    pub fn after_seconds(&self, seconds: i64) {
        let later = self.db.now().plus(chrono::TimeDelta::seconds(seconds));
        self.db.clock().set(later);
    }

    /// Moves the clock to a day and time in the bakery's zone.
    pub fn at_local(&self, day: &str, time: &str) {
        let zone = self.db.settings().zone();
        let (day, time): (Day, Time) = (day.parse().unwrap(), time.parse().unwrap());
        self.db.clock().set(zone.instant(day, time).into());
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.write_blocking(Actor::system(), work).unwrap()
    }

    pub fn read<T>(&self, work: impl FnOnce(&View) -> Result<T>) -> T {
        self.db.read_blocking(work).unwrap()
    }

    /// One value out of the file.
    pub fn value<T: rusqlite::types::FromSql>(&self, query: &str) -> T {
        self.read(|view| Ok(view.query_row(query, [], |row| row.get(0))?))
    }

    pub fn set(&self, key: &'static str, value: &str) {
        let typed = vec![(key.to_owned(), value.to_owned())];
        self.write(move |tx| settings::save(tx, &typed));
    }

    /// What was written into a history that pages show and has no words in one of the languages.
    fn unnamed_actions(&self) -> Vec<String> {
        let written: Vec<(String, String)> = self.read(|view| {
            let mut statement =
                view.prepare("SELECT DISTINCT subject_kind, action FROM journal")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        });
        let mut unnamed = Vec::new();
        for (kind, action) in written {
            let prefix = match kind.as_str() {
                "order" => "orders-history",
                "note" => "note-action",
                "invoice" => "invoices-did",
                "payment" => "payments-did",
                "mail" => "mail-did",
                "purchase" | "need" | "supplier" => "buying-did",
                "item" | "customer" | "route" | "recipe" | "price_list" | "tax_class"
                | "standing_order" => "did",
                _ => continue,
            };
            let key = match prefix {
                // This room's catalogue has the actions as they are written.
                "buying-did" => format!("{prefix}-{action}"),
                _ => format!("{prefix}-{}", action.replace('_', "-")),
            };
            for lang in [Lang::Es, Lang::En] {
                if !lang.has(&key) {
                    unnamed.push(format!("{key} is missing in {lang:?}"));
                }
            }
        }
        unnamed
    }

    /// What `hornada check` finds.
    pub fn findings(&self) -> Vec<String> {
        self.read(|view| hornada::db::check::file(view))
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let stopped = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopped);
        self.thread.take().unwrap().join().unwrap();
        if !std::thread::panicking() {
            let mut findings = self.findings();
            findings.extend(self.unnamed_actions());
            std::fs::remove_dir_all(&self.folder).unwrap();
            assert_eq!(findings, Vec::<String>::new(), "hornada check");
        }
    }
}

impl Client {
    /// Somebody who is not signed in at another server.
    pub fn at(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            token: None,
            visitor: "a".repeat(64),
        }
    }

    /// Somebody who is signed in at another server.
    pub fn with_token(address: &str, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::at(address)
        }
    }

    /// The same person at another browser.
    pub fn elsewhere(&self) -> Self {
        Self {
            visitor: "b".repeat(64),
            ..self.clone()
        }
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None)
    }

    /// Posts a form as a browser does: with the cookie and the token of the page.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        let csrf = session::csrf_of(self.token.as_deref().unwrap_or(&self.visitor));
        fields.push(("_csrf", &csrf));
        let body = form_body(&fields);
        self.send(
            "POST",
            path,
            &[("content-type", "application/x-www-form-urlencoded")],
            Some(body),
        )
    }

    /// Calls the API with the token in `Authorization`.
    pub fn api(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.api_with(method, path, &[], body)
    }

    /// A body that is no JSON, or none that a test could write as such.
    pub fn raw(&self, method: &str, path: &str, body: &str) -> Reply {
        let bearer = format!("Bearer {}", self.token.as_deref().unwrap_or_default());
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
        ];
        self.send(method, path, &headers, Some(body.to_owned()))
    }

    pub fn api_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        let bearer = format!("Bearer {}", self.token.as_deref().unwrap_or_default());
        let mut headers = headers.to_vec();
        if self.token.is_some() {
            headers.push(("authorization", &bearer));
        }
        headers.push(("content-type", "application/json"));
        self.send(method, path, &headers, body.map(|body| body.to_string()))
    }

    /// Sends a file as the body of an API call.
    pub fn upload(&self, path: &str, file: &str) -> Reply {
        let bearer = format!("Bearer {}", self.token.as_deref().unwrap_or_default());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/octet-stream"),
        ];
        self.send("POST", path, &headers, Some(file.to_owned()))
    }

    /// Posts a form with a file as a browser does.
    pub fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str)>,
    ) -> Reply {
        let (name, content) = file.unwrap_or_default();
        self.post_file(path, fields, ("file", name, content))
    }

    /// Posts a form with one file in this field as a browser does: field, name and content.
    pub fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &str),
    ) -> Reply {
        let csrf = session::csrf_of(self.token.as_deref().unwrap_or(&self.visitor));
        let mut fields = fields.to_vec();
        fields.push(("_csrf", &csrf));
        self.post_file_between("edge", path, &fields, (field, name, content))
    }

    /// As [`post_file`](Self::post_file), with just these fields and this edge between the parts.
    pub fn post_file_between(
        &self,
        edge: &str,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &str),
    ) -> Reply {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!(
                "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{content}\r\n--{edge}--\r\n"
        );
        let media = format!("multipart/form-data; boundary={edge}");
        self.send("POST", path, &[("content-type", &media)], Some(body))
    }

    /// Sends exactly this; the session's cookie goes along unless there is an `Authorization`.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            let mut cookie = format!("hornada_v={}", self.visitor);
            if let Some(token) = &self.token {
                cookie = format!("hornada_s={token}; {cookie}");
            }
            request = request.header("cookie", cookie);
        }
        if !headers.iter().any(|(name, _)| *name == "accept-language") {
            request = request.header("accept-language", "es");
        }
        let mut response = match body {
            Some(body) => agent.run(request.body(body).unwrap()).unwrap(),
            None => agent.run(request.body(()).unwrap()).unwrap(),
        };
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let status = response.status().as_u16();
        let body = response
            .body_mut()
            .with_config()
            .limit(50_000_000)
            .read_to_vec()
            .unwrap();
        Reply {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The answer of the API, which must have this status.
    #[track_caller]
    pub fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        if self.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&self.body).unwrap()
        }
    }

    /// The page, which must have this status.
    #[track_caller]
    pub fn page(&self, status: u16) -> Html {
        assert_eq!(self.status, status, "{}", self.body);
        Html::parse_document(&self.body)
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location").to_owned()
    }
}

/// Opens a stream as a browser does and reads lines of it.
pub fn listen(app: &TestApp, token: &str, path: &str) -> BufReader<TcpStream> {
    let host = app.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: hornada_s={token}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    BufReader::new(stream)
}

/// The next line that begins so.
#[track_caller]
pub fn line_with(stream: &mut BufReader<TcpStream>, wanted: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(
            stream.read_line(&mut line).unwrap() > 0,
            "the stream ended before {wanted:?}"
        );
        if line.starts_with(wanted) {
            return line.trim().to_owned();
        }
    }
}

/// The texts of all elements that fit, blanks folded.
pub fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|element| {
            element
                .text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// An attribute of the first element that fits.
pub fn attr(page: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).next()?.attr(name).map(str::to_owned)
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn person(name: &str, email: &str, role: Role) -> NewUser {
    NewUser {
        name: name.into(),
        email: email.into(),
        password: PASSWORD.into(),
        role,
        lang: Lang::Es,
    }
}

pub const PASSWORD: &str = "masa-madre-2026";

/// The hash of [`PASSWORD`], made once.
fn hash() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| people::hash_password(PASSWORD).unwrap())
        .clone()
}

fn form_body(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    out.push(char::from(byte))
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
            out
        })
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}
