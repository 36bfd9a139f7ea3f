//! What a standing order has become, brought to an order that was made of it: only what the standing order changed is
//! written, so that what somebody set for this one day stays.

use super::dates::{Delivery, DeliveryLine};
use super::{MadeOrder, Template, generate};
use crate::db::Tx;
use crate::error::Result;
use crate::orders::{self, Amount, Change, Line, LineChange, Order};
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;

/// A standing order and what it brings on a date, before and now.
pub(super) struct News<'t> {
    /// None where it is not known.
    pub before: Option<&'t Template>,
    /// None where nothing was planned.
    pub was: Option<&'t Delivery>,
    pub after: &'t Template,
    pub is: &'t Delivery,
}

/// How an order stands to the plans.
pub(super) enum Stands {
    /// As it was planned, but for what the change leaves alone.
    AsPlanned,
    AsItWillBe,
    /// Somebody changed what is to be changed.
    ByHand,
}

impl News<'_> {
    /// An order of another day is another order; else only where hand and standing order changed the same.
    pub fn stands(&self, tx: &Tx, order: &MadeOrder) -> Result<Stands> {
        let order = orders::find(tx, order.order_id)?;
        let holds = goods(&orders::lines(tx, order.id)?);
        let (Some(before), Some(was)) = (self.before, self.was) else {
            let is_so = order.requested_date == self.is.day
                && holds == planned(self.is)
                && elsewhere(&order, self.after) == [false; 4];
            return Ok(if is_so {
                Stands::AsItWillBe
            } else {
                Stands::ByHand
            });
        };
        let goods_by_hand = was.lines != self.is.lines && holds != planned(was);
        let mut fields = elsewhere(&order, before).into_iter().zip(self.sets());
        let set_by_hand = fields.any(|(by_hand, is_set)| by_hand && is_set);
        Ok(
            if order.requested_date != was.day || goods_by_hand || set_by_hand {
                Stands::ByHand
            } else {
                Stands::AsPlanned
            },
        )
    }

    /// Writes the order as it is planned now; prices that were agreed stay on the same day.
    pub fn write(&self, tx: &Tx, order: &MadeOrder, version: i64) -> Result<()> {
        let after = self.after;
        let [time, method, point, notes] = self.sets();
        let mut change = Change {
            requested_date: Some(self.is.day),
            requested_time: time.then_some(after.delivery_time),
            delivery_method: method.then_some(after.delivery_method),
            delivery_point_id: point.then_some(after.delivery_point_id),
            delivery_notes: notes.then(|| after.delivery_notes.clone()),
            allergen_override: true,
            follows_standing: true,
            ..Change::default()
        };
        if self.was.is_none_or(|was| was.lines != self.is.lines) {
            self.goods(&orders::lines(tx, order.order_id)?, &mut change);
        }
        orders::change(tx, order.order_id, version, &change)
    }

    fn goods(&self, stands: &[Line], change: &mut Change) {
        let was = self.was.map_or(&[][..], |was| was.lines.as_slice());
        let mut kept = Vec::new();
        for line in &self.is.lines {
            let is_of = |known: &&Line| known.product_id == Some(line.product_id);
            let Some(known) = stands.iter().find(is_of) else {
                change.add.push(generate::as_line(line));
                continue;
            };
            kept.push(known.id);
            let was = was.iter().find(|was| was.product_id == line.product_id);
            let unit = line.unit.clone();
            let said = line.custom_instructions.clone();
            let said = was
                .is_none_or(|was| was.custom_instructions != said)
                .then_some(said);
            let line = LineChange {
                quantity: Some(Amount::Base(line.quantity)),
                unit: unit.filter(|_| was.is_none_or(|was| was.unit != line.unit)),
                custom_instructions: said,
                ..LineChange::default()
            };
            change.lines.push((known.id, line));
        }
        change.remove = stands
            .iter()
            .filter(|known| known.product_id.is_some() && !kept.contains(&known.id))
            .map(|known| known.id)
            .collect();
    }

    /// Which of time, method, point and notes the standing order changed.
    fn sets(&self) -> [bool; 4] {
        let after = self.after;
        self.before.map_or([true; 4], |before| {
            [
                before.delivery_time != after.delivery_time,
                before.delivery_method != after.delivery_method,
                before.delivery_point_id != after.delivery_point_id,
                before.delivery_notes.trim() != after.delivery_notes.trim(),
            ]
        })
    }
}

/// Where an order differs from its standing order in time, method, point and notes.
fn elsewhere(order: &Order, template: &Template) -> [bool; 4] {
    [
        order.requested_time != template.delivery_time,
        order.delivery_method != template.delivery_method,
        order.delivery_point_id != Some(template.delivery_point_id),
        order.delivery_notes.trim() != template.delivery_notes.trim(),
    ]
}

/// What an order's lines hold of the catalogue, in one order.
fn goods(lines: &[Line]) -> Vec<(ItemId, Quantity)> {
    let held = |line: &Line| Some((line.product_id?, line.quantity));
    sorted(lines.iter().filter_map(held).collect())
}

fn planned(delivery: &Delivery) -> Vec<(ItemId, Quantity)> {
    let held = |line: &DeliveryLine| (line.product_id, line.quantity);
    sorted(delivery.lines.iter().map(held).collect())
}

fn sorted(mut goods: Vec<(ItemId, Quantity)>) -> Vec<(ItemId, Quantity)> {
    goods.sort_unstable();
    goods
}
