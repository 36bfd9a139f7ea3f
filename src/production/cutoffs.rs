//! Cut-offs that are moved: into the past, they close days at once.

use super::jobs;
use crate::customers::rounds::{self, Cutoff};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::orders::{self, days};
use crate::standing_orders;
use crate::values::calendar::{Day, short};

/// Sets the cut-offs. Days whose new cut-off has gone get their standing orders first, as at any cut-off, and are frozen.
///
/// # Errors
/// Those of setting them; [`Error::Invalid`] of `confirm_closes` where a day is closed at once, unless `confirmed` says that
/// it is meant.
pub fn move_cutoffs(tx: &Tx, wanted: &[Cutoff], confirmed: bool) -> Result<()> {
    rounds::check_cutoffs(tx, wanted)?;
    let (passed, closed) = gone(tx, wanted)?;
    if let Some(last) = passed {
        // Under the cut-offs that still stand: under the new ones they would come too late.
        standing_orders::generate(tx, last)?;
    }
    if !closed.is_empty() && !confirmed {
        return Err(Error::field("confirm_closes", asks(tx, &closed)?));
    }
    rounds::set_cutoffs(tx, wanted)?;
    jobs::freeze_passed(tx)?;
    Ok(())
}

/// The last open day with a cut-off that would have gone by, and the days that would be frozen because of it.
fn gone(view: &View, wanted: &[Cutoff]) -> Result<(Option<Day>, Vec<Day>)> {
    let (mut passed, mut closed) = (None, Vec::new());
    let today = view.today();
    for day in today.to(today.add_days(rounds::LONGEST_CUTOFF)) {
        if days::state(view, day)?.state != days::Phase::Open {
            continue;
        }
        let (first, last) = rounds::would_fall(view, wanted, day)?;
        if first <= view.now {
            passed = Some(day);
        }
        if last <= view.now && rounds::freezes_at(view, day)? > view.now {
            closed.push(day);
        }
    }
    Ok((passed, closed))
}

fn asks(view: &View, closed: &[Day]) -> Result<Message> {
    let mut count = 0;
    for day in closed {
        let orders = orders::of_day(view, *day)?;
        count += orders.iter().filter(|order| order.status.counts()).count();
    }
    let named: Vec<String> = closed.iter().map(|day| short(*day, Lang::Es)).collect();
    let message = Message::new("cutoffs-closes").arg("days", named.join(", "));
    Ok(message.arg("count", count))
}
