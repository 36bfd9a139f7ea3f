//! A customer's statement: what is open, how late it is, what moved lately.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Move};
use crate::db::View;
use crate::documents::{
    AgeingBand, Movement as PrintedMovement, OpenInvoice, Party, StatementDocument,
};
use crate::error::Result;
use crate::i18n::Lang;
use crate::invoices::{self, Payer, snapshot};
use crate::settings;
use crate::values::calendar::Day;
use crate::values::format;
use crate::values::ids::{CustomerId, InvoiceId};
use crate::values::money::Money;

/// How a customer stood on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Statement {
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub as_of: Day,
    pub invoices: Vec<Open>,
    /// The first day of the movements, and what was owed before it.
    pub movements_from: Day,
    pub opening_balance: Money,
    pub movements: Vec<Movement>,
    /// Sum of the open invoices.
    pub amount_due: Money,
    /// The part of it whose due day is past.
    pub overdue: Money,
    /// Paid and not used by any invoice yet.
    pub credit: Money,
    /// What is owed: open invoices less credit.
    pub balance: Money,
    pub ageing: Ageing,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatementInvoice)]
pub struct Open {
    pub invoice_id: InvoiceId,
    pub invoice_number: String,
    pub invoice_date: Day,
    pub due_date: Day,
    pub total_amount: Money,
    pub amount_paid: Money,
    pub amount_due: Money,
    pub days_overdue: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatementMovement)]
pub struct Movement {
    pub day: Day,
    /// invoice, payment or reversal.
    pub kind: String,
    pub payment_method: Option<String>,
    pub reference: String,
    /// What it adds to the debt, or takes from it.
    pub charge: Option<Money>,
    pub payment: Option<Money>,
    pub balance: Money,
}

/// What is open by days late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ageing {
    pub not_due: Money,
    pub days_1_30: Money,
    pub days_31_60: Money,
    pub days_61_90: Money,
    pub days_over_90: Money,
}

impl Ageing {
    pub(super) fn add(&mut self, due: Day, as_of: Day, amount: Money) {
        let band = match due.days_until(as_of) {
            ..=0 => &mut self.not_due,
            1..=30 => &mut self.days_1_30,
            31..=60 => &mut self.days_31_60,
            61..=90 => &mut self.days_61_90,
            _ => &mut self.days_over_90,
        };
        *band += amount;
    }

    /// All that is late.
    pub fn overdue(&self) -> Money {
        self.days_1_30 + self.days_31_60 + self.days_61_90 + self.days_over_90
    }

    pub fn total(&self) -> Money {
        self.not_due + self.overdue()
    }

    fn printed(&self) -> Vec<AgeingBand> {
        let band = |from, to, amount: Money| AgeingBand {
            from,
            to,
            amount: amount.to_string(),
        };
        vec![
            band(0, Some(0), self.not_due),
            band(1, Some(30), self.days_1_30),
            band(31, Some(60), self.days_31_60),
            band(61, Some(90), self.days_61_90),
            band(91, None, self.days_over_90),
        ]
    }
}

/// How the customer stood at the end of a day: open invoices, and what moved since two months before its month.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such customer.
pub fn statement(view: &View, customer: CustomerId, as_of: Day) -> Result<Statement> {
    let payer = invoices::payer(view, customer)?;
    let mut ageing = Ageing::default();
    let open: Vec<Open> = store::open_on(view, customer, as_of)?
        .into_iter()
        .map(|invoice| {
            let due = invoice.total - invoice.paid;
            ageing.add(invoice.due, as_of, due);
            Open {
                invoice_id: invoice.id,
                invoice_number: invoice.number,
                invoice_date: invoice.day,
                due_date: invoice.due,
                total_amount: invoice.total,
                amount_paid: invoice.paid,
                amount_due: due,
                days_overdue: invoice.due.days_until(as_of).max(0),
            }
        })
        .collect();
    let from = as_of.month_start().add_months(-2);
    let opening = store::balance_before(view, customer, from)?;
    let mut balance = opening;
    let movements = store::moves(view, customer, from, as_of)?
        .into_iter()
        .map(|moved| movement(moved, &mut balance))
        .collect();
    Ok(Statement {
        customer_id: customer,
        customer_name: payer.name,
        as_of,
        invoices: open,
        movements_from: from,
        opening_balance: opening,
        movements,
        amount_due: ageing.total(),
        overdue: ageing.overdue(),
        credit: store::credit_on(view, customer, as_of)?,
        balance,
        ageing,
    })
}

fn movement(moved: Move, balance: &mut Money) -> Movement {
    let charge = match &moved.method {
        None => moved.amount,
        Some(_) => -moved.amount,
    };
    *balance += charge;
    let kind = match (&moved.method, moved.is_reversal) {
        (None, _) => "invoice",
        (Some(_), true) => "reversal",
        (Some(_), false) => "payment",
    };
    let adds = charge.is_positive();
    Movement {
        day: moved.day,
        kind: kind.to_owned(),
        payment_method: moved.method,
        reference: moved.reference,
        charge: adds.then_some(charge),
        payment: (!adds).then_some(-charge),
        balance: *balance,
    }
}

impl Movement {
    /// In words: "Factura", "Pago por transferencia", "Devolución de pago".
    pub fn words(&self, lang: Lang) -> String {
        match self.payment_method.as_deref() {
            None => lang.t("payments-move-invoice"),
            Some(method) => {
                let how = lang.t(&format!("payments-by-{}", method.replace('_', "-")));
                lang.with1(&format!("payments-move-{}", self.kind), "how", how)
            }
        }
    }
}

/// The statement as it is printed, with a sentence or two above the figures.
pub fn document(
    view: &View,
    payer: &Payer,
    statement: &Statement,
    intro: String,
) -> StatementDocument {
    let lang = payer.lang;
    let amount = |money: Option<Money>| money.map_or_else(String::new, |money| money.to_string());
    let mut intro = intro;
    if statement.credit.is_positive() {
        let credit = lang.with1(
            "payments-statement-credit",
            "amount",
            format::money(lang, statement.credit),
        );
        intro = [intro, credit].join(" ").trim().to_owned();
    }
    StatementDocument {
        lang,
        as_of: statement.as_of.to_string(),
        issuer: Party::bakery(&view.settings),
        customer: snapshot::recipient(payer),
        reference: lang.with1("payments-statement-reference", "code", payer.code),
        intro,
        invoices: statement.invoices.iter().map(printed).collect(),
        movements_from: statement.movements_from.to_string(),
        opening_balance: statement.opening_balance.to_string(),
        movements: statement
            .movements
            .iter()
            .map(|moved| PrintedMovement {
                day: moved.day.to_string(),
                description: moved.words(lang),
                reference: moved.reference.clone(),
                charge: amount(moved.charge),
                payment: amount(moved.payment),
                balance: moved.balance.to_string(),
            })
            .collect(),
        total_open: statement.balance.to_string(),
        total_late: statement.overdue.to_string(),
        ageing: statement.ageing.printed(),
        iban: view.settings.text(settings::IBAN).to_owned(),
        terms: view.settings.text(settings::PAYMENT_TERMS).to_owned(),
        ..StatementDocument::default()
    }
}

fn printed(open: &Open) -> OpenInvoice {
    OpenInvoice {
        number: open.invoice_number.clone(),
        day: open.invoice_date.to_string(),
        due_day: open.due_date.to_string(),
        total: open.total_amount.to_string(),
        paid: open.amount_paid.to_string(),
        open: open.amount_due.to_string(),
        days_late: open.days_overdue,
    }
}
