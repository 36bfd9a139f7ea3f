#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::{Filter, Show, statement};
use crate::db::{Db, Options};
use crate::values::calendar::{Day, Period};
use crate::values::ids::CustomerId;
use rusqlite::params_from_iter;

fn plan(db: &Db, filter: &Filter) -> String {
    let (query, values) = statement(filter, Day::FIRST, 50);
    let plan = db.read_blocking(|view| {
        let mut statement = view.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
        let rows = statement.query_map(params_from_iter(values.iter()), |row| row.get(3))?;
        Ok(rows.collect::<rusqlite::Result<Vec<String>>>()?)
    });
    plan.unwrap().join("\n")
}

#[test]
fn lists_run_through_an_index_in_their_own_order() {
    let folder = std::env::temp_dir().join(format!("hornada-plans-{}", std::process::id()));
    let db = Db::open(Options::new(&folder)).unwrap();
    let customer = Some(CustomerId(uuid::Uuid::nil()));
    let month = Some(Period::month(Day::FIRST));
    for show in Show::ALL {
        for (customer, month) in [
            (None, None),
            (None, month),
            (customer, None),
            (customer, month),
        ] {
            let first = Filter {
                show,
                customer,
                month,
                after: None,
            };
            let next = Filter {
                after: Some(["2026-11-20".into(), "F26".into(), "7".into()]),
                ..first.clone()
            };
            for filter in [first, next] {
                let plan = plan(&db, &filter);
                let through = match (show, customer) {
                    (Show::All | Show::Paid, None) => "invoices_by_date",
                    (Show::All | Show::Paid, Some(_)) => "invoices_by_customer",
                    (Show::Open | Show::Overdue, _) => "invoice_balances_",
                };
                assert!(plan.contains(through), "{filter:?}: {plan}");
                let sorts = plan.contains("TEMP B-TREE FOR ORDER BY");
                assert!(!sorts || customer.is_some(), "{filter:?}: {plan}");
                let whole = plan.lines().any(|line| {
                    line.starts_with("SCAN i ") && !line.contains("USING INDEX")
                        || line.starts_with("SCAN c")
                        || line.starts_with("SCAN m")
                });
                assert!(!whole, "{filter:?}: {plan}");
            }
        }
    }
    db.close().unwrap();
    drop(db);
    std::fs::remove_dir_all(&folder).unwrap();
}
