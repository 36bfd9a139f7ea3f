//! Many at once: one key makes one order, and no number is left out or given twice.

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use serde_json::{Value, json};

use super::harness::{Caller, Folder, Server, hornada, stored};
use super::size;

#[test]
fn thirty_two_clients_with_one_key_make_one_order_and_hear_the_same() {
    let folder = Folder::new("key");
    let server = Server::start(&folder.0);
    let caller = Caller::sign_in(&server);
    let body = caller.order_body();
    let keys = size(5, 50);
    for number in 0..keys {
        let key = format!("one-key-{number}");
        let mut body = body.clone();
        body["internal_notes"] = json!(key);
        let together = Arc::new(Barrier::new(32));
        let clients: Vec<_> = (0..32)
            .map(|_| {
                let (caller, key, body) = (caller.at(&server), key.clone(), body.clone());
                let together = Arc::clone(&together);
                std::thread::spawn(move || {
                    together.wait();
                    caller
                        .call("POST", "/api/v1/orders", Some(&key), Some(&body))
                        .unwrap()
                })
            })
            .collect();
        let answers: Vec<(u16, Value)> = clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect();
        assert_eq!(answers[0].0, 201, "{}", answers[0].1);
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        let mut other = body.clone();
        other["internal_notes"] = json!("something else");
        let refused = caller.call("POST", "/api/v1/orders", Some(&key), Some(&other));
        assert_eq!(refused.unwrap().0, 409, "the same key for another order");
    }
    server.stop();
    let stored = stored(&folder.0);
    let different: BTreeSet<&str> = stored.iter().map(|(key, _)| key.as_str()).collect();
    println!(
        "32 clients, one key: {keys} keys, {} orders stored",
        stored.len()
    );
    assert_eq!((stored.len(), different.len()), (keys, keys));
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
}

#[test]
fn sixteen_writers_leave_no_gap_and_no_double_in_the_numbers() {
    let folder = Folder::new("numbers");
    let server = Server::start(&folder.0);
    let caller = Caller::sign_in(&server);
    let body = caller.order_body();
    let each = size(20, 500);
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let (caller, mut body) = (caller.at(&server), body.clone());
            std::thread::spawn(move || {
                for number in 0..each {
                    body["internal_notes"] = json!(format!("{writer}-{number}"));
                    if number % 5 == 0 {
                        // What is refused takes no number.
                        let mut wrong = body.clone();
                        wrong["items"][0]["quantity"] = json!("0");
                        let refused = caller.call("POST", "/api/v1/orders", None, Some(&wrong));
                        assert_eq!(refused.unwrap().0, 422);
                    }
                    caller.make("/api/v1/orders", &body);
                }
            })
        })
        .collect();
    writers
        .into_iter()
        .for_each(|writer| writer.join().unwrap());
    server.stop();
    let numbers: Vec<usize> = stored(&folder.0)
        .iter()
        .map(|(_, number)| number.rsplit('-').next().unwrap().parse().unwrap())
        .collect();
    println!(
        "16 writers: {} orders, numbers {} to {}",
        numbers.len(),
        numbers[0],
        numbers[numbers.len() - 1]
    );
    assert_eq!(numbers, (1..=16 * each).collect::<Vec<_>>());
}
