//! Throwing away: choose what, say how much, and the reason is the button.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{item_page, typed_quantity};
use crate::error::{Error, FieldErrors};
use crate::i18n::Lang;
use crate::stock::counting::{self, WASTE_REASONS, Waste};
use crate::stock::{self, Kept, Show};
use crate::values::format;
use crate::values::ids::{ItemId, LotId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// The reasons with their words.
pub(super) fn reasons(lang: Lang) -> Vec<(&'static str, String)> {
    WASTE_REASONS
        .map(|code| (code, lang.t(&format!("stock-waste-{code}"))))
        .into()
}

struct Tile {
    href: String,
    name: String,
    on_hand: String,
}

#[derive(Template)]
#[template(path = "stock/waste.html")]
struct WastePage {
    frame: Frame,
    tiles: Vec<Tile>,
    text: String,
    next: String,
}

/// `GET /stock/waste`: what there is, as tiles; a tap opens the item, where the reason is the button.
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let text = ctx.query.text("q").to_owned();
    let after: Option<ItemId> = ctx.query.text("after").parse().ok();
    ctx.page(move |view, frame| {
        let lang = frame.lang;
        let mut found = super::listed(view, Show::Held, &text, after, 61)?;
        let more = found.len() > 60;
        found.truncate(60);
        let next = match found.last() {
            Some(last) if more => {
                let pairs = [("q", text.as_str()), ("after", &last.item.id.to_string())];
                let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
                format!("/stock/waste?{query}")
            }
            _ => String::new(),
        };
        let tiles = found.into_iter().map(|row| Tile {
            href: format!("/stock/{}#waste", row.item.id),
            on_hand: format::natural(lang, row.quantity, row.item.base_unit),
            name: row.item.name,
        });
        Ok(WastePage {
            tiles: tiles.collect(),
            text,
            next,
            frame,
        })
    })
    .await
}

/// `POST /stock/waste`: `item`, `lot` if one is meant, `quantity` in the item's usual unit, `reason`.
///
/// # Errors
/// Those of the verb.
pub async fn book(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let item: ItemId = form
        .text("item")
        .parse()
        .map_err(|_| Error::field("item", "recipe-item-unknown"))?;
    let errors = match try_book(&ctx, &form, item).await {
        Err(Error::Invalid(errors)) => errors,
        Err(Error::Conflict(message, _)) => FieldErrors::one("quantity", message),
        answer => return answer,
    };
    let errors = speak_fields(&errors, ctx.lang);
    item_page(&ctx, item, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn try_book(ctx: &Ctx, form: &Form, id: ItemId) -> Answer {
    let item: Kept = ctx.read(move |view| stock::kept(view, id)).await?;
    let mut errors = FieldErrors::default();
    let typed = form.required("quantity", &mut errors);
    let quantity = typed_quantity(&typed, &item);
    if quantity.is_none() && !typed.is_empty() {
        errors.add("quantity", "stock-quantity");
    }
    let reason = form.required("reason", &mut errors);
    errors.or(())?;
    let quantity = quantity.unwrap_or_default();
    let words = format::natural(ctx.lang, quantity, item.base_unit);
    let said = ctx.lang.with2(
        "stock-wasted",
        "what",
        item.name.as_str(),
        "quantity",
        words.as_str(),
    );
    let lot: Option<LotId> = form.text("lot").parse().ok();
    let back = match form.text("back") {
        "expiring" => "/stock/expiring".to_owned(),
        _ => format!("/stock/{id}"),
    };
    ctx.once(move |tx| {
        let waste = Waste {
            item: id,
            lot,
            quantity,
            reason,
            day: tx.today(),
        };
        let booked = counting::waste(tx, &waste)?;
        Ok(Stored::see(back)
            .saying(said)
            .undo(format!("/stock/waste/{booked}/undo")))
    })
    .await
}

/// `POST /stock/waste/{id}/undo`
///
/// # Errors
/// Not found when there is nothing to take back.
pub async fn undo(ctx: Ctx) -> Answer {
    let id: Uuid = ctx.id("id")?;
    let said = ctx.lang.t("stock-waste-undone");
    ctx.once(move |tx| {
        let item = counting::undo_waste(tx, id)?;
        Ok(Stored::see(format!("/stock/{item}")).saying(said))
    })
    .await
}
