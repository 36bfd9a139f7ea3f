//! The arithmetic of planning, without a database: reorder points, economic quantities, the walk through the days, what
//! to order and how urgently. Statistics compute in f64 and are rounded once, at the edge.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::suppliers::products::whole_packs;
use crate::values::calendar::Day;
use crate::values::{BaseUnit, Money, Price, Quantity, Rate};

/// Calendar days that averages and deviations look back.
pub const LOOK_BACK: i64 = 90;
/// Weeks of the same weekday that stand in for a forecast.
pub const FORECAST_WEEKS: i64 = 4;

/// What was used of an item in the last [`LOOK_BACK`] days before the day of the calculation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Calendar days looked at: from the first use ever, at most [`LOOK_BACK`]. Days without use are zeros.
    pub days: i64,
    pub sum: Quantity,
    /// Sum of the squares, in squared base units.
    pub squares: f64,
}

impl Usage {
    /// Average of a calendar day, in base units, and the sample deviation (n − 1) of the days, zeros counted.
    /// Nothing when there are no two days to compare.
    pub fn average_and_deviation(self) -> Option<(f64, f64)> {
        if self.days < 2 || !self.sum.is_positive() {
            return None;
        }
        let days = self.days.to_f64()?;
        let average = self.sum.to_f64() / days;
        let spread = (self.squares - days * average * average).max(0.0);
        Some((average, (spread / (days - 1.0)).sqrt()))
    }
}

/// How a reorder point comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Manual,
    AutoBasic,
}

impl Method {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::AutoBasic => "auto_basic",
        }
    }

    pub fn from_code(code: &str) -> Self {
        if code == "manual" {
            Self::Manual
        } else {
            Self::AutoBasic
        }
    }
}

/// When to order, and why then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderPoint {
    pub method: Method,
    pub point: Quantity,
    pub safety: Quantity,
    /// Use of one calendar day.
    pub average: Quantity,
    /// Sample deviation of one day; nothing without history.
    pub deviation: Option<Quantity>,
    /// Calendar days behind average and deviation.
    pub days: i64,
    pub lead_days: i64,
}

/// The settings that planning computes with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Standard deviations of safety: 1.65 is 95 %.
    pub z: f64,
    /// Safety as a share of the lead time's demand, where there is no deviation.
    pub safety_share: Rate,
    /// Days between two looks at what is needed.
    pub review_days: i64,
    /// Cost of making one order.
    pub ordering_cost: Money,
    /// Cost of keeping stock for a year, as a share of its price.
    pub holding_rate: Rate,
    /// Days of use that there is room for.
    pub cover_days: i64,
}

/// `auto_basic`: average × lead time + safety, safety = Z·σ·√(lead time), over calendar days with closed days as zeros.
/// Without a deviation (fewer than two days of history) the average is `expected` a day and safety is
/// [`Rules::safety_share`] (20 %) of the lead time's demand.
///
/// # Errors
/// Only when a figure does not fit.
pub fn auto_basic(
    usage: Usage,
    expected: Quantity,
    lead_days: i64,
    rules: &Rules,
) -> Result<ReorderPoint> {
    let lead = lead_days.to_f64().unwrap_or_default();
    let Some((average, deviation)) = usage.average_and_deviation() else {
        let demand = times(expected, lead_days)?;
        let safety = demand
            .percent(rules.safety_share)
            .map_err(Error::internal)?;
        return Ok(ReorderPoint {
            method: Method::AutoBasic,
            point: demand + safety,
            safety,
            average: expected,
            deviation: None,
            days: usage.days,
            lead_days,
        });
    };
    let safety = rules.z * deviation * lead.sqrt();
    let quantity = |number: f64| Quantity::from_f64(number).map_err(Error::internal);
    Ok(ReorderPoint {
        method: Method::AutoBasic,
        point: quantity(average * lead + safety)?,
        safety: quantity(safety)?,
        average: quantity(average)?,
        deviation: Some(quantity(deviation)?),
        days: usage.days,
        lead_days,
    })
}

/// Wilson's quantity √(2·D·S ÷ H) in base units: D = average × 365, S = cost of an order, H = holding rate × price for a
/// year. Zero when H is zero.
///
/// # Errors
/// Only when it does not fit.
pub fn economic_quantity(
    average: Quantity,
    price: Price,
    base: BaseUnit,
    rules: &Rules,
) -> Result<Quantity> {
    let per_base = base.price_unit().in_base().to_f64().unwrap_or(1.0);
    let price = price.decimal().to_f64().unwrap_or_default() / per_base;
    let holding = price * rules.holding_rate.to_f64();
    if holding <= 0.0 {
        return Ok(Quantity::ZERO);
    }
    let year = average.to_f64().max(0.0) * 365.0;
    let cost = rules.ordering_cost.decimal().to_f64().unwrap_or_default();
    Quantity::from_f64((2.0 * year * cost / holding).sqrt()).map_err(Error::internal)
}

