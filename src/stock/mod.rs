//! Stock: what is there, in which lot, and what it is worth. An append-only ledger of movements; the balances beside it
//! are kept in the same transaction and `hornada check` compares them.
//!
//! How value behaves. An item has a quantity and a value over all its lots; the average cost is value ÷ quantity and is
//! never stored. What comes in brings its value. What goes out takes the share of the value that its quantity is of the
//! stock; the last of it takes all that is left, so nothing is worth nothing. Goods that are made may be handed over
//! before their batch is ticked: then their stock goes below zero, where it is worth nothing, and what went out below
//! zero went out at no value. The next that comes in first settles what is owed: that part comes in without value, and
//! only the rest with its share. So at any time: below zero or at zero the value is zero, above it is not below zero.
//!
//! Lots. First expiring goes out first, then what has no expiry by age, then lot 0 (untracked). Below zero is owed by
//! lot 0, and only when every other lot is empty; the next lot that comes in pays it back, so that goods handed over
//! before the tick are traced to the lot they came from. What is baked with comes from a lot that has expired only when no
//! other holds any, and bought goods then not unasked: see [`require`].

pub mod api;
pub mod counting;
mod ledger;
mod lots;
pub mod pages;
mod store;
mod taken_back;

use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::values::ids::{ItemId, LocationId, LotId, SupplierId};
use crate::values::{BaseUnit, Day, Quantity, StockValue, calendar, format};
use ledger::Posting;

pub use lots::set_expiry;

pub use store::lists::{
    Count, CountLine, Expiring, HeldLot, LedgerFilter, LedgerLine, Low, Show, Stocked, count,
    count_lines, counts, expiring, last_receipt, ledger as ledger_of, lots_of, low, movements,
    on_hand_of_all, stocked, usage,
};
pub use store::{Kept, Lot, LotHeld, kept, lot};
pub use taken_back::take_back;

/// Why goods moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    Opening,
    Receipt,
    Consumption,
    Production,
    Delivery,
    Count,
    Waste,
    Return,
    Reversal,
}

