//! Standing orders: made once, paused, skipped, moved, changed from a day on; missed dates; their pages and API.

use hornada::customers;
use hornada::db::Tx;
use hornada::error::Error;
use hornada::orders::{self, DeliveryMethod, Status, days};
use hornada::people::roles::Role;
use hornada::standing_orders::dates::{Frequency, MonthRule, Quantities};
use hornada::standing_orders::{
    self as standing, Effects, Generated, LeftWhy, NewTemplate, NewTemplateLine,
};
use hornada::values::calendar::Day;
use hornada::values::ids::{CustomerId, ItemId, OrderId, TemplateId};
use hornada::values::{Period, Quantity};
use rust_decimal::Decimal;
use serde_json::json;

use crate::orders::{World, day, world};
use crate::support::{TestApp, attr, texts};

// The clock of the tests stands on Friday 20 November 2026, 17:00; the cut-off is 20:00 the day before.
const SATURDAY: &str = "2026-11-21";
const SUNDAY: &str = "2026-11-22";
const MONDAY: &str = "2026-11-23";

fn line(item: ItemId, week: [i64; 7]) -> NewTemplateLine {
    NewTemplateLine {
        product_id: item,
        unit: String::new(),
        week: week.map(Decimal::from),
        custom_instructions: String::new(),
    }
}

fn weekly(customer: CustomerId, start: &str, lines: Vec<NewTemplateLine>) -> NewTemplate {
    NewTemplate {
        recurring_name: String::new(),
        customer_id: customer,
        delivery_point_id: None,
        frequency: Frequency::Weekly,
        delivery_method: DeliveryMethod::Delivery,
        delivery_time: None,
        delivery_notes: String::new(),
        start_date: day(start),
        end_date: None,
        lines,
    }
}

/// Twenty barras a day for the hotel from tomorrow, Saturday; with a horizon of two days Saturday and Sunday are made.
pub fn daily(app: &TestApp, world: &World) -> TemplateId {
    let new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [20; 7])]);
    app.write(move |tx| standing::create(tx, new)).0
}

/// Day, status, pieces and total of every order, by day and number.
fn orders_of(app: &TestApp) -> Vec<String> {
    app.read(|view| {
        let mut statement = view.prepare(
            "SELECT o.requested_date || ' ' || o.status || ' ' || sum(l.quantity / 1000) || ' ' || o.total_amount
             FROM orders o JOIN order_items l ON l.order_id = o.id GROUP BY o.id ORDER BY o.requested_date, o.order_number",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })
}

fn order_on(app: &TestApp, date: &str) -> OrderId {
    let date = day(date);
    app.read(move |view| Ok(orders::of_day(view, date)?[0].id))
}

fn generate(app: &TestApp, through: &str) -> Generated {
    let through = day(through);
    app.write(move |tx| standing::generate(tx, through))
}

fn freeze(app: &TestApp, date: &str) {
    let date = day(date);
    app.write(move |tx| days::freeze(tx, date));
}

fn numbers(effects: &Effects) -> [usize; 4] {
    [
        effects.made.len(),
        effects.changed.len(),
        effects.cancelled.len(),
        effects.left.len(),
    ]
}

/// The error of a verb, which must fail.
fn refused<T: Send + std::fmt::Debug + 'static>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> hornada::error::Result<T> + Send + 'static,
) -> Error {
    let result = app.db.write_blocking(hornada::db::Actor::system(), work);
    result.unwrap_err()
}

fn fields(error: &Error) -> Vec<&str> {
    match error {
        Error::Invalid(errors) => errors.0.iter().map(|error| error.field.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_one_makes_its_orders_inside_the_horizon_at_once() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    // 20 × 0.54 net = 10.80, 4 % of it 0.43.
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-22 confirmed 20 1123"
        ]
    );
    let source: String = app.value("SELECT DISTINCT order_source || ' ' || order_type FROM orders");
    assert_eq!(source, "auto_recurring standing");
}

#[test]
fn run_twice_each_date_is_made_once() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    assert_eq!(generate(&app, "2026-11-22").made, 0);
    assert_eq!(generate(&app, "2026-11-24").made, 2);
    assert_eq!(generate(&app, "2026-11-24").made, 0);
    assert_eq!(orders_of(&app).len(), 4);
}

#[test]
fn a_run_killed_before_its_commit_leaves_nothing_and_the_next_makes_all() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    let through = day("2026-11-24");
    refused(&app, move |tx| {
        assert_eq!(standing::generate(tx, through)?.made, 2);
        Err::<(), _>(Error::internal("killed"))
    });
    assert_eq!(orders_of(&app).len(), 2);
    assert_eq!(generate(&app, "2026-11-24").made, 2);
    assert_eq!(orders_of(&app).len(), 4);
}

#[test]
fn even_a_forgotten_mark_makes_no_date_twice() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    app.write(|tx| {
        tx.execute(
            "UPDATE standing_orders SET generated_until = '2026-11-20'",
            [],
        )?;
        Ok(())
    });
    assert_eq!(generate(&app, "2026-11-22").made, 0);
    assert_eq!(orders_of(&app).len(), 2);
}

#[test]
fn the_price_is_that_of_the_delivery_day() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| {
        let list = hornada::catalog::price_lists(tx)?
            .into_iter()
            .find(|list| list.code == "MAY")
            .unwrap();
        let price = "0.60".parse().unwrap();
        hornada::catalog::set_price(tx, list.id, world.barra, day(SUNDAY), price)
    });
    daily(&app, &world);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-22 confirmed 20 1248"
        ]
    );
}

#[test]
fn switched_off_in_the_settings_nothing_is_made() {
    let app = TestApp::new();
    let world = world(&app);
    app.set(hornada::settings::RECURRING_ON, "false");
    daily(&app, &world);
    assert_eq!(generate(&app, "2026-11-24").made, 0);
    assert!(orders_of(&app).is_empty());
}

#[test]
fn an_order_that_a_person_called_off_is_not_made_again() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    let id = order_on(&app, SATURDAY);
    app.write(move |tx| orders::cancel(tx, id, "han llamado"));
    assert_eq!(generate(&app, "2026-11-22").made, 0);
    assert_eq!(orders_of(&app)[0], "2026-11-21 cancelled 20 1123");
}

#[test]
fn a_skipped_date_calls_its_order_off_and_undone_the_same_order_comes_back() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let before = order_on(&app, SATURDAY);
    let effects = app.write(move |tx| standing::skip_date(tx, id, day(SATURDAY), "feria"));
    assert_eq!(numbers(&effects), [0, 0, 1, 0]);
    assert_eq!(orders_of(&app)[0], "2026-11-21 cancelled 20 1123");
    let reason: String = app.value("SELECT cancel_reason FROM orders WHERE status = 'cancelled'");
    assert_eq!(reason, "Pedido fijo: esta vez no: feria");
    assert_eq!(generate(&app, "2026-11-22").made, 0);
    let effects = app.write(move |tx| standing::restore_date(tx, id, day(SATURDAY)));
    assert_eq!(numbers(&effects), [1, 0, 0, 0]);
    assert_eq!(effects.made[0].order_id, before);
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 20 1123");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM standing_withdrawn"),
        0
    );
}

