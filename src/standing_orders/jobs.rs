//! The scheduled work of standing orders.

use super::generate::{Generated, generate};
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Arg;
use crate::settings;
use crate::values::calendar::Day;

/// Makes the orders of the days from `as_of` to the horizon; answers what was done, in the bakery's language.
///
/// # Errors
/// Only those of the database.
pub fn run(tx: &Tx, as_of: Day) -> Result<String> {
    let through = as_of.add_days(tx.settings.whole(settings::HORIZON_DAYS));
    Ok(in_words(tx, &generate(tx, through)?))
}

fn in_words(tx: &Tx, generated: &Generated) -> String {
    let lang = tx.settings.language();
    let mut parts = vec![lang.with1("standing-job-made", "count", generated.made)];
    if generated.missed > 0 {
        parts.push(lang.with1("standing-job-missed", "count", generated.missed));
    }
    if !generated.failed.is_empty() {
        let named: Vec<String> = generated
            .failed
            .iter()
            .take(5)
            .map(|failure| format!("{} ({})", failure.recurring_name, failure.reason))
            .collect();
        let count = Arg::from(generated.failed.len());
        parts.push(lang.with2(
            "standing-job-failed",
            "count",
            count,
            "names",
            named.join("; "),
        ));
    }
    parts.join(" ")
}

/// Makes what is missing of the days up to `as_of`, before its round is cut off; the day itself stays open.
///
/// # Errors
/// Only those of the database.
pub fn before_cutoff(tx: &Tx, as_of: Day) -> Result<String> {
    Ok(in_words(tx, &generate(tx, as_of)?))
}
