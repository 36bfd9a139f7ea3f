//! Purchase orders: the machine pair by pair, approval and mail, receipt into stock, lateness.

use hornada::db::Actor;
use hornada::documents::{self, Document};
use hornada::error::{Error, Result};
use hornada::people::roles::Role;
use hornada::planning;
use hornada::purchasing::state::{Priority, STEPS, Severity, Status, colour};
use hornada::purchasing::{self, NewLine, NewPurchase};
use hornada::stock;
use hornada::suppliers;
use hornada::values::ids::{ItemId, PurchaseId, SupplierId};
use serde_json::{Value, json};

use crate::planning::used_daily;
use crate::suppliers::{ingredient, kg, mill, product, sells};
use crate::support::{Client, TestApp, attr, texts};

const ORDERS: &str = "/api/v1/procurement/purchase-orders";

pub struct World {
    pub app: TestApp,
    pub flour: ItemId,
    pub mill: SupplierId,
}

impl World {
    pub fn new() -> Self {
        Self::with_mail("pedidos@harinas.test")
    }

    fn with_mail(email: &'static str) -> Self {
        let app = TestApp::new();
        let flour = ingredient(&app, "Harina", None);
        let mill = mill(&app, "Harinas del Sur", email);
        sells(&app, mill, product(flour, "0.60", "25"));
        Self { app, flour, mill }
    }

    pub fn draft(&self) -> PurchaseId {
        let (mill, flour) = (self.mill, self.flour);
        self.app.write(move |tx| {
            purchasing::create(
                tx,
                &NewPurchase::to(mill, vec![NewLine::of(flour, kg("100"))]),
            )
        })
    }

    /// What was mailed about orders has left.
    pub fn mails_left(&self) {
        self.app.write(|tx| {
            tx.execute(
                "UPDATE mails SET status = 'sent' WHERE status = 'waiting' AND cause LIKE 'purchase:%'",
                [],
            )?;
            Ok(())
        });
    }

    /// An order that was brought into this state by its verbs.
    pub fn at(&self, status: Status) -> PurchaseId {
        let id = self.draft();
        self.app.write(move |tx| {
            let way: &[Status] = match status {
                Status::Draft => &[],
                Status::PendingApproval => &[Status::PendingApproval],
                Status::Rejected => &[Status::PendingApproval, Status::Rejected],
                Status::Cancelled => &[Status::Cancelled],
                Status::Approved => &[Status::PendingApproval, Status::Approved],
                Status::Sent => &[Status::PendingApproval, Status::Approved, Status::Sent],
                Status::Confirmed => &[
                    Status::PendingApproval,
                    Status::Approved,
                    Status::Sent,
                    Status::Confirmed,
                ],
                Status::InTransit => &[
                    Status::PendingApproval,
                    Status::Approved,
                    Status::Sent,
                    Status::InTransit,
                ],
                Status::PartiallyReceived => &[
                    Status::PendingApproval,
                    Status::Approved,
                    Status::Sent,
                    Status::PartiallyReceived,
                ],
                Status::Received => &[
                    Status::PendingApproval,
                    Status::Approved,
                    Status::Sent,
                    Status::Received,
                ],
            };
            for step in way {
                // With a mail address, approval sends.
                if purchasing::find(tx, id)?.status == *step {
                    continue;
                }
                take(tx, id, *step)?;
            }
            assert_eq!(purchasing::find(tx, id)?.status, status);
            Ok(())
        });
        id
    }

    pub fn find(&self, id: PurchaseId) -> purchasing::Purchase {
        self.app.read(|view| purchasing::find(view, id))
    }

    pub fn line(&self, id: PurchaseId) -> purchasing::Line {
        self.app.read(|view| purchasing::lines(view, id)).remove(0)
    }
}

/// The verb that leads to a state.
fn take(tx: &hornada::db::Tx, id: PurchaseId, to: Status) -> Result<()> {
    let part = |amount: &str| -> Result<()> {
        let mut all = purchasing::everything_open(tx, id)?;
        for line in &mut all.lines {
            let amount = if amount.is_empty() {
                line.delivered
            } else {
                kg(amount)
            };
            (line.delivered, line.accepted) = (amount, amount);
        }
        all.accept_more = true;
        purchasing::receive(tx, id, &all).map(drop)
    };
    match to {
        Status::Draft => Err(Error::conflict("no-way-back")),
        Status::PendingApproval => purchasing::submit(tx, id),
        Status::Approved => purchasing::approve(tx, id),
        Status::Sent => match purchasing::find(tx, id)?.status {
            Status::Sent => Err(Error::conflict("sent-already")),
            Status::Confirmed => {
                let order = purchasing::find(tx, id)?;
                let change = purchasing::Amendment {
                    supplier_notes: Some("Con palé".into()),
                    ..purchasing::Amendment::default()
                };
                purchasing::amend(tx, id, order.version, &change)
            }
            _ => purchasing::send(tx, id),
        },
        Status::Confirmed => purchasing::confirm(tx, id, None),
        Status::InTransit => purchasing::dispatch(tx, id),
        Status::PartiallyReceived => part("10"),
        Status::Received => part(""),
        Status::Rejected => purchasing::reject(tx, id, "Demasiado caro"),
        Status::Cancelled => purchasing::cancel(tx, id, "Ya no hace falta"),
    }
}

