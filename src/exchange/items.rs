//! Items from a file: those whose SKU is there already are left as they are, or whose name where the file gives no SKU.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{Columns, Kind, Progress, Report, Row, Table, outcome, store};
use crate::catalog::{self, Allergen, NewItem, TaxClass, Unread};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::values::ids::{ItemId, PriceListId};
use crate::values::money::{Price, Rate};
use crate::values::quantity::Quantity;
use crate::values::{TaxMode, Unit, fold};

pub(super) const COLUMNS: &[&[&str]] = &[
    &["sku", "codigo", "referencia", "code", "ingredient_id"],
    &[
        "name", "nombre", "articulo", "article", "name_es", "producto", "product",
    ],
    &["category", "categoria", "familia"],
    &["unit", "unidad"],
    &["tax", "iva", "tax_class", "vat", "tipo_iva", "tipo_de_iva"],
    &[
        "retail_price",
        "pvp",
        "precio",
        "price",
        "precio_venta",
        "precio_de_venta",
    ],
    &["wholesale_price", "mayorista", "precio_mayorista"],
    &["allergens", "alergenos", "allergens_contains"],
    &["piece_weight", "peso", "peso_g", "gramos", "weight"],
    &["shelf_life_days", "caducidad", "dias"],
    &["sold", "se_vende", "is_sold"],
    &["made", "se_hace", "is_made"],
    &["bought", "se_compra", "is_bought"],
    &["service", "servicio", "sin_existencias", "is_service"],
];

/// What the rows are read against.
struct Known {
    classes: Vec<(TaxClass, Rate)>,
    retail: PriceListId,
    wholesale: PriceListId,
}

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Items);
    if !columns.need(&["name"], report) {
        return Ok(());
    }
    let (skus, names) = store::item_keys(tx)?;
    let known = known(tx)?;
    let (mut own_skus, mut own_names) = (HashMap::new(), HashMap::new());
    let mut namesakes: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        *namesakes
            .entry(fold(columns.cell(row, "name")))
            .or_default() += 1;
    }
    let mut by_name = 0_usize;
    for (done, row) in table.rows.iter().enumerate() {
        progress(done);
        // A SKU tells items of one name apart; the name counts only where there is none.
        let (sku, name) = (columns.cell(row, "sku"), columns.cell(row, "name"));
        let (key, there, own, column) = match sku {
            "" => (fold(name), &names, &mut own_names, "name"),
            _ => (fold(sku), &skus, &mut own_skus, "sku"),
        };
        if !key.is_empty()
            && let Some(before) = own.insert(key.clone(), row.number)
        {
            let double = Message::new("import-double").arg("row", before);
            report.fault(row, column, double);
            continue;
        }
        if there.contains(&key) {
            report.rows_known += 1;
            continue;
        }
        // Made by the till or a recipe, under a number of our own: the same item, unless the file has several of the name.
        if names.contains(&fold(name)) && namesakes.get(&fold(name)) == Some(&1) {
            report.rows_known += 1;
            by_name += 1;
            continue;
        }
        if outcome(take_row(tx, row, &columns, &known), row, report)?.is_some() {
            report.rows_added += 1;
        }
    }
    if by_name > 0 {
        let quirk = Message::new("import-known-by-name").arg("count", by_name);
        report.quirks.push(quirk);
    }
    Ok(())
}

fn known(tx: &Tx) -> Result<Known> {
    let today = tx.today();
    let classes = catalog::tax_classes(tx)?.into_iter().map(|class| {
        let rate = catalog::tax_rate(tx, class.id, today)?;
        Ok((class, rate))
    });
    Ok(Known {
        classes: classes.collect::<Result<_>>()?,
        retail: catalog::default_price_list(tx, TaxMode::Gross)?.id,
        wholesale: catalog::default_price_list(tx, TaxMode::Net)?.id,
    })
}

