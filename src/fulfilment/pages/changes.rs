//! Corrections and returns, typed by keypad: on one note, or on all notes of a day in a row.

use actix_web::http::StatusCode;
use askama::Template;

use super::notes::note_page;
use super::{amount, day_asked, error_of, quantity_of, signed_amount};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment::{self, Change, ChangeKind, Note, NoteLine, Wanted};
use crate::values::calendar::{self, Day};
use crate::values::ids::NoteId;
use crate::values::quantity::Quantity;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// What a line has less than was written down, without a sign: the keypads of some phones have none. What it has more, or
/// either with its sign, is typed in `corrected`.
const MISSING: &str = "missing";
/// Most notes of a day on the page.
const MOST_NOTES: usize = 500;

#[derive(Template)]
#[template(path = "fulfilment/returns.html")]
struct ReturnsPage {
    frame: Frame,
    day: Day,
    notes: Vec<(Note, Vec<NoteLine>)>,
    form: Form,
    errors: Vec<(String, String)>,
    key: String,
}

impl ReturnsPage {
    fn day_words(&self) -> String {
        calendar::words(self.day, self.frame.lang)
    }

    fn delivered(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.delivered, &line.unit, line.unit_size)
    }

    /// What stands already: "+2 · 3 de vuelta".
    fn so_far(&self, line: &NoteLine) -> String {
        let mut parts = Vec::new();
        if !line.corrected.is_zero() {
            parts.push(signed_amount(
                self.frame.lang,
                line.corrected,
                &line.unit,
                line.unit_size,
            ));
        }
        if !line.returned.is_zero() {
            let text = amount(self.frame.lang, line.returned, &line.unit, line.unit_size);
            parts.push(self.frame.t1("note-back-so-far", "amount", text));
        }
        parts.join(" · ")
    }

    fn typed(&self, prefix: &str, line: &NoteLine) -> String {
        self.form.text(&format!("{prefix}.{}", line.id)).to_owned()
    }

    fn error(&self, line: &NoteLine) -> &str {
        let of = |name: &str| error_of(&self.errors, &format!("{name}.{}", line.id));
        let errors = ["returned", MISSING, "corrected"].map(of);
        errors
            .into_iter()
            .find(|error| !error.is_empty())
            .unwrap_or_default()
    }
}

/// `GET /notes/returns?day=`
///
/// # Errors
/// Those of the database.
pub async fn returns(ctx: Ctx) -> Answer {
    let day = day_asked(&ctx, ctx.app.db.today())?;
    returns_page(&ctx, day, Form::default(), Vec::new(), StatusCode::OK).await
}

async fn returns_page(
    ctx: &Ctx,
    day: Day,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page_with(status, move |view, frame| {
        let mut notes = Vec::new();
        for note in fulfilment::of_day(view, day)?.into_iter().take(MOST_NOTES) {
            if note.is_open() {
                let lines = fulfilment::lines(view, note.id)?;
                notes.push((note, lines));
            }
        }
        Ok(ReturnsPage {
            frame,
            day,
            notes,
            form,
            errors,
            key,
        })
    })
    .await
}