#[test]
fn the_machine_goes_its_steps_and_no_others() {
    // Without a mail address an approved order stays approved, so that every state can be stood in.
    let world = World::with_mail("");
    for from in Status::ALL {
        for to in Status::ALL {
            let allowed = STEPS.contains(&(from, to))
                || (from, to) == (Status::PartiallyReceived, Status::PartiallyReceived);
            let id = world.at(from);
            let result = world
                .app
                .db
                .write_blocking(hornada::db::Actor::system(), move |tx| take(tx, id, to));
            let now = world.find(id).status;
            match result {
                Ok(()) => assert!(allowed && now == to, "{from:?} → {to:?} led to {now:?}"),
                Err(Error::Conflict(..)) => {
                    assert!(!allowed && now == from, "{from:?} → {to:?} was refused")
                }
                Err(other) => panic!("{from:?} → {to:?}: {other}"),
            }
        }
    }
}

fn post(client: &Client, id: PurchaseId, verb: &str, body: Value) -> crate::support::Reply {
    client.api("POST", &format!("{ORDERS}/{id}/{verb}"), Some(body))
}

#[test]
fn an_order_by_hand_is_priced_taxed_and_numbered() {
    let world = World::new();
    let owner = world.app.owner();
    let body = json!({ "supplier_id": world.mill, "items": [{ "ingredient_id": world.flour, "quantity_ordered": "100" }] });
    let headers = [("idempotency-key", "one")];
    let reply = owner.api_with("POST", ORDERS, &headers, Some(body.clone()));
    let order = reply.json(201);
    assert_eq!(order["po_number"], "PO-2026-1120-001");
    assert_eq!(
        (
            &order["subtotal"],
            &order["tax_amount"],
            &order["total_amount"]
        ),
        (&json!("60.00"), &json!("2.40"), &json!("62.40"))
    );
    assert_eq!(
        (&order["status"], &order["payment_terms"]),
        (&json!("draft"), &json!("Net 30"))
    );
    assert_eq!(order["expected_delivery_date"], "2026-11-22");
    assert_eq!(order["items"][0]["unit"], "kg");
    assert_eq!(
        owner
            .api_with("POST", ORDERS, &headers, Some(body.clone()))
            .json(201)["id"],
        order["id"]
    );
    assert_eq!(
        owner.api("POST", ORDERS, Some(body)).json(201)["po_number"],
        "PO-2026-1120-002"
    );
    assert_eq!(
        owner
            .api("POST", ORDERS, Some(json!({ "supplier_id": world.mill })))
            .status,
        422
    );
    let list = owner
        .api("GET", &format!("{ORDERS}?status=draft&limit=1"), None)
        .json(200);
    assert_eq!(
        (&list["items"][0]["po_number"], list["next"].is_string()),
        (&json!("PO-2026-1120-002"), true)
    );
    let next = list["next"].as_str().unwrap();
    let list = owner
        .api(
            "GET",
            &format!("{ORDERS}?status=draft&limit=1&after={next}"),
            None,
        )
        .json(200);
    assert_eq!(
        (&list["items"][0]["po_number"], &list["next"]),
        (&json!("PO-2026-1120-001"), &Value::Null)
    );
}

#[test]
fn an_order_typed_on_the_page_is_made_once_and_an_empty_one_not_at_all() {
    let world = World::new();
    let owner = world.app.owner();
    let supplier = world.mill.to_string();
    assert_eq!(owner.get("/purchases/new").status, 200);
    assert_eq!(
        owner
            .get(&format!("/purchases/new?supplier={supplier}"))
            .status,
        200
    );
    assert_eq!(owner.post("/purchases", &[]).status, 422);
    assert_eq!(
        owner
            .post("/purchases", &[("supplier_id", &supplier)])
            .status,
        422
    );
    let quantity = format!("quantity.{}", world.flour);
    let form = [
        ("supplier_id", supplier.as_str()),
        (quantity.as_str(), "62,5"),
        ("_key", "k"),
    ];
    let place = owner.post("/purchases", &form).location();
    assert_eq!(owner.post("/purchases", &form).location(), place);
    let page = owner.get(&place).page(200);
    assert!(texts(&page, "tfoot td.num").contains(&"39,00 €".to_owned()));
    let list = owner.get("/purchases").page(200);
    assert_eq!(texts(&list, ".list__figure"), ["39,00 €"]);
    assert!(owner.get(&format!("{place}/pdf")).body.starts_with("%PDF"));
}

#[test]
fn lines_change_until_it_is_approved() {
    let world = World::new();
    let rye = ingredient(&world.app, "Centeno", None);
    sells(&world.app, world.mill, product(rye, "0.90", "20"));
    let owner = world.app.owner();
    let id = world.at(Status::PendingApproval);
    let items = format!("{ORDERS}/{id}/items");
    let added = owner
        .api(
            "POST",
            &items,
            Some(json!({ "ingredient_id": rye, "quantity_ordered": "20" })),
        )
        .json(201);
    assert_eq!(added["line_total"], "18.00");
    assert_eq!(
        owner
            .api(
                "POST",
                &items,
                Some(json!({ "ingredient_id": rye, "quantity_ordered": "20" }))
            )
            .status,
        422
    );
    let version = format!("\"{}\"", world.find(id).version);
    let line = format!("{items}/{}", added["id"].as_str().unwrap());
    let more = json!({ "ingredient_id": rye, "quantity_ordered": "40", "unit_price": "0.85" });
    let changed = owner
        .api_with("PUT", &line, &[("if-match", &version)], Some(more.clone()))
        .json(200);
    assert_eq!(
        (
            &changed["line_total"],
            world.find(id).total_amount.to_string().as_str()
        ),
        (&json!("34.00"), "97.76")
    );
    assert_eq!(
        owner
            .api_with("PUT", &line, &[("if-match", &version)], Some(more))
            .status,
        412
    );
    let version = format!("\"{}\"", world.find(id).version);
    assert_eq!(
        owner
            .api_with("DELETE", &line, &[("if-match", &version)], None)
            .status,
        204
    );
    assert_eq!(world.find(id).total_amount.to_string(), "62.40");
    let sent = world.at(Status::Sent);
    let late = owner.api(
        "POST",
        &format!("{ORDERS}/{sent}/items"),
        Some(json!({ "ingredient_id": rye, "quantity_ordered": "20" })),
    );
    assert_eq!(late.json(409)["code"], "purchasing-refused-sent");
}

