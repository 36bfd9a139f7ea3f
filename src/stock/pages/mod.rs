//! Pages of stock: what is there, one item with its lots and ledger, what expires, counting, waste.

pub mod count;
pub mod lots;
mod place;
pub mod waste;

use actix_web::http::StatusCode;
use askama::Template;
use rust_decimal::Decimal;

use super::store::lists;
use super::{Kept, LedgerLine, Show, Stocked};
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::recipes;
use crate::values::calendar::short;
use crate::values::ids::{ItemId, LotId};
use crate::values::quantity::PriceUnit;
use crate::values::{BaseUnit, Day, NumberStyle, Price, Quantity, Unit, format, parse_number};
use crate::web::api::USUAL_ROWS;
use crate::web::{Answer, Ctx, Form, Frame};

/// The first error of a field, for the templates.
pub(crate) fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}

/// "0,6275 €/kg", to 1/10,000 €.
pub(crate) fn cost_per(lang: Lang, cost: Decimal, unit: PriceUnit, base: BaseUnit) -> String {
    Price::round(cost).map_or_else(
        |_| String::new(),
        |price| format::price_per(lang, price, unit, base),
    )
}

/// A number as it stands in a field: no grouping, the decimal mark of the language.
pub(crate) fn plain(lang: Lang, number: Decimal) -> String {
    format::typed(lang, number, Decimal::MAX_SCALE)
}

/// Units as they are written behind a field.
pub(crate) fn unit_word(lang: Lang, unit: Unit) -> String {
    lang.t(match unit {
        Unit::G => "stock-unit-g",
        Unit::Kg => "stock-unit-kg",
        Unit::Ml => "stock-unit-ml",
        Unit::L => "stock-unit-l",
        Unit::Piece => "stock-unit-unit",
        Unit::Dozen => "stock-unit-dozen",
    })
}

/// A quantity as people type it: in the item's usual unit unless another is written behind it.
pub(crate) fn typed_quantity(text: &str, item: &Kept) -> Option<Quantity> {
    let at = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let unit = match unit.trim() {
        "" => item.unit,
        unit => unit.parse().ok()?,
    };
    let number = unit.counted(parse_number(number, NumberStyle::Guess).ok()?);
    Quantity::written(number, unit.fits(item.base_unit).ok()?).ok()
}

struct Row {
    id: ItemId,
    name: String,
    sku: String,
    on_hand: String,
    value: String,
    average: String,
    is_low: bool,
    is_below: bool,
    low_at: String,
    expiry: String,
    is_expired: bool,
    is_soon: bool,
}

/// Days ahead that a list marks as soon.
const SOON: i64 = 7;

impl Row {
    fn of(lang: Lang, today: Day, stocked: &Stocked) -> Self {
        let item = &stocked.item;
        let natural = |quantity| format::natural(lang, quantity, item.base_unit);
        let average = stocked.average_cost();
        Self {
            id: item.id,
            name: item.name.clone(),
            sku: item.sku.clone(),
            on_hand: natural(stocked.quantity),
            value: if stocked.quantity.is_zero() {
                String::new()
            } else {
                format::stock_value(lang, stocked.value)
            },
            average: average.map_or_else(String::new, |cost| {
                cost_per(lang, cost, item.price_unit, item.base_unit)
            }),
            is_low: stocked.is_low(),
            is_below: stocked.quantity.is_negative(),
            low_at: item.low_stock.map_or_else(String::new, natural),
            expiry: stocked
                .first_expiry
                .map_or_else(String::new, |day| short(day, lang)),
            is_expired: stocked.first_expiry.is_some_and(|day| day < today),
            is_soon: stocked
                .first_expiry
                .is_some_and(|day| day >= today && day <= today.add_days(SOON)),
        }
    }
}

#[derive(Template)]
#[template(path = "stock/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Row>,
    chips: Vec<(String, String, bool)>,
    show: &'static str,
    text: String,
    next: String,
    whole_value: String,
    sees_costs: bool,
    can_edit: bool,
    is_untouched: bool,
    expired: usize,
}

/// `GET /stock`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let show = Show::from_code(ctx.query.text("show")).unwrap_or_default();
    let text = ctx.query.text("q").to_owned();
    let after: Option<ItemId> = ctx.query.text("after").parse().ok();
    ctx.page(move |view, frame| {
        let (lang, today) = (frame.lang, view.today());
        let mut found = listed(view, show, &text, after, USUAL_ROWS + 1)?;
        let more = found.len() > USUAL_ROWS;
        found.truncate(USUAL_ROWS);
        let next = match found.last() {
            Some(last) if more => address(show, &text, Some(last.item.id)),
            _ => String::new(),
        };
        let chips = Show::ALL.map(|chip| {
            let words = frame.t(&format!("stock-show-{}", chip.code()));
            (address(chip, &text, None), words, chip == show)
        });
        Ok(IndexPage {
            rows: found.iter().map(|row| Row::of(lang, today, row)).collect(),
            chips: chips.into(),
            show: show.code(),
            next,
            whole_value: format::stock_value(lang, lists::whole_value(view)?),
            sees_costs: frame.may(P::SeeCosts),
            can_edit: frame.may(P::EditStock),
            is_untouched: lists::is_untouched(view)?,
            expired: super::expiring(view, today.previous())?.len(),
            text,
            frame,
        })
    })
    .await
}

