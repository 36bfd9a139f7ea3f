//! Live screens: after each commit that held events, what they were about. And the event log for readers outside.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use futures_util::stream;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::people::roles::{Permission, Role};
use crate::values::calendar::Instant;
use crate::values::ids::SessionId;
use crate::web::api::{List, Paging};
use crate::web::{Answer, App, Ctx, answer, session};

/// A line without meaning, so that a connection that broke is noticed; as often it is asked whether the session is good.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Most events looked at for one message.
const MOST: usize = 200;

/// Something that happened, as readers outside see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Event {
    /// Counts up; the cursor of the log.
    pub seq: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    pub event_type: String,
    pub topic: String,
    pub subject_kind: String,
    #[schema(value_type = Option<String>)]
    pub subject_id: Option<uuid::Uuid>,
    #[schema(value_type = Object)]
    pub payload: Value,
}

/// What tells of a record is for those who may see the record. A kind that has no line is only for those who manage
/// people: they may do everything.
const SEEN_BY: &[(&str, Permission)] = &[
    ("backup", Permission::SeeBackups),
    ("batch", Permission::SeeProduction),
    ("closed_day", Permission::SeeOrders),
    ("customer", Permission::SeeCustomers),
    ("cutoffs", Permission::SeeOrders),
    ("day", Permission::SeeProduction),
    ("import", Permission::Import),
    ("invoice", Permission::SeeInvoices),
    ("item", Permission::SeePrices),
    ("job", Permission::SeeJobs),
    ("mail", Permission::SeeMail),
    ("need", Permission::SeeBuying),
    ("needs", Permission::SeeBuying),
    ("note", Permission::SeeOrders),
    ("order", Permission::SeeOrders),
    ("payment", Permission::SeeInvoices),
    ("price_list", Permission::SeePrices),
    ("purchase", Permission::SeeBuying),
    ("recipe", Permission::SeeItems),
    ("route", Permission::SeeCustomers),
    ("settings", Permission::SeeSettings),
    ("standing_order", Permission::SeeOrders),
    ("stock_count", Permission::SeeStock),
    ("supplier", Permission::SeeBuying),
    ("tax_class", Permission::SeeItems),
];

/// Whether somebody of this role may read what an event of this kind says.
fn may_read(role: Role, kind: &str) -> bool {
    let line = SEEN_BY.iter().find(|(known, _)| *known == kind);
    role.may(line.map_or(Permission::ManagePeople, |(_, needed)| *needed))
}

