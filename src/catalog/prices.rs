//! Price lists and the dated prices on them. The newest price not after the delivery day counts; what an order or a
//! document has taken over stays as it was.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::store::{changes, prices as store};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::Day;
use crate::values::ids::{ItemId, PriceListId};
use crate::values::money::{Price, round_half_away};
use crate::values::tax::TaxMode;

pub use store::{price_list, price_lists, prices_of_item, prices_on};

/// Euros for one price unit: what is dearer was mistyped.
const DEAREST: i64 = 100_000;

/// A word of the history.
const SET: &str = "prices_set";

/// A list of prices, all without tax (`net`) or all with it (`gross`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PriceList {
    pub id: PriceListId,
    pub code: String,
    pub name: String,
    pub tax_mode: TaxMode,
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Day>,
    /// The one for customers without a list of their own: gross for retail, net for business.
    pub is_default: bool,
    pub is_active: bool,
    pub version: i64,
}

impl PriceList {
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.is_active
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// A price list as typed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPriceList {
    pub code: String,
    pub name: String,
    pub tax_mode: TaxMode,
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub valid_from: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    pub valid_until: Option<Day>,
    #[serde(default)]
    pub is_default: bool,
    #[serde(default = "yes")]
    pub is_active: bool,
    /// That it becomes the default though items that are sold have no price on it. Without it such a list is refused at 422:
    /// orders of those who have no list of their own would fail.
    #[serde(default)]
    pub confirm_unpriced: bool,
}

const fn yes() -> bool {
    true
}

/// A price of an item on a list from a day on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DatedPrice {
    pub price_list_id: PriceListId,
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    pub price: Price,
}

/// A price that a bulk change would set.
#[derive(Debug, Clone)]
pub struct PriceChange {
    pub item_id: ItemId,
    pub name: String,
    pub before: Price,
    pub after: Price,
}

/// A change of many prices at once.
#[derive(Debug, Clone)]
pub struct Bulk {
    /// Only items of this category; all of them when empty.
    pub category: String,
    /// Percent up, or down below zero.
    pub percent: Decimal,
    /// Decimals that the new prices have, 2 to 4; rounded half away from zero.
    pub decimals: u32,
    pub from: Day,
}

pub(super) fn begin(tx: &Tx) -> Result<()> {
    let seeds = [
        ("PVP", "Tienda", TaxMode::Gross),
        ("MAY", "Mayorista", TaxMode::Net),
    ];
    for (code, name, tax_mode) in seeds {
        let new = NewPriceList {
            code: code.to_owned(),
            name: name.to_owned(),
            tax_mode,
            valid_from: None,
            valid_until: None,
            is_default: true,
            is_active: true,
            confirm_unpriced: true,
        };
        add_price_list(tx, &new)?;
    }
    Ok(())
}

/// The list for customers without one of their own: the default of the mode, which a kind of customer turns into.
///
/// # Errors
/// A conflict when the bakery has no active price list at all.
pub fn default_price_list(view: &View, mode: impl Into<TaxMode>) -> Result<PriceList> {
    let mode = mode.into();
    let best = super::shelf::price_lists(view)?
        .into_iter()
        .filter(|list| list.is_active)
        .max_by_key(|list| {
            (
                list.is_default && list.tax_mode == mode,
                list.tax_mode == mode,
                list.is_default,
            )
        });
    best.ok_or_else(|| Error::conflict("catalog-no-price-list"))
}

/// The list that counts on a day: the customer's own while it is valid, else the default of the mode.
///
/// # Errors
/// A conflict when the bakery has no active price list at all.
pub fn list_for(
    view: &View,
    own: Option<PriceListId>,
    mode: impl Into<TaxMode>,
    day: Day,
) -> Result<PriceList> {
    if let Some(own) = own {
        let list = store::price_list(view, own)?;
        if list.is_valid_on(day) {
            return Ok(list);
        }
    }
    default_price_list(view, mode)
}

pub(super) fn read_price(
    view: &View,
    list: PriceListId,
    item: ItemId,
    day: Day,
) -> Result<Option<Price>> {
    match store::price(view, list, item, day)? {
        None => store::parent_price(view, list, item, day),
        found => Ok(found),
    }
}

