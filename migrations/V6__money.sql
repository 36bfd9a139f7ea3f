-- Delivery notes, invoices, payments. Amounts in cents.

CREATE TABLE notes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    note_number TEXT NOT NULL CONSTRAINT notes_number_taken UNIQUE,
    order_id BLOB NOT NULL REFERENCES orders (id),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    delivery_point_id BLOB REFERENCES delivery_points (id),
    day TEXT NOT NULL,
    delivery_method TEXT NOT NULL,
    route_id BLOB REFERENCES routes (id),
    stop_order INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('prepared', 'delivered', 'not_delivered', 'cancelled')),
    with_prices INTEGER NOT NULL CHECK (with_prices IN (0, 1)),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('net', 'gross')),
    discount_percentage INTEGER NOT NULL DEFAULT 0,
    shipping_amount INTEGER NOT NULL DEFAULT 0,
    delivered_at INTEGER,
    receiver_name TEXT NOT NULL DEFAULT '',
    -- Strokes of the signature as SVG path data, drawn on the phone.
    signature TEXT,
    not_delivered_reason TEXT,
    -- Stored when delivered, changed only by entries until invoiced.
    subtotal INTEGER NOT NULL DEFAULT 0,
    tax_amount INTEGER NOT NULL DEFAULT 0,
    total_amount INTEGER NOT NULL DEFAULT 0,
    invoice_id BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX notes_one_per_order ON notes (order_id) WHERE status <> 'cancelled';
CREATE INDEX notes_by_day ON notes (day, route_id, stop_order);
CREATE INDEX notes_by_customer ON notes (customer_id, day);
CREATE INDEX notes_to_invoice ON notes (customer_id, day) WHERE status = 'delivered' AND invoice_id IS NULL;
CREATE INDEX notes_by_invoice ON notes (invoice_id) WHERE invoice_id IS NOT NULL;

CREATE TABLE note_lines (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    note_id BLOB NOT NULL REFERENCES notes (id),
    -- A changed order writes its lines anew; the note follows while it is only prepared.
    order_item_id BLOB REFERENCES order_items (id) ON DELETE SET NULL,
    position INTEGER NOT NULL,
    product_id BLOB REFERENCES items (id),
    product_name TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_size INTEGER NOT NULL CHECK (unit_size > 0),
    -- Fixed at cut-off.
    ordered INTEGER NOT NULL CHECK (ordered >= 0),
    -- Fixed at delivery.
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    unit_price INTEGER NOT NULL,
    price_unit TEXT NOT NULL,
    price_unit_size INTEGER NOT NULL,
    discount_percentage INTEGER NOT NULL DEFAULT 0,
    tax_rate INTEGER NOT NULL,
    custom_instructions TEXT NOT NULL DEFAULT '',
    -- Billed = delivered + corrections - returns, priced; stored by the verb that last changed it.
    line_total INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX note_lines_by_note ON note_lines (note_id, position);
CREATE INDEX note_lines_by_order_item ON note_lines (order_item_id) WHERE order_item_id IS NOT NULL;

-- Added until the note is invoiced, never changed.
CREATE TABLE note_entries (
    id INTEGER PRIMARY KEY,
    note_line_id BLOB NOT NULL REFERENCES note_lines (id),
    kind TEXT NOT NULL CHECK (kind IN ('corrected', 'returned')),
    -- Corrections are signed differences; returns are positive.
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    reason TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    user_id BLOB REFERENCES users (id),
    CONSTRAINT note_entries_returns_positive CHECK (kind = 'corrected' OR quantity > 0)
) STRICT;
CREATE INDEX note_entries_by_line ON note_entries (note_line_id);

-- Frozen at its number. Sent, paid and overdue are derived and never stand here.
CREATE TABLE invoices (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
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
) STRICT, WITHOUT ROWID;
CREATE INDEX invoices_by_date ON invoices (invoice_date, series, number);
CREATE INDEX invoices_by_customer ON invoices (customer_id, invoice_date);
CREATE INDEX invoices_by_due ON invoices (due_date);
CREATE TRIGGER invoices_are_frozen BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice cannot be changed'); END;
CREATE TRIGGER invoices_are_kept BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice cannot be deleted'); END;

-- What is still open of an invoice, kept by payments; removed when nothing is.
CREATE TABLE invoice_balances (
    invoice_id BLOB PRIMARY KEY REFERENCES invoices (id),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    due_date TEXT NOT NULL,
    amount_paid INTEGER NOT NULL,
    amount_due INTEGER NOT NULL,
    paid_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_balances_open ON invoice_balances (due_date, invoice_id) WHERE amount_due <> 0;
CREATE INDEX invoice_balances_by_customer ON invoice_balances (customer_id) WHERE amount_due <> 0;

CREATE TABLE payments (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    payment_date TEXT NOT NULL,
    payment_method TEXT NOT NULL CHECK (payment_method IN ('cash', 'card', 'transfer', 'direct_debit', 'credit')),
    reference TEXT NOT NULL DEFAULT '',
    -- Negative only for a reversal.
    amount INTEGER NOT NULL CHECK (amount <> 0),
    reverses_id BLOB REFERENCES payments (id),
    notes TEXT NOT NULL DEFAULT '',
    created_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    CONSTRAINT payments_reversed_once UNIQUE (reverses_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payments_by_customer ON payments (customer_id, payment_date);
CREATE INDEX payments_by_date ON payments (payment_date, id);

CREATE TABLE payment_allocations (
    payment_id BLOB NOT NULL REFERENCES payments (id),
    invoice_id BLOB NOT NULL REFERENCES invoices (id),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (payment_id, invoice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_allocations_by_invoice ON payment_allocations (invoice_id);

CREATE TABLE reminders (
    invoice_id BLOB NOT NULL REFERENCES invoices (id),
    -- Days after the due day; negative is before it.
    step INTEGER NOT NULL,
    made_on TEXT NOT NULL,
    mail_id BLOB REFERENCES mails (id),
    PRIMARY KEY (invoice_id, step)
) STRICT, WITHOUT ROWID;
