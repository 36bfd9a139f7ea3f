//! The units that goods are counted and spoken of in.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::money::AmountError;
use super::numbers::in_wholes;
use super::plumbing::text_value;
use super::text::fold;

/// What an item is counted in: fixed by its first movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BaseUnit {
    G,
    Ml,
    Piece,
}

/// What people write quantities in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    G,
    Kg,
    Ml,
    L,
    Piece,
    Dozen,
}

impl BaseUnit {
    pub const ALL: [Self; 3] = [Self::G, Self::Ml, Self::Piece];

    /// The code in the database and in JSON.
    pub const fn code(self) -> &'static str {
        self.unit().code()
    }

    /// The base unit as a unit to write in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::G => Unit::G,
            Self::Ml => Unit::Ml,
            Self::Piece => Unit::Piece,
        }
    }

    /// The units that measure it, smallest first.
    pub const fn units(self) -> [Unit; 2] {
        match self {
            Self::G => [Unit::G, Unit::Kg],
            Self::Ml => [Unit::Ml, Unit::L],
            Self::Piece => [Unit::Piece, Unit::Dozen],
        }
    }
}

impl fmt::Display for BaseUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for BaseUnit {
    type Err = AmountError;

    /// Only the code, or a synonym of the base unit itself: `kg` is no base unit.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let unit: Unit = text.parse()?;
        if unit == unit.base().unit() {
            Ok(unit.base())
        } else {
            Err(AmountError::UnknownUnit)
        }
    }
}

text_value!(BaseUnit, "Base unit: g, ml or unit", "g");

impl Unit {
    pub const ALL: [Self; 6] = [
        Self::G,
        Self::Kg,
        Self::Ml,
        Self::L,
        Self::Piece,
        Self::Dozen,
    ];

    /// The code in the database and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Kg => "kg",
            Self::Ml => "ml",
            Self::L => "l",
            Self::Piece => "unit",
            Self::Dozen => "dozen",
        }
    }

    pub const fn base(self) -> BaseUnit {
        match self {
            Self::G | Self::Kg => BaseUnit::G,
            Self::Ml | Self::L => BaseUnit::Ml,
            Self::Piece | Self::Dozen => BaseUnit::Piece,
        }
    }

    /// How many base units one of it is.
    pub const fn in_base(self) -> Decimal {
        match self {
            Self::G | Self::Ml | Self::Piece => Decimal::ONE,
            Self::Kg | Self::L => Decimal::ONE_THOUSAND,
            Self::Dozen => Decimal::from_parts(12, 0, 0, false, 0),
        }
    }

    /// What is meant by a number typed of it: grams, millilitres and pieces come whole, the others have three decimals (a
    /// dozen has twelve parts).
    pub fn counted(self, number: Decimal) -> Decimal {
        match self {
            Self::G | Self::Ml | Self::Piece => in_wholes(number),
            Self::Kg | Self::L | Self::Dozen => number,
        }
    }

    /// The unit itself, if it measures items of this base unit.
    ///
    /// # Errors
    /// `WrongUnit`.
    pub fn fits(self, base: BaseUnit) -> Result<Self, AmountError> {
        if self.base() == base {
            Ok(self)
        } else {
            Err(AmountError::WrongUnit)
        }
    }
}

/// As [`Unit::counted`], of a unit by its code or of a pack by its name, which may have parts: nine of a box of eight are
/// 1.125 boxes.
pub fn counted(number: Decimal, unit: &str) -> Decimal {
    unit.parse::<Unit>()
        .map_or(number, |unit| unit.counted(number))
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Unit {
    type Err = AmountError;

    /// The code, or what people and spreadsheets write for it in Spanish or English; case, accents and a final point
    /// do not matter.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        // What is stored is a code: nothing to fold.
        if let Some(unit) = Self::ALL.into_iter().find(|unit| unit.code() == text) {
            return Ok(unit);
        }
        match fold(text.trim()).trim_end_matches('.') {
            "g" | "gr" | "grs" | "gramo" | "gramos" | "gram" | "grams" | "gramme" | "grammes" => {
                Ok(Self::G)
            }
            "kg" | "kgs" | "kilo" | "kilos" | "kilogramo" | "kilogramos" | "kilogram"
            | "kilograms" | "k" => Ok(Self::Kg),
            "ml" | "mililitro" | "mililitros" | "millilitre" | "millilitres" | "milliliter"
            | "milliliters" | "cc" => Ok(Self::Ml),
            "l" | "lt" | "lts" | "litro" | "litros" | "litre" | "litres" | "liter" | "liters" => {
                Ok(Self::L)
            }
            "unit" | "units" | "u" | "un" | "ud" | "uds" | "unidad" | "unidades" | "pieza"
            | "piezas" | "pza" | "pzas" | "pz" | "piece" | "pieces" | "pc" | "pcs" | "each"
            | "ea" => Ok(Self::Piece),
            "dozen" | "dozens" | "doz" | "dz" | "doc" | "docs" | "docena" | "docenas" => {
                Ok(Self::Dozen)
            }
            _ => Err(AmountError::UnknownUnit),
        }
    }
}

text_value!(Unit, "Unit: g, kg, ml, l, unit or dozen", "kg");