/// Sets the price of an item on a list from a day on.
///
/// # Errors
/// [`Error::Invalid`] for a price below zero; [`Error::NotFound`].
pub fn set_price(tx: &Tx, list: PriceListId, item: ItemId, from: Day, price: Price) -> Result<()> {
    set_one(tx, &store::price_list(tx, list)?, item, from, price)?;
    Ok(())
}

/// Sets a price and answers the one that stood for that very day.
fn set_one(
    tx: &Tx,
    list: &PriceList,
    item: ItemId,
    from: Day,
    price: Price,
) -> Result<Option<Price>> {
    super::store::find(tx, item)?;
    if price.is_negative() {
        return Err(Error::field("price", "catalog-not-negative"));
    }
    if price.decimal() > Decimal::from(DEAREST) {
        return Err(Error::field("price", super::between(0, DEAREST)));
    }
    let before = store::price(tx, list.id, item, from)?;
    let replaced = store::price_from(tx, list.id, item, from)?;
    store::put(tx, list.id, item, from, price)?;
    let about = json!({ "price_list": [null, list.code], "price": [before, price], "valid_from": [null, from] });
    events::record(
        tx,
        Happened::new("item", Some(item.0), "price_set")
            .changes(about)
            .event(
                "price_set",
                "catalog.prices",
                json!({ "item_id": item, "price_list_id": list.id, "price": price, "valid_from": from }),
            ),
    )?;
    Ok(replaced)
}

/// Sets many prices of a list from one day on, and answers the number under which [`undo_prices`] takes them back.
///
/// # Errors
/// [`Error::Invalid`] for a price below zero; [`Error::NotFound`].
pub fn set_prices(
    tx: &Tx,
    list: PriceListId,
    from: Day,
    prices: &[(ItemId, Price)],
) -> Result<i64> {
    let list = store::price_list(tx, list)?;
    let mut changed = Map::new();
    for (item, price) in prices {
        let replaced = set_one(tx, &list, *item, from, *price)?;
        changed.insert(item.to_string(), json!([replaced, price]));
    }
    let about = json!({ "valid_from": [null, from], "prices": Value::Object(changed) });
    events::record(
        tx,
        Happened::new("price_list", Some(list.id.0), SET).changes(about),
    )?;
    changes::newest(tx, "price_list", list.id, SET)
}

/// Takes back what one [`set_prices`] did, where nobody has changed it since; answers how many prices that were.
///
/// # Errors
/// [`Error::NotFound`] when there was no such change.
pub fn undo_prices(tx: &Tx, change: i64) -> Result<usize> {
    let (list, about) = changes::find(tx, change, "price_list", SET)?;
    let list = PriceListId(list);
    let from: Day = serde_json::from_value(about["valid_from"][1].clone())?;
    let mut undone = 0;
    for (item, prices) in about["prices"].as_object().into_iter().flatten() {
        let item: ItemId = item.parse().map_err(Error::internal)?;
        let (before, after): (Option<Price>, Price) = serde_json::from_value(prices.clone())?;
        if store::price_from(tx, list, item, from)? != Some(after) {
            continue;
        }
        match before {
            Some(before) => store::put(tx, list, item, from, before)?,
            None => store::delete(tx, list, item, from)?,
        }
        let about = json!({ "price": [after, before], "valid_from": [from, null] });
        events::record(
            tx,
            Happened::new("item", Some(item.0), "price_undone").changes(about),
        )?;
        undone += 1;
    }
    events::record(
        tx,
        Happened::new("price_list", Some(list.0), "prices_undone"),
    )?;
    Ok(undone)
}

/// What a bulk change would do: active items that have a price on the list on that day.
///
/// # Errors
/// [`Error::Invalid`] for a percentage that is not between −90 and +500, or is zero, or for decimals outside 2 to 4.
pub fn plan_bulk(view: &View, list: PriceListId, bulk: &Bulk) -> Result<Vec<PriceChange>> {
    let mut errors = FieldErrors::default();
    if bulk.percent.is_zero()
        || bulk.percent < Decimal::from(-90)
        || bulk.percent > Decimal::from(500)
    {
        errors.add("percent", super::between(-90, 500));
    }
    if !(2..=4).contains(&bulk.decimals) {
        errors.add("decimals", super::between(2, 4));
    }
    errors.or(())?;
    let factor = Decimal::ONE + bulk.percent / Decimal::ONE_HUNDRED;
    let mut plan = Vec::new();
    for (item_id, name, before) in store::priced(view, list, &bulk.category, bulk.from)? {
        let raised = before
            .decimal()
            .checked_mul(factor)
            .map(|price| round_half_away(price, bulk.decimals));
        let after = raised.and_then(|price| Price::round(price).ok());
        let after = after.ok_or_else(|| Error::field("percent", "field-amount"))?;
        if after != before {
            plan.push(PriceChange {
                item_id,
                name,
                before,
                after,
            });
        }
    }
    Ok(plan)
}

