//! Pauses of customers and closed days of the bakery.

use actix_web::http::StatusCode;

use super::{error_of, said, short};
use crate::customers;
use crate::error::{Error, FieldErrors};
use crate::people::roles::Permission;
use crate::standing_orders::{self as standing, store};
use crate::values::calendar::{self, Day};
use crate::values::ids::{CustomerId, PauseId};
use crate::web::answer::speak_fields;
use crate::web::form::in_address;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(askama::Template)]
#[template(path = "standing/pauses.html")]
struct PausesPage {
    frame: Frame,
    rows: Vec<PauseRow>,
    form: Form,
    errors: Vec<(String, String)>,
    found: Vec<(String, String)>,
    customer: Option<(String, String)>,
    key: String,
    may_edit: bool,
}

struct PauseRow {
    id: String,
    customer_id: String,
    name: String,
    from: String,
    until: String,
    reason: String,
    now: bool,
    /// The day before today, on which it would end for deliveries from today.
    ends: String,
}

impl PausesPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /standing-orders/pauses?customer=&q=`
///
/// # Errors
/// Those of the database.
pub async fn pauses(ctx: Ctx) -> Answer {
    let mut form = Form::default();
    form.set("customer_id", ctx.query.text("customer"));
    pauses_page(&ctx, form, FieldErrors::default(), StatusCode::OK).await
}

async fn pauses_page(ctx: &Ctx, form: Form, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let text = ctx.query.text("q").to_owned();
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let mut rows = Vec::new();
        for (customer, pause) in store::all_pauses(view, view.today())? {
            rows.push(PauseRow {
                id: pause.id.to_string(),
                customer_id: customer.to_string(),
                name: customers::find(view, customer)?.name().to_owned(),
                from: short(pause.from, lang),
                until: pause.until.map(|day| short(day, lang)).unwrap_or_default(),
                now: pause.covers(view.today()),
                ends: view.today().to_string(),
                reason: pause.reason,
            });
        }
        let customer = match form.text("customer_id").parse::<CustomerId>() {
            Ok(id) => {
                let customer = customers::find(view, id)?;
                Some((id.to_string(), customer.name().to_owned()))
            }
            Err(_) => None,
        };
        let found = if text.is_empty() {
            Vec::new()
        } else {
            customers::search(view, &text, 20)?
        };
        let mut form = form;
        if !text.is_empty() {
            form.set("q", text);
        }
        Ok(PausesPage {
            rows,
            errors,
            found: found
                .into_iter()
                .map(|found| (found.id.to_string(), found.name))
                .collect(),
            customer,
            key: uuid::Uuid::new_v4().to_string(),
            may_edit: frame.may(Permission::EditOrders),
            form,
            frame,
        })
    })
    .await
}

/// `POST /standing-orders/pauses`
///
/// # Errors
/// Those of the verb.
pub async fn add_pause(ctx: Ctx) -> Answer {
    let form = ctx.form_or_undo("customer_id")?;
    match try_pause(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            pauses_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_pause(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let customer: Option<CustomerId> = form.parsed("customer_id", "field-required", &mut errors);
    if customer.is_none() && errors.is_empty() {
        errors.add("customer_id", "field-required");
    }
    let today = ctx.app.db.today();
    let from = form.day("from_day", today, &mut errors);
    if from.is_none() && !form.has("from_day") || form.text("from_day").is_empty() {
        errors.add("from_day", "field-required");
    }
    let until = form.day("until_day", today, &mut errors);
    errors.or(())?;
    let (Some(customer), Some(from)) = (customer, from) else {
        return Err(Error::field("from_day", "field-required"));
    };
    let reason = form.text("reason").to_owned();
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let (id, effects) = standing::pause(tx, customer, from, until, &reason)?;
        let name = customers::find(tx, customer)?.name().to_owned();
        let words = match until {
            Some(until) => lang.with(
                "standing-paused-until",
                &[
                    ("name", name.into()),
                    ("from", short(from, lang).into()),
                    ("until", short(until, lang).into()),
                ],
            ),
            None => lang.with2("standing-paused", "name", name, "from", short(from, lang)),
        };
        Ok(Stored::see("/standing-orders/pauses")
            .saying(said(lang, words, &effects))
            .undo(format!("/standing-orders/pauses/{id}/remove")))
    })
    .await
}

/// `POST /standing-orders/pauses/{id}/end`: `on`, the first day of delivery; without it today.
///
/// # Errors
/// Those of the verb.
pub async fn end_pause(ctx: Ctx) -> Answer {
    let form = ctx.form_or_undo("on")?;
    let id: PauseId = ctx.id("id")?;
    let mut errors = FieldErrors::default();
    let on = form.day("on", ctx.app.db.today(), &mut errors);
    if !errors.is_empty() {
        return pauses_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let on = on.unwrap_or(tx.today());
        let (customer, pause) = standing::store::find_pause(tx, id)?;
        let effects = standing::end_pause(tx, id, on.previous())?;
        let words = lang.with1("standing-resumed", "day", short(on, lang));
        let stored = Stored::see("/standing-orders/pauses").saying(said(lang, words, &effects));
        Ok(match pause.until {
            _ if on <= pause.from => stored.undo(made_again(tx.today(), customer, &pause)),
            // It runs on for longer now: shortened again.
            Some(until) if until < on.previous() => stored.undo(format!(
                "/standing-orders/pauses/{id}/end?on={}",
                until.next()
            )),
            until => {
                let until = until.map(|day| day.to_string()).unwrap_or_default();
                stored.undo(format!(
                    "/standing-orders/pauses/{id}/run-on?until_day={until}"
                ))
            }
        })
    })
    .await
}

/// The address that makes a pause anew as it was.
fn made_again(today: Day, customer: CustomerId, pause: &standing::dates::Pause) -> String {
    let until = pause.until.map(|day| day.to_string()).unwrap_or_default();
    let (from, reason) = (pause.from.max(today), in_address(&pause.reason));
    format!(
        "/standing-orders/pauses?customer_id={customer}&from_day={from}&until_day={until}&reason={reason}"
    )
}

/// `POST /standing-orders/pauses/{id}/run-on?until_day=`: as if it had not been ended; without a day until further notice.
///
/// # Errors
/// Those of the verb.
pub async fn run_on(ctx: Ctx) -> Answer {
    let id: PauseId = ctx.id("id")?;
    let mut errors = FieldErrors::default();
    let until = ctx
        .query
        .parsed::<Day>("until_day", "field-day", &mut errors);
    errors.or(())?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::run_on(tx, id, until)?;
        let words = lang.t("standing-pause-runs-on");
        let today = tx.today();
        Ok(Stored::see("/standing-orders/pauses")
            .saying(said(lang, words, &effects))
            .undo(format!("/standing-orders/pauses/{id}/end?on={today}")))
    })
    .await
}

/// `POST /standing-orders/pauses/{id}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove_pause(ctx: Ctx) -> Answer {
    let id: PauseId = ctx.id("id")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let (customer, pause) = standing::store::find_pause(tx, id)?;
        let effects = standing::remove_pause(tx, id)?;
        let words = said(lang, lang.t("standing-pause-removed"), &effects);
        Ok(Stored::see("/standing-orders/pauses")
            .saying(words)
            .undo(made_again(tx.today(), customer, &pause)))
    })
    .await
}

