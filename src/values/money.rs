//! Euros and rates, exact. Each type is a decimal with a fixed number of decimals and is stored as an INTEGER of its
//! smallest unit. Sums never overflow in memory; what does not fit 64 bits is refused when made and when stored.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Why an amount could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("not a number")]
    NotANumber,
    #[error("more than {0} decimals")]
    TooFine(u32),
    #[error("too large")]
    TooLarge,
    #[error("the unit does not measure this item")]
    WrongUnit,
    #[error("unknown unit")]
    UnknownUnit,
    #[error("division by zero")]
    DivisionByZero,
    #[error("a discount or delivery charge needs at least one line to be taxed with")]
    NothingToSplit,
}

impl AmountError {
    /// A stable code: the API's answer and the tail of the message key.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::TooFine(_) => "too_fine",
            Self::TooLarge => "too_large",
            Self::WrongUnit => "wrong_unit",
            Self::UnknownUnit => "unknown_unit",
            Self::DivisionByZero => "division_by_zero",
            Self::NothingToSplit => "nothing_to_split",
        }
    }
}

/// The one rounding of the house: to `dp` decimals, half away from zero, so that a credit mirrors its invoice
/// (Ley 46/1998 art. 11).
pub fn round_half_away(number: Decimal, dp: u32) -> Decimal {
    number.round_dp_with_strategy(dp, RoundingStrategy::MidpointAwayFromZero)
}

/// Reads a machine-written decimal: digits, at most one point, an optional sign; no grouping and no exponent.
///
/// # Errors
/// `NotANumber` for anything else, and for more than 28 digits.
pub fn parse_plain(text: &str) -> Result<Decimal, AmountError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !plain {
        return Err(AmountError::NotANumber);
    }
    Decimal::from_str_exact(text).map_err(|_| AmountError::NotANumber)
}

/// Accepts an amount as JSON: a string, or an integer; never a float, which is not exact.
pub(crate) struct AmountVisitor;

impl serde::de::Visitor<'_> for AmountVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number in a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
        parse_plain(text).map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }
}

/// Declares a decimal of `dp` decimals that shows at least `shown` of them.
macro_rules! amount {
    ($(#[$doc:meta])* $name:ident, dp = $dp:literal, shown = $shown:literal, $from:ident, $to:ident, $description:literal, $example:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Decimal);

        impl $name {
            /// Decimals that the smallest stored unit stands for.
            pub const DP: u32 = $dp;
            pub const ZERO: Self = Self(Decimal::from_parts(0, 0, 0, false, $dp));

            /// From the stored integer.
            pub fn $from(units: i64) -> Self {
                Self(Decimal::new(units, $dp))
            }

            /// The stored integer; pinned to the ends of `i64` (storing such a value is refused).
            pub fn $to(self) -> i64 {
                self.units().unwrap_or(if self.0.is_sign_negative() { i64::MIN } else { i64::MAX })
            }

            /// Rounded half away from zero to the stored decimals.
            ///
            /// # Errors
            /// `TooLarge` when it does not fit 64 bits.
            pub fn round(number: Decimal) -> Result<Self, AmountError> {
                let mut rounded = round_half_away(number, $dp);
                rounded.rescale($dp);
                if rounded.scale() != $dp {
                    return Err(AmountError::TooLarge);
                }
                let amount = Self(rounded).unsigned_zero();
                amount.units().map(|_| amount).ok_or(AmountError::TooLarge)
            }

            /// The number as it is.
            ///
            /// # Errors
            /// `TooFine` when it has more decimals than are stored, `TooLarge` when it does not fit 64 bits.
            pub fn exact(number: Decimal) -> Result<Self, AmountError> {
                if round_half_away(number, $dp) != number {
                    return Err(AmountError::TooFine($dp));
                }
                Self::round(number)
            }

            pub const fn decimal(self) -> Decimal {
                self.0
            }

            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// Below zero.
            pub fn is_negative(self) -> bool {
                self < Self::ZERO
            }

            /// Above zero.
            pub fn is_positive(self) -> bool {
                self > Self::ZERO
            }

            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }

            fn units(self) -> Option<i64> {
                let mut number = self.0;
                number.rescale($dp);
                i64::try_from(number.mantissa()).ok().filter(|_| number.scale() == $dp)
            }

            fn unsigned_zero(self) -> Self {
                if self.0.is_zero() { Self::ZERO } else { self }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::ZERO
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0).unsigned_zero()
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Sub for $name {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0).unsigned_zero()
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }

        impl Neg for $name {
            type Output = Self;

            fn neg(self) -> Self {
                Self(-self.0).unsigned_zero()
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::ZERO, Add::add)
            }
        }

        impl<'a> Sum<&'a Self> for $name {
            fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
                amounts.copied().sum()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let trimmed = self.0.normalize();
                let mut shown = trimmed;
                shown.rescale(trimmed.scale().max($shown));
                f.pad(&shown.to_string())
            }
        }

        impl FromStr for $name {
            type Err = AmountError;

            fn from_str(text: &str) -> Result<Self, AmountError> {
                parse_plain(text).and_then(Self::exact)
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = AmountError;

            fn try_from(number: Decimal) -> Result<Self, AmountError> {
                Self::exact(number)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = deserializer.deserialize_any($crate::values::money::AmountVisitor)?;
                Self::exact(number).map_err(serde::de::Error::custom)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                self.units().map(rusqlite::types::ToSqlOutput::from).ok_or_else(|| {
                    rusqlite::Error::ToSqlConversionFailure(Box::new(AmountError::TooLarge))
                })
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_i64().map(Self::$from)
            }
        }

        $crate::values::plumbing::string_schema!($name, $description, $example);
    };
}

