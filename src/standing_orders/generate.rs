//! Orders out of standing orders: each date once, whatever is run twice, killed or restarted.
//!
//! Once per date is held by `UNIQUE (standing_order_id, standing_date, delivery_point_id)` and by `generated_until`; each
//! order is made in a savepoint of its own, so a bad standing order stops no other. A date whose delivery day has passed,
//! is frozen or past its cut-off is listed for a decision and never made silently.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::dates::{Delivery, DeliveryLine, Plan};
use super::settle::{Effects, LeftWhy, Touched};
use super::store::{self, Of};
use super::{Template, settle};
use crate::customers::{self, rounds};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::orders::{
    self, Amount, DeliveryMethod, FromStanding, NewLine, NewOrder, OrderType, Source, Who,
};
use crate::settings;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{RouteId, TemplateId};

/// So long after a cut-off a clock that was slow to notice it still makes what it should have made then.
const NOTICED_LATE: TimeDelta = TimeDelta::minutes(30);

/// What a run did.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Generated {
    pub made: i64,
    /// Dates newly listed for a decision.
    pub missed: i64,
    pub failed: Vec<Failure>,
}

/// A standing order whose order could not be made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Failure {
    pub standing_order_id: TemplateId,
    pub recurring_name: String,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// Why, in the bakery's language.
    pub reason: String,
}

/// The last day that standing orders are made for.
pub(super) fn horizon(view: &View) -> Day {
    view.today()
        .add_days(view.settings.whole(settings::HORIZON_DAYS))
}

/// Makes the orders of all active standing orders for the dates up to `through` that have none yet. Run again it finds
/// nothing left to do. Does nothing while standing orders are switched off in the settings.
///
/// # Errors
/// Only those of the database; what is wrong with one standing order is in the answer.
pub fn generate(tx: &Tx, through: Day) -> Result<Generated> {
    let mut run = Run::new(through);
    if !tx.settings.on(settings::RECURRING_ON) {
        return Ok(run.done);
    }
    let from = store::generated_from(tx)?.map_or(tx.today(), |day| day.min(tx.today()));
    for template in store::load(tx, Of::Active, from)? {
        run.template(tx, &template)?;
    }
    Ok(run.done)
}

/// Makes the orders of one standing order inside the horizon, for a new or restarted one.
pub(super) fn make_first(tx: &Tx, id: TemplateId) -> Result<Effects> {
    let mut run = Run::new(horizon(tx));
    if tx.settings.on(settings::RECURRING_ON) {
        for template in store::load(tx, Of::One(id), tx.today())? {
            run.template(tx, &template)?;
        }
    }
    // Who types a standing order is told at once what is wrong with it.
    match run.first_error {
        Some(error) => Err(error),
        None => Ok(run.effects),
    }
}

struct Run {
    through: Day,
    done: Generated,
    effects: Effects,
    first_error: Option<Error>,
    open: BTreeMap<(Option<RouteId>, Day), bool>,
}

impl Run {
    fn new(through: Day) -> Self {
        Self {
            through,
            done: Generated::default(),
            effects: Effects::default(),
            first_error: None,
            open: BTreeMap::new(),
        }
    }

    fn template(&mut self, tx: &Tx, template: &Template) -> Result<()> {
        let until = template.generated_until.unwrap_or(tx.today().previous());
        let due = due(template, until, tx.today(), self.through);
        let mut failure = None;
        if !due.is_empty() {
            let first = due.first().map_or(until, |(date, _)| *date);
            let made = store::made(tx, template.id, first)?;
            for (date, delivery) in due {
                if made.contains_key(&date) {
                    continue;
                }
                if let Err(error) = self.date(tx, template, date, &delivery)? {
                    let text = in_words(tx, &error);
                    failure.get_or_insert((date, text));
                    self.first_error.get_or_insert(error);
                }
            }
        }
        // A date that failed is tried again, until it has passed and is listed.
        let reached = match &failure {
            Some((date, _)) => date.previous().min(self.through),
            None => self.through,
        };
        let was = template.failed_on.zip(template.failure.clone());
        if reached > until || failure != was {
            store::set_generated(tx, template.id, reached.max(until), failure.as_ref())?;
        }
        if let Some((day, reason)) = failure {
            self.failed(tx, template, day, reason)?;
        }
        Ok(())
    }

    /// Makes one date or lists it; the inner error is that of the standing order itself.
    fn date(
        &mut self,
        tx: &Tx,
        template: &Template,
        date: Day,
        delivery: &Delivery,
    ) -> Result<Result<()>> {
        if !self.is_in_time(tx, template, delivery.day)? {
            self.done.missed += i64::from(store::add_missed(tx, template.id, date)?);
            self.effects.leave(None, delivery.day, LeftWhy::Frozen);
            return Ok(Ok(()));
        }
        let made = tx.savepoint(|| make(tx, template, date, delivery, None))?;
        Ok(made.map(|order| {
            self.done.made += 1;
            self.effects.made.push(order);
        }))
    }

