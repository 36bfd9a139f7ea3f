//! `/api/v1/procurement/purchase-orders`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::state::{DeliveryStatus, Priority, Status};
use super::{
    Amendment, DeliveredLine, Delivery, DeliveryItem, Filter, Head, Lateness, Line, NewDelivery,
    NewLine, NewPurchase, Purchase,
};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission;
use crate::suppliers::api::base_of;
use crate::suppliers::words::Amount;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{
    DeliveryId, ItemId, LotId, PurchaseId, PurchaseLineId, SupplierId, UserId,
};
use crate::values::{Money, Price, Rate, TaxRow};
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

const HERE: &str = "/api/v1/procurement/purchase-orders";

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
    fn read(&self, tx: &Tx, prefix: &str) -> Result<NewLine> {
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
}

impl From<DeliveryItem> for DeliveryItemRecord {
    fn from(item: DeliveryItem) -> Self {
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
    pub severity: Option<super::state::Severity>,
    /// `green`, `yellow` or `red`.
    pub colour: String,
}

fn overdue_of(purchase: &Purchase, lateness: Lateness) -> OverdueRecord {
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

fn detail(view: &View, id: PurchaseId) -> Result<PurchaseDetail> {
    let lines = super::lines(view, id)?;
    Ok(PurchaseDetail {
        tax_rows: super::totals(&lines)?.rows,
        order: super::find(view, id)?.into(),
        items: lines.into_iter().map(LineRecord::from).collect(),
    })
}

fn delivery_record(view: &View, delivery: Delivery) -> Result<DeliveryRecord> {
    let items = super::delivery_items(view, delivery.id)?;
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
        items: items.into_iter().map(DeliveryItemRecord::from).collect(),
    })
}

impl DeliveryRecord {
    /// As those may see it who may not see costs.
    fn priced(mut self, costs: bool) -> Self {
        for item in &mut self.items {
            item.unit_price = item.unit_price.filter(|_| costs);
        }
        self
    }
}

impl DeliveryBody {
    /// Prices are taken from those alone who may see them.
    fn from_whom(mut self, costs: bool) -> Self {
        for item in &mut self.items {
            item.unit_price = item.unit_price.filter(|_| costs);
        }
        self
    }
}

/// `GET …`
///
/// # Errors
/// [`Error::Invalid`] for an unknown state.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let status = match ctx.query.optional("status") {
        None => None,
        Some(code) => {
            Some(Status::from_code(code).ok_or_else(|| Error::field("status", "setting-choice"))?)
        }
    };
    let bad = || Error::field("after", "field-cursor");
    let after = match paging.cursor::<2>()? {
        None => None,
        Some([day, id]) => Some((
            day.parse().map_err(|_| bad())?,
            id.parse().map_err(|_| bad())?,
        )),
    };
    let filter = Filter {
        status,
        after,
        limit: paging.limit,
    };
    let rows = ctx.read(move |view| super::list(view, &filter)).await?;
    let rows = rows.into_iter().map(PurchaseRecord::from).collect();
    json(&List::page(rows, paging.limit, |row: &PurchaseRecord| {
        format!("{}~{}", row.order_date, row.id)
    }))
}

/// `POST …`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let body: PurchaseBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = if body.from_needs {
            super::create_from_needs(tx, body.supplier_id)?
        } else {
            super::create(tx, &body.read(tx)?)?
        };
        if body.submit {
            super::submit(tx, id)?;
        }
        Stored::created(format!("{HERE}/{id}"), &detail(tx, id)?)
    })
    .await
}

impl PurchaseBody {
    fn read(&self, tx: &Tx) -> Result<NewPurchase> {
        let lines = self.items.iter().enumerate();
        let lines = lines
            .map(|(at, line)| line.read(tx, &format!("lines.{at}.")))
            .collect::<Result<_>>()?;
        Ok(NewPurchase {
            supplier_id: self.supplier_id,
            required_delivery_date: self.required_delivery_date,
            priority: self.priority,
            payment_terms: self.payment_terms.clone(),
            delivery_address: self.delivery_address.clone(),
            internal_notes: self.internal_notes.clone(),
            supplier_notes: self.supplier_notes.clone(),
            lines,
        })
    }
}

/// `GET …/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let order = ctx.read(move |view| detail(view, id)).await?;
    json_version(&order, order.order.version)
}

/// `PUT …/{id}`
///
/// # Errors
/// Those of the verbs.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let (version, body): (i64, EditBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let order = ctx
        .write(move |tx| {
            let before = super::find(tx, id)?;
            if before.status.is_editable() {
                super::edit(tx, id, version, &body.head(before))?;
            } else {
                super::amend(tx, id, version, &body.amendment(tx, id)?)?;
            }
            detail(tx, id)
        })
        .await?;
    json_version(&order, order.order.version)
}

