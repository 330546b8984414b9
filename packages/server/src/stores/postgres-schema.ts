/** Kept in the table of versions; a change of the tables adds one and a step that gets there. */
export const schemaVersion = 1

/** The time of the database, in epoch seconds; of the statement, since a time that moves within one could use no index. */
export const nowSeconds = 'extract(epoch from statement_timestamp())::float8'

// `number` orders records by age.
const records = (table: string) => `
  CREATE TABLE ${table} (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    user_id text NOT NULL,
    provider_session_id text,
    generation integer NOT NULL,
    data text NOT NULL,
    expires_at float8,
    lease_owner text,
    lease_expires_at_ms float8
  );
  CREATE INDEX ON ${table} (user_id);
  CREATE INDEX ON ${table} (provider_session_id) WHERE provider_session_id IS NOT NULL;
  CREATE INDEX ON ${table} (expires_at) WHERE expires_at IS NOT NULL;`

/** From nothing to version 1. */
export const createTables = (prefix: string): string => `
  ${records(`${prefix}sessions`)}
  ${records(`${prefix}grants`)}
  CREATE TABLE ${prefix}taken (
    state_hash text PRIMARY KEY,
    expires_at float8 NOT NULL
  );
  CREATE INDEX ON ${prefix}taken (expires_at);`
