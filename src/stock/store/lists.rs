//! What stock is read as: lists, ledgers, lots.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kept, Lot, kept_columns, kept_from};
use crate::error::{Error, Result};
use crate::stock::Reason;
use crate::values::calendar::Instant;
use crate::values::ids::{CountId, ItemId, LocationId, LotId, MovementId};
use crate::values::{BaseUnit, Day, PriceUnit, Quantity, StockValue};

/// An item with what there is of it.
#[derive(Debug, Clone)]
pub struct Stocked {
    pub item: Kept,
    pub quantity: Quantity,
    pub value: StockValue,
    /// Of the lots that hold some.
    pub first_expiry: Option<Day>,
}

impl Stocked {
    /// Euros per price unit; none when there is none.
    pub fn average_cost(&self) -> Option<Decimal> {
        crate::stock::average(&self.item, self.quantity, self.value)
    }

    pub fn is_low(&self) -> bool {
        self.item.low_stock.is_some_and(|low| self.quantity <= low)
    }
}

/// Which items a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    Bought,
    Made,
    Low,
    /// Of which there is some.
    Held,
    /// Out of use, but still there.
    Retired,
}

impl Show {
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Bought,
        Self::Made,
        Self::Low,
        Self::Held,
        Self::Retired,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Bought => "bought",
            Self::Made => "made",
            Self::Low => "low",
            Self::Held => "held",
            Self::Retired => "retired",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

/// The items that are kept in stock (bought, or moved once), by name; `text` is a part of the name or code.
///
/// # Errors
/// Only those of the database.
pub fn stocked(
    conn: &Connection,
    show: Show,
    text: &str,
    after: Option<(String, ItemId)>,
    limit: usize,
) -> Result<Vec<Stocked>> {
    let mut statement = conn.prepare_cached(concat!(
        "SELECT ",
        kept_columns!(),
        ", ifnull(s.quantity, 0), ifnull(s.value, 0),
          (SELECT min(l.expiry_date) FROM balances b JOIN lots l ON l.id = b.lot_id
           WHERE b.item_id = i.id AND b.quantity <> 0 AND b.quantity > 0)
         FROM items i LEFT JOIN item_stock s ON s.item_id = i.id
         WHERE i.is_active = (?1 <> 'retired') AND (i.name, i.id) > (?2, ?3) AND i.is_service = 0
           AND (i.is_bought = 1 OR s.item_id IS NOT NULL) AND i.search LIKE ?4
           AND CASE ?1 WHEN 'bought' THEN i.is_bought WHEN 'made' THEN i.is_made WHEN 'retired' THEN s.quantity <> 0 WHEN 'held' THEN s.quantity <> 0
               WHEN 'low' THEN ifnull(s.quantity, 0) <= i.low_stock ELSE 1 END
         ORDER BY i.name, i.id LIMIT ?5"
    ))?;
    let (name, id) = after.map_or((String::new(), Vec::new()), |(name, id)| {
        (name, id.0.as_bytes().to_vec())
    });
    let text = format!("%{}%", crate::values::fold(text).replace(['%', '_'], ""));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![show.code(), name, id, text, limit], stocked_from)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn stocked_from(row: &Row) -> rusqlite::Result<Stocked> {
    Ok(Stocked {
        item: kept_from(row)?,
        quantity: row.get(12)?,
        value: row.get(13)?,
        first_expiry: row.get(14)?,
    })
}

/// The bare name of an item, which is what lists go on from.
pub(in crate::stock) fn plain_name(conn: &Connection, item: ItemId) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT name FROM items WHERE id = ?1")?;
    Ok(statement.query_row([item], |row| row.get(0))?)
}

/// The value of everything.
pub(in crate::stock) fn whole_value(conn: &Connection) -> Result<StockValue> {
    Ok(
        conn.query_row("SELECT ifnull(sum(value), 0) FROM item_stock", [], |row| {
            row.get(0)
        })?,
    )
}

/// The purchase that a supplier's delivery belongs to.
pub(in crate::stock) fn purchase_of(conn: &Connection, delivery: Uuid) -> Result<Option<Uuid>> {
    let mut statement =
        conn.prepare_cached("SELECT purchase_order_id FROM deliveries WHERE id = ?1")?;
    let found: Option<Vec<u8>> = statement
        .query_row([delivery.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|bytes| Uuid::from_slice(&bytes).ok()))
}

