//! Goods and prices of buying as people read and type them, and as the API writes them.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::unit_of;
use crate::error::FieldErrors;
use crate::i18n::Lang;
use crate::values::money::AmountVisitor;
use crate::values::{BaseUnit, Price, Quantity, Unit, format};
use crate::web::Form;

/// "25 kg", "120", "750 ml".
pub fn goods(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    format::natural(lang, quantity, base)
}

/// "0,589 €/kg".
pub fn per(lang: Lang, price: Price, base: BaseUnit) -> String {
    format::price_per(lang, price, base.price_unit(), base)
}

/// "kg", "l", or the word for pieces.
pub fn unit(lang: Lang, base: BaseUnit) -> String {
    match unit_of(base) {
        Unit::Piece => lang.t("suppliers-piece"),
        other => other.code().to_owned(),
    }
}

/// A number as it stands in a field to be typed over: no groups, the decimal mark of the language.
pub fn typed(lang: Lang, number: Decimal) -> String {
    let text = number.normalize().to_string();
    match lang {
        Lang::Es => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A quantity as it stands in a field, in the unit it is bought in.
pub fn typed_goods(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    typed(lang, quantity.in_unit(unit_of(base)))
}

/// A quantity typed in the unit it is bought in.
pub fn read_goods(
    form: &Form,
    name: &str,
    base: BaseUnit,
    errors: &mut FieldErrors,
) -> Option<Quantity> {
    let number = form.decimal(name, errors)?;
    let quantity = Quantity::of(number, unit_of(base)).ok();
    if quantity.is_none() {
        errors.add(name, "field-amount");
    }
    quantity
}

/// A quantity of the API: a decimal in a string, in the unit that stands beside it (kg, l or unit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount(pub Decimal);

impl Amount {
    pub fn of(quantity: Quantity, base: BaseUnit) -> Self {
        Self(quantity.in_unit(unit_of(base)))
    }

    /// The quantity that it is of goods with this base unit.
    pub fn goods(self, name: &str, base: BaseUnit, errors: &mut FieldErrors) -> Option<Quantity> {
        let quantity = Quantity::of(self.0, unit_of(base)).ok();
        if quantity.is_none() {
            errors.add(name, "field-amount");
        }
        quantity
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor).map(Self)
    }
}

crate::values::plumbing::string_schema!(
    Amount,
    "Quantity in the unit beside it (kg, l or unit)",
    "25"
);
