//! What the routes of purchase orders take and give.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Tx, View};
use crate::error::{FieldErrors, Result};
use crate::purchasing::state::{self, DeliveryStatus, Priority, Status};
use crate::purchasing::{self, Delivery, DeliveryItem, Lateness, Line, NewLine, Purchase};
use crate::suppliers::api::base_of;
use crate::suppliers::words::Amount;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{
    DeliveryId, ItemId, LotId, PurchaseId, PurchaseLineId, SupplierId, UserId,
};
use crate::values::{Money, Price, Rate, TaxRow};

/// A purchase order.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseRecord {
    pub id: PurchaseId,
    pub po_number: String,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub order_date: Day,
    pub required_delivery_date: Option<Day>,
    pub expected_delivery_date: Option<Day>,
    pub actual_delivery_date: Option<Day>,
    pub status: Status,
    pub priority: Priority,
    pub payment_terms: String,
    pub payment_status: String,
    pub subtotal: Money,
    pub tax_amount: Money,
    pub total_amount: Money,
    pub delivery_address: String,
    pub contact_person: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub internal_notes: String,
    pub supplier_notes: String,
    pub rejection_reason: Option<String>,
    /// Of the document that the supplier has.
    pub document_version: i64,
    pub approved_by: Option<UserId>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub approved_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub sent_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub confirmed_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Instant>,
    pub created_by: Option<UserId>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

impl From<Purchase> for PurchaseRecord {
    fn from(purchase: Purchase) -> Self {
        Self {
            id: purchase.id,
            po_number: purchase.po_number,
            supplier_id: purchase.supplier_id,
            supplier_name: purchase.supplier_name,
            order_date: purchase.order_date,
            required_delivery_date: purchase.required_delivery_date,
            expected_delivery_date: purchase.expected_delivery_date,
            actual_delivery_date: purchase.actual_delivery_date,
            status: purchase.status,
            priority: purchase.priority,
            payment_terms: purchase.payment_terms,
            payment_status: purchase.payment_status,
            subtotal: purchase.subtotal,
            tax_amount: purchase.tax_amount,
            total_amount: purchase.total_amount,
            delivery_address: purchase.delivery_address,
            contact_person: purchase.contact_person,
            contact_phone: purchase.contact_phone,
            contact_email: purchase.contact_email,
            internal_notes: purchase.internal_notes,
            supplier_notes: purchase.supplier_notes,
            rejection_reason: purchase.rejection_reason,
            document_version: purchase.document_version,
            approved_by: purchase.approved_by,
            approved_at: purchase.approved_at,
            sent_at: purchase.sent_at,
            confirmed_at: purchase.confirmed_at,
            received_at: purchase.received_at,
            created_by: purchase.created_by,
            created_at: purchase.created_at,
            updated_at: purchase.updated_at,
            version: purchase.version,
        }
    }
}

/// A purchase order with its lines and its tax by rate.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseDetail {
    #[serde(flatten)]
    pub order: PurchaseRecord,
    pub items: Vec<LineRecord>,
    pub tax_rows: Vec<TaxRow>,
}

/// A line; quantities in `unit`, `unit_price` for one `unit` without tax.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineRecord {
    pub id: PurchaseLineId,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub supplier_product_code: String,
    pub quantity_ordered: Amount,
    pub quantity_received: Amount,
    pub unit: String,
    pub pack_name: String,
    pub pack_size: Amount,
    pub unit_price: Price,
    pub discount_percentage: Rate,
    pub line_total: Money,
    pub tax_rate: Rate,
    pub quality_notes: String,
}

impl From<Line> for LineRecord {
    fn from(line: Line) -> Self {
        let base = line.base_unit;
        Self {
            unit: line.unit().code().to_owned(),
            quantity_ordered: Amount::of(line.quantity_ordered, base),
            quantity_received: Amount::of(line.quantity_received, base),
            pack_size: Amount::of(line.pack_size, base),
            id: line.id,
            ingredient_id: line.ingredient_id,
            ingredient_name: line.ingredient_name,
            supplier_product_code: line.supplier_product_code,
            pack_name: line.pack_name,
            unit_price: line.unit_price,
            discount_percentage: line.discount_percentage,
            line_total: line.line_total,
            tax_rate: line.tax_rate,
            quality_notes: line.quality_notes,
        }
    }
}

