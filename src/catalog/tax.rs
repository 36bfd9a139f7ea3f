//! Tax classes and their dated rates.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::store::{changes, rates as store};
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

/// Words of the history.
const SET: &str = "rate_set";
const UNDONE: &str = "rate_undone";

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
        .ok_or_else(|| Error::conflict(Message::new("catalog-no-rate").arg("day", day)))
}

/// Sets the rate of a class from a day on, and answers the number under which [`undo_rate`] takes it back. Documents
/// that have their number keep the rate they were made with, and so do orders until they are changed.
///
/// # Errors
/// [`Error::Invalid`] for a rate outside 0–100 %, and of `confirm_past` for one that counts already, from today or an
/// earlier day, unless `confirm_past` says that it is meant; [`Error::NotFound`].
pub fn add_rate(
    tx: &Tx,
    class: TaxClassId,
    from: Day,
    rate: Rate,
    confirm_past: bool,
) -> Result<i64> {
    let known = store::tax_class(tx, class)?;
    if !rate.is_share() {
        return Err(Error::field("rate", super::between(0, 100)));
    }
    let before = store::rate(tx, class, from)?;
    if from <= tx.today() && before != Some(rate) && !confirm_past {
        let promised = store::promised(tx, class, from, rate)?;
        let message = Message::new("tax-past").arg("day", from);
        let message = message.arg("orders", promised.orders);
        return Err(Error::field(
            "confirm_past",
            message.arg("notes", promised.notes),
        ));
    }
    let replaced = store::rate_from(tx, class, from)?;
    store::put(tx, class, from, rate)?;
    let about = json!({ "rate": [before, rate], "valid_from": [null, from], "replaced": replaced });
    events::record(
        tx,
        Happened::new("tax_class", Some(class.0), SET)
            .changes(about)
            .event(
                "tax_rate_set",
                "catalog.tax",
                json!({ "code": known.code, "rate": rate, "valid_from": from }),
            ),
    )?;
    changes::newest(tx, "tax_class", class, SET)
}

/// Takes back what one [`add_rate`] did: what stood for that very day stands again, or nothing. Documents that were made
/// with it keep it.
///
/// # Errors
/// A conflict when it was taken back already, or when another rate was set for that day since; [`Error::NotFound`] when
/// there was no such change.
pub fn undo_rate(tx: &Tx, change: i64) -> Result<TaxClassId> {
    let (class, about) = changes::find(tx, change, "tax_class", SET)?;
    let class = TaxClassId(class);
    let known = store::tax_class(tx, class)?;
    let from: Day = serde_json::from_value(about["valid_from"][1].clone())?;
    let rate: Rate = serde_json::from_value(about["rate"][1].clone())?;
    let replaced: Option<Rate> = serde_json::from_value(about["replaced"].clone())?;
    stands(tx, class, change, from)?;
    if store::rate_from(tx, class, from)? != Some(rate) {
        return Err(Error::conflict("tax-nothing-to-undo"));
    }
    match replaced {
        Some(before) => store::put(tx, class, from, before)?,
        None => store::delete(tx, class, from)?,
    }
    let after = store::rate(tx, class, from)?;
    let about = json!({ "rate": [rate, after], "valid_from": [from, null], "undone": change });
    events::record(
        tx,
        Happened::new("tax_class", Some(class.0), UNDONE)
            .changes(about)
            .event(
                "tax_rate_undone",
                "catalog.tax",
                json!({ "code": known.code, "rate": rate, "valid_from": from }),
            ),
    )?;
    Ok(class)
}

/// That a change was not taken back, and that none for the same day that came after it still stands.
fn stands(view: &View, class: TaxClassId, change: i64, from: Day) -> Result<()> {
    let day = json!(from);
    let (mut newer, mut undone) = (Vec::new(), Vec::new());
    for line in events::history(view, "tax_class", class)? {
        let about = line.additional_data.unwrap_or_default();
        match line.action.as_str() {
            SET if line.id > change && about["valid_from"][1] == day => newer.push(line.id),
            UNDONE => undone.extend(about["undone"].as_i64()),
            _ => {}
        }
    }
    if undone.contains(&change) {
        return Err(Error::conflict("tax-nothing-to-undo"));
    }
    if newer.iter().any(|newer| !undone.contains(newer)) {
        return Err(Error::conflict(
            Message::new("tax-newer-stands").arg("day", from),
        ));
    }
    Ok(())
}