/// The events after `seq` that somebody of this role may read, in order, at most `limit`.
///
/// # Errors
/// Only those of the database.
pub fn events_for(conn: &Connection, role: Role, seq: i64, limit: usize) -> Result<Vec<Event>> {
    if role.may(Permission::ManagePeople) {
        return events_after(conn, seq, limit);
    }
    let mut found = Vec::new();
    let mut seq = seq;
    while found.len() < limit {
        let some = events_after(conn, seq, MOST)?;
        let is_end = some.len() < MOST;
        seq = some.last().map_or(seq, |event| event.seq);
        let theirs = some
            .into_iter()
            .filter(|event| may_read(role, &event.subject_kind));
        found.extend(theirs);
        if is_end {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// The events after `seq`, in order, at most `limit`.
///
/// # Errors
/// Only those of the database.
pub fn events_after(conn: &Connection, seq: i64, limit: usize) -> Result<Vec<Event>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, at, event_type, topic, subject_kind, subject_id, payload FROM events
         WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([seq, limit], |row| {
        let subject_id: Option<[u8; 16]> = row.get(5)?;
        let payload: String = row.get(6)?;
        Ok(Event {
            seq: row.get(0)?,
            created_at: row.get(1)?,
            event_type: row.get(2)?,
            topic: row.get(3)?,
            subject_kind: row.get(4)?,
            subject_id: subject_id.map(uuid::Uuid::from_bytes),
            payload: serde_json::from_str(&payload).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn newest(conn: &Connection) -> Result<i64> {
    Ok(
        conn.query_row("SELECT coalesce(max(seq), 0) FROM events", [], |row| {
            row.get(0)
        })?,
    )
}

/// `GET /api/v1/events`: the log from `after` on, as far as one may see the records that it tells of.
///
/// # Errors
/// 422 for a wrong cursor; those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let after = match paging.cursor::<1>()? {
        None => 0,
        Some([seq]) => number(&seq)?,
    };
    let (limit, role) = (paging.limit, ctx.signed()?.role);
    let events = ctx
        .read(move |view| events_for(view, role, after, limit + 1))
        .await?;
    answer::json(&List::page(events, limit, |event| event.seq.to_string()))
}

fn number(text: &str) -> Result<i64> {
    text.parse()
        .map_err(|_| Error::field("after", "field-cursor"))
}

/// How events are told.
#[derive(Debug, Clone, Copy)]
enum Telling {
    /// One message per commit: `{"seq":n,"topics":[…]}`, nothing of what happened. Only topics of what may be read are
    /// named; without any it still says that a screen may be out of date (an order changes a baker's sheet).
    Topics,
    /// One message per event that may be read, whole, with its number as `id`.
    Whole,
}

/// `GET /events/stream`: for the screens of the house.
///
/// # Errors
/// Those of the database.
pub async fn topics(ctx: Ctx) -> Answer {
    let seq = ctx.read(|view| newest(view)).await?;
    stream_of(&ctx, seq, Telling::Topics)
}

/// `GET /api/v1/events/stream`: for readers outside; `after` or `Last-Event-ID` says from where.
///
/// # Errors
/// 422 for a wrong `after`; those of the database.
pub async fn whole(ctx: Ctx) -> Answer {
    let header = ctx
        .request
        .headers()
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let after = ctx.query.optional("after").map(str::to_owned).or(header);
    let seq = match after {
        Some(after) => number(&after)?,
        None => ctx.read(|view| newest(view)).await?,
    };
    stream_of(&ctx, seq, Telling::Whole)
}

struct Listener {
    app: Arc<App>,
    committed: Receiver<i64>,
    stopping: tokio::sync::watch::Receiver<bool>,
    role: Role,
    session: SessionId,
    seq: i64,
    telling: Telling,
    /// Whether there may be events that were not told yet.
    behind: bool,
}

fn stream_of(ctx: &Ctx, seq: i64, telling: Telling) -> Answer {
    let listener = Listener {
        app: Arc::clone(&ctx.app),
        committed: ctx.app.db.subscribe(),
        stopping: ctx.app.stopping.subscribe(),
        role: ctx.signed()?.role,
        session: ctx.signed()?.session_id,
        seq,
        telling,
        behind: true,
    };
    let first = stream::once(async { Ok::<_, Error>(Bytes::from_static(b"retry: 2000\n\n")) });
    let rest = stream::unfold(listener, |mut listener| async move {
        let bytes = listener.next().await?;
        Some((Ok(bytes), listener))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        // Compressed, a message would wait for the next one.
        .insert_header((CONTENT_ENCODING, "identity"))
        .streaming(Box::pin(futures_util::StreamExt::chain(first, rest))))
}

impl Listener {
    /// What is new, if the session in which the stream was opened is still good.
    async fn look(&self) -> Result<Option<Vec<Event>>> {
        let (seq, session) = (self.seq, self.session);
        let read = self.app.db.read(move |view| {
            let is_good = session::is_good(view, session, view.now)?;
            is_good.then(|| events_after(view, seq, MOST)).transpose()
        });
        read.await
    }

    /// The next piece to be sent; none when the server stops and when the session ended.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if *self.stopping.borrow() {
                return None;
            }
            if self.behind {
                let events = self.look().await.ok()??;
                self.behind = events.len() == MOST;
                if let Some(last) = events.last() {
                    self.seq = last.seq;
                    let told = self.tell(&events);
                    if told.is_empty() {
                        continue;
                    }
                    return Some(told);
                }
            }
            tokio::select! {
                told = self.committed.recv() => match told {
                    Ok(_) | Err(RecvError::Lagged(_)) => self.behind = true,
                    Err(RecvError::Closed) => return None,
                },
                stopped = self.stopping.changed() => {
                    if stopped.is_err() {
                        return None;
                    }
                }
                () = tokio::time::sleep(HEARTBEAT) => {
                    self.behind = !self.look().await.ok()??.is_empty();
                    return Some(Bytes::from_static(b":\n\n"));
                }
            }
        }
    }

    fn tell(&self, events: &[Event]) -> Bytes {
        let theirs = events
            .iter()
            .filter(|event| may_read(self.role, &event.subject_kind));
        match self.telling {
            Telling::Topics => {
                let mut topics: Vec<&str> = theirs.map(|event| event.topic.as_str()).collect();
                topics.sort_unstable();
                topics.dedup();
                let data = json!({ "seq": self.seq, "topics": topics });
                Bytes::from(format!("data: {data}\n\n"))
            }
            Telling::Whole => {
                let messages = theirs.map(|event| {
                    let data = serde_json::to_string(event).unwrap_or_default();
                    format!("id: {}\ndata: {data}\n\n", event.seq)
                });
                Bytes::from(messages.collect::<String>())
            }
        }
    }
}
