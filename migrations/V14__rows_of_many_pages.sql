-- Tables with rows longer than an index page holds in one place (frozen documents, mails, pictures, workings) were kept by
-- their key: every search for one read all of each row it passed. They are kept by number now, their key in an index.
-- Foreign keys are not enforced while this runs; all of them are checked after it.

CREATE TABLE new_invoices (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    invoice_number TEXT NOT NULL CONSTRAINT invoices_number_taken UNIQUE,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    invoice_date TEXT NOT NULL,
    operation_from TEXT NOT NULL,
    operation_until TEXT NOT NULL,
    due_date TEXT NOT NULL,
    subtotal INTEGER NOT NULL,
    tax_amount INTEGER NOT NULL,
    total_amount INTEGER NOT NULL,
    payment_terms TEXT NOT NULL,
    -- Everything printed, as it was printed (JSON), and its SHA-256.
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
    snapshot_sha256 BLOB NOT NULL CHECK (length(snapshot_sha256) = 32),
    created_at INTEGER NOT NULL,
    CONSTRAINT invoices_series_number UNIQUE (series, number)
) STRICT;
INSERT INTO new_invoices SELECT * FROM invoices ORDER BY created_at, series, number;
DROP TABLE invoices;
ALTER TABLE new_invoices RENAME TO invoices;
CREATE INDEX invoices_by_date ON invoices (invoice_date, series, number, id);
CREATE INDEX invoices_by_customer ON invoices (customer_id, invoice_date, id);
CREATE INDEX invoices_by_due ON invoices (due_date, id);
CREATE TRIGGER invoices_are_frozen BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice cannot be changed'); END;
CREATE TRIGGER invoices_are_kept BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice cannot be deleted'); END;

CREATE TABLE new_mails (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    message_id TEXT NOT NULL UNIQUE,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL DEFAULT '',
    reply_to TEXT,
    lang TEXT NOT NULL CHECK (lang IN ('es', 'en')),
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT,
    document TEXT CHECK (document IS NULL OR json_valid(document)),
    file_name TEXT,
    file_bytes BLOB,
    file_sha256 BLOB,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    CONSTRAINT mails_once_per_cause UNIQUE (cause)
) STRICT;
INSERT INTO new_mails SELECT * FROM mails ORDER BY created_at, id;
DROP TABLE mails;
ALTER TABLE new_mails RENAME TO mails;
CREATE INDEX mails_due ON mails (status, next_try_at, id);
CREATE INDEX mails_by_time ON mails (created_at, id);
CREATE INDEX mails_by_subject ON mails (subject_kind, subject_id, id);

CREATE TABLE new_needs (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ingredient_id BLOB NOT NULL REFERENCES items (id),
    ingredient_name TEXT NOT NULL,
    calculation_date TEXT NOT NULL,
    current_stock INTEGER NOT NULL,
    on_order INTEGER NOT NULL,
    projected_consumption INTEGER NOT NULL,
    safety_stock INTEGER NOT NULL,
    reorder_point INTEGER NOT NULL,
    recommended_order_quantity INTEGER NOT NULL CHECK (recommended_order_quantity > 0),
    recommended_order_unit TEXT NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('critical', 'high', 'medium', 'low')),
    estimated_stockout_date TEXT,
    recommended_supplier_id BLOB REFERENCES suppliers (id),
    estimated_cost INTEGER,
    -- The figures behind the figures, for the screen that explains them.
    workings TEXT NOT NULL CHECK (json_valid(workings)),
    status TEXT NOT NULL CHECK (status IN ('pending', 'ordered', 'cancelled')),
    purchase_order_id BLOB,
    notes TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO new_needs SELECT * FROM needs ORDER BY created_at, id;
DROP TABLE needs;
ALTER TABLE new_needs RENAME TO needs;
CREATE UNIQUE INDEX needs_one_open_per_ingredient ON needs (ingredient_id) WHERE status = 'pending';
CREATE INDEX needs_by_status ON needs (status, urgency, id);

CREATE TABLE new_day_versions (
    day TEXT NOT NULL REFERENCES days (day),
    version INTEGER NOT NULL CHECK (version >= 1),
    made_at INTEGER NOT NULL,
    -- item id -> quantity to bake
    sheet TEXT NOT NULL CHECK (json_valid(sheet)),
    details TEXT CHECK (details IS NULL OR json_valid(details)),
    PRIMARY KEY (day, version)
) STRICT;
INSERT INTO new_day_versions SELECT * FROM day_versions ORDER BY day, version;
DROP TABLE day_versions;
ALTER TABLE new_day_versions RENAME TO day_versions;

CREATE TABLE new_purchase_order_versions (
    purchase_order_id BLOB NOT NULL REFERENCES purchase_orders (id),
    document_version INTEGER NOT NULL,
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (purchase_order_id, document_version)
) STRICT;
INSERT INTO new_purchase_order_versions SELECT * FROM purchase_order_versions ORDER BY purchase_order_id, document_version;
DROP TABLE purchase_order_versions;
ALTER TABLE new_purchase_order_versions RENAME TO purchase_order_versions;

CREATE TABLE new_item_pictures (
    item_id BLOB NOT NULL PRIMARY KEY REFERENCES items (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT;
INSERT INTO new_item_pictures SELECT * FROM item_pictures ORDER BY item_id;
DROP TABLE item_pictures;
ALTER TABLE new_item_pictures RENAME TO item_pictures;

CREATE TABLE new_delivery_photos (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL
) STRICT;
INSERT INTO new_delivery_photos SELECT * FROM delivery_photos ORDER BY id;
DROP TABLE delivery_photos;
ALTER TABLE new_delivery_photos RENAME TO delivery_photos;
CREATE INDEX delivery_photos_by_delivery ON delivery_photos (delivery_id, id);
