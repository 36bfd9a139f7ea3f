//! What would be invoiced: delivered notes gathered by payer, period and price mode, summed as the invoice will be.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::rhythm;
use super::store::{self, BilledNote, Payer};
use crate::customers::Rhythm;
use crate::db::View;
use crate::error::{Error, Message, Result};
use crate::settings;
use crate::values::calendar::{Day, Period};
use crate::values::ids::{CustomerId, NoteId};
use crate::values::money::{AmountError, Money, Rate};
use crate::values::tax::{self, TaxLine, TaxMode, Totals};

/// An invoice that could be issued.
#[derive(Debug, Clone)]
pub struct Draft {
    pub payer: Payer,
    pub period: Period,
    pub notes: Vec<BilledNote>,
    pub sums: Sums,
    pub due_date: Day,
    /// Why it cannot be issued yet; each is a sentence.
    pub problems: Vec<Message>,
    /// Deliveries of the period that nobody has closed yet.
    pub under_way: i64,
    /// The law's last day for it has gone.
    pub is_late: bool,
    /// Monthly invoices and the thirty days of fresh food do not go together.
    pub breaks_fresh_term: bool,
}

impl Draft {
    pub fn note_ids(&self) -> Vec<NoteId> {
        self.notes.iter().map(|note| note.id).collect()
    }
}

/// The sums of notes, in the mode of their prices and as taxed.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    pub mode: TaxMode,
    /// In the mode of the prices.
    pub lines: Money,
    pub discount: Money,
    pub shipping: Money,
    /// Per rate over all notes, after discount and delivery charge.
    pub totals: Totals,
}

impl Sums {
    /// The sum of the bases.
    pub fn base(&self) -> Money {
        self.totals.rows.iter().map(|row| row.base).sum()
    }
}

/// Sums notes of one mode. Each note's discount and delivery charge are split over that note's rates by amount; the tax is
/// then rounded once per rate over everything (EN 16931, BR-CO-17).
///
/// # Errors
/// Only for sums beyond 64 bits.
pub fn sums(notes: &[BilledNote]) -> Result<Sums> {
    let mode = notes.first().map_or(TaxMode::Net, |note| note.tax_mode);
    let mut sums = Sums {
        mode,
        ..Sums::default()
    };
    let mut lines = Vec::new();
    for note in notes {
        add_note(note, &mut sums, &mut lines).map_err(Error::internal)?;
    }
    sums.totals = tax::tax_rows(mode, &lines, Money::ZERO, Money::ZERO).map_err(Error::internal)?;
    Ok(sums)
}

fn add_note(
    note: &BilledNote,
    sums: &mut Sums,
    taxed: &mut Vec<TaxLine>,
) -> Result<(), AmountError> {
    let mut by_rate: BTreeMap<Rate, Money> = BTreeMap::new();
    for line in &note.lines {
        *by_rate.entry(line.rate).or_default() += line.amount;
    }
    let weights: Vec<Money> = by_rate.values().copied().collect();
    let whole: Money = weights.iter().sum();
    let discount = whole.percent(note.discount)?;
    let shipping = if weights.is_empty() {
        Money::ZERO
    } else {
        note.shipping
    };
    let discounts = tax::split(discount, &weights)?;
    let charges = tax::split(shipping, &weights)?;
    for (((rate, amount), less), more) in by_rate.into_iter().zip(discounts).zip(charges) {
        taxed.push(TaxLine {
            rate,
            amount: amount - less + more,
        });
    }
    sums.lines += whole;
    sums.discount += discount;
    sums.shipping += shipping;
    Ok(())
}

