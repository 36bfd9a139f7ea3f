//! Views of the list of orders, kept and let go on the list itself.

use super::list;
use crate::error::{Error, FieldErrors};
use crate::orders;
use crate::orders::asked::asked;
use crate::values::ids::OrderViewId;
use crate::web::{Answer, Ctx, Form, Stored};

/// `POST /orders/views`: keeps the filters of the list under a name.
///
/// # Errors
/// Those of the verb; what is wrong is shown on the list at 422.
pub async fn keep(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let user = ctx.signed()?.user_id;
    let filters = Form::parse(form.text("query").as_bytes())?;
    let (name, query, lang) = (form.text("name").to_owned(), asked(&filters), ctx.lang);
    let done = ctx
        .once(move |tx| {
            let id = orders::keep_view(tx, user, &name, &query)?;
            Ok(Stored::see(format!("/orders?{query}"))
                .saying(lang.with1("orders-view-kept", "name", name))
                .undo(format!("/orders/views/{id}/remove")))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => again(&ctx, filters, form.text("name"), errors).await,
        answer => answer,
    }
}

/// The list as it was filtered, with the name that was typed.
async fn again(ctx: &Ctx, mut filters: Form, name: &str, errors: FieldErrors) -> Answer {
    filters.set("name", name);
    list::drawn(ctx, filters, errors).await
}

/// `POST /orders/views/{id}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove(ctx: Ctx) -> Answer {
    let id: OrderViewId = ctx.id("id")?;
    let (user, lang) = (ctx.signed()?.user_id, ctx.lang);
    ctx.once(move |tx| {
        orders::forget_view(tx, user, id)?;
        Ok(Stored::see("/orders")
            .saying(lang.t("orders-view-removed"))
            .undo(format!("/orders/views/{id}/restore")))
    })
    .await
}

/// `POST /orders/views/{id}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    let id: OrderViewId = ctx.id("id")?;
    let (user, lang) = (ctx.signed()?.user_id, ctx.lang);
    ctx.once(move |tx| {
        orders::restore_view(tx, user, id)?;
        Ok(Stored::see("/orders").saying(lang.t("orders-view-restored")))
    })
    .await
}