#[test]
fn a_date_skipped_ahead_is_never_made_and_restored_it_is() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let effects = app.write(move |tx| standing::skip_date(tx, id, day(MONDAY), ""));
    assert_eq!(numbers(&effects), [0, 0, 0, 0]);
    assert_eq!(generate(&app, "2026-11-24").made, 1);
    let effects = app.write(move |tx| standing::restore_date(tx, id, day(MONDAY)));
    assert_eq!(numbers(&effects), [1, 0, 0, 0]);
    assert_eq!(orders_of(&app).len(), 4);
}

#[test]
fn an_order_called_off_by_hand_stays_so_when_a_pause_over_it_ends() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    let id = order_on(&app, SATURDAY);
    app.write(move |tx| orders::cancel(tx, id, "han llamado"));
    let (pause, _) = app.write(move |tx| {
        standing::pause(
            tx,
            world.hotel,
            day(SATURDAY),
            Some(day(SUNDAY)),
            "vacaciones",
        )
    });
    let effects = app.write(move |tx| standing::remove_pause(tx, pause));
    assert_eq!(numbers(&effects), [1, 0, 0, 1]);
    assert_eq!(effects.left[0].why, LeftWhy::CalledOff);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 cancelled 20 1123",
            "2026-11-22 confirmed 20 1123"
        ]
    );
}

#[test]
fn a_frozen_day_is_not_touched_and_the_answer_lists_it() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    freeze(&app, SATURDAY);
    let (_, effects) =
        app.write(move |tx| standing::pause(tx, world.hotel, day(SATURDAY), None, "vacaciones"));
    assert_eq!(numbers(&effects), [0, 0, 1, 1]);
    assert_eq!(effects.left[0].why, LeftWhy::Frozen);
    assert_eq!(effects.left[0].day, day(SATURDAY));
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 preparing 20 1123",
            "2026-11-22 cancelled 20 1123"
        ]
    );
    let effects = app.write(move |tx| standing::skip_date(tx, id, day(SATURDAY), ""));
    assert_eq!(numbers(&effects)[2..], [0, 1]);
}

#[test]
fn after_the_cut_off_an_order_that_was_made_is_left_too() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    app.at_local("2026-11-20", "20:30");
    let effects = app.write(move |tx| standing::skip_date(tx, id, day(SATURDAY), ""));
    assert_eq!(numbers(&effects), [0, 0, 0, 1]);
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 20 1123");
}

#[test]
fn a_pause_stops_deliveries_until_its_last_day_and_resuming_brings_them_back() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    app.write(move |tx| standing::pause(tx, world.hotel, day(SUNDAY), Some(day(MONDAY)), ""));
    assert_eq!(generate(&app, "2026-11-25").made, 2);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-22 cancelled 20 1123",
            "2026-11-24 confirmed 20 1123",
            "2026-11-25 confirmed 20 1123"
        ]
    );
    let effects = app.write(move |tx| standing::resume(tx, world.hotel, day(MONDAY)));
    assert_eq!(numbers(&effects), [1, 0, 0, 0]);
    assert_eq!(effects.made[0].day, day(MONDAY));
    let again = refused(&app, move |tx| {
        standing::resume(tx, world.hotel, day(MONDAY))
    });
    assert!(matches!(again, Error::Conflict(..)));
}

#[test]
fn a_pause_begins_today_at_the_earliest_and_ends_after_it_begins() {
    let app = TestApp::new();
    let world = world(&app);
    let error = refused(&app, move |tx| {
        standing::pause(
            tx,
            world.hotel,
            day("2026-11-19"),
            Some(day("2026-11-18")),
            "",
        )
    });
    assert_eq!(fields(&error), ["from_day", "until_day"]);
}

#[test]
fn a_closed_day_calls_every_standing_order_off_and_counts_the_orders_that_stand() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    let taken = crate::orders::order(world.ana, SUNDAY, &[(world.barra, 3)]);
    app.write(move |tx| orders::create(tx, taken));
    let effects = app.write(move |tx| standing::close_day(tx, day(SUNDAY), "Inventario"));
    assert_eq!(numbers(&effects), [0, 0, 1, 0]);
    assert_eq!(effects.other_orders, 1);
    let effects = app.write(move |tx| standing::reopen_day(tx, day(SUNDAY)));
    assert_eq!(numbers(&effects), [1, 0, 0, 0]);
    let error = refused(&app, move |tx| standing::reopen_day(tx, day(SUNDAY)));
    assert!(matches!(error, Error::NotFound));
    let error = refused(&app, move |tx| {
        standing::close_day(tx, day("2026-11-19"), " ")
    });
    assert_eq!(fields(&error), ["day", "name"]);
}

#[test]
fn a_moved_date_moves_its_order_and_takes_the_price_of_the_new_day() {
    let app = TestApp::new();
    let world = world(&app);
    let new = weekly(
        world.hotel,
        SATURDAY,
        vec![line(world.barra, [0, 0, 0, 0, 0, 20, 0])],
    );
    let (id, _) = app.write(move |tx| standing::create(tx, new));
    app.write(move |tx| {
        let list = hornada::catalog::price_lists(tx)?
            .into_iter()
            .find(|list| list.code == "MAY")
            .unwrap();
        let price = "0.60".parse().unwrap();
        hornada::catalog::set_price(tx, list.id, world.barra, day(SUNDAY), price)
    });
    let effects =
        app.write(move |tx| standing::move_date(tx, id, day(SATURDAY), day(SUNDAY), "boda"));
    assert_eq!(numbers(&effects), [0, 1, 0, 0]);
    assert_eq!(orders_of(&app), ["2026-11-22 confirmed 20 1248"]);
    assert_eq!(generate(&app, "2026-11-24").made, 0);
    app.write(move |tx| standing::restore_date(tx, id, day(SATURDAY)));
    assert_eq!(orders_of(&app), ["2026-11-21 confirmed 20 1123"]);
}

#[test]
fn a_date_brought_forward_is_made_in_time_and_not_again_on_its_own_day() {
    let app = TestApp::new();
    let world = world(&app);
    let new = weekly(
        world.hotel,
        SATURDAY,
        vec![line(world.barra, [0, 0, 0, 20, 0, 0, 0])],
    );
    let (id, _) = app.write(move |tx| standing::create(tx, new));
    let thursday = day("2026-11-26");
    let effects = app.write(move |tx| standing::move_date(tx, id, thursday, day(SUNDAY), ""));
    assert_eq!(numbers(&effects), [1, 0, 0, 0]);
    assert_eq!(generate(&app, "2026-11-28").made, 0);
    assert_eq!(orders_of(&app), ["2026-11-22 confirmed 20 1123"]);
}

#[test]
fn a_move_is_refused_into_the_past_too_far_and_where_nothing_is() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let cases = [
        (MONDAY, "2026-11-19", "moved_to"),
        (MONDAY, MONDAY, "moved_to"),
        (MONDAY, "2027-01-15", "moved_to"),
        ("2026-11-19", MONDAY, "day"),
        ("2026-11-20", MONDAY, "day"),
    ];
    for (from, to, field) in cases {
        let error = refused(&app, move |tx| {
            standing::move_date(tx, id, day(from), day(to), "")
        });
        assert_eq!(fields(&error), [field], "{from} to {to}");
    }
}

