//! `/orders/{id}`: one order, what can be done with it, and all that happened to it.

use actix_web::http::StatusCode;
use askama::Template;

use super::joined::{self, Joined};
use super::margin::{costs, margin_words, totals};
use super::{demand_changed, error_of, history, named, sheet, status_kind, status_words, terms};
use crate::customers::rounds;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::fulfilment;
use crate::i18n::Lang;
use crate::orders::{self, Change, Line, Order, OrderNote, OrderType, Status, days};
use crate::people::roles::Permission;
use crate::settings;
use crate::values::calendar::{Zone, short, words};
use crate::values::format;
use crate::values::ids::{NoteId, OrderId, OrderPictureId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

#[derive(Template)]
#[template(path = "orders/show.html")]
struct ShowPage {
    frame: Frame,
    order: Order,
    facts: Facts,
    lines: Vec<LineRow>,
    joined: Joined,
    totals: Vec<(String, String)>,
    costs: Vec<(String, String)>,
    notes: Vec<OrderNote>,
    history: Vec<history::Row>,
    form: Form,
    errors: Vec<(String, String)>,
    points: Vec<(String, String)>,
    terms: Form,
    pictures: Vec<OrderPictureId>,
    /// Of the form for one more picture.
    key: String,
    /// The last change can be undone.
    may_take_back: bool,
    /// Somebody else's change that came first; what was typed stands in the form, not saved.
    overtaken: Option<history::Row>,
    saved: bool,
    zone: Zone,
}

/// What stands at the head of the page, in words.
struct Facts {
    /// Its delivery note, once there is one.
    note: Option<(NoteId, String)>,
    day: String,
    place: String,
    due: String,
    /// Why it waits to be confirmed; empty for one that does not.
    waits: String,
    /// What else was agreed: name and words.
    more: Vec<(String, String)>,
    paid: String,
    paid_kind: &'static str,
    status: String,
    status_kind: &'static str,
    total: String,
    /// The step that comes next: state and words.
    next: Option<(String, String)>,
    /// It is what one does here: an order that is taken and not baked yet is left alone.
    next_is_main: bool,
    can_refund: bool,
    /// It stands on an invoice already.
    is_invoiced: bool,
    /// The ways of handing over that there are, and its own.
    methods: Vec<(String, String)>,
    can_edit: bool,
    can_cancel: bool,
    can_restore: bool,
    /// What a cancellation costs now.
    cancel_costs: String,
    cancel_refused: bool,
    is_late: bool,
    may_be_late: bool,
}

pub(super) struct LineRow {
    pub id: String,
    pub name: String,
    pub quantity: String,
    pub typed: String,
    pub note: String,
    pub price: String,
    pub typed_price: String,
    /// Percent; empty without a discount.
    pub typed_discount: String,
    pub amount: String,
    /// Cost and margin in words, for those who may see costs.
    pub margin: String,
    pub fulfilled: String,
    pub allergens: String,
}

impl ShowPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn note_day(&self, note: &OrderNote) -> String {
        let local = self.zone.local(note.updated_at);
        local.format("%d/%m %H:%M").to_string()
    }

    fn or_typed(&self, field: &str, stored: &str) -> String {
        if self.form.has(field) {
            self.form.text(field).to_owned()
        } else {
            stored.to_owned()
        }
    }

    fn line_value(&self, line: &LineRow, part: &str) -> String {
        let stored = match part {
            "quantity" => &line.typed,
            "price" => &line.typed_price,
            "discount" => &line.typed_discount,
            _ => &line.note,
        };
        self.or_typed(&format!("line-{}-{part}", line.id), stored)
    }

    /// Whether a line that joins is ticked to be left out.
    fn leaves(&self, number: &usize) -> bool {
        Joined::leaves(&self.form, *number)
    }

    fn joined_error(&self, number: &usize) -> &str {
        error_of(&self.errors, &format!("add-{number}-quantity"))
    }

    fn removes(&self, line: &LineRow) -> bool {
        self.form.is_on(&format!("line-{}-remove", line.id))
    }

    /// What is stored now, beside a field in which something else was typed.
    fn now(&self, line: &LineRow, part: &str) -> String {
        let stored = match part {
            "quantity" => &line.typed,
            _ => &line.typed_price,
        };
        if self.overtaken.is_none() || *stored == self.line_value(line, part) {
            return String::new();
        }
        let key = format!("orders-now-{part}");
        format!(" {}", self.frame.t1(&key, "value", stored.as_str()))
    }

    fn line_error(&self, line: &LineRow) -> &str {
        error_of(&self.errors, &format!("line-{}-quantity", line.id))
    }
}

