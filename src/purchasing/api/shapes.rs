//! What the routes of purchase orders take and give.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Tx, View};
use crate::error::{FieldErrors, Result};
use crate::purchasing::state::{self, DeliveryStatus, Priority};
use crate::purchasing::{self, Delivery, DeliveryItem, Lateness, Line, NewLine, Purchase};
use crate::suppliers::api::base_of;
use crate::suppliers::words::Amount;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{DeliveryId, ItemId, LotId, PurchaseId, PurchaseLineId, SupplierId};
use crate::values::{Money, Price, Rate, TaxRow};

/// A purchase order with its lines and its tax by rate.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseDetail {
    #[serde(flatten)]
    pub order: Purchase,
    pub items: Vec<LineRecord>,
    pub tax_rows: Vec<TaxRow>,
    /// When the mail that carries it leaves; until then it can be withdrawn. None once it has left, or was tried.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub mail_leaves_at: Option<Instant>,
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
    /// This and the next two: only for those who may see costs.
    pub unit_price: Option<Price>,
    pub discount_percentage: Option<Rate>,
    pub line_total: Option<Money>,
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
            unit_price: Some(line.unit_price),
            discount_percentage: Some(line.discount_percentage),
            line_total: Some(line.line_total),
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
    /// The announced delivery that has come; if left out, the one that was to come first, if any is announced.
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
    /// More goods came with a supplier's note of which some are booked in already; without it, such a note is refused.
    #[serde(default)]
    pub again: bool,
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
    /// What one unit really cost; none: as ordered. Only from those who may see costs. A price that is another than the
    /// ordered one becomes what the supplier asks for: the list price, or that of the quantity break it was ordered at,
    /// with the line's discount put back; a contract price stays.
    pub unit_price: Option<Price>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryRecord {
    #[serde(flatten)]
    pub delivery: Delivery,
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
    /// Why it is sent back: needed for `rejected`.
    #[serde(default, alias = "rejection_reason")]
    pub reason: String,
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

/// An order of which goods are to come, without prices: `…/purchase-orders/{id}/items` says what, `…/{id}/receive` takes it
/// in.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectedRecord {
    pub id: PurchaseId,
    pub po_number: String,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub status: state::Status,
    pub order_date: Day,
    pub expected_delivery_date: Option<Day>,
    pub days_overdue: i64,
    /// `low`, `medium`, `high` or `critical`; none when it is not late.
    pub severity: Option<state::Severity>,
    /// For the If-Match of a receipt.
    pub version: i64,
}

impl ExpectedRecord {
    pub(super) fn of(order: Purchase, today: Day) -> Self {
        let lateness = order.lateness(today);
        Self {
            id: order.id,
            po_number: order.po_number,
            supplier_id: order.supplier_id,
            supplier_name: order.supplier_name,
            status: order.status,
            order_date: order.order_date,
            expected_delivery_date: order.expected_delivery_date,
            days_overdue: lateness.days,
            severity: lateness.severity,
            version: order.version,
        }
    }
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
    let order = purchasing::find(view, id)?;
    Ok(PurchaseDetail {
        tax_rows: purchasing::totals(&lines)?.rows,
        mail_leaves_at: purchasing::leaves_at(view, &order)?,
        order,
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
        delivery,
        items: items.into_iter().map(of).collect(),
        photos: photos.iter().map(|(photo, _)| *photo).collect(),
    })
}
