//! The schema: the migrations that are part of the program, and bringing a file to the newest of them.

use rusqlite::{Connection, OptionalExtension};

use super::OpenError;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The schema this program was built for.
pub const LATEST_MIGRATION: i32 = 25;

/// The newest migration in the file, 0 before the first. A kill may fall between the migrations and the mark of them, so
/// their own table counts too.
pub(super) fn schema_version(conn: &Connection) -> rusqlite::Result<i32> {
    let marked: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let has_table = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if conn.query_row(has_table, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(marked);
    }
    let run = "SELECT ifnull(max(version), 0) FROM refinery_schema_history";
    Ok(marked.max(conn.query_row(run, [], |row| row.get(0))?))
}

/// Brings a database to the schema that this program was built for, all of it or nothing. A table that others refer to can
/// be made anew only while foreign keys are not enforced; afterwards all of them are looked at.
///
/// # Errors
/// [`OpenError::Migration`] naming the one that failed.
pub(crate) fn make_schema(conn: &mut Connection) -> Result<(), OpenError> {
    conn.pragma_update(None, "foreign_keys", false)?;
    let runner = embedded::migrations::runner().set_grouped(true);
    runner
        .run(conn)
        .map_err(|error| OpenError::Migration(error.to_string()))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    let lost: Option<String> = conn
        .query_row(
            "SELECT \"table\" FROM pragma_foreign_key_check",
            [],
            |row| row.get(0),
        )
        .optional()?;
    match lost {
        None => Ok(()),
        Some(table) => Err(OpenError::Migration(format!(
            "a row of {table} refers to one that is gone"
        ))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use refinery::Target;

    use super::*;

    /// A file as an earlier program left it.
    fn of_schema(version: i32) -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        embedded::migrations::runner()
            .set_grouped(true)
            .set_target(Target::Version(version))
            .run(&mut conn)
            .unwrap();
        assert_eq!(schema_version(&conn).unwrap(), version);
        conn
    }

    #[test]
    fn what_others_refer_to_is_made_anew_with_all_its_rows() {
        let mut conn = of_schema(12);
        conn.execute_batch(
            "INSERT INTO customers (id, code, customer_type, contact_name, search, created_at, updated_at)
                 VALUES (zeroblob(16), 1, 'retail', 'Ana', 'ana', 1, 1);
             INSERT INTO invoices (id, invoice_number, series, number, customer_id, invoice_date, operation_from, operation_until,
                 due_date, subtotal, tax_amount, total_amount, payment_terms, snapshot, snapshot_sha256, created_at)
                 VALUES (zeroblob(16), 'F26-000001', 'F26', 1, zeroblob(16), '2026-11-20', '2026-11-20', '2026-11-20',
                     '2026-12-20', 100, 4, 104, '', '{}', zeroblob(32), 1);
             INSERT INTO invoice_balances (invoice_id, customer_id, due_date, amount_paid, amount_due)
                 VALUES (zeroblob(16), zeroblob(16), '2026-12-20', 0, 104);
             INSERT INTO idempotency (user_id, route, key, body_hash, status, body, at)
                 VALUES (zeroblob(16), 'POST /a', 'k', zeroblob(32), 201, '{}', 7);",
        )
        .unwrap();
        make_schema(&mut conn).unwrap();
        assert_eq!(schema_version(&conn).unwrap(), LATEST_MIGRATION);
        let kept: (String, i64, i64) = conn
            .query_row(
                "SELECT i.invoice_number, b.amount_due, k.at FROM invoices i JOIN invoice_balances b ON b.invoice_id = i.id,
                     idempotency k WHERE k.key = 'k'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(kept, ("F26-000001".to_owned(), 104, 7));
        let frozen = conn.execute("UPDATE invoices SET total_amount = 0", []);
        assert!(frozen.is_err(), "an invoice stays frozen");
    }

    #[test]
    fn what_was_paid_ahead_is_counted_into_a_file_of_before() {
        let mut conn = of_schema(23);
        conn.execute_batch(
            "INSERT INTO customers (id, code, customer_type, contact_name, search, created_at, updated_at)
                 VALUES (zeroblob(16), 1, 'retail', 'Ana', 'ana', 1, 1);
             INSERT INTO invoices (id, invoice_number, series, number, customer_id, invoice_date, operation_from, operation_until,
                 due_date, subtotal, tax_amount, total_amount, payment_terms, snapshot, snapshot_sha256, created_at)
                 VALUES (zeroblob(16), 'F26-000001', 'F26', 1, zeroblob(16), '2026-11-20', '2026-11-20', '2026-11-20',
                     '2026-12-20', 100, 4, 104, '', '{}', zeroblob(32), 1);
             INSERT INTO exposures VALUES ('invoice', zeroblob(16), zeroblob(16), 4);
             INSERT INTO payments (id, customer_id, payment_date, payment_method, amount, reverses_id, created_at) VALUES
                 (x'01010101010101010101010101010101', zeroblob(16), '2026-11-20', 'cash', 150, NULL, 1),
                 (x'02020202020202020202020202020202', zeroblob(16), '2026-11-20', 'credit', 20, NULL, 1);
             INSERT INTO payment_allocations VALUES (x'01010101010101010101010101010101', zeroblob(16), 80),
                 (x'02020202020202020202020202020202', zeroblob(16), 20);",
        )
        .unwrap();
        make_schema(&mut conn).unwrap();
        let kept: String = conn
            .query_row(
                "SELECT group_concat(source_kind || ' ' || amount, ', ') FROM (SELECT * FROM exposures ORDER BY source_kind)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(kept, "credit -50, invoice 4");
    }

    #[test]
    fn a_row_that_refers_to_nothing_is_told_of() {
        let mut conn = of_schema(12);
        conn.execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO invoice_balances (invoice_id, customer_id, due_date, amount_paid, amount_due)
                 VALUES (zeroblob(16), zeroblob(16), '2026-12-20', 0, 104);",
        )
        .unwrap();
        let error = make_schema(&mut conn).unwrap_err().to_string();
        assert!(error.contains("invoice_balances"), "{error}");
        assert!(
            make_schema(&mut conn).is_err(),
            "not at the next start either"
        );
    }
}
