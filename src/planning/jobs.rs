//! Each morning's calculation of what is needed.

use crate::db::Tx;
use crate::error::Result;
use crate::settings;
use crate::values::calendar::Day;

/// Calculates reorder points and needs as of that morning.
///
/// # Errors
/// Those of the verb.
pub fn needs(tx: &Tx, as_of: Day) -> Result<String> {
    let lang = tx.settings.language();
    if !tx.settings.on(settings::PLANNING_ON) {
        return Ok(lang.t("buying-planning-off"));
    }
    let done = super::calculate(tx, as_of)?;
    Ok(lang.with2(
        "buying-calculated",
        "needs",
        done.needs_count,
        "critical",
        done.critical_count,
    ))
}
