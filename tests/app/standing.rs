//! Standing orders: made once, paused, skipped, moved, changed from a day on; missed dates; their pages and API.

use hornada::customers;
use hornada::db::Tx;
use hornada::error::Error;
use hornada::orders::{self, DeliveryMethod, Status, days};
use hornada::standing_orders::dates::{Frequency, MonthRule, Quantities};
use hornada::standing_orders::{
    self as standing, Effects, Generated, LeftWhy, NewTemplate, NewTemplateLine,
};
use hornada::values::calendar::Day;
use hornada::values::ids::{CustomerId, ItemId, OrderId, TemplateId};
use hornada::values::{Period, Quantity};
use rust_decimal::Decimal;

use crate::orders::{World, day, world};
use crate::support::TestApp;

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
fn daily(app: &TestApp, world: &World) -> TemplateId {
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
    assert_eq!((done.made, done.missed), (3, 3));
    let missed = app.read(|view| standing::missed(view));
    let days: Vec<String> = missed.iter().map(|missed| missed.day.to_string()).collect();
    assert_eq!(days, ["2026-11-23", "2026-11-24", "2026-11-25"]);
    assert_eq!(generate(&app, "2026-11-28").missed, 0);
    assert_eq!(orders_of(&app).len(), 5);

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
    assert!(app.read(|view| standing::missed(view)).is_empty());
    assert_eq!(orders_of(&app).len(), 6);
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
    app.write(move |tx| hornada::catalog::set_active(tx, world.barra, true));
    let done = generate(&app, "2026-11-24");
    assert_eq!((done.made, done.failed.len()), (2, 0));
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM standing_orders WHERE failure IS NOT NULL"),
        0
    );
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
        let new = weekly(world.hotel, before, vec![line(world.barra, [20; 7])]);
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
    println!("1,000 made in {first:?}, nothing to make in {second:?}");
    assert!(
        first.as_secs() < 20 && second.as_secs() < 3,
        "{first:?} {second:?}"
    );
}
