//! What a supplier sells: packs, prices, quantity breaks, contracts, and the history of each price.

use serde_json::json;

use super::{Supplier, between, find, unit_of};
use super::{store, terms, words};
use crate::catalog;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::events::{self, Happened};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, SupplierId, SupplierProductId};
use crate::values::{BaseUnit, Price, Quantity, Rate, Unit};
use rusqlite::Connection;

/// An item as one supplier sells it.
#[derive(Debug, Clone)]
pub struct SupplierProduct {
    pub id: SupplierProductId,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub base_unit: BaseUnit,
    pub supplier_product_code: String,
    pub supplier_product_name: String,
    /// For one kg, litre or piece.
    pub unit_price: Price,
    pub pack_name: String,
    /// Base units in the pack that is ordered.
    pub pack_size: Quantity,
    /// Least that they sell at once; zero: one pack.
    pub minimum_order_quantity: Quantity,
    /// Of this product, else the supplier's.
    pub lead_time_days: Option<i64>,
    pub supplier_lead_time_days: i64,
    pub is_preferred: bool,
    pub quality_grade: String,
    pub tax_rate: Rate,
    pub contract_price: Option<Price>,
    pub contract_from: Option<Day>,
    pub contract_until: Option<Day>,
    pub is_active: bool,
    pub updated_at: Instant,
    pub version: i64,
    /// By quantity, smallest first.
    pub breaks: Vec<Break>,
}

/// From this quantity on, this price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    pub from_quantity: Quantity,
    pub unit_price: Price,
}

/// Why a price is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceSource {
    List,
    Break,
    Contract,
}

impl PriceSource {
    pub const fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Break => "break",
            Self::Contract => "contract",
        }
    }
}

/// A price and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub price: Price,
    pub source: PriceSource,
}

/// A product of a supplier as typed.
#[derive(Debug, Clone)]
pub struct NewProduct {
    pub ingredient_id: ItemId,
    pub supplier_product_code: String,
    pub supplier_product_name: String,
    pub unit_price: Price,
    pub pack_name: String,
    pub pack_size: Quantity,
    pub minimum_order_quantity: Quantity,
    pub lead_time_days: Option<i64>,
    pub is_preferred: bool,
    pub quality_grade: String,
    pub tax_rate: Rate,
    pub contract_price: Option<Price>,
    pub contract_from: Option<Day>,
    pub contract_until: Option<Day>,
    pub is_active: bool,
    pub breaks: Vec<Break>,
}

/// One price of the past.
#[derive(Debug, Clone)]
pub struct PricePoint {
    pub day: Day,
    pub unit_price: Price,
    /// `typed`, `import` or `delivery`.
    pub source: String,
    pub at: Instant,
}

/// Everything that a price depends on.
#[derive(Debug, Clone)]
pub struct PriceTerms {
    pub unit_price: Price,
    pub contract_price: Option<Price>,
    pub contract_from: Option<Day>,
    pub contract_until: Option<Day>,
    pub breaks: Vec<Break>,
}

impl PriceTerms {
    /// The price of one kg, litre or piece when `quantity` is ordered on `day`: the contract's while it runs (either
    /// end may be open), else that of the largest break reached, else the list price.
    pub fn quote(&self, quantity: Quantity, day: Day) -> Quote {
        let runs = self.contract_from.is_none_or(|from| from <= day)
            && self.contract_until.is_none_or(|until| day <= until);
        if let Some(price) = self.contract_price.filter(|_| runs) {
            return Quote {
                price,
                source: PriceSource::Contract,
            };
        }
        match self.reached(quantity) {
            Some(step) => Quote {
                price: step.unit_price,
                source: PriceSource::Break,
            },
            None => Quote {
                price: self.unit_price,
                source: PriceSource::List,
            },
        }
    }

    /// The largest break that `quantity` reaches.
    pub fn reached(&self, quantity: Quantity) -> Option<Break> {
        let reached = self.breaks.iter();
        let reached = reached.filter(|step| step.from_quantity <= quantity);
        reached.max_by_key(|step| step.from_quantity).copied()
    }
}

/// Gives what is typed and what is kept of a product the same `terms()`.
macro_rules! with_terms {
    ($($of:ty),+) => { $(impl $of {
        /// Everything that its price depends on.
        pub fn terms(&self) -> PriceTerms {
            PriceTerms {
                unit_price: self.unit_price,
                contract_price: self.contract_price,
                contract_from: self.contract_from,
                contract_until: self.contract_until,
                breaks: self.breaks.clone(),
            }
        }
    })+ };
}
with_terms!(NewProduct, SupplierProduct);

