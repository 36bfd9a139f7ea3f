-- How many orders of each day come from standing orders is told by the calendar of a month.
CREATE INDEX orders_of_standing_orders ON orders (requested_date, status) WHERE standing_order_id IS NOT NULL;
