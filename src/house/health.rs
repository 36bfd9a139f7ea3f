//! `/health`: the program answers. `/ready`: everything it needs is there.

use std::path::Path;
use std::process::Command;

use actix_web::HttpResponse;
use serde_json::json;

use crate::db::LATEST_MIGRATION;
use crate::error::Error;
use crate::mail::{self, Status};
use crate::web::answer::json;
use crate::web::{Answer, Ctx};

/// With less free space than this the file may soon not be written.
const LEAST_FREE_MEGABYTES: u64 = 200;

/// `GET /health`
///
/// # Errors
/// None.
pub async fn live(_ctx: Ctx) -> Answer {
    json(&json!({ "status": "live", "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /ready`: 200 when all is there, 503 with what is not.
///
/// # Errors
/// When the answer cannot be written.
pub async fn ready(ctx: Ctx) -> Answer {
    let looked = ctx
        .read(|view| {
            let schema: i32 = view.query_row(
                "SELECT max(version) FROM refinery_schema_history",
                [],
                |row| row.get(0),
            )?;
            let states = [Status::Failed, Status::Uncertain, Status::Waiting];
            Ok((schema, mail::counts(view, states)?, mail::is_stuck(view)?))
        })
        .await;
    let data = ctx.app.db.data().to_owned();
    let free = tokio::task::spawn_blocking(move || free_megabytes(&data))
        .await
        .map_err(Error::internal)?;
    let now = ctx.app.db.now();
    let database = looked.is_ok();
    let (schema, mails, is_stuck) = looked.unwrap_or_default();
    let migrations = schema == LATEST_MIGRATION;
    let scheduler = ctx.app.pulse.is_alive(now);
    let disk = free.is_none_or(|free| free >= LEAST_FREE_MEGABYTES);
    let all = database && migrations && scheduler && disk;
    let [failed, uncertain, waiting] = mails;
    // Mail that failed or is not taken is work for a person and no reason to take the server out of service.
    let mail = failed == 0 && uncertain == 0 && !is_stuck;
    let body = json!({
        "status": if all { "ready" } else { "not_ready" },
        "checks": {
            "database": { "ok": database },
            "migrations": { "ok": migrations, "schema": schema, "known": LATEST_MIGRATION },
            "scheduler": { "ok": scheduler, "last_look": ctx.app.pulse.last() },
            "disk": { "ok": disk, "free_megabytes": free },
            "mail": { "ok": mail, "server": ctx.app.config.smtp_url.is_some(), "waiting": waiting, "failed": failed, "uncertain": uncertain },
        },
    });
    let mut response = if all {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    Ok(response.json(body))
}

/// Free space where the data lies, as `df` says it; none where there is no `df`.
fn free_megabytes(folder: &Path) -> Option<u64> {
    let answer = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let kilobytes: u64 = text
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    Some(kilobytes / 1024)
}
