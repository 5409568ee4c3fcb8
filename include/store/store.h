/* The database of a running program: opening, lock, migration state, reading connections.
 *
 * SQLite: one file in WAL mode with synchronous=FULL and foreign keys on; one process (a lock file beside the database
 * refuses a second one) and one connection that writes and checkpoints, because SQLite 3.40 can corrupt a WAL file that
 * two connections checkpoint at once. Reading connections are read-only. PostgreSQL: the same SQL through libpq.
 *
 * STORE_READ opens no way to write, so it may stand beside the one process that does: its connections are opened
 * read-only, never checkpoint (neither by size nor when they close) and never hold the writer up; what they cost is
 * that the log is not emptied while a snapshot is open. That is what the server's own reading threads do; from another
 * process only the way the locks travel differs. */
#ifndef FORDELA_STORE_STORE_H
#define FORDELA_STORE_STORE_H

#include "base/outcome.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>

struct store;

enum store_engine { STORE_SQLITE, STORE_POSTGRESQL };

enum store_access {
    STORE_SERVE,  /* take the lock: this process is the one writer of the file */
    STORE_ADMIN,  /* a command (user, demo): also takes the lock, refuses while a server runs */
    STORE_CREATE, /* migrate: like STORE_ADMIN, and makes the file if there is none */
    STORE_READ    /* backup, check, export: reads only, beside a running server too: no lock, readers only */
};

enum { STORE_ERROR_CHARS = 512 };

/* True for a postgresql:// address, false for the path of a file. */
bool store_is_address(const char *database);

/* The files that libpq may read to connect to a postgresql:// address: passwords, certificates, services, named by the
 * address, the environment or habit; whether they exist or not. Not thread-safe: before threads are started. */
void store_address_files(const char *address, void (*each)(void *context, const char *path), void *context);

/* Opens the database named by a path or a postgresql:// address. On SQLite STORE_CREATE makes a file that
 * is missing (mode 0600); with the others that is NOT_FOUND, and nothing is made. CONFLICT if another process holds the
 * file; BROKEN otherwise; ret_error then says in English what and what to do
 * about it (no secrets: the password of an address is left out). */
MUST_USE enum outcome store_open(const char *database, enum store_access access, struct store **ret_store,
                                 char ret_error[STORE_ERROR_CHARS]);
void store_close(struct store *store); /* accepts NULL */

/* Reads the whole of an SQLite file for damage (0.1 s for 30 MB): a page found damaged in the middle of a crisis would
 * cost more. Commands do so when they open it; with STORE_SERVE it is left to the server, which does it beside serving,
 * on a thread of its own. BROKEN: damaged, ret_error says so. store_check_stop lets one that runs return OK at once. */
MUST_USE enum outcome store_check(struct store *store, char ret_error[STORE_ERROR_CHARS]);
void store_check_stop(struct store *store);

enum store_engine store_engine(const struct store *store);

/* Whether the text names a PostgreSQL database rather than a file. */
bool store_is_address(const char *database);

/* A new connection for one thread. reader: read-only snapshots only. The caller closes it with db_close, before the
 * store. CONFLICT: on SQLite a second connection that writes (two that checkpoint can corrupt the file): use the
 * writer; or one that writes to what was opened to be read. */
MUST_USE enum outcome store_connect(struct store *store, bool reader, struct db **ret_db);
void db_close(struct db *db); /* accepts NULL */

/* True while the disk takes writes: false after a commit failed with a full disk or an I/O error, until one succeeds.
 * For /readyz. Thread-safe. */
bool store_writable(const struct store *store);
void store_set_writable(struct store *store, bool writable);

#endif
