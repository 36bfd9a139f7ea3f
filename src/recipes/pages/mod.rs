//! Pages of recipes: the list with cost and margin, one recipe for any quantity, its card on paper.

mod cents;
pub mod edit;

use std::collections::HashMap;

use askama::Template;
use rust_decimal::Decimal;

use super::{Basis, Book, Cost, Fact, Kind, Listed, Recipe, percent};
use crate::catalog::Allergen;
use crate::db::View;
use crate::error::Result;
use crate::i18n::Lang;
use crate::people::roles::Permission as P;
use crate::settings;
use crate::stock::pages::{cost_per, plain, typed_quantity};
use crate::values::ids::{ItemId, RecipeId};
use crate::values::{BaseUnit, Money, Quantity, Rate, format};
use crate::web::api::USUAL_ROWS;
use crate::web::{Answer, Ctx, Frame, history};

struct Row {
    id: RecipeId,
    name: String,
    kind: String,
    makes: String,
    cost: String,
    missing: String,
    /// List and margin; whether it is below zero.
    margins: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "recipes/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Row>,
    chips: Vec<(String, String, bool)>,
    kind: String,
    text: String,
    next: String,
    sees_costs: bool,
    can_edit: bool,
    is_filtered: bool,
}

/// The kinds, then the retired ones.
const CHIPS: [&str; 5] = ["", "dough", "filling", "product", "retired"];

fn address(kind: &str, text: &str, after: Option<&RecipeId>) -> String {
    let mut pairs = Vec::new();
    if !kind.is_empty() {
        pairs.push(("kind", kind.to_owned()));
    }
    if !text.is_empty() {
        pairs.push(("q", text.to_owned()));
    }
    pairs.extend(after.map(|id| ("after", id.to_string())));
    match serde_urlencoded::to_string(&pairs) {
        Ok(query) if !query.is_empty() => format!("/recipes?{query}"),
        _ => "/recipes".to_owned(),
    }
}

/// A page of the list after a recipe.
pub(super) fn listed(
    view: &View,
    kind: &str,
    text: &str,
    after: Option<RecipeId>,
    limit: usize,
) -> Result<Vec<Listed>> {
    let after = match after {
        Some(id) => Some((super::find(view, id)?.name, id)),
        None => None,
    };
    let active = kind != "retired";
    super::list(view, Kind::from_code(kind), active, text, after, limit)
}

/// `GET /recipes`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let kind = ctx.query.text("kind").to_owned();
    let text = ctx.query.text("q").to_owned();
    let after: Option<RecipeId> = ctx.query.text("after").parse().ok();
    ctx.page(move |view, frame| {
        let mut found = listed(view, &kind, &text, after, USUAL_ROWS + 1)?;
        let more = found.len() > USUAL_ROWS;
        found.truncate(USUAL_ROWS);
        let next = match found.last() {
            Some(last) if more => address(&kind, &text, Some(&last.id)),
            _ => String::new(),
        };
        let sees_costs = frame.may(P::SeeCosts);
        let book = if sees_costs {
            Book::with_costs(view)?
        } else {
            Book::load(view)?
        };
        let costs = book.costs(found.iter().map(|row| row.item_id))?;
        let rows: Result<Vec<Row>> = found
            .iter()
            .map(|row| list_row(view, &frame, &book, &costs, row, sees_costs))
            .collect();
        let chips = CHIPS.map(|chip| {
            let key = if chip.is_empty() { "all" } else { chip };
            let words = frame.t(&format!("recipes-show-{key}"));
            (address(chip, &text, None), words, chip == kind)
        });
        Ok(IndexPage {
            rows: rows?,
            chips: chips.into(),
            is_filtered: !kind.is_empty() || !text.is_empty(),
            kind,
            text,
            next,
            sees_costs,
            can_edit: frame.may(P::EditRecipes),
            frame,
        })
    })
    .await
}

