//! One integration binary: every capability through the running server, over real HTTP on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

mod cli;
mod exchange;
mod file;
mod fulfilment;
mod house;
mod invoices;
mod jobs;
mod mail;
mod office;
mod orders;
mod payments;
mod people;
mod planning;
mod production;
mod purchasing;
mod recipes;
mod standing;
mod stock;
mod suppliers;
mod today;
