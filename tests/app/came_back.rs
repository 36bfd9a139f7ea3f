//! What came back undelivered and is not taken out again: closed with a reason, for nothing or charged, and undone.

use hornada::customers;
use hornada::fulfilment::{self, Status as NoteStatus};
use hornada::orders::{self, Status};
use hornada::people::roles::Role;
use hornada::production;
use hornada::values::ids::{NoteId, OrderId};
use serde_json::{Value, json};

use crate::orders::{SATURDAY, World, bakery, day, order, take};
use crate::support::{TestApp, attr, texts};
use crate::undo::undo_of;

/// A hundred loaves for the hotel that came back on their day.
fn came_back() -> (TestApp, World, OrderId, NoteId) {
    let (app, world) = bakery();
    let id = take(&app, order(world.hotel, SATURDAY, &[(world.barra, 100)]));
    app.write(move |tx| {
        orders::confirm(tx, id)?;
        production::freeze_day(tx, day(SATURDAY))
    });
    app.at_local(SATURDAY, "09:00");
    let note = app
        .read(move |view| fulfilment::of_order(view, id))
        .unwrap()
        .id;
    let vain = format!("/notes/{note}/not-delivered");
    app.owner()
        .post(&vain, &[("reason", "Estaba cerrado")])
        .location();
    (app, world, id, note)
}

fn needs(app: &TestApp) -> String {
    let page = app.owner().get("/").page(200);
    texts(&page, "#needs .list__what").join(" | ")
}

fn owed(app: &TestApp, world: World) -> String {
    app.read(move |view| customers::exposure(view, world.hotel))
        .to_string()
}

fn stands(app: &TestApp, order: OrderId, note: NoteId) -> (Status, NoteStatus) {
    app.read(move |view| {
        Ok((
            orders::find(view, order)?.status,
            fulfilment::find(view, note)?.status,
        ))
    })
}

#[test]
fn what_came_back_is_closed_for_nothing_whatever_late_cancellations_cost_and_undone() {
    for late in ["charged", "refused"] {
        let (app, world, order, note) = came_back();
        app.set("orders.late_cancellation", late);
        let owner = app.owner();
        let was = stands(&app, order, note);
        assert!(!needs(&app).is_empty());
        let path = format!("/notes/{note}/close");
        let page = owner.get(&format!("/notes/{note}")).page(200);
        let reason = attr(&page, "#close input[name=reason]", "value");
        assert_eq!(reason.as_deref(), Some("Estaba cerrado"));
        let done = owner.post(&path, &[("reason", "Cierra hasta el lunes")]);
        assert_eq!(done.status, 303, "{}", done.body);
        assert_eq!(
            stands(&app, order, note),
            (Status::Cancelled, NoteStatus::Cancelled)
        );
        let found = app.read(move |view| orders::find(view, order));
        assert_eq!(found.cancellation_charge.to_string(), "0.00");
        assert_eq!(
            found.cancel_reason.as_deref(),
            Some("Cierra hasta el lunes")
        );
        assert_eq!(owed(&app, world), "0.00");
        let customer = app.read(move |view| customers::find(view, world.hotel));
        assert_eq!(customer.total_orders, 0);
        let delivered = "SELECT sum(delivered) + sum(line_total) FROM note_lines";
        assert_eq!(app.value::<i64>(delivered), 0);
        assert!(!needs(&app).contains(customer.name()), "{}", needs(&app));
        let unseen = "SELECT count(*) FROM day_changes WHERE ticked_at IS NULL";
        assert_eq!(app.value::<i64>(unseen), 0, "it went out already");
        let page = owner.get(&format!("/notes/{note}")).page(200);
        let past = texts(&page, ".timeline li").join(" | ");
        assert!(
            past.contains("Cerrado sin entregar") && past.contains("Cierra hasta el lunes"),
            "{past}"
        );
        assert_eq!(owner.post(&path, &[("reason", "otra vez")]).status, 409);
        let undo = undo_of(&done);
        assert_eq!(undo, format!("/notes/{note}/reopen"));
        owner.post(&undo, &[]).location();
        assert_eq!(stands(&app, order, note), was);
        assert_eq!(owed(&app, world), "0.00");
        assert_eq!(owner.post(&undo, &[]).status, 409);
        let again = format!("/notes/{note}/deliver");
        owner.post(&again, &[]).location();
        assert_eq!(stands(&app, order, note).0, Status::Completed);
    }
}

