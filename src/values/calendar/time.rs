//! Times of day, to the minute.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};

use super::CalendarError;
use crate::values::plumbing::text_value;

/// A time of day in whole minutes, 00:00 to 23:59; stored and written as `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(NaiveTime);

impl Time {
    pub const MIDNIGHT: Self = Self(NaiveTime::MIN);

    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        NaiveTime::from_hms_opt(hour, minute, 0).map(Self)
    }

    /// The time this many minutes after midnight, below 1,440.
    pub fn from_minutes(minutes: u32) -> Option<Self> {
        Self::new(minutes / 60, minutes % 60)
    }

    /// The minute that a clock time falls in.
    pub fn from_clock(time: NaiveTime) -> Self {
        Self::new(time.hour(), time.minute()).unwrap_or_default()
    }

    /// Minutes after midnight, 0 to 1,439.
    pub fn minutes(self) -> u32 {
        self.0.hour() * 60 + self.0.minute()
    }

    pub fn hour(self) -> u32 {
        self.0.hour()
    }

    pub fn minute(self) -> u32 {
        self.0.minute()
    }

    pub const fn clock(self) -> NaiveTime {
        self.0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.format("%H:%M").to_string())
    }
}

impl FromStr for Time {
    type Err = CalendarError;

    /// As typed: `7`, `7:05`, `07:05`, `7.05`, `7h05`, `705`, `0705`, `7:05 h`, `7:05 am`, `7 p. m.`; also `07:05:00`, whose
    /// seconds are zero.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let (text, half) = halves(text);
        let (hour, minute) = match text.split_once([':', '.', 'h']) {
            Some((hour, minute)) => (hour, minute.strip_suffix(":00").unwrap_or(minute)),
            None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
            None => (text, "00"),
        };
        if !(1..=2).contains(&hour.len()) || minute.len() != 2 {
            return Err(CalendarError::Time);
        }
        let number = |digits: &str| -> Option<u32> {
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| plain)
        };
        let (hour, minute) = number(hour)
            .zip(number(minute))
            .ok_or(CalendarError::Time)?;
        let hour = match (half, hour) {
            (Some(Half::Morning), 13..) => return Err(CalendarError::Time),
            (Some(Half::Morning), 12) => 0,
            (Some(Half::Afternoon), 1..12) => hour + 12,
            (Some(Half::Afternoon), 0) => return Err(CalendarError::Time),
            _ => hour,
        };
        Self::new(hour, minute).ok_or(CalendarError::Time)
    }
}

/// The half of the day that a time of twelve hours is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// A time without the words behind it, and the half of the day that they say: "a. m.", "PM", "h", "hrs".
fn halves(text: &str) -> (&str, Option<Half>) {
    let text = text.trim();
    let end = text
        .char_indices()
        .rfind(|(_, c)| c.is_ascii_digit())
        .map_or(0, |(at, _)| at + 1);
    let (time, words) = text.split_at(end);
    let letters: String = words
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    match letters.to_ascii_lowercase().as_str() {
        "" if !words.contains('.') => (time, None),
        "h" | "hs" | "hrs" | "horas" => (time, None),
        "am" => (time, Some(Half::Morning)),
        "pm" => (time, Some(Half::Afternoon)),
        _ => (text, None),
    }
}

text_value!(Time, "Time of day, HH:MM", "05:30");
