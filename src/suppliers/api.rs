//! `/api/v1/procurement/suppliers`.

pub mod contacts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::Amount;
use super::{
    Break, Contract, Filter, NewProduct, NewSupplier, Supplier, SupplierProduct, Term, TermChange,
};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, SupplierId, SupplierProductId};
use crate::values::{BaseUnit, Price, Quantity, Rate};
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

/// An item as one supplier sells it; quantities in `unit`, prices for one `unit`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductRecord {
    pub id: SupplierProductId,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub supplier_product_code: String,
    pub supplier_product_name: String,
    pub unit_price: Price,
    pub unit: String,
    pub pack_name: String,
    pub pack_size: Amount,
    pub minimum_order_quantity: Amount,
    /// Of this product, else the supplier's.
    pub lead_time_days: i64,
    pub is_preferred: bool,
    pub quality_grade: String,
    pub tax_rate: Rate,
    pub contract_price: Option<Price>,
    pub valid_from: Option<Day>,
    pub valid_until: Option<Day>,
    pub breaks: Vec<BreakRecord>,
    pub is_active: bool,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

/// From this quantity on, this price.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct BreakRecord {
    pub from_quantity: Amount,
    pub unit_price: Price,
}

impl From<SupplierProduct> for ProductRecord {
    fn from(product: SupplierProduct) -> Self {
        let base = product.base_unit;
        let breaks = product.breaks.iter().map(|step| BreakRecord {
            from_quantity: Amount::of(step.from_quantity, base),
            unit_price: step.unit_price,
        });
        Self {
            unit: product.unit().code().to_owned(),
            lead_time_days: product.lead_days(),
            breaks: breaks.collect(),
            pack_size: Amount::of(product.pack_size, base),
            minimum_order_quantity: Amount::of(product.minimum_order_quantity, base),
            id: product.id,
            supplier_id: product.supplier_id,
            supplier_name: product.supplier_name,
            ingredient_id: product.ingredient_id,
            ingredient_name: product.ingredient_name,
            supplier_product_code: product.supplier_product_code,
            supplier_product_name: product.supplier_product_name,
            unit_price: product.unit_price,
            pack_name: product.pack_name,
            is_preferred: product.is_preferred,
            quality_grade: product.quality_grade,
            tax_rate: product.tax_rate,
            contract_price: product.contract_price,
            valid_from: product.contract_from,
            valid_until: product.contract_until,
            is_active: product.is_active,
            updated_at: product.updated_at,
            version: product.version,
        }
    }
}

/// A product to be added or changed; quantities in kg, l or units, by the item. `valid_from` and `valid_until` are
/// those of the contract price.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProductBody {
    pub ingredient_id: ItemId,
    #[serde(default)]
    pub supplier_product_code: String,
    #[serde(default)]
    pub supplier_product_name: String,
    pub unit_price: Price,
    #[serde(default)]
    pub pack_name: String,
    pub pack_size: Amount,
    #[serde(default)]
    pub minimum_order_quantity: Amount,
    pub lead_time_days: Option<i64>,
    #[serde(default)]
    pub is_preferred: bool,
    #[serde(default)]
    pub quality_grade: String,
    /// None: that of the item's class today.
    pub tax_rate: Option<Rate>,
    pub contract_price: Option<Price>,
    pub valid_from: Option<Day>,
    pub valid_until: Option<Day>,
    #[serde(default)]
    pub breaks: Vec<BreakRecord>,
    pub is_active: Option<bool>,
}

impl ProductBody {
    fn read(self, tx: &Tx) -> Result<NewProduct> {
        let base = base_of(tx, self.ingredient_id)?;
        let mut errors = FieldErrors::default();
        let mut goods = |name: &str, amount: Amount| -> Quantity {
            amount.goods(name, base, &mut errors).unwrap_or_default()
        };
        let breaks = self.breaks.iter().enumerate().map(|(at, step)| Break {
            from_quantity: goods(&format!("breaks.{at}.from_quantity"), step.from_quantity),
            unit_price: step.unit_price,
        });
        let breaks = breaks.collect();
        let new = NewProduct {
            breaks,
            pack_size: goods("pack_size", self.pack_size),
            minimum_order_quantity: goods("minimum_order_quantity", self.minimum_order_quantity),
            ingredient_id: self.ingredient_id,
            supplier_product_code: self.supplier_product_code,
            supplier_product_name: self.supplier_product_name,
            unit_price: self.unit_price,
            pack_name: self.pack_name,
            lead_time_days: self.lead_time_days,
            is_preferred: self.is_preferred,
            quality_grade: self.quality_grade,
            tax_rate: match self.tax_rate {
                Some(rate) => rate,
                None => super::usual_rate(tx, self.ingredient_id)?,
            },
            contract_price: self.contract_price,
            contract_from: self.valid_from,
            contract_until: self.valid_until,
            is_active: self.is_active.unwrap_or(true),
        };
        errors.or(new)
    }
}

