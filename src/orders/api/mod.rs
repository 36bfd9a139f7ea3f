//! `/api/v1/orders`: shapes by the names of the documents.

pub mod items;
pub mod kept;
mod quoted;
pub mod routes;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{
    Amount, Asked, Change, DeliveryMethod, Line, LineChange, LineStatus, MadeBy, NewLine, NewOrder,
    Order, OrderType, PaymentMethod, PaymentStatus, PriceSource, Priority, Source, Who, cost,
};
use crate::customers::Contact;
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::people::roles::Permission;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{
    BatchId, CustomerId, ItemId, LineId, OrderId, PointId, RecipeId, TaxClassId,
};
use crate::values::money::{Money, Price, Rate};
use crate::values::tax::TaxRow;
use crate::web::Ctx;

pub use quoted::{QuoteBody, QuotedBody, SameDayOrder};

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderItemBody {
    pub id: LineId,
    pub order_id: OrderId,
    pub product_id: Option<ItemId>,
    pub product_name: String,
    pub product_sku: String,
    pub variant_name: String,
    /// In `unit`.
    #[schema(value_type = String, example = "12")]
    pub quantity: Decimal,
    pub unit: String,
    /// For one price unit of the item.
    pub unit_price: Price,
    pub price_unit: String,
    pub price_source: PriceSource,
    pub discount_percentage: Rate,
    /// Net or gross as the order's `tax_mode` says.
    pub line_total: Money,
    pub tax_rate: Rate,
    pub custom_instructions: String,
    /// Allergens that the customer must not eat, sold knowingly; only for those who may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergen_override: Option<String>,
    #[schema(value_type = String, example = "0")]
    pub fulfilled_quantity: Decimal,
    pub fulfillment_status: LineStatus,
    /// The recipe of its day's batch, else the item's active one.
    pub recipe_id: Option<RecipeId>,
    /// The newest batch that was posted of its item for its day: batches are of items and days, not of single lines.
    pub production_batch_id: Option<BatchId>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    /// What its goods cost; only for those who may see costs, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_cost: Option<Money>,
    /// Net of tax and discounts, less the cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_margin: Option<Money>,
}

/// What of an order is only for some.
#[derive(Debug, Clone, Copy)]
pub struct Sees {
    pub costs: bool,
    pub allergens: bool,
}

impl Sees {
    pub fn of(ctx: &Ctx) -> Self {
        Self {
            costs: ctx.may(Permission::SeeCosts),
            allergens: ctx.may(Permission::SeeAllergenNotes),
        }
    }
}

impl OrderItemBody {
    fn of(order: &Order, line: Line, made: &BTreeMap<LineId, MadeBy>, sees: Sees) -> Self {
        let made = made.get(&line.id).copied().unwrap_or_default();
        let margin = cost::line_margin(order, &line).filter(|_| sees.costs);
        let number = |quantity: crate::values::Quantity| {
            let exact = quantity.in_pack(line.unit_size).unwrap_or_default();
            crate::values::round_half_away(exact, 3).normalize()
        };
        Self {
            id: line.id,
            order_id: line.order_id,
            product_id: line.product_id,
            quantity: number(line.quantity),
            fulfilled_quantity: number(line.fulfilled_quantity),
            product_name: line.product_name,
            product_sku: line.product_sku,
            variant_name: line.variant_name,
            unit: line.unit,
            unit_price: line.unit_price,
            price_unit: line.price_unit.code().to_owned(),
            price_source: line.price_source,
            discount_percentage: line.discount_percentage,
            line_total: line.line_total,
            tax_rate: line.tax_rate,
            custom_instructions: line.custom_instructions,
            allergen_override: line.allergen_override.filter(|_| sees.allergens),
            fulfillment_status: line.fulfillment_status,
            recipe_id: made.recipe_id,
            production_batch_id: made.batch_id,
            created_at: line.created_at,
            updated_at: line.updated_at,
            line_cost: line.line_cost.filter(|_| sees.costs),
            line_margin: margin.map(|margin| margin.amount),
        }
    }
}

