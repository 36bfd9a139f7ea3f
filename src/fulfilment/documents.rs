//! The delivery note as a document.

use std::collections::BTreeMap;

use super::store::printed;
use super::{Entry, Note, NoteLine, entries, find, lines, reckon};
use crate::db::View;
use crate::documents::{
    Document, NoteChange, NoteDocument, NoteLine as PrintedLine, Party, TaxRow,
};
use crate::error::Result;
use crate::recipes;
use crate::values::ids::{ItemId, NoteId};
use crate::values::{Instant, Price, PriceUnit, Quantity};

/// The note as it is printed now, in its customer's language, with prices where the customer wants them.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such note.
pub fn note_document(view: &View, id: NoteId) -> Result<Document> {
    let note = find(view, id)?;
    let mut lines = lines(view, id)?;
    let about = printed::about(view, &note)?;
    if note.delivered_at.is_none() {
        // Still to be handed over: what was ordered is what it will come to.
        for line in &mut lines {
            line.delivered = line.ordered;
            line.line_total = reckon::amount(
                line.ordered,
                line.unit_price,
                line.price_unit,
                line.discount_percentage,
            )?;
        }
    }
    let totals = reckon::totals(&note, &lines)?;
    let entries = entries(view, id)?;
    let changes = |kind: &str| -> Vec<NoteChange> {
        let of_kind = entries.iter().filter(|entry| entry.kind == kind);
        of_kind.map(|entry| printed_change(view, entry)).collect()
    };
    let delivered = note.delivered_at.is_some();
    let traced = Traced::of(view, &note, &lines, &about)?;
    Ok(Document::DeliveryNote(NoteDocument {
        lang: about.lang,
        number: note.note_number.clone(),
        day: note.day.to_string(),
        delivered_at: note
            .delivered_at
            .map(|at| local(view, at))
            .unwrap_or_default(),
        window: about.window,
        orders: vec![note.order_number.clone()],
        route: about.route,
        stop: if note.route_id.is_some() {
            note.stop_order.to_string()
        } else {
            String::new()
        },
        issuer: Party::bakery(&view.settings),
        customer: about.customer,
        point: about.point,
        lines: lines
            .iter()
            .map(|line| printed_line(line, delivered, note.with_prices, &traced))
            .collect(),
        with_prices: note.with_prices,
        taxes: if note.with_prices {
            totals.rows.iter().map(tax_row).collect()
        } else {
            Vec::new()
        },
        subtotal: (totals.subtotal - totals.discount + totals.shipping).to_string(),
        tax: totals.tax.to_string(),
        total: totals.total.to_string(),
        corrections: changes("corrected"),
        returns: changes("returned"),
        remarks: about.remarks,
        received_by: note.receiver_name.clone(),
        signature: note.signature.as_deref().map(strokes).unwrap_or_default(),
        ..NoteDocument::default()
    }))
}

/// The name of its file.
pub fn file_name(note: &Note) -> String {
    format!("{}.pdf", note.note_number)
}

/// What a note says of where its goods come from and what is in them.
struct Traced {
    lots: BTreeMap<ItemId, Vec<String>>,
    /// In the customer's language; for businesses, who have to tell their own guests.
    allergens: BTreeMap<ItemId, Vec<String>>,
}

impl Traced {
    fn of(view: &View, note: &Note, lines: &[NoteLine], about: &printed::About) -> Result<Self> {
        let mut allergens = BTreeMap::new();
        let products = lines.iter().filter_map(|line| line.product_id);
        for item in products.filter(|_| about.is_business) {
            let held = recipes::allergens(view, item)?;
            let names = held.iter().map(|held| about.lang.t(&held.key()));
            allergens.insert(item, names.collect());
        }
        Ok(Self {
            lots: printed::lots(view, note)?,
            allergens,
        })
    }
}

fn printed_line(
    line: &NoteLine,
    delivered: bool,
    with_prices: bool,
    traced: &Traced,
) -> PrintedLine {
    let product = line.product_id.unwrap_or(ItemId(uuid::Uuid::nil()));
    let units = |quantity: Quantity| {
        reckon::in_units(quantity, line.unit_size)
            .normalize()
            .to_string()
    };
    let money = |text: String| if with_prices { text } else { String::new() };
    PrintedLine {
        name: line.product_name.clone(),
        detail: line.custom_instructions.clone(),
        ordered: units(line.ordered),
        delivered: if delivered {
            units(line.delivered)
        } else {
            String::new()
        },
        unit: if line.unit == "unit" {
            String::new()
        } else {
            line.unit.clone()
        },
        lot: traced
            .lots
            .get(&product)
            .map(|lots| lots.join(", "))
            .unwrap_or_default(),
        allergens: traced.allergens.get(&product).cloned().unwrap_or_default(),
        unit_price: money(price_per_unit(line).to_string()),
        discount: money(line.discount_percentage.to_string()),
        amount: money(line.line_total.to_string()),
        rate: money(line.tax_rate.decimal().normalize().to_string()),
    }
}

/// The price of one of the line's units, to 1/10,000 €; the amount of the line is reckoned from the exact price.
fn price_per_unit(line: &NoteLine) -> Price {
    line.unit_price
        .converted(line.price_unit, PriceUnit::Pack(line.unit_size))
        .unwrap_or(line.unit_price)
}

fn printed_change(view: &View, entry: &Entry) -> NoteChange {
    let quantity = reckon::in_units(entry.quantity, entry.unit_size);
    NoteChange {
        day: view.zone.day_of(entry.at).to_string(),
        name: entry.product_name.clone(),
        quantity: quantity.normalize().to_string(),
        unit: if entry.unit == "unit" {
            String::new()
        } else {
            entry.unit.clone()
        },
        reason: entry.reason.clone(),
    }
}

fn tax_row(row: &crate::values::TaxRow) -> TaxRow {
    TaxRow {
        rate: row.rate.decimal().normalize().to_string(),
        base: row.base.to_string(),
        tax: row.tax.to_string(),
        ..TaxRow::default()
    }
}

fn local(view: &View, at: Instant) -> String {
    view.zone.stamp(at)
}

/// Strokes out of SVG path data of the form `M10 20L30 40L50 60M…` in a box of 1000 by 250, in thousandths of its width
/// and height.
fn strokes(path: &str) -> Vec<Vec<[u16; 2]>> {
    path.split('M')
        .map(|stroke| {
            stroke
                .split('L')
                .filter_map(|point| {
                    let (x, y) = point.trim().split_once([' ', ','])?;
                    let (x, y): (u16, u16) = (x.trim().parse().ok()?, y.trim().parse().ok()?);
                    Some([x.min(1000), y.min(250) * 4])
                })
                .collect::<Vec<[u16; 2]>>()
        })
        .filter(|stroke| !stroke.is_empty())
        .collect()
}
