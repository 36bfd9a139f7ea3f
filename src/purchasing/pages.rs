//! Pages of purchase orders.

mod act;
mod delivery;
mod write;

use actix_web::http::StatusCode;
use askama::Template;

use super::state::{Priority, Status};
use super::{Filter, Lateness, Line, Purchase};
use crate::error::Error;
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::suppliers::pages::{Words, error_of, speaks};
use crate::suppliers::{self, Supplier, SupplierProduct, words};
use crate::values::calendar::{Day, Instant};
use crate::values::ids::{PurchaseId, SupplierId};
use crate::values::{Money, TaxRow, format};
use crate::web::{Answer, Ctx, Form, Frame};

pub use act::{
    amend, announce, approve, cancel, close, confirm, dispatch, order_from_needs, reject, restore,
    send, submit, withdraw,
};
pub use delivery::{add_photo, delivery, expected, photo, receive, receive_form, reverse};
pub use write::{add_item, create, edit_item, new, remove_item, restore_item, save};

const ROWS: usize = 50;

type Spoken = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "purchases/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Purchase>,
    counts: Vec<(Status, i64)>,
    status: Option<Status>,
    next: String,
    today: Day,
    can_edit: bool,
}

#[derive(Template)]
#[template(path = "purchases/show.html")]
struct ShowPage {
    frame: Frame,
    order: Purchase,
    supplier: Supplier,
    lines: Vec<Line>,
    taxes: Vec<TaxRow>,
    /// What the supplier sells and is not on the order yet.
    others: Vec<SupplierProduct>,
    versions: Vec<(i64, Instant)>,
    mails: Vec<(String, String, String, Instant)>,
    /// When the mail that carries it leaves, while it has not.
    leaves: Option<Instant>,
    /// There is a mail server that takes it.
    has_relay: bool,
    now: Instant,
    deliveries: Vec<super::Delivery>,
    history: Vec<HistoryLine>,
    lateness: Lateness,
    form: Form,
    errors: Spoken,
    key: String,
    can_edit: bool,
    can_approve: bool,
    can_receive: bool,
}

speaks!(IndexPage, ShowPage);

/// The colour of a state in lists.
const fn kind_of(status: Status) -> &'static str {
    match status {
        Status::Draft => "",
        Status::PendingApproval | Status::Approved | Status::PartiallyReceived => "soon",
        Status::Sent | Status::Confirmed | Status::InTransit => "",
        Status::Received => "done",
        Status::Rejected | Status::Cancelled => "off",
    }
}

/// The mark of how late it is.
fn late_mark(lateness: Lateness) -> &'static str {
    match lateness.colour {
        "red" => "late",
        "yellow" => "soon",
        _ => "done",
    }
}

impl IndexPage {
    fn kind(&self, order: &Purchase) -> &'static str {
        kind_of(order.status)
    }

    fn mark(&self, order: &Purchase) -> &'static str {
        match order.status {
            Status::Received | Status::Rejected | Status::Cancelled => "calm",
            status if status.is_with_supplier() => late_mark(order.lateness(self.today)),
            _ => "calm",
        }
    }

    fn late(&self, order: &Purchase) -> Option<String> {
        let lateness = order.lateness(self.today);
        lateness
            .severity
            .map(|_| self.frame.t1("purchasing-days-late", "days", lateness.days))
    }

    fn is_current(&self, status: &Status) -> bool {
        self.status == Some(*status)
    }

    fn when(&self, order: &Purchase) -> String {
        match (order.status, order.expected_delivery_date) {
            (Status::Received, _) => self.some_day(&order.actual_delivery_date),
            (_, day) => self.some_day(&day),
        }
    }
}