#[test]
fn approval_mails_the_order_once_with_its_frozen_paper() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::PendingApproval);
    let order = post(&owner, id, "approve", json!({})).json(200);
    assert_eq!(order["status"], "sent");
    assert!(order["approved_by"].is_string() && order["sent_at"].is_string());
    assert_eq!(post(&owner, id, "approve", json!({})).status, 409);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 1);
    assert_eq!(
        app.value::<String>("SELECT to_address FROM mails"),
        "pedidos@harinas.test"
    );
    assert_eq!(
        app.value::<String>("SELECT reply_to FROM mails"),
        "owner@demo.test"
    );
    assert_eq!(
        app.value::<String>("SELECT file_name FROM mails"),
        "PO-2026-1120-001.pdf"
    );
    let text: String = app.value("SELECT text_body FROM mails");
    assert!(
        text.contains("- Harina [HF-25]: 4 sacos (100 kg)")
            && text.contains("Total con IVA: 62,40 €"),
        "{text}"
    );
    assert!(
        app.value::<String>("SELECT html_body FROM mails")
            .contains("<td style=\"padding:8px 8px 8px 0")
    );
    let document: Document =
        serde_json::from_str(&app.value::<String>("SELECT document FROM mails")).unwrap();
    assert!(documents::render(&document).unwrap().starts_with(b"%PDF"));
    assert_eq!(
        document,
        app.read(|view| purchasing::version_document(view, id, 1))
    );
    let events: String = app.value("SELECT group_concat(topic) FROM (SELECT topic FROM events WHERE subject_kind = 'purchase' ORDER BY seq)");
    assert_eq!(
        events,
        "procurement.po_created,po.approval_needed,po.approved,po.sent_to_supplier"
    );
}

#[test]
fn a_real_mail_server_gets_the_order_with_its_pdf() {
    let world = World::new();
    let id = world.at(Status::PendingApproval);
    let server = crate::support::smtp::SmtpServer::new();
    world.app.write(move |tx| purchasing::approve(tx, id));
    assert_eq!(world.app.drain_mail(&server), 1);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].envelope_to, ["pedidos@harinas.test"]);
    assert_eq!(mails[0].files.len(), 1);
    assert_eq!(mails[0].files[0].name, "PO-2026-1120-001.pdf");
}

#[test]
fn a_change_after_sending_is_the_next_version_with_a_mail_of_its_own() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::Confirmed);
    let line = world.line(id);
    let version = world.find(id).version.to_string();
    let field = format!("quantity.{}", line.id);
    let path = format!("/purchases/{id}/amend");
    let same = [("version", version.as_str()), (field.as_str(), "100")];
    assert_eq!(owner.post(&path, &same).status, 422, "nothing changed");
    let form = [
        ("version", version.as_str()),
        (field.as_str(), "150"),
        ("supplier_notes", "Con palé"),
    ];
    assert_eq!(owner.post(&path, &form).status, 303);
    let order = world.find(id);
    assert_eq!(
        (order.document_version, order.status),
        (2, Status::Sent),
        "it has to be confirmed anew"
    );
    assert_eq!(order.total_amount.to_string(), "93.60");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 2);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM mails WHERE file_name = 'PO-2026-1120-001-v2.pdf'"),
        1
    );
    let before = app.read(|view| purchasing::version_document(view, id, 1));
    let Document::PurchaseOrder(before) = before else {
        panic!("another document")
    };
    assert_eq!(before.total, "62.40", "the first version stays as it was");
    assert_eq!(owner.post(&path, &form).status, 412);
    assert_eq!(owner.get(&format!("/purchases/{id}")).status, 200);
}

#[test]
fn a_rejection_and_a_cancellation_need_a_reason() {
    let world = World::new();
    let owner = world.app.owner();
    let id = world.at(Status::PendingApproval);
    assert_eq!(post(&owner, id, "reject", json!({})).status, 422);
    assert_eq!(
        owner
            .post(
                &format!("/purchases/{id}/reject"),
                &[("version", &world.find(id).version.to_string())]
            )
            .status,
        422
    );
    assert_eq!(
        post(&owner, id, "reject", json!({ "reason": "Caro" })).json(200)["rejection_reason"],
        "Caro"
    );
    let sent = world.at(Status::Sent);
    world.mails_left();
    assert_eq!(post(&owner, sent, "cancel", json!({})).status, 422);
    post(
        &owner,
        sent,
        "cancel",
        json!({ "reason": "Avería del horno" }),
    )
    .json(200);
    assert_eq!(
        world
            .app
            .value::<i64>("SELECT count(*) FROM mails WHERE cause LIKE 'purchase-cancelled:%'"),
        1
    );
    let draft = world.draft();
    post(&owner, draft, "cancel", json!({ "reason": "Error" })).json(200);
    assert_eq!(
        world
            .app
            .value::<i64>("SELECT count(*) FROM mails WHERE cause LIKE 'purchase-cancelled:%'"),
        1,
        "who was not told is not told"
    );
}

