//! `/api/v1/stock`. Quantities are in the item's base unit (g, ml, unit); costs are euros per price unit, and left out for
//! those who do not see costs.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::counting::{self, CountedLot, Kind, NewCount, NewCountLine, Waste};
use super::store::lists::LedgerFilter;
use super::{Count, CountLine, HeldLot, LedgerLine, Show, Stocked, UNTRACKED, pages};
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission as P;
use crate::values::ids::{CountId, ItemId, LotId, MovementId};
use crate::values::{BaseUnit, Day, Price, Quantity, StockValue, Unit};
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

/// An item with what there is of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockRow {
    pub item_id: ItemId,
    pub sku: String,
    pub name: String,
    pub base_unit: BaseUnit,
    pub unit: Unit,
    /// Below zero for made goods that were handed over before their batch was ticked.
    pub current_stock: Quantity,
    pub low_stock: Option<Quantity>,
    pub is_low: bool,
    /// Of the first lot to expire.
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_value: Option<StockValue>,
    /// Value ÷ quantity in euros per price unit, to 1/1,000,000 €.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub average_cost: Option<Decimal>,
}

impl StockRow {
    fn of(stocked: Stocked, sees_costs: bool) -> Self {
        Self {
            is_low: stocked.is_low(),
            average_cost: stocked
                .average_cost()
                .filter(|_| sees_costs)
                .map(super::shown_cost),
            stock_value: Some(stocked.value).filter(|_| sees_costs),
            item_id: stocked.item.id,
            sku: stocked.item.sku,
            name: stocked.item.name,
            base_unit: stocked.item.base_unit,
            unit: stocked.item.unit,
            current_stock: stocked.quantity,
            low_stock: stocked.item.low_stock,
            expiry_date: stocked.first_expiry,
        }
    }
}

/// `GET /api/v1/stock`
///
/// # Errors
/// 422 for a cursor or filter that is none.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let show = match ctx.query.optional("show") {
        None => Show::All,
        Some(code) => {
            Show::from_code(code).ok_or_else(|| Error::field("show", "setting-choice"))?
        }
    };
    let text = ctx.query.text("q").to_owned();
    let sees_costs = ctx.may(P::SeeCosts);
    let after = after_id(&paging)?;
    let limit = paging.limit;
    let rows = ctx
        .read(move |view| pages::listed(view, show, &text, after, limit + 1))
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| StockRow::of(row, sees_costs))
        .collect();
    json(&List::page(rows, limit, |row: &StockRow| {
        row.item_id.to_string()
    }))
}

fn after_id<T: std::str::FromStr>(paging: &Paging) -> Result<Option<T>> {
    let after = paging.after.as_deref().map(str::parse).transpose();
    after.map_err(|_| Error::field("after", "field-cursor"))
}

/// An item with its lots.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockDetail {
    #[serde(flatten)]
    pub stock: StockRow,
    /// In the order in which they go out.
    pub lots: Vec<HeldLot>,
}

/// `GET /api/v1/stock/{item_id}`
///
/// # Errors
/// 404 for an unknown item.
pub async fn show(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("item_id")?;
    let sees_costs = ctx.may(P::SeeCosts);
    let detail = ctx
        .read(move |view| {
            let item = super::kept(view, id)?;
            Ok(StockDetail {
                stock: StockRow::of(super::stock_of(view, &item)?, sees_costs),
                lots: super::lots_of(view, id)?,
            })
        })
        .await?;
    json(&detail)
}

/// `GET /api/v1/stock/movements`
///
/// # Errors
/// 422 for a cursor or id that is none.
pub async fn movements(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let mut errors = FieldErrors::default();
    let filter = LedgerFilter {
        item: ctx.query.parsed("item_id", "stock-field-id", &mut errors),
        lot: ctx.query.parsed("lot_id", "stock-field-id", &mut errors),
        before: after_id::<MovementId>(&paging)?,
    };
    errors.or(())?;
    let (limit, sees_costs) = (paging.limit, ctx.may(P::SeeCosts));
    let mut lines = ctx
        .read(move |view| super::movements(view, filter, limit + 1))
        .await?;
    if !sees_costs {
        for line in &mut lines {
            (line.value, line.unit_cost) = (None, None);
        }
    }
    json(&List::page(lines, limit, |line: &LedgerLine| {
        line.id.to_string()
    }))
}

/// A lot that holds some, with its item's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct LotRow {
    pub item_name: String,
    #[serde(flatten)]
    pub lot: HeldLot,
}

/// `GET /api/v1/stock/lots`: of one item, or those that expire within `days`.
///
/// # Errors
/// 422 for an id that is none.
pub async fn lots(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let item: Option<ItemId> = ctx.query.parsed("item_id", "stock-field-id", &mut errors);
    let ahead = pages::days_ahead(&ctx.query, &mut errors);
    errors.or(())?;
    let rows = ctx
        .read(move |view| {
            let Some(id) = item else {
                let expiring = super::expiring(view, view.today().add_days(ahead))?;
                let row = |found: super::Expiring| LotRow {
                    item_name: found.item.name,
                    lot: found.held,
                };
                return Ok(expiring.into_iter().map(row).collect::<Vec<_>>());
            };
            let name = super::kept(view, id)?.name;
            let row = |lot| LotRow {
                item_name: name.clone(),
                lot,
            };
            Ok(super::lots_of(view, id)?.into_iter().map(row).collect())
        })
        .await?;
    json(&List::whole(rows))
}

