//! SQL of purchasing.

mod deliveries;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::state::{Priority, Status};
use super::{Head, Line, Purchase};
use crate::db::{Tx, View};
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, PurchaseId, PurchaseLineId, SupplierId};
use crate::values::{Money, Quantity};

pub(super) use deliveries::{
    await_again, await_no_longer, booked_at, booked_under, complete_delivery, count_deliveries,
    first_announced, has_rejections, insert_delivery, insert_delivery_item, insert_photo,
    reverse_delivery, set_delivery_status,
};
pub use deliveries::{deliveries, delivery, delivery_items, photo, photos};

const COLUMNS: &str = "id, po_number, supplier_id, supplier_name, order_date, required_delivery_date, expected_delivery_date,
    actual_delivery_date, status, priority, payment_terms, payment_status, subtotal, tax_amount, total_amount, delivery_address,
    contact_person, contact_phone, contact_email, internal_notes, supplier_notes, rejection_reason, document_version,
    approved_by, approved_at, sent_at, confirmed_at, received_at, created_by, created_at, updated_at, version";

fn from_row(row: &Row) -> rusqlite::Result<Purchase> {
    let (status, priority): (String, String) = (row.get(8)?, row.get(9)?);
    Ok(Purchase {
        id: row.get(0)?,
        po_number: row.get(1)?,
        supplier_id: row.get(2)?,
        supplier_name: row.get(3)?,
        order_date: row.get(4)?,
        required_delivery_date: row.get(5)?,
        expected_delivery_date: row.get(6)?,
        actual_delivery_date: row.get(7)?,
        status: Status::from_code(&status).unwrap_or(Status::Draft),
        priority: Priority::from_code(&priority).unwrap_or_default(),
        payment_terms: row.get(10)?,
        payment_status: row.get(11)?,
        subtotal: row.get(12)?,
        tax_amount: row.get(13)?,
        total_amount: row.get(14)?,
        delivery_address: row.get(15)?,
        contact_person: row.get(16)?,
        contact_phone: row.get(17)?,
        contact_email: row.get(18)?,
        internal_notes: row.get(19)?,
        supplier_notes: row.get(20)?,
        rejection_reason: row.get(21)?,
        document_version: row.get(22)?,
        approved_by: row.get(23)?,
        approved_at: row.get(24)?,
        sent_at: row.get(25)?,
        confirmed_at: row.get(26)?,
        received_at: row.get(27)?,
        created_by: row.get(28)?,
        created_at: row.get(29)?,
        updated_at: row.get(30)?,
        version: row.get(31)?,
    })
}

/// # Errors
/// [`Error::NotFound`] when there is no such order.
pub fn find(conn: &Connection, id: PurchaseId) -> Result<Purchase> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase_orders WHERE id = ?1"
    ))?;
    Ok(statement.query_row([id], from_row)?)
}

/// Which orders a list shows: those of one state, or all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub status: Option<Status>,
    /// Day and id after which the page begins; newest first.
    pub after: Option<(Day, PurchaseId)>,
    pub limit: usize,
}

