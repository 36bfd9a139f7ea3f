//! Against blended histories: when somebody copied a backup over the live file of a killed server, SQLite would replay
//! the old log into it. Each start stamps the file and a state file beside it; a mismatch sets the old log aside.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::open::{OpenError, Paths, meta, set_meta};
use super::target::folder_of;

pub(super) const STAMP: &str = "stamp";
/// What the stamp of a copy begins with.
pub(super) const COPY: &str = "copy-";

/// Looks at the live file before it is opened; returns what was found and done, for the log.
pub(super) fn check(paths: &Paths) -> Result<Vec<String>, OpenError> {
    let live = paths.live_file();
    let expected = stamps_in_use(paths);
    if !live.exists() {
        if expected.is_empty() {
            return Ok(Vec::new());
        }
        // Never an empty bakery in the place of one that is gone.
        return Err(OpenError::Damaged {
            path: live,
            what: "it was here and is gone".into(),
            backup: paths.last_copy(),
        });
    }
    // A checkpoint cut off by a kill leaves pages of two ages until the log is replayed: a stamp that cannot be read
    // says nothing, and the log is left where it is.
    let Some(found) = stamp_of(&live) else {
        return Ok(Vec::new());
    };
    if expected.is_empty() || expected.contains(&found) {
        return Ok(Vec::new());
    }
    let mut notes = vec![format!(
        "{} is not the file that was last in use: it was copied here from elsewhere",
        live.display()
    )];
    for end in ["-wal", "-shm"] {
        let side = side_file(&live, end);
        if side.exists() {
            let aside = unused_name(&paths.live_dir().join(format!("set-aside.db{end}")));
            fs::rename(&side, &aside).map_err(|error| OpenError::Io(side.clone(), error))?;
            notes.push(format!(
                "its old log {} does not belong to it and was set aside as {}",
                side.display(),
                aside.display()
            ));
        }
    }
    whole(&live).map_err(|what| OpenError::Damaged {
        path: live.clone(),
        what,
        backup: paths.last_copy(),
    })?;
    for note in &notes {
        tracing::warn!("{note}");
    }
    Ok(notes)
}

/// Gives the file a new stamp, in its own pages and beside it. Until the log is wholly in the file, its pages may hold
/// the stamp before or the new one, so both stand beside it: a kill at any instant here must not part file and log.
pub(super) fn stamp(conn: &Connection, paths: &Paths) -> Result<(), OpenError> {
    let stamp = uuid::Builder::from_random_bytes(random())
        .into_uuid()
        .to_string();
    let mut valid = stamps_in_use(paths);
    valid.push(stamp.clone());
    write_durably(&paths.state_file(), valid.join("\n").as_bytes())?;
    set_meta(conn, STAMP, &stamp)?;
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Ok(());
    }
    write_durably(&paths.state_file(), stamp.as_bytes())
}

/// The stamps that the file in use may carry; none before the first start.
fn stamps_in_use(paths: &Paths) -> Vec<String> {
    let text = fs::read_to_string(paths.state_file()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Marks a copy as a copy, so that it is never taken for the file that was in use.
pub(super) fn mark_copy(conn: &Connection) -> rusqlite::Result<()> {
    let id = uuid::Builder::from_random_bytes(random()).into_uuid();
    set_meta(conn, STAMP, &format!("{COPY}{id}"))
}

/// Whether the file opens whole; the error says what is wrong.
pub(super) fn whole(file: &Path) -> Result<(), String> {
    let conn = immutable(file).map_err(|error| error.to_string())?;
    let answer: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|e| e.to_string())?;
    if answer == "ok" { Ok(()) } else { Err(answer) }
}

pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), OpenError> {
    let temporary = path.with_extension("new");
    let io = |error| OpenError::Io(path.to_owned(), error);
    fs::write(&temporary, bytes).map_err(io)?;
    sync_file(&temporary).map_err(io)?;
    fs::rename(&temporary, path).map_err(io)?;
    sync_dir(path).map_err(io)
}

/// Makes a file's bytes durable; opened for writing, without which Windows refuses.
pub(super) fn sync_file(path: &Path) -> std::io::Result<()> {
    fs::File::options().write(true).open(path)?.sync_all()
}

