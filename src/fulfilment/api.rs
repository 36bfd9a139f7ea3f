//! JSON of fulfilment.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Change, ChangeKind, Entry, Handover, Note, NoteLine, Pick, Status, Wanted};
use crate::db::View;
use crate::error::{Error, Result};
use crate::orders;
use crate::people::roles::Permission as P;
use crate::production;
use crate::values::calendar::{Day, short};
use crate::values::ids::{CustomerId, NoteId, NoteLineId, OrderId, RouteId};
use crate::values::quantity::Quantity;
use crate::web::answer::{json, json_version};
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Signed, Stored};

/// A note with its lines and what was corrected and returned.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteShape {
    #[serde(flatten)]
    pub note: Note,
    pub lines: Vec<NoteLine>,
    pub entries: Vec<Entry>,
}

/// A hand-over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandoverBody {
    #[serde(default)]
    pub receiver_name: String,
    /// Strokes as SVG path data, in a box of 1000 by 250.
    #[serde(default)]
    pub signature: Option<String>,
    /// When it was handed over; now, unless told.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default)]
    pub delivered_at: Option<crate::values::Instant>,
    /// Far more than was ordered is meant so.
    #[serde(default)]
    pub accept_more: bool,
    #[serde(default)]
    /// Only lines of which something else was handed over than ordered.
    pub lines: Vec<LineBody>,
}

/// How much of a line, in base units.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NoteLineBody)]
pub struct LineBody {
    pub note_line_id: NoteLineId,
    pub quantity: Quantity,
    #[serde(default)]
    pub reason: String,
}

/// Corrections (signed) or returns of lines.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangesBody {
    pub lines: Vec<LineBody>,
    /// That far more than was ordered is meant so.
    #[serde(default)]
    pub accept_more: bool,
}

/// Lines that are in their crates, or not any more.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PackedBody {
    pub note_line_ids: Vec<NoteLineId>,
    #[serde(default = "yes")]
    pub packed: bool,
}

const fn yes() -> bool {
    true
}

/// Why it was not delivered.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReasonBody {
    pub reason: String,
}

/// Money is left out for those who may not see prices.
const PRICES: &[&str] = &[
    "unit_price",
    "line_total",
    "discount_percentage",
    "tax_rate",
    "subtotal",
    "tax_amount",
    "total_amount",
    "shipping_amount",
    "shipping_charge",
    "discount_amount",
    "deposit_amount",
    "cost_amount",
    "margin_amount",
    "margin_percentage",
    "cancellation_charge",
];

fn without_prices(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !PRICES.contains(&name.as_str()));
            fields.values_mut().for_each(without_prices);
        }
        Value::Array(items) => items.iter_mut().for_each(without_prices),
        _ => {}
    }
}

fn seen_by(may_see_prices: bool, shape: &impl Serialize) -> Result<Value> {
    let mut value = serde_json::to_value(shape)?;
    if !may_see_prices {
        without_prices(&mut value);
    }
    Ok(value)
}

fn shape(view: &View, id: NoteId) -> Result<NoteShape> {
    Ok(NoteShape {
        note: super::find(view, id)?,
        lines: super::lines(view, id)?,
        entries: super::entries(view, id)?,
    })
}

fn day_of(ctx: &Ctx, name: &str) -> Result<Option<Day>> {
    let text = ctx.query.optional(name);
    text.map(|text| text.parse().map_err(|_| Error::field(name, "field-day")))
        .transpose()
}

