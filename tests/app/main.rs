//! One integration binary: every capability through the running server, over real HTTP on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

mod house;
mod orders;
mod orders_pages;
mod people;
