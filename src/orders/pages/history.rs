//! What happened to an order, in words.

use serde_json::Value;

use super::named;
use crate::db::View;
use crate::events;
use crate::i18n::Lang;
use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::money::Money;

/// One line of the history.
pub(super) struct Row {
    pub at: String,
    pub what: String,
    pub details: Vec<String>,
    pub who: String,
}

pub(super) fn row(view: &View, lang: Lang, line: events::HistoryLine) -> Row {
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
        who: line.performed_by,
    }
}

/// Before and after in words, as far as they have a name.
fn changed(lang: Lang, changes: &Value) -> Vec<String> {
    let say = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "–".to_owned(),
        Some(Value::String(text)) => match text.parse::<Day>() {
            Ok(day) => short(day, lang),
            Err(_) => text.clone(),
        },
        Some(Value::Bool(yes)) => lang.t(if *yes { "yes" } else { "no" }),
        Some(other) => other.to_string(),
    };
    let mut said = Vec::new();
    for (key, value) in changes.as_object().into_iter().flatten() {
        if key == "lines" {
            for line in value.as_array().into_iter().flatten() {
                let amount = |side: &str| say(line.get(side).and_then(|line| line.get("quantity")));
                let product = say(line.get("product"));
                said.push(format!(
                    "{product}: {} → {}",
                    amount("before"),
                    amount("after")
                ));
            }
            continue;
        }
        if key == "allergen_override" {
            said.push(lang.t("orders-field-allergen-override"));
            continue;
        }
        let name = format!("orders-field-{}", key.replace('_', "-"));
        if lang.has(&name) {
            let (before, after) = (value.get(0), value.get(1));
            let say = |value: Option<&Value>| match value.and_then(Value::as_str) {
                Some(text) if key.ends_with("_amount") || key.ends_with("_charge") => text
                    .parse::<Money>()
                    .map_or_else(|_| text.to_owned(), |amount| format::money(lang, amount)),
                _ => say(value),
            };
            said.push(format!(
                "{}: {} → {}",
                lang.t(&name),
                say(before),
                say(after)
            ));
        }
    }
    said
}
