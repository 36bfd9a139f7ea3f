//! The baseline: the rows of one order of five lines, written by nothing but SQLite with the same pragmas.

use std::path::Path;
use std::time::Instant;

use hornada::values::ids::OrderId;
use rusqlite::{Connection, params};
use uuid::Uuid;

/// A copy of the bench's file, written and read by nothing but SQLite.
pub struct Raw {
    conn: Connection,
    written: i64,
}

impl Raw {
    /// Takes a copy of the file as it was loaded.
    pub fn copy_of(live: &Path, file: &Path) -> Self {
        std::fs::copy(live, file).unwrap();
        let conn = Connection::open(file).unwrap();
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 10000").unwrap();
        Self { conn, written: 0 }
    }

    /// Seconds for `total` orders with `together` of them in one transaction.
    pub fn write(&mut self, together: usize, total: usize) -> f64 {
        let began = Instant::now();
        for _ in 0..total / together {
            self.conn.execute_batch("BEGIN IMMEDIATE").unwrap();
            for _ in 0..together {
                self.written += 1;
                order(&self.conn, self.written);
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

fn order(conn: &Connection, number: i64) {
    let (order, nobody) = (id(), *Uuid::nil().as_bytes());
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        conn.prepare_cached(sql).unwrap().execute(values).unwrap();
    };
    run(
        "INSERT INTO counters (series, last) VALUES ('orders', 1) ON CONFLICT (series) DO UPDATE SET last = last + 1",
        &[],
    );
    conn.prepare_cached(
        "INSERT INTO orders (id, order_number, customer_id, order_type, order_source, status, order_date, requested_date, price_list_id,
         tax_mode, subtotal, tax_amount, total_amount, delivery_method, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'wholesale', 'phone', 'confirmed', '2026-11-20', '2026-11-21', ?3, 'net', 1000, 40, 1040, 'delivery', 1, 1)",
    )
    .unwrap()
    .execute(params![order, format!("RAW-{number}"), nobody])
    .unwrap();
    run(
        "INSERT INTO order_tax_rows (order_id, rate, base, tax) VALUES (?1, 400, 1000, 40)",
        &[&order],
    );
    for position in 0..5_i64 {
        conn.prepare_cached(
            "INSERT INTO order_items (id, order_id, position, product_id, product_name, product_sku, quantity, unit, unit_size, unit_price,
             price_unit, price_unit_size, line_total, tax_rate, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, 'Barra de pan', 'PAN-01', 10000, 'unit', 1000, 5400, 'unit', 1000, 540, 400, 1, 1)",
        )
        .unwrap()
        .execute(params![id(), order, position, nobody])
        .unwrap();
    }
    run(
        "INSERT INTO journal (at, actor_kind, actor_name, subject_kind, subject_id, action) VALUES (1, 'user', 'Marta', 'order', ?1, 'created')",
        &[&order],
    );
    run(
        "INSERT INTO events (at, event_type, topic, subject_kind, subject_id, payload) VALUES (1, 'order_created', 'orders.created', 'order', ?1, '{}')",
        &[&order],
    );
    run(
        "INSERT INTO exposures (source_kind, source_id, customer_id, amount) VALUES ('order', ?1, ?2, 1040)",
        &[&order, &nobody],
    );
    run(
        "UPDATE customers SET total_orders = total_orders + 1 WHERE id = ?1",
        &[&nobody],
    );
    conn.prepare_cached("INSERT INTO idempotency (user_id, route, key, body_hash, status, body, at) VALUES (?1, 'POST /api/v1/orders', ?2, zeroblob(32), 201, '{}', 1)")
        .unwrap()
        .execute(params![nobody, format!("raw-{number}")])
        .unwrap();
}
