//! `/api/v1/recipes`. A yield and the lines are in the unit that stands beside them; explosions are in base units.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Basis, Book, Kind, Listed, NewLine, NewRecipe, Recipe, pages};
use crate::catalog::Allergen;
use crate::db::View;
use crate::error::{Error, Result};
use crate::people::roles::Permission as P;
use crate::settings;
use crate::values::calendar::Instant;
use crate::values::ids::{ItemId, RecipeId};
use crate::values::{BaseUnit, Price, Quantity, Rate, Unit};
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

/// A recipe in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecipeRow {
    pub id: RecipeId,
    pub product_id: ItemId,
    pub name: String,
    pub kind: Kind,
    /// Base units of the product.
    pub yield_quantity: Quantity,
    pub is_active: bool,
    pub version: i64,
    /// With overhead, for one price unit; left out for those who do not see costs, and where one is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Price>,
}

/// `GET /api/v1/recipes`
///
/// # Errors
/// 422 for a cursor or filter that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let kind = match (ctx.query.text("active"), ctx.query.optional("kind")) {
        ("false", _) => "retired",
        (_, None) => "",
        (_, Some(kind)) => Kind::from_code(kind)
            .map_or(Err(Error::field("kind", "setting-choice")), |kind| {
                Ok(kind.code())
            })?,
    };
    let after: Option<RecipeId> = paging
        .after
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Error::field("after", "field-cursor"))?;
    let text = ctx.query.text("q").to_owned();
    let (limit, sees_costs) = (paging.limit, ctx.may(P::SeeCosts));
    let rows: Vec<RecipeRow> = ctx
        .read(move |view| {
            let found = pages::listed(view, kind, &text, after, limit + 1)?;
            let overhead = view.settings.rate(settings::OVERHEAD);
            let book = if sees_costs {
                Book::with_costs(view)?
            } else {
                Book::default()
            };
            let costs = book.costs(found.iter().map(|row| row.item_id))?;
            let row = |row: Listed| {
                let unit_cost = match sees_costs && row.is_active {
                    true => book.priced(row.item_id, &costs, overhead)?,
                    false => None,
                };
                Ok(RecipeRow {
                    id: row.id,
                    product_id: row.item_id,
                    name: row.name,
                    kind: row.kind,
                    yield_quantity: row.yield_quantity,
                    is_active: row.is_active,
                    version: row.version,
                    unit_cost,
                })
            };
            found.into_iter().map(row).collect()
        })
        .await?;
    json(&List::page(rows, limit, |row: &RecipeRow| {
        row.id.to_string()
    }))
}

/// A recipe as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RecipeBody {
    pub product_id: ItemId,
    /// The product's name when it is not said.
    #[serde(default)]
    pub name: String,
    pub kind: Kind,
    #[serde(with = "rust_decimal::serde::str")]
    #[schema(value_type = String)]
    pub yield_quantity: Decimal,
    pub yield_unit: Unit,
    #[serde(default)]
    pub loss_percentage: Rate,
    #[serde(default)]
    pub steps: String,
    /// How long it is in the oven.
    #[serde(default)]
    pub bake_minutes: Option<i64>,
    /// °C.
    #[serde(default)]
    pub bake_degrees: Option<i64>,
    pub lines: Vec<LineBody>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RecipeLineBody)]
pub struct LineBody {
    pub ingredient_id: ItemId,
    /// In `unit`; not looked at when there is a percentage.
    #[serde(default, with = "rust_decimal::serde::str_option")]
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Decimal>,
    pub unit: Unit,
    /// Of the flour.
    pub bakers_percentage: Option<Rate>,
}

impl RecipeBody {
    fn into_new(self, view: &View) -> Result<NewRecipe> {
        let unknown = || Error::field("product_id", "recipe-item-unknown");
        let item = match crate::stock::kept(view, self.product_id) {
            Err(Error::NotFound) => return Err(unknown()),
            item => item?,
        };
        let yields = Quantity::of_item(self.yield_quantity, self.yield_unit, item.base_unit)
            .map_err(|_| Error::field("yield_quantity", "recipe-yield-unfit"))?;
        let lines = self.lines.into_iter().map(|line| NewLine {
            ingredient_id: line.ingredient_id,
            quantity: line.quantity,
            unit: line.unit,
            bakers_percentage: line.bakers_percentage,
        });
        Ok(NewRecipe {
            item_id: self.product_id,
            name: self.name,
            kind: self.kind,
            yield_quantity: yields,
            loss_percentage: self.loss_percentage,
            steps: self.steps,
            bake_minutes: self.bake_minutes,
            bake_degrees: self.bake_degrees,
            lines: lines.collect(),
        })
    }
}