/// Whether nothing ever moved.
pub(in crate::stock) fn is_untouched(conn: &Connection) -> Result<bool> {
    Ok(
        conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM movements)", [], |row| {
            row.get(0)
        })?,
    )
}

/// Quantity and value of every item that ever moved.
///
/// # Errors
/// Only those of the database.
pub fn on_hand_of_all(conn: &Connection) -> Result<HashMap<ItemId, (Quantity, StockValue)>> {
    let mut statement = conn.prepare_cached("SELECT item_id, quantity, value FROM item_stock")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An item at or below the level that it should be told of.
#[derive(Debug, Clone)]
pub struct Low {
    pub item: Kept,
    pub quantity: Quantity,
}

/// What is low, by name.
///
/// # Errors
/// Only those of the database.
pub fn low(conn: &Connection) -> Result<Vec<Low>> {
    let mut statement = conn.prepare_cached(concat!(
        "SELECT ",
        kept_columns!(),
        ", ifnull(s.quantity, 0) FROM items i LEFT JOIN item_stock s ON s.item_id = i.id
         WHERE i.low_stock IS NOT NULL AND i.is_active = 1 AND i.is_service = 0 AND (i.is_bought = 1 OR s.item_id IS NOT NULL)
           AND ifnull(s.quantity, 0) <= i.low_stock
         ORDER BY i.name, i.id"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Low {
            item: kept_from(row)?,
            quantity: row.get(12)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A lot with what it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldLot {
    #[serde(flatten)]
    pub lot: Lot,
    pub supplier_name: String,
    pub quantity: Quantity,
}

const HELD: &str = "l.id, b.item_id, l.lot_number, l.supplier_lot, l.supplier_id, l.made_on, l.expiry_date, \
                    ifnull((SELECT s.name FROM suppliers s WHERE s.id = l.supplier_id), ''), b.quantity";

fn held_from(row: &Row, at: usize) -> rusqlite::Result<HeldLot> {
    Ok(HeldLot {
        lot: Lot {
            id: row.get(at)?,
            item_id: row.get(at + 1)?,
            lot_number: row.get(at + 2)?,
            supplier_lot: row.get(at + 3)?,
            supplier_id: row.get(at + 4)?,
            made_on: row.get(at + 5)?,
            expiry_date: row.get(at + 6)?,
        },
        supplier_name: row.get(at + 7)?,
        quantity: row.get(at + 8)?,
    })
}

/// The lots of an item that hold some, or owe some, in the order in which they go out.
///
/// # Errors
/// Only those of the database.
pub fn lots_of(conn: &Connection, item: ItemId) -> Result<Vec<HeldLot>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {HELD} FROM balances b JOIN lots l ON l.id = b.lot_id WHERE b.item_id = ?1 AND b.quantity <> 0
         ORDER BY l.item_id IS NULL, l.expiry_date IS NULL, l.expiry_date, l.created_at, length(l.lot_number), l.lot_number, l.id"
    ))?;
    let rows = statement.query_map([item], |row| held_from(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A lot that expires soon, or has expired, and still holds some.
#[derive(Debug, Clone)]
pub struct Expiring {
    pub item: Kept,
    pub held: HeldLot,
}

/// The lots that hold some and expire on `until` or before, first expiring first.
///
/// # Errors
/// Only those of the database.
pub fn expiring(conn: &Connection, until: Day) -> Result<Vec<Expiring>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {}, {HELD} FROM balances b CROSS JOIN lots l ON l.id = b.lot_id CROSS JOIN items i ON i.id = b.item_id
         WHERE b.quantity <> 0 AND b.quantity > 0 AND l.expiry_date <= ?1 ORDER BY l.expiry_date, i.name, l.id",
        kept_columns!()
    ))?;
    let rows = statement.query_map([until], |row| {
        Ok(Expiring {
            item: kept_from(row)?,
            held: held_from(row, 12)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A line of the ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerLine {
    pub id: MovementId,
    pub item_id: ItemId,
    pub item_name: String,
    pub lot_id: LotId,
    pub lot_number: String,
    pub location_id: LocationId,
    pub location: String,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// In the item's base unit; below zero for what went out.
    pub quantity: Quantity,
    /// Left out for those who do not see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<StockValue>,
    /// Euros per price unit of the item, to 1/1,000,000 €; left out as the value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub unit_cost: Option<Decimal>,
    pub reason: Reason,
    pub note: String,
    pub document_kind: String,
    #[schema(value_type = Option<String>, format = Uuid)]
    pub document_id: Option<Uuid>,
    pub performed_by: String,
}

macro_rules! ledger_lines {
    ($($rest:literal)+) => {
        concat!(
            "SELECT m.id, m.item_id, i.name || CASE i.variant_name WHEN '' THEN '' ELSE ' · ' || i.variant_name END, m.lot_id, l.lot_number,
                    m.day, m.at, m.quantity, m.value, m.reason, m.note, m.document_kind, m.document_id, ifnull(u.name, ''),
                    m.location_id, o.name, i.price_unit, i.price_unit_size
             FROM movements m JOIN items i ON i.id = m.item_id JOIN lots l ON l.id = m.lot_id
             JOIN locations o ON o.id = m.location_id LEFT JOIN users u ON u.id = m.user_id ",
            $($rest),+
        )
    };
}

fn line_from(row: &Row) -> rusqlite::Result<LedgerLine> {
    let reason: String = row.get(9)?;
    let document: Option<Vec<u8>> = row.get(12)?;
    let price_unit = PriceUnit::from_code(&row.get::<_, String>(16)?, Some(row.get(17)?))
        .map_err(rusqlite::types::FromSqlError::other)?;
    let (quantity, value): (Quantity, StockValue) = (row.get(7)?, row.get(8)?);
    Ok(LedgerLine {
        id: row.get(0)?,
        item_id: row.get(1)?,
        item_name: row.get(2)?,
        lot_id: row.get(3)?,
        lot_number: row.get(4)?,
        day: row.get(5)?,
        created_at: row.get(6)?,
        unit_cost: value
            .per(quantity, price_unit)
            .map(crate::stock::shown_cost),
        quantity,
        value: Some(value),
        location_id: row.get(14)?,
        location: row.get(15)?,
        reason: Reason::from_code(&reason).unwrap_or(Reason::Reversal),
        note: row.get(10)?,
        document_kind: row.get(11)?,
        document_id: document.and_then(|bytes| Uuid::from_slice(&bytes).ok()),
        performed_by: row.get(13)?,
    })
}

/// Which part of the ledger is wanted, newest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerFilter {
    pub item: Option<ItemId>,
    pub lot: Option<LotId>,
    /// Only what is older than this.
    pub before: Option<MovementId>,
}

/// The ledger of an item, newest first.
///
/// # Errors
/// Only those of the database.
pub fn ledger(
    conn: &Connection,
    item: ItemId,
    before: Option<MovementId>,
    limit: usize,
) -> Result<Vec<LedgerLine>> {
    let filter = LedgerFilter {
        item: Some(item),
        lot: None,
        before,
    };
    movements(conn, filter, limit)
}

/// The ledger, newest first.
///
/// # Errors
/// Only those of the database.
pub fn movements(conn: &Connection, filter: LedgerFilter, limit: usize) -> Result<Vec<LedgerLine>> {
    let before = filter
        .before
        .map_or_else(|| vec![0xFF; 16], |id| id.0.as_bytes().to_vec());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let lines = match (filter.item, filter.lot) {
        (item, Some(lot)) => {
            let mut statement = conn.prepare_cached(ledger_lines!(
                "WHERE m.lot_id = ?1 AND (?2 IS NULL OR m.item_id = ?2) AND m.id < ?3 ORDER BY m.id DESC LIMIT ?4"
            ))?;
            let rows = statement.query_map(params![lot, item, before, limit], line_from)?;
            rows.collect::<rusqlite::Result<_>>()?
        }
        (Some(item), None) => {
            let mut statement = conn.prepare_cached(ledger_lines!(
                "WHERE m.item_id = ?1 AND m.id < ?2 ORDER BY m.id DESC LIMIT ?3"
            ))?;
            let rows = statement.query_map(params![item, before, limit], line_from)?;
            rows.collect::<rusqlite::Result<_>>()?
        }
        (None, None) => {
            let mut statement =
                conn.prepare_cached(ledger_lines!("WHERE m.id < ?1 ORDER BY m.id DESC LIMIT ?2"))?;
            let rows = statement.query_map(params![before, limit], line_from)?;
            rows.collect::<rusqlite::Result<_>>()?
        }
    };
    Ok(lines)
}

/// What was used of an item on each day from `first` to `last` on which something was.
///
/// # Errors
/// Only those of the database.
pub fn usage(
    conn: &Connection,
    item: ItemId,
    first: Day,
    last: Day,
) -> Result<Vec<(Day, Quantity)>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, quantity FROM daily_consumption WHERE item_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day",
    )?;
    let rows = statement.query_map(params![item, first, last], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Quantity and value of the newest receipt (or opening) of an item: what it cost last.
///
/// # Errors
/// Only those of the database.
pub fn last_receipt(conn: &Connection, item: ItemId) -> Result<Option<(Quantity, StockValue)>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.quantity, m.value FROM movements m WHERE m.item_id = ?1 AND m.reason IN ('receipt', 'opening') AND m.quantity > 0
           AND m.value > 0 AND NOT EXISTS (SELECT 1 FROM movements r WHERE r.document_kind = m.document_kind
             AND r.document_id = m.document_id AND r.item_id = m.item_id AND r.reason = 'reversal')
         ORDER BY m.id DESC LIMIT 1",
    )?;
    Ok(statement
        .query_row([item], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// A count that was posted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Count {
    pub id: CountId,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// `opening` or `count`.
    pub kind: String,
    #[schema(value_type = String, format = DateTime)]
    pub posted_at: Instant,
    pub posted_by: String,
    pub note: String,
    pub lines: i64,
    /// Lines whose count was not what was expected.
    pub differences: i64,
}

const COUNT: &str = "SELECT c.id, c.day, c.kind, c.posted_at, ifnull(u.name, ''), c.note,
        (SELECT count(*) FROM stock_count_lines l WHERE l.stock_count_id = c.id),
        (SELECT count(*) FROM stock_count_lines l WHERE l.stock_count_id = c.id AND l.counted <> l.expected)
     FROM stock_counts c LEFT JOIN users u ON u.id = c.user_id";

fn count_from(row: &Row) -> rusqlite::Result<Count> {
    Ok(Count {
        id: row.get(0)?,
        day: row.get(1)?,
        kind: row.get(2)?,
        posted_at: row.get(3)?,
        posted_by: row.get(4)?,
        note: row.get(5)?,
        lines: row.get(6)?,
        differences: row.get(7)?,
    })
}

/// Counts, newest first.
///
/// # Errors
/// Only those of the database.
pub fn counts(conn: &Connection, before: Option<CountId>, limit: usize) -> Result<Vec<Count>> {
    let before = before.map_or_else(|| vec![0xFF; 16], |id| id.0.as_bytes().to_vec());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(&format!(
        "{COUNT} WHERE c.id < ?1 ORDER BY c.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![before, limit], count_from)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One count.
///
/// # Errors
/// [`Error::NotFound`].
pub fn count(conn: &Connection, id: CountId) -> Result<Count> {
    let mut statement = conn.prepare_cached(&format!("{COUNT} WHERE c.id = ?1"))?;
    let found = statement.query_row([id], count_from).optional()?;
    found.ok_or(Error::NotFound)
}

/// A line of a count: what the books said, what was there, and why it differs. In the item's base unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CountLine {
    pub item_id: ItemId,
    pub item_name: String,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    pub lot_id: LotId,
    pub lot_number: String,
    pub expected: Quantity,
    pub counted: Quantity,
    pub difference: Quantity,
    pub reason: String,
}

/// The lines of a count, those that differ first.
///
/// # Errors
/// Only those of the database.
pub fn count_lines(conn: &Connection, id: CountId) -> Result<Vec<CountLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.item_id, i.name || CASE i.variant_name WHEN '' THEN '' ELSE ' · ' || i.variant_name END, i.base_unit,
                c.lot_id, l.lot_number, c.expected, c.counted, c.counted - c.expected, c.reason
         FROM stock_count_lines c JOIN items i ON i.id = c.item_id JOIN lots l ON l.id = c.lot_id
         WHERE c.stock_count_id = ?1 ORDER BY c.counted = c.expected, i.name, l.lot_number",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(CountLine {
            item_id: row.get(0)?,
            item_name: row.get(1)?,
            base_unit: row.get(2)?,
            lot_id: row.get(3)?,
            lot_number: row.get(4)?,
            expected: row.get(5)?,
            counted: row.get(6)?,
            difference: row.get(7)?,
            reason: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