/// A page of the list after an item.
pub(super) fn listed(
    view: &View,
    show: Show,
    text: &str,
    after: Option<ItemId>,
    limit: usize,
) -> Result<Vec<Stocked>> {
    let after = match after {
        Some(id) => Some((lists::plain_name(view, id)?, id)),
        None => None,
    };
    super::stocked(view, show, text, after, limit)
}

fn address(show: Show, text: &str, after: Option<ItemId>) -> String {
    let mut pairs = Vec::new();
    if show != Show::All {
        pairs.push(("show", show.code().to_owned()));
    }
    if !text.is_empty() {
        pairs.push(("q", text.to_owned()));
    }
    pairs.extend(after.map(|id| ("after", id.to_string())));
    match serde_urlencoded::to_string(&pairs) {
        Ok(query) if !query.is_empty() => format!("/stock?{query}"),
        _ => "/stock".to_owned(),
    }
}

struct LotRow {
    id: LotId,
    number: String,
    supplier: String,
    supplier_lot: String,
    made_on: String,
    expiry: String,
    /// Which lot, and the day that stands there.
    read: String,
    is_tracked: bool,
    is_expired: bool,
    is_soon: bool,
    quantity: String,
    is_below: bool,
}

struct LedgerRow {
    when: String,
    day: String,
    reason: String,
    note: String,
    href: String,
    lot: String,
    quantity: String,
    is_out: bool,
    value: String,
    who: String,
}

