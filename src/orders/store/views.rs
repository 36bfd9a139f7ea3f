//! SQL of the views of the list of orders that people keep.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Tx;
use crate::error::Result;
use crate::values::ids::{OrderViewId, UserId};

/// A view that somebody keeps: a name, and the address of the list after its `?`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderView {
    pub id: OrderViewId,
    pub name: String,
    /// As the page of the list has it: `status=pending&q=hotel`.
    pub query: String,
}

/// What a person keeps, by name.
///
/// # Errors
/// Only those of the database.
pub fn views(conn: &Connection, user: UserId) -> Result<Vec<OrderView>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, query FROM order_views WHERE user_id = ?1 AND removed_at IS NULL ORDER BY name LIMIT 50",
    )?;
    let rows = statement.query_map([user], |row| {
        Ok(OrderView {
            id: row.get(0)?,
            name: row.get(1)?,
            query: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::orders) fn insert_view(
    tx: &Tx,
    user: UserId,
    name: &str,
    query: &str,
) -> Result<OrderViewId> {
    let id: OrderViewId = tx.id();
    tx.execute(
        "INSERT INTO order_views (id, user_id, name, query) VALUES (?1, ?2, ?3, ?4)",
        params![id, user, name, query],
    )?;
    Ok(id)
}

/// Takes a view away or brings it back; answers whether it stood otherwise.
pub(in crate::orders) fn set_view_removed(
    tx: &Tx,
    user: UserId,
    id: OrderViewId,
    removed: bool,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE order_views SET removed_at = ?3 WHERE id = ?1 AND user_id = ?2 AND (removed_at IS NULL) = ?4",
        params![id, user, removed.then_some(tx.now), removed],
    )?;
    Ok(changed == 1)
}

/// The name of a view that was taken away.
pub(in crate::orders) fn removed_view(
    conn: &Connection,
    user: UserId,
    id: OrderViewId,
) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT name FROM order_views WHERE id = ?1 AND user_id = ?2 AND removed_at IS NOT NULL",
    )?;
    Ok(statement
        .query_row(params![id, user], |row| row.get(0))
        .optional()?)
}
