#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::{FromSql, ToSql};

use super::*;
use crate::i18n::Lang;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// How the file keeps the value, and the value it gives back.
fn stored<T: ToSql + FromSql>(value: T) -> (String, String, T) {
    let file = Connection::open_in_memory().unwrap();
    file.query_row("SELECT typeof(?1), CAST(?1 AS TEXT), ?1", [value], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
    .unwrap()
}

#[test]
fn a_day_is_read_in_one_form_only() {
    assert_eq!(day("2026-12-24"), Day::new(2026, 12, 24).unwrap());
    for wrong in [
        "2026-2-1",
        "2026-02-30",
        "20260201",
        "+2026-02-1",
        "2026/02/01",
        "0000-01-01",
        "",
        "2026-02-0１",
    ] {
        assert_eq!(wrong.parse::<Day>(), Err(CalendarError::Day), "{wrong}");
    }
}

#[test]
fn days_are_text_and_instants_integers_in_the_file() {
    let (kind, text, back) = stored(day("2026-12-24"));
    assert_eq!(
        (kind.as_str(), text.as_str(), back),
        ("text", "2026-12-24", day("2026-12-24"))
    );
    let (kind, text, back) = stored(time("5:30"));
    assert_eq!(
        (kind.as_str(), text.as_str(), back),
        ("text", "05:30", time("05:30"))
    );
    let instant = Instant::from(utc("2026-12-24T05:30:00.1239Z"));
    let (kind, text, back) = stored(instant);
    assert_eq!(
        (kind.as_str(), text.as_str(), back),
        ("integer", "1798090200123", instant)
    );
    let (kind, text, back) = stored(Weekdays::WORKING);
    assert_eq!(
        (kind.as_str(), text.as_str(), back),
        ("integer", "31", Weekdays::WORKING)
    );
    let (kind, text, back) = stored(Zone::MADRID);
    assert_eq!(
        (kind.as_str(), text.as_str(), back),
        ("text", "Europe/Madrid", Zone::MADRID)
    );
}

#[test]
fn a_week_runs_from_monday_to_sunday() {
    let saturday = day("2026-10-24");
    assert_eq!(saturday.weekday(), 6);
    assert_eq!(saturday.week_start(), day("2026-10-19"));
    assert_eq!(Period::week(saturday).to(), day("2026-10-25"));
    assert_eq!(day("2027-01-01").iso_week(), (2026, 53));
}

#[test]
fn days_are_counted_over_months_and_years() {
    assert_eq!(day("2026-12-31").next(), day("2027-01-01"));
    assert_eq!(day("2026-03-01").previous(), day("2026-02-28"));
    assert_eq!(day("2026-01-31").add_months(1), day("2026-02-28"));
    assert_eq!(day("2026-01-31").add_months(-2), day("2025-11-30"));
    assert_eq!(day("2028-02-10").month_end(), day("2028-02-29"));
    assert_eq!(day("2026-12-24").month_end(), day("2026-12-31"));
    assert_eq!(day("2026-12-24").month_start(), day("2026-12-01"));
    assert_eq!(day("2026-12-24").days_until(day("2027-01-02")), 9);
    assert_eq!(day("9999-12-31").next(), day("9999-12-31"));
    assert_eq!(day("2026-01-01").add_days(i64::MIN), day("2026-01-01"));
}

#[test]
fn a_range_holds_both_its_ends() {
    let days: Vec<Day> = day("2026-12-30").to(day("2027-01-01")).collect();
    assert_eq!(
        days,
        [day("2026-12-30"), day("2026-12-31"), day("2027-01-01")]
    );
    assert_eq!(day("2026-12-30").to(day("2026-12-29")).count(), 0);
}

#[test]
fn a_period_knows_its_length_and_the_one_before() {
    let month = Period::month(day("2026-02-11"));
    assert_eq!(
        (month.from(), month.to(), month.length()),
        (day("2026-02-01"), day("2026-02-28"), 28)
    );
    assert_eq!(
        month.before(),
        Period::new(day("2026-01-31"), day("2026-01-04"))
    );
    assert!(month.contains(day("2026-02-28")) && !month.contains(day("2026-03-01")));
    assert_eq!(Period::year(day("2026-02-11")).length(), 365);
    assert_eq!(
        Period::day(day("2026-02-11")).days().collect::<Vec<_>>(),
        [day("2026-02-11")]
    );
}

#[test]
fn times_are_read_as_typed() {
    for text in [
        "7:05", "07:05", "7.05", "7h05", "705", "0705", " 7:05 ", "07:05:00",
    ] {
        assert_eq!(time(text).to_string(), "07:05", "{text}");
    }
    assert_eq!(time("22"), Time::new(22, 0).unwrap());
    assert_eq!(time("7h"), Time::new(7, 0).unwrap());
    for wrong in [
        "24", "7:5", "7:60", "", "x", "7:05:30", "12345", "-7:05", "7:+5", "ñ:00", "1ñ5",
    ] {
        assert_eq!(wrong.parse::<Time>(), Err(CalendarError::Time), "{wrong}");
    }
}

#[test]
fn minutes_count_from_midnight() {
    assert_eq!(time("22:30").minutes(), 1350);
    assert_eq!(Time::from_minutes(1350), Some(time("22:30")));
    assert_eq!(Time::from_minutes(1440), None);
    assert_eq!((time("22:30").hour(), time("22:30").minute()), (22, 30));
}

#[test]
fn the_business_day_is_that_of_the_wall_clock_and_not_of_utc() {
    let zone = Zone::MADRID;
    assert_eq!(zone.day_of(utc("2026-07-14T22:30:00Z")), day("2026-07-15"));
    assert_eq!(zone.day_of(utc("2026-01-14T22:30:00Z")), day("2026-01-14"));
    assert_eq!(zone.time_of(utc("2026-01-14T22:30:59Z")), time("23:30"));
    assert_eq!(
        zone.local(utc("2026-01-14T22:30:59Z")).to_string(),
        "2026-01-14 23:30:59"
    );
}

#[test]
fn the_hour_that_spring_skips_starts_when_the_clock_goes_on() {
    let zone = Zone::MADRID;
    let spring = day("2026-03-29");
    assert_eq!(
        zone.instant(spring, time("01:59")),
        utc("2026-03-29T00:59:00Z")
    );
    assert_eq!(
        zone.instant(spring, time("02:00")),
        utc("2026-03-29T01:00:00Z")
    );
    assert_eq!(
        zone.instant(spring, time("02:30")),
        utc("2026-03-29T01:00:00Z")
    );
    assert_eq!(
        zone.instant(spring, time("03:00")),
        utc("2026-03-29T01:00:00Z")
    );
}

#[test]
fn the_hour_that_autumn_repeats_is_the_first_of_the_two() {
    let zone = Zone::MADRID;
    let autumn = day("2026-10-25");
    assert_eq!(
        zone.instant(autumn, time("02:30")),
        utc("2026-10-25T00:30:00Z")
    );
    assert_eq!(
        zone.instant(autumn, time("03:00")),
        utc("2026-10-25T02:00:00Z")
    );
    assert_eq!(zone.time_of(utc("2026-10-25T01:30:00Z")), time("02:30"));
}

#[test]
fn a_day_has_as_many_hours_as_the_clock_says() {
    let hours = |text: &str| {
        let (start, end) = Zone::MADRID.bounds(day(text));
        end.since(start).num_hours()
    };
    assert_eq!(
        (
            hours("2026-03-28"),
            hours("2026-03-29"),
            hours("2026-10-25")
        ),
        (24, 23, 25)
    );
}

#[test]
fn a_day_that_a_country_skipped_starts_with_the_next() {
    let samoa: Zone = "Pacific/Apia".parse().unwrap();
    assert_eq!(
        samoa.start_of(day("2011-12-30")),
        samoa.start_of(day("2011-12-31"))
    );
    assert_eq!("Europe/Madrit".parse::<Zone>(), Err(CalendarError::Zone));
}

#[test]
fn instants_are_written_in_utc_and_read_with_any_offset() {
    let json = |text: &str| {
        let instant: Instant = text.parse().unwrap();
        serde_json::to_string(&instant).unwrap()
    };
    assert_eq!(
        json("2026-12-24T06:30:00+01:00"),
        "\"2026-12-24T05:30:00Z\""
    );
    assert_eq!(
        json("2026-12-24T05:30:00.120Z"),
        "\"2026-12-24T05:30:00.120Z\""
    );
    assert_eq!("2026-12-24".parse::<Instant>(), Err(CalendarError::Instant));
    let later = Instant::EPOCH.plus(TimeDelta::seconds(90));
    assert_eq!(later.millis(), 90_000);
    assert_eq!(Instant::from_millis(90_000), Some(later));
    assert_eq!(DateTime::<Utc>::from(later), later.utc());
}

#[test]
fn weekdays_are_numbers_in_json() {
    let set = Weekdays::from_numbers(&[7, 1, 3]).unwrap();
    assert_eq!(serde_json::to_string(&set).unwrap(), "[1,3,7]");
    assert_eq!(serde_json::from_str::<Weekdays>("[3,7,1]").unwrap(), set);
    assert!(serde_json::from_str::<Weekdays>("[0]").is_err());
    assert!(serde_json::from_str::<Weekdays>("[8]").is_err());
    assert!(Weekdays::column_result(rusqlite::types::ValueRef::Integer(128)).is_err());
    assert_eq!(set.bits(), 0b100_0101);
    assert!(set.contains(day("2026-10-25")) && !set.contains(day("2026-10-24")));
    assert_eq!(
        set.without(7).with(2).numbers().collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(set.with(9), set);
    assert_eq!((set.len(), Weekdays::NONE.is_empty()), (3, true));
    assert_eq!(
        [1, 2, 3, 4, 5].into_iter().collect::<Weekdays>(),
        Weekdays::WORKING
    );
}

#[test]
fn weekdays_are_said_as_runs() {
    let said = |numbers: &[u8], lang| Weekdays::from_numbers(numbers).unwrap().short(lang);
    assert_eq!(said(&[1, 2, 3, 4, 5, 7], Lang::Es), "lun–vie, dom");
    assert_eq!(said(&[1, 2, 6], Lang::Es), "lun, mar, sáb");
    assert_eq!(said(&[3, 5, 6, 7], Lang::En), "Wed, Fri–Sun");
    assert_eq!(said(&[1, 2, 3, 4, 5, 6, 7], Lang::En), "Mon–Sun");
    assert_eq!(said(&[], Lang::Es), "");
}

#[test]
fn days_are_said_in_both_languages() {
    let christmas_eve = day("2026-12-24");
    assert_eq!(words(christmas_eve, Lang::Es), "jueves 24 de diciembre");
    assert_eq!(words(christmas_eve, Lang::En), "Thursday 24 December");
    assert_eq!(short(day("2026-01-02"), Lang::Es), "02/01/2026");
    assert_eq!(month_year(christmas_eve, Lang::Es), "diciembre de 2026");
    assert_eq!(day_month(christmas_eve, Lang::En), "24 December");
    assert_eq!(
        (weekday_name(0, Lang::Es), month_name(13, Lang::En)),
        ("", "")
    );
    assert_eq!(period(Period::day(christmas_eve), Lang::Es), "24/12/2026");
    assert_eq!(
        period(Period::month(christmas_eve), Lang::En),
        "December 2026"
    );
    assert_eq!(
        period(Period::week(christmas_eve), Lang::Es),
        "del 21/12/2026 al 27/12/2026"
    );
}

proptest! {
    #[test]
    fn an_instant_that_exists_is_found_again(minutes in 0_i64..30_000_000) {
        let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let zone = Zone::MADRID;
        let found = zone.instant(zone.day_of(at), zone.time_of(at));
        // The repeated hour gives the first of the two.
        prop_assert!(found == at || found == at - TimeDelta::hours(1));
    }

    #[test]
    fn a_day_survives_its_text_and_its_distance(offset in -100_000_i64..100_000) {
        let other = Day::FIRST.add_days(offset);
        prop_assert_eq!(other.to_string().parse::<Day>().unwrap(), other);
        prop_assert_eq!(Day::FIRST.days_until(other), offset);
    }

    #[test]
    fn whatever_is_typed_the_time_found_is_one(text in "[0-9:.h ñ]{0,8}") {
        if let Ok(found) = text.parse::<Time>() {
            prop_assert_eq!(found.to_string().parse::<Time>().unwrap(), found);
        }
    }
}
