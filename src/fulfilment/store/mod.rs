//! SQL of fulfilment: notes, their lines and entries.

use rusqlite::{Connection, Row, ToSql};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) mod printed;
mod stops;
pub(super) mod write;

pub use stops::{Pick, RoundOfDay, Stop, picks, pickups, rounds, stop, stops, stops_of_order};

use super::state::Status;
use crate::error::{Error, Result};
use crate::values::ids::{
    CustomerId, InvoiceId, ItemId, LineId, NoteId, NoteLineId, OrderId, PointId, RouteId, UserId,
};
use crate::values::{Day, Instant, Money, Price, PriceUnit, Quantity, Rate, TaxMode, Time};

/// A delivery note as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Note {
    pub id: NoteId,
    pub note_number: String,
    pub order_id: OrderId,
    pub order_number: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub delivery_point_id: Option<PointId>,
    /// The point's name where it is not the customer's own.
    pub delivery_point_name: String,
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    #[schema(value_type = Option<String>, example = "07:30")]
    pub requested_time: Option<Time>,
    pub delivery_method: String,
    pub route_id: Option<RouteId>,
    pub stop_order: i64,
    pub status: Status,
    pub with_prices: bool,
    pub tax_mode: TaxMode,
    pub discount_percentage: Rate,
    pub shipping_amount: Money,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub delivered_at: Option<Instant>,
    pub receiver_name: String,
    pub signature: Option<String>,
    pub not_delivered_reason: Option<String>,
    pub subtotal: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    pub invoice_id: Option<InvoiceId>,
    pub version: i64,
}

impl Note {
    pub fn is_pickup(&self) -> bool {
        self.delivery_method == "pickup"
    }

    /// "Hotel Miramar", "Hotel Miramar · Cafetería": the customer, and the point where it has a name of its own.
    pub fn who(&self) -> String {
        let point = self.delivery_point_name.as_str();
        if point.is_empty() || point == self.customer_name {
            self.customer_name.clone()
        } else {
            format!("{} · {point}", self.customer_name)
        }
    }

    /// Whether corrections and returns may still be added.
    pub fn is_open(&self) -> bool {
        self.status == Status::Delivered && self.invoice_id.is_none()
    }
}

/// A line of a note with the sums of its entries. Quantities are in base units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteLine {
    pub id: NoteLineId,
    pub note_id: NoteId,
    pub order_item_id: Option<LineId>,
    pub product_id: Option<ItemId>,
    pub product_name: String,
    pub unit: String,
    /// Base units in one unit of the line.
    pub unit_size: Quantity,
    /// Fixed at cut-off.
    pub ordered: Quantity,
    /// Fixed at delivery.
    pub delivered: Quantity,
    /// The sum of the corrections, with its sign.
    pub corrected: Quantity,
    pub returned: Quantity,
    pub unit_price: Price,
    #[serde(skip)]
    pub price_unit: PriceUnit,
    pub discount_percentage: Rate,
    pub tax_rate: Rate,
    pub custom_instructions: String,
    pub line_total: Money,
    /// When it was put into its crate, and by whom.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub packed_at: Option<Instant>,
    pub packed_by: Option<String>,
}

impl NoteLine {
    /// What left the house for good or came back later: delivered with its corrections.
    pub fn handed_over(&self) -> Quantity {
        self.delivered + self.corrected
    }

    /// What is paid for.
    pub fn billed(&self) -> Quantity {
        self.delivered + self.corrected - self.returned
    }
}

/// Something added after the hand-over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entry {
    pub id: i64,
    pub note_line_id: NoteLineId,
    pub product_name: String,
    pub unit: String,
    pub unit_size: Quantity,
    /// `corrected` or `returned`.
    pub kind: String,
    pub quantity: Quantity,
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub by: Option<String>,
}

const COLUMNS: &str = "n.id, n.note_number, n.order_id, o.order_number, n.customer_id,
    CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END, n.delivery_point_id, ifnull(p.name, ''),
    n.day, o.requested_time, n.delivery_method, n.route_id, n.stop_order, n.status, n.with_prices, n.tax_mode,
    n.discount_percentage, n.shipping_amount, n.delivered_at, n.receiver_name, n.signature, n.not_delivered_reason,
    n.subtotal, n.tax_amount, n.total_amount, n.invoice_id, n.version";
