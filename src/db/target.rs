//! Where a copy may be written by hand: never over a file that is in use, and over no file that is not a copy.

use std::fs;
use std::path::{Path, PathBuf};

use super::open::Paths;
use super::{guard, open, whose};

/// Why no copy is written there; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NoTarget {
    #[error("{0} is a folder: name a file in it")]
    Folder(PathBuf),
    #[error("there is no folder {0}")]
    NoFolder(PathBuf),
    #[error(
        "{0} is where Hornada keeps the files that it works with: choose a place outside this folder"
    )]
    Own(PathBuf),
    #[error("{0} is there already and is no copy that Hornada made: choose another name")]
    Other(PathBuf),
    #[error("{0} cannot be written: {1}")]
    Locked(PathBuf, std::io::Error),
}

impl NoTarget {
    /// After sysexits.h: 64 for what was asked wrongly, 73 for what cannot be made.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Folder(_) | Self::Own(_) => 64,
            Self::NoFolder(_) | Self::Other(_) | Self::Locked(..) => 73,
        }
    }
}

/// Looks at where a copy is to be written, before anything is.
///
/// # Errors
/// When it is no place for a file, one of Hornada's own, or holds what is no copy.
pub fn check(paths: &Paths, target: &Path) -> Result<(), NoTarget> {
    if target.is_dir() {
        return Err(NoTarget::Folder(target.to_owned()));
    }
    let folder = folder_of(target);
    let Ok(folder) = fs::canonicalize(folder) else {
        return Err(NoTarget::NoFolder(folder.to_owned()));
    };
    // A link may lead to a file that is in use.
    let leads_to = fs::canonicalize(target).unwrap_or_else(|_| folder.clone());
    for own in [paths.live_dir(), paths.backup_dir()] {
        let Ok(own) = fs::canonicalize(&own) else {
            continue;
        };
        if folder.starts_with(&own) || leads_to.starts_with(&own) {
            return Err(NoTarget::Own(own));
        }
    }
    if fs::symlink_metadata(target).is_ok() && !is_copy(target) {
        return Err(NoTarget::Other(target.to_owned()));
    }
    let trial = being_made(target);
    let locked = |error| NoTarget::Locked(target.to_owned(), error);
    fs::File::create(&trial).map_err(locked)?;
    fs::remove_file(&trial).map_err(locked)
}

/// The name under which a copy is made, beside the one that it gets when it is whole.
pub(super) fn being_made(target: &Path) -> PathBuf {
    guard::side_file(target, ".hornada-new")
}

/// A copy that Hornada made, and that no Hornada works with: those carry a stamp of their own, and a log.
fn is_copy(file: &Path) -> bool {
    let is_marked = || {
        let conn = guard::immutable(file)?;
        let stamp = open::meta(&conn, guard::STAMP)?.unwrap_or_default();
        Ok::<_, rusqlite::Error>(whose::is_ours(&conn)? && stamp.starts_with(guard::COPY))
    };
    !guard::side_file(file, "-wal").exists() && is_marked().unwrap_or(false)
}

/// The folder that a file is in; a bare name is in the present one.
pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