pub(crate) use amount;

amount!(
    /// An amount of euros, in cents.
    Money, dp = 2, shown = 2, from_cents, cents, "Euros, two decimals", "12.50"
);

amount!(
    /// Euros for one price unit (kg, litre, piece or pack), in 1/10,000 €.
    Price, dp = 4, shown = 2, from_ten_thousandths, ten_thousandths,
    "Euros for one price unit, up to four decimals", "0.589"
);

amount!(
    /// What a stock is worth in all, in 1/10,000 €. The average cost is this divided by the quantity and is never stored.
    StockValue, dp = 4, shown = 2, from_ten_thousandths, ten_thousandths,
    "Total value in euros, up to four decimals", "118.4375"
);

amount!(
    /// A percentage, in basis points (1/100 of a percent): tax rates, surcharges, discounts.
    Rate, dp = 2, shown = 2, from_basis_points, basis_points, "Percent, two decimals", "10.00"
);

/// A discount or markup, in percent.
pub type Percent = Rate;

impl Money {
    /// The amount × `factor`, rounded half away from zero to cents, once.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn times(self, factor: Decimal) -> Result<Self, AmountError> {
        self.0
            .checked_mul(factor)
            .ok_or(AmountError::TooLarge)
            .and_then(Self::round)
    }

    /// `rate` of the amount, rounded half away from zero to cents, once.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn percent(self, rate: Rate) -> Result<Self, AmountError> {
        self.times(rate.fraction())
    }
}

impl Price {
    /// The price × (1 − `discount`), to 1/10,000 €, half away from zero.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn less(self, discount: Rate) -> Result<Self, AmountError> {
        self.0
            .checked_mul(discount.remaining())
            .ok_or(AmountError::TooLarge)
            .and_then(Self::round)
    }
}

impl StockValue {
    /// In cents, half away from zero.
    pub fn to_money(self) -> Money {
        Money::round(self.0).unwrap_or_default()
    }
}

impl From<Money> for StockValue {
    fn from(money: Money) -> Self {
        Self(money.0)
    }
}

impl Rate {
    /// 100 %.
    pub const WHOLE: Self = Self(Decimal::from_parts(10_000, 0, 0, false, 2));

    /// A rate as written: `"10"` or `"5.2"` percent.
    ///
    /// # Errors
    /// As for parsing: `NotANumber`, `TooFine`, `TooLarge`.
    pub fn percent(text: &str) -> Result<Self, AmountError> {
        text.parse()
    }

    /// Share of one: 10 % is 0.10.
    pub fn fraction(self) -> Decimal {
        self.0 / Decimal::ONE_HUNDRED
    }

    /// 1 − the fraction: what a discount leaves.
    pub fn remaining(self) -> Decimal {
        Decimal::ONE - self.fraction()
    }

    /// From 0 to 100 %, as a discount has to be.
    pub fn is_share(self) -> bool {
        (Self::ZERO..=Self::WHOLE).contains(&self)
    }

    /// `part` of `whole` in percent, to basis points, half away from zero; nothing of a zero whole.
    pub fn of(part: Money, whole: Money) -> Option<Self> {
        let share = part.0.checked_mul(Decimal::ONE_HUNDRED)?;
        Self::round(share.checked_div(whole.0)?).ok()
    }

    /// The rate for statistics, where floats are allowed.
    pub fn to_f64(self) -> f64 {
        self.fraction().to_f64().unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "money_tests.rs"]
mod tests;
