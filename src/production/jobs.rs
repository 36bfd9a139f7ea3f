//! What the clock does for production.

use crate::customers::rounds;
use crate::db::Tx;
use crate::error::Result;
use crate::orders::days::{self, Phase};
use crate::values::calendar::Day;

/// The cut-off of a delivery day: the day is frozen. A day that was frozen or closed by hand is left as it is.
///
/// # Errors
/// Those of [`super::freeze_day`].
pub fn cutoff(tx: &Tx, as_of: Day) -> Result<String> {
    let lang = tx.settings.language();
    match days::state(tx, as_of)?.state {
        Phase::Open => {
            super::freeze_day(tx, as_of)?;
            let orders = crate::orders::of_day(tx, as_of)?;
            let orders = orders.iter().filter(|order| order.status.counts()).count();
            let day = crate::values::calendar::day_month(as_of, lang);
            Ok(lang.with2("job-cutoff-done", "day", day, "count", orders))
        }
        Phase::Frozen | Phase::Closed => Ok(lang.t("job-cutoff-nothing")),
    }
}

/// Freezes every open day, from today on, whose cut-off has gone without the clock seeing it: the cut-offs were changed, or
/// nobody looked at the clock before. Answers how many.
///
/// # Errors
/// Those of [`super::freeze_day`].
pub fn freeze_passed(tx: &Tx) -> Result<usize> {
    let today = tx.today();
    let mut frozen = 0;
    for day in today.to(today.add_days(rounds::LONGEST_CUTOFF)) {
        let is_open = days::state(tx, day)?.state == Phase::Open;
        if is_open && rounds::freezes_at(tx, day)? <= tx.now {
            super::freeze_day(tx, day)?;
            frozen += 1;
        }
    }
    Ok(frozen)
}
