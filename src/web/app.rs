//! What every request shares.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Config;
use crate::db::{Db, View};
use crate::error::Result;
use crate::i18n::Lang;
use crate::jobs::heartbeat::Pulse;

use super::page::Strip;
use super::session::{Seen, Signed};
use super::{Access, Route};

/// Draws the day strip; it lives in a room above this floor.
pub type StripOf = fn(&View, &Signed) -> Result<Option<Strip>>;

pub struct App {
    pub db: Db,
    pub config: Config,
    /// The file is marked as the demo, whose password everybody knows.
    pub is_demo: bool,
    pub routes: Vec<Route>,
    pub seen: Seen,
    /// The set-up code of a file without an owner.
    pub setup_code: Mutex<Option<String>>,
    /// Told when there is mail to be sent.
    pub mail_waits: Arc<tokio::sync::Notify>,
    /// When the scheduler last looked.
    pub pulse: Pulse,
    /// Becomes true when the server stops: streams end then.
    pub stopping: tokio::sync::watch::Sender<bool>,
    strip_of: StripOf,
    strips: Mutex<HashMap<StripKey, Option<Strip>>>,
    kept_forms: Mutex<VecDeque<KeptForm>>,
    /// What is being done once outside a transaction, by whom and under which key.
    under_way: Mutex<HashMap<Once, Arc<tokio::sync::Mutex<()>>>>,
    access: HashMap<(String, &'static str), usize>,
}

/// A form that was posted after the session had ended: it waits, under a name, for the browser that it came from.
#[derive(Debug, Clone)]
pub struct KeptForm {
    pub token: String,
    /// What the forms of that browser carry while nobody is signed in: only who holds its cookie knows it.
    visitor: String,
    pub path: String,
    /// As posted, urlencoded.
    pub typed: String,
}

/// Most forms that wait at once; the oldest goes.
const MOST_KEPT: usize = 50;

/// Who asks, for which route, under which key.
pub(super) type Once = (uuid::Uuid, String, String);

type StripKey = (u64, i64, Lang, crate::people::roles::Role);

impl App {
    pub fn new(db: Db, config: Config, routes: Vec<Route>, strip_of: StripOf) -> Self {
        let access = routes
            .iter()
            .enumerate()
            .map(|(n, route)| ((route.method.to_string(), route.path), n))
            .collect();
        let is_demo = db
            .read_blocking(|view| Ok(crate::db::is_demo(view)?))
            .unwrap_or(config.demo);
        Self {
            db,
            config,
            is_demo,
            routes,
            seen: Seen::default(),
            setup_code: Mutex::new(None),
            mail_waits: Arc::default(),
            pulse: Pulse::default(),
            stopping: tokio::sync::watch::Sender::new(false),
            strip_of,
            strips: Mutex::default(),
            kept_forms: Mutex::default(),
            under_way: Mutex::default(),
            access,
        }
    }

    pub fn route(&self, method: &str, pattern: &'static str) -> Option<&Route> {
        self.access
            .get(&(method.to_owned(), pattern))
            .map(|n| &self.routes[*n])
    }

    /// Keeps a form of a visitor through a login; answers the name it is kept under.
    pub fn keep_form(&self, visitor: &str, path: &str, typed: &str) -> Option<String> {
        let token = super::session::new_token().ok()?;
        let mut kept = self
            .kept_forms
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.pop_front();
        }
        kept.push_back(KeptForm {
            token: token.clone(),
            visitor: visitor.to_owned(),
            path: path.to_owned(),
            typed: typed.to_owned(),
        });
        Some(token)
    }

    /// The form that this visitor's browser has kept under a name, once.
    pub fn kept_form(&self, visitor: &str, token: &str) -> Option<KeptForm> {
        let mut kept = self
            .kept_forms
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let place = kept
            .iter()
            .position(|form| form.token == token && form.visitor == visitor)?;
        kept.remove(place)
    }

    /// Waits until nobody else is doing the same once, and keeps others waiting while the guard lives.
    pub(super) async fn alone(&self, once: &Once) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut under_way = self
                .under_way
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            // Nobody holds or waits for the turns that only this table knows.
            under_way.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(under_way.entry(once.clone()).or_default())
        };
        turn.lock_owned().await
    }

    /// Whether the bakery has an owner yet.
    pub fn needs_setup(&self) -> bool {
        self.setup_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// The bakery has an owner: the code of its set-up is worth nothing any more.
    pub fn end_setup(&self) {
        self.setup_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    pub fn access_of(&self, method: &str, pattern: &'static str) -> Option<Access> {
        self.route(method, pattern).map(|route| route.access)
    }

    /// The day strip, drawn anew when something was stored or a minute has gone.
    pub(super) fn strip(&self, view: &View, signed: &Signed) -> Result<Option<Strip>> {
        let key = (
            self.db.commits(),
            view.now.millis() / 60_000,
            signed.lang,
            signed.role,
        );
        let mut strips = self.strips.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(strip) = strips.get(&key) {
            return Ok(strip.clone());
        }
        drop(std::mem::take(&mut *strips));
        drop(strips);
        let strip = (self.strip_of)(view, signed)?;
        self.strips
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, strip.clone());
        Ok(strip)
    }
}
