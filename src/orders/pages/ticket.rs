//! The ticket of an order on an 80 mm roll.

use askama::Template;

use super::margin::totals;
use super::named;
use super::show::{LineRow, line_row};
use crate::customers;
use crate::orders::{self, Order};
use crate::people::roles::Permission;
use crate::values::calendar::words;
use crate::values::format;
use crate::values::ids::OrderId;
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "orders/ticket.html")]
struct TicketPage {
    frame: Frame,
    order: Order,
    day: String,
    method: String,
    phone: String,
    lines: Vec<LineRow>,
    totals: Vec<(String, String)>,
    total: String,
    paid: String,
}

/// `GET /orders/{id}/ticket`: 80 mm.
///
/// # Errors
/// [`Error::NotFound`] when there is no such order.
pub async fn ticket(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let lang = ctx.lang;
    let sees_allergens = ctx.may(Permission::SeeAllergenNotes);
    ctx.page(move |view, frame| {
        let order = orders::find(view, id)?;
        let customer = customers::find(view, order.customer_id)?;
        let time = order.requested_time.map(|time| format!(", {time}"));
        let lines = orders::lines(view, id)?;
        Ok(TicketPage {
            day: words(order.requested_date, lang) + &time.unwrap_or_default(),
            method: named(lang, "method", order.delivery_method.code()),
            phone: customer.phone.unwrap_or_default(),
            lines: lines
                .iter()
                .map(|line| line_row(lang, line, sees_allergens))
                .collect(),
            totals: totals(view, lang, &order)?,
            total: format::money(lang, order.total_amount),
            paid: named(lang, "paid", order.payment_status.code()),
            frame,
            order,
        })
    })
    .await
}
