//! Stock: the ledger and its value, lots, counts, waste.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use hornada::catalog::{self, NewItem};
use hornada::db::{Actor, Tx};
use hornada::error::{Error, Result};
use hornada::people::roles::Role;
use hornada::stock::counting::{self, CountedLot, Kind, NewCount, NewCountLine, Waste};
use hornada::stock::{self, Issue, Reason, Receipt};
use hornada::values::ids::{ItemId, LotId, splitmix};
use hornada::values::{BaseUnit, Day, Quantity, StockValue};
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestApp, attr, texts};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn value(text: &str) -> StockValue {
    text.parse().unwrap()
}

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn tax_class(tx: &Tx) -> Result<hornada::values::ids::TaxClassId> {
    Ok(catalog::tax_classes(tx)?[0].id)
}

/// An ingredient that is bought by the kilo.
pub fn bought(app: &TestApp, name: &'static str) -> ItemId {
    app.write(move |tx| {
        let new = NewItem {
            is_bought: true,
            is_made: false,
            is_sold: false,
            ..NewItem::new(name, BaseUnit::G, tax_class(tx)?)
        };
        catalog::create(tx, new)
    })
}

/// A product that is made and counted in pieces.
pub fn made(app: &TestApp, name: &'static str) -> ItemId {
    app.write(move |tx| catalog::create(tx, NewItem::new(name, BaseUnit::Piece, tax_class(tx)?)))
}

pub fn receive(app: &TestApp, item: ItemId, amount: &str, worth: &str) -> LotId {
    receive_until(app, item, amount, worth, None)
}

pub fn receive_until(
    app: &TestApp,
    item: ItemId,
    amount: &str,
    worth: &str,
    expiry: Option<&str>,
) -> LotId {
    let receipt = Receipt {
        expiry: expiry.map(day),
        ..Receipt::of(
            item,
            quantity(amount),
            value(worth),
            Reason::Receipt,
            "delivery",
            None,
        )
    };
    app.write(move |tx| stock::receive(tx, receipt))
}

fn issue_of(item: ItemId, amount: &str, reason: Reason, document: Option<Uuid>) -> Issue {
    Issue {
        item,
        quantity: quantity(amount),
        reason,
        day: day("2026-11-20"),
        document_kind: "batch",
        document_id: document,
        note: String::new(),
    }
}

fn issue(app: &TestApp, item: ItemId, amount: &str) -> StockValue {
    let issue = issue_of(item, amount, Reason::Consumption, None);
    app.write(move |tx| stock::issue(tx, issue))
}

fn try_write<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.db.write_blocking(Actor::system(), work)
}

fn held(app: &TestApp, item: ItemId) -> (Quantity, StockValue) {
    app.read(|view| {
        Ok(stock::on_hand_of_all(view)?
            .get(&item)
            .copied()
            .unwrap_or_default())
    })
}

#[test]
fn what_goes_out_takes_its_share_of_the_value_and_the_last_takes_the_rest() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    receive(&app, flour, "3000", "10.00");
    assert_eq!(issue(&app, flour, "1000"), value("3.3333"));
    assert_eq!(issue(&app, flour, "1000"), value("3.3334"));
    assert_eq!(issue(&app, flour, "1000"), value("3.3333"));
    assert_eq!(held(&app, flour), (Quantity::ZERO, StockValue::ZERO));
    assert_eq!(app.read(|view| stock::average_cost(view, flour)), None);
}

#[test]
fn the_average_cost_is_weighted_by_what_came_in() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    receive(&app, flour, "25000", "14.75");
    receive(&app, flour, "75000", "48.00");
    let cost = app.read(|view| stock::average_cost(view, flour)).unwrap();
    assert_eq!(cost.to_string(), "0.6275");
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)),
        quantity("100000")
    );
}

#[test]
fn the_lot_that_expires_first_goes_out_first_and_untracked_last() {
    let app = TestApp::new();
    let milk = bought(&app, "Leche");
    let count = NewCount {
        kind: Kind::Opening,
        day: day("2026-11-20"),
        note: String::new(),
        lines: vec![line(
            milk,
            CountedLot::New {
                lot_number: String::new(),
                expiry: None,
            },
            "500",
        )],
    };
    app.write(move |tx| counting::post(tx, count));
    let never = receive_until(&app, milk, "500", "1.00", None);
    let late = receive_until(&app, milk, "500", "1.00", Some("2026-12-01"));
    let soon = receive_until(&app, milk, "500", "1.00", Some("2026-11-22"));
    let order = || -> Vec<LotId> {
        app.read(|view| {
            Ok(stock::lots_of(view, milk)?
                .into_iter()
                .map(|held| held.lot.id)
                .collect())
        })
    };
    assert_eq!(order(), [soon, late, never, stock::UNTRACKED]);
    issue(&app, milk, "700");
    assert_eq!(order(), [late, never, stock::UNTRACKED]);
    issue(&app, milk, "900");
    assert_eq!(order(), [stock::UNTRACKED]);
    assert_eq!(app.read(|view| stock::on_hand(view, milk)), quantity("400"));
}

