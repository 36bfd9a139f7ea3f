//! One standing order: made, shown, changed; one date of it; made from an order.

use actix_web::http::StatusCode;

use super::grid::{self, Cell, Grid, Row};
use super::{error_of, first_open, list, rhythm, said, short, title, typed};
use crate::catalog;
use crate::customers::{self, Customer};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{self, DeliveryMethod};
use crate::people::roles::Permission;
use crate::standing_orders::dates::{Frequency, Plan, Quantities, Schedule};
use crate::standing_orders::{self as standing, Ahead, NewTemplate, NewTemplateLine, Template};
use crate::values::calendar::{self, Day, weekday_name};
use crate::values::format;
use crate::values::ids::{CustomerId, OrderId, TemplateId};
use crate::values::quantity::Quantity;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, history};

/// Dates shown ahead.
const DATES: usize = 14;
const FREQUENCIES: [&str; 4] = ["daily", "weekly", "biweekly", "monthly"];

/// The fields that making and changing have in common.
struct Fields {
    form: Form,
    errors: Vec<(String, String)>,
    points: Vec<(String, String)>,
    frequencies: Vec<(&'static str, String)>,
    nths: Vec<(String, String)>,
    weekdays: Vec<(String, String)>,
    methods: Vec<(&'static str, String)>,
}

impl Fields {
    fn of(
        view: &View,
        customer: CustomerId,
        form: Form,
        errors: Vec<(String, String)>,
        lang: Lang,
    ) -> Result<Self> {
        let points = customers::points(view, customer)?;
        Ok(Self {
            points: points
                .into_iter()
                .map(|point| (point.id.to_string(), point.name))
                .collect(),
            frequencies: FREQUENCIES
                .map(|code| (code, lang.t(&format!("standing-frequency-{code}"))))
                .into(),
            nths: (1..=5)
                .map(|nth| (nth.to_string(), lang.t(&format!("standing-nth-{nth}"))))
                .collect(),
            weekdays: (1..=7)
                .map(|weekday| (weekday.to_string(), weekday_name(weekday, lang).to_owned()))
                .collect(),
            methods: [DeliveryMethod::Delivery, DeliveryMethod::Pickup]
                .map(|method| {
                    let code = method.code();
                    (code, lang.t(&format!("standing-method-{code}")))
                })
                .into(),
            form,
            errors,
        })
    }

    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn text(&self, field: &str) -> &str {
        self.form.text(field)
    }

    fn is_monthly(&self) -> bool {
        self.text("frequency") == "monthly"
    }
}

#[derive(askama::Template)]
#[template(path = "standing/new.html")]
struct NewPage {
    frame: Frame,
    customer: Option<(String, String)>,
    found: Vec<(String, String)>,
    asked: String,
    fields: Option<Fields>,
    grid: Grid,
    offers: Vec<String>,
    key: String,
}

/// `GET /standing-orders/new?customer=&frequency=&q=`
///
/// # Errors
/// [`Error::NotFound`] for a customer that does not exist.
pub async fn new(ctx: Ctx) -> Answer {
    let customer = match ctx.query.optional("customer") {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let mut form = Form::default();
    let frequency = ctx.query.optional("frequency").unwrap_or("weekly");
    form.set("frequency", frequency);
    form.set("q", ctx.query.text("q"));
    new_page(&ctx, customer, form, FieldErrors::default(), StatusCode::OK).await
}

async fn new_page(
    ctx: &Ctx,
    customer: Option<CustomerId>,
    form: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let asked = form.text("q").to_owned();
        let found = match (&customer, asked.as_str()) {
            (None, text) if !text.is_empty() => customers::search(view, text, 20)?,
            _ => Vec::new(),
        };
        let single = matches!(form.text("frequency"), "daily" | "monthly");
        let grid = if status == StatusCode::OK {
            Grid::empty("", single, lang)
        } else {
            Grid::typed(view, "", &form, &errors, lang)?
        };
        let mut page = NewPage {
            frame,
            customer: None,
            found: found
                .into_iter()
                .map(|found| (found.id.to_string(), found.name))
                .collect(),
            asked,
            fields: None,
            grid,
            offers: Vec::new(),
            key: uuid::Uuid::new_v4().to_string(),
        };
        if let Some(id) = customer {
            let customer = customers::find(view, id)?;
            let mut form = form;
            if !form.has("start_date") {
                form.set("start_date", first_open(view)?.to_string());
            }
            page.customer = Some((id.to_string(), customer.name().to_owned()));
            page.fields = Some(Fields::of(view, id, form, errors, lang)?);
            page.offers = grid::offers(view)?;
        }
        Ok(page)
    })
    .await
}

/// `POST /standing-orders`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let Ok(customer) = form.text("customer_id").parse::<CustomerId>() else {
        let errors = FieldErrors::one("customer_id", "field-required");
        return new_page(&ctx, None, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let typed = form.clone();
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let start = first_open(tx)?;
            let new = typed::read(tx, &typed, customer, start, lang)?;
            let (id, effects) = standing::create(tx, new)?;
            let name = customers::find(tx, customer)?.name().to_owned();
            let words = lang.with1("standing-created", "name", name);
            Ok(Stored::see(format!("/standing-orders/{id}")).saying(said(lang, words, &effects)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            new_page(&ctx, Some(customer), form, errors, status).await
        }
        other => other,
    }
}

#[derive(askama::Template)]
#[template(path = "standing/show.html")]
struct ShowPage {
    frame: Frame,
    id: String,
    name: String,
    customer: (String, String),
    rhythm: String,
    state: (&'static str, String),
    failure: String,
    is_active: bool,
    version: i64,
    later: String,
    fields: Fields,
    grid: Grid,
    offers: Vec<String>,
    ahead: Vec<DateRow>,
    history: Vec<history::Row>,
    may_edit: bool,
    key: String,
    first: Day,
}

struct DateRow {
    date: Day,
    words: String,
    goods: String,
    order: Option<(String, String)>,
    notes: Vec<(&'static str, String)>,
    off: bool,
    single: bool,
    skippable: bool,
}

/// `GET /standing-orders/{id}?from=`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    show_page(&ctx, id, None, FieldErrors::default()).await
}

async fn show_page(ctx: &Ctx, id: TemplateId, typed: Option<Form>, errors: FieldErrors) -> Answer {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let asked = ctx.query.text("from").parse::<Day>().ok();
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let template = standing::find(view, id, view.today())?;
        let customer = customers::find(view, template.customer_id)?;
        let open = first_open(view)?;
        let from = asked.unwrap_or(open).max(view.today());
        let grid = match &typed {
            Some(form) => Grid::typed(view, "", form, &errors, lang)?,
            None => Grid::standing(view, "", &template.schedule, from, lang)?,
        };
        let form = typed.unwrap_or_else(|| typed::form_of(&template, from));
        let ahead = standing::ahead(view, &template, view.today(), DATES)?;
        Ok(ShowPage {
            id: id.to_string(),
            name: template.recurring_name.clone(),
            customer: (customer.id.to_string(), customer.name().to_owned()),
            rhythm: rhythm(&template.schedule, from, lang),
            state: list::state(&template, view.today(), lang),
            failure: template.failure.clone().unwrap_or_default(),
            is_active: template.schedule.is_active,
            version: template.version,
            later: later_change(&template, from, lang),
            fields: Fields::of(view, customer.id, form, errors, lang)?,
            grid,
            offers: grid::offers(view)?,
            ahead: ahead
                .iter()
                .map(|date| date_row(view, date, &template, lang))
                .collect::<Result<_>>()?,
            history: history::of(view, lang, "standing_order", id)?,
            may_edit: frame.may(Permission::EditOrders),
            key: uuid::Uuid::new_v4().to_string(),
            first: view.today(),
            frame,
        })
    })
    .await
}