/// A page of orders, newest first, one row more than asked for when there are more.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection, filter: &Filter) -> Result<Vec<Purchase>> {
    let limit = i64::try_from(filter.limit + 1).unwrap_or(i64::MAX);
    let (day, id) = match filter.after {
        Some((day, id)) => (day.to_string(), id.0.as_bytes().to_vec()),
        None => ("9999-12-31".to_owned(), vec![0xFF; 16]),
    };
    let order = "ORDER BY order_date DESC, id DESC LIMIT ?3";
    if let Some(status) = filter.status {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM purchase_orders WHERE status = ?4 AND (order_date, id) < (?1, ?2) {order}"
        ))?;
        let rows = statement.query_map(params![day, id, limit, status.code()], from_row)?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    }
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase_orders WHERE (order_date, id) < (?1, ?2) {order}"
    ))?;
    let rows = statement.query_map(params![day, id, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many orders there are in each state that is not done with.
///
/// # Errors
/// Only those of the database.
pub fn count_by_status(conn: &Connection) -> Result<Vec<(Status, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT status, count(*) FROM purchase_orders WHERE status IN ('draft', 'pending_approval', 'approved', 'sent',
             'confirmed', 'in_transit', 'partially_received') GROUP BY status",
    )?;
    let rows = statement.query_map([], |row| {
        let status: String = row.get(0)?;
        Ok((
            Status::from_code(&status).unwrap_or(Status::Draft),
            row.get(1)?,
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last orders to a supplier, at most 20.
///
/// # Errors
/// Only those of the database.
pub fn of_supplier(conn: &Connection, supplier: SupplierId) -> Result<Vec<Purchase>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase_orders WHERE supplier_id = ?1 ORDER BY order_date DESC, id DESC LIMIT 20"
    ))?;
    let rows = statement.query_map([supplier], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Orders with the supplier, of which goods are to come: the first expected first.
///
/// # Errors
/// Only those of the database.
pub fn awaited(conn: &Connection) -> Result<Vec<Purchase>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase_orders WHERE status IN ('sent', 'confirmed', 'in_transit', 'partially_received')
         ORDER BY expected_delivery_date, id"
    ))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Orders with the supplier whose goods were expected before `day`, the longest ago first.
pub(super) fn expected_before(conn: &Connection, day: Day) -> Result<Vec<Purchase>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase_orders WHERE status IN ('sent', 'confirmed', 'in_transit', 'partially_received')
         AND expected_delivery_date < ?1 ORDER BY expected_delivery_date, id"
    ))?;
    let rows = statement.query_map([day], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether this degree of being late after that day was told of already.
pub(super) fn was_told(
    conn: &Connection,
    id: PurchaseId,
    severity: &str,
    expected: Option<Day>,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE subject_kind = 'purchase' AND subject_id = ?1 AND action = 'overdue'
         AND to_state = ?2 AND reason IS ?3)",
    )?;
    let expected = expected.map(|day| day.to_string());
    Ok(statement.query_row(params![id, severity, expected], |row| row.get(0))?)
}

/// Whether this was told of the order since approval was last asked for.
pub(super) fn was_told_since_submitted(
    conn: &Connection,
    id: PurchaseId,
    action: &str,
    severity: &str,
) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE subject_kind = 'purchase' AND subject_id = ?1 AND action = ?2
         AND to_state = ?3 AND id > ifnull((SELECT max(id) FROM journal WHERE subject_kind = 'purchase'
                                            AND subject_id = ?1 AND action = 'submitted'), 0))",
    )?;
    Ok(statement.query_row(params![id, action, severity], |row| row.get(0))?)
}

pub(super) fn insert(tx: &Tx, purchase: &Purchase) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO purchase_orders (id, po_number, supplier_id, supplier_name, order_date, required_delivery_date,
             expected_delivery_date, status, priority, payment_terms, delivery_address, contact_person, contact_phone,
             contact_email, internal_notes, supplier_notes, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18)",
    )?
    .execute(params![
        purchase.id,
        purchase.po_number,
        purchase.supplier_id,
        purchase.supplier_name,
        purchase.order_date,
        purchase.required_delivery_date,
        purchase.expected_delivery_date,
        purchase.status.code(),
        purchase.priority.code(),
        purchase.payment_terms.trim(),
        purchase.delivery_address.trim(),
        purchase.contact_person,
        purchase.contact_phone,
        purchase.contact_email,
        purchase.internal_notes,
        purchase.supplier_notes,
        purchase.created_by,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn set_status(tx: &Tx, id: PurchaseId, from: Status, to: Status) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE purchase_orders SET status = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1 AND status = ?2",
        )?
        .execute(params![id, from.code(), to.code(), tx.now])?;
    Ok(rows == 1)
}

/// Takes a version; false when it is another by now.
pub(super) fn touch(tx: &Tx, id: PurchaseId, version: i64) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE purchase_orders SET updated_at = ?3, version = version + 1 WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![id, version, tx.now])?;
    Ok(rows == 1)
}

pub(super) fn set_position(tx: &Tx, line: PurchaseLineId, position: i64) -> Result<()> {
    tx.prepare_cached("UPDATE purchase_order_items SET position = ?2 WHERE id = ?1")?
        .execute(params![line, position])?;
    Ok(())
}

