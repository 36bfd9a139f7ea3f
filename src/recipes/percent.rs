//! Baker's percentages: every line as a share of the flour, which is 100 %.
//!
//! What is flour: the lines whose item is of a category that begins with "harina" or "flour" (case and accents do not
//! matter). Where no line is, the first line given as a quantity stands for it. How much flour there is:
//! - flour given as quantities is what it is; flour given in percent adds to it (80 kg and "20 %" are 100 kg of flour);
//! - where no flour is given as a quantity, the flour follows from the yield: what goes into the oven, yield ÷ (1 − loss),
//!   less the lines given as quantities, is what all percentages together weigh.
//!
//! A millilitre counts as a gram, pieces by the weight of one.

use rust_decimal::Decimal;

use super::{Fact, Line, NewLine, NewRecipe};
use crate::error::{Error, FieldErrors, Result};
use crate::values::{BaseUnit, Quantity, Rate, fold};

/// Whether this item is flour.
pub fn is_flour(category: &str) -> bool {
    let category = fold(category.trim());
    category.starts_with("harina") || category.starts_with("flour")
}

/// Grams of so much of an item; none for pieces of unknown weight.
pub fn grams(fact: &Fact, quantity: Quantity) -> Option<Decimal> {
    match fact.base_unit {
        BaseUnit::G | BaseUnit::Ml => Some(quantity.decimal()),
        BaseUnit::Piece => quantity.decimal().checked_mul(fact.piece_weight?.decimal()),
    }
}

/// The lines of a recipe as typed, with the quantities of those that are percentages. `facts` are their ingredients.
///
/// # Errors
/// [`Error::Invalid`] with every line that cannot be.
pub(super) fn lines(new: &NewRecipe, makes: &Fact, facts: &[Fact]) -> Result<Vec<Line>> {
    let mut errors = FieldErrors::default();
    let mut lines = Vec::with_capacity(new.lines.len());
    for (at, (typed, fact)) in new.lines.iter().zip(facts).enumerate() {
        lines.push(given(typed, fact, at, &mut errors));
    }
    errors.or(())?;
    if lines.iter().all(|line| line.bakers_percentage.is_none()) {
        return Ok(lines);
    }
    let flour = flour(&lines, facts, new, makes)
        .filter(|flour| *flour > Decimal::ZERO)
        .ok_or_else(|| Error::field("lines", "recipe-flour-unknown"))?;
    let mut errors = FieldErrors::default();
    for (at, (line, fact)) in lines.iter_mut().zip(facts).enumerate() {
        let Some(rate) = line.bakers_percentage else {
            continue;
        };
        match part(flour, rate, fact) {
            Some(quantity) => line.quantity = quantity,
            None => errors.add(
                format!("lines.{at}.bakers_percentage"),
                "recipe-no-piece-weight",
            ),
        }
    }
    errors.or(lines)
}

/// A line as typed; a percentage has no quantity yet.
fn given(typed: &NewLine, fact: &Fact, at: usize, errors: &mut FieldErrors) -> Line {
    let mut quantity = Quantity::ZERO;
    if let Some(rate) = typed.bakers_percentage {
        if !rate.is_positive() {
            errors.add(format!("lines.{at}.bakers_percentage"), "stock-above-zero");
        }
    } else if let Some(number) = typed.quantity {
        match Quantity::of_item(number, typed.unit, fact.base_unit) {
            Ok(amount) if amount.is_positive() => quantity = amount,
            Ok(_) => errors.add(format!("lines.{at}.quantity"), "stock-above-zero"),
            Err(_) if typed.unit.fits(fact.base_unit).is_err() => {
                errors.add(format!("lines.{at}.unit"), "recipe-unit-unfit");
            }
            Err(_) => errors.add(format!("lines.{at}.quantity"), "field-amount"),
        }
    } else {
        errors.add(format!("lines.{at}.quantity"), "field-required");
    }
    let fits = typed.unit.fits(fact.base_unit).is_ok();
    Line {
        ingredient_id: typed.ingredient_id,
        quantity,
        unit: if fits { typed.unit } else { fact.unit },
        bakers_percentage: typed.bakers_percentage,
    }
}

/// Grams of flour; none when they cannot be known.
fn flour(lines: &[Line], facts: &[Fact], new: &NewRecipe, makes: &Fact) -> Option<Decimal> {
    let pairs = || lines.iter().zip(facts);
    let is_given = |line: &Line| line.bakers_percentage.is_none();
    let is_flour = |fact: &Fact| is_flour(&fact.category);
    let weight = |(line, fact): (&Line, &Fact)| grams(fact, line.quantity);
    let percents = |of: &dyn Fn(&Fact) -> bool| -> Decimal {
        pairs()
            .filter(|(_, fact)| of(fact))
            .filter_map(|(line, _)| line.bakers_percentage)
            .map(Rate::fraction)
            .sum()
    };
    let has_flour = facts.iter().any(is_flour);
    let given_flour: Vec<Decimal> = pairs()
        .filter(|(line, fact)| is_given(line) && is_flour(fact))
        .filter_map(weight)
        .collect();
    if !given_flour.is_empty() {
        let rest = Decimal::ONE - percents(&is_flour);
        let sum: Decimal = given_flour.into_iter().sum();
        return (rest > Decimal::ZERO).then(|| sum.checked_div(rest))?;
    }
    if !has_flour && let Some(first) = pairs().find(|(line, _)| is_given(line)) {
        return weight(first);
    }
    let baked = grams(makes, new.yield_quantity)?;
    let raw = baked.checked_div(new.loss_percentage.remaining())?;
    let given: Decimal = pairs()
        .filter(|(line, _)| is_given(line))
        .filter_map(weight)
        .sum();
    (raw - given).checked_div(percents(&|_| true))
}

fn part(flour: Decimal, rate: Rate, fact: &Fact) -> Option<Quantity> {
    let grams = flour.checked_mul(rate.fraction())?;
    let base = match fact.base_unit {
        BaseUnit::G | BaseUnit::Ml => grams,
        BaseUnit::Piece => grams.checked_div(fact.piece_weight?.decimal())?,
    };
    Quantity::round(base).ok().filter(|part| part.is_positive())
}

/// Each line in percent of the flour, to 1/100; none for pieces of unknown weight, and for all when there is no flour.
pub fn of_flour(lines: &[Line], facts: &[&Fact]) -> Vec<Option<Rate>> {
    let weights: Vec<Option<Decimal>> = lines
        .iter()
        .zip(facts)
        .map(|(line, fact)| grams(fact, line.quantity))
        .collect();
    let flour: Decimal = weights
        .iter()
        .zip(facts)
        .filter(|(_, fact)| is_flour(&fact.category))
        .filter_map(|(weight, _)| *weight)
        .sum();
    let percent = |weight: Decimal| {
        let hundredfold = weight.checked_mul(Decimal::ONE_HUNDRED)?;
        Rate::round(hundredfold.checked_div(flour)?).ok()
    };
    weights
        .into_iter()
        .map(|weight| weight.filter(|_| flour > Decimal::ZERO).and_then(percent))
        .collect()
}
