#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use rusqlite::params;

use super::*;

/// One of each paper, all of it agreeing: an order with tax in its prices and a discount, its note with a return, an
/// invoice, a payment that was reversed, a purchase order, a batch.
const WELL: &str = "
    INSERT INTO counters VALUES ('orders 2026-11-20', 2), ('note-2026', 1), ('PO-2026-1120', 1), ('invoice F26', 1);
    INSERT INTO orders (id, order_number, customer_id, order_type, order_source, status, order_date, requested_date,
        price_list_id, tax_mode, subtotal, discount_percentage, discount_amount, shipping_amount, shipping_charge, tax_amount,
        total_amount, delivery_method, created_at, updated_at)
        VALUES (x'01010101010101010101010101010101', 'ORD-2026-1120-002', zeroblob(16), 'retail', 'phone', 'completed',
        '2026-11-20', '2026-11-20', zeroblob(16), 'gross', 317, 1000, 32, 192, 200, 20, 497, 'pickup', 1, 1);
    INSERT INTO order_items (id, order_id, position, product_name, quantity, unit, unit_size, unit_price, price_unit,
        price_unit_size, line_total, tax_rate, created_at, updated_at)
        VALUES (zeroblob(16), x'01010101010101010101010101010101', 0, 'Barra', 3000, 'unit', 1000, 11000, 'unit', 1000, 330, 400, 1, 1);
    INSERT INTO order_tax_rows VALUES (x'01010101010101010101010101010101', 400, 477, 20);
    INSERT INTO notes (id, note_number, order_id, customer_id, day, delivery_method, status, with_prices, tax_mode,
        discount_percentage, shipping_amount, subtotal, tax_amount, total_amount, created_at, updated_at)
        VALUES (x'02020202020202020202020202020202', 'AL-2026-000001', x'01010101010101010101010101010101', zeroblob(16),
        '2026-11-20', 'pickup', 'delivered', 1, 'net', 1000, 200, 299, 12, 311, 1, 1);
    INSERT INTO note_lines (id, note_id, position, product_name, unit, unit_size, ordered, delivered, unit_price, price_unit,
        price_unit_size, tax_rate, line_total)
        VALUES (x'03030303030303030303030303030303', x'02020202020202020202020202020202', 0, 'Barra', 'unit', 1000, 3000, 3000,
        11000, 'unit', 1000, 400, 110);
    INSERT INTO note_entries (note_line_id, kind, quantity, at, undone_at) VALUES
        (x'03030303030303030303030303030303', 'returned', 2000, 1, NULL), (x'03030303030303030303030303030303', 'corrected', 500, 1, 2);
    INSERT INTO invoice_balances (invoice_id, customer_id, due_date, amount_paid, amount_due)
        VALUES (x'04040404040404040404040404040404', zeroblob(16), '2026-12-20', 0, 104);
    INSERT INTO exposures VALUES ('invoice', x'04040404040404040404040404040404', zeroblob(16), 104),
        ('order', x'01010101010101010101010101010101', zeroblob(16), 311);
    INSERT INTO payments (id, customer_id, payment_date, payment_method, amount, reverses_id, created_at) VALUES
        (x'05050505050505050505050505050505', zeroblob(16), '2026-11-20', 'cash', 50, NULL, 1),
        (x'06060606060606060606060606060606', zeroblob(16), '2026-11-20', 'cash', -50, x'05050505050505050505050505050505', 1);
    INSERT INTO purchase_orders (id, po_number, supplier_id, supplier_name, order_date, status, payment_terms, subtotal,
        tax_amount, total_amount, created_at, updated_at)
        VALUES (x'07070707070707070707070707070707', 'PO-2026-1120-001', zeroblob(16), 'Harinas', '2026-11-20', 'draft', '', 1334, 53, 1387, 1, 1);
    INSERT INTO purchase_order_items (id, purchase_order_id, position, ingredient_id, ingredient_name, quantity_ordered, unit,
        unit_size, pack_size, unit_price, price_unit, price_unit_size, discount_percentage, line_total, tax_rate, created_at, updated_at)
        VALUES (zeroblob(16), x'07070707070707070707070707070707', 0, zeroblob(16), 'Harina', 25000000, 'kg', 1000000, 1000000,
        5616, 'kg', 1000000, 500, 1334, 400, 1, 1);
    INSERT INTO items (id, sku, name, base_unit, unit, price_unit, price_unit_size, tax_class_id, search, created_at, updated_at)
        VALUES (zeroblob(16), 'B', 'Barra', 'unit', 'unit', 'unit', 1000, zeroblob(16), 'barra', 1, 1);
    INSERT INTO batches (id, day, item_id, quantity, lot_id, posted_at)
        VALUES (x'08080808080808080808080808080808', '2026-11-20', zeroblob(16), 7000, zeroblob(16), 1);
    INSERT INTO movements (id, item_id, lot_id, location_id, day, at, quantity, value, reason, document_kind, document_id)
        VALUES (zeroblob(16), zeroblob(16), zeroblob(16), zeroblob(16), '2026-11-20', 1, 7000, 9, 'production', 'batch',
        x'08080808080808080808080808080808');
    INSERT INTO balances (item_id, location_id, lot_id, quantity) VALUES (zeroblob(16), zeroblob(16), zeroblob(16), 7000);
    INSERT INTO item_stock VALUES (zeroblob(16), 7000, 9);
    DROP TRIGGER invoices_are_frozen;";

