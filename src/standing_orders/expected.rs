//! What standing orders will bring: for needs, for the week and the month on one page.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::dates::{ClosedDays, Plan, Why};
use super::store::{self, Of};
use super::{MadeOrder, Template};
use crate::db::View;
use crate::error::Result;
use crate::orders::days;
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, TemplateId};
use crate::values::quantity::Quantity;

/// What standing orders will bring on a day beyond the orders already made: only dates without an order.
///
/// # Errors
/// Only those of the database.
pub fn expected(view: &View, day: Day) -> Result<Vec<(ItemId, Quantity)>> {
    let all = expected_between(view, day, day)?;
    Ok(all
        .into_iter()
        .map(|((_, item), quantity)| (item, quantity))
        .collect())
}

/// As [`expected`], for each day of delivery from `from` to `to`.
///
/// # Errors
/// Only those of the database.
pub fn expected_between(
    view: &View,
    from: Day,
    to: Day,
) -> Result<BTreeMap<(Day, ItemId), Quantity>> {
    let mut sums = BTreeMap::new();
    for template in store::load(view, Of::Active, from.min(view.today()))? {
        for (_, plan) in unmade(view, &template, from, to)? {
            if let Plan::Made(delivery) = plan {
                for line in delivery.lines {
                    let sum: &mut Quantity =
                        sums.entry((delivery.day, line.product_id)).or_default();
                    *sum += line.quantity;
                }
            }
        }
    }
    Ok(sums)
}

/// The dates of a template that fall or are delivered from `from` to `to` and that no run has looked at.
fn unmade(view: &View, template: &Template, from: Day, to: Day) -> Result<Vec<(Day, Plan)>> {
    let schedule = &template.schedule;
    let from = from.max(view.today());
    let until = template.generated_until.unwrap_or(view.today().previous());
    let mut dates: Vec<(Day, Plan)> = schedule.plans(from.max(until.next()), to).collect();
    let moved: Vec<Day> = schedule
        .moved_into(from, to)
        .filter(|date| *date > until)
        .collect();
    dates.extend(moved.iter().map(|date| (*date, schedule.plan(*date))));
    dates.retain(|(_, plan)| match plan {
        Plan::Made(delivery) => (from..=to).contains(&delivery.day),
        _ => true,
    });
    // Beyond `until` there are orders only of dates brought forward, and after a failure.
    if !dates.is_empty() && (!schedule.dates.is_empty() || template.failed_on.is_some()) {
        let made = store::made(view, template.id, until.next())?;
        dates.retain(|(date, _)| !made.contains_key(date));
    }
    Ok(dates)
}

/// A date ahead as a page shows it.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// The template's own date.
    pub date: Day,
    pub plan: Plan,
    pub order: Option<MadeOrder>,
    /// Its day is frozen.
    pub is_frozen: bool,
    /// It was not made in time and has no order: whether it still waits for a decision, or was dropped.
    pub missed: Option<bool>,
}

impl Ahead {
    /// The day of delivery, or the date where nothing comes.
    pub fn day(&self) -> Day {
        match (&self.order, &self.plan) {
            (Some(order), _) => order.day,
            (None, Plan::Made(delivery)) => delivery.day,
            (None, _) => self.date,
        }
    }

    pub fn is_moved(&self) -> bool {
        matches!(&self.plan, Plan::Made(delivery) if delivery.day != self.date)
    }

    /// Why nothing is made, if so.
    pub const fn why(&self) -> Option<&Why> {
        match &self.plan {
            Plan::Stopped(why) => Some(why),
            _ => None,
        }
    }
}

/// The next `count` dates of a standing order within a year, from `from` on, with what each comes to.
///
/// # Errors
/// Only those of the database.
pub fn ahead(view: &View, template: &Template, from: Day, count: usize) -> Result<Vec<Ahead>> {
    let made = store::made(view, template.id, from)?;
    let missed = store::missed_of(view, template.id, from)?;
    let mut dates = Vec::with_capacity(count);
    for (date, plan) in template
        .schedule
        .plans(from, from.add_days(366))
        .take(count)
    {
        let order = made.get(&date).cloned();
        let day = match (&order, &plan) {
            (Some(order), _) => order.day,
            (None, Plan::Made(delivery)) => delivery.day,
            (None, _) => date,
        };
        dates.push(Ahead {
            date,
            missed: missed.get(&date).copied().filter(|_| order.is_none()),
            plan,
            order,
            is_frozen: days::state(view, day)?.state != days::Phase::Open,
        });
    }
    Ok(dates)
}

