#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn an_amount_is_kept_to_the_cent_and_a_price_to_a_hundredth_of_it() {
    assert_eq!(money("12.5").cents(), 1250);
    assert_eq!(money("-0.01").cents(), -1);
    assert_eq!("0.589".parse::<Price>().unwrap().ten_thousandths(), 5890);
    assert_eq!("5.2".parse::<Rate>().unwrap().basis_points(), 520);
}

#[test]
fn amounts_are_written_plainly_and_prices_without_needless_zeros() {
    assert_eq!(money("12.5").to_string(), "12.50");
    assert_eq!(money("-3").to_string(), "-3.00");
    assert_eq!(Price::from_ten_thousandths(5890).to_string(), "0.589");
    assert_eq!(Price::from_ten_thousandths(15_000).to_string(), "1.50");
    assert_eq!(Price::from_ten_thousandths(4375).to_string(), "0.4375");
    assert_eq!(Rate::percent("10").unwrap().to_string(), "10.00");
    assert_eq!(Money::ZERO.to_string(), "0.00");
    assert_eq!((-Money::ZERO).to_string(), "0.00");
    assert_eq!((money("-1") + money("1")).to_string(), "0.00");
    assert_eq!(format!("{:>8}", money("1")), "    1.00");
}

#[test]
fn halves_are_rounded_away_from_zero_so_that_a_credit_mirrors_its_invoice() {
    let round = |text: &str| Money::round(text.parse().unwrap()).unwrap().to_string();
    assert_eq!(round("0.125"), "0.13");
    assert_eq!(round("-0.125"), "-0.13");
    assert_eq!(round("0.005"), "0.01");
    assert_eq!(round("0.0049"), "0.00");
    assert_eq!(round("-0.0049"), "0.00");
    assert_eq!(round("9.26275"), "9.26");
}

#[test]
fn more_decimals_than_are_kept_are_refused_and_not_rounded_in_secret() {
    assert_eq!("1.234".parse::<Money>(), Err(AmountError::TooFine(2)));
    assert_eq!("0.00001".parse::<Price>(), Err(AmountError::TooFine(4)));
    assert_eq!("1.2300".parse::<Money>().unwrap(), money("1.23"));
}

#[test]
fn only_plain_decimals_are_amounts() {
    for text in [
        "", " 1", "1,5", "1e3", "1_000", ".5", "5.", "1.2.3", "--1", "NaN", "٣", "€1",
    ] {
        assert_eq!(
            text.parse::<Money>(),
            Err(AmountError::NotANumber),
            "{text}"
        );
    }
    assert_eq!("+1".parse::<Money>().unwrap(), money("1"));
}

#[test]
fn what_does_not_fit_is_refused_when_made_and_when_stored() {
    assert_eq!(
        "92233720368547758.07".parse::<Money>().unwrap().cents(),
        i64::MAX
    );
    assert_eq!(
        "92233720368547758.08".parse::<Money>(),
        Err(AmountError::TooLarge)
    );
    assert_eq!("9".repeat(28).parse::<Price>(), Err(AmountError::TooLarge));
    assert_eq!(
        "9".repeat(40).parse::<Money>(),
        Err(AmountError::NotANumber)
    );
    let over = Money::from_cents(i64::MAX) + Money::from_cents(1);
    assert_eq!(over.cents(), i64::MAX);
    let file = Connection::open_in_memory().unwrap();
    assert!(
        file.query_row("SELECT ?1", [over], |row| row.get::<_, Money>(0))
            .is_err()
    );
    assert_eq!(over - Money::from_cents(1), Money::from_cents(i64::MAX));
}

#[test]
fn amounts_are_integers_in_the_file() {
    let file = Connection::open_in_memory().unwrap();
    let (kind, units): (String, i64) = file
        .query_row("SELECT typeof(?1), ?1", [money("12.50")], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((kind.as_str(), units), ("integer", 1250));
    let back = file
        .query_row("SELECT -1250", [], |row| row.get::<_, Money>(0))
        .unwrap();
    assert_eq!(back, money("-12.50"));
    assert!(
        file.query_row("SELECT 12.5", [], |row| row.get::<_, Money>(0))
            .is_err()
    );
}

#[test]
fn amounts_are_strings_in_json_and_never_floats() {
    assert_eq!(serde_json::to_string(&money("12.5")).unwrap(), "\"12.50\"");
    assert_eq!(
        serde_json::from_str::<Money>("\"12.5\"").unwrap(),
        money("12.50")
    );
    assert_eq!(serde_json::from_str::<Money>("12").unwrap(), money("12"));
    assert_eq!(serde_json::from_str::<Money>("-12").unwrap(), money("-12"));
    for wrong in ["12.5", "1e2", "null", "\"12,5\"", "\"1.234\"", "true"] {
        assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn amounts_are_read_from_forms() {
    let form: Vec<(String, Money)> = serde_urlencoded::from_str("amount=12.50").unwrap();
    assert_eq!(form[0].1, money("12.50"));
}

#[test]
fn a_rate_is_a_share_of_one() {
    let rate = Rate::percent("5.2").unwrap();
    assert_eq!(rate.fraction(), Decimal::new(52, 3));
    assert_eq!(rate.remaining(), Decimal::new(948, 3));
    assert_eq!(
        money("70.06")
            .percent(Rate::percent("21").unwrap())
            .unwrap(),
        money("14.71")
    );
    assert!(Rate::WHOLE.is_share() && Rate::ZERO.is_share());
    assert!(!Rate::percent("100.01").unwrap().is_share());
    assert!(!Rate::percent("-1").unwrap().is_share());
    assert_eq!(
        Rate::of(money("1"), money("3")),
        Some(Rate::percent("33.33").unwrap())
    );
    assert_eq!(Rate::of(money("1"), Money::ZERO), None);
}

#[test]
fn a_special_price_is_the_list_price_less_the_discount() {
    let price: Price = "0.4375".parse().unwrap();
    assert_eq!(
        price
            .less(Rate::percent("10").unwrap())
            .unwrap()
            .to_string(),
        "0.3938"
    );
    assert_eq!(price.less(Rate::ZERO).unwrap(), price);
}

#[test]
fn a_stock_value_is_shown_in_cents() {
    let value: StockValue = "118.4351".parse().unwrap();
    assert_eq!(value.to_money(), money("118.44"));
    assert_eq!(StockValue::from(money("1.25")).ten_thousandths(), 12_500);
}

#[test]
fn the_api_describes_amounts_as_strings() {
    let schema = serde_json::to_value(<Money as utoipa::PartialSchema>::schema()).unwrap();
    assert_eq!(schema["type"], "string");
    assert_eq!(<Money as utoipa::ToSchema>::name(), "Money");
}

proptest! {
    #[test]
    fn an_amount_survives_the_file_json_and_text(cents: i64) {
        let amount = Money::from_cents(cents);
        prop_assert_eq!(amount.cents(), cents);
        prop_assert_eq!(amount.to_string().parse::<Money>().unwrap(), amount);
        let json = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), amount);
    }

    #[test]
    fn amounts_add_and_order_as_their_cents_do(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
        let (one, other) = (Money::from_cents(a), Money::from_cents(b));
        prop_assert_eq!((one + other).cents(), a + b);
        prop_assert_eq!((one - other).cents(), a - b);
        prop_assert_eq!((-one).cents(), -a);
        prop_assert_eq!(one.cmp(&other), a.cmp(&b));
        prop_assert_eq!([one, other].iter().sum::<Money>(), one + other);
    }
}