/// An order with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderBody {
    #[serde(flatten)]
    pub order: Order,
    /// Net without the delivery charge, less `cost_amount`; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_percentage: Option<Rate>,
    pub items: Vec<OrderItemBody>,
    pub tax_rows: Vec<TaxRow>,
}

impl OrderBody {
    /// # Errors
    /// [`Error::NotFound`] when there is no such order.
    pub fn find(view: &View, id: OrderId, sees: Sees) -> Result<Self> {
        let (order, lines) = (super::find(view, id)?, super::lines(view, id)?);
        Self::of(view, order, lines, sees)
    }

    /// An order with what stands beside it, for somebody who sees so much of it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(view: &View, order: Order, lines: Vec<Line>, sees: Sees) -> Result<Self> {
        let tax_rows = super::tax_rows(view, order.id)?;
        let made = super::made_by(view, order.id)?;
        let margin = cost::margin(&order).filter(|_| sees.costs);
        let items = lines
            .into_iter()
            .map(|line| OrderItemBody::of(&order, line, &made, sees))
            .collect();
        Ok(Self {
            order: without_costs(order, sees.costs),
            margin_amount: margin.map(|margin| margin.amount),
            margin_percentage: margin.and_then(|margin| margin.rate),
            items,
            tax_rows,
        })
    }
}

fn without_costs(mut order: Order, sees_costs: bool) -> Order {
    if !sees_costs {
        order.cost_amount = None;
    }
    order
}

/// A line as asked for. Without `product_id` it is a free line: `product_name` and `unit_price` are needed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewOrderItemBody {
    /// The line that this one is, when an order is changed; without it a line of the same product and unit stays that line.
    pub id: Option<LineId>,
    pub product_id: Option<ItemId>,
    pub product_name: String,
    /// In `unit`.
    #[schema(value_type = Option<String>, example = "12")]
    pub quantity: Option<Number>,
    /// A unit's code or a pack's name; the item's own when missing.
    pub unit: Option<String>,
    /// Missing: that of the customer's price list on the delivery day.
    pub unit_price: Option<Price>,
    /// Of a free line.
    pub tax_class_id: Option<TaxClassId>,
    pub discount_percentage: Option<Rate>,
    pub custom_instructions: Option<String>,
}

/// A decimal in a string, or a whole number; never a float.
#[derive(Debug, Clone, Copy)]
pub struct Number(pub Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(crate::values::money::AmountVisitor)
            .map(Self)
    }
}

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl NewOrderItemBody {
    /// Whether it is this line by what it names: the product in its unit, or the free line of this name.
    fn is_as(&self, line: &Line) -> bool {
        let is_named = match self.product_id {
            Some(_) => self.product_id == line.product_id,
            None => line.product_id.is_none() && self.product_name.trim() == line.product_name,
        };
        is_named && self.unit.as_ref().is_none_or(|unit| *unit == line.unit)
    }

    /// What is to be another of a line that stays.
    fn as_change(&self) -> LineChange {
        LineChange {
            quantity: self.quantity.map(|number| Amount::Units(number.0)),
            unit: self.unit.clone(),
            unit_price: self.unit_price,
            discount_percentage: self.discount_percentage,
            custom_instructions: self.custom_instructions.clone(),
            ..LineChange::default()
        }
    }

    fn line(&self, place: usize, errors: &mut FieldErrors) -> NewLine {
        if self.quantity.is_none() {
            errors.add(format!("items.{place}.quantity"), "field-required");
        }
        let quantity = self.quantity.map_or(Decimal::ONE, |number| number.0);
        NewLine {
            product_id: self.product_id,
            name: self.product_name.clone(),
            price: self.unit_price.map_or(Asked::List, Asked::Hand),
            tax_class_id: self.tax_class_id,
            discount_percentage: self.discount_percentage.unwrap_or_default(),
            custom_instructions: self.custom_instructions.clone().unwrap_or_default(),
            ..NewLine::of(
                ItemId(uuid::Uuid::nil()),
                Amount::Units(quantity),
                self.unit.clone(),
            )
        }
    }
}

