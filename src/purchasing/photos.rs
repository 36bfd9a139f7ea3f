//! Pictures of what came, and of the supplier's paper.

use serde_json::json;

use super::receiving::of;
use super::{delivery_items, store};
use crate::catalog;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::ids::{DeliveryId, PurchaseId, PurchaseLineId};

/// Largest picture that is kept.
pub const LARGEST_PHOTO: usize = 4 * 1024 * 1024;

/// What kind of picture this is.
///
/// # Errors
/// [`Error::Invalid`] of `photo` for what is no PNG, JPEG or WebP, or too large.
pub fn photo_kind(bytes: &[u8]) -> Result<&'static str> {
    let media = catalog::media_type(bytes).filter(|_| bytes.len() <= LARGEST_PHOTO);
    media.ok_or_else(|| Error::field("photo", "purchasing-no-picture"))
}

/// Keeps a picture of a delivery: of what came of one of its lines, or of the whole (the supplier's paper).
///
/// # Errors
/// [`Error::Invalid`] for what is no PNG, JPEG or WebP, or too large, and for a line of which nothing came.
pub fn add_photo(
    tx: &Tx,
    order: PurchaseId,
    id: DeliveryId,
    line: Option<PurchaseLineId>,
    bytes: &[u8],
) -> Result<uuid::Uuid> {
    of(tx, order, id)?;
    let came = delivery_items(tx, id)?;
    let is_of = |line| came.iter().any(|item| item.purchase_order_item_id == line);
    if line.is_some_and(|line| !is_of(line)) {
        return Err(Error::field(
            "purchase_order_item_id",
            "purchasing-not-of-this",
        ));
    }
    let media = photo_kind(bytes)?;
    let photo: uuid::Uuid = tx.id();
    store::insert_photo(tx, photo, id, line, media, bytes)?;
    events::record(
        tx,
        Happened::new("purchase", Some(order.0), "photo_added")
            .changes(json!({ "delivery_id": [null, id], "purchase_order_item_id": [null, line] })),
    )?;
    Ok(photo)
}
