//! Notes on an order: written and changed on its page.

use actix_web::http::StatusCode;

use super::show::{drawn, page};
use crate::error::{Error, FieldErrors};
use crate::orders;
use crate::values::ids::{OrderId, OrderNoteId};
use crate::web::{Answer, Ctx, Stored};

/// `POST /orders/{id}/notes`
///
/// # Errors
/// Those of the verb.
pub async fn add_note(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    let (text, internal) = (form.text("note").to_owned(), !form.is_on("visible"));
    let lang = ctx.lang;
    let done = ctx
        .once(move |tx| {
            orders::add_note(tx, id, &text, internal)?;
            Ok(Stored::see(format!("/orders/{id}")).saying(lang.t("saved")))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        answer => answer,
    }
}

/// `POST /orders/{id}/notes/{note}`
///
/// # Errors
/// Those of the verb.
pub async fn edit_note(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let note: OrderNoteId = ctx.id("note")?;
    let form = ctx.form()?;
    let version = form.version().unwrap_or_default();
    let (text, internal) = (form.text("note").to_owned(), !form.is_on("visible"));
    let lang = ctx.lang;
    let done = ctx
        .once(move |tx| {
            orders::edit_note(tx, id, note, version, &text, internal)?;
            Ok(Stored::see(format!("/orders/{id}")).saying(lang.t("saved")))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        Err(Error::Stale) => {
            let status = StatusCode::PRECONDITION_FAILED;
            drawn(&ctx, id, form, FieldErrors::default(), status).await
        }
        answer => answer,
    }
}
