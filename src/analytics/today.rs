//! Today: what needs someone, most urgent first, and the figures of the day.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Found};
use super::strip_day;
use crate::catalog;
use crate::db::View;
use crate::db::kept::Second;
use crate::error::Result;
use crate::i18n::Lang;
use crate::orders::{self, days};
use crate::people::roles::Permission as P;
use crate::purchasing;
use crate::standing_orders;
use crate::values::calendar::{self, Day};
use crate::values::format;
use crate::values::ids::ItemId;
use crate::values::money::{Money, Rate};
use crate::values::quantity::Quantity;
use crate::values::unit::BaseUnit;
use crate::web::Signed;

/// How much it presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Late,
    Soon,
    Calm,
}

impl Severity {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Calm => "calm",
        }
    }
}

/// One thing that needs someone: what, why, a figure, and what to do about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Need {
    pub kind: &'static str,
    pub severity: Severity,
    pub what: String,
    pub why: String,
    pub figure: String,
    pub href: String,
    pub action: String,
}

/// The figures of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    pub pieces: Quantity,
    /// Against the same weekday a week before; none when there was nothing.
    pub pieces_change: Option<Rate>,
    pub orders: i64,
    pub stops: i64,
    pub late: usize,
    /// Only for those who may see prices.
    pub to_deliver: Option<Money>,
    /// What customers owe that is due on that day or was before; only for those who see invoices.
    pub cash_due: Option<Money>,
    /// What falls due in the seven days after it.
    pub cash_due_week: Option<Money>,
}

/// A purchase that waits for approval, with what it orders.
#[derive(Debug, Clone)]
pub struct Approval {
    pub order: purchasing::Waiting,
    pub lines: Vec<purchasing::Line>,
}

/// Purchases that are shown with their lines; the others are on their own list.
const APPROVALS: usize = 10;

/// The purchases that wait for approval, the loudest first, for who may approve them.
///
/// # Errors
/// Only those of the database.
pub fn approvals(view: &View, signed: &Signed) -> Result<Vec<Approval>> {
    if !signed.may(P::ApproveBuying) {
        return Ok(Vec::new());
    }
    let waiting = purchasing::waiting(view)?.into_iter().take(APPROVALS);
    waiting
        .map(|order| {
            Ok(Approval {
                lines: purchasing::lines(view, order.id)?,
                order,
            })
        })
        .collect()
}

/// An item of the coming day with the difference to the same weekday a week before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tomorrow {
    pub product_id: ItemId,
    pub product_name: String,
    pub quantity: Quantity,
    pub week_before: Quantity,
}

/// Items of the coming day that are shown.
const ITEMS: usize = 8;

/// Names that stand in the small line before "and others".
const NAMES: usize = 3;

/// Everything that needs someone, for who is signed in: most urgent first. `second` is how the last copy into the second
/// folder went, which no table tells.
///
/// # Errors
/// Only those of the database.
pub fn needs(view: &View, signed: &Signed, second: Option<&Second>) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    on_the_road(view, signed, &mut needs)?;
    in_the_bakehouse(view, signed, &mut needs)?;
    in_the_store(view, signed, &mut needs)?;
    at_the_counter(view, signed, &mut needs)?;
    in_the_office(view, signed, &mut needs)?;
    needs.extend(second.and_then(|second| lost_copy(view, signed, second)));
    needs.sort_by_key(|need| need.severity);
    Ok(needs)
}

struct Kind {
    name: &'static str,
    severity: Severity,
    href: String,
}

/// A line of several found things, if there are any: its sentence is `need-<name>`, its button `need-<name>-do`.
fn add(needs: &mut Vec<Need>, lang: Lang, kind: Kind, found: &[Found], figure: String) {
    if found.is_empty() {
        return;
    }
    let first = found.first().map_or("", |found| found.label.as_str());
    let key = format!("need-{}", kind.name);
    let what = lang.with2(&key, "count", found.len(), "name", first);
    // Who is named already is not named again below.
    let is_named = found.len() == 1 && what.contains(first);
    needs.push(Need {
        kind: kind.name,
        severity: kind.severity,
        what,
        why: if is_named {
            String::new()
        } else {
            names(lang, found)
        },
        figure,
        href: kind.href,
        action: lang.t(&format!("{key}-do")),
    });
}

