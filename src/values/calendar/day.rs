//! Calendar days and periods of them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::CalendarError;
use crate::values::plumbing::text_value;

/// A calendar day in the bakery's zone, from year 1 to 9999; stored and written as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// 1 January 1970, for what has no better day.
    pub const FIRST: Self = Self(NaiveDate::from_epoch_days(0).unwrap());

    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::from_date)
    }

    /// The day of a date between the years 1 and 9999.
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    pub const fn date(self) -> NaiveDate {
        self.0
    }

    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// 1 (Monday) to 7 (Sunday).
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().number_from_monday()).unwrap_or(1)
    }

    /// Year and number of the ISO 8601 week.
    pub fn iso_week(self) -> (i32, u32) {
        (self.0.iso_week().year(), self.0.iso_week().week())
    }

    /// Days later, or earlier below zero. Past the ends of the calendar the day stays as it is.
    pub fn add_days(self, days: i64) -> Self {
        let distance = Days::new(days.unsigned_abs());
        let moved = if days < 0 {
            self.0.checked_sub_days(distance)
        } else {
            self.0.checked_add_days(distance)
        };
        moved.and_then(Self::from_date).unwrap_or(self)
    }

    /// Months later, or earlier below zero; a day that the month lacks becomes its last (31 January + 1 is 28 February).
    pub fn add_months(self, months: i32) -> Self {
        let distance = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.0.checked_sub_months(distance)
        } else {
            self.0.checked_add_months(distance)
        };
        moved.and_then(Self::from_date).unwrap_or(self)
    }

    pub fn next(self) -> Self {
        self.add_days(1)
    }

    pub fn previous(self) -> Self {
        self.add_days(-1)
    }

    /// How many days `later` is after this one; below zero when it is before.
    pub fn days_until(self, later: Self) -> i64 {
        later.0.signed_duration_since(self.0).num_days()
    }

    /// The days from this to `last`, both included; none when `last` is before.
    pub fn to(self, last: Self) -> impl DoubleEndedIterator<Item = Self> + Clone {
        (0..=self.days_until(last)).map(move |days| self.add_days(days))
    }

    pub fn month_start(self) -> Self {
        Self(self.0.with_day(1).unwrap_or(self.0))
    }

    pub fn month_end(self) -> Self {
        self.month_start().add_months(1).previous()
    }

    /// The Monday of its week.
    pub fn week_start(self) -> Self {
        self.add_days(1 - i64::from(self.weekday()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        f.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl FromStr for Day {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(CalendarError::Day);
        }
        let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
        let date =
            || NaiveDate::from_ymd_opt(text.get(..4)?.parse().ok()?, number(5, 7)?, number(8, 10)?);
        date().and_then(Self::from_date).ok_or(CalendarError::Day)
    }
}

text_value!(Day, "Calendar day in the bakery's time zone", "2026-12-24");

/// Days from `from` to `to`, both included; `from` is not after `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Day,
    to: Day,
}

impl Period {
    /// The two days in whichever order they come.
    pub fn new(one: Day, other: Day) -> Self {
        Self {
            from: one.min(other),
            to: one.max(other),
        }
    }

    pub const fn day(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// Monday to Sunday around the day.
    pub fn week(day: Day) -> Self {
        Self::new(day.week_start(), day.week_start().add_days(6))
    }

    pub fn month(day: Day) -> Self {
        Self::new(day.month_start(), day.month_end())
    }

    pub fn year(day: Day) -> Self {
        Self::new(
            day.add_months(1 - i32::try_from(day.month()).unwrap_or(1))
                .month_start(),
            day.add_months(12 - i32::try_from(day.month()).unwrap_or(12))
                .month_end(),
        )
    }

    pub const fn from(self) -> Day {
        self.from
    }

    pub const fn to(self) -> Day {
        self.to
    }

    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + Clone {
        self.from.to(self.to)
    }

    /// How many days; at least one.
    pub fn length(self) -> i64 {
        self.from.days_until(self.to) + 1
    }

    pub fn contains(self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// As many days, ending the day before this begins.
    pub fn before(self) -> Self {
        Self::new(self.from.add_days(-self.length()), self.from.previous())
    }
}