fn pieces(item: ItemId, count: u32) -> Quantities {
    [(item, Quantity::whole(count))].into()
}

#[test]
fn a_change_of_one_date_changes_its_order_and_leaves_the_template() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let effects = app.write(move |tx| {
        let mut goods = pieces(world.barra, 35);
        goods.insert(world.croissant, Quantity::whole(10));
        standing::change_date(tx, id, day(SATURDAY), goods, "boda")
    });
    assert_eq!(numbers(&effects), [0, 1, 0, 0]);
    // 35 × 0.54 = 18.90 at 4 %, 10 × 0.62 = 6.20 at 10 %.
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 45 2648",
            "2026-11-22 confirmed 20 1123"
        ]
    );
    assert_eq!(generate(&app, "2026-11-28").made, 6);
    assert_eq!(orders_of(&app)[7], "2026-11-28 confirmed 20 1123");
}

#[test]
fn an_order_changed_by_hand_is_left_alone() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let order = order_on(&app, SATURDAY);
    app.write(move |tx| {
        let line = orders::lines(tx, order)?[0].id;
        let version = orders::find(tx, order)?.version;
        let change = orders::Change {
            lines: vec![(
                line,
                orders::LineChange {
                    quantity: Some(crate::orders::units(25)),
                    ..orders::LineChange::default()
                },
            )],
            ..orders::Change::default()
        };
        orders::change(tx, order, version, &change)
    });
    let effects = app
        .write(move |tx| standing::change_date(tx, id, day(SATURDAY), pieces(world.barra, 40), ""));
    assert_eq!(numbers(&effects), [0, 0, 0, 1]);
    assert_eq!(effects.left[0].why, LeftWhy::ByHand);
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 25 1404");
}

#[test]
fn a_change_is_refused_in_the_past_outside_and_of_wrong_goods() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let half = Quantity::from_thousandths(500);
    let cases: Vec<(&str, Quantities, String)> = vec![
        ("2026-11-19", pieces(world.barra, 1), "day".into()),
        ("2026-11-20", pieces(world.barra, 1), "day".into()),
        (MONDAY, Quantities::new(), "quantities".into()),
        (
            MONDAY,
            [(world.barra, half)].into(),
            format!("quantities.{}", world.barra),
        ),
        (
            MONDAY,
            pieces(ItemId(uuid::Uuid::nil()), 1),
            "quantities".into(),
        ),
    ];
    for (date, goods, field) in cases {
        let error = refused(&app, move |tx| {
            standing::change_date(tx, id, day(date), goods, "")
        });
        assert_eq!(fields(&error), [field.as_str()], "{date}");
    }
}

fn edit(app: &TestApp, id: TemplateId, new: NewTemplate, from: &str) -> (TemplateId, Effects) {
    let from = day(from);
    app.write(move |tx| {
        let version = standing::find(tx, id, tx.today())?.version;
        standing::edit(tx, id, version, new, from)
    })
}

#[test]
fn a_change_of_the_template_counts_from_its_day() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [30; 7])]);
    let (same, effects) = edit(&app, id, new, SUNDAY);
    assert_eq!(same, id);
    assert_eq!(numbers(&effects), [0, 1, 0, 0]);
    generate(&app, MONDAY);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-22 confirmed 30 1685",
            "2026-11-23 confirmed 30 1685"
        ]
    );
    let kept: i64 =
        app.value("SELECT count(*) FROM standing_order_lines WHERE valid_until = '2026-11-22'");
    assert_eq!(kept, 1);
}

#[test]
fn a_line_that_stays_stays_the_same_record_and_a_planned_change_gives_way() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let lines = |barras: i64, croissants: i64| {
        vec![
            line(world.barra, [barras; 7]),
            line(world.croissant, [croissants; 7]),
        ]
    };
    edit(
        &app,
        id,
        weekly(world.hotel, SATURDAY, lines(20, 6)),
        "2026-12-01",
    );
    let standing_now =
        |app: &TestApp| app.value::<i64>("SELECT count(*) FROM standing_order_lines");
    assert_eq!(standing_now(&app), 2);
    // From an earlier day: croissants begin then, the later beginning goes.
    edit(
        &app,
        id,
        weekly(world.hotel, SATURDAY, lines(20, 8)),
        "2026-11-28",
    );
    assert_eq!(standing_now(&app), 2);
    let began: String = app.value("SELECT max(valid_from) FROM standing_order_lines");
    assert_eq!(began, "2026-11-28");
}

#[test]
fn another_rhythm_from_a_later_day_ends_this_one_and_begins_a_successor() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let mut new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [50; 7])]);
    new.frequency = Frequency::Monthly(MonthRule::Day(31));
    let (next, _) = edit(&app, id, new, "2026-11-28");
    assert_ne!(next, id);
    generate(&app, "2026-12-02");
    let days: Vec<String> = orders_of(&app)
        .iter()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    let mut expected: Vec<String> = Period::new(day(SATURDAY), day("2026-11-27"))
        .days()
        .map(|day: Day| day.to_string())
        .collect();
    expected.push("2026-11-30".into());
    assert_eq!(days, expected);
}

#[test]
fn a_successor_takes_over_what_was_decided_for_single_dates() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    app.write(move |tx| {
        standing::skip_date(tx, id, day("2026-11-29"), "fiesta")?;
        standing::move_date(tx, id, day("2026-12-01"), day("2026-12-02"), "")
    });
    let mut new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [20; 7])]);
    new.delivery_time = Some("06:15".parse().unwrap());
    let (next, _) = edit(&app, id, new, "2026-11-28");
    assert_ne!(next, id);
    generate(&app, "2026-12-02");
    let from_split: Vec<String> = orders_of(&app)
        .iter()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .filter(|day| day.as_str() >= "2026-11-28")
        .collect();
    assert_eq!(
        from_split,
        ["2026-11-28", "2026-11-30", "2026-12-02", "2026-12-02"]
    );
}

#[test]
fn the_successor_of_one_that_is_stopped_is_stopped_too() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    app.write(move |tx| {
        let version = standing::find(tx, id, tx.today())?.version;
        standing::set_active(tx, id, version, false)
    });
    let mut new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [20; 7])]);
    new.delivery_time = Some("06:15".parse().unwrap());
    let (next, _) = edit(&app, id, new, "2026-11-28");
    assert_ne!(next, id);
    assert_eq!(generate(&app, "2026-12-02").made, 0);
    let started = app.write(move |tx| {
        let version = standing::find(tx, next, tx.today())?.version;
        standing::set_active(tx, next, version, true)?;
        standing::generate(tx, day("2026-12-02"))
    });
    assert_eq!(started.made, 5);
}

#[test]
fn another_time_from_the_next_open_day_changes_it_in_place() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let mut new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [20; 7])]);
    new.delivery_time = Some("06:15".parse().unwrap());
    let (same, effects) = edit(&app, id, new, SUNDAY);
    assert_eq!(same, id);
    assert_eq!(numbers(&effects), [0, 1, 0, 0]);
    let times: String = app.value("SELECT group_concat(ifnull(requested_time, '-')) FROM (SELECT requested_time FROM orders ORDER BY requested_date)");
    assert_eq!(times, "-,06:15");
}

