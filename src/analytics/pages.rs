//! Today.

use askama::Template;

use super::{Approval, Figures, Need, Severity, Step, Tomorrow};
use crate::customers::rounds;
use crate::db::kept;
use crate::people::roles::Permission as P;
use crate::purchasing::Line;
use crate::suppliers::words;
use crate::values::calendar::{self, Day};
use crate::values::format;
use crate::values::money::{Money, Rate};
use crate::values::quantity::Quantity;
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "analytics/today.html")]
struct TodayPage {
    frame: Frame,
    today: Day,
    steps: Vec<Step>,
    needs: Vec<Need>,
    approvals: Vec<Approval>,
    may_approve: bool,
    figures: Figures,
    next: Day,
    next_closes: String,
    tomorrow: Vec<Tomorrow>,
}

impl TodayPage {
    fn lead(&self) -> String {
        let late = self
            .needs
            .iter()
            .filter(|need| need.severity == Severity::Late)
            .count();
        if self.needs.is_empty() && !self.steps.is_empty() {
            let left = self.steps.iter().filter(|step| !step.done).count();
            return self.frame.t1("first-lead", "left", left);
        }
        if self.needs.is_empty() {
            return self.frame.t("today-nothing");
        }
        self.frame
            .t2("today-lead", "count", self.needs.len(), "late", late)
    }

    fn step(&self, step: &Step, part: &str) -> String {
        self.frame.t(&format!("first-{}{part}", step.name))
    }

    /// The step that is next has the big button.
    fn is_next(&self, step: &Step) -> bool {
        self.steps.iter().find(|step| !step.done) == Some(step)
    }

    /// The key of a line's button: 1 to 9.
    fn key(&self, place: &usize) -> String {
        if *place <= 9 {
            place.to_string()
        } else {
            String::new()
        }
    }

    /// The purchase that the button of a line approves: the one that waits.
    fn approves(&self, need: &Need) -> Option<&Approval> {
        match self.approvals.as_slice() {
            [one] if need.kind == "to-approve" => Some(one),
            _ => None,
        }
    }

    fn exact(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    /// What a purchase that waits is about: its number, what it comes to, for how long it waits.
    fn approval_words(&self, approval: &Approval) -> String {
        let order = &approval.order;
        let mut words = vec![order.po_number.clone()];
        if order.severity != "medium" {
            words.push(self.frame.t(&format!("need-approve-{}", order.severity)));
        }
        if order.hours >= 24 {
            words.push(self.frame.t1("need-approve-waits", "hours", order.hours));
        }
        words.join(" · ")
    }

    fn approval_mark(&self, approval: &Approval) -> &'static str {
        match approval.order.severity {
            "medium" => "soon",
            _ => "late",
        }
    }

    fn goods(&self, line: &Line) -> String {
        words::goods(self.frame.lang, line.quantity_ordered, line.base_unit)
    }

    fn severity_words(&self, need: &Need) -> String {
        self.frame.t(&format!("today-{}", need.severity.code()))
    }

    fn day_title(&self, day: &Day) -> String {
        let name = calendar::day_month(*day, self.frame.lang);
        match self.today.days_until(*day) {
            0 => self.frame.t("day-today"),
            1 => self.frame.t1("today-tomorrow", "day", name),
            _ => name,
        }
    }

    fn last_week(&self) -> String {
        let name = calendar::weekday_name(self.figures.day.weekday(), self.frame.lang);
        self.frame.t1("today-against", "weekday", name)
    }

    fn count(&self, quantity: &Quantity) -> String {
        format::rounded(self.frame.lang, quantity.decimal(), 0)
    }

    fn money(&self, amount: &Money) -> String {
        format::whole_euros(self.frame.lang, *amount)
    }

    fn pieces_words(&self) -> String {
        match self.figures.pieces_change {
            Some(change) if format::rounded(self.frame.lang, change.decimal().abs(), 0) != "0" => {
                let more = change > Rate::ZERO;
                let percent = format::rounded(self.frame.lang, change.decimal().abs(), 0);
                let key = if more {
                    "today-pieces-more"
                } else {
                    "today-pieces-less"
                };
                self.frame.t1(key, "percent", percent)
            }
            Some(_) => self.frame.t("today-pieces-same"),
            None => self.frame.t("today-pieces"),
        }
    }

    /// "+ 40", "− 12" or a dash; and its colour.
    fn difference(&self, row: &Tomorrow) -> (String, &'static str) {
        let difference = row.quantity - row.week_before;
        let text = self.count(&difference.abs());
        if difference.is_zero() {
            ("—".to_owned(), "quiet")
        } else if difference.is_positive() {
            (format!("+ {text}"), "up")
        } else {
            (format!("− {text}"), "down")
        }
    }
}

/// `GET /`
///
/// # Errors
/// Those of the database.
pub async fn today(ctx: Ctx) -> Answer {
    let signed = ctx.signed()?.clone();
    let paths = ctx.app.db.paths().clone();
    ctx.page(move |view, frame| {
        let second = kept::second(&paths);
        let day = super::strip_day(view)?;
        let next = day.next();
        let closes = view.zone.time_of(rounds::cutoff(view, None, next)?);
        let tomorrow = if signed.may(P::SeeProduction) || signed.may(P::SeeOrders) {
            super::tomorrow(view, next)?
        } else {
            Vec::new()
        };
        Ok(TodayPage {
            today: view.today(),
            steps: super::first_steps(view, &signed)?,
            needs: super::needs(view, &signed, second.as_ref())?,
            approvals: super::approvals(view, &signed)?,
            may_approve: signed.may(P::ApproveBuying),
            figures: super::figures(view, &signed, day)?,
            next,
            next_closes: closes.to_string(),
            tomorrow,
            frame,
        })
    })
    .await
}
