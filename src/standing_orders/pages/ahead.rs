//! What is coming: the week's totals and the month's calendar.

use super::short;
use crate::catalog;
use crate::error::Error;
use crate::i18n::Lang;
use crate::standing_orders::{self as standing, CalendarDay};
use crate::values::calendar::{self, Day, weekday_short};
use crate::values::format;
use crate::values::ids::TemplateId;
use crate::values::quantity::Quantity;
use crate::web::{Answer, Ctx, Frame};

#[derive(askama::Template)]
#[template(path = "standing/totals.html")]
struct TotalsPage {
    frame: Frame,
    title: String,
    days: Vec<String>,
    rows: Vec<TotalRow>,
    previous: Day,
    next: Day,
}

struct TotalRow {
    name: String,
    cells: Vec<String>,
    sum: String,
}

/// `GET /standing-orders/week?from=`: totals over all customers; without `from` next week.
///
/// # Errors
/// Those of the database.
pub async fn totals(ctx: Ctx) -> Answer {
    let from: Option<Day> = match ctx.query.optional("from") {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let lang = ctx.lang;
    ctx.page(move |view, frame| {
        let monday = from.unwrap_or(view.today().add_days(7)).week_start();
        let mut rows = Vec::new();
        for (item, week) in standing::week_totals(view, monday)? {
            let item = catalog::find(view, item)?;
            let words = |quantity: Quantity| {
                if quantity.is_zero() {
                    String::new()
                } else {
                    format::natural(lang, quantity, item.base_unit)
                }
            };
            rows.push(TotalRow {
                cells: week.iter().map(|quantity| words(*quantity)).collect(),
                sum: words(week.iter().copied().sum()),
                name: item.full_name(),
            });
        }
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        let sunday = monday.add_days(6);
        Ok(TotalsPage {
            title: frame.t2(
                "standing-totals-title",
                "from",
                short(monday, lang),
                "to",
                short(sunday, lang),
            ),
            days: monday.to(sunday).map(|day| short(day, lang)).collect(),
            rows,
            previous: monday.add_days(-7),
            next: monday.add_days(7),
            frame,
        })
    })
    .await
}

#[derive(askama::Template)]
#[template(path = "standing/calendar.html")]
struct CalendarPage {
    frame: Frame,
    month: String,
    only: String,
    only_name: String,
    heads: Vec<&'static str>,
    weeks: Vec<Vec<Option<DayCell>>>,
    previous: String,
    next: String,
}

struct DayCell {
    day: Day,
    number: u32,
    words: String,
    is_today: bool,
    is_past: bool,
    lines: Vec<(&'static str, String)>,
}

/// `GET /standing-orders/calendar?month=2026-12&id=`
///
/// # Errors
/// Those of the database.
pub async fn calendar(ctx: Ctx) -> Answer {
    let month: Option<Day> = match ctx.query.optional("month") {
        Some(text) => Some(format!("{text}-01").parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let only: Option<TemplateId> = match ctx.query.optional("id") {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let lang = ctx.lang;
    ctx.page(move |view, frame| {
        let first = month.unwrap_or(view.today()).month_start();
        let only_name = match only {
            Some(id) => standing::find(view, id, view.today())?.recurring_name,
            None => String::new(),
        };
        let days = standing::calendar(view, first, first.month_end(), only)?;
        let cells = days
            .into_iter()
            .map(|(day, about)| cell(day, view.today(), about, lang));
        let mut weeks: Vec<Vec<Option<DayCell>>> = Vec::new();
        let mut week: Vec<Option<DayCell>> = (1..first.weekday()).map(|_| None).collect();
        for cell in cells {
            week.push(Some(cell));
            if week.len() == 7 {
                weeks.push(std::mem::take(&mut week));
            }
        }
        if !week.is_empty() {
            week.resize_with(7, || None);
            weeks.push(week);
        }
        Ok(CalendarPage {
            frame,
            month: calendar::month_year(first, lang),
            only: only.map(|id| format!("&id={id}")).unwrap_or_default(),
            only_name,
            heads: (1..=7)
                .map(|weekday| weekday_short(weekday, lang))
                .collect(),
            weeks,
            previous: month_of(first.previous()),
            next: month_of(first.month_end().next()),
        })
    })
    .await
}

fn month_of(day: Day) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn cell(day: Day, today: Day, about: CalendarDay, lang: Lang) -> DayCell {
    let mut lines = Vec::new();
    if let Some(name) = about.closed {
        lines.push(("late", lang.with1("standing-cal-closed", "name", name)));
    }
    let counts = [
        ("", "standing-cal-made", about.made),
        ("", "standing-cal-to-come", about.to_come),
        ("soon", "standing-cal-paused", about.paused),
        ("soon", "standing-cal-skipped", about.skipped),
        ("soon", "standing-cal-prevented", about.prevented),
    ];
    for (kind, key, count) in counts {
        if count > 0 {
            lines.push((kind, lang.with1(key, "count", count)));
        }
    }
    DayCell {
        day,
        number: day.day(),
        words: short(day, lang),
        is_today: day == today,
        is_past: day < today,
        lines,
    }
}
