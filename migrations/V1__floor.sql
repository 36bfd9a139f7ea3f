-- The floor: what every capability stands on. Instants are INTEGER milliseconds UTC, days are TEXT YYYY-MM-DD in the
-- bakery's zone, ids are 16-byte UUIDv7 blobs, amounts are INTEGER (unit named in the column's comment).

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbers that people see; the row is counted up in the transaction that uses the number.
CREATE TABLE counters (
    series TEXT PRIMARY KEY,
    last INTEGER NOT NULL CONSTRAINT counters_last_not_negative CHECK (last >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT users_role CHECK (role IN ('owner', 'manager', 'counter', 'baker', 'driver', 'accountant')),
    lang TEXT NOT NULL DEFAULT 'es' CHECK (lang IN ('es', 'en')),
    theme TEXT CHECK (theme IN ('light', 'dark')),
    keys_on INTEGER NOT NULL DEFAULT 1 CHECK (keys_on IN (0, 1)),
    disabled_at INTEGER,
    last_login_at INTEGER,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT users_email_taken UNIQUE (email)
) STRICT, WITHOUT ROWID;

-- Browser sessions and API tokens: only the SHA-256 of the token is kept.
CREATE TABLE sessions (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'api')),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ip TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Wrong passwords, per account and per address; survives a restart.
CREATE TABLE login_tries (
    key TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- History: who did what to which record. Personal before/after values stand beside it so that they can be redacted.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'job', 'system')),
    user_id BLOB REFERENCES users (id),
    actor_name TEXT NOT NULL,
    ip TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT,
    reason TEXT,
    changes TEXT CHECK (changes IS NULL OR json_valid(changes)),
    customer_told INTEGER NOT NULL DEFAULT 0 CHECK (customer_told IN (0, 1))
) STRICT;
CREATE INDEX journal_by_subject ON journal (subject_kind, subject_id, id);
CREATE TABLE journal_personal (
    journal_id INTEGER PRIMARY KEY REFERENCES journal (id),
    changes TEXT NOT NULL CHECK (json_valid(changes))
) STRICT;
CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'history cannot be edited'); END;
CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'history cannot be deleted'); END;

-- What happened, in order, for live screens and for readers outside.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    payload TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;
CREATE INDEX events_by_time ON events (at);

-- The same request twice: the answer is stored in the transaction of its effect and kept 90 days.
CREATE TABLE idempotency (
    user_id BLOB NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    status INTEGER NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, route, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (at);

-- A job's occurrence is its wall-clock time in the bakery's zone; it is made with its effects in one transaction.
CREATE TABLE job_runs (
    id INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('schedule', 'caught_up', 'by_hand')),
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'failed', 'skipped')),
    detail TEXT NOT NULL DEFAULT '',
    CONSTRAINT job_runs_once UNIQUE (job, occurrence)
) STRICT;
CREATE INDEX job_runs_latest ON job_runs (job, id);
-- Where the scheduler stands: nothing before this instant is due any more.
CREATE TABLE job_clocks (
    job TEXT PRIMARY KEY,
    looked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mail to be sent: a row with its text first, bytes on the wire later, one row per cause.
CREATE TABLE mails (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB,
    message_id TEXT NOT NULL UNIQUE,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL DEFAULT '',
    reply_to TEXT,
    lang TEXT NOT NULL CHECK (lang IN ('es', 'en')),
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT,
    document TEXT CHECK (document IS NULL OR json_valid(document)),
    file_name TEXT,
    file_bytes BLOB,
    file_sha256 BLOB,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    CONSTRAINT mails_once_per_cause UNIQUE (cause)
) STRICT, WITHOUT ROWID;
CREATE INDEX mails_due ON mails (status, next_try_at);
CREATE INDEX mails_by_time ON mails (created_at);
CREATE INDEX mails_by_subject ON mails (subject_kind, subject_id);

-- What someone was typing when the page was left.
CREATE TABLE drafts (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    fields TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, form)
) STRICT, WITHOUT ROWID;

-- Days on which the bakery makes nothing.
CREATE TABLE closed_days (
    day TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
