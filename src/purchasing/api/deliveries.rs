//! Deliveries by the API: what is expected, what came of it, its pictures.

use super::{
    DeliveryBody, DeliveryRecord, DeliveryStatusBody, ExpectedRecord, HERE, PhotoRecord,
    ReasonBody, delivery_record,
};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission;
use crate::purchasing::{self, DeliveredLine, Delivery, NewDelivery};
use crate::suppliers::words::Amount;
use crate::values::ids::{DeliveryId, PurchaseId};
use crate::web::answer::{json, json_version};
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

impl DeliveryRecord {
    /// As those may see it who may not see costs.
    fn priced(mut self, costs: bool) -> Self {
        for item in &mut self.items {
            item.unit_price = item.unit_price.filter(|_| costs);
        }
        self
    }
}

impl DeliveryBody {
    /// Prices are taken from those alone who may see them; of others they are refused.
    fn with_prices(self, costs: bool) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let priced = self.items.iter().filter(|item| item.unit_price.is_some());
        for item in priced.filter(|_| !costs) {
            let field = format!("lines.{}.unit_price", item.purchase_order_item_id);
            errors.add(field, "purchasing-no-prices");
        }
        errors.or(self)
    }
}

/// `GET /api/v1/procurement/deliveries/expected`
///
/// # Errors
/// Those of the database.
pub async fn expected(ctx: Ctx) -> Answer {
    let rows = ctx
        .read(|view| {
            let today = view.today();
            let orders = purchasing::awaited(view)?.into_iter();
            Ok(orders
                .map(|order| ExpectedRecord::of(order, today))
                .collect())
        })
        .await?;
    json(&List::<ExpectedRecord>::whole(rows))
}

/// `POST …/{id}/receive`: what the body says came, or without lines all that is open as it was ordered; heeds `If-Match`,
/// which names the version of the order.
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when something came since it was read.
pub async fn receive(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let (version, body): (Option<i64>, DeliveryBody) = (ctx.if_match_given()?, Body::read(&ctx)?);
    ctx.once(move |tx| {
        let delivery = if body.items.is_empty() {
            NewDelivery {
                announced: body.delivery_id,
                delivery_date: body.delivery_date,
                supplier_delivery_note: body.supplier_delivery_note,
                notes: body.notes,
                again: body.again,
                ..purchasing::everything_open(tx, id)?
            }
        } else {
            body.with_prices(costs)?.read(tx, id)?
        };
        let delivery = purchasing::receive(
            tx,
            id,
            &NewDelivery {
                version,
                ..delivery
            },
        )?;
        Stored::ok(&delivery_record(tx, purchasing::delivery(tx, delivery)?)?.priced(costs))
    })
    .await
}

impl DeliveryBody {
    fn read(self, tx: &Tx, id: PurchaseId) -> Result<NewDelivery> {
        let mut errors = FieldErrors::default();
        let mut lines = Vec::with_capacity(self.items.len());
        for item in self.items {
            let base = purchasing::line(tx, id, item.purchase_order_item_id)?.base_unit;
            let field = |name: &str| format!("lines.{}.{name}", item.purchase_order_item_id);
            let mut goods = |name: &str, amount: Amount| {
                amount
                    .goods(&field(name), base, &mut errors)
                    .unwrap_or_default()
            };
            let delivered = goods("delivered_quantity", item.delivered_quantity);
            let rejected = item
                .rejected_quantity
                .map(|amount| goods("rejected_quantity", amount));
            let accepted = item
                .accepted_quantity
                .map(|amount| goods("accepted_quantity", amount));
            let accepted = accepted.unwrap_or(delivered - rejected.unwrap_or_default());
            if rejected.is_some_and(|rejected| rejected + accepted != delivered) {
                errors.add(field("rejected_quantity"), "purchasing-does-not-add-up");
            }
            lines.push(DeliveredLine {
                line: item.purchase_order_item_id,
                delivered,
                accepted,
                rejection_reason: item.rejection_reason,
                batch_lot_number: item.batch_lot_number,
                expiry: item.expiry_date,
                quality_grade: item.quality_grade,
                unit_price: item.unit_price,
            });
        }
        errors.or(NewDelivery {
            version: None,
            announced: self.delivery_id,
            delivery_date: self.delivery_date,
            supplier_delivery_note: self.supplier_delivery_note,
            notes: self.notes,
            lines,
            accept_more: self.accept_more,
            again: self.again,
        })
    }
}

