#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::percent(text).unwrap()
}

fn lines(pairs: &[(&str, &str)]) -> Vec<TaxLine> {
    pairs
        .iter()
        .map(|(rate_text, amount)| (rate(rate_text), money(amount)).into())
        .collect()
}

fn totals(mode: TaxMode, pairs: &[(&str, &str)]) -> Totals {
    tax_rows(mode, &lines(pairs), Money::ZERO, Money::ZERO).unwrap()
}

/// (rate, base, tax) of each row.
fn rows(totals: &Totals) -> Vec<(String, String, String)> {
    totals
        .rows
        .iter()
        .map(|row| {
            (
                row.rate.to_string(),
                row.base.to_string(),
                row.tax.to_string(),
            )
        })
        .collect()
}

fn expected(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter()
        .map(|(rate_text, base, tax)| (rate(rate_text).to_string(), (*base).into(), (*tax).into()))
        .collect()
}

#[test]
fn tax_is_rounded_once_per_rate_and_not_per_line() {
    let invoice = totals(
        TaxMode::Net,
        &[("21", "37.76"), ("21", "26.80"), ("21", "5.50")],
    );
    assert_eq!(invoice.tax, money("14.71"));
    assert_eq!(invoice.total, money("84.77"));
    assert_eq!(invoice.subtotal, money("70.06"));
}

#[test]
fn a_document_has_a_row_for_each_rate_lowest_first() {
    let invoice = totals(
        TaxMode::Net,
        &[("10", "26.40"), ("4", "22.00"), ("21", "7.00")],
    );
    let wanted = [
        ("4", "22.00", "0.88"),
        ("10", "26.40", "2.64"),
        ("21", "7.00", "1.47"),
    ];
    assert_eq!(rows(&invoice), expected(&wanted));
    assert_eq!(
        (invoice.tax, invoice.total),
        (money("4.99"), money("60.39"))
    );
}

#[test]
fn half_a_cent_of_tax_is_a_cent_and_a_credit_mirrors_it() {
    for (base, tax) in [("1.25", "0.13"), ("0.05", "0.01"), ("0.01", "0.00")] {
        let invoice = totals(TaxMode::Net, &[("10", base)]);
        assert_eq!(invoice.tax, money(tax));
        let credit = totals(TaxMode::Net, &[("10", &format!("-{base}"))]);
        assert_eq!(credit.total, -invoice.total);
    }
}

#[test]
fn returned_bread_lowers_the_base_of_its_rate() {
    let invoice = totals(
        TaxMode::Net,
        &[("4", "22.00"), ("4", "-3.30"), ("10", "26.40")],
    );
    assert_eq!(
        rows(&invoice),
        expected(&[("4", "18.70", "0.75"), ("10", "26.40", "2.64")])
    );
    assert_eq!(invoice.total, money("48.49"));
}

#[test]
fn a_discount_on_the_order_is_spread_over_the_rates() {
    let sold = lines(&[("4", "30.00"), ("10", "22.00")]);
    let invoice = tax_rows(TaxMode::Net, &sold, money("1.56"), Money::ZERO).unwrap();
    assert_eq!(
        rows(&invoice),
        expected(&[("4", "29.10", "1.16"), ("10", "21.34", "2.13")])
    );
    assert_eq!(invoice.subtotal, money("52.00"));
    assert_eq!(invoice.discount, money("1.56"));
    assert_eq!(invoice.total, money("53.73"));
}

#[test]
fn the_delivery_charge_is_taxed_as_the_goods_it_brings() {
    let sold = lines(&[("4", "30.00"), ("10", "10.00")]);
    let invoice = tax_rows(TaxMode::Net, &sold, Money::ZERO, money("4.00")).unwrap();
    assert_eq!(
        rows(&invoice),
        expected(&[("4", "33.00", "1.32"), ("10", "11.00", "1.10")])
    );
    assert_eq!(
        (invoice.subtotal, invoice.shipping),
        (money("40.00"), money("4.00"))
    );
    assert_eq!(invoice.total, money("46.42"));
}

