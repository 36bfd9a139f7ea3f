//! Whom orders of goods go to, and how they are taken back before they leave.

use hornada::planning;
use hornada::purchasing::state::Status;
use hornada::suppliers::{self, NewContact};
use serde_json::json;

use crate::planning::used_daily;
use crate::purchasing::World;
use crate::support::smtp::SmtpServer;
use crate::support::{TestApp, texts};
use crate::undo::undo_of;

const ORDERS: &str = "/api/v1/procurement/purchase-orders";

fn mails(app: &TestApp, status: &str) -> i64 {
    app.value(&format!(
        "SELECT count(*) FROM mails WHERE status = '{status}'"
    ))
}

#[test]
fn an_order_made_in_one_tap_is_taken_back_while_its_mail_has_not_left() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    used_daily(app, world.flour, "10");
    app.write(|tx| planning::calculate(tx, tx.today()));
    let tap = format!("/buying/order/{}", world.mill);
    let reply = owner.post(&tap, &[]);
    let undo = undo_of(&reply);
    let id = undo.split('/').nth(2).unwrap().to_owned();
    assert!(app.read(|view| planning::needs(view)).is_empty());
    let page = owner.get(&format!("/purchases/{id}")).page(200);
    let note = texts(&page, ".note").join(" ");
    assert!(note.contains("Sale a las "), "{note}");
    let server = SmtpServer::new();
    app.after_seconds(19);
    assert_eq!(app.drain_mail(&server), 0);
    assert_eq!(owner.post(&undo, &[]).location(), "/buying");
    assert_eq!(
        app.read(|view| planning::needs(view)).len(),
        1,
        "needed again"
    );
    let order = owner.api("GET", &format!("{ORDERS}/{id}"), None).json(200);
    assert_eq!(
        (&order["status"], &order["mail_leaves_at"]),
        (&json!("cancelled"), &json!(null))
    );
    app.after_seconds(600);
    assert_eq!(app.drain_mail(&server), 0, "the supplier hears of nothing");
    assert_eq!(mails(app, "cancelled"), 1);
    assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    // Undoing that sends it after all; over the API at once.
    let restored = owner.api("POST", &format!("{ORDERS}/{id}/restore"), None);
    assert_eq!(restored.json(200)["status"], "sent");
    assert!(app.read(|view| planning::needs(view)).is_empty());
    assert_eq!(app.drain_mail(&server), 1);
    let gone = owner.api("POST", &format!("{ORDERS}/{id}/withdraw"), None);
    assert_eq!(gone.json(409)["code"], "purchasing-mail-gone");
    assert_eq!(owner.post(&undo, &[]).status, 409);
}

#[test]
fn a_supplier_who_has_not_heard_of_an_order_does_not_hear_that_it_is_called_off() {
    let world = World::new();
    let owner = world.app.owner();
    let id = world.at(Status::Sent);
    let because = Some(json!({ "reason": "error" }));
    owner
        .api("POST", &format!("{ORDERS}/{id}/cancel"), because)
        .json(200);
    let server = SmtpServer::new();
    world.app.after_seconds(600);
    assert_eq!(world.app.drain_mail(&server), 0);
    // A change leaves after the order itself, not before it.
    let id = world.at(Status::Sent);
    assert_eq!(
        world
            .app
            .owner()
            .post(&format!("/purchases/{id}/withdraw"), &[])
            .location(),
        format!("/purchases/{id}")
    );
    for status in [Status::Confirmed, Status::Received, Status::Cancelled] {
        let id = world.at(status);
        world.mails_left();
        let reply = owner.post(&format!("/purchases/{id}/withdraw"), &[]);
        assert_eq!(reply.status, 409, "{status:?}");
    }
}

#[test]
fn orders_go_to_all_contacts_that_take_them_and_else_to_the_supplier() {
    let world = World::new();
    let (app, mill) = (&world.app, world.mill);
    let contact = |name: &str, email: &str, takes_orders| NewContact {
        name: name.into(),
        email: email.into(),
        takes_orders,
        ..NewContact::default()
    };
    let people = [
        contact("Eva", "eva@harinas.test", true),
        contact("Blas", "blas@harinas.test", true),
        contact("Cuentas", "cuentas@harinas.test", false),
    ];
    app.write(move |tx| {
        people
            .iter()
            .try_for_each(|new| suppliers::add_contact(tx, mill, new).map(drop))
    });
    let id = world.at(Status::Sent);
    assert_eq!(world.find(id).contact_person, "Blas, Eva");
    let server = SmtpServer::new();
    assert_eq!(app.drain_mail(&server), 1);
    assert_eq!(
        server.mails()[0].envelope_to,
        ["blas@harinas.test", "eva@harinas.test"]
    );
}