const FROM: &str =
    "FROM notes n JOIN orders o ON o.id = n.order_id JOIN customers c ON c.id = n.customer_id
    LEFT JOIN delivery_points p ON p.id = n.delivery_point_id";

fn note(row: &Row) -> rusqlite::Result<Note> {
    Ok(Note {
        id: row.get(0)?,
        note_number: row.get(1)?,
        order_id: row.get(2)?,
        order_number: row.get(3)?,
        customer_id: row.get(4)?,
        customer_name: row.get(5)?,
        delivery_point_id: row.get(6)?,
        delivery_point_name: row.get(7)?,
        day: row.get(8)?,
        requested_time: row.get(9)?,
        delivery_method: row.get(10)?,
        route_id: row.get(11)?,
        stop_order: row.get(12)?,
        status: Status::from_code(&row.get::<_, String>(13)?).unwrap_or(Status::Cancelled),
        with_prices: row.get(14)?,
        tax_mode: row.get(15)?,
        discount_percentage: row.get(16)?,
        shipping_amount: row.get(17)?,
        delivered_at: row.get(18)?,
        receiver_name: row.get(19)?,
        signature: row.get(20)?,
        not_delivered_reason: row.get(21)?,
        subtotal: row.get(22)?,
        tax_amount: row.get(23)?,
        total_amount: row.get(24)?,
        invoice_id: row.get(25)?,
        version: row.get(26)?,
    })
}

fn notes(conn: &Connection, rest: &str, args: &[&dyn ToSql]) -> Result<Vec<Note>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} {FROM} {rest}"))?;
    let rows = statement.query_map(args, note)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`Error::NotFound`] when there is no such note.
pub fn find(conn: &Connection, id: NoteId) -> Result<Note> {
    notes(conn, "WHERE n.id = ?1", &[&id])?
        .pop()
        .ok_or(Error::NotFound)
}

/// The note of an order that is not cancelled, if it has one.
///
/// # Errors
/// Only those of the database.
pub fn of_order(conn: &Connection, order: OrderId) -> Result<Option<Note>> {
    let rest = "WHERE n.order_id = ?1 AND n.status <> 'cancelled'";
    Ok(notes(conn, rest, &[&order])?.pop())
}

/// The day's notes that are not cancelled, by route and stop, pickups last.
///
/// # Errors
/// Only those of the database.
pub fn of_day(conn: &Connection, day: Day) -> Result<Vec<Note>> {
    let rest = "WHERE n.day = ?1 AND n.status <> 'cancelled'
        ORDER BY n.route_id IS NULL, n.route_id, n.stop_order, o.requested_time, n.note_number";
    notes(conn, rest, &[&day])
}

/// A route's notes of a day in the order of the stops.
///
/// # Errors
/// Only those of the database.
pub fn of_route(conn: &Connection, day: Day, route: RouteId) -> Result<Vec<Note>> {
    let rest = "WHERE n.day = ?1 AND n.route_id = ?2 AND n.status <> 'cancelled'
        ORDER BY n.stop_order, n.note_number";
    notes(conn, rest, &[&day, &route])
}

/// Delivered notes of a payer that no invoice holds and on which something is left to be billed, by day.
///
/// # Errors
/// Only those of the database.
pub fn to_invoice(
    conn: &Connection,
    customer: CustomerId,
    from: Day,
    until: Day,
) -> Result<Vec<Note>> {
    let rest = "WHERE n.customer_id = ?1 AND n.day BETWEEN ?2 AND ?3 AND n.status = 'delivered' AND n.invoice_id IS NULL
        AND (n.total_amount <> 0 OR n.subtotal <> 0) AND o.status <> 'refunded' ORDER BY n.day, n.note_number";
    notes(conn, rest, &[&customer, &from, &until])
}

/// What the list of notes is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub day: Option<Day>,
    pub status: Option<Status>,
    pub customer: Option<CustomerId>,
    /// Only those of routes that this driver drives.
    pub driver: Option<UserId>,
    /// Behind this day and note, newest first.
    pub after: Option<(Day, NoteId)>,
    pub limit: usize,
}

