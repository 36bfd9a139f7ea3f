//! `/api/v1/items`, `/price-lists`, `/tax-classes`.

mod tax;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::{self, Allergen, Filter, Item, NewItem, NewPriceList, PriceList};
use crate::db::View;
use crate::error::{Error, Result};
use crate::events::{self, HistoryLine};
use crate::people::roles::Permission as P;
use crate::recipes;
use crate::values::calendar::{Day, Weekdays};
use crate::values::ids::{ItemId, PackId, PriceListId, TaxClassId};
use crate::values::money::{Price, Rate};
use crate::values::quantity::{PriceUnit, Quantity};
use crate::values::unit::{BaseUnit, Unit};
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Form, Stored};

pub use tax::{RateBody, RateSet, TaxClassOut, add_rate, add_tax_class, tax_classes, undo_rate};

/// An item. Quantities are in base units, prices in euros for one price unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemOut {
    #[serde(flatten)]
    pub item: Item,
    /// kg, l, unit or pack.
    pub price_unit: &'static str,
    pub price_unit_size: Quantity,
    /// Today's prices, for those who may see prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<PriceOut>>,
    /// Allergens of its own and of all that it is made of; only of a single item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<BTreeSet<Allergen>>,
}

/// A price of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceOut {
    pub price_list_id: PriceListId,
    pub code: String,
    pub price: Price,
}

/// An item as sent; what is left out is as its parent has it or, without one, as for a new item; or it stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ItemBody {
    #[serde(default)]
    pub sku: String,
    pub name: String,
    #[serde(default)]
    pub variant_name: String,
    #[serde(default)]
    pub parent_id: Option<ItemId>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub is_sold: bool,
    #[serde(default)]
    pub is_made: bool,
    #[serde(default)]
    pub is_bought: bool,
    #[serde(default)]
    pub is_service: bool,
    pub base_unit: BaseUnit,
    #[serde(default)]
    pub unit: Option<Unit>,
    /// kg, l, unit or pack; left out, the usual one of the base unit.
    #[serde(default)]
    pub price_unit: Option<String>,
    /// Base units in the pack that is priced; only for `pack`.
    #[serde(default)]
    pub price_unit_size: Option<Quantity>,
    #[serde(default)]
    pub piece_weight: Option<Quantity>,
    pub tax_class_id: TaxClassId,
    #[serde(default)]
    pub allergens: Option<Vec<Allergen>>,
    #[serde(default)]
    pub shelf_life_days: Option<i64>,
    #[serde(default)]
    pub low_stock: Option<Quantity>,
    #[serde(default)]
    pub weekdays: Option<Weekdays>,
    #[serde(default)]
    pub lead_days: Option<i64>,
    #[serde(default)]
    pub from_stock: Option<bool>,
    /// Percent that is baked on top of what is wanted.
    #[serde(default)]
    pub bake_extra_percentage: Option<Rate>,
    #[serde(default)]
    pub is_active: Option<bool>,
    #[serde(default)]
    pub notes: String,
}

impl ItemBody {
    fn to_new(&self, view: &View) -> Result<NewItem> {
        let plain = NewItem::new(self.name.as_str(), self.base_unit, self.tax_class_id);
        let usual = match self.parent_id.map(|parent| catalog::find(view, parent)) {
            Some(Ok(parent)) if parent.base_unit == self.base_unit => NewItem {
                name: plain.name,
                tax_class_id: plain.tax_class_id,
                tax_confirmed: plain.tax_confirmed,
                ..parent.to_new()
            },
            // A parent that is not there, or is measured otherwise, is refused with the item.
            Some(Err(Error::NotFound)) | Some(Ok(_)) | None => plain,
            Some(Err(error)) => return Err(error),
        };
        let price_unit = match self.price_unit.as_deref() {
            None => usual.price_unit,
            Some(code) => PriceUnit::from_code(code, self.price_unit_size)
                .map_err(|_| Error::field("price_unit", "catalog-unit-unfit"))?,
        };
        if self.weekdays.is_some_and(Weekdays::is_empty) {
            return Err(Error::field("weekdays", "field-required"));
        }
        Ok(NewItem {
            sku: self.sku.clone(),
            variant_name: self.variant_name.clone(),
            parent_id: self.parent_id,
            category: self.category.clone().unwrap_or(usual.category),
            is_sold: self.is_sold,
            is_made: self.is_made,
            is_bought: self.is_bought,
            is_service: self.is_service,
            unit: self.unit.unwrap_or(usual.unit),
            price_unit,
            piece_weight: self.piece_weight,
            allergens: self.allergens.clone().unwrap_or(usual.allergens),
            shelf_life_days: self.shelf_life_days.or(usual.shelf_life_days),
            low_stock: self.low_stock,
            weekdays: self.weekdays.unwrap_or(usual.weekdays),
            lead_days: self.lead_days.unwrap_or(usual.lead_days),
            from_stock: self.from_stock.unwrap_or(usual.from_stock),
            bake_extra_percentage: self
                .bake_extra_percentage
                .unwrap_or(usual.bake_extra_percentage),
            notes: self.notes.clone(),
            ..usual
        })
    }
}