#[test]
fn lots_without_a_number_get_one_of_the_day() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let first = receive(&app, flour, "1000", "1.00");
    let second = receive(&app, flour, "1000", "1.00");
    let number = |id| app.read(|view| Ok(stock::lot(view, id)?.lot_number));
    assert_eq!(number(first), "L261120-01");
    assert_eq!(number(second), "L261120-02");
}

#[test]
fn a_known_lot_is_filled_up_and_another_expiry_is_refused() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let receipt = |expiry: Option<&str>| Receipt {
        lot_number: Some("H-77".into()),
        expiry: expiry.map(day),
        ..Receipt::of(
            flour,
            quantity("1000"),
            value("1"),
            Reason::Receipt,
            "delivery",
            None,
        )
    };
    let (one, two, three) = (
        receipt(Some("2027-01-31")),
        receipt(None),
        receipt(Some("2027-02-28")),
    );
    let first = app.write(move |tx| stock::receive(tx, one));
    assert_eq!(app.write(move |tx| stock::receive(tx, two)), first);
    assert!(matches!(
        try_write(&app, move |tx| stock::receive(tx, three)),
        Err(Error::Invalid(_))
    ));
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)),
        quantity("2000")
    );
}

#[test]
fn bought_goods_never_go_below_zero_and_the_refusal_says_what_is_short() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    receive(&app, flour, "1500", "1.00");
    let too_much = issue_of(flour, "1501", Reason::Consumption, None);
    let Err(Error::Conflict(message, Some(extra))) =
        try_write(&app, move |tx| stock::issue(tx, too_much))
    else {
        panic!("the issue was not refused")
    };
    assert_eq!(
        message.speak(hornada::i18n::Lang::Es),
        "No hay bastante: Harina T-65 (1,5 kg / 1,501 kg)."
    );
    assert_eq!(extra["short"][0]["on_hand"], "1500");
    assert_eq!(
        app.read(|view| stock::on_hand(view, flour)),
        quantity("1500")
    );
}

#[test]
fn made_goods_go_below_zero_without_value_and_the_next_batch_settles_them() {
    let app = TestApp::new();
    let loaf = made(&app, "Barra");
    assert_eq!(issue(&app, loaf, "10"), StockValue::ZERO);
    assert_eq!(held(&app, loaf), (quantity("-10"), StockValue::ZERO));
    let lot = receive(&app, loaf, "12", "12.00");
    assert_eq!(held(&app, loaf), (quantity("2"), value("2.00")));
    let lots = app.read(|view| stock::lots_of(view, loaf));
    assert_eq!(lots.len(), 1, "lot 0 owes nothing any more");
    assert_eq!((lots[0].lot.id, lots[0].quantity), (lot, quantity("2")));
    // What is traced: the ten that left before the tick came from this lot.
    let out: i64 = app
        .value("SELECT sum(quantity) FROM movements WHERE lot_id <> zeroblob(16) AND quantity < 0");
    assert_eq!(out, -10_000);
}

#[test]
fn undoing_a_document_puts_quantities_lots_and_value_back() {
    let app = TestApp::new();
    let (flour, loaf) = (bought(&app, "Harina T-65"), made(&app, "Barra"));
    receive_until(&app, flour, "1000", "1.00", Some("2026-12-01"));
    receive_until(&app, flour, "5000", "4.00", Some("2027-01-01"));
    let before = (
        held(&app, flour),
        app.read(|view| stock::lots_of(view, flour)),
    );
    let batch = Uuid::from_u128(7);
    app.write(move |tx| {
        let cost = stock::issue(
            tx,
            issue_of(flour, "3000", Reason::Consumption, Some(batch)),
        )?;
        stock::receive(
            tx,
            Receipt::of(
                loaf,
                quantity("20"),
                cost,
                Reason::Production,
                "batch",
                Some(batch),
            ),
        )
    });
    assert_eq!(held(&app, loaf).0, quantity("20"));
    let used = |app: &TestApp| -> i64 {
        app.value("SELECT ifnull(sum(quantity), 0) FROM daily_consumption")
    };
    assert_eq!(used(&app), 3_000_000);
    app.write(move |tx| stock::reverse(tx, "batch", batch));
    let after = (
        held(&app, flour),
        app.read(|view| stock::lots_of(view, flour)),
    );
    assert_eq!(before.0, after.0);
    assert_eq!(format!("{:?}", before.1), format!("{:?}", after.1));
    assert_eq!(held(&app, loaf), (Quantity::ZERO, StockValue::ZERO));
    assert_eq!(used(&app), 0);
    let movements: i64 = app.value("SELECT count(*) FROM movements");
    app.write(move |tx| stock::reverse(tx, "batch", batch));
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM movements"),
        movements,
        "undone once only"
    );
}

#[test]
fn a_receipt_of_bought_goods_that_were_used_cannot_be_undone() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let delivery = Uuid::from_u128(9);
    let receipt = Receipt::of(
        flour,
        quantity("1000"),
        value("1"),
        Reason::Receipt,
        "delivery",
        Some(delivery),
    );
    app.write(move |tx| stock::receive(tx, receipt));
    issue(&app, flour, "1");
    let undone = try_write(&app, move |tx| stock::reverse(tx, "delivery", delivery));
    assert!(matches!(undone, Err(Error::Conflict(..))));
}

