//! The form of an item.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::item::class_option;
use super::{error_of, unit_name};
use crate::catalog::{self, Allergen, Item, NewItem};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::values::calendar::{Weekdays, weekday_short};
use crate::values::format;
use crate::values::ids::ItemId;
use crate::values::money::Rate;
use crate::values::quantity::{PriceUnit, as_written};
use crate::values::unit::{BaseUnit, Unit};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "catalog/item_form.html")]
struct FormPage {
    frame: Frame,
    /// None for a new item.
    item: Option<Item>,
    form: Form,
    errors: Vec<(String, String)>,
    classes: Vec<(String, String)>,
    categories: Vec<(String, i64)>,
    parents: Vec<(String, String)>,
    key: String,
}

impl FormPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn units(&self) -> Vec<(&'static str, String)> {
        Unit::ALL
            .map(|unit| (unit.code(), unit_name(self.frame.lang, unit)))
            .into()
    }

    fn price_units(&self) -> Vec<(&'static str, String)> {
        let usual = ("", self.frame.t("item-price-unit-usual"));
        vec![usual, ("pack", self.frame.t("item-price-unit-pack"))]
    }

    fn allergens(&self) -> Vec<(&'static str, String, bool)> {
        let named = Allergen::ALL.iter().map(|allergen| {
            let code = allergen.code();
            (
                code,
                self.frame.t(&allergen.key()),
                self.form.holds("allergens", code),
            )
        });
        named.collect()
    }

    fn weekdays(&self) -> Vec<(String, &'static str, bool)> {
        let named = (1..=7).map(|weekday: u8| {
            let code = weekday.to_string();
            let is_on = self.form.holds("weekdays", &code);
            (code, weekday_short(weekday, self.frame.lang), is_on)
        });
        named.collect()
    }

    fn action(&self) -> String {
        match &self.item {
            Some(item) => format!("/items/{}", item.id),
            None => "/items".to_owned(),
        }
    }
}

/// A form with what an item begins with.
fn blank(lang: Lang) -> Form {
    let mut pairs: Vec<(String, String)> = (1..=7)
        .map(|weekday| ("weekdays".to_owned(), weekday.to_string()))
        .collect();
    for (name, value) in [
        ("is_sold", "on"),
        ("is_made", "on"),
        ("unit", "unit"),
        ("lead_days", "0"),
    ] {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    pairs.push(("lang".to_owned(), lang.code().to_owned()));
    Form::from_pairs(pairs)
}

/// A form with what an item is.
fn filled(lang: Lang, item: &Item) -> Form {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            pairs.push((name.to_owned(), value));
        }
    };
    let on = |is: bool| if is { "on".to_owned() } else { String::new() };
    add("name", item.name.clone());
    add("variant_name", item.variant_name.clone());
    add("sku", item.sku.clone());
    add("category", item.category.clone());
    add(
        "parent_id",
        item.parent_id.map_or_else(String::new, |id| id.to_string()),
    );
    add("is_sold", on(item.is_sold));
    add("is_made", on(item.is_made));
    add("is_bought", on(item.is_bought));
    add("is_service", on(item.is_service));
    add("from_stock", on(item.from_stock));
    add("unit", item.unit.code().to_owned());
    if let PriceUnit::Pack(size) = item.price_unit {
        add("price_unit", "pack".to_owned());
        add("price_unit_size", quantity(lang, size, item.base_unit));
    }
    add(
        "piece_weight",
        item.piece_weight
            .map_or_else(String::new, |weight| quantity(lang, weight, BaseUnit::G)),
    );
    add(
        "low_stock",
        item.low_stock
            .map_or_else(String::new, |low| quantity(lang, low, item.base_unit)),
    );
    add("tax_class_id", item.tax_class_id.to_string());
    add(
        "shelf_life_days",
        item.shelf_life_days
            .map_or_else(String::new, |days| days.to_string()),
    );
    add("lead_days", item.lead_days.to_string());
    if !item.bake_extra_percentage.is_zero() {
        add(
            "bake_extra_percentage",
            format::rounded(lang, item.bake_extra_percentage.decimal(), 2),
        );
    }
    add("notes", item.notes.clone());
    for allergen in &item.allergens {
        add("allergens", allergen.code().to_owned());
    }
    for weekday in item.weekdays.numbers() {
        add("weekdays", weekday.to_string());
    }
    Form::from_pairs(pairs)
}

/// As it is typed: "25 kg", "120". Thousands stay together, so that it can be read back.
fn quantity(lang: Lang, amount: crate::values::Quantity, base: BaseUnit) -> String {
    let [small, large] = base.units();
    let is_rounded = amount.abs().in_unit(large) >= rust_decimal::Decimal::ONE
        && as_written(amount.in_unit(large)).is_err();
    let text = match is_rounded {
        true => format::quantity(lang, amount, small),
        false => format::natural(lang, amount, base),
    };
    match lang {
        Lang::Es => text.replace('.', ""),
        Lang::En => text.replace(',', ""),
    }
}

