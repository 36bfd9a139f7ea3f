//! SQL of customers, their delivery points, what they owe and how they are found.

pub(super) mod history;
mod search;

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{AllergenNotes, Customer, NewCustomer, NewPoint, Point, Standing, Tier};
use crate::catalog::Allergen;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Lang;
use crate::values::PhoneDigits;
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, PointId, RouteId};
use crate::values::money::Money;

pub use search::{Filter, Found, list, search};
pub(super) use search::{index, search_text};

const COLUMNS: &str = "id, code, customer_type, business_type, business_name, contact_name, email, phone, secondary_phone,
    address_line1, address_line2, city, postal_code, province, country, tax_id, equivalence_surcharge, price_list_id,
    discount_percentage, credit_limit, credit_term_days, payment_status, invoice_rhythm, fresh_food_term, reminders_on,
    notes_with_prices, customer_notes, preferred_contact_method, loyalty_tier, lang, is_active, total_lifetime_value,
    total_orders, last_order_date, created_at, updated_at, version";

fn from_row(row: &Row) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: row.get(0)?,
        code: row.get(1)?,
        customer_type: row.get(2)?,
        business_type: row.get(3)?,
        business_name: row.get(4)?,
        contact_name: row.get(5)?,
        email: row.get(6)?,
        phone: row.get(7)?,
        secondary_phone: row.get(8)?,
        address_line1: row.get(9)?,
        address_line2: row.get(10)?,
        city: row.get(11)?,
        postal_code: row.get(12)?,
        province: row.get(13)?,
        country: row.get(14)?,
        tax_id: row.get(15)?,
        equivalence_surcharge: row.get(16)?,
        price_list_id: row.get(17)?,
        discount_percentage: row.get(18)?,
        credit_limit: row.get(19)?,
        credit_term_days: row.get(20)?,
        payment_status: row.get(21)?,
        invoice_rhythm: row.get(22)?,
        fresh_food_term: row.get(23)?,
        reminders_on: row.get(24)?,
        notes_with_prices: row.get(25)?,
        customer_notes: row.get(26)?,
        preferred_contact_method: row.get(27)?,
        loyalty_tier: row.get(28)?,
        lang: Lang::from_code(&row.get::<_, String>(29)?).unwrap_or_default(),
        is_active: row.get(30)?,
        total_lifetime_value: row.get(31)?,
        total_orders: row.get(32)?,
        last_order_date: row.get(33)?,
        created_at: row.get(34)?,
        updated_at: row.get(35)?,
        version: row.get(36)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such customer.
pub fn find(conn: &Connection, id: CustomerId) -> Result<Customer> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM customers WHERE id = ?1"))?;
    Ok(statement.query_row([id], from_row)?)
}

pub(super) fn count_active(conn: &Connection) -> Result<i64> {
    let mut statement =
        conn.prepare_cached("SELECT count(*) FROM customers WHERE is_active = 1")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The payer whose first phone has these digits.
pub(super) fn payer_with_phone(conn: &Connection, digits: &str) -> Result<Option<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM customers WHERE phone_digits = ?1")?;
    Ok(statement.query_row([digits], |row| row.get(0)).optional()?)
}

/// Customers with exactly these digits: the payer's own phone, else those of delivery points.
pub(super) fn with_phone(conn: &Connection, digits: &str) -> Result<Vec<CustomerId>> {
    if digits.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(payer) = payer_with_phone(conn, digits)? {
        return Ok(vec![payer]);
    }
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT customer_id FROM delivery_points WHERE phone_digits = ?1 LIMIT 10",
    )?;
    let rows = statement.query_map([digits], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first delivery point of a customer whose phone has these digits.
pub(super) fn point_with_phone(
    conn: &Connection,
    customer: CustomerId,
    digits: &str,
) -> Result<Option<PointId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM delivery_points WHERE phone_digits = ?1 AND customer_id = ?2 AND is_active = 1 ORDER BY id LIMIT 1",
    )?;
    let found = statement.query_row(params![digits, customer], |row| row.get(0));
    Ok(found.optional()?)
}

