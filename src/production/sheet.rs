//! The bake sheet: what goes into the oven, by dough and item.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, ChangeRow, Details};
use super::{Counts, open_changes};
use crate::catalog::Allergen;
use crate::db::View;
use crate::error::{Error, Result};
use crate::orders::days::{self, Phase};
use crate::recipes::{Book, Kind};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;
use crate::values::unit::{BaseUnit, Unit};

/// Most ingredients that stand beside a dough.
const MAIN_INGREDIENTS: usize = 5;

/// The sheet of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sheet {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// `open`, `frozen` or `closed`.
    pub state: String,
    /// 0 while the day is open.
    pub version: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub made_at: Option<Instant>,
    pub orders: i64,
    pub doughs: Vec<Group>,
    /// What changed since the versions before and is not ticked yet.
    pub changes: Vec<ChangeRow>,
}

/// A dough and what is baked of it; without a dough: what is made in other ways.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Group {
    pub dough_id: Option<ItemId>,
    pub name: String,
    pub amount: Option<Quantity>,
    #[schema(value_type = Option<String>)]
    pub base_unit: Option<BaseUnit>,
    pub ingredients: Vec<Part>,
    #[schema(value_type = Vec<String>)]
    pub allergens: Vec<Allergen>,
    pub rows: Vec<Row>,
}

/// A main ingredient of a dough.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Part {
    pub ingredient_id: ItemId,
    pub name: String,
    pub quantity: Quantity,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    /// Grams of one piece, where it is counted and that is known.
    #[serde(default)]
    pub piece_weight: Option<Quantity>,
}

impl Part {
    /// What it weighs, where it is counted and a piece has a known weight; to a thousandth of a gram.
    pub fn weight(&self) -> Option<Quantity> {
        let piece = self
            .piece_weight
            .filter(|_| self.base_unit == BaseUnit::Piece)?;
        piece.mul_ratio(self.quantity.decimal(), Decimal::ONE).ok()
    }
}

/// A line of the sheet.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Row {
    pub product_id: ItemId,
    pub product_name: String,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    #[schema(value_type = String)]
    pub unit: Unit,
    /// Grams of one piece.
    pub piece_weight: Option<Quantity>,
    pub quantity: Quantity,
    /// What the orders need of it: the quantity without what is baked on top.
    pub needed: Quantity,
    pub baked: Quantity,
    #[schema(value_type = Vec<String>)]
    pub allergens: Vec<Allergen>,
    /// How long and how hot it is baked, by its recipe.
    pub bake_minutes: Option<i64>,
    /// °C.
    pub bake_degrees: Option<i64>,
    /// What customers want of it in particular.
    pub wishes: Vec<String>,
    /// It changed since the last version and nobody has ticked that.
    pub is_new: bool,
}

impl Row {
    pub fn is_done(&self) -> bool {
        self.baked >= self.quantity
    }
}

impl Sheet {
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.doughs.iter().flat_map(|group| &group.rows)
    }

    /// Pieces of what is counted in pieces.
    pub fn pieces(&self) -> Quantity {
        self.rows()
            .filter(|row| row.base_unit == BaseUnit::Piece)
            .map(|row| row.quantity)
            .sum()
    }

    pub fn is_empty(&self) -> bool {
        self.doughs.is_empty()
    }
}

/// How far the oven is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub doughs: i64,
    /// Lines of the sheet, and those of them that are all baked.
    pub lines: i64,
    pub done: i64,
}

/// How many lines the sheet of a day has and how many are baked; while it is open, of its dated orders.
///
/// # Errors
/// Only those of the database.
pub fn progress(view: &View, day: Day) -> Result<Progress> {
    let counts = known(view, day)?;
    let baked = store::baked(view, day)?;
    let is_done =
        |(item, wanted): &(&ItemId, &Quantity)| baked.get(*item).is_some_and(|it| it >= *wanted);
    let done = counts.iter().filter(is_done).count();
    let doughs = store::doughs_of(view, counts.keys().copied())?.len();
    let number = |count: usize| i64::try_from(count).map_err(Error::internal);
    Ok(Progress {
        doughs: number(doughs)?,
        lines: number(counts.len())?,
        done: number(done)?,
    })
}