/// The item that a form describes. The base unit follows from the unit, the price unit from the base unit.
fn read(form: &Form, errors: &mut FieldErrors) -> Result<NewItem> {
    let unit: Unit = form
        .parsed("unit", "setting-choice", errors)
        .unwrap_or(Unit::Piece);
    let base = unit.base();
    let price_unit = match form.text("price_unit") {
        "pack" => match form.quantity("price_unit_size", base, errors) {
            Some(size) if size.is_positive() => PriceUnit::Pack(size),
            _ => {
                if form.optional("price_unit_size").is_none() {
                    errors.add("price_unit_size", "field-required");
                }
                base.price_unit()
            }
        },
        _ => base.price_unit(),
    };
    let tax_class_id = form.parsed("tax_class_id", "setting-choice", errors);
    if form.optional("tax_class_id").is_none() {
        errors.add("tax_class_id", "field-required");
    }
    let weekdays: Weekdays = form
        .all("weekdays")
        .filter_map(|day| day.parse::<u8>().ok())
        .collect();
    if weekdays.is_empty() {
        errors.add("weekdays", "field-required");
    }
    let text = |name: &str| form.text(name).to_owned();
    Ok(NewItem {
        sku: text("sku"),
        name: form.required("name", errors),
        variant_name: text("variant_name"),
        parent_id: form.parsed("parent_id", "setting-choice", errors),
        category: text("category"),
        is_sold: form.is_on("is_sold"),
        is_made: form.is_on("is_made"),
        is_bought: form.is_on("is_bought"),
        is_service: form.is_on("is_service"),
        base_unit: base,
        unit,
        price_unit,
        piece_weight: form.quantity("piece_weight", BaseUnit::G, errors),
        tax_class_id: tax_class_id.unwrap_or(crate::values::ids::TaxClassId(Uuid::nil())),
        tax_confirmed: true,
        allergens: form
            .all("allergens")
            .filter_map(Allergen::from_code)
            .collect(),
        shelf_life_days: form.whole("shelf_life_days", errors),
        low_stock: form.quantity("low_stock", base, errors),
        weekdays,
        lead_days: form.whole("lead_days", errors).unwrap_or(0),
        from_stock: form.is_on("from_stock"),
        bake_extra_percentage: form
            .rate("bake_extra_percentage", errors)
            .unwrap_or(Rate::ZERO),
        notes: text("notes"),
    })
}

/// `GET /items/new`
///
/// # Errors
/// Those of the database.
pub async fn new(ctx: Ctx) -> Answer {
    form_page(
        &ctx,
        None,
        blank(ctx.lang),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

/// `GET /items/{id}/edit`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let (lang, item) = (
        ctx.lang,
        ctx.read(move |view| catalog::find(view, id)).await?,
    );
    let form = stored(lang, &item);
    form_page(&ctx, Some(id), form, FieldErrors::default(), StatusCode::OK).await
}

/// The form of an item that is stored.
fn stored(lang: Lang, item: &Item) -> Form {
    let mut form = filled(lang, item);
    form.set("version", item.version.to_string());
    form
}

async fn form_page(
    ctx: &Ctx,
    id: Option<ItemId>,
    form: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let item = id.map(|id| catalog::find(view, id)).transpose()?;
        let classes = catalog::tax_classes(view)?;
        let classes = classes
            .iter()
            .map(|class| class_option(view, frame.lang, class));
        Ok(FormPage {
            classes: classes.collect::<Result<_>>()?,
            categories: catalog::categories(view)?,
            parents: parents(view, id)?,
            key: Uuid::now_v7().to_string(),
            frame,
            item,
            form,
            errors,
        })
    })
    .await
}

/// Items under which another may stand: those that stand under none.
fn parents(view: &View, own: Option<ItemId>) -> Result<Vec<(String, String)>> {
    let all = catalog::list(view, &catalog::Filter::default(), None, 1000)?;
    let fit = all
        .iter()
        .filter(|item| item.parent_id.is_none() && Some(item.id) != own);
    Ok(fit
        .map(|item| (item.id.to_string(), item.full_name()))
        .collect())
}

/// `POST /items`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_create(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            form_page(&ctx, None, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_create(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let new = read(form, &mut errors)?;
    errors.or(())?;
    let (said, again) = (
        ctx.lang.with1("item-made", "name", new.name.as_str()),
        form.has("again"),
    );
    ctx.once(move |tx| {
        let id = catalog::create(tx, new)?;
        let back = if again {
            "/items/new".to_owned()
        } else {
            format!("/items/{id}")
        };
        Ok(Stored::see(back).saying(said))
    })
    .await
}

/// `POST /items/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<ItemId>("id")?);
    match try_save(&ctx, id, &form).await {
        Err(Error::Invalid(errors)) => {
            form_page(
                &ctx,
                Some(id),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let lang = ctx.lang;
            let now = move |view: &View| Ok(stored(lang, &catalog::find(view, id)?));
            let (form, errors) = overtaken(&ctx, ("item", id.0), "item", &form, now).await?;
            form_page(
                &ctx,
                Some(id),
                form,
                errors,
                StatusCode::PRECONDITION_FAILED,
            )
            .await
        }
        answer => answer,
    }
}

async fn try_save(ctx: &Ctx, id: ItemId, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let mut new = read(form, &mut errors)?;
    errors.or(())?;
    let version = form.version().unwrap_or_default();
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        new.tax_confirmed = catalog::find(tx, id)?.tax_confirmed;
        catalog::edit(tx, id, version, new)?;
        Ok(Stored::see(format!("/items/{id}")).saying(said))
    })
    .await
}