#[test]
fn contacts_of_a_supplier_are_added_changed_taken_away_and_brought_back() {
    let world = World::new();
    let (app, owner, mill) = (&world.app, world.app.owner(), world.mill);
    let pages = format!("/suppliers/{mill}/contacts");
    let empty = owner.post(&pages, &[("takes_orders", "on")]).page(422);
    assert_eq!(texts(&empty, ".field__error").len(), 2);
    let form = [("name", "Eva"), ("role", "accounts"), ("phone", "600 1")];
    owner.post(&pages, &form).location();
    let api = format!("/api/v1/procurement/suppliers/{mill}/contacts");
    let rows = owner.api("GET", &api, None).json(200);
    let eva = rows["items"][0].clone();
    assert_eq!(
        (&eva["name"], &eva["role"]),
        (&json!("Eva"), &json!("accounts"))
    );
    let one = format!("{api}/{}", eva["id"].as_str().unwrap());
    let with = |method, version, body| owner.api_with(method, &one, &[("if-match", version)], body);
    let body = || Some(json!({ "name": "Eva Paz", "role": "orders", "email": "eva@h.test" }));
    assert_eq!(with("PUT", "\"7\"", body()).status, 412);
    assert_eq!(with("PUT", "\"1\"", body()).json(200)["version"], 2);
    let own = format!("{pages}/{}", eva["id"].as_str().unwrap());
    let late = owner.post(&own, &[("name", "Otra"), ("version", "1")]);
    assert!(
        texts(&late.page(412), ".field__error")
            .join(" ")
            .contains("Eva Paz")
    );
    let found = owner
        .api("GET", "/api/v1/procurement/suppliers?q=paz", None)
        .json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let gone = owner.post(&format!("{own}/remove"), &[("version", "2")]);
    assert_eq!(owner.api("GET", &one, None).status, 404);
    let undo = undo_of(&gone);
    owner.post(&undo, &[]).location();
    assert_eq!(owner.post(&undo, &[]).status, 409, "only once");
    assert_eq!(with("DELETE", "\"1\"", None).status, 412);
    assert_eq!(with("DELETE", "\"4\"", None).status, 204);
    owner.api("POST", &format!("{one}/restore"), None).json(200);
    let page = owner.get(&format!("/suppliers/{mill}")).page(200);
    let told = texts(&page, "aside").join(" ");
    assert!(
        told.contains("Eva Paz") && told.contains("Contacto recuperado"),
        "{told}"
    );
    let another = crate::suppliers::mill(app, "Otra casa", "");
    let foreign = format!("/api/v1/procurement/suppliers/{another}/contacts");
    let foreign = one.replace(&api, &foreign);
    assert_eq!(owner.api("GET", &foreign, None).status, 404);
}

#[test]
fn a_change_overtakes_what_has_not_left() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let version = world.find(id).version.to_string();
    let field = format!("quantity.{line}");
    let form = [("version", version.as_str()), (field.as_str(), "150")];
    owner
        .post(&format!("/purchases/{id}/amend"), &form)
        .location();
    assert_eq!((mails(app, "cancelled"), mails(app, "waiting")), (1, 1));
    let server = SmtpServer::new();
    app.after_seconds(20);
    assert_eq!(app.drain_mail(&server), 1);
    assert!(server.mails()[0].files[0].name.ends_with("-v2.pdf"));
}

#[test]
fn a_supplier_who_confirmed_is_told_that_it_is_called_off() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::Confirmed);
    let gone = owner.api("POST", &format!("{ORDERS}/{id}/withdraw"), None);
    assert_eq!(gone.json(409)["code"], "purchasing-mail-gone");
    app.write(move |tx| hornada::purchasing::cancel(tx, id, "obras"));
    let told: i64 = app.value("SELECT count(*) FROM mails WHERE cause LIKE 'purchase-cancelled:%'");
    assert_eq!(told, 1);
}

#[test]
fn the_mail_of_an_order_that_was_called_off_cannot_be_sent_again() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::Sent);
    owner
        .api("POST", &format!("{ORDERS}/{id}/withdraw"), None)
        .json(200);
    let mail: hornada::values::ids::MailId = app.value("SELECT id FROM mails");
    let again = owner.api("POST", &format!("/api/v1/mails/{mail}/retry"), None);
    assert_eq!(again.json(409)["code"], "purchasing-mail-called-back");
    assert_eq!(owner.post(&format!("/mail/{mail}/retry"), &[]).status, 409);
}

#[test]
fn an_order_that_no_mail_server_takes_says_that_it_does_not_leave() {
    let world = World::new();
    let id = world.at(Status::Sent);
    world.app.after_seconds(60);
    let page = world.app.owner().get(&format!("/purchases/{id}")).page(200);
    let said = texts(&page, ".note").join(" ");
    assert!(said.contains("No hay servidor de correo"), "{said}");
}
