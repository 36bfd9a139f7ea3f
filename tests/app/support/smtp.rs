//! A real SMTP server process (Debian's python3-aiosmtpd), and what it took.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use hornada::mail::{SmtpUrl, worker};
use serde::Deserialize;

use super::TestApp;

pub struct SmtpServer {
    child: Child,
    folder: PathBuf,
    port: u16,
}

/// A mail as it arrived.
#[derive(Debug, Clone, Deserialize)]
pub struct ReadMail {
    pub envelope_from: String,
    pub envelope_to: Vec<String>,
    pub from: String,
    pub to: String,
    pub reply_to: String,
    pub subject: String,
    pub message_id: String,
    pub date: String,
    pub text: String,
    pub html: String,
    pub files: Vec<ReadFile>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ReadFile {
    pub name: String,
    pub media: String,
    pub bytes: usize,
    pub sha256: String,
    /// Where its bytes lie.
    pub path: PathBuf,
}

impl SmtpServer {
    /// A server that takes everything, in clear.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// A server that asks for STARTTLS with a certificate of its own making, and for a login.
    /// Its [`url`](Self::url) names neither; see [`ca`](Self::ca).
    pub fn with_tls(user: &str, password: &str) -> Self {
        let folder = new_folder();
        certificate(&folder);
        let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let (cert, key) = (file("cert.pem"), file("key.pem"));
        Self::at(folder, &["--tls", &cert, &key, "--login", user, password])
    }

    pub fn with(args: &[&str]) -> Self {
        Self::at(new_folder(), args)
    }

    fn at(folder: PathBuf, args: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp/server.py");
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(&folder)
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd (Debian: python3-aiosmtpd)");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().expect("aiosmtpd did not start");
        Self {
            child,
            folder,
            port,
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address, in clear.
    pub fn url(&self) -> SmtpUrl {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
            .parse()
            .unwrap()
    }

    /// The file of the authority that signed its certificate.
    pub fn ca(&self) -> String {
        self.folder.join("cert.pem").to_string_lossy().into_owned()
    }

    /// How the next mails are answered; the words stand at the top of tests/smtp/server.py.
    pub fn answer(&self, mode: &str) {
        std::fs::write(self.folder.join("mode"), mode).unwrap();
    }

    /// What it took, in order.
    pub fn mails(&self) -> Vec<ReadMail> {
        let mut names: Vec<PathBuf> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        names.sort();
        let texts = names.iter().map(|path| std::fs::read(path).unwrap());
        texts
            .map(|text| serde_json::from_slice(&text).unwrap())
            .collect()
    }

    /// The bytes of what it took, in order.
    pub fn raw(&self) -> Vec<Vec<u8>> {
        let numbers = 1..=self.mails().len();
        numbers
            .map(|n| std::fs::read(self.folder.join(format!("{n:03}.eml"))).unwrap())
            .collect()
    }

    /// Stops it, as a server that is down; its port answers nothing any more.
    pub fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn new_folder() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("hornada-smtp-{}-{number}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .current_dir(folder)
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "7",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success(), "openssl made no certificate");
}

impl TestApp {
    /// Sends everything that waits and is due, now; returns how many the server took.
    pub fn drain_mail(&self, smtp: &SmtpServer) -> usize {
        self.drain_mail_to(&smtp.url())
    }

    pub fn drain_mail_to(&self, url: &SmtpUrl) -> usize {
        worker::send_due(&self.db, url, &AtomicBool::new(false)).unwrap()
    }
}