/// A line to be ordered; the quantity in kg, l or units, by the item. Without a price, the supplier's of today.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PurchaseLineBody)]
pub struct LineBody {
    pub ingredient_id: ItemId,
    pub quantity_ordered: Amount,
    pub unit_price: Option<Price>,
    #[serde(default)]
    pub discount_percentage: Rate,
    pub tax_rate: Option<Rate>,
    #[serde(default)]
    pub quality_notes: String,
}

impl LineBody {
    pub(super) fn read(&self, tx: &Tx, prefix: &str) -> Result<NewLine> {
        let base = base_of(tx, self.ingredient_id)?;
        let mut errors = FieldErrors::default();
        let quantity =
            self.quantity_ordered
                .goods(&format!("{prefix}quantity_ordered"), base, &mut errors);
        errors.or(NewLine {
            ingredient_id: self.ingredient_id,
            quantity_ordered: quantity.unwrap_or_default(),
            unit_price: self.unit_price,
            discount_percentage: self.discount_percentage,
            tax_rate: self.tax_rate,
            quality_notes: self.quality_notes.clone(),
        })
    }
}

/// An order to be made. With `from_needs`, of all open needs that the supplier fills, without other items.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PurchaseBody {
    pub supplier_id: SupplierId,
    #[serde(default)]
    pub from_needs: bool,
    pub required_delivery_date: Option<Day>,
    #[serde(default)]
    pub priority: Priority,
    pub payment_terms: Option<String>,
    pub delivery_address: Option<String>,
    #[serde(default)]
    pub internal_notes: String,
    #[serde(default)]
    pub supplier_notes: String,
    #[serde(default)]
    pub items: Vec<LineBody>,
    /// Ask for approval at once.
    #[serde(default)]
    pub submit: bool,
}

/// Changes of the head; what is not sent stays. Once the order is with the supplier, only the day, their notes and the
/// quantities of lines can change, and each change is a new version that is mailed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EditBody {
    pub required_delivery_date: Option<Day>,
    pub priority: Option<Priority>,
    pub payment_terms: Option<String>,
    pub delivery_address: Option<String>,
    pub internal_notes: Option<String>,
    pub supplier_notes: Option<String>,
    #[serde(default)]
    pub items: Vec<QuantityBody>,
}

/// Another quantity of a line that the supplier knows.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QuantityBody {
    pub id: PurchaseLineId,
    pub quantity_ordered: Amount,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PurchaseReasonBody)]
pub struct ReasonBody {
    #[serde(default, alias = "rejection_reason")]
    pub reason: String,
}

/// A delivery: what came of each line; quantities in the line's unit. With the status `scheduled` or `in_transit` it is
/// announced only, and needs no lines.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeliveryBody {
    pub status: Option<DeliveryStatus>,
    /// The announced delivery that has come.
    pub delivery_id: Option<DeliveryId>,
    pub delivery_date: Option<Day>,
    #[serde(default)]
    pub supplier_delivery_note: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub items: Vec<DeliveredBody>,
    /// More than was ordered is really meant.
    #[serde(default)]
    pub accept_more: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct DeliveredBody {
    pub purchase_order_item_id: PurchaseLineId,
    pub delivered_quantity: Amount,
    /// None: all that was delivered, less what was rejected.
    pub accepted_quantity: Option<Amount>,
    pub rejected_quantity: Option<Amount>,
    #[serde(default)]
    pub rejection_reason: String,
    #[serde(default)]
    pub batch_lot_number: String,
    pub expiry_date: Option<Day>,
    #[serde(default)]
    pub quality_grade: String,
    /// What one unit really cost; none: as ordered.
    pub unit_price: Option<Price>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryRecord {
    pub id: DeliveryId,
    pub purchase_order_id: PurchaseId,
    pub delivery_number: String,
    pub status: DeliveryStatus,
    pub delivery_date: Day,
    pub supplier_delivery_note: String,
    pub notes: String,
    pub received_by: Option<UserId>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    pub version: i64,
    pub items: Vec<DeliveryItemRecord>,
    /// All pictures taken of it: `…/deliveries/{delivery}/photos/{photo}`.
    pub photos: Vec<uuid::Uuid>,
}

/// A picture that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhotoRecord {
    pub id: uuid::Uuid,
    /// The line that it is of; none: of the whole delivery.
    pub purchase_order_item_id: Option<PurchaseLineId>,
}

