//! Delivery points: made, changed, out of use and back.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{error_of, none, round_options};
use crate::customers::{self, Customer, NewPoint, Point};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::values::calendar::Time;
use crate::values::ids::{CustomerId, PointId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "customers/point.html")]
struct PointPage {
    frame: Frame,
    customer: Customer,
    point: Option<Point>,
    form: Form,
    errors: Vec<(String, String)>,
    rounds: Vec<(String, String)>,
    key: String,
}

impl PointPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn action(&self) -> String {
        match &self.point {
            Some(point) => format!("/customers/{}/points/{}", self.customer.id, point.id),
            None => format!("/customers/{}/points", self.customer.id),
        }
    }
}

fn filled(point: &Point) -> Form {
    let time = |time: Option<Time>| time.map_or_else(String::new, |time| time.to_string());
    let pairs = [
        ("name", point.name.clone()),
        ("contact_name", point.contact_name.clone()),
        ("phone", point.phone.clone().unwrap_or_default()),
        ("address_line1", point.address_line1.clone()),
        ("address_line2", point.address_line2.clone()),
        ("city", point.city.clone()),
        ("postal_code", point.postal_code.clone()),
        ("province", point.province.clone()),
        ("delivery_notes", point.delivery_notes.clone()),
        (
            "route_id",
            point.route_id.map_or_else(String::new, |id| id.to_string()),
        ),
        ("window_from", time(point.window_from)),
        ("window_until", time(point.window_until)),
        ("version", point.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

fn read(form: &Form) -> Result<NewPoint> {
    let mut errors = FieldErrors::default();
    let text = |name: &str| form.text(name).to_owned();
    let new = NewPoint {
        name: form.required("name", &mut errors),
        contact_name: text("contact_name"),
        phone: form.optional("phone").map(str::to_owned),
        address_line1: text("address_line1"),
        address_line2: text("address_line2"),
        city: text("city"),
        postal_code: text("postal_code"),
        province: text("province"),
        delivery_notes: text("delivery_notes"),
        route_id: form.parsed("route_id", "setting-choice", &mut errors),
        stop_order: None,
        window_from: form.time("window_from", &mut errors),
        window_until: form.time("window_until", &mut errors),
    };
    errors.or(new)
}

/// The point of the path, which must be the customer's.
fn ids(ctx: &Ctx) -> Result<(CustomerId, PointId)> {
    Ok((ctx.id("id")?, ctx.id("point")?))
}

async fn page(
    ctx: &Ctx,
    id: CustomerId,
    point: Option<PointId>,
    form: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let point = point
            .map(|point| customers::point(view, point))
            .transpose()?;
        if point.as_ref().is_some_and(|point| point.customer_id != id) {
            return Err(Error::NotFound);
        }
        let form = form
            .or_else(|| point.as_ref().map(filled))
            .unwrap_or_default();
        Ok(PointPage {
            customer: customers::find(view, id)?,
            rounds: round_options(view)?,
            key: Uuid::now_v7().to_string(),
            frame,
            point,
            form,
            errors,
        })
    })
    .await
}

/// `GET /customers/{id}/points/new`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn new(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    page(&ctx, id, None, None, none(), StatusCode::OK).await
}

/// `GET /customers/{id}/points/{point}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(ctx: Ctx) -> Answer {
    let (id, point) = ids(&ctx)?;
    page(&ctx, id, Some(point), None, none(), StatusCode::OK).await
}

/// `POST /customers/{id}/points`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<CustomerId>("id")?);
    let made = match read(&form) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                customers::add_point(tx, id, new)?;
                Ok(Stored::see(format!("/customers/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    or_page(&ctx, id, None, form, made).await
}

/// `POST /customers/{id}/points/{point}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let (form, (id, point)) = (ctx.form()?, ids(&ctx)?);
    let version = form.version().unwrap_or_default();
    let saved = match read(&form) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                own(tx, id, point)?;
                customers::edit_point(tx, point, version, new)?;
                Ok(Stored::see(format!("/customers/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    or_page(&ctx, id, Some(point), form, saved).await
}

fn own(view: &View, id: CustomerId, point: PointId) -> Result<Point> {
    let found = customers::point(view, point)?;
    if found.customer_id == id {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

async fn or_page(
    ctx: &Ctx,
    id: CustomerId,
    point: Option<PointId>,
    form: Form,
    answer: Answer,
) -> Answer {
    match (answer, point) {
        (Err(Error::Invalid(errors)), _) => {
            page(
                ctx,
                id,
                point,
                Some(form),
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        (Err(Error::Stale), Some(point)) => {
            let now = move |view: &View| Ok(filled(&customers::point(view, point)?));
            let (form, errors) = overtaken(ctx, ("customer", id.0), "point", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            page(ctx, id, Some(point), Some(form), errors, status).await
        }
        (answer, _) => answer,
    }
}

/// `POST /customers/{id}/points/{point}/active`: `active` on or off.
///
/// # Errors
/// Those of the verb.
pub async fn set_active(ctx: Ctx) -> Answer {
    let active = ctx.form()?.is_on("active");
    switch(&ctx, active).await
}

/// `POST /customers/{id}/points/{point}/enable`: takes it back.
///
/// # Errors
/// Those of the verb.
pub async fn enable(ctx: Ctx) -> Answer {
    switch(&ctx, true).await
}

async fn switch(ctx: &Ctx, active: bool) -> Answer {
    let ((id, point), lang) = (ids(ctx)?, ctx.lang);
    ctx.once(move |tx| {
        let name = own(tx, id, point)?.name;
        customers::set_point_active(tx, point, active)?;
        let key = if active {
            "point-enabled"
        } else {
            "point-disabled"
        };
        let stored = Stored::see(format!("/customers/{id}")).saying(lang.with1(key, "name", name));
        Ok(match active {
            true => stored,
            false => stored.undo(format!("/customers/{id}/points/{point}/enable")),
        })
    })
    .await
}
