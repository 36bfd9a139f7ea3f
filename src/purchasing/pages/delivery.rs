//! Goods at the door: what is expected, taking it in by line, a delivery with its pictures. Whoever takes goods in need
//! not see prices: they are shown and typed only by those who may.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{
    Ctx, Day, Form, Frame, Line, Purchase, PurchaseId, Spoken, Words, error_of, late_mark, speaks,
    words,
};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events;
use crate::people::roles::Permission;
use crate::purchasing::{self, DeliveredLine, Delivery, DeliveryItem, NewDelivery};
use crate::values::ids::{DeliveryId, PurchaseLineId};
use crate::values::{Quantity, calendar};
use crate::web::answer::speak_fields;
use crate::web::form::{Part, chosen};
use crate::web::{Answer, Stored};

#[derive(Template)]
#[template(path = "purchases/expected.html")]
struct ExpectedPage {
    frame: Frame,
    rows: Vec<Purchase>,
    today: Day,
    sees_buying: bool,
}

#[derive(Template)]
#[template(path = "purchases/receive.html")]
struct ReceivePage {
    frame: Frame,
    order: Purchase,
    lines: Vec<Line>,
    today: Day,
    form: Form,
    errors: Spoken,
    key: String,
    sees_costs: bool,
    sees_buying: bool,
}

#[derive(Template)]
#[template(path = "purchases/delivery.html")]
struct DeliveryPage {
    frame: Frame,
    order: Purchase,
    delivery: Delivery,
    items: Vec<DeliveryItem>,
    photos: Vec<(uuid::Uuid, Option<PurchaseLineId>)>,
    error: String,
    /// The line that a picture was to be of.
    line: String,
    /// Why it was to be taken back, and what is wrong with that.
    reason: String,
    not_reversed: String,
    key: String,
    sees_costs: bool,
    sees_buying: bool,
}

speaks!(ExpectedPage, ReceivePage, DeliveryPage);

impl ExpectedPage {
    fn mark(&self, order: &Purchase) -> &'static str {
        late_mark(order.lateness(self.today))
    }

    fn late(&self, order: &Purchase) -> String {
        match order.lateness(self.today).days {
            0 => self.some_day(&order.expected_delivery_date),
            days => self.frame.t1("purchasing-days-late", "days", days),
        }
    }
}

impl DeliveryPage {
    fn may_be_reversed(&self) -> bool {
        !self.items.is_empty() && self.delivery.may_be_reversed(self.order.status)
    }

    /// "Anulada por Ana el 20/11/2026 a las 8:00: eran 25 sacos"
    fn reversed(&self) -> Option<String> {
        let at = self.delivery.reversed_at?;
        let name = self.delivery.reversed_by_name.as_deref();
        let message = Message::new("purchasing-reversed-by")
            .arg("name", name.unwrap_or("–"))
            .arg("at", calendar::moment(at, self.frame.zone, self.frame.lang))
            .arg("reason", self.delivery.reversal_reason.as_str());
        Some(message.speak(self.frame.lang))
    }

    /// The pictures of a line, or of the whole, each with its number.
    fn photos_of(&self, line: Option<&PurchaseLineId>) -> Vec<(usize, uuid::Uuid)> {
        let all = self.photos.iter().enumerate();
        all.filter(|(_, (_, of))| of.as_ref() == line)
            .map(|(at, (photo, _))| (at + 1, *photo))
            .collect()
    }

    fn lines(&self) -> Vec<(String, String)> {
        let items = self.items.iter();
        items
            .map(|item| {
                let id = item.purchase_order_item_id.to_string();
                (id, item.ingredient_name.clone())
            })
            .collect()
    }
}

