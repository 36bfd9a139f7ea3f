//! JSON of the overview.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Figures, Need, store};
use crate::catalog;
use crate::db::kept;
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission as P;
use crate::standing_orders;
use crate::values::calendar::{Day, Period};
use crate::values::ids::ItemId;
use crate::values::money::Money;
use crate::values::quantity::Quantity;
use crate::values::unit::BaseUnit;
use crate::web::answer::json;
use crate::web::api::List;
use crate::web::{Answer, Ctx};

/// Most days that one answer may span.
const MOST_DAYS: i64 = 92;

/// The day at a glance. Revenue is what orders of those delivery days come to, with tax; it and money in `day` are left out
/// for those who may not see prices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    pub total_orders_today: i64,
    pub total_orders_this_week: i64,
    pub total_orders_this_month: i64,
    pub revenue_today: Option<Money>,
    pub revenue_this_week: Option<Money>,
    pub revenue_this_month: Option<Money>,
    pub average_order_value: Option<Money>,
    /// Orders of this month by state.
    pub pending_orders: i64,
    pub confirmed_orders: i64,
    pub in_production_orders: i64,
    pub ready_orders: i64,
    pub dispatched_orders: i64,
    pub delivered_orders: i64,
    pub cancelled_orders: i64,
    pub total_customers: i64,
    pub new_customers_this_month: i64,
    /// The day that the oven works on.
    pub day: Figures,
    pub needs: Vec<Need>,
}

/// What is needed of an item on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Demand {
    #[schema(value_type = String, format = Date)]
    pub date: Day,
    pub product_id: ItemId,
    pub product_name: String,
    #[schema(value_type = String)]
    pub base_unit: BaseUnit,
    /// Ordered and expected together, in base units.
    pub total_quantity: Quantity,
    /// In dated orders.
    pub ordered_quantity: Quantity,
    /// By standing orders whose dates are not orders yet.
    pub expected_quantity: Quantity,
    pub order_count: i64,
}

/// `GET /api/v1/orders/dashboard-summary`
///
/// # Errors
/// Those of the database.
pub async fn dashboard_summary(ctx: Ctx) -> Answer {
    let signed = ctx.signed()?.clone();
    let paths = ctx.app.db.paths().clone();
    let summary = ctx
        .read(move |view| {
            let today = view.today();
            let (week, month) = (Period::week(today), Period::month(today));
            let taken_today = store::taken(view, today, today)?;
            let taken_week = store::taken(view, week.from(), week.to())?;
            let taken_month = store::taken(view, month.from(), month.to())?;
            let by_status: BTreeMap<String, i64> =
                store::by_status(view, month.from(), month.to())?
                    .into_iter()
                    .collect();
            let in_state = |status: &str| by_status.get(status).copied().unwrap_or_default();
            let month_start = view.zone.start_of(month.from()).into();
            let (total_customers, new_customers) = store::customers(view, month_start)?;
            let prices = signed.may(P::SeePrices);
            let seen = |amount: Money| prices.then_some(amount);
            let average = rust_decimal::Decimal::from(taken_month.0);
            let average = taken_month.1.decimal().checked_div(average);
            Ok(Summary {
                date: today,
                total_orders_today: taken_today.0,
                total_orders_this_week: taken_week.0,
                total_orders_this_month: taken_month.0,
                revenue_today: seen(taken_today.1),
                revenue_this_week: seen(taken_week.1),
                revenue_this_month: seen(taken_month.1),
                average_order_value: average
                    .and_then(|value| Money::round(value).ok())
                    .and_then(seen),
                pending_orders: in_state("pending"),
                confirmed_orders: in_state("confirmed"),
                in_production_orders: in_state("preparing"),
                ready_orders: in_state("ready"),
                dispatched_orders: in_state("dispatched"),
                delivered_orders: in_state("completed"),
                cancelled_orders: in_state("cancelled"),
                total_customers,
                new_customers_this_month: new_customers,
                day: super::figures(view, &signed, super::strip_day(view)?)?,
                needs: super::needs(view, &signed, kept::second(&paths).as_ref())?,
            })
        })
        .await?;
    json(&summary)
}

fn days_of(ctx: &Ctx) -> Result<(Day, Day)> {
    let today = ctx.app.db.today();
    let mut errors = FieldErrors::default();
    let from = ctx.query.day("from", today, &mut errors).unwrap_or(today);
    let to = ctx
        .query
        .day("to", today, &mut errors)
        .unwrap_or(from.add_days(6));
    errors.or(())?;
    if to < from || from.days_until(to) >= MOST_DAYS {
        return Err(Error::field("to", "demand-days"));
    }
    Ok((from, to))
}

/// `GET /api/v1/orders/demand-requirements?from=&to=`
///
/// # Errors
/// [`Error::Invalid`] for days that cannot be read or are too many.
pub async fn demand_requirements(ctx: Ctx) -> Answer {
    let (from, to) = days_of(&ctx)?;
    let rows = ctx
        .read(move |view| {
            let mut sums: BTreeMap<(Day, ItemId), (Quantity, Quantity, i64)> = BTreeMap::new();
            for (day, item, quantity, orders) in store::demand(view, from, to)? {
                sums.insert((day, item), (quantity, Quantity::ZERO, orders));
            }
            for day in from.to(to) {
                for (item, quantity) in standing_orders::expected(view, day)? {
                    sums.entry((day, item)).or_default().1 += quantity;
                }
            }
            let rows =
                sums.into_iter()
                    .map(|((date, product_id), (ordered, expected, order_count))| {
                        let item = catalog::find(view, product_id)?;
                        Ok(Demand {
                            date,
                            product_id,
                            product_name: item.full_name(),
                            base_unit: item.base_unit,
                            total_quantity: ordered + expected,
                            ordered_quantity: ordered,
                            expected_quantity: expected,
                            order_count,
                        })
                    });
            rows.collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(rows))
}
