//! All standing orders; what failed and what was missed.

use super::{first_open, rhythm, said, short, title};
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::days;
use crate::people::roles::Permission;
use crate::production;
use crate::standing_orders::{self as standing, Effects, MissedDate, Template, store};
use crate::values::calendar::{Day, Instant};
use crate::values::fold;
use crate::values::ids::TemplateId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Frame, Stored};

const ROWS: usize = 50;

#[derive(askama::Template)]
#[template(path = "standing/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Row>,
    missed: Vec<Missed>,
    failed: Vec<Failed>,
    errors: Vec<(String, String)>,
    may_decide: bool,
    may_edit: bool,
    off: bool,
    text: String,
    active: i64,
    inactive: i64,
    next: String,
}

struct Row {
    id: String,
    title: String,
    rhythm: String,
    next: String,
    state: (&'static str, String),
}

struct Missed {
    id: String,
    title: String,
    date: String,
    why: String,
    day: Day,
    past: bool,
}

struct Failed {
    id: String,
    title: String,
    date: String,
    reason: String,
}

impl IndexPage {
    fn has_past(&self) -> bool {
        self.missed.iter().filter(|missed| missed.past).count() > 1
    }
}

/// `GET /standing-orders`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    index_page(&ctx, FieldErrors::default()).await
}

async fn index_page(ctx: &Ctx, errors: FieldErrors) -> Answer {
    let status = if errors.is_empty() {
        actix_web::http::StatusCode::OK
    } else {
        actix_web::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let text = ctx.query.text("q").to_owned();
    let off = ctx.query.text("state") == "off";
    let after = ctx.query.text("after").parse::<TemplateId>().ok();
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let mut ids = store::page(view, !off, &fold(&text), after, ROWS)?;
        let more = ids.len() > ROWS;
        ids.truncate(ROWS);
        let next = match ids.last() {
            Some(last) if more => {
                let state = if off { "&state=off" } else { "" };
                format!("/standing-orders?after={last}{state}")
            }
            _ => String::new(),
        };
        let from = first_open(view)?;
        let rows = ids.iter().map(|id| row(view, *id, from, lang));
        Ok(IndexPage {
            rows: rows.collect::<Result<_>>()?,
            missed: missed(view, lang)?,
            failed: failed(view, lang)?,
            errors,
            may_decide: frame.may(Permission::LateOrders),
            may_edit: frame.may(Permission::EditOrders),
            frame,
            off,
            text,
            active: store::count(view, true)?,
            inactive: store::count(view, false)?,
            next,
        })
    })
    .await
}

/// A row of the list; its rhythm is that from which a change would start, as on the page of its own.
fn row(view: &View, id: TemplateId, from: Day, lang: Lang) -> Result<Row> {
    let template = standing::find(view, id, view.today())?;
    let customer = customers::find(view, template.customer_id)?;
    let days = standing::next_dates(&template, view.today().next(), 4);
    let words: Vec<String> = days.into_iter().map(|day| short(day, lang)).collect();
    Ok(Row {
        id: id.to_string(),
        title: title(&customer, &template.recurring_name),
        rhythm: rhythm(&template.schedule, from, lang),
        next: words.join(" · "),
        state: state(&template, view.today(), lang),
    })
}

/// What a standing order is doing: kind of tag and words, both empty while all is normal.
pub(super) fn state(template: &Template, today: Day, lang: Lang) -> (&'static str, String) {
    let schedule = &template.schedule;
    let paused = schedule.pauses.iter().find(|pause| pause.covers(today));
    if !schedule.is_active {
        ("off", lang.t("standing-state-off"))
    } else if template.failed_on.is_some() {
        ("late", lang.t("standing-state-failed"))
    } else if let Some(pause) = paused {
        let words = match pause.until {
            Some(until) => lang.with1("standing-state-paused-until", "day", short(until, lang)),
            None => lang.t("standing-state-paused"),
        };
        ("soon", words)
    } else if schedule.end.is_some_and(|end| end < today) {
        ("off", lang.t("standing-state-ended"))
    } else if schedule.start > today {
        let from = short(schedule.start, lang);
        ("", lang.with1("standing-state-from", "day", from))
    } else {
        ("", String::new())
    }
}

fn missed(view: &View, lang: Lang) -> Result<Vec<Missed>> {
    let found = standing::missed(view)?;
    found
        .into_iter()
        .map(|missed| {
            let customer = customers::find(view, missed.customer_id)?;
            Ok(Missed {
                id: missed.standing_order_id.to_string(),
                title: title(&customer, &missed.recurring_name),
                date: short(missed.day, lang),
                why: why(view, &missed, lang)?,
                day: missed.day,
                past: missed.day < view.today(),
            })
        })
        .collect()
}

