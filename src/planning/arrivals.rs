//! When goods come that are ordered: on the supplier's days, and not on a day on which the bakery is closed.

use std::collections::BTreeSet;

use super::ItemFacts;
use crate::db::View;
use crate::error::Result;
use crate::standing_orders;
use crate::suppliers::first_delivery_day;
use crate::values::calendar::Day;

/// The days from `first` on that the bakery has said it is closed on: nobody takes goods in.
///
/// # Errors
/// Only those of the database.
pub fn shut(view: &View, first: Day) -> Result<BTreeSet<Day>> {
    let days = standing_orders::closed_days(view, first, None)?;
    Ok(days.into_keys().collect())
}

/// Makes each lead time that of an order of this day: the days until the supplier's first delivery day after it.
pub(super) fn fill(view: &View, items: &mut [ItemFacts], as_of: Day) -> Result<()> {
    let shut = shut(view, as_of)?;
    for seller in items.iter_mut().filter_map(|item| item.seller.as_mut()) {
        let day = first_delivery_day(seller.weekdays, as_of, seller.agreed_days, &shut);
        seller.lead_days = as_of.days_until(day);
    }
    Ok(())
}
