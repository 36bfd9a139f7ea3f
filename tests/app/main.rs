//! One integration binary: every capability through the running server, over real HTTP on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

mod catalog;
mod customers;
mod exchange;
mod file;
mod house;
mod jobs;
mod mail;
mod orders;
mod people;
mod recipes;
mod rounds;
mod standing;
mod stock;