/// The one place of a customer whose phone holds these digits, where no phone of the customer's own does.
pub(super) fn place_with_digits(
    conn: &Connection,
    customer: CustomerId,
    digits: &str,
) -> Result<Option<PointId>> {
    let mut own = conn.prepare_cached(
        "SELECT ifnull(phone, ''), ifnull(secondary_phone, '') FROM customers WHERE id = ?1",
    )?;
    let own: [String; 2] = own.query_row([customer], |row| Ok([row.get(0)?, row.get(1)?]))?;
    if own
        .iter()
        .any(|phone| PhoneDigits::new(phone).as_str().contains(digits))
    {
        return Ok(None);
    }
    let mut places = conn.prepare_cached(
        "SELECT id FROM delivery_points WHERE customer_id = ?1 AND is_active = 1
         AND instr(ifnull(phone_digits, ''), ?2) > 0 ORDER BY id LIMIT 2",
    )?;
    let found: Vec<PointId> = places
        .query_map(params![customer, digits], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

pub(super) fn with_email(conn: &Connection, email: &str) -> Result<Option<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM customers WHERE email = ?1")?;
    Ok(statement.query_row([email], |row| row.get(0)).optional()?)
}

/// The digits that a phone is found by; none for no phone.
fn digits(phone: Option<&str>) -> Option<PhoneDigits> {
    phone
        .map(PhoneDigits::new)
        .filter(|digits| !digits.is_empty())
}

pub(super) fn insert(tx: &Tx, id: CustomerId, code: i64, new: &NewCustomer) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO customers (id, code, customer_type, business_type, business_name, contact_name, email, phone,
             secondary_phone, phone_digits, address_line1, address_line2, city, postal_code, province, country, tax_id,
             equivalence_surcharge, price_list_id, discount_percentage, credit_limit, credit_term_days, invoice_rhythm,
             fresh_food_term, reminders_on, notes_with_prices, customer_notes, preferred_contact_method, lang, search,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
             ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?31)",
    )?
    .execute(params![
        id,
        code,
        new.customer_type,
        new.business_type,
        new.business_name,
        new.contact_name,
        new.email,
        new.phone,
        new.secondary_phone,
        digits(new.phone.as_deref()),
        new.address_line1,
        new.address_line2,
        new.city,
        new.postal_code,
        new.province,
        new.country,
        new.tax_id,
        new.equivalence_surcharge,
        new.price_list_id,
        new.discount_percentage,
        new.credit_limit,
        new.credit_term_days.unwrap_or_default(),
        new.invoice_rhythm,
        new.fresh_food_term,
        new.reminders_on,
        new.notes_with_prices,
        new.customer_notes,
        new.preferred_contact_method,
        new.lang.code(),
        search_text(&new.business_name, &new.contact_name),
        tx.now,
    ])?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: CustomerId, version: i64, new: &NewCustomer) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE customers SET customer_type = ?3, business_type = ?4, business_name = ?5, contact_name = ?6, email = ?7,
                 phone = ?8, secondary_phone = ?9, phone_digits = ?10, address_line1 = ?11, address_line2 = ?12, city = ?13,
                 postal_code = ?14, province = ?15, country = ?16, tax_id = ?17, equivalence_surcharge = ?18,
                 price_list_id = ?19, discount_percentage = ?20, credit_limit = ?21, credit_term_days = ?22,
                 invoice_rhythm = ?23, fresh_food_term = ?24, reminders_on = ?25, notes_with_prices = ?26,
                 customer_notes = ?27, preferred_contact_method = ?28, lang = ?29, search = ?30, updated_at = ?31,
                 version = version + 1
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            new.customer_type,
            new.business_type,
            new.business_name,
            new.contact_name,
            new.email,
            new.phone,
            new.secondary_phone,
            digits(new.phone.as_deref()),
            new.address_line1,
            new.address_line2,
            new.city,
            new.postal_code,
            new.province,
            new.country,
            new.tax_id,
            new.equivalence_surcharge,
            new.price_list_id,
            new.discount_percentage,
            new.credit_limit,
            new.credit_term_days.unwrap_or_default(),
            new.invoice_rhythm,
            new.fresh_food_term,
            new.reminders_on,
            new.notes_with_prices,
            new.customer_notes,
            new.preferred_contact_method,
            new.lang.code(),
            search_text(&new.business_name, &new.contact_name),
            tx.now,
        ])?;
    Ok(rows == 1)
}

pub(super) fn set_active(tx: &Tx, id: CustomerId, active: bool) -> Result<()> {
    tx.execute(
        "UPDATE customers SET is_active = ?2, updated_at = ?3, version = version + 1 WHERE id = ?1",
        params![id, active, tx.now],
    )?;
    Ok(())
}

pub(super) fn set_standing(tx: &Tx, id: CustomerId, standing: Standing) -> Result<()> {
    tx.execute(
        "UPDATE customers SET payment_status = ?2, version = version + 1 WHERE id = ?1",
        params![id, standing],
    )?;
    Ok(())
}

