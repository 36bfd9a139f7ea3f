//! `/api/v1/standing-orders`, `/customers/{id}/pauses`, `/closed-days`, `/orders/wholesale/recurring`.

mod reading;
mod stops;
pub mod week;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dates::{DeliveryLine, Line, MonthRule, Plan, Quantities};
use super::lines::WEEKDAYS;
use super::{Effects, Template, store};
use crate::catalog;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{DeliveryMethod, days};
use crate::standing_orders as standing;
use crate::values::calendar::{Day, Instant, Time, weekday_name};
use crate::values::ids::{CustomerId, ItemId, OrderId, PointId, TemplateId};
use crate::values::quantity::Quantity;
use crate::values::round_half_away;
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

use reading::read;
pub use stops::{
    CalendarDayOut, ClosedDayBody, ClosedDayOut, DropBody, DroppedOut, GenerateBody, MissedBody,
    MissedOut, PauseBody, PauseOut, WaitBody, add_pause, calendar, close_day, closed_days,
    decide_missed, drop_missed, generate, missed, pauses, remove_pause, reopen_day, resume,
    wait_missed,
};

/// Furthest ahead that dates are told.
const FURTHEST: i64 = 366;

/// A standing order.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingOut {
    pub id: TemplateId,
    pub recurring_name: String,
    pub customer_id: CustomerId,
    pub delivery_point_id: PointId,
    /// daily, weekly, biweekly or monthly.
    pub frequency: &'static str,
    /// Weekdays with a quantity: `Monday, Saturday`.
    pub delivery_day: String,
    /// Monthly: the day of the month; 31 is the last.
    pub month_day: Option<u32>,
    /// Monthly: 1 to 4, or 5 for the last, of `month_weekday`.
    pub month_nth: Option<u32>,
    /// 1 (Monday) to 7.
    pub month_weekday: Option<u8>,
    pub delivery_method: DeliveryMethod,
    pub delivery_time: Option<Time>,
    pub delivery_notes: String,
    pub start_date: Day,
    pub end_date: Option<Day>,
    pub is_active: bool,
    pub order_items: Vec<LineOut>,
    /// The next day on which something is delivered.
    pub next_order_date: Option<Day>,
    pub last_generated_order_id: Option<OrderId>,
    /// Dates up to this one have been made or decided upon.
    pub generated_until: Option<Day>,
    /// Why the last run could not make an order.
    pub failure: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
    /// What the change did to orders already made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

/// A line of a standing order.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineOut {
    pub product_id: ItemId,
    pub unit: String,
    /// How many of the unit, where it is the same on every weekday that has any.
    pub quantity: Option<String>,
    /// How many of the unit by weekday: `monday` to `sunday`.
    pub quantities: BTreeMap<&'static str, String>,
    pub custom_instructions: String,
    pub valid_from: Day,
    /// The first day on which it no longer holds.
    pub valid_until: Option<Day>,
}

/// A line as sent: `quantity` for every delivery day, or `quantities` by weekday.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = StandingLineBody)]
pub struct LineBody {
    pub product_id: ItemId,
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Decimal>,
    /// `monday` to `sunday`.
    #[schema(value_type = Option<Object>)]
    pub quantities: Option<BTreeMap<String, Decimal>>,
    /// Code of a unit or name of a pack; none is the item's own unit.
    pub unit: Option<String>,
    #[serde(default)]
    pub custom_instructions: String,
}

/// A standing order as sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct StandingBody {
    #[serde(default)]
    pub recurring_name: String,
    pub customer_id: CustomerId,
    pub delivery_point_id: Option<PointId>,
    /// daily, weekly, biweekly or monthly.
    pub frequency: String,
    /// Weekdays for `quantity`: `Monday`, `Monday, Saturday`, or numbers from 1.
    pub delivery_day: Option<String>,
    pub month_day: Option<u32>,
    pub month_nth: Option<u32>,
    pub month_weekday: Option<u8>,
    pub delivery_method: Option<DeliveryMethod>,
    pub delivery_time: Option<Time>,
    #[serde(default)]
    pub delivery_notes: String,
    /// None: the next day whose orders are taken.
    pub start_date: Option<Day>,
    pub end_date: Option<Day>,
    pub order_items: Vec<LineBody>,
    /// In changes: the first day that they count for; none is the next day whose orders are taken.
    pub from: Option<Day>,
}