/// What is not all baked of a day, largest first.
///
/// # Errors
/// Only those of the database.
pub fn unbaked(view: &View, day: Day) -> Result<Vec<(ItemId, Quantity)>> {
    let baked = store::baked(view, day)?;
    let mut open: Vec<(ItemId, Quantity)> = known(view, day)?.into_iter().collect();
    open.retain(|(item, wanted)| baked.get(item).copied().unwrap_or_default() < *wanted);
    open.sort_by_key(|(_, wanted)| std::cmp::Reverse(*wanted));
    Ok(open)
}

/// The counts of a day without looking at every standing order: this is asked with every page.
fn known(view: &View, day: Day) -> Result<Counts> {
    let state = days::state(view, day)?;
    match state.state {
        Phase::Open => super::demand::dated(view, day),
        Phase::Frozen | Phase::Closed => store::version(view, day, state.version),
    }
}

/// The sheet as it stands: the latest version of a frozen day, the demand of an open one.
///
/// # Errors
/// Only those of the database.
pub fn sheet(view: &View, day: Day) -> Result<Sheet> {
    let state = days::state(view, day)?;
    let changes = open_changes(view, day)?;
    match state.state {
        Phase::Open => {
            let plan = super::demand::plan(view, day)?;
            let details = Details {
                orders: store::order_count(view, day)?,
                doughs: groups(view, day, &plan.to_bake, &plan.needed)?,
                ..Details::default()
            };
            drawn(view, day, details, 0, changes)
        }
        Phase::Frozen | Phase::Closed => {
            let details = printed(view, day, state.version)?;
            drawn(view, day, details, state.version, changes)
        }
    }
}

/// A print version as it was printed, with what it changed.
///
/// # Errors
/// [`Error::NotFound`] when there is no such version.
pub fn sheet_of_version(view: &View, day: Day, version: i64) -> Result<Sheet> {
    if version < 1 || version > days::state(view, day)?.version {
        return Err(Error::NotFound);
    }
    let changes = super::changes_of(view, day, version)?;
    drawn(view, day, printed(view, day, version)?, version, changes)
}

/// What a version fixed; of one that kept only its counts, drawn by the recipes of today.
fn printed(view: &View, day: Day, version: i64) -> Result<Details> {
    if let Some(details) = store::details(view, day, version)? {
        return Ok(details);
    }
    let counts = store::version(view, day, version)?;
    Ok(Details {
        orders: store::order_count(view, day)?,
        doughs: groups(view, day, &counts, &counts)?,
        ..Details::default()
    })
}

/// A sheet with what is baked of it by now.
fn drawn(
    view: &View,
    day: Day,
    details: Details,
    version: i64,
    changes: Vec<ChangeRow>,
) -> Result<Sheet> {
    let baked = store::baked(view, day)?;
    let mut doughs = details.doughs;
    for row in doughs.iter_mut().flat_map(|group| &mut group.rows) {
        row.baked = baked.get(&row.product_id).copied().unwrap_or_default();
        row.is_new = changes
            .iter()
            .any(|change| change.product_id == row.product_id);
    }
    let state = days::state(view, day)?;
    Ok(Sheet {
        day,
        state: state.state.code().to_owned(),
        version,
        made_at: if state.state == Phase::Open {
            None
        } else {
            store::made_at(view, day, version)?
        },
        orders: details.orders,
        doughs,
        changes,
    })
}

