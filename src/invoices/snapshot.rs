//! Everything an invoice prints, as it stands when the number is given (RD 1619/2012 art. 6).

use rust_decimal::Decimal;

use super::draft::Sums;
use super::prepaid::Prepaid;
use super::store::{BilledLine, BilledNote, Payer};
use crate::db::View;
use crate::documents::{
    InvoiceDocument, InvoiceKind, InvoiceLine, InvoiceNote, Party, PaymentMeans, TaxRow, abroad,
};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::settings::{self, Settings};
use crate::values::calendar::Day;
use crate::values::format;
use crate::values::money::{AmountError, Money, Price, Rate, round_half_away};
use crate::values::quantity::Quantity;
use crate::values::tax::TaxMode;
use crate::values::unit::Unit;

/// What is decided when the number is given.
pub struct Issue<'a> {
    pub number: &'a str,
    pub day: Day,
    pub first: Day,
    pub last: Day,
    pub due: Day,
    pub(super) prepaid: &'a Prepaid,
}

/// The document of an invoice in the payer's language.
///
/// # Errors
/// Only for amounts beyond 64 bits.
pub fn document(
    view: &View,
    payer: &Payer,
    notes: &[BilledNote],
    sums: &Sums,
    issue: &Issue,
) -> Result<InvoiceDocument> {
    let (lang, settings) = (payer.lang, &view.settings);
    let total = sums.totals.total;
    let (due_day, terms, payment) = match issue.prepaid.covers(total) {
        true => (String::new(), String::new(), paid(lang, issue.prepaid)),
        false => (
            issue.due.to_string(),
            terms(settings, payer),
            payment(settings, lang),
        ),
    };
    let adjusted = !sums.discount.is_zero() || !sums.shipping.is_zero();
    Ok(InvoiceDocument {
        lang,
        kind: InvoiceKind::Full,
        number: issue.number.to_owned(),
        issue_day: issue.day.to_string(),
        operation_from: issue.first.to_string(),
        operation_to: issue.last.to_string(),
        due_day,
        terms,
        payment,
        prepaid: match issue.prepaid.amount.min(total) {
            paid if paid.is_positive() => paid.to_string(),
            _ => String::new(),
        },
        notices: partly_paid(lang, issue.prepaid, total),
        issuer: Party::bakery(settings),
        recipient: recipient(payer),
        notes: notes
            .iter()
            .map(|note| delivery(lang, note))
            .collect::<Result<_, _>>()
            .map_err(Error::internal)?,
        prices_include_tax: sums.mode == TaxMode::Gross,
        lines_total: if adjusted {
            sums.lines.to_string()
        } else {
            String::new()
        },
        discount: (-sums.discount).to_string(),
        shipping: sums.shipping.to_string(),
        taxes: sums.totals.rows.iter().map(tax_row).collect(),
        subtotal: sums.base().to_string(),
        tax: sums.totals.tax.to_string(),
        total: total.to_string(),
        // Until every record is chained and sent as the law will ask (RD 1007/2023).
        trial: true,
        ..InvoiceDocument::default()
    })
}

/// The payer as the recipient of a document.
pub fn recipient(payer: &Payer) -> Party {
    Party {
        name: payer.name.clone(),
        tax_id: payer.tax_id.clone().unwrap_or_default(),
        street: payer.street.clone(),
        postcode: payer.postcode.clone(),
        town: payer.town.clone(),
        province: payer.province.clone(),
        country: abroad(&payer.country),
        ..Party::default()
    }
}

fn terms(settings: &Settings, payer: &Payer) -> String {
    let own = settings.text(settings::PAYMENT_TERMS);
    if !own.is_empty() {
        return own.to_owned();
    }
    let key = match (payer.terms.lawful_days(), payer.terms.fresh) {
        (0, _) => "invoices-terms-at-once",
        (_, true) => "invoices-terms-fresh",
        (_, false) => "invoices-terms-other",
    };
    payer.lang.with1(key, "days", payer.terms.lawful_days())
}

fn payment(settings: &Settings, lang: Lang) -> PaymentMeans {
    match settings.text(settings::IBAN) {
        "" => PaymentMeans {
            method: lang.t("invoices-paid-any-way"),
            iban: String::new(),
        },
        iban => PaymentMeans {
            method: lang.t("payments-method-transfer"),
            iban: iban.to_owned(),
        },
    }
}

/// Nothing is left to pay: no account, and how it was paid.
fn paid(lang: Lang, prepaid: &Prepaid) -> PaymentMeans {
    PaymentMeans {
        method: lang.with1("invoices-paid-already", "how", prepaid.how(lang)),
        iban: String::new(),
    }
}