/// A file in which all agrees.
fn well() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    crate::db::make_schema(&mut conn).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(WELL).unwrap();
    let printed = r#"{"number": "F26-000001", "total": "1.04"}"#;
    let hash: [u8; 32] = Sha256::digest(printed).into();
    conn.execute(
        "INSERT INTO invoices (id, invoice_number, series, number, customer_id, invoice_date, operation_from, operation_until,
             due_date, subtotal, tax_amount, total_amount, payment_terms, snapshot, snapshot_sha256, created_at)
         VALUES (x'04040404040404040404040404040404', 'F26-000001', 'F26', 1, zeroblob(16), '2026-11-20', '2026-11-20',
             '2026-11-20', '2026-12-20', 100, 4, 104, '', ?1, ?2, 1)",
        params![printed, hash],
    )
    .unwrap();
    conn
}

#[test]
fn a_file_in_which_all_agrees_has_no_findings() {
    assert_eq!(figures(&well()).unwrap(), Vec::<String>::new());
}

/// A change, and what must be found of it.
const CHANGES: &[(&str, &str)] = &[
    (
        "UPDATE counters SET last = 0 WHERE series = 'invoice F26'",
        "numbered after the last: F26",
    ),
    (
        "UPDATE counters SET last = 2 WHERE series = 'invoice F26'",
        "numbered after the last: F26",
    ),
    (
        "DELETE FROM counters WHERE series LIKE 'invoice%'",
        "numbered after the last: F26",
    ),
    (
        "UPDATE counters SET last = 1 WHERE series LIKE 'orders%'",
        "order's number was not counted: ORD-2026-1120-2",
    ),
    (
        "UPDATE counters SET last = 0 WHERE series LIKE 'note%'",
        "note's number was not counted",
    ),
    (
        "UPDATE counters SET last = 0 WHERE series LIKE 'PO%'",
        "purchase order's number was not counted",
    ),
    (
        "UPDATE invoices SET snapshot = replace(snapshot, ' ', '')",
        "not what was printed: F26-000001",
    ),
    (
        "UPDATE order_items SET line_total = 331",
        "line of an order is not its price",
    ),
    (
        "UPDATE order_items SET quantity = 4000",
        "line of an order is not its price",
    ),
    (
        "UPDATE order_items SET unit_price = 11001, line_total = 329",
        "an order is not the sum of its lines",
    ),
    (
        "UPDATE orders SET total_amount = 498, tax_amount = 21",
        "an order is not the sum of its lines",
    ),
    (
        "UPDATE note_entries SET undone_at = 3",
        "line of a delivery note is not",
    ),
    (
        "UPDATE note_lines SET line_total = 111",
        "line of a delivery note is not",
    ),
    (
        "UPDATE note_lines SET line_total = 111",
        "a delivery note is not the sum",
    ),
    (
        "UPDATE notes SET total_amount = 312",
        "a delivery note is not the sum",
    ),
    (
        "UPDATE notes SET total_amount = 312",
        "delivery note's total is not its base",
    ),
    (
        "UPDATE purchase_order_items SET line_total = 1335",
        "line of a purchase order is not",
    ),
    (
        "UPDATE purchase_orders SET subtotal = 1335, total_amount = 1388",
        "a purchase order is not the sum",
    ),
    (
        "UPDATE purchase_orders SET total_amount = 1388",
        "a purchase order is not the sum",
    ),
    (
        "UPDATE batches SET quantity = 8000",
        "batch is not what it put into stock: 2026-11-20 Barra",
    ),
    (
        "UPDATE batches SET reversed_at = 2",
        "batch is not what it put into stock",
    ),
    (
        "UPDATE payments SET amount = -49 WHERE amount < 0",
        "reversed by another amount",
    ),
    (
        "UPDATE exposures SET amount = 105 WHERE source_kind = 'invoice'",
        "invoice that is not open",
    ),
    (
        "UPDATE exposures SET customer_id = x'01010101010101010101010101010101' WHERE source_kind = 'invoice'",
        "or is another's",
    ),
    (
        "UPDATE exposures SET amount = 312 WHERE source_kind = 'order'",
        "owe for an order what it does not come to: ORD",
    ),
    (
        "UPDATE orders SET status = 'cancelled'",
        "owe for an order what it does not come to",
    ),
    (
        "INSERT INTO exposures VALUES ('credit', zeroblob(16), zeroblob(16), -5)",
        "credit is not what was paid",
    ),
    (
        "UPDATE payments SET amount = 51 WHERE amount > 0",
        "credit is not what was paid",
    ),
    (
        "DELETE FROM exposures WHERE source_kind = 'invoice'",
        "not what the customer is said to owe",
    ),
];

