//! Counting and throwing away: the opening count, stock counts, waste.

use serde_json::json;
use uuid::Uuid;

use super::ledger::{self, Posting, exact};
use super::store::{self, Kept, lists};
use super::{Issue, Reason, Receipt, UNTRACKED};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, Happened};
use crate::values::ids::{CountId, ItemId, LotId};
use crate::values::{Day, Price, Quantity, StockValue};

/// Whether stock is told of for the first time, or counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Opening,
    Count,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Count => "count",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Opening, Self::Count]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// Why a count differs, or why something is thrown away: a code, told in the reader's language.
pub const COUNT_REASONS: [&str; 5] = ["unknown", "unbooked", "broken", "spoiled", "entry"];
pub const WASTE_REASONS: [&str; 6] = [
    "unsold", "spoiled", "expired", "broken", "failed", "tasting",
];

/// A count as it is posted.
#[derive(Debug, Clone)]
pub struct NewCount {
    pub kind: Kind,
    pub day: Day,
    pub note: String,
    pub lines: Vec<NewCountLine>,
}

#[derive(Debug, Clone)]
pub struct NewCountLine {
    pub item: ItemId,
    pub lot: CountedLot,
    pub counted: Quantity,
    /// What the sheet showed; when the stock moved since, the line is refused so that it is looked at again.
    pub expected: Option<Quantity>,
    /// Euros per price unit: of the opening stock, or of what was found; none takes the average or last cost.
    pub unit_cost: Option<Price>,
    /// One of [`COUNT_REASONS`]; empty where nothing differs, and in an opening count.
    pub reason: String,
}

#[derive(Debug, Clone)]
pub enum CountedLot {
    Known(LotId),
    /// A lot that is met for the first time; without number and expiry it is untracked.
    New {
        lot_number: String,
        expiry: Option<Day>,
    },
}

/// Why no count can be of that day: what a count finds is compared with the stock of now, so it is of today or, told the
/// morning after, of yesterday.
pub fn wrong_day(today: Day, day: Day) -> Option<&'static str> {
    if day > today {
        Some("stock-count-future")
    } else if day < today.previous() {
        Some("stock-count-old")
    } else {
        None
    }
}

/// Posts a count: every line whose count differs from the ledger moves the difference.
///
/// # Errors
/// [`Error::Invalid`] on `day` when it is neither today nor yesterday, or naming the lines (`lines.3.counted`): moved since the sheet was made, an opening count of what has
/// moved already, the same lot twice, a service, a count that differs without saying why. Nothing is posted then.
pub fn post(tx: &Tx, count: NewCount) -> Result<CountId> {
    book(tx, None, count)
}

/// As [`post`], as further lines of a count that the same person posted of the same day: a long sheet is counted page by
/// page. It is a count of its own when `before` is of somebody else, or of another day or kind; a lot that stands in it
/// already is counted anew.
///
/// # Errors
/// Those of [`post`].
pub fn go_on(tx: &Tx, before: CountId, count: NewCount) -> Result<CountId> {
    let same = store::is_own_count(tx, before, count.day, count.kind)?;
    book(tx, Some(before).filter(|_| same), count)
}

fn book(tx: &Tx, before: Option<CountId>, count: NewCount) -> Result<CountId> {
    let mut errors = FieldErrors::default();
    if let Some(why) = wrong_day(tx.today(), count.day) {
        errors.add("day", why);
    }
    if count.lines.is_empty() {
        errors.add("lines", "stock-count-empty");
    }
    let location = super::location(tx)?;
    let mut items = Vec::with_capacity(count.lines.len());
    for (at, line) in count.lines.iter().enumerate() {
        let item = store::kept(tx, line.item)?;
        check(tx, &count, at, line, &item, location, &mut errors)?;
        items.push(item);
    }
    errors.or(())?;
    let id = match before {
        Some(id) => id,
        None => {
            let id = tx.id();
            store::insert_count(tx, id, count.day, count.kind, count.note.trim())?;
            id
        }
    };
    let mut differences = 0_usize;
    for (at, (line, item)) in count.lines.iter().zip(&items).enumerate() {
        let posting = Posting {
            item,
            location,
            day: count.day,
            reason: match count.kind {
                Kind::Opening => Reason::Opening,
                Kind::Count => Reason::Count,
            },
            note: &line.reason,
            document_kind: "stock_count",
            document_id: Some(id.0),
        };
        differences += usize::from(post_line(tx, &posting, id, at, line)?);
    }
    let payload = json!({ "stock_count_id": id, "kind": count.kind.code(), "lines": items.len(), "differences": differences });
    events::record(
        tx,
        Happened::new("stock_count", Some(id.0), "posted")
            .because(count.note.trim())
            .event("inventory.counted", "inventory.counted", payload),
    )?;
    Ok(id)
}

