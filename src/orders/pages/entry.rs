//! `/orders/new`: order entry, for keyboard and thumb, with and without JavaScript.

use actix_web::http::StatusCode;
use askama::Template;

use super::draft::{self, TypedLine};
use super::sheet::{self, Asked, Sheet, Tile, TotalsView};
use super::{demand_changed, error_of, options};
use crate::catalog;
use crate::customers;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::{self, Meaning, Wanted};
use crate::people::roles::Permission;
use crate::values::calendar::parse_day;
use crate::values::fold;
use crate::values::format;
use crate::values::ids::{CustomerId, OrderId, PointId};
use crate::values::money::Rate;
use crate::web::answer::speak_fields;
use crate::web::drafts;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// The name of the draft of a new order.
pub(super) const DRAFT: &str = "order-new";

/// What the folded part holds and is empty as a rule.
const RARE: [&str; 12] = [
    "notes",
    "internal_notes",
    "delivery_notes",
    "delivery_address",
    "billing_address",
    "shipping_amount",
    "discount_percentage",
    "deposit_amount",
    "business_model",
    "order_type",
    "payment_method",
    "communication_preference",
];

#[derive(Template)]
#[template(path = "orders/entry.html")]
struct EntryPage {
    frame: Frame,
    sheet: Sheet,
    errors: Vec<(String, String)>,
    /// There is something typed before that was not saved.
    offers_draft: bool,
    saved: bool,
}

#[derive(Template)]
#[template(path = "orders/totals.html")]
struct TotalsPart {
    totals: TotalsView,
}

impl EntryPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn line_error(&self, number: &usize, part: &str) -> &str {
        let field = format!("line-{number}-{part}");
        self.errors
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("", |(_, text)| text)
    }

    fn value(&self, field: &str) -> &str {
        self.sheet.form.text(field)
    }

    fn points(&self) -> Vec<(String, String)> {
        let customer = self.sheet.customer.as_ref();
        customer
            .map(|customer| customer.points.clone())
            .unwrap_or_default()
    }

    /// Whether something stands in the folded part, or is wrong there.
    fn is_unfolded(&self) -> bool {
        let is_told = |field: &&str| !self.value(field).is_empty();
        RARE.iter().any(is_told) || RARE.iter().any(|field| !self.error(field).is_empty())
    }

    fn choices(&self, kind: &str) -> Vec<(String, String)> {
        let codes: &[&'static str] = match kind {
            "method" => return self.sheet.methods.clone(),
            "type" => super::TYPES,
            "source" => super::SOURCES,
            "priority" => &["standard", "rush", "scheduled"],
            "payment" => &["cash", "card", "transfer", "direct_debit", "credit"],
            "model" => &["individual_bakery", "central_bakery"],
            _ => &["email", "phone", "whatsapp"],
        };
        options(self.frame.lang, kind, codes)
    }
}

/// `GET /orders/new`: empty, for a customer, a copy of an order, or a draft.
///
/// # Errors
/// Those of the database.
pub async fn new(ctx: Ctx) -> Answer {
    let query = ctx.query.clone();
    let user = ctx.signed()?.user_id;
    let lang = ctx.lang;
    let (mut form, offers_draft) = ctx
        .read(move |view| {
            let kept = drafts::find(view, user, DRAFT)?;
            if query.has("draft") {
                return Ok((kept.unwrap_or_default(), false));
            }
            let mut form = Form::default();
            if let Some(id) = query.optional("repeat").and_then(|id| id.parse().ok()) {
                repeat(view, &mut form, id)?;
            }
            if let Some(id) = query.optional("customer").and_then(|id| id.parse().ok()) {
                choose_customer(view, &mut form, id)?;
            }
            if let Some(day) = query
                .optional("date")
                .and_then(|text| parse_day(text, view.today()))
            {
                form.set("requested_date", crate::values::calendar::short(day, lang));
            }
            let is_empty = form.pairs().is_empty();
            Ok((form, kept.is_some() && is_empty && !query.has("saved")))
        })
        .await?;
    if form.text("_key").is_empty() {
        form.set("_key", uuid::Uuid::new_v4().to_string());
    }
    let page = Drawn {
        asked: Asked::default(),
        errors: FieldErrors::default(),
        offers_draft,
        saved: ctx.query.has("saved"),
        status: StatusCode::OK,
    };
    page.show(&ctx, form).await
}

/// How the form is drawn this time.
struct Drawn {
    asked: Asked,
    errors: FieldErrors,
    offers_draft: bool,
    saved: bool,
    status: StatusCode,
}

