//! SQL of planning: everything that the arithmetic needs, loaded once; needs and reorder points kept.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::maths::{FORECAST_WEEKS, LOOK_BACK, Method, ReorderPoint, Urgency, Usage};
use super::{ItemFacts, Need, NeedStatus, PointRow, Workings};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::suppliers::Break;
use crate::values::calendar::{Day, Time};
use crate::values::ids::{ItemId, NeedId, PurchaseId, SupplierId};
use crate::values::{Price, Quantity};

/// Every active item that is bought, with its stock; in the order of names.
pub(super) fn items(conn: &Connection, only: Option<ItemId>) -> Result<Vec<ItemFacts>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, trim(i.name || ' ' || i.variant_name), i.base_unit, i.shelf_life_days, ifnull(s.quantity, 0),
                ifnull(s.value, 0)
         FROM items i LEFT JOIN item_stock s ON s.item_id = i.id
         WHERE i.is_active = 1 AND i.is_bought = 1 AND i.is_service = 0 AND (?1 IS NULL OR i.id = ?1) ORDER BY i.name, i.id",
    )?;
    let rows = statement.query_map([only], |row| {
        Ok(ItemFacts {
            id: row.get(0)?,
            name: row.get(1)?,
            base_unit: row.get(2)?,
            shelf_life_days: row.get(3)?,
            on_hand: row.get(4)?,
            value: row.get(5)?,
            ..ItemFacts::default()
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What is on order and has not come, by item, with the day it is expected on: approved, or further. What nobody has
/// approved is not on order.
pub(super) fn incoming(conn: &Connection) -> Result<HashMap<ItemId, Vec<(Day, Quantity)>>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.ingredient_id, ifnull(o.expected_delivery_date, o.order_date), l.quantity_ordered - l.quantity_received
         FROM purchase_orders o JOIN purchase_order_items l ON l.purchase_order_id = o.id
         WHERE o.status IN ('approved', 'sent', 'confirmed', 'in_transit', 'partially_received')
           AND l.quantity_ordered > l.quantity_received",
    )?;
    let mut incoming: HashMap<ItemId, Vec<(Day, Quantity)>> = HashMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        incoming
            .entry(row.get(0)?)
            .or_default()
            .push((row.get(1)?, row.get(2)?));
    }
    Ok(incoming)
}

/// What stands on orders that are being written or wait for approval, by item. One whose day has gone by without
/// approval is given up, and counts no more.
pub(super) fn drafted(conn: &Connection, as_of: Day) -> Result<HashMap<ItemId, Quantity>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.ingredient_id, sum(l.quantity_ordered)
         FROM purchase_orders o JOIN purchase_order_items l ON l.purchase_order_id = o.id
         WHERE o.status IN ('draft', 'pending_approval') AND ifnull(o.expected_delivery_date, o.order_date) >= ?1
         GROUP BY l.ingredient_id",
    )?;
    let rows = statement.query_map([as_of], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes what has expired by that day off what is there, and fills in what will.
pub(super) fn fill_lots(conn: &Connection, items: &mut [ItemFacts], as_of: Day) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT l.expiry_date, sum(b.quantity) FROM balances b JOIN lots l ON l.id = b.lot_id
         WHERE b.item_id = ?1 AND b.quantity > 0 AND l.expiry_date IS NOT NULL GROUP BY l.expiry_date ORDER BY l.expiry_date",
    )?;
    for item in items {
        let rows = statement.query_map([item.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let lots: Vec<(Day, Quantity)> = rows.collect::<rusqlite::Result<_>>()?;
        let (gone, good): (Vec<_>, Vec<_>) = lots.into_iter().partition(|(last, _)| *last < as_of);
        item.expired = gone.into_iter().map(|(_, quantity)| quantity).sum();
        item.on_hand -= item.expired;
        item.lots = good;
    }
    Ok(())
}

/// How much of each item is baked for each day from `first` on.
pub(super) fn baked(conn: &Connection, first: Day) -> Result<HashMap<(Day, ItemId), Quantity>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, item_id, sum(quantity) FROM batches WHERE day >= ?1 AND reversed_at IS NULL GROUP BY day, item_id",
    )?;
    let rows = statement.query_map([first], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How much of each item was handed over for a day.
pub(super) fn handed_over(conn: &Connection, day: Day) -> Result<HashMap<ItemId, Quantity>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.product_id, sum(l.delivered) FROM notes n JOIN note_lines l ON l.note_id = n.id
         WHERE n.day = ?1 AND n.status = 'delivered' AND l.product_id IS NOT NULL GROUP BY l.product_id",
    )?;
    let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes what was thrown away for these days off what was used for them. Waste is booked on its day or later, so that only
