//! Purchase orders: made from needs or by hand, approved, mailed to the supplier as a frozen document, received.
//! Quantities are 1/1,000 base units, prices euros for one kg, litre or piece, without tax; amounts are cents.

pub mod api;
mod deliveries;
pub mod jobs;
mod letter;
mod life;
mod lines;
pub mod pages;
mod paper;
mod photos;
mod receiving;
mod reversing;
mod sending;
pub mod state;
mod store;
mod unattended;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::catalog;
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::planning::{self, Need, maths::Urgency};
use crate::settings;
use crate::suppliers::{self, Supplier, unit_of};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{ItemId, NeedId, PurchaseId, PurchaseLineId, SupplierId, UserId};
use crate::values::{
    BaseUnit, Money, Price, Quantity, Rate, TaxLine, TaxMode, Totals, Unit, tax_rows,
};
use state::{Priority, Severity, Status, colour};

pub use deliveries::{Delivery, DeliveryItem};
pub use letter::{hold, leaves_at, may_leave};
pub use life::{as_seen, cancel, close, confirm, dispatch, reject, restore, submit, withdraw};
pub use lines::{add_line, ask_for, change_line, edit, put_line_back, remove_line};
pub use photos::{add_photo, photo_kind};
pub use receiving::{
    DeliveredLine, NewDelivery, announce, everything_open, receive, set_delivery_status,
};
pub use reversing::reverse;
pub use sending::{Amendment, amend, approve, document, send};
pub use store::{
    Filter, awaited, count_by_status, deliveries, delivery, delivery_items, find, history_of_item,
    line, lines, list, mails, of_supplier, photo, photos, version_document, versions,
};
pub use store::{Waiting, waiting};
pub use unattended::{Made, order_urgent, tell_waiting};

/// A purchase order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PurchaseOrder)]
pub struct Purchase {
    pub id: PurchaseId,
    pub po_number: String,
    pub supplier_id: SupplierId,
    pub supplier_name: String,
    pub order_date: Day,
    /// The day by which the goods are asked for.
    pub required_delivery_date: Option<Day>,
    /// As the supplier said, else as asked for.
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

/// A line of a purchase order.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: PurchaseLineId,
    pub purchase_order_id: PurchaseId,
    pub position: i64,
    pub ingredient_id: ItemId,
    pub ingredient_name: String,
    pub base_unit: BaseUnit,
    pub supplier_product_code: String,
    pub quantity_ordered: Quantity,
    pub quantity_received: Quantity,
    pub pack_name: String,
    pub pack_size: Quantity,
    pub unit_price: Price,
    pub discount_percentage: Rate,
    pub line_total: Money,
    pub tax_rate: Rate,
    pub quality_notes: String,
}

impl Line {
    pub const fn unit(&self) -> Unit {
        unit_of(self.base_unit)
    }

    /// What has not come yet.
    pub fn open(&self) -> Quantity {
        (self.quantity_ordered - self.quantity_received).max(Quantity::ZERO)
    }

    /// What one kg, litre or piece really costs, the discount taken off.
    ///
    /// # Errors
    /// Only when it does not fit.
    pub fn net_price(&self) -> Result<Price> {
        self.unit_price
            .less(self.discount_percentage)
            .map_err(Error::internal)
    }

    /// How many packs the order is, when it is a whole number of packs with a name.
    pub fn whole_packs(&self) -> Option<i64> {
        self.packs_of(self.quantity_ordered)
    }

    /// The same of what has not come yet.
    pub fn open_packs(&self) -> Option<i64> {
        self.packs_of(self.open())
    }

    fn packs_of(&self, quantity: Quantity) -> Option<i64> {
        let packs = quantity.packs(self.pack_size).ok()?;
        let whole = self.pack_size.times(packs.into()).ok()? == quantity;
        (whole && !self.pack_name.is_empty()).then_some(packs)
    }
}

/// A purchase order as typed or sent.
#[derive(Debug, Clone)]
pub struct NewPurchase {
    pub supplier_id: SupplierId,
    /// None: the supplier's next delivery day after the lead time.
    pub required_delivery_date: Option<Day>,
    pub priority: Priority,
    /// None: the supplier's.
    pub payment_terms: Option<String>,
    /// None: the bakery's own address.
    pub delivery_address: Option<String>,
    pub internal_notes: String,
    pub supplier_notes: String,
    pub lines: Vec<NewLine>,
}

