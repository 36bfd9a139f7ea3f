//! The mail server that takes our mail: its address as configured, and a conversation with it in steps, so that it is
//! known whether anything was handed over when it breaks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::message::Envelope;

const TIMEOUT: Duration = Duration::from_secs(20);

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    /// `smtps://`: from the first byte.
    Wrapped,
    /// `smtp://`: STARTTLS, or nothing is sent.
    Required,
    /// `?tls=opportunistic`: STARTTLS where it is offered.
    Opportunistic,
    /// `?tls=none`: in clear, for a relay on this machine.
    None,
}

/// `smtp://user:password@host:port?tls=…&ca=FILE`. Its password is shown nowhere.
#[derive(Clone)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    user: Option<String>,
    password: String,
    tls: Tls,
    /// PEM file of the authority that signed the server's certificate, where it is not a public one.
    ca: Option<String>,
}

impl fmt::Display for SmtpUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == Tls::Wrapped {
            "smtps"
        } else {
            "smtp"
        };
        write!(f, "{scheme}://")?;
        if let Some(user) = &self.user {
            write!(f, "{user}:***@")?;
        }
        write!(f, "{}:{}", self.host, self.port)?;
        match self.tls {
            Tls::Opportunistic => f.write_str("?tls=opportunistic"),
            Tls::None => f.write_str("?tls=none"),
            Tls::Wrapped | Tls::Required => Ok(()),
        }
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why an address of a mail server cannot be used; never repeats what was written, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    #[error("the address of the mail server must begin with smtp:// or smtps://")]
    Scheme,
    #[error("the address of the mail server has no host")]
    Host,
    #[error("the port of the mail server is not a number")]
    Port,
    #[error("the address of the mail server has a % that is followed by no two digits")]
    Escape,
    #[error("after ? the mail server takes tls=required, tls=opportunistic, tls=none and ca=FILE")]
    Option,
}

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let (wrapped, rest) = match (text.strip_prefix("smtp://"), text.strip_prefix("smtps://")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err(SmtpUrlError::Scheme),
        };
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.trim_end_matches('/');
        let (login, address) = match place.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, place),
        };
        let (host, port) = host_and_port(address)?;
        let (user, password) = match login {
            None => (None, String::new()),
            Some(login) => {
                let (user, password) = login.split_once(':').unwrap_or((login, ""));
                (Some(unescaped(user)?), unescaped(password)?)
            }
        };
        let mut url = Self {
            host,
            port: port.unwrap_or(if wrapped { 465 } else { 587 }),
            user,
            password,
            tls: if wrapped { Tls::Wrapped } else { Tls::Required },
            ca: None,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match (option.split_once('=').unwrap_or((option, "")), wrapped) {
                (("tls", "required"), _) => {}
                (("tls", "opportunistic"), false) => url.tls = Tls::Opportunistic,
                (("tls", "none"), false) => url.tls = Tls::None,
                (("ca", file), _) if !file.is_empty() => url.ca = Some(unescaped(file)?),
                _ => return Err(SmtpUrlError::Option),
            }
        }
        Ok(url)
    }
}

fn host_and_port(address: &str) -> Result<(String, Option<u16>), SmtpUrlError> {
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            (host, Some(port.parse().map_err(|_| SmtpUrlError::Port)?))
        }
        _ => (address, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(SmtpUrlError::Host);
    }
    Ok((host.to_owned(), port))
}

fn unescaped(text: &str) -> Result<String, SmtpUrlError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next(), rest.next()].map(|digit| digit.map(char::from));
        let value = match digits {
            [Some(high), Some(low)] => high.to_digit(16).zip(low.to_digit(16)),
            _ => None,
        };
        let value = value.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        bytes.push(value.ok_or(SmtpUrlError::Escape)?);
    }
    String::from_utf8(bytes).map_err(|_| SmtpUrlError::Escape)
}

/// What went wrong with a mail, and whose trouble it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server could not be reached, or would not talk with us: nothing of any mail was handed over.
    Relay(String),
    /// The server said "later" to this mail (4xx).
    Later(String),
    /// The server refused this mail for good (5xx), or it cannot be sent at all.
    Refused(String),
    /// It broke after the mail was handed over and before the answer: it may have been taken.
    Unknown(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relay(said) | Self::Later(said) | Self::Refused(said) | Self::Unknown(said) => {
                f.write_str(said)
            }
        }
    }
}

/// A server that is ready to take mail.
pub struct Relay {
    conn: SmtpConnection,
}

impl Relay {
    /// Connects, encrypts and signs in.
    ///
    /// # Errors
    /// [`Trouble::Relay`] with the server's own words.
    pub fn connect(url: &SmtpUrl) -> Result<Self, Trouble> {
        let relay = |error: SmtpError| Trouble::Relay(said(&error));
        let tls = tls_parameters(url)?;
        let hello = ClientId::default();
        let address = (url.host.as_str(), url.port);
        let wrap = tls.as_ref().filter(|_| url.tls == Tls::Wrapped);
        let mut conn =
            SmtpConnection::connect(address, Some(TIMEOUT), &hello, wrap, None).map_err(relay)?;
        if let (Some(tls), Tls::Required | Tls::Opportunistic) = (&tls, url.tls) {
            if conn.can_starttls() {
                conn.starttls(tls, &hello).map_err(relay)?;
            } else if url.tls == Tls::Required {
                conn.abort();
                return Err(Trouble::Relay(
                    "the server offers no STARTTLS; nothing was sent in clear".into(),
                ));
            }
        }
        if let Some(user) = &url.user {
            let credentials = Credentials::new(user.clone(), url.password.clone());
            conn.auth(DEFAULT_MECHANISMS, &credentials).map_err(relay)?;
        }
        Ok(Self { conn })
    }

