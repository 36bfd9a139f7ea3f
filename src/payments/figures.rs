//! Figures of the money side: what is outstanding, how old it is, when it should come, how long customers take.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::statement::Ageing;
use super::store;
use crate::db::View;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::money::{Money, round_half_away};

/// Days of payments that the average looks back on.
const LOOK_BACK: i64 = 90;
/// Weeks shown ahead.
const WEEKS: usize = 6;

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvoiceFigures)]
pub struct Figures {
    pub as_of: Day,
    pub outstanding: Money,
    pub overdue: Money,
    pub ageing: Ageing,
    /// By week from this one, by due day; what is late is not in it. The last holds all that is later.
    pub expected: Vec<Week>,
    /// Mean days from an invoice to its last payment, of those paid whole in the last 90 days; one decimal. What was paid
    /// before it was invoiced is not in it.
    #[schema(value_type = Option<String>)]
    pub days_to_payment: Option<Decimal>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ExpectedWeek)]
pub struct Week {
    /// Its Monday.
    pub from: Day,
    /// None: and later.
    pub until: Option<Day>,
    pub amount: Money,
}

/// The figures as they stand at the start of a day.
///
/// # Errors
/// Only those of the database.
pub fn figures(view: &View, as_of: Day) -> Result<Figures> {
    let mut ageing = Ageing::default();
    let mut expected = weeks(as_of);
    for (due, amount) in store::open_amounts(view)? {
        ageing.add(due, as_of, amount);
        let week = expected
            .iter_mut()
            .find(|week| due >= as_of && week.until.is_none_or(|until| due <= until));
        if let Some(week) = week {
            week.amount += amount;
        }
    }
    let paid = store::paid_since(view, as_of.add_days(-LOOK_BACK))?;
    let days: i64 = paid
        .iter()
        .map(|(issued, paid)| issued.days_until(*paid))
        .sum();
    let count = Decimal::from(paid.len());
    Ok(Figures {
        as_of,
        outstanding: ageing.total(),
        overdue: ageing.overdue(),
        ageing,
        expected,
        days_to_payment: Decimal::from(days)
            .checked_div(count)
            .map(|mean| round_half_away(mean, 1)),
    })
}

fn weeks(as_of: Day) -> Vec<Week> {
    (0_i64..)
        .take(WEEKS)
        .enumerate()
        .map(|(at, week)| {
            let from = as_of.week_start().add_days(week * 7);
            Week {
                from,
                until: (at + 1 < WEEKS).then(|| from.add_days(6)),
                amount: Money::ZERO,
            }
        })
        .collect()
}
