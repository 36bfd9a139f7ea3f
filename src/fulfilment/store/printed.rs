//! What a note prints of its customer, point and route.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Note;
use crate::documents::{Party, Place};
use crate::error::Result;
use crate::i18n::Lang;
use crate::values::ids::ItemId;

/// What a note prints of its customer, point and route.
pub(in crate::fulfilment) struct About {
    pub lang: Lang,
    pub customer: Party,
    pub point: Place,
    pub route: String,
    pub window: String,
    pub remarks: String,
    pub is_business: bool,
}

/// The lots that a note's goods came from: those that its hand-over took, else what was baked for the order's day.
pub(in crate::fulfilment) fn lots(
    conn: &Connection,
    note: &Note,
) -> Result<BTreeMap<ItemId, Vec<String>>> {
    let taken = "SELECT m.item_id, l.lot_number FROM movements m JOIN lots l ON l.id = m.lot_id
         WHERE m.document_kind = 'note' AND m.document_id = ?1 AND l.lot_number <> ''
         GROUP BY m.item_id, l.id HAVING sum(m.quantity) < 0 ORDER BY l.lot_number";
    let baked = "SELECT DISTINCT b.item_id, l.lot_number
         FROM notes n JOIN orders o ON o.id = n.order_id JOIN batches b ON b.day = o.requested_date
         JOIN lots l ON l.id = b.lot_id
         WHERE n.id = ?1 AND b.reversed_at IS NULL
               AND b.item_id IN (SELECT product_id FROM note_lines WHERE note_id = ?1) ORDER BY l.lot_number";
    let mut lots = numbers(conn, taken, note)?;
    for (item, numbers) in numbers(conn, baked, note)? {
        lots.entry(item).or_insert(numbers);
    }
    Ok(lots)
}

fn numbers(conn: &Connection, query: &str, note: &Note) -> Result<BTreeMap<ItemId, Vec<String>>> {
    let mut statement = conn.prepare_cached(query)?;
    let rows = statement.query_map([note.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut numbers: BTreeMap<ItemId, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (item, number) = row?;
        numbers.entry(item).or_default().push(number);
    }
    Ok(numbers)
}

/// Reads it.
pub(in crate::fulfilment) fn about(conn: &Connection, note: &Note) -> Result<About> {
    let mut statement = conn.prepare_cached(
            "SELECT c.lang, c.business_name, c.contact_name, ifnull(c.tax_id, ''), c.address_line1, c.postal_code, c.city,
                    c.province, ifnull(c.phone, ''), ifnull(p.name, ''), ifnull(p.address_line1, ''), ifnull(p.postal_code, ''),
                    ifnull(p.city, ''), ifnull(p.contact_name, ''), ifnull(p.phone, ''), ifnull(p.delivery_notes, ''),
                    ifnull(p.window_from, ''), ifnull(p.window_until, ''), ifnull(r.name, ''), o.delivery_notes, c.customer_type <> 'retail'
             FROM notes n JOIN orders o ON o.id = n.order_id JOIN customers c ON c.id = n.customer_id
             LEFT JOIN delivery_points p ON p.id = n.delivery_point_id LEFT JOIN routes r ON r.id = n.route_id
             WHERE n.id = ?1",
        )?;
    Ok(statement.query_row([note.id], |row| {
        let text = |at: usize| row.get::<_, String>(at);
        let (business, contact) = (text(1)?, text(2)?);
        let (from, until) = (text(16)?, text(17)?);
        Ok(About {
            lang: Lang::from_code(&text(0)?).unwrap_or_default(),
            customer: Party {
                name: if business.is_empty() {
                    contact
                } else {
                    business
                },
                tax_id: text(3)?,
                street: text(4)?,
                postcode: text(5)?,
                town: text(6)?,
                province: text(7)?,
                phone: text(8)?,
                ..Party::default()
            },
            point: Place {
                name: text(9)?,
                street: text(10)?,
                postcode: text(11)?,
                town: text(12)?,
                contact: text(13)?,
                phone: text(14)?,
                instructions: text(15)?,
            },
            route: text(18)?,
            window: if from.is_empty() && until.is_empty() {
                String::new()
            } else {
                format!("{from}–{until}")
            },
            remarks: text(19)?,
            is_business: row.get(20)?,
        })
    })?)
}
