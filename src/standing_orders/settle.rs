//! What a change of a standing order does to the orders already made of it: plans before and after are compared date by
//! date; where they differ, the order of an open day is changed, called off, made or brought back, and what cannot be
//! touched is listed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::dates::{Delivery, MOST_MOVED, Plan};
use super::news::{News, Stands};
use super::store::{self, Of};
use super::{MadeOrder, Template, generate};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, HistoryLine};
use crate::orders::{self, Status, days};
use crate::values::calendar::Day;
use crate::values::ids::OrderId;

/// What was done to orders already made.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Effects {
    pub made: Vec<Touched>,
    pub changed: Vec<Touched>,
    pub cancelled: Vec<Touched>,
    /// What was not touched and needs someone's eye.
    pub left: Vec<Left>,
    /// On a closed day: orders that people took for it and that stand.
    pub other_orders: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Touched {
    pub order_id: OrderId,
    pub order_number: String,
    /// The day of delivery.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Left {
    /// None where no order was made of the date.
    pub order_id: Option<OrderId>,
    pub order_number: Option<String>,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    pub why: LeftWhy,
    /// What stood against it, in the bakery's language; where it was refused.
    pub reason: Option<String>,
}

/// Why an order was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftWhy {
    /// The cut-off of its day has passed, or it is being prepared.
    Frozen,
    /// Somebody changed it by hand.
    ByHand,
    /// Somebody called it off by hand.
    CalledOff,
    /// It cannot be made or changed; the reason says why.
    Refused,
}

impl LeftWhy {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Frozen => "frozen",
            Self::ByHand => "by-hand",
            Self::CalledOff => "called-off",
            Self::Refused => "refused",
        }
    }
}

impl Effects {
    pub fn add(&mut self, more: Self) {
        self.made.extend(more.made);
        self.changed.extend(more.changed);
        self.cancelled.extend(more.cancelled);
        self.left.extend(more.left);
        self.other_orders += more.other_orders;
    }

    pub(super) fn leave(&mut self, order: Option<&MadeOrder>, day: Day, why: LeftWhy) {
        self.left.push(Left {
            order_id: order.map(|order| order.order_id),
            order_number: order.map(|order| order.order_number.clone()),
            day,
            why,
            reason: None,
        });
    }

    fn refuse(&mut self, tx: &Tx, order: Option<&MadeOrder>, day: Day, error: &Error) {
        self.leave(order, day, LeftWhy::Refused);
        if let Some(left) = self.left.last_mut() {
            left.reason = Some(generate::in_words(tx, error));
        }
    }
}

impl MadeOrder {
    fn touched(&self, day: Day) -> Touched {
        Touched {
            order_id: self.order_id,
            order_number: self.order_number.clone(),
            day,
        }
    }
}

/// Which dates a change can reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    from: Day,
    to: Option<Day>,
    /// By the template's own dates only, wherever they are delivered.
    by_date: bool,
    /// Orders are written anew even where lines and day are the same: place, time or notes changed.
    is_anew: bool,
}

impl Window {
    pub(super) const fn between(from: Day, to: Option<Day>) -> Self {
        Self {
            from,
            to,
            by_date: false,
            is_anew: false,
        }
    }

    pub(super) const fn day(day: Day) -> Self {
        Self::between(day, Some(day))
    }

    pub(super) const fn dates_from(from: Day) -> Self {
        Self {
            from,
            to: None,
            by_date: true,
            is_anew: false,
        }
    }

    pub(super) const fn anew(self, is_anew: bool) -> Self {
        Self { is_anew, ..self }
    }

