//! The bake sheet on A4.

use askama::Template;

use super::{
    allergen_words, change_words, count, group_ingredients, group_title_since, row_detail,
};
use crate::error::Error;
use crate::fulfilment::pages::day_asked;
use crate::production::{self, ChangeRow, Group, Row, Sheet};
use crate::values::calendar;
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "production/printed.html")]
struct PaperPage {
    frame: Frame,
    sheet: Sheet,
    printed_at: String,
    versions: Vec<i64>,
    whole: bool,
    /// Changes of the versions before that nobody has ticked.
    unseen: Vec<ChangeRow>,
    /// How much of each dough the version before had.
    before: Vec<(Option<ItemId>, Quantity)>,
}

impl PaperPage {
    fn day_words(&self) -> String {
        calendar::words(self.sheet.day, self.frame.lang)
    }

    fn version_words(&self) -> String {
        match self.sheet.version {
            0 => self.frame.t("production-state-open"),
            version => self.frame.t1("production-version", "version", version),
        }
    }

    fn figures(&self) -> String {
        let pieces =
            crate::values::format::rounded(self.frame.lang, self.sheet.pieces().decimal(), 0);
        self.frame.t2(
            "production-figures",
            "orders",
            self.sheet.orders,
            "pieces",
            pieces,
        )
    }

    fn group_title(&self, group: &Group) -> String {
        let was = self
            .before
            .iter()
            .find(|(dough, _)| *dough == group.dough_id);
        let was = was
            .map(|(_, amount)| *amount)
            .filter(|_| self.only_changes());
        group_title_since(self.frame.lang, group, was)
    }

    /// Nothing that goes into the oven is another than in the version before.
    fn is_same(&self) -> bool {
        self.only_changes() && self.sheet.changes.is_empty()
    }

    /// The ingredients of a dough, else what the group contains.
    fn group_note(&self, group: &Group) -> String {
        if group.ingredients.is_empty() {
            return allergen_words(self.frame.lang, &group.allergens);
        }
        group_ingredients(self.frame.lang, group)
    }

    fn count(&self, row: &Row) -> String {
        count(self.frame.lang, row.quantity, row.base_unit)
    }

    fn oven(&self, row: &Row) -> String {
        crate::recipes::baking(row.bake_minutes, row.bake_degrees)
    }

    /// A later version is printed with its differences alone, unless all of it is asked for.
    fn only_changes(&self) -> bool {
        self.sheet.version > 1 && !self.whole
    }

    fn is_printed(&self, row: &Row) -> bool {
        !self.only_changes() || row.is_new
    }

    fn has_rows(&self, group: &Group) -> bool {
        group.rows.iter().any(|row| self.is_printed(row))
    }

    fn detail(&self, row: &Row) -> String {
        row_detail(self.frame.lang, row)
    }

    fn change(&self, change: &ChangeRow) -> (String, String, String) {
        change_words(self.frame.lang, change)
    }
}

/// `GET /production/sheet?day=&version=&whole=`
///
/// # Errors
/// [`Error::NotFound`] for a version that does not exist.
pub async fn sheet(ctx: Ctx) -> Answer {
    let asked = ctx.query.optional("day").is_some();
    let day = day_asked(&ctx, ctx.app.db.today())?;
    let version: Option<i64> = match ctx.query.optional("version") {
        Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let whole = ctx.query.is_on("whole");
    ctx.page(move |view, mut frame| {
        let day = if asked {
            day
        } else {
            production::oven_day(view)?
        };
        let state = crate::orders::days::state(view, day)?;
        let version = version.or((state.version > 0).then_some(state.version));
        let sheet = match version {
            Some(version) => production::sheet_of_version(view, day, version)?,
            None => production::sheet(view, day)?,
        };
        if crate::analytics::strip_day(view)? != day {
            frame.strip = None;
        }
        if let Some(strip) = frame.strip.as_mut() {
            // What is late now is no news on paper.
            for point in &mut strip.points {
                point.alert = None;
            }
        }
        let (mut unseen, mut before) = (Vec::new(), Vec::new());
        if sheet.version > 1 {
            unseen = production::open_changes(view, day)?;
            unseen.retain(|change| change.version < sheet.version);
            let last = production::sheet_of_version(view, day, sheet.version - 1)?;
            let amounts = last.doughs.iter();
            before = amounts
                .filter_map(|group| Some((group.dough_id, group.amount?)))
                .collect();
        }
        let printed_at = view.zone.time_of(view.now).to_string();
        let versions = production::versions(view, day)?;
        let versions = versions.into_iter().map(|(version, _)| version).collect();
        Ok(PaperPage {
            frame,
            sheet,
            printed_at,
            versions,
            whole,
            unseen,
            before,
        })
    })
    .await
}
