//! What a list of orders is asked for, as pages and API have it alike: the names of its filters, and what a searched text
//! means.

use super::Filter;
use crate::customers;
use crate::db::View;
use crate::error::{Error, Message, Result};
use crate::settings;
use crate::values::ids::CustomerId;
use crate::web::Form;

/// Most customers that a searched text may mean.
const CUSTOMERS: usize = 200;

/// What the filters of the list are called in its address.
pub(super) const NAMES: [&str; 12] = [
    "day", "from", "until", "status", "type", "source", "route", "paid", "unpaid", "q", "sort",
    "customer",
];

/// The filters of an address, without what is empty or only of the page.
pub(super) fn asked(query: &Form) -> String {
    let pairs: Vec<(&str, &str)> = NAMES
        .iter()
        .filter_map(|name| query.optional(name).map(|value| (*name, value)))
        .collect();
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// Narrows a list to a searched text: the beginning of a number, or customers, of those that are asked for already.
///
/// # Errors
/// [`Error::Invalid`] of `q` when it means more customers than are looked at: then `filter` asks for those.
pub(super) fn search_for(view: &View, text: &str, filter: &mut Filter) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    match number_of(view, text) {
        Some(number) => filter.number = Some(number),
        None => {
            let mut found: Vec<CustomerId> = customers::search(view, text, CUSTOMERS + 1)?
                .into_iter()
                .map(|known| known.id)
                .collect();
            let is_cut = found.len() > CUSTOMERS;
            found.truncate(CUSTOMERS);
            if let Some(asked) = &filter.customers {
                found.retain(|id| asked.contains(id));
            }
            filter.customers = Some(found);
            if is_cut {
                let message = Message::new("orders-search-much").arg("count", CUSTOMERS);
                return Err(Error::field("q", message));
            }
        }
    }
    Ok(())
}

/// The beginning of an order's number, whole (`ORD-2026-1120`) or just the last part of one of today's (`043`).
pub(super) fn number_of(view: &View, text: &str) -> Option<String> {
    let prefix = view.settings.text(settings::NUMBER_PREFIX);
    let upper = text.to_uppercase();
    if upper.starts_with(&format!("{prefix}-")) {
        return Some(upper);
    }
    let short = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = text.parse().ok().filter(|_| short)?;
    let today = view.today();
    let length = usize::try_from(view.settings.whole(settings::NUMBER_LENGTH)).unwrap_or(3);
    Some(format!(
        "{prefix}-{:04}-{:02}{:02}-{number:0length$}",
        today.year(),
        today.month(),
        today.day()
    ))
}
