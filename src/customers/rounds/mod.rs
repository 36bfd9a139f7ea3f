//! Rounds: what drivers drive, stop by stop, and until when orders are taken for a day.

mod store;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{Point, store as customers};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::people::{self, roles::Role};
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{PointId, RouteId, UserId};

pub use customers::rounds_of as stops;
pub use store::{cutoffs, find, list, stops_with_customers};

/// A round.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Round {
    pub id: RouteId,
    pub name: String,
    #[schema(value_type = String)]
    pub departs_at: Time,
    pub driver_id: Option<UserId>,
    pub is_active: bool,
    pub version: i64,
}

/// A round as typed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRound {
    pub name: String,
    #[schema(value_type = String)]
    pub departs_at: Time,
    #[serde(default)]
    pub driver_id: Option<UserId>,
    #[serde(default = "yes")]
    pub is_active: bool,
}

const fn yes() -> bool {
    true
}

/// Until when orders for deliveries on a weekday are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cutoff {
    /// None: the bakery's own, which freezes the day.
    #[serde(default)]
    pub route_id: Option<RouteId>,
    /// Weekday of the delivery, 1 (Monday) to 7 (Sunday).
    pub weekday: u8,
    /// How many days before the delivery, 0 to 14.
    pub days_before: i64,
    #[schema(value_type = String)]
    pub at: Time,
}

/// A stop of a round with its customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RouteStop)]
pub struct Stop {
    #[serde(flatten)]
    pub point: Point,
    pub customer_name: String,
}

/// Until when orders are taken the day before, where nothing else is said: 20:00.
pub fn usual_time() -> Time {
    Time::new(20, 0).unwrap_or_default()
}

/// The day before, at this time.
const fn day_before(weekday: u8, at: Time) -> Cutoff {
    Cutoff {
        route_id: None,
        weekday,
        days_before: 1,
        at,
    }
}

/// Where nothing else is set: 20:00 the day before.
fn usual(weekday: u8) -> Cutoff {
    day_before(weekday, usual_time())
}

pub(super) fn begin(tx: &Tx, at: Time) -> Result<()> {
    if store::cutoffs(tx)?.is_empty() {
        for weekday in 1..=7 {
            store::put_cutoff(tx, &day_before(weekday, at))?;
        }
    }
    Ok(())
}

/// The last moment at which an order for this day (and round) is taken: the round's own cut-off for the weekday, else the
/// bakery's, else 20:00 the day before.
///
/// # Errors
/// Only those of the database.
pub fn cutoff(view: &View, route: Option<RouteId>, day: Day) -> Result<Instant> {
    let weekday = day.weekday();
    let own = match route {
        Some(_) => store::cutoff(view, route, weekday)?,
        None => None,
    };
    let found = match own {
        Some(own) => own,
        None => store::cutoff(view, None, weekday)?.unwrap_or_else(|| usual(weekday)),
    };
    Ok(falls(view, &found, day))
}

/// The instant of a cut-off for a delivery day.
fn falls(view: &View, cutoff: &Cutoff, day: Day) -> Instant {
    let day = day.add_days(-cutoff.days_before);
    view.zone.instant(day, cutoff.at).into()
}

/// The rounds that are driven.
///
/// # Errors
/// Only those of the database.
pub fn driven(view: &View) -> Result<Vec<RouteId>> {
    let rounds = store::list(view)?.into_iter();
    let driven = rounds.filter(|round| round.is_active);
    Ok(driven.map(|round| round.id).collect())
}

/// When a day would be cut off if these were the cut-offs and these rounds were driven: first for any round, and at last,
/// which freezes it.
pub fn would_fall(view: &View, all: &[Cutoff], driven: &[RouteId], day: Day) -> (Instant, Instant) {
    let of = |route: Option<RouteId>| {
        let mut found = all.iter();
        found.find(|one| one.route_id == route && one.weekday == day.weekday())
    };
    let own = of(None).copied().unwrap_or_else(|| usual(day.weekday()));
    let own = falls(view, &own, day);
    let (mut first, mut last) = (own, own);
    for round in driven {
        let at = of(Some(*round)).map_or(own, |cutoff| falls(view, cutoff, day));
        (first, last) = (first.min(at), last.max(at));
    }
    (first, last)
}

/// A cut-off lies at most this many days before its delivery day.
pub const LONGEST_CUTOFF: i64 = 15;

/// When a day is frozen: at the bakery's own cut-off, or at that of an active round where one is later. An order after the
/// cut-off of its own round waits for the next day even before that.
///
/// # Errors
/// Only those of the database.
pub fn freezes_at(view: &View, day: Day) -> Result<Instant> {
    let mut latest = cutoff(view, None, day)?;
    for round in store::list(view)?.iter().filter(|round| round.is_active) {
        latest = latest.max(cutoff(view, Some(round.id), day)?);
    }
    Ok(latest)
}

