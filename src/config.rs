//! Start-up settings: flag > `HORNADA_*` > `hornada.toml` in the data folder > default. Read and checked once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::mail::{SmtpUrl, SmtpUrlError};
use crate::values::calendar::Instant;

/// What the server was started with.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub demo: bool,
    /// `smtp://user:password@host:port` or `smtps://…`; none means that mail waits.
    pub smtp_url: Option<SmtpUrl>,
    /// Names of this machine beside its addresses and `localhost`.
    pub hosts: Vec<String>,
    /// How others reach this server, for links in mails.
    pub base_url: Option<String>,
    pub log: LogKind,
    /// Where the clock starts, for tests.
    pub now: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogKind {
    #[default]
    Human,
    Json,
}

/// `hornada.toml`; an unknown key is an error, not a silence.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    smtp_url: Option<String>,
    hosts: Option<Vec<String>>,
    base_url: Option<String>,
    log: Option<LogKind>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("smtp_url or HORNADA_SMTP_URL: {0}")]
    Smtp(#[from] SmtpUrlError),
    #[error("{0}: {1}")]
    File(PathBuf, String),
    #[error("{name} is {value:?}, which is not {wanted}")]
    Variable {
        name: &'static str,
        value: String,
        wanted: &'static str,
    },
}

/// What the command line said.
#[derive(Debug, Default, Clone)]
pub struct Flags {
    pub data: Option<PathBuf>,
    pub listen: Option<SocketAddr>,
    pub demo: bool,
}

impl Config {
    /// Puts the four sources together; `variable` reads the environment.
    ///
    /// # Errors
    /// When the file or a variable cannot be read as what it must be.
    pub fn read(
        flags: &Flags,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let data = flags
            .data
            .clone()
            .or_else(|| variable("HORNADA_DATA").map(PathBuf::from))
            .unwrap_or_else(|| {
                PathBuf::from(if flags.demo {
                    "hornada-demo"
                } else {
                    "hornada-data"
                })
            });
        let file = File::read(&data.join("hornada.toml"))?;
        let default_listen: SocketAddr = if flags.demo {
            ([127, 0, 0, 1], 8080).into()
        } else {
            ([0, 0, 0, 0], 8080).into()
        };
        let listen = match flags.listen {
            Some(listen) => Some(listen),
            None => parsed(
                &variable,
                "HORNADA_LISTEN",
                "an address such as 0.0.0.0:8080",
            )?,
        };
        let log = match variable("HORNADA_LOG").as_deref() {
            None => file.log.unwrap_or_default(),
            Some("human") => LogKind::Human,
            Some("json") => LogKind::Json,
            Some(value) => {
                return Err(ConfigError::Variable {
                    name: "HORNADA_LOG",
                    value: value.into(),
                    wanted: "human or json",
                });
            }
        };
        let hosts = variable("HORNADA_HOSTS")
            .map(|text| text.split(',').map(|host| host.trim().to_owned()).collect());
        let mut hosts: Vec<String> = hosts.or(file.hosts).unwrap_or_default();
        hosts.extend(own_names());
        let smtp_url = variable("HORNADA_SMTP_URL")
            .or(file.smtp_url)
            .filter(|url| !url.is_empty());
        Ok(Self {
            data,
            listen: listen.or(file.listen).unwrap_or(default_listen),
            demo: flags.demo,
            smtp_url: smtp_url.map(|url| url.parse()).transpose()?,
            hosts,
            base_url: variable("HORNADA_BASE_URL").or(file.base_url),
            log,
            now: parsed(
                &variable,
                "HORNADA_NOW",
                "an instant such as 2026-10-25T00:30:00Z",
            )?,
        })
    }
}

impl File {
    fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(ConfigError::File(path.to_owned(), error.to_string())),
        };
        // Only the message: the whole error would repeat the line, which may hold a password.
        toml::from_str(&text)
            .map_err(|error| ConfigError::File(path.to_owned(), error.message().to_owned()))
    }
}

fn parsed<T: std::str::FromStr>(
    variable: &impl Fn(&str) -> Option<String>,
    name: &'static str,
    wanted: &'static str,
) -> Result<Option<T>, ConfigError> {
    let Some(value) = variable(name) else {
        return Ok(None);
    };
    value.parse().map(Some).map_err(|_| ConfigError::Variable {
        name,
        value,
        wanted,
    })
}

/// The machine's name and `hornada.local`, under which phones may find it.
fn own_names() -> Vec<String> {
    let mut names = vec!["hornada.local".to_owned()];
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    if !host.is_empty() {
        names.push(host.to_owned());
        names.push(format!("{host}.local"));
    }
    names
}
