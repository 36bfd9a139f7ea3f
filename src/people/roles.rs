//! Who may do what: permissions are named by routes and granted to roles in one table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a route may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    SeeToday,
    SeeOrders,
    EditOrders,
    /// Give a completed order back.
    RefundOrders,
    /// In after the cut-off, with a reason: the owner's alone.
    LateOrders,
    /// Until when orders are taken.
    EditCutoffs,
    SeeCustomers,
    EditCustomers,
    /// Allergen notes are health data.
    SeeAllergenNotes,
    SeeItems,
    EditItems,
    SeePrices,
    SeeCosts,
    SeeProduction,
    TickProduction,
    /// Every route; drivers without it see their own.
    SeeAllRoutes,
    Deliver,
    /// Delivery notes by the API; drivers see their own.
    SeeNotes,
    EditNotes,
    SeeInvoices,
    IssueInvoices,
    TakePayments,
    SeeStock,
    EditStock,
    EditRecipes,
    SeeBuying,
    EditBuying,
    ApproveBuying,
    ReceiveGoods,
    /// What of purchases came and is to come, by the API; prices only for who may see costs.
    SeeDeliveries,
    SeeSettings,
    EditSettings,
    ManagePeople,
    SeeHistory,
    SeeMail,
    SeeJobs,
    RunJobs,
    SeeBackups,
    Import,
    CloseDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Owner,
    Manager,
    Counter,
    Baker,
    Driver,
    Accountant,
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Manager,
        Self::Counter,
        Self::Baker,
        Self::Driver,
        Self::Accountant,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Counter => "counter",
            Self::Baker => "baker",
            Self::Driver => "driver",
            Self::Accountant => "accountant",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The table of grants.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Owner => true,
            Self::Manager => !matches!(
                permission,
                P::ManagePeople | P::EditSettings | P::LateOrders
            ),
            Self::Counter => matches!(
                permission,
                P::SeeToday
                    | P::SeeOrders
                    | P::EditOrders
                    | P::SeeCustomers
                    | P::EditCustomers
                    | P::SeeAllergenNotes
                    | P::SeeItems
                    | P::SeePrices
                    | P::SeeProduction
                    | P::SeeAllRoutes
                    | P::Deliver
                    | P::SeeNotes
                    | P::EditNotes
                    | P::SeeInvoices
                    | P::TakePayments
                    | P::SeeStock
                    | P::ReceiveGoods
                    | P::SeeDeliveries
                    | P::SeeBackups
                    | P::SeeHistory
            ),
            Self::Baker => matches!(
                permission,
                P::SeeToday
                    | P::SeeItems
                    | P::SeeProduction
                    | P::TickProduction
                    | P::SeeStock
                    | P::EditStock
                    | P::ReceiveGoods
                    | P::SeeDeliveries
            ),
            Self::Driver => matches!(permission, P::SeeToday | P::Deliver | P::SeeNotes),
            Self::Accountant => matches!(
                permission,
                P::SeeToday
                    | P::SeeOrders
                    | P::SeeCustomers
                    | P::SeeItems
                    | P::SeePrices
                    | P::SeeCosts
                    | P::SeeNotes
                    | P::SeeInvoices
                    | P::SeeStock
                    | P::SeeBuying
                    | P::SeeDeliveries
                    | P::SeeHistory
            ),
        }
    }
}
