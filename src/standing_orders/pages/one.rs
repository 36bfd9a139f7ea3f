//! One standing order: made, shown, changed; one date of it; made from an order.

use actix_web::http::StatusCode;

use super::grid::{self, Grid};
use super::{error_of, first_open, list, rhythm, said, short, typed};
use crate::catalog;
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::DeliveryMethod;
use crate::people::roles::Permission;
use crate::standing_orders::dates::Plan;
use crate::standing_orders::{self as standing, Ahead, Template, undo};
use crate::values::calendar::{Day, parse_day, weekday_name};
use crate::values::format;
use crate::values::ids::{CustomerId, TemplateId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, history, overtaken};

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
            let new = typed::read(tx, &typed, customer, start)?;
            let (id, effects) = standing::create(tx, new)?;
            let name = customers::find(tx, customer)?.name().to_owned();
            let words = lang.with1("standing-created", "name", name);
            let see = format!("/standing-orders/{id}");
            Ok(Stored::see(see.as_str())
                .saying(said(lang, words, &effects))
                .undo(format!("{see}/state?version=1&active=")))
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
    may_take_back: bool,
    key: String,
}

pub(super) struct DateRow {
    date: Day,
    words: String,
    goods: String,
    order: Option<(String, String)>,
    pub(super) notes: Vec<(&'static str, String)>,
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

pub(super) async fn show_page(
    ctx: &Ctx,
    id: TemplateId,
    typed: Option<Form>,
    errors: FieldErrors,
) -> Answer {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    shown(ctx, id, typed, errors, status).await
}

async fn shown(
    ctx: &Ctx,
    id: TemplateId,
    typed: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let asked = ctx.query.text("from").parse::<Day>().ok();
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let template = standing::find(view, id, view.today())?;
        let customer = customers::find(view, template.customer_id)?;
        let from = changes_from(view, &template, asked)?;
        // The head says what the fields below say.
        let said = typed.as_ref().map(|form| form.text("from"));
        let said = said.and_then(|text| parse_day(text, view.today()));
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
            rhythm: rhythm(&template.schedule, said.unwrap_or(from), lang),
            state: list::state(&template, view.today(), lang),
            failure: template.failure.clone().unwrap_or_default(),
            is_active: template.schedule.is_active,
            version: template.version,
            later: later_change(&template, said.unwrap_or(from), lang),
            fields: Fields::of(view, customer.id, form, errors, lang)?,
            grid,
            offers: grid::offers(view)?,
            ahead: ahead
                .iter()
                .map(|date| date_row(view, date, &template, lang))
                .collect::<Result<_>>()?,
            history: history::of(view, lang, "standing_order", id)?,
            may_edit: frame.may(Permission::EditOrders),
            may_take_back: undo::is_offered(view, id)?,
            key: uuid::Uuid::new_v4().to_string(),
            frame,
        })
    })
    .await
}

/// The day from which a change counts unless another is said: the first whose orders are still taken, and none before the
/// standing order begins.
fn changes_from(view: &View, template: &Template, asked: Option<Day>) -> Result<Day> {
    let day = match asked {
        Some(day) => day.max(view.today()),
        None => first_open(view)?.max(template.schedule.start),
    };
    Ok(day)
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

pub(super) fn date_row(
    view: &View,
    ahead: &Ahead,
    template: &Template,
    lang: Lang,
) -> Result<DateRow> {
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
    match ahead.missed.filter(|_| ahead.why().is_none()) {
        Some(true) => notes.push(("late", lang.t("standing-ahead-missed"))),
        Some(false) => notes.push(("off", lang.t("standing-ahead-dropped"))),
        None => {}
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

/// The whole form of a standing order as it is stored, with the lines that hold on a day.
fn stored(view: &View, id: TemplateId, from: Option<Day>, lang: Lang) -> Result<Form> {
    let template = standing::find(view, id, view.today())?;
    let from = changes_from(view, &template, from)?;
    let mut form = typed::form_of(&template, from);
    Grid::standing(view, "", &template.schedule, from, lang)?.fill(&mut form);
    Ok(form)
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
            let new = typed::read(tx, &typed, before.customer_id, start)?;
            let from = typed::from_day(tx, &typed)?;
            let version = typed.version().unwrap_or_default();
            let (next, effects) = standing::edit(tx, id, version, new, from)?;
            let now = standing::find(tx, id, tx.today())?.version;
            if now == version {
                let see = format!("/standing-orders/{id}");
                return Ok(Stored::see(see).saying(lang.t("standing-week-same")));
            }
            let key = if next == id {
                "standing-saved"
            } else {
                "standing-succeeded"
            };
            let words = lang.with1(key, "day", short(from, lang));
            Ok(Stored::see(format!("/standing-orders/{next}"))
                .saying(said(lang, words, &effects))
                .undo(format!("/standing-orders/{id}/take-back?version={now}")))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => show_page(&ctx, id, Some(form), errors).await,
        Err(Error::Stale) => {
            let from = parse_day(form.text("from"), ctx.app.db.today());
            let now = move |view: &View| stored(view, id, from, lang);
            let about = ("standing_order", id.0);
            let (form, errors) = overtaken(&ctx, about, "standing", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            shown(&ctx, id, Some(form), errors, status).await
        }
        other => other,
    }
}

/// `POST /standing-orders/{id}/take-back?version=`: makes the newest change undone.
///
/// # Errors
/// Those of the verb.
pub async fn take_back(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let version = ctx.form_or_undo("version")?.version().unwrap_or_default();
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::take_edit_back(tx, id, version)?;
        let words = lang.t("standing-change-undone");
        Ok(Stored::see(format!("/standing-orders/{id}")).saying(said(lang, words, &effects)))
    })
    .await
}

/// `POST /standing-orders/{id}/state`: `active` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn state(ctx: Ctx) -> Answer {
    let id: TemplateId = ctx.id("id")?;
    let form = ctx.form_or_undo("version")?;
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
        let (now, back) = (version + 1, if active { "" } else { "on" });
        Ok(Stored::see(see)
            .saying(said(lang, lang.t(key), &effects))
            .undo(format!(
                "/standing-orders/{id}/state?version={now}&active={back}"
            )))
    })
    .await
}
