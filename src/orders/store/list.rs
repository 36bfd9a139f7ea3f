//! Lists of orders, by key set: every filter walks an index in the order of the list, and says which.

use rusqlite::types::ToSql;
use rusqlite::{Connection, Row, params_from_iter};

use super::{COLUMNS, Order, from_row};
use crate::error::Result;
use crate::orders::codes::{DeliveryMethod, OrderType, PaymentStatus, Source};
use crate::orders::state::Status;
use crate::values::calendar::{Day, Time};
use crate::values::ids::{CustomerId, OrderId, RouteId};
use crate::values::money::Money;

/// What a list of orders is asked for; everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First and last delivery day.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub status: Option<Status>,
    pub order_type: Option<OrderType>,
    pub order_source: Option<Source>,
    pub delivery_method: Option<DeliveryMethod>,
    pub route_id: Option<RouteId>,
    pub unpaid: bool,
    pub payment_status: Option<PaymentStatus>,
    /// Businesses' orders: everything but retail.
    pub business: bool,
    /// One of these customers.
    pub customers: Option<Vec<CustomerId>>,
    /// The number begins so.
    pub number: Option<String>,
}

/// By delivery day, then in the order in which they were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    DayUp,
    DayDown,
}

/// What a list shows of an order.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: OrderId,
    pub order_number: String,
    pub customer_name: String,
    pub requested_date: Day,
    pub requested_time: Option<Time>,
    pub status: Status,
    pub payment_status: PaymentStatus,
    pub delivery_method: DeliveryMethod,
    pub total_amount: Money,
}

/// The index that keeps numbers unique.
const NUMBERS: &str = "sqlite_autoindex_orders_2";

/// What is read of each order.
pub(super) struct Shape<T> {
    pub columns: &'static str,
    pub read: fn(&Row) -> rusqlite::Result<T>,
    /// Where it stands in the list.
    place: fn(&T) -> (Day, OrderId),
}

pub(super) const WHOLE: Shape<Order> = Shape {
    columns: COLUMNS,
    read: from_row,
    place: |order| (order.requested_date, order.id),
};

pub(super) const SHORT: Shape<Listed> = Shape {
    columns: "o.id, o.order_number, ifnull(nullif(c.business_name, ''), c.contact_name), o.requested_date, o.requested_time,
        o.status, o.payment_status, o.delivery_method, o.total_amount",
    read: |row| {
        Ok(Listed {
            id: row.get(0)?,
            order_number: row.get(1)?,
            customer_name: row.get(2)?,
            requested_date: row.get(3)?,
            requested_time: row.get(4)?,
            status: row.get(5)?,
            payment_status: row.get(6)?,
            delivery_method: row.get(7)?,
            total_amount: row.get(8)?,
        })
    },
    place: |order| (order.requested_date, order.id),
};

