/* Copying an SQLite database while it is used, putting a copy in its place, looking for damage. */
#include "base/file.h"
#include "sqlite.h"
#include "store/backup.h"
#include "store/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the copy --- */

static enum outcome say(char error[STORE_ERROR_CHARS], const char *what, const char *path, const char *why)
{
    snprintf(error, STORE_ERROR_CHARS, "%s %.200s: %.200s", what, path, why);
    return BROKEN;
}

/* Runs SQL on a handle of its own for the file. Exclusive, so that no -shm is made beside it. */
static int on_file(const char *path, const char *sql, char words[STORE_ERROR_CHARS])
{
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        snprintf(words, STORE_ERROR_CHARS, "%s", handle != NULL ? sqlite3_errmsg(handle) : "out of memory");
    sqlite3_close_v2(handle);
    return code;
}

/* All pages in one step: the snapshot that it takes lasts until it is done. The target needs no journal of its own:
 * a copy that is not finished is thrown away. */
static int copy_pages(sqlite3 *source, const char *path, char words[STORE_ERROR_CHARS])
{
    sqlite3 *target = NULL;
    int code = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(target, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
    sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(target, "main", source, "main") : NULL;
    if (backup != NULL) {
        code = sqlite3_backup_step(backup, -1);
        int ended = sqlite3_backup_finish(backup);
        code = code == SQLITE_DONE ? ended : code == SQLITE_OK ? SQLITE_ERROR : code;
    } else if (code == SQLITE_OK) {
        code = sqlite3_errcode(target);
    }
    if (code != SQLITE_OK)
        snprintf(words, STORE_ERROR_CHARS, "%s", sqlite3_errstr(code));
    sqlite3_close_v2(target);
    return code;
}

static void remove_copy(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char *name = NULL;
        if (asprintf(&name, "%s%s", path, suffixes[i]) < 0)
            return;
        unlink(name);
        free(name);
    }
}

enum outcome store_backup(struct db *db, const char *path, char ret_error[STORE_ERROR_CHARS])
{
    if (db->driver != &store_sqlite_driver) {
        snprintf(ret_error, STORE_ERROR_CHARS, "only a file can be copied so");
        return INVALID;
    }
    enum outcome outcome = file_make(path);
    if (outcome == CONFLICT)
        snprintf(ret_error, STORE_ERROR_CHARS, "%.400s is there already", path);
    else if (outcome != OK)
        (void)say(ret_error, "cannot make", path, strerror(errno));
    TRY(outcome);
    char words[STORE_ERROR_CHARS] = "";
    int code = copy_pages(((struct sqlite_db *)db)->handle, path, words);
    /* The pages say that there is a log beside them: turned into a file that stands alone and opens read-only. */
    if (code == SQLITE_OK)
        code = on_file(path, "PRAGMA journal_mode=DELETE", words);
    if (code != SQLITE_OK)
        outcome = say(ret_error, "cannot copy the database to", path, words);
    else if (file_sync(path) != OK || file_sync_folder(path) != OK)
        outcome = say(ret_error, "cannot bring to the disk", path, strerror(errno));
    if (outcome != OK)
        remove_copy(path);
    return outcome;
}

/* --- in the place of the database --- */

enum outcome store_lock_path(const char *path, int *ret_lock, char ret_error[STORE_ERROR_CHARS])
{
    return store_lock(path, STORE_CREATE, ret_lock, ret_error);
}

/* rename() of the file with something behind its name, if it is there. */
static bool move_beside(const char *path, const char *kept, const char *suffix)
{
    char *from = NULL, *to = NULL;
    bool moved = asprintf(&from, "%s%s", path, suffix) >= 0 && asprintf(&to, "%s%s", kept, suffix) >= 0 &&
                 (!file_exists(from) || file_place(from, to, false) == OK);
    free(from);
    free(to);
    return moved;
}

enum outcome store_replace(const char *copy, const char *path, const char *kept, char ret_error[STORE_ERROR_CHARS])
{
    char *log = NULL;
    char words[STORE_ERROR_CHARS];
    if (asprintf(&log, "%s-wal", path) < 0)
        return BROKEN;
    /* Brings the log home, if the old one can still do that: then a name more and one rename are all. */
    if (file_exists(path) && file_exists(log))
        (void)on_file(path, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE", words);
    bool alone = !file_exists(log);
    free(log);
    if (alone && file_exists(path) && link(path, kept) != 0)
        alone = false; /* a file system without second names */
    /* Database before log: a log whose database is gone is never read into another one. */
    if (!alone && (!move_beside(path, kept, "") || !move_beside(path, kept, "-wal")))
        return say(ret_error, "cannot keep the old database as", kept, strerror(errno));
    /* The log's index is made anew from the log. */
    if (asprintf(&log, "%s-shm", path) < 0)
        return BROKEN;
    unlink(log);
    free(log);
    if (file_sync_folder(path) != OK)
        return say(ret_error, "cannot keep the old database as", kept, strerror(errno));
    if (file_place(copy, path, alone) != OK)
        return say(ret_error, "cannot put the copy in the place of", path, strerror(errno));
    return OK;
}

/* --- damage --- */

/* A row of each pragma is a finding, but for the one word "ok". */
static enum outcome ask_all(struct sqlite_db *db, const char *sql, bool references, struct checking *checking)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code != SQLITE_ROW)
            break;
        const char *first = (const char *)sqlite3_column_text(statement, 0);
        if (references)
            check_tell(checking, "database", first, (const char *)sqlite3_column_text(statement, 2),
                       "a reference to a row that is not there");
        else if (first == NULL || strcmp(first, "ok") != 0)
            check_tell(checking, "database", "", "ok", first);
    }
    /* What cannot even be read to its end is damage, too. */
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB) {
        check_tell(checking, "database", "", "ok", sqlite3_errmsg(db->handle));
        code = SQLITE_DONE;
    }
    enum outcome outcome = code == SQLITE_DONE ? OK : sqlite_outcome(db, code, sql);
    sqlite3_finalize(statement);
    return outcome;
}

enum outcome sqlite_damage(struct db *base, struct checking *checking)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    TRY(ask_all(db, "PRAGMA integrity_check(100)", false, checking));
    return checking->findings > 0 ? OK : ask_all(db, "PRAGMA foreign_key_check", true, checking);
}