/// How likely it is to stand without.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    None,
    Low,
    Medium,
    High,
    Critical,
}

impl Risk {
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// By what is left at the end of a day: below zero is critical, below the safety stock high, below the reorder point
    /// medium, below one and a half times the reorder point low, else none.
    pub fn of(closing: Quantity, safety: Quantity, point: Quantity) -> Self {
        let one_and_a_half = point.decimal() * Decimal::new(15, 1);
        if closing.is_negative() {
            Self::Critical
        } else if closing < safety {
            Self::High
        } else if closing < point {
            Self::Medium
        } else if closing.decimal() < one_and_a_half {
            Self::Low
        } else {
            Self::None
        }
    }
}

/// One day of an item's projection.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectedDay {
    pub day: Day,
    pub opening: Quantity,
    pub planned: Quantity,
    pub forecast: Quantity,
    /// What is still to be used; see [`Use::left`].
    pub consumption: Quantity,
    /// Whose last day was the day before: nobody bakes with it.
    pub expired: Quantity,
    pub receipts: Quantity,
    /// May be below zero: that much will be missing.
    pub closing: Quantity,
    pub risk: Risk,
}

/// What a day is expected to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Use {
    pub planned: Quantity,
    /// What of the plan is not baked or handed over yet.
    pub open: Quantity,
    pub forecast: Quantity,
    /// Used for the day already; what was thrown away is no part of it.
    pub used: Quantity,
}

impl Use {
    /// The greater of what is open of the plan and what is left of the forecast, never below zero. What was baked that
    /// nobody planned takes nothing off the plan, nor does waste.
    pub fn left(self) -> Quantity {
        self.open.max(self.forecast - self.used).max(Quantity::ZERO)
    }
}

/// Walks through the days from `first`: opening − expired + receipts − consumption = closing, which opens the next day.
/// `lots` are the last days of what of `on_hand` has one, the earliest first: that is used first, and drops out on the day
/// after. Receipts due
/// before the first day are late: nobody knows when they come, so the day after the first is the earliest that is reckoned
/// with, and the first is seen with what is there.
pub fn project(
    first: Day,
    (on_hand, lots): (Quantity, &[(Day, Quantity)]),
    uses: &[Use],
    incoming: &[(Day, Quantity)],
    safety: Quantity,
    point: Quantity,
) -> Vec<ProjectedDay> {
    let expected = |at: Day| if at < first { first.next() } else { at };
    let mut opening = on_hand;
    let mut lots = lots.to_vec();
    let mut days = Vec::with_capacity(uses.len());
    for (day, usage) in first.to(first.add_days(366)).zip(uses) {
        let due = incoming.iter().filter(|(at, _)| expected(*at) == day);
        let receipts: Quantity = due.map(|(_, quantity)| *quantity).sum();
        let consumption = usage.left();
        let gone = lots.extract_if(.., |(last, _)| *last < day);
        let expired: Quantity = gone.map(|(_, quantity)| quantity).sum();
        let expired = expired.min(opening.max(Quantity::ZERO));
        use_up(&mut lots, consumption);
        let closing = opening - expired + receipts - consumption;
        days.push(ProjectedDay {
            day,
            opening,
            planned: usage.planned,
            forecast: usage.forecast,
            consumption,
            expired,
            receipts,
            closing,
            risk: Risk::of(closing, safety, point),
        });
        opening = closing;
    }
    days
}

/// Takes so much out of the lots, the first first.
fn use_up(lots: &mut [(Day, Quantity)], quantity: Quantity) {
    let mut left = quantity;
    for (_, held) in lots {
        let part = left.min(*held);
        *held -= part;
        left -= part;
    }
}

/// Days, with a fraction, until there is not enough: the whole days that are covered plus the share of the first one that
/// is not. After the projected days their average goes on. Nothing when it lasts 999 days or more.
pub fn days_until_empty(days: &[ProjectedDay]) -> Option<Decimal> {
    const LONGEST: i64 = 999;
    let mut whole = Decimal::ZERO;
    for day in days {
        if day.closing.is_negative() {
            let held = (day.opening - day.expired + day.receipts).max(Quantity::ZERO);
            return Some(whole + share(held, day.consumption));
        }
        whole += Decimal::ONE;
    }
    let left = days.last()?.closing;
    let used: Quantity = days.iter().map(|day| day.consumption).sum();
    if !used.is_positive() {
        return None;
    }
    let average = used.decimal() / whole;
    let total = whole + left.decimal().checked_div(average)?;
    (total < Decimal::from(LONGEST)).then_some(total)
}

fn share(part: Quantity, whole: Quantity) -> Decimal {
    part.decimal()
        .checked_div(whole.decimal())
        .unwrap_or_default()
}

/// How soon something must be ordered.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    Low,
    Medium,
    High,
    Critical,
}

