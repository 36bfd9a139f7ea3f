//! Customers from a file: those whose phone or mail address is there already, or whose tax id under the same name, are left
//! as they are, and one with none of the three whose name and street are there; where these belong to another name, the
//! report says so. Two rows of one file that share a phone or mail address under different names are a fault, for one of them
//! would be lost, and so is a row that says nothing but a name which another row has too: nobody can tell whether it is the
//! same customer.

use std::collections::{HashMap, HashSet};

use super::{Columns, Kind, Progress, Report, Row, Table, lang, outcome, postal_code, store};
use crate::customers::{self, CustomerType, NewCustomer, Rhythm};
use crate::db::Tx;
use crate::error::{Error, Message, Result};
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
        "nombre_comercial",
        "nombre_fiscal",
        "company",
    ],
    &[
        "contact_name",
        "nombre",
        "contacto",
        "name",
        "contact",
        "persona_de_contacto",
        "cliente",
        "customer",
    ],
    &["customer_type", "tipo", "type", "tipo_de_cliente"],
    &[
        "phone",
        "telefono",
        "movil",
        "tel",
        "tlf",
        "tfno",
        "telefono_movil",
        "telephone",
        "mobile",
        "phone_number",
    ],
    &[
        "email",
        "correo",
        "mail",
        "e_mail",
        "correo_electronico",
        "email_address",
    ],
    &[
        "tax_id",
        "nif",
        "cif",
        "nif_cif",
        "cif_nif",
        "dni",
        "vat_number",
    ],
    &[
        "address_line1",
        "direccion",
        "calle",
        "address",
        "domicilio",
        "street",
    ],
    &[
        "city",
        "poblacion",
        "ciudad",
        "town",
        "localidad",
        "municipio",
    ],
    &[
        "postal_code",
        "codigo_postal",
        "cp",
        "c_p",
        "postcode",
        "zip",
    ],
    &["province", "provincia"],
    &["credit_term_days", "plazo", "dias_pago"],
    &["invoice_rhythm", "facturacion", "ritmo"],
    &["lang", "idioma", "language"],
    &["customer_notes", "notas", "notes", "observaciones"],
];

/// What rows are compared with: who is there, and who else is in the file.
struct Known {
    /// Made by this file.
    made: HashSet<CustomerId>,
    /// Names with their streets, folded; and the names alone.
    addresses: HashSet<(String, String)>,
    names: HashSet<String>,
    /// The rows of each name in the file.
    rows: HashMap<String, Vec<usize>>,
    /// Rows with nothing but a name that was there.
    by_name: usize,
}

impl Known {
    fn of(tx: &Tx, table: &Table, columns: &Columns) -> Result<Self> {
        let addresses = store::customers_by_address(tx)?;
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for row in &table.rows {
            let name = fold(name_of(row, columns));
            rows.entry(name).or_default().push(row.number);
        }
        Ok(Self {
            made: HashSet::new(),
            names: addresses.iter().map(|(name, _)| name.clone()).collect(),
            addresses,
            rows,
            by_name: 0,
        })
    }
}

/// What is to be done with a row.
enum Fate {
    New,
    Known,
    Wrong(Message),
}

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Customers);
    if !columns.has("business_name") && !columns.need(&["contact_name"], report) {
        return Ok(());
    }
    let mut known = Known::of(tx, table, &columns)?;
    for (done, row) in table.rows.iter().enumerate() {
        progress(done);
        match fate(tx, row, &columns, &mut known, report)? {
            Fate::Known => report.rows_known += 1,
            Fate::Wrong(message) => report.fault(row, "", message),
            Fate::New => {
                if let Some(id) = outcome(take_row(tx, row, &columns), row, report)? {
                    known.made.insert(id);
                    let name = fold(name_of(row, &columns));
                    known.names.insert(name.clone());
                    known.addresses.insert((name, street_of(row, &columns)));
                    report.rows_added += 1;
                }
            }
        }
    }
    if known.by_name > 0 {
        let quirk = Message::new("import-customers-by-name").arg("count", known.by_name);
        report.quirks.push(quirk);
    }
    Ok(())
}