fn check(
    tx: &Tx,
    count: &NewCount,
    at: usize,
    line: &NewCountLine,
    item: &Kept,
    location: crate::values::ids::LocationId,
    errors: &mut FieldErrors,
) -> Result<()> {
    let field = format!("lines.{at}.counted");
    if line.counted.is_negative() {
        errors.add(field, "stock-count-below-zero");
    } else if item.is_service {
        errors.add(field, "stock-service");
    } else if count.kind == Kind::Opening && store::has_moved(tx, item.id)? {
        errors.add(field, "stock-opening-moved");
    } else if let (CountedLot::Known(lot), Some(expected)) = (&line.lot, line.expected)
        && store::balance(tx, item.id, location, *lot)? != expected
    {
        errors.add(field, "stock-count-moved");
    }
    if let CountedLot::Known(lot) = &line.lot
        && *lot != UNTRACKED
        && store::lot(tx, *lot)?.item_id != Some(item.id)
    {
        errors.add(format!("lines.{at}.counted"), "stock-count-other-lot");
    }
    let known = |other: &NewCountLine| match (&other.lot, &line.lot) {
        (CountedLot::Known(one), CountedLot::Known(two)) => one == two,
        (
            CountedLot::New {
                lot_number: one, ..
            },
            CountedLot::New {
                lot_number: two, ..
            },
        ) => one.trim() == two.trim(),
        _ => false,
    };
    let mut before = count.lines.iter().take(at);
    if before.any(|other| other.item == line.item && known(other)) {
        errors.add(format!("lines.{at}.counted"), "stock-count-twice");
    }
    if !line.reason.is_empty() && !COUNT_REASONS.contains(&line.reason.as_str()) {
        errors.add(format!("lines.{at}.reason"), "setting-choice");
    }
    if count.kind == Kind::Count && line.reason.is_empty() && !line.counted.is_negative() {
        let expected = match &line.lot {
            CountedLot::Known(lot) => store::balance(tx, item.id, location, *lot)?,
            CountedLot::New { .. } => Quantity::ZERO,
        };
        if line.counted != expected {
            errors.add(format!("lines.{at}.reason"), "stock-count-why");
        }
    }
    if line.unit_cost.is_some_and(Price::is_negative) {
        errors.add(format!("lines.{at}.unit_cost"), "stock-value-below-zero");
    }
    Ok(())
}

/// Whether it differed.
fn post_line(
    tx: &Tx,
    posting: &Posting,
    id: CountId,
    at: usize,
    line: &NewCountLine,
) -> Result<bool> {
    let item = posting.item;
    let lot = match &line.lot {
        CountedLot::Known(lot) => *lot,
        CountedLot::New { lot_number, expiry }
            if lot_number.trim().is_empty() && expiry.is_none() =>
        {
            UNTRACKED
        }
        CountedLot::New { lot_number, expiry } => {
            let receipt = Receipt {
                lot_number: Some(lot_number.clone()),
                expiry: *expiry,
                ..Receipt::of(
                    item.id,
                    line.counted,
                    StockValue::ZERO,
                    posting.reason,
                    "stock_count",
                    None,
                )
            };
            ledger::lot_for(tx, item, &receipt).map_err(|error| in_line(error, at))?
        }
    };
    let expected = store::balance(tx, item.id, posting.location, lot)?;
    store::insert_count_line(tx, id, item.id, lot, expected, line.counted, &line.reason)?;
    let difference = line.counted - expected;
    if difference.is_positive() {
        let value = found_value(tx, item, difference, line.unit_cost)?;
        ledger::put_in(tx, posting, lot, difference, value)?;
    } else if difference.is_negative() {
        ledger::take_out(tx, posting, -difference, Some(lot), None)?;
    }
    Ok(!difference.is_zero())
}

fn in_line(error: Error, at: usize) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(FieldErrors(
            fields
                .0
                .into_iter()
                .map(|mut error| {
                    error.field = format!("lines.{at}.{}", error.field);
                    error
                })
                .collect(),
        )),
        other => other,
    }
}

/// What was found is worth what was said, else the average cost, else what the item cost last, else nothing.
fn found_value(
    tx: &Tx,
    item: &Kept,
    quantity: Quantity,
    unit_cost: Option<Price>,
) -> Result<StockValue> {
    if let Some(price) = unit_cost {
        return exact(StockValue::of(price, quantity, item.price_unit));
    }
    let (held, value) = store::stock(tx, item.id)?;
    if held.is_positive() {
        return exact(value.share(quantity, held));
    }
    match lists::last_receipt(tx, item.id)? {
        Some((received, cost)) => exact(cost.share(quantity, received)),
        None => Ok(StockValue::ZERO),
    }
}

/// Something that is thrown away.
#[derive(Debug, Clone)]
pub struct Waste {
    pub item: ItemId,
    /// None takes the lots that expire first.
    pub lot: Option<LotId>,
    pub quantity: Quantity,
    /// One of [`WASTE_REASONS`].
    pub reason: String,
    pub day: Day,
}

/// Books waste; returns the id by which [`undo_waste`] takes it back.
///
/// # Errors
/// [`Error::Invalid`] for a quantity or reason that cannot be; a conflict when there is less.
pub fn waste(tx: &Tx, waste: &Waste) -> Result<Uuid> {
    if !WASTE_REASONS.contains(&waste.reason.as_str()) {
        return Err(Error::field("reason", "field-required"));
    }
    let id: Uuid = tx.id();
    let issue = Issue {
        item: waste.item,
        quantity: waste.quantity,
        reason: Reason::Waste,
        day: waste.day,
        document_kind: "waste",
        document_id: Some(id),
        note: waste.reason.clone(),
    };
    match waste.lot {
        Some(lot) => super::issue_from_lot(tx, &issue, lot)?,
        None => super::issue(tx, issue)?,
    };
    let payload =
        json!({ "ingredient_id": waste.item, "quantity": waste.quantity, "reason": waste.reason });
    events::record(
        tx,
        Happened::new("item", Some(waste.item.0), "wasted")
            .because(waste.reason.as_str())
            .event("inventory.wasted", "inventory.wasted", payload),
    )?;
    Ok(id)
}

/// Takes waste back that was booked by mistake; returns the item.
///
/// # Errors
/// [`Error::NotFound`] when there is no such waste, or it was taken back already.
pub fn undo_waste(tx: &Tx, id: Uuid) -> Result<ItemId> {
    let open = store::net_of(tx, "waste", id)?;
    let item = open.first().ok_or(Error::NotFound)?.item;
    super::reverse(tx, "waste", id)?;
    events::record(tx, Happened::new("item", Some(item.0), "waste_undone"))?;
    Ok(item)
}