#[test]
fn a_batch_that_was_handed_over_already_can_be_undone() {
    let app = TestApp::new();
    let loaf = made(&app, "Barra");
    let batch = Uuid::from_u128(3);
    issue(&app, loaf, "8");
    let receipt = Receipt::of(
        loaf,
        quantity("20"),
        value("10"),
        Reason::Production,
        "batch",
        Some(batch),
    );
    app.write(move |tx| stock::receive(tx, receipt));
    issue(&app, loaf, "5");
    assert_eq!(held(&app, loaf), (quantity("7"), value("3.50")));
    app.write(move |tx| stock::reverse(tx, "batch", batch));
    assert_eq!(held(&app, loaf), (quantity("-13"), StockValue::ZERO));
}

#[test]
fn nothing_impossible_is_booked() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    for (amount, worth) in [("0", "1"), ("-5", "1"), ("5", "-1")] {
        let receipt = Receipt::of(
            flour,
            quantity(amount),
            value(worth),
            Reason::Receipt,
            "delivery",
            None,
        );
        assert!(matches!(
            try_write(&app, move |tx| stock::receive(tx, receipt)),
            Err(Error::Invalid(_))
        ));
    }
    let nothing = issue_of(flour, "0", Reason::Consumption, None);
    assert!(matches!(
        try_write(&app, move |tx| stock::issue(tx, nothing)),
        Err(Error::Invalid(_))
    ));
    assert!(
        app.db
            .write_blocking(Actor::system(), move |tx| {
                Ok(tx.execute("UPDATE movements SET quantity = 1", []).is_err())
            })
            .is_ok()
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM movements"), 0);
}

#[test]
fn the_base_unit_is_fixed_by_the_first_movement() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    receive(&app, flour, "1", "1");
    let changed = try_write(&app, move |tx| {
        Ok(tx.execute(
            "UPDATE items SET base_unit = 'ml', unit = 'l', price_unit = 'l' WHERE id = ?1",
            [flour],
        )?)
    });
    assert!(changed.is_err());
    assert!(app.read(|view| stock::has_moved(view, flour)));
}

#[test]
fn sixteen_that_take_at_once_never_take_more_than_there_is() {
    let app = TestApp::new();
    let butter = bought(&app, "Mantequilla");
    receive(&app, butter, "10000", "80.00");
    let taken = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let issue = issue_of(butter, "100", Reason::Consumption, None);
                    if try_write(&app, move |tx| stock::issue(tx, issue)).is_ok() {
                        taken.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(taken.load(Ordering::Relaxed), 100);
    assert_eq!(held(&app, butter), (Quantity::ZERO, StockValue::ZERO));
}

/// Hundreds of random movements of a bought and a made item: after each, balances are the ledger's sums, value is never
/// below zero and there is none at or below zero, nothing expires out of order. `hornada check` runs at the end.
#[test]
fn whatever_happens_the_balances_are_the_sums_of_the_ledger() {
    let app = TestApp::new();
    let items = [bought(&app, "Harina T-65"), made(&app, "Barra")];
    let mut seed = 20_261_120;
    let mut below = 0;
    for round in 0..300_u128 {
        let mut draw = |most: u64| splitmix(&mut seed) % most;
        let item = items[usize::try_from(draw(2)).unwrap()];
        let amount = Quantity::from_thousandths(i64::try_from(draw(5_000) + 1).unwrap());
        let worth = StockValue::from_ten_thousandths(i64::try_from(draw(90_000)).unwrap());
        let (kind, expires, undo) = (
            draw(10),
            draw(30),
            Uuid::from_u128(draw(u64::try_from(round).unwrap() + 1).into()),
        );
        let document = Uuid::from_u128(round);
        let result = try_write(&app, move |tx| match kind {
            0..=3 => {
                let receipt = Receipt {
                    expiry: (expires > 5)
                        .then(|| tx.today().add_days(i64::try_from(expires).unwrap_or(0))),
                    ..Receipt::of(item, amount, worth, Reason::Receipt, "doc", Some(document))
                };
                stock::receive(tx, receipt).map(drop)
            }
            4..=7 => {
                let issue = Issue {
                    quantity: amount,
                    document_kind: "doc",
                    ..issue_of(item, "1", Reason::Delivery, Some(document))
                };
                stock::issue(tx, issue).map(drop)
            }
            _ => stock::reverse(tx, "doc", undo),
        });
        assert!(
            matches!(result, Ok(()) | Err(Error::Conflict(..))),
            "{result:?}"
        );
        let stocks: HashMap<ItemId, (Quantity, StockValue)> =
            app.read(|view| stock::on_hand_of_all(view));
        for (item, (amount, worth)) in stocks {
            assert!(!worth.is_negative());
            assert!(
                amount.is_positive() || worth.is_zero(),
                "{amount} is worth {worth}"
            );
            assert!(
                !amount.is_negative() || item == items[1],
                "bought goods are below zero"
            );
            below += usize::from(amount.is_negative());
            let lots = app.read(|view| stock::lots_of(view, item));
            assert_eq!(
                lots.iter().map(|held| held.quantity).sum::<Quantity>(),
                amount
            );
            let owes = lots
                .iter()
                .filter(|held| held.quantity.is_negative())
                .count();
            assert!(
                owes == 0 || (owes == 1 && lots.len() == 1),
                "one lot owes while another has"
            );
        }
    }
    assert!(
        below > 0,
        "the made item was never below zero: the test proves nothing"
    );
    assert_eq!(app.findings(), Vec::<String>::new());
}

fn line(item: ItemId, lot: CountedLot, counted: &str) -> NewCountLine {
    NewCountLine {
        item,
        lot,
        counted: quantity(counted),
        expected: None,
        unit_cost: None,
        reason: String::new(),
    }
}

fn count(kind: Kind, lines: Vec<NewCountLine>) -> NewCount {
    NewCount {
        kind,
        day: day("2026-11-20"),
        note: String::new(),
        lines,
    }
}

#[test]
fn the_opening_count_brings_lots_and_their_cost() {
    let app = TestApp::new();
    let (flour, butter) = (bought(&app, "Harina T-65"), bought(&app, "Mantequilla"));
    let sack = CountedLot::New {
        lot_number: "H-77".into(),
        expiry: Some(day("2027-03-01")),
    };
    let lines = vec![
        NewCountLine {
            unit_cost: Some("0.59".parse().unwrap()),
            ..line(flour, sack.clone(), "50000")
        },
        NewCountLine {
            unit_cost: Some("0.61".parse().unwrap()),
            ..line(
                flour,
                CountedLot::New {
                    lot_number: String::new(),
                    expiry: None,
                },
                "25000",
            )
        },
        line(
            butter,
            CountedLot::New {
                lot_number: String::new(),
                expiry: None,
            },
            "2000",
        ),
    ];
    let opening = count(Kind::Opening, lines);
    let again = opening.clone();
    app.write(move |tx| counting::post(tx, opening));
    assert_eq!(held(&app, flour), (quantity("75000"), value("44.75")));
    assert_eq!(held(&app, butter), (quantity("2000"), StockValue::ZERO));
    let Err(Error::Invalid(errors)) = try_write(&app, move |tx| counting::post(tx, again)) else {
        panic!("a second opening was let through")
    };
    let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        ["lines.0.counted", "lines.1.counted", "lines.2.counted"]
    );
}

