//! A real server process on a folder of its own, and clients that remember what was acknowledged.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub const PASSWORD: &str = "masa-madre-2026";
const PROGRAM: &str = env!("CARGO_BIN_EXE_hornada");

/// A folder that goes away with the test unless it fails.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static FOLDERS: AtomicU64 = AtomicU64::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let own = format!("hornada-proof-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(own);
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("kept for a look: {}", self.0.display());
        } else {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }
}

/// A running server. What it logs is kept beside its folder's files, in `server.log`.
pub struct Server {
    child: Child,
    pub url: String,
    /// Of a file without an owner.
    pub setup_code: Option<String>,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts with more in its environment and waits until it answers.
    pub fn start_with(data: &Path, environment: &[(&str, &str)]) -> Self {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(data.join("server.log"))
            .map_or_else(|_| Stdio::null(), Stdio::from);
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_else(|| {
            let status = child.wait();
            panic!("the server did not start: {status:?}")
        });
        let url = first
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .unwrap()
            .trim_end_matches('/')
            .to_owned();
        // The line with the code comes only while there is no owner: without asking first one would wait for ever.
        let setup_code = needs_setup(&url).then(|| {
            let line = lines.next().unwrap().unwrap();
            line.rsplit(' ').next().unwrap().to_owned()
        });
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            url,
            setup_code,
        }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A clean stop.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        assert!(
            self.child.wait().unwrap().success(),
            "a clean stop ends well"
        );
    }
}

impl Drop for Server {
    /// A proof that fails leaves no server behind.
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(20)));
    config.build().into()
}

/// Waits until the server answers, so that it also hears when it is told to stop; says whether it has no owner yet.
fn needs_setup(url: &str) -> bool {
    let (began, agent) = (Instant::now(), agent());
    loop {
        if let Ok(answer) = agent.get(format!("{url}/login")).call() {
            return answer
                .headers()
                .get("location")
                .is_some_and(|place| place == "/setup");
        }
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the server does not answer"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Runs a command of the program; returns whether it went well and what it printed.
pub fn hornada(arguments: &[&str], data: &Path) -> (bool, String) {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

/// One who calls the API.
#[derive(Clone)]
pub struct Caller {
    url: String,
    token: String,
    agent: ureq::Agent,
}

impl Caller {
    /// Sets the bakery up when it is new, and signs in.
    pub fn sign_in(server: &Server) -> Self {
        let mut caller = Self {
            url: server.url.clone(),
            token: String::new(),
            agent: agent(),
        };
        if let Some(code) = &server.setup_code {
            caller.set_up(code);
        }
        let body = json!({ "email": "owner@demo.test", "password": PASSWORD });
        let answer = caller
            .call("POST", "/api/v1/auth/login", None, Some(&body))
            .unwrap();
        caller.token = answer.1["token"].as_str().unwrap().to_owned();
        caller
    }

    /// The same person, signed in still, at a server that was started again.
    pub fn at(&self, server: &Server) -> Self {
        Self {
            url: server.url.clone(),
            token: self.token.clone(),
            agent: agent(),
        }
    }

    fn set_up(&self, code: &str) {
        let visitor = "c".repeat(64);
        let csrf = hornada::web::session::csrf_of(&visitor);
        let fields = [
            ("code", code),
            ("bakery", "La Espiga"),
            ("zone", "Europe/Madrid"),
            ("lang", "es"),
            ("name", "Marta"),
            ("email", "owner@demo.test"),
            ("password", PASSWORD),
            ("_csrf", &csrf),
        ];
        let request = self
            .agent
            .post(format!("{}/setup", self.url))
            .header("cookie", format!("hornada_v={visitor}"));
        let response = request.send_form(fields).unwrap();
        assert_eq!(response.status().as_u16(), 303);
    }

    /// Calls; an error means that no answer came.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Result<(u16, Value), String> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request
            .header("content-type", "application/json")
            .body(body)
            .map_err(|error| error.to_string())?;
        let mut response = self.agent.run(request).map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let text = response
            .body_mut()
            .read_to_string()
            .map_err(|error| error.to_string())?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    #[track_caller]
    pub fn make(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.call("POST", path, None, Some(body)).unwrap();
        assert_eq!(status, 201, "{path}: {answer}");
        answer
    }

    /// Changes what has a version: reads it first and names it.
    #[track_caller]
    pub fn change(&self, path: &str, body: &Value) {
        let bearer = format!("Bearer {}", self.token);
        let url = format!("{}{path}", self.url);
        let read = self.agent.get(&url).header("authorization", &bearer).call();
        let version = read.unwrap().headers()["etag"].to_str().unwrap().to_owned();
        let request = self.agent.put(&url).header("authorization", &bearer);
        let answer = request
            .header("if-match", version)
            .header("content-type", "application/json")
            .send(body.to_string());
        let mut answer = answer.unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}: {text}");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, None, None).unwrap();
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// An item and a customer to order with: the body of an order in twenty days.
    pub fn order_body(&self) -> Value {
        let day = hornada::clock::Clock::system().now().utc() + chrono::TimeDelta::days(20);
        let customer = self.make(
            "/api/v1/customers",
            &json!({ "contact_name": "Ana Prueba", "customer_type": "retail" }),
        );
        json!({ "customer_id": customer["id"], "requested_date": day.format("%Y-%m-%d").to_string(), "delivery_method": "pickup",
            "items": [{ "product_id": self.item(), "quantity": "3", "unit": "unit" }] })
    }

    /// An item with a price in every list; its id.
    pub fn item(&self) -> Value {
        let classes = self.read("/api/v1/tax-classes");
        let item = self.make(
            "/api/v1/items",
            &json!({ "sku": "BARRA", "name": "Barra", "is_sold": true, "is_made": true,
            "base_unit": "unit", "unit": "unit", "price_unit": "unit", "tax_class_id": classes["items"][0]["id"] }),
        );
        let lists = self.read("/api/v1/price-lists");
        for list in lists["items"].as_array().unwrap() {
            let price =
                json!({ "price_list_id": list["id"], "valid_from": "2020-01-01", "price": "1.20" });
            self.make(
                &format!("/api/v1/items/{}/prices", item["id"].as_str().unwrap()),
                &price,
            );
        }
        item["id"].clone()
    }
}

/// Orders that were sent, and those that were acknowledged with their number.
#[derive(Default)]
pub struct Ledger {
    pub sent: Mutex<Vec<String>>,
    pub acknowledged: Mutex<Vec<(String, String)>>,
}

/// Clients that write until told to stop or until the server is gone.
pub fn write_orders(
    caller: &Caller,
    body: &Value,
    ledger: &Arc<Ledger>,
    clients: usize,
    stop: &Arc<AtomicBool>,
) -> Vec<std::thread::JoinHandle<()>> {
    static KEYS: AtomicU64 = AtomicU64::new(0);
    (0..clients)
        .map(|_| {
            let (caller, body, ledger, stop) = (
                caller.clone(),
                body.clone(),
                Arc::clone(ledger),
                Arc::clone(stop),
            );
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
                    let mut body = body.clone();
                    body["internal_notes"] = json!(key);
                    ledger.sent.lock().unwrap().push(key.clone());
                    match caller.call("POST", "/api/v1/orders", Some(&key), Some(&body)) {
                        Ok((201, answer)) => {
                            let number = answer["order_number"].as_str().unwrap().to_owned();
                            ledger.acknowledged.lock().unwrap().push((key, number));
                        }
                        Ok((status, answer)) => panic!("{status}: {answer}"),
                        Err(_) => return,
                    }
                }
            })
        })
        .collect()
}

