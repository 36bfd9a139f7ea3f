//! One item: its page, its form, its packs, variants, picture and prices.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{allergen_names, error_of, price_unit_name, unit_name, uses};
use crate::catalog::{self, Allergen, Item, Pack, TaxClass};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::recipes;
use crate::values::calendar::short;
use crate::values::format;
use crate::values::ids::{ItemId, PackId, PriceListId};
use crate::values::unit::BaseUnit;
use crate::web::answer::speak_fields;
use crate::web::form::{chosen, in_address};
use crate::web::history;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// Prices of an item on one list.
struct ListPrices {
    id: PriceListId,
    name: String,
    mode: String,
    /// Today's, in words; empty for none.
    now: String,
    /// From which day, price; newest first.
    dated: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "catalog/item.html")]
struct ItemPage {
    frame: Frame,
    item: Item,
    facts: Vec<(String, String)>,
    per: String,
    lists: Vec<ListPrices>,
    packs: Vec<(PackId, String, String)>,
    parent: Option<Item>,
    variants: Vec<Item>,
    has_picture: bool,
    tax: String,
    history: Vec<history::Row>,
    form: Form,
    errors: Vec<(String, String)>,
    can_edit: bool,
    can_price: bool,
    today: String,
    key: String,
}

impl ItemPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn list_options(&self) -> Vec<(String, &str)> {
        let options = self.lists.iter();
        options
            .map(|list| (list.id.to_string(), list.name.as_str()))
            .collect()
    }

    /// The day from which a new price is meant.
    fn from(&self) -> &str {
        self.form.optional("from").unwrap_or(&self.today)
    }
}

/// A class with today's rate: "Pan … · 4 %".
pub(super) fn class_option(view: &View, lang: Lang, class: &TaxClass) -> Result<(String, String)> {
    let rate = catalog::tax_rate(view, class.id, view.today())?;
    let words = format!("{} · {}", class.name(lang), format::percent(lang, rate));
    Ok((class.id.to_string(), words))
}

/// `GET /items/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    item_page(
        &ctx,
        id,
        Form::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

async fn item_page(
    ctx: &Ctx,
    id: ItemId,
    form: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let (lang, item) = (frame.lang, catalog::find(view, id)?);
        let sees_prices = frame.may(P::SeePrices);
        let sees_history = frame.may(P::SeeHistory);
        let class = catalog::tax_class(view, item.tax_class_id)?;
        Ok(ItemPage {
            facts: facts(lang, &item, recipes::allergens(view, id)?),
            per: price_unit_name(lang, item.price_unit, item.base_unit),
            lists: if sees_prices {
                list_prices(view, lang, &item)?
            } else {
                Vec::new()
            },
            packs: packs(lang, &item, catalog::packs(view, id)?),
            parent: item
                .parent_id
                .map(|parent| catalog::find(view, parent))
                .transpose()?,
            variants: catalog::children(view, id)?,
            has_picture: catalog::picture(view, id)?.is_some(),
            tax: class_option(view, lang, &class)?.1,
            history: if sees_history {
                history::of(view, lang, "item", id)?
            } else {
                Vec::new()
            },
            can_edit: frame.may(P::EditItems),
            can_price: frame.may(P::EditItems) && sees_prices,
            today: view.today().to_string(),
            key: Uuid::now_v7().to_string(),
            frame,
            item,
            form,
            errors,
        })
    })
    .await
}

/// What there is to know of an item, in words; what was not said is left out. `contains` are the allergens of its own and
/// of all that it is made of.
fn facts(lang: Lang, item: &Item, contains: BTreeSet<Allergen>) -> Vec<(String, String)> {
    let contains: Vec<Allergen> = contains.into_iter().collect();
    let days = |days: i64| lang.with1("item-days", "count", days);
    let mut facts = vec![
        ("item-uses", uses(lang, item)),
        ("item-category", item.category.clone()),
        ("item-unit", unit_name(lang, item.unit)),
        (
            "item-price-unit",
            price_unit_name(lang, item.price_unit, item.base_unit),
        ),
    ];
    if let Some(weight) = item.piece_weight {
        facts.push((
            "item-piece-weight",
            format::natural(lang, weight, BaseUnit::G),
        ));
    }
    facts.push(("item-allergens", allergen_names(lang, &contains)));
    facts.push(("item-weekdays", item.weekdays.short(lang)));
    facts.push(("item-lead-days", days(item.lead_days)));
    if item.has_stock() {
        let way = if item.from_stock {
            "item-way-stock"
        } else {
            "item-way-order"
        };
        facts.push(("item-way", lang.t(way)));
    }
    if !item.bake_extra_percentage.is_zero() {
        let extra = format::percent(lang, item.bake_extra_percentage);
        facts.push(("item-bake-extra", extra));
    }
    if let Some(life) = item.shelf_life_days {
        facts.push(("item-shelf-life", days(life)));
    }
    if let Some(low) = item.low_stock {
        facts.push(("item-low-stock", format::natural(lang, low, item.base_unit)));
    }
    facts.push(("item-notes", item.notes.clone()));
    facts.retain(|(_, value)| !value.is_empty());
    facts
        .into_iter()
        .map(|(key, value)| (lang.t(key), value))
        .collect()
}

