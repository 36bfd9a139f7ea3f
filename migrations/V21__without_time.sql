-- Today looks for collections without a time among all orders of two days.
CREATE INDEX orders_without_time ON orders (requested_date, order_number)
    WHERE delivery_method = 'pickup' AND requested_time IS NULL AND standing_order_id IS NULL;
