//! Orders: taking, reckoning, moving on, changing, cancelling; the bakery's days.

use hornada::catalog::{self, Allergen, NewItem};
use hornada::customers::{self, AllergenNotes, CustomerType, NewCustomer, Rhythm};
use hornada::db::Tx;
use hornada::error::{Error, Result};
use hornada::orders::{
    self, Amount, Asked, Change, DeliveryMethod, NewLine, NewOrder, Source, Status, Who, days,
};
use hornada::values::calendar::Day;
use hornada::values::ids::{CustomerId, ItemId, OrderId};
use hornada::values::{BaseUnit, PriceUnit, Quantity, Unit};
use rust_decimal::Decimal;

use crate::support::TestApp;

/// What the tests of orders stand on: three items, a shop customer and a hotel.
#[derive(Debug, Clone, Copy)]
pub struct World {
    /// 1.10 € gross in the shop, 0.54 € net wholesale; bread, 4 %.
    pub barra: ItemId,
    /// 1.35 € gross, 0.62 € net; food, 10 %; milk, eggs, gluten.
    pub croissant: ItemId,
    /// By weight: 4.20 € gross and 2.90 € net the kilo; bread.
    pub chapata: ItemId,
    pub ana: CustomerId,
    pub hotel: CustomerId,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Saturday: the clock of the tests stands on Friday 20 November at 17:00, before the cut-off of 20:00.
pub const SATURDAY: &str = "2026-11-21";
pub const MONDAY: &str = "2026-11-23";

fn item(
    tx: &Tx,
    name: &str,
    base: BaseUnit,
    class: &str,
    prices: [&str; 2],
    allergens: &[Allergen],
) -> Result<ItemId> {
    let class = catalog::tax_classes(tx)?
        .into_iter()
        .find(|known| known.code == class)
        .unwrap();
    let mut new = NewItem::new(name, base, class.id);
    new.is_sold = true;
    new.is_made = true;
    new.allergens = allergens.to_vec();
    if base == BaseUnit::G {
        new.unit = Unit::Kg;
        new.price_unit = PriceUnit::Kg;
    }
    let id = catalog::create(tx, new)?;
    for list in catalog::price_lists(tx)? {
        let price = prices[usize::from(list.code == "MAY")];
        catalog::set_price(tx, list.id, id, day("2026-01-01"), price.parse().unwrap())?;
    }
    Ok(id)
}

pub fn world(app: &TestApp) -> World {
    app.write(|tx| {
        let bread = [Allergen::Gluten];
        let pastry = [Allergen::Gluten, Allergen::Eggs, Allergen::Milk];
        Ok(World {
            barra: item(
                tx,
                "Barra de pan",
                BaseUnit::Piece,
                "bread",
                ["1.10", "0.54"],
                &bread,
            )?,
            croissant: item(
                tx,
                "Croissant",
                BaseUnit::Piece,
                "food",
                ["1.35", "0.62"],
                &pastry,
            )?,
            chapata: item(
                tx,
                "Chapata",
                BaseUnit::G,
                "bread",
                ["4.20", "2.90"],
                &bread,
            )?,
            ana: customers::create(
                tx,
                NewCustomer {
                    contact_name: "Ana Ruiz".into(),
                    phone: Some("612340821".into()),
                    ..NewCustomer::default()
                },
            )?,
            hotel: customers::create(
                tx,
                NewCustomer {
                    customer_type: CustomerType::Hotel,
                    business_name: "Hotel Miramar".into(),
                    contact_name: "Luisa Prado".into(),
                    phone: Some("600111222".into()),
                    credit_limit: Some("500".parse().unwrap()),
                    credit_term_days: Some(30),
                    invoice_rhythm: Rhythm::Fortnightly,
                    ..NewCustomer::default()
                },
            )?,
        })
    })
}

/// A bakery with what the tests of orders stand on.
pub fn bakery() -> (TestApp, World) {
    let app = TestApp::new();
    let world = world(&app);
    (app, world)
}

pub fn units(number: i64) -> Amount {
    Amount::Units(Decimal::from(number))
}

pub fn order(who: CustomerId, date: &str, lines: &[(ItemId, i64)]) -> NewOrder {
    NewOrder {
        requested_date: Some(day(date)),
        lines: lines
            .iter()
            .map(|(item, number)| NewLine::of(*item, units(*number), None))
            .collect(),
        ..NewOrder::from(Who::Known(who), Source::Phone)
    }
}

pub fn take(app: &TestApp, new: NewOrder) -> OrderId {
    app.write(move |tx| Ok(orders::create(tx, new)?.order.id))
}

fn fails<T: Send + 'static + std::fmt::Debug>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> Error {
    app.db
        .write_blocking(hornada::db::Actor::system(), work)
        .unwrap_err()
}

