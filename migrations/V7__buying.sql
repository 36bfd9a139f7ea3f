-- Suppliers, planning, purchase orders, deliveries. Prices 1/10,000 EUR per price unit, amounts in cents.

CREATE TABLE suppliers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CONSTRAINT suppliers_name_taken UNIQUE CHECK (name <> ''),
    tax_id TEXT,
    contact_name TEXT NOT NULL DEFAULT '',
    email TEXT COLLATE NOCASE,
    phone TEXT,
    address_line1 TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    province TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT 'España',
    payment_terms TEXT NOT NULL DEFAULT 'Net 30',
    delivery_weekdays INTEGER NOT NULL DEFAULT 31 CHECK (delivery_weekdays BETWEEN 1 AND 127),
    minimum_order_value INTEGER NOT NULL DEFAULT 0 CHECK (minimum_order_value >= 0),
    lead_time_days INTEGER NOT NULL DEFAULT 3 CHECK (lead_time_days BETWEEN 0 AND 365),
    lang TEXT NOT NULL DEFAULT 'es' CHECK (lang IN ('es', 'en')),
    certificates TEXT NOT NULL DEFAULT '',
    is_trusted INTEGER NOT NULL DEFAULT 0 CHECK (is_trusted IN (0, 1)),
    quality_rating INTEGER CHECK (quality_rating BETWEEN 0 AND 100),
    notes TEXT NOT NULL DEFAULT '',
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    search TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX suppliers_by_name ON suppliers (is_active, search);

