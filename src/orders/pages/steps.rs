//! Steps of an order on its page: on, back, cancelled, brought back, given back.

use super::show::page;
use super::{demand_changed, move_on, status_words};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::fulfilment;
use crate::i18n::Lang;
use crate::orders::{self, Order, Status};
use crate::people::roles::Permission;
use crate::values::ids::OrderId;
use crate::web::{Answer, Ctx, Stored};

/// `POST /orders/{id}/status`: on to the state `to`. A hand-over before its day asks first.
///
/// # Errors
/// A conflict when there is no way.
pub async fn advance(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    let to =
        Status::from_word(form.text("to")).map_err(|_| Error::field("to", "setting-choice"))?;
    if to == Status::Refunded {
        ctx.need(Permission::RefundOrders)?;
    }
    let (lang, confirmed) = (ctx.lang, form.is_on("confirm_early"));
    let done = ctx
        .once(move |tx| {
            let before = orders::find(tx, id)?;
            if to == Status::Completed && !confirmed {
                fulfilment::ask_early(tx, before.requested_date)?;
            }
            move_on(tx, id, to, "")?;
            let order = orders::find(tx, id)?;
            let stored = moved(lang, &order);
            Ok(match undo_of(tx, &before, &order)? {
                Some(undo) => stored.undo(undo),
                None => stored,
            })
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        answer => answer,
    }
}

/// "ORD-2026-1120-001: listo", on the order's page.
fn moved(lang: Lang, order: &Order) -> Stored {
    let (number, status) = (
        order.order_number.as_str(),
        status_words(lang, order.status),
    );
    let said = lang.with2("orders-moved", "number", number, "status", status);
    Stored::see(format!("/orders/{}", order.id)).saying(said)
}

/// What follows when an order was called off: its day is reckoned anew, and it can be brought back.
fn called_off(tx: &Tx, lang: Lang, id: OrderId) -> Result<Stored> {
    let order = orders::find(tx, id)?;
    demand_changed(tx, order.requested_date)?;
    let said = lang.with1("orders-cancelled", "number", order.order_number);
    let back = format!("/orders/{id}/restore");
    Ok(Stored::see(format!("/orders/{id}")).saying(said).undo(back))
}

/// Where the step from `before` is undone: a hand-over by its delivery note, any other by the order.
fn undo_of(view: &View, before: &Order, now: &Order) -> Result<Option<String>> {
    let id = now.id;
    if now.status == Status::Completed {
        let note = fulfilment::of_order(view, id)?;
        return Ok(note.map(|note| format!("/notes/{}/undo", note.id)));
    }
    let (version, to) = (now.version, before.status.code());
    Ok(Some(format!(
        "/orders/{id}/step-back?version={version}&to={to}"
    )))
}

/// `POST /orders/{id}/step-back?version=&to=`: steps that were just taken are undone.
///
/// # Errors
/// Those of the verb.
pub async fn step_back(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let version = ctx.query.version().unwrap_or_default();
    let to = ctx.query.optional("to").and_then(Status::from_code);
    let lang = ctx.lang;
    ctx.once(move |tx| {
        orders::step_back(tx, id, version, to)?;
        let order = orders::find(tx, id)?;
        demand_changed(tx, order.requested_date)?;
        Ok(moved(lang, &order))
    })
    .await
}

/// `POST /orders/{id}/refund`
///
/// # Errors
/// Those of the verb.
pub async fn refund(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    let (reason, lang) = (form.text("reason").to_owned(), ctx.lang);
    let done = ctx
        .once(move |tx| {
            let before = orders::find(tx, id)?;
            orders::refund(tx, id, &reason)?;
            let now = orders::find(tx, id)?;
            let said = lang.with1("orders-refunded", "number", now.order_number.as_str());
            let stored = Stored::see(format!("/orders/{id}")).saying(said);
            Ok(match undo_of(tx, &before, &now)? {
                Some(undo) => stored.undo(undo),
                None => stored,
            })
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        answer => answer,
    }
}

/// `POST /orders/{id}/cancel`
///
/// # Errors
/// Those of the verb.
pub async fn cancel(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    let (reason, lang) = (form.text("reason").to_owned(), ctx.lang);
    let done = ctx
        .once(move |tx| {
            orders::cancel(tx, id, &reason)?;
            called_off(tx, lang, id)
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        answer => answer,
    }
}

/// `POST /orders/{id}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let (may_be_late, lang) = (ctx.may(Permission::LateOrders), ctx.lang);
    ctx.once(move |tx| {
        orders::restore(tx, id, may_be_late)?;
        crate::standing_orders::forget_withdrawn(tx, id)?;
        let order = orders::find(tx, id)?;
        demand_changed(tx, order.requested_date)?;
        let said = lang.with1("orders-restored", "number", order.order_number);
        Ok(Stored::see(format!("/orders/{id}")).saying(said))
    })
    .await
}

/// `POST /orders/{id}/undo`: takes back an order that was just taken, free also after the cut-off.
///
/// # Errors
/// Those of cancelling.
pub async fn undo(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        orders::take_back(tx, id, &lang.t("orders-undone"))?;
        called_off(tx, lang, id)
    })
    .await
}
