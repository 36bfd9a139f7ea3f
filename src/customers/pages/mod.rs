//! Pages of customers, their delivery points, and rounds.

pub mod allergens;
pub mod form;
pub mod list;
pub mod points;
pub mod rounds;
pub mod show;

use crate::catalog;
use crate::db::View;
use crate::error::{FieldErrors, Result};

pub(super) use crate::catalog::pages::error_of;

/// The rounds that may be chosen.
pub(super) fn round_options(view: &View) -> Result<Vec<(String, String)>> {
    let rounds = super::rounds::list(view)?;
    let named = rounds.into_iter().filter(|round| round.is_active);
    Ok(named
        .map(|round| {
            (
                round.id.to_string(),
                format!("{} · {}", round.name, round.departs_at),
            )
        })
        .collect())
}

/// The price lists that may be chosen.
pub(super) fn price_list_options(view: &View) -> Result<Vec<(String, String)>> {
    let lists = catalog::price_lists(view)?;
    let named = lists.into_iter().filter(|list| list.is_active);
    Ok(named.map(|list| (list.id.to_string(), list.name)).collect())
}

/// Whether one of the errors is on one of these fields, so that the fold around them is open.
pub(super) fn wrong_in(errors: &[(String, String)], fields: &[&str]) -> bool {
    errors
        .iter()
        .any(|(name, _)| fields.contains(&name.as_str()))
}

/// No errors yet.
pub(super) fn none() -> FieldErrors {
    FieldErrors::default()
}
