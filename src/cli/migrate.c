#include "store/migrate.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "core/week.h"
#include "sound.h"
#include "store/store.h"

enum { ARENA_BYTES = 16 * 1024 };

static int newest_step(void)
{
    return store_migration_count > 0 ? store_migrations[store_migration_count - 1].number : 0;
}

static enum outcome step_of(struct store *store, int *ret_step, char error[STORE_ERROR_CHARS])
{
    struct db *db = NULL;
    TRY(store_connect(store, true, &db));
    enum outcome outcome = store_schema_step(db, ret_step, error);
    db_close(db);
    return outcome;
}

/* A copy of a database that is about to change, beside it: "fordela.db.step-0006.20261124T153000Z.backup". */
static enum outcome copy_before(const char *database, int step, int64_t now, char error[STORE_ERROR_CHARS])
{
    struct arena arena = arena_open(ARENA_BYTES);
    struct sound sound = {0};
    char moment[TIMESTAMP_CHARS + 1];
    timestamp_format(now, moment);
    const char *path = arena_printf(&arena, "%s.step-%04d.%.4s%.2s%.5s%.2s%.3s.backup", database, step, moment,
                                    moment + 5, moment + 8, moment + 14, moment + 17);
    enum outcome outcome = path != NULL ? sound_copy(database, path, &sound, error) : BROKEN;
    if (outcome == OK)
        printf("Backup of the database as it was: %s\n", path);
    arena_close(&arena);
    return outcome;
}

static enum outcome migrate(const struct options *options, int *ret_applied, char error[STORE_ERROR_CHARS])
{
    const char *database = option_text(options, OPTION_DATABASE);
    struct store *store = NULL;
    const struct clock clock = {0};
    int step = 0;
    TRY(store_open(database, STORE_CREATE, &store, error));
    enum outcome outcome = step_of(store, &step, error);
    if (outcome == OK && store_engine(store) == STORE_SQLITE && step > 0 && step < newest_step() &&
        !option_flag(options, OPTION_NO_BACKUP))
        outcome = copy_before(database, step, clock_now(&clock), error);
    if (outcome == OK)
        outcome = store_migrate(store, clock_now(&clock), ret_applied, error);
    store_close(store);
    return outcome;
}

int cli_migrate(int argc, char **argv)
{
    static const enum option_id taken[] = {OPTION_DATABASE, OPTION_NO_BACKUP, OPTION_CONFIG};
    static const struct options_wanted wanted = {
        .command = "migrate",
        .arguments = "",
        .about =
            "Brings the database up to this program: creates it if there is none, runs the migrations that are\n"
            "missing, each whole or not at all, and loads the reference data. Running it twice does nothing.\n"
            "A SQLite file with steps to run is copied first, beside it (step and time are in the name; it can be\n"
            "restored by the program of that step). On PostgreSQL make a backup: there is no way back.",
        .options = taken,
        .option_count = sizeof taken / sizeof taken[0],
    };
    AUTO_OPTIONS options;
    int done = options_read(&wanted, argc, argv, &options);
    if (done != OPTIONS_GO_ON)
        return done;
    char error[STORE_ERROR_CHARS] = "";
    int applied = 0;
    enum outcome outcome = crypto_start();
    if (outcome == OK)
        outcome = migrate(&options, &applied, error);
    if (outcome != OK)
        return sound_fail("migrate", outcome, error);
    printf(applied > 0 ? "The database is at step %d; steps run now: %d.\n" : "The database is at step %d already.\n",
           newest_step(), applied);
    return EXIT_DONE;
}