/// An order as asked for: a customer's id, or telephone, name and e-mail by which one is found or made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewOrderBody {
    pub customer_id: Option<CustomerId>,
    pub customer_phone: Option<String>,
    pub customer_name: Option<String>,
    pub customer_email: Option<String>,
    pub delivery_point_id: Option<PointId>,
    pub order_type: Option<OrderType>,
    pub order_source: Option<Source>,
    pub priority: Option<Priority>,
    pub requested_date: Option<Day>,
    pub requested_time: Option<Time>,
    pub delivery_method: Option<DeliveryMethod>,
    pub discount_percentage: Option<Rate>,
    /// Delivery charge, net or gross as the price list is.
    pub shipping_amount: Option<Money>,
    pub payment_method: Option<PaymentMethod>,
    /// `paid` for an order that was paid when it was taken.
    pub payment_status: Option<PaymentStatus>,
    pub deposit_amount: Option<Money>,
    pub delivery_address: String,
    pub billing_address: String,
    pub delivery_notes: String,
    pub internal_notes: String,
    pub notes: String,
    pub communication_preference: Option<Contact>,
    pub business_model: Option<super::BusinessModel>,
    /// Why it goes in after the cut-off; needs the permission.
    pub late_reason: String,
    /// The customer wants it although it holds what they avoid.
    pub allergen_override: bool,
    pub items: Vec<NewOrderItemBody>,
}

impl NewOrderBody {
    /// # Errors
    /// [`Error::Invalid`] for a kind or state that nobody may give.
    pub fn order(&self, ctx: &Ctx) -> Result<NewOrder> {
        let mut errors = FieldErrors::default();
        if self.order_type == Some(OrderType::Standing) {
            errors.add("order_type", "setting-choice");
        }
        if self.order_source == Some(Source::AutoRecurring) {
            errors.add("order_source", "orders-source-standing");
        }
        if matches!(
            self.payment_status,
            Some(PaymentStatus::Partial | PaymentStatus::Overdue)
        ) {
            errors.add("payment_status", "orders-paid-or-not");
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let contact = [
            &self.customer_phone,
            &self.customer_name,
            &self.customer_email,
        ];
        let who = match self.customer_id {
            Some(id) => Who::Known(id),
            None if contact.iter().all(|part| part.is_none()) => Who::Nobody,
            None => Who::Contact {
                phone: text(&self.customer_phone),
                name: text(&self.customer_name),
                email: text(&self.customer_email),
            },
        };
        let lines = self.items.iter().enumerate();
        let lines = lines
            .map(|(place, line)| line.line(place, &mut errors))
            .collect();
        errors.or(NewOrder {
            delivery_point_id: self.delivery_point_id,
            order_type: self.order_type,
            priority: self.priority.unwrap_or(Priority::Standard),
            requested_date: self.requested_date,
            requested_time: self.requested_time,
            delivery_method: self.delivery_method,
            discount_percentage: self.discount_percentage,
            shipping_charge: self.shipping_amount.unwrap_or_default(),
            payment_method: self.payment_method,
            is_paid: self.payment_status == Some(PaymentStatus::Paid),
            deposit_amount: self.deposit_amount.unwrap_or_default(),
            delivery_address: self.delivery_address.clone(),
            billing_address: self.billing_address.clone(),
            delivery_notes: self.delivery_notes.clone(),
            internal_notes: self.internal_notes.clone(),
            notes: self.notes.clone(),
            communication_preference: self.communication_preference,
            business_model: self.business_model,
            late_reason: self.late_reason.clone(),
            may_be_late: ctx.may(Permission::LateOrders),
            allergen_override: self.allergen_override,
            lines,
            ..NewOrder::from(who, self.order_source.unwrap_or(Source::Online))
        })
    }
}

/// What is given, `null` too.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// What is to be another of an order; what is missing stays, and `null` is none of it. `items`, if given, stands in the place of all lines.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderChangeBody {
    pub requested_date: Option<Day>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Time>)]
    pub requested_time: Option<Option<Time>>,
    pub delivery_method: Option<DeliveryMethod>,
    pub delivery_point_id: Option<PointId>,
    pub priority: Option<Priority>,
    pub discount_percentage: Option<Rate>,
    pub shipping_amount: Option<Money>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PaymentMethod>)]
    pub payment_method: Option<Option<PaymentMethod>>,
    pub deposit_amount: Option<Money>,
    pub delivery_address: Option<String>,
    pub billing_address: Option<String>,
    pub delivery_notes: Option<String>,
    pub internal_notes: Option<String>,
    pub notes: Option<String>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Contact>)]
    pub communication_preference: Option<Option<Contact>>,
    pub late_reason: String,
    pub allergen_override: bool,
    pub items: Option<Vec<NewOrderItemBody>>,
}