    fn is_in_time(&mut self, tx: &Tx, template: &Template, day: Day) -> Result<bool> {
        let route = route_of(tx, template)?;
        if let Some(known) = self.open.get(&(route, day)) {
            return Ok(*known);
        }
        let is_open = is_in_time(tx, route, day)?;
        self.open.insert((route, day), is_open);
        Ok(is_open)
    }

    fn failed(&mut self, tx: &Tx, template: &Template, day: Day, reason: String) -> Result<()> {
        let is_new = template.failed_on != Some(day) || template.failure.as_ref() != Some(&reason);
        if is_new {
            let payload = json!({ "recurring_order_id": template.id, "day": day, "error": reason });
            events::record(
                tx,
                Happened::new("standing_order", Some(template.id.0), "failed")
                    .because(reason.clone())
                    .event("recurring_order.failed", "orders", payload),
            )?;
        }
        self.done.failed.push(Failure {
            standing_order_id: template.id,
            recurring_name: template.recurring_name.clone(),
            day,
            reason,
        });
        Ok(())
    }
}

/// The round that brings a standing order.
fn route_of(view: &View, template: &Template) -> Result<Option<RouteId>> {
    if template.delivery_method != DeliveryMethod::Delivery {
        return Ok(None);
    }
    Ok(customers::point(view, template.delivery_point_id)?.route_id)
}

/// Whether the order of a day is still made without a word: the day is not frozen and its cut-off has not gone by for long.
/// Later the bakehouse has begun without it, and somebody must decide.
fn is_in_time(view: &View, route: Option<RouteId>, day: Day) -> Result<bool> {
    if day < view.today() || !settle::is_open(view, day)? {
        return Ok(false);
    }
    Ok(view.now < rounds::cutoff(view, route, day)?.plus(NOTICED_LATE))
}

/// As [`is_in_time`], of the round of one standing order.
pub(super) fn may_still_be_made(view: &View, template: &Template, day: Day) -> Result<bool> {
    is_in_time(view, route_of(view, template)?, day)
}

/// The dates that are to be looked at: those after `until` up to `through`, and later ones whose delivery was moved to a
/// day up to `through`.
fn due(template: &Template, until: Day, today: Day, through: Day) -> Vec<(Day, Delivery)> {
    let schedule = &template.schedule;
    let mut due: Vec<(Day, Delivery)> = schedule
        .plans(until.next(), through)
        .filter_map(made_only)
        .collect();
    let early = schedule
        .moved_into(today, through)
        .filter(|date| *date > through)
        .map(|date| (date, schedule.plan(date)))
        .filter_map(made_only);
    due.extend(early);
    due
}

fn made_only((date, plan): (Day, Plan)) -> Option<(Day, Delivery)> {
    match plan {
        Plan::Made(delivery) => Some((date, delivery)),
        Plan::NoDate | Plan::Stopped(_) => None,
    }
}

/// The error of a standing order as people of the bakery read it.
pub(super) fn in_words(view: &View, error: &Error) -> String {
    let lang = view.settings.language();
    match error {
        Error::Invalid(fields) => {
            let mut words: Vec<String> = Vec::new();
            for field in &fields.0 {
                let text = field.message.speak(lang);
                if !words.contains(&text) {
                    words.push(text);
                }
            }
            words.join(" ")
        }
        Error::Conflict(message, _) => message.speak(lang),
        other => {
            tracing::error!(error = %other, "a standing order could not be made");
            lang.t("standing-failed-inside")
        }
    }
}

/// Makes the order of one date. With a reason it goes in although its day is frozen.
pub(super) fn make(
    tx: &Tx,
    template: &Template,
    date: Day,
    delivery: &Delivery,
    late: Option<&str>,
) -> Result<Touched> {
    let new = NewOrder {
        delivery_point_id: Some(template.delivery_point_id),
        order_type: Some(OrderType::Standing),
        requested_date: Some(delivery.day),
        requested_time: template.delivery_time,
        delivery_method: Some(template.delivery_method),
        delivery_notes: template.delivery_notes.clone(),
        late_reason: late.unwrap_or_default().to_owned(),
        may_be_late: late.is_some(),
        standing: Some(FromStanding {
            id: template.id,
            date,
        }),
        lines: delivery.lines.iter().map(as_line).collect(),
        ..NewOrder::from(Who::Known(template.customer_id), Source::AutoRecurring)
    };
    let order = orders::create(tx, new)?.order;
    let payload = json!({
        "order_id": order.id,
        "recurring_order_id": template.id,
        "customer_id": template.customer_id,
    });
    events::record(
        tx,
        Happened::new("order", Some(order.id.0), "generated")
            .because(template.recurring_name.clone())
            .event("recurring_order.generated", "orders", payload),
    )?;
    Ok(Touched {
        order_id: order.id,
        order_number: order.order_number,
        day: delivery.day,
    })
}