pub(super) fn set_totals(
    tx: &Tx,
    id: PurchaseId,
    subtotal: Money,
    tax: Money,
    total: Money,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET subtotal = ?2, tax_amount = ?3, total_amount = ?4 WHERE id = ?1",
    )?
    .execute(params![id, subtotal, tax, total])?;
    Ok(())
}

pub(super) fn set_head(tx: &Tx, id: PurchaseId, head: &Head) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET required_delivery_date = ?2, expected_delivery_date = ?2, priority = ?3, payment_terms = ?4,
             delivery_address = ?5, internal_notes = ?6, supplier_notes = ?7 WHERE id = ?1",
    )?
    .execute(params![
        id,
        head.required_delivery_date,
        head.priority.code(),
        head.payment_terms.trim(),
        head.delivery_address.trim(),
        head.internal_notes.trim(),
        head.supplier_notes.trim(),
    ])?;
    Ok(())
}

/// What the supplier promised stays unless another day is asked for.
pub(super) fn set_amended(tx: &Tx, id: PurchaseId, day: Option<Day>, notes: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET expected_delivery_date = CASE WHEN required_delivery_date IS ?2 THEN expected_delivery_date ELSE ?2 END,
             required_delivery_date = ?2, supplier_notes = ?3, document_version = document_version + 1, sent_at = ?4 WHERE id = ?1",
    )?
    .execute(params![id, day, notes, tx.now])?;
    Ok(())
}

pub(super) fn set_rejection(tx: &Tx, id: PurchaseId, reason: &str) -> Result<()> {
    tx.prepare_cached("UPDATE purchase_orders SET rejection_reason = ?2 WHERE id = ?1")?
        .execute(params![id, reason])?;
    Ok(())
}

pub(super) fn set_approved(tx: &Tx, id: PurchaseId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET approved_by = ?2, approved_at = ?3 WHERE id = ?1",
    )?
    .execute(params![id, tx.actor.user_id, tx.now])?;
    Ok(())
}

pub(super) fn set_sent(tx: &Tx, id: PurchaseId) -> Result<()> {
    tx.prepare_cached("UPDATE purchase_orders SET sent_at = ?2 WHERE id = ?1")?
        .execute(params![id, tx.now])?;
    Ok(())
}

pub(super) fn set_confirmed(tx: &Tx, id: PurchaseId, day: Option<Day>) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET confirmed_at = ?2, expected_delivery_date = ?3 WHERE id = ?1",
    )?
    .execute(params![id, tx.now, day])?;
    Ok(())
}

pub(super) fn set_received(tx: &Tx, id: PurchaseId, day: Option<Day>) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET received_at = ?2,
             actual_delivery_date = ifnull(?3, (SELECT max(delivery_date) FROM deliveries WHERE purchase_order_id = ?1
                                               AND status IN ('delivered', 'partially_delivered')))
         WHERE id = ?1",
    )?
    .execute(params![id, tx.now, day])?;
    Ok(())
}

/// After a receipt was taken back: when the goods came, by those that are booked in still; nothing unless all have come.
pub(super) fn set_came(tx: &Tx, id: PurchaseId, complete: bool) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_orders SET received_at = iif(?2, received_at, NULL),
             actual_delivery_date = iif(?2, (SELECT max(delivery_date) FROM deliveries WHERE purchase_order_id = ?1
                                             AND status IN ('delivered', 'partially_delivered')), NULL)
         WHERE id = ?1",
    )?
    .execute(params![id, complete])?;
    Ok(())
}

/// Where an order stood when the first of its goods came.
pub(super) fn stood_before_goods(conn: &Connection, id: PurchaseId) -> Result<Option<Status>> {
    let mut statement = conn.prepare_cached(
        "SELECT from_state FROM journal WHERE subject_kind = 'purchase' AND subject_id = ?1
         AND action IN ('partially_received', 'received') AND from_state IN ('sent', 'confirmed', 'in_transit')
         ORDER BY id DESC LIMIT 1",
    )?;
    let state: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
    Ok(state.and_then(|code| Status::from_code(&code)))
}

