//! SQL of orders.

mod days;
mod list;
mod pictures;
mod sorted;
mod views;
mod write;

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{
    BusinessModel, DeliveryMethod, LineStatus, OrderType, PaymentMethod, PaymentStatus,
    PriceSource, Priority, Source,
};
use super::state::Status;
use crate::customers::Contact;
use crate::db::{Remembered, Until, View};
use crate::error::Result;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{
    BatchId, CustomerId, InvoiceId, ItemId, LineId, OrderId, PointId, PriceListId, RecipeId,
    RouteId, TaxClassId, TemplateId, UserId,
};
use crate::values::money::{Money, Price, Rate};
use crate::values::tax::{TaxMode, TaxRow};
use crate::values::{PriceUnit, Quantity};

pub(super) use days::{close_day, day, freeze_day, orders_to_prepare, raise_version};
use list::numbered;
pub use list::{Filter, Listed, Sort, list, listed};
pub(super) use pictures::{insert_picture, set_picture_removed};
pub use pictures::{picture, pictures};
pub use sorted::{By, MOST_DAYS, sorted, sorted_whole};
pub use views::{OrderView, views};
pub(super) use views::{insert_view, removed_view, set_view_removed};
pub(super) use write::{
    Figures, delete_line, fulfil_all, insert, insert_line, insert_note, insert_tax_rows,
    lines_in_hand, note, notes, set_cancelled, set_charge_invoice, set_cost, set_day_version,
    set_fulfilled, set_late_reason, set_line_cost, set_payment, set_reopened, set_restored,
    set_status, set_tax_rows, update, update_line, update_note,
};

/// An order as it is stored. Amounts without tax unless their name says otherwise; `line_total` of its lines and the
/// delivery charge as agreed are in the mode of its price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Order {
    pub id: OrderId,
    pub order_number: String,
    pub customer_id: CustomerId,
    /// Business name, else the person's.
    pub customer_name: String,
    pub delivery_point_id: Option<PointId>,
    pub order_type: OrderType,
    pub order_source: Source,
    pub status: Status,
    pub priority: Priority,
    pub order_date: Day,
    pub requested_date: Day,
    pub requested_time: Option<Time>,
    pub fulfilled_date: Option<Day>,
    pub price_list_id: PriceListId,
    pub tax_mode: TaxMode,
    pub subtotal: Money,
    pub discount_percentage: Rate,
    pub discount_amount: Money,
    pub shipping_amount: Money,
    /// The delivery charge as agreed: net or gross as `tax_mode` says.
    pub shipping_charge: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    pub cost_amount: Option<Money>,
    pub payment_method: Option<PaymentMethod>,
    pub payment_status: PaymentStatus,
    pub payment_due_date: Option<Day>,
    pub deposit_amount: Money,
    pub delivery_method: DeliveryMethod,
    pub route_id: Option<RouteId>,
    pub delivery_address: String,
    pub billing_address: String,
    pub delivery_notes: String,
    pub internal_notes: String,
    pub notes: String,
    pub communication_preference: Option<Contact>,
    pub business_model: Option<BusinessModel>,
    pub late_reason: Option<String>,
    pub cancel_reason: Option<String>,
    /// What is still charged although it was cancelled, with tax.
    pub cancellation_charge: Money,
    /// The invoice on which that stands.
    pub cancellation_invoice_id: Option<InvoiceId>,
    pub standing_order_id: Option<TemplateId>,
    pub standing_date: Option<Day>,
    /// The day's print version in which it first stood; 0 while the day was open.
    pub day_version: i64,
    pub created_by: Option<UserId>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

impl Order {
    pub fn is_pickup(&self) -> bool {
        self.delivery_method == DeliveryMethod::Pickup
    }
}