/// The cut-offs of a day before it is frozen: those of rounds, and the bakery's own where a round's is later.
///
/// # Errors
/// Only those of the database.
pub fn earlier_cutoffs(view: &View, day: Day) -> Result<Vec<Instant>> {
    let freeze = freezes_at(view, day)?;
    let mut found = vec![cutoff(view, None, day)?];
    for round in store::list(view)?.iter().filter(|round| round.is_active) {
        found.push(cutoff(view, Some(round.id), day)?);
    }
    found.retain(|at| *at < freeze);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Adds a round.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field.
pub fn create(tx: &Tx, new: &NewRound) -> Result<RouteId> {
    check(tx, new)?;
    let id: RouteId = tx.id();
    store::insert(tx, id, new)?;
    let about = json!({ "name": [null, new.name.trim()], "departs_at": [null, new.departs_at] });
    events::record(
        tx,
        Happened::new("route", Some(id.0), "created").changes(about),
    )?;
    Ok(id)
}

/// Changes a round. One that is driven no longer may close days: `production::change_round` asks before.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field; [`Error::Stale`] when changed meanwhile.
pub fn edit(tx: &Tx, id: RouteId, version: i64, new: &NewRound) -> Result<()> {
    let before = store::find(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    check(tx, new)?;
    if !store::update(tx, id, version, new)? {
        return Err(Error::Stale);
    }
    let about = json!({
        "name": [before.name, new.name.trim()], "departs_at": [before.departs_at, new.departs_at],
        "driver_id": [before.driver_id, new.driver_id], "is_active": [before.is_active, new.is_active],
    });
    events::record(
        tx,
        Happened::new("route", Some(id.0), "edited").changes(about),
    )
}

/// Whether a round can be as it is typed.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field.
pub fn check(tx: &Tx, new: &NewRound) -> Result<()> {
    let mut errors = FieldErrors::default();
    if new.name.trim().is_empty() {
        errors.add("name", "field-required");
    }
    if let Some(driver) = new.driver_id {
        let drives = match people::find(tx, driver) {
            Ok(person) => person.role == Role::Driver,
            Err(Error::NotFound) => false,
            Err(error) => return Err(error),
        };
        if !drives {
            errors.add("driver_id", "rounds-no-driver");
        }
    }
    errors.or(())
}

pub(super) fn next_stop(tx: &Tx, route: RouteId) -> Result<i64> {
    store::next_stop(tx, route)
}

/// Moves a stop to a place on its round, from 1; the others keep their order around it.
///
/// # Errors
/// A conflict for a point that is on no round; [`Error::NotFound`].
pub fn move_stop(tx: &Tx, point: PointId, place: usize) -> Result<()> {
    let moved = customers::point(tx, point)?;
    let route = moved
        .route_id
        .filter(|_| moved.is_active)
        .ok_or_else(|| Error::conflict("rounds-no-stop"))?;
    let mut order: Vec<PointId> = customers::rounds_of(tx, route)?
        .into_iter()
        .map(|stop| stop.id)
        .filter(|id| *id != point)
        .collect();
    let place = place.clamp(1, order.len() + 1);
    order.insert(place - 1, point);
    for (stop, id) in (1_i64..).zip(&order) {
        store::set_stop(tx, *id, stop)?;
    }
    let about =
        json!({ "stop": [moved.name, moved.name], "stop_order": [moved.stop_order, place] });
    events::record(
        tx,
        Happened::new("route", Some(route.0), "stop_moved").changes(about),
    )
}

/// Sets the cut-offs that are named; those of the bakery itself must stand for every weekday, those of rounds need not.
///
/// # Errors
/// Those of [`check_cutoffs`].
pub fn set_cutoffs(tx: &Tx, wanted: &[Cutoff]) -> Result<()> {
    check_cutoffs(tx, wanted)?;
    let before = store::cutoffs(tx)?;
    store::clear_cutoffs(tx)?;
    for cutoff in wanted {
        store::put_cutoff(tx, cutoff)?;
    }
    let about = json!({ "cutoffs": [before, wanted] });
    events::record(
        tx,
        Happened::new("cutoffs", None, "edited")
            .changes(about)
            .event(
                "cutoffs_changed",
                "customers.cutoffs",
                json!({ "cutoffs": wanted }),
            ),
    )
}

/// Whether cut-offs can be set as they are.
///
/// # Errors
/// [`Error::Invalid`] with every wrong line, its place in `cutoffs` as the field.
pub fn check_cutoffs(view: &View, wanted: &[Cutoff]) -> Result<()> {
    let mut errors = FieldErrors::default();
    for (place, cutoff) in wanted.iter().enumerate() {
        if !(1..=7).contains(&cutoff.weekday) {
            let message = Message::new("setting-between")
                .arg("least", 1_i64)
                .arg("most", 7_i64);
            errors.add(format!("cutoffs.{place}.weekday"), message);
        }
        let same =
            |other: &Cutoff| (other.route_id, other.weekday) == (cutoff.route_id, cutoff.weekday);
        if wanted.iter().take(place).any(same) {
            errors.add(format!("cutoffs.{place}.weekday"), "rounds-cutoff-twice");
        }
        if !(0..=14).contains(&cutoff.days_before) {
            let message = Message::new("setting-between")
                .arg("least", 0_i64)
                .arg("most", 14_i64);
            errors.add(format!("cutoffs.{place}.days_before"), message);
        }
        if let Some(route) = cutoff.route_id
            && let Err(Error::NotFound) = store::find(view, route)
        {
            errors.add(format!("cutoffs.{place}.route_id"), "field-required");
        }
    }
    for weekday in 1..=7 {
        if !wanted
            .iter()
            .any(|cutoff| cutoff.route_id.is_none() && cutoff.weekday == weekday)
        {
            errors.add(
                "cutoffs",
                Message::new("rounds-cutoff-missing").arg("weekday", i64::from(weekday)),
            );
        }
    }
    errors.or(())
}
