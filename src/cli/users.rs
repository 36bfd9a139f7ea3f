//! `hornada user`: people from the command line, for when nobody can sign in any more.

use super::{Failure, say, tools};
use crate::config::Config;
use crate::db::Actor;
use crate::error::Error;
use crate::i18n::Lang;
use crate::people::roles::Role;
use crate::people::{self, NewUser, User};
use crate::web::session;

#[derive(clap::Subcommand)]
pub(super) enum UserCommand {
    /// Everybody: name, address, role.
    List,
    /// Let somebody in; the password is made and printed.
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// owner, manager, counter, baker, driver or accountant.
        #[arg(long, default_value = "owner")]
        role: String,
    },
    /// Make a new password for somebody and print it; their sessions end.
    ResetPassword { email: String },
}

pub(super) fn user(config: &Config, command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::List => list(config),
        UserCommand::Add { name, email, role } => add(config, name, email, &role),
        UserCommand::ResetPassword { email } => reset(config, &email),
    }
}

fn list(config: &Config) -> Result<(), Failure> {
    let people = tools::beside(config)?.read_blocking(|view| people::list(view))?;
    for person in people {
        let state = if person.disabled_at.is_some() {
            "  (no access)"
        } else {
            ""
        };
        say(format_args!(
            "{}  {}  {}{state}",
            person.role.code(),
            person.email,
            person.name
        ));
    }
    Ok(())
}

fn add(config: &Config, name: String, email: String, role: &str) -> Result<(), Failure> {
    let role = Role::from_code(role).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        Failure(
            format!("there is no role {role:?}; there are: {}", roles.join(", ")),
            64,
        )
    })?;
    let db = tools::alone(config, "/people")?;
    let password = new_password()?;
    let person = NewUser {
        name,
        email: email.clone(),
        password: password.clone(),
        role,
        lang: db.settings().language(),
    };
    let hash = people::hash_password(&password)?;
    db.write_blocking(Actor::system(), move |tx| people::add(tx, &person, hash))
        .map_err(words)?;
    db.close()?;
    say(format_args!("{email}  {password}"));
    Ok(())
}

fn reset(config: &Config, email: &str) -> Result<(), Failure> {
    let db = tools::alone(config, "/people")?;
    let everybody = db.read_blocking(|view| people::list(view))?;
    let found: Option<User> = everybody
        .into_iter()
        .find(|person| person.email.eq_ignore_ascii_case(email));
    let person = found.ok_or_else(|| Failure(format!("nobody has the address {email}"), 67))?;
    let password = new_password()?;
    let hash = people::hash_password(&password)?;
    let typed = password.clone();
    db.write_blocking(Actor::system(), move |tx| {
        people::set_password(tx, person.id, &typed, &hash)
    })
    .map_err(words)?;
    db.close()?;
    say(format_args!("{email}  {password}"));
    Ok(())
}

/// Sixteen digits and letters: 64 random bits.
fn new_password() -> Result<String, Failure> {
    let token = session::new_token()?;
    let groups: Vec<&str> = [0, 4, 8, 12].iter().map(|at| &token[*at..at + 4]).collect();
    Ok(groups.join("-"))
}

/// An error in words for the terminal.
fn words(error: Error) -> Failure {
    Failure(crate::jobs::words(&error, Lang::En), 65)
}
