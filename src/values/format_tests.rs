#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;
use crate::values::numbers::{NumberStyle, parse_number};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn both(show: impl Fn(Lang) -> String) -> (String, String) {
    (show(Lang::Es), show(Lang::En))
}

fn pair(spanish: &str, english: &str) -> (String, String) {
    (spanish.to_owned(), english.to_owned())
}

#[test]
fn money_is_written_as_each_language_does() {
    let euros = |text: &str| {
        let amount: Money = text.parse().unwrap();
        both(|lang| money(lang, amount))
    };
    assert_eq!(euros("1234.5"), pair("1.234,50 €", "€1,234.50"));
    assert_eq!(euros("1062.30"), pair("1.062,30 €", "€1,062.30"));
    assert_eq!(euros("999.99"), pair("999,99 €", "€999.99"));
    assert_eq!(euros("-3"), pair("-3,00 €", "-€3.00"));
    assert_eq!(euros("0"), pair("0,00 €", "€0.00"));
    assert_eq!(
        euros("-1234567.89"),
        pair("-1.234.567,89 €", "-€1,234,567.89")
    );
}

#[test]
fn prices_have_two_to_four_decimals() {
    let euros = |text: &str| {
        let amount: Price = text.parse().unwrap();
        both(|lang| price(lang, amount))
    };
    assert_eq!(euros("0.5890"), pair("0,589 €", "€0.589"));
    assert_eq!(euros("1.5"), pair("1,50 €", "€1.50"));
    assert_eq!(euros("0.4375"), pair("0,4375 €", "€0.4375"));
    let sack = PriceUnit::Pack(Quantity::from_thousandths(25_000_000));
    let per = |unit| both(|lang| price_per(lang, "14.75".parse().unwrap(), unit, BaseUnit::G));
    assert_eq!(per(sack), pair("14,75 €/25 kg", "€14.75/25 kg"));
    assert_eq!(per(PriceUnit::Piece), pair("14,75 €/ud", "€14.75/unit"));
}

#[test]
fn the_value_of_stock_is_shown_in_cents() {
    assert_eq!(
        stock_value(Lang::Es, "1184.4351".parse().unwrap()),
        "1.184,44 €"
    );
    assert_eq!(stock_value(Lang::Es, "-0.0001".parse().unwrap()), "0,00 €");
}

#[test]
fn numbers_are_grouped_and_trimmed() {
    assert_eq!(both(|lang| count(lang, 1842)), pair("1.842", "1,842"));
    assert_eq!(
        both(|lang| number(lang, dec("1062.500"))),
        pair("1.062,5", "1,062.5")
    );
    assert_eq!(
        both(|lang| rounded(lang, dec("-0.0049"), 2)),
        pair("0", "0")
    );
    assert_eq!(
        both(|lang| rounded(lang, dec("-1234.565"), 2)),
        pair("-1.234,57", "-1,234.57")
    );
    assert_eq!(count(Lang::Es, 100), "100");
    assert_eq!(count(Lang::Es, -1000), "-1.000");
}

#[test]
fn quantities_are_said_in_their_unit() {
    let said = |number: &str, unit| {
        let amount = Quantity::of(dec(number), unit).unwrap();
        both(|lang| quantity(lang, amount, unit))
    };
    assert_eq!(said("2.5", Unit::Kg), pair("2,5 kg", "2.5 kg"));
    assert_eq!(said("120", Unit::Piece), pair("120", "120"));
    assert_eq!(said("3", Unit::Dozen), pair("3 docenas", "3 dozen"));
    assert_eq!(said("1", Unit::Dozen), pair("1 docena", "1 dozen"));
    assert_eq!(said("1500", Unit::Ml), pair("1.500 ml", "1,500 ml"));
    let ten = Quantity::whole(10);
    assert_eq!(quantity(Lang::Es, ten, Unit::Dozen), "0,833 docenas");
}

#[test]
fn a_baker_says_grams_below_a_kilo() {
    let said = |thousandths, base| natural(Lang::Es, Quantity::from_thousandths(thousandths), base);
    assert_eq!(said(999_000, BaseUnit::G), "999 g");
    assert_eq!(said(1_250_000, BaseUnit::G), "1,25 kg");
    assert_eq!(said(-1_250_000, BaseUnit::G), "-1,25 kg");
    assert_eq!(said(2_000_000, BaseUnit::Ml), "2 l");
    assert_eq!(said(36_000, BaseUnit::Piece), "36");
}

#[test]
fn percentages_are_trimmed() {
    let said = |text: &str| both(|lang| percent(lang, Rate::percent(text).unwrap()));
    assert_eq!(said("10"), pair("10 %", "10%"));
    assert_eq!(said("5.2"), pair("5,2 %", "5.2%"));
}

proptest! {
    #[test]
    fn money_that_is_shown_can_be_typed_back(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
        let amount = Money::from_cents(cents);
        for lang in Lang::ALL {
            let typed = parse_number(&money(lang, amount), NumberStyle::from(lang)).unwrap();
            prop_assert_eq!(Money::exact(typed).unwrap(), amount);
        }
    }
}