#[test]
fn what_came_back_is_charged_when_that_is_chosen_and_invoiced() {
    let (app, world, order, note) = came_back();
    let owner = app.owner();
    let path = format!("/api/v1/notes/{note}/close");
    let body = json!({ "reason": "no abrieron", "charged": true });
    let shape = owner.api("POST", &path, Some(body)).json(200);
    assert_eq!(shape["status"], "cancelled");
    let found = app.read(move |view| orders::find(view, order));
    assert_eq!(found.cancellation_charge, found.total_amount);
    assert_eq!(owed(&app, world), found.total_amount.to_string());
    let reopen = format!("/api/v1/notes/{note}/reopen");
    let shape = owner.api("POST", &reopen, None).json(200);
    assert_eq!(shape["status"], "not_delivered");
    assert_eq!(owed(&app, world), "0.00");
}

#[test]
fn only_what_came_back_is_closed_with_a_reason_and_by_who_may_cancel_orders() {
    let (app, _, order, note) = came_back();
    let owner = app.owner();
    let path = format!("/notes/{note}/close");
    let page = owner.post(&path, &[("reason", " ")]).page(422);
    assert_eq!(texts(&page, "#close .field__error"), ["Hace falta."]);
    let api = format!("/api/v1/notes/{note}/close");
    let empty = owner.api("POST", &api, Some(json!({ "reason": "" })));
    assert_eq!(empty.status, 422);
    for role in [Role::Driver, Role::Baker, Role::Accountant] {
        let refused = app.role(role).post(&path, &[("reason", "no")]);
        assert_eq!(refused.status, 403, "{role:?}");
    }
    owner.post(&format!("/notes/{note}/undo"), &[]).location();
    let refused = owner.api("POST", &api, Some(json!({ "reason": "no" })));
    let refused: Value = refused.json(409);
    assert_eq!(refused["code"], "note-not-delivered-yet");
    let reopen = owner.api("POST", &format!("/api/v1/notes/{note}/reopen"), None);
    assert_eq!(reopen.status, 409);
    assert!(stands(&app, order, note).0.is_open());
}

#[test]
fn an_order_brought_back_on_its_own_page_gets_a_new_note_and_the_old_one_stays_closed() {
    let (app, _, order, note) = came_back();
    let owner = app.owner();
    let path = format!("/notes/{note}/close");
    owner.post(&path, &[("reason", "no abren")]).location();
    owner
        .post(&format!("/orders/{order}/restore"), &[])
        .location();
    let newer = app
        .read(move |view| fulfilment::of_order(view, order))
        .unwrap();
    assert_eq!(newer.status, NoteStatus::Prepared);
    let reopen = owner.post(&format!("/notes/{note}/reopen"), &[]);
    assert_eq!(reopen.status, 409);
    let page = owner.get(&format!("/notes/{note}")).page(200);
    assert!(!page.html().contains("/reopen"));
}

#[test]
fn what_was_closed_on_a_day_that_is_over_offers_no_way_back_that_would_fail() {
    let (app, _, order, note) = came_back();
    let owner = app.owner();
    let path = format!("/notes/{note}");
    owner
        .post(&format!("{path}/close"), &[("reason", "Cerrado")])
        .location();
    let offers = |app: &TestApp| {
        let page = app.owner().get(&path).page(200);
        attr(&page, &format!("form[action='{path}/reopen']"), "method").is_some()
    };
    assert!(offers(&app));
    app.write(move |tx| orders::days::close(tx, day(SATURDAY)));
    assert!(!offers(&app));
    assert_eq!(owner.post(&format!("{path}/reopen"), &[]).status, 409);
    assert_eq!(stands(&app, order, note).1, NoteStatus::Cancelled);
}