impl ShowPage {
    /// What stands in a field of the terms: as typed, else as stored.
    fn term(&self, field: &str) -> &str {
        self.terms.text(field)
    }

    /// The version that a save is over: that which was read, until the page says what somebody else saved since.
    fn version(&self) -> i64 {
        let read = self.form.version().filter(|_| self.is_edit());
        read.filter(|_| self.overtaken.is_none())
            .unwrap_or(self.order.version)
    }

    /// Whether what was sent is the form of the order, and not one of the others on its page.
    fn is_edit(&self) -> bool {
        self.form.has("requested_date")
    }

    /// What may be chosen of a field of the terms.
    fn choices(&self, field: &str) -> Vec<(String, String)> {
        terms::choices(self.frame.lang, field)
    }

    /// Where a picture may be put: an order of its own kind, or one that has some.
    fn shows_pictures(&self) -> bool {
        !self.pictures.is_empty() || self.order.order_type == OrderType::Custom
    }

    /// Whether the folded part stands open.
    fn is_unfolded(&self) -> bool {
        !self.errors.is_empty()
            || !self.joined.lines.is_empty()
            || self.form.has("notes")
            || !self.order.notes.is_empty()
            || !self.order.delivery_notes.is_empty()
    }
}

/// `GET /orders/{id}`; with `add`, the lines of the draft of a new order join it, not saved yet.
///
/// # Errors
/// [`Error::NotFound`] when there is no such order.
pub async fn show(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = if ctx.query.has("add") {
        let (lang, user) = (ctx.lang, ctx.signed()?.user_id);
        ctx.read(move |view| joined::carried(view, lang, user, id))
            .await?
    } else {
        Form::default()
    };
    drawn(&ctx, id, form, FieldErrors::default(), StatusCode::OK).await
}

