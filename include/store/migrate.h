/* Numbered migrations, embedded in the binary, one text for both engines.
 *
 * Tokens in the text: {int} and {text} (the types' names), {table} (behind a table's closing bracket: STRICT, WITHOUT
 * ROWID on SQLite, nothing on PostgreSQL), {append_only TABLE KEY ...} (triggers that refuse UPDATE, DELETE, TRUNCATE
 * and replacing; the key's columns are named for SQLite's REPLACE). Each file runs in one transaction, its SHA-256 is
 * recorded; a recorded file that has changed, or a database newer than the program, is refused. After the SQL,
 * reference data (store/reference.h) is brought up to date. */
#ifndef FORDELA_STORE_MIGRATE_H
#define FORDELA_STORE_MIGRATE_H

#include "base/crypto.h"
#include "base/outcome.h"
#include "store/store.h"

struct migration {
    int number;
    const char *name; /* "0001_reference" */
    const char *sql;
};

/* The migrations built into this program (generated from migrations/ by the build), in order of number. */
extern const struct migration store_migrations[];
extern const int store_migration_count;

/* Runs what is missing; running it twice does nothing. CONFLICT: the database is newer or a file has changed (ret_error
 * says which). now: unix seconds. ret_applied may be NULL. */
MUST_USE enum outcome store_migrate(struct store *store, int64_t now, int *ret_applied,
                                    char ret_error[STORE_ERROR_CHARS]);

/* Makes the tables in a database without any, for an import that brings all rows: nothing is put into them but what the
 * migrations' text itself does; no reference data, nothing that code makes of what is there. */
MUST_USE enum outcome store_migrate_schema(struct store *store, int64_t now, char ret_error[STORE_ERROR_CHARS]);

/* The step that the database stands at: ret_step is the number of the newest migration it has had, 0 = none. OK also
 * if it is older than this program; CONFLICT: it is newer, or was made with other files. */
MUST_USE enum outcome store_schema_step(struct db *db, int *ret_step, char ret_error[STORE_ERROR_CHARS]);

/* SHA-256 of all migrations of this program: two databases at its newest step with the same one have the same tables.
 */
void store_schema_sha256(char ret_hex[SHA256_HEX_CHARS + 1]);

/* OK if the schema is exactly this program's; CONFLICT if it is older or newer. */
MUST_USE enum outcome store_schema_check(struct db *db, char ret_error[STORE_ERROR_CHARS]);

#endif
