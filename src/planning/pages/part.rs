//! A page of a list of items: found by text, gone on with after an item.

use crate::values::fold;
use crate::values::ids::ItemId;
use crate::web::Form;
use crate::web::api::USUAL_ROWS;

/// Which part of a list was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub text: String,
    pub after: Option<ItemId>,
}

impl Asked {
    pub fn of(query: &Form) -> Self {
        Self {
            text: query.text("q").to_owned(),
            after: query.text("after").parse().ok(),
        }
    }

    /// The address of `path` with this part and what else it says.
    pub fn address(&self, path: &str, more: &[(&str, String)]) -> String {
        let mut pairs = vec![("q", self.text.clone())];
        pairs.extend(more.iter().cloned());
        pairs.push((
            "after",
            self.after.map(|item| item.to_string()).unwrap_or_default(),
        ));
        pairs.retain(|(_, value)| !value.is_empty());
        match serde_urlencoded::to_string(&pairs) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }

    /// The rows of this part that are `shown`, out of all in their order, and the part that comes next.
    pub fn of_rows<T>(
        &self,
        rows: Vec<T>,
        about: impl Fn(&T) -> (ItemId, &str),
        shown: impl Fn(&T) -> bool,
    ) -> (Vec<T>, Option<Self>) {
        let text = fold(&self.text);
        let begins = self
            .after
            .and_then(|after| rows.iter().position(|row| about(row).0 == after));
        let rest = rows.into_iter().skip(begins.map_or(0, |at| at + 1));
        let mut rest = rest.filter(|row| shown(row) && fold(about(row).1).contains(&text));
        let part: Vec<T> = rest.by_ref().take(USUAL_ROWS).collect();
        let last = part.last().map(|row| about(row).0);
        let next = rest.next().and(last).map(|last| Self {
            text: self.text.clone(),
            after: Some(last),
        });
        (part, next)
    }
}
