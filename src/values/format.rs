//! Numbers as people read them. Thousands are always grouped; blanks are plain ones, and pages keep amounts
//! together by style.

use rust_decimal::Decimal;

use super::money::{Money, Price, Rate, StockValue, round_half_away};
use super::quantity::{PriceUnit, Quantity};
use super::unit::{BaseUnit, Unit};
use crate::i18n::Lang;

/// "1.234,50 €", "€1,234.50", "-3,00 €", "-€3.00".
pub fn money(lang: Lang, amount: Money) -> String {
    euros(lang, amount.decimal(), Money::DP, Money::DP)
}

/// As [`money`], with two to four decimals: "0,589 €".
pub fn price(lang: Lang, price: Price) -> String {
    euros(lang, price.decimal(), 2, Price::DP)
}

/// "1.842 €", "€1,842": a figure read from across the room.
pub fn whole_euros(lang: Lang, amount: Money) -> String {
    euros(lang, amount.decimal(), 0, 0)
}

/// "0,60", "0,589": a price as it stands in a field, without its sign.
pub fn bare_price(lang: Lang, price: Price) -> String {
    decimals(lang, price.decimal(), 2, Price::DP)
}

/// "0,60", "0.589", "1234,50": as [`bare_price`], to be typed over, without groups.
pub fn typed_price(lang: Lang, price: Price) -> String {
    ungrouped(lang, &bare_price(lang, price))
}

/// "62,40": an amount as it stands in a field, without its sign.
pub fn bare_money(lang: Lang, amount: Money) -> String {
    decimals(lang, amount.decimal(), Money::DP, Money::DP)
}

/// As [`money`]: the value of stock in cents.
pub fn stock_value(lang: Lang, value: StockValue) -> String {
    euros(lang, value.decimal(), 2, 2)
}

/// "0,589 €/kg", "€14.75/25 kg".
pub fn price_per(lang: Lang, amount: Price, unit: PriceUnit, base: BaseUnit) -> String {
    let per = match unit {
        PriceUnit::Kg => "kg".to_owned(),
        PriceUnit::L => "l".to_owned(),
        PriceUnit::Piece => match lang {
            Lang::Es => "ud".to_owned(),
            Lang::En => "unit".to_owned(),
        },
        PriceUnit::Pack(size) => natural(lang, size, base),
    };
    format!("{}/{per}", price(lang, amount))
}

/// "1.062,5", "1,062.5": as many decimals as the number has.
pub fn number(lang: Lang, number: Decimal) -> String {
    decimals(lang, number, 0, 28)
}

/// As [`number`], rounded half away from zero to at most `dp` decimals.
pub fn rounded(lang: Lang, number: Decimal, dp: u32) -> String {
    decimals(lang, number, 0, dp)
}

/// "1062,5", "1062.5": as [`rounded`], as it stands in a field to be typed over. Without groups: "1.000" is read as one
/// where goods are weighed.
pub fn typed(lang: Lang, number: Decimal, dp: u32) -> String {
    ungrouped(lang, &rounded(lang, number, dp))
}

fn ungrouped(lang: Lang, number: &str) -> String {
    number.replace(
        match lang {
            Lang::Es => '.',
            Lang::En => ',',
        },
        "",
    )
}

/// "1.842", "1,842".
pub fn count(lang: Lang, count: i64) -> String {
    number(lang, Decimal::from(count))
}

/// "2,5 kg", "120", "3 docenas": in this unit, to at most three decimals. Pieces go without a name.
pub fn quantity(lang: Lang, quantity: Quantity, unit: Unit) -> String {
    let amount = round_half_away(quantity.in_unit(unit), 3);
    let text = rounded(lang, amount, 3);
    let name = match (unit, lang) {
        (Unit::Piece, _) => return text,
        (Unit::Dozen, Lang::En) => "dozen",
        (Unit::Dozen, Lang::Es) if amount.abs() == Decimal::ONE => "docena",
        (Unit::Dozen, Lang::Es) => "docenas",
        _ => unit.code(),
    };
    format!("{text} {name}")
}

/// In the unit that a baker would say: grams below a kilo, "1,25 kg" from there, likewise litres; pieces as pieces.
pub fn natural(lang: Lang, amount: Quantity, base: BaseUnit) -> String {
    let [small, large] = base.units();
    let big = base != BaseUnit::Piece && amount.abs().in_unit(large) >= Decimal::ONE;
    quantity(lang, amount, if big { large } else { small })
}

/// "10 %", "5,2 %", "10%", "5.2%".
pub fn percent(lang: Lang, rate: Rate) -> String {
    let text = decimals(lang, rate.decimal(), 0, Rate::DP);
    match lang {
        Lang::Es => format!("{text} %"),
        Lang::En => format!("{text}%"),
    }
}

fn euros(lang: Lang, amount: Decimal, least: u32, most: u32) -> String {
    let sign = if round_half_away(amount, most) < Decimal::ZERO {
        "-"
    } else {
        ""
    };
    let text = decimals(lang, amount.abs(), least, most);
    match lang {
        Lang::Es => format!("{sign}{text} €"),
        Lang::En => format!("{sign}€{text}"),
    }
}

/// Between `least` and `most` decimals, rounded half away from zero.
fn decimals(lang: Lang, number: Decimal, least: u32, most: u32) -> String {
    let (group, point) = match lang {
        Lang::Es => ('.', ','),
        Lang::En => (',', '.'),
    };
    let rounded = round_half_away(number, most).normalize();
    let mut shown = rounded.abs();
    shown.rescale(rounded.scale().max(least));
    let text = shown.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if rounded < Decimal::ZERO {
        out.push('-');
    }
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push(point);
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
