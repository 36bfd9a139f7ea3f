//! Orders: what a customer wants, when and where; reckoned once, in one place, for pages, API and jobs.
//!
//! [`quote`] reckons and [`create`] stores exactly that. An order's prices, names and tax rates are those of its delivery
//! day, kept on its lines. After the cut-off ([`days`]) an order goes in only with a reason; from preparing on it is no
//! longer changed.

pub mod api;
mod asked;
mod back;
mod change;
mod codes;
pub mod cost;
mod create;
pub mod days;
pub mod entry;
mod life;
mod limits;
mod notes;
pub mod pages;
mod past;
mod pictures;
mod quote;
mod resolve;
mod state;
mod store;
mod undo;
mod views;
mod waiting;

use rust_decimal::Decimal;

use crate::customers::Contact;
use crate::values::calendar::{Day, Time};
use crate::values::ids::{
    CustomerId, ItemId, LineId, PointId, PriceListId, TaxClassId, TemplateId,
};
use crate::values::money::{Money, Price, Rate};
use crate::values::{PriceUnit, Quantity};

pub use back::{refund, step_back};
pub use change::{Change, LineChange, PutBack, change};
pub use codes::{
    BusinessModel, DeliveryMethod, LineStatus, OrderType, PaymentMethod, PaymentStatus,
    PriceSource, Priority, Source,
};
pub use create::{Taken, create};
pub use life::{
    advance, call_off_undelivered, cancel, confirm, fulfil_line, mark_charge_invoiced,
    prepare_lines, reopen, restore, set_owed, set_payment_status, take_back, unfulfil_line,
};
pub use limits::{
    NotTomorrow, closed, day_errors, first_day, impossible, is_late, next_day, why_not_tomorrow,
};
pub use notes::{OrderNote, add_note, edit_note, notes_of};
pub use past::{history, history_part};
pub use pictures::{add_picture, remove_picture, restore_picture};
pub use quote::{AllergenWarning, Credit, Quote, QuotedLine, draft, quote};
pub use resolve::{Meaning, Wanted, resolve};
pub use state::Status;
pub use store::{
    By, Filter, Line, Listed, MOST_DAYS, MadeBy, Order, OrderView, Sort, counts_of_day,
    counts_of_days, demand, find, find_by_number, last_of, lines, list, listed, made_by, of_day,
    others_of, picture, pictures, recent_customers, sorted, sorted_whole, tax_rows, usual, views,
};
pub use undo::{may_take_change_back, take_change_back};
pub use views::{forget_view, keep_view, restore_view};
pub use waiting::{Waits, why_waiting};

/// Who orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Nobody yet: enough to reckon with shop prices, not to save.
    Nobody,
    Known(CustomerId),
    /// Found by telephone, then by e-mail, or made.
    Contact {
        phone: String,
        name: String,
        email: String,
    },
}

/// How much of a line is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many of the line's unit.
    Units(Decimal),
    /// In base units of the item.
    Base(Quantity),
}

/// The price of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// That of the customer's price list on the delivery day.
    List,
    /// Said by hand, per price unit of the item.
    Hand(Price),
    /// As agreed before, when the order is changed.
    Kept(Price, PriceSource, PriceUnit),
}

/// One line as asked for. Without a product it is a free line with a name and a price of its own.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// The line that this one stays, when an order is changed.
    pub id: Option<LineId>,
    pub product_id: Option<ItemId>,
    /// Name of a free line.
    pub name: String,
    pub quantity: Amount,
    /// Code of a unit or name of a pack; none is the item's own unit.
    pub unit: Option<String>,
    pub price: Asked,
    /// Tax class of a free line; none is that of the settings.
    pub tax_class_id: Option<TaxClassId>,
    /// The rate of a free line as agreed before.
    pub tax_rate: Option<Rate>,
    pub discount_percentage: Rate,
    pub custom_instructions: String,
}

impl NewLine {
    /// So much of an item at its list price.
    pub fn of(product: ItemId, quantity: Amount, unit: Option<String>) -> Self {
        Self {
            id: None,
            product_id: Some(product),
            name: String::new(),
            quantity,
            unit,
            price: Asked::List,
            tax_class_id: None,
            tax_rate: None,
            discount_percentage: Rate::ZERO,
            custom_instructions: String::new(),
        }
    }
}

/// The standing order that an order comes from, and the template's own date.
#[derive(Debug, Clone, Copy)]
pub struct FromStanding {
    pub id: TemplateId,
    pub date: Day,
}

/// What an order that is changed was agreed at, which stays whatever its customer's terms are by now.
#[derive(Debug, Clone, Copy)]
pub struct Agreed {
    pub price_list_id: PriceListId,
    pub discount_percentage: Rate,
}

/// An order as asked for.
#[derive(Debug, Clone)]
pub struct NewOrder {
    pub who: Who,
    /// None is the customer's first.
    pub delivery_point_id: Option<PointId>,
    /// None follows from the customer.
    pub order_type: Option<OrderType>,
    pub order_source: Source,
    pub priority: Priority,
    pub requested_date: Option<Day>,
    pub requested_time: Option<Time>,
    /// None: a van for a point on a route, else pickup.
    pub delivery_method: Option<DeliveryMethod>,
    /// None is the customer's standing discount.
    pub discount_percentage: Option<Rate>,
    /// Delivery charge, net or gross as the price list is.
    pub shipping_charge: Money,
    pub payment_method: Option<PaymentMethod>,
    /// Paid when it was taken.
    pub is_paid: bool,
    pub deposit_amount: Money,
    /// Empty is the address of the delivery point.
    pub delivery_address: String,
    /// Empty is the customer's address.
    pub billing_address: String,
    pub delivery_notes: String,
    pub internal_notes: String,
    pub notes: String,
    pub communication_preference: Option<Contact>,
    pub business_model: Option<BusinessModel>,
    /// Why it goes in after the cut-off; only with `may_be_late`.
    pub late_reason: String,
    /// Who asks has the permission for late orders.
    pub may_be_late: bool,
    /// The customer wants it although it holds what they avoid.
    pub allergen_override: bool,
    pub standing: Option<FromStanding>,
    /// None for an order that is new.
    pub agreed: Option<Agreed>,
    pub lines: Vec<NewLine>,
}

impl NewOrder {
    /// An order with nothing in it yet.
    pub const fn from(who: Who, order_source: Source) -> Self {
        Self {
            who,
            delivery_point_id: None,
            order_type: None,
            order_source,
            priority: Priority::Standard,
            requested_date: None,
            requested_time: None,
            delivery_method: None,
            discount_percentage: None,
            shipping_charge: Money::ZERO,
            payment_method: None,
            is_paid: false,
            deposit_amount: Money::ZERO,
            delivery_address: String::new(),
            billing_address: String::new(),
            delivery_notes: String::new(),
            internal_notes: String::new(),
            notes: String::new(),
            communication_preference: None,
            business_model: None,
            late_reason: String::new(),
            may_be_late: false,
            allergen_override: false,
            standing: None,
            agreed: None,
            lines: Vec::new(),
        }
    }
}
