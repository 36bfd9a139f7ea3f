//! Is the file whole, and do its figures agree? Each finding is a sentence; none means all is well.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::error::Result;

/// Whether the `line_total` of `l` is another than price × quantity × (1 − discount) to cents, half away from zero, once:
/// `values::line_total` in whole numbers. A line too large for these is passed over.
macro_rules! line_differs {
    ($quantity:literal) => {
        concat!(
            "typeof(2 * ", $quantity, " * l.unit_price * (10000 - l.discount_percentage)) = 'integer' AND l.line_total <>
             (2 * ", $quantity, " * l.unit_price * (10000 - l.discount_percentage)
              + CASE WHEN ", $quantity, " < 0 THEN -1 ELSE 1 END * l.price_unit_size * 1000000) / (2 * l.price_unit_size * 1000000)"
        )
    };
}

/// Papers whose total, less the tax where prices are without it, is another than the sum of the lines less the discount
/// (to cents, half away from zero) and the delivery charge.
macro_rules! sum_differs {
    ($number:literal, $table:literal, $lines:literal, $key:literal, $charge:literal, $which:literal) => {
        concat!(
            "WITH sums AS (SELECT t.*, (SELECT ifnull(sum(l.line_total), 0) FROM ", $lines, " l WHERE l.", $key, " = t.id) AS lines
                 FROM ", $table, " t WHERE ", $which, ")
             SELECT ", $number, " FROM sums WHERE total_amount - CASE tax_mode WHEN 'net' THEN tax_amount ELSE 0 END <> lines
                 - (2 * lines * discount_percentage + CASE WHEN lines < 0 THEN -10000 ELSE 10000 END) / 20000 + ", $charge
        )
    };
}

/// Every rule: what it proves, and a query whose rows are the offenders (one text column).
const RULES: &[(&str, &str)] = &[
    (
        "a stock balance differs from its ledger",
        "SELECT hex(b.item_id) FROM balances b WHERE b.quantity <> (SELECT ifnull(sum(m.quantity), 0) FROM movements m
         WHERE m.item_id = b.item_id AND m.lot_id = b.lot_id AND m.location_id = b.location_id)",
    ),
    (
        "movements without a balance",
        "SELECT hex(m.item_id) FROM movements m LEFT JOIN balances b
         ON b.item_id = m.item_id AND b.lot_id = m.lot_id AND b.location_id = m.location_id WHERE b.item_id IS NULL",
    ),
    (
        "an item's stock or value differs from its ledger",
        "SELECT hex(s.item_id) FROM item_stock s WHERE (s.quantity, s.value) <>
         (SELECT ifnull(sum(m.quantity), 0), ifnull(sum(m.value), 0) FROM movements m WHERE m.item_id = s.item_id)",
    ),
    (
        "an order's total is not its base and tax",
        "SELECT order_number FROM orders WHERE total_amount <> (SELECT ifnull(sum(base + tax), 0) FROM order_tax_rows r
         WHERE r.order_id = orders.id)",
    ),
    (
        "an order's figures do not add up",
        "SELECT order_number FROM orders WHERE total_amount <> subtotal - discount_amount + shipping_amount + tax_amount",
    ),
    (
        "an order without lines",
        "SELECT order_number FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id)",
    ),
    (
        "invoice numbers have a gap",
        "SELECT series || ': ' || count(*) || ' of ' || max(number) FROM invoices GROUP BY series HAVING count(*) <> max(number)",
    ),
    (
        "an invoice is dated before an earlier number of its series",
        "SELECT invoice_number FROM (SELECT invoice_number, invoice_date, max(invoice_date) OVER
         (PARTITION BY series ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM invoices)
         WHERE before > invoice_date",
    ),
    (
        "an invoice's open amount differs from its payments",
        "SELECT i.invoice_number FROM invoices i LEFT JOIN invoice_balances b ON b.invoice_id = i.id
         WHERE b.invoice_id IS NULL OR b.amount_due <> i.total_amount - b.amount_paid
         OR b.amount_paid <> (SELECT ifnull(sum(a.amount), 0) FROM payment_allocations a WHERE a.invoice_id = i.id)",
    ),
    (
        "an invoice's total is not its base and tax, or not what it printed",
        "SELECT invoice_number FROM invoices WHERE total_amount <> subtotal + tax_amount
         OR total_amount <> CAST(replace(json_extract(snapshot, '$.total'), '.', '') AS INTEGER)
         OR invoice_number <> json_extract(snapshot, '$.number')",
    ),
    (
        "a payment pays more than it is",
        "SELECT hex(p.id) FROM payments p WHERE abs(p.amount) <
         (SELECT ifnull(abs(sum(a.amount)), 0) FROM payment_allocations a WHERE a.payment_id = p.id)",
    ),
    (
        "an open invoice is not what the customer is said to owe for it",
        "SELECT hex(b.invoice_id) FROM invoice_balances b LEFT JOIN exposures e ON e.source_kind = 'invoice' AND e.source_id = b.invoice_id
         WHERE ifnull(e.amount, 0) <> b.amount_due",
    ),
    (
        "an invoiced note without its invoice",
        "SELECT note_number FROM notes n LEFT JOIN invoices i ON i.id = n.invoice_id WHERE n.invoice_id IS NOT NULL AND i.id IS NULL",
    ),
    (
        "a standing order made twice for one date",
        "SELECT hex(standing_order_id) || ' ' || standing_date FROM orders WHERE standing_order_id IS NOT NULL
         GROUP BY standing_order_id, standing_date, delivery_point_id HAVING count(*) > 1",
    ),
];