impl SupplierProduct {
    /// The unit of its price and of quantities as people read them.
    pub const fn unit(&self) -> Unit {
        unit_of(self.base_unit)
    }

    pub fn lead_days(&self) -> i64 {
        self.lead_time_days.unwrap_or(self.supplier_lead_time_days)
    }

    /// See [`PriceTerms::quote`].
    pub fn quote(&self, quantity: Quantity, day: Day) -> Quote {
        self.terms().quote(quantity, day)
    }

    /// The least number of whole packs that holds `quantity` and the supplier's minimum, as a quantity.
    ///
    /// # Errors
    /// Only when the figures do not fit.
    pub fn rounded_up(&self, quantity: Quantity) -> Result<Quantity> {
        whole_packs(quantity, self.pack_size, self.minimum_order_quantity)
    }
}

/// `quantity`, but at least `minimum`, in whole packs of `pack`, rounded up.
///
/// # Errors
/// Only when the figures do not fit.
pub fn whole_packs(quantity: Quantity, pack: Quantity, minimum: Quantity) -> Result<Quantity> {
    let wanted = quantity.max(minimum);
    let packs = wanted.packs(pack).map_err(Error::internal)?;
    pack.times(packs.into()).map_err(Error::internal)
}

/// Adds a product to what a supplier sells; the first of an item becomes its preferred one.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, also when they sell it already.
pub fn add_product(tx: &Tx, supplier: SupplierId, new: &NewProduct) -> Result<SupplierProductId> {
    let supplier: Supplier = find(tx, supplier)?;
    check(tx, new)?;
    let id: SupplierProductId = tx.id();
    let first = new.is_active && store::preferred(tx, new.ingredient_id)?.is_none();
    if new.is_preferred {
        store::unprefer(tx, new.ingredient_id)?;
    }
    store::insert_product(tx, id, supplier.id, new, new.is_preferred || first)?;
    store::set_breaks(tx, id, &new.breaks)?;
    store::add_price_point(tx, id, tx.today(), new.unit_price, "typed")?;
    let mut about =
        json!({ "ingredient_id": new.ingredient_id, "unit_price": [null, new.unit_price] });
    let none = PriceTerms {
        unit_price: new.unit_price,
        contract_price: None,
        contract_from: None,
        contract_until: None,
        breaks: Vec::new(),
    };
    let base = catalog::find(tx, new.ingredient_id)?.base_unit;
    terms::tell(&mut about, base, &none, &new.terms());
    tell(tx, supplier.id, id, "product_added", "", about)?;
    Ok(id)
}

/// Changes a product; its item stays.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::Invalid`] with every wrong field.
pub fn edit_product(tx: &Tx, id: SupplierProductId, version: i64, new: &NewProduct) -> Result<()> {
    let before = store::product(tx, id)?;
    let new = &NewProduct {
        ingredient_id: before.ingredient_id,
        ..new.clone()
    };
    check(tx, new)?;
    if new.is_preferred {
        store::unprefer(tx, new.ingredient_id)?;
    }
    if !store::update_product(tx, id, version, new)? {
        return Err(Error::Stale);
    }
    store::set_breaks(tx, id, &new.breaks)?;
    if before.unit_price != new.unit_price {
        store::add_price_point(tx, id, tx.today(), new.unit_price, "typed")?;
    }
    let mut about = json!({ "ingredient_id": new.ingredient_id, "unit_price": [before.unit_price, new.unit_price] });
    terms::tell(&mut about, before.base_unit, &before.terms(), &new.terms());
    tell(tx, before.supplier_id, id, "product_edited", "", about)
}

/// Sets the list price of a product from today; `version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::Invalid`] for a price below zero.
pub fn set_price(tx: &Tx, id: SupplierProductId, version: i64, price: Price) -> Result<()> {
    if price.is_negative() {
        return Err(Error::field("unit_price", "field-amount"));
    }
    let before = store::product(tx, id)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    if before.unit_price == price {
        return Ok(());
    }
    store::update_price(tx, id, price)?;
    store::add_price_point(tx, id, tx.today(), price, "typed")?;
    tell_price(tx, &before, price)
}

/// Tells that a product's price is another now.
fn tell_price(tx: &Tx, before: &SupplierProduct, price: Price) -> Result<()> {
    let about =
        json!({ "ingredient_id": before.ingredient_id, "unit_price": [before.unit_price, price] });
    let (supplier, product) = (before.supplier_id, before.id);
    tell(tx, supplier, product, "price_changed", "", about)
}