#[test]
fn an_edit_names_the_version_it_read_and_a_day_not_past() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [30; 7])]);
    let again = new.clone();
    let error = refused(&app, move |tx| {
        standing::edit(tx, id, 9, again, day(SUNDAY))
    });
    assert!(matches!(error, Error::Stale));
    let mut wrong = new;
    wrong.customer_id = world.ana;
    wrong.lines.push(line(world.barra, [1; 7]));
    let error = refused(&app, move |tx| {
        standing::edit(tx, id, 1, wrong, day("2026-11-19"))
    });
    assert_eq!(
        fields(&error),
        ["from", "customer_id", "order_items.1.product_id"]
    );
}

#[test]
fn what_is_typed_wrong_is_told_all_at_once() {
    let app = TestApp::new();
    let world = world(&app);
    let mut new = weekly(
        world.hotel,
        "2026-11-19",
        vec![
            line(world.barra, [-1, 0, 0, 0, 0, 0, 0]),
            line(ItemId(uuid::Uuid::nil()), [1; 7]),
        ],
    );
    new.end_date = Some(day("2026-11-18"));
    new.delivery_method = DeliveryMethod::Shipping;
    let error = refused(&app, move |tx| standing::create(tx, new));
    assert_eq!(
        fields(&error),
        [
            "end_date",
            "delivery_method",
            "start_date",
            "order_items.0.monday",
            "order_items.1.product_id"
        ]
    );
    let empty = weekly(world.hotel, SATURDAY, vec![line(world.barra, [0; 7])]);
    let error = refused(&app, move |tx| standing::create(tx, empty));
    assert_eq!(fields(&error), ["order_items"]);
}

#[test]
fn stopping_calls_the_orders_of_open_days_off_and_starting_brings_them_back() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let effects = app.write(move |tx| standing::set_active(tx, id, 1, false));
    assert_eq!(numbers(&effects), [0, 0, 2, 0]);
    assert_eq!(generate(&app, "2026-11-24").made, 0);
    let error = refused(&app, move |tx| standing::set_active(tx, id, 2, false));
    assert!(matches!(error, Error::Conflict(..)));
    app.at_local(SATURDAY, "10:00");
    let effects = app.write(move |tx| standing::set_active(tx, id, 2, true));
    // Saturday's cut-off has passed; Sunday comes back; Monday is inside the horizon now.
    assert_eq!(numbers(&effects), [2, 0, 0, 1]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM missed_dates"), 0);
}

#[test]
fn after_five_days_off_the_days_ahead_are_made_and_the_past_ones_listed() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    app.at_local("2026-11-26", "06:00");
    let done = generate(&app, "2026-11-28");
    // Today's cut-off was last night: it is not made silently either.
    assert_eq!((done.made, done.missed), (2, 4));
    let missed = app.read(|view| standing::missed(view));
    let days: Vec<String> = missed.iter().map(|missed| missed.day.to_string()).collect();
    let passed = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
    assert_eq!(days, passed);
    assert_eq!(generate(&app, "2026-11-28").missed, 0);
    assert_eq!(orders_of(&app).len(), 4);

    let order = app
        .write(move |tx| standing::make_missed(tx, id, day("2026-11-23"), None, "lo quieren hoy"));
    assert_eq!(order.day, day("2026-11-26"));
    app.write(move |tx| standing::decide_missed(tx, id, day("2026-11-24"), "ya no"));
    for date in ["2026-11-23", "2026-11-24"] {
        let error = refused(&app, move |tx| {
            standing::make_missed(tx, id, day(date), None, "otra vez")
        });
        assert!(matches!(error, Error::Conflict(..)), "{date}");
    }
    let error = refused(&app, move |tx| {
        standing::make_missed(tx, id, day("2026-11-25"), None, " ")
    });
    assert_eq!(fields(&error), ["reason"]);
    assert_eq!(app.write(|tx| standing::drop_all_missed(tx, "")), 1);
    let left = app.read(|view| standing::missed(view));
    assert_eq!(left.len(), 1, "today's still waits");
    assert_eq!(orders_of(&app).len(), 5);
}

#[test]
fn a_date_on_a_frozen_day_waits_for_a_decision_and_made_late_it_goes_to_the_bakehouse() {
    let app = TestApp::new();
    let world = world(&app);
    freeze(&app, SATURDAY);
    let new = weekly(world.hotel, SATURDAY, vec![line(world.barra, [20; 7])]);
    let (id, effects) = app.write(move |tx| standing::create(tx, new));
    assert_eq!(numbers(&effects), [1, 0, 0, 1]);
    let order =
        app.write(move |tx| standing::make_missed(tx, id, day(SATURDAY), None, "cliente nuevo"));
    let made = app.read(move |view| orders::find(view, order.order_id));
    assert_eq!(made.status, Status::Preparing);
    assert_eq!(made.requested_date, day(SATURDAY));
    assert_eq!(made.late_reason.as_deref(), Some("cliente nuevo"));
}

#[test]
fn a_missed_date_that_is_made_after_all_is_on_the_sheet_and_has_its_note() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    app.write(|tx| hornada::production::freeze_day(tx, day(SATURDAY)));
    let missed = |customer, item| {
        let new = weekly(customer, SATURDAY, vec![line(item, [20; 7])]);
        app.write(move |tx| standing::create(tx, new)).0.to_string()
    };
    let state = || {
        let version = app.read(|view| days::state(view, day(SATURDAY))).version;
        let notes: i64 = app.value("SELECT count(*) FROM notes WHERE day = '2026-11-21'");
        (version, notes)
    };
    let id = missed(world.hotel, world.barra);
    assert_eq!(state(), (1, 0));
    let form = [
        ("id", id.as_str()),
        ("day", SATURDAY),
        ("decision", "made"),
        ("reason", "cliente nuevo"),
    ];
    owner.post("/standing-orders/missed", &form).location();
    assert_eq!(state(), (2, 1));
    let id = missed(world.ana, world.croissant);
    let body = json!({ "standing_order_id": id, "day": SATURDAY, "decision": "made", "reason": "cliente nuevo" });
    owner
        .api("POST", "/api/v1/standing-orders/missed", Some(body))
        .json(200);
    assert_eq!(state(), (3, 2));
}

#[test]
fn an_order_brought_back_and_called_off_by_hand_stays_called_off() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let id = daily(&app, &world);
    let order = order_on(&app, SATURDAY);
    app.write(move |tx| standing::skip_date(tx, id, day(SATURDAY), "fiesta"));
    owner
        .post(&format!("/orders/{order}/restore"), &[])
        .location();
    app.write(move |tx| orders::cancel(tx, order, "ya no lo quieren"));
    let effects = app.write(move |tx| standing::restore_date(tx, id, day(SATURDAY)));
    assert_eq!(numbers(&effects), [0, 0, 0, 1]);
    assert_eq!(effects.left[0].why, LeftWhy::CalledOff);
    let now = app.read(move |view| orders::find(view, order));
    assert_eq!(now.status, Status::Cancelled);
}