/// The fields that an error names.
fn fields(error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(errors) => errors.0.iter().map(|error| error.field.clone()).collect(),
        other => panic!("not about fields: {other:?}"),
    }
}

fn conflict(error: &Error) -> &str {
    match error {
        Error::Conflict(message, _) => &message.key,
        other => panic!("no conflict: {other:?}"),
    }
}

#[test]
fn a_shop_order_has_gross_prices_and_is_confirmed_at_once() {
    let (app, world) = bakery();
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 3), (world.croissant, 12)],
        ),
    );
    let order = app.read(|view| orders::find(view, id));
    assert_eq!(order.order_number, "ORD-2026-1120-001");
    assert_eq!(order.status, Status::Confirmed);
    // 3 × 1.10 = 3.30 at 4 %: base 3.17; 12 × 1.35 = 16.20 at 10 %: base 14.73.
    assert_eq!(order.total_amount.to_string(), "19.50");
    assert_eq!(order.subtotal.to_string(), "17.90");
    assert_eq!(order.tax_amount.to_string(), "1.60");
    assert_eq!(order.payment_due_date, None);
    let customer = app.read(|view| customers::find(view, world.ana));
    assert_eq!(customer.total_orders, 1);
    assert_eq!(customer.total_lifetime_value.to_string(), "19.50");
    assert_eq!(customer.last_order_date, Some(day("2026-11-20")));
    let kinds: String =
        app.value("SELECT group_concat(event_type) FROM events WHERE subject_kind = 'order'");
    assert_eq!(kinds, "order_created");
}

#[test]
fn a_business_order_has_net_prices_waits_and_knows_its_due_day() {
    let (app, world) = bakery();
    let id = take(
        &app,
        order(
            world.hotel,
            SATURDAY,
            &[(world.barra, 80), (world.croissant, 120)],
        ),
    );
    let order = app.read(|view| orders::find(view, id));
    assert_eq!(order.status, Status::Pending);
    // 80 × 0.54 = 43.20 at 4 % = 1.73; 120 × 0.62 = 74.40 at 10 % = 7.44.
    assert_eq!(order.subtotal.to_string(), "117.60");
    assert_eq!(order.tax_amount.to_string(), "9.17");
    assert_eq!(order.total_amount.to_string(), "126.77");
    assert_eq!(order.payment_due_date, Some(day("2026-12-21")));
    assert_eq!(
        app.read(|view| customers::exposure(view, world.hotel))
            .to_string(),
        "0.00"
    );
    app.write(move |tx| orders::confirm(tx, id));
    assert_eq!(
        app.read(|view| customers::exposure(view, world.hotel))
            .to_string(),
        "126.77"
    );
    app.write(move |tx| orders::cancel(tx, id, "se equivocaron"));
    assert_eq!(
        app.read(|view| customers::exposure(view, world.hotel))
            .to_string(),
        "0.00"
    );
    let customer = app.read(|view| customers::find(view, world.hotel));
    assert_eq!(
        (customer.total_orders, customer.total_lifetime_value.cents()),
        (0, 0)
    );
}

