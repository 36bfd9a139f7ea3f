//! The customer's statement, on its own or with a reminder.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::RenderError;
use super::engine::{Page, made_at};
use super::format::{Format, iban, is_nothing};
use super::parts::Party;
use super::view::{self, Frame, point, required};
use crate::i18n::{Arg, Lang};

/// All that a statement prints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementDocument {
    pub lang: Lang,
    /// The day for which it holds.
    pub as_of: String,
    /// The creation date of the file; empty: the start of that day.
    pub made_at: String,
    pub issuer: Party,
    pub customer: Party,
    /// The customer's number or short name, under the title.
    pub reference: String,
    /// A sentence or two above the figures: the reminder's own words.
    pub intro: String,
    pub invoices: Vec<OpenInvoice>,
    /// First day of the movements; empty prints none.
    pub movements_from: String,
    pub opening_balance: String,
    pub movements: Vec<Movement>,
    /// All that is open, and the part of it that is late.
    pub total_open: String,
    pub total_late: String,
    pub ageing: Vec<AgeingBand>,
    pub iban: String,
    pub terms: String,
    pub footers: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenInvoice {
    pub number: String,
    pub day: String,
    pub due_day: String,
    pub total: String,
    pub paid: String,
    pub open: String,
    /// Zero or less: not due yet.
    pub days_late: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Movement {
    pub day: String,
    /// In words: invoice, payment by transfer, credit.
    pub description: String,
    pub reference: String,
    /// What it adds to the debt, or takes from it; one of the two is empty.
    pub charge: String,
    pub payment: String,
    pub balance: String,
}

/// What is open by days late: `from` to `to`, both included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgeingBand {
    /// Zero and `to` zero: not due yet.
    pub from: i64,
    /// None: and more.
    pub to: Option<i64>,
    pub amount: String,
}

impl StatementDocument {
    pub(super) fn page(&self) -> Result<Page, RenderError> {
        required(&self.total_open, "total")?;
        required(&self.issuer.name, "issuer")?;
        required(&self.customer.name, "customer")?;
        let frame = Frame {
            lang: self.lang,
            title: self.lang.t("document-statement"),
            number: &self.reference,
            reader: &self.customer,
            issuer: &self.issuer,
            footers: &self.footers,
            copy: false,
            banner: String::new(),
            strip: self.strip()?,
        };
        Ok(Page {
            template: "statement.typ",
            data: frame.with(self.content()?),
            ident: format!(
                "statement {} {} {}",
                self.issuer.tax_id, self.customer.name, self.as_of
            ),
            made_at: made_at(&self.made_at, &self.as_of)?,
        })
    }

    /// The day, and the age of what is open.
    fn strip(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        let mut points = vec![point(
            self.lang.t("document-as-of"),
            format.day(&self.as_of)?,
            format.weekday(&self.as_of)?,
        )];
        for band in &self.ageing {
            points.push(point(
                self.band(band),
                format.money(&band.amount)?,
                String::new(),
            ));
        }
        Ok(points)
    }

    fn band(&self, band: &AgeingBand) -> String {
        let from = ("from", Arg::from(band.from));
        match band.to {
            Some(to) if to <= 0 => self.lang.t("document-not-due"),
            Some(to) => self
                .lang
                .with("document-days-band", &[from, ("to", to.into())]),
            None => self.lang.with("document-days-more", &[from]),
        }
    }

    fn content(&self) -> Result<Value, RenderError> {
        let format = Format(self.lang);
        Ok(json!({
            "customer": view::party(self.lang, &self.customer),
            "intro": self.intro,
            "invoices": self.invoice_rows()?,
            "movements": self.movement_rows()?,
            "movements_from": format.day(&self.movements_from)?,
            "opening_balance": format.amount(&self.opening_balance)?,
            "total": format.money(&self.total_open)?,
            "late": if is_nothing(&self.total_late)? {
                String::new()
            } else {
                format.money(&self.total_late)?
            },
            "iban": iban(&self.iban),
            "terms": self.terms,
        }))
    }

    fn invoice_rows(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        self.invoices
            .iter()
            .map(|invoice| {
                let late = match invoice.days_late {
                    ..=0 => String::new(),
                    days => self
                        .lang
                        .with("document-days-late", &[("days", days.into())]),
                };
                Ok(json!({
                    "number": invoice.number,
                    "day": format.day(&invoice.day)?,
                    "due": format.day(&invoice.due_day)?,
                    "total": format.amount(&invoice.total)?,
                    "paid": if is_nothing(&invoice.paid)? {
                        String::new()
                    } else {
                        format.amount(&invoice.paid)?
                    },
                    "open": format.amount(&invoice.open)?,
                    "late": late,
                }))
            })
            .collect()
    }

    fn movement_rows(&self) -> Result<Vec<Value>, RenderError> {
        let format = Format(self.lang);
        self.movements
            .iter()
            .map(|movement| {
                Ok(json!({
                    "day": format.day(&movement.day)?,
                    "description": movement.description,
                    "reference": movement.reference,
                    "charge": format.amount(&movement.charge)?,
                    "payment": format.amount(&movement.payment)?,
                    "balance": format.amount(&movement.balance)?,
                }))
            })
            .collect()
    }
}
