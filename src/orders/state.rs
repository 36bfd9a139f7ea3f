//! The life of an order: its states and the literal table of moves between them.

use super::codes::DeliveryMethod;
use crate::values::codes::{UnknownCode, codes};

codes! {
    /// Where an order is in its life.
    Status {
        Pending = "pending", Confirmed = "confirmed", Preparing = "preparing", Ready = "ready", Dispatched = "dispatched",
        Completed = "completed", Cancelled = "cancelled", Refunded = "refunded",
    }
}

use Status::{Cancelled, Completed, Confirmed, Dispatched, Pending, Preparing, Ready, Refunded};

/// Every single move. An order that is picked up goes from ready straight to completed; a van's order passes dispatched.
const MOVES: &[(Status, &[Status])] = &[
    (Pending, &[Confirmed, Cancelled]),
    (Confirmed, &[Preparing, Cancelled]),
    (Preparing, &[Ready, Cancelled]),
    (Ready, &[Dispatched, Completed, Cancelled]),
    (Dispatched, &[Completed, Cancelled]),
    (Completed, &[Refunded]),
    (Cancelled, &[]),
    (Refunded, &[]),
];

/// The way forward, on which missing steps are passed.
const FORWARD: &[Status] = &[Pending, Confirmed, Preparing, Ready, Dispatched, Completed];

impl Status {
    /// A state as people and programs outside say it: `processing`, `shipped` and `delivered` are other words of the
    /// documents for preparing, dispatched and completed.
    ///
    /// # Errors
    /// For any other word.
    pub fn from_word(word: &str) -> Result<Self, UnknownCode> {
        match word {
            "processing" => Ok(Preparing),
            "shipped" => Ok(Dispatched),
            "delivered" => Ok(Completed),
            other => other.parse(),
        }
    }

    /// The moves that may be made from here in one step.
    pub fn moves(self, method: DeliveryMethod) -> Vec<Self> {
        let all = MOVES
            .iter()
            .find(|(from, _)| *from == self)
            .map_or(&[][..], |(_, to)| *to);
        all.iter()
            .copied()
            .filter(|to| match (self, to) {
                (Ready, Dispatched) => method != DeliveryMethod::Pickup,
                (Ready, Completed) => method == DeliveryMethod::Pickup,
                _ => true,
            })
            .collect()
    }

    /// The steps from here to `to`, the last one included: one step of the table, or several forward ones. None when
    /// there is no way.
    pub fn path(self, to: Self, method: DeliveryMethod) -> Option<Vec<Self>> {
        if self.moves(method).contains(&to) {
            return Some(vec![to]);
        }
        let place = |status| FORWARD.iter().position(|step| *step == status);
        let (from, last) = (place(self)?, place(to)?);
        if from >= last || (to == Dispatched && method == DeliveryMethod::Pickup) {
            return None;
        }
        let steps = FORWARD[from + 1..=last].iter().copied();
        Some(
            steps
                .filter(|step| *step != Dispatched || method != DeliveryMethod::Pickup)
                .collect(),
        )
    }

    /// Every state that can be asked for from here, also over several steps.
    pub fn reachable(self, method: DeliveryMethod) -> Vec<Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|to| self.path(*to, method).is_some())
            .collect()
    }

    /// Lines and figures may still be changed.
    pub const fn is_editable(self) -> bool {
        matches!(self, Pending | Confirmed)
    }

    /// Neither called off nor given back.
    pub const fn counts(self) -> bool {
        !matches!(self, Cancelled | Refunded)
    }

    /// The goods have not left the bakery's hands yet.
    pub const fn is_open(self) -> bool {
        matches!(self, Pending | Confirmed | Preparing | Ready | Dispatched)
    }

    /// The word of the history for entering this state.
    pub const fn action(self) -> &'static str {
        match self {
            Pending => "status_changed",
            Confirmed => "confirmed",
            Preparing => "processing_started",
            Ready => "packed",
            Dispatched => "shipped",
            Completed => "delivered",
            Cancelled => "cancelled",
            Refunded => "refunded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ORD-5 in words, for every pair: what may follow what in one step.
    #[test]
    fn every_pair_of_states_is_decided() {
        for method in DeliveryMethod::ALL.iter().copied() {
            for from in Status::ALL.iter().copied() {
                for to in Status::ALL.iter().copied() {
                    let pickup = method == DeliveryMethod::Pickup;
                    let allowed = match (from, to) {
                        (Pending, Confirmed) | (Confirmed, Preparing) | (Preparing, Ready) => true,
                        (Ready, Dispatched) => !pickup,
                        (Ready, Completed) => pickup,
                        (Dispatched, Completed) | (Completed, Refunded) => true,
                        (from, Cancelled) => from.is_open(),
                        _ => false,
                    };
                    assert_eq!(
                        from.moves(method).contains(&to),
                        allowed,
                        "{from} to {to} ({method})"
                    );
                }
            }
        }
    }

    #[test]
    fn missing_forward_steps_are_passed_and_none_backward() {
        let delivery = DeliveryMethod::Delivery;
        assert_eq!(
            Pending.path(Completed, delivery),
            Some(vec![Confirmed, Preparing, Ready, Dispatched, Completed])
        );
        assert_eq!(
            Confirmed.path(Completed, DeliveryMethod::Pickup),
            Some(vec![Preparing, Ready, Completed])
        );
        assert_eq!(Confirmed.path(Dispatched, DeliveryMethod::Pickup), None);
        assert_eq!(Ready.path(Confirmed, delivery), None);
        assert_eq!(Pending.path(Pending, delivery), None);
        assert_eq!(Pending.path(Refunded, delivery), None);
        assert_eq!(Cancelled.path(Confirmed, delivery), None);
        assert_eq!(Completed.path(Cancelled, delivery), None);
    }

    #[test]
    fn the_other_words_of_the_documents_are_understood() {
        assert_eq!(Status::from_word("processing"), Ok(Preparing));
        assert_eq!(Status::from_word("shipped"), Ok(Dispatched));
        assert_eq!(Status::from_word("delivered"), Ok(Completed));
        assert_eq!(Status::from_word("ready"), Ok(Ready));
        assert!(Status::from_word("gone").is_err());
    }
}
