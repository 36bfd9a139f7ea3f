//! Orders over the API.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::super::pages::{demand_changed, move_on};
use super::{
    CancelOrderBody, NewOrderBody, OrderBody, OrderChangeBody, OrderNoteBody, OrderStatusBody,
    QuoteBody, Sees, without_costs,
};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::events::HistoryLine;
use crate::fulfilment::api::HandoverBody;
use crate::fulfilment::{self, Handover};
use crate::orders::asked::search_for;
use crate::orders::{self, By, Filter, NewOrder, Order, OrderNote, Sort, Status, Taken};
use crate::people::roles::Permission;
use crate::values::calendar::Day;
use crate::values::ids::{OrderId, OrderNoteId};
use crate::web::answer::{json as answer, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Form, Stored};

/// What lists of orders are asked for, and what it means.
pub const ORDER_FILTERS: &[(&str, &str)] = &[
    ("q", "number or customer"),
    ("payment_status", "unpaid, partial, paid or overdue"),
    ("requested_date", "delivery day"),
    ("from", "first delivery day"),
    ("until", "last delivery day"),
    ("status", "state"),
    ("order_type", "kind"),
    ("order_source", "how it came in"),
    ("delivery_method", "how it is handed over"),
    ("route_id", "round"),
    ("customer_id", "customer"),
    ("unpaid", "true: not paid"),
    ("order_number", "beginning of the number"),
    (
        "sort",
        "requested_date, created_at, total_amount or customer_name, with - from the end",
    ),
];

/// `GET /api/v1/orders`
///
/// # Errors
/// 422 for a filter that cannot be read.
pub async fn index(ctx: Ctx) -> Answer {
    let filter = filter_of(&ctx.query, ctx.app.db.today())?;
    list(ctx, filter).await
}

/// `GET /api/v1/orders/wholesale`: everything but the shop's own.
///
/// # Errors
/// 422 for a filter that cannot be read.
pub async fn wholesale(ctx: Ctx) -> Answer {
    let mut filter = filter_of(&ctx.query, ctx.app.db.today())?;
    filter.business = true;
    list(ctx, filter).await
}

/// What `sort` names beside the delivery day.
const SORTS: [(&str, By); 3] = [
    ("created_at", By::Taken),
    ("total_amount", By::Total),
    ("customer_name", By::Customer),
];

async fn list(ctx: Ctx, filter: Filter) -> Answer {
    let text = ctx.query.text("sort");
    let name = text.strip_prefix('-').unwrap_or(text);
    if let Some((_, by)) = SORTS.iter().find(|(known, _)| *known == name) {
        let sort = (*by, text.starts_with('-'));
        return list_by(ctx, filter, sort).await;
    }
    let paging = Paging::of(&ctx)?;
    let sort = match text {
        "requested_date" => Sort::DayUp,
        "" | "-requested_date" => Sort::DayDown,
        _ => return Err(Error::field("sort", "setting-choice")),
    };
    let after = after_day(&paging)?;
    let limit = paging.limit;
    let text = ctx.query.text("q").to_owned();
    let found = ctx
        .read(move |view| {
            let mut filter = filter;
            search_for(view, &text, &mut filter)?;
            orders::list(view, &filter, sort, after, limit + 1)
        })
        .await?;
    told(&ctx, found, limit, day_and_id)
}

/// The delivery day and the order that a cursor names.
fn after_day(paging: &Paging) -> Result<Option<(Day, OrderId)>> {
    let Some([day, id]) = paging.cursor::<2>()? else {
        return Ok(None);
    };
    let parsed = day.parse::<Day>().ok().zip(id.parse::<OrderId>().ok());
    let wrong = || Error::field("after", "field-cursor");
    parsed.ok_or_else(wrong).map(Some)
}

fn day_and_id(order: &Order) -> String {
    format!("{}~{}", order.requested_date, order.id)
}

async fn list_by(ctx: Ctx, filter: Filter, sort: (By, bool)) -> Answer {
    let paging = Paging::of(&ctx)?;
    let after = match paging.cursor::<1>()? {
        None => None,
        Some([id]) => {
            let id = id.parse::<OrderId>();
            Some(id.map_err(|_| Error::field("after", "field-cursor"))?)
        }
    };
    let limit = paging.limit;
    let text = ctx.query.text("q").to_owned();
    let found = ctx
        .read(move |view| {
            let (mut filter, today) = (filter, view.today());
            search_for(view, &text, &mut filter)?;
            orders::sorted_whole(view, today, &filter, sort, after, limit + 1)
        })
        .await?;
    told(&ctx, found, limit, |order| order.id.to_string())
}

