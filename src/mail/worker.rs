//! Sends what waits in the outbox. One mail at a time, on a thread of its own, so that a dead server slows no page.
//!
//! A mail is `sending` only from the commit before the first byte of it is handed over until the answer is written
//! down. Found so at a start, it may have arrived: a person decides. Whatever breaks before is tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use super::message::{self, Envelope};
use super::relay::{Relay, SmtpUrl, Trouble};
use super::store::{self, Mail, Status};
use crate::db::{Actor, Db, Tx};
use crate::documents;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::calendar::Instant;
use crate::values::ids::MailId;

/// Minutes to wait after the first failures; the last goes on.
const WAITS: &[i64] = &[1, 5, 15, 60, 240];
/// With these waits, three days.
const MOST_ATTEMPTS: i64 = 22;
/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How long to wait after `attempts` failures, within a fifth more or less, so that not all come at once.
pub fn wait(attempts: i64, id: MailId) -> TimeDelta {
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let minutes = WAITS.get(nth).or(WAITS.last()).copied().unwrap_or(240);
    let chance = i64::from(id.0.as_bytes()[15]) + attempts * 37;
    let percent = 80 + chance % 41;
    TimeDelta::seconds(minutes * 60 * percent / 100)
}

/// At a start: what was being handed over when the program was killed is uncertain.
///
/// # Errors
/// Only those of the database.
pub fn recover(db: &Db) -> Result<()> {
    let is_clean = db.read_blocking(|view| Ok(store::counts(view, [Status::Sending])? == [0]))?;
    if is_clean {
        return Ok(());
    }
    db.write_blocking(Actor::job("mail"), |tx| {
        for id in store::set_uncertain(tx)? {
            record(tx, id, Status::Sending, Status::Uncertain, "")?;
        }
        Ok(())
    })
}

/// Sends every mail that is due now; returns how many were sent. Stops at the first trouble of the server itself.
///
/// # Errors
/// Only those of the database; what the server says is noted with the mail.
pub fn send_due(db: &Db, url: &SmtpUrl, stop: &AtomicBool) -> Result<usize> {
    let mut relay = None;
    let mut sent = 0;
    while !stop.load(Ordering::Acquire) {
        let now = db.now();
        let Some(id) = db.read_blocking(|view| store::due(view, now))? else {
            break;
        };
        let envelope = match prepare(db, id) {
            Ok(envelope) => envelope,
            Err(Error::Storage(what)) => return Err(Error::Storage(what)),
            Err(error) => {
                settle(
                    db,
                    id,
                    Status::Waiting,
                    &Trouble::Refused(error.to_string()),
                )?;
                continue;
            }
        };
        match send_one(db, url, &mut relay, id, &envelope)? {
            None => sent += 1,
            Some(Trouble::Relay(_)) => break,
            Some(_) => relay = None,
        }
    }
    if let Some(relay) = relay {
        relay.quit();
    }
    Ok(sent)
}

/// Renders the PDF at the first sending and keeps its bytes; then the mail as it goes over the wire.
fn prepare(db: &Db, id: MailId) -> Result<Envelope> {
    let (mail, document, file) = db.read_blocking(|view| {
        let file = store::file(view, id)?;
        Ok((store::find(view, id)?, store::document(view, id)?, file))
    })?;
    let file = match (file, document) {
        (Some(file), _) => Some(file),
        (None, None) => None,
        (None, Some(document)) => Some(render(db, id, &document)?),
    };
    let settings = db.settings();
    let from = message::sender(&settings)
        .ok_or_else(|| Error::internal(settings.language().t("mail-no-sender")))?;
    message::envelope(&mail, file, from, &settings)
}

fn render(db: &Db, id: MailId, document: &str) -> Result<Vec<u8>> {
    let bytes = documents::render(&serde_json::from_str(document)?).map_err(Error::internal)?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let kept = bytes.clone();
    db.write_blocking(Actor::job("mail"), move |tx| {
        store::keep_file(tx, id, &kept, &sha256)
    })?;
    Ok(bytes)
}

/// One mail: announced, marked as being sent, handed over, the answer written down.
fn send_one(
    db: &Db,
    url: &SmtpUrl,
    relay: &mut Option<Relay>,
    id: MailId,
    envelope: &Envelope,
) -> Result<Option<Trouble>> {
    let connected = match relay.take() {
        Some(relay) => Ok(relay),
        None => Relay::connect(url),
    };
    let announced = connected.and_then(|mut relay| {
        relay.announce(envelope)?;
        Ok(relay)
    });
    let mut ready = match announced {
        Ok(ready) => ready,
        Err(trouble) => {
            settle(db, id, Status::Waiting, &trouble)?;
            return Ok(Some(trouble));
        }
    };
    let ours = db.write_blocking(Actor::job("mail"), move |tx| {
        store::set_status(tx, id, Status::Waiting, Status::Sending)
    })?;
    if !ours {
        // Cancelled a moment ago.
        return Ok(Some(Trouble::Refused(String::new())));
    }
    match ready.hand_over(&envelope.bytes) {
        Ok(_) => {
            db.write_blocking(Actor::job("mail"), move |tx| {
                let attempts = store::find(tx, id)?.attempts + 1;
                store::set_status(tx, id, Status::Sending, Status::Sent)?;
                store::note(tx, id, attempts, tx.now, None)?;
                record(tx, id, Status::Sending, Status::Sent, "")
            })?;
            *relay = Some(ready);
            Ok(None)
        }
        Err(trouble) => {
            settle(db, id, Status::Sending, &trouble)?;
            Ok(Some(trouble))
        }
    }
}

