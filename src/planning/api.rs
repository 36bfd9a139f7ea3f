//! `/api/v1/procurement/needs` and `/projections`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::maths::{Method, Risk, Urgency, Warning};
use super::{Calculated, Need, NeedStatus, PointRow, Projection};
use crate::error::{Error, FieldErrors, Result};
use crate::suppliers::api::base_of;
use crate::suppliers::{unit_of, words::Amount};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, NeedId, PurchaseId, SupplierId};
use crate::values::{Money, Price, Quantity, Rate};
use crate::web::answer::{json, json_version};
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

/// What should be ordered of an item; quantities in `recommended_order_unit`.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedRecord {
    pub id: NeedId,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub calculation_date: Day,
    pub current_stock: Amount,
    pub on_order: Amount,
    /// Over lead time and review days.
    pub projected_consumption: Amount,
    pub safety_stock: Amount,
    pub reorder_point: Amount,
    pub recommended_order_quantity: Amount,
    pub recommended_order_unit: String,
    pub urgency: Urgency,
    pub estimated_stockout_date: Option<Day>,
    pub recommended_supplier_id: Option<SupplierId>,
    pub recommended_supplier_name: Option<String>,
    pub estimated_cost: Option<Money>,
    pub status: NeedStatus,
    pub purchase_order_id: Option<PurchaseId>,
    pub notes: String,
    pub workings: WorkingsRecord,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

/// The figures behind the figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingsRecord {
    /// Calendar days from the day of the calculation until the goods come: the supplier's first delivery day after the
    /// lead time.
    pub lead_time_days: i64,
    pub review_days: i64,
    pub calculation_method: Method,
    pub average_daily_consumption: Amount,
    pub standard_deviation: Option<Amount>,
    /// Calendar days behind average and deviation.
    pub history_days: i64,
    pub z_score: String,
    /// Is there and has expired: no part of the current stock.
    pub expired: Amount,
    /// Of the current stock, what will expire before it is used.
    pub expiring: Amount,
    /// On hand − expiring + on order − consumption over lead time and review days.
    pub projected_end: Amount,
    /// On drafts and orders that wait for approval, whose day has not gone by: no receipt, but not suggested twice.
    pub drafted: Amount,
    /// Reorder point − projected end − drafted.
    pub shortage: Amount,
    pub economic_order_quantity: Amount,
    /// Shelf life × average use.
    pub shelf_life_cap: Option<Amount>,
    /// Days of cover × average use: what there is room for.
    pub storage_cap: Option<Amount>,
    pub lot: Amount,
    pub pack_size: Option<Amount>,
    pub minimum_order_quantity: Amount,
    pub unit_price: Option<Price>,
    pub price_source: String,
    pub ordering_cost: Money,
    pub holding_cost_rate: Rate,
    pub days_until_stockout: Option<String>,
    /// On order and not come when it should have, and since how many days the oldest of it.
    pub late: Amount,
    pub late_days: i64,
    pub warnings: Vec<Warning>,
    pub days: Vec<WorkingDayRecord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingDayRecord {
    pub day: Day,
    pub planned: Amount,
    pub forecast: Amount,
    pub consumption: Amount,
}

impl From<Need> for NeedRecord {
    fn from(need: Need) -> Self {
        let amount = |quantity: Quantity| Amount::of(quantity, need.base_unit);
        Self {
            current_stock: amount(need.current_stock),
            on_order: amount(need.on_order),
            projected_consumption: amount(need.projected_consumption),
            safety_stock: amount(need.safety_stock),
            reorder_point: amount(need.reorder_point),
            recommended_order_quantity: amount(need.recommended_order_quantity),
            recommended_order_unit: need.unit().code().to_owned(),
            workings: workings(&need),
            id: need.id,
            ingredient_id: need.ingredient_id,
            ingredient_name: need.ingredient_name,
            calculation_date: need.calculation_date,
            urgency: need.urgency,
            estimated_stockout_date: need.estimated_stockout_date,
            recommended_supplier_id: need.recommended_supplier_id,
            recommended_supplier_name: need.recommended_supplier_name,
            estimated_cost: need.estimated_cost,
            status: need.status,
            purchase_order_id: need.purchase_order_id,
            notes: need.notes,
            created_at: need.created_at,
            updated_at: need.updated_at,
            version: need.version,
        }
    }
}