/// What was paid of it before, and what is left.
fn partly_paid(lang: Lang, prepaid: &Prepaid, total: Money) -> Vec<String> {
    if !prepaid.amount.is_positive() || prepaid.covers(total) {
        return Vec::new();
    }
    let about = [
        ("amount", format::money(lang, prepaid.amount).into()),
        ("how", prepaid.how(lang).into()),
        ("left", format::money(lang, total - prepaid.amount).into()),
    ];
    vec![lang.with("invoices-paid-part", &about)]
}

fn tax_row(row: &crate::values::tax::TaxRow) -> TaxRow {
    TaxRow {
        rate: row.rate.to_string(),
        base: row.base.to_string(),
        tax: row.tax.to_string(),
        ..TaxRow::default()
    }
}

fn delivery(lang: Lang, note: &BilledNote) -> Result<InvoiceNote, AmountError> {
    Ok(InvoiceNote {
        number: note.number.clone(),
        day: note.day.to_string(),
        point: note.point.clone(),
        is_order: note.is_charge,
        lines: said(lang, note)
            .iter()
            .filter(|line| !line.delivered.is_zero() || !line.billed().is_zero())
            .map(|line| printed(lang, line, note.tax_mode))
            .collect::<Result<_, _>>()?,
    })
}

/// The lines as they are called; the charge of a late cancellation names its order.
fn said(lang: Lang, note: &BilledNote) -> Vec<BilledLine> {
    let mut lines = note.lines.clone();
    if note.is_charge {
        for line in &mut lines {
            line.name = lang.with1("invoices-line-charge", "number", note.number.as_str());
        }
    }
    lines
}

impl BilledLine {
    /// Delivered, corrected, less what came back.
    pub fn billed(&self) -> Quantity {
        self.delivered + self.corrected - self.returned
    }
}

fn printed(lang: Lang, line: &BilledLine, mode: TaxMode) -> Result<InvoiceLine, AmountError> {
    let (unit, size) = printed_unit(line)?;
    let price = price_for(line, size)?;
    let mut description = line.name.clone();
    if !line.returned.is_zero() {
        let count = |quantity: Quantity| -> Result<String, AmountError> {
            Ok(format::rounded(lang, quantity.in_pack(size)?, 3))
        };
        description = lang.with(
            "invoices-line-returned",
            &[
                ("name", description.into()),
                ("delivered", count(line.delivered + line.corrected)?.into()),
                ("returned", count(line.returned)?.into()),
            ],
        );
    }
    Ok(InvoiceLine {
        description,
        quantity: round_half_away(line.billed().in_pack(size)?, 3)
            .normalize()
            .to_string(),
        unit: unit_name(lang, &unit),
        unit_price: price.to_string(),
        net_price: match mode {
            TaxMode::Net => String::new(),
            TaxMode::Gross => without_tax(price, line.rate)?.to_string(),
        },
        discount: line.discount.to_string(),
        amount: line.amount.to_string(),
        rate: line.rate.to_string(),
    })
}

/// The unit that a line is printed in: what the price is for, so that quantity × price is the amount to the eye; the sale
/// unit where that does not divide into three decimals.
fn printed_unit(line: &BilledLine) -> Result<(String, Quantity), AmountError> {
    if line.unit_size == line.price_unit_size {
        return Ok((line.unit.clone(), line.unit_size));
    }
    let count = line.billed().in_pack(line.price_unit_size)?;
    if round_half_away(count, 3) == count {
        Ok((line.price_unit.clone(), line.price_unit_size))
    } else {
        Ok((line.unit.clone(), line.unit_size))
    }
}

/// The price for a unit of `size`, to 1/10,000 €.
fn price_for(line: &BilledLine, size: Quantity) -> Result<Price, AmountError> {
    if size == line.price_unit_size {
        return Ok(line.price);
    }
    let share: Decimal = size.in_pack(line.price_unit_size)?;
    let price = line.price.decimal().checked_mul(share);
    Price::round(price.ok_or(AmountError::TooLarge)?)
}

/// A price with tax taken apart, to 1/10,000 €: the law asks for the unit price without tax (RD 1619/2012 art. 6.1.f).
fn without_tax(price: Price, rate: Rate) -> Result<Price, AmountError> {
    let hundredfold = price.decimal().checked_mul(Decimal::ONE_HUNDRED);
    let whole = Decimal::ONE_HUNDRED.checked_add(rate.decimal());
    let net = hundredfold.zip(whole);
    let net = net.and_then(|(price, whole)| price.checked_div(whole));
    Price::round(net.ok_or(AmountError::TooLarge)?)
}

/// A unit's short name; packs are called what the bakery calls them.
fn unit_name(lang: Lang, unit: &str) -> String {
    match unit {
        "pack" => lang.t("invoices-unit-pack"),
        unit => match unit.parse::<Unit>() {
            Ok(Unit::Piece) => lang.t("invoices-unit-piece"),
            Ok(Unit::Dozen) => lang.t("invoices-unit-dozen"),
            Ok(unit) => unit.code().to_owned(),
            Err(_) => unit.to_owned(),
        },
    }
}
