//! `cargo bench`: what Hornada does in a second, each beside a raw baseline that writes the same rows in the same run.
//! Absolute figures say little on a noisy machine; read the ratios. `HORNADA_BENCH_ORDERS` sets how many orders are
//! stored before (100,000 if left out); several, as `100000,1000000`, tell what grows with them. `HORNADA_BENCH_A_DAY`
//! sets how many orders a day has (91 if left out).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_wrap,
    reason = "a benchmark fails by panicking, and counts no further than a million"
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

use std::path::Path;
use std::time::{Duration, Instant};

use client::{Client, Server, Timings};
use hornada::db::{Actor, Db, Options, Tx};
use hornada::{planning, standing_orders};
use load::World;
use raw::{Beside, Raw};

/// Rounds of each measurement, raw and product by turns; the median counts.
const ROUNDS: usize = 5;

/// A figure that must not grow with history: its name and seconds of one.
type Grown = Vec<(String, f64)>;

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let sizes = std::env::var("HORNADA_BENCH_ORDERS").unwrap_or_else(|_| "100000".into());
    let sizes: Vec<usize> = sizes
        .split(',')
        .map(|size| size.trim().parse().unwrap())
        .collect();
    let measured: Vec<Grown> = sizes.iter().map(|orders| measure(*orders)).collect();
    if let ([first, ..], [few, .., many]) = (sizes.as_slice(), measured.as_slice()) {
        println!("\nAt {} orders against {first}", sizes[sizes.len() - 1]);
        for ((name, before), (_, after)) in few.iter().zip(many) {
            let grown = after / before;
            row(
                name,
                &format!("{grown:.2} \u{d7}"),
                "\u{2264} 1.3 \u{d7}",
                grown <= 1.3,
                "",
            );
        }
    }
}

/// Loads so many orders and measures everything; tells what each costs.
fn measure(orders: usize) -> Grown {
    let began = Instant::now();
    let folder = std::env::temp_dir().join(format!("hornada-bench-{}", std::process::id()));
    let world = load::load(&folder, orders);
    let live = folder.join("live/hornada.db");
    let megabytes = std::fs::metadata(&live).unwrap().len() / 1_000_000;
    println!(
        "\n{orders} orders stored, {megabytes} MB, loaded in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    let mut raw = Raw::copy_of(&live, &folder.join("raw.db"));
    let mut grown = Grown::new();
    in_one_transaction(&folder, &world, &mut raw, &mut grown);
    let server = starting(&folder, &world, &mut grown);
    creating(&server, &world, &mut raw, &mut grown);
    pages(&server, &world, &raw, &mut grown);
    memory(&server, &world);
    server.kill();
    std::fs::remove_dir_all(&folder).unwrap();
    println!("in all {:.0} s", began.elapsed().as_secs_f64());
    grown
}

/// Needs and standing orders: what the jobs of the night do, each in one transaction.
fn in_one_transaction(folder: &Path, world: &World, raw: &mut Raw, grown: &mut Grown) {
    let db = Db::open(Options::new(folder)).unwrap();
    let timed = |work: fn(&Tx, i64) -> hornada::error::Result<usize>, round: usize| {
        let began = Instant::now();
        let done = db
            .write_blocking(Actor::system(), move |tx| work(tx, round as i64))
            .unwrap();
        (began.elapsed().as_secs_f64(), done)
    };
    let needs = |tx: &Tx, _| Ok(planning::calculate(tx, tx.today())?.needs_count);
    let (first, found) = timed(needs, 0);
    let again = median((0..ROUNDS).map(|round| timed(needs, round).0).collect());
    row(
        &format!("needs of 500 ingredients, {found} needed"),
        &millis(again),
        "< 20 ms",
        again < 0.020,
        &format!("the first time {}", millis(first)),
    );
    grown.push(("needs of 500 ingredients".into(), again));
    let for_templates = (world.items.clone(), world.customers.clone());
    db.write_blocking(Actor::system(), move |tx| {
        load::standing_orders(tx, &for_templates)
    })
    .unwrap();
    let (mut baseline, mut generated) = (vec![], vec![]);
    for round in 0..ROUNDS {
        baseline.push(raw.write(world, Beside::Standing, 1_000, 1_000));
        let (took, made) = timed(
            |tx, round| {
                let day = tx.today().add_days(load::STANDING_FROM + round);
                Ok(usize::try_from(standing_orders::generate(tx, day)?.made).unwrap())
            },
            round,
        );
        assert_eq!(made, 1_000);
        generated.push(took);
    }
    let (baseline, generated) = (median(baseline), median(generated));
    row(
        "1,000 standing orders generated",
        &millis(generated),
        "\u{2264} 5 \u{d7} raw",
        generated <= 5.0 * baseline,
        &format!(
            "{:.2} \u{d7} raw {}",
            generated / baseline,
            millis(baseline)
        ),
    );
    grown.push(("1,000 standing orders".into(), generated));
    db.close().unwrap();
}

/// Starts after a kill, so that the log is looked at too; leaves the last one running, its first copy published.
fn starting(folder: &Path, world: &World, grown: &mut Grown) -> Server {
    let start = || {
        let began = Instant::now();
        let server = Server::start(folder);
        Client::new(&server.address, &world.token).get("/orders", "identity");
        (server, began.elapsed().as_secs_f64())
    };
    let mut times = vec![];
    for _ in 0..ROUNDS {
        let (server, took) = start();
        times.push(took);
        server.kill();
    }
    let middle = median(times);
    row(
        "start to first page",
        &millis(middle),
        "< 300 ms",
        middle < 0.3,
        "",
    );
    grown.push(("start to first page".into(), middle));
    let about = folder.join("backup/hornada.json");
    drop(std::fs::remove_file(&about));
    let (server, _) = start();
    let patience = Instant::now();
    while !about.exists() && patience.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(50));
    }
    println!(
        "    published a checked copy in {:.1} s; resident {} MiB",
        patience.elapsed().as_secs_f64(),
        server.resident_mib()
    );
    server
}

