//! What runs by the clock.

use super::{reminders, standing};
use crate::db::Tx;
use crate::error::Result;
use crate::invoices::rhythm;
use crate::values::calendar::Day;

/// Every morning the invoices of the periods that ended before `as_of`, every evening those of private people whose periods end
/// with it, dated today (see [`rhythm::date_of_issue`]). Says what was made, and who could not be invoiced and why.
///
/// # Errors
/// Only those of the database.
pub fn issue(tx: &Tx, as_of: Day) -> Result<String> {
    let day = rhythm::date_of_issue(as_of, tx.today(), tx.is_test());
    let issued = super::issue_due(tx, as_of, day)?;
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

/// Every morning: what was paid too much is used, then how customers stand, and the reminders that are due.
///
/// # Errors
/// Only those of the database.
pub fn remind(tx: &Tx, as_of: Day) -> Result<String> {
    super::use_all(tx)?;
    let announced = standing::look(tx, as_of)?;
    let run = reminders::remind(tx, as_of)?;
    let lang = tx.settings.language();
    Ok(lang.with(
        "payments-job-reminded",
        &[
            ("mails", run.mails.into()),
            ("without", run.without_address.into()),
            ("overdue", announced.into()),
        ],
    ))
}
