/** Kept in `PRAGMA user_version`; a change of the tables adds one and a step that gets there. */
export const schemaVersion = 1

// `number` orders records by age. It must not be reused, or an old record would look new.
const records = (kind: string) => `
  CREATE TABLE ${kind} (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    provider_session_id TEXT,
    generation INTEGER NOT NULL,
    data TEXT NOT NULL,
    expires_at REAL,
    lease_owner TEXT,
    lease_expires_at_ms REAL
  ) STRICT;
  CREATE INDEX ${kind}_of_user ON ${kind} (user_id);
  CREATE INDEX ${kind}_of_provider_session ON ${kind} (provider_session_id)
    WHERE provider_session_id IS NOT NULL;
  CREATE INDEX ${kind}_by_expiry ON ${kind} (expires_at) WHERE expires_at IS NOT NULL;`

export const schema = `${records('sessions')}${records('grants')}
  CREATE TABLE taken (
    state_hash TEXT PRIMARY KEY,
    expires_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX taken_by_expiry ON taken (expires_at);
  PRAGMA user_version = ${schemaVersion};`
