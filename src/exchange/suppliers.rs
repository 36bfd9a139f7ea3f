//! Suppliers from a file, each on as many rows as they sell things: a row may name an item with its price and pack.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{Columns, Kind, Progress, Report, Row, Table, lang, outcome, postal_code, store};
use crate::catalog;
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::suppliers::{self, NewProduct, NewSupplier};
use crate::values::fold;
use crate::values::ids::{ItemId, SupplierId};
use crate::values::money::{Price, Rate};
use crate::values::quantity::Quantity;

pub(super) const COLUMNS: &[&[&str]] = &[
    &["name", "nombre", "proveedor", "supplier", "razon_social"],
    &["contact_name", "contacto", "contact"],
    &["email", "correo", "mail", "e_mail", "correo_electronico"],
    &[
        "phone",
        "telefono",
        "tel",
        "tlf",
        "movil",
        "telephone",
        "mobile",
    ],
    &["tax_id", "nif", "cif", "nif_cif", "cif_nif", "vat_number"],
    &[
        "address_line1",
        "direccion",
        "address",
        "domicilio",
        "calle",
        "street",
    ],
    &["city", "poblacion", "ciudad", "localidad", "town"],
    &[
        "postal_code",
        "codigo_postal",
        "cp",
        "c_p",
        "postcode",
        "zip",
    ],
    &["payment_terms", "condiciones", "terms"],
    &["lead_time_days", "plazo", "plazo_dias", "lead_days"],
    &["lang", "idioma", "language"],
    &["sku", "ingrediente", "articulo", "ingredient", "item"],
    &["supplier_product_code", "referencia", "code"],
    &["unit_price", "precio", "price"],
    &["pack_name", "formato", "envase", "pack"],
    &["pack_size", "contenido", "cantidad_formato"],
    &["minimum_order_quantity", "minimo", "minimum"],
    &["tax_rate", "iva"],
];

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Suppliers);
    if !columns.need(&["name"], report) {
        return Ok(());
    }
    let mut there = store::suppliers_by_name(tx)?;
    let items = store::items_by_name(tx)?;
    for (done, row) in table.rows.iter().enumerate() {
        progress(done);
        let taken = take_row(tx, row, &columns, &mut there, &items);
        match outcome(taken, row, report)? {
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
    there: &mut HashMap<String, SupplierId>,
    items: &HashMap<String, ItemId>,
) -> Result<bool> {
    let name = columns.cell(row, "name");
    let (supplier, is_new) = match there.get(&fold(name)) {
        Some(id) => (*id, false),
        None => {
            let id = suppliers::create(tx, &read(row, columns)?)?;
            there.insert(fold(name), id);
            (id, true)
        }
    };
    let sku = columns.cell(row, "sku");
    if sku.is_empty() {
        return Ok(is_new);
    }
    let item = *items
        .get(&fold(sku))
        .ok_or_else(|| Error::field("sku", Message::new("import-unknown-item").arg("name", sku)))?;
    let sold = suppliers::products_of(tx, supplier)?;
    if sold.iter().any(|product| product.ingredient_id == item) {
        return Ok(is_new);
    }
    suppliers::add_product(tx, supplier, &read_product(tx, row, columns, item)?)?;
    Ok(true)
}

fn read(row: &Row, columns: &Columns) -> Result<NewSupplier> {
    let text = |name: &str| columns.cell(row, name).to_owned();
    let usual = NewSupplier::default();
    let lead = match columns.cell(row, "lead_time_days") {
        "" => usual.lead_time_days,
        days => days
            .parse()
            .map_err(|_| Error::field("lead_time_days", "field-whole"))?,
    };
    let terms = Some(text("payment_terms")).filter(|terms| !terms.is_empty());
    Ok(NewSupplier {
        name: text("name"),
        tax_id: text("tax_id"),
        contact_name: text("contact_name"),
        email: text("email"),
        phone: text("phone"),
        address_line1: text("address_line1"),
        city: text("city"),
        postal_code: postal_code(row, columns),
        payment_terms: terms.unwrap_or(usual.payment_terms),
        lead_time_days: lead,
        lang: lang(row, columns, Lang::default())?,
        ..NewSupplier::default()
    })
}

fn read_product(tx: &Tx, row: &Row, columns: &Columns, item: ItemId) -> Result<NewProduct> {
    let item = catalog::find(tx, item)?;
    // Sizes and minima in a file are in kilograms, litres or pieces.
    let [_, large] = item.base_unit.units();
    let unit = if item.base_unit == crate::values::BaseUnit::Piece {
        item.base_unit.unit()
    } else {
        large
    };
    let needed = |name: &'static str| -> Result<Option<Decimal>> {
        columns
            .number(row, name)
            .map_err(|message| Error::field(name, message))
    };
    let price =
        needed("unit_price")?.ok_or_else(|| Error::field("unit_price", "field-required"))?;
    let size = needed("pack_size")?.unwrap_or(Decimal::ONE);
    let quantity = |name: &'static str, number: Decimal| {
        Quantity::written(number, unit).map_err(|_| Error::field(name, "field-amount"))
    };
    let rate = match needed("tax_rate")? {
        Some(rate) => Rate::exact(rate).map_err(|_| Error::field("tax_rate", "field-amount"))?,
        None => suppliers::usual_rate(tx, item.id)?,
    };
    Ok(NewProduct {
        ingredient_id: item.id,
        supplier_product_code: columns.cell(row, "supplier_product_code").to_owned(),
        supplier_product_name: String::new(),
        unit_price: Price::exact(price).map_err(|_| Error::field("unit_price", "field-amount"))?,
        pack_name: columns.cell(row, "pack_name").to_owned(),
        pack_size: quantity("pack_size", size)?,
        minimum_order_quantity: quantity(
            "minimum_order_quantity",
            needed("minimum_order_quantity")?.unwrap_or_default(),
        )?,
        lead_time_days: None,
        is_preferred: false,
        quality_grade: String::new(),
        tax_rate: rate,
        contract_price: None,
        contract_from: None,
        contract_until: None,
        is_active: true,
        breaks: Vec::new(),
    })
}