const LINE: &str = "SELECT l.id, l.purchase_order_id, l.position, l.ingredient_id, l.ingredient_name, i.base_unit,
    l.supplier_product_code, l.quantity_ordered, l.quantity_received, l.pack_name, l.pack_size, l.unit_price,
    l.discount_percentage, l.line_total, l.tax_rate, l.quality_notes
    FROM purchase_order_items l JOIN items i ON i.id = l.ingredient_id";

fn line_from_row(row: &Row) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        purchase_order_id: row.get(1)?,
        position: row.get(2)?,
        ingredient_id: row.get(3)?,
        ingredient_name: row.get(4)?,
        base_unit: row.get(5)?,
        supplier_product_code: row.get(6)?,
        quantity_ordered: row.get(7)?,
        quantity_received: row.get(8)?,
        pack_name: row.get(9)?,
        pack_size: row.get(10)?,
        unit_price: row.get(11)?,
        discount_percentage: row.get(12)?,
        line_total: row.get(13)?,
        tax_rate: row.get(14)?,
        quality_notes: row.get(15)?,
    })
}

/// The lines of an order, in their order.
///
/// # Errors
/// Only those of the database.
pub fn lines(conn: &Connection, id: PurchaseId) -> Result<Vec<Line>> {
    let mut statement = conn.prepare_cached(&format!(
        "{LINE} WHERE l.purchase_order_id = ?1 ORDER BY l.position"
    ))?;
    let rows = statement.query_map([id], line_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One line of an order.
///
/// # Errors
/// [`Error::NotFound`] when it is not of this order.
pub fn line(conn: &Connection, order: PurchaseId, id: PurchaseLineId) -> Result<Line> {
    let mut statement = conn.prepare_cached(&format!(
        "{LINE} WHERE l.id = ?1 AND l.purchase_order_id = ?2"
    ))?;
    Ok(statement.query_row(params![id, order], line_from_row)?)
}

/// The last orders of an item, newest first, at most 20.
///
/// # Errors
/// Only those of the database.
pub fn history_of_item(conn: &Connection, item: ItemId) -> Result<Vec<(Purchase, Line)>> {
    let mut statement = conn.prepare_cached(&format!(
        "{LINE} WHERE l.ingredient_id = ?1 ORDER BY l.id DESC LIMIT 20"
    ))?;
    let lines: Vec<Line> = statement
        .query_map([item], line_from_row)?
        .collect::<rusqlite::Result<_>>()?;
    lines
        .into_iter()
        .map(|line| Ok((find(conn, line.purchase_order_id)?, line)))
        .collect()
}

pub(super) fn insert_line(tx: &Tx, line: &Line) -> Result<()> {
    let unit = line.base_unit.price_unit();
    let size = Quantity::exact(unit.in_base()).map_err(Error::internal)?;
    tx.prepare_cached(
        "INSERT INTO purchase_order_items (id, purchase_order_id, position, ingredient_id, ingredient_name, supplier_product_code,
             quantity_ordered, unit, unit_size, pack_name, pack_size, unit_price, price_unit, price_unit_size,
             discount_percentage, line_total, tax_rate, quality_notes, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?9, ?14, ?15, ?16, ?17, ?18, ?18)",
    )?
    .execute(params![
        line.id,
        line.purchase_order_id,
        line.position,
        line.ingredient_id,
        line.ingredient_name,
        line.supplier_product_code,
        line.quantity_ordered,
        line.unit().code(),
        size,
        line.pack_name,
        line.pack_size,
        line.unit_price,
        unit.code(),
        line.discount_percentage,
        line.line_total,
        line.tax_rate,
        line.quality_notes,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn update_line(tx: &Tx, line: &Line) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_order_items SET quantity_ordered = ?2, unit_price = ?3, discount_percentage = ?4, line_total = ?5,
             tax_rate = ?6, quality_notes = ?7, updated_at = ?8 WHERE id = ?1",
    )?
    .execute(params![
        line.id,
        line.quantity_ordered,
        line.unit_price,
        line.discount_percentage,
        line.line_total,
        line.tax_rate,
        line.quality_notes,
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn delete_line(tx: &Tx, order: PurchaseId, id: PurchaseLineId) -> Result<()> {
    tx.prepare_cached("DELETE FROM purchase_order_items WHERE id = ?1 AND purchase_order_id = ?2")?
        .execute(params![id, order])?;
    Ok(())
}

pub(super) fn add_received(tx: &Tx, id: PurchaseLineId, quantity: Quantity) -> Result<()> {
    tx.prepare_cached(
        "UPDATE purchase_order_items SET quantity_received = quantity_received + ?2, updated_at = ?3 WHERE id = ?1",
    )?
    .execute(params![id, quantity, tx.now])?;
    Ok(())
}

pub(super) fn insert_version(tx: &Tx, purchase: &Purchase, snapshot: &str) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO purchase_order_versions (purchase_order_id, document_version, snapshot, sent_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![purchase.id, purchase.document_version, snapshot, tx.now])?;
    Ok(())
}

/// The frozen versions of an order: number and when it was sent, newest first.
///
/// # Errors
/// Only those of the database.
pub fn versions(conn: &Connection, id: PurchaseId) -> Result<Vec<(i64, Instant)>> {
    let mut statement = conn.prepare_cached(
        "SELECT document_version, sent_at FROM purchase_order_versions WHERE purchase_order_id = ?1
         ORDER BY document_version DESC",
    )?;
    let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A frozen version as it was sent.
///
/// # Errors
/// [`Error::NotFound`] when there is no such version.
pub fn version_document(conn: &Connection, id: PurchaseId, version: i64) -> Result<Document> {
    let mut statement = conn.prepare_cached(
        "SELECT snapshot FROM purchase_order_versions WHERE purchase_order_id = ?1 AND document_version = ?2",
    )?;
    let snapshot: String = statement.query_row(params![id, version], |row| row.get(0))?;
    Ok(serde_json::from_str(&snapshot)?)
}

/// The mails of an order: to whom, subject, state, when made, newest first.
///
/// # Errors
/// Only those of the database.
pub fn mails(conn: &Connection, id: PurchaseId) -> Result<Vec<(String, String, String, Instant)>> {
    let mut statement = conn.prepare_cached(
        "SELECT to_address, subject, status, created_at FROM mails WHERE subject_kind = 'purchase' AND subject_id = ?1
         ORDER BY created_at DESC, id DESC LIMIT 50",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An order that waits for approval.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: PurchaseId,
    pub po_number: String,
    pub supplier_name: String,
    pub total_amount: Money,
    pub priority: Priority,
    pub required_delivery_date: Option<Day>,
    pub created_at: Instant,
    /// That which is seen and decided about.
    pub version: i64,
    /// `urgent`, `high` or `medium`.
    pub severity: &'static str,
    /// Since approval was asked for.
    pub hours: i64,
}

/// What waits for approval, the loudest first.
///
/// # Errors
/// Only those of the database.
pub fn waiting(view: &View) -> Result<Vec<Waiting>> {
    let mut statement = view.prepare_cached(
        "SELECT p.id, p.supplier_name, p.total_amount, p.priority,
                (?1 - ifnull((SELECT max(j.at) FROM journal j WHERE j.subject_kind = 'purchase' AND j.subject_id = p.id
                              AND j.action = 'submitted'), p.updated_at)) / 3600000,
                p.po_number, p.required_delivery_date, p.created_at, p.version
         FROM purchase_orders p WHERE p.status = 'pending_approval' ORDER BY p.id",
    )?;
    let rows = statement.query_map([view.now], |row| {
        let (total, hours): (Money, i64) = (row.get(2)?, row.get(4)?);
        let priority = Priority::from_code(&row.get::<_, String>(3)?).unwrap_or_default();
        Ok(Waiting {
            id: row.get(0)?,
            po_number: row.get(5)?,
            supplier_name: row.get(1)?,
            total_amount: total,
            priority,
            required_delivery_date: row.get(6)?,
            created_at: row.get(7)?,
            version: row.get(8)?,
            severity: super::state::waiting_alert(total, priority, hours),
            hours,
        })
    })?;
    let mut found: Vec<Waiting> = rows.collect::<rusqlite::Result<_>>()?;
    let rank = |severity: &str| {
        ["urgent", "high"]
            .iter()
            .position(|one| *one == severity)
            .unwrap_or(2)
    };
    found.sort_by_key(|waiting| (rank(waiting.severity), std::cmp::Reverse(waiting.hours)));
    Ok(found)
}
