//! Picking and packing: a table of items by customers in the order of the stops, and what goes into each crate.

use std::collections::{HashMap, HashSet};

use askama::Template;

use super::{Changed, amount, at_words, changed, day_asked};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment::{self, NoteLine, Pick, RoundOfDay, Status, Stop};
use crate::i18n::Lang;
use crate::values::Quantity;
use crate::values::calendar::{self, Day, Zone};
use crate::values::ids::{NoteId, NoteLineId, OrderId, RouteId};
use crate::web::{Answer, Ctx, Frame, Stored};
use crate::{orders, production};

/// Most columns of stops on a sheet of A4; with their names above them, fewer.
const STOPS_ABREAST: usize = 12;
const NAMES_ABREAST: usize = 4;

/// A round, or the counter, with its table.
struct Group {
    name: String,
    departs_at: String,
    stops: Vec<Stop>,
    /// The notes that have not left.
    inside: HashSet<NoteId>,
    picks: Vec<Pick>,
    /// What is not as it was printed before.
    changes: Vec<Changed>,
}

impl Group {
    fn of(
        view: &View,
        (name, departs_at): (String, String),
        mut stops: Vec<Stop>,
        changes: Vec<Changed>,
        only_changed: bool,
    ) -> Result<Self> {
        if only_changed {
            stops.retain(|stop| changes.iter().any(|change| change.note == stop.note.id));
        }
        let inside = stops.iter().map(|stop| &stop.note);
        Ok(Self {
            inside: inside
                .filter(|note| note.status == Status::Prepared)
                .map(|note| note.id)
                .collect(),
            picks: fulfilment::picks(view, &stops)?,
            name,
            departs_at,
            stops,
            changes,
        })
    }

    /// The stops in blocks that fit beside each other on the paper, each with the items that one of its stops gets.
    fn blocks(&self, lang: &Lang) -> Vec<Block<'_>> {
        let mut seen = HashSet::new();
        let starts = (0..self.stops.len()).step_by(STOPS_ABREAST);
        let blocks = starts.zip(self.stops.chunks(STOPS_ABREAST));
        blocks
            .map(|(first, stops)| {
                let places = stops.iter().zip(0..);
                let places = places.map(|(stop, place)| (stop.note.id, place)).collect();
                let rows = self.picks.iter().enumerate();
                let rows = rows.filter_map(|(number, pick)| {
                    let cells = cells(*lang, pick, &places)?;
                    let is_first = seen.insert(number);
                    Some(Row {
                        pick,
                        cells,
                        is_first,
                    })
                });
                Block {
                    first,
                    stops,
                    rows: rows.collect(),
                }
            })
            .collect()
    }

    /// The lines of an item that are still in the house: they are ticked off at once.
    fn here(&self, pick: &Pick) -> Vec<NoteLineId> {
        let parts = pick.customers.iter();
        parts
            .filter(|part| self.inside.contains(&part.note_id))
            .map(|part| part.note_line_id)
            .collect()
    }

    fn names_fit(&self) -> bool {
        self.stops.len() <= NAMES_ABREAST
    }

    fn total(&self, lang: &Lang, pick: &Pick) -> String {
        amount(*lang, pick.quantity, &pick.unit, pick.unit_size)
    }

    fn title(&self, place: &usize, stop: &Stop) -> String {
        format!("{place}. {}", stop.note.who())
    }

    /// Lots to take from, first expiring first; the expired ones are marked.
    fn lots(&self, lang: &Lang, pick: &Pick) -> String {
        let lots = pick.lots.iter().map(|lot| match lot.is_expired {
            true => lang.with1("packing-lot-expired", "lot", lot.lot_number.as_str()),
            false => lot.lot_number.clone(),
        });
        lots.collect::<Vec<_>>().join(", ")
    }
}

/// Stops beside each other, with what they get.
struct Block<'a> {
    /// Of how many stops it comes after.
    first: usize,
    stops: &'a [Stop],
    rows: Vec<Row<'a>>,
}

impl Block<'_> {
    fn place(&self, place: &usize) -> usize {
        self.first + place
    }
}

/// An item, and how much of it each stop of a block gets.
struct Row<'a> {
    pick: &'a Pick,
    cells: Vec<String>,
    /// No earlier block has this item: here it is ticked off.
    is_first: bool,
}