/// What numbers and frozen papers must agree with; what lines, sums and money must, in the order of the day.
const MORE: &[(&str, &str)] = &[
    (
        "the next invoice would not be numbered after the last",
        "SELECT series FROM invoices i GROUP BY series
         HAVING max(number) <> ifnull((SELECT last FROM counters WHERE series = 'invoice ' || i.series), -1)",
    ),
    (
        "an order's number was not counted",
        "WITH numbers AS (SELECT rtrim(order_number, '0123456789') AS head,
             CAST(substr(order_number, length(rtrim(order_number, '0123456789')) + 1) AS INTEGER) AS number FROM orders)
         SELECT head || max(number) FROM numbers WHERE head GLOB '*-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-' GROUP BY head
         HAVING max(number) > ifnull((SELECT last FROM counters WHERE series = 'orders ' || substr(head, -10, 7) || '-' || substr(head, -3, 2)), 0)",
    ),
    (
        "a note's number was not counted",
        "WITH numbers AS (SELECT rtrim(note_number, '0123456789') AS head,
             CAST(substr(note_number, length(rtrim(note_number, '0123456789')) + 1) AS INTEGER) AS number FROM notes)
         SELECT head || max(number) FROM numbers WHERE head GLOB 'AL-[0-9][0-9][0-9][0-9]-' GROUP BY head
         HAVING max(number) > ifnull((SELECT last FROM counters WHERE series = 'note-' || substr(head, -5, 4)), 0)",
    ),
    (
        "a purchase order's number was not counted",
        "WITH numbers AS (SELECT rtrim(po_number, '0123456789') AS head,
             CAST(substr(po_number, length(rtrim(po_number, '0123456789')) + 1) AS INTEGER) AS number FROM purchase_orders)
         SELECT head || max(number) FROM numbers GROUP BY head
         HAVING max(number) > ifnull((SELECT last FROM counters WHERE series = rtrim(head, '-')), 0)",
    ),
    (
        "a line of an order is not its price times its quantity",
        concat!(
            "SELECT o.order_number || ' ' || l.product_name FROM order_items l JOIN orders o ON o.id = l.order_id WHERE ",
            line_differs!("l.quantity")
        ),
    ),
    (
        "an order is not the sum of its lines",
        sum_differs!("order_number", "orders", "order_items", "order_id", "shipping_charge", "1"),
    ),
    (
        "a line of a delivery note is not its price times what is billed",
        concat!(
            "SELECT n.note_number || ' ' || l.product_name FROM (SELECT *, delivered + (SELECT ifnull(sum(CASE e.kind
                 WHEN 'corrected' THEN e.quantity ELSE -e.quantity END), 0) FROM note_entries e
                 WHERE e.note_line_id = note_lines.id AND e.undone_at IS NULL) AS billed FROM note_lines) l
             JOIN notes n ON n.id = l.note_id WHERE n.status = 'delivered' AND ",
            line_differs!("l.billed")
        ),
    ),
    (
        "a delivery note is not the sum of its lines",
        sum_differs!("note_number", "notes", "note_lines", "note_id", "shipping_amount", "t.status = 'delivered'"),
    ),
    (
        "a delivery note's total is not its base and tax",
        "SELECT note_number FROM notes WHERE total_amount <> subtotal + tax_amount",
    ),
    (
        "a line of a purchase order is not its price times its quantity",
        concat!(
            "SELECT p.po_number || ' ' || l.ingredient_name FROM purchase_order_items l
             JOIN purchase_orders p ON p.id = l.purchase_order_id WHERE ",
            line_differs!("l.quantity_ordered")
        ),
    ),
    (
        "a purchase order is not the sum of its lines, or its total not base and tax",
        "SELECT po_number FROM purchase_orders p WHERE total_amount <> subtotal + tax_amount OR subtotal <>
         (SELECT ifnull(sum(l.line_total), 0) FROM purchase_order_items l WHERE l.purchase_order_id = p.id)",
    ),
    (
        "a batch is not what it put into stock",
        "SELECT b.day || ' ' || i.name FROM batches b JOIN items i ON i.id = b.item_id
         WHERE CASE WHEN b.reversed_at IS NULL THEN b.quantity ELSE 0 END <> (SELECT ifnull(sum(m.quantity), 0) FROM movements m
         WHERE m.document_kind = 'batch' AND m.document_id = b.id AND m.item_id = b.item_id)",
    ),
    (
        "a payment was reversed by another amount",
        "SELECT hex(r.id) FROM payments r JOIN payments p ON p.id = r.reverses_id
         WHERE r.amount <> -p.amount OR r.customer_id <> p.customer_id",
    ),
    (
        "a customer is said to owe for an invoice that is not open, or is another's",
        "SELECT hex(e.source_id) FROM exposures e LEFT JOIN invoice_balances b ON b.invoice_id = e.source_id
         WHERE e.source_kind = 'invoice' AND (b.amount_due IS NULL OR b.amount_due <> e.amount OR b.customer_id <> e.customer_id)",
    ),
    (
        "a customer's credit is not what was paid and no invoice has used",
        "WITH kept AS (SELECT p.customer_id AS id, sum(CASE p.payment_method WHEN 'credit' THEN 0 ELSE p.amount END)
                 - ifnull(sum((SELECT sum(a.amount) FROM payment_allocations a WHERE a.payment_id = p.id)), 0) AS credit
             FROM payments p GROUP BY p.customer_id
             UNION ALL SELECT customer_id, amount FROM exposures WHERE source_kind = 'credit')
         SELECT hex(id) FROM kept GROUP BY id HAVING sum(credit) <> 0
         UNION SELECT hex(source_id) FROM exposures WHERE source_kind = 'credit' AND source_id <> customer_id",
    ),
    (
        "a customer is said to owe for an order what it does not come to",
        "SELECT ifnull(o.order_number, hex(e.source_id)) FROM exposures e LEFT JOIN orders o ON o.id = e.source_id
         WHERE e.source_kind = 'order' AND (o.id IS NULL OR o.customer_id <> e.customer_id OR CASE o.status
             WHEN 'cancelled' THEN e.amount <> o.cancellation_charge
             ELSE e.amount <> o.total_amount AND NOT EXISTS
                 (SELECT 1 FROM notes n WHERE n.order_id = o.id AND n.status <> 'cancelled' AND n.total_amount = e.amount) END)",
    ),
];