#[test]
fn a_count_moves_the_difference_at_average_cost() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let lot = receive(&app, flour, "10000", "6.00");
    let less = NewCountLine {
        expected: Some(quantity("10000")),
        reason: "unbooked".into(),
        ..line(flour, CountedLot::Known(lot), "9000")
    };
    app.write(move |tx| counting::post(tx, count(Kind::Count, vec![less])));
    assert_eq!(held(&app, flour), (quantity("9000"), value("5.40")));
    let unsaid = line(flour, CountedLot::Known(lot), "9500");
    let refused = try_write(&app, move |tx| {
        counting::post(tx, count(Kind::Count, vec![unsaid]))
    });
    let Err(Error::Invalid(errors)) = refused else {
        panic!("a difference without a reason was let through")
    };
    assert_eq!(errors.0[0].field, "lines.0.reason");
    let more = NewCountLine {
        reason: "unknown".into(),
        ..line(flour, CountedLot::Known(lot), "9500")
    };
    app.write(move |tx| counting::post(tx, count(Kind::Count, vec![more])));
    assert_eq!(held(&app, flour), (quantity("9500"), value("5.70")));
    let same = line(flour, CountedLot::Known(lot), "9500");
    app.write(move |tx| counting::post(tx, count(Kind::Count, vec![same])));
    let counts = app.read(|view| stock::counts(view, None, 10));
    let differences: i64 = counts.iter().map(|count| count.differences).sum();
    assert_eq!((counts.len(), differences), (3, 2));
}

#[test]
fn a_line_that_moved_since_the_sheet_was_printed_is_looked_at_again() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let lot = receive(&app, flour, "10000", "6.00");
    issue(&app, flour, "500");
    let stale = NewCountLine {
        expected: Some(quantity("10000")),
        ..line(flour, CountedLot::Known(lot), "9000")
    };
    let result = try_write(&app, move |tx| {
        counting::post(tx, count(Kind::Count, vec![stale]))
    });
    assert!(matches!(result, Err(Error::Invalid(_))));
    assert_eq!(held(&app, flour).0, quantity("9500"));
}

#[test]
fn counts_that_cannot_be_are_refused_as_a_whole() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina T-65");
    let lot = receive(&app, flour, "1000", "1.00");
    let good = || line(flour, CountedLot::Known(lot), "900");
    let wrong: [Vec<NewCountLine>; 4] = [
        vec![],
        vec![good(), good()],
        vec![line(flour, CountedLot::Known(lot), "-1")],
        vec![NewCountLine {
            reason: "nothing we know".into(),
            ..good()
        }],
    ];
    for lines in wrong {
        let result = try_write(&app, move |tx| {
            counting::post(tx, count(Kind::Count, lines))
        });
        assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
    }
    assert_eq!(held(&app, flour).0, quantity("1000"));
    assert_eq!(app.value::<i64>("SELECT count(*) FROM stock_counts"), 0);
}