/// How much of an item each of these stops gets, empty for none; `None` when none of them gets any.
fn cells(lang: Lang, pick: &Pick, places: &HashMap<NoteId, usize>) -> Option<Vec<String>> {
    let mut quantities = vec![Quantity::default(); places.len()];
    for customer in &pick.customers {
        let place = places.get(&customer.note_id);
        if let Some(quantity) = place.and_then(|place| quantities.get_mut(*place)) {
            *quantity += customer.quantity;
        }
    }
    let words = |quantity: &Quantity| match quantity.is_zero() {
        true => String::new(),
        false => amount(lang, *quantity, &pick.unit, pick.unit_size),
    };
    let gets_any = quantities.iter().any(|quantity| !quantity.is_zero());
    gets_any.then(|| quantities.iter().map(words).collect())
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
    /// The day's print version; 0 while it is open.
    version: i64,
    versions: Vec<i64>,
    /// The version of which only the differences are shown.
    only: Option<i64>,
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

    fn is_only(&self, version: &i64) -> bool {
        self.only == Some(*version)
    }

    fn version_words(&self) -> String {
        match self.only.unwrap_or(self.version) {
            0 => self.frame.t("production-state-open"),
            version => self.frame.t1("production-version", "version", version),
        }
    }

    fn is_route(&self, round: &RoundOfDay) -> bool {
        self.route == Some(round.route_id)
    }
}

/// What the page is asked for.
struct Asked {
    day: Day,
    route: Option<RouteId>,
    order: Option<OrderId>,
    only: Option<i64>,
}

impl Asked {
    fn of(ctx: &Ctx) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let asked = Self {
            day: day_asked(ctx, ctx.app.db.today())?,
            route: ctx.query.parsed("route", "setting-choice", &mut errors),
            order: ctx.query.parsed("order", "setting-choice", &mut errors),
            only: ctx
                .query
                .whole("version", &mut errors)
                .filter(|version| *version > 1),
        };
        errors.or(asked)
    }
}

/// The rounds and the counter with what is packed for them.
fn groups(view: &View, lang: Lang, asked: &Asked, rounds: &[RoundOfDay]) -> Result<Vec<Group>> {
    let changes = production::note_changes(view, asked.day)?;
    let of_route = |route| changed(lang, &changes, route, asked.only);
    let only = asked.only.is_some();
    let mut groups = Vec::new();
    for round in rounds {
        let changes = of_route(Some(round.route_id));
        if asked.route.is_none_or(|route| route == round.route_id)
            && (round.stops > 0 || !changes.is_empty())
        {
            let stops = fulfilment::stops(view, asked.day, Some(round.route_id))?;
            let head = (round.name.clone(), round.departs_at.clone());
            groups.push(Group::of(view, head, stops, changes, only)?);
        }
    }
    if asked.route.is_none() {
        let mut stops = fulfilment::stops(view, asked.day, None)?;
        stops.retain(|stop| stop.note.route_id.is_none());
        let head = (lang.t("packing-counter"), String::new());
        groups.push(Group::of(view, head, stops, of_route(None), only)?);
    }
    groups.retain(|group| !group.stops.is_empty() || !group.changes.is_empty());
    Ok(groups)
}

/// One order's crate.
fn of_order(view: &View, order: OrderId) -> Result<(Option<Day>, Vec<Group>)> {
    let stops = fulfilment::stops_of_order(view, order)?;
    let Some(stop) = stops.first() else {
        orders::find(view, order)?;
        return Ok((None, Vec::new()));
    };
    let (day, head) = (stop.note.day, (stop.note.who(), String::new()));
    let group = Group::of(view, head, stops, Vec::new(), false)?;
    Ok((Some(day), vec![group]))
}

/// `GET /production/packing?day=&route=&order=&version=`
///
/// # Errors
/// Those of the database, and of a query that cannot be read.
pub async fn show(ctx: Ctx) -> Answer {
    let mut asked = Asked::of(&ctx)?;
    let has_day = ctx.query.optional("day").is_some();
    ctx.page(move |view, mut frame| {
        if !has_day {
            asked.day = fulfilment::oven_day(view)?;
        }
        let groups = match asked.order {
            Some(order) => {
                let (day, groups) = of_order(view, order)?;
                asked.day = day.unwrap_or(asked.day);
                groups
            }
            None => {
                let rounds = fulfilment::rounds(view, asked.day, None)?;
                groups(view, frame.lang, &asked, &rounds)?
            }
        };
        let printed_at = view.zone.time_of(view.now).to_string();
        frame.strip = None;
        let versions = production::versions(view, asked.day)?;
        let versions: Vec<i64> = versions.into_iter().map(|(version, _)| version).collect();
        Ok(PackingPage {
            frame,
            rounds: fulfilment::rounds(view, asked.day, None)?,
            day: asked.day,
            route: asked.route,
            groups,
            printed_at,
            version: versions.last().copied().unwrap_or_default(),
            versions,
            only: asked.only,
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
