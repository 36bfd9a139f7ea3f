//! The bake sheet on the screen: ticked with floury hands.

use actix_web::http::StatusCode;
use askama::Template;

use super::{change_words, count, group_ingredients, group_title, row_detail};
use crate::catalog;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment::pages::{amount, at_words, day_asked};
use crate::orders;
use crate::people::roles::Permission as P;
use crate::production::{
    self, Batch, ChangeRow, Group, NoteChange, PackingChange, Part, Row, Sheet, api,
};
use crate::stock;
use crate::values::calendar::{self, Day, Instant, Zone};
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(Template)]
#[template(path = "production/sheet.html")]
struct SheetPage {
    frame: Frame,
    sheet: Sheet,
    today: Day,
    zone: Zone,
    /// What changed in the delivery notes only, and nobody has seen.
    packing: Vec<PackingChange>,
    waiting: usize,
    /// Orders that nobody has confirmed: they are baked, but have no notes.
    unconfirmed: i64,
    /// Batches can be written down for its day.
    in_reach: bool,
    key: String,
}

impl SheetPage {
    fn day_words(&self) -> String {
        calendar::words(self.sheet.day, self.frame.lang)
    }

    fn is_open(&self) -> bool {
        self.sheet.state == "open"
    }

    fn is_frozen(&self) -> bool {
        self.sheet.state == "frozen"
    }

    fn is_ahead(&self) -> bool {
        self.sheet.day > self.today
    }

    /// How many lines nobody has ticked.
    fn unbaked(&self) -> usize {
        self.sheet.rows().filter(|row| !row.is_done()).count()
    }

    fn may_tick(&self) -> bool {
        self.sheet.state != "closed" && self.frame.may(P::TickProduction)
    }

    /// A line can be ticked, or unticked again.
    fn has_tick(&self, row: &Row) -> bool {
        self.may_tick() && (self.in_reach || row.is_done())
    }

    fn state_words(&self) -> String {
        match self.sheet.state.as_str() {
            "open" => self.frame.t("production-state-open"),
            "closed" => self.frame.t("production-state-closed"),
            _ => self
                .frame
                .t1("production-version", "version", self.sheet.version),
        }
    }

    fn figures(&self) -> String {
        let pieces =
            crate::values::format::rounded(self.frame.lang, self.sheet.pieces().decimal(), 0);
        self.frame.t2(
            "production-figures",
            "orders",
            self.sheet.orders,
            "pieces",
            pieces,
        )
    }

    fn group_title(&self, group: &Group) -> String {
        group_title(self.frame.lang, group)
    }

    fn group_note(&self, group: &Group) -> String {
        group_ingredients(self.frame.lang, group)
    }

    fn count(&self, row: &Row) -> String {
        count(self.frame.lang, row.quantity, row.base_unit)
    }

    fn baked(&self, row: &Row) -> String {
        let baked = count(self.frame.lang, row.baked, row.base_unit);
        self.frame.t1("production-baked", "amount", baked)
    }

    fn oven(&self, row: &Row) -> String {
        crate::recipes::baking(row.bake_minutes, row.bake_degrees)
    }

    fn detail(&self, row: &Row) -> String {
        row_detail(self.frame.lang, row)
    }

    fn change(&self, change: &ChangeRow) -> (String, String, String) {
        change_words(self.frame.lang, change)
    }

    /// "Hotel Miramar: croissant 40 → 38 ud": what a version changed in the notes.
    fn packed(&self, change: &PackingChange) -> Vec<String> {
        let lang = self.frame.lang;
        let line = |line: &NoteChange| {
            let say = |quantity| amount(lang, quantity, &line.unit, line.unit_size);
            let (was, now) = (say(line.was), say(line.now));
            format!(
                "{}: {} {was} → {now}",
                line.customer_name, line.product_name
            )
        };
        change.lines.iter().map(line).collect()
    }

    /// One key for each line of this page, so that a double tap posts one batch.
    fn tick_key(&self, row: &Row) -> String {
        format!("{}-{}", self.key, row.product_id)
    }

    fn made_at(&self) -> String {
        self.sheet
            .made_at
            .map(|at| at_words(self.zone, self.today, at, self.frame.lang))
            .unwrap_or_default()
    }
}