fn take_row(tx: &Tx, row: &Row, columns: &Columns, known: &Known) -> Result<ItemId> {
    let mut errors = FieldErrors::default();
    let unit = match columns.cell(row, "unit") {
        "" => Some(Unit::Piece),
        text => text.parse().ok(),
    };
    let Some(unit) = unit else {
        return Err(Error::field("unit", "import-unit"));
    };
    let class = class_of(columns.cell(row, "tax"), known, &mut errors);
    let retail = price(row, columns, "retail_price", &mut errors);
    let wholesale = price(row, columns, "wholesale_price", &mut errors);
    let weight = checked(
        columns.number(row, "piece_weight"),
        "piece_weight",
        &mut errors,
    );
    let weight = weight.and_then(|grams| {
        let weight = Quantity::written(grams, Unit::G).ok();
        if weight.is_none() {
            errors.add("piece_weight", "field-amount");
        }
        weight.filter(|weight| weight.is_positive())
    });
    let shelf = checked(
        columns.number(row, "shelf_life_days"),
        "shelf_life_days",
        &mut errors,
    );
    let Some((class, confirmed)) = class else {
        return Err(Error::Invalid(errors));
    };
    let bought = flag(row, columns, "bought", false, &mut errors);
    let service = flag(row, columns, "service", false, &mut errors);
    let (sold, made) = (
        flag(row, columns, "sold", !bought && !service, &mut errors),
        flag(row, columns, "made", !bought && !service, &mut errors),
    );
    let allergens = allergens(columns.cell(row, "allergens"), &mut errors);
    errors.or(())?;
    let new = NewItem {
        sku: columns.cell(row, "sku").to_owned(),
        category: columns.cell(row, "category").to_owned(),
        is_sold: sold,
        is_made: made,
        is_bought: bought,
        is_service: service,
        unit,
        tax_confirmed: confirmed,
        allergens,
        piece_weight: weight,
        shelf_life_days: shelf.and_then(|days| days.round().try_into().ok()),
        ..NewItem::new(columns.cell(row, "name"), unit.base(), class)
    };
    let id = catalog::create(tx, new)?;
    for (list, price) in [(known.retail, retail), (known.wholesale, wholesale)] {
        if let Some(price) = price {
            catalog::set_price(tx, list, id, tx.today(), price)?;
        }
    }
    Ok(id)
}

fn allergens(text: &str, errors: &mut FieldErrors) -> Vec<Allergen> {
    Allergen::from_words(text).unwrap_or_else(|unread| {
        let (key, word) = match unread {
            Unread::Traces(part) => ("import-allergen-traces", part),
            Unread::Unknown(part) => ("import-allergen", part),
        };
        errors.add("allergens", Message::new(key).arg("word", word));
        Vec::new()
    })
}

/// A yes or a no as people write it; `usual` where the cell is empty.
fn flag(
    row: &Row,
    columns: &Columns,
    name: &'static str,
    usual: bool,
    errors: &mut FieldErrors,
) -> bool {
    match fold(columns.cell(row, name)).as_str() {
        "" => usual,
        "1" | "si" | "s" | "x" | "true" | "yes" | "y" => true,
        "0" | "no" | "n" | "-" | "false" => false,
        _ => {
            errors.add(name, "import-yes-or-no");
            usual
        }
    }
}

/// The class by its code or by today's rate (`4`, `10 %`); none said is food that nobody has confirmed.
fn class_of(
    text: &str,
    known: &Known,
    errors: &mut FieldErrors,
) -> Option<(crate::values::ids::TaxClassId, bool)> {
    let by_code = |code: &str| {
        known
            .classes
            .iter()
            .find(|(class, _)| class.code == code)
            .map(|(class, _)| class.id)
    };
    if text.is_empty() {
        return by_code("food").map(|id| (id, false));
    }
    let rate = text
        .trim_end_matches(['%', ' '])
        .replace(',', ".")
        .parse::<Decimal>()
        .ok()
        .and_then(|number| Rate::exact(number).ok());
    let by_rate = rate.and_then(|rate| {
        known
            .classes
            .iter()
            .find(|(_, own)| *own == rate)
            .map(|(class, _)| class.id)
    });
    let found = by_code(&fold(text)).or(by_rate);
    if found.is_none() {
        errors.add("tax", "import-tax");
    }
    found.map(|id| (id, true))
}

fn price(
    row: &Row,
    columns: &Columns,
    name: &'static str,
    errors: &mut FieldErrors,
) -> Option<Price> {
    let number = checked(columns.number(row, name), name, errors)?;
    let price = Price::exact(number)
        .ok()
        .filter(|price| !price.is_negative());
    if price.is_none() {
        errors.add(name, "field-amount");
    }
    price
}

fn checked(
    number: Result<Option<Decimal>, Message>,
    name: &'static str,
    errors: &mut FieldErrors,
) -> Option<Decimal> {
    number.unwrap_or_else(|message| {
        errors.add(name, message);
        None
    })
}
