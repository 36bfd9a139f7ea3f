//! Lines of an order over the API. Each change reckons the whole order anew.

use super::{NewOrderItemBody, Number, OrderChangeBody, OrderItemBody, Sees};
use crate::error::{Error, FieldErrors};
use crate::orders::{self, Amount, Change, LineChange};
use crate::values::ids::{ItemId, LineId, OrderId, TaxClassId};
use crate::values::money::{Price, Rate};
use crate::web::answer::json;
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be another of a line; what is missing stays.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderItemChangeBody {
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Number>,
    pub unit: Option<String>,
    pub unit_price: Option<Price>,
    pub discount_percentage: Option<Rate>,
    pub custom_instructions: Option<String>,
    pub late_reason: String,
    pub allergen_override: bool,
}

/// A line to be added, with what a change may need besides.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AddOrderItemBody {
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
    pub late_reason: String,
    pub allergen_override: bool,
}

impl AddOrderItemBody {
    fn item(&self) -> NewOrderItemBody {
        NewOrderItemBody {
            id: None,
            product_id: self.product_id,
            product_name: self.product_name.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            unit_price: self.unit_price,
            tax_class_id: self.tax_class_id,
            discount_percentage: self.discount_percentage,
            custom_instructions: self.custom_instructions.clone(),
        }
    }
}

/// `GET /api/v1/orders/{id}/items`
///
/// # Errors
/// 404.
pub async fn index(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let sees = Sees::of(&ctx);
    let items = ctx
        .read(move |view| {
            let order = orders::find(view, id)?;
            let lines = orders::lines(view, id)?.into_iter();
            let made = orders::made_by(view, id)?;
            Ok(lines
                .map(|line| OrderItemBody::of(&order, line, &made, sees))
                .collect())
        })
        .await?;
    answer_list(items)
}

fn answer_list(items: Vec<OrderItemBody>) -> Answer {
    json(&List::whole(items))
}

/// `POST /api/v1/orders/{id}/items`
///
/// # Errors
/// Those of changing an order.
pub async fn add(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let body: AddOrderItemBody = Body::read(&ctx)?;
    let mut errors = FieldErrors::default();
    let line = body.item().line(0, &mut errors);
    let change = errors.or(Change {
        add: vec![line],
        ..permitted(&ctx, body.late_reason, body.allergen_override)
    })?;
    let sees = Sees::of(&ctx);
    ctx.once(move |tx| {
        let order = orders::find(tx, id)?;
        orders::change(tx, id, order.version, &change)?;
        super::super::pages::demand_changed(tx, order.requested_date)?;
        let made = orders::lines(tx, id)?.pop().ok_or(Error::NotFound)?;
        let place = format!("/api/v1/orders/{id}/items/{}", made.id);
        let order = orders::find(tx, id)?;
        let by = orders::made_by(tx, id)?;
        Stored::created(place, &OrderItemBody::of(&order, made, &by, sees))
    })
    .await
}

fn permitted(ctx: &Ctx, late_reason: String, allergen_override: bool) -> Change {
    OrderChangeBody {
        late_reason,
        allergen_override,
        ..OrderChangeBody::default()
    }
    .permitted(ctx)
}

/// `PUT /api/v1/orders/{id}/items/{item}`
///
/// # Errors
/// Those of changing an order.
pub async fn change(ctx: Ctx) -> Answer {
    let (id, item): (OrderId, LineId) = (ctx.id("id")?, ctx.id("item")?);
    let version = ctx.if_match()?;
    let body: OrderItemChangeBody = Body::read(&ctx)?;
    let wanted = LineChange {
        quantity: body.quantity.map(|number| Amount::Units(number.0)),
        unit: body.unit,
        unit_price: body.unit_price,
        discount_percentage: body.discount_percentage,
        custom_instructions: body.custom_instructions,
        ..LineChange::default()
    };
    let change = Change {
        lines: vec![(item, wanted)],
        ..permitted(&ctx, body.late_reason, body.allergen_override)
    };
    super::routes::changed(&ctx, id, version, change).await
}

/// `DELETE /api/v1/orders/{id}/items/{item}`
///
/// # Errors
/// Those of changing an order; an order keeps at least one line.
pub async fn remove(ctx: Ctx) -> Answer {
    let (id, item): (OrderId, LineId) = (ctx.id("id")?, ctx.id("item")?);
    let version = ctx.if_match()?;
    let change = Change {
        remove: vec![item],
        ..permitted(&ctx, ctx.query.text("late_reason").to_owned(), false)
    };
    super::routes::changed(&ctx, id, version, change).await
}
