//! SQL of standing orders, pauses, closed days and missed dates; reads the orders that were made of them.

mod closed;
mod made;
mod missed;
mod pauses;

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, Row, params};

use super::dates::{Frequency, Line, MOST_MOVED, OneDate, Quantities, Schedule};
use super::{NewTemplate, Template};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, ItemId, PointId, TemplateId, TemplateLineId};
use crate::values::quantity::Quantity;

pub use closed::closed_days;
use closed::closed_weekdays;
pub(super) use closed::{close_day, reopen_day};
pub use made::forget_withdrawn;
pub(super) use made::{
    is_withdrawn, last_order, made, made_count, made_goods, open_orders, other_orders, withdraw,
};
pub use missed::missed;
pub(super) use missed::{
    add_missed, decide, drop_missed, dropped_at, missed_after, missed_of, undecide,
};
pub use pauses::pauses;
pub(super) use pauses::{all_pauses, delete_pause, end_pause, find_pause, insert_pause};

const COLUMNS: &str = "t.id, t.recurring_name, t.customer_id, t.delivery_point_id, t.frequency, t.month_day, \
    t.month_nth, t.month_weekday, t.delivery_method, t.delivery_time, t.delivery_notes, t.start_date, t.end_date, \
    t.is_active, t.generated_until, t.failure, t.failed_on, t.created_at, t.updated_at, t.version";

fn from_row(row: &Row) -> rusqlite::Result<Template> {
    let code: String = row.get(4)?;
    let frequency = Frequency::from_parts(&code, row.get(5)?, row.get(6)?, row.get(7)?);
    Ok(Template {
        id: row.get(0)?,
        recurring_name: row.get(1)?,
        customer_id: row.get(2)?,
        delivery_point_id: row.get(3)?,
        delivery_method: row.get(8)?,
        delivery_time: row.get(9)?,
        delivery_notes: row.get(10)?,
        schedule: Schedule {
            frequency: frequency.ok_or_else(|| {
                rusqlite::Error::InvalidColumnType(4, code, rusqlite::types::Type::Text)
            })?,
            start: row.get(11)?,
            end: row.get(12)?,
            is_active: row.get(13)?,
            lines: Vec::new(),
            dates: BTreeMap::new(),
            pauses: Vec::new(),
            closed: Arc::default(),
            closed_weekdays: Arc::default(),
        },
        generated_until: row.get(14)?,
        failure: row.get(15)?,
        failed_on: row.get(16)?,
        created_at: row.get(17)?,
        updated_at: row.get(18)?,
        version: row.get(19)?,
    })
}

/// Which standing orders.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    One(TemplateId),
    Customer(CustomerId),
    Active,
}

/// Standing orders with all that decides their dates from `from` on, in the order of their making.
pub(super) fn load(conn: &Connection, of: Of, from: Day) -> Result<Vec<Template>> {
    let all = |filter: &str| format!("SELECT {COLUMNS} FROM standing_orders t {filter}");
    let mut templates: Vec<Template> = match of {
        Of::One(id) => rows(conn, &all("WHERE t.id = ?1"), [id])?,
        Of::Customer(id) => rows(conn, &all("WHERE t.customer_id = ?1 ORDER BY t.id"), [id])?,
        // Nothing is made for a customer who was retired, whatever their standing orders say.
        Of::Active => rows(
            conn,
            &all("WHERE t.is_active = 1 AND EXISTS (SELECT 1 FROM customers c
                 WHERE c.id = t.customer_id AND c.is_active = 1) ORDER BY t.id"),
            [],
        )?,
    };
    fill(conn, &mut templates, from)?;
    Ok(templates)
}

