-- A picture may be of one line of a delivery (a torn sack); without one it is of the whole (the supplier's paper).
ALTER TABLE delivery_photos ADD COLUMN purchase_order_item_id BLOB REFERENCES purchase_order_items (id);
CREATE INDEX delivery_photos_by_line ON delivery_photos (purchase_order_item_id);
