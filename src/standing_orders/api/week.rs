//! A week over the API: a customer's, the lines of all their running standing orders, read and saved at once; and the totals
//! over all customers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LineBody, LineOut, first_open, line_out, reading};
use crate::catalog;
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::standing_orders::lines::WEEKDAYS;
use crate::standing_orders::week::{as_new, is_same, running};
use crate::standing_orders::{self as standing, Effects, NewTemplate, Template};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, ItemId, TemplateId};
use crate::values::{BaseUnit, Quantity};
use crate::web::answer::{json, json_version};
use crate::web::api::fingerprint;
use crate::web::{Answer, Body, Ctx};

/// A customer's week as it holds on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekOut {
    pub customer_id: CustomerId,
    pub from: Day,
    pub standing_orders: Vec<WeekPartOut>,
    /// What the change did to orders already made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

/// One standing order of the week.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekPartOut {
    pub id: TemplateId,
    pub recurring_name: String,
    /// daily, weekly, biweekly or monthly.
    pub frequency: &'static str,
    pub version: i64,
    pub order_items: Vec<LineOut>,
}

/// A week as sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WeekBody {
    /// The first day that it counts for; none is the next day whose orders are taken.
    pub from: Option<Day>,
    /// Those that change; each with all its lines.
    pub standing_orders: Vec<WeekPartBody>,
}

/// One standing order of the week as sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WeekPartBody {
    pub id: TemplateId,
    pub order_items: Vec<LineBody>,
}

/// `GET /api/v1/customers/{id}/week?from=`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let mut errors = FieldErrors::default();
    let from = ctx.query.day("from", ctx.app.db.today(), &mut errors);
    errors.or(())?;
    let (week, version) = ctx.read(move |view| told(view, id, from, None)).await?;
    json_version(&week, version)
}

/// `PUT /api/v1/customers/{id}/week`
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when one of their standing orders changed since it was read.
pub async fn save(ctx: Ctx) -> Answer {
    let (id, version): (CustomerId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: WeekBody = Body::read(&ctx)?;
    let (week, version) = ctx
        .write(move |tx| {
            let standing = running(tx, id)?;
            if version_of(&standing)? != version {
                return Err(Error::Stale);
            }
            let from = match body.from {
                Some(from) => from,
                None => first_open(tx)?,
            };
            let mut effects = Effects::default();
            for (place, part) in body.standing_orders.into_iter().enumerate() {
                let before = standing.iter().find(|template| template.id == part.id);
                let before = before.ok_or_else(|| {
                    Error::field(format!("standing_orders.{place}.id"), "setting-choice")
                })?;
                let new = read(before, part.order_items);
                let new = new.map_err(|error| at(error, place))?;
                if is_same(tx, before, &new.lines, from)? {
                    continue;
                }
                let done = standing::edit(tx, part.id, before.version, new, from);
                effects.add(done.map_err(|error| at(error, place))?.1);
            }
            told(tx, id, Some(from), Some(effects))
        })
        .await?;
    json_version(&week, version)
}

fn read(before: &Template, items: Vec<LineBody>) -> Result<NewTemplate> {
    let mut errors = FieldErrors::default();
    let schedule = &before.schedule;
    let lines = reading::lines(items, schedule.frequency, schedule.start, &mut errors);
    errors.or(NewTemplate {
        lines,
        ..as_new(before)
    })
}

/// An error of a standing order at its place in the week.
fn at(error: Error, place: usize) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for error in errors.0.iter_mut().filter(|error| error.field != "from") {
                error.field = format!("standing_orders.{place}.{}", error.field);
            }
            Error::Invalid(errors)
        }
        error => error,
    }
}

fn version_of(standing: &[Template]) -> Result<i64> {
    let versions: Vec<(TemplateId, i64)> = standing
        .iter()
        .map(|template| (template.id, template.version))
        .collect();
    fingerprint(&versions)
}

fn told(
    view: &View,
    id: CustomerId,
    from: Option<Day>,
    effects: Option<Effects>,
) -> Result<(WeekOut, i64)> {
    customers::find(view, id)?;
    let from = match from {
        Some(from) => from,
        None => first_open(view)?,
    };
    let standing = running(view, id)?;
    let version = version_of(&standing)?;
    let parts = standing.into_iter().map(|template| {
        let schedule = &template.schedule;
        let lines = schedule.usual(from.max(schedule.start));
        WeekPartOut {
            order_items: lines.map(line_out).collect(),
            id: template.id,
            frequency: schedule.frequency.code(),
            version: template.version,
            recurring_name: template.recurring_name,
        }
    });
    let week = WeekOut {
        customer_id: id,
        from,
        standing_orders: parts.collect(),
        effects,
    };
    Ok((week, version))
}

/// What a week of standing orders comes to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekTotalsOut {
    /// Monday and Sunday.
    pub from: Day,
    pub to: Day,
    pub items: Vec<ItemWeekOut>,
}

/// An item of the week, in base units.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemWeekOut {
    pub product_id: ItemId,
    pub product_name: String,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    /// `monday` to `sunday`.
    pub quantities: BTreeMap<&'static str, Quantity>,
    pub total: Quantity,
}

/// `GET /api/v1/standing-orders/week?from=`: without `from` next week.
///
/// # Errors
/// 422 for a day that cannot be read.
pub async fn totals(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let from = ctx.query.day("from", today, &mut errors);
    let monday = errors.or(from.unwrap_or(today.add_days(7)))?.week_start();
    let items = ctx
        .read(move |view| {
            let mut items = Vec::new();
            for (id, week) in standing::week_totals(view, monday)? {
                let item = catalog::find(view, id)?;
                items.push(ItemWeekOut {
                    product_id: id,
                    product_name: item.full_name(),
                    base_unit: item.base_unit,
                    quantities: WEEKDAYS.into_iter().zip(week).collect(),
                    total: week.iter().copied().sum(),
                });
            }
            items.sort_by(|one, other| one.product_name.cmp(&other.product_name));
            Ok(items)
        })
        .await?;
    json(&WeekTotalsOut {
        from: monday,
        to: monday.add_days(6),
        items,
    })
}
