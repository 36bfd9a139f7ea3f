//! Start-up settings: flag > `HORNADA_*` > `hornada.toml` in the data folder > default. Read and checked once.

use std::net::{SocketAddr, ToSocketAddrs};
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
    listen: Option<String>,
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
    /// Puts the four sources together; `environment` reads a variable. One that is set to nothing says nothing, but for
    /// `HORNADA_SMTP_URL`, which then says that no mail is sent.
    ///
    /// # Errors
    /// When the file or a variable cannot be read as what it must be.
    pub fn read(
        flags: &Flags,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let variable = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
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
            None => listen_of(variable("HORNADA_LISTEN"), file.listen)?,
        };
        let hosts = variable("HORNADA_HOSTS")
            .map(|text| text.split(',').map(|host| host.trim().to_owned()).collect());
        let mut hosts: Vec<String> = hosts.or(file.hosts).unwrap_or_default();
        hosts.extend(own_names());
        let smtp_url = environment("HORNADA_SMTP_URL")
            .or(file.smtp_url)
            .filter(|url| !url.trim().is_empty());
        Ok(Self {
            data,
            listen: listen.unwrap_or(default_listen),
            demo: flags.demo,
            smtp_url: smtp_url.map(|url| url.parse()).transpose()?,
            hosts,
            base_url: variable("HORNADA_BASE_URL").or(file.base_url),
            log: log_of(variable("HORNADA_LOG"), file.log)?,
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

const LISTEN: &str = "an address and a port such as 0.0.0.0:8080 or localhost:8080";

/// An address and a port; a name is looked up, and of several addresses one of the older kind is taken.
///
/// # Errors
/// What it should look like.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let found: Vec<SocketAddr> = text
        .to_socket_addrs()
        .map(Iterator::collect)
        .unwrap_or_default();
    let older = found.iter().find(|address| address.is_ipv4());
    older
        .or(found.first())
        .copied()
        .ok_or_else(|| format!("it is not {LISTEN}"))
}

/// Where to listen, by the environment or else by the file.
fn listen_of(
    variable: Option<String>,
    file: Option<String>,
) -> Result<Option<SocketAddr>, ConfigError> {
    let (name, value) = match (variable, file) {
        (Some(value), _) => ("HORNADA_LISTEN", value),
        (None, Some(value)) => ("listen in hornada.toml", value),
        (None, None) => return Ok(None),
    };
    listen_address(&value)
        .map(Some)
        .map_err(|_| ConfigError::Variable {
            name,
            value,
            wanted: LISTEN,
        })
}

fn log_of(variable: Option<String>, file: Option<LogKind>) -> Result<LogKind, ConfigError> {
    match variable.as_deref() {
        None => Ok(file.unwrap_or_default()),
        Some("human") => Ok(LogKind::Human),
        Some("json") => Ok(LogKind::Json),
        Some(value) => Err(ConfigError::Variable {
            name: "HORNADA_LOG",
            value: value.into(),
            wanted: "human or json",
        }),
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
