//! People: who may sign in, with which role; set-up of the first owner; limits on guessing.

pub mod api;
pub mod pages;
mod passwords;
pub mod roles;
mod store;

use chrono::TimeDelta;
use serde_json::json;

use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::settings;
use crate::values::calendar::Instant;
use crate::values::ids::{SessionId, UserId};
use crate::values::text::looks_like_mail;
use crate::web::session;
use roles::Role;

pub use passwords::{hash_password, password_fits};
pub use store::{User, find, list};

/// Tries in a window before an account or address must wait.
const TRIES: i64 = 10;
const WINDOW: TimeDelta = TimeDelta::minutes(3);
const SHORTEST_PASSWORD: usize = 8;
const LONGEST_PASSWORD: usize = 200;
/// The commonest, which are refused whatever their length.
const WEAK: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "contraseña",
    "contrasena",
    "qwertyui",
    "qwerty123",
    "11111111",
    "00000000",
    "panaderia",
    "panadería",
    "hornada1",
    "hornada123",
    "iloveyou",
    "password1",
    "abcd1234",
    "87654321",
];

/// A person as typed.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: Role,
    pub lang: Lang,
}

/// The bakery as typed at the first start.
#[derive(Debug, Clone)]
pub struct NewBakery {
    pub name: String,
    pub tax_id: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: String,
    pub zone: String,
    pub owner: NewUser,
}

/// Sets up the bakery and its owner, once; returns the owner.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; a conflict when there is an owner already.
pub fn set_up(tx: &Tx, bakery: NewBakery, hash: String) -> Result<UserId> {
    if store::any(tx)? {
        return Err(Error::conflict("setup-done-already"));
    }
    let mut errors = FieldErrors::default();
    check_person(&bakery.owner, &mut errors);
    if bakery.name.is_empty() {
        errors.add("bakery", "field-required");
    }
    if !bakery.tax_id.is_empty() && crate::values::TaxId::parse(&bakery.tax_id).is_err() {
        errors.add("tax_id", "field-tax-id");
    }
    if bakery.zone.parse::<crate::values::Zone>().is_err() {
        let message = Message::new("setup-zone-unknown").arg("zone", bakery.zone.as_str());
        errors.add("zone", message);
    }
    errors.or(())?;
    let typed = [
        (settings::BAKERY_NAME, &bakery.name),
        (settings::LEGAL_NAME, &bakery.name),
        (settings::TAX_ID, &bakery.tax_id),
        (settings::STREET, &bakery.street),
        (settings::POSTCODE, &bakery.postcode),
        (settings::TOWN, &bakery.town),
        (settings::PROVINCE, &bakery.province),
        (settings::ZONE, &bakery.zone),
        (settings::EMAIL, &bakery.owner.email),
    ];
    let mut typed: Vec<(String, String)> = typed
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .into();
    typed.push((
        settings::LANGUAGE.to_owned(),
        bakery.owner.lang.code().to_owned(),
    ));
    settings::save(tx, &typed).map_err(as_typed)?;
    insert(tx, &bakery.owner, hash)
}

/// Errors of settings by the names that the form of the first start has for them.
fn as_typed(error: Error) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for wrong in &mut errors.0 {
                wrong.field = wrong.field.trim_start_matches("bakery.").to_owned();
            }
            Error::Invalid(errors)
        }
        other => other,
    }
}

/// Adds a person.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, also when the address is taken.
pub fn add(tx: &Tx, person: &NewUser, hash: String) -> Result<UserId> {
    let mut errors = FieldErrors::default();
    check_person(person, &mut errors);
    errors.or(())?;
    insert(tx, person, hash)
}

fn insert(tx: &Tx, person: &NewUser, hash: String) -> Result<UserId> {
    let id: UserId = tx.id();
    store::insert(tx, id, person, &hash)?;
    let about = json!({ "role": [null, person.role.code()] });
    events::record(
        tx,
        Happened::new("user", Some(id.0), "created").changes(about),
    )?;
    Ok(id)
}

fn check_person(person: &NewUser, errors: &mut FieldErrors) {
    if person.name.trim().is_empty() {
        errors.add("name", "field-required");
    }
    if !looks_like_mail(&person.email) {
        errors.add("email", "field-email");
    }
    check_password(&person.password, errors);
}

fn check_password(password: &str, errors: &mut FieldErrors) {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        errors.add(
            "password",
            Message::new("password-short").arg("least", SHORTEST_PASSWORD),
        );
    } else if length > LONGEST_PASSWORD {
        errors.add(
            "password",
            Message::new("setting-too-long").arg("most", LONGEST_PASSWORD),
        );
    } else if WEAK.contains(&password.to_lowercase().as_str()) {
        errors.add("password", "password-common");
    }
}

/// Counts a try for a key (address, account) before the password is looked at. Nothing more is written for one who
/// must wait.
///
/// # Errors
/// A conflict naming the minutes to wait when there were too many.
pub fn count_try(tx: &Tx, keys: &[String]) -> Result<()> {
    for key in keys {
        let (tries, since) = store::tries(tx, key)?.unwrap_or((0, tx.now));
        let is_over = since > tx.now || tx.now.since(since) > WINDOW;
        let (tries, since) = if is_over { (0, tx.now) } else { (tries, since) };
        if tries >= TRIES {
            let minutes = minutes_left(tx.now, since);
            return Err(Error::conflict(
                Message::new("login-too-many").arg("minutes", minutes),
            ));
        }
        store::set_tries(tx, key, tries + 1, since)?;
    }
    Ok(())
}