impl Urgency {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    pub fn from_code(code: &str) -> Self {
        match code {
            "critical" => Self::Critical,
            "high" => Self::High,
            "medium" => Self::Medium,
            _ => Self::Low,
        }
    }

    /// Days until it runs out against the lead time: up to it critical, up to one and a half of it high, up to twice it
    /// medium, else low.
    pub fn of(days: Option<Decimal>, lead_days: i64) -> Self {
        let lead = Decimal::from(lead_days);
        match days {
            Some(days) if days <= lead => Self::Critical,
            Some(days) if days <= lead * Decimal::new(15, 1) => Self::High,
            Some(days) if days <= lead * Decimal::TWO => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// Why a suggestion is larger than what keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// More is needed than is used within the shelf life: the need comes first.
    NeedBeyondShelfLife,
    /// Whole packs or the supplier's minimum make it more than is used within the shelf life.
    PackBeyondShelfLife,
    /// Nobody sells it: no pack, no price, no lead time but the usual one.
    NoSupplier,
}

/// What one item's suggestion is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs {
    /// Without what has expired.
    pub on_hand: Quantity,
    /// What of it will expire within lead time and review days before it is used.
    pub expiring: Quantity,
    /// All that is on order and has not come, whatever its day.
    pub on_order: Quantity,
    /// On orders that nobody has approved yet: it does not come, but is not suggested once more.
    pub drafted: Quantity,
    /// Over lead time and review days.
    pub consumption: Quantity,
    pub reorder_point: Quantity,
    pub economic: Quantity,
    /// Use of one day, for the cap by shelf life.
    pub average: Quantity,
    pub shelf_life_days: Option<i64>,
    /// Days of use that there is room for; none: room for any.
    pub cover_days: Option<i64>,
    /// Base units of the pack, when somebody sells it.
    pub pack: Option<Quantity>,
    pub minimum: Quantity,
}

/// What to order of an item; every figure that led there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// on hand − what expires unused + on order − consumption over lead time and review days.
    pub end: Quantity,
    /// reorder point − end − what is drafted.
    pub shortage: Quantity,
    /// shelf life × daily use.
    pub cap: Option<Quantity>,
    /// Days of cover × daily use.
    #[serde(default)]
    pub room: Option<Quantity>,
    /// min(economic quantity, cap, room).
    pub lot: Quantity,
    /// max(shortage, lot), before packs.
    pub wanted: Quantity,
    pub quantity: Quantity,
    pub warnings: Vec<Warning>,
}

/// THE rule of needs (PRO-7):
///
/// end = on hand − what expires unused by then + on order − consumption over (lead time + review days);
/// nothing is needed while end + drafted ≥ reorder point; else
/// quantity = max(reorder point − end − drafted, min(economic quantity, shelf life × daily use, days of cover × daily
/// use)), rounded up to whole packs and the supplier's minimum.
///
/// Goods on order (approved) count as receipts; what is on a draft is no receipt, but is taken off what is suggested, so
/// that a suggestion that became a draft is not made once more; safety stock counts once (the reorder point holds it), the economic quantity is
/// capped; the need itself is not: it beats the cap, with a warning.
///
/// # Errors
/// Only when a figure does not fit.
pub fn suggest(inputs: &Inputs) -> Result<Option<Suggestion>> {
    let end = inputs.on_hand - inputs.expiring + inputs.on_order - inputs.consumption;
    let shortage = inputs.reorder_point - end - inputs.drafted;
    if !shortage.is_positive() {
        return Ok(None);
    }
    let of_days = |days: Option<i64>| days.map(|days| times(inputs.average, days)).transpose();
    let (cap, room) = (
        of_days(inputs.shelf_life_days)?,
        of_days(inputs.cover_days)?,
    );
    let lot = [cap, room]
        .into_iter()
        .flatten()
        .fold(inputs.economic, Quantity::min);
    let wanted = shortage.max(lot);
    let quantity = match inputs.pack {
        Some(pack) => whole_packs(wanted, pack, inputs.minimum)?,
        None => wanted,
    };
    let mut warnings = Vec::new();
    if cap.is_some_and(|cap| shortage > cap) {
        warnings.push(Warning::NeedBeyondShelfLife);
    } else if cap.is_some_and(|cap| quantity > cap) {
        warnings.push(Warning::PackBeyondShelfLife);
    }
    if inputs.pack.is_none() {
        warnings.push(Warning::NoSupplier);
    }
    Ok(Some(Suggestion {
        end,
        shortage,
        cap,
        room,
        lot,
        wanted,
        quantity,
        warnings,
    }))
}

/// `quantity` × a number of days.
///
/// # Errors
/// Only when it does not fit.
pub fn times(quantity: Quantity, days: i64) -> Result<Quantity> {
    quantity.times(Decimal::from(days)).map_err(Error::internal)
}

#[cfg(test)]
#[path = "maths_tests.rs"]
mod tests;
