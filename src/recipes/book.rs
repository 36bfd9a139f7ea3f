//! All active recipes at once, and what follows from them: needs, costs, allergens. Read once, then reckoned in memory.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Kind, Line, Recipe, store};
use crate::catalog::Allergen;
use crate::db::View;
use crate::error::{Error, Result};
use crate::values::ids::ItemId;
use crate::values::{BaseUnit, Day, Price, PriceUnit, Quantity, Rate, Unit};

/// What recipes need to know of an item.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: ItemId,
    /// With its variant's name.
    pub name: String,
    pub category: String,
    pub base_unit: BaseUnit,
    pub unit: Unit,
    pub price_unit: PriceUnit,
    /// Grams of one piece.
    pub piece_weight: Option<Quantity>,
    /// As told by hand.
    pub allergens: Vec<Allergen>,
    pub is_made: bool,
    pub is_bought: bool,
    pub is_service: bool,
}

/// Where the cost of an ingredient is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The average of what is in stock.
    Average,
    /// Nothing is in stock: what it cost last.
    Last,
    /// Never bought yet: what the preferred supplier asks for one pack.
    Supplier,
    /// Its own recipe.
    Recipe,
    /// A service, as tap water is: it has no cost.
    Free,
    Unknown,
}

/// Euros for one base unit, not rounded.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub per_base: Option<Decimal>,
    pub basis: Basis,
}

/// What some goods need; every item stands once in its list, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explosion {
    /// Doughs, wanted themselves or through others.
    pub doughs: Vec<(ItemId, Quantity)>,
    /// Other items with a recipe that are needed by what was wanted: fillings, loaves for sandwiches.
    pub made: Vec<(ItemId, Quantity)>,
    /// Goods to be bought, also those wanted themselves. Services are left out.
    pub bought: Vec<(ItemId, Quantity)>,
    /// Items that are not bought and have no recipe: nothing is known of what they need.
    pub without_recipe: Vec<(ItemId, Quantity)>,
}

/// The cost of a batch.
#[derive(Debug, Clone)]
pub struct CostSheet {
    pub lines: Vec<CostLine>,
    /// Euros, not rounded; none when a cost is missing.
    pub ingredients: Option<Decimal>,
    pub overhead: Option<Decimal>,
    pub total: Option<Decimal>,
    /// With overhead, for one price unit.
    pub unit_cost: Option<Price>,
    /// Ingredients without a cost, through all sub-recipes, by name.
    pub missing: Vec<(ItemId, String)>,
}

#[derive(Debug, Clone)]
pub struct CostLine {
    pub ingredient_id: ItemId,
    pub quantity: Quantity,
    pub basis: Basis,
    /// Euros for one price unit of the ingredient.
    pub unit_cost: Option<Decimal>,
    /// Euros.
    pub amount: Option<Decimal>,
}

/// All active recipes with what is known of their items.
#[derive(Debug, Default)]
pub struct Book {
    pub(super) recipes: HashMap<ItemId, Recipe>,
    pub(super) facts: HashMap<ItemId, Fact>,
    /// Of leaves: what was found in the ledger.
    pub(super) costs: HashMap<ItemId, Cost>,
    /// The day of the suppliers' prices; none in a book without costs.
    costs_of: Option<Day>,
}

fn too_large() -> Error {
    Error::internal("a quantity of a recipe is too large")
}

impl Book {
    /// Reads all active recipes.
    ///
    /// # Errors
    /// Only those of the database.
    pub fn load(conn: &Connection) -> Result<Self> {
        store::book(conn)
    }

    /// As [`load`](Self::load), with the cost of every ingredient.
    ///
    /// # Errors
    /// Only those of the database.
    pub fn with_costs(view: &View) -> Result<Self> {
        let mut book = store::book(view)?;
        book.costs_of = Some(view.today());
        let leaves: Vec<ItemId> = book.facts.keys().copied().collect();
        for item in leaves {
            book.reckon(view, item)?;
        }
        Ok(book)
    }

