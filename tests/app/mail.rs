//! The outbox: a row first, sent once, kept until it is; every way in which a mail server can fail.

use chrono::TimeDelta;
use hornada::documents::{Document, Party, PurchaseDocument, PurchaseLine};
use hornada::i18n::Lang;
use hornada::mail::{self, NewMail, SmtpUrl, Status, worker};
use hornada::people::roles::Role;
use hornada::values::ids::MailId;
use sha2::{Digest, Sha256};

use crate::support::smtp::SmtpServer;
use crate::support::{TestApp, instant, texts};

pub fn new_mail(cause: &str) -> NewMail {
    NewMail {
        cause: cause.into(),
        kind: "trial",
        subject_kind: "order",
        subject_id: None,
        to_address: "bar@miramar.test".into(),
        to_name: "Bar Miramar".into(),
        reply_to: None,
        lang: Lang::Es,
        subject: "Pedido ORD-2026-1121-001, añadido".into(),
        text_body: "Buenos días:\n.\nSu pedido está listo.\n".into(),
        html_body: None,
        document: None,
        file_name: None,
    }
}

fn enqueue(app: &TestApp, mail: NewMail) -> MailId {
    app.write(move |tx| mail::enqueue(tx, &mail))
}

fn find(app: &TestApp, id: MailId) -> mail::Mail {
    app.read(|view| mail::find(view, id))
}

fn pass_minutes(app: &TestApp, minutes: i64) {
    let now = app.db.now();
    app.db.clock().set(now.plus(TimeDelta::minutes(minutes)));
}

fn order_document() -> Document {
    let party = |name: &str| Party {
        name: name.into(),
        ..Party::default()
    };
    Document::PurchaseOrder(PurchaseDocument {
        lang: Lang::Es,
        number: "PO-2026-1121-001".into(),
        version: 1,
        day: "2026-11-20".into(),
        required_day: "2026-11-24".into(),
        bakery: party("Panadería La Espiga"),
        supplier: party("Harinas del Sur"),
        lines: vec![PurchaseLine {
            name: "Harina de fuerza".into(),
            quantity: "250".into(),
            unit: "kg".into(),
            unit_price: "0.71".into(),
            amount: "177.50".into(),
            rate: "4".into(),
            ..PurchaseLine::default()
        }],
        subtotal: "177.50".into(),
        tax: "7.10".into(),
        total: "184.60".into(),
        ..PurchaseDocument::default()
    })
}

#[test]
fn a_mail_goes_out_once_with_its_text_whole() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(&app, new_mail("order:1"));
    assert_eq!(enqueue(&app, new_mail("order:1")), id, "one mail per cause");
    assert_eq!(app.drain_mail(&smtp), 1);
    assert_eq!(app.drain_mail(&smtp), 0);
    let [mail] = smtp.mails().try_into().unwrap();
    assert_eq!(mail.subject, "Pedido ORD-2026-1121-001, añadido");
    assert_eq!(mail.from, "Panadería La Espiga <owner@demo.test>");
    assert_eq!(mail.to, "Bar Miramar <bar@miramar.test>");
    assert_eq!(mail.reply_to, "owner@demo.test");
    assert_eq!(
        mail.text.trim_end().replace('\r', ""),
        "Buenos días:\n.\nSu pedido está listo."
    );
    let row = find(&app, id);
    assert_eq!((row.status, row.attempts), (Status::Sent, 1));
    assert_eq!(row.message_id, mail.message_id);
}

#[test]
fn sender_and_silent_copy_are_those_of_the_settings() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    app.set("mail.from", "pedidos@espiga.test");
    app.set("mail.copy_to", "archivo@espiga.test");
    enqueue(
        &app,
        NewMail {
            html_body: Some("<p>Su pedido está <b>listo</b>.</p>".into()),
            reply_to: Some("marta@espiga.test".into()),
            ..new_mail("order:1")
        },
    );
    app.drain_mail(&smtp);
    let [mail] = smtp.mails().try_into().unwrap();
    assert_eq!(mail.envelope_from, "pedidos@espiga.test");
    assert_eq!(mail.from, "Panadería La Espiga <pedidos@espiga.test>");
    assert_eq!(mail.reply_to, "marta@espiga.test");
    assert_eq!(
        mail.envelope_to,
        ["bar@miramar.test", "archivo@espiga.test"]
    );
    assert!(!mail.to.contains("archivo"));
    assert!(mail.html.contains("<b>listo</b>") && mail.text.contains("listo"));
}

