//! The page of settings: sections that save alone, each setting with its default and its own error.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use askama::Template;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::settings::{self, DEFINITIONS, Definition, Kind, Settings};
use crate::standing_orders::{self, Effects};
use crate::values::calendar::Instant;
use crate::web::answer::{json_version, speak_fields};
use crate::web::{Answer, Body, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "house/settings.html")]
struct SettingsPage {
    frame: Frame,
    sections: Vec<Section>,
    errors: Vec<(String, String)>,
    may_edit: bool,
    links: Vec<(&'static str, String)>,
}

struct Section {
    name: &'static str,
    title: String,
    about: String,
    version: i64,
    /// It was sent and refused: what is wrong stands in it.
    is_typed: bool,
    fields: Vec<Field>,
}

struct Field {
    key: &'static str,
    label: String,
    hint: String,
    /// switch, choice, number, time, area or text.
    shape: &'static str,
    unit: &'static str,
    value: String,
    is_on: bool,
    options: Vec<(&'static str, String)>,
    error: String,
}

/// The key in the catalogues: `orders.late_cancellation` is `setting-orders-late-cancellation`.
fn word_key(key: &str) -> String {
    format!("setting-{}", key.replace(['.', '_'], "-"))
}

fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Switch => "switch",
        Kind::Choice(_) => "choice",
        Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } | Kind::Percent => "number",
        Kind::Time => "time",
        Kind::LongText => "area",
        Kind::Text { .. } | Kind::Mail | Kind::Zone | Kind::Numbers => "text",
    }
}

/// A value as people of this language write it.
fn written(kind: Kind, value: &str, lang: Lang) -> String {
    match kind {
        Kind::Decimal { .. } | Kind::Money { .. } | Kind::Percent if lang == Lang::Es => {
            value.replace('.', ",")
        }
        _ => value.to_owned(),
    }
}

fn words_of(definition: &Definition, value: &str, lang: Lang) -> String {
    match definition.kind {
        Kind::Switch => lang.t(if value == "true" { "yes" } else { "no" }),
        Kind::Choice(_) => lang.t(&format!("{}-{value}", word_key(definition.key))),
        kind => written(kind, value, lang),
    }
}

fn field(
    definition: &'static Definition,
    settings: &Settings,
    typed: Option<&Form>,
    errors: &[(String, String)],
    lang: Lang,
) -> Field {
    let stored = settings.text(definition.key);
    let value = match typed {
        Some(form) => form.text(definition.key).to_owned(),
        None => written(definition.kind, stored, lang),
    };
    let mut hint = Vec::new();
    let hint_key = format!("{}-hint", word_key(definition.key));
    if lang.has(&hint_key) {
        hint.push(lang.t(&hint_key));
    }
    if stored != definition.default && !definition.default.is_empty() {
        let default = words_of(definition, definition.default, lang);
        hint.push(lang.with1("settings-default", "value", default));
    }
    Field {
        key: definition.key,
        label: lang.t(&word_key(definition.key)),
        hint: hint.join(" "),
        shape: shape(definition.kind),
        unit: match definition.kind {
            Kind::Money { .. } => "€",
            Kind::Percent => "%",
            _ => "",
        },
        is_on: matches!(value.as_str(), "true" | "on" | "1"),
        options: match definition.kind {
            Kind::Choice(choices) => choices
                .iter()
                .map(|choice| (*choice, words_of(definition, choice, lang)))
                .collect(),
            _ => Vec::new(),
        },
        error: errors
            .iter()
            .find(|(name, _)| name == definition.key)
            .map_or_else(String::new, |(_, text)| text.clone()),
        value,
    }
}

fn section_names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for definition in DEFINITIONS {
        if !names.contains(&definition.section) {
            names.push(definition.section);
        }
    }
    names
}

fn in_section(name: &str) -> impl Iterator<Item = &'static Definition> {
    DEFINITIONS
        .iter()
        .filter(move |definition| definition.section == name)
}

