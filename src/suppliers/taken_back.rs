//! Prices that came with a delivery which was booked in by mistake.

use serde_json::json;

use super::products::tell;
use super::{PricePoint, SupplierProduct, store, terms};
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
    let Some(product) = store::product_of(tx, supplier, item)? else {
        return Ok(());
    };
    let changes = store::price_changed_at(tx, supplier, item, at)?;
    let list = changes.as_deref().and_then(terms::list_price);
    match (list, &changes) {
        (Some((_, after)), _) => store::forget_price_point(tx, product.id, after, at)?,
        (None, Some(changes)) => restore_breaks(tx, &product, changes)?,
        (None, None) => {}
    }
    let before = list.filter(|(_, after)| product.unit_price == *after);
    let Some(price) = list_before(tx, &product, before.map(|(before, _)| before))? else {
        return Ok(());
    };
    store::update_price(tx, product.id, price)?;
    let about = json!({ "ingredient_id": item, "unit_price": [product.unit_price, price] });
    tell(tx, supplier, product.id, "price_changed", "", about)
}

/// What the list price is by what is left of the history: none when it stands, because it was charged since it was last
/// set, or set by what is left. Else that of the newest row that set it, however many slips came after; `before` when
/// there is no such row.
fn list_before(tx: &Tx, product: &SupplierProduct, before: Option<Price>) -> Result<Option<Price>> {
    for point in store::price_points(tx, product.id)? {
        if point.unit_price == product.unit_price {
            return Ok(None);
        }
        if sets_list(tx, product, &point)? {
            return Ok(Some(point.unit_price));
        }
    }
    Ok(before)
}

/// Whether a row of the history became the list price, and is not only what was paid by a contract or a break.
fn sets_list(tx: &Tx, product: &SupplierProduct, point: &PricePoint) -> Result<bool> {
    if point.source != "delivery" {
        return Ok(true);
    }
    let (supplier, item) = (product.supplier_id, product.ingredient_id);
    let changes = store::price_changed_at(tx, supplier, item, point.at)?;
    let list = changes.as_deref().and_then(terms::list_price);
    Ok(list.is_some_and(|(_, after)| after == point.unit_price))
}

fn restore_breaks(tx: &Tx, product: &SupplierProduct, changes: &str) -> Result<()> {
    let now = product.terms();
    let was = terms::breaks_before(changes, product.base_unit, &now);
    if was.breaks == now.breaks {
        return Ok(());
    }
    store::set_breaks(tx, product.id, &was.breaks)?;
    store::update_price(tx, product.id, product.unit_price)?;
    let mut about = json!({ "ingredient_id": product.ingredient_id });
    terms::tell(&mut about, product.base_unit, &now, &was);
    tell(
        tx,
        product.supplier_id,
        product.id,
        "price_changed",
        "",
        about,
    )
}
