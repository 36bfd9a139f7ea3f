//! Prices that came with a delivery which was booked in by mistake.

use serde_json::json;

use super::products::tell;
use super::{store, terms};
use crate::db::Tx;
use crate::error::Result;
use crate::values::Price;
use crate::values::calendar::Instant;
use crate::values::ids::{ItemId, SupplierId};

/// Takes what was paid for an item with a delivery booked in at that instant out of the history of its prices, once.
///
/// # Errors
/// Only those of the database.
pub fn forget_paid(
    tx: &Tx,
    supplier: SupplierId,
    item: ItemId,
    paid: Price,
    at: Instant,
) -> Result<()> {
    match store::product_of(tx, supplier, item)? {
        Some(product) => store::forget_price_point(tx, product.id, paid, at),
        None => Ok(()),
    }
}

/// Gives a supplier's price, or the breaks of it, back what they were before the delivery booked in at that instant changed
/// them; what was changed or charged again since stays. Comes after [`forget_paid`] of all that came.
///
/// # Errors
/// Only those of the database.
pub fn forget_news(tx: &Tx, supplier: SupplierId, item: ItemId, at: Instant) -> Result<()> {
    let (Some(product), Some(changes)) = (
        store::product_of(tx, supplier, item)?,
        store::price_changed_at(tx, supplier, item, at)?,
    ) else {
        return Ok(());
    };
    let mut about = json!({ "ingredient_id": item });
    if let Some((before, after)) = terms::list_price(&changes) {
        store::forget_price_point(tx, product.id, after, at)?;
        if product.unit_price != after || store::charged_since(tx, product.id, after, at)? {
            return Ok(());
        }
        store::update_price(tx, product.id, before)?;
        about["unit_price"] = json!([after, before]);
    } else {
        let now = product.terms();
        let was = terms::breaks_before(&changes, product.base_unit, &now);
        if was.breaks == now.breaks {
            return Ok(());
        }
        store::set_breaks(tx, product.id, &was.breaks)?;
        store::update_price(tx, product.id, product.unit_price)?;
        terms::tell(&mut about, product.base_unit, &now, &was);
    }
    tell(tx, supplier, product.id, "price_changed", "", about)
}
