//! Style, scripts and icons: embedded, the style sheets joined in the order of their names, all under one prefix made
//! from their content, kept by browsers for ever.

use std::io::Write;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_TYPE, ContentEncoding, HeaderValue, VARY,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{Answer, Ctx};
use crate::db::snapshot::hex;
use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "static"]
struct Static;

static STYLE: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Static::iter()
        .filter(|name| name.starts_with("css/"))
        .collect();
    names.sort();
    let files = names.iter().filter_map(|name| Static::get(name));
    let joined: String = files
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .collect();
    without_comments(&joined)
});

static PACKED: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(STYLE.as_bytes()).ok()?;
    packer.finish().ok()
});

/// Style without comments and the white space that means nothing: a quarter less on the wire.
fn without_comments(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..]
            .find("*/")
            .map_or("", |end| &rest[start + end + 2..]);
    }
    kept.push_str(rest);
    let mut style = kept
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    for (loose, tight) in [
        (" {", "{"),
        ("{ ", "{"),
        ("; ", ";"),
        (";}", "}"),
        (" }", "}"),
        (": ", ":"),
    ] {
        style = style.replace(loose, tight);
    }
    style
}

/// A script without the lines that are comments: a tenth less on the wire.
fn without_remarks(script: &str) -> String {
    let is_remark = |line: &str| {
        let line = line.trim();
        line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"))
    };
    script
        .split_inclusive('\n')
        .filter(|line| !is_remark(line))
        .collect()
}

static PREFIX: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    let mut names: Vec<_> = Static::iter().collect();
    names.sort();
    for file in names.iter().filter_map(|name| Static::get(name)) {
        hash.update(file.metadata.sha256_hash());
    }
    format!("/a/{}", &hex(&hash.finalize())[..12])
});

/// Which pages a browser may fetch as soon as a finger goes down on their links.
const SPECULATION: &str = "speculation-rules.json";

static SPECULATION_RULES: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let address = format!("\"{}/{SPECULATION}\"", prefix());
    HeaderValue::from_str(&address).ok()
});

/// The header of a page that names the rules for fetching pages ahead.
pub(super) fn speculation_rules() -> Option<HeaderValue> {
    SPECULATION_RULES.clone()
}

/// The prefix of all assets of this program.
pub fn prefix() -> &'static str {
    &PREFIX
}

/// `GET /a/{hash}/{file}`
///
/// # Errors
/// [`Error::NotFound`] for a file that is not ours.
pub async fn serve(ctx: Ctx) -> Answer {
    let name = ctx.param("file");
    if name == "hornada.css" {
        return Ok(style(&ctx));
    }
    let (body, media): (Vec<u8>, String) = {
        let file = Static::get(name).ok_or(Error::NotFound)?;
        let media = match file.metadata.mimetype() {
            _ if name == SPECULATION => "application/speculationrules+json".to_owned(),
            text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
            other => other.to_owned(),
        };
        let body = match name
            .strip_suffix(".js")
            .map(|_| std::str::from_utf8(&file.data))
        {
            Some(Ok(script)) => without_remarks(script).into_bytes(),
            _ => file.data.into_owned(),
        };
        (body, media)
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media))
        .insert_header((CACHE_CONTROL, kept(&ctx)))
        .body(body))
}

/// How long a browser keeps an asset: for ever under this program's prefix.
fn kept(ctx: &Ctx) -> &'static str {
    if ctx.path().starts_with(prefix()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The style sheet, packed once and for all where the browser takes it.
fn style(ctx: &Ctx) -> HttpResponse {
    let accepted = ctx.request.headers().get(ACCEPT_ENCODING);
    let packs = accepted
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, kept(ctx)))
        .insert_header((VARY, "accept-encoding"));
    match PACKED.as_ref().filter(|_| packs) {
        Some(packed) => response
            .insert_header(ContentEncoding::Gzip)
            .body(packed.clone()),
        None => response.body(STYLE.as_str()),
    }
}

/// `GET /manifest.webmanifest`: the phone's home screen.
///
/// # Errors
/// None of its own.
pub async fn manifest(ctx: Ctx) -> Answer {
    let settings = ctx.app.db.settings();
    let name = match settings.text(crate::settings::BAKERY_NAME) {
        "" => "Hornada",
        name => name,
    };
    let icon = |size: &str| {
        serde_json::json!({ "src": format!("{}/icons/icon-{size}.png", prefix()), "sizes": format!("{size}x{size}"),
            "type": "image/png", "purpose": "any maskable" })
    };
    let manifest = serde_json::json!({
        "name": name, "short_name": "Hornada", "start_url": "/", "scope": "/", "display": "standalone",
        "background_color": "#fbfaf6", "theme_color": "#fbfaf6", "lang": ctx.lang.code(), "icons": [icon("192"), icon("512")],
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/manifest+json"))
        .body(manifest.to_string()))
}
