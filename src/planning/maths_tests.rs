#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;

use super::*;
use crate::values::Unit;

fn kg(number: &str) -> Quantity {
    Quantity::of(number.parse().unwrap(), Unit::Kg).unwrap()
}

fn rules() -> Rules {
    Rules {
        z: 1.65,
        safety_share: Rate::percent("20").unwrap(),
        review_days: 1,
        ordering_cost: "25.00".parse().unwrap(),
        holding_rate: Rate::percent("20").unwrap(),
        cover_days: 30,
    }
}

fn usage(days: &[f64]) -> Usage {
    Usage {
        days: i64::try_from(days.len()).unwrap(),
        sum: Quantity::from_f64(days.iter().sum()).unwrap(),
        squares: days.iter().map(|day| day * day).sum(),
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_reorder_point_is_average_times_lead_time_plus_safety() {
    // 10, 12, 14 kg: average 12, sample deviation 2; over 4 days: 48 + 1.65 · 2 · 2 = 54.6 kg.
    let point = auto_basic(
        usage(&[10_000.0, 12_000.0, 14_000.0]),
        Quantity::ZERO,
        4,
        &rules(),
    )
    .unwrap();
    assert_eq!(point.average, kg("12"));
    assert_eq!(point.deviation, Some(kg("2")));
    assert_eq!(point.safety, kg("6.6"));
    assert_eq!(point.point, kg("54.6"));
}

#[test]
fn closed_days_are_zeros_of_the_average() {
    // Five days of 7 kg and two closed ones: 5 kg a day.
    let week = [7_000.0, 7_000.0, 7_000.0, 7_000.0, 7_000.0, 0.0, 0.0];
    let point = auto_basic(usage(&week), Quantity::ZERO, 3, &rules()).unwrap();
    assert_eq!(point.average, kg("5"));
    // Deviation: squares (5 · 2² + 2 · 5²) ÷ 6 = 70 ÷ 6; √ = 3.41565 kg.
    assert_eq!(
        point.deviation.unwrap(),
        Quantity::from_thousandths(3_415_650)
    );
}

#[test]
fn without_history_safety_is_a_fifth_of_the_lead_times_demand() {
    let point = auto_basic(Usage::default(), kg("10"), 3, &rules()).unwrap();
    assert_eq!((point.safety, point.point), (kg("6"), kg("36")));
    assert_eq!(point.deviation, None);
    let one_day = auto_basic(usage(&[8_000.0]), kg("10"), 3, &rules()).unwrap();
    assert_eq!(one_day.point, kg("36"));
}

#[test]
fn the_economic_quantity_is_wilsons() {
    // D = 10 · 365 = 3,650 kg, S = 25 €, H = 0.20 · 0.80 € = 0.16 €: √(182,500 ÷ 0.16) = 1,068.0005 kg.
    let economic =
        economic_quantity(kg("10"), "0.80".parse().unwrap(), BaseUnit::G, &rules()).unwrap();
    assert_eq!(economic.to_f64().round(), 1_068_000.0);
    let free = economic_quantity(kg("10"), Price::ZERO, BaseUnit::G, &rules()).unwrap();
    assert_eq!(free, Quantity::ZERO);
}

fn inputs() -> Inputs {
    Inputs {
        on_hand: kg("40"),
        expiring: Quantity::ZERO,
        on_order: Quantity::ZERO,
        drafted: Quantity::ZERO,
        consumption: kg("60"),
        reorder_point: kg("30"),
        economic: Quantity::ZERO,
        average: kg("15"),
        shelf_life_days: None,
        cover_days: None,
        pack: Some(kg("25")),
        minimum: Quantity::ZERO,
    }
}

#[test]
fn what_is_missing_to_the_reorder_point_is_ordered_in_whole_packs() {
    // End 40 − 60 = −20; short 30 − (−20) = 50: two sacks exactly.
    let suggestion = suggest(&inputs()).unwrap().unwrap();
    assert_eq!((suggestion.end, suggestion.shortage), (kg("-20"), kg("50")));
    assert_eq!(suggestion.quantity, kg("50"));
    let more = Inputs {
        reorder_point: kg("30.1"),
        ..inputs()
    };
    assert_eq!(suggest(&more).unwrap().unwrap().quantity, kg("75"));
}

#[test]
fn what_is_drafted_is_not_suggested_twice_but_does_not_come() {
    let drafted = |drafted: &str| {
        suggest(&Inputs {
            drafted: kg(drafted),
            ..inputs()
        })
        .unwrap()
    };
    assert_eq!(drafted("50"), None);
    let suggestion = drafted("20").unwrap();
    assert_eq!((suggestion.end, suggestion.shortage), (kg("-20"), kg("30")));
}

#[test]
fn goods_on_order_count_as_receipts() {
    let ordered = Inputs {
        on_order: kg("50"),
        ..inputs()
    };
    assert_eq!(suggest(&ordered).unwrap(), None);
    let less = Inputs {
        on_order: kg("49.999"),
        ..inputs()
    };
    assert_eq!(suggest(&less).unwrap().unwrap().shortage, kg("0.001"));
}

#[test]
fn the_economic_quantity_is_capped_by_what_keeps() {
    let large = Inputs {
        economic: kg("1068"),
        ..inputs()
    };
    assert_eq!(suggest(&large).unwrap().unwrap().wanted, kg("1068"));
    // Ten days of 15 kg keep: 150 kg, six sacks.
    let keeps = Inputs {
        shelf_life_days: Some(10),
        ..large
    };
    let suggestion = suggest(&keeps).unwrap().unwrap();
    assert_eq!(
        (suggestion.lot, suggestion.quantity),
        (kg("150"), kg("150"))
    );
    assert_eq!(suggestion.warnings, []);
}

#[test]
fn the_economic_quantity_is_capped_by_what_there_is_room_for() {
    // Thirty days of 15 kg: 450 kg, eighteen sacks, although it would keep for ninety.
    let stored = Inputs {
        economic: kg("1068"),
        shelf_life_days: Some(90),
        cover_days: Some(30),
        ..inputs()
    };
    let suggestion = suggest(&stored).unwrap().unwrap();
    assert_eq!(
        (suggestion.room, suggestion.lot, suggestion.quantity),
        (Some(kg("450")), kg("450"), kg("450"))
    );
    // What is needed is ordered whether there is room or not.
    let little_room = Inputs {
        cover_days: Some(1),
        ..stored
    };
    assert_eq!(suggest(&little_room).unwrap().unwrap().quantity, kg("50"));
}

#[test]
fn a_need_beats_the_cap_and_says_so() {
    let short_lived = Inputs {
        shelf_life_days: Some(2),
        ..inputs()
    };
    let suggestion = suggest(&short_lived).unwrap().unwrap();
    assert_eq!(
        (suggestion.cap, suggestion.quantity),
        (Some(kg("30")), kg("50"))
    );
    assert_eq!(suggestion.warnings, [Warning::NeedBeyondShelfLife]);
    let big_pack = Inputs {
        shelf_life_days: Some(4),
        pack: Some(kg("70")),
        ..inputs()
    };
    let suggestion = suggest(&big_pack).unwrap().unwrap();
    assert_eq!(suggestion.warnings, [Warning::PackBeyondShelfLife]);
}

#[test]
fn the_suppliers_minimum_is_kept_in_whole_packs() {
    let least = Inputs {
        minimum: kg("110"),
        ..inputs()
    };
    assert_eq!(suggest(&least).unwrap().unwrap().quantity, kg("125"));
    let nobody = Inputs {
        pack: None,
        ..inputs()
    };
    let suggestion = suggest(&nobody).unwrap().unwrap();
    assert_eq!(
        (suggestion.quantity, suggestion.warnings),
        (kg("50"), vec![Warning::NoSupplier])
    );
}

fn steady(
    on_hand: &str,
    daily: &str,
    days: usize,
    incoming: &[(Day, Quantity)],
) -> Vec<ProjectedDay> {
    let usage = Use {
        planned: kg(daily),
        open: kg(daily),
        ..Use::default()
    };
    project(
        day("2026-11-20"),
        (kg(on_hand), &[]),
        &vec![usage; days],
        incoming,
        kg("5"),
        kg("10"),
    )
}

#[test]
fn each_day_opens_with_what_the_day_before_left() {
    let days = steady(
        "25",
        "10",
        4,
        &[(day("2026-11-22"), kg("50")), (day("2026-11-01"), kg("1"))],
    );
    let closings: Vec<_> = days.iter().map(|day| day.closing).collect();
    assert_eq!(closings, [kg("15"), kg("6"), kg("46"), kg("36")]);
    assert_eq!(
        (days[0].receipts, days[1].receipts),
        (Quantity::ZERO, kg("1")),
        "what is late comes tomorrow at the earliest"
    );
    let risks: Vec<_> = days.iter().map(|day| day.risk).collect();
    assert_eq!(risks, [Risk::None, Risk::Medium, Risk::None, Risk::None]);
}

#[test]
fn what_is_late_does_not_hide_that_there_is_nothing_today() {
    let late = [(day("2026-11-17"), kg("360"))];
    assert_eq!(
        days_until_empty(&steady("0", "10", 4, &late)),
        Some(Decimal::ZERO)
    );
    let due_today = [(day("2026-11-20"), kg("360"))];
    let lasts = days_until_empty(&steady("0", "10", 4, &due_today));
    assert_eq!(lasts, Some(Decimal::from(36)), "what is due today may come");
}

#[test]
fn the_risk_follows_what_is_left() {
    let risk = |left: &str| Risk::of(kg(left), kg("5"), kg("10"));
    assert_eq!(risk("-0.001"), Risk::Critical);
    assert_eq!((risk("0"), risk("4.999")), (Risk::High, Risk::High));
    assert_eq!((risk("5"), risk("9.999")), (Risk::Medium, Risk::Medium));
    assert_eq!((risk("10"), risk("14.999")), (Risk::Low, Risk::Low));
    assert_eq!(risk("15"), Risk::None);
}

#[test]
fn the_greater_of_the_open_plan_and_what_is_left_of_the_forecast_counts() {
    let usage = |open: &str, forecast: &str, used: &str| {
        Use {
            planned: kg("9"),
            open: kg(open),
            forecast: kg(forecast),
            used: kg(used),
        }
        .left()
    };
    assert_eq!(usage("3", "5", "0"), kg("5"));
    assert_eq!(usage("3", "5", "4"), kg("3"));
    assert_eq!(usage("7", "5", "50"), kg("7"), "baked beyond the plan");
    assert_eq!(usage("0", "5", "9"), kg("0"));
}

#[test]
fn what_expires_first_is_used_first_and_the_rest_of_it_drops_out() {
    let usage = Use {
        planned: kg("10"),
        open: kg("10"),
        ..Use::default()
    };
    let lots = [(day("2026-11-20"), kg("15")), (day("2026-11-22"), kg("12"))];
    let days = project(
        day("2026-11-20"),
        (kg("60"), &lots),
        &[usage; 4],
        &[],
        kg("5"),
        kg("10"),
    );
    // Of the 15 of Friday 10 are used; of the 12 of Sunday 10 on Saturday and 2 on Sunday.
    let expired: Vec<_> = days.iter().map(|day| day.expired).collect();
    assert_eq!(expired, [kg("0"), kg("5"), kg("0"), kg("0")]);
    let closings: Vec<_> = days.iter().map(|day| day.closing).collect();
    assert_eq!(closings, [kg("50"), kg("35"), kg("25"), kg("15")]);
}

#[test]
fn it_lasts_until_the_day_that_cannot_be_covered() {
    assert_eq!(
        days_until_empty(&steady("17", "5", 14, &[])),
        Some("3.4".parse().unwrap())
    );
    assert_eq!(
        days_until_empty(&steady("15", "5", 14, &[])),
        Some("3".parse().unwrap())
    );
    assert_eq!(
        days_until_empty(&steady("100", "5", 14, &[])),
        Some("20".parse().unwrap())
    );
    assert_eq!(days_until_empty(&steady("100", "0", 14, &[])), None);
    assert_eq!(days_until_empty(&steady("99999", "1", 14, &[])), None);
}

#[test]
fn urgency_is_the_time_left_against_the_lead_time() {
    let urgency = |days: &str| Urgency::of(Some(days.parse().unwrap()), 4);
    assert_eq!(
        (urgency("4"), urgency("4.01")),
        (Urgency::Critical, Urgency::High)
    );
    assert_eq!(
        (urgency("6"), urgency("6.01")),
        (Urgency::High, Urgency::Medium)
    );
    assert_eq!(
        (urgency("8"), urgency("8.01")),
        (Urgency::Medium, Urgency::Low)
    );
    assert_eq!(Urgency::of(None, 4), Urgency::Low);
}

proptest! {
    /// After what is suggested has come, nothing more is suggested: there is no daily repeat.
    #[test]
    fn what_was_suggested_is_enough(
        on_hand in 0i64..1_000_000, consumption in 0i64..1_000_000, point in 0i64..500_000, economic in 0i64..500_000,
        pack in 1i64..50_000, minimum in 0i64..100_000, life in proptest::option::of(0i64..60), cover in proptest::option::of(1i64..60),
    ) {
        let of = Quantity::from_thousandths;
        let inputs = Inputs {
            on_hand: of(on_hand), expiring: Quantity::ZERO, on_order: Quantity::ZERO, drafted: Quantity::ZERO, consumption: of(consumption), reorder_point: of(point),
            economic: of(economic), average: of(1_000), shelf_life_days: life, cover_days: cover, pack: Some(of(pack)), minimum: of(minimum),
        };
        if let Some(suggestion) = suggest(&inputs).unwrap() {
            prop_assert!(suggestion.quantity >= suggestion.shortage && suggestion.quantity >= of(minimum));
            prop_assert_eq!(suggestion.quantity.thousandths() % pack, 0);
            let ordered = Inputs { on_order: suggestion.quantity, ..inputs };
            prop_assert_eq!(suggest(&ordered).unwrap(), None);
            let drafted = Inputs { drafted: suggestion.quantity, ..inputs };
            prop_assert_eq!(suggest(&drafted).unwrap(), None);
        }
    }
}
