//! The life of a purchase order, as a table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::values::Money;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = PurchaseStatus)]
pub enum Status {
    /// Being written; lines come and go.
    Draft,
    /// Waiting for somebody who may approve.
    PendingApproval,
    /// Approved, but the supplier does not know: they have no mail address and must be told.
    Approved,
    /// The supplier was told: the mail stands in the outbox, or somebody said that they called.
    Sent,
    /// The supplier has said yes.
    Confirmed,
    /// On its way.
    InTransit,
    /// Some of it has come.
    PartiallyReceived,
    /// All that will come has come.
    Received,
    /// Not approved, with a reason.
    Rejected,
    Cancelled,
}

use Status as S;

/// Every step there is; what is not here is refused. Goods may come before anybody has said that they would, so
/// deliveries are taken in from `sent` on; a change of what was confirmed has to be confirmed anew.
pub const STEPS: &[(Status, Status)] = &[
    (S::Draft, S::PendingApproval),
    (S::PendingApproval, S::Approved),
    (S::PendingApproval, S::Rejected),
    (S::Approved, S::Sent),
    (S::Sent, S::Confirmed),
    (S::Confirmed, S::Sent),
    (S::Sent, S::InTransit),
    (S::Confirmed, S::InTransit),
    (S::Sent, S::PartiallyReceived),
    (S::Confirmed, S::PartiallyReceived),
    (S::InTransit, S::PartiallyReceived),
    (S::Sent, S::Received),
    (S::Confirmed, S::Received),
    (S::InTransit, S::Received),
    (S::PartiallyReceived, S::Received),
    (S::Draft, S::Cancelled),
    (S::PendingApproval, S::Cancelled),
    (S::Approved, S::Cancelled),
    (S::Sent, S::Cancelled),
    (S::Confirmed, S::Cancelled),
    (S::InTransit, S::Cancelled),
    (S::PartiallyReceived, S::Cancelled),
];

impl Status {
    pub const ALL: [Self; 10] = [
        S::Draft,
        S::PendingApproval,
        S::Approved,
        S::Sent,
        S::Confirmed,
        S::InTransit,
        S::PartiallyReceived,
        S::Received,
        S::Rejected,
        S::Cancelled,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            S::Draft => "draft",
            S::PendingApproval => "pending_approval",
            S::Approved => "approved",
            S::Sent => "sent",
            S::Confirmed => "confirmed",
            S::InTransit => "in_transit",
            S::PartiallyReceived => "partially_received",
            S::Received => "received",
            S::Rejected => "rejected",
            S::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub fn may_become(self, next: Self) -> bool {
        STEPS.contains(&(self, next))
    }

    /// The states that can follow, for whoever asked for one that cannot.
    pub fn next(self) -> Vec<&'static str> {
        let steps = STEPS.iter().filter(|(from, _)| *from == self);
        steps.map(|(_, to)| to.code()).collect()
    }

    /// Lines may be added, changed, removed.
    pub const fn is_editable(self) -> bool {
        matches!(self, S::Draft | S::PendingApproval)
    }

    /// The supplier has a document of it.
    pub const fn is_with_supplier(self) -> bool {
        matches!(
            self,
            S::Sent | S::Confirmed | S::InTransit | S::PartiallyReceived
        )
    }

    /// Goods of it are still to come.
    pub const fn is_open(self) -> bool {
        !matches!(self, S::Received | S::Rejected | S::Cancelled)
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    Scheduled,
    InTransit,
    Delivered,
    PartiallyDelivered,
    Rejected,
}

use DeliveryStatus as D;

/// Steps of an announced delivery; taking it in makes it delivered, partially delivered or rejected.
pub const DELIVERY_STEPS: &[(DeliveryStatus, DeliveryStatus)] = &[
    (D::Scheduled, D::InTransit),
    (D::Scheduled, D::Rejected),
    (D::InTransit, D::Rejected),
    (D::Scheduled, D::Delivered),
    (D::InTransit, D::Delivered),
    (D::Scheduled, D::PartiallyDelivered),
    (D::InTransit, D::PartiallyDelivered),
];

impl DeliveryStatus {
    pub const ALL: [Self; 5] = [
        D::Scheduled,
        D::InTransit,
        D::Delivered,
        D::PartiallyDelivered,
        D::Rejected,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            D::Scheduled => "scheduled",
            D::InTransit => "in_transit",
            D::Delivered => "delivered",
            D::PartiallyDelivered => "partially_delivered",
            D::Rejected => "rejected",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Announced, not here yet.
    pub const fn is_announced(self) -> bool {
        matches!(self, D::Scheduled | D::InTransit)
    }

    pub fn may_become(self, next: Self) -> bool {
        DELIVERY_STEPS.contains(&(self, next))
    }
}

/// How late a delivery is: 1 day low, 2 and 3 medium, 4 to 7 high, more critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LatenessSeverity)]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// Nothing when it is not late.
    pub const fn of(days_late: i64) -> Option<Self> {
        match days_late {
            i64::MIN..=0 => None,
            1 => Some(Self::Low),
            2..=3 => Some(Self::Medium),
            4..=7 => Some(Self::High),
            _ => Some(Self::Critical),
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The colour of a delivery: green in time, yellow up to three days late, red from four.
pub const fn colour(severity: Option<Severity>) -> &'static str {
    match severity {
        None => "green",
        Some(Severity::Low | Severity::Medium) => "yellow",
        Some(Severity::High | Severity::Critical) => "red",
    }
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = PurchasePriority)]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Critical,
}

impl Priority {
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Critical];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|priority| priority.code() == code)
    }
}

/// As [`approval_alert`], of an order that has waited so many hours: high after 36, and a critical one urgent after 48.
pub fn waiting_alert(total: Money, priority: Priority, hours: i64) -> &'static str {
    match approval_alert(total, priority) {
        "urgent" => "urgent",
        _ if priority == Priority::Critical && hours >= 48 => "urgent",
        "high" => "high",
        _ if hours >= 36 => "high",
        other => other,
    }
}

/// How loudly an order asks for approval: urgent over 10,000 €, high over 5,000 € or when it is critical, else medium.
pub fn approval_alert(total: Money, priority: Priority) -> &'static str {
    if total > Money::from_cents(1_000_000) {
        "urgent"
    } else if total > Money::from_cents(500_000) || priority == Priority::Critical {
        "high"
    } else {
        "medium"
    }
}
