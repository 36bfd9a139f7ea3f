//! Parts of a sum, shown in cents.

use rust_decimal::Decimal;

use crate::values::Money;

/// The parts in cents, so that they add up to `whole` as it is shown: each is rounded down, and the cents that are left go
/// to those that lost most. Where a part or the whole is not known, or they are no parts of it, each is rounded by itself.
pub(super) fn parts(amounts: &[Option<Decimal>], whole: Option<Money>) -> Vec<Option<Money>> {
    shared(amounts, whole).unwrap_or_else(|| {
        let rounded = amounts.iter();
        rounded
            .map(|amount| amount.and_then(|amount| Money::round(amount).ok()))
            .collect()
    })
}

fn shared(amounts: &[Option<Decimal>], whole: Option<Money>) -> Option<Vec<Option<Money>>> {
    let known: Vec<Decimal> = amounts.iter().copied().collect::<Option<_>>()?;
    let cents = known.iter().map(|amount| amount * Decimal::ONE_HUNDRED);
    let mut parts: Vec<(Decimal, Decimal)> = cents.map(|c| (c.floor(), c - c.floor())).collect();
    let left = whole?.decimal() * Decimal::ONE_HUNDRED
        - parts.iter().map(|(down, _)| *down).sum::<Decimal>();
    let left: usize = left.try_into().ok().filter(|left| *left <= parts.len())?;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map(|(_, lost)| *lost)));
    for at in order.into_iter().take(left) {
        if let Some((down, _)) = parts.get_mut(at) {
            *down += Decimal::ONE;
        }
    }
    let money = parts.into_iter();
    Some(
        money
            .map(|(cents, _)| Money::round(cents / Decimal::ONE_HUNDRED).ok())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amounts: &[&str], whole: &str) -> Vec<String> {
        let amounts: Vec<_> = amounts.iter().map(|text| text.parse().ok()).collect();
        let parts = parts(&amounts, whole.parse().ok()).into_iter().flatten();
        parts.map(|money| money.to_string()).collect()
    }

    #[test]
    fn parts_in_cents_add_up_to_the_whole_that_is_shown() {
        assert_eq!(
            shown(&["0.335", "0.335", "0.335"], "1.01"),
            ["0.34", "0.34", "0.33"]
        );
        assert_eq!(shown(&["0.334", "0.334", "0.334"], "1.00").len(), 3);
        assert_eq!(
            shown(&["0.334", "0.333", "0.333"], "1.00"),
            ["0.34", "0.33", "0.33"]
        );
        assert_eq!(shown(&["1.20", "0.24"], "1.44"), ["1.20", "0.24"]);
        assert_eq!(
            shown(&["1.204", "0.24"], "9.00"),
            ["1.20", "0.24"],
            "no parts of it"
        );
    }
}
