//! SQL of stock.

pub mod lists;

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Reason;
use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{CountId, ItemId, LocationId, LotId, MovementId, SupplierId};
use crate::values::{BaseUnit, Day, PriceUnit, Quantity, StockValue, Unit};

/// What stock needs to know of an item.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: ItemId,
    pub sku: String,
    /// With its variant's name.
    pub name: String,
    pub base_unit: BaseUnit,
    pub unit: Unit,
    pub price_unit: PriceUnit,
    pub is_made: bool,
    pub is_bought: bool,
    pub is_service: bool,
    pub shelf_life_days: Option<i64>,
    pub low_stock: Option<Quantity>,
}

impl Kept {
    /// Goods that are made may be handed over before their batch is ticked; goods that are only bought may not.
    pub const fn may_go_below(&self) -> bool {
        self.is_made || !self.is_bought
    }
}

/// The columns of [`Kept`], of `items i`.
macro_rules! kept_columns {
    () => {
        "i.id, i.sku, i.name || CASE i.variant_name WHEN '' THEN '' ELSE ' · ' || i.variant_name END, i.base_unit, i.unit, \
         i.price_unit, i.price_unit_size, i.is_made, i.is_bought, i.is_service, i.shelf_life_days, i.low_stock"
    };
}
pub(super) use kept_columns;

/// Reads the columns of [`Kept`], which come first; there are twelve.
pub(super) fn kept_from(row: &Row) -> rusqlite::Result<Kept> {
    let code: String = row.get(5)?;
    let price_unit = PriceUnit::from_code(&code, Some(row.get(6)?))
        .map_err(rusqlite::types::FromSqlError::other)?;
    Ok(Kept {
        id: row.get(0)?,
        sku: row.get(1)?,
        name: row.get(2)?,
        base_unit: row.get(3)?,
        unit: row.get(4)?,
        price_unit,
        is_made: row.get(7)?,
        is_bought: row.get(8)?,
        is_service: row.get(9)?,
        shelf_life_days: row.get(10)?,
        low_stock: row.get(11)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] for an unknown item.
pub fn kept(conn: &Connection, item: ItemId) -> Result<Kept> {
    let mut statement = conn.prepare_cached(concat!(
        "SELECT ",
        kept_columns!(),
        " FROM items i WHERE i.id = ?1"
    ))?;
    Ok(statement.query_row([item], kept_from)?)
}

/// A lot of one item; the untracked one belongs to all.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Lot {
    pub id: LotId,
    pub item_id: Option<ItemId>,
    pub lot_number: String,
    pub supplier_lot: String,
    pub supplier_id: Option<SupplierId>,
    #[schema(value_type = Option<String>, format = Date)]
    pub made_on: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<Day>,
}

const LOT: &str = "id, item_id, lot_number, supplier_lot, supplier_id, made_on, expiry_date";

fn lot_from(row: &Row) -> rusqlite::Result<Lot> {
    Ok(Lot {
        id: row.get(0)?,
        item_id: row.get(1)?,
        lot_number: row.get(2)?,
        supplier_lot: row.get(3)?,
        supplier_id: row.get(4)?,
        made_on: row.get(5)?,
        expiry_date: row.get(6)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] for an unknown lot.
pub fn lot(conn: &Connection, id: LotId) -> Result<Lot> {
    let mut statement = conn.prepare_cached(&format!("SELECT {LOT} FROM lots WHERE id = ?1"))?;
    Ok(statement.query_row([id], lot_from)?)
}

pub(super) fn set_expiry(tx: &Tx, id: LotId, expiry: Option<Day>) -> Result<()> {
    tx.prepare_cached("UPDATE lots SET expiry_date = ?2 WHERE id = ?1")?
        .execute(params![id, expiry])?;
    Ok(())
}

pub(super) fn lot_by_number(conn: &Connection, item: ItemId, number: &str) -> Result<Option<Lot>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {LOT} FROM lots WHERE item_id = ?1 AND lot_number = ?2"
    ))?;
    Ok(statement
        .query_row(params![item, number], lot_from)
        .optional()?)
}

