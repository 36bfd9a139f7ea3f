-- A print version that changes no count of the bake sheet, only delivery notes, is seen as a whole.
ALTER TABLE day_versions ADD COLUMN seen_at INTEGER;
ALTER TABLE day_versions ADD COLUMN seen_by BLOB REFERENCES users (id);
