//! The command line: `serve` and the tools beside it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks to a terminal"
)]

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::Data;
use clap::{Parser, Subcommand};

use crate::config::{Config, Flags, LogKind};
use crate::db::{Db, OpenError, Options, Paths, check, snapshot};
use crate::web::App;
use crate::{people, routes, server};

#[derive(Parser)]
#[command(
    name = "hornada",
    version,
    about = "Software that a bakery runs its whole day on"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The folder that holds everything.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server.
    Serve {
        /// Address and port; all addresses and 8080 if left out.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// A complete made-up bakery in a folder of its own.
        #[arg(long)]
        demo: bool,
    },
    /// Write a checked copy of everything to FILE; also beside a running server.
    Backup { file: PathBuf },
    /// Put a copy in the place of what is there, which is kept.
    Restore { file: PathBuf },
    /// Prove that the file is whole and its figures agree.
    Check,
}

/// Why a command failed, with its exit code.
struct Failure(String, u8);

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self(error.to_string(), error.exit_code())
    }
}

impl From<crate::error::Error> for Failure {
    fn from(error: crate::error::Error) -> Self {
        Self(error.to_string(), 70)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string(), 74)
    }
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let (listen, demo) = match &cli.command {
        Command::Serve { listen, demo } => (*listen, *demo),
        _ => (None, false),
    };
    let flags = Flags {
        data: cli.data,
        listen,
        demo,
    };
    let result = match Config::read(&flags, |name| std::env::var(name).ok()) {
        Err(error) => Err(Failure(error.to_string(), 78)),
        Ok(config) => {
            start_log(config.log);
            match cli.command {
                Command::Serve { .. } => serve(config),
                Command::Backup { file } => backup(&config, &file),
                Command::Restore { file } => restore(&config, &file),
                Command::Check => check_file(&config),
            }
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message, code)) => {
            eprintln!("hornada: {message}");
            ExitCode::from(code)
        }
    }
}

fn start_log(kind: LogKind) {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,hornada=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match kind {
        LogKind::Human => log.with_target(false).try_init(),
        LogKind::Json => log.json().try_init(),
    };
    if started.is_err() {
        eprintln!("hornada: a log was started already");
    }
}

fn serve(config: Config) -> Result<(), Failure> {
    let options = Options {
        holder: format!("pid {}, listening on {}", std::process::id(), config.listen),
        starts_at: config.now,
        ..Options::new(&config.data)
    };
    let db = Db::open(options)?;
    for note in db.notes() {
        eprintln!("hornada: {note}");
    }
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| Failure(format!("cannot listen on {}: {error}", config.listen), 69))?;
    let address = listener.local_addr()?;
    let app = Data::new(App::new(db.clone(), config, routes::table(), |_, _| {
        Ok(None)
    }));
    let code = people::begin_setup(&app)?;
    println!(
        "Hornada {} · http://{}/",
        env!("CARGO_PKG_VERSION"),
        reachable(address)
    );
    if let Some(code) = code {
        println!("Set-up code / código de puesta en marcha: {code}");
    }
    let stop = Arc::new(AtomicBool::new(false));
    let copies = {
        let (db, stop) = (db.clone(), Arc::clone(&stop));
        std::thread::Builder::new()
            .name("copies".into())
            .spawn(move || snapshot::keep_publishing(&db, &stop))?
    };
    let served = actix_web::rt::System::new()
        .block_on(async { server::start(app, listener, 2, true)?.await });
    stop.store(true, Ordering::Release);
    if copies.join().is_err() {
        eprintln!("hornada: the thread of copies panicked");
    }
    db.close()?;
    Ok(served?)
}

/// An address that a person can type: this machine's name for "all addresses".
fn reachable(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}

fn beside(config: &Config) -> Result<Db, Failure> {
    let paths = Paths {
        data: config.data.clone(),
    };
    if !paths.live_file().exists() {
        return Err(Failure(
            format!("there is no Hornada in {}", config.data.display()),
            66,
        ));
    }
    Ok(Db::open(Options {
        beside: true,
        readers: 1,
        ..Options::new(&config.data)
    })?)
}

fn backup(config: &Config, file: &std::path::Path) -> Result<(), Failure> {
    let db = beside(config)?;
    snapshot::copy_of(&db, file)?;
    println!("{}", file.display());
    Ok(())
}

fn restore(config: &Config, file: &std::path::Path) -> Result<(), Failure> {
    let kept = snapshot::restore(
        &Paths {
            data: config.data.clone(),
        },
        file,
    )?;
    println!(
        "restored from {}; what was there is kept as {}",
        file.display(),
        kept.display()
    );
    Ok(())
}

fn check_file(config: &Config) -> Result<(), Failure> {
    let findings = beside(config)?.read_blocking(|view| check::file(view))?;
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("all is well");
        return Ok(());
    }
    Err(Failure(format!("{} findings", findings.len()), 65))
}
