-- What every order writes: fewer pages, and none of them the larger the more is stored.

-- A kept answer is longer than what an index holds in one place, so looking for a key read answers along the way. They
-- stand in a table by number now, which grows at its end; the key has an index of its own.
CREATE TABLE kept_answers (
    id INTEGER PRIMARY KEY,
    user_id BLOB NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    status INTEGER NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (user_id, route, key)
) STRICT;
INSERT INTO kept_answers (user_id, route, key, body_hash, status, location, body, at)
    SELECT user_id, route, key, body_hash, status, location, body, at FROM idempotency ORDER BY at;
DROP TABLE idempotency;
ALTER TABLE kept_answers RENAME TO idempotency;

-- No question is asked by these: events and answers are numbered as they come, orders are found by their day or their
-- customer before their items are looked at, and customers by what is typed.
DROP INDEX events_by_time;
DROP INDEX order_items_by_product;
DROP INDEX customers_by_last_order;

-- What a day asks for is summed within this index.
DROP INDEX order_items_by_order;
CREATE INDEX order_items_by_order ON order_items (order_id, position, product_id, quantity);