/// "Hotel Miramar, Bar Pepe y 3 más".
fn names(lang: Lang, found: &[Found]) -> String {
    let mut seen = HashSet::new();
    let mut named: Vec<&str> = found.iter().map(|found| found.label.as_str()).collect();
    named.retain(|name| seen.insert(*name));
    let more = named.len().saturating_sub(NAMES);
    named.truncate(NAMES);
    let text = named.join(", ");
    if more == 0 {
        text
    } else {
        lang.with2("need-and-more", "names", text, "count", more)
    }
}

/// The one record itself, else the list.
fn place(found: &[Found], record: &str, list: String) -> String {
    match found {
        [Found { id: Some(id), .. }] => format!("{record}/{id}"),
        _ => list,
    }
}

fn sum(signed: &Signed, found: &[Found]) -> String {
    if !signed.may(P::SeePrices) {
        return String::new();
    }
    let sum: Money = found
        .iter()
        .map(|found| Money::from_cents(found.amount))
        .sum();
    format::money(signed.lang, sum)
}

fn on_the_road(view: &View, signed: &Signed, needs: &mut Vec<Need>) -> Result<()> {
    let (lang, today) = (signed.lang, view.today());
    if !signed.may(P::SeeAllRoutes) {
        return Ok(());
    }
    let late = store::late_notes(view)?;
    let href = place(&late, "/notes", "/notes?status=prepared".to_owned());
    add(
        needs,
        lang,
        Kind {
            name: "late-notes",
            severity: Severity::Late,
            href,
        },
        &late,
        String::new(),
    );
    let back = store::came_back(view, today)?;
    let href = place(&back, "/notes", "/notes?status=not_delivered".to_owned());
    add(
        needs,
        lang,
        Kind {
            name: "came-back",
            severity: Severity::Late,
            href,
        },
        &back,
        String::new(),
    );
    Ok(())
}

fn in_the_bakehouse(view: &View, signed: &Signed, needs: &mut Vec<Need>) -> Result<()> {
    let lang = signed.lang;
    if signed.may(P::SeeProduction) {
        let day = strip_day(view)?;
        let changes = store::open_changes(view, day)?;
        let figure = match changes.as_slice() {
            [one] => {
                let text =
                    format::rounded(lang, Quantity::from_thousandths(one.amount).decimal(), 3);
                if one.amount > 0 {
                    format!("+{text}")
                } else {
                    text
                }
            }
            _ => String::new(),
        };
        let packing = store::open_packing(view, day)?;
        let kind = Kind {
            name: "packing",
            severity: Severity::Late,
            href: format!("/production?day={day}"),
        };
        add(needs, lang, kind, &packing, String::new());
        let href = format!("/production?day={day}");
        add(
            needs,
            lang,
            Kind {
                name: "changes",
                severity: Severity::Late,
                href,
            },
            &changes,
            figure,
        );
    }
    if signed.may(P::SeeProduction) {
        let day = strip_day(view)?;
        let unbaked = store::unbaked(view, day)?;
        let out = view.now >= super::strip::vans_leave(view, day);
        if out && days::state(view, day)?.state == days::Phase::Frozen {
            let href = format!("/production?day={day}");
            let kind = Kind {
                name: "unbaked",
                severity: Severity::Late,
                href,
            };
            add(needs, lang, kind, &unbaked, String::new());
        }
    }
    Ok(())
}