pub(super) fn as_line(line: &DeliveryLine) -> NewLine {
    NewLine {
        custom_instructions: line.custom_instructions.clone(),
        ..NewLine::of(
            line.product_id,
            Amount::Base(line.quantity),
            line.unit.clone(),
        )
    }
}

/// Makes a missed date after all, late, as an order for `on`: its own day, or today where that has passed.
///
/// # Errors
/// A conflict when it waits for no decision, has an order, its plan has nothing any more, or the day was closed;
/// [`Error::Invalid`] without a reason, and for a day that has passed, is too far ahead or on which the bakery is closed.
pub fn make_missed(
    tx: &Tx,
    id: TemplateId,
    date: Day,
    on: Option<Day>,
    why: &str,
) -> Result<Touched> {
    if why.trim().is_empty() {
        return Err(Error::field("reason", "field-required"));
    }
    let template = store::find(tx, id, date.min(tx.today()))?;
    let Plan::Made(mut delivery) = template.schedule.plan(date) else {
        return Err(Error::conflict("standing-missed-gone"));
    };
    if let Some(order) = store::made(tx, id, date)?.get(&date) {
        let message = Message::new("standing-missed-has-order");
        let message = message.arg("number", order.order_number.as_str());
        return Err(Error::conflict(message));
    }
    delivery.day = match on {
        Some(day) => day,
        None => first_possible(tx, delivery.day.max(tx.today()))?,
    };
    if let Some(message) = orders::impossible(tx, delivery.day)? {
        return Err(Error::field("on", message));
    }
    if orders::days::state(tx, delivery.day)?.state == orders::days::Phase::Closed {
        let day = crate::values::calendar::short(delivery.day, tx.settings.language());
        return Err(Error::conflict(
            Message::new("standing-day-closed").arg("day", day),
        ));
    }
    if !store::decide(tx, id, date, "made")? {
        return Err(Error::conflict("standing-missed-gone"));
    }
    decided(tx, id, date, "missed_made", why)?;
    make(tx, &template, date, &delivery, Some(why.trim()))
}

/// That day, or the first after it on which the bakery is open.
fn first_possible(view: &View, day: Day) -> Result<Day> {
    for later in day.to(day.add_days(14)) {
        if orders::impossible(view, later)?.is_none() {
            return Ok(later);
        }
    }
    Ok(day)
}

/// Decides that a missed date is not made any more.
///
/// # Errors
/// A conflict when it waits for no decision.
pub fn decide_missed(tx: &Tx, id: TemplateId, date: Day, why: &str) -> Result<()> {
    if !store::decide(tx, id, date, "dropped")? {
        return Err(Error::conflict("standing-missed-gone"));
    }
    decided(tx, id, date, "missed_dropped", why)
}

/// Takes back that a missed date was dropped: it waits for a decision again.
///
/// # Errors
/// A conflict when it was not dropped.
pub fn wait_again(tx: &Tx, id: TemplateId, date: Day) -> Result<()> {
    if !store::undecide(tx, id, date)? {
        return Err(Error::conflict("standing-missed-gone"));
    }
    decided(tx, id, date, "missed_waits", "")
}

/// Takes back what [`drop_all_missed`] did at that instant: those dates wait for a decision again; answers how many.
///
/// # Errors
/// A conflict when nothing was dropped then.
pub fn wait_all_again(tx: &Tx, dropped_at: Instant) -> Result<usize> {
    let dates = store::dropped_at(tx, dropped_at)?;
    for (id, date) in &dates {
        wait_again(tx, *id, *date)?;
    }
    match dates.len() {
        0 => Err(Error::conflict("standing-missed-gone")),
        count => Ok(count),
    }
}

/// Drops every missed date before today; answers how many. [`wait_all_again`] takes it back by the instant of `tx`.
///
/// # Errors
/// Only those of the database.
pub fn drop_all_missed(tx: &Tx, why: &str) -> Result<usize> {
    let mut dropped = 0;
    loop {
        let past: Vec<_> = store::missed(tx)?
            .into_iter()
            .filter(|missed| missed.day < tx.today())
            .collect();
        if past.is_empty() {
            return Ok(dropped);
        }
        for missed in past {
            decide_missed(tx, missed.standing_order_id, missed.day, why)?;
            dropped += 1;
        }
    }
}

fn decided(tx: &Tx, id: TemplateId, date: Day, action: &'static str, why: &str) -> Result<()> {
    events::record(
        tx,
        Happened::new("standing_order", Some(id.0), action)
            .because(why)
            .changes(json!({ "day": [null, date] })),
    )
}