/// The page with what is wrong in its forms.
pub(super) async fn page(ctx: &Ctx, id: OrderId, form: Form, errors: FieldErrors) -> Answer {
    drawn(ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(super) async fn drawn(
    ctx: &Ctx,
    id: OrderId,
    form: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let is_overtaken = status == StatusCode::PRECONDITION_FAILED;
    let saved = ctx.query.has("saved");
    let may = May {
        edit: ctx.may(Permission::EditOrders),
        be_late: ctx.may(Permission::LateOrders),
        refund: ctx.may(Permission::RefundOrders),
    };
    let sees_costs = ctx.may(Permission::SeeCosts);
    let sees_history = ctx.may(Permission::SeeHistory);
    let sees_allergens = ctx.may(Permission::SeeAllergenNotes);
    let lang = ctx.lang;
    ctx.page_with(status, move |view, frame| {
        let order = orders::find(view, id)?;
        let lines = orders::lines(view, id)?;
        let errors = fields_of(&errors, lang, &lines, &form);
        let past = || -> Result<Vec<history::Row>> {
            let lines = orders::history(view, id, sees_allergens)?.into_iter();
            Ok(lines.map(|line| history::row(view, lang, line)).collect())
        };
        let history = if sees_history { past()? } else { Vec::new() };
        let overtaken = match is_overtaken {
            true => past()?.into_iter().next(),
            false => None,
        };
        Ok(ShowPage {
            overtaken,
            joined: Joined::of(view, lang, &order, &form)?,
            points: terms::points(view, &order)?,
            pictures: orders::pictures(view, id)?,
            terms: terms::shown(lang, &order, &form),
            facts: facts(view, lang, &order, may)?,
            may_take_back: orders::may_take_change_back(view, &order)?,
            totals: totals(view, lang, &order)?,
            costs: costs(lang, &order, sees_costs),
            notes: orders::notes_of(view, id)?,
            lines: lines
                .iter()
                .map(|line| LineRow {
                    margin: margin_words(lang, &order, line, sees_costs),
                    ..line_row(lang, line, sees_allergens)
                })
                .collect(),
            history,
            frame,
            order,
            form,
            errors,
            saved,
            key: uuid::Uuid::now_v7().to_string(),
            zone: view.zone,
        })
    })
    .await
}

/// Errors of lines are named by their place among those that stay and come; the form names its lines by their id, those that
/// join by their number.
fn fields_of(
    errors: &FieldErrors,
    lang: Lang,
    lines: &[Line],
    form: &Form,
) -> Vec<(String, String)> {
    let stay = lines
        .iter()
        .filter(|line| !form.is_on(&format!("line-{}-remove", line.id)));
    let mut names: Vec<String> = stay
        .map(|line| format!("line-{}-quantity", line.id))
        .collect();
    names.extend(joined::names(form));
    let entry = || "entry".to_owned();
    let named = |field: String| {
        let place = field
            .strip_prefix("items.")
            .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
        match place {
            Some(place) => names.get(place).cloned().unwrap_or_else(entry),
            None if field == "items" => entry(),
            None => field,
        }
    };
    let errors = speak_fields(errors, lang).into_iter();
    errors.map(|(field, text)| (named(field), text)).collect()
}

/// What was agreed besides day and place, and how the order came.
fn more(lang: Lang, order: &Order) -> Vec<(String, String)> {
    let source = named(lang, "source", order.order_source.code());
    let kind = named(lang, "type", order.order_type.code());
    let mut more = terms::agreed(lang, order);
    more.push((lang.t("orders-source"), format!("{source} · {kind}")));
    more
}

/// What who looks may do.
#[derive(Clone, Copy)]
struct May {
    edit: bool,
    be_late: bool,
    refund: bool,
}

/// The step that an order waits for.
const fn next_step(status: Status) -> Option<Status> {
    match status {
        Status::Pending => Some(Status::Confirmed),
        Status::Confirmed | Status::Preparing => Some(Status::Ready),
        Status::Ready | Status::Dispatched => Some(Status::Completed),
        Status::Completed | Status::Cancelled | Status::Refunded => None,
    }
}

fn facts(view: &View, lang: Lang, order: &Order, may: May) -> Result<Facts> {
    let mut day = words(order.requested_date, lang);
    if let Some(time) = order.requested_time {
        day = format!("{day}, {time}");
    }
    let route = match order.route_id {
        Some(route) => Some(rounds::find(view, route)?.name),
        None => None,
    };
    let method = named(lang, "method", order.delivery_method.code());
    let place = [Some(method), route, Some(order.delivery_address.clone())]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let is_late = orders::is_late(view, order.route_id, order.requested_date)?;
    let day_state = days::state(view, order.requested_date)?.state;
    let late_cancel = view.settings.text(settings::LATE_CANCEL);
    let cancels_late = is_late && order.status != Status::Pending;
    let next = next_step(order.status);
    let note = fulfilment::of_order(view, order.id)?;
    Ok(Facts {
        day,
        place,
        due: order
            .payment_due_date
            .map(|due| short(due, lang))
            .unwrap_or_default(),
        is_invoiced: note.as_ref().is_some_and(|note| note.invoice_id.is_some()),
        note: note.map(|note| (note.id, note.note_number)),
        waits: orders::why_waiting(view, order)?
            .map(|why| lang.t(why.key()))
            .unwrap_or_default(),
        methods: sheet::methods(view, lang, Some(order.delivery_method)),
        next_is_main: next != Some(Status::Ready),
        can_refund: may.refund && order.status == Status::Completed,
        more: more(lang, order),
        paid: named(lang, "paid", order.payment_status.code()),
        paid_kind: super::paid_kind(order.payment_status),
        status: status_words(lang, order.status),
        status_kind: status_kind(order.status),
        total: format::money(lang, order.total_amount),
        next: next
            .filter(|_| may.edit)
            .map(|to| (to.code().to_owned(), named(lang, "do", to.code()))),
        can_edit: may.edit && order.status.is_editable(),
        can_cancel: may.edit && order.status.is_open(),
        can_restore: may.edit
            && order.status == Status::Cancelled
            && order.cancellation_invoice_id.is_none()
            && day_state != days::Phase::Closed
            && order.requested_date >= view.today(),
        cancel_costs: if cancels_late && late_cancel == "charged" {
            format::money(lang, order.total_amount)
        } else {
            String::new()
        },
        cancel_refused: cancels_late && late_cancel == "refused",
        is_late,
        may_be_late: may.be_late,
    })
}

pub(super) fn line_row(lang: Lang, line: &Line, sees_allergens: bool) -> LineRow {
    let number = line.quantity.in_pack(line.unit_size).unwrap_or_default();
    let fulfilled = line
        .fulfilled_quantity
        .in_pack(line.unit_size)
        .unwrap_or_default();
    let name = if line.variant_name.is_empty() {
        line.product_name.clone()
    } else {
        format!("{} · {}", line.product_name, line.variant_name)
    };
    let allergens: Vec<String> = line
        .allergen_override
        .iter()
        .filter(|_| sees_allergens)
        .flat_map(|codes| codes.split(','))
        .map(|code| lang.t(&format!("allergen-{code}")))
        .collect();
    LineRow {
        id: line.id.to_string(),
        name,
        quantity: sheet::amount_words(lang, number, &line.unit),
        typed: format::typed(lang, number, 3),
        note: line.custom_instructions.clone(),
        price: format::price(lang, line.unit_price),
        typed_price: format::bare_price(lang, line.unit_price),
        typed_discount: match line.discount_percentage.is_positive() {
            true => format::typed(lang, line.discount_percentage.decimal(), 2),
            false => String::new(),
        },
        amount: format::money(lang, line.line_total),
        margin: String::new(),
        fulfilled: if line.fulfilled_quantity.is_zero() || fulfilled == number {
            String::new()
        } else {
            sheet::amount_words(lang, fulfilled, &line.unit)
        },
        allergens: allergens.join(", "),
    }
}

/// `POST /orders/{id}`: other quantities, prices, instructions, day; lines added by an entry line.
///
/// # Errors
/// Those of the verb; what is wrong with the form is shown in it at 422.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let form = ctx.form()?;
    match try_edit(&ctx, id, &form).await {
        Err(Error::Invalid(errors)) => page(&ctx, id, form, errors).await,
        Err(Error::Stale) => {
            let status = StatusCode::PRECONDITION_FAILED;
            drawn(&ctx, id, form, FieldErrors::default(), status).await
        }
        answer => answer,
    }
}

async fn try_edit(ctx: &Ctx, id: OrderId, form: &Form) -> Answer {
    let (may_be_late, lang) = (ctx.may(Permission::LateOrders), ctx.lang);
    let (typed, today) = (form.clone(), ctx.app.db.today());
    let version = form.version().unwrap_or_default();
    let user = ctx.signed()?.user_id;
    ctx.once(move |tx| {
        let mut errors = FieldErrors::default();
        let order = orders::find(tx, id)?;
        let mut change = Change {
            may_be_late,
            late_reason: typed.text("late_reason").to_owned(),
            allergen_override: typed.is_on("allergen_override"),
            requested_date: typed.day("requested_date", today, &mut errors),
            ..Change::default()
        };
        terms::read(&order, &typed, &mut change, &mut errors);
        if typed.has("requested_time") {
            change.requested_time = Some(typed.time("requested_time", &mut errors));
        }
        terms::read_lines(tx, &order, &typed, &mut change, &mut errors)?;
        errors.or(())?;
        orders::change(tx, id, version, &change)?;
        let now = orders::find(tx, id)?;
        if now.version == order.version {
            let same = lang.t("orders-nothing-changed");
            return Ok(Stored::see(format!("/orders/{id}")).saying(same));
        }
        for day in [order.requested_date, now.requested_date] {
            demand_changed(tx, day)?;
        }
        let see = match joined::done(tx, user, &typed)? {
            true => format!("/orders/{id}?saved=1"),
            false => format!("/orders/{id}"),
        };
        let stored = Stored::see(see).saying(lang.t("saved"));
        if !now.status.is_editable() {
            return Ok(stored);
        }
        let version = now.version;
        Ok(stored.undo(format!("/orders/{id}/take-back?version={version}")))
    })
    .await
}

/// `POST /orders/{id}/take-back?version=`: makes the newest change undone.
///
/// # Errors
/// Those of the verb.
pub async fn take_back(ctx: Ctx) -> Answer {
    let id: OrderId = ctx.id("id")?;
    let version = ctx.query.version().unwrap_or_default();
    let (may_be_late, lang) = (ctx.may(Permission::LateOrders), ctx.lang);
    ctx.once(move |tx| {
        let before = orders::find(tx, id)?;
        orders::take_change_back(tx, id, version, may_be_late)?;
        for day in [before.requested_date, orders::find(tx, id)?.requested_date] {
            demand_changed(tx, day)?;
        }
        Ok(Stored::see(format!("/orders/{id}")).saying(lang.t("orders-change-undone")))
    })
    .await
}
