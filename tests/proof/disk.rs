//! The disk is full: writing is refused with a sentence, reading goes on, nothing is half stored, and it recovers by itself.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::harness::{Caller, Folder, Server, hornada, stored};
use super::size;

/// A small disk of its own, in memory; taken away in the end.
struct SmallDisk {
    folder: Folder,
}

impl SmallDisk {
    /// None where this user may not mount.
    fn mount() -> Option<Self> {
        let disk = Self {
            folder: Folder::new("small-disk"),
        };
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&disk.folder.0)
            .output();
        mounted
            .is_ok_and(|mounted| mounted.status.success())
            .then_some(disk)
    }

    fn data(&self) -> PathBuf {
        self.folder.0.join("data")
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        for piece in [1 << 16, 1 << 12, 1] {
            while filler.write_all(&vec![7; piece]).is_ok() {}
        }
    }

    fn filler(&self) -> PathBuf {
        self.folder.0.join("filler")
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(
            Command::new("umount")
                .arg("-l")
                .arg(&self.folder.0)
                .status(),
        );
    }
}

/// Sends orders by eight at once; the keys of those that were taken, and the answers of those that were not.
fn orders(
    caller: &Caller,
    body: &Value,
    name: &str,
    count: usize,
) -> (BTreeSet<String>, Vec<(u16, Value)>) {
    let answers: Vec<(String, u16, Value)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|client| {
                scope.spawn(move || {
                    let send = |number| {
                        let key = format!("{name}-{number}");
                        let mut body = body.clone();
                        body["internal_notes"] = json!(key);
                        let (status, answer) = caller
                            .call("POST", "/api/v1/orders", Some(&key), Some(&body))
                            .unwrap();
                        (key, status, answer)
                    };
                    (client..count).step_by(8).map(send).collect::<Vec<_>>()
                })
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    let (taken, refused): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(_, status, _)| *status == 201);
    (
        taken.into_iter().map(|(key, ..)| key).collect(),
        refused
            .into_iter()
            .map(|(_, status, answer)| (status, answer))
            .collect(),
    )
}

fn unfinished_copies(data: &Path) -> usize {
    std::fs::read_dir(data.join("backup"))
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("being-made")
        })
        .count()
}

#[test]
fn a_full_disk_refuses_what_it_cannot_keep_and_recovers() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: this user may not mount a small disk");
        return;
    };
    std::fs::create_dir(disk.data()).unwrap();
    let server = Server::start(&disk.data());
    let caller = Caller::sign_in(&server);
    let body = caller.order_body();
    let rounds = size(2, 10);
    let (mut taken, mut refusals) = (BTreeSet::new(), 0);
    for round in 0..rounds {
        let (before, refused) = orders(&caller, &body, &format!("before-{round}"), 20);
        assert!(refused.is_empty(), "{refused:?}");
        taken.extend(before);
        disk.fill();
        // What still fits into the log that is there is taken; then nothing more.
        let (last, refused) = orders(&caller, &body, &format!("full-{round}"), 500);
        taken.extend(last);
        assert!(!refused.is_empty(), "the disk is not full");
        for (status, answer) in &refused {
            assert_eq!(*status, 507, "{answer}");
            assert!(
                answer["detail"].as_str().unwrap().contains("disco"),
                "{answer}"
            );
        }
        refusals += refused.len();
        caller.read("/api/v1/orders");
        let (status, _) = caller.call("POST", "/api/v1/backups", None, None).unwrap();
        assert!(status >= 500, "a copy on a full disk: {status}");
        assert_eq!(unfinished_copies(&disk.data()), 0);
        let (status, ready) = caller.call("GET", "/ready", None, None).unwrap();
        assert_eq!(
            (status, &ready["checks"]["disk"]["ok"]),
            (503, &json!(false))
        );
        disk.make_room();
    }
    let (after, refused) = orders(&caller, &body, "after", 20);
    assert!(refused.is_empty(), "{refused:?}");
    taken.extend(after);
    server.stop();
    let stored: BTreeSet<String> = stored(&disk.data())
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(
        stored, taken,
        "what was taken, and nothing that was refused"
    );
    let (well, text) = hornada(&["check"], &disk.data());
    assert!(well, "{text}");
    println!(
        "full disk: {rounds} times, {} orders taken and stored, {refusals} refused with 507",
        taken.len()
    );
}
