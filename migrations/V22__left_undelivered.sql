-- Today looks for what was never handed over, and what came back, however long ago it was.
CREATE INDEX notes_prepared ON notes (day, route_id, stop_order) WHERE status = 'prepared';
CREATE INDEX notes_not_delivered ON notes (day) WHERE status = 'not_delivered';
