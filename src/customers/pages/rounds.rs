//! Rounds, their stops, and until when orders are taken.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{error_of, none};
use crate::customers::api::cutoffs_version;
use crate::customers::rounds::{self, Cutoff, NewRound, Round, Stop};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Arg;
use crate::people::{self, roles::Permission as P, roles::Role};
use crate::production;
use crate::values::calendar::{Time, weekday_name};
use crate::values::ids::{PointId, RouteId};
use crate::web::answer::speak_fields;
use crate::web::history;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

/// A column of the table of cut-offs: the bakery itself, or a round.
struct Column {
    /// "all", or the id of the round.
    code: String,
    name: String,
}

#[derive(Template)]
#[template(path = "rounds/index.html")]
struct IndexPage {
    frame: Frame,
    /// Round, driver, number of stops.
    rounds: Vec<(Round, String, usize)>,
    columns: Vec<Column>,
    form: Form,
    cutoffs: Form,
    /// The days that are asked about.
    closes: String,
    errors: Vec<(String, String)>,
    drivers: Vec<(String, String)>,
    can_edit: bool,
    can_cut_off: bool,
    key: String,
}

impl IndexPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn weekdays(&self) -> Vec<(u8, &'static str)> {
        (1..=7)
            .map(|weekday| (weekday, weekday_name(weekday, self.frame.lang)))
            .collect()
    }

    fn cell(&self, part: &str, column: &Column, weekday: &u8) -> &str {
        self.cutoffs
            .text(&format!("{part}.{}.{weekday}", column.code))
    }

    /// What is wrong with a cell, or stored of it where somebody else was faster.
    fn wrong(&self, part: &str, column: &Column, weekday: &u8) -> &str {
        self.error(&format!("{part}.{}.{weekday}", column.code))
    }

    fn is_wrong(&self, part: &str, column: &Column, weekday: &u8) -> bool {
        !self.wrong(part, column, weekday).is_empty()
    }
}

#[derive(Template)]
#[template(path = "rounds/show.html")]
struct ShowPage {
    frame: Frame,
    round: Round,
    stops: Vec<Stop>,
    form: Form,
    errors: Vec<(String, String)>,
    /// The days that are asked about.
    closes: String,
    drivers: Vec<(String, String)>,
    history: Vec<history::Row>,
    can_edit: bool,
    can_cut_off: bool,
    key: String,
}

impl ShowPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn address(&self, stop: &Stop) -> String {
        let point = &stop.point;
        super::show::address([
            &point.address_line1,
            &point.address_line2,
            &point.postal_code,
            &point.city,
        ])
    }
}

fn drivers(view: &View) -> Result<Vec<(String, String)>> {
    let people = people::list(view)?;
    let drivers = people
        .into_iter()
        .filter(|person| person.role == Role::Driver && person.disabled_at.is_none());
    Ok(drivers
        .map(|person| (person.id.to_string(), person.name))
        .collect())
}

/// `GET /rounds`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    index_page(&ctx, Form::default(), None, none(), StatusCode::OK).await
}

async fn index_page(
    ctx: &Ctx,
    form: Form,
    cutoffs: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let closes = asked_of(&errors);
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let all = rounds::list(view)?;
        let mut columns = vec![Column {
            code: "all".to_owned(),
            name: frame.t("rounds-everything"),
        }];
        let mut shown = Vec::new();
        for round in all {
            if round.is_active {
                columns.push(Column {
                    code: round.id.to_string(),
                    name: round.name.clone(),
                });
            }
            let driver = match round.driver_id {
                Some(driver) => people::find(view, driver)?.name,
                None => String::new(),
            };
            let stops = rounds::stops(view, round.id)?.len();
            shown.push((round, driver, stops));
        }
        Ok(IndexPage {
            rounds: shown,
            cutoffs: match cutoffs {
                Some(typed) => typed,
                None => filled_cutoffs(rounds::cutoffs(view)?)?,
            },
            drivers: drivers(view)?,
            can_edit: frame.may(P::EditCustomers),
            can_cut_off: frame.may(P::EditCutoffs),
            key: Uuid::now_v7().to_string(),
            frame,
            columns,
            form,
            closes,
            errors,
        })
    })
    .await
}

