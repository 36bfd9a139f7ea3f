//! Pictures of items.

use super::store;
use crate::db::snapshot::hex;
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::values::ids::ItemId;

/// Most bytes of a picture.
pub const LARGEST_PICTURE: usize = 2 * 1024 * 1024;

/// Keeps the item's picture, whose kind is told by its first bytes and by nothing else.
///
/// # Errors
/// [`Error::Invalid`] when it is no PNG, JPEG or WebP, or too large.
pub fn set_picture(tx: &Tx, id: ItemId, bytes: &[u8]) -> Result<()> {
    store::find(tx, id)?;
    let media = picture_kind(bytes)?;
    if store::has_picture(tx, id, bytes)? {
        return Ok(());
    }
    store::keep_former_picture(tx, id)?;
    store::put_picture(tx, id, media, bytes)?;
    events::record(tx, Happened::new("item", Some(id.0), "picture_changed"))
}

/// Takes the picture away.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove_picture(tx: &Tx, id: ItemId) -> Result<()> {
    store::keep_former_picture(tx, id)?;
    if !store::delete_picture(tx, id)? {
        return Err(Error::NotFound);
    }
    events::record(tx, Happened::new("item", Some(id.0), "picture_changed"))
}

/// Undoes the last change of the picture: it is the one of before, or none where there was none. `seen` is the mark of the
/// picture since then ([`picture_mark`]).
///
/// # Errors
/// A conflict when it has changed since, or there is nothing to undo.
pub fn restore_picture(tx: &Tx, id: ItemId, seen: &str) -> Result<()> {
    if picture_mark(tx, id)? != seen || !store::swap_picture(tx, id)? {
        return Err(Error::conflict("item-picture-nothing"));
    }
    events::record(tx, Happened::new("item", Some(id.0), "picture_changed"))
}

/// What tells the item's picture from others; empty for none.
///
/// # Errors
/// Only those of the database.
pub fn picture_mark(view: &View, id: ItemId) -> Result<String> {
    let picture = store::picture(view, id)?;
    Ok(picture.map_or_else(String::new, |picture| hex(&picture.sha256[..8])))
}

/// What kind of picture this is.
///
/// # Errors
/// [`Error::Invalid`] of `picture` when it is no PNG, JPEG or WebP, or too large.
pub fn picture_kind(bytes: &[u8]) -> Result<&'static str> {
    if bytes.is_empty() {
        return Err(Error::field("picture", "field-required"));
    }
    if bytes.len() > LARGEST_PICTURE {
        return Err(Error::field("picture", "catalog-picture-large"));
    }
    media_type(bytes).ok_or_else(|| Error::field("picture", "catalog-picture-kind"))
}

/// What a picture is, by its first bytes; nothing of what is no PNG, JPEG or WebP.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if is_webp {
        Some("image/webp")
    } else {
        None
    }
}