#[test]
fn waste_goes_out_of_its_lot_and_can_be_taken_back_once() {
    let app = TestApp::new();
    let cream = bought(&app, "Nata");
    let lot = receive_until(&app, cream, "1000", "4.00", Some("2026-11-19"));
    receive_until(&app, cream, "1000", "4.00", Some("2026-11-10"));
    let waste = move |amount: &str, reason: &str| Waste {
        item: cream,
        lot: Some(lot),
        quantity: quantity(amount),
        reason: reason.into(),
        day: day("2026-11-20"),
    };
    let expired = app.read(|view| stock::expiring(view, day("2026-11-20")));
    assert_eq!(expired.len(), 2);
    for (amount, reason) in [
        ("1001", "expired"),
        ("0", "expired"),
        ("5", ""),
        ("5", "because"),
    ] {
        let wrong = waste(amount, reason);
        assert!(
            try_write(&app, move |tx| counting::waste(tx, &wrong)).is_err(),
            "{amount} {reason}"
        );
    }
    let right = waste("400", "expired");
    let id = app.write(move |tx| counting::waste(tx, &right));
    let of_lot: Quantity = app.read(|view| {
        Ok(stock::lots_of(view, cream)?
            .iter()
            .filter(|held| held.lot.id == lot)
            .map(|held| held.quantity)
            .sum())
    });
    assert_eq!(of_lot, quantity("600"));
    let used = app.read(|view| stock::usage(view, cream, day("2026-11-01"), day("2026-11-30")));
    assert_eq!(used, [(day("2026-11-20"), quantity("400"))]);
    app.write(move |tx| counting::undo_waste(tx, id));
    assert_eq!(held(&app, cream), (quantity("2000"), value("8.00")));
    assert!(matches!(
        try_write(&app, move |tx| counting::undo_waste(tx, id)),
        Err(Error::NotFound)
    ));
}

/// Pages and API, as people and programs use them.
mod outside {
    use super::*;

    #[test]
    fn the_list_shows_what_there_is_and_costs_only_to_those_who_see_them() {
        let app = TestApp::new();
        let flour = bought(&app, "Harina T-65");
        receive_until(&app, flour, "25000", "14.75", Some("2026-11-19"));
        made(&app, "Barra");
        let page = app.owner().get("/stock").page(200);
        assert_eq!(texts(&page, "tbody th a"), ["Harina T-65"]);
        let row = texts(&page, "tbody td").join(" | ");
        assert_eq!(row, "caducó el 19/11/2026 | 25 kg | 0,59 €/kg | 14,75 €");
        let baker = app.role(Role::Baker).get("/stock").page(200);
        let row = texts(&baker, "tbody td").join(" | ");
        assert_eq!(row, "caducó el 19/11/2026 | 25 kg");
        assert!(
            !app.role(Role::Baker)
                .get(&format!("/stock/{flour}"))
                .body
                .contains('€')
        );
        assert_eq!(
            texts(&app.owner().get("/stock?show=made").page(200), "tbody th"),
            Vec::<String>::new()
        );
        assert_eq!(
            texts(
                &app.owner().get("/stock?q=HAR%C3%8DNA").page(200),
                "tbody th a"
            )
            .len(),
            1
        );
        let api = app.owner().api("GET", "/api/v1/stock", None).json(200);
        assert_eq!(api["items"][0]["current_stock"], "25000");
        assert_eq!(api["items"][0]["average_cost"], "0.59");
        let api = app
            .role(Role::Baker)
            .api("GET", "/api/v1/stock", None)
            .json(200);
        assert!(api["items"][0].get("average_cost").is_none());
        assert!(api["items"][0].get("stock_value").is_none());
    }

    #[test]
    fn the_list_goes_on_where_it_stopped() {
        let app = TestApp::new();
        app.write(|tx| {
            let class = tax_class(tx)?;
            for number in 0..60 {
                let new = NewItem {
                    is_bought: true,
                    ..NewItem::new(format!("Ingrediente {number:02}"), BaseUnit::G, class)
                };
                catalog::create(tx, new)?;
            }
            Ok(())
        });
        let first = app.owner().get("/stock").page(200);
        assert_eq!(texts(&first, "tbody th").len(), 50);
        let next = attr(&first, "a[rel=next]", "href").unwrap();
        let second = app.owner().get(&next).page(200);
        assert_eq!(texts(&second, "tbody th a")[0], "Ingrediente 50");
        assert!(attr(&second, "a[rel=next]", "href").is_none());
        let answer = app
            .owner()
            .api("GET", "/api/v1/stock?limit=59", None)
            .json(200);
        let after = answer["next"].as_str().unwrap();
        let rest = app
            .owner()
            .api("GET", &format!("/api/v1/stock?after={after}"), None)
            .json(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            app.owner()
                .api("GET", "/api/v1/stock?after=nothing", None)
                .status,
            422
        );
    }