/// The orders that fit, at most `limit`, after the cursor (delivery day and id of the last row before).
///
/// # Errors
/// Only those of the database.
pub fn list(
    conn: &Connection,
    filter: &Filter,
    sort: Sort,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> Result<Vec<Order>> {
    read(conn, &WHOLE, filter, sort, after, limit)
}

/// As [`list`], with only what the page of the list shows of each.
///
/// # Errors
/// Only those of the database.
pub fn listed(
    conn: &Connection,
    filter: &Filter,
    sort: Sort,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> Result<Vec<Listed>> {
    read(conn, &SHORT, filter, sort, after, limit)
}

fn read<T>(
    conn: &Connection,
    shape: &Shape<T>,
    filter: &Filter,
    sort: Sort,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> Result<Vec<T>> {
    if let Some(number) = &filter.number {
        return numbered(conn, shape, filter, number, after.map(|(_, id)| id), limit);
    }
    let Some(customers) = &filter.customers else {
        return walk(conn, shape, filter, None, sort, after, limit);
    };
    let mut found = Vec::new();
    for customer in customers {
        found.extend(walk(
            conn,
            shape,
            filter,
            Some(*customer),
            sort,
            after,
            limit,
        )?);
    }
    found.sort_by_key(shape.place);
    if sort == Sort::DayDown {
        found.reverse();
    }
    found.truncate(limit);
    Ok(found)
}

/// Orders whose number begins with this, newest first; `after` is the last order of the page before.
pub(super) fn numbered<T>(
    conn: &Connection,
    shape: &Shape<T>,
    filter: &Filter,
    number: &str,
    after: Option<OrderId>,
    limit: usize,
) -> Result<Vec<T>> {
    let (sql, values) = by_number(shape.columns, filter, number, after, limit);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), shape.read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn by_number(
    columns: &str,
    filter: &Filter,
    number: &str,
    after: Option<OrderId>,
    limit: usize,
) -> (String, Vec<Box<dyn ToSql>>) {
    let mut query = terms(filter, None);
    query.of_one(filter.customers.as_deref());
    query.add("o.order_number >= #", number.to_owned());
    query.add("o.order_number < # || '~'", number.to_owned());
    if let Some(after) = after {
        let before = "o.order_number < (SELECT order_number FROM orders WHERE id = #)";
        query.add(before, after);
    }
    let terms = query.all();
    let limit = i64::try_from(limit).unwrap_or(50);
    query.values.push(Box::new(limit));
    // The beginning of a year's numbers holds all of it: what else is asked for is little, and sorted.
    let of_customers = filter.customers.is_some();
    let index = match of_customers || rare(filter) || filter.route_id.is_some() {
        true => index(filter, of_customers),
        false => NUMBERS,
    };
    let sql = format!(
        "SELECT {columns} FROM orders o INDEXED BY {index} CROSS JOIN customers c ON c.id = o.customer_id
         WHERE {terms} ORDER BY o.order_number DESC LIMIT ?{}",
        query.values.len()
    );
    (sql, query.values)
}

/// The statement and its values, put together from literal pieces.
#[derive(Default)]
pub(super) struct Query {
    pub terms: Vec<String>,
    pub values: Vec<Box<dyn ToSql>>,
}

impl Query {
    /// Everything that must hold.
    pub fn all(&self) -> String {
        match self.terms.is_empty() {
            true => "1".to_owned(),
            false => self.terms.join(" AND "),
        }
    }

    /// Of one of these customers.
    pub fn of_one(&mut self, customers: Option<&[CustomerId]>) {
        let Some(customers) = customers else {
            return;
        };
        let mut places = Vec::new();
        for customer in customers {
            self.values.push(Box::new(*customer));
            places.push(format!("?{}", self.values.len()));
        }
        let places = places.join(", ");
        self.terms.push(format!("o.customer_id IN ({places})"));
    }

    fn add(&mut self, term: &str, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
        self.terms
            .push(term.replace('#', &format!("?{}", self.values.len())));
    }
}

fn walk<T>(
    conn: &Connection,
    shape: &Shape<T>,
    filter: &Filter,
    customer: Option<CustomerId>,
    sort: Sort,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> Result<Vec<T>> {
    let (sql, values) = statement(shape.columns, filter, customer, sort, after, limit);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), shape.read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What every row must be.
pub(super) fn terms(filter: &Filter, customer: Option<CustomerId>) -> Query {
    let mut query = Query::default();
    if let Some(customer) = customer {
        query.add("o.customer_id = #", customer);
    }
    if let Some(route) = filter.route_id {
        query.add("o.route_id = #", route);
    }
    if let Some(status) = filter.status {
        query.add("o.status = #", status);
    }
    if let Some(order_type) = filter.order_type {
        query.add("o.order_type = #", order_type);
    }
    if let Some(source) = filter.order_source {
        query.add("o.order_source = #", source);
    }
    if let Some(method) = filter.delivery_method {
        query.add("o.delivery_method = #", method);
    }
    if let Some(paid) = filter.payment_status {
        query.add("o.payment_status = #", paid);
    }
    if filter.unpaid {
        query.terms.push("o.payment_status <> 'paid'".to_owned());
    }
    if filter.business {
        query.terms.push("o.order_type <> 'retail'".to_owned());
    }
    if let Some(from) = filter.from {
        query.add("o.requested_date >= #", from);
    }
    if let Some(until) = filter.until {
        query.add("o.requested_date <= #", until);
    }
    query
}

fn statement(
    columns: &str,
    filter: &Filter,
    customer: Option<CustomerId>,
    sort: Sort,
    after: Option<(Day, OrderId)>,
    limit: usize,
) -> (String, Vec<Box<dyn ToSql>>) {
    let mut query = terms(filter, customer);
    let (compare, direction) = match sort {
        Sort::DayUp => (">", "ASC"),
        Sort::DayDown => ("<", "DESC"),
    };
    if let Some((day, id)) = after {
        query.values.push(Box::new(day));
        let first = query.values.len();
        query.values.push(Box::new(id));
        query.terms.push(format!(
            "(o.requested_date, o.id) {compare} (?{first}, ?{})",
            first + 1
        ));
    }
    query
        .values
        .push(Box::new(i64::try_from(limit).unwrap_or(50)));
    let terms = query.all();
    let sql = format!(
        "SELECT {columns} FROM orders o INDEXED BY {} CROSS JOIN customers c ON c.id = o.customer_id WHERE {terms}
         ORDER BY o.requested_date {direction}, o.id {direction} LIMIT ?{}",
        index(filter, customer.is_some()),
        query.values.len()
    );
    (sql, query.values)
}

/// Whether the state asked for is one that orders pass.
pub(super) fn rare(filter: &Filter) -> bool {
    filter
        .status
        .is_some_and(|status| status.is_open() || status == Status::Refunded)
}

/// The index that leaves least to look through: all of them run in the order of the list.
pub(super) fn index(filter: &Filter, of_customer: bool) -> &'static str {
    let status_is_rare = rare(filter);
    if of_customer {
        "orders_by_customer"
    } else if filter.route_id.is_some() {
        "orders_by_route_day"
    } else if status_is_rare {
        "orders_by_status_day"
    } else if filter.unpaid {
        "orders_unpaid"
    } else if filter.status.is_some() {
        "orders_by_status_day"
    } else if filter.order_source.is_some() {
        "orders_by_source"
    } else if filter.order_type.is_some() {
        "orders_by_type"
    } else {
        "orders_by_day"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::config::DbConfig;

    fn schema() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap_or_else(|error| unreachable!("{error}"));
        // As the file is opened: plans do not look at the values.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .unwrap_or_else(|error| unreachable!("{error}"));
        crate::db::make_schema(&mut conn).unwrap_or_else(|error| unreachable!("{error}"));
        conn
    }

    fn plan(conn: &Connection, filter: &Filter, sort: Sort) -> rusqlite::Result<String> {
        let customer = filter
            .customers
            .as_ref()
            .and_then(|all| all.first().copied());
        let after = Some((Day::FIRST, OrderId(uuid::Uuid::nil())));
        let (sql, values) = statement(COLUMNS, filter, customer, sort, after, 51);
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let rows = statement.query_map(params_from_iter(values), |row| row.get(3))?;
        let lines: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(lines.join("; "))
    }

    /// A number narrows to what begins so, in the order of the numbers, unless something asked for leaves less.
    #[test]
    fn a_number_is_looked_up_in_the_order_of_the_numbers() -> rusqlite::Result<()> {
        let conn = schema();
        let nobody = CustomerId(uuid::Uuid::nil());
        for bits in 0_u32..8 {
            let on = |bit: u32| bits & (1 << bit) != 0;
            let filter = Filter {
                from: on(0).then_some(Day::FIRST),
                status: on(1).then_some(Status::Pending),
                customers: on(2).then(|| vec![nobody, nobody]),
                ..Filter::default()
            };
            let (sql, values) = by_number(COLUMNS, &filter, "ORD", Some(OrderId(nobody.0)), 51);
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let rows = statement.query_map(params_from_iter(values), |row| row.get(3))?;
            let lines: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
            let plan = lines.join("; ");
            assert!(plan.contains("SEARCH o "), "{filter:?}: {plan}");
            let is_narrowed = on(1) || on(2);
            assert_eq!(plan.contains("order_number>"), !is_narrowed, "{plan}");
            assert_eq!(plan.contains("TEMP B-TREE"), is_narrowed, "{plan}");
        }
        Ok(())
    }

    /// Every combination of filters walks an index in the order of the list: nothing is sorted, nothing scanned whole.
    #[test]
    fn every_combination_of_filters_walks_an_index_in_order() -> rusqlite::Result<()> {
        let conn = schema();
        for bits in 0_u32..256 {
            let on = |bit: u32| bits & (1 << bit) != 0;
            let filter = Filter {
                from: on(0).then_some(Day::FIRST),
                until: on(0).then_some(Day::FIRST),
                status: on(1).then_some(if on(2) {
                    Status::Completed
                } else {
                    Status::Pending
                }),
                order_type: on(3).then_some(OrderType::Custom),
                order_source: on(4).then_some(Source::Online),
                route_id: on(5).then_some(RouteId(uuid::Uuid::nil())),
                unpaid: on(6),
                customers: on(7).then(|| vec![CustomerId(uuid::Uuid::nil())]),
                ..Filter::default()
            };
            for sort in [Sort::DayUp, Sort::DayDown] {
                let plan = plan(&conn, &filter, sort)?;
                assert!(plan.contains("INDEX orders_"), "{filter:?}: {plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
                assert!(plan.contains("SEARCH o "), "{filter:?}: {plan}");
            }
        }
        Ok(())
    }
}