#[test]
fn a_receipt_updates_stock_average_cost_and_price_together() {
    let world = World::new();
    let (app, flour) = (&world.app, world.flour);
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let owner = app.owner();
    let path = format!("{ORDERS}/{id}/deliveries");
    let item = json!({ "purchase_order_item_id": line, "delivered_quantity": "98", "rejected_quantity": "3", "batch_lot_number": "LOT-1",
        "expiry_date": "2027-03-01", "quality_grade": "A", "unit_price": "0.64", "rejection_reason": "Tres kilos mojados" });
    let mut silent = item.clone();
    silent["rejection_reason"] = json!("");
    let refused = owner
        .api("POST", &path, Some(json!({ "items": [silent] })))
        .json(422);
    assert_eq!(
        refused["errors"][0]["field"],
        format!("lines.{line}.rejection_reason")
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM movements"), 0);
    let made = owner
        .api(
            "POST",
            &path,
            Some(json!({ "items": [item], "supplier_delivery_note": "ALB-7" })),
        )
        .json(201);
    assert_eq!(
        (&made["status"], &made["items"][0]["accepted_quantity"]),
        (&json!("partially_delivered"), &json!("95"))
    );
    assert_eq!(app.read(|view| stock::on_hand(view, flour)), kg("95"));
    assert_eq!(
        app.read(|view| stock::average_cost(view, flour))
            .unwrap()
            .normalize()
            .normalize()
            .to_string(),
        "0.64"
    );
    assert_eq!(
        app.value::<String>("SELECT lot_number FROM lots WHERE item_id IS NOT NULL"),
        "LOT-1"
    );
    assert_eq!(
        app.value::<String>("SELECT source FROM supplier_price_history ORDER BY id DESC LIMIT 1"),
        "delivery"
    );
    assert_eq!(
        app.value::<i64>("SELECT unit_price FROM supplier_products"),
        6400,
        "the list price follows"
    );
    assert_eq!(world.find(id).status, Status::PartiallyReceived);
    let rest = owner
        .api("POST", &format!("{ORDERS}/{id}/receive"), None)
        .json(200);
    assert_eq!(
        (&rest["status"], &rest["items"][0]["accepted_quantity"]),
        (&json!("delivered"), &json!("5"))
    );
    let order = world.find(id);
    assert_eq!(
        (order.status, order.actual_delivery_date),
        (Status::Received, Some(crate::suppliers::day("2026-11-20")))
    );
    assert_eq!(app.read(|view| stock::on_hand(view, flour)), kg("100"));
    assert_eq!(
        owner
            .api("POST", &format!("{ORDERS}/{id}/receive"), None)
            .status,
        409
    );
}

#[test]
fn a_photo_of_a_line_is_taken_with_the_goods() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let owner = world.app.owner();
    let form = format!("/purchases/{id}/receive");
    let shown = owner.get(&form).page(200);
    assert_eq!(
        attr(&shown, "form[action$=receive]", "enctype").as_deref(),
        Some("multipart/form-data")
    );
    let key = attr(&shown, "form[action$=receive] [name=_key]", "value").unwrap();
    let (came, lot, photo) = (
        format!("lines.{line}.delivered_quantity"),
        format!("lines.{line}.batch_lot_number"),
        format!("lines.{line}.photo"),
    );
    let send = |number: &str, picture: &str| {
        let fields = [
            (came.as_str(), number),
            (lot.as_str(), "L-77"),
            ("_key", key.as_str()),
        ];
        owner.post_file(&form, &fields, (&photo, "saco roto.webp", picture))
    };
    let count = |table: &str| {
        let counted = format!("SELECT count(*) FROM {table}");
        world.app.value::<i64>(&counted)
    };
    let picture = "RIFF1234WEBPVP8 ";
    // What was typed stays; of the picture it is said that it has to be chosen again.
    let wrong = |number: &str, picture: &str| {
        let page = send(number, picture).page(422);
        assert_eq!((count("deliveries"), count("delivery_photos")), (0, 0));
        let kept = attr(&page, &format!("[name='{lot}']"), "value");
        assert_eq!(kept.as_deref(), Some("L-77"));
        texts(&page, ".field:has([type=file]) .field__error").join(" ")
    };
    let again = "Elige otra vez la foto «saco roto.webp»: el navegador no la guarda.";
    assert_eq!(wrong("125", picture), again);
    assert_eq!(
        wrong("100", "no picture"),
        "Una foto PNG, JPEG o WebP de hasta 4 MB."
    );
    assert_eq!(wrong("0", picture), "Eso no ha venido en esta entrega.");
    let place = send("100", picture).location();
    assert_eq!(
        send("100", picture).location(),
        place,
        "sent twice, taken in once"
    );
    assert_eq!((count("deliveries"), count("delivery_photos")), (1, 1));
    let shown = owner.get(&place).page(200);
    assert_eq!(texts(&shown, "tbody th a"), ["Foto 1"]);
    let seen = owner.get(&attr(&shown, "tbody th a", "href").unwrap());
    assert_eq!((seen.status, seen.body.as_str()), (200, picture));
    let told = "SELECT count(*) FROM journal WHERE action = 'photo_added'";
    assert_eq!(world.app.value::<i64>(told), 1);
}

