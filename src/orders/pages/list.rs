//! `/orders`: the list, filtered by what stands in its address.

use actix_web::http::StatusCode;
use askama::Template;

use super::{SOURCES, TYPES, error_of, named, options, paid_kind, status_kind, status_words};
use crate::customers::rounds;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::asked::{NAMES, asked, search_for};
use crate::orders::{
    self, By, DeliveryMethod, Filter, Listed, OrderView, PaymentStatus, Sort, Status,
};
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day, short, weekday_short};
use crate::values::format;
use crate::values::ids::OrderId;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage {
    frame: Frame,
    groups: Vec<Group>,
    query: Form,
    errors: Vec<(String, String)>,
    routes: Vec<(String, String)>,
    next: String,
    first: String,
    is_filtered: bool,
    views: Vec<OrderView>,
    /// The filters as their address has them, without the page.
    asked: String,
    /// The name of a view as it was typed.
    view_name: String,
    key: String,
    week: Vec<WeekDay>,
    sees_prices: bool,
    today: Day,
}

struct Group {
    day: String,
    rows: Vec<Row>,
}

struct Row {
    id: OrderId,
    number: String,
    customer: String,
    small: String,
    status: String,
    status_kind: &'static str,
    mark: &'static str,
    paid: String,
    paid_kind: &'static str,
    total: String,
}

struct WeekDay {
    href: String,
    name: String,
    number: u32,
    orders: i64,
    most: i64,
    current: bool,
}

impl ListPage {
    fn value(&self, field: &str) -> &str {
        self.query.text(field)
    }

    fn choices(&self, kind: &str) -> Vec<(String, String)> {
        let codes: &[&'static str] = match kind {
            "status" => &[
                "pending",
                "confirmed",
                "preparing",
                "ready",
                "dispatched",
                "completed",
                "cancelled",
                "refunded",
            ],
            "paid" => &["unpaid", "partial", "paid", "overdue"],
            "type" => &[TYPES[0], TYPES[1], TYPES[2], "standing"],
            _ => &[
                SOURCES[0],
                SOURCES[1],
                SOURCES[2],
                SOURCES[3],
                "auto_recurring",
            ],
        };
        options(self.frame.lang, kind, codes)
    }

    /// The address of the list with one thing changed; empty takes it out.
    fn with(&self, name: &str, value: &str) -> String {
        address(&self.query, name, value)
    }

    /// This month, when too many orders would have to be sorted.
    fn month(&self) -> Option<String> {
        let sort = self.query.text("sort");
        let is_much = SORTS.iter().any(|(code, _)| *code == sort) && !self.error("sort").is_empty();
        let mut narrowed = self.query.clone();
        narrowed.set("from", self.today.month_start().to_string());
        narrowed.set("until", self.today.month_end().to_string());
        is_much.then(|| address(&narrowed, "day", ""))
    }

    /// How many filters are set, for the fold that hides them on a phone.
    fn narrowing(&self) -> usize {
        let is_set = |name: &&&str| !self.query.text(name).is_empty();
        NAMES.iter().filter(is_set).count()
    }

    /// Whether one of the folded filters is set.
    fn is_narrowed(&self) -> bool {
        ["status", "type", "source", "route", "paid", "sort"]
            .iter()
            .any(|name| !self.query.text(name).is_empty())
    }

    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    /// The view that is looked at.
    fn view(&self) -> Option<&OrderView> {
        self.views.iter().find(|view| view.query == self.asked)
    }

    fn is_view(&self, view: &OrderView) -> bool {
        view.query == self.asked
    }

    fn sorts(&self) -> Vec<(&'static str, String)> {
        SORTS
            .iter()
            .map(|(code, _)| {
                let key = format!("orders-sort-{}", code.replace('_', "-"));
                (*code, self.frame.t(&key))
            })
            .collect()
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == value
    }
}

/// The orders in which the list may stand.
const SORTS: [(&str, By); 6] = [
    ("taken_down", By::Taken),
    ("taken_up", By::Taken),
    ("total_down", By::Total),
    ("total_up", By::Total),
    ("customer_up", By::Customer),
    ("customer_down", By::Customer),
];

/// The order of the list: by day, or by something else and whether from the end.
enum Sorting {
    Day(Sort),
    Else(By, bool),
}

