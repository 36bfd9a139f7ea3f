//! The list of items, with the prices of the default lists to be edited in place, and those to begin with.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{allergen_names, error_of, price_unit_name, uses};
use crate::catalog::{self, Filter, Item, PriceList};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::people::roles::Permission as P;
use crate::values::calendar::{Day, Instant, short};
use crate::values::format;
use crate::values::ids::{ItemId, PriceListId};
use crate::values::money::Price;
use crate::web::answer::speak_fields;
use crate::web::api::USUAL_ROWS;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// A price of an item on one of the lists side by side.
struct Cell {
    /// Name of the field.
    name: String,
    /// What stands in it.
    value: String,
    /// The price that whoever types has seen: sent along, so that a field left alone never takes back another's change.
    was: String,
    /// As it is read by those who may not change it.
    shown: String,
    label: String,
    /// Name of the list.
    list: String,
    error: String,
}

struct Row {
    id: ItemId,
    name: String,
    sku: String,
    category: String,
    uses: String,
    allergens: String,
    per: String,
    /// "IVA 4 %, sin confirmar"; empty when somebody has looked at it.
    unconfirmed_tax: String,
    is_active: bool,
    /// It is sold, or has a price all the same.
    is_priced: bool,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "catalog/items.html")]
struct ItemsPage {
    frame: Frame,
    asked: Form,
    errors: Vec<(String, String)>,
    categories: Vec<(String, i64)>,
    lists: Vec<PriceList>,
    rows: Vec<Row>,
    next: String,
    from: String,
    key: String,
    can_edit: bool,
    is_empty: bool,
    unconfirmed: i64,
}

impl ItemsPage {
    /// The address of this list with one part of the question changed.
    fn with(&self, name: &str, value: &str) -> String {
        address(&self.asked, &[(name, value)])
    }

    /// The items shown whose tax class nobody has looked at.
    fn to_confirm(&self) -> Vec<ItemId> {
        let rows = self.rows.iter();
        rows.filter(|row| row.is_active && !row.unconfirmed_tax.is_empty())
            .map(|row| row.id)
            .collect()
    }

    fn is_asked(&self, name: &str, value: &str) -> bool {
        self.asked.text(name) == value
    }
}

/// `/items?…` of what was asked, with changes; the place in the list is forgotten.
fn address(asked: &Form, changes: &[(&str, &str)]) -> String {
    let mut pairs = Vec::new();
    for name in ["q", "category", "use", "inactive"] {
        let changed = changes.iter().find(|(key, _)| *key == name);
        let value = changed.map_or_else(|| asked.text(name), |(_, value)| value);
        if !value.is_empty() {
            pairs.push((name, value.to_owned()));
        }
    }
    let rest = changes
        .iter()
        .filter(|(key, value)| *key == "after" && !value.is_empty());
    pairs.extend(rest.map(|(key, value)| (*key, (*value).to_owned())));
    match serde_urlencoded::to_string(&pairs) {
        Ok(query) if !query.is_empty() => format!("/items?{query}"),
        _ => "/items".to_owned(),
    }
}

/// What a list was asked for, by query or body: the same names in pages and API.
fn filter(asked: &Form) -> Filter {
    let wanted = |name: &str| (asked.text("use") == name).then_some(true);
    Filter {
        text: asked.text("q").to_owned(),
        category: asked.optional("category").map(str::to_owned),
        is_sold: wanted("sold"),
        is_made: wanted("made"),
        is_bought: wanted("bought"),
        tax_confirmed: (asked.text("use") == "unconfirmed").then_some(false),
        inactive: asked.is_on("inactive"),
    }
}

/// `GET /items`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let asked = ctx.query.clone();
    page(
        &ctx,
        asked,
        Form::default(),
        FieldErrors::default(),
        StatusCode::OK,
    )
    .await
}