#[test]
fn the_pdf_is_made_once_kept_and_sent_again_byte_for_byte() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(
        &app,
        NewMail {
            document: Some(order_document()),
            file_name: Some("PO-2026-1121-001.pdf".into()),
            ..new_mail("po:1")
        },
    );
    smtp.answer("drop-data");
    assert_eq!(app.drain_mail(&smtp), 0);
    assert_eq!(
        find(&app, id).status,
        Status::Uncertain,
        "the server may have it"
    );
    smtp.answer("ok");
    assert_eq!(app.drain_mail(&smtp), 0, "a person decides");
    let location = app
        .owner()
        .post(&format!("/mail/{id}/retry"), &[])
        .location();
    assert_eq!(location, format!("/mail/{id}"));
    assert_eq!(app.drain_mail(&smtp), 1);
    let raw = smtp.raw();
    assert_eq!(raw.len(), 2);
    assert_eq!(raw[0], raw[1], "the same bytes and the same Message-ID");
    let [file] = smtp.mails()[1].files.clone().try_into().unwrap();
    assert_eq!(
        (file.name.as_str(), file.media.as_str()),
        ("PO-2026-1121-001.pdf", "application/pdf")
    );
    let bytes = std::fs::read(&file.path).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() == file.bytes);
    let kept = find(&app, id).file_sha256.unwrap();
    assert_eq!(kept, file.sha256);
    assert_eq!(kept, hex(&Sha256::digest(&bytes)));
    let shown = app.owner().get(&format!("/mail/{id}/file"));
    assert_eq!(
        (shown.status, shown.header("content-type")),
        (200, "application/pdf")
    );
}

#[test]
fn later_is_tried_again_with_growing_pauses() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(&app, new_mail("order:1"));
    smtp.answer("later");
    assert_eq!(app.drain_mail(&smtp), 0);
    let row = find(&app, id);
    assert_eq!((row.status, row.attempts), (Status::Waiting, 1));
    assert!(
        row.last_error.unwrap().contains("451"),
        "the server's own words"
    );
    assert_eq!(app.drain_mail(&smtp), 0, "not before its time");
    assert_eq!(find(&app, id).attempts, 1);
    for (attempts, least, most) in [
        (2, 4, 6),
        (3, 12, 18),
        (4, 48, 72),
        (5, 192, 288),
        (6, 192, 288),
    ] {
        pass_minutes(&app, 300);
        app.drain_mail(&smtp);
        let row = find(&app, id);
        let pause = row.next_try_at.since(app.db.now()).num_minutes();
        assert_eq!(row.attempts, attempts);
        assert!(
            (least..=most).contains(&pause),
            "after try {attempts}: {pause} minutes"
        );
    }
    smtp.answer("ok");
    pass_minutes(&app, 300);
    assert_eq!(app.drain_mail(&smtp), 1);
    assert_eq!(smtp.mails().len(), 1);
}

#[test]
fn after_three_days_of_later_a_mail_counts_as_failed() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(&app, new_mail("order:1"));
    let began = app.db.now();
    smtp.answer("later-data");
    while find(&app, id).status == Status::Waiting {
        app.drain_mail(&smtp);
        pass_minutes(&app, 60);
    }
    let hours = app.db.now().since(began).num_hours();
    assert_eq!(find(&app, id).status, Status::Failed);
    assert!((60..=96).contains(&hours), "{hours} hours");
    assert_eq!(smtp.mails().len(), 0);
}

#[test]
fn a_refused_mail_is_shown_and_sent_again_by_hand() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    for (n, mode) in ["refuse", "refuse-data"].into_iter().enumerate() {
        smtp.answer(mode);
        let id = enqueue(&app, new_mail(&format!("order:{n}")));
        assert_eq!(app.drain_mail(&smtp), 0);
        assert_eq!(find(&app, id).status, Status::Failed);
        let page = app.owner().get("/mail").page(200);
        let said = texts(&page, "#open small").join(" ");
        assert!(
            said.contains(if n == 0 {
                "No such mailbox here"
            } else {
                "not welcome"
            }),
            "{said}"
        );
    }
    smtp.answer("ok");
    assert_eq!(app.owner().post("/mail/retry", &[]).location(), "/mail");
    assert_eq!(app.drain_mail(&smtp), 2);
    assert_eq!(smtp.mails().len(), 2);
}

