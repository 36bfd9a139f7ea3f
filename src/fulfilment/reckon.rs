//! What a note comes to. Billed = delivered + corrections − returns, priced per line, taxed per rate over the note.

use super::{Note, NoteLine};
use crate::error::{Error, Result};
use crate::values::{
    Money, Price, PriceUnit, Quantity, Rate, TaxLine, Totals, line_total, tax_rows,
};

/// The amount of a line in the note's mode, to cents, half away from zero, once.
///
/// # Errors
/// Only when a stored price unit is broken or the amount is too large.
pub fn amount(quantity: Quantity, price: Price, unit: PriceUnit, discount: Rate) -> Result<Money> {
    line_total(price, quantity, unit, discount).map_err(Error::internal)
}

/// The sums of a note: its order's discount is taken of the sum of the lines, its delivery charge is added, both are
/// split over the rates ([`tax_rows`]).
///
/// # Errors
/// Only when an amount is too large.
pub fn totals(note: &Note, lines: &[NoteLine]) -> Result<Totals> {
    let sum: Money = lines.iter().map(|line| line.line_total).sum();
    let discount = sum
        .percent(note.discount_percentage)
        .map_err(Error::internal)?;
    let shipping = if lines.is_empty() {
        Money::ZERO
    } else {
        note.shipping_amount
    };
    let rows: Vec<TaxLine> = lines
        .iter()
        .map(|line| TaxLine::from((line.tax_rate, line.line_total)))
        .collect();
    tax_rows(note.tax_mode, &rows, discount, shipping).map_err(Error::internal)
}

/// How many of the line's unit a quantity is, as the note says it.
pub fn in_units(quantity: Quantity, unit_size: Quantity) -> rust_decimal::Decimal {
    quantity.in_pack(unit_size).unwrap_or_default()
}

/// The quantity that so many of the line's unit are.
///
/// # Errors
/// `None` when it is finer or larger than can be stored.
pub fn of_units(number: rust_decimal::Decimal, unit_size: Quantity) -> Option<Quantity> {
    let number = crate::values::quantity::as_written(number).ok()?;
    Quantity::exact(number.checked_mul(unit_size.decimal())?).ok()
}
