//! Correcting the last day of a lot, on the page of its item.

use actix_web::http::StatusCode;

use super::item_page;
use crate::error::{Error, FieldErrors};
use crate::stock;
use crate::values::Day;
use crate::values::ids::{ItemId, LotId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Stored};

/// `POST /stock/lots/expiry`: `item`, the `lot` with the day that was read (`id~2026-11-20`), `expiry_date`.
///
/// # Errors
/// Those of the verb.
pub async fn set_expiry(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let item: ItemId = form.text("item").parse().map_err(|_| Error::NotFound)?;
    match try_set(&ctx, &form, item).await {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            item_page(&ctx, item, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_set(ctx: &Ctx, form: &Form, item: ItemId) -> Answer {
    let read = form.text("of_lot").split_once('~');
    let lot = read.and_then(|(lot, day)| Some((lot.parse::<LotId>().ok()?, day.parse().ok())));
    let Some((lot, was)) = lot else {
        return Err(Error::field("of_lot", "field-required"));
    };
    let (typed, said): (Form, String) = (form.clone(), ctx.lang.t("stock-expiry-set"));
    ctx.once(move |tx| {
        let mut errors = FieldErrors::default();
        let day: Option<Day> = match typed.is_on("no_expiry") {
            true => None,
            false => typed.day("expiry_date", tx.today(), &mut errors),
        };
        if day.is_none() && !typed.is_on("no_expiry") && errors.0.is_empty() {
            errors.add("expiry_date", "field-required");
        }
        errors.or(())?;
        stock::set_expiry(tx, lot, was, day)?;
        Ok(Stored::see(format!("/stock/{item}")).saying(said))
    })
    .await
}