impl OrderChangeBody {
    /// # Errors
    /// [`Error::Invalid`] for lines without a quantity.
    pub fn change(&self, ctx: &Ctx, before: &[Line]) -> Result<Change> {
        let mut errors = FieldErrors::default();
        let mut change = Change {
            requested_date: self.requested_date,
            requested_time: self.requested_time,
            delivery_method: self.delivery_method,
            delivery_point_id: self.delivery_point_id,
            priority: self.priority,
            discount_percentage: self.discount_percentage,
            shipping_charge: self.shipping_amount,
            payment_method: self.payment_method,
            deposit_amount: self.deposit_amount,
            delivery_address: self.delivery_address.clone(),
            billing_address: self.billing_address.clone(),
            delivery_notes: self.delivery_notes.clone(),
            internal_notes: self.internal_notes.clone(),
            notes: self.notes.clone(),
            communication_preference: self.communication_preference,
            ..self.permitted(ctx)
        };
        if let Some(items) = &self.items {
            replace_lines(&mut change, before, items, &mut errors);
        }
        errors.or(change)
    }

    fn permitted(&self, ctx: &Ctx) -> Change {
        Change {
            late_reason: self.late_reason.clone(),
            may_be_late: ctx.may(Permission::LateOrders),
            allergen_override: self.allergen_override,
            ..Change::default()
        }
    }
}

/// Puts these lines in the place of those that stand. A line that stays keeps what was agreed: its name, its price, its tax.
fn replace_lines(
    change: &mut Change,
    before: &[Line],
    items: &[NewOrderItemBody],
    errors: &mut FieldErrors,
) {
    let mut standing: Vec<&Line> = before.iter().collect();
    let mut same = |item: &NewOrderItemBody, place: usize, errors: &mut FieldErrors| {
        let found = standing.iter().position(|line| match item.id {
            Some(id) => line.id == id,
            None => item.is_as(line),
        });
        let found = found.map(|at| standing.remove(at));
        match (item.id, found) {
            (Some(_), None) => errors.add(format!("items.{place}.id"), "orders-no-such-line"),
            (Some(_), Some(line))
                if item.product_id.is_some() && item.product_id != line.product_id =>
            {
                errors.add(
                    format!("items.{place}.product_id"),
                    "orders-line-other-product",
                );
            }
            _ => {}
        }
        found
    };
    // Lines named by their id first, so that no other takes them.
    let mut kept: Vec<Option<&Line>> = vec![None; items.len()];
    for is_named in [true, false] {
        for (place, item) in items.iter().enumerate() {
            if item.id.is_some() == is_named {
                kept[place] = same(item, place, errors);
            }
        }
    }
    for (place, (item, line)) in items.iter().zip(&kept).enumerate() {
        match line {
            Some(line) => {
                let wanted = item.as_change();
                if wanted != LineChange::default() {
                    change.lines.push((line.id, wanted));
                }
            }
            None if item.id.is_none() => change.add.push(item.line(place, errors)),
            None => {}
        }
    }
    change.remove = standing.iter().map(|line| line.id).collect();
}

/// A state to go to, in our words or those of the documents, and why.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderStatusBody {
    pub status: String,
    pub notes: String,
}

impl OrderStatusBody {
    fn target(&self) -> Result<super::Status> {
        super::Status::from_word(&self.status)
            .map_err(|_| Error::field("status", Message::new("setting-choice")))
    }
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CancelOrderBody {
    pub reason: String,
}

/// A note on an order.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderNoteBody {
    pub note: String,
    /// Missing: internal.
    pub is_internal: Option<bool>,
}
