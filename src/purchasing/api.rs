//! `/api/v1/procurement/purchase-orders`.

mod deliveries;
mod items;
mod shapes;

use serde::Deserialize;
use utoipa::ToSchema;

use super::state::Status;
use super::{Amendment, Filter, Head, NewPurchase, Purchase};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::values::calendar::Day;
use crate::values::ids::PurchaseId;
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};
pub use deliveries::{
    add_delivery, add_photo, deliveries, delivery, expected, photo, receive, reverse,
    set_delivery_status,
};
pub use items::{add_item, edit_item, items, remove_item, restore_item};
pub use shapes::{
    DeliveredBody, DeliveryBody, DeliveryItemRecord, DeliveryRecord, DeliveryStatusBody, EditBody,
    ExpectedRecord, LineBody, LineRecord, OverdueRecord, PhotoRecord, PurchaseBody, PurchaseDetail,
    QuantityBody, ReasonBody,
};
use shapes::{delivery_record, detail, overdue_of};

const HERE: &str = "/api/v1/procurement/purchase-orders";

impl LineRecord {
    /// As those may see it who may not see costs.
    fn priced(mut self, costs: bool) -> Self {
        self.unit_price = self.unit_price.filter(|_| costs);
        self.discount_percentage = self.discount_percentage.filter(|_| costs);
        self.line_total = self.line_total.filter(|_| costs);
        self
    }
}

/// `GET …`
///
/// # Errors
/// [`Error::Invalid`] for an unknown state.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let status = match ctx.query.optional("status") {
        None => None,
        Some(code) => {
            Some(Status::from_code(code).ok_or_else(|| Error::field("status", "setting-choice"))?)
        }
    };
    let bad = || Error::field("after", "field-cursor");
    let after = match paging.cursor::<2>()? {
        None => None,
        Some([day, id]) => Some((
            day.parse().map_err(|_| bad())?,
            id.parse().map_err(|_| bad())?,
        )),
    };
    let filter = Filter {
        status,
        after,
        limit: paging.limit,
    };
    let rows = ctx.read(move |view| super::list(view, &filter)).await?;
    json(&List::page(rows, paging.limit, |row: &Purchase| {
        format!("{}~{}", row.order_date, row.id)
    }))
}

/// `POST …`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: PurchaseBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = if body.from_needs {
            super::create_from_needs(tx, body.supplier_id)?
        } else {
            super::create(tx, &body.read(tx)?)?
        };
        if body.submit {
            super::submit(tx, id)?;
        }
        Stored::created(format!("{HERE}/{id}"), &detail(tx, id)?)
    })
    .await
}

impl PurchaseBody {
    fn read(&self, tx: &Tx) -> Result<NewPurchase> {
        let lines = self.items.iter().enumerate();
        let lines = lines
            .map(|(at, line)| line.read(tx, &format!("lines.{at}.")))
            .collect::<Result<_>>()?;
        Ok(NewPurchase {
            supplier_id: self.supplier_id,
            required_delivery_date: self.required_delivery_date,
            priority: self.priority,
            payment_terms: self.payment_terms.clone(),
            delivery_address: self.delivery_address.clone(),
            internal_notes: self.internal_notes.clone(),
            supplier_notes: self.supplier_notes.clone(),
            lines,
        })
    }
}

/// `GET …/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let order = ctx.read(move |view| detail(view, id)).await?;
    json_version(&order, order.order.version)
}

/// `PUT …/{id}`
///
/// # Errors
/// Those of the verbs.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let (version, body): (i64, EditBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let order = ctx
        .write(move |tx| {
            let before = super::find(tx, id)?;
            if before.status.is_editable() {
                super::edit(tx, id, version, &body.head(before))?;
            } else {
                super::amend(tx, id, version, &body.amendment(tx, id)?)?;
            }
            detail(tx, id)
        })
        .await?;
    json_version(&order, order.order.version)
}

impl EditBody {
    fn head(self, before: Purchase) -> Head {
        Head {
            required_delivery_date: self
                .required_delivery_date
                .or(before.required_delivery_date),
            priority: self.priority.unwrap_or(before.priority),
            payment_terms: self.payment_terms.unwrap_or(before.payment_terms),
            delivery_address: self.delivery_address.unwrap_or(before.delivery_address),
            internal_notes: self.internal_notes.unwrap_or(before.internal_notes),
            supplier_notes: self.supplier_notes.unwrap_or(before.supplier_notes),
        }
    }

