//! Packing: ticked off on a phone, who and when is kept, and what changed must be packed anew.

use hornada::fulfilment::{self, Note};
use hornada::people::roles::Role;
use hornada::production;
use hornada::values::ids::NoteLineId;
use serde_json::json;

use crate::orders::{SATURDAY, World, day, order, take, world};
use crate::support::{TestApp, attr, texts};

fn frozen() -> (TestApp, World, Note) {
    let app = TestApp::new();
    let world = world(&app);
    take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 3), (world.croissant, 6)],
        ),
    );
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let note = app
        .read(|view| fulfilment::of_day(view, day(SATURDAY)))
        .remove(0);
    (app, world, note)
}

fn lines(app: &TestApp, note: &Note) -> Vec<fulfilment::NoteLine> {
    app.read(|view| fulfilment::lines(view, note.id))
}

#[test]
fn a_baker_ticks_a_line_off_and_it_is_kept_who_and_when() {
    let (app, _, note) = frozen();
    let line = lines(&app, &note)[0].id.to_string();
    let baker = app.role(Role::Baker);
    let path = format!("/production/packing?day={SATURDAY}");
    let page = baker.get(&path).page(200);
    assert_eq!(
        texts(&page, ".drop__line button.tick[aria-pressed=false]").len(),
        2
    );
    let tick = |packed: &str| {
        baker.post(
            "/production/packing",
            &[("day", SATURDAY), ("line", &line), ("packed", packed)],
        )
    };
    assert_eq!(tick("true").location(), path);
    let packed = &lines(&app, &note)[0];
    assert!(packed.packed_at.is_some() && packed.packed_by.is_some());
    let page = baker.get(&path).page(200);
    assert_eq!(
        texts(&page, ".drop__line button.tick[aria-pressed=true]").len(),
        1
    );
    assert!(texts(&page, ".drop__line")[0].contains("17:00"));
    assert!(!page.html().contains('€'));
    assert_eq!(tick("false").status, 303);
    assert!(lines(&app, &note)[0].packed_at.is_none());
    let done: String = app.value("SELECT group_concat(action, ' ') FROM (SELECT action FROM journal WHERE subject_kind = 'note' ORDER BY id)");
    assert_eq!(done, "prepared packed unpacked");
    assert_eq!(baker.post("/production/packing", &[]).status, 422);
    let unknown = uuid::Uuid::now_v7().to_string();
    assert_eq!(
        baker
            .post("/production/packing", &[("line", &unknown)])
            .status,
        404
    );
}

#[test]
fn the_api_packs_too_and_a_handed_over_note_is_packed_no_more() {
    let (app, _, note) = frozen();
    let ids: Vec<NoteLineId> = lines(&app, &note).iter().map(|line| line.id).collect();
    let baker = app.role(Role::Baker);
    let path = format!("/api/v1/notes/{}/packed", note.id);
    let shape = baker
        .api("POST", &path, Some(json!({ "note_line_ids": ids })))
        .json(200);
    assert!(shape["lines"][1]["packed_at"].is_string());
    let picks = baker
        .api(
            "GET",
            &format!("/api/v1/orders/fulfillment/picking-list?day={SATURDAY}"),
            None,
        )
        .json(200);
    assert_eq!(picks["items"][0]["customers"][0]["is_packed"], true);
    assert_eq!(
        app.owner()
            .post(&format!("/notes/{}/deliver", note.id), &[])
            .status,
        303
    );
    let body = json!({ "note_line_ids": ids, "packed": false });
    assert_eq!(baker.api("POST", &path, Some(body)).status, 409);
    assert_eq!(
        app.role(Role::Driver)
            .api("POST", &path, Some(json!({ "note_line_ids": ids })))
            .status,
        403
    );
}

#[test]
fn a_changed_line_is_packed_anew_and_the_others_stay() {
    let (app, _, note) = frozen();
    let ids: Vec<NoteLineId> = lines(&app, &note).iter().map(|line| line.id).collect();
    app.write(move |tx| fulfilment::pack(tx, &ids, true));
    app.write(move |tx| {
        tx.execute_batch(
            "CREATE TEMP TABLE was AS SELECT id, quantity FROM order_items;
             UPDATE order_items SET quantity = 9000 WHERE product_name = 'Croissant';",
        )?;
        production::refresh(tx, day(SATURDAY))
    });
    let now = lines(&app, &note);
    let packed = |name: &str| {
        let line = now.iter().find(|line| line.product_name == name).unwrap();
        line.packed_at.is_some()
    };
    assert!(packed("Barra de pan") && !packed("Croissant"));
    app.write(move |tx| {
        let back = "UPDATE order_items SET quantity = (SELECT quantity FROM was WHERE was.id = order_items.id)";
        Ok(tx.execute(back, [])?)
    });
}

#[test]
fn a_long_round_counts_in_blocks_of_twelve_stops_and_each_block_names_only_what_it_gets() {
    let app = TestApp::new();
    let world = world(&app);
    for stop in 0..13 {
        let item = if stop == 12 {
            world.croissant
        } else {
            world.barra
        };
        take(&app, order(world.ana, SATURDAY, &[(item, 2)]));
    }
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let page = app
        .role(Role::Baker)
        .get(&format!("/production/packing?day={SATURDAY}"))
        .page(200);
    assert_eq!(
        texts(&page, ".sheet tbody th"),
        ["Barra de pan", "Croissant"]
    );
    let counted = texts(&page, ".sheet tbody td.num");
    assert_eq!(counted.len(), 13 + 2, "twelve stops, then one");
    assert_eq!(texts(&page, ".sheet tbody button.tick").len(), 2);
}

#[test]
fn what_has_not_left_is_ticked_off_at_once_beside_what_has() {
    let app = TestApp::new();
    let world = world(&app);
    for _ in 0..2 {
        take(&app, order(world.ana, SATURDAY, &[(world.barra, 3)]));
    }
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let notes = app.read(|view| fulfilment::of_day(view, day(SATURDAY)));
    let deliver = format!("/notes/{}/deliver", notes[0].id);
    assert_eq!(app.owner().post(&deliver, &[]).status, 303);
    let baker = app.role(Role::Baker);
    let page = baker
        .get(&format!("/production/packing?day={SATURDAY}"))
        .page(200);
    let line = ".sheet tbody form input[name=line]";
    let here = lines(&app, &notes[1])[0].id.to_string();
    assert_eq!(texts(&page, line).len(), 1);
    assert_eq!(attr(&page, line, "value"), Some(here));
}