/// All findings of this file.
///
/// # Errors
/// When the file cannot be read at all.
pub fn file(conn: &Connection) -> Result<Vec<String>> {
    let mut findings = whole(conn)?;
    findings.extend(figures(conn)?);
    Ok(findings)
}

/// Whether its pages are whole and every row has its parents; of any schema.
///
/// # Errors
/// When the file cannot be read at all.
pub fn whole(conn: &Connection) -> Result<Vec<String>> {
    let mut findings = integrity(conn)?;
    findings.extend(texts(
        conn,
        "SELECT \"table\" || ' row without its ' || parent FROM pragma_foreign_key_check",
    )?);
    Ok(findings)
}

/// Whether its figures agree; of this program's schema.
///
/// # Errors
/// When the file cannot be read at all.
pub fn figures(conn: &Connection) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (rule, query) in RULES.iter().chain(MORE) {
        findings.extend(
            texts(conn, query)?
                .into_iter()
                .map(|offender| format!("{rule}: {offender}")),
        );
    }
    findings.extend(papers(conn)?);
    Ok(findings)
}

/// Invoices that are not any more what was printed: each was kept with its SHA-256.
fn papers(conn: &Connection) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare("SELECT invoice_number, snapshot, snapshot_sha256 FROM invoices")?;
    let mut rows = statement.query([])?;
    let mut changed = Vec::new();
    while let Some(row) = rows.next()? {
        let number: String = row.get(0)?;
        let kept: [u8; 32] = row.get(2)?;
        let printed: String = row.get(1)?;
        let now: [u8; 32] = Sha256::digest(printed).into();
        if now != kept {
            changed.push(format!("an invoice is not what was printed: {number}"));
        }
    }
    Ok(changed)
}

fn integrity(conn: &Connection) -> Result<Vec<String>> {
    // FTS5's own check trusts what this connection has cached of the index, which another connection's commit makes stale;
    // a query reads it anew.
    if conn.table_exists(None, "customer_search")? {
        texts(conn, "SELECT text FROM customer_search LIMIT 1")?;
    }
    let mut answers = texts(conn, "SELECT integrity_check FROM pragma_integrity_check")?;
    answers.retain(|answer| answer != "ok");
    Ok(answers)
}

fn texts(conn: &Connection, query: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare(query)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
