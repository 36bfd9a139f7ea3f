-- What a late cancellation costs stands on one invoice; who packed what, and when.

ALTER TABLE orders ADD COLUMN cancellation_invoice_id BLOB REFERENCES invoices (id);
CREATE INDEX orders_charges_to_invoice ON orders (customer_id, requested_date)
    WHERE cancellation_charge > 0 AND cancellation_invoice_id IS NULL;
CREATE INDEX orders_charged_by_invoice ON orders (cancellation_invoice_id) WHERE cancellation_invoice_id IS NOT NULL;

ALTER TABLE note_lines ADD COLUMN packed_at INTEGER;
ALTER TABLE note_lines ADD COLUMN packed_by BLOB REFERENCES users (id);

-- A correction or return that was typed by mistake no longer counts.
ALTER TABLE note_entries ADD COLUMN undone_at INTEGER;

CREATE INDEX standing_orders_failed ON standing_orders (recurring_name) WHERE failure IS NOT NULL;
