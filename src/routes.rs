//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::handler;
use crate::house::backups::{Backups, Copy};
use crate::house::live::Event;
use crate::house::settings::{SettingsBody, SettingsList};
use crate::jobs::Run;
use crate::jobs::api::{JobState, RunBody};
use crate::mail::Mail;
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::web::{Access, Route, assets, get, needs, post, put};
use crate::{house, jobs, mail};

/// Every route.
pub fn table() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(api());
    routes
}

fn pages() -> Vec<Route> {
    vec![
        // The frame.
        get(
            "/a/{hash}/{file:.*}",
            Access::Public,
            handler!(assets::serve),
        ),
        get(
            "/manifest.webmanifest",
            Access::Public,
            handler!(assets::manifest),
        ),
        // People.
        get("/setup", Access::Public, handler!(people::pages::setup)),
        post("/setup", Access::Public, handler!(people::pages::set_up)),
        get("/login", Access::Public, handler!(people::pages::login)),
        post("/login", Access::Public, handler!(people::pages::log_in)),
        post(
            "/logout",
            Access::SignedIn,
            handler!(people::pages::log_out),
        ),
        post(
            "/preferences",
            Access::SignedIn,
            handler!(people::pages::prefer),
        ),
        get(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::index),
        ),
        post(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::add),
        ),
        post(
            "/people/{id}",
            needs(P::ManagePeople),
            handler!(people::pages::edit),
        ),
        post(
            "/people/{id}/password",
            needs(P::ManagePeople),
            handler!(people::pages::set_password),
        ),
        post(
            "/people/{id}/access",
            needs(P::ManagePeople),
            handler!(people::pages::set_access),
        ),
        // Catalog.

        // Customers.

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.

        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
        get("/health", Access::Public, handler!(house::health::live)),
        get("/ready", Access::Public, handler!(house::health::ready)),
        get(
            "/events/stream",
            needs(P::SeeToday),
            handler!(house::live::topics),
        ),
        get(
            "/settings",
            needs(P::SeeSettings),
            handler!(house::settings::index),
        ),
        post(
            "/settings/{section}",
            needs(P::EditSettings),
            handler!(house::settings::save),
        ),
        get(
            "/backups",
            needs(P::SeeBackups),
            handler!(house::backups::index),
        ),
        post(
            "/backups",
            needs(P::SeeBackups),
            handler!(house::backups::make),
        ),
        // A copy holds everything there is, so only who may change everything takes it away.
        get(
            "/backups/download",
            needs(P::EditSettings),
            handler!(house::backups::download),
        ),
        get(
            "/backups/kept/{day}",
            needs(P::EditSettings),
            handler!(house::backups::download_kept),
        ),
        get("/phone", needs(P::SeeToday), handler!(house::phone::index)),
        get("/more", needs(P::SeeToday), handler!(house::more::index)),
        get("/help", Access::SignedIn, handler!(house::help::index)),
        get(
            "/help/{topic}",
            Access::SignedIn,
            handler!(house::help::topic),
        ),
        get(
            "/design",
            needs(P::SeeToday),
            handler!(house::design::parts),
        ),
        get(
            "/api",
            needs(P::SeeHistory),
            handler!(house::api_page::page),
        ),
        get("/jobs", needs(P::SeeJobs), handler!(jobs::pages::index)),
        post(
            "/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::pages::run),
        ),
        post(
            "/jobs/clock",
            needs(P::RunJobs),
            handler!(jobs::pages::clock),
        ),
        get("/mail", needs(P::SeeMail), handler!(mail::pages::index)),
        post(
            "/mail/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry_all),
        ),
        post(
            "/mail/test",
            needs(P::SeeMail),
            handler!(mail::pages::trial),
        ),
        get("/mail/{id}", needs(P::SeeMail), handler!(mail::pages::show)),
        get(
            "/mail/{id}/file",
            needs(P::SeeMail),
            handler!(mail::pages::file),
        ),
        post(
            "/mail/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry),
        ),
        post(
            "/mail/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::pages::mark_sent),
        ),
        post(
            "/mail/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::pages::cancel),
        ),
    ]
}

