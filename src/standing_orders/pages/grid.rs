//! The grid of items by weekday: read from a form, shown with what stands or what was typed.

use rust_decimal::Decimal;

use crate::catalog::{self, Item};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::standing_orders::NewTemplateLine;
use crate::standing_orders::dates::{Line, Schedule};
use crate::standing_orders::lines::WEEKDAYS;
use crate::values::calendar::{Day, weekday_name, weekday_short};
use crate::values::format;
use crate::values::ids::ItemId;
use crate::values::quantity::Quantity;
use crate::values::{NumberStyle, counted, fold, parse_number};
use crate::web::Form;

/// Rows without anything below the filled ones.
const BLANK: usize = 3;
/// Most rows that a form is read for.
const MOST_ROWS: usize = 200;
/// Most items offered while typing.
const OFFERED: usize = 400;

/// The grid as the template shows it.
pub(super) struct Grid {
    /// Put before each field's name.
    pub prefix: String,
    pub rows: Vec<Row>,
    pub columns: Vec<Column>,
}

pub(super) struct Column {
    /// Name of the field: a weekday, or `each` for one quantity on every date.
    pub field: &'static str,
    pub short: String,
    pub long: String,
}

#[derive(Default)]
pub(super) struct Row {
    pub product_id: String,
    pub product: String,
    pub unit: String,
    pub units: Vec<String>,
    pub instructions: String,
    /// As typed, one per column.
    pub cells: Vec<Cell>,
    pub error: String,
}

#[derive(Default)]
pub(super) struct Cell {
    /// Name of the column's field, and its words.
    pub field: &'static str,
    pub day: String,
    pub value: String,
    pub error: String,
    /// Placeholder: the usual quantity, where a single date is changed.
    pub usual: String,
}

impl Cell {
    pub fn of(column: &Column) -> Self {
        Self {
            field: column.field,
            day: column.long.clone(),
            ..Self::default()
        }
    }
}

impl Row {
    pub fn is_known(&self) -> bool {
        !self.product_id.is_empty()
    }
}

impl Grid {
    /// One column for every date, or one per weekday.
    pub fn columns(single: bool, lang: Lang) -> Vec<Column> {
        if single {
            let words = lang.t("standing-each");
            return vec![Column {
                field: "each",
                short: words.clone(),
                long: words,
            }];
        }
        (1..=7)
            .zip(WEEKDAYS)
            .map(|(weekday, field)| Column {
                field,
                short: weekday_short(weekday, lang).to_owned(),
                long: weekday_name(weekday, lang).to_owned(),
            })
            .collect()
    }

    /// An empty grid to type into.
    pub fn empty(prefix: &str, single: bool, lang: Lang) -> Self {
        let mut grid = Self {
            prefix: prefix.to_owned(),
            rows: Vec::new(),
            columns: Self::columns(single, lang),
        };
        grid.add_blank(BLANK + 2);
        grid
    }

    /// The lines that hold on a day.
    pub fn standing(
        view: &View,
        prefix: &str,
        schedule: &Schedule,
        day: Day,
        lang: Lang,
    ) -> Result<Self> {
        let lines: Vec<&Line> = schedule.usual(day.max(schedule.start)).collect();
        let single = is_single(schedule, &lines);
        let mut grid = Self {
            prefix: prefix.to_owned(),
            rows: Vec::new(),
            columns: Self::columns(single, lang),
        };
        for line in lines {
            let item = catalog::find(view, line.product_id)?;
            let week = line.week.iter().zip(&grid.columns);
            grid.rows.push(Row {
                product_id: line.product_id.to_string(),
                product: item.full_name(),
                unit: line.unit.clone(),
                units: units(view, &item)?,
                instructions: line.custom_instructions.clone(),
                cells: week
                    .map(|(quantity, column)| Cell {
                        value: in_units(*quantity, line.unit_size, lang),
                        ..Cell::of(column)
                    })
                    .collect(),
                error: String::new(),
            });
        }
        grid.add_blank(BLANK);
        Ok(grid)
    }

