//! Which dates a standing order delivers on, and how much. Pure: no database, no clock. Days are business days, so a
//! night in which the clocks change is a day like any other.
//!
//! The rhythm proposes a date; then, in this order: active or not, start and end, a decision for that one date (skipped,
//! moved, other quantities), the customer's pause and the bakery's closed days on the day of delivery, the quantities of
//! the lines that hold on that date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PauseId, TemplateLineId};
use crate::values::quantity::Quantity;

/// How far from its own date a delivery may be moved.
pub const MOST_MOVED: i64 = 31;

/// How often a standing order delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    /// Every day; the quantity per weekday says how much.
    Daily,
    /// The weekdays that have a quantity.
    Weekly,
    /// As weekly, in every second week, counted from the week (Monday to Sunday) of the start.
    Biweekly,
    Monthly(MonthRule),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MonthRule {
    /// A day of the month; 31 is the last day, and a month that lacks the day delivers on its last.
    Day(u32),
    /// The nth weekday (1 Monday to 7 Sunday) of the month; the fifth is the last.
    Weekday { nth: u32, weekday: u8 },
}

impl Frequency {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Biweekly => "biweekly",
            Self::Monthly(_) => "monthly",
        }
    }

    /// From the code and, for `monthly`, the day of the month or the nth weekday.
    pub fn from_parts(
        code: &str,
        month_day: Option<u32>,
        nth: Option<u32>,
        weekday: Option<u8>,
    ) -> Option<Self> {
        match code {
            "daily" => Some(Self::Daily),
            "weekly" => Some(Self::Weekly),
            "biweekly" => Some(Self::Biweekly),
            "monthly" => MonthRule::from_parts(month_day, nth, weekday).map(Self::Monthly),
            _ => None,
        }
    }

    pub const fn is_monthly(self) -> bool {
        matches!(self, Self::Monthly(_))
    }

    pub const fn month_rule(self) -> Option<MonthRule> {
        match self {
            Self::Monthly(rule) => Some(rule),
            _ => None,
        }
    }

    /// Whether `day` is one of its dates, counted from `start`.
    pub fn falls_on(self, day: Day, start: Day) -> bool {
        match self {
            Self::Daily | Self::Weekly => true,
            Self::Biweekly => {
                let days = start.week_start().days_until(day.week_start());
                (days / 7).rem_euclid(2) == 0
            }
            Self::Monthly(rule) => rule.date_in(day) == Some(day),
        }
    }
}

impl MonthRule {
    /// The day wins when both are given.
    pub fn from_parts(
        month_day: Option<u32>,
        nth: Option<u32>,
        weekday: Option<u8>,
    ) -> Option<Self> {
        match (month_day, nth, weekday) {
            (Some(day @ 1..=31), _, _) => Some(Self::Day(day)),
            (None, Some(nth @ 1..=5), Some(weekday @ 1..=7)) => {
                Some(Self::Weekday { nth, weekday })
            }
            _ => None,
        }
    }

    /// Its date in the month of `day`.
    pub fn date_in(self, day: Day) -> Option<Day> {
        let (first, last) = (day.month_start(), day.month_end());
        match self {
            Self::Day(number) => {
                let number = number.min(last.day()).max(1);
                Some(first.add_days(i64::from(number) - 1))
            }
            Self::Weekday { nth, weekday } => {
                let ahead = (7 + i64::from(weekday) - i64::from(first.weekday())) % 7;
                let date = first.add_days(ahead + 7 * (i64::from(nth) - 1));
                match (date <= last, nth) {
                    (true, _) => Some(date),
                    (false, 5) => Some(date.add_days(-7)),
                    (false, _) => None,
                }
            }
        }
    }
}

/// Quantities for Monday to Sunday, in base units of the item.
pub type Week = [Quantity; 7];

/// A line of a standing order, from one day until before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: TemplateLineId,
    pub position: i64,
    pub product_id: ItemId,
    pub unit: String,
    /// Base units in one unit.
    pub unit_size: Quantity,
    pub valid_from: Day,
    /// The first day on which it no longer holds.
    pub valid_until: Option<Day>,
    pub week: Week,
    pub custom_instructions: String,
}

impl Line {
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }

    /// How much on this day's weekday.
    pub fn on(&self, day: Day) -> Quantity {
        self.week
            .get(usize::from(day.weekday() - 1))
            .copied()
            .unwrap_or_default()
    }
}

/// One date that differs from the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneDate {
    Skip {
        reason: String,
    },
    /// Delivered on another day, with these quantities where they differ.
    Move {
        to: Day,
        quantities: Quantities,
        reason: String,
    },
    Change {
        quantities: Quantities,
        reason: String,
    },
}

/// Quantities of single products, in base units; a product that is not named stays as the template has it.
pub type Quantities = BTreeMap<ItemId, Quantity>;

impl OneDate {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Skip { .. } => "skip",
            Self::Move { .. } => "move",
            Self::Change { .. } => "change",
        }
    }

    pub fn reason(&self) -> &str {
        match self {
            Self::Skip { reason } | Self::Move { reason, .. } | Self::Change { reason, .. } => {
                reason
            }
        }
    }

    pub const fn quantities(&self) -> Option<&Quantities> {
        match self {
            Self::Skip { .. } => None,
            Self::Move { quantities, .. } | Self::Change { quantities, .. } => Some(quantities),
        }
    }

    pub const fn moved_to(&self) -> Option<Day> {
        match self {
            Self::Move { to, .. } => Some(*to),
            _ => None,
        }
    }
}

/// A customer's pause; without `until` it has no end yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub id: PauseId,
    pub from: Day,
    /// The last day of the pause.
    pub until: Option<Day>,
    pub reason: String,
}