#[test]
fn more_than_ordered_is_asked_about() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let owner = world.app.owner();
    let form = format!("/purchases/{id}/receive");
    assert_eq!(owner.get(&form).status, 200);
    let field = format!("lines.{line}.delivered_quantity");
    assert_eq!(owner.post(&form, &[]).status, 422, "nothing came");
    let page = owner.post(&form, &[(field.as_str(), "125")]).page(422);
    assert!(texts(&page, ".choice small")[0].starts_with("Ha llegado más de lo pedido: Harina"));
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM deliveries"), 0);
    let place = owner
        .post(&form, &[(field.as_str(), "125"), ("accept_more", "on")])
        .location();
    assert_eq!(
        world.app.read(|view| stock::on_hand(view, world.flour)),
        kg("125")
    );
    assert_eq!(world.find(id).status, Status::Received);
    assert_eq!(owner.get(&place).status, 200);
}

#[test]
fn what_is_refused_at_the_door_never_becomes_stock() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let item = json!({ "purchase_order_item_id": world.line(id).id, "delivered_quantity": "100", "accepted_quantity": "0", "rejection_reason": "Gorgojo" });
    let made = world
        .app
        .owner()
        .api(
            "POST",
            &format!("{ORDERS}/{id}/deliveries"),
            Some(json!({ "items": [item] })),
        )
        .json(201);
    assert_eq!(made["status"], "rejected");
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM movements"), 0);
    assert_eq!(world.find(id).status, Status::Sent);
}

#[test]
fn a_baker_takes_goods_in_without_seeing_a_price() {
    let world = World::new();
    let id = world.at(Status::Sent);
    let line = world.line(id).id;
    let baker = world.app.role(Role::Baker);
    assert_eq!(baker.get(&format!("/purchases/{id}")).status, 403);
    let list = baker.get("/purchases/deliveries");
    let form = baker.get(&format!("/purchases/{id}/receive"));
    let item = json!({ "purchase_order_item_id": line, "delivered_quantity": "100" });
    let made = baker.api(
        "POST",
        &format!("{ORDERS}/{id}/deliveries"),
        Some(json!({ "items": [item] })),
    );
    assert_eq!(made.json(201)["items"][0]["unit_price"], Value::Null);
    let delivery = format!(
        "/purchases/{id}/deliveries/{}",
        made.json(201)["id"].as_str().unwrap()
    );
    for reply in [list, form, baker.get(&delivery)] {
        assert_eq!(reply.status, 200);
        assert!(
            !reply.body.contains('€') && !reply.body.contains("0,6"),
            "{}",
            reply.body
        );
    }
    assert_eq!(
        world
            .app
            .value::<i64>("SELECT unit_price FROM delivery_items"),
        6000,
        "as ordered"
    );
}