/// The days that [`production::move_cutoffs`] and [`production::change_round`] ask about.
fn asked_of(errors: &FieldErrors) -> String {
    let mut fields = errors.0.iter();
    let asked = fields.find(|error| error.field == "confirm_closes");
    let mut args = asked.into_iter().flat_map(|error| &error.message.args);
    match args.find(|(name, _)| *name == "asked") {
        Some((_, Arg::Text(days))) => days.clone(),
        _ => String::new(),
    }
}

fn filled_cutoffs(cutoffs: Vec<Cutoff>) -> Result<Form> {
    let mut pairs = Vec::new();
    for cutoff in &cutoffs {
        let column = cutoff
            .route_id
            .map_or_else(|| "all".to_owned(), |id| id.to_string());
        pairs.push((
            format!("days.{column}.{}", cutoff.weekday),
            cutoff.days_before.to_string(),
        ));
        pairs.push((
            format!("at.{column}.{}", cutoff.weekday),
            cutoff.at.to_string(),
        ));
    }
    let version = cutoffs_version(cutoffs)?;
    pairs.push(("version".to_owned(), version.to_string()));
    Ok(Form::from_pairs(pairs))
}

fn read(form: &Form) -> Result<NewRound> {
    let mut errors = FieldErrors::default();
    form.required("departs_at", &mut errors);
    let new = NewRound {
        name: form.required("name", &mut errors),
        departs_at: form.time("departs_at", &mut errors).unwrap_or_default(),
        driver_id: form.parsed("driver_id", "setting-choice", &mut errors),
        is_active: form.is_on("is_active"),
    };
    errors.or(new)
}