    /// As [`with_costs`](Self::with_costs), of these items and of what they are made of alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown item.
    pub fn with_costs_of(view: &View, items: &[ItemId]) -> Result<Self> {
        let mut book = Self {
            costs_of: Some(view.today()),
            ..Self::default()
        };
        for item in items {
            store::take_in(view, &mut book, *item)?;
        }
        let parts: Vec<ItemId> = book.facts.keys().copied().collect();
        for part in parts {
            book.reckon(view, part)?;
        }
        Ok(book)
    }

    /// Takes in an item that no recipe names; its cost too when costs were read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown item.
    pub fn know(&mut self, conn: &Connection, item: ItemId) -> Result<()> {
        if self.facts.contains_key(&item) {
            return Ok(());
        }
        self.facts.insert(item, store::fact(conn, item)?);
        self.reckon(conn, item)
    }

    fn reckon(&mut self, conn: &Connection, item: ItemId) -> Result<()> {
        let Some(day) = self.costs_of else {
            return Ok(());
        };
        let is_leaf = !self.recipes.contains_key(&item);
        if let Some(fact) = self.facts.get(&item).filter(|_| is_leaf) {
            let cost = if fact.is_service {
                Cost {
                    per_base: Some(Decimal::ZERO),
                    basis: Basis::Free,
                }
            } else {
                store::cost(conn, fact, day)?
            };
            self.costs.insert(item, cost);
        }
        Ok(())
    }

    pub fn recipe(&self, item: ItemId) -> Option<&Recipe> {
        self.recipes.get(&item)
    }

    /// # Errors
    /// [`Error::NotFound`] for an item that the book does not know.
    pub fn fact(&self, item: ItemId) -> Result<&Fact> {
        self.facts.get(&item).ok_or(Error::NotFound)
    }

    fn lines(&self, item: ItemId) -> &[Line] {
        self.recipes
            .get(&item)
            .map_or(&[], |recipe| recipe.lines.as_slice())
    }

    /// The way from `from` through recipes to `to`, both named; none when there is none.
    pub(super) fn way(&self, from: ItemId, to: ItemId) -> Option<Vec<ItemId>> {
        let mut before: HashMap<ItemId, ItemId> = HashMap::new();
        let mut open = vec![from];
        while let Some(item) = open.pop() {
            if item == to {
                let mut way = vec![item];
                while let Some(earlier) = way
                    .last()
                    .filter(|item| **item != from)
                    .and_then(|item| before.get(item))
                {
                    way.push(*earlier);
                }
                way.reverse();
                return Some(way);
            }
            for line in self.lines(item) {
                if line.ingredient_id != from && !before.contains_key(&line.ingredient_id) {
                    before.insert(line.ingredient_id, item);
                    open.push(line.ingredient_id);
                }
            }
        }
        None
    }

    /// The items and all they are made of, each before what it is made of.
    fn order(&self, roots: impl Iterator<Item = ItemId>) -> Vec<ItemId> {
        let mut seen = HashSet::new();
        let mut order = Vec::new();
        // Leaves are written down first and the whole is turned round; `true` marks an item whose parts are done.
        let mut open: Vec<(ItemId, bool)> = roots.map(|item| (item, false)).collect();
        while let Some((item, done)) = open.pop() {
            if done {
                order.push(item);
            } else if seen.insert(item) {
                open.push((item, true));
                open.extend(
                    self.lines(item)
                        .iter()
                        .map(|line| (line.ingredient_id, false)),
                );
            }
        }
        order.reverse();
        order
    }