    #[test]
    fn the_page_of_an_item_shows_lots_and_ledger() {
        let app = TestApp::new();
        let flour = bought(&app, "Harina T-65");
        for _ in 0..30 {
            receive(&app, flour, "1000", "0.60");
            issue(&app, flour, "500");
        }
        let page = app.owner().get(&format!("/stock/{flour}")).page(200);
        assert_eq!(texts(&page, "#ledger tbody tr").len(), 50);
        let older = attr(&page, "#ledger a[rel=next]", "href").unwrap();
        let page = app.owner().get(&older).page(200);
        assert_eq!(texts(&page, "#ledger tbody tr").len(), 10);
        let lines = app
            .owner()
            .api(
                "GET",
                &format!("/api/v1/stock/movements?item_id={flour}&limit=1"),
                None,
            )
            .json(200);
        assert_eq!(lines["items"].as_array().unwrap().len(), 1);
        assert!(lines["next"].is_string());
        assert_eq!(
            app.owner()
                .get("/stock/01935a00-0000-7000-8000-000000000000")
                .status,
            404
        );
        let detail = app
            .owner()
            .api("GET", &format!("/api/v1/stock/{flour}"), None)
            .json(200);
        assert_eq!(detail["lots"].as_array().unwrap().len(), 15);
    }

