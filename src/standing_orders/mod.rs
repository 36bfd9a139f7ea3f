//! Standing orders: what a customer gets again and again, and everything by which one date differs.

pub mod dates;