impl EditBody {
    fn head(self, before: Purchase) -> Head {
        Head {
            required_delivery_date: self
                .required_delivery_date
                .or(before.required_delivery_date),
            priority: self.priority.unwrap_or(before.priority),
            payment_terms: self.payment_terms.unwrap_or(before.payment_terms),
            delivery_address: self.delivery_address.unwrap_or(before.delivery_address),
            internal_notes: self.internal_notes.unwrap_or(before.internal_notes),
            supplier_notes: self.supplier_notes.unwrap_or(before.supplier_notes),
        }
    }

    fn amendment(self, tx: &Tx, id: PurchaseId) -> Result<Amendment> {
        let mut errors = FieldErrors::default();
        let mut quantities = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.iter().enumerate() {
            let line = super::line(tx, id, item.id)?;
            let name = format!("items.{at}.quantity_ordered");
            let quantity = item
                .quantity_ordered
                .goods(&name, line.base_unit, &mut errors);
            quantities.extend(quantity.map(|quantity| (item.id, quantity)));
        }
        errors.or(Amendment {
            required_delivery_date: self.required_delivery_date,
            supplier_notes: self.supplier_notes,
            quantities,
        })
    }
}

/// Does a verb on an order and answers with the order.
async fn act(
    ctx: Ctx,
    verb: impl FnOnce(&Tx, PurchaseId) -> Result<()> + Send + 'static,
) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    ctx.once(move |tx| {
        verb(tx, id)?;
        Stored::ok(&detail(tx, id)?)
    })
    .await
}

/// `POST …/{id}/submit`
///
/// # Errors
/// Those of the verb.
pub async fn submit(ctx: Ctx) -> Answer {
    act(ctx, super::submit).await
}

/// `POST …/{id}/approve`
///
/// # Errors
/// Those of the verb.
pub async fn approve(ctx: Ctx) -> Answer {
    act(ctx, super::approve).await
}

/// `POST …/{id}/reject`
///
/// # Errors
/// Those of the verb.
pub async fn reject(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| super::reject(tx, id, &body.reason)).await
}

/// `POST …/{id}/send`
///
/// # Errors
/// Those of the verb.
pub async fn send(ctx: Ctx) -> Answer {
    act(ctx, super::send).await
}

/// `POST …/{id}/cancel`
///
/// # Errors
/// Those of the verb.
pub async fn cancel(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| super::cancel(tx, id, &body.reason)).await
}

/// `POST …/{id}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    let body: ReasonBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| super::close(tx, id, &body.reason)).await
}

/// The day that the supplier promised; none: as asked for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ConfirmBody {
    pub expected_delivery_date: Option<Day>,
}

/// `POST …/{id}/confirm`
///
/// # Errors
/// Those of the verb.
pub async fn confirm(ctx: Ctx) -> Answer {
    let body: ConfirmBody = Body::read(&ctx)?;
    act(ctx, move |tx, id| {
        super::confirm(tx, id, body.expected_delivery_date)
    })
    .await
}

/// `POST …/{id}/receive`: what the body says came, or without lines all that is open as it was ordered.
///
/// # Errors
/// Those of the verb.
pub async fn receive(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let body: DeliveryBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let delivery = if body.items.is_empty() {
            NewDelivery {
                announced: body.delivery_id,
                delivery_date: body.delivery_date,
                supplier_delivery_note: body.supplier_delivery_note,
                notes: body.notes,
                ..super::everything_open(tx, id)?
            }
        } else {
            body.from_whom(costs).read(tx, id)?
        };
        let delivery = super::receive(tx, id, &delivery)?;
        Stored::ok(&delivery_record(tx, super::delivery(tx, delivery)?)?.priced(costs))
    })
    .await
}

impl DeliveryBody {
    fn read(self, tx: &Tx, id: PurchaseId) -> Result<NewDelivery> {
        let mut errors = FieldErrors::default();
        let mut lines = Vec::with_capacity(self.items.len());
        for item in self.items {
            let base = super::line(tx, id, item.purchase_order_item_id)?.base_unit;
            let field = |name: &str| format!("lines.{}.{name}", item.purchase_order_item_id);
            let mut goods = |name: &str, amount: Amount| {
                amount
                    .goods(&field(name), base, &mut errors)
                    .unwrap_or_default()
            };
            let delivered = goods("delivered_quantity", item.delivered_quantity);
            let rejected = item
                .rejected_quantity
                .map(|amount| goods("rejected_quantity", amount));
            let accepted = item
                .accepted_quantity
                .map(|amount| goods("accepted_quantity", amount));
            let accepted = accepted.unwrap_or(delivered - rejected.unwrap_or_default());
            if rejected.is_some_and(|rejected| rejected + accepted != delivered) {
                errors.add(field("rejected_quantity"), "purchasing-does-not-add-up");
            }
            lines.push(DeliveredLine {
                line: item.purchase_order_item_id,
                delivered,
                accepted,
                rejection_reason: item.rejection_reason,
                batch_lot_number: item.batch_lot_number,
                expiry: item.expiry_date,
                quality_grade: item.quality_grade,
                unit_price: item.unit_price,
            });
        }
        errors.or(NewDelivery {
            announced: self.delivery_id,
            delivery_date: self.delivery_date,
            supplier_delivery_note: self.supplier_delivery_note,
            notes: self.notes,
            lines,
            accept_more: self.accept_more,
        })
    }
}

