//! SQL of what is billed: payers and their delivered notes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::customers::{Rhythm, Standing};
use crate::error::Result;
use crate::i18n::Lang;
use crate::invoices::rhythm::Terms;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, NoteId, OrderId};
use crate::values::money::{Money, Price, Rate};
use crate::values::quantity::Quantity;
use crate::values::tax::TaxMode;

/// The customer as the one who pays.
#[derive(Debug, Clone)]
pub struct Payer {
    pub id: CustomerId,
    pub code: i64,
    /// The legal name: of the business, else of the person.
    pub name: String,
    pub email: Option<String>,
    pub tax_id: Option<String>,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: String,
    pub country: String,
    pub equivalence_surcharge: bool,
    /// A consumer: neither buys as a business nor has a business's name.
    pub is_private: bool,
    pub terms: Terms,
    pub rhythm: Rhythm,
    pub reminders_on: bool,
    pub payment_status: Standing,
    pub lang: Lang,
}

const PAYER: &str = "id, code, business_name, contact_name, email, tax_id, address_line1, address_line2, postal_code, city,
    province, country, equivalence_surcharge, customer_type, credit_term_days, fresh_food_term, invoice_rhythm,
    reminders_on, payment_status, lang";

fn payer_of(row: &Row) -> rusqlite::Result<Payer> {
    let (business, person): (String, String) = (row.get(2)?, row.get(3)?);
    let (line1, line2): (String, String) = (row.get(6)?, row.get(7)?);
    let parts: Vec<&str> = [line1.as_str(), line2.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let is_private = business.is_empty() && row.get::<_, String>(13)? == "retail";
    Ok(Payer {
        id: row.get(0)?,
        code: row.get(1)?,
        name: if business.is_empty() {
            person
        } else {
            business
        },
        email: row.get(4)?,
        tax_id: row.get(5)?,
        street: parts.join(", "),
        postcode: row.get(8)?,
        town: row.get(9)?,
        province: row.get(10)?,
        country: row.get(11)?,
        equivalence_surcharge: row.get(12)?,
        is_private,
        terms: Terms {
            days: row.get(14)?,
            fresh: row.get(15)?,
        },
        rhythm: row.get(16)?,
        reminders_on: row.get(17)?,
        payment_status: row.get(18)?,
        lang: Lang::from_code(&row.get::<_, String>(19)?).unwrap_or_default(),
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such customer.
pub fn payer(conn: &Connection, id: CustomerId) -> Result<Payer> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {PAYER} FROM customers WHERE id = ?1"))?;
    Ok(statement.query_row([id], payer_of)?)
}

/// A delivered note as it is billed, or what a late cancellation costs: then id and number are those of the order.
#[derive(Debug, Clone)]
pub struct BilledNote {
    pub id: NoteId,
    pub number: String,
    pub order_id: OrderId,
    pub customer_id: CustomerId,
    pub day: Day,
    pub point: String,
    pub tax_mode: TaxMode,
    pub discount: Rate,
    pub shipping: Money,
    /// Delivered and not given back: an order that is refunded is not billed any more.
    pub is_delivered: bool,
    pub is_invoiced: bool,
    /// What a late cancellation costs.
    pub is_charge: bool,
    pub lines: Vec<BilledLine>,
}

/// Quantities are in base units; the amount is in the mode of the note.
#[derive(Debug, Clone)]
pub struct BilledLine {
    pub name: String,
    pub unit: String,
    pub unit_size: Quantity,
    pub price: Price,
    pub price_unit: String,
    pub price_unit_size: Quantity,
    pub discount: Rate,
    pub rate: Rate,
    pub delivered: Quantity,
    pub corrected: Quantity,
    pub returned: Quantity,
    pub amount: Money,
}

const NOTE_COLUMNS: &str =
    "n.id, n.note_number, n.order_id, n.customer_id, n.day, ifnull(p.name, ''), n.tax_mode,
    n.discount_percentage, n.shipping_amount,
    n.status = 'delivered' AND NOT EXISTS (SELECT 1 FROM orders r WHERE r.id = n.order_id AND r.status = 'refunded'),
    n.invoice_id IS NOT NULL, 0";

const NOTES: &str = "FROM notes n LEFT JOIN delivery_points p ON p.id = n.delivery_point_id";

fn note_of(row: &Row) -> rusqlite::Result<BilledNote> {
    Ok(BilledNote {
        id: row.get(0)?,
        number: row.get(1)?,
        order_id: row.get(2)?,
        customer_id: row.get(3)?,
        day: row.get(4)?,
        point: row.get(5)?,
        tax_mode: row.get(6)?,
        discount: row.get(7)?,
        shipping: row.get(8)?,
        is_delivered: row.get(9)?,
        is_invoiced: row.get(10)?,
        is_charge: row.get(11)?,
        lines: Vec::new(),
    })
}

/// A cancelled order in the columns of a note; its discount and delivery charge are in its tax rows already.
const CHARGE_COLUMNS: &str =
    "o.id, o.order_number, o.id, o.customer_id, o.requested_date, ifnull(p.name, ''), o.tax_mode,
    0, 0, o.status = 'cancelled' AND o.cancellation_charge > 0, o.cancellation_invoice_id IS NOT NULL, 1";

const CHARGES: &str = "FROM orders o LEFT JOIN delivery_points p ON p.id = o.delivery_point_id";

/// One note with its lines, or the charge of a cancelled order.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such note.
pub(in crate::invoices) fn note(conn: &Connection, id: NoteId) -> Result<BilledNote> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {NOTE_COLUMNS} {NOTES} WHERE n.id = ?1"))?;
    if let Some(mut note) = statement.query_row([id], note_of).optional()? {
        note.lines = lines(conn, id)?;
        return Ok(note);
    }
    let query =
        format!("SELECT {CHARGE_COLUMNS} {CHARGES} WHERE o.id = ?1 AND o.status = 'cancelled'");
    let mut statement = conn.prepare_cached(&query)?;
    let mut charge = statement.query_row([id], note_of)?;
    charge.lines = charged(conn, charge.order_id, charge.tax_mode)?;
    Ok(charge)
}

/// What a late cancellation costs, a line for each rate of the order: what it would have been invoiced for.
fn charged(conn: &Connection, order: OrderId, mode: TaxMode) -> Result<Vec<BilledLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.rate, r.base, r.tax FROM order_tax_rows r WHERE r.order_id = ?1 AND r.base <> 0 ORDER BY r.rate",
    )?;
    let rows = statement.query_map([order], |row| {
        let (base, tax): (Money, Money) = (row.get(1)?, row.get(2)?);
        let amount = match mode {
            TaxMode::Net => base,
            TaxMode::Gross => base + tax,
        };
        let one = Quantity::whole(1);
        Ok(BilledLine {
            name: String::new(),
            unit: "unit".to_owned(),
            unit_size: one,
            price: Price::round(amount.decimal()).unwrap_or_default(),
            price_unit: "unit".to_owned(),
            price_unit_size: one,
            discount: Rate::ZERO,
            rate: row.get(0)?,
            delivered: one,
            corrected: Quantity::ZERO,
            returned: Quantity::ZERO,
            amount,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Charges that are on no invoice, of deliveries until `until`: of one payer, or of all who are invoiced without asking.
fn charges_to_invoice(
    conn: &Connection,
    payer: Option<CustomerId>,
    until: Day,
) -> Result<Vec<BilledNote>> {
    let open =
        "o.cancellation_charge > 0 AND o.cancellation_invoice_id IS NULL AND o.status = 'cancelled'
        AND o.requested_date <= ?1";
    let charges = match payer {
        Some(payer) => {
            let query =
                format!("SELECT {CHARGE_COLUMNS} {CHARGES} WHERE {open} AND o.customer_id = ?2");
            let mut statement = conn.prepare_cached(&query)?;
            let rows = statement.query_map(params![until, payer], note_of)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        }
        None => {
            let query = format!(
                "SELECT {CHARGE_COLUMNS} FROM customers c CROSS JOIN orders o LEFT JOIN delivery_points p ON p.id = o.delivery_point_id
                 WHERE o.customer_id = c.id AND (c.customer_type <> 'retail' OR c.tax_id IS NOT NULL) AND {open}"
            );
            let mut statement = conn.prepare_cached(&query)?;
            let rows = statement.query_map([until], note_of)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        }
    };
    Ok(charges)
}

/// What is billed of a note, or of a charge.
///
/// # Errors
/// Only those of the database.
pub(in crate::invoices) fn lines_of(
    conn: &Connection,
    note: &BilledNote,
) -> Result<Vec<BilledLine>> {
    if note.is_charge {
        charged(conn, note.order_id, note.tax_mode)
    } else {
        lines(conn, note.id)
    }
}

/// Delivered notes on which something is left to be billed, of orders that are not refunded, and charges, that are on no
/// invoice, of days until `until`, without their lines: of one payer, or of all who are invoiced without asking (counter
/// customers without a tax id are not: their ticket is their paper).
pub(in crate::invoices) fn notes_to_invoice(
    conn: &Connection,
    payer: Option<CustomerId>,
    until: Day,
) -> Result<Vec<BilledNote>> {
    let open = "n.status = 'delivered' AND n.invoice_id IS NULL AND (n.total_amount <> 0 OR n.subtotal <> 0)
        AND n.day <= ?1
        AND NOT EXISTS (SELECT 1 FROM orders r WHERE r.id = n.order_id AND r.status = 'refunded')";
    let order = "ORDER BY n.customer_id, n.day, n.note_number";
    let mut notes = match payer {
        Some(payer) => {
            let query = format!(
                "SELECT {NOTE_COLUMNS} {NOTES} WHERE {open} AND n.customer_id = ?2 {order}"
            );
            let mut statement = conn.prepare_cached(&query)?;
            let rows = statement.query_map(params![until, payer], note_of)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        }
        None => {
            let query = format!(
                "SELECT {NOTE_COLUMNS} FROM customers c CROSS JOIN notes n LEFT JOIN delivery_points p ON p.id = n.delivery_point_id
                 WHERE n.customer_id = c.id AND (c.customer_type <> 'retail' OR c.tax_id IS NOT NULL) AND {open} {order}"
            );
            let mut statement = conn.prepare_cached(&query)?;
            let rows = statement.query_map([until], note_of)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        }
    };
    notes.extend(charges_to_invoice(conn, payer, until)?);
    notes.sort_by(|one, other| {
        (one.customer_id, one.day, &one.number).cmp(&(other.customer_id, other.day, &other.number))
    });
    Ok(notes)
}

fn lines(conn: &Connection, note: NoteId) -> Result<Vec<BilledLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.product_name, l.unit, l.unit_size, l.unit_price, l.price_unit, l.price_unit_size, l.discount_percentage,
                l.tax_rate, l.delivered,
                ifnull((SELECT sum(e.quantity) FROM note_entries e WHERE e.note_line_id = l.id AND e.kind = 'corrected' AND e.undone_at IS NULL), 0),
                ifnull((SELECT sum(e.quantity) FROM note_entries e WHERE e.note_line_id = l.id AND e.kind = 'returned' AND e.undone_at IS NULL), 0),
                l.line_total
         FROM note_lines l WHERE l.note_id = ?1 ORDER BY l.position",
    )?;
    let rows = statement.query_map([note], |row| {
        Ok(BilledLine {
            name: row.get(0)?,
            unit: row.get(1)?,
            unit_size: row.get(2)?,
            price: row.get(3)?,
            price_unit: row.get(4)?,
            price_unit_size: row.get(5)?,
            discount: row.get(6)?,
            rate: row.get(7)?,
            delivered: row.get(8)?,
            corrected: row.get(9)?,
            returned: row.get(10)?,
            amount: row.get(11)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes of the order that may be invoiced.
pub(in crate::invoices) fn notes_of_order(
    conn: &Connection,
    order: OrderId,
) -> Result<Vec<NoteId>> {
    let mut statement = conn.prepare_cached(
        "SELECT n.id FROM notes n JOIN orders o ON o.id = n.order_id
         WHERE n.order_id = ?1 AND n.status = 'delivered' AND n.invoice_id IS NULL AND o.status <> 'refunded'
             AND (n.total_amount <> 0 OR n.subtotal <> 0)
         UNION ALL SELECT id FROM orders WHERE id = ?1 AND status = 'cancelled' AND cancellation_charge > 0
             AND cancellation_invoice_id IS NULL",
    )?;
    let rows = statement.query_map([order], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many notes of the payer's deliveries in these days are still under way.
pub(in crate::invoices) fn under_way(
    conn: &Connection,
    payer: CustomerId,
    from: Day,
    until: Day,
) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM notes WHERE customer_id = ?1 AND day BETWEEN ?2 AND ?3 AND status = 'prepared'",
    )?;
    Ok(statement.query_row(params![payer, from, until], |row| row.get(0))?)
}

/// The notes on the invoice, without their lines.
pub(in crate::invoices) fn notes_of(conn: &Connection, id: InvoiceId) -> Result<Vec<BilledNote>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {NOTE_COLUMNS} {NOTES} WHERE n.invoice_id = ?1 ORDER BY n.day, n.note_number"
    ))?;
    let rows = statement.query_map([id], note_of)?;
    let mut notes = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {CHARGE_COLUMNS} {CHARGES} WHERE o.cancellation_invoice_id = ?1 ORDER BY o.requested_date, o.order_number"
    ))?;
    for charge in statement.query_map([id], note_of)? {
        notes.push(charge?);
    }
    Ok(notes)
}