fn workings(need: &Need) -> WorkingsRecord {
    let amount = |quantity: Quantity| Amount::of(quantity, need.base_unit);
    let workings = &need.workings;
    let suggestion = &workings.suggestion;
    WorkingsRecord {
        lead_time_days: workings.lead_days,
        review_days: workings.review_days,
        calculation_method: workings.reorder.method,
        average_daily_consumption: amount(workings.reorder.average),
        standard_deviation: workings.reorder.deviation.map(amount),
        history_days: workings.reorder.days,
        z_score: workings.z.clone(),
        expired: amount(workings.expired),
        expiring: amount(workings.expiring),
        projected_end: amount(suggestion.end),
        drafted: amount(workings.drafted),
        shortage: amount(suggestion.shortage),
        economic_order_quantity: amount(workings.economic),
        shelf_life_cap: suggestion.cap.map(amount),
        storage_cap: suggestion.room.map(amount),
        lot: amount(suggestion.lot),
        pack_size: workings.pack_size.map(amount),
        minimum_order_quantity: amount(workings.minimum),
        unit_price: workings.price,
        price_source: workings.price_source.clone(),
        ordering_cost: workings.ordering_cost,
        holding_cost_rate: workings.holding_rate,
        days_until_stockout: workings.days_until_empty.clone(),
        late: amount(workings.late),
        late_days: workings.late_days,
        warnings: suggestion.warnings.clone(),
        days: workings
            .days
            .iter()
            .map(|day| WorkingDayRecord {
                day: day.day,
                planned: amount(day.planned),
                forecast: amount(day.forecast),
                consumption: amount(day.consumption),
            })
            .collect(),
    }
}

/// One day of one item; quantities in `unit`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectionRecord {
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub unit: String,
    pub projection_date: Day,
    pub opening_stock: Amount,
    pub planned_consumption: Amount,
    pub forecast_consumption: Amount,
    /// The greater of the two, less what is done and used of them already.
    pub projected_consumption: Amount,
    /// Whose last day was the day before.
    pub expired_stock: Amount,
    pub projected_receipts: Amount,
    pub projected_stock: Amount,
    pub stockout_risk: Risk,
}

fn days_of(projection: Projection) -> Vec<ProjectionRecord> {
    let base = projection.base_unit;
    let days = projection.days.iter().map(|day| ProjectionRecord {
        ingredient_id: projection.item,
        ingredient_name: projection.name.clone(),
        unit: unit_of(base).code().to_owned(),
        projection_date: day.day,
        opening_stock: Amount::of(day.opening, base),
        planned_consumption: Amount::of(day.planned, base),
        forecast_consumption: Amount::of(day.forecast, base),
        projected_consumption: Amount::of(day.consumption, base),
        expired_stock: Amount::of(day.expired, base),
        projected_receipts: Amount::of(day.receipts, base),
        projected_stock: Amount::of(day.closing, base),
        stockout_risk: day.risk,
    });
    days.collect()
}

/// `GET /api/v1/procurement/needs`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let needs = ctx.read(|view| super::needs(view)).await?;
    json(&List::whole(
        needs.into_iter().map(NeedRecord::from).collect(),
    ))
}

/// `POST /api/v1/procurement/needs/calculate`
///
/// # Errors
/// Those of the verb.
pub async fn calculate(ctx: Ctx) -> Answer {
    ctx.once(|tx| {
        let done: Calculated = super::calculate(tx, tx.today())?;
        Stored::ok(&done)
    })
    .await
}

/// `GET /api/v1/procurement/needs/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    let id: NeedId = ctx.id("id")?;
    let need = ctx.read(move |view| super::need(view, id)).await?;
    let version = need.version;
    json_version(&NeedRecord::from(need), version)
}

