-- One table of items: sold, made, bought. Quantities are 1/1,000 of the base unit, prices 1/10,000 EUR per price unit,
-- rates are basis points.

CREATE TABLE tax_classes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    code TEXT NOT NULL CONSTRAINT tax_classes_code_taken UNIQUE,
    name_es TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tax_rates (
    tax_class_id BLOB NOT NULL REFERENCES tax_classes (id),
    valid_from TEXT NOT NULL,
    rate INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 10000),
    PRIMARY KEY (tax_class_id, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sku TEXT NOT NULL COLLATE NOCASE CONSTRAINT items_sku_taken UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    variant_name TEXT NOT NULL DEFAULT '',
    parent_id BLOB REFERENCES items (id),
    category TEXT NOT NULL DEFAULT '',
    is_sold INTEGER NOT NULL DEFAULT 0 CHECK (is_sold IN (0, 1)),
    is_made INTEGER NOT NULL DEFAULT 0 CHECK (is_made IN (0, 1)),
    is_bought INTEGER NOT NULL DEFAULT 0 CHECK (is_bought IN (0, 1)),
    -- A service (slicing, a menu key of the till) has no stock.
    is_service INTEGER NOT NULL DEFAULT 0 CHECK (is_service IN (0, 1)),
    base_unit TEXT NOT NULL CHECK (base_unit IN ('g', 'ml', 'unit')),
    -- Unit in which it is usually sold or counted.
    unit TEXT NOT NULL CHECK (unit IN ('g', 'kg', 'ml', 'l', 'unit', 'dozen')),
    -- Price unit: its code and its size in 1/1,000 base units.
    price_unit TEXT NOT NULL CHECK (price_unit IN ('kg', 'l', 'unit', 'pack')),
    price_unit_size INTEGER NOT NULL CHECK (price_unit_size > 0),
    -- Weight of one piece in 1/1,000 g, for labels, doughs and waste.
    piece_weight INTEGER CHECK (piece_weight > 0),
    tax_class_id BLOB NOT NULL REFERENCES tax_classes (id),
    tax_confirmed INTEGER NOT NULL DEFAULT 1 CHECK (tax_confirmed IN (0, 1)),
    -- Comma-separated codes of the EU 14, as told by hand; recipes add to them.
    allergens TEXT NOT NULL DEFAULT '',
    shelf_life_days INTEGER CHECK (shelf_life_days >= 0),
    low_stock INTEGER CHECK (low_stock >= 0),
    weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 0 AND 127),
    lead_days INTEGER NOT NULL DEFAULT 0 CHECK (lead_days BETWEEN 0 AND 365),
    from_stock INTEGER NOT NULL DEFAULT 0 CHECK (from_stock IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    search TEXT NOT NULL,
    notes TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT items_price_unit_fits CHECK (
        (base_unit = 'g' AND unit IN ('g', 'kg') AND price_unit IN ('kg', 'pack'))
        OR (base_unit = 'ml' AND unit IN ('ml', 'l') AND price_unit IN ('l', 'pack'))
        OR (base_unit = 'unit' AND unit IN ('unit', 'dozen') AND price_unit IN ('unit', 'pack')))
) STRICT, WITHOUT ROWID;
CREATE INDEX items_by_name ON items (is_active, name);
CREATE INDEX items_by_parent ON items (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX items_by_search ON items (search);

CREATE TABLE item_packs (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    item_id BLOB NOT NULL REFERENCES items (id),
    name TEXT NOT NULL CHECK (name <> ''),
    -- 1/1,000 base units in one pack.
    size INTEGER NOT NULL CHECK (size > 0),
    CONSTRAINT item_packs_name_taken UNIQUE (item_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_pictures (
    item_id BLOB PRIMARY KEY REFERENCES items (id),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    bytes BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE price_lists (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    code TEXT NOT NULL COLLATE NOCASE CONSTRAINT price_lists_code_taken UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('net', 'gross')),
    valid_from TEXT,
    valid_until TEXT,
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT price_lists_dates CHECK (valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from)
) STRICT, WITHOUT ROWID;

-- The price of an item on a list from a day on; the newest day not after the delivery day counts.
CREATE TABLE prices (
    price_list_id BLOB NOT NULL REFERENCES price_lists (id),
    item_id BLOB NOT NULL REFERENCES items (id),
    valid_from TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    PRIMARY KEY (price_list_id, item_id, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX prices_by_item ON prices (item_id);