fn in_the_store(view: &View, signed: &Signed, needs: &mut Vec<Need>) -> Result<()> {
    let lang = signed.lang;
    if signed.may(P::SeeStock) {
        let low = store::low_stock(view)?;
        let href = place(&low, "/stock", "/stock?show=low".to_owned());
        add(
            needs,
            lang,
            Kind {
                name: "low-stock",
                severity: Severity::Soon,
                href,
            },
            &low,
            String::new(),
        );
    }
    if signed.may(P::ReceiveGoods) {
        let goods = store::expected_goods(view, view.today())?;
        let severity = if goods.iter().any(|found| found.amount > 0) {
            Severity::Soon
        } else {
            Severity::Calm
        };
        let all = "/purchases/deliveries".to_owned();
        let href = match signed.may(P::SeeBuying) {
            true => place(&goods, "/purchases", all),
            false => all,
        };
        add(
            needs,
            lang,
            Kind {
                name: "goods",
                severity,
                href,
            },
            &goods,
            String::new(),
        );
    }
    Ok(())
}

fn at_the_counter(view: &View, signed: &Signed, needs: &mut Vec<Need>) -> Result<()> {
    let (lang, today) = (signed.lang, view.today());
    if !signed.may(P::SeeOrders) {
        return Ok(());
    }
    let tomorrow = today.next();
    let pending = store::unconfirmed(view, today, tomorrow)?;
    let href = place(&pending, "/orders", "/orders?status=pending".to_owned());
    add(
        needs,
        lang,
        Kind {
            name: "unconfirmed",
            severity: Severity::Soon,
            href,
        },
        &pending,
        sum(signed, &pending),
    );
    let without = store::without_time(view, today, tomorrow)?;
    let href = place(&without, "/orders", format!("/orders?day={tomorrow}"));
    add(
        needs,
        lang,
        Kind {
            name: "without-time",
            severity: Severity::Calm,
            href,
        },
        &without,
        sum(signed, &without),
    );
    let failed = store::failed_templates(view)?;
    let href = place(&failed, "/standing-orders", "/standing-orders".to_owned());
    let kind = Kind {
        name: "failed-templates",
        severity: Severity::Late,
        href,
    };
    add(needs, lang, kind, &failed, String::new());
    let missed = store::missed_dates(view)?;
    let href = "/standing-orders#standing-waits".to_owned();
    add(
        needs,
        lang,
        Kind {
            name: "missed",
            severity: Severity::Soon,
            href,
        },
        &missed,
        String::new(),
    );
    Ok(())
}

/// Purchases that wait for approval, each with how loudly and from a day on how long; how much that presses.
fn to_approve(view: &View, lang: Lang) -> Result<(Vec<Found>, Severity)> {
    let waiting = purchasing::waiting(view)?;
    let is_loud = waiting.iter().any(|order| order.severity != "medium");
    let severity = if is_loud {
        Severity::Late
    } else {
        Severity::Soon
    };
    let found = waiting.into_iter().map(|order| {
        let mut said = Vec::new();
        if order.severity != "medium" {
            said.push(lang.t(&format!("need-approve-{}", order.severity)));
        }
        if order.hours >= 24 {
            said.push(lang.with1("need-approve-waits", "hours", order.hours));
        }
        let label = match said.is_empty() {
            true => order.supplier_name,
            false => format!("{} ({})", order.supplier_name, said.join(", ")),
        };
        Found {
            label,
            amount: order.total_amount.cents(),
            id: Some(order.id.0),
        }
    });
    Ok((found.collect(), severity))
}

