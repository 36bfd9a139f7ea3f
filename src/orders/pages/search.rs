//! `/search`: orders, customers, items and places to go, best first; one that is alone is opened at once.

use askama::Template;

use super::status_words;
use crate::catalog;
use crate::customers;
use crate::db::View;
use crate::error::Result;
use crate::i18n::Lang;
use crate::orders::asked::number_of;
use crate::orders::{self, Filter, Sort};
use crate::people::roles::Permission;
use crate::values::calendar::short;
use crate::values::fold;
use crate::web::{Answer, Ctx, Frame, Signed};

/// Most hits of a kind.
const EACH: usize = 8;

#[derive(Template)]
#[template(path = "orders/search.html")]
struct SearchPage {
    frame: Frame,
    text: String,
    hits: Vec<Hit>,
    can_add: bool,
}

#[derive(Debug, Clone)]
struct Hit {
    href: String,
    words: String,
    small: String,
    kind: String,
}

/// Pages that can be gone to by name: key of their name, address, what it needs.
const PLACES: &[(&str, &str, Permission)] = &[
    ("nav-today", "/", Permission::SeeToday),
    ("frame-new-order", "/orders/new", Permission::EditOrders),
    ("nav-orders", "/orders", Permission::SeeOrders),
    ("nav-production", "/production", Permission::SeeProduction),
    ("nav-routes", "/routes", Permission::Deliver),
    ("nav-customers", "/customers", Permission::SeeCustomers),
    ("nav-invoices", "/invoices", Permission::SeeInvoices),
    ("nav-buying", "/buying", Permission::SeeBuying),
    ("nav-stock", "/stock", Permission::SeeStock),
    ("frame-settings", "/settings", Permission::SeeSettings),
    ("people-title", "/people", Permission::ManagePeople),
];

/// `GET /search?q=`
///
/// # Errors
/// Those of the database.
pub async fn search(ctx: Ctx) -> Answer {
    let text = ctx.query.text("q").to_owned();
    let signed = ctx.signed()?.clone();
    let wanted = text.clone();
    let hits = ctx
        .read(move |view| {
            if wanted.is_empty() {
                Ok(Vec::new())
            } else {
                hits(view, &signed, &wanted)
            }
        })
        .await?;
    if let ([only], false) = (hits.as_slice(), ctx.is_fragment()) {
        return Ok(ctx.see(only.href.clone()));
    }
    let can_add = ctx.may(Permission::EditCustomers) && !text.is_empty();
    ctx.page(move |_, frame| {
        Ok(SearchPage {
            frame,
            text,
            hits,
            can_add,
        })
    })
    .await
}

fn hits(view: &View, signed: &Signed, text: &str) -> Result<Vec<Hit>> {
    let lang = signed.lang;
    let mut hits = Vec::new();
    let word = text.trim_start_matches('>').trim();
    if !text.starts_with('>') {
        if signed.may(Permission::SeeOrders) {
            hits.extend(numbered(view, lang, word)?);
        }
        if signed.may(Permission::SeeCustomers) {
            hits.extend(people(view, lang, word)?);
        }
        if signed.may(Permission::SeeItems) {
            hits.extend(items(view, lang, word)?);
        }
    }
    let folded = fold(word);
    for (key, href, permission) in PLACES {
        let name = lang.t(key);
        if signed.may(*permission) && fold(&name).starts_with(&folded) {
            hits.push(Hit {
                href: (*href).to_owned(),
                words: name,
                small: String::new(),
                kind: lang.t("search-place"),
            });
        }
    }
    Ok(hits)
}

/// Orders by their number.
fn numbered(view: &View, lang: Lang, text: &str) -> Result<Vec<Hit>> {
    let Some(number) = number_of(view, text) else {
        return Ok(Vec::new());
    };
    let filter = Filter {
        number: Some(number),
        ..Filter::default()
    };
    let found = orders::listed(view, &filter, Sort::DayDown, None, EACH)?;
    Ok(found
        .into_iter()
        .map(|order| Hit {
            href: format!("/orders/{}", order.id),
            words: format!("{} · {}", order.order_number, order.customer_name),
            small: format!(
                "{} · {}",
                short(order.requested_date, lang),
                status_words(lang, order.status)
            ),
            kind: lang.t("search-order"),
        })
        .collect())
}

fn people(view: &View, lang: Lang, text: &str) -> Result<Vec<Hit>> {
    let found = customers::search(view, text, EACH)?;
    Ok(found
        .into_iter()
        .map(|known| Hit {
            href: format!("/customers/{}", known.id),
            small: [known.phone.unwrap_or_default(), known.city]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            words: known.name,
            kind: lang.t("search-customer"),
        })
        .collect())
}

fn items(view: &View, lang: Lang, text: &str) -> Result<Vec<Hit>> {
    let found = catalog::search(view, text, EACH)?;
    Ok(found
        .into_iter()
        .map(|item| Hit {
            href: format!("/items/{}", item.id),
            words: item.full_name(),
            small: item.category,
            kind: lang.t("search-item"),
        })
        .collect())
}