fn out(view: &View, item: Item, lists: Option<&[PriceList]>) -> Result<ItemOut> {
    let prices = match lists {
        None => None,
        Some(lists) => Some(prices(view, item.id, lists)?),
    };
    Ok(ItemOut {
        price_unit: item.price_unit.code(),
        price_unit_size: Quantity::round(item.price_unit.in_base()).unwrap_or_default(),
        prices,
        contains: None,
        item,
    })
}

/// As [`out`], with what it contains.
fn whole(view: &View, id: ItemId, lists: Option<&[PriceList]>) -> Result<ItemOut> {
    Ok(ItemOut {
        contains: Some(recipes::allergens(view, id)?),
        ..out(view, catalog::find(view, id)?, lists)?
    })
}

fn prices(view: &View, item: ItemId, lists: &[PriceList]) -> Result<Vec<PriceOut>> {
    let mut prices = Vec::new();
    for list in lists {
        if let Some(price) = catalog::price_of(view, list.id, item, view.today())? {
            prices.push(PriceOut {
                price_list_id: list.id,
                code: list.code.clone(),
                price,
            });
        }
    }
    Ok(prices)
}

/// The lists whose prices go into an answer; none for those who may not see prices.
fn priced_for(sees_prices: bool, view: &View) -> Result<Option<Vec<PriceList>>> {
    if !sees_prices {
        return Ok(None);
    }
    let mut lists = catalog::price_lists(view)?;
    lists.retain(|list| list.is_active);
    Ok(Some(lists))
}

fn flag(query: &Form, name: &str) -> Result<Option<bool>> {
    match query.text(name) {
        "" => Ok(None),
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(Error::field(name, "setting-switch")),
    }
}

/// `GET /api/v1/items`
///
/// # Errors
/// [`Error::Invalid`] for a wrong parameter.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let after = match paging.cursor::<1>()? {
        None => None,
        Some([id]) => Some(
            id.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
        ),
    };
    let query = &ctx.query;
    let filter = Filter {
        text: query.text("q").to_owned(),
        category: query.optional("category").map(str::to_owned),
        is_sold: flag(query, "is_sold")?,
        is_bought: flag(query, "is_bought")?,
        is_made: flag(query, "is_made")?,
        tax_confirmed: flag(query, "tax_confirmed")?,
        inactive: flag(query, "inactive")? == Some(true),
    };
    let (limit, sees_prices) = (paging.limit, ctx.may(P::SeePrices));
    let items = ctx
        .read(move |view| {
            let lists = priced_for(sees_prices, view)?;
            let items = catalog::list(view, &filter, after, limit + 1)?;
            let items = items
                .into_iter()
                .map(|item| out(view, item, lists.as_deref()));
            items.collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::page(items, limit, |row| row.item.id.to_string()))
}

/// `POST /api/v1/items`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: ItemBody = Body::read(&ctx)?;
    let sees_prices = ctx.may(P::SeePrices);
    ctx.once(move |tx| {
        let id = catalog::create(tx, body.to_new(tx)?)?;
        if body.is_active == Some(false) {
            catalog::set_active(tx, id, false)?;
        }
        let lists = priced_for(sees_prices, tx)?;
        let made = whole(tx, id, lists.as_deref())?;
        Stored::created(format!("/api/v1/items/{id}"), &made)
    })
    .await
}

/// `GET /api/v1/items/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let (id, sees_prices): (ItemId, bool) = (ctx.id("id")?, ctx.may(P::SeePrices));
    let item = ctx
        .read(move |view| {
            let lists = priced_for(sees_prices, view)?;
            whole(view, id, lists.as_deref())
        })
        .await?;
    json_version(&item, item.item.version)
}

/// `PUT /api/v1/items/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn replace(ctx: Ctx) -> Answer {
    let (id, version): (ItemId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let stored = ctx
        .read(move |view| out(view, catalog::find(view, id)?, None))
        .await?;
    let body: ItemBody = Body::over(&ctx, &stored)?;
    let sees_prices = ctx.may(P::SeePrices);
    let item = ctx
        .write(move |tx| {
            let before = catalog::find(tx, id)?;
            let new = NewItem {
                tax_confirmed: before.tax_confirmed,
                ..body.to_new(tx)?
            };
            catalog::edit(tx, id, version, new)?;
            if let Some(active) = body.is_active {
                catalog::set_active(tx, id, active)?;
            }
            let lists = priced_for(sees_prices, tx)?;
            whole(tx, id, lists.as_deref())
        })
        .await?;
    json_version(&item, item.item.version)
}

/// `GET /api/v1/items/{id}/prices`: every dated price, by list, newest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn item_prices(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let prices = ctx
        .read(move |view| {
            catalog::find(view, id)?;
            catalog::prices_of_item(view, id)
        })
        .await?;
    json(&List::whole(prices))
}

/// A price from a day on.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct PriceBody {
    pub price_list_id: PriceListId,
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    pub price: Price,
}

