//! The postings: the only place that changes quantities and values.

use uuid::Uuid;

use super::store::{self, Kept, Lot, Movement};
use super::{Missing, Reason, Receipt, UNTRACKED};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::{LocationId, LotId};
use crate::values::{AmountError, Day, Quantity, StockValue};

/// What the movements of one verb have in common.
pub(super) struct Posting<'a> {
    pub item: &'a Kept,
    pub location: LocationId,
    pub day: Day,
    pub reason: Reason,
    pub note: &'a str,
    pub document_kind: &'static str,
    pub document_id: Option<Uuid>,
}

pub(super) fn exact<T>(amount: std::result::Result<T, AmountError>) -> Result<T> {
    amount.map_err(Error::internal)
}

/// Puts goods into a lot; returns the value that the stock gained, which is less than `value` when stock was below zero.
pub(super) fn put_in(
    tx: &Tx,
    posting: &Posting,
    lot: LotId,
    quantity: Quantity,
    value: StockValue,
) -> Result<StockValue> {
    let (held, worth) = store::stock(tx, posting.item.id)?;
    let owed = (-held).max(Quantity::ZERO).min(quantity);
    let gained = if owed.is_zero() {
        value
    } else {
        exact(value.share(quantity - owed, quantity))?
    };
    post(tx, posting, lot, quantity, gained)?;
    store::set_stock(tx, posting.item.id, held + quantity, worth + gained)?;
    pay_back(tx, posting, lot, quantity)?;
    Ok(gained)
}

/// What lot 0 owes is paid by the lot that came in.
fn pay_back(tx: &Tx, posting: &Posting, lot: LotId, quantity: Quantity) -> Result<()> {
    if lot == UNTRACKED {
        return Ok(());
    }
    let untracked = store::balance(tx, posting.item.id, posting.location, UNTRACKED)?;
    let owed = (-untracked).max(Quantity::ZERO).min(quantity);
    if owed.is_positive() {
        post(tx, posting, UNTRACKED, owed, StockValue::ZERO)?;
        post(tx, posting, lot, -owed, StockValue::ZERO)?;
    }
    Ok(())
}

/// Takes goods out: from `first` as far as it holds them, then first expiring first, the rest of made goods from lot 0
/// below zero. The value is `worth` when the stock can bear it, else the share; all of it when nothing is left.
pub(super) fn take_out(
    tx: &Tx,
    posting: &Posting,
    quantity: Quantity,
    first: Option<LotId>,
    worth: Option<StockValue>,
) -> Result<StockValue> {
    let item = posting.item;
    let (held, value) = store::stock(tx, item.id)?;
    if quantity > held && !item.may_go_below() {
        return Err(super::short(
            tx,
            &[Missing::of(item.clone(), quantity, held)],
        ));
    }
    let out = if quantity >= held {
        value
    } else {
        match worth.filter(|worth| *worth <= value) {
            Some(worth) => worth,
            None => exact(value.share(quantity, held))?,
        }
    };
    let mut covered = held.max(Quantity::ZERO).min(quantity);
    let mut left = out;
    for (lot, part) in parts(tx, posting, quantity, first)? {
        let here = part.min(covered);
        let share = if here.is_positive() {
            exact(left.share(here, covered))?
        } else {
            StockValue::ZERO
        };
        covered -= here;
        left -= share;
        post(tx, posting, lot, -part, -share)?;
    }
    store::set_stock(tx, item.id, held - quantity, value - out)?;
    if counts_as_used(posting.reason, item) {
        store::add_used(tx, item.id, posting.day, quantity)?;
    }
    Ok(out)
}

/// Takes these parts out of their lots, worth `out` in all; the lots hold them.
pub(super) fn take_lots(
    tx: &Tx,
    posting: &Posting,
    lots: &[(LotId, Quantity)],
    out: StockValue,
) -> Result<()> {
    let (held, value) = store::stock(tx, posting.item.id)?;
    let whole: Quantity = lots.iter().map(|(_, part)| *part).sum();
    let (mut covered, mut left) = (whole, out);
    for (lot, part) in lots {
        let share = exact(left.share(*part, covered))?;
        covered -= *part;
        left -= share;
        post(tx, posting, *lot, -*part, -share)?;
    }
    store::set_stock(tx, posting.item.id, held - whole, value - out)
}

