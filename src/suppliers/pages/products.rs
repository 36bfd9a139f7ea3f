//! What a supplier sells: its form, with packs, breaks, contract and earlier prices.

use actix_web::http::StatusCode;
use askama::Template;

use super::forms::{form_of_product, read_product};
use super::{BREAK_ROWS, Spoken, Words, error_of, speaks, words};
use crate::db::View;
use crate::error::Error;
use crate::people::roles::Permission;
use crate::suppliers::{
    self, Buyable, Contract, PricePoint, Supplier, SupplierProduct, Term, TermChange,
};
use crate::values::ids::{ItemId, SupplierId, SupplierProductId};
use crate::values::{BaseUnit, Price};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "suppliers/product.html")]
struct ProductPage {
    frame: Frame,
    supplier: Supplier,
    /// None: a new one.
    product: Option<SupplierProduct>,
    buyable: Vec<(String, String)>,
    form: Form,
    errors: Spoken,
    key: String,
    history: Vec<PricePoint>,
    terms: Vec<TermChange>,
    can_edit: bool,
}

speaks!(ProductPage);

impl ProductPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn back(&self) -> String {
        format!("/suppliers/{}", self.supplier.id)
    }

    fn unit_words(&self) -> String {
        match &self.product {
            Some(product) => words::unit(self.frame.lang, product.base_unit),
            None => format!("kg, l, {}", self.frame.t("suppliers-piece")),
        }
    }

    /// What changed of a contract or a break: "Desde 100 kg: 4,20 €/kg (antes 4,00 €/kg)".
    fn term_words(&self, change: &TermChange, base: &BaseUnit) -> String {
        let lang = self.frame.lang;
        let none = || self.frame.t("suppliers-term-none");
        let price = |price: Option<Price>| match price {
            Some(price) => words::per(lang, price, *base),
            None => none(),
        };
        let (what, before, after) = match change.term {
            Term::Contract { before, after } => {
                let said = |contract: Option<Contract>| match contract {
                    Some(contract) => self.contract_words(contract, *base),
                    None => none(),
                };
                let what = self.frame.t("suppliers-contract");
                (what, said(before), said(after))
            }
            Term::Break {
                from_quantity,
                before,
                after,
            } => {
                let number = words::typed(lang, from_quantity.0);
                let from = format!("{number} {}", words::unit(lang, *base));
                let what = self.frame.t1("suppliers-term-break", "from", from);
                (what, price(before), price(after))
            }
        };
        let was = self.frame.t1("suppliers-term-was", "before", before);
        format!("{what}: {after} ({was})")
    }

    fn contract_words(&self, contract: Contract, base: BaseUnit) -> String {
        let mut said = words::per(self.frame.lang, contract.price, base);
        for (key, day) in [
            ("suppliers-term-from", contract.from),
            ("suppliers-term-until", contract.until),
        ] {
            if let Some(day) = day {
                said.push(' ');
                said.push_str(&self.frame.t1(key, "day", self.day(&day)));
            }
        }
        said
    }

    fn break_rows(&self) -> Vec<(usize, String, String, String)> {
        (0..BREAK_ROWS)
            .map(|at| {
                let from = self
                    .form
                    .text(&format!("breaks.{at}.from_quantity"))
                    .to_owned();
                let price = self
                    .form
                    .text(&format!("breaks.{at}.unit_price"))
                    .to_owned();
                let wrong = |part: &str| self.error(&format!("breaks.{at}.{part}"));
                let error = match wrong("from_quantity") {
                    "" => wrong("unit_price").to_owned(),
                    wrong => wrong.to_owned(),
                };
                (at, from, price, error)
            })
            .collect()
    }
}

