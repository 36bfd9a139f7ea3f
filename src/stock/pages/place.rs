//! Where somebody is in a count: which goods, from which on, and the counts that the pages of one sitting fill.

use crate::stock::Show;
use crate::values::ids::{CountId, ItemId};
use crate::web::Form;

/// The address of a page of the count.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub show: Show,
    pub text: String,
    /// The item after which the page begins.
    pub after: Option<ItemId>,
    /// What the pages before were posted as: stock told of for the first time, and stock counted again.
    pub opening: Option<CountId>,
    pub count: Option<CountId>,
    /// Of the whole sitting.
    pub day: String,
    pub note: String,
}

impl Place {
    pub fn of(query: &Form) -> Self {
        let show = Show::from_code(query.text("show"))
            .filter(|show| matches!(show, Show::All | Show::Bought | Show::Made | Show::Low));
        Self {
            show: show.unwrap_or(Show::Bought),
            text: query.text("q").to_owned(),
            after: query.text("after").parse().ok(),
            opening: query.text("opening").parse().ok(),
            count: query.text("count").parse().ok(),
            day: query.text("day").to_owned(),
            note: query.text("note").to_owned(),
        }
    }

    /// The fields of the address that are not empty.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let mut pairs = vec![
            ("show", self.show.code().to_owned()),
            ("q", self.text.clone()),
            ("after", id(self.after.map(|after| after.0))),
            ("opening", id(self.opening.map(|opening| opening.0))),
            ("count", id(self.count.map(|count| count.0))),
            ("day", self.day.clone()),
            ("note", self.note.clone()),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    pub fn address(&self) -> String {
        let query = serde_urlencoded::to_string(self.pairs()).unwrap_or_default();
        format!("/stock/count?{query}")
    }
}