#[test]
fn a_server_that_is_down_holds_everything_and_loses_nothing() {
    let (app, mut smtp) = (TestApp::new(), SmtpServer::new());
    let url = smtp.url();
    smtp.stop();
    let ids = [1, 2, 3].map(|n| enqueue(&app, new_mail(&format!("order:{n}"))));
    assert_eq!(app.drain_mail_to(&url), 0);
    for id in ids {
        let row = find(&app, id);
        assert_eq!((row.status, row.attempts), (Status::Waiting, 1));
        assert!(row.last_error.is_some() && row.next_try_at > app.db.now());
    }
    let smtp = SmtpServer::new();
    pass_minutes(&app, 5);
    assert_eq!(app.drain_mail(&smtp), 3);
}

#[test]
fn a_connection_that_breaks_before_the_mail_is_tried_again() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(&app, new_mail("order:1"));
    smtp.answer("drop");
    assert_eq!(app.drain_mail(&smtp), 0);
    assert_eq!(
        find(&app, id).status,
        Status::Waiting,
        "nothing was handed over"
    );
    smtp.answer("ok");
    pass_minutes(&app, 2);
    assert_eq!(app.drain_mail(&smtp), 1);
    assert_eq!(smtp.mails().len(), 1);
}

#[test]
fn a_kill_while_sending_leaves_the_decision_to_a_person() {
    let app = TestApp::new();
    let [first, second] = [1, 2].map(|n| enqueue(&app, new_mail(&format!("order:{n}"))));
    app.write(|tx| Ok(tx.execute("UPDATE mails SET status = 'sending'", [])?));
    worker::recover(&app.db).unwrap();
    assert_eq!(find(&app, first).status, Status::Uncertain);
    let owner = app.owner();
    let page = owner.get(&format!("/mail/{first}")).page(200);
    assert!(!texts(&page, ".note--warning").is_empty());
    owner.post(&format!("/mail/{first}/sent"), &[]).location();
    assert_eq!(find(&app, first).status, Status::Sent);
    owner
        .api("POST", &format!("/api/v1/mails/{second}/retry"), None)
        .json(200);
    assert_eq!(find(&app, second).status, Status::Waiting);
    // Forbidden in their states.
    for (path, status) in [
        (format!("/api/v1/mails/{first}/retry"), 409),
        (format!("/api/v1/mails/{first}/sent"), 409),
        (format!("/api/v1/mails/{first}/cancel"), 409),
        (format!("/api/v1/mails/{second}/sent"), 409),
        (format!("/api/v1/mails/{second}/cancel"), 200),
        (format!("/api/v1/mails/{second}/cancel"), 409),
    ] {
        assert_eq!(owner.api("POST", &path, None).status, status, "{path}");
    }
}

#[test]
fn encryption_and_login_are_kept_and_nothing_goes_out_in_clear() {
    let app = TestApp::new();
    let smtp = SmtpServer::with_tls("horno", "s3creto-del-correo");
    let url = |login: &str, options: &str| -> SmtpUrl {
        format!("smtp://{login}@127.0.0.1:{}{options}", smtp.port())
            .parse()
            .unwrap()
    };
    let ca = format!("?ca={}", smtp.ca());
    let id = enqueue(&app, new_mail("order:1"));
    let mut tries = vec![
        ("another's certificate", url("horno:s3creto-del-correo", "")),
        ("a wrong password", url("horno:otra-cosa", &ca)),
    ];
    let plain = SmtpServer::new();
    let to_plain: SmtpUrl = format!("smtp://127.0.0.1:{}", plain.port())
        .parse()
        .unwrap();
    tries.push(("no STARTTLS", to_plain));
    for (what, url) in tries {
        assert_eq!(app.drain_mail_to(&url), 0, "{what}");
        let row = find(&app, id);
        assert_eq!(
            row.status,
            Status::Waiting,
            "{what}: the mail is not at fault"
        );
        let said = row.last_error.unwrap();
        assert!(
            !said.contains("otra-cosa") && !said.contains("s3creto"),
            "{said}"
        );
        pass_minutes(&app, 300);
    }
    assert!(plain.mails().is_empty() && smtp.mails().is_empty());
    assert_eq!(app.drain_mail_to(&url("horno:s3creto-del-correo", &ca)), 1);
    assert_eq!(smtp.mails().len(), 1);
}

