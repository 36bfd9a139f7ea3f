//! What all documents hand to their templates: labels, parties, tax rows, the strip of dates under the head.

use serde_json::{Map, Value, json};

use super::RenderError;
use super::format::{Format, is_nothing};
use super::parts::{Party, Place, TaxRow};
use crate::i18n::Lang;

/// The words that templates print, each `document-<name>` in the catalogues and `l.<name>` in the templates.
pub const LABELS: &[&str] = &[
    "account",
    "allergens",
    "amount",
    "amount-with-tax",
    "article",
    "balance",
    "base",
    "charge",
    "code",
    "contact",
    "copy",
    "corrections",
    "customer",
    "day",
    "deliver-to",
    "description",
    "discount",
    "due",
    "issuer",
    "late",
    "late-total",
    "lot",
    "movements",
    "notes",
    "open",
    "open-invoices",
    "opening",
    "order-total",
    "ordered",
    "packs",
    "page",
    "page-of",
    "paid",
    "payments",
    "price",
    "price-net",
    "price-with-tax",
    "quantity",
    "rate",
    "rate-of-tax",
    "received-by",
    "received-id",
    "received-signature",
    "recipient",
    "reference",
    "remarks",
    "reply-to",
    "returns",
    "supplier",
    "surcharge-amount",
    "surcharge-rate",
    "tax-amount",
    "terms",
    "to-pay",
    "total",
    "total-invoice",
];

/// The parts of the page around the content.
pub struct Frame<'a> {
    pub lang: Lang,
    pub title: String,
    pub number: &'a str,
    /// Who it is for, beside the number at the head of later pages.
    pub reader: &'a Party,
    pub issuer: &'a Party,
    pub footers: &'a [String],
    pub copy: bool,
    /// A sentence at the head of each page.
    pub banner: String,
    pub strip: Vec<Value>,
}

impl Frame<'_> {
    /// The page's data, with the document's own `content` put in.
    pub fn with(self, content: Value) -> Value {
        let mut data = Map::new();
        data.insert("lang".into(), self.lang.code().into());
        data.insert("labels".into(), labels(self.lang));
        data.insert("title".into(), self.title.into());
        data.insert("number".into(), self.number.into());
        data.insert("reader".into(), lead(self.reader).into());
        data.insert("issuer".into(), party(self.lang, self.issuer));
        data.insert("footers".into(), json!(self.footers));
        data.insert("copy".into(), self.copy.into());
        data.insert("banner".into(), self.banner.into());
        data.insert("strip".into(), self.strip.into());
        if let Value::Object(content) = content {
            data.extend(content);
        }
        Value::Object(data)
    }
}

fn labels(lang: Lang) -> Value {
    let words = LABELS.iter().map(|name| {
        (
            (*name).to_owned(),
            lang.t(&format!("document-{name}")).into(),
        )
    });
    Value::Object(words.collect())
}

/// The text, or an error that names what is missing.
pub fn required<'a>(text: &'a str, what: &'static str) -> Result<&'a str, RenderError> {
    if text.trim().is_empty() {
        return Err(RenderError::Missing(what));
    }
    Ok(text)
}

/// One point of the strip.
pub fn point(label: String, value: String, detail: String) -> Value {
    json!({ "label": label, "value": value, "detail": detail })
}

pub fn lead(party: &Party) -> &str {
    if party.trade_name.is_empty() {
        &party.name
    } else {
        &party.trade_name
    }
}

pub fn party(lang: Lang, party: &Party) -> Value {
    let legal = if lead(party) == party.name {
        ""
    } else {
        &party.name
    };
    let tax_id = match party.tax_id.as_str() {
        "" => String::new(),
        id => lang.with("document-tax-id", &[("id", id.into())]),
    };
    json!({
        "lead": lead(party),
        "legal": legal,
        "tax_id": tax_id,
        "address": address(
            &party.street,
            &[&party.postcode, &party.town],
            &party.province,
            &party.country,
        ),
        "phone": party.phone,
        "email": party.email,
        "registry": party.registry,
    })
}

pub fn place(place: &Place) -> Value {
    json!({
        "name": place.name,
        "address": address(&place.street, &[&place.postcode, &place.town], "", ""),
        "contact": joined(&[&place.contact, &place.phone], " · "),
        "instructions": place.instructions,
    })
}

/// The lines of an address; a province is named only where the town does not say it already.
fn address(street: &str, town: &[&str], province: &str, country: &str) -> Vec<String> {
    let mut last = joined(town, " ");
    if !province.is_empty() && !town.contains(&province) {
        last = joined(&[&last, &format!("({province})")], " ");
    }
    [street.to_owned(), last, country.to_owned()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
}

/// The parts that are not empty.
pub fn joined(parts: &[&str], between: &str) -> String {
    let filled: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    filled.join(between)
}

pub fn taxes(lang: Lang, rows: &[TaxRow]) -> Result<Value, RenderError> {
    let format = Format(lang);
    rows.iter()
        .map(|row| {
            Ok(json!({
                "rate": format.percent(&row.rate)?,
                "base": format.amount(&row.base)?,
                "tax": format.amount(&row.tax)?,
                "surcharge_rate": format.percent(&row.surcharge_rate)?,
                "surcharge": format.amount(&row.surcharge)?,
            }))
        })
        .collect()
}

/// A row of the sums: always, or only where there is something.
pub fn sum(lang: Lang, label: &str, amount: &str) -> Result<Option<Value>, RenderError> {
    if is_nothing(amount)? {
        return Ok(None);
    }
    Ok(Some(json!({
        "label": lang.t(&format!("document-{label}")),
        "value": Format(lang).amount(amount)?,
    })))
}