    /// What these need; see [`Explosion`]. Rounded half away from zero to 1/1,000 base unit, at the end.
    ///
    /// # Errors
    /// When a quantity does not fit, or an item is not known.
    pub fn explode(&self, wanted: &[(ItemId, Quantity)]) -> Result<Explosion> {
        let mut needs: HashMap<ItemId, Decimal> = HashMap::new();
        let mut asked: HashMap<ItemId, Decimal> = HashMap::new();
        for (item, quantity) in wanted {
            *needs.entry(*item).or_default() += quantity.decimal();
            *asked.entry(*item).or_default() += quantity.decimal();
        }
        let mut explosion = Explosion::default();
        for item in self.order(wanted.iter().map(|(item, _)| *item)) {
            let need = needs.get(&item).copied().unwrap_or_default();
            let quantity = Quantity::round(need).map_err(Error::internal)?;
            let through = need - asked.get(&item).copied().unwrap_or_default();
            match self.recipes.get(&item) {
                Some(recipe) => {
                    share_out(&mut needs, recipe, need)?;
                    if recipe.kind == Kind::Dough {
                        explosion.doughs.push((item, quantity));
                    } else if !through.is_zero() {
                        let through = Quantity::round(through).map_err(Error::internal)?;
                        explosion.made.push((item, through));
                    }
                }
                None => match self.fact(item)? {
                    fact if fact.is_service => {}
                    fact if fact.is_bought => explosion.bought.push((item, quantity)),
                    _ => explosion.without_recipe.push((item, quantity)),
                },
            }
        }
        self.by_name(&mut explosion);
        Ok(explosion)
    }

    fn by_name(&self, explosion: &mut Explosion) {
        let name = |item: &ItemId| self.facts.get(item).map_or("", |fact| fact.name.as_str());
        for list in [
            &mut explosion.doughs,
            &mut explosion.made,
            &mut explosion.bought,
            &mut explosion.without_recipe,
        ] {
            list.retain(|(_, quantity)| !quantity.is_zero());
            list.sort_by(|(one, _), (two, _)| name(one).cmp(name(two)).then(one.cmp(two)));
        }
    }

    /// Own allergens and those of all it is made of.
    pub fn allergens(&self, item: ItemId) -> BTreeSet<Allergen> {
        self.order(std::iter::once(item))
            .iter()
            .filter_map(|part| self.facts.get(part))
            .flat_map(|fact| fact.allergens.iter().copied())
            .collect()
    }

    /// Euros for one base unit of these items and of all they are made of. Needs a book with costs.
    ///
    /// # Errors
    /// When a quantity does not fit.
    pub fn costs(&self, roots: impl Iterator<Item = ItemId>) -> Result<HashMap<ItemId, Cost>> {
        let mut known: HashMap<ItemId, Cost> = HashMap::new();
        for item in self.order(roots).into_iter().rev() {
            let cost = match self.recipes.get(&item) {
                Some(recipe) => Cost {
                    per_base: batch_cost(recipe, &known)?
                        .and_then(|sum| sum.checked_div(recipe.yield_quantity.decimal())),
                    basis: Basis::Recipe,
                },
                None => self.costs.get(&item).copied().unwrap_or(Cost {
                    per_base: None,
                    basis: Basis::Unknown,
                }),
            };
            known.insert(item, cost);
        }
        Ok(known)
    }

    /// See [`super::unit_cost`].
    ///
    /// # Errors
    /// When a quantity does not fit, or the item is not known.
    pub fn unit_cost(&self, item: ItemId, overhead: Rate) -> Result<Option<Price>> {
        let costs = self.costs(std::iter::once(item))?;
        self.priced(item, &costs, overhead)
    }

    /// The cost of an item out of what [`costs`](Self::costs) found, with overhead when it has a recipe.
    ///
    /// # Errors
    /// When the item is not known.
    pub fn priced(
        &self,
        item: ItemId,
        costs: &HashMap<ItemId, Cost>,
        overhead: Rate,
    ) -> Result<Option<Price>> {
        let Some(per_base) = costs.get(&item).and_then(|cost| cost.per_base) else {
            return Ok(None);
        };
        let factor = if self.recipes.contains_key(&item) {
            Decimal::ONE + overhead.fraction()
        } else {
            Decimal::ONE
        };
        let price = per_base
            .checked_mul(self.fact(item)?.price_unit.in_base())
            .and_then(|price| price.checked_mul(factor))
            .ok_or_else(too_large)?;
        Price::round(price).map(Some).map_err(Error::internal)
    }

