//! What an invoice changes in the rooms before it.

use rusqlite::params;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, InvoiceId, NoteId, OrderId};
use crate::values::money::Money;

pub(super) fn mark_invoiced(tx: &Tx, notes: &[NoteId], invoice: InvoiceId) -> Result<()> {
    for note in notes {
        let rows = tx.execute(
            "UPDATE notes SET invoice_id = ?2, version = version + 1 WHERE id = ?1 AND status = 'delivered' AND invoice_id IS NULL",
            params![note, invoice],
        )?;
        if rows != 1 {
            return Err(Error::conflict("invoices-note-taken"));
        }
    }
    Ok(())
}

pub(super) fn set_exposure(tx: &Tx, kind: &str, id: uuid::Uuid, customer: CustomerId, amount: Money) -> Result<()> {
    tx.execute(
        "DELETE FROM exposures WHERE source_kind = ?1 AND source_id = ?2",
        params![kind, id.as_bytes()],
    )?;
    if !amount.is_zero() {
        tx.execute(
            "INSERT INTO exposures (source_kind, source_id, customer_id, amount) VALUES (?1, ?2, ?3, ?4)",
            params![kind, id.as_bytes(), customer, amount],
        )?;
    }
    Ok(())
}

pub(super) fn set_payment_status(tx: &Tx, order: OrderId, status: &str, due: Day) -> Result<()> {
    tx.execute(
        "UPDATE orders SET payment_status = ?2, payment_due_date = ?3, updated_at = ?4 WHERE id = ?1 AND payment_status <> ?2",
        params![order, status, due, tx.now],
    )?;
    Ok(())
}