impl Drawn {
    async fn show(self, ctx: &Ctx, form: Form) -> Answer {
        let new = draft::order_of(ctx, &form, &mut FieldErrors::default());
        let signed = ctx.signed()?.clone();
        let errors = speak_fields(&self.errors, ctx.lang)
            .into_iter()
            .map(|(field, text)| (draft::form_field(&field), text))
            .collect();
        let (asked, offers_draft, saved) = (self.asked, self.offers_draft, self.saved);
        ctx.page_with(self.status, move |view, mut frame| {
            // The page is the new order itself: nothing floats over it.
            frame.can_order = false;
            Ok(EntryPage {
                frame,
                sheet: sheet::draw(view, &signed, form, &new, asked)?,
                errors,
                offers_draft,
                saved,
            })
        })
        .await
    }
}

/// `POST /orders/new/line`: one press of a button of the form; answers the form anew and keeps it as a draft.
///
/// # Errors
/// Those of the database.
pub async fn line(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let lang = ctx.lang;
    let user = ctx.signed()?.user_id;
    let (form, asked) = ctx.read(move |view| press(view, lang, form)).await?;
    let kept = form.clone();
    ctx.write(move |tx| drafts::keep(tx, user, DRAFT, &kept))
        .await?;
    let page = Drawn {
        asked,
        errors: FieldErrors::default(),
        offers_draft: false,
        saved: false,
        status: StatusCode::OK,
    };
    page.show(&ctx, form).await
}

/// What each button does to the form.
fn press(view: &View, lang: Lang, mut form: Form) -> Result<(Form, Asked)> {
    let mut asked = Asked::default();
    let pressed = |form: &Form, name: &str| form.optional(name).map(str::to_owned);
    if pressed(&form, "add").is_some() {
        add(view, lang, &mut form, &mut asked)?;
    } else if let Some(number) = pressed(&form, "remove") {
        let mut lines = draft::lines_of(&form);
        if let Ok(number) = number.parse::<usize>()
            && number < lines.len()
        {
            lines.remove(number);
        }
        draft::put_lines(&mut form, &lines);
    } else if let Some(tile) = pressed(&form, "usual") {
        let mut parts = tile.splitn(3, ' ');
        if let (Some(Ok(item)), Some(number), Some(unit)) =
            (parts.next().map(str::parse), parts.next(), parts.next())
        {
            let number = crate::values::parse_number(number, crate::values::NumberStyle::Guess)
                .unwrap_or(rust_decimal::Decimal::ONE);
            push(
                &mut form,
                TypedLine::of(item, format::typed(lang, number, 3), unit.to_owned()),
            );
        }
    } else if let Some(text) = pressed(&form, "free") {
        let free = TypedLine {
            name: text,
            quantity: "1".to_owned(),
            ..TypedLine::default()
        };
        push(&mut form, free);
    } else if let Some(id) = pressed(&form, "repeat").and_then(|id| id.parse::<OrderId>().ok()) {
        repeat(view, &mut form, id)?;
    } else if let Some(day) = pressed(&form, "move") {
        form.set("requested_date", day);
    } else if let Some(id) = pressed(&form, "pick").and_then(|id| id.parse::<CustomerId>().ok()) {
        let text = form.text("customer_text").to_owned();
        choose_by(view, &mut form, id, &text)?;
    } else if pressed(&form, "find").is_some() {
        find(view, lang, &mut form, &mut asked)?;
    }
    for name in [
        "add",
        "remove",
        "usual",
        "free",
        "repeat",
        "move",
        "pick",
        "find",
        "entry",
        "customer_point",
    ] {
        form.remove(name);
    }
    Ok((form, asked))
}

fn push(form: &mut Form, line: TypedLine) {
    let mut lines = draft::lines_of(form);
    lines.push(line);
    draft::put_lines(form, &lines);
}

/// The entry line: one item is added, several are offered, an unknown text comes back.
fn add(view: &View, lang: Lang, form: &mut Form, asked: &mut Asked) -> Result<()> {
    let text = form.text("entry").to_owned();
    if text.is_empty() {
        return Ok(());
    }
    let customer = draft::known_customer(form);
    let day = parse_day(form.text("requested_date"), view.today()).unwrap_or(view.today().next());
    match orders::resolve(view, customer, day, &text)? {
        Meaning::One(wanted) => {
            let unit = unit_of(&wanted);
            push(
                form,
                TypedLine::of(wanted.item.id, format::typed(lang, wanted.number, 3), unit),
            );
        }
        Meaning::Several(choices) => {
            asked.hint = lang.t("orders-entry-several");
            asked.products = choices
                .into_iter()
                .map(|wanted| Tile {
                    value: format!(
                        "{} {} {}",
                        wanted.item.id,
                        wanted.number.normalize(),
                        unit_of(&wanted)
                    ),
                    small: sheet::amount_words(lang, wanted.number, &unit_of(&wanted)),
                    words: wanted.item.full_name(),
                })
                .collect();
            asked.entry = text;
        }
        Meaning::Nothing => {
            asked.hint = lang.with1("orders-entry-unknown", "text", text.as_str());
            asked.entry = text;
        }
    }
    Ok(())
}

