//! Tax of a document: one row per rate, rounded once per rate over the sum of that rate (EN 16931 BR-CO-17).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money::{AmountError, Money, Rate};
use super::plumbing::text_value;

/// Whether prices are without tax (`net`) or with it (`gross`); an order takes it from its price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TaxMode {
    #[default]
    Net,
    Gross,
}

/// Not a tax mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither net nor gross")]
pub struct UnknownTaxMode;

impl TaxMode {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::Gross => "gross",
        }
    }
}

impl std::fmt::Display for TaxMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

impl std::str::FromStr for TaxMode {
    type Err = UnknownTaxMode;

    fn from_str(text: &str) -> Result<Self, UnknownTaxMode> {
        match text {
            "net" => Ok(Self::Net),
            "gross" => Ok(Self::Gross),
            _ => Err(UnknownTaxMode),
        }
    }
}

text_value!(TaxMode, "net or gross", "net");

/// Whether the customer is in the equivalence surcharge scheme (recargo de equivalencia).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surcharge {
    #[default]
    None,
    Legal,
}

/// One line as tax sees it: its rate and its amount in the mode of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxLine {
    pub rate: Rate,
    pub amount: Money,
}

impl From<(Rate, Money)> for TaxLine {
    fn from((rate, amount): (Rate, Money)) -> Self {
        Self { rate, amount }
    }
}

/// What is taxed at one rate, after discount and delivery charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TaxRow {
    pub rate: Rate,
    pub base: Money,
    pub tax: Money,
    pub surcharge_rate: Rate,
    pub surcharge: Money,
}

/// The sums of a document. `total = subtotal − discount + shipping + tax + surcharge`, and it is the sum of the rows, to
/// the cent. `subtotal`, `discount` and `shipping` are without tax in both modes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Totals {
    /// By rate, lowest first.
    pub rows: Vec<TaxRow>,
    /// The bases of the lines, before discount and delivery charge.
    pub subtotal: Money,
    pub discount: Money,
    pub shipping: Money,
    /// Value-added tax, without the surcharge.
    pub tax: Money,
    pub surcharge: Money,
    pub total: Money,
}

/// The equivalence surcharge that goes with a VAT rate: 21 → 5.2, 10 → 1.4, 4 → 0.5 (Ley 37/1992 art. 161), else none.
pub fn surcharge_rate(rate: Rate) -> Rate {
    Rate::from_basis_points(match rate.basis_points() {
        2100 => 520,
        1000 => 140,
        400 => 50,
        _ => 0,
    })
}

/// The totals of a document for a customer outside the surcharge scheme; see [`tax_rows_with`].
///
/// # Errors
/// As [`tax_rows_with`].
pub fn tax_rows(
    mode: TaxMode,
    lines: &[TaxLine],
    discount: Money,
    shipping: Money,
) -> Result<Totals, AmountError> {
    tax_rows_with(mode, Surcharge::None, lines, discount, shipping)
}

/// The totals of a document.
///
/// Lines, `discount` and `shipping` are in the mode of the document. Lines are summed per rate; discount and delivery charge
/// are [split] over the rates in proportion to those sums. In gross mode that is the split by base: sharing
/// a base amount in proportion to the bases and adding each rate's tax gives shares in proportion to the gross sums.
///
/// - net: base = sum − discount + shipping; tax = round(base × rate);
/// - gross: base = round(sum ÷ (1 + rate + surcharge rate)); tax = sum − base − surcharge, so what the customer pays is the
///   sum of the lines to the cent; the discount without tax is what it takes off the rounded bases, likewise the charge;
/// - surcharge = round(base × surcharge rate).
///
/// Every rounding is half away from zero to cents, so a credit mirrors its invoice. A discount of at most the sum of
/// lines that are not negative leaves no row below zero.
///
/// # Errors
/// `NothingToSplit` for a discount or charge without any line, `TooLarge`.
pub fn tax_rows_with(
    mode: TaxMode,
    surcharge: Surcharge,
    lines: &[TaxLine],
    discount: Money,
    shipping: Money,
) -> Result<Totals, AmountError> {
    let mut sums: BTreeMap<Rate, Money> = BTreeMap::new();
    for line in lines {
        *sums.entry(line.rate).or_default() += line.amount;
    }
    let weights: Vec<Money> = sums.values().copied().collect();
    let discounts = split(discount, &weights)?;
    let charges = split(shipping, &weights)?;
    let mut totals = Totals::default();
    for (((rate, sum), discount), charge) in sums.into_iter().zip(discounts).zip(charges) {
        let extra = match surcharge {
            Surcharge::None => Rate::ZERO,
            Surcharge::Legal => surcharge_rate(rate),
        };
        let base = |amount| base_of(mode, amount, rate + extra);
        let (whole, reduced) = (base(sum)?, base(sum - discount)?);
        let row = row(mode, sum - discount + charge, rate, extra)?;
        totals.add(row, whole, whole - reduced, row.base - reduced);
    }
    Ok(totals)
}

