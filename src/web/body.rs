//! A JSON body, read strictly: what is wrong is named by its place in the body and said in the caller's language.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Ctx;
use crate::error::{Error, FieldError, FieldErrors, Message, Result};
use crate::values::{Unfit, unfit};

/// A JSON body: wrong types and unknown fields are refused by name, a text that no field could hold as well.
#[derive(Debug)]
pub struct Body;

impl Body {
    /// # Errors
    /// [`Error::Invalid`] with the field (`items.2.quantity`) and why, every unknown field among them.
    pub fn read<T: DeserializeOwned>(ctx: &Ctx) -> Result<T> {
        let bytes: &[u8] = if ctx.body.is_empty() {
            b"{}"
        } else {
            &ctx.body
        };
        parse(bytes)
    }

    /// As [`read`](Self::read), for a change of the record that `stored` writes: what is left out stays as it is stored,
    /// `null` empties, and what only the program says may be sent back as it was read.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn over<T: DeserializeOwned>(ctx: &Ctx, stored: &impl Serialize) -> Result<T> {
        let sent: &[u8] = if ctx.body.is_empty() {
            b"{}"
        } else {
            &ctx.body
        };
        let sent: Value = parse(sent)?;
        let (Value::Object(stored), Value::Object(sent)) = (serde_json::to_value(stored)?, sent)
        else {
            return Err(Error::field("", "body-object"));
        };
        let mut whole = stored.clone();
        whole.extend(sent.clone());
        let whole = serde_json::to_vec(&whole)?;
        parse(&whole).or_else(|error| match error {
            Error::Invalid(mut errors) => {
                let is_ours = |wrong: &FieldError| {
                    wrong.message.key == UNKNOWN && is_as_read(&wrong.field, &sent, &stored)
                };
                errors.0.retain(|wrong| !is_ours(wrong));
                match errors.is_empty() {
                    true => Ok(serde_json::from_slice(&whole)?),
                    false => Err(Error::Invalid(errors)),
                }
            }
            other => Err(other),
        })
    }
}

/// Whether a field that is no part of a body stands there only because the record was sent back as it was read.
fn is_as_read(path: &str, sent: &Map<String, Value>, stored: &Map<String, Value>) -> bool {
    let (top, inner) = path.split_once('.').unwrap_or((path, ""));
    let (Some(sent), Some(stored)) = (sent.get(top), stored.get(top)) else {
        return !sent.contains_key(top);
    };
    let last = inner.rsplit('.').next().unwrap_or_default();
    let rows = stored.as_array().into_iter().flatten();
    let is_of_rows = rows.into_iter().any(|row| row.get(last).is_some());
    sent == stored || (!inner.is_empty() && is_of_rows)
}

/// The message for a field that nobody knows.
const UNKNOWN: &str = "body-unknown-field";

/// A body is an object: a list would be read by the places of its values, which are nobody's business.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let begins = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins == Some(&b'[') {
        return Err(Error::field("", "body-object"));
    }
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| unknown.push(path.to_string());
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let placed = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let read = T::deserialize(serde_ignored::Deserializer::new(placed, &mut note));
    let value = read
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| wrong(&track.path().to_string(), &error))?;
    let mut errors = FieldErrors::default();
    for path in unknown {
        errors.add(path, UNKNOWN);
    }
    if let Ok(body) = serde_json::from_slice(bytes) {
        check_texts("", &body, &mut errors);
    }
    errors.or(value)
}