/// `POST /api/v1/items/{id}/prices`
///
/// # Errors
/// Those of the verb.
pub async fn add_price(ctx: Ctx) -> Answer {
    ctx.need(P::SeePrices)?;
    let id: ItemId = ctx.id("id")?;
    let body: PriceBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let (list, from) = (body.price_list_id, body.valid_from);
        let change = catalog::set_prices(tx, list, from, &[(id, body.price)])?;
        let set = PriceSet {
            price_list_id: list,
            valid_from: from,
            price: body.price,
            change,
        };
        Stored::created(format!("/api/v1/items/{id}/prices"), &set)
    })
    .await
}

/// A price that was set.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceSet {
    pub price_list_id: PriceListId,
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    pub price: Price,
    /// The number under which it is taken back: `POST /api/v1/prices/changes/{change}/undo`.
    pub change: i64,
}

/// How many prices were taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndonePrices {
    pub count: usize,
}

/// `POST /api/v1/prices/changes/{change}/undo`
///
/// # Errors
/// [`Error::NotFound`] when there was no such change.
pub async fn undo_prices(ctx: Ctx) -> Answer {
    ctx.need(P::SeePrices)?;
    let change: i64 = ctx.param("change").parse().map_err(|_| Error::NotFound)?;
    ctx.once(move |tx| {
        let count = catalog::undo_prices(tx, change)?;
        Stored::ok(&UndonePrices { count })
    })
    .await
}

/// A pack.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackOut {
    pub id: PackId,
    pub name: String,
    /// Base units in one pack.
    pub size: Quantity,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct PackBody {
    pub name: String,
    /// Base units in one pack.
    pub size: Quantity,
}

fn pack_out(pack: catalog::Pack) -> PackOut {
    PackOut {
        id: pack.id,
        name: pack.name,
        size: pack.size,
    }
}

/// `GET /api/v1/items/{id}/packs`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn packs(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let packs = ctx
        .read(move |view| {
            catalog::find(view, id)?;
            catalog::packs(view, id)
        })
        .await?;
    json(&List::whole(packs.into_iter().map(pack_out).collect()))
}

/// `POST /api/v1/items/{id}/packs`
///
/// # Errors
/// Those of the verb.
pub async fn add_pack(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let body: PackBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let pack = catalog::add_pack(tx, id, &body.name, body.size)?;
        let made = PackOut {
            id: pack,
            name: body.name.trim().to_owned(),
            size: body.size,
        };
        Stored::created(format!("/api/v1/items/{id}/packs/{pack}"), &made)
    })
    .await
}

/// `DELETE /api/v1/items/{id}/packs/{pack}`
///
/// # Errors
/// Those of the verb.
pub async fn remove_pack(ctx: Ctx) -> Answer {
    let (id, pack): (ItemId, PackId) = (ctx.id("id")?, ctx.id("pack")?);
    ctx.write(move |tx| catalog::remove_pack(tx, id, pack))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}

/// `GET /api/v1/price-lists`
///
/// # Errors
/// Those of the database.
pub async fn price_lists(ctx: Ctx) -> Answer {
    let lists = ctx.read(|view| catalog::price_lists(view)).await?;
    json(&List::whole(lists))
}

/// `GET /api/v1/price-lists/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn price_list(ctx: Ctx) -> Answer {
    let id: PriceListId = ctx.id("id")?;
    let list = ctx.read(move |view| catalog::price_list(view, id)).await?;
    json_version(&list, list.version)
}

/// `POST /api/v1/price-lists`
///
/// # Errors
/// Those of the verb.
pub async fn add_price_list(ctx: Ctx) -> Answer {
    let body: NewPriceList = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = catalog::add_price_list(tx, &body)?;
        Stored::created(
            format!("/api/v1/price-lists/{id}"),
            &catalog::price_list(tx, id)?,
        )
    })
    .await
}

/// `PUT /api/v1/price-lists/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn replace_price_list(ctx: Ctx) -> Answer {
    let (id, version): (PriceListId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: NewPriceList = Body::read(&ctx)?;
    let list = ctx
        .write(move |tx| {
            catalog::edit_price_list(tx, id, version, &body)?;
            catalog::price_list(tx, id)
        })
        .await?;
    json_version(&list, list.version)
}

/// What the catalogue begins with.
#[derive(Debug, Serialize, ToSchema)]
pub struct StarterBody {
    /// How many items there are now.
    pub items: usize,
}

/// `POST /api/v1/items/starter`
///
/// # Errors
/// A conflict when the bakery has items already.
pub async fn starter(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let items = catalog::starter(tx, lang)?;
        Stored::created("/api/v1/items", &StarterBody { items })
    })
    .await
}

/// `GET /api/v1/items/{id}/history`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn history(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let (sees_prices, paging) = (ctx.may(P::SeePrices), Paging::of(&ctx)?);
    let part = (paging.number()?, paging.limit + 1);
    let lines: Vec<HistoryLine> = ctx
        .read(move |view| {
            catalog::find(view, id)?;
            events::history_part(view, "item", id, false, part)
        })
        .await?;
    // The page is cut first: its cursor goes on past lines that are not told.
    let mut page = List::page(lines, paging.limit, |line| line.id.to_string());
    page.items
        .retain(|line| sees_prices || !line.action.starts_with("price"));
    json(&page)
}
