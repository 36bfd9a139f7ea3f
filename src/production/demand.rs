//! How much is to be baked for a day: what is ordered, less what the stock gives of goods that are kept in stock, and the
//! extra that an item is baked with.

use std::collections::BTreeMap;

use super::{Counts, store};
use crate::db::View;
use crate::error::{Error, Result};
use crate::orders::days::{self, Phase};
use crate::standing_orders;
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::values::money::Rate;
use crate::values::quantity::Quantity;

/// For so many days an order that nobody came for keeps its goods in the stock.
const RESERVED_DAYS: i64 = 7;

/// What production needs to know of an item that is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub from_stock: bool,
    pub extra: Rate,
}

/// A day's demand.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// What goes onto the sheet.
    pub to_bake: Counts,
    /// The same without the extra: what the orders need.
    pub needed: Counts,
    /// What the stock had for the day, of what is kept in stock; fixed by the day's first version.
    pub stock: Counts,
}

/// What is to be baked for a day as it stands now: dated orders and, while it is open, what standing orders will bring. A
/// frozen day keeps the stock that it was frozen with, so that ticking and handing over do not change its sheet.
///
/// # Errors
/// Only those of the database.
pub(super) fn plan(view: &View, day: Day) -> Result<Plan> {
    let state = days::state(view, day)?;
    match state.state {
        Phase::Open => of(
            view,
            day,
            standing_orders::expected(view, day)?,
            &Counts::new(),
        ),
        Phase::Frozen | Phase::Closed => {
            let details = store::details(view, day, state.version)?;
            let stock = details.map(|details| details.stock).unwrap_or_default();
            of(view, day, Vec::new(), &stock)
        }
    }
}

/// The same of dated orders alone.
pub(super) fn dated(view: &View, day: Day) -> Result<Counts> {
    Ok(of(view, day, Vec::new(), &Counts::new())?.to_bake)
}

fn of(view: &View, day: Day, expected: Vec<(ItemId, Quantity)>, fixed: &Counts) -> Result<Plan> {
    let mut wanted = Counts::new();
    for (item, quantity) in crate::orders::demand(view, day)?
        .into_iter()
        .chain(expected)
    {
        *wanted.entry(item).or_default() += quantity;
    }
    let made: BTreeMap<ItemId, Made> = store::made_items(view)?;
    let mut plan = Plan::default();
    for (item, wanted) in wanted {
        let Some(made) = made.get(&item) else {
            continue;
        };
        let mut needed = wanted;
        if made.from_stock {
            let held = match fixed.get(&item) {
                Some(held) => *held,
                None => available(view, day, item)?,
            };
            plan.stock.insert(item, held);
            needed = wanted - held;
        }
        if needed.is_positive() {
            plan.needed.insert(item, needed);
            plan.to_bake.insert(item, with_extra(needed, made.extra)?);
        }
    }
    Ok(plan)
}

/// What the stock has for the orders of a day, not below zero: what is there and keeps until then, without what was baked
/// for that day, with what that day has taken already, less what orders for the days before still wait for.
fn available(view: &View, day: Day, item: ItemId) -> Result<Quantity> {
    let there = store::keeps_until(view, item, day)?;
    let own = store::baked(view, day)?
        .get(&item)
        .copied()
        .unwrap_or_default();
    let taken = store::taken_by(view, day, item)?;
    let promised = store::promised(view, item, day.add_days(-RESERVED_DAYS), day)?;
    Ok((there - own + taken - promised).max(Quantity::ZERO))
}

/// With its extra, rounded up to whole pieces, grams or millilitres; without one as it is.
fn with_extra(needed: Quantity, extra: Rate) -> Result<Quantity> {
    if extra.is_zero() {
        return Ok(needed);
    }
    let all = needed + needed.percent(extra).map_err(Error::internal)?;
    Quantity::round(all.decimal().ceil()).map_err(Error::internal)
}