/// When the next planned change of the lines begins, if there is one after `from`.
fn later_change(template: &Template, from: Day, lang: Lang) -> String {
    let lines = template.schedule.lines.iter();
    lines
        .flat_map(|line| [Some(line.valid_from), line.valid_until])
        .flatten()
        .filter(|day| *day > from.max(template.schedule.start))
        .min()
        .map(|day| lang.with1("standing-later-change", "day", short(day, lang)))
        .unwrap_or_default()
}

fn date_row(view: &View, ahead: &Ahead, template: &Template, lang: Lang) -> Result<DateRow> {
    let mut notes: Vec<(&'static str, String)> = Vec::new();
    let mut goods = String::new();
    let cancelled = ahead
        .order
        .as_ref()
        .is_some_and(|order| !order.status.counts());
    match &ahead.plan {
        Plan::Made(delivery) => {
            goods = words_of(view, &delivery.lines, lang)?;
            if ahead.is_moved() {
                let day = short(delivery.day, lang);
                notes.push(("soon", lang.with1("standing-ahead-moved", "day", day)));
            } else if delivery.changed {
                notes.push(("soon", lang.t("standing-ahead-changed")));
            }
        }
        Plan::Stopped(why) => {
            let words = lang.t(&format!("standing-why-{}", why.code()));
            let reason = why.reason();
            let words = if reason.is_empty() {
                words
            } else {
                format!("{words}: {reason}")
            };
            notes.push(("off", words));
        }
        Plan::NoDate => {}
    }
    if cancelled && ahead.why().is_none() {
        notes.push(("off", lang.t("standing-cancelled")));
    }
    if ahead.is_frozen {
        notes.push(("done", lang.t("standing-ahead-frozen")));
    }
    let order = ahead
        .order
        .as_ref()
        .filter(|order| order.status.counts())
        .map(|order| (order.order_id.to_string(), order.order_number.clone()));
    Ok(DateRow {
        date: ahead.date,
        words: short(ahead.date, lang),
        goods,
        order,
        notes,
        off: ahead.why().is_some() || cancelled,
        single: template.schedule.dates.contains_key(&ahead.date),
        skippable: ahead.why().is_none() && !ahead.is_frozen && !cancelled,
    })
}

/// "20 Barra de pan, 6 Croissant".
fn words_of(view: &View, lines: &[standing::dates::DeliveryLine], lang: Lang) -> Result<String> {
    let mut parts = Vec::new();
    for line in lines.iter().take(6) {
        let item = catalog::find(view, line.product_id)?;
        let count = format::natural(lang, line.quantity, item.base_unit);
        parts.push(format!("{count} {}", item.full_name()));
    }
    if lines.len() > 6 {
        parts.push("…".to_owned());
    }
    Ok(parts.join(", "))
}

/// `POST /standing-orders/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let form = ctx.form()?;
    let typed = form.clone();
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let before = standing::find(tx, id, tx.today())?;
            let start = before.schedule.start;
            let new = typed::read(tx, &typed, before.customer_id, start, lang)?;
            let from = typed::from_day(tx, &typed)?;
            let version = typed.version().unwrap_or_default();
            let (next, effects) = standing::edit(tx, id, version, new, from)?;
            let key = if next == id {
                "standing-saved"
            } else {
                "standing-succeeded"
            };
            let words = lang.with1(key, "day", short(from, lang));
            Ok(Stored::see(format!("/standing-orders/{next}")).saying(said(lang, words, &effects)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => show_page(&ctx, id, Some(form), errors).await,
        other => other,
    }
}

/// `POST /standing-orders/{id}/state`: `active` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn state(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let form = ctx.form()?;
    let (active, version) = (form.is_on("active"), form.version().unwrap_or_default());
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::set_active(tx, id, version, active)?;
        let key = if active {
            "standing-started"
        } else {
            "standing-stopped"
        };
        let see = format!("/standing-orders/{id}");
        Ok(Stored::see(see).saying(said(lang, lang.t(key), &effects)))
    })
    .await
}

