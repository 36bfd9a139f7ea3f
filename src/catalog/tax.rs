//! Tax classes and their dated rates.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::store::rates as store;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::values::calendar::Day;
use crate::values::ids::TaxClassId;
use crate::values::money::Rate;

pub(super) use store::code_of;
pub use store::{exists, rates, tax_class, tax_classes};

const LONGEST_NAME: usize = 120;

/// What goods pay as tax: the class stays, its rate changes with the law.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaxClass {
    pub id: TaxClassId,
    pub code: String,
    pub name_es: String,
    pub name_en: String,
}

impl TaxClass {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Es => &self.name_es,
            Lang::En => &self.name_en,
        }
    }
}

/// A rate from a day on.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct DatedRate {
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    pub rate: Rate,
}

type Seed = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, i64)],
);

/// Bread by RDL 20/2022 and its end, all kinds of bread at one rate since the ruling of 2024; food and general since
/// RDL 20/2012. Rates in basis points.
const SEEDS: &[Seed] = &[
    (
        "bread",
        "Pan y otros al tipo superreducido",
        "Bread and other goods at the super-reduced rate",
        &[("2023-01-01", 0), ("2024-10-01", 200), ("2025-01-01", 400)],
    ),
    (
        "food",
        "Bollería, pastelería y otros alimentos",
        "Pastry, cakes and other food",
        &[("2012-09-01", 1000)],
    ),
    (
        "general",
        "Tipo general: bolsas, velas, bebidas con azúcar o alcohol",
        "General rate: bags, candles, sugary or alcoholic drinks",
        &[("2012-09-01", 2100)],
    ),
    ("zero", "Sin impuesto", "No tax", &[("2012-09-01", 0)]),
];

pub(super) fn begin(tx: &Tx) -> Result<()> {
    for (code, name_es, name_en, rates) in SEEDS {
        let class = TaxClass {
            id: tx.id(),
            code: (*code).to_owned(),
            name_es: (*name_es).to_owned(),
            name_en: (*name_en).to_owned(),
        };
        store::insert(tx, &class)?;
        for (day, rate) in *rates {
            let day = day.parse().map_err(Error::internal)?;
            store::put(tx, class.id, day, Rate::from_basis_points(*rate))?;
        }
    }
    Ok(())
}

/// A tax class as typed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewTaxClass {
    /// Left out, it is made of the name.
    #[serde(default)]
    pub code: String,
    pub name_es: String,
    /// Left out, as in Spanish.
    #[serde(default)]
    pub name_en: String,
    /// Percent.
    pub rate: Rate,
    /// Not after today: a class without a rate cannot be sold.
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
}

/// Adds a tax class with its first rate.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field.
pub fn add_tax_class(tx: &Tx, new: &NewTaxClass) -> Result<TaxClassId> {
    let mut errors = FieldErrors::default();
    let name = new.name_es.trim();
    if name.is_empty() {
        errors.add("name_es", "field-required");
    }
    for (field, text) in [("name_es", name), ("name_en", new.name_en.trim())] {
        if text.chars().count() > LONGEST_NAME {
            errors.add(field, Message::new("setting-too-long").arg("most", 120_i64));
        }
    }
    if !new.rate.is_share() {
        errors.add("rate", super::between(0, 100));
    }
    if new.valid_from > tx.today() {
        errors.add("valid_from", "tax-class-from-past");
    }
    let named = if new.code.trim().is_empty() {
        name
    } else {
        new.code.trim()
    };
    let folded = crate::values::fold(named);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let code: String = words.join("-").chars().take(40).collect();
    let known = store::tax_classes(tx)?;
    if known.iter().any(|class| class.code == code) {
        let field = if new.code.trim().is_empty() {
            "name_es"
        } else {
            "code"
        };
        errors.add(field, "tax-class-taken");
    }
    errors.or(())?;
    let name_en = new.name_en.trim();
    let class = TaxClass {
        id: tx.id(),
        code,
        name_es: name.to_owned(),
        name_en: if name_en.is_empty() { name } else { name_en }.to_owned(),
    };
    store::insert(tx, &class)?;
    store::put(tx, class.id, new.valid_from, new.rate)?;
    let about = json!({ "rate": [null, new.rate], "valid_from": [null, new.valid_from] });
    events::record(
        tx,
        Happened::new("tax_class", Some(class.id.0), "created")
            .changes(about)
            .event(
                "tax_class_created",
                "catalog.tax",
                json!({ "tax_class_id": class.id, "code": class.code, "rate": new.rate }),
            ),
    )?;
    Ok(class.id)
}

pub(super) fn read_rate(view: &View, class: TaxClassId, day: Day) -> Result<Rate> {
    store::rate(view, class, day)?
        .ok_or_else(|| Error::conflict(Message::new("catalog-no-rate").arg("day", day.to_string())))
}

/// Sets the rate of a class from a day on. Documents that have their number keep the rate they were made with.
///
/// # Errors
/// [`Error::Invalid`] for a rate outside 0–100 %; [`Error::NotFound`].
pub fn add_rate(tx: &Tx, class: TaxClassId, from: Day, rate: Rate) -> Result<()> {
    let known = store::tax_class(tx, class)?;
    if !rate.is_share() {
        return Err(Error::field("rate", super::between(0, 100)));
    }
    let before = store::rate(tx, class, from)?;
    let replaced = store::rate_from(tx, class, from)?;
    store::put(tx, class, from, rate)?;
    let about = json!({ "rate": [before, rate], "valid_from": [null, from], "replaced": replaced });
    events::record(
        tx,
        Happened::new("tax_class", Some(class.0), "rate_set")
            .changes(about)
            .event(
                "tax_rate_set",
                "catalog.tax",
                json!({ "code": known.code, "rate": rate, "valid_from": from }),
            ),
    )
}

/// Takes the newest rate that was set for a class back: what stood for that very day stands again, or nothing. Documents that
/// were made with it keep it.
///
/// # Errors
/// A conflict when the newest change of the class is no rate that was set; [`Error::NotFound`].
pub fn undo_rate(tx: &Tx, class: TaxClassId) -> Result<()> {
    let known = store::tax_class(tx, class)?;
    let newest = events::history(tx, "tax_class", class)?.into_iter().next();
    let set = newest.filter(|line| line.action == "rate_set");
    let about = set.and_then(|line| line.additional_data);
    let gone = || Error::conflict("tax-nothing-to-undo");
    let about = about
        .filter(|about| about.get("replaced").is_some())
        .ok_or_else(gone)?;
    let from: Day = serde_json::from_value(about["valid_from"][1].clone())?;
    let rate: Rate = serde_json::from_value(about["rate"][1].clone())?;
    let replaced: Option<Rate> = serde_json::from_value(about["replaced"].clone())?;
    match replaced {
        Some(before) => store::put(tx, class, from, before)?,
        None => store::delete(tx, class, from)?,
    }
    events::record(
        tx,
        Happened::new("tax_class", Some(class.0), "rate_undone")
            .changes(json!({ "rate": [rate, store::rate(tx, class, from)?], "valid_from": [from, null] }))
            .event(
                "tax_rate_undone",
                "catalog.tax",
                json!({ "code": known.code, "rate": rate, "valid_from": from }),
            ),
    )
}
