//! `/api/v1/jobs`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Run, pages, times};
use crate::error::{Error, Result};
use crate::schedule::JOBS;
use crate::values::calendar::{Day, Instant};
use crate::web::answer::json;
use crate::web::api::{List, Paging};
use crate::web::{Answer, Body, Ctx, Stored};

/// A recurring job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobState {
    pub name: &'static str,
    /// When it runs, in words.
    pub schedule: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_run_at: Option<Instant>,
    pub last_run: Option<Run>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct RunBody {
    /// The day that the job is for; today if left out.
    #[schema(value_type = Option<String>)]
    pub as_of: Option<Day>,
}

/// `GET /api/v1/jobs`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    let jobs: Vec<JobState> = ctx
        .read(move |view| {
            let last = super::last_runs(view, JOBS.iter().map(|job| job.name))?;
            let states = JOBS.iter().zip(last).map(|(job, last_run)| {
                Ok(JobState {
                    name: job.name,
                    schedule: pages::schedule_words(job, lang),
                    next_run_at: times::next_after(view, job.when, view.now)?.map(|next| next.due),
                    last_run,
                })
            });
            states.collect::<Result<_>>()
        })
        .await?;
    json(&List::whole(jobs))
}

/// `GET /api/v1/jobs/runs`
///
/// # Errors
/// 422 for a wrong cursor; those of the database.
pub async fn runs(ctx: Ctx) -> Answer {
    let paging = Paging::of(&ctx)?;
    let before = match paging.cursor::<1>()? {
        None => None,
        Some([id]) => Some(
            id.parse()
                .map_err(|_| Error::field("after", "field-cursor"))?,
        ),
    };
    let job = ctx.query.optional("job").map(str::to_owned);
    let limit = paging.limit;
    let runs = ctx
        .read(move |view| super::runs(view, job.as_deref(), before, limit + 1))
        .await?;
    json(&List::page(runs, limit, |run| run.id.to_string()))
}

/// `POST /api/v1/jobs/{name}/run`
///
/// # Errors
/// [`Error::NotFound`] for an unknown job; 422 for an unreadable body.
pub async fn run(ctx: Ctx) -> Answer {
    let body: RunBody = Body::read(&ctx)?;
    let key = ctx
        .request
        .headers()
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let run = async {
        let run = pages::by_hand(&ctx, ctx.param("name"), body.as_of, key).await?;
        Stored::ok(&run)
    };
    ctx.once_outside(run).await
}