#[test]
fn business_orders_within_credit_are_confirmed_when_set_and_others_wait() {
    let (app, world) = bakery();
    app.set("orders.auto_approve_business", "true");
    let small = take(&app, order(world.hotel, MONDAY, &[(world.barra, 100)]));
    let large = take(&app, order(world.hotel, MONDAY, &[(world.barra, 900)]));
    let status = |id| app.read(|view| orders::find(view, id)).status;
    assert_eq!(
        (status(small), status(large)),
        (Status::Confirmed, Status::Pending)
    );
    app.set("customers.credit_check_on", "true");
    let error = fails(&app, move |tx| orders::confirm(tx, large));
    assert_eq!(conflict(&error), "orders-over-credit");
    app.set("customers.credit_check_on", "false");
    app.write(move |tx| orders::confirm(tx, large));
    assert_eq!(status(large), Status::Confirmed);
}

#[test]
fn discount_and_delivery_charge_are_split_over_the_rates_net_and_gross() {
    let (app, world) = bakery();
    for who in [world.ana, world.hotel] {
        let new = NewOrder {
            discount_percentage: Some("10".parse().unwrap()),
            shipping_charge: "3.00".parse().unwrap(),
            ..order(who, SATURDAY, &[(world.barra, 10), (world.croissant, 10)])
        };
        let id = take(&app, new);
        let order = app.read(|view| orders::find(view, id));
        let sum = order.subtotal - order.discount_amount + order.shipping_amount + order.tax_amount;
        assert_eq!(order.total_amount, sum);
        let rows: hornada::values::Money = app
            .read(|view| orders::tax_rows(view, id))
            .iter()
            .map(|row| row.base + row.tax)
            .sum();
        assert_eq!(order.total_amount, rows);
    }
    // Gross: 11.00 + 13.50 − 2.45 + 3.00 is what the shop's customer pays, to the cent.
    let gross: i64 = app.value("SELECT total_amount FROM orders WHERE tax_mode = 'gross'");
    assert_eq!(gross, 2505);
    // Net: 5.40 and 6.20; discount 1.16 as 0.54 + 0.62; charge 3.00 as 1.40 + 1.60.
    let rows: String = app.value(
        "SELECT group_concat(rate || ':' || base || ':' || tax) FROM order_tax_rows r JOIN orders o ON o.id = r.order_id
         WHERE o.tax_mode = 'net'",
    );
    assert_eq!(rows, "400:626:25,1000:718:72");
}

#[test]
fn a_line_by_weight_and_one_by_the_dozen_are_reckoned_in_their_price_unit() {
    let (app, world) = bakery();
    let mut new = order(world.ana, SATURDAY, &[]);
    let kilos = Amount::Units("2.5".parse().unwrap());
    new.lines
        .push(NewLine::of(world.chapata, kilos, Some("kg".into())));
    new.lines
        .push(NewLine::of(world.croissant, units(2), Some("dozen".into())));
    let id = take(&app, new);
    let lines = app.read(|view| orders::lines(view, id));
    assert_eq!(lines[0].quantity, Quantity::whole(2500));
    assert_eq!(lines[0].line_total.to_string(), "10.50");
    assert_eq!(lines[1].quantity, Quantity::whole(24));
    assert_eq!(lines[1].line_total.to_string(), "32.40");
    let demand = app.read(|view| orders::demand(view, day(SATURDAY)));
    assert_eq!(demand.len(), 2);
}

#[test]
fn an_empty_order_names_everything_that_is_missing() {
    let app = TestApp::new();
    let error = fails(&app, |tx| {
        orders::create(tx, NewOrder::from(Who::Nobody, Source::Phone))
    });
    assert_eq!(fields(&error), ["customer_id", "items", "requested_date"]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM orders"), 0);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM counters WHERE series LIKE 'orders%'"),
        0
    );
}

