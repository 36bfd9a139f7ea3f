#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;
use crate::i18n::Lang;

fn read(text: &str, style: NumberStyle) -> String {
    parse_number(text, style).map_or_else(|error| error.code().to_owned(), |n| n.to_string())
}

#[test]
fn a_spanish_number_has_a_comma_and_points_for_thousands() {
    for (text, number) in [
        ("1.234,50 €", "1234.50"),
        ("1234,5", "1234.5"),
        (" 0,90 € ", "0.90"),
        ("12", "12"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        ("€ 3", "3"),
        ("-3,00 €", "-3.00"),
        ("- 3 EUR", "-3"),
        ("10 %", "10"),
        (",5", "0.5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\u{a0}234,5\u{a0}€", "1234.5"),
        ("+7", "7"),
    ] {
        assert_eq!(read(text, NumberStyle::Spanish), number, "{text}");
    }
}

#[test]
fn a_point_that_cannot_group_is_a_decimal_point_as_on_number_pads() {
    for (text, number) in [
        ("1.5", "1.5"),
        ("0.589", "0.589"),
        ("12.50", "12.50"),
        ("1,234.50", "1234.50"),
        ("1234.567", "1234.567"),
    ] {
        assert_eq!(read(text, NumberStyle::Spanish), number, "{text}");
    }
}

#[test]
fn an_english_number_has_a_point_and_commas_for_thousands() {
    for (text, number) in [
        ("1,234.50", "1234.50"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("1,5", "1.5"),
        ("0,90", "0.90"),
        ("1.234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("€1,234.50", "1234.50"),
        ("-€3.00", "-3.00"),
    ] {
        assert_eq!(read(text, NumberStyle::English), number, "{text}");
    }
}

#[test]
fn a_guess_takes_one_mark_as_decimal_and_many_as_groups() {
    for (text, number) in [
        ("1.234", "1.234"),
        ("1,234", "1.234"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("0,90", "0.90"),
    ] {
        assert_eq!(read(text, NumberStyle::Guess), number, "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    let texts = [
        "",
        " ",
        "€",
        "-",
        "abc",
        "1,2,3",
        "1.23.456",
        "12 34",
        "1e5",
        "1-2",
        "--1",
        "1,",
        "3 kg",
        "1.234.56",
        "1,5,",
        "0.000.000",
    ];
    for text in texts {
        for style in [
            NumberStyle::Spanish,
            NumberStyle::English,
            NumberStyle::Guess,
        ] {
            assert_eq!(read(text, style), "not_a_number", "{text} {style:?}");
        }
    }
}

#[test]
fn each_language_reads_in_its_own_style() {
    assert_eq!(NumberStyle::from(Lang::Es), NumberStyle::Spanish);
    assert_eq!(NumberStyle::from(Lang::En), NumberStyle::English);
}

proptest! {
    #[test]
    fn whatever_is_read_reads_the_same_in_plain_form(text in "[-0-9., €%'aé]{0,12}") {
        for style in [NumberStyle::Spanish, NumberStyle::English, NumberStyle::Guess] {
            if let Ok(number) = parse_number(&text, style) {
                prop_assert_eq!(parse_plain(&number.to_string()).unwrap(), number);
            }
        }
    }
}
