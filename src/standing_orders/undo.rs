//! Taking the newest change of a standing order back: its fields and lines stand as before, and its orders follow.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dates::{Frequency, Line, Schedule};
use super::settle::{self, Effects, Window};
use super::store::{self, Of};
use super::{Template, is_other, reason, set_active};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened, HistoryLine};
use crate::orders::DeliveryMethod;
use crate::values::calendar::{Day, Time};
use crate::values::ids::{PointId, TemplateId};

/// So long pages offer to take a change back.
const OFFERED: TimeDelta = TimeDelta::hours(24);

/// A standing order as its history keeps it from before a change.
#[derive(Serialize, Deserialize)]
struct Kept {
    recurring_name: String,
    delivery_point_id: PointId,
    delivery_method: DeliveryMethod,
    delivery_time: Option<Time>,
    delivery_notes: String,
    frequency: Frequency,
    end_date: Option<Day>,
    lines: Vec<Line>,
}

/// What the history of a change keeps of the standing order before it.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn kept(before: &Template) -> Result<Value> {
    Ok(serde_json::to_value(Kept {
        recurring_name: before.recurring_name.clone(),
        delivery_point_id: before.delivery_point_id,
        delivery_method: before.delivery_method,
        delivery_time: before.delivery_time,
        delivery_notes: before.delivery_notes.clone(),
        frequency: before.schedule.frequency,
        end_date: before.schedule.end,
        lines: before.schedule.lines.clone(),
    })?)
}

/// The newest change of a standing order, where it can be taken back.
fn newest(view: &View, id: TemplateId) -> Result<Option<HistoryLine>> {
    let is_change = |line: &HistoryLine| {
        let changes = [
            "edited",
            "succeeded",
            "edit_undone",
            "activated",
            "deactivated",
        ];
        changes.contains(&line.action.as_str())
    };
    let newest = events::history(view, "standing_order", id)?
        .into_iter()
        .find(is_change);
    Ok(newest.filter(|line| part(line, "before").is_some()))
}

fn part<'l>(line: &'l HistoryLine, key: &str) -> Option<&'l Value> {
    line.additional_data.as_ref()?.get(key)
}

/// Whether the newest change is of these hours and can be taken back.
///
/// # Errors
/// Only those of the database.
pub(super) fn is_offered(view: &View, id: TemplateId) -> Result<bool> {
    let newest = newest(view, id)?;
    Ok(newest.is_some_and(|line| view.now < line.created_at.plus(OFFERED)))
}

/// Makes the newest change undone, that of all at once or from a day on; a successor that it began is stopped. What was
/// decided for single dates stays. `version` is that of the standing order since the change, so nothing newer is lost.
///
/// # Errors
/// [`Error::Stale`] when it, or its successor, was changed since; a conflict when there is nothing to take back.
pub fn take_edit_back(tx: &Tx, id: TemplateId, version: i64) -> Result<Effects> {
    let after = store::find(tx, id, tx.today())?;
    if after.version != version {
        return Err(Error::Stale);
    }
    let lost = || Error::conflict("standing-nothing-to-undo");
    let change = newest(tx, id)?.ok_or_else(lost)?;
    let kept: Kept = serde_json::from_value(part(&change, "before").cloned().ok_or_else(lost)?)?;
    let mut effects = match part(&change, "successor") {
        Some(successor) => stop(tx, serde_json::from_value(successor.clone())?)?,
        None => Effects::default(),
    };
    let before = Template {
        recurring_name: kept.recurring_name,
        delivery_point_id: kept.delivery_point_id,
        delivery_method: kept.delivery_method,
        delivery_time: kept.delivery_time,
        delivery_notes: kept.delivery_notes,
        schedule: Schedule {
            frequency: kept.frequency,
            end: kept.end_date,
            ..after.schedule.clone()
        },
        ..after.clone()
    };
    let window = Window::dates_from(tx.today()).anew(is_other(&after, &before));
    let watch = settle::watch(tx, Of::One(id), window)?;
    if !store::update(tx, &before, version)? {
        return Err(Error::Stale);
    }
    put_lines_back(tx, &after, &kept.lines)?;
    events::record(
        tx,
        Happened::new("standing_order", Some(id.0), "edit_undone"),
    )?;
    effects.add(settle::settle(
        tx,
        watch,
        &reason(tx, "standing-because-undone"),
    )?);
    Ok(effects)
}

/// Stops a successor that nobody has changed since it began.
fn stop(tx: &Tx, successor: TemplateId) -> Result<Effects> {
    let successor = store::find(tx, successor, tx.today())?;
    if successor.version != 1 {
        return Err(Error::Stale);
    }
    if !successor.schedule.is_active {
        return Ok(Effects::default());
    }
    set_active(tx, successor.id, successor.version, false)
}

fn put_lines_back(tx: &Tx, after: &Template, lines: &[Line]) -> Result<()> {
    for line in &after.schedule.lines {
        if !lines.iter().any(|kept| kept.id == line.id) {
            store::delete_line(tx, line.id)?;
        }
    }
    for line in lines {
        if !store::set_line(tx, line.id, line.position, line.valid_until)? {
            store::insert_line(tx, after.id, line)?;
        }
    }
    Ok(())
}
