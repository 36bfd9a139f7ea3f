//! What the catalogue is made of.

use serde::Serialize;
use utoipa::ToSchema;

use super::Allergen;
use crate::values::calendar::{Instant, Weekdays};
use crate::values::ids::{ItemId, PackId, TaxClassId};
use crate::values::money::Rate;
use crate::values::quantity::{PriceUnit, Quantity};
use crate::values::unit::{BaseUnit, Unit};

/// Something that is sold, made or bought.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Item {
    pub id: ItemId,
    pub sku: String,
    pub name: String,
    /// What tells it from the other items under its parent: size, sliced, wrapped.
    pub variant_name: String,
    pub parent_id: Option<ItemId>,
    pub category: String,
    pub is_sold: bool,
    pub is_made: bool,
    pub is_bought: bool,
    /// A service has no stock.
    pub is_service: bool,
    /// Fixed by its first movement.
    pub base_unit: BaseUnit,
    /// Unit in which it is usually sold or counted.
    pub unit: Unit,
    /// What its prices and costs are for; answers tell its code and its size.
    #[serde(skip)]
    pub price_unit: PriceUnit,
    /// Grams of one piece.
    pub piece_weight: Option<Quantity>,
    pub tax_class_id: TaxClassId,
    /// Whether somebody has looked at the tax class; items that were imported or made by the dozen start without.
    pub tax_confirmed: bool,
    /// As told by hand; recipes add to them.
    pub allergens: Vec<Allergen>,
    pub shelf_life_days: Option<i64>,
    pub low_stock: Option<Quantity>,
    /// On which days it is made or sold.
    pub weekdays: Weekdays,
    pub lead_days: i64,
    /// Sold from stock; otherwise made to order.
    pub from_stock: bool,
    /// Percent that is baked on top of what is wanted.
    pub bake_extra_percentage: Rate,
    pub is_active: bool,
    pub notes: String,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

impl Item {
    /// "Barra de pan · cortada".
    pub fn full_name(&self) -> String {
        if self.variant_name.is_empty() {
            self.name.clone()
        } else {
            format!("{} · {}", self.name, self.variant_name)
        }
    }

    /// Services have none.
    pub const fn has_stock(&self) -> bool {
        !self.is_service
    }

    /// The item as it would be typed again, for edits of a field or two and for variants.
    pub fn to_new(&self) -> NewItem {
        NewItem {
            sku: self.sku.clone(),
            name: self.name.clone(),
            variant_name: self.variant_name.clone(),
            parent_id: self.parent_id,
            category: self.category.clone(),
            is_sold: self.is_sold,
            is_made: self.is_made,
            is_bought: self.is_bought,
            is_service: self.is_service,
            base_unit: self.base_unit,
            unit: self.unit,
            price_unit: self.price_unit,
            piece_weight: self.piece_weight,
            tax_class_id: self.tax_class_id,
            tax_confirmed: self.tax_confirmed,
            allergens: self.allergens.clone(),
            shelf_life_days: self.shelf_life_days,
            low_stock: self.low_stock,
            weekdays: self.weekdays,
            lead_days: self.lead_days,
            from_stock: self.from_stock,
            bake_extra_percentage: self.bake_extra_percentage,
            notes: self.notes.clone(),
        }
    }
}

/// An item as typed. An empty `sku` is given the next free number.
#[derive(Debug, Clone)]
pub struct NewItem {
    pub sku: String,
    pub name: String,
    pub variant_name: String,
    pub parent_id: Option<ItemId>,
    pub category: String,
    pub is_sold: bool,
    pub is_made: bool,
    pub is_bought: bool,
    pub is_service: bool,
    pub base_unit: BaseUnit,
    pub unit: Unit,
    pub price_unit: PriceUnit,
    pub piece_weight: Option<Quantity>,
    pub tax_class_id: TaxClassId,
    pub tax_confirmed: bool,
    pub allergens: Vec<Allergen>,
    pub shelf_life_days: Option<i64>,
    pub low_stock: Option<Quantity>,
    pub weekdays: Weekdays,
    pub lead_days: i64,
    pub from_stock: bool,
    pub bake_extra_percentage: Rate,
    pub notes: String,
}

impl NewItem {
    /// An item that is made and sold, with nothing said but this.
    pub fn new(name: impl Into<String>, base_unit: BaseUnit, tax_class_id: TaxClassId) -> Self {
        let [small, large] = base_unit.units();
        Self {
            sku: String::new(),
            name: name.into(),
            variant_name: String::new(),
            parent_id: None,
            category: String::new(),
            is_sold: true,
            is_made: true,
            is_bought: false,
            is_service: false,
            base_unit,
            unit: if base_unit == BaseUnit::Piece {
                small
            } else {
                large
            },
            price_unit: base_unit.price_unit(),
            piece_weight: None,
            tax_class_id,
            tax_confirmed: true,
            allergens: Vec::new(),
            shelf_life_days: None,
            low_stock: None,
            weekdays: Weekdays::ALL,
            lead_days: 0,
            from_stock: false,
            bake_extra_percentage: Rate::ZERO,
            notes: String::new(),
        }
    }
}

/// A named pack of an item: a sack of 25 kg, a box of 24.
#[derive(Debug, Clone)]
pub struct Pack {
    pub id: PackId,
    pub item_id: ItemId,
    pub name: String,
    /// Base units in one pack.
    pub size: Quantity,
}

/// What a line counts in: the code of a unit or the name of a pack, and its size in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineUnit {
    pub code: String,
    pub size: Quantity,
}

/// Which items a search is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Any,
    Sold,
    Made,
    Bought,
}