    #[test]
    fn the_opening_count_is_typed_into_one_sheet_and_posted_at_once() {
        let app = TestApp::new();
        let (flour, butter) = (bought(&app, "Harina T-65"), bought(&app, "Mantequilla"));
        let owner = app.owner();
        let page = owner.get("/stock/count").page(200);
        assert_eq!(texts(&page, "tbody th"), ["Harina T-65", "Mantequilla"]);
        let key = attr(&page, "input[name=_key]", "value").unwrap();
        let field = |part: &str, item| format!("{part}.{item}.new");
        let (c, p, x, n) = (
            field("c", flour),
            field("p", flour),
            field("x", flour),
            field("n", flour),
        );
        let (c2, p2) = (field("c", butter), field("p", butter));
        let typed = |butter: &'static str| {
            vec![
                ("_key".to_owned(), key.clone()),
                ("day".to_owned(), "hoy".to_owned()),
                (c.clone(), "75,5".to_owned()),
                (p.clone(), "0,59".to_owned()),
                (x.clone(), "31/03/2027".to_owned()),
                (n.clone(), "H-77".to_owned()),
                (c2.clone(), butter.to_owned()),
                (p2.clone(), "8".to_owned()),
            ]
        };
        let send = |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            owner.post("/stock/count", &fields)
        };
        let page = send(typed("tres")).page(422);
        assert_eq!(
            attr(&page, &format!("input[name='{c}']"), "value").unwrap(),
            "75,5"
        );
        assert_eq!(
            attr(&page, &format!("input[name='{x}']"), "value").unwrap(),
            "31/03/2027"
        );
        assert_eq!(texts(&page, "tr.is-late .field__error").len(), 1);
        assert_eq!(app.value::<i64>("SELECT count(*) FROM movements"), 0);
        send(typed("2500 g")).location();
        assert_eq!(held(&app, flour), (quantity("75500"), value("44.545")));
        assert_eq!(held(&app, butter), (quantity("2500"), value("20")));
        send(typed("2500 g")).location();
        assert_eq!(
            app.value::<i64>("SELECT count(*) FROM stock_counts"),
            1,
            "a double click counts once"
        );
        let sheet = owner.get("/stock/count/sheet").page(200);
        assert_eq!(texts(&sheet, "tbody tr").len(), 2);
    }

    /// The newest count, opened from the list under the sheet; the API says the same.
    fn owner_page_of_count(app: &TestApp) -> scraper::Html {
        let owner = app.owner();
        let id = owner.api("GET", "/api/v1/stock/counts", None).json(200)["items"][0]["id"].clone();
        let path = format!("/stock/counts/{}", id.as_str().unwrap());
        let said = owner.api("GET", &format!("/api/v1{path}"), None).json(200);
        assert_eq!(said["items"][0]["difference"], "-1000");
        assert_eq!(said["items"][0]["reason"], "unbooked");
        owner.get(&path).page(200)
    }

    #[test]
    fn a_count_of_known_lots_posts_the_difference_or_shows_what_moved() {
        let app = TestApp::new();
        let flour = bought(&app, "Harina T-65");
        let lot = receive(&app, flour, "10000", "6.00");
        let baker = app.role(Role::Baker);
        let (c, e, r) = (
            format!("c.{flour}.{lot}"),
            format!("e.{flour}.{lot}"),
            format!("r.{flour}.{lot}"),
        );
        let fields = [("day", "hoy"), (&c, "9"), (&e, "10000"), (&r, "unbooked")];
        assert_eq!(
            baker.post("/stock/count", &fields).location(),
            "/stock/count?show=bought"
        );
        assert_eq!(held(&app, flour).0, quantity("9000"));
        let page = baker.post("/stock/count", &fields).page(422);
        assert_eq!(
            attr(&page, &format!("input[name='{e}']"), "value").unwrap(),
            "9000"
        );
        let unsaid = [("day", "hoy"), (&c, "8"), (&e, "9000")];
        let page = baker.post("/stock/count", &unsaid).page(422);
        assert_eq!(
            texts(&page, ".form__summary li"),
            ["No coincide con lo anotado: di por qué."]
        );
        let found = owner_page_of_count(&app);
        assert_eq!(texts(&found, "tbody td:nth-child(5)"), ["-1 kg"]);
        assert_eq!(texts(&found, "tbody td:nth-child(6)").len(), 1);
        let again = [("day", "hoy"), (&c, "9"), (&e, "9000")];
        baker.post("/stock/count", &again).location();
        assert_eq!(held(&app, flour).0, quantity("9000"));
        let page = baker.post("/stock/count", &[]).page(422);
        assert_eq!(
            texts(&page, ".form__summary li"),
            ["Hace falta.", "No se ha contado nada todavía."][..1]
        );
        assert_eq!(
            texts(
                &baker.post("/stock/count", &[("day", "hoy")]).page(422),
                ".form__summary li"
            )
            .len(),
            1
        );
        assert_eq!(
            texts(
                &baker
                    .post("/stock/count", &[("day", "+1"), (&c, "9")])
                    .page(422),
                ".form__summary li"
            )
            .len(),
            1
        );
    }

    #[test]
    fn a_count_is_of_today_or_of_yesterday() {
        let app = TestApp::new();
        let flour = bought(&app, "Harina T-65");
        let lot = receive(&app, flour, "10000", "6.00");
        let baker = app.role(Role::Baker);
        let count = |day: &str| {
            let body = json!({ "kind": "count", "day": day, "lines": [{ "item_id": flour, "lot_id": lot, "counted": "10000" }] });
            baker.api("POST", "/api/v1/stock/counts", Some(body))
        };
        let refused = |day: &str| {
            let answer = count(day).json(422);
            assert_eq!(answer["errors"][0]["field"], "day", "{day}");
        };
        // It is 20 November.
        for day in ["2026-11-21", "2029-01-01", "2026-11-18", "2019-05-01"] {
            refused(day);
        }
        for day in ["2026-11-20", "2026-11-19"] {
            count(day).json(201);
        }
        let c = format!("c.{flour}.{lot}");
        let typed = |day: &str| baker.post("/stock/count", &[("day", day), (&c, "10")]);
        for (day, why) in [
            ("21/11/2026", "Ese día no ha llegado."),
            (
                "18/11/2026",
                "Un recuento es de hoy o de ayer: se compara con lo que hay ahora.",
            ),
        ] {
            let page = typed(day).page(422);
            assert_eq!(texts(&page, ".form__summary li"), [why], "{day}");
        }
        assert_eq!(typed("19/11/2026").status, 303);
        // Half past midnight in Madrid is still the day before in Greenwich.
        app.at_local("2026-11-21", "00:30");
        count("2026-11-21").json(201);
        refused("2026-11-19");
    }

    #[test]
    fn a_count_over_the_api_answers_with_its_id_and_names_wrong_lines() {
        let app = TestApp::new();
        let flour = bought(&app, "Harina T-65");
        let body = json!({ "kind": "opening", "lines": [
            { "item_id": flour, "lot_number": "H-1", "expiry_date": "2027-01-01", "counted": "5000", "unit_cost": "0.6" } ] });
        let owner = app.owner();
        let made = owner
            .api("POST", "/api/v1/stock/counts", Some(body.clone()))
            .json(201);
        assert!(made["id"].is_string());
        assert_eq!(held(&app, flour), (quantity("5000"), value("3")));
        let again = owner
            .api("POST", "/api/v1/stock/counts", Some(body))
            .json(422);
        assert_eq!(again["errors"][0]["field"], "lines.0.counted");
        let counts = owner.api("GET", "/api/v1/stock/counts", None).json(200);
        assert_eq!(counts["items"][0]["kind"], "opening");
        assert_eq!(
            owner
                .api(
                    "POST",
                    "/api/v1/stock/counts",
                    Some(json!({ "kind": "x", "lines": [] }))
                )
                .status,
            422
        );
        let lots = owner
            .api("GET", "/api/v1/stock/lots?days=60", None)
            .json(200);
        assert_eq!(lots["items"][0]["lot_number"], "H-1");
        assert_eq!(lots["items"][0]["item_name"], "Harina T-65");
    }

    #[test]
    fn waste_is_two_taps_with_an_undo() {
        let app = TestApp::new();
        let cream = bought(&app, "Nata");
        receive_until(&app, cream, "2000", "8.00", Some("2026-11-18"));
        let baker = app.role(Role::Baker);
        let page = baker.get("/stock/waste").page(200);
        assert_eq!(texts(&page, ".tiles a b"), ["Nata"]);
        let page = baker.get("/stock/expiring").page(200);
        assert_eq!(texts(&page, ".list__what b"), ["Nata"]);
        let hidden = |name: &str| {
            attr(&page, &format!(".list__action input[name={name}]"), "value").unwrap()
        };
        let (item, lot, all) = (hidden("item"), hidden("lot"), hidden("quantity"));
        let fields = [
            ("item", item.as_str()),
            ("lot", &lot),
            ("quantity", &all),
            ("back", "expiring"),
            ("reason", "expired"),
        ];
        assert_eq!(
            baker.post("/stock/waste", &fields).location(),
            "/stock/expiring"
        );
        assert_eq!(held(&app, cream), (Quantity::ZERO, StockValue::ZERO));
        let id: Vec<u8> = app.value("SELECT document_id FROM movements WHERE reason = 'waste'");
        let undo = format!("/stock/waste/{}/undo", Uuid::from_slice(&id).unwrap());
        assert_eq!(baker.post(&undo, &[]).location(), format!("/stock/{cream}"));
        assert_eq!(held(&app, cream), (quantity("2000"), value("8")));
        assert_eq!(baker.post(&undo, &[]).status, 404);
        let page = baker
            .post(
                "/stock/waste",
                &[("item", &item), ("quantity", "3"), ("reason", "spoiled")],
            )
            .page(422);
        assert_eq!(
            texts(&page, ".field__error"),
            ["No hay bastante: Nata (2 kg / 3 kg)."]
        );
        assert_eq!(attr(&page, "#f-quantity", "value").unwrap(), "3");
        let page = baker.post("/stock/waste", &[("item", &item)]).page(422);
        assert_eq!(texts(&page, ".form__summary li").len(), 2);
        assert_eq!(baker.post("/stock/waste", &[]).status, 422);
        let body = json!({ "item_id": cream, "quantity": "500", "reason": "tasting" });
        baker
            .api("POST", "/api/v1/stock/waste", Some(body))
            .json(201);
        let body = json!({ "item_id": cream, "quantity": "5000", "reason": "tasting" });
        let problem = baker
            .api("POST", "/api/v1/stock/waste", Some(body))
            .json(409);
        assert_eq!(problem["short"][0]["on_hand"], "1500");
    }

    #[test]
    fn nothing_of_stock_reads_a_growing_table_whole() {
        let app = TestApp::new();
        let plans = [
            "SELECT * FROM movements m WHERE m.item_id = x'00' AND m.id < x'ff' ORDER BY m.id DESC LIMIT 51",
            "SELECT b.lot_id FROM balances b JOIN lots l ON l.id = b.lot_id WHERE b.item_id = x'00' AND b.location_id = x'00'
             AND b.quantity <> 0 AND b.quantity > 0",
            "SELECT item_id FROM movements WHERE document_kind = 'x' AND document_id = x'00'",
            "SELECT quantity FROM daily_consumption WHERE item_id = x'00' AND day BETWEEN 'a' AND 'b'",
        ];
        for query in plans {
            let plan: Vec<String> = app.read(|view| {
                let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                let rows = statement.query_map([], |row| row.get(3))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            });
            assert!(
                plan.iter()
                    .all(|step| !step.starts_with("SCAN") && !step.contains("TEMP B-TREE")),
                "{query}: {plan:?}"
            );
        }
        let plan: Vec<String> = app.read(|view| {
            let mut statement = view.prepare(
                "EXPLAIN QUERY PLAN SELECT b.lot_id FROM balances b CROSS JOIN lots l ON l.id = b.lot_id
                 WHERE b.quantity <> 0 AND b.quantity > 0 AND l.expiry_date <= '2027-01-01'",
            )?;
            let rows = statement.query_map([], |row| row.get(3))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        });
        assert!(plan[0].contains("balances_held"), "{plan:?}");
    }
}

