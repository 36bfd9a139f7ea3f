-- Till sales, for figures and forecasts; they never touch the stock ledger.

CREATE TABLE imports (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_added INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_id BLOB REFERENCES users (id)
) STRICT, WITHOUT ROWID;

-- Identical lines are sales: the key is the line's hash and which of its equals it is.
CREATE TABLE sales (
    line_hash BLOB NOT NULL CHECK (length(line_hash) = 16),
    nth INTEGER NOT NULL CHECK (nth >= 1),
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    ticket TEXT NOT NULL,
    item_id BLOB NOT NULL REFERENCES items (id),
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (line_hash, nth)
) STRICT, WITHOUT ROWID;
CREATE TABLE daily_sales (
    item_id BLOB NOT NULL REFERENCES items (id),
    day TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (item_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_sales_by_day ON daily_sales (day);