impl Totals {
    fn add(&mut self, row: TaxRow, subtotal: Money, discount: Money, shipping: Money) {
        self.subtotal += subtotal;
        self.discount += discount;
        self.shipping += shipping;
        self.tax += row.tax;
        self.surcharge += row.surcharge;
        self.total += row.base + row.tax + row.surcharge;
        self.rows.push(row);
    }
}

fn row(mode: TaxMode, amount: Money, rate: Rate, extra: Rate) -> Result<TaxRow, AmountError> {
    let base = base_of(mode, amount, rate + extra)?;
    let surcharge = base.percent(extra)?;
    let tax = match mode {
        TaxMode::Net => base.percent(rate)?,
        TaxMode::Gross => amount - base - surcharge,
    };
    Ok(TaxRow {
        rate,
        base,
        tax,
        surcharge_rate: extra,
        surcharge,
    })
}

/// The amount without tax; `taxes` is everything that gross prices include.
fn base_of(mode: TaxMode, amount: Money, taxes: Rate) -> Result<Money, AmountError> {
    let one_and_taxes = rust_decimal::Decimal::ONE + taxes.fraction();
    match mode {
        TaxMode::Net => Ok(amount),
        TaxMode::Gross => amount
            .decimal()
            .checked_div(one_and_taxes)
            .ok_or(AmountError::DivisionByZero)
            .and_then(Money::round),
    }
}

/// Splits an amount in proportion to `weights` without losing a cent: each share is cut to whole cents, and the cents
/// left go one each to the largest remainders, the larger weight first when they are equal (largest remainder
/// method), so no share is more than a cent off and none is larger than its weight when the amount is not larger
/// than their sum.
///
/// Weights against the sign of their sum (a rate with more returns than sales) take no share. When nothing weighs, the
/// last takes all.
///
/// # Errors
/// `NothingToSplit` for an amount without weights.
pub fn split(amount: Money, weights: &[Money]) -> Result<Vec<Money>, AmountError> {
    let Some(last) = weights.len().checked_sub(1) else {
        return if amount.is_zero() {
            Ok(Vec::new())
        } else {
            Err(AmountError::NothingToSplit)
        };
    };
    let sign = if weights.iter().sum::<Money>().is_negative() {
        -1
    } else {
        1
    };
    let weighs = |weight: &Money| (i128::from(weight.cents()) * sign).max(0);
    let mut parts: Vec<i128> = weights.iter().map(weighs).collect();
    if parts.iter().all(|part| *part == 0) {
        parts[last] = 1;
    }
    let whole: i128 = parts.iter().sum();
    let cents = i128::from(amount.cents());
    let shares = largest_remainder(cents.abs(), &parts, whole);
    shares
        .into_iter()
        .map(|share| {
            let cents = i64::try_from(share * cents.signum()).map_err(|_| AmountError::TooLarge)?;
            Ok(Money::from_cents(cents))
        })
        .collect()
}

fn largest_remainder(amount: i128, parts: &[i128], whole: i128) -> Vec<i128> {
    let mut shares: Vec<i128> = parts.iter().map(|part| amount * part / whole).collect();
    let mut left = amount - shares.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse((amount * parts[at] % whole, parts[at])));
    for at in order {
        if left > 0 {
            shares[at] += 1;
            left -= 1;
        }
    }
    shares
}

#[cfg(test)]
#[path = "tax_tests.rs"]
mod tests;
