//! A form that came too late: somebody saved the record after it was read. The page is shown again with what was typed,
//! now over the version that is stored; it says who came first and, at each field that differs, what is stored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::{Ctx, Form};
use crate::db::View;
use crate::error::{FieldErrors, Message, Result};
use crate::events;
use crate::i18n::Lang;
use crate::values::calendar::moment;
use crate::values::{NumberStyle, parse_number};

/// The field whose message heads the summary of the form.
const HEAD: &str = "version";

/// What was typed, with the version that is stored, so that saving it again is meant; and what to say beside it. `now`
/// fills the form in with what is stored; `kind` and `id` name the record in the history, `words` its texts in the
/// catalogues (`<words>-<field>-<code>`).
///
/// # Errors
/// Those of `now`: not found when the record is gone.
pub async fn overtaken(
    ctx: &Ctx,
    (kind, id): (&'static str, impl Into<Option<Uuid>>),
    words: &'static str,
    typed: &Form,
    now: impl FnOnce(&View) -> Result<Form> + Send + 'static,
) -> Result<(Form, FieldErrors)> {
    let (lang, id) = (ctx.lang, id.into());
    let mine = typed.clone();
    let (now, head) = ctx
        .read(move |view| Ok((now(view)?, head(view, lang, kind, id, &mine)?)))
        .await?;
    Ok(beside(lang, words, typed, &now, head))
}

/// What was typed, over the version that `now` has, with `head` and, at each field that differs, what is stored.
fn beside(lang: Lang, words: &str, typed: &Form, now: &Form, head: Message) -> (Form, FieldErrors) {
    let mut form = typed.clone();
    form.set(HEAD, now.text(HEAD));
    let mut errors = FieldErrors::one(HEAD, head);
    let (mine, theirs) = (fields(typed), fields(now));
    let names: BTreeSet<&str> = mine.keys().chain(theirs.keys()).copied().collect();
    for name in names {
        let values = |of: &BTreeMap<&str, Vec<String>>| of.get(name).cloned().unwrap_or_default();
        let (mine, theirs) = (values(&mine), values(&theirs));
        if !same(&mine, &theirs) {
            errors.add(name, stored(lang, words, name, &theirs, &mine));
        }
    }
    (form, errors)
}

/// Whether errors are those of a form that came too late.
pub fn is_head<N: AsRef<str>, T: AsRef<[(N, String)]> + ?Sized>(errors: &T) -> bool {
    errors
        .as_ref()
        .first()
        .is_some_and(|(name, _)| name.as_ref() == HEAD)
}

/// Who changed it last, and when. Of what has no id of its own (settings), who changed a field of this form.
fn head(view: &View, lang: Lang, kind: &str, id: Option<Uuid>, typed: &Form) -> Result<Message> {
    let ours = |changes: &Value| {
        let mut fields = changes.as_object().into_iter().flatten();
        fields.any(|(field, _)| typed.has(field))
    };
    let newest = events::last_hand(view, kind, id, |it| id.is_some() || ours(it))?;
    let (name, at) = newest.map_or_else(Default::default, |(name, at)| {
        (name, moment(at, view.zone, lang))
    });
    Ok(Message::new("overtaken").arg("name", name).arg("at", at))
}

/// The values of each field that is filled in; an id counts by the text that stands beside it.
fn fields(form: &Form) -> BTreeMap<&str, Vec<String>> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in form.pairs() {
        let told_beside = name.strip_suffix("_id").is_some_and(|text| form.has(text));
        let is_ours = name.starts_with('_') || matches!(name.as_str(), HEAD | "id" | "rows");
        if !is_ours && !told_beside && !value.trim().is_empty() {
            let values = found.entry(name).or_default();
            values.push(value.trim().to_owned());
            values.sort();
        }
    }
    found
}

/// Whether both say the same: "10" is "10,00".
fn same(mine: &[String], theirs: &[String]) -> bool {
    let number = |values: &[String]| match values {
        [value] => parse_number(value, NumberStyle::Guess).ok(),
        _ => None,
    };
    mine == theirs || number(mine).is_some_and(|mine| number(theirs) == Some(mine))
}

/// What is stored of a field, in words.
fn stored(lang: Lang, words: &str, name: &str, values: &[String], mine: &[String]) -> Message {
    let [value] = values else {
        return match values.is_empty() {
            true if mine == ["on"] || mine == ["true"] => {
                Message::new("overtaken-field").arg("value", lang.t("no"))
            }
            true => Message::new("overtaken-nothing"),
            false => Message::new("overtaken-other"),
        };
    };
    let key = format!("{words}-{name}-{value}").replace(['_', '.'], "-");
    let said = match value.as_str() {
        "on" | "true" => lang.t("yes"),
        id if id.parse::<Uuid>().is_ok() => return Message::new("overtaken-other"),
        _ if lang.has(&key) => lang.t(&key),
        text => text.to_owned(),
    };
    Message::new("overtaken-field").arg("value", said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::from_pairs(pairs.iter().map(owned).collect())
    }

    #[test]
    fn what_is_empty_ours_or_told_by_a_text_is_no_difference() {
        let one = form(&[
            ("_csrf", "x"),
            ("version", "3"),
            ("item", "Barra"),
            ("item_id", "1"),
            ("phone", " "),
            ("discount", "10"),
            ("weekdays", "2"),
            ("weekdays", "1"),
        ]);
        let other = form(&[
            ("item", "Barra"),
            ("discount", "10,00"),
            ("weekdays", "1"),
            ("weekdays", "2"),
        ]);
        let (one, other) = (fields(&one), fields(&other));
        assert!(one.keys().eq(other.keys()));
        for (name, values) in &one {
            assert!(same(values, &other[name]), "{name}");
        }
        assert!(!same(&["10".into()], &["11".into()]));
        assert!(!same(&[], &["11".into()]));
    }
}