fn rows<P: rusqlite::Params>(conn: &Connection, query: &str, params: P) -> Result<Vec<Template>> {
    let mut statement = conn.prepare_cached(query)?;
    let rows = statement.query_map(params, from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn fill(conn: &Connection, templates: &mut [Template], from: Day) -> Result<()> {
    let closed = Arc::new(closed_days(conn, from.add_days(-MOST_MOVED), None)?);
    let closed_weekdays = Arc::new(closed_weekdays(conn)?);
    for template in templates {
        template.schedule.closed = Arc::clone(&closed);
        template.schedule.closed_weekdays = Arc::clone(&closed_weekdays);
        template.schedule.lines = lines(conn, template.id, from.add_days(-MOST_MOVED))?;
        template.schedule.dates = dates(conn, template.id, from.add_days(-MOST_MOVED))?;
        template.schedule.pauses = pauses(conn, template.customer_id, from.add_days(-MOST_MOVED))?;
    }
    Ok(())
}

/// # Errors
/// [`Error::NotFound`] when there is no such standing order.
pub fn find(conn: &Connection, id: TemplateId, from: Day) -> Result<Template> {
    load(conn, Of::One(id), from)?.pop().ok_or(Error::NotFound)
}

/// A page of standing orders by the customer's name: `limit + 1` rows after one of them, active or not, whose customer
/// or name holds the folded text.
pub(super) fn page(
    conn: &Connection,
    is_active: bool,
    text: &str,
    after: Option<TemplateId>,
    limit: usize,
) -> Result<Vec<TemplateId>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.id FROM standing_orders t JOIN customers c ON c.id = t.customer_id
         WHERE t.is_active = ?1 AND (?2 = '' OR instr(c.search, ?2) > 0)
           AND (?3 IS NULL OR (c.search, t.id) > (SELECT c2.search, t2.id FROM standing_orders t2
                JOIN customers c2 ON c2.id = t2.customer_id WHERE t2.id = ?3))
         ORDER BY c.search, t.id LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(200) + 1;
    let rows = statement.query_map(params![is_active, text, after, limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many there are, active or not.
pub(super) fn count(conn: &Connection, is_active: bool) -> Result<i64> {
    let query = "SELECT count(*) FROM standing_orders WHERE is_active = ?1";
    Ok(conn.query_row(query, [is_active], |row| row.get(0))?)
}

/// Those whose last run failed.
pub(super) fn failed(conn: &Connection) -> Result<Vec<Template>> {
    let query = format!(
        "SELECT {COLUMNS} FROM standing_orders t WHERE t.failed_on IS NOT NULL AND t.is_active = 1
         ORDER BY t.failed_on, t.id LIMIT 200"
    );
    rows(conn, &query, [])
}

/// All of the API's page: after an id, of a customer where one is named.
pub(super) fn ids(
    conn: &Connection,
    customer: Option<CustomerId>,
    is_active: Option<bool>,
    after: Option<TemplateId>,
    limit: usize,
) -> Result<Vec<TemplateId>> {
    let limit = i64::try_from(limit).unwrap_or(200) + 1;
    let read = |row: &Row| row.get(0);
    let rows = match customer {
        Some(customer) => conn
            .prepare_cached(
                "SELECT id FROM standing_orders WHERE customer_id = ?1 AND (?2 IS NULL OR is_active = ?2)
                   AND (?3 IS NULL OR id > ?3) ORDER BY id LIMIT ?4",
            )?
            .query_map(params![customer, is_active, after, limit], read)?
            .collect::<rusqlite::Result<_>>()?,
        None => conn
            .prepare_cached(
                "SELECT id FROM standing_orders WHERE id > ifnull(?2, X'00') AND (?1 IS NULL OR is_active = ?1)
                 ORDER BY id LIMIT ?3",
            )?
            .query_map(params![is_active, after, limit], read)?
            .collect::<rusqlite::Result<_>>()?,
    };
    Ok(rows)
}

/// Lines that hold on `from` or later, by position.
fn lines(conn: &Connection, id: TemplateId, from: Day) -> Result<Vec<Line>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, position, product_id, unit, unit_size, valid_from, valid_until,
                monday, tuesday, wednesday, thursday, friday, saturday, sunday, custom_instructions
         FROM standing_order_lines WHERE standing_order_id = ?1 AND (valid_until IS NULL OR valid_until > ?2)
         ORDER BY position, valid_from",
    )?;
    let rows = statement.query_map(params![id, from], |row| {
        Ok(Line {
            id: row.get(0)?,
            position: row.get(1)?,
            product_id: row.get(2)?,
            unit: row.get(3)?,
            unit_size: quantity(row, 4)?,
            valid_from: row.get(5)?,
            valid_until: row.get(6)?,
            week: [
                quantity(row, 7)?,
                quantity(row, 8)?,
                quantity(row, 9)?,
                quantity(row, 10)?,
                quantity(row, 11)?,
                quantity(row, 12)?,
                quantity(row, 13)?,
            ],
            custom_instructions: row.get(14)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn quantity(row: &Row, column: usize) -> rusqlite::Result<Quantity> {
    Ok(Quantity::from_thousandths(row.get(column)?))
}

fn dates(conn: &Connection, id: TemplateId, from: Day) -> Result<BTreeMap<Day, OneDate>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, kind, moved_to, quantities, reason FROM standing_order_dates
         WHERE standing_order_id = ?1 AND day >= ?2",
    )?;
    let mut rows = statement.query(params![id, from])?;
    let mut dates = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(1)?;
        let (to, text, reason): (Option<Day>, Option<String>, String) =
            (row.get(2)?, row.get(3)?, row.get(4)?);
        let quantities =
            text.map_or_else(|| Ok(Quantities::new()), |text| read_quantities(&text))?;
        let one = match (kind.as_str(), to) {
            ("move", Some(to)) => OneDate::Move {
                to,
                quantities,
                reason,
            },
            ("skip", _) => OneDate::Skip { reason },
            _ => OneDate::Change { quantities, reason },
        };
        dates.insert(row.get(0)?, one);
    }
    Ok(dates)
}

/// Kept as JSON: product id to quantity in 1/1,000 base units.
fn read_quantities(text: &str) -> Result<Quantities> {
    let read: BTreeMap<ItemId, i64> = serde_json::from_str(text)?;
    Ok(read
        .into_iter()
        .map(|(item, thousandths)| (item, Quantity::from_thousandths(thousandths)))
        .collect())
}

pub(super) fn set_date(tx: &Tx, id: TemplateId, day: Day, one: &OneDate) -> Result<()> {
    let quantities = match one.quantities() {
        Some(quantities) => {
            let plain: BTreeMap<ItemId, i64> = quantities
                .iter()
                .map(|(item, quantity)| (*item, quantity.thousandths()))
                .collect();
            Some(serde_json::to_string(&plain)?)
        }
        None => None,
    };
    tx.prepare_cached(
        "INSERT INTO standing_order_dates (standing_order_id, day, kind, moved_to, quantities, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (standing_order_id, day) DO UPDATE SET kind = excluded.kind, moved_to = excluded.moved_to,
             quantities = excluded.quantities, reason = excluded.reason",
    )?
    .execute(params![id, day, one.kind(), one.moved_to(), quantities, one.reason()])?;
    Ok(())
}

/// Single dates from `from` on hold for the successor as well.
pub(super) fn carry_dates(tx: &Tx, old: TemplateId, new: TemplateId, from: Day) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO standing_order_dates (standing_order_id, day, kind, moved_to, quantities, reason)
         SELECT ?2, day, kind, moved_to, quantities, reason FROM standing_order_dates
         WHERE standing_order_id = ?1 AND day >= ?3",
    )?
    .execute(params![old, new, from])?;
    Ok(())
}

pub(super) fn remove_date(tx: &Tx, id: TemplateId, day: Day) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM standing_order_dates WHERE standing_order_id = ?1 AND day = ?2",
    )?
    .execute(params![id, day])?;
    Ok(())
}

