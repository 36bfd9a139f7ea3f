//! A customer's week: the lines of all their running standing orders, looked at and saved at once, by page and API.

use rust_decimal::Decimal;

use super::store::{self, Of};
use super::{NewTemplate, NewTemplateLine, Template};
use crate::catalog;
use crate::db::View;
use crate::error::{Error, Result};
use crate::values::calendar::Day;
use crate::values::ids::{CustomerId, ItemId};
use crate::values::quantity::Quantity;

/// The running standing orders of a customer that have not ended.
pub(super) fn running(view: &View, customer: CustomerId) -> Result<Vec<Template>> {
    let mut found = store::load(view, Of::Customer(customer), view.today())?;
    found.retain(|template| {
        let schedule = &template.schedule;
        schedule.is_active && schedule.end.is_none_or(|end| end >= view.today())
    });
    Ok(found)
}

/// The standing order as it would be typed again, without its lines.
pub(super) fn as_new(template: &Template) -> NewTemplate {
    NewTemplate {
        recurring_name: template.recurring_name.clone(),
        customer_id: template.customer_id,
        delivery_point_id: Some(template.delivery_point_id),
        frequency: template.schedule.frequency,
        delivery_method: template.delivery_method,
        delivery_time: template.delivery_time,
        delivery_notes: template.delivery_notes.clone(),
        start_date: template.schedule.start,
        end_date: template.schedule.end,
        lines: Vec::new(),
    }
}

/// Whether the typed lines say what stands on that day.
pub(super) fn is_same(
    view: &View,
    before: &Template,
    lines: &[NewTemplateLine],
    from: Day,
) -> Result<bool> {
    let mut stands: Vec<_> = before
        .schedule
        .usual(from.max(before.schedule.start))
        .collect();
    for line in lines {
        let at = stands.iter().position(|known| {
            known.product_id == line.product_id && (line.unit.is_empty() || known.unit == line.unit)
        });
        let mut same = at.is_some();
        for (number, weekday) in line.week.iter().zip(0..7) {
            let quantity = base_quantity(view, line.product_id, &line.unit, *number)?;
            same &= at.is_none_or(|at| stands[at].week[weekday] == quantity);
        }
        match at {
            Some(at) if same && stands[at].custom_instructions == line.custom_instructions => {
                stands.remove(at);
            }
            _ => return Ok(false),
        }
    }
    Ok(stands.is_empty())
}

/// The quantity in base units that a cell of a single date means.
pub(super) fn base_quantity(
    view: &View,
    item: ItemId,
    unit: &str,
    number: Decimal,
) -> Result<Quantity> {
    let item = catalog::find(view, item)?;
    let unit = catalog::line_unit(view, &item, unit)?;
    number
        .checked_mul(unit.size.decimal())
        .and_then(|base| Quantity::exact(base).ok())
        .ok_or_else(|| Error::field("quantities", "field-amount"))
}