#[test]
fn a_misread_expiry_is_corrected_with_its_history() {
    let app = TestApp::new();
    let flour = bought(&app, "Harina");
    let lot = receive_until(&app, flour, "5000", "3.00", Some("2026-11-12"));
    let owner = app.owner();
    let stored =
        || app.value::<Option<String>>("SELECT expiry_date FROM lots WHERE item_id IS NOT NULL");
    let page = format!("/stock/{flour}");
    let read = attr(&owner.get(&page).page(200), "[name=of_lot] option", "value").unwrap();
    let item = flour.to_string();
    let set = |day: &str| {
        let fields = [
            ("item", item.as_str()),
            ("of_lot", read.as_str()),
            ("expiry_date", day),
        ];
        owner.post("/stock/lots/expiry", &fields)
    };
    for wrong in ["", "31/02/2027", "12/11/2026"] {
        let again = set(wrong).page(422);
        assert_eq!(texts(&again, "#expiry .field__error").len(), 1, "{wrong}");
    }
    assert_eq!(set("12/11/2027").location(), page);
    assert_eq!(stored().as_deref(), Some("2027-11-12"));
    assert_eq!(set("12/11/2028").status, 412, "it was read before");
    let path = format!("/api/v1/stock/lots/{lot}/expiry");
    let body = json!({ "expiry_date": null, "previous_expiry_date": "2027-11-12" });
    let counter = app.role(Role::Counter);
    assert_eq!(counter.api("POST", &path, Some(body.clone())).status, 403);
    let gone = owner.api("POST", &path, Some(body.clone())).json(200);
    assert_eq!((&gone["expiry_date"], stored()), (&json!(null), None));
    assert_eq!(owner.api("POST", &path, Some(body)).status, 412);
    let untracked = format!("/api/v1/stock/lots/{}/expiry", Uuid::nil());
    let body = json!({ "expiry_date": "2027-01-01" });
    assert_eq!(owner.api("POST", &untracked, Some(body)).status, 404);
    let history = owner.get(&format!("/items/{flour}")).body;
    assert!(history.contains("Caducidad corregida"));
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM journal WHERE action = 'lot_expiry_changed'"),
        2
    );
}
