//! Counting: a sheet of everything, page by page, typed by number keys: what was counted on a page is posted before the next. A field left empty was not counted. Items that never moved are
//! told of with cost, expiry and lot: that is the opening count. The names of the fields hold item and lot, so what was
//! typed finds its line again whatever moved meanwhile.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::place::Place;
use super::{error_of, listed, typed_quantity, unit_word};
use crate::catalog::pages::price_unit_name;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::stock::counting::{self, COUNT_REASONS, CountedLot, Kind, NewCount, NewCountLine};
use crate::stock::{self, Kept, Show, Stocked, UNTRACKED};
use crate::values::calendar::short;
use crate::values::ids::{CountId, ItemId, LotId};
use crate::values::{Day, Quantity, format};
use crate::web::answer::speak_fields;
use crate::web::api::USUAL_ROWS;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// After so many lines a page ends with the item that it is at.
const LINES: usize = 100;

/// Most items of a sheet on paper.
const ALL: usize = 100_000;

/// A line of the sheet.
struct Line {
    /// `<item>.<lot>`, `<item>.new` for what never moved.
    id: String,
    name: String,
    lot: String,
    expiry: String,
    unit: String,
    expected: String,
    /// In base units, as the form carries it.
    expected_base: String,
    counted: String,
    reason: String,
    cost: String,
    /// What a cost is for: kg, l, piece or pack.
    price_unit: String,
    until: String,
    number: String,
    is_new: bool,
    first: bool,
    error: String,
}

impl Line {
    fn c(&self) -> String {
        format!("c.{}", self.id)
    }
}

#[derive(Template)]
#[template(path = "stock/count.html")]
struct CountPage {
    frame: Frame,
    lines: Vec<Line>,
    chips: Vec<(String, String, bool)>,
    show: &'static str,
    /// The address of this page: its form goes there.
    here: String,
    /// What a search keeps of the sitting.
    kept: Vec<(&'static str, String)>,
    text: String,
    /// The item after which the next page begins, and this page in the draft's name.
    next: String,
    after: String,
    day: String,
    note: String,
    errors: Vec<(String, String)>,
    reasons: Vec<(&'static str, String)>,
    has_new: bool,
    sees_costs: bool,
    counts: Vec<stock::Count>,
    key: String,
}

impl CountPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn short(&self, day: &Day) -> String {
        short(*day, self.frame.lang)
    }
}

/// A line of a posted count, in words.
struct Found {
    name: String,
    lot: String,
    expected: String,
    counted: String,
    difference: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "stock/count_one.html")]
struct OnePage {
    frame: Frame,
    count: stock::Count,
    lines: Vec<Found>,
}

impl OnePage {
    fn day_words(&self) -> String {
        short(self.count.day, self.frame.lang)
    }
}