#[test]
fn an_announced_delivery_goes_its_way() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Sent), world.app.owner());
    let path = format!("{ORDERS}/{id}/deliveries");
    let announced = owner
        .api("POST", &path, Some(json!({ "status": "scheduled" })))
        .json(201);
    let one = format!("{path}/{}", announced["id"].as_str().unwrap());
    let status = |version: &str, status: &str| {
        owner.api_with(
            "PATCH",
            &format!("{one}/status"),
            &[("if-match", version)],
            Some(json!({ "status": status })),
        )
    };
    assert_eq!(
        status("\"1\"", "delivered").status,
        409,
        "goods need their lines"
    );
    assert_eq!(
        status("\"1\"", "in_transit").json(200)["status"],
        "in_transit"
    );
    assert_eq!(status("\"1\"", "rejected").status, 412);
    assert_eq!(world.find(id).status, Status::InTransit);
    let came = json!({ "delivery_id": announced["id"], "items": [{ "purchase_order_item_id": world.line(id).id, "delivered_quantity": "100" }] });
    assert_eq!(
        owner.api("POST", &path, Some(came)).json(201)["id"],
        announced["id"]
    );
    assert_eq!(
        owner.api("GET", &one, None).json(200)["status"],
        "delivered"
    );
    assert_eq!(
        owner.api("GET", &path, None).json(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn lateness_has_degrees_and_is_told_once_for_each() {
    let degrees: Vec<_> = [0, 1, 2, 3, 4, 7, 8]
        .map(|days| {
            (
                Severity::of(days).map(Severity::code),
                colour(Severity::of(days)),
            )
        })
        .into();
    assert_eq!(
        degrees,
        [
            (None, "green"),
            (Some("low"), "yellow"),
            (Some("medium"), "yellow"),
            (Some("medium"), "yellow"),
            (Some("high"), "red"),
            (Some("high"), "red"),
            (Some("critical"), "red"),
        ]
    );
    let world = World::new();
    let (app, id, owner) = (&world.app, world.at(Status::Sent), world.app.owner());
    let told = || app.write(purchasing::tell_overdue);
    app.at_local("2026-11-22", "23:00");
    assert_eq!(told(), (0, 0), "it is due today");
    app.at_local("2026-11-23", "01:00");
    assert_eq!((told(), told()), ((1, 1), (1, 0)));
    app.at_local("2026-11-24", "01:00");
    assert_eq!((told(), told()), ((1, 1), (1, 0)));
    app.at_local("2026-11-25", "01:00");
    assert_eq!(told(), (1, 0), "three days are the same degree as two");
    let late = owner
        .api("GET", &format!("{ORDERS}/overdue"), None)
        .json(200);
    assert_eq!(
        (
            &late["items"][0]["days_overdue"],
            &late["items"][0]["severity"],
            &late["items"][0]["colour"]
        ),
        (&json!(3), &json!("medium"), &json!("yellow"))
    );
    let one = owner
        .api("GET", &format!("{ORDERS}/{id}/overdue-status"), None)
        .json(200);
    assert_eq!(one["is_overdue"], true);
    assert!(
        owner
            .get(&format!("/purchases/{id}"))
            .body
            .contains("3 días de retraso")
    );
}

#[test]
fn todays_suggestion_becomes_a_mailed_order_in_one_tap() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    used_daily(app, world.flour, "10");
    app.write(|tx| planning::calculate(tx, tx.today()));
    let needed = app.read(|view| planning::needs(view))[0].clone();
    let path = format!("/buying/order/{}", world.mill);
    assert_eq!(owner.post(&path, &[("_key", "tap")]).location(), "/buying");
    assert_eq!(
        owner.post(&path, &[("_key", "tap")]).location(),
        "/buying",
        "a second tap makes no second order"
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM purchase_orders WHERE status = 'sent'"),
        1
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM mails"), 1);
    let done = app.read(|view| planning::need(view, needed.id));
    assert_eq!(done.status.code(), "ordered");
    let order = world.find(done.purchase_order_id.unwrap());
    assert_eq!(
        world.line(order.id).quantity_ordered,
        needed.recommended_order_quantity
    );
    assert_eq!(order.priority.code(), "critical");
    app.write(|tx| planning::calculate(tx, tx.today()));
    assert_eq!(
        app.read(|view| planning::needs(view)).len(),
        0,
        "what is on order is not suggested again"
    );
    assert_eq!(owner.post(&path, &[("_key", "other")]).status, 409);
}

#[test]
fn what_was_ordered_by_hand_is_not_ordered_again_with_the_suggestions() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    app.set("buying.holding_rate", "0.00");
    used_daily(app, world.flour, "10");
    app.write(|tx| planning::calculate(tx, tx.today()));
    let needed = app.read(|view| planning::needs(view)).remove(0);
    assert_eq!(needed.recommended_order_quantity, kg("50"));
    let (supplier, quantity) = (world.mill.to_string(), format!("quantity.{}", world.flour));
    let form = [
        ("supplier_id", supplier.as_str()),
        (quantity.as_str(), "25"),
    ];
    owner.post("/purchases", &form).location();
    let left = app.read(|view| planning::need(view, needed.id));
    assert_eq!(
        (left.status.code(), left.recommended_order_quantity),
        ("pending", kg("25"))
    );
    let body = json!({ "supplier_id": world.mill, "items": [{ "ingredient_id": world.flour, "quantity_ordered": "25" }] });
    owner.api("POST", ORDERS, Some(body)).json(201);
    let done = app.read(|view| planning::need(view, needed.id));
    assert_eq!(done.status.code(), "ordered");
    let ordered = world.find(done.purchase_order_id.unwrap());
    assert_eq!(ordered.po_number, "PO-2026-1120-002");
    let path = format!("/buying/order/{}", world.mill);
    assert_eq!(owner.post(&path, &[]).status, 409, "nothing is needed");
}

#[test]
fn a_supplier_without_mail_is_told_by_hand() {
    let world = World::with_mail("");
    let owner = world.app.owner();
    let id = world.at(Status::PendingApproval);
    assert_eq!(
        post(&owner, id, "approve", json!({})).json(200)["status"],
        "approved"
    );
    let page = owner.get(&format!("/purchases/{id}")).page(200);
    assert!(texts(&page, ".note--warning")[0].contains("600 100 200"));
    assert_eq!(
        owner.post(&format!("/purchases/{id}/send"), &[]).status,
        303
    );
    assert_eq!(world.find(id).status, Status::Sent);
    assert_eq!(world.app.value::<i64>("SELECT count(*) FROM mails"), 0);
    let product = suppliers::preferred;
    assert!(world.app.read(|view| product(view, world.flour)).is_some());
}

#[test]
fn what_waits_for_approval_gets_louder_on_today() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let id = world.at(Status::PendingApproval);
    let told = || {
        let page = owner.get("/").page(200);
        texts(&page, "#needs").join(" ")
    };
    assert!(told().contains("Una compra espera visto bueno") && !told().contains("importante"));
    let page = owner.get("/").page(200);
    let act = format!("#needs form[action='/purchases/{id}/approve']");
    assert!(texts(&page, &format!("{act} button"))[0].starts_with("Aprobar"));
    let seen = attr(&page, &format!("{act} [name=version]"), "value");
    let version = world.find(id).version.to_string();
    assert_eq!(
        seen,
        Some(version),
        "the one that waits is approved there, as it was seen"
    );
    app.at_local("2026-11-21", "18:00");
    assert!(told().contains("(espera 25 h)"), "{}", told());
    app.at_local("2026-11-22", "08:00");
    assert!(told().contains("(importante, espera 39 h)"), "{}", told());
    app.write(move |tx| {
        tx.execute(
            "UPDATE purchase_orders SET priority = 'critical' WHERE id = ?1",
            [id],
        )?;
        Ok(())
    });
    app.at_local("2026-11-22", "18:00");
    assert!(told().contains("(urgente, espera 49 h)"), "{}", told());
    app.write(move |tx| purchasing::approve(tx, id));
    assert!(!told().contains("visto bueno"));
}

/// The morning's job, as the scheduler runs it.
fn morning(app: &TestApp) -> String {
    let job = app.db.write_blocking(Actor::job("needs"), |tx| {
        purchasing::jobs::needs(tx, tx.today())
    });
    job.unwrap()
}

