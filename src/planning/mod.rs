//! Planning of what to buy: what will be used, what will be left, when to order, how much. One suggestion for an item
//! until it is ordered, updated in place, withdrawn when it is needed no more.
//!
//! Consumption of a day is the greater of plan and forecast. The plan is what orders and standing orders ask for, made
//! goods taken apart by their recipes; the forecast, until there is a better one, is the mean of the same weekday over
//! the last four weeks (fewer when the item is younger). What is baked or handed over of a plan is taken off it, and what
//! was used for a day off its forecast; waste is neither. What has expired is not there.

pub mod api;
mod arrivals;
mod consumption;
mod facts;
pub mod jobs;
pub mod maths;
pub mod pages;
mod points;
mod reopen;
mod store;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::settings;
use crate::standing_orders;
use crate::suppliers::{PriceTerms, unit_of};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, NeedId, PurchaseId, SupplierId, SupplierProductId};
use crate::values::{BaseUnit, Money, Price, Quantity, Rate, StockValue, Unit, Weekdays};
use consumption::Plan;
use maths::{Method, ProjectedDay, ReorderPoint, Rules, Suggestion, Urgency, Usage};

pub use arrivals::shut;
pub use points::{reorder_point, reorder_points, set_reorder_point};
pub use reopen::reopen;
pub use store::{need, needs};

/// Most days that a projection shows.
pub const MOST_DAYS: i64 = 30;
/// Most days of lead time and review that a need looks ahead.
const FARTHEST: i64 = 60;

/// All that is known of an item that is bought, before any arithmetic.
#[derive(Debug, Clone)]
pub struct ItemFacts {
    pub id: ItemId,
    pub name: String,
    pub base_unit: BaseUnit,
    pub shelf_life_days: Option<i64>,
    /// Without what has expired.
    pub on_hand: Quantity,
    /// With a day on which it expires, the earliest first.
    pub lots: Vec<(Day, Quantity)>,
    /// Is there, but has expired.
    pub expired: Quantity,
    /// Of all that is there.
    pub value: StockValue,
    pub usage: Usage,
    /// Use of the same weekday, Monday first, in the weeks of the forecast.
    pub weekdays: [Quantity; 7],
    /// In how many of those weeks the item was there.
    pub weeks: i64,
    pub used_today: Quantity,
    /// What was used already for days after the day of the calculation: baked the evening before.
    pub used_later: BTreeMap<Day, Quantity>,
    /// By day from the day of the calculation.
    pub planned: Vec<Plan>,
    pub incoming: Vec<(Day, Quantity)>,
    /// On orders that nobody has approved yet.
    pub drafted: Quantity,
    /// The days on which nothing is made, of those loaded.
    pub closed: Arc<BTreeSet<Day>>,
    pub seller: Option<Seller>,
    pub kept: Option<ReorderPoint>,
}

impl Default for ItemFacts {
    fn default() -> Self {
        Self {
            id: ItemId(uuid::Uuid::nil()),
            name: String::new(),
            base_unit: BaseUnit::G,
            shelf_life_days: None,
            on_hand: Quantity::ZERO,
            lots: Vec::new(),
            expired: Quantity::ZERO,
            value: StockValue::ZERO,
            usage: Usage::default(),
            weekdays: [Quantity::ZERO; 7],
            weeks: 1,
            used_today: Quantity::ZERO,
            used_later: BTreeMap::new(),
            planned: Vec::new(),
            incoming: Vec::new(),
            drafted: Quantity::ZERO,
            closed: Arc::default(),
            seller: None,
            kept: None,
        }
    }
}

/// From whom the item is bought, and on what terms.
#[derive(Debug, Clone)]
pub struct Seller {
    pub product_id: SupplierProductId,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub pack_name: String,
    pub pack_size: Quantity,
    pub minimum: Quantity,
    /// The lead time that was agreed, and the weekdays on which they come.
    pub agreed_days: i64,
    pub weekdays: Weekdays,
    /// Calendar days from the day of the calculation until goods ordered on it come.
    pub lead_days: i64,
    pub terms: PriceTerms,
}

/// How a need stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum NeedStatus {
    Pending,
    Ordered,
    Cancelled,
}

impl NeedStatus {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Ordered => "ordered",
            Self::Cancelled => "cancelled",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "pending" => Self::Pending,
            "ordered" => Self::Ordered,
            _ => Self::Cancelled,
        }
    }
}

