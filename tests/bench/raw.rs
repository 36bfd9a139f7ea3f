//! The baseline: the rows that the product writes for an order of five lines, for the same customers, items and days,
//! written by nothing but SQLite with the same pragmas. Nothing is reckoned, asked or checked.

use std::path::Path;
use std::time::Instant;

use hornada::values::ids::OrderId;
use rusqlite::{Connection, params};

use super::load::World;

/// A copy of the bench's file, written and read by nothing but SQLite.
pub struct Raw {
    conn: Connection,
    written: usize,
}

/// What stands beside the rows of the order itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The answer that is kept for the request's key.
    Answer,
    /// From which standing order it came, in history and events.
    Standing,
}

impl Raw {
    /// Takes a copy of the file as it was loaded.
    pub fn copy_of(live: &Path, file: &Path) -> Self {
        std::fs::copy(live, file).unwrap();
        let conn = Connection::open(file).unwrap();
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 10000;
             PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY",
        )
        .unwrap();
        conn.set_prepared_statement_cache_capacity(64);
        Self { conn, written: 0 }
    }

    /// Seconds for `total` orders with `together` of them in one transaction.
    pub fn write(&mut self, world: &World, beside: Beside, together: usize, total: usize) -> f64 {
        let began = Instant::now();
        for _ in 0..total / together {
            self.conn.execute_batch("BEGIN IMMEDIATE").unwrap();
            for _ in 0..together {
                self.written += 1;
                order(&self.conn, world, beside, self.written);
            }
            self.conn.execute_batch("COMMIT").unwrap();
        }
        began.elapsed().as_secs_f64()
    }

    /// Order pages a second: the order with its customer, its lines, its history.
    pub fn read_orders(&self, id: OrderId, total: usize) -> f64 {
        let began = Instant::now();
        for _ in 0..total {
            for sql in [
                "SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = ?1",
                "SELECT * FROM order_items WHERE order_id = ?1 ORDER BY position",
                "SELECT * FROM journal WHERE subject_kind = 'order' AND subject_id = ?1 ORDER BY id",
            ] {
                self.drain(sql, &[&id]);
            }
        }
        total as f64 / began.elapsed().as_secs_f64()
    }

    /// Lists of fifty orders a second, newest day first.
    pub fn read_lists(&self, total: usize) -> f64 {
        let began = Instant::now();
        for _ in 0..total {
            self.drain(
                "SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.requested_date DESC, o.id DESC LIMIT 50",
                &[],
            );
        }
        total as f64 / began.elapsed().as_secs_f64()
    }

    /// Reads every column of every row.
    fn drain(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) {
        let mut statement = self.conn.prepare_cached(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(values).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column).unwrap());
            }
        }
    }
}

fn id() -> [u8; 16] {
    let mut random = [0; 10];
    getrandom::fill(&mut random).unwrap();
    let millis = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis() as u64;
    *uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .as_bytes()
}

fn order(conn: &Connection, world: &World, beside: Beside, number: usize) {
    let order = id();
    let model = &world.model;
    let customer = &world.customers[number % world.customers.len()];
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        conn.prepare_cached(sql).unwrap().execute(values).unwrap();
    };
    run(
        "INSERT INTO counters (series, last) VALUES ('orders', 1) ON CONFLICT (series) DO UPDATE SET last = last + 1",
        &[],
    );
    conn.prepare_cached(
        "INSERT INTO orders (id, order_number, customer_id, delivery_point_id, order_type, order_source, status, order_date, requested_date,
         price_list_id, tax_mode, subtotal, tax_amount, total_amount, payment_due_date, delivery_method, delivery_address,
         billing_address, cost_amount, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, 'wholesale', 'online', 'confirmed', ?5, ?6, ?7, 'net', ?8, ?9, ?10, ?11, 'delivery', ?12, ?13, ?14, ?15, ?16, ?16)",
    )
    .unwrap()
    .execute(params![
        order,
        format!("RAW-2026-1120-{number}"),
        customer,
        model.order.delivery_point_id,
        model.order.order_date,
        world.day(number),
        model.order.price_list_id,
        model.order.subtotal,
        model.order.tax_amount,
        model.order.total_amount,
        model.order.payment_due_date,
        model.order.delivery_address,
        model.order.billing_address,
        model.order.cost_amount,
        model.order.created_by,
        model.order.created_at,
    ])
    .unwrap();
    run(
        "INSERT INTO order_tax_rows (order_id, rate, base, tax) VALUES (?1, 400, 1000, 40)",
        &[&order],
    );
    for (position, line) in model.lines.iter().enumerate() {
        conn.prepare_cached(
            "INSERT INTO order_items (id, order_id, position, product_id, product_name, product_sku, quantity, unit, unit_size, unit_price,
             price_unit, price_unit_size, line_total, tax_rate, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'unit', 1000, ?11, ?12, ?13, ?13)",
        )
        .unwrap()
        .execute(params![
            id(),
            order,
            position as i64,
            world.item(number, position),
            line.product_name,
            line.product_sku,
            line.quantity,
            line.unit,
            line.unit_size,
            line.unit_price,
            line.line_total,
            line.tax_rate,
            model.order.created_at,
        ])
        .unwrap();
    }
    let happened = |action: &str, changes: Option<&str>, payload: &str| {
        run(
            "INSERT INTO journal (at, actor_kind, user_id, actor_name, ip, agent, subject_kind, subject_id, action, to_state, changes)
             VALUES (1, 'user', ?1, 'Marta', '127.0.0.1', '', 'order', ?2, ?3, 'confirmed', ?4)",
            &[&model.order.created_by, &order, &action, &changes],
        );
        run(
            "INSERT INTO events (at, event_type, topic, subject_kind, subject_id, payload) VALUES (1, 'order_created', 'orders.created', 'order', ?1, ?2)",
            &[&order, &payload],
        );
    };
    happened("created", Some(&model.changes), &model.payload);
    run(
        "UPDATE customers SET total_orders = total_orders + 1, last_order_date = ?2 WHERE id = ?1",
        &[customer, &model.order.order_date],
    );
    match beside {
        Beside::Answer => run(
            "INSERT INTO idempotency (user_id, route, key, body_hash, status, body, at)
             VALUES (zeroblob(16), 'POST /api/v1/orders', ?1, zeroblob(32), 201, ?2, 1)",
            &[
                &format!("raw-{:x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
                &model.answer,
            ],
        ),
        Beside::Standing => happened("generated", None, "{}"),
    }
}
