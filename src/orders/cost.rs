//! What an order's goods cost the bakery, and what is left of its price.
//!
//! Cost of a line = unit cost per price unit × quantity, rounded half away from zero to cents: the recipe's unit cost with
//! overhead for made goods, the average cost for bought ones. It is that of the moment when the line was taken or changed,
//! and is fixed anew when the order is done.

use super::quote::Quote;
use super::store::{self, Line, Order};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::recipes;
use crate::values::ids::{ItemId, OrderId};
use crate::values::money::{Money, Rate};
use crate::values::tax::TaxMode;
use crate::values::{Quantity, line_total};

/// What is left of a price: net of tax and discounts, less the cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin {
    pub amount: Money,
    /// In percent of the net price; none of a price of zero.
    pub rate: Option<Rate>,
}

impl Margin {
    fn of(net: Money, cost: Money) -> Self {
        let amount = net - cost;
        Self {
            amount,
            rate: Rate::of(amount, net),
        }
    }
}

/// What the lines of an order cost, in their order, and the whole: none of it while one is not known.
#[derive(Debug)]
pub(super) struct Costs {
    pub lines: Vec<Option<Money>>,
    pub whole: Option<Money>,
}

/// The costs of lines as they are now. A free line, and an item without a known cost, has none.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
fn reckon(tx: &Tx, lines: &[(Option<ItemId>, Quantity)]) -> Result<Costs> {
    let items: Vec<ItemId> = lines.iter().filter_map(|(item, _)| *item).collect();
    let known = recipes::unit_costs(tx, &items)?;
    let cost = |(item, quantity): &(Option<ItemId>, Quantity)| {
        item.and_then(|item| known.get(&item))
            .map(|(unit, per)| line_total(*unit, *quantity, *per, Rate::ZERO))
            .transpose()
    };
    let costs: std::result::Result<Vec<_>, _> = lines.iter().map(cost).collect();
    let lines = costs.map_err(Error::internal)?;
    Ok(Costs {
        whole: lines.iter().copied().sum(),
        lines,
    })
}

/// What the lines of a quote that could be priced cost, to be stored with them.
///
/// # Errors
/// Only those of the database.
pub(super) fn of_quote(tx: &Tx, quote: &Quote) -> Result<Costs> {
    let lines = quote.priced();
    let lines: Vec<_> = lines
        .map(|line| (line.product_id(), line.quantity))
        .collect();
    reckon(tx, &lines)
}

/// Fixes the cost of a stored order and its lines at what it is now.
///
/// # Errors
/// Only those of the database.
pub(super) fn settle(tx: &Tx, order: OrderId) -> Result<()> {
    let lines = store::lines(tx, order)?;
    let sold: Vec<_> = lines
        .iter()
        .map(|line| (line.product_id, line.quantity))
        .collect();
    let costs = reckon(tx, &sold)?;
    for (line, cost) in lines.iter().zip(costs.lines) {
        if cost != line.line_cost {
            store::set_line_cost(tx, line.id, cost)?;
        }
    }
    store::set_cost(tx, order, costs.whole)
}

/// What is left of a line, its part of the order's discount taken off; none while its cost is not known.
pub fn line_margin(order: &Order, line: &Line) -> Option<Margin> {
    let cost = line.line_cost?;
    let mut net = line
        .line_total
        .decimal()
        .checked_mul(order.discount_percentage.remaining())?;
    if order.tax_mode == TaxMode::Gross {
        net = net.checked_div(rust_decimal::Decimal::ONE + line.tax_rate.fraction())?;
    }
    let net = Money::round(net).ok()?;
    Some(Margin::of(net, cost))
}

/// What is left of an order without its delivery charge; none while a cost is not known.
pub fn margin(order: &Order) -> Option<Margin> {
    let cost = order.cost_amount?;
    Some(Margin::of(order.subtotal - order.discount_amount, cost))
}