    fn amendment(self, tx: &Tx, id: PurchaseId) -> Result<Amendment> {
        let mut errors = FieldErrors::default();
        let mut quantities = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.iter().enumerate() {
            let line = super::line(tx, id, item.id)?;
            let name = format!("items.{at}.quantity_ordered");
            let quantity = item
                .quantity_ordered
                .goods(&name, line.base_unit, &mut errors);
            quantities.extend(quantity.map(|quantity| (item.id, quantity)));
        }
        errors.or(Amendment {
            required_delivery_date: self.required_delivery_date,
            supplier_notes: self.supplier_notes,
            quantities,
        })
    }
}

/// Does a verb on an order and answers with the order.
async fn act(
    ctx: Ctx,
    verb: impl FnOnce(&Tx, PurchaseId) -> Result<()> + Send + 'static,
) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    ctx.once(move |tx| {
        verb(tx, id)?;
        Stored::ok(&detail(tx, id)?)
    })
    .await
}

/// As [`act`], for a decision about what was seen: with `If-Match`, only of that version.
async fn decide(
    ctx: Ctx,
    to: Status,
    verb: impl FnOnce(&Tx, PurchaseId) -> Result<()> + Send + 'static,
) -> Answer {
    let seen = ctx.if_match_given()?;
    act(ctx, move |tx, id| {
        if let Some(version) = seen {
            super::as_seen(tx, id, version, to)?;
        }
        verb(tx, id)
    })
    .await
}

/// `POST …/{id}/submit`; heeds `If-Match`.
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when another version was seen.
pub async fn submit(ctx: Ctx) -> Answer {
    decide(ctx, Status::PendingApproval, super::submit).await
}

/// `POST …/{id}/approve`; heeds `If-Match`.
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when another version was seen.
pub async fn approve(ctx: Ctx) -> Answer {
    decide(ctx, Status::Approved, super::approve).await
}

/// `POST …/{id}/reject`; heeds `If-Match`.
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when another version was seen.
pub async fn reject(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    decide(ctx, Status::Rejected, move |tx, id| {
        super::reject(tx, id, &body.reason)
    })
    .await
}

/// `POST …/{id}/send`
///
/// # Errors
/// Those of the verb.
pub async fn send(ctx: Ctx) -> Answer {
    act(ctx, super::send).await
}

/// `POST …/{id}/cancel`
///
/// # Errors
/// Those of the verb.
pub async fn cancel(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| super::cancel(tx, id, &body.reason)).await
}

/// `POST …/{id}/withdraw`
///
/// # Errors
/// Those of the verb.
pub async fn withdraw(ctx: Ctx) -> Answer {
    act(ctx, super::withdraw).await
}

/// `POST …/{id}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    act(ctx, super::restore).await
}

/// `POST …/{id}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| super::close(tx, id, &body.reason)).await
}

/// The day that the supplier promised; none: as asked for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ConfirmBody {
    pub expected_delivery_date: Option<Day>,
}

/// `POST …/{id}/confirm`
///
/// # Errors
/// Those of the verb.
pub async fn confirm(ctx: Ctx) -> Answer {
    let body: ConfirmBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| {
        super::confirm(tx, id, body.expected_delivery_date)
    })
    .await
}

/// `GET …/overdue`
///
/// # Errors
/// Those of the database.
pub async fn overdue(ctx: Ctx) -> Answer {
    let late = ctx.read(super::overdue).await?;
    let rows = late
        .iter()
        .map(|(purchase, lateness)| overdue_of(purchase, *lateness));
    json(&List::whole(rows.collect()))
}

/// `GET …/{id}/overdue-status`
///
/// # Errors
/// Not found.
pub async fn overdue_status(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let record = ctx
        .read(move |view| {
            let purchase = super::find(view, id)?;
            let lateness = purchase.lateness(view.today());
            Ok(overdue_of(&purchase, lateness))
        })
        .await?;
    json(&record)
}
