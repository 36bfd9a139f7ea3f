//! Cut-offs that are moved, and rounds that are driven no longer: where a day's cut-off comes to lie in the past by that, it
//! closes the day at once.

use serde::Deserialize;
use utoipa::ToSchema;

use super::jobs;
use crate::customers::rounds::{self, Cutoff, NewRound};
use crate::db::{Tx, View};
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::orders::{self, days};
use crate::standing_orders;
use crate::values::calendar::{Day, short};
use crate::values::ids::RouteId;

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
    let (passed, closed) = gone(tx, wanted, &rounds::driven(tx)?)?;
    before_moving(tx, passed, &closed, meant, "cutoffs-closes")?;
    rounds::set_cutoffs(tx, wanted)?;
    jobs::freeze_passed(tx)?;
    Ok(())
}

/// Changes a round. Switched off, its cut-off holds no day open any more: as [`move_cutoffs`], it asks before that closes one.
///
/// # Errors
/// Those of changing it; [`Error::Invalid`] of `confirm_closes` as [`move_cutoffs`].
pub fn change_round(
    tx: &Tx,
    id: RouteId,
    version: i64,
    new: &NewRound,
    meant: &Closes,
) -> Result<()> {
    let before = rounds::find(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    if !before.is_active || new.is_active {
        return rounds::edit(tx, id, version, new);
    }
    rounds::check(tx, new)?;
    let mut driven = rounds::driven(tx)?;
    driven.retain(|round| *round != id);
    let (passed, closed) = gone(tx, &rounds::cutoffs(tx)?, &driven)?;
    before_moving(tx, passed, &closed, meant, "rounds-off-closes")?;
    rounds::edit(tx, id, version, new)?;
    jobs::freeze_passed(tx)?;
    Ok(())
}

/// Makes the standing orders of days whose cut-off is about to have gone, and asks in the words of `key` about those that are
/// closed by it.
fn before_moving(
    tx: &Tx,
    passed: Option<Day>,
    closed: &[Day],
    meant: &Closes,
    key: &'static str,
) -> Result<()> {
    if let Some(last) = passed {
        // Under the cut-offs that still stand: under the new ones they would come too late.
        standing_orders::generate(tx, last)?;
    }
    if closed.iter().all(|day| meant.holds(day)) {
        return Ok(());
    }
    Err(Error::field("confirm_closes", asks(tx, closed, key)?))
}

/// The last open day with a cut-off that would have gone by, and the days that would be frozen because of it.
fn gone(view: &View, cutoffs: &[Cutoff], driven: &[RouteId]) -> Result<(Option<Day>, Vec<Day>)> {
    let (mut passed, mut closed) = (None, Vec::new());
    let today = view.today();
    for day in today.to(today.add_days(rounds::LONGEST_CUTOFF)) {
        if days::state(view, day)?.state != days::Phase::Open {
            continue;
        }
        let (first, last) = rounds::would_fall(view, cutoffs, driven, day);
        if first <= view.now {
            passed = Some(day);
        }
        if last <= view.now && rounds::freezes_at(view, day)? > view.now {
            closed.push(day);
        }
    }
    Ok((passed, closed))
}

fn asks(view: &View, closed: &[Day], key: &'static str) -> Result<Message> {
    let mut count = 0;
    for day in closed {
        let orders = orders::counts_of_day(view, *day)?.into_iter();
        let counted = orders.filter(|(status, _)| status.counts());
        count += counted.map(|(_, orders)| orders).sum::<i64>();
    }
    let named: Vec<String> = closed.iter().map(|day| short(*day, Lang::Es)).collect();
    let asked: Vec<String> = closed.iter().map(Day::to_string).collect();
    let message = Message::new(key).arg("days", named.join(", "));
    Ok(message.arg("count", count).arg("asked", asked.join(",")))
}