/// What should be ordered of an item.
#[derive(Debug, Clone)]
pub struct Need {
    pub id: NeedId,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub base_unit: BaseUnit,
    pub calculation_date: Day,
    pub current_stock: Quantity,
    pub on_order: Quantity,
    /// Over lead time and review days.
    pub projected_consumption: Quantity,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub recommended_order_quantity: Quantity,
    pub urgency: Urgency,
    pub estimated_stockout_date: Option<Day>,
    pub recommended_supplier_id: Option<SupplierId>,
    pub recommended_supplier_name: Option<String>,
    /// Without tax.
    pub estimated_cost: Option<Money>,
    pub workings: Workings,
    pub status: NeedStatus,
    pub purchase_order_id: Option<PurchaseId>,
    pub notes: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub version: i64,
}

impl Need {
    pub const fn unit(&self) -> Unit {
        unit_of(self.base_unit)
    }
}

/// The figures behind a need, as the screen explains them. Quantities in base units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workings {
    /// Calendar days until goods ordered on the day of the calculation come: the supplier's first delivery day after the
    /// lead time. All formulas take this number.
    pub lead_days: i64,
    /// The lead time that was agreed with the supplier.
    #[serde(default)]
    pub agreed_days: Option<i64>,
    pub review_days: i64,
    pub days: Vec<WorkingDay>,
    pub used_today: Quantity,
    /// Is there and has expired, and will expire before it is used.
    #[serde(default)]
    pub expired: Quantity,
    #[serde(default)]
    pub expiring: Quantity,
    /// On orders that nobody has approved yet.
    #[serde(default)]
    pub drafted: Quantity,
    /// What is on order and should have come before the day of the calculation, and since how many days the oldest of it.
    #[serde(default)]
    pub late: Quantity,
    #[serde(default)]
    pub late_days: i64,
    pub forecast_weeks: i64,
    pub reorder: ReorderPoint,
    pub z: String,
    pub safety_share: Rate,
    /// Euros for one kg, litre or piece; of the supplier, else the average cost.
    pub price: Option<Price>,
    /// `list`, `break`, `contract` or `average_cost`.
    pub price_source: String,
    pub ordering_cost: Money,
    pub holding_rate: Rate,
    pub economic: Quantity,
    pub shelf_life_days: Option<i64>,
    /// Days of use that there is room for.
    #[serde(default)]
    pub cover_days: i64,
    pub suggestion: Suggestion,
    pub pack_name: String,
    pub pack_size: Option<Quantity>,
    pub minimum: Quantity,
    /// With a fraction; nothing when it lasts for years.
    pub days_until_empty: Option<String>,
}

/// One day of the consumption that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkingDay {
    pub day: Day,
    pub planned: Quantity,
    pub forecast: Quantity,
    pub consumption: Quantity,
}

/// The days of an item to come.
#[derive(Debug, Clone)]
pub struct Projection {
    pub item: ItemId,
    pub name: String,
    pub base_unit: BaseUnit,
    pub safety: Quantity,
    pub reorder_point: Quantity,
    pub days: Vec<ProjectedDay>,
}

impl Projection {
    /// The worst that comes.
    pub fn risk(&self) -> maths::Risk {
        let risks = self.days.iter().map(|day| day.risk);
        risks.max().unwrap_or(maths::Risk::None)
    }
}

/// A reorder point as the page lists it.
#[derive(Debug, Clone)]
pub struct PointRow {
    pub item: ItemId,
    pub name: String,
    pub base_unit: BaseUnit,
    pub on_hand: Quantity,
    pub method: Method,
    pub point: Option<Quantity>,
    pub safety: Option<Quantity>,
    pub average: Option<Quantity>,
    pub lead_days: Option<i64>,
    /// Wilson's quantity at today's price, before any cap; nothing where there is no price or no average yet.
    pub economic: Option<Quantity>,
    pub calculated_at: Option<Instant>,
    /// How often somebody has set it; a calculation does not count.
    pub version: i64,
}

/// What a calculation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calculated {
    /// Open needs after it.
    pub needs_count: usize,
    pub critical_count: usize,
    pub high_count: usize,
    pub total_estimated_cost: Money,
    /// Needs of before that are needs no more.
    pub withdrawn_count: usize,
}

/// The settings that planning computes with.
pub fn rules(view: &View) -> Rules {
    let settings = &view.settings;
    Rules {
        z: settings.decimal(settings::Z_SCORE).to_f64().unwrap_or(1.65),
        safety_share: settings.rate(settings::SAFETY_SHARE),
        review_days: settings.whole(settings::REVIEW_DAYS),
        ordering_cost: settings.money(settings::ORDERING_COST),
        holding_rate: settings.rate(settings::HOLDING_RATE),
        cover_days: settings.whole(settings::COVER_DAYS),
    }
}

