//! The frame of every page: navigation, day strip, banners, the line that says what was done.

use std::sync::Arc;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;

use super::answer::Flash as StoredFlash;
use super::{App, Ctx, Signed, assets};
use crate::db::View;
use crate::error::Result;
use crate::i18n::{Arg, Lang};
use crate::people::roles::Permission;
use crate::settings;
use crate::values::calendar::{self, Zone};

pub const FLASH_COOKIE: &str = "hornada_f";

/// The bakery's day on one line.
#[derive(Debug, Clone)]
pub struct Strip {
    pub points: Vec<StripPoint>,
}

#[derive(Debug, Clone, Default)]
pub struct StripPoint {
    pub href: String,
    pub time: String,
    pub label: String,
    pub detail: String,
    /// What is late here.
    pub alert: Option<String>,
    pub done: bool,
    /// The time now, on the point after which it is.
    pub now: Option<String>,
}

#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: &'static str,
    pub label: String,
    pub key: String,
    pub current: bool,
}

#[derive(Debug, Clone)]
pub struct FrameUser {
    pub name: String,
    pub initials: String,
}

#[derive(Debug, Clone)]
pub struct Banner {
    pub kind: &'static str,
    pub text: String,
}

#[derive(Debug, Clone)]
pub struct Undo {
    pub action: String,
    pub label: String,
}

#[derive(Debug, Clone)]
pub struct FlashLink {
    pub href: String,
    pub label: String,
    pub key: String,
}

#[derive(Debug, Clone)]
pub struct Flash {
    pub text: String,
    pub undo: Option<Undo>,
    pub links: Vec<FlashLink>,
}

/// What `layout.html` and `paper.html` need.
#[derive(Debug, Clone)]
pub struct Frame {
    pub lang: Lang,
    pub assets: &'static str,
    pub bakery: String,
    pub today_words: String,
    /// The bakery's clock, for the moments that a page shows.
    pub zone: Zone,
    pub user: Option<FrameUser>,
    pub nav: Vec<NavItem>,
    pub tabs: Vec<NavItem>,
    pub strip: Option<Strip>,
    pub flash: Option<Flash>,
    pub csrf: String,
    pub banners: Vec<Banner>,
    pub foot: String,
    pub can_order: bool,
    pub theme: Option<String>,
    pub keys_on: bool,
    pub path: String,
    pub live: bool,
    /// The page brings back what was refused: it stands still, so that what was typed does.
    pub refused: bool,
    /// The page answers a form: it stands at the address that the form was sent to, which is none to come back to.
    pub sent: bool,
    pub signed: Option<Signed>,
}

/// What `bare.html` needs: pages for those who are not signed in, and errors.
pub type Bare = Frame;

impl Frame {
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.lang.with1(key, name, value)
    }

    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl Into<Arg>,
        name2: &str,
        value2: impl Into<Arg>,
    ) -> String {
        self.lang.with2(key, name, value, name2, value2)
    }

    /// Whether who is signed in may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.signed
            .as_ref()
            .is_some_and(|signed| signed.may(permission))
    }

    /// The frame without anything that needs the database.
    pub fn of(ctx: &Ctx) -> Self {
        let settings = ctx.app.db.settings();
        let bakery = match settings.text(settings::BAKERY_NAME) {
            "" => "Hornada".to_owned(),
            name => name.to_owned(),
        };
        let today = ctx.app.db.today();
        Self {
            lang: ctx.lang,
            assets: assets::prefix(),
            bakery,
            today_words: calendar::words(today, ctx.lang),
            zone: settings.zone(),
            user: None,
            nav: Vec::new(),
            tabs: Vec::new(),
            strip: None,
            flash: None,
            csrf: ctx.csrf.clone(),
            banners: banners(ctx),
            foot: String::new(),
            can_order: false,
            theme: ctx.signed.as_ref().and_then(|signed| signed.theme.clone()),
            keys_on: ctx.signed.as_ref().is_none_or(|signed| signed.keys_on),
            path: ctx.path().to_owned(),
            live: false,
            refused: false,
            sent: ctx.request.method() == Method::POST,
            signed: ctx.signed.as_deref().cloned(),
        }
    }
}

/// What completes a frame inside the look at the database.
pub(super) struct Completion {
    app: Arc<App>,
    signed: Option<Arc<Signed>>,
    flash: Option<String>,
}