impl Pause {
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The bakery's closed days with their names.
pub type ClosedDays = BTreeMap<Day, String>;

/// Everything that decides the dates of one standing order.
#[derive(Debug, Clone)]
pub struct Schedule {
    pub frequency: Frequency,
    pub start: Day,
    /// The last day.
    pub end: Option<Day>,
    pub is_active: bool,
    pub lines: Vec<Line>,
    pub dates: BTreeMap<Day, OneDate>,
    pub pauses: Vec<Pause>,
    pub closed: Arc<ClosedDays>,
    /// Weekdays (1 Monday to 7 Sunday) on which the bakery never opens.
    pub closed_weekdays: Arc<BTreeSet<u8>>,
}

/// What a date of a standing order comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The rhythm has nothing on this day.
    NoDate,
    Stopped(Why),
    Made(Delivery),
}

/// Why a date of the rhythm brings nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Inactive,
    Skipped(String),
    Paused(String),
    /// The bakery is closed, by the name of the day; without one on a weekday on which it never opens.
    Closed(String),
    /// This date was changed to nothing.
    Nothing,
}

impl Why {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Skipped(_) => "skipped",
            Self::Paused(_) => "paused",
            Self::Closed(_) => "closed",
            Self::Nothing => "nothing",
        }
    }

    pub fn reason(&self) -> &str {
        match self {
            Self::Skipped(reason) | Self::Paused(reason) | Self::Closed(reason) => reason,
            Self::Inactive | Self::Nothing => "",
        }
    }
}

/// A delivery that a standing order asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The day of delivery; differs from the date where the delivery was moved.
    pub day: Day,
    /// Whether it was decided for this date alone.
    pub changed: bool,
    pub lines: Vec<DeliveryLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryLine {
    pub product_id: ItemId,
    pub quantity: Quantity,
    /// None for a product that stands on this date alone: it comes in its usual unit.
    pub unit: Option<String>,
    pub custom_instructions: String,
}

impl Schedule {
    /// What the date `day` comes to.
    pub fn plan(&self, day: Day) -> Plan {
        if day < self.start || self.end.is_some_and(|end| day > end) {
            return Plan::NoDate;
        }
        let one = self.dates.get(&day);
        let in_rhythm = self.frequency.falls_on(day, self.start)
            && self.usual(day).any(|line| line.on(day).is_positive());
        if !in_rhythm
            && one
                .and_then(OneDate::quantities)
                .is_none_or(BTreeMap::is_empty)
        {
            return Plan::NoDate;
        }
        if !self.is_active {
            return Plan::Stopped(Why::Inactive);
        }
        if let Some(OneDate::Skip { reason }) = one {
            return Plan::Stopped(Why::Skipped(reason.clone()));
        }
        let delivery_day = one.and_then(OneDate::moved_to).unwrap_or(day);
        if let Some(why) = self.prevented(delivery_day) {
            return Plan::Stopped(why);
        }
        let lines = self.lines_of(day, in_rhythm, one);
        if lines.is_empty() {
            return Plan::Stopped(Why::Nothing);
        }
        Plan::Made(Delivery {
            day: delivery_day,
            changed: one.is_some(),
            lines,
        })
    }

    /// The dates from `from` to `to` that are anything, each with what it comes to. A moved delivery stands at its date.
    pub fn plans(&self, from: Day, to: Day) -> impl Iterator<Item = (Day, Plan)> {
        let last = self.end.map_or(to, |end| end.min(to));
        from.max(self.start)
            .to(last)
            .map(|day| (day, self.plan(day)))
            .filter(|(_, plan)| *plan != Plan::NoDate)
    }

    /// The dates whose delivery was moved from outside `from`–`to` into it.
    pub fn moved_into(&self, from: Day, to: Day) -> impl Iterator<Item = Day> {
        let within = move |day: Day| (from..=to).contains(&day);
        self.dates.iter().filter_map(move |(date, one)| {
            let moved = one.moved_to()?;
            (within(moved) && !within(*date)).then_some(*date)
        })
    }

    /// The lines that hold on this day, in their order.
    pub fn usual(&self, day: Day) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.holds_on(day))
    }

    /// The pause or closed day that stands against a delivery.
    pub fn prevented(&self, day: Day) -> Option<Why> {
        if let Some(name) = self.closed.get(&day) {
            return Some(Why::Closed(name.clone()));
        }
        if self.closed_weekdays.contains(&day.weekday()) {
            return Some(Why::Closed(String::new()));
        }
        let pause = self.pauses.iter().find(|pause| pause.covers(day))?;
        Some(Why::Paused(pause.reason.clone()))
    }

    fn lines_of(&self, day: Day, in_rhythm: bool, one: Option<&OneDate>) -> Vec<DeliveryLine> {
        let mut other = one
            .and_then(OneDate::quantities)
            .cloned()
            .unwrap_or_default();
        let mut lines: Vec<DeliveryLine> = self
            .usual(day)
            .map(|line| {
                let usual = if in_rhythm {
                    line.on(day)
                } else {
                    Quantity::default()
                };
                DeliveryLine {
                    product_id: line.product_id,
                    quantity: other.remove(&line.product_id).unwrap_or(usual),
                    unit: Some(line.unit.clone()),
                    custom_instructions: line.custom_instructions.clone(),
                }
            })
            .collect();
        lines.extend(
            other
                .into_iter()
                .map(|(product_id, quantity)| DeliveryLine {
                    product_id,
                    quantity,
                    unit: None,
                    custom_instructions: String::new(),
                }),
        );
        lines.retain(|line| line.quantity.is_positive());
        lines
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