/// `GET /suppliers/{id}/products/new`
///
/// # Errors
/// Not found.
pub async fn new_product(ctx: Ctx) -> Answer {
    let form = Form::from_pairs(vec![
        ("is_active".into(), "on".into()),
        ("ingredient_id".into(), ctx.query.text("item").into()),
    ]);
    product_page(
        &ctx,
        ctx.id("id")?,
        None,
        form,
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

async fn product_page(
    ctx: &Ctx,
    supplier: SupplierId,
    product: Option<SupplierProductId>,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let key = form
        .optional("_key")
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let can_edit = ctx.may(Permission::EditBuying);
    ctx.page_with(status, move |view, frame| {
        let product = product
            .map(|id| suppliers::api::of(view, supplier, id))
            .transpose()?;
        let history = match &product {
            Some(product) => suppliers::price_history(view, product.id)?,
            None => Vec::new(),
        };
        let terms = match &product {
            Some(product) => {
                let item = product.ingredient_id;
                suppliers::term_changes(view, supplier, Some(item))?.remove(&item)
            }
            None => None,
        };
        let terms = terms.unwrap_or_default();
        let buyable = match &product {
            Some(_) => Vec::new(),
            None => suppliers::buyable(view, Some(supplier))?,
        };
        let named = |item: Buyable| {
            (
                item.id.to_string(),
                format!(
                    "{} ({})",
                    item.name,
                    words::unit(frame.lang, item.base_unit)
                ),
            )
        };
        Ok(ProductPage {
            supplier: suppliers::find(view, supplier)?,
            buyable: buyable.into_iter().map(named).collect(),
            product,
            frame,
            form,
            errors,
            key,
            history,
            terms,
            can_edit,
        })
    })
    .await
}

/// `POST /suppliers/{id}/products`
///
/// # Errors
/// Those of the verb.
pub async fn add_product(ctx: Ctx) -> Answer {
    let supplier: SupplierId = ctx.id("id")?;
    let form = ctx.form()?;
    let (typed, said) = (form.clone(), ctx.lang.t("suppliers-product-added"));
    let answer = ctx
        .once(move |tx| {
            let item: ItemId = typed
                .text("ingredient_id")
                .parse()
                .map_err(|_| Error::field("ingredient_id", "field-required"))?;
            let base = suppliers::api::base_of(tx, item)?;
            let rate = suppliers::usual_rate(tx, item)?;
            let new = read_product(&typed, item, base, rate, tx.today())?;
            suppliers::add_product(tx, supplier, &new)?;
            let again = typed.is_on("again");
            let to = if again {
                format!("/suppliers/{supplier}/products/new")
            } else {
                format!("/suppliers/{supplier}")
            };
            Ok(Stored::see(to).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            product_page(
                &ctx,
                supplier,
                None,
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        answer => answer,
    }
}

/// `GET /suppliers/{id}/products/{product}`
///
/// # Errors
/// Not found.
pub async fn product(ctx: Ctx) -> Answer {
    let (supplier, id): (SupplierId, SupplierProductId) = (ctx.id("id")?, ctx.id("product")?);
    let product = ctx
        .read(move |view| suppliers::api::of(view, supplier, id))
        .await?;
    let form = form_of_product(ctx.lang, &product);
    product_page(
        &ctx,
        supplier,
        Some(id),
        form,
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

/// `POST /suppliers/{id}/products/{product}`
///
/// # Errors
/// Those of the verb.
pub async fn save_product(ctx: Ctx) -> Answer {
    let (supplier, id): (SupplierId, SupplierProductId) = (ctx.id("id")?, ctx.id("product")?);
    let form = ctx.form()?;
    let (typed, said) = (form.clone(), ctx.lang.t("suppliers-product-saved"));
    let answer = ctx
        .once(move |tx| {
            let before = suppliers::api::of(tx, supplier, id)?;
            let (item, base) = (before.ingredient_id, before.base_unit);
            let rate = suppliers::usual_rate(tx, item)?;
            let new = read_product(&typed, item, base, rate, tx.today())?;
            suppliers::edit_product(tx, id, typed.version().unwrap_or_default(), &new)?;
            Ok(Stored::see(format!("/suppliers/{supplier}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            product_page(
                &ctx,
                supplier,
                Some(id),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let lang = ctx.lang;
            let now = move |view: &View| {
                let product = suppliers::api::of(view, supplier, id)?;
                Ok(form_of_product(lang, &product))
            };
            let about = ("supplier", supplier.0);
            let (form, errors) = overtaken(&ctx, about, "suppliers", &form, now).await?;
            let (errors, status) = (speak_fields(&errors, lang), StatusCode::PRECONDITION_FAILED);
            product_page(&ctx, supplier, Some(id), form, errors, status).await
        }
        answer => answer,
    }
}
