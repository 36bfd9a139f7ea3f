//! `/api/v1/routes` and `/api/v1/cutoffs`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::customers::rounds::{self, Cutoff, NewRound, Round, Stop};
use crate::error::{Error, Result};
use crate::people::roles::Permission;
use crate::production;
use crate::values::calendar::Time;
use crate::values::ids::{RouteId, UserId};
use crate::web::answer::{json, json_version};
use crate::web::api::{List, fingerprint};
use crate::web::{Answer, Body, Ctx, Signed, Stored};

/// A round with its stops in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct RouteOut {
    #[serde(flatten)]
    pub round: Round,
    pub stops: Vec<Stop>,
}

/// Whether who is signed in may see a round: drivers their own.
fn may_see(signed: &Signed, round: &Round) -> bool {
    signed.may(Permission::SeeCustomers) || round.driver_id == Some(signed.user_id)
}

/// `GET /api/v1/routes`: drivers see their own.
///
/// # Errors
/// Those of the database.
pub async fn routes(ctx: Ctx) -> Answer {
    let signed = ctx.signed()?.clone();
    let mut all = ctx.read(|view| rounds::list(view)).await?;
    all.retain(|round| may_see(&signed, round));
    json(&List::whole(all))
}

/// `GET /api/v1/routes/{id}`: with its stops.
///
/// # Errors
/// [`Error::NotFound`] also for a driver of another one.
pub async fn route(ctx: Ctx) -> Answer {
    let id: RouteId = ctx.id("id")?;
    let signed = ctx.signed()?.clone();
    let route = ctx
        .read(move |view| {
            let round = rounds::find(view, id)?;
            if !may_see(&signed, &round) {
                return Err(Error::NotFound);
            }
            let stops = rounds::stops_with_customers(view, id)?;
            Ok(RouteOut { round, stops })
        })
        .await?;
    json_version(&route, route.round.version)
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

/// A round as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RoutePut {
    pub name: String,
    #[schema(value_type = String)]
    pub departs_at: Time,
    #[serde(default)]
    pub driver_id: Option<UserId>,
    /// Missing: yes.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// The days which a round that is switched off may close at once, as in `PUT /api/v1/cutoffs`.
    #[serde(default)]
    pub confirm_closes: production::Closes,
}

const fn yes() -> bool {
    true
}

/// `PUT /api/v1/routes/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn replace_route(ctx: Ctx) -> Answer {
    let (id, version): (RouteId, i64) = (ctx.id("id")?, ctx.if_match()?);
    let body: RoutePut = Body::read(&ctx)?;
    if body.confirm_closes != production::Closes::default() {
        ctx.need(Permission::EditCutoffs)?;
    }
    let new = NewRound {
        name: body.name,
        departs_at: body.departs_at,
        driver_id: body.driver_id,
        is_active: body.is_active,
    };
    let round = ctx
        .write(move |tx| {
            production::change_round(tx, id, version, &new, &body.confirm_closes)?;
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

/// What is to be set.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CutoffsPut {
    pub cutoffs: Vec<Cutoff>,
    /// The days which these cut-offs may close at once, or true for whichever they are. Cut-offs that close another are
    /// refused at 422, with the days and the number of their orders.
    #[serde(default)]
    pub confirm_closes: production::Closes,
}

/// `GET /api/v1/cutoffs`
///
/// # Errors
/// Those of the database.
pub async fn cutoffs(ctx: Ctx) -> Answer {
    let cutoffs = ctx.read(|view| rounds::cutoffs(view)).await?;
    told(CutoffsBody { cutoffs })
}

/// The version of cut-offs, by pages and API alike.
///
/// # Errors
/// Only those of writing them down.
pub fn cutoffs_version(cutoffs: Vec<Cutoff>) -> Result<i64> {
    fingerprint(&CutoffsBody { cutoffs })
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
    let (version, body): (i64, CutoffsPut) = (ctx.if_match()?, Body::read(&ctx)?);
    let cutoffs = ctx
        .write(move |tx| {
            if cutoffs_version(rounds::cutoffs(tx)?)? != version {
                return Err(Error::Stale);
            }
            production::move_cutoffs(tx, &body.cutoffs, &body.confirm_closes)?;
            rounds::cutoffs(tx)
        })
        .await?;
    told(CutoffsBody { cutoffs })
}
