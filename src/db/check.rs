//! Is the file whole, and do its figures agree? Each finding is a sentence; none means all is well.

use rusqlite::Connection;

use crate::error::Result;

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
    for (rule, query) in RULES {
        findings.extend(
            texts(conn, query)?
                .into_iter()
                .map(|offender| format!("{rule}: {offender}")),
        );
    }
    Ok(findings)
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
