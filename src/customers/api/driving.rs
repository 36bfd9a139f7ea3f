//! `/api/v1/routes` and `/api/v1/cutoffs`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::customers::rounds::{self, Cutoff, NewRound};
use crate::error::Error;
use crate::production;
use crate::values::ids::RouteId;
use crate::web::answer::{json, json_version};
use crate::web::api::{List, fingerprint};
use crate::web::{Answer, Body, Ctx, Stored};

/// `GET /api/v1/routes`
///
/// # Errors
/// Those of the database.
pub async fn routes(ctx: Ctx) -> Answer {
    let all = ctx.read(|view| rounds::list(view)).await?;
    json(&List::whole(all))
}

/// `GET /api/v1/routes/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn route(ctx: Ctx) -> Answer {
    let id: RouteId = ctx.id("id")?;
    let round = ctx.read(move |view| rounds::find(view, id)).await?;
    json_version(&round, round.version)
}

/// `POST /api/v1/routes`
///
/// # Errors
/// Those of the verb.
pub async fn add_route(ctx: Ctx) -> Answer {
    let body: NewRound = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let id = rounds::create(tx, &body)?;
        Stored::created(format!("/api/v1/routes/{id}"), &rounds::find(tx, id)?)
    })
    .await
}

/// `PUT /api/v1/routes/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn replace_route(ctx: Ctx) -> Answer {
    let (id, version): (RouteId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: NewRound = Body::read(&ctx)?;
    let round = ctx
        .write(move |tx| {
            rounds::edit(tx, id, version, &body)?;
            rounds::find(tx, id)
        })
        .await?;
    json_version(&round, round.version)
}

/// Every cut-off that is set.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CutoffsBody {
    pub cutoffs: Vec<Cutoff>,
}

/// `GET /api/v1/cutoffs`
///
/// # Errors
/// Those of the database.
pub async fn cutoffs(ctx: Ctx) -> Answer {
    let cutoffs = ctx.read(|view| rounds::cutoffs(view)).await?;
    told(CutoffsBody { cutoffs })
}

/// What is set, with its version.
fn told(body: CutoffsBody) -> Answer {
    json_version(&body, fingerprint(&body)?)
}

/// `PUT /api/v1/cutoffs`: all of them at once.
///
/// # Errors
/// Those of the verb.
pub async fn set_cutoffs(ctx: Ctx) -> Answer {
    let (version, body): (i64, CutoffsBody) = (ctx.if_match()?, Body::read(&ctx)?);
    let cutoffs = ctx
        .write(move |tx| {
            let cutoffs = rounds::cutoffs(tx)?;
            if fingerprint(&CutoffsBody { cutoffs })? != version {
                return Err(Error::Stale);
            }
            rounds::set_cutoffs(tx, &body.cutoffs)?;
            production::jobs::freeze_passed(tx)?;
            rounds::cutoffs(tx)
        })
        .await?;
    told(CutoffsBody { cutoffs })
}