impl Completion {
    pub(super) fn of(ctx: &Ctx) -> Self {
        Self {
            app: Arc::clone(&ctx.app),
            signed: ctx.signed.clone(),
            flash: ctx.cookie(FLASH_COOKIE),
        }
    }

    /// The whole frame of a page for who is signed in.
    pub(super) fn complete(self, view: &View, mut frame: Frame) -> Result<Frame> {
        let Some(signed) = self.signed else {
            return Ok(frame);
        };
        frame.user = Some(FrameUser {
            initials: initials(&signed.name),
            name: signed.name.clone(),
        });
        frame.nav = nav(frame.lang, &signed, &frame.path, NAV);
        frame.tabs = nav(frame.lang, &signed, &frame.path, TABS);
        frame.strip = self.app.strip(view, &signed)?;
        frame.flash = self.flash.and_then(|text| flash(&text, frame.lang));
        frame.can_order = signed.may(Permission::EditOrders);
        frame.foot = foot(&self.app, view, &signed);
        frame.live = true;
        Ok(frame)
    }
}

type NavLine = (&'static str, &'static str, Permission);

const NAV: &[NavLine] = &[
    ("/", "nav-today", Permission::SeeToday),
    ("/orders", "nav-orders", Permission::SeeOrders),
    ("/production", "nav-production", Permission::SeeProduction),
    ("/routes", "nav-routes", Permission::Deliver),
    ("/customers", "nav-customers", Permission::SeeCustomers),
    ("/invoices", "nav-invoices", Permission::SeeInvoices),
    ("/buying", "nav-buying", Permission::SeeBuying),
    ("/stock", "nav-stock", Permission::SeeStock),
];

const TABS: &[NavLine] = &[
    ("/", "nav-today", Permission::SeeToday),
    ("/production", "nav-production", Permission::SeeProduction),
    ("/orders", "nav-orders", Permission::SeeOrders),
    ("/routes", "nav-routes", Permission::Deliver),
    ("/more", "nav-more", Permission::SeeToday),
];

fn nav(lang: Lang, signed: &Signed, path: &str, lines: &[NavLine]) -> Vec<NavItem> {
    let mut items: Vec<NavItem> = lines
        .iter()
        .filter(|(_, _, permission)| signed.may(*permission))
        .map(|(href, label, _)| NavItem {
            href,
            label: lang.t(label),
            key: lang.t(&format!("{label}-key")),
            current: *href == path || (*href != "/" && path.starts_with(href)),
        })
        .collect();
    // Four fit under a thumb; "more" stays the last of them.
    if lines.len() == TABS.len() && items.len() > 4 {
        items.remove(3);
    }
    items
}

fn banners(ctx: &Ctx) -> Vec<Banner> {
    let mut banners = Vec::new();
    let mut add = |kind, key: &str| {
        banners.push(Banner {
            kind,
            text: ctx.lang.t(key),
        })
    };
    if ctx.app.is_demo {
        add("demo", "banner-demo");
    }
    if ctx.app.db.is_test() {
        add("test", "banner-test");
    }
    banners
}

fn foot(app: &App, view: &View, signed: &Signed) -> String {
    if !signed.may(Permission::SeeBackups) {
        return signed.lang.t("foot-saved");
    }
    match app.db.newest_copy() {
        Some(copy) => {
            let minutes = view.now.since(copy.made_at).num_minutes().max(0);
            signed
                .lang
                .with1("foot-saved-and-copied", "minutes", minutes)
        }
        None => signed.lang.t("foot-saved-no-copy"),
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

fn flash(text: &str, lang: Lang) -> Option<Flash> {
    let stored: StoredFlash = serde_json::from_str(text).ok()?;
    Some(Flash {
        text: stored.text,
        undo: stored
            .undo
            .filter(|action| action.starts_with('/'))
            .map(|action| Undo {
                action,
                label: lang.t("undo"),
            }),
        links: stored
            .links
            .into_iter()
            .map(|(href, label, key)| FlashLink { href, label, key })
            .collect(),
    })
}

/// The cookie that carries the line to the next page.
pub(super) fn flash_cookie(json: &str) -> Cookie<'static> {
    let mut value = String::new();
    for byte in json.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                value.push(char::from(byte))
            }
            _ => value.push_str(&format!("%{byte:02X}")),
        }
    }
    Cookie::build(FLASH_COOKIE, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(60))
        .finish()
}
