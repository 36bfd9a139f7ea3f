//! Pauses, closed days, missed dates and the run by hand.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, FieldErrors};
use crate::people::roles::Permission;
use crate::production;
use crate::settings;
use crate::standing_orders::dates::Pause;
use crate::standing_orders::{self as standing, Effects, Generated, MissedDate, store};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{CustomerId, OrderId, PauseId, TemplateId};
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

#[derive(Debug, Deserialize, ToSchema)]
pub struct PauseBody {
    pub from_day: Day,
    /// The last day; none until further notice.
    pub until_day: Option<Day>,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PauseOut {
    pub id: PauseId,
    pub customer_id: CustomerId,
    pub from_day: Day,
    pub until_day: Option<Day>,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct ClosedDayBody {
    pub day: Day,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClosedDayOut {
    pub day: Day,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct GenerateBody {
    /// None: the horizon of the settings.
    pub through: Option<Day>,
}

/// A decision on a missed date.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MissedBody {
    pub standing_order_id: TemplateId,
    pub day: Day,
    /// made, dropped or, of one that was dropped, waiting.
    pub decision: String,
    /// For `made`: the day to deliver on; none is its own day, or today where that has passed.
    pub on: Option<Day>,
    #[serde(default)]
    pub reason: String,
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissedOut {
    pub decision: &'static str,
    pub order_id: Option<OrderId>,
    pub order_number: Option<String>,
}

fn pause_out(customer: CustomerId, pause: Pause, effects: Option<Effects>) -> PauseOut {
    PauseOut {
        id: pause.id,
        customer_id: customer,
        from_day: pause.from,
        until_day: pause.until,
        reason: pause.reason,
        effects,
    }
}

/// `GET /api/v1/customers/{id}/pauses`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn pauses(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let pauses = ctx
        .read(move |view| {
            crate::customers::find(view, id)?;
            store::pauses(view, id, view.today())
        })
        .await?;
    let rows = pauses.into_iter().map(|pause| pause_out(id, pause, None));
    json(&List::whole(rows.collect()))
}

/// `POST /api/v1/customers/{id}/pauses`
///
/// # Errors
/// Those of the verb.
pub async fn add_pause(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let body: PauseBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let (pause, effects) =
            standing::pause(tx, id, body.from_day, body.until_day, &body.reason)?;
        let (customer, made) = store::find_pause(tx, pause)?;
        Stored::created(
            format!("/api/v1/customers/{id}/pauses/{pause}"),
            &pause_out(customer, made, Some(effects)),
        )
    })
    .await
}

/// `DELETE /api/v1/customers/{id}/pauses?on=`: delivers again from `on`, or from today.
///
/// # Errors
/// Those of the verb.
pub async fn resume(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let mut errors = FieldErrors::default();
    let on = ctx.query.parsed::<Day>("on", "field-day", &mut errors);
    errors.or(())?;
    let effects = ctx
        .write(move |tx| standing::resume(tx, id, on.unwrap_or(tx.today())))
        .await?;
    json(&effects)
}

/// `DELETE /api/v1/customers/{id}/pauses/{pause_id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove_pause(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let pause: PauseId = ctx.id("pause_id")?;
    let effects = ctx
        .write(move |tx| {
            if store::find_pause(tx, pause)?.0 != id {
                return Err(Error::NotFound);
            }
            standing::remove_pause(tx, pause)
        })
        .await?;
    json(&effects)
}

/// `GET /api/v1/closed-days?from=&to=`
///
/// # Errors
/// [`Error::Invalid`] for days that cannot be read.
pub async fn closed_days(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let from = ctx.query.parsed::<Day>("from", "field-day", &mut errors);
    let to = ctx.query.parsed::<Day>("to", "field-day", &mut errors);
    errors.or(())?;
    let days = ctx
        .read(move |view| store::closed_days(view, from.unwrap_or(view.today()), to))
        .await?;
    let rows = days.into_iter().map(|(day, name)| ClosedDayOut {
        day,
        name,
        effects: None,
    });
    json(&List::whole(rows.collect()))
}

/// `POST /api/v1/closed-days`
///
/// # Errors
/// Those of the verb.
pub async fn close_day(ctx: Ctx) -> Answer {
    let body: ClosedDayBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let effects = standing::close_day(tx, body.day, &body.name)?;
        Stored::created(
            format!("/api/v1/closed-days/{}", body.day),
            &ClosedDayOut {
                day: body.day,
                name: body.name.trim().to_owned(),
                effects: Some(effects),
            },
        )
    })
    .await
}

/// `DELETE /api/v1/closed-days/{day}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reopen_day(ctx: Ctx) -> Answer {
    let day: Day = ctx.id("day")?;
    let effects = ctx.write(move |tx| standing::reopen_day(tx, day)).await?;
    json(&effects)
}

/// `POST /api/v1/standing-orders/generate`
///
/// # Errors
/// [`Error::Invalid`] for a day too far ahead.
pub async fn generate(ctx: Ctx) -> Answer {
    let body: GenerateBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let horizon = tx.settings.whole(settings::HORIZON_DAYS);
        let through = body.through.unwrap_or(tx.today().add_days(horizon));
        if through > tx.today().add_days(28) {
            return Err(Error::field("through", "standing-too-far"));
        }
        let done: Generated = standing::generate(tx, through)?;
        Stored::ok(&done)
    })
    .await
}