/// Writes down what went wrong with a mail and what comes next.
fn settle(db: &Db, id: MailId, from: Status, trouble: &Trouble) -> Result<()> {
    tracing::warn!(mail = %id, ?trouble, "mail not sent");
    let trouble = trouble.clone();
    db.write_blocking(Actor::job("mail"), move |tx| {
        let mail = store::find(tx, id)?;
        if let Trouble::Relay(said) = &trouble {
            // The server's own trouble is that of every mail that is due.
            for other in store::in_state(tx, Status::Waiting, 1_000)? {
                if other.id != id && other.next_try_at <= tx.now {
                    try_later(tx, &other, Status::Waiting, said)?;
                }
            }
        }
        match &trouble {
            Trouble::Relay(said) | Trouble::Later(said) => try_later(tx, &mail, from, said),
            Trouble::Refused(said) => finish(tx, &mail, from, Status::Failed, said),
            Trouble::Unknown(said) => finish(tx, &mail, from, Status::Uncertain, said),
        }
    })
}

fn try_later(tx: &Tx, mail: &Mail, from: Status, said: &str) -> Result<()> {
    let attempts = mail.attempts + 1;
    if attempts >= MOST_ATTEMPTS {
        return finish(tx, mail, from, Status::Failed, said);
    }
    if from != Status::Waiting {
        store::set_status(tx, mail.id, from, Status::Waiting)?;
    }
    let next = tx.now.plus(wait(attempts, mail.id));
    store::note(tx, mail.id, attempts, next, Some(said))
}

fn finish(tx: &Tx, mail: &Mail, from: Status, to: Status, said: &str) -> Result<()> {
    if store::set_status(tx, mail.id, from, to)? {
        store::note(tx, mail.id, mail.attempts + 1, tx.now, Some(said))?;
        record(tx, mail.id, from, to, said)?;
    }
    Ok(())
}

fn record(tx: &Tx, id: MailId, from: Status, to: Status, said: &str) -> Result<()> {
    events::record(
        tx,
        Happened::new("mail", Some(id.0), to.code())
            .states(from.code().to_owned(), to.code())
            .because(said),
    )
}

/// Sends a mail that is no row, to try the settings; returns the server's own words.
///
/// # Errors
/// The trouble, in the server's own words.
pub fn send_trial(
    db: &Db,
    url: &SmtpUrl,
    to: &str,
    subject: &str,
    text: &str,
) -> std::result::Result<String, Trouble> {
    let refused = |error: Error| Trouble::Refused(error.to_string());
    let settings = db.settings();
    let from = message::sender(&settings)
        .ok_or_else(|| Trouble::Refused(settings.language().t("mail-no-sender")))?;
    let now: Instant = db.now();
    let mail = Mail {
        id: MailId(uuid::Uuid::nil()),
        cause: String::new(),
        kind: "trial".into(),
        subject_kind: "settings".into(),
        subject_id: None,
        message_id: format!("<trial-{}@hornada>", now.millis()),
        to_address: to.to_owned(),
        to_name: String::new(),
        reply_to: None,
        subject: subject.to_owned(),
        text_body: text.to_owned(),
        html_body: None,
        file_name: None,
        file_sha256: None,
        status: Status::Waiting,
        attempts: 0,
        next_try_at: now,
        last_error: None,
        created_at: now,
        sent_at: None,
    };
    let envelope = message::envelope(&mail, None, from, &settings).map_err(refused)?;
    let mut relay = Relay::connect(url)?;
    relay.announce(&envelope)?;
    let said = relay.hand_over(&envelope.bytes)?;
    relay.quit();
    Ok(said)
}

/// The thread that sends; ends when dropped or told to.
pub struct Mailer {
    stop: Arc<AtomicBool>,
    wake: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// Starts sending. Without a mail server everything waits.
///
/// # Errors
/// When the thread cannot be started.
pub fn start(db: Db, url: Option<SmtpUrl>, wake: Arc<Notify>) -> std::io::Result<Mailer> {
    let stop = Arc::new(AtomicBool::new(false));
    let (stopping, woken) = (Arc::clone(&stop), Arc::clone(&wake));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let thread = std::thread::Builder::new()
        .name("mail".into())
        .spawn(move || {
            if let Err(error) = recover(&db) {
                tracing::error!(%error, "the outbox could not be looked at");
            }
            let Some(url) = url else { return };
            while !stopping.load(Ordering::Acquire) {
                if let Err(error) = send_due(&db, &url, &stopping) {
                    tracing::error!(%error, "the outbox could not be sent");
                }
                runtime.block_on(async {
                    let woken = tokio::time::timeout(LOOK, woken.notified()).await;
                    tracing::trace!(asked = woken.is_ok(), "looking at the outbox");
                });
            }
        })?;
    Ok(Mailer {
        stop,
        wake,
        thread: Some(thread),
    })
}

impl Mailer {
    /// Lets the mail that is being handed over end, and waits for it.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.wake.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of mails panicked");
        }
    }
}

impl Drop for Mailer {
    fn drop(&mut self) {
        self.stop();
    }
}
