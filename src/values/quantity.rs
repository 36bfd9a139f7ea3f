//! Goods: amounts in 1/1,000 of the base unit of their item (g, ml or piece), the units that people speak in, and
//! what an amount costs. A [`Quantity`] does not carry its base unit; the item does, and [`Unit::fits`] is the check.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::money::{
    AmountError, Money, Price, Rate, StockValue, amount, parse_plain, round_half_away,
};
use super::unit::{BaseUnit, Unit};

/// Most decimals that somebody may write, in whatever unit: grams of a kilo.
const WRITTEN_DECIMALS: u32 = 3;

/// A number of some unit as somebody wrote it.
///
/// # Errors
/// `TooFine` with more than three decimals.
pub fn as_written(number: Decimal) -> Result<Decimal, AmountError> {
    if round_half_away(number, WRITTEN_DECIMALS) == number {
        Ok(number)
    } else {
        Err(AmountError::TooFine(WRITTEN_DECIMALS))
    }
}

/// What one price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceUnit {
    Kg,
    L,
    Piece,
    /// A pack of this many base units: a 25 kg sack is `Pack` of 25,000 g.
    Pack(Quantity),
}

amount!(
    /// An amount of goods, in 1/1,000 of the base unit of its item; below zero for what goes out.
    Quantity, dp = 3, shown = 0, from_thousandths, thousandths,
    "Base units (g, ml, pieces), up to three decimals", "2500"
);

impl Quantity {
    /// `number` of `unit`: `of(2.5, Kg)` is 2,500 g.
    ///
    /// # Errors
    /// `TooFine` below 1/1,000 of the base unit, `TooLarge`.
    pub fn of(number: Decimal, unit: Unit) -> Result<Self, AmountError> {
        number
            .checked_mul(unit.in_base())
            .ok_or(AmountError::TooLarge)
            .and_then(Self::exact)
    }

    /// `number` of `unit` as somebody wrote it: at most three decimals, which is what it is answered with.
    ///
    /// # Errors
    /// `TooFine`, `TooLarge`.
    pub fn written(number: Decimal, unit: Unit) -> Result<Self, AmountError> {
        Self::of(as_written(number)?, unit)
    }

    /// Whether there can be so much of what is measured so: pieces are whole.
    pub fn can_be_of(self, base: BaseUnit) -> bool {
        base != BaseUnit::Piece || self.decimal().fract().is_zero()
    }

    /// As [`Quantity::of`], checking that the unit measures items of this base unit.
    ///
    /// # Errors
    /// Also `WrongUnit`.
    pub fn of_item(number: Decimal, unit: Unit, base: BaseUnit) -> Result<Self, AmountError> {
        Self::of(number, unit.fits(base)?)
    }

    /// This many whole pieces (or grams, or millilitres).
    pub fn whole(count: u32) -> Self {
        Self::from_thousandths(i64::from(count).saturating_mul(1000))
    }

    /// How many of `unit` this is, not rounded (to 28 digits for dozens). The caller knows that the unit
    /// [fits](Unit::fits) the item.
    pub fn in_unit(self, unit: Unit) -> Decimal {
        self.0 / unit.in_base()
    }

    /// How many packs of `base_per_pack` this is, not rounded.
    ///
    /// # Errors
    /// `DivisionByZero`, `TooLarge`.
    pub fn in_pack(self, base_per_pack: Self) -> Result<Decimal, AmountError> {
        divide(self.0, base_per_pack.0)
    }

    /// The fewest whole packs of `base_per_pack` that hold this; none for nothing and for less than nothing.
    ///
    /// # Errors
    /// `DivisionByZero`, `TooLarge`.
    pub fn packs(self, base_per_pack: Self) -> Result<i64, AmountError> {
        let packs = self.in_pack(base_per_pack)?.ceil();
        packs
            .max(Decimal::ZERO)
            .to_i64()
            .ok_or(AmountError::TooLarge)
    }

    /// The quantity × `factor`, rounded half away from zero to 1/1,000 of the base unit.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn times(self, factor: Decimal) -> Result<Self, AmountError> {
        self.mul_ratio(factor, Decimal::ONE)
    }

    /// The quantity × `numerator` ÷ `denominator`: multiplied first, then divided, then rounded once, half away from
    /// zero, to 1/1,000 of the base unit. So a recipe scaled up and down again comes out as it was.
    ///
    /// # Errors
    /// `DivisionByZero`, `TooLarge`.
    pub fn mul_ratio(self, numerator: Decimal, denominator: Decimal) -> Result<Self, AmountError> {
        let product = self.0.checked_mul(numerator).ok_or(AmountError::TooLarge)?;
        divide(product, denominator).and_then(Self::round)
    }

    /// What a recipe that makes `yields` needs of this to make `wanted`; see [`Quantity::mul_ratio`].
    ///
    /// # Errors
    /// `DivisionByZero`, `TooLarge`.
    pub fn scaled(self, wanted: Self, yields: Self) -> Result<Self, AmountError> {
        self.mul_ratio(wanted.0, yields.0)
    }

    /// `rate` of the quantity, as for waste and safety margins.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn percent(self, rate: Rate) -> Result<Self, AmountError> {
        self.times(rate.fraction())
    }

    /// The quantity for statistics, where floats are allowed.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }

    /// From a statistic, rounded half away from zero to 1/1,000 of the base unit.
    ///
    /// # Errors
    /// `NotANumber` for NaN and infinities, `TooLarge`.
    pub fn from_f64(number: f64) -> Result<Self, AmountError> {
        Decimal::try_from(number)
            .map_err(|_| AmountError::NotANumber)
            .and_then(Self::round)
    }
}

