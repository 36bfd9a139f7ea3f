//! Picking and packing: a table of items by customers in the order of the stops, and what goes into each crate.

use askama::Template;

use super::{amount, day_asked};
use crate::error::Error;
use crate::fulfilment::{self, NoteLine, Pick, RoundOfDay, Stop};
use crate::i18n::Lang;
use crate::values::calendar::{self, Day};
use crate::values::ids::RouteId;
use crate::web::{Answer, Ctx, Frame};

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
}

impl PackingPage {
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
        })
    })
    .await
}
