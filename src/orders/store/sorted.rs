//! Lists of orders in another order than by delivery day. What is asked for is little (some days, a customer, a state
//! that passes) and is found by the index of that and sorted; only in the order of their taking can all of them be walked,
//! along the table itself.

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::list::{Filter, Listed, Query, SHORT, Shape, WHOLE, index, rare, terms};
use super::{Order, numbered};
use crate::error::{Error, Result};
use crate::values::calendar::Day;
use crate::values::ids::OrderId;

/// Most days that are sorted otherwise than by day.
pub const MOST_DAYS: i64 = 31;

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// When it was taken.
    Taken,
    Total,
    /// The customer's name, as it is searched for: without accents and capitals.
    Customer,
}

impl By {
    const fn term(self) -> &'static str {
        match self {
            Self::Taken => "o.id",
            Self::Total => "o.total_amount",
            Self::Customer => "c.search",
        }
    }
}

/// Whether so little is asked for that it can be sorted.
fn is_little(filter: &Filter, today: Day) -> bool {
    let days = filter.from.is_some_and(|from| {
        let last = from.add_days(MOST_DAYS - 1);
        from >= today || filter.until.is_some_and(|until| until <= last)
    });
    days || filter.customers.is_some() || rare(filter)
}

/// As [`super::listed`], sorted by something else; `after` is the last order of the page before.
///
/// # Errors
/// [`Error::Invalid`] of `sort` when too many would have to be sorted; [`Error::NotFound`] for a cursor that is none.
pub fn sorted(
    conn: &Connection,
    today: Day,
    filter: &Filter,
    (by, is_down): (By, bool),
    after: Option<OrderId>,
    limit: usize,
) -> Result<Vec<Listed>> {
    read(conn, &SHORT, today, filter, (by, is_down), after, limit)
}

/// As [`sorted`], with everything of each order.
///
/// # Errors
/// As [`sorted`].
pub fn sorted_whole(
    conn: &Connection,
    today: Day,
    filter: &Filter,
    (by, is_down): (By, bool),
    after: Option<OrderId>,
    limit: usize,
) -> Result<Vec<Order>> {
    read(conn, &WHOLE, today, filter, (by, is_down), after, limit)
}

fn read<T>(
    conn: &Connection,
    shape: &Shape<T>,
    today: Day,
    filter: &Filter,
    sort: (By, bool),
    after: Option<OrderId>,
    limit: usize,
) -> Result<Vec<T>> {
    if let Some(number) = &filter.number {
        return numbered(conn, shape, filter, number, after, limit);
    }
    let is_little = is_little(filter, today);
    if sort.0 != By::Taken && !is_little {
        let message = crate::error::Message::new("orders-sort-much").arg("days", MOST_DAYS);
        return Err(Error::field("sort", message));
    }
    let place = match after {
        Some(id) => Some((place_of(conn, sort.0, id)?, id)),
        None => None,
    };
    let (sql, values) = statement(shape.columns, filter, is_little, sort, place, limit);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), shape.read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Where an order stands in this order of the list.
fn place_of(conn: &Connection, by: By, id: OrderId) -> Result<rusqlite::types::Value> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {} FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = ?1",
        by.term()
    ))?;
    let found = statement.query_row([id], |row| row.get(0)).optional()?;
    found.ok_or(Error::NotFound)
}

fn statement(
    columns: &str,
    filter: &Filter,
    is_little: bool,
    (by, is_down): (By, bool),
    after: Option<(rusqlite::types::Value, OrderId)>,
    limit: usize,
) -> (String, Vec<Box<dyn ToSql>>) {
    let mut query: Query = terms(filter, None);
    query.of_one(filter.customers.as_deref());
    let (compare, direction) = if is_down { ("<", "DESC") } else { (">", "ASC") };
    if let Some((place, id)) = after {
        query.values.push(Box::new(place));
        query.values.push(Box::new(id));
        let last = query.values.len();
        let term = by.term();
        let (first, second) = (last - 1, last);
        query
            .terms
            .push(format!("({term}, o.id) {compare} (?{first}, ?{second})"));
    }
    let limit = i64::try_from(limit).unwrap_or(50);
    query.values.push(Box::new(limit));
    let walked = match is_little {
        true => format!("INDEXED BY {}", index(filter, filter.customers.is_some())),
        false => "NOT INDEXED".to_owned(),
    };
    let (terms, term) = (query.all(), by.term());
    let sql = format!(
        "SELECT {columns} FROM orders o {walked} CROSS JOIN customers c ON c.id = o.customer_id WHERE {terms}
         ORDER BY {term} {direction}, o.id {direction} LIMIT ?{}",
        query.values.len()
    );
    (sql, query.values)
}
