-- A delivery that was booked in by mistake is taken back: it stays, and says who took it back, when and why.
ALTER TABLE deliveries ADD COLUMN reversed_at INTEGER;
ALTER TABLE deliveries ADD COLUMN reversed_by BLOB REFERENCES users (id);
ALTER TABLE deliveries ADD COLUMN reversal_reason TEXT NOT NULL DEFAULT '';
-- What an announced delivery was when nothing more was waited for.
ALTER TABLE deliveries ADD COLUMN awaited_as TEXT CHECK (awaited_as IN ('scheduled', 'in_transit'));
UPDATE deliveries SET awaited_as = 'scheduled' WHERE status = 'rejected'
    AND (notes LIKE '%Ya no se espera: no llegará nada más de este pedido.' OR notes LIKE '%No longer expected: nothing more of this order will come.')
    AND NOT EXISTS (SELECT 1 FROM delivery_items i WHERE i.delivery_id = deliveries.id);
