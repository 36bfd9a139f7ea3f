//! Days, times of day and instants. Business days are [`Day`]s in the bakery's zone, instants are UTC, and [`Zone`] is
//! the only place where one becomes the other.

mod day;
mod parse;
mod time;
mod weekdays;
mod words;
mod zone;

pub use day::{Day, Period};
pub use parse::parse_day;
pub use time::Time;
pub use weekdays::Weekdays;
pub use words::{
    as_typed, day_month, moment, month_name, month_year, period, short, weekday_name,
    weekday_short, words,
};
pub use zone::{Instant, Zone};

/// Why a day, time, zone or instant could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("not a day of the form YYYY-MM-DD")]
    Day,
    #[error("not a time of the form HH:MM")]
    Time,
    #[error("not a time zone of the IANA database")]
    Zone,
    #[error("not an instant of RFC 3339")]
    Instant,
    #[error("not a weekday from 1 (Monday) to 7 (Sunday)")]
    Weekday,
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
