-- The order of a list is called one thing in its address and over the API: views that were kept before say it so too.
UPDATE order_views SET query = substr(replace('&' || query, '&order=', '&sort='), 2) WHERE '&' || query LIKE '%&order=%';
