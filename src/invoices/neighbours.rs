//! What an invoice changes in the rooms before it.

use rusqlite::params;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::{InvoiceId, NoteId};

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
