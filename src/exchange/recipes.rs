//! Recipes from a file, one row an ingredient: the rows of one recipe stand together under its item. A recipe whose item
//! has one already is left as it is; an item that is not there is made.

use std::collections::HashMap;

use super::{Columns, Kind, Progress, Report, Row, Table, outcome, store};
use crate::catalog::{self, NewItem};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::recipes::{self, NewLine, NewRecipe};
use crate::values::ids::{ItemId, RecipeId};
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

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Recipes);
    if !columns.need(&["item", "ingredient", "quantity", "unit"], report) {
        return Ok(());
    }
    let mut items = store::items_by_name(tx)?;
    let groups = table
        .rows
        .chunk_by(|one, other| columns.cell(one, "item") == columns.cell(other, "item"));
    let mut done = 0;
    for rows in groups {
        progress(done);
        done += rows.len();
        let taken = take_recipe(tx, rows, &columns, &mut items, report)?;
        if taken {
            report.rows_added += rows.len();
        }
    }
    Ok(())
}

fn take_recipe(
    tx: &Tx,
    rows: &[Row],
    columns: &Columns,
    items: &mut HashMap<String, ItemId>,
    report: &mut Report,
) -> Result<bool> {
    let Some(first) = rows.first() else {
        return Ok(false);
    };
    let Some(item_id) = outcome(item_of(tx, first, columns, items), first, report)? else {
        return Ok(false);
    };
    if recipes::active_for(tx, item_id)?.is_some() {
        report.rows_known += rows.len();
        return Ok(false);
    }
    let mut lines = Vec::new();
    for row in rows {
        lines.extend(outcome(line(row, columns, items), row, report)?);
    }
    if lines.len() < rows.len() {
        return Ok(false);
    }
    let made = head(tx, first, columns, item_id)
        .and_then(|head| recipes::create(tx, NewRecipe { lines, ..head }));
    let made: Option<RecipeId> = outcome(made, first, report)?;
    Ok(made.is_some())
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

fn head(tx: &Tx, row: &Row, columns: &Columns, item_id: ItemId) -> Result<NewRecipe> {
    let read = |name: &'static str| {
        columns
            .number(row, name)
            .map_err(|message| Error::field(name, message))
    };
    let item = catalog::find(tx, item_id)?;
    let unit = yield_unit(row, columns)?;
    let yields =
        read("yield_quantity")?.ok_or_else(|| Error::field("yield_quantity", "field-required"))?;
    let kind = match fold(columns.cell(row, "kind")).as_str() {
        "dough" | "masa" => recipes::Kind::Dough,
        "filling" | "relleno" => recipes::Kind::Filling,
        _ => recipes::Kind::Product,
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
    let unit = columns
        .cell(row, "unit")
        .parse()
        .map_err(|_| Error::field("unit", "import-unit"))?;
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