/// `GET /api/v1/notes`
///
/// # Errors
/// [`Error::Invalid`] for a query that cannot be read.
pub async fn index(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let cursor = || Error::field("after", "field-cursor");
    let after = match paging.cursor::<2>()? {
        Some([day, id]) => Some((
            day.parse().map_err(|_| cursor())?,
            id.parse().map_err(|_| cursor())?,
        )),
        None => None,
    };
    let status = match ctx.query.optional("status") {
        Some(code) => {
            Some(Status::from_code(code).ok_or_else(|| Error::field("status", "setting-choice"))?)
        }
        None => None,
    };
    let customer: Option<CustomerId> = match ctx.query.optional("customer_id") {
        Some(text) => Some(
            text.parse()
                .map_err(|_| Error::field("customer_id", "setting-choice"))?,
        ),
        None => None,
    };
    let signed = ctx.signed()?;
    let wanted = Wanted {
        day: day_of(&ctx, "day")?,
        status,
        customer,
        driver: (!super::sees_all(signed)).then_some(signed.user_id),
        after,
        limit: paging.limit,
    };
    let prices = signed.may(P::SeePrices);
    let notes = ctx.read(move |view| super::list(view, &wanted)).await?;
    let list = List::page(notes, paging.limit, |note| {
        format!("{}~{}", note.day, note.id)
    });
    json(&seen_by(prices, &list)?)
}

/// `GET /api/v1/notes/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let signed = ctx.signed()?.clone();
    let prices = signed.may(P::SeePrices);
    let shape = ctx
        .read(move |view| {
            super::guard(view, &signed, id)?;
            shape(view, id)
        })
        .await?;
    json_version(&seen_by(prices, &shape)?, shape.note.version)
}

/// Does something to a note and answers with it.
async fn done(
    ctx: &Ctx,
    id: NoteId,
    work: impl FnOnce(&crate::db::Tx) -> Result<()> + Send + 'static,
) -> Answer {
    let signed: Signed = ctx.signed()?.clone();
    ctx.once(move |tx| {
        super::guard(tx, &signed, id)?;
        work(tx)?;
        Stored::ok(&seen_by(signed.may(P::SeePrices), &shape(tx, id)?)?)
    })
    .await
}

impl From<HandoverBody> for Handover {
    fn from(body: HandoverBody) -> Self {
        let lines = body.lines.iter();
        Self {
            receiver: body.receiver_name,
            delivered: lines
                .map(|line| (line.note_line_id, line.quantity))
                .collect(),
            accept_more: body.accept_more,
            at: body.delivered_at,
            signature: body.signature,
        }
    }
}

/// `POST /api/v1/notes/{id}/deliver`
///
/// # Errors
/// Those of the verb.
pub async fn deliver(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let handover: Handover = Body::read::<HandoverBody>(&ctx)?.into();
    done(&ctx, id, move |tx| super::deliver(tx, id, &handover)).await
}

/// `POST /api/v1/notes/{id}/not-delivered`
///
/// # Errors
/// Those of the verb.
pub async fn not_delivered(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let body: ReasonBody = Body::read(&ctx)?;
    done(&ctx, id, move |tx| {
        super::not_delivered(tx, id, &body.reason)
    })
    .await
}

/// Why it is not delivered again, and whether it is charged all the same.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CloseBody {
    pub reason: String,
    /// As a late cancellation: all of the order. Else it costs nothing.
    #[serde(default)]
    pub charged: bool,
}

/// `POST /api/v1/notes/{id}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let body: CloseBody = Body::read(&ctx)?;
    done(&ctx, id, move |tx| {
        super::close(tx, id, &body.reason, body.charged)?;
        production::refresh_seen(tx, super::find(tx, id)?.day)
    })
    .await
}

/// `POST /api/v1/notes/{id}/reopen`
///
/// # Errors
/// Those of the verb.
pub async fn reopen(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    done(&ctx, id, move |tx| {
        super::reopen(tx, id)?;
        production::refresh_seen(tx, super::find(tx, id)?.day)
    })
    .await
}

/// `POST /api/v1/notes/{id}/undo`
///
/// # Errors
/// Those of the verb.
pub async fn undo(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    done(&ctx, id, move |tx| super::pages::take_back(tx, id)).await
}