fn packs(lang: Lang, item: &Item, packs: Vec<Pack>) -> Vec<(PackId, String, String)> {
    let named = packs.into_iter().map(|pack| {
        let size = format::natural(lang, pack.size, item.base_unit);
        (pack.id, pack.name, size)
    });
    named.collect()
}

fn list_prices(view: &View, lang: Lang, item: &Item) -> Result<Vec<ListPrices>> {
    let all = catalog::prices_of_item(view, item.id)?;
    let today = view.today();
    let mut lists = Vec::new();
    for list in catalog::price_lists(view)? {
        let dated: Vec<_> = all
            .iter()
            .filter(|price| price.price_list_id == list.id)
            .collect();
        if !list.is_active && dated.is_empty() {
            continue;
        }
        let now = catalog::price_of(view, list.id, item.id, today)?;
        let newest_now = dated
            .iter()
            .find(|price| price.valid_from <= today)
            .map(|price| price.valid_from);
        lists.push(ListPrices {
            id: list.id,
            name: list.name.clone(),
            mode: lang.t(&format!("price-mode-{}", list.tax_mode.code())),
            now: now.map_or_else(String::new, |price| {
                format::price_per(lang, price, item.price_unit, item.base_unit)
            }),
            dated: dated
                .iter()
                .map(|price| {
                    let is_now = Some(price.valid_from) == newest_now;
                    (
                        short(price.valid_from, lang),
                        format::price(lang, price.price),
                        is_now,
                    )
                })
                .collect(),
        });
    }
    Ok(lists)
}

/// Shows the item's page again with the errors of one of its small forms.
async fn or_page(ctx: &Ctx, id: ItemId, form: Form, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            item_page(ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `POST /items/{id}/prices`: one price from a day on.
///
/// # Errors
/// Those of the verb.
pub async fn set_price(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id("id")?);
    let answer = try_price(&ctx, id, &form).await;
    or_page(&ctx, id, form, answer).await
}

async fn try_price(ctx: &Ctx, id: ItemId, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let list: Option<PriceListId> = form.parsed("price_list_id", "setting-choice", &mut errors);
    for name in ["price_list_id", "price", "from"] {
        form.required(name, &mut errors);
    }
    let from = form.day("from", today, &mut errors);
    let price = form.price("price", &mut errors);
    errors.or(())?;
    let (Some(list), Some(from), Some(price)) = (list, from, price) else {
        return Err(Error::field("price", "field-required"));
    };
    let said = ctx
        .lang
        .with1("item-price-set", "day", short(from, ctx.lang));
    ctx.once(move |tx| {
        let change = catalog::set_prices(tx, list, from, &[(id, price)])?;
        let stored = Stored::see(format!("/items/{id}")).saying(said);
        Ok(stored.undo(format!("/prices/changes/{change}/undo")))
    })
    .await
}

/// `POST /items/{id}/packs`
///
/// # Errors
/// Those of the verb.
pub async fn add_pack(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form_or_undo("pack_name")?, ctx.id("id")?);
    let answer = try_pack(&ctx, id, &form).await;
    or_page(&ctx, id, form, answer).await
}

async fn try_pack(ctx: &Ctx, id: ItemId, form: &Form) -> Answer {
    let item = ctx.read(move |view| catalog::find(view, id)).await?;
    let mut errors = FieldErrors::default();
    let name = form.required("pack_name", &mut errors);
    form.required("pack_size", &mut errors);
    let size = form.quantity("pack_size", item.base_unit, &mut errors);
    errors.or(())?;
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        let pack = catalog::add_pack(tx, id, &name, size.unwrap_or_default())
            .map_err(|error| as_field(error, "pack_"))?;
        Ok(Stored::see(format!("/items/{id}"))
            .saying(said)
            .undo(format!("/items/{id}/packs/{pack}/remove")))
    })
    .await
}

/// A verb's field errors under the names that the form has.
fn as_field(error: Error, prefix: &str) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for error in &mut errors.0 {
                error.field = format!("{prefix}{}", error.field);
            }
            Error::Invalid(errors)
        }
        error => error,
    }
}

