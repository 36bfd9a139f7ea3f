//! The invoice, full or rectifying, as it was frozen at its number.

use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::RenderError;
use super::engine::{Page, made_at};
use super::format::{Format, iban, is_nothing};
use super::parts::{Party, TaxRow};
use super::view::{self, Frame, point, required, sum};
use crate::i18n::Lang;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    #[default]
    Full,
    Rectifying,
}

/// All that an invoice prints. Amounts are in euros.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceDocument {
    pub lang: Lang,
    pub kind: InvoiceKind,
    pub number: String,
    pub issue_day: String,
    /// Empty: the start of the issue day. Becomes the creation date of the file.
    pub issued_at: String,
    /// First and last day of the deliveries; empty where they are the issue day.
    pub operation_from: String,
    pub operation_to: String,
    /// The calendar day of payment, which fresh food must print.
    pub due_day: String,
    pub terms: String,
    pub payment: PaymentMeans,
    pub issuer: Party,
    pub recipient: Party,
    /// The invoices that this one corrects.
    pub rectifies: Vec<Rectified>,
    pub rectifying_reason: String,
    pub notes: Vec<InvoiceNote>,
    /// Unit prices and line amounts hold the tax already.
    pub prices_include_tax: bool,
    /// What was paid before the invoice, when the orders were taken or from credit; empty: nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prepaid: String,
    /// Sum of the lines, printed where a discount or a delivery charge leads from it to `subtotal`.
    pub lines_total: String,
    /// Discount on the whole invoice (negative) and delivery charge, in the mode of the lines; empty or zero is
    /// not printed.
    pub discount: String,
    pub shipping: String,
    pub taxes: Vec<TaxRow>,
    /// Sum of the bases.
    pub subtotal: String,
    pub tax: String,
    pub surcharge: String,
    pub total: String,
    /// Exemptions, reverse charge, special regimes: sentences that the law asks for.
    pub notices: Vec<String>,
    /// Small print at the foot of each page.
    pub footers: Vec<String>,
    /// Says that this comes from a trial and not from an adapted invoicing system.
    pub trial: bool,
    /// Says «duplicado».
    pub copy: bool,
    /// The tax agency's code; only once records are kept for it.
    pub verification: Option<Verification>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Verification {
    /// What the code holds.
    pub url: String,
    /// The phrase under it; only where records are really sent.
    pub phrase: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentMeans {
    /// In words: bank transfer, direct debit, cash.
    pub method: String,
    /// The account to pay into, or the last digits of the one debited.
    pub iban: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rectified {
    pub number: String,
    pub day: String,
}

/// The lines of one delivery note. Lines of no note stand under an empty number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceNote {
    pub number: String,
    pub day: String,
    /// The delivery point.
    pub point: String,
    /// Of an order and no delivery note: what cancelling it late costs.
    pub is_order: bool,
    pub lines: Vec<InvoiceLine>,
}

impl InvoiceNote {
    /// The key of the word before its number.
    pub const fn label(&self) -> &'static str {
        if self.is_order {
            "document-orders"
        } else {
            "document-note"
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceLine {
    pub description: String,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    /// The unit price without tax, where `unit_price` holds it: the law asks for it. Empty: not printed, as on older ones.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub net_price: String,
    /// Percent; empty or zero is not printed.
    pub discount: String,
    pub amount: String,
    /// Percent.
    pub rate: String,
}

impl InvoiceDocument {
    pub(super) fn page(&self) -> Result<Page, RenderError> {
        required(&self.number, "number")?;
        required(&self.issue_day, "issue day")?;
        required(&self.total, "total")?;
        required(&self.issuer.name, "issuer")?;
        required(&self.recipient.name, "recipient")?;
        let title = self.lang.t(match self.kind {
            InvoiceKind::Full => "document-invoice",
            InvoiceKind::Rectifying => "document-rectifying-invoice",
        });
        let frame = Frame {
            lang: self.lang,
            title,
            number: &self.number,
            reader: &self.recipient,
            issuer: &self.issuer,
            footers: &self.footers,
            copy: self.copy,
            banner: if self.trial {
                self.lang.t("document-trial")
            } else {
                String::new()
            },
            strip: self.strip()?,
        };
        Ok(Page {
            template: "invoice.typ",
            data: frame.with(self.content()?),
            ident: format!("invoice {} {}", self.issuer.tax_id, self.number),
            made_at: made_at(&self.issued_at, &self.issue_day)?,
        })
    }

    /// Deliveries, issue, payment: the life of the invoice on one line.
    fn strip(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        let word = |key: &str| self.lang.t(key);
        let mut points = Vec::with_capacity(4);
        if !self.operation_from.is_empty() {
            let from = format.day(&self.operation_from)?;
            let (value, detail) = match format.day(&self.operation_to)? {
                to if to.is_empty() || to == from => (from, format.weekday(&self.operation_from)?),
                to => (
                    from,
                    self.lang.with("document-until", &[("day", to.into())]),
                ),
            };
            points.push(point(word("document-operations"), value, detail));
        }
        points.push(point(
            word("document-issued"),
            format.day(&self.issue_day)?,
            format.weekday(&self.issue_day)?,
        ));
        if !self.due_day.is_empty() {
            points.push(point(
                word("document-due"),
                format.day(&self.due_day)?,
                format.weekday(&self.due_day)?,
            ));
        }
        if !self.payment.method.is_empty() {
            points.push(point(
                word("document-payment"),
                self.payment.method.clone(),
                self.terms.clone(),
            ));
        }
        Ok(points)
    }

    fn content(&self) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        let notes: Vec<Value> = self
            .notes
            .iter()
            .map(|note| self.note(note))
            .collect::<Result<_, _>>()?;
        let rectifies: Vec<String> = self
            .rectifies
            .iter()
            .map(|invoice| {
                let day = format.day(&invoice.day)?;
                Ok(self.lang.with(
                    "document-rectifies",
                    &[("number", (&invoice.number).into()), ("day", day.into())],
                ))
            })
            .collect::<Result<_, RenderError>>()?;
        Ok(json!({
            "recipient": view::party(self.lang, &self.recipient),
            "rectifies": rectifies,
            "rectifying_reason": self.rectifying_reason,
            "notes": notes,
            "with_discounts": self.has_discounts()?,
            "with_net": self.has_net_prices(),
            "gross": self.prices_include_tax,
            "taxes": view::taxes(self.lang, &self.taxes)?,
            "with_surcharge": !is_nothing(&self.surcharge)?,
            "sums": self.sums()?,
            "total": format.money(&self.total)?,
            "due": format.long_day(&self.due_day)?,
            "iban": iban(&self.payment.iban),
            "notices": self.notices,
            "code": self.verification.as_ref().map(code).transpose()?.unwrap_or_default(),
            "code_phrase": self.verification.as_ref().map_or("", |it| it.phrase.as_str()),
        }))
    }

    fn note(&self, note: &InvoiceNote) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        let lines: Vec<Value> = note
            .lines
            .iter()
            .map(|line| {
                let discount = if is_nothing(&line.discount)? {
                    String::new()
                } else {
                    format.percent(&line.discount)?
                };
                Ok(json!({
                    "quantity": format.quantity(&line.quantity)?,
                    "unit": line.unit,
                    "description": line.description,
                    "price": format.price(&line.unit_price)?,
                    "net_price": if line.net_price.is_empty() { String::new() } else { format.price(&line.net_price)? },
                    "discount": discount,
                    "amount": format.amount(&line.amount)?,
                    "rate": format.percent(&line.rate)?,
                }))
            })
            .collect::<Result<_, RenderError>>()?;
        Ok(json!({
            "label": self.lang.t(note.label()),
            "number": note.number,
            "day": format.day(&note.day)?,
            "point": note.point,
            "lines": lines,
        }))
    }

    fn has_net_prices(&self) -> bool {
        let mut lines = self.notes.iter().flat_map(|note| &note.lines);
        lines.any(|line| !line.net_price.is_empty())
    }

    fn has_discounts(&self) -> Result<bool, RenderError> {
        for line in self.notes.iter().flat_map(|note| &note.lines) {
            if !is_nothing(&line.discount)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn sums(&self) -> Result<Vec<Value>, RenderError> {
        let adjusted = !is_nothing(&self.discount)? || !is_nothing(&self.shipping)?;
        let lines = if adjusted {
            self.lines_total.as_str()
        } else {
            ""
        };
        let rows = [
            sum(self.lang, "lines-total", lines)?,
            sum(self.lang, "discount-total", &self.discount)?,
            sum(self.lang, "shipping", &self.shipping)?,
            sum(self.lang, "base", &self.subtotal)?,
            sum(self.lang, "tax", &self.tax)?,
            sum(self.lang, "surcharge", &self.surcharge)?,
        ];
        Ok(rows.into_iter().flatten().collect())
    }
}

/// The code as a picture, error correction M, with its quiet zone.
fn code(verification: &Verification) -> Result<String, RenderError> {
    let code = QRBuilder::new(verification.url.as_str())
        .ecl(ECL::M)
        .build()
        .map_err(|error| RenderError::Template(error.to_string()))?;
    Ok(SvgBuilder::default().margin(4).to_str(&code))
}
