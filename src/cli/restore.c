/* `fordela restore`: a backup in the place of the database. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/file.h"
#include "cli/options.h"
#include "core/week.h"
#include "sound.h"
#include "store/backup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 };

struct restoring {
    const char *database, *file;
    bool force;
    struct arena arena;
    struct sound sound;
    const char *kept; /* the name of what was there, NULL = nothing was */
    char error[STORE_ERROR_CHARS];
};

static enum outcome refuse(struct restoring *restoring, const char *words)
{
    snprintf(restoring->error, sizeof restoring->error, "%s", words);
    return CONFLICT;
}

/* "fordela.db.replaced-20261124T153000Z" */
static const char *kept_name(struct restoring *restoring)
{
    const struct clock clock = {0};
    char moment[TIMESTAMP_CHARS + 1];
    timestamp_format(clock_now(&clock), moment);
    return arena_printf(&restoring->arena, "%s.replaced-%.4s%.2s%.5s%.2s%.3s", restoring->database, moment, moment + 5,
                        moment + 8, moment + 14, moment + 17);
}

/* The lock is held: nobody uses the database. The copy is verified before anything of the old is touched. */
static enum outcome put_in_place(struct restoring *restoring)
{
    const char *log = arena_printf(&restoring->arena, "%s-wal", restoring->database);
    const char *part = file_name_beside(&restoring->arena, restoring->database), *kept = kept_name(restoring);
    if (log == NULL || part == NULL || kept == NULL)
        return BROKEN;
    bool there = file_exists(restoring->database) || file_exists(log);
    if (there && !restoring->force)
        return refuse(restoring, "there is a database already: --force replaces it and keeps the old one beside it");
    if (there && file_exists(kept))
        return refuse(restoring, "restored within the same second: once more, please");
    TRY(sound_copy(restoring->file, part, &restoring->sound, restoring->error));
    enum outcome outcome = OK;
    if (restoring->sound.step == 0)
        outcome = refuse(restoring, "the backup has no tables of Fördela");
    else if (restoring->sound.differing > 0 && !restoring->force)
        outcome = refuse(restoring, "derived rows of the backup differ from its facts: another backup, or --force");
    if (outcome == OK)
        outcome = store_replace(part, restoring->database, kept, restoring->error);
    if (outcome != OK)
        unlink(part);
    if (there && file_exists(kept))
        restoring->kept = kept;
    return outcome;
}

static enum outcome restore(struct restoring *restoring)
{
    int lock = -1;
    if (file_exists(restoring->file) == false)
        return refuse(restoring, "there is no such backup");
    /* The lock of one file has one name, whichever way the file was named. */
    char *real = realpath(restoring->database, NULL);
    if (real != NULL)
        restoring->database = arena_text(&restoring->arena, real);
    free(real);
    if (restoring->database == NULL)
        return BROKEN;
    TRY(store_lock_path(restoring->database, &lock, restoring->error));
    enum outcome outcome = put_in_place(restoring);
    close(lock);
    return outcome;
}

int cli_restore(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_FORCE, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "restore",
        .arguments = "FILE",
        .about =
            "Puts a backup made by `fordela backup` in the place of the database, a SQLite file, with the server\n"
            "stopped. The backup is copied beside the database and looked through first: one that is damaged, of "
            "another\n"
            "program or newer than this program is refused. A database that is there is kept under another name, and\n"
            "only replaced with --force (which also takes a backup whose derived rows differ). The names change in "
            "one\n"
            "step. A backup of an older program needs `fordela migrate` afterwards.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
        .arguments_min = 1,
        .arguments_max = 1,
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    struct restoring restoring = {.database = option_text(&options, OPTION_DATABASE),
                                  .file = options.arguments[0],
                                  .force = option_flag(&options, OPTION_FORCE),
                                  .arena = arena_open(ARENA_BYTES)};
    if (store_is_address(restoring.database)) {
        fputs("fordela restore: for PostgreSQL: pg_restore (fordela backup shows how), or `fordela import`\n", stderr);
        return EXIT_USAGE;
    }
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = restore(&restoring);
    if (outcome == OK)
        printf("Restored %s from %s (step %d).\n", restoring.database, restoring.file, restoring.sound.step);
    if (restoring.kept != NULL)
        printf("What was there before is kept as %s.\n", restoring.kept);
    if (outcome == OK && !restoring.sound.own_checks)
        printf("It is older than this program: run `fordela migrate` before serving it.\n");
    int code = outcome == OK ? EXIT_DONE : sound_fail("restore", outcome, restoring.error);
    arena_close(&restoring.arena);
    return code;
}