/// the movements since then are read.
fn without_waste(conn: &View, item: &mut ItemFacts, as_of: Day) -> Result<()> {
    if item.used_today.is_zero() && item.used_later.is_empty() {
        return Ok(());
    }
    let morning = conn.zone.instant(as_of, Time::MIDNIGHT).timestamp_millis();
    let first = Uuid::from_u128(u128::try_from(morning).unwrap_or_default() << 80);
    let mut statement = conn.prepare_cached(
        "SELECT day, -sum(quantity) FROM movements WHERE item_id = ?1 AND id >= ?2 AND day >= ?3
             AND (reason = 'waste' OR document_kind = 'waste') GROUP BY day",
    )?;
    let mut rows = statement.query(params![item.id, first.as_bytes().as_slice(), as_of])?;
    while let Some(row) = rows.next()? {
        let (day, wasted): (Day, Quantity) = (row.get(0)?, row.get(1)?);
        if day == as_of {
            item.used_today = (item.used_today - wasted).max(Quantity::ZERO);
        } else if let Some(used) = item.used_later.get_mut(&day) {
            *used = (*used - wasted).max(Quantity::ZERO);
        }
    }
    Ok(())
}

/// Fills in what was used of each item: sums of the look-back and the same weekdays of the last weeks, with waste; that day
/// itself, and what was taken for days after it already, without.
pub(super) fn fill_usage(conn: &View, items: &mut [ItemFacts], as_of: Day) -> Result<()> {
    let weeks: HashMap<String, usize> = (1..=FORECAST_WEEKS * 7)
        .map(|back| as_of.add_days(-back))
        .map(|day| (day.to_string(), usize::from(day.weekday()) - 1))
        .collect();
    let mut firsts = conn.prepare_cached(
        "SELECT min(day) FROM daily_consumption WHERE item_id = ?1 AND day < ?2 AND quantity > 0",
    )?;
    let mut sums = conn.prepare_cached(
        "SELECT sum(quantity), total((quantity / 1000.0) * (quantity / 1000.0)) FROM daily_consumption
         WHERE item_id = ?1 AND day >= ?2 AND day < ?3",
    )?;
    let mut days = conn.prepare_cached(
        "SELECT day, quantity FROM daily_consumption WHERE item_id = ?1 AND day >= ?2 AND day <= ?3",
    )?;
    let (from, recent) = (
        as_of.add_days(-LOOK_BACK),
        as_of.add_days(-FORECAST_WEEKS * 7),
    );
    let mut later = conn.prepare_cached(
        "SELECT day, quantity FROM daily_consumption WHERE item_id = ?1 AND day > ?2",
    )?;
    for item in items {
        let rows = later.query_map(params![item.id, as_of], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        item.used_later = rows.collect::<rusqlite::Result<_>>()?;
        let first: Option<Day> = firsts.query_row(params![item.id, as_of], |row| row.get(0))?;
        let Some(first) = first else {
            item.used_today = used_on(conn, item.id, as_of)?;
            without_waste(conn, item, as_of)?;
            continue;
        };
        item.usage = sums.query_row(params![item.id, from, as_of], |row| {
            Ok(Usage {
                days: first.days_until(as_of).min(LOOK_BACK),
                sum: row.get::<_, Option<Quantity>>(0)?.unwrap_or_default(),
                squares: row.get(1)?,
            })
        })?;
        item.weeks = ((first.days_until(as_of) + 6) / 7).clamp(1, FORECAST_WEEKS);
        let mut rows = days.query(params![item.id, recent, as_of])?;
        while let Some(row) = rows.next()? {
            let quantity: Quantity = row.get(1)?;
            let text = row.get_ref(0)?;
            match text.as_str().ok().and_then(|day| weeks.get(day)) {
                Some(weekday) => item.weekdays[*weekday] += quantity,
                None => item.used_today += quantity,
            }
        }
        drop(rows);
        without_waste(conn, item, as_of)?;
    }
    Ok(())
}

fn used_on(conn: &Connection, item: ItemId, day: Day) -> Result<Quantity> {
    let mut statement = conn
        .prepare_cached("SELECT quantity FROM daily_consumption WHERE item_id = ?1 AND day = ?2")?;
    let found = statement
        .query_row(params![item, day], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Fills in who sells each item: the preferred product, else the one with the lowest list price.
pub(super) fn fill_sellers(conn: &Connection, items: &mut [ItemFacts]) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT p.id, p.supplier_id, s.name, p.unit_price, p.pack_name, p.pack_size, p.minimum_order_quantity,
                ifnull(p.lead_time_days, s.lead_time_days), p.contract_price, p.contract_from, p.contract_until, s.delivery_weekdays
         FROM supplier_products p JOIN suppliers s ON s.id = p.supplier_id
         WHERE p.ingredient_id = ?1 AND p.is_active = 1 AND s.is_active = 1
         ORDER BY p.is_preferred DESC, p.unit_price, p.id LIMIT 1",
    )?;
    let mut breaks = conn.prepare_cached(
        "SELECT from_quantity, unit_price FROM supplier_price_breaks WHERE supplier_product_id = ?1",
    )?;
    for item in items {
        let Some(mut seller) = statement.query_row([item.id], seller_from_row).optional()? else {
            continue;
        };
        let rows = breaks.query_map([seller.product_id], |row| {
            Ok(Break {
                from_quantity: row.get(0)?,
                unit_price: row.get(1)?,
            })
        })?;
        seller.terms.breaks = rows.collect::<rusqlite::Result<_>>()?;
        item.seller = Some(seller);
    }
    Ok(())
}

fn seller_from_row(row: &Row) -> rusqlite::Result<super::Seller> {
    Ok(super::Seller {
        product_id: row.get(0)?,
        supplier_id: row.get(1)?,
        supplier_name: row.get(2)?,
        pack_name: row.get(4)?,
        pack_size: row.get(5)?,
        minimum: row.get(6)?,
        agreed_days: row.get(7)?,
        lead_days: row.get(7)?,
        weekdays: row.get(11)?,
        terms: crate::suppliers::PriceTerms {
            unit_price: row.get(3)?,
            contract_price: row.get(8)?,
            contract_from: row.get(9)?,
            contract_until: row.get(10)?,
            breaks: Vec::new(),
        },
    })
}

/// The kept reorder points.
pub(super) fn points(conn: &Connection) -> Result<HashMap<ItemId, ReorderPoint>> {
    let mut statement = conn.prepare_cached(
        "SELECT ingredient_id, calculation_method, reorder_point, safety_stock, average_daily_consumption, lead_time_days
         FROM reorder_points",
    )?;
    let rows = statement.query_map([], |row| {
        let method: String = row.get(1)?;
        let point = ReorderPoint {
            method: Method::from_code(&method),
            point: row.get(2)?,
            safety: row.get(3)?,
            average: row.get(4)?,
            deviation: None,
            days: 0,
            lead_days: row.get(5)?,
        };
        Ok((row.get(0)?, point))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a reorder point as it was calculated; its version stays.
pub(super) fn keep_point(tx: &Tx, item: ItemId, point: &ReorderPoint) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO reorder_points (ingredient_id, calculation_method, reorder_point, safety_stock,
             average_daily_consumption, lead_time_days, last_calculated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (ingredient_id) DO UPDATE SET calculation_method = ?2, reorder_point = ?3, safety_stock = ?4,
             average_daily_consumption = ?5, lead_time_days = ?6, last_calculated_at = ?7",
    )?
    .execute(params![
        item,
        point.method.code(),
        point.point,
        point.safety,
        point.average,
        point.lead_days,
        tx.now
    ])?;
    Ok(())
}

/// Somebody sets a reorder point: it takes the next version. False when `version` is not that of now, which is 1 for what
/// was never kept.
pub(super) fn take_version(tx: &Tx, item: ItemId, version: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE reorder_points SET version = version + 1 WHERE ingredient_id = ?1 AND version = ?2",
        )?
        .execute(params![item, version])?;
    Ok(rows == 1)
}

/// The reorder points as the page lists them, by item's name, for all items that are bought.
pub(super) fn point_rows(conn: &Connection, today: Day) -> Result<Vec<PointRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, trim(i.name || ' ' || i.variant_name), i.base_unit, ifnull(s.quantity, 0) - ifnull((
                    SELECT sum(b.quantity) FROM balances b JOIN lots l ON l.id = b.lot_id
                    WHERE b.item_id = i.id AND b.quantity > 0 AND l.expiry_date < ?1), 0), r.calculation_method,
                r.reorder_point, r.safety_stock, r.average_daily_consumption, r.lead_time_days, r.last_calculated_at,
                ifnull(r.version, 1)
         FROM items i LEFT JOIN reorder_points r ON r.ingredient_id = i.id LEFT JOIN item_stock s ON s.item_id = i.id
         WHERE i.is_active = 1 AND i.is_bought = 1 AND i.is_service = 0 ORDER BY i.name, i.id LIMIT 2000",
    )?;
    let rows = statement.query_map([today], |row| {
        let method: Option<String> = row.get(4)?;
        Ok(PointRow {
            item: row.get(0)?,
            name: row.get(1)?,
            base_unit: row.get(2)?,
            on_hand: row.get(3)?,
            method: method
                .as_deref()
                .map_or(Method::AutoBasic, Method::from_code),
            point: row.get(5)?,
            safety: row.get(6)?,
            average: row.get(7)?,
            lead_days: row.get(8)?,
            economic: None,
            calculated_at: row.get(9)?,
            version: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

const NEED: &str = "SELECT n.id, n.ingredient_id, n.ingredient_name, i.base_unit, n.calculation_date, n.current_stock, n.on_order,
    n.projected_consumption, n.safety_stock, n.reorder_point, n.recommended_order_quantity, n.urgency, n.estimated_stockout_date,
    n.recommended_supplier_id, s.name, n.estimated_cost, n.workings, n.status, n.purchase_order_id, n.notes, n.created_at,
    n.updated_at, n.version
    FROM needs n JOIN items i ON i.id = n.ingredient_id LEFT JOIN suppliers s ON s.id = n.recommended_supplier_id";

fn need_from_row(row: &Row) -> rusqlite::Result<Need> {
    let (urgency, status): (String, String) = (row.get(11)?, row.get(17)?);
    let workings: String = row.get(16)?;
    Ok(Need {
        id: row.get(0)?,
        ingredient_id: row.get(1)?,
        ingredient_name: row.get(2)?,
        base_unit: row.get(3)?,
        calculation_date: row.get(4)?,
        current_stock: row.get(5)?,
        on_order: row.get(6)?,
        projected_consumption: row.get(7)?,
        safety_stock: row.get(8)?,
        reorder_point: row.get(9)?,
        recommended_order_quantity: row.get(10)?,
        urgency: Urgency::from_code(&urgency),
        estimated_stockout_date: row.get(12)?,
        recommended_supplier_id: row.get(13)?,
        recommended_supplier_name: row.get(14)?,
        estimated_cost: row.get(15)?,
        workings: serde_json::from_str(&workings).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(16, rusqlite::types::Type::Text, error.into())
        })?,
        status: NeedStatus::from_code(&status),
        purchase_order_id: row.get(18)?,
        notes: row.get(19)?,
        created_at: row.get(20)?,
        updated_at: row.get(21)?,
        version: row.get(22)?,
    })
}

/// The open needs: most urgent first, then by the day they run out, then by name. One for an item at the most.
///
/// # Errors
/// Only those of the database.
pub fn needs(conn: &Connection) -> Result<Vec<Need>> {
    let mut statement = conn.prepare_cached(&format!(
        "{NEED} WHERE n.status = 'pending' ORDER BY CASE n.urgency WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium'
         THEN 3 ELSE 4 END, ifnull(n.estimated_stockout_date, '9999-12-31'), n.ingredient_name, n.id"
    ))?;
    let rows = statement.query_map([], need_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`Error::NotFound`] when there is no such need.
pub fn need(conn: &Connection, id: NeedId) -> Result<Need> {
    let mut statement = conn.prepare_cached(&format!("{NEED} WHERE n.id = ?1"))?;
    Ok(statement.query_row([id], need_from_row)?)
}

/// What a new calculation has to know of a pending need.
pub(super) struct Pending {
    pub id: NeedId,
    pub quantity: Quantity,
    pub urgency: Urgency,
}

fn pending_from_row(row: &Row) -> rusqlite::Result<(ItemId, Pending)> {
    let urgency: String = row.get(3)?;
    let need = Pending {
        id: row.get(1)?,
        quantity: row.get(2)?,
        urgency: Urgency::from_code(&urgency),
    };
    Ok((row.get(0)?, need))
}

/// The pending needs by item, without their workings, which are calculated anew.
pub(super) fn pending(conn: &Connection) -> Result<BTreeMap<ItemId, Pending>> {
    let mut statement = conn.prepare_cached(
        "SELECT ingredient_id, id, recommended_order_quantity, urgency FROM needs WHERE status = 'pending'",
    )?;
    let rows = statement.query_map([], pending_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The needs that this order had closed, by item; the newest of an item.
pub(super) fn ordered_by(
    conn: &Connection,
    order: PurchaseId,
) -> Result<BTreeMap<ItemId, Pending>> {
    let mut statement = conn.prepare_cached(
        "SELECT ingredient_id, id, recommended_order_quantity, urgency FROM needs
         WHERE status = 'ordered' AND purchase_order_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([order], pending_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Opens a need again that this order had closed; false when it had not.
pub(super) fn reopen(tx: &Tx, id: NeedId, order: PurchaseId) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE needs SET status = 'pending', purchase_order_id = NULL, updated_at = ?3, version = version + 1
             WHERE id = ?1 AND status = 'ordered' AND purchase_order_id = ?2",
        )?
        .execute(params![id, order, tx.now])?;
    Ok(rows == 1)
}

pub(super) fn insert(tx: &Tx, need: &Need) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO needs (id, ingredient_id, ingredient_name, calculation_date, current_stock, on_order, projected_consumption,
             safety_stock, reorder_point, recommended_order_quantity, recommended_order_unit, urgency, estimated_stockout_date,
             recommended_supplier_id, estimated_cost, workings, status, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 'pending', ?17, ?17)",
    )?
    .execute(params![
        need.id,
        need.ingredient_id,
        need.ingredient_name,
        need.calculation_date,
        need.current_stock,
        need.on_order,
        need.projected_consumption,
        need.safety_stock,
        need.reorder_point,
        need.recommended_order_quantity,
        need.unit().code(),
        need.urgency.code(),
        need.estimated_stockout_date,
        need.recommended_supplier_id,
        need.estimated_cost,
        text(&need.workings)?,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn update(tx: &Tx, need: &Need) -> Result<()> {
    tx.prepare_cached(
        "UPDATE needs SET ingredient_name = ?2, calculation_date = ?3, current_stock = ?4, on_order = ?5,
             projected_consumption = ?6, safety_stock = ?7, reorder_point = ?8, recommended_order_quantity = ?9, urgency = ?10,
             estimated_stockout_date = ?11, recommended_supplier_id = ?12, estimated_cost = ?13, workings = ?14,
             updated_at = ?15, version = version + 1
         WHERE id = ?1 AND status = 'pending'",
    )?
    .execute(params![
        need.id,
        need.ingredient_name,
        need.calculation_date,
        need.current_stock,
        need.on_order,
        need.projected_consumption,
        need.safety_stock,
        need.reorder_point,
        need.recommended_order_quantity,
        need.urgency.code(),
        need.estimated_stockout_date,
        need.recommended_supplier_id,
        need.estimated_cost,
        text(&need.workings)?,
        tx.now,
    ])?;
    Ok(())
}

fn text(workings: &Workings) -> Result<String> {
    serde_json::to_string(workings).map_err(Error::from)
}

/// Ends a pending need; false when it is not pending (any more).
pub(super) fn end(
    tx: &Tx,
    id: NeedId,
    status: NeedStatus,
    order: Option<PurchaseId>,
    note: &str,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE needs SET status = ?2, purchase_order_id = ?3, notes = ?4, updated_at = ?5, version = version + 1
             WHERE id = ?1 AND status = 'pending'",
        )?
        .execute(params![id, status.code(), order, note, tx.now])?;
    Ok(rows == 1)
}

/// What was paid for one price unit on the average, where nobody is known to sell the item.
pub(super) fn average_price(item: &ItemFacts) -> Option<Price> {
    let unit = item.base_unit.price_unit();
    item.value
        .per(item.on_hand + item.expired, unit)
        .and_then(|price| Price::round(price).ok())
}

/// The pending needs that name this supplier.
pub(super) fn pending_of(conn: &Connection, supplier: SupplierId) -> Result<Vec<Need>> {
    let mut needs = needs(conn)?;
    needs.retain(|need| need.recommended_supplier_id == Some(supplier));
    Ok(needs)
}
