//! What is left of a price when the cost is paid.

use rust_decimal::Decimal;

use crate::catalog;
use crate::db::View;
use crate::error::{Error, Result};
use crate::values::ids::ItemId;
use crate::values::{Price, Rate, TaxMode};

/// The price of an item on a list, beside its cost. All for one price unit of the item.
#[derive(Debug, Clone)]
pub struct Margin {
    pub price_list: String,
    /// As it stands on the list, with tax where the list is gross.
    pub price: Price,
    /// Without tax, to 1/10,000 €.
    pub net: Price,
    /// Net price − cost; none when the cost is not known.
    pub left: Option<Price>,
    /// What is left in percent of the net price.
    pub rate: Option<Rate>,
}

/// The margin on every price list in use that has a price for the item today.
///
/// # Errors
/// When a tax rate is missing, or the item is not known.
pub fn margins(view: &View, item: ItemId, cost: Option<Price>) -> Result<Vec<Margin>> {
    let item = catalog::find(view, item)?;
    let today = view.today();
    let mut margins = Vec::new();
    for list in catalog::price_lists(view)? {
        if !list.is_active || !list.is_valid_on(today) {
            continue;
        }
        let Some(price) = catalog::price_of(view, list.id, item.id, today)? else {
            continue;
        };
        let net = match list.tax_mode {
            TaxMode::Net => price,
            TaxMode::Gross => {
                let rate = catalog::tax_rate(view, item.tax_class_id, today)?;
                let net = price.decimal().checked_div(Decimal::ONE + rate.fraction());
                Price::round(net.unwrap_or_default()).map_err(Error::internal)?
            }
        };
        let left = cost.map(|cost| net - cost);
        margins.push(Margin {
            price_list: list.name,
            price,
            net,
            left,
            rate: left.and_then(|left| share(left, net)),
        });
    }
    Ok(margins)
}

fn share(part: Price, whole: Price) -> Option<Rate> {
    let hundredfold = part.decimal().checked_mul(Decimal::ONE_HUNDRED)?;
    Rate::round(hundredfold.checked_div(whole.decimal())?).ok()
}
