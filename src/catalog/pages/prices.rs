//! Price lists, and the change of a whole list by a percentage.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::error_of;
use crate::catalog::{self, Bulk, NewPriceList, PriceList};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::ids::PriceListId;
use crate::values::tax::TaxMode;
use crate::web::answer::speak_fields;
use crate::web::history;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "catalog/prices.html")]
struct PricesPage {
    frame: Frame,
    lists: Vec<PriceList>,
    form: Form,
    errors: Vec<(String, String)>,
    can_edit: bool,
    key: String,
}

impl PricesPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn modes(&self) -> Vec<(&'static str, String)> {
        modes(self.frame.lang)
    }

    fn validity(&self, list: &PriceList) -> String {
        validity(self.frame.lang, list)
    }
}

#[derive(Template)]
#[template(path = "catalog/price_list.html")]
struct ListPage {
    frame: Frame,
    list: PriceList,
    form: Form,
    bulk: Form,
    errors: Vec<(String, String)>,
    categories: Vec<(String, i64)>,
    /// Item, before, after: what the bulk change would do.
    preview: Option<Vec<(String, String, String)>>,
    history: Vec<history::Row>,
    can_edit: bool,
    key: String,
}

impl ListPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn modes(&self) -> Vec<(&'static str, String)> {
        modes(self.frame.lang)
    }

    fn category_options(&self) -> Vec<(&str, &str)> {
        let options = self.categories.iter();
        options
            .map(|(name, _)| (name.as_str(), name.as_str()))
            .collect()
    }

    fn decimals(&self) -> Vec<(&'static str, String)> {
        let options = ["2", "3", "4"]
            .map(|count| (count, self.frame.t1("prices-decimals-of", "count", count)));
        options.into()
    }
}

fn modes(lang: Lang) -> Vec<(&'static str, String)> {
    [TaxMode::Gross, TaxMode::Net]
        .map(|mode| (mode.code(), lang.t(&format!("price-mode-{}", mode.code()))))
        .into()
}

fn validity(lang: Lang, list: &PriceList) -> String {
    let day = |day: Option<Day>| day.map(|day| short(day, lang));
    match (day(list.valid_from), day(list.valid_until)) {
        (None, None) => lang.t("prices-always"),
        (Some(from), None) => lang.with1("prices-from", "day", from),
        (None, Some(until)) => lang.with1("prices-until", "day", until),
        (Some(from), Some(until)) => format!("{from} – {until}"),
    }
}

/// `GET /prices`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let form = Form::from_pairs(vec![("tax_mode".into(), "net".into())]);
    index_page(&ctx, form, FieldErrors::default(), StatusCode::OK).await
}

async fn index_page(ctx: &Ctx, form: Form, errors: FieldErrors, status: StatusCode) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        Ok(PricesPage {
            lists: catalog::price_lists(view)?,
            can_edit: frame.may(P::EditItems),
            key: Uuid::now_v7().to_string(),
            frame,
            form,
            errors,
        })
    })
    .await
}

fn read(form: &Form, today: Day) -> Result<NewPriceList> {
    let mut errors = FieldErrors::default();
    let new = NewPriceList {
        code: form.required("code", &mut errors),
        name: form.required("name", &mut errors),
        tax_mode: form
            .parsed("tax_mode", "setting-choice", &mut errors)
            .unwrap_or_default(),
        valid_from: form.day("valid_from", today, &mut errors),
        valid_until: form.day("valid_until", today, &mut errors),
        is_default: form.is_on("is_default"),
        is_active: form.is_on("is_active"),
        confirm_unpriced: form.is_on("confirm_unpriced"),
    };
    errors.or(new)
}