fn list_row(
    view: &View,
    frame: &Frame,
    book: &Book,
    costs: &HashMap<ItemId, Cost>,
    row: &Listed,
    sees_costs: bool,
) -> Result<Row> {
    let lang = frame.lang;
    let item = crate::stock::kept(view, row.item_id)?;
    let mut shown = Row {
        id: row.id,
        name: row.name.clone(),
        kind: frame.t(&format!("recipe-kind-{}", row.kind.code())),
        makes: format::natural(lang, row.yield_quantity, item.base_unit),
        cost: String::new(),
        missing: String::new(),
        margins: Vec::new(),
    };
    if !sees_costs || !row.is_active {
        return Ok(shown);
    }
    let overhead = view.settings.rate(settings::OVERHEAD);
    let cost = book.priced(row.item_id, costs, overhead)?;
    match cost {
        Some(cost) => shown.cost = format::price_per(lang, cost, item.price_unit, item.base_unit),
        None => shown.missing = book.missing(row.item_id, costs).join(", "),
    }
    if row.kind == Kind::Product {
        for margin in super::margins(view, row.item_id, cost)? {
            if let Some(rate) = margin.rate {
                let words = format::percent(lang, rate);
                shown
                    .margins
                    .push((margin.price_list, words, rate.is_negative()));
            }
        }
    }
    Ok(shown)
}

/// A line of a recipe as it is shown.
struct LineRow {
    name: String,
    href: String,
    percent: String,
    is_percent: bool,
    batch: String,
    wanted: String,
    unit_cost: String,
    amount: String,
    basis: &'static str,
}

struct MarginRow {
    list: String,
    price: String,
    net: String,
    left: String,
    rate: String,
    is_loss: bool,
}

/// A recipe for a quantity, as page and card show it.
struct Shown {
    id: RecipeId,
    item_id: ItemId,
    name: String,
    kind: String,
    is_active: bool,
    version: i64,
    makes: String,
    /// What was asked for, as it stands in the field and in words.
    typed: String,
    wanted: String,
    is_batch: bool,
    loss: String,
    /// "18 min · 230 °C".
    baking: String,
    /// Weight of one piece before and after the oven.
    raw_piece: String,
    baked_piece: String,
    lines: Vec<LineRow>,
    has_percent: bool,
    steps: Vec<String>,
    allergens: Vec<String>,
}

#[derive(Default)]
struct Costs {
    ingredients: String,
    overhead: String,
    overhead_rate: String,
    total: String,
    unit: String,
    missing: Vec<(ItemId, String)>,
    margins: Vec<MarginRow>,
}

#[derive(Template)]
#[template(path = "recipes/show.html")]
struct ShowPage {
    frame: Frame,
    shown: Shown,
    costs: Option<Costs>,
    uses: Vec<(RecipeId, String)>,
    history: Vec<history::Row>,
    wrong: String,
    can_edit: bool,
}

#[derive(Template)]
#[template(path = "recipes/card.html")]
struct CardPage {
    frame: Frame,
    shown: Shown,
}

/// `GET /recipes/{id}`: for one batch, or for `?quantity=`.
///
/// # Errors
/// Not found for an unknown recipe.
pub async fn show(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let typed = ctx.query.text("quantity").to_owned();
    ctx.page(move |view, frame| {
        let recipe = super::find(view, id)?;
        let sees_costs = frame.may(P::SeeCosts);
        let (mut shown, wrong, book, wanted) = shown(view, &frame, &recipe, &typed, sees_costs)?;
        let costs = if sees_costs {
            Some(costs(view, frame.lang, &book, &recipe, wanted, &mut shown)?)
        } else {
            None
        };
        Ok(ShowPage {
            uses: super::uses_of(view, recipe.item_id)?,
            history: history::of(view, frame.lang, "recipe", id)?,
            wrong: if wrong {
                frame.t("stock-quantity")
            } else {
                String::new()
            },
            can_edit: frame.may(P::EditRecipes),
            shown,
            costs,
            frame,
        })
    })
    .await
}