/// Calculates reorder points and needs as of the morning of a day; see [`maths::suggest`] for the rule. An item has one
/// open need at the most: it is updated in place, and withdrawn with a note when it is needed no more.
///
/// # Errors
/// Only those of the database, and of figures that do not fit.
pub fn calculate(tx: &Tx, as_of: Day) -> Result<Calculated> {
    let rules = rules(tx);
    let facts = load(tx, as_of, None, ahead(tx))?;
    let mut before = store::pending(tx)?;
    let mut told = Calculated::default();
    let mut worst = Vec::new();
    for item in &facts {
        let point = item.reorder_point(tx, &rules)?;
        if item.kept.as_ref().is_none_or(|kept| !kept.same_as(&point)) {
            store::keep_point(tx, item.id, &point)?;
        }
        let Some(need) = item.need(tx, as_of, point, &rules)? else {
            continue;
        };
        told.needs_count += 1;
        told.total_estimated_cost += need.estimated_cost.unwrap_or_default();
        match need.urgency {
            Urgency::Critical => told.critical_count += 1,
            Urgency::High => told.high_count += 1,
            _ => {}
        }
        if need.urgency >= Urgency::High {
            worst.push(json!({
                "ingredient_id": need.ingredient_id,
                "ingredient_name": need.ingredient_name,
                "days_until_stockout": need.workings.days_until_empty,
                "urgency": need.urgency.code(),
            }));
        }
        keep(tx, need, before.remove(&item.id))?;
    }
    told.withdrawn_count = before.len();
    for need in before.into_values() {
        withdraw(tx, need.id)?;
    }
    tell(tx, as_of, &told, worst)?;
    Ok(told)
}

fn tell(tx: &Tx, as_of: Day, told: &Calculated, worst: Vec<serde_json::Value>) -> Result<()> {
    let payload = json!({
        "calculation_date": as_of,
        "needs_count": told.needs_count,
        "critical_count": told.critical_count,
        "high_count": told.high_count,
        "total_estimated_cost": told.total_estimated_cost,
        "critical_ingredients": worst,
    });
    events::record(
        tx,
        Happened::new("needs", None, "calculated").event(
            "procurement_needs_calculated",
            "procurement.needs_calculated",
            payload,
        ),
    )
}

fn keep(tx: &Tx, mut need: Need, before: Option<store::Pending>) -> Result<()> {
    let Some(before) = before else {
        need.id = tx.id();
        store::insert(tx, &need)?;
        return record_need(tx, &need, "created", Quantity::ZERO);
    };
    need.id = before.id;
    store::update(tx, &need)?;
    if before.quantity == need.recommended_order_quantity && before.urgency == need.urgency {
        return Ok(());
    }
    record_need(tx, &need, "updated", before.quantity)
}

fn record_need(tx: &Tx, need: &Need, action: &'static str, before: Quantity) -> Result<()> {
    let changes =
        json!({ "recommended_order_quantity": [before, need.recommended_order_quantity] });
    let happened = Happened::new("need", Some(need.id.0), action).changes(changes);
    if need.urgency < Urgency::High {
        return events::record(tx, happened);
    }
    let payload = json!({
        "ingredient_id": need.ingredient_id,
        "ingredient_name": need.ingredient_name,
        "current_stock": need.current_stock.in_unit(need.unit()).normalize().to_string(),
        "unit": need.unit().code(),
        "days_until_stockout": need.workings.days_until_empty,
        "risk_level": need.urgency.code(),
    });
    events::record(
        tx,
        happened.event("stockout_risk", "procurement.stockout_risk", payload),
    )
}

fn withdraw(tx: &Tx, id: NeedId) -> Result<()> {
    let note = tx.settings.language().t("buying-withdrawn");
    store::end(tx, id, NeedStatus::Cancelled, None, &note)?;
    events::record(
        tx,
        Happened::new("need", Some(id.0), "cancelled")
            .states("pending".to_owned(), "cancelled")
            .because(note),
    )
}

/// A need has become a line of a purchase order.
///
/// # Errors
/// A conflict when it is not open any more.
pub fn mark_ordered(tx: &Tx, id: NeedId, order: PurchaseId) -> Result<()> {
    if !store::end(tx, id, NeedStatus::Ordered, Some(order), "")? {
        return Err(Error::conflict("buying-need-done"));
    }
    events::record(
        tx,
        Happened::new("need", Some(id.0), "ordered")
            .states("pending".to_owned(), "ordered")
            .changes(json!({ "purchase_order_id": [null, order] })),
    )
}

