//! Recipes: what a batch of something takes and yields, what it costs, what it contains.
//!
//! A recipe makes one item; an item used in it that has an active recipe of its own is a sub-recipe (dough, filling). The
//! yield is what leaves the oven; the loss is told beside it. Lines are quantities, or baker's percentages of the flour:
//! see [`percent`] for what counts as flour. Quantities are what is stored; a percentage is kept where it was given.

pub mod api;
mod book;
mod margin;
pub mod pages;
pub mod percent;
mod store;

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::catalog::Allergen;
use crate::db::{Remembered, Tx, Until, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::settings;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, RecipeId};
use crate::values::{Price, PriceUnit, Quantity, Rate, Unit, format};

pub use book::{Basis, Book, Cost, CostLine, CostSheet, Explosion, Fact};
pub use margin::{Margin, margins};
pub use store::{Listed, find, list, of_item, uses_of};

/// What a recipe is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Dough,
    Filling,
    Product,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Dough, Self::Filling, Self::Product];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Dough => "dough",
            Self::Filling => "filling",
            Self::Product => "product",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A recipe with its lines.
#[derive(Debug, Clone)]
pub struct Recipe {
    pub id: RecipeId,
    pub item_id: ItemId,
    pub name: String,
    pub kind: Kind,
    /// What one batch yields, in the item's base units, as it leaves the oven.
    pub yield_quantity: Quantity,
    /// Weight lost in the oven.
    pub loss_percentage: Rate,
    pub steps: String,
    /// How long it is in the oven.
    pub bake_minutes: Option<i64>,
    /// °C.
    pub bake_degrees: Option<i64>,
    pub is_active: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub ingredient_id: ItemId,
    /// For one batch, in the ingredient's base units.
    pub quantity: Quantity,
    /// In which it is written.
    pub unit: Unit,
    /// Of the flour; kept where the line was given so.
    pub bakers_percentage: Option<Rate>,
}

/// A recipe as typed.
#[derive(Debug, Clone)]
pub struct NewRecipe {
    pub item_id: ItemId,
    /// Empty takes the item's name.
    pub name: String,
    pub kind: Kind,
    pub yield_quantity: Quantity,
    pub loss_percentage: Rate,
    pub steps: String,
    /// How long it is in the oven.
    pub bake_minutes: Option<i64>,
    /// °C.
    pub bake_degrees: Option<i64>,
    pub lines: Vec<NewLine>,
}

#[derive(Debug, Clone)]
pub struct NewLine {
    pub ingredient_id: ItemId,
    /// In `unit`; not looked at when there is a percentage.
    pub quantity: Option<Decimal>,
    pub unit: Unit,
    pub bakers_percentage: Option<Rate>,
}

impl Recipe {
    /// The lines for `wanted` instead of one batch.
    ///
    /// # Errors
    /// When a quantity does not fit.
    pub fn scaled(&self, wanted: Quantity) -> Result<Vec<Line>> {
        let lines = self.lines.iter().map(|line| {
            let quantity = line
                .quantity
                .scaled(wanted, self.yield_quantity)
                .map_err(Error::internal)?;
            Ok(Line {
                quantity,
                ..line.clone()
            })
        });
        lines.collect()
    }

    /// The recipe as it would be typed again.
    pub fn to_new(&self) -> NewRecipe {
        let lines = self.lines.iter().map(|line| NewLine {
            ingredient_id: line.ingredient_id,
            quantity: Some(line.quantity.in_unit(line.unit)),
            unit: line.unit,
            bakers_percentage: line.bakers_percentage,
        });
        NewRecipe {
            item_id: self.item_id,
            name: self.name.clone(),
            kind: self.kind,
            yield_quantity: self.yield_quantity,
            loss_percentage: self.loss_percentage,
            steps: self.steps.clone(),
            bake_minutes: self.bake_minutes,
            bake_degrees: self.bake_degrees,
            lines: lines.collect(),
        }
    }
}