/// One line of an order as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: LineId,
    pub order_id: OrderId,
    pub position: i64,
    /// None for a free line.
    pub product_id: Option<ItemId>,
    pub product_name: String,
    pub product_sku: String,
    pub variant_name: String,
    /// In base units.
    pub quantity: Quantity,
    pub unit: String,
    /// Base units in one `unit`.
    pub unit_size: Quantity,
    /// For one price unit.
    pub unit_price: Price,
    pub price_unit: PriceUnit,
    pub price_source: PriceSource,
    pub discount_percentage: Rate,
    pub line_total: Money,
    pub tax_rate: Rate,
    pub line_cost: Option<Money>,
    pub custom_instructions: String,
    /// Codes of the allergens that the customer took knowingly.
    pub allergen_override: Option<String>,
    /// In base units.
    pub fulfilled_quantity: Quantity,
    pub fulfillment_status: LineStatus,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// By what a line's item is made: the recipe of its day's batch, else the active one, and that batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MadeBy {
    pub recipe_id: Option<RecipeId>,
    pub batch_id: Option<BatchId>,
}

pub(super) const COLUMNS: &str = "o.id, o.order_number, o.customer_id, ifnull(nullif(c.business_name, ''), c.contact_name), o.delivery_point_id,
    o.order_type, o.order_source, o.status, o.priority, o.order_date, o.requested_date, o.requested_time, o.fulfilled_date, o.price_list_id,
    o.tax_mode, o.subtotal, o.discount_percentage, o.discount_amount, o.shipping_amount, o.shipping_charge, o.tax_amount, o.total_amount,
    o.cost_amount, o.payment_method, o.payment_status, o.payment_due_date, o.deposit_amount, o.delivery_method, o.route_id,
    o.delivery_address, o.billing_address, o.delivery_notes, o.internal_notes, o.notes, o.communication_preference, o.business_model,
    o.late_reason, o.cancel_reason, o.cancellation_charge, o.standing_order_id, o.standing_date, o.day_version, o.created_by,
    o.created_at, o.updated_at, o.version, o.cancellation_invoice_id";

pub(super) fn from_row(row: &Row) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get(0)?,
        order_number: row.get(1)?,
        customer_id: row.get(2)?,
        customer_name: row.get(3)?,
        delivery_point_id: row.get(4)?,
        order_type: row.get(5)?,
        order_source: row.get(6)?,
        status: row.get(7)?,
        priority: row.get(8)?,
        order_date: row.get(9)?,
        requested_date: row.get(10)?,
        requested_time: row.get(11)?,
        fulfilled_date: row.get(12)?,
        price_list_id: row.get(13)?,
        tax_mode: row.get(14)?,
        subtotal: row.get(15)?,
        discount_percentage: row.get(16)?,
        discount_amount: row.get(17)?,
        shipping_amount: row.get(18)?,
        shipping_charge: row.get(19)?,
        tax_amount: row.get(20)?,
        total_amount: row.get(21)?,
        cost_amount: row.get(22)?,
        payment_method: row.get(23)?,
        payment_status: row.get(24)?,
        payment_due_date: row.get(25)?,
        deposit_amount: row.get(26)?,
        delivery_method: row.get(27)?,
        route_id: row.get(28)?,
        delivery_address: row.get(29)?,
        billing_address: row.get(30)?,
        delivery_notes: row.get(31)?,
        internal_notes: row.get(32)?,
        notes: row.get(33)?,
        communication_preference: row.get(34)?,
        business_model: row.get(35)?,
        late_reason: row.get(36)?,
        cancel_reason: row.get(37)?,
        cancellation_charge: row.get(38)?,
        standing_order_id: row.get(39)?,
        standing_date: row.get(40)?,
        day_version: row.get(41)?,
        created_by: row.get(42)?,
        created_at: row.get(43)?,
        updated_at: row.get(44)?,
        version: row.get(45)?,
        cancellation_invoice_id: row.get(46)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such order.
pub fn find(conn: &Connection, id: OrderId) -> Result<Order> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = ?1"
    ))?;
    Ok(statement.query_row([id], from_row)?)
}

/// The order with this number, if there is one.
///
/// # Errors
/// Only those of the database.
pub fn find_by_number(conn: &Connection, number: &str) -> Result<Option<Order>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.order_number = ?1"
    ))?;
    Ok(statement.query_row([number], from_row).optional()?)
}

