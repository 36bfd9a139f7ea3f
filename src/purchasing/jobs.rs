//! What runs by the clock: the morning's calculation with the orders made of it, and the hourly look at what is late and
//! what waits.

use crate::db::Tx;
use crate::error::Result;
use crate::planning;
use crate::settings;
use crate::values::calendar::Day;
use crate::values::format;

/// Calculates what is needed as of that morning and, when that is set, orders what is urgent.
///
/// # Errors
/// Those of the verbs.
pub fn needs(tx: &Tx, as_of: Day) -> Result<String> {
    let said = planning::jobs::needs(tx, as_of)?;
    let is_on = |key| tx.settings.on(key);
    if !is_on(settings::PLANNING_ON) || !is_on(settings::AUTO_ORDERS) {
        return Ok(said);
    }
    let made = super::order_urgent(tx)?;
    let lang = tx.settings.language();
    let ordered = lang.with(
        "purchasing-ordered-urgent",
        &[
            ("orders", made.orders.into()),
            ("total", format::money(lang, made.total).into()),
            ("failed", made.failed.into()),
        ],
    );
    Ok(format!("{said} {ordered}"))
}

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

/// Reminds of orders that have waited for approval for a day, louder after a day and a half, and after two.
///
/// # Errors
/// Those of the verb.
pub fn approvals(tx: &Tx, _as_of: Day) -> Result<String> {
    let (waiting, news) = super::tell_waiting(tx)?;
    Ok(tx
        .settings
        .language()
        .with2("purchasing-waiting-told", "waiting", waiting, "news", news))
}
