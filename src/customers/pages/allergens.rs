//! What a customer must not eat: health data on a page of its own.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{error_of, none};
use crate::catalog::Allergen;
use crate::customers::{self, AllergenNotes, Customer};
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission as P;
use crate::values::calendar::Day;
use crate::values::ids::CustomerId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(Template)]
#[template(path = "customers/allergens.html")]
struct AllergensPage {
    frame: Frame,
    customer: Customer,
    form: Form,
    errors: Vec<(String, String)>,
    is_kept: bool,
    key: String,
}

impl AllergensPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn allergens(&self) -> Vec<(&'static str, String, bool)> {
        let named = Allergen::ALL.iter().map(|allergen| {
            let code = allergen.code();
            (
                code,
                self.frame.t(&allergen.key()),
                self.form.holds("allergens", code),
            )
        });
        named.collect()
    }
}

/// `GET /customers/{id}/allergens`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(ctx: Ctx) -> Answer {
    allergens_page(&ctx, None, none(), StatusCode::OK).await
}

async fn allergens_page(
    ctx: &Ctx,
    form: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let kept = customers::allergen_notes(view, id)?;
        let is_kept = kept.is_some();
        let form = form.unwrap_or_else(|| filled(kept.as_ref(), view.today()));
        Ok(AllergensPage {
            customer: customers::find(view, id)?,
            key: Uuid::now_v7().to_string(),
            frame,
            form,
            errors,
            is_kept,
        })
    })
    .await
}

fn filled(notes: Option<&AllergenNotes>, today: Day) -> Form {
    let mut pairs = Vec::new();
    let day = notes.map_or(today, |notes| notes.consent_date);
    pairs.push(("consent_date".to_owned(), day.to_string()));
    if let Some(notes) = notes {
        pairs.push(("allergen_notes".to_owned(), notes.allergen_notes.clone()));
        let codes = notes.allergens.iter();
        pairs.extend(codes.map(|allergen| ("allergens".to_owned(), allergen.code().to_owned())));
        pairs.push(("consent".to_owned(), "on".to_owned()));
    }
    Form::from_pairs(pairs)
}

/// `POST /customers/{id}/allergens`; `forget` on takes everything away.
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    ctx.need(P::EditCustomers)?;
    let form = ctx.form()?;
    match try_allergens(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            allergens_page(&ctx, Some(form), errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_allergens(ctx: &Ctx, form: &Form) -> Answer {
    let (id, said): (CustomerId, String) = (ctx.id("id")?, ctx.lang.t("saved"));
    let notes = match form.is_on("forget") {
        true => None,
        false => Some(read_allergens(form, ctx.app.db.today())?),
    };
    ctx.once(move |tx| {
        customers::set_allergens(tx, id, notes)?;
        Ok(Stored::see(format!("/customers/{id}")).saying(said))
    })
    .await
}

fn read_allergens(form: &Form, today: Day) -> Result<AllergenNotes> {
    let mut errors = FieldErrors::default();
    form.required("consent_date", &mut errors);
    if !form.is_on("consent") {
        errors.add("consent", "customers-consent");
    }
    let day = form.day("consent_date", today, &mut errors);
    errors.or(AllergenNotes {
        allergens: form
            .all("allergens")
            .filter_map(Allergen::from_code)
            .collect(),
        allergen_notes: form.text("allergen_notes").to_owned(),
        consent_date: day.unwrap_or(today),
    })
}
