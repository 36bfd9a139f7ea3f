#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn kg(text: &str) -> Quantity {
    Quantity::of(dec(text), Unit::Kg).unwrap()
}

fn pieces(count: u32) -> Quantity {
    Quantity::whole(count)
}

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::percent(text).unwrap()
}

#[test]
fn units_are_known_by_code_and_by_what_bakers_write() {
    for unit in Unit::ALL {
        assert_eq!(unit.code().parse::<Unit>().unwrap(), unit);
    }
    for (text, unit) in [
        ("KG", Unit::Kg),
        ("Kilos", Unit::Kg),
        ("gr.", Unit::G),
        ("litro", Unit::L),
        ("Lt", Unit::L),
        ("ud", Unit::Piece),
        ("Uds.", Unit::Piece),
        ("pieza", Unit::Piece),
        ("pcs", Unit::Piece),
        (" docena ", Unit::Dozen),
        ("doc", Unit::Dozen),
    ] {
        assert_eq!(text.parse::<Unit>().unwrap(), unit, "{text}");
    }
    assert_eq!("saco".parse::<Unit>(), Err(AmountError::UnknownUnit));
    assert_eq!("kg".parse::<BaseUnit>(), Err(AmountError::UnknownUnit));
    assert_eq!("unit".parse::<BaseUnit>().unwrap(), BaseUnit::Piece);
}

#[test]
fn every_unit_of_a_base_measures_it_and_no_other() {
    for base in BaseUnit::ALL {
        assert!(base.units().iter().all(|unit| unit.base() == base));
        assert_eq!(base.unit().in_base(), Decimal::ONE);
    }
    assert_eq!(Unit::Kg.fits(BaseUnit::G), Ok(Unit::Kg));
    assert_eq!(Unit::Kg.fits(BaseUnit::Ml), Err(AmountError::WrongUnit));
    assert_eq!(
        Quantity::of_item(dec("2"), Unit::Dozen, BaseUnit::G),
        Err(AmountError::WrongUnit)
    );
}

#[test]
fn quantities_are_thousandths_of_the_base_unit() {
    assert_eq!(kg("2.5").thousandths(), 2_500_000);
    assert_eq!(kg("2.5").to_string(), "2500");
    assert_eq!(kg("0.000001").to_string(), "0.001");
    assert_eq!(Quantity::of(dec("3"), Unit::Dozen).unwrap(), pieces(36));
    assert_eq!(
        Quantity::of(dec("0.0000001"), Unit::Kg),
        Err(AmountError::TooFine(3))
    );
    assert_eq!(
        Quantity::of(Decimal::MAX, Unit::Kg),
        Err(AmountError::TooLarge)
    );
    assert_eq!(kg("2.5").in_unit(Unit::Kg), dec("2.5"));
    assert_eq!(pieces(30).in_unit(Unit::Dozen), dec("2.5"));
}

#[test]
fn packs_are_bought_whole() {
    let sack = kg("25");
    assert_eq!(kg("60").in_pack(sack).unwrap(), dec("2.4"));
    assert_eq!(kg("60").packs(sack).unwrap(), 3);
    assert_eq!(kg("50").packs(sack).unwrap(), 2);
    assert_eq!(kg("50.000001").packs(sack).unwrap(), 3);
    assert_eq!(Quantity::ZERO.packs(sack).unwrap(), 0);
    assert_eq!((-kg("60")).packs(sack).unwrap(), 0);
    assert_eq!(
        kg("60").packs(Quantity::ZERO),
        Err(AmountError::DivisionByZero)
    );
}

#[test]
fn a_recipe_is_scaled_by_multiplying_first() {
    // 10 kg of flour make 30 loaves; 100 loaves need 33,333.333 g, and 30 again exactly 10 kg.
    let flour = kg("10");
    assert_eq!(
        flour.scaled(pieces(100), pieces(30)).unwrap().to_string(),
        "33333.333"
    );
    assert_eq!(flour.scaled(pieces(30), pieces(30)).unwrap(), flour);
    assert_eq!(flour.scaled(pieces(3), pieces(30)).unwrap(), kg("1"));
    assert_eq!(
        flour.scaled(pieces(3), Quantity::ZERO),
        Err(AmountError::DivisionByZero)
    );
    assert_eq!(
        Quantity::from_thousandths(1)
            .mul_ratio(dec("1"), dec("2"))
            .unwrap()
            .thousandths(),
        1
    );
    assert_eq!(
        Quantity::from_thousandths(-1)
            .mul_ratio(dec("1"), dec("2"))
            .unwrap()
            .thousandths(),
        -1
    );
    assert_eq!(kg("10").percent(rate("3")).unwrap(), kg("0.3"));
}

#[test]
fn a_statistic_becomes_a_quantity_at_the_edge() {
    assert_eq!(Quantity::from_f64(2.0005).unwrap().thousandths(), 2001);
    assert_eq!(Quantity::from_f64(f64::NAN), Err(AmountError::NotANumber));
    assert_eq!(
        Quantity::from_f64(f64::INFINITY),
        Err(AmountError::NotANumber)
    );
    assert!((kg("1").to_f64() - 1000.0).abs() < f64::EPSILON);
}

