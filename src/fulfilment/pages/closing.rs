//! A note that came back and is not delivered again.

use actix_web::http::StatusCode;

use super::notes::note_page;
use crate::error::Error;
use crate::fulfilment;
use crate::production;
use crate::values::ids::NoteId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Stored};

/// `POST /notes/{id}/close`: it came back and is not delivered again.
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let form = ctx.form()?;
    let signed = ctx.signed()?.clone();
    let (lang, read) = (ctx.lang, form.clone());
    let result = ctx
        .once(move |tx| {
            fulfilment::guard(tx, &signed, id)?;
            fulfilment::close(tx, id, read.text("reason"), read.is_on("charged"))?;
            let note = fulfilment::find(tx, id)?;
            production::refresh_seen(tx, note.day)?;
            let text = lang.with1("note-said-closed", "customer", note.customer_name.as_str());
            let stored = Stored::see(format!("/notes/{id}")).saying(text);
            Ok(match fulfilment::may_reopen(tx, &note)? {
                true => stored.undo(format!("/notes/{id}/reopen")),
                false => stored,
            })
        })
        .await;
    match result {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            note_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        result => result,
    }
}

/// `POST /notes/{id}/reopen`: undoes that.
///
/// # Errors
/// Those of the verb.
pub async fn reopen(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let signed = ctx.signed()?.clone();
    let text = ctx.lang.t("note-said-reopened");
    ctx.once(move |tx| {
        fulfilment::guard(tx, &signed, id)?;
        fulfilment::reopen(tx, id)?;
        production::refresh_seen(tx, fulfilment::find(tx, id)?.day)?;
        Ok(Stored::see(format!("/notes/{id}")).saying(text))
    })
    .await
}