#[test]
fn one_bad_standing_order_stops_no_other_and_is_made_once_it_is_mended() {
    let app = TestApp::new();
    let world = world(&app);
    let bad = daily(&app, &world);
    let new = weekly(world.ana, SATURDAY, vec![line(world.croissant, [6; 7])]);
    app.write(move |tx| standing::create(tx, new));
    app.write(move |tx| hornada::catalog::set_active(tx, world.barra, false));
    let done = generate(&app, "2026-11-24");
    assert_eq!(done.made, 2);
    assert_eq!(done.failed.len(), 1);
    assert_eq!(done.failed[0].standing_order_id, bad);
    assert_eq!(done.failed[0].day, day(MONDAY));
    assert!(done.failed[0].reason.contains("Barra de pan"), "{done:?}");
    // Told once in the history, however often it is tried.
    generate(&app, "2026-11-24");
    let told: i64 = app.value("SELECT count(*) FROM journal WHERE action = 'failed'");
    assert_eq!(told, 1);
    let owner = app.owner();
    let page = owner.get("/").page(200);
    let told = texts(&page, "#needs").join(" ");
    assert!(told.contains("Un pedido fijo no se pudo hacer"), "{told}");
    assert!(told.contains("Barra de pan"), "the reason is named: {told}");
    assert!(
        page.html()
            .contains(&format!("href=\"/standing-orders/{bad}\""))
    );
    app.write(move |tx| hornada::catalog::set_active(tx, world.barra, true));
    let done = generate(&app, "2026-11-24");
    assert_eq!((done.made, done.failed.len()), (2, 0));
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM standing_orders WHERE failure IS NOT NULL"),
        0
    );
    assert!(!owner.get("/").body.contains("no se pudo hacer"));
}

#[test]
fn in_the_nights_when_the_clocks_change_every_day_is_made_once() {
    for (before, night, after) in [
        ("2026-03-27", "2026-03-29", "2026-03-30"),
        ("2026-10-23", "2026-10-25", "2026-10-26"),
    ] {
        let app = TestApp::new();
        app.at_local(before, "17:00");
        let world = world(&app);
        let start = day(before).next().to_string();
        let new = weekly(world.hotel, &start, vec![line(world.barra, [20; 7])]);
        app.set(hornada::settings::HORIZON_DAYS, "1");
        app.write(move |tx| standing::create(tx, new));
        let mut today = day(before);
        while today < day(after) {
            today = today.next();
            app.at_local(&today.to_string(), "00:30");
            app.write(move |tx| standing::jobs::run(tx, today));
            app.write(move |tx| standing::jobs::run(tx, today));
        }
        let count: i64 = app.value(&format!(
            "SELECT count(*) FROM orders WHERE requested_date = '{night}'"
        ));
        assert_eq!(count, 1, "{night}");
        let days: i64 = app.value("SELECT count(DISTINCT requested_date) FROM orders");
        assert_eq!(days, app.value::<i64>("SELECT count(*) FROM orders"));
        assert_eq!(app.value::<i64>("SELECT count(*) FROM missed_dates"), 0);
    }
}

#[test]
fn what_is_expected_is_what_has_no_order_yet() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    let of = |date: &'static str| app.read(move |view| standing::expected(view, day(date)));
    assert_eq!(of(SATURDAY), []);
    assert_eq!(of(MONDAY), [(world.barra, Quantity::whole(20))]);
    app.write(move |tx| standing::skip_date(tx, id, day(MONDAY), ""));
    assert_eq!(of(MONDAY), []);
    let tuesday = day("2026-11-24");
    app.write(move |tx| standing::move_date(tx, id, tuesday, tuesday.next(), ""));
    assert_eq!(of("2026-11-24"), []);
    assert_eq!(of("2026-11-25"), [(world.barra, Quantity::whole(40))]);
    let totals = app.read(|view| standing::week_totals(view, day(MONDAY)));
    let week: Vec<String> = totals[&world.barra]
        .iter()
        .map(Quantity::to_string)
        .collect();
    assert_eq!(week, ["0", "0", "40", "20", "20", "20", "20"]);
}

#[test]
fn a_thousand_are_made_in_good_time() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| {
        for number in 0..1000 {
            let customer = customers::create(
                tx,
                customers::NewCustomer {
                    contact_name: format!("Cliente {number}"),
                    customer_type: customers::CustomerType::Wholesale,
                    ..customers::NewCustomer::default()
                },
            )?;
            let lines = vec![line(world.barra, [20; 7]), line(world.croissant, [12; 7])];
            standing::create(tx, weekly(customer, "2026-12-01", lines))?;
        }
        Ok(())
    });
    app.at_local("2026-11-30", "17:00");
    let begun = std::time::Instant::now();
    assert_eq!(generate(&app, "2026-12-01").made, 1000);
    let first = begun.elapsed();
    let begun = std::time::Instant::now();
    assert_eq!(generate(&app, "2026-12-01").made, 0);
    let second = begun.elapsed();
    assert!(
        first.as_secs() < 20 && second.as_secs() < 3,
        "{first:?} {second:?}"
    );
}

// The pages and their twins in the API.

/// The fields of the form that makes twenty barras on Saturdays for a customer.
fn form<'a>(customer: &'a str, product: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("customer_id", customer),
        ("frequency", "weekly"),
        ("delivery_method", "delivery"),
        ("start_date", SATURDAY),
        ("order_items.0.product", product),
        ("order_items.0.saturday", "20"),
    ]
}

#[test]
fn on_the_page_one_is_made_found_changed_and_stopped() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let hotel = world.hotel.to_string();
    let page = owner.get("/standing-orders").page(200);
    assert_eq!(texts(&page, ".empty p"), ["Todavía no hay pedidos fijos."]);
    let page = owner.get("/standing-orders/new?q=miramar").page(200);
    assert_eq!(texts(&page, ".list__what a"), ["Hotel Miramar"]);
    let page = owner
        .get(&format!("/standing-orders/new?customer={hotel}"))
        .page(200);
    assert_eq!(texts(&page, "h1"), ["Pedido fijo para Hotel Miramar"]);

    let shown = owner
        .post("/standing-orders", &form(&hotel, "barra de pan"))
        .location();
    let page = owner.get(&shown).page(200);
    assert_eq!(texts(&page, "tbody th")[0], "Barra de pan");
    assert_eq!(
        attr(&page, "input[name='order_items.0.saturday']", "value").as_deref(),
        Some("20")
    );
    assert_eq!(orders_of(&app), ["2026-11-21 confirmed 20 1123"]);
    let page = owner.get("/standing-orders?q=mira").page(200);
    assert_eq!(texts(&page, "tbody a"), ["Hotel Miramar · Pedido fijo"]);
    let page = owner.get("/standing-orders?q=nadie").page(200);
    assert!(texts(&page, "tbody a").is_empty());

    let barra = world.barra.to_string();
    let fields = [
        ("version", "1"),
        ("from", SATURDAY),
        ("frequency", "weekly"),
        ("delivery_method", "delivery"),
        ("order_items.0.product_id", barra.as_str()),
        ("order_items.0.unit", "unit"),
        ("order_items.0.saturday", "24"),
    ];
    assert_eq!(owner.post(&shown, &fields).location(), shown);
    assert_eq!(orders_of(&app), ["2026-11-21 confirmed 24 1348"]);
    assert_eq!(owner.post(&shown, &fields).status, 412);

    let stop = [("version", "2")];
    assert_eq!(
        owner.post(&format!("{shown}/state"), &stop).location(),
        shown
    );
    assert_eq!(orders_of(&app), ["2026-11-21 cancelled 24 1348"]);
    let page = owner.get("/standing-orders?state=off").page(200);
    assert_eq!(texts(&page, "tbody a").len(), 1);
}

