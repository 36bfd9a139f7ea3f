//! What is done while nobody looks: orders of what is urgent, and reminders of orders that wait for approval.

use std::collections::BTreeMap;

use serde_json::json;

use super::state::Priority;
use super::{Waiting, find, from_needs, life, store};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Happened};
use crate::planning::maths::Urgency;
use crate::planning::{self, Need};
use crate::settings;
use crate::values::Money;
use crate::values::ids::SupplierId;

/// Hours after which who may approve is reminded, after which loudly, and after which a critical order goes to the top.
const REMIND_AFTER: i64 = 24;
const LOUD_AFTER: i64 = 36;
const ESCALATE_AFTER: i64 = 48;

/// Orders made without anybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    pub orders: usize,
    pub total: Money,
    /// Suppliers of whom something is urgent and no order could be made.
    pub failed: usize,
}

/// Orders what is critical or high from each supplier, where it comes to the least value set, and asks for approval.
/// What cannot be ordered from one supplier keeps nobody else's order back, and stays a need.
///
/// # Errors
/// Only those of the database.
pub fn order_urgent(tx: &Tx) -> Result<Made> {
    let least = tx.settings.money(settings::AUTO_LEAST);
    let mut urgent: BTreeMap<SupplierId, Vec<Need>> = BTreeMap::new();
    for need in planning::needs(tx)? {
        let supplier = need.recommended_supplier_id;
        if let Some(supplier) = supplier.filter(|_| need.urgency >= Urgency::High) {
            urgent.entry(supplier).or_default().push(need);
        }
    }
    let mut made = Made::default();
    for (supplier, needs) in urgent {
        let cost: Money = needs.iter().filter_map(|need| need.estimated_cost).sum();
        if cost < least {
            continue;
        }
        let order = tx.savepoint(|| {
            let id = from_needs(tx, supplier, &needs)?;
            life::submit(tx, id)?;
            find(tx, id)
        })?;
        match order {
            Ok(order) => {
                made.orders += 1;
                made.total += order.total_amount;
            }
            Err(_) => made.failed += 1,
        }
    }
    if made.orders > 0 {
        let payload = json!({ "po_count": made.orders, "total_value": made.total });
        events::record(
            tx,
            Happened::new("needs", None, "ordered").event(
                "purchase_orders.generated",
                "purchase_orders.generated",
                payload,
            ),
        )?;
    }
    Ok(made)
}

/// The hourly look at what waits for approval: told of once after a day, once more and loudly after a day and a half, and
/// a critical order once more after two days. Answers how many wait and how many of them are news.
///
/// # Errors
/// Only those of the database.
pub fn tell_waiting(tx: &Tx) -> Result<(usize, usize)> {
    let waiting = store::waiting(tx)?;
    let mut news = 0;
    for order in &waiting {
        let Some((action, severity)) = step_of(order) else {
            continue;
        };
        if store::was_told_since_submitted(tx, order.id, action, severity)? {
            continue;
        }
        news += 1;
        tell(tx, order, action, severity)?;
    }
    Ok((waiting.len(), news))
}

fn step_of(order: &Waiting) -> Option<(&'static str, &'static str)> {
    match order.hours {
        ESCALATE_AFTER.. if order.priority == Priority::Critical => {
            Some(("critical_po_escalation", "urgent"))
        }
        LOUD_AFTER.. => Some(("approval_reminder", "high")),
        REMIND_AFTER.. => Some(("approval_reminder", "medium")),
        _ => None,
    }
}

fn tell(tx: &Tx, order: &Waiting, action: &'static str, severity: &str) -> Result<()> {
    let is_escalated = action == "critical_po_escalation";
    let name = if is_escalated {
        "procurement.critical_po_escalation"
    } else {
        "procurement.approval_reminder"
    };
    let payload = json!({
        "po_id": order.id,
        "po_number": order.po_number,
        "supplier_name": order.supplier_name,
        "total_amount": order.total_amount,
        "priority": order.priority,
        "required_delivery_date": order.required_delivery_date,
        "hours_pending": order.hours,
        "created_at": order.created_at,
        "severity": severity,
        "escalated": is_escalated,
        "action_required": true,
        "action_url": format!("/purchases/{}", order.id),
    });
    events::record(
        tx,
        Happened::new("purchase", Some(order.id.0), action)
            .states(None, severity)
            .because(format!("{} h", order.hours))
            .event(name, name, payload),
    )
}
