-- What a till weighed or poured was kept as so many grams or millilitres instead of kilograms or litres.
UPDATE sales SET quantity = quantity * 1000 WHERE item_id IN (SELECT id FROM items WHERE base_unit <> 'unit');
UPDATE daily_sales SET quantity = quantity * 1000 WHERE item_id IN (SELECT id FROM items WHERE base_unit <> 'unit');
