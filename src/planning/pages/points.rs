//! Reorder points, reckoned or set by hand.

use actix_web::http::StatusCode;
use askama::Template;

use super::part::Asked;
use crate::db::View;
use crate::error::{Error, FieldErrors};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::planning::maths::Method;
use crate::planning::{self, PointRow};
use crate::suppliers::pages::{Words, error_of, speaks};
use crate::suppliers::{self, words};
use crate::values::ids::ItemId;
use crate::values::money::round_half_away;
use crate::values::{BaseUnit, Quantity};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

const HERE: &str = "/buying/reorder-points";

#[derive(Template)]
#[template(path = "buying/points.html")]
struct PointsPage {
    frame: Frame,
    rows: Vec<PointRow>,
    asked: Asked,
    next: String,
    /// The item whose form was wrong.
    wrong: Option<ItemId>,
    form: Form,
    errors: Vec<(String, String)>,
    can_edit: bool,
}

speaks!(PointsPage);

impl PointsPage {
    /// Where the form of an item goes: what comes after it is the page that it stood on.
    fn action(&self, row: &PointRow) -> String {
        self.asked.address(&format!("{HERE}/{}", row.item), &[])
    }

    fn value(&self, row: &PointRow, name: &str) -> String {
        if self.wrong == Some(row.item) {
            return self.form.text(name).to_owned();
        }
        stored(self.frame.lang, row).text(name).to_owned()
    }

    fn error(&self, row: &PointRow) -> &str {
        if self.wrong != Some(row.item) {
            return "";
        }
        let fields = ["version", "reorder_point", "safety_stock"];
        let said = fields.map(|field| error_of(&self.errors, field));
        said.into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    fn is_manual(&self, row: &PointRow) -> bool {
        row.method == Method::Manual
    }

    fn maybe(&self, quantity: &Option<Quantity>, base: &BaseUnit) -> String {
        quantity.map_or_else(
            || "–".to_owned(),
            |quantity| words::goods(self.frame.lang, quantity, *base),
        )
    }
}

/// `GET /buying/reorder-points`, a part of them by `q` and `after`
///
/// # Errors
/// Those of the database.
pub async fn reorder_points(ctx: Ctx) -> Answer {
    points_page(&ctx, None, Form::default(), Vec::new(), StatusCode::OK).await
}

async fn points_page(
    ctx: &Ctx,
    wrong: Option<ItemId>,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let can_edit = ctx.may(Permission::EditBuying);
    let asked = Asked::of(&ctx.query);
    ctx.page_with(status, move |view, frame| {
        let all = planning::reorder_points(view)?;
        let (rows, next) = asked.of_rows(all, |row| (row.item, &row.name), |_| true);
        let next = next.map(|next| next.address(HERE, &[]));
        Ok(PointsPage {
            rows,
            asked,
            next: next.unwrap_or_default(),
            frame,
            wrong,
            form,
            errors,
            can_edit,
        })
    })
    .await
}

/// `POST /buying/reorder-points/{item}`: by hand, or (`auto`) calculated again.
///
/// # Errors
/// Those of the verb.
pub async fn set_reorder_point(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let (form, back) = (ctx.form()?, Asked::of(&ctx.query).address(HERE, &[]));
    let (typed, said) = (form.clone(), ctx.lang.t("saved"));
    let answer = ctx
        .once(move |tx| {
            let by_hand = if typed.is_on("auto") {
                None
            } else {
                let base = suppliers::api::base_of(tx, item)?;
                let mut errors = FieldErrors::default();
                let point = words::read_goods(&typed, "reorder_point", base, &mut errors);
                if point.is_none() && typed.text("reorder_point").is_empty() {
                    errors.add("reorder_point", "field-required");
                }
                let safety = words::read_goods(&typed, "safety_stock", base, &mut errors);
                errors.or(())?;
                Some((point.unwrap_or_default(), safety.unwrap_or_default()))
            };
            let version = typed.version().unwrap_or_default();
            planning::set_reorder_point(tx, item, version, by_hand)?;
            Ok(Stored::see(back).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            points_page(
                &ctx,
                Some(item),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let lang = ctx.lang;
            let now = move |view: &View| Ok(stored(lang, &planning::reorder_point(view, item)?));
            let about = ("item", item.0);
            let (form, errors) = overtaken(&ctx, about, "buying", &form, now).await?;
            let (errors, status) = (speak_fields(&errors, lang), StatusCode::PRECONDITION_FAILED);
            points_page(&ctx, Some(item), form, errors, status).await
        }
        answer => answer,
    }
}

/// The form of a reorder point as it is kept.
fn stored(lang: Lang, row: &PointRow) -> Form {
    let pairs = [
        ("reorder_point", typed(lang, row.point, row.base_unit)),
        ("safety_stock", typed(lang, row.safety, row.base_unit)),
        ("version", row.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

/// A figure as it stands in a field, to a thousandth of what the item is bought in.
fn typed(lang: Lang, quantity: Option<Quantity>, base: BaseUnit) -> String {
    let shown = |quantity: Quantity| {
        let shown = quantity.in_unit(suppliers::unit_of(base));
        words::typed(lang, round_half_away(shown, 3))
    };
    quantity.map(shown).unwrap_or_default()
}
