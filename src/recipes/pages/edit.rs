//! Writing a recipe: a line is an ingredient with a quantity (`10 kg`, `250 g`, `3 docenas`) or a percentage of the flour.
//! Lines left empty are left out, so that one goes away by being emptied; more are asked for with a button that sends the
//! form and saves nothing.

use actix_web::http::StatusCode;
use askama::Template;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::typed_unit;
use crate::catalog;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::recipes::{self, Kind, NewLine, NewRecipe, Recipe};
use crate::stock::pages::{error_of, plain};
use crate::values::ids::{ItemId, RecipeId};
use crate::values::{NumberStyle, Quantity, Rate, Unit, fold, parse_number};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

/// Lines that a form may have.
const MOST: usize = 100;

/// A line of the form.
struct Line {
    at: usize,
    item: String,
    item_id: String,
    quantity: String,
    percent: String,
    errors: Vec<String>,
}

#[derive(Template)]
#[template(path = "recipes/edit.html")]
struct EditPage {
    frame: Frame,
    /// Empty for a new one.
    id: String,
    form: Form,
    lines: Vec<Line>,
    kinds: Vec<(&'static str, String)>,
    errors: Vec<(String, String)>,
    key: String,
}

impl EditPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn back(&self) -> String {
        format!("/recipes/{}", self.id)
    }

    fn title(&self) -> String {
        if self.id.is_empty() {
            self.frame.t("recipe-new")
        } else {
            self.form.text("name").to_owned()
        }
    }
}

/// `GET /recipes/new`: `?item=` fills in what is made.
///
/// # Errors
/// Those of the database.
pub async fn new(ctx: Ctx) -> Answer {
    let item: Option<ItemId> = ctx.query.text("item").parse().ok();
    let mut form = Form::from_pairs(vec![("rows".into(), "8".into())]);
    form.set("kind", "product");
    if let Some(item) = item {
        let found = ctx.read(move |view| catalog::find(view, item)).await?;
        form.set("item_id", item.to_string());
        form.set("item", found.full_name());
    }
    page(&ctx, String::new(), form, Vec::new(), StatusCode::OK).await
}

/// `GET /recipes/{id}/edit`
///
/// # Errors
/// Not found for an unknown recipe.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let lang = ctx.lang;
    let form = ctx
        .read(move |view| filled(view, lang, &recipes::find(view, id)?))
        .await?;
    page(&ctx, id.to_string(), form, Vec::new(), StatusCode::OK).await
}

/// The form with a recipe in it.
fn filled(view: &View, lang: Lang, recipe: &Recipe) -> Result<Form> {
    let item = crate::stock::kept(view, recipe.item_id)?;
    let mut form = Form::default();
    form.set("version", recipe.version.to_string());
    form.set("item_id", recipe.item_id.to_string());
    form.set("item", item.name);
    form.set("name", recipe.name.as_str());
    form.set("kind", recipe.kind.code());
    form.set(
        "yield_quantity",
        typed_unit(lang, recipe.yield_quantity, item.unit),
    );
    if !recipe.loss_percentage.is_zero() {
        form.set(
            "loss_percentage",
            plain(lang, recipe.loss_percentage.decimal()),
        );
    }
    form.set("steps", recipe.steps.as_str());
    let baking = [
        ("bake_minutes", recipe.bake_minutes),
        ("bake_degrees", recipe.bake_degrees),
    ];
    for (field, number) in baking {
        form.set(
            field,
            number.map(|number| number.to_string()).unwrap_or_default(),
        );
    }
    form.set("rows", (recipe.lines.len() + 3).to_string());
    for (at, line) in recipe.lines.iter().enumerate() {
        let field = |part: &str| format!("lines.{at}.{part}");
        form.set(&field("ingredient_id"), line.ingredient_id.to_string());
        form.set(
            &field("ingredient"),
            crate::stock::kept(view, line.ingredient_id)?.name,
        );
        match line.bakers_percentage {
            Some(rate) => form.set(&field("bakers_percentage"), plain(lang, rate.decimal())),
            None => form.set(
                &field("quantity"),
                typed_unit(lang, line.quantity, line.unit),
            ),
        }
    }
    Ok(form)
}

