//! Goods that were booked in by mistake and go out again.

use std::collections::HashMap;

use serde_json::json;
use uuid::Uuid;

use super::ledger::{self, Posting, exact};
use super::store::{self, Kept, Net, Value as Moved};
use super::{Reason, lot};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::values::ids::ItemId;
use crate::values::{Quantity, StockValue, format};

/// A lot of which there is less by now than a document brought.
struct Used {
    item: Kept,
    net: Net,
    number: String,
    held: Quantity,
}

/// Takes out again what a document brought in, all of it and from the very lots, as if it had never come: the rest is worth
/// what it would be worth without it, so that the average cost is right again. What was taken in between keeps the value it
/// went with.
///
/// # Errors
/// A conflict with `used` (item, lot, how much is left of how much) when some of it is used already; nothing happens then.
pub fn take_back(tx: &Tx, document_kind: &'static str, document_id: Uuid) -> Result<()> {
    let mut brought = store::net_of(tx, document_kind, document_id)?;
    brought.retain(|net| net.quantity.is_positive());
    let mut used = Vec::new();
    for net in &brought {
        let held = store::balance(tx, net.item, net.location, net.lot)?;
        if held < net.quantity {
            used.push(Used {
                item: store::kept(tx, net.item)?,
                number: lot(tx, net.lot)?.lot_number,
                net: net.clone(),
                held: held.max(Quantity::ZERO),
            });
        }
    }
    if !used.is_empty() {
        return Err(refused(tx, &used));
    }
    let mut items: Vec<ItemId> = brought.iter().map(|net| net.item).collect();
    items.sort_unstable();
    items.dedup();
    for id in items {
        let parts: Vec<&Net> = brought.iter().filter(|net| net.item == id).collect();
        let Some(first) = parts.first() else {
            continue;
        };
        let item = store::kept(tx, id)?;
        let (_, worth) = store::stock(tx, id)?;
        let without = worth_without(tx, id, document_kind, document_id)?;
        let posting = Posting {
            item: &item,
            location: first.location,
            day: first.day,
            reason: Reason::Reversal,
            note: "",
            document_kind,
            document_id: Some(document_id),
        };
        let lots: Vec<_> = parts.iter().map(|net| (net.lot, net.quantity)).collect();
        ledger::take_lots(tx, &posting, &lots, worth - without)?;
    }
    Ok(())
}

/// What the item's stock would be worth now, had the document never been: the ledger from then on, reckoned again without
/// it, and without whatever else was undone since. So it does not matter in which order several are taken back.
fn worth_without(tx: &Tx, item: ItemId, kind: &str, document: Uuid) -> Result<StockValue> {
    let since = store::moved_since(tx, item, kind, document)?;
    let (now, worth) = store::stock(tx, item)?;
    let moved: Quantity = since.iter().map(|moved| moved.quantity).sum();
    let valued: StockValue = since.iter().map(|moved| moved.value).sum();
    let (mut held, mut worth) = (now - moved, worth - valued);
    for moved in standing(&since) {
        let (quantity, value) = (moved.quantity, moved.value);
        let after = held + quantity;
        worth = if !after.is_positive() {
            StockValue::ZERO
        } else if value.is_zero() {
            worth
        } else if moved.is_reversal && quantity.is_negative() {
            worth + value
        } else if quantity.is_positive() && held.is_negative() {
            exact(value.share(after, quantity))?
        } else if quantity.is_positive() {
            worth + value
        } else {
            worth - exact(worth.share(-quantity, held))?
        };
        held = after;
    }
    Ok(worth.max(StockValue::ZERO))
}

/// What stands of the movements, in their order: neither those of the document that is asked about, nor a thing that was
/// undone and its reversal, up to which a document comes to nothing. What it moved again after that stands.
fn standing(since: &[Moved]) -> impl Iterator<Item = &Moved> {
    let mut sums: HashMap<&(String, [u8; 16]), Quantity> = HashMap::new();
    let mut undone: HashMap<&(String, [u8; 16]), usize> = HashMap::new();
    for (at, moved) in since.iter().enumerate() {
        if let Some(document) = &moved.document {
            let sum = sums.entry(document).or_default();
            *sum += moved.quantity;
            if sum.is_zero() && moved.is_reversal {
                undone.insert(document, at);
            }
        }
    }
    since.iter().enumerate().filter_map(move |(at, moved)| {
        let last = moved.document.as_ref().and_then(|of| undone.get(of));
        (!moved.is_own && last.is_none_or(|last| at > *last)).then_some(moved)
    })
}

/// The conflict that says how much is left of which lot.
fn refused(tx: &Tx, used: &[Used]) -> Error {
    let lang: Lang = tx.settings.language();
    let words = used.iter().map(|used| {
        let say = |quantity| format::natural(lang, quantity, used.item.base_unit);
        let message = Message::new("stock-used-of")
            .arg("item", used.item.name.as_str())
            .arg("lot", used.number.as_str())
            .arg("left", say(used.held))
            .arg("booked", say(used.net.quantity));
        message.speak(lang)
    });
    let words: Vec<String> = words.collect();
    let rows = used.iter().map(|used| {
        json!({ "item_id": used.item.id, "name": used.item.name, "lot_id": used.net.lot,
                "lot_number": used.number, "booked": used.net.quantity, "on_hand": used.held })
    });
    let rows: Vec<_> = rows.collect();
    Error::Conflict(
        Message::new("stock-used-already").arg("what", words.join(", ")),
        Some(json!({ "used": rows })),
    )
}
