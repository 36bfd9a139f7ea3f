#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use uuid::Uuid;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn item(number: u128) -> ItemId {
    ItemId(Uuid::from_u128(number))
}

fn pieces(count: u32) -> Quantity {
    Quantity::whole(count)
}

fn line(number: u128, week: [u32; 7]) -> Line {
    Line {
        id: TemplateLineId(Uuid::from_u128(1000 + number)),
        position: 1,
        product_id: item(number),
        unit: "unit".into(),
        unit_size: pieces(1),
        valid_from: day("2020-01-01"),
        valid_until: None,
        week: week.map(pieces),
        custom_instructions: String::new(),
    }
}

fn schedule(frequency: Frequency, start: &str, week: [u32; 7]) -> Schedule {
    Schedule {
        frequency,
        start: day(start),
        end: None,
        is_active: true,
        lines: vec![line(1, week)],
        dates: BTreeMap::new(),
        pauses: Vec::new(),
        closed: Arc::default(),
        closed_weekdays: Arc::default(),
    }
}

/// A weekly one from Monday 16 November 2026: ten a day, none on Sunday.
fn weekly() -> Schedule {
    schedule(Frequency::Weekly, "2026-11-16", [10, 10, 10, 10, 10, 20, 0])
}

fn made(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
    schedule
        .plans(day(from), day(to))
        .filter(|(_, plan)| matches!(plan, Plan::Made(_)))
        .map(|(date, _)| date.to_string())
        .collect()
}

fn delivery(schedule: &Schedule, date: &str) -> Delivery {
    match schedule.plan(day(date)) {
        Plan::Made(delivery) => delivery,
        other => unreachable!("{date}: {other:?}"),
    }
}

/// Item number and whole pieces of each line.
fn goods(schedule: &Schedule, date: &str) -> Vec<(u128, String)> {
    delivery(schedule, date)
        .lines
        .iter()
        .map(|line| (line.product_id.0.as_u128(), line.quantity.to_string()))
        .collect()
}