/// The next `count` days of delivery, for lists.
pub fn next_dates(template: &Template, from: Day, count: usize) -> Vec<Day> {
    template
        .schedule
        .plans(from, from.add_days(366))
        .filter_map(|(_, plan)| match plan {
            Plan::Made(delivery) => Some(delivery.day),
            _ => None,
        })
        .take(count)
        .collect()
}

/// What a week brings of each item, Monday first, over all standing orders: the orders made and what is still to come.
///
/// # Errors
/// Only those of the database.
pub fn week_totals(view: &View, monday: Day) -> Result<BTreeMap<ItemId, [Quantity; 7]>> {
    let sunday = monday.add_days(6);
    let mut totals: BTreeMap<ItemId, [Quantity; 7]> = BTreeMap::new();
    let mut add = |day: Day, item: ItemId, quantity: Quantity| {
        let week = totals.entry(item).or_default();
        if let Some(sum) = week.get_mut(usize::from(day.weekday() - 1)) {
            *sum += quantity;
        }
    };
    for (day, item, quantity) in store::made_goods(view, monday, sunday)? {
        add(day, item, quantity);
    }
    for ((day, item), quantity) in expected_between(view, monday, sunday)? {
        add(day, item, quantity);
    }
    Ok(totals)
}

/// A day of the calendar.
#[derive(Debug, Clone, Default)]
pub struct CalendarDay {
    /// Orders made of standing orders.
    pub made: i64,
    /// Orders that will be made.
    pub to_come: i64,
    /// Dates that bring nothing because the customer is paused.
    pub paused: i64,
    /// Dates left out one by one.
    pub skipped: i64,
    /// Dates that bring nothing because the bakery is closed.
    pub prevented: i64,
    /// Why the bakery is closed.
    pub closed: Option<String>,
}

/// Each day of a span: what is made and will be made, and what is not and why; of all standing orders or of one.
///
/// # Errors
/// Only those of the database.
pub fn calendar(
    view: &View,
    from: Day,
    to: Day,
    only: Option<TemplateId>,
) -> Result<BTreeMap<Day, CalendarDay>> {
    let closed = store::closed_days(view, from, Some(to))?;
    let mut days = empty_days(&closed, from, to);
    let of = only.map_or(Of::Active, Of::One);
    for template in store::load(view, of, from)? {
        for (date, plan) in template.schedule.plans(from.max(view.today()), to) {
            if let Plan::Stopped(why) = plan {
                let day = days.entry(date).or_default();
                match why {
                    Why::Paused(_) => day.paused += 1,
                    Why::Skipped(_) | Why::Nothing => day.skipped += 1,
                    Why::Closed(_) => day.prevented += 1,
                    Why::Inactive => {}
                }
            }
        }
        for (_, plan) in unmade(view, &template, from, to)? {
            if let Plan::Made(delivery) = plan {
                days.entry(delivery.day).or_default().to_come += 1;
            }
        }
    }
    for (day, count) in made_count(view, from, to, only)? {
        days.entry(day).or_default().made = count;
    }
    days.retain(|day, _| (from..=to).contains(day));
    Ok(days)
}

fn empty_days(closed: &ClosedDays, from: Day, to: Day) -> BTreeMap<Day, CalendarDay> {
    from.to(to)
        .map(|day| {
            let closed = closed.get(&day).cloned();
            (
                day,
                CalendarDay {
                    closed,
                    ..CalendarDay::default()
                },
            )
        })
        .collect()
}

fn made_count(
    conn: &Connection,
    from: Day,
    to: Day,
    only: Option<TemplateId>,
) -> Result<BTreeMap<Day, i64>> {
    let Some(id) = only else {
        return store::made_count(conn, from, to);
    };
    let mut counts = BTreeMap::new();
    let first = from.add_days(-super::dates::MOST_MOVED);
    for order in store::made(conn, id, first)?.values() {
        if order.status.counts() && (from..=to).contains(&order.day) {
            *counts.entry(order.day).or_default() += 1;
        }
    }
    Ok(counts)
}