#[test]
fn limits_are_kept() {
    let (app, world) = bakery();
    let refused = |new: NewOrder| fields(&fails(&app, move |tx| orders::create(tx, new)));
    let one = |date: &str| order(world.ana, date, &[(world.barra, 1)]);
    assert_eq!(refused(one("2026-11-19")), ["requested_date"]);
    assert_eq!(
        refused(order(world.ana, MONDAY, &[(world.barra, 0)])),
        ["items.0.quantity"]
    );
    let half = NewOrder {
        lines: vec![NewLine::of(
            world.barra,
            Amount::Units("0.5".parse().unwrap()),
            None,
        )],
        ..one(MONDAY)
    };
    assert_eq!(refused(half), ["items.0.quantity"]);
    app.set("orders.most_lines", "1");
    let two = order(world.ana, MONDAY, &[(world.barra, 1), (world.croissant, 1)]);
    assert_eq!(refused(two), ["items"]);
    app.set("orders.least_value", "5");
    assert_eq!(refused(one(MONDAY)), ["items"]);
    app.set("orders.least_value", "0");
    app.set("orders.most_value", "1");
    assert_eq!(refused(one(MONDAY)), ["items"]);
    app.set("orders.most_value", "100000");
    app.set("orders.pickup_on", "false");
    assert_eq!(refused(one(MONDAY)), ["delivery_method"]);
    app.set("orders.pickup_on", "true");
    app.set("orders.opening_days", "2,3,4,5,6,7");
    assert_eq!(refused(one(MONDAY)), ["requested_date"]);
    app.set("orders.opening_days", "1,2,3,4,5,6,7");
    app.write(|tx| {
        tx.execute(
            "INSERT INTO closed_days (day, name) VALUES ('2026-11-23', 'Fiesta')",
            [],
        )?;
        Ok(())
    });
    assert_eq!(refused(one(MONDAY)), ["requested_date"]);
    let cheap = NewOrder {
        discount_percentage: Some("60".parse().unwrap()),
        ..one(SATURDAY)
    };
    assert_eq!(refused(cheap), ["discount_percentage"]);
    app.set("orders.processing_on", "false");
    let new = one(SATURDAY);
    let error = fails(&app, move |tx| orders::create(tx, new));
    assert_eq!(conflict(&error), "orders-not-taken");
}

#[test]
fn what_is_made_to_order_keeps_to_its_weekdays_and_lead_time() {
    let (app, world) = bakery();
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET lead_days = 3, weekdays = 31 WHERE id = ?1",
            [world.croissant],
        )?;
        Ok(())
    });
    let try_on = |date: &str| {
        let new = order(world.ana, date, &[(world.croissant, 1)]);
        app.db
            .write_blocking(hornada::db::Actor::system(), move |tx| {
                orders::create(tx, new)
            })
    };
    // Saturday is no weekday of it; Monday is three days away; Sunday is neither.
    assert_eq!(
        fields(&try_on(SATURDAY).unwrap_err()),
        ["items.0.product_id"]
    );
    assert!(try_on(MONDAY).is_ok());
    app.write(move |tx| {
        tx.execute(
            "UPDATE items SET lead_days = 4 WHERE id = ?1",
            [world.croissant],
        )?;
        Ok(())
    });
    assert_eq!(fields(&try_on(MONDAY).unwrap_err()), ["items.0.product_id"]);
}

