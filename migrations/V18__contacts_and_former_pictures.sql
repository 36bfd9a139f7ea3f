-- Whom else one speaks to at a supplier; the first contact stays with the supplier itself. One that was taken away stays
-- until it is known that nobody wants it back.
CREATE TABLE supplier_contacts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    supplier_id BLOB NOT NULL REFERENCES suppliers (id),
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL CHECK (role IN ('orders', 'accounts', 'delivery', 'quality', 'other')),
    email TEXT COLLATE NOCASE,
    phone TEXT,
    -- Purchase orders are mailed to those who take them; to the supplier's own address where nobody does.
    takes_orders INTEGER NOT NULL DEFAULT 0 CHECK (takes_orders IN (0, 1)),
    search TEXT NOT NULL,
    removed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT supplier_contacts_orders_need_mail CHECK (takes_orders = 0 OR email IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX supplier_contacts_by_supplier ON supplier_contacts (supplier_id, name) WHERE removed_at IS NULL;

-- A reorder point is changed by who has read it.
ALTER TABLE reorder_points ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- The picture that an item had before, until it is known that nobody wants it back.
CREATE TABLE former_item_pictures (
    item_id BLOB NOT NULL PRIMARY KEY REFERENCES items (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT;