impl ReceivePage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn field_error(&self, line: &Line, name: &str) -> &str {
        error_of(&self.errors, &format!("lines.{}.{name}", line.id))
    }

    /// What was typed; at first, all that is open as delivered.
    fn typed(&self, line: &Line, name: &str) -> String {
        let field = format!("lines.{}.{name}", line.id);
        if self.form.has(&field) {
            return self.form.text(&field).to_owned();
        }
        match name {
            "delivered_quantity" => {
                words::typed_goods(self.frame.lang, line.open(), line.base_unit)
            }
            "unit_price" => line
                .net_price()
                .map(|price| words::typed_price(self.frame.lang, price))
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Of the order as it was read.
    fn version(&self) -> String {
        match self.form.text("version") {
            "" => self.order.version.to_string(),
            read => read.to_owned(),
        }
    }

    fn head(&self, name: &str) -> String {
        match (self.form.has(name), name) {
            (false, "delivery_date") => self.today.to_string(),
            _ => self.form.text(name).to_owned(),
        }
    }

    /// "Faltan 360 de 720 (2 cajas de 180)": what is to come, in whole packs where it is that, else how it is packed.
    fn open(&self, line: &Line) -> String {
        let lang = self.frame.lang;
        let goods = |quantity| words::goods(lang, quantity, line.base_unit);
        let (open, ordered) = (goods(line.open()), goods(line.quantity_ordered));
        let said = match open == ordered {
            true => self.frame.t1("purchasing-open-all", "open", open),
            false => self
                .frame
                .t2("purchasing-open-of", "open", open, "ordered", ordered),
        };
        let packed = match line.open_packs() {
            Some(packs) => words::packs(lang, packs, &line.pack_name),
            None if line.pack_name.is_empty() => return said,
            None => words::pack(lang, &line.pack_name, line.pack_size, line.base_unit),
        };
        format!("{said} ({packed})")
    }
}

/// `GET /purchases/deliveries`: what is to come.
///
/// # Errors
/// Those of the database.
pub async fn expected(ctx: Ctx) -> Answer {
    let sees_buying = ctx.may(Permission::SeeBuying);
    ctx.page(move |view, frame| {
        let rows = purchasing::awaited(view)?;
        Ok(ExpectedPage {
            today: view.today(),
            frame,
            rows,
            sees_buying,
        })
    })
    .await
}

/// `GET /purchases/{id}/receive`
///
/// # Errors
/// Not found; a conflict when nothing of it can come.
pub async fn receive_form(ctx: Ctx) -> Answer {
    receive_page(
        &ctx,
        ctx.id("id")?,
        Form::default(),
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

async fn receive_page(
    ctx: &Ctx,
    id: PurchaseId,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let key = form
        .optional("_key")
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let (sees_costs, sees_buying) = (
        ctx.may(Permission::SeeCosts),
        ctx.may(Permission::SeeBuying),
    );
    ctx.page_with(status, move |view, frame| {
        let order = purchasing::find(view, id)?;
        if !order.status.is_with_supplier() {
            return Err(purchasing::refused(order.status));
        }
        Ok(ReceivePage {
            lines: purchasing::lines(view, id)?,
            today: view.today(),
            order,
            frame,
            form,
            errors,
            key,
            sees_costs,
            sees_buying,
        })
    })
    .await
}

/// The field of the picture of what came of a line.
fn photo_of(line: PurchaseLineId) -> String {
    format!("lines.{line}.photo")
}

/// The pictures that were chosen: field and name of the file. A browser does not keep them on a page that comes back.
fn photos_in(parts: &[Part]) -> Vec<(String, String)> {
    let files = parts.iter().filter(|part| !part.bytes.is_empty());
    files
        .filter_map(|part| Some((part.name.clone(), part.file_name.clone()?)))
        .collect()
}

/// `POST /purchases/{id}/receive`: besides what came, a picture of each line that has one (multipart).
///
/// # Errors
/// Those of the verb.
pub async fn receive(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let (form, parts) = (ctx.form()?, ctx.parts().unwrap_or_default());
    let photos = photos_in(&parts);
    let sees_costs = ctx.may(Permission::SeeCosts);
    let (typed, said) = (form.clone(), ctx.lang.t("purchasing-did-receive"));
    let answer = ctx
        .once(move |tx| {
            let new = read_delivery(tx, id, &typed, &parts, sees_costs)?;
            let delivery = purchasing::receive(tx, id, &new)?;
            for line in new.lines.iter().map(|line| line.line) {
                if let Some(photo) = chosen(&parts, &photo_of(line)) {
                    purchasing::add_photo(tx, id, delivery, Some(line), &photo.bytes)?;
                }
            }
            Ok(Stored::see(format!("/purchases/{id}/deliveries/{delivery}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(mut errors)) => {
            for (field, name) in photos {
                if errors.0.iter().all(|wrong| wrong.field != field) {
                    errors.add(
                        field,
                        Message::new("purchasing-photo-again").arg("name", name),
                    );
                }
            }
            let errors = speak_fields(&errors, ctx.lang);
            receive_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => came_meanwhile(&ctx, id, form).await,
        answer => answer,
    }
}

/// The form again, over the order as it is by now: somebody has taken something in since it was read. What is open says each
/// line.
async fn came_meanwhile(ctx: &Ctx, id: PurchaseId, mut form: Form) -> Answer {
    let lang = ctx.lang;
    let (version, head) = ctx
        .read(move |view| {
            let newest = events::last_hand(view, "purchase", Some(id.0), |_| true)?;
            let (name, at) = newest.map_or_else(Default::default, |(name, at)| {
                (name, calendar::moment(at, view.zone, lang))
            });
            let head = Message::new("purchasing-came-meanwhile")
                .arg("name", name)
                .arg("at", at);
            Ok((purchasing::find(view, id)?.version, head))
        })
        .await?;
    form.set("version", version.to_string());
    // What was confirmed was so of the order as it was: it is asked about again.
    for asked in ["again", "accept_more"] {
        form.remove(asked);
    }
    let errors = speak_fields(&FieldErrors::one("version", head), lang);
    receive_page(ctx, id, form, errors, StatusCode::PRECONDITION_FAILED).await
}

fn read_delivery(
    tx: &Tx,
    id: PurchaseId,
    form: &Form,
    parts: &[Part],
    sees_costs: bool,
) -> Result<NewDelivery> {
    let mut errors = FieldErrors::default();
    let today = tx.today();
    let mut lines = Vec::new();
    for line in purchasing::lines(tx, id)? {
        let field = |name: &str| format!("lines.{}.{name}", line.id);
        let mut goods =
            |name: &str| words::read_goods(form, &field(name), line.base_unit, &mut errors);
        let delivered = goods("delivered_quantity").unwrap_or_default();
        let rejected = goods("rejected_quantity").unwrap_or_default();
        let came = !(delivered.is_zero() && rejected.is_zero());
        if let Some(photo) = chosen(parts, &photo_of(line.id)) {
            if !came {
                errors.add(field("photo"), "purchasing-not-of-this");
            } else if purchasing::photo_kind(&photo.bytes).is_err() {
                errors.add(field("photo"), "purchasing-no-picture");
            }
        }
        if !came {
            continue;
        }
        if rejected > delivered || rejected.is_negative() {
            errors.add(field("rejected_quantity"), "purchasing-more-than-came");
        }
        let price = form.price(&field("unit_price"), &mut errors);
        if price.is_some() && !sees_costs {
            errors.add(field("unit_price"), "purchasing-no-prices");
        }
        lines.push(DeliveredLine {
            line: line.id,
            delivered,
            accepted: (delivered - rejected).max(Quantity::ZERO),
            rejection_reason: form.text(&field("rejection_reason")).to_owned(),
            batch_lot_number: form.text(&field("batch_lot_number")).to_owned(),
            expiry: form.day(&field("expiry_date"), today, &mut errors),
            quality_grade: form.text(&field("quality_grade")).to_owned(),
            unit_price: price,
        });
    }
    let day = form.day("delivery_date", today, &mut errors);
    errors.or(NewDelivery {
        version: form.version(),
        announced: None,
        delivery_date: day,
        supplier_delivery_note: form.text("supplier_delivery_note").to_owned(),
        notes: form.text("notes").to_owned(),
        lines,
        accept_more: form.is_on("accept_more"),
        again: form.is_on("again"),
    })
}

/// `GET /purchases/{id}/deliveries/{delivery}`
///
/// # Errors
/// Not found.
pub async fn delivery(ctx: Ctx) -> Answer {
    delivery_page(&ctx, Asked::default(), StatusCode::OK).await
}

/// What was asked of a delivery on its page and could not be done.
#[derive(Default)]
struct Asked {
    /// A picture: what is wrong with it, and the line that it was to be of.
    error: String,
    line: String,
    /// To take it back: why, and what is wrong with that.
    reason: String,
    not_reversed: String,
}

async fn delivery_page(ctx: &Ctx, asked: Asked, status: StatusCode) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let (sees_costs, sees_buying) = (
        ctx.may(Permission::SeeCosts),
        ctx.may(Permission::SeeBuying),
    );
    ctx.page_with(status, move |view, frame| {
        let delivery = purchasing::delivery(view, id)?;
        if delivery.purchase_order_id != order {
            return Err(Error::NotFound);
        }
        Ok(DeliveryPage {
            order: purchasing::find(view, order)?,
            items: purchasing::delivery_items(view, id)?,
            photos: purchasing::photos(view, id)?,
            delivery,
            frame,
            error: asked.error,
            line: asked.line,
            reason: asked.reason,
            not_reversed: asked.not_reversed,
            key: uuid::Uuid::now_v7().to_string(),
            sees_costs,
            sees_buying,
        })
    })
    .await
}

/// `POST /purchases/{id}/deliveries/{delivery}/photo` (multipart)
///
/// # Errors
/// Those of the verb.
pub async fn add_photo(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let parts = ctx.parts().unwrap_or_default();
    let bytes = chosen(&parts, "photo").map(|part| part.bytes.clone());
    let bytes = bytes.unwrap_or_default();
    let typed = ctx.form()?.text("purchase_order_item_id").to_owned();
    let line = match typed.as_str() {
        "" => None,
        line => Some(line.parse().map_err(|_| Error::NotFound)?),
    };
    let said = ctx.lang.t("saved");
    let answer = ctx
        .once(move |tx| {
            purchasing::add_photo(tx, order, id, line, &bytes)?;
            Ok(Stored::see(format!("/purchases/{order}/deliveries/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let text = speak_fields(&errors, ctx.lang)
                .into_iter()
                .next()
                .map(|(_, text)| text);
            let asked = Asked {
                error: text.unwrap_or_default(),
                line: typed,
                ..Asked::default()
            };
            delivery_page(&ctx, asked, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `POST /purchases/{id}/deliveries/{delivery}/reverse`: it was booked in by mistake.
///
/// # Errors
/// Those of the verb.
pub async fn reverse(ctx: Ctx) -> Answer {
    let (order, id): (PurchaseId, DeliveryId) = (ctx.id("id")?, ctx.id("delivery")?);
    let form = ctx.form()?;
    let (version, reason) = (form.version(), form.text("reason").to_owned());
    let (why, said) = (reason.clone(), ctx.lang.t("purchasing-did-reverse"));
    let answer = ctx
        .once(move |tx| {
            purchasing::reverse(tx, order, id, version.or(Some(0)), &why)?;
            Ok(Stored::see(format!("/purchases/{order}/deliveries/{id}")).saying(said))
        })
        .await;
    let (not_reversed, status) = match answer {
        Err(Error::Invalid(errors)) => {
            let said = speak_fields(&errors, ctx.lang).into_iter().next();
            let text = said.map(|(_, text)| text).unwrap_or_default();
            (text, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Conflict(message, _)) => (message.speak(ctx.lang), StatusCode::CONFLICT),
        answer => return answer,
    };
    let asked = Asked {
        reason,
        not_reversed,
        ..Asked::default()
    };
    delivery_page(&ctx, asked, status).await
}

/// `GET /purchases/{id}/deliveries/{delivery}/photo/{photo}`
///
/// # Errors
/// Not found.
pub async fn photo(ctx: Ctx) -> Answer {
    let (id, photo): (DeliveryId, uuid::Uuid) = (ctx.id("delivery")?, ctx.id("photo")?);
    let (media, bytes) = ctx
        .read(move |view| purchasing::photo(view, id, photo))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", media))
        .body(bytes))
}