fn creating(server: &Server, world: &World, raw: &mut Raw, grown: &mut Grown) {
    let (mut one, mut sixteen, mut raw_one, mut raw_sixteen) = (vec![], vec![], vec![], vec![]);
    let mut latencies = Timings::default();
    for _ in 0..ROUNDS {
        raw_one.push(400.0 / raw.write(world, Beside::Answer, 1, 400));
        let alone = &mut Timings::default();
        one.push(client::orders_per_second(server, world, 1, 400, alone));
        raw_sixteen.push(1_600.0 / raw.write(world, Beside::Answer, 16, 1_600));
        let many = &mut latencies;
        sixteen.push(client::orders_per_second(server, world, 16, 1_600, many));
    }
    let [one, sixteen, raw_one, raw_sixteen] = [one, sixteen, raw_one, raw_sixteen].map(median);
    row(
        "order of 5 lines over HTTP, 1 client",
        &per_second(one),
        "\u{2265} 0.5 \u{d7} raw",
        one >= 0.5 * raw_one,
        &format!("{:.2} \u{d7} raw {}", one / raw_one, per_second(raw_one)),
    );
    row(
        "the same, 16 clients",
        &per_second(sixteen),
        "\u{2265} 1.0 \u{d7} raw",
        sixteen >= raw_one,
        &format!(
            "{:.2} \u{d7} raw; sixteen together raw {}",
            sixteen / raw_one,
            per_second(raw_sixteen)
        ),
    );
    let (middle, p99) = (latencies.at(0.5), latencies.at(0.99));
    row(
        "its p99",
        &millis(p99.as_secs_f64()),
        "\u{2264} 5 \u{d7} median",
        p99 <= 5 * middle,
        &format!(
            "{:.1} \u{d7} median {}",
            p99.as_secs_f64() / middle.as_secs_f64(),
            millis(middle.as_secs_f64())
        ),
    );
    grown.push(("order over HTTP, 1 client".into(), 1.0 / one));
    grown.push(("order over HTTP, 16 clients".into(), 1.0 / sixteen));
}

fn pages(server: &Server, world: &World, raw: &Raw, grown: &mut Grown) {
    for name in ["order page", "list of 50 orders"] {
        let path = match name {
            "order page" => format!("/orders/{}", world.order_id),
            _ => "/orders".to_owned(),
        };
        let (mut raw_rates, mut rates, mut packed) = (vec![], vec![], vec![]);
        let mut latencies = Timings::default();
        for _ in 0..ROUNDS {
            raw_rates.push(match name {
                "order page" => raw.read_orders(world.order_id, 20_000),
                _ => raw.read_lists(5_000),
            });
            let timings = &mut latencies;
            rates.push(client::gets_per_second(
                server, world, &path, "identity", 4_000, timings,
            ));
            let other = &mut Timings::default();
            packed.push(client::gets_per_second(
                server, world, &path, "gzip", 1_600, other,
            ));
        }
        let [raw_rate, rate, packed] = [raw_rates, rates, packed].map(median);
        let bytes = |encoding| Client::new(&server.address, &world.token).get(&path, encoding);
        row(
            &format!("{name}, 16 clients"),
            &per_second(rate),
            "\u{2265} 5,000/s",
            rate >= 5_000.0,
            &format!(
                "{:.2} \u{d7} raw reads {}",
                rate / raw_rate,
                per_second(raw_rate)
            ),
        );
        let p95 = latencies.at(0.95).as_secs_f64();
        row(
            &format!("{name}, p95"),
            &millis(p95),
            "< 20 ms",
            p95 < 0.020,
            "",
        );
        println!(
            "    {} bytes; asked for gzip {} bytes, {}",
            bytes("identity"),
            bytes("gzip"),
            per_second(packed)
        );
        grown.push((name.into(), 1.0 / rate));
    }
}

fn memory(server: &Server, world: &World) {
    let without = server.resident_mib();
    row(
        "resident after all that",
        &format!("{without} MiB"),
        "< 80 MiB",
        without < 80,
        "",
    );
    let mut client = Client::new(&server.address, &world.token);
    client.get(
        &format!("/customers/{}/statement/pdf", world.customers[0]),
        "identity",
    );
    let with = server.resident_mib();
    row(
        "and after a PDF",
        &format!("{with} MiB"),
        "< 120 MiB",
        with < 120,
        "",
    );
}

fn row(what: &str, seen: &str, target: &str, reached: bool, beside: &str) {
    let reached = if reached { "reached" } else { "NOT REACHED" };
    println!("{what:<40} {seen:>10}   {target:<13} {reached:<12} {beside}");
}

fn millis(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1_000.0)
}

fn per_second(rate: f64) -> String {
    format!("{rate:.0}/s")
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