pub(super) fn insert(
    tx: &Tx,
    id: TemplateId,
    new: &NewTemplate,
    point: PointId,
    is_active: bool,
) -> Result<()> {
    let rule = new.frequency.month_rule();
    let (month_day, nth, weekday) = month_columns(rule);
    tx.prepare_cached(
        "INSERT INTO standing_orders (id, recurring_name, customer_id, delivery_point_id, frequency, month_day, month_nth,
             month_weekday, delivery_method, delivery_time, delivery_notes, start_date, end_date, generated_until,
             created_at, updated_at, is_active)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, ?16)",
    )?
    .execute(params![
        id,
        new.recurring_name,
        new.customer_id,
        point,
        new.frequency.code(),
        month_day,
        nth,
        weekday,
        new.delivery_method,
        new.delivery_time,
        new.delivery_notes,
        new.start_date,
        new.end_date,
        tx.today().previous(),
        tx.now,
        is_active
    ])?;
    Ok(())
}

type MonthColumns = (Option<u32>, Option<u32>, Option<u8>);

const fn month_columns(rule: Option<super::dates::MonthRule>) -> MonthColumns {
    use super::dates::MonthRule;
    match rule {
        Some(MonthRule::Day(day)) => (Some(day), None, None),
        Some(MonthRule::Weekday { nth, weekday }) => (None, Some(nth), Some(weekday)),
        None => (None, None, None),
    }
}