/// `GET /api/v1/procurement/projections`
///
/// # Errors
/// [`Error::Invalid`] for days that are not 1 to 30.
pub async fn projections(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let days = ctx.query.whole("days", &mut errors);
    crate::suppliers::between("days", days, 1, super::MOST_DAYS, &mut errors);
    let item: Option<ItemId> = ctx
        .query
        .parsed("ingredient_id", "field-required", &mut errors);
    errors.or(())?;
    let rows = ctx
        .read(move |view| {
            let usual = view.settings.whole(crate::settings::PROJECTION_DAYS);
            super::projections(view, days.unwrap_or(usual), item)
        })
        .await?;
    if item.is_some() && rows.is_empty() {
        return Err(Error::NotFound);
    }
    json(&List::whole(rows.into_iter().flat_map(days_of).collect()))
}

/// A reorder point; quantities in `unit`.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointRecord {
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub unit: String,
    pub calculation_method: Method,
    pub reorder_point: Option<Amount>,
    pub safety_stock: Option<Amount>,
    pub average_daily_consumption: Option<Amount>,
    pub lead_time_days: Option<i64>,
    /// √(2·D·S ÷ H) at today's price, before any cap.
    pub economic_order_quantity: Option<Amount>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_calculated_at: Option<Instant>,
    /// Of what somebody set; a calculation does not change it.
    pub version: i64,
}

impl From<PointRow> for PointRecord {
    fn from(row: PointRow) -> Self {
        let amount = |quantity: Quantity| Amount::of(quantity, row.base_unit);
        Self {
            ingredient_id: row.item,
            ingredient_name: row.name,
            unit: unit_of(row.base_unit).code().to_owned(),
            calculation_method: row.method,
            reorder_point: row.point.map(amount),
            safety_stock: row.safety.map(amount),
            average_daily_consumption: row.average.map(amount),
            lead_time_days: row.lead_days,
            economic_order_quantity: row.economic.map(amount),
            last_calculated_at: row.calculated_at,
            version: row.version,
        }
    }
}

/// `manual` with its figures (in kg, l or units, by the item), or `auto_basic`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PointBody {
    pub calculation_method: Method,
    pub reorder_point: Option<Amount>,
    pub safety_stock: Option<Amount>,
}

/// `GET /api/v1/procurement/reorder-points`
///
/// # Errors
/// Those of the database.
pub async fn reorder_points(ctx: Ctx) -> Answer {
    let rows = ctx.read(super::reorder_points).await?;
    json(&List::whole(
        rows.into_iter().map(PointRecord::from).collect(),
    ))
}

/// `GET /api/v1/procurement/reorder-points/{item}`
///
/// # Errors
/// Not found.
pub async fn reorder_point(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let row = ctx
        .read(move |view| super::reorder_point(view, item))
        .await?;
    let version = row.version;
    json_version(&PointRecord::from(row), version)
}

/// `PUT /api/v1/procurement/reorder-points/{item}`
///
/// # Errors
/// Those of the verb.
pub async fn set_reorder_point(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let (version, body): (i64, PointBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let row = ctx
        .write(move |tx| {
            let by_hand = body.read(tx, item)?;
            super::set_reorder_point(tx, item, version, by_hand)?;
            super::reorder_point(tx, item)
        })
        .await?;
    let version = row.version;
    json_version(&PointRecord::from(row), version)
}

impl PointBody {
    fn read(&self, tx: &crate::db::Tx, item: ItemId) -> Result<Option<(Quantity, Quantity)>> {
        if self.calculation_method == Method::AutoBasic {
            return Ok(None);
        }
        let base = base_of(tx, item)?;
        let mut errors = FieldErrors::default();
        let Some(point) = self.reorder_point else {
            return Err(Error::field("reorder_point", "field-required"));
        };
        let point = point.goods("reorder_point", base, &mut errors);
        let safety = self
            .safety_stock
            .unwrap_or_default()
            .goods("safety_stock", base, &mut errors);
        errors.or(point.zip(safety))
    }
}