impl BaseUnit {
    /// The unit that its prices are for, if no pack is named.
    pub const fn price_unit(self) -> PriceUnit {
        match self {
            Self::G => PriceUnit::Kg,
            Self::Ml => PriceUnit::L,
            Self::Piece => PriceUnit::Piece,
        }
    }
}

impl PriceUnit {
    /// The code in the database and in JSON; the size of a pack is stored beside it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kg => "kg",
            Self::L => "l",
            Self::Piece => "unit",
            Self::Pack(_) => "pack",
        }
    }

    /// From a stored code and the size of the pack, which only `pack` needs.
    ///
    /// # Errors
    /// `UnknownUnit`; `DivisionByZero` for a pack without a size above zero.
    pub fn from_code(code: &str, pack: Option<Quantity>) -> Result<Self, AmountError> {
        match code {
            "kg" => Ok(Self::Kg),
            "l" => Ok(Self::L),
            "unit" => Ok(Self::Piece),
            "pack" => pack
                .filter(|size| size.is_positive())
                .map(Self::Pack)
                .ok_or(AmountError::DivisionByZero),
            _ => Err(AmountError::UnknownUnit),
        }
    }

    /// How many base units the price is for.
    pub const fn in_base(self) -> Decimal {
        match self {
            Self::Kg | Self::L => Decimal::ONE_THOUSAND,
            Self::Piece => Decimal::ONE,
            Self::Pack(size) => size.decimal(),
        }
    }
}

impl Price {
    /// Price × quantity, exact (a pack that does not divide evenly gives 28 digits).
    ///
    /// # Errors
    /// `DivisionByZero` for an empty pack, `TooLarge`.
    pub fn for_quantity(self, quantity: Quantity, unit: PriceUnit) -> Result<Decimal, AmountError> {
        let product = self.decimal().checked_mul(quantity.decimal());
        divide(product.ok_or(AmountError::TooLarge)?, unit.in_base())
    }

    /// The same goods priced for another unit, to 1/10,000 €, half away from zero: 14.75 € for a 25 kg sack is
    /// 0.59 € for a kilo.
    ///
    /// # Errors
    /// `DivisionByZero`, `TooLarge`.
    pub fn converted(self, from: PriceUnit, to: PriceUnit) -> Result<Self, AmountError> {
        let product = self.decimal().checked_mul(to.in_base());
        divide(product.ok_or(AmountError::TooLarge)?, from.in_base()).and_then(Self::round)
    }
}

/// The amount of a line: price × quantity × (1 − discount), rounded half away from zero to cents, once.
///
/// # Errors
/// `DivisionByZero` for an empty pack, `TooLarge`.
pub fn line_total(
    price: Price,
    quantity: Quantity,
    unit: PriceUnit,
    discount: Rate,
) -> Result<Money, AmountError> {
    let full = price.decimal().checked_mul(quantity.decimal());
    let product = full.and_then(|full| full.checked_mul(discount.remaining()));
    divide(product.ok_or(AmountError::TooLarge)?, unit.in_base()).and_then(Money::round)
}

impl StockValue {
    /// What `quantity` at `price` is worth, to 1/10,000 €, half away from zero.
    ///
    /// # Errors
    /// `DivisionByZero` for an empty pack, `TooLarge`.
    pub fn of(price: Price, quantity: Quantity, unit: PriceUnit) -> Result<Self, AmountError> {
        price.for_quantity(quantity, unit).and_then(Self::round)
    }

    /// Average cost in euros for one `unit`: value ÷ quantity, not rounded. Nothing for no quantity.
    pub fn per(self, quantity: Quantity, unit: PriceUnit) -> Option<Decimal> {
        let product = self.decimal().checked_mul(unit.in_base())?;
        divide(product, quantity.decimal()).ok()
    }

    /// The value of `part` out of `whole`, to 1/10,000 €, half away from zero. All of the stock has all of the value,
    /// so an emptied location is worth nothing.
    ///
    /// # Errors
    /// `DivisionByZero` for a zero whole, `TooLarge`.
    pub fn share(self, part: Quantity, whole: Quantity) -> Result<Self, AmountError> {
        let product = self.decimal().checked_mul(part.decimal());
        divide(product.ok_or(AmountError::TooLarge)?, whole.decimal()).and_then(Self::round)
    }
}

fn divide(number: Decimal, by: Decimal) -> Result<Decimal, AmountError> {
    if by.is_zero() {
        return Err(AmountError::DivisionByZero);
    }
    number.checked_div(by).ok_or(AmountError::TooLarge)
}

#[cfg(test)]
#[path = "quantity_tests.rs"]
mod tests;