#[test]
fn after_the_cut_off_an_order_goes_to_the_next_day_or_in_with_a_reason() {
    let (app, world) = bakery();
    app.at_local("2026-11-20", "20:01");
    let new = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    let error = fails(&app, move |tx| orders::create(tx, new));
    assert_eq!(fields(&error), ["requested_date"]);
    let Error::Invalid(errors) = &error else {
        unreachable!()
    };
    let spoken = errors.0[0].message.speak(hornada::i18n::Lang::Es);
    assert!(spoken.contains("22/11/2026"), "{spoken}");
    let mut late = order(world.ana, SATURDAY, &[(world.barra, 1)]);
    late.may_be_late = true;
    let silent = late.clone();
    assert_eq!(
        fields(&fails(&app, move |tx| orders::create(tx, silent))),
        ["late_reason"]
    );
    late.late_reason = "se cayó la línea".into();
    let id = take(&app, late);
    let order = app.read(|view| orders::find(view, id));
    assert_eq!(order.late_reason.as_deref(), Some("se cayó la línea"));
    assert_eq!((order.status, order.day_version), (Status::Confirmed, 0));
}

#[test]
fn a_frozen_day_takes_a_late_order_straight_into_the_bakehouse() {
    let (app, world) = bakery();
    let early = take(&app, order(world.ana, SATURDAY, &[(world.barra, 1)]));
    app.at_local("2026-11-20", "20:00");
    assert_eq!(app.write(|tx| days::freeze(tx, day(SATURDAY))), 1);
    let find = |id| app.read(|view| orders::find(view, id));
    assert_eq!(
        (find(early).status, find(early).day_version),
        (Status::Preparing, 1)
    );
    assert_eq!(
        conflict(&fails(&app, |tx| days::freeze(tx, day(SATURDAY)))),
        "orders-day-not-open"
    );
    let late = take(
        &app,
        NewOrder {
            may_be_late: true,
            late_reason: "boda".into(),
            ..order(world.ana, SATURDAY, &[(world.barra, 5)])
        },
    );
    assert_eq!(
        (find(late).status, find(late).day_version),
        (Status::Preparing, 2)
    );
    assert_eq!(app.write(|tx| days::next_version(tx, day(SATURDAY))), 2);
    let business = take(
        &app,
        NewOrder {
            may_be_late: true,
            late_reason: "congreso".into(),
            ..order(world.hotel, SATURDAY, &[(world.barra, 5)])
        },
    );
    assert_eq!(find(business).status, Status::Pending);
    app.write(move |tx| orders::confirm(tx, business));
    assert_eq!(
        (find(business).status, find(business).day_version),
        (Status::Preparing, 3)
    );
    app.write(|tx| days::close(tx, day(SATURDAY)));
    assert_eq!(
        conflict(&fails(&app, |tx| days::close(tx, day(SATURDAY)))),
        "orders-day-not-frozen"
    );
    assert_eq!(
        conflict(&fails(&app, |tx| days::next_version(tx, day(SATURDAY)))),
        "orders-day-not-frozen"
    );
    let closed = NewOrder {
        may_be_late: true,
        late_reason: "boda".into(),
        ..order(world.ana, SATURDAY, &[(world.barra, 5)])
    };
    assert_eq!(
        conflict(&fails(&app, move |tx| orders::create(tx, closed))),
        "orders-day-closed"
    );
}

#[test]
fn late_cancellations_are_refused_charged_or_free_as_set() {
    let (app, world) = bakery();
    let ids: Vec<OrderId> = (0..3)
        .map(|_| take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)])))
        .collect();
    let (first, second, third) = (ids[0], ids[1], ids[2]);
    let empty = fails(&app, move |tx| orders::cancel(tx, first, "  "));
    assert_eq!(fields(&empty), ["reason"]);
    app.at_local("2026-11-20", "21:00");
    app.set("orders.late_cancellation", "refused");
    let error = fails(&app, move |tx| orders::cancel(tx, first, "no"));
    assert_eq!(conflict(&error), "orders-cancel-late");
    app.set("orders.late_cancellation", "charged");
    app.write(move |tx| orders::cancel(tx, second, "no"));
    app.set("orders.late_cancellation", "allowed");
    app.write(move |tx| orders::cancel(tx, third, "no"));
    let charge = |id| {
        app.read(|view| orders::find(view, id))
            .cancellation_charge
            .to_string()
    };
    assert_eq!(
        (charge(second), charge(third)),
        ("11.00".to_owned(), "0.00".to_owned())
    );
    let error = fails(&app, move |tx| orders::cancel(tx, third, "otra vez"));
    assert_eq!(conflict(&error), "orders-no-such-move");
}