    /// What was typed, with what is wrong beside it.
    pub fn typed(
        view: &View,
        prefix: &str,
        form: &Form,
        errors: &[(String, String)],
        lang: Lang,
    ) -> Result<Self> {
        let single = form
            .pairs()
            .iter()
            .any(|(name, _)| name.starts_with(prefix) && name.ends_with(".each"));
        let mut grid = Self {
            prefix: prefix.to_owned(),
            rows: Vec::new(),
            columns: Self::columns(single, lang),
        };
        for (place, number) in filled(form, prefix).into_iter().enumerate() {
            let text = |field: &str| form.text(&name(prefix, number, field)).to_owned();
            let wrong =
                |field: &str| super::error_of(errors, &name(prefix, place, field)).to_owned();
            let item = match text("product_id").parse::<ItemId>() {
                Ok(id) => catalog::find(view, id).ok(),
                Err(_) => None,
            };
            let cells: Vec<Cell> = grid
                .columns
                .iter()
                .map(|column| Cell {
                    value: text(column.field),
                    error: if column.field == "each" {
                        first_of(&wrong)
                    } else {
                        wrong(column.field)
                    },
                    ..Cell::of(column)
                })
                .collect();
            let wrong_cells: Vec<String> = cells
                .iter()
                .filter(|cell| !cell.error.is_empty())
                .map(|cell| format!("{}: {}", cell.day, cell.error))
                .collect();
            let row_error = [
                wrong("product_id"),
                wrong("unit"),
                wrong("custom_instructions"),
                wrong_cells.join(" · "),
            ];
            grid.rows.push(Row {
                cells,
                product_id: text("product_id"),
                product: match &item {
                    Some(item) => item.full_name(),
                    None => text("product"),
                },
                unit: text("unit"),
                units: match &item {
                    Some(item) => units(view, item)?,
                    None => Vec::new(),
                },
                instructions: text("custom_instructions"),
                error: row_error
                    .into_iter()
                    .find(|text| !text.is_empty())
                    .unwrap_or_default(),
            });
        }
        grid.add_blank(BLANK);
        Ok(grid)
    }

    /// Puts the rows into a form, as they are sent.
    pub fn fill(&self, form: &mut Form) {
        for (number, row) in self.rows.iter().filter(|row| row.is_known()).enumerate() {
            let mut set = |field: &str, value: &str| {
                form.set(&name(&self.prefix, number, field), value);
            };
            set("product_id", &row.product_id);
            set("unit", &row.unit);
            set("custom_instructions", &row.instructions);
            for cell in &row.cells {
                set(cell.field, &cell.value);
            }
        }
    }

    fn add_blank(&mut self, count: usize) {
        for _ in 0..count {
            let cells = self.columns.iter().map(Cell::of);
            self.rows.push(Row {
                cells: cells.collect(),
                ..Row::default()
            });
        }
    }
}