/// `POST /prices`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let mut form = ctx.form()?;
    form.set("is_active", "on");
    let made = match read(&form, ctx.app.db.today()) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                let id = catalog::add_price_list(tx, &new)?;
                Ok(Stored::see(format!("/prices/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match made {
        Err(Error::Invalid(errors)) => {
            index_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// A form with what a list is.
fn filled(list: &PriceList) -> Form {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let on = |is: bool| if is { "on" } else { "" }.to_owned();
    let pairs = [
        ("code", list.code.clone()),
        ("name", list.name.clone()),
        ("tax_mode", list.tax_mode.code().to_owned()),
        ("valid_from", day(list.valid_from)),
        ("valid_until", day(list.valid_until)),
        ("is_default", on(list.is_default)),
        ("is_active", on(list.is_active)),
        ("version", list.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

/// What the page of a list shows beside the list itself.
#[derive(Default)]
struct Shown {
    form: Option<Form>,
    bulk: Form,
    errors: FieldErrors,
    preview: Option<Vec<catalog::PriceChange>>,
}

/// `GET /prices/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: PriceListId = ctx.id("id")?;
    list_page(&ctx, id, Shown::default(), StatusCode::OK).await
}

async fn list_page(ctx: &Ctx, id: PriceListId, shown: Shown, status: StatusCode) -> Answer {
    let errors = speak_fields(&shown.errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let (lang, list) = (frame.lang, catalog::price_list(view, id)?);
        let mut bulk = shown.bulk;
        if !bulk.has("from") {
            bulk.set("from", view.today().next().to_string());
        }
        let preview = shown.preview.map(|plan| {
            let lines = plan.into_iter().map(|change| {
                (
                    change.name,
                    format::price(lang, change.before),
                    format::price(lang, change.after),
                )
            });
            lines.collect()
        });
        Ok(ListPage {
            form: shown.form.unwrap_or_else(|| filled(&list)),
            categories: catalog::categories(view)?,
            history: match frame.may(P::SeeHistory) {
                true => history::of(view, lang, "price_list", id)?,
                false => Vec::new(),
            },
            can_edit: frame.may(P::EditItems),
            key: Uuid::now_v7().to_string(),
            frame,
            list,
            bulk,
            errors,
            preview,
        })
    })
    .await
}

/// `POST /prices/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<PriceListId>("id")?);
    let version = form.version().unwrap_or_default();
    let saved = match read(&form, ctx.app.db.today()) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                catalog::edit_price_list(tx, id, version, &new)?;
                Ok(Stored::see(format!("/prices/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    if let Err(Error::Stale) = saved {
        let now = move |view: &View| Ok(filled(&catalog::price_list(view, id)?));
        let about = ("price_list", id.0);
        let (form, errors) = overtaken(&ctx, about, "price-list", &form, now).await?;
        let shown = Shown {
            form: Some(form),
            errors,
            ..Shown::default()
        };
        return list_page(&ctx, id, shown, StatusCode::PRECONDITION_FAILED).await;
    }
    or_page(&ctx, id, saved, |errors| Shown {
        form: Some(form),
        errors,
        ..Shown::default()
    })
    .await
}

async fn or_page(
    ctx: &Ctx,
    id: PriceListId,
    answer: Answer,
    shown: impl FnOnce(FieldErrors) -> Shown,
) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            list_page(ctx, id, shown(errors), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

fn read_bulk(form: &Form, today: Day) -> Result<Bulk> {
    let mut errors = FieldErrors::default();
    form.required("percent", &mut errors);
    form.required("from", &mut errors);
    let decimals = form.whole("decimals", &mut errors).unwrap_or(2);
    let bulk = Bulk {
        category: form.text("category").to_owned(),
        percent: form.decimal("percent", &mut errors).unwrap_or_default(),
        decimals: u32::try_from(decimals).unwrap_or_default(),
        from: form.day("from", today, &mut errors).unwrap_or(today),
    };
    errors.or(bulk)
}

/// `POST /prices/{id}/bulk`: shows what would change; `do` on does it.
///
/// # Errors
/// Those of the verb.
pub async fn bulk(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<PriceListId>("id")?);
    let answer = try_bulk(&ctx, id, &form).await;
    or_page(&ctx, id, answer, |errors| Shown {
        bulk: form,
        errors,
        ..Shown::default()
    })
    .await
}

async fn try_bulk(ctx: &Ctx, id: PriceListId, form: &Form) -> Answer {
    let bulk = read_bulk(form, ctx.app.db.today())?;
    if !form.is_on("do") {
        let plan = ctx
            .read(move |view| catalog::plan_bulk(view, id, &bulk))
            .await?;
        let shown = Shown {
            bulk: form.clone(),
            preview: Some(plan),
            ..Shown::default()
        };
        return list_page(ctx, id, shown, StatusCode::OK).await;
    }
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let (change, count) = catalog::bulk_change(tx, id, &bulk)?;
        let count = i64::try_from(count).unwrap_or_default();
        let said = lang.with2(
            "items-prices-saved",
            "count",
            count,
            "day",
            short(bulk.from, lang),
        );
        Ok(Stored::see(format!("/prices/{id}"))
            .saying(said)
            .undo(format!("/prices/changes/{change}/undo")))
    })
    .await
}

/// `POST /prices/changes/{changes}/undo`: numbers of changes with hyphens between them.
///
/// # Errors
/// [`Error::NotFound`] when there was no such change.
pub async fn undo(ctx: Ctx) -> Answer {
    let numbers = ctx.param("changes").split('-').map(str::parse);
    let numbers: Vec<i64> = numbers
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| Error::NotFound)?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let mut count = 0;
        for number in numbers {
            count += catalog::undo_prices(tx, number)?;
        }
        let count = i64::try_from(count).unwrap_or_default();
        Ok(Stored::see("/items").saying(lang.with1("prices-undone", "count", count)))
    })
    .await
}
