//! What stands out in the demo's last days: purchases in states of their own, one that waits for approval, a count with a
//! difference, waste.

use rust_decimal::Decimal;

use super::history::{at, step};
use super::shop::Shop;
use super::world::{GOODS, INGREDIENTS};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::purchasing::{self, NewDelivery, NewLine, NewPurchase};
use crate::stock;
use crate::stock::counting::{self, CountedLot, Kind, NewCount, NewCountLine, Waste};
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PurchaseId};
use crate::values::{Quantity, Unit};

/// Notes on orders that do not come as they should.
pub(super) const LATE: &str = "Han llamado: el camión está averiado.";
pub(super) const HALF: &str = "El resto, cuando lo tengan.";

/// What a supplier of this place sells, one pack's worth of each.
fn wanted(shop: &Shop, supplier: usize, most: usize) -> Vec<(ItemId, Quantity)> {
    INGREDIENTS
        .iter()
        .zip(&shop.ingredients)
        .filter(|(ingredient, _)| ingredient.supplier == supplier)
        .take(most)
        .filter_map(|(ingredient, item)| {
            let packs: Decimal = ingredient.pack_size.parse().ok()?;
            let unit = match ingredient.base {
                "g" => Unit::Kg,
                "ml" => Unit::L,
                _ => Unit::Piece,
            };
            let quantity = Quantity::of(packs * Decimal::TWO, unit).ok()?;
            Some((*item, quantity))
        })
        .collect()
}

fn order(
    tx: &Tx,
    shop: &Shop,
    supplier: usize,
    day: Option<Day>,
    notes: &str,
) -> Result<Option<PurchaseId>> {
    let Some(id) = shop.suppliers.get(supplier) else {
        return Ok(None);
    };
    let lines = wanted(shop, supplier, 3).into_iter();
    let new = NewPurchase {
        required_delivery_date: day,
        internal_notes: notes.to_owned(),
        ..NewPurchase::to(
            *id,
            lines
                .map(|(item, quantity)| NewLine::of(item, quantity))
                .collect(),
        )
    };
    purchasing::create(tx, &new).map(Some)
}

/// Orders by hand: one that is late, one of which half comes, one that was not approved, one that is still being written.
pub(super) fn purchases(db: &Db, shop: &Shop, day: Day, today: Day) -> Result<()> {
    at(db, day, "11:15")?;
    let shop = shop.clone();
    step(db, move |tx| {
        for (supplier, until, notes) in [(2, today.add_days(-3), LATE), (4, today.previous(), HALF)]
        {
            if let Some(id) = order(tx, &shop, supplier, Some(until), notes)? {
                purchasing::submit(tx, id)?;
                purchasing::approve(tx, id)?;
            }
        }
        if let Some(id) = order(tx, &shop, 3, None, "")? {
            purchasing::submit(tx, id)?;
            purchasing::reject(tx, id, "Con lo que hay llega a fin de mes.")?;
        }
        order(tx, &shop, 5, Some(today.add_days(2)), "").map(drop)
    })
}

/// Half of each line comes.
pub(super) fn halve(delivery: &mut NewDelivery) {
    for line in &mut delivery.lines {
        let half = line.delivered.mul_ratio(Decimal::ONE, Decimal::TWO);
        let half = half.unwrap_or(line.delivered);
        (line.delivered, line.accepted) = (half, half);
    }
}

/// Somebody counts the shelf and throws away what has turned.
pub(super) fn afternoon(db: &Db, shop: &Shop, day: Day) -> Result<()> {
    at(db, day, "16:20")?;
    let shop = shop.clone();
    step(db, move |tx| {
        let mut lines = Vec::new();
        for (place, item) in shop.ingredients.iter().take(8).enumerate() {
            for lot in stock::lots_of(tx, *item)?.into_iter().take(1) {
                // One shelf in four holds a little less than the book says.
                let percent = if place % 4 == 2 { 97 } else { 100 };
                let share = Decimal::from(percent);
                let counted = lot.quantity.mul_ratio(share, Decimal::ONE_HUNDRED);
                let is_less = percent < 100;
                lines.push(NewCountLine {
                    item: *item,
                    lot: CountedLot::Known(lot.lot.id),
                    counted: counted.unwrap_or(lot.quantity),
                    expected: None,
                    unit_cost: None,
                    reason: if is_less { "unbooked" } else { "" }.to_owned(),
                });
            }
        }
        let count = NewCount {
            kind: Kind::Count,
            day,
            note: "Estantería de secos".into(),
            lines,
        };
        counting::post(tx, count)?;
        // Somebody asked for milk and butter, and nobody has said yes.
        if let Some(id) = order(tx, &shop, 1, None, "")? {
            purchasing::submit(tx, id)?;
        }
        let milk = INGREDIENTS.iter().position(|one| one.sku == "I-LECHE");
        match milk.and_then(|place| shop.ingredients.get(place)) {
            Some(milk) => spoil(tx, *milk, day),
            None => Ok(()),
        }
    })
}

/// A litre and a half has turned; nothing where there is less.
fn spoil(tx: &Tx, item: ItemId, day: Day) -> Result<()> {
    let quantity = Quantity::of(Decimal::from(1_500), Unit::Ml).map_err(Error::internal)?;
    throw_away(tx, item, quantity, "spoiled", day)
}

/// When the shop closes, what came back with the vans goes: yesterday's bread is not sold.
pub(super) fn closing(db: &Db, shop: &Shop, day: Day) -> Result<()> {
    at(db, day, "14:30")?;
    let baked = GOODS.iter().zip(&shop.goods);
    let baked = baked.filter(|(goods, _)| !goods.dough.is_empty());
    let baked: Vec<ItemId> = baked.map(|(_, item)| *item).collect();
    step(db, move |tx| {
        for item in baked {
            let left = stock::on_hand(tx, item)?;
            if left.is_positive() {
                throw_away(tx, item, left, "unsold", day)?;
            }
        }
        Ok(())
    })
}

fn throw_away(tx: &Tx, item: ItemId, quantity: Quantity, reason: &str, day: Day) -> Result<()> {
    let waste = Waste {
        item,
        lot: None,
        quantity,
        reason: reason.to_owned(),
        day,
    };
    match counting::waste(tx, &waste) {
        Ok(_) | Err(Error::Conflict(..)) => Ok(()),
        Err(error) => Err(error),
    }
}
