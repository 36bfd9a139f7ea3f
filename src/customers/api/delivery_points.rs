//! `/api/v1/customers/{id}/points`.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::customers::{self, NewPoint, Point};
use crate::db::View;
use crate::error::{Error, Result};
use crate::values::calendar::Time;
use crate::values::ids::{CustomerId, PointId, RouteId};
use crate::web::answer::{json, json_version};
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

/// A delivery point as sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeliveryPointBody {
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub delivery_notes: String,
    pub route_id: Option<RouteId>,
    /// Left out: last on the round.
    pub stop_order: Option<i64>,
    #[schema(value_type = Option<String>)]
    pub window_from: Option<Time>,
    #[schema(value_type = Option<String>)]
    pub window_until: Option<Time>,
    pub is_active: Option<bool>,
}

impl DeliveryPointBody {
    fn into_new(self) -> NewPoint {
        NewPoint {
            name: self.name,
            contact_name: self.contact_name,
            phone: self.phone,
            address_line1: self.address_line1,
            address_line2: self.address_line2,
            city: self.city,
            postal_code: self.postal_code,
            province: self.province,
            delivery_notes: self.delivery_notes,
            route_id: self.route_id,
            stop_order: self.stop_order,
            window_from: self.window_from,
            window_until: self.window_until,
        }
    }
}

/// `GET /api/v1/customers/{id}/points`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn points(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let points = ctx
        .read(move |view| {
            customers::find(view, id)?;
            customers::points(view, id)
        })
        .await?;
    json(&List::whole(points))
}

/// `POST /api/v1/customers/{id}/points`
///
/// # Errors
/// Those of the verb.
pub async fn add_point(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let body: DeliveryPointBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let point = customers::add_point(tx, id, body.into_new())?;
        let made = customers::point(tx, point)?;
        Stored::created(format!("/api/v1/customers/{id}/points/{point}"), &made)
    })
    .await
}

/// The point of the path, which must be the customer's.
fn own(view: &View, id: CustomerId, point: PointId) -> Result<Point> {
    let found = customers::point(view, point)?;
    if found.customer_id == id {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET /api/v1/customers/{id}/points/{point}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn point(ctx: Ctx) -> Answer {
    let (id, point): (CustomerId, PointId) = (ctx.id("id")?, ctx.id("point")?);
    let found = ctx.read(move |view| own(view, id, point)).await?;
    json_version(&found, found.version)
}

/// `PUT /api/v1/customers/{id}/points/{point}`
///
/// # Errors
/// Those of the verb.
pub async fn replace_point(ctx: Ctx) -> Answer {
    let (id, point): (CustomerId, PointId) = (ctx.id("id")?, ctx.id("point")?);
    let (version, body): (i64, DeliveryPointBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let changed = ctx
        .write(move |tx| {
            own(tx, id, point)?;
            let active = body.is_active;
            customers::edit_point(tx, point, version, body.into_new())?;
            if let Some(active) = active {
                customers::set_point_active(tx, point, active)?;
            }
            customers::point(tx, point)
        })
        .await?;
    json_version(&changed, changed.version)
}