impl NewPurchase {
    pub const fn to(supplier_id: SupplierId, lines: Vec<NewLine>) -> Self {
        Self {
            supplier_id,
            required_delivery_date: None,
            priority: Priority::Normal,
            payment_terms: None,
            delivery_address: None,
            internal_notes: String::new(),
            supplier_notes: String::new(),
            lines,
        }
    }
}

/// A line as typed or sent.
#[derive(Debug, Clone)]
pub struct NewLine {
    pub ingredient_id: ItemId,
    pub quantity_ordered: Quantity,
    /// None: what the supplier asks for that quantity today.
    pub unit_price: Option<Price>,
    pub discount_percentage: Rate,
    /// None: as the supplier's list says.
    pub tax_rate: Option<Rate>,
    pub quality_notes: String,
}

impl NewLine {
    pub const fn of(ingredient_id: ItemId, quantity_ordered: Quantity) -> Self {
        Self {
            ingredient_id,
            quantity_ordered,
            unit_price: None,
            discount_percentage: Rate::ZERO,
            tax_rate: None,
            quality_notes: String::new(),
        }
    }
}

/// What of the head may change before it is sent.
#[derive(Debug, Clone)]
pub struct Head {
    pub required_delivery_date: Option<Day>,
    pub priority: Priority,
    pub payment_terms: String,
    pub delivery_address: String,
    pub internal_notes: String,
    pub supplier_notes: String,
}

/// How late an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lateness {
    pub days: i64,
    pub severity: Option<Severity>,
    /// `green`, `yellow` or `red`.
    pub colour: &'static str,
}

impl Purchase {
    /// How late its goods are on `day`; nothing is late that was never sent, or is done with.
    pub fn lateness(&self, day: Day) -> Lateness {
        let expected = self
            .expected_delivery_date
            .filter(|_| self.status.is_with_supplier());
        let days = expected.map_or(0, |expected| expected.days_until(day).max(0));
        let severity = Severity::of(days);
        Lateness {
            days,
            severity,
            colour: colour(severity),
        }
    }
}

/// Makes a draft. An open need that its lines fill is ordered by it; one that they fill in part is what is missing still.
///
/// # Errors
/// [`Error::Invalid`] with every wrong field: no lines, an item that is not bought or stands there twice, a quantity or price
/// that cannot be.
pub fn create(tx: &Tx, new: &NewPurchase) -> Result<PurchaseId> {
    let id = write(tx, new)?;
    let mut ordered: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for line in &new.lines {
        *ordered.entry(line.ingredient_id).or_default() += line.quantity_ordered;
    }
    for (item, quantity) in ordered {
        planning::order_by_hand(tx, item, quantity, id)?;
    }
    Ok(id)
}

fn write(tx: &Tx, new: &NewPurchase) -> Result<PurchaseId> {
    let supplier = suppliers::find(tx, new.supplier_id)?;
    if !supplier.is_active {
        return Err(Error::field("supplier_id", "purchasing-supplier-inactive"));
    }
    if new.lines.is_empty() {
        return Err(Error::field("lines", "purchasing-no-lines"));
    }
    let mut drawn = Vec::with_capacity(new.lines.len());
    let mut errors = FieldErrors::default();
    let mut lead_days = 0;
    for (at, line) in new.lines.iter().enumerate() {
        match lines::draw(tx, &supplier, line) {
            Ok((line, days)) => {
                if drawn
                    .iter()
                    .any(|known: &Line| known.ingredient_id == line.ingredient_id)
                {
                    errors.add(format!("lines.{at}.ingredient_id"), "purchasing-twice");
                }
                lead_days = lead_days.max(days);
                drawn.push(line);
            }
            Err(Error::Invalid(wrong)) => {
                for error in wrong.0 {
                    errors.add(format!("lines.{at}.{}", error.field), error.message);
                }
            }
            Err(error) => return Err(error),
        }
    }
    errors.or(())?;
    let shut = planning::shut(tx, tx.today())?;
    let usual = supplier.delivery_day(tx.today(), lead_days, &shut);
    let day = new.required_delivery_date.unwrap_or(usual);
    if day < tx.today() {
        return Err(Error::field(
            "required_delivery_date",
            "purchasing-day-past",
        ));
    }
    let purchase = head_of(tx, new, &supplier, day)?;
    store::insert(tx, &purchase)?;
    for (at, line) in drawn.iter().enumerate() {
        let position = i64::try_from(at).unwrap_or_default() + 1;
        store::insert_line(
            tx,
            &Line {
                id: tx.id(),
                purchase_order_id: purchase.id,
                position,
                ..line.clone()
            },
        )?;
    }
    lines::count(tx, purchase.id)?;
    told_of_creation(tx, &find(tx, purchase.id)?, drawn.len())?;
    Ok(purchase.id)
}