async fn page(
    ctx: &Ctx,
    id: String,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let rows = rows(&form);
    ctx.page_with(status, move |_, frame| {
        let line = |at: usize| {
            let text = |part: &str| form.text(&format!("lines.{at}.{part}")).to_owned();
            let prefix = format!("lines.{at}.");
            let errors = errors
                .iter()
                .filter(|(field, _)| field.starts_with(&prefix));
            Line {
                at,
                item: text("ingredient"),
                item_id: text("ingredient_id"),
                quantity: text("quantity"),
                percent: text("bakers_percentage"),
                errors: errors.map(|(_, error)| error.clone()).collect(),
            }
        };
        Ok(EditPage {
            lines: (0..rows).map(line).collect(),
            kinds: Kind::ALL
                .map(|kind| {
                    (
                        kind.code(),
                        frame.t(&format!("recipe-kind-{}", kind.code())),
                    )
                })
                .into(),
            key: Uuid::now_v7().to_string(),
            id,
            form,
            errors,
            frame,
        })
    })
    .await
}

/// How many lines the form shows.
fn rows(form: &Form) -> usize {
    form.text("rows").parse().unwrap_or(8).clamp(1, MOST)
}

/// `POST /recipes/form`: the form as it was typed with five lines more; nothing is saved.
///
/// # Errors
/// Those of the database.
pub async fn more(ctx: Ctx) -> Answer {
    let mut form = ctx.form()?;
    form.set("rows", (rows(&form) + 5).to_string());
    let id: Option<RecipeId> = form.text("id").parse().ok();
    let id = id.map_or_else(String::new, |id| id.to_string());
    page(&ctx, id, form, Vec::new(), StatusCode::OK).await
}

/// `POST /recipes`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let lang = ctx.lang;
    let saved = async {
        let asked = form.clone();
        let (new, at) = ctx.read(move |view| read(view, &asked)).await?;
        ctx.once(move |tx| {
            let name = new.name.clone();
            let id = recipes::create(tx, new).map_err(|error| by_row(error, &at))?;
            let said = lang.with1("recipe-created", "name", name);
            Ok(Stored::see(format!("/recipes/{id}")).saying(said))
        })
        .await
    };
    again(&ctx, saved.await, String::new(), &form).await
}

/// `POST /recipes/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn update(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let form = ctx.form()?;
    let said = ctx.lang.t("saved");
    let saved = async {
        let asked = form.clone();
        let version = form.version().unwrap_or_default();
        let (new, at) = ctx.read(move |view| read(view, &asked)).await?;
        ctx.once(move |tx| {
            recipes::edit(tx, id, version, new).map_err(|error| by_row(error, &at))?;
            Ok(Stored::see(format!("/recipes/{id}")).saying(said))
        })
        .await
    };
    again(&ctx, saved.await, id.to_string(), &form).await
}

/// The same page with what was typed when it was wrong.
async fn again(ctx: &Ctx, answer: Answer, id: String, form: &Form) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(ctx, id, form.clone(), errors, status).await
        }
        Err(Error::Stale) => {
            let (recipe, lang) = (
                id.parse::<RecipeId>().map_err(|_| Error::NotFound)?,
                ctx.lang,
            );
            let now = move |view: &View| filled(view, lang, &recipes::find(view, recipe)?);
            let (form, errors) = overtaken(ctx, ("recipe", recipe.0), "recipe", form, now).await?;
            let errors = speak_fields(&errors, lang);
            page(ctx, id, form, errors, StatusCode::PRECONDITION_FAILED).await
        }
        answer => answer,
    }
}

/// `POST /recipes/{id}/active`: `active` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn set_active(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let form = ctx.form()?;
    let (active, version) = (form.is_on("active"), form.version().unwrap_or_default());
    let said = ctx.lang.t(if active {
        "recipe-enabled"
    } else {
        "recipe-disabled"
    });
    ctx.once(move |tx| {
        recipes::set_active(tx, id, version, active)?;
        Ok(Stored::see(format!("/recipes/{id}")).saying(said))
    })
    .await
}

