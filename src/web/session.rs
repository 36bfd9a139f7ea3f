//! Sessions: a random token in a cookie or an `Authorization` header, its SHA-256 in the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::db::snapshot::hex;
use crate::db::{Actor, ActorKind, Tx};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::people::roles::{Permission, Role};
use crate::values::calendar::Instant;
use crate::values::ids::{SessionId, UserId};

pub const COOKIE: &str = "hornada_s";
/// Cookie of visitors who are not signed in, to bind the forms of login and set-up.
pub const VISITOR_COOKIE: &str = "hornada_v";

/// A browser session lives this long without use, a token this long at all.
const IDLE: TimeDelta = TimeDelta::days(30);
const TOKEN_LIFE: TimeDelta = TimeDelta::days(365);
/// Most sessions kept in memory.
const MOST_CACHED: usize = 1_000;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    pub session_id: SessionId,
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub lang: Lang,
    pub theme: Option<String>,
    pub keys_on: bool,
    pub expires_at: Instant,
    pub last_seen_at: Instant,
}

impl Signed {
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    pub fn actor(&self, ip: &str, agent: &str) -> Actor {
        Actor {
            kind: ActorKind::User,
            user_id: Some(self.user_id),
            name: self.name.clone(),
            ip: ip.to_owned(),
            agent: agent.chars().take(200).collect(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Browser,
    Api,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }
}

/// 256 random bits as hexadecimal digits.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn new_token() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal(format!("no random bytes: {error}")))?;
    Ok(hex(&bytes))
}

pub fn hash(token: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// What a form must carry: only who holds the session's cookie knows it.
pub fn csrf_of(token: &str) -> String {
    hex(&hash(format!("form {token}")))
}

/// Begins a session; returns its token, which is stored nowhere.
///
/// # Errors
/// Only those of the database and the random source.
pub fn begin(tx: &Tx, user: UserId, kind: Kind) -> Result<String> {
    let token = new_token()?;
    let life = if kind == Kind::Api { TOKEN_LIFE } else { IDLE };
    tx.prepare_cached(
        "INSERT INTO sessions (id, token_hash, user_id, kind, created_at, last_seen_at, expires_at, ip, agent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        tx.id::<SessionId>(),
        hash(&token),
        user,
        kind.code(),
        tx.now,
        tx.now.plus(life),
        tx.actor.ip,
        tx.actor.agent,
    ])?;
    Ok(token)
}

/// Moves the end of a session that is in use.
///
/// # Errors
/// Only those of the database.
pub fn touch(tx: &Tx, session: SessionId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE sessions SET last_seen_at = ?2, expires_at = CASE kind WHEN 'browser' THEN ?3 ELSE expires_at END WHERE id = ?1",
    )?
    .execute(params![session, tx.now, tx.now.plus(IDLE)])?;
    tx.sessions_changed();
    Ok(())
}

/// Who holds this token, if it is still good at `now`.
///
/// # Errors
/// Only those of the database.
pub fn find(conn: &Connection, token: &str, now: Instant) -> Result<Option<Signed>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, u.id, u.name, u.email, u.role, u.lang, u.theme, u.keys_on, s.expires_at, s.last_seen_at
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND u.disabled_at IS NULL",
    )?;
    let found = statement.query_row(params![hash(token), now], |row| {
        Ok(Signed {
            session_id: row.get(0)?,
            user_id: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            role: Role::from_code(&row.get::<_, String>(4)?).unwrap_or(Role::Driver),
            lang: Lang::from_code(&row.get::<_, String>(5)?).unwrap_or_default(),
            theme: row.get(6)?,
            keys_on: row.get(7)?,
            expires_at: row.get(8)?,
            last_seen_at: row.get(9)?,
        })
    });
    Ok(found.optional()?)
}

/// Whether a session is still good at `now`.
///
/// # Errors
/// Only those of the database.
pub fn is_good(conn: &Connection, session: SessionId, now: Instant) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.id = ?1 AND s.expires_at > ?2 AND u.disabled_at IS NULL",
    )?;
    Ok(statement.exists(params![session, now])?)
}

/// Sessions seen lately, so that a page costs no look-up. All are of one generation ([`Db::sessions_generation`]): the
/// commit that changes people or sessions makes them worth nothing, also one that was looked up before it and is put
/// here after it.
///
/// [`Db::sessions_generation`]: crate::db::Db::sessions_generation
#[derive(Debug, Default)]
pub struct Seen {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    generation: u64,
    by_hash: HashMap<[u8; 32], Arc<Signed>>,
}

impl Seen {
    /// Who holds this token, if it was seen in the present `generation`.
    pub fn get(&self, token: &str, now: Instant, generation: u64) -> Option<Arc<Signed>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if kept.generation != generation {
            return None;
        }
        kept.by_hash
            .get(&hash(token))
            .filter(|signed| signed.expires_at > now)
            .cloned()
    }

    /// Keeps what was looked up; `generation` is the one of before the look-up.
    pub fn put(&self, token: &str, signed: Arc<Signed>, generation: u64) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.generation > generation {
            return;
        }
        if kept.generation < generation || kept.by_hash.len() >= MOST_CACHED {
            kept.by_hash.clear();
        }
        kept.generation = generation;
        kept.by_hash.insert(hash(token), signed);
    }
}
