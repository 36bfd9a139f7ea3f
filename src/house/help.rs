//! Help: a page per screen in a baker's words, from the catalogues, so it works without the internet.

use askama::Template;

use crate::error::Error;
use crate::web::{Answer, Ctx, Frame};

/// Topics and the screens that they explain, most particular first within a topic's own path.
const TOPICS: &[(&str, &[&str])] = &[
    ("start", &[]),
    ("today", &["/"]),
    ("orders", &["/orders", "/search"]),
    ("standing", &["/standing-orders"]),
    ("customers", &["/customers"]),
    ("items", &["/items", "/prices", "/tax"]),
    ("production", &["/production"]),
    ("routes", &["/routes", "/rounds"]),
    ("notes", &["/notes"]),
    ("invoices", &["/invoices"]),
    ("payments", &["/payments", "/statements"]),
    ("stock", &["/stock"]),
    ("recipes", &["/recipes"]),
    ("suppliers", &["/suppliers"]),
    ("buying", &["/buying", "/purchases", "/needs"]),
    ("settings", &["/settings"]),
    ("people", &["/people"]),
    ("jobs", &["/jobs"]),
    ("mail", &["/mail"]),
    ("backups", &["/backups"]),
    ("phone", &["/phone"]),
    ("keys", &[]),
];

#[derive(Template)]
#[template(path = "house/help.html")]
struct HelpPage {
    frame: Frame,
    title: String,
    paragraphs: Vec<String>,
    topics: Vec<(&'static str, String, bool)>,
    back: String,
}

/// The topic of the screen at `path`.
fn topic_of(path: &str) -> &'static str {
    let fits = |prefix: &&str| {
        path == *prefix || (**prefix != *"/" && path.starts_with(&format!("{prefix}/")))
    };
    TOPICS
        .iter()
        .find(|(_, prefixes)| prefixes.iter().any(fits))
        .map_or("start", |(topic, _)| topic)
}

/// `GET /help`: of the screen that one comes from.
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let from = ctx
        .request
        .headers()
        .get("referer")
        .and_then(|referer| referer.to_str().ok())
        .and_then(|referer| referer.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|slash| rest[slash..].to_owned()))
        .unwrap_or_default();
    let path = from.split(['?', '#']).next().unwrap_or_default().to_owned();
    let topic = if path.starts_with("/help") {
        "start"
    } else {
        topic_of(&path)
    };
    show(&ctx, topic, path).await
}

/// `GET /help/{topic}`
///
/// # Errors
/// [`Error::NotFound`] for a topic that is none.
pub async fn topic(ctx: Ctx) -> Answer {
    let wanted = ctx.param("topic").to_owned();
    let topic = TOPICS
        .iter()
        .map(|(topic, _)| *topic)
        .find(|topic| *topic == wanted)
        .ok_or(Error::NotFound)?;
    show(&ctx, topic, String::new()).await
}

async fn show(ctx: &Ctx, topic: &'static str, from: String) -> Answer {
    let back = match from.as_str() {
        "" | "/help" | "/login" => "/".to_owned(),
        path => path.to_owned(),
    };
    ctx.page(move |_, frame| {
        let text = frame.t(&format!("help-{topic}-text"));
        Ok(HelpPage {
            title: frame.t(&format!("help-{topic}")),
            paragraphs: text.split("\n\n").map(str::to_owned).collect(),
            topics: TOPICS
                .iter()
                .map(|(other, _)| (*other, frame.t(&format!("help-{other}")), *other == topic))
                .collect(),
            back,
            frame,
        })
    })
    .await
}

/// Every topic, for tests.
pub fn topics() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|(topic, _)| *topic)
}
