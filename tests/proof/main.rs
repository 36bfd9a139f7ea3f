//! The long proofs: the real program, killed, copied and cut off from its power while clients write. A small size by
//! default; `HORNADA_PROOF=full` (or `packaging/check.sh --full`) runs them at full size.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a proof fails by panicking"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a proof tells what it saw"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures of a proof"
)]

mod copies;
mod crashes;
mod demo;
mod disk;
mod harness;
mod numbers;
mod once;
mod power;
mod scheduler;

/// `small`, or `full` when the long proofs run at full size.
fn size(small: usize, full: usize) -> usize {
    if std::env::var("HORNADA_PROOF").as_deref() == Ok("full") {
        full
    } else {
        small
    }
}