/// The name that a customer goes by.
fn name_of<'r>(row: &'r Row, columns: &Columns) -> &'r str {
    match columns.cell(row, "business_name") {
        "" => columns.cell(row, "contact_name"),
        business => business,
    }
}

fn street_of(row: &Row, columns: &Columns) -> String {
    fold(columns.cell(row, "address_line1"))
}

fn fate(
    tx: &Tx,
    row: &Row,
    columns: &Columns,
    known: &mut Known,
    report: &mut Report,
) -> Result<Fate> {
    let own = name_of(row, columns);
    let digits = PhoneDigits::new(columns.cell(row, "phone"));
    let found = store::customer_with(tx, digits.as_str(), columns.cell(row, "email"))?;
    if let Some(found) = found {
        let there = customers::find(tx, found)?;
        let is_same = fold(there.name()) == fold(own);
        if !is_same && !known.made.contains(&found) {
            report.quirks.push(
                Message::new("import-same-contact")
                    .arg("row", row.number)
                    .arg("name", there.name()),
            );
        }
        if is_same || !known.made.contains(&found) {
            return Ok(Fate::Known);
        }
    }
    let address = (fold(own), street_of(row, columns));
    let has_more = ["phone", "email", "tax_id"]
        .iter()
        .any(|name| !columns.cell(row, name).is_empty());
    if !has_more && address.1.is_empty() {
        return Ok(fate_of_name(row, &address.0, known));
    }
    if !has_more && known.addresses.contains(&address) {
        return Ok(Fate::Known);
    }
    by_tax_id(tx, row, columns, (own, &address), (known, report))
}

/// Of a row that says nothing but a name.
fn fate_of_name(row: &Row, name: &str, known: &mut Known) -> Fate {
    let rows = known.rows.get(name).into_iter().flatten();
    let other = rows.copied().find(|number| *number != row.number);
    match other.filter(|_| !name.is_empty()) {
        Some(other) => Fate::Wrong(Message::new("import-same-name").arg("row", other)),
        None if known.names.contains(name) => {
            known.by_name += 1;
            Fate::Known
        }
        None => Fate::New,
    }
}

/// Of a row that nobody's phone, mail address or street tells: the same tax id and name are the same customer.
fn by_tax_id(
    tx: &Tx,
    row: &Row,
    columns: &Columns,
    (own, address): (&str, &(String, String)),
    (known, report): (&Known, &mut Report),
) -> Result<Fate> {
    let tax_id = normalise(columns.cell(row, "tax_id"));
    let names = store::names_with_tax_id(tx, &tax_id)?;
    let is_there = names.iter().any(|name| fold(name) == fold(own));
    let is_elsewhere = !address.1.is_empty() && !known.addresses.contains(address);
    let key = match (names.first(), is_there) {
        (_, true) if is_elsewhere => "import-same-shop",
        (Some(_), false) => "import-same-tax-id",
        _ => "",
    };
    if !key.is_empty() {
        let name = names
            .first()
            .filter(|_| !is_there)
            .map_or(own, String::as_str);
        report.quirks.push(
            Message::new(key)
                .arg("row", row.number)
                .arg("tax_id", tax_id)
                .arg("name", name),
        );
    }
    Ok(if is_there { Fate::Known } else { Fate::New })
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
        postal_code: postal_code(row, columns),
        province: text("province"),
        credit_term_days: terms.map_err(|_| Error::field("credit_term_days", "field-whole"))?,
        invoice_rhythm: rhythm,
        lang: lang(row, columns, tx.settings.language())?,
        customer_notes: text("customer_notes"),
        ..NewCustomer::default()
    };
    customers::create(tx, new)
}