#[derive(askama::Template)]
#[template(path = "standing/day.html")]
struct DayPage {
    frame: Frame,
    id: String,
    title: String,
    day: Day,
    words: String,
    state: Vec<(&'static str, String)>,
    is_date: bool,
    single: bool,
    grid: Grid,
    form: Form,
    errors: Vec<(String, String)>,
    offers: Vec<String>,
    key: String,
    may_edit: bool,
}

impl DayPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /standing-orders/{id}/dates?day=`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let today = ctx.app.db.today();
    let mut errors = FieldErrors::default();
    let day = ctx.query.day("day", today, &mut errors);
    let day = day.ok_or(Error::NotFound)?;
    day_page(&ctx, id, day, None, FieldErrors::default()).await
}

async fn day_page(
    ctx: &Ctx,
    id: TemplateId,
    day: Day,
    typed: Option<Form>,
    errors: FieldErrors,
) -> Answer {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let template = standing::find(view, id, view.today().min(day))?;
        let customer = customers::find(view, template.customer_id)?;
        let grid = match &typed {
            Some(form) => Grid::typed(view, "", form, &errors, lang)?,
            None => day_grid(view, &template.schedule, day, lang)?,
        };
        let ahead = standing::ahead(view, &template, day, 1)?;
        let ahead = ahead.first().filter(|ahead| ahead.date == day);
        let state = match ahead {
            Some(ahead) => date_row(view, ahead, &template, lang)?.notes,
            None => Vec::new(),
        };
        let is_done = day < view.today() || ahead.is_some_and(|ahead| ahead.is_frozen);
        Ok(DayPage {
            id: id.to_string(),
            title: title(&customer, &template.recurring_name),
            words: calendar::words(day, lang),
            day,
            state,
            is_date: template.schedule.plan(day) != Plan::NoDate,
            single: template.schedule.dates.contains_key(&day),
            grid,
            form: typed.unwrap_or_default(),
            errors,
            offers: grid::offers(view)?,
            key: uuid::Uuid::new_v4().to_string(),
            may_edit: !is_done && frame.may(Permission::EditOrders),
            frame,
        })
    })
    .await
}

/// One column: what this date has now, and as a hint what is usual.
fn day_grid(view: &View, schedule: &Schedule, day: Day, lang: Lang) -> Result<Grid> {
    let plan = schedule.plan(day);
    let now = |product| match &plan {
        Plan::Made(delivery) => delivery
            .lines
            .iter()
            .find(|line| line.product_id == product)
            .map(|line| line.quantity)
            .unwrap_or_default(),
        _ => schedule
            .dates
            .get(&day)
            .and_then(|one| one.quantities()?.get(&product).copied())
            .unwrap_or_default(),
    };
    let columns = Grid::columns(true, lang);
    let mut rows = Vec::new();
    for line in schedule.usual(day) {
        let item = catalog::find(view, line.product_id)?;
        let usual = if schedule.frequency.falls_on(day, schedule.start) {
            line.on(day)
        } else {
            Quantity::default()
        };
        let now = match &plan {
            Plan::Stopped(_) => usual,
            _ => now(line.product_id),
        };
        rows.push(Row {
            product_id: line.product_id.to_string(),
            product: item.full_name(),
            unit: line.unit.clone(),
            cells: vec![Cell {
                value: grid::in_units(now, line.unit_size, lang),
                usual: grid::in_units(usual, line.unit_size, lang),
                ..Cell::of(&columns[0])
            }],
            ..Row::default()
        });
    }
    let extra = match &plan {
        Plan::Made(delivery) => delivery.lines.as_slice(),
        _ => &[],
    };
    for line in extra.iter().filter(|line| line.unit.is_none()) {
        let item = catalog::find(view, line.product_id)?;
        let unit = catalog::line_unit(view, &item, "")?;
        rows.push(Row {
            product_id: line.product_id.to_string(),
            product: item.full_name(),
            unit: unit.code,
            cells: vec![Cell {
                value: grid::in_units(line.quantity, unit.size, lang),
                ..Cell::of(&columns[0])
            }],
            ..Row::default()
        });
    }
    rows.push(Row {
        cells: columns.iter().map(Cell::of).collect(),
        ..Row::default()
    });
    Ok(Grid {
        prefix: String::new(),
        rows,
        columns,
    })
}

/// `POST /standing-orders/{id}/dates`: `day` and `action`: `skip`, `move` (`moved_to`) or `change` (rows), `reason`.
///
/// # Errors
/// Those of the verbs.
pub async fn change_day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let form = ctx.form()?;
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let Some(day) = form.day("day", today, &mut errors) else {
        if errors.is_empty() {
            errors.add("day", "field-required");
        }
        return show_page(&ctx, id, None, errors).await;
    };
    let to = form.day("moved_to", today, &mut errors);
    let typed = form.clone();
    let lang = ctx.lang;
    let result = match errors.or(()) {
        Ok(()) => {
            ctx.once(move |tx| {
                let why = typed.text("reason");
                let (words, effects) = match typed.text("action") {
                    "skip" => {
                        let effects = standing::skip_date(tx, id, day, why)?;
                        (
                            lang.with1("standing-day-skipped", "day", short(day, lang)),
                            effects,
                        )
                    }
                    "move" => {
                        let to = to.ok_or_else(|| Error::field("moved_to", "field-required"))?;
                        let effects = standing::move_date(tx, id, day, to, why)?;
                        let (from, to) = (short(day, lang), short(to, lang));
                        (
                            lang.with2("standing-day-moved", "day", from, "to", to),
                            effects,
                        )
                    }
                    "change" => {
                        let goods = read_day(tx, &typed, id, day, lang)?;
                        let effects = standing::change_date(tx, id, day, goods, why)?;
                        (
                            lang.with1("standing-day-changed", "day", short(day, lang)),
                            effects,
                        )
                    }
                    _ => return Err(Error::field("action", "setting-choice")),
                };
                Ok(Stored::see(format!("/standing-orders/{id}"))
                    .saying(said(lang, words, &effects))
                    .undo(format!("/standing-orders/{id}/dates/{day}/restore")))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match result {
        Err(Error::Invalid(errors)) => day_page(&ctx, id, day, Some(form), errors).await,
        other => other,
    }
}

/// The quantities that differ from the usual ones; a product whose row was emptied is none.
fn read_day(view: &View, form: &Form, id: TemplateId, day: Day, lang: Lang) -> Result<Quantities> {
    let template = standing::find(view, id, view.today().min(day))?;
    let schedule = &template.schedule;
    let mut errors = FieldErrors::default();
    let lines = grid::read(view, "", form, lang, &mut errors)?;
    errors.or(())?;
    let in_rhythm = schedule.frequency.falls_on(day, schedule.start);
    let mut goods = Quantities::new();
    for line in lines {
        let quantity = grid::base_quantity(view, line.product_id, &line.unit, line.week[0])?;
        let usual = schedule
            .usual(day)
            .find(|known| known.product_id == line.product_id)
            .filter(|_| in_rhythm)
            .map(|known| known.on(day));
        if usual.unwrap_or_default() != quantity {
            goods.insert(line.product_id, quantity);
        }
    }
    Ok(goods)
}

/// `POST /standing-orders/{id}/dates/{day}/restore`
///
/// # Errors
/// Those of the verb.
pub async fn restore_day(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let day: Day = ctx.id("day")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::restore_date(tx, id, day)?;
        let words = lang.with1("standing-day-restored", "day", short(day, lang));
        Ok(Stored::see(format!("/standing-orders/{id}")).saying(said(lang, words, &effects)))
    })
    .await
}

#[derive(askama::Template)]
#[template(path = "standing/from_order.html")]
struct FromOrderPage {
    frame: Frame,
    id: String,
    lead: String,
    days: Vec<(u8, String, bool)>,
    goods: Vec<(String, String)>,
    has_free: bool,
    frequencies: Vec<(&'static str, String)>,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
}

impl FromOrderPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /orders/{id}/standing`: which days to repeat an order on.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn from_order_form(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    from_order_page(&ctx, id, None, FieldErrors::default()).await
}

async fn from_order_page(
    ctx: &Ctx,
    id: OrderId,
    typed: Option<Form>,
    errors: FieldErrors,
) -> Answer {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let order = orders::find(view, id)?;
        let lines = orders::lines(view, id)?;
        let form = typed.unwrap_or_else(|| {
            let mut form = Form::default();
            form.set("days", order.requested_date.weekday().to_string());
            form
        });
        let chosen: Vec<&str> = form.all("days").collect();
        let days = (1..=7)
            .map(|weekday: u8| {
                let is_on = chosen.contains(&weekday.to_string().as_str());
                (weekday, weekday_name(weekday, lang).to_owned(), is_on)
            })
            .collect();
        let number = order.order_number.clone();
        let lead = lang.with2(
            "standing-from-order-lead",
            "number",
            number,
            "name",
            order.customer_name.clone(),
        );
        Ok(FromOrderPage {
            id: id.to_string(),
            lead,
            days,
            has_free: lines.iter().any(|line| line.product_id.is_none()),
            goods: goods_of(view, &lines, lang)?,
            frequencies: ["weekly", "biweekly"]
                .map(|code| (code, lang.t(&format!("standing-frequency-{code}"))))
                .into(),
            form,
            errors,
            key: uuid::Uuid::new_v4().to_string(),
            frame,
        })
    })
    .await
}