/// The recipe as typed, and the row of the form that each of its lines stands in.
fn read(view: &View, form: &Form) -> Result<(NewRecipe, Vec<usize>)> {
    let mut errors = FieldErrors::default();
    let item = match form.optional("item") {
        None => {
            errors.add("item_id", "field-required");
            None
        }
        Some(text) => found(view, form.text("item_id"), text, "item_id", &mut errors)?,
    };
    let kind = Kind::from_code(form.text("kind"));
    if kind.is_none() {
        errors.add("kind", "field-required");
    }
    let yields = form.required("yield_quantity", &mut errors);
    let yields = typed(&yields, "yield_quantity", &mut errors);
    let loss = form.rate("loss_percentage", &mut errors);
    let bake_minutes = form.parsed("bake_minutes", "field-amount", &mut errors);
    let bake_degrees = form.parsed("bake_degrees", "field-amount", &mut errors);
    let (mut lines, mut at) = (Vec::new(), Vec::new());
    for row in 0..rows(form) {
        if let Some(line) = read_line(view, form, row, &mut errors)? {
            lines.push(line);
            at.push(row);
        }
    }
    let quantity = match (item, yields) {
        (Some(item), Some((number, unit))) => {
            let item = crate::stock::kept(view, item)?;
            let unit = unit.unwrap_or(item.unit);
            let quantity = Quantity::of_item(unit.counted(number), unit, item.base_unit);
            if quantity.is_err() {
                errors.add("yield_quantity", "recipe-yield-unfit");
            }
            quantity.unwrap_or_default()
        }
        _ => Quantity::ZERO,
    };
    errors.or(())?;
    let new = NewRecipe {
        item_id: item.ok_or(Error::NotFound)?,
        name: form.text("name").to_owned(),
        kind: kind.unwrap_or(Kind::Product),
        yield_quantity: quantity,
        loss_percentage: loss.unwrap_or(Rate::ZERO),
        steps: form.text("steps").to_owned(),
        bake_minutes,
        bake_degrees,
        lines,
    };
    Ok((new, at))
}

fn read_line(
    view: &View,
    form: &Form,
    row: usize,
    errors: &mut FieldErrors,
) -> Result<Option<NewLine>> {
    let field = |part: &str| format!("lines.{row}.{part}");
    let name = form.text(&field("ingredient"));
    let quantity = form.text(&field("quantity"));
    let percent = form.text(&field("bakers_percentage"));
    if name.is_empty() {
        if !quantity.is_empty() || !percent.is_empty() {
            errors.add(field("ingredient_id"), "recipe-line-needs-item");
        }
        return Ok(None);
    }
    let id = form.text(&field("ingredient_id"));
    let item = found(view, id, name, &field("ingredient_id"), errors)?;
    let rate = form.rate(&field("bakers_percentage"), errors);
    let amount = if quantity.is_empty() {
        None
    } else {
        typed(quantity, &field("quantity"), errors)
    };
    let Some(item) = item else { return Ok(None) };
    let usual = crate::stock::kept(view, item)?.unit;
    Ok(Some(NewLine {
        ingredient_id: item,
        quantity: amount.map(|(number, unit)| unit.unwrap_or(usual).counted(number)),
        unit: amount.and_then(|(_, unit)| unit).unwrap_or(usual),
        bakers_percentage: rate,
    }))
}

/// A number and the unit behind it, if one is.
fn typed(text: &str, field: &str, errors: &mut FieldErrors) -> Option<(Decimal, Option<Unit>)> {
    if text.is_empty() {
        return None;
    }
    let at = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let number = parse_number(number, NumberStyle::Guess).ok();
    let unit: Option<Option<Unit>> = match unit.trim() {
        "" => Some(None),
        unit => unit.parse().ok().map(Some),
    };
    let both = number.zip(unit);
    if both.is_none() {
        errors.add(field, "stock-quantity");
    }
    both
}

/// The item that is meant: the one that was chosen, when the text still is its name; else the one that is called so, or
/// the only one that a search for the text finds.
fn found(
    view: &View,
    id: &str,
    text: &str,
    field: &str,
    errors: &mut FieldErrors,
) -> Result<Option<ItemId>> {
    if let Ok(id) = id.parse::<ItemId>() {
        match crate::stock::kept(view, id) {
            Ok(item) if fold(&item.name) == fold(text) => return Ok(Some(id)),
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let items = catalog::search_in(view, catalog::Kind::Any, text, 12)?;
    let wanted = fold(text);
    let mut exact = items
        .iter()
        .filter(|item| fold(&item.full_name()) == wanted || fold(&item.sku) == wanted);
    if let (Some(item), None) = (exact.next(), exact.next()) {
        return Ok(Some(item.id));
    }
    match items.as_slice() {
        [only] => Ok(Some(only.id)),
        [] => {
            errors.add(field, "recipe-item-unknown");
            Ok(None)
        }
        _ => {
            errors.add(field, "recipe-item-many");
            Ok(None)
        }
    }
}

/// The errors of the verb under the rows of the form; a unit is typed with its quantity.
fn by_row(error: Error, at: &[usize]) -> Error {
    let Error::Invalid(FieldErrors(mut errors)) = error else {
        return error;
    };
    for error in &mut errors {
        let parts: Vec<&str> = error.field.split('.').collect();
        if let ["lines", line, part] = parts.as_slice()
            && let Some(row) = line.parse().ok().and_then(|line: usize| at.get(line))
        {
            let part = if *part == "unit" { "quantity" } else { part };
            error.field = format!("lines.{row}.{part}");
        }
    }
    Error::Invalid(FieldErrors(errors))
}
