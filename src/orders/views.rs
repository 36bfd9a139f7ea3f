//! Views of the list of orders: each person's own, so nothing of them is written into any history.

use super::store;
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::values::ids::{OrderViewId, UserId};

/// Characters of a name.
const LONGEST_NAME: usize = 60;
/// Bytes of an address.
const LONGEST_QUERY: usize = 1_000;
/// Most views of one person.
const MOST: usize = 20;

/// Keeps a view under a name.
///
/// # Errors
/// [`Error::Invalid`] without a name or filter, for a name that the person has already, and for one view too many.
pub fn keep_view(tx: &Tx, user: UserId, name: &str, query: &str) -> Result<OrderViewId> {
    let (name, query) = (name.trim(), query.trim());
    let mut errors = FieldErrors::default();
    let known = store::views(tx, user)?;
    if name.is_empty() {
        errors.add("name", "field-required");
    } else if name.chars().count() > LONGEST_NAME {
        errors.add(
            "name",
            Message::new("setting-too-long").arg("most", LONGEST_NAME),
        );
    } else if known.iter().any(|view| view.name == name) {
        errors.add("name", "orders-view-taken");
    } else if known.len() >= MOST {
        errors.add("name", Message::new("orders-view-most").arg("most", MOST));
    }
    if query.is_empty() {
        errors.add("query", "orders-view-empty");
    } else if query.len() > LONGEST_QUERY {
        errors.add(
            "query",
            Message::new("setting-too-long").arg("most", LONGEST_QUERY),
        );
    }
    errors.or(())?;
    store::insert_view(tx, user, name, query)
}

/// Takes one's own view away; [`restore_view`] brings it back.
///
/// # Errors
/// [`Error::NotFound`] when the person has no such view.
pub fn forget_view(tx: &Tx, user: UserId, id: OrderViewId) -> Result<()> {
    match store::set_view_removed(tx, user, id, true)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Brings back a view that was taken away; its name must be free.
///
/// # Errors
/// [`Error::NotFound`] when there is none; a conflict when its name was given to another meanwhile.
pub fn restore_view(tx: &Tx, user: UserId, id: OrderViewId) -> Result<()> {
    let name = store::removed_view(tx, user, id)?.ok_or(Error::NotFound)?;
    if store::views(tx, user)?.iter().any(|view| view.name == name) {
        return Err(Error::conflict("orders-view-taken"));
    }
    store::set_view_removed(tx, user, id, false).map(drop)
}