fn first_of(wrong: &impl Fn(&str) -> String) -> String {
    WEEKDAYS
        .iter()
        .map(|field| wrong(field))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn name(prefix: &str, number: usize, field: &str) -> String {
    format!("{prefix}order_items.{number}.{field}")
}

/// Whether one quantity on every date says it all.
fn is_single(schedule: &Schedule, lines: &[&Line]) -> bool {
    use crate::standing_orders::dates::Frequency;
    let same = lines
        .iter()
        .all(|line| line.week.iter().all(|one| Some(one) == line.week.first()));
    let suits = matches!(schedule.frequency, Frequency::Daily | Frequency::Monthly(_));
    suits && same && !lines.is_empty()
}

/// The numbers of the rows that hold anything.
fn filled(form: &Form, prefix: &str) -> Vec<usize> {
    let has = |number: usize, field: &str| !form.text(&name(prefix, number, field)).is_empty();
    (0..MOST_ROWS)
        .filter(|number| {
            has(*number, "product_id")
                || has(*number, "product")
                || has(*number, "each")
                || WEEKDAYS.iter().any(|field| has(*number, field))
        })
        .collect()
}

/// Reads the rows into lines; the errors count rows from 0, those without anything left out.
pub(super) fn read(
    view: &View,
    prefix: &str,
    form: &Form,
    errors: &mut FieldErrors,
) -> Result<Vec<NewTemplateLine>> {
    let mut lines = Vec::new();
    for (place, number) in filled(form, prefix).into_iter().enumerate() {
        let text = |field: &str| form.text(&name(prefix, number, field));
        let product_id = match text("product_id").parse::<ItemId>() {
            Ok(id) => id,
            Err(_) => match find_item(view, text("product"))? {
                Some(item) => item.id,
                None => {
                    errors.add(name(prefix, place, "product_id"), "standing-which-item");
                    continue;
                }
            },
        };
        let unit = unit_of(view, product_id, text("unit"))?;
        let mut week = [Decimal::ZERO; 7];
        for (at, field) in WEEKDAYS.iter().enumerate() {
            let typed = match text("each") {
                "" => text(field),
                each => each,
            };
            match number_of(typed, &unit) {
                Some(number) => week[at] = number,
                None => errors.add(name(prefix, place, field), "field-number"),
            }
        }
        lines.push(NewTemplateLine {
            product_id,
            unit: text("unit").to_owned(),
            week,
            custom_instructions: text("custom_instructions").to_owned(),
        });
    }
    Ok(lines)
}

/// The unit that the numbers of a row are of: the one that is chosen, else the item's own.
fn unit_of(view: &View, item: ItemId, chosen: &str) -> Result<String> {
    if !chosen.is_empty() {
        return Ok(chosen.to_owned());
    }
    match catalog::find(view, item) {
        Ok(item) => Ok(item.unit.code().to_owned()),
        // That it does not exist is said beside its row.
        Err(Error::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// A quantity as typed in a cell, of this unit; empty is nothing.
fn number_of(text: &str, unit: &str) -> Option<Decimal> {
    if text.is_empty() || text == "-" {
        return Some(Decimal::ZERO);
    }
    let number = parse_number(text, NumberStyle::Guess).ok()?;
    Some(counted(number, unit))
}

/// The item that a text of the list means: its number, its name, or the only one that holds the words.
pub(super) fn find_item(view: &View, text: &str) -> Result<Option<Item>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (sku, _) = text.split_once(" · ").unwrap_or((text, ""));
    let mut found = catalog::search(view, sku, 10)?;
    if found.is_empty() {
        found = catalog::search(view, text, 10)?;
    }
    let exact = found
        .iter()
        .position(|item| fold(&item.sku) == fold(sku) || fold(&item.full_name()) == fold(text));
    match exact {
        Some(at) => Ok(Some(found.swap_remove(at))),
        None if found.len() == 1 => Ok(found.pop()),
        None => Ok(None),
    }
}

/// What may be typed as an item: "A0012 · Barra de pan".
pub(super) fn offers(view: &View) -> Result<Vec<String>> {
    let filter = catalog::Filter {
        is_sold: Some(true),
        ..catalog::Filter::default()
    };
    let items = catalog::list(view, &filter, None, OFFERED)?;
    Ok(items
        .into_iter()
        .map(|item| format!("{} · {}", item.sku, item.full_name()))
        .collect())
}

fn units(view: &View, item: &Item) -> Result<Vec<String>> {
    let mut units: Vec<String> = item
        .base_unit
        .units()
        .map(|unit| unit.code().to_owned())
        .into();
    units.extend(
        catalog::packs(view, item.id)?
            .into_iter()
            .map(|pack| pack.name),
    );
    Ok(units)
}

/// How many units, as one types them: no grouping, a comma in Spanish; nothing for none.
pub(super) fn in_units(quantity: Quantity, size: Quantity, lang: Lang) -> String {
    let Ok(count) = quantity.in_pack(size) else {
        return String::new();
    };
    if count.is_zero() {
        return String::new();
    }
    format::typed(lang, count, 3)
}
