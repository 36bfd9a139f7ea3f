//! `/api/v1/procurement/purchase-orders/{id}/items`.

use super::HERE;
use super::shapes::{LineBody, LineRecord, detail};
use crate::people::roles::Permission;
use crate::purchasing;
use crate::values::ids::{PurchaseId, PurchaseLineId};
use crate::web::answer::json_version;
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

/// `GET …/{id}/items`; the version is that of the order.
///
/// # Errors
/// Not found.
pub async fn items(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let (version, rows) = ctx
        .read(move |view| {
            let version = purchasing::find(view, id)?.version;
            Ok((version, purchasing::lines(view, id)?))
        })
        .await?;
    let rows = rows.into_iter();
    let rows = rows.map(|line| LineRecord::from(line).priced(costs));
    json_version(&List::whole(rows.collect()), version)
}

/// `POST …/{id}/items`
///
/// # Errors
/// Those of the verb.
pub async fn add_item(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let body: LineBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let version = purchasing::find(tx, id)?.version;
        let line = purchasing::add_line(tx, id, version, &body.read(tx, "")?)?;
        let record = LineRecord::from(purchasing::line(tx, id, line)?);
        Stored::created(format!("{HERE}/{id}/items/{line}"), &record)
    })
    .await
}

/// `PUT …/{id}/items/{item}`; `If-Match` names the version of the order.
///
/// # Errors
/// Those of the verb.
pub async fn edit_item(ctx: Ctx) -> Answer {
    let (id, line): (PurchaseId, PurchaseLineId) = (ctx.id("id")?, ctx.id("item")?);
    let (version, body): (i64, LineBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let (record, version) = ctx
        .write(move |tx| {
            purchasing::change_line(tx, id, line, version, &body.read(tx, "")?)?;
            Ok((
                LineRecord::from(purchasing::line(tx, id, line)?),
                purchasing::find(tx, id)?.version,
            ))
        })
        .await?;
    json_version(&record, version)
}

/// `DELETE …/{id}/items/{item}`; `If-Match` names the version of the order.
///
/// # Errors
/// Those of the verb.
pub async fn remove_item(ctx: Ctx) -> Answer {
    let (id, line): (PurchaseId, PurchaseLineId) = (ctx.id("id")?, ctx.id("item")?);
    let version = ctx.if_match()?;
    ctx.write(move |tx| purchasing::remove_line(tx, id, line, version))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `POST …/{id}/items/restore`: puts the line back that was taken out last; `If-Match` names the order's version since then.
///
/// # Errors
/// Those of the verb.
pub async fn restore_item(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let version = ctx.if_match()?;
    let record = ctx
        .write(move |tx| {
            purchasing::put_line_back(tx, id, version)?;
            detail(tx, id)
        })
        .await?;
    json_version(&record, record.order.version)
}