#[test]
fn what_is_urgent_is_ordered_by_the_job_when_that_is_set() {
    let world = World::new();
    let app = &world.app;
    used_daily(app, world.flour, "10");
    let orders = || app.value::<i64>("SELECT count(*) FROM purchase_orders");
    morning(app);
    assert_eq!(orders(), 0, "off until it is set");
    app.set("buying.auto_orders", "true");
    app.set("buying.auto_least", "5000.00");
    morning(app);
    assert_eq!(orders(), 0, "too little for an order");
    app.set("buying.auto_least", "100.00");
    let said = morning(app);
    assert!(said.contains("Pedidos hechos solos: 1,"), "{said}");
    assert_eq!(
        app.value::<String>("SELECT status || ' ' || priority FROM purchase_orders"),
        "pending_approval critical"
    );
    assert_eq!(
        app.value::<String>(
            "SELECT group_concat(DISTINCT actor_kind) FROM journal WHERE subject_kind = 'purchase'"
        ),
        "job"
    );
    assert_eq!(
        app.value::<i64>(
            "SELECT count(*) FROM events WHERE event_type = 'purchase_orders.generated'"
        ),
        1
    );
    morning(app);
    assert_eq!(orders(), 1, "it is ordered");
}

#[test]
fn an_order_that_waits_for_approval_is_told_of_once_a_step() {
    let world = World::new();
    let app = &world.app;
    let (mill, flour) = (world.mill, world.flour);
    let normal = world.at(Status::PendingApproval);
    let critical = app.write(move |tx| {
        let new = NewPurchase {
            priority: Priority::Critical,
            ..NewPurchase::to(mill, vec![NewLine::of(flour, kg("25"))])
        };
        let id = purchasing::create(tx, &new)?;
        purchasing::submit(tx, id)?;
        Ok(id)
    });
    let told = |id: PurchaseId, day: &str, time: &str| {
        app.at_local(day, time);
        app.write(|tx| purchasing::jobs::approvals(tx, tx.today()));
        app.write(|tx| purchasing::jobs::approvals(tx, tx.today()));
        app.read(|view| {
            let sql = "SELECT ifnull(group_concat(replace(event_type, 'procurement.', '') || ' ' || (payload ->> 'severity'), ', '), '')
                       FROM events WHERE subject_id = ?1 AND event_type LIKE 'procurement.%o%' AND event_type NOT LIKE '%created'";
            Ok(view.query_row(sql, [id], |row| row.get::<_, String>(0))?)
        })
    };
    assert_eq!(told(normal, "2026-11-21", "16:00"), "");
    assert_eq!(
        told(normal, "2026-11-21", "18:00"),
        "approval_reminder medium"
    );
    assert_eq!(
        told(normal, "2026-11-22", "06:00"),
        "approval_reminder medium, approval_reminder high"
    );
    assert_eq!(
        told(critical, "2026-11-22", "18:00"),
        "approval_reminder medium, approval_reminder high, critical_po_escalation urgent"
    );
    assert_eq!(
        told(normal, "2026-11-25", "18:00"),
        "approval_reminder medium, approval_reminder high"
    );
    let page = app.owner().get(&format!("/purchases/{critical}")).page(200);
    assert!(page.html().contains("Crítico y sin visto bueno"));
}

#[test]
fn a_line_of_ten_thousand_million_kilos_is_a_slip_of_the_fingers() {
    let world = World::new();
    let lines = json!([{ "ingredient_id": world.flour, "quantity_ordered": "9999999999" }]);
    let body = json!({ "supplier_id": world.mill, "items": lines });
    let answer = world.app.owner().api("POST", ORDERS, Some(body)).json(422);
    assert!(answer.to_string().contains("quantity_ordered"), "{answer}");
}

#[test]
fn purchases_are_approved_and_rejected_on_today() {
    let world = World::new();
    let (app, owner) = (&world.app, world.app.owner());
    let (first, second) = (
        world.at(Status::PendingApproval),
        world.at(Status::PendingApproval),
    );
    let page = owner.get("/").page(200);
    let shown = texts(&page, "#approvals summary");
    assert_eq!(
        shown,
        ["Qué se pide: un artículo", "Qué se pide: un artículo"]
    );
    assert!(texts(&page, "#approvals td").contains(&"100 kg".to_owned()));
    let several = "#needs a.button[href='/purchases?status=pending_approval']";
    assert!(
        texts(&page, several)[0].starts_with("Ver compras"),
        "two are not approved with one tap: it leads to them"
    );
    let seen = world.find(first).version.to_string();
    assert_eq!(world.find(second).version.to_string(), seen);
    let back = [("back", "today"), ("version", seen.as_str())];
    let approve = format!("/purchases/{first}/approve");
    assert_eq!(owner.post(&approve, &back).location(), "/");
    let reject = format!("/purchases/{second}/reject");
    assert_eq!(owner.post(&reject, &back).status, 422, "it says why");
    let why = [back[0], back[1], ("reason", "Queda harina")];
    assert_eq!(owner.post(&reject, &why).location(), "/");
    assert_eq!(
        app.value::<String>(
            "SELECT group_concat(status) FROM (SELECT status FROM purchase_orders ORDER BY id)"
        ),
        "sent,rejected"
    );
    assert!(texts(&owner.get("/").page(200), "#approvals li").is_empty());
    let accountant = app.role(Role::Accountant);
    world.at(Status::PendingApproval);
    assert!(texts(&accountant.get("/").page(200), "#approvals").is_empty());
    let tabs = texts(
        &accountant.get("/purchases").page(200),
        ".tabs-line a[href='/purchases/deliveries']",
    );
    assert!(
        tabs.is_empty(),
        "who takes nothing in is sent to no closed door"
    );
}

