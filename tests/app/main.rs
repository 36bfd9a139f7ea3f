//! One integration binary: every capability through the running server, over real HTTP on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

mod exchange;
mod file;
mod fulfilment;
mod house;
mod invoices;
mod jobs;
mod mail;
mod orders;
mod cli;
mod office;
mod payments;
mod people;
mod production;
mod recipes;
mod standing;
mod stock;
mod today;