/// The address of the list with `name` set anew, from its first page.
fn address(query: &Form, name: &str, value: &str) -> String {
    let mut pairs: Vec<(&str, &str)> = query
        .pairs()
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .filter(|(key, value)| *key != name && *key != "after" && !value.is_empty())
        .collect();
    if !value.is_empty() {
        pairs.push((name, value));
    }
    let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if text.is_empty() {
        "/orders".to_owned()
    } else {
        format!("/orders?{text}")
    }
}

/// `GET /orders`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let query = ctx.query.clone();
    drawn(&ctx, query, FieldErrors::default()).await
}

/// The list that `query` asks for, with what is wrong in it or was before.
pub(super) async fn drawn(ctx: &Ctx, query: Form, mut wrong: FieldErrors) -> Answer {
    let lang = ctx.lang;
    let sees_prices = ctx.may(Permission::SeePrices);
    let user = ctx.signed()?.user_id;
    ctx.page_found(move |view, frame| {
        let (mut found, unread, by_day) = read(view, &query, query.text("after"))?;
        wrong.0.extend(unread.0);
        let status = match wrong.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let more = found.len() > ROWS;
        found.truncate(ROWS);
        let next = match found.last().filter(|_| more) {
            Some(last) if by_day => {
                let cursor = format!("{}~{}", last.requested_date, last.id);
                address(&query, "after", &cursor)
            }
            Some(last) => address(&query, "after", &last.id.to_string()),
            None => String::new(),
        };
        let page = ListPage {
            groups: groups(lang, found, by_day),
            routes: rounds::list(view)?
                .into_iter()
                .map(|round| (round.id.to_string(), round.name))
                .collect(),
            next,
            first: match query.optional("after") {
                Some(_) => address(&query, "after", ""),
                None => String::new(),
            },
            is_filtered: NAMES.iter().any(|name| query.optional(name).is_some()),
            views: orders::views(view, user)?,
            asked: asked(&query),
            view_name: query.text("name").to_owned(),
            key: uuid::Uuid::new_v4().to_string(),
            week: week(view, lang, &query)?,
            frame,
            query,
            errors: speak_fields(&wrong, lang),
            sees_prices,
            today: view.today(),
        };
        Ok((status, page))
    })
    .await
}

/// The orders of one page and one more, what could not be read, and whether they stand by day.
fn read(view: &View, query: &Form, after: &str) -> Result<(Vec<Listed>, FieldErrors, bool)> {
    let mut errors = FieldErrors::default();
    let (filter, sorting) = filter_of(view, query, &mut errors)?;
    if filter.number.is_some() {
        let found = orders::listed(view, &filter, Sort::DayDown, cursor(after), ROWS + 1)?;
        return Ok((found, errors, true));
    }
    let sort = match sorting {
        Sorting::Day(sort) => sort,
        Sorting::Else(by, is_down) => {
            let (today, after) = (view.today(), after.parse().ok());
            match orders::sorted(view, today, &filter, (by, is_down), after, ROWS + 1) {
                Err(Error::Invalid(wrong)) => errors.0.extend(wrong.0),
                found => return Ok((found?, errors, false)),
            }
            Sort::DayUp
        }
    };
    let found = orders::listed(view, &filter, sort, cursor(after), ROWS + 1)?;
    Ok((found, errors, true))
}

