#include "sound.h"

#include "cli/commands.h"
#include "store/backup.h"
#include "store/check.h"
#include "store/migrate.h"

#include <stdio.h>
#include <unistd.h>

enum { SHOWN_CHARS = 200 };

static void print_finding(void *context, const struct check_finding *finding)
{
    int64_t *shown = context;
    if (++*shown > CHECK_FINDINGS_MAX)
        return;
    if (*shown == CHECK_FINDINGS_MAX)
        fputs("... and more, which are only counted\n", stderr);
    fprintf(stderr, "%s%s%s: expected \"%.*s\", found \"%.*s\"\n", finding->what, finding->key[0] != '\0' ? " " : "",
            finding->key, SHOWN_CHARS, finding->expected, SHOWN_CHARS, finding->found);
}

/* In one snapshot, which a server may write past. */
static enum outcome look(struct db *db, struct sound *sound, char error[STORE_ERROR_CHARS])
{
    int64_t shown = 0;
    struct checking checking = {.tell = print_finding, .context = &shown};
    TRY(db_begin_read(db));
    TRY(store_check_damage(db, &checking));
    sound->damaged = checking.findings;
    if (sound->damaged > 0)
        return OK; /* what rows say does not matter any more */
    TRY(store_schema_step(db, &sound->step, error));
    sound->own_checks = store_migration_count > 0 && sound->step == store_migrations[store_migration_count - 1].number;
    if (sound->own_checks)
        TRY(store_check_derived(db, &checking));
    sound->differing = checking.findings;
    return OK;
}

enum outcome sound_look(const char *database, struct sound *ret_sound, char ret_error[STORE_ERROR_CHARS])
{
    struct store *store = NULL;
    struct db *db = NULL;
    struct sound sound = {0};
    TRY(store_open(database, STORE_READ, &store, ret_error));
    enum outcome outcome = store_connect(store, true, &db);
    if (outcome == OK)
        outcome = look(db, &sound, ret_error);
    if (outcome != OK && ret_error[0] == '\0')
        snprintf(ret_error, STORE_ERROR_CHARS, "%.400s", db != NULL ? db_last_error(db) : "no connection");
    db_close(db);
    store_close(store);
    if (outcome == OK)
        *ret_sound = sound;
    return outcome;
}

static enum outcome copy(const char *database, const char *path, char error[STORE_ERROR_CHARS])
{
    struct store *store = NULL;
    struct db *db = NULL;
    TRY(store_open(database, STORE_READ, &store, error));
    enum outcome outcome = store_connect(store, true, &db);
    if (outcome == OK)
        outcome = store_backup(db, path, error);
    db_close(db);
    store_close(store);
    return outcome;
}

enum outcome sound_copy(const char *database, const char *path, struct sound *ret_sound,
                        char ret_error[STORE_ERROR_CHARS])
{
    struct sound sound = {0};
    TRY(copy(database, path, ret_error));
    enum outcome outcome = sound_look(path, &sound, ret_error);
    if (outcome == OK && sound.damaged > 0) {
        snprintf(ret_error, STORE_ERROR_CHARS, "%.300s is damaged", database);
        outcome = INVALID;
    }
    if (outcome != OK)
        unlink(path);
    else
        *ret_sound = sound;
    return outcome;
}

int sound_fail(const char *command, enum outcome outcome, const char *error)
{
    fprintf(stderr, "fordela %s: %s\n", command, error[0] != '\0' ? error : outcome_name(outcome));
    return outcome == BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}