/// `GET …/overdue`
///
/// # Errors
/// Those of the database.
pub async fn overdue(ctx: Ctx) -> Answer {
    let late = ctx.read(super::overdue).await?;
    let rows = late
        .iter()
        .map(|(purchase, lateness)| overdue_of(purchase, *lateness));
    json(&List::whole(rows.collect()))
}

/// `GET …/{id}/overdue-status`
///
/// # Errors
/// Not found.
pub async fn overdue_status(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let record = ctx
        .read(move |view| {
            let purchase = super::find(view, id)?;
            let lateness = purchase.lateness(view.today());
            Ok(overdue_of(&purchase, lateness))
        })
        .await?;
    json(&record)
}

/// `GET …/{id}/deliveries`
///
/// # Errors
/// Not found.
pub async fn deliveries(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let rows = ctx
        .read(move |view| {
            super::find(view, id)?;
            let deliveries = super::deliveries(view, id)?;
            deliveries
                .into_iter()
                .map(|delivery| delivery_record(view, delivery))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(rows))
}

/// `POST …/{id}/deliveries`
///
/// # Errors
/// Those of the verbs.
pub async fn add_delivery(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let costs = ctx.may(Permission::SeeCosts);
    let body: DeliveryBody = Body::read(&ctx)?;
    let body = body.from_whom(costs);
    ctx.once(move |tx| {
        let announced = body.status.filter(|status| status.is_announced());
        let new = body.read(tx, id)?;
        let delivery = match announced {
            Some(status) => super::announce(tx, id, status, &new)?,
            None => super::receive(tx, id, &new)?,
        };
        let record = delivery_record(tx, super::delivery(tx, delivery)?)?.priced(costs);
        Stored::created(format!("{HERE}/{id}/deliveries/{delivery}"), &record)
    })
    .await
}

fn delivery_of(view: &View, order: PurchaseId, id: DeliveryId) -> Result<Delivery> {
    let delivery = super::delivery(view, id)?;
    if delivery.purchase_order_id == order {
        Ok(delivery)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET …/{id}/deliveries/{delivery}`
///
/// # Errors
/// Not found.
pub async fn delivery(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let record = ctx
        .read(move |view| delivery_record(view, delivery_of(view, order, id)?))
        .await?;
    json_version(&record, record.version)
}

/// `PATCH …/{id}/deliveries/{delivery}/status`
///
/// # Errors
/// Those of the verb.
pub async fn set_delivery_status(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let (version, body): (i64, DeliveryStatusBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let costs = ctx.may(Permission::SeeCosts);
    let record = ctx
        .write(move |tx| {
            super::set_delivery_status(tx, order, id, version, body.status)?;
            Ok(delivery_record(tx, super::delivery(tx, id)?)?.priced(costs))
        })
        .await?;
    json_version(&record, record.version)
}

/// `GET …/{id}/items`
///
/// # Errors
/// Not found.
pub async fn items(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let rows = ctx
        .read(move |view| {
            super::find(view, id)?;
            super::lines(view, id)
        })
        .await?;
    json(&List::whole(
        rows.into_iter().map(LineRecord::from).collect(),
    ))
}

/// `POST …/{id}/items`
///
/// # Errors
/// Those of the verb.
pub async fn add_item(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let body: LineBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let version = super::find(tx, id)?.version;
        let line = super::add_line(tx, id, version, &body.read(tx, "")?)?;
        let record = LineRecord::from(super::line(tx, id, line)?);
        Stored::created(format!("{HERE}/{id}/items/{line}"), &record)
    })
    .await
}

/// `PUT …/{id}/items/{item}`; `If-Match` names the version of the order.
///
/// # Errors
/// Those of the verb.
pub async fn edit_item(ctx: Ctx) -> Answer {
    let (id, line): (PurchaseId, PurchaseLineId) = (ctx.id("id")?, ctx.id("item")?);
    let (version, body): (i64, LineBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let (record, version) = ctx
        .write(move |tx| {
            super::change_line(tx, id, line, version, &body.read(tx, "")?)?;
            Ok((
                LineRecord::from(super::line(tx, id, line)?),
                super::find(tx, id)?.version,
            ))
        })
        .await?;
    json_version(&record, version)
}

/// `DELETE …/{id}/items/{item}`; `If-Match` names the version of the order.
///
/// # Errors
/// Those of the verb.
pub async fn remove_item(ctx: Ctx) -> Answer {
    let (id, line): (PurchaseId, PurchaseLineId) = (ctx.id("id")?, ctx.id("item")?);
    let version = ctx.if_match()?;
    ctx.write(move |tx| super::remove_line(tx, id, line, version))
        .await?;
    Ok(actix_web::HttpResponse::NoContent().finish())
}