/// The base unit of an item that is bought.
///
/// # Errors
/// [`Error::Invalid`] when there is no such item.
pub fn base_of(conn: &rusqlite::Connection, item: ItemId) -> Result<BaseUnit> {
    super::store::base_unit(conn, item)?
        .ok_or_else(|| Error::field("ingredient_id", "suppliers-not-bought"))
}

/// A new list price.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SupplierPriceBody)]
pub struct PriceBody {
    pub ingredient_id: ItemId,
    /// For one kg, litre or piece.
    pub unit_price: Price,
}

/// The prices of one product, now and before.
#[derive(Debug, Serialize, ToSchema)]
pub struct PricingRecord {
    #[serde(flatten)]
    pub product: ProductRecord,
    pub history: Vec<PricePointRecord>,
    /// How its contract price and its quantity breaks changed, newest first.
    pub terms_history: Vec<TermChangeRecord>,
}

/// A change of a contract price (`contract`) or of a quantity break (`break`): what it was before, and what it became;
/// none where there was none, or is none any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermChangeRecord {
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub term: &'static str,
    /// Of a break.
    pub from_quantity: Option<Amount>,
    pub unit_price_before: Option<Price>,
    pub unit_price: Option<Price>,
    /// The days of a contract, before and now.
    pub valid_from_before: Option<Day>,
    pub valid_from: Option<Day>,
    pub valid_until_before: Option<Day>,
    pub valid_until: Option<Day>,
}

impl From<TermChange> for TermChangeRecord {
    fn from(change: TermChange) -> Self {
        let record = |term, from_quantity, before, after| Self {
            at: change.at,
            term,
            from_quantity,
            unit_price_before: before,
            unit_price: after,
            valid_from_before: None,
            valid_from: None,
            valid_until_before: None,
            valid_until: None,
        };
        match change.term {
            Term::Break {
                from_quantity,
                before,
                after,
            } => record("break", Some(from_quantity), before, after),
            Term::Contract { before, after } => {
                let price = |contract: Option<Contract>| contract.map(|contract| contract.price);
                Self {
                    valid_from_before: before.and_then(|contract| contract.from),
                    valid_from: after.and_then(|contract| contract.from),
                    valid_until_before: before.and_then(|contract| contract.until),
                    valid_until: after.and_then(|contract| contract.until),
                    ..record("contract", None, price(before), price(after))
                }
            }
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PricePointRecord {
    pub day: Day,
    pub unit_price: Price,
    /// `typed`, `import` or `delivery`.
    pub source: String,
}

/// `GET /api/v1/procurement/suppliers`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let after = match paging.cursor::<2>()? {
        None => None,
        Some([name, id]) => Some((
            name,
            id.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
        )),
    };
    let filter = Filter {
        text: ctx.query.text("q").to_owned(),
        inactive: ctx.query.text("is_active") == "false",
        after,
        limit: paging.limit,
    };
    let rows = ctx.read(move |view| super::list(view, &filter)).await?;
    json(&List::page(rows, paging.limit, |row| {
        format!("{}~{}", row.sort_key().replace('~', " "), row.id)
    }))
}

/// `POST /api/v1/procurement/suppliers`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let new: NewSupplier = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = super::create(tx, &new)?;
        Stored::created(
            format!("/api/v1/procurement/suppliers/{id}"),
            &super::find(tx, id)?,
        )
    })
    .await
}

/// `GET /api/v1/procurement/suppliers/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let supplier: Supplier = ctx.read(move |view| super::find(view, id)).await?;
    json_version(&supplier, supplier.version)
}

/// `PUT /api/v1/procurement/suppliers/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let (version, new): (i64, NewSupplier) = (ctx.if_match()?, Body::read(&ctx)?);
    let supplier = ctx
        .write(move |tx| {
            super::edit(tx, id, version, &new)?;
            super::find(tx, id)
        })
        .await?;
    json_version(&supplier, supplier.version)
}

