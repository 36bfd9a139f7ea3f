-- A delivered note of which nothing is left to be billed (all of it came back) is none that an invoice run reads; corrected,
-- it is one again.
DROP INDEX notes_to_invoice;
CREATE INDEX notes_to_invoice ON notes (customer_id, day)
    WHERE status = 'delivered' AND invoice_id IS NULL AND (total_amount <> 0 OR subtotal <> 0);

-- Who is invoiced without asking: a run looks at each of them, and at nobody of the counter.
CREATE INDEX customers_invoiced ON customers (id) WHERE customer_type <> 'retail' OR tax_id IS NOT NULL;

-- Pauses that have not ended; those of years ago are not read with them.
CREATE INDEX customer_pauses_by_end ON customer_pauses (ifnull(until_day, '9999-12-31'));