#[test]
fn a_line_is_price_times_quantity_less_discount_rounded_once() {
    let line = |price_text: &str, quantity, unit, discount: &str| {
        line_total(price(price_text), quantity, unit, rate(discount))
            .unwrap()
            .to_string()
    };
    assert_eq!(line("0.45", pieces(100), PriceUnit::Piece, "0"), "45.00");
    assert_eq!(line("3.95", kg("2.345"), PriceUnit::Kg, "0"), "9.26");
    assert_eq!(line("0.4375", pieces(120), PriceUnit::Piece, "0"), "52.50");
    assert_eq!(
        line("14.75", kg("10"), PriceUnit::Pack(kg("25")), "0"),
        "5.90"
    );
    assert_eq!(line("1.25", pieces(1), PriceUnit::Piece, "10"), "1.13");
    assert_eq!(line("1.25", -pieces(1), PriceUnit::Piece, "10"), "-1.13");
    assert_eq!(line("1.25", pieces(1), PriceUnit::Piece, "100"), "0.00");
    assert_eq!(
        line_total(
            price("1"),
            pieces(1),
            PriceUnit::Pack(Quantity::ZERO),
            Rate::ZERO
        ),
        Err(AmountError::DivisionByZero)
    );
}

#[test]
fn a_line_too_large_for_the_file_is_an_error() {
    let most = Quantity::from_thousandths(i64::MAX);
    let dear = Price::from_ten_thousandths(i64::MAX);
    assert_eq!(
        line_total(dear, most, PriceUnit::Piece, Rate::ZERO),
        Err(AmountError::TooLarge)
    );
}

#[test]
fn a_price_for_a_sack_is_a_price_for_a_kilo() {
    let sack = PriceUnit::Pack(kg("25"));
    assert_eq!(
        price("14.75").converted(sack, PriceUnit::Kg).unwrap(),
        price("0.59")
    );
    assert_eq!(
        price("0.59").converted(PriceUnit::Kg, sack).unwrap(),
        price("14.75")
    );
    assert_eq!(
        price("0.589")
            .for_quantity(kg("1.5"), PriceUnit::Kg)
            .unwrap(),
        dec("0.8835")
    );
}

#[test]
fn price_units_come_back_from_their_codes() {
    for base in BaseUnit::ALL {
        let unit = base.price_unit();
        assert_eq!(PriceUnit::from_code(unit.code(), None).unwrap(), unit);
    }
    let sack = PriceUnit::Pack(kg("25"));
    assert_eq!(PriceUnit::from_code("pack", Some(kg("25"))).unwrap(), sack);
    assert_eq!(
        PriceUnit::from_code("pack", None),
        Err(AmountError::DivisionByZero)
    );
    assert_eq!(
        PriceUnit::from_code("pack", Some(Quantity::ZERO)),
        Err(AmountError::DivisionByZero)
    );
    assert_eq!(
        PriceUnit::from_code("g", None),
        Err(AmountError::UnknownUnit)
    );
}

#[test]
fn the_average_cost_is_value_by_quantity_and_never_rounded() {
    let value = StockValue::of(price("0.589"), kg("10"), PriceUnit::Kg).unwrap()
        + StockValue::of(price("0.61"), kg("20"), PriceUnit::Kg).unwrap();
    assert_eq!(value.to_string(), "18.09");
    assert_eq!(value.per(kg("30"), PriceUnit::Kg).unwrap(), dec("0.603"));
    assert_eq!(
        value.per(kg("30"), PriceUnit::Pack(kg("25"))).unwrap(),
        dec("15.075")
    );
    assert_eq!(value.per(Quantity::ZERO, PriceUnit::Kg), None);
}

#[test]
fn units_travel_as_codes() {
    assert_eq!(serde_json::to_string(&Unit::Piece).unwrap(), "\"unit\"");
    assert_eq!(
        serde_json::from_str::<Unit>("\"dozen\"").unwrap(),
        Unit::Dozen
    );
    assert_eq!(
        serde_json::from_str::<BaseUnit>("\"ml\"").unwrap(),
        BaseUnit::Ml
    );
    assert!(serde_json::from_str::<Unit>("\"stone\"").is_err());
    let file = rusqlite::Connection::open_in_memory().unwrap();
    let back = file
        .query_row("SELECT ?1", [Unit::L], |row| row.get::<_, Unit>(0))
        .unwrap();
    assert_eq!(back, Unit::L);
}

proptest! {
    #[test]
    fn taking_stock_in_two_goes_takes_all_of_its_value(
        value in 0_i64..1_000_000_000_000, first in 1_i64..1_000_000_000, second in 1_i64..1_000_000_000,
    ) {
        let value = StockValue::from_ten_thousandths(value);
        let (first, second) = (Quantity::from_thousandths(first), Quantity::from_thousandths(second));
        let taken = value.share(first, first + second).unwrap();
        let left = value - taken;
        prop_assert!(!left.is_negative());
        prop_assert_eq!(left.share(second, second).unwrap(), left);
    }

    #[test]
    fn packs_hold_the_quantity_and_one_fewer_does_not(need in 1_i64..1_000_000_000, size in 1_i64..1_000_000_000) {
        let (need, size) = (Quantity::from_thousandths(need), Quantity::from_thousandths(size));
        let packs = need.packs(size).unwrap();
        prop_assert!(size.times(Decimal::from(packs)).unwrap() >= need);
        prop_assert!(size.times(Decimal::from(packs - 1)).unwrap() < need);
    }

    #[test]
    fn a_recipe_for_its_own_yield_is_itself(amount: i32, yields in 1_i64..1_000_000_000) {
        let (amount, yields) = (Quantity::from_thousandths(amount.into()), Quantity::from_thousandths(yields));
        prop_assert_eq!(amount.scaled(yields, yields).unwrap(), amount);
    }

    #[test]
    fn a_return_is_worth_what_the_sale_was(price in 0_i64..1_000_000, quantity in 0_i64..10_000_000, off in 0_i64..=10_000) {
        let (price, off) = (Price::from_ten_thousandths(price), Rate::from_basis_points(off));
        let quantity = Quantity::from_thousandths(quantity);
        let sold = line_total(price, quantity, PriceUnit::Kg, off).unwrap();
        prop_assert_eq!(line_total(price, -quantity, PriceUnit::Kg, off).unwrap(), -sold);
    }
}
