//! `cargo bench`: what Hornada does in a second, each beside a raw baseline that writes the same rows in the same run.
//! Absolute figures say little on a noisy machine; read the ratios. `HORNADA_BENCH_ORDERS` sets how many orders are
//! stored before (100,000 if left out).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark fails by panicking"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its table"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

mod client;
mod load;
mod raw;

use std::time::{Duration, Instant};

use client::{Client, Timings};

/// Rounds of each measurement; the median counts.
const ROUNDS: usize = 5;

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let orders: usize = std::env::var("HORNADA_BENCH_ORDERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let folder = std::env::temp_dir().join(format!("hornada-bench-{}", std::process::id()));
    println!("{orders} orders stored");
    let world = load::load(&folder, orders);
    let started = Instant::now();
    let server = client::Server::start(&folder);
    Client::new(&server.address, &world.token).get("/orders");
    row(
        "start to first page",
        &format!("{:.3} s", started.elapsed().as_secs_f64()),
        "< 0.3 s",
        "",
    );
    creating(&server, &world, &folder);
    pages(&server, &world);
    row(
        "resident after all that",
        &format!("{} MiB", server.resident_mib()),
        "< 80 MiB",
        "",
    );
    server.stop();
    std::fs::remove_dir_all(&folder).unwrap();
}

fn creating(server: &client::Server, world: &load::World, folder: &std::path::Path) {
    let (mut one, mut sixteen, mut raw_one, mut raw_sixteen) = (vec![], vec![], vec![], vec![]);
    let mut latencies = Timings::default();
    for _ in 0..ROUNDS {
        raw_one.push(raw::orders_per_second(folder, 1, 400));
        one.push(client::orders_per_second(
            server,
            world,
            1,
            400,
            &mut Timings::default(),
        ));
        raw_sixteen.push(raw::orders_per_second(folder, 16, 1_600));
        sixteen.push(client::orders_per_second(
            server,
            world,
            16,
            1_600,
            &mut latencies,
        ));
    }
    let (one, sixteen, raw_one, raw_sixteen) = (
        median(one),
        median(sixteen),
        median(raw_one),
        median(raw_sixteen),
    );
    println!(
        "raw SQLite, one order per transaction {raw_one:.0}/s, sixteen per transaction {raw_sixteen:.0}/s"
    );
    row(
        "order of 5 lines over HTTP, 1 client",
        &format!("{one:.0}/s"),
        "≥ 0.5 × raw",
        &format!("{:.2} × raw", one / raw_one),
    );
    row(
        "the same, 16 clients",
        &format!("{sixteen:.0}/s"),
        "≥ 1.0 × raw",
        &format!("{:.2} × raw", sixteen / raw_one),
    );
    let (middle, p99) = (latencies.at(0.5), latencies.at(0.99));
    row(
        "its p99 against its median",
        &format!("{p99:.2?} / {middle:.2?}"),
        "≤ 5 ×",
        &times(p99, middle),
    );
}

fn pages(server: &client::Server, world: &load::World) {
    let orders = [
        ("order page", format!("/orders/{}", world.order_id)),
        ("list of 50 orders", "/orders".to_owned()),
    ];
    for (name, path) in orders {
        let mut rates = vec![];
        let mut latencies = Timings::default();
        for _ in 0..ROUNDS {
            rates.push(client::gets_per_second(
                server,
                world,
                &path,
                16,
                1_600,
                &mut latencies,
            ));
        }
        row(
            &format!("{name}, 16 clients"),
            &format!("{:.0}/s", median(rates)),
            "≥ 5,000/s",
            "",
        );
        row(
            &format!("{name}, p95"),
            &format!("{:.2?}", latencies.at(0.95)),
            "< 20 ms",
            "",
        );
    }
}

fn row(what: &str, seen: &str, target: &str, ratio: &str) {
    println!("{what:<44} {seen:>24}   target {target:<14} {ratio}");
}

fn times(large: Duration, small: Duration) -> String {
    format!("{:.1} ×", large.as_secs_f64() / small.as_secs_f64())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