/// Writes the template's own fields; false when the version is another by now.
pub(super) fn update(tx: &Tx, template: &Template, version: i64) -> Result<bool> {
    let schedule = &template.schedule;
    let (month_day, nth, weekday) = month_columns(schedule.frequency.month_rule());
    let rows = tx
        .prepare_cached(
            "UPDATE standing_orders SET recurring_name = ?3, delivery_point_id = ?4, frequency = ?5, month_day = ?6,
                 month_nth = ?7, month_weekday = ?8, delivery_method = ?9, delivery_time = ?10, delivery_notes = ?11,
                 start_date = ?12, end_date = ?13, is_active = ?14, updated_at = ?15, version = version + 1
             WHERE id = ?1 AND version = ?2",
        )?
        .execute(params![
            template.id,
            version,
            template.recurring_name,
            template.delivery_point_id,
            schedule.frequency.code(),
            month_day,
            nth,
            weekday,
            template.delivery_method,
            template.delivery_time,
            template.delivery_notes,
            schedule.start,
            schedule.end,
            schedule.is_active,
            tx.now
        ])?;
    Ok(rows == 1)
}

pub(super) fn insert_line(tx: &Tx, template: TemplateId, line: &Line) -> Result<()> {
    let week = line.week.map(Quantity::thousandths);
    tx.prepare_cached(
        "INSERT INTO standing_order_lines (id, standing_order_id, position, product_id, unit, unit_size, valid_from,
             valid_until, monday, tuesday, wednesday, thursday, friday, saturday, sunday, custom_instructions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        line.id,
        template,
        line.position,
        line.product_id,
        line.unit,
        line.unit_size.thousandths(),
        line.valid_from,
        line.valid_until,
        week[0],
        week[1],
        week[2],
        week[3],
        week[4],
        week[5],
        week[6],
        line.custom_instructions
    ])?;
    Ok(())
}

pub(super) fn delete_line(tx: &Tx, id: TemplateLineId) -> Result<()> {
    tx.prepare_cached("DELETE FROM standing_order_lines WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Sets until before which day a line holds, and its place; false when there is no such line.
pub(super) fn set_line(
    tx: &Tx,
    id: TemplateLineId,
    position: i64,
    until: Option<Day>,
) -> Result<bool> {
    let rows = tx
        .prepare_cached(
            "UPDATE standing_order_lines SET position = ?2, valid_until = ?3 WHERE id = ?1",
        )?
        .execute(params![id, position, until])?;
    Ok(rows == 1)
}

/// Says how far a template is made, and what stopped it. Not a change of the template, so its version stays.
pub(super) fn set_generated(
    tx: &Tx,
    id: TemplateId,
    until: Day,
    failure: Option<&(Day, String)>,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE standing_orders SET generated_until = ?2, failed_on = ?3, failure = ?4 WHERE id = ?1",
    )?
    .execute(params![
        id,
        until,
        failure.map(|(day, _)| *day),
        failure.map(|(_, text)| text)
    ])?;
    Ok(())
}

/// Whether a template of this name stands for a customer already.
pub(super) fn has_name(conn: &Connection, customer: CustomerId, name: &str) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM standing_orders WHERE customer_id = ?1 AND recurring_name = ?2)",
    )?;
    Ok(statement.query_row(params![customer, name], |row| row.get(0))?)
}

/// Up to which day the active one that is furthest behind was made.
pub(super) fn generated_from(conn: &Connection) -> Result<Option<Day>> {
    let query = "SELECT min(generated_until) FROM standing_orders WHERE is_active = 1";
    Ok(conn.query_row(query, [], |row| row.get(0))?)
}
