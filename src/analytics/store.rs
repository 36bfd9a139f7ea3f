//! SQL of the overview: it reads every room's tables and writes none.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Params, params};
use uuid::Uuid;

use super::first::Begun;
use crate::db::{Remembered, Until, View};
use crate::error::Result;
use crate::orders;
use crate::production;
use crate::settings;
use crate::stock;
use crate::values::calendar::{Day, Time};
use crate::values::ids::ItemId;
use crate::values::money::Money;
use crate::values::quantity::Quantity;

/// A line of something that needs someone: what it is called, a figure, its id.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub label: String,
    pub amount: i64,
    pub id: Option<Uuid>,
}

fn found(conn: &Connection, query: &str, args: impl Params) -> Result<Vec<Found>> {
    let mut statement = conn.prepare_cached(query)?;
    let rows = statement.query_map(args, |row| {
        let id: Option<Vec<u8>> = row.get(2)?;
        Ok(Found {
            label: row.get(0)?,
            amount: row.get(1)?,
            id: id.and_then(|bytes| Uuid::from_slice(&bytes).ok()),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

const CUSTOMER: &str = "CASE c.business_name WHEN '' THEN c.contact_name ELSE c.business_name END";

/// What the parts of one page ask for again and again.
#[derive(Default)]
struct Looked {
    counts: BTreeMap<Day, Counts>,
    late: Option<(Time, Vec<Found>)>,
}

impl Remembered for Looked {
    const UNTIL: Until = Until::Committed;
}

/// Notes that should be handed over by now, however old: their window, or the time when the day's returns come, is over.
/// What is on none that was handed over is on no invoice either. Remembered for the minute.
pub(super) fn late_notes(view: &View) -> Result<Vec<Found>> {
    let now = view.zone.time_of(view.now);
    view.remember(|looked: &mut Looked| match &looked.late {
        Some((at, late)) if *at == now => Ok(late.clone()),
        _ => {
            let returns = view.settings.time(settings::DAY_RETURNS);
            let late = find_late_notes(view, view.today(), now, returns)?;
            looked.late = Some((now, late.clone()));
            Ok(late)
        }
    })
}

fn find_late_notes(conn: &Connection, today: Day, now: Time, returns: Time) -> Result<Vec<Found>> {
    found(conn, &late_query(), params![today, now, returns])
}

fn late_query() -> String {
    format!(
        "SELECT {CUSTOMER}, 0, n.id FROM notes n CROSS JOIN customers c ON c.id = n.customer_id
         LEFT JOIN delivery_points p ON p.id = n.delivery_point_id
         WHERE n.day <= ?1 AND n.status = 'prepared'
               AND (n.day < ?1 OR (n.delivery_method <> 'pickup' AND coalesce(nullif(p.window_until, ''), ?3) < ?2))
         ORDER BY n.day, n.route_id, n.stop_order"
    )
}

/// Notes that came back and that nobody has handed over or cancelled since, the newest first.
pub(super) fn came_back(conn: &Connection, today: Day) -> Result<Vec<Found>> {
    found(conn, &came_back_query(), [today])
}

fn came_back_query() -> String {
    format!(
        "SELECT {CUSTOMER}, 0, n.id FROM notes n CROSS JOIN customers c ON c.id = n.customer_id
         WHERE n.day <= ?1 AND n.status = 'not_delivered' ORDER BY n.day DESC"
    )
}

/// Changes of a day's sheet that nobody has ticked: item, difference.
pub(super) fn open_changes(conn: &Connection, day: Day) -> Result<Vec<Found>> {
    found(
        conn,
        "SELECT i.name, d.now - d.was, i.id FROM day_changes d JOIN items i ON i.id = d.item_id
         WHERE d.day = ?1 AND d.ticked_at IS NULL ORDER BY d.version, i.name",
        [day],
    )
}

/// Versions of a day that changed delivery notes and no count of its sheet, and that nobody has seen: who gets something else.
pub(super) fn open_packing(view: &View, day: Day) -> Result<Vec<Found>> {
    let label = |change: &production::PackingChange| {
        let names: BTreeSet<&str> = change
            .lines
            .iter()
            .map(|line| line.customer_name.as_str())
            .collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    };
    let changes = production::open_packing(view, day)?;
    Ok(changes
        .iter()
        .map(|change| Found {
            label: label(change),
            amount: 0,
            id: None,
        })
        .collect())
}

/// Pickups of the coming days without a time.
pub(super) fn without_time(conn: &Connection, from: Day, to: Day) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT {CUSTOMER}, o.total_amount, o.id FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.requested_date BETWEEN ?1 AND ?2 AND o.delivery_method = 'pickup' AND o.requested_time IS NULL
               AND o.standing_order_id IS NULL AND o.status IN ('pending', 'confirmed', 'preparing', 'ready')
         ORDER BY o.requested_date, o.order_number"
    );
    found(conn, &query, params![from, to])
}

/// Orders until a day that nobody has confirmed.
pub(super) fn unconfirmed(conn: &Connection, from: Day, to: Day) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT {CUSTOMER}, o.total_amount, o.id FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.status = 'pending' AND o.requested_date BETWEEN ?1 AND ?2 ORDER BY o.requested_date, o.order_number"
    );
    found(conn, &query, params![from, to])
}

/// What a bakery that has just begun has already.
pub(super) fn begun(conn: &Connection) -> Result<Begun> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM items WHERE is_active = 1 AND is_sold = 1),
                EXISTS (SELECT 1 FROM prices ORDER BY item_id LIMIT 1),
                EXISTS (SELECT 1 FROM customers ORDER BY id LIMIT 1),
                EXISTS (SELECT 1 FROM orders ORDER BY id LIMIT 1)",
    )?;
    Ok(statement.query_row([], |row| {
        Ok(Begun {
            items: row.get(0)?,
            prices: row.get(1)?,
            customers: row.get(2)?,
            orders: row.get(3)?,
        })
    })?)
}