#[test]
fn a_cancelled_order_comes_back_where_it_stood_until_its_day_is_closed() {
    let (app, world) = bakery();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 10)]));
    assert_eq!(
        conflict(&fails(&app, move |tx| orders::restore(tx, id, false))),
        "orders-not-cancelled"
    );
    app.write(move |tx| orders::cancel(tx, id, "se arrepintió"));
    app.write(move |tx| orders::restore(tx, id, false));
    let find = || app.read(|view| orders::find(view, id));
    assert_eq!(
        (find().status, find().cancel_reason),
        (Status::Confirmed, None)
    );
    assert_eq!(
        app.read(|view| customers::find(view, world.ana))
            .total_orders,
        1
    );
    app.write(move |tx| orders::cancel(tx, id, "se arrepintió"));
    app.write(|tx| days::freeze(tx, day(SATURDAY)));
    assert!(matches!(
        fails(&app, move |tx| orders::restore(tx, id, false)),
        Error::Forbidden
    ));
    app.write(move |tx| orders::restore(tx, id, true));
    assert_eq!((find().status, find().day_version), (Status::Preparing, 2));
    app.write(move |tx| {
        orders::cancel(tx, id, "otra vez")?;
        days::close(tx, day(SATURDAY))
    });
    assert_eq!(
        conflict(&fails(&app, move |tx| orders::restore(tx, id, true))),
        "orders-restore-closed"
    );
}

/// Every pair of states, asked for on a real order: what is reachable is reached in one transaction, all else refused.
#[test]
fn every_pair_of_states_is_allowed_or_refused_as_the_table_says() {
    let (app, world) = bakery();
    for method in [DeliveryMethod::Pickup, DeliveryMethod::Delivery] {
        for from in Status::ALL.iter().copied() {
            for to in Status::ALL
                .iter()
                .copied()
                .filter(|to| *to != Status::Cancelled)
            {
                let new = NewOrder {
                    delivery_method: Some(method),
                    delivery_address: "Calle Mayor 3".into(),
                    ..order(world.ana, MONDAY, &[(world.barra, 1)])
                };
                let id = take(&app, new);
                app.write(move |tx| {
                    tx.execute(
                        "UPDATE orders SET status = ?2 WHERE id = ?1",
                        rusqlite::params![id, from],
                    )?;
                    Ok(())
                });
                let done = app
                    .db
                    .write_blocking(hornada::db::Actor::system(), move |tx| {
                        orders::advance(tx, id, to, "por si acaso")
                    });
                let now = app.read(|view| orders::find(view, id)).status;
                if from.path(to, method).is_some() {
                    assert!(
                        done.is_ok() && now == to,
                        "{from} to {to} ({method}): {done:?}, {now}"
                    );
                } else {
                    assert!(
                        matches!(done, Err(Error::Conflict(..))),
                        "{from} to {to} ({method})"
                    );
                    assert_eq!(now, from);
                }
            }
        }
    }
}

#[test]
fn passing_missing_steps_writes_each_into_the_history_and_completes_once() {
    let (app, world) = bakery();
    let id = take(&app, order(world.ana, SATURDAY, &[(world.barra, 4)]));
    app.write(move |tx| orders::advance(tx, id, Status::Completed, "mostrador"));
    let actions: String =
        app.value("SELECT group_concat(action) FROM journal WHERE subject_kind = 'order'");
    assert_eq!(actions, "created,processing_started,packed,delivered");
    let completed: i64 = app.value("SELECT count(*) FROM events WHERE event_type = 'order_completed' AND topic = 'orders.completed'");
    assert_eq!(completed, 1);
    let line = app.read(|view| orders::lines(view, id)).remove(0);
    assert_eq!(line.fulfilled_quantity, Quantity::whole(4));
    assert_eq!(
        app.read(|view| orders::find(view, id)).fulfilled_date,
        Some(day("2026-11-20"))
    );
}