#[derive(Template)]
#[template(path = "stock/item.html")]
struct ItemPage {
    frame: Frame,
    id: ItemId,
    name: String,
    stock: Row,
    lots: Vec<LotRow>,
    ledger: Vec<LedgerRow>,
    next: String,
    newest: String,
    sees_costs: bool,
    can_waste: bool,
    unit: String,
    reasons: Vec<(&'static str, String)>,
    recipe: String,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
}

impl ItemPage {
    fn has_tracked(&self) -> bool {
        self.lots.iter().any(|lot| lot.is_tracked)
    }

    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /stock/{item}`
///
/// # Errors
/// Not found for an unknown item.
pub async fn item(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("item")?;
    item_page(&ctx, id, Form::default(), Vec::new(), StatusCode::OK).await
}

pub(super) async fn item_page(
    ctx: &Ctx,
    id: ItemId,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let before = ctx.query.text("before").parse().ok();
    ctx.page_with(status, move |view, frame| {
        let (lang, today) = (frame.lang, view.today());
        let item = super::kept(view, id)?;
        if item.is_service {
            return Err(Error::NotFound);
        }
        let mut lines = super::ledger_of(view, id, before, USUAL_ROWS + 1)?;
        let more = lines.len() > USUAL_ROWS;
        lines.truncate(USUAL_ROWS);
        let next = match lines.last() {
            Some(last) if more => format!("/stock/{id}?before={}", last.id),
            _ => String::new(),
        };
        let ledger: Result<Vec<LedgerRow>> = lines
            .iter()
            .map(|line| ledger_row(view, &frame, &item, line))
            .collect();
        let recipe = recipes::active_for(view, id)?
            .map_or_else(String::new, |recipe| format!("/recipes/{}", recipe.id));
        Ok(ItemPage {
            stock: Row::of(lang, today, &super::stock_of(view, &item)?),
            lots: lot_rows(view, lang, today, &item)?,
            ledger: ledger?,
            next,
            newest: before.map_or_else(String::new, |_: crate::values::ids::MovementId| {
                format!("/stock/{id}")
            }),
            sees_costs: frame.may(P::SeeCosts),
            can_waste: frame.may(P::EditStock),
            unit: unit_word(lang, item.unit),
            reasons: waste::reasons(lang),
            recipe,
            id,
            name: item.name,
            form,
            errors,
            key: uuid::Uuid::now_v7().to_string(),
            frame,
        })
    })
    .await
}

fn lot_rows(view: &View, lang: Lang, today: Day, item: &Kept) -> Result<Vec<LotRow>> {
    let lots = super::lots_of(view, item.id)?;
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| short(day, lang));
    let row = |held: super::HeldLot| LotRow {
        id: held.lot.id,
        number: lot_name(lang, held.lot.id, &held.lot.lot_number),
        supplier: held.supplier_name,
        supplier_lot: held.lot.supplier_lot,
        made_on: day(held.lot.made_on),
        expiry: day(held.lot.expiry_date),
        read: format!(
            "{}~{}",
            held.lot.id,
            held.lot
                .expiry_date
                .map(|day| day.to_string())
                .unwrap_or_default()
        ),
        is_tracked: held.lot.id != super::UNTRACKED,
        is_expired: held.lot.expiry_date.is_some_and(|day| day < today),
        is_soon: held
            .lot
            .expiry_date
            .is_some_and(|day| day >= today && day <= today.add_days(SOON)),
        quantity: format::natural(lang, held.quantity, item.base_unit),
        is_below: held.quantity.is_negative(),
    };
    Ok(lots.into_iter().map(row).collect())
}

fn lot_name(lang: Lang, id: LotId, number: &str) -> String {
    if id == super::UNTRACKED {
        lang.t("stock-untracked")
    } else {
        number.to_owned()
    }
}

fn ledger_row(view: &View, frame: &Frame, item: &Kept, line: &LedgerLine) -> Result<LedgerRow> {
    let lang = frame.lang;
    let time = view.zone.time_of(line.created_at);
    let made = view.zone.day_of(line.created_at);
    let note = [
        format!("stock-waste-{}", line.note),
        format!("stock-count-{}", line.note),
    ];
    let known = note
        .iter()
        .find(|key| !line.note.is_empty() && lang.has(key));
    Ok(LedgerRow {
        when: format!("{} {time}", short(made, lang)),
        day: if line.day == made {
            String::new()
        } else {
            short(line.day, lang)
        },
        reason: lang.t(&format!("stock-reason-{}", line.reason.code())),
        note: known.map_or_else(|| line.note.clone(), |key| lang.t(key)),
        href: document_href(view, frame, line)?,
        lot: lot_name(lang, line.lot_id, &line.lot_number),
        quantity: format::natural(lang, line.quantity, item.base_unit),
        is_out: line.quantity.is_negative(),
        value: line
            .value
            .map_or_else(String::new, |value| format::stock_value(lang, value)),
        who: line.performed_by.clone(),
    })
}

/// Where the document of a movement is shown; empty when it has no page for who asks.
fn document_href(view: &View, frame: &Frame, line: &LedgerLine) -> Result<String> {
    Ok(match (line.document_kind.as_str(), line.document_id) {
        ("note", Some(id)) if frame.may(P::SeeOrders) => format!("/notes/{id}"),
        ("batch", Some(_)) if frame.may(P::SeeProduction) => {
            format!("/production?day={}", line.day)
        }
        ("delivery", Some(id)) if frame.may(P::SeeBuying) => lists::purchase_of(view, id)?
            .map_or_else(String::new, |purchase| format!("/purchases/{purchase}")),
        _ => String::new(),
    })
}

struct ExpiringRow {
    item: ItemId,
    lot: LotId,
    name: String,
    number: String,
    quantity: String,
    /// All of it, as it is typed, for the button that throws it away.
    all: String,
    expiry: String,
    days: i64,
    is_expired: bool,
    key: String,
}

#[derive(Template)]
#[template(path = "stock/expiring.html")]
struct ExpiringPage {
    frame: Frame,
    rows: Vec<ExpiringRow>,
    ahead: i64,
    choices: Vec<(String, String, bool)>,
    can_waste: bool,
}

/// `GET /stock/expiring`: `?days=` ahead, a week when not said.
///
/// # Errors
/// Those of the database.
pub async fn expiring(ctx: Ctx) -> Answer {
    let mut errors = FieldErrors::default();
    let ahead = days_ahead(&ctx.query, &mut errors);
    errors.or(())?;
    ctx.page(move |view, frame| {
        let (lang, today) = (frame.lang, view.today());
        let found = super::expiring(view, today.add_days(ahead))?;
        let rows = found.into_iter().filter_map(|found| {
            let day = found.held.lot.expiry_date?;
            let item = found.item;
            Some(ExpiringRow {
                lot: found.held.lot.id,
                number: found.held.lot.lot_number,
                quantity: format::natural(lang, found.held.quantity, item.base_unit),
                all: format!(
                    "{} {}",
                    plain(lang, found.held.quantity.decimal()),
                    item.base_unit.code()
                ),
                expiry: short(day, lang),
                days: today.days_until(day).abs(),
                is_expired: day < today,
                key: uuid::Uuid::now_v7().to_string(),
                item: item.id,
                name: item.name,
            })
        });
        let choices = [0, 3, 7, 14, 30].map(|days| {
            let words = frame.t1("stock-expiring-days", "count", days);
            (format!("/stock/expiring?days={days}"), words, days == ahead)
        });
        Ok(ExpiringPage {
            rows: rows.collect(),
            ahead,
            choices: choices.into(),
            can_waste: frame.may(P::EditStock),
            frame,
        })
    })
    .await
}

/// `days` of a query: 0 to 365, a week when it is not said.
pub(super) fn days_ahead(query: &Form, errors: &mut FieldErrors) -> i64 {
    let days = query.whole("days", errors);
    if days.is_some_and(|days| !(0..=365).contains(&days)) {
        let between = Message::new("setting-between").arg("least", 0_i64);
        errors.add("days", between.arg("most", 365_i64));
    }
    days.unwrap_or(SOON)
}