/// What a payer or the bakery itself lacks for a lawful invoice; empty when nothing.
pub fn problems(view: &View, payer: &Payer) -> Vec<Message> {
    let mut found = Vec::new();
    let settings = &view.settings;
    let own = [
        settings::LEGAL_NAME,
        settings::TAX_ID,
        settings::STREET,
        settings::POSTCODE,
        settings::TOWN,
    ];
    if own.iter().any(|key| settings.text(key).is_empty()) {
        found.push(Message::new("invoices-bakery-lacks"));
    }
    let lacks: [(&str, bool); 5] = [
        ("invoices-lacks-name", payer.name.is_empty()),
        (
            "invoices-lacks-tax-id",
            payer.tax_id.as_deref().is_none_or(str::is_empty),
        ),
        ("invoices-lacks-street", payer.street.is_empty()),
        ("invoices-lacks-postcode", payer.postcode.is_empty()),
        ("invoices-lacks-town", payer.town.is_empty()),
    ];
    found.extend(
        lacks
            .iter()
            .filter(|(_, lacking)| *lacking)
            .map(|(key, _)| Message::new(*key)),
    );
    if payer.equivalence_surcharge {
        found.push(Message::new("invoices-surcharge-not-yet"));
    }
    found
}

/// Everything that is to be invoiced as of a day: the periods that ended before it, of every payer or of one, and in the evening
/// those of private people that end with it. Counter customers without a tax id are left out: their ticket is their paper.
///
/// # Errors
/// Only those of the database.
pub fn due(view: &View, as_of: Day, payer: Option<CustomerId>) -> Result<Vec<Draft>> {
    let notes = store::notes_to_invoice(view, payer, as_of)?;
    let drafts = gather(view, notes, |payer, day| {
        let period = rhythm::period(payer.rhythm, day);
        is_due(view, payer, period, as_of).then_some(period)
    })?;
    carry(drafts)?
        .into_iter()
        .map(|draft| finish(view, draft, as_of))
        .collect()
}

fn is_due(view: &View, payer: &Payer, period: Period, as_of: Day) -> bool {
    let is_over = rhythm::is_over(as_of, view.now, view.zone);
    rhythm::is_due(period, payer.is_private, as_of, is_over)
}

/// Everything of a payer that is delivered and not invoiced, whether its period has ended or not: an invoice per calendar
/// month and price mode.
///
/// # Errors
/// Only those of the database.
pub fn now(view: &View, as_of: Day, payer: CustomerId) -> Result<Vec<Draft>> {
    let notes = store::notes_to_invoice(view, Some(payer), as_of)?;
    let drafts = gather(view, notes, |_, day| Some(Period::month(day)))?;
    carry(drafts)?
        .into_iter()
        .map(|draft| finish(view, draft, as_of))
        .collect()
}

/// Most days that something is handed over before its day.
const EARLY: i64 = 31;

/// What a payer has received and is invoiced on a later day.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub payer: Payer,
    /// The day after the period of its rhythm; of a private person the evening of its last.
    pub issue_day: Day,
    /// The first day that it is of: none of it is invoiced before.
    pub from: Day,
    pub notes: usize,
    /// With tax.
    pub total: Money,
}

/// What is delivered and not yet due: by payer, then by the day on which it will be invoiced.
///
/// # Errors
/// Only those of the database.
pub fn waiting(view: &View, as_of: Day) -> Result<Vec<Waiting>> {
    // What was handed over before its day waits as well.
    let notes = store::notes_to_invoice(view, None, as_of.add_days(EARLY))?;
    let drafts = gather(view, notes, |payer, day| {
        let period = rhythm::period(payer.rhythm, day);
        (!is_due(view, payer, period, as_of)).then_some(period)
    })?;
    let mut found: Vec<Waiting> = Vec::new();
    for draft in drafts {
        let issue_day = rhythm::issue_day(draft.period, draft.payer.is_private);
        let (notes, total) = (draft.notes.len(), sums(&draft.notes)?.totals.total);
        let from = draft.notes.iter().map(|note| note.day).min();
        match found.last_mut() {
            Some(one) if one.payer.id == draft.payer.id && one.issue_day == issue_day => {
                one.notes += notes;
                one.total += total;
                one.from = from.map_or(one.from, |from| from.min(one.from));
            }
            _ => found.push(Waiting {
                payer: draft.payer,
                issue_day,
                from: from.unwrap_or(issue_day),
                notes,
                total,
            }),
        }
    }
    Ok(found)
}

