//! Where instants and business days meet.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::{CalendarError, Day, Time};
use crate::values::plumbing::{string_schema, text_value};

/// A moment in UTC to the millisecond; stored as an INTEGER of milliseconds since 1970, in JSON RFC 3339 with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// Nothing for milliseconds outside chrono's calendar.
    pub fn from_millis(millis: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(millis).map(Self)
    }

    pub const fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    pub const fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Later by this much, or earlier below zero; unchanged past the ends of the calendar.
    pub fn plus(self, distance: TimeDelta) -> Self {
        self.0.checked_add_signed(distance).map_or(self, Self::from)
    }

    /// The time from `earlier` to this.
    pub fn since(self, earlier: Self) -> TimeDelta {
        self.0.signed_duration_since(earlier.0)
    }
}

impl From<DateTime<Utc>> for Instant {
    /// Cut to milliseconds, so that what is stored is what was held.
    fn from(utc: DateTime<Utc>) -> Self {
        Self(utc.trunc_subsecs(3))
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.0.timestamp_subsec_millis() == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        f.pad(&self.0.to_rfc3339_opts(format, true))
    }
}

impl FromStr for Instant {
    type Err = CalendarError;

    /// RFC 3339 with any offset.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        DateTime::parse_from_rfc3339(text)
            .map(|instant| instant.to_utc().into())
            .map_err(|_| CalendarError::Instant)
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl ToSql for Instant {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.millis().into())
    }
}

impl FromSql for Instant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        Self::from_millis(millis).ok_or(FromSqlError::OutOfRange(millis))
    }
}

string_schema!(Instant, "Moment in UTC, RFC 3339", "2026-12-23T20:00:00Z");

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    pub const MADRID: Self = Self(Tz::Europe__Madrid);

    /// The zones of Spain, the capital's first.
    pub const SPAIN: [&'static str; 3] = ["Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"];
    /// Continents and seas that zones are named after, the nearest first.
    pub const AREAS: [&'static str; 10] = [
        "Europe",
        "Atlantic",
        "Africa",
        "America",
        "Asia",
        "Australia",
        "Indian",
        "Pacific",
        "Arctic",
        "Antarctica",
    ];

    /// The names of an area's zones as `Area/City`, by name.
    pub fn of_area(area: &str) -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS
            .iter()
            .map(|zone| zone.name())
            .filter(move |name| name.split_once('/').is_some_and(|(first, _)| first == area))
    }

    /// The business day that an instant falls on.
    pub fn day_of(self, at: impl Into<Instant>) -> Day {
        // Only instants thousands of years away have no day.
        Day::from_date(self.local(at).date()).unwrap_or(Day::FIRST)
    }

    /// The time of day that an instant falls on.
    pub fn time_of(self, at: impl Into<Instant>) -> Time {
        Time::from_clock(self.local(at).time())
    }

    /// What clock and calendar on the wall say at an instant.
    pub fn local(self, at: impl Into<Instant>) -> NaiveDateTime {
        at.into().0.with_timezone(&self.0).naive_local()
    }

    /// RFC 3339 with the offset that holds here at that moment: what documents print the day and time of.
    pub fn stamp(self, at: impl Into<Instant>) -> String {
        at.into().0.with_timezone(&self.0).to_rfc3339()
    }

    /// The instant of a wall-clock time. A time that the spring change skips is the first minute that exists after
    /// it (Madrid 02:30 becomes 03:00); one that the autumn change repeats is the first of the two.
    pub fn instant(self, day: Day, time: Time) -> DateTime<Utc> {
        let wall = day.date().and_time(time.clock());
        // The longest gap of the database is a whole day, where a country crossed the date line.
        (0..=2 * 24 * 60)
            .find_map(|minutes| {
                let candidate = wall.checked_add_signed(TimeDelta::minutes(minutes))?;
                self.0.from_local_datetime(&candidate).earliest()
            })
            .map_or_else(|| wall.and_utc(), |instant| instant.to_utc())
    }

    /// The first instant of the day.
    pub fn start_of(self, day: Day) -> DateTime<Utc> {
        self.instant(day, Time::MIDNIGHT)
    }

    /// The first instant of the day and the first after it: `start <= at < end`.
    pub fn bounds(self, day: Day) -> (Instant, Instant) {
        (self.start_of(day).into(), self.start_of(day.next()).into())
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::MADRID
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name())
    }
}

impl FromStr for Zone {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        text.parse().map(Self).map_err(|_| CalendarError::Zone)
    }
}

impl From<Zone> for Tz {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

text_value!(Zone, "Time zone of the IANA database", "Europe/Madrid");
