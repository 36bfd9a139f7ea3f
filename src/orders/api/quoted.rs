//! An order reckoned, as the API tells it.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Allergen;
use crate::db::View;
use crate::error::Result;
use crate::orders::{self, AllergenWarning, Credit, PriceSource, Quote, QuotedLine, Status};
use crate::values::ids::{ItemId, OrderId};
use crate::values::money::{Money, Price, Rate};
use crate::values::tax::TaxRow;

/// An order reckoned, not stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteBody {
    pub items: Vec<QuotedBody>,
    pub tax_mode: String,
    pub discount_percentage: Rate,
    pub subtotal: Money,
    pub discount_amount: Money,
    pub shipping_amount: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    pub tax_rows: Vec<TaxRow>,
    pub allergen_warnings: Vec<AllergenWarning>,
    pub credit: Option<Credit>,
    /// What the customer has ordered for that day already: perhaps this belongs to one of them.
    pub same_day_orders: Vec<SameDayOrder>,
}

/// An order that stands for the same day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SameDayOrder {
    pub id: OrderId,
    pub order_number: String,
    pub status: Status,
    pub total_amount: Money,
}

/// A line reckoned.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotedBody {
    pub product_id: Option<ItemId>,
    pub product_name: String,
    #[schema(value_type = String)]
    pub quantity: Decimal,
    pub unit: String,
    pub unit_price: Price,
    pub price_source: PriceSource,
    pub discount_percentage: Rate,
    pub line_total: Money,
    pub tax_rate: Rate,
    pub allergens: Vec<Allergen>,
    /// Of goods from stock: how much is left, in `unit`.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<Decimal>,
}

impl From<&QuotedLine> for QuotedBody {
    fn from(line: &QuotedLine) -> Self {
        let number = line.quantity.in_pack(line.unit_size).unwrap_or_default();
        Self {
            product_id: line.product_id(),
            product_name: line.product_name.clone(),
            quantity: crate::values::round_half_away(number, 3).normalize(),
            unit: line.unit.clone(),
            unit_price: line.unit_price,
            price_source: line.price_source,
            discount_percentage: line.discount_percentage,
            line_total: line.line_total,
            tax_rate: line.tax_rate,
            allergens: line.allergens.clone(),
            available: line.on_hand.map(|left| {
                let left = left.in_pack(line.unit_size).unwrap_or_default();
                crate::values::round_half_away(left, 3).normalize()
            }),
        }
    }
}

impl QuoteBody {
    /// A quote, with what its customer has for that day besides.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(view: &View, quote: Quote) -> Result<Self> {
        let others = match &quote.customer {
            Some(customer) => orders::others_of(view, customer.id, quote.day, None)?,
            None => Vec::new(),
        };
        let others = others.into_iter().map(|order| SameDayOrder {
            id: order.id,
            order_number: order.order_number,
            status: order.status,
            total_amount: order.total_amount,
        });
        Ok(Self {
            same_day_orders: others.collect(),
            items: quote.priced().map(QuotedBody::from).collect(),
            tax_mode: quote.price_list.tax_mode.code().to_owned(),
            discount_percentage: quote.discount_percentage,
            subtotal: quote.totals.subtotal,
            discount_amount: quote.totals.discount,
            shipping_amount: quote.totals.shipping,
            tax_amount: quote.totals.tax,
            total_amount: quote.totals.total,
            tax_rows: quote.totals.rows,
            allergen_warnings: quote.warnings,
            credit: quote.credit,
        })
    }
}
