-- How long and how hot it is baked.

ALTER TABLE recipes ADD COLUMN bake_minutes INTEGER CHECK (bake_minutes BETWEEN 1 AND 1440);
ALTER TABLE recipes ADD COLUMN bake_degrees INTEGER CHECK (bake_degrees BETWEEN 30 AND 500);