/// Adds a recipe, which is the active one of its item.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field: no lines, a quantity that cannot be, a unit that does not measure the
/// ingredient, a recipe that would use itself, an item that has an active recipe already.
pub fn create(tx: &Tx, new: NewRecipe) -> Result<RecipeId> {
    let (new, lines) = checked(tx, new)?;
    let id: RecipeId = tx.id();
    store::insert(tx, id, &new)?;
    store::put_lines(tx, id, &lines)?;
    let payload = json!({ "recipe_id": id, "product_id": new.item_id, "name": new.name });
    events::record(
        tx,
        Happened::new("recipe", Some(id.0), "created")
            .changes(json!({ "name": [null, new.name] }))
            .event("recipe.created", "recipes.created", payload),
    )?;
    Ok(id)
}

/// Changes a recipe; what it makes stays.
///
/// # Errors
/// As [`create`]; [`Error::Stale`] when changed meanwhile.
pub fn edit(tx: &Tx, id: RecipeId, version: i64, new: NewRecipe) -> Result<()> {
    let before = find(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let new = NewRecipe {
        item_id: before.item_id,
        ..new
    };
    let (new, lines) = checked(tx, new)?;
    if !store::update(tx, id, version, &new)? {
        return Err(Error::Stale);
    }
    store::put_lines(tx, id, &lines)?;
    let payload = json!({ "recipe_id": id, "product_id": new.item_id, "name": new.name });
    events::record(
        tx,
        Happened::new("recipe", Some(id.0), "edited")
            .changes(changes(tx, &before, &new, &lines)?)
            .event("recipe.updated", "recipes.updated", payload),
    )
}

/// What differs, by field; of the lines those that are not on both sides.
fn changes(
    conn: &Connection,
    before: &Recipe,
    new: &NewRecipe,
    lines: &[Line],
) -> Result<serde_json::Value> {
    let mut changes = serde_json::Map::new();
    let mut note = |field: &str, was: serde_json::Value, is: serde_json::Value| {
        if was != is {
            changes.insert(field.to_owned(), json!([was, is]));
        }
    };
    note("name", json!(before.name), json!(new.name));
    note("kind", json!(before.kind), json!(new.kind));
    note(
        "yield_quantity",
        json!(before.yield_quantity),
        json!(new.yield_quantity),
    );
    note(
        "loss_percentage",
        json!(before.loss_percentage),
        json!(new.loss_percentage),
    );
    note("steps", json!(before.steps), json!(new.steps));
    note(
        "bake_minutes",
        json!(before.bake_minutes),
        json!(new.bake_minutes),
    );
    note(
        "bake_degrees",
        json!(before.bake_degrees),
        json!(new.bake_degrees),
    );
    let words = |lines: &[Line]| -> Result<Vec<String>> {
        let lang = crate::i18n::Lang::default();
        let line = |line: &Line| {
            let name = crate::stock::kept(conn, line.ingredient_id)?.name;
            Ok(format!(
                "{name} {}",
                format::quantity(lang, line.quantity, line.unit)
            ))
        };
        lines.iter().map(line).collect()
    };
    let (mut was, mut is) = (words(&before.lines)?, words(lines)?);
    let same: Vec<String> = was
        .iter()
        .filter(|line| is.contains(line))
        .cloned()
        .collect();
    was.retain(|line| !same.contains(line));
    is.retain(|line| !same.contains(line));
    note("lines", json!(was), json!(is));
    Ok(changes.into())
}

/// Takes a recipe out of use, or back into it.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::Invalid`] when it would use itself or the item has another by now.
pub fn set_active(tx: &Tx, id: RecipeId, version: i64, active: bool) -> Result<()> {
    let recipe = find(tx, id)?;
    if active {
        let ingredients: Vec<ItemId> = recipe.lines.iter().map(|line| line.ingredient_id).collect();
        refuse_circle(tx, recipe.item_id, &ingredients)?;
    }
    if !store::set_active(tx, id, version, active)? {
        return Err(Error::Stale);
    }
    events::record(
        tx,
        Happened::new(
            "recipe",
            Some(id.0),
            if active { "enabled" } else { "disabled" },
        )
        .event(
            "recipe.updated",
            "recipes.updated",
            json!({ "recipe_id": id, "is_active": active }),
        ),
    )
}

fn checked(tx: &Tx, mut new: NewRecipe) -> Result<(NewRecipe, Vec<Line>)> {
    let mut errors = FieldErrors::default();
    let item = match store::fact(tx, new.item_id) {
        Err(Error::NotFound) => return Err(Error::field("item_id", "recipe-item-unknown")),
        other => other?,
    };
    if new.name.trim().is_empty() {
        new.name = item.name.clone();
    }
    if !item.is_made || item.is_service {
        errors.add("item_id", "recipe-item-not-made");
    }
    if !new.yield_quantity.is_positive() {
        errors.add("yield_quantity", "stock-above-zero");
    }
    if new.loss_percentage.is_negative() || new.loss_percentage >= Rate::WHOLE {
        errors.add("loss_percentage", "recipe-loss");
    }
    check_baking(&new, &mut errors);
    if new.steps.len() > 20_000 {
        errors.add(
            "steps",
            Message::new("setting-too-long").arg("most", 20_000_i64),
        );
    }
    if new.lines.is_empty() {
        errors.add("lines", "recipe-no-lines");
    }
    let mut facts = Vec::with_capacity(new.lines.len());
    for (at, line) in new.lines.iter().enumerate() {
        match store::fact(tx, line.ingredient_id) {
            Err(Error::NotFound) => {
                errors.add(format!("lines.{at}.ingredient_id"), "recipe-item-unknown")
            }
            fact => facts.push(fact?),
        }
    }
    errors.or(())?;
    let lines = percent::lines(&new, &item, &facts)?;
    let ingredients: Vec<ItemId> = lines.iter().map(|line| line.ingredient_id).collect();
    refuse_circle(tx, new.item_id, &ingredients)?;
    Ok((new, lines))
}

/// Refuses a recipe that would need what it makes, naming the way.
fn refuse_circle(tx: &Tx, makes: ItemId, ingredients: &[ItemId]) -> Result<()> {
    let book = Book::load(tx)?;
    for (at, ingredient) in ingredients.iter().enumerate() {
        if let Some(way) = book.way(*ingredient, makes) {
            let mut names = vec![store::fact(tx, makes)?.name];
            for item in way {
                names.push(store::fact(tx, item)?.name);
            }
            let message = Message::new("recipe-circle").arg("way", names.join(" → "));
            return Err(Error::field(format!("lines.{at}.ingredient_id"), message));
        }
    }
    Ok(())
}

/// The recipe that an item is made by now.
///
/// # Errors
/// Only those of the database.
pub fn active_for(conn: &Connection, item: ItemId) -> Result<Option<Recipe>> {
    store::active_for(conn, item)
}

/// What these need: doughs, other sub-items, and bought goods, through all sub-recipes, each item once. All recipes are
/// read once, so hundreds of items take as long as one.
///
/// # Errors
/// When quantities do not fit; [`Error::NotFound`] for an unknown item.
pub fn explode(conn: &Connection, wanted: &[(ItemId, Quantity)]) -> Result<Explosion> {
    let mut book = Book::load(conn)?;
    for (item, _) in wanted {
        book.know(conn, *item)?;
    }
    book.explode(wanted)
}

/// What one price unit of an item costs: the ingredients through all sub-recipes at their average cost (or what they
/// cost last, or what the preferred supplier asks), with the overhead of the settings once on top, to 1/10,000 €. Of goods without a recipe that are bought,
/// the average cost alone. None when a cost is not known.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
pub fn unit_cost(view: &View, item: ItemId) -> Result<Option<Price>> {
    let book = Book::with_costs_of(view, &[item])?;
    book.unit_cost(item, view.settings.rate(settings::OVERHEAD))
}

/// The unit costs reckoned since something that they come from changed.
#[derive(Default)]
struct UnitCosts {
    /// The day of the suppliers' prices, and the overhead.
    of: Option<(Day, Rate)>,
    known: HashMap<ItemId, Option<(Price, PriceUnit)>>,
}

impl Remembered for UnitCosts {
    const UNTIL: Until = Until::Written(&[
        "items",
        "recipes",
        "recipe_lines",
        "item_stock",
        "movements",
        "supplier_products",
        "supplier_price_breaks",
    ]);
}

/// As [`unit_cost`], of several items at once, each with the unit that it is for; those whose cost is not known are left out.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
pub fn unit_costs(tx: &Tx, items: &[ItemId]) -> Result<HashMap<ItemId, (Price, PriceUnit)>> {
    let of = (tx.today(), tx.settings.rate(settings::OVERHEAD));
    tx.remember(|kept: &mut UnitCosts| {
        if kept.of != Some(of) {
            *kept = UnitCosts {
                of: Some(of),
                known: HashMap::new(),
            };
        }
        let is_new = |item: &ItemId| !kept.known.contains_key(item);
        let new: Vec<ItemId> = items.iter().copied().filter(is_new).collect();
        kept.known.extend(reckon_unit_costs(tx, &new)?);
        let cost = |item: &ItemId| Some((*item, (*kept.known.get(item)?)?));
        Ok(items.iter().filter_map(cost).collect())
    })
}

fn reckon_unit_costs(
    view: &View,
    items: &[ItemId],
) -> Result<HashMap<ItemId, Option<(Price, PriceUnit)>>> {
    let book = Book::with_costs_of(view, items)?;
    let costs = book.costs(items.iter().copied())?;
    let overhead = view.settings.rate(settings::OVERHEAD);
    let mut known = HashMap::new();
    for item in items {
        let unit = book.fact(*item)?.price_unit;
        let cost = book.priced(*item, &costs, overhead)?;
        known.insert(*item, cost.map(|cost| (cost, unit)));
    }
    Ok(known)
}

/// Allergens found since a recipe or an item changed.
#[derive(Default)]
struct Contents(HashMap<ItemId, BTreeSet<Allergen>>);

impl Remembered for Contents {
    const UNTIL: Until = Until::Written(&["items", "recipes", "recipe_lines"]);
}

/// What an item contains: its own allergens and those of all it is made of.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
pub fn allergens(view: &View, item: ItemId) -> Result<BTreeSet<Allergen>> {
    view.remember(|Contents(known)| {
        if let Some(found) = known.get(&item) {
            return Ok(found.clone());
        }
        let found = store::allergens(view, item)?;
        known.insert(item, found.clone());
        Ok(found)
    })
}

fn check_baking(new: &NewRecipe, errors: &mut FieldErrors) {
    let limits = [
        ("bake_minutes", new.bake_minutes, 1, 1440),
        ("bake_degrees", new.bake_degrees, 30, 500),
    ];
    for (field, number, least, most) in limits {
        if number.is_some_and(|number| !(least..=most).contains(&number)) {
            let message = Message::new("setting-between")
                .arg("least", least)
                .arg("most", most);
            errors.add(field, message);
        }
    }
}

/// "18 min · 230 °C", or what of it is known.
pub fn baking(minutes: Option<i64>, degrees: Option<i64>) -> String {
    let minutes = minutes.map(|minutes| format!("{minutes} min"));
    let degrees = degrees.map(|degrees| format!("{degrees} °C"));
    let parts: Vec<String> = minutes.into_iter().chain(degrees).collect();
    parts.join(" · ")
}
