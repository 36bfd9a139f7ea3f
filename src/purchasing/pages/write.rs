//! A new order by hand; head and lines of one that is not sent.

use actix_web::http::StatusCode;
use askama::Template;

use super::act::{act, act_and_back};
use super::{
    Ctx, Form, Frame, Priority, Spoken, SupplierId, Words, error_of, priorities, speaks, words,
};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission;
use crate::planning;
use crate::purchasing::{self, Head, NewLine, NewPurchase};
use crate::suppliers::{self, Supplier, SupplierProduct};
use crate::values::BaseUnit;
use crate::values::calendar;
use crate::values::ids::{ItemId, PurchaseLineId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Stored};

#[derive(Template)]
#[template(path = "purchases/new.html")]
struct NewPage {
    frame: Frame,
    suppliers: Vec<Supplier>,
    supplier: Option<Supplier>,
    products: Vec<SupplierProduct>,
    arrives: String,
    form: Form,
    errors: Spoken,
    key: String,
    can_approve: bool,
}

speaks!(NewPage);

impl NewPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn priorities(&self) -> Vec<(&'static str, String)> {
        priorities(&self.frame)
    }

    fn typed(&self, product: &SupplierProduct) -> &str {
        self.form
            .text(&format!("quantity.{}", product.ingredient_id))
    }

    fn line_error(&self, product: &SupplierProduct) -> &str {
        self.error(&format!("quantity.{}", product.ingredient_id))
    }
}

