//! The real program, and clients that keep their connections and cost as little as they can.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::load::World;

pub struct Server {
    child: Child,
    _said: BufReader<ChildStdout>,
    pub address: String,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hornada"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let url = line
            .split_whitespace()
            .find_map(|word| word.strip_prefix("http://"))
            .unwrap();
        Self {
            child,
            _said: said,
            address: url.trim_end_matches('/').to_owned(),
        }
    }

    pub fn resident_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
            / 1024
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Latencies of many requests.
#[derive(Default)]
pub struct Timings(Vec<Duration>);

impl Timings {
    pub fn at(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[((sorted.len() - 1) as f64 * share) as usize]
    }
}

/// One connection, one request at a time.
pub struct Client {
    stream: BufReader<TcpStream>,
    address: String,
    token: String,
}

impl Client {
    pub fn new(address: &str, token: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            token: token.to_owned(),
        }
    }

    /// Gets a page; returns how many bytes came.
    #[track_caller]
    pub fn get(&mut self, path: &str, encoding: &str) -> usize {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {encoding}\r\ncookie: hornada_s={}\r\n\r\n",
            self.address, self.token
        );
        let (status, body) = self.send(head.as_bytes());
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        body.len()
    }

    pub fn post(&mut self, path: &str, key: &str, body: &str) -> (u16, Vec<u8>) {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             idempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        self.send(head.as_bytes())
    }

    fn send(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.stream.get_mut().write_all(request).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(text) = header.strip_prefix("content-length:") {
                length = text.trim().parse().unwrap();
            }
            chunked |= header == "transfer-encoding: chunked";
        }
        let mut body = Vec::new();
        if chunked {
            self.read_chunks(&mut body);
        } else {
            body.resize(length, 0);
            self.stream.read_exact(&mut body).unwrap();
        }
        (status, body)
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            let size = usize::from_str_radix(line.trim(), 16).unwrap();
            let before = body.len();
            body.resize(before + size + 2, 0);
            self.stream.read_exact(&mut body[before..]).unwrap();
            body.truncate(before + size);
            if size == 0 {
                return;
            }
        }
    }
}

/// `total` requests by `clients` at once; how many a second.
fn per_second(
    clients: usize,
    total: usize,
    latencies: &mut Timings,
    each: impl Fn(usize, &mut dyn FnMut(Duration)) + Sync,
) -> f64 {
    let seen = Mutex::new(Vec::with_capacity(total));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..clients {
            let (each, seen) = (&each, &seen);
            scope.spawn(move || {
                let mut own = Vec::new();
                each(client, &mut |took| own.push(took));
                seen.lock().unwrap().extend(own);
            });
        }
    });
    let rate = total as f64 / began.elapsed().as_secs_f64();
    latencies.0.extend(seen.into_inner().unwrap());
    rate
}

pub fn orders_per_second(
    server: &Server,
    world: &World,
    clients: usize,
    total: usize,
    latencies: &mut Timings,
) -> f64 {
    let run = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_nanos();
    per_second(clients, total, latencies, |client, tell| {
        let mut connection = Client::new(&server.address, &world.token);
        for number in 0..total / clients {
            let body = world.order_body(client + number * clients);
            let began = Instant::now();
            let (status, body) = connection.post(
                "/api/v1/orders",
                &format!("bench-{run}-{client}-{number}"),
                &body,
            );
            assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
            tell(began.elapsed());
        }
    })
}

pub fn gets_per_second(
    server: &Server,
    world: &World,
    path: &str,
    encoding: &str,
    total: usize,
    latencies: &mut Timings,
) -> f64 {
    let clients = 16;
    per_second(clients, total, latencies, |_, tell| {
        let mut connection = Client::new(&server.address, &world.token);
        for _ in 0..total / clients {
            let began = Instant::now();
            connection.get(path, encoding);
            tell(began.elapsed());
        }
    })
}
