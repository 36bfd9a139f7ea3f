//! Picking and packing: a table of items by customers in the order of the stops, and what goes into each crate.

use askama::Template;

use super::{amount, at_words, day_asked};
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment::{self, NoteLine, Pick, RoundOfDay, Status, Stop};
use crate::i18n::Lang;
use crate::values::calendar::{self, Day, Zone};
use crate::values::ids::{NoteLineId, RouteId};
use crate::web::{Answer, Ctx, Frame, Stored};

/// Most columns of stops on a sheet of A4; with their names above them, fewer.
const STOPS_ABREAST: usize = 12;
const NAMES_ABREAST: usize = 4;

/// A round, or the counter, with its table.
struct Group {
    name: String,
    departs_at: String,
    stops: Vec<Stop>,
    picks: Vec<Pick>,
}

impl Group {
    /// The stops in blocks that fit beside each other on the paper, each with the place of its first.
    fn blocks(&self) -> Vec<(usize, &[Stop])> {
        let starts = (0..self.stops.len()).step_by(STOPS_ABREAST);
        starts.zip(self.stops.chunks(STOPS_ABREAST)).collect()
    }

    /// All of it is still in the house: a whole item can be ticked off at once.
    fn may_tick(&self) -> bool {
        let mut stops = self.stops.iter();
        stops.all(|stop| stop.note.status == Status::Prepared)
    }

    fn place(&self, first: &usize, place: &usize) -> usize {
        first + place
    }

    fn names_fit(&self) -> bool {
        self.stops.len() <= NAMES_ABREAST
    }

    /// How much of an item a stop gets; empty for none.
    fn cell(&self, lang: &Lang, pick: &Pick, stop: &Stop) -> String {
        let quantity = pick
            .customers
            .iter()
            .filter(|customer| customer.note_id == stop.note.id)
            .map(|customer| customer.quantity)
            .sum::<crate::values::Quantity>();
        if quantity.is_zero() {
            return String::new();
        }
        amount(*lang, quantity, &pick.unit, pick.unit_size)
    }

    fn total(&self, lang: &Lang, pick: &Pick) -> String {
        amount(*lang, pick.quantity, &pick.unit, pick.unit_size)
    }

    fn title(&self, place: &usize, stop: &Stop) -> String {
        format!("{place}. {}", stop.note.who())
    }

    /// Lots to take from, first expiring first.
    fn lots(&self, pick: &Pick) -> String {
        let lots: Vec<&str> = pick
            .lots
            .iter()
            .map(|lot| lot.lot_number.as_str())
            .collect();
        lots.join(", ")
    }
}

#[derive(Template)]
#[template(path = "fulfilment/packing.html")]
struct PackingPage {
    frame: Frame,
    day: Day,
    route: Option<RouteId>,
    rounds: Vec<RoundOfDay>,
    groups: Vec<Group>,
    printed_at: String,
    zone: Zone,
    today: Day,
}

impl PackingPage {
    /// "Luisa, 04:12": who ticked a line off, and when.
    fn packed(&self, line: &NoteLine) -> String {
        let at = line.packed_at;
        let at = at.map(|at| at_words(self.zone, self.today, at, self.frame.lang));
        let by = line.packed_by.clone();
        let parts: Vec<String> = by.into_iter().chain(at).collect();
        parts.join(", ")
    }

    fn may_tick(&self, stop: &Stop) -> bool {
        stop.note.status == Status::Prepared
    }

    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    fn line(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.ordered, &line.unit, line.unit_size)
    }

    fn is_route(&self, round: &RoundOfDay) -> bool {
        self.route == Some(round.route_id)
    }
}

/// `GET /production/packing?day=&route=`
///
/// # Errors
/// Those of the database, and of a query that cannot be read.
pub async fn show(ctx: Ctx) -> Answer {
    let route: Option<RouteId> = match ctx.query.optional("route") {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let asked = ctx.query.optional("day").is_some();
    let day = day_asked(&ctx, ctx.app.db.today())?;
    ctx.page(move |view, mut frame| {
        let day = if asked {
            day
        } else {
            fulfilment::oven_day(view)?
        };
        let rounds = fulfilment::rounds(view, day, None)?;
        let mut groups = Vec::new();
        for round in rounds.iter().filter(|round| round.stops > 0) {
            if route.is_none_or(|route| route == round.route_id) {
                let stops = fulfilment::stops(view, day, Some(round.route_id))?;
                let picks = fulfilment::picks(view, &stops)?;
                let (name, departs_at) = (round.name.clone(), round.departs_at.clone());
                groups.push(Group {
                    name,
                    departs_at,
                    stops,
                    picks,
                });
            }
        }
        if route.is_none() {
            let mut stops = fulfilment::stops(view, day, None)?;
            stops.retain(|stop| stop.note.route_id.is_none());
            if !stops.is_empty() {
                let picks = fulfilment::picks(view, &stops)?;
                let (name, departs_at) = (frame.t("packing-counter"), String::new());
                groups.push(Group {
                    name,
                    departs_at,
                    stops,
                    picks,
                });
            }
        }
        let printed_at = view.zone.time_of(view.now).to_string();
        frame.strip = None;
        Ok(PackingPage {
            frame,
            day,
            route,
            rounds,
            groups,
            printed_at,
            zone: view.zone,
            today: view.today(),
        })
    })
    .await
}

/// `POST /production/packing`: ticks `line`s off, or with `packed=false` not any more.
///
/// # Errors
/// Those of the verb.
pub async fn tick(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let lines = form
        .all("line")
        .map(|id| id.parse().map_err(|_| Error::NotFound))
        .collect::<Result<Vec<NoteLineId>>>()?;
    if lines.is_empty() {
        return Err(Error::field("line", "field-required"));
    }
    let packed = form.text("packed") != "false";
    let mut errors = FieldErrors::default();
    let day = form.day("day", ctx.app.db.today(), &mut errors);
    let route: Option<RouteId> = form.parsed("route", "setting-choice", &mut errors);
    let day = errors.or(day.unwrap_or(ctx.app.db.today()))?;
    ctx.once(move |tx| {
        fulfilment::pack(tx, &lines, packed)?;
        let back = match route {
            Some(route) => format!("/production/packing?day={day}&route={route}"),
            None => format!("/production/packing?day={day}"),
        };
        Ok(Stored::see(back))
    })
    .await
}
