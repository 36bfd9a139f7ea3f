//! The sums of an order in words; what its goods cost and what is left, for those who may see costs.

use crate::db::View;
use crate::error::Result;
use crate::i18n::Lang;
use crate::orders::{self, Line, Order, cost};
use crate::values::format;
use crate::values::money::Money;

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

/// Discount, charges, bases and tax: what stands above the total.
///
/// # Errors
/// Only those of the database.
pub(super) fn totals(view: &View, lang: Lang, order: &Order) -> Result<Vec<(String, String)>> {
    let mut rows = Vec::new();
    let mut add = |words: String, amount: Money| rows.push((words, format::money(lang, amount)));
    if order.discount_amount.is_positive() {
        let rate = format::percent(lang, order.discount_percentage);
        add(
            lang.with1("orders-total-discount", "rate", rate),
            -order.discount_amount,
        );
    }
    if order.shipping_amount.is_positive() {
        add(lang.t("orders-total-shipping"), order.shipping_amount);
    }
    for row in orders::tax_rows(view, order.id)? {
        let rate = format::percent(lang, row.rate);
        add(lang.with1("orders-total-base", "rate", rate), row.base);
    }
    add(lang.t("orders-total-tax"), order.tax_amount);
    if order.deposit_amount.is_positive() {
        add(lang.t("orders-deposit-label"), order.deposit_amount);
    }
    if order.cancellation_charge.is_positive() {
        add(lang.t("orders-cancel-charge"), order.cancellation_charge);
    }
    Ok(rows)
}