/// `GET /api/v1/procurement/suppliers/{id}/products`
///
/// # Errors
/// Not found.
pub async fn products(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let rows = ctx
        .read(move |view| {
            super::find(view, id)?;
            super::products_of(view, id)
        })
        .await?;
    json(&List::whole(
        rows.into_iter().map(ProductRecord::from).collect(),
    ))
}

/// `POST /api/v1/procurement/suppliers/{id}/products`
///
/// # Errors
/// Those of the verb.
pub async fn add_product(ctx: Ctx) -> Answer {
    let supplier: SupplierId = ctx.id("id")?;
    let body: ProductBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let new = body.read(tx)?;
        let id = super::add_product(tx, supplier, &new)?;
        let record = ProductRecord::from(super::product(tx, id)?);
        Stored::created(
            format!("/api/v1/procurement/suppliers/{supplier}/products/{id}"),
            &record,
        )
    })
    .await
}

/// `GET /api/v1/procurement/suppliers/{id}/products/{product}`
///
/// # Errors
/// Not found.
pub async fn product(ctx: Ctx) -> Answer {
    let (supplier, id): (SupplierId, SupplierProductId) = (ctx.id("id")?, ctx.id("product")?);
    let product = ctx.read(move |view| of(view, supplier, id)).await?;
    let version = product.version;
    json_version(&ProductRecord::from(product), version)
}

/// `PUT /api/v1/procurement/suppliers/{id}/products/{product}`
///
/// # Errors
/// Those of the verb.
pub async fn edit_product(ctx: Ctx) -> Answer {
    let (supplier, id): (SupplierId, SupplierProductId) = (ctx.id("id")?, ctx.id("product")?);
    let (version, body): (i64, ProductBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let product = ctx
        .write(move |tx| {
            of(tx, supplier, id)?;
            let new = body.read(tx)?;
            super::edit_product(tx, id, version, &new)?;
            super::product(tx, id)
        })
        .await?;
    let version = product.version;
    json_version(&ProductRecord::from(product), version)
}

/// The product, when it is this supplier's.
pub(in crate::suppliers) fn of(
    conn: &rusqlite::Connection,
    supplier: SupplierId,
    id: SupplierProductId,
) -> Result<SupplierProduct> {
    let product = super::product(conn, id)?;
    if product.supplier_id == supplier {
        Ok(product)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET /api/v1/procurement/suppliers/{id}/pricing`
///
/// # Errors
/// Not found.
pub async fn pricing(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let rows = ctx
        .read(move |view| {
            super::find(view, id)?;
            let products = super::products_of(view, id)?.into_iter();
            let mut terms = super::term_changes(view, id, None)?;
            products
                .map(|product| {
                    let terms = terms.remove(&product.ingredient_id);
                    pricing_of(view, product, terms.unwrap_or_default())
                })
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(rows))
}

fn pricing_of(
    conn: &rusqlite::Connection,
    product: SupplierProduct,
    terms: Vec<TermChange>,
) -> Result<PricingRecord> {
    let history = super::price_history(conn, product.id)?;
    let history = history.into_iter().map(|point| PricePointRecord {
        day: point.day,
        unit_price: point.unit_price,
        source: point.source,
    });
    Ok(PricingRecord {
        history: history.collect(),
        terms_history: terms.into_iter().map(TermChangeRecord::from).collect(),
        product: product.into(),
    })
}

/// `POST /api/v1/procurement/suppliers/{id}/pricing`
///
/// # Errors
/// Those of the verb; not found when they do not sell it.
pub async fn set_price(ctx: Ctx) -> Answer {
    let supplier: SupplierId = ctx.id("id")?;
    let body: PriceBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        super::find(tx, supplier)?;
        let product = super::store::product_of(tx, supplier, body.ingredient_id)?
            .ok_or_else(|| Error::field("ingredient_id", "suppliers-not-sold-here"))?;
        super::set_price(tx, product.id, product.version, body.unit_price)?;
        let item = product.ingredient_id;
        let terms = super::term_changes(tx, supplier, Some(item))?.remove(&item);
        let product = super::product(tx, product.id)?;
        let record = pricing_of(tx, product, terms.unwrap_or_default())?;
        Stored::created(
            format!("/api/v1/procurement/suppliers/{supplier}/pricing"),
            &record,
        )
    })
    .await
}