impl Reason {
    pub const ALL: [Self; 9] = [
        Self::Opening,
        Self::Receipt,
        Self::Consumption,
        Self::Production,
        Self::Delivery,
        Self::Count,
        Self::Waste,
        Self::Return,
        Self::Reversal,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Receipt => "receipt",
            Self::Consumption => "consumption",
            Self::Production => "production",
            Self::Delivery => "delivery",
            Self::Count => "count",
            Self::Waste => "waste",
            Self::Return => "return",
            Self::Reversal => "reversal",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// The lot that stands for "not tracked": it belongs to every item.
pub const UNTRACKED: LotId = LotId(Uuid::nil());

/// Goods that come in.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub item: ItemId,
    /// Above zero.
    pub quantity: Quantity,
    /// What all of it cost; not below zero.
    pub value: StockValue,
    /// The lot's number; none makes one of our own, as `L261120-01`.
    pub lot_number: Option<String>,
    pub supplier_lot: String,
    pub supplier_id: Option<SupplierId>,
    /// None for goods we made means: the day they were made and their shelf life, when the item has one.
    pub expiry: Option<Day>,
    pub made_on: Option<Day>,
    pub reason: Reason,
    pub document_kind: &'static str,
    pub document_id: Option<Uuid>,
}

impl Receipt {
    /// A receipt with a lot of our own number, and no supplier.
    pub fn of(
        item: ItemId,
        quantity: Quantity,
        value: StockValue,
        reason: Reason,
        document_kind: &'static str,
        document_id: Option<Uuid>,
    ) -> Self {
        Self {
            item,
            quantity,
            value,
            lot_number: None,
            supplier_lot: String::new(),
            supplier_id: None,
            expiry: None,
            made_on: None,
            reason,
            document_kind,
            document_id,
        }
    }
}

/// Goods that go out.
#[derive(Debug, Clone)]
pub struct Issue {
    pub item: ItemId,
    /// Above zero.
    pub quantity: Quantity,
    pub reason: Reason,
    /// The business day that it counts for.
    pub day: Day,
    pub document_kind: &'static str,
    pub document_id: Option<Uuid>,
    pub note: String,
}

/// Makes the one location that a bakery begins with; nothing when it is there.
///
/// # Errors
/// Only those of the database.
pub fn begin(tx: &Tx) -> Result<()> {
    location(tx).map(drop)
}

fn location(tx: &Tx) -> Result<LocationId> {
    if let Some(id) = store::location(tx)? {
        return Ok(id);
    }
    let id = tx.id();
    store::insert_location(tx, id, &tx.settings.language().t("stock-location"))?;
    Ok(id)
}

/// Books goods in, in a lot of their own or into the lot of that number when the item has it already.
///
/// # Errors
/// [`Error::Invalid`] for a quantity or value that cannot be, for a service, and for a known lot with another expiry.
pub fn receive(tx: &Tx, receipt: Receipt) -> Result<LotId> {
    let item = store::kept(tx, receipt.item)?;
    if item.is_service {
        return Err(Error::field("item_id", "stock-service"));
    }
    if !receipt.quantity.is_positive() {
        return Err(Error::field("quantity", "stock-above-zero"));
    }
    if receipt.value.is_negative() {
        return Err(Error::field("value", "stock-value-below-zero"));
    }
    let lot = ledger::lot_for(tx, &item, &receipt)?;
    let made = receipt
        .made_on
        .filter(|_| receipt.reason == Reason::Production);
    let posting = Posting {
        item: &item,
        location: location(tx)?,
        day: made.unwrap_or_else(|| tx.today()),
        reason: receipt.reason,
        note: "",
        document_kind: receipt.document_kind,
        document_id: receipt.document_id,
    };
    ledger::put_in(tx, &posting, lot, receipt.quantity, receipt.value)?;
    Ok(lot)
}

/// Takes goods out, first expiring first; returns what they were worth. A service has no stock: nothing happens.
///
/// # Errors
/// A conflict naming what is short when goods that are only bought would go below zero.
pub fn issue(tx: &Tx, issue: Issue) -> Result<StockValue> {
    issue_from(tx, &issue, None)
}

/// As [`issue`], all of it from one lot.
///
/// # Errors
/// A conflict when the lot holds less.
pub fn issue_from_lot(tx: &Tx, issue: &Issue, lot: LotId) -> Result<StockValue> {
    issue_from(tx, issue, Some(lot))
}

fn issue_from(tx: &Tx, issue: &Issue, lot: Option<LotId>) -> Result<StockValue> {
    let item = store::kept(tx, issue.item)?;
    if !issue.quantity.is_positive() {
        return Err(Error::field("quantity", "stock-above-zero"));
    }
    if item.is_service {
        return Ok(StockValue::ZERO);
    }
    let posting = Posting {
        item: &item,
        location: location(tx)?,
        day: issue.day,
        reason: issue.reason,
        note: &issue.note,
        document_kind: issue.document_kind,
        document_id: issue.document_id,
    };
    if let Some(lot) = lot {
        let held = store::balance(tx, item.id, posting.location, lot)?;
        if held < issue.quantity {
            return Err(short(tx, &[Missing::of(item, issue.quantity, held)]));
        }
    }
    ledger::take_out(tx, &posting, issue.quantity, lot, None)
}

/// Undoes all that a document moved and that is not undone yet: what it took out comes back to its lots at the value it
/// went with; what it brought in goes out again, from its lots first. Nothing to undo is no error.
///
/// # Errors
/// A conflict naming what is short when goods that are only bought were used since.
pub fn reverse(tx: &Tx, document_kind: &'static str, document_id: Uuid) -> Result<()> {
    ledger::reverse(tx, document_kind, document_id)
}

/// Counts bought goods as used that left the house though the ledger did not know of them, or takes that back where the
/// quantity is below zero. The ledger stays as it is.
///
/// # Errors
/// Only those of the database.
pub fn count_used(tx: &Tx, item: ItemId, day: Day, quantity: Quantity) -> Result<()> {
    store::add_used(tx, item, day, quantity)
}

/// The day on which goods for `day` are used: bread for tomorrow is baked today.
fn day_of_use(tx: &Tx, day: Day) -> Day {
    day.min(tx.today())
}

/// The lots of an item that had expired when goods for `day` were used and hold some, first expiring first.
///
/// # Errors
/// Only those of the database.
pub fn expired(tx: &Tx, item: ItemId, day: Day) -> Result<Vec<LotHeld>> {
    let day = day_of_use(tx, day);
    let mut held = store::held(tx, item, location(tx)?)?;
    held.retain(|lot| lot.is_expired(day));
    Ok(held)
}

/// Refuses, naming everything that is short, when these bought goods are not all there to be used for `day`: what has
/// expired is not. Each item stands once.
///
/// # Errors
/// A conflict with `short`: item, name, wanted, on hand without what has expired, the lots that have expired.
pub fn require(tx: &Tx, day: Day, wanted: &[(ItemId, Quantity)]) -> Result<()> {
    let mut missing = Vec::new();
    for (id, quantity) in wanted {
        let item = store::kept(tx, *id)?;
        if item.may_go_below() {
            continue;
        }
        let (held, _) = store::stock(tx, *id)?;
        let expired = expired(tx, *id, day)?;
        let gone: Quantity = expired.iter().map(|lot| lot.quantity).sum();
        if *quantity > held - gone {
            missing.push(Missing {
                expired,
                ..Missing::of(item, *quantity, held - gone)
            });
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(short(tx, &missing))
    }
}

/// How much of it there is, over all lots; below zero for made goods that were handed over before their batch.
///
/// # Errors
/// Only those of the database.
pub fn on_hand(conn: &Connection, item: ItemId) -> Result<Quantity> {
    Ok(store::stock(conn, item)?.0)
}

/// Euros per price unit of the item: value ÷ quantity, not rounded; none when there is none.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
pub fn average_cost(conn: &Connection, item: ItemId) -> Result<Option<Decimal>> {
    let kept = store::kept(conn, item)?;
    let (quantity, value) = store::stock(conn, item)?;
    Ok(average(&kept, quantity, value))
}

/// A cost as an answer shows it: to 1/1,000,000 €, without trailing zeros.
pub fn shown_cost(cost: Decimal) -> Decimal {
    crate::values::round_half_away(cost, 6).normalize()
}

/// An item with what there is of it, and when the first of its lots expires.
///
/// # Errors
/// Only those of the database.
pub fn stock_of(conn: &Connection, item: &Kept) -> Result<Stocked> {
    let (quantity, value) = store::stock(conn, item.id)?;
    let first_expiry = lots_of(conn, item.id)?
        .into_iter()
        .filter(|held| held.quantity.is_positive())
        .filter_map(|held| held.lot.expiry_date)
        .min();
    Ok(Stocked {
        item: item.clone(),
        quantity,
        value,
        first_expiry,
    })
}

fn average(item: &Kept, quantity: Quantity, value: StockValue) -> Option<Decimal> {
    quantity
        .is_positive()
        .then(|| value.per(quantity, item.price_unit))
        .flatten()
}

/// Whether the ledger knows the item; its base unit is fixed from then on.
///
/// # Errors
/// Only those of the database.
pub fn has_moved(conn: &Connection, item: ItemId) -> Result<bool> {
    store::has_moved(conn, item)
}

/// An item of which there is too little.
struct Missing {
    item: Kept,
    wanted: Quantity,
    held: Quantity,
    /// Lots that hold some and are not used, because they have expired.
    expired: Vec<LotHeld>,
}

impl Missing {
    const fn of(item: Kept, wanted: Quantity, held: Quantity) -> Self {
        Self {
            item,
            wanted,
            held,
            expired: Vec::new(),
        }
    }

    /// "Harina (0 kg / 2,4 kg · lote H-7, caducado el 12/11/2026: 5 kg)".
    fn words(&self, lang: Lang) -> String {
        let say = |quantity| format::natural(lang, quantity, self.item.base_unit);
        let mut parts = vec![format!("{} / {}", say(self.held), say(self.wanted))];
        for lot in &self.expired {
            parts.extend(expired_words(lang, lot, self.item.base_unit));
        }
        format!("{} ({})", self.item.name, parts.join(" · "))
    }
}

/// "lote H-7, caducado el 12/11/2026: 5 kg"; nothing for a lot without expiry.
pub fn expired_words(lang: Lang, lot: &LotHeld, base: BaseUnit) -> Option<String> {
    let day = calendar::short(lot.expiry_date?, lang);
    let message = Message::new("stock-short-expired")
        .arg("lot", lot.lot_number.as_str())
        .arg("day", day)
        .arg("amount", format::natural(lang, lot.quantity, base));
    Some(message.speak(lang))
}

/// The conflict that says what is short: item, wanted, there.
fn short(tx: &Tx, missing: &[Missing]) -> Error {
    let lang: Lang = tx.settings.language();
    let words: Vec<String> = missing.iter().map(|missing| missing.words(lang)).collect();
    let rows: Vec<_> = missing
        .iter()
        .map(|missing| {
            json!({ "item_id": missing.item.id, "name": missing.item.name, "wanted": missing.wanted,
                    "on_hand": missing.held, "expired": missing.expired })
        })
        .collect();
    Error::Conflict(
        Message::new("stock-short").arg("what", words.join(", ")),
        Some(json!({ "short": rows })),
    )
}