/// Makes a rename in the folder of `path` durable.
pub(super) fn sync_dir(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

/// The stamp in the file's own pages, its log left out.
fn stamp_of(file: &Path) -> Option<String> {
    meta(&immutable(file).ok()?, STAMP).ok()?
}

/// The file as its own pages have it, its log left out; nothing of it is changed.
pub(super) fn immutable(file: &Path) -> rusqlite::Result<Connection> {
    let path = file
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    Connection::open_with_flags(
        format!("file:{path}?immutable=1"),
        OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

pub(super) fn side_file(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn unused_name(path: &Path) -> PathBuf {
    (1..)
        .map(|n| side_file(path, &format!(".{n}")))
        .find(|name| !name.exists())
        .unwrap_or_else(|| path.to_owned())
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "the operating system gave no random bytes");
    }
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::super::open::connect;
    use super::*;

    fn folder(name: &str) -> Paths {
        let data = std::env::temp_dir().join(format!("hornada-guard-{name}-{}", random()[0]));
        fs::create_dir_all(data.join("live")).unwrap();
        Paths { data }
    }

    /// A file in use with one order still in its log only.
    fn in_use(paths: &Paths) -> Connection {
        let conn = connect(&paths.live_file(), false).unwrap();
        conn.execute_batch("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL); CREATE TABLE orders (n INT);")
            .unwrap();
        stamp(&conn, paths).unwrap();
        conn.execute("INSERT INTO orders VALUES (1)", []).unwrap();
        conn
    }

    #[test]
    fn a_kill_at_any_step_of_stamping_leaves_file_and_log_together() {
        let paths = folder("kill");
        let conn = in_use(&paths);
        let log = side_file(&paths.live_file(), "-wal");
        let state_before = fs::read(paths.state_file()).unwrap();
        let log_before = fs::read(&log).unwrap();
        stamp(&conn, &paths).unwrap();
        let old = String::from_utf8(state_before).unwrap();
        let new = fs::read_to_string(paths.state_file()).unwrap();
        drop(conn);
        // Killed in the checkpoint: the pages are the new ones, the log is still there, both stamps stand beside it.
        fs::write(&log, &log_before).unwrap();
        fs::write(paths.state_file(), format!("{old}\n{new}")).unwrap();
        assert_eq!(check(&paths).unwrap(), Vec::<String>::new());
        assert!(log.exists());
        // A file from elsewhere carries neither.
        let conn = immutable_free(&paths);
        mark_copy(&conn).unwrap();
        drop(conn);
        fs::write(&log, &log_before).unwrap();
        assert_eq!(check(&paths).unwrap().len(), 2);
        assert!(!log.exists());
        fs::remove_dir_all(&paths.data).unwrap();
    }

    /// Opens the file as any other program would, its log left out.
    fn immutable_free(paths: &Paths) -> Connection {
        let _gone = fs::remove_file(side_file(&paths.live_file(), "-wal"));
        let conn = Connection::open(paths.live_file()).unwrap();
        conn.pragma_update(None, "journal_mode", "DELETE").unwrap();
        conn
    }

    #[test]
    fn a_file_whose_pages_cannot_be_read_without_its_log_keeps_its_log() {
        let paths = folder("torn");
        let conn = in_use(&paths);
        let log = side_file(&paths.live_file(), "-wal");
        let kept = fs::read(&log).unwrap();
        drop(conn);
        fs::write(&log, kept).unwrap();
        let mut pages = fs::read(paths.live_file()).unwrap();
        pages[4096..].fill(0);
        fs::write(paths.live_file(), pages).unwrap();
        assert_eq!(check(&paths).unwrap(), Vec::<String>::new());
        assert!(log.exists());
        fs::remove_dir_all(&paths.data).unwrap();
    }

    #[test]
    fn a_file_that_was_in_use_and_is_gone_is_not_begun_anew() {
        let paths = folder("gone");
        assert_eq!(check(&paths).unwrap(), Vec::<String>::new());
        drop(in_use(&paths));
        fs::remove_file(paths.live_file()).unwrap();
        assert!(matches!(check(&paths), Err(OpenError::Damaged { .. })));
        fs::remove_dir_all(&paths.data).unwrap();
    }
}