/// Why a date was not made in time, from when it was seen and when its day was closed.
fn why(view: &View, missed: &MissedDate, lang: Lang) -> Result<String> {
    let words = |at: Instant| {
        let day = short(view.zone.day_of(at), lang);
        format!("{day} {}", view.zone.time_of(at))
    };
    let found = words(missed.found_at);
    if view.zone.day_of(missed.found_at) > missed.day {
        return Ok(lang.with1("standing-missed-why-off", "found", found));
    }
    let frozen = days::state(view, missed.day)?.frozen_at;
    Ok(match frozen.filter(|at| *at <= missed.found_at) {
        Some(at) => lang.with2(
            "standing-missed-why-frozen",
            "closed",
            words(at),
            "found",
            found,
        ),
        None => lang.with1("standing-missed-why-cutoff", "found", found),
    })
}

fn failed(view: &View, lang: Lang) -> Result<Vec<Failed>> {
    store::failed(view)?
        .into_iter()
        .map(|template| {
            let customer = customers::find(view, template.customer_id)?;
            Ok(Failed {
                id: template.id.to_string(),
                title: title(&customer, &template.recurring_name),
                date: template
                    .failed_on
                    .map(|day| short(day, lang))
                    .unwrap_or_default(),
                reason: template.failure.unwrap_or_default(),
            })
        })
        .collect()
}

/// `POST /standing-orders/missed`: `id`, `day`, `decision` (`made` or `dropped`), `reason`.
///
/// # Errors
/// Those of the verbs; [`Error::Forbidden`] to make one without the permission for late orders.
pub async fn decide(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let (Ok(id), Ok(day)) = (
        form.text("id").parse::<TemplateId>(),
        form.text("day").parse::<Day>(),
    ) else {
        return index_page(&ctx, FieldErrors::one("decision", "field-required")).await;
    };
    let reason = form.text("reason").to_owned();
    let lang = ctx.lang;
    let made = match form.text("decision") {
        "made" => true,
        "dropped" => false,
        _ => return index_page(&ctx, FieldErrors::one("decision", "field-required")).await,
    };
    if made {
        ctx.need(Permission::LateOrders)?;
    }
    let answer = ctx
        .once(move |tx| {
            let words = if made {
                let order = standing::make_missed(tx, id, day, None, &reason)?;
                production::refresh(tx, order.day)?;
                lang.with1("standing-missed-made", "number", order.order_number)
            } else {
                standing::decide_missed(tx, id, day, &reason)?;
                lang.t("standing-missed-dropped")
            };
            let stored = Stored::see("/standing-orders").saying(words);
            Ok(match made {
                true => stored,
                false => stored.undo(format!("/standing-orders/missed/wait?dates={id}_{day}")),
            })
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => index_page(&ctx, errors).await,
        other => other,
    }
}

/// `POST /standing-orders/missed/drop`: all that have passed.
///
/// # Errors
/// Those of the verb.
pub async fn drop_past(ctx: Ctx) -> Answer {
    let reason = ctx.form()?.text("reason").to_owned();
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let dropped = standing::drop_all_missed(tx, &reason)?;
        let words = lang.with1("standing-missed-all-dropped", "count", dropped);
        let stored = Stored::see("/standing-orders").saying(words);
        let at = tx.now.millis();
        Ok(match dropped {
            0 => stored,
            _ => stored.undo(format!("/standing-orders/missed/wait?at={at}")),
        })
    })
    .await
}

/// `POST /standing-orders/missed/wait?dates=` or `?at=`: dropped dates wait again, named or all of that instant.
///
/// # Errors
/// Those of the verb.
pub async fn wait_again(ctx: Ctx) -> Answer {
    let dates: Vec<(TemplateId, Day)> = ctx
        .query
        .text("dates")
        .split('~')
        .filter_map(|date| {
            let (id, day) = date.split_once('_')?;
            Some((id.parse().ok()?, day.parse().ok()?))
        })
        .collect();
    let said = ctx.lang.t("standing-missed-wait-again");
    let at = ctx.query.text("at").parse().ok();
    let at = at.and_then(Instant::from_millis);
    ctx.once(move |tx| {
        if let Some(at) = at {
            standing::wait_all_again(tx, at)?;
        }
        for (id, day) in dates {
            standing::wait_again(tx, id, day)?;
        }
        Ok(Stored::see("/standing-orders").saying(said))
    })
    .await
}

/// `POST /standing-orders/generate`: makes what is due now.
///
/// # Errors
/// Those of the verb.
pub async fn generate(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let today = tx.today();
        let words = standing::jobs::run(tx, today)?;
        let words = said(lang, words, &Effects::default());
        Ok(Stored::see("/standing-orders").saying(words))
    })
    .await
}