/// `GET /api/v1/stock/counts`
///
/// # Errors
/// 422 for a cursor that is none.
pub async fn counts(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let before: Option<CountId> = after_id(&paging)?;
    let limit = paging.limit;
    let counts = ctx
        .read(move |view| super::counts(view, before, limit + 1))
        .await?;
    json(&List::page(counts, limit, |count: &Count| {
        count.id.to_string()
    }))
}

/// A count with its lines, those that differ first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountDetail {
    #[serde(flatten)]
    pub count: Count,
    pub items: Vec<CountLine>,
}

/// `GET /api/v1/stock/counts/{id}`
///
/// # Errors
/// 404 for an unknown count.
pub async fn count(ctx: Ctx) -> Answer {
    let id: CountId = ctx.id("id")?;
    let detail = ctx
        .read(move |view| {
            Ok(CountDetail {
                count: super::count(view, id)?,
                items: super::count_lines(view, id)?,
            })
        })
        .await?;
    json(&detail)
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct CountBody {
    /// `opening` for items that never moved, otherwise `count`.
    pub kind: String,
    /// Today, as when it is not said, or yesterday.
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Day>,
    #[serde(default)]
    pub note: String,
    pub lines: Vec<CountLineBody>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct CountLineBody {
    pub item_id: ItemId,
    /// A lot that is known; none means the untracked one, or a new one when it has a number or an expiry.
    pub lot_id: Option<LotId>,
    #[serde(default)]
    pub lot_number: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry_date: Option<Day>,
    pub counted: Quantity,
    /// What was thought to be there: the line is refused when that is not so any more.
    pub expected: Option<Quantity>,
    /// Euros per price unit of what was found.
    pub unit_cost: Option<Price>,
    /// `unknown`, `unbooked`, `broken`, `spoiled` or `entry`; needed where a count differs from what was expected.
    #[serde(default)]
    pub reason: String,
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
}

/// `POST /api/v1/stock/counts`
///
/// # Errors
/// 422 naming the day or the lines.
pub async fn post_count(ctx: Ctx) -> Answer {
    let body: CountBody = Body::read(&ctx)?;
    let kind = Kind::from_code(&body.kind).ok_or_else(|| Error::field("kind", "setting-choice"))?;
    let sees_costs = ctx.may(P::SeeCosts);
    let lines: Vec<NewCountLine> = body
        .lines
        .into_iter()
        .map(|line| NewCountLine {
            item: line.item_id,
            lot: match line.lot_id {
                Some(lot) => CountedLot::Known(lot),
                None if line.lot_number.trim().is_empty() && line.expiry_date.is_none() => {
                    CountedLot::Known(UNTRACKED)
                }
                None => CountedLot::New {
                    lot_number: line.lot_number,
                    expiry: line.expiry_date,
                },
            },
            counted: line.counted,
            expected: line.expected,
            unit_cost: line.unit_cost.filter(|_| sees_costs),
            reason: line.reason,
        })
        .collect();
    ctx.once(move |tx| {
        let count = NewCount {
            kind,
            day: body.day.unwrap_or_else(|| tx.today()),
            note: body.note,
            lines,
        };
        let id = counting::post(tx, count)?;
        Stored::created(format!("/api/v1/stock/counts/{id}"), &Made { id: id.0 })
    })
    .await
}

/// The right last day of a lot.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExpiryBody {
    /// None: it has none.
    pub expiry_date: Option<Day>,
    /// What was read; the lot is not touched when it is another by now.
    pub previous_expiry_date: Option<Day>,
}

/// `POST /api/v1/stock/lots/{lot}/expiry`
///
/// # Errors
/// Not found; 412 when the lot has another day by now; 422 for a day that cannot be.
pub async fn set_expiry(ctx: Ctx) -> Answer {
    let lot: LotId = ctx.id("lot")?;
    let body: ExpiryBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let (was, is) = (body.previous_expiry_date, body.expiry_date);
        Stored::ok(&super::set_expiry(tx, lot, was, is)?)
    })
    .await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct WasteBody {
    pub item_id: ItemId,
    /// None takes the lots that expire first.
    pub lot_id: Option<LotId>,
    pub quantity: Quantity,
    /// `unsold`, `spoiled`, `expired`, `broken`, `failed` or `tasting`.
    pub reason: String,
}

/// `POST /api/v1/stock/waste`
///
/// # Errors
/// 409 naming what is short; 422 for a quantity or reason that cannot be.
pub async fn post_waste(ctx: Ctx) -> Answer {
    let body: WasteBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let waste = Waste {
            item: body.item_id,
            lot: body.lot_id,
            quantity: body.quantity,
            reason: body.reason,
            day: tx.today(),
        };
        let id = counting::waste(tx, &waste)?;
        let location = format!("/api/v1/stock/movements?item_id={}", body.item_id);
        Stored::created(location, &Made { id })
    })
    .await
}

/// `POST /api/v1/stock/waste/{id}/undo`: answers the item.
///
/// # Errors
/// Not found when there is nothing to take back.
pub async fn undo_waste(ctx: Ctx) -> Answer {
    let id: Uuid = ctx.id("id")?;
    ctx.once(move |tx| {
        let item = counting::undo_waste(tx, id)?;
        Stored::ok(&Made { id: item.0 })
    })
    .await
}
