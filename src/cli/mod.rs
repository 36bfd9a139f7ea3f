//! The command line: `serve` and the tools beside it.
#![expect(clippy::print_stderr, reason = "a command line speaks to a terminal")]

mod serve;
mod tools;
mod users;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Flags, LogKind, listen_address};
use crate::db::OpenError;
use crate::values::calendar::Day;

#[derive(Parser)]
#[command(
    name = "hornada",
    version,
    about = "Software that a bakery runs its whole day on",
    after_help = "Also read from the environment, and, but for the folder, from hornada.toml in it: HORNADA_SMTP_URL,\n\
        HORNADA_HOSTS, HORNADA_BASE_URL, HORNADA_LOG. `hornada config` shows what counts."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The folder that holds everything; ./hornada-data if left out [env: HORNADA_DATA].
    #[arg(long, global = true)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server.
    Serve {
        /// Address and port, such as 0.0.0.0:8080 or localhost:8080; all addresses and 8080 if left out [env: HORNADA_LISTEN].
        #[arg(long, value_parser = listen_address)]
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
    /// Take a file in: sales, items, prices, customers, suppliers or recipes; CSV (also .gz) or XLSX.
    Import {
        /// sales, items, prices, customers, suppliers or recipes.
        kind: String,
        file: PathBuf,
        /// Only say what would happen.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write everything as a folder of CSV files; also beside a running server.
    Export { folder: PathBuf },
    /// Run a scheduled job now, for a day; today if left out.
    RunJob {
        /// As on the page of jobs: standing-orders, invoices, backup …
        name: String,
        /// The day that the job is for.
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<Day>,
    },
    /// People, for when nobody can sign in any more.
    User {
        #[command(subcommand)]
        command: users::UserCommand,
    },
    /// Show what the program is started with, and every setting; no secrets.
    Config,
}

/// Writes a line for who started the command. Who has stopped reading (`hornada config | head`) has seen enough: what
/// cannot be written is not.
fn say(line: impl std::fmt::Display) {
    use std::io::Write;
    drop(writeln!(std::io::stdout(), "{line}"));
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
        Self(crate::jobs::words(&error, crate::i18n::Lang::En), 70)
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
                Command::Serve { .. } => serve::serve(config),
                Command::Backup { file } => tools::backup(&config, &file),
                Command::Restore { file } => tools::restore(&config, &file),
                Command::Check => tools::check_file(&config),
                Command::Import {
                    kind,
                    file,
                    dry_run,
                } => tools::import(&config, &kind, &file, dry_run),
                Command::Export { folder } => tools::export(&config, &folder),
                Command::User { command } => users::user(&config, command),
                Command::Config => tools::show_config(&config),
                Command::RunJob { name, as_of } => tools::run_job(&config, &name, as_of),
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
    // A line that cannot be written (its disk is full too) is lost; complaining of it on the same stream would panic.
    // Colours are for a terminal, not for the file or the journal that a log is led to.
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_terminal)
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let started = match kind {
        LogKind::Human => log.with_target(false).try_init(),
        LogKind::Json => log.json().try_init(),
    };
    if started.is_err() {
        eprintln!("hornada: a log was started already");
    }
}
