//! SQL of the pictures of orders.

use rusqlite::{Connection, OptionalExtension, params};

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::values::ids::{OrderId, OrderPictureId};

/// A picture as it was brought.
#[derive(Debug)]
pub struct Picture {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The pictures of an order, oldest first.
///
/// # Errors
/// Only those of the database.
pub fn pictures(conn: &Connection, order: OrderId) -> Result<Vec<OrderPictureId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM order_pictures WHERE order_id = ?1 AND removed_at IS NULL ORDER BY id LIMIT 50",
    )?;
    let rows = statement.query_map([order], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One picture of an order.
///
/// # Errors
/// [`Error::NotFound`] when the order has no such picture, or none any more.
pub fn picture(conn: &Connection, order: OrderId, id: OrderPictureId) -> Result<Picture> {
    let mut statement = conn.prepare_cached(
        "SELECT media_type, bytes FROM order_pictures WHERE id = ?1 AND order_id = ?2 AND removed_at IS NULL",
    )?;
    let found = statement
        .query_row(params![id, order], |row| {
            Ok(Picture {
                media_type: row.get(0)?,
                bytes: row.get(1)?,
            })
        })
        .optional()?;
    found.ok_or(Error::NotFound)
}

pub(in crate::orders) fn insert_picture(
    tx: &Tx,
    order: OrderId,
    media: &str,
    bytes: &[u8],
) -> Result<OrderPictureId> {
    let id: OrderPictureId = tx.id();
    tx.execute(
        "INSERT INTO order_pictures (id, order_id, media_type, bytes) VALUES (?1, ?2, ?3, ?4)",
        params![id, order, media, bytes],
    )?;
    Ok(id)
}

/// Takes a picture away or brings it back; answers whether it stood otherwise.
pub(in crate::orders) fn set_picture_removed(
    tx: &Tx,
    order: OrderId,
    id: OrderPictureId,
    removed: bool,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE order_pictures SET removed_at = ?3 WHERE id = ?1 AND order_id = ?2 AND (removed_at IS NULL) = ?4",
        params![id, order, removed.then_some(tx.now), removed],
    )?;
    Ok(changed == 1)
}