    /// Names sender and receivers; the server may refuse them. Nothing is handed over yet.
    ///
    /// # Errors
    /// [`Trouble::Later`], [`Trouble::Refused`], or [`Trouble::Relay`] when the connection broke.
    pub fn announce(&mut self, envelope: &Envelope) -> Result<(), Trouble> {
        let Envelope { from, to, copy, .. } = envelope;
        let is_ascii = std::iter::once(from)
            .chain(to)
            .chain(copy)
            .all(|address| AsRef::<str>::as_ref(address).is_ascii());
        let mut options = Vec::new();
        if !is_ascii {
            if !self
                .conn
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                return Err(Trouble::Refused(
                    "the server takes no addresses with accents".into(),
                ));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        self.conn
            .command(Mail::new(Some(from.clone()), options))
            .map_err(before_data)?;
        let mut rcpt =
            |address: &Address| self.conn.command(Rcpt::new(address.clone(), Vec::new()));
        for address in to {
            rcpt(address).map_err(before_data)?;
        }
        match copy.as_ref().map(&mut rcpt) {
            Some(Err(error)) if error.status().is_some() => {
                tracing::warn!(?copy, "the copy of a mail was not taken");
            }
            Some(Err(error)) => return Err(before_data(error)),
            Some(Ok(_)) | None => {}
        }
        Ok(())
    }

    /// Hands the mail over; returns the server's words. Call after [`announce`](Self::announce).
    ///
    /// # Errors
    /// [`Trouble::Unknown`] when it broke before the answer; else as [`announce`](Self::announce).
    pub fn hand_over(&mut self, message: &[u8]) -> Result<String, Trouble> {
        self.conn.command(Data).map_err(before_data)?;
        let response = self.conn.message(message).map_err(|error| {
            if error.status().is_some() {
                before_data(error)
            } else {
                Trouble::Unknown(said(&error))
            }
        })?;
        let words: Vec<&str> = response.message().collect();
        Ok(format!("{} {}", response.code(), words.join(" ")))
    }

    /// Says goodbye.
    pub fn quit(mut self) {
        if let Err(error) = self.conn.quit() {
            tracing::debug!(%error, "the mail server did not say goodbye");
        }
    }
}

fn before_data(error: SmtpError) -> Trouble {
    if error.is_transient() {
        Trouble::Later(said(&error))
    } else if error.is_permanent() || error.is_client() {
        Trouble::Refused(said(&error))
    } else {
        Trouble::Relay(said(&error))
    }
}

/// The server's words, or what broke, without what lettre puts before them.
fn said(error: &SmtpError) -> String {
    let mut text = match error.status() {
        Some(code) => code.to_string(),
        None => String::new(),
    };
    let mut source = std::error::Error::source(error);
    if source.is_none() && text.is_empty() {
        return error.to_string();
    }
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&words);
        }
        source = cause.source();
    }
    text.chars().take(500).collect()
}

fn tls_parameters(url: &SmtpUrl) -> Result<Option<TlsParameters>, Trouble> {
    if url.tls == Tls::None {
        return Ok(None);
    }
    let mut builder = TlsParameters::builder(url.host.clone());
    if let Some(file) = &url.ca {
        let pem =
            std::fs::read(file).map_err(|error| Trouble::Relay(format!("{file}: {error}")))?;
        let certificate =
            Certificate::from_pem(&pem).map_err(|error| Trouble::Relay(said(&error)))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build()
        .map(Some)
        .map_err(|error| Trouble::Relay(said(&error)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_never_shows_its_password() {
        let url: SmtpUrl =
            "smtp://horno%40demo.test:s3cr%3Ato@mail.demo.test:2525?tls=opportunistic"
                .parse()
                .unwrap();
        assert_eq!(url.user.as_deref(), Some("horno@demo.test"));
        assert_eq!(url.password, "s3cr:to");
        assert_eq!((url.host.as_str(), url.port), ("mail.demo.test", 2525));
        assert_eq!(url.tls, Tls::Opportunistic);
        for text in [url.to_string(), format!("{url:?}")] {
            assert!(
                text.contains("mail.demo.test") && !text.contains("s3cr"),
                "{text}"
            );
        }
    }

    #[test]
    fn encryption_is_required_unless_something_else_is_said() {
        let tls = |text: &str| text.parse::<SmtpUrl>().map(|url| (url.tls, url.port));
        assert_eq!(tls("smtp://mail.demo.test"), Ok((Tls::Required, 587)));
        assert_eq!(tls("smtps://mail.demo.test"), Ok((Tls::Wrapped, 465)));
        assert_eq!(tls("smtp://[::1]:25?tls=none"), Ok((Tls::None, 25)));
        assert_eq!(
            tls("smtps://mail.demo.test?tls=none"),
            Err(SmtpUrlError::Option)
        );
        assert_eq!(tls("mail.demo.test"), Err(SmtpUrlError::Scheme));
        assert_eq!(tls("smtp://"), Err(SmtpUrlError::Host));
        assert_eq!(tls("smtp://mail.demo.test:mail"), Err(SmtpUrlError::Port));
    }
}