fn told_of_creation(tx: &Tx, purchase: &Purchase, count: usize) -> Result<()> {
    let payload = json!({
        "po_id": purchase.id,
        "po_number": purchase.po_number,
        "supplier_id": purchase.supplier_id,
        "supplier_name": purchase.supplier_name,
        "total_amount": purchase.total_amount,
        "item_count": count,
        "expected_delivery_date": purchase.expected_delivery_date,
        "status": purchase.status,
    });
    events::record(
        tx,
        Happened::new("purchase", Some(purchase.id.0), "created")
            .states(None, Status::Draft.code())
            .event("purchase_order_created", "procurement.po_created", payload),
    )
}

fn head_of(tx: &Tx, new: &NewPurchase, supplier: &Supplier, day: Day) -> Result<Purchase> {
    let desk = suppliers::order_desk(tx, supplier)?;
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Ok(Purchase {
        id: tx.id(),
        po_number: next_number(tx)?,
        supplier_id: supplier.id,
        supplier_name: supplier.name.clone(),
        order_date: tx.today(),
        required_delivery_date: Some(day),
        expected_delivery_date: Some(day),
        actual_delivery_date: None,
        status: Status::Draft,
        priority: new.priority,
        payment_terms: filled(&new.payment_terms).unwrap_or_else(|| supplier.payment_terms.clone()),
        payment_status: "unpaid".to_owned(),
        subtotal: Money::ZERO,
        tax_amount: Money::ZERO,
        total_amount: Money::ZERO,
        delivery_address: filled(&new.delivery_address).unwrap_or_else(|| own_address(tx)),
        contact_person: desk.person,
        contact_phone: desk.phone,
        contact_email: desk.email,
        internal_notes: new.internal_notes.trim().to_owned(),
        supplier_notes: new.supplier_notes.trim().to_owned(),
        rejection_reason: None,
        document_version: 1,
        approved_by: None,
        approved_at: None,
        sent_at: None,
        confirmed_at: None,
        received_at: None,
        created_by: tx.actor.user_id,
        created_at: tx.now,
        updated_at: tx.now,
        version: 1,
    })
}

/// `PO-2026-1120-001`: counted by day, in this transaction.
fn next_number(tx: &Tx) -> Result<String> {
    let today = tx.today();
    let series = format!("PO-{}-{:02}{:02}", today.year(), today.month(), today.day());
    let number = tx.next_number(&series)?;
    Ok(format!("{series}-{number:03}"))
}