/// A line of an order that was delivered: how it was ordered, and what the supplier's paper says.
#[derive(Debug, Clone, Copy)]
pub struct Delivered {
    /// Of the whole line, however much of it has come.
    pub quantity_ordered: Quantity,
    pub ordered_on: Day,
    /// As ordered, the discount not taken off.
    pub unit_price: Price,
    pub discount: Rate,
    /// What it really cost, the discount taken off; none: as ordered.
    pub stated: Option<Price>,
}

impl Delivered {
    /// What one kg, litre or piece cost, the discount taken off.
    fn paid(&self) -> Result<Price> {
        match self.stated {
            Some(price) => Ok(price),
            None => self.unit_price.less(self.discount).map_err(Error::internal),
        }
    }

    /// The price before the discount that the paper's price stands for; nothing when it is as ordered (with the discount,
    /// or without one that was forgotten), or when all of it was given.
    fn news(&self) -> Result<Option<Price>> {
        let ordered = self
            .unit_price
            .less(self.discount)
            .map_err(Error::internal)?;
        let stated = self.stated;
        let stated = stated.filter(|price| *price != ordered && *price != self.unit_price);
        let undiscounted =
            stated.and_then(|price| price.decimal().checked_div(self.discount.remaining()));
        undiscounted
            .map(|price| Price::round(price).map_err(Error::internal))
            .transpose()
    }
}

/// Keeps what a delivery really cost. Only a price that is stated and is another than the ordered one changes what the
/// supplier asks for: that term from which the ordered price came, so the list price, or the break that the *ordered*
/// quantity reaches. A contract stays as it was agreed; the history says that something else was charged. Nothing happens
/// for what the supplier is not known to sell.
///
/// # Errors
/// Only those of the database, and of figures that do not fit.
pub fn note_delivered_price(
    tx: &Tx,
    supplier: SupplierId,
    item: ItemId,
    came: &Delivered,
) -> Result<()> {
    let Some(product) = store::product_of(tx, supplier, item)? else {
        return Ok(());
    };
    store::add_price_point(tx, product.id, tx.today(), came.paid()?, "delivery")?;
    let Some(price) = came.news()? else {
        return Ok(());
    };
    let quote = product.quote(came.quantity_ordered, came.ordered_on);
    let at_list = quote.price != came.unit_price && product.unit_price == came.unit_price;
    match quote.source {
        PriceSource::Contract if !at_list => not_agreed(tx, &product, quote.price, price),
        PriceSource::Break if !at_list => follow_break(tx, &product, came.quantity_ordered, price),
        _ => follow_list(tx, &product, came.paid()?, price),
    }
}

fn follow_list(tx: &Tx, product: &SupplierProduct, paid: Price, price: Price) -> Result<()> {
    if product.unit_price == price {
        return Ok(());
    }
    store::update_price(tx, product.id, price)?;
    if paid != price {
        store::add_price_point(tx, product.id, tx.today(), price, "delivery")?;
    }
    tell_price(tx, product, price)
}

fn follow_break(
    tx: &Tx,
    product: &SupplierProduct,
    quantity: Quantity,
    price: Price,
) -> Result<()> {
    let before = product.terms();
    let mut after = before.clone();
    let reached = before.reached(quantity).map(|step| step.from_quantity);
    for step in &mut after.breaks {
        if Some(step.from_quantity) == reached {
            step.unit_price = price;
        }
    }
    if before.breaks == after.breaks {
        return Ok(());
    }
    store::set_breaks(tx, product.id, &after.breaks)?;
    // The breaks are part of what a form of the product shows: it takes a version.
    store::update_price(tx, product.id, product.unit_price)?;
    let mut about = json!({ "ingredient_id": product.ingredient_id });
    terms::tell(&mut about, product.base_unit, &before, &after);
    tell(
        tx,
        product.supplier_id,
        product.id,
        "price_changed",
        "",
        about,
    )
}

fn not_agreed(tx: &Tx, product: &SupplierProduct, agreed: Price, charged: Price) -> Result<()> {
    if agreed == charged {
        return Ok(());
    }
    let lang = tx.settings.language();
    let said = |price| words::per(lang, price, product.base_unit);
    let (agreed_words, charged_words) = (said(agreed), said(charged));
    let why = format!(
        "{}: {}",
        product.ingredient_name,
        lang.with2(
            "suppliers-not-agreed",
            "agreed",
            agreed_words,
            "charged",
            charged_words
        )
    );
    let about =
        json!({ "ingredient_id": product.ingredient_id, "delivered_price": [agreed, charged] });
    tell(
        tx,
        product.supplier_id,
        product.id,
        "price_not_agreed",
        &why,
        about,
    )
}