async fn page(
    ctx: &Ctx,
    asked: Form,
    typed: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let sees_prices = frame.may(P::SeePrices);
        let day = day_of(&typed, view.today());
        let after = asked.text("after").parse().ok();
        let mut items = catalog::list(view, &filter(&asked), after, USUAL_ROWS + 1)?;
        let more = items.len() > USUAL_ROWS;
        items.truncate(USUAL_ROWS);
        let next = match items.last() {
            Some(last) if more => address(&asked, &[("after", &last.id.to_string())]),
            _ => String::new(),
        };
        let lists = if sees_prices {
            side_by_side(view)?
        } else {
            Vec::new()
        };
        let rows: Result<Vec<Row>> = items
            .iter()
            .map(|item| row(view, &frame, item, &lists, (&typed, &errors), day))
            .collect();
        Ok(ItemsPage {
            is_empty: catalog::is_empty(view)?,
            unconfirmed: catalog::count_unconfirmed(view)?,
            categories: catalog::categories(view)?,
            can_edit: frame.may(P::EditItems),
            from: typed
                .optional("from")
                .map_or_else(|| day.to_string(), str::to_owned),
            key: Uuid::now_v7().to_string(),
            rows: rows?,
            frame,
            asked,
            errors,
            lists,
            next,
        })
    })
    .await
}

/// The day from which prices are meant; today when it cannot be read.
fn day_of(typed: &Form, today: Day) -> Day {
    typed
        .day("from", today, &mut FieldErrors::default())
        .unwrap_or(today)
}

/// The lists whose prices stand side by side: the defaults, as long as they are used.
fn side_by_side(view: &View) -> Result<Vec<PriceList>> {
    let mut lists = catalog::price_lists(view)?;
    lists.retain(|list| list.is_active && list.is_default);
    Ok(lists)
}

fn row(
    view: &View,
    frame: &Frame,
    item: &Item,
    lists: &[PriceList],
    (typed, errors): (&Form, &[(String, String)]),
    day: Day,
) -> Result<Row> {
    let lang = frame.lang;
    let mut cells = Vec::with_capacity(lists.len());
    for list in lists {
        let price = catalog::price_of(view, list.id, item.id, day)?;
        let name = format!("p.{}.{}", list.id, item.id);
        let now = price.map_or_else(String::new, |price| format::typed_price(lang, price));
        let kept = |name: &str, now: &str| match typed.has(name) {
            true => typed.text(name).to_owned(),
            false => now.to_owned(),
        };
        cells.push(Cell {
            value: kept(&name, &now),
            was: kept(&format!("w{name}"), &now),
            shown: price.map_or_else(String::new, |price| format::price(lang, price)),
            label: format!("{}, {}", item.full_name(), list.name),
            list: list.name.clone(),
            error: error_of(errors, &name).to_owned(),
            name,
        });
    }
    let is_priced = item.is_sold || cells.iter().any(|cell| !cell.was.is_empty());
    let unconfirmed_tax = match item.tax_confirmed {
        true => String::new(),
        false => {
            let rate = catalog::tax_rate(view, item.tax_class_id, view.today())?;
            lang.with1(
                "items-unconfirmed-rate",
                "rate",
                format::percent(lang, rate),
            )
        }
    };
    Ok(Row {
        id: item.id,
        name: item.full_name(),
        sku: item.sku.clone(),
        category: item.category.clone(),
        uses: uses(lang, item),
        allergens: allergen_names(lang, &item.allergens),
        per: price_unit_name(lang, item.price_unit, item.base_unit),
        unconfirmed_tax,
        is_active: item.is_active,
        is_priced,
        cells,
    })
}

/// `POST /items/tax-confirmed`: the tax class of every `item` named was looked at and is right.
///
/// # Errors
/// Those of the verb.
pub async fn confirm_taxes(ctx: Ctx) -> Answer {
    let (form, lang) = (ctx.form()?, ctx.lang);
    let ids = form.all("item").map(|id| id.parse());
    let ids: Vec<ItemId> = ids
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| Error::NotFound)?;
    let back = address(&form, &[]);
    ctx.once(move |tx| {
        let count = catalog::confirm_taxes(tx, &ids)?;
        let said = lang.with1("items-confirmed", "count", count);
        let undo = format!("/items/tax-confirmed/undo?at={}", tx.now.millis());
        Ok(Stored::see(back).saying(said).undo(undo))
    })
    .await
}

