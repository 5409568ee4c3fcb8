/* What a database driver is made of: private to src/store.
 *
 * db.c checks the contract of store/db.h (letters, transaction state, rows left open) once for both engines and calls
 * the driver for the rest. A driver embeds struct db as its first member and is the one place that turns its engine's
 * codes into outcomes. */
#ifndef FORDELA_STORE_DRIVER_H
#define FORDELA_STORE_DRIVER_H

#include "base/text.h"
#include "store/db.h"
#include "store/store.h"

#include <stdatomic.h>

struct checking; /* store/check.h */

/* A result longer than this is a statement without a bound: TOO_LARGE. */
enum { DB_MAX_ROWS = 1000000, DB_ERROR_CHARS = 512 };

/* How long a connection waits for another's lock, and a statement may take on PostgreSQL. */
enum { DB_LOCK_WAIT_MS = 2000, DB_STATEMENT_MS = 10000 };

enum control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_SAVEPOINT_KEEP,
    CONTROL_SAVEPOINT_UNDO,
    CONTROL__COUNT
};

struct driver {
    void (*close)(struct db *db);
    /* Prepares the statement and compares it with its letters; the copy is kept. */
    enum outcome (*check)(struct db *db, const struct statement *statement);
    /* Starts a query; rows holds db and statement already, the driver sets engine. */
    enum outcome (*start)(struct db_rows *rows, const struct db_value *values);
    enum outcome (*step)(struct db_rows *rows, bool *ret_have_row);
    void (*finish)(struct db_rows *rows);
    int64_t (*get_int)(const struct db_rows *rows, int column);
    bool (*is_null)(const struct db_rows *rows, int column);
    const char *(*get_text)(const struct db_rows *rows, int column);
    enum outcome (*run)(struct db *db, const struct statement *statement, const struct db_value *values,
                        int64_t *ret_changed);
    /* The outcome is this statement's or that of an earlier one run later. */
    enum outcome (*run_later)(struct db *db, const struct statement *statement, const struct db_value *values);
    /* Waits for the outcome of all that was run later. */
    enum outcome (*settle)(struct db *db);
    enum outcome (*control)(struct db *db, enum control control);
    /* Runs SQL text: several statements, no results. For migrations, whose text is fixed when the program is built. */
    enum outcome (*script)(struct db *db, const char *sql);
    enum outcome (*table_exists)(struct db *db, const char *table, bool *ret_exists);
    /* What migrations write for {int}, {text} and {table}. */
    const char *int_type, *text_type, *table_options;
    /* What they write for {append_only TABLE KEY ...}: triggers that refuse to change, delete or replace a row. words:
     * the table, then the columns of its primary key, blank-separated. INVALID without a key. */
    enum outcome (*append_only)(const char *words, struct text *script);
    /* Looks for damage with the engine's own means and tells of each; OK whether there is any or not. */
    enum outcome (*damage)(struct db *db, struct checking *checking);
    /* Lets go of the prepared copy of the statement in a made slot (see db_make). */
    void (*forget)(struct db *db, ptrdiff_t index);
    /* The tables of the schema, "tttii": table, column, type, not null, place in the primary key (0 = none), by table,
     * column. */
    const char *catalogue;
    /* Scripts in a write transaction: from here on rows may come before those they refer to; and: now all must fit. */
    const char *references_later, *references_now;
    /* Scripts around a run of migrations that keep a second one out; the connection is closed after it. */
    const char *migration_start, *migration_end;
    bool one_writer; /* write transactions never run side by side */
    /* First in a write transaction that makes links of the audit chain: no other does until it ends, and it sees what
     * they have committed. */
    const char *links_alone;
};

extern const struct driver store_sqlite_driver, store_postgresql_driver;

/* Statements made at run time: what dump.c builds from the schema's own catalogue, and nothing else does. They take the
 * places behind those of STATEMENT, so that everything else about them is the same: letters, bounds, prepared once. */