/// `GET /purchases/new?supplier=`
///
/// # Errors
/// Not found.
pub async fn new(ctx: Ctx) -> Answer {
    let supplier: Option<SupplierId> = ctx.query.text("supplier").parse().ok();
    new_page(
        &ctx,
        supplier,
        Form::default(),
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

async fn new_page(
    ctx: &Ctx,
    supplier: Option<SupplierId>,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let key = form
        .optional("_key")
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let can_approve = ctx.may(Permission::ApproveBuying);
    ctx.page_with(status, move |view, frame| {
        let supplier = supplier.map(|id| suppliers::find(view, id)).transpose()?;
        let (mut products, all) = match &supplier {
            Some(supplier) => (suppliers::products_of(view, supplier.id)?, Vec::new()),
            None => (
                Vec::new(),
                suppliers::list(
                    view,
                    &suppliers::Filter {
                        limit: 500,
                        ..suppliers::Filter::default()
                    },
                )?,
            ),
        };
        products.retain(|product| product.is_active);
        let shut = planning::shut(view, view.today())?;
        let arrives = supplier
            .as_ref()
            .map(|supplier| supplier.delivery_day(view.today(), supplier.lead_time_days, &shut));
        Ok(NewPage {
            suppliers: all,
            arrives: arrives
                .map(|day| calendar::words(day, frame.lang))
                .unwrap_or_default(),
            supplier,
            products,
            frame,
            form,
            errors,
            key,
            can_approve,
        })
    })
    .await
}

/// `POST /purchases`: every line with a quantity; `submit` asks for approval, `approve` sends it at once.
///
/// # Errors
/// Those of the verbs.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let (typed, lang) = (form.clone(), ctx.lang);
    let approves = form.is_on("approve");
    if approves {
        ctx.need(Permission::ApproveBuying)?;
    }
    let answer = ctx
        .once(move |tx| {
            let new = read_new(tx, &typed)?;
            let id = purchasing::create(tx, &new).map_err(|error| at_items(error, &new.lines))?;
            if approves || typed.is_on("submit") {
                purchasing::submit(tx, id)?;
            }
            if approves {
                purchasing::approve(tx, id)?;
            }
            let said = lang.with1(
                "purchasing-said-draft",
                "number",
                purchasing::find(tx, id)?.po_number,
            );
            Ok(Stored::see(format!("/purchases/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            let supplier = form.text("supplier_id").parse().ok();
            new_page(
                &ctx,
                supplier,
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        answer => answer,
    }
}

fn read_new(tx: &Tx, form: &Form) -> Result<NewPurchase> {
    let mut errors = FieldErrors::default();
    let supplier: SupplierId = form
        .text("supplier_id")
        .parse()
        .map_err(|_| Error::field("supplier_id", "field-required"))?;
    let mut lines = Vec::new();
    for product in suppliers::products_of(tx, supplier)? {
        let name = format!("quantity.{}", product.ingredient_id);
        let quantity = words::read_goods(form, &name, product.base_unit, &mut errors);
        if let Some(quantity) = quantity.filter(|quantity| !quantity.is_zero()) {
            lines.push(NewLine::of(product.ingredient_id, quantity));
        }
    }
    let day = form.day("required_delivery_date", tx.today(), &mut errors);
    if lines.is_empty() && errors.is_empty() {
        errors.add("lines", "purchasing-no-lines");
    }
    errors.or(NewPurchase {
        required_delivery_date: day,
        priority: Priority::from_code(form.text("priority")).unwrap_or_default(),
        payment_terms: form.optional("payment_terms").map(words::read_terms),
        delivery_address: form.optional("delivery_address").map(str::to_owned),
        internal_notes: form.text("internal_notes").to_owned(),
        supplier_notes: form.text("supplier_notes").to_owned(),
        ..NewPurchase::to(supplier, lines)
    })
}

/// Errors of lines, at the fields that their items have on the page.
fn at_items(error: Error, lines: &[NewLine]) -> Error {
    let Error::Invalid(mut errors) = error else {
        return error;
    };
    for wrong in &mut errors.0 {
        let at = wrong
            .field
            .strip_prefix("lines.")
            .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
        if let Some(line) = at.and_then(|at| lines.get(at)) {
            wrong.field = format!("quantity.{}", line.ingredient_id);
        }
    }
    Error::Invalid(errors)
}

/// `POST /purchases/{id}`: the head of one that is not sent.
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    act(ctx, "saved", |tx, id, form| {
        let mut errors = FieldErrors::default();
        let head = Head {
            required_delivery_date: form.day("required_delivery_date", tx.today(), &mut errors),
            priority: Priority::from_code(form.text("priority")).unwrap_or_default(),
            payment_terms: words::read_terms(&form.required("payment_terms", &mut errors)),
            delivery_address: form.text("delivery_address").to_owned(),
            internal_notes: form.text("internal_notes").to_owned(),
            supplier_notes: form.text("supplier_notes").to_owned(),
        };
        errors.or(())?;
        purchasing::edit(tx, id, form.version().unwrap_or_default(), &head)
    })
    .await
}

fn read_line(
    form: &Form,
    item: ItemId,
    base: BaseUnit,
    quantity: &str,
    price: &str,
) -> Result<NewLine> {
    let mut errors = FieldErrors::default();
    let read = words::read_goods(form, quantity, base, &mut errors);
    if read.is_none() && form.text(quantity).is_empty() {
        errors.add(quantity, "field-required");
    }
    let unit_price = form.price(price, &mut errors);
    errors.or(NewLine {
        unit_price,
        ..NewLine::of(item, read.unwrap_or_default())
    })
}

/// `POST /purchases/{id}/items`
///
/// # Errors
/// Those of the verb.
pub async fn add_item(ctx: Ctx) -> Answer {
    act(ctx, "saved", |tx, id, form| {
        let item: ItemId = form
            .text("ingredient_id")
            .parse()
            .map_err(|_| Error::field("ingredient_id", "field-required"))?;
        let base = suppliers::api::base_of(tx, item)?;
        let line = read_line(form, item, base, "quantity_ordered", "unit_price")?;
        purchasing::add_line(tx, id, form.version().unwrap_or_default(), &line).map(drop)
    })
    .await
}

/// `POST /purchases/{id}/items/{item}`
///
/// # Errors
/// Those of the verb.
pub async fn edit_item(ctx: Ctx) -> Answer {
    let line_id: PurchaseLineId = ctx.id("item")?;
    act(ctx, "saved", move |tx, id, form| {
        let before = purchasing::line(tx, id, line_id)?;
        let (quantity, price) = (format!("quantity.{line_id}"), format!("price.{line_id}"));
        let line = read_line(
            form,
            before.ingredient_id,
            before.base_unit,
            &quantity,
            &price,
        )?;
        let line = NewLine {
            discount_percentage: before.discount_percentage,
            tax_rate: Some(before.tax_rate),
            quality_notes: before.quality_notes,
            ..line
        };
        let changed =
            purchasing::change_line(tx, id, line_id, form.version().unwrap_or_default(), &line);
        changed.map_err(|error| match error {
            Error::Invalid(mut errors) => {
                for wrong in &mut errors.0 {
                    wrong.field = if wrong.field == "unit_price" {
                        price.clone()
                    } else {
                        quantity.clone()
                    };
                }
                Error::Invalid(errors)
            }
            other => other,
        })
    })
    .await
}

/// `POST /purchases/{id}/items/{item}/remove`
///
/// # Errors
/// Those of the verb.
pub async fn remove_item(ctx: Ctx) -> Answer {
    let line: PurchaseLineId = ctx.id("item")?;
    act_and_back(ctx, "saved", move |tx, id, form| {
        purchasing::remove_line(tx, id, line, form.version().unwrap_or_default())?;
        let version = purchasing::find(tx, id)?.version;
        Ok(Some(format!(
            "/purchases/{id}/items/restore?version={version}"
        )))
    })
    .await
}

/// `POST /purchases/{id}/items/restore?version=`: puts the line back that was taken out last.
///
/// # Errors
/// Those of the verb.
pub async fn restore_item(ctx: Ctx) -> Answer {
    let version = ctx.query.version().unwrap_or_default();
    act(ctx, "saved", move |tx, id, _| {
        purchasing::put_line_back(tx, id, version)
    })
    .await
}
