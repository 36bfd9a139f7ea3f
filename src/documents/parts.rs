//! Pieces that several documents share. Amounts, rates (in percent) and quantities are exact decimal strings
//! (`"12.50"`), days are `"2026-11-20"`, instants are RFC 3339 with the bakery's own offset, as printed.

use serde::{Deserialize, Serialize};

use crate::settings::{self, Settings};

/// Who issues or receives a document, as it was on that day. Empty fields are not printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// The legal name; always printed.
    pub name: String,
    /// What people call it; leads the block where it is there and differs.
    pub trade_name: String,
    pub tax_id: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: String,
    /// As it is to be read; empty within Spain.
    pub country: String,
    pub phone: String,
    pub email: String,
    /// Data of the mercantile register, for the foot.
    pub registry: String,
}

impl Party {
    /// The bakery, as its settings say; one without a legal name goes by the name that people know.
    pub fn bakery(settings: &Settings) -> Self {
        let text = |key: &str| settings.text(key).to_owned();
        let known = text(settings::BAKERY_NAME);
        Self {
            name: match settings.text(settings::LEGAL_NAME) {
                "" => known.clone(),
                legal => legal.to_owned(),
            },
            trade_name: known,
            tax_id: text(settings::TAX_ID),
            street: text(settings::STREET),
            postcode: text(settings::POSTCODE),
            town: text(settings::TOWN),
            province: text(settings::PROVINCE),
            country: abroad(settings.text(settings::COUNTRY)),
            phone: text(settings::PHONE),
            email: text(settings::EMAIL),
            registry: text(settings::REGISTRY),
        }
    }
}

/// Countries are printed only abroad.
pub fn abroad(country: &str) -> String {
    match country {
        "España" | "Spain" | "ES" => String::new(),
        country => country.to_owned(),
    }
}

/// Where things are handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub contact: String,
    pub phone: String,
    /// Key box, back door, hours.
    pub instructions: String,
}

/// One tax rate of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaxRow {
    /// Percent: `"4"`, `"10"`.
    pub rate: String,
    pub base: String,
    pub tax: String,
    /// Percent of the equivalence surcharge; empty where there is none.
    pub surcharge_rate: String,
    pub surcharge: String,
}
