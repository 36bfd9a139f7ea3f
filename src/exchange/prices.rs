//! Prices from a file: item, list, from which day, price. A price that stands already for that very day is left as it is.

use std::collections::HashMap;

use super::{Columns, Kind, Progress, Report, Row, Table, day, outcome, store};
use crate::catalog::{self, PriceList};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::values::ids::ItemId;
use crate::values::money::Price;
use crate::values::{TaxMode, fold};

pub(super) const COLUMNS: &[&[&str]] = &[
    &[
        "item", "sku", "codigo", "articulo", "nombre", "name", "code",
    ],
    &["price_list", "tarifa", "lista"],
    &["valid_from", "desde", "fecha", "from"],
    &["price", "precio", "pvp"],
];

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Prices);
    if !columns.need(&["item", "price"], report) {
        return Ok(());
    }
    let items = store::items_by_name(tx)?;
    let lists = catalog::price_lists(tx)?;
    for (done, row) in table.rows.iter().enumerate() {
        progress(done);
        match outcome(take_row(tx, row, &columns, &items, &lists), row, report)? {
            Some(true) => report.rows_added += 1,
            Some(false) => report.rows_known += 1,
            None => {}
        }
    }
    Ok(())
}

/// Whether the row said anything new.
fn take_row(
    tx: &Tx,
    row: &Row,
    columns: &Columns,
    items: &HashMap<String, ItemId>,
    lists: &[PriceList],
) -> Result<bool> {
    let name = columns.cell(row, "item");
    let item = *items.get(&fold(name)).ok_or_else(|| {
        Error::field(
            "item",
            Message::new("import-unknown-item").arg("name", name),
        )
    })?;
    let list = match columns.cell(row, "price_list") {
        "" => catalog::default_price_list(tx, TaxMode::Gross)?.id,
        named => {
            let is_named = |list: &&PriceList| {
                [&list.code, &list.name]
                    .into_iter()
                    .any(|own| fold(own) == fold(named))
            };
            lists
                .iter()
                .find(is_named)
                .map(|list| list.id)
                .ok_or_else(|| {
                    Error::field(
                        "price_list",
                        Message::new("import-unknown-list").arg("name", named),
                    )
                })?
        }
    };
    let from = match columns.cell(row, "valid_from") {
        "" => tx.today(),
        text => day(text).ok_or_else(|| Error::field("valid_from", "import-day"))?,
    };
    let price = columns
        .number(row, "price")
        .map_err(|message| Error::field("price", message))?
        .ok_or_else(|| Error::field("price", "field-required"))?;
    let price = Price::exact(price).map_err(|_| Error::field("price", "field-amount"))?;
    let known = catalog::prices_of_item(tx, item)?;
    let stands = known.iter().any(|known| {
        known.price_list_id == list && known.valid_from == from && known.price == price
    });
    if stands {
        return Ok(false);
    }
    catalog::set_price(tx, list, item, from, price)?;
    Ok(true)
}
