//! What is kept beside orders, over the API: their pictures, and each person's views of the list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::orders::asked::asked;
use crate::orders::{self, OrderView};
use crate::values::ids::{OrderId, OrderPictureId, OrderViewId};
use crate::web::answer::json as answer;
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Form, Stored};

/// A picture of an order; its bytes are at `…/pictures/{id}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderPictureOut {
    pub id: OrderPictureId,
}

/// A view of the list of orders to be kept.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderViewBody {
    pub name: String,
    /// As the address of the page of the list has it after its `?`; what the list does not know is left out.
    pub query: String,
}

/// `GET /api/v1/orders/views`
///
/// # Errors
/// Those of the database.
pub async fn views(ctx: Ctx) -> Answer {
    let user = ctx.signed()?.user_id;
    let items: Vec<OrderView> = ctx.read(move |view| orders::views(view, user)).await?;
    answer(&List::whole(items))
}

/// `POST /api/v1/orders/views`
///
/// # Errors
/// Those of the verb.
pub async fn keep_view(ctx: Ctx) -> Answer {
    let body: OrderViewBody = Body::read(&ctx)?;
    let user = ctx.signed()?.user_id;
    let query = asked(&Form::parse(body.query.as_bytes())?);
    ctx.once(move |tx| {
        let id = orders::keep_view(tx, user, &body.name, &query)?;
        let made = orders::views(tx, user)?;
        let made = made.into_iter().find(|view| view.id == id);
        Stored::created(format!("/api/v1/orders/views/{id}"), &made)
    })
    .await
}

/// `DELETE /api/v1/orders/views/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn forget_view(ctx: Ctx) -> Answer {
    let id: OrderViewId = ctx.id("id")?;
    let user = ctx.signed()?.user_id;
    ctx.write(move |tx| orders::forget_view(tx, user, id))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `POST /api/v1/orders/views/{id}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore_view(ctx: Ctx) -> Answer {
    let id: OrderViewId = ctx.id("id")?;
    let user = ctx.signed()?.user_id;
    ctx.once(move |tx| {
        orders::restore_view(tx, user, id)?;
        Ok(Stored::done())
    })
    .await
}

/// `GET /api/v1/orders/{id}/pictures`
///
/// # Errors
/// 404.
pub async fn pictures(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let found = ctx
        .read(move |view| {
            orders::find(view, id)?;
            orders::pictures(view, id)
        })
        .await?;
    let items: Vec<OrderPictureOut> = found.into_iter().map(|id| OrderPictureOut { id }).collect();
    answer(&List::whole(items))
}

/// `POST /api/v1/orders/{id}/pictures`: the body is the picture.
///
/// # Errors
/// Those of the verb.
pub async fn add_picture(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let bytes = ctx.body.clone();
    ctx.once(move |tx| {
        let picture = orders::add_picture(tx, id, &bytes)?;
        let place = format!("/api/v1/orders/{id}/pictures/{picture}");
        Stored::created(place, &OrderPictureOut { id: picture })
    })
    .await
}

/// `DELETE /api/v1/orders/{id}/pictures/{picture}`
///
/// # Errors
/// Those of the verb.
pub async fn remove_picture(ctx: Ctx) -> Answer {
    let (id, picture): (OrderId, OrderPictureId) = (ctx.id("id")?, ctx.id("picture")?);
    ctx.write(move |tx| orders::remove_picture(tx, id, picture))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `POST /api/v1/orders/{id}/pictures/{picture}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore_picture(ctx: Ctx) -> Answer {
    let (id, picture): (OrderId, OrderPictureId) = (ctx.id("id")?, ctx.id("picture")?);
    ctx.once(move |tx| {
        orders::restore_picture(tx, id, picture)?;
        Ok(Stored::done())
    })
    .await
}
