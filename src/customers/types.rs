//! What customers are made of.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Allergen;
use crate::i18n::Lang;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::codes::codes;
use crate::values::ids::{CustomerId, InvoiceId, OrderId, PointId, PriceListId, RouteId};
use crate::values::money::{Money, Rate};
use crate::values::tax::TaxMode;

codes! {
    /// What kind of customer; retail pays gross prices, the others net ones.
    CustomerType { Retail = "retail", Wholesale = "wholesale", Restaurant = "restaurant", Hotel = "hotel" }
}
codes! {
    /// How the customer is organised.
    BusinessType { Individual = "individual", Business = "business", CentralBakery = "central_bakery" }
}
codes! {
    /// How good the customer is at paying, kept by a job.
    Standing { Good = "good_standing", Overdue = "overdue", Suspended = "suspended" }
}
codes! {
    /// How often the customer is invoiced.
    Rhythm { PerOrder = "per_order", Weekly = "weekly", Fortnightly = "fortnightly", Monthly = "monthly" }
}
codes! {
    Contact { Email = "email", Phone = "phone", Whatsapp = "whatsapp" }
}
codes! {
    Tier { Standard = "standard", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}

impl CustomerType {
    pub const fn is_business(self) -> bool {
        !matches!(self, Self::Retail)
    }

    /// How often it is invoiced unless told. A consumer's invoice is issued with the delivery, and never later than the last
    /// day of its month (RD 1619/2012 arts. 11 and 13).
    pub const fn usual_rhythm(self) -> Rhythm {
        match self.is_business() {
            true => Rhythm::Fortnightly,
            false => Rhythm::PerOrder,
        }
    }
}

impl From<CustomerType> for TaxMode {
    fn from(customer_type: CustomerType) -> Self {
        if customer_type.is_business() {
            Self::Net
        } else {
            Self::Gross
        }
    }
}

/// A payer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Customer {
    pub id: CustomerId,
    /// The customer's number, from 1.
    pub code: i64,
    pub customer_type: CustomerType,
    pub business_type: BusinessType,
    pub business_name: String,
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub secondary_phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub tax_id: Option<String>,
    pub equivalence_surcharge: bool,
    pub price_list_id: Option<PriceListId>,
    /// Standing discount on every order.
    pub discount_percentage: Rate,
    pub credit_limit: Option<Money>,
    pub credit_term_days: i64,
    pub payment_status: Standing,
    pub invoice_rhythm: Rhythm,
    /// Fresh food is paid within 30 days of each delivery.
    pub fresh_food_term: bool,
    pub reminders_on: bool,
    pub notes_with_prices: bool,
    pub customer_notes: String,
    pub preferred_contact_method: Option<Contact>,
    pub loyalty_tier: Tier,
    pub lang: Lang,
    pub is_active: bool,
    pub total_lifetime_value: Money,
    pub total_orders: i64,
    #[schema(value_type = Option<String>, format = Date)]
    pub last_order_date: Option<Day>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

impl Customer {
    /// The business, or the person where there is none.
    pub fn name(&self) -> &str {
        if self.business_name.is_empty() {
            &self.contact_name
        } else {
            &self.business_name
        }
    }

    pub const fn is_business(&self) -> bool {
        self.customer_type.is_business()
    }

    /// A consumer: neither buys as a business nor has a business's name.
    pub const fn is_private(&self) -> bool {
        !self.is_business() && self.business_name.is_empty()
    }

    /// Whether a private person who is invoiced gets one invoice for a fortnight, as all did before: the law wants theirs with
    /// the delivery (RD 1619/2012 art. 11).
    pub fn asks_for_per_order(&self) -> bool {
        self.is_private() && self.tax_id.is_some() && self.invoice_rhythm == Rhythm::Fortnightly
    }

    /// The customer as it would be typed again, for changes of a field or two.
    pub fn to_new(&self) -> NewCustomer {
        NewCustomer {
            customer_type: self.customer_type,
            business_type: self.business_type,
            business_name: self.business_name.clone(),
            contact_name: self.contact_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            secondary_phone: self.secondary_phone.clone(),
            address_line1: self.address_line1.clone(),
            address_line2: self.address_line2.clone(),
            city: self.city.clone(),
            postal_code: self.postal_code.clone(),
            province: self.province.clone(),
            country: self.country.clone(),
            tax_id: self.tax_id.clone(),
            equivalence_surcharge: self.equivalence_surcharge,
            price_list_id: self.price_list_id,
            discount_percentage: self.discount_percentage,
            credit_limit: self.credit_limit,
            credit_term_days: Some(self.credit_term_days),
            invoice_rhythm: self.invoice_rhythm,
            fresh_food_term: self.fresh_food_term,
            reminders_on: self.reminders_on,
            notes_with_prices: self.notes_with_prices,
            customer_notes: self.customer_notes.clone(),
            preferred_contact_method: self.preferred_contact_method,
            lang: self.lang,
            route_id: None,
        }
    }
}

/// A customer as typed.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    pub customer_type: CustomerType,
    pub business_type: BusinessType,
    pub business_name: String,
    /// Who is asked for; a business without one is asked for by its name.
    pub contact_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub secondary_phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub country: String,
    pub tax_id: Option<String>,
    pub equivalence_surcharge: bool,
    pub price_list_id: Option<PriceListId>,
    pub discount_percentage: Rate,
    pub credit_limit: Option<Money>,
    /// None: the bakery's usual terms for a business, at once for retail.
    pub credit_term_days: Option<i64>,
    pub invoice_rhythm: Rhythm,
    pub fresh_food_term: bool,
    pub reminders_on: bool,
    pub notes_with_prices: bool,
    pub customer_notes: String,
    pub preferred_contact_method: Option<Contact>,
    pub lang: Lang,
    /// The round that the first delivery point is on; not looked at in edits.
    pub route_id: Option<RouteId>,
}

