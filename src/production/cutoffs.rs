//! Cut-offs that are moved: into the past, they close days at once.

use serde::Deserialize;
use utoipa::ToSchema;

use super::jobs;
use crate::customers::rounds::{self, Cutoff};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::orders::{self, days};
use crate::standing_orders;
use crate::values::calendar::{Day, short};

/// Which days may be closed at once by cut-offs that are moved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Closes {
    /// All of them, or none.
    Any(bool),
    #[schema(value_type = Vec<String>)]
    Days(Vec<Day>),
}

impl Default for Closes {
    fn default() -> Self {
        Self::Any(false)
    }
}

impl Closes {
    fn holds(&self, day: &Day) -> bool {
        match self {
            Self::Any(any) => *any,
            Self::Days(days) => days.contains(day),
        }
    }

    /// The days of a page's tick: those that it asked about, with commas between.
    pub fn of_text(text: &str) -> Self {
        Self::Days(text.split(',').filter_map(|day| day.parse().ok()).collect())
    }
}

/// Sets the cut-offs. Days whose new cut-off has gone get their standing orders first, as at any cut-off, and are frozen.
///
/// # Errors
/// Those of setting them; [`Error::Invalid`] of `confirm_closes` where a day is closed at once that is none of `meant`; its
/// argument `asked` is the text of [`Closes::of_text`].
pub fn move_cutoffs(tx: &Tx, wanted: &[Cutoff], meant: &Closes) -> Result<()> {
    rounds::check_cutoffs(tx, wanted)?;
    let (passed, closed) = gone(tx, wanted)?;
    if let Some(last) = passed {
        // Under the cut-offs that still stand: under the new ones they would come too late.
        standing_orders::generate(tx, last)?;
    }
    if !closed.iter().all(|day| meant.holds(day)) {
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
        let orders = orders::counts_of_day(view, *day)?.into_iter();
        let counted = orders.filter(|(status, _)| status.counts());
        count += counted.map(|(_, orders)| orders).sum::<i64>();
    }
    let named: Vec<String> = closed.iter().map(|day| short(*day, Lang::Es)).collect();
    let asked: Vec<String> = closed.iter().map(Day::to_string).collect();
    let message = Message::new("cutoffs-closes").arg("days", named.join(", "));
    Ok(message.arg("count", count).arg("asked", asked.join(",")))
}