/// `GET /recipes/{id}/card`: on A4, for one batch or for `?quantity=`; without costs.
///
/// # Errors
/// Not found for an unknown recipe.
pub async fn card(ctx: Ctx) -> Answer {
    let id: RecipeId = ctx.id("id")?;
    let typed = ctx.query.text("quantity").to_owned();
    ctx.page(move |view, frame| {
        let recipe = super::find(view, id)?;
        let (shown, ..) = shown(view, &frame, &recipe, &typed, false)?;
        Ok(CardPage { frame, shown })
    })
    .await
}

/// What is shown, whether the quantity could not be read, the recipes, and the quantity.
fn shown(
    view: &View,
    frame: &Frame,
    recipe: &Recipe,
    typed: &str,
    with_costs: bool,
) -> Result<(Shown, bool, Book, Quantity)> {
    let lang = frame.lang;
    let mut book = if with_costs {
        Book::with_costs(view)?
    } else {
        Book::load(view)?
    };
    book.know(view, recipe.item_id)?;
    for line in &recipe.lines {
        book.know(view, line.ingredient_id)?;
    }
    let item = crate::stock::kept(view, recipe.item_id)?;
    let asked = Some(typed)
        .filter(|typed| !typed.is_empty())
        .map(|typed| typed_quantity(typed, &item).filter(|wanted| wanted.is_positive()));
    let wanted = asked.flatten().unwrap_or(recipe.yield_quantity);
    let (raw_piece, baked_piece) = pieces(lang, recipe, &book)?;
    let lines = line_rows(lang, recipe, &book, wanted)?;
    let mut allergens = book.allergens(recipe.item_id);
    for line in &recipe.lines {
        allergens.extend(book.allergens(line.ingredient_id));
    }
    let shown = Shown {
        id: recipe.id,
        item_id: recipe.item_id,
        name: recipe.name.clone(),
        kind: frame.t(&format!("recipe-kind-{}", recipe.kind.code())),
        is_active: recipe.is_active,
        version: recipe.version,
        makes: format::natural(lang, recipe.yield_quantity, item.base_unit),
        typed: match asked {
            Some(None) => typed.to_owned(),
            _ => typed_unit(lang, wanted, item.unit),
        },
        wanted: format::natural(lang, wanted, item.base_unit),
        is_batch: wanted == recipe.yield_quantity,
        loss: if recipe.loss_percentage.is_zero() {
            String::new()
        } else {
            format::percent(lang, recipe.loss_percentage)
        },
        baking: super::baking(recipe.bake_minutes, recipe.bake_degrees),
        raw_piece,
        baked_piece,
        has_percent: lines.iter().any(|line| !line.percent.is_empty()),
        lines,
        steps: recipe
            .steps
            .lines()
            .map(str::trim)
            .filter(|step| !step.is_empty())
            .map(str::to_owned)
            .collect(),
        allergens: allergens
            .iter()
            .map(|allergen: &Allergen| frame.t(&allergen.key()))
            .collect(),
    };
    Ok((shown, asked == Some(None), book, wanted))
}

/// "2,5 kg", "120", "3 docenas": as it is typed, without groups.
pub(super) fn typed_unit(lang: Lang, quantity: Quantity, unit: crate::values::Unit) -> String {
    use crate::values::Unit;
    let number = plain(lang, quantity.in_unit(unit).round_dp(6));
    match unit {
        Unit::Piece => number,
        Unit::Dozen if lang == Lang::Es => format!("{number} docenas"),
        _ => format!("{number} {}", unit.code()),
    }
}

/// The weight of one piece before and after the oven, where every ingredient has a weight.
fn pieces(lang: Lang, recipe: &Recipe, book: &Book) -> Result<(String, String)> {
    let none = (String::new(), String::new());
    if book.fact(recipe.item_id)?.base_unit != BaseUnit::Piece {
        return Ok(none);
    }
    let mut raw = Decimal::ZERO;
    for line in &recipe.lines {
        match percent::grams(book.fact(line.ingredient_id)?, line.quantity) {
            Some(grams) => raw += grams,
            None => return Ok(none),
        }
    }
    let Some(raw) = raw.checked_div(recipe.yield_quantity.decimal()) else {
        return Ok(none);
    };
    let grams = |weight: Decimal| {
        let whole = Quantity::round(weight.round_dp(0)).unwrap_or_default();
        format::natural(lang, whole, BaseUnit::G)
    };
    let baked = raw.checked_mul(recipe.loss_percentage.remaining());
    Ok((grams(raw), grams(baked.unwrap_or(raw))))
}