/// The bakery's own address in one line.
pub fn own_address(view: &View) -> String {
    let text = |key| view.settings.text(key);
    let town = format!("{} {}", text(settings::POSTCODE), text(settings::TOWN));
    [text(settings::STREET), town.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Makes a draft of all open needs that this supplier fills; the needs are ordered by it.
///
/// # Errors
/// A conflict when nothing is needed from them.
pub fn create_from_needs(tx: &Tx, supplier: SupplierId) -> Result<PurchaseId> {
    let needs = planning::needs_of(tx, supplier)?;
    if needs.is_empty() {
        return Err(Error::conflict("purchasing-nothing-needed"));
    }
    from_needs(tx, supplier, &needs)
}

/// Makes a draft of these needs, all to be filled by one supplier.
///
/// # Errors
/// Those of [`create`]; a conflict when one is ordered or withdrawn already.
pub fn from_needs(tx: &Tx, supplier: SupplierId, needs: &[Need]) -> Result<PurchaseId> {
    let lines = needs
        .iter()
        .map(|need| NewLine::of(need.ingredient_id, need.recommended_order_quantity));
    let worst = needs.iter().map(|need| need.urgency).max();
    let new = NewPurchase {
        priority: priority_of(worst.unwrap_or(Urgency::Low)),
        ..NewPurchase::to(supplier, lines.collect())
    };
    let id = write(tx, &new)?;
    let ids: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
    for need in ids {
        planning::mark_ordered(tx, need, id)?;
    }
    Ok(id)
}

const fn priority_of(urgency: Urgency) -> Priority {
    match urgency {
        Urgency::Critical => Priority::Critical,
        Urgency::High => Priority::High,
        Urgency::Medium => Priority::Normal,
        Urgency::Low => Priority::Low,
    }
}

/// Sums and tax per rate of these lines; prices are without tax.
///
/// # Errors
/// Only when they do not fit.
pub fn totals(lines: &[Line]) -> Result<Totals> {
    let taxed: Vec<TaxLine> = lines
        .iter()
        .map(|line| TaxLine {
            rate: line.tax_rate,
            amount: line.line_total,
        })
        .collect();
    tax_rows(TaxMode::Net, &taxed, Money::ZERO, Money::ZERO).map_err(Error::internal)
}

/// Moves an order to another state.
///
/// # Errors
/// A conflict naming the states that may follow.
fn step(tx: &Tx, purchase: &Purchase, to: Status) -> Result<()> {
    if !purchase.status.may_become(to) || !store::set_status(tx, purchase.id, purchase.status, to)?
    {
        return Err(refused(purchase.status));
    }
    Ok(())
}

pub(crate) fn refused(status: Status) -> Error {
    let extra = json!({ "status": status.code(), "allowed": status.next() });
    let message = Message::new(format!("purchasing-refused-{}", status.code()));
    Error::Conflict(message, Some(extra))
}

fn moved(purchase: &Purchase, to: Status, action: &'static str) -> Happened {
    Happened::new("purchase", Some(purchase.id.0), action)
        .states(purchase.status.code().to_owned(), to.code())
}

/// Orders whose goods are late, the latest first.
///
/// # Errors
/// Only those of the database.
pub fn overdue(view: &View) -> Result<Vec<(Purchase, Lateness)>> {
    let today = view.today();
    let late = store::expected_before(view, today)?;
    Ok(late
        .into_iter()
        .map(|purchase| {
            let lateness = purchase.lateness(today);
            (purchase, lateness)
        })
        .collect())
}

/// The hourly look at what is late: an order that became late, or later by a degree, is told of once. Returns how many
/// are late and how many of them are news.
///
/// # Errors
/// Only those of the database.
pub fn tell_overdue(tx: &Tx) -> Result<(usize, usize)> {
    let late = overdue(tx)?;
    let mut news = 0;
    for (purchase, lateness) in &late {
        let Some(severity) = lateness.severity else {
            continue;
        };
        if store::was_told(
            tx,
            purchase.id,
            severity.code(),
            purchase.expected_delivery_date,
        )? {
            continue;
        }
        news += 1;
        let payload = json!({
            "po_id": purchase.id,
            "po_number": purchase.po_number,
            "supplier_name": purchase.supplier_name,
            "expected_delivery_date": purchase.expected_delivery_date,
            "days_overdue": lateness.days,
            "severity": severity,
        });
        events::record(
            tx,
            Happened::new("purchase", Some(purchase.id.0), "overdue")
                .states(None, severity.code())
                .because(
                    purchase
                        .expected_delivery_date
                        .map(|day| day.to_string())
                        .unwrap_or_default(),
                )
                .event("delivery.overdue", "delivery.overdue", payload),
        )?;
    }
    Ok((late.len(), news))
}

/// Whether the item's goods go into the ledger.
fn has_stock(tx: &Tx, item: ItemId) -> Result<bool> {
    Ok(!catalog::find(tx, item)?.is_service)
}