#[derive(askama::Template)]
#[template(path = "standing/closed.html")]
struct ClosedPage {
    frame: Frame,
    days: Vec<(Day, String, String)>,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
    may_edit: bool,
}

impl ClosedPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }
}

/// `GET /standing-orders/closed-days`
///
/// # Errors
/// Those of the database.
pub async fn closed_days(ctx: Ctx) -> Answer {
    closed_page(
        &ctx,
        Form::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

async fn closed_page(ctx: &Ctx, form: Form, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let days = standing::closed_days(view, view.today(), None)?;
        Ok(ClosedPage {
            days: days
                .into_iter()
                .map(|(day, name)| {
                    let words = format!("{} {}", calendar::words(day, lang), day.year());
                    (day, words, name)
                })
                .collect(),
            form,
            errors,
            key: uuid::Uuid::new_v4().to_string(),
            may_edit: frame.may(Permission::EditOrders),
            frame,
        })
    })
    .await
}

/// `POST /standing-orders/closed-days`
///
/// # Errors
/// Those of the verb.
pub async fn add_closed_day(ctx: Ctx) -> Answer {
    let form = ctx.form_or_undo("day")?;
    match try_close(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            closed_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_close(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let name = form.required("name", &mut errors);
    let day = form.day("day", ctx.app.db.today(), &mut errors);
    if form.text("day").is_empty() {
        errors.add("day", "field-required");
    }
    errors.or(())?;
    let day = day.ok_or_else(|| Error::field("day", "field-required"))?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let effects = standing::close_day(tx, day, &name)?;
        let words = lang.with1("standing-day-closed-now", "day", short(day, lang));
        Ok(Stored::see("/standing-orders/closed-days")
            .saying(said(lang, words, &effects))
            .undo(format!("/standing-orders/closed-days/{day}/remove")))
    })
    .await
}

/// `POST /standing-orders/closed-days/{day}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove_closed_day(ctx: Ctx) -> Answer {
    let day: Day = ctx.id("day")?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let closed = standing::closed_days(tx, day, Some(day))?.into_iter();
        let name = closed
            .map(|(_, name)| in_address(&name))
            .next()
            .unwrap_or_default();
        let effects = standing::reopen_day(tx, day)?;
        let words = lang.with1("standing-day-open-again", "day", short(day, lang));
        Ok(Stored::see("/standing-orders/closed-days")
            .saying(said(lang, words, &effects))
            .undo(format!(
                "/standing-orders/closed-days?day={day}&name={name}"
            )))
    })
    .await
}
