//! Invoices are issued while the server is killed: their numbers have no gap, whatever was answered or not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::harness::{Caller, Folder, Moments, Server, hornada};
use super::size;

/// Deliveries that can be invoiced in the life of one server.
const EACH_LIFE: usize = 40;
const CLIENTS: usize = 8;
const PAYERS: usize = 7;

/// What is to be invoiced, and what was answered: order and invoice number.
#[derive(Default)]
struct Desk {
    waiting: Mutex<Vec<String>>,
    issued: Mutex<Vec<(String, String)>>,
}

fn start(folder: &Folder, now: &str) -> Server {
    Server::start_with(&folder.0, &[("HORNADA_NOW", now)])
}

/// Runs `each` for every number below `count`, by as many clients at once as there are.
fn together<T: Send>(count: usize, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let each = &each;
                scope.spawn(move || {
                    let own = (client..count).step_by(CLIENTS);
                    own.map(each).collect::<Vec<T>>()
                })
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    })
}

/// A bakery that may invoice, and deliveries of the 21st to several payers; the ids of their orders.
fn deliveries(folder: &Folder, count: usize) -> (Caller, Vec<String>) {
    let server = start(folder, "2026-11-20T08:00:00Z");
    let caller = Caller::sign_in(&server);
    let settings = json!({ "values": { "bakery.legal_name": "La Espiga SL", "bakery.tax_id": "B64717838",
        "bakery.street": "Calle Mayor 1", "bakery.postcode": "29001", "bakery.town": "Málaga" } });
    caller.change("/api/v1/settings", &settings);
    let item = caller.item();
    let payers: Vec<Value> = (0..PAYERS)
        .map(|number| {
            let payer = json!({ "customer_type": "restaurant", "business_name": format!("Bar {number}"), "contact_name": "Luisa Prado",
                "tax_id": "A58818501", "address_line1": "Paseo Marítimo 120", "postal_code": "29016", "city": "Málaga",
                "invoice_rhythm": "monthly", "credit_limit": "10000" });
            caller.make("/api/v1/customers", &payer)["id"].clone()
        })
        .collect();
    let orders = together(count, |number| {
        let order = json!({ "customer_id": payers[number % PAYERS], "requested_date": "2026-11-21", "delivery_method": "pickup",
            "items": [{ "product_id": item, "quantity": "3", "unit": "unit" }] });
        let made = caller.make("/api/v1/orders", &order);
        made["id"].as_str().unwrap().to_owned()
    });
    server.stop();
    let server = start(folder, "2026-11-21T09:00:00Z");
    let there = caller.at(&server);
    together(count, |number| {
        let path = format!("/api/v1/orders/{}/deliver", orders[number]);
        let (status, answer) = there.call("POST", &path, None, Some(&json!({}))).unwrap();
        assert_eq!(status, 200, "{answer}");
    });
    server.stop();
    (caller, orders)
}

/// Issues until the server is gone; what was not answered waits to be sent again, with its key.
fn issue(caller: &Caller, desk: &Desk) {
    loop {
        let Some(order) = desk.waiting.lock().unwrap().pop() else {
            return;
        };
        let body = json!({ "order_id": order });
        let path = "/api/v1/orders/wholesale/invoices";
        match caller.call("POST", path, Some(&order), Some(&body)) {
            Ok((201, answer)) => {
                let number = answer["items"][0]["invoice_number"].as_str().unwrap();
                let issued = (order, number.to_owned());
                desk.issued.lock().unwrap().push(issued);
            }
            Ok((status, answer)) => panic!("{status}: {answer}"),
            Err(_) => {
                desk.waiting.lock().unwrap().push(order);
                return;
            }
        }
    }
}

#[test]
fn invoice_numbers_have_no_gap_through_kills() {
    let kills = size(5, 100);
    let folder = Folder::new("invoices");
    let mut moments = Moments::new();
    let (caller, orders) = deliveries(&folder, kills * EACH_LIFE);
    let desk = Arc::new(Desk::default());
    let mut rest = orders.chunks(EACH_LIFE);
    for life in 0..kills {
        desk.waiting
            .lock()
            .unwrap()
            .splice(0..0, rest.next().unwrap().iter().cloned());
        // Each life begins two hours later, so that dates grow with the numbers.
        let (day, hour) = (21 + (life + 5) / 12, (life + 5) % 12 * 2);
        let server = start(&folder, &format!("2026-11-{day:02}T{hour:02}:00:00Z"));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (caller, desk) = (caller.at(&server), Arc::clone(&desk));
                std::thread::spawn(move || issue(&caller, &desk))
            })
            .collect();
        let enough = desk.issued.lock().unwrap().len() + (moments.next() % 30) as usize;
        while desk.issued.lock().unwrap().len() < enough
            && !clients.iter().all(std::thread::JoinHandle::is_finished)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(moments.millis(0, 30));
        server.kill();
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
    }
    the_series_is_whole(&folder, &desk, kills);
}

fn the_series_is_whole(folder: &Folder, desk: &Desk, kills: usize) {
    let (well, text) = hornada(&["check"], &folder.0);
    assert!(well, "{text}");
    let conn = rusqlite::Connection::open(folder.0.join("live/hornada.db")).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT invoice_number, invoice_date, number, series FROM invoices ORDER BY number",
        )
        .unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let rows: Vec<(String, String, i64, String)> = rows.unwrap().collect::<Result<_, _>>().unwrap();
    for ((number, _, count, series), wanted) in rows.iter().zip(1..) {
        assert_eq!(
            (number.as_str(), *count, series.as_str()),
            (format!("F26-{wanted:06}").as_str(), wanted, "F26")
        );
    }
    assert!(rows.is_sorted_by_key(|(_, date, ..)| date), "dates go back");
    let of_order: BTreeMap<String, String> = conn
        .prepare(
            "SELECT n.order_id, i.invoice_number FROM notes n JOIN invoices i ON i.id = n.invoice_id",
        )
        .unwrap()
        .query_map([], |row| {
            let id: [u8; 16] = row.get(0)?;
            Ok((uuid::Uuid::from_bytes(id).to_string(), row.get(1)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(of_order.len(), rows.len(), "each of one delivery");
    let issued = desk.issued.lock().unwrap();
    for (order, number) in issued.iter() {
        assert_eq!(of_order.get(order), Some(number));
    }
    let last = rows.last().map_or("none", |(number, ..)| number);
    println!(
        "{kills} kills, {} invoices acknowledged, {} stored, last {last}, dated {} to {}",
        issued.len(),
        rows.len(),
        rows[0].1,
        rows[rows.len() - 1].1,
    );
    assert!(issued.len() > kills * 3, "too few to prove anything");
}
