//! The hourly look at deliveries that are late.

use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;

/// Tells of orders that became late, or later by a degree.
///
/// # Errors
/// Those of the verb.
pub fn overdue(tx: &Tx, _as_of: Day) -> Result<String> {
    let (late, news) = super::tell_overdue(tx)?;
    Ok(tx
        .settings
        .language()
        .with2("purchasing-late-told", "late", late, "news", news))
}
