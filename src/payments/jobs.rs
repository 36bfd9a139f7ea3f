//! What runs by the clock.

use super::{reminders, standing};
use crate::db::Tx;
use crate::error::Result;
use crate::values::calendar::Day;

/// Every morning: how customers stand, and the reminders that are due.
///
/// # Errors
/// Only those of the database.
pub fn remind(tx: &Tx, as_of: Day) -> Result<String> {
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