/// Counts by dough, with what is known of each item now.
pub(super) fn groups(
    view: &View,
    day: Day,
    counts: &Counts,
    needed: &Counts,
) -> Result<Vec<Group>> {
    let mut book = Book::load(view)?;
    for item in counts.keys() {
        book.know(view, *item)?;
    }
    let mut wishes = store::wishes(view, day)?;
    let mut doughs: Vec<Group> = Vec::new();
    for (item, quantity) in counts {
        let (fact, recipe) = (book.fact(*item)?, book.recipe(*item));
        let row = Row {
            product_id: *item,
            product_name: fact.name.clone(),
            base_unit: fact.base_unit,
            unit: fact.unit,
            piece_weight: fact.piece_weight,
            quantity: *quantity,
            needed: needed.get(item).copied().unwrap_or(*quantity),
            baked: Quantity::ZERO,
            allergens: book.allergens(*item).into_iter().collect(),
            bake_minutes: recipe.and_then(|recipe| recipe.bake_minutes),
            bake_degrees: recipe.and_then(|recipe| recipe.bake_degrees),
            wishes: wishes.remove(item).unwrap_or_default(),
            is_new: false,
        };
        let dough = dough_of(&book, *item);
        match doughs.iter_mut().find(|group| group.dough_id == dough) {
            Some(group) => group.rows.push(row),
            None => doughs.push(Group {
                dough_id: dough,
                name: String::new(),
                amount: None,
                base_unit: None,
                ingredients: Vec::new(),
                allergens: Vec::new(),
                rows: vec![row],
            }),
        }
    }
    for group in &mut doughs {
        finish(&book, group)?;
    }
    doughs.sort_by(|one, two| {
        (one.dough_id.is_none(), &one.name).cmp(&(two.dough_id.is_none(), &two.name))
    });
    Ok(doughs)
}

/// Fills in what the rows of a group add up to.
fn finish(book: &Book, group: &mut Group) -> Result<()> {
    group.rows.sort_by(|one, two| {
        two.quantity
            .cmp(&one.quantity)
            .then_with(|| one.product_name.cmp(&two.product_name))
    });
    let allergens: BTreeSet<Allergen> = group
        .rows
        .iter()
        .flat_map(|row| row.allergens.iter().copied())
        .collect();
    group.allergens = allergens.into_iter().collect();
    let Some(dough) = group.dough_id else {
        return Ok(());
    };
    let wanted: Vec<(ItemId, Quantity)> = group
        .rows
        .iter()
        .map(|row| (row.product_id, row.quantity))
        .collect();
    let needs = book.explode(&wanted)?;
    let amount = needs.doughs.iter().find(|(item, _)| *item == dough);
    let amount = amount.map(|(_, quantity)| *quantity).unwrap_or_default();
    let fact = book.fact(dough)?;
    group.name = fact.name.clone();
    group.base_unit = Some(fact.base_unit);
    group.amount = Some(amount);
    if let Some(recipe) = book.recipe(dough) {
        for line in recipe.scaled(amount)? {
            let fact = book.fact(line.ingredient_id)?;
            group.ingredients.push(Part {
                ingredient_id: line.ingredient_id,
                name: fact.name.clone(),
                quantity: line.quantity,
                base_unit: fact.base_unit,
                piece_weight: fact.piece_weight,
            });
        }
        let heaviest = |part: &Part| std::cmp::Reverse(part.weight().unwrap_or(part.quantity));
        group.ingredients.sort_by_key(heaviest);
        group.ingredients.truncate(MAIN_INGREDIENTS);
    }
    Ok(())
}

/// The dough that an item is mostly made of, if its recipe has one.
fn dough_of(book: &Book, item: ItemId) -> Option<ItemId> {
    let recipe = book.recipe(item)?;
    if recipe.kind == Kind::Dough {
        return Some(item);
    }
    let doughs = recipe.lines.iter().filter(|line| {
        book.recipe(line.ingredient_id)
            .is_some_and(|part| part.kind == Kind::Dough)
    });
    doughs
        .max_by_key(|line| line.quantity)
        .map(|line| line.ingredient_id)
}