#[test]
fn each_changed_figure_is_found() {
    let conn = well();
    for (change, finding) in CHANGES {
        conn.execute_batch("SAVEPOINT one").unwrap();
        assert!(conn.execute(change, []).unwrap() > 0, "{change}");
        let found = figures(&conn).unwrap();
        assert!(
            found.iter().any(|line| line.contains(finding)),
            "{change}: {found:?}"
        );
        conn.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
    }
    assert_eq!(figures(&conn).unwrap(), Vec::<String>::new());
}

#[test]
fn a_line_is_reckoned_as_everywhere_half_a_cent_away_from_zero() {
    let conn = well();
    // 1.5 pieces at 0.01 €, and as many taken back: 1.5 cents are 2, and below zero -2.
    for (billed, total) in [(1_500_i64, 2), (-1_500, -2), (1_499, 1), (-1_499, -1)] {
        conn.execute("DELETE FROM note_entries", []).unwrap();
        let entry = "INSERT INTO note_entries (note_line_id, kind, quantity, at)
                     VALUES (x'03030303030303030303030303030303', 'corrected', ?1, 1)";
        conn.execute(entry, [billed]).unwrap();
        let line = "UPDATE note_lines SET delivered = 0, unit_price = 100, line_total = ?1";
        conn.execute(line, [total]).unwrap();
        let found = figures(&conn).unwrap();
        assert!(
            !found
                .iter()
                .any(|line| line.starts_with("a line of a delivery")),
            "{billed}: {found:?}"
        );
        let here: crate::values::Price = "0.01".parse().unwrap();
        let quantity: crate::values::Quantity =
            format!("{}.{:03}", billed / 1_000, (billed % 1_000).abs())
                .parse()
                .unwrap();
        let unit = crate::values::PriceUnit::Piece;
        let same = crate::values::line_total(here, quantity, unit, crate::values::Rate::ZERO);
        assert_eq!(same.unwrap().cents(), total);
    }
}