pub(super) fn insert_lot(tx: &Tx, lot: &Lot) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO lots (id, item_id, lot_number, supplier_lot, supplier_id, made_on, expiry_date, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        lot.id,
        lot.item_id,
        lot.lot_number,
        lot.supplier_lot,
        lot.supplier_id,
        lot.made_on,
        lot.expiry_date,
        tx.now
    ])?;
    Ok(())
}

pub(super) fn location(conn: &Connection) -> Result<Option<LocationId>> {
    let mut statement = conn
        .prepare_cached("SELECT id FROM locations WHERE kind = 'production' ORDER BY id LIMIT 1")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

pub(super) fn insert_location(tx: &Tx, id: LocationId, name: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO locations (id, name, kind) VALUES (?1, ?2, 'production')",
        params![id, name],
    )?;
    Ok(())
}

/// Quantity and value over all lots; zero for an item that never moved.
pub(super) fn stock(conn: &Connection, item: ItemId) -> Result<(Quantity, StockValue)> {
    let mut statement =
        conn.prepare_cached("SELECT quantity, value FROM item_stock WHERE item_id = ?1")?;
    Ok(statement
        .query_row([item], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or_default())
}

pub(super) fn set_stock(
    tx: &Tx,
    item: ItemId,
    quantity: Quantity,
    value: StockValue,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO item_stock (item_id, quantity, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (item_id) DO UPDATE SET quantity = excluded.quantity, value = excluded.value",
    )?
    .execute(params![item, quantity, value])?;
    Ok(())
}

pub(super) fn balance(
    conn: &Connection,
    item: ItemId,
    location: LocationId,
    lot: LotId,
) -> Result<Quantity> {
    let mut statement = conn.prepare_cached(
        "SELECT quantity FROM balances WHERE item_id = ?1 AND location_id = ?2 AND lot_id = ?3",
    )?;
    Ok(statement
        .query_row(params![item, location, lot], |row| row.get(0))
        .optional()?
        .unwrap_or_default())
}

pub(super) fn add_balance(
    tx: &Tx,
    item: ItemId,
    location: LocationId,
    lot: LotId,
    quantity: Quantity,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO balances (item_id, location_id, lot_id, quantity) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (item_id, location_id, lot_id) DO UPDATE SET quantity = quantity + excluded.quantity",
    )?
    .execute(params![item, location, lot, quantity])?;
    Ok(())
}

/// A lot with what a location holds of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LotHeld {
    pub lot_id: LotId,
    pub lot_number: String,
    pub expiry_date: Option<Day>,
    /// In base units, above zero.
    pub quantity: Quantity,
}

impl LotHeld {
    /// Its last day had gone by on that day.
    pub fn is_expired(&self, day: Day) -> bool {
        self.expiry_date.is_some_and(|last| last < day)
    }
}