#[test]
fn lines_are_changed_added_and_removed_with_new_sums_while_the_order_may_be() {
    let (app, world) = bakery();
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 3), (world.croissant, 2)],
        ),
    );
    let (find, lines) = (
        || app.read(|view| orders::find(view, id)),
        || app.read(|view| orders::lines(view, id)),
    );
    let [barra, croissant] = [lines()[0].id, lines()[1].id];
    // The price of the list changes afterwards: what was agreed stays.
    app.write(move |tx| {
        for list in catalog::price_lists(tx)? {
            catalog::set_price(
                tx,
                list.id,
                world.barra,
                day("2026-11-20"),
                "9".parse().unwrap(),
            )?;
        }
        Ok(())
    });
    let change = Change {
        lines: vec![(
            barra,
            orders::LineChange {
                quantity: Some(units(5)),
                ..Default::default()
            },
        )],
        remove: vec![croissant],
        add: vec![NewLine::of(world.chapata, units(1), None)],
        ..Change::default()
    };
    let version = find().version;
    app.write(move |tx| orders::change(tx, id, version, &change));
    assert_eq!(lines().len(), 2);
    assert_eq!(find().total_amount.to_string(), "9.70");
    assert_eq!(
        app.read(|view| customers::find(view, world.ana))
            .total_lifetime_value
            .to_string(),
        "9.70"
    );
    let stale = fails(&app, move |tx| {
        orders::change(tx, id, version, &Change::default())
    });
    assert!(matches!(stale, Error::Stale));
    let all: Vec<_> = lines().iter().map(|line| line.id).collect();
    let version = find().version;
    let nothing = Change {
        remove: all,
        ..Change::default()
    };
    assert_eq!(
        fields(&fails(&app, move |tx| orders::change(
            tx, id, version, &nothing
        ))),
        ["items"]
    );
    app.write(move |tx| orders::advance(tx, id, Status::Preparing, ""));
    let version = find().version;
    let late = fails(&app, move |tx| {
        orders::change(tx, id, version, &Change::default())
    });
    assert_eq!(conflict(&late), "orders-not-editable");
}

#[test]
fn another_day_brings_that_days_prices_but_not_over_prices_by_hand() {
    let (app, world) = bakery();
    let mut new = order(
        world.ana,
        SATURDAY,
        &[(world.barra, 1), (world.croissant, 1)],
    );
    new.lines[1].price = Asked::Hand("1.00".parse().unwrap());
    let id = take(&app, new);
    app.write(move |tx| {
        let list = catalog::price_lists(tx)?
            .into_iter()
            .find(|list| list.code == "PVP")
            .unwrap();
        catalog::set_price(
            tx,
            list.id,
            world.barra,
            day(MONDAY),
            "1.20".parse().unwrap(),
        )
    });
    let version = app.read(|view| orders::find(view, id)).version;
    let change = Change {
        requested_date: Some(day(MONDAY)),
        ..Change::default()
    };
    app.write(move |tx| orders::change(tx, id, version, &change));
    let prices: Vec<String> = app
        .read(|view| orders::lines(view, id))
        .iter()
        .map(|line| line.unit_price.to_string())
        .collect();
    assert_eq!(prices, ["1.20", "1.00"]);
}

