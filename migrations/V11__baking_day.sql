-- What is baked on top of what is wanted, in 1/100 percent.
ALTER TABLE items ADD COLUMN bake_extra_percentage INTEGER NOT NULL DEFAULT 0 CHECK (bake_extra_percentage BETWEEN 0 AND 10000);

-- What else a print version fixed: its doughs, how many orders it was for, what of it the stock gives, what it is without
-- the extra. NULL in versions made before this was kept.
ALTER TABLE day_versions ADD COLUMN details TEXT CHECK (details IS NULL OR json_valid(details));

-- What a later version changed in the delivery notes: for packing and route sheets.
CREATE TABLE day_note_changes (
    day TEXT NOT NULL,
    version INTEGER NOT NULL,
    note_id BLOB NOT NULL REFERENCES notes (id),
    position INTEGER NOT NULL,
    product_name TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_size INTEGER NOT NULL CHECK (unit_size > 0),
    was INTEGER NOT NULL,
    now INTEGER NOT NULL,
    PRIMARY KEY (day, version, note_id, position),
    FOREIGN KEY (day, version) REFERENCES day_versions (day, version)
) STRICT, WITHOUT ROWID;

-- Bought goods that were handed over though the stock did not know of them, in 1/1,000 base units: they count as used.
ALTER TABLE note_lines ADD COLUMN not_in_stock INTEGER NOT NULL DEFAULT 0 CHECK (not_in_stock >= 0);

-- Customers are found by their tax id when a file is taken in.
CREATE INDEX customers_by_tax_id ON customers (tax_id) WHERE tax_id IS NOT NULL;