/// `GET /stock/counts/{id}`: what a count found, and why it differed.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn one(ctx: Ctx) -> Answer {
    let id: CountId = ctx.id("id")?;
    ctx.page(move |view, frame| {
        let lang = frame.lang;
        let lines = stock::count_lines(view, id)?.into_iter().map(|line| {
            let say = |quantity| format::natural(lang, quantity, line.base_unit);
            let difference = match line.difference {
                none if none.is_zero() => String::new(),
                more if more.is_positive() => format!("+{}", say(more)),
                less => say(less),
            };
            Found {
                lot: super::lot_name(lang, line.lot_id, &line.lot_number),
                expected: say(line.expected),
                counted: say(line.counted),
                reason: match line.reason.as_str() {
                    "" => String::new(),
                    code => lang.t(&format!("stock-count-{code}")),
                },
                name: line.item_name,
                difference,
            }
        });
        Ok(OnePage {
            count: stock::count(view, id)?,
            lines: lines.collect(),
            frame,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "stock/count_sheet.html")]
struct SheetPage {
    frame: Frame,
    lines: Vec<Line>,
}

/// `GET /stock/count`: a page of it, by `show`, `q` and `after`.
///
/// # Errors
/// Those of the database.
pub async fn show(ctx: Ctx) -> Answer {
    let place = Place::of(&ctx.query);
    page(&ctx, place, Form::default(), Vec::new(), StatusCode::OK).await
}

/// `GET /stock/count/sheet`: the same lines on A4, to be filled in with a pencil.
///
/// # Errors
/// Those of the database.
pub async fn sheet(ctx: Ctx) -> Answer {
    let place = Place {
        after: None,
        ..Place::of(&ctx.query)
    };
    ctx.page(move |view, frame| {
        let rows = listed(view, place.show, &place.text, None, ALL)?;
        let (lines, _) = lines(view, frame.lang, rows, usize::MAX, &Form::default(), &[])?;
        Ok(SheetPage { frame, lines })
    })
    .await
}

async fn page(
    ctx: &Ctx,
    place: Place,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    ctx.page_with(status, move |view, frame| {
        let (lang, show) = (frame.lang, place.show);
        let rows = listed(view, show, &place.text, place.after, USUAL_ROWS + 1)?;
        let (lines, next) = lines(view, lang, rows, USUAL_ROWS, &form, &errors)?;
        let chips = [Show::Bought, Show::Made, Show::Low, Show::All].map(|chip| {
            let words = frame.t(&format!("stock-show-{}", chip.code()));
            let first = Place {
                show: chip,
                after: None,
                ..place.clone()
            };
            (first.address(), words, chip == show)
        });
        let sitting = Place {
            text: String::new(),
            after: None,
            ..place.clone()
        };
        let typed = |name: &str, kept: &str, none: String| match (form.has(name), kept) {
            (true, _) => form.text(name).to_owned(),
            (false, "") => none,
            (false, kept) => kept.to_owned(),
        };
        Ok(CountPage {
            has_new: lines.iter().any(|line| line.is_new),
            lines,
            chips: chips.into(),
            show: show.code(),
            here: place.address(),
            kept: sitting.pairs(),
            next: next.map(|item| item.to_string()).unwrap_or_default(),
            after: place.after.map(|item| item.to_string()).unwrap_or_default(),
            day: typed("day", &place.day, view.today().to_string()),
            note: typed("note", &place.note, String::new()),
            text: place.text,
            errors,
            reasons: COUNT_REASONS
                .map(|code| (code, lang.t(&format!("stock-count-{code}"))))
                .into(),
            sees_costs: frame.may(P::SeeCosts),
            counts: stock::counts(view, None, 5)?,
            key: Uuid::now_v7().to_string(),
            frame,
        })
    })
    .await
}

/// The lines of a page of the sheet with what was typed into them, of at most so many items; the last item, when there
/// are more.
fn lines(
    view: &View,
    lang: Lang,
    rows: Vec<Stocked>,
    most: usize,
    typed: &Form,
    errors: &[(String, String)],
) -> Result<(Vec<Line>, Option<ItemId>)> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last = None;
    for (at, row) in rows.iter().enumerate() {
        let full = at >= most || most < ALL && lines.len() >= LINES;
        if full {
            return Ok((lines, last));
        }
        let item = &row.item;
        last = Some(item.id);
        let mut of_item = Vec::new();
        if !stock::has_moved(view, item.id)? {
            of_item.push(new_line(lang, row, typed));
        } else {
            let mut held = stock::lots_of(view, item.id)?;
            held.retain(|held| held.lot.id != UNTRACKED || !held.quantity.is_zero());
            for held in &held {
                let expiry = held
                    .lot
                    .expiry_date
                    .map_or_else(String::new, |day| short(day, lang));
                let lot = super::lot_name(lang, held.lot.id, &held.lot.lot_number);
                of_item.push(known_line(
                    lang,
                    item,
                    held.lot.id,
                    lot,
                    expiry,
                    held.quantity,
                    typed,
                ));
            }
            if held.is_empty() {
                let lot = lang.t("stock-untracked");
                of_item.push(known_line(
                    lang,
                    item,
                    UNTRACKED,
                    lot,
                    String::new(),
                    Quantity::ZERO,
                    typed,
                ));
            }
        }
        for (at, mut line) in of_item.into_iter().enumerate() {
            line.first = at == 0;
            for part in ["c", "p", "x", "n", "r"] {
                let error = error_of(errors, &format!("{part}.{}", line.id));
                if line.error.is_empty() {
                    line.error = error.to_owned();
                }
            }
            lines.push(line);
        }
    }
    Ok((lines, None))
}

fn known_line(
    lang: Lang,
    item: &Kept,
    lot: LotId,
    lot_name: String,
    expiry: String,
    held: Quantity,
    typed: &Form,
) -> Line {
    let id = format!("{}.{lot}", item.id);
    Line {
        name: item.name.clone(),
        lot: lot_name,
        expiry,
        unit: unit_word(lang, item.unit),
        expected: format::natural(lang, held, item.base_unit),
        expected_base: held.to_string(),
        counted: typed.text(&format!("c.{id}")).to_owned(),
        reason: typed.text(&format!("r.{id}")).to_owned(),
        cost: String::new(),
        price_unit: String::new(),
        until: String::new(),
        number: String::new(),
        is_new: false,
        first: false,
        error: String::new(),
        id,
    }
}

fn new_line(lang: Lang, row: &Stocked, typed: &Form) -> Line {
    let item = &row.item;
    let id = format!("{}.new", item.id);
    let text = |part: &str| typed.text(&format!("{part}.{id}")).to_owned();
    Line {
        name: item.name.clone(),
        lot: String::new(),
        expiry: String::new(),
        unit: unit_word(lang, item.unit),
        expected: String::new(),
        expected_base: String::new(),
        counted: text("c"),
        reason: String::new(),
        cost: text("p"),
        price_unit: price_unit_name(lang, item.price_unit, item.base_unit),
        until: text("x"),
        number: text("n"),
        is_new: true,
        first: false,
        error: String::new(),
        id,
    }
}

/// `POST /stock/count`: posts every line that was counted on the page, all or none; with `next`, an item, goes on after it.
///
/// # Errors
/// Those of the verb.
pub async fn post(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let mut place = Place::of(&ctx.query);
    if !ctx.query.has("show") {
        place.show = Place::of(&form).show;
    }
    match try_post(&ctx, &place, &form).await {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            page(&ctx, place, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// What was counted, with the name of its field.
type Counted = (String, NewCountLine);

async fn try_post(ctx: &Ctx, place: &Place, form: &Form) -> Answer {
    let next: Option<ItemId> = form.text("next").parse().ok();
    let (asked, today) = (form.clone(), ctx.app.db.today());
    let (sees_costs, asked_on) = (ctx.may(P::SeeCosts), place.clone());
    let (day, known, new) = ctx
        .read(move |view| {
            let mut errors = FieldErrors::default();
            if asked.optional("day").is_none() {
                errors.add("day", "field-required");
            }
            let day = asked.day("day", today, &mut errors).unwrap_or(today);
            if let Some(why) = counting::wrong_day(today, day) {
                errors.add("day", why);
            }
            let (known, new) = read(view, &asked, today, sees_costs, &mut errors)?;
            // A page of which nothing was counted is passed over, and the last page of a sitting may be one.
            let passed =
                asked.has("next") || asked_on.opening.is_some() || asked_on.count.is_some();
            if known.is_empty() && new.is_empty() && errors.is_empty() && !passed {
                errors.add("lines", "stock-count-empty");
            }
            errors.or((day, known, new))
        })
        .await?;
    let note = form.text("note").to_owned();
    let said = ctx
        .lang
        .with1("stock-counted", "count", known.len() + new.len());
    let mut place = place.clone();
    ctx.once(move |tx| {
        let nothing = known.is_empty() && new.is_empty();
        for (kind, lines) in [(Kind::Opening, new), (Kind::Count, known)] {
            if lines.is_empty() {
                continue;
            }
            let before = match kind {
                Kind::Opening => &mut place.opening,
                Kind::Count => &mut place.count,
            };
            let (names, lines): (Vec<String>, Vec<NewCountLine>) = lines.into_iter().unzip();
            let count = NewCount {
                kind,
                day,
                note: note.clone(),
                lines,
            };
            let posted = match *before {
                Some(id) => counting::go_on(tx, id, count),
                None => counting::post(tx, count),
            };
            *before = Some(posted.map_err(|error| by_name(error, &names))?);
        }
        let then = match next {
            Some(_) => Place {
                after: next,
                day: day.to_string(),
                note: note.clone(),
                ..place
            },
            None => Place {
                show: place.show,
                ..Place::default()
            },
        };
        let stored = Stored::see(then.address());
        Ok(if nothing { stored } else { stored.saying(said) })
    })
    .await
}

/// The errors of the verb (`lines.3.counted`) under the names of the sheet's fields.
fn by_name(error: Error, names: &[String]) -> Error {
    let Error::Invalid(FieldErrors(mut errors)) = error else {
        return error;
    };
    for error in &mut errors {
        let at: Option<usize> = error.field.split('.').nth(1).and_then(|at| at.parse().ok());
        if let Some(name) = at.and_then(|at| names.get(at)) {
            error.field = format!("c.{name}");
        }
    }
    Error::Invalid(FieldErrors(errors))
}

fn read(
    view: &View,
    form: &Form,
    today: Day,
    sees_costs: bool,
    errors: &mut FieldErrors,
) -> Result<(Vec<Counted>, Vec<Counted>)> {
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for (field, text) in form.pairs() {
        let Some(id) = field.strip_prefix("c.").filter(|_| !text.trim().is_empty()) else {
            continue;
        };
        let (item, lot) = id.split_once('.').ok_or(Error::NotFound)?;
        let item: ItemId = item.parse().map_err(|_| Error::NotFound)?;
        let item = stock::kept(view, item)?;
        let Some(counted) = typed_quantity(text.trim(), &item) else {
            errors.add(field.as_str(), "stock-quantity");
            continue;
        };
        let mut line = NewCountLine {
            item: item.id,
            lot: CountedLot::Known(UNTRACKED),
            counted,
            expected: form.text(&format!("e.{id}")).parse().ok(),
            unit_cost: None,
            reason: form.text(&format!("r.{id}")).to_owned(),
        };
        if lot == "new" {
            line.lot = CountedLot::New {
                lot_number: form.text(&format!("n.{id}")).to_owned(),
                expiry: form.day(&format!("x.{id}"), today, errors),
            };
            if sees_costs {
                line.unit_cost = form.price(&format!("p.{id}"), errors);
            }
            new.push((id.to_owned(), line));
        } else {
            line.lot = CountedLot::Known(lot.parse().map_err(|_| Error::NotFound)?);
            known.push((id.to_owned(), line));
        }
    }
    Ok((known, new))
}
