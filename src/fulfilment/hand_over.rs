//! A hand-over as somebody tells it, and what is believed of it.

use chrono::TimeDelta;

use crate::error::{FieldErrors, Result};
use crate::values::calendar::Instant;
use crate::values::ids::NoteLineId;
use crate::values::quantity::Quantity;

/// Most characters of a signature: some thousand points.
const LONGEST_SIGNATURE: usize = 60_000;
/// How long afterwards a hand-over may be written down.
const OLDEST: TimeDelta = TimeDelta::days(31);
/// A phone's clock may be ahead of the shop's.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// A hand-over as told by who did it.
#[derive(Debug, Clone, Default)]
pub struct Handover {
    pub receiver: String,
    /// What was handed over where it is not what was ordered, in base units.
    pub delivered: Vec<(NoteLineId, Quantity)>,
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
        let is_far = |at: Instant| at.since(now) > AHEAD || now.since(at) > OLDEST;
        if self.at.is_some_and(is_far) {
            errors.add("delivered_at", "field-day");
        }
        errors.or(())
    }
}

/// Lines drawn by a finger, as SVG path data of whole numbers.
pub(super) fn is_strokes(text: &str) -> bool {
    text.len() <= LONGEST_SIGNATURE
        && text.starts_with('M')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' '))
}