/// Waits until so many orders were acknowledged: how long that takes depends on how busy the machine is.
pub fn wait_for_orders(ledger: &Ledger, count: usize) {
    let began = Instant::now();
    while ledger.acknowledged.lock().unwrap().len() < count {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "no orders are taken"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What the file holds: the key of each order and its number.
pub fn stored(data: &Path) -> Vec<(String, String)> {
    let conn = rusqlite::Connection::open(data.join("live/hornada.db")).unwrap();
    let mut statement = conn
        .prepare("SELECT internal_notes, order_number FROM orders ORDER BY order_number")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Acknowledged orders that are missing, and keys that stand more than once.
pub fn compare(ledger: &Ledger, stored: &[(String, String)]) -> (Vec<String>, Vec<String>) {
    let there: std::collections::HashMap<&str, &str> = stored
        .iter()
        .map(|(key, number)| (key.as_str(), number.as_str()))
        .collect();
    let acknowledged = ledger.acknowledged.lock().unwrap();
    let lost = acknowledged
        .iter()
        .filter(|(key, number)| there.get(key.as_str()) != Some(&number.as_str()))
        .map(|(key, _)| key.clone())
        .collect();
    let mut seen = std::collections::HashSet::new();
    let doubled = stored
        .iter()
        .filter(|(key, _)| !seen.insert(key))
        .map(|(key, _)| key.clone())
        .collect();
    (lost, doubled)
}

/// A small generator for random moments, seeded by the clock and told, so that a run can be repeated.
pub struct Moments(u64);

impl Moments {
    pub fn new() -> Self {
        let seed = std::env::var("HORNADA_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap().as_nanos() as u64 ^ u64::from(std::process::id()) << 40
        });
        eprintln!("HORNADA_SEED={seed}");
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        hornada::values::ids::splitmix(&mut self.0)
    }

    pub fn millis(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.next() % (most - least))
    }
}