type Key = (Day, TaxMode, Option<NoteId>);

fn gather(
    conn: &Connection,
    notes: Vec<BilledNote>,
    period_of: impl Fn(&Payer, Day) -> Option<Period>,
) -> Result<Vec<Draft>> {
    let mut payers: BTreeMap<CustomerId, (Payer, BTreeMap<Key, Draft>)> = BTreeMap::new();
    for mut note in notes {
        let (payer, drafts) = match payers.entry(note.customer_id) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert((store::payer(conn, note.customer_id)?, BTreeMap::new()))
            }
        };
        let Some(period) = period_of(payer, note.day) else {
            continue;
        };
        note.lines = store::lines_of(conn, &note)?;
        // Per order: one invoice for each note, as an order has one.
        let alone = (payer.rhythm == Rhythm::PerOrder).then_some(note.id);
        drafts
            .entry((period.from(), note.tax_mode, alone))
            .or_insert_with(|| Draft {
                payer: payer.clone(),
                period,
                notes: Vec::new(),
                sums: Sums::default(),
                due_date: period.to(),
                problems: Vec::new(),
                under_way: 0,
                is_late: false,
                breaks_fresh_term: false,
            })
            .notes
            .push(note);
    }
    let mut drafts: Vec<Draft> = payers
        .into_values()
        .flat_map(|(_, drafts)| drafts.into_values())
        .collect();
    // Those that may be carried into each other are neighbours, whoever else has that name.
    drafts.sort_by(|one, other| order_of(one).cmp(&order_of(other)));
    Ok(drafts)
}

/// Sums up, and carries what comes to nothing or less into the payer's next invoice of the same month, where its lines
/// reduce what is billed at the same rates (RD 1619/2012 art. 15.2).
fn carry(drafts: Vec<Draft>) -> Result<Vec<Draft>> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        if let Some(before) = kept.last() {
            let follows = before.payer.id == draft.payer.id
                && before.sums.mode == mode_of(&draft)
                && Period::month(before.period.from()).contains(draft.period.from());
            if follows && !before.sums.totals.total.is_positive() {
                let before = kept.pop().map(|draft| draft.notes).unwrap_or_default();
                draft.notes.splice(0..0, before);
            }
        }
        draft.sums = sums(&draft.notes)?;
        kept.push(draft);
    }
    // All taken back: nothing was supplied, and nothing is to be invoiced.
    kept.retain(|draft| !draft.sums.totals.total.is_zero());
    Ok(kept)
}

fn order_of(draft: &Draft) -> (&str, CustomerId, TaxMode, Day) {
    let payer = &draft.payer;
    (&payer.name, payer.id, mode_of(draft), draft.period.from())
}

fn mode_of(draft: &Draft) -> TaxMode {
    draft
        .notes
        .first()
        .map_or(TaxMode::Net, |note| note.tax_mode)
}

fn finish(view: &View, mut draft: Draft, as_of: Day) -> Result<Draft> {
    let (first, last) = span(&draft.notes);
    let payer = &draft.payer;
    draft.due_date = payer.terms.due_day(first, as_of);
    draft.problems = problems(view, payer);
    if draft.sums.totals.total.is_negative() {
        draft.problems.push(Message::new("invoices-negative"));
    }
    draft.under_way = store::under_way(view, payer.id, draft.period.from(), draft.period.to())?;
    draft.is_late = as_of > rhythm::deadline(last, payer.is_private);
    draft.breaks_fresh_term = payer.terms.broken_by(payer.rhythm);
    Ok(draft)
}

/// First and last delivery.
pub(super) fn span(notes: &[BilledNote]) -> (Day, Day) {
    let days = || notes.iter().map(|note| note.day);
    (
        days().min().unwrap_or(Day::FIRST),
        days().max().unwrap_or(Day::FIRST),
    )
}