CREATE TABLE supplier_products (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    supplier_id BLOB NOT NULL REFERENCES suppliers (id),
    ingredient_id BLOB NOT NULL REFERENCES items (id),
    supplier_product_code TEXT NOT NULL DEFAULT '',
    supplier_product_name TEXT NOT NULL DEFAULT '',
    -- Price per kg, l or piece of the ingredient.
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    pack_name TEXT NOT NULL DEFAULT '',
    -- 1/1,000 base units in the pack that is ordered.
    pack_size INTEGER NOT NULL CHECK (pack_size > 0),
    minimum_order_quantity INTEGER NOT NULL DEFAULT 0 CHECK (minimum_order_quantity >= 0),
    lead_time_days INTEGER CHECK (lead_time_days BETWEEN 0 AND 365),
    is_preferred INTEGER NOT NULL DEFAULT 0 CHECK (is_preferred IN (0, 1)),
    quality_grade TEXT NOT NULL DEFAULT '',
    tax_rate INTEGER NOT NULL DEFAULT 1000 CHECK (tax_rate BETWEEN 0 AND 10000),
    contract_price INTEGER CHECK (contract_price >= 0),
    contract_from TEXT,
    contract_until TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT supplier_products_once UNIQUE (supplier_id, ingredient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX supplier_products_by_ingredient ON supplier_products (ingredient_id, is_active);
CREATE UNIQUE INDEX supplier_products_one_preferred ON supplier_products (ingredient_id) WHERE is_preferred = 1 AND is_active = 1;
-- From this quantity on, this price.
CREATE TABLE supplier_price_breaks (
    supplier_product_id BLOB NOT NULL REFERENCES supplier_products (id),
    from_quantity INTEGER NOT NULL CHECK (from_quantity > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    PRIMARY KEY (supplier_product_id, from_quantity)
) STRICT, WITHOUT ROWID;
CREATE TABLE supplier_price_history (
    id INTEGER PRIMARY KEY,
    supplier_product_id BLOB NOT NULL REFERENCES supplier_products (id),
    day TEXT NOT NULL,
    unit_price INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('typed', 'import', 'delivery')),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX supplier_price_history_by_product ON supplier_price_history (supplier_product_id, id);

CREATE TABLE reorder_points (
    ingredient_id BLOB PRIMARY KEY REFERENCES items (id),
    calculation_method TEXT NOT NULL CHECK (calculation_method IN ('manual', 'auto_basic')),
    -- Set by hand for 'manual'; the last calculation otherwise.
    reorder_point INTEGER NOT NULL CHECK (reorder_point >= 0),
    safety_stock INTEGER NOT NULL CHECK (safety_stock >= 0),
    average_daily_consumption INTEGER NOT NULL DEFAULT 0,
    lead_time_days INTEGER NOT NULL DEFAULT 3,
    last_calculated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE needs (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
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
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX needs_one_open_per_ingredient ON needs (ingredient_id) WHERE status = 'pending';
CREATE INDEX needs_by_status ON needs (status, urgency);

CREATE TABLE purchase_orders (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    po_number TEXT NOT NULL CONSTRAINT purchase_orders_number_taken UNIQUE,
    supplier_id BLOB NOT NULL REFERENCES suppliers (id),
    supplier_name TEXT NOT NULL,
    order_date TEXT NOT NULL,
    required_delivery_date TEXT,
    expected_delivery_date TEXT,
    actual_delivery_date TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'pending_approval', 'approved', 'sent', 'confirmed', 'in_transit',
        'partially_received', 'received', 'rejected', 'cancelled')),
    priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('critical', 'high', 'normal', 'low')),
    payment_terms TEXT NOT NULL,
    payment_status TEXT NOT NULL DEFAULT 'unpaid' CHECK (payment_status IN ('unpaid', 'paid', 'overdue')),
    subtotal INTEGER NOT NULL DEFAULT 0,
    tax_amount INTEGER NOT NULL DEFAULT 0,
    total_amount INTEGER NOT NULL DEFAULT 0,
    delivery_address TEXT NOT NULL DEFAULT '',
    contact_person TEXT NOT NULL DEFAULT '',
    contact_phone TEXT NOT NULL DEFAULT '',
    contact_email TEXT NOT NULL DEFAULT '',
    internal_notes TEXT NOT NULL DEFAULT '',
    supplier_notes TEXT NOT NULL DEFAULT '',
    rejection_reason TEXT,
    -- Frozen when sent; a change afterwards is the next version.
    document_version INTEGER NOT NULL DEFAULT 1,
    approved_by BLOB REFERENCES users (id),
    approved_at INTEGER,
    sent_at INTEGER,
    confirmed_at INTEGER,
    received_at INTEGER,
    is_internal INTEGER NOT NULL DEFAULT 0 CHECK (is_internal IN (0, 1)),
    created_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_orders_by_status ON purchase_orders (status, expected_delivery_date);
CREATE INDEX purchase_orders_by_supplier ON purchase_orders (supplier_id, order_date);
CREATE INDEX purchase_orders_by_date ON purchase_orders (order_date, id);
CREATE INDEX purchase_orders_by_state_and_date ON purchase_orders (status, order_date, id);

CREATE TABLE purchase_order_items (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    purchase_order_id BLOB NOT NULL REFERENCES purchase_orders (id),
    position INTEGER NOT NULL,
    ingredient_id BLOB NOT NULL REFERENCES items (id),
    ingredient_name TEXT NOT NULL,
    supplier_product_code TEXT NOT NULL DEFAULT '',
    quantity_ordered INTEGER NOT NULL CHECK (quantity_ordered > 0),
    quantity_received INTEGER NOT NULL DEFAULT 0 CHECK (quantity_received >= 0),
    unit TEXT NOT NULL,
    unit_size INTEGER NOT NULL CHECK (unit_size > 0),
    pack_name TEXT NOT NULL DEFAULT '',
    pack_size INTEGER NOT NULL CHECK (pack_size > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    price_unit TEXT NOT NULL,
    price_unit_size INTEGER NOT NULL CHECK (price_unit_size > 0),
    discount_percentage INTEGER NOT NULL DEFAULT 0 CHECK (discount_percentage BETWEEN 0 AND 10000),
    line_total INTEGER NOT NULL,
    tax_rate INTEGER NOT NULL,
    quality_notes TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_order_items_by_order ON purchase_order_items (purchase_order_id, position);
CREATE INDEX purchase_order_items_by_ingredient ON purchase_order_items (ingredient_id);

CREATE TABLE purchase_order_versions (
    purchase_order_id BLOB NOT NULL REFERENCES purchase_orders (id),
    document_version INTEGER NOT NULL,
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (purchase_order_id, document_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    purchase_order_id BLOB NOT NULL REFERENCES purchase_orders (id),
    delivery_number TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'in_transit', 'delivered', 'partially_delivered', 'rejected')),
    delivery_date TEXT NOT NULL,
    supplier_delivery_note TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    received_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_order ON deliveries (purchase_order_id, created_at);

CREATE TABLE delivery_items (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    purchase_order_item_id BLOB NOT NULL REFERENCES purchase_order_items (id),
    ingredient_id BLOB NOT NULL REFERENCES items (id),
    delivered_quantity INTEGER NOT NULL CHECK (delivered_quantity >= 0),
    accepted_quantity INTEGER NOT NULL CHECK (accepted_quantity >= 0),
    rejected_quantity INTEGER NOT NULL CHECK (rejected_quantity >= 0),
    rejection_reason TEXT NOT NULL DEFAULT '',
    batch_lot_number TEXT NOT NULL DEFAULT '',
    expiry_date TEXT,
    quality_grade TEXT NOT NULL DEFAULT '',
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    lot_id BLOB REFERENCES lots (id),
    CONSTRAINT delivery_items_add_up CHECK (accepted_quantity + rejected_quantity = delivered_quantity)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_items_by_delivery ON delivery_items (delivery_id);
CREATE INDEX delivery_items_by_lot ON delivery_items (lot_id);
CREATE TABLE delivery_photos (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_photos_by_delivery ON delivery_photos (delivery_id);

-- A cause raises one alert; it resolves itself when the cause is gone.
CREATE TABLE alerts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    alert_type TEXT NOT NULL,
    cause TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical', 'urgent')),
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    data TEXT NOT NULL CHECK (json_valid(data)),
    raised_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by BLOB REFERENCES users (id),
    note TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alerts_once_per_cause ON alerts (cause) WHERE resolved_at IS NULL;
CREATE INDEX alerts_open ON alerts (severity, raised_at) WHERE resolved_at IS NULL;