/// `POST /items/{id}/packs/{pack}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove_pack(ctx: Ctx) -> Answer {
    let (id, pack): (ItemId, PackId) = (ctx.id("id")?, ctx.id("pack")?);
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        let packs = catalog::packs(tx, id)?;
        catalog::remove_pack(tx, id, pack)?;
        let stored = Stored::see(format!("/items/{id}")).saying(said);
        let Some(gone) = packs.into_iter().find(|known| known.id == pack) else {
            return Ok(stored);
        };
        let (name, size) = (in_address(&gone.name), in_address(&gone.size.to_string()));
        Ok(stored.undo(format!(
            "/items/{id}/packs?pack_name={name}&pack_size={size}"
        )))
    })
    .await
}

/// `POST /items/{id}/variants`: a copy under another variant name.
///
/// # Errors
/// Those of the verb.
pub async fn add_variant(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<ItemId>("id")?);
    let (name, lang) = (form.text("variant_name").to_owned(), ctx.lang);
    let answer = ctx
        .once(move |tx| {
            let copy = catalog::add_variant(tx, id, &name)?;
            let said = lang.with1("item-made", "name", catalog::find(tx, copy)?.full_name());
            Ok(Stored::see(format!("/items/{copy}")).saying(said))
        })
        .await;
    or_page(&ctx, id, form, answer).await
}

/// `POST /items/{id}/tax-confirmed`
///
/// # Errors
/// Those of the verb.
pub async fn confirm_tax(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let said = ctx.lang.t("item-tax-confirmed-now");
    ctx.once(move |tx| {
        catalog::confirm_tax(tx, id)?;
        Ok(Stored::see(format!("/items/{id}")).saying(said))
    })
    .await
}

/// `POST /items/{id}/active`: `active` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn set_active(ctx: Ctx) -> Answer {
    let (id, active): (ItemId, bool) = (ctx.id("id")?, ctx.form()?.is_on("active"));
    switch(&ctx, id, active).await
}

/// `POST /items/{id}/enable`: takes a deactivation back.
///
/// # Errors
/// Those of the verb.
pub async fn enable(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    switch(&ctx, id, true).await
}

async fn switch(ctx: &Ctx, id: ItemId, active: bool) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        catalog::set_active(tx, id, active)?;
        let name = catalog::find(tx, id)?.full_name();
        let key = if active {
            "item-enabled"
        } else {
            "item-disabled"
        };
        let stored = Stored::see(format!("/items/{id}")).saying(lang.with1(key, "name", name));
        Ok(match active {
            true => stored,
            false => stored.undo(format!("/items/{id}/enable")),
        })
    })
    .await
}

/// `POST /items/{id}/picture`: `picture` holds the file; without one the picture is taken away when `remove` says so.
///
/// # Errors
/// Those of the verb.
pub async fn set_picture(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let answer = try_picture(&ctx, id).await;
    or_page(&ctx, id, Form::default(), answer).await
}

async fn try_picture(ctx: &Ctx, id: ItemId) -> Answer {
    let parts = ctx.parts().unwrap_or_default();
    let removes = parts.is_empty() && ctx.form()?.is_on("remove");
    let bytes = chosen(&parts, "picture").map(|part| part.bytes.clone());
    let (bytes, said) = (bytes.unwrap_or_default(), ctx.lang.t("saved"));
    ctx.once(move |tx| {
        match removes {
            true => catalog::remove_picture(tx, id)?,
            false => catalog::set_picture(tx, id, &bytes)?,
        }
        let mark = catalog::picture_mark(tx, id)?;
        Ok(Stored::see(format!("/items/{id}"))
            .saying(said)
            .undo(format!("/items/{id}/picture/restore?seen={mark}")))
    })
    .await
}

/// `POST /items/{id}/picture/restore?seen=`: the picture of before comes back, while that of the mark `seen` is there.
///
/// # Errors
/// Those of the verb.
pub async fn restore_picture(ctx: Ctx) -> Answer {
    let (id, seen): (ItemId, String) = (ctx.id("id")?, ctx.query.text("seen").to_owned());
    let said = ctx.lang.t("item-picture-undone");
    ctx.once(move |tx| {
        catalog::restore_picture(tx, id, &seen)?;
        Ok(Stored::see(format!("/items/{id}")).saying(said))
    })
    .await
}

/// `GET /items/{id}/picture`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn picture(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let found = ctx.read(move |view| catalog::picture(view, id)).await?;
    let picture = found.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", picture.media_type))
        .insert_header(("content-disposition", "inline"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(picture.bytes))
}
