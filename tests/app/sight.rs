//! Who sees what, and for how long: health data, prices in the log of events, streams of a session that ended.

use hornada::catalog::Allergen;
use hornada::customers::{self, AllergenNotes};
use hornada::orders::{Amount, NewLine, NewOrder, Source, Who};
use hornada::people::roles::Role;

use crate::orders::{SATURDAY, day, take, world};
use crate::support::TestApp;

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
            let told = ["leche", "alérgenos"].iter().any(|word| body.contains(word));
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
