//! The vans: today's rounds, a driver's view of one, its sheet on paper.

use askama::Template;

use super::{Changed, amount, at_words, changed, day_asked};
use crate::error::{Error, Result};
use crate::fulfilment::{self, NoteLine, RoundOfDay, Status, Stop};
use crate::people::roles::Permission as P;
use crate::values::calendar::{self, Day, Instant, Zone};
use crate::values::ids::{RouteId, UserId};
use crate::web::{Answer, Ctx, Frame, Signed};

#[derive(Template)]
#[template(path = "fulfilment/rounds.html")]
struct RoundsPage {
    frame: Frame,
    day: Day,
    today: Day,
    rounds: Vec<RoundOfDay>,
    pickups: (i64, i64),
}

impl RoundsPage {
    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    /// What is done with a round next: it is driven, or looked at when there is nothing left to drive.
    fn go(&self, round: &RoundOfDay) -> String {
        let key = match round.open() {
            0 => "van-see",
            _ => "van-go",
        };
        self.frame.t(key)
    }

    fn progress(&self, round: &RoundOfDay) -> String {
        self.frame.t2(
            "van-progress",
            "done",
            round.delivered + round.not_delivered,
            "all",
            round.stops,
        )
    }

    fn pickups_words(&self) -> String {
        self.frame.t2(
            "van-pickups-progress",
            "done",
            self.pickups.1,
            "all",
            self.pickups.0,
        )
    }
}

/// The driver whose routes alone may be seen; none for those who may see all.
fn only_of(signed: &Signed) -> Option<UserId> {
    (!signed.may(P::SeeAllRoutes)).then_some(signed.user_id)
}

/// `GET /routes?day=`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let day = day_asked(&ctx, ctx.app.db.today())?;
    let driver = only_of(ctx.signed()?);
    ctx.page(move |view, frame| {
        Ok(RoundsPage {
            frame,
            day,
            today: view.today(),
            rounds: fulfilment::rounds(view, day, driver)?,
            pickups: if driver.is_none() {
                fulfilment::pickups(view, day)?
            } else {
                (0, 0)
            },
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "fulfilment/round.html")]
struct RoundPage {
    frame: Frame,
    day: Day,
    today: Day,
    zone: Zone,
    round: RoundOfDay,
    stops: Vec<Stop>,
    key: String,
}

impl RoundPage {
    fn next(&self) -> Option<&Stop> {
        self.stops
            .iter()
            .find(|stop| stop.note.status == Status::Prepared)
    }

    fn is_next(&self, stop: &Stop) -> bool {
        self.next().is_some_and(|next| next.note.id == stop.note.id)
    }

    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    fn amount(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.ordered, &line.unit, line.unit_size)
    }

    fn progress(&self) -> String {
        let done = self.round.delivered + self.round.not_delivered;
        self.frame
            .t2("van-progress", "done", done, "all", self.round.stops)
    }

    fn done(&self) -> i64 {
        self.round.delivered + self.round.not_delivered
    }

    fn at(&self, at: &Instant) -> String {
        at_words(self.zone, self.today, *at, self.frame.lang)
    }

    /// What a stop says under its name: when and to whom, or why not, or where it is.
    fn line_of(&self, stop: &Stop) -> String {
        match (&stop.note.delivered_at, &stop.note.not_delivered_reason) {
            (Some(at), _) if stop.note.receiver_name.is_empty() => self.at(at),
            (Some(at), _) => format!("{} · {}", self.at(at), stop.note.receiver_name),
            (None, Some(reason)) => reason.clone(),
            (None, None) => place(stop),
        }
    }

    fn mark(&self, stop: &Stop) -> &'static str {
        match stop.note.status {
            Status::Delivered => "done",
            Status::NotDelivered => "late",
            _ if self.is_next(stop) => "soon",
            _ => "calm",
        }
    }

    fn mark_words(&self, stop: &Stop) -> String {
        super::notes::status_words(self.frame.lang, stop.note.status)
    }

    fn place(&self, stop: &Stop) -> String {
        place(stop)
    }

    /// A map of the address, in whatever map the phone has for it.
    fn map(&self, stop: &Stop) -> String {
        format!(
            "https://www.openstreetmap.org/search?query={}",
            escaped(&place(stop))
        )
    }

    fn call(&self, stop: &Stop) -> String {
        let digits = stop
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+');
        format!("tel:{}", digits.collect::<String>())
    }

    fn window(&self, stop: &Stop) -> String {
        window(stop)
    }
}

fn place(stop: &Stop) -> String {
    let parts = [stop.address.as_str(), stop.city.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn window(stop: &Stop) -> String {
    match (stop.window_from.as_str(), stop.window_until.as_str()) {
        ("", "") => String::new(),
        ("", until) => format!("–{until}"),
        (from, "") => format!("{from}–"),
        (from, until) => format!("{from}–{until}"),
    }
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

async fn round_of(ctx: &Ctx) -> Result<(Day, RouteId, Option<UserId>)> {
    let route: RouteId = ctx.id("id")?;
    let day = day_asked(ctx, ctx.app.db.today())?;
    Ok((day, route, only_of(ctx.signed()?)))
}

fn find_round(rounds: Vec<RoundOfDay>, route: RouteId) -> Result<RoundOfDay> {
    rounds
        .into_iter()
        .find(|round| round.route_id == route)
        .ok_or(Error::NotFound)
}

/// `GET /routes/{id}?day=`: the driver's view.
///
/// # Errors
/// [`Error::NotFound`] also for a driver of another route.
pub async fn show(ctx: Ctx) -> Answer {
    let (day, route, driver) = round_of(&ctx).await?;
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page(move |view, frame| {
        let round = find_round(fulfilment::rounds(view, day, driver)?, route)?;
        let stops = fulfilment::stops(view, day, Some(route))?;
        Ok(RoundPage {
            frame,
            day,
            today: view.today(),
            zone: view.zone,
            round,
            stops,
            key,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "fulfilment/round_sheet.html")]
struct RoundSheet {
    frame: Frame,
    day: Day,
    round: RoundOfDay,
    stops: Vec<Stop>,
    printed_at: String,
    /// The day's print version; 0 while it is open.
    version: i64,
    changes: Vec<Changed>,
}

impl RoundSheet {
    fn version_words(&self) -> String {
        match self.version {
            0 => self.frame.t("production-state-open"),
            version => self.frame.t1("production-version", "version", version),
        }
    }

    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    fn amount(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.ordered, &line.unit, line.unit_size)
    }

    fn place(&self, stop: &Stop) -> String {
        place(stop)
    }

    fn window(&self, stop: &Stop) -> String {
        window(stop)
    }
}

/// `GET /routes/{id}/sheet?day=`
///
/// # Errors
/// [`Error::NotFound`] also for a driver of another route.
pub async fn sheet(ctx: Ctx) -> Answer {
    let (day, route, driver) = round_of(&ctx).await?;
    ctx.page(move |view, mut frame| {
        let round = find_round(fulfilment::rounds(view, day, driver)?, route)?;
        let stops = fulfilment::stops(view, day, Some(route))?;
        let printed_at = view.zone.time_of(view.now).to_string();
        frame.strip = None;
        let changes = crate::production::note_changes(view, day)?;
        Ok(RoundSheet {
            version: crate::orders::days::state(view, day)?.version,
            changes: changed(frame.lang, &changes, Some(route), None),
            frame,
            day,
            round,
            stops,
            printed_at,
        })
    })
    .await
}