pub(super) fn set_tier(tx: &Tx, id: CustomerId, tier: Tier) -> Result<()> {
    tx.execute(
        "UPDATE customers SET loyalty_tier = ?2, version = version + 1 WHERE id = ?1",
        params![id, tier],
    )?;
    Ok(())
}

pub(super) fn count_order(tx: &Tx, id: CustomerId, amount: Money, orders: i64) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET total_lifetime_value = total_lifetime_value + ?2, total_orders = total_orders + ?3 WHERE id = ?1",
    )?
    .execute(params![id, amount, orders])?;
    Ok(())
}

/// As [`count_order`], of one taken on `day`.
pub(super) fn count_new_order(tx: &Tx, id: CustomerId, amount: Money, day: Day) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET total_lifetime_value = total_lifetime_value + ?2, total_orders = total_orders + 1,
             last_order_date = max(ifnull(last_order_date, ?3), ?3) WHERE id = ?1",
    )?
    .execute(params![id, amount, day])?;
    Ok(())
}

pub(super) fn reread_last_order(tx: &Tx, id: CustomerId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE customers SET last_order_date = (SELECT max(order_date) FROM orders
         WHERE customer_id = ?1 AND status NOT IN ('cancelled', 'refunded')) WHERE id = ?1",
    )?
    .execute([id])?;
    Ok(())
}

const POINT: &str = "id, customer_id, name, contact_name, phone, address_line1, address_line2, city, postal_code, province,
    delivery_notes, route_id, stop_order, window_from, window_until, is_active, version";

fn point_from_row(row: &Row) -> rusqlite::Result<Point> {
    Ok(Point {
        id: row.get(0)?,
        customer_id: row.get(1)?,
        name: row.get(2)?,
        contact_name: row.get(3)?,
        phone: row.get(4)?,
        address_line1: row.get(5)?,
        address_line2: row.get(6)?,
        city: row.get(7)?,
        postal_code: row.get(8)?,
        province: row.get(9)?,
        delivery_notes: row.get(10)?,
        route_id: row.get(11)?,
        stop_order: row.get(12)?,
        window_from: row.get(13)?,
        window_until: row.get(14)?,
        is_active: row.get(15)?,
        version: row.get(16)?,
    })
}

/// The delivery points of a customer, the first one first; also those out of use.
///
/// # Errors
/// Only those of the database.
pub fn points(conn: &Connection, customer: CustomerId) -> Result<Vec<Point>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {POINT} FROM delivery_points WHERE customer_id = ?1 ORDER BY is_active DESC, id LIMIT 500"
    ))?;
    let rows = statement.query_map([customer], point_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such point.
pub fn point(conn: &Connection, id: PointId) -> Result<Point> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {POINT} FROM delivery_points WHERE id = ?1"
    ))?;
    Ok(statement.query_row([id], point_from_row)?)
}

/// The active stops of a round, in their order.
///
/// # Errors
/// Only those of the database.
pub fn rounds_of(conn: &Connection, route: RouteId) -> Result<Vec<Point>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {POINT} FROM delivery_points WHERE route_id = ?1 AND is_active = 1 ORDER BY stop_order, id LIMIT 1000"
    ))?;
    let rows = statement.query_map([route], point_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_point(
    tx: &Tx,
    id: PointId,
    customer: CustomerId,
    new: &NewPoint,
    stop: i64,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO delivery_points (id, customer_id, name, contact_name, phone, phone_digits, address_line1, address_line2,
             city, postal_code, province, delivery_notes, route_id, stop_order, window_from, window_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        id,
        customer,
        new.name,
        new.contact_name,
        new.phone,
        digits(new.phone.as_deref()),
        new.address_line1,
        new.address_line2,
        new.city,
        new.postal_code,
        new.province,
        new.delivery_notes,
        new.route_id,
        stop,
        new.window_from,
        new.window_until,
    ])?;
    Ok(())
}

pub(super) fn update_point(
    tx: &Tx,
    id: PointId,
    version: i64,
    new: &NewPoint,
    stop: i64,
) -> Result<bool> {
    let rows = tx.execute(
        "UPDATE delivery_points SET name = ?3, contact_name = ?4, phone = ?5, phone_digits = ?6, address_line1 = ?7,
             address_line2 = ?8, city = ?9, postal_code = ?10, province = ?11, delivery_notes = ?12, route_id = ?13,
             stop_order = ?14, window_from = ?15, window_until = ?16, version = version + 1
         WHERE id = ?1 AND version = ?2",
        params![
            id,
            version,
            new.name,
            new.contact_name,
            new.phone,
            digits(new.phone.as_deref()),
            new.address_line1,
            new.address_line2,
            new.city,
            new.postal_code,
            new.province,
            new.delivery_notes,
            new.route_id,
            stop,
            new.window_from,
            new.window_until,
        ],
    )?;
    Ok(rows == 1)
}

