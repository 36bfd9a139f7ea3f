//! One integration binary: every capability through the running server, over real HTTP on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

mod baking_day;
mod buying;
mod called_back;
mod came_back;
mod catalog;
mod cli;
mod contract;
mod credit;
mod customers;
mod day_asked;
mod exchange;
mod file;
mod fulfilment;
mod held_open;
mod house;
mod imports;
mod invoices;
mod jobs;
mod late;
mod long_lists;
mod mail;
mod margins;
mod office;
mod orders;
mod orders_asked;
mod orders_changed;
mod orders_found;
mod orders_kept;
mod orders_pages;
mod overtaken;
mod owed;
mod packing;
mod payments;
mod people;
mod planning;
mod plans;
mod private_people;
mod production;
mod purchasing;
mod purchasing_care;
mod recipes;
mod rounds;
mod same_day;
mod screens;
mod sight;
mod slips;
mod standing;
mod standing_kept;
mod standing_stops;
mod stock;
mod stories;
mod strict;
mod suppliers;
mod taken_back;
mod thousands;
mod today;
mod undo;
mod ways_back;
mod wire;
mod written;
