-- A delivered note of which nothing is left to be billed (all of it came back) is none that an invoice run reads; corrected,
-- it is one again.
DROP INDEX notes_to_invoice;
CREATE INDEX notes_to_invoice ON notes (customer_id, day)
    WHERE status = 'delivered' AND invoice_id IS NULL AND (total_amount <> 0 OR subtotal <> 0);
