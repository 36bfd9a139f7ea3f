//! Sets of weekdays.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CalendarError, Day, weekday_short};
use crate::i18n::Lang;

/// A set of weekdays; stored as an INTEGER with Monday as bit 0 and Sunday as bit 6, in JSON a list of 1 to 7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);

    /// From numbers 1 (Monday) to 7 (Sunday).
    ///
    /// # Errors
    /// `Weekday` for another number.
    pub fn from_numbers(numbers: &[u8]) -> Result<Self, CalendarError> {
        numbers.iter().try_fold(Self::NONE, |set, &number| {
            let set = set.with(number);
            set.has(number).then_some(set).ok_or(CalendarError::Weekday)
        })
    }

    /// From the stored bits.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits <= Self::ALL.0 {
            Some(Self(bits))
        } else {
            None
        }
    }

    pub const fn bits(self) -> u8 {
        self.0
    }

    /// With weekday 1 to 7 added; any other number changes nothing.
    #[must_use]
    pub const fn with(self, weekday: u8) -> Self {
        Self(self.0 | Self::bit(weekday))
    }

    /// With weekday 1 to 7 taken out.
    #[must_use]
    pub const fn without(self, weekday: u8) -> Self {
        Self(self.0 & !Self::bit(weekday))
    }

    /// Whether weekday 1 to 7 is in the set.
    pub const fn has(self, weekday: u8) -> bool {
        self.0 & Self::bit(weekday) != 0
    }

    pub fn contains(self, day: Day) -> bool {
        self.has(day.weekday())
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The numbers 1 to 7 in the set, Monday first.
    pub fn numbers(self) -> impl Iterator<Item = u8> {
        (1..=7).filter(move |weekday| self.has(*weekday))
    }

    /// Short names, with runs of three or more drawn together: "lun–vie, dom".
    pub fn short(self, lang: Lang) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut weekday = 1;
        while weekday <= 7 {
            let run = (weekday..=7).take_while(|day| self.has(*day)).count();
            let run = u8::try_from(run).unwrap_or(7);
            if run >= 3 {
                let last = weekday_short(weekday + run - 1, lang);
                parts.push(format!("{}–{last}", weekday_short(weekday, lang)));
            } else {
                parts.extend(
                    (weekday..weekday + run).map(|day| weekday_short(day, lang).to_owned()),
                );
            }
            weekday += run + 1;
        }
        parts.join(", ")
    }

    const fn bit(weekday: u8) -> u8 {
        match weekday {
            1..=7 => 1 << (weekday - 1),
            _ => 0,
        }
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.numbers()).finish()
    }
}

impl FromIterator<u8> for Weekdays {
    /// Numbers other than 1 to 7 are left out.
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Self {
        numbers.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.numbers())
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = Vec::<u8>::deserialize(deserializer)?;
        Self::from_numbers(&numbers).map_err(serde::de::Error::custom)
    }
}

impl ToSql for Weekdays {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(i64::from(self.0).into())
    }
}

impl FromSql for Weekdays {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bits = value.as_i64()?;
        u8::try_from(bits)
            .ok()
            .and_then(Self::from_bits)
            .ok_or(FromSqlError::OutOfRange(bits))
    }
}

impl utoipa::PartialSchema for Weekdays {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ArrayBuilder::new()
            .items(
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::Integer)
                    .minimum(Some(1))
                    .maximum(Some(7)),
            )
            .description(Some("Weekdays, 1 (Monday) to 7 (Sunday)"))
            .examples([serde_json::json!([1, 2, 3, 4, 5])])
            .into()
    }
}

impl utoipa::ToSchema for Weekdays {}
