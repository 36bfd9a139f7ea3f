//! What an order's goods cost and what is left, in words, for those who may see costs.

use crate::i18n::Lang;
use crate::orders::{Line, Order, cost};
use crate::values::format;

/// "Cuesta 0,36 €, deja 0,18 €", or that the cost is not known; nothing for those who may not see costs.
pub(super) fn margin_words(lang: Lang, order: &Order, line: &Line, sees_costs: bool) -> String {
    match (line.line_cost, cost::line_margin(order, line)) {
        (Some(cost), Some(margin)) if sees_costs => lang.with2(
            "orders-line-margin",
            "cost",
            format::money(lang, cost),
            "margin",
            format::money(lang, margin.amount),
        ),
        _ => String::new(),
    }
}

/// Cost and margin of the order; that the cost is not known where a line has none.
pub(super) fn costs(lang: Lang, order: &Order, sees_costs: bool) -> Vec<(String, String)> {
    if !sees_costs {
        return Vec::new();
    }
    let Some((cost, margin)) = order.cost_amount.zip(cost::margin(order)) else {
        return vec![(lang.t("orders-cost"), lang.t("orders-cost-unknown"))];
    };
    let mut words = format::money(lang, margin.amount);
    if let Some(rate) = margin.rate {
        words = format!("{words} · {}", format::percent(lang, rate));
    }
    vec![
        (lang.t("orders-cost"), format::money(lang, cost)),
        (lang.t("orders-margin"), words),
    ]
}