fn told(ctx: &Ctx, found: Vec<Order>, limit: usize, cursor: fn(&Order) -> String) -> Answer {
    let sees_costs = ctx.may(Permission::SeeCosts);
    let found: Vec<Order> = found
        .into_iter()
        .map(|order| without_costs(order, sees_costs))
        .collect();
    answer(&List::page(found, limit, cursor))
}

fn filter_of(query: &Form, today: Day) -> Result<Filter> {
    let mut errors = FieldErrors::default();
    let one = query.day("requested_date", today, &mut errors);
    let status = match query.optional("status").map(Status::from_word) {
        None => None,
        Some(Ok(status)) => Some(status),
        Some(Err(_)) => {
            errors.add("status", "setting-choice");
            None
        }
    };
    let filter = Filter {
        from: one.or(query.day("from", today, &mut errors)),
        until: one.or(query.day("until", today, &mut errors)),
        status,
        order_type: query.parsed("order_type", "setting-choice", &mut errors),
        order_source: query.parsed("order_source", "setting-choice", &mut errors),
        delivery_method: query.parsed("delivery_method", "setting-choice", &mut errors),
        route_id: query.parsed("route_id", "setting-choice", &mut errors),
        payment_status: query.parsed("payment_status", "setting-choice", &mut errors),
        unpaid: query.is_on("unpaid"),
        customers: query
            .parsed("customer_id", "setting-choice", &mut errors)
            .map(|id| vec![id]),
        number: query.optional("order_number").map(str::to_uppercase),
        ..Filter::default()
    };
    errors.or(filter)
}

/// `GET /api/v1/orders/{id}`
///
/// # Errors
/// 404.
pub async fn show(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let sees = Sees::of(&ctx);
    let body = ctx
        .read(move |view| OrderBody::find(view, id, sees))
        .await?;
    json_version(&body, body.order.version)
}

/// `POST /api/v1/orders`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: NewOrderBody = Body::read(&ctx)?;
    let new = body.order(&ctx)?;
    let sees = Sees::of(&ctx);
    ctx.once(move |tx| {
        let Taken { order, lines } = orders::create(tx, on_a_day(tx, new)?)?;
        demand_changed(tx, order.requested_date)?;
        let location = format!("/api/v1/orders/{}", order.id);
        Stored::created(location, &OrderBody::of(tx, order, lines, sees)?)
    })
    .await
}

/// An order that names no day goes to the first delivery that takes it.
fn on_a_day(view: &View, mut new: NewOrder) -> Result<NewOrder> {
    if new.requested_date.is_none() && !new.lines.is_empty() {
        let (quote, _) = orders::draft(view, &new)?;
        new.requested_date = orders::first_day(view, &quote)?;
    }
    Ok(new)
}

/// `POST /api/v1/orders/quote`: as creating, without storing anything.
///
/// # Errors
/// 422 with what is wrong with the lines.
pub async fn quote(ctx: Ctx) -> Answer {
    let body: NewOrderBody = Body::read(&ctx)?;
    let new = body.order(&ctx)?;
    let quote = ctx
        .read(move |view| QuoteBody::of(view, orders::quote(view, &on_a_day(view, new)?)?))
        .await?;
    answer(&quote)
}

/// `PUT /api/v1/orders/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn change(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let version = ctx.if_match()?;
    let body: OrderChangeBody = Body::read(&ctx)?;
    let before = ctx.read(move |view| orders::lines(view, id)).await?;
    let change = body.change(&ctx, &before)?;
    changed(&ctx, id, version, change).await
}

/// Does a change and answers the order as it is then.
pub(super) async fn changed(
    ctx: &Ctx,
    id: OrderId,
    version: i64,
    change: orders::Change,
) -> Answer {
    let sees = Sees::of(ctx);
    let body = ctx
        .write(move |tx| {
            let before = orders::find(tx, id)?.requested_date;
            orders::change(tx, id, version, &change)?;
            let body = OrderBody::find(tx, id, sees)?;
            for day in [before, body.order.requested_date] {
                demand_changed(tx, day)?;
            }
            Ok(body)
        })
        .await?;
    json_version(&body, body.order.version)
}