#[test]
fn an_empty_form_is_told_what_it_lacks_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let hotel = world.hotel.to_string();
    let page = owner.post("/standing-orders", &[]).page(422);
    assert_eq!(texts(&page, "h1"), ["¿Para qué cliente?"]);
    let bare = [("customer_id", hotel.as_str()), ("frequency", "weekly")];
    let page = owner.post("/standing-orders", &bare).page(422);
    assert_eq!(
        texts(&page, ".form__summary li"),
        ["Pon al menos una cantidad."]
    );
    let page = owner
        .post("/standing-orders", &form(&hotel, "unicornio"))
        .page(422);
    assert_eq!(
        texts(&page, ".form__summary li"),
        ["¿Qué artículo? Elige uno de la lista."]
    );
    assert_eq!(
        attr(&page, "input[name='order_items.0.product']", "value").as_deref(),
        Some("unicornio")
    );
    assert_eq!(
        attr(&page, "input[name='order_items.0.saturday']", "value").as_deref(),
        Some("20")
    );
    let id = daily(&app, &world);
    let shown = format!("/standing-orders/{id}");
    for (path, message) in [
        (shown.clone(), "Di el día del mes, o la semana y el día."),
        (format!("{shown}/dates"), "Hace falta."),
        ("/standing-orders/pauses".into(), "Hace falta."),
        ("/standing-orders/closed-days".into(), "Hace falta."),
        ("/standing-orders/missed".into(), "Hace falta."),
        (format!("/customers/{hotel}/week"), "Hace falta."),
    ] {
        let page = owner.post(&path, &[]).page(422);
        assert_eq!(texts(&page, ".form__summary li")[0], message, "{path}");
    }
}

#[test]
fn a_form_sent_twice_makes_one() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let hotel = world.hotel.to_string();
    let mut fields = form(&hotel, "Barra de pan");
    fields.push(("_key", "2f1c"));
    let first = owner.post("/standing-orders", &fields).location();
    assert_eq!(owner.post("/standing-orders", &fields).location(), first);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM standing_orders"), 1);
}

#[test]
fn one_date_is_skipped_changed_moved_and_undone_on_its_pages() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let id = daily(&app, &world);
    let dates = format!("/standing-orders/{id}/dates");
    let skip = [("day", SATURDAY), ("action", "skip")];
    owner.post(&dates, &skip).location();
    let page = owner.get(&format!("/standing-orders/{id}")).page(200);
    assert!(texts(&page, ".list__what .tag").contains(&"esta vez no".to_owned()));
    owner
        .post(&format!("{dates}/{SATURDAY}/restore"), &[])
        .location();
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 20 1123");

    let page = owner.get(&format!("{dates}?day={SATURDAY}")).page(200);
    assert_eq!(
        attr(&page, "input[name='order_items.0.each']", "value").as_deref(),
        Some("20")
    );
    let barra = world.barra.to_string();
    let change = [
        ("day", SATURDAY),
        ("action", "change"),
        ("order_items.0.product_id", barra.as_str()),
        ("order_items.0.unit", "unit"),
        ("order_items.0.each", "36"),
        ("order_items.1.product", "croissant"),
        ("order_items.1.each", "4"),
    ];
    owner.post(&dates, &change).location();
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 40 2295");
    let page = owner.get(&format!("{dates}?day={SATURDAY}")).page(200);
    assert_eq!(texts(&page, "tbody th")[1], "Croissant");
    let shift = [("day", SATURDAY), ("action", "move"), ("moved_to", MONDAY)];
    owner.post(&dates, &shift).location();
    assert_eq!(orders_of(&app)[1], "2026-11-23 confirmed 40 2295");
    let page = owner
        .post(&dates, &[("day", SATURDAY), ("action", "move")])
        .page(422);
    assert_eq!(texts(&page, ".form__summary li"), ["Hace falta."]);
    assert_eq!(owner.get(&format!("{dates}?day=nunca")).status, 404);
}

#[test]
fn pauses_and_closed_days_are_kept_on_their_pages_and_undone() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    daily(&app, &world);
    let hotel = world.hotel.to_string();
    let pause = [
        ("customer_id", hotel.as_str()),
        ("from_day", SATURDAY),
        ("until_day", SUNDAY),
        ("reason", "vacaciones"),
    ];
    owner.post("/standing-orders/pauses", &pause).location();
    let page = owner.get("/standing-orders/pauses").page(200);
    assert_eq!(texts(&page, "tbody th"), ["Hotel Miramarvacaciones"]);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 cancelled 20 1123",
            "2026-11-22 cancelled 20 1123"
        ]
    );
    let id: Vec<u8> = app.value("SELECT id FROM customer_pauses");
    let id = uuid::Uuid::from_slice(&id).unwrap();
    owner
        .post(&format!("/standing-orders/pauses/{id}/remove"), &[])
        .location();
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-22 confirmed 20 1123"
        ]
    );
    let closed = [("day", SUNDAY), ("name", "Inventario")];
    owner
        .post("/standing-orders/closed-days", &closed)
        .location();
    let page = owner.get("/standing-orders/closed-days").page(200);
    assert_eq!(texts(&page, ".list__what b"), ["Inventario"]);
    let page = owner
        .get("/standing-orders/calendar?month=2026-11")
        .page(200);
    assert!(texts(&page, "td small").contains(&"Cerrado: Inventario".to_owned()));
    owner
        .post(
            &format!("/standing-orders/closed-days/{SUNDAY}/remove"),
            &[],
        )
        .location();
    assert_eq!(orders_of(&app)[1], "2026-11-22 confirmed 20 1123");
}

#[test]
fn a_pause_of_now_is_ended_from_today() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    daily(&app, &world);
    let (pause, _) = app.write(move |tx| standing::pause(tx, world.hotel, tx.today(), None, ""));
    owner
        .post(&format!("/standing-orders/pauses/{pause}/end"), &[])
        .location();
    assert_eq!(app.value::<i64>("SELECT count(*) FROM customer_pauses"), 0);
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 20 1123");
}

