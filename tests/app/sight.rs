//! Who sees what, and for how long: health data, prices in the log of events, streams of a session that ended.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::Read;

use hornada::catalog::Allergen;
use hornada::customers::{self, AllergenNotes};
use hornada::events::{self, Happened};
use hornada::orders::{Amount, NewLine, NewOrder, Source, Who};
use hornada::people;
use hornada::people::roles::Role;
use serde_json::json;

use crate::orders::{SATURDAY, day, take, world};
use crate::support::{Client, TestApp, line_with, listen};

#[test]
fn what_somebody_must_not_eat_is_seen_on_an_order_only_by_those_who_may() {
    let app = TestApp::new();
    let world = world(&app);
    app.write(move |tx| {
        let notes = AllergenNotes {
            allergens: vec![Allergen::Milk],
            allergen_notes: String::new(),
            consent_date: day("2026-11-01"),
        };
        customers::set_allergens(tx, world.ana, Some(notes))
    });
    let line = NewLine::of(world.croissant, Amount::Units(1.into()), None);
    let id = take(
        &app,
        NewOrder {
            requested_date: Some(day(SATURDAY)),
            lines: vec![line],
            allergen_override: true,
            ..NewOrder::from(Who::Known(world.ana), Source::Phone)
        },
    );
    // A file of before kept it in the open history.
    app.write(move |tx| {
        tx.execute(
            "INSERT INTO journal (at, actor_kind, actor_name, subject_kind, subject_id, action, changes)
             VALUES (?1, 'system', 'x', 'order', ?2, 'created', '{\"allergen_override\": [null, [\"milk\"]]}')",
            rusqlite::params![tx.now, id],
        )?;
        Ok(())
    });
    let pages = [format!("/orders/{id}"), format!("/orders/{id}/ticket")];
    let api = ["", "/items", "/history"].map(|part| format!("/api/v1/orders/{id}{part}"));
    for (role, sees) in [(Role::Counter, true), (Role::Accountant, false)] {
        let client = app.role(role);
        for path in &pages {
            let body = client.get(path).body.to_lowercase();
            let told = ["leche", "alérgenos"]
                .iter()
                .any(|word| body.contains(word));
            assert_eq!(told, sees, "{role:?} {path}");
        }
        for path in &api {
            let reply = client.api("GET", path, None);
            let told = ["milk", "allergen_override"]
                .iter()
                .any(|word| reply.body.contains(word));
            assert_eq!((reply.status, told), (200, sees), "{role:?} {path}");
        }
    }
}

#[test]
fn the_log_of_events_tells_of_a_record_only_those_who_may_see_it() {
    let app = TestApp::new();
    let counter = app.token(Role::Counter);
    let mut stream = listen(&app, &counter, "/api/v1/events/stream");
    line_with(&mut stream, "retry:");
    for (kind, event_type, payload) in [
        (
            "supplier",
            "supplier_prices_changed",
            json!({ "price": "0.4321" }),
        ),
        ("purchase", "po.approved", json!({ "total": "432.10" })),
        ("something_new", "something", json!({ "secret": "4321" })),
        ("order", "order_updated", json!({ "total_amount": "8.00" })),
    ] {
        app.write(move |tx| {
            let happened = Happened::new(kind, None, "edited");
            events::record(tx, happened.event(event_type, "a.topic", payload))
        });
    }
    let told = line_with(&mut stream, "data:");
    assert!(told.contains("order_updated"), "{told}");
    let seen_by = |role: Role| {
        let list = app.role(role).api("GET", "/api/v1/events?limit=200", None);
        let list = list.json(200);
        let items = list["items"].as_array().unwrap();
        let kinds = items.iter().map(|event| event["subject_kind"].to_string());
        kinds
            .filter(|kind| kind != "\"user\"")
            .collect::<BTreeSet<_>>()
    };
    let (counter, accountant) = (seen_by(Role::Counter), seen_by(Role::Accountant));
    for kind in [
        "\"supplier\"",
        "\"purchase\"",
        "\"something_new\"",
        "\"settings\"",
    ] {
        assert!(!counter.contains(kind), "the counter reads of {kind}");
        assert!(
            seen_by(Role::Owner).contains(kind),
            "the owner misses {kind}"
        );
    }
    assert!(counter.contains("\"order\"") && accountant.contains("\"purchase\""));
    assert!(!accountant.contains("\"settings\""));
    // A page of the log holds as many as are asked for, wherever what is hidden lies between.
    let page = app
        .role(Role::Counter)
        .api("GET", "/api/v1/events?limit=1", None);
    assert_eq!(page.json(200)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn screens_hear_that_something_happened_but_only_names_of_what_they_may_see() {
    let app = TestApp::new();
    let (counter, baker) = (app.token(Role::Counter), app.token(Role::Baker));
    let mut streams = [counter, baker].map(|token| {
        let mut stream = listen(&app, &token, "/events/stream");
        line_with(&mut stream, "retry:");
        stream
    });
    let happens = |kind: &'static str, topic: &'static str| {
        app.write(move |tx| {
            let happened = Happened::new(kind, None, "edited");
            events::record(tx, happened.event("something", topic, json!({})))
        });
    };
    happens("purchase", "po.approved");
    for stream in &mut streams {
        let told = line_with(stream, "data:");
        assert!(told.contains("\"topics\":[]"), "{told}");
    }
    happens("order", "orders.updated");
    let told = streams.each_mut().map(|stream| line_with(stream, "data:"));
    assert!(told[0].contains("orders.updated"), "{told:?}");
    assert!(
        told[1].contains("\"topics\":[]"),
        "a baker's sheet is looked at again, nothing of the order is named: {told:?}"
    );
}

#[test]
fn a_stream_ends_with_its_session() {
    let app = TestApp::new();
    let ends = |role: Role, end: &dyn Fn(&str)| {
        for path in ["/events/stream", "/api/v1/events/stream"] {
            let token = app.token(role);
            let mut stream = listen(&app, &token, path);
            line_with(&mut stream, "retry:");
            end(&token);
            let mut rest = String::new();
            let ended = stream.read_to_string(&mut rest);
            assert!(ended.is_ok(), "{path} of {role:?} goes on after {rest:?}");
        }
    };
    ends(Role::Counter, &|token| {
        let client = Client::with_token(&app.address, token);
        client.post("/logout", &[]).location();
    });
    ends(Role::Accountant, &|_| {
        app.write(|tx| {
            let everybody = people::list(tx)?.into_iter();
            let one = everybody.filter(|person| person.role == Role::Accountant);
            for person in one {
                people::set_disabled(tx, person.id, true)?;
                people::set_disabled(tx, person.id, false)?;
            }
            Ok(())
        });
    });
    let days = Cell::new(["2027-02-15", "2026-12-31"].as_slice());
    ends(Role::Owner, &|_| {
        let (day, rest) = days.get().split_last().unwrap();
        days.set(rest);
        app.at_local(day, "09:00");
        app.set("orders.most_lines", "41");
        app.set("orders.most_lines", "42");
    });
}
