//! Which deliveries go on one invoice, when it is issued, when it is to be paid. Pure: days in, days out.
//!
//! A recapitulative invoice never crosses a calendar month and is issued before day 16 of the next one (RD 1619/2012
//! arts. 11 and 13). Fresh food is to be paid at most 30 days after each delivery (Ley 15/2010 DA 1.ª), other food
//! after 60.

use crate::customers::{self, Rhythm};
use crate::values::calendar::{Day, Instant, Period, Zone};

/// The last day of the next month on which the invoice of a month's deliveries may be issued.
const LAST_ISSUE_DAY: i64 = 15;

/// The days whose deliveries share an invoice with those of `day`.
pub fn period(rhythm: Rhythm, day: Day) -> Period {
    match rhythm {
        Rhythm::PerOrder => Period::day(day),
        Rhythm::Weekly => {
            let week = Period::week(day);
            Period::new(
                week.from().max(day.month_start()),
                week.to().min(day.month_end()),
            )
        }
        Rhythm::Fortnightly if day.day() <= 15 => {
            Period::new(day.month_start(), day.month_start().add_days(14))
        }
        Rhythm::Fortnightly => Period::new(day.month_start().add_days(15), day.month_end()),
        Rhythm::Monthly => Period::month(day),
    }
}

/// The day on which a period's invoice is issued: to a business the day after its end, to a private person its last day, in the
/// evening: theirs is to be issued when the goods change hands, and one of several deliveries within their month
/// (RD 1619/2012 arts. 11 and 13).
pub fn issue_day(period: Period, is_private: bool) -> Day {
    if is_private {
        period.to()
    } else {
        period.to().next()
    }
}

/// Whether a period's invoice is to be issued as of a day that is over, or whose work is not done yet: until the evening a
/// hand-over to a private person can be taken back and corrected.
pub fn is_due(period: Period, is_private: bool, as_of: Day, is_over: bool) -> bool {
    let issued = issue_day(period, is_private);
    issued < as_of || (issued == as_of && (is_over || !is_private))
}

/// From this hour on a day's deliveries to private people are invoiced.
const EVENING: u32 = 20;

/// Whether the work of a day is done: it is evening, or a later day.
pub fn is_over(day: Day, now: Instant, zone: Zone) -> bool {
    let today = zone.day_of(now);
    day < today || (day == today && zone.time_of(now).hour() >= EVENING)
}

/// The last day on which deliveries of `day` may be invoiced: to a business the fifteenth of the next month, to a consumer the
/// last day of their own (RD 1619/2012 arts. 11 and 13).
pub fn deadline(day: Day, is_private: bool) -> Day {
    if is_private {
        day.month_end()
    } else {
        day.month_end().add_days(LAST_ISSUE_DAY)
    }
}

/// The day that a run of the clock dates its invoices: today, whatever day its periods are counted from, as an invoice bears
/// the day on which it is issued. In a file of trial the clock is set by hand, and `as_of` is the day it stands for.
pub fn date_of_issue(as_of: Day, today: Day, is_test: bool) -> Day {
    if is_test { as_of } else { today }
}

/// What was agreed about payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Days from the delivery (fresh food) or from the invoice.
    pub days: i64,
    /// The thirty days of fresh and perishable food.
    pub fresh: bool,
}

impl Terms {
    /// The agreed days, cut to what the law allows.
    pub fn lawful_days(self) -> i64 {
        customers::lawful_term_days(self.days, self.fresh)
    }

    /// The calendar day of payment. Fresh food counts from the first delivery on the invoice, everything else from the
    /// invoice; nothing is due before its invoice unless the law's longest term has run out by then.
    pub fn due_day(self, first_delivery: Day, issued: Day) -> Day {
        let counted_from = if self.fresh { first_delivery } else { issued };
        let agreed = counted_from.add_days(self.lawful_days()).max(issued);
        agreed.min(first_delivery.add_days(customers::longest_term_days(self.fresh)))
    }

