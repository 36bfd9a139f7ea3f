//! Recipes from a file, one row an ingredient: the rows that name one item are one recipe, wherever they stand. A recipe
//! whose item has one already is left as it is; an item that is not there is made.

use std::collections::HashMap;

use super::{Columns, Kind, Progress, Report, Row, Table, outcome, store};
use crate::catalog::{self, NewItem};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::recipes::{self, NewLine, NewRecipe};
use crate::values::ids::ItemId;
use crate::values::money::Rate;
use crate::values::quantity::Quantity;
use crate::values::{BaseUnit, Unit, fold};

pub(super) const COLUMNS: &[&[&str]] = &[
    &[
        "item", "articulo", "receta", "recipe", "producto", "nombre", "name",
    ],
    &["kind", "tipo"],
    &["yield_quantity", "rendimiento", "yield", "yield_pieces"],
    &["yield_unit", "unidad_rendimiento"],
    &["loss_percentage", "merma", "bake_loss_pct"],
    &["ingredient", "ingrediente", "ingredient_id"],
    &["quantity", "cantidad"],
    &["unit", "unidad"],
    &["bakers_percentage", "porcentaje", "bakers_pct"],
];

/// What is said of the whole recipe: once, or the same in each of its rows.
const OF_RECIPE: [&str; 4] = ["kind", "yield_quantity", "yield_unit", "loss_percentage"];

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Recipes);
    // Percentages of the flour tell as much as quantities, and need no unit.
    let needed: &[&'static str] = match columns.has("bakers_percentage") {
        true if columns.has("quantity") => &["item", "ingredient", "unit"],
        true => &["item", "ingredient"],
        false => &["item", "ingredient", "quantity", "unit"],
    };
    if !columns.need(needed, report) {
        return Ok(());
    }
    let mut items = store::items_by_name(tx)?;
    let groups = groups(table, &columns, &items);
    // All that is made is there before any recipe is: a dough may stand below what is made of it.
    let mut makes = Vec::with_capacity(groups.len());
    for rows in groups {
        let row = stated(&rows, &columns, "yield_unit");
        if let Some(id) = outcome(item_of(tx, row, &columns, &mut items), row, report)? {
            makes.push((id, rows));
        }
    }
    let mut done = 0;
    for (item_id, rows) in makes {
        progress(done);
        done += rows.len();
        if take_recipe(tx, item_id, &rows, &columns, &items, report)? {
            report.rows_added += rows.len();
        }
    }
    Ok(())
}

/// The rows of each recipe, wherever they stand in the file, in the order of their first ones.
fn groups<'t>(
    table: &'t Table,
    columns: &Columns,
    items: &HashMap<String, ItemId>,
) -> Vec<Vec<&'t Row>> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    let mut places = HashMap::new();
    for row in &table.rows {
        let name = fold(columns.cell(row, "item"));
        // One row may name an item by its SKU and another by its name.
        let key = items.get(&name).map_or(name, ToString::to_string);
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(rows) => rows.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

/// The first of these rows that says something in a column; the very first when none does.
fn stated<'t>(rows: &[&'t Row], columns: &Columns, name: &str) -> &'t Row {
    let says = |row: &&&Row| !columns.cell(row, name).is_empty();
    rows.iter().find(says).unwrap_or(&rows[0])
}

fn take_recipe(
    tx: &Tx,
    item_id: ItemId,
    rows: &[&Row],
    columns: &Columns,
    items: &HashMap<String, ItemId>,
    report: &mut Report,
) -> Result<bool> {
    if recipes::active_for(tx, item_id)?.is_some() {
        report.rows_known += rows.len();
        return Ok(false);
    }
    for name in OF_RECIPE {
        let first = stated(rows, columns, name);
        let said = fold(columns.cell(first, name));
        for row in rows {
            let own = fold(columns.cell(row, name));
            if !own.is_empty() && own != said {
                let differs = Message::new("import-differs").arg("row", first.number);
                report.fault(row, name, differs);
            }
        }
    }
    let mut lines = Vec::new();
    for row in rows {
        lines.extend(outcome(line(row, columns, items), row, report)?);
    }
    if lines.len() < rows.len() {
        return Ok(false);
    }
    let made = head(tx, rows, columns, item_id)
        .and_then(|head| recipes::create(tx, NewRecipe { lines, ..head }));
    match made {
        Err(Error::Invalid(errors)) => {
            for error in errors.0 {
                let (row, column) = place_of(&error.field, rows);
                report.fault(row, column, error.message);
            }
            Ok(false)
        }
        made => Ok(outcome(made, rows[0], report)?.is_some()),
    }
}