/// The texts of a body, wherever they stand.
fn check_texts(path: &str, value: &Value, errors: &mut FieldErrors) {
    let within = |part: &str| match path {
        "" => part.to_owned(),
        path => format!("{path}.{part}"),
    };
    match value {
        Value::String(text) => {
            if let Some(why) = unfit(path, text) {
                errors.add(path, message_of(why));
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                check_texts(&within(&place.to_string()), value, errors);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                check_texts(&within(name), value, errors);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Why a text cannot be kept.
pub(super) fn message_of(unfit: Unfit) -> Message {
    match unfit {
        Unfit::TooLong(most) => Message::new("setting-too-long").arg("most", most),
        Unfit::Invisible => Message::new("field-invisible"),
    }
}

/// What the reader of JSON says of a value, as a field and a sentence of ours.
fn wrong(path: &str, error: &serde_json::Error) -> Error {
    if !error.is_data() {
        let message = Message::new("body-no-json").arg("line", error.line());
        return Error::field("", message.arg("column", error.column()));
    }
    let text = error.to_string();
    let named = |n: usize| text.split('`').nth(n).unwrap_or_default().to_owned();
    let field = path.replace('[', ".").replace(']', "");
    let field = field.trim_start_matches('.').to_owned();
    if text.starts_with("missing field") {
        let missing = named(1);
        let field = match field.as_str() {
            "" => missing,
            // The place is where reading stopped: the field itself, or what it is missing from.
            inside if inside == missing || inside.ends_with(&format!(".{missing}")) => field,
            inside => format!("{inside}.{missing}"),
        };
        return Error::field(field, "field-required");
    }
    if text.starts_with("unknown variant") {
        let choices: Vec<&str> = text.split('`').skip(3).step_by(2).collect();
        let message = Message::new("body-choice").arg("choices", choices.join(", "));
        return Error::field(field, message);
    }
    Error::field(field, kind_of(&text))
}

/// The sentence for a value of the wrong kind.
fn kind_of(text: &str) -> &'static str {
    let (_, expected) = text.rsplit_once("expected ").unwrap_or(("", text));
    let expected = expected.split(" at line").next().unwrap_or_default();
    let is = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
    if is(&["a boolean"]) {
        "setting-switch"
    } else if is(&["a decimal"]) {
        "body-decimal"
    } else if is(&[
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize",
    ]) {
        "field-whole"
    } else if is(&["a string", "a borrowed string", "string"]) {
        "body-text"
    } else if is(&["a sequence", "an array"]) {
        "body-list"
    } else if is(&["struct", "a map"]) {
        "body-object"
    } else {
        "body-value"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::values::money::Money;

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Line {
        quantity: Money,
        note: Option<String>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Whole {
        is_active: bool,
        #[serde(default)]
        items: Vec<Line>,
    }

    fn fields(body: &str) -> Vec<String> {
        match parse::<Whole>(body.as_bytes()) {
            Err(Error::Invalid(errors)) => {
                let spoken = errors.0.into_iter();
                let words = |error: &crate::error::FieldError| error.message.speak(Lang::En);
                spoken
                    .map(|error| format!("{}: {}", error.field, words(&error)))
                    .collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let cases = [
            (r#"{"is_active": "x"}"#, "is_active: "),
            (r#"{"items": []}"#, "is_active: "),
            (
                r#"{"is_active": true, "items": [{"quantity": "1.00"}, {"quantity": "uno"}]}"#,
                "items.1.quantity: ",
            ),
            (
                r#"{"is_active": true, "items": [{"note": "x"}]}"#,
                "items.0.quantity: ",
            ),
            (
                r#"{"is_active": true, "items": [{"quantity": "1.00", "size": 3}]}"#,
                "items.0.size: ",
            ),
            (r#"{"is_active": true, "items": {}}"#, "items: "),
            (r#"{"is_active": true"#, ": "),
            (
                "{\"is_active\": true, \"items\": [{\"quantity\": \"1.00\", \"note\": \"a\\u0000\"}]}",
                "items.0.note: ",
            ),
        ];
        for (body, expected) in cases {
            let found = fields(body);
            assert_eq!(found.len(), 1, "{body}: {found:?}");
            assert!(found[0].starts_with(expected), "{body}: {found:?}");
            assert!(!found[0].contains('['), "words for {body}: {found:?}");
        }
    }
}