/// Every order for a day that is not cancelled, in the order in which they were taken.
///
/// # Errors
/// Only those of the database.
pub fn of_day(conn: &Connection, day: Day) -> Result<Vec<Order>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.requested_date = ?1 AND o.status <> 'cancelled' ORDER BY o.id"
    ))?;
    let rows = statement.query_map([day], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many orders stand for each day of the last span that was asked for.
#[derive(Default)]
struct Counted(Option<(Day, Day, BTreeMap<Day, i64>)>);

impl Remembered for Counted {
    const UNTIL: Until = Until::Committed;
}

/// How many orders stand for each day of a span that has any, the cancelled not among them. Remembered: every page of the
/// list asks for the same week.
///
/// # Errors
/// Only those of the database.
pub fn counts_of_days(view: &View, from: Day, until: Day) -> Result<BTreeMap<Day, i64>> {
    view.remember(|counted: &mut Counted| match &counted.0 {
        Some((first, last, counts)) if (*first, *last) == (from, until) => Ok(counts.clone()),
        _ => {
            let counts = count_days(view, from, until)?;
            counted.0 = Some((from, until, counts.clone()));
            Ok(counts)
        }
    })
}

fn count_days(conn: &Connection, from: Day, until: Day) -> Result<BTreeMap<Day, i64>> {
    let mut counts = BTreeMap::new();
    // All of them less the cancelled: either is counted within an index.
    for (sign, sql) in [
        (
            1,
            "SELECT requested_date, count(*) FROM orders INDEXED BY orders_by_day
             WHERE requested_date BETWEEN ?1 AND ?2 GROUP BY requested_date",
        ),
        (
            -1,
            "SELECT requested_date, count(*) FROM orders INDEXED BY orders_by_status_day
             WHERE status = 'cancelled' AND requested_date BETWEEN ?1 AND ?2 GROUP BY requested_date",
        ),
    ] {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([from, until])?;
        while let Some(row) = rows.next()? {
            let count: i64 = row.get(1)?;
            *counts.entry(row.get(0)?).or_default() += sign * count;
        }
    }
    Ok(counts)
}

/// How many orders stand for a day in each state that has any.
///
/// # Errors
/// Only those of the database.
pub fn counts_of_day(conn: &Connection, day: Day) -> Result<Vec<(Status, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT status, count(*) FROM orders WHERE requested_date = ?1 GROUP BY status",
    )?;
    let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What else a customer has ordered for a day, first taken first.
///
/// # Errors
/// Only those of the database.
pub fn others_of(
    conn: &Connection,
    customer: CustomerId,
    day: Day,
    except: Option<OrderId>,
) -> Result<Vec<Order>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.customer_id = ?1 AND o.requested_date = ?2 AND o.status NOT IN ('cancelled', 'refunded') AND o.id IS NOT ?3
         ORDER BY o.id LIMIT 10"
    ))?;
    let rows = statement.query_map(params![customer, day, except], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest order of a customer that was not cancelled.
///
/// # Errors
/// Only those of the database.
pub fn last_of(conn: &Connection, customer: CustomerId) -> Result<Option<Order>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.customer_id = ?1 AND o.status <> 'cancelled' ORDER BY o.requested_date DESC, o.id DESC LIMIT 1"
    ))?;
    Ok(statement.query_row([customer], from_row).optional()?)
}

const LINE_COLUMNS: &str = "id, order_id, position, product_id, product_name, product_sku, variant_name, quantity, unit, unit_size,
    unit_price, price_unit, price_unit_size, price_source, discount_percentage, line_total, tax_rate, line_cost,
    custom_instructions, allergen_override, fulfilled_quantity, fulfillment_status, created_at, updated_at";

