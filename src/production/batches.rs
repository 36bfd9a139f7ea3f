//! Ticking a line of the sheet posts a batch: ingredients out by recipe, first expiring first, a product lot in.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{BATCH, Counts, demand, store};
use crate::catalog;
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::orders::days::{self, Phase};
use crate::orders::{self, Status};
use crate::recipes;
use crate::stock;
use crate::values::calendar::{self, Day};
use crate::values::ids::{BatchId, ItemId};
use crate::values::money::StockValue;
use crate::values::quantity::Quantity;
use crate::values::unit::BaseUnit;

/// How many times what is on the sheet can be baked.
const MOST_TIMES: i64 = 10;

/// How many days back a batch can still be written down.
const FARTHEST_BACK: i64 = 7;

/// How many days ahead the next day on which something is made is looked for.
const FARTHEST_AHEAD: i64 = 7;

/// What the sheet of a day counts: its latest version, or the demand while it is open.
pub(super) fn counts(view: &View, day: Day) -> Result<Counts> {
    let state = days::state(view, day)?;
    match state.state {
        Phase::Open => super::demand(view, day),
        Phase::Frozen | Phase::Closed => store::version(view, day, state.version),
    }
}

/// The same without what is baked on top.
fn needed(view: &View, day: Day) -> Result<Counts> {
    let state = days::state(view, day)?;
    match state.state {
        Phase::Open => Ok(demand::plan(view, day)?.needed),
        Phase::Frozen | Phase::Closed => match store::details(view, day, state.version)? {
            Some(details) => Ok(details.needed),
            None => store::version(view, day, state.version),
        },
    }
}

/// What a batch does when the stock holds less of an ingredient than its recipe takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenShort {
    Refuse,
    /// The bread is baked, so the flour was there: what the stock holds leaves it, expired lots last, and these and what
    /// was not there are named in the history.
    TakeWhatIsThere,
}

/// The first and the last day for which a batch can be written down: from a week ago to the next day on which something is
/// made, which is baked the evening before.
///
/// # Errors
/// Only those of the database.
pub fn days_to_tick(view: &View) -> Result<RangeInclusive<Day>> {
    let today = view.today();
    let (tomorrow, farthest) = (today.next(), today.add_days(FARTHEST_AHEAD));
    let from = today.add_days(-FARTHEST_BACK);
    for day in tomorrow.to(farthest) {
        if orders::closed(view, day)?.is_none() {
            return Ok(from..=day);
        }
    }
    Ok(from..=tomorrow)
}

/// Posts a batch of an item for a day, of what is left to bake or of `quantity`: the bought ingredients through all
/// sub-recipes leave the stock, first expiring first, and a product lot worth them comes in. An item without a recipe comes
/// in without value. Orders whose lines are all baked are ready.
///
/// # Errors
/// A conflict with `short` when ingredients are missing, or only expired ones are there, and that is refused (nothing is posted then), when all is baked,
/// and when the day is closed or none of [`days_to_tick`]; [`Error::Invalid`] for a quantity that is not above zero or a
/// part of a piece, or an item that is not made.
pub fn tick(
    tx: &Tx,
    day: Day,
    item: ItemId,
    quantity: Option<Quantity>,
    when_short: WhenShort,
) -> Result<BatchId> {
    refuse_closed(tx, day)?;
    refuse_far(tx, day)?;
    let product = catalog::find(tx, item)?;
    if !product.is_made || product.is_service {
        return Err(Error::field("product_id", "production-not-made"));
    }
    if quantity.is_some_and(|quantity| !quantity.can_be_of(product.base_unit)) {
        return Err(Error::field("quantity", "production-whole-pieces"));
    }
    let wanted = counts(tx, day)?.get(&item).copied().unwrap_or_default();
    let baked = store::baked(tx, day)?
        .get(&item)
        .copied()
        .unwrap_or_default();
    let quantity = quantity.unwrap_or(wanted - baked);
    if !quantity.is_positive() {
        return Err(if wanted.is_positive() && baked >= wanted {
            Error::conflict("production-baked-already")
        } else {
            Error::field("quantity", "stock-above-zero")
        });
    }
    refuse_too_much(&product, wanted, baked + quantity)?;
    let id: BatchId = tx.id();
    let taken = take_ingredients(tx, (day, id), item, quantity, when_short)?;
    let lot = stock::receive(
        tx,
        stock::Receipt {
            made_on: Some(day),
            ..stock::Receipt::of(
                item,
                quantity,
                taken.value,
                stock::Reason::Production,
                BATCH,
                Some(id.0),
            )
        },
    )?;
    let recipe = recipes::active_for(tx, item)?.map(|recipe| recipe.id);
    store::insert_batch(tx, id, day, item, recipe, quantity, lot)?;
    let payload = json!({ "batch_id": id, "day": day, "product_id": item, "product_name": product.full_name(),
                          "quantity": quantity, "lot_id": lot, "short": &taken.short, "expired": &taken.expired });
    let mut happened = Happened::new(BATCH, Some(id.0), "posted");
    if let Some(changes) = taken.told() {
        happened = happened.changes(changes);
    }
    events::record(
        tx,
        happened.event("batch_posted", "production.batch_posted", payload),
    )?;
    advance_ready(tx, day)?;
    Ok(id)
}