    fn holds(self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Standing orders as they were before a change.
pub(super) struct Watch {
    of: Of,
    window: Window,
    before: Vec<Template>,
}

pub(super) fn watch(tx: &Tx, of: Of, window: Window) -> Result<Watch> {
    Ok(Watch {
        of,
        window,
        before: store::load(tx, of, tx.today())?,
    })
}

/// Settles the orders of all dates whose plan is another now than when the watch began.
pub(super) fn settle(tx: &Tx, watch: Watch, reason: &str) -> Result<Effects> {
    let mut effects = Effects::default();
    let mut before: BTreeMap<_, Template> = watch
        .before
        .into_iter()
        .map(|template| (template.id, template))
        .collect();
    for after in store::load(tx, watch.of, tx.today())? {
        if let Some(before) = before.remove(&after.id) {
            let change = Change {
                before: &before,
                after: &after,
                window: watch.window,
                reason,
            };
            change.settle(tx, &mut effects)?;
        }
    }
    Ok(effects)
}

struct Change<'t> {
    before: &'t Template,
    after: &'t Template,
    window: Window,
    reason: &'t str,
}

impl Change<'_> {
    fn settle(&self, tx: &Tx, effects: &mut Effects) -> Result<()> {
        let candidates = self.candidates(tx.today());
        let differing: Vec<(Day, Plan, Plan)> = candidates
            .into_iter()
            .map(|date| {
                let before = self.before.schedule.plan(date);
                (date, before, self.after.schedule.plan(date))
            })
            .filter(|(date, before, after)| self.reaches(*date, before, after))
            .collect();
        if differing.is_empty() {
            return Ok(());
        }
        let first = tx.today().add_days(-MOST_MOVED);
        let made = store::made(tx, self.after.id, first)?;
        for (date, before, after) in differing {
            self.one(tx, date, &before, &after, made.get(&date), effects)?;
        }
        Ok(())
    }

    /// The dates that may have been made already, moved ones on either side among them.
    fn candidates(&self, today: Day) -> BTreeSet<Day> {
        let until = self.after.generated_until.unwrap_or(today.previous());
        let last = self.window.to.map_or(until, |to| to.min(until));
        let mut dates: BTreeSet<Day> = self.window.from.to(last).collect();
        for schedule in [&self.before.schedule, &self.after.schedule] {
            dates.extend(
                schedule
                    .dates
                    .iter()
                    .filter(|(_, one)| one.moved_to().is_some())
                    .map(|(date, _)| *date),
            );
        }
        dates
    }

    fn reaches(&self, date: Day, before: &Plan, after: &Plan) -> bool {
        let day_of = |plan: &Plan| match plan {
            Plan::Made(delivery) => delivery.day,
            _ => date,
        };
        let within = self.window.holds(date)
            || (!self.window.by_date
                && (self.window.holds(day_of(before)) || self.window.holds(day_of(after))));
        let is_anew = self.window.is_anew && matches!(after, Plan::Made(_));
        within && (before != after || is_anew)
    }

    fn one(
        &self,
        tx: &Tx,
        date: Day,
        before: &Plan,
        after: &Plan,
        order: Option<&MadeOrder>,
        effects: &mut Effects,
    ) -> Result<()> {
        match (after, order) {
            (Plan::Made(delivery), None) => self.make(tx, date, delivery, effects),
            (Plan::Made(delivery), Some(order)) if order.status == Status::Cancelled => {
                self.bring_back(tx, date, delivery, order, effects)
            }
            (Plan::Made(delivery), Some(order)) => {
                self.change(tx, before, delivery, order, effects)
            }
            (_, None) => store::drop_missed(tx, self.after.id, date),
            (_, Some(order)) => self.call_off(tx, date, order, effects),
        }
    }

    /// A date that should have its order by now and has none.
    fn make(&self, tx: &Tx, date: Day, delivery: &Delivery, effects: &mut Effects) -> Result<()> {
        let is_due = self
            .after
            .generated_until
            .is_some_and(|until| date <= until)
            || delivery.day <= generate::horizon(tx);
        if delivery.day < tx.today() || !is_due {
            return Ok(());
        }
        if !generate::may_still_be_made(tx, self.after, delivery.day)? {
            store::add_missed(tx, self.after.id, date)?;
            effects.leave(None, delivery.day, LeftWhy::Frozen);
            return Ok(());
        }
        let made = || generate::make(tx, self.after, date, delivery, None);
        match tx.savepoint(made)? {
            Ok(order) => {
                store::drop_missed(tx, self.after.id, date)?;
                effects.made.push(order);
            }
            Err(error) => effects.refuse(tx, None, delivery.day, &error),
        }
        Ok(())
    }

