-- A customer is the payer; goods go to one or more delivery points. Routes are what drivers drive.

CREATE TABLE routes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CONSTRAINT routes_name_taken UNIQUE CHECK (name <> ''),
    departs_at TEXT NOT NULL,
    driver_id BLOB REFERENCES users (id),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

-- Cut-off for deliveries on a weekday (1 = Monday): this many days before, at this time. The row without a route is
-- the bakery's own and freezes the day; a route's row says only until when orders for that route are taken.
CREATE TABLE cutoffs (
    route_id BLOB REFERENCES routes (id),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    days_before INTEGER NOT NULL CHECK (days_before BETWEEN 0 AND 14),
    at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX cutoffs_once ON cutoffs (ifnull(route_id, X'00'), weekday);

CREATE TABLE customers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    code INTEGER NOT NULL CONSTRAINT customers_code_taken UNIQUE,
    customer_type TEXT NOT NULL CHECK (customer_type IN ('retail', 'wholesale', 'restaurant', 'hotel')),
    business_type TEXT NOT NULL DEFAULT 'individual' CHECK (business_type IN ('individual', 'business', 'central_bakery')),
    business_name TEXT NOT NULL DEFAULT '',
    contact_name TEXT NOT NULL CHECK (contact_name <> ''),
    email TEXT COLLATE NOCASE,
    phone TEXT,
    secondary_phone TEXT,
    phone_digits TEXT,
    address_line1 TEXT NOT NULL DEFAULT '',
    address_line2 TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    province TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT 'España',
    tax_id TEXT,
    equivalence_surcharge INTEGER NOT NULL DEFAULT 0 CHECK (equivalence_surcharge IN (0, 1)),
    price_list_id BLOB REFERENCES price_lists (id),
    -- Standing discount in basis points.
    discount_percentage INTEGER NOT NULL DEFAULT 0 CHECK (discount_percentage BETWEEN 0 AND 10000),
    credit_limit INTEGER CHECK (credit_limit >= 0),
    credit_term_days INTEGER NOT NULL DEFAULT 0 CHECK (credit_term_days BETWEEN 0 AND 365),
    payment_status TEXT NOT NULL DEFAULT 'good_standing' CHECK (payment_status IN ('good_standing', 'overdue', 'suspended')),
    invoice_rhythm TEXT NOT NULL DEFAULT 'fortnightly'
        CHECK (invoice_rhythm IN ('per_order', 'weekly', 'fortnightly', 'monthly')),
    fresh_food_term INTEGER NOT NULL DEFAULT 1 CHECK (fresh_food_term IN (0, 1)),
    reminders_on INTEGER NOT NULL DEFAULT 1 CHECK (reminders_on IN (0, 1)),
    notes_with_prices INTEGER NOT NULL DEFAULT 0 CHECK (notes_with_prices IN (0, 1)),
    customer_notes TEXT NOT NULL DEFAULT '',
    preferred_contact_method TEXT CHECK (preferred_contact_method IN ('email', 'phone', 'whatsapp')),
    loyalty_tier TEXT NOT NULL DEFAULT 'standard' CHECK (loyalty_tier IN ('standard', 'silver', 'gold', 'platinum')),
    lang TEXT NOT NULL DEFAULT 'es' CHECK (lang IN ('es', 'en')),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    -- Kept equal to what the orders say, by the verb that the orders room calls.
    total_lifetime_value INTEGER NOT NULL DEFAULT 0,
    total_orders INTEGER NOT NULL DEFAULT 0,
    last_order_date TEXT,
    search TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX customers_email_taken ON customers (email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX customers_phone_taken ON customers (phone_digits) WHERE phone_digits IS NOT NULL;
CREATE INDEX customers_by_name ON customers (is_active, search);
CREATE INDEX customers_by_last_order ON customers (last_order_date, id);

-- Allergen notes are health data: own table, own permission, consent with its day, redactable.
CREATE TABLE customer_allergens (
    customer_id BLOB PRIMARY KEY REFERENCES customers (id),
    allergens TEXT NOT NULL DEFAULT '',
    allergen_notes TEXT NOT NULL DEFAULT '',
    consent_date TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- As-you-type: any three characters or digits in a row, accents folded away.
CREATE VIRTUAL TABLE customer_search USING fts5 (text, customer_id UNINDEXED, tokenize = 'trigram');

CREATE TABLE delivery_points (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    name TEXT NOT NULL CHECK (name <> ''),
    contact_name TEXT NOT NULL DEFAULT '',
    phone TEXT,
    phone_digits TEXT,
    address_line1 TEXT NOT NULL DEFAULT '',
    address_line2 TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    province TEXT NOT NULL DEFAULT '',
    delivery_notes TEXT NOT NULL DEFAULT '',
    route_id BLOB REFERENCES routes (id),
    stop_order INTEGER NOT NULL DEFAULT 0,
    window_from TEXT,
    window_until TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_points_by_customer ON delivery_points (customer_id);
CREATE INDEX delivery_points_by_route ON delivery_points (route_id, stop_order);
CREATE INDEX delivery_points_by_phone ON delivery_points (phone_digits) WHERE phone_digits IS NOT NULL;

-- What a customer owes or will owe: rows that orders, invoices and payments keep through a verb of this room. In cents.
CREATE TABLE exposures (
    source_kind TEXT NOT NULL CHECK (source_kind IN ('order', 'invoice')),
    source_id BLOB NOT NULL,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    amount INTEGER NOT NULL,
    PRIMARY KEY (source_kind, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exposures_by_customer ON exposures (customer_id, amount);