/// The version of some settings: when the last of them was changed, in milliseconds; zero when none was.
fn version(conn: &Connection, keys: impl Iterator<Item = &'static str>) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT changed_at FROM settings WHERE key = ?1")?;
    let mut newest = 0;
    for key in keys {
        let mut rows = statement.query([key])?;
        if let Some(row) = rows.next()? {
            newest = newest.max(row.get::<_, Instant>(0)?.millis());
        }
    }
    Ok(newest)
}

/// `GET /settings`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    show(&ctx, None, FieldErrors::default(), StatusCode::OK).await
}

/// The page; `typed` is what was sent for a section, with its errors.
async fn show(
    ctx: &Ctx,
    typed: Option<(String, Form)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let links = links(ctx);
    ctx.page_with(status, move |view, frame| {
        let lang = frame.lang;
        let sections = section_names().into_iter().map(|name| {
            let form = typed
                .as_ref()
                .filter(|(section, _)| section == name)
                .map(|(_, form)| form);
            Ok(Section {
                name,
                title: lang.t(&format!("settings-{name}")),
                about: lang.t(&format!("settings-{name}-about")),
                is_typed: form.is_some(),
                version: version(view, in_section(name).map(|definition| definition.key))?,
                fields: in_section(name)
                    .map(|definition| field(definition, &view.settings, form, &errors, lang))
                    .collect(),
            })
        });
        Ok(SettingsPage {
            sections: sections.collect::<Result<_>>()?,
            may_edit: frame.may(Permission::EditSettings),
            links,
            errors,
            frame,
        })
    })
    .await
}

/// What else is set up elsewhere.
fn links(ctx: &Ctx) -> Vec<(&'static str, String)> {
    [
        ("/people", "people-title", Permission::ManagePeople),
        ("/rounds", "more-rounds", Permission::SeeAllRoutes),
        ("/prices", "more-price-lists", Permission::SeePrices),
        ("/import", "import-title", Permission::Import),
        ("/jobs", "jobs-title", Permission::SeeJobs),
        ("/mail", "mail-title", Permission::SeeMail),
        ("/backups", "backups-title", Permission::SeeBackups),
        ("/phone", "phone-title", Permission::SeeToday),
        ("/api", "api-title", Permission::SeeHistory),
    ]
    .into_iter()
    .filter(|(href, _, permission)| {
        let there = |route: &crate::web::Route| route.method == "GET" && route.path == *href;
        ctx.may(*permission) && ctx.app.routes.iter().any(there)
    })
    .map(|(href, words, _)| (href, ctx.lang.t(words)))
    .collect()
}

/// Stores settings; where the opening days are among them, standing orders follow.
fn store(tx: &Tx, typed: &[(String, String)]) -> Result<Effects> {
    if typed.iter().any(|(key, _)| key == settings::OPENING_DAYS) {
        standing_orders::reopening(tx, || settings::save(tx, typed))
    } else {
        settings::save(tx, typed)?;
        Ok(Effects::default())
    }
}

/// A section as its form would be sent now.
fn stored(lang: Lang, settings: &Settings, section: &str, version: i64) -> Form {
    let pairs = in_section(section).map(|definition| {
        let value = match (definition.kind, settings.text(definition.key)) {
            (Kind::Switch, "false") => String::new(),
            (kind, value) => written(kind, value, lang),
        };
        (definition.key.to_owned(), value)
    });
    let version = ("version".to_owned(), version.to_string());
    Form::from_pairs(pairs.chain([version]).collect())
}

