//! Pictures of what an order is to look like: a cake as the customer wants it.

use serde_json::json;

use super::store;
use crate::catalog;
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::values::ids::{OrderId, OrderPictureId};

/// Most pictures of one order.
const MOST: usize = 6;

/// Keeps a picture with an order, in any state of it; its kind is told by its first bytes and by nothing else.
///
/// # Errors
/// [`Error::Invalid`] when it is no PNG, JPEG or WebP, too large, or one too many; [`Error::NotFound`].
pub fn add_picture(tx: &Tx, order: OrderId, bytes: &[u8]) -> Result<OrderPictureId> {
    store::find(tx, order)?;
    let media = catalog::picture_kind(bytes)?;
    if store::pictures(tx, order)?.len() >= MOST {
        let message = Message::new("orders-picture-most").arg("most", MOST);
        return Err(Error::field("picture", message));
    }
    let id = store::insert_picture(tx, order, media, bytes)?;
    told(tx, order, id, true)?;
    Ok(id)
}

/// Takes a picture away; [`restore_picture`] brings it back.
///
/// # Errors
/// [`Error::NotFound`] when the order has no such picture.
pub fn remove_picture(tx: &Tx, order: OrderId, id: OrderPictureId) -> Result<()> {
    if !store::set_picture_removed(tx, order, id, true)? {
        return Err(Error::NotFound);
    }
    told(tx, order, id, false)
}

/// Brings back a picture that was taken away.
///
/// # Errors
/// [`Error::NotFound`] when the order has no such picture among those taken away.
pub fn restore_picture(tx: &Tx, order: OrderId, id: OrderPictureId) -> Result<()> {
    if !store::set_picture_removed(tx, order, id, false)? {
        return Err(Error::NotFound);
    }
    told(tx, order, id, true)
}

fn told(tx: &Tx, order: OrderId, id: OrderPictureId, is_there: bool) -> Result<()> {
    let action = match is_there {
        true => "picture_added",
        false => "picture_removed",
    };
    events::record(
        tx,
        Happened::new("order", Some(order.0), action).changes(json!({ "picture_id": id })),
    )
}
