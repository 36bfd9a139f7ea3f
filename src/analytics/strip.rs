//! The day strip: the bakery's day on one line, from its cut-off to the next one, with where it is now.

use super::store::{self, Counts};
use super::strip_day;
use crate::customers::rounds;
use crate::db::View;
use crate::error::Result;
use crate::i18n::Lang;
use crate::orders::days;
use crate::people::roles::Permission as P;
use crate::settings::{self, Settings};
use crate::values::calendar::{self, Day, Instant};
use crate::web::Signed;
use crate::web::page::{Strip, StripPoint};

/// The strip as who is signed in sees it.
///
/// # Errors
/// Only those of the database.
pub fn strip_of(view: &View, signed: &Signed) -> Result<Option<Strip>> {
    let day = strip_day(view)?;
    let times = Times::of(view, day)?;
    let mut points = points(view, signed, day, &times)?;
    let passed = times.all().iter().filter(|at| **at <= view.now).count();
    for (place, point) in points.iter_mut().enumerate() {
        point.done = place + 1 < passed;
        if place + 1 == passed {
            point.now = Some(view.zone.time_of(view.now).to_string());
        }
    }
    Ok(Some(Strip { points }))
}

/// When each point of a day is. They are told as times of day; each is the last such time before the next point.
struct Times {
    cutoff: Instant,
    dough: Instant,
    oven: Instant,
    vans: Instant,
    shop: Instant,
    returns: Instant,
    next: Instant,
}

impl Times {
    fn of(view: &View, day: Day) -> Result<Self> {
        let settings: &Settings = &view.settings;
        let returns: Instant = view
            .zone
            .instant(day, settings.time(settings::DAY_RETURNS))
            .into();
        let before = |later: Instant, key: &str| -> Instant {
            let time = settings.time(key);
            let on = |day: Day| -> Instant { view.zone.instant(day, time).into() };
            let of_later = view.zone.day_of(later);
            let same = on(of_later);
            if same <= later {
                same
            } else {
                on(of_later.previous())
            }
        };
        let shop = before(returns, settings::DAY_SHOP);
        let vans = before(shop, settings::DAY_VANS);
        let oven = before(vans, settings::DAY_OVEN);
        let dough = before(oven, settings::DAY_DOUGH);
        Ok(Self {
            cutoff: rounds::freezes_at(view, day)?,
            dough,
            oven,
            vans,
            shop,
            returns,
            next: rounds::freezes_at(view, day.next())?,
        })
    }

    const fn all(&self) -> [Instant; 7] {
        [
            self.cutoff,
            self.dough,
            self.oven,
            self.vans,
            self.shop,
            self.returns,
            self.next,
        ]
    }
}

/// When the vans leave on a day.
pub(super) fn vans_leave(view: &View, day: Day) -> Instant {
    let time = view.settings.time(settings::DAY_VANS);
    view.zone.instant(day, time).into()
}

/// "20:00", "20:00 ayer", "jue 20:00".
fn time_words(view: &View, at: Instant, lang: Lang) -> String {
    let (day, today) = (view.zone.day_of(at), view.today());
    let time = view.zone.time_of(at).to_string();
    match today.days_until(day) {
        0 | 1 => time,
        -1 => lang.with1("strip-yesterday", "time", time),
        _ => format!("{} {time}", calendar::weekday_short(day.weekday(), lang)),
    }
}

fn points(view: &View, signed: &Signed, day: Day, times: &Times) -> Result<Vec<StripPoint>> {
    let lang = signed.lang;
    let counts = store::counts(view, day)?;
    let mut points = bakehouse(view, signed, day, times, &counts)?;
    points.extend(on_the_road(view, signed, day, times, &counts)?);
    let next = day.next();
    let (next_orders, _) = store::orders(view, next)?;
    let without = store::without_time(view, next, next)?.len();
    let label = if next == view.today().next() {
        "strip-next-tomorrow"
    } else {
        "strip-next"
    };
    points.push(StripPoint {
        href: go(signed, P::SeeOrders, format!("/orders?day={next}")),
        time: time_words(view, times.next, lang),
        label: lang.with1(label, "day", calendar::weekday_name(next.weekday(), lang)),
        detail: lang.with1("strip-orders", "count", next_orders),
        alert: (without > 0).then(|| lang.with1("strip-without-time", "count", without)),
        ..StripPoint::default()
    });
    Ok(points)
}

