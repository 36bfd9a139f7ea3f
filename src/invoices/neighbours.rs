//! What an invoice changes in the rooms before it.

use rusqlite::params;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::calendar::Day;
use crate::values::ids::{InvoiceId, NoteId, OrderId};

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

pub(super) fn set_payment_status(tx: &Tx, order: OrderId, status: &str, due: Day) -> Result<()> {
    tx.execute(
        "UPDATE orders SET payment_status = ?2, payment_due_date = ?3, updated_at = ?4 WHERE id = ?1 AND payment_status <> ?2",
        params![order, status, due, tx.now],
    )?;
    Ok(())
}
