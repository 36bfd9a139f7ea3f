//! A hand-over as somebody tells it, and what is believed of it.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::{NoteLine, reckon};
use crate::error::{FieldErrors, Message, Result};
use crate::values::calendar::Instant;
use crate::values::ids::NoteLineId;
use crate::values::quantity::Quantity;

/// Most characters of a signature: some thousand points.
const LONGEST_SIGNATURE: usize = 60_000;
/// How long afterwards a hand-over may be written down.
const OLDEST: TimeDelta = TimeDelta::days(31);
/// A phone's clock may be ahead of the shop's.
const AHEAD: TimeDelta = TimeDelta::minutes(10);
/// Most units of a line that are handed over.
const MOST_UNITS: i64 = 100_000;

/// A hand-over as told by who did it.
#[derive(Debug, Clone, Default)]
pub struct Handover {
    pub receiver: String,
    /// What was handed over where it is not what was ordered, in base units.
    pub delivered: Vec<(NoteLineId, Quantity)>,
    /// Far more than was ordered is meant so.
    pub accept_more: bool,
    /// Now, unless told.
    pub at: Option<Instant>,
    /// Strokes as SVG path data, in thousandths of the box.
    pub signature: Option<String>,
}

impl Handover {
    /// Looks at signature and time.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a signature that is no strokes, and a time ahead of now or a month ago.
    pub(super) fn check(&self, now: Instant) -> Result<()> {
        let mut errors = FieldErrors::default();
        if self.signature.as_deref().is_some_and(|it| !is_strokes(it)) {
            errors.add("signature", "note-signature-wrong");
        }
        match self.at {
            Some(at) if at.since(now) > AHEAD => errors.add("delivered_at", "note-ahead"),
            Some(at) if now.since(at) > OLDEST => {
                let message = Message::new("note-long-ago").arg("days", OLDEST.num_days());
                errors.add("delivered_at", message);
            }
            _ => {}
        }
        errors.or(())
    }
}

/// Why so much of a line cannot be right: more than double what was ordered has to be said twice, and nobody hands over
/// more than [`MOST_UNITS`].
pub(super) fn too_much(
    line: &NoteLine,
    quantity: Quantity,
    accepted: bool,
) -> Result<Option<Message>> {
    let units = reckon::in_units(quantity, line.unit_size);
    let ordered = reckon::in_units(line.ordered, line.unit_size);
    let usual = ordered * Decimal::TWO;
    if units > Decimal::from(MOST_UNITS) {
        return Ok(Some(
            Message::new("note-quantity-most").arg("most", MOST_UNITS),
        ));
    }
    let is_much = units > usual && units > ordered + Decimal::TEN;
    Ok((is_much && !accepted).then(|| Message::new("note-quantity-much").arg("ordered", ordered)))
}

/// Lines drawn by a finger, as SVG path data of whole numbers.
pub(super) fn is_strokes(text: &str) -> bool {
    text.len() <= LONGEST_SIGNATURE
        && text.starts_with('M')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' '))
}