#[test]
fn what_a_customer_avoids_stops_the_save_until_it_is_confirmed_and_that_is_kept() {
    let (app, world) = bakery();
    app.write(move |tx| {
        let notes = AllergenNotes {
            allergens: vec![Allergen::Milk],
            allergen_notes: String::new(),
            consent_date: day("2026-11-01"),
        };
        customers::set_allergens(tx, world.ana, Some(notes))
    });
    let mut new = order(
        world.ana,
        SATURDAY,
        &[(world.barra, 1), (world.croissant, 1)],
    );
    let plain = new.clone();
    assert_eq!(
        fields(&fails(&app, move |tx| orders::create(tx, plain))),
        ["allergen_override"]
    );
    new.allergen_override = true;
    let id = take(&app, new);
    let kept: Vec<Option<String>> = app
        .read(|view| orders::lines(view, id))
        .into_iter()
        .map(|line| line.allergen_override)
        .collect();
    assert_eq!(kept, [None, Some("milk".to_owned())]);
    let open: String = app
        .value("SELECT changes FROM journal WHERE subject_kind = 'order' AND action = 'created'");
    assert!(!open.contains("allergen"), "{open}");
    let personal: String = app.value(
        "SELECT p.changes FROM journal_personal p JOIN journal j ON j.id = p.journal_id WHERE subject_kind = 'order'",
    );
    assert!(personal.contains("allergen_override"), "{personal}");
}

#[test]
fn an_order_with_a_telephone_finds_the_customer_or_makes_one() {
    let (app, world) = bakery();
    let by_phone = |phone: &str, name: &str| NewOrder {
        who: Who::Contact {
            phone: phone.into(),
            name: name.into(),
            email: String::new(),
        },
        ..order(world.ana, SATURDAY, &[(world.barra, 1)])
    };
    let known = take(&app, by_phone("+34 612 34 08 21", "Anita"));
    assert_eq!(
        app.read(|view| orders::find(view, known)).customer_id,
        world.ana
    );
    let new = take(&app, by_phone("699 111 222", "Berta"));
    assert_eq!(
        app.read(|view| orders::find(view, new)).customer_name,
        "Berta"
    );
    let nameless = by_phone("699 111 223", "");
    assert_eq!(
        fields(&fails(&app, move |tx| orders::create(tx, nameless))),
        ["customer_name"]
    );
}

#[test]
fn sixteen_writers_leave_no_gap_and_no_double_in_the_numbers() {
    let (app, world) = bakery();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for turn in 0..8 {
                    let count = if turn % 4 == 3 { 0 } else { 1 };
                    let new = order(world.ana, SATURDAY, &[(world.barra, count)]);
                    let done = app
                        .db
                        .write_blocking(hornada::db::Actor::system(), move |tx| {
                            orders::create(tx, new)
                        });
                    assert_eq!(done.is_ok(), count == 1);
                }
            });
        }
    });
    let mut numbers: Vec<String> = app.read(|view| {
        let mut statement = view.prepare("SELECT order_number FROM orders")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    numbers.sort();
    let wanted: Vec<String> = (1..=96)
        .map(|number| format!("ORD-2026-1120-{number:03}"))
        .collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn payments_and_costs_of_an_order_are_kept_by_other_rooms() {
    let (app, world) = bakery();
    let id = take(
        &app,
        order(
            world.hotel,
            MONDAY,
            &[(world.barra, 10), (world.croissant, 10)],
        ),
    );
    app.write(move |tx| {
        orders::confirm(tx, id)?;
        orders::set_payment_status(
            tx,
            id,
            orders::PaymentStatus::Paid,
            Some(orders::PaymentMethod::Cash),
        )
    });
    assert_eq!(
        app.read(|view| customers::exposure(view, world.hotel))
            .cents(),
        0
    );
    let lines = app.read(|view| orders::lines(view, id));
    let first = lines[0].id;
    app.write(move |tx| orders::fulfil_line(tx, first, Quantity::whole(4)));
    let line = app.read(|view| orders::lines(view, id)).remove(0);
    assert_eq!(
        (line.fulfillment_status, line.fulfilled_quantity),
        (orders::LineStatus::Fulfilled, Quantity::whole(4)),
        "the rest does not come any more"
    );
}