/// `POST /items/tax-confirmed/undo?at=`: those confirmed together at that instant are not confirmed again.
///
/// # Errors
/// Those of the verb.
pub async fn unconfirm_taxes(ctx: Ctx) -> Answer {
    let at = ctx.query.text("at").parse().ok();
    let at = at.and_then(Instant::from_millis).ok_or(Error::NotFound)?;
    let said = ctx.lang.t("items-confirm-undone");
    ctx.once(move |tx| {
        catalog::unconfirm_taxes(tx, at)?;
        Ok(Stored::see("/items").saying(said))
    })
    .await
}

/// `POST /items/prices`: the prices of the page that were changed, from one day on.
///
/// # Errors
/// Those of the verb.
pub async fn save_prices(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_save(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&ctx, form.clone(), form, errors, status).await
        }
        answer => answer,
    }
}

async fn try_save(ctx: &Ctx, form: &Form) -> Answer {
    let mut errors = FieldErrors::default();
    let today = ctx.app.db.today();
    if form.optional("from").is_none() {
        errors.add("from", "field-required");
    }
    let from = form.day("from", today, &mut errors).unwrap_or(today);
    let wanted = typed_prices(form, from == today, &mut errors);
    errors.or(())?;
    let (lang, back) = (ctx.lang, address(form, &[("after", form.text("after"))]));
    ctx.once(move |tx| {
        let mut changes = Vec::new();
        let mut count = 0_i64;
        let mut lists: Vec<PriceListId> = wanted.iter().map(|(list, _, _)| *list).collect();
        lists.sort_unstable();
        lists.dedup();
        for list in lists {
            let mut prices = Vec::new();
            for (_, item, price) in wanted.iter().filter(|(own, _, _)| *own == list) {
                if catalog::price_of(tx, list, *item, from)? != Some(*price) {
                    prices.push((*item, *price));
                }
            }
            if !prices.is_empty() {
                count += i64::try_from(prices.len()).unwrap_or(i64::MAX);
                changes.push(catalog::set_prices(tx, list, from, &prices)?.to_string());
            }
        }
        let said = lang.with2(
            "items-prices-saved",
            "count",
            count,
            "day",
            short(from, lang),
        );
        let stored = Stored::see(back).saying(said);
        Ok(match changes.is_empty() {
            true => stored,
            false => stored.undo(format!("/prices/changes/{}/undo", changes.join("-"))),
        })
    })
    .await
}

/// Every `p.<list>.<item>` that was filled in, but for those left as the page showed them (`wp.<list>.<item>`).
fn typed_prices(
    form: &Form,
    is_for_today: bool,
    errors: &mut FieldErrors,
) -> Vec<(PriceListId, ItemId, Price)> {
    let mut wanted = Vec::new();
    for (name, value) in form.pairs() {
        if is_for_today && form.optional(&format!("w{name}")) == Some(value.trim()) {
            continue;
        }
        let Some((list, item)) = name
            .strip_prefix("p.")
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let (Ok(list), Ok(item)) = (list.parse(), item.parse()) else {
            errors.add(name, "form-unreadable");
            continue;
        };
        if let Some(price) = form.price(name, errors) {
            if price.is_negative() {
                errors.add(name, "catalog-not-negative");
            }
            wanted.push((list, item, price));
        }
    }
    wanted
}

/// `POST /items/starter`
///
/// # Errors
/// Those of the verb.
pub async fn starter(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let count = catalog::starter(tx, lang)?;
        let count = i64::try_from(count).unwrap_or_default();
        Ok(Stored::see("/items").saying(lang.with1("items-starter-made", "count", count)))
    })
    .await
}

/// `GET /items/find`: the options of find-as-you-type; `use` says which items.
///
/// # Errors
/// Those of the database.
pub async fn find(ctx: Ctx) -> Answer {
    let text = ctx.query.text("q").to_owned();
    let kind = match ctx.query.text("use") {
        "made" => catalog::Kind::Made,
        "bought" => catalog::Kind::Bought,
        "any" => catalog::Kind::Any,
        _ => catalog::Kind::Sold,
    };
    ctx.page(move |view, frame| {
        let items = match text.is_empty() {
            true => Vec::new(),
            false => catalog::search_in(view, kind, &text, 12)?,
        };
        Ok(FindPage { frame, items })
    })
    .await
}

#[derive(Template)]
#[template(path = "catalog/find.html")]
struct FindPage {
    frame: Frame,
    items: Vec<Item>,
}