#[test]
fn a_picture_of_a_delivery_is_kept_and_had_by_the_api() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Received), world.app.owner());
    let list = owner
        .api("GET", &format!("{ORDERS}/{id}/deliveries"), None)
        .json(200);
    let delivery = list["items"][0]["id"].as_str().unwrap();
    let photos = format!("{ORDERS}/{id}/deliveries/{delivery}/photos");
    assert_eq!(owner.upload(&photos, "no picture").status, 422);
    let made = owner.upload(&photos, "RIFF1234WEBPVP8 ").json(201);
    let kept = owner.api(
        "GET",
        &format!("{photos}/{}", made["id"].as_str().unwrap()),
        None,
    );
    assert_eq!(
        (kept.status, kept.header("content-type")),
        (200, "image/webp")
    );
    let record = owner
        .api("GET", &format!("{ORDERS}/{id}/deliveries/{delivery}"), None)
        .json(200);
    assert_eq!(record["photos"], json!([made["id"]]));
}

#[test]
fn a_picture_is_of_one_line_of_a_delivery_or_of_the_whole() {
    let world = World::new();
    let (id, owner) = (world.at(Status::Received), world.app.owner());
    let delivery = world
        .app
        .read(|view| purchasing::deliveries(view, id))
        .remove(0)
        .id;
    let line = world
        .app
        .read(|view| purchasing::lines(view, id))
        .remove(0)
        .id;
    let page = format!("/purchases/{id}/deliveries/{delivery}");
    let picture = "RIFF1234WEBPVP8 ";
    let send = |of: &str, picture: &str| {
        owner.post_file(
            &format!("{page}/photo"),
            &[("purchase_order_item_id", of)],
            ("photo", "saco.webp", picture),
        )
    };
    assert_eq!(send(&line.to_string(), picture).location(), page);
    assert_eq!(send("", picture).location(), page);
    let again = send(&line.to_string(), "no picture").page(422);
    assert_eq!(
        attr(&again, "select option[selected]", "value"),
        Some(line.to_string()),
        "what was chosen stays"
    );
    let shown = owner.get(&page).page(200);
    assert_eq!(texts(&shown, "tbody th a"), ["Foto 1"]);
    assert_eq!(texts(&shown, "section p a"), ["Foto 2"]);
    let key = attr(&shown, "form[enctype] [name=_key]", "value").unwrap();
    let keyed = |picture: &str| {
        let fields = [("_key", key.as_str())];
        let path = format!("{page}/photo");
        owner.post_file(&path, &fields, ("photo", "nota.webp", picture))
    };
    assert_eq!(keyed(picture).location(), page);
    assert_eq!(keyed(picture).location(), page, "sent twice, kept once");
    assert_eq!(keyed("RIFF1234WEBPVP8 x").location(), page, "another one");
    let photos = format!("{ORDERS}/{id}/deliveries/{delivery}/photos");
    let made = owner
        .upload(&format!("{photos}?purchase_order_item_id={line}"), picture)
        .json(201);
    assert_eq!(made["purchase_order_item_id"], json!(line));
    let record = owner
        .api("GET", &format!("{ORDERS}/{id}/deliveries/{delivery}"), None)
        .json(200);
    assert_eq!(record["photos"].as_array().unwrap().len(), 5);
    assert_eq!(record["items"][0]["photos"].as_array().unwrap().len(), 2);
    for of in [uuid::Uuid::now_v7().to_string(), "x".into()] {
        let path = format!("{photos}?purchase_order_item_id={of}");
        let refused = owner.upload(&path, picture).json(422);
        assert_eq!(
            refused["errors"][0]["field"], "purchase_order_item_id",
            "{refused}"
        );
    }
}

#[test]
fn a_removed_line_is_put_back_over_the_api() {
    let world = World::new();
    let (id, owner) = (world.draft(), world.app.owner());
    let path = format!("{ORDERS}/{id}");
    let (line, version) = world.app.read(|view| {
        let line = purchasing::lines(view, id)?.remove(0).id;
        Ok((line, purchasing::find(view, id)?.version))
    });
    let with = |method: &str, path: &str, version: i64| {
        let version = format!("\"{version}\"");
        owner.api_with(method, path, &[("if-match", &version)], None)
    };
    let restore = format!("{path}/items/restore");
    assert_eq!(owner.api("POST", &restore, None).status, 428);
    assert_eq!(
        with("POST", &restore, version).status,
        409,
        "nothing is gone"
    );
    assert_eq!(
        with("DELETE", &format!("{path}/items/{line}"), version).status,
        204
    );
    assert_eq!(with("POST", &restore, version).status, 412);
    let order = with("POST", &restore, version + 1).json(200);
    assert_eq!(order["items"].as_array().unwrap().len(), 1);
    assert_eq!(order["total_amount"], "62.40");
    assert_eq!(with("POST", &restore, version + 2).status, 409, "only once");
}

#[test]
fn what_a_job_did_goes_by_the_jobs_name_in_the_history() {
    let world = World::new();
    let id = world.draft();
    let job = Actor::job("needs");
    world
        .app
        .db
        .write_blocking(job, move |tx| purchasing::submit(tx, id))
        .unwrap();
    let page = world.app.owner().get(&format!("/purchases/{id}")).page(200);
    let told = texts(&page, ".timeline li").join(" ");
    assert!(told.contains("Qué hay que pedir"), "{told}");
    assert!(!told.contains("needs"), "{told}");
}