/// `POST /settings/{section}`: all settings of one section.
///
/// # Errors
/// [`Error::NotFound`] for a section that is none; [`Error::Stale`] when it was changed meanwhile.
pub async fn save(ctx: Ctx) -> Answer {
    let section = ctx.param("section").to_owned();
    let form = ctx.form()?;
    let definitions: Vec<&'static Definition> = in_section(&section).collect();
    if definitions.is_empty() {
        return Err(Error::NotFound);
    }
    let typed: Vec<(String, String)> = definitions
        .iter()
        .map(|definition| {
            let value = form.text(definition.key).to_owned();
            (definition.key.to_owned(), value)
        })
        .collect();
    let read = form.version();
    let (said, place) = (ctx.lang.t("saved"), format!("/settings#{section}"));
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let keys = definitions.iter().map(|definition| definition.key);
            if read.is_some_and(|read| version(tx, keys).is_ok_and(|now| now != read)) {
                return Err(Error::Stale);
            }
            let effects = store(tx, &typed)?;
            let said = standing_orders::pages::said(lang, said, &effects);
            Ok(Stored::see(place).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&ctx, Some((section, form)), errors, status).await
        }
        Err(Error::Stale) => {
            let name = section.clone();
            let now = move |view: &View| {
                let version = version(view, in_section(&name).map(|definition| definition.key))?;
                Ok(stored(lang, &view.settings, &name, version))
            };
            let (form, errors) = overtaken(&ctx, ("settings", None), "setting", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            show(&ctx, Some((section, form)), errors, status).await
        }
        answer => answer,
    }
}

/// Every setting.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsList {
    pub items: Vec<Setting>,
    /// What other opening days did to the orders of standing orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Setting {
    pub key: &'static str,
    pub section: &'static str,
    pub value: String,
    pub default: &'static str,
    /// Whether somebody set it.
    pub is_set: bool,
    /// What it may be, where that is one of few.
    pub choices: Vec<&'static str>,
}

/// Settings to be changed, by key; all or none.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SettingsBody {
    pub values: BTreeMap<String, String>,
}

fn all_keys() -> impl Iterator<Item = &'static str> {
    DEFINITIONS.iter().map(|definition| definition.key)
}

fn list(settings: &Settings, effects: Option<Effects>) -> SettingsList {
    let items = DEFINITIONS.iter().map(|definition| Setting {
        key: definition.key,
        section: definition.section,
        value: settings.text(definition.key).to_owned(),
        default: definition.default,
        is_set: settings.is_set(definition.key),
        choices: match definition.kind {
            Kind::Choice(choices) => choices.to_vec(),
            Kind::Switch => vec!["true", "false"],
            _ => Vec::new(),
        },
    });
    SettingsList {
        items: items.collect(),
        effects,
    }
}

/// `GET /api/v1/settings`
///
/// # Errors
/// Those of the database.
pub async fn get_all(ctx: Ctx) -> Answer {
    told(&ctx, None).await
}

async fn told(ctx: &Ctx, effects: Option<Effects>) -> Answer {
    let (list, version) = ctx
        .read(|view| Ok((list(&view.settings, effects), version(view, all_keys())?)))
        .await?;
    json_version(&list, version)
}

/// `PUT /api/v1/settings`: with opening days among them it says what became of standing orders.
///
/// # Errors
/// 422 with every wrong value; 412 when something was changed meanwhile.
pub async fn put_all(ctx: Ctx) -> Answer {
    let body: SettingsBody = Body::read(&ctx)?;
    let read = ctx.if_match()?;
    let mut unknown = FieldErrors::default();
    for key in body.values.keys() {
        if settings::definition(key).is_none() {
            unknown.add(key.as_str(), "setting-unknown");
        }
    }
    unknown.or(())?;
    let typed: Vec<(String, String)> = body.values.into_iter().collect();
    let reopens = typed.iter().any(|(key, _)| key == settings::OPENING_DAYS);
    let effects = ctx
        .write(move |tx| {
            if version(tx, all_keys())? != read {
                return Err(Error::Stale);
            }
            store(tx, &typed)
        })
        .await?;
    told(&ctx, reopens.then_some(effects)).await
}
