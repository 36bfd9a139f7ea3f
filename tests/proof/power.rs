//! The power goes: only fsynced bytes are left.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::harness::{
    Caller, Folder, Ledger, Moments, Server, compare, hornada, stored, write_orders,
};
use super::size;

/// The stand-in, compiled from `tests/proof/powercut.c`.
fn stand_in() -> PathBuf {
    let library = std::env::temp_dir().join(format!("hornada-powercut-{}.so", std::process::id()));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/powercut.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .arg(&library)
        .arg(source)
        .args(["-ldl", "-lpthread"])
        .status();
    assert!(compiled.unwrap().success());
    library
}

/// Cuts the power `cuts` times under this `PRAGMA synchronous`; returns how many acknowledged orders there were and
/// how many of them the disk does not have.
fn cut_power(cuts: usize, synchronous: Option<&str>) -> (usize, usize) {
    let library = stand_in();
    let mut moments = Moments::new();
    let (mut acknowledged, mut lost) = (0, 0);
    for _ in 0..cuts {
        let folder = Folder::new("power");
        let shadow = Folder::new("shadow");
        let (data, kept) = (folder.0.join("data"), shadow.0.join("data"));
        std::fs::create_dir_all(&data).unwrap();
        let mut environment = vec![
            ("LD_PRELOAD", library.to_str().unwrap()),
            ("POWERCUT_FOLDER", data.to_str().unwrap()),
            ("POWERCUT_SHADOW", kept.to_str().unwrap()),
        ];
        environment.extend(synchronous.map(|mode| ("HORNADA_TEST_SYNCHRONOUS", mode)));
        let server = Server::start_with(&data, &environment);
        let caller = Caller::sign_in(&server, &data);
        let body = caller.order_body();
        let ledger = Arc::new(Ledger::default());
        let stop = Arc::new(AtomicBool::new(false));
        let writers = write_orders(&caller, &body, &ledger, 16, &stop);
        std::thread::sleep(moments.millis(100, 700));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
        let restarted = Server::start(&kept);
        restarted.kill();
        let (missing, doubled) = compare(&ledger, &stored(&kept));
        assert!(doubled.is_empty());
        let (well, text) = hornada(&["check"], &kept);
        assert!(well, "{text}");
        acknowledged += ledger.acknowledged.lock().unwrap().len();
        lost += missing.len();
    }
    (acknowledged, lost)
}

#[test]
fn every_acknowledged_order_survives_a_power_cut() {
    let (acknowledged, lost) = cut_power(size(3, 40), None);
    println!("power cut, synchronous=FULL: {acknowledged} acknowledged, {lost} lost");
    assert!(acknowledged > 20, "too few orders to prove anything");
    assert_eq!(lost, 0);
}

/// The proof proves itself: with less than FULL it must find losses.
#[test]
#[cfg(debug_assertions)]
fn the_stand_in_finds_the_losses_of_synchronous_normal() {
    let (acknowledged, lost) = cut_power(size(2, 12), Some("NORMAL"));
    println!("power cut, synchronous=NORMAL: {acknowledged} acknowledged, {lost} lost");
    assert!(
        lost > 0,
        "{acknowledged} acknowledged and none lost: the stand-in does not work"
    );
}
