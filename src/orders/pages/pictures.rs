//! Pictures on the page of an order.

use actix_web::HttpResponse;

use super::show::page;
use crate::error::Error;
use crate::orders;
use crate::values::ids::{OrderId, OrderPictureId};
use crate::web::form::chosen;
use crate::web::{Answer, Ctx, Form, Stored};

/// `POST /orders/{id}/pictures`: `picture` holds the file.
///
/// # Errors
/// Those of the verb.
pub async fn add(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let parts = ctx.parts().unwrap_or_default();
    let bytes = chosen(&parts, "picture").map(|part| part.bytes.clone());
    let (bytes, said) = (bytes.unwrap_or_default(), ctx.lang.t("saved"));
    let done = ctx
        .once(move |tx| {
            let picture = orders::add_picture(tx, id, &bytes)?;
            Ok(Stored::see(format!("/orders/{id}#pictures"))
                .saying(said)
                .undo(format!("/orders/{id}/pictures/{picture}/remove")))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, Form::default(), errors).await,
        answer => answer,
    }
}

/// `POST /orders/{id}/pictures/{picture}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove(ctx: Ctx) -> Answer {
    let (id, picture): (OrderId, OrderPictureId) = (ctx.id("id")?, ctx.id("picture")?);
    let lang = ctx.lang;
    ctx.once(move |tx| {
        orders::remove_picture(tx, id, picture)?;
        Ok(Stored::see(format!("/orders/{id}#pictures"))
            .saying(lang.t("orders-history-picture-removed"))
            .undo(format!("/orders/{id}/pictures/{picture}/restore")))
    })
    .await
}

/// `POST /orders/{id}/pictures/{picture}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    let (id, picture): (OrderId, OrderPictureId) = (ctx.id("id")?, ctx.id("picture")?);
    let lang = ctx.lang;
    ctx.once(move |tx| {
        orders::restore_picture(tx, id, picture)?;
        Ok(Stored::see(format!("/orders/{id}#pictures")).saying(lang.t("orders-picture-restored")))
    })
    .await
}

/// `GET /orders/{id}/pictures/{picture}`, for pages and API alike.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn show(ctx: Ctx) -> Answer {
    let (id, picture): (OrderId, OrderPictureId) = (ctx.id("id")?, ctx.id("picture")?);
    let found = ctx
        .read(move |view| orders::picture(view, id, picture))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", found.media_type))
        .insert_header(("content-disposition", "inline"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(found.bytes))
}
