//! The power goes: the disk has what was fsynced, and of the rest some sectors and not others.

use std::collections::HashMap;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::harness::{
    Caller, Folder, Ledger, Moments, Server, compare, hornada, stored, wait_for_orders,
    write_orders,
};
use super::size;

/// What a disk writes wholly or not at all.
const SECTOR: usize = 512;

/// The stand-in, compiled from `tests/proof/powercut.c`, once for all proofs that run at the same time.
fn stand_in() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let own = format!("hornada-powercut-{}.so", std::process::id());
        let library = std::env::temp_dir().join(own);
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/powercut.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&library)
            .arg(source)
            .args(["-ldl", "-lpthread"])
            .status();
        assert!(compiled.unwrap().success());
        library
    })
}

/// A bakery whose power is cut again and again; each time it goes on with what the disk has.
struct Shop {
    disk: Folder,
    signed_in: Option<(Caller, serde_json::Value)>,
    ledger: Arc<Ledger>,
}

impl Shop {
    fn new() -> Self {
        Self {
            disk: Folder::new("disk"),
            signed_in: None,
            ledger: Arc::default(),
        }
    }

    /// Works under sixteen writers until the power goes; the disk is then what was fsynced and, when `torn`, half of the
    /// sectors that were written after.
    fn work_until_the_cut(&mut self, moments: &mut Moments, synchronous: Option<&str>, torn: bool) {
        let (work, shadow) = (Folder::new("work"), Folder::new("shadow"));
        copy_tree(&self.disk.0, &work.0);
        copy_tree(&self.disk.0, &shadow.0);
        let mut environment = vec![
            ("LD_PRELOAD", stand_in().to_str().unwrap()),
            ("POWERCUT_FOLDER", work.0.to_str().unwrap()),
            ("POWERCUT_SHADOW", shadow.0.to_str().unwrap()),
        ];
        environment.extend(synchronous.map(|mode| ("HORNADA_TEST_SYNCHRONOUS", mode)));
        let server = Server::start_with(&work.0, &environment);
        let (caller, body) = self.signed_in.get_or_insert_with(|| {
            let caller = Caller::sign_in(&server);
            let body = caller.order_body();
            (caller, body)
        });
        let stop = Arc::new(AtomicBool::new(false));
        let before = self.ledger.acknowledged.lock().unwrap().len();
        let writers = write_orders(&caller.at(&server), body, &self.ledger, 16, &stop);
        let least = 16 + usize::try_from(moments.next() % 50).unwrap();
        wait_for_orders(&self.ledger, before + least);
        std::thread::sleep(moments.millis(0, 250));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
        if torn {
            for name in ["hornada.db", "hornada.db-wal"] {
                let name = Path::new("live").join(name);
                keep_half(&work.0.join(&name), &shadow.0.join(&name), moments);
            }
        }
        self.disk = shadow;
    }

    /// Orders that were acknowledged, and how many of them are not on the disk.
    fn count(&self) -> (usize, usize) {
        let (missing, doubled) = compare(&self.ledger, &stored(&self.disk.0));
        assert!(doubled.is_empty());
        let acknowledged = self.ledger.acknowledged.lock().unwrap().len();
        (acknowledged, missing.len())
    }
}

/// Of the sectors that were written and not fsynced, a disk may have any.
fn keep_half(written: &Path, on_disk: &Path, moments: &mut Moments) {
    let written = std::fs::read(written).unwrap();
    let disk = std::fs::File::options()
        .read(true)
        .write(true)
        .open(on_disk)
        .unwrap();
    for (number, sector) in written.chunks(SECTOR).enumerate() {
        let at = (number * SECTOR) as u64;
        let mut there = vec![0; sector.len()];
        let same = disk.read_exact_at(&mut there, at).is_ok() && there == sector;
        if !same && moments.next().is_multiple_of(2) {
            disk.write_all_at(sector, at).unwrap();
        }
    }
}

fn copy_tree(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn every_acknowledged_order_survives_a_power_cut() {
    let cuts = size(4, 40);
    let mut moments = Moments::new();
    let mut shop = Shop::new();
    let mut seen = HashMap::new();
    for cut in 0..cuts {
        let torn = cut % 2 == 1;
        shop.work_until_the_cut(&mut moments, None, torn);
        // The first to open it after the cut is sometimes a tool.
        let (well, text) = hornada(&["check"], &shop.disk.0);
        assert!(well, "cut {cut}: {text}");
        let (acknowledged, lost) = shop.count();
        assert_eq!(lost, 0, "cut {cut}, of {acknowledged}");
        *seen.entry(torn).or_insert(0) += 1;
    }
    let (acknowledged, lost) = shop.count();
    println!(
        "power cut, synchronous=FULL: {cuts} cuts ({} with torn sectors), {acknowledged} acknowledged, {lost} lost",
        seen.get(&true).unwrap_or(&0)
    );
    Server::start(&shop.disk.0).stop();
}

/// The proof proves itself: with less than FULL it must find losses.
#[test]
#[cfg(debug_assertions)]
fn the_stand_in_finds_the_losses_of_synchronous_normal() {
    let cuts = size(2, 12);
    let mut moments = Moments::new();
    let (mut acknowledged, mut lost) = (0, 0);
    for _ in 0..cuts {
        let mut shop = Shop::new();
        shop.work_until_the_cut(&mut moments, Some("NORMAL"), false);
        let counted = shop.count();
        acknowledged += counted.0;
        lost += counted.1;
    }
    println!(
        "power cut, synchronous=NORMAL: {cuts} cuts, {acknowledged} acknowledged, {lost} lost"
    );
    assert!(
        lost > 0,
        "{acknowledged} acknowledged and none lost: the stand-in does not work"
    );
}
