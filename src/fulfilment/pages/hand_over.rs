//! The hand-over, made for a thumb: what was left there, what came back, who took it, a signature.

use actix_web::http::StatusCode;
use askama::Template;

use super::notes::place_of;
use super::{amount, error_of, quantity_of, typed};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment::{self, Change, ChangeKind, Handover, Note, NoteLine, Status, Stop};
use crate::people::roles::Permission as P;
use crate::values::ids::NoteId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(Template)]
#[template(path = "fulfilment/hand_over.html")]
struct HandOverPage {
    frame: Frame,
    stop: Stop,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
}

impl HandOverPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn line_error(&self, prefix: &str, line: &NoteLine) -> &str {
        error_of(&self.errors, &format!("{prefix}.{}", line.id))
    }

    fn ordered(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.ordered, &line.unit, line.unit_size)
    }

    fn delivered(&self, line: &NoteLine) -> String {
        let name = format!("delivered.{}", line.id);
        if self.form.has(&name) {
            return self.form.text(&name).to_owned();
        }
        typed(self.frame.lang, line.ordered, line.unit_size)
    }

    fn returned(&self, line: &NoteLine) -> String {
        self.form.text(&format!("returned.{}", line.id)).to_owned()
    }

    fn reasons(&self) -> Vec<String> {
        ["closed", "nobody", "refused", "address"]
            .map(|reason| self.frame.t(&format!("note-reason-{reason}")))
            .into()
    }
}

/// `GET /notes/{id}/deliver`
///
/// # Errors
/// [`Error::NotFound`] also for a driver of another route.
pub async fn form(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    hand_over_page(&ctx, id, Form::default(), Vec::new(), StatusCode::OK).await
}

async fn hand_over_page(
    ctx: &Ctx,
    id: NoteId,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let signed = ctx.signed()?.clone();
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page_with(status, move |view, frame| {
        fulfilment::guard(view, &signed, id)?;
        let note = fulfilment::find(view, id)?;
        if !note.status.may_become(Status::Delivered) {
            return Err(fulfilment::refusal(&note));
        }
        let stop = fulfilment::stop(view, note)?;
        Ok(HandOverPage {
            frame,
            stop,
            form,
            errors,
            key,
        })
    })
    .await
}

/// `POST /notes/{id}/deliver`: handed over as ordered, or as typed.
///
/// # Errors
/// Those of the verb.
pub async fn deliver(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let form = ctx.form()?;
    let signed = ctx.signed()?.clone();
    let (lang, may_see) = (ctx.lang, ctx.may(P::SeeOrders));
    let read = form.clone();
    let result = ctx
        .once(move |tx| {
            fulfilment::guard(tx, &signed, id)?;
            let (note, returned) = hand_over(tx, id, &read)?;
            let text = lang.with1(
                "note-said-delivered",
                "customer",
                note.customer_name.as_str(),
            );
            let stored = Stored::see(after(&note, &read, may_see)).saying(text);
            // A note on which something came back is not taken back in one tap.
            Ok(match returned {
                true => stored,
                false => stored.undo(format!("/notes/{id}/undo")),
            })
        })
        .await;
    match result {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            hand_over_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        result => result,
    }
}

/// Back to the round when it was handed over on the road, else to the note.
fn after(note: &Note, form: &Form, may_see: bool) -> String {
    match note.route_id {
        Some(route) if form.is_on("road") => format!("/routes/{route}?day={}", note.day),
        _ => place_of(note, may_see),
    }
}

/// Hands it over as typed; says whether something came back.
fn hand_over(tx: &Tx, id: NoteId, form: &Form) -> Result<(Note, bool)> {
    let mut errors = FieldErrors::default();
    let mut handover = Handover {
        receiver: form.text("receiver_name").to_owned(),
        signature: form.optional("signature").map(str::to_owned),
        accept_more: form.is_on("accept_more"),
        ..Handover::default()
    };
    if handover
        .signature
        .as_ref()
        .is_some_and(|text| !fulfilment::is_strokes(text))
    {
        errors.add("signature", "note-signature-wrong");
    }
    let mut returned = Vec::new();
    for line in fulfilment::lines(tx, id)? {
        if let Some(quantity) = quantity_of(form, "delivered", &line, &mut errors) {
            handover.delivered.push((line.id, quantity));
        }
        let back = quantity_of(form, "returned", &line, &mut errors)
            .filter(|quantity| !quantity.is_zero());
        if let Some(quantity) = back {
            let (kind, reason) = (ChangeKind::Returned, String::new());
            returned.push(Change {
                line: line.id,
                kind,
                quantity,
                reason,
            });
        }
    }
    errors.or(())?;
    if !form.is_on("confirm_early") {
        fulfilment::ask_early(tx, fulfilment::find(tx, id)?.day)?;
    }
    fulfilment::deliver(tx, id, &handover)?;
    fulfilment::change(tx, &returned, handover.accept_more)?;
    Ok((fulfilment::find(tx, id)?, !returned.is_empty()))
}

/// `POST /notes/{id}/not-delivered`
///
/// # Errors
/// Those of the verb.
pub async fn not_delivered(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let form = ctx.form()?;
    let signed = ctx.signed()?.clone();
    let (lang, may_see) = (ctx.lang, ctx.may(P::SeeOrders));
    let read = form.clone();
    let result = ctx
        .once(move |tx| {
            fulfilment::guard(tx, &signed, id)?;
            fulfilment::not_delivered(tx, id, read.text("reason"))?;
            let note = fulfilment::find(tx, id)?;
            let text = lang.with1(
                "note-said-not-delivered",
                "customer",
                note.customer_name.as_str(),
            );
            Ok(Stored::see(after(&note, &read, may_see))
                .saying(text)
                .undo(format!("/notes/{id}/undo")))
        })
        .await;
    match result {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            hand_over_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        result => result,
    }
}
