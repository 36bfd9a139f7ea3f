//! Pages of the catalogue.

pub mod item;
pub mod item_form;
pub mod items;
pub mod prices;
pub mod tax;

use crate::catalog::{Allergen, Item};
use crate::i18n::Lang;
use crate::values::format;
use crate::values::quantity::PriceUnit;
use crate::values::unit::{BaseUnit, Unit};

/// The first error of a field, for the templates.
pub(crate) fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}

/// A unit in a baker's words.
pub(crate) fn unit_name(lang: Lang, unit: Unit) -> String {
    lang.t(&format!("unit-{}", unit.code()))
}

/// What a price is for: "kg", "ud", "25 kg".
pub(crate) fn price_unit_name(lang: Lang, unit: PriceUnit, base: BaseUnit) -> String {
    match unit {
        PriceUnit::Pack(size) => format::natural(lang, size, base),
        PriceUnit::Kg => "kg".to_owned(),
        PriceUnit::L => "l".to_owned(),
        PriceUnit::Piece => lang.t("unit-unit-short"),
    }
}

/// Short names of allergens, with commas.
pub(crate) fn allergen_names(lang: Lang, allergens: &[Allergen]) -> String {
    let names: Vec<String> = allergens
        .iter()
        .map(|allergen| lang.t(&allergen.key()))
        .collect();
    names.join(", ")
}

/// What an item is for, in words.
fn uses(lang: Lang, item: &Item) -> String {
    let uses = [
        (item.is_sold, "item-use-sold"),
        (item.is_made, "item-use-made"),
        (item.is_bought, "item-use-bought"),
        (item.is_service, "item-use-service"),
    ];
    let words: Vec<String> = uses
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, key)| lang.t(key))
        .collect();
    words.join(" · ")
}
