//! Copies: how old the newest is, one more now, download, what is kept, the second folder, how to bring one back.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use askama::Template;
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::kept::{self, Problem, Second};
use crate::db::snapshot::{self, Published};
use crate::error::{Error, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::values::calendar::{self, Day, Instant};
use crate::values::format;
use crate::web::answer::json;
use crate::web::{Answer, Ctx, Frame, Stored};

const CHUNK: usize = 128 * 1024;

#[derive(Template)]
#[template(path = "house/backups.html")]
struct BackupsPage {
    frame: Frame,
    newest: Option<Published>,
    orders: String,
    age: String,
    is_old: bool,
    made_at: String,
    size: String,
    kept: Vec<(Day, String, String)>,
    second: Option<Second>,
    second_at: String,
    folder: String,
    may_download: bool,
}

fn size_words(lang: Lang, bytes: u64) -> String {
    let kilobytes = crate::jobs::house::kilobytes(bytes);
    if kilobytes < 10_000 {
        format!("{} kB", format::count(lang, kilobytes))
    } else {
        format!("{} MB", format::count(lang, kilobytes / 1024))
    }
}

/// `GET /backups`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let paths = ctx.app.db.paths().clone();
    ctx.page(move |view, frame| {
        let lang = frame.lang;
        let newest = snapshot::newest(&paths);
        let minutes = newest
            .as_ref()
            .map(|copy| view.now.since(copy.made_at).num_minutes().max(0));
        let moment = |at: Instant| calendar::moment(at, view.zone, lang);
        let second = kept::second(&paths);
        Ok(BackupsPage {
            age: match minutes {
                Some(minutes) => lang.with1("backups-age", "minutes", minutes),
                None => lang.t("backups-none"),
            },
            is_old: minutes.is_none_or(|minutes| minutes > 24 * 60),
            made_at: newest
                .as_ref()
                .map_or_else(String::new, |copy| moment(copy.made_at)),
            size: newest
                .as_ref()
                .map_or_else(String::new, |copy| size_words(lang, copy.bytes)),
            kept: kept::days(&paths)
                .into_iter()
                .map(|kept| {
                    let words = calendar::words(kept.day, lang);
                    (kept.day, words, size_words(lang, kept.bytes))
                })
                .collect(),
            second_at: second
                .as_ref()
                .map_or_else(String::new, |second| moment(second.at)),
            second,
            folder: paths.backup_dir().display().to_string(),
            may_download: frame.may(Permission::EditSettings),
            orders: newest
                .as_ref()
                .map(|copy| format::count(frame.lang, copy.orders))
                .unwrap_or_default(),
            newest,
            frame,
        })
    })
    .await
}

async fn publish(ctx: &Ctx) -> Result<Published> {
    let db = ctx.app.db.clone();
    let copy = tokio::task::spawn_blocking(move || snapshot::publish(&db))
        .await
        .map_err(Error::internal)??;
    let bytes = copy.bytes;
    ctx.write(move |tx| {
        events::tell(
            tx,
            "backup",
            "copied",
            serde_json::json!({ "bytes": bytes }),
        )
    })
    .await?;
    Ok(copy)
}

/// `POST /backups`: one more copy now.
///
/// # Errors
/// When it could not be made or is not whole.
pub async fn make(ctx: Ctx) -> Answer {
    let copy = publish(&ctx).await?;
    let said = ctx
        .lang
        .with1("backups-made", "size", size_words(ctx.lang, copy.bytes));
    Ok(ctx.respond(Stored::see("/backups").saying(said)))
}

/// `GET /backups/download`: the published file.
///
/// # Errors
/// [`Error::NotFound`] before the first one.
pub async fn download(ctx: Ctx) -> Answer {
    let day = ctx.app.db.today();
    send(&ctx, ctx.app.db.paths().backup_file(), day).await
}

/// `GET /backups/kept/{day}`: the copy kept for a day.
///
/// # Errors
/// [`Error::NotFound`] when none is.
pub async fn download_kept(ctx: Ctx) -> Answer {
    let day: Day = ctx.id("day")?;
    send(&ctx, ctx.app.db.paths().kept_file(day), day).await
}

/// The file in pieces: it may be larger than the memory. A newer copy that takes its name meanwhile does not touch it.
/// It holds everything there is, so the history says who took it away before it goes.
async fn send(ctx: &Ctx, path: PathBuf, day: Day) -> Answer {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let opened = tokio::task::spawn_blocking(move || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok::<_, std::io::Error>((file, length))
    })
    .await
    .map_err(Error::internal)?;
    let (file, length) = opened.map_err(|_| Error::NotFound)?;
    let taken = Happened::new("backup", None, "downloaded").because(name);
    ctx.write(move |tx| events::record(tx, taken)).await?;
    let pieces = stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; CHUNK];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((file, piece))
        });
        match read.await {
            Ok(Ok((_, piece))) if piece.is_empty() => None,
            Ok(Ok((file, piece))) => Some((Ok(Bytes::from(piece)), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(error) => Some((Err(std::io::Error::other(error)), None)),
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/vnd.sqlite3"))
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"hornada-{day}.db\""),
        ))
        .no_chunking(length)
        .streaming(Box::pin(pieces)))
}

/// The copies there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Backups {
    pub newest: Option<Copy>,
    pub kept: Vec<KeptCopy>,
    pub second: Option<SecondCopy>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Copy {
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Instant,
    pub bytes: u64,
    pub sha256: String,
    /// How many orders it holds.
    pub orders: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KeptCopy {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    pub bytes: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SecondCopy {
    pub folder: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// As the machine says it.
    pub error: Option<String>,
    /// gone, locked, full, own (the folder of the data itself) or other.
    pub problem: Option<Problem>,
}

impl From<Published> for Copy {
    fn from(copy: Published) -> Self {
        Self {
            made_at: copy.made_at,
            bytes: copy.bytes,
            sha256: copy.sha256,
            orders: copy.orders,
        }
    }
}

/// `GET /api/v1/backups`
///
/// # Errors
/// None of its own.
pub async fn list(ctx: Ctx) -> Answer {
    let paths = ctx.app.db.paths();
    json(&Backups {
        newest: snapshot::newest(paths).map(Copy::from),
        kept: kept::days(paths)
            .into_iter()
            .map(|kept| KeptCopy {
                day: kept.day,
                bytes: kept.bytes,
            })
            .collect(),
        second: kept::second(paths).map(|second| SecondCopy {
            folder: second.folder,
            at: second.at,
            error: second.error,
            problem: second.problem,
        }),
    })
}

/// `POST /api/v1/backups`: one more copy now.
///
/// # Errors
/// When it could not be made or is not whole.
pub async fn create(ctx: Ctx) -> Answer {
    let made = async {
        let copy = Copy::from(publish(&ctx).await?);
        Stored::created("/api/v1/backups", &copy)
    };
    ctx.once_outside(made).await
}
