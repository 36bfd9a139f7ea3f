//! JSON of days and production.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Batch, ChangeRow, NoteChange, PackingChange, Sheet, WhenShort};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment;
use crate::orders::days;
use crate::values::calendar::{Day, Instant};
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;
use crate::web::answer::json;
use crate::web::{Answer, Body, Ctx, Stored};

/// A day as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayShape {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// `open`, `frozen` or `closed`.
    pub state: String,
    /// Print version; 0 while open.
    pub version: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub frozen_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Instant>,
    /// When it is frozen.
    #[schema(value_type = String, format = DateTime)]
    pub cutoff_at: Instant,
    pub notes: usize,
    pub notes_waiting: usize,
    /// What changed since it was printed and nobody has ticked.
    pub changes: Vec<ChangeRow>,
    /// Versions that changed only delivery notes and that nobody has ticked.
    pub packing_changes: Vec<PackingChange>,
    /// What the versions after the first changed in the delivery notes, for packing and route sheets.
    pub note_changes: Vec<NoteChange>,
}

/// A line of the sheet to be ticked.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TickBody {
    pub product_id: ItemId,
    /// In base units; all that is left without it.
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// Posts it though ingredients are short by the stock: what is there leaves it, expired lots last.
    #[serde(default)]
    pub accept_short: bool,
}

/// A change of the sheet that was seen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SeenBody {
    /// Without it the whole of a version that changed only delivery notes.
    #[serde(default)]
    pub product_id: Option<ItemId>,
    pub version: i64,
}

fn day_of(ctx: &Ctx) -> Result<Day> {
    ctx.param("day").parse().map_err(|_| Error::NotFound)
}

fn shape(view: &View, day: Day) -> Result<DayShape> {
    let state = days::state(view, day)?;
    let notes = fulfilment::of_day(view, day)?;
    let waiting = notes
        .iter()
        .filter(|note| note.status == fulfilment::Status::Prepared);
    Ok(DayShape {
        day,
        state: state.state.code().to_owned(),
        version: state.version,
        frozen_at: state.frozen_at,
        closed_at: state.closed_at,
        cutoff_at: crate::customers::rounds::freezes_at(view, day)?,
        notes_waiting: waiting.count(),
        notes: notes.len(),
        changes: super::open_changes(view, day)?,
        packing_changes: super::open_packing(view, day)?,
        note_changes: super::note_changes(view, day)?,
    })
}

/// `GET /api/v1/days/{day}`
///
/// # Errors
/// [`Error::NotFound`] for what is no day.
pub async fn day(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    json(&ctx.read(move |view| shape(view, day)).await?)
}

async fn day_done(ctx: &Ctx, work: fn(&Tx, Day) -> Result<()>) -> Answer {
    let day = day_of(ctx)?;
    ctx.once(move |tx| {
        work(tx, day)?;
        Stored::ok(&shape(tx, day)?)
    })
    .await
}

/// `POST /api/v1/days/{day}/freeze`
///
/// # Errors
/// Those of the verb.
pub async fn freeze(ctx: Ctx) -> Answer {
    day_done(&ctx, |tx, day| super::freeze_by_hand(tx, day).map(drop)).await
}

/// `POST /api/v1/days/{day}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    day_done(&ctx, super::close_day).await
}

/// `POST /api/v1/days/{day}/changes`: a change was seen.
///
/// # Errors
/// Those of the verb.
pub async fn seen(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let body: SeenBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        match body.product_id {
            Some(item) => super::tick_change(tx, day, body.version, item)?,
            None => super::tick_packing(tx, day, body.version)?,
        }
        Stored::ok(&shape(tx, day)?)
    })
    .await
}

/// `GET /api/v1/production/{day}?version=`
///
/// # Errors
/// [`Error::NotFound`] for what is no day, and for a version that there is not.
pub async fn sheet(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let mut errors = FieldErrors::default();
    let version = ctx.query.whole("version", &mut errors);
    let version = errors.or(version)?;
    let sheet: Sheet = ctx
        .read(move |view| match version {
            Some(version) => super::sheet_of_version(view, day, version),
            None => super::sheet(view, day),
        })
        .await?;
    json(&sheet)
}

/// `POST /api/v1/production/{day}/tick`
///
/// # Errors
/// Those of the verb.
pub async fn tick(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let body: TickBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        let when_short = when_short(body.accept_short);
        let id = super::tick(tx, day, body.product_id, body.quantity, when_short)?;
        let batches: Vec<Batch> = super::batches_of(tx, day, body.product_id)?;
        let batch = batches
            .iter()
            .find(|batch| batch.id == id)
            .ok_or(Error::NotFound)?;
        Stored::created(format!("/api/v1/production/{day}"), batch)
    })
    .await
}

pub(super) const fn when_short(accept: bool) -> WhenShort {
    if accept {
        WhenShort::TakeWhatIsThere
    } else {
        WhenShort::Refuse
    }
}

/// `POST /api/v1/production/{day}/untick`
///
/// # Errors
/// Those of the verb.
pub async fn untick(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let body: TickBody = Body::read(&ctx)?;
    ctx.once(move |tx| {
        super::untick(tx, day, body.product_id)?;
        Stored::ok(&super::sheet(tx, day)?)
    })
    .await
}
