//! A customer's week: items by weekday over all standing orders, saved at once from a day on.

use actix_web::http::StatusCode;

use super::grid::{self, Grid};
use super::{error_of, first_open, rhythm, said, short, typed};
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission;
use crate::standing_orders::week::{as_new, is_same, running};
use crate::standing_orders::{self as standing, Effects, NewTemplate, Template};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, TemplateId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(askama::Template)]
#[template(path = "standing/customer_week.html")]
struct WeekPage {
    frame: Frame,
    id: String,
    name: String,
    parts: Vec<Part>,
    form: Form,
    errors: Vec<(String, String)>,
    offers: Vec<String>,
    may_edit: bool,
    key: String,
}

/// One standing order of the week.
struct Part {
    id: String,
    version: i64,
    name: String,
    rhythm: String,
    grid: Grid,
}

impl WeekPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /customers/{id}/week?from=`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn customer_week(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    week_page(&ctx, id, None, FieldErrors::default(), StatusCode::OK).await
}

async fn week_page(
    ctx: &Ctx,
    id: CustomerId,
    typed: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let asked = ctx.query.text("from").parse::<Day>().ok();
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let customer = customers::find(view, id)?;
        let from = asked.unwrap_or(first_open(view)?).max(view.today());
        let mut parts = Vec::new();
        for (number, template) in in_order(view, id, typed.as_ref())?.into_iter().enumerate() {
            let prefix = format!("t.{number}.");
            let version = typed
                .as_ref()
                .map(|form| form.text(&format!("{prefix}version")));
            let version = version.and_then(|text| text.parse().ok());
            let grid = match &typed {
                Some(form) => Grid::typed(view, &prefix, form, &errors, lang)?,
                None => Grid::standing(view, &prefix, &template.schedule, from, lang)?,
            };
            parts.push(Part {
                id: template.id.to_string(),
                version: version.unwrap_or(template.version),
                rhythm: rhythm(&template.schedule, from, lang),
                name: template.recurring_name,
                grid,
            });
        }
        let form = typed.unwrap_or_else(|| {
            let mut form = Form::default();
            form.set("from", from.to_string());
            form
        });
        Ok(WeekPage {
            id: id.to_string(),
            name: customer.name().to_owned(),
            parts,
            form,
            errors,
            offers: grid::offers(view)?,
            may_edit: frame.may(Permission::EditOrders),
            key: uuid::Uuid::new_v4().to_string(),
            frame,
        })
    })
    .await
}

/// `POST /customers/{id}/week`
///
/// # Errors
/// Those of the verb.
pub async fn save_customer_week(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let form = ctx.form()?;
    let typed = form.clone();
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let from = typed::from_day(tx, &typed)?;
            let mut effects = Effects::default();
            let mut saved: Vec<String> = Vec::new();
            for number in 0.. {
                let prefix = format!("t.{number}.");
                let Some(text) = typed.optional(&format!("{prefix}id")) else {
                    break;
                };
                let template: TemplateId = text.parse().map_err(|_| Error::NotFound)?;
                let before = standing::find(tx, template, tx.today())?;
                if before.customer_id != id {
                    return Err(Error::NotFound);
                }
                let new = read(tx, &prefix, &typed, &before)?;
                if is_same(tx, &before, &new.lines, from)? {
                    continue;
                }
                let version = typed.text(&format!("{prefix}version")).parse();
                let version = version.unwrap_or_default();
                let result = standing::edit(tx, template, version, new, from);
                let (_, more) = result.map_err(|error| prefixed(error, &prefix))?;
                effects.add(more);
                let now = standing::find(tx, template, tx.today())?.version;
                if now != before.version {
                    saved.push(format!("{template}_{now}"));
                }
            }
            let see = format!("/customers/{id}/week");
            if saved.is_empty() {
                return Ok(Stored::see(see).saying(lang.t("standing-week-same")));
            }
            let words = lang.with1("standing-week-saved", "day", short(from, lang));
            let undo = format!("{see}/take-back?of={}", saved.join("~"));
            let stored = Stored::see(see).saying(said(lang, words, &effects));
            Ok(stored.undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            week_page(&ctx, id, Some(form), errors, status).await
        }
        Err(Error::Stale) => {
            let (form, errors) = came_too_late(&ctx, id, form).await?;
            week_page(
                &ctx,
                id,
                Some(form),
                errors,
                StatusCode::PRECONDITION_FAILED,
            )
            .await
        }
        other => other,
    }
}

/// `POST /customers/{id}/week/take-back?of=`: makes the newest change of each of those standing orders undone, or of none.
///
/// # Errors
/// Those of the verb; [`Error::NotFound`] for one that is not this customer's.
pub async fn take_week_back(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let read = |part: &str| {
        let (template, version) = part.split_once('_')?;
        Some((template.parse().ok()?, version.parse().ok()?))
    };
    let changed = ctx.query.text("of").split('~').map(read);
    let changed: Option<Vec<(TemplateId, i64)>> = changed.collect();
    let changed = changed.ok_or(Error::NotFound)?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let mut effects = Effects::default();
        for (template, version) in changed {
            if standing::find(tx, template, tx.today())?.customer_id != id {
                return Err(Error::NotFound);
            }
            effects.add(standing::take_edit_back(tx, template, version)?);
        }
        let words = lang.t("standing-change-undone");
        Ok(Stored::see(format!("/customers/{id}/week")).saying(said(lang, words, &effects)))
    })
    .await
}

/// The running standing orders, in the order in which a form that was typed has them.
fn in_order(view: &View, id: CustomerId, typed: Option<&Form>) -> Result<Vec<Template>> {
    let mut found = running(view, id)?;
    // A form that names none is an empty one.
    if let Some(form) = typed.filter(|form| form.has("t.0.id")) {
        let place = |template: &Template| {
            let id = template.id.to_string();
            (0..form.pairs().len()).find(|number| form.text(&format!("t.{number}.id")) == id)
        };
        found.retain(|template| place(template).is_some());
        found.sort_by_key(|template| place(template));
    }
    Ok(found)
}

/// What was typed over the week that is stored by now, and what is stored where it differs.
async fn came_too_late(ctx: &Ctx, id: CustomerId, typed: Form) -> Result<(Form, FieldErrors)> {
    let lang = ctx.lang;
    let known = typed.clone();
    let (stale, versions) = ctx
        .read(move |view| {
            let (mut stale, mut versions) = (None, Vec::new());
            for (number, template) in in_order(view, id, Some(&known))?.iter().enumerate() {
                let name = format!("t.{number}.version");
                if known.text(&name) != template.version.to_string() {
                    stale = stale.or(Some(template.id));
                }
                versions.push((name, template.version.to_string()));
            }
            Ok((stale, versions))
        })
        .await?;
    let mut form = typed;
    for (name, version) in versions {
        form.set(&name, version);
    }
    let about = ("standing_order", stale.ok_or(Error::Stale)?.0);
    let asked = form.clone();
    let now = move |view: &View| {
        let from = typed::from_day(view, &asked)?;
        let mut form = Form::default();
        form.set("from", asked.text("from"));
        for (number, template) in in_order(view, id, Some(&asked))?.iter().enumerate() {
            let prefix = format!("t.{number}.");
            form.set(&format!("{prefix}id"), template.id.to_string());
            form.set(&format!("{prefix}version"), template.version.to_string());
            Grid::standing(view, &prefix, &template.schedule, from, lang)?.fill(&mut form);
        }
        Ok(form)
    };
    overtaken(ctx, about, "standing", &form, now).await
}

/// The standing order as it is, with the lines as typed.
fn read(view: &View, prefix: &str, form: &Form, before: &Template) -> Result<NewTemplate> {
    let mut errors = FieldErrors::default();
    let lines = grid::read(view, prefix, form, &mut errors)?;
    errors.or(())?;
    Ok(NewTemplate {
        lines,
        ..as_new(before)
    })
}

/// An error of the lines at its place in the page.
fn prefixed(error: Error, prefix: &str) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for error in &mut errors.0 {
                if error.field.starts_with("order_items.") {
                    error.field = format!("{prefix}{}", error.field);
                }
            }
            Error::Invalid(errors)
        }
        other => other,
    }
}
