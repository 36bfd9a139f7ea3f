//! Pages of orders.

mod draft;
pub mod entry;
mod history;
pub mod joined;
pub mod list;
mod margin;
pub mod notes;
pub mod pictures;
pub mod search;
mod sheet;
pub mod show;
pub mod steps;
mod terms;
pub mod ticket;
pub mod views;

use super::{OrderType, PaymentStatus, Source, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::fulfilment::{self, Handover};
use crate::i18n::Lang;
use crate::production;
use crate::values::calendar::Day;
use crate::values::ids::OrderId;

/// Told by pages and API after every order that changes what a day needs: on a frozen day the notes follow and the sheet
/// shows the difference.
///
/// # Errors
/// Those of the database.
pub(super) fn demand_changed(tx: &Tx, day: Day) -> Result<()> {
    production::refresh(tx, day).map(drop)
}

/// Moves an order on as pages and API do: being completed is its hand-over, which its delivery note records.
///
/// # Errors
/// A conflict naming the allowed states.
pub(super) fn move_on(tx: &Tx, id: OrderId, to: Status, how: &str) -> Result<()> {
    let order = super::find(tx, id)?;
    if to == Status::Completed && order.status.is_open() {
        let note = fulfilment::note_for(tx, id)?;
        return fulfilment::deliver_because(tx, note, &Handover::default(), how);
    }
    super::advance(tx, id, to, how)?;
    match to {
        Status::Confirmed | Status::Preparing | Status::Cancelled => {
            demand_changed(tx, order.requested_date)
        }
        _ => Ok(()),
    }
}

/// The name of a code in the reader's language.
pub(super) fn named(lang: Lang, kind: &str, code: &str) -> String {
    lang.t(&format!("orders-{kind}-{}", code.replace('_', "-")))
}

pub(super) fn status_words(lang: Lang, status: Status) -> String {
    named(lang, "status", status.code())
}

/// How a state is drawn: what waits stands out, what is done is quiet.
pub(super) const fn status_kind(status: Status) -> &'static str {
    match status {
        Status::Pending => "soon",
        Status::Confirmed | Status::Preparing | Status::Ready | Status::Dispatched => "",
        Status::Completed => "done",
        Status::Cancelled | Status::Refunded => "off",
    }
}

pub(super) const fn paid_kind(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Paid => "done",
        PaymentStatus::Overdue => "late",
        PaymentStatus::Unpaid | PaymentStatus::Partial => "",
    }
}

/// Codes and their names, for choosing.
pub(super) fn options(lang: Lang, kind: &str, codes: &[&'static str]) -> Vec<(String, String)> {
    codes
        .iter()
        .map(|code| ((*code).to_owned(), named(lang, kind, code)))
        .collect()
}

pub(super) const TYPES: &[&str] = &[
    OrderType::Retail.code(),
    OrderType::Wholesale.code(),
    OrderType::Custom.code(),
];
pub(super) const SOURCES: &[&str] = &[
    Source::Phone.code(),
    Source::InStore.code(),
    Source::Online.code(),
    Source::Email.code(),
];

/// The first error of a field, for the templates.
pub(super) fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}