impl ShowPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn is(&self, code: &str) -> bool {
        self.order.status.code() == code
    }

    fn kind(&self) -> &'static str {
        kind_of(self.order.status)
    }

    fn is_editable(&self) -> bool {
        self.can_edit && self.order.status.is_editable()
    }

    fn may_approve(&self) -> bool {
        self.can_approve && (self.may_become("approved") || self.is("draft"))
    }

    /// The day that it asks for has gone by without approval.
    fn is_day_gone(&self) -> bool {
        let today = self.frame.zone.day_of(self.now);
        let day = self.order.required_delivery_date;
        day.is_some_and(|day| day < today)
    }

    fn may_amend(&self) -> bool {
        self.can_edit && matches!(self.order.status, Status::Sent | Status::Confirmed)
    }

    fn may_become(&self, code: &str) -> bool {
        Status::from_code(code).is_some_and(|next| self.order.status.may_become(next))
    }

    fn late(&self) -> Option<String> {
        self.lateness.severity.map(|_| {
            self.frame
                .t1("purchasing-days-late", "days", self.lateness.days)
        })
    }

    fn late_mark(&self) -> &'static str {
        late_mark(self.lateness)
    }

    /// How loudly it asks for approval.
    fn alert(&self) -> String {
        let severity = super::state::approval_alert(self.order.total_amount, self.order.priority);
        self.word("purchasing-alert", severity)
    }

    fn below_minimum(&self) -> Option<String> {
        let minimum = self.supplier.minimum_order_value;
        (self.order.status.is_editable() && self.order.subtotal < minimum).then(|| {
            let missing = minimum - self.order.subtotal;
            let money = |amount: Money| format::money(self.frame.lang, amount);
            self.frame.t2(
                "buying-below-minimum",
                "minimum",
                money(minimum),
                "missing",
                money(missing),
            )
        })
    }

    /// "Sale a las 14:33", while it can be taken back.
    fn leaves(&self) -> Option<String> {
        let at = self.leaves.filter(|_| self.may_become("cancelled"))?;
        if at <= self.now {
            let words = match self.has_relay {
                true => "purchasing-leaves-soon",
                false => "purchasing-no-relay",
            };
            return Some(self.frame.t(words));
        }
        let time = self.frame.zone.time_of(at).to_string();
        Some(self.frame.t1("purchasing-leaves-at", "time", time))
    }

    fn packs(&self, line: &Line) -> String {
        match line.whole_packs() {
            Some(packs) => words::packs(self.frame.lang, packs, &line.pack_name),
            None if line.pack_name.is_empty() => String::new(),
            None => words::pack(
                self.frame.lang,
                &line.pack_name,
                line.pack_size,
                line.base_unit,
            ),
        }
    }

    /// What stands in a field: what was typed, else the line's.
    fn typed(&self, line: &Line, name: &str) -> String {
        let field = format!("{name}.{}", line.id);
        if self.form.has(&field) {
            return self.form.text(&field).to_owned();
        }
        line_field(self.frame.lang, line, name).unwrap_or_default()
    }

    fn terms(&self) -> String {
        words::terms(self.frame.lang, &self.order.payment_terms)
    }

    fn line_error(&self, line: &Line) -> String {
        let fields = ["quantity", "price"].map(|name| format!("{name}.{}", line.id));
        fields
            .iter()
            .map(|field| error_of(&self.errors, field))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    /// A field of the head: what was typed, else the order's.
    fn head(&self, name: &str) -> String {
        if self.form.has(name) {
            return self.form.text(name).to_owned();
        }
        head_field(self.frame.lang, &self.order, name).unwrap_or_default()
    }

    fn priorities(&self) -> Vec<(&'static str, String)> {
        priorities(&self.frame)
    }

    fn choices(&self) -> Vec<(String, String)> {
        let lang = self.frame.lang;
        let words = |product: &SupplierProduct| {
            format!(
                "{} ({}, {})",
                product.ingredient_name,
                words::per(lang, product.unit_price, product.base_unit),
                words::unit(lang, product.base_unit)
            )
        };
        self.others
            .iter()
            .map(|product| (product.ingredient_id.to_string(), words(product)))
            .collect()
    }
}

/// A field of an order's head as its form shows it; none of what is no such field.
fn head_field(lang: Lang, order: &Purchase, name: &str) -> Option<String> {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    Some(match name {
        "required_delivery_date" => day(order.required_delivery_date),
        "expected_delivery_date" => day(order.expected_delivery_date),
        "priority" => order.priority.code().to_owned(),
        "payment_terms" => words::terms(lang, &order.payment_terms),
        "delivery_address" => order.delivery_address.clone(),
        "internal_notes" => order.internal_notes.clone(),
        "supplier_notes" => order.supplier_notes.clone(),
        _ => return None,
    })
}

