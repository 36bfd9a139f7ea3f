//! The order to a supplier, one version of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::RenderError;
use super::engine::{Page, made_at};
use super::format::Format;
use super::parts::{Party, Place, TaxRow};
use super::view::{self, Frame, point, required, sum};
use crate::i18n::Lang;

/// All that a purchase order prints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurchaseDocument {
    pub lang: Lang,
    pub number: String,
    /// From 2 on the paper says that it replaces the one before.
    pub version: u32,
    pub day: String,
    /// The creation date of the file; empty: the start of the day.
    pub sent_at: String,
    /// The day by which the goods are needed.
    pub required_day: String,
    pub required_window: String,
    pub supplier: Party,
    /// The bakery's number at the supplier.
    pub customer_code: String,
    pub bakery: Party,
    pub deliver_to: Place,
    /// Who at the bakery answers for this order.
    pub contact: String,
    pub reply_to: String,
    pub lines: Vec<PurchaseLine>,
    pub taxes: Vec<TaxRow>,
    pub subtotal: String,
    pub tax: String,
    pub total: String,
    pub terms: String,
    pub notes: String,
    pub footers: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurchaseLine {
    /// The supplier's code.
    pub code: String,
    pub name: String,
    pub packs: String,
    /// What a pack is: "saco de 25 kg".
    pub pack: String,
    /// In base units as people read them: 250 kg.
    pub quantity: String,
    pub unit: String,
    /// Per pack, or per unit where `packs` is empty.
    pub unit_price: String,
    pub amount: String,
    /// Percent.
    pub rate: String,
}

impl PurchaseDocument {
    pub(super) fn page(&self) -> Result<Page, RenderError> {
        required(&self.number, "number")?;
        required(&self.bakery.name, "bakery")?;
        required(&self.supplier.name, "supplier")?;
        let frame = Frame {
            lang: self.lang,
            title: self.lang.t("document-purchase"),
            number: &self.number,
            reader: &self.supplier,
            issuer: &self.bakery,
            footers: &self.footers,
            copy: false,
            banner: String::new(),
            strip: self.strip()?,
        };
        Ok(Page {
            template: "purchase.typ",
            data: frame.with(self.content()?),
            ident: format!(
                "purchase {} {} {}",
                self.bakery.tax_id, self.number, self.version
            ),
            made_at: made_at(&self.sent_at, &self.day)?,
        })
    }

    fn strip(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        let word = |key: &str| self.lang.t(key);
        let mut points = vec![point(
            word("document-ordered-on"),
            format.day(&self.day)?,
            format.weekday(&self.day)?,
        )];
        if !self.required_day.is_empty() {
            let detail = view::joined(
                &[&format.weekday(&self.required_day)?, &self.required_window],
                ", ",
            );
            points.push(point(
                word("document-required"),
                format.day(&self.required_day)?,
                detail,
            ));
        }
        if !self.customer_code.is_empty() {
            points.push(point(
                word("document-our-code"),
                self.customer_code.clone(),
                String::new(),
            ));
        }
        if self.version > 1 {
            points.push(point(
                word("document-version"),
                self.version.to_string(),
                word("document-replaces"),
            ));
        }
        Ok(points)
    }

    fn content(&self) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                Ok(json!({
                    "code": line.code,
                    "name": line.name,
                    "packs": format.quantity(&line.packs)?,
                    "pack": line.pack,
                    "quantity": format.quantity(&line.quantity)?,
                    "unit": line.unit,
                    "price": format.price(&line.unit_price)?,
                    "amount": format.amount(&line.amount)?,
                    "rate": format.percent(&line.rate)?,
                }))
            })
            .collect::<Result<_, RenderError>>()?;
        let sums = [
            sum(self.lang, "base", &self.subtotal)?,
            sum(self.lang, "tax", &self.tax)?,
        ];
        Ok(json!({
            "supplier": view::party(self.lang, &self.supplier),
            "deliver_to": view::place(&self.deliver_to),
            "contact": self.contact,
            "reply_to": self.reply_to,
            "lines": lines,
            "with_codes": self.lines.iter().any(|line| !line.code.is_empty()),
            "taxes": view::taxes(self.lang, &self.taxes)?,
            "sums": sums.into_iter().flatten().collect::<Vec<_>>(),
            "total": format.money(&self.total)?,
            "terms": self.terms,
            "notes": self.notes,
        }))
    }
}