/// A batch that no oven of a bakery bakes in a day was mistyped.
fn refuse_too_much(product: &catalog::Item, wanted: Quantity, all: Quantity) -> Result<()> {
    let usual = match product.base_unit {
        BaseUnit::Piece => Quantity::whole(1_000),
        BaseUnit::G | BaseUnit::Ml => Quantity::whole(1_000_000),
    };
    let most = wanted
        .times(MOST_TIMES.into())
        .map_err(Error::internal)?
        .max(usual);
    if all <= most {
        return Ok(());
    }
    let most = most.in_unit(product.unit);
    Err(Error::field(
        "quantity",
        Message::new("production-too-much")
            .arg("most", most)
            .arg("unit", product.unit.code()),
    ))
}

/// What a batch took.
#[derive(Default)]
struct Taken {
    value: StockValue,
    /// What the stock did not have, though it went into the dough.
    short: Vec<Value>,
    /// What came from lots that had expired.
    expired: Vec<Value>,
}

impl Taken {
    /// What the history tells of it; nothing where all was as it should be.
    fn told(&self) -> Option<Value> {
        let mut told = serde_json::Map::new();
        for (name, rows) in [("short", &self.short), ("expired", &self.expired)] {
            if !rows.is_empty() {
                told.insert(name.to_owned(), json!(rows));
            }
        }
        (!told.is_empty()).then_some(Value::Object(told))
    }
}

/// Takes the ingredients out.
fn take_ingredients(
    tx: &Tx,
    (day, batch): (Day, BatchId),
    item: ItemId,
    quantity: Quantity,
    when_short: WhenShort,
) -> Result<Taken> {
    let mut all = Taken::default();
    if recipes::active_for(tx, item)?.is_none() {
        return Ok(all);
    }
    let needs = recipes::explode(tx, &[(item, quantity)])?.bought;
    if when_short == WhenShort::Refuse {
        stock::require(tx, day, &needs)?;
    }
    for (ingredient, wanted) in needs {
        let taken = match when_short {
            WhenShort::Refuse => wanted,
            WhenShort::TakeWhatIsThere => {
                let there = stock::on_hand(tx, ingredient)?;
                let taken = there.min(wanted);
                all.expired
                    .extend(of_expired(tx, day, ingredient, there, taken)?);
                taken
            }
        };
        if taken < wanted {
            let name = catalog::find(tx, ingredient)?.full_name();
            all.short.push(
                json!({ "item_id": ingredient, "name": name, "wanted": wanted, "taken": taken }),
            );
        }
        if !taken.is_positive() {
            continue;
        }
        all.value += stock::issue(
            tx,
            stock::Issue {
                item: ingredient,
                quantity: taken,
                reason: stock::Reason::Consumption,
                day,
                document_kind: BATCH,
                document_id: Some(batch.0),
                note: String::new(),
            },
        )?;
    }
    Ok(all)
}