fn bakehouse(
    view: &View,
    signed: &Signed,
    day: Day,
    times: &Times,
    counts: &Counts,
) -> Result<Vec<StripPoint>> {
    let lang = signed.lang;
    let version = days::state(view, day)?.version;
    let mut orders = lang.with1("strip-orders", "count", counts.orders);
    if version > 0 {
        orders = format!(
            "{orders} · {}",
            lang.with1("strip-version", "version", version)
        );
    }
    let changes = store::open_changes(view, day)?.len() + store::open_packing(view, day)?.len();
    let left = counts.lines - counts.lines_done;
    let sheet = format!("/production?day={day}");
    let oven = if counts.lines == 0 {
        lang.t("strip-nothing")
    } else {
        lang.with2(
            "strip-baked",
            "done",
            counts.lines_done,
            "all",
            counts.lines,
        )
    };
    Ok(vec![
        StripPoint {
            href: go(signed, P::SeeProduction, sheet.clone()),
            time: time_words(view, times.cutoff, lang),
            label: lang.t("strip-cutoff"),
            detail: orders,
            alert: (changes > 0).then(|| lang.with1("strip-changes", "count", changes)),
            ..StripPoint::default()
        },
        StripPoint {
            href: go(signed, P::SeeProduction, sheet.clone()),
            time: time_words(view, times.dough, lang),
            label: lang.t("strip-dough"),
            detail: lang.with1("strip-doughs", "count", counts.doughs),
            ..StripPoint::default()
        },
        StripPoint {
            href: go(signed, P::SeeProduction, sheet),
            time: time_words(view, times.oven, lang),
            label: lang.t("strip-oven"),
            detail: oven,
            alert: (left > 0 && view.now >= times.vans)
                .then(|| lang.with1("strip-unbaked", "count", left)),
            ..StripPoint::default()
        },
    ])
}

fn on_the_road(
    view: &View,
    signed: &Signed,
    day: Day,
    times: &Times,
    counts: &Counts,
) -> Result<Vec<StripPoint>> {
    let lang = signed.lang;
    let late = late_of_day(view, day)?;
    let (vans, shop, returns) = details(lang, counts);
    let shop_link = if signed.may(P::SeeOrders) {
        format!("/notes?day={day}")
    } else {
        format!("/routes?day={day}")
    };
    Ok(vec![
        StripPoint {
            href: go(signed, P::Deliver, format!("/routes?day={day}")),
            time: time_words(view, times.vans, lang),
            label: lang.t("strip-vans"),
            detail: vans,
            alert: (late > 0).then(|| lang.with1("strip-late", "count", late)),
            ..StripPoint::default()
        },
        StripPoint {
            href: go(signed, P::Deliver, shop_link),
            time: time_words(view, times.shop, lang),
            label: lang.t("strip-shop"),
            detail: shop,
            ..StripPoint::default()
        },
        StripPoint {
            href: go(signed, P::EditNotes, format!("/notes/returns?day={day}")),
            time: time_words(view, times.returns, lang),
            label: lang.t("strip-returns-label"),
            detail: returns,
            ..StripPoint::default()
        },
    ])
}

/// What vans, shop and returns say: so many of so many once something is done.
fn details(lang: Lang, counts: &Counts) -> (String, String, String) {
    let vans = if counts.stops_done > 0 {
        lang.with2(
            "strip-stops-done",
            "done",
            counts.stops_done,
            "all",
            counts.stops,
        )
    } else {
        lang.with2(
            "strip-stops",
            "routes",
            counts.routes,
            "stops",
            counts.stops,
        )
    };
    let shop = if counts.pickups_done > 0 {
        lang.with2(
            "strip-pickups-done",
            "done",
            counts.pickups_done,
            "all",
            counts.pickups,
        )
    } else {
        lang.with1("strip-pickups", "count", counts.pickups)
    };
    let returns = if counts.with_returns == 0 {
        lang.t("strip-returns-none")
    } else {
        lang.with1("strip-returns", "count", counts.with_returns)
    };
    (vans, shop, returns)
}

/// Stops whose window is over, as the page of a day counts them: none of a day to come.
pub(super) fn late_of_day(view: &View, day: Day) -> Result<usize> {
    if day > view.today() {
        return Ok(0);
    }
    Ok(store::late_notes(view)?.len())
}

/// Where a point leads: its page, or Today for those who may not see that.
fn go(signed: &Signed, permission: P, href: String) -> String {
    if signed.may(permission) {
        href
    } else {
        "/".to_owned()
    }
}
