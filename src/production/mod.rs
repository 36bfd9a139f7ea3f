//! Production: the day frozen at its cut-off, the bake sheet by dough and item, its numbered versions, and the batches
//! that ticking a line posts.
//!
//! The sheet of an open day is its demand as it stands; that of a frozen day is its latest version, with its doughs and
//! its number of orders as they were then. A later change makes a new version that shows what was and what is now, until
//! the baker has ticked it; what it changed in the delivery notes is kept for packing and route sheets.

pub mod api;
mod batches;
mod cutoffs;
mod demand;
pub mod jobs;
pub mod pages;
mod sheet;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::fulfilment;
use crate::orders::days::{self, Phase};
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;

pub use crate::fulfilment::oven_day;
pub use batches::{WhenShort, days_to_tick, tick, untick};
pub use cutoffs::{Closes, change_round, move_cutoffs};
pub use sheet::{Group, Progress, Row, Sheet, progress, sheet, sheet_of_version, unbaked};
pub use store::{
    Batch, ChangeRow, NoteChange, PackingChange, Part, batches_of, changes_of, note_changes,
    open_changes, open_packing, part_of, versions,
};

/// The kind under which a batch stands in history and in the stock ledger.
pub const BATCH: &str = "batch";

/// How many days ahead a day can be frozen by hand.
const FARTHEST_FREEZE: i64 = 7;

/// Item to quantity, in base units.
pub type Counts = BTreeMap<ItemId, Quantity>;

/// What is to be baked for a day: orders, and templates for dates that are not generated yet, of goods that are made; less
/// what the stock has of those that are kept in stock; with the extra that an item is baked with.
///
/// # Errors
/// Only those of the database.
pub fn demand(view: &View, day: Day) -> Result<Counts> {
    Ok(demand::plan(view, day)?.to_bake)
}

/// How much of an item is to be baked for a day: as its latest version says, or the demand while it is open.
///
/// # Errors
/// Only those of the database.
pub fn to_bake(view: &View, day: Day, item: ItemId) -> Result<Quantity> {
    Ok(batches::counts(view, day)?
        .get(&item)
        .copied()
        .unwrap_or_default())
}

/// Freezes a day at its cut-off: standing orders become dated orders, confirmed orders go to the bakehouse, delivery notes
/// are made, the sheet is kept as version 1. Answers the version. A day that is frozen already is refreshed.
///
/// # Errors
/// A conflict when the day is closed.
pub fn freeze_day(tx: &Tx, day: Day) -> Result<i64> {
    let state = days::state(tx, day)?;
    if state.state == Phase::Frozen {
        return Ok(refresh(tx, day)?.unwrap_or(state.version));
    }
    crate::standing_orders::generate(tx, day)?;
    let version = days::freeze(tx, day)?;
    fulfilment::prepare(tx, day)?;
    keep_version(tx, day, version, demand::plan(tx, day)?)?;
    batches::advance_ready(tx, day)?;
    Ok(version)
}

/// Freezes a day by hand; only days about now, so that a mistyped year does not close one for ever.
///
/// # Errors
/// [`Error::Invalid`] on `day`; those of [`freeze_day`].
pub fn freeze_by_hand(tx: &Tx, day: Day) -> Result<i64> {
    let today = tx.today();
    if day < today.previous() || day > today.add_days(FARTHEST_FREEZE) {
        return Err(Error::field(
            "day",
            Message::new("production-freeze-far").arg("days", FARTHEST_FREEZE),
        ));
    }
    freeze_day(tx, day)
}

/// Keeps a version of a day's sheet, with everything that is printed of it.
fn keep_version(tx: &Tx, day: Day, version: i64, plan: demand::Plan) -> Result<()> {
    let details = store::Details {
        orders: store::order_count(tx, day)?,
        doughs: sheet::groups(tx, day, &plan.to_bake, &plan.needed)?,
        stock: plan.stock,
        needed: plan.needed,
    };
    store::insert_version(tx, day, version, &plan.to_bake, &details)
}

