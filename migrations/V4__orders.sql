-- Days, orders and standing orders. The business day is the delivery day. Amounts in cents.

CREATE TABLE days (
    day TEXT PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'frozen', 'closed')),
    -- Print version; 0 while open.
    version INTEGER NOT NULL DEFAULT 0,
    frozen_at INTEGER,
    closed_at INTEGER,
    CONSTRAINT days_frozen_has_version CHECK ((state = 'open') = (version = 0))
) STRICT, WITHOUT ROWID;

CREATE TABLE standing_orders (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    recurring_name TEXT NOT NULL CHECK (recurring_name <> ''),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    delivery_point_id BLOB NOT NULL REFERENCES delivery_points (id),
    frequency TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly', 'biweekly', 'monthly')),
    -- Monthly: a day of the month (31 = the last), or the nth weekday (nth 5 = the last).
    month_day INTEGER CHECK (month_day BETWEEN 1 AND 31),
    month_nth INTEGER CHECK (month_nth BETWEEN 1 AND 5),
    month_weekday INTEGER CHECK (month_weekday BETWEEN 1 AND 7),
    delivery_method TEXT NOT NULL DEFAULT 'delivery' CHECK (delivery_method IN ('pickup', 'delivery')),
    delivery_time TEXT,
    delivery_notes TEXT NOT NULL DEFAULT '',
    start_date TEXT NOT NULL,
    end_date TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    -- Days up to this one have been generated or decided upon.
    generated_until TEXT,
    -- Why the last run could not make the order of a day, in the bakery's language.
    failure TEXT,
    failed_on TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT standing_orders_dates CHECK (end_date IS NULL OR end_date >= start_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_orders_by_customer ON standing_orders (customer_id);
CREATE INDEX standing_orders_active ON standing_orders (is_active, id);

-- A line holds from one day until before another: a change of the template says from when.
CREATE TABLE standing_order_lines (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    standing_order_id BLOB NOT NULL REFERENCES standing_orders (id),
    position INTEGER NOT NULL,
    product_id BLOB NOT NULL REFERENCES items (id),
    unit TEXT NOT NULL,
    -- 1/1,000 base units in one unit.
    unit_size INTEGER NOT NULL CHECK (unit_size > 0),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    -- Quantity per weekday in 1/1,000 base units; monthly templates use the weekday that the date falls on.
    monday INTEGER NOT NULL DEFAULT 0 CHECK (monday >= 0),
    tuesday INTEGER NOT NULL DEFAULT 0 CHECK (tuesday >= 0),
    wednesday INTEGER NOT NULL DEFAULT 0 CHECK (wednesday >= 0),
    thursday INTEGER NOT NULL DEFAULT 0 CHECK (thursday >= 0),
    friday INTEGER NOT NULL DEFAULT 0 CHECK (friday >= 0),
    saturday INTEGER NOT NULL DEFAULT 0 CHECK (saturday >= 0),
    sunday INTEGER NOT NULL DEFAULT 0 CHECK (sunday >= 0),
    custom_instructions TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_order_lines_by_order ON standing_order_lines (standing_order_id, valid_from);

-- One date that differs from the template: skipped, moved, or with other quantities (JSON: product id -> quantity).
CREATE TABLE standing_order_dates (
    standing_order_id BLOB NOT NULL REFERENCES standing_orders (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('skip', 'move', 'change')),
    moved_to TEXT,
    quantities TEXT CHECK (quantities IS NULL OR json_valid(quantities)),
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (standing_order_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_pauses (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    from_day TEXT NOT NULL,
    until_day TEXT,
    reason TEXT NOT NULL DEFAULT '',
    CONSTRAINT customer_pauses_dates CHECK (until_day IS NULL OR until_day >= from_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_pauses_by_customer ON customer_pauses (customer_id, from_day);

-- Dates that passed while the program was off: listed for a decision, never made silently.
CREATE TABLE missed_dates (
    standing_order_id BLOB NOT NULL REFERENCES standing_orders (id),
    day TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    decision TEXT CHECK (decision IN ('made', 'dropped')),
    PRIMARY KEY (standing_order_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX missed_dates_waiting ON missed_dates (day) WHERE decision IS NULL;

CREATE TABLE orders (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_number TEXT NOT NULL CONSTRAINT orders_number_taken UNIQUE,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    delivery_point_id BLOB REFERENCES delivery_points (id),
    order_type TEXT NOT NULL CHECK (order_type IN ('retail', 'wholesale', 'custom', 'standing')),
    order_source TEXT NOT NULL CHECK (order_source IN ('in_store', 'phone', 'online', 'email', 'auto_recurring')),
    status TEXT NOT NULL CHECK (status IN
        ('pending', 'confirmed', 'preparing', 'ready', 'dispatched', 'completed', 'cancelled', 'refunded')),
    priority TEXT NOT NULL DEFAULT 'standard' CHECK (priority IN ('rush', 'standard', 'scheduled')),
    order_date TEXT NOT NULL,
    requested_date TEXT NOT NULL,
    requested_time TEXT,
    fulfilled_date TEXT,
    price_list_id BLOB NOT NULL REFERENCES price_lists (id),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('net', 'gross')),
    subtotal INTEGER NOT NULL,
    discount_percentage INTEGER NOT NULL DEFAULT 0 CHECK (discount_percentage BETWEEN 0 AND 10000),
    discount_amount INTEGER NOT NULL DEFAULT 0 CHECK (discount_amount >= 0),
    shipping_amount INTEGER NOT NULL DEFAULT 0 CHECK (shipping_amount >= 0),
    -- The delivery charge as agreed, net or gross as tax_mode says; shipping_amount is its base.
    shipping_charge INTEGER NOT NULL DEFAULT 0 CHECK (shipping_charge >= 0),
    tax_amount INTEGER NOT NULL,
    total_amount INTEGER NOT NULL,
    -- Cost of the goods, in cents, where every line's cost is known.
    cost_amount INTEGER,
    payment_method TEXT CHECK (payment_method IN ('cash', 'card', 'transfer', 'direct_debit', 'credit')),
    payment_status TEXT NOT NULL DEFAULT 'unpaid' CHECK (payment_status IN ('unpaid', 'paid', 'partial', 'overdue')),
    payment_due_date TEXT,
    deposit_amount INTEGER NOT NULL DEFAULT 0 CHECK (deposit_amount >= 0),
    delivery_method TEXT NOT NULL CHECK (delivery_method IN ('pickup', 'delivery', 'shipping')),
    route_id BLOB REFERENCES routes (id),
    delivery_address TEXT NOT NULL DEFAULT '',
    billing_address TEXT NOT NULL DEFAULT '',
    delivery_notes TEXT NOT NULL DEFAULT '',
    internal_notes TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    communication_preference TEXT CHECK (communication_preference IN ('email', 'phone', 'whatsapp')),
    business_model TEXT CHECK (business_model IN ('individual_bakery', 'central_bakery')),
    -- In after the cut-off by the owner, and why.
    late_reason TEXT,
    cancel_reason TEXT,
    -- What a late cancellation still costs, with tax.
    cancellation_charge INTEGER NOT NULL DEFAULT 0 CHECK (cancellation_charge >= 0),
    standing_order_id BLOB REFERENCES standing_orders (id),
    -- The template's own date; differs from requested_date where the delivery was moved.
    standing_date TEXT,
    -- The day's print version in which this order first stood.
    day_version INTEGER NOT NULL DEFAULT 0,
    created_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT orders_once_per_standing_date UNIQUE (standing_order_id, standing_date, delivery_point_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_by_day ON orders (requested_date, id);
CREATE INDEX orders_by_status_day ON orders (status, requested_date, id);
CREATE INDEX orders_by_customer ON orders (customer_id, requested_date, id);
CREATE INDEX orders_by_order_date ON orders (order_date, id);
CREATE INDEX orders_by_route_day ON orders (route_id, requested_date, id) WHERE route_id IS NOT NULL;
CREATE INDEX orders_by_type ON orders (order_type, requested_date, id);
CREATE INDEX orders_by_source ON orders (order_source, requested_date, id);
CREATE INDEX orders_unpaid ON orders (requested_date, id) WHERE payment_status <> 'paid';

-- Orders that a skipped date, a pause or a closed day called off: undone, the same order comes back.
CREATE TABLE standing_withdrawn (
    order_id BLOB PRIMARY KEY REFERENCES orders (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_tax_rows (
    order_id BLOB NOT NULL REFERENCES orders (id),
    rate INTEGER NOT NULL,
    base INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    PRIMARY KEY (order_id, rate)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_items (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    -- None: a free line with its own name and price.
    product_id BLOB REFERENCES items (id),
    product_name TEXT NOT NULL,
    product_sku TEXT NOT NULL DEFAULT '',
    variant_name TEXT NOT NULL DEFAULT '',
    quantity INTEGER NOT NULL CONSTRAINT order_items_quantity_positive CHECK (quantity > 0),
    unit TEXT NOT NULL,
    unit_size INTEGER NOT NULL CHECK (unit_size > 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    price_unit TEXT NOT NULL,
    price_unit_size INTEGER NOT NULL CHECK (price_unit_size > 0),
    -- Why the price is what it is: list, customer, tier, by hand.
    price_source TEXT NOT NULL DEFAULT 'list',
    discount_percentage INTEGER NOT NULL DEFAULT 0 CHECK (discount_percentage BETWEEN 0 AND 10000),
    line_total INTEGER NOT NULL,
    tax_rate INTEGER NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
    -- Cost of the line in cents when it was taken, where known.
    line_cost INTEGER,
    custom_instructions TEXT NOT NULL DEFAULT '',
    allergen_override TEXT,
    fulfilled_quantity INTEGER NOT NULL DEFAULT 0,
    fulfillment_status TEXT NOT NULL DEFAULT 'pending' CHECK (fulfillment_status IN ('pending', 'reserved', 'prepared', 'fulfilled')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_items_by_order ON order_items (order_id, position);
CREATE INDEX order_items_by_product ON order_items (product_id, order_id);

CREATE TABLE order_notes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    order_id BLOB NOT NULL REFERENCES orders (id),
    note TEXT NOT NULL CHECK (note <> ''),
    is_internal INTEGER NOT NULL CHECK (is_internal IN (0, 1)),
    notify_customer INTEGER NOT NULL DEFAULT 0 CHECK (notify_customer IN (0, 1)),
    notified_at INTEGER,
    created_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_notes_by_order ON order_notes (order_id, created_at);