fn goods_of(view: &View, lines: &[orders::Line], lang: Lang) -> Result<Vec<(String, String)>> {
    let mut goods = Vec::new();
    for line in lines {
        if let Some(product) = line.product_id {
            let item = catalog::find(view, product)?;
            let count = format::natural(lang, line.quantity, item.base_unit);
            goods.push((count, item.full_name()));
        }
    }
    Ok(goods)
}

/// `POST /orders/{id}/standing`: `days` (1 to 7, any number), `frequency` (`weekly` or `biweekly`).
///
/// # Errors
/// Those of the verb.
pub async fn from_order(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    let typed = form.clone();
    let lang = ctx.lang;
    let answer = ctx
        .once(move |tx| {
            let new = repeated(tx, id, &typed)?;
            let customer: Customer = customers::find(tx, new.customer_id)?;
            let (made, effects) = standing::create(tx, new)?;
            let words = lang.with1("standing-created", "name", customer.name());
            Ok(Stored::see(format!("/standing-orders/{made}")).saying(said(lang, words, &effects)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => from_order_page(&ctx, id, Some(form), errors).await,
        other => other,
    }
}

/// A standing order of what an order holds, from the day after it on.
fn repeated(view: &View, id: OrderId, form: &Form) -> Result<NewTemplate> {
    let order = orders::find(view, id)?;
    let days: Vec<usize> = form
        .all("days")
        .filter_map(|text| text.parse().ok())
        .filter(|day| (1..=7).contains(day))
        .collect();
    if days.is_empty() {
        return Err(Error::field("days", "standing-from-order-none"));
    }
    let mut lines: Vec<NewTemplateLine> = Vec::new();
    for line in orders::lines(view, id)? {
        let count = line.quantity.in_pack(line.unit_size).ok();
        let (Some(product_id), Some(count)) = (line.product_id, count) else {
            continue;
        };
        let known = lines
            .iter()
            .position(|known| known.product_id == product_id && known.unit == line.unit);
        let at = known.unwrap_or_else(|| {
            lines.push(NewTemplateLine {
                product_id,
                unit: line.unit,
                week: [rust_decimal::Decimal::ZERO; 7],
                custom_instructions: line.custom_instructions,
            });
            lines.len() - 1
        });
        for day in &days {
            lines[at].week[day - 1] += count;
        }
    }
    let frequency = match form.text("frequency") {
        "biweekly" => Frequency::Biweekly,
        _ => Frequency::Weekly,
    };
    let method = match order.delivery_method {
        DeliveryMethod::Shipping => DeliveryMethod::Delivery,
        other => other,
    };
    Ok(NewTemplate {
        recurring_name: form.text("recurring_name").to_owned(),
        customer_id: order.customer_id,
        delivery_point_id: order.delivery_point_id,
        frequency,
        delivery_method: method,
        delivery_time: order.requested_time,
        delivery_notes: order.delivery_notes.clone(),
        start_date: order.requested_date.next().max(first_open(view)?),
        end_date: None,
        lines,
    })
}