/// A decision for one date.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DateBody {
    pub day: Day,
    /// skip, move, change or restore.
    pub action: String,
    pub moved_to: Option<Day>,
    /// For `change`: the products that differ on this date, with `quantity`.
    #[serde(default)]
    pub order_items: Vec<LineBody>,
    #[serde(default)]
    pub reason: String,
}

/// A date of a standing order.
#[derive(Debug, Serialize, ToSchema)]
pub struct DateOut {
    /// The template's own date.
    pub day: Day,
    /// The day of delivery; none where nothing comes.
    pub delivery_date: Option<Day>,
    /// made (there is an order), expected, missed (it waits for a decision), dropped (it was decided not to make it),
    /// inactive, skipped, paused, closed, nothing or cancelled.
    pub status: &'static str,
    pub reason: String,
    pub order_id: Option<OrderId>,
    pub order_number: Option<String>,
    pub order_items: Vec<DateItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DateItem {
    pub product_id: ItemId,
    /// In `unit`.
    #[schema(value_type = String, example = "12")]
    pub quantity: Decimal,
    pub unit: String,
}

fn out(view: &View, template: Template, effects: Option<Effects>) -> Result<StandingOut> {
    let schedule = &template.schedule;
    let rule = schedule.frequency.month_rule();
    let (month_day, month_nth, month_weekday) = match rule {
        Some(MonthRule::Day(day)) => (Some(day), None, None),
        Some(MonthRule::Weekday { nth, weekday }) => (None, Some(nth), Some(weekday)),
        None => (None, None, None),
    };
    let today = view.today();
    let kept = |line: &&Line| line.valid_until.is_none_or(|until| until > today);
    let days = (1..=7).zip(0..).filter_map(|(weekday, at): (u8, usize)| {
        // As it is agreed from the last change on, which may not count yet.
        let any = schedule
            .lines
            .iter()
            .filter(|line| line.valid_until.is_none())
            .any(|line| line.week.get(at).is_some_and(|one| one.is_positive()));
        any.then(|| weekday_name(weekday, Lang::En))
    });
    Ok(StandingOut {
        id: template.id,
        customer_id: template.customer_id,
        delivery_point_id: template.delivery_point_id,
        frequency: schedule.frequency.code(),
        delivery_day: days.collect::<Vec<_>>().join(", "),
        month_day,
        month_nth,
        month_weekday,
        delivery_method: template.delivery_method,
        delivery_time: template.delivery_time,
        start_date: schedule.start,
        end_date: schedule.end,
        is_active: schedule.is_active,
        order_items: schedule.lines.iter().filter(kept).map(line_out).collect(),
        next_order_date: standing::next_dates(&template, today.next(), 1).pop(),
        last_generated_order_id: store::last_order(view, template.id)?,
        generated_until: template.generated_until,
        created_at: template.created_at,
        updated_at: template.updated_at,
        version: template.version,
        recurring_name: template.recurring_name,
        delivery_notes: template.delivery_notes,
        failure: template.failure,
        effects,
    })
}

fn line_out(line: &Line) -> LineOut {
    let count = |quantity: &Quantity| {
        let count = quantity.in_pack(line.unit_size).unwrap_or_default();
        count.normalize().to_string()
    };
    let mut positive: Vec<&Quantity> = line.week.iter().filter(|one| one.is_positive()).collect();
    positive.dedup();
    LineOut {
        product_id: line.product_id,
        unit: line.unit.clone(),
        quantity: match positive.as_slice() {
            [one] => Some(count(one)),
            _ => None,
        },
        quantities: WEEKDAYS
            .into_iter()
            .zip(line.week.iter().map(count))
            .collect(),
        custom_instructions: line.custom_instructions.clone(),
        valid_from: line.valid_from,
        valid_until: line.valid_until,
    }
}

/// The next day whose orders are taken.
fn first_open(view: &View) -> Result<Day> {
    for day in view.today().to(view.today().add_days(14)) {
        if days::is_open(view, None, day)? {
            return Ok(day);
        }
    }
    Ok(view.today().next())
}

/// `GET /api/v1/standing-orders?customer_id=&is_active=`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let mut errors = FieldErrors::default();
    let customer = ctx
        .query
        .parsed("customer_id", "field-required", &mut errors);
    let active = ctx.query.parsed("is_active", "setting-switch", &mut errors);
    errors.or(())?;
    let after = match &paging.after {
        Some(text) => Some(
            text.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
        ),
        None => None,
    };
    let limit = paging.limit;
    let rows = ctx
        .read(move |view| {
            let ids = store::ids(view, customer, active, after, limit)?;
            ids.into_iter()
                .map(|id| out(view, store::find(view, id, view.today())?, None))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::page(rows, limit, |row| row.id.to_string()))
}

/// `GET /api/v1/standing-orders/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    let found = ctx
        .read(move |view| out(view, store::find(view, id, view.today())?, None))
        .await?;
    json_version(&found, found.version)
}

