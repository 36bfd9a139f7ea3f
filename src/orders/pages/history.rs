//! What happened to an order, in words.

use serde_json::Value;

use super::{named, sheet};
use crate::db::View;
use crate::events;
use crate::i18n::Lang;
use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::money::{Money, Price, Rate};

/// One line of the history.
pub(super) struct Row {
    pub at: String,
    pub what: String,
    pub details: Vec<String>,
    pub who: String,
    /// Address and browser; empty for what the clock did.
    pub from: String,
    /// Whether the customer was told.
    pub told: String,
}

pub(super) fn row(view: &View, lang: Lang, line: events::HistoryLine) -> Row {
    let who = line.who(&lang);
    let what = match (line.action.as_str(), &line.new_status) {
        ("created", Some(status)) => {
            let status = named(lang, "status", status);
            lang.with1("orders-history-created", "status", status)
        }
        ("status_changed", Some(status)) => {
            let status = named(lang, "status", status);
            lang.with1("orders-history-status", "status", status)
        }
        (action, _) => named(lang, "history", action),
    };
    let mut details: Vec<String> = line.description.into_iter().collect();
    details.extend(
        line.additional_data
            .as_ref()
            .map(|changes| changed(lang, changes))
            .unwrap_or_default(),
    );
    Row {
        at: view
            .zone
            .local(line.created_at)
            .format("%d/%m %H:%M")
            .to_string(),
        what,
        details,
        who,
        from: [line.ip_address, browser(&line.user_agent)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        told: lang.t(if line.customer_told {
            "orders-history-told"
        } else {
            "orders-history-not-told"
        }),
    }
}

/// Before and after in words, as far as they have a name.
fn changed(lang: Lang, changes: &Value) -> Vec<String> {
    let mut said = Vec::new();
    for (key, value) in changes.as_object().into_iter().flatten() {
        if key == "lines" {
            said.extend(
                value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|one| line(lang, one)),
            );
            continue;
        }
        if key == "allergen_override" {
            said.push(lang.t("orders-field-allergen-override"));
            continue;
        }
        let name = format!("orders-field-{}", key.replace('_', "-"));
        if lang.has(&name) {
            let (before, after) = (value.get(0), value.get(1));
            said.push(pair(
                &lang.t(&name),
                &word(lang, key, before),
                &word(lang, key, after),
            ));
        }
    }
    said
}

fn pair(name: &str, before: &str, after: &str) -> String {
    format!("{name}: {before} → {after}")
}

/// One side of a field: an amount as money, a code by its name, a day as people write it.
fn word(lang: Lang, key: &str, value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return "–".to_owned(),
        Some(Value::Bool(yes)) => return lang.t(if *yes { "yes" } else { "no" }),
        Some(Value::String(text)) if text.is_empty() => return "–".to_owned(),
        Some(Value::String(text)) => text,
        Some(other) => return other.to_string(),
    };
    let kind = match key {
        "delivery_method" => "method",
        "payment_method" => "payment",
        "payment_status" => "paid",
        other => other,
    };
    let code = format!("orders-{kind}-{}", text.replace('_', "-"));
    if lang.has(&code) {
        return lang.t(&code);
    }
    if key.ends_with("_amount") || key.ends_with("_charge") {
        let amount = text.parse::<Money>();
        return amount.map_or_else(|_| text.clone(), |amount| format::money(lang, amount));
    }
    if key.ends_with("_percentage") {
        let rate = text.parse::<Rate>();
        return rate.map_or_else(|_| text.clone(), |rate| format::percent(lang, rate));
    }
    match text.parse::<Day>() {
        Ok(day) => short(day, lang),
        Err(_) => text.clone(),
    }
}

/// What became of a line: how much, and where they changed its price, discount and instructions.
fn line(lang: Lang, change: &Value) -> String {
    let side = |name: &str| change.get(name).filter(|side| side.is_object());
    let (before, after) = (side("before"), side("after"));
    let product = change.get("product").and_then(Value::as_str);
    let mut parts = vec![pair(
        product.unwrap_or_default(),
        &amount(lang, before),
        &amount(lang, after),
    )];
    if let (Some(before), Some(after)) = (before, after) {
        for key in ["unit_price", "discount_percentage", "custom_instructions"] {
            let (was, is) = (before.get(key), after.get(key));
            if was != is {
                let name = lang.t(&format!("orders-line-{}", key.replace('_', "-")));
                let say = |value| match key {
                    "unit_price" => price(lang, value),
                    _ => word(lang, key, value),
                };
                parts.push(pair(&name, &say(was), &say(is)));
            }
        }
    }
    parts.join("; ")
}

/// How much of a line, in its own unit.
fn amount(lang: Lang, side: Option<&Value>) -> String {
    let text = |key: &str| side.and_then(|side| side.get(key)).and_then(Value::as_str);
    match (text("quantity").map(str::parse), text("unit")) {
        (Some(Ok(number)), Some(unit)) => sheet::amount_words(lang, number, unit),
        _ => "–".to_owned(),
    }
}

fn price(lang: Lang, value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.parse::<Price>()
        .map_or_else(|_| text.to_owned(), |price| format::price(lang, price))
}

/// Program and system of whoever did it, as far as the browser says: "Firefox, Android".
fn browser(agent: &str) -> String {
    const PROGRAMS: &[(&str, &str)] = &[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: &[(&str, &str)] = &[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    match (known(PROGRAMS), known(SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(program), None) => program.to_owned(),
        _ => agent
            .split(['/', ' '])
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}