/// `GET /production?day=`: without a day, the one that the oven works on.
///
/// # Errors
/// Those of the database, and of a day that cannot be read.
pub async fn show(ctx: Ctx) -> Answer {
    let asked = ctx.query.optional("day").is_some();
    let day = day_asked(&ctx, ctx.app.db.today())?;
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page(move |view, frame| {
        let day = if asked {
            day
        } else {
            production::oven_day(view)?
        };
        let sheet = production::sheet(view, day)?;
        Ok(SheetPage {
            packing: production::open_packing(view, day)?,
            frame,
            sheet,
            today: view.today(),
            zone: view.zone,
            waiting: production::still_here(view, day)?,
            unconfirmed: unconfirmed(view, day)?,
            in_reach: in_reach(view, day)?,
            key,
        })
    })
    .await
}

fn unconfirmed(view: &View, day: Day) -> Result<i64> {
    let counts = orders::counts_of_day(view, day)?.into_iter();
    Ok(counts
        .filter(|(status, _)| *status == orders::Status::Pending)
        .map(|(_, count)| count)
        .sum())
}

fn in_reach(view: &View, day: Day) -> Result<bool> {
    Ok(production::days_to_tick(view)?.contains(&day))
}

fn day_of(ctx: &Ctx) -> Result<Day> {
    ctx.param("day").parse().map_err(|_| Error::NotFound)
}

fn item_of(form: &Form) -> Result<ItemId> {
    form.text("product_id")
        .parse()
        .map_err(|_| Error::field("product_id", "field-required"))
}

/// A quantity typed in the item's own unit; none is all that is left.
fn quantity_of(ctx: &Ctx, form: &Form) -> Result<Option<rust_decimal::Decimal>> {
    let mut errors = FieldErrors::default();
    let number = form.decimal("quantity", &mut errors);
    ctx.need(P::TickProduction)?;
    errors.or(number)
}

#[derive(Template)]
#[template(path = "production/short.html")]
struct ShortPage {
    frame: Frame,
    day: Day,
    product: catalog::Item,
    short: Vec<Short>,
    /// As typed; empty is all that is left.
    quantity: String,
    key: String,
}

/// An ingredient of which there is too little, in words.
struct Short {
    item: ItemId,
    name: String,
    wanted: String,
    held: String,
    /// The lots that are not used, because they have expired.
    expired: Vec<String>,
}

impl ShortPage {
    fn has_expired(&self) -> bool {
        self.short.iter().any(|row| !row.expired.is_empty())
    }
}

/// `POST /production/{day}/tick`
///
/// # Errors
/// Those of the verb; what is short is a page of its own.
pub async fn tick(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let form = ctx.form()?;
    let item = item_of(&form)?;
    let number = quantity_of(&ctx, &form)?;
    let lang = ctx.lang;
    let when_short = api::when_short(form.has("accept_short"));
    let result = ctx
        .once(move |tx| {
            let product = catalog::find(tx, item)?;
            let typed =
                number.map(|number| Quantity::written(product.unit.counted(number), product.unit));
            let quantity = typed
                .transpose()
                .map_err(|_| Error::field("quantity", "field-amount"))?;
            production::tick(tx, day, item, quantity, when_short)?;
            let name = product.full_name();
            Ok(Stored::see(format!("/production?day={day}"))
                .saying(lang.with1("production-said-baked", "product", name.as_str()))
                .undo(format!("/production/{day}/untick?product_id={item}")))
        })
        .await;
    match result {
        Err(Error::Conflict(_, Some(extra))) if extra.get("short").is_some() => {
            short_page(&ctx, day, item, form.text("quantity"), &extra["short"]).await
        }
        result => result,
    }
}

async fn short_page(
    ctx: &Ctx,
    day: Day,
    item: ItemId,
    quantity: &str,
    short: &serde_json::Value,
) -> Answer {
    let (short, quantity, key) = (
        short.clone(),
        quantity.to_owned(),
        uuid::Uuid::now_v7().to_string(),
    );
    ctx.page_with(StatusCode::CONFLICT, move |view, frame| {
        let mut rows = Vec::new();
        for row in short.as_array().into_iter().flatten() {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let id: ItemId = text("item_id").parse().map_err(Error::internal)?;
            let base = catalog::find(view, id)?.base_unit;
            let say = |name: &str| {
                let quantity = text(name).parse::<Quantity>().unwrap_or_default();
                count(frame.lang, quantity, base)
            };
            let lots: Vec<stock::LotHeld> =
                serde_json::from_value(row["expired"].clone()).unwrap_or_default();
            rows.push(Short {
                item: id,
                name: text("name"),
                wanted: say("wanted"),
                held: say("on_hand"),
                expired: lots
                    .iter()
                    .filter_map(|lot| stock::expired_words(frame.lang, lot, base))
                    .collect(),
            });
        }
        let product = catalog::find(view, item)?;
        Ok(ShortPage {
            frame,
            day,
            product,
            short: rows,
            quantity,
            key,
        })
    })
    .await
}

