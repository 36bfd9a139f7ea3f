-- Stock, recipes, production. Quantities in 1/1,000 base units, values in 1/10,000 EUR.

CREATE TABLE locations (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CONSTRAINT locations_name_taken UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('production', 'outlet'))
) STRICT, WITHOUT ROWID;

-- The lot of 16 zero bytes is "untracked" and belongs to every item.
CREATE TABLE lots (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    item_id BLOB REFERENCES items (id),
    lot_number TEXT NOT NULL,
    supplier_lot TEXT NOT NULL DEFAULT '',
    supplier_id BLOB,
    made_on TEXT,
    expiry_date TEXT,
    created_at INTEGER NOT NULL,
    CONSTRAINT lots_number_taken UNIQUE (item_id, lot_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX lots_by_expiry ON lots (expiry_date) WHERE expiry_date IS NOT NULL;
INSERT INTO lots (id, item_id, lot_number, created_at) VALUES (zeroblob(16), NULL, '', 0);

-- Append-only. A movement of bought goods out carries the average cost of its moment.
CREATE TABLE movements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    item_id BLOB NOT NULL REFERENCES items (id),
    lot_id BLOB NOT NULL REFERENCES lots (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    value INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('opening', 'receipt', 'consumption', 'production', 'delivery', 'count', 'waste', 'return', 'reversal')),
    note TEXT NOT NULL DEFAULT '',
    document_kind TEXT NOT NULL,
    document_id BLOB,
    user_id BLOB REFERENCES users (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX movements_by_item ON movements (item_id, id);
CREATE INDEX movements_by_lot ON movements (lot_id, item_id);
CREATE INDEX movements_by_document ON movements (document_kind, document_id);
CREATE TRIGGER movements_are_not_edited BEFORE UPDATE ON movements BEGIN SELECT RAISE(ABORT, 'the stock ledger cannot be edited'); END;
CREATE TRIGGER movements_are_not_deleted BEFORE DELETE ON movements BEGIN SELECT RAISE(ABORT, 'the stock ledger cannot be edited'); END;

CREATE TRIGGER items_keep_their_base_unit BEFORE UPDATE OF base_unit ON items
WHEN NEW.base_unit <> OLD.base_unit AND EXISTS (SELECT 1 FROM movements WHERE item_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'the base unit is fixed by the first movement'); END;

-- Kept in the transaction of the ledger and checked against it.
CREATE TABLE balances (
    item_id BLOB NOT NULL REFERENCES items (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    lot_id BLOB NOT NULL REFERENCES lots (id),
    quantity INTEGER NOT NULL,
    PRIMARY KEY (item_id, location_id, lot_id)
) STRICT, WITHOUT ROWID;
-- Lots that are used up stay as rows of zero; what is there is found without reading them.
CREATE INDEX balances_held ON balances (item_id, location_id) WHERE quantity <> 0;
-- Quantity and value of an item over all lots; average cost = value / quantity, never stored rounded.
CREATE TABLE item_stock (
    item_id BLOB PRIMARY KEY REFERENCES items (id),
    quantity INTEGER NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What was used of an item on a day (consumption and waste), for averages and deviations.
CREATE TABLE daily_consumption (
    item_id BLOB NOT NULL REFERENCES items (id),
    day TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (item_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX items_with_low_stock ON items (name) WHERE low_stock IS NOT NULL;

CREATE TABLE stock_counts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opening', 'count')),
    posted_at INTEGER NOT NULL,
    user_id BLOB REFERENCES users (id),
    note TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_count_lines (
    stock_count_id BLOB NOT NULL REFERENCES stock_counts (id),
    item_id BLOB NOT NULL REFERENCES items (id),
    lot_id BLOB NOT NULL REFERENCES lots (id),
    expected INTEGER NOT NULL,
    counted INTEGER NOT NULL CHECK (counted >= 0),
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (stock_count_id, item_id, lot_id)
) STRICT, WITHOUT ROWID;

-- A recipe makes one item; an item used in it that has a recipe of its own is a sub-recipe (dough, filling).
CREATE TABLE recipes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    item_id BLOB NOT NULL REFERENCES items (id),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('dough', 'filling', 'product')),
    -- What one batch yields, in 1/1,000 base units of the item.
    yield_quantity INTEGER NOT NULL CHECK (yield_quantity > 0),
    -- Weight lost in the oven, basis points.
    loss_percentage INTEGER NOT NULL DEFAULT 0 CHECK (loss_percentage BETWEEN 0 AND 9999),
    steps TEXT NOT NULL DEFAULT '',
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recipes_one_active_per_item ON recipes (item_id) WHERE is_active = 1;

CREATE TABLE recipe_lines (
    recipe_id BLOB NOT NULL REFERENCES recipes (id),
    position INTEGER NOT NULL,
    ingredient_id BLOB NOT NULL REFERENCES items (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit TEXT NOT NULL,
    -- Baker's percentage in basis points, flour = 10000; kept where the line was given so.
    bakers_percentage INTEGER CHECK (bakers_percentage > 0),
    PRIMARY KEY (recipe_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipe_lines_by_ingredient ON recipe_lines (ingredient_id);

CREATE TABLE batches (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    day TEXT NOT NULL,
    item_id BLOB NOT NULL REFERENCES items (id),
    recipe_id BLOB REFERENCES recipes (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    lot_id BLOB NOT NULL REFERENCES lots (id),
    posted_at INTEGER NOT NULL,
    user_id BLOB REFERENCES users (id),
    reversed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_by_day ON batches (day, item_id);

-- The day as it was printed: version 1 at cut-off, each later one with what changed.
CREATE TABLE day_versions (
    day TEXT NOT NULL REFERENCES days (day),
    version INTEGER NOT NULL CHECK (version >= 1),
    made_at INTEGER NOT NULL,
    -- item id -> quantity to bake
    sheet TEXT NOT NULL CHECK (json_valid(sheet)),
    PRIMARY KEY (day, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_changes (
    day TEXT NOT NULL,
    version INTEGER NOT NULL,
    item_id BLOB NOT NULL REFERENCES items (id),
    was INTEGER NOT NULL,
    now INTEGER NOT NULL,
    ticked_at INTEGER,
    ticked_by BLOB REFERENCES users (id),
    PRIMARY KEY (day, version, item_id),
    FOREIGN KEY (day, version) REFERENCES day_versions (day, version)
) STRICT, WITHOUT ROWID;