/// The same of a line: `quantity` and `price`.
fn line_field(lang: Lang, line: &Line, name: &str) -> Option<String> {
    Some(match name {
        "quantity" => words::typed_goods(lang, line.quantity_ordered, line.base_unit),
        "price" => words::typed_price(lang, line.unit_price),
        _ => return None,
    })
}

pub(super) fn priorities(frame: &Frame) -> Vec<(&'static str, String)> {
    Priority::ALL
        .map(|priority| {
            (
                priority.code(),
                frame.t(&format!("purchasing-priority-{}", priority.code())),
            )
        })
        .into()
}

/// `GET /purchases`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let status = Status::from_code(ctx.query.text("status"));
    let after = ctx
        .query
        .text("after")
        .split_once('~')
        .and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    let can_edit = ctx.may(Permission::EditBuying);
    ctx.page(move |view, frame| {
        let mut rows = super::list(
            view,
            &Filter {
                status,
                after,
                limit: ROWS,
            },
        )?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let mut counts = super::count_by_status(view)?;
        counts.sort_by_key(|(status, _)| Status::ALL.iter().position(|known| known == status));
        let next = match rows.last().filter(|_| more) {
            Some(last) => {
                let status = status.map_or("", Status::code);
                format!(
                    "/purchases?status={status}&after={}~{}",
                    last.order_date, last.id
                )
            }
            None => String::new(),
        };
        Ok(IndexPage {
            counts,
            today: view.today(),
            frame,
            rows,
            status,
            next,
            can_edit,
        })
    })
    .await
}

/// `GET /purchases/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    show_page(
        &ctx,
        ctx.id("id")?,
        Form::default(),
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

async fn show_page(
    ctx: &Ctx,
    id: PurchaseId,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let key = form
        .optional("_key")
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let can_edit = ctx.may(Permission::EditBuying);
    let can_approve = ctx.may(Permission::ApproveBuying);
    let can_receive = ctx.may(Permission::ReceiveGoods);
    let has_relay = ctx.app.config.smtp_url.is_some();
    ctx.page_with(status, move |view, frame| {
        let order = super::find(view, id)?;
        let lines = super::lines(view, id)?;
        let mut others = suppliers::products_of(view, order.supplier_id)?;
        others.retain(|product| {
            product.is_active
                && !lines
                    .iter()
                    .any(|line| line.ingredient_id == product.ingredient_id)
        });
        Ok(ShowPage {
            supplier: suppliers::find(view, order.supplier_id)?,
            taxes: super::totals(&lines)?.rows,
            versions: super::versions(view, id)?,
            mails: super::mails(view, id)?,
            leaves: super::leaves_at(view, &order)?,
            has_relay,
            now: view.now,
            deliveries: super::deliveries(view, id)?,
            history: events::history(view, "purchase", id)?,
            lateness: order.lateness(view.today()),
            frame,
            order,
            lines,
            others,
            form,
            errors,
            key,
            can_edit,
            can_approve,
            can_receive,
        })
    })
    .await
}

/// `GET /purchases/{id}/pdf`: the version that the supplier has (or `?version=`), else the paper as it stands.
///
/// # Errors
/// Not found.
pub async fn pdf(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let asked: Option<i64> = ctx.query.text("version").parse().ok();
    let (number, document) = ctx
        .read(move |view| {
            let order = super::find(view, id)?;
            let frozen = asked.or_else(|| {
                super::versions(view, id)
                    .ok()?
                    .first()
                    .map(|(version, _)| *version)
            });
            let document = match frozen {
                Some(version) => super::version_document(view, id, version)?,
                None => super::document(view, id)?,
            };
            Ok((order.po_number, document))
        })
        .await?;
    let bytes = tokio::task::spawn_blocking(move || crate::documents::render(&document))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)?;
    Ok(crate::web::answer::pdf(&format!("{number}.pdf"), bytes))
}
