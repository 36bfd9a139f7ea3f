#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What people type on Monday 16 November 2026.
fn typed(text: &str) -> String {
    parse_day(text, day("2026-11-16")).map_or_else(|| "none".to_owned(), |day| day.to_string())
}

#[test]
fn days_near_today_have_names() {
    for text in ["hoy", "today", "+0"] {
        assert_eq!(typed(text), "2026-11-16", "{text}");
    }
    for text in [
        "mañana",
        "Manana",
        " tomorrow ",
        "+1",
        "mar",
        "martes",
        "tue",
        "Tuesday",
        "17",
    ] {
        assert_eq!(typed(text), "2026-11-17", "{text}");
    }
    for text in ["pasado", "pasado mañana", "mié", "mie", "miércoles", "wed"] {
        assert_eq!(typed(text), "2026-11-18", "{text}");
    }
    assert_eq!(typed("ayer"), "2026-11-15");
    assert_eq!(typed("-3"), "2026-11-13");
    assert_eq!(typed("+7"), "2026-11-23");
}

#[test]
fn a_weekday_is_the_next_one_and_never_today() {
    assert_eq!(typed("lunes"), "2026-11-23");
    assert_eq!(typed("mon"), "2026-11-23");
    assert_eq!(typed("dom"), "2026-11-22");
    assert_eq!(typed("sat"), "2026-11-21");
}

#[test]
fn a_number_alone_is_the_next_such_day_and_may_be_today() {
    assert_eq!(typed("16"), "2026-11-16");
    assert_eq!(typed("15"), "2026-12-15");
    assert_eq!(typed("31"), "2026-12-31");
    assert_eq!(typed("32"), "none");
}

#[test]
fn a_day_without_year_is_the_next_one() {
    for text in [
        "24/12",
        "24-12",
        "24.12",
        "24 dic",
        "24 de diciembre",
        "24 Dec",
    ] {
        assert_eq!(typed(text), "2026-12-24", "{text}");
    }
    assert_eq!(typed("15/11"), "2027-11-15");
    assert_eq!(typed("16/11"), "2026-11-16");
    assert_eq!(typed("29/2"), "2028-02-29");
    assert_eq!(typed("6/1"), "2027-01-06");
}

#[test]
fn a_day_with_its_year_may_be_past() {
    for text in [
        "24/12/2025",
        "24-12-25",
        "2025-12-24",
        "24 de diciembre de 2025",
    ] {
        assert_eq!(typed(text), "2025-12-24", "{text}");
    }
    for text in [
        "",
        "x",
        "30/2",
        "24/13",
        "24/12/202",
        "1/2/3/4",
        "+",
        "ma",
        "12/24",
        "0",
    ] {
        assert_eq!(typed(text), "none", "{text}");
    }
}

proptest! {
    #[test]
    fn every_typed_day_is_today_or_later(number in 1_u32..=31, month in 1_u32..=12, offset in 0_i64..3000) {
        let today = day("2026-01-01").add_days(offset);
        if let Some(found) = parse_day(&format!("{number}/{month}"), today) {
            prop_assert!(found >= today);
            prop_assert_eq!((found.day(), found.month()), (number, month));
        }
    }

    #[test]
    fn whatever_is_typed_the_day_found_is_one(text in ".{0,20}") {
        if let Some(found) = parse_day(&text, day("2026-11-16")) {
            prop_assert_eq!(found.to_string().parse::<Day>().unwrap(), found);
        }
    }
}