fn line_rows(lang: Lang, recipe: &Recipe, book: &Book, wanted: Quantity) -> Result<Vec<LineRow>> {
    let facts: Result<Vec<&Fact>> = recipe
        .lines
        .iter()
        .map(|line| book.fact(line.ingredient_id))
        .collect();
    let facts = facts?;
    let percents = percent::of_flour(&recipe.lines, &facts);
    let scaled = recipe.scaled(wanted)?;
    let rows = recipe
        .lines
        .iter()
        .zip(&scaled)
        .zip(facts.iter().zip(percents));
    let rows = rows.map(|((line, scaled), (fact, percent))| {
        let percent: Option<Rate> = line.bakers_percentage.or(percent);
        LineRow {
            name: fact.name.clone(),
            href: match book.recipe(fact.id) {
                Some(recipe) => format!("/recipes/{}", recipe.id),
                None if fact.is_service => String::new(),
                None => format!("/stock/{}", fact.id),
            },
            percent: percent.map_or_else(String::new, |rate| format::percent(lang, rate)),
            is_percent: line.bakers_percentage.is_some(),
            batch: format::natural(lang, line.quantity, fact.base_unit),
            wanted: format::natural(lang, scaled.quantity, fact.base_unit),
            unit_cost: String::new(),
            amount: String::new(),
            basis: "",
        }
    });
    Ok(rows.collect())
}

fn costs(
    view: &View,
    lang: Lang,
    book: &Book,
    recipe: &Recipe,
    wanted: Quantity,
    shown: &mut Shown,
) -> Result<Costs> {
    let overhead = view.settings.rate(settings::OVERHEAD);
    let sheet = book.sheet(recipe, wanted, overhead)?;
    let euros =
        |money: Option<Money>| money.map_or_else(String::new, |money| format::money(lang, money));
    let total = sheet.total.and_then(|total| Money::round(total).ok());
    let parts = cents::parts(&[sheet.ingredients, sheet.overhead], total);
    let (ingredients, shared) = (parts[0], parts[1]);
    let amounts: Vec<_> = sheet.lines.iter().map(|line| line.amount).collect();
    let amounts = cents::parts(&amounts, ingredients);
    let lines = sheet.lines.iter().zip(amounts);
    for (row, (line, amount)) in shown.lines.iter_mut().zip(lines) {
        let fact = book.fact(line.ingredient_id)?;
        row.unit_cost = line.unit_cost.map_or_else(String::new, |cost| {
            cost_per(lang, cost, fact.price_unit, fact.base_unit)
        });
        row.amount = euros(amount);
        row.basis = match line.basis {
            Basis::Average => "",
            Basis::Last => "recipe-basis-last",
            Basis::Supplier => "recipe-basis-supplier",
            Basis::Recipe => "recipe-basis-recipe",
            Basis::Free => "recipe-basis-free",
            Basis::Unknown => "recipe-basis-unknown",
        };
    }
    let item = book.fact(recipe.item_id)?;
    let per = |price| format::price_per(lang, price, item.price_unit, item.base_unit);
    let margins = super::margins(view, recipe.item_id, sheet.unit_cost)?;
    let margins = margins.into_iter().map(|margin| MarginRow {
        list: margin.price_list,
        price: per(margin.price),
        net: per(margin.net),
        is_loss: margin.left.is_some_and(|left| left.is_negative()),
        left: margin.left.map_or_else(String::new, per),
        rate: margin
            .rate
            .map_or_else(String::new, |rate| format::percent(lang, rate)),
    });
    Ok(Costs {
        ingredients: euros(ingredients),
        overhead: euros(shared),
        overhead_rate: format::percent(lang, overhead),
        total: euros(total),
        unit: sheet.unit_cost.map_or_else(String::new, per),
        missing: sheet.missing,
        margins: margins.collect(),
    })
}