/// `POST /api/v1/standing-orders` and `POST /api/v1/orders/wholesale/recurring`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: StandingBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let start = match body.start_date {
            Some(start) => start,
            None => first_open(tx)?,
        };
        let (id, effects) = standing::create(tx, read(tx, body, start)?)?;
        let made = out(tx, store::find(tx, id, tx.today())?, Some(effects))?;
        Stored::created(format!("/api/v1/standing-orders/{id}"), &made)
    })
    .await
}

/// `PUT /api/v1/standing-orders/{id}`: answers the successor where another rhythm makes one.
///
/// # Errors
/// Those of the verb.
pub async fn edit(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    let version = ctx.if_match()?;
    let body: StandingBody = Body::read(&ctx)?;
    let saved = ctx
        .write(move |tx| {
            let before = store::find(tx, id, tx.today())?;
            let from = match body.from {
                Some(from) => from,
                None => first_open(tx)?,
            };
            let new = read(tx, body, before.schedule.start)?;
            let (id, effects) = standing::edit(tx, id, version, new, from)?;
            out(tx, store::find(tx, id, tx.today())?, Some(effects))
        })
        .await?;
    json_version(&saved, saved.version)
}

/// `POST /api/v1/standing-orders/{id}/take-back`: makes its newest change undone.
///
/// # Errors
/// Those of the verb.
pub async fn take_back(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    let version = ctx.if_match()?;
    let saved = ctx
        .write(move |tx| {
            let effects = standing::take_edit_back(tx, id, version)?;
            out(tx, store::find(tx, id, tx.today())?, Some(effects))
        })
        .await?;
    json_version(&saved, saved.version)
}

/// `DELETE /api/v1/standing-orders/{id}`: stops it.
///
/// # Errors
/// Those of the verb.
pub async fn stop(ctx: Ctx) -> Answer {
    set_active(ctx, false).await
}

/// `POST /api/v1/standing-orders/{id}/activate`
///
/// # Errors
/// Those of the verb.
pub async fn start(ctx: Ctx) -> Answer {
    set_active(ctx, true).await
}

async fn set_active(ctx: Ctx, active: bool) -> Answer {
    let id = ctx.id("id")?;
    let version = ctx.if_match()?;
    let saved = ctx
        .write(move |tx| {
            let effects = standing::set_active(tx, id, version, active)?;
            out(tx, store::find(tx, id, tx.today())?, Some(effects))
        })
        .await?;
    json_version(&saved, saved.version)
}

