//! Set-up, login, logout, preferences; the page of people.

pub mod account;
mod setup;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use askama::Template;

use super::roles::Role;
use super::{NewUser, User, store};
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::values::ids::UserId;
use crate::web::answer::speak_fields;
use crate::web::overtaken::{self, overtaken};
use crate::web::session::{self, COOKIE, VISITOR_COOKIE};
use crate::web::{Answer, Ctx, Form, Frame, Stored};

pub use setup::{set_up, setup};

#[derive(Template)]
#[template(path = "people/login.html")]
struct LoginPage {
    frame: Frame,
    form: Form,
    back: String,
    /// A form that was posted without a session and waits.
    kept: String,
    error: String,
}

#[derive(Template)]
#[template(path = "people/index.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<User>,
    form: Form,
    errors: Vec<(String, String)>,
}

/// The first error of a field, for the templates.
fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}

impl PeoplePage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn roles(&self) -> Vec<(&'static str, String)> {
        Role::ALL
            .map(|role| (role.code(), self.frame.t(&format!("role-{}", role.code()))))
            .into()
    }

    /// Whether somebody else's change of a person came first.
    fn is_overtaken(&self) -> bool {
        overtaken::is_head(&self.errors)
    }

    /// Whether the role of this person was typed, and came too late.
    fn is_typed(&self, person: &User) -> bool {
        self.form.text("person") == person.id.to_string()
    }

    fn role_of(&self, person: &User) -> &str {
        match self.is_typed(person) {
            true => self.form.text("role"),
            false => person.role.code(),
        }
    }

    /// What was typed of somebody to be let in.
    fn added(&self, field: &str) -> &str {
        match self.form.has("person") {
            true => "",
            false => self.form.text(field),
        }
    }

    fn added_error(&self, field: &str) -> &str {
        match self.form.has("person") {
            true => "",
            false => self.error(field),
        }
    }
}

fn read_person(form: &Form, role: Role) -> NewUser {
    NewUser {
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        password: form.text("password").to_owned(),
        role,
        lang: Lang::from_code(form.text("lang")).unwrap_or_default(),
    }
}

/// `GET /login`
///
/// # Errors
/// None of its own.
pub async fn login(ctx: Ctx) -> Answer {
    let back = own_path(ctx.query.text("back"));
    if ctx.signed.is_some() {
        return Ok(ctx.see(back));
    }
    let form = ctx.query.clone();
    login_page(&ctx, form, String::new(), StatusCode::OK).await
}

async fn login_page(ctx: &Ctx, form: Form, error: String, status: StatusCode) -> Answer {
    let (back, kept) = (own_path(form.text("back")), form.text("kept").to_owned());
    ctx.page_with(status, move |_, frame| {
        Ok(LoginPage {
            frame,
            form,
            back,
            kept,
            error,
        })
    })
    .await
}