fn line_from_row(row: &Row) -> rusqlite::Result<Line> {
    let code: String = row.get(11)?;
    let size: Quantity = row.get(12)?;
    Ok(Line {
        id: row.get(0)?,
        order_id: row.get(1)?,
        position: row.get(2)?,
        product_id: row.get(3)?,
        product_name: row.get(4)?,
        product_sku: row.get(5)?,
        variant_name: row.get(6)?,
        quantity: row.get(7)?,
        unit: row.get(8)?,
        unit_size: row.get(9)?,
        unit_price: row.get(10)?,
        price_unit: PriceUnit::from_code(&code, Some(size)).unwrap_or(PriceUnit::Piece),
        price_source: row.get(13)?,
        discount_percentage: row.get(14)?,
        line_total: row.get(15)?,
        tax_rate: row.get(16)?,
        line_cost: row.get(17)?,
        custom_instructions: row.get(18)?,
        allergen_override: row.get(19)?,
        fulfilled_quantity: row.get(20)?,
        fulfillment_status: row.get(21)?,
        created_at: row.get(22)?,
        updated_at: row.get(23)?,
    })
}

/// The lines of an order in their places.
///
/// # Errors
/// Only those of the database.
pub fn lines(conn: &Connection, order: OrderId) -> Result<Vec<Line>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM order_items WHERE order_id = ?1 ORDER BY position, id"
    ))?;
    let rows = statement.query_map([order], line_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// By what the lines of an order are made, as far as their items are.
///
/// # Errors
/// Only those of the database.
pub fn made_by(conn: &Connection, order: OrderId) -> Result<BTreeMap<LineId, MadeBy>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, ifnull(b.recipe_id, r.id), b.id FROM orders o JOIN order_items l ON l.order_id = o.id
         LEFT JOIN recipes r ON r.item_id = l.product_id AND r.is_active = 1
         LEFT JOIN batches b ON b.id = (SELECT x.id FROM batches x WHERE x.day = o.requested_date
             AND x.item_id = l.product_id AND x.reversed_at IS NULL ORDER BY x.id DESC LIMIT 1)
         WHERE o.id = ?1 AND l.product_id IS NOT NULL",
    )?;
    let rows = statement.query_map([order], |row| {
        let (recipe_id, batch_id) = (row.get(1)?, row.get(2)?);
        Ok((
            row.get(0)?,
            MadeBy {
                recipe_id,
                batch_id,
            },
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Base and tax by rate, lowest first; orders know no surcharge.
///
/// # Errors
/// Only those of the database.
pub fn tax_rows(conn: &Connection, order: OrderId) -> Result<Vec<TaxRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT rate, base, tax FROM order_tax_rows WHERE order_id = ?1 ORDER BY rate",
    )?;
    let rows = statement.query_map([order], |row| {
        Ok(TaxRow {
            rate: row.get(0)?,
            base: row.get(1)?,
            tax: row.get(2)?,
            surcharge_rate: Rate::ZERO,
            surcharge: Money::ZERO,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Days of which is remembered what they ask for.
const DAYS_KEPT: usize = 40;

/// What the orders of days ask for.
#[derive(Default)]
struct Demanded(BTreeMap<Day, Vec<(ItemId, Quantity)>>);

impl Remembered for Demanded {
    const UNTIL: Until = Until::Committed;
}

/// How much of each item the orders of a day ask for, in base units, by id; free lines are nobody's item. Remembered: Today
/// and the bake sheet ask for the same days again and again.
///
/// # Errors
/// Only those of the database.
pub fn demand(view: &View, day: Day) -> Result<Vec<(ItemId, Quantity)>> {
    view.remember(|Demanded(days)| {
        if let Some(demand) = days.get(&day) {
            return Ok(demand.clone());
        }
        if days.len() >= DAYS_KEPT {
            days.clear();
        }
        let demand = sum_demand(view, day)?;
        days.insert(day, demand.clone());
        Ok(demand)
    })
}

fn sum_demand(conn: &Connection, day: Day) -> Result<Vec<(ItemId, Quantity)>> {
    // Every state but cancelled, said so that both tables are read within an index; summed here, because the database
    // would sort every line of the day.
    let mut statement = conn.prepare_cached(
        "SELECT l.product_id, l.quantity
         FROM orders o INDEXED BY orders_by_status_day CROSS JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date = ?1 AND l.product_id IS NOT NULL AND o.status IN
             ('pending', 'confirmed', 'preparing', 'ready', 'dispatched', 'completed', 'refunded')",
    )?;
    let mut sums: HashMap<ItemId, Quantity> = HashMap::new();
    let mut rows = statement.query([day])?;
    while let Some(row) = rows.next()? {
        *sums.entry(row.get(0)?).or_default() += row.get::<_, Quantity>(1)?;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(item, _)| *item);
    Ok(sums)
}

/// What a customer usually takes: the items of the last 30 orders, oftenest first, each with its newest quantity and unit;
/// orders for the same weekday as `day` count double.
///
/// # Errors
/// Only those of the database.
pub fn usual(
    view: &View,
    customer: CustomerId,
    day: Day,
    limit: usize,
) -> Result<Vec<(ItemId, Quantity, String)>> {
    let mut statement = view.prepare_cached(
        "WITH last AS (SELECT id, requested_date FROM orders WHERE customer_id = ?1 AND status <> 'cancelled'
                       ORDER BY requested_date DESC, id DESC LIMIT 30)
         SELECT l.product_id, l.quantity, l.unit,
                sum(1 + ((julianday(last.requested_date) - julianday(?2)) % 7 = 0)) AS often,
                max(((julianday(last.requested_date) - julianday(?2)) % 7 = 0) || last.requested_date)
         FROM last JOIN order_items l ON l.order_id = last.id WHERE l.product_id IS NOT NULL
         GROUP BY l.product_id ORDER BY often DESC, l.product_id LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![customer, day, limit], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many of the newest orders are looked through for who ordered by themselves.
const NEWEST: i64 = 400;

/// Whose orders were taken last, the newest first; those of standing orders do not count.
///
/// # Errors
/// Only those of the database.
pub fn recent_customers(conn: &Connection, limit: usize) -> Result<Vec<CustomerId>> {
    let mut statement = conn.prepare_cached(
        "SELECT customer_id, order_source FROM orders NOT INDEXED ORDER BY id DESC LIMIT ?1",
    )?;
    let mut rows = statement.query([NEWEST])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (customer, source): (CustomerId, Source) = (row.get(0)?, row.get(1)?);
        if source != Source::AutoRecurring && !found.contains(&customer) {
            found.push(customer);
        }
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// The name of a day on which nothing is made.
pub(super) fn closed_day(conn: &Connection, day: Day) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM closed_days WHERE day = ?1")?;
    Ok(statement.query_row([day], |row| row.get(0)).optional()?)
}

/// The tax class with this code.
pub(super) fn tax_class(conn: &Connection, code: &str) -> Result<TaxClassId> {
    let mut statement = conn.prepare_cached("SELECT id FROM tax_classes WHERE code = ?1")?;
    Ok(statement.query_row([code], |row| row.get(0))?)
}

/// How far the delivery note of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteState {
    Prepared,
    /// Not invoiced yet, and what it comes to.
    Delivered(Money),
    Invoiced,
    NotDelivered,
}

/// How far the delivery note of an order is, where it has one.
pub(super) fn note_of(conn: &Connection, order: OrderId) -> Result<Option<NoteState>> {
    let mut statement = conn.prepare_cached(
        "SELECT status, total_amount, invoice_id IS NOT NULL FROM notes WHERE order_id = ?1 AND status <> 'cancelled'",
    )?;
    let note = statement.query_row([order], |row| {
        let status: String = row.get(0)?;
        Ok(match status.as_str() {
            "prepared" => NoteState::Prepared,
            "not_delivered" => NoteState::NotDelivered,
            _ if row.get(2)? => NoteState::Invoiced,
            _ => NoteState::Delivered(row.get(1)?),
        })
    });
    Ok(note.optional()?)
}

/// The state from which an order was last cancelled.
pub(super) fn cancelled_from(conn: &Connection, order: OrderId) -> Result<Option<Status>> {
    let mut statement = conn.prepare_cached(
        "SELECT from_state FROM journal WHERE subject_kind = 'order' AND subject_id = ?1 AND action = 'cancelled'
         ORDER BY id DESC LIMIT 1",
    )?;
    let state: Option<String> = statement.query_row([order], |row| row.get(0)).optional()?;
    Ok(state.and_then(|state| Status::from_code(&state)))
}