fn unit_of(wanted: &Wanted) -> String {
    wanted.unit.unwrap_or(wanted.item.unit).code().to_owned()
}

/// Who was meant: one is taken, several are offered, nobody makes a new customer.
fn find(view: &View, lang: Lang, form: &mut Form, asked: &mut Asked) -> Result<()> {
    if let Some(id) = draft::known_customer(form) {
        let point: Option<PointId> = form.text("customer_point").parse().ok();
        choose_customer(view, form, id)?;
        return put_place(view, form, id, point);
    }
    let text = form.text("customer_text").to_owned();
    if text.is_empty() {
        return Ok(());
    }
    for field in ["customer_id", "customer_name", "customer_phone"] {
        form.remove(field);
    }
    let found = customers::search(view, &text, 8)?;
    let exact = found.iter().find(|known| fold(&known.name) == fold(&text));
    match (found.as_slice(), exact) {
        ([only], _) => choose_by(view, form, only.id, &text),
        (_, Some(exact)) => choose_customer(view, form, exact.id),
        ([], _) => {
            asked.new_customer = true;
            let field = if draft::looks_like_phone(&text) {
                "customer_phone"
            } else {
                "customer_name"
            };
            form.set(field, text);
            Ok(())
        }
        (several, _) => {
            asked.customers = several
                .iter()
                .map(|known| Tile {
                    value: known.id.to_string(),
                    words: known.name.clone(),
                    small: known.phone.clone().unwrap_or_default(),
                })
                .collect();
            asked.hint = lang.t("orders-customer-several");
            Ok(())
        }
    }
}

fn choose_customer(view: &View, form: &mut Form, id: CustomerId) -> Result<()> {
    let customer = customers::find(view, id)?;
    form.set("customer_id", id.to_string());
    form.set("customer_text", customer.name());
    form.set("customer_drawn", id.to_string());
    form.set("customer_named", customer.name());
    // How it is handed over follows from the customer until it is said.
    for field in [
        "customer_name",
        "customer_phone",
        "customer_email",
        "delivery_point_id",
        "delivery_method",
    ] {
        form.remove(field);
    }
    Ok(())
}

/// Chooses a customer by what was typed: the telephone of one of their places means that place.
fn choose_by(view: &View, form: &mut Form, id: CustomerId, text: &str) -> Result<()> {
    choose_customer(view, form, id)?;
    let place = customers::place_meant(view, id, text)?;
    put_place(view, form, id, place)
}

fn put_place(view: &View, form: &mut Form, id: CustomerId, place: Option<PointId>) -> Result<()> {
    if let Some(place) = place
        && customers::point(view, place)?.customer_id == id
    {
        form.set("delivery_point_id", place.to_string());
    }
    Ok(())
}

/// Copies customer and lines of an order; prices are today's, retired items are left out.
fn repeat(view: &View, form: &mut Form, id: OrderId) -> Result<()> {
    let order = orders::find(view, id)?;
    choose_customer(view, form, order.customer_id)?;
    if let Some(point) = order.delivery_point_id {
        form.set("delivery_point_id", point.to_string());
    }
    form.set("delivery_method", order.delivery_method.code());
    let mut lines = draft::lines_of(form);
    for line in orders::lines(view, id)? {
        let number = line.quantity.in_pack(line.unit_size).unwrap_or_default();
        let mut copy = TypedLine {
            quantity: format::typed(Lang::Es, number, 3),
            unit: line.unit,
            note: line.custom_instructions,
            ..TypedLine::default()
        };
        match line.product_id {
            Some(item) => {
                let known = catalog::find(view, item)?;
                if !(known.is_active && known.is_sold) {
                    continue;
                }
                copy.item = item.to_string();
            }
            None => {
                copy.name = line.product_name;
                copy.price = line.unit_price.to_string();
                copy.tax = tax_class_of(view, line.tax_rate)?;
                if line.discount_percentage.is_positive() {
                    copy.discount = line.discount_percentage.to_string();
                }
            }
        }
        lines.push(copy);
    }
    draft::put_lines(form, &lines);
    Ok(())
}

/// The tax class that has this rate today; none where there is none, or it is the one that is taken anyway.
fn tax_class_of(view: &View, rate: Rate) -> Result<String> {
    for class in catalog::tax_classes(view)? {
        if catalog::tax_rate(view, class.id, view.today()).is_ok_and(|today| today == rate) {
            return Ok(class.id.to_string());
        }
    }
    Ok(String::new())
}

