//! Tax classes and their dated rates.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::error_of;
use crate::catalog::{self, NewTaxClass};
use crate::error::{Error, FieldErrors};
use crate::people::roles::Permission as P;
use crate::values::calendar::short;
use crate::values::format;
use crate::values::ids::TaxClassId;
use crate::web::answer::speak_fields;
use crate::web::history;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// A class as the page shows it.
struct Class {
    id: TaxClassId,
    name: String,
    now: String,
    /// From which day, rate, whether it counts today; newest first.
    rates: Vec<(String, String, bool)>,
    history: Vec<history::Row>,
}

#[derive(Template)]
#[template(path = "catalog/tax.html")]
struct TaxPage {
    frame: Frame,
    classes: Vec<Class>,
    form: Form,
    errors: Vec<(String, String)>,
    can_edit: bool,
    key: String,
}

impl TaxPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn options(&self) -> Vec<(String, &str)> {
        let options = self.classes.iter();
        options
            .map(|class| (class.id.to_string(), class.name.as_str()))
            .collect()
    }
}

/// `GET /tax`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    page(
        &ctx,
        Form::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

async fn page(ctx: &Ctx, form: Form, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let (lang, today) = (frame.lang, view.today());
        let mut classes = Vec::new();
        for class in catalog::tax_classes(view)? {
            let mut rates = catalog::rates(view, class.id)?;
            rates.reverse();
            let counts = rates
                .iter()
                .map(|rate| rate.valid_from)
                .find(|from| *from <= today);
            classes.push(Class {
                id: class.id,
                name: class.name(lang).to_owned(),
                now: format::percent(lang, catalog::tax_rate(view, class.id, today)?),
                rates: rates
                    .iter()
                    .map(|rate| {
                        let is_now = Some(rate.valid_from) == counts;
                        (
                            short(rate.valid_from, lang),
                            format::percent(lang, rate.rate),
                            is_now,
                        )
                    })
                    .collect(),
                history: history::of(view, lang, "tax_class", class.id)?,
            });
        }
        Ok(TaxPage {
            can_edit: frame.may(P::EditItems),
            key: Uuid::now_v7().to_string(),
            frame,
            classes,
            form,
            errors,
        })
    })
    .await
}

/// `POST /tax`: a rate of a class from a day on.
///
/// # Errors
/// Those of the verb.
pub async fn add_rate(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_add(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `POST /tax/classes`: a class of its own with its first rate.
///
/// # Errors
/// Those of the verb.
pub async fn add_class(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_add_class(&ctx, &form).await {
        Err(Error::Invalid(mut errors)) => {
            for error in &mut errors.0 {
                if matches!(error.field.as_str(), "rate" | "valid_from") {
                    error.field.insert_str(0, "class_");
                }
            }
            page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_add_class(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    for name in ["name_es", "class_rate", "class_valid_from"] {
        form.required(name, &mut errors);
    }
    let rate = form.rate("class_rate", &mut errors);
    let from = form.day("class_valid_from", ctx.app.db.today(), &mut errors);
    errors.or(())?;
    let (Some(rate), Some(valid_from)) = (rate, from) else {
        return Err(Error::field("rate", "field-required"));
    };
    let new = NewTaxClass {
        code: String::new(),
        name_es: form.text("name_es").to_owned(),
        name_en: form.text("name_en").to_owned(),
        rate,
        valid_from,
    };
    let said = ctx.lang.t("saved");
    ctx.once(move |tx| {
        catalog::add_tax_class(tx, &new)?;
        Ok(Stored::see("/tax").saying(said))
    })
    .await
}

async fn try_add(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    for name in ["tax_class_id", "rate", "valid_from"] {
        form.required(name, &mut errors);
    }
    let class: Option<TaxClassId> = form.parsed("tax_class_id", "setting-choice", &mut errors);
    let rate = form.rate("rate", &mut errors);
    let from = form.day("valid_from", ctx.app.db.today(), &mut errors);
    errors.or(())?;
    let (Some(class), Some(rate), Some(from)) = (class, rate, from) else {
        return Err(Error::field("rate", "field-required"));
    };
    let (said, confirmed) = (ctx.lang.t("saved"), form.is_on("confirm_past"));
    ctx.once(move |tx| {
        let change = catalog::add_rate(tx, class, from, rate, confirmed)?;
        Ok(Stored::see("/tax")
            .saying(said)
            .undo(format!("/tax/changes/{change}/undo")))
    })
    .await
}

/// `POST /tax/changes/{change}/undo`: takes one rate that was set back.
///
/// # Errors
/// Those of the verb.
pub async fn undo(ctx: Ctx) -> Answer {
    let (change, said): (i64, String) = (ctx.id("change")?, ctx.lang.t("tax-undone"));
    ctx.once(move |tx| {
        catalog::undo_rate(tx, change)?;
        Ok(Stored::see("/tax").saying(said))
    })
    .await
}