/// `POST /login`
///
/// # Errors
/// Those of the database.
pub async fn log_in(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match authenticate(
        &ctx,
        form.text("email"),
        form.text("password"),
        session::Kind::Browser,
    )
    .await
    {
        Ok((token, _)) => signed_in(&ctx, &token, &after_login(&form)),
        Err(Error::Conflict(message, _)) => {
            let text = message.speak(ctx.lang);
            login_page(&ctx, form, text, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Back to the page that was asked for, or on to the form that waits.
fn after_login(form: &Form) -> String {
    match form.text("kept") {
        "" => own_path(form.text("back")),
        kept if kept.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("/login/kept?name={kept}")
        }
        _ => "/".to_owned(),
    }
}

#[derive(Template)]
#[template(path = "people/kept.html")]
struct KeptPage {
    frame: Frame,
    path: String,
    fields: Vec<(String, String)>,
}

/// `GET /login/kept`: what was typed before the session ended, to be sent again with one press.
///
/// # Errors
/// [`Error::NotFound`] when it waits no more, and in another browser.
pub async fn kept(ctx: Ctx) -> Answer {
    let visitor = ctx.cookie(VISITOR_COOKIE).ok_or(Error::NotFound)?;
    let kept = ctx
        .app
        .kept_form(&session::csrf_of(&visitor), ctx.query.text("name"))
        .ok_or(Error::NotFound)?;
    let fields = Form::parse(kept.typed.as_bytes())?;
    let fields = fields
        .pairs()
        .iter()
        .filter(|(name, _)| name != "_csrf")
        .cloned()
        .collect();
    ctx.page(move |_, frame| {
        Ok(KeptPage {
            frame,
            path: kept.path,
            fields,
        })
    })
    .await
}

/// Checks a password and begins a session; wrong ones are counted.
pub(super) async fn authenticate(
    ctx: &Ctx,
    email: &str,
    password: &str,
    kind: session::Kind,
) -> Result<(String, UserId)> {
    let (address, account) = (ctx.ip.clone(), email.to_owned());
    let keys = ctx
        .read(move |view| super::try_keys(view, &address, &account))
        .await?;
    count(ctx, keys.clone()).await?;
    let wanted = email.to_owned();
    let found = ctx
        .read(move |view| store::credentials(view, &wanted))
        .await?;
    let (hash, typed) = (
        found.as_ref().map(|(_, hash, _)| hash.clone()),
        password.to_owned(),
    );
    let fits = blocking(move || super::password_fits(hash.as_deref(), &typed)).await?;
    match found {
        Some((user, _, true)) if fits => {
            let token = ctx
                .write(move |tx| super::sign_in(tx, user, kind, &keys))
                .await?;
            Ok((token, user))
        }
        _ => {
            tracing::warn!(ip = %ctx.ip, "wrong password");
            let known = found.map(|(user, ..)| user.0);
            ctx.write(move |tx| events::record(tx, Happened::new("user", known, "sign_in_failed")))
                .await?;
            Err(Error::conflict("login-wrong"))
        }
    }
}

/// Counts in a transaction of its own, so that it stays counted when the try is refused.
async fn count(ctx: &Ctx, keys: Vec<String>) -> Result<()> {
    ctx.write(move |tx| Ok(super::count_try(tx, &keys))).await?
}

pub(super) async fn hashed(password: String) -> Result<String> {
    blocking(move || super::hash_password(&password)).await?
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}

fn signed_in(ctx: &Ctx, token: &str, back: &str) -> Answer {
    with_session(ctx.see(back), token)
}

/// The answer, and with it the browser's session.
fn with_session(mut response: actix_web::HttpResponse, token: &str) -> Answer {
    let cookie = session_cookie(token).max_age(Duration::days(30)).finish();
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}

fn session_cookie(token: &str) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(COOKIE, token.to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
}

/// `POST /logout`
///
/// # Errors
/// Those of the database.
pub async fn log_out(ctx: Ctx) -> Answer {
    let (user, session) = (ctx.signed()?.user_id, ctx.signed()?.session_id);
    let ended = ctx.write(move |tx| super::sign_out(tx, user, session));
    match ended.await {
        // It may have been ended from elsewhere a moment ago.
        Ok(()) | Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    let mut gone = session_cookie("").finish();
    gone.make_removal();
    let mut response = ctx.see("/login");
    response.add_cookie(&gone).map_err(Error::internal)?;
    Ok(response)
}

/// `POST /preferences`: language and look of who is signed in.
///
/// # Errors
/// Those of the database.
pub async fn prefer(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let user = ctx.signed()?.user_id;
    let lang = form.optional("lang").and_then(Lang::from_code);
    let theme = form.optional("theme").map(|theme| match theme {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    });
    ctx.write(move |tx| super::prefer(tx, user, lang, theme))
        .await?;
    Ok(ctx.see(own_path(form.text("back"))))
}

/// `GET /people`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    people_page(
        &ctx,
        Form::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

async fn people_page(ctx: &Ctx, form: Form, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        Ok(PeoplePage {
            frame,
            people: super::list(view)?,
            form,
            errors,
        })
    })
    .await
}

/// `POST /people`
///
/// # Errors
/// Those of the verb.
pub async fn add(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_add(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            people_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_add(ctx: &Ctx, form: &Form) -> Answer {
    let role =
        Role::from_code(form.text("role")).ok_or_else(|| Error::field("role", "field-required"))?;
    let person = NewUser {
        lang: ctx.lang,
        ..read_person(form, role)
    };
    let hash = hashed(person.password.clone()).await?;
    let said = ctx.lang.with1("people-added", "name", person.name.as_str());
    ctx.once(move |tx| {
        super::add(tx, &person, hash)?;
        Ok(Stored::see("/people").saying(said))
    })
    .await
}

/// `POST /people/{id}`: name and role.
///
/// # Errors
/// Those of the verb.
pub async fn edit(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let id: UserId = ctx.id("id")?;
    let role =
        Role::from_code(form.text("role")).ok_or_else(|| Error::field("role", "field-required"))?;
    let (name, version) = (
        form.text("name").to_owned(),
        form.version().unwrap_or_default(),
    );
    let said = ctx.lang.t("saved");
    let saved = ctx
        .once(move |tx| {
            super::edit(tx, id, version, &name, role)?;
            Ok(Stored::see("/people").saying(said))
        })
        .await;
    let Err(Error::Stale) = saved else {
        return saved;
    };
    let now = move |view: &View| {
        let person = super::find(view, id)?;
        let mut form = Form::default();
        form.set("name", person.name);
        form.set("role", person.role.code());
        form.set("version", person.version.to_string());
        Ok(form)
    };
    let (mut form, errors) = overtaken(&ctx, ("user", id.0), "people", &form, now).await?;
    form.set("person", id.to_string());
    people_page(&ctx, form, errors, StatusCode::PRECONDITION_FAILED).await
}

/// `POST /people/{id}/password`
///
/// # Errors
/// Those of the verb.
pub async fn set_password(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let id: UserId = ctx.id("id")?;
    let password = form.text("password").to_owned();
    let hash = hashed(password.clone()).await?;
    let said = ctx.lang.t("people-password-set");
    ctx.once(move |tx| {
        super::set_password(tx, id, &password, &hash)?;
        Ok(Stored::see("/people").saying(said))
    })
    .await
}

/// `POST /people/{id}/access`: `disabled` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn set_access(ctx: Ctx) -> Answer {
    let disabled = ctx.form()?.is_on("disabled");
    let id: UserId = ctx.id("id")?;
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        super::set_disabled(tx, id, disabled)?;
        let flash = Stored::see("/people").saying(said);
        Ok(flash)
    })
    .await
}

/// Only our own paths are gone back to.
fn own_path(text: &str) -> String {
    // Browsers drop tabs and line ends from an address: "/\t/elsewhere" would lead away.
    let is_plain = !text.bytes().any(|byte| byte < b' ' || byte == b'\\');
    let is_own = text.starts_with('/') && !text.starts_with("//") && is_plain;
    if is_own {
        text.to_owned()
    } else {
        "/".to_owned()
    }
}

/// A message for the one who is not let in.
pub fn not_let_in() -> Message {
    Message::new("login-wrong")
}