/// `POST /orders/quote`: the sums of the form as it stands.
///
/// # Errors
/// Those of the database.
pub async fn quote(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let new = draft::order_of(&ctx, &form, &mut FieldErrors::default());
    let lang = ctx.lang;
    ctx.page(move |view, _| {
        let (mut quote, _) = orders::draft(view, &new)?;
        if new.requested_date.is_none()
            && let Some(first) = orders::first_day(view, &quote)?
        {
            quote.day = first;
        }
        Ok(TotalsPart {
            totals: sheet::totals_view(lang, &quote),
        })
    })
    .await
}

/// `POST /orders`
///
/// # Errors
/// Those of the verb; what is wrong with the form is shown in it at 422.
pub async fn create(ctx: Ctx) -> Answer {
    let mut form = ctx.form()?;
    match try_create(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            let lang = ctx.lang;
            // What was refused is what was meant: nothing else is put in its place.
            form.remove(draft::DAY_SHOWN);
            let text = form.text("entry").to_owned();
            form.remove("entry");
            let asked = Asked {
                hint: match text.is_empty() {
                    true => String::new(),
                    false => lang.t("orders-entry-waits"),
                },
                entry: text,
                new_customer: form.has("customer_name"),
                ..Asked::default()
            };
            let page = Drawn {
                asked,
                errors,
                offers_draft: false,
                saved: false,
                status: StatusCode::UNPROCESSABLE_ENTITY,
            };
            page.show(&ctx, form).await
        }
        answer => answer,
    }
}

async fn try_create(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let mut new = draft::order_of(ctx, form, &mut errors);
    if form.optional("entry").is_some() {
        errors.add("entry", "orders-entry-waits");
    }
    if draft::day_is_proposed(form) {
        // The day that was shown is the one that was promised, also when its cut-off has gone by meanwhile.
        new.requested_date = form.day("requested_date", ctx.app.db.today(), &mut errors);
    }
    if new.requested_date.is_none() && errors.is_empty() {
        // Nothing said means the first day that works, which the form has shown in words.
        let asked = new.clone();
        new.requested_date = ctx
            .read(move |view| {
                let (quote, _) = orders::draft(view, &asked)?;
                orders::first_day(view, &quote)
            })
            .await?;
    }
    let new = if errors.is_empty() {
        new
    } else {
        // The verb's own findings come with those of the reading.
        let asked = new.clone();
        let found = ctx
            .read(move |view| Ok(orders::draft(view, &asked)?.1))
            .await?;
        errors.0.extend(found.0);
        return Err(Error::Invalid(errors));
    };
    let again = form.is_on("again");
    let (lang, user) = (ctx.lang, ctx.signed()?.user_id);
    let sees_prices = ctx.may(Permission::SeePrices);
    ctx.once(move |tx| {
        let order = orders::create(tx, new)?.order;
        let page = format!("/orders/{}", order.id);
        demand_changed(tx, order.requested_date)?;
        drafts::forget(tx, user, DRAFT)?;
        let total = match sees_prices {
            true => format::money(lang, order.total_amount),
            false => String::new(),
        };
        let said = lang.with2("orders-saved", "number", order.order_number, "total", total);
        let place = if again {
            "/orders/new?saved=1".to_owned()
        } else {
            format!("{page}?saved=1")
        };
        Ok(Stored::see(place)
            .saying(said)
            .undo(format!("{page}/undo"))
            .link(format!("{page}/ticket"), lang.t("orders-ticket"), "T"))
    })
    .await
}

/// `POST /orders/new/discard`: puts the draft aside.
///
/// # Errors
/// Those of the database.
pub async fn discard(ctx: Ctx) -> Answer {
    let user = ctx.signed()?.user_id;
    let is_kept = ctx.write(move |tx| drafts::discard(tx, user, DRAFT));
    let stored = Stored::see("/orders/new?saved=1");
    Ok(ctx.respond(match is_kept.await? {
        true => stored
            .saying(ctx.lang.t("orders-draft-discarded"))
            .undo("/orders/new/discard/undo"),
        false => stored,
    }))
}

/// `POST /orders/new/discard/undo`: the draft that was put aside stands in the form again.
///
/// # Errors
/// Those of bringing it back.
pub async fn undo_discard(ctx: Ctx) -> Answer {
    let user = ctx.signed()?.user_id;
    ctx.write(move |tx| drafts::bring_back(tx, user, DRAFT))
        .await?;
    Ok(ctx.see("/orders/new?draft=1"))
}