/// `DELETE /api/v1/orders/{id}` and `POST …/cancel`: cancelled, never gone.
///
/// # Errors
/// Those of the verb.
pub async fn cancel(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let body: CancelOrderBody = Body::read(&ctx)?;
    let reason = match ctx.query.optional("reason") {
        Some(reason) if body.reason.is_empty() => reason.to_owned(),
        _ => body.reason,
    };
    verb(ctx, id, move |tx| {
        orders::cancel(tx, id, &because(tx, &reason))?;
        demand_changed(tx, orders::find(tx, id)?.requested_date)
    })
    .await
}

/// Why an order is called off or given back: as it was said, or that a program gave no reason.
fn because(tx: &Tx, reason: &str) -> String {
    match reason.trim() {
        "" => tx.settings.language().t("orders-no-reason"),
        reason => reason.to_owned(),
    }
}

/// `POST /api/v1/orders/{id}/restore`: a cancellation is undone while its day is not closed.
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let may_be_late = ctx.may(Permission::LateOrders);
    verb(ctx, id, move |tx| {
        orders::restore(tx, id, may_be_late)?;
        crate::standing_orders::forget_withdrawn(tx, id)?;
        demand_changed(tx, orders::find(tx, id)?.requested_date)
    })
    .await
}

/// Does a verb on an order, once for its key, and answers the order. Where a version is sent, it must still stand.
async fn verb(
    ctx: Ctx,
    id: OrderId,
    work: impl FnOnce(&crate::db::Tx) -> Result<()> + Send + 'static,
) -> Answer {
    let sees = Sees::of(&ctx);
    let version = ctx.if_match_given()?;
    ctx.once(move |tx| {
        if version
            .is_some_and(|version| orders::find(tx, id).is_ok_and(|now| now.version != version))
        {
            return Err(Error::Stale);
        }
        work(tx)?;
        Stored::ok(&OrderBody::find(tx, id, sees)?)
    })
    .await
}

/// `PUT` and `PATCH /api/v1/orders/{id}/status`
///
/// # Errors
/// A 409 naming the allowed states.
pub async fn set_status(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let body: OrderStatusBody = Body::read(&ctx)?;
    let to = body.target()?;
    if to == Status::Refunded {
        ctx.need(Permission::RefundOrders)?;
    }
    verb(ctx, id, move |tx| match to {
        Status::Cancelled | Status::Refunded => move_on(tx, id, to, &because(tx, &body.notes)),
        _ => move_on(tx, id, to, body.notes.trim()),
    })
    .await
}

async fn advance(ctx: Ctx, to: Status) -> Answer {
    let id: OrderId = ctx.id("id")?;
    verb(ctx, id, move |tx| move_on(tx, id, to, "")).await
}

/// `POST /api/v1/orders/{id}/prepare`
///
/// # Errors
/// A 409 naming the allowed states.
pub async fn prepare(ctx: Ctx) -> Answer {
    advance(ctx, Status::Preparing).await
}

/// `POST /api/v1/orders/{id}/ready`
///
/// # Errors
/// A 409 naming the allowed states.
pub async fn ready(ctx: Ctx) -> Answer {
    advance(ctx, Status::Ready).await
}

/// `POST /api/v1/orders/{id}/deliver`: the order's delivery note is handed over; lines that are not named as ordered.
///
/// # Errors
/// A 409 when it is handed over or cancelled already.
pub async fn deliver(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let handover: Handover = Body::read::<HandoverBody>(&ctx)?.into();
    verb(ctx, id, move |tx| {
        let note = fulfilment::note_for(tx, id)?;
        fulfilment::deliver(tx, note, &handover)
    })
    .await
}

/// `POST /api/v1/orders/{id}/complete`
///
/// # Errors
/// A 409 naming the allowed states.
pub async fn complete(ctx: Ctx) -> Answer {
    deliver(ctx).await
}

/// `GET /api/v1/orders/{id}/history`
///
/// # Errors
/// 404.
pub async fn history(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let (sees, paging) = (Sees::of(&ctx), Paging::of(&ctx)?);
    let part = (paging.number()?, paging.limit + 1);
    let lines: Vec<HistoryLine> = ctx
        .read(move |view| {
            orders::find(view, id)?;
            orders::history_part(view, id, sees.allergens, part)
        })
        .await?;
    answer(&List::page(lines, paging.limit, |line| line.id.to_string()))
}

/// `GET /api/v1/orders/{id}/notes`
///
/// # Errors
/// 404.
pub async fn notes(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let notes: Vec<OrderNote> = ctx
        .read(move |view| {
            orders::find(view, id)?;
            orders::notes_of(view, id)
        })
        .await?;
    answer(&List::whole(notes))
}