/// What tries are counted by: the address, and the account, unless somebody is signed in to it from this very address.
/// Who guesses elsewhere then holds nobody up at the shop's own computer.
///
/// # Errors
/// Only those of the database.
pub fn try_keys(view: &View, ip: &str, email: &str) -> Result<Vec<String>> {
    let mut keys = vec![format!("from {ip}")];
    if !store::is_signed_in_from(view, email, ip)? {
        keys.push(account_key(email));
    }
    Ok(keys)
}

/// Of fixed length, whatever was typed.
fn account_key(email: &str) -> String {
    let digest = session::hash(email.to_lowercase());
    format!("mail {}", crate::db::snapshot::hex(&digest))
}

fn minutes_left(now: Instant, since: Instant) -> i64 {
    (WINDOW - now.since(since)).num_minutes().max(0) + 1
}

/// Signs a person in whose password was right: a new session, the tries forgotten.
///
/// # Errors
/// Only those of the database and the random source.
pub fn sign_in(tx: &Tx, user: UserId, kind: session::Kind, keys: &[String]) -> Result<String> {
    for key in keys {
        store::forget_tries(tx, key)?;
    }
    store::signed_in(tx, user)?;
    events::record(tx, Happened::new("user", Some(user.0), "signed_in"))?;
    session::begin(tx, user, kind)
}

/// Signs a person out of a session.
///
/// # Errors
/// [`Error::NotFound`] when it is not a session of theirs.
pub fn sign_out(tx: &Tx, user: UserId, session: SessionId) -> Result<()> {
    if !store::end_session(tx, user, session)? {
        return Err(Error::NotFound);
    }
    events::record(tx, Happened::new("user", Some(user.0), "signed_out"))
}

/// Changes role, name or language of a person.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; a conflict when the last owner would be lost.
pub fn edit(tx: &Tx, id: UserId, version: i64, name: &str, role: Role) -> Result<()> {
    let before = store::find(tx, id)?;
    if before.role == Role::Owner && role != Role::Owner && store::owners(tx)? <= 1 {
        return Err(Error::conflict("people-last-owner"));
    }
    if name.trim().is_empty() {
        return Err(Error::field("name", "field-required"));
    }
    if !store::update(tx, id, version, name, role)? {
        return Err(Error::Stale);
    }
    if before.role != role {
        store::end_sessions(tx, id)?;
    }
    let changes = json!({ "role": [before.role.code(), role.code()] });
    events::record(
        tx,
        Happened::new("user", Some(id.0), "edited").changes(changes),
    )
}

/// Sets a new password and ends all the person's sessions.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak.
pub fn set_password(tx: &Tx, id: UserId, password: &str, hash: &str) -> Result<()> {
    let mut errors = FieldErrors::default();
    check_password(password, &mut errors);
    errors.or(())?;
    store::set_password(tx, id, hash)?;
    store::end_sessions(tx, id)?;
    store::forget_tries(tx, &account_key(&store::find(tx, id)?.email))?;
    events::record(tx, Happened::new("user", Some(id.0), "password_changed"))
}

/// Sets one's own new password; all one's sessions end, and a new one begins, whose token is answered: who had read the
/// old one is out.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak.
pub fn change_password(
    tx: &Tx,
    id: UserId,
    kind: session::Kind,
    password: &str,
    hash: &str,
) -> Result<String> {
    let mut errors = FieldErrors::default();
    check_password(password, &mut errors);
    errors.or(())?;
    store::set_password(tx, id, hash)?;
    store::end_sessions(tx, id)?;
    events::record(tx, Happened::new("user", Some(id.0), "password_changed"))?;
    session::begin(tx, id, kind)
}

/// Lets a person in no more, or in again.
///
/// # Errors
/// A conflict when the last owner would be lost.
pub fn set_disabled(tx: &Tx, id: UserId, disabled: bool) -> Result<()> {
    let person = store::find(tx, id)?;
    if disabled && person.role == Role::Owner && store::owners(tx)? <= 1 {
        return Err(Error::conflict("people-last-owner"));
    }
    store::set_disabled(tx, id, disabled)?;
    store::end_sessions(tx, id)?;
    let action = if disabled { "disabled" } else { "enabled" };
    events::record(tx, Happened::new("user", Some(id.0), action))
}

/// Own preferences: language and look.
///
/// # Errors
/// Only those of the database.
pub fn prefer(tx: &Tx, id: UserId, lang: Option<Lang>, theme: Option<Option<&str>>) -> Result<()> {
    store::prefer(tx, id, lang, theme)
}

/// Makes the set-up code of a bakery that has no owner yet; none when it has one.
///
/// # Errors
/// Only those of the database and the random source.
pub fn begin_setup(app: &crate::web::App) -> Result<Option<String>> {
    if app.db.read_blocking(|view| store::any(view))? {
        return Ok(None);
    }
    let code = session::new_token()?[..8].to_uppercase();
    let code = format!("{}-{}", &code[..4], &code[4..]);
    *app.setup_code
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(code.clone());
    Ok(Some(code))
}
