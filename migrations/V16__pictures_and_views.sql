-- Pictures of what an order is to look like, as the customer brought them. One that was taken away stays until it is known
-- that nobody wants it back.
CREATE TABLE order_pictures (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL REFERENCES orders (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX order_pictures_by_order ON order_pictures (order_id, id) WHERE removed_at IS NULL;

-- What somebody looks at again and again in the list of orders: its address without the page's own.
CREATE TABLE order_views (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    query TEXT NOT NULL CHECK (query <> ''),
    removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX order_views_of ON order_views (user_id, name) WHERE removed_at IS NULL;

-- Notes are changed by who has read them.
ALTER TABLE order_notes ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Dates that were dropped together wait again together.
ALTER TABLE missed_dates ADD COLUMN decided_at INTEGER;
CREATE INDEX missed_dates_dropped ON missed_dates (decided_at) WHERE decision = 'dropped';