#[test]
fn daily_delivers_every_day_with_the_quantity_of_the_weekday() {
    let daily = schedule(Frequency::Daily, "2026-11-16", [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(made(&daily, "2026-11-16", "2026-11-29").len(), 14);
    for (date, count) in [
        ("2026-11-16", "1"),
        ("2026-11-21", "6"),
        ("2026-11-22", "7"),
        ("2026-11-23", "1"),
    ] {
        assert_eq!(goods(&daily, date), [(1, count.to_owned())], "{date}");
    }
}

#[test]
fn weekly_delivers_on_the_weekdays_with_a_quantity() {
    let saturdays = schedule(Frequency::Weekly, "2026-11-18", [0, 0, 0, 0, 0, 2, 0]);
    assert_eq!(
        made(&saturdays, "2026-11-01", "2026-12-10"),
        ["2026-11-21", "2026-11-28", "2026-12-05"]
    );
    assert_eq!(weekly().plan(day("2026-11-22")), Plan::NoDate);
}

#[test]
fn biweekly_counts_from_the_week_of_the_start_whatever_its_weekday() {
    // The start is a Thursday; Mondays of the same week are before it, those two weeks later are not.
    let thursday = schedule(Frequency::Biweekly, "2026-11-19", [5, 0, 0, 0, 0, 5, 0]);
    assert_eq!(
        made(&thursday, "2026-11-01", "2026-12-20"),
        [
            "2026-11-21",
            "2026-11-30",
            "2026-12-05",
            "2026-12-14",
            "2026-12-19"
        ]
    );
}

#[test]
fn biweekly_goes_through_the_turn_of_a_year_with_53_weeks() {
    // 2026 has 53 ISO weeks: odd and even week numbers would stumble here.
    let mondays = schedule(Frequency::Biweekly, "2026-12-14", [1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        made(&mondays, "2026-12-14", "2027-02-01"),
        ["2026-12-14", "2026-12-28", "2027-01-11", "2027-01-25"]
    );
}

fn monthly(rule: MonthRule, start: &str) -> Schedule {
    schedule(Frequency::Monthly(rule), start, [3; 7])
}

#[test]
fn monthly_by_day_takes_the_last_where_the_month_lacks_it() {
    let last = monthly(MonthRule::Day(31), "2026-11-01");
    assert_eq!(
        made(&last, "2026-11-01", "2027-04-30"),
        [
            "2026-11-30",
            "2026-12-31",
            "2027-01-31",
            "2027-02-28",
            "2027-03-31",
            "2027-04-30"
        ]
    );
    let thirtieth = monthly(MonthRule::Day(30), "2028-01-01");
    assert_eq!(
        made(&thirtieth, "2028-01-31", "2028-03-30"),
        ["2028-02-29", "2028-03-30"]
    );
    let first = monthly(MonthRule::Day(1), "2026-11-02");
    assert_eq!(made(&first, "2026-11-01", "2026-12-31"), ["2026-12-01"]);
}

#[test]
fn monthly_by_weekday_finds_every_nth_and_the_last() {
    // November 2026 begins on a Sunday and has five of them.
    let cases = [
        (1, 7, "2026-11-01"),
        (1, 1, "2026-11-02"),
        (2, 5, "2026-11-13"),
        (3, 3, "2026-11-18"),
        (4, 6, "2026-11-28"),
        (5, 7, "2026-11-29"),
        (5, 6, "2026-11-28"),
        (5, 1, "2026-11-30"),
    ];
    for (nth, weekday, date) in cases {
        let rule = MonthRule::Weekday { nth, weekday };
        assert_eq!(
            made(&monthly(rule, "2026-11-01"), "2026-11-01", "2026-11-30"),
            [date],
            "{nth}. of {weekday}"
        );
    }
}

#[test]
fn every_month_has_exactly_one_date_of_every_rule() {
    let days = (1..=31).map(MonthRule::Day);
    let weekdays =
        (1..=5).flat_map(|nth| (1..=7).map(move |weekday| MonthRule::Weekday { nth, weekday }));
    for rule in days.chain(weekdays) {
        let template = monthly(rule, "2024-01-01");
        for month in 0..60 {
            let first = day("2024-01-01").add_months(month);
            let found = made(
                &template,
                &first.to_string(),
                &first.month_end().to_string(),
            );
            assert_eq!(found.len(), 1, "{rule:?} in {first}");
        }
    }
}

#[test]
fn frequencies_are_read_from_their_parts() {
    let rule = MonthRule::Weekday { nth: 5, weekday: 6 };
    let cases = [
        (("daily", None, None, None), Some(Frequency::Daily)),
        (("weekly", Some(3), None, None), Some(Frequency::Weekly)),
        (("biweekly", None, None, None), Some(Frequency::Biweekly)),
        (
            ("monthly", Some(31), Some(1), Some(1)),
            Some(Frequency::Monthly(MonthRule::Day(31))),
        ),
        (
            ("monthly", None, Some(5), Some(6)),
            Some(Frequency::Monthly(rule)),
        ),
        (("monthly", None, None, Some(6)), None),
        (("monthly", Some(32), None, None), None),
        (("monthly", None, Some(6), Some(1)), None),
        (("monthly", None, Some(1), Some(8)), None),
        (("yearly", None, None, None), None),
    ];
    for ((code, month_day, nth, weekday), expected) in cases {
        assert_eq!(
            Frequency::from_parts(code, month_day, nth, weekday),
            expected,
            "{code}"
        );
    }
}

#[test]
fn nothing_before_the_start_or_after_the_end() {
    let mut template = weekly();
    template.end = Some(day("2026-11-20"));
    assert_eq!(
        made(&template, "2026-11-01", "2026-12-31"),
        [
            "2026-11-16",
            "2026-11-17",
            "2026-11-18",
            "2026-11-19",
            "2026-11-20"
        ]
    );
    assert_eq!(template.plan(day("2026-11-21")), Plan::NoDate);
}

#[test]
fn an_inactive_one_says_so_on_its_dates_only() {
    let mut template = weekly();
    template.is_active = false;
    assert_eq!(
        template.plan(day("2026-11-21")),
        Plan::Stopped(Why::Inactive)
    );
    assert_eq!(template.plan(day("2026-11-22")), Plan::NoDate);
}

#[test]
fn a_line_holds_from_one_day_until_before_another() {
    let mut template = weekly();
    template.lines[0].valid_until = Some(day("2026-11-25"));
    let mut later = line(1, [30; 7]);
    later.valid_from = day("2026-11-25");
    template.lines.push(later);
    assert_eq!(goods(&template, "2026-11-24"), [(1, "10".to_owned())]);
    assert_eq!(goods(&template, "2026-11-25"), [(1, "30".to_owned())]);
    assert_eq!(goods(&template, "2026-11-29"), [(1, "30".to_owned())]);
}

#[test]
fn lines_without_a_quantity_that_day_are_left_out_and_none_at_all_is_no_date() {
    let mut template = weekly();
    template.lines.push(line(2, [0, 0, 0, 0, 0, 4, 0]));
    assert_eq!(goods(&template, "2026-11-20"), [(1, "10".to_owned())]);
    assert_eq!(
        goods(&template, "2026-11-21"),
        [(1, "20".to_owned()), (2, "4".to_owned())]
    );
    template.lines.clear();
    assert_eq!(template.plan(day("2026-11-21")), Plan::NoDate);
}

fn pause(from: &str, until: Option<&str>) -> Pause {
    Pause {
        id: PauseId(Uuid::from_u128(9)),
        from: day(from),
        until: until.map(day),
        reason: "vacaciones".into(),
    }
}

#[test]
fn a_pause_holds_on_its_first_and_last_day_and_not_beyond() {
    let mut template = weekly();
    template.pauses = vec![pause("2026-11-18", Some("2026-11-19"))];
    assert_eq!(
        made(&template, "2026-11-16", "2026-11-21"),
        ["2026-11-16", "2026-11-17", "2026-11-20", "2026-11-21"]
    );
    assert_eq!(
        template.plan(day("2026-11-18")),
        Plan::Stopped(Why::Paused("vacaciones".into()))
    );
}

#[test]
fn a_pause_without_an_end_goes_on() {
    let mut template = weekly();
    template.pauses = vec![pause("2026-11-18", None)];
    assert_eq!(
        made(&template, "2026-11-16", "2030-12-31"),
        ["2026-11-16", "2026-11-17"]
    );
}

#[test]
fn pauses_may_overlap() {
    let mut template = weekly();
    template.pauses = vec![
        pause("2026-11-16", Some("2026-11-18")),
        pause("2026-11-17", Some("2026-11-20")),
    ];
    assert_eq!(made(&template, "2026-11-16", "2026-11-21"), ["2026-11-21"]);
}

#[test]
fn on_a_closed_day_nothing_is_made_and_its_name_is_told() {
    let mut template = weekly();
    template.closed = Arc::new([(day("2026-12-25"), "Navidad".to_owned())].into());
    assert_eq!(
        template.plan(day("2026-12-25")),
        Plan::Stopped(Why::Closed("Navidad".into()))
    );
    assert_eq!(
        made(&template, "2026-12-24", "2026-12-26"),
        ["2026-12-24", "2026-12-26"]
    );
}

fn with(date: &str, one: OneDate) -> Schedule {
    let mut template = weekly();
    template.dates.insert(day(date), one);
    template
}

fn skip() -> OneDate {
    OneDate::Skip {
        reason: "feria".into(),
    }
}

fn change(quantities: &[(u128, u32)]) -> OneDate {
    OneDate::Change {
        quantities: quantities
            .iter()
            .map(|(number, count)| (item(*number), pieces(*count)))
            .collect(),
        reason: String::new(),
    }
}

fn moved(to: &str) -> OneDate {
    OneDate::Move {
        to: day(to),
        quantities: Quantities::new(),
        reason: String::new(),
    }
}

#[test]
fn a_skipped_date_brings_nothing_and_the_next_week_is_as_usual() {
    let template = with("2026-11-21", skip());
    assert_eq!(
        template.plan(day("2026-11-21")),
        Plan::Stopped(Why::Skipped("feria".into()))
    );
    assert_eq!(goods(&template, "2026-11-28"), [(1, "20".to_owned())]);
}

#[test]
fn a_skip_where_there_is_no_date_changes_nothing() {
    assert_eq!(
        with("2026-11-22", skip()).plan(day("2026-11-22")),
        Plan::NoDate
    );
}

#[test]
fn a_changed_date_has_its_own_quantities_and_the_rest_as_usual() {
    let mut template = with("2026-11-21", change(&[(1, 35), (7, 2)]));
    template.lines.push(line(2, [4; 7]));
    let delivery = delivery(&template, "2026-11-21");
    assert!(delivery.changed);
    assert_eq!(
        goods(&template, "2026-11-21"),
        [
            (1, "35".to_owned()),
            (2, "4".to_owned()),
            (7, "2".to_owned())
        ]
    );
    assert_eq!(delivery.lines[2].unit, None);
    assert_eq!(
        goods(&template, "2026-11-28"),
        [(1, "20".to_owned()), (2, "4".to_owned())]
    );
}

#[test]
fn a_date_changed_to_nothing_brings_nothing() {
    assert_eq!(
        with("2026-11-21", change(&[(1, 0)])).plan(day("2026-11-21")),
        Plan::Stopped(Why::Nothing)
    );
}

#[test]
fn a_change_on_a_day_outside_the_rhythm_is_an_extra_delivery_of_just_that() {
    // Sunday: no quantity; and the off week of a biweekly one, whose weekday quantities do not count.
    assert_eq!(
        goods(&with("2026-11-22", change(&[(1, 8)])), "2026-11-22"),
        [(1, "8".to_owned())]
    );
    let mut template = schedule(Frequency::Biweekly, "2026-11-16", [10; 7]);
    template.lines.push(line(2, [4; 7]));
    template.dates.insert(day("2026-11-25"), change(&[(2, 6)]));
    assert_eq!(goods(&template, "2026-11-25"), [(2, "6".to_owned())]);
    assert_eq!(template.plan(day("2026-11-26")), Plan::NoDate);
}

#[test]
fn a_moved_date_keeps_its_quantities_and_stands_at_its_own_date() {
    let template = with("2026-11-21", moved("2026-11-20"));
    let delivery = delivery(&template, "2026-11-21");
    assert_eq!(delivery.day, day("2026-11-20"));
    assert_eq!(goods(&template, "2026-11-21"), [(1, "20".to_owned())]);
    assert_eq!(goods(&template, "2026-11-20"), [(1, "10".to_owned())]);
    let into: Vec<Day> = template
        .moved_into(day("2026-11-16"), day("2026-11-20"))
        .collect();
    assert_eq!(into, [day("2026-11-21")]);
    let within = template.moved_into(day("2026-11-16"), day("2026-11-22"));
    assert_eq!(within.count(), 0);
}

#[test]
fn a_moved_date_may_have_other_quantities_too() {
    let one = OneDate::Move {
        to: day("2026-11-22"),
        quantities: [(item(1), pieces(5))].into(),
        reason: String::new(),
    };
    let template = with("2026-11-21", one);
    assert_eq!(goods(&template, "2026-11-21"), [(1, "5".to_owned())]);
    assert_eq!(delivery(&template, "2026-11-21").day, day("2026-11-22"));
}

#[test]
fn a_delivery_moved_out_of_a_closed_day_or_pause_is_made_and_into_one_is_not() {
    let mut out = with("2026-12-25", moved("2026-12-24"));
    out.closed = Arc::new([(day("2026-12-25"), "Navidad".to_owned())].into());
    assert_eq!(delivery(&out, "2026-12-25").day, day("2026-12-24"));
    let mut into = with("2026-12-24", moved("2026-12-25"));
    into.closed = Arc::clone(&out.closed);
    assert_eq!(
        into.plan(day("2026-12-24")),
        Plan::Stopped(Why::Closed("Navidad".into()))
    );
    let mut paused = with("2026-11-18", moved("2026-11-17"));
    paused.pauses = vec![pause("2026-11-18", Some("2026-11-18"))];
    assert_eq!(delivery(&paused, "2026-11-18").day, day("2026-11-17"));
}

#[test]
fn a_closed_day_stands_before_a_pause_and_a_skip_before_both() {
    let mut template = with("2026-11-19", skip());
    template.closed = Arc::new(
        [
            (day("2026-11-18"), "Patrona".to_owned()),
            (day("2026-11-19"), "Puente".to_owned()),
        ]
        .into(),
    );
    template.pauses = vec![pause("2026-11-18", Some("2026-11-20"))];
    let codes: Vec<&str> = template
        .plans(day("2026-11-18"), day("2026-11-20"))
        .map(|(_, plan)| match plan {
            Plan::Stopped(why) => why.code(),
            _ => "made",
        })
        .collect();
    assert_eq!(codes, ["closed", "skipped", "paused"]);
}

#[test]
fn the_nights_in_which_the_clocks_change_are_days_like_others() {
    let daily = schedule(Frequency::Daily, "2026-03-01", [1; 7]);
    assert_eq!(
        made(&daily, "2026-03-28", "2026-03-30"),
        ["2026-03-28", "2026-03-29", "2026-03-30"]
    );
    assert_eq!(
        made(&daily, "2026-10-24", "2026-10-26"),
        ["2026-10-24", "2026-10-25", "2026-10-26"]
    );
}
