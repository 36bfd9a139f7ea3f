//! A standing order made of an order.

use actix_web::http::StatusCode;
use rust_decimal::Decimal;

use super::{error_of, first_open, said};
use crate::catalog;
use crate::customers::{self, Customer};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{self, DeliveryMethod};
use crate::standing_orders::dates::Frequency;
use crate::standing_orders::{self as standing, NewTemplate, NewTemplateLine};
use crate::values::calendar::weekday_name;
use crate::values::format;
use crate::values::ids::OrderId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

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
            let see = format!("/standing-orders/{made}");
            Ok(Stored::see(see.as_str())
                .saying(said(lang, words, &effects))
                .undo(format!("{see}/state?version=1&active=")))
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
                week: [Decimal::ZERO; 7],
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
