//! The first start: who runs the bakery, and the bakery.

use std::sync::PoisonError;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use subtle::ConstantTimeEq;

use super::{count, error_of, hashed, read_person, signed_in};
use crate::customers::rounds;
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Role;
use crate::people::{self, NewBakery, store};
use crate::values::Zone;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, session};

#[derive(Template)]
#[template(path = "people/setup.html")]
struct SetupPage {
    frame: Frame,
    form: Form,
    errors: Vec<(String, String)>,
}

impl SetupPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    /// Zones by area; those of Spain stand before all.
    fn zones(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let elsewhere = |area| Zone::of_area(area).filter(|name| !Zone::SPAIN.contains(name));
        Zone::AREAS
            .map(|area| (area, elsewhere(area).collect()))
            .into()
    }

    fn zone_key(&self, name: &str) -> &'static str {
        match name {
            "Atlantic/Canary" => "setup-zone-canary",
            "Africa/Ceuta" => "setup-zone-ceuta",
            _ => "setup-zone-madrid",
        }
    }

    /// What was typed, where it is no zone: it stays to be seen.
    fn unknown_zone(&self) -> &str {
        let typed = self.form.text("zone");
        match typed.parse::<Zone>() {
            Ok(_) => "",
            Err(_) => typed,
        }
    }
}

/// `GET /setup`
///
/// # Errors
/// Those of the database.
pub async fn setup(ctx: Ctx) -> Answer {
    // The answer to who set it up may have been lost on the way.
    if ctx.app.needs_setup() && ctx.read(|view| store::any(view)).await? {
        ctx.app.end_setup();
    }
    if !ctx.app.needs_setup() {
        return Ok(ctx.see("/login"));
    }
    let form = Form::from_pairs(vec![
        ("lang".into(), ctx.lang.code().into()),
        ("zone".into(), "Europe/Madrid".into()),
        ("code".into(), ctx.query.text("code").into()),
        ("cutoff".into(), rounds::usual_time().to_string()),
    ]);
    setup_page(&ctx, form, Vec::new(), StatusCode::OK).await
}

async fn setup_page(
    ctx: &Ctx,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    ctx.page_with(status, move |_, frame| {
        Ok(SetupPage {
            frame,
            form,
            errors,
        })
    })
    .await
}

/// `POST /setup`
///
/// # Errors
/// Those of the set-up verb.
pub async fn set_up(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let result = try_set_up(&ctx, &form).await;
    match result {
        Ok(response) => Ok(response),
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            setup_page(&ctx, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        // Another browser was first with the same code: there is an owner, who signs in.
        Err(Error::Conflict(message, _)) if message.key == "setup-done-already" => {
            ctx.app.end_setup();
            Ok(ctx.see("/login"))
        }
        Err(error) => Err(error),
    }
}

/// Letters and figures only, as capitals.
fn bare(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect()
}

async fn try_set_up(ctx: &Ctx, form: &Form) -> Result<HttpResponse> {
    let right = {
        let code = ctx
            .app
            .setup_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // As it may be copied from a terminal or a note: blanks, hyphens and capitals do not count.
        let given = bare(form.text("code"));
        code.as_ref()
            .is_some_and(|code| bool::from(bare(code).as_bytes().ct_eq(given.as_bytes())))
    };
    let keys = vec![format!("setup {}", ctx.ip)];
    let counted = keys.clone();
    count(ctx, counted).await?;
    if !right {
        return Err(Error::field("code", "setup-wrong-code"));
    }
    let bakery = read_bakery(form);
    let mut errors = FieldErrors::default();
    let cutoff = match form.has("cutoff") {
        true => form.time("cutoff", &mut errors),
        false => None,
    };
    errors.or(())?;
    let cutoff = cutoff.unwrap_or_else(rounds::usual_time);
    let password = bakery.owner.password.clone();
    let hash = hashed(password).await?;
    let token = ctx
        .write(move |tx| {
            let owner = people::set_up(tx, bakery, hash)?;
            crate::catalog::begin(tx)?;
            crate::customers::begin_closing_at(tx, cutoff)?;
            crate::stock::begin(tx)?;
            people::sign_in(tx, owner, session::Kind::Browser, &keys)
        })
        .await?;
    ctx.app.end_setup();
    signed_in(ctx, &token, "/")
}

fn read_bakery(form: &Form) -> NewBakery {
    let text = |name: &str| form.text(name).to_owned();
    NewBakery {
        name: text("bakery"),
        tax_id: text("tax_id"),
        street: text("street"),
        postcode: text("postcode"),
        town: text("town"),
        province: text("province"),
        zone: text("zone"),
        owner: read_person(form, Role::Owner),
    }
}