/// Points with the payer's old name or address get the new one.
pub(super) fn points_follow(tx: &Tx, before: &Customer, after: &Customer) -> Result<()> {
    if before.name() != after.name() {
        tx.prepare_cached(
            "UPDATE delivery_points SET name = ?3, version = version + 1 WHERE customer_id = ?1 AND name = ?2",
        )?
        .execute(params![before.id, before.name(), after.name()])?;
    }
    tx.prepare_cached(
        "UPDATE delivery_points SET address_line1 = ?7, address_line2 = ?8, city = ?9, postal_code = ?10, province = ?11,
             version = version + 1
         WHERE customer_id = ?1 AND (address_line1, address_line2, city, postal_code, province) = (?2, ?3, ?4, ?5, ?6)
         AND (?2, ?3, ?4, ?5, ?6) <> (?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        before.id,
        before.address_line1,
        before.address_line2,
        before.city,
        before.postal_code,
        before.province,
        after.address_line1,
        after.address_line2,
        after.city,
        after.postal_code,
        after.province,
    ])?;
    Ok(())
}

pub(super) fn set_point_active(tx: &Tx, id: PointId, active: bool) -> Result<()> {
    tx.execute(
        "UPDATE delivery_points SET is_active = ?2, version = version + 1 WHERE id = ?1",
        params![id, active],
    )?;
    Ok(())
}

/// What a customer must not eat, if the customer agreed that this is kept.
///
/// # Errors
/// Only those of the database.
pub fn allergen_notes(conn: &Connection, id: CustomerId) -> Result<Option<AllergenNotes>> {
    let mut statement = conn.prepare_cached(
        "SELECT allergens, allergen_notes, consent_date FROM customer_allergens WHERE customer_id = ?1",
    )?;
    Ok(statement
        .query_row([id], |row| {
            Ok(AllergenNotes {
                allergens: Allergen::from_codes(&row.get::<_, String>(0)?),
                allergen_notes: row.get(1)?,
                consent_date: row.get(2)?,
            })
        })
        .optional()?)
}

pub(super) fn put_allergens(tx: &Tx, id: CustomerId, notes: Option<&AllergenNotes>) -> Result<()> {
    tx.execute(
        "DELETE FROM customer_allergens WHERE customer_id = ?1",
        [id],
    )?;
    if let Some(notes) = notes {
        tx.execute(
            "INSERT INTO customer_allergens (customer_id, allergens, allergen_notes, consent_date) VALUES (?1, ?2, ?3, ?4)",
            params![id, Allergen::to_codes(&notes.allergens), notes.allergen_notes.trim(), notes.consent_date],
        )?;
    }
    Ok(())
}

pub(super) fn set_exposure(
    tx: &Tx,
    kind: &str,
    id: Uuid,
    customer: CustomerId,
    amount: Money,
) -> Result<()> {
    if amount.is_zero() {
        tx.prepare_cached("DELETE FROM exposures WHERE source_kind = ?1 AND source_id = ?2")?
            .execute(params![kind, id.as_bytes()])?;
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO exposures (source_kind, source_id, customer_id, amount) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (source_kind, source_id) DO UPDATE SET customer_id = excluded.customer_id, amount = excluded.amount",
    )?
    .execute(params![kind, id.as_bytes(), customer, amount])?;
    Ok(())
}

pub(super) fn owed_for(conn: &Connection, kind: &str, id: Uuid) -> Result<Money> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(amount), 0) FROM exposures WHERE source_kind = ?1 AND source_id = ?2",
    )?;
    Ok(statement.query_row(params![kind, id.as_bytes()], |row| row.get(0))?)
}

/// Everything the customer owes or will owe: unpaid invoices and what is ordered and not invoiced, less what was paid and no
/// invoice has used yet. Below zero: paid ahead. A sum of what is open: it does not grow with the history.
///
/// # Errors
/// Only those of the database.
pub fn exposure(conn: &Connection, id: CustomerId) -> Result<Money> {
    let mut statement =
        conn.prepare_cached("SELECT ifnull(sum(amount), 0) FROM exposures WHERE customer_id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}
