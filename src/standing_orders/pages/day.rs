//! One date of a standing order: skipped, moved, with other quantities, as usual again.

use actix_web::http::StatusCode;

use super::grid::{self, Cell, Grid, Row};
use super::one::{date_row, show_page};
use super::{error_of, said, short, title};
use crate::catalog;
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::standing_orders as standing;
use crate::standing_orders::dates::{Plan, Quantities, Schedule};
use crate::standing_orders::week::base_quantity;
use crate::values::calendar::{self, Day};
use crate::values::ids::TemplateId;
use crate::values::quantity::Quantity;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(askama::Template)]
#[template(path = "standing/day.html")]
struct DayPage {
    frame: Frame,
    id: String,
    title: String,
    day: Day,
    words: String,
    state: Vec<(&'static str, String)>,
    is_date: bool,
    single: bool,
    grid: Grid,
    form: Form,
    errors: Vec<(String, String)>,
    offers: Vec<String>,
    key: String,
    may_edit: bool,
}

impl DayPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /standing-orders/{id}/dates?day=`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let today = ctx.app.db.today();
    let mut errors = FieldErrors::default();
    let day = ctx.query.day("day", today, &mut errors);
    let day = day.ok_or(Error::NotFound)?;
    day_page(&ctx, id, day, None, FieldErrors::default()).await
}

async fn day_page(
    ctx: &Ctx,
    id: TemplateId,
    day: Day,
    typed: Option<Form>,
    errors: FieldErrors,
) -> Answer {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let template = standing::find(view, id, view.today().min(day))?;
        let customer = customers::find(view, template.customer_id)?;
        let grid = match &typed {
            Some(form) => Grid::typed(view, "", form, &errors, lang)?,
            None => day_grid(view, &template.schedule, day, lang)?,
        };
        let ahead = standing::ahead(view, &template, day, 1)?;
        let ahead = ahead.first().filter(|ahead| ahead.date == day);
        let state = match ahead {
            Some(ahead) => date_row(view, ahead, &template, lang)?.notes,
            None => Vec::new(),
        };
        let is_done = day < view.today() || ahead.is_some_and(|ahead| ahead.is_frozen);
        Ok(DayPage {
            id: id.to_string(),
            title: title(&customer, &template.recurring_name),
            words: calendar::words(day, lang),
            day,
            state,
            is_date: template.schedule.plan(day) != Plan::NoDate,
            single: template.schedule.dates.contains_key(&day),
            grid,
            form: typed.unwrap_or_default(),
            errors,
            offers: grid::offers(view)?,
            key: uuid::Uuid::new_v4().to_string(),
            may_edit: !is_done && frame.may(Permission::EditOrders),
            frame,
        })
    })
    .await
}

/// One column: what this date has now, and as a hint what is usual.
fn day_grid(view: &View, schedule: &Schedule, day: Day, lang: Lang) -> Result<Grid> {
    let plan = schedule.plan(day);
    let now = |product| match &plan {
        Plan::Made(delivery) => delivery
            .lines
            .iter()
            .find(|line| line.product_id == product)
            .map(|line| line.quantity)
            .unwrap_or_default(),
        _ => schedule
            .dates
            .get(&day)
            .and_then(|one| one.quantities()?.get(&product).copied())
            .unwrap_or_default(),
    };
    let columns = Grid::columns(true, lang);
    let mut rows = Vec::new();
    for line in schedule.usual(day) {
        let item = catalog::find(view, line.product_id)?;
        let usual = if schedule.frequency.falls_on(day, schedule.start) {
            line.on(day)
        } else {
            Quantity::default()
        };
        let now = match &plan {
            Plan::Stopped(_) => usual,
            _ => now(line.product_id),
        };
        rows.push(Row {
            product_id: line.product_id.to_string(),
            product: item.full_name(),
            unit: line.unit.clone(),
            cells: vec![Cell {
                value: grid::in_units(now, line.unit_size, lang),
                usual: grid::in_units(usual, line.unit_size, lang),
                ..Cell::of(&columns[0])
            }],
            ..Row::default()
        });
    }
    let extra = match &plan {
        Plan::Made(delivery) => delivery.lines.as_slice(),
        _ => &[],
    };
    for line in extra.iter().filter(|line| line.unit.is_none()) {
        let item = catalog::find(view, line.product_id)?;
        let unit = catalog::line_unit(view, &item, "")?;
        rows.push(Row {
            product_id: line.product_id.to_string(),
            product: item.full_name(),
            unit: unit.code,
            cells: vec![Cell {
                value: grid::in_units(line.quantity, unit.size, lang),
                ..Cell::of(&columns[0])
            }],
            ..Row::default()
        });
    }
    rows.push(Row {
        cells: columns.iter().map(Cell::of).collect(),
        ..Row::default()
    });
    Ok(Grid {
        prefix: String::new(),
        rows,
        columns,
    })
}

/// `POST /standing-orders/{id}/dates`: `day` and `action`: `skip`, `move` (`moved_to`) or `change` (rows), `reason`.
///
/// # Errors
/// Those of the verbs.
pub async fn change_day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let form = ctx.form()?;
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let Some(day) = form.day("day", today, &mut errors) else {
        if errors.is_empty() {
            errors.add("day", "field-required");
        }
        return show_page(&ctx, id, None, errors).await;
    };
    let to = form.day("moved_to", today, &mut errors);
    let typed = form.clone();
    let lang = ctx.lang;
    let result = match errors.or(()) {
        Ok(()) => {
            ctx.once(move |tx| {
                let why = typed.text("reason");
                let (words, effects) = match typed.text("action") {
                    "skip" => {
                        let effects = standing::skip_date(tx, id, day, why)?;
                        (
                            lang.with1("standing-day-skipped", "day", short(day, lang)),
                            effects,
                        )
                    }
                    "move" => {
                        let to = to.ok_or_else(|| Error::field("moved_to", "field-required"))?;
                        let effects = standing::move_date(tx, id, day, to, why)?;
                        let (from, to) = (short(day, lang), short(to, lang));
                        (
                            lang.with2("standing-day-moved", "day", from, "to", to),
                            effects,
                        )
                    }
                    "change" => {
                        let goods = read_day(tx, &typed, id, day)?;
                        let effects = standing::change_date(tx, id, day, goods, why)?;
                        (
                            lang.with1("standing-day-changed", "day", short(day, lang)),
                            effects,
                        )
                    }
                    _ => return Err(Error::field("action", "setting-choice")),
                };
                Ok(Stored::see(format!("/standing-orders/{id}"))
                    .saying(said(lang, words, &effects))
                    .undo(format!("/standing-orders/{id}/dates/{day}/restore")))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match result {
        Err(Error::Invalid(errors)) => day_page(&ctx, id, day, Some(form), errors).await,
        other => other,
    }
}

/// The quantities that differ from the usual ones; a product whose row was emptied is none.
fn read_day(view: &View, form: &Form, id: TemplateId, day: Day) -> Result<Quantities> {
    let template = standing::find(view, id, view.today().min(day))?;
    let schedule = &template.schedule;
    let mut errors = FieldErrors::default();
    let lines = grid::read(view, "", form, &mut errors)?;
    errors.or(())?;
    let in_rhythm = schedule.frequency.falls_on(day, schedule.start);
    let mut goods = Quantities::new();
    for line in lines {
        let quantity = base_quantity(view, line.product_id, &line.unit, line.week[0])?;
        let usual = schedule
            .usual(day)
            .find(|known| known.product_id == line.product_id)
            .filter(|_| in_rhythm)
            .map(|known| known.on(day));
        if usual.unwrap_or_default() != quantity {
            goods.insert(line.product_id, quantity);
        }
    }
    Ok(goods)
}

/// `POST /standing-orders/{id}/dates/{day}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore_day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let day: Day = ctx.id("day")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::restore_date(tx, id, day)?;
        let words = lang.with1("standing-day-restored", "day", short(day, lang));
        Ok(Stored::see(format!("/standing-orders/{id}")).saying(said(lang, words, &effects)))
    })
    .await
}