fn api() -> Vec<Route> {
    vec![
        // People.
        post(
            "/api/v1/auth/login",
            Access::Public,
            handler!(people::api::login),
        )
        .says("Sign in")
        .takes::<LoginBody>()
        .gives::<TokenBody>()
        .status(200),
        post(
            "/api/v1/auth/logout",
            Access::SignedIn,
            handler!(people::api::logout),
        )
        .says("End this session")
        .status(204),
        get(
            "/api/v1/auth/me",
            Access::SignedIn,
            handler!(people::api::me),
        )
        .says("Who is signed in")
        .gives::<User>(),
        get(
            "/api/v1/users",
            needs(P::ManagePeople),
            handler!(people::api::index),
        )
        .says("Everybody")
        .lists::<User>(),
        // Catalog.

        // Customers.

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.

        // Stock and recipes.

        // Suppliers and buying.

        // Today, settings, jobs, mail, backups, imports.
        get(
            "/api/openapi.json",
            Access::Public,
            handler!(house::api_page::description),
        )
        .says("This description"),
        get(
            "/api/v1/settings",
            needs(P::SeeSettings),
            handler!(house::settings::get_all),
        )
        .says("Every setting with its default")
        .gives::<SettingsList>(),
        put(
            "/api/v1/settings",
            needs(P::EditSettings),
            handler!(house::settings::put_all),
        )
        .says("Change settings, all or none")
        .takes::<SettingsBody>()
        .gives::<SettingsList>()
        .if_match(),
        get(
            "/api/v1/backups",
            needs(P::SeeBackups),
            handler!(house::backups::list),
        )
        .says("The newest copy, those kept by day, the second folder")
        .gives::<Backups>(),
        post(
            "/api/v1/backups",
            needs(P::SeeBackups),
            handler!(house::backups::create),
        )
        .says("Publish a checked copy now")
        .gives::<Copy>(),
        get(
            "/api/v1/events",
            needs(P::SeeHistory),
            handler!(house::live::index),
        )
        .says("What happened, oldest first")
        .lists::<Event>(),
        get(
            "/api/v1/events/stream",
            needs(P::SeeHistory),
            handler!(house::live::whole),
        )
        .says("What happens, as server-sent events")
        .query(&[("after", "from this number on; now if left out")]),
        get(
            "/api/v1/jobs",
            needs(P::SeeJobs),
            handler!(jobs::api::index),
        )
        .says("Every recurring job: when, how it went last, when next")
        .lists::<JobState>(),
        get(
            "/api/v1/jobs/runs",
            needs(P::SeeJobs),
            handler!(jobs::api::runs),
        )
        .says("What jobs have done, newest first")
        .query(&[("job", "only the runs of this job")])
        .lists::<Run>(),
        post(
            "/api/v1/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::api::run),
        )
        .says("Run a job now, for a day")
        .takes::<RunBody>()
        .gives::<Run>()
        .status(200),
        get(
            "/api/v1/mails",
            needs(P::SeeMail),
            handler!(mail::api::index),
        )
        .says("The outbox, newest first")
        .query(&[(
            "status",
            "waiting, sending, sent, failed, uncertain or cancelled; those due first",
        )])
        .lists::<Mail>(),
        get(
            "/api/v1/mails/{id}",
            needs(P::SeeMail),
            handler!(mail::api::show),
        )
        .says("One mail")
        .gives::<Mail>(),
        post(
            "/api/v1/mails/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::api::retry),
        )
        .says("Send a mail again")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::api::mark_sent),
        )
        .says("An uncertain mail is known to have arrived")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::api::cancel),
        )
        .says("Do not send a mail")
        .gives::<Mail>()
        .status(200),
    ]
}