/// The list, newest day first; one row more than `limit` when there is more.
///
/// # Errors
/// Only those of the database.
pub fn list(conn: &Connection, wanted: &Wanted) -> Result<Vec<Note>> {
    let mut rest = String::from("WHERE 1");
    let mut args: Vec<&dyn ToSql> = Vec::new();
    if let Some(day) = &wanted.day {
        args.push(day);
        rest.push_str(&format!(" AND n.day = ?{}", args.len()));
    }
    let status = wanted.status.map(Status::code);
    match &status {
        Some(status) => {
            args.push(status);
            rest.push_str(&format!(" AND n.status = ?{}", args.len()));
        }
        None => rest.push_str(" AND n.status <> 'cancelled'"),
    }
    if let Some(customer) = &wanted.customer {
        args.push(customer);
        rest.push_str(&format!(" AND n.customer_id = ?{}", args.len()));
    }
    if let Some(driver) = &wanted.driver {
        args.push(driver);
        let at = args.len();
        rest.push_str(&format!(
            " AND n.route_id IN (SELECT id FROM routes WHERE driver_id = ?{at})"
        ));
    }
    if let Some((day, id)) = &wanted.after {
        args.push(day);
        args.push(id);
        let at = args.len();
        rest.push_str(&format!(" AND (n.day, n.id) < (?{}, ?{at})", at - 1));
    }
    let limit = i64::try_from(wanted.limit + 1).unwrap_or(i64::MAX);
    args.push(&limit);
    rest.push_str(&format!(
        " ORDER BY n.day DESC, n.id DESC LIMIT ?{}",
        args.len()
    ));
    notes(conn, &rest, &args)
}

const LINE_COLUMNS: &str = "l.id, l.note_id, l.order_item_id, l.product_id, l.product_name, l.unit, l.unit_size, l.ordered, l.delivered,
    (SELECT ifnull(sum(quantity), 0) FROM note_entries WHERE note_line_id = l.id AND kind = 'corrected' AND undone_at IS NULL),
    (SELECT ifnull(sum(quantity), 0) FROM note_entries WHERE note_line_id = l.id AND kind = 'returned' AND undone_at IS NULL),
    l.unit_price, l.price_unit, l.price_unit_size, l.discount_percentage, l.tax_rate, l.custom_instructions, l.line_total,
    l.packed_at, (SELECT name FROM users WHERE id = l.packed_by)";

fn line(row: &Row) -> rusqlite::Result<NoteLine> {
    let size: Quantity = row.get(13)?;
    Ok(NoteLine {
        id: row.get(0)?,
        note_id: row.get(1)?,
        order_item_id: row.get(2)?,
        product_id: row.get(3)?,
        product_name: row.get(4)?,
        unit: row.get(5)?,
        unit_size: row.get(6)?,
        ordered: row.get(7)?,
        delivered: row.get(8)?,
        corrected: row.get(9)?,
        returned: row.get(10)?,
        unit_price: row.get(11)?,
        price_unit: PriceUnit::from_code(&row.get::<_, String>(12)?, Some(size))
            .unwrap_or(PriceUnit::Pack(size)),
        discount_percentage: row.get(14)?,
        tax_rate: row.get(15)?,
        custom_instructions: row.get(16)?,
        line_total: row.get(17)?,
        packed_at: row.get(18)?,
        packed_by: row.get(19)?,
    })
}

/// The lines of a note in their order.
///
/// # Errors
/// Only those of the database.
pub fn lines(conn: &Connection, note: NoteId) -> Result<Vec<NoteLine>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM note_lines l WHERE l.note_id = ?1 ORDER BY l.position"
    ))?;
    let rows = statement.query_map([note], line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`Error::NotFound`] when there is no such line.
pub fn find_line(conn: &Connection, id: NoteLineId) -> Result<NoteLine> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM note_lines l WHERE l.id = ?1"
    ))?;
    Ok(statement.query_row([id], line)?)
}

/// What was corrected and returned, oldest first.
///
/// # Errors
/// Only those of the database.
pub fn entries(conn: &Connection, note: NoteId) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.id, e.note_line_id, l.product_name, l.unit, l.unit_size, e.kind, e.quantity, e.reason, e.at, u.name
         FROM note_lines l JOIN note_entries e ON e.note_line_id = l.id LEFT JOIN users u ON u.id = e.user_id
         WHERE l.note_id = ?1 AND e.undone_at IS NULL ORDER BY e.id",
    )?;
    let rows = statement.query_map([note], |row| {
        Ok(Entry {
            id: row.get(0)?,
            note_line_id: row.get(1)?,
            product_name: row.get(2)?,
            unit: row.get(3)?,
            unit_size: row.get(4)?,
            kind: row.get(5)?,
            quantity: row.get(6)?,
            reason: row.get(7)?,
            at: row.get(8)?,
            by: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