impl Default for NewCustomer {
    fn default() -> Self {
        Self {
            customer_type: CustomerType::Retail,
            business_type: BusinessType::Individual,
            business_name: String::new(),
            contact_name: String::new(),
            email: None,
            phone: None,
            secondary_phone: None,
            address_line1: String::new(),
            address_line2: String::new(),
            city: String::new(),
            postal_code: String::new(),
            province: String::new(),
            country: "España".to_owned(),
            tax_id: None,
            equivalence_surcharge: false,
            price_list_id: None,
            discount_percentage: Rate::ZERO,
            credit_limit: None,
            credit_term_days: None,
            invoice_rhythm: CustomerType::Retail.usual_rhythm(),
            fresh_food_term: true,
            reminders_on: true,
            notes_with_prices: false,
            customer_notes: String::new(),
            preferred_contact_method: None,
            lang: Lang::Es,
            route_id: None,
        }
    }
}

/// Where goods go.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DeliveryPoint)]
pub struct Point {
    pub id: PointId,
    pub customer_id: CustomerId,
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub delivery_notes: String,
    pub route_id: Option<RouteId>,
    /// Its place on the round, from 1; 0 where it has none.
    pub stop_order: i64,
    #[schema(value_type = Option<String>)]
    pub window_from: Option<Time>,
    #[schema(value_type = Option<String>)]
    pub window_until: Option<Time>,
    pub is_active: bool,
    pub version: i64,
}

/// A delivery point as typed.
#[derive(Debug, Clone, Default)]
pub struct NewPoint {
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub address_line1: String,
    pub address_line2: String,
    pub city: String,
    pub postal_code: String,
    pub province: String,
    pub delivery_notes: String,
    pub route_id: Option<RouteId>,
    /// None: last on the round.
    pub stop_order: Option<i64>,
    pub window_from: Option<Time>,
    pub window_until: Option<Time>,
}

/// What a person must not eat: health data, kept only with consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllergenNotes {
    pub allergens: Vec<Allergen>,
    pub allergen_notes: String,
    /// The day on which the customer agreed that this is kept.
    pub consent_date: Day,
}

/// What an amount of exposure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExposureOf {
    Order(OrderId),
    Invoice(InvoiceId),
    /// What the customer has paid and no invoice has used yet, below zero.
    Credit(CustomerId),
}

impl ExposureOf {
    /// The row that it stands in: its kind and its id.
    pub(super) const fn row(self) -> (&'static str, uuid::Uuid) {
        match self {
            Self::Order(id) => ("order", id.0),
            Self::Invoice(id) => ("invoice", id.0),
            Self::Credit(id) => ("credit", id.0),
        }
    }
}