/// The lots that hold some of it, first expiring first, untracked last.
pub(super) fn held(conn: &Connection, item: ItemId, location: LocationId) -> Result<Vec<LotHeld>> {
    let mut statement = conn.prepare_cached(
        "SELECT b.lot_id, l.lot_number, l.expiry_date, b.quantity FROM balances b JOIN lots l ON l.id = b.lot_id
         WHERE b.item_id = ?1 AND b.location_id = ?2 AND b.quantity <> 0 AND b.quantity > 0
         ORDER BY l.item_id IS NULL, l.expiry_date IS NULL, l.expiry_date, l.created_at, length(l.lot_number), l.lot_number, l.id",
    )?;
    let rows = statement.query_map(params![item, location], |row| {
        Ok(LotHeld {
            lot_id: row.get(0)?,
            lot_number: row.get(1)?,
            expiry_date: row.get(2)?,
            quantity: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One line of the ledger, as it is written.
pub(super) struct Movement<'a> {
    pub item: ItemId,
    pub lot: LotId,
    pub location: LocationId,
    pub day: Day,
    pub quantity: Quantity,
    pub value: StockValue,
    pub reason: Reason,
    pub note: &'a str,
    pub document_kind: &'a str,
    pub document_id: Option<Uuid>,
}

pub(super) fn insert_movement(tx: &Tx, movement: &Movement) -> Result<()> {
    let id: MovementId = tx.id();
    tx.prepare_cached(
        "INSERT INTO movements (id, item_id, lot_id, location_id, day, at, quantity, value, reason, note, document_kind,
                                document_id, user_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id,
        movement.item,
        movement.lot,
        movement.location,
        movement.day,
        tx.now,
        movement.quantity,
        movement.value,
        movement.reason.code(),
        movement.note,
        movement.document_kind,
        movement.document_id.map(|id| id.as_bytes().to_vec()),
        tx.actor.user_id
    ])?;
    Ok(())
}

/// A movement's quantity and value, and whose it is.
pub(super) struct Value {
    pub quantity: Quantity,
    pub value: StockValue,
    pub is_reversal: bool,
    /// Of the document that is asked about.
    pub is_own: bool,
    /// Its kind and id.
    pub document: Option<(String, [u8; 16])>,
}

/// The movements of an item from the first of a document on, in their order. They begin as early as whatever was reversed
/// among them did, so that a thing and its reversal are both there.
pub(super) fn moved_since(
    conn: &Connection,
    item: ItemId,
    kind: &str,
    document: Uuid,
) -> Result<Vec<Value>> {
    let Some(start) = first_moved(conn, item, kind, document)? else {
        return Ok(Vec::new());
    };
    let mut statement = conn.prepare_cached(
        "SELECT quantity, value, reason = 'reversal', document_kind = ?3 AND document_id IS ?4, document_kind, document_id
         FROM movements WHERE item_id = ?1 AND id >= ?2 ORDER BY id",
    )?;
    let rows = statement.query_map(params![item, start, kind, document.as_bytes()], |row| {
        let kind: String = row.get(4)?;
        Ok(Value {
            quantity: row.get(0)?,
            value: row.get(1)?,
            is_reversal: row.get(2)?,
            is_own: row.get(3)?,
            document: row.get::<_, Option<_>>(5)?.map(|id| (kind, id)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first movement of a document, or of what was reversed since, or of what was reversed since that, and so on.
fn first_moved(
    conn: &Connection,
    item: ItemId,
    kind: &str,
    document: Uuid,
) -> Result<Option<[u8; 16]>> {
    let mut statement = conn.prepare_cached(
        "SELECT min(id) FROM movements WHERE document_kind = ?2 AND document_id = ?3 AND item_id = ?1",
    )?;
    let mut first: Option<[u8; 16]> =
        statement.query_row(params![item, kind, document.as_bytes()], |row| row.get(0))?;
    let mut statement = conn.prepare_cached(
        "SELECT min(began.id) FROM movements reversed JOIN movements began ON began.document_kind = reversed.document_kind
             AND began.document_id = reversed.document_id AND began.item_id = reversed.item_id
         WHERE reversed.item_id = ?1 AND reversed.id >= ?2 AND reversed.reason = 'reversal'",
    )?;
    while let Some(start) = first {
        let earlier: Option<[u8; 16]> =
            statement.query_row(params![item, start], |row| row.get(0))?;
        if earlier.is_none_or(|earlier| earlier >= start) {
            break;
        }
        first = earlier;
    }
    Ok(first)
}

/// Whether all that ever came into a lot was taken back: nothing of it is, or was, anywhere.
pub(super) fn never_was(conn: &Connection, lot: LotId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM movements WHERE lot_id = ?1 GROUP BY item_id, document_kind, document_id
                            HAVING sum(quantity) <> 0)",
    )?;
    Ok(statement.query_row([lot], |row| row.get(0))?)
}

/// What a document moved in all and is not undone, by item, lot and day.
#[derive(Clone)]
pub(super) struct Net {
    pub item: ItemId,
    pub lot: LotId,
    pub location: LocationId,
    pub day: Day,
    pub quantity: Quantity,
    pub value: StockValue,
    pub reasons: Vec<Reason>,
}

pub(super) fn net_of(conn: &Connection, kind: &str, document: Uuid) -> Result<Vec<Net>> {
    let mut statement = conn.prepare_cached(
        "SELECT item_id, lot_id, location_id, day, sum(quantity), sum(value), group_concat(DISTINCT reason)
         FROM movements WHERE document_kind = ?1 AND document_id = ?2
         GROUP BY item_id, lot_id, location_id, day HAVING sum(quantity) <> 0 ORDER BY sum(quantity) < 0, lot_id DESC",
    )?;
    let rows = statement.query_map(params![kind, document.as_bytes()], |row| {
        Ok(Net {
            item: row.get(0)?,
            lot: row.get(1)?,
            location: row.get(2)?,
            day: row.get(3)?,
            quantity: row.get(4)?,
            value: row.get(5)?,
            reasons: row
                .get::<_, String>(6)?
                .split(',')
                .filter_map(Reason::from_code)
                .collect(),
        })
    })?;
    let mut open: Vec<Net> = rows.collect::<rusqlite::Result<_>>()?;
    // An undoing may have used other lots than what it undid: what is whole again per item and day is done with.
    let mut sums: HashMap<(ItemId, Day), Quantity> = HashMap::new();
    for net in &open {
        *sums.entry((net.item, net.day)).or_default() += net.quantity;
    }
    open.retain(|net| {
        sums.get(&(net.item, net.day))
            .is_some_and(|sum| !sum.is_zero())
    });
    Ok(open)
}

/// Adds to what was used on a day; what comes to nothing was no use of that day.
pub(super) fn add_used(tx: &Tx, item: ItemId, day: Day, quantity: Quantity) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO daily_consumption (item_id, day, quantity) VALUES (?1, ?2, ?3)
         ON CONFLICT (item_id, day) DO UPDATE SET quantity = quantity + excluded.quantity",
    )?
    .execute(params![item, day, quantity])?;
    tx.prepare_cached(
        "DELETE FROM daily_consumption WHERE item_id = ?1 AND day = ?2 AND quantity = 0",
    )?
    .execute(params![item, day])?;
    Ok(())
}

pub(super) fn has_moved(conn: &Connection, item: ItemId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM movements WHERE item_id = ?1)")?;
    Ok(statement.query_row([item], |row| row.get(0))?)
}

pub(super) fn insert_count(
    tx: &Tx,
    id: CountId,
    day: Day,
    kind: super::counting::Kind,
    note: &str,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO stock_counts (id, day, kind, posted_at, user_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, day, kind.code(), tx.now, tx.actor.user_id, note])?;
    Ok(())
}

/// Whether that count is of this day and kind, and of the person who is at work.
pub(super) fn is_own_count(
    tx: &Tx,
    id: CountId,
    day: Day,
    kind: super::counting::Kind,
) -> Result<bool> {
    let mut statement = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM stock_counts WHERE id = ?1 AND day = ?2 AND kind = ?3 AND user_id IS ?4)",
    )?;
    let asked = params![id, day, kind.code(), tx.actor.user_id];
    Ok(statement.query_row(asked, |row| row.get(0))?)
}

/// A line of a count. Where the lot stands in it already and is counted once more with nothing to say, the reason that
/// was given stays for as long as there is a difference.
pub(super) fn insert_count_line(
    tx: &Tx,
    count: CountId,
    item: ItemId,
    lot: LotId,
    expected: Quantity,
    counted: Quantity,
    reason: &str,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO stock_count_lines (stock_count_id, item_id, lot_id, expected, counted, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (stock_count_id, item_id, lot_id) DO UPDATE SET counted = excluded.counted,
             reason = CASE WHEN excluded.reason = '' AND excluded.counted <> expected THEN reason ELSE excluded.reason END",
    )?
    .execute(params![count, item, lot, expected, counted, reason])?;
    Ok(())
}
