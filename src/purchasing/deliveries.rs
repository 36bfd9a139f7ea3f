//! A delivery as it is kept.

use serde::Serialize;
use utoipa::ToSchema;

use super::state::{DeliveryStatus, Status};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{DeliveryId, ItemId, LotId, PurchaseId, PurchaseLineId, UserId};
use crate::values::{BaseUnit, Price, Quantity};

/// A delivery.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PurchaseDelivery)]
pub struct Delivery {
    pub id: DeliveryId,
    pub purchase_order_id: PurchaseId,
    pub delivery_number: String,
    pub status: DeliveryStatus,
    pub delivery_date: Day,
    pub supplier_delivery_note: String,
    pub notes: String,
    pub received_by: Option<UserId>,
    #[serde(skip)]
    pub received_by_name: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// When it was taken back as a slip: its status is `rejected` then, and nothing of it is in stock.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reversed_at: Option<Instant>,
    pub reversed_by: Option<UserId>,
    #[serde(skip)]
    pub reversed_by_name: Option<String>,
    pub reversal_reason: String,
    /// It was announced and nobody waits for it any more: its status is `rejected`, though nothing was sent back.
    pub no_longer_awaited: bool,
    pub version: i64,
}

/// What came of one line.
#[derive(Debug, Clone)]
pub struct DeliveryItem {
    pub purchase_order_item_id: PurchaseLineId,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub base_unit: BaseUnit,
    pub quantity_ordered: Quantity,
    pub delivered_quantity: Quantity,
    pub accepted_quantity: Quantity,
    pub rejected_quantity: Quantity,
    pub rejection_reason: String,
    pub batch_lot_number: String,
    pub expiry_date: Option<Day>,
    pub quality_grade: String,
    pub unit_price: Price,
    pub lot_id: Option<LotId>,
}

impl Delivery {
    /// How it stands, in a word of the catalogue: `rejected` is what was sent back at the door alone.
    pub const fn word(&self) -> &'static str {
        match self.status {
            DeliveryStatus::Rejected if self.reversed_at.is_some() => "reversed",
            DeliveryStatus::Rejected if self.no_longer_awaited => "not_awaited",
            status => status.code(),
        }
    }

    /// Whether goods were booked in with it, or refused at the door, and that was not taken back.
    pub const fn may_be_reversed(&self, order: Status) -> bool {
        !self.status.is_announced()
            && self.reversed_at.is_none()
            && !self.no_longer_awaited
            && super::reversing::may_be_reopened(order)
    }
}