#[test]
fn a_customers_week_is_saved_at_once_over_all_standing_orders() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let first = daily(&app, &world).to_string();
    let mut second = weekly(
        world.hotel,
        SATURDAY,
        vec![line(world.croissant, [0, 0, 0, 0, 0, 6, 6])],
    );
    second.recurring_name = "Desayunos".into();
    let second = app
        .write(move |tx| standing::create(tx, second))
        .0
        .to_string();
    let week = format!("/customers/{}/week", world.hotel);
    let page = owner.get(&week).page(200);
    assert_eq!(texts(&page, "main h2"), ["Pedido fijo", "Desayunos"]);
    let (barra, croissant) = (world.barra.to_string(), world.croissant.to_string());
    let mut fields = vec![
        ("from", SUNDAY),
        ("t.0.id", first.as_str()),
        ("t.0.version", "1"),
        ("t.0.order_items.0.product_id", barra.as_str()),
        ("t.0.order_items.0.unit", "unit"),
        ("t.1.id", second.as_str()),
        ("t.1.version", "1"),
        ("t.1.order_items.0.product_id", croissant.as_str()),
        ("t.1.order_items.0.unit", "unit"),
        ("t.1.order_items.0.saturday", "6"),
        ("t.1.order_items.0.sunday", "12"),
    ];
    let names: Vec<String> = hornada_weekdays()
        .map(|day| format!("t.0.order_items.0.{day}"))
        .into();
    fields.extend(names.iter().map(|name| (name.as_str(), "20")));
    assert_eq!(owner.post(&week, &fields).location(), week);
    let changed: Vec<i64> = app.read(|view| {
        let mut statement = view.prepare("SELECT version FROM standing_orders ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    assert_eq!(changed, [1, 2]);
    assert_eq!(
        orders_of(&app),
        [
            "2026-11-21 confirmed 20 1123",
            "2026-11-21 confirmed 6 409",
            "2026-11-22 confirmed 20 1123",
            "2026-11-22 confirmed 12 818"
        ]
    );
}

fn hornada_weekdays() -> [&'static str; 7] {
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
}

#[test]
fn the_weeks_totals_add_up_what_is_made_and_what_is_to_come() {
    let app = TestApp::new();
    let world = world(&app);
    daily(&app, &world);
    let page = app
        .owner()
        .get(&format!("/standing-orders/week?from={SATURDAY}"))
        .page(200);
    assert_eq!(texts(&page, "tbody th"), ["Barra de pan"]);
    assert_eq!(
        texts(&page, "tbody td"),
        ["", "", "", "", "", "20", "20", "40"]
    );
}

#[test]
fn an_order_is_repeated_on_the_days_chosen() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let taken = crate::orders::order(world.hotel, SATURDAY, &[(world.barra, 30)]);
    let order = app.write(move |tx| Ok(orders::create(tx, taken)?.order.id));
    let path = format!("/orders/{order}/standing");
    let page = owner.get(&path).page(200);
    assert_eq!(texts(&page, "tbody td"), ["30", "Barra de pan"]);
    let page = owner.post(&path, &[]).page(422);
    assert_eq!(texts(&page, ".field__error"), ["Elige al menos un día."]);
    let days = [("days", "6"), ("days", "7"), ("frequency", "weekly")];
    owner.post(&path, &days).location();
    // Saturday has the order itself; Sunday is the first repetition.
    assert_eq!(
        orders_of(&app),
        ["2026-11-21 pending 30 1685", "2026-11-22 confirmed 30 1685"]
    );
}

#[test]
fn missed_dates_are_decided_on_the_page_and_made_only_with_the_permission() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world).to_string();
    app.at_local("2026-11-26", "06:00");
    generate(&app, "2026-11-28");
    let owner = app.owner();
    let page = owner.get("/standing-orders").page(200);
    let missed = texts(&page, ".list__row small");
    assert_eq!(missed.len(), 4);
    assert_eq!(
        missed[0],
        "Era para el lun 23/11. El programa no estaba en marcha: lo vio el jue 26/11 06:00."
    );
    assert_eq!(
        missed[3],
        "Era para el jue 26/11. Se vio el jue 26/11 06:00, cuando ya había pasado la hora de cierre."
    );
    let today = owner.get("/").page(200);
    let row = "#needs .list__row:has([href='/standing-orders#standing-waits'])";
    assert_eq!(
        texts(&today, &format!("{row} .list__what a")),
        ["4 entregas fijas no salieron"]
    );
    let named = texts(&today, &format!("{row} small"));
    assert_eq!(named, ["Hotel Miramar"], "for whom, each once");
    let decide = |day: &'static str, decision: &'static str| {
        vec![
            ("id", id.clone()),
            ("day", day.to_owned()),
            ("decision", decision.to_owned()),
            ("reason", "hoy".to_owned()),
        ]
    };
    let post = |client: &crate::support::Client, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        client.post("/standing-orders/missed", &fields)
    };
    let counter = app.role(Role::Counter);
    assert_eq!(post(&counter, &decide(MONDAY, "made")).status, 403);
    post(&counter, &decide(MONDAY, "dropped")).location();
    post(&owner, &decide("2026-11-24", "made")).location();
    assert_eq!(post(&owner, &decide("2026-11-24", "made")).status, 409);
    let reply = owner.post("/standing-orders/missed/drop", &[]);
    let waiting = || app.read(|view| standing::missed(view));
    assert_eq!(waiting().len(), 1, "today's still waits");
    // What was dropped with one tap comes back with one.
    assert!(reply.header("set-cookie").contains("missed"), "{reply:?}");
    let at = crate::support::instant("2026-11-26T05:00:00Z");
    let undo = format!("/standing-orders/missed/wait?at={}", at.millis());
    owner.post(&undo, &[]).location();
    assert_eq!(
        waiting().len(),
        3,
        "also the one that was dropped by itself in that instant"
    );
    assert_eq!(owner.post(&undo, &[]).status, 409);
    let path = "/api/v1/standing-orders/missed";
    let drop = owner.api(
        "POST",
        &format!("{path}/drop"),
        Some(json!({ "reason": "viejo" })),
    );
    let dropped = drop.json(200);
    assert_eq!((&dropped["count"], waiting().len()), (&json!(2), 1));
    let again = json!({ "dropped_at": dropped["dropped_at"] });
    owner
        .api("POST", &format!("{path}/wait"), Some(again.clone()))
        .json(200);
    assert_eq!(waiting().len(), 3);
    let gone = owner.api("POST", &format!("{path}/wait"), Some(again));
    assert_eq!(gone.status, 409);
}

#[test]
fn the_api_makes_changes_and_stops_one() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let body = json!({
        "customer_id": world.hotel, "recurring_name": "Desayunos", "frequency": "weekly", "delivery_day": "Saturday",
        "delivery_time": "06:30", "order_items": [{ "product_id": world.barra, "quantity": "20", "unit": "unit" }],
    });
    let key = [("idempotency-key", "a1")];
    let path = "/api/v1/orders/wholesale/recurring";
    let made = owner.api_with("POST", path, &key, Some(body.clone()));
    let again = owner.api_with("POST", path, &key, Some(body.clone()));
    assert_eq!(made.body, again.body);
    let location = made.header("location").to_owned();
    let made = made.json(201);
    assert_eq!(made["effects"]["made"].as_array().unwrap().len(), 1);
    assert_eq!(made["delivery_day"], "Saturday");
    assert_eq!(made["order_items"][0]["quantity"], "20");
    assert_eq!(orders_of(&app), ["2026-11-21 confirmed 20 1123"]);

    let shown = owner.api("GET", &location, None).json(200);
    assert_eq!(shown["next_order_date"], SATURDAY);
    assert_eq!(shown["version"], 1);
    let mut change = body.clone();
    change["order_items"][0]["quantity"] = json!("30");
    change["from"] = json!(SATURDAY);
    assert_eq!(
        owner.api("PUT", &location, Some(change.clone())).status,
        428
    );
    let stale = owner.api_with(
        "PUT",
        &location,
        &[("if-match", "\"7\"")],
        Some(change.clone()),
    );
    assert_eq!(stale.status, 412);
    let changed = owner
        .api_with("PUT", &location, &[("if-match", "\"1\"")], Some(change))
        .json(200);
    assert_eq!(changed["effects"]["changed"][0]["day"], SATURDAY);
    assert_eq!(orders_of(&app), ["2026-11-21 confirmed 30 1685"]);
    let dates = owner
        .api("GET", &format!("{location}/dates"), None)
        .json(200);
    assert_eq!(dates["items"][0]["status"], "made");
    assert_eq!(dates["items"][1]["status"], "expected");
    let stopped = owner
        .api_with("DELETE", &location, &[("if-match", "\"2\"")], None)
        .json(200);
    assert_eq!(stopped["is_active"], false);
    let list = owner
        .api("GET", "/api/v1/standing-orders?is_active=true", None)
        .json(200);
    assert_eq!(list["items"], json!([]));
    let started = owner.api_with(
        "POST",
        &format!("{location}/activate"),
        &[("if-match", "\"3\"")],
        None,
    );
    assert_eq!(started.json(200)["is_active"], true);
}