/// `POST /rounds`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let mut form = ctx.form()?;
    form.set("is_active", "on");
    let made = match read(&form) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                let id = rounds::create(tx, &new)?;
                Ok(Stored::see(format!("/rounds/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match made {
        Err(Error::Invalid(errors)) => {
            index_page(&ctx, form, None, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `POST /rounds/cutoffs`
///
/// # Errors
/// Those of the verb.
pub async fn save_cutoffs(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let saved = match read_cutoffs(&form) {
        Ok(mut cutoffs) => {
            let said = ctx.lang.t("saved");
            let meant = production::Closes::of_text(form.text("confirm_closes"));
            let (version, typed) = (form.version(), form.clone());
            ctx.once(move |tx| {
                let stored = rounds::cutoffs(tx)?;
                if version != Some(cutoffs_version(stored.clone())?) {
                    return Err(Error::Stale);
                }
                // Those of rounds that are switched off have no fields, and wait until they are driven again.
                cutoffs.extend(stored.into_iter().filter(|one| !has_column(&typed, one)));
                production::move_cutoffs(tx, &cutoffs, &meant)?;
                Ok(Stored::see("/rounds").saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Err(Error::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            index_page(&ctx, Form::default(), Some(form), errors, status).await
        }
        Err(Error::Stale) => {
            let mut form = form;
            form.remove("confirm_closes");
            // What the history calls them, for who was faster.
            form.set("cutoffs", "");
            let now = |view: &View| filled_cutoffs(rounds::cutoffs(view)?);
            let about = ("cutoffs", None);
            let (form, errors) = overtaken(&ctx, about, "cutoffs", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            index_page(&ctx, Form::default(), Some(form), errors, status).await
        }
        answer => answer,
    }
}

/// Whether a cut-off is one that the form has fields for.
fn has_column(form: &Form, cutoff: &Cutoff) -> bool {
    let Some(id) = cutoff.route_id else {
        return true;
    };
    let column = format!("at.{id}.");
    let mut names = form.pairs().iter().map(|(name, _)| name);
    names.any(|name| name.starts_with(&column))
}

/// Every `at.<column>.<weekday>` that has a time, with its `days.…`.
fn read_cutoffs(form: &Form) -> Result<Vec<Cutoff>> {
    let mut errors = FieldErrors::default();
    let mut cutoffs = Vec::new();
    let mut columns: Vec<&str> = form
        .pairs()
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("at.")?.split('.').next())
        .collect();
    columns.sort_unstable();
    columns.dedup();
    if !columns.contains(&"all") {
        columns.push("all");
    }
    for column in columns {
        let route_id: Option<RouteId> = match column {
            "all" => None,
            id => Some(id.parse().map_err(|_| Error::NotFound)?),
        };
        for weekday in 1..=7_u8 {
            let (days, at) = (
                format!("days.{column}.{weekday}"),
                format!("at.{column}.{weekday}"),
            );
            if form.optional(&at).is_none() {
                if route_id.is_none() {
                    errors.add(at, "field-required");
                }
                continue;
            }
            let time: Option<Time> = form.time(&at, &mut errors);
            let days_before = form.whole(&days, &mut errors).unwrap_or(1);
            if !(0..=14).contains(&days_before) {
                let message = crate::error::Message::new("setting-between")
                    .arg("least", 0_i64)
                    .arg("most", 14_i64);
                errors.add(days, message);
            }
            cutoffs.push(Cutoff {
                route_id,
                weekday,
                days_before,
                at: time.unwrap_or_default(),
            });
        }
    }
    errors.or(cutoffs)
}

/// `GET /rounds/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    show_page(&ctx, id, None, none(), StatusCode::OK).await
}

fn filled(round: &Round) -> Form {
    let pairs = [
        ("name", round.name.clone()),
        ("departs_at", round.departs_at.to_string()),
        (
            "driver_id",
            round
                .driver_id
                .map_or_else(String::new, |id| id.to_string()),
        ),
        (
            "is_active",
            if round.is_active { "on" } else { "" }.to_owned(),
        ),
        ("version", round.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

async fn show_page(
    ctx: &Ctx,
    id: RouteId,
    form: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let closes = asked_of(&errors);
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let round = rounds::find(view, id)?;
        Ok(ShowPage {
            closes,
            can_cut_off: frame.may(P::EditCutoffs),
            form: form.unwrap_or_else(|| filled(&round)),
            stops: rounds::stops_with_customers(view, id)?,
            drivers: drivers(view)?,
            history: match frame.may(P::SeeHistory) {
                true => history::of(view, frame.lang, "route", id)?,
                false => Vec::new(),
            },
            can_edit: frame.may(P::EditCustomers),
            key: Uuid::now_v7().to_string(),
            frame,
            round,
            errors,
        })
    })
    .await
}

/// `POST /rounds/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<RouteId>("id")?);
    let version = form.version().unwrap_or_default();
    if form.has("confirm_closes") {
        ctx.need(P::EditCutoffs)?;
    }
    let meant = production::Closes::of_text(form.text("confirm_closes"));
    let saved = match read(&form) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                production::change_round(tx, id, version, &new, &meant)?;
                Ok(Stored::see(format!("/rounds/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Err(Error::Invalid(errors)) => {
            show_page(
                &ctx,
                id,
                Some(form),
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let now = move |view: &View| Ok(filled(&rounds::find(view, id)?));
            let (form, errors) = overtaken(&ctx, ("route", id.0), "round", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            show_page(&ctx, id, Some(form), errors, status).await
        }
        answer => answer,
    }
}

/// `POST /rounds/{id}/stops/{point}`: `place` is its new place, or `move` is up or down.
///
/// # Errors
/// Those of the verb.
pub async fn move_stop(ctx: Ctx) -> Answer {
    let (id, point): (RouteId, PointId) = (ctx.id("id")?, ctx.id("point")?);
    let form = ctx.form()?;
    let mut errors = FieldErrors::default();
    let typed = form.whole("place", &mut errors);
    if typed.is_none() && !matches!(form.text("move"), "up" | "down") {
        errors.add("place", "field-whole");
    }
    if !errors.is_empty() {
        return show_page(&ctx, id, None, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (way, said) = (form.text("move").to_owned(), ctx.lang.t("saved"));
    ctx.once(move |tx| {
        let stops = rounds::stops(tx, id)?;
        let now = stops
            .iter()
            .position(|stop| stop.id == point)
            .ok_or(Error::NotFound)?
            + 1;
        // Enter in the field presses the first button too: a typed place counts before it.
        let place = match (typed, way.as_str()) {
            (Some(place), _) => usize::try_from(place).unwrap_or(1),
            (None, "up") => now.saturating_sub(1),
            (None, _) => now + 1,
        };
        rounds::move_stop(tx, point, place)?;
        Ok(Stored::see(format!("/rounds/{id}")).saying(said))
    })
    .await
}