/// Dates of standing orders that were missed and wait for a decision, by customer.
pub(super) fn missed_dates(conn: &Connection) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT {CUSTOMER}, 0, s.id FROM missed_dates m JOIN standing_orders s ON s.id = m.standing_order_id
         JOIN customers c ON c.id = s.customer_id
         WHERE m.decision IS NULL ORDER BY m.day, m.standing_order_id"
    );
    found(conn, &query, [])
}

/// Templates whose order could not be made: for whom, and the reason, without the full stop as it goes into a list.
pub(super) fn failed_templates(conn: &Connection) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT {CUSTOMER} || ': ' || rtrim(s.failure, '.'), 0, s.id FROM standing_orders s JOIN customers c ON c.id = s.customer_id
         WHERE s.failure IS NOT NULL AND s.is_active = 1 ORDER BY s.recurring_name"
    );
    found(conn, &query, [])
}

pub(super) fn failed_mails(conn: &Connection) -> Result<Vec<Found>> {
    found(
        conn,
        "SELECT to_address, 0, id FROM mails WHERE status IN ('failed', 'uncertain') ORDER BY created_at DESC",
        [],
    )
}

/// Jobs whose last run failed.
pub(super) fn failed_jobs(conn: &Connection) -> Result<Vec<Found>> {
    found(
        conn,
        "SELECT r.job, 0, NULL FROM job_clocks k
         JOIN job_runs r ON r.id = (SELECT id FROM job_runs WHERE job = k.job ORDER BY id DESC LIMIT 1)
         WHERE r.outcome = 'failed' ORDER BY r.job",
        [],
    )
}

/// Deliveries of suppliers that are expected by a day and have not come.
pub(super) fn expected_goods(conn: &Connection, until: Day) -> Result<Vec<Found>> {
    found(
        conn,
        "SELECT supplier_name, expected_delivery_date < ?1, id FROM purchase_orders
         WHERE status IN ('approved', 'sent', 'confirmed', 'in_transit', 'partially_received') AND expected_delivery_date <= ?1
         ORDER BY expected_delivery_date",
        [until],
    )
}