/// `POST /notes/returns`: one save for as many notes as were typed.
///
/// # Errors
/// Those of the verb.
pub async fn save_returns(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    let day = form.day("day", today, &mut errors).unwrap_or(today);
    let (lang, read) = (ctx.lang, form.clone());
    let result = match errors.or(()) {
        Err(error) => Err(error),
        Ok(()) => {
            ctx.once(move |tx| {
                let wanted = Wanted {
                    day: Some(day),
                    limit: MOST_NOTES,
                    ..Wanted::default()
                };
                let mut changes = Vec::new();
                let mut errors = FieldErrors::default();
                for note in fulfilment::list(tx, &wanted)?
                    .iter()
                    .filter(|note| note.is_open())
                {
                    changes.extend(typed_changes(tx, note.id, &read, &mut errors)?);
                }
                errors.or(())?;
                let count = changes.len();
                let made = save(tx, &changes, &read)?;
                Ok(Stored::see(format!("/notes/returns?day={day}"))
                    .saying(lang.with1("note-said-changed", "count", count))
                    .undo(undo_of(&made, &format!("/notes/returns?day={day}"))))
            })
            .await
        }
    };
    match result {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            returns_page(&ctx, day, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        result => result,
    }
}

/// `POST /notes/{id}/changes`
///
/// # Errors
/// Those of the verb.
pub async fn save_note(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let form = ctx.form()?;
    let (lang, read) = (ctx.lang, form.clone());
    let result = ctx
        .once(move |tx| {
            let mut errors = FieldErrors::default();
            let changes = typed_changes(tx, id, &read, &mut errors)?;
            errors.or(())?;
            let made = save(tx, &changes, &read)?;
            Ok(Stored::see(format!("/notes/{id}"))
                .saying(lang.with1("note-said-changed", "count", changes.len()))
                .undo(undo_of(&made, &format!("/notes/{id}"))))
        })
        .await;
    match result {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            note_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        result => result,
    }
}

/// Nothing typed at all is an error: a save that saves nothing would look like one that did.
fn save(tx: &Tx, changes: &[Change], form: &Form) -> Result<Vec<i64>> {
    if changes.is_empty() {
        return Err(Error::field("changes", "note-nothing-typed"));
    }
    fulfilment::change(tx, changes, form.is_on("accept_more"))
}

fn undo_of(made: &[i64], back: &str) -> String {
    let made: Vec<String> = made.iter().map(ToString::to_string).collect();
    let day = back.strip_prefix("/notes/returns?day=");
    let page = day.map_or_else(
        || format!("note={}", back.trim_start_matches("/notes/")),
        |day| format!("day={day}"),
    );
    format!("/notes/changes/undo?entries={}&{page}", made.join("-"))
}

/// `POST /notes/changes/undo?entries=1-2`: takes back what was just typed; goes back to the `note`, or to the `day`'s returns.
///
/// # Errors
/// Those of the verb.
pub async fn undo(ctx: Ctx) -> Answer {
    let entries = ctx
        .query
        .text("entries")
        .split('-')
        .map(|entry| entry.parse().map_err(|_| Error::NotFound))
        .collect::<Result<Vec<i64>>>()?;
    let note: Option<NoteId> = ctx.query.optional("note").and_then(|id| id.parse().ok());
    let day: Option<Day> = ctx.query.optional("day").and_then(|day| day.parse().ok());
    let see = match (note, day) {
        (Some(note), _) => format!("/notes/{note}"),
        (None, Some(day)) => format!("/notes/returns?day={day}"),
        (None, None) => "/notes".to_owned(),
    };
    let lang = ctx.lang;
    ctx.once(move |tx| {
        fulfilment::undo_entries(tx, &entries)?;
        Ok(Stored::see(see).saying(lang.t("note-said-entries-undone")))
    })
    .await
}

fn typed_changes(
    tx: &Tx,
    note: NoteId,
    form: &Form,
    errors: &mut FieldErrors,
) -> Result<Vec<Change>> {
    let reason = form.text("reason");
    let mut changes = Vec::new();
    for line in fulfilment::lines(tx, note)? {
        for (kind, name) in [
            (ChangeKind::Corrected, "corrected"),
            (ChangeKind::Corrected, MISSING),
            (ChangeKind::Returned, "returned"),
        ] {
            let quantity = quantity_of(form, name, &line, errors);
            let quantity = match quantity {
                Some(less) if name == MISSING && less.is_negative() => {
                    errors.add(format!("{name}.{}", line.id), "note-quantity-wrong");
                    None
                }
                Some(less) if name == MISSING => Some(Quantity::ZERO - less),
                quantity => quantity,
            };
            if let Some(quantity) = quantity.filter(|quantity| !quantity.is_zero()) {
                let reason = reason.to_owned();
                changes.push(Change {
                    line: line.id,
                    kind,
                    quantity,
                    reason,
                });
            }
        }
    }
    Ok(changes)
}
