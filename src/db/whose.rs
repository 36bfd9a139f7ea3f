//! Whose a file is: the bakery's, a newer program's, or somebody else's, which is not touched.

use std::path::Path;

use rusqlite::Connection;

use super::guard;
use super::open::{OpenError, Paths};
use super::schema::{LATEST_MIGRATION, schema_version};

/// "Horn" in ASCII: how the file says whose it is.
const APPLICATION_ID: i32 = 0x486F_726E;

/// Refuses a file of somebody else's before a pragma touches it. What cannot be read here is told of when it is opened.
pub(super) fn refuse_foreign(file: &Path) -> Result<(), OpenError> {
    let is_foreign = || {
        let conn = guard::immutable(file)?;
        Ok::<_, rusqlite::Error>(!is_ours(&conn)? && !is_empty(&conn)?)
    };
    match is_foreign() {
        Ok(true) => Err(OpenError::NotOurs(file.to_owned())),
        _ => Ok(()),
    }
}

/// Takes a new file for Hornada and refuses one of somebody else's or of a newer program; says whether it is new. A first
/// start that was killed before its tables were made left a file that is still new.
pub(super) fn claim(conn: &Connection, paths: &Paths) -> Result<bool, OpenError> {
    let empty = is_empty(conn)?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id == 0 && empty {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
        return Ok(true);
    }
    if !empty {
        known(conn, &paths.live_file())?;
    } else if !is_ours(conn)? {
        return Err(OpenError::NotOurs(paths.live_file()));
    }
    Ok(empty)
}

/// Refuses a file that is not of a bakery, and one of a newer program; `path` is what it is called.
pub(super) fn known(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    if !is_ours(conn)? || is_empty(conn)? {
        return Err(OpenError::NotOurs(path.to_owned()));
    }
    let found = schema_version(conn)?;
    if found > LATEST_MIGRATION {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: LATEST_MIGRATION,
        });
    }
    Ok(())
}

pub(super) fn is_ours(conn: &Connection) -> rusqlite::Result<bool> {
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok(id == APPLICATION_ID)
}

fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
        row.get(0)
    })
}
