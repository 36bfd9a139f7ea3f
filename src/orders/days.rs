//! The bakery's days. The business day is the delivery day: open while orders are taken, frozen as a numbered print version
//! at cut-off, closed when all of it is done.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::state::Status;
use super::{life, store};
use crate::customers::rounds;
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::{Day, Instant};
use crate::values::codes::codes;
use crate::values::ids::RouteId;

codes! {
    /// How far a day is.
    Phase { Open = "open", Frozen = "frozen", Closed = "closed" }
}

/// A day as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayState {
    pub day: Day,
    pub state: Phase,
    /// Print version; 0 while open.
    pub version: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub frozen_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Instant>,
}

/// # Errors
/// Only those of the database.
pub fn state(view: &View, day: Day) -> Result<DayState> {
    store::day(view, day)
}

/// Whether orders for this day and route are still taken without a reason: the day is open and its cut-off has not come.
///
/// # Errors
/// Only those of the database.
pub fn is_open(view: &View, route: Option<RouteId>, day: Day) -> Result<bool> {
    if state(view, day)?.state != Phase::Open {
        return Ok(false);
    }
    Ok(view.now < rounds::cutoff(view, route, day)?)
}

/// Freezes an open day as version 1: its confirmed orders are in the bakehouse's hands from now on. Answers the version.
///
/// # Errors
/// A conflict when the day is not open.
pub fn freeze(tx: &Tx, day: Day) -> Result<i64> {
    if !store::freeze_day(tx, day)? {
        return Err(Error::conflict(
            Message::new("orders-day-not-open").arg("day", day),
        ));
    }
    let orders = store::orders_to_prepare(tx, day)?;
    for id in &orders {
        life::step(tx, *id, Status::Confirmed, Status::Preparing, "")?;
        store::set_day_version(tx, *id, 1)?;
    }
    let payload = json!({ "day": day, "version": 1, "orders": orders.len() });
    events::record(
        tx,
        Happened::new("day", None, "frozen")
            .states(Some("open".to_owned()), "frozen")
            .changes(json!({ "day": day, "version": [0, 1] }))
            .event("day_frozen", "days.frozen", payload),
    )?;
    Ok(1)
}

/// Counts the print version of a frozen day up, when its demand has changed; answers the new one.
///
/// # Errors
/// A conflict when the day is not frozen.
pub fn next_version(tx: &Tx, day: Day) -> Result<i64> {
    let version = store::raise_version(tx, day)?
        .ok_or_else(|| Error::conflict(Message::new("orders-day-not-frozen").arg("day", day)))?;
    let payload = json!({ "day": day, "version": version });
    events::record(
        tx,
        Happened::new("day", None, "version")
            .changes(json!({ "day": day, "version": [version - 1, version] }))
            .event("day_changed", "days.changed", payload),
    )?;
    Ok(version)
}

/// Closes a frozen day: nothing of it is undone any more.
///
/// # Errors
/// A conflict when the day is not frozen.
pub fn close(tx: &Tx, day: Day) -> Result<()> {
    if !store::close_day(tx, day)? {
        return Err(Error::conflict(
            Message::new("orders-day-not-frozen").arg("day", day),
        ));
    }
    events::record(
        tx,
        Happened::new("day", None, "closed")
            .states(Some("frozen".to_owned()), "closed")
            .changes(json!({ "day": day }))
            .event("day_closed", "days.closed", json!({ "day": day })),
    )
}