/// Does what [`plan_bulk`] shows; answers the number for [`undo_prices`] and how many prices changed.
///
/// # Errors
/// As [`plan_bulk`].
pub fn bulk_change(tx: &Tx, list: PriceListId, bulk: &Bulk) -> Result<(i64, usize)> {
    let plan = plan_bulk(tx, list, bulk)?;
    let prices: Vec<_> = plan
        .iter()
        .map(|change| (change.item_id, change.after))
        .collect();
    Ok((set_prices(tx, list, bulk.from, &prices)?, prices.len()))
}

/// Adds a price list; as default it takes the place of the one of its mode.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, and of `confirm_unpriced` where a default has not all prices.
pub fn add_price_list(tx: &Tx, new: &NewPriceList) -> Result<PriceListId> {
    check(new)?;
    let id: PriceListId = tx.id();
    ask_unpriced(tx, id, new)?;
    if new.is_default {
        store::no_default(tx, new.tax_mode)?;
    }
    store::insert(tx, id, new)?;
    let about = json!({ "code": [null, new.code], "name": [null, new.name] });
    events::record(
        tx,
        Happened::new("price_list", Some(id.0), "created").changes(about),
    )?;
    Ok(id)
}

/// Asks before a list becomes the default on which items that are sold have no price.
fn ask_unpriced(view: &View, id: PriceListId, new: &NewPriceList) -> Result<()> {
    if !new.is_default || new.confirm_unpriced {
        return Ok(());
    }
    let count = store::unpriced(view, id, view.today())?;
    if count == 0 {
        return Ok(());
    }
    let message = Message::new("catalog-default-unpriced").arg("count", count);
    Err(Error::field("confirm_unpriced", message))
}

fn check(new: &NewPriceList) -> Result<()> {
    let mut errors = FieldErrors::default();
    for (field, text) in [("code", &new.code), ("name", &new.name)] {
        if text.trim().is_empty() {
            errors.add(field, "field-required");
        }
    }
    if let (Some(from), Some(until)) = (new.valid_from, new.valid_until)
        && until < from
    {
        errors.add("valid_until", "catalog-until-before-from");
    }
    if new.is_default && (!new.is_active || new.valid_until.is_some()) {
        errors.add("is_default", "catalog-default-always-valid");
    }
    errors.or(())
}

/// Changes a price list. With prices on it, its mode stays.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, and of `confirm_unpriced` where it becomes the default and has not all prices;
/// [`Error::Stale`] when changed meanwhile; a conflict when the mode would change under prices, or the default of a mode would be lost.
pub fn edit_price_list(tx: &Tx, id: PriceListId, version: i64, new: &NewPriceList) -> Result<()> {
    let before = store::price_list(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    check(new)?;
    if before.tax_mode != new.tax_mode && store::has_prices(tx, id)? {
        return Err(Error::field("tax_mode", "catalog-mode-fixed"));
    }
    if before.is_default && !new.is_default {
        return Err(Error::field("is_default", "catalog-default-stays"));
    }
    if !before.is_default {
        ask_unpriced(tx, id, new)?;
    }
    if new.is_default {
        store::no_default(tx, new.tax_mode)?;
    }
    if !store::update(tx, id, version, new)? {
        return Err(Error::Stale);
    }
    let about = json!({
        "code": [before.code, new.code], "name": [before.name, new.name],
        "valid_from": [before.valid_from, new.valid_from], "valid_until": [before.valid_until, new.valid_until],
        "is_default": [before.is_default, new.is_default], "is_active": [before.is_active, new.is_active],
    });
    events::record(
        tx,
        Happened::new("price_list", Some(id.0), "edited").changes(about),
    )
}
