-- What was paid and no invoice has used yet stands among what a customer owes, below zero, and is kept by payments: what is
-- owed is a sum of what is open, however long the history is.
CREATE TABLE exposures_and_credit (
    source_kind TEXT NOT NULL CHECK (source_kind IN ('order', 'invoice', 'credit')),
    -- Of a credit it is the customer.
    source_id BLOB NOT NULL,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    amount INTEGER NOT NULL,
    PRIMARY KEY (source_kind, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO exposures_and_credit (source_kind, source_id, customer_id, amount)
    SELECT source_kind, source_id, customer_id, amount FROM exposures;
DROP TABLE exposures;
ALTER TABLE exposures_and_credit RENAME TO exposures;
CREATE INDEX exposures_by_customer ON exposures (customer_id, amount);
INSERT INTO exposures (source_kind, source_id, customer_id, amount)
    SELECT 'credit', id, id, -credit FROM (
        SELECT p.customer_id AS id, sum(CASE p.payment_method WHEN 'credit' THEN 0 ELSE p.amount END)
               - ifnull(sum((SELECT sum(a.amount) FROM payment_allocations a WHERE a.payment_id = p.id)), 0) AS credit
        FROM payments p GROUP BY p.customer_id)
    WHERE credit <> 0;

-- Somebody took back by hand what credit had paid of the invoice: it is not used for it again by itself.
ALTER TABLE invoice_balances ADD COLUMN credit_held INTEGER NOT NULL DEFAULT 0 CHECK (credit_held IN (0, 1));
