//! The printed documents. A `Document` is the snapshot that the database freezes: it holds everything printed, as
//! exact strings and in the language it was issued in. `render` turns it into a PDF, the same bytes each time, with
//! no network and with the one font that is in the program. It computes for some milliseconds (the first time some
//! more): call it where blocking is allowed.
//!
//! The way of a document: snapshot → `view` (every figure and word as it is printed) → `templates/documents/*.typ`.
//! What comes from people reaches the templates as data only, never as source.

mod engine;
mod format;
mod invoice;
mod note;
mod parts;
mod purchase;
mod statement;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]
mod tests;
mod view;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use invoice::{
    InvoiceDocument, InvoiceKind, InvoiceLine, InvoiceNote, PaymentMeans, Rectified, Verification,
};
pub use note::{NoteChange, NoteDocument, NoteLine};
pub use parts::{Party, Place, TaxRow, abroad};
pub use purchase::{PurchaseDocument, PurchaseLine};
pub use statement::{AgeingBand, Movement, OpenInvoice, StatementDocument};

/// A frozen document, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "document", rename_all = "snake_case")]
pub enum Document {
    Invoice(InvoiceDocument),
    DeliveryNote(NoteDocument),
    PurchaseOrder(PurchaseDocument),
    Statement(StatementDocument),
}

/// Why a document cannot be printed. All but `Template` say what is wrong in the snapshot.
#[derive(Debug, Error)]
pub enum RenderError {
    #[error("the document has no {0}")]
    Missing(&'static str),
    #[error("not a number: {0:?}")]
    Number(String),
    #[error("not a day or instant: {0:?}")]
    Day(String),
    #[error("the template failed: {0}")]
    Template(String),
}

/// The document as PDF.
pub fn render(document: &Document) -> Result<Vec<u8>, RenderError> {
    engine::pdf(&document.page()?)
}

impl Document {
    fn page(&self) -> Result<engine::Page, RenderError> {
        match self {
            Self::Invoice(invoice) => invoice.page(),
            Self::DeliveryNote(note) => note.page(),
            Self::PurchaseOrder(order) => order.page(),
            Self::Statement(statement) => statement.page(),
        }
    }
}