/// Unpaid invoices that were due before a day: customer, amount due; oldest first.
pub(super) fn overdue(conn: &Connection, today: Day) -> Result<Vec<Found>> {
    let query = format!(
        "SELECT {CUSTOMER}, b.amount_due, b.invoice_id FROM invoice_balances b JOIN customers c ON c.id = b.customer_id
         WHERE b.amount_due <> 0 AND b.amount_due > 0 AND b.due_date < ?1 ORDER BY b.due_date"
    );
    found(conn, &query, [today])
}

/// What is unpaid of invoices due from a day (none: however long ago) until another.
pub(super) fn due_between(conn: &Connection, from: Option<Day>, until: Day) -> Result<Money> {
    let mut statement = conn.prepare_cached(
        "SELECT ifnull(sum(amount_due), 0) FROM invoice_balances
         WHERE amount_due <> 0 AND amount_due > 0 AND due_date >= ifnull(?1, '') AND due_date <= ?2",
    )?;
    Ok(statement.query_row(rusqlite::params![from, until], |row| row.get(0))?)
}

/// Items at or below the stock that was said to be low.
pub(super) fn low_stock(view: &View) -> Result<Vec<Found>> {
    let low = stock::low(view)?.into_iter().map(|low| Found {
        label: low.item.name,
        amount: 0,
        id: Some(low.item.id.0),
    });
    Ok(low.collect())
}

/// Items of a day that are not all baked.
pub(super) fn unbaked(view: &View, day: Day) -> Result<Vec<Found>> {
    let mut name = view.prepare_cached("SELECT name FROM items WHERE id = ?1")?;
    let open = production::unbaked(view, day)?.into_iter();
    let rows = open.map(|(item, _)| {
        Ok(Found {
            label: name.query_row([item], |row| row.get(0))?,
            amount: 0,
            id: Some(item.0),
        })
    });
    rows.collect()
}

/// What the strip counts of a day.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub orders: i64,
    /// With tax.
    pub to_deliver: Money,
    pub doughs: i64,
    pub lines: i64,
    pub lines_done: i64,
    pub routes: i64,
    pub stops: i64,
    pub stops_done: i64,
    pub pickups: i64,
    pub pickups_done: i64,
    pub with_returns: i64,
}

/// Remembered: the strip and the figures of Today count the same day.
pub(super) fn counts(view: &View, day: Day) -> Result<Counts> {
    view.remember(|Looked { counts, .. }| match counts.get(&day) {
        Some(counted) => Ok(counted.clone()),
        None => {
            let counted = count(view, day)?;
            counts.insert(day, counted.clone());
            Ok(counted)
        }
    })
}

fn count(view: &View, day: Day) -> Result<Counts> {
    let baking = production::progress(view, day)?;
    let (orders, to_deliver) = orders(view, day)?;
    let mut counts = Counts {
        orders,
        to_deliver,
        doughs: baking.doughs,
        lines: baking.lines,
        lines_done: baking.done,
        ..Counts::default()
    };
    let mut statement = view.prepare_cached(
        "SELECT count(DISTINCT route_id), count(route_id), count(route_id) FILTER (WHERE status <> 'prepared'),
                count(*) FILTER (WHERE route_id IS NULL), count(*) FILTER (WHERE route_id IS NULL AND status <> 'prepared'),
                count(*) FILTER (WHERE status <> 'prepared' AND EXISTS (SELECT 1 FROM note_lines l JOIN note_entries e ON e.note_line_id = l.id
                                                                       WHERE l.note_id = notes.id AND e.kind = 'returned' AND e.undone_at IS NULL))
         FROM notes WHERE day = ?1 AND status <> 'cancelled'",
    )?;
    statement.query_row([day], |row| {
        counts.routes = row.get(0)?;
        counts.stops = row.get(1)?;
        counts.stops_done = row.get(2)?;
        counts.pickups = row.get(3)?;
        counts.pickups_done = row.get(4)?;
        counts.with_returns = row.get(5)?;
        Ok(())
    })?;
    Ok(counts)
}