#[test]
fn the_api_names_the_fields_that_are_wrong() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let cases = [
        (json!({}), "customer_id"),
        (
            json!({ "customer_id": world.hotel, "frequency": "hourly", "order_items": [] }),
            "frequency",
        ),
        (
            json!({ "customer_id": world.hotel, "frequency": "weekly", "delivery_day": "Someday", "order_items": [] }),
            "delivery_day",
        ),
        (
            json!({ "customer_id": world.hotel, "frequency": "weekly", "order_items": [] }),
            "order_items",
        ),
        (
            json!({ "customer_id": world.hotel, "frequency": "weekly", "order_items": [{ "product_id": world.barra }] }),
            "order_items.0.quantity",
        ),
        (
            json!({ "customer_id": world.hotel, "frequency": "weekly",
                    "order_items": [{ "product_id": world.barra, "quantity": "1", "unit": "kg" }] }),
            "order_items.0.unit",
        ),
    ];
    for (body, field) in cases {
        let answer = owner
            .api("POST", "/api/v1/standing-orders", Some(body))
            .json(422);
        assert_eq!(answer["errors"][0]["field"], field, "{answer}");
    }
}

#[test]
fn the_api_decides_on_dates_pauses_and_closed_days() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let id = daily(&app, &world);
    let dates = format!("/api/v1/standing-orders/{id}/dates");
    let post = |path: &str, body: serde_json::Value| owner.api("POST", path, Some(body));
    let done = post(&dates, json!({ "day": SATURDAY, "action": "skip" })).json(200);
    assert_eq!(done["cancelled"].as_array().unwrap().len(), 1);
    let done = post(&dates, json!({ "day": SATURDAY, "action": "restore" })).json(200);
    assert_eq!(done["made"].as_array().unwrap().len(), 1);
    let goods = json!([{ "product_id": world.barra, "quantity": "2", "unit": "dozen" }]);
    let done = post(
        &dates,
        json!({ "day": SATURDAY, "action": "change", "order_items": goods }),
    )
    .json(200);
    assert_eq!(done["changed"].as_array().unwrap().len(), 1);
    assert_eq!(orders_of(&app)[0], "2026-11-21 confirmed 24 1348");
    let done = post(
        &dates,
        json!({ "day": SATURDAY, "action": "move", "moved_to": MONDAY }),
    )
    .json(200);
    assert_eq!(done["changed"][0]["day"], MONDAY);
    assert_eq!(
        post(&dates, json!({ "day": SATURDAY, "action": "burn" })).status,
        422
    );

    let pauses = format!("/api/v1/customers/{}/pauses", world.hotel);
    let made = post(&pauses, json!({ "from_day": SUNDAY })).json(201);
    assert_eq!(made["effects"]["cancelled"].as_array().unwrap().len(), 2);
    let list = owner.api("GET", &pauses, None).json(200);
    assert_eq!(list["items"][0]["until_day"], serde_json::Value::Null);
    let back = owner
        .api("DELETE", &format!("{pauses}?on={MONDAY}"), None)
        .json(200);
    assert_eq!(back["made"].as_array().unwrap().len(), 1);
    let one = format!("{pauses}/{}", made["id"].as_str().unwrap());
    let back = owner.api("DELETE", &one, None).json(200);
    assert_eq!(back["made"].as_array().unwrap().len(), 1);
    assert_eq!(owner.api("DELETE", &one, None).status, 404);

    let closed = "/api/v1/closed-days";
    let made = post(closed, json!({ "day": SUNDAY, "name": "Inventario" })).json(201);
    assert_eq!(made["effects"]["cancelled"].as_array().unwrap().len(), 1);
    let list = owner.api("GET", closed, None).json(200);
    assert_eq!(list["items"][0]["name"], "Inventario");
    let path = format!("{closed}/{SUNDAY}");
    owner.api("DELETE", &path, None).json(200);
    assert_eq!(owner.api("DELETE", &path, None).status, 404);
    let done = post(
        "/api/v1/standing-orders/generate",
        json!({ "through": "2026-11-24" }),
    )
    .json(200);
    assert_eq!(done["made"], 2);
    let far = post(
        "/api/v1/standing-orders/generate",
        json!({ "through": "2027-11-24" }),
    );
    assert_eq!(far.status, 422);
}

#[test]
fn the_api_lists_missed_dates_and_takes_the_decision() {
    let app = TestApp::new();
    let world = world(&app);
    let id = daily(&app, &world);
    app.at_local("2026-11-26", "06:00");
    generate(&app, "2026-11-28");
    let owner = app.owner();
    let path = "/api/v1/standing-orders/missed";
    let list = owner.api("GET", path, None).json(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
    let body = |decision: &str| json!({ "standing_order_id": id, "day": MONDAY, "decision": decision, "reason": "hoy" });
    let counter = app.role(Role::Counter);
    assert_eq!(counter.api("POST", path, Some(body("made"))).status, 403);
    let made = owner.api("POST", path, Some(body("made"))).json(200);
    assert!(made["order_number"].as_str().unwrap().starts_with("ORD-"));
    assert_eq!(owner.api("POST", path, Some(body("dropped"))).status, 409);
    assert_eq!(owner.api("POST", path, Some(body("burn"))).status, 422);
}

#[test]
fn no_query_of_the_lists_reads_whole_growing_tables() {
    let app = TestApp::new();
    let queries = [
        "SELECT standing_date FROM orders WHERE standing_order_id = x'00' AND standing_date >= '2026-11-20'",
        "SELECT count(*) FROM orders WHERE requested_date BETWEEN '2026-11-01' AND '2026-11-30' AND standing_order_id IS NOT NULL",
        "SELECT id FROM standing_orders WHERE is_active = 1 ORDER BY id",
        "SELECT day FROM missed_dates WHERE decision IS NULL ORDER BY day",
        "SELECT id FROM standing_order_lines WHERE standing_order_id = x'00' AND (valid_until IS NULL OR valid_until > '2026-11-20')",
    ];
    for query in queries {
        let plan: Vec<String> = app.read(|view| {
            let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
            let rows = statement.query_map([], |row| row.get(3))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        });
        assert!(
            plan.iter()
                .all(|step| !step.starts_with("SCAN") || step.contains("USING")),
            "{query}: {plan:?}"
        );
    }
}
