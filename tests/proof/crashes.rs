//! `kill -9` while sixteen clients write.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::harness::{
    Caller, Folder, Ledger, Moments, Server, compare, hornada, stored, wait_for_orders,
    write_orders,
};
use super::size;

#[test]
fn every_acknowledged_order_survives_kill_9() {
    let folder = Folder::new("kill");
    let ledger = Arc::new(Ledger::default());
    let mut moments = Moments::new();
    let server = Server::start(&folder.0);
    let caller = Caller::sign_in(&server);
    let body = caller.order_body();
    server.kill();
    let kills = size(8, 200);
    for _ in 0..kills {
        let server = Server::start(&folder.0);
        let before = ledger.acknowledged.lock().unwrap().len();
        let stop = Arc::new(AtomicBool::new(false));
        let writers = write_orders(&caller.at(&server), &body, &ledger, 16, &stop);
        // Some of them fall before the first order is taken.
        let least = usize::try_from(moments.next() % 40).unwrap();
        wait_for_orders(&ledger, before + least);
        std::thread::sleep(moments.millis(0, 250));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
    }
    let stored = stored(&folder.0);
    let (lost, doubled) = compare(&ledger, &stored);
    let acknowledged = ledger.acknowledged.lock().unwrap().len();
    println!(
        "{kills} kills, {acknowledged} acknowledged, {} stored, {} lost, {} doubled",
        stored.len(),
        lost.len(),
        doubled.len()
    );
    assert!(acknowledged > kills * 4, "too few orders to prove anything");
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(doubled.is_empty(), "doubled: {doubled:?}");
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
    an_unanswered_order_can_be_sent_again(&folder, &caller, &ledger, &body);
}

/// What was sent and not answered is made exactly once when it is sent again with its key; what was answered, not again.
fn an_unanswered_order_can_be_sent_again(
    folder: &Folder,
    caller: &Caller,
    ledger: &Ledger,
    body: &serde_json::Value,
) {
    let server = Server::start(&folder.0);
    let caller = caller.at(&server);
    let acknowledged = ledger.acknowledged.lock().unwrap();
    let (answered, last): (HashSet<&str>, &[_]) = (
        acknowledged.iter().map(|(key, _)| key.as_str()).collect(),
        &acknowledged[acknowledged.len().saturating_sub(100)..],
    );
    let sent = ledger.sent.lock().unwrap();
    let unanswered = sent
        .iter()
        .filter(|key| !answered.contains(key.as_str()))
        .chain(last.iter().map(|(key, _)| key));
    for key in unanswered {
        let mut body = body.clone();
        body["internal_notes"] = serde_json::json!(key);
        let (status, answer) = caller
            .call("POST", "/api/v1/orders", Some(key), Some(&body))
            .unwrap();
        assert_eq!(status, 201, "{answer}");
    }
    server.stop();
    let stored = stored(&folder.0);
    assert_eq!(stored.len(), sent.len());
    drop(acknowledged);
    let (lost, doubled) = compare(ledger, &stored);
    assert_eq!((lost.len(), doubled.len()), (0, 0));
}
