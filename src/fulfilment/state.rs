//! The life of a delivery note.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NoteStatus)]
pub enum Status {
    /// Made at the freeze of its day, waiting to be handed over.
    Prepared,
    Delivered,
    /// Somebody went there and came back with it.
    NotDelivered,
    /// Its order was cancelled or moved before it was handed over, or it came back and was closed; only that is undone.
    Cancelled,
}

impl Status {
    pub const ALL: [Self; 4] = [
        Self::Prepared,
        Self::Delivered,
        Self::NotDelivered,
        Self::Cancelled,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Delivered => "delivered",
            Self::NotDelivered => "not_delivered",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Where it may go from here; back to prepared is the undo of a hand-over that is not invoiced yet.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Prepared => &[Self::Delivered, Self::NotDelivered, Self::Cancelled],
            Self::NotDelivered => &[Self::Delivered, Self::Prepared, Self::Cancelled],
            Self::Delivered => &[Self::Prepared],
            Self::Cancelled => &[],
        }
    }

    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    /// The colour of its tag: `list::tag(kind, …)`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Prepared => "soon",
            Self::Delivered => "done",
            Self::NotDelivered => "late",
            Self::Cancelled => "off",
        }
    }
}