/// `GET /api/v1/standing-orders/{id}/dates?from=&to=`
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for days that cannot be read.
pub async fn dates(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    let mut errors = FieldErrors::default();
    let from = ctx.query.parsed::<Day>("from", "field-day", &mut errors);
    let to = ctx.query.parsed::<Day>("to", "field-day", &mut errors);
    errors.or(())?;
    let dates = ctx
        .read(move |view| {
            let from = from.unwrap_or(view.today());
            let to = to.unwrap_or(from.add_days(28)).min(from.add_days(FURTHEST));
            let template = store::find(view, id, from)?;
            let count = usize::try_from(from.days_until(to).max(0)).unwrap_or_default() + 1;
            let ahead = standing::ahead(view, &template, from, count)?;
            ahead
                .into_iter()
                .filter(|date| date.date <= to)
                .map(|date| date_out(view, date))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(dates))
}

fn date_out(view: &View, ahead: standing::Ahead) -> Result<DateOut> {
    let (status, reason, items) = match &ahead.plan {
        Plan::Made(delivery) => {
            let items = delivery.lines.iter().map(|line| date_item(view, line));
            let status = match (&ahead.order, ahead.missed) {
                (Some(order), _) if !order.status.counts() => "cancelled",
                (Some(_), _) => "made",
                (None, Some(true)) => "missed",
                (None, Some(false)) => "dropped",
                (None, None) => "expected",
            };
            (status, String::new(), items.collect::<Result<_>>()?)
        }
        Plan::Stopped(why) => (why.code(), why.reason().to_owned(), Vec::new()),
        Plan::NoDate => ("nothing", String::new(), Vec::new()),
    };
    Ok(DateOut {
        delivery_date: (!items.is_empty()).then(|| ahead.day()),
        day: ahead.date,
        status,
        reason,
        order_id: ahead.order.as_ref().map(|order| order.order_id),
        order_number: ahead.order.map(|order| order.order_number),
        order_items: items,
    })
}

/// A line of a date in its own unit, or the item's usual one.
fn date_item(view: &View, line: &DeliveryLine) -> Result<DateItem> {
    let item = catalog::find(view, line.product_id)?;
    let code = line.unit.as_deref().unwrap_or_default();
    let unit = catalog::line_unit(view, &item, code)?;
    let number = line.quantity.in_pack(unit.size).unwrap_or_default();
    Ok(DateItem {
        product_id: line.product_id,
        quantity: round_half_away(number, 3).normalize(),
        unit: unit.code,
    })
}

/// `POST /api/v1/standing-orders/{id}/dates`
///
/// # Errors
/// Those of the verbs.
pub async fn decide_date(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let body: DateBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let (day, why) = (body.day, body.reason.as_str());
        let effects = match body.action.as_str() {
            "skip" => standing::skip_date(tx, id, day, why)?,
            "move" => {
                let to = body
                    .moved_to
                    .ok_or_else(|| Error::field("moved_to", "field-required"))?;
                standing::move_date(tx, id, day, to, why)?
            }
            "change" => {
                let goods = goods(tx, &body.order_items)?;
                standing::change_date(tx, id, day, goods, why)?
            }
            "restore" => standing::restore_date(tx, id, day)?,
            _ => return Err(Error::field("action", "setting-choice")),
        };
        Stored::ok(&effects)
    })
    .await
}

fn goods(view: &View, lines: &[LineBody]) -> Result<Quantities> {
    let mut errors = FieldErrors::default();
    let mut goods = Quantities::new();
    for (place, line) in lines.iter().enumerate() {
        let field = |name: &str| format!("order_items.{place}.{name}");
        let Ok(item) = catalog::find(view, line.product_id) else {
            errors.add(field("product_id"), "standing-no-item");
            continue;
        };
        let unit = line.unit.as_deref().unwrap_or_default();
        let Ok(unit) = catalog::line_unit(view, &item, unit) else {
            errors.add(field("unit"), "catalog-unit-unknown");
            continue;
        };
        let quantity = line
            .quantity
            .and_then(|number| number.checked_mul(unit.size.decimal()))
            .and_then(|base| Quantity::exact(base).ok());
        match quantity {
            Some(quantity) => drop(goods.insert(item.id, quantity)),
            None => errors.add(field("quantity"), "field-required"),
        }
    }
    errors.or(goods)
}
