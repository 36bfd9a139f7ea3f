//! Customers from a file: those whose phone or mail address is there already, or whose tax id under the same name, are left
//! as they are, and one with none of the three whose name and street are there; where these belong to another name, the report says so. Two rows of one file that share a phone or mail
//! address under different names are a fault: one of them would be lost.

use std::collections::HashSet;

use super::{Columns, Kind, Progress, Report, Row, Table, outcome, store};
use crate::customers::{self, CustomerType, NewCustomer, Rhythm};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::i18n::Lang;
use crate::values::ids::CustomerId;
use crate::values::spanish::normalise;
use crate::values::{PhoneDigits, fold};

pub(super) const COLUMNS: &[&[&str]] = &[
    &[
        "business_name",
        "empresa",
        "negocio",
        "razon_social",
        "business",
    ],
    &["contact_name", "nombre", "contacto", "name", "contact"],
    &["customer_type", "tipo", "type"],
    &["phone", "telefono", "movil"],
    &["email", "correo", "mail"],
    &["tax_id", "nif", "cif"],
    &["address_line1", "direccion", "calle", "address"],
    &["city", "poblacion", "ciudad", "town"],
    &["postal_code", "codigo_postal", "cp"],
    &["province", "provincia"],
    &["credit_term_days", "plazo", "dias_pago"],
    &["invoice_rhythm", "facturacion", "ritmo"],
    &["lang", "idioma", "language"],
    &["customer_notes", "notas", "notes"],
];

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Customers);
    if !columns.has("business_name") && !columns.need(&["contact_name"], report) {
        return Ok(());
    }
    let mut made = HashSet::new();
    let mut addresses = store::customers_by_address(tx)?;
    for (done, row) in table.rows.iter().enumerate() {
        progress(done);
        let own = match columns.cell(row, "business_name") {
            "" => columns.cell(row, "contact_name"),
            business => business,
        };
        let digits = PhoneDigits::new(columns.cell(row, "phone"));
        let found = store::customer_with(tx, digits.as_str(), columns.cell(row, "email"))?;
        if let Some(found) = found {
            let known = customers::find(tx, found)?;
            let is_same = fold(known.name()) == fold(own);
            if is_same || !made.contains(&found) {
                report.rows_known += 1;
                if !is_same {
                    report.quirks.push(
                        Message::new("import-same-contact")
                            .arg("row", row.number)
                            .arg("name", known.name()),
                    );
                }
                continue;
            }
        }
        let tax_id = normalise(columns.cell(row, "tax_id"));
        let address = (fold(own), fold(columns.cell(row, "address_line1")));
        let has_more = ["phone", "email", "tax_id"]
            .iter()
            .any(|name| !columns.cell(row, name).is_empty());
        if !has_more && addresses.contains(&address) {
            report.rows_known += 1;
            continue;
        }
        let names = store::names_with_tax_id(tx, &tax_id)?;
        if names.iter().any(|name| fold(name) == fold(own)) {
            report.rows_known += 1;
            continue;
        }
        if let Some(name) = names.first() {
            report.quirks.push(
                Message::new("import-same-tax-id")
                    .arg("row", row.number)
                    .arg("tax_id", tax_id)
                    .arg("name", name.as_str()),
            );
        }
        if let Some(id) = outcome(take_row(tx, row, &columns), row, report)? {
            made.insert(id);
            addresses.insert(address);
            report.rows_added += 1;
        }
    }
    Ok(())
}

fn take_row(tx: &Tx, row: &Row, columns: &Columns) -> Result<CustomerId> {
    let text = |name: &str| columns.cell(row, name).to_owned();
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let business = text("business_name");
    let customer_type = match fold(&text("customer_type")).as_str() {
        "" if business.is_empty() => CustomerType::Retail,
        "" | "mayorista" | "tienda" => CustomerType::Wholesale,
        "particular" | "minorista" => CustomerType::Retail,
        "restaurante" | "bar" | "cafeteria" => CustomerType::Restaurant,
        code => CustomerType::from_code(code)
            .ok_or_else(|| Error::field("customer_type", "setting-choice"))?,
    };
    let rhythm = match fold(&text("invoice_rhythm")).as_str() {
        "" => customer_type.usual_rhythm(),
        "quincenal" => Rhythm::Fortnightly,
        "semanal" => Rhythm::Weekly,
        "mensual" => Rhythm::Monthly,
        "por pedido" => Rhythm::PerOrder,
        code => Rhythm::from_code(code)
            .ok_or_else(|| Error::field("invoice_rhythm", "setting-choice"))?,
    };
    let terms = some("credit_term_days")
        .map(|text| text.parse())
        .transpose();
    let new = NewCustomer {
        customer_type,
        contact_name: some("contact_name").unwrap_or_else(|| business.clone()),
        business_name: business,
        phone: some("phone"),
        email: some("email"),
        tax_id: some("tax_id"),
        address_line1: text("address_line1"),
        city: text("city"),
        postal_code: text("postal_code"),
        province: text("province"),
        credit_term_days: terms.map_err(|_| Error::field("credit_term_days", "field-whole"))?,
        invoice_rhythm: rhythm,
        lang: Lang::from_code(&text("lang")).unwrap_or_else(|| tx.settings.language()),
        customer_notes: text("customer_notes"),
        ..NewCustomer::default()
    };
    customers::create(tx, new)
}