/// The row and column of a wrong field of a recipe: `lines.1.ingredient_id` is its second row.
fn place_of<'t, 'f>(field: &'f str, rows: &[&'t Row]) -> (&'t Row, &'f str) {
    let line = field
        .strip_prefix("lines.")
        .and_then(|rest| rest.split_once('.'));
    let row = line.and_then(|(at, _)| rows.get(at.parse::<usize>().ok()?));
    match line.map_or(field, |(_, name)| name) {
        "ingredient_id" => (row.unwrap_or(&rows[0]), "ingredient"),
        name => (row.unwrap_or(&rows[0]), name),
    }
}

fn item_of(
    tx: &Tx,
    row: &Row,
    columns: &Columns,
    items: &mut HashMap<String, ItemId>,
) -> Result<ItemId> {
    let name = columns.cell(row, "item");
    if let Some(id) = items.get(&fold(name)) {
        return Ok(*id);
    }
    if name.is_empty() {
        return Err(Error::field("item", "field-required"));
    }
    let unit = yield_unit(row, columns)?;
    let classes = catalog::tax_classes(tx)?;
    let class = classes
        .iter()
        .find(|class| class.code == "food")
        .or(classes.first())
        .ok_or(Error::NotFound)?;
    let is_sold = unit.base() == BaseUnit::Piece;
    let new = NewItem {
        is_sold,
        tax_confirmed: false,
        ..NewItem::new(name, unit.base(), class.id)
    };
    let id = catalog::create(tx, new)?;
    items.insert(fold(name), id);
    Ok(id)
}

fn yield_unit(row: &Row, columns: &Columns) -> Result<Unit> {
    match columns.cell(row, "yield_unit") {
        "" => Ok(Unit::Piece),
        text => text
            .parse()
            .map_err(|_| Error::field("yield_unit", "import-unit")),
    }
}

fn head(tx: &Tx, rows: &[&Row], columns: &Columns, item_id: ItemId) -> Result<NewRecipe> {
    let read = |name: &'static str| {
        columns
            .number(stated(rows, columns, name), name)
            .map_err(|message| Error::field(name, message))
    };
    let item = catalog::find(tx, item_id)?;
    let unit = yield_unit(stated(rows, columns, "yield_unit"), columns)?;
    let yields =
        read("yield_quantity")?.ok_or_else(|| Error::field("yield_quantity", "field-required"))?;
    let kind = columns.cell(stated(rows, columns, "kind"), "kind");
    let kind = match fold(kind).as_str() {
        "dough" | "masa" => recipes::Kind::Dough,
        "filling" | "relleno" => recipes::Kind::Filling,
        "" | "product" | "producto" => recipes::Kind::Product,
        _ => return Err(Error::field("kind", "import-recipe-kind")),
    };
    Ok(NewRecipe {
        item_id,
        name: String::new(),
        kind,
        yield_quantity: Quantity::of_item(yields, unit, item.base_unit)
            .map_err(|_| Error::field("yield_unit", "import-unit"))?,
        loss_percentage: Rate::exact(read("loss_percentage")?.unwrap_or_default())
            .map_err(|_| Error::field("loss_percentage", "field-amount"))?,
        steps: String::new(),
        bake_minutes: None,
        bake_degrees: None,
        lines: Vec::new(),
    })
}

fn line(row: &Row, columns: &Columns, items: &HashMap<String, ItemId>) -> Result<NewLine> {
    let name = columns.cell(row, "ingredient");
    let ingredient_id = *items.get(&fold(name)).ok_or_else(|| {
        Error::field(
            "ingredient",
            Message::new("import-unknown-item").arg("name", name),
        )
    })?;
    let read = |name: &'static str| {
        columns
            .number(row, name)
            .map_err(|message| Error::field(name, message))
    };
    let quantity = read("quantity")?;
    // A quantity is what was weighed; the percentage counts only where there is none.
    let percentage = match quantity {
        Some(_) => None,
        None => read("bakers_percentage")?,
    };
    let unit = match columns.cell(row, "unit") {
        "" if percentage.is_some() => Unit::G,
        text => text
            .parse()
            .map_err(|_| Error::field("unit", "import-unit"))?,
    };
    Ok(NewLine {
        ingredient_id,
        quantity,
        unit,
        bakers_percentage: percentage
            .map(Rate::exact)
            .transpose()
            .map_err(|_| Error::field("bakers_percentage", "field-amount"))?,
    })
}
