//! Numbers as people type them.

use rust_decimal::Decimal;

use super::money::{AmountError, parse_plain};

/// Which mark a typed number takes as its decimal mark when it could be either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NumberStyle {
    /// Comma for decimals, point for thousands: `1.234` is one thousand. A point that cannot group, as in `1.5` or
    /// `0.589`, is a decimal point, for that is what number pads have.
    #[default]
    Spanish,
    /// Point for decimals, comma for thousands: `1,234` is one thousand; `1,5` is one and a half.
    English,
    /// For files of unknown origin: of two different marks the last is decimal; one mark that comes once is decimal
    /// (`1.234` and `1,234` are between one and two, as in lists of prices); one that comes again groups.
    Guess,
}

impl From<crate::i18n::Lang> for NumberStyle {
    fn from(lang: crate::i18n::Lang) -> Self {
        match lang {
            crate::i18n::Lang::Es => Self::Spanish,
            crate::i18n::Lang::En => Self::English,
        }
    }
}

/// Reads a number as typed: blanks around it, a euro sign or percent sign before or after it, either minus sign, and
/// groups of three by point, comma, apostrophe or blank.
///
/// # Errors
/// `NotANumber` for anything else: wrong groups, two decimal marks, other letters.
pub fn parse_number(text: &str, style: NumberStyle) -> Result<Decimal, AmountError> {
    let (negative, digits) = bare(text);
    let mark = decimal_mark(digits, style);
    let (whole, decimals) = match mark {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let mut plain = String::with_capacity(digits.len() + 2);
    if negative {
        plain.push('-');
    }
    plain.push_str(&ungrouped(whole, decimals.is_some())?);
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    parse_plain(&plain)
}

/// What is meant by a number of what has no third decimal, pieces and cents: three digits behind its only mark are
/// thousands, so that "1.000" and "1,000" are a thousand, and "1.234,500" is what it says.
pub fn in_wholes(number: Decimal) -> Decimal {
    let can_group = number.abs() >= Decimal::ONE && number.abs() < Decimal::ONE_THOUSAND;
    if number.scale() == 3 && can_group {
        number.saturating_mul(Decimal::ONE_THOUSAND).normalize()
    } else {
        number
    }
}

/// The number without blanks, currency and percent signs and its sign; whether it is below zero.
fn bare(text: &str) -> (bool, &str) {
    let (mut negative, mut rest) = (false, text);
    loop {
        let before = rest;
        rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '€' | '%'));
        for word in ["eur", "EUR", "Eur", "euros"] {
            rest = rest.strip_suffix(word).unwrap_or(rest);
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        if let Some(unsigned) = rest.strip_prefix(['-', '−']).filter(|_| !negative) {
            (negative, rest) = (true, unsigned);
        }
        if rest == before {
            return (negative, rest.strip_prefix('+').unwrap_or(rest));
        }
    }
}

/// Where the decimal mark stands.
fn decimal_mark(digits: &str, style: NumberStyle) -> Option<usize> {
    let last = digits.rfind(['.', ','])?;
    let mark = &digits[last..=last];
    let single = digits.matches(mark).count() == 1;
    let alone = digits.matches(['.', ',']).count() == 1;
    let grouping = match style {
        NumberStyle::Spanish => ".",
        NumberStyle::English => ",",
        NumberStyle::Guess => return single.then_some(last),
    };
    let decimal = if mark == grouping {
        // "1.234" groups; "1.5", "0.589" and "1,234.5" cannot.
        single && !(alone && ungrouped(digits, false).is_ok())
    } else {
        single
    };
    decimal.then_some(last)
}

/// The digits of a whole part whose groups, if any, have three digits and one kind of mark.
fn ungrouped(whole: &str, before_decimals: bool) -> Result<String, AmountError> {
    if whole.is_empty() && before_decimals {
        return Ok("0".to_owned());
    }
    let is_mark = |c: char| !c.is_ascii_digit();
    let Some(mark) = whole.chars().find(|c| is_mark(*c)) else {
        return Ok(whole.to_owned());
    };
    let allowed = matches!(mark, '.' | ',' | '\'' | '’') || mark.is_whitespace();
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or_default();
    let shaped = allowed
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && !group.contains(is_mark));
    if shaped && !first.contains(is_mark) {
        Ok(whole.replace(mark, ""))
    } else {
        Err(AmountError::NotANumber)
    }
}

#[cfg(test)]
#[path = "numbers_tests.rs"]
mod tests;