/// So much of an item was put on an order by hand: its open need is ordered by that, or is smaller by it.
///
/// # Errors
/// Only those of the database, and of figures that do not fit.
pub fn order_by_hand(tx: &Tx, item: ItemId, quantity: Quantity, order: PurchaseId) -> Result<()> {
    let Some(before) = store::pending(tx)?.remove(&item) else {
        return Ok(());
    };
    if quantity >= before.quantity {
        return mark_ordered(tx, before.id, order);
    }
    let today = tx.today();
    let rules = rules(tx);
    let facts = load(tx, today, Some(item), ahead(tx))?;
    let need = match facts.first() {
        Some(facts) => facts.need(tx, today, facts.reorder_point(tx, &rules)?, &rules)?,
        None => None,
    };
    match need {
        Some(need) => keep(tx, need, Some(before)),
        None => mark_ordered(tx, before.id, order),
    }
}

/// The open needs that a supplier can fill.
///
/// # Errors
/// Only those of the database.
pub fn needs_of(view: &View, supplier: SupplierId) -> Result<Vec<Need>> {
    store::pending_of(view, supplier)
}

/// The days to come of one item.
///
/// # Errors
/// [`Error::NotFound`] when it is not an active item that is bought.
pub fn projection(view: &View, item: ItemId, days: i64) -> Result<Projection> {
    let found = projections(view, days, Some(item))?.into_iter().next();
    found.ok_or(Error::NotFound)
}

/// The days to come of every item that is bought, or of one; at most [`MOST_DAYS`].
///
/// # Errors
/// Only those of the database, and of figures that do not fit.
pub fn projections(view: &View, days: i64, item: Option<ItemId>) -> Result<Vec<Projection>> {
    let rules = rules(view);
    let days = days.clamp(1, MOST_DAYS);
    let today = view.today();
    let facts = load(view, today, item, days)?;
    facts
        .iter()
        .map(|item| {
            let point = match &item.kept {
                Some(kept) => kept.clone(),
                None => item.reorder_point(view, &rules)?,
            };
            Ok(Projection {
                item: item.id,
                name: item.name.clone(),
                base_unit: item.base_unit,
                safety: point.safety,
                reorder_point: point.point,
                days: item.projected(today, days, point.safety, point.point),
            })
        })
        .collect()
}

/// How far the calculation looks: the projection's days, and the longest lead time with the review days.
fn ahead(view: &View) -> i64 {
    view.settings
        .whole(settings::PROJECTION_DAYS)
        .clamp(7, MOST_DAYS)
}

/// Loads everything once.
fn load(view: &View, as_of: Day, only: Option<ItemId>, days: i64) -> Result<Vec<ItemFacts>> {
    let mut items = store::items(view, only)?;
    store::fill_lots(view, &mut items, as_of)?;
    store::fill_usage(view, &mut items, as_of)?;
    store::fill_sellers(view, &mut items)?;
    arrivals::fill(view, &mut items, as_of)?;
    let mut points = store::points(view)?;
    let mut incoming = store::incoming(view)?;
    let mut drafted = store::drafted(view, as_of)?;
    let review = view.settings.whole(settings::REVIEW_DAYS);
    let usual = view.settings.whole(settings::LEAD_DAYS);
    let longest = items
        .iter()
        .map(|item| item.lead_days(usual) + review)
        .max();
    let days = days.max(longest.unwrap_or_default()).min(FARTHEST);
    let mut planned: HashMap<ItemId, Vec<Plan>> = consumption::planned(view, as_of, days)?;
    let closed = Arc::new(closed(view, as_of, days)?);
    for item in &mut items {
        item.closed = Arc::clone(&closed);
        item.drafted = drafted.remove(&item.id).unwrap_or_default();
        item.kept = points.remove(&item.id);
        item.incoming = incoming.remove(&item.id).unwrap_or_default();
        item.planned = planned.remove(&item.id).unwrap_or_default();
    }
    Ok(items)
}

/// The days, from `first` on, on which nothing is made: weekdays without opening, and the bakery's holidays.
fn closed(view: &View, first: Day, days: i64) -> Result<BTreeSet<Day>> {
    let last = first.add_days(days);
    let holidays = standing_orders::closed_days(view, first, Some(last))?;
    let open = view.settings.numbers(settings::OPENING_DAYS);
    let without_opening = first
        .to(last)
        .filter(|day| !open.contains(&i64::from(day.weekday())));
    Ok(holidays.into_keys().chain(without_opening).collect())
}
