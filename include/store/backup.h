/* Whole copies of an SQLite database, made while it is used. */
#ifndef FORDELA_STORE_BACKUP_H
#define FORDELA_STORE_BACKUP_H

#include "base/outcome.h"
#include "store/store.h"

/* Copies the database of a reading connection into a new file at path (mode 0600; CONFLICT if the name is taken): one
 * snapshot, page by page, through SQLite's backup API. The copy is one file without a log beside it, and on the disk.
 * On failure nothing is left behind. Nobody who writes is held up; the log grows meanwhile. INVALID on PostgreSQL. */
MUST_USE enum outcome store_backup(struct db *db, const char *path, char ret_error[STORE_ERROR_CHARS]);

/* Puts a copy (made by store_backup, verified) in the place of the database file `path`, which may be missing; kept:
 * the name that what was there gets, with its log. Whoever calls holds the lock (store_lock_path). At no moment does
 * the name stand for a mixture: a crash leaves the old database, the new one, or none with both beside it. */
MUST_USE enum outcome store_replace(const char *copy, const char *path, const char *kept,
                                    char ret_error[STORE_ERROR_CHARS]);

/* Takes and holds the lock of a database file that need not exist. *ret_lock is closed by close(2). */
MUST_USE enum outcome store_lock_path(const char *path, int *ret_lock, char ret_error[STORE_ERROR_CHARS]);

#endif
