//! The page of jobs: when each runs, how it went, when next, and a button to run it now.

use askama::Template;

use super::{Outcome, Run, paused_since, times};
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::schedule::{JOBS, Job, When};
use crate::values::calendar::{self, Day};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Frame, Stored};

const HISTORY: usize = 50;

#[derive(Template)]
#[template(path = "jobs/index.html")]
struct JobsPage {
    frame: Frame,
    jobs: Vec<JobLine>,
    runs: Vec<RunLine>,
    older: String,
    newest: String,
    today: Day,
    may_run: bool,
    paused: Option<String>,
    errors: Vec<(String, String)>,
}

struct JobLine {
    name: &'static str,
    /// The one-time key of its form.
    key: String,
    title: String,
    about: String,
    schedule: String,
    next: String,
    last: Option<RunLine>,
}

struct RunLine {
    title: String,
    at: String,
    how: String,
    outcome: String,
    /// The kind of its tag: done, late or off.
    tag: &'static str,
    detail: String,
}

/// When a job runs, in words.
pub(super) fn schedule_words(job: &Job, lang: Lang) -> String {
    match job.when {
        When::Daily(time) => lang.with1("jobs-daily", "time", time),
        When::Hourly => lang.t("jobs-hourly"),
        When::Cutoffs => lang.t("jobs-cutoffs"),
        When::EarlierCutoffs => lang.t("jobs-earlier-cutoffs"),
        When::Cron(_) => lang.t(&format!("job-{}-when", job.name)),
    }
}

fn title(name: &str, lang: Lang) -> String {
    let key = format!("job-{name}");
    if lang.has(&key) {
        lang.t(&key)
    } else {
        name.to_owned()
    }
}

fn run_line(view: &View, lang: Lang, run: &Run) -> RunLine {
    RunLine {
        title: title(&run.job, lang),
        at: calendar::moment(run.started_at, view.zone, lang),
        how: lang.t(&format!("jobs-how-{}", run.how.code().replace('_', "-"))),
        outcome: lang.t(&format!("jobs-outcome-{}", run.outcome.code())),
        tag: match run.outcome {
            Outcome::Done => "done",
            Outcome::Failed => "late",
            Outcome::Skipped => "off",
        },
        detail: run.detail.clone(),
    }
}

fn job_lines(view: &View, lang: Lang, key: &str) -> Result<Vec<JobLine>> {
    let last = super::last_runs(view, JOBS.iter().map(|job| job.name))?;
    let lines = JOBS.iter().zip(last).map(|(job, last)| {
        let next = times::next_after(view, job.when, view.now)?;
        Ok(JobLine {
            name: job.name,
            key: format!("{key}-{}", job.name),
            title: title(job.name, lang),
            about: lang.t(&format!("job-{}-about", job.name)),
            schedule: schedule_words(job, lang),
            next: next.map_or_else(String::new, |next| {
                calendar::moment(next.due, view.zone, lang)
            }),
            last: last.map(|run| run_line(view, lang, &run)),
        })
    });
    lines.collect()
}

/// `GET /jobs`
///
/// # Errors
/// Those of the database; 422 for a place in the history that is none.
pub async fn index(ctx: Ctx) -> Answer {
    show(&ctx, FieldErrors::default()).await
}

async fn show(ctx: &Ctx, errors: FieldErrors) -> Answer {
    let status = if errors.is_empty() {
        actix_web::http::StatusCode::OK
    } else {
        actix_web::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    let errors = speak_fields(&errors, ctx.lang);
    let before: Option<i64> = match ctx.query.optional("before") {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| Error::field("before", "field-cursor"))?,
        ),
    };
    let key = crate::web::session::new_token()?[..32].to_owned();
    ctx.page_with(status, move |view, frame| {
        let lang = frame.lang;
        let mut runs = super::runs(view, None, before, HISTORY + 1)?;
        let more = runs.len() > HISTORY;
        runs.truncate(HISTORY);
        let older = match runs.last() {
            Some(last) if more => format!("/jobs?before={}#history", last.id),
            _ => String::new(),
        };
        Ok(JobsPage {
            jobs: job_lines(view, lang, &key)?,
            runs: runs.iter().map(|run| run_line(view, lang, run)).collect(),
            older,
            newest: before.map_or_else(String::new, |_| "/jobs#history".into()),
            today: view.today(),
            may_run: frame.may(Permission::RunJobs),
            paused: paused_since(view)?.map(|at| calendar::moment(at, view.zone, lang)),
            errors,
            frame,
        })
    })
    .await
}

/// `POST /jobs/{name}/run`: `as_of`, today if left out.
///
/// # Errors
/// [`Error::NotFound`] for an unknown job; those of the database.
pub async fn run(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let mut errors = FieldErrors::default();
    let as_of = form.day("as_of", ctx.app.db.today(), &mut errors);
    if !errors.is_empty() {
        return show(&ctx, errors).await;
    }
    let key = form.text("_key").to_owned();
    let run = match by_hand(&ctx, ctx.param("name"), as_of, key).await {
        Err(Error::Invalid(errors)) => return show(&ctx, errors).await,
        run => run?,
    };
    let said = Message::new(match run.outcome {
        Outcome::Failed => "jobs-ran-failed",
        Outcome::Done | Outcome::Skipped => "jobs-ran",
    })
    .arg("job", title(&run.job, ctx.lang))
    .arg("detail", run.detail);
    Ok(ctx.respond(Stored::see("/jobs").saying(said.speak(ctx.lang))))
}

/// Runs a job now for whoever asks, off the async threads; the same key again is the same run.
pub(super) async fn by_hand(ctx: &Ctx, name: &str, as_of: Option<Day>, key: String) -> Result<Run> {
    let (db, actor, name) = (ctx.app.db.clone(), ctx.actor(), name.to_owned());
    let as_of = as_of.unwrap_or_else(|| db.today());
    let key = match key.is_empty() {
        true => crate::web::session::new_token()?[..32].to_owned(),
        false => key,
    };
    let run =
        tokio::task::spawn_blocking(move || super::run_by_hand(&db, &name, as_of, &key, actor))
            .await
            .map_err(Error::internal)?;
    ctx.app.mail_waits.notify_one();
    run
}

/// `POST /jobs/clock`: the clock is right, go on from now.
///
/// # Errors
/// Those of the database.
pub async fn clock(ctx: Ctx) -> Answer {
    let said = ctx.lang.t("jobs-clock-set");
    ctx.once(move |tx| {
        super::go_on_from_now(tx)?;
        Ok(Stored::see("/jobs").saying(said))
    })
    .await
}