fn in_the_office(view: &View, signed: &Signed, needs: &mut Vec<Need>) -> Result<()> {
    let lang = signed.lang;
    if signed.may(P::ApproveBuying) {
        let (waiting, severity) = to_approve(view, lang)?;
        let all = "/purchases?status=pending_approval".to_owned();
        let kind = Kind {
            name: "to-approve",
            severity,
            href: place(&waiting, "/purchases", all),
        };
        add(needs, lang, kind, &waiting, sum(signed, &waiting));
        // Several are not approved with one tap: it leads to them.
        if let (true, Some(need)) = (waiting.len() > 1, needs.last_mut()) {
            need.action = lang.t("need-to-approve-see");
        }
    }
    if signed.may(P::SeeInvoices) {
        let overdue = store::overdue(view, view.today())?;
        let href = place(&overdue, "/invoices", "/invoices?status=overdue".to_owned());
        add(
            needs,
            lang,
            Kind {
                name: "overdue",
                severity: Severity::Soon,
                href,
            },
            &overdue,
            sum(signed, &overdue),
        );
    }
    if signed.may(P::SeeMail) {
        let mails = store::failed_mails(view)?;
        let href = place(&mails, "/mail", "/mail".to_owned());
        add(
            needs,
            lang,
            Kind {
                name: "mail",
                severity: Severity::Late,
                href,
            },
            &mails,
            String::new(),
        );
    }
    if signed.may(P::SeeJobs) {
        let mut jobs = store::failed_jobs(view)?;
        for job in &mut jobs {
            let key = format!("job-{}", job.label);
            if lang.has(&key) {
                job.label = lang.t(&key);
            }
        }
        let href = "/jobs".to_owned();
        add(
            needs,
            lang,
            Kind {
                name: "jobs",
                severity: Severity::Late,
                href,
            },
            &jobs,
            String::new(),
        );
    }
    Ok(())
}

/// The copy that did not reach the second folder: by day it goes unnoticed until it is needed.
fn lost_copy(view: &View, signed: &Signed, second: &Second) -> Option<Need> {
    let lang = signed.lang;
    let trouble = second.trouble().filter(|_| signed.may(P::SeeBackups))?;
    Some(Need {
        kind: "second-copy",
        severity: Severity::Late,
        what: lang.t("need-second-copy"),
        why: format!("{} {}", lang.t(trouble), second.folder),
        figure: calendar::moment(second.at, view.zone, lang),
        href: "/backups".to_owned(),
        action: lang.t("need-second-copy-do"),
    })
}

/// The figures of a day.
///
/// # Errors
/// Only those of the database.
pub fn figures(view: &View, signed: &Signed, day: Day) -> Result<Figures> {
    let (pieces, before) = (
        store::pieces(view, day)?,
        store::pieces(view, day.add_days(-7))?,
    );
    let counts = store::counts(view, day)?;
    let late = super::strip::late_of_day(view, day)?;
    let change = (pieces - before)
        .decimal()
        .checked_mul(rust_decimal::Decimal::ONE_HUNDRED)
        .and_then(|hundredfold| hundredfold.checked_div(before.decimal()))
        .and_then(|percent| Rate::round(percent).ok());
    let due = |from: Option<Day>, until: Day| {
        signed
            .may(P::SeeInvoices)
            .then(|| store::due_between(view, from, until))
            .transpose()
    };
    Ok(Figures {
        cash_due: due(None, day)?,
        cash_due_week: due(Some(day.next()), day.add_days(7))?,
        day,
        pieces,
        pieces_change: change,
        orders: counts.orders,
        stops: counts.stops,
        late,
        to_deliver: signed.may(P::SeePrices).then_some(counts.to_deliver),
    })
}

/// The largest items of a day with the same weekday a week before.
///
/// # Errors
/// Only those of the database.
pub fn tomorrow(view: &View, day: Day) -> Result<Vec<Tomorrow>> {
    let (now, before) = (
        orders::demand(view, day)?,
        orders::demand(view, day.add_days(-7))?,
    );
    let mut wanted: BTreeMap<ItemId, Quantity> = now.into_iter().collect();
    if days::state(view, day)?.state == days::Phase::Open {
        for (item, quantity) in standing_orders::expected(view, day)? {
            *wanted.entry(item).or_default() += quantity;
        }
    }
    let before: BTreeMap<ItemId, Quantity> = before.into_iter().collect();
    let mut rows = Vec::new();
    for (product_id, quantity) in wanted {
        let item = catalog::find(view, product_id)?;
        if item.base_unit == BaseUnit::Piece {
            rows.push(Tomorrow {
                product_id,
                product_name: item.full_name(),
                quantity,
                week_before: before.get(&product_id).copied().unwrap_or_default(),
            });
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.quantity));
    rows.truncate(ITEMS);
    Ok(rows)
}