#[test]
fn prices_with_tax_inside_never_move_the_till() {
    for (sold, wanted, total) in [
        (vec![("4", "1.10")], vec![("4", "1.06", "0.04")], "1.10"),
        (
            vec![("4", "3.30"), ("10", "5.00")],
            vec![("4", "3.17", "0.13"), ("10", "4.55", "0.45")],
            "8.30",
        ),
        (vec![("21", "0.10")], vec![("21", "0.08", "0.02")], "0.10"),
        (vec![("4", "0.95")], vec![("4", "0.91", "0.04")], "0.95"),
        (
            vec![("10", "300.00")],
            vec![("10", "272.73", "27.27")],
            "300.00",
        ),
    ] {
        let ticket = totals(TaxMode::Gross, &sold);
        assert_eq!(rows(&ticket), expected(&wanted));
        assert_eq!(ticket.total, money(total));
    }
}

#[test]
fn a_gross_discount_is_shown_without_its_tax() {
    let sold = lines(&[("10", "11.00")]);
    let ticket = tax_rows(TaxMode::Gross, &sold, money("1.10"), money("2.20")).unwrap();
    assert_eq!(ticket.subtotal, money("10.00"));
    assert_eq!(ticket.discount, money("1.00"));
    assert_eq!(ticket.shipping, money("2.00"));
    assert_eq!(ticket.tax, money("1.10"));
    assert_eq!(ticket.total, money("12.10"));
}

#[test]
fn a_shop_in_the_surcharge_scheme_pays_it_on_top() {
    let sold = lines(&[
        ("4", "3.00"),
        ("10", "100.00"),
        ("21", "100.00"),
        ("7", "100.00"),
    ]);
    let invoice = tax_rows_with(
        TaxMode::Net,
        Surcharge::Legal,
        &sold,
        Money::ZERO,
        Money::ZERO,
    )
    .unwrap();
    let surcharges: Vec<String> = invoice
        .rows
        .iter()
        .map(|row| row.surcharge.to_string())
        .collect();
    assert_eq!(surcharges, ["0.02", "0.00", "1.40", "5.20"]);
    assert_eq!(invoice.surcharge, money("6.62"));
    assert_eq!(invoice.tax, money("38.12"));
    assert_eq!(invoice.total, money("347.74"));
    let bread = lines(&[("4", "3.00")]);
    let invoice = tax_rows_with(
        TaxMode::Net,
        Surcharge::Legal,
        &bread,
        Money::ZERO,
        Money::ZERO,
    )
    .unwrap();
    assert_eq!(invoice.total, money("3.14"));
}

#[test]
fn a_document_without_lines_has_nothing_to_tax_a_charge_with() {
    assert_eq!(totals(TaxMode::Net, &[]), Totals::default());
    assert_eq!(
        tax_rows(TaxMode::Net, &[], Money::ZERO, money("3.00")),
        Err(AmountError::NothingToSplit)
    );
}

#[test]
fn a_gift_delivered_for_a_charge_is_taxed_at_the_highest_rate() {
    let gift = lines(&[("4", "0.00"), ("10", "0.00")]);
    let invoice = tax_rows(TaxMode::Net, &gift, Money::ZERO, money("3.00")).unwrap();
    assert_eq!(
        rows(&invoice),
        expected(&[("4", "0.00", "0.00"), ("10", "3.00", "0.30")])
    );
}

#[test]
fn the_odd_cent_goes_to_the_largest_remainder_and_then_to_the_larger_share() {
    let weights = |texts: &[&str]| texts.iter().map(|text| money(text)).collect::<Vec<_>>();
    let shares = |amount: &str, texts: &[&str]| split(money(amount), &weights(texts)).unwrap();
    assert_eq!(
        shares("0.01", &["1.00", "3.00"]),
        weights(&["0.00", "0.01"])
    );
    assert_eq!(
        shares("1.00", &["1.00", "1.00", "1.00"]),
        weights(&["0.34", "0.33", "0.33"])
    );
    assert_eq!(
        shares("-0.05", &["1.00", "2.00"]),
        weights(&["-0.02", "-0.03"])
    );
    assert_eq!(
        shares("0.02", &["0.01", "0.01", "0.01", "0.01"]),
        weights(&["0.01", "0.01", "0.00", "0.00"])
    );
    assert_eq!(
        shares("1.00", &["5.00", "-1.00"]),
        weights(&["1.00", "0.00"])
    );
    assert_eq!(
        shares("1.00", &["-5.00", "1.00"]),
        weights(&["1.00", "0.00"])
    );
}

#[test]
fn tax_modes_travel_as_codes() {
    assert_eq!(serde_json::to_string(&TaxMode::Gross).unwrap(), "\"gross\"");
    assert_eq!("net".parse(), Ok(TaxMode::Net));
    assert_eq!("brut".parse::<TaxMode>(), Err(UnknownTaxMode));
}