/// `POST /api/v1/notes/{id}/packed`: whoever packs, whether they may hand over or not.
///
/// # Errors
/// Those of the verb.
pub async fn packed(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let body: PackedBody = Body::read(&ctx)?;
    let sees_prices = ctx.may(P::SeePrices);
    ctx.once(move |tx| {
        let own: Vec<NoteLineId> = super::lines(tx, id)?.iter().map(|line| line.id).collect();
        if body.note_line_ids.iter().any(|line| !own.contains(line)) {
            return Err(Error::field("note_line_ids", "note-line-unknown"));
        }
        super::pack(tx, &body.note_line_ids, body.packed)?;
        Stored::ok(&seen_by(sees_prices, &shape(tx, id)?)?)
    })
    .await
}

/// `POST /api/v1/notes/{id}/returns`
///
/// # Errors
/// Those of the verb.
pub async fn returns(ctx: Ctx) -> Answer {
    changed(&ctx, ChangeKind::Returned).await
}

/// `POST /api/v1/notes/{id}/corrections`
///
/// # Errors
/// Those of the verb.
pub async fn corrections(ctx: Ctx) -> Answer {
    changed(&ctx, ChangeKind::Corrected).await
}

async fn changed(ctx: &Ctx, kind: ChangeKind) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let body: ChangesBody = Body::read(ctx)?;
    if body.lines.is_empty() {
        return Err(Error::field("lines", "field-required"));
    }
    done(ctx, id, move |tx| {
        let own: Vec<NoteLineId> = super::lines(tx, id)?.iter().map(|line| line.id).collect();
        let mut changes = Vec::new();
        for line in body.lines {
            if !own.contains(&line.note_line_id) {
                return Err(Error::field("lines", "note-line-unknown"));
            }
            changes.push(Change {
                line: line.note_line_id,
                kind,
                quantity: line.quantity,
                reason: line.reason,
            });
        }
        super::change(tx, &changes, body.accept_more).map(|_| ())
    })
    .await
}

/// What is to be picked; of a day that is not cut off there is nothing yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct PickingList {
    pub items: Vec<Pick>,
    /// All of it stands here.
    pub next: Option<String>,
    /// Whether the day is cut off. Its delivery notes, and with them this list, are made then.
    pub is_cut_off: bool,
    /// Why there is nothing, where there is nothing yet.
    pub note: Option<String>,
}

/// `GET /api/v1/orders/fulfillment/picking-list?day=&route_id=&order_id=`
///
/// # Errors
/// [`Error::Invalid`] for a query that cannot be read.
pub async fn picking_list(ctx: Ctx) -> Answer {
    let day = day_of(&ctx, "day")?.unwrap_or(ctx.app.db.today());
    let route: Option<RouteId> = match ctx.query.optional("route_id") {
        Some(text) => Some(
            text.parse()
                .map_err(|_| Error::field("route_id", "setting-choice"))?,
        ),
        None => None,
    };
    let order: Option<OrderId> = match ctx.query.optional("order_id") {
        Some(text) => Some(
            text.parse()
                .map_err(|_| Error::field("order_id", "setting-choice"))?,
        ),
        None => None,
    };
    let lang = ctx.lang;
    let list = ctx.read(move |view| {
        let (stops, day) = match order {
            Some(order) => (
                super::stops_of_order(view, order)?,
                orders::find(view, order)?.requested_date,
            ),
            None => (super::stops(view, day, route)?, day),
        };
        let is_cut_off = orders::days::state(view, day)?.state != orders::days::Phase::Open;
        let why = (!is_cut_off && stops.is_empty())
            .then(|| lang.with1("note-not-cut-off", "day", short(day, lang)));
        Ok(PickingList {
            items: super::picks(view, &stops)?,
            next: None,
            is_cut_off,
            note: why,
        })
    });
    json(&list.await?)
}

/// `DELETE /api/v1/notes/{id}/entries/{entry}`
///
/// # Errors
/// Those of the verb.
pub async fn undo_entry(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let entry: i64 = ctx.param("entry").parse().map_err(|_| Error::NotFound)?;
    done(&ctx, id, move |tx| {
        if !super::entries(tx, id)?.iter().any(|own| own.id == entry) {
            return Err(Error::NotFound);
        }
        super::undo_entries(tx, &[entry])
    })
    .await
}
