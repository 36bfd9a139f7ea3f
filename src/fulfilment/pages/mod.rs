//! Pages of fulfilment: notes, the hand-over, returns by keypad, rounds, packing.

pub mod changes;
pub mod closing;
pub mod hand_over;
pub mod notes;
pub mod packing;
pub mod rounds;

use crate::db::Tx;
use crate::error::{FieldErrors, Result};
use crate::fulfilment::{self, NoteLine, reckon};
use crate::i18n::Lang;
use crate::production::{self, NoteChange};
use crate::values::calendar::{Day, Instant, Zone};
use crate::values::format;
use crate::values::ids::{NoteId, RouteId};
use crate::values::quantity::Quantity;
use crate::values::{counted, round_half_away};
use crate::web::{Ctx, Form};

/// Takes a hand-over or a vain visit back as pages and API do: what was baked while the goods counted as come back may
/// have made the order ready.
///
/// # Errors
/// Those of [`fulfilment::undo`].
pub(super) fn take_back(tx: &Tx, id: NoteId) -> Result<()> {
    fulfilment::undo(tx, id)?;
    production::refresh(tx, fulfilment::find(tx, id)?.day).map(drop)
}

/// "12", "2,5 kg", "3 caja": a quantity in its line's own unit.
pub fn amount(lang: Lang, quantity: Quantity, unit: &str, unit_size: Quantity) -> String {
    let number = format::rounded(lang, reckon::in_units(quantity, unit_size), 3);
    match unit {
        "unit" => number,
        unit => format!("{number} {unit}"),
    }
}

/// As [`amount`], with its sign in front for differences.
pub fn signed_amount(lang: Lang, quantity: Quantity, unit: &str, unit_size: Quantity) -> String {
    let text = amount(lang, quantity, unit, unit_size);
    if quantity.is_positive() {
        format!("+{text}")
    } else {
        text
    }
}

/// What a field shows of a quantity: a plain number of the line's units.
pub fn typed(lang: Lang, quantity: Quantity, unit_size: Quantity) -> String {
    format::typed(lang, reckon::in_units(quantity, unit_size), 3)
}

/// "04:12", with the day when it is not `today`.
pub fn at_words(zone: Zone, today: Day, at: Instant, lang: Lang) -> String {
    let time = zone.time_of(at);
    let day = zone.day_of(at);
    if day == today {
        time.to_string()
    } else {
        format!("{} {time}", crate::values::calendar::short(day, lang))
    }
}

/// A line of a note that a later version changed, in words: packing and route sheets say what is not as printed.
pub struct Changed {
    pub version: i64,
    pub note: NoteId,
    pub who: String,
    pub product: String,
    pub was: String,
    pub now: String,
}

/// What was changed in the notes of a route, or of those that no route takes; of one version, or of all.
fn changed(
    lang: Lang,
    changes: &[NoteChange],
    route: Option<RouteId>,
    version: Option<i64>,
) -> Vec<Changed> {
    let own = changes.iter().filter(|change| {
        change.route_id == route && version.is_none_or(|version| version == change.version)
    });
    let words = own.map(|change| {
        let say = |quantity| amount(lang, quantity, &change.unit, change.unit_size);
        Changed {
            version: change.version,
            note: change.note_id,
            who: change.customer_name.clone(),
            product: change.product_name.clone(),
            was: say(change.was),
            now: say(change.now),
        }
    });
    words.collect()
}

/// The day asked for in the query, else `default`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when it is no day.
pub fn day_asked(ctx: &Ctx, default: Day) -> Result<Day> {
    let mut errors = FieldErrors::default();
    let day = ctx.query.day("day", ctx.app.db.today(), &mut errors);
    errors.or(day.unwrap_or(default))
}

/// A quantity typed for a line in `prefix.<line id>`; nothing typed is none.
fn quantity_of(
    form: &Form,
    prefix: &str,
    line: &NoteLine,
    errors: &mut FieldErrors,
) -> Option<Quantity> {
    let name = format!("{prefix}.{}", line.id);
    let number = counted(form.decimal(&name, errors)?, &line.unit);
    // What was ordered, as its field shows it: a third of a dozen has no end.
    if number == round_half_away(reckon::in_units(line.ordered, line.unit_size), 3) {
        return Some(line.ordered);
    }
    let quantity = reckon::of_units(number, line.unit_size);
    if quantity.is_none() {
        errors.add(name, "field-amount");
    }
    quantity
}

/// The first error of a field, for the templates.
fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}