/// `POST /production/{day}/untick`: the item stands in the form, or in the address of an undo.
///
/// # Errors
/// Those of the verb.
pub async fn untick(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let form = ctx.form()?;
    let item = item_of(if form.has("product_id") {
        &form
    } else {
        &ctx.query
    })?;
    let text = ctx.lang.t("production-said-unticked");
    ctx.once(move |tx| {
        production::untick(tx, day, item)?;
        Ok(Stored::see(format!("/production?day={day}")).saying(text))
    })
    .await
}

/// `POST /production/{day}/changes`: the baker has seen a change.
///
/// # Errors
/// Those of the verb.
pub async fn tick_change(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let form = ctx.form()?;
    let item = form.has("product_id").then(|| item_of(&form)).transpose()?;
    let version = form
        .version()
        .ok_or_else(|| Error::field("version", "field-required"))?;
    ctx.once(move |tx| {
        match item {
            Some(item) => production::tick_change(tx, day, version, item)?,
            None => production::tick_packing(tx, day, version)?,
        }
        Ok(Stored::see(format!("/production?day={day}")))
    })
    .await
}

/// `POST /production/{day}/freeze`: the cut-off by hand.
///
/// # Errors
/// Those of the verb.
pub async fn freeze(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let version = production::freeze_by_hand(tx, day)?;
        Ok(
            Stored::see(format!("/production?day={day}")).saying(lang.with1(
                "production-said-frozen",
                "version",
                version,
            )),
        )
    })
    .await
}

/// `POST /production/{day}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    let day = day_of(&ctx)?;
    let text = ctx.lang.t("production-said-closed");
    ctx.once(move |tx| {
        production::close_day(tx, day)?;
        Ok(Stored::see(format!("/production?day={day}")).saying(text))
    })
    .await
}

#[derive(Template)]
#[template(path = "production/part.html")]
struct PartPage {
    frame: Frame,
    day: Day,
    today: Day,
    zone: Zone,
    product: catalog::Item,
    /// Ordered, and what of it is baked for the day with its extra and without what the stock has.
    total: Quantity,
    wanted: Quantity,
    baked: Quantity,
    parts: Vec<Part>,
    batches: Vec<Batch>,
    /// Batches can be written down for the day.
    in_reach: bool,
    key: String,
}

impl PartPage {
    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    fn count(&self, quantity: &Quantity) -> String {
        count(self.frame.lang, *quantity, self.product.base_unit)
    }

    fn at(&self, at: &Instant) -> String {
        at_words(self.zone, self.today, *at, self.frame.lang)
    }

    fn left(&self) -> String {
        let left = (self.wanted - self.baked).max(Quantity::ZERO);
        crate::values::format::typed(self.frame.lang, left.in_unit(self.product.unit), 3)
    }

    fn may_tick(&self) -> bool {
        self.frame.may(P::TickProduction)
    }

    fn has_batch(&self) -> bool {
        self.batches.iter().any(|batch| batch.reversed_at.is_none())
    }
}

/// `GET /production/of/{id}?day=`: the orders that a count is made of, and the batches posted for it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn part(ctx: Ctx) -> Answer {
    let id: ItemId = ctx.id("id")?;
    let asked = ctx.query.optional("day").is_some();
    let day = day_asked(&ctx, ctx.app.db.today())?;
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page(move |view, frame| {
        let day = if asked {
            day
        } else {
            production::oven_day(view)?
        };
        let parts = production::part_of(view, day, id)?;
        let batches = production::batches_of(view, day, id)?;
        let posted = batches.iter().filter(|batch| batch.reversed_at.is_none());
        Ok(PartPage {
            product: catalog::find(view, id)?,
            total: parts.iter().map(|part| part.quantity).sum(),
            wanted: production::to_bake(view, day, id)?,
            in_reach: in_reach(view, day)?,
            baked: posted.map(|batch| batch.quantity).sum(),
            today: view.today(),
            zone: view.zone,
            frame,
            day,
            parts,
            batches,
            key,
        })
    })
    .await
}