    /// The names of what an item is made of that has no cost.
    pub fn missing(&self, item: ItemId, costs: &HashMap<ItemId, Cost>) -> Vec<String> {
        let found = self.without_cost(std::iter::once(item), costs);
        found.into_iter().map(|(_, name)| name).collect()
    }

    fn without_cost(
        &self,
        roots: impl Iterator<Item = ItemId>,
        costs: &HashMap<ItemId, Cost>,
    ) -> Vec<(ItemId, String)> {
        let is_missing = |item: &ItemId| {
            let known = costs.get(item).is_some_and(|cost| cost.per_base.is_some());
            !known && !self.recipes.contains_key(item)
        };
        let mut missing: Vec<(ItemId, String)> = self
            .order(roots)
            .into_iter()
            .filter(is_missing)
            .filter_map(|item| Some((item, self.facts.get(&item)?.name.clone())))
            .collect();
        missing.sort_by(|one, two| one.1.cmp(&two.1));
        missing
    }

    /// The cost of `wanted` by a recipe, line by line; the recipe need not be the active one.
    ///
    /// # Errors
    /// When a quantity does not fit, or an ingredient is not known.
    pub fn sheet(&self, recipe: &Recipe, wanted: Quantity, overhead: Rate) -> Result<CostSheet> {
        let parts = || recipe.lines.iter().map(|line| line.ingredient_id);
        let costs = self.costs(parts())?;
        let mut lines = Vec::with_capacity(recipe.lines.len());
        for line in recipe.scaled(wanted)? {
            let cost = costs.get(&line.ingredient_id).copied().unwrap_or(Cost {
                per_base: None,
                basis: Basis::Unknown,
            });
            let unit = self.fact(line.ingredient_id)?.price_unit.in_base();
            let times = |factor: Decimal| cost.per_base.and_then(|cost| cost.checked_mul(factor));
            lines.push(CostLine {
                ingredient_id: line.ingredient_id,
                quantity: line.quantity,
                basis: cost.basis,
                unit_cost: times(unit),
                amount: times(line.quantity.decimal()),
            });
        }
        // The sum is that of the batch, scaled: rounding the lines of a small quantity does not add up.
        let batch = batch_cost(recipe, &costs)?;
        let ingredients = batch.and_then(|sum| {
            sum.checked_mul(wanted.decimal())?
                .checked_div(recipe.yield_quantity.decimal())
        });
        let overhead = ingredients.and_then(|sum| sum.checked_mul(overhead.fraction()));
        let total = ingredients.zip(overhead).map(|(sum, more)| sum + more);
        let unit = self.fact(recipe.item_id)?.price_unit.in_base();
        let unit_cost = total
            .and_then(|total| total.checked_mul(unit)?.checked_div(wanted.decimal()))
            .and_then(|cost| Price::round(cost).ok());
        let missing = self.without_cost(parts(), &costs);
        Ok(CostSheet {
            lines,
            ingredients,
            overhead,
            total,
            unit_cost,
            missing,
        })
    }
}

fn share_out(needs: &mut HashMap<ItemId, Decimal>, recipe: &Recipe, need: Decimal) -> Result<()> {
    for line in &recipe.lines {
        let part = line
            .quantity
            .decimal()
            .checked_mul(need)
            .and_then(|product| product.checked_div(recipe.yield_quantity.decimal()))
            .ok_or_else(too_large)?;
        let sum = needs.entry(line.ingredient_id).or_default();
        *sum = sum.checked_add(part).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Euros of the ingredients of one batch; none when one is not known.
fn batch_cost(recipe: &Recipe, known: &HashMap<ItemId, Cost>) -> Result<Option<Decimal>> {
    let mut sum = Decimal::ZERO;
    for line in &recipe.lines {
        let Some(cost) = known
            .get(&line.ingredient_id)
            .and_then(|cost| cost.per_base)
        else {
            return Ok(None);
        };
        let part = cost
            .checked_mul(line.quantity.decimal())
            .ok_or_else(too_large)?;
        sum = sum.checked_add(part).ok_or_else(too_large)?;
    }
    Ok(Some(sum))
}
