/* Opening a database, and its connections. */
#include "store/store.h"

#include "driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool store_is_address(const char *database)
{
    return strncmp(database, "postgresql://", 13) == 0 || strncmp(database, "postgres://", 11) == 0;
}

/* Finds the file's absolute path, so that one file has one lock, whichever way it was named. One that is made can only
 * be read by its owner (SQLite gives its -wal and -shm the same mode). */
static enum outcome file_ready(const char *database, enum store_access access, char **ret_path,
                               char error[STORE_ERROR_CHARS])
{
    int flags = access == STORE_READ ? O_RDONLY : access == STORE_CREATE ? O_RDWR | O_CREAT : O_RDWR;
    int file = open(database, flags | O_CLOEXEC, 0600);
    if (file < 0 && errno == ENOENT && access != STORE_CREATE) {
        snprintf(error, STORE_ERROR_CHARS,
                 "there is no database %s: is the name right? \"fordela migrate\" makes a new one", database);
        return NOT_FOUND;
    }
    if (file >= 0)
        close(file);
    *ret_path = file >= 0 ? realpath(database, NULL) : NULL;
    if (*ret_path != NULL)
        return OK;
    snprintf(error, STORE_ERROR_CHARS, "cannot open the database file %s: %s", database, strerror(errno));
    return BROKEN;
}

static enum outcome open_file(struct store *store, const char *database, enum store_access access,
                              char error[STORE_ERROR_CHARS])
{
    /* Memory statistics cost 5 % and a lock shared by all threads. Refused when SQLite already runs, which is harmless.
     */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    TRY(file_ready(database, access, &store->database, error));
    if (access != STORE_READ)
        TRY(store_lock(store->database, access, &store->lock, error));
    struct db *db = NULL;
    TRY(store_sqlite_connect(store->database, access == STORE_READ, &db, error));
    enum outcome outcome = access == STORE_READ ? store_sqlite_is_ours(db, error) : store_sqlite_inspect(db, error);
    if (outcome == OK && access != STORE_READ && access != STORE_SERVE)
        outcome = store_sqlite_check(db, &store->stop_check, error);
    store_sqlite_driver.close(db);
    return outcome;
}

static enum outcome open_address(struct store *store, const char *database, char error[STORE_ERROR_CHARS])
{
    store->database = strdup(database);
    if (store->database == NULL)
        return BROKEN;
    struct db *db = NULL;
    TRY(store_postgresql_connect(store->database, store->read_only, &db, error));
    store_postgresql_driver.close(db);
    return OK;
}

enum outcome store_open(const char *database, enum store_access access, struct store **ret_store,
                        char ret_error[STORE_ERROR_CHARS])
{
    snprintf(ret_error, STORE_ERROR_CHARS, "out of memory");
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return BROKEN;
    store->lock = -1;
    store->read_only = access == STORE_READ;
    atomic_init(&store->writable, true);
    atomic_init(&store->writers, 0);
    atomic_init(&store->stop_check, false);
    store->engine = store_is_address(database) ? STORE_POSTGRESQL : STORE_SQLITE;
    enum outcome outcome = store->engine == STORE_SQLITE ? open_file(store, database, access, ret_error)
                                                         : open_address(store, database, ret_error);
    if (outcome != OK) {
        store_close(store);
        return outcome;
    }
    ret_error[0] = '\0';
    *ret_store = store;
    return OK;
}

enum outcome store_check(struct store *store, char ret_error[STORE_ERROR_CHARS])
{
    struct db *db = NULL;
    ret_error[0] = '\0';
    if (store->engine != STORE_SQLITE)
        return OK;
    TRY(store_connect(store, true, &db));
    enum outcome outcome = store_sqlite_check(db, &store->stop_check, ret_error);
    db_close(db);
    return outcome;
}

void store_check_stop(struct store *store)
{
    atomic_store(&store->stop_check, true);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    if (store->lock >= 0)
        close(store->lock);
    free(store->database);
    free(store);
}

enum store_engine store_engine(const struct store *store)
{
    return store->engine;
}

enum outcome store_connect(struct store *store, bool reader, struct db **ret_db)
{
    if (!reader && store->read_only)
        return CONFLICT;
    if (!reader && atomic_fetch_add(&store->writers, 1) > 0 && store->engine == STORE_SQLITE) {
        atomic_fetch_sub(&store->writers, 1);
        return CONFLICT;
    }
    char error[STORE_ERROR_CHARS];
    struct db *db = NULL;
    enum outcome outcome = store->engine == STORE_SQLITE
                               ? store_sqlite_connect(store->database, reader, &db, error)
                               : store_postgresql_connect(store->database, reader, &db, error);
    if (outcome != OK) {
        if (!reader)
            atomic_fetch_sub(&store->writers, 1);
        return outcome;
    }
    db->store = store;
    *ret_db = db;
    return OK;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    if (!db->reader)
        atomic_fetch_sub(&db->store->writers, 1);
    db_rollback(db);
    db->driver->close(db);
}

bool store_writable(const struct store *store)
{
    return atomic_load(&store->writable);
}

void store_set_writable(struct store *store, bool writable)
{
    atomic_store(&store->writable, writable);
}
