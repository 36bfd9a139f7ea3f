//! What else was agreed about a price, and when that changed: contract prices with their dates, and quantity breaks. The
//! journal keeps each change with what stood before; prices are euros for one kg, litre or piece.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::store;
use super::words::Amount;
use super::{Break, PriceTerms};
use crate::error::Result;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, SupplierId};
use crate::values::{BaseUnit, Price};

/// A contract: its price and the days for which it holds; either end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    pub price: Price,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

/// Which of the terms changed: what it was and what it became; nothing where there was none, or is none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    Contract {
        before: Option<Contract>,
        after: Option<Contract>,
    },
    /// The price from this quantity on, in the unit that the item is bought in.
    Break {
        from_quantity: Amount,
        before: Option<Price>,
        after: Option<Price>,
    },
}

/// A change of a contract or a break.
#[derive(Debug, Clone, Copy)]
pub struct TermChange {
    pub at: Instant,
    pub term: Term,
}

/// A break as the journal keeps it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Step {
    from_quantity: Amount,
    unit_price: Price,
}

/// What the journal says of terms, before and after each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    contract_price: Option<(Option<Price>, Option<Price>)>,
    contract_from: Option<(Option<Day>, Option<Day>)>,
    contract_until: Option<(Option<Day>, Option<Day>)>,
    breaks: Option<(Vec<Step>, Vec<Step>)>,
}

/// Adds what changed to what the journal says of a product: nothing for terms that stay as they were.
pub(super) fn tell(about: &mut Value, base: BaseUnit, before: &PriceTerms, after: &PriceTerms) {
    let contract = |terms: &PriceTerms| {
        (
            terms.contract_price,
            terms.contract_from,
            terms.contract_until,
        )
    };
    if contract(before) != contract(after) {
        about["contract_price"] = json!([before.contract_price, after.contract_price]);
        about["contract_from"] = json!([before.contract_from, after.contract_from]);
        about["contract_until"] = json!([before.contract_until, after.contract_until]);
    }
    let (old, new) = (steps(base, &before.breaks), steps(base, &after.breaks));
    let prices = |steps: &[Step]| -> BTreeMap<_, _> {
        let of = |step: &Step| (step.from_quantity.0, step.unit_price);
        steps.iter().map(of).collect()
    };
    if prices(&old) != prices(&new) {
        about["breaks"] = json!([old, new]);
    }
}

fn steps(base: BaseUnit, breaks: &[Break]) -> Vec<Step> {
    let step = |step: &Break| Step {
        from_quantity: Amount::of(step.from_quantity, base),
        unit_price: step.unit_price,
    };
    breaks.iter().map(step).collect()
}

/// What the list price was and became, when that is what the journal's line tells.
pub(super) fn list_price(changes: &str) -> Option<(Price, Price)> {
    #[derive(Deserialize)]
    struct Told {
        unit_price: Option<(Price, Price)>,
    }
    let told: Option<Told> = serde_json::from_str(changes).ok();
    told?.unit_price
}

/// The terms with each break that stands as the journal's line made it, as it was before.
pub(super) fn breaks_before(changes: &str, base: BaseUnit, now: &PriceTerms) -> PriceTerms {
    let kept: Kept = serde_json::from_str(changes).unwrap_or_default();
    let (before, after) = kept.breaks.unwrap_or_default();
    let mut was = now.clone();
    for step in &mut was.breaks {
        let from = Amount::of(step.from_quantity, base).0;
        let price = |steps: &[Step]| {
            let step = steps.iter().find(|step| step.from_quantity.0 == from);
            step.map(|step| step.unit_price)
        };
        if let (Some(before), Some(after)) = (price(&before), price(&after))
            && step.unit_price == after
        {
            step.unit_price = before;
        }
    }
    was
}

/// The changes of contracts and breaks of what a supplier sells, newest first, by item; of one item when it is named.
///
/// # Errors
/// Only those of the database.
pub fn term_changes(
    conn: &Connection,
    supplier: SupplierId,
    item: Option<ItemId>,
) -> Result<BTreeMap<ItemId, Vec<TermChange>>> {
    let mut changes: BTreeMap<ItemId, Vec<TermChange>> = BTreeMap::new();
    for (item, at, kept) in store::term_lines(conn, supplier, item)? {
        let (Ok(item), Ok(kept)) = (item.parse::<ItemId>(), serde_json::from_str::<Kept>(&kept))
        else {
            continue;
        };
        let terms = kept.terms().into_iter();
        let terms = terms.map(|term| TermChange { at, term });
        changes.entry(item).or_default().extend(terms);
    }
    Ok(changes)
}

impl Kept {
    fn terms(&self) -> Vec<Term> {
        let mut terms = Vec::new();
        let (from, until) = (
            self.contract_from.unwrap_or_default(),
            self.contract_until.unwrap_or_default(),
        );
        if let Some((before, after)) = self.contract_price {
            let contract = |price: Option<Price>, from, until| {
                price.map(|price| Contract { price, from, until })
            };
            terms.push(Term::Contract {
                before: contract(before, from.0, until.0),
                after: contract(after, from.1, until.1),
            });
        }
        let none = (Vec::new(), Vec::new());
        let (before, after) = self.breaks.as_ref().unwrap_or(&none);
        let mut prices: BTreeMap<_, (Option<Price>, Option<Price>)> = BTreeMap::new();
        for step in before {
            prices.entry(step.from_quantity.0).or_default().0 = Some(step.unit_price);
        }
        for step in after {
            prices.entry(step.from_quantity.0).or_default().1 = Some(step.unit_price);
        }
        let changed = prices.into_iter().filter(|(_, (old, new))| old != new);
        terms.extend(changed.map(|(from, (before, after))| Term::Break {
            from_quantity: Amount(from),
            before,
            after,
        }));
        terms
    }
}
