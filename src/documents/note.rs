//! The delivery note (albarán): what was handed over, where, when and to whom.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::RenderError;
use super::engine::{Page, made_at};
use super::format::{Format, is_nothing, number};
use super::parts::{Party, Place, TaxRow};
use super::view::{self, Frame, joined, point, required, sum};
use crate::i18n::Lang;

/// All that a delivery note prints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteDocument {
    pub lang: Lang,
    pub number: String,
    /// The delivery day.
    pub day: String,
    /// When the note was made; the creation date of the file. Empty: the start of the day.
    pub made_at: String,
    /// When it was handed over; empty while it is still to be delivered.
    pub delivered_at: String,
    /// Promised time as it is said: `"06:00–07:00"`.
    pub window: String,
    pub orders: Vec<String>,
    pub route: String,
    pub stop: String,
    pub issuer: Party,
    pub customer: Party,
    pub point: Place,
    pub lines: Vec<NoteLine>,
    /// Prints prices, amounts and totals.
    pub with_prices: bool,
    pub taxes: Vec<TaxRow>,
    pub subtotal: String,
    pub tax: String,
    pub surcharge: String,
    pub total: String,
    pub corrections: Vec<NoteChange>,
    pub returns: Vec<NoteChange>,
    pub remarks: String,
    pub received_by: String,
    /// Tax or identity number of whoever received it.
    pub received_id: String,
    /// Strokes of the signature given on the phone, in thousandths of the box's width and height.
    pub signature: Vec<Vec<[u16; 2]>>,
    pub footers: Vec<String>,
    pub copy: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteLine {
    pub name: String,
    /// Weight of the piece, or what else goes under the name.
    pub detail: String,
    /// Fixed at cut-off; printed where it differs from what was delivered.
    pub ordered: String,
    /// Empty while it is still to be delivered: the ordered quantity is printed.
    pub delivered: String,
    pub unit: String,
    pub lot: String,
    pub allergens: Vec<String>,
    pub unit_price: String,
    /// Percent.
    pub discount: String,
    pub amount: String,
    /// Percent.
    pub rate: String,
}

/// Something corrected or brought back after the hand-over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteChange {
    pub day: String,
    pub name: String,
    /// With its sign for corrections.
    pub quantity: String,
    pub unit: String,
    pub reason: String,
}

impl NoteDocument {
    pub(super) fn page(&self) -> Result<Page, RenderError> {
        required(&self.number, "number")?;
        required(&self.issuer.name, "issuer")?;
        required(&self.customer.name, "customer")?;
        let frame = Frame {
            lang: self.lang,
            title: self.lang.t("document-note"),
            number: &self.number,
            reader: &self.customer,
            issuer: &self.issuer,
            footers: &self.footers,
            copy: self.copy,
            banner: String::new(),
            strip: self.strip()?,
        };
        Ok(Page {
            template: "note.typ",
            data: frame.with(self.content()?),
            ident: format!("note {} {}", self.issuer.tax_id, self.number),
            made_at: made_at(&self.made_at, &self.day)?,
        })
    }

    fn strip(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        let word = |key: &str| self.lang.t(key);
        let mut points = vec![point(
            word("document-delivery-day"),
            format.day(&self.day)?,
            format.weekday(&self.day)?,
        )];
        let (label, value) = if self.delivered_at.is_empty() {
            ("document-window", self.window.clone())
        } else {
            ("document-handed-over", format.time(&self.delivered_at)?)
        };
        if !value.is_empty() {
            points.push(point(word(label), value, self.received_by.clone()));
        }
        if !self.route.is_empty() {
            let stop = match self.stop.as_str() {
                "" => String::new(),
                stop => self.lang.with("document-stop", &[("stop", stop.into())]),
            };
            points.push(point(word("document-route"), self.route.clone(), stop));
        }
        if let Some((first, more)) = self.orders.split_first() {
            points.push(point(
                word("document-orders"),
                first.clone(),
                more.join(", "),
            ));
        }
        Ok(points)
    }

    fn content(&self) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| self.line(line))
            .collect::<Result<_, _>>()?;
        let sums = [
            sum(self.lang, "base", &self.subtotal)?,
            sum(self.lang, "tax", &self.tax)?,
            sum(self.lang, "surcharge", &self.surcharge)?,
        ];
        Ok(json!({
            "customer": view::party(self.lang, &self.customer),
            "point": view::place(&self.point),
            "lines": lines,
            "with_prices": self.with_prices,
            "with_discounts": self.has_discounts()?,
            "taxes": view::taxes(self.lang, &self.taxes)?,
            "with_surcharge": !is_nothing(&self.surcharge)?,
            "sums": sums.into_iter().flatten().collect::<Vec<_>>(),
            "total": format.money(&self.total)?,
            "corrections": self.changes(&self.corrections)?,
            "returns": self.changes(&self.returns)?,
            "remarks": self.remarks,
            "received_by": self.received_by,
            "received_id": self.received_id,
            "received_at": joined(
                &[
                    &format.instant_day(&self.delivered_at)?,
                    &format.time(&self.delivered_at)?,
                ],
                " ",
            ),
            "signature": self.signature,
        }))
    }

    fn has_discounts(&self) -> Result<bool, RenderError> {
        for line in &self.lines {
            if !is_nothing(&line.discount)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn line(&self, line: &NoteLine) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        let delivered = if line.delivered.is_empty() {
            &line.ordered
        } else {
            &line.delivered
        };
        let as_ordered = line.ordered.is_empty() || number(&line.ordered)? == number(delivered)?;
        Ok(json!({
            "quantity": format.quantity(delivered)?,
            "ordered": if as_ordered { String::new() } else { format.quantity(&line.ordered)? },
            "unit": line.unit,
            "name": line.name,
            "detail": line.detail,
            "lot": line.lot,
            "allergens": line.allergens.join(", "),
            "price": format.price(&line.unit_price)?,
            "discount": if is_nothing(&line.discount)? {
                String::new()
            } else {
                format.percent(&line.discount)?
            },
            "amount": format.amount(&line.amount)?,
            "rate": format.percent(&line.rate)?,
        }))
    }

    fn changes(&self, changes: &[NoteChange]) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        changes
            .iter()
            .map(|change| {
                Ok(json!({
                    "day": format.day(&change.day)?,
                    "name": change.name,
                    "quantity": format.quantity(&change.quantity)?,
                    "unit": change.unit,
                    "reason": change.reason,
                }))
            })
            .collect()
    }
}
