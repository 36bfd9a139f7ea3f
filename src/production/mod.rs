//! Production: the day frozen at its cut-off, the bake sheet by dough and item, its numbered versions, and the batches
//! that ticking a line posts.
//!
//! The sheet of an open day is its demand as it stands; that of a frozen day is its latest version. A later change makes a
//! new version that shows what was and what is now, until the baker has ticked it.

pub mod api;
mod batches;
pub mod jobs;
pub mod pages;
mod sheet;
mod store;

use std::collections::BTreeMap;

use serde_json::json;

use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::fulfilment;
use crate::orders::days::{self, Phase};
use crate::standing_orders;
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;

pub use crate::fulfilment::oven_day;
pub use batches::{WhenShort, tick, untick};
pub use sheet::{Group, Row, Sheet, sheet, sheet_of_version};
pub use store::{Batch, ChangeRow, Part, batches_of, changes_of, open_changes, part_of, versions};

/// The kind under which a batch stands in history and in the stock ledger.
pub const BATCH: &str = "batch";

/// Item to quantity, in base units.
pub type Counts = BTreeMap<ItemId, Quantity>;

/// What is to be baked for a day: orders, and templates for dates that are not generated yet; of goods that are made and
/// not taken from the stock.
///
/// # Errors
/// Only those of the database.
pub fn demand(view: &View, day: Day) -> Result<Counts> {
    let mut counts = Counts::new();
    let expected = match days::state(view, day)?.state {
        Phase::Open => standing_orders::expected(view, day)?,
        Phase::Frozen | Phase::Closed => Vec::new(),
    };
    for (item, quantity) in crate::orders::demand(view, day)?
        .into_iter()
        .chain(expected)
    {
        *counts.entry(item).or_default() += quantity;
    }
    let baked = store::baked_items(view)?;
    counts.retain(|item, quantity| baked.contains(item) && quantity.is_positive());
    Ok(counts)
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
    standing_orders::generate(tx, day)?;
    let version = days::freeze(tx, day)?;
    fulfilment::prepare(tx, day)?;
    store::insert_version(tx, day, version, &demand(tx, day)?)?;
    batches::advance_ready(tx, day)?;
    Ok(version)
}

/// After a change on a frozen day: the notes follow the orders, and where the demand is another than the last version
/// says, a new version keeps what was and what is now. Answers it. Nothing happens to open and closed days.
///
/// # Errors
/// Only those of the database.
pub fn refresh(tx: &Tx, day: Day) -> Result<Option<i64>> {
    let state = days::state(tx, day)?;
    if state.state != Phase::Frozen {
        return Ok(None);
    }
    fulfilment::prepare(tx, day)?;
    let (was, now) = (store::version(tx, day, state.version)?, demand(tx, day)?);
    if was == now {
        batches::advance_ready(tx, day)?;
        return Ok(None);
    }
    let version = days::next_version(tx, day)?;
    store::insert_version(tx, day, version, &now)?;
    for item in was.keys().chain(now.keys()) {
        let before = was.get(item).copied().unwrap_or_default();
        let after = now.get(item).copied().unwrap_or_default();
        if before != after {
            store::insert_change(tx, day, version, *item, before, after)?;
        }
    }
    batches::advance_ready(tx, day)?;
    Ok(Some(version))
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

/// Closes a frozen day once every note of it is handed over or came back.
///
/// # Errors
/// A conflict naming how many notes wait, or when the day is not frozen.
pub fn close_day(tx: &Tx, day: Day) -> Result<()> {
    let waiting = fulfilment::of_day(tx, day)?
        .iter()
        .filter(|note| note.status == fulfilment::Status::Prepared)
        .count();
    if waiting > 0 {
        return Err(Error::Conflict(
            Message::new("production-notes-waiting").arg("count", waiting),
            Some(json!({ "waiting": waiting })),
        ));
    }
    days::close(tx, day)
}
