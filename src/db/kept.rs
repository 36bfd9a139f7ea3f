//! What is kept of the published copies: one for each day, and the newest in a second folder (a USB stick, a share).

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Db, Paths, guard};
use crate::settings;
use crate::values::calendar::{Day, Instant};

/// A copy kept for a day.
#[derive(Debug, Clone)]
pub struct Kept {
    pub day: Day,
    pub bytes: u64,
}

/// How the last copy into the second folder went.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Second {
    pub folder: String,
    pub at: Instant,
    /// Why it did not work, as the machine says it.
    pub error: Option<String>,
    /// Why it did not work, for people; a state that was noted before there was this has none.
    #[serde(default)]
    pub problem: Option<Problem>,
}

/// What keeps a copy out of the second folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The folder is not there: the stick was pulled out, the share is off.
    Gone,
    /// It may not be written there.
    Locked,
    /// There is no room.
    Full,
    /// It is the folder of the data itself.
    Own,
    /// Anything else.
    Other,
}

impl Problem {
    fn of(error: &std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        match error.kind() {
            K::NotFound | K::NotADirectory => Self::Gone,
            K::PermissionDenied | K::ReadOnlyFilesystem => Self::Locked,
            K::StorageFull | K::QuotaExceeded => Self::Full,
            _ => Self::Other,
        }
    }

    /// The message that says it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gone => "backups-second-gone",
            Self::Locked => "backups-second-locked",
            Self::Full => "backups-second-full",
            Self::Own => "backups-second-own",
            Self::Other => "backups-second-other",
        }
    }
}

impl Second {
    /// The message that says why the last copy did not work; nothing when it did.
    pub fn trouble(&self) -> Option<&'static str> {
        self.error.as_ref()?;
        Some(self.problem.unwrap_or(Problem::Other).key())
    }
}

impl Paths {
    pub fn kept_dir(&self) -> PathBuf {
        self.backup_dir().join("kept")
    }

    /// The copy kept for a day.
    pub fn kept_file(&self, day: Day) -> PathBuf {
        self.kept_dir().join(format!("hornada-{day}.db"))
    }

    fn second_state(&self) -> PathBuf {
        self.backup_dir().join("second.json")
    }
}

/// After a publication: keeps it for its day, lets go of the oldest, copies it into the second folder. What fails here
/// is logged and shown; the publication stands.
pub(super) fn after_publication(db: &Db) {
    let paths = db.paths();
    let settings = db.settings();
    if let Err(error) = keep(paths, db.today(), settings.whole(settings::BACKUP_KEEP)) {
        tracing::error!(%error, "the copy of the day was not kept");
    }
    let folder = settings.text(settings::BACKUP_SECOND);
    let state = if folder.is_empty() {
        None
    } else {
        let failed = copy_to_second(paths, Path::new(folder)).err();
        if let Some((_, error)) = &failed {
            tracing::error!(folder, error, "the second copy was not made");
        }
        let (problem, error) = failed.unzip();
        Some(Second {
            folder: folder.to_owned(),
            at: db.now(),
            error,
            problem,
        })
    };
    let noted = match state.map(|state| serde_json::to_vec(&state)) {
        Some(Ok(text)) => fs::write(paths.second_state(), text),
        Some(Err(error)) => Err(error.into()),
        None => fs::remove_file(paths.second_state()).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }),
    };
    if let Err(error) = noted {
        tracing::error!(%error, "the state of the second copy was not noted");
    }
}

/// The published file under the name of its day: a second name for the same bytes where the disk can, else a copy.
fn keep(paths: &Paths, day: Day, most: i64) -> std::io::Result<()> {
    fs::create_dir_all(paths.kept_dir())?;
    let (target, published) = (paths.kept_file(day), paths.backup_file());
    let new = target.with_extension("new");
    if new.exists() {
        fs::remove_file(&new)?;
    }
    if fs::hard_link(&published, &new).is_err() {
        fs::copy(&published, &new)?;
        fs::File::open(&new)?.sync_all()?;
    }
    fs::rename(&new, &target)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX).max(1);
    for old in days(paths).into_iter().skip(most) {
        fs::remove_file(paths.kept_file(old.day))?;
    }
    Ok(())
}

/// The kept copies, newest first.
pub fn days(paths: &Paths) -> Vec<Kept> {
    let Ok(entries) = fs::read_dir(paths.kept_dir()) else {
        return Vec::new();
    };
    let mut days: Vec<Kept> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let day = name.to_str()?.strip_prefix("hornada-")?;
            Some(Kept {
                day: day.strip_suffix(".db")?.parse().ok()?,
                bytes: entry.metadata().ok()?.len(),
            })
        })
        .collect();
    days.sort_by_key(|kept| std::cmp::Reverse(kept.day));
    days
}

/// How the last copy into the second folder went; none when no folder is set.
pub fn second(paths: &Paths) -> Option<Second> {
    serde_json::from_slice(&fs::read(paths.second_state()).ok()?).ok()
}

/// Whether a folder is that of the data, holds it or is in it: a copy there goes where the data goes.
///
/// # Errors
/// When one of the two cannot be found.
pub fn is_own(data: &Path, folder: &Path) -> std::io::Result<bool> {
    let (own, folder) = (fs::canonicalize(data)?, fs::canonicalize(folder)?);
    Ok(folder.starts_with(&own) || own.starts_with(&folder))
}

fn copy_to_second(paths: &Paths, folder: &Path) -> Result<(), (Problem, String)> {
    let words = |error: std::io::Error| (Problem::of(&error), error.to_string());
    if is_own(&paths.data, folder).map_err(words)? {
        return Err((Problem::Own, "it is the folder of the data itself".into()));
    }
    let (target, new) = (folder.join("hornada.db"), folder.join("hornada.db.new"));
    fs::copy(paths.backup_file(), &new).map_err(words)?;
    fs::File::open(&new)
        .and_then(|file| file.sync_all())
        .map_err(words)?;
    fs::rename(&new, &target).map_err(words)?;
    guard::sync_dir(&target).map_err(words)
}
