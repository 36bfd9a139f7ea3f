//! Pages of production: the bake sheet on the bakehouse's screen and on paper, what a count is made of.

pub mod paper;
pub mod screen;

use rust_decimal::Decimal;

use crate::catalog::Allergen;
use crate::i18n::Lang;
use crate::production::{ChangeRow, Group, Row};
use crate::values::format;
use crate::values::quantity::Quantity;
use crate::values::unit::{BaseUnit, Unit};

/// A count as the baker reads it: pieces without a name, weights in the unit one would say.
pub fn count(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    match base {
        BaseUnit::Piece => format::quantity(lang, quantity, Unit::Piece),
        base => format::natural(lang, quantity, base),
    }
}

/// A weight or volume as one weighs it: grams to one, kilos to hundredths below ten and to tenths from there; pieces to
/// tenths, "3,4 ud".
fn weighed(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    let [small, large] = base.units();
    let amount = quantity.in_unit(large);
    let (unit, decimals) = match base {
        BaseUnit::Piece => (small, 1),
        _ if amount >= Decimal::TEN => (large, 1),
        _ if amount >= Decimal::ONE => (large, 2),
        _ => (small, 0),
    };
    let number = format::rounded(lang, quantity.in_unit(unit), decimals);
    match base {
        BaseUnit::Piece => lang.with1("production-pieces", "amount", number),
        _ => format!("{number} {}", unit.code()),
    }
}

/// "croissant 240 → 280".
pub fn change_words(lang: Lang, change: &ChangeRow) -> (String, String, String) {
    let say = |quantity| count(lang, quantity, change.base_unit);
    (
        change.product_name.clone(),
        say(change.was),
        say(change.now),
    )
}

/// "Masa de barra · 186,4 kg".
fn group_title(lang: Lang, group: &Group) -> String {
    match (group.amount, group.base_unit) {
        (Some(amount), Some(base)) => {
            format!("{} · {}", group.name, weighed(lang, amount, base))
        }
        _ => lang.t("production-other"),
    }
}

/// "Masa de barra · 186,4 → 190,2 kg": a dough with what it was in the version before.
fn group_title_since(lang: Lang, group: &Group, was: Option<Quantity>) -> String {
    match (group.amount, group.base_unit, was) {
        (Some(amount), Some(base), Some(was)) if was != amount => {
            let (was, now) = (weighed(lang, was, base), weighed(lang, amount, base));
            format!("{} · {was} → {now}", group.name)
        }
        _ => group_title(lang, group),
    }
}

/// "harina 110,9 kg · agua 72,1 kg · huevos 170 g": what is counted is weighed too, where a piece has a weight.
fn group_ingredients(lang: Lang, group: &Group) -> String {
    let parts: Vec<String> = group
        .ingredients
        .iter()
        .map(|part| {
            let amount = match part.weight() {
                Some(weight) => weighed(lang, weight, BaseUnit::G),
                None => weighed(lang, part.quantity, part.base_unit),
            };
            format!("{} {amount}", part.name)
        })
        .collect();
    parts.join(" · ")
}

fn allergen_words(lang: Lang, allergens: &[Allergen]) -> String {
    let words: Vec<String> = allergens
        .iter()
        .map(|allergen| lang.t(&allergen.key()))
        .collect();
    words.join(", ")
}

/// Under the item's name: the weight of a piece, what it contains, what somebody wants of it.
fn row_detail(lang: Lang, row: &Row) -> String {
    let mut parts = Vec::new();
    if let Some(weight) = row.piece_weight {
        parts.push(format::natural(lang, weight, BaseUnit::G));
    }
    if row.quantity > row.needed {
        let extra = count(lang, row.quantity - row.needed, row.base_unit);
        parts.push(lang.with1("production-extra", "amount", extra));
    }
    if !row.allergens.is_empty() {
        parts.push(allergen_words(lang, &row.allergens));
    }
    parts.extend(row.wishes.iter().take(3).cloned());
    parts.join(" · ")
}
