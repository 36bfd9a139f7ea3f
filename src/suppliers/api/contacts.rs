//! `/api/v1/procurement/suppliers/{id}/contacts`.

use crate::db::View;
use crate::error::{Error, Result};
use crate::suppliers::{self, Contact, NewContact};
use crate::values::ids::{SupplierContactId, SupplierId};
use crate::web::answer::{json, json_version};
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

/// The contact, when it is this supplier's.
pub(in crate::suppliers) fn own(
    view: &View,
    supplier: SupplierId,
    id: SupplierContactId,
) -> Result<Contact> {
    let contact = suppliers::contact(view, id)?;
    if contact.supplier_id == supplier {
        Ok(contact)
    } else {
        Err(Error::NotFound)
    }
}

fn ids(ctx: &Ctx) -> Result<(SupplierId, SupplierContactId)> {
    Ok((ctx.id("id")?, ctx.id("contact")?))
}

/// `GET …/contacts`
///
/// # Errors
/// Not found.
pub async fn contacts(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let rows = ctx
        .read(move |view| {
            suppliers::find(view, id)?;
            suppliers::contacts(view, id)
        })
        .await?;
    json(&List::whole(rows))
}

/// `POST …/contacts`
///
/// # Errors
/// Those of the verb.
pub async fn add_contact(ctx: Ctx) -> Answer {
    let supplier: SupplierId = ctx.id("id")?;
    let new: NewContact = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = suppliers::add_contact(tx, supplier, &new)?;
        let address = format!("/api/v1/procurement/suppliers/{supplier}/contacts/{id}");
        Stored::created(address, &suppliers::contact(tx, id)?)
    })
    .await
}

/// `GET …/contacts/{contact}`
///
/// # Errors
/// Not found.
pub async fn contact(ctx: Ctx) -> Answer {
    let (supplier, id) = ids(&ctx)?;
    let contact = ctx.read(move |view| own(view, supplier, id)).await?;
    json_version(&contact, contact.version)
}

/// `PUT …/contacts/{contact}`
///
/// # Errors
/// Those of the verb.
pub async fn edit_contact(ctx: Ctx) -> Answer {
    let (supplier, id) = ids(&ctx)?;
    let (version, new): (i64, NewContact) = (ctx.if_match()?, Body::read(&ctx)?);
    let contact = ctx
        .write(move |tx| {
            own(tx, supplier, id)?;
            suppliers::edit_contact(tx, id, version, &new)?;
            suppliers::contact(tx, id)
        })
        .await?;
    json_version(&contact, contact.version)
}

/// `DELETE …/contacts/{contact}`
///
/// # Errors
/// Those of the verb.
pub async fn remove_contact(ctx: Ctx) -> Answer {
    let (supplier, id) = ids(&ctx)?;
    let version = ctx.if_match()?;
    ctx.write(move |tx| {
        own(tx, supplier, id)?;
        suppliers::remove_contact(tx, id, version)
    })
    .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `POST …/contacts/{contact}/restore`: takes it back.
///
/// # Errors
/// Those of the verb.
pub async fn restore_contact(ctx: Ctx) -> Answer {
    let (supplier, id) = ids(&ctx)?;
    ctx.once(move |tx| {
        suppliers::restore_contact(tx, supplier, id)?;
        Stored::ok(&suppliers::contact(tx, id)?)
    })
    .await
}