/// A recipe as it is given.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecipeAnswer {
    pub id: RecipeId,
    pub product_id: ItemId,
    pub name: String,
    pub kind: Kind,
    /// In `yield_unit`.
    #[schema(value_type = String)]
    pub yield_quantity: Decimal,
    pub yield_unit: Unit,
    pub loss_percentage: Rate,
    pub steps: String,
    /// How long it is in the oven.
    pub bake_minutes: Option<i64>,
    /// °C.
    pub bake_degrees: Option<i64>,
    pub is_active: bool,
    pub version: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    /// Of the product and all it is made of.
    pub allergens: Vec<Allergen>,
    pub lines: Vec<LineAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LineAnswer {
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    /// In `unit`.
    #[schema(value_type = String)]
    pub quantity: Decimal,
    pub unit: Unit,
    /// Where the line was given so.
    pub bakers_percentage: Option<Rate>,
}

fn answer(view: &View, id: RecipeId) -> Result<RecipeAnswer> {
    let recipe = super::find(view, id)?;
    let unit = crate::stock::kept(view, recipe.item_id)?.unit;
    let mut book = Book::load(view)?;
    book.know(view, recipe.item_id)?;
    let mut allergens = book.allergens(recipe.item_id);
    let mut lines = Vec::with_capacity(recipe.lines.len());
    for line in &recipe.lines {
        book.know(view, line.ingredient_id)?;
        allergens.extend(book.allergens(line.ingredient_id));
        lines.push(LineAnswer {
            ingredient_id: line.ingredient_id,
            ingredient_name: book.fact(line.ingredient_id)?.name.clone(),
            quantity: line.quantity.in_unit(line.unit).normalize(),
            unit: line.unit,
            bakers_percentage: line.bakers_percentage,
        });
    }
    Ok(RecipeAnswer {
        id,
        product_id: recipe.item_id,
        yield_quantity: recipe.yield_quantity.in_unit(unit).normalize(),
        yield_unit: unit,
        name: recipe.name,
        kind: recipe.kind,
        loss_percentage: recipe.loss_percentage,
        steps: recipe.steps,
        bake_minutes: recipe.bake_minutes,
        bake_degrees: recipe.bake_degrees,
        is_active: recipe.is_active,
        version: recipe.version,
        created_at: recipe.created_at,
        updated_at: recipe.updated_at,
        allergens: allergens.into_iter().collect(),
        lines,
    })
}

/// `POST /api/v1/recipes`
///
/// # Errors
/// 422 with every wrong field.
pub async fn create(ctx: Ctx) -> Answer {
    let body: RecipeBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let new = body.into_new(tx)?;
        let id = super::create(tx, new).map_err(as_sent)?;
        Stored::created(format!("/api/v1/recipes/{id}"), &answer(tx, id)?)
    })
    .await
}

/// What is made is called `product_id` here.
fn as_sent(error: Error) -> Error {
    let Error::Invalid(mut errors) = error else {
        return error;
    };
    for error in &mut errors.0 {
        if error.field == "item_id" {
            error.field = "product_id".to_owned();
        }
    }
    Error::Invalid(errors)
}

/// `GET /api/v1/recipes/{id}`
///
/// # Errors
/// 404 for an unknown recipe.
pub async fn show(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let recipe = ctx.read(move |view| answer(view, id)).await?;
    json_version(&recipe, recipe.version)
}

/// `PUT /api/v1/recipes/{id}`
///
/// # Errors
/// 412 when changed meanwhile, 422 with every wrong field.
pub async fn update(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let version = ctx.if_match()?;
    let stored = ctx.read(move |view| answer(view, id)).await?;
    let body: RecipeBody = Body::over(&ctx, &stored)?;
    let recipe = ctx
        .write(move |tx| {
            let new = body.into_new(tx)?;
            super::edit(tx, id, version, new).map_err(as_sent)?;
            answer(tx, id)
        })
        .await?;
    json_version(&recipe, recipe.version)
}