    /// Whether this rhythm leaves the payer no days between the invoice and the end of the thirty: the first deliveries
    /// of a month are due when its invoice is written.
    pub fn broken_by(self, rhythm: Rhythm) -> bool {
        self.fresh && rhythm == Rhythm::Monthly
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    const RHYTHMS: [Rhythm; 4] = [
        Rhythm::PerOrder,
        Rhythm::Weekly,
        Rhythm::Fortnightly,
        Rhythm::Monthly,
    ];

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to))
    }

    fn year() -> impl Iterator<Item = Day> {
        day("2026-01-01").to(day("2028-12-31"))
    }

    #[test]
    fn periods_are_those_of_the_table() {
        use Rhythm::{Fortnightly, Monthly, PerOrder, Weekly};
        let table = [
            (PerOrder, "2026-11-20", "2026-11-20", "2026-11-20"),
            (Weekly, "2026-11-20", "2026-11-16", "2026-11-22"),
            // The week of 30 November is cut in two.
            (Weekly, "2026-11-30", "2026-11-30", "2026-11-30"),
            (Weekly, "2026-12-01", "2026-12-01", "2026-12-06"),
            // ... and that of the new year.
            (Weekly, "2026-12-31", "2026-12-28", "2026-12-31"),
            (Weekly, "2027-01-01", "2027-01-01", "2027-01-03"),
            (Fortnightly, "2026-11-01", "2026-11-01", "2026-11-15"),
            (Fortnightly, "2026-11-15", "2026-11-01", "2026-11-15"),
            (Fortnightly, "2026-11-16", "2026-11-16", "2026-11-30"),
            (Fortnightly, "2028-02-29", "2028-02-16", "2028-02-29"),
            (Monthly, "2026-02-14", "2026-02-01", "2026-02-28"),
            (Monthly, "2026-12-31", "2026-12-01", "2026-12-31"),
        ];
        for (rhythm, on, from, to) in table {
            assert_eq!(
                super::period(rhythm, day(on)),
                period(from, to),
                "{rhythm:?} {on}"
            );
        }
    }

    #[test]
    fn every_day_is_in_one_period_of_one_month() {
        for rhythm in RHYTHMS {
            let mut before: Option<Period> = None;
            for day in year() {
                let period = super::period(rhythm, day);
                assert!(period.contains(day), "{rhythm:?} {day}");
                assert_eq!(
                    period.from().month(),
                    period.to().month(),
                    "{rhythm:?} {day}"
                );
                match before {
                    Some(before) if before == period => {}
                    Some(before) => assert_eq!(before.to().next(), period.from()),
                    None => {}
                }
                before = Some(period);
                let issued = issue_day(period, false);
                assert!(
                    issued > period.to() && issued <= deadline(day, false),
                    "{rhythm:?} {day}"
                );
                assert_eq!(deadline(day, false).day(), 15);
            }
        }
    }

    #[test]
    fn a_private_person_is_invoiced_on_the_evening_of_the_last_day_and_never_after_the_month() {
        for rhythm in RHYTHMS {
            for day in year() {
                let period = super::period(rhythm, day);
                assert!(
                    issue_day(period, true) <= deadline(day, true),
                    "{rhythm:?} {day}"
                );
                let last = period.to();
                assert!(!is_due(period, true, last.previous(), true));
                assert!(!is_due(period, true, last, false), "the day is not over");
                assert!(is_due(period, true, last, true));
                assert!(
                    is_due(period, true, last.next(), false),
                    "one that was missed"
                );
                assert!(!is_due(period, false, last, true));
                assert!(is_due(period, false, last.next(), false));
            }
        }
    }

    #[test]
    fn the_last_issue_day_is_the_fifteenth_of_the_next_month() {
        assert_eq!(deadline(day("2026-11-01"), false), day("2026-12-15"));
        assert_eq!(deadline(day("2026-12-31"), false), day("2027-01-15"));
        assert_eq!(deadline(day("2026-11-01"), true), day("2026-11-30"));
    }

    #[test]
    fn a_run_for_a_day_of_before_dates_its_invoices_today() {
        let (before, today) = (day("2026-12-31"), day("2027-01-03"));
        assert_eq!(date_of_issue(before, today, false), today);
        assert_eq!(date_of_issue(before, today, true), before);
    }

    #[test]
    fn fresh_food_is_due_thirty_days_after_the_first_delivery() {
        let fresh = |days| Terms { days, fresh: true };
        let due = |terms: Terms, first, issued| terms.due_day(day(first), day(issued));
        assert_eq!(
            due(fresh(30), "2026-11-20", "2026-12-01"),
            day("2026-12-20")
        );
        // Sixty agreed days are cut to thirty.
        assert_eq!(
            due(fresh(60), "2026-11-20", "2026-12-01"),
            day("2026-12-20")
        );
        // A shorter term counts from the delivery too, but nothing is due before its invoice.
        assert_eq!(
            due(fresh(20), "2026-11-01", "2026-11-16"),
            day("2026-11-21")
        );
        assert_eq!(due(fresh(7), "2026-11-01", "2026-11-16"), day("2026-11-16"));
        assert_eq!(due(fresh(0), "2026-11-01", "2026-11-16"), day("2026-11-16"));
        // The thirty days run out before a month's invoice is written: the law's day stands.
        assert_eq!(
            due(fresh(30), "2026-12-01", "2027-01-01"),
            day("2026-12-31")
        );
        assert_eq!(
            due(fresh(30), "2027-02-01", "2027-03-01"),
            day("2027-03-03")
        );
    }

    #[test]
    fn no_fresh_food_is_due_later_than_the_law_allows() {
        for rhythm in RHYTHMS {
            for days in [0, 7, 15, 30, 60, 365] {
                for day in year() {
                    let issued = issue_day(super::period(rhythm, day), false);
                    let terms = Terms { days, fresh: true };
                    let due = terms.due_day(day, issued);
                    assert!(day.days_until(due) <= 30, "{rhythm:?} {days} {day}");
                    if rhythm != Rhythm::Monthly {
                        assert!(due >= issued, "{rhythm:?} {days} {day}");
                    }
                }
            }
        }
    }

    #[test]
    fn other_food_counts_from_the_invoice_and_ends_after_sixty_days() {
        let terms = |days| Terms { days, fresh: false };
        let (first, issued) = (day("2026-11-01"), day("2026-12-01"));
        assert_eq!(terms(15).due_day(first, issued), day("2026-12-16"));
        assert_eq!(terms(30).due_day(first, issued), day("2026-12-31"));
        assert_eq!(terms(60).due_day(first, issued), day("2026-12-31"));
        assert_eq!(
            terms(60).due_day(day("2026-11-20"), day("2026-11-20")),
            day("2027-01-19")
        );
    }

    #[test]
    fn only_monthly_invoices_break_the_term_of_fresh_food() {
        let fresh = Terms {
            days: 30,
            fresh: true,
        };
        let breaking: Vec<_> = RHYTHMS
            .into_iter()
            .filter(|rhythm| fresh.broken_by(*rhythm))
            .collect();
        assert_eq!(breaking, [Rhythm::Monthly]);
        assert!(
            !Terms {
                days: 30,
                fresh: false
            }
            .broken_by(Rhythm::Monthly)
        );
    }
}
