//! The list of delivery notes, a note, its PDF, its undo.

use actix_web::http::StatusCode;
use askama::Template;

use super::{amount, at_words, day_asked, signed_amount, take_back};
use crate::documents;
use crate::error::{Error, Result};
use crate::events::{self, HistoryLine};
use crate::fulfilment::{self, Entry, Note, NoteLine, Status, Wanted};
use crate::i18n::Lang;
use crate::orders;
use crate::people::roles::Permission as P;
use crate::values::calendar::{self, Day, Instant, Zone};
use crate::values::format;
use crate::values::ids::NoteId;
use crate::values::money::Money;
use crate::web::api::Paging;
use crate::web::{Answer, Ctx, Frame, Stored, answer};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "fulfilment/notes.html")]
struct NotesPage {
    frame: Frame,
    notes: Vec<Note>,
    day: Option<Day>,
    status: Option<Status>,
    today: Day,
    next: String,
}

impl NotesPage {
    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn day_words(&self, day: &Day) -> String {
        calendar::day_month(*day, self.frame.lang)
    }

    fn filters(&self) -> Vec<(String, String, bool)> {
        let all = (
            "/notes".to_owned(),
            self.frame.t("note-filter-all"),
            self.status.is_none() && self.day.is_none(),
        );
        let today = (
            format!("/notes?day={}", self.today),
            self.frame.t("note-filter-today"),
            self.day == Some(self.today) && self.status.is_none(),
        );
        let by_status = [Status::Prepared, Status::Delivered, Status::NotDelivered].map(|status| {
            (
                format!("/notes?status={}", status.code()),
                status_words(self.frame.lang, status),
                self.status == Some(status),
            )
        });
        [all, today].into_iter().chain(by_status).collect()
    }

    fn words(&self, status: &Status) -> String {
        status_words(self.frame.lang, *status)
    }
}

/// A note's state in words.
pub fn status_words(lang: Lang, status: Status) -> String {
    lang.t(&format!("note-status-{}", status.code().replace('_', "-")))
}

