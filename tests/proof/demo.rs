//! The demo at odd hours: whole, alive and the same every time, whenever it is started.

use hornada::db::Db;
use hornada::demo;

use crate::harness::Folder;
use crate::size;

/// After the cut-off of a Saturday, a Sunday noon, before the oven is full, after midnight, Christmas Eve, the night on
/// which the clocks go forward.
const HOURS: [&str; 6] = [
    "2026-11-21T19:30:00Z",
    "2026-11-22T11:00:00Z",
    "2026-11-24T02:30:00Z",
    "2026-11-24T23:30:00Z",
    "2026-12-24T22:00:00Z",
    "2027-03-28T00:30:00Z",
];

fn count(db: &Db, query: &'static str) -> i64 {
    db.read_blocking(move |view| Ok(view.query_row(query, [], |row| row.get(0))?))
        .unwrap()
}

/// Everything that was ordered, handed over and invoiced, in one line each.
fn told(db: &Db) -> Vec<String> {
    db.read_blocking(|view| {
        let mut statement = view.prepare(
            "SELECT order_number || ' ' || status || ' ' || total_amount FROM orders
             UNION ALL SELECT note_number || ' ' || status || ' ' || total_amount FROM notes
             UNION ALL SELECT invoice_number || ' ' || total_amount FROM invoices ORDER BY 1",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })
    .unwrap()
}

fn open(folder: &Folder, hour: &str) -> Db {
    demo::open(&folder.0, "proof".into(), Some(hour.parse().unwrap())).unwrap()
}

#[test]
fn the_demo_is_whole_at_any_hour_and_the_same_every_time() {
    for hour in &HOURS[..size(1, HOURS.len())] {
        let folder = Folder::new("demo");
        let db = open(&folder, hour);
        let (now, today) = (db.now().millis(), db.today());
        assert_eq!(count(&db, "SELECT count(*) FROM missed_dates"), 0, "{hour}");
        assert_eq!(
            count(&db, "SELECT count(*) FROM item_stock WHERE quantity < 0"),
            0,
            "{hour}: nothing is handed over before it is baked"
        );
        assert_eq!(
            count(&db, "SELECT count(*) FROM job_runs WHERE outcome <> 'done'"),
            0,
            "{hour}: every job ran at its time"
        );
        let (last, orders) = db
            .read_blocking(move |view| {
                let last: i64 =
                    view.query_row("SELECT max(created_at) FROM orders", [], |row| row.get(0))?;
                let of_day = |day| Ok(hornada::orders::of_day(view, day)?.len());
                let days = [today, today.next(), today.add_days(2)];
                let orders: hornada::error::Result<Vec<usize>> =
                    days.map(of_day).into_iter().collect();
                Ok((last, orders?))
            })
            .unwrap();
        assert!(last <= now, "{hour}: nothing is ordered ahead of the clock");
        assert!(orders[0] > 15 && orders[1] > 15, "{hour}: {orders:?}");
        assert_eq!(
            count(
                &db,
                "SELECT count(*) FROM needs WHERE status = 'pending' AND recommended_supplier_id IS NULL"
            ),
            0,
            "{hour}: nothing is needed that nobody sells"
        );
        assert!(
            count(&db, "SELECT count(*) FROM needs WHERE status = 'pending'") > 1,
            "{hour}: what is needed waits to be ordered"
        );
        for (what, query, least) in [
            ("variants", "parent_id IS NOT NULL", 4),
            ("weekdays", "weekdays <> 127", 1),
            ("notice", "lead_days > 0", 1),
            ("from stock", "from_stock = 1 AND is_sold = 1", 3),
            ("milk", "sku = 'REV-01' AND allergens = 'milk'", 1),
        ] {
            let query = format!("SELECT count(*) FROM items WHERE {query}");
            let found =
                db.read_blocking(move |view| Ok(view.query_row(&query, [], |row| row.get(0))?));
            let found: i64 = found.unwrap();
            assert_eq!(found, least, "{hour}: {what}");
        }
    }
    let folders = [Folder::new("demo"), Folder::new("demo")];
    let [one, other] = folders
        .each_ref()
        .map(|folder| told(&open(folder, HOURS[0])));
    assert!(one.len() > 1_000 && one == other, "two demos differ");
}
