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
        let path =
            std::env::temp_dir().join(format!("hornada-proof-{name}-{}", std::process::id()));
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

/// A running server.
pub struct Server {
    child: Child,
    pub url: String,
    pub setup_code: Option<String>,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts with more in its environment and waits until it answers.
    pub fn start_with(data: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
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
        let is_new = !data.join("set-up-done").exists();
        let setup_code = if is_new {
            lines
                .next()
                .and_then(Result::ok)
                .and_then(|line| line.rsplit(' ').next().map(str::to_owned))
        } else {
            None
        };
        std::thread::spawn(move || lines.for_each(drop));
        wait_for(&url);
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

/// Waits until the server answers, so that it also hears when it is told to stop.
fn wait_for(url: &str) {
    let began = Instant::now();
    while ureq::get(format!("{url}/health")).call().is_err() {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "the server does not answer"
        );
        std::thread::sleep(Duration::from_millis(10));
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
    pub fn sign_in(server: &Server, data: &Path) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(20)));
        let agent: ureq::Agent = config.build().into();
        let mut caller = Self {
            url: server.url.clone(),
            token: String::new(),
            agent,
        };
        if let Some(code) = &server.setup_code {
            caller.set_up(code);
            std::fs::write(data.join("set-up-done"), "").unwrap();
        }
        let body = json!({ "email": "owner@demo.test", "password": PASSWORD });
        let answer = caller
            .call("POST", "/api/v1/auth/login", None, Some(&body))
            .unwrap();
        caller.token = answer.1["token"].as_str().unwrap().to_owned();
        caller
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

    #[track_caller]
    pub fn read(&self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, None, None).unwrap();
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// An item and a customer to order with: the body of an order.
    pub fn order_body(&self) -> Value {
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
        let customer = self.make(
            "/api/v1/customers",
            &json!({ "contact_name": "Ana Prueba", "customer_type": "retail" }),
        );
        let day = hornada::clock::Clock::system().now().utc() + chrono::TimeDelta::days(20);
        json!({ "customer_id": customer["id"], "requested_date": day.format("%Y-%m-%d").to_string(), "delivery_method": "pickup",
            "items": [{ "product_id": item["id"], "quantity": "3", "unit": "unit" }] })
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
            Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) << 20
        });
        eprintln!("HORNADA_SEED={seed}");
        Self(seed)
    }

    pub fn millis(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + hornada::values::ids::splitmix(&mut self.0) % (most - least))
    }
}