/// `GET /notes?day=&status=`
///
/// # Errors
/// Those of the database, and of a query that cannot be read.
pub async fn index(ctx: Ctx) -> Answer {
    let today = ctx.app.db.today();
    let day = match ctx.query.optional("day") {
        Some(_) => Some(day_asked(&ctx, today)?),
        None => None,
    };
    let status = ctx.query.optional("status").and_then(Status::from_code);
    let after = Paging::of(&ctx)?.cursor::<2>()?;
    let after = match after {
        Some([day, id]) => Some((
            day.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
            id.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
        )),
        None => None,
    };
    let wanted = Wanted {
        day,
        status,
        after,
        limit: ROWS,
        ..Wanted::default()
    };
    ctx.page(move |view, frame| {
        let mut notes = fulfilment::list(view, &wanted)?;
        let more = notes.len() > ROWS;
        notes.truncate(ROWS);
        let mut next = String::new();
        if let Some(last) = notes.last().filter(|_| more) {
            next = format!("/notes?after={}~{}", last.day, last.id);
            if let Some(day) = day {
                next.push_str(&format!("&day={day}"));
            }
            if let Some(status) = status {
                next.push_str(&format!("&status={}", status.code()));
            }
        }
        Ok(NotesPage {
            frame,
            notes,
            day,
            status,
            today,
            next,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "fulfilment/note.html")]
struct NotePage {
    frame: Frame,
    note: Note,
    lines: Vec<NoteLine>,
    entries: Vec<Entry>,
    history: Vec<HistoryLine>,
    form: crate::web::Form,
    errors: Vec<(String, String)>,
    key: String,
    zone: Zone,
    today: Day,
    /// Its order was given back: nothing of it is billed.
    is_refunded: bool,
    /// Closed by hand, and nothing was made of its order since.
    is_closed: bool,
    /// What its order comes to, with tax.
    order_total: Money,
    /// Its order was paid when it was taken.
    is_paid: bool,
}

impl NotePage {
    fn prices(&self) -> bool {
        self.frame.may(P::SeePrices)
    }

    fn may_change(&self) -> bool {
        self.note.is_open() && self.frame.may(P::EditNotes)
    }

    fn may_undo(&self) -> bool {
        let handed = matches!(self.note.status, Status::Delivered | Status::NotDelivered);
        handed
            && self.note.invoice_id.is_none()
            && self.entries.is_empty()
            && self.frame.may(P::Deliver)
    }

    fn may_close(&self) -> bool {
        self.note.status == Status::NotDelivered && self.frame.may(P::EditOrders)
    }

    fn may_reopen(&self) -> bool {
        self.is_closed && self.frame.may(P::EditOrders)
    }

    /// Why it is closed: as typed, else why it came back.
    fn why_closed(&self) -> &str {
        if self.form.has("reason") {
            return self.form.text("reason");
        }
        self.note
            .not_delivered_reason
            .as_deref()
            .unwrap_or_default()
    }

    fn may_deliver(&self) -> bool {
        self.note.status.may_become(Status::Delivered) && self.frame.may(P::Deliver)
    }

    fn money(&self, amount: &Money) -> String {
        format::money(self.frame.lang, *amount)
    }

    fn status(&self) -> String {
        status_words(self.frame.lang, self.note.status)
    }

    fn day_words(&self) -> String {
        calendar::words(self.note.day, self.frame.lang)
    }

    fn ordered(&self, line: &NoteLine) -> String {
        amount(self.frame.lang, line.ordered, &line.unit, line.unit_size)
    }

    fn delivered(&self, line: &NoteLine) -> String {
        if self.note.delivered_at.is_none() {
            return String::new();
        }
        amount(self.frame.lang, line.delivered, &line.unit, line.unit_size)
    }

    fn corrected(&self, line: &NoteLine) -> String {
        if line.corrected.is_zero() {
            return String::new();
        }
        signed_amount(self.frame.lang, line.corrected, &line.unit, line.unit_size)
    }

    fn returned(&self, line: &NoteLine) -> String {
        if line.returned.is_zero() {
            return String::new();
        }
        amount(self.frame.lang, line.returned, &line.unit, line.unit_size)
    }

    fn differs(&self, line: &NoteLine) -> bool {
        self.note.delivered_at.is_some() && line.billed() != line.ordered
    }

    fn entry(&self, entry: &Entry) -> String {
        let text = signed_amount(
            self.frame.lang,
            entry.quantity,
            &entry.unit,
            entry.unit_size,
        );
        let key = if entry.kind == "corrected" {
            "note-entry-corrected"
        } else {
            "note-entry-returned"
        };
        self.frame.t2(
            key,
            "amount",
            text.trim_start_matches('+'),
            "product",
            entry.product_name.as_str(),
        )
    }

    fn at(&self, at: &Instant) -> String {
        at_words(self.zone, self.today, *at, self.frame.lang)
    }

    fn action(&self, line: &HistoryLine) -> String {
        self.frame
            .t(&format!("note-action-{}", line.action.replace('_', "-")))
    }

    fn typed(&self, prefix: &str, line: &NoteLine) -> String {
        self.form.text(&format!("{prefix}.{}", line.id)).to_owned()
    }

    fn error(&self, prefix: &str, line: &NoteLine) -> &str {
        super::error_of(&self.errors, &format!("{prefix}.{}", line.id))
    }
}

/// `GET /notes/{id}`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    note_page(
        &ctx,
        id,
        crate::web::Form::default(),
        Vec::new(),
        StatusCode::OK,
    )
    .await
}

pub(super) async fn note_page(
    ctx: &Ctx,
    id: NoteId,
    form: crate::web::Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let key = uuid::Uuid::now_v7().to_string();
    ctx.page_with(status, move |view, frame| {
        let note = fulfilment::find(view, id)?;
        let order = orders::find(view, note.order_id)?;
        Ok(NotePage {
            is_refunded: order.status == orders::Status::Refunded,
            is_closed: fulfilment::may_reopen(view, &note)?,
            order_total: order.total_amount,
            is_paid: order.payment_status == orders::PaymentStatus::Paid,
            lines: fulfilment::lines(view, id)?,
            entries: fulfilment::entries(view, id)?,
            history: events::history(view, fulfilment::KIND, id)?,
            zone: view.zone,
            today: view.today(),
            frame,
            note,
            form,
            errors,
            key,
        })
    })
    .await
}

/// `GET /notes/{id}/pdf`
///
/// # Errors
/// [`Error::NotFound`]; a fault of ours when it cannot be drawn.
pub async fn pdf(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let (name, document) = ctx
        .read(move |view| {
            let note = fulfilment::find(view, id)?;
            Ok((
                fulfilment::file_name(&note),
                fulfilment::note_document(view, id)?,
            ))
        })
        .await?;
    let bytes = draw(document).await?;
    Ok(answer::pdf(&name, bytes))
}

async fn draw(document: documents::Document) -> Result<Vec<u8>> {
    tokio::task::spawn_blocking(move || documents::render(&document))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

/// `POST /notes/{id}/undo`: takes a hand-over back.
///
/// # Errors
/// Those of the verb.
pub async fn undo(ctx: Ctx) -> Answer {
    let id: NoteId = ctx.id("id")?;
    let signed = ctx.signed()?.clone();
    let may_see = ctx.may(P::SeeOrders);
    let text = ctx.lang.t("note-said-undone");
    ctx.once(move |tx| {
        fulfilment::guard(tx, &signed, id)?;
        take_back(tx, id)?;
        let note = fulfilment::find(tx, id)?;
        Ok(Stored::see(place_of(&note, may_see)).saying(text))
    })
    .await
}

/// Where one goes on after a note: its page, or the driver's round.
pub(super) fn place_of(note: &Note, may_see: bool) -> String {
    match note.route_id {
        Some(route) if !may_see => format!("/routes/{route}?day={}", note.day),
        _ if may_see => format!("/notes/{}", note.id),
        _ => "/routes".to_owned(),
    }
}
