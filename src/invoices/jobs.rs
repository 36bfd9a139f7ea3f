//! What runs by the clock.

use super::issue_due;
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;

/// Every morning: the invoices of the periods that ended before `as_of`. Says what was made and who is waiting for what.
///
/// # Errors
/// Only those of the database.
pub fn issue(tx: &Tx, as_of: Day) -> Result<String> {
    let issued = issue_due(tx, as_of)?;
    let lang = tx.settings.language();
    let mut words = vec![lang.with1("invoices-job-made", "count", issued.made.len())];
    for refused in &issued.refused {
        let problems: Vec<String> = refused
            .problems
            .iter()
            .map(|problem| problem.speak(lang))
            .collect();
        words.push(format!("{}: {}", refused.name, problems.join(" ")));
    }
    Ok(words.join(" "))
}
