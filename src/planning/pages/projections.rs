//! What will be there, day by day.

use askama::Template;

use super::part::Asked;
use crate::planning::maths::Risk;
use crate::planning::{self, Projection};
use crate::suppliers::pages::{Words, speaks};
use crate::suppliers::{self, words};
use crate::values::calendar;
use crate::values::ids::ItemId;
use crate::values::{Quantity, format};
use crate::web::{Answer, Ctx, Frame};

const HERE: &str = "/buying/projection";

#[derive(Template)]
#[template(path = "buying/projections.html")]
struct ProjectionsPage {
    frame: Frame,
    rows: Vec<Projection>,
    asked: Asked,
    next: String,
    days: i64,
    only_risky: bool,
}

#[derive(Template)]
#[template(path = "buying/projection.html")]
struct ProjectionPage {
    frame: Frame,
    projection: Projection,
    days: i64,
}

speaks!(ProjectionsPage, ProjectionPage);

const fn risk_kind(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical => "late",
        Risk::High | Risk::Medium => "soon",
        Risk::Low => "",
        Risk::None => "done",
    }
}

impl ProjectionsPage {
    fn is_days(&self, number: &i64) -> bool {
        self.days == *number
    }

    /// The first page of what was found, for so many days.
    fn first(&self, days: &i64) -> String {
        self.begun(*days, self.only_risky)
    }

    /// The first page with only what is at risk, or with all again.
    fn toggled(&self) -> String {
        self.begun(self.days, !self.only_risky)
    }

    fn begun(&self, days: i64, risky: bool) -> String {
        let first = Asked {
            after: None,
            ..self.asked.clone()
        };
        first.address(HERE, &also(days, risky))
    }

    fn heads(&self) -> Vec<(String, String)> {
        let first = self.rows.first();
        let days = first.map(|row| row.days.as_slice()).unwrap_or_default();
        days.iter()
            .map(|day| {
                let weekday = calendar::weekday_short(day.day.weekday(), self.frame.lang);
                (weekday.to_owned(), day.day.day().to_string())
            })
            .collect()
    }

    fn closings<'a>(&self, row: &'a Projection) -> Vec<(&'static str, String, &'a Risk)> {
        row.days
            .iter()
            .map(|day| {
                let number = day.closing.in_unit(suppliers::unit_of(row.base_unit));
                (
                    risk_class(day.risk),
                    format::rounded(self.frame.lang, number, 1),
                    &day.risk,
                )
            })
            .collect()
    }

    fn kind(&self, row: &Projection) -> &'static str {
        risk_kind(row.risk())
    }

    fn risk(&self, row: &Projection) -> String {
        self.word("buying-risk", row.risk().code())
    }
}

const fn risk_class(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical => "late",
        Risk::High | Risk::Medium => "is-new",
        Risk::Low | Risk::None => "",
    }
}

impl ProjectionPage {
    fn q(&self, quantity: &Quantity) -> String {
        words::goods(self.frame.lang, *quantity, self.projection.base_unit)
    }

    fn kind(&self, risk: &Risk) -> &'static str {
        risk_kind(*risk)
    }
}

fn asked_days(ctx: &Ctx) -> Option<i64> {
    let days: Option<i64> = ctx.query.text("days").parse().ok();
    days.filter(|days| (7..=planning::MOST_DAYS).contains(days))
}

/// What the address says besides the part of the list.
fn also(days: i64, risky: bool) -> Vec<(&'static str, String)> {
    let risky = if risky { "1" } else { "" };
    vec![("days", days.to_string()), ("risky", risky.to_owned())]
}

/// `GET /buying/projection`, a part of it by `q` and `after`
///
/// # Errors
/// Those of the database.
pub async fn projections(ctx: Ctx) -> Answer {
    let (days, only_risky) = (asked_days(&ctx), ctx.query.is_on("risky"));
    let asked = Asked::of(&ctx.query);
    ctx.page(move |view, frame| {
        let days = days.unwrap_or_else(|| planning::ahead(view));
        let all = planning::projections(view, days, None)?;
        let (rows, next) = asked.of_rows(
            all,
            |row| (row.item, &row.name),
            |row| !only_risky || row.risk() > Risk::Low,
        );
        let next = next.map(|next| next.address(HERE, &also(days, only_risky)));
        Ok(ProjectionsPage {
            rows,
            asked,
            next: next.unwrap_or_default(),
            frame,
            days,
            only_risky,
        })
    })
    .await
}

/// `GET /buying/projection/{item}`
///
/// # Errors
/// Not found.
pub async fn projection(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let days = asked_days(&ctx);
    ctx.page(move |view, frame| {
        let days = days.unwrap_or_else(|| planning::ahead(view));
        Ok(ProjectionPage {
            projection: planning::projection(view, item, days)?,
            frame,
            days,
        })
    })
    .await
}
