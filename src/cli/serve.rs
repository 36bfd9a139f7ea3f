//! `hornada serve`: the file opened, the threads started, all of it stopped in order.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::Data;

use super::{Failure, say};
use crate::config::Config;
use crate::db::{Db, OpenError, Options, Paths, is_demo, snapshot};
use crate::jobs::heartbeat;
use crate::mail::worker;
use crate::web::App;
use crate::{demo, people, routes, server};

pub(super) fn serve(config: Config) -> Result<(), Failure> {
    let holder = format!("pid {}, listening on {}", std::process::id(), config.listen);
    // A port that another program has leaves no new folder behind; in a folder that is there, the lock says more.
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| Failure(format!("cannot listen on {}: {error}", config.listen), 69));
    let paths = Paths {
        data: config.data.clone(),
    };
    let listener = match listener {
        Err(failure) if !paths.live_file().exists() => return Err(failure),
        listener => listener,
    };
    let db = open(&config, holder, &paths)?;
    for note in db.notes() {
        eprintln!("hornada: {note}");
    }
    let listener = listener?;
    let address = listener.local_addr()?;
    let app = Data::new(App::new(
        db.clone(),
        config,
        routes::table(),
        crate::analytics::strip_of,
    ));
    let code = people::begin_setup(&app)?;
    say(format_args!(
        "Hornada {} · http://{}/",
        env!("CARGO_PKG_VERSION"),
        reachable(address)
    ));
    if app.is_demo {
        say(format_args!("Demo: {} · {}", demo::EMAIL, demo::PASSWORD));
    }
    if let Some(code) = code {
        say(format_args!(
            "Set-up code / código de puesta en marcha: {code}"
        ));
    }
    let mut scheduler = heartbeat::start(db.clone(), app.pulse.clone())?;
    let mut mailer = worker::start(
        db.clone(),
        app.config.smtp_url.clone(),
        Arc::clone(&app.mail_waits),
    )?;
    let stop = Arc::new(AtomicBool::new(false));
    let copies = {
        let (db, stop) = (db.clone(), Arc::clone(&stop));
        std::thread::Builder::new()
            .name("copies".into())
            .spawn(move || snapshot::keep_publishing(&db, &stop))?
    };
    let served = actix_web::rt::System::new().block_on(until_told(app, listener));
    scheduler.stop();
    mailer.stop();
    stop.store(true, Ordering::Release);
    if copies.join().is_err() {
        eprintln!("hornada: the thread of copies panicked");
    }
    db.close()?;
    Ok(served?)
}

/// The bakery's file, or the demo's, which is made first where there is none: that takes seconds, so a line says it.
fn open(config: &Config, holder: String, paths: &Paths) -> Result<Db, Failure> {
    if !config.demo {
        let db = Db::open(Options {
            holder,
            starts_at: config.now,
            ..Options::new(&config.data)
        })?;
        if db.read_blocking(|view| Ok(is_demo(view)?))? {
            return Err(OpenError::IsDemo(config.data.clone()).into());
        }
        return Ok(db);
    }
    if !paths.live_file().exists() {
        eprintln!("hornada: making the demo bakery and its last twelve months, in a few seconds");
    }
    Ok(demo::open(&config.data, holder, config.now)?)
}

/// Serves until the process is told to stop: streams end, requests that run are finished, new ones get none.
async fn until_told(app: Data<App>, listener: TcpListener) -> std::io::Result<()> {
    let server = server::start(app.clone(), listener, 2, false)?;
    let handle = server.handle();
    actix_web::rt::spawn(async move {
        told_to_stop().await;
        app.stopping.send_replace(true);
        handle.stop(true).await;
    });
    server.await
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::error!(%error, "the signal to stop cannot be heard; Ctrl+C still can");
            drop(tokio::signal::ctrl_c().await);
        }
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}

/// An address that a person can type: this machine's name for "all addresses".
fn reachable(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}