/// How much of `taken` comes from lots that have expired, which are used last, of `there` in all.
fn of_expired(
    tx: &Tx,
    day: Day,
    ingredient: ItemId,
    there: Quantity,
    taken: Quantity,
) -> Result<Vec<Value>> {
    let lots = stock::expired(tx, ingredient, day)?;
    let gone: Quantity = lots.iter().map(|lot| lot.quantity).sum();
    let mut left = taken - (there - gone);
    let mut rows = Vec::new();
    for lot in lots {
        let part = lot.quantity.min(left);
        if !part.is_positive() {
            break;
        }
        left -= part;
        let name = catalog::find(tx, ingredient)?.full_name();
        rows.push(
            json!({ "item_id": ingredient, "name": name, "lot_number": lot.lot_number,
                          "expiry_date": lot.expiry_date, "taken": part }),
        );
    }
    Ok(rows)
}

/// Takes the last batch of an item for a day back: ingredients in again, product lot out; orders that were ready through
/// it are being prepared again.
///
/// # Errors
/// A conflict when there is none, or the day is closed.
pub fn untick(tx: &Tx, day: Day, item: ItemId) -> Result<()> {
    refuse_closed(tx, day)?;
    let batch = store::last_batch(tx, day, item)?
        .ok_or_else(|| Error::conflict("production-nothing-baked"))?;
    if !store::reverse_batch(tx, batch)? {
        return Err(Error::conflict("production-nothing-baked"));
    }
    stock::reverse(tx, BATCH, batch.0)?;
    let open = unfinished(tx, day)?;
    orders::prepare_lines(tx, day, &open)?;
    for (order, status, items) in store::orders_with_items(tx, day)? {
        if status == Status::Ready.code() && items.contains(&item) && open.contains(&item) {
            orders::reopen(tx, order, Status::Preparing)?;
        }
    }
    let payload = json!({ "batch_id": batch, "day": day, "product_id": item });
    events::record(
        tx,
        Happened::new(BATCH, Some(batch.0), "taken_back").event(
            "batch_reversed",
            "production.batch_reversed",
            payload,
        ),
    )
}

fn refuse_closed(tx: &Tx, day: Day) -> Result<()> {
    match days::state(tx, day)?.state {
        Phase::Closed => Err(Error::conflict("production-day-closed")),
        Phase::Open | Phase::Frozen => Ok(()),
    }
}

/// A batch of a day long ago or far ahead was mistyped: it would bend what is known of the use of its ingredients.
fn refuse_far(tx: &Tx, day: Day) -> Result<()> {
    let days = days_to_tick(tx)?;
    if days.contains(&day) {
        return Ok(());
    }
    let (from, until) = days.into_inner();
    let lang = tx.settings.language();
    Err(Error::Conflict(
        Message::new("production-tick-far")
            .arg("from", calendar::day_month(from, lang))
            .arg("until", calendar::day_month(until, lang)),
        Some(json!({ "from": from, "until": until })),
    ))
}

/// Items of which the day's orders still wait for some: what is baked on top nobody waits for.
fn unfinished(tx: &Tx, day: Day) -> Result<BTreeSet<ItemId>> {
    let baked = store::baked(tx, day)?;
    let left = needed(tx, day)?
        .into_iter()
        .filter(|(item, wanted)| baked.get(item).copied().unwrap_or_default() < *wanted);
    Ok(left.map(|(item, _)| item).collect())
}

/// Orders of a frozen day that are being prepared and wait for no bake line any more are ready.
pub(super) fn advance_ready(tx: &Tx, day: Day) -> Result<()> {
    if days::state(tx, day)?.state != Phase::Frozen {
        return Ok(());
    }
    let open = unfinished(tx, day)?;
    orders::prepare_lines(tx, day, &open)?;
    for (order, status, items) in store::orders_with_items(tx, day)? {
        if status == Status::Preparing.code() && items.is_disjoint(&open) {
            orders::advance(tx, order, Status::Ready, "")?;
        }
    }
    Ok(())
}