/// `POST /api/v1/orders/{id}/notes`
///
/// # Errors
/// Those of the verb.
pub async fn add_note(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let body: OrderNoteBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let note = orders::add_note(tx, id, &body.note, body.is_internal.unwrap_or(true))?;
        let made = orders::notes_of(tx, id)?;
        let made = made.into_iter().find(|one| one.id == note);
        Stored::created(format!("/api/v1/orders/{id}/notes/{note}"), &made)
    })
    .await
}

/// `PUT /api/v1/orders/{id}/notes/{note}`
///
/// # Errors
/// Those of the verb.
pub async fn edit_note(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let note: OrderNoteId = ctx.id("note")?;
    let version = ctx.if_match()?;
    let body: OrderNoteBody = Body::read(&ctx)?;
    let changed = ctx
        .write(move |tx| {
            let before = orders::notes_of(tx, id)?;
            let before = before.into_iter().find(|one| one.id == note);
            let internal = before.ok_or(Error::NotFound)?.is_internal;
            orders::edit_note(
                tx,
                id,
                note,
                version,
                &body.note,
                body.is_internal.unwrap_or(internal),
            )?;
            let now = orders::notes_of(tx, id)?;
            now.into_iter()
                .find(|one| one.id == note)
                .ok_or(Error::NotFound)
        })
        .await?;
    json_version(&changed, changed.version)
}

/// `GET /api/v1/orders/fulfillment/pending`: what still has to leave, the nearest day first.
///
/// # Errors
/// Those of the database.
pub async fn pending(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let (after, limit) = (after_day(&paging)?, paging.limit);
    let found = ctx
        .read(move |view| {
            let mut found = Vec::new();
            for status in [
                Status::Confirmed,
                Status::Preparing,
                Status::Ready,
                Status::Dispatched,
            ] {
                let filter = Filter {
                    status: Some(status),
                    ..Filter::default()
                };
                found.extend(orders::list(view, &filter, Sort::DayUp, after, limit + 1)?);
            }
            found.sort_by_key(|order| (order.requested_date, order.id));
            Ok(found)
        })
        .await?;
    told(&ctx, found, limit, day_and_id)
}

/// How many orders stand in each state for a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCounts {
    pub requested_date: Day,
    pub processing_on: bool,
    #[schema(value_type = Object)]
    pub counts: serde_json::Value,
}

/// `GET /api/v1/orders/status?requested_date=`: is it on, and how many orders stand in which state for a day.
///
/// # Errors
/// 422 for a day that cannot be read.
pub async fn status(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let day = ctx.query.day("requested_date", today, &mut errors);
    let day = errors.or(day.unwrap_or(today))?;
    let counts = ctx
        .read(move |view| orders::counts_of_day(view, day))
        .await?;
    let counts = Status::ALL.iter().map(|status| {
        let count = counts.iter().find(|(known, _)| known == status);
        (
            status.code().to_owned(),
            json!(count.map_or(0, |(_, count)| *count)),
        )
    });
    answer(&StatusCounts {
        requested_date: day,
        processing_on: ctx.app.db.settings().on(crate::settings::ORDER_PROCESSING),
        counts: serde_json::Value::Object(counts.collect()),
    })
}

/// `POST /api/v1/orders/{id}/refund`
///
/// # Errors
/// Those of the verb.
pub async fn refund(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let body: CancelOrderBody = Body::read(&ctx)?;
    verb(ctx, id, move |tx| {
        orders::refund(tx, id, &because(tx, &body.reason))
    })
    .await
}

/// `POST /api/v1/orders/{id}/undo-status`: the last step of an order is taken back.
///
/// # Errors
/// Those of the verb.
pub async fn undo_status(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let version = ctx.if_match()?;
    verb(ctx, id, move |tx| {
        let day = orders::find(tx, id)?.requested_date;
        orders::step_back(tx, id, version, None)?;
        demand_changed(tx, day)
    })
    .await
}

/// `POST /api/v1/orders/{id}/undo-change`: makes the newest change undone.
///
/// # Errors
/// Those of the verb.
pub async fn undo_change(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let version = ctx.if_match()?;
    let may_be_late = ctx.may(Permission::LateOrders);
    let sees = Sees::of(&ctx);
    ctx.once(move |tx| {
        let before = orders::find(tx, id)?;
        orders::take_change_back(tx, id, version, may_be_late)?;
        let body = OrderBody::find(tx, id, sees)?;
        for day in [before.requested_date, body.order.requested_date] {
            demand_changed(tx, day)?;
        }
        Stored::ok(&body)
    })
    .await
}
