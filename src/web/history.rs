//! The history of a record in words, for the page of any room: `templates/parts/history.html` shows it.
//!
//! A line says `did-<action>` of the catalogues; a changed field is named `<kind>-field-<field>` and left out where the
//! catalogues have no name for it; a value that is a code is said by `<kind>-<field>-<code>` where that exists.

use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use crate::db::View;
use crate::error::Result;
use crate::events;
use crate::i18n::Lang;
use crate::values::calendar::{Day, short};
use crate::values::{Price, format};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Row {
    /// "19/11/2026 04:12" in the bakery's zone.
    pub when: String,
    pub what: String,
    pub who: String,
    pub reason: String,
    /// Field, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// The history of a record, newest first.
///
/// # Errors
/// Only those of the database.
pub fn of(view: &View, lang: Lang, kind: &'static str, id: impl Into<Uuid>) -> Result<Vec<Row>> {
    let lines = events::history(view, kind, id)?;
    Ok(lines
        .into_iter()
        .map(|line| row(view, lang, kind, line))
        .collect())
}

fn row(view: &View, lang: Lang, kind: &str, line: events::HistoryLine) -> Row {
    let day = view.zone.day_of(line.created_at);
    let time = view.zone.time_of(line.created_at);
    let who = line.who(&lang);
    let key = format!("did-{}", line.action.replace('_', "-"));
    let mut what = match lang.has(&key) {
        true => lang.t(&key),
        false => line.action,
    };
    if let Some(status) = line.new_status {
        what = format!("{what}: {}", word(lang, kind, "status", &status));
    }
    Row {
        when: format!("{} {time}", short(day, lang)),
        what,
        who,
        reason: line.description.unwrap_or_default(),
        changes: changes(lang, kind, line.additional_data.as_ref()),
    }
}

fn changes(lang: Lang, kind: &str, data: Option<&Value>) -> Vec<(String, String, String)> {
    let fields = data.and_then(Value::as_object).into_iter().flatten();
    fields
        .filter_map(|(field, values)| {
            let label = format!("{kind}-field-{field}").replace('_', "-");
            let [before, after] = values.as_array()?.as_slice() else {
                return None;
            };
            (before != after && lang.has(&label)).then(|| {
                let say = |value| spoken(lang, kind, field, value);
                (lang.t(&label), say(before), say(after))
            })
        })
        .collect()
}

fn spoken(lang: Lang, kind: &str, field: &str, value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => lang.t(if *yes { "yes" } else { "no" }),
        Value::Number(number) => number.to_string(),
        Value::String(text) => word(lang, kind, field, text),
        Value::Array(values) if values.is_empty() => "–".to_owned(),
        Value::Array(values) => {
            let words: Vec<String> = values
                .iter()
                .map(|value| spoken(lang, kind, field, value))
                .collect();
            words.join(", ")
        }
        Value::Object(_) => "…".to_owned(),
    }
}

/// A code in words, a day, a price and a number as people write them, anything else as it is.
fn word(lang: Lang, kind: &str, field: &str, text: &str) -> String {
    let key = format!("{kind}-{field}-{text}").replace('_', "-");
    if lang.has(&key) {
        return lang.t(&key);
    }
    if let Ok(day) = text.parse::<Day>() {
        return short(day, lang);
    }
    // Numbers of records are written with a point; a whole one may be a code as well.
    match text.parse::<Decimal>() {
        Ok(number) if text.contains('.') => match (field, Price::exact(number)) {
            ("price" | "unit_price", Ok(price)) => format::price(lang, price),
            _ => format::rounded(lang, number, number.scale()),
        },
        _ => text.to_owned(),
    }
}
