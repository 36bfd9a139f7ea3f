//! Record ids: UUIDv7 made from the clock of the transaction and a generator that tests and the demo can seed,
//! stored as 16-byte blobs, written as text in URLs and JSON.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Makes ids. Two generators with the same seed make the same ids for the same instants; those of one millisecond stand in
/// the order in which they were made.
#[derive(Debug)]
pub struct IdGenerator {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// None takes random bits from the operating system.
    seed: Option<u64>,
    /// The millisecond of the last id, and how many were made in it before.
    last: (u64, u32),
}

impl IdGenerator {
    /// Ids with random bits from the operating system.
    pub const fn random() -> Self {
        Self::with(None)
    }

    /// The same ids on every run.
    pub const fn seeded(seed: u64) -> Self {
        Self::with(Some(seed))
    }

    const fn with(seed: Option<u64>) -> Self {
        Self {
            state: Mutex::new(State { seed, last: (0, 0) }),
        }
    }

    /// A UUIDv7 whose time part is `now`.
    pub fn next(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = match state.last {
            (last, made) if last == millis => (last, made.wrapping_add(1)),
            _ => (millis, 0),
        };
        let mut bytes = random_bytes(state.seed.as_mut());
        bytes[..4].copy_from_slice(&counted(state.last.1));
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// The low 26 bits of a count where a UUIDv7 keeps them: 12 after the version, 14 after the variant (RFC 9562, 6.2).
const fn counted(count: u32) -> [u8; 4] {
    let (high, low) = ((count >> 14) & 0xFFF, count & 0x3FFF);
    ((high << 16) | low).to_be_bytes()
}

fn random_bytes(seed: Option<&mut u64>) -> [u8; 10] {
    let mut bytes = [0; 10];
    match seed {
        Some(seed) => {
            for chunk in bytes.chunks_mut(8) {
                let word = splitmix(seed).to_be_bytes();
                chunk.copy_from_slice(&word[..chunk.len()]);
            }
        }
        None => {
            if let Err(error) = getrandom::fill(&mut bytes) {
                tracing::error!(%error, "the operating system gave no random bytes");
            }
        }
    }
    bytes
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, good enough for ids and demo data, never for secrets.
pub fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Declares a typed id: stored as a 16-byte blob, written as a hyphenated UUID.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(self.0.as_bytes().as_slice()))
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                let bytes = value.as_blob()?;
                Uuid::from_slice(bytes).map(Self).map_err(rusqlite::types::FromSqlError::other)
            }
        }
    )+};
}

ids! {
    UserId, SessionId, ItemId, TaxClassId, PriceListId, PackId, CustomerId, PointId, RouteId, OrderId, LineId, OrderNoteId,
    TemplateId, TemplateLineId, PauseId, NoteId, NoteLineId, InvoiceId, PaymentId, LotId, MovementId, LocationId, RecipeId,
    BatchId, SupplierId, SupplierProductId, SupplierContactId, NeedId, PurchaseId, PurchaseLineId, DeliveryId, MailId, ImportId, ReservationId,
    AlertId, DraftId, CountId, OrderPictureId, OrderViewId,
}