#[test]
fn a_trial_shows_what_the_server_really_says() {
    let app = TestApp::new();
    let owner = app.owner();
    let page = owner.post("/mail/test", &[]).page(422);
    assert_eq!(texts(&page, ".field__error").len(), 1, "the empty form");
    let page = owner
        .post("/mail/test", &[("to", "marta@demo.test")])
        .page(422);
    assert!(texts(&page, ".field__error")[0].contains("No hay servidor de correo"));
    let smtp = SmtpServer::new();
    let said =
        worker::send_trial(&app.db, &smtp.url(), "marta@demo.test", "Prueba", "Hola").unwrap();
    assert!(said.contains("Taken as 001"), "{said}");
    smtp.answer("refuse");
    let said =
        worker::send_trial(&app.db, &smtp.url(), "marta@demo.test", "Prueba", "Hola").unwrap_err();
    assert!(said.to_string().contains("No such mailbox here"), "{said}");
}

#[test]
fn a_line_break_smuggles_no_header_in() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    enqueue(
        &app,
        NewMail {
            subject: "Hola\r\nBcc: otro@demo.test".into(),
            to_name: "Bar\r\nX-Header: si".into(),
            ..new_mail("order:1")
        },
    );
    app.drain_mail(&smtp);
    let raw = String::from_utf8(smtp.raw().remove(0)).unwrap();
    assert!(
        !raw.contains("\r\nBcc:") && !raw.contains("\r\nX-Header"),
        "{raw}"
    );
    assert_eq!(smtp.mails()[0].envelope_to, ["bar@miramar.test"]);
}

#[test]
fn the_outbox_is_paged_and_only_for_those_who_may() {
    let app = TestApp::new();
    app.write(|tx| {
        for n in 0..60 {
            mail::enqueue(tx, &new_mail(&format!("order:{n}")))?;
        }
        Ok(())
    });
    let owner = app.owner();
    let page = owner.get("/mail").page(200);
    assert_eq!(texts(&page, "#all tbody tr").len(), 50);
    let next = crate::support::attr(&page, "a[rel=next]", "href").unwrap();
    assert_eq!(
        texts(&owner.get(&next).page(200), "#all tbody tr").len(),
        10
    );
    assert_eq!(owner.get("/mail?before=x").status, 422);
    let answer = owner.api("GET", "/api/v1/mails?limit=40", None).json(200);
    assert_eq!(answer["items"].as_array().unwrap().len(), 40);
    let rest = format!(
        "/api/v1/mails?limit=40&after={}",
        answer["next"].as_str().unwrap()
    );
    let rest = owner.api("GET", &rest, None).json(200);
    assert_eq!(
        (
            rest["items"].as_array().unwrap().len(),
            rest["next"].is_null()
        ),
        (20, true)
    );
    let waiting = owner
        .api("GET", "/api/v1/mails?status=waiting", None)
        .json(200);
    assert_eq!(waiting["items"].as_array().unwrap().len(), 50);
    assert_eq!(app.role(Role::Baker).get("/mail").status, 403);
}

#[test]
fn without_a_sender_the_mail_says_so() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    app.set("bakery.email", "");
    let id = enqueue(&app, new_mail("order:1"));
    assert_eq!(app.drain_mail(&smtp), 0);
    assert!(
        find(&app, id)
            .last_error
            .unwrap()
            .contains("Falta la dirección")
    );
}

#[test]
fn the_clock_of_a_mail_is_that_of_its_making() {
    let (app, smtp) = (TestApp::new(), SmtpServer::new());
    let id = enqueue(&app, new_mail("order:1"));
    assert_eq!(find(&app, id).created_at, instant(crate::support::START));
    pass_minutes(&app, 90);
    app.drain_mail(&smtp);
    assert!(
        smtp.mails()[0].date.contains("20 Nov 2026 16:00:00"),
        "{}",
        smtp.mails()[0].date
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