/// `GET …/{id}/deliveries`
///
/// # Errors
/// Not found.
pub async fn deliveries(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let rows = ctx
        .read(move |view| {
            purchasing::find(view, id)?;
            let deliveries = purchasing::deliveries(view, id)?;
            deliveries
                .into_iter()
                .map(|delivery| Ok(delivery_record(view, delivery)?.priced(costs)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(rows))
}

/// `POST …/{id}/deliveries`; heeds `If-Match`, which names the version of the order.
///
/// # Errors
/// Those of the verbs; [`Error::Stale`] when something came since it was read.
pub async fn add_delivery(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let (version, body): (Option<i64>, DeliveryBody) = (ctx.if_match_given()?, Body::read(&ctx)?);
    let body = body.with_prices(costs)?;
    ctx.once(move |tx| {
        let announced = body.status.filter(|status| status.is_announced());
        let new = NewDelivery {
            version,
            ..body.read(tx, id)?
        };
        let delivery = match announced {
            Some(status) => purchasing::announce(tx, id, status, &new)?,
            None => purchasing::receive(tx, id, &new)?,
        };
        let record = delivery_record(tx, purchasing::delivery(tx, delivery)?)?.priced(costs);
        Stored::created(format!("{HERE}/{id}/deliveries/{delivery}"), &record)
    })
    .await
}

fn delivery_of(view: &View, order: PurchaseId, id: DeliveryId) -> Result<Delivery> {
    let delivery = purchasing::delivery(view, id)?;
    if delivery.purchase_order_id == order {
        Ok(delivery)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET …/{id}/deliveries/{delivery}`
///
/// # Errors
/// Not found.
pub async fn delivery(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let costs = ctx.may(Permission::SeeCosts);
    let record = ctx
        .read(move |view| Ok(delivery_record(view, delivery_of(view, order, id)?)?.priced(costs)))
        .await?;
    json_version(&record, record.delivery.version)
}

/// `PATCH …/{id}/deliveries/{delivery}/status`
///
/// # Errors
/// Those of the verb.
pub async fn set_delivery_status(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let (version, body): (i64, DeliveryStatusBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let costs = ctx.may(Permission::SeeCosts);
    let record = ctx
        .write(move |tx| {
            purchasing::set_delivery_status(tx, order, id, version, body.status, &body.reason)?;
            Ok(delivery_record(tx, purchasing::delivery(tx, id)?)?.priced(costs))
        })
        .await?;
    json_version(&record, record.delivery.version)
}

/// `POST …/{id}/deliveries/{delivery}/reverse`; heeds `If-Match`, which names the version of the delivery.
///
/// # Errors
/// Those of the verb; [`Error::Stale`] when it changed since it was read.
pub async fn reverse(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let (version, body): (Option<i64>, ReasonBody) = (ctx.if_match_given()?, Body::read(&ctx)?);
    let costs = ctx.may(Permission::SeeCosts);
    ctx.once(move |tx| {
        purchasing::reverse(tx, order, id, version, &body.reason)?;
        Stored::ok(&delivery_record(tx, purchasing::delivery(tx, id)?)?.priced(costs))
    })
    .await
}

/// `POST …/{id}/deliveries/{delivery}/photos?purchase_order_item_id=`: the body is the picture (PNG, JPEG or WebP); of the
/// whole delivery when no line is named.
///
/// # Errors
/// Those of the verb.
pub async fn add_photo(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let bytes = ctx.body.clone();
    let line = match ctx.query.optional("purchase_order_item_id") {
        Some(line) => Some(
            line.parse()
                .map_err(|_| Error::field("purchase_order_item_id", "purchasing-not-of-this"))?,
        ),
        None => None,
    };
    ctx.once(move |tx| {
        let photo = purchasing::add_photo(tx, order, id, line, &bytes)?;
        let location = format!("{HERE}/{order}/deliveries/{id}/photos/{photo}");
        let purchase_order_item_id = line;
        Stored::created(
            location,
            &PhotoRecord {
                id: photo,
                purchase_order_item_id,
            },
        )
    })
    .await
}

/// `GET …/{id}/deliveries/{delivery}/photos/{photo}`
///
/// # Errors
/// Not found.
pub async fn photo(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let photo: uuid::Uuid = ctx.id("photo")?;
    let (media, bytes) = ctx
        .read(move |view| {
            delivery_of(view, order, id)?;
            purchasing::photo(view, id, photo)
        })
        .await?;
    Ok(actix_web::HttpResponse::Ok()
        .insert_header(("content-type", media))
        .body(bytes))
}
