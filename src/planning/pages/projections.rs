//! What will be there, day by day.

use askama::Template;

use crate::planning::maths::Risk;
use crate::planning::{self, Projection};
use crate::suppliers::pages::{Words, speaks};
use crate::suppliers::{self, words};
use crate::values::calendar;
use crate::values::ids::ItemId;
use crate::values::{Quantity, format};
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "buying/projections.html")]
struct ProjectionsPage {
    frame: Frame,
    rows: Vec<Projection>,
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

    fn shown(&self) -> Vec<&Projection> {
        self.rows
            .iter()
            .filter(|row| !self.only_risky || row.risk() > Risk::Low)
            .collect()
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

    fn closings<'a>(&self, row: &'a &Projection) -> Vec<(&'static str, String, &'a Risk)> {
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

    fn kind(&self, row: &&Projection) -> &'static str {
        risk_kind(row.risk())
    }

    fn risk(&self, row: &&Projection) -> String {
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

/// `GET /buying/projection`
///
/// # Errors
/// Those of the database.
pub async fn projections(ctx: Ctx) -> Answer {
    let (days, only_risky) = (asked_days(&ctx), ctx.query.is_on("risky"));
    ctx.page(move |view, frame| {
        let days = days.unwrap_or_else(|| planning::ahead(view));
        Ok(ProjectionsPage {
            rows: planning::projections(view, days, None)?,
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