/// How many orders a day has that are not cancelled, and what those that are still to be handed over come to, with tax.
pub(super) fn orders(conn: &Connection, day: Day) -> Result<(i64, Money)> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FILTER (WHERE status NOT IN ('cancelled', 'refunded')),
                ifnull(sum(total_amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded', 'completed')), 0)
         FROM orders WHERE requested_date = ?1",
    )?;
    Ok(statement.query_row([day], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Pieces ordered for a day; what is sold by weight is not counted.
pub(super) fn pieces(view: &View, day: Day) -> Result<Quantity> {
    let mut is_piece = view.prepare_cached("SELECT base_unit = 'unit' FROM items WHERE id = ?1")?;
    let mut pieces = Quantity::default();
    for (item, quantity) in orders::demand(view, day)? {
        if is_piece.query_row([item], |row| row.get(0))? {
            pieces += quantity;
        }
    }
    Ok(pieces)
}

/// Orders and what they come to between two days, both included; cancelled ones left out.
pub(super) fn taken(conn: &Connection, from: Day, to: Day) -> Result<(i64, Money)> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), ifnull(sum(total_amount), 0) FROM orders
         WHERE requested_date BETWEEN ?1 AND ?2 AND status NOT IN ('cancelled', 'refunded')",
    )?;
    Ok(statement.query_row(params![from, to], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// How many orders of the days around stand in each state.
pub(super) fn by_status(conn: &Connection, from: Day, to: Day) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT status, count(*) FROM orders WHERE requested_date BETWEEN ?1 AND ?2 GROUP BY status",
    )?;
    let rows = statement.query_map(params![from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Active customers, and those made since an instant.
pub(super) fn customers(conn: &Connection, since: crate::values::Instant) -> Result<(i64, i64)> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE created_at >= ?1) FROM customers WHERE is_active = 1",
    )?;
    Ok(statement.query_row([since], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// What is ordered between two days, by day and item: name, base unit, quantity, number of orders.
pub(super) fn demand(
    conn: &Connection,
    from: Day,
    to: Day,
) -> Result<Vec<(Day, ItemId, Quantity, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.requested_date, l.product_id, sum(l.quantity), count(DISTINCT o.id)
         FROM orders o JOIN order_items l ON l.order_id = o.id
         WHERE o.requested_date BETWEEN ?1 AND ?2 AND o.status NOT IN ('cancelled', 'refunded') AND l.product_id IS NOT NULL
         GROUP BY o.requested_date, l.product_id",
    )?;
    let rows = statement.query_map(params![from, to], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;
    use crate::db::{Db, Options};

    #[test]
    fn what_was_never_handed_over_is_found_through_an_index_of_such_notes() {
        let folder = std::env::temp_dir().join(format!("hornada-today-{}", std::process::id()));
        let db = Db::open(Options::new(&folder)).unwrap();
        let plan = |query: String| {
            let rows = db.read_blocking(|view| {
                let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                let count = statement.parameter_count();
                let args = vec!["2026-11-20"; count];
                let rows =
                    statement.query_map(rusqlite::params_from_iter(args), |row| row.get(3))?;
                Ok(rows.collect::<rusqlite::Result<Vec<String>>>()?)
            });
            rows.unwrap().join("\n")
        };
        for (query, index) in [
            (late_query(), "notes_prepared (day<?)"),
            (came_back_query(), "notes_not_delivered (day<?)"),
        ] {
            let plan = plan(query);
            assert!(plan.contains(index), "{plan}");
            assert!(!plan.contains("SCAN"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
        db.close().unwrap();
        drop(db);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