/// `GET /api/v1/standing-orders/missed`
///
/// # Errors
/// 422 for a cursor that is none.
pub async fn missed(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let limit = paging.limit;
    let wrong = || Error::field("after", "field-cursor");
    let after = match paging.cursor()? {
        None => None,
        Some([day, id]) => Some((
            day.parse().map_err(|_| wrong())?,
            id.parse().map_err(|_| wrong())?,
        )),
    };
    let most = i64::try_from(limit).map_err(Error::internal)? + 1;
    let missed: Vec<MissedDate> = ctx
        .read(move |view| store::missed_after(view, after, most))
        .await?;
    json(&List::page(missed, limit, |row| {
        format!("{}~{}", row.day, row.standing_order_id)
    }))
}

/// `POST /api/v1/standing-orders/missed`
///
/// # Errors
/// Those of the verbs; [`Error::Forbidden`] to make one without the permission for late orders.
pub async fn decide_missed(ctx: Ctx) -> Answer {
    let body: MissedBody = Body::read(&ctx)?;
    if body.decision == "made" {
        ctx.need(Permission::LateOrders)?;
    }
    ctx.once(move |tx| {
        let (id, day) = (body.standing_order_id, body.day);
        let done = match body.decision.as_str() {
            "made" => {
                let order = standing::make_missed(tx, id, day, body.on, &body.reason)?;
                production::refresh(tx, order.day)?;
                MissedOut {
                    decision: "made",
                    order_id: Some(order.order_id),
                    order_number: Some(order.order_number),
                }
            }
            "dropped" => {
                standing::decide_missed(tx, id, day, &body.reason)?;
                MissedOut {
                    decision: "dropped",
                    order_id: None,
                    order_number: None,
                }
            }
            "waiting" => {
                standing::wait_again(tx, id, day)?;
                MissedOut {
                    decision: "waiting",
                    order_id: None,
                    order_number: None,
                }
            }
            _ => return Err(Error::field("decision", "setting-choice")),
        };
        Stored::ok(&done)
    })
    .await
}

/// Why dates are dropped.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DropBody {
    pub reason: String,
}

/// How many dates were dropped, or wait again.
#[derive(Debug, Serialize, ToSchema)]
pub struct DroppedOut {
    pub count: usize,
    /// Names them, to let them wait again.
    #[schema(value_type = String, format = DateTime)]
    pub dropped_at: Instant,
}

/// What was dropped at once.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WaitBody {
    #[schema(value_type = String, format = DateTime)]
    pub dropped_at: Instant,
}

/// `POST /api/v1/standing-orders/missed/drop`: all that have passed.
///
/// # Errors
/// Those of the verb.
pub async fn drop_missed(ctx: Ctx) -> Answer {
    let body: DropBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let count = standing::drop_all_missed(tx, &body.reason)?;
        let dropped_at = tx.now;
        Stored::ok(&DroppedOut { count, dropped_at })
    })
    .await
}

/// `POST /api/v1/standing-orders/missed/wait`
///
/// # Errors
/// Those of the verb.
pub async fn wait_missed(ctx: Ctx) -> Answer {
    let WaitBody { dropped_at } = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let count = standing::wait_all_again(tx, dropped_at)?;
        Stored::ok(&DroppedOut { count, dropped_at })
    })
    .await
}

/// What a day brings of the standing orders.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarDayOut {
    pub day: Day,
    /// Orders made of standing orders.
    pub made: i64,
    /// Orders that will be made.
    pub to_come: i64,
    /// Dates that bring nothing because the customer is paused.
    pub paused: i64,
    /// Dates left out one by one.
    pub skipped: i64,
    /// Dates that bring nothing because the bakery is closed.
    pub prevented: i64,
    /// Why the bakery is closed, if it is.
    pub closed: Option<String>,
}

/// Most days of one answer.
const MOST_CALENDAR_DAYS: i64 = 92;

/// `GET /api/v1/standing-orders/calendar?from=&to=&id=`: thirty-one days from today where nothing is said.
///
/// # Errors
/// [`Error::Invalid`] for days that cannot be read, or too many of them.
pub async fn calendar(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let from = ctx.query.parsed::<Day>("from", "field-day", &mut errors);
    let to = ctx.query.parsed::<Day>("to", "field-day", &mut errors);
    errors.or(())?;
    let only: Option<TemplateId> = match ctx.query.optional("id") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let days = ctx
        .read(move |view| {
            let from = from.unwrap_or(view.today());
            let to = to.unwrap_or(from.add_days(30));
            if !(0..MOST_CALENDAR_DAYS).contains(&from.days_until(to)) {
                return Err(Error::field("to", "demand-days"));
            }
            if let Some(id) = only {
                standing::find(view, id, view.today())?;
            }
            standing::calendar(view, from, to, only)
        })
        .await?;
    let rows = days.into_iter().map(|(day, about)| CalendarDayOut {
        day,
        made: about.made,
        to_come: about.to_come,
        paused: about.paused,
        skipped: about.skipped,
        prevented: about.prevented,
        closed: about.closed,
    });
    json(&List::whole(rows.collect()))
}