enum db_made { DB_MADE_FIRST, DB_MADE_NEXT, DB_MADE_ONE, DB_MADE_ADD, DB_MADE_CHANGE, DB_MADE__COUNT };

struct db {
    const struct driver *driver;
    struct store *store;
    bool reader;
    enum { TRANSACTION_NONE, TRANSACTION_READ, TRANSACTION_WRITE } transaction;
    bool in_savepoint;
    bool failed;    /* a statement of this write transaction failed: PostgreSQL takes nothing more, so neither do we */
    bool transient; /* the failure is of the moment (lost a race, lost the connection): the same work may go well again
                     */
    bool late;      /* the failure is of a statement run before the one that told it: db_commit may tell of a row */
    bool disk_failed;                             /* the engine could not write */
    bool schema_only;                             /* store_migrate_schema: a migration is its text and nothing else */
    const struct statement *made[DB_MADE__COUNT]; /* see db_make */
    int open_rows;
    int64_t writes; /* statements run that can write (counted on SQLite only) */
    char error[DB_ERROR_CHARS];
};

struct store {
    enum store_engine engine;
    char *database; /* absolute path, or the address */
    int lock;       /* descriptor that holds the lock file, -1 on PostgreSQL and when reading only */
    bool read_only; /* STORE_READ */
    atomic_bool writable;
    atomic_bool stop_check;
    atomic_int writers; /* writing connections open: at most one on SQLite */
};

/* Keeps the words for db_last_error and gives the outcome back. */
__attribute__((format(printf, 3, 4))) enum outcome db_fail(struct db *db, enum outcome outcome, const char *format,
                                                           ...);

/* The statement's place among all of this program, then those made for this connection; -1 for any other. */
ptrdiff_t db_statement_index(const struct db *db, const struct statement *statement);

/* Puts a statement into a made slot of the connection, in place of the one before; NULL empties it. Borrowed until
 * then. For dump.c alone: its text is built from the catalogue's names, quoted, and never from what anybody enters. */
void db_make(struct db *db, enum db_made slot, const struct statement *statement);

/* Makes a connection of the engine. On failure writes what is wrong into error (no secrets). */
MUST_USE enum outcome store_sqlite_connect(const char *path, bool reader, struct db **ret_db,
                                           char ret_error[STORE_ERROR_CHARS]);
MUST_USE enum outcome store_postgresql_connect(const char *address, bool reader, struct db **ret_db,
                                               char ret_error[STORE_ERROR_CHARS]);

/* Whether the open file is a database of Fördela. */
MUST_USE enum outcome store_sqlite_is_ours(struct db *db, char ret_error[STORE_ERROR_CHARS]);
/* Looks whether the open file is a sound database of Fördela, and marks a new one as such. */
MUST_USE enum outcome store_sqlite_inspect(struct db *db, char ret_error[STORE_ERROR_CHARS]);

/* Reads the whole file for damage, until *stop. */
MUST_USE enum outcome store_sqlite_check(struct db *db, atomic_bool *stop, char ret_error[STORE_ERROR_CHARS]);

/* Takes the lock file of a database file (its path with ".lock" behind) for this process: CONFLICT if another open
 * store holds it (access chooses the advice). The descriptor holds the lock until it is closed; the file stays. */
MUST_USE enum outcome store_lock(const char *path, enum store_access access, int *ret_lock,
                                 char ret_error[STORE_ERROR_CHARS]);

/* store_migrate on a given list, without the reference data; for it and its tests. The list is in order of number. */
struct migration;
MUST_USE enum outcome store_migrate_with(struct db *db, const struct migration *migrations, int count, int64_t now,
                                         int *ret_applied, char ret_error[STORE_ERROR_CHARS]);

/* store_reference_load of given files, likewise. */
struct reference_file;
MUST_USE enum outcome store_reference_load_files(struct db *db, const struct reference_file *files, int count,
                                                 int64_t now, char ret_error[STORE_ERROR_CHARS]);

#endif
