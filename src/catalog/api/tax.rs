//! Tax classes and their dated rates over the API.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::{self, DatedRate, NewTaxClass, TaxClass};
use crate::db::View;
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::TaxClassId;
use crate::values::money::Rate;
use crate::web::answer::json;
use crate::web::api::List;
use crate::web::{Answer, Body, Ctx, Stored};

/// A tax class with its rates, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxClassOut {
    #[serde(flatten)]
    pub class: TaxClass,
    /// Today's rate.
    pub rate: Rate,
    pub rates: Vec<DatedRate>,
}

/// `GET /api/v1/tax-classes`
///
/// # Errors
/// Those of the database.
pub async fn tax_classes(ctx: Ctx) -> Answer {
    let classes = ctx
        .read(|view| {
            let classes = catalog::tax_classes(view)?;
            let classes = classes.into_iter().map(|class| class_out(view, class));
            classes.collect::<Result<Vec<_>>>()
        })
        .await?;
    json(&List::whole(classes))
}

/// `POST /api/v1/tax-classes`
///
/// # Errors
/// Those of the verb.
pub async fn add_tax_class(ctx: Ctx) -> Answer {
    let body: NewTaxClass = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = catalog::add_tax_class(tx, &body)?;
        Stored::created(
            "/api/v1/tax-classes",
            &class_out(tx, catalog::tax_class(tx, id)?)?,
        )
    })
    .await
}

fn class_out(view: &View, class: TaxClass) -> Result<TaxClassOut> {
    Ok(TaxClassOut {
        rate: catalog::tax_rate(view, class.id, view.today())?,
        rates: catalog::rates(view, class.id)?,
        class,
    })
}

/// `POST /api/v1/tax-classes/changes/{change}/undo`
///
/// # Errors
/// Those of the verb.
pub async fn undo_rate(ctx: Ctx) -> Answer {
    let change: i64 = ctx.id("change")?;
    ctx.once(move |tx| {
        let id = catalog::undo_rate(tx, change)?;
        Stored::ok(&class_out(tx, catalog::tax_class(tx, id)?)?)
    })
    .await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct RateBody {
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    /// Percent.
    pub rate: Rate,
    /// That a rate from today or an earlier day is meant. Without it such a rate is refused at 422, with the number of open
    /// orders and of notes to be invoiced that were made with another; they keep it, orders until they are changed.
    #[serde(default)]
    pub confirm_past: bool,
}

/// A rate that was set.
#[derive(Debug, Serialize, ToSchema)]
pub struct RateSet {
    #[schema(value_type = String, format = Date)]
    pub valid_from: Day,
    /// Percent.
    pub rate: Rate,
    /// The number under which it is taken back: `POST /api/v1/tax-classes/changes/{change}/undo`.
    pub change: i64,
}

/// `POST /api/v1/tax-classes/{id}/rates`
///
/// # Errors
/// Those of the verb.
pub async fn add_rate(ctx: Ctx) -> Answer {
    let id: TaxClassId = ctx.id("id")?;
    let body: RateBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let set = RateSet {
            valid_from: body.valid_from,
            rate: body.rate,
            change: catalog::add_rate(tx, id, body.valid_from, body.rate, body.confirm_past)?,
        };
        Stored::created("/api/v1/tax-classes", &set)
    })
    .await
}