    fn change(
        &self,
        tx: &Tx,
        before: &Plan,
        delivery: &Delivery,
        order: &MadeOrder,
        effects: &mut Effects,
    ) -> Result<()> {
        let can = order.status.is_editable()
            && is_in_time(tx, order, order.day)?
            && is_in_time(tx, order, delivery.day)?;
        if !can {
            if order.status.counts() {
                effects.leave(Some(order), order.day, LeftWhy::Frozen);
            }
            return Ok(());
        }
        let news = News {
            before: Some(self.before),
            was: match before {
                Plan::Made(delivery) => Some(delivery),
                _ => None,
            },
            after: self.after,
            is: delivery,
        };
        match news.stands(tx, order)? {
            Stands::AsPlanned => {}
            Stands::AsItWillBe => return Ok(()),
            Stands::ByHand => {
                effects.leave(Some(order), order.day, LeftWhy::ByHand);
                return Ok(());
            }
        }
        match tx.savepoint(|| news.write(tx, order, order.version))? {
            Ok(()) => effects.changed.push(order.touched(delivery.day)),
            Err(error) => effects.refuse(tx, Some(order), order.day, &error),
        }
        Ok(())
    }

    /// An order that this room called off comes back as it should be now; one that a person called off stays so.
    fn bring_back(
        &self,
        tx: &Tx,
        date: Day,
        delivery: &Delivery,
        order: &MadeOrder,
        effects: &mut Effects,
    ) -> Result<()> {
        if delivery.day < tx.today() {
            return Ok(());
        }
        if !store::is_withdrawn(tx, order.order_id)? {
            effects.leave(Some(order), order.day, LeftWhy::CalledOff);
            return Ok(());
        }
        if !is_in_time(tx, order, order.day)? || !is_in_time(tx, order, delivery.day)? {
            effects.leave(Some(order), delivery.day, LeftWhy::Frozen);
            return Ok(());
        }
        // What was set for this one day stays where the standing order has not changed since.
        let history = events::history(tx, "order", order.order_id)?;
        let is_end =
            |line: &&HistoryLine| line.new_status.as_deref() == Some(Status::Cancelled.code());
        let called_off = history.iter().find(is_end);
        let stands = called_off.is_some_and(|line| self.after.updated_at < line.created_at);
        let back = || {
            orders::restore(tx, order.order_id, false)?;
            store::forget_withdrawn(tx, order.order_id)?;
            let version = orders::find(tx, order.order_id)?.version;
            let news = News {
                before: stands.then_some(self.after),
                was: stands.then_some(delivery),
                after: self.after,
                is: delivery,
            };
            news.write(tx, order, version)
        };
        match tx.savepoint(back)? {
            Ok(()) => {
                store::drop_missed(tx, self.after.id, date)?;
                effects.made.push(order.touched(delivery.day));
            }
            Err(error) => effects.refuse(tx, Some(order), delivery.day, &error),
        }
        Ok(())
    }

    fn call_off(&self, tx: &Tx, date: Day, order: &MadeOrder, effects: &mut Effects) -> Result<()> {
        if !order.status.counts() {
            return Ok(());
        }
        if !order.status.is_editable() || !is_in_time(tx, order, order.day)? {
            effects.leave(Some(order), order.day, LeftWhy::Frozen);
            return Ok(());
        }
        orders::cancel(tx, order.order_id, self.reason)?;
        store::withdraw(tx, order.order_id)?;
        store::drop_missed(tx, self.after.id, date)?;
        effects.cancelled.push(order.touched(order.day));
        Ok(())
    }
}

/// Whether orders of this day may still be made: it is not frozen.
pub(super) fn is_open(view: &View, day: Day) -> Result<bool> {
    Ok(days::state(view, day)?.state == days::Phase::Open)
}

/// Whether an order that was made may still be another: its day is not frozen and the cut-off of its round has not come.
fn is_in_time(tx: &Tx, order: &MadeOrder, day: Day) -> Result<bool> {
    let route = orders::find(tx, order.order_id)?.route_id;
    days::is_open(tx, route, day)
}