fn cursor(text: &str) -> Option<(Day, OrderId)> {
    let (day, id) = text.split_once('~')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

/// What the address asks for. Without any day the list runs from today on; with a text it runs back from the newest. What
/// cannot be read is named and asks for nothing.
fn filter_of(view: &View, query: &Form, errors: &mut FieldErrors) -> Result<(Filter, Sorting)> {
    let today = view.today();
    let one = query.day("day", today, errors);
    let mut filter = Filter {
        from: one.or(query.day("from", today, errors)),
        until: one.or(query.day("until", today, errors)),
        status: query.parsed("status", "setting-choice", errors),
        order_type: query.parsed("type", "setting-choice", errors),
        order_source: query.parsed("source", "setting-choice", errors),
        route_id: query.parsed("route", "setting-choice", errors),
        payment_status: query.parsed("paid", "setting-choice", errors),
        unpaid: query.is_on("unpaid"),
        ..Filter::default()
    };
    if let Some(id) = query.parsed("customer", "setting-choice", errors) {
        filter.customers = Some(vec![id]);
    }
    match search_for(view, query.text("q"), &mut filter) {
        Err(Error::Invalid(wrong)) => errors.0.extend(wrong.0),
        done => done?,
    }
    let searched = filter.number.is_some()
        || filter.customers.is_some()
        || filter.unpaid
        || filter.payment_status.is_some();
    let usual = match searched && filter.from.is_none() {
        true => Sort::DayDown,
        false => Sort::DayUp,
    };
    let text = query.text("sort");
    let other = SORTS.iter().find(|(code, _)| *code == text);
    let sorting = match (text, other) {
        (_, Some((code, by))) => Sorting::Else(*by, code.ends_with("_down")),
        ("down", _) => Sorting::Day(Sort::DayDown),
        ("up", _) => Sorting::Day(Sort::DayUp),
        (text, None) => {
            if !text.is_empty() {
                errors.add("sort", "setting-choice");
            }
            Sorting::Day(usual)
        }
    };
    let runs_on = !matches!(sorting, Sorting::Day(Sort::DayDown));
    if filter.from.is_none() && filter.until.is_none() && !searched && runs_on {
        filter.from = Some(today);
    }
    Ok((filter, sorting))
}

/// One group a day; a list that stands otherwise is one, and says the day of each.
fn groups(lang: Lang, found: Vec<Listed>, by_day: bool) -> Vec<Group> {
    let words = Words::of(lang);
    if !by_day {
        let rows = found.into_iter().map(|order| {
            let day = short(order.requested_date, lang);
            let row = row(&words, order);
            Row {
                small: format!("{day} · {}", row.small),
                ..row
            }
        });
        let rows: Vec<Row> = rows.collect();
        let group = Group {
            day: String::new(),
            rows,
        };
        return if group.rows.is_empty() {
            Vec::new()
        } else {
            vec![group]
        };
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut day = None;
    for order in found {
        if day.replace(order.requested_date) != Some(order.requested_date) {
            groups.push(Group {
                day: calendar::words(order.requested_date, lang),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row(&words, order));
        }
    }
    groups
}

/// The few words that many rows share.
struct Words {
    lang: Lang,
    status: Vec<(Status, String)>,
    paid: Vec<(PaymentStatus, String)>,
    method: Vec<(DeliveryMethod, String)>,
}

impl Words {
    fn of(lang: Lang) -> Self {
        Self {
            lang,
            status: table(Status::ALL, |status| status_words(lang, status)),
            paid: table(PaymentStatus::ALL, |paid| named(lang, "paid", paid.code())),
            method: table(DeliveryMethod::ALL, |method| {
                named(lang, "method", method.code())
            }),
        }
    }
}

fn table<T: Copy>(codes: &[T], words: impl Fn(T) -> String) -> Vec<(T, String)> {
    codes.iter().map(|code| (*code, words(*code))).collect()
}

/// The words of one of the codes; all of them are in the table.
fn of<T: PartialEq>(table: &[(T, String)], code: &T) -> String {
    let found = table.iter().find(|(known, _)| known == code);
    found.map(|(_, words)| words.clone()).unwrap_or_default()
}

fn row(words: &Words, order: Listed) -> Row {
    let mut small = order.order_number.clone();
    if let Some(time) = order.requested_time {
        small.push_str(&format!(" · {time}"));
    }
    small.push_str(" · ");
    small.push_str(&of(&words.method, &order.delivery_method));
    Row {
        id: order.id,
        number: order.order_number,
        customer: order.customer_name,
        small,
        status: of(&words.status, &order.status),
        status_kind: status_kind(order.status),
        mark: match order.status {
            Status::Pending => "soon",
            Status::Completed => "done",
            _ => "calm",
        },
        paid: match order.payment_status {
            PaymentStatus::Paid => String::new(),
            other => of(&words.paid, &other),
        },
        paid_kind: paid_kind(order.payment_status),
        total: format::money(words.lang, order.total_amount),
    }
}

/// Seven days from today with how many orders stand for each.
fn week(view: &View, lang: Lang, query: &Form) -> Result<Vec<WeekDay>> {
    let (first, last) = (view.today(), view.today().add_days(6));
    let counts = orders::counts_of_days(view, first, last)?;
    let most = counts.values().copied().max().unwrap_or(0).max(1);
    let asked = query.text("day");
    Ok(first
        .to(last)
        .map(|day| WeekDay {
            href: format!("/orders?day={day}"),
            name: weekday_short(day.weekday(), lang).to_owned(),
            number: day.day(),
            orders: counts.get(&day).copied().unwrap_or(0),
            most,
            current: asked == day.to_string() || asked == short(day, lang),
        })
        .collect())
}
