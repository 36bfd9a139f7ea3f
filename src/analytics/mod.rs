//! What the bakery's day looks like as a whole: the strip at the top of every page, and Today.

pub mod api;
mod first;
pub mod pages;
mod store;
mod strip;
mod today;

pub use crate::fulfilment::oven_day as strip_day;
pub use first::{Step, first_steps};
pub use strip::strip_of;
pub use today::{Approval, Figures, Need, Severity, Tomorrow, approvals, figures, needs, tomorrow};