/// What came of a line; quantities in `unit`.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryItemRecord {
    pub purchase_order_item_id: PurchaseLineId,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub unit: String,
    pub ordered_quantity: Amount,
    pub delivered_quantity: Amount,
    pub accepted_quantity: Amount,
    pub rejected_quantity: Amount,
    pub rejection_reason: String,
    pub batch_lot_number: String,
    pub expiry_date: Option<Day>,
    pub quality_grade: String,
    /// Only for those who may see costs.
    pub unit_price: Option<Price>,
    pub lot_id: Option<LotId>,
    /// Pictures of what came of this line.
    pub photos: Vec<uuid::Uuid>,
}

impl DeliveryItemRecord {
    fn of(item: DeliveryItem, photos: Vec<uuid::Uuid>) -> Self {
        let amount = |quantity| Amount::of(quantity, item.base_unit);
        Self {
            unit: crate::suppliers::unit_of(item.base_unit).code().to_owned(),
            ordered_quantity: amount(item.quantity_ordered),
            delivered_quantity: amount(item.delivered_quantity),
            accepted_quantity: amount(item.accepted_quantity),
            rejected_quantity: amount(item.rejected_quantity),
            purchase_order_item_id: item.purchase_order_item_id,
            ingredient_id: item.ingredient_id,
            ingredient_name: item.ingredient_name,
            rejection_reason: item.rejection_reason,
            batch_lot_number: item.batch_lot_number,
            expiry_date: item.expiry_date,
            quality_grade: item.quality_grade,
            unit_price: Some(item.unit_price),
            lot_id: item.lot_id,
            photos,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct DeliveryStatusBody {
    pub status: DeliveryStatus,
}

/// How late an order is.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverdueRecord {
    pub po_id: PurchaseId,
    pub po_number: String,
    pub supplier_name: String,
    pub expected_delivery_date: Option<Day>,
    pub is_overdue: bool,
    pub days_overdue: i64,
    /// `low`, `medium`, `high` or `critical`; none when it is not late.
    pub severity: Option<state::Severity>,
    /// `green`, `yellow` or `red`.
    pub colour: String,
}

pub(super) fn overdue_of(purchase: &Purchase, lateness: Lateness) -> OverdueRecord {
    OverdueRecord {
        po_id: purchase.id,
        po_number: purchase.po_number.clone(),
        supplier_name: purchase.supplier_name.clone(),
        expected_delivery_date: purchase.expected_delivery_date,
        is_overdue: lateness.severity.is_some(),
        days_overdue: lateness.days,
        severity: lateness.severity,
        colour: lateness.colour.to_owned(),
    }
}

pub(super) fn detail(view: &View, id: PurchaseId) -> Result<PurchaseDetail> {
    let lines = purchasing::lines(view, id)?;
    Ok(PurchaseDetail {
        tax_rows: purchasing::totals(&lines)?.rows,
        order: purchasing::find(view, id)?.into(),
        items: lines.into_iter().map(LineRecord::from).collect(),
    })
}

pub(super) fn delivery_record(view: &View, delivery: Delivery) -> Result<DeliveryRecord> {
    let items = purchasing::delivery_items(view, delivery.id)?;
    let photos = purchasing::photos(view, delivery.id)?;
    let of = |item: DeliveryItem| {
        let line = Some(item.purchase_order_item_id);
        let own = photos.iter().filter(|(_, of)| *of == line);
        let own = own.map(|(photo, _)| *photo).collect();
        DeliveryItemRecord::of(item, own)
    };
    Ok(DeliveryRecord {
        id: delivery.id,
        purchase_order_id: delivery.purchase_order_id,
        delivery_number: delivery.delivery_number,
        status: delivery.status,
        delivery_date: delivery.delivery_date,
        supplier_delivery_note: delivery.supplier_delivery_note,
        notes: delivery.notes,
        received_by: delivery.received_by,
        created_at: delivery.created_at,
        version: delivery.version,
        items: items.into_iter().map(of).collect(),
        photos: photos.iter().map(|(photo, _)| *photo).collect(),
    })
}