/// Which lots give how much. What is baked with, or handed over, comes from an expired lot only when no other holds any.
fn parts(
    tx: &Tx,
    posting: &Posting,
    quantity: Quantity,
    first: Option<LotId>,
) -> Result<Vec<(LotId, Quantity)>> {
    let mut held = store::held(tx, posting.item.id, posting.location)?;
    match posting.reason {
        Reason::Consumption => {
            let day = super::day_of_use(tx, posting.day);
            held.sort_by_key(|lot| lot.is_expired(day));
        }
        Reason::Delivery => held.sort_by_key(|lot| lot.is_expired(posting.day)),
        _ => {}
    }
    if let Some(at) = first.and_then(|lot| held.iter().position(|held| held.lot_id == lot)) {
        held[..=at].rotate_right(1);
    }
    let mut left = quantity;
    let mut parts = Vec::new();
    for lot in held {
        if left.is_zero() {
            break;
        }
        let part = lot.quantity.min(left);
        left -= part;
        parts.push((lot.lot_id, part));
    }
    if left.is_positive() {
        match parts.iter_mut().find(|(lot, _)| *lot == UNTRACKED) {
            Some((_, part)) => *part += left,
            None => parts.push((UNTRACKED, left)),
        }
    }
    Ok(parts)
}

/// What averages and deviations for buying are made of: what the bakehouse used and threw away, and bought goods that
/// were sold on.
fn counts_as_used(reason: Reason, item: &Kept) -> bool {
    match reason {
        Reason::Consumption | Reason::Waste => true,
        Reason::Delivery => item.is_bought,
        _ => false,
    }
}

fn post(
    tx: &Tx,
    posting: &Posting,
    lot: LotId,
    quantity: Quantity,
    value: StockValue,
) -> Result<()> {
    store::insert_movement(
        tx,
        &Movement {
            item: posting.item.id,
            lot,
            location: posting.location,
            day: posting.day,
            quantity,
            value,
            reason: posting.reason,
            note: posting.note,
            document_kind: posting.document_kind,
            document_id: posting.document_id,
        },
    )?;
    store::add_balance(tx, posting.item.id, posting.location, lot, quantity)
}

/// See [`super::reverse`]. The undoing stands on the day that it corrects; its instant says when it was done.
pub(super) fn reverse(tx: &Tx, document_kind: &'static str, document_id: Uuid) -> Result<()> {
    for net in store::net_of(tx, document_kind, document_id)? {
        let item = store::kept(tx, net.item)?;
        let posting = Posting {
            item: &item,
            location: net.location,
            day: net.day,
            reason: Reason::Reversal,
            note: "",
            document_kind,
            document_id: Some(document_id),
        };
        if net.quantity.is_negative() {
            put_in(tx, &posting, net.lot, -net.quantity, -net.value)?;
            if net
                .reasons
                .iter()
                .any(|reason| counts_as_used(*reason, &item))
            {
                store::add_used(tx, item.id, net.day, net.quantity)?;
            }
        } else {
            // What had settled a debt came in without value: it goes out at the average like anything else.
            let worth = Some(net.value).filter(|value| value.is_positive());
            take_out(tx, &posting, net.quantity, Some(net.lot), worth)?;
        }
    }
    Ok(())
}

/// The lot that a receipt goes into.
pub(super) fn lot_for(tx: &Tx, item: &Kept, receipt: &Receipt) -> Result<LotId> {
    let made = receipt.made_on.unwrap_or_else(|| tx.today());
    let kept_for = item
        .shelf_life_days
        .filter(|_| receipt.reason == Reason::Production);
    let expiry = receipt
        .expiry
        .or_else(|| kept_for.map(|days| made.add_days(days)));
    let number = receipt
        .lot_number
        .as_deref()
        .map(str::trim)
        .filter(|number| !number.is_empty());
    let number = match number {
        Some(number) => {
            if let Some(known) = store::lot_by_number(tx, item.id, number)? {
                return same_lot(tx, &known, expiry);
            }
            number.to_owned()
        }
        None => own_number(tx, item, made)?,
    };
    let lot = Lot {
        id: tx.id(),
        item_id: Some(item.id),
        lot_number: number,
        supplier_lot: receipt.supplier_lot.trim().to_owned(),
        supplier_id: receipt.supplier_id,
        made_on: receipt.made_on,
        expiry_date: expiry,
    };
    store::insert_lot(tx, &lot)?;
    Ok(lot.id)
}

/// The lot of that number. What stands of a lot that was taken back whole was misread: the paper is believed now.
fn same_lot(tx: &Tx, known: &Lot, expiry: Option<Day>) -> Result<LotId> {
    if expiry.is_some() && expiry != known.expiry_date {
        if !store::never_was(tx, known.id)? {
            return Err(Error::field("expiry_date", "stock-lot-other-expiry"));
        }
        store::set_expiry(tx, known.id, expiry)?;
    }
    Ok(known.id)
}

/// `L261120-01`: the day and a number that counts up over all items of the day; what a person took already is passed over.
fn own_number(tx: &Tx, item: &Kept, made: Day) -> Result<String> {
    let day = format!(
        "{:02}{:02}{:02}",
        made.year() % 100,
        made.month(),
        made.day()
    );
    loop {
        let number = tx.next_number(&format!("lot {day}"))?;
        let number = format!("L{day}-{number:02}");
        if store::lot_by_number(tx, item.id, &number)?.is_none() {
            return Ok(number);
        }
    }
}