/// What `quantity` of the item costs at this supplier on `day`, for one kg, litre or piece; nothing when they do not
/// sell it (any more).
///
/// # Errors
/// Only those of the database.
pub fn price_for(
    conn: &Connection,
    item: ItemId,
    supplier: SupplierId,
    quantity: Quantity,
    day: Day,
) -> Result<Option<Quote>> {
    let product = store::product_of(conn, supplier, item)?.filter(|product| product.is_active);
    Ok(product.map(|product| product.quote(quantity, day)))
}

/// From whom the item is bought: the preferred product of an active supplier, else the one with the lowest list price.
///
/// # Errors
/// Only those of the database.
pub fn preferred(conn: &Connection, item: ItemId) -> Result<Option<SupplierProduct>> {
    Ok(store::sellers(conn, item)?.into_iter().next())
}

/// The prices that a product had, newest first, at most 200.
///
/// # Errors
/// Only those of the database.
pub fn price_history(conn: &Connection, id: SupplierProductId) -> Result<Vec<PricePoint>> {
    store::price_points(conn, id)
}

pub(super) fn tell(
    tx: &Tx,
    supplier: SupplierId,
    product: SupplierProductId,
    action: &'static str,
    why: &str,
    about: serde_json::Value,
) -> Result<()> {
    let payload =
        json!({ "supplier_id": supplier, "supplier_product_id": product, "changes": about });
    events::record(
        tx,
        Happened::new("supplier", Some(supplier.0), action)
            .because(why)
            .changes(about)
            .event(
                "supplier_prices_changed",
                "suppliers.prices_changed",
                payload,
            ),
    )
}

fn check(tx: &Tx, new: &NewProduct) -> Result<()> {
    let mut errors = FieldErrors::default();
    if !store::is_bought(tx, new.ingredient_id)? {
        errors.add("ingredient_id", "suppliers-not-bought");
    }
    if new.unit_price.is_negative() {
        errors.add("unit_price", "field-amount");
    }
    if !new.pack_size.is_positive() {
        errors.add("pack_size", "suppliers-above-zero");
    }
    if new.minimum_order_quantity.is_negative() {
        errors.add("minimum_order_quantity", "field-amount");
    }
    if !new.tax_rate.is_share() {
        errors.add("tax_rate", "field-amount");
    }
    between("lead_time_days", new.lead_time_days, 0, 365, &mut errors);
    check_contract(new, &mut errors);
    check_pieces(tx, new, &mut errors)?;
    for (at, step) in new.breaks.iter().enumerate() {
        let again = new.breaks[..at]
            .iter()
            .any(|before| before.from_quantity == step.from_quantity);
        if !step.from_quantity.is_positive() || step.unit_price.is_negative() || again {
            errors.add(
                format!("breaks.{at}.from_quantity"),
                "suppliers-wrong-break",
            );
        }
    }
    errors.or(())
}

/// Pieces are bought whole.
fn check_pieces(tx: &Tx, new: &NewProduct, errors: &mut FieldErrors) -> Result<()> {
    let Some(base) = store::base_unit(tx, new.ingredient_id)? else {
        return Ok(());
    };
    let steps = new.breaks.iter().enumerate().map(|(at, step)| {
        let field = format!("breaks.{at}.from_quantity");
        (field, step.from_quantity)
    });
    let own = [
        ("pack_size".to_owned(), new.pack_size),
        (
            "minimum_order_quantity".to_owned(),
            new.minimum_order_quantity,
        ),
    ];
    for (field, quantity) in own.into_iter().chain(steps) {
        if !quantity.can_be_of(base) {
            errors.add(field, "catalog-whole-pieces");
        }
    }
    Ok(())
}

fn check_contract(new: &NewProduct, errors: &mut FieldErrors) {
    if new.contract_price.is_some_and(|price| price.is_negative()) {
        errors.add("contract_price", "field-amount");
    }
    let dates = new.contract_from.zip(new.contract_until);
    if dates.is_some_and(|(from, until)| until < from) {
        errors.add("contract_until", "suppliers-contract-backwards");
    }
    let dated = new.contract_from.is_some() || new.contract_until.is_some();
    if dated && new.contract_price.is_none() {
        errors.add("contract_price", "field-required");
    }
}

/// The rate at which an item is bought where nobody says another: that of its class today.
///
/// # Errors
/// [`Error::NotFound`] when there is no such item; a conflict when its class has no rate today.
pub fn usual_rate(view: &View, item: ItemId) -> Result<Rate> {
    let class = catalog::find(view, item)?.tax_class_id;
    catalog::tax_rate(view, class, view.today())
}