/// What a recipe costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostAnswer {
    /// Base units that it is reckoned for.
    pub quantity: Quantity,
    /// Euros, to 1/1,000,000 €; none when the cost of an ingredient is not known.
    #[schema(value_type = Option<String>)]
    pub ingredients: Option<Decimal>,
    pub overhead_percentage: Rate,
    #[schema(value_type = Option<String>)]
    pub overhead: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    pub total: Option<Decimal>,
    /// With overhead, for one price unit, to 1/10,000 €.
    pub unit_cost: Option<Price>,
    /// Ingredients whose cost is not known.
    pub missing: Vec<MissingCost>,
    pub lines: Vec<CostLineAnswer>,
    pub margins: Vec<MarginAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MissingCost {
    pub ingredient_id: ItemId,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CostLineAnswer {
    pub ingredient_id: ItemId,
    /// Base units.
    pub quantity: Quantity,
    pub basis: Basis,
    /// Euros for one price unit of the ingredient.
    #[schema(value_type = Option<String>)]
    pub unit_cost: Option<Decimal>,
    #[schema(value_type = Option<String>)]
    pub amount: Option<Decimal>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MarginAnswer {
    pub price_list: String,
    pub price: Price,
    /// Without tax.
    pub net_price: Price,
    pub margin: Option<Price>,
    /// Of the net price.
    pub margin_percentage: Option<Rate>,
}

/// The quantity that was asked for in base units; one batch when none was.
fn wanted(ctx: &Ctx) -> Result<Option<Quantity>> {
    let Some(text) = ctx.query.optional("quantity") else {
        return Ok(None);
    };
    let quantity: Option<Quantity> = text.parse().ok();
    quantity
        .filter(|quantity| quantity.is_positive())
        .map(Some)
        .ok_or_else(|| Error::field("quantity", "stock-above-zero"))
}

/// `GET /api/v1/recipes/{id}/cost`
///
/// # Errors
/// 404 for an unknown recipe.
pub async fn cost(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let asked = wanted(&ctx)?;
    let answer = ctx
        .read(move |view| cost_answer(view, &super::find(view, id)?, asked))
        .await?;
    json(&answer)
}

fn cost_answer(view: &View, recipe: &Recipe, asked: Option<Quantity>) -> Result<CostAnswer> {
    let quantity = asked.unwrap_or(recipe.yield_quantity);
    let overhead = view.settings.rate(settings::OVERHEAD);
    let mut book = Book::with_costs(view)?;
    book.know(view, recipe.item_id)?;
    for line in &recipe.lines {
        book.know(view, line.ingredient_id)?;
    }
    let sheet = book.sheet(recipe, quantity, overhead)?;
    let margins = super::margins(view, recipe.item_id, sheet.unit_cost)?;
    let plain = |number: Option<Decimal>| number.map(crate::stock::shown_cost);
    Ok(CostAnswer {
        quantity,
        ingredients: plain(sheet.ingredients),
        overhead_percentage: overhead,
        overhead: plain(sheet.overhead),
        total: plain(sheet.total),
        unit_cost: sheet.unit_cost,
        missing: sheet
            .missing
            .into_iter()
            .map(|(ingredient_id, name)| MissingCost {
                ingredient_id,
                name,
            })
            .collect(),
        lines: sheet
            .lines
            .into_iter()
            .map(|line| CostLineAnswer {
                ingredient_id: line.ingredient_id,
                quantity: line.quantity,
                basis: line.basis,
                unit_cost: plain(line.unit_cost),
                amount: plain(line.amount),
            })
            .collect(),
        margins: margins
            .into_iter()
            .map(|margin| MarginAnswer {
                price_list: margin.price_list,
                price: margin.price,
                net_price: margin.net,
                margin: margin.left,
                margin_percentage: margin.rate,
            })
            .collect(),
    })
}

/// What a quantity needs, each item once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplosionAnswer {
    pub quantity: Quantity,
    pub doughs: Vec<NeedAnswer>,
    /// Fillings and other items with a recipe of their own.
    pub made: Vec<NeedAnswer>,
    pub bought: Vec<NeedAnswer>,
    /// Neither bought nor with a recipe: nothing is known of what they need.
    pub without_recipe: Vec<NeedAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NeedAnswer {
    pub ingredient_id: ItemId,
    pub name: String,
    /// Base units.
    pub quantity: Quantity,
    pub base_unit: BaseUnit,
}

/// `GET /api/v1/recipes/{id}/explosion`
///
/// # Errors
/// 404 for an unknown recipe; 409 for one that is retired.
pub async fn explosion(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let asked = wanted(&ctx)?;
    let answer = ctx
        .read(move |view| {
            let recipe = super::find(view, id)?;
            if !recipe.is_active {
                return Err(Error::conflict("recipe-is-retired"));
            }
            let quantity = asked.unwrap_or(recipe.yield_quantity);
            let book = Book::load(view)?;
            let found = book.explode(&[(recipe.item_id, quantity)])?;
            let needs = |list: Vec<(ItemId, Quantity)>| -> Result<Vec<NeedAnswer>> {
                let need = |(item, quantity): (ItemId, Quantity)| {
                    let fact = book.fact(item)?;
                    Ok(NeedAnswer {
                        ingredient_id: item,
                        name: fact.name.clone(),
                        quantity,
                        base_unit: fact.base_unit,
                    })
                };
                list.into_iter().map(need).collect()
            };
            let mut doughs = found.doughs;
            doughs.retain(|(item, _)| *item != recipe.item_id);
            Ok(ExplosionAnswer {
                quantity,
                doughs: needs(doughs)?,
                made: needs(found.made)?,
                bought: needs(found.bought)?,
                without_recipe: needs(found.without_recipe)?,
            })
        })
        .await?;
    json(&answer)
}