fn any_rate() -> impl Strategy<Value = Rate> {
    prop::sample::select(vec![0_i64, 400, 500, 1000, 2100]).prop_map(Rate::from_basis_points)
}

fn any_lines(from: i64) -> impl Strategy<Value = Vec<TaxLine>> {
    let line = (any_rate(), from..100_000_i64)
        .prop_map(|(rate, cents)| TaxLine::from((rate, Money::from_cents(cents))));
    prop::collection::vec(line, 1..12)
}

fn any_mode() -> impl Strategy<Value = TaxMode> {
    prop::sample::select(vec![TaxMode::Net, TaxMode::Gross])
}

fn any_surcharge() -> impl Strategy<Value = Surcharge> {
    prop::sample::select(vec![Surcharge::None, Surcharge::Legal])
}

fn sum_of(lines: &[TaxLine]) -> Money {
    lines.iter().map(|line| line.amount).sum()
}

proptest! {
    #[test]
    fn rows_add_up_to_the_totals(
        mode in any_mode(), surcharge in any_surcharge(), lines in any_lines(-20_000),
        discount in 0_i64..50_000, shipping in 0_i64..5_000,
    ) {
        let (discount, shipping) = (Money::from_cents(discount), Money::from_cents(shipping));
        let sums = tax_rows_with(mode, surcharge, &lines, discount, shipping).unwrap();
        let rows: Money = sums.rows.iter().map(|row| row.base + row.tax + row.surcharge).sum();
        let bases: Money = sums.rows.iter().map(|row| row.base).sum();
        prop_assert_eq!(rows, sums.total);
        prop_assert_eq!(sums.subtotal - sums.discount + sums.shipping, bases);
        prop_assert_eq!(bases + sums.tax + sums.surcharge, sums.total);
        if mode == TaxMode::Net {
            prop_assert_eq!((sums.discount, sums.shipping), (discount, shipping));
            prop_assert_eq!(sums.subtotal, sum_of(&lines));
        } else {
            prop_assert_eq!(sums.total, sum_of(&lines) - discount + shipping);
        }
    }

    #[test]
    fn no_discount_and_no_charge_change_nothing(mode in any_mode(), lines in any_lines(-20_000)) {
        let sums = tax_rows(mode, &lines, Money::ZERO, Money::ZERO).unwrap();
        prop_assert!(sums.discount.is_zero() && sums.shipping.is_zero());
        prop_assert_eq!(sums.subtotal + sums.tax, sums.total);
    }

    #[test]
    fn a_discount_within_the_lines_leaves_no_row_below_zero(
        mode in any_mode(), surcharge in any_surcharge(), lines in any_lines(0), share in 0_i64..=10_000, shipping in 0_i64..5_000,
    ) {
        let discount = Money::from_cents(sum_of(&lines).cents() * share / 10_000);
        let sums = tax_rows_with(mode, surcharge, &lines, discount, Money::from_cents(shipping)).unwrap();
        for row in &sums.rows {
            prop_assert!(!row.base.is_negative() && !row.tax.is_negative() && !row.surcharge.is_negative());
        }
    }

    #[test]
    fn a_credit_of_everything_mirrors_the_invoice(
        mode in any_mode(), lines in any_lines(0), discount in 0_i64..1_000, shipping in 0_i64..1_000,
    ) {
        let (discount, shipping) = (Money::from_cents(discount), Money::from_cents(shipping));
        let back: Vec<TaxLine> = lines.iter().map(|line| (line.rate, -line.amount).into()).collect();
        let sold = tax_rows(mode, &lines, discount, shipping).unwrap();
        let returned = tax_rows(mode, &back, -discount, -shipping).unwrap();
        prop_assert_eq!(returned.total, -sold.total);
        prop_assert_eq!(returned.tax, -sold.tax);
    }

    #[test]
    fn a_split_loses_no_cent_and_no_share_is_a_cent_off(
        amount in -100_000_i64..100_000, weights in prop::collection::vec(0_i64..100_000, 1..8),
    ) {
        let parts: Vec<Money> = weights.iter().copied().map(Money::from_cents).collect();
        let shares = split(Money::from_cents(amount), &parts).unwrap();
        prop_assert_eq!(shares.iter().sum::<Money>(), Money::from_cents(amount));
        let whole: i64 = weights.iter().sum();
        if whole > 0 {
            for (share, weight) in shares.iter().zip(&weights) {
                prop_assert!((share.cents() * whole - amount * weight).abs() < whole);
            }
        }
    }
}