/// After a change on a frozen day: the notes follow the orders, and where they or the demand are others than the last
/// version says, a new version keeps what was and what is now. Answers it. Nothing happens to open and closed days.
///
/// # Errors
/// Only those of the database.
pub fn refresh(tx: &Tx, day: Day) -> Result<Option<i64>> {
    let state = days::state(tx, day)?;
    if state.state != Phase::Frozen {
        return Ok(None);
    }
    let prepared = fulfilment::prepare(tx, day)?;
    let (was, plan) = (
        store::version(tx, day, state.version)?,
        demand::plan(tx, day)?,
    );
    if was == plan.to_bake && prepared.lines.is_empty() {
        batches::advance_ready(tx, day)?;
        return Ok(None);
    }
    let now = plan.to_bake.clone();
    let version = days::next_version(tx, day)?;
    keep_version(tx, day, version, plan)?;
    let items: BTreeSet<ItemId> = was.keys().chain(now.keys()).copied().collect();
    for item in items {
        let before = was.get(&item).copied().unwrap_or_default();
        let after = now.get(&item).copied().unwrap_or_default();
        if before != after {
            store::insert_change(tx, day, version, item, before, after)?;
        }
    }
    store::insert_note_changes(tx, day, version, &prepared.lines)?;
    batches::advance_ready(tx, day)?;
    Ok(Some(version))
}

/// As [`refresh`], of goods that went out already: nobody bakes more or less for it, so the baker need not see it.
///
/// # Errors
/// Only those of the database.
pub fn refresh_seen(tx: &Tx, day: Day) -> Result<()> {
    match refresh(tx, day)? {
        Some(version) => store::tick_all(tx, day, version),
        None => Ok(()),
    }
}

/// The baker has seen a change of the sheet.
///
/// # Errors
/// A conflict when it is ticked already or there is none.
pub fn tick_change(tx: &Tx, day: Day, version: i64, item: ItemId) -> Result<()> {
    if !store::tick_change(tx, day, version, item)? {
        return Err(Error::conflict("production-change-ticked"));
    }
    let changes = json!({ "day": day, "version": version, "product_id": item });
    events::record(
        tx,
        Happened::new("day", None, "change_ticked")
            .changes(changes.clone())
            .event("day_change_ticked", "days.change_ticked", changes),
    )
}

/// The baker has seen a version that changed only delivery notes.
///
/// # Errors
/// A conflict when it is ticked already, there is none, or it changed counts, which are ticked one by one.
pub fn tick_packing(tx: &Tx, day: Day, version: i64) -> Result<()> {
    if !store::tick_packing(tx, day, version)? {
        return Err(Error::conflict("production-change-ticked"));
    }
    let changes = json!({ "day": day, "version": version });
    events::record(
        tx,
        Happened::new("day", None, "change_ticked")
            .changes(changes.clone())
            .event("day_change_ticked", "days.change_ticked", changes),
    )
}

/// How many notes of a day are not handed over and did not come back.
///
/// # Errors
/// Only those of the database.
pub fn still_here(view: &View, day: Day) -> Result<usize> {
    let notes = fulfilment::of_day(view, day)?.into_iter();
    Ok(notes
        .filter(|note| note.status == fulfilment::Status::Prepared)
        .count())
}

/// Closes a frozen day once every note of it is handed over or came back.
///
/// # Errors
/// A conflict naming how many notes wait, or when the day is not frozen.
pub fn close_day(tx: &Tx, day: Day) -> Result<()> {
    let waiting = still_here(tx, day)?;
    if waiting > 0 {
        return Err(Error::Conflict(
            Message::new("production-notes-waiting").arg("count", waiting),
            Some(json!({ "waiting": waiting })),
        ));
    }
    days::close(tx, day)
}
