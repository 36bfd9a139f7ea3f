//! Needs of an order that will not come after all.

use serde_json::json;

use super::{ahead, keep, load, rules, store};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Happened};
use crate::values::ids::{ItemId, PurchaseId};

/// An order of these items was called off or not approved: what it had ordered is needed again as far as the figures of
/// today say so. A need that it had closed opens again, and one that it had made smaller is calculated anew; what is not
/// needed any more stays as it is until the next calculation. Comes after the order's own change of state.
///
/// # Errors
/// Only those of the database, and of figures that do not fit.
pub fn reopen(tx: &Tx, order: PurchaseId, items: &[ItemId]) -> Result<()> {
    let (today, rules) = (tx.today(), rules(tx));
    let mut open = store::pending(tx)?;
    let mut ordered = store::ordered_by(tx, order)?;
    for item in items {
        let (pending, closed) = (open.remove(item), ordered.remove(item));
        let Some(before) = pending.or(closed) else {
            continue;
        };
        let facts = load(tx, today, Some(*item), ahead(tx))?;
        let Some(facts) = facts.first() else {
            continue;
        };
        let Some(need) = facts.need(tx, today, facts.reorder_point(tx, &rules)?, &rules)? else {
            continue;
        };
        if store::reopen(tx, before.id, order)? {
            events::record(
                tx,
                Happened::new("need", Some(before.id.0), "reopened")
                    .states("ordered".to_owned(), "pending")
                    .changes(json!({ "purchase_order_id": [order, null] })),
            )?;
        }
        keep(tx, need, Some(before))?;
    }
    Ok(())
}
